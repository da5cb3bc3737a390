"""The noun that the files of the loyalty command share."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.commands.shared import new_app
from crmcli.i18n import _

app = new_app(_("The members' points: earned, redeemed, expiring; rewards, referrals, draws."))

Points = Annotated[int, typer.Argument(min=1, metavar="POINTS", help=_("How many points."))]
