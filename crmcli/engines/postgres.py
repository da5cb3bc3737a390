"""PostgreSQL: a shared server, reached by URL through libpq.

All tables stand in the schema `crmcli` of the URL's database. Passwords, service files, TLS and several hosts are
libpq's: whatever psql understands works here. See docs/how-to/server.md.
"""

from __future__ import annotations

import os
import re
import select
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from crmcli import errors, migrations
from crmcli.database import Database, Row, gone, lock_timeout
from crmcli.engines import postgres_refusal, postgres_schema
from crmcli.i18n import _
from crmcli.location import Location

try:
    import psycopg2
    from psycopg2 import extensions
except ImportError as error:
    raise errors.Usage(
        _("Databases on a server need a driver that is not installed."),
        _("Install it with: pip install 'crmcli[postgres]'"),
    ) from error

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection
    from psycopg2.extensions import cursor as Cursor

_NO_PARAMS: Mapping[str, Any] = {}
_PAGE = 500
_FETCH = 5_000
#: A client that vanished in the middle of writing gives the writer's lock back after this.
_IDLE_LIMIT = "5min"
#: libpq's settings unless the URL or the environment says otherwise: a dead server is noticed in seconds.
_DEFAULTS = {"connect_timeout": "10", "tcp_user_timeout": "30000", "keepalives_idle": "15"}
_MARK = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|%|\?|(?<!:):([a-z_]\w*)", re.ASCII)


