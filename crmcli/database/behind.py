"""Rows of a SQLite file that a thread writes, while what comes after them is made ready."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from typing import Any

#: Rows of a statement at most: more take more memory, and no less time.
_AT_ONCE = 500


class Behind:
    """Writes rows in the order in which they are given. SQLite needs nothing of the interpreter while it works, but works long
    enough for that only on statements of many rows. Nobody else uses the connection until it has caught up."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._values = connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        self._thread = ThreadPoolExecutor(1)
        self._waiting: deque[Future[None]] = deque()
        self._failed = False

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Takes rows to be written."""
        head = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
        marks = f"({', '.join('?' * len(columns))})"
        most = min(_AT_ONCE, self._values // len(columns))
        waiting = iter(rows)
        while page := list(islice(waiting, most)):
            sql = head + ", ".join([marks] * len(page))
            values = list(chain.from_iterable(page))
            self._waiting.append(self._thread.submit(self._write, sql, values))

    def _write(self, sql: str, values: Sequence[Any]) -> None:
        # What fails may have ended the transaction, and outside of it nothing is written.
        if not self._failed:
            try:
                self._connection.execute(sql, values)
            except BaseException:
                self._failed = True
                raise

    def catch_up(self) -> None:
        """Waits until all of them are written; raises what went wrong with any."""
        while self._waiting:
            self._waiting.popleft().result()

    def close(self) -> None:
        """Ends the thread; what it hasn't begun is left."""
        self._thread.shutdown(cancel_futures=True)
