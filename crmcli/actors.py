"""Who acts, and who may change what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from crmcli import errors, i18n, vocabulary
from crmcli.i18n import _
from crmcli.wording import shell_word

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


#: Wrong PINs are counted for so long.
PIN_MEMORY = timedelta(days=1)
_FREE_GUESSES = 3
_LONGEST_WAIT = timedelta(hours=1)


def pin_wait(missed: int) -> timedelta:
    """How long after the last of some wrong PINs no further one is looked at: from the third on a minute, doubled each time."""
    if missed < _FREE_GUESSES:
        return timedelta(0)
    return min(timedelta(minutes=2 ** min(missed - _FREE_GUESSES, 10)), _LONGEST_WAIT)


def require_writer(actor: Actor, roles: Sequence[str] = ()) -> None:
    """NotAllowed if the actor is unknown, only reads, or lacks one of `roles`."""
    if actor.id is None:
        raise errors.NotAllowed(
            _("The login %(login)s is nobody's on the staff list; it may read, not write.")
            % {"login": actor.login},
            _("A manager adds it with: crmcli staff add NAME --login %(login)s")
            % {"login": shell_word(actor.login)},
        )
    if actor.role in READERS or (roles and actor.role not in roles):
        raise errors.NotAllowed(
            _("%(name)s (%(role)s) may not do this.")
            % {"name": actor.name, "role": vocabulary.label("role", actor.role, i18n.words())},
            _("Ask a manager."),
        )
