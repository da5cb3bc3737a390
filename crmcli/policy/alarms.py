"""The policy's [alarm]: the limits beyond which a month's or quarter's figures are an alarm."""

from __future__ import annotations

from typing import NamedTuple

Number = int | float


class Alarm(NamedTuple):
    """Shares are 0 to 1, `satisfaction_drop_max` is of a scale of 1 to 5. Figures of fewer than `min_n` are no alarm."""

    repurchase_rate_min: Number
    repurchase_quarters: int
    repurchase_trade_average: Number
    complaint_growth_max: Number
    churn_rate_max: Number
    contacts_per_day_min: Number
    lead_days_max: int
    lifetime_change_min: Number
    timeliness_min: Number
    clock_compliance_min: Number
    satisfaction_drop_max: Number
    late_handoffs_max: int
    budget_share_max: Number
    min_n: int
