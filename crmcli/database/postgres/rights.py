"""Who may do what with the tables on a server.

Two group roles stand for the team: `<database>_writers` may do what the commands do, `<database>_readers` may
only read, whatever program they use. History is append-only even for writers: operations and their changes can
be added, not altered. What a role may beyond that is held by `guards`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from crmcli import errors
from crmcli.database import migrations
from crmcli.database.postgres import guards
from crmcli.database.postgres.schema import SCHEMA, STATE, quoted
from crmcli.i18n import _
from crmcli.wording import shell_word

if TYPE_CHECKING:
    from crmcli.database.connection import Database, Row

#: PostgreSQL cuts longer names off.
_LONGEST = 63
#: What writers may do besides reading where it is less than INSERT, UPDATE, DELETE.
_NARROW = {
    "operation": "INSERT, UPDATE (undone_by)",
    "change": "INSERT",
    "attachment_content": "INSERT, DELETE",
    "pin": "INSERT",
    "pin_guess": "INSERT",
    "server_state": "UPDATE (writer)",
}
#: What both groups may read where it is less than everything.
_HIDDEN = {"pin": "SELECT (id, staff_id, salt)"}


def groups(database: Database) -> tuple[str, str]:
    """The names of the writing and the reading group role."""
    name = database.value("SELECT current_database()")
    return f"{name}_writers", f"{name}_readers"


def prepare(database: Database) -> None:
    """Invalid if something of ours is there already; NotAllowed, with what an administrator is to run, if this login
    can't make the schema or the groups."""
    if database.value(f"SELECT to_regnamespace('{SCHEMA}')::text") is not None:
        raise errors.Invalid(
            _("There is already a crmcli database at %(url)s") % {"url": database.location},
            _("Use it, or name another place."),
        )
    if any(len(group.encode()) > _LONGEST for group in groups(database)):
        raise errors.Invalid(
            _("The name of the database is too long for its group roles."),
            _("Rename it: at most %(n)d bytes.") % {"n": _LONGEST - len("_writers")},
        )
    login, statements = _missing(database)
    if statements:
        raise errors.NotAllowed(
            _("The login %(login)s can't make the tables and group roles.") % {"login": login},
            _("An administrator of the server runs this once:"),
            statements=statements,
        )


def _missing(database: Database) -> tuple[str, list[str]]:
    """Our login, and the statements that give it what it lacks for making a database of ours."""
    ours = database.one(
        "SELECT rolname AS login, rolsuper OR rolcreaterole AS makes_roles, current_database() AS name,"
        " has_database_privilege(current_database(), 'CREATE') AS makes_schemas"
        " FROM pg_catalog.pg_roles WHERE rolname = current_user"
    )
    assert ours is not None
    login, statements = quoted(ours["login"]), []
    if not ours["makes_schemas"]:
        statements.append(f"GRANT CREATE ON DATABASE {quoted(ours['name'])} TO {login};")
    missing = [group for group in groups(database) if not _exists(database, group)]
    if missing and not ours["makes_roles"]:
        both = ", ".join(quoted(group) for group in groups(database))
        statements += [f"CREATE ROLE {quoted(group)} NOLOGIN;" for group in missing]
        statements.append(f"GRANT {both} TO {login} WITH ADMIN OPTION;")
    return ours["login"], statements


def grant(database: Database) -> None:
    """Makes the group roles if they are missing, and gives each its rights on every table."""
    writers, readers = groups(database)
    for group in (writers, readers):
        if not _exists(database, group):
            database.execute(f"CREATE ROLE {quoted(group)} NOLOGIN")
    both = f"{quoted(writers)}, {quoted(readers)}"
    tables = [*migrations.tables(), STATE.removeprefix(f"{SCHEMA}.")]
    wide = [table for table in tables if table not in _NARROW]
    statements = [
        f"REVOKE ALL ON SCHEMA {SCHEMA} FROM PUBLIC",
        f"REVOKE ALL ON {_listed(tables)} FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {both}",
        f"GRANT SELECT ON {_listed(t for t in tables if t not in _HIDDEN)} TO {both}",
        *(f"GRANT {rights} ON {_listed([t])} TO {both}" for t, rights in _HIDDEN.items()),
        f"GRANT INSERT, UPDATE, DELETE ON {_listed(wide)} TO {quoted(writers)}",
        *(
            f"GRANT {rights} ON {_listed([t])} TO {quoted(writers)}"
            for t, rights in _NARROW.items()
            if t in tables
        ),
    ]
    name = database.value("SELECT current_database()")
    if database.value("SELECT has_database_privilege(current_database(), 'CONNECT WITH GRANT OPTION')"):
        # Everybody may connect at first; an administrator who takes that from PUBLIC shuts out others, not the team.
        statements.append(f"GRANT CONNECT ON DATABASE {quoted(name)} TO {both}")
    database.execute("; ".join(statements))
    guards.put_up(database, quoted(writers))


def _listed(tables: Iterable[str]) -> str:
    return ", ".join(f"{SCHEMA}.{quoted(table)}" for table in tables)


