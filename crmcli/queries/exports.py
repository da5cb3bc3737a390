"""Whole lists for an export, joined with the names that they refer to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from crmcli.database.connection import Database, Row
from crmcli.queries.owned import owned

_PERSONS = "SELECT p.*, c.name AS customer FROM contact_person p LEFT JOIN customer c ON c.id = p.customer_id"
_COMPLAINTS = (
    "SELECT k.*, c.name AS customer, c.phone AS customer_phone, COALESCE(s.name, k.handler) AS handler_name,"
    " p.name AS contact_person FROM complaint k LEFT JOIN customer c ON c.id = k.customer_id"
    " LEFT JOIN staff s ON s.id = k.handler_id LEFT JOIN contact_person p ON p.id = k.contact_person_id"
)
_CONTRACTS = (
    "SELECT k.*, c.name AS customer, c.phone AS customer_phone, p.name AS contact_person, s.name AS owner,"
    " COALESCE(b.external_id, b.number) AS renews FROM contract k LEFT JOIN customer c ON c.id = k.customer_id"
    " LEFT JOIN contact_person p ON p.id = k.contact_person_id LEFT JOIN staff s ON s.id = k.owner_id"
    " LEFT JOIN contract b ON b.id = k.renews_id"
)
_RESPONSES = (
    "SELECT r.*, f.key AS form, f.title AS form_title, c.name AS customer, c.phone AS customer_phone"
    " FROM survey_response r JOIN survey_form f ON f.id = r.form_id LEFT JOIN customer c ON c.id = r.customer_id"
)
_TASKS = (
    "SELECT t.*, s.name AS owner, c.name AS customer, c.phone AS customer_phone FROM task t"
    " LEFT JOIN staff s ON s.id = t.owner_id LEFT JOIN customer c ON c.id = t.customer_id"
)
_FEEDBACK = (
    "SELECT f.*, c.name AS customer, c.phone AS customer_phone, h.name AS handler, s.name AS staff FROM feedback f"
    " LEFT JOIN customer c ON c.id = f.customer_id LEFT JOIN staff h ON h.id = f.handler_id"
    " LEFT JOIN staff s ON s.id = f.staff_id"
)
_OPPORTUNITIES = (
    "SELECT o.*, s.name AS owner, c.name AS customer, c.phone AS customer_phone, p.name AS contact_person FROM opportunity o"
    " LEFT JOIN staff s ON s.id = o.owner_id LEFT JOIN customer c ON c.id = o.customer_id"
    " LEFT JOIN contact_person p ON p.id = o.contact_person_id"
)
_INVITATIONS = (
    "SELECT i.*, w.key AS wave, f.key AS form, w.rule, w.opened_on, w.closed_at, c.name AS customer,"
    " c.phone AS customer_phone, r.submitted_at AS answered_at FROM survey_invitation i"
    " JOIN survey_wave w ON w.id = i.wave_id JOIN survey_form f ON f.id = w.form_id"
    " LEFT JOIN customer c ON c.id = i.customer_id LEFT JOIN survey_response r ON r.id = i.response_id"
)


class Exports:
    """Reads lists; `ids` limits them to some customers, None means everybody."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def persons(self, ids: Sequence[int] | None) -> list[Row]:
        """Contact persons with their company, by company."""
        rows = owned(self._of(_PERSONS, "p.customer_id", ids))
        return sorted(rows, key=lambda r: (r["customer_id"], -r["is_key"], r["id"]))

    def numbers(self) -> dict[int, str]:
        """Every customer's number in its other system, else our own code."""
        return {r[0]: r[1] for r in self._db.tuples("SELECT id, COALESCE(external_id, code) FROM customer")}

    def identity(self) -> str:
        """What tells this database from all others wherever it is moved: the id of its first operation."""
        return str(self._db.value("SELECT uid FROM operation ORDER BY number LIMIT 1"))

    def contact_ways(self, ids: Sequence[int] | None) -> list[Row]:
        """Further ways of customers and their contact persons, by id."""
        return self._of("SELECT * FROM contact_way", "customer_id", ids)

    def addresses(self, ids: Sequence[int] | None) -> list[Row]:
        """Further addresses of customers and their contact persons, by id."""
        return self._of("SELECT * FROM address", "customer_id", ids)

    def complaints(self, ids: Sequence[int] | None) -> list[Row]:
        """Complaints with customer and handler, by id."""
        return owned(self._of(_COMPLAINTS, "k.customer_id", ids))

    def contracts(self, ids: Sequence[int] | None) -> list[Row]:
        """Contracts with the names that they refer to, by id."""
        return owned(self._of(_CONTRACTS, "k.customer_id", ids))

    def agreed(self) -> dict[int, tuple[str, int]]:
        """By order that belongs to a contract that one's number, and whether it is a payment of it."""
        rows = self._db.tuples(
            "SELECT o.purchase_id, COALESCE(k.external_id, k.number), o.payment FROM contract_order o"
            " JOIN contract k ON k.id = o.contract_id"
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def logs(self) -> dict[int, list[Row]]:
        """The events of each complaint, notes included, in the order they happened."""
        return self._by("complaint_id", "SELECT * FROM complaint_event ORDER BY at, id")

    def refunds(self) -> dict[int, list[Row]]:
        """The refunds of order lines, oldest first."""
        return self._by("purchase_id", "SELECT * FROM refund ORDER BY refunded_on, id")

    def progress(self) -> dict[int, list[Row]]:
        """The steps of orders, in the order they happened."""
        return self._by("purchase_id", "SELECT * FROM purchase_event ORDER BY at, id")

    def steps(self) -> dict[int, list[Row]]:
        """The checklists of tasks, in their order."""
        return self._by("task_id", "SELECT * FROM task_step ORDER BY position, id")

    def comments(self) -> dict[int, list[Row]]:
        """What was said about tasks, oldest first."""
        return self._by("task_id", "SELECT * FROM task_comment ORDER BY at, id")

    def handovers(self) -> dict[int, list[Row]]:
        """The hands that tasks went through, the first first."""
        return self._by("task_id", "SELECT * FROM handoff WHERE task_id IS NOT NULL ORDER BY id")

    def further_answers(self) -> dict[int, list[Row]]:
        """What was answered to feedback after the first answer, oldest first."""
        return self._by("feedback_id", "SELECT * FROM feedback_answer ORDER BY at, id")

    def _by(self, column: str, sql: str) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = defaultdict(list)
        for row in self._db.rows(sql):
            found[row[column]].append(row)
        return found

    def responses(self, ids: Sequence[int] | None) -> list[Row]:
        """Survey responses with form and customer, by id."""
        return owned(self._of(_RESPONSES, "r.customer_id", ids))

    def answers(self) -> dict[int, dict[str, object]]:
        """Scores and texts by response and key of the question."""
        answers: dict[int, dict[str, object]] = defaultdict(dict)
        sql = (
            "SELECT a.response_id, q.key, a.score, a.text FROM survey_answer a"
            " JOIN survey_question q ON q.id = a.question_id ORDER BY a.id"
        )
        for response_id, key, score, text in self._db.rows(sql):
            answers[response_id][key] = text if score is None else score
        return answers

    def tasks(self, ids: Sequence[int] | None) -> list[Row]:
        """Tasks with owner and customer, by id."""
        return owned(self._of(_TASKS, "t.customer_id", ids))

    def feedback(self, ids: Sequence[int] | None) -> list[Row]:
        """Feedback with the names it refers to, by id."""
        return owned(self._of(_FEEDBACK, "f.customer_id", ids))

    def opportunities(self, ids: Sequence[int] | None) -> list[Row]:
        """Opportunities with the names they refer to, by id."""
        return owned(self._of(_OPPORTUNITIES, "o.customer_id", ids))

    def moves(self) -> dict[int, list[Row]]:
        """The steps of opportunities, in the order they happened."""
        return self._by("opportunity_id", "SELECT * FROM opportunity_event ORDER BY at, id")

    def invitations(self, ids: Sequence[int] | None) -> list[Row]:
        """Who was asked in which wave, by id."""
        return owned(self._of(_INVITATIONS, "i.customer_id", ids))

    def _of(self, sql: str, column: str, ids: Sequence[int] | None) -> list[Row]:
        rows = (
            self._db.rows(sql) if ids is None else self._db.rows_in(f"{sql} WHERE {column} IN ({{ids}})", ids)
        )
        return sorted(rows, key=lambda row: int(row["id"]))
