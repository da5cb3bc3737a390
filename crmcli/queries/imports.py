"""Import batches, and the set-based look-ups by which an import finds what is already known."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.database.connection import Database, Row
from crmcli.queries.persons import there, way_there
from crmcli.queries.text import escaped

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

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
    "raw",
)
#: An import's operation has its number and says who and when.
_BATCHES = (
    "SELECT b.id, b.files, b.counts, o.id AS operation_id, o.number, o.at, o.actor, u.number AS undone_by"
    " FROM import_batch b JOIN operation o ON o.id = b.operation_id LEFT JOIN operation u ON u.id = o.undone_by"
)
#: Commands whose changes are a sheet's and nobody's own.
_IMPORTING = "('import', 'survey import')"

#: Where each key stands: (column with the value, column with the customer, table, further condition).
_FINDERS: Mapping[str, tuple[tuple[str, str, str, str], ...]] = {
    **{
        key: (
            (key, "id", "customer", ""),
            (
                "value",
                "customer_id",
                "contact_way",
                f" AND kind = '{key}' AND confirmed = 1 AND {way_there('contact_way')}",
            ),
            (key, "customer_id", "contact_person", f" AND {there('contact_person')}"),
        )
        for key in ("phone", "email", "wechat")
    },
    "social": (
        ("value", "customer_id", "contact_way", f" AND kind = 'social' AND {way_there('contact_way')}"),
    ),
    # What a customer was called who was merged into another finds that one.
    **{
        key: ((key, "id", "customer", ""), (f"loser_{key}", "survivor_id", "merge", ""))
        for key in ("code", "external_id")
    },
    "name": (
        ("name", "id", "customer", ""),
        ("loser_name", "survivor_id", "merge", ""),
        ("name", "customer_id", "customer_alias", ""),
    ),
    "member_no": (("member_no", "id", "customer", ""),),
    "folded": (
        ("name_folded", "id", "customer", ""),
        ("loser_folded", "survivor_id", "merge", ""),
        ("name_folded", "customer_id", "customer_alias", ""),
    ),
    "person": (("name_folded", "customer_id", "contact_person", f" AND {there('contact_person')}"),),
}
#: For more values than this, reading the whole column is faster than asking for each.
_MANY = 5_000
#: Rows that are written at a time.
_AT_ONCE = 10_000


class Imports:
    """Reads and writes import batches."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # -- batches --------------------------------------------------------------------------------------------------

    def applied(self, kind: str, hashes: Sequence[str]) -> dict[str, tuple[int, int | None, int | None]]:
        """Those of the content hashes that an import, not undone since, has already taken in, each with the operation that
        wrote it last, and the customer and the record that came of it.
        """
        if not self._db.value("SELECT COUNT(*) FROM import_batch WHERE undone = 0"):
            return {}
        rows = self._db.rows_in(
            "SELECT r.content_hash, r.id, r.fate, b.operation_id, r.customer_id, r.target_id"
            " FROM import_row r JOIN import_batch b ON b.id = r.batch_id"
            " WHERE b.undone = 0 AND r.fate NOT IN ('rejected', 'skipped') AND r.kind = :kind"
            " AND r.content_hash IN ({ids})",
            hashes,
            {"kind": kind},
        )
        found: dict[str, tuple[int, int | None, int | None]] = {}
        for hash_, _id, fate, operation, *ids in sorted(map(tuple, rows), key=lambda row: int(row[1])):
            wrote = fate in ("created", "updated") or hash_ not in found
            found[hash_] = (operation if wrote else found[hash_][0], *ids)
        return found

    def add_batch(
        self,
        op: Operation,
        day: str,
        files: Sequence[str],
        counts: Mapping[str, int],
        rows: Iterable[Sequence[Any]],
    ) -> int:
        """A batch with the fate of each row (without its batch id, in the order of the table)."""
        batch = op.insert(
            "import_batch",
            {
                "operation_id": op.id,
                "at": op.at_text,
                "on_day": day,
                "undone": 0,
                "files": json.dumps(list(files), ensure_ascii=False),
                "counts": json.dumps(dict(counts)),
            },
        )
        waiting = iter(rows)
        with self._db.filling("import_row", counts["rows"]):
            while part := [(batch, *row) for row in islice(waiting, _AT_ONCE)]:
                op.insert_many("import_row", _ROW_COLUMNS, part)
        return batch

    def mark_undone(self, op: Operation, operation_id: int) -> None:
        """Notes that the batch of an operation was taken back: its rows may be imported again."""
        batches = self._db.rows(
            "SELECT id FROM import_batch WHERE operation_id = :o ORDER BY id", {"o": operation_id}
        )
        for row in batches:
            op.update("import_batch", row["id"], {"undone": 1})

    def batches(self) -> list[dict[str, Any]]:
        """All imports, newest first: the operation's number, who, when, files, the counts, and what undid it."""
        return [_listed(row) for row in self._db.rows(f"{_BATCHES} ORDER BY b.id DESC")]

    def batch(self, number: int) -> dict[str, Any] | None:
        """The import that was this operation, None if that was no import that wrote anything."""
        row = self._db.one(f"{_BATCHES} WHERE o.number = :n", {"n": number})
        return _listed(row) if row else None

    def rows_of(self, batch: int, fates: Sequence[str] = (), *, to_mend: bool = False) -> list[Row]:
        """The rows that an import read, in its order, with their customers' present codes and names; only of these fates if
        any, or only those to be mended.
        """
        some = f" AND r.fate IN ({', '.join(repr(f) for f in fates)})" if fates else ""
        some += " AND r.raw IS NOT NULL" if to_mend else ""
        return self._db.rows(
            "SELECT r.*, c.name AS customer, c.code AS customer_code FROM import_row r LEFT JOIN customer c ON c.id = r.customer_id"
            f" WHERE r.batch_id = :b{some} ORDER BY r.id",
            {"b": batch},
        )

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

    def at_domain(self, domain: str) -> list[int]:
        """The customers of whom somebody has an e-mail address at a domain, in order."""
        ends = f"%@{escaped(domain)}"
        found: set[int] = set()
        for column, owner, table, more in _FINDERS["email"]:
            sql = f"SELECT DISTINCT {owner} FROM {table} WHERE {column} LIKE :ends ESCAPE '\\'{more}"
            found.update(row[0] for row in self._db.tuples(sql, {"ends": ends}))
        return sorted(found)

    def holders(self, key: str) -> Iterator[tuple[str, int]]:
        """Everybody's values of a key of `ids_by`, each with the customer's id, streamed."""
        for column, owner, table, more in _FINDERS[key]:
            rows = self._db.tuples(f"SELECT {column}, {owner} FROM {table} WHERE {column} IS NOT NULL{more}")
            yield from ((row[0], row[1]) for row in rows)

    def customers(self, ids: Collection[int]) -> dict[int, dict[str, Any]]:
        """Whole customer rows by id."""
        return dict(sorted(self.records("customer", ids).items()))

    def contact_ways(self, ids: Collection[int]) -> dict[int, list[Mapping[str, Any]]]:
        """Further phones, e-mails and WeChat names of many customers."""
        return self._grouped("SELECT * FROM contact_way WHERE customer_id IN ({ids}) ORDER BY id", ids)

    def addresses(self, ids: Collection[int]) -> dict[int, list[Mapping[str, Any]]]:
        """Further addresses of many customers, those of their contact persons among them."""
        return self._grouped("SELECT * FROM address WHERE customer_id IN ({ids}) ORDER BY id", ids)

    def aliases(self, ids: Collection[int]) -> dict[int, list[Mapping[str, Any]]]:
        """Other names of many customers."""
        return self._grouped("SELECT * FROM customer_alias WHERE customer_id IN ({ids}) ORDER BY id", ids)

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

    def records(self, table: str, ids: Collection[int]) -> dict[int, dict[str, Any]]:
        """Whole rows of a table by id."""
        rows = self._db.rows_in(f"SELECT * FROM {table} WHERE id IN ({{ids}})", sorted(ids))
        return {row["id"]: dict(row) for row in rows}

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

    def responses(self, days: Collection[str]) -> list[Row]:
        """All survey responses, to any form, of these days, by id."""
        rows = self._db.rows_in("SELECT * FROM survey_response WHERE submitted_on IN ({ids})", sorted(days))
        return sorted(rows, key=lambda row: int(row["id"]))

    def _grouped(self, sql: str, ids: Collection[int]) -> dict[int, list[Mapping[str, Any]]]:
        found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
        for row in self._db.rows_in(sql, sorted(ids)):
            found[row["customer_id"]].append(dict(row))
        return found

    # -- what people changed --------------------------------------------------------------------------------------

    def edited_fields(self, table: str, ids: Collection[int]) -> dict[int, dict[str, Edited]]:
        """Fields of these rows that a person changed since an import last did, unless that was taken back. Who declared a
        field changed how values are written, and none of them."""
        rows = self._db.rows_in(
            f"SELECT c.row_id, c.before, CASE WHEN o.command IN {_IMPORTING} THEN 1 ELSE 0 END AS imported, c.id"
            " FROM change c JOIN operation o ON o.id = c.operation_id"
            " WHERE c.table_name = :table AND c.action = 'update' AND o.undone_by IS NULL"
            " AND o.undoes IS NULL AND o.command <> 'field add' AND c.row_id IN ({ids})",
            sorted(ids),
            {"table": table},
        )
        edited: dict[int, dict[str, Edited]] = defaultdict(dict)
        sheets: dict[int, set[str]] = defaultdict(set)
        for row_id, before, imported, _id in sorted(map(tuple, rows), key=lambda row: int(row[3])):
            image = json.loads(before or "{}")
            if imported:
                sheets[row_id].update(image)
                for name in image:
                    edited[row_id].pop(name, None)
                continue
            for name, value in image.items():
                edited[row_id].setdefault(name, Edited(value, name in sheets[row_id]))
        return edited

    def last_changes(self, table: str, ids: Collection[int]) -> dict[int, int]:
        """The last operation that changed each of these rows after it was added; rows that nobody changed are left out."""
        rows = self._db.rows_in(
            "SELECT row_id, MAX(operation_id) FROM change WHERE table_name = :table AND action = 'update'"
            " AND row_id IN ({ids}) GROUP BY row_id",
            sorted(ids),
            {"table": table},
        )
        return {row[0]: int(row[1]) for row in rows}

    def made_by_import(self, table: str, ids: Collection[int]) -> set[int]:
        """Those of the rows that an import added."""
        ranges = self._db.rows(
            "SELECT c.row_id, COALESCE(c.last_row_id, c.row_id) FROM change c JOIN operation o ON o.id = c.operation_id"
            f" WHERE c.table_name = :table AND c.action = 'insert' AND o.command IN {_IMPORTING}",
            {"table": table},
        )
        return {i for i in ids if any(first <= i <= last for first, last in ranges)}

    # -- what columns mean ----------------------------------------------------------------------------------------

    def mappings(self) -> list[Row]:
        """Every set of headers whose meaning was settled, oldest first."""
        return self._db.rows("SELECT * FROM import_mapping ORDER BY id")

    def save_mapping(self, op: Operation, fingerprint: str, values: Mapping[str, Any]) -> bool:
        """Keeps what a set of headers means, in place of what it meant; False if it is known already."""
        known = self._db.one("SELECT * FROM import_mapping WHERE fingerprint = :f", {"f": fingerprint})
        if known and all(known[name] == value for name, value in values.items()):
            return False
        told = {**values, "staff_id": op.actor.id, "at": op.at_text}
        if known:
            return op.update("import_mapping", known["id"], told)
        op.insert("import_mapping", {"fingerprint": fingerprint, **told})
        return True


class Edited(NamedTuple):
    """A field that a person changed: what stood there before, and whether an import had put it there by an update."""

    before: Any
    imported: bool


def _listed(row: Row) -> dict[str, Any]:
    return {**dict(row), "files": json.loads(row["files"]), **json.loads(row["counts"])}
