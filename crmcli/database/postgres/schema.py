"""PostgreSQL's tables, all in one schema of the database. Who may do what with them stands in `rights`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.database import migrations

if TYPE_CHECKING:
    from crmcli.database.connection import Database
    from crmcli.database.migrations import Migration

SCHEMA = "crmcli"
#: One row: the version of the tables, and what writers lock so that they follow one another.
STATE = f"{SCHEMA}.server_state"
_TYPES = {"int": "BIGINT", "text": 'TEXT COLLATE "C"', "real": "DOUBLE PRECISION"}


def quoted(name: str) -> str:
    """A name as an identifier."""
    return '"' + name.replace('"', '""') + '"'


def make_schema(database: Database) -> None:
    database.execute(
        f"CREATE SCHEMA {SCHEMA}; CREATE TABLE {STATE} (version BIGINT NOT NULL, writer BIGINT);"
        f" INSERT INTO {STATE} (version) VALUES ({migrations.VERSION})"
    )


def make_tables(database: Database, migration: Migration) -> None:
    """Tables with their keys, without the indexes and references that are faster made when the rows are there."""
    database.execute("; ".join(_table(name, columns) for name, columns in migration.tables.items()))


def _table(name: str, columns: migrations.Columns) -> str:
    lines = [
        f"{quoted(column)} {_TYPES[spec.type]}"
        + (" PRIMARY KEY" if spec.key else " NOT NULL" if spec.required else "")
        for column, spec in migrations.parsed(columns).items()
    ]
    return f"CREATE TABLE {quoted(name)} ({', '.join(lines)})"


def make_indexes(database: Database, migration: Migration) -> None:
    """Indexes and foreign keys."""
    statements = [_index(position, entry) for position, entry in enumerate(migration.indexes)]
    for name, columns in migration.tables.items():
        references = {c: spec.target for c, spec in migrations.parsed(columns).items() if spec.target}
        parts = [f"ADD FOREIGN KEY ({quoted(c)}) REFERENCES {quoted(t)}" for c, t in references.items()]
        if parts:
            statements.append(f"ALTER TABLE {quoted(name)} {', '.join(parts)}")
    database.execute("; ".join(statements))


def _index(position: int, entry: tuple[str, ...]) -> str:
    index = migrations.index(entry)
    columns = ", ".join(quoted(column) for column in index.columns)
    # A name has at most 63 bytes.
    name = f"ix_{index.table}_{'_'.join(index.columns)}"[:56] + f"_{position}"
    return (
        f"CREATE {'UNIQUE ' if index.unique else ''}INDEX {quoted(name)} ON {quoted(index.table)} ({columns})"
    )
