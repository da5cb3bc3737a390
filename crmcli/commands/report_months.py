"""`report close` and `report diff`: the figures of months that are over, frozen and compared."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crmcli import errors, reports
from crmcli.actors import MANAGERS
from crmcli.commands.delivered import Out, check_target, deliver
from crmcli.commands.kept import keep
from crmcli.commands.narrowed import narrowed, noted
from crmcli.commands.shared import Explain, Where, context_of, month_days, request_of
from crmcli.dates.months import parse_month
from crmcli.dates.periods import Period
from crmcli.i18n import _
from crmcli.render.progress import progress
from crmcli.result import Column, Result, Table

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record


def close(
    ctx: typer.Context,
    month: Annotated[
        str,
        typer.Argument(
            metavar="MONTH", help=_("The month, like 2026-10 or 上月; none lists the closed ones.")
        ),
    ] = "",
    note: Annotated[str | None, typer.Option("--note", "--备注", help=_("A remark."))] = None,
) -> None:
    crm = context_of(ctx)
    if not month.strip():
        crm.show(_listed(crm))
        return
    if crm.as_of.explicit:
        raise errors.Usage(
            _("A month is closed as it is now: leave --as-of out."), _("See: crmcli report close --help")
        )
    start, end = month_days(crm, month)
    name = start[:7]
    if end >= crm.as_of.on.isoformat():
        raise errors.Invalid(
            _("%(month)s isn't over yet.") % {"month": name}, _("Close it when its last day is over.")
        )
    from crmcli.reports import months

    with crm.work(name, roles=MANAGERS) as work:
        row = work.store.closed_months.of(name, work.at)
        if row is None:
            request = request_of(crm, start, end)
            figures = months.stored_figures(reports.build("kpi", request).figures)
            work.store.closed_months.add(work.op, name, figures, work.day, note)
    if row is not None:
        told = _("%(month)s was closed already, on %(day)s by %(who)s; nothing was changed.")
        crm.show(Result(crm.command, data=dict(row), lines=[told % _about(row)]))
        return
    line = _("%(month)s is closed; figures: %(n)d.") % {"month": name, "n": len(figures)}
    see = _("See: crmcli report kpi --month %(month)s") % {"month": name}
    crm.show(Result(crm.command, data={"month": name, "figures": len(figures)}, lines=[line], after=[see]))


def _about(row: Record) -> dict[str, str]:
    return {"month": row["month"], "day": row["closed_on"], "who": row["staff"] or "—"}


def _listed(crm: Context) -> Result:
    rows = [dict(row) for row in crm.store.closed_months.all(crm.view.at)]
    columns = [
        Column("month", _("Month")),
        Column("closed_on", _("Closed on"), "date"),
        Column("staff", _("By")),
        Column("note", _("Note")),
    ]
    lines = [] if rows else [_("No month is closed.")]
    after = [] if rows else [_("Close one with: crmcli report close last")]
    tables = [Table("closed_months", columns, rows)] if rows or crm.format != "table" else []
    return Result(crm.command, tables=tables, lines=lines, after=after, as_of=crm.as_of)


def diff(
    ctx: typer.Context,
    first: Annotated[str, typer.Argument(metavar="EARLIER", help=_("The earlier month or day."))],
    second: Annotated[str, typer.Argument(metavar="LATER", help=_("The later month or day."))],
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            "--按",
            metavar="FIELD",
            help=_("Groups of customers: tier, owner, region or industry (tier)."),
        ),
    ] = None,
    out: Out = None,
    explain: Explain = False,
    where: Where = None,
) -> None:
    crm = context_of(ctx)
    check_target(crm, out)
    earlier, later = _span(crm, first), _span(crm, second)
    if (earlier.start is None) != (later.start is None):
        raise errors.Usage(
            _("Two months can be compared, or two days."), _("Like: crmcli report diff 2026-09 2026-10")
        )
    if earlier.end >= later.end:
        raise errors.Usage(
            _("The earlier one comes first, and the later one after it."),
            _("Like: crmcli report diff 2026-09 2026-10"),
        )
    _run(crm, earlier, later, by, out, explain=explain, where=where)


def _run(
    crm: Context,
    earlier: Period,
    later: Period,
    by: str | None,
    out: Path | None,
    *,
    explain: bool,
    where: str | None,
) -> None:
    start = later.start.isoformat() if later.start else ""
    request = request_of(crm, start, later.end.isoformat(), by=by, earlier=earlier)
    with narrowed(crm, where), crm.store.db.snapshot(), progress(_("Working out the report")):
        report = reports.build("diff", request)
    keep(crm, request)
    deliver(crm, noted(report, where), "report diff", out, explain=explain)


def _span(crm: Context, text: str) -> Period:
    """A month as far as it has gone, or a day. Usage for one to come, or what is neither."""
    first = parse_month(text, crm.as_of.on)
    if first is None:
        day = crm.day(text)
        if day > crm.as_of.on:
            raise errors.Usage(_("%(day)s is to come.") % {"day": day}, _("Give a day that has begun."))
        return Period(None, day)
    _start, end = month_days(crm, text)
    return Period(first, date.fromisoformat(end))
