"""The noun that the files of the campaign command share, its options, and what these words mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from crmcli import errors
from crmcli.commands.offers import numbers
from crmcli.commands.shared import cents, context_of, new_app, present_names, word
from crmcli.i18n import _, clauses
from crmcli.wording import unreached

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row
    from crmcli.store import Work

app = new_app(_("Campaigns and events: for whom, invitations, who came, what they cost."))

#: More than these, in percent, is never held out.
_MOST_HELD_OUT = 90


def names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Shell completion: campaigns whose name begins so."""
    rows = context_of(ctx).store.campaigns.listed()
    return [row["name"] for row in rows if row["name"].startswith(incomplete)]


def percent(text: str) -> int:
    """A parser for the share that is held out: 10%, 10."""
    found = re.fullmatch(r"(\d{1,2})\s*[%％]?", text.strip())
    if found is None or int(found[1]) > _MOST_HELD_OUT:
        raise typer.BadParameter(_("%(text)s is no share from 0%% to 90%%.") % {"text": text})
    return int(found[1])


def cents_or_none(text: str) -> int:
    """A parser for an amount that may be taken away again: 0 for an empty text."""
    return cents(text) if text.strip() else 0


Campaign = Annotated[
    str,
    typer.Argument(
        metavar="CAMPAIGN", autocompletion=names, help=_("The campaign's name, a part of it, or its id.")
    ),
]
Kind = word("campaign_kind")
To = Annotated[
    str | None, typer.Option("--to", "--到", metavar="DAY", help=_("Its last day; the first by default."))
]
Place = Annotated[str | None, typer.Option("--place", "--地点", help=_("Where it is."))]
Owner = Annotated[
    str | None,
    typer.Option("--owner", "--负责人", autocompletion=present_names, help=_("Who answers for it.")),
]
Audience = Annotated[
    str | None,
    typer.Option(
        "--where", "--条件", metavar="FILTER", help=_("For whom: the customers that a filter finds.")
    ),
]
Product = Annotated[
    str | None,
    typer.Option(
        "--product",
        "--产品",
        help=_("What it offers; without --where it is for those whose habits this matches."),
    ),
]
Matched = Annotated[
    bool | None,
    typer.Option(
        "--matched/--unmatched",
        "--按习惯/--不按习惯",
        help=_("Of those that --where finds only whose habits the product matches."),
    ),
]
HoldOut = Annotated[
    int | None,
    typer.Option(
        "--hold-out",
        "--对照",
        parser=percent,
        metavar="N",
        help=_("Hold so many in a hundred out, drawn from a seed, to see what the campaign does."),
    ),
]
TextZh = Annotated[
    str | None,
    typer.Option("--text-zh", "--中文内容", metavar="TEXT", help=_("The invitation in Chinese.")),
]
TextEn = Annotated[
    str | None,
    typer.Option("--text-en", "--英文内容", metavar="TEXT", help=_("The invitation in English.")),
]
SubjectZh = Annotated[
    str | None, typer.Option("--subject-zh", "--中文标题", metavar="TEXT", help=_("Its subject in Chinese."))
]
SubjectEn = Annotated[
    str | None, typer.Option("--subject-en", "--英文标题", metavar="TEXT", help=_("Its subject in English."))
]
Survey = Annotated[
    str | None,
    typer.Option(
        "--survey",
        "--问卷",
        metavar="FORM",
        autocompletion=numbers("form"),
        help=_("The survey form by which it is evaluated."),
    ),
]
Note = Annotated[str | None, typer.Option("--note", "--备注", help=_("A note."))]


def form_id(work: Work, survey: str | None) -> int | None:
    """The id of a survey form; None without one. The one that ships is stored now. NotFound for none of this key."""
    if not survey or not survey.strip():
        return None
    from crmcli.workflows.surveys import forms

    return int(forms.used(work, survey.strip())["id"])


def by_language(**texts: str | None) -> dict[str, str]:
    """Texts by language, those that were given."""
    return {language: text for language, text in texts.items() if text}


def left_out(counts: Mapping[str, int]) -> list[str]:
    """A line that says how many may not be reached and why, if any."""
    told = [f"{why_not(reason)} {n}" for reason, n in sorted(counts.items())]
    return [_("Left out: %(why)s.") % {"why": clauses(told)}] if told else []


def why_not(reason: str) -> str:
    """Why somebody isn't invited, in words."""
    own = {
        "no_channel": _("no way to reach them by this channel"),
        "same_address": _("the same address is invited already"),
    }
    return own.get(reason) or unreached(reason)


def there(crm: Context, campaign: str) -> Row:
    """The campaign that a text means. NotFound for one that wasn't there yet on the day that is asked for."""
    row = crm.store.campaigns.named(campaign)
    if row["created_on"] > crm.view.day:
        raise errors.NotFound(
            _("This campaign wasn't there on %(day)s.") % {"day": crm.view.day},
            _("See: crmcli campaign list"),
        )
    return row


def given_name(name: str) -> str:
    """A campaign's name as it is kept. Usage for an empty one."""
    if not name.strip():
        raise errors.Usage(_("The campaign's name is missing."), _("Say what it is called."))
    return name.strip()
