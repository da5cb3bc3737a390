"""Making a new database: its tables, the default policy, the first member of staff."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from crmcli import clock, policy
from crmcli.actors import Actor
from crmcli.store import Store


def create(path: Path, name: str, login: str, at: datetime, zone: str | None = None) -> Store:
    """A new database at `path`, with `name` as its admin; Usage for an unknown time zone.

    It takes its name when all of it is there: nobody ever opens half a database.
    """
    text = policy.default_toml()
    if zone:
        clock.zone(zone)
        from crmcli.policy_schema import set_value

        text = set_value(text, "team.time_zone", f'"{zone}"')
    Store.refuse_existing(path)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        store = Store.create(partial)
        with store.operation("init", Actor(1, name, "admin", login), at, policy_version=1) as op:
            store.staff.add(op, {"name": name, "role": "admin", "login": login})
            store.policies.add(op, text, policy.parse(text), "")
        store.close()
        Store.refuse_existing(path)
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
    return Store.open(path)
