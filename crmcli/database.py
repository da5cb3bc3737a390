"""The connection: pragmas, transactions, and database errors in the words of `errors`.

Statements use named parameters (`:x`) and the portable subset of SQL; nothing outside this file and `store.py`
knows which engine serves them.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crmcli import errors
from crmcli.i18n import _

Params = Mapping[str, Any]
#: A row as queries give it, or values that are to become one: read by column name.
Record = Mapping[str, Any] | sqlite3.Row
_NO_PARAMS: Params = {}
_COMMIT_TRIES = 5


def lock_timeout() -> float:
    """Seconds that a command waits for another's lock: CRMCLI_LOCK_TIMEOUT, else 30."""
    try:
        return float(os.environ.get("CRMCLI_LOCK_TIMEOUT", "30"))
    except ValueError:
        return 30.0


class Database:
    """One connection to one SQLite file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._translated():
            self.connection = sqlite3.connect(path, timeout=lock_timeout(), isolation_level=None)
            self.connection.row_factory = sqlite3.Row
            for pragma in (
                "foreign_keys = ON", "synchronous = EXTRA", "secure_delete = ON", "trusted_schema = OFF",
                "cache_spill = OFF", "cache_size = -65536",
            ):  # fmt: skip
                self.connection.execute(f"PRAGMA {pragma}")

    def close(self) -> None:
        self.connection.close()

    def execute(self, sql: str, params: Params = _NO_PARAMS) -> sqlite3.Cursor:
        with self._translated():
            return self.connection.execute(sql, params)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with self._translated():
            self.connection.executemany(sql, rows)

    def rows(self, sql: str, params: Params = _NO_PARAMS) -> list[sqlite3.Row]:
        """All rows: fetched at once, so that no open cursor holds a lock while they are shown."""
        with self._translated():
            return self.connection.execute(sql, params).fetchall()

    def tuples(self, sql: str, params: Params = _NO_PARAMS) -> Iterator[tuple[Any, ...]]:
        """Plain tuples, streamed; for big computations inside a snapshot."""
        with self._translated():
            cursor = self.connection.cursor()
            cursor.row_factory = None
            return iter(cursor.execute(sql, params))

    def rows_in(self, sql: str, ids: Sequence[Any], params: Params = _NO_PARAMS) -> list[sqlite3.Row]:
        """Rows for many keys: `{ids}` in the text stands for the list, which is split where it is long."""
        found: list[sqlite3.Row] = []
        for start in range(0, len(ids), 500):
            piece = ids[start : start + 500]
            named = {f"i{n}": value for n, value in enumerate(piece)}
            found += self.rows(sql.replace("{ids}", ", ".join(f":{n}" for n in named)), {**params, **named})
        return found

    def one(self, sql: str, params: Params = _NO_PARAMS) -> sqlite3.Row | None:
        rows = self.rows(sql, params)
        return rows[0] if rows else None

    def value(self, sql: str, params: Params = _NO_PARAMS) -> Any:
        row = self.one(sql, params)
        return row[0] if row else None

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """One consistent state for several reads; nested ones join the outer."""
        if self.connection.in_transaction:
            yield
            return
        self.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("ROLLBACK")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A write transaction that takes the lock first; anything raised inside leaves nothing behind."""
        self._refuse_read_only()
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._commit()
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    def _commit(self) -> None:
        """COMMIT waits for readers; one who reads for longer than the timeout costs another try, not the work."""
        for attempt in range(_COMMIT_TRIES):
            try:
                self.execute("COMMIT")
                return
            except errors.Locked:
                if attempt == _COMMIT_TRIES - 1:
                    raise

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
            yield
        except sqlite3.DatabaseError as error:
            raise translate(error, self.path) from error


def translate(error: sqlite3.DatabaseError, path: Path) -> errors.CrmError | sqlite3.DatabaseError:
    """The error in our words, or itself where it can only be a bug."""
    text = str(error).lower()
    named = {"path": path}
    if "locked" in text or "busy" in text:
        return errors.Locked(
            _("Another program is using the database: %(path)s") % named, _("Try again in a moment.")
        )
    if "readonly" in text or "read-only" in text:
        return errors.ReadOnly(
            _("The database is read-only: %(path)s") % named,
            _("Make the file and its folder writable, or work on a copy."),
        )
    if "full" in text:
        return errors.DiskFull(
            _("The disk is full; nothing was written."), _("Make room and run the command again.")
        )
    if "not a database" in text:
        return errors.NoDatabase(
            _("This is not a crmcli database: %(path)s") % named, _("Name another file with --db.")
        )
    if "malformed" in text or "corrupt" in text:
        return errors.Corrupt(
            _("The database is damaged: %(path)s") % named,
            _("Run crmcli doctor, and crmcli restore with a backup."),
        )
    if "unable to open" in text or "disk i/o" in text:
        return errors.NoDatabase(
            _("The database can't be opened: %(path)s") % named, _("Check the folder and its permissions.")
        )
    return error
