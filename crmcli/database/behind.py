"""Rows of a SQLite file that a thread writes, while what comes after them is made ready."""

from __future__ import annotations

import sqlite3
import sys
from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from typing import Any

#: Rows of a statement at most: for more it takes more memory, and no less time.
_AT_ONCE = 500
#: Seconds that the thread waits for the interpreter between two statements. By default it would wait as long as it works.
_TURN = 0.0005


class Behind:
    """Writes rows in the order in which they are given. SQLite needs nothing of the interpreter while it works, but works long
    enough for that only on statements of many rows."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._thread = ThreadPoolExecutor(1)
        self._waiting: deque[Future[sqlite3.Cursor]] = deque()
        self._usual = sys.getswitchinterval()
        sys.setswitchinterval(_TURN)

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Takes rows to be written."""
        head = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
        row = f"({', '.join('?' * len(columns))})"
        most = self._connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // len(columns)
        values = iter(rows)
        while page := list(islice(values, min(most, _AT_ONCE))):
            sql = head + ", ".join([row] * len(page))
            self._waiting.append(
                self._thread.submit(self._connection.execute, sql, list(chain.from_iterable(page)))
            )

    def catch_up(self) -> None:
        """Waits until all of them are written; raises what went wrong with any."""
        while self._waiting:
            self._waiting.popleft().result()

    def close(self) -> None:
        """Ends the thread; what isn't begun is left."""
        sys.setswitchinterval(self._usual)
        self._waiting.clear()
        self._thread.shutdown(cancel_futures=True)
