"""The shape of a policy: one named tuple per table of its TOML text, with the same names.

`policy` fills them fast; `workflows/policies/schema.py` validates against them. Defaults stand in `data/policy.toml`
only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from crmcli.matching.as_written import is_as_written
from crmcli.policy.alarms import Alarm
from crmcli.policy.diagnosis import DiagnosisRules
from crmcli.policy.improvements import ImprovementRules
from crmcli.policy.retaining import Retain
from crmcli.policy.scorecard import ScorecardRules

Number = int | float
Shares = Mapping[str, Number]
Numbers = Mapping[str, Number]
Tier = Literal["key", "potential", "general", "cold"]
ValueClass = Literal["important", "develop", "general", "low"]
#: One of the policy's channels.
Channel = str
#: What somebody is addressed or judged for.
Purpose = Literal["care", "marketing", "survey", "profiling"]
SatisfiedBy = Literal["effective", "care", "high_level", "attempts"]
#: So many characters has the name of a field that a team declares.
LONGEST_NAME = 60
#: What separates a name from its value where it is typed, or ends a quoted one.
_NOT_IN_NAMES = frozenset("=\"'“”「」")
_UNIT = re.compile(r"(?<=.)\([^()]*\)$")


#: How opportunities end: the last of their stages, which no policy declares.
ENDS = ("won", "lost")


class Team(NamedTuple):
    time_zone: str
    currency: str
    #: ISO code of the country whose phones are written without a country's code.
    country: str


class Lists(NamedTuple):
    sources: tuple[str, ...]
    root_causes: tuple[str, ...]
    lost_reasons: tuple[str, ...]
    leaving_reasons: tuple[str, ...]
    touchpoints: tuple[str, ...]


class ChannelRule(NamedTuple):
    """A way by which customers are in touch: whether it can be an effective contact, whether it is in use, and within what
    who came in by it is answered, of which at most one is told; the response targets hold where neither is."""

    effective: bool = True
    active: bool = True
    answer_seconds: int | None = None
    answer_hours: Number | None = None


class OwnField(NamedTuple):
    """A field of customers that the team declared; `choices` are those of a choice, all others have none."""

    name: str
    type: Literal["text", "number", "money", "date", "choice", "flag"]
    choices: tuple[str, ...] = ()
    required: bool = False

    @property
    def has_a_name(self) -> bool:
        """Whether it is called so that commands can name it: no longer than a line, without = and quotes."""
        plain = self.name.strip() and self.name.isprintable() and not _NOT_IN_NAMES & set(self.name)
        return bool(plain) and len(self.name) <= LONGEST_NAME and not is_as_written(self.name)

    def is_called(self, name: str) -> bool:
        """Whether a word or a column's name means this field, be it with a unit in brackets behind."""
        return _called(name) == _called(self.name)


def _called(name: str) -> str:
    return _UNIT.sub("", unicodedata.normalize("NFKC", name)).strip().casefold()


class TierRule(NamedTuple):
    """A rule as written; `conditions.Rule` is its compiled form."""

    key: Tier
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()


class ValueRule(NamedTuple):
    key: ValueClass
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()


class Lifecycle(NamedTuple):
    new_days: int
    lost_min_days: int
    lost_gap_factor: Number
    lost_max_days: int
    lost_default_days: int
    gap_min_purchases: int


class Potential(NamedTuple):
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


class Health(NamedTuple):
    deals: Number
    complaints: Number
    interaction: Number
    orders_full: Number
    complaint_ratio_zero: Number
    breached_cost: Number
    cadence_zero: Number
    healthy: Number
    watch: Number


class Churn(NamedTuple):
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


class ContactChannel(NamedTuple):
    follow_up: Channel
    new_lead: Channel
    low_score: Channel


class Plan(NamedTuple):
    """How often a tier is contacted, what counts, and what is to be given. `working_days` is 0 where there is no second
    cadence."""

    cadence_days: int
    satisfied_by: SatisfiedBy
    working_days: int
    channel: Channel
    purpose: str
    give: tuple[Literal["proposal", "advice", "quotation"], ...] = ()
    #: Who looks after the tier's customers: names of people, departments, roles; empty for whoever does.
    owners: tuple[str, ...] = ()


class Overlay(NamedTuple):
    """A purpose added where its conditions hold; a cadence or channel replaces the plan's."""

    key: str
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    cadence_days: int | None = None
    channel: Channel | None = None


class Contact(NamedTuple):
    calendar: str
    new_lead_hours: int
    new_lead_known_days: int
    low_score_hours: int
    low_score_age_days: int
    late_warning_hours: int
    early_days: int
    #: How many things a person can do on a working day, and by how many days one moves at most where a day is full.
    per_day: int
    spread_days: int
    attempts_within_days: int
    channel: ContactChannel
    plan: Mapping[Tier, Plan]
    overlay: tuple[Overlay, ...]


class Urgency(NamedTuple):
    overdue_per_day: Number
    overdue_max: Number
    early_per_day: Number
    early_max: Number
    kind: Numbers
    severity: Numbers
    level: Numbers
    tier: Numbers
    value_class: Numbers
    risk: Numbers


