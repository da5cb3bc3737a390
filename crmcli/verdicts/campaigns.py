"""How campaigns stand: when they run, whom they are for, who was invited, answered and came, what they cost. Reads and judges,
writes nothing.

Of a customer with several rows in one campaign, as a merge leaves them, all rows together are one participant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from crmcli.database.connection import Record, Row
from crmcli.i18n import _
from crmcli.store import View

State = Literal["planned", "running", "over", "canceled"]
#: The kind of an invitation's message.
INVITATION = "campaign"


class Counts(NamedTuple):
    """How many customers a campaign was drawn for (`drawn`), and of these held out and invited; who signed up (`yes`) or
    declined (`no`), came (`came`) or stayed away (`absent`), and came without having been drawn (`walked_in`)."""

    drawn: int
    held_out: int
    invited: int
    yes: int
    no: int
    came: int
    absent: int
    walked_in: int


class Standing(NamedTuple):
    """A campaign as it stands: its row, state, participants, and what was spent on it (cents)."""

    row: Mapping[str, Any]
    state: State
    people: Sequence[Mapping[str, Any]]
    expenses: Sequence[Mapping[str, Any]]

    @property
    def spent(self) -> int:
        """What was spent on it, in cents."""
        return sum(each["amount_cents"] for each in self.expenses)

    @property
    def counts(self) -> Counts:
        """How many there are of each sort of participants."""
        people = self.people
        return Counts(
            drawn=sum(bool(each["drawn"]) for each in people),
            held_out=sum(bool(each["held_out"]) for each in people),
            invited=sum(each["invited_on"] is not None for each in people),
            yes=sum(each["answer"] == "yes" for each in people),
            no=sum(each["answer"] == "no" for each in people),
            came=sum(each["attended"] == 1 for each in people),
            absent=sum(each["attended"] == 0 for each in people),
            walked_in=sum(each["attended"] == 1 and not each["drawn"] for each in people),
        )


def key(campaign_id: int) -> str:
    """How a campaign stands in the outbox as what a message is for."""
    return f"{INVITATION}:{campaign_id}"


def state_of(row: Record, day: str) -> State:
    """How a campaign stands on a day."""
    if row["canceled_on"] is not None and row["canceled_on"] <= day:
        return "canceled"
    if day < row["start_on"]:
        return "planned"
    return "running" if day <= row["end_on"] else "over"


def listed(view: View) -> list[Standing]:
    """All campaigns that there are at the view's moment, the latest to begin first."""
    return standings(view, view.store.campaigns.listed(view.day))


def standings(view: View, rows: Iterable[Row]) -> list[Standing]:
    """These campaigns as they stand at the view's moment."""
    store, found = view.store, [dict(row) for row in rows]
    if view.past is not None:
        found = store.former.then("campaign", found, view.past)
    ids = [row["id"] for row in found]
    people = _by_campaign(as_of(view, store.campaigns.of(ids, view.day)))
    costs = _by_campaign(map(dict, store.campaigns.expenses(ids, view.day)))
    return [
        Standing(row, state_of(row, view.day), folded(people[row["id"]]), costs[row["id"]]) for row in found
    ]


def as_of(view: View, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows of participants as they stood at the view's moment: what happened only later is left out."""
    if view.past is None:
        return [dict(row) for row in rows]
    then = view.store.former.then("campaign_participant", rows, view.past)
    for row in then:
        for on, told in _DATED.items():
            if row[on] is None or row[on] > view.day:
                row |= dict.fromkeys((on, *told))
    return then


def of_customer(view: View, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """A customer's rows of participants with their campaigns, both as they stood at the view's moment."""
    then = as_of(view, rows)
    if view.past is None:
        return then
    own = ({"id": row["campaign_id"], **{name: row[name] for name in _CAMPAIGNS}} for row in rows)
    campaigns = {row["id"]: row for row in view.store.former.then("campaign", own, view.past)}
    return [row | {name: campaigns[row["campaign_id"]][name] for name in _CAMPAIGNS} for row in then]


def folded(rows: Sequence[Record]) -> list[dict[str, Any]]:
    """The participants of one campaign, each customer once. Held out is who was so by any of their rows, and invited by none."""
    groups: defaultdict[int, list[Record]] = defaultdict(list)
    for row in rows:
        groups[row["customer_id"]].append(row)
    return [dict(group[0]) if len(group) == 1 else _one(group) for group in groups.values()]


def barred(view: View, message: Record) -> str:
    """Why the invitation of a message may not go, whoever gets it; empty where it may."""
    campaign = view.store.campaigns.get(int(message["occasion"].partition(":")[2]))
    state = state_of(campaign, view.day)
    if state in ("over", "canceled"):
        return _("the campaign is over") if state == "over" else _("the campaign is canceled")
    mine = folded(view.store.campaigns.of_customer(message["customer_id"], campaign_id=campaign["id"]))
    return _("the customer is held out") if any(each["held_out"] for each in mine) else ""


#: What rows of participants tell of their campaigns that may be otherwise now.
_CAMPAIGNS = ("kind", "start_on", "end_on", "canceled_on")
#: By the day of what happened to a participant, what else it told.
_DATED = {
    "invited_on": ("invited_at", "channel", "outbox_id", "message_state"), "answered_on": ("answer",),
    "attended_on": ("attended", "score", "passed"),
}  # fmt: skip


def _one(group: Sequence[Record]) -> dict[str, Any]:
    """Several rows of one customer as one: what any of them tells, the latest answer, the best score."""
    merged = dict(next((row for row in group if row["invited_on"]), group[0]))
    answers = sorted((row for row in group if row["answer"]), key=lambda row: row["answered_on"])
    came = max(group, key=lambda row: (row["attended"] is not None, row["attended"] or 0, row["score"] or 0))
    asked = [row for row in group if row["drawn"]]
    return merged | {
        "drawn": int(bool(asked)),
        "held_out": int(merged["invited_on"] is None and any(row["held_out"] for row in asked)),
        **({name: answers[-1][name] for name in ("answer", "answered_on")} if answers else {}),
        **{name: came[name] for name in ("attended", "attended_on", "score", "passed")},
    }


def _by_campaign(rows: Iterable[dict[str, Any]]) -> defaultdict[int, list[dict[str, Any]]]:
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["campaign_id"]].append(row)
    return found
