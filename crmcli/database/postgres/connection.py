"""A connection to a server: statements, transactions, whole tables, and the making of a new database."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import count, islice
from typing import TYPE_CHECKING, Any

import psycopg2
from psycopg2 import extensions

from crmcli import errors
from crmcli.database import migrations
from crmcli.database.connection import Database, Row, Structure, lock_timeout
from crmcli.database.location import Location
from crmcli.database.postgres import guards, refusal, rights, schema
from crmcli.database.postgres.values import Lines, adapted, row_class
from crmcli.i18n import _

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection
    from psycopg2.extensions import cursor as Cursor

_NO_PARAMS: Mapping[str, Any] = {}
_PAGE = 500
_FETCH = 5_000
#: A client that vanished in the middle of writing gives the writer's lock back after this.
_IDLE_LIMIT = "5min"
#: Whoever makes a database holds this lock until it is there.
_MAKING = "SELECT pg_advisory_xact_lock(hashtext('crmcli'))"
#: What tells one new database from another.
_NEWEST = "SELECT hash FROM operation ORDER BY number DESC LIMIT 1"
#: libpq's settings unless the URL or the environment says otherwise: a dead server is noticed in seconds.
_DEFAULTS = {"connect_timeout": "10", "tcp_user_timeout": "30000", "keepalives_idle": "15"}


class Postgres(Database):
    """A connection to a server."""

    connection: Connection

    def __init__(self, location: Location) -> None:
        super().__init__(location)
        self._cursors = count()
        self._connect()

    def _connect(self) -> None:
        try:
            settings = extensions.parse_dsn(self.location.url)
        except psycopg2.ProgrammingError as error:
            raise refusal.bad_address(str(error)) from error
        defaults = {
            k: v for k, v in _DEFAULTS.items() if k not in settings and f"PG{k.upper()}" not in os.environ
        }
        # libpq keeps its time limit, and goes on to the next host, only where it waits itself.
        extensions.set_wait_callback(None)
        try:
            self.connection = psycopg2.connect(
                **{"application_name": "crmcli", **defaults, **settings, "client_encoding": "UTF8"}
            )
        except psycopg2.OperationalError as error:
            raise refusal.refused(error, settings) from error
        finally:
            extensions.set_wait_callback(_wait)
        self.connection.autocommit = True
        refusal.check_server(self.connection, self.location)
        self.execute(
            f"SET search_path TO {schema.SCHEMA}, pg_temp; SET jit TO off; SET client_min_messages TO error;"
            f" SET lock_timeout TO {int(lock_timeout() * 1000)};"
            f" SET idle_in_transaction_session_timeout TO '{_IDLE_LIMIT}'"
        )

    def reconnect(self) -> None:
        self.close()
        try:
            self._connect()
        except errors.Unreachable as error:
            raise errors.Dropped(error.message, error.hint) from error

    def close(self) -> None:
        self.connection.close()

    # -- statements -----------------------------------------------------------------------------------

    def _run(self, sql: str, params: Any = _NO_PARAMS) -> Cursor:
        with self._translated():
            cursor = self.connection.cursor()
            cursor.execute(adapted(sql), params)
            return cursor

    def execute(self, sql: str, params: Mapping[str, Any] = _NO_PARAMS) -> None:
        self._run(sql, params).close()

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with self._translated(), self.connection.cursor() as cursor:
            statement, values = adapted(sql), iter(rows)
            while page := list(islice(values, _PAGE)):
                cursor.execute(b";".join(cursor.mogrify(statement, tuple(row)) for row in page))

    def insert_rows(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        # Not COPY, which row-level security refuses.
        head = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ".encode()
        marks = f"({', '.join(['%s'] * len(columns))})"
        with self._translated(), self.connection.cursor() as cursor:
            values = iter(rows)
            while page := list(islice(values, _PAGE)):
                cursor.execute(head + b",".join(cursor.mogrify(marks, tuple(row)) for row in page))

    def rows(self, sql: str, params: Mapping[str, Any] = _NO_PARAMS) -> list[Row]:
        with self._run(sql, params) as cursor:
            made = row_class(cursor)
            return [made(row) for row in cursor.fetchall()]

    def tuples(self, sql: str, params: Mapping[str, Any] = _NO_PARAMS) -> Iterator[tuple[Any, ...]]:
        if not self.mode:
            with self._run(sql, params) as cursor:
                return iter(cursor.fetchall())
        name = f"stream_{next(self._cursors)}"
        # One round trip for what is short, as it mostly is; the end of a snapshot closes the cursor.
        first = f"DECLARE {name} NO SCROLL CURSOR FOR {sql}; FETCH {_FETCH} FROM {name}"
        return self._fetched(name, self._page(first, params))

    def _page(self, sql: str, params: Mapping[str, Any] = _NO_PARAMS) -> list[tuple[Any, ...]]:
        with self._run(sql, params) as cursor:
            return cursor.fetchall()

    def _fetched(self, name: str, page: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        """The rows of a cursor on the server, some at a time: a big result is never in memory as a whole."""
        yield from page
        while len(page) == _FETCH:
            page = self._page(f"FETCH {_FETCH} FROM {name}")
            yield from page
        if self.mode == "write":
            # An open cursor would hold on to its tables.
            self.execute(f"CLOSE {name}")

    # -- transactions ---------------------------------------------------------------------------------

    def begin(self, *, write: bool) -> None:
        if not write:
            # Not READ ONLY: what a report narrows to some customers is a temporary view.
            self.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            return
        # Whatever the server's default: what others did while this waited for the lock must be seen.
        self.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
        try:
            # Writers stand in line for this row, as they do for SQLite's file; readers never wait.
            self.execute(f"SELECT writer FROM {schema.STATE} FOR UPDATE")
        except BaseException as error:
            self.rollback()
            if isinstance(error, errors.NotAllowed):
                raise rights.only_reads(self) from error
            raise

    @contextmanager
    def impatient(self) -> Iterator[None]:
        # Nought would be to wait for ever.
        self.execute("SET lock_timeout TO 1")
        try:
            yield
        finally:
            if not self.connection.closed:
                self.execute(f"SET lock_timeout TO {int(lock_timeout() * 1000)}")

    def commit(self) -> None:
        self.execute("COMMIT")

    def rollback(self) -> None:
        """Ends the transaction; where the connection is gone, the server has done so."""
        if not self.connection.closed:
            try:
                self.execute("ROLLBACK")
            except (errors.Dropped, psycopg2.Error):
                # Ctrl-C in the middle of a COPY can leave the driver in it: the server rolls back what is closed.
                self.connection.close()

    # -- the schema -----------------------------------------------------------------------------------

    def schema_version(self) -> int:
        try:
            return int(self.value(f"SELECT version FROM {schema.STATE}"))
        except errors.NotAllowed as error:
            raise rights.shut_out(self) from error

    def upgrade(self, version: int, derive: Callable[[], None]) -> None:
        too_old = _("The tables are older than this crmcli, and only their owner %(owner)s may renew them.")
        owner = rights.require_owner(self, too_old)
        with self.transaction():
            # What a superuser or a deputy of the owner makes is the owner's too.
            self.execute(f"SET LOCAL ROLE {schema.quoted(owner)}")
            # Another program may have been faster.
            behind = migrations.MIGRATIONS[self.schema_version() :]
            for migration in behind:
                schema.make_tables(self, migration)
                schema.make_indexes(self, migration)
            if behind:
                derive()
            rights.grant(self)
            self.execute(f"UPDATE {schema.STATE} SET version = {migrations.VERSION}")

    def integrity(self) -> str:
        """The server looks after its storage itself."""
        return "ok"

    def structure(self) -> Structure:
        return schema.structure(self, guards.NAMES)

    def views_first(self) -> str:
        self.execute(f"SET search_path TO pg_temp, {schema.SCHEMA}")
        return schema.SCHEMA

    def server(self) -> Row | None:
        return rights.condition(self)

    def login(self) -> str | None:
        return str(self.value("SELECT session_user"))

    def require_writer(self) -> None:
        if not self.value(f"SELECT has_any_column_privilege('{schema.STATE}', 'UPDATE')"):
            raise rights.only_reads(self)

    def reads(self, table: str) -> bool:
        return bool(self.value(f"SELECT has_table_privilege('{schema.SCHEMA}.{table}', 'SELECT')"))

    def proves(self, staff_id: int, proof: str) -> bool:
        # Apart from whatever transaction is open here: a guess counts before it is answered.
        with closing(Postgres(self.location)) as apart:
            offer = apart.value(
                f"SELECT {schema.SCHEMA}.offer_pin(:id, :proof)", {"id": staff_id, "proof": proof}
            )
            return bool(apart.value(f"SELECT {schema.SCHEMA}.judge_pin(:offer)", {"offer": offer}))

    def admit(self, login: str, *, writes: bool | None) -> list[str]:
        return rights.admit(self, login, writes=writes)

    # -- whole tables ---------------------------------------------------------------------------------

    def require_owner(self) -> None:
        rights.require_owner(self, _("Only the owner of the tables, %(owner)s, may replace everything."))

    def clear(self, tables: Sequence[str]) -> None:
        # Not TRUNCATE: whoever reads a snapshot meanwhile would find the tables empty.
        for table in reversed(tables):
            self.execute(f"DELETE FROM {table}")

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        extensions.set_wait_callback(None)
        lines = Lines(rows)
        try:
            with self._translated(), self.connection.cursor() as cursor:
                cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", lines)  # type: ignore[arg-type]
        except errors.CrmError as error:
            if lines.trouble is None and "error in .read() call" not in error.message:
                raise
            # The server's complaint is only what followed. Ctrl-C can come so early in the call that it isn't seen there.
            raise (lines.trouble or KeyboardInterrupt()) from None
        finally:
            extensions.set_wait_callback(_wait)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except psycopg2.Error as error:
            raise refusal.translate(error, self.location, broken=bool(self.connection.closed)) from error


def connect(location: Location) -> Postgres:
    """A connection; Unreachable, or NoDatabase where the server turns us away."""
    return Postgres(location)


@contextmanager
def create(location: Location) -> Iterator[Postgres]:
    """The schema with empty tables, to be filled in the one transaction that makes it and its group roles."""
    database = Postgres(location)
    try:
        database.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
        database.mode = "write"
        try:
            # Of two who make a database here at once, the second waits and finds it.
            database.execute(_MAKING)
            rights.prepare(database)
            schema.make_schema(database)
            for migration in migrations.MIGRATIONS:
                schema.make_tables(database, migration)
            yield database
            for migration in migrations.MIGRATIONS:
                schema.make_indexes(database, migration)
            rights.grant(database)
            _settle(database)
        except BaseException:
            database.rollback()
            raise
        finally:
            database.mode = ""
        with suppress(errors.Dropped):
            database.execute("ANALYZE")
    finally:
        database.close()


def _settle(database: Postgres) -> None:
    """Commits a new database. Where the acknowledgement is lost, looks whether it is there."""
    mark = database.value(_NEWEST)
    try:
        database.commit()
    except errors.Dropped:
        if not _is_there(database, mark):
            raise


def _is_there(database: Postgres, mark: str) -> bool:
    for pause in errors.PATIENCE:
        time.sleep(pause)
        try:
            database.reconnect()
            # A commit that is still under way is waited for.
            database.execute(_MAKING)
            return bool(database.value(_NEWEST) == mark)
        except errors.Vacant:
            return False
        except errors.Dropped:
            continue
    raise errors.Unsure(_("The connection broke while saving; whether it was saved is not known."))


def _wait(connection: Connection) -> None:
    """Lets Ctrl-C through while the server works; what it was doing is broken off."""
    while True:
        state = connection.poll()
        if state == extensions.POLL_OK:
            return
        try:
            if state == extensions.POLL_READ:
                select.select([connection.fileno()], [], [])
            else:
                select.select([], [connection.fileno()], [])
        except KeyboardInterrupt:
            # Raised from here, it makes the driver close the connection as well.
            connection.cancel()
            raise