class TierLimits(NamedTuple):
    """What a severity has otherwise for customers of one tier; None leaves it as it is."""

    calendar: str | None = None
    respond_hours: Number | None = None
    propose_hours: Number | None = None
    resolve_hours: Number | None = None
    progress_hours: Number | None = None
    satisfaction_hours: Number | None = None
    revisit_hours: Number | None = None


class Severity(NamedTuple):
    """The deadlines of one severity, in hours of its calendar."""

    calendar: str
    respond_hours: Number
    propose_hours: Number
    resolve_hours: Number
    progress_hours: Number
    satisfaction_hours: Number
    revisit_hours: Number
    tier: Mapping[Tier, TierLimits] | None = None

    def of_tier(self, tier: str | None) -> Severity:
        """The deadlines for a customer of this tier."""
        own = {str(name): limits for name, limits in (self.tier or {}).items()}.get(tier or "")
        if own is None:
            return self
        return self._replace(**{key: value for key, value in own._asdict().items() if value is not None})

    def shortened(self, factor: Number) -> Severity:
        """The same with every deadline multiplied."""
        if factor == 1:
            return self
        hours = {key: value * factor for key, value in self._asdict().items() if key.endswith("_hours")}
        return self._replace(**hours)


class Complaint(NamedTuple):
    warn_percent: int
    repeat_days: int
    #: So many days after it came in what a customer wrote is still news to an import.
    fresh_days: int
    urgent: Severity
    serious: Severity
    normal: Severity

    def severity(self, name: str) -> Severity:
        """The deadlines of a severity; one that isn't known counts as normal, for no complaint is without."""
        return {"urgent": self.urgent, "serious": self.serious}.get(name, self.normal)


class Message(NamedTuple):
    """What customers are told, with places to fill in; see `messages.PLACES`."""

    reply_zh: str
    reply_en: str
    progress_zh: str
    progress_en: str
    order_zh: str
    order_en: str
    feedback_zh: str
    feedback_en: str
    late_zh: str
    late_en: str
    verify_zh: str
    verify_en: str


class CalendarSpec(NamedTuple):
    """Working time.

    `hours` maps mon … sun to slots like 09:00-18:00; one that ends before it starts runs over midnight.
    Without a `time_zone` of its own it goes by the team's. `closures` and `workdays` are entries as
    `dates.days_off` reads them: 2027-02-05..2027-02-11 Spring Festival.
    """

    time_zone: str = ""
    round_the_clock: bool = False
    holidays: Literal["", "CN"] = ""
    closures: tuple[str, ...] = ()
    workdays: tuple[str, ...] = ()
    hours: Mapping[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], tuple[str, ...]] | None = None


class Due(NamedTuple):
    lead_days: int
    greeting_days: int
    rows: int
    opportunity_idle_days: int
    contract_days: tuple[int, ...]
    policy_review_months: int
    verify_days: int
    verify_wait_days: int
    feedback_days: int
    news_days: int


class OpportunityStage(NamedTuple):
    """A stage of opportunities: the chance in percent that one in it is won, and after how many quiet days it is idle; None
    for what is usual."""

    key: str
    percent: Number
    idle_days: int | None = None


class Opportunity(NamedTuple):
    """The stages in their order, before won and lost."""

    stage: tuple[OpportunityStage, ...]

    def place(self, stage: str) -> int | None:
        """Where a stage stands in the order; None for one that the policy doesn't have."""
        return next((i for i, own in enumerate(self.stage) if own.key == stage), None)


class Training(NamedTuple):
    """When an exam is passed and for how long (0 months: for good), how long before the end of that one is reminded, how long a
    new member of staff has, and by role what everybody must have passed."""

    pass_theory: int
    pass_practice: int
    valid_months: int
    remind_days: int
    grace_days: int
    required: Mapping[str, tuple[str, ...]]


class Process(NamedTuple):
    """Who answers for each process: people or departments, the first who can, the others stand in."""

    collection: tuple[str, ...]
    classification: tuple[str, ...]
    maintenance: tuple[str, ...]
    complaints: tuple[str, ...]
    surveys: tuple[str, ...]
    retention: tuple[str, ...]
    review: tuple[str, ...]


class Route(NamedTuple):
    """A rule for who gets a complaint or feedback (`of`; both without it): what it asks for, where empty anything fits, and
    the people or departments who get it, the first who can."""

    to: tuple[str, ...]
    of: Literal["", "complaint", "feedback"] = ""
    category: str = ""
    product: str = ""
    channel: Channel = ""
    severity: Literal["", "urgent", "serious", "normal"] = ""
    area: str = ""


class Review(NamedTuple):
    """Which customers wait for approval before anybody works with them."""

    new: bool
    imported: bool


class Backlog(NamedTuple):
    per_day: int
    stated_tier_pin_days: int


class Survey(NamedTuple):
    min_n: int
    satisfied_from: int
    low_max: int
    detractor_max: int
    promoter_min: int
    fatigue_days: int
    link: str