class Tuple(tuple[Any, ...]):
    """A row: each result has a subclass of its own that knows the positions of its columns."""

    positions: Mapping[str, int] = {}

    def __getitem__(self, key: Any) -> Any:
        return tuple.__getitem__(self, self.positions[key] if isinstance(key, str) else key)

    def keys(self) -> Iterable[str]:
        return self.positions.keys()


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
            raise postgres_refusal.bad_address(str(error)) from error
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
            raise postgres_refusal.refused(error, settings) from error
        finally:
            extensions.set_wait_callback(_wait)
        self.connection.autocommit = True
        postgres_refusal.check_server(self.connection, self.location)
        self.execute(
            f"SET search_path TO {postgres_schema.SCHEMA}, pg_temp; SET jit TO off; SET client_min_messages TO error;"
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
            made = _row_class(cursor)
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
            self.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return
        # Whatever the server's default: what others did while this waited for the lock must be seen.
        self.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
        try:
            # Writers stand in line for this row, as they do for SQLite's file; readers never wait.
            self.execute(f"SELECT writer FROM {postgres_schema.STATE} FOR UPDATE")
        except BaseException:
            self.rollback()
            raise

    def commit(self) -> None:
        self.execute("COMMIT")

    def rollback(self) -> None:
        """Ends the transaction; where the connection is gone, the server has done so."""
        if not self.connection.closed:
            try:
                self.execute("ROLLBACK")
            except errors.Dropped:
                self.connection.close()

    # -- the schema -----------------------------------------------------------------------------------

    def schema_version(self) -> int:
        try:
            return int(self.value(f"SELECT version FROM {postgres_schema.STATE}"))
        except errors.NotAllowed as error:
            raise errors.NotAllowed(
                _("The login %(login)s may not use this database.") % {"login": self.login()},
                _("A manager lets it in with: crmcli staff add (or edit) NAME --login %(login)s")
                % {"login": self.login()},
            ) from error

    def upgrade(self, version: int) -> None:
        refusal = _("The tables are older than this crmcli, and only their owner %(owner)s may renew them.")
        owner = postgres_schema.require_owner(self, refusal)
        with self.transaction():
            # What a superuser or a deputy of the owner makes is the owner's too.
            self.execute(f"SET LOCAL ROLE {postgres_schema.quoted(owner)}")
            # Another program may have been faster.
            for migration in migrations.MIGRATIONS[self.schema_version() :]:
                postgres_schema.make_tables(self, migration)
                postgres_schema.make_indexes(self, migration)
            postgres_schema.grant(self)
            self.execute(f"UPDATE {postgres_schema.STATE} SET version = {migrations.VERSION}")

    def integrity(self) -> str:
        """The server looks after its storage itself."""
        return "ok"

    def server(self) -> Row | None:
        return postgres_schema.condition(self)

    def login(self) -> str | None:
        return str(self.value("SELECT session_user"))

    def admit(self, login: str, *, writes: bool | None) -> list[str]:
        return postgres_schema.admit(self, login, writes=writes)

    # -- whole tables ---------------------------------------------------------------------------------

    def clear(self, tables: Sequence[str]) -> None:
        refusal = _("Only the owner of the tables, %(owner)s, may replace everything.")
        postgres_schema.require_owner(self, refusal)
        # Not TRUNCATE: whoever reads a snapshot meanwhile would find the tables empty.
        for table in reversed(tables):
            self.execute(f"DELETE FROM {table}")

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        extensions.set_wait_callback(None)
        lines = _Lines(rows)
        try:
            with self._translated(), self.connection.cursor() as cursor:
                cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", lines)  # type: ignore[arg-type]
        except errors.CrmError:
            if lines.trouble is not None:
                # The rows could not be read, or Ctrl-C came: the server's complaint is only what followed.
                raise lines.trouble from None
            raise
        finally:
            extensions.set_wait_callback(_wait)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except psycopg2.Error as error:
            raise translate(error, self.location, broken=bool(self.connection.closed)) from error


class _Lines:
    """Rows as the text of COPY, read piece by piece."""

    _ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
    _SPECIAL = re.compile(r"[\\\n\r]")

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._rows = iter(rows)
        self._left = ""
        #: What kept the rows from being read.
        self.trouble: BaseException | None = None

    def read(self, size: int) -> str:
        try:
            return self._read(size)
        except BaseException as error:
            self.trouble = error
            raise

    def _read(self, size: int) -> str:
        while len(self._left) < size:
            lines = [self._line(row) for row in islice(self._rows, 100)]
            if not lines:
                break
            self._left += "\n".join(lines) + "\n"
        piece, self._left = self._left[:size], self._left[size:]
        return piece

    def _line(self, row: Sequence[Any]) -> str:
        # No text holds NUL, so it can stand for NULL's backslash until it is known whether anything needs escapes.
        cells = ["\0N" if v is None else v if v.__class__ is str else str(v) for v in row]
        line = "\t".join(cells)
        if self._SPECIAL.search(line) or line.count("\t") != len(row) - 1:
            line = "\t".join(cell.translate(self._ESCAPES) for cell in cells)
        return line.replace("\0", "\\")


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
            database.execute("SELECT pg_advisory_xact_lock(hashtext('crmcli'))")
            postgres_schema.prepare(database)
            postgres_schema.make_schema(database)
            for migration in migrations.MIGRATIONS:
                postgres_schema.make_tables(database, migration)
            yield database
            for migration in migrations.MIGRATIONS:
                postgres_schema.make_indexes(database, migration)
            postgres_schema.grant(database)
            database.commit()
        except BaseException:
            database.rollback()
            raise
        finally:
            database.mode = ""
        database.execute("ANALYZE")
    finally:
        database.close()


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


@lru_cache(maxsize=512)
def adapted(sql: str) -> str:
    """Portable SQL with the marks of the driver: `%(x)s` for `:x`, `%s` for `?`."""

    def mark(found: re.Match[str]) -> str:
        text = found[0]
        if found[1]:
            return f"%({found[1]})s"
        return "%s" if text == "?" else text.replace("%", "%%")

    return _MARK.sub(mark, sql)


@lru_cache(maxsize=256)
def _named(names: tuple[str, ...]) -> type[Tuple]:
    positions: dict[str, int] = {}
    for position, name in enumerate(names):
        positions.setdefault(name, position)
    return type("Tuple", (Tuple,), {"positions": positions})


def _row_class(cursor: Cursor) -> type[Tuple]:
    return _named(tuple(column[0] for column in cursor.description or ()))


def _number(value: Any, _cursor: Any) -> int | float | None:
    """Sums and averages come as decimals: as integers where they are whole, as SQLite gives them."""
    return None if value is None else float(value) if "." in value else int(value)


extensions.register_type(extensions.new_type((1700,), "crmcli_number", _number))
extensions.register_type(
    extensions.new_type(
        (16,), "crmcli_flag", lambda value, _cursor: None if value is None else int(value == "t")
    )
)
extensions.register_adapter(bool, lambda value: extensions.AsIs(int(value)))


def translate(error: psycopg2.Error, location: Location, *, broken: bool) -> Exception:
    """The error in our words, or itself where it can only be a bug."""
    code = error.pgcode or ""
    why = (error.diag.message_primary or str(error)).strip()
    named = {"url": location, "why": why}
    if broken or code[:2] in ("08", "40") or code in ("57P01", "57P02", "57P03", "25P03"):
        return errors.Dropped(
            _("The server broke the work off: %(why)s") % named,
            _("Nothing was saved; run the command again."),
        )
    if code == "57014":
        return errors.Locked(
            _("The server stopped the command: %(why)s") % named, _("Try again, or ask its administrator.")
        )
    if code == "23503":
        return gone()
    if code == "55P03":
        return errors.Locked(
            _("Another program is using the database: %(path)s") % {"path": location},
            _("Try again in a moment."),
        )
    # 2BP01: others hold rights through what is to be taken away.
    if code in ("42501", "2BP01"):
        return errors.NotAllowed(
            _("This login may not do that: %(why)s") % named, _("Ask an administrator of the database.")
        )
    if code == "25006":
        return errors.ReadOnly(
            _("The database is read-only: %(path)s") % {"path": location},
            _("This may be a standby; add target_session_attrs=read-write to the address."),
        )
    if code in ("42P01", "3F000"):
        return errors.Vacant(
            _("There is no database at %(path)s") % {"path": location},
            _("Make one with: crmcli init   (or look around first with: crmcli demo)"),
        )
    if code == "54000":
        return errors.Invalid(_("A value is too long: %(why)s") % named, _("Nothing was saved; shorten it."))
    if code.startswith("53"):
        return errors.DiskFull(
            _("The server has no room: %(why)s") % named, _("Nothing was saved; tell its administrator.")
        )
    if code in ("XX001", "XX002"):
        return errors.Corrupt(
            _("The database is damaged: %(path)s") % {"path": location},
            _("Stop writing and restore the server's backup."),
        )
    return error
