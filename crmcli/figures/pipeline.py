"""What the figures of opportunities mean, and the arithmetic behind them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from crmcli.i18n import N_

#: Title, unit and meaning of each figure.
TEXTS: Mapping[str, tuple[str, str, str]] = {
    "opportunities_open": (
        N_("Open opportunities"), "count", N_("Opportunities neither won nor lost on the last day."),
    ),
    "pipeline_amount": (
        N_("Amount of open opportunities"), "money",
        N_("Sum of the amounts of open opportunities; n is those whose amount is known."),
    ),
    "pipeline_weighted": (
        N_("Weighted amount"), "money",
        N_("Sum of amount × chance of the stage in the policy, of open opportunities; n is those of which both are known."),
    ),
    "opportunities_idle": (
        N_("Idle opportunities"), "count",
        N_("Open opportunities without a step ahead, without contact and without change of stage for so many days as the policy has."),
    ),
    "opportunities_opened": (N_("New opportunities"), "count", N_("Opportunities opened in the period.")),
    "opportunities_won": (N_("Won"), "count", N_("Opportunities that were won in the period and stand so on its last day.")),
    "won_amount": (N_("Amount won"), "money", N_("Sum of the amounts of opportunities won in the period; n is those whose amount is known.")),
    "opportunities_lost": (N_("Lost"), "count", N_("Opportunities that were lost in the period and stand so on its last day.")),
    "win_rate": (
        N_("Opportunities won (conversion)"), "share",
        N_("Opportunities won in the period ÷ opportunities won or lost in it; n is both."),
    ),
    "days_to_deal": (
        N_("Days to deal"), "days",
        N_("Median days from the opening of an opportunity to the day it was won, of those won in the period."),
    ),
}  # fmt: skip


class Passage(NamedTuple):
    """A stage, how many opportunities were ever in it, how many of these went further, and how many were lost from it."""

    stage: str
    entered: int
    went_on: int
    lost: int


def passages(paths: Sequence[Sequence[str]], order: Sequence[str]) -> list[Passage]:
    """How many got from each stage of an order to a later one, or were won; of opportunities by the stages that each went
    through."""
    place = {stage: number for number, stage in enumerate([*order, "won"])}

    def went_on(path: Sequence[str], stage: str) -> bool:
        after = path[path.index(stage) + 1 :]
        return any(place.get(later, -1) > place[stage] for later in after)

    found = []
    for stage in order:
        entered = [path for path in paths if stage in path]
        lost = sum(list(path[-2:]) == [stage, "lost"] for path in entered)
        found.append(Passage(stage, len(entered), sum(went_on(path, stage) for path in entered), lost))
    return found
