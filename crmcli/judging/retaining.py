"""Customers to be kept or won back: what is suggested for one, and by the policy's rules what became of it. Pure.

A case that is opened for a lost customer is to win it back, any other is to keep it. Days are the team's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from crmcli.policy.retaining import Retain

Word = Literal["running", "kept", "won_back", "lost"]
#: What is suggested, by the signal that weighs most; in this order.
_MEASURES = {
    "complaint": "solve", "low_survey": "call", "spend_drop": "visit", "silence": "call", "contact_overdue": "call",
}  # fmt: skip
#: Measures that are marketing, and nothing for who said no to that.
OFFERS = frozenset({"offer", "gift"})
#: The stages of customers who have bought and haven't left.
PRESENT = ("new", "active")


class Stood(NamedTuple):
    """How a customer stands on a day: stage and level of risk, None where there is none."""

    stage: str | None
    risk_level: str | None


class Verdict(NamedTuple):
    """What became of a case by a day, and on which day that was decided (None: it runs); the last day that counts, the first day
    on which the customer bought since it was opened, and, where that decided, how it stood on the last day."""

    word: Word
    decided_on: date | None
    last: date
    bought_on: date | None = None
    stood: Stood | None = None


def measure(signals: Sequence[str]) -> str:
    """The measure that is suggested for a customer by its signals of leaving: a call where they tell nothing."""
    return next((kind for signal, kind in _MEASURES.items() if signal in signals), "call")


def last_day(case: Mapping[str, Any], rules: Retain) -> date:
    """The last day on which a case can still turn out well."""
    days = rules.won_back_days if case["stage"] == "lost" else rules.kept_days
    opened = date.fromisoformat(case["opened_on"])
    return opened + timedelta(days=min(days, (date.max - opened).days))


def verdict(
    case: Mapping[str, Any], rules: Retain, on: date, bought: date | None, stood: Stood | None
) -> Verdict:
    """What became of a case by a day. `bought` is the first day after its opening on which its customer bought, by that day;
    `stood` how it stood at the end of the last day that counts, needed only where that is over without a purchase."""
    last, lost = last_day(case, rules), case["stage"] == "lost"
    if bought is not None and bought <= last:
        return Verdict("won_back" if lost else "kept", bought, last, bought)
    if on <= last:
        return Verdict("running", None, last)
    if not lost and stood is not None and stood.stage in PRESENT and stood.risk_level != "high":
        return Verdict("kept", last, last, bought, stood)
    return Verdict("lost", last, last, bought, stood)


def state(case: Mapping[str, Any], word: str) -> str:
    """Where a case stands: as somebody closed it, else held out or by the rules' word."""
    if case["outcome"]:
        return str(case["outcome"])
    return "held_out" if case["held_out"] and word == "running" else word


def settles(kind: str, channel: str, level: str | None) -> bool:
    """Whether an effective contact by a channel, with a meeting's level, is what a measure asks for."""
    return {"call": True, "visit": channel == "visit", "executive": level == "high"}.get(kind, False)


def strata(cases: Collection[Mapping[str, Any]], key: str) -> dict[str, list[str]]:
    """The codes of customers by the stratum in which some are held out: their tier, and half by value within it (`key`)."""
    by_tier: dict[str, list[Mapping[str, Any]]] = {}
    for each in sorted(cases, key=lambda case: (-case[key], case["code"])):
        by_tier.setdefault(each["tier"], []).append(each)
    found = {}
    for tier, rows in by_tier.items():
        middle = (len(rows) + 1) // 2
        found[f"{tier}:1"] = [row["code"] for row in rows[:middle]]
        found[f"{tier}:2"] = [row["code"] for row in rows[middle:]]
    return {name: codes for name, codes in found.items() if codes}
