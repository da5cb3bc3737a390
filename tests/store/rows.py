"""Rows and operations for tests of the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

from crmcli.actors import Actor
from crmcli.database import migrations
from crmcli.database.operation import Operation
from crmcli.queries.customers import name_forms
from crmcli.store import Store
from tests.conftest import Databases
from tests.store.conftest import AT

LEE = Actor(1, "Lee", "admin", "tester")
TABLES = sorted(migrations.AUDITED - {"import_batch", "import_row"})


def another(store: Store) -> Store:
    """A second program's way to the same database."""
    return Store.open(store.db.location)


def a_customer(name: str = "远鑫") -> dict[str, Any]:
    return {
        **name_forms(name), "kind": "company", "status": "active", "is_member": 0, "created_at": "2026-11-20T02:00:00Z",
        "created_on": "2026-11-20", "updated_at": "2026-11-20T02:00:00Z", "version": 1,
    }  # fmt: skip


def a_task(title: str = "周报") -> dict[str, Any]:
    return {
        "title": title, "state": "open", "percent_done": 0, "created_at": "2026-11-20T02:00:00Z",
        "created_on": "2026-11-20",
    }  # fmt: skip


def write(store: Store, change: Callable[[Operation], Any], command: str = "test") -> Any:
    with store.operation(command, LEE, AT, policy_version=1) as op:
        return change(op)


def all_rows(store: Store, *, but: tuple[str, ...] = ()) -> dict[str, list[dict[str, Any]]]:
    """Every row of every audited table, without the columns that each edit touches."""
    return {
        table: [
            {k: v for k, v in dict(row).items() if k not in but}
            for row in store.db.rows(f"SELECT * FROM {table} ORDER BY id")
        ]
        for table in TABLES
    }


def tamper(store: Store, databases: Databases, statement: str) -> None:
    """Past the program, as whoever may do everything."""
    location = store.db.location
    if databases.server is None:
        with closing(sqlite3.connect(str(location), isolation_level=None)) as other:
            other.execute(statement)
    else:
        databases.server.execute(f"SET search_path TO crmcli; {statement}", location.stem)
