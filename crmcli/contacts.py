"""Whom to contact next, when and why: the contact plan by tier, agreed next steps, new leads, low scores.
Pure.

Reasons are codes with their inputs, `["cadence", {"due": "2026-10-30", …}]`, so that they can be stored as
JSON and worded in any language: cadence, working_cadence, follow_up, new_lead, low_score. They are sorted
by due date, and nothing that was missed moves forward.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from crmcli.policy import Policy
from crmcli.policy.sections import Contact
from crmcli.vocabulary import UNAPPROVED

if TYPE_CHECKING:
    from crmcli.facts import Derived, Facts

Reason = list[Any]


class Effective(NamedTuple):
    """A customer's own plan: its tier's, changed by overlays and by its exception."""

    cadence_days: int
    working_days: int
    satisfied_by: str
    channel: str
    purposes: tuple[str, ...]


@dataclass(slots=True)
class Next:
    """The next contact; `on` is None for customers that are out of every plan."""

    on: date | None
    reasons: list[Reason]
    channel: str | None
    #: The most urgent kind of reason that is due by then.
    kind: str | None


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


def plan_of(facts: Facts, derived: Derived, policy: Policy, tier: str) -> Effective:
    """The plan of one customer.

    `derived` holds tier, value class and lifecycle for the overlays' conditions.
    """
    plan = policy.contact.plan[tier]  # type: ignore[index]
    cadence, channel, purposes = plan.cadence_days, plan.channel, [plan.purpose]
    for rule, overlay in zip(policy.overlays, policy.contact.overlay, strict=True):
        if rule.holds(facts, derived):
            purposes.append(overlay.key)
            cadence = overlay.cadence_days or cadence
            channel = overlay.channel or channel
    # An exception replaces the whole rhythm: a second cadence would defeat it.
    working = 0 if facts.cadence_override_days else plan.working_days
    return Effective(
        facts.cadence_override_days or cadence, working, plan.satisfied_by, channel, tuple(purposes)
    )


def satisfied_on(facts: Facts, satisfied_by: str, policy: Contact) -> date | None:
    """The last day on which the plan was satisfied by what counts for it."""
    effective = facts.last_effective_on
    if satisfied_by == "high_level":
        return facts.last_high_level_on
    if satisfied_by == "care":
        return _later(effective, facts.last_contact_on)
    if satisfied_by == "attempts" and len(facts.last_attempts) >= 2:
        first, second = facts.last_attempts[-2:]
        if first < second and (second - first).days <= policy.attempts_within_days:
            return _later(effective, second)
    return effective


def known_from(facts: Facts) -> date:
    """Where a cadence starts for a customer nobody has contacted: nobody was to before it was approved."""
    return _later(facts.known_since or facts.imported_on or facts.created_on, facts.reviewed_on)


def next_contact(
    facts: Facts, plan: Effective, policy: Contact, tier: str, on: date, workday: Callable[[date], date]
) -> Next:
    """The next contact with all its reasons.

    `workday` moves a cadence off a day off; explicit dates never move.
    """
    if not in_plan(facts, on):
        return Next(None, [], None, None)
    found = _cadences(facts, plan, policy, tier, workday)
    for candidate in (_follow_up(facts), _new_lead(facts, policy, on), _low_score(facts, policy, on)):
        if candidate:
            found.append(candidate)
    found.sort(key=_due_first)
    first = found[0][0]
    kind = _leading([reason[0] for due, reason in found if due <= max(first, on)])
    channel = plan.channel if kind.endswith("cadence") else getattr(policy.channel, kind)
    return Next(first, [reason for _, reason in found], channel, kind)


def due_reasons(reasons: list[Reason], on: date) -> list[Reason]:
    """The reasons that are due by a day, or the first one where none is: what a row's `why` shows."""
    return [reason for reason in reasons if reason[1]["due"] <= on.isoformat()] or reasons[:1]


_Candidate = tuple[date, Reason]
#: From the most to the least pressing kind.
_KINDS = ("low_score", "follow_up", "new_lead", "cadence", "working_cadence")


def _leading(kinds: list[str]) -> str:
    return kinds[0] if len(kinds) == 1 else min(kinds, key=_KINDS.index)


def _due_first(candidate: _Candidate) -> date:
    return candidate[0]


def _cadences(
    facts: Facts, plan: Effective, policy: Contact, tier: str, workday: Callable[[date], date]
) -> list[_Candidate]:
    last = satisfied_on(facts, plan.satisfied_by, policy)
    found = [_cadence("cadence", facts, plan, plan.cadence_days, last, tier, workday)]
    if plan.working_days:
        last = facts.last_effective_on
        found.append(_cadence("working_cadence", facts, plan, plan.working_days, last, tier, workday))
    return found


def _cadence(
    code: str,
    facts: Facts,
    plan: Effective,
    days: int,
    last: date | None,
    tier: str,
    workday: Callable[[date], date],
) -> _Candidate:
    due = workday((last or known_from(facts)) + timedelta(days=days))
    return due, [
        code,
        {
            "tier": tier,
            "days": days,
            "last": last.isoformat() if last else None,
            "due": due.isoformat(),
            "purposes": list(plan.purposes),
        },
    ]


def _follow_up(facts: Facts) -> _Candidate | None:
    """The agreed next step, until an effective contact after the one that agreed it."""
    due, made = facts.next_step_on, facts.next_step_made_on
    if due is None or (made and facts.last_effective_on and facts.last_effective_on > made):
        return None
    data = {
        "due": due.isoformat(),
        "made": made.isoformat() if made else None,
        "text": facts.next_step_text,
    }
    return due, ["follow_up", data]


def _new_lead(facts: Facts, policy: Contact, on: date) -> _Candidate | None:
    """Somebody new whom nobody has contacted: an unanswered call is no contact. Of imported ones, those that were
    new when they came."""
    known = facts.known_since or (None if facts.imported_on else facts.created_on)
    if known is None or facts.last_effective_on or facts.last_contact_on:
        return None
    if facts.imported_on and (min(facts.imported_on, on) - known).days > policy.new_lead_known_days:
        return None
    start = _later(known, facts.reviewed_on)
    due = start + _whole_days(policy.new_lead_hours)
    return due, [
        "new_lead",
        {"due": due.isoformat(), "known_since": start.isoformat(), "hours": policy.new_lead_hours},
    ]


def _low_score(facts: Facts, policy: Contact, on: date) -> _Candidate | None:
    """A low answer nobody has followed up, if it was fresh when it was entered."""
    answered = facts.low_score_open_on
    if answered is None or (facts.last_effective_on and facts.last_effective_on > answered):
        return None
    entered = min(facts.low_score_recorded_on or on, on)
    if (entered - answered).days >= policy.low_score_age_days:
        return None
    due = answered + _whole_days(policy.low_score_hours)
    data = {
        "due": due.isoformat(),
        "answered": answered.isoformat(),
        "response_id": facts.low_score_response_id,
        "hours": policy.low_score_hours,
    }
    return due, ["low_score", data]


def _whole_days(hours: int) -> timedelta:
    """A limit in hours as days, for facts that are dates: the day on which the limit runs out."""
    return timedelta(days=-(-hours // 24))


@overload
def _later(one: date, other: date | None) -> date: ...
@overload
def _later(one: date | None, other: date | None) -> date | None: ...
def _later(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return max(one, other)
