"""crmcli alarm: what the figures of the last month and quarter warn of, explained, and acknowledged by a manager."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.alarm import views
from crmcli.commands.alarm.working import worked_out
from crmcli.commands.shared import context_of, example, new_app, word
from crmcli.i18n import _
from crmcli.render.progress import progress
from crmcli.result import Result
from crmcli.verdicts.known_now import JUDGED, known_now
from crmcli.wording import label

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.judging.alarms import Fired

app = new_app(_("What the figures of the last month and quarter warn of."))
WHOLE = True
ALIASES = {"列表": "list", "查看": "show", "知悉": "seen"}
AS_OF = frozenset({"list", "show"})

Which = Annotated[
    str,
    typer.Argument(parser=word("alarm"), metavar="ALARM", help=_("The alarm, as `alarm list` shows it.")),
]


@app.command(
    "list", epilog=example("crmcli alarm list", "crmcli alarm list --as-of 2026-06-30", "crmcli 预警 列表")
)
def list_alarms(ctx: typer.Context) -> None:
    """Lists the alarms of the last month and quarter that are over, the worst first."""
    crm = context_of(ctx)
    with progress(_("Working out the alarms")):
        found = worked_out(crm)
    table = views.list_table(crm, found)
    lines = [] if found else [_("No alarm stands.")]
    later = known_now(crm.view, JUDGED)
    crm.show(Result(crm.command, tables=[table], lines=lines, as_of=crm.as_of, known_now=later))


@app.command("show", epilog=example("crmcli alarm show churn_rate", "crmcli 预警 查看 流失率"))
def show(ctx: typer.Context, which: Which) -> None:
    """Explains an alarm: its rule, the figures, what it rests on, and who has seen it."""
    crm = context_of(ctx)
    with progress(_("Working out the alarms")):
        found = _standing(crm, which)
    result = views.details(crm, found) if found else views.silent(crm, which)
    result.known_now = known_now(crm.view, JUDGED)
    crm.show(result)


@app.command(
    "seen",
    epilog=example(
        "crmcli alarm seen churn_rate --note 'talked about on Monday'",
        "crmcli 预警 知悉 流失率 --备注 已开会",
    ),
)
def seen(
    ctx: typer.Context,
    which: Which,
    note: Annotated[str, typer.Option("--note", "--备注", help=_("A note."))] = "",
) -> None:
    """Notes that a manager has seen an alarm of its month or quarter: it leaves the list of what is due."""
    from crmcli.workflows.due.alarms import see

    crm = context_of(ctx)
    found = _standing(crm, which)
    if found is None:
        raise errors.Invalid(
            _("The alarm “%(alarm)s” does not stand now.") % {"alarm": label("alarm", which)},
            _("See: crmcli alarm list"),
        )
    with crm.work(label("alarm", which)) as work:
        line = see(work, found, note)
    data: dict[str, Any] = {"alarm": found.alarm, "period": found.period, "note": note or None}
    crm.show(Result(crm.command, data=data, lines=[line]))


def _standing(crm: Context, alarm: str) -> Fired | None:
    return next((fired for fired in worked_out(crm) if fired.alarm == alarm), None)
