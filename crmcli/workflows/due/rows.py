"""Rows of the due list: what one says, what a list is asked for, and the most urgent of many."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from heapq import heappush, heappushpop
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.vocabulary import given_together

if TYPE_CHECKING:
    from crmcli.policy.sections import Contact
    from crmcli.rules import Reason

KINDS = (
    "contact",
    "complaint",
    "inbound",
    "task",
    "feedback",
    "contract",
    "opportunity",
    "order",
    "training",
    "policy",
    "news",
    "birthday",
    "verify",
    "points",
    "trial",
    "retain",
    "check",
    "alarm",
    "improvement",
)


class DueRow(NamedTuple):
    """One thing to do. `item` is what done and snooze accept: `contact:345`, `complaint:7:respond`."""

    item: str
    kind: str
    customer_id: int | None
    due_at: str
    overdue_days: int
    urgency: int
    terms: Sequence[tuple[str, float]]
    why: str
    channel: str | None = None
    owner_id: int | None = None
    owner: str | None = None
    customer: str | None = None
    phone: str | None = None
    contact: str | None = None
    last_words: str | None = None
    #: What a contact's meeting is to be, where its plan asks for that.
    level: str | None = None
    #: What the customer is to be given, where its plan asks for that, as `vocabulary.given_together` puts it.
    give: str | None = None
    #: What the customer is to be told, ready to be sent.
    text: str | None = None
    #: Of a contact that only the plan asks for, the day from which it is; None for what was agreed or must be on its day.
    planned_from: str | None = None
    #: Of a contact that moved because a day was full, that day; it is late only after the day to which it moved.
    moved_from: str | None = None
    #: The customer's time zone, where its clocks show another time than the team's.
    zone: str | None = None
    #: The absent person on whose list it stands, where somebody stands in for them.
    on_behalf_of: str | None = None

    @property
    def place(self) -> tuple[int, str, str, int, str]:
        """Where it stands among others: the most urgent first, equal ones the longest due first."""
        kind, _colon, rest = self.item.partition(":")
        return -self.urgency, self.due_at, kind, int(rest.partition(":")[0]), self.item


class Wanted(NamedTuple):
    """What the list is asked for: whose (None: everybody's), how many days ahead, which kinds, how many rows, whether every
    missed deadline is told, as managers are, of which customers (None: of all, and of nobody's), and from which day on contacts
    came onto the list (None: whenever they did)."""

    owner_id: int | None
    until: date
    kinds: frozenset[str] = frozenset(KINDS)
    overdue_only: bool = False
    most: int | None = None
    missed: bool = False
    customers: frozenset[int] | None = None
    since: date | None = None


#: The ways that a channel needs, any of them; a visit needs none that is kept.
_NEEDED = {"phone": ("phone",), "sms": ("phone",), "email": ("email",), "wechat": ("wechat", "phone")}


def reachable(channel: str | None, person: Mapping[str, Any]) -> str | None:
    """A channel that is suggested for a customer, or another one by which they can be reached; None if there is none.
    `person` tells phone, e-mail and WeChat."""
    needed = _NEEDED.get(channel or "", ())
    if not needed or any(person.get(way) for way in needed):
        return channel
    return next((way for way in ("phone", "wechat", "email") if person.get(way)), None)


def level_wanted(reasons: list[Reason], policy: Contact) -> str | None:
    """The level of the meeting that some reasons ask for: `high` where only that satisfies a tier's cadence."""
    tiers = [data["tier"] for code, data in reasons if code == "cadence"]
    wanted = any(policy.plan[tier].satisfied_by == "high_level" for tier in tiers)
    return "high" if wanted else None


def given_wanted(reasons: list[Reason], policy: Contact) -> str | None:
    """What some reasons ask to be given, by the plans of their tiers, as one word; None for nothing."""
    plans = [policy.plan[data["tier"]] for code, data in reasons if code == "cadence"]
    return given_together(each for plan in plans for each in plan.give) or None


class Candidates:
    """Everything that is due, of which only the most urgent rows are written out in words."""

    def __init__(self, wanted: Wanted, snoozed: Collection[str]) -> None:
        self._wanted, self._snoozed = wanted, snoozed
        self._found: list[tuple[int, str, str, int, int, Callable[[], DueRow]]] = []
        #: The urgencies of the `most` most urgent rows so far, the least of them first.
        self._best: list[int] = []
        #: How many more rows there are that nobody needed to read.
        self.unread = 0

    def add(self, item: str, urgency: int, due_at: str, overdue: int, write: Callable[[], DueRow]) -> None:
        """Takes a row in, unless it is put off or not what is wanted; `write` makes it."""
        if item in self._snoozed or (self._wanted.overdue_only and overdue <= 0):
            return
        kind, _colon, rest = item.partition(":")
        number = int(rest.partition(":")[0])
        self._found.append((-urgency, due_at, kind, number, len(self._found), write))
        if self._wanted.most is not None:
            if len(self._best) < self._wanted.most:
                heappush(self._best, urgency)
            else:
                heappushpop(self._best, urgency)

    def hides(self, item: str) -> bool:
        """Whether a row is put off beyond the list."""
        return item in self._snoozed

    def take(self, row: DueRow) -> None:
        """Takes in a row that is written already."""
        self.add(row.item, row.urgency, row.due_at, row.overdue_days, lambda: row)

    def open_to(self, urgency: float) -> bool:
        """Whether a row of this urgency may still be among those wanted."""
        most = self._wanted.most
        return most is None or len(self._best) < most or urgency >= self._best[0]

    @property
    def total(self) -> int:
        return len(self._found) + self.unread

    def count(self, kind: str) -> int:
        """How many rows of a kind were taken in."""
        return sum(row[2] == kind for row in self._found)

    def snoozed(self, kind: str) -> list[int]:
        """The ids of the rows of a kind that are put off."""
        return [int(item.split(":")[1]) for item in self._snoozed if item.startswith(f"{kind}:")]

    def rows(self) -> list[DueRow]:
        """The wanted rows, the most urgent first; equal ones the longest due first."""
        self._found.sort(key=lambda row: row[:5])
        return [row[5]() for row in self._found[: self._wanted.most]]
