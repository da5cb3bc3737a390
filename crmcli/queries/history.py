"""The audit trail: operations, their before-images, and the chain that ties them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.database.connection import Database, Row
from crmcli.database.migrations import Part
from crmcli.database.operation import chain_hash, change_digest

if TYPE_CHECKING:
    from crmcli.queries.since import Since

#: Tables whose rows belong to a customer by `customer_id`.
_OF_CUSTOMER = (
    "contact_way", "address", "customer_alias", "contact_person", "interaction", "purchase", "refund", "points_entry", "complaint",
    "survey_response", "feedback", "task", "opportunity", "contract", "attachment", "trial", "retention_case",
)  # fmt: skip

#: Commands whose operations are never taken back.
LASTING = ("init", "move", "restore", "--as", "care send", "campaign send")

#: Tables whose rows are no changes that anybody counts: what an import read, and what dated fields held until then.
NOT_COUNTED = ("former", "import_batch", "import_row")

#: The first and the last id of a range of rows.
Span = tuple[int, int]


class History:
    """Reads operations and changes; the write door alone adds to them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def operation(self, number: int) -> Row | None:
        """An operation by its number."""
        return self._db.one("SELECT * FROM operation WHERE number = :n", {"n": number})

    def newest(self) -> Row | None:
        """The newest operation."""
        return self._db.one("SELECT * FROM operation ORDER BY number DESC LIMIT 1")

    def latest_id(self) -> int:
        """The number of the newest operation; 0 before any."""
        return int(self._db.value("SELECT COALESCE(MAX(number), 0) FROM operation"))

    def latest_at(self) -> str:
        """The latest instant of all operations, as stored: the newest one's, unless a clock was set back."""
        return str(self._db.value("SELECT MAX(at) FROM operation"))

    def last_of(self, actor_id: int | None) -> Row | None:
        """The actor's newest operation that isn't an undo and wasn't undone."""
        return self._db.one(
            "SELECT * FROM operation WHERE actor_id = :a AND undone_by IS NULL AND undoes IS NULL"
            f" AND command NOT IN {LASTING} ORDER BY number DESC LIMIT 1",
            {"a": actor_id},
        )

    def newest_of(self, actor_id: int | None) -> Row | None:
        """The actor's newest operation, be it an undo or undone itself."""
        return self._db.one(
            "SELECT * FROM operation WHERE actor_id = :a ORDER BY number DESC LIMIT 1", {"a": actor_id}
        )

    def undoer(self, operation: Row) -> Row | None:
        """The operation that took this one back, if it is taken back now."""
        return self._db.one("SELECT * FROM operation WHERE id = :id", {"id": operation["undone_by"]})

    def since(self, at: str, on: str) -> Since:
        """What was done after an instant to the records of its day."""
        from crmcli.queries.since import Since

        return Since(self._db, at, on)

    def operations(self, customer_id: int | None = None) -> list[dict[str, Any]]:
        """Operations, newest first, with the login that each was made under, the one that is its actor's own by now, and how
        many rows each changed; of one customer if asked."""
        where = ""
        if customer_id is not None:
            owned = " OR ".join(
                f"(c.table_name = '{t}' AND EXISTS (SELECT 1 FROM {t} x WHERE x.customer_id = :id"
                " AND x.id BETWEEN c.row_id AND COALESCE(c.last_row_id, c.row_id)))"
                for t in _OF_CUSTOMER
            )
            where = (
                "WHERE o.id IN (SELECT c.operation_id FROM change c WHERE (c.table_name = 'customer'"
                " AND (:id BETWEEN c.row_id AND COALESCE(c.last_row_id, c.row_id)"
                # Of those who were merged into it, too.
                " OR EXISTS (SELECT 1 FROM merge m WHERE m.survivor_id = :id"
                f" AND m.loser_id BETWEEN c.row_id AND COALESCE(c.last_row_id, c.row_id)))) OR {owned})"
            )
        rows = self._db.rows(
            "SELECT o.number, o.at, o.actor, o.login, COALESCE(s.login, '') AS own_login, o.command, o.summary,"
            " u.number AS undone_by,"
            " (SELECT COALESCE(SUM(COALESCE(c.last_row_id, c.row_id) - c.row_id + 1), 0) FROM change c WHERE c.operation_id = o.id"
            f" AND c.table_name NOT IN {NOT_COUNTED})"
            f" AS changes FROM operation o LEFT JOIN operation u ON u.id = o.undone_by"
            f" LEFT JOIN staff s ON s.id = o.actor_id {where} ORDER BY o.number DESC",
            {"id": customer_id} if customer_id is not None else {},
        )
        return [dict(row) for row in rows]

    def changes(self, number: int) -> list[dict[str, Any]]:
        """The changes of one operation, a row per field, with the value it left behind."""
        rows: list[dict[str, Any]] = []
        for change in self.of_operation(number):
            base = {"action": change["action"], "table": change["table_name"], "row_id": change["row_id"]}
            if change["action"] == "insert":
                extra = (change["last_row_id"] or change["row_id"]) - change["row_id"]
                rows.append({**base, "field": f"+{extra}" if extra else "", "before": None, "after": None})
                continue
            before = json.loads(change["before"] or "{}")
            after = self.after(change, before) if change["action"] == "update" else {}
            rows += [{**base, "field": k, "before": v, "after": after.get(k)} for k, v in before.items()]
        return rows

    def of_operation(self, number: int) -> list[Row]:
        return self._db.rows(
            "SELECT c.* FROM change c JOIN operation o ON o.id = c.operation_id WHERE o.number = :n ORDER BY c.id",
            {"n": number},
        )

    def after(self, change: Row, before: dict[str, Any]) -> dict[str, Any]:
        """What the change left in its fields: the next change's before-image, else what stands there now."""
        left = dict(before)
        current = self.current(change["table_name"], change["row_id"])
        left.update({k: current[k] for k in before if current is not None})
        for later in reversed(self.later(change)):
            image = json.loads(later["before"] or "{}")
            left.update({k: image[k] for k in before if k in image})
        return left

    def later(self, change: Row) -> list[Row]:
        """Changes to the same row after this one, oldest first."""
        return self._db.rows(
            "SELECT c.*, o.number, o.actor, o.at,"
            " CASE WHEN o.undone_by IS NOT NULL OR o.undoes IS NOT NULL THEN 1 ELSE 0 END AS undone FROM change c JOIN operation o ON o.id = c.operation_id"
            " WHERE c.table_name = :t AND c.row_id = :r AND c.id > :id AND c.action <> 'insert' ORDER BY c.id",
            {"t": change["table_name"], "r": change["row_id"], "id": change["id"]},
        )

    def edited_later(self, table: str, span: Span, operation_id: int) -> list[int]:
        """Of a range of rows, those changed by an operation after this one that stands."""
        rows = self._db.rows(
            "SELECT DISTINCT c.row_id FROM change c JOIN operation o ON o.id = c.operation_id"
            " WHERE c.table_name = :t AND c.action = 'update' AND c.row_id BETWEEN :a AND :b"
            " AND c.operation_id > :op AND o.undone_by IS NULL AND o.undoes IS NULL ORDER BY c.row_id",
            {"t": table, "a": span[0], "b": span[1], "op": operation_id},
        )
        return [row["row_id"] for row in rows]

    def later_than(self, change_id: int, table: str, ids: Sequence[int]) -> list[Row]:
        """Updates and removals of these rows after a change, by operations that stand, oldest first."""
        rows = self._db.rows_in(
            "SELECT c.id, c.row_id, c.action, c.before, o.actor, o.at FROM change c"
            " JOIN operation o ON o.id = c.operation_id WHERE c.table_name = :t AND c.action <> 'insert'"
            " AND c.id > :after AND o.undone_by IS NULL AND o.undoes IS NULL AND c.row_id IN ({ids})",
            ids,
            {"t": table, "after": change_id},
        )
        return sorted(rows, key=lambda row: int(row["id"]))

    def added_later(self, table: str, operation_id: int) -> list[Row]:
        """The additions to a table by operations after this one, oldest first, with who made them."""
        return self._db.rows(
            "SELECT c.id, c.row_id, COALESCE(c.last_row_id, c.row_id) AS last_row_id, o.actor, o.at FROM change c"
            " JOIN operation o ON o.id = c.operation_id"
            # What an undo gives back was added before.
            " WHERE c.table_name = :t AND c.action = 'insert' AND c.operation_id > :op AND o.undoes IS NULL ORDER BY c.id",
            {"t": table, "op": operation_id},
        )

    def counted_on(self, span: Span, operation_id: int, *, lots: bool = True) -> list[int]:
        """Of a range of points entries, those that an operation after this one, that stands, counted on: it told the balance
        of the same customer, or with `lots` spent what they added to their lot."""
        later = (
            " JOIN change c ON c.table_name = 'points_entry' AND c.action = 'insert' AND c.operation_id > :op"
            " AND l.id BETWEEN c.row_id AND COALESCE(c.last_row_id, c.row_id) JOIN operation o ON o.id = c.operation_id"
            " WHERE e.id BETWEEN :a AND :b AND o.undone_by IS NULL AND o.undoes IS NULL"
        )
        params = {"a": span[0], "b": span[1], "op": operation_id}
        rows = self._db.rows(
            "SELECT DISTINCT e.id FROM points_entry e JOIN points_entry l ON l.customer_id = e.customer_id AND l.id > :b"
            f"{later} AND (l.kind IN ('opening', 'stated') OR (l.kind = 'adjust' AND l.lot_id IS NULL)) ORDER BY e.id",
            params,
        )
        if lots:
            rows += self._db.rows(
                "SELECT e.id FROM points_entry e JOIN (SELECT COALESCE(lot_id, id) AS lot, SUM(points) AS points"
                " FROM points_entry WHERE id BETWEEN :a AND :b GROUP BY 1) AS s ON s.lot = COALESCE(e.lot_id, e.id)"
                " WHERE e.id BETWEEN :a AND :b AND e.points > 0 AND s.points > (SELECT SUM(l.points) FROM points_entry l"
                " WHERE l.id = s.lot OR l.lot_id = s.lot)",
                {"a": span[0], "b": span[1]},
            )
        return sorted({row["id"] for row in rows})

    def referring(self, child: str, column: str, span: Span, but: Span) -> list[Row]:
        """The rows of a table that refer to a range of rows, except a range of its own: `id` and the `target` of each."""
        return self._db.rows(
            f"SELECT id, {column} AS target FROM {child}"
            f" WHERE {column} BETWEEN :a AND :b AND NOT id BETWEEN :c AND :d ORDER BY id",
            {"a": span[0], "b": span[1], "c": but[0], "d": but[1]},
        )

    def parts_of(self, part: Part, ids: Sequence[int]) -> list[Row]:
        """The rows of one table that these records are made of: `id` and the `target`, which is the record."""
        more = f" AND {part.condition}" if part.condition else ""
        return self._db.rows_in(
            f"SELECT id, {part.column} AS target FROM {part.table} WHERE {part.column} IN ({{ids}}){more}",
            ids,
        )

    def customers_of(self, table: str, span: Span, most: int) -> list[int]:
        """The first customers whom a range of rows belongs to."""
        if table != "customer" and table not in _OF_CUSTOMER:
            return []
        owner = "id" if table == "customer" else "customer_id"
        rows = self._db.rows(
            f"SELECT DISTINCT {owner} AS owner FROM {table} WHERE id BETWEEN :a AND :b AND {owner} IS NOT NULL"
            " ORDER BY 1 LIMIT :most",
            {"a": span[0], "b": span[1], "most": most},
        )
        return [row["owner"] for row in rows]

    def there(self, table: str, ids: Iterable[int]) -> set[int]:
        """Of these ids, those that a table has a row of."""
        rows = self._db.rows_in(f"SELECT id FROM {table} WHERE id IN ({{ids}})", sorted(ids))
        return {row["id"] for row in rows}

    def holders(self, table: str, column: str, values: Iterable[Any]) -> dict[Any, int]:
        """Which row has each of these values of a column that no two rows share the value of."""
        rows = self._db.rows_in(
            f"SELECT id, {column} AS value FROM {table} WHERE {column} IN ({{ids}})", list(values)
        )
        return {row["value"]: row["id"] for row in rows}

    def between(self, table: str, first: int, last: int) -> list[Row]:
        """The rows of a range of ids that are still there, in their order."""
        return self._db.rows(
            f"SELECT * FROM {table} WHERE id BETWEEN :a AND :b ORDER BY id", {"a": first, "b": last}
        )

    def of_row(self, table: str, row_id: int) -> list[Row]:
        """Every change of one row, oldest first, with who made it."""
        return self._db.rows(
            "SELECT c.*, o.number, o.actor, o.at, o.command FROM change c JOIN operation o ON o.id = c.operation_id"
            " WHERE c.table_name = :t AND c.row_id = :r ORDER BY c.id",
            {"t": table, "r": row_id},
        )

    def currents(self, table: str, ids: Sequence[int]) -> dict[int, Row]:
        """Rows as they are now, by id, as far as they are there."""
        return {
            row["id"]: row for row in self._db.rows_in(f"SELECT * FROM {table} WHERE id IN ({{ids}})", ids)
        }

    def current(self, table: str, row_id: int) -> Row | None:
        """The row as it is now."""
        return self._db.one(f"SELECT * FROM {table} WHERE id = :id", {"id": row_id})

    def verify(self) -> list[int]:
        """Numbers of operations whose hash, changes or link to the one before don't fit; empty if all do."""
        broken: list[int] = []
        previous, expected = "", 1
        for row in self._db.rows("SELECT * FROM operation ORDER BY number"):
            number = row["number"] if isinstance(row["number"], int) else expected
            fits = row["previous_hash"] == previous and number == expected
            if not (fits and self._is_sealed(row)):
                broken.append(number)
            previous, expected = row["hash"], number + 1
        return broken

    def _is_sealed(self, row: Row) -> bool:
        try:
            return bool(chain_hash(row, self._digests(row["id"])) == row["hash"])
        except (TypeError, ValueError, AttributeError):
            # What can't be put into words was never sealed.
            return False

    def _digests(self, operation_id: int) -> Iterator[str]:
        for c in self._db.rows(
            "SELECT * FROM change WHERE operation_id = :o ORDER BY id", {"o": operation_id}
        ):
            own = change_digest(
                c["action"],
                c["table_name"],
                c["row_id"],
                last=c["last_row_id"],
                before=c["before"],
                salt=c["salt"],
            )
            # An erased before-image keeps its digest; any other must still fit it.
            yield c["digest"] if c["salt"] == "" and c["before"] is None else own
