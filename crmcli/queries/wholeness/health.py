"""Questions about the database itself, for doctor."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from crmcli.database import migrations, shape
from crmcli.database.connection import Database, Row

#: The table of the numbers that everything is judged by.
POLICY = "policy_version"
#: References that the engines don't guard: a deduction from a lot of points.
_UNGUARDED = {"points_entry": {"lot_id": "points_entry"}}


class Fault(NamedTuple):
    """What is wrong with a row: a value that its column can't hold, or a reference to a row of `target` that isn't there."""

    table: str
    key: Any
    column: str
    value: Any
    target: str = ""

    def __str__(self) -> str:
        named = f"{self.table} {shape.told(self.key)}"
        return (
            f"{named} → {self.target}" if self.target else f"{named}: {self.column} {shape.told(self.value)}"
        )


class Health:
    """Looks for damage; changes nothing."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def integrity(self) -> str:
        """`ok`, or what is wrong with the storage."""
        return self._db.integrity()

    def server(self) -> Row | None:
        """The server's condition; None for a file."""
        return self._db.server()

    def damage(self) -> list[str]:
        """Every record that isn't whole or can't be read, each with its table and id."""
        broken = self.broken()
        if self.absent():
            return broken
        with self._db.odd_texts():
            lacking = [] if self._db.count(POLICY) else [POLICY]
            return [
                *broken,
                *lacking,
                *map(str, self.dangling()),
                *self.unopened(),
                *map(str, self.unreadable()),
                *map(str, self.doubled()),
            ]

    def broken(self) -> list[str]:
        """What is wrong with the storage and the tables, whatever the records in them."""
        problem = self.integrity()
        return [*([] if problem == "ok" else [problem]), *self.absent()]

    def absent(self) -> list[str]:
        """Tables and columns that every command counts on and that aren't there."""
        there = self._db.structure().columns
        return [
            table if table not in there else f"{table}.{column}"
            for table, columns in migrations.tables().items()
            for column in (columns if table in there else [""])
            if column not in there.get(table, ())
        ]

    def dangling(self) -> list[Fault]:
        """References to rows that aren't there."""
        found: list[Fault] = []
        for table in migrations.tables():
            key = shape.key(table)
            for column, target in {**migrations.references(table), **_UNGUARDED.get(table, {})}.items():
                rows = self._db.rows(
                    f"SELECT t.{key}, t.{column} FROM {table} t LEFT JOIN {target} r ON r.id = t.{column}"
                    f" WHERE t.{column} IS NOT NULL AND r.id IS NULL ORDER BY t.{key}"
                )
                found += [Fault(table, row[0], column, row[1], target) for row in rows]
        return found

    def unopened(self) -> list[str]:
        """Complaints without the step that they begin with."""
        rows = self._db.rows(
            "SELECT k.id, k.number FROM complaint k WHERE NOT EXISTS (SELECT 1 FROM complaint_event e"
            " WHERE e.complaint_id = k.id AND e.kind = 'opened') ORDER BY k.id"
        )
        return [f"complaint {row['id']} ({row['number']})" for row in rows]

    def doubled(self) -> list[Fault]:
        """Values that an earlier row has, too, of columns in which no two rows may have the same."""
        found: list[Fault] = []
        for table, columns in migrations.UNIQUE.items():
            key = shape.key(table)
            for column in columns:
                rows = self._db.rows(
                    f"SELECT t.{key}, t.{column} FROM {table} t JOIN (SELECT {column} AS twice, MIN({key}) AS first FROM {table}"
                    f" GROUP BY {column} HAVING COUNT(*) > 1) d ON d.twice = t.{column} WHERE t.{key} > d.first ORDER BY t.{key}"
                )
                found += [Fault(table, row[0], column, row[1]) for row in rows]
        return found

    def unreadable(self) -> list[Fault]:
        """Values of another type than their column's, out of its bounds, of no such day, of no list or no UTF-8."""
        # What is kept from this login is looked at by the owner's.
        tables = filter(self._db.reads, migrations.tables())
        odd = [fault for table in tables for fault in self._odd(table, list(self._suspects(table)))]
        past = self._db.rows("SELECT id, table_name, field, value FROM former ORDER BY id")
        return odd + [
            Fault("former", row["id"], "value", row["value"])
            for row in past
            if not shape.stood(row["table_name"], row["field"], row["value"])
        ]

    def _odd(self, table: str, columns: Collection[str]) -> Iterator[Fault]:
        if not columns:
            return
        rows = self._db.tuples(
            f"SELECT {shape.key(table)}, {', '.join(columns)} FROM {table} ORDER BY {shape.key(table)}"
        )
        for key, *values in rows:
            for column, value in zip(columns, values, strict=True):
                if not _fits(table, column, value):
                    yield Fault(table, key, column, value)

    def _suspects(self, table: str) -> Iterator[str]:
        """The columns of a table that hold something odd somewhere."""
        specs = {c: spec for c, spec in shape.specs(table).items() if spec.type != "blob"}
        yield from (c for c in shape.specs(table) if c not in specs and self._holds_no_bytes(table, c))
        texts = [c for c, spec in specs.items() if spec.type == "text"]
        undecoded = bool(texts) and self._db.has_odd_bytes(table, texts)
        ends = self._db.rows(
            f"SELECT COUNT(*), {', '.join(f'MIN({c}), MAX({c}), COUNT({c})' for c in specs)} FROM {table}"
        )[0]
        for place, (column, spec) in enumerate(specs.items()):
            least, most, filled = list(ends)[1 + 3 * place : 4 + 3 * place]
            lacking = spec.required and filled < ends[0]
            # Of any type that sorts before or after the column's own.
            outside = not all(_fits(table, column, end) for end in (least, most) if end is not None)
            if lacking or outside or (undecoded and spec.type == "text") or self._misread(table, column):
                yield column

    def _holds_no_bytes(self, table: str, column: str) -> bool:
        """Whether there are rows without bytes in a column that needs them. On SQLite bytes are more than anything else."""
        sql = f"SELECT COUNT(*) FROM {table} WHERE {column} IS NULL OR {column} < :empty"
        return bool(self._db.value(sql, {"empty": b""}))

    def _misread(self, table: str, column: str) -> bool:
        fits = shape.reading(table, column)
        if fits is None:
            return False
        values = self._db.tuples(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL")
        return not all(_fits(table, column, value) for (value,) in list(values))


def _fits(table: str, column: str, value: Any) -> bool:
    """Whether a column can hold a value. A standing that was never computed has no instant."""
    return shape.is_whole(table, column, value) or (table, column, value) == ("standing", "as_of", "")
