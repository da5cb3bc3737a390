"""A person's monthly score: weighted terms, of which only those count that exist for the person. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from crmcli.policy.scorecard import ScorecardRules

#: The terms, in the order in which they are shown.
TERMS = (
    "plan", "timeliness", "spot_checks", "clocks", "revisits", "wins", "retention", "response", "training",
)  # fmt: skip
#: A term that is known whole, however few things it is of: no sample that chance could have made.
_WHOLE = frozenset({"training"})


class Term(NamedTuple):
    """A term of a score: `good` of `n` are as they should be; `weight` by the policy, and `share` of the score that it has once
    the weights of missing terms are spread, 0 to 1. Its points add up to the score; `why` says why it doesn't count."""

    key: str
    good: int
    n: int
    weight: float
    share: float = 0
    why: Literal["", "nothing", "few", "no_weight"] = ""

    @property
    def value(self) -> float | None:
        """The share that is as it should be; None where the term doesn't count for want of things."""
        return self.good / self.n if self.why in ("", "no_weight") and self.n else None

    @property
    def points(self) -> float | None:
        return None if self.why or self.value is None else 100 * self.share * self.value


class Score(NamedTuple):
    """A person's score, 0 to 100, with its terms; None where too little of the weights has a term. `covered` is that part."""

    value: float | None
    covered: float
    terms: Sequence[Term]


def score(found: Mapping[str, tuple[int, int]], rules: ScorecardRules) -> Score:
    """The score of somebody of whose terms so many are as they should be, and of how many each is."""
    terms = [_term(key, *found.get(key, (0, 0)), rules) for key in TERMS]
    counted = sum(term.weight for term in terms if not term.why)
    whole = sum(term.weight for term in terms)
    terms = [term if term.why else term._replace(share=term.weight / counted) for term in terms]
    covered = counted / whole if whole else 0.0
    if not counted or covered * 100 < rules.min_weight:
        return Score(None, covered, terms)
    return Score(sum(term.points or 0 for term in terms), covered, terms)


def _term(key: str, good: int, n: int, rules: ScorecardRules) -> Term:
    weight = rules.weight.get(key, 0)
    term = Term(key, good, n, weight)
    if not n:
        return term._replace(why="nothing")
    if n < rules.min_n and key not in _WHOLE:
        return term._replace(why="few")
    return term if weight else term._replace(why="no_weight")


def ranks(scores: Mapping[str, float | None], rules: ScorecardRules) -> dict[str, int]:
    """The place of everybody who has a score, equal ones sharing one; empty where they are too few to be put in an order."""
    found = sorted((value for value in scores.values() if value is not None), reverse=True)
    if len(found) < rules.min_people:
        return {}
    return {name: found.index(value) + 1 for name, value in scores.items() if value is not None}
