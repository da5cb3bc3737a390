"""Who was asked whether their contact data are still right, by which code, and what they answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.database.connection import Database, Row
from crmcli.queries.persons import first

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_LISTED = (
    "SELECT v.*, c.name AS customer, c.code AS customer_code, p.name AS contact_person, s.name AS recorder FROM verification v"
    " JOIN customer c ON c.id = v.customer_id LEFT JOIN contact_person p ON p.id = v.contact_person_id"
    " LEFT JOIN staff s ON s.id = v.recorder_id"
)


class Verifications:
    """Reads and writes these questions. Days and instants as ISO text."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def due(self, day: str) -> list[Row]:
        """Customers whose contact data are to be verified by a day, the longest due first, with whom one asks for there and the
        ways to them."""
        ways = ", ".join(f"COALESCE({first(way)}, c.{way}) AS {way}" for way in ("phone", "email", "wechat"))
        return self._db.rows(
            f"SELECT c.id AS customer_id, c.code AS customer_code, c.name AS customer, c.language, {ways},"
            f" {first('name')} AS contact, {first('id')} AS contact_person_id, s.name AS owner, st.verify_on"
            " FROM standing st JOIN customer c ON c.id = st.customer_id LEFT JOIN staff s ON s.id = c.owner_id"
            " WHERE st.verify_on <= :day ORDER BY st.verify_on, c.id",
            {"day": day},
        )

    def asked_since(self, day: str) -> set[int]:
        """Customers who were asked on or after a day."""
        rows = self._db.tuples(
            "SELECT DISTINCT customer_id FROM verification WHERE sent_on >= :day", {"day": day}
        )
        return {int(row[0]) for row in rows}

    def listed(self, ids: Sequence[int] | None = None) -> list[Row]:
        """All questions, or those to some customers, the newest first."""
        if ids is None:
            return self._db.rows(f"{_LISTED} ORDER BY v.id DESC")
        rows = self._db.rows_in(f"{_LISTED} WHERE v.customer_id IN ({{ids}})", ids)
        return sorted(rows, key=lambda row: -int(row["id"]))

    def by_codes(self, codes: Iterable[str]) -> dict[str, Row]:
        """The questions with these codes."""
        return {
            row["code"]: row for row in self._db.rows_in(f"{_LISTED} WHERE v.code IN ({{ids}})", list(codes))
        }

    def add(self, op: Operation, rows: Collection[Mapping[str, Any]], on: str) -> range:
        """New questions by customer, contact person and code."""
        columns = ("customer_id", "contact_person_id", "code", "sent_at", "sent_on", "recorder_id")
        values = [
            (row["customer_id"], row["contact_person_id"], row["code"], op.at_text, on, op.actor.id)
            for row in rows
        ]
        return op.insert_many("verification", columns, values)

    def answer(self, op: Operation, verification_id: int, answer: str, at: str, words: str | None) -> None:
        """Keeps what was answered."""
        op.update("verification", verification_id, {"answer": answer, "answered_at": at, "words": words})
