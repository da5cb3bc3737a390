"""Interactions: contacts with customers, in and out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.database import Database, Row

if TYPE_CHECKING:
    from crmcli.operation import Operation

COLUMNS = (
    "customer_id", "contact_person_id", "direction", "channel", "occurred_at", "occurred_on", "recorded_at",
    "author_id", "author", "recorder_id", "content", "feedback", "next_step", "next_on", "level", "effective", "care",
    "imported", "external_id", "custom",
)  # fmt: skip
_LISTED = (
    "SELECT i.*, c.name AS customer, c.code AS customer_code, c.phone AS customer_phone, p.name AS contact_person"
    " FROM interaction i JOIN customer c ON c.id = i.customer_id"
    " LEFT JOIN contact_person p ON p.id = i.contact_person_id"
)


class Interactions:
    """Reads and writes interactions."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, op: Operation, values: Mapping[str, Any]) -> int:
        """One interaction; the actor records it, outgoing and effective unless said otherwise."""
        return op.insert("interaction", {**_defaults(op), **values})

    def add_many(self, op: Operation, rows: Sequence[Mapping[str, Any]]) -> range:
        """Many interactions at once; their ids in order."""
        defaults = _defaults(op)
        return op.insert_many(
            "interaction", COLUMNS, [tuple((defaults | dict(r)).get(c) for c in COLUMNS) for r in rows]
        )

    def latest(self, customer_id: int, n: int | None = None) -> list[Row]:
        """A customer's last `n` interactions (all without `n`), newest first, with the contact person's name."""
        return self._db.rows(
            f"{_LISTED} WHERE i.customer_id = :id ORDER BY i.occurred_at DESC, i.id DESC"
            + ("" if n is None else " LIMIT :n"),
            {"id": customer_id, "n": n},
        )

    def of_many(self, ids: Collection[int]) -> list[Row]:
        """All interactions of many customers, oldest first."""
        rows = self._db.rows_in("SELECT * FROM interaction WHERE customer_id IN ({ids})", sorted(ids))
        return sorted(rows, key=lambda row: (row["occurred_at"], row["id"]))

    def all(self, ids: Sequence[int] | None = None) -> list[Row]:
        """Interactions with customer and contact person for a list: all, or those of some customers."""
        if ids is None:
            return self._db.rows(f"{_LISTED} ORDER BY i.occurred_at, i.id")
        rows = self._db.rows_in(f"{_LISTED} WHERE i.customer_id IN ({{ids}})", ids)
        return sorted(rows, key=lambda row: (row["occurred_at"], row["id"]))


def _defaults(op: Operation) -> dict[str, Any]:
    return {
        "direction": "out", "channel": "other", "effective": 1, "care": 0, "imported": 0, "recorded_at": op.at_text,
        "recorder_id": op.actor.id,
    }  # fmt: skip
