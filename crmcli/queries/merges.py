"""Customers who were merged into others: what moves with them, and how their old id, code and name still find them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.database.attachment_tables import HOLDERS, OF_NOBODY
from crmcli.database.connection import Database, Row
from crmcli.database.migrations import REFERENCES

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

#: What an import called a row of which the customer itself is the target.
_PEOPLE = "'customers', 'members', 'contacts'"
#: Where the id of a customer stands: (table, column, further condition). Points, persons, decisions and the customer's
#: own row take care of themselves.
_APART = ("customer", "contact_way", "contact_person", "duplicate_decision")
_PLACES: tuple[tuple[str, str, str], ...] = (
    ("customer", "parent_id", ""),
    *((table, column, "") for table, column in REFERENCES["customer"] if table not in _APART),
    ("import_row", "customer_id", ""),
    ("import_row", "target_id", f" AND kind IN ({_PEOPLE})"),
)
#: Items of the due list that are named by a customer's id.
_ITEMS = ("contact", "birthday", "verify", "points")
#: The orders that belong to a contract, with the contract's customer.
_PAID = "(SELECT o.purchase_id AS id, k.customer_id FROM contract_order o JOIN contract k ON k.id = o.contract_id) AS paid"
_LISTED = (
    "SELECT m.*, c.name AS survivor, c.code AS survivor_code, o.number AS operation, o.actor FROM merge m"
    " JOIN customer c ON c.id = m.survivor_id LEFT JOIN operation o ON o.id = m.operation_id"
)


class Merges:
    """Reads and writes merges."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # -- finding --------------------------------------------------------------------------------------------------

    def get(self, merge_id: int) -> Row | None:
        return self._db.one(f"{_LISTED} WHERE m.id = :id", {"id": merge_id})

    def listed(self) -> list[Row]:
        """All merges that stand, newest first."""
        return self._db.rows(f"{_LISTED} ORDER BY m.id DESC")

    def into(self, ids: Sequence[int]) -> list[Row]:
        """The merges into these customers."""
        return self._db.rows_in("SELECT * FROM merge WHERE survivor_id IN ({ids}) ORDER BY id", ids)

    def away(self, customer_id: int) -> Row | None:
        """The merge by which this customer went into another."""
        return self._db.one(f"{_LISTED} WHERE m.loser_id = :id", {"id": customer_id})

    def of_losers(self, first: int, last: int) -> list[Row]:
        """The merges by which customers of a range of ids went into others."""
        return self._db.rows(
            f"{_LISTED} WHERE m.loser_id BETWEEN :a AND :b ORDER BY m.id", {"a": first, "b": last}
        )

    def former(self, column: str, values: Iterable[str]) -> dict[str, int]:
        """Who is meant now by a `loser_code`, `loser_external_id` or `loser_folded` of old, where one is."""
        if not self._db.value("SELECT COUNT(*) FROM merge"):
            return {}
        rows = self._db.rows_in(
            f"SELECT {column}, survivor_id FROM merge WHERE {column} IN ({{ids}}) ORDER BY id",
            list(dict.fromkeys(values)),
        )
        return {row[0]: row[1] for row in rows}

    # -- what belongs to a customer -------------------------------------------------------------------------------

    def references(self, customer_id: int) -> dict[tuple[str, str], list[int]]:
        """Ids of the rows that name a customer, by table and column."""
        found = {}
        for table, column, more in _PLACES:
            sql = f"SELECT id FROM {table} WHERE {column} = :id{more} ORDER BY id"
            ids = [row[0] for row in self._db.rows(sql, {"id": customer_id})]
            if ids:
                found[table, column] = ids
        return found

    def snoozed(self, customer_id: int) -> dict[int, str]:
        """Snoozes of the customer's rows of the due list: the kind of each, by id."""
        items = [f"{kind}:{customer_id}" for kind in _ITEMS]
        rows = self._db.rows_in("SELECT id, item FROM snooze WHERE item IN ({ids}) ORDER BY id", items)
        return {row["id"]: row["item"].partition(":")[0] for row in rows}

    def of_person(self, person_id: int) -> dict[str, list[int]]:
        """Ids of the rows that name a contact person, by table."""
        return {
            table: [
                row[0]
                for row in self._db.rows(
                    f"SELECT id FROM {table} WHERE {column} = :id ORDER BY id", {"id": person_id}
                )
            ]
            for table, column in REFERENCES["contact_person"]
        }

    def added_since(self, merged: Row) -> dict[str, list[int]]:
        """Rows that came to the survivor after a merge and refer to a record of the other, by table."""
        params = {
            "survivor": merged["survivor_id"],
            "loser": merged["loser_id"],
            "operation": merged["operation_id"],
        }
        found: dict[str, list[int]] = {}
        for table, column, of in (
            ("interaction", "contact_person_id", "contact_person"),
            ("complaint", "contact_person_id", "contact_person"),
            ("contract", "contact_person_id", "contact_person"),
            ("contract", "renews_id", "contract"),
            ("contact_way", "contact_person_id", "contact_person"),
            ("address", "contact_person_id", "contact_person"),
            ("purchase", "id", _PAID),
            ("refund", "purchase_id", "purchase"),
            ("points_entry", "lot_id", "points_entry"),
            *(("attachment", column, of) for of, column in HOLDERS.items() if of not in OF_NOBODY),
        ):
            rows = self._db.rows(
                f"SELECT r.id FROM {table} r WHERE r.customer_id = :survivor AND r.{column} IN"
                f" (SELECT id FROM {of} WHERE customer_id = :loser) AND EXISTS (SELECT 1 FROM change c"
                f" WHERE c.table_name = '{table}' AND c.action = 'insert' AND c.operation_id > :operation"
                " AND r.id BETWEEN c.row_id AND COALESCE(c.last_row_id, c.row_id)) ORDER BY r.id",
                params,
            )
            found.setdefault(table, []).extend(row[0] for row in rows)
        return found

    # -- what was worked out of a customer ------------------------------------------------------------------------

    def derived(self, customer_id: int) -> str:
        """What the rules wrote of a customer and can't work out again, as JSON: past standings, the backlog."""
        params = {"id": customer_id}
        moves = self._db.rows(
            "SELECT on_day, field, before, after FROM standing_change WHERE customer_id = :id ORDER BY id",
            params,
        )
        backlog = self._db.one(
            "SELECT fell_before, release_on, planned_at FROM backlog WHERE customer_id = :id", params
        )
        return json.dumps({"moves": [list(m) for m in moves], "backlog": list(backlog) if backlog else None})

    def restored(
        self, customer_id: int, derived: str
    ) -> tuple[list[tuple[Any, ...]], tuple[Any, ...] | None]:
        """`derived` read back: the moves and the backlog's row as tuples that begin with the customer."""
        data = json.loads(derived)
        # Merges of before knew no instant of the plan.
        backlog = (customer_id, *[*data["backlog"], None][:3]) if data["backlog"] else None
        return [(customer_id, *move) for move in data["moves"]], backlog

    # -- writing --------------------------------------------------------------------------------------------------

    def add(
        self,
        op: Operation,
        survivor_id: int,
        loser: Mapping[str, Any],
        choices: Sequence[Any],
        derived: str,
        day: str,
    ) -> int:
        """Notes a merge, with what was chosen for each field that differed."""
        return op.insert(
            "merge",
            {
                "survivor_id": survivor_id,
                "into_id": survivor_id,
                "loser_id": loser["id"],
                "loser_code": loser["code"],
                "loser_external_id": loser["external_id"],
                "loser_name": loser["name"],
                "loser_folded": loser["name_folded"],
                "operation_id": op.id,
                "choices": json.dumps(choices, ensure_ascii=False),
                "derived": derived,
                "at": op.at_text,
                "on_day": day,
            },
        )

    def between(self, ids: Collection[int]) -> list[Row]:
        """Merges by id, those that stand."""
        return self._db.rows_in(f"{_LISTED} WHERE m.id IN ({{ids}}) ORDER BY m.id", sorted(ids))
