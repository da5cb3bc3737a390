"""What customers and staff tell the team: praise, problems, suggestions, needs, and the answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.database.connection import Database, Row
from crmcli.i18n import _
from crmcli.queries.compared import compared
from crmcli.queries.owned import owned

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_LISTED = (
    "SELECT f.*, c.name AS customer, h.name AS handler, s.name AS staff, a.name AS answered_by,"
    " k.number AS complaint FROM feedback f"
    " LEFT JOIN customer c ON c.id = f.customer_id LEFT JOIN staff h ON h.id = f.handler_id"
    " LEFT JOIN staff s ON s.id = f.staff_id LEFT JOIN staff a ON a.id = f.answered_by_id"
    " LEFT JOIN complaint k ON k.id = f.complaint_id"
)
#: What `listed` can filter by, as conditions.
_FILTERS = {
    "customer_id": "f.customer_id = :customer_id",
    "kind": "f.kind = :kind",
    "state": "f.state = :state",
    "handler_id": "f.handler_id = :handler_id",
    "department": "f.department = :department",
    "product": "f.product = :product",
    "channel": "f.channel = :channel",
    "from_staff": "f.staff_id IS NOT NULL AND 1 = :from_staff",
    "before_on": "f.occurred_on < :before_on",
}
_TABLES = {"f": "feedback"}

#: What an instant of feedback brought with it.
_TOLD = {"answered_at": ("answer", "answered_by", "answered_by_id"), "closed_at": ("close_reason",)}


class Feedback:
    """Reads and writes feedback. Praise needs no answer; everything else is open until it is answered or closed."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, feedback_id: int) -> Row:
        """One piece of feedback with the names it refers to; NotFound if there is none."""
        row = self._db.one(f"{_LISTED} WHERE f.id = :id", {"id": feedback_id})
        if row is None:
            raise errors.NotFound(
                _("There is no feedback %(id)d.") % {"id": feedback_id}, _("See: crmcli feedback list")
            )
        return row

    def known(self, numbers: Collection[str], days: Collection[str]) -> list[Row]:
        """Feedback with these numbers in another system, or of these days, by id."""
        rows = self._db.rows_in("SELECT * FROM feedback WHERE external_id IN ({ids})", sorted(numbers))
        rows += self._db.rows_in("SELECT * FROM feedback WHERE occurred_on IN ({ids})", sorted(days))
        return sorted({row["id"]: row for row in rows}.values(), key=lambda row: int(row["id"]))

    def listed(self, filters: Mapping[str, Any]) -> Sequence[Row]:
        """Feedback: what awaits an answer, oldest first, then the rest, newest first.

        Filters: customer_id, kind, state, handler_id, department, product, channel, from_staff (1), before_on (said
        before a day). None means any.
        """
        chosen = {k: v for k, v in filters.items() if v is not None}
        conditions = [_FILTERS[k] for k in chosen]
        # Whatever its state, it stands among what waits or behind it.
        compared(self._db, [*conditions, "f.state"], _TABLES)
        where = " AND ".join(conditions)
        rows = self._db.rows(
            f"{_LISTED} {'WHERE ' + where if where else ''} ORDER BY f.occurred_at, f.id", chosen
        )
        return _waiting_first(owned(rows))

    def answers(self, feedback_id: int) -> list[Row]:
        """What was answered after the first answer, in order."""
        return self._db.rows(
            "SELECT a.text, a.at, s.name AS staff FROM feedback_answer a LEFT JOIN staff s ON s.id = a.staff_id"
            " WHERE a.feedback_id = :id ORDER BY a.id",
            {"id": feedback_id},
        )

    def promoted(self, *, complaint_id: int | None = None, task_id: int | None = None) -> list[Row]:
        """The feedback that a complaint or a task came from."""
        return self._db.rows(
            "SELECT f.id, f.content FROM feedback f WHERE f.complaint_id = :complaint OR f.task_id = :task ORDER BY f.id",
            {"complaint": complaint_id, "task": task_id},
        )

    def between(self, start: str, end: str) -> list[Row]:
        """Feedback said from one day to another, both included, with the customer's present tier."""
        compared(self._db, ["f.occurred_on"], _TABLES)
        return self._db.rows(
            "SELECT f.id, f.kind, f.channel, f.touchpoint, f.product, f.department, f.state, f.adopted, f.content, f.occurred_on,"
            " f.customer_id, t.tier FROM feedback f LEFT JOIN standing t ON t.customer_id = f.customer_id"
            " WHERE f.occurred_on >= :start AND f.occurred_on <= :end ORDER BY f.occurred_at, f.id",
            {"start": start, "end": end},
        )

    def open_due(self, owner_id: int | None = None, at: str | None = None) -> Sequence[Row]:
        """Feedback that awaits an answer, of one handler or everybody; with `at`, what awaited it then."""
        if at is not None:
            then = self.then(at)
            return [r for r in then if r["state"] == "open" and owner_id in (None, r["handler_id"])]
        compared(self._db, ["f.state"], _TABLES)
        if owner_id is not None:
            compared(self._db, ["f.handler_id"], _TABLES, "f.state = 'open'")
        return self._db.rows(
            f"{_LISTED} WHERE f.state = 'open' AND (:owner IS NULL OR f.handler_id = :owner)"
            " ORDER BY f.occurred_at, f.id",
            {"owner": owner_id},
        )

    def then(self, at: str, filters: Mapping[str, Any] | None = None) -> Sequence[Row]:
        """What was said by an instant, as it was then; in the order and by the filters of `listed`."""
        from crmcli.queries.former import Former

        compared(self._db, ["f.state", "f.kind", "f.occurred_at"], _TABLES)
        rows = self._db.rows(f"{_LISTED} WHERE f.occurred_at <= :at ORDER BY f.occurred_at, f.id", {"at": at})
        was = Former(self._db).then("feedback", rows, at)
        for row in was:
            settled = min(filter(None, (row["answered_at"], row["closed_at"])), default=at)
            # One that came in as answered was open until then.
            if row["state"] != "open" and settled > at:
                row["state"] = "open"
            for instant, told in _TOLD.items():
                if row[instant] and row[instant] > at:
                    row |= dict.fromkeys((instant, *told))
            row["complaint"] = row["complaint"] if row["complaint_id"] else None
        chosen = {k: v for k, v in (filters or {}).items() if v is not None}
        return _waiting_first([row for row in was if all(_fits(row, k, v) for k, v in chosen.items())])

    def add(self, op: Operation, values: Mapping[str, Any]) -> int:
        """New feedback; needs kind, content, occurred_at and occurred_on."""
        state = "closed" if values["kind"] == "praise" else "open"
        return op.insert("feedback", {"state": state, **values, "created_at": op.at_text})

    def edit(self, op: Operation, feedback_id: int, values: Mapping[str, Any]) -> bool:
        """Changes columns; False if they had these values already."""
        return op.update("feedback", feedback_id, values)

    def answer(self, op: Operation, feedback_id: int, text: str, adopted: bool | None) -> bool:
        """Records what was answered and whether the idea was adopted (None: not said).

        The first answer stands with the feedback; a further one is kept beside it. False for a further one.
        """
        row = self.get(feedback_id)
        first = row["answered_at"] is None and row["answer"] is None
        values: dict[str, Any] = {} if adopted is None else {"adopted": int(adopted)}
        if first:
            values |= {"answer": text, "answered_at": op.at_text, "answered_by_id": op.actor.id}
            values["state"] = "closed" if row["closed_at"] else "answered"
        else:
            further = {"feedback_id": feedback_id, "text": text, "at": op.at_text, "staff_id": op.actor.id}
            op.insert("feedback_answer", further)
        if values:
            op.update("feedback", feedback_id, values)
        return first

    def close(self, op: Operation, feedback_id: int, values: Mapping[str, Any]) -> None:
        """Closes feedback; it awaits no answer any more."""
        op.update("feedback", feedback_id, {**values, "state": "closed", "closed_at": op.at_text})


def _waiting_first(rows: Sequence[Row]) -> Sequence[Row]:
    waiting = [row for row in rows if row["state"] == "open"]
    return waiting + [row for row in reversed(rows) if row["state"] != "open"]


def _fits(row: Mapping[str, Any], name: str, value: Any) -> bool:
    """Whether a row passes one of the filters of `listed`."""
    if name == "from_staff":
        return row["staff_id"] is not None
    return bool(row["occurred_on"] < value if name == "before_on" else row[name] == value)
