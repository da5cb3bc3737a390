"""Customers who wait for approval, or were refused it, and where each came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmcli.database.connection import Database, Row


class Reviews:
    """Reads states of review; `workflows.reviewing` decides about them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def count(self) -> int:
        """How many wait."""
        return int(self._db.value("SELECT COUNT(*) FROM customer WHERE review_state = 'pending'"))

    def listed(self, state: str) -> list[Row]:
        """Customers in a state of review, those who came first first."""
        return self._db.rows(
            "SELECT c.id, c.code, c.name, c.phone, c.city, c.review_state, c.review_note, c.reviewed_on, c.created_at,"
            " s.name AS owner FROM customer c LEFT JOIN staff s ON s.id = c.owner_id"
            " WHERE c.review_state = :state ORDER BY c.created_at, c.id",
            {"state": state},
        )

    def states(self, ids: Sequence[int]) -> dict[int, str | None]:
        """The state of each customer that is there."""
        rows = self._db.rows_in("SELECT id, review_state FROM customer WHERE id IN ({ids})", ids)
        return {row["id"]: row["review_state"] for row in rows}

    def brought_by(self, number: int) -> list[int]:
        """The customers that an operation added and that are still there."""
        rows = self._db.tuples(
            "SELECT c.id FROM change h JOIN operation o ON o.id = h.operation_id"
            " JOIN customer c ON c.id BETWEEN h.row_id AND COALESCE(h.last_row_id, h.row_id)"
            " WHERE o.number = :n AND h.table_name = 'customer' AND h.action = 'insert' ORDER BY c.id",
            {"n": number},
        )
        return [row[0] for row in rows]

    def origins(self, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Per customer the operation that added it, who did it, and of an import the file, sheet and row."""
        if not ids:
            return {}
        added = list(
            self._db.tuples(
                "SELECT h.row_id, COALESCE(h.last_row_id, h.row_id), o.number, o.actor, b.id FROM change h"
                " JOIN operation o ON o.id = h.operation_id LEFT JOIN import_batch b ON b.operation_id = o.id"
                " WHERE h.table_name = 'customer' AND h.action = 'insert' AND h.row_id <= :last"
                " AND COALESCE(h.last_row_id, h.row_id) >= :first ORDER BY h.row_id, h.id",
                {"first": min(ids), "last": max(ids)},
            )
        )
        unknown = dict.fromkeys(("operation", "by", "file", "sheet", "row"))
        found: dict[int, dict[str, Any]] = {i: dict(unknown) for i in ids}
        of_batch: dict[int, list[int]] = {}
        for customer_id, (_first, _last, number, actor, batch) in _within(sorted(ids), added):
            found[customer_id] |= {"operation": number, "by": actor}
            if batch is not None:
                of_batch.setdefault(batch, []).append(customer_id)
        for batch, brought in sorted(of_batch.items()):
            for row in self._rows_of(batch, brought):
                if found[row["customer_id"]]["file"] is None:
                    found[row["customer_id"]] |= {k: row[k] for k in ("file", "sheet", "row")}
        return found

    def _rows_of(self, batch: int, ids: Sequence[int]) -> list[Row]:
        """The rows of an import that speak of these customers, those that made them first."""
        rows = self._db.rows_in(
            "SELECT id, customer_id, fate, file, sheet, row_number AS row FROM import_row"
            " WHERE batch_id = :b AND customer_id IN ({ids})",
            ids,
            {"b": batch},
        )
        return sorted(rows, key=lambda row: (row["fate"] != "created", int(row["id"])))


def _within(ids: Sequence[int], ranges: Sequence[tuple[Any, ...]]) -> list[tuple[int, tuple[Any, ...]]]:
    """Each id with the first range (first, last, …) that holds it; both are in ascending order.

    A row that an undo brought back has a range of its own besides the one in which it was added.
    """
    from bisect import bisect_left, bisect_right

    found: dict[int, tuple[Any, ...]] = {}
    for span in ranges:
        for customer_id in ids[bisect_left(ids, span[0]) : bisect_right(ids, span[1])]:
            found.setdefault(customer_id, span)
    return sorted(found.items())
