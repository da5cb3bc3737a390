"""The shape of a policy: one frozen dataclass per table of its TOML text, with the same names.

`policy.py` fills them fast; `policy_schema.py` validates against them. Defaults stand in `data/policy.toml`
only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Number = int | float
Shares = Mapping[str, Number]
Points = Mapping[str, Number]
Tier = Literal["key", "potential", "general", "cold"]
ValueClass = Literal["important", "develop", "general", "low"]
Channel = Literal["phone", "visit", "wechat", "email", "chat", "sms", "meeting", "event", "letter", "other"]
SatisfiedBy = Literal["effective", "care", "high_level", "attempts"]


@dataclass(frozen=True, slots=True)
class Team:
    time_zone: str
    currency: str


@dataclass(frozen=True, slots=True)
class Lists:
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TierRule:
    """A rule as written; `conditions.Rule` is its compiled form."""

    key: Tier
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueRule:
    key: ValueClass
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lifecycle:
    new_days: int
    lost_min_days: int
    lost_gap_factor: Number
    lost_max_days: int
    lost_default_days: int
    gap_min_purchases: int


@dataclass(frozen=True, slots=True)
class Potential:
    """Weights of the five terms and what earns them; shares are 0 to 1."""

    trend: Number
    engagement: Number
    needs: Number
    industry: Number
    size: Number
    engagement_contacts: int
    needs_fields: int
    industry_default: Number
    segment_a: Number
    segment_step: Number
    size_share: Shares
    industry_share: Shares


@dataclass(frozen=True, slots=True)
class Health:
    deals: Number
    complaints: Number
    interaction: Number
    orders_full: Number
    complaint_ratio_zero: Number
    breached_cost: Number
    cadence_zero: Number
    healthy: Number
    watch: Number


@dataclass(frozen=True, slots=True)
class Churn:
    silence: int
    silence_gap_factor: Number
    silence_days: int
    spend_drop: int
    spend_drop_ratio: Number
    complaint: int
    low_survey: int
    contact_overdue: int
    high: int
    medium: int


@dataclass(frozen=True, slots=True)
class ContactChannel:
    follow_up: Channel
    new_lead: Channel
    low_score: Channel


@dataclass(frozen=True, slots=True)
class Plan:
    """How often a tier is contacted and what counts. `working_days` is 0 where there is no second cadence."""

    cadence_days: int
    satisfied_by: SatisfiedBy
    working_days: int
    channel: Channel
    purpose: str


@dataclass(frozen=True, slots=True)
class Overlay:
    """A purpose added where its conditions hold; a cadence or channel replaces the plan's."""

    key: str
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    cadence_days: int | None = None
    channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    calendar: str
    new_lead_hours: int
    new_lead_known_days: int
    low_score_hours: int
    low_score_age_days: int
    late_warning_hours: int
    attempts_within_days: int
    channel: ContactChannel
    plan: Mapping[Tier, Plan]
    overlay: tuple[Overlay, ...]


@dataclass(frozen=True, slots=True)
class Urgency:
    overdue_per_day: Number
    overdue_max: Number
    early_per_day: Number
    early_max: Number
    kind: Points
    severity: Points
    tier: Points
    value_class: Points
    risk: Points


@dataclass(frozen=True, slots=True)
class Severity:
    """The deadlines of one severity, in hours of its calendar."""

    calendar: str
    respond_hours: Number
    propose_hours: Number
    resolve_hours: Number
    progress_hours: Number
    revisit_hours: Number


@dataclass(frozen=True, slots=True)
class Complaint:
    warn_percent: int
    urgent: Severity
    serious: Severity
    normal: Severity

    def severity(self, name: str) -> Severity:
        """The deadlines of a severity; one that isn't known counts as normal, for no complaint is without."""
        return {"urgent": self.urgent, "serious": self.serious}.get(name, self.normal)


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """Working time.

    `hours` maps mon … sun to slots like 09:00-18:00; one that ends before it starts runs over midnight.
    """

    round_the_clock: bool = False
    holidays: Literal["", "CN"] = ""
    closures: tuple[str, ...] = ()
    workdays: tuple[str, ...] = ()
    hours: Mapping[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Due:
    lead_days: int
    rows: int
    opportunity_idle_days: int
    contract_days: tuple[int, ...]
    policy_review_months: int
    verify_days: int


@dataclass(frozen=True, slots=True)
class Backlog:
    per_day: int
    stated_tier_pin_days: int


@dataclass(frozen=True, slots=True)
class Survey:
    min_n: int
    satisfied_from: int
    low_max: int
    detractor_max: int
    promoter_min: int


@dataclass(frozen=True, slots=True)
class Quality:
    timely_hours: int
    sample_per_person: int


@dataclass(frozen=True, slots=True)
class Response:
    phone_seconds: int
    chat_seconds: int
    email_hours: int


@dataclass(frozen=True, slots=True)
class PointsRules:
    """`level_spend` is in currency units."""

    per_unit: Number
    expire_months: int
    level_spend: Points
    level_factor: Points


@dataclass(frozen=True, slots=True)
class Pool:
    cadences: Number
    warning_days: int


@dataclass(frozen=True, slots=True)
class Kpi:
    gross_margin: Number


@dataclass(frozen=True, slots=True)
class Alarm:
    repurchase_rate_min: Number
    repurchase_quarters: int
    repurchase_trade_average: Number
    complaint_growth_max: Number
    churn_rate_max: Number
    contacts_per_day_min: Number
    lead_days_max: int
    lifetime_change_min: Number
    timeliness_min: Number


#: Flat tables, by the name they have in the text and in Policy.
FLAT: dict[str, type] = {
    "team": Team, "lists": Lists, "lifecycle": Lifecycle, "potential": Potential, "health": Health,
    "churn": Churn, "urgency": Urgency, "due": Due, "backlog": Backlog, "survey": Survey, "quality": Quality,
    "response": Response, "points": PointsRules, "pool": Pool, "kpi": Kpi, "alarm": Alarm,
}  # fmt: skip
