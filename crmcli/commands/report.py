"""`report`: churn, satisfaction, complaints, tiers, key figures, opportunities and the quality of the data, on the screen or as a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from crmcli import reports
from crmcli.commands import report_months, reports_of_people
from crmcli.commands.alarm.working import filtered
from crmcli.commands.delivered import Out, check_target, deliver
from crmcli.commands.handbook import handbook
from crmcli.commands.kept import keep
from crmcli.commands.narrowed import narrowed, noted
from crmcli.commands.shared import (
    Explain,
    From,
    Month,
    To,
    Where,
    context_of,
    days_asked,
    example,
    month_days,
    new_app,
    request_of,
    staff_names,
)
from crmcli.i18n import N_, _
from crmcli.render.progress import progress

app = new_app(_("Reports with their definitions; -o writes xlsx (with charts), html, csv, json or md."))
WHOLE = True
AS_OF = True
ALIASES = {"流失": "churn", "满意度": "satisfaction", "投诉": "complaints", "分类": "tiers", "指标": "kpi",
           "数据质量": "data-quality", "响应": "response", "合同": "contracts", "商机": "pipeline", "推荐": "recommendations", "关怀": "care", "活动": "campaigns", "积分": "loyalty", "诊断": "diagnose", "周报": "week", "月报": "month", "试用": "trials", "挽留": "retention", "预算": "budget", "团队": "team", "绩效考核": "scorecard", "销售": "sales", "手册": "handbook", "竞争对手": "competitors", "对比": "diff", "结账": "close"}  # fmt: skip

By = Annotated[str | None, typer.Option("--by", "--按", help=_("Break down by this."), metavar="FIELD")]


@app.command(
    "churn",
    help=_("Customers about to leave: why, what is at stake, what to do; churn rates."),
    epilog=example("crmcli report churn", "crmcli report churn --backtest 2026-05-20 -o churn.xlsx"),
)
def churn(
    ctx: typer.Context,
    start: From = "",
    end: To = "",
    month: Month = "",
    by: By = None,
    out: Out = None,
    explain: Explain = False,
    where: Where = None,
    backtest: Annotated[
        str,
        typer.Option(
            "--backtest", "--回测", help=_("Check the warnings of this day against who left."), metavar="DAY"
        ),
    ] = "",
) -> None:
    _run(
        ctx,
        "churn",
        start,
        end=end,
        month=month,
        by=by,
        out=out,
        explain=explain,
        where=where,
        backtest=backtest,
    )


@app.command(
    "recommendations",
    help=_("Who is expected to buy again when, and what; which method guesses best."),
    epilog=example("crmcli report recommendations", "crmcli report recommendations --backtest -o next.xlsx"),
)
def recommendations(
    ctx: typer.Context,
    start: From = "",
    end: To = "",
    month: Month = "",
    by: By = None,
    out: Out = None,
    explain: Explain = False,
    where: Where = None,
    backtest: Annotated[
        bool,
        typer.Option("--backtest", "--回测", help=_("Show how each method did in the last months.")),
    ] = False,
) -> None:
    tried = "today" if backtest else ""
    _run(
        ctx,
        "recommendations",
        start,
        end=end,
        month=month,
        by=by,
        out=out,
        explain=explain,
        where=where,
        backtest=tried,
    )


Person = Annotated[
    str | None,
    typer.Option("--person", "--人员", autocompletion=staff_names, help=_("Only this person.")),
]


@app.command(
    "team",
    help=_("Each person's work: contacts, plan kept, records in time and checked, complaints, workload."),
    epilog=example(
        "crmcli report team",
        "crmcli report team --by department --from 2026-10-01",
        "crmcli 报表 团队 --人员 李娜",
    ),
)
def team(
    ctx: typer.Context,
    start: From = "",
    end: To = "",
    month: Month = "",
    by: By = None,
    person: Person = None,
    out: Out = None,
    explain: Explain = False,
    where: Where = None,
) -> None:
    _run(
        ctx, "team", start, end=end, month=month, by=by, out=out, explain=explain, where=where, person=person
    )


@app.command(
    "scorecard",
    help=_("Each person's score of a month by the policy's weights, with every term and what it rests on."),
    epilog=example(
        "crmcli report scorecard",
        "crmcli report scorecard --month 2026-11 -o scores.xlsx",
        "crmcli 报表 绩效考核 --月份 上月 --人员 李娜",
    ),
)
def scorecard(
    ctx: typer.Context,
    month: Annotated[
        str,
        typer.Option(
            "--month", "--月份", metavar="MONTH", help=_("2026-11 or 上月; the last whole month without it.")
        ),
    ] = "",
    person: Person = None,
    out: Out = None,
    explain: Explain = False,
) -> None:
    start, end = month_days(context_of(ctx), month)
    _run(ctx, "scorecard", start, end=end, by=None, out=out, explain=explain, where=None, person=person)


@app.command(
    "diagnose",
    help=_("Alarms, problems by weight and impact, and valuable beside lost customers."),
    epilog=example("crmcli report diagnose", "crmcli report diagnose -o diagnosis.xlsx"),
)
def diagnose(ctx: typer.Context, out: Out = None, explain: Explain = False) -> None:
    _run(ctx, "diagnose", "", end="", by=None, out=out, explain=explain, where=None)


def _for_meeting(name: str) -> Callable[..., None]:
    def report(
        ctx: typer.Context,
        start: From = "",
        end: To = "",
        month: Month = "",
        out: Out = None,
        explain: Explain = False,
    ) -> None:
        _run(ctx, name, start, end=end, month=month, by=None, out=out, explain=explain, where=None)

    return report


app.command(
    "week",
    help=_("For the weekly meeting: last decisions, figures, alarms, targets, what to decide."),
    epilog=example("crmcli report week", "crmcli report week --from 2026-11-16 --to 2026-11-22 -o week.xlsx"),
)(_for_meeting("week"))
app.command(
    "month",
    help=_("For the monthly meeting: last decisions, figures, alarms, targets, what to decide."),
    epilog=example("crmcli report month -o month.xlsx", "crmcli report month --month 2026-10"),
)(_for_meeting("month"))

#: The reports that take no options of their own: name, help, examples.
_PLAIN = (
    (
        "satisfaction",
        N_("Survey scores by indicator, month, tier, owner or wave; customers' own words."),
        (
            "crmcli report satisfaction --by owner",
            "crmcli report satisfaction --from 2026-01-01 -o survey.html",
        ),
    ),
    (
        "complaints",
        N_("Complaints: how many, how fast they were answered, what about."),
        (
            "crmcli report complaints",
            "crmcli report complaints --from 2026-10-01 --to 2026-10-31 --by handler",
        ),
    ),
    (
        "tiers",
        N_("Customers by tier, value, stage, health and RFM; who moved since --from."),
        ("crmcli report tiers --from 2026-10-01", "crmcli report tiers -o tiers.xlsx"),
    ),
    (
        "kpi",
        N_("The key figures of the running month beside the last, or of --from to --to."),
        ("crmcli report kpi --explain", "crmcli report kpi --from 2026-10-01 --to 2026-10-31 -o kpi.xlsx"),
    ),
    (
        "response",
        N_("How fast who calls or writes is answered, by channel and person."),
        ("crmcli report response", "crmcli report response --from 2026-11-01 --by person"),
    ),
    (
        "contracts",
        N_("Contracts that end, were renewed or lost, and what is receivable by age."),
        ("crmcli report contracts", "crmcli report contracts --from 2026-01-01 --by owner"),
    ),
    (
        "pipeline",
        N_("Opportunities by stage and owner, how many are won, how soon, why others are lost."),
        ("crmcli report pipeline", "crmcli report pipeline --from 2026-10-01 -o pipeline.xlsx"),
    ),
    (
        "care",
        N_("Greetings by occasion and month: planned, sent, failed, unknown, and what they cost."),
        ("crmcli report care --from 2026-01-01", "crmcli report care --by month"),
    ),
    (
        "campaigns",
        N_("Campaigns by month and kind: invited, came, cost against the budget, and the result in a word."),
        ("crmcli report campaigns --from 2026-01-01", "crmcli report campaigns -o campaigns.xlsx"),
    ),
    (
        "loyalty",
        N_("The loyalty programme: members, points and their worth, rewards, and its effect on spend."),
        ("crmcli report loyalty --from 2026-01-01", "crmcli report loyalty --explain -o loyalty.xlsx"),
    ),
    (
        "trials",
        N_("Trials of products by product and month: won, declined, without a word, and what they brought."),
        ("crmcli report trials", "crmcli report trials --from 2026-01-01 --by product"),
    ),
    (
        "retention",
        N_(
            "Customers kept and won back by reason, measure, owner or month: how many, at what cost, beside those held out."
        ),
        ("crmcli report retention", "crmcli report retention --from 2026-01-01 --by owner"),
    ),
    (
        "sales",
        N_(
            "Revenue, orders and wins by person, product, region and month, beside the period and the year before."
        ),
        ("crmcli report sales", "crmcli report sales --from 2026-01-01 --by person -o sales.xlsx"),
    ),
    (
        "budget",
        N_("Expenses against the budget by category and month, and what a contact or complaint costs."),
        ("crmcli report budget", "crmcli report budget --from 2026-10-01 --to 2026-10-31 -o budget.xlsx"),
    ),
    (
        "competitors",
        N_("Competitors: deals in play, won from and lost to them, why, who names them, the last note."),
        ("crmcli report competitors", "crmcli report competitors --from 2026-01-01 -o competitors.xlsx"),
    ),
    (
        "data-quality",
        N_("Records that are incomplete, invalid, doubled, not verified, or nobody's."),
        ("crmcli report data-quality", "crmcli report data-quality -o quality.xlsx"),
    ),
)


app.command(
    "handbook",
    help=_(
        "The team's operating manual, made of its policy: steps, owners, deadlines, rules, phrases, rights."
    ),
    epilog=example("crmcli report handbook -o handbook.docx", "crmcli report handbook --diff 1 3"),
)(handbook)


def _plain(name: str) -> Callable[..., None]:
    def report(
        ctx: typer.Context,
        start: From = "",
        end: To = "",
        month: Month = "",
        by: By = None,
        out: Out = None,
        explain: Explain = False,
        where: Where = None,
    ) -> None:
        _run(ctx, name, start, end=end, month=month, by=by, out=out, explain=explain, where=where)

    return report


for _name, _help, _examples in _PLAIN:
    app.command(_name, help=_(_help), epilog=example(*_examples))(_plain(_name))

app.command(
    "diff",
    help=_("What each group of customers adds to the change of the key figures between two months or days."),
    epilog=example(
        "crmcli report diff 2026-09 2026-10",
        "crmcli report diff 2026-06-30 2026-10-31 --by owner -o diff.xlsx",
        "crmcli 报表 对比 上上月 上月",
    ),
)(report_months.diff)
app.command(
    "close",
    help=_("Freeze a month's key figures (a manager); without a month: what is closed."),
    epilog=example(
        "crmcli report close 2026-10", "crmcli report close", "crmcli 报表 结账 上月 --备注 已核对"
    ),
)(report_months.close)


def _run(
    ctx: typer.Context,
    name: str,
    start: str,
    end: str,
    by: str | None,
    out: Path | None,
    explain: bool,
    where: str | None,
    backtest: str = "",
    person: str | None = None,
    month: str = "",
) -> None:
    """Builds the report from one consistent state of the database, then prints or writes it."""
    crm = context_of(ctx)
    check_target(crm, out)
    start, end = days_asked(crm, month, start, end)
    request = request_of(
        crm, start, end, by=by, backtest=crm.day(backtest) if backtest else None, filtered=filtered
    )
    with narrowed(crm, where), crm.store.db.snapshot(), progress(_("Working out the report")):
        if name in reports_of_people.NAMES:
            request = reports_of_people.about(crm, name, request, person)
        report = reports.build(name, request)
    keep(crm, request)
    deliver(crm, noted(report, where), f"report {name}", out, explain=explain)
