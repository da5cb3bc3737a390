"""The option that tells an amount's currency."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.i18n import _


def currency(text: str) -> str:
    """The code of a currency by its code or name; a parser of options."""
    from crmcli.sheets.rate_lists import currency_code  # seldom needed

    found = currency_code(text)
    if found is None:
        raise typer.BadParameter(_("%(text)s is no currency.") % {"text": text})
    return found


#: What an amount is told in.
Currency = Annotated[
    str | None,
    typer.Option(
        "--currency", "--币种", parser=currency, help=_("Its currency, if not the team's: USD, 美元.")
    ),
]
