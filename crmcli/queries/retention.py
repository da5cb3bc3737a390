"""Customers to be kept or won back: the cases, the measures taken for them, and what was spent on them. Money is in cents."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.database.connection import Database, Row
from crmcli.i18n import _
from crmcli.queries.compared import compared
from crmcli.queries.former import Former
from crmcli.queries.owned import owned

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_TABLES = {"r": "retention_case", "t": "retention_step"}
_CASES = (
    "SELECT r.*, c.code, c.name AS customer, c.status AS customer_status, s.name AS owner FROM retention_case r"
    " LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN staff s ON s.id = r.owner_id"
)
_STEPS = (
    "SELECT t.*, r.customer_id, c.name AS customer, s.name AS owner, r.outcome, r.held_out, r.stage, r.opened_on,"
    " c.status AS customer_status FROM retention_step t LEFT JOIN retention_case r ON r.id = t.case_id"
    " LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN staff s ON s.id = t.owner_id"
)
#: The key of the question why a customer left.
LEAVING = "leaving_reason"
CASE = (
    "customer_id", "owner_id", "stage", "risk", "signals", "value_cents", "held_out", "seed", "reason", "note",
)  # fmt: skip
STEP = ("case_id", "kind", "due_on", "owner_id", "what")


class Retention:
    """Reads and writes cases of keeping customers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def exist(self) -> bool:
        """Whether there are any."""
        return self._db.value("SELECT 1 FROM retention_case LIMIT 1") is not None

    def get(self, case_id: int) -> Row:
        """One case with its customer's and owner's names; NotFound if there is none."""
        rows = owned(self._db.rows(f"{_CASES} WHERE r.id = :id", {"id": case_id}))
        if not rows:
            raise errors.NotFound(
                _("There is no case %(id)d of keeping a customer.") % {"id": case_id},
                _("See: crmcli retain list --all"),
            )
        return rows[0]

    def listed(
        self, ids: Collection[int] | None = None, past: str | None = None, *, case_id: int | None = None
    ) -> list[dict[str, Any]]:
        """Cases of some customers (all without), or one, the newest first; with `past` those of by then, as they stood."""
        within = "1 = 1" if ids is None else f"r.customer_id IN ({_numbers(ids)})"
        within += "" if case_id is None else f" AND r.id = {int(case_id)}"
        compared(
            self._db, ["r.opened_on", "r.closed_on", "r.outcome", "r.owner_id", "r.stage"], _TABLES, within
        )
        then = "" if past is None else " AND r.opened_at <= :past"
        rows = owned(
            self._db.rows(f"{_CASES} WHERE {within}{then} ORDER BY r.id DESC", {"past": past} if past else {})
        )
        if past is None:
            return [dict(row) for row in rows]
        was = Former(self._db).then("retention_case", rows, past)
        return [row if row["outcome"] else row | {"closed_by": None, "close_note": None} for row in was]

    def steps(self, case_ids: Collection[int], past: str | None = None) -> list[dict[str, Any]]:
        """The measures of some cases, by their days; with `past` those of by then, as they stood."""
        then = "" if past is None else " AND t.created_at <= :past"
        rows = owned(
            self._db.rows(
                f"{_STEPS} WHERE t.case_id IN ({_numbers(case_ids)}){then} ORDER BY t.due_on, t.id",
                {"past": past} if past else {},
            )
        )
        if past is None:
            return [dict(row) for row in rows]
        former = Former(self._db)
        was, statuses = former.then("retention_step", rows, past), former.fields("customer", past)
        for row in was:
            then_status = statuses.get(row["customer_id"], {}).get("status", row["customer_status"])
            row["customer_status"] = then_status
        return [row if row["done_on"] else row | {"done_by": None, "interaction_id": None} for row in was]

    def step(self, step_id: int) -> Row:
        """One measure with its customer; NotFound if there is none."""
        rows = owned(self._db.rows(f"{_STEPS} WHERE t.id = :id", {"id": step_id}))
        if not rows:
            raise errors.NotFound(
                _("There is no measure %(id)d of keeping a customer.") % {"id": step_id},
                _("See: crmcli retain list"),
            )
        return rows[0]

    def undone(self, past: str | None = None, customer_id: int | None = None) -> list[dict[str, Any]]:
        """Measures that nobody took yet, of cases that nobody closed (or of one customer's), by their days; with `past` as
        they stood."""
        compared(self._db, ["t.due_on", "t.done_on", "t.owner_id", "t.kind"], _TABLES)
        mine = "" if customer_id is None else " WHERE r.customer_id = :customer"
        given = {} if customer_id is None else {"customer": customer_id}
        if past is None:
            open_now = f"{mine or ' WHERE 1 = 1'} AND t.done_on IS NULL AND r.outcome IS NULL"
            return [
                dict(row)
                for row in owned(self._db.rows(f"{_STEPS}{open_now} ORDER BY t.due_on, t.id", given))
            ]
        open_then = {row["id"] for row in self.listed(past=past) if not row["outcome"]}
        return [
            row
            for row in self.steps(open_then, past)
            if not row["done_on"] and customer_id in (None, row["customer_id"])
        ]

    def of_contact(self, interaction_id: int) -> list[Row]:
        """The measures that a contact settled."""
        return self._db.rows(f"{_STEPS} WHERE t.interaction_id = :id ORDER BY t.id", {"id": interaction_id})

    def leaving_words(self, response_ids: Collection[int]) -> list[Row]:
        """What these responses answer to the question why a customer left: `text`, and whose answer it is."""
        return self._db.rows(
            "SELECT a.text, r.customer_id, c.name AS customer, c.code FROM survey_answer a"
            " JOIN survey_question q ON q.id = a.question_id JOIN survey_response r ON r.id = a.response_id"
            f" JOIN customer c ON c.id = r.customer_id WHERE q.key = '{LEAVING}' AND a.text IS NOT NULL"
            f" AND r.id IN ({_numbers(response_ids)}) ORDER BY r.id"
        )

    def expenses(self, case_ids: Collection[int], day: str | None = None) -> list[Row]:
        """What was spent on some cases, the first first; with a day by then."""
        return self._db.rows(
            "SELECT e.*, s.name AS staff FROM expense e LEFT JOIN staff s ON s.id = e.staff_id"
            f" WHERE e.retention_case_id IN ({_numbers(case_ids)}) AND (:day IS NULL OR e.spent_on <= :day)"
            " ORDER BY e.spent_on, e.id",
            {"day": day},
        )

    # -- writing ----------------------------------------------------------------------------------

    def add(self, op: Operation, rows: Sequence[Mapping[str, Any]], day: str) -> list[int]:
        """New cases of the actor's, opened on a day, as values of CASE."""
        columns = (*CASE, "creator_id", "opened_at", "opened_on")
        made = [(*(row.get(name) for name in CASE), op.actor.id, op.at_text, day) for row in rows]
        return list(op.insert_many("retention_case", columns, made))

    def edit(self, op: Operation, case_id: int, values: Mapping[str, Any]) -> bool:
        """Changes columns of a case; False if they had these values already."""
        return op.update("retention_case", case_id, values) if values else False

    def add_steps(self, op: Operation, rows: Sequence[Mapping[str, Any]], day: str) -> list[int]:
        """New measures of the actor's, as values of STEP."""
        columns = (*STEP, "creator_id", "created_at", "created_on")
        made = [(*(row.get(name) for name in STEP), op.actor.id, op.at_text, day) for row in rows]
        return list(op.insert_many("retention_step", columns, made))

    def edit_steps(self, op: Operation, rows: Mapping[int, Mapping[str, Any]]) -> int:
        """Changes columns of measures by id; how many changed."""
        return op.update_many("retention_step", rows)

    def spend(self, op: Operation, values: Mapping[str, Any]) -> int:
        """Money and time that were spent on a case, noted by the actor."""
        return op.insert("expense", {**values, "staff_id": op.actor.id, "created_at": op.at_text})


def _numbers(ids: Collection[int]) -> str:
    return ", ".join(str(int(i)) for i in sorted(ids)) or "NULL"
