"""Who is acting: the login matched to staff (a server's own, else the operating system's), or --as NAME with a PIN."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from crmcli import errors, i18n, vocabulary
from crmcli.i18n import _

if TYPE_CHECKING:
    from crmcli.store import Store

#: Roles that may change the team's policy and staff.
MANAGERS = ("admin", "manager")
#: Roles that may approve and reject customers.
REVIEWERS = (*MANAGERS, "steward")
#: Roles that only read.
READERS = ("viewer", "analyst")


class Actor(NamedTuple):
    """Who acts: a member of staff, or a login that nobody was matched to (`id` None)."""

    id: int | None
    name: str
    role: str
    login: str


def login_name() -> str:
    """The operating-system login."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def identify(store: Store, name: str | None) -> Actor:
    """The actor of this run; one with `id` None may read and not write."""
    login = store.db.login() or login_name()
    if not name:
        row = store.staff.by_login(login)
        return (
            Actor(row["id"], row["name"], row["role"], login) if row else Actor(None, login, "viewer", login)
        )
    row = store.staff.resolve(name)
    if row["login"] != login:
        _check_pin(row["name"], row["pin_hash"])
    return Actor(row["id"], row["name"], row["role"], login)


def require_writer(actor: Actor, roles: Sequence[str] = ()) -> None:
    """NotAllowed if the actor is unknown, only reads, or lacks one of `roles`."""
    if actor.id is None:
        raise errors.NotAllowed(
            _("The login %(login)s is nobody's on the staff list; it may read, not write.")
            % {"login": actor.login},
            _("A manager adds it with: crmcli staff add NAME --login %(login)s") % {"login": actor.login},
        )
    if actor.role in READERS or (roles and actor.role not in roles):
        raise errors.NotAllowed(
            _("%(name)s (%(role)s) may not do this.")
            % {"name": actor.name, "role": vocabulary.label("role", actor.role, i18n.words())},
            _("Ask a manager."),
        )


def hash_pin(pin: str) -> str:
    """A salted hash of a PIN, slow to guess."""
    salt = os.urandom(16)
    return f"{salt.hex()}:{_derive(pin, salt).hex()}"


def _derive(pin: str, salt: bytes) -> bytes:
    import hashlib

    return hashlib.scrypt(pin.encode(), salt=salt, n=2**14, r=8, p=1)


def _check_pin(name: str, stored: str | None) -> None:
    if not stored:
        raise errors.NotAllowed(
            _("%(name)s has no PIN, so nobody else may act under that name.") % {"name": name},
            _("Set one with: crmcli staff edit %(name)s --pin") % {"name": name},
        )
    pin = os.environ.get("CRMCLI_PIN") or (getpass.getpass(f"PIN ({name}): ") if sys.stdin.isatty() else "")
    import hmac

    salt, _sep, digest = stored.partition(":")
    if not pin or not hmac.compare_digest(_derive(pin, bytes.fromhex(salt)).hex(), digest):
        raise errors.NotAllowed(
            _("That is not the PIN of %(name)s.") % {"name": name}, _("CRMCLI_PIN can hold it.")
        )
