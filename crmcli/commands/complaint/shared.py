"""What the files of the complaint command share: the noun itself, and arguments of its verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.asking import ask
from crmcli.commands.offers import numbers
from crmcli.commands.shared import new_app, present_names, staff_names, word
from crmcli.i18n import _
from crmcli.workflows.complaint_guards import STATES

if TYPE_CHECKING:
    from crmcli.context import Context

app = new_app(_("Complaints and their deadlines."))


def _which(kind: str | None = None) -> Any:
    """Which complaint a verb is about: the tab key offers those on which such a step can be recorded, without one all."""
    states = {"complaint": STATES[kind]} if kind else None
    return typer.Argument(
        metavar="COMPLAINT",
        autocompletion=numbers("complaint", customers=True, states=states),
        help=_("Its number, or the customer with only one such complaint."),
    )


Which = Annotated[str, _which()]
Current = Annotated[str, _which("note")]
Unresolved = Annotated[str, _which("responded")]
Satisfiable = Annotated[str, _which("asked")]
Startable = Annotated[str, _which("waiting")]
Waiting = Annotated[str, _which("resumed")]
Resolved = Annotated[str, _which("revisited")]
Words = Annotated[str | None, typer.Argument(metavar="[TEXT]", help=_("What was said or done."))]
Told = Annotated[str, typer.Argument(metavar="TEXT", help=_("What was said or done."))]
At = Annotated[str | None, typer.Option("--at", "--时间", help=_("When it happened; now by default."))]
Severity = Annotated[
    str | None,
    typer.Option(
        "--severity", "--严重程度", "--级别", parser=word("severity"), help=_("urgent, serious or normal.")
    ),
]
Category = Annotated[str | None, typer.Option("--category", "--分类", help=_("Kind of complaint."))]
Order = Annotated[
    str | None,
    typer.Option("--order", "--订单", autocompletion=numbers("order"), help=_("The order's number.")),
]
Demand = Annotated[str | None, typer.Option("--demand", "--诉求", help=_("What the customer demands."))]
Accused = Annotated[
    str | None, typer.Option("--accused", "--被投诉人", autocompletion=staff_names, help=_("Who is accused."))
]
Cause = Annotated[
    str | None,
    typer.Option(
        "--cause", "--根因类别", help=_("Category of the root cause: one of the policy's, or your own word.")
    ),
]
Handler = Annotated[
    str | None, typer.Option("--handler", "--处理人", autocompletion=present_names, help=_("Who handles it."))
]


def asked(crm: Context, question: str, option: str) -> str:
    """What an option lacks, asked for on a terminal; Usage elsewhere."""
    answer = ask(question) if crm.interactive else ""
    if not answer:
        raise errors.Usage(
            _("%(option)s is missing.") % {"option": option}, _("Give it on the command line.")
        )
    return answer
