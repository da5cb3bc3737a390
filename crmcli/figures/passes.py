"""When a training counts as passed, and for how long. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from crmcli.dates.months import add_months
from crmcli.policy.sections import Training

_SPAN = re.compile(r"(\d{1,3})\s*(y|years?|年|m|months?|个?月|d|days?|天)")
_HALF = re.compile(r"半年|half a year")
_FOR_GOOD = frozenset(("none", "forever", "no end", "长期", "永久", "长期有效", "永久有效"))


def is_passed(rules: Training, theory: float | None, practice: float | None) -> bool:
    """Whether the scores that there are, out of a hundred, suffice; who took part without an exam has passed."""
    return (theory is None or theory >= rules.pass_theory) and (
        practice is None or practice >= rules.pass_practice
    )


def usual_end(rules: Training, passed_on: date) -> date | None:
    """The last day on which a pass holds where nothing else was told; None for good."""
    return _after(passed_on, rules.valid_months) if rules.valid_months else None


def is_for_good(text: str) -> bool:
    """Whether a text says that a pass never runs out."""
    return " ".join(text.lower().split()) in _FOR_GOOD


def tells_span(text: str) -> bool:
    """Whether a text says how long a pass holds, not until which day."""
    return is_for_good(text) or end_of_span(text, date.min) is not None


def end_of_span(text: str, passed_on: date) -> date | None:
    """The last day of a time told as 1y, 18 months, 90天 or 半年; None for a text that tells none."""
    plain = text.strip().lower()
    if _HALF.fullmatch(plain):
        return _after(passed_on, 6)
    found = _SPAN.fullmatch(plain)
    if found is None or not int(found[1]):
        return None
    count, unit = int(found[1]), found[2]
    if unit[0] in "d天":
        return passed_on + timedelta(days=count - 1)
    return _after(passed_on, count * (12 if unit[0] in "y年" else 1))


def _after(day: date, months: int) -> date:
    return add_months(day, months) - timedelta(days=1)
