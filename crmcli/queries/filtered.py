"""What of a filter the database can decide, as SQL: a condition that leaves nobody out whom the filter finds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from crmcli.judging.filter_fields import Field

_TABLES = {"customer": "c", "standing": "st"}
_SQL_OPS = {"=": "=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
#: What goes further is no engine's to decide: SQLite reads a hundred brackets in each other, and a thousand values in a row.
_DEEPEST, _MOST = 15, 300


class Narrow(NamedTuple):
    """A condition with its values; without one everybody may be found. `exact` if it finds nobody else than the filter;
    `depth` is how many conditions stand in each other."""

    sql: str = ""
    values: tuple[Any, ...] = ()
    exact: bool = False
    depth: int = 0

    @classmethod
    def of(cls, field: Field, op: str, values: tuple[Any, ...]) -> Narrow:
        """The condition of one test of a field that stands in a row."""
        if field.place not in _TABLES:
            return cls()
        column = f"{_TABLES[field.place]}.{field.column}"
        if op == "!=":
            return cls.of(field, "=", values).without()
        if op == "in":
            return cls.joined("or", [cls.of(field, "=", (value,)) for value in values])
        if values[0] is None:
            return cls(f"{column} IS NULL", (), True)
        return cls(f"COALESCE({column} {_SQL_OPS[op]} ?, 1 = 0)", (values[0],), True)

    def without(self) -> Narrow:
        """Everybody else; nobody is left out where it isn't exact."""
        if not self.exact or self.depth >= _DEEPEST:
            return Narrow()
        return Narrow(f"NOT ({self.sql})", self.values, True, self.depth + 1)

    @classmethod
    def joined(cls, word: str, parts: Sequence[Narrow]) -> Narrow:
        """All of the parts, or (`or`) any."""
        told = [part for part in parts if part.sql]
        whole = len(told) == len(parts)
        if not told or (word == "or" and not whole):
            return cls()
        sql = f" {word.upper()} ".join(f"({part.sql})" for part in told)
        values = tuple(value for part in told for value in part.values)
        depth = max(part.depth for part in told) + 1
        if depth > _DEEPEST or len(values) > _MOST:
            return cls()
        return cls(sql, values, whole and all(part.exact for part in told), depth)


class Asked(NamedTuple):
    """The columns that are wanted of customers, as `place.column`, and of which customers."""

    columns: frozenset[str]
    narrow: Narrow

    def select(self) -> tuple[str, dict[str, Any]]:
        """The query and its parameters."""
        split = [column.partition(".") for column in sorted(self.columns)]
        stored = [f"{_TABLES[place]}.{name}" for place, _dot, name in split if place in _TABLES]
        columns, sql = ["c.id", *dict.fromkeys(stored)], self.narrow.sql
        values = {f"v{n}": value for n, value in enumerate(self.narrow.values)}
        for name in values:
            sql = sql.replace("?", f":{name}", 1)
        judged = any(column.startswith("st.") for column in columns)
        join = " LEFT JOIN standing st ON st.customer_id = c.id" if judged else ""
        return f"SELECT {', '.join(columns)} FROM customer c{join}" + (f" WHERE {sql}" if sql else ""), values
