"""Products that customers try: where a trial stands on a day, and when its customer is to be asked how it went. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from crmcli.policy.sections import TrialRules

#: The states in which nobody has decided yet.
UNDECIDED = ("planned", "running", "no_word")


def state(row: Mapping[str, Any], on: date) -> str:
    """Where a trial stands on a day: how it ended, else planned, running, or over without a word."""
    if row["outcome"]:
        return str(row["outcome"])
    day = on.isoformat()
    return "planned" if row["start_on"] > day else "running" if row["end_on"] >= day else "no_word"


def ask_on(row: Mapping[str, Any], rules: TrialRules) -> date:
    """The day from which on the customer of an undecided trial is asked: before its last day by the policy's days, not before
    it begins; of who was reached since then (`spoken_on`), again after the policy's days."""
    start, end = date.fromisoformat(row["start_on"]), date.fromisoformat(row["end_on"])
    first = max(start, end - timedelta(days=min(rules.follow_up_days, (end - start).days)))
    if (row["spoken_on"] or "") < first.isoformat():
        return first
    spoken = date.fromisoformat(row["spoken_on"])
    return spoken + timedelta(days=min(rules.ask_again_days, (date.max - spoken).days))


def last_order_day(row: Mapping[str, Any], rules: TrialRules) -> date:
    """The last day of an order that may have come of a trial: so many days after it was over."""
    over = date.fromisoformat(row["ended_on"] or row["end_on"])
    return over + timedelta(days=min(rules.order_days, (date.max - over).days))
