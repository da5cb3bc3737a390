"""The rules, from top to bottom: in which tier a customer is, how often it is contacted, when a complaint's step is due.

Everything here is pure: functions of facts, of the policy (the team's own numbers) and of a day or an instant. Nothing reads
a clock, a file or a database. The parts:

1. Tier, value class, lifecycle stage. Tier and value class are rules of the policy, tried in order; the lifecycle has a fixed
   form with the policy's days.
2. Contact frequency: the plan by tier, what satisfies it, and what comes sooner: agreed next steps, new leads, low scores.
3. Deadlines of complaints: working time in the calendar of the severity; waiting for the customer stops the clocks of the
   proposal and of the resolution, never that of the first response.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.dates.counting import later, whole_days
from crmcli.policy import TIERS, Policy
from crmcli.policy.conditions import first_match
from crmcli.policy.sections import Backlog, Contact, Lifecycle, Severity
from crmcli.vocabulary import UNAPPROVED

if TYPE_CHECKING:
    from crmcli.dates.calendars import Calendar
    from crmcli.facts import Appointment, Derived, Facts

# 1. -- tier, value class, lifecycle stage -----------------------------------------------------------------------------


def tier(facts: Facts, derived: Derived, policy: Policy, on: date) -> tuple[str, str]:
    """The tier and the name of the rule that gave it; `pin` where a manager's pin is in force, `stated` where the
    sheet's own word holds."""
    if facts.pinned_tier and pin_in_force(facts, on):
        return facts.pinned_tier, "pin"
    if facts.stated_tier and stated_in_force(facts, policy.backlog, on):
        return facts.stated_tier, "stated"
    rule = first_match(policy.tier, facts, derived)
    return rule.key, rule.name


def stated_in_force(facts: Facts, policy: Backlog, on: date) -> bool:
    """Whether a stated tier holds on a day: for so many days, where nothing that was bought or agreed says more."""
    known_better = facts.has_purchased or facts.contract_in_force or facts.contract_value
    if facts.stated_tier not in TIERS or facts.stated_on is None or known_better:
        return False
    return facts.stated_on <= on < stated_until(facts.stated_on, policy)


def stated_until(stated_on: date, policy: Backlog) -> date:
    """The first day on which the rules judge again a tier that was stated on a day."""
    return stated_on + timedelta(days=policy.stated_tier_pin_days)


def pin_in_force(facts: Facts, on: date) -> bool:
    """Whether a pinned tier holds on a day; the day that it expires is its last."""
    return bool(facts.pinned_tier) and (facts.pin_until is None or on <= facts.pin_until)


def value_class(facts: Facts, derived: Derived, policy: Policy) -> tuple[str, str]:
    """The value class and the name of the rule that gave it."""
    rule = first_match(policy.value_class, facts, derived)
    return rule.key, rule.name


def lifecycle(facts: Facts, derived: Derived, policy: Lifecycle, cadence_days: int, on: date) -> str:
    """prospect, new, active or lost. `cadence_days` is the customer's contact cadence.

    A contract in force, or an effective contact within the cadence, keeps a customer that bought before.
    """
    first = facts.first_purchase(on)
    if first is None and not facts.has_purchased:
        return "prospect"
    if first and on.toordinal() - first.toordinal() <= policy.new_days:
        return "new"
    if derived["days_since_purchase"] <= lost_after_days(facts, policy):
        return "active"
    reached = facts.last_effective_on is not None and derived["days_since_effective"] <= cadence_days
    if facts.contract_in_force or reached:
        return "active"
    return "lost"


def lost_after_days(facts: Facts, policy: Lifecycle) -> float:
    """More days than this without a purchase and the customer is lost."""
    if facts.median_gap_days is None:
        return policy.lost_default_days
    return min(
        policy.lost_max_days, max(policy.lost_min_days, policy.lost_gap_factor * facts.median_gap_days)
    )


# 2. -- contact frequency ----------------------------------------------------------------------------------------------

#: A code with its inputs, `["cadence", {"due": "2026-10-30", …}]`: it can be stored as JSON and worded in any language.
Reason = list[Any]


class ContactPlan(NamedTuple):
    """A customer's own plan: its tier's, changed by overlays and by its exception."""

    cadence_days: int
    working_days: int
    satisfied_by: str
    channel: str
    purposes: tuple[str, ...]

    @property
    def rhythm_days(self) -> int:
        """Days from one contact to the next, whichever cadence asks for it."""
        return min(self.cadence_days, self.working_days or self.cadence_days)


