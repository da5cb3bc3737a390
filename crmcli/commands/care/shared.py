"""What the verbs of crmcli care have in common: the command itself, and the occasions that are named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crmcli import errors
from crmcli.commands.shared import new_app
from crmcli.i18n import _, series
from crmcli.wording import known_word

if TYPE_CHECKING:
    from crmcli.context import Context

app = new_app(_("Greetings on birthdays, anniversaries and festivals: planned, handed over, sent once."))

Occasion = Annotated[
    str | None,
    typer.Option(
        "--occasion",
        "--场合",
        metavar="OCCASION",
        help=_("Only this: birthday, anniversary, a festival, or a day of the trade."),
    ),
]


def meant(crm: Context, text: str | None) -> str | None:
    """The occasion that a word means; None without one. Usage for any other word."""
    from crmcli.verdicts.care_days import known_occasions, occasion_of

    if text is None:
        return None
    found = occasion_of(crm.view, text)
    if found is None:
        known = series(known_word("care_occasion", each) for each in known_occasions(crm.view))
        raise errors.Usage(
            _("%(text)s is no occasion for a greeting.") % {"text": text},
            _("There are: %(known)s.") % {"known": known},
        )
    return found
