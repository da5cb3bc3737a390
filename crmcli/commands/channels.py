"""Channels as commands take them: the words of the policy's list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crmcli import errors
from crmcli.commands.shared import Offered, context_of
from crmcli.i18n import _, series
from crmcli.service.ways import Way, way_of
from crmcli.wording import known_word

if TYPE_CHECKING:
    from crmcli.context import Context


def channel_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Shell completion: the policy's channels, as people type them."""
    words = (known_word("channel", each) for each in context_of(ctx).policy.channels)
    return [Offered(word) for word in words if word.startswith(incomplete)]


def channel_of(crm: Context, text: str | None) -> str | None:
    """The policy's channel that a word means; None without one. Usage for any other, with those that there are."""
    return way_typed(crm, text).channel if text else None


def way_typed(crm: Context, text: str) -> Way:
    """The policy's channel that a word means, with what else it says: 来电, 未接电话. Usage for a word of no channel."""
    found = way_of(text, crm.policy.channel_called)
    if found.channel not in crm.policy.channels:
        raise errors.Usage(
            _("%(text)s is no channel of the policy: there are %(known)s.")
            % {"text": text, "known": series(known_word("channel", each) for each in crm.policy.channels)},
            _("The policy has them, and more can be added: crmcli policy show channel"),
        )
    return found


#: By which way something came in.
Channel = Annotated[
    str | None,
    typer.Option(
        "--channel", "--渠道", metavar="CHANNEL", autocompletion=channel_names, help=_("How it came in.")
    ),
]
