"""What of a filter the database can decide, as SQL: a condition that leaves nobody out whom the filter finds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from crmcli.figures.rates import Rates
from crmcli.judging.filter_fields import Field
from crmcli.queries.filters.summed import FACTS, sums_of
from crmcli.queries.text import like

_TABLES = {"customer": "c", "standing": "st"}
#: Where what the database can tell stands: in a row of the customer, in its standing, or summed up.
TOLD = frozenset((*_TABLES, "summed"))
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
        if field.place not in TOLD:
            return cls()
        column = _column(field)
        if op == "!=":
            return cls.of(field, "=", values).without()
        if op == "in":
            return cls.joined("or", [cls.of(field, "=", (value,)) for value in values])
        if values[0] is None:
            return cls(f"{column} IS NULL", (), True)
        return cls(f"COALESCE({column} {_SQL_OPS[op]} ?, 1 = 0)", (values[0],), True)

    @classmethod
    def among(cls, field: Field, values: Sequence[str]) -> Narrow:
        """That a field of the customer holds one of these texts."""
        if len(values) > _MOST:
            return cls()
        marks = ", ".join("?" * len(values))
        return cls(f"COALESCE({_column(field)} IN ({marks}), 1 = 0)" if values else "1 = 0", (*values,), True)

    @classmethod
    def worded(cls, texts: Sequence[str]) -> Narrow:
        """That one of these folded texts is among what the customer is found by, in any field."""
        found = "c.id IN (SELECT customer_id FROM customer_search WHERE words LIKE ? ESCAPE '\\')"
        return cls.joined("or", [cls(found, (like(text),)) for text in texts])

    @classmethod
    def of_campaigns(cls, ids: Sequence[int]) -> Narrow:
        """That the customer is a participant of one of these campaigns, in whatever way."""
        if len(ids) > _MOST:
            return cls()
        marks = ", ".join("?" * len(ids)) or "NULL"
        found = f"c.id IN (SELECT customer_id FROM campaign_participant WHERE campaign_id IN ({marks}))"
        return cls(found, (*ids,))

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


def _column(field: Field) -> str:
    return (
        f"({FACTS[field.column].sql})"
        if field.place == "summed"
        else f"{_TABLES[field.place]}.{field.column}"
    )


class Asked(NamedTuple):
    """The fields that are wanted of customers, of which customers, and by which rates amounts are summed up."""

    fields: frozenset[Field]
    narrow: Narrow
    rates: Rates

    def select(self) -> tuple[str, dict[str, Any]]:
        """The query and the values of its condition."""
        told = {f"{_column(field)} AS {field.column}" for field in self.fields if field.place in TOLD}
        sql, values = self.narrow.sql, {f"v{n}": value for n, value in enumerate(self.narrow.values)}
        for name in values:
            sql = sql.replace("?", f":{name}", 1)
        judged = any(field.place == "standing" for field in self.fields)
        joins = " LEFT JOIN standing st ON st.customer_id = c.id" if judged else ""
        for part, names in sorted(self.sums.items()):
            joins += f" LEFT JOIN ({sums_of(part, names, self.rates)}) {part} ON {part}.customer_id = c.id"
        columns = ", ".join(["c.id", *sorted(told)])
        return f"SELECT {columns} FROM customer c{joins}" + (f" WHERE {sql}" if sql else ""), values

    @property
    def sums(self) -> dict[str, set[str]]:
        """The sums that are needed, by their part."""
        needed: dict[str, set[str]] = {}
        for field in self.fields:
            for told in FACTS[field.column].of if field.place == "summed" else ():
                part, _dot, name = told.partition(".")
                needed.setdefault(part, set()).add(name)
        return needed
