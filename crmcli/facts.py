"""What is known of one customer on a day: the only thing that the rules look at.

The store builds a `Facts` per customer with one grouped query; rules, scoring and the contact plan judge it.
Nothing here reads a database or a clock. Money is in minor units (cents), days are the team's local dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

#: Days since something that never happened: larger than any threshold.
NEVER = 99_999


class Appointment(NamedTuple):
    """An agreed next step: its day, its local time of day if it has one (14:30), when it was made, and what."""

    on: date
    time: str | None
    made_on: date | None
    text: str | None


@dataclass(slots=True)
class Facts:
    """One customer as of a day D. Windows of 12 and 6 months are (D - n months, D], 90 days are (D - 90, D].

    Purchases are *counted* ones (completed or paid, less refunds) and dated on or before D, like all else.
    """

    customer_id: int
    created_on: date
    name: str = ""
    kind: str = "company"
    status: str = "active"
    paused_until: date | None = None
    review_state: str | None = None
    #: The day of approval (or rejection), None for those who never waited for one.
    reviewed_on: date | None = None
    industry: str | None = None
    size: str | None = None
    owner_id: int | None = None
    #: The start date that was told, else the earliest dated fact.
    known_since: date | None = None
    #: The start date, if one was told.
    told_since: date | None = None
    imported_on: date | None = None
    #: Whether a phone of it could not be read whole.
    unconfirmed: bool = False

    # Purchases, in cents. An opening balance adds to the totals, not to the dates.
    spend_12m: int = 0
    orders_12m: int = 0
    orders_total: int = 0
    spend_total: int = 0
    first_purchase_on: date | None = None
    last_purchase_on: date | None = None
    #: The first order of any status, counted or not.
    first_order_on: date | None = None
    #: How many distinct orders on distinct days there are.
    purchase_days: int = 0
    #: Median days between purchases; None below the policy's number of purchase days.
    median_gap_days: float | None = None
    spend_6m: int = 0
    spend_prev_6m: int = 0

    # Contacts.
    last_effective_on: date | None = None
    #: Last contact of ours of any kind, greetings and news included.
    last_contact_on: date | None = None
    last_high_level_on: date | None = None
    #: The last two distinct days of unanswered attempts since the last effective contact, in order.
    last_attempts: tuple[date, ...] = ()
    effective_90d: int = 0

    # Complaints.
    first_complaint_on: date | None = None
    #: Whether we said anything to a complaint.
    was_answered: bool = False
    complaints_12m: int = 0
    complaints_open: int = 0
    #: Open complaints with a clock past its deadline.
    complaints_breached: int = 0

    # Survey: the last scores, and the latest low answer that nobody has followed up.
    first_survey_on: date | None = None
    last_survey_on: date | None = None
    last_overall: int | None = None
    last_nps: int | None = None
    low_score_open_on: date | None = None
    #: The day that answer was entered here (for an imported one the day of the import).
    low_score_recorded_on: date | None = None
    low_score_response_id: int | None = None

    # The relation.
    needs_known: int = 0
    cooperation_start: date | None = None
    contract_value: int = 0
    contract_in_force: bool = False
    is_member: bool = False
    member_level: str | None = None
    source: str | None = None
    region: str | None = None
    country: str | None = None
    city: str | None = None
    #: What was agreed and is open, the soonest first.
    appointments: tuple[Appointment, ...] = ()

    # What people decided.
    pinned_tier: str | None = None
    pin_until: date | None = None
    pin_reason: str | None = None
    stated_tier: str | None = None
    #: The day on which the sheet, or somebody, stated it.
    stated_on: date | None = None
    potential_override: float | None = None
    cadence_override_days: int | None = None
    #: By which channel this customer is contacted whatever its tier says, and why its plan is another.
    plan_channel: str | None = None
    plan_reason: str | None = None
    birthday: str | None = None
    birthday_calendar: str = "solar"
    verified_on: date | None = None

    # Hints for when the windows above change by time alone. None means unknown: judged again the next day.
    oldest_12m_on: date | None = None
    oldest_6m_on: date | None = None
    oldest_effective_90d_on: date | None = None
    oldest_complaint_12m_on: date | None = None
    #: First day after D on which a dated row starts or stops counting (a contract's term, a future order).
    changes_on: date | None = None

    @property
    def arrived_on(self) -> date:
        """The day of import, else the local day of creation: before it nothing was to be known here."""
        return self.imported_on or self.created_on

    @property
    def known_from(self) -> date:
        """Where a cadence starts for a customer nobody has contacted: nobody was to before it was approved."""
        return max(filter(None, (self.known_since or self.arrived_on, self.reviewed_on)))

    @property
    def waits_since(self) -> date:
        """Since when a customer whom nobody has contacted is without contact: not before it came here."""
        return max(self.known_from, self.arrived_on)

    @property
    def backlog_before(self) -> date | None:
        """What fell due before this day is backlog: the day of an imported customer's import, or of its approval."""
        if self.imported_on is None:
            return None
        return max(filter(None, (self.imported_on, self.reviewed_on)))

    @property
    def first_due(self) -> date:
        """The first day on which what was never had can fall due: when it came, of an imported one on the eve of that."""
        return self.backlog_before - timedelta(days=1) if self.backlog_before else self.arrived_on

    @property
    def new_on(self) -> date | None:
        """The day on which somebody new became known. None for an imported one of whom nothing tells since when: what
        happened to it on the day it came or later makes it no newcomer, nor does a day after it came that was told."""
        came, since = self.imported_on, self.known_since
        if came and since and (since > came or (since == came and not self.told_since)):
            return None
        return since

    @property
    def is_dateless(self) -> bool:
        """Whether nothing tells since when an imported customer is known: a call that nobody answered doesn't."""
        if self.imported_on is None or self.told_since:
            return False
        if self.known_since is None or self.known_since >= self.imported_on:
            return True
        happened = self.last_contact_on or self.first_order_on or self.was_heard_before
        return not (happened or self.has_purchased)

    @property
    def was_heard_before(self) -> bool:
        """Whether a complaint or an answer from before the day it was imported tells of a customer."""
        came, heard = self.imported_on, (self.first_complaint_on, self.first_survey_on)
        return came is not None and any(day and day < came for day in heard)

    @property
    def has_purchased(self) -> bool:
        """Whether there is any counted purchase, an opening balance included."""
        return self.orders_total > 0 or self.spend_total > 0 or self.last_purchase_on is not None

    def first_purchase(self, on: date) -> date | None:
        """The first purchase known or told: a cooperation that began by a day began with one. Never the last one."""
        began = self.cooperation_start
        return min(
            filter(None, (self.first_purchase_on, began if began and began <= on else None)), default=None
        )


