"""The loyalty programme: members, points and what they are worth, rewards, and what members' spend did beside others'."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from crmcli import clock
from crmcli.dates.periods import Period, ends_month
from crmcli.figures import kpis, programme
from crmcli.figures.effects import Effect, effect, month_number
from crmcli.i18n import _
from crmcli.queries.programme import Member, Window
from crmcli.reports.currencies import left_out
from crmcli.reports.loyalty_tables import compared, levels, months, rewards, told
from crmcli.reports.model import Report, Sheet
from crmcli.reports.pipeline_ended import view_of, within
from crmcli.reports.request import Request
from crmcli.store import View
from crmcli.verdicts.points import deficits

BY: tuple[str, ...] = ()
#: The kinds of records that it rests on.
RESTS_ON = ("customers", "orders")


def build(request: Request) -> Report:
    """The programme on the period's last day and what moved in it; without a start since ever."""
    period = request.period
    view = view_of(request, period.end)
    window = _window(view, period)
    ledger = view.store.programme
    members, moved = ledger.members(view.past), ledger.moved(window)
    balances = ledger.balances(view.day, view.past)
    taken = ledger.taken(window)
    found = _effect(request, view, members)
    sheet = Sheet()
    _members(sheet, view, period, members, moved)
    _points(sheet, view, window, moved, balances)
    sheet.add("rewards_taken", sum(row["times"] for row in taken if row["reward"]), len(taken))
    sheet.add("referrals_paid", ledger.referrals_paid(window))
    sheet.add("effect_spend", found.difference.value, found.members)
    tables = [levels(members, moved, balances), months(moved, view.day), rewards(taken), compared(found)]
    return Report(
        name="loyalty",
        title=_("Loyalty programme"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=period.start,
        end=period.end,
        figures=sheet.figures,
        tables=[table for table in tables if table.rows],
        notes=[*told(found, view.policy.campaign.min_n), *left_out(request, period.end)],
    )


def _window(view: View, period: Period) -> Window:
    return Window(period.start.isoformat() if period.start else "", period.end.isoformat(), view.past)


Moved = Sequence[tuple[int, str, str, int]]


def _members(sheet: Sheet, view: View, period: Period, members: Sequence[Member], moved: Moved) -> None:
    present = {member.id for member in members}
    first = (
        clock.iso(clock.AsOf.end_of(period.start - timedelta(days=1), view.zone).instant)
        if period.start
        else ""
    )
    ceased = view.store.programme.ceased(first, clock.iso(view.as_of.instant))
    active = {key for key, _month, kind, _points in moved if kind in programme.TAKES_PART}
    count = len(members)
    sheet.add("loyalty_members", kpis.members(count), count)
    sheet.add("loyalty_joined", sum(within(member.since, period) for member in members), count)
    sheet.add("loyalty_left", len(ceased - present))
    sheet.add("loyalty_active", len(active & present), count)


def _points(sheet: Sheet, view: View, window: Window, moved: Moved, balances: Mapping[int, int]) -> None:
    sums: Counter[str] = Counter()
    for _customer, _month, kind, points in moved:
        key = programme.KINDS[kind]
        sums[key] += -points if key in programme.TAKEN else points
    for key in dict.fromkeys(programme.KINDS.values()):
        sheet.add(key, sums[key])
    rules, total = view.policy.points, sum(balances.values())
    worth = total * 100 / rules.per_cash
    had, spent, over = view.store.programme.used_up(window.last, view.past)
    share = kpis.ratio(spent, spent + over) if had >= view.policy.campaign.min_n else None
    sheet.add("points_open", total, len(balances))
    sheet.add("points_liability", worth, total)
    sheet.add("points_used", share, had)
    sheet.add("points_expected", None if share is None else worth * share, had)
    if view.past is None:
        owed = _owed(view)
        sheet.add("points_owed", sum(owed.values()), len(owed))


def _owed(view: View) -> Counter[int]:
    """By customer the points that couldn't be taken back."""
    store = view.store
    ledger = store.points.of_purchases(store.programme.buyers())
    lines = store.points.lines({row["purchase_id"] for row in ledger})
    owed: Counter[int] = Counter()
    for each in deficits(view, ledger, lines):
        owed[each.customer_id] += each.points
    return owed


def _effect(request: Request, view: View, members: Sequence[Member]) -> Effect:
    """What members' spend did beside that of comparable customers, up to the last whole month."""
    end = view.as_of.on
    spend: dict[int, dict[int, int]] = {}
    for month, customer, cents in request.figures.spend_by_month(view.day):
        year, _dash, number = month.partition("-")
        spend.setdefault(int(year) * 12 + int(number) - 1, {})[customer] = cents
    dated = {m.id: month_number(date.fromisoformat(m.since)) for m in members if m.since}
    aside = {m.id for m in members} | view.store.programme.ceased("", clock.iso(view.as_of.instant))
    last = month_number(end) - (not ends_month(end))
    return effect(spend, dated, aside, last, view.policy.campaign.min_n)
