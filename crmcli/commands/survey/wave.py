"""`survey wave`: who is asked, the list to send, who answered."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from crmcli import errors
from crmcli.commands.offers import numbers
from crmcli.commands.shared import (
    MOST_DAYS,
    Limit,
    OnlyCity,
    OnlyOwner,
    OnlyStage,
    OnlyTag,
    OnlyTier,
    ShowAll,
    Where,
    context_of,
    example,
    limit_rows,
    word,
)
from crmcli.commands.survey import wave_views as views
from crmcli.commands.survey.shared import app
from crmcli.i18n import _
from crmcli.render import files
from crmcli.result import Result
from crmcli.workflows.surveys import waves

Wave = Annotated[
    str, typer.Argument(help=_("The wave's name."), metavar="WAVE", autocompletion=numbers("wave"))
]
Out = Annotated[
    Path | None,
    typer.Option("-o", "--output", "--输出", help=_("Write the list to send, with codes: .xlsx or .csv.")),
]


@app.command(
    "wave open",
    epilog=example(
        "crmcli survey wave open 2026Q4 --tier key -o send.xlsx",
        "crmcli survey wave open --every quarter -o send.xlsx",
        "crmcli survey wave open purchases --after-purchase 7",
        "crmcli survey wave open care --after-complaint 14 --where 'spend_12m>=1万'",
    ),
)
def open_(
    ctx: typer.Context,
    key: Annotated[
        str, typer.Argument(help=_("The wave's name; with --every that of the period."), metavar="[WAVE]")
    ] = "",
    form: Annotated[
        str,
        typer.Option(
            "--form", "--问卷", autocompletion=numbers("form"), help=_("The form's key."), metavar="KEY"
        ),
    ] = "",
    every: Annotated[
        str | None,
        typer.Option(
            "--every",
            "--每",
            parser=word("period"),
            metavar="PERIOD",
            help=_("A wave per month, quarter, half or year."),
        ),
    ] = None,
    after_purchase: Annotated[
        int | None,
        typer.Option(
            "--after-purchase",
            "--购买后",
            min=0,
            max=MOST_DAYS,
            help=_("Who bought within so many days."),
            metavar="DAYS",
        ),
    ] = None,
    after_complaint: Annotated[
        int | None,
        typer.Option(
            "--after-complaint",
            "--投诉后",
            min=0,
            max=MOST_DAYS,
            metavar="DAYS",
            help=_("Whose complaint was resolved within so many days."),
        ),
    ] = None,
    owner: OnlyOwner = None,
    tier: OnlyTier = None,
    lifecycle: OnlyStage = None,
    city: OnlyCity = None,
    tag: OnlyTag = None,
    where: Where = None,
    output: Out = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "--试运行", "--试算", help=_("Only show who would be asked."))
    ] = False,
) -> None:
    """Invites customers to a survey, each by a code of their own; on an open wave those who are new."""
    crm = context_of(ctx)
    key = key.strip() or (waves.name_of_period(every, crm.today) if every else "")
    if not key:
        raise errors.Usage(_("A wave needs a name."), _("Give one, such as 2026Q4, or --every quarter."))
    if output is not None:
        crm.target(output, files.LISTS)
    whose = crm.store.staff.resolve(owner) if owner else None
    filters = {
        "owner_id": whose["id"] if whose else None,
        "owner": whose["name"] if whose else None,
        "tier": tier,
        "lifecycle": lifecycle,
        "city": city,
        "tag": tag,
    }
    rule = waves.rule(filters, where, after_purchase, after_complaint)
    if dry_run:
        chosen = waves.choose(crm.view, rule, waves.openable(crm.store, key, form))
        crm.show(views.rehearsed(crm, key, chosen))
        return
    with crm.work(key) as work:
        chosen = waves.open_or_extend(work, key, form, rule)
    crm.show(views.opened(crm, key, chosen, output))


@app.command("wave list", epilog=example("crmcli survey wave list"))
def list_(ctx: typer.Context) -> None:
    """Lists every wave with its response rate."""
    crm = context_of(ctx)
    rows = [views.as_data(crm, row) for row in crm.store.waves.all()]
    crm.show(Result(crm.command, data=rows, tables=[views.list_table(rows)]))


@app.command(
    "wave show",
    epilog=example(
        "crmcli survey wave show 2026Q4", "crmcli survey wave show 2026Q4 --unanswered -o remind.xlsx"
    ),
)
def show(
    ctx: typer.Context,
    key: Wave,
    unanswered: Annotated[
        bool, typer.Option("--unanswered", "--未答", help=_("Only who has not answered, to remind them."))
    ] = False,
    output: Out = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Shows who was invited to a wave, and who answered."""
    crm = context_of(ctx)
    if output is not None:
        crm.target(output, files.LISTS)
    wave = waves.find(crm.store, key)
    rows = views.invited(crm, wave)
    left_out: Counter[str] = Counter()
    if unanswered:
        rows = [row for row in rows if not row["answered_on"]]
        left_out = Counter(row["reason"] for row in rows if row["reason"])
        rows = [row for row in rows if not row["reason"]]
    not_now = views.left_out(crm, left_out)
    data = views.as_data(crm, wave)
    if output is not None:
        path = str(views.write(crm, output, wave["key"], rows))
        lines = [_("Written: %(path)s") % {"path": path}, *not_now]
        crm.show(Result(crm.command, data={**data, "file": path}, lines=lines))
        return
    rows = limit_rows(crm, rows, limit, show_all)
    line = _("%(wave)s: form %(form)s, %(answered)d of %(invited)d answered.") % {**data, "wave": data["key"]}
    asked = [views.asked(wave["rule"])] if wave["rule"] else []
    data["invitations"] = views.send_list(rows)
    crm.show(
        Result(crm.command, data=data, tables=[views.invited_table(rows)], lines=[line, *asked, *not_now])
    )


@app.command("wave close", epilog=example("crmcli survey wave close 2026Q4"))
def close(ctx: typer.Context, key: Wave) -> None:
    """Closes a wave: it takes no further answers."""
    crm = context_of(ctx)
    with crm.work(key) as work:
        waves.close(work.op, waves.find(crm.store, key))
    data = views.as_data(crm, waves.find(crm.store, key))
    line = _("Closed %(wave)s: %(answered)d of %(invited)d answered.") % {**data, "wave": data["key"]}
    crm.show(Result(crm.command, data=data, lines=[line]))
