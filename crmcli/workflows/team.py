"""What a person's place on the team means for the database that serves it.

On a server rights follow the staff list: a login may write if anybody who holds it has a role that writes, read if
somebody at least has it, and else nothing. On a file there is nothing to grant.
"""

from __future__ import annotations

from collections.abc import Iterable

from crmcli import errors
from crmcli.actors import MANAGERS, READERS, Actor
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.store import Store


def require_manager(store: Store, actor: Actor) -> None:
    """Invalid if nobody is left who may manage the team, or only the actor, under a login that is not this one."""
    for person in store.staff.all():
        able = person["active"] and person["login"] and person["role"] in MANAGERS
        if able and (person["id"] != actor.id or person["login"] == actor.login):
            return
    raise errors.Invalid(
        _("Nobody would be left who may manage the team."),
        _(
            "Give somebody else the role and a login first: crmcli staff edit NAME --role manager --login LOGIN"
        ),
    )


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


def settle(store: Store, actor: Actor, before: Iterable[Row]) -> list[str]:
    """What has to hold whenever the staff list was changed as a whole: Invalid if nobody would be left who manages it, or
    two people had one login; otherwise the logins get their rights, as in `admit`."""
    before = list(before)
    if _places(before) == _places(store.staff.all()):
        return []
    store.staff.require_own_logins()
    require_manager(store, actor)
    return admit_anew(store, before)


def admit_anew(store: Store, before: Iterable[Row]) -> list[str]:
    """Like `admit`, for everybody whose login, role or presence is not what it was in an earlier `staff.all()`."""
    then, now = _places(before), _places(store.staff.all())
    return admit(store, *(login for login, *_place in then ^ now))


def _places(people: Iterable[Row]) -> set[tuple[str | None, int, str, int]]:
    return {(row["login"], row["id"], row["role"], row["active"]) for row in people}
