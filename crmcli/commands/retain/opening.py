"""crmcli retain open: cases of keeping customers, opened one by one or for a whole list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crmcli import asking, errors
from crmcli.commands.campaign.shared import left_out, percent
from crmcli.commands.retain import views
from crmcli.commands.retain.shared import Measure, Note, Owner, Reason, app, told_or_none
from crmcli.commands.shared import (
    Where,
    assignee,
    chosen,
    context_of,
    customer,
    customer_names,
    example,
)
from crmcli.i18n import _, ngettext
from crmcli.result import Result
from crmcli.workflows.retention import opening
from crmcli.workflows.retention.opening import Candidates, Plan
from crmcli.workflows.retention.steps import reason_of

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record
    from crmcli.store import View


@app.command(
    "open",
    epilog=example(
        "crmcli retain open 远鑫 --reason price --measure visit --due tomorrow",
        "crmcli retain open --high-risk --where 'tier=key' --dry-run",
        "crmcli retain open --lost --limit 200 --hold-out 20% --yes",
        "crmcli 挽留 开启 --高风险 --措施 电话 --截止 +3d --确认",
    ),
)
def open_(
    ctx: typer.Context,
    who: Annotated[
        str | None,
        typer.Argument(metavar="[CUSTOMER]", autocompletion=customer_names, help=_("The customer to keep.")),
    ] = None,
    high_risk: Annotated[
        bool, typer.Option("--high-risk", "--高风险", help=_("For every customer at high risk of leaving."))
    ] = False,
    lost: Annotated[
        bool, typer.Option("--lost", "--已流失", help=_("For every lost customer, to win it back."))
    ] = False,
    reason: Reason = None,
    owner: Owner = None,
    measure: Annotated[
        str | None,
        typer.Option(
            "--measure",
            "--措施",
            parser=Measure,
            help=_("The first measure: offer, visit, call …; else the one that the signs suggest."),
        ),
    ] = None,
    due: Annotated[
        str | None,
        typer.Option("--due", "--截止", metavar="DAY", help=_("By when; in the policy's days by default.")),
    ] = None,
    note: Note = None,
    where: Where = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "--行数", min=1, help=_("For so many at most, the most pressing first.")),
    ] = None,
    held: Annotated[
        int | None,
        typer.Option(
            "--hold-out",
            "--对照",
            parser=percent,
            metavar="N",
            help=_("Leave so many in a hundred alone, drawn from a seed, to see what the measures do."),
        ),
    ] = None,
    seed: Annotated[
        str | None, typer.Option("--seed", "--种子", metavar="TEXT", help=_("Draw from this seed again."))
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "--试运行", "--试算", help=_("Only show for whom."))
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", "--确认", help=_("Don't ask."))] = False,
) -> None:
    """Opens a case for a customer who is to be kept or won back, or for all at high risk or lost, each with a first measure.

    A case keeps what is known now: stage, risk and its signs, and what is at stake. Who has an open case is left out.
    """
    crm = context_of(ctx)
    if sum((bool(who), high_risk, lost)) != 1:
        raise errors.Usage(
            _("Name a customer, or say --high-risk or --lost."), _("See: crmcli retain open --help")
        )
    if who and (where or limit or held or seed or dry_run):
        raise errors.Usage(
            _("--where, --limit, --hold-out, --seed and --dry-run go with --high-risk or --lost."),
            _("See: crmcli retain open --help"),
        )
    day = crm.day(due, ahead=True) if due else None
    if day is not None and day < crm.today:
        raise errors.Invalid(_("The measure would be due in the past."), _("Check the day: --due."))
    plan = Plan(
        assignee(crm, owner) if owner else None,
        measure,
        day,
        reason_of(crm.policy, reason) if reason else None,
        told_or_none(note),
    )
    if who:
        _one(crm, customer(crm, who), plan)
        return
    among = chosen(crm, where)
    asked = frozenset(among) if among is not None else None

    def drawn(view: View, again: str | None) -> Candidates:
        found = opening.of_list(view, "lost" if lost else "high_risk", asked, plan, limit)
        if held:
            opening.hold_out(found, held, again, view.policy.retain.min_n)
        return found

    if dry_run:
        _preview(crm, drawn(crm.view, seed), _("Nothing was written."))
        return
    if not yes:
        before = drawn(crm.view, seed)
        if not _agreed(crm, before):
            return
        seed = before.seed
    with crm.work() as work:
        found = drawn(work, seed)
        ids = opening.open_cases(work, found, plan)
    crm.show(views.opened(crm, found, ids, _summary(crm, found, opened=True)))


def _one(crm: Context, row: Record, plan: Plan) -> None:
    with crm.work(row["name"]) as work:
        found = Candidates([opening.of_customer(work, row, plan)])
        ids = opening.open_cases(work, found, plan)
    crm.show(views.opened_one(crm, ids[0]))


def _preview(crm: Context, found: Candidates, *last: str) -> None:
    crm.show(views.opened(crm, found, None, [*_summary(crm, found, opened=False), *last]))


def _agreed(crm: Context, found: Candidates) -> bool:
    """Whether somebody says yes to what is shown; where nobody is there, Usage. Nothing is asked where there is nobody to keep."""
    if not crm.interactive:
        raise errors.Usage(
            _("Nobody is here to confirm it."),
            _("Add --yes, or --dry-run to see for whom cases would be opened."),
        )
    _preview(crm, found)
    if found.found and asking.agreed(_("Open these cases?")):
        return True
    crm.show(Result(crm.command, data=[], lines=[_("Nothing was changed.")]))
    return False


def _summary(crm: Context, found: Candidates, *, opened: bool) -> list[str]:
    """For how many customers cases are opened, who is left out, and who is held out."""
    n, out = len(found.found), len(found.held_out)
    text = (
        ngettext("%(n)d case was opened.", "%(n)d cases were opened.", n)
        if opened
        else ngettext("%(n)d case would be opened.", "%(n)d cases would be opened.", n)
    )
    lines = [text % {"n": n}, *left_out(found.left_out)]
    if found.has_one:
        told = ngettext("%(n)d has an open case already.", "%(n)d have an open case already.", found.has_one)
        lines.append(told % {"n": found.has_one})
    if out:
        told = _("Held out of these: %(n)d, drawn alike by tier and value; seed %(seed)s.")
        lines.append(told % {"n": out, "seed": found.seed})
    if found.too_few is not None:
        told = _(
            "Nobody is held out: that would be %(n)d, and nothing is claimed of fewer than %(least)d (policy retain.min_n)."
        )
        lines.append(told % {"n": found.too_few, "least": crm.policy.retain.min_n})
    return lines
