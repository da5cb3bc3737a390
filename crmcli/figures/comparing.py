"""Two groups of customers side by side: what differs by more than chance would have it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from crmcli.figures.statistics import means_apart, shares_apart


class Compared(NamedTuple):
    """A trait of two groups: its value (a share, or a mean) and n on either side; `claim` is `more`, `less` or `none` of the
    first against the second, or `few`."""

    trait: str
    word: str
    a: float | None
    a_n: int
    b: float | None
    b_n: int
    claim: str
    is_share: bool


def shares(trait: str, a: Sequence[str | None], b: Sequence[str | None], min_n: int) -> Compared | None:
    """The value of a trait whose shares in two groups lie furthest apart; who has none is left out. None where nobody has."""
    known_a, known_b = ([value for value in each if value] for each in (a, b))
    counts_a, counts_b = Counter(known_a), Counter(known_b)
    n_a, n_b = len(known_a), len(known_b)
    if not n_a and not n_b:
        return None

    def share(counts: Counter[str], n: int, value: str) -> float:
        return counts[value] / n if n else 0.0

    values = sorted(counts_a | counts_b)
    word = max(values, key=lambda v: abs(share(counts_a, n_a, v) - share(counts_b, n_b, v)))
    apart = shares_apart(counts_a[word], n_a, counts_b[word], n_b)
    claim = _claim(apart.value, apart.is_shown, min(n_a, n_b), min_n)
    one = counts_a[word] / n_a if n_a else None
    other = counts_b[word] / n_b if n_b else None
    return Compared(trait, word, one, n_a, other, n_b, claim, True)


def means(trait: str, a: Sequence[float | None], b: Sequence[float | None], min_n: int) -> Compared | None:
    """The means of a trait; who has none is left out. None where nobody has."""
    known_a, known_b = ([value for value in each if value is not None] for each in (a, b))
    if not known_a and not known_b:
        return None
    apart = means_apart(known_a, known_b)
    claim = _claim(apart.value, apart.is_shown, min(len(known_a), len(known_b)), min_n)
    one, other = (sum(each) / len(each) if each else None for each in (known_a, known_b))
    return Compared(trait, "", one, len(known_a), other, len(known_b), claim, False)


def _claim(difference: float | None, is_shown: bool, n: int, min_n: int) -> str:
    if n < min_n or difference is None:
        return "few"
    if not is_shown:
        return "none"
    return "more" if difference > 0 else "less"
