"""PostgreSQL's tables, and who may do what with them.

Two group roles stand for the team: `<database>_writers` may do what the commands do, `<database>_readers` may
only read, whatever program they use. History is append-only even for writers: operations and their changes can
be added, not altered. Finer rights per role belong here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli import errors, migrations
from crmcli.i18n import _

if TYPE_CHECKING:
    from crmcli.database import Database
    from crmcli.migrations import Migration

SCHEMA = "crmcli"
#: One row: the version of the tables, and what writers lock so that they follow one another.
STATE = f"{SCHEMA}.server_state"
_TYPES = {"int": "BIGINT", "text": 'TEXT COLLATE "C"', "real": "DOUBLE PRECISION"}
#: Column-by-column rights of writers where they are less than SELECT, INSERT, UPDATE, DELETE.
_NARROW = {
    "operation": "SELECT, INSERT, UPDATE (undone_by)",
    "change": "SELECT, INSERT",
    "server_state": "SELECT, UPDATE (writer)",
}


def groups(database: Database) -> tuple[str, str]:
    """The names of the writing and the reading group role."""
    name = database.value("SELECT current_database()")
    return f"{name}_writers", f"{name}_readers"


def quoted(name: str) -> str:
    """A name as an identifier."""
    return '"' + name.replace('"', '""') + '"'


def prepare(database: Database) -> None:
    """Invalid if something of ours is there already; NotAllowed, with what an administrator is to run, if this login
    can't make the schema or the groups."""
    if database.value(f"SELECT to_regnamespace('{SCHEMA}')::text") is not None:
        raise errors.Invalid(
            _("There is already a crmcli database at %(url)s") % {"url": database.location},
            _("Use it, or name another with --db."),
        )
    allowed = database.one(
        "SELECT rolname AS login, rolsuper OR rolcreaterole AS makes_roles, current_database() AS name,"
        " has_database_privilege(current_database(), 'CREATE') AS makes_schemas"
        " FROM pg_catalog.pg_roles WHERE rolname = current_user"
    )
    assert allowed is not None
    missing = [group for group in groups(database) if not _exists(database, group)]
    statements = []
    if not allowed["makes_schemas"]:
        statements.append(
            f"GRANT CREATE ON DATABASE {quoted(allowed['name'])} TO {quoted(allowed['login'])};"
        )
    if missing and not allowed["makes_roles"]:
        statements += [f"CREATE ROLE {quoted(group)} NOLOGIN;" for group in missing]
        both = ", ".join(quoted(group) for group in groups(database))
        statements.append(f"GRANT {both} TO {quoted(allowed['login'])} WITH ADMIN OPTION;")
    if statements:
        raise errors.NotAllowed(
            _("The login %(login)s can't make the tables and group roles.") % {"login": allowed["login"]},
            "\n".join([_("An administrator of the server runs this once:"), *(f"  {s}" for s in statements)]),
        )


def _exists(database: Database, role: str) -> bool:
    return bool(database.value("SELECT COUNT(*) FROM pg_catalog.pg_roles WHERE rolname = :r", {"r": role}))


def make_schema(database: Database) -> None:
    database.execute(f"CREATE SCHEMA {SCHEMA}")
    database.execute(f"CREATE TABLE {STATE} (version BIGINT NOT NULL, writer BIGINT)")
    database.execute(f"INSERT INTO {STATE} (version) VALUES ({migrations.VERSION})")


def make_tables(database: Database, migration: Migration) -> None:
    """Tables with their keys, without the indexes and references that are faster made when the rows are there."""
    for name, columns in migration.tables.items():
        lines = [
            f"{quoted(column)} {_TYPES[spec.type]}"
            + (" PRIMARY KEY" if spec.key else " NOT NULL" if spec.required else "")
            for column, spec in migrations.parsed(columns).items()
        ]
        database.execute(f"CREATE TABLE {quoted(name)} ({', '.join(lines)})")


def make_indexes(database: Database, migration: Migration) -> None:
    """Indexes and foreign keys."""
    for position, entry in enumerate(migration.indexes):
        index = migrations.index(entry)
        unique = "UNIQUE " if index.unique else ""
        columns_text = ", ".join(quoted(column) for column in index.columns)
        name = f"ix_{index.table}_{'_'.join(index.columns)}"[:56] + f"_{position}"
        database.execute(f"CREATE {unique}INDEX {quoted(name)} ON {quoted(index.table)} ({columns_text})")
    for name, columns in migration.tables.items():
        references = {c: spec.target for c, spec in migrations.parsed(columns).items() if spec.target}
        parts = [f"ADD FOREIGN KEY ({quoted(c)}) REFERENCES {quoted(t)}" for c, t in references.items()]
        if parts:
            database.execute(f"ALTER TABLE {quoted(name)} {', '.join(parts)}")


def grant(database: Database) -> None:
    """Makes the group roles if they are missing, and gives each its rights on every table."""
    writers, readers = groups(database)
    for group in (writers, readers):
        if not _exists(database, group):
            database.execute(f"CREATE ROLE {quoted(group)} NOLOGIN")
    both = f"{quoted(writers)}, {quoted(readers)}"
    database.execute(f"REVOKE ALL ON SCHEMA {SCHEMA} FROM PUBLIC")
    database.execute(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {both}")
    for table in (*migrations.tables(), STATE.removeprefix(f"{SCHEMA}.")):
        rights = _NARROW.get(table, "SELECT, INSERT, UPDATE, DELETE")
        database.execute(f"GRANT {rights} ON {SCHEMA}.{quoted(table)} TO {quoted(writers)}")
        database.execute(f"GRANT SELECT ON {SCHEMA}.{quoted(table)} TO {quoted(readers)}")


def admit(database: Database, login: str, *, writes: bool | None) -> list[str]:
    """Puts a login into the group that fits (None: into neither).

    Returns the statements that are left for an administrator, because there is no such login or because ours may
    not grant the group.
    """
    writers, readers = groups(database)
    wanted = None if writes is None else writers if writes else readers
    statements = [
        f"{'GRANT' if group == wanted else 'REVOKE'} {quoted(group)} {'TO' if group == wanted else 'FROM'} {quoted(login)}"
        for group in (writers, readers)
        if group == wanted or _is_member(database, login, group)
    ]
    if not _exists(database, login):
        return [f"CREATE ROLE {quoted(login)} LOGIN", *statements] if wanted else []
    left = []
    for statement in statements:
        database.execute("SAVEPOINT admission")
        try:
            database.execute(statement)
        except errors.NotAllowed:
            database.execute("ROLLBACK TO SAVEPOINT admission")
            left.append(statement)
    return left


def _is_member(database: Database, login: str, group: str) -> bool:
    values: dict[str, Any] = {"login": login, "group": group}
    return bool(database.value(
        "SELECT COUNT(*) FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid"
        " JOIN pg_catalog.pg_roles l ON l.oid = m.member WHERE g.rolname = :group AND l.rolname = :login",
        values,
    ))  # fmt: skip
