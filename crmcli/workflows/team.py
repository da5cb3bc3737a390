"""What a person's place on the team means for the database that serves it."""

from __future__ import annotations

from crmcli.actors import READERS
from crmcli.database import Row
from crmcli.store import Store


def admit(store: Store, before: Row | None, after: Row) -> list[str]:
    """Gives a person's login on the server the rights of their role, and takes those of a former login away.

    Returns the statements that an administrator has to run because we may not; on a file there are none.
    """
    left: list[str] = []
    known = ("login", "role", "active")
    if before is not None and all(before[name] == after[name] for name in known):
        return left
    if before is not None and before["login"] and before["login"] != after["login"]:
        left += store.db.admit(before["login"], writes=None)
    if after["login"]:
        writes = after["role"] not in READERS if after["active"] else None
        left += store.db.admit(after["login"], writes=writes)
    return left
