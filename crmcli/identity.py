"""Who is acting: the login matched to staff (a server's own, else the operating system's), or --as NAME with a PIN."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from crmcli import clock, errors, logins
from crmcli.actors import PIN_MEMORY, Actor, pin_wait
from crmcli.i18n import _
from crmcli.wording import shell_word

if TYPE_CHECKING:
    from crmcli.queries.pins import Secret
    from crmcli.store import Store

#: The command of an operation that records a wrong PIN.
GUESS = "--as"


def identify(store: Store, name: str | None) -> Actor:
    """The actor of this run; one with `id` None may read and not write.

    NotAllowed for the name of somebody who left, and for another's than the login's own without their PIN.
    """
    login = store.db.login() or logins.login_name()
    row = store.staff.by_login(login)
    own = Actor(row["id"], row["name"], row["role"], login) if row else Actor(None, login, "viewer", login)
    if not name:
        return own
    person = store.staff.resolve(name)
    if person["id"] == own.id:
        return own
    if not person["active"]:
        raise errors.NotAllowed(
            _("%(name)s has left; nobody acts under that name.") % {"name": person["name"]},
            _("Act under your own: leave out --as, CRMCLI_AS, and `as` in the config file."),
        )
    # Whoever only reads on a server could do nothing under that name.
    store.db.require_writer()
    _require_pin(store, person, own)
    return Actor(person["id"], person["name"], person["role"], login)


def hashed(pin: str) -> Secret:
    """A PIN as it is stored, salted and slow to guess."""
    from crmcli.database.connection import proof_digest
    from crmcli.queries.pins import Secret

    salt = os.urandom(16).hex()
    return Secret(salt, proof_digest(_proof(pin, salt)))


def _proof(pin: str, salt: str) -> str:
    import hashlib

    return hashlib.scrypt(pin.encode(), salt=bytes.fromhex(salt), n=2**14, r=8, p=1).hex()


def _require_pin(store: Store, person: Any, guesser: Actor) -> None:
    """NotAllowed unless the person's PIN is given. A wrong one is recorded, and makes the next ones wait."""
    staff_id, named = person["id"], {"name": person["name"]}
    salt = store.pins.salt(staff_id)
    if not salt:
        raise errors.NotAllowed(
            _("%(name)s has no PIN, so nobody else may act under that name.") % named,
            _("Set one with: crmcli staff edit %(name)s --pin") % {"name": shell_word(person["name"])},
        )
    guessed = _require_patience(store, person)
    proof = _proof(_asked(person["name"]), salt)
    if not guessed and store.pins.proves(staff_id, proof):
        return
    summary = _("wrong PIN for %(name)s") % named
    with store.operation(GUESS, guesser, summary=summary) as op:
        # Of many guesses at one moment each is counted before the next is looked at.
        _require_patience(store, person)
        if store.pins.proves(staff_id, proof):
            return
        store.pins.missed(op, staff_id, guesser.login)
    raise errors.NotAllowed(
        _("That is not the PIN of %(name)s; the attempt was recorded.") % named,
        _("CRMCLI_PIN can hold it."),
    )


def _require_patience(store: Store, person: Any) -> int:
    """How many wrong PINs were given lately; NotAllowed while the wait after the last of them lasts."""
    now = clock.now()
    guesses = store.pins.guesses(person["id"], clock.iso(now - PIN_MEMORY), clock.iso(now))
    until = clock.parse_iso(guesses[-1]) + pin_wait(len(guesses)) if guesses else now
    if until > now:
        local = until.astimezone(clock.zone(store.policies.time_zone()))
        raise errors.NotAllowed(
            _("Too many wrong PINs were given for %(name)s; none is looked at before %(until)s.")
            % {"name": person["name"], "until": f"{local:%Y-%m-%d %H:%M:%S}"},
            _("Wait, or use a login of your own. Who tried stands in the history."),
        )
    return len(guesses)


def _asked(name: str) -> str:
    """The PIN that is given: in CRMCLI_PIN, else typed on a terminal; NotAllowed where there is neither."""
    pin = os.environ.get("CRMCLI_PIN")
    if not pin and sys.stdin.isatty():
        import getpass

        pin = getpass.getpass(_("PIN of %(name)s: ") % {"name": name})
    if not pin:
        raise errors.NotAllowed(
            _("To act as %(name)s takes their PIN.") % {"name": name}, _("CRMCLI_PIN can hold it.")
        )
    return pin