class NextContact(NamedTuple):
    """The next contact; `on` is None for customers that are out of every plan."""

    on: date | None
    reasons: list[Reason]
    channel: str | None
    #: The most urgent kind of reason that is due by then.
    kind: str | None
    #: Since when it isn't backlog: `on`, but where an old step keeps its own day, the day of what fell due since it came.
    since: date | None


def in_plan(facts: Facts, on: date) -> bool:
    """Only active customers and lapsed pauses enter plans, from their approval on if they waited for one; a pause
    lapses on the day that it names."""
    if facts.review_state in UNAPPROVED or (facts.reviewed_on and on < facts.reviewed_on):
        return False
    if facts.status == "active":
        return True
    return facts.status == "paused" and facts.paused_until is not None and on >= facts.paused_until


def cadence_of(facts: Facts, policy: Contact, tier: str) -> int:
    """Days between contacts: the customer's exception, else its tier's."""
    return facts.cadence_override_days or policy.plan[tier].cadence_days  # type: ignore[index]


def plan_of(facts: Facts, derived: Derived, policy: Policy, tier: str) -> ContactPlan:
    """The plan of one customer; `derived` holds tier, value class and lifecycle for the overlays' conditions."""
    plan = policy.contact.plan[tier]  # type: ignore[index]
    cadence, channel, purposes = plan.cadence_days, plan.channel, [plan.purpose]
    for rule, overlay in zip(policy.overlays, policy.contact.overlay, strict=True):
        if rule.holds(facts, derived):
            purposes.append(overlay.key)
            cadence = overlay.cadence_days or cadence
            channel = overlay.channel or channel
    # An exception replaces the whole rhythm: a second cadence would defeat it.
    working = 0 if facts.cadence_override_days else plan.working_days
    return ContactPlan(
        facts.cadence_override_days or cadence, working, plan.satisfied_by, channel, tuple(purposes)
    )


def satisfied_on(facts: Facts, satisfied_by: str, policy: Contact) -> date | None:
    """The last day on which the plan was satisfied by what counts for it."""
    effective = facts.last_effective_on
    if satisfied_by == "high_level":
        return facts.last_high_level_on
    if satisfied_by == "care":
        return later(effective, facts.last_contact_on)
    if satisfied_by == "attempts" and len(facts.last_attempts) >= 2:
        first, second = facts.last_attempts[-2:]
        if first < second and (second - first).days <= policy.attempts_within_days:
            return later(effective, second)
    return effective


def next_contact(
    facts: Facts, plan: ContactPlan, policy: Contact, tier: str, on: date, workday: Callable[[date], date]
) -> NextContact:
    """The next contact with all its reasons; `workday` moves a cadence off a day off, explicit dates never move."""
    if not in_plan(facts, on):
        return NextContact(None, [], None, None, None)
    found = _cadences(facts, plan, policy, tier, workday)
    found += map(_follow_up, facts.appointments)
    found += filter(None, (_new_lead(facts, policy, on), _low_score(facts, policy, on)))
    first, since = _in_turn(found, facts, plan.cadence_days, on)
    kind = _leading([reason[0] for due, reason in found if due <= max(since, on)])
    usual = plan.channel if kind.endswith("cadence") else getattr(policy.channel, kind)
    channel = facts.plan_channel or usual
    return NextContact(first, [reason for _, reason in found], channel, kind, since)


def due_reasons(reasons: list[Reason], on: date) -> list[Reason]:
    """The reasons that are due by a day, or the first one where none is: what a row's `why` shows."""
    return [reason for reason in reasons if reason[1]["due"] <= on.isoformat()] or reasons[:1]


_Candidate = tuple[date, Reason]
#: From the most to the least pressing kind.
#: Those that only the plan asks for.
CADENCES = ("cadence", "working_cadence")
_KINDS = ("low_score", "follow_up", "new_lead", "cadence", "working_cadence")


def _leading(kinds: list[str]) -> str:
    return kinds[0] if len(kinds) == 1 else min(kinds, key=_KINDS.index)


