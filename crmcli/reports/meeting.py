"""The report for a meeting, of a week or a month: what the last one decided, the figures, what they warn of, what to decide."""

from __future__ import annotations

from datetime import timedelta

from crmcli.dates.months import add_months
from crmcli.dates.periods import Period, ends_month
from crmcli.i18n import _
from crmcli.judging.targets import SUMS
from crmcli.reports import kpi, meeting_parts
from crmcli.reports.alarms import work_out, worst_first
from crmcli.reports.changes import change_table
from crmcli.reports.diagnose import alarm_table
from crmcli.reports.kpi import Measured
from crmcli.reports.model import Report, Sheet
from crmcli.reports.monthly import measured
from crmcli.reports.problems import Seen
from crmcli.reports.request import Request
from crmcli.reports.targets import figure
from crmcli.verdicts.known_now import JUDGED

BY: tuple[str, ...] = ()
#: The kinds of records that it rests on.
RESTS_ON = (*JUDGED, "tasks", "opportunities", "staff")
#: The figures of a meeting, in the order in which they are shown.
KEYS = (
    *SUMS, "win_rate", "complaint_count", "clock_compliance", "satisfaction_mean", "churn_rate", "repurchase_rate",
    "information_timeliness", "contacts_per_salesperson_day",
)  # fmt: skip


def week_of(request: Request) -> Period:
    """The days asked for, else the last full week, Monday to Sunday."""
    if request.start:
        return request.period
    end = request.period.end
    last = end if end.weekday() == 6 else end - timedelta(days=end.weekday() + 1)
    return Period(last - timedelta(days=6), last)


def month_of(request: Request) -> Period:
    """The days asked for, else the last full month."""
    if request.start:
        return request.period
    end = request.period.end
    last = end if ends_month(end) else end.replace(day=1) - timedelta(days=1)
    return Period(last.replace(day=1), last)


def before(period: Period) -> Period:
    """The month before a whole month, else as many days before."""
    start = period.start or period.end
    if start.day == 1 and ends_month(period.end):
        return Period(add_months(start, -1), start - timedelta(days=1))
    days = period.end - start
    return Period(start - days - timedelta(days=1), start - timedelta(days=1))


def build(request: Request, name: str, title: str, period: Period) -> Report:
    """The report of a period; what is open is told as of the as-of."""
    view = request.view
    earlier = before(period)
    now, previous = _figures(request, period), _figures(request, earlier)
    sheet = Sheet()
    for key in KEYS:
        limit = getattr(view.policy.alarm, kpi.TARGETS[key]) if key in kpi.TARGETS else None
        sheet.add(key, *now[key], previous=previous[key][0], target=limit)
    alarms = worst_first(work_out(view, request.filtered)) if request.filtered else []
    seen = Seen(request, view.as_of.on)
    decided = meeting_parts.decisions(request)
    keep = _("Keep what a meeting decides with: crmcli task add TITLE --owner NAME --due DAY --meeting today")
    told = {"start": period.start, "end": period.end, "before": earlier.start, "until": earlier.end}
    return Report(
        name=name,
        title=title,
        as_of=view.as_of,
        zone=view.zone,
        start=period.start,
        end=period.end,
        figures=sheet.figures,
        tables=[
            decided,
            change_table(request, period, earlier, now, previous),
            alarm_table(request, alarms),
            meeting_parts.targets(request),
            meeting_parts.improvements(request, period),
            meeting_parts.overdue_tasks(request),
            meeting_parts.complaints(request),
            meeting_parts.customers(request, seen),
        ],
        notes=[
            _("From %(start)s to %(end)s, beside %(before)s to %(until)s.") % told,
            _(
                "Alarms are of the last month and quarter that are over; what is open is told as it stands now."
            ),
            *([] if decided.rows else [keep]),
        ],
    )


def _figures(request: Request, period: Period) -> dict[str, Measured]:
    """The figures of a meeting, of a period."""
    view = request.view
    found = {key: figure(view, key, period, {}, lambda _view, _text: ()) for key in SUMS}
    return found | measured(view, [key for key in KEYS if key not in SUMS], period)
