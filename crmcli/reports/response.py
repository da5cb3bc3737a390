"""How fast customers who call or write are answered: by channel and person, against the policy's targets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from crmcli import clock
from crmcli.dates.periods import Period
from crmcli.figures import kpis
from crmcli.i18n import _
from crmcli.reports.model import Report, Sheet
from crmcli.reports.request import Request
from crmcli.result import Column, Table
from crmcli.service import response
from crmcli.service.response import Inbound, Summary

BY = ("channel", "person", "month")
#: The kinds of records that it rests on.
RESTS_ON = ("customers", "contacts", "staff")


def build(request: Request) -> Report:
    """Contacts received in the period; in everything up to the as-of without one."""
    period = request.period
    contacts = received(request, period)
    previous = period.before()
    figures = _figures(request, contacts, received(request, previous) if previous else None)
    tables = [
        _groups(request, contacts, by) for by in ((request.by,) if request.by else ("channel", "person"))
    ]
    note = _(
        "Of contacts that came in and whose waiting time is known: log-contact --received, --waited or --unanswered."
        " What has no target of its own is measured by that of e-mail."
    )
    return Report(
        name="response",
        title=_("Service response"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=period.start,
        end=period.end,
        figures=figures.figures,
        tables=tables,
        notes=[note],
    )


def received(request: Request, period: Period) -> list[Inbound]:
    """Contacts that came in during a period and say when."""
    start = period.start.isoformat() if period.start else ""
    return [
        Inbound(
            row["channel"],
            clock.parse_iso(row["received_at"]),
            clock.parse_iso(row["answered_at"]) if row["answered_at"] else None,
            row["person"],
        )
        for row in request.view.store.interactions.inbound(start, period.end.isoformat(), request.view.past)
    ]


def summary(request: Request, contacts: Sequence[Inbound]) -> Summary:
    """What the contacts' waits add up to at the period's end."""
    return response.summarise(contacts, request.view.policy, request.at(request.period.end).instant)


def _figures(request: Request, contacts: Sequence[Inbound], before: Sequence[Inbound] | None) -> Sheet:
    sheet, policy = Sheet(), request.view.policy
    now = summary(request, contacts)
    then = None if before is None else summary(request, before)
    sheet.add("inbound", now.n, now.n, previous=then and then.n)
    sheet.add("inbound_waiting", now.waiting, now.n)
    sheet.add("response_in_time", now.share, now.judged, previous=then and then.share)
    for key, channel, unit in (
        ("phone_wait", "phone", 1),
        ("chat_wait", "chat", 1),
        ("email_wait", "email", 3600),
    ):
        of_channel, earlier = (
            summary(request, [c for c in some if c.channel == channel]) for some in (contacts, before or ())
        )
        sheet.add(
            key,
            _in(unit, of_channel.average),
            of_channel.n - of_channel.waiting,
            previous=_in(unit, earlier.average),
            target=_in(unit, response.target(policy, channel).total_seconds()),
        )
    return sheet


def _in(unit: int, seconds: float | None) -> float | None:
    return None if seconds is None else seconds / unit


def _groups(request: Request, contacts: Sequence[Inbound], by: str) -> Table:
    """A row for each channel, person or month, with the channel's target where there is one."""
    title, column, group_of = _kinds(request)[by]
    groups: dict[str, list[Inbound]] = {}
    for contact in contacts:
        groups.setdefault(group_of(contact), []).append(contact)
    columns = [
        column,
        Column("n", _("Contacts"), "int"),
        Column("waiting", _("Waiting"), "int"),
        Column("average", _("Average (s)"), "number"),
        Column("worst", _("Longest (s)"), "number"),
        Column("share", _("In time"), "percent"),
    ]
    if by == "channel":
        columns.insert(3, Column("target", _("Target (s)"), "int"))
    body = [_row(request, column.key, name, groups[name], by) for name in sorted(groups)]
    return Table(f"by_{by}", columns, body, title)


def _row(request: Request, key: str, name: str, contacts: list[Inbound], by: str) -> dict[str, Any]:
    found = summary(request, contacts)
    row: dict[str, Any] = {
        key: name,
        "n": found.n,
        "waiting": found.waiting,
        "average": kpis.rounded(found.average, "seconds"),
        "worst": found.worst,
        "share": found.share,
    }
    if by == "channel":
        row["target"] = int(response.target(request.view.policy, name).total_seconds())
    return row


def _kinds(request: Request) -> dict[str, tuple[str, Column, Callable[[Inbound], str]]]:
    """Title and column of each breakdown, and what a contact belongs to in it."""

    def month(received_at: datetime) -> str:
        return clock.local_date(received_at, request.view.zone).isoformat()[:7]

    return {
        "channel": (_("By channel"), Column("channel", _("Channel"), "word", "channel"), lambda c: c.channel),
        "person": (_("By person"), Column("person", _("Person")), lambda c: c.person or "—"),
        "month": (_("By month"), Column("month", _("Month")), lambda c: month(c.received)),
    }
