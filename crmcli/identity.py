"""Who is acting: the login matched to staff (a server's own, else the operating system's), or --as NAME with a PIN."""

from __future__ import annotations

import getpass
import os
import sys
from typing import TYPE_CHECKING

from crmcli import errors, logins
from crmcli.actors import Actor
from crmcli.i18n import _
from crmcli.wording import shell_word

if TYPE_CHECKING:
    from crmcli.store import Store


def identify(store: Store, name: str | None) -> Actor:
    """The actor of this run; one with `id` None may read and not write."""
    login = store.db.login() or logins.login_name()
    if not name:
        row = store.staff.by_login(login)
        return (
            Actor(row["id"], row["name"], row["role"], login) if row else Actor(None, login, "viewer", login)
        )
    row = store.staff.resolve(name)
    if row["login"] != login:
        _check_pin(row["name"], row["pin_hash"])
    return Actor(row["id"], row["name"], row["role"], login)


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
            _("Set one with: crmcli staff edit %(name)s --pin") % {"name": shell_word(name)},
        )
    pin = os.environ.get("CRMCLI_PIN") or (
        getpass.getpass(_("PIN of %(name)s: ") % {"name": name}) if sys.stdin.isatty() else ""
    )
    import hmac

    salt, _sep, digest = stored.partition(":")
    if not pin or not hmac.compare_digest(_derive(pin, bytes.fromhex(salt)).hex(), digest):
        raise errors.NotAllowed(
            _("That is not the PIN of %(name)s.") % {"name": name}, _("CRMCLI_PIN can hold it.")
        )
