"""What a person's place on the team means for the database that serves it.

On a server rights follow the staff list: a login may write if anybody who holds it has a role that writes, read if
somebody at least has it, and else nothing. On a file there is nothing to grant.
"""

from __future__ import annotations

from collections.abc import Iterable

from crmcli.actors import READERS
from crmcli.database import Row
from crmcli.store import Store


def admit(store: Store, *logins: str | None) -> list[str]:
    """Gives these logins the rights that the staff list says.

    Returns what an administrator has to run in psql because we may not.
    """
    roles: dict[str, list[str]] = {login: [] for login in logins if login}
    for person in store.staff.all():
        if person["active"] and person["login"] in roles:
            roles[person["login"]].append(person["role"])
    left: list[str] = []
    for login, held in sorted(roles.items()):
        left += store.db.admit(login, writes=not set(held) <= set(READERS) if held else None)
    return left


def admit_anew(store: Store, before: Iterable[Row]) -> list[str]:
    """Like `admit`, for everybody whose login, role or presence is not what it was in an earlier `staff.all()`."""
    then, now = (
        {(row["login"], row["id"], row["role"], row["active"]) for row in rows}
        for rows in (before, store.staff.all())
    )
    return admit(store, *(login for login, *_place in then ^ now))
