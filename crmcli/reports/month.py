"""The report for the monthly meeting."""

from __future__ import annotations

from crmcli.i18n import _
from crmcli.reports import meeting
from crmcli.reports.meeting import BY as BY
from crmcli.reports.meeting import RESTS_ON as RESTS_ON
from crmcli.reports.model import Report
from crmcli.reports.request import Request


def build(request: Request) -> Report:
    """Of the last full month, or the days asked for."""
    return meeting.build(request, "month", _("Month in review"), meeting.month_of(request))
