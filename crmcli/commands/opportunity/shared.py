"""What the files of the opportunity command share: the noun itself, arguments of its verbs, and what these words mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.asking import pick
from crmcli.commands.agreed import step_agreed, when_agreed
from crmcli.commands.offers import numbers
from crmcli.commands.shared import cents, new_app, present_names
from crmcli.i18n import _
from crmcli.workflows import opportunities
from crmcli.workflows.contacts import is_none

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row

app = new_app(_("Possible deals: stages, next steps, won and lost."))
#: More of them are no help to choose from.
_MANY = 20

Which = Annotated[
    str,
    typer.Argument(
        metavar="OPPORTUNITY",
        autocompletion=numbers("opportunity"),
        help=_("Its number, its number in another system, or a part of its title."),
    ),
]
Amount = Annotated[
    int | None,
    typer.Option("--amount", "--金额", parser=cents, help=_("In currency units: 12800, 1.28万.")),
]
Close = Annotated[
    str | None,
    typer.Option("--close", "--预计成交", metavar="DAY", help=_("The day on which it is expected to close.")),
]
Owner = Annotated[
    str | None,
    typer.Option("--owner", "--负责人", autocompletion=present_names, help=_("Whose it is.")),
]
Source = Annotated[str | None, typer.Option("--source", "--来源", help=_("Where it came from."))]
With = Annotated[str | None, typer.Option("--with", "--联系人", help=_("The contact person."))]
NewPerson = Annotated[
    bool, typer.Option("--new-person", "--新联系人", help=_("Adds the person of --with if need be."))
]
Next = Annotated[
    str | None,
    typer.Option(
        "--next",
        "--下次",
        metavar="DAY",
        help=_("When the next step is due: +7d, 下周一, “后天 15:00”; none takes it off."),
    ),
]
Step = Annotated[str | None, typer.Option("--step", "--下一步", help=_("What is to be done next."))]
Competitors = Annotated[
    list[str] | None,
    typer.Option(
        "--competitor",
        "--竞争对手",
        metavar="COMPETITOR",
        help=_("A competitor in play for it; may be repeated."),
    ),
]
At = Annotated[str | None, typer.Option("--at", "--日期", metavar="DAY", help=_("When, if not now."))]
Note = Annotated[str | None, typer.Option("--note", "--备注", help=_("A note."))]


def competitor_ids(crm: Context, names: list[str] | None) -> list[int]:
    """The ids of the competitors that are named; NotFound or Ambiguous for others."""
    return [int(crm.store.competitors.named(name)["id"]) for name in names or ()]


def stage(crm: Context, text: str) -> str:
    """The open stage that a word names. Usage, with all of them, for any other."""
    key = opportunities.stage_of(crm.policy, text)
    if key is None or key in ("won", "lost"):
        raise errors.Usage(
            _("%(text)s is no stage of opportunities.") % {"text": text},
            _("The stages: %(stages)s. One ends with: crmcli opportunity win, crmcli opportunity lose")
            % {"stages": opportunities.stages_told(crm.policy)},
        )
    return key


def found(crm: Context, text: str) -> Row:
    """The one opportunity that a word names: by its number, its number elsewhere, its title or a part of it, or its customer.

    NotFound or Ambiguous otherwise; on a terminal the candidates are offered to pick from.
    """
    digits = text.strip().removeprefix("opportunity:").removeprefix("#")
    if digits.isascii() and digits.isdigit() and len(digits) < 10:
        try:
            return crm.store.opportunities.get(int(digits))
        except errors.NotFound:
            if not (elsewhere := crm.store.opportunities.named(digits, _MANY)):
                raise
            rows = elsewhere
    else:
        rows = crm.store.opportunities.named(text.strip(), _MANY) or _of_customer(crm, text.strip())
    return _one(crm, text, rows)


def _of_customer(crm: Context, name: str) -> list[Row]:
    """The open opportunities of the one customer of this name, else all of theirs."""
    customers = crm.store.customers.named(name)
    if len(customers) != 1:
        return []
    theirs = {"customer_id": customers[0]["id"]}
    return crm.store.opportunities.listed(theirs | {"open": 1}) or crm.store.opportunities.listed(theirs)


def _one(crm: Context, text: str, rows: list[Row]) -> Row:
    if not rows:
        raise errors.NotFound(
            _("No opportunity is called %(text)s.") % {"text": text},
            _("See: crmcli opportunity list --all"),
        )
    if len(rows) == 1:
        return rows[0]
    lines = [f"{row['id']}  {row['title']}  {row['customer']}" for row in rows]
    if crm.interactive:
        return rows[pick(text, lines)]
    raise errors.Ambiguous(
        _("Several opportunities match %(text)s.") % {"text": text},
        _("Use the number in front, or more of the title."),
        candidates=lines,
    )


def next_values(crm: Context, step: str | None, day: str | None) -> dict[str, Any]:
    """The columns of a next step as it was typed; empty if none was. Usage for a step without a day, Invalid for a day or a time
    that has passed."""
    if is_none(day):
        return opportunities.agreed(crm.today, None, None)
    on, at = when_agreed(crm, day)
    if on is None and step:
        raise errors.Usage(_("The day of the next step is missing."), _("Give it with --next."))
    if on is None:
        return {}
    if on < crm.today or (at is not None and at <= crm.now):
        raise errors.Invalid(_("The next step would be in the past."), _("Check --next."))
    return opportunities.agreed(crm.today, step if at else step_agreed(day, step, on=on), on, at)
