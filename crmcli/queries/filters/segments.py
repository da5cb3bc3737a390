"""Filters that are kept under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.database.connection import Database, Row

if TYPE_CHECKING:
    from crmcli.database.operation import Operation


class Segments:
    """Reads and writes kept filters."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> list[Row]:
        """Every one with who kept it, by name."""
        return self._db.rows(
            "SELECT g.*, s.name AS author FROM segment g LEFT JOIN staff s ON s.id = g.author_id ORDER BY g.name"
        )

    def get(self, name: str) -> Row | None:
        return self._db.one("SELECT * FROM segment WHERE name = :name", {"name": name})

    def save(self, op: Operation, name: str, text: str, author_id: int | None) -> None:
        """Keeps a filter under a name, in the place of one that was kept under it before."""
        known, values = self.get(name), {"name": name, "filter": text, "author_id": author_id}
        if known is None:
            op.insert("segment", {**values, "created_at": op.at_text})
        else:
            op.update("segment", known["id"], values)

    def remove(self, op: Operation, segment_id: int) -> None:
        op.delete("segment", segment_id)
