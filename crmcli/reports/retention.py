"""Customers to keep and to win back: how many were, why they leave, what helped, what it cost, and whether it made a difference."""

from __future__ import annotations

from collections.abc import Sequence

from crmcli.figures import kpis
from crmcli.i18n import _, ngettext
from crmcli.reports import retention_tables as tables
from crmcli.reports.currencies import left_out
from crmcli.reports.model import Report, Sheet
from crmcli.reports.pipeline_ended import view_of, within
from crmcli.reports.request import Request
from crmcli.reports.retention_tables import Seen
from crmcli.verdicts.known_now import JUDGED
from crmcli.verdicts.retention import cases

BY = ("reason", "measure", "owner", "month")
#: The kinds of records that it rests on.
RESTS_ON = (*JUDGED, "retention", "staff")


def build(request: Request) -> Report:
    """The cases opened in the period, as they stood at its end; all up to its end without a start."""
    period = request.period
    view = view_of(request, period.end)
    found = [Seen(each, period.end) for each in cases(view) if within(each.row["opened_on"], period)]
    approached = [each for each in found if not each.held_out]
    least = view.policy.retain.min_n
    shown = [tables.groups(approached, by) for by in ((request.by,) if request.by else ("reason", "measure"))]
    compared, told = tables.compared(found, least)
    return Report(
        name="retention",
        title=_("Customers kept and won back"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=period.start,
        end=period.end,
        figures=_figures(approached, len(found) - len(approached)).figures,
        tables=[table for table in (*shown, compared) if table.rows],
        notes=[*(told if found else ()), *_differing(approached), *left_out(request, period.end)],
    )


def _figures(found: Sequence[Seen], held_out: int) -> Sheet:
    sheet, n = Sheet(), len(found)
    good = [each for each in found if each.turned_out_well]
    over = [each for each in found if each.is_over]
    lost = [each for each in over if each.was_lost]
    expenses = [row for each in found for row in each.case.expenses]
    spent = sum(each.case.spent for each in found)
    sheet.add("retention_cases", n, n)
    sheet.add("retention_running", sum(each.word == "running" for each in found), n)
    for word in ("kept", "won_back", "lost"):
        sheet.add(f"retention_{word}", sum(each.word == word for each in found), n)
    sheet.add(
        "retention_success", kpis.ratio(sum(each.turned_out_well for each in over), len(over)), len(over)
    )
    sheet.add("win_back_rate", kpis.ratio(sum(each.turned_out_well for each in lost), len(lost)), len(lost))
    sheet.add("retention_days", kpis.median([each.days for each in good]), len(good))
    sheet.add("value_kept", sum(each.value for each in good), len(good))
    sheet.add("retention_cost", spent, len(expenses))
    sheet.add("retention_minutes", sum(each.case.minutes for each in found), len(expenses))
    sheet.add("cost_per_retained", kpis.ratio(spent, len(good)), len(good))
    sheet.add("retention_held_out", held_out, held_out + n)
    return sheet


def _differing(found: Sequence[Seen]) -> list[str]:
    """How many cases somebody closed in another word than the rules'."""
    n = sum(
        bool(each.case.row["outcome"]) and each.word != "running" and each.case.row["outcome"] != each.word
        for each in found
    )
    text = ngettext(
        "%(n)d case was closed in another word than the rules'; the figures go by the rules.",
        "%(n)d cases were closed in another word than the rules'; the figures go by the rules.",
        n,
    )
    return [text % {"n": n}] if n else []