def _cadences(
    facts: Facts, plan: ContactPlan, policy: Contact, tier: str, workday: Callable[[date], date]
) -> list[_Candidate]:
    rhythms = [("cadence", plan.cadence_days, satisfied_on(facts, plan.satisfied_by, policy))]
    if plan.working_days:
        rhythms.append(("working_cadence", plan.working_days, facts.last_effective_on))
    found: list[_Candidate] = []
    for code, days, last in rhythms:
        due = _never_had(facts, days, workday) if last is None else workday(last + timedelta(days=days))
        told = {"tier": tier, "days": days, "last": last.isoformat() if last else None}
        if code == "cadence" and plan.satisfied_by == "high_level":
            told["level"] = "high"
        if facts.plan_reason:
            told["exception"] = facts.plan_reason
        found.append((due, [code, {**told, "due": due.isoformat(), "purposes": list(plan.purposes)}]))
    return found


def _never_had(facts: Facts, days: int, workday: Callable[[date], date]) -> date:
    """When a contact falls due that was never had, as far as is known; an order here since, or the like, is no delay."""
    first = facts.first_due
    return first if facts.is_dateless else max(first, workday(facts.known_from + timedelta(days=days)))


def _in_turn(found: list[_Candidate], facts: Facts, cadence_days: int, on: date) -> tuple[date, date]:
    """Sorts by day, but backlog behind what is no backlog and presses; returns the day on which it stands, and since when it
    is no backlog. A step that was agreed before it came stands on its own day all the while, but where another was agreed
    here."""
    found.sort(key=itemgetter(0))
    came, first = facts.backlog_before, found[0][0]
    if came is None or first >= came:
        return first, first
    agreed = _agreed_here(facts, came, cadence_days)
    if not agreed and not _fell_due_since(found, came, on):
        return first, first
    found.sort(key=lambda each: each[0] < came)
    since = found[0][0]
    return since if agreed else min([since, *(step.on for step in facts.appointments)]), since


def _fell_due_since(found: list[_Candidate], came: date, on: date) -> bool:
    """Whether something fell due since the backlog, or a low score waits."""
    return any(came <= due and (due <= on or code == "low_score") for due, (code, _data) in found)


def _agreed_here(facts: Facts, came: date, cadence_days: int) -> bool:
    """Whether a step was agreed since the backlog, within the rhythm."""
    soon = timedelta(days=cadence_days)
    return any(a.made_on and came <= a.made_on <= a.on <= a.made_on + soon for a in facts.appointments)


def _follow_up(agreed: Appointment) -> _Candidate:
    """An agreed next step is due on its own day, a day off or not."""
    made = agreed.made_on.isoformat() if agreed.made_on else None
    data = {"due": agreed.on.isoformat(), "made": made, "text": agreed.text, "time": agreed.time}
    return agreed.on, ["follow_up", data]


def _new_lead(facts: Facts, policy: Contact, on: date) -> _Candidate | None:
    """Somebody new on arrival whom nobody has contacted: an unanswered call is no contact, an answered complaint is one. Of
    imported ones, by the sheet's own date, if no complaint or answer from before tells of them. Customers are none."""
    known = facts.told_since if facts.imported_on else facts.known_since or facts.created_on
    if known is None or facts.last_effective_on or facts.last_contact_on or facts.was_answered:
        return None
    bought = facts.first_order_on or facts.has_purchased or facts.first_purchase(on)
    if bought or facts.contract_in_force or facts.contract_value:
        return None
    long_known = (min(facts.arrived_on, on) - known).days > policy.new_lead_known_days
    if long_known or facts.was_heard_before:
        return None
    # Nobody is late for days before the record was made.
    start = later(later(known, facts.reviewed_on), None if facts.imported_on else facts.created_on)
    due = start + whole_days(policy.new_lead_hours)
    told = {"due": due.isoformat(), "known_since": start.isoformat(), "hours": policy.new_lead_hours}
    return due, ["new_lead", told]


def _low_score(facts: Facts, policy: Contact, on: date) -> _Candidate | None:
    """A low answer nobody has followed up, if it was fresh when it was entered."""
    answered = facts.low_score_open_on
    if answered is None or (facts.last_effective_on and facts.last_effective_on > answered):
        return None
    entered = min(facts.low_score_recorded_on or on, on)
    if (entered - answered).days >= policy.low_score_age_days:
        return None
    due = answered + whole_days(policy.low_score_hours)
    told = {"due": due.isoformat(), "answered": answered.isoformat(), "hours": policy.low_score_hours}
    return due, ["low_score", told | {"response_id": facts.low_score_response_id}]


