"""A connection to a database, whichever engine serves it.

Statements use named parameters (`:x`) and the portable subset of SQL described in docs/decisions. What differs
between engines stands in `sqlite.py` and `postgres/`.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from crmcli import errors
from crmcli.database import migrations, shape
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


@dataclass(frozen=True, slots=True)
class Structure:
    """What a database consists of: the columns of each table, the columns of each table's indexes (unique ones marked by
    True), the triggers that are none of ours, and those of ours that a server lacks or has switched off."""

    columns: Mapping[str, Set[str]]
    indexes: Set[tuple[str, tuple[str, ...], bool]]
    triggers: Sequence[str]
    missing: Sequence[str] = ()


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


def proof_digest(proof: str) -> str:
    """What is stored of a PIN: who reads it still can't give the proof."""
    import hashlib

    return hashlib.sha256(proof.encode()).hexdigest()


class Database(ABC):
    """One connection. Errors come in the words of `errors`; what can only be a bug keeps the driver's class."""

    def __init__(self, location: Location) -> None:
        self.location = location
        #: The transaction that is open.
        self.mode: Literal["", "read", "write"] = ""
        #: What is read instead of a table: the query of the temporary view that has its name.
        self.covered: dict[str, str] = {}

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
    def upgrade(self, version: int, derive: Callable[[], None]) -> None:
        """Brings the tables from an older version up to date, and leaves a backup where it can; then `derive` makes anew what
        follows from them, all in one transaction."""

    def set_apart(self, derive: Callable[[], None]) -> None:
        """Goes on with a copy of an older version's file that is brought up to date; the file stays as it was."""
        raise NotImplementedError

    @abstractmethod
    def integrity(self) -> str:
        """`ok`, or what is wrong with the storage."""

    @contextmanager
    def odd_texts(self) -> Iterator[None]:
        """Inside, texts that are no UTF-8 can be read: what is none comes as half characters (see `surrogateescape`)."""
        yield

    def has_odd_bytes(self, table: str, columns: Sequence[str]) -> bool:
        """Whether a text in one of these columns is no UTF-8 or holds NUL, where the engine lets that in."""
        return False

    @abstractmethod
    def structure(self) -> Structure:
        """The tables, indexes and triggers that are there."""

    @abstractmethod
    def views_first(self) -> str:
        """Lets a temporary view have the name of a table; the schema by which the table itself is still read."""

    def cover(
        self, table: str, columns: Sequence[str], key: str, rows: Mapping[Any, Sequence[Any] | None]
    ) -> None:
        """For this connection's readers, rows by their key instead of those of the table; none of a key that has None.

        Nothing can be written from then on.
        """
        schema = self.views_first()
        names, own = ", ".join(columns), f"covering_{table}"
        if self._uncover(table):
            self.execute(f"DROP TABLE {own}")
        self.execute(f"CREATE TEMPORARY TABLE {own} AS SELECT {names}, 1 AS shown FROM {table} WHERE 1 = 0")
        lines = (
            (*(row or [k if c == key else None for c in columns]), int(row is not None))
            for k, row in rows.items()
        )
        self.insert_rows(own, [*columns, "shown"], lines)
        self._view(
            table,
            f"SELECT {names} FROM {schema}.{table} WHERE {key} NOT IN (SELECT {key} FROM {own})"
            f" UNION ALL SELECT {names} FROM {own} WHERE shown = 1",
        )

    def _view(self, table: str, query: str) -> None:
        self.execute(f"CREATE TEMPORARY VIEW {table} AS {query}")
        self.covered[table] = query

    def _uncover(self, table: str) -> str | None:
        """Gives readers a table again instead of what covers it; that query."""
        if table in self.covered:
            self.execute(f"DROP VIEW {table}")
        return self.covered.pop(table, None)

    @contextmanager
    def narrowed(self, ids: Iterable[int]) -> Iterator[None]:
        """Inside, readers find only these customers and what is recorded of them. Nothing can be written meanwhile."""
        schema, before = self.views_first(), dict(self.covered)
        self.execute("CREATE TEMPORARY TABLE only_customer (id INTEGER PRIMARY KEY)")
        self.insert_rows("only_customer", ("id",), ((i,) for i in ids))
        try:
            for table, key in _customer_keys():
                whole = self._uncover(table) or f"SELECT * FROM {schema}.{table}"
                only = f"SELECT * FROM ({whole}) AS whole WHERE {key} IN (SELECT id FROM only_customer)"
                self._view(table, only)
            yield
        finally:
            for table, _key in _customer_keys():
                self._uncover(table)
                if table in before:
                    self._view(table, before[table])
            self.execute("DROP TABLE only_customer")

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

    def require_writer(self) -> None:
        """NotAllowed if the login may only read; whoever can write a file may write."""
        return

    def reads(self, table: str) -> bool:
        """Whether we may read all of a table; whoever can read a file may."""
        return True

    def proves(self, staff_id: int, proof: str) -> bool:
        """Whether this is the proof of a person's PIN."""
        import hmac

        digest = self.value(
            "SELECT p.digest FROM staff s JOIN pin p ON p.id = s.pin_id AND p.staff_id = s.id WHERE s.id = :id",
            {"id": staff_id},
        )
        return digest is not None and hmac.compare_digest(digest, proof_digest(proof))

    @abstractmethod
    def load(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Fills an empty table, the fastest way there is."""

    @abstractmethod
    def clear(self, tables: Sequence[str]) -> None:
        """Empties tables, whatever refers to them."""

    @abstractmethod
    def reconnect(self) -> None:
        """A fresh connection after a dropped one; Dropped if there is none to be had."""

    @abstractmethod
    def impatient(self) -> AbstractContextManager[None]:
        """Inside, nobody's lock is waited for: Locked at once."""

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
        query = f"SELECT {', '.join(specs)} FROM {table}"
        if any(spec.type == "blob" for spec in specs.values()):
            return self._one_by_one(query, table, key)
        return self.tuples(f"{query} ORDER BY {key}")

    def _one_by_one(self, query: str, table: str, key: str) -> Iterator[tuple[Any, ...]]:
        """Rows that may each be as large as a file: several at once might not fit into memory."""
        for (each,) in self.rows(f"SELECT {key} FROM {table} ORDER BY {key}"):
            yield from map(tuple, self.rows(f"{query} WHERE {key} = :key", {"key": each}))

    def allocate(self, name: str, count: int, beyond: int = 0) -> int:
        """Reserves `count` consecutive numbers of a counter and returns the first, which is more than `beyond`; of a table's
        ids it is more than any that is there. A rollback gives them back. OverflowError for a damaged counter."""
        used = f"(SELECT COALESCE(MAX(id), 0) FROM {name})" if name in migrations.AUDITED else ":beyond"
        self.execute(
            f"INSERT INTO sequence (name, next) VALUES (:name, {used} + 1 + :count) ON CONFLICT (name) DO UPDATE SET next ="
            " CASE WHEN sequence.next + :count > excluded.next THEN sequence.next + :count ELSE excluded.next END",
            {"name": name, "beyond": beyond, "count": count},
        )
        following = int(self.value("SELECT next FROM sequence WHERE name = :name", {"name": name}))
        if following > shape.bounds("next")[1]:
            raise OverflowError(name)
        return following - count

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
        if self.mode or self.covered:
            raise RuntimeError("a write transaction inside a snapshot, or over covered rows")
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


def _customer_keys() -> Iterator[tuple[str, str]]:
    """The tables that hold customers, or what is recorded of them, each with the column that tells whose a row is."""
    for table, specs in migrations.tables().items():
        columns = migrations.parsed(specs)
        if table == "customer" or "customer_id" in columns:
            yield table, "id" if table == "customer" else "customer_id"