class ConsentRules(NamedTuple):
    """The purposes that need somebody's consent first (the others go on until it is withdrawn), and how a message says that
    no more shall come: as a whole (words), or by what stands in it (phrases)."""

    opt_in: tuple[Purpose, ...]
    stop_words_zh: tuple[str, ...]
    stop_words_en: tuple[str, ...]
    stop_phrases_zh: tuple[str, ...]
    stop_phrases_en: tuple[str, ...]


class CountryRule(NamedTuple):
    """What holds for customers of a country: its own purposes that need consent first, None for the usual ones, and notes for
    whoever talks to them, in the reader's language."""

    opt_in: tuple[Purpose, ...] | None = None
    note_zh: str = ""
    note_en: str = ""


class Quality(NamedTuple):
    timely_hours: int
    sample_per_person: int


class Response(NamedTuple):
    phone_seconds: int
    chat_seconds: int
    email_hours: int


class PointsRules(NamedTuple):
    """Of the loyalty programme. `level_spend` is in currency units; a level asks for all three of spend, orders and months."""

    per_unit: Number
    expire_months: int
    per_cash: int
    preview_days: int
    hold_months: int
    welcome: int
    referral: int
    level_spend: Numbers
    level_orders: Mapping[str, int]
    level_months: Mapping[str, int]
    level_factor: Numbers
    tier_factor: Numbers
    product_factor: Numbers
    level_clock: Numbers
    level_benefit: Mapping[str, str]


class TrialRules(NamedTuple):
    """So many days before the last day of a trial its customer is asked how it goes, after how many days again, and how long
    after it an order may have come of it."""

    follow_up_days: int
    ask_again_days: int
    order_days: int


class Pool(NamedTuple):
    """When a customer goes into the public pool, which never do, and how many one person may take out of it."""

    active: bool
    cadences: Number
    warning_days: int
    kept_tiers: tuple[Tier, ...]
    kept_tags: tuple[str, ...]
    claims: int
    claim_days: int
    wait_days: int


class Gift(NamedTuple):
    """What goes along with a greeting: its words, such as those of a coupon, and what it costs, in currency units."""

    text: str
    cost: Number = 0


class Care(NamedTuple):
    """Who is greeted for what, when and how.

    `texts`, `subjects` and `gifts` are by occasion (its own name before that of its kind), then by language, with the tier
    in front where it has words of its own: `zh`, `key_zh`. `moving` has the days of festivals that follow the moon as it is
    seen, `days` those of the trade by MM-DD.
    """

    occasions: tuple[Literal["birthday", "anniversary", "festival", "day"], ...]
    tiers: tuple[Tier, ...]
    channels: tuple[Literal["email", "sms", "wechat", "phone"], ...]
    late_days: int
    sending_minutes: int
    festivals: Mapping[str, tuple[str, ...]]
    moving: Mapping[str, tuple[str, ...]]
    days: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]
    subjects: Mapping[str, Mapping[str, str]]
    gifts: Mapping[str, Mapping[str, Gift]]


class AttachmentRules(NamedTuple):
    """How large a file may be that is kept at a record, in millions of bytes."""

    max_mb: int


class Recommendation(NamedTuple):
    """From how many days of purchases on somebody has a rhythm, after how many gaps they are no longer expected, how many
    products are named; and how many months methods are tried on, by at least how many customers."""

    least_days: int
    late_gaps: Number
    products: int
    test_months: int
    least_tested: int


class CampaignRules(NamedTuple):
    """Within how many days of a campaign's start purchases count as its result, and of how many customers on either side at
    least anything is claimed: of a campaign, and of the loyalty programme."""

    result_days: int
    min_n: int


class Kpi(NamedTuple):
    gross_margin: Number


#: Flat tables, by the name they have in the text and in Policy.
FLAT: dict[str, type] = {
    "team": Team, "lists": Lists, "lifecycle": Lifecycle, "potential": Potential, "health": Health,
    "churn": Churn, "urgency": Urgency, "message": Message, "due": Due, "opportunity": Opportunity, "training": Training, "process": Process, "review": Review, "backlog": Backlog, "survey": Survey, "consent": ConsentRules, "quality": Quality,
    "response": Response, "points": PointsRules, "pool": Pool, "trial": TrialRules, "retain": Retain, "care": Care, "attachment": AttachmentRules, "recommendation": Recommendation, "campaign": CampaignRules, "kpi": Kpi, "alarm": Alarm, "improvement": ImprovementRules, "diagnosis": DiagnosisRules,
    "scorecard": ScorecardRules,
}  # fmt: skip

#: Numbers that nothing reads yet. They are checked and kept, said to be so where they are shown, and told when set.
NOT_USED = frozenset(
    {
        "lists.sources",
    }
)


def not_used(paths: Iterable[str]) -> list[str]:
    """The numbers that nothing reads yet and that one of the paths (`points.level_spend.gold`) belongs to, sorted."""
    return sorted({".".join(path.split(".")[:2]) for path in paths} & NOT_USED)
