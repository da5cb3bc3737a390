"""The noun that the files of the campaign command share."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.commands.shared import context_of, new_app
from crmcli.i18n import _

app = new_app(_("Campaigns and events: for whom, invitations, who came, what they cost."))


def names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Shell completion: campaigns whose name begins so."""
    return [
        row["name"] for row in context_of(ctx).store.campaigns.listed() if row["name"].startswith(incomplete)
    ]


Campaign = Annotated[
    str,
    typer.Argument(
        metavar="CAMPAIGN", autocompletion=names, help=_("The campaign's name, a part of it, or its id.")
    ),
]
