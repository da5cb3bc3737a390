"""What rows are chosen by: a value that can't be leaves its row out of every list that asks for another, unseen."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Mapping
from functools import cache

from crmcli.database import migrations, shape
from crmcli.database.connection import Database

_COLUMN = re.compile(r"\b([a-z]+)\.([a-z0-9_]+)")


def compared(
    db: Database, conditions: Iterable[str], tables: Mapping[str, str], within: str = "1 = 1"
) -> None:
    """LookupError where a column of these conditions holds what it can't, which is damage and is told of.

    `tables` are those that are looked into, by their names in the conditions; `within` narrows which rows.
    """
    if db.covered:
        return
    columns = dict.fromkeys(column for each in conditions for column in _COLUMN.findall(each))
    odd = [
        f"EXISTS (SELECT 1 FROM {tables[name]} {name} WHERE {within} AND ({which}))"
        for name, column in columns
        if name in tables
        for which in _which(db, tables[name], column, f"{name}.{column}")
    ]
    damaged = odd and db.value(f"SELECT CASE WHEN {' OR '.join(odd)} THEN 1 END")
    dated = [(name, column) for name, column in columns if name in tables and shape.is_dated(column)]
    if damaged or not all(_are_days(db, tables[name], column, name, within) for name, column in dated):
        raise LookupError(f"what lists compare, of {', '.join(tables.values())}")


def _which(db: Database, table: str, column: str, name: str) -> list[str]:
    """Conditions for what the column can't hold: by an index each range is a step, without one all of them are a single walk."""
    if shape.specs(table)[column].target == "staff":
        ranges = shape.beside([str(row[0]) for row in db.tuples("SELECT id FROM staff ORDER BY id")], name)
    else:
        ranges = shape.outside(table, column, name)
    return ranges if column in _indexed(table) or not ranges else [" OR ".join(ranges)]


def _are_days(db: Database, table: str, column: str, name: str, within: str) -> bool:
    """Whether what stands in a column among the days is a day each. What only begins like one, or is of no month, lies between
    two days and would be taken for a later one. By an index each day is a step."""
    own = f"{name}.{column}"
    begins = "%s" if shape.is_day(column) else f"substr(%s, 1, {len(shape.NO_DAY)})"
    least = begins % f"MIN({own})"
    after = "d.day" if shape.is_day(column) else f"d.day || '{chr(sys.maxunicode)}'"
    if column in _indexed(table) and within == "1 = 1":
        days = (
            f"WITH RECURSIVE d (day) AS (SELECT {least} FROM {table} {name} UNION SELECT"
            f" (SELECT {least} FROM {table} {name} WHERE {own} > {after}) FROM d WHERE d.day IS NOT NULL)"
            " SELECT day FROM d WHERE day IS NOT NULL"
        )
    else:
        days = f"SELECT DISTINCT {begins % own} FROM {table} {name} WHERE {within} AND {own} IS NOT NULL"
    return all(shape.is_of_day(table, column, day) for (day,) in list(db.tuples(days)))


@cache
def _indexed(table: str) -> Collection[str]:
    """The columns that an index begins with."""
    indexes = (migrations.index(each) for migration in migrations.MIGRATIONS for each in migration.indexes)
    return {each.columns[0] for each in indexes if each.table == table}
