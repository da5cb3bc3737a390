"""Which engine serves a database: a module each, of which only the one that is needed is imported."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from crmcli.database.connection import Database
from crmcli.database.location import Location


class Engine(Protocol):
    """What the module of an engine offers besides its `Database`."""

    def connect(self, location: Location) -> Database: ...
    def create(self, location: Location) -> AbstractContextManager[Database]: ...


def engine(location: Location) -> Engine:
    """The engine that serves a location; only its driver is imported."""
    if location.path is not None:
        from crmcli.database import sqlite

        return sqlite
    from crmcli.database import postgres

    return postgres
