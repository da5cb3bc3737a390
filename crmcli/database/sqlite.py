"""SQLite: one file, its pragmas and its locks."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmcli import errors, partials, saving
from crmcli.database import migrations, sqlite_schema
from crmcli.database.connection import Database, Row, Structure, lock_timeout
from crmcli.database.location import Location
from crmcli.database.sqlite_faults import closed, translate
from crmcli.i18n import _

if TYPE_CHECKING:
    from crmcli.database.behind import Behind

#: Marks a file as ours ("crmc" as a number).
APPLICATION_ID = 0x63726D63
#: For fewer rows an empty table keeps its indexes while it is filled.
_MANY = 5_000
#: So many changed pages (128 MiB) are kept from the file until the commit, so that readers go on. Only an import of
#: hundreds of thousands of rows changes more. (SQLite takes a multiple of 256 for 0, which means never.)
_SPILL = 32_767
_NO_PARAMS: Mapping[str, Any] = {}


class SQLite(Database):
    """A connection to one file."""

    def __init__(self, path: Path) -> None:
        super().__init__(Location(path))
        self.path = path
        #: What writes rows in a thread, where they are many.
        self._behind: Behind | None = None
        self._connect()
        self._let_go = saving.keep_whole(path)

    def _connect(self, file: Path | str | None = None) -> None:
        with self._translated():
            path = self.path if file is None else file
            # Its second thread is that of `filling`, which takes turns with the first.
            self.connection = sqlite3.connect(
                path, timeout=lock_timeout(), isolation_level=None, check_same_thread=False
            )
            self.connection.row_factory = sqlite3.Row
            for pragma in (
                "foreign_keys = ON",
                "synchronous = EXTRA",
                "secure_delete = ON",
                "trusted_schema = OFF",
                f"cache_spill = {_SPILL}",
                "cache_size = -65536",
            ):
                self.connection.execute(f"PRAGMA {pragma}")

    def close(self) -> None:
        # Whoever closes it twice lets go once.
        let_go, self._let_go = self._let_go, lambda: None
        let_go()
        self.connection.close()

    def execute(self, sql: str, params: Mapping[str, Any] = _NO_PARAMS) -> None:
        with self._translated():
            self.connection.execute(sql, params)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with self._translated():
            self.connection.executemany(sql, rows)

    def insert_rows(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        if self._behind:
            self._behind.insert(table, columns, rows)
            return
        marks = ", ".join("?" * len(columns))
        self.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    def rows(self, sql: str, params: Mapping[str, Any] = _NO_PARAMS) -> list[Row]:
        with self._translated():
            try:
                return self.connection.execute(sql, params).fetchall()
            except OverflowError:
                # A number larger than any that is stored: as text it equals none of them either.
                small = {
                    k: str(v) if isinstance(v, int) and abs(v) >= 1 << 63 else v for k, v in params.items()
                }
                return self.connection.execute(sql, small).fetchall()

    def tuples(self, sql: str, params: Mapping[str, Any] = _NO_PARAMS) -> Iterator[tuple[Any, ...]]:
        with self._translated():
            cursor = self.connection.cursor()
            cursor.row_factory = None
            return iter(cursor.execute(sql, params))

    def begin(self, *, write: bool) -> None:
        if write:
            self._refuse_read_only()
        self.execute("BEGIN IMMEDIATE" if write else "BEGIN")

    @contextmanager
    def impatient(self) -> Iterator[None]:
        self.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            self.execute(f"PRAGMA busy_timeout = {int(lock_timeout() * 1000)}")

    def commit(self) -> None:
        """COMMIT waits for those who were reading before, as long as for any lock; nobody new gets in meanwhile."""
        self.execute("COMMIT")

    def rollback(self) -> None:
        # A failing disk has SQLite roll back when the file is opened again, if it can't do so now.
        with suppress(sqlite3.OperationalError):
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    def schema_version(self) -> int:
        if self.value("PRAGMA application_id") != APPLICATION_ID:
            raise errors.NoDatabase(
                _("This is not a crmcli database: %(path)s") % {"path": self.path},
                _("Name another file with --db."),
            )
        return int(self.value("PRAGMA user_version"))

    def upgrade(self, version: int, derive: Callable[[], None]) -> None:
        self.execute("PRAGMA foreign_keys = OFF")
        try:
            with self.transaction():
                # Of two programs at once the second finds it done; and nobody writes between the copy and what it is kept for.
                behind = migrations.MIGRATIONS[self.schema_version() :]
                if behind:
                    self._keep_old(version)
                    self._renew(behind)
                    derive()
        except errors.ReadOnly as error:
            raise errors.ReadOnly(
                _("An older crmcli made this database, and it can't be brought up to date here: %(path)s")
                % {"path": self.path},
                _("Whoever may write in its folder runs any command of crmcli; or work on a copy of it."),
            ) from error
        self.execute("PRAGMA foreign_keys = ON")

    def _keep_old(self, version: int) -> None:
        """A copy beside the file. What stands there already stays: another user's may not even be read."""
        ends = chain([""], map("-{}".format, count(2)))
        names = (self.path.with_name(f"{self.path.name}.v{version}{end}.bak") for end in ends)
        # Who writes can't copy at the same time.
        with saving.reserved(names) as kept, closing(SQLite(self.path)) as reader:
            reader.backup(kept)

    def _renew(self, behind: Iterable[migrations.Migration]) -> None:
        for migration in behind:
            sqlite_schema.make_tables(self, migration)
            sqlite_schema.make_indexes(self, migration)
        self.execute(f"PRAGMA user_version = {migrations.VERSION}")

    def set_apart(self, derive: Callable[[], None]) -> None:
        with closing(self.connection) as original:
            # A file without a name, which nobody else sees and which is gone with the connection.
            self._connect("")
            with self._translated():
                original.backup(self.connection)
        self._renew(migrations.MIGRATIONS[self.schema_version() :])
        derive()

    def integrity(self) -> str:
        return str(self.value("PRAGMA integrity_check"))

    @contextmanager
    def odd_texts(self) -> Iterator[None]:
        self.connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        try:
            yield
        finally:
            self.connection.text_factory = str

    def has_odd_bytes(self, table: str, columns: Sequence[str]) -> bool:
        if self.value(
            f"SELECT 1 FROM {table} WHERE {' OR '.join(f'instr({c}, char(0))' for c in columns)} LIMIT 1"
        ):
            return True
        factory, self.connection.text_factory = self.connection.text_factory, str
        try:
            for _row in self.tuples(f"SELECT {', '.join(columns)} FROM {table}"):
                pass
        except sqlite3.OperationalError:
            return True
        finally:
            self.connection.text_factory = factory
        return False

    def structure(self) -> Structure:
        columns: dict[str, set[str]] = {}
        indexes: dict[tuple[str, str], tuple[bool, list[str]]] = {}
        for row in self.rows(
            "SELECT m.name AS of_table, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
        ):
            columns.setdefault(row["of_table"], set()).add(row["name"])
        for row in self.rows(
            'SELECT m.name AS of_table, i.name, i."unique" AS sole, c.name AS of_column FROM sqlite_master m'
            " JOIN pragma_index_list(m.name) i JOIN pragma_index_info(i.name) c WHERE m.type = 'table' ORDER BY c.seqno"
        ):
            indexes.setdefault((row["of_table"], row["name"]), (bool(row["sole"]), []))[1].append(
                row["of_column"]
            )
        triggers = [
            row[0] for row in self.rows("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        ]
        return Structure(
            columns,
            {(table, tuple(names), sole) for (table, _name), (sole, names) in indexes.items()},
            triggers,
        )

    def views_first(self) -> str:
        return "main"

    def login(self) -> str | None:
        return None

    def admit(self, login: str, *, writes: bool | None) -> list[str]:
        """Whoever can open the file can do everything: there is nothing to grant."""
        return []

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        self.insert_rows(table, columns, rows)

    @contextmanager
    def filling(self, table: str, rows: int) -> Iterator[None]:
        """Many rows are written by a thread. The indexes of an empty table are made at the end: sorted, they take a third of
        the time. A rollback brings them back, and so does the next opening after a crash."""
        if rows < _MANY:
            yield
            return
        from crmcli.database.behind import Behind

        empty = not self.value(f"SELECT 1 FROM {table} LIMIT 1")
        indexes = self.rows(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :t AND sql IS NOT NULL",
            {"t": table if empty else ""},
        )
        for name, _sql in indexes:
            self.execute(f'DROP INDEX "{name}"')
        self._behind = Behind(self.connection)
        try:
            yield
            with self._translated():
                self._behind.catch_up()
            for _name, sql in indexes:
                self.execute(sql)
        finally:
            self._behind.close()
            self._behind = None

    def clear(self, tables: Sequence[str]) -> None:
        for table in reversed(tables):
            self.execute(f"DELETE FROM {table}")

    def reconnect(self) -> None:
        """Only a disk that fails costs a file's connection."""
        self.connection.close()
        self._connect()

    def backup(self, target: Path) -> None:
        """A verified copy beside any writer, readable by its owner alone, in place only when it is whole."""
        with saving.replacing(target) as partial:
            try:
                with closing(sqlite3.connect(partial.path)) as copy:
                    self.connection.backup(copy)
                    problems = copy.execute("PRAGMA integrity_check").fetchone()[0]
            except sqlite3.DatabaseError as error:
                raise translate(error, target) from error
            finally:
                partial.path.with_name(f"{partial.path.name}-journal").unlink(missing_ok=True)
            if problems != "ok":
                raise errors.Corrupt(
                    _("The copy failed its check: %(why)s") % {"why": problems}, _("Run crmcli doctor.")
                )

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keeps everybody else out, readers too, for what can't be done inside a transaction."""
        self.execute("BEGIN EXCLUSIVE")
        try:
            # Not before: waiting in this mode holds up the one that is waited for.
            self.execute("PRAGMA locking_mode = EXCLUSIVE")
            # From now on the end of a transaction gives no lock back.
            self.execute("COMMIT")
            yield
        finally:
            self.execute("PRAGMA locking_mode = NORMAL")
            # The next access to the file does.
            self.value("PRAGMA schema_version")

    def replace_by(self, source: SQLite) -> None:
        """Replaces the whole content by that of another file."""
        with self._translated():
            source.connection.backup(self.connection)

    def _refuse_read_only(self) -> None:
        """A file without any write bit is not to be written, not even by an administrator who could."""
        if self.path.exists() and not self.path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
            raise errors.ReadOnly(
                _("The database is read-only: %(path)s") % {"path": self.path},
                _("Make the file writable, or work on a copy."),
            )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            if self._behind:
                self._behind.catch_up()
            yield
        except sqlite3.DatabaseError as error:
            raise translate(error, self.path, opened=hasattr(self, "connection")) from error


def connect(location: Location) -> SQLite:
    """A connection to an existing file; NoDatabase if there is none."""
    path = location.path
    assert path is not None
    try:
        there = path.is_file()
    except PermissionError as error:
        raise closed(path) from error
    if not there:
        raise errors.Vacant(
            _("There is no database at %(path)s") % {"path": path},
            _("Make one with: crmcli init   (or look around first with: crmcli demo)"),
        )
    return SQLite(path)


def vacant(location: Location) -> None:
    """Invalid if something is already at the location, or another database would take it for its journal."""
    path = location.path
    if path is not None and saving.is_beside(path):
        raise errors.Invalid(
            _("SQLite keeps the journal of another database under such a name: %(path)s") % {"path": path},
            _("Name another place."),
        )
    if path is not None and saving.is_device(path):
        raise errors.Invalid(
            _("This is a device or a pipe, no file: %(path)s") % {"path": path}, _("Name another place.")
        )
    if path is not None and path.exists() and (path.stat().st_size or not path.is_file()):
        raise errors.Invalid(
            _("There is already a file: %(path)s") % {"path": path}, _("Use it, or name another place.")
        )


@contextmanager
def create(location: Location) -> Iterator[SQLite]:
    """A new file with empty tables, to be filled in one transaction; it takes its name when all of it is there."""
    vacant(location)
    path = location.path
    assert path is not None
    with ExitStack() as stack:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = stack.enter_context(partials.beside(path))
        except OSError as error:
            raise errors.ReadOnly(
                _("Can't write here: %(path)s") % {"path": path}, _("Name another place with --db.")
            ) from error
        database = SQLite(partial)
        try:
            _fill(database)
            with database.transaction():
                for migration in migrations.MIGRATIONS:
                    sqlite_schema.make_tables(database, migration)
                yield database
                for migration in migrations.MIGRATIONS:
                    sqlite_schema.make_indexes(database, migration)
                database.execute(f"PRAGMA user_version = {migrations.VERSION}")
                database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        finally:
            database.close()
        _name(partial, path)


def _name(partial: Path, path: Path) -> None:
    """Gives a new file its name; Invalid if another program made one there meanwhile."""
    vacant(Location(path))
    try:
        # Unlike replacing, this never takes another's place.
        os.link(partial, path)
    except OSError:
        # An empty file is there, or the file system knows no links.
        vacant(Location(path))
        os.replace(partial, path)


def _fill(database: SQLite) -> None:
    """Nobody else sees the new file yet: rows may refer to rows that come later."""
    database.execute("PRAGMA journal_mode = DELETE")
    database.execute("PRAGMA foreign_keys = OFF")
