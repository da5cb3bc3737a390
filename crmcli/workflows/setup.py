"""Making a new database: its tables, the default policy, the first member of staff."""

from __future__ import annotations

from datetime import datetime

from crmcli import clock, policy
from crmcli.actors import Actor
from crmcli.database.location import Location
from crmcli.store import Store


def create(location: Location, name: str, login: str, at: datetime, zone: str | None = None) -> Store:
    """A new database with `name` as its admin; Usage for an unknown time zone.

    On a server the login is the one that the server knows. Nobody ever opens half a database.
    """
    text = policy.default_toml()
    if zone:
        clock.zone(zone)
        from crmcli.workflows.policies.edit import set_value

        text = set_value(text, "team.time_zone", f'"{zone}"')
    with Store.create(location) as store:
        login = store.db.login() or login
        with store.operation("init", Actor(1, name, "admin", login), at, policy_version=1) as op:
            store.staff.add(op, {"name": name, "role": "admin", "login": login})
            store.policies.add(op, text, policy.parse(text), "")
    return Store.open(location)