def admit(database: Database, login: str, *, writes: bool | None) -> list[str]:
    """Puts a login into the group that fits (None: into neither), and takes it out of the other.

    A writer who may grant the readers' group to others stays in it: as readers they may do nothing more.

    Returns what is left for an administrator to run in psql, because there is no such login or because ours may not
    grant the group.
    """
    writers, readers = groups(database)
    if login == _owner(database):
        # Everything is theirs, whatever groups they are in.
        return []
    wanted = None if writes is None else writers if writes else readers
    if wanted and not _exists(database, wanted):
        raise errors.Invalid(
            _("The server has no group role %(group)s.") % {"group": wanted},
            _(
                "If the database was renamed, an administrator renames its group roles too: ALTER ROLE … RENAME TO …"
            ),
        )
    if not _exists(database, login):
        made = f"CREATE ROLE {quoted(login)} LOGIN;"
        joins = f"GRANT {quoted(wanted or '')} TO {quoted(login)};"
        return [made, f"\\password {quoted(login)}", joins] if wanted else []
    left = []
    for group in (writers, readers):
        how = {"join": group == wanted, "spare": bool(writes)}
        for statement in _lacking(database, login, group, **how):
            _try(database, statement)
        left += _lacking(database, login, group, **how)
    return left


def _owner(database: Database) -> str:
    return str(
        database.value(
            f"SELECT pg_get_userbyid(nspowner) FROM pg_catalog.pg_namespace WHERE nspname = '{SCHEMA}'"
        )
    )


def _lacking(database: Database, login: str, group: str, *, join: bool, spare: bool) -> list[str]:
    """The statements that put a login into a group, or take it out (`spare`: unless it may grant it to others)."""
    held = database.rows(
        "SELECT b.rolname AS grantor, m.admin_option AS deputy,"
        " CAST(current_setting('server_version_num') AS INTEGER) >= 160000 AS by_grantor"
        " FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid"
        " JOIN pg_catalog.pg_roles l ON l.oid = m.member LEFT JOIN pg_catalog.pg_roles b ON b.oid = m.grantor"
        " WHERE g.rolname = :group AND l.rolname = :login ORDER BY 1",
        {"group": group, "login": login},
    )
    if join:
        return [] if held else [f"GRANT {quoted(group)} TO {quoted(login)};"]
    # From PostgreSQL 16 on, who gave must be named, or nothing is taken.
    return [
        f"REVOKE {quoted(group)} FROM {quoted(login)}"
        + (f" GRANTED BY {quoted(row['grantor'])};" if row["by_grantor"] else ";")
        for row in held
        if not (row["deputy"] and spare)
    ]


def _try(database: Database, statement: str) -> None:
    """Runs a statement inside the transaction, which goes on if we may not."""
    database.execute("SAVEPOINT attempt")
    try:
        database.execute(statement)
    except errors.NotAllowed:
        database.execute("ROLLBACK TO SAVEPOINT attempt")


def require_owner(database: Database, refusal: str) -> str:
    """The owner of the tables. NotAllowed with `refusal`, which says %(owner)s, unless our login can act as that role."""
    owner = _owner(database)
    if not database.value("SELECT pg_has_role(current_user, :owner, 'USAGE')", {"owner": owner}):
        raise errors.NotAllowed(
            refusal % {"owner": owner},
            _("Run it with that login: postgresql://%(owner)s@…") % {"owner": owner},
        )
    return owner


def shut_out(database: Database) -> errors.NotAllowed:
    """That our login is in neither group."""
    login = database.login()
    return errors.NotAllowed(
        _("The login %(login)s may not use this database.") % {"login": login},
        _(
            "A manager lets it in with: crmcli staff add NAME --login %(login)s   (staff edit for somebody on the list)"
        )
        % {"login": shell_word(login)},
        elsewhere=True,
    )


def only_reads(database: Database) -> errors.NotAllowed:
    """That our login is not in the group that writes."""
    login = database.login()
    return errors.NotAllowed(
        _("The login %(login)s may only read this database.") % {"login": login},
        _("A manager lets it write with: crmcli staff edit NAME --role ROLE --login %(login)s")
        % {"login": shell_word(login)},
        elsewhere=True,
    )


def _exists(database: Database, role: str) -> bool:
    return bool(database.value("SELECT COUNT(*) FROM pg_catalog.pg_roles WHERE rolname = :r", {"r": role}))


def condition(database: Database) -> Row | None:
    """One row of what an administrator wants to know: `version`; whether the connection is `encrypted` or stays on
    this machine (`near`); whether this login `writes`; the `standbys` a commit waits for and how many `followers` are
    connected; which `hasty` settings may lose what was saved; which `groups` of the two are there.
    """
    writers, readers = groups(database)
    return database.one(
        "SELECT split_part(current_setting('server_version'), ' ', 1) AS version,"
        " (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS encrypted,"
        " COALESCE(inet_client_addr() <<= '127.0.0.0/8' OR inet_client_addr() = '::1', TRUE) AS near,"
        f" has_any_column_privilege('{STATE}', 'UPDATE') AS writes,"
        " current_setting('synchronous_standby_names') AS standbys,"
        " (SELECT COUNT(*) FROM pg_stat_replication) AS followers,"
        " (SELECT string_agg(name, ', ' ORDER BY name) FROM pg_settings WHERE setting = 'off'"
        "  AND name IN ('fsync', 'full_page_writes', 'synchronous_commit')) AS hasty,"
        " (SELECT COUNT(*) FROM pg_catalog.pg_roles WHERE rolname IN (:writers, :readers)) AS groups",
        {"writers": writers, "readers": readers},
    )
