"""Whether a past day's answer rests on records as they are known now: what was put right, entered, merged or taken back since.

A past day shows what had happened by then, as known now. Decisions are dated and leave it as it was; everything else
that was done to its records later is counted here, for the answer to say so.
"""

from __future__ import annotations

from collections.abc import Collection

from crmcli.store import View

#: The kinds of records that judging a customer rests on.
JUDGED = ("customers", "contacts", "orders", "contracts", "complaints", "survey_responses")
#: Those that the list of what is due rests on, and what is shown of one customer.
EVERYTHING = (
    *JUDGED,
    "feedback",
    "tasks",
    "opportunities",
    "trainings",
    "consents",
    "trials",
    "retention",
    "attachments",
    "staff",
    "operations",
)


def known_now(view: View, kinds: Collection[str], about: Collection[int] | None = None) -> dict[str, int]:
    """How many records of these kinds were changed after the past instant that was asked for, in a way that shows on its
    day; of some customers only with `about`. `settings`: of the team's currency and time zone. Empty for the present."""
    store = view.store
    if view.past is None or store.history.latest_at() <= view.past:
        return {}
    counts = store.history.since(view.past, view.day).counts(kinds, about)
    team = view.policy.team
    settings = (team.currency, store.policies.currency()), (team.time_zone, store.policies.time_zone())
    differing = sum(then != now for then, now in settings)
    return counts | ({"settings": differing} if differing else {})
