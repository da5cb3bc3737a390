"""What the search for duplicates reads, and the pairs that somebody said are not the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.database.connection import Database, Row
from crmcli.matching.search_words import LONGEST
from crmcli.queries.persons import there, way_there
from crmcli.queries.text import like

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

#: What is compared of a customer, in the order of `duplicates.profile`.
_COMPARED = "id, name, name_folded, kind, phone, email, wechat, city, street, postcode, birthday"


class Duplicates:
    """Reads customers as the comparison needs them; reads and writes decisions."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def customers(self, ids: Sequence[int] | None = None) -> Iterator[tuple[Any, ...]]:
        """The compared columns of everyone or of some, by id."""
        if ids is None:
            return self._db.tuples(f"SELECT {_COMPARED} FROM customer ORDER BY id")
        rows = self._db.rows_in(f"SELECT {_COMPARED} FROM customer WHERE id IN ({{ids}}) ORDER BY id", ids)
        return (tuple(row) for row in rows)

    def contact_ways(self, ids: Sequence[int] | None = None) -> Iterator[tuple[Any, ...]]:
        """(customer_id, kind, value) of further phones, e-mails and WeChat ids, and of accounts elsewhere."""
        return self._of(
            "SELECT customer_id, kind, value FROM contact_way",
            ids,
            f"confirmed = 1 AND kind IN ('phone', 'email', 'wechat', 'social') AND {way_there('contact_way')}",
        )

    def persons(self, ids: Sequence[int] | None = None) -> Iterator[tuple[Any, ...]]:
        """(customer_id, folded name, phone, email, wechat) of contact persons."""
        return self._of(
            "SELECT customer_id, name_folded, phone, email, wechat FROM contact_person",
            ids,
            there("contact_person"),
        )

    def _of(self, sql: str, ids: Sequence[int] | None, where: str = "1 = 1") -> Iterator[tuple[Any, ...]]:
        sql = f"{sql} WHERE {where}"
        if ids is None:
            return self._db.tuples(f"{sql} ORDER BY id")
        return (tuple(r) for r in self._db.rows_in(f"{sql} AND customer_id IN ({{ids}}) ORDER BY id", ids))

    def called(self, folded: str, core: str) -> list[int]:
        """Customers whose name folds equal, or holds this core of a name."""
        rows = self._db.rows(
            "SELECT id FROM customer WHERE name_folded = :folded OR name_folded LIKE :core ESCAPE '\\' ORDER BY id",
            {"folded": folded, "core": like(core[:LONGEST])},
        )
        return [row[0] for row in rows]

    # -- decisions ------------------------------------------------------------------------------------------------

    def decisions(self) -> set[tuple[int, int]]:
        """Pairs (lower id, higher id) that are not the same."""
        return set(self._db.tuples("SELECT left_id, right_id FROM duplicate_decision"))

    def decisions_of(self, customer_id: int) -> list[Row]:
        return self._db.rows(
            "SELECT * FROM duplicate_decision WHERE left_id = :id OR right_id = :id ORDER BY id",
            {"id": customer_id},
        )

    def decide(self, op: Operation, one: int, other: int, note: str | None = None) -> int:
        """Notes that two customers are not the same."""
        return op.insert(
            "duplicate_decision",
            {
                "left_id": min(one, other),
                "right_id": max(one, other),
                "verdict": "different",
                "note": note,
                "staff_id": op.actor.id,
                "at": op.at_text,
            },
        )
