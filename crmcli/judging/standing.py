"""What the rules say of a customer now: the derived state, as it is kept and shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crmcli import rules


@dataclass(slots=True)
class Standing:
    """The derived state of one customer. Dates are local; scores are kept with their terms."""

    customer_id: int
    tier: str
    #: The place of the rule that fired (`tier[0]`), or `pin`.
    tier_rule: str
    value_class: str
    value_rule: str
    lifecycle: str
    potential: float
    potential_terms: tuple[float, ...]
    #: None for prospects, as are its terms and band.
    health: int | None
    health_terms: tuple[float, ...]
    health_band: str | None
    #: None for prospects and lost customers.
    risk: int | None
    risk_signals: tuple[str, ...]
    risk_level: str | None
    segment: str
    next_contact_on: date | None
    #: Since when that isn't backlog, which is its day but where an old step stands on its own.
    contact_since: date | None
    contact_reasons: list[rules.Reason]
    contact_channel: str | None
    #: Urgency 0-100 of the contact row before days overdue; 0 where there is none.
    contact_base: int
    #: Days between two contacts by its plan.
    rhythm_days: int
    #: The next birthday, or one so short ago that a greeting isn't too late, and the working day to greet on.
    birthday_on: date | None = None
    greet_on: date | None = None
    verify_on: date | None = None
    #: No later than the first day on which anything above changes by time alone; None if never.
    stale_on: date | None = None


def released_on(standing: Standing, backlog: tuple[str, str] | None, on: date) -> date | None:
    """From when a contact stands in the queue: one of the backlog not before it is released, but as soon as something falls
    due since. `backlog` is the day before which it fell due, and that of its release."""
    following, since = standing.next_contact_on, standing.contact_since
    if following is None or since is None:
        return None
    if backlog is None or following.isoformat() >= backlog[0]:
        return since
    release = date.fromisoformat(backlog[1])
    return since if following < since <= max(on, release) else max(following, release)
