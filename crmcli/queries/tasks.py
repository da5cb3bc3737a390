"""Tasks, and the rows of the due list that somebody put off."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.database.connection import Database, Row
from crmcli.i18n import _
from crmcli.queries.compared import compared
from crmcli.queries.owned import owned

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_LISTED = (
    "SELECT t.*, s.name AS owner, c.name AS customer FROM task t"
    " LEFT JOIN staff s ON s.id = t.owner_id LEFT JOIN customer c ON c.id = t.customer_id"
)
#: The columns that an equal value filters.
_FILTERS = {
    "owner_id": "t.owner_id",
    "customer_id": "t.customer_id",
    "state": "t.state",
    "target_id": "t.target_id",
    "meeting_on": "t.meeting_on",
}
_TABLES = {"t": "task"}
_ORDER = "ORDER BY t.due_on NULLS LAST, t.due_at NULLS LAST, t.id"


class Tasks:
    """Reads and writes tasks and snoozes. A deadline is a day (`due_on`) or an instant (`due_at` too)."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, task_id: int) -> Row:
        """One task with its owner's and customer's names; NotFound if there is none."""
        row = self._db.one(f"{_LISTED} WHERE t.id = :id", {"id": task_id})
        if row is None:
            raise errors.NotFound(
                _("There is no task %(id)d.") % {"id": task_id}, _("See: crmcli task list --all")
            )
        return row

    def known(self, numbers: Collection[str], titles: Collection[str]) -> list[Row]:
        """Tasks with these numbers in another system, or with these titles, by id."""
        rows = self._db.rows_in("SELECT * FROM task WHERE external_id IN ({ids})", sorted(numbers))
        rows += self._db.rows_in("SELECT * FROM task WHERE title IN ({ids})", sorted(titles))
        return sorted({row["id"]: row for row in rows}.values(), key=lambda row: int(row["id"]))

    def listed(self, filters: Mapping[str, Any], *, overdue: tuple[date, str] | None = None) -> list[Row]:
        """Tasks by deadline, those without one last, filtered by equal owner_id, customer_id or state.

        `overdue` is today and the present instant: only tasks whose day or instant has passed.
        """
        chosen = {k: v for k, v in filters.items() if v is not None and k in _FILTERS}
        where = [f"{_FILTERS[k]} = :{k}" for k in chosen]
        if overdue:
            where.append("(t.due_on < :today OR t.due_at < :now)")
            chosen |= {"today": overdue[0].isoformat(), "now": overdue[1]}
        compared(self._db, where, _TABLES)
        condition = f"WHERE {' AND '.join(where)}" if where else ""
        return owned(self._db.rows(f"{_LISTED} {condition} {_ORDER}", chosen))

    def last_meeting(self, until: str) -> str | None:
        """The last day up to one on which a meeting decided something: a task, or something to be done better."""
        found = self._db.value(
            "SELECT MAX(day) FROM (SELECT meeting_on AS day FROM task UNION ALL SELECT meeting_on FROM improvement) AS met"
            " WHERE day <= :until",
            {"until": until},
        )
        return None if found is None else str(found)

    def open_due(self, until_on: date, owner_id: int | None = None, at: str | None = None) -> list[Row]:
        """Open tasks due by a day, of one person or everybody; with `at`, those that were open then."""
        until = until_on.isoformat()
        if at is not None:
            then = self.then({"state": "open", "owner_id": owner_id}, at)
            return [row for row in then if row["due_on"] and row["due_on"] <= until]
        compared(self._db, ["t.state"], _TABLES)
        whose = [] if owner_id is None else ["t.owner_id"]
        compared(self._db, ["t.due_on", *whose], _TABLES, "t.state = 'open'")
        return self._db.rows(
            f"{_LISTED} WHERE t.state = 'open' AND t.due_on <= :until"
            f" AND (:owner IS NULL OR t.owner_id = :owner) {_ORDER}",
            {"until": until, "owner": owner_id},
        )

    def then(
        self, filters: Mapping[str, Any], at: str, *, overdue: tuple[date, str] | None = None
    ) -> list[Row]:
        """Like `listed`, as they were at an instant."""
        from crmcli.queries.former import Former

        compared(self._db, ["t.state", "t.due_on", "t.created_at"], _TABLES)
        rows = self._db.rows(f"{_LISTED} WHERE t.created_at <= :at", {"at": at})
        was = Former(self._db).then("task", rows, at)
        for row in was:
            # One that came in as done was open until then.
            if row["done_at"] and row["done_at"] > at:
                row |= {"state": "open", "done_at": None, "done_on": None}
        chosen = {k: v for k, v in filters.items() if v is not None and k in _FILTERS}
        found = [row for row in was if all(row[k] == v for k, v in chosen.items())]
        return sorted((row for row in found if overdue is None or _is_over(row, *overdue)), key=_by_deadline)

    def add(self, op: Operation, values: Mapping[str, Any], today: date) -> int:
        """A new open task of the actor's making, and the actor's own unless `owner_id` says otherwise."""
        row = {
            "owner_id": op.actor.id,
            **values,
            "state": "open",
            "percent_done": 0,
            "creator_id": op.actor.id,
            "created_at": op.at_text,
            "created_on": today.isoformat(),
        }
        return op.insert("task", row)

    def edit(self, op: Operation, task_id: int, values: Mapping[str, Any]) -> bool:
        """Changes columns; False if they had these values already."""
        return op.update("task", task_id, values)

    # -- checklist and comments -------------------------------------------------------------------

    def steps(self, task_id: int) -> list[Row]:
        """A task's checklist in its order, with who ticked a step off."""
        return self._db.rows(
            "SELECT p.*, s.name AS done_by_name FROM task_step p LEFT JOIN staff s ON s.id = p.done_by"
            " WHERE p.task_id = :id ORDER BY p.position",
            {"id": task_id},
        )

    def add_steps(self, op: Operation, task_id: int, texts: Sequence[str]) -> None:
        """More steps at the end of a task's checklist."""
        first = len(self.steps(task_id)) + 1
        rows = [(task_id, position, text) for position, text in enumerate(texts, first)]
        op.insert_many("task_step", ("task_id", "position", "text"), rows)

    def tick(self, op: Operation, step_ids: Sequence[int], done: bool) -> int:
        """Ticks steps off, or with `done` False opens them again; returns how many changed."""
        values = (
            {"done_at": op.at_text, "done_by": op.actor.id} if done else {"done_at": None, "done_by": None}
        )
        return op.update_many("task_step", dict.fromkeys(step_ids, values))

    def comments(self, task_id: int) -> list[Row]:
        """What was said about a task, with who said it, the oldest first."""
        return self._db.rows(
            "SELECT c.*, s.name AS author FROM task_comment c LEFT JOIN staff s ON s.id = c.author_id"
            " WHERE c.task_id = :id ORDER BY c.at, c.id",
            {"id": task_id},
        )

    def comment(self, op: Operation, task_id: int, text: str) -> int:
        """One more comment, by the actor, now."""
        row = {"task_id": task_id, "at": op.at_text, "author_id": op.actor.id, "text": text}
        return op.insert("task_comment", row)

    def cancel(self, op: Operation, task_id: int) -> None:
        """Marks a task as no longer wanted; Invalid if it isn't open."""
        self.require_open(task_id)
        op.update("task", task_id, {"state": "cancelled"})

    def require_open(self, task_id: int) -> None:
        """Invalid if a task is done or cancelled."""
        if self.get(task_id)["state"] != "open":
            raise errors.Invalid(
                _("Task %(id)d is no longer open.") % {"id": task_id}, _("See: crmcli task list --all")
            )

    def finish(self, op: Operation, task_id: int, today: date) -> None:
        """Marks a task done; Invalid if it isn't open."""
        self.require_open(task_id)
        done = {"state": "done", "percent_done": 100, "done_at": op.at_text, "done_on": today.isoformat()}
        op.update("task", task_id, done)

    # -- rows of the due list that were put off ---------------------------------------------------

    def snooze(
        self,
        op: Operation,
        item: str,
        until_on: date,
        reason: str | None,
        staff_id: int | None,
        *,
        meant_on: str | None = None,
    ) -> int:
        """Puts a row of the due list (`contact:345`) off; it comes back on `until_on`, or sooner for what is agreed for a
        day after `meant_on`."""
        row = {
            "item": item,
            "until_on": until_on.isoformat(),
            "reason": reason,
            "staff_id": staff_id,
            "at": op.at_text,
            "meant_on": meant_on,
        }
        return op.insert("snooze", row)

    def put_off(self, item: str, today: date) -> Row | None:
        """The snooze that keeps a row of the due list away, if one does."""
        latest = self._db.one(
            "SELECT * FROM snooze WHERE item = :item ORDER BY id DESC LIMIT 1", {"item": item}
        )
        return latest if latest is not None and latest["until_on"] > today.isoformat() else None

    def latest_snoozes(self, items: Sequence[str] | None = None) -> dict[str, Row]:
        """The latest snooze of each row of the due list that was ever put off, or of these."""
        latest = "SELECT * FROM snooze s WHERE id = (SELECT MAX(id) FROM snooze l WHERE l.item = s.item)"
        rows = (
            self._db.rows(f"{latest} ORDER BY item")
            if items is None
            else self._db.rows_in(f"{latest} AND item IN ({{ids}})", sorted(items))
        )
        return {row["item"]: row for row in rows}

    def snoozes(self, on: str, at: str) -> dict[str, Row]:
        """What keeps each row that is put off on a day away: the latest snooze made by an instant."""
        rows = self._db.rows(
            "SELECT * FROM snooze s WHERE until_on > :on AND at <= :at"
            " AND id = (SELECT MAX(id) FROM snooze l WHERE l.item = s.item AND l.at <= :at)",
            {"on": on, "at": at},
        )
        return {row["item"]: row for row in rows}


def _by_deadline(row: Row) -> tuple[bool, str, bool, str, int]:
    """The order of `_ORDER`, for rows that stood otherwise."""
    return row["due_on"] is None, row["due_on"] or "", row["due_at"] is None, row["due_at"] or "", row["id"]


def _is_over(row: Mapping[str, Any], today: date, now: str) -> bool:
    return bool(
        (row["due_on"] and row["due_on"] < today.isoformat()) or (row["due_at"] and row["due_at"] < now)
    )