Derived = dict[str, Any]


def derive(facts: Facts, on: date) -> Derived:
    """Days since the last purchase, contact, activity …, as of `on`.

    What isn't known is no evidence: who never bought, or was never contacted, has been without it since it became
    known or arrived here, whichever is later. Activity has to be known: NEVER where there was none.
    """
    today = on.toordinal()
    purchase, effective, contact = facts.last_purchase_on, facts.last_effective_on, facts.last_contact_on
    arrived, known = facts.arrived_on, facts.known_since or facts.arrived_on
    without = max(0, today - (known if known > arrived else arrived).toordinal())
    activity = max(filter(None, (purchase, effective, facts.last_survey_on)), default=None)
    return {
        "days_since_purchase": today - purchase.toordinal() if purchase else without,
        "days_since_effective": today - effective.toordinal() if effective else without,
        "days_since_contact": today - contact.toordinal() if contact else without,
        "days_since_activity": 0
        if facts.contract_in_force
        else today - activity.toordinal()
        if activity
        else NEVER,
        "days_known": max(0, today - known.toordinal()),
        "years_cooperation": full_years(facts.cooperation_start, on) if facts.cooperation_start else 0,
    }


def full_years(start: date, on: date) -> int:
    """Whole years from `start` to `on`; 0 before the first anniversary."""
    return max(0, on.year - start.year - ((on.month, on.day) < (start.month, start.day)))


def add_days(day: date, days: int) -> date:
    """`day` plus `days`."""
    return day + timedelta(days)
