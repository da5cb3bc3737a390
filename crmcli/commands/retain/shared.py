"""The noun that the files of the retain command share, and its options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crmcli import errors
from crmcli.commands.offers import numbers
from crmcli.commands.shared import cents, context_of, new_app, present_names, row_id, word
from crmcli.i18n import _
from crmcli.verdicts.retention import cases
from crmcli.vocabulary import choices
from crmcli.wording import known_word
from crmcli.workflows.retention.steps import Cost

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.verdicts.retention import Case

app = new_app(_("Customers to keep or win back: why, what is done, what came of it."))


def reasons(ctx: typer.Context, incomplete: str) -> list[str]:
    """Shell completion: the policy's reasons for leaving that begin so."""
    known = context_of(ctx).policy.lists.leaving_reasons
    told = [
        known_word("leaving_reason", each) if each in choices("leaving_reason") else each for each in known
    ]
    return [each for each in told if each.startswith(incomplete)]


Which = Annotated[
    str,
    typer.Argument(metavar="CASE", autocompletion=numbers("retain"), help=_("Its number, as lists show it.")),
]
Reason = Annotated[
    str | None,
    typer.Option(
        "--reason",
        "--原因",
        autocompletion=reasons,
        help=_("Why they leave, one of the policy's: price, service, competitor …"),
    ),
]
Measure = word("retention_measure")
Owner = Annotated[
    str | None,
    typer.Option(
        "--owner",
        "--负责人",
        autocompletion=present_names,
        help=_(
            "Who looks after the case; by default the customer's owner, else who answers for winning back."
        ),
    ),
]
Spent = Annotated[
    int | None,
    typer.Option("--cost", "--花费", parser=cents, metavar="AMOUNT", help=_("What it cost.")),
]
Minutes = Annotated[
    int | None, typer.Option("--minutes", "--用时", min=1, help=_("How many person minutes it took."))
]
Note = Annotated[str | None, typer.Option("--note", "--备注", help=_("A note."))]


def found(crm: Context, text: str) -> Case:
    """The case of this number, as it stood at the as-of. NotFound for another number, and for one that wasn't there yet."""
    case_id = row_id(text, "retain")
    there = cases(crm.view, case_id=case_id)
    if not there:
        crm.store.retention.get(case_id)
        raise errors.NotFound(
            _("This case wasn't there on %(day)s.") % {"day": crm.view.day},
            _("See: crmcli retain show %(id)d") % {"id": case_id},
        )
    return there[0]


def cost_of(spent: int | None, minutes: int | None) -> Cost:
    """What a measure or case cost, as it was told."""
    return Cost(spent or 0, minutes)


def told_or_none(text: str | None) -> str | None:
    """Words without needless spaces; None for none."""
    return " ".join(text.split()) or None if text else None
