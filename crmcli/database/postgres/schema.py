"""PostgreSQL's tables, all in one schema of the database. Who may do what with them stands in `rights`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.database import migrations
from crmcli.database.connection import Structure
from crmcli.database.first_tables import Columns

if TYPE_CHECKING:
    from collections.abc import Collection

    from crmcli.database.connection import Database
    from crmcli.database.migrations import Migration

SCHEMA = "crmcli"
#: One row: the version of the tables, and what writers lock so that they follow one another.
STATE = f"{SCHEMA}.server_state"
_TYPES = {"int": "BIGINT", "text": 'TEXT COLLATE "C"', "real": "DOUBLE PRECISION", "blob": "BYTEA"}


def quoted(name: str) -> str:
    """A name as an identifier."""
    return '"' + name.replace('"', '""') + '"'


def make_schema(database: Database) -> None:
    database.execute(
        f"CREATE SCHEMA {SCHEMA}; CREATE TABLE {STATE} (version BIGINT NOT NULL, writer BIGINT);"
        f" INSERT INTO {STATE} (version) VALUES ({migrations.VERSION})"
    )


def make_tables(database: Database, migration: Migration) -> None:
    """Tables with their keys, without the indexes and references that are faster made when the rows are there; and further
    columns."""
    new = [_table(name, columns) for name, columns in migration.tables.items()]
    new += [
        f"ALTER TABLE {quoted(name)} ADD COLUMN {quoted(column)} {_TYPES[kind]}"
        for name, columns in migration.columns.items()
        for column, kind in columns.items()
    ]
    database.execute("; ".join(new))


def _table(name: str, columns: Columns) -> str:
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
    if statements:  # a migration may bring columns alone
        database.execute("; ".join(statements))


def _index(position: int, entry: tuple[str, ...]) -> str:
    index = migrations.index(entry)
    columns = ", ".join(quoted(column) for column in index.columns)
    # A name has at most 63 bytes.
    name = f"ix_{index.table}_{'_'.join(index.columns)}"[:56] + f"_{position}"
    return (
        f"CREATE {'UNIQUE ' if index.unique else ''}INDEX {quoted(name)} ON {quoted(index.table)} ({columns})"
    )


def structure(database: Database, ours: Collection[tuple[str, str]]) -> Structure:
    """The tables, indexes and triggers that are there; the server's own for references aside. `ours` are the guards, each
    with its table."""
    named = {"schema": SCHEMA}
    columns: dict[str, set[str]] = {}
    for row in database.rows(
        "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = :schema AND c.relkind = 'r'"
        " AND a.attnum > 0 AND NOT a.attisdropped",
        named,
    ):
        columns.setdefault(row[0], set()).add(row[1])
    indexes: dict[tuple[str, str], tuple[bool, list[str]]] = {}
    for row in database.rows(
        "SELECT t.relname, i.indexrelid, i.indisunique, a.attname FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid"
        " JOIN pg_namespace n ON n.oid = t.relnamespace CROSS JOIN unnest(CAST(i.indkey AS int2[])) WITH ORDINALITY AS k (attnum, place)"
        " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum"
        " WHERE n.nspname = :schema AND i.indisvalid ORDER BY k.place",
        named,
    ):
        indexes.setdefault((row[0], row[1]), (bool(row[2]), []))[1].append(row[3])
    triggers = database.rows(
        "SELECT c.relname, g.tgname, g.tgenabled FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = :schema AND NOT g.tgisinternal ORDER BY g.tgname",
        named,
    )
    return Structure(
        columns,
        {(table, tuple(names), sole) for (table, _oid), (sole, names) in indexes.items()},
        [row[1] for row in triggers if (row[0], row[1]) not in ours],
        sorted(name for table, name in set(ours) - {(row[0], row[1]) for row in triggers if row[2] != "D"}),
    )
