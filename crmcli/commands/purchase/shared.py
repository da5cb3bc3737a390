"""What the verbs of crmcli purchase share: the app, and how an order is named."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.commands.offers import numbers
from crmcli.commands.shared import new_app
from crmcli.i18n import _

app = new_app(_("Orders and refunds."))

Order = Annotated[
    str,
    typer.Argument(
        metavar="ORDER", autocompletion=numbers("order"), help=_("Order number, or the order's id.")
    ),
]
