"""Complaints and their events."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crmcli import clock, errors
from crmcli.database.connection import Database, Row
from crmcli.i18n import _
from crmcli.queries.compared import compared
from crmcli.queries.numbers import complaints_of, take
from crmcli.queries.owned import owned
from crmcli.service.rounds import Event

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_LISTED = (
    "SELECT k.*, c.name AS customer, c.code AS customer_code, c.owner_id AS owner_id, o.name AS owner, p.name AS contact,"
    " COALESCE(h.name, k.handler) AS handler_name FROM complaint k"
    " LEFT JOIN customer c ON c.id = k.customer_id LEFT JOIN staff o ON o.id = c.owner_id"
    " LEFT JOIN staff h ON h.id = k.handler_id LEFT JOIN contact_person p ON p.id = k.contact_person_id"
)
#: What `listed` can filter by, as conditions.
_FILTERS = {
    "customer_id": "k.customer_id = :customer_id",
    "handler_id": "k.handler_id = :handler_id",
    "owner_id": "c.owner_id = :owner_id",
    "severity": "k.severity = :severity",
    "state": "k.state = :state",
    "from_on": "k.opened_on >= :from_on",
    "to_on": "k.opened_on <= :to_on",
    "opened_by": "(k.opened_at <= :opened_by OR k.opened_at >= ':')",
    "due_by": "k.next_due_at <= :due_by",
}

#: Caches of what the events say.
CACHED = frozenset({"state", "severity", "next_clock", "next_due_at", "clocks", "closed_on", "case_folded"})


def _opening_first(events: list[Event]) -> list[Event]:
    """The opening in front: of one whose day alone is known, all else of that day came later."""
    place = next((n for n, event in enumerate(events) if event.kind == "opened"), 0)
    if place == 0:
        return events
    opened = events[place]._replace(at=events[0].at)
    return [opened, *events[:place], *events[place + 1 :]]


class Complaints:
    """Reads and writes complaints."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # -- reading ----------------------------------------------------------------------------------

    def get(self, complaint_id: int) -> Row:
        """One complaint with the names it refers to; NotFound if there is none."""
        row = self._db.one(f"{_LISTED} WHERE k.id = :id", {"id": complaint_id})
        if row is None:
            raise errors.NotFound(
                _("There is no complaint %(id)d.") % {"id": complaint_id},
                _("See: crmcli complaint list --all"),
            )
        return owned([row])[0]

    def many(self, ids: Sequence[int]) -> list[Row]:
        """Complaints by id."""
        return self._db.rows_in(f"{_LISTED} WHERE k.id IN ({{ids}}) ORDER BY k.id", ids)

    def numbered(self, text: str) -> list[Row]:
        """Complaints with this id, else this number, else this number in another system."""
        if text.isascii() and text.isdigit():
            found = self._db.rows(f"{_LISTED} WHERE k.id = :id", {"id": int(text)})
            if found:
                return owned(found)
        found = self._db.rows(f"{_LISTED} WHERE k.number = :number", {"number": text.upper()})
        return owned(
            found or self._db.rows(f"{_LISTED} WHERE k.external_id = :text ORDER BY k.id", {"text": text})
        )

    def listed(self, filters: Mapping[str, Any]) -> list[Row]:
        """Complaints by opening, the oldest first.

        Filters: customer_id, handler_id, owner_id (the customer's owner), severity, state, from_on and
        to_on (days of opening, both included), opened_by (an instant), due_by (an instant that the next deadline
        is not after), unresolved (only those). None means any.
        """
        chosen = {k: v for k, v in filters.items() if v is not None and k in _FILTERS}
        unresolved = ["k.closed_on IS NULL"] if filters.get("unresolved") else []
        where = " AND ".join([*unresolved, *(_FILTERS[k] for k in chosen)])
        self.compared(chosen, unresolved)
        return owned(
            self._db.rows(f"{_LISTED} {'WHERE ' + where if where else ''} ORDER BY k.opened_at, k.id", chosen)
        )

    def compared(self, filters: Iterable[str], unresolved: Sequence[str] = ()) -> None:
        """LookupError where what these filters of `listed` compare is damaged."""
        # Of when one was opened there is no index: that is read as it is shown.
        own = ["k.state", *(_FILTERS[k] for k in filters if k != "opened_by")]
        compared(self._db, unresolved, {"k": "complaint"})
        compared(self._db, own, {"k": "complaint"}, *unresolved)
        # Whose a complaint is stands with its customer.
        compared(self._db, own, {"c": "customer"})

    def ids(self) -> list[int]:
        """All complaints."""
        return [row["id"] for row in self._db.rows("SELECT id FROM complaint ORDER BY id")]

    def running(self) -> list[int]:
        """Complaints that a deadline runs for, or that wait for the customer."""
        return [row["id"] for row in self._db.rows("SELECT id FROM complaint WHERE clocks IS NOT NULL")]

    def unresolved(self, on: str, ids: Collection[int] | None = None) -> list[Row]:
        """Complaints opened by a day and not closed before it, of everybody or of some customers."""
        scope = (
            "" if ids is None else f" AND k.customer_id IN ({', '.join(str(int(i)) for i in ids) or 'NULL'})"
        )
        return self._db.rows(
            f"{_LISTED} WHERE k.opened_on <= :on AND (k.closed_on IS NULL OR k.closed_on >= :on){scope}"
            " ORDER BY k.id",
            {"on": on},
        )

    def events(self, ids: Sequence[int]) -> dict[int, list[Event]]:
        """The events of many complaints in one query, each complaint's in the order they happened."""
        events: dict[int, list[Event]] = {complaint_id: [] for complaint_id in ids}
        rows = self._db.rows_in(
            "SELECT complaint_id, kind, at, at_known, data FROM complaint_event"
            " WHERE complaint_id IN ({ids}) ORDER BY at, id",
            list(ids),
        )
        for row in rows:
            data = json.loads(row["data"]) if row["data"] else {}
            event = Event(row["kind"], clock.parse_iso(row["at"]), bool(row["at_known"]), data)
            events[row["complaint_id"]].append(event)
        return {complaint_id: _opening_first(found) for complaint_id, found in events.items()}

    def words(self, ids: Sequence[int]) -> dict[int, list[str]]:
        """What was said and done at the steps of many complaints, in the order they happened."""
        words: dict[int, list[str]] = {complaint_id: [] for complaint_id in ids}
        for row in self._db.rows_in(
            "SELECT complaint_id, text FROM complaint_event WHERE text <> '' AND complaint_id IN ({ids}) ORDER BY at, id",
            list(ids),
        ):
            words[row["complaint_id"]].append(row["text"])
        return words

    def history(self, complaint_id: int, until: str, alone: str = "") -> list[Row]:
        """One complaint's events up to an instant, those that are told of a day alone up to another that may be later, with
        who recorded them, notes included."""
        return self._db.rows(
            "SELECT e.*, s.name AS actor FROM complaint_event e LEFT JOIN staff s ON s.id = e.actor_id"
            " WHERE e.complaint_id = :id"
            " AND (e.at <= :until OR (e.at_known = 0 AND e.at <= :alone)) ORDER BY e.kind <> 'opened', e.at, e.id",
            {"id": complaint_id, "until": until, "alone": alone},
        )

    def stepped(self, span: tuple[int, int], kinds: Sequence[str]) -> set[int]:
        """The complaints that took a step of one of these kinds among a range of events."""
        rows = self._db.rows_in(
            "SELECT DISTINCT complaint_id FROM complaint_event WHERE id BETWEEN :a AND :b AND kind IN ({ids})",
            kinds,
            {"a": span[0], "b": span[1]},
        )
        return {row[0] for row in rows}

    def last_step(self, complaint_id: int) -> Row | None:
        """The last event, notes and further calls about the same aside."""
        return self._db.one(
            "SELECT * FROM complaint_event WHERE complaint_id = :id AND kind NOT IN ('note', 'called_again')"
            " ORDER BY at DESC, id DESC LIMIT 1",
            {"id": complaint_id},
        )

    def times(self, complaint_id: int, kind: str) -> int:
        """How often a kind of event happened to a complaint."""
        sql = "SELECT COUNT(*) FROM complaint_event WHERE complaint_id = :id AND kind = :kind"
        return int(self._db.value(sql, {"id": complaint_id, "kind": kind}))

    # -- writing ----------------------------------------------------------------------------------

    def add(
        self,
        op: Operation,
        values: Mapping[str, Any],
        *,
        known: bool = True,
        about: Mapping[str, Any] | None = None,
    ) -> int:
        """A new complaint with its opening event, so that none is without deadlines.

        Needs customer_id, severity, content, opened_at and opened_on; `known` is False where the time of
        day is a guess; `about` is kept with the opening, see `clocks.Event`. It gets the next number of its year (TS2026-0001) unless `number` is given.
        """
        year = values["opened_on"][:4]
        number = values.get("number") or take(self._db, op, complaints_of(year))[0]
        row = {"state": "open", "imported": 0, **values, "number": number, "created_at": op.at_text}
        complaint_id = op.insert("complaint", row)
        self.add_event(
            op,
            complaint_id,
            "opened",
            clock.parse_iso(row["opened_at"]),
            row["opened_on"],
            known=known,
            actor_id=op.actor.id,
            data={"severity": row["severity"], **(about or {})},
        )
        return complaint_id

    def add_event(
        self,
        op: Operation,
        complaint_id: int,
        kind: str,
        at: datetime,
        on_day: str,
        *,
        known: bool = True,
        actor_id: int | None = None,
        text: str | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> int:
        """One more event: a kind of `clocks.Event`, or note. The caches follow with a recache."""
        row = {
            "complaint_id": complaint_id,
            "kind": kind,
            "at": clock.iso(at),
            "on_day": on_day,
            "at_known": int(known),
            "actor_id": actor_id,
            "text": text or None,
            "recorded_at": op.at_text,
            "data": json.dumps(data, ensure_ascii=False, sort_keys=True) if data else None,
        }
        return op.insert("complaint_event", row)

    def update(
        self, op: Operation, rows: Mapping[int, Mapping[str, Any]], since: datetime | None = None
    ) -> int:
        """Changes columns of complaints by id, which hold `since` an instant, by default now; returns how many changed."""
        return op.update_many("complaint", rows, since=clock.iso(since) if since else None)