# 3. -- deadlines of complaints ----------------------------------------------------------------------------------------

#: What must be done about a complaint, each with a deadline of its own.
CLOCKS = ("respond", "propose", "progress", "resolve", "satisfaction", "revisit")
_HOUR = 3600
_Pauses = Sequence[tuple[datetime, datetime | None]]


class Clock(NamedTuple):
    """One deadline. `state` is open, warned, breached, met, met_late, paused or none.

    A paused clock has no deadline until the customer answers. `known` is False where it began at a time of day that
    nobody told: its instants are good for a day. `was_late` if it runs anew after a step that came late.
    """

    due_at: datetime | None = None
    done_at: datetime | None = None
    state: str = "none"
    warn_at: datetime | None = None
    known: bool = True
    was_late: bool = False


class Span(NamedTuple):
    """What a clock measures: `seconds` of working time from `start`, the pauses left out.

    The last pause is open while it lasts. `until` is when the clock was stopped. It isn't `timed` where nobody told the
    time of day of its start.
    """

    start: datetime
    seconds: int
    pauses: _Pauses
    until: datetime | None
    timed: bool = True


class Terms(NamedTuple):
    """What a round of a complaint is judged by: one severity's limits, and the calendar that its time runs in."""

    limits: Severity
    calendar: Calendar
    warn_percent: int
    version: int
    tier: str | None
    level: str | None = None

    def budget(self, clock: str) -> int:
        """The seconds of working time that a clock allows."""
        hours: float = getattr(self.limits, f"{clock}_hours")
        return round(hours * _HOUR)

    def due_at(self, span: Span) -> datetime | None:
        """The deadline, of what began at an unknown time of day the end of its day; None while it is paused."""
        due = self._used_up(span, span.seconds)
        return due if due is None or span.timed else self.end_of_day(due)

    def warn_at(self, span: Span) -> datetime | None:
        """When the owner is warned: at the policy's share of the budget."""
        return self._used_up(span, span.seconds * self.warn_percent // 100)

    def end_of_day(self, at: datetime) -> datetime:
        """The last second of an instant's day: by then has happened what only the day is known of."""
        zone = self.calendar.zone
        day = at.astimezone(zone).date() + timedelta(days=1)
        return datetime.combine(day, time(), zone).astimezone(at.tzinfo) - timedelta(seconds=1)

    def _used_up(self, span: Span, budget: int) -> datetime | None:
        """When a budget is used up, skipping the pauses; None where one still lasts by then."""
        start = span.start
        for begin, end in span.pauses:
            begin = max(begin, start)
            used = self.calendar.working_seconds(start, begin)
            if used >= budget:
                break
            if end is None:
                return None
            if end > begin:
                budget, start = budget - used, end
        return self.calendar.add_working(start, budget)


class Rulebook:
    """What one policy version says of complaints, with its calendars built."""

    def __init__(self, policy: Policy) -> None:
        from crmcli.dates.calendars import build

        self._policy = policy
        self._calendars = build(policy.calendar, policy.team.time_zone)

    def terms(self, severity: str, tier: str | None, level: str | None = None) -> Terms:
        """The deadlines of a severity for customers of a tier, and members of a level."""
        complaint = self._policy.complaint
        factor = self._policy.points.level_clock.get(level or "", 1)
        limits = complaint.severity(severity).of_tier(tier).shortened(factor)
        calendar = self._calendars[limits.calendar]
        return Terms(limits, calendar, complaint.warn_percent, self._policy.version, tier, level)


def running(span: Span, terms: Terms, now: datetime) -> Clock:
    """A clock that nothing has stopped yet: open, warned, breached, or paused while the customer is waited for."""
    due, warn = terms.due_at(span), terms.warn_at(span)
    if due is None:
        return Clock(state="paused", warn_at=warn)
    return Clock(due, None, state_at(due, warn, now), warn)


def state_at(due: datetime | None, warn: datetime | None, now: datetime) -> str:
    """The state of a clock that still runs: at its deadline's own second the step can still be taken in time."""
    if due is not None and now > due:
        return "breached"
    return "warned" if warn is not None and now >= warn else "open"


def stopped(span: Span, terms: Terms) -> Clock:
    """A clock whose step was done at `span.until`: in time up to the deadline itself."""
    due = terms.due_at(span)
    late = due is not None and span.until is not None and span.until > due
    return Clock(due, span.until, "met_late" if late else "met", terms.warn_at(span))
