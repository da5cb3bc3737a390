"""A connection to a database, whichever engine serves it.

Statements use named parameters (`:x`) and the portable subset of SQL described in docs/decisions. What differs
between engines stands in `sqlite.py` and `postgres/`.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal, Protocol

from crmcli import errors
from crmcli.database import migrations
from crmcli.database.location import Location
from crmcli.i18n import _

Params = Mapping[str, Any]
_NO_PARAMS: Params = {}
#: The parameters of a list of keys, as many as one statement takes.
_KEYS = [f"i{n}" for n in range(500)]


class Row(Protocol):
    """A row of a result: by column name or position; iterating gives the values, `dict(row)` both."""

    def __getitem__(self, key: Any, /) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __len__(self) -> int: ...
    def keys(self) -> Iterable[str]: ...


#: A row as queries give it, or values that are to become one: read by column name.
Record = Mapping[str, Any] | Row


def lock_timeout() -> float:
    """Seconds that a command waits for another's lock: CRMCLI_LOCK_TIMEOUT if it is a number from 0 to a day, else 30."""
    try:
        seconds = float(os.environ.get("CRMCLI_LOCK_TIMEOUT", "30"))
    except ValueError:
        return 30.0
    return seconds if 0 <= seconds <= 86_400 else 30.0


def gone() -> errors.Conflict:
    """What a reference that finds nothing means: it was there when the command looked."""
    return errors.Conflict(
        _("What this belongs to was removed meanwhile; nothing was written."),
        _("Look again, and repeat what is still wanted."),
    )


class Database(ABC):
    """One connection. Errors come in the words of `errors`; what can only be a bug keeps the driver's class."""

    def __init__(self, location: Location) -> None:
        self.location = location
        #: The transaction that is open.
        self.mode: Literal["", "read", "write"] = ""

    # -- what the engines do ------------------------------------------------------------------------

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def execute(self, sql: str, params: Params = _NO_PARAMS) -> None: ...

    @abstractmethod
    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """One statement with `?` marks for each row of values."""

    @abstractmethod
    def insert_rows(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None: ...

    @abstractmethod
    def rows(self, sql: str, params: Params = _NO_PARAMS) -> list[Row]:
        """All rows: fetched at once, so that no open cursor holds a lock while they are shown."""

    @abstractmethod
    def tuples(self, sql: str, params: Params = _NO_PARAMS) -> Iterator[tuple[Any, ...]]:
        """Plain tuples, streamed; for big computations inside a snapshot."""

    @abstractmethod
    def begin(self, *, write: bool) -> None:
        """Starts a transaction: a consistent state to read, or alone with the writer's lock."""

    @abstractmethod
    def commit(self) -> None: ...

    @abstractmethod
    def rollback(self) -> None: ...

    @abstractmethod
    def schema_version(self) -> int:
        """The version of our tables; NoDatabase if there are none."""

    @abstractmethod
    def upgrade(self, version: int) -> None:
        """Brings the tables from an older version up to date, and leaves a backup where it can."""

    @abstractmethod
    def integrity(self) -> str:
        """`ok`, or what is wrong with the storage."""

    def require_owner(self) -> None:
        """NotAllowed if replacing everything is not ours to do; whoever can write a file may."""
        return

    def server(self) -> Row | None:
        """The server's condition, see `postgres.rights.condition`; None where no server is behind it."""
        return None

    @abstractmethod
    def login(self) -> str | None:
        """Who the engine says we are; None where it doesn't know."""

    @abstractmethod
    def admit(self, login: str, *, writes: bool | None) -> list[str]:
        """Gives a login of the engine's the right to write or only to read, or (None) takes both away.

        Returns the statements that an administrator has to run because we may not.
        """

    @abstractmethod
    def load(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Fills an empty table, the fastest way there is."""

    @abstractmethod
    def clear(self, tables: Sequence[str]) -> None:
        """Empties tables, whatever refers to them."""

    @abstractmethod
    def reconnect(self) -> None:
        """A fresh connection after a dropped one; Dropped if there is none to be had."""

    @contextmanager
    def filling(self, table: str, rows: int) -> Iterator[None]:
        """For adding about so many rows to a table, and only reading it by its key meanwhile: an engine may put off what
        is cheaper done for all of them at the end. Inside a write transaction."""
        yield

    # -- what follows from it -----------------------------------------------------------------------

    def rows_in(self, sql: str, ids: Sequence[Any], params: Params = _NO_PARAMS) -> list[Row]:
        """Rows for many keys: `{ids}` in the text stands for the list, which is split where it is long."""
        found: list[Row] = []
        for start in range(0, len(ids), len(_KEYS)):
            named = dict(zip(_KEYS, ids[start : start + len(_KEYS)], strict=False))
            found += self.rows(sql.replace("{ids}", ":" + ", :".join(named)), {**params, **named})
        return found

    def one(self, sql: str, params: Params = _NO_PARAMS) -> Row | None:
        rows = self.rows(sql, params)
        return rows[0] if rows else None

    def value(self, sql: str, params: Params = _NO_PARAMS) -> Any:
        row = self.one(sql, params)
        return row[0] if row else None

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.value(f"SELECT COUNT(*) FROM {table}"))

    def scan(self, table: str) -> Iterator[tuple[Any, ...]]:
        """A whole table in the order of its key, streamed, with the columns in the order of `migrations`."""
        specs = migrations.parsed(migrations.tables()[table])
        key = next(name for name, spec in specs.items() if spec.key)
        return self.tuples(f"SELECT {', '.join(specs)} FROM {table} ORDER BY {key}")

    def allocate(self, name: str, count: int) -> int:
        """Reserves `count` consecutive numbers of a counter and returns the first; a rollback gives them back."""
        self.execute(
            "INSERT INTO sequence (name, next) VALUES (:name, :after)"
            " ON CONFLICT (name) DO UPDATE SET next = sequence.next + :count",
            {"name": name, "after": count + 1, "count": count},
        )
        return int(self.value("SELECT next FROM sequence WHERE name = :name", {"name": name})) - count

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """One consistent state for several reads; one inside another, or inside a transaction, joins it."""
        if self.mode:
            yield
            return
        self.begin(write=False)
        self.mode = "read"
        try:
            yield
        finally:
            self.mode = ""
            self.rollback()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A write transaction that takes the lock first; anything raised inside leaves nothing behind.

        One inside another joins it; one inside a snapshot would see an old state and is a bug.
        """
        if self.mode == "write":
            yield
            return
        if self.mode:
            raise RuntimeError("a write transaction inside a snapshot")
        self.begin(write=True)
        self.mode = "write"
        try:
            yield
            self.commit()
        except BaseException:
            self.rollback()
            raise
        finally:
            self.mode = ""
