"""Connections to servers that are kept from one command to the next.

The program is a process for every command line and connects once. A connection is a process of the server that knows no
table yet, which costs it more than most commands do; tests run thousands of them in one process.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

_Told = tuple[tuple[str, Any], ...]
#: Those that nobody uses, by how they were asked for.
_WAITING: dict[_Told, list[Any]] = {}


class _Lent:
    """A connection until it is closed."""

    def __init__(self, real: Any, told: _Told) -> None:
        self.__dict__.update(_real=real, _told=told, _given_back=False)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._real, name, value)

    @property
    def closed(self) -> bool:
        return self._given_back or bool(self._real.closed)

    def close(self) -> None:
        if not self.closed:
            self.__dict__["_given_back"] = True
            if _as_new(self._real):
                _WAITING.setdefault(self._told, []).append(self._real)


def _as_new(connection: Any) -> bool:
    """Whether nothing is left in it of what was done; a broken one is closed."""
    import psycopg2

    try:
        connection.rollback()
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("DISCARD ALL")
    except psycopg2.Error:
        connection.close()
    return not connection.closed


def let_go(database: str) -> None:
    """Closes what waits for a database: nobody may be connected when it is renamed or removed."""
    for waiting in _WAITING.values():
        for connection in [c for c in waiting if c.info.dbname == database]:
            waiting.remove(connection)
            connection.close()


@contextmanager
def keep_connections() -> Iterator[None]:
    """Meanwhile the program gets connections again that it closed, as new."""
    try:
        import psycopg2
    except ImportError:
        yield
        return
    connect = psycopg2.connect

    def lend(*address: str, **told: Any) -> Any:
        if told.get("application_name") != "crmcli":
            return connect(*address, **told)
        key = tuple(sorted(told.items()))
        waiting = _WAITING.get(key, [])
        while waiting:
            real = waiting.pop()
            # The server may have ended it meanwhile, which only a question tells.
            if _as_new(real):
                return _Lent(real, key)
        return _Lent(connect(**told), key)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg2, "connect", lend)
        yield
    for waiting in _WAITING.values():
        while waiting:
            waiting.pop().close()
