"""Import batches, and the set-based look-ups by which an import finds what is already known."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.database import Database, Row

if TYPE_CHECKING:
    from crmcli.operation import Operation

_ROW_COLUMNS = (
    "batch_id",
    "file",
    "sheet",
    "row_number",
    "kind",
    "fate",
    "reason",
    "customer_id",
    "target_id",
    "content_hash",
)

#: Where each key stands: (column with the value, column with the customer, table, further condition).
_FINDERS: Mapping[str, tuple[tuple[str, str, str, str], ...]] = {
    **{
        key: (
            (key, "id", "customer", ""), ("value", "customer_id", "contact_point", f" AND kind = '{key}'"),
            (key, "customer_id", "contact_person", ""),
        )
        for key in ("phone", "email", "wechat")
    },
    **{key: ((key, "id", "customer", ""),) for key in ("code", "external_id", "member_no", "name")},
    "folded": (("name_folded", "id", "customer", ""),),
    "person": (("name_folded", "customer_id", "contact_person", ""),),
}  # fmt: skip
#: For more values than this, reading the whole column is faster than asking for each.
_MANY = 5_000


class Imports:
    """Reads and writes import batches."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # -- batches --------------------------------------------------------------------------------------------------

    def applied(self, kind: str, hashes: Sequence[str]) -> set[str]:
        """Those of the content hashes that an import, not undone since, has already taken in."""
        rows = self._db.rows_in(
            "SELECT r.content_hash FROM import_row r JOIN import_batch b ON b.id = r.batch_id"
            " WHERE b.undone = 0 AND r.fate NOT IN ('rejected', 'skipped') AND r.kind = :kind"
            " AND r.content_hash IN ({ids})",
            hashes,
            {"kind": kind},
        )
        return {row[0] for row in rows}

    def add_batch(
        self,
        op: Operation,
        day: str,
        files: Sequence[str],
        counts: Mapping[str, int],
        rows: Sequence[Sequence[Any]],
    ) -> int:
        """A batch with the fate of each row (without its batch id, in the order of the table)."""
        batch = op.insert(
            "import_batch",
            {
                "operation_id": op.id, "at": op.at_text, "on_day": day, "undone": 0,
                "files": json.dumps(list(files), ensure_ascii=False), "counts": json.dumps(dict(counts)),
            },
        )  # fmt: skip
        op.insert_many("import_row", _ROW_COLUMNS, [(batch, *row) for row in rows])
        return batch

    def mark_undone(self, op: Operation, operation_id: int) -> None:
        """Notes that the batch of an operation was taken back: its rows may be imported again."""
        batches = self._db.rows(
            "SELECT id FROM import_batch WHERE operation_id = :o ORDER BY id", {"o": operation_id}
        )
        for row in batches:
            op.update("import_batch", row["id"], {"undone": 1})

    def batches(self) -> list[Row]:
        """All batches, newest first."""
        return self._db.rows("SELECT * FROM import_batch ORDER BY id DESC")

    # -- who is meant ---------------------------------------------------------------------------------------------

    def ids_by(self, key: str, values: Iterable[str]) -> dict[str, list[int]]:
        """Customer ids by each of many values of a key: phone, email, wechat, code, external_id, member_no, name, folded
        (name), person (folded name of a contact person). Ids are in order and not repeated."""
        wanted = dict.fromkeys(values)
        found: dict[str, set[int]] = defaultdict(set)
        for column, owner, table, more in _FINDERS[key]:
            sql = f"SELECT {column}, {owner} FROM {table} WHERE {column} "
            if len(wanted) > _MANY:
                rows = ((v, i) for v, i in self._db.tuples(f"{sql} IS NOT NULL{more}") if v in wanted)
            else:
                rows = ((r[0], r[1]) for r in self._db.rows_in(f"{sql} IN ({{ids}}){more}", list(wanted)))
            for value, customer_id in rows:
                found[value].add(customer_id)
        return {value: sorted(ids) for value, ids in found.items()}

    def customers(self, ids: Collection[int]) -> dict[int, dict[str, Any]]:
        """Whole customer rows by id."""
        rows = self._db.rows_in("SELECT * FROM customer WHERE id IN ({ids}) ORDER BY id", sorted(ids))
        return {row["id"]: dict(row) for row in rows}

    def points(self, ids: Collection[int]) -> dict[int, list[Mapping[str, Any]]]:
        """Further phones, e-mails and WeChat names of many customers."""
        return self._grouped("SELECT * FROM contact_point WHERE customer_id IN ({ids}) ORDER BY id", ids)

    def persons(self, ids: Collection[int]) -> dict[int, list[Mapping[str, Any]]]:
        """Contact persons of many customers."""
        return self._grouped("SELECT * FROM contact_person WHERE customer_id IN ({ids}) ORDER BY id", ids)

    def balances(self, ids: Collection[int]) -> dict[int, int]:
        """Points balances of the customers that have entries in the ledger."""
        rows = self._db.rows_in(
            "SELECT customer_id, SUM(points) FROM points_entry WHERE customer_id IN ({ids}) GROUP BY customer_id",
            sorted(ids),
        )
        return {row[0]: int(row[1]) for row in rows}

    def openings(self, ids: Collection[int]) -> dict[int, Row]:
        """The opening balance of each customer that has one."""
        rows = self._db.rows_in(
            "SELECT * FROM purchase WHERE opening = 1 AND customer_id IN ({ids}) ORDER BY id", sorted(ids)
        )
        return {row["customer_id"]: row for row in rows}

    def complaints(self, external_ids: Collection[str], customer_ids: Collection[int]) -> list[Row]:
        """Complaints with these numbers in another system, or of these customers, by id."""
        numbers = sorted(external_ids)
        rows = self._db.rows_in("SELECT * FROM complaint WHERE external_id IN ({ids})", numbers)
        rows += self._db.rows_in("SELECT * FROM complaint WHERE number IN ({ids})", numbers)
        rows += self._db.rows_in("SELECT * FROM complaint WHERE customer_id IN ({ids})", sorted(customer_ids))
        return sorted({row["id"]: row for row in rows}.values(), key=lambda row: int(row["id"]))

    def complaint_numbers(self, numbers: Collection[str]) -> set[str]:
        """Those of the complaint numbers that are taken."""
        return {
            r[0]
            for r in self._db.rows_in("SELECT number FROM complaint WHERE number IN ({ids})", sorted(numbers))
        }

    def responses(self, submitted: Collection[str]) -> list[Row]:
        """All survey responses, to any form, submitted at these instants, by id."""
        rows = self._db.rows_in(
            "SELECT * FROM survey_response WHERE submitted_at IN ({ids})", sorted(submitted)
        )
        return sorted(rows, key=lambda row: int(row["id"]))

    def _grouped(self, sql: str, ids: Collection[int]) -> dict[int, list[Mapping[str, Any]]]:
        found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
        for row in self._db.rows_in(sql, sorted(ids)):
            found[row["customer_id"]].append(dict(row))
        return found

    # -- what people changed --------------------------------------------------------------------------------------

    def edited_fields(self, table: str, ids: Collection[int]) -> dict[int, set[str]]:
        """Fields of these rows that a person changed: by an operation that was neither an import nor taken back."""
        rows = self._db.rows_in(
            "SELECT c.row_id, c.before FROM change c JOIN operation o ON o.id = c.operation_id"
            " WHERE c.table_name = :table AND c.action = 'update' AND o.command <> 'import' AND o.undone_by IS NULL"
            " AND o.undoes IS NULL AND c.row_id IN ({ids})",
            sorted(ids),
            {"table": table},
        )
        edited: dict[int, set[str]] = defaultdict(set)
        for row_id, before in rows:
            edited[row_id].update(json.loads(before or "{}"))
        return edited
