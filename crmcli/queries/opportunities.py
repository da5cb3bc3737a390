"""Opportunities: possible deals of customers, and every step that each took."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.database.connection import Database, Record, Row
from crmcli.i18n import _
from crmcli.queries.compared import compared
from crmcli.queries.owned import owned
from crmcli.queries.text import escaped, lower

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_LISTED = (
    "SELECT o.*, c.name AS customer, c.status AS customer_status, s.name AS owner, p.name AS contact_person FROM opportunity o"
    " LEFT JOIN customer c ON c.id = o.customer_id LEFT JOIN staff s ON s.id = o.owner_id"
    " LEFT JOIN contact_person p ON p.id = o.contact_person_id"
)
#: What `listed` can filter by, as conditions.
_FILTERS = {
    "customer_id": "o.customer_id = :customer_id",
    "owner_id": "o.owner_id = :owner_id",
    "stage": "o.stage = :stage",
    "open": "o.closed_on IS NULL AND 1 = :open",
}
_TABLES = {"o": "opportunity", "i": "interaction"}
_ORDER = "ORDER BY o.closed_on IS NOT NULL, o.expected_on NULLS LAST, o.id"


class Opportunities:
    """Reads and writes opportunities. The stage that one is in, and when and why it was closed, are those of its last event."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, opportunity_id: int) -> Row:
        """One opportunity with the names it refers to; NotFound if there is none."""
        row = self._db.one(f"{_LISTED} WHERE o.id = :id", {"id": opportunity_id})
        if row is None:
            raise errors.NotFound(
                _("There is no opportunity %(id)d.") % {"id": opportunity_id},
                _("See: crmcli opportunity list --all"),
            )
        return row

    def named(self, text: str, most: int) -> list[Row]:
        """Those with this number in another system, else those with this title, else those whose title has it, open ones
        first."""
        asked = {"text": text, "part": f"%{escaped(lower(text))}%", "most": most}
        for which in ("o.external_id = :text", "o.title = :text", "lower(o.title) LIKE :part ESCAPE '\\'"):
            if found := self._db.rows(f"{_LISTED} WHERE {which} {_ORDER} LIMIT :most", asked):
                return found
        return []

    def known(self, numbers: Collection[str], titles: Collection[str]) -> list[Row]:
        """Opportunities with these numbers in another system, or with these titles, by id."""
        rows = self._db.rows_in("SELECT * FROM opportunity WHERE external_id IN ({ids})", sorted(numbers))
        rows += self._db.rows_in("SELECT * FROM opportunity WHERE title IN ({ids})", sorted(titles))
        return sorted({row["id"]: row for row in rows}.values(), key=lambda row: int(row["id"]))

    def of_customers(self, ids: Sequence[int]) -> dict[int, list[Row]]:
        """The opportunities of some customers, open ones first."""
        found: dict[int, list[Row]] = {}
        for row in self._db.rows_in(
            f"SELECT * FROM opportunity o WHERE customer_id IN ({{ids}}) {_ORDER}", ids
        ):
            found.setdefault(row["customer_id"], []).append(row)
        return found

    def exist(self) -> bool:
        """Whether there are any."""
        return self._db.value("SELECT 1 FROM opportunity LIMIT 1") is not None

    def listed(self, filters: Mapping[str, Any]) -> list[Row]:
        """Opportunities, open ones first, by the day on which they are expected to close.

        Filters: customer_id, owner_id, stage, open (1). None means any.
        """
        chosen = {k: v for k, v in filters.items() if v is not None}
        conditions = [_FILTERS[k] for k in chosen]
        compared(self._db, [*conditions, "o.closed_on", "o.expected_on"], _TABLES)
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        return owned(self._db.rows(f"{_LISTED} {where} {_ORDER}", chosen))

    def due(self, owner_id: int | None, until: str, quiet: str) -> list[Row]:
        """Open ones of which something may be due by a day: their next step is, or they have none ahead and nothing was done
        about them since another day, and nobody spoke to their customers."""
        filters = {"open": 1} | ({"owner_id": owner_id} if owner_id is not None else {})
        conditions = [_FILTERS[key] for key in filters]
        read = [
            *conditions,
            "o.closed_on",
            "o.next_on",
            "o.expected_on",
            "e.on_day",
            "i.effective",
            "i.occurred_on",
        ]
        compared(self._db, read, {**_TABLES, "e": "opportunity_event"})
        quietly = (
            "substr(o.created_at, 1, 10) <= :quiet AND NOT EXISTS (SELECT 1 FROM opportunity_event e"
            " WHERE e.opportunity_id = o.id AND e.on_day > :quiet) AND NOT EXISTS (SELECT 1 FROM interaction i"
            " WHERE i.customer_id = o.customer_id AND i.effective = 1 AND i.occurred_on > :quiet)"
        )
        where = f"{' AND '.join(conditions)} AND (o.next_on <= :until OR (o.next_on IS NULL AND {quietly}))"
        return owned(
            self._db.rows(f"{_LISTED} WHERE {where} {_ORDER}", filters | {"until": until, "quiet": quiet})
        )

    def then(self, filters: Mapping[str, Any], at: str) -> list[dict[str, Any]]:
        """Like `listed`, as they were at an instant: what they held, and the stage that their events had led to."""
        from crmcli.queries.former import Former

        compared(self._db, ["o.opened_at"], _TABLES)
        rows = self._db.rows(f"{_LISTED} WHERE o.opened_at <= :at", {"at": at})
        former, events = Former(self._db), self.events([row["id"] for row in rows], at)
        was = former.then("opportunity", rows, at)
        statuses = former.fields("customer", at)
        for row in was:
            row["customer_status"] = statuses.get(row["customer_id"], {}).get(
                "status", row["customer_status"]
            )
            if events.get(row["id"]):
                row |= _ended(events[row["id"]][-1])
        chosen = {k: v for k, v in filters.items() if v is not None}
        return sorted((row for row in was if all(_fits(row, k, v) for k, v in chosen.items())), key=_order)

    def events(self, ids: Iterable[int], until: str | None = None) -> dict[int, list[Row]]:
        """The steps of each of these opportunities in their order, by an instant with `until`, with who took them."""
        rows = self._db.rows_in(
            "SELECT e.*, s.name AS staff FROM opportunity_event e LEFT JOIN staff s ON s.id = e.staff_id"
            " WHERE e.opportunity_id IN ({ids})",
            sorted(ids),
        )
        found: dict[int, list[Row]] = {}
        for row in sorted(rows, key=lambda row: (row["at"], row["id"])):
            if until is None or row["at"] <= until:
                found.setdefault(row["opportunity_id"], []).append(row)
        return found

    def contacted(self, customer_ids: Iterable[int], until: str) -> dict[int, tuple[str, list[str]]]:
        """Per customer the day of the last effective contact by an instant, and when on that day there were some."""
        compared(self._db, ["i.effective", "i.occurred_at"], _TABLES)
        rows = self._db.rows_in(
            "SELECT i.customer_id, i.occurred_on, i.occurred_at FROM interaction i JOIN (SELECT customer_id, MAX(occurred_on) AS day"
            " FROM interaction WHERE effective = 1 AND occurred_at <= :until AND customer_id IN ({ids}) GROUP BY customer_id) d"
            " ON d.customer_id = i.customer_id AND d.day = i.occurred_on WHERE i.effective = 1 AND i.occurred_at <= :until",
            sorted(set(customer_ids)),
            {"until": until},
        )
        found: dict[int, tuple[str, list[str]]] = {}
        for row in rows:
            found.setdefault(row["customer_id"], (row["occurred_on"], []))[1].append(row["occurred_at"])
        return found

    def undated(self, until: str) -> int:
        """How many ended on a day that nobody told, by an instant."""
        sql = (
            "SELECT COUNT(*) FROM opportunity_event e JOIN opportunity o ON o.id = e.opportunity_id"
            " WHERE e.at_known = 0 AND e.at <= :until AND o.closed_on IS NOT NULL AND o.stage = e.stage"
        )
        return int(self._db.value(sql, {"until": until}))

    def stages(self) -> set[str]:
        """The stages that opportunities are in."""
        return {row[0] for row in self._db.tuples("SELECT DISTINCT stage FROM opportunity")}

    # -- writing ----------------------------------------------------------------------------------

    def add(self, op: Operation, values: Mapping[str, Any]) -> int:
        """A new opportunity of the actor's making, and the actor's own unless `owner_id` says otherwise; needs customer_id,
        title, stage, opened_at and opened_on. Its first event is that of its opening."""
        row = {"owner_id": op.actor.id, "creator_id": op.actor.id, **values, "created_at": op.at_text}
        opportunity_id = op.insert("opportunity", row)
        first = {"stage": row["stage"], "at": row["opened_at"], "on_day": row["opened_on"]}
        op.insert("opportunity_event", {"opportunity_id": opportunity_id, **first, "staff_id": op.actor.id})
        return opportunity_id

    def edit(self, op: Operation, opportunity_id: int, values: Mapping[str, Any]) -> bool:
        """Changes columns; False if they had these values already."""
        return op.update("opportunity", opportunity_id, values)

    def dated(self, op: Operation, row: Record, event: Mapping[str, Any]) -> None:
        """Says on which day (at, on_day) an opportunity came into the stage that it is in since an unknown one."""
        op.update(
            "opportunity_event", self.events([row["id"]])[row["id"]][-1]["id"], {**event, "at_known": None}
        )
        self.settle(op, [row["id"]])

    def step(self, op: Operation, opportunity_id: int, event: Mapping[str, Any]) -> None:
        """Takes an opportunity into a stage, or notes something of it in the one it is in; needs stage, at and on_day."""
        op.insert("opportunity_event", {"opportunity_id": opportunity_id, "staff_id": op.actor.id, **event})
        op.update("opportunity", opportunity_id, _ended({"reason": None, **event}))

    def settle(self, op: Operation, ids: Collection[int]) -> None:
        """Brings what opportunities are in line with the last event that each has."""
        for opportunity_id, events in self.events(ids).items():
            op.update("opportunity", opportunity_id, _ended(events[-1]))


def _ended(event: Record) -> dict[str, Any]:
    """What an opportunity is after its last event."""
    over = event["stage"] in ("won", "lost")
    lost = event["stage"] == "lost"
    return {
        "stage": event["stage"],
        "closed_on": event["on_day"] if over else None,
        "lost_reason": event["reason"] if lost else None,
    }


def _fits(row: Mapping[str, Any], name: str, value: Any) -> bool:
    """Whether a row passes one of the filters of `listed`."""
    return row["closed_on"] is None if name == "open" else bool(row[name] == value)


def _order(row: Mapping[str, Any]) -> tuple[bool, bool, str, int]:
    """The order of `_ORDER`, for rows that stood otherwise."""
    return row["closed_on"] is not None, row["expected_on"] is None, row["expected_on"] or "", row["id"]
