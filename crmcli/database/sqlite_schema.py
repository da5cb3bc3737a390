"""The tables of a file: what a migration describes, made by sqlite-utils."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.database import migrations

if TYPE_CHECKING:
    from crmcli.database.sqlite import SQLite

#: How sqlite-utils names the types of columns.
_TYPES = {"int": int, "text": str, "real": float, "blob": bytes}


def make_tables(database: SQLite, migration: migrations.Migration) -> None:
    """Makes a migration's tables, and the columns that are new to tables that are there."""
    import sqlite_utils

    made = sqlite_utils.Database(database.connection)
    for name, columns in migration.tables.items():
        specs = migrations.parsed(columns)
        made[name].create(  # type: ignore[union-attr]
            {c: _TYPES[spec.type] for c, spec in specs.items()},
            pk=next(c for c, spec in specs.items() if spec.key),
            not_null={c for c, spec in specs.items() if spec.required},
            foreign_keys=[(c, spec.target, "id") for c, spec in specs.items() if spec.target],
        )
    for name, columns in migration.columns.items():
        for column, kind in columns.items():
            made[name].add_column(column, _TYPES[kind])  # type: ignore[union-attr]


def make_indexes(database: SQLite, migration: migrations.Migration) -> None:
    """Makes a migration's indexes, of tables that are filled."""
    import sqlite_utils

    made = sqlite_utils.Database(database.connection)
    for index in map(migrations.index, migration.indexes):
        name = f"ix_{index.table}_{'_'.join(index.columns)}"
        made[index.table].create_index(index.columns, name, unique=index.unique)  # type: ignore[union-attr]
