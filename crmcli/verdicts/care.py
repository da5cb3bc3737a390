"""Who is greeted on which day, for what, by which channel, or why not. Reads and judges, writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from crmcli.database.connection import Record, Row
from crmcli.judging.reach import Reach
from crmcli.store import View
from crmcli.verdicts.care_days import Day, feasts, of_feast, personal
from crmcli.verdicts.reach import reach, refusal

#: By channel the way that it needs.
WAYS = {"email": "email", "sms": "phone", "phone": "phone", "wechat": "wechat"}
#: A second greeting for the same within so many days of the first is the same one, whatever its key: a birthday that was
#: put right, a customer who was merged with another.
_SAME_DAYS = 60


class Greeting(NamedTuple):
    """A day of care with what is known of whom it is about. Without a channel `reason` says why; `state` is that of its
    message, if there is one."""

    day: Day
    row: Record
    name: str
    channel: str | None
    address: str | None
    reason: str
    state: str | None = None

    @property
    def open(self) -> bool:
        """Whether it is still to be written."""
        return self.state is None and not self.reason


def planned(
    view: View, first: date, last: date, occasion: str | None = None, *, with_feasts: bool = False
) -> list[Greeting]:
    """The greetings from one day to another, in order: birthdays and anniversaries, those of festivals and days of the trade
    with `with_feasts`, or those for one occasion."""
    days = list(personal(view, first, last, occasion))
    for feast in feasts(view, first, last) if occasion or with_feasts else ():
        if occasion in (None, feast.occasion, feast.kind):
            days += of_feast(view, feast)
    return judged(view, sorted(days, key=lambda day: (day.on, day.kind, day.whom.customer_id, day.key)))


def judged(view: View, days: Sequence[Day]) -> list[Greeting]:
    """The days with whom they are about, and by which channel they may be greeted."""
    customers = _customers(view, list(dict.fromkeys(day.whom.customer_id for day in days)))
    persons = view.store.care.persons([d.whom.contact_person_id for d in days if d.whom.contact_person_id])
    may = reach(view, "care", None, [day.whom for day in days])
    found = [
        _reached(
            view,
            day,
            customers[day.whom.customer_id],
            persons.get(day.whom.contact_person_id or 0),
            may[day.whom],
        )
        for day in days
        if day.whom.customer_id in customers
    ]
    return _once(view, found)


def _customers(view: View, ids: Sequence[int]) -> dict[int, Record]:
    """What a greeting needs of customers, at the view's moment; whom nobody knew on a past day is left out."""
    rows: dict[int, Record] = {**view.store.care.customers(ids)}
    if view.past is None:
        return rows
    from crmcli.verdicts.standings import judge_all  # only a past day is judged anew

    known = {facts.customer_id: standing for facts, standing in judge_all(view, ids)}
    found: dict[int, Record] = {}
    for row in view.store.former.then("customer", rows.values(), view.past):
        if (standing := known.get(row["id"])) is not None:
            birthday = standing.birthday_on and standing.birthday_on.isoformat()
            found[row["id"]] = row | {"tier": standing.tier, "birthday_on": birthday}
    return found


def _messages(view: View, rows: Sequence[Row]) -> Sequence[Record]:
    return rows if view.past is None else view.store.former.then("outbox", rows, view.past)


def _reached(view: View, day: Day, row: Record, person: Row | None, may: Reach) -> Greeting:
    """A greeting by the first channel of care that the gate and the known ways allow; where there is a way, the gate says why it
    may not be used."""
    ways = row if person is None else person
    channel = next((c for c in view.policy.care.channels if c in may.channels and ways[WAYS[c]]), None)
    address = None if channel is None else ways[WAYS[channel]]
    reason = "" if channel else may.reason
    if not channel and not reason:
        known = next((c for c in view.policy.care.channels if ways[WAYS[c]]), None)
        reason = (known and refusal(view, "care", day.whom, known)) or "no_channel"
    return Greeting(day, row, addressed(row, person), channel, address, reason)


def _once(view: View, found: Sequence[Greeting]) -> list[Greeting]:
    """The greetings with the states of their messages; of several to one address for the same day only the first is left."""
    sent, told = _Sent(view, found), []
    for greeting in found:
        state = sent.state(greeting)
        if state is None and greeting.address and not sent.is_first(greeting):
            greeting = greeting._replace(channel=None, reason="same_address")
        if state is None and sent.by_hand(greeting):
            greeting = greeting._replace(channel=None, reason="greeted")
        told.append(greeting._replace(state=state))
    return told


def addressed(row: Record, person: Row | None) -> str:
    """Whom a message addresses: the person, at a company the one who is asked for, else the customer."""
    if person is not None:
        return str(person["name"])
    return str(row["contact"] or row["name"]) if row["kind"] == "company" else str(row["name"])


class _Sent:
    """The messages that there are already, and the addresses that are taken while greetings are gone through."""

    def __init__(self, view: View, found: Sequence[Greeting]) -> None:
        self._keys: dict[str, str] = {}
        self._same: dict[tuple[int, str], list[Record]] = {}
        self._taken: set[tuple[str, str, str]] = set()
        self._seen_to: Mapping[str, Row] = {}
        if not found:
            return
        span = timedelta(days=_SAME_DAYS)
        start, end = (
            (day + by).isoformat() for day, by in ((found[0].day.on, -span), (found[-1].day.on, span))
        )
        customers = {each.day.whom.customer_id for each in found}
        for row in _messages(view, view.store.outbox.of(sorted(customers), start, end, view.past)):
            self._keys[row["key"]] = row["state"]
            self._same.setdefault((row["customer_id"], row["occasion"]), []).append(row)
        self._seen_to = (
            view.store.tasks.latest_snoozes([f"birthday:{key}" for key in customers])
            if view.past is None
            else view.store.tasks.snoozes(view.day, view.past)
        )
        addresses = {each.address for each in found if each.address}
        for row in view.store.outbox.to_addresses(sorted(addresses), start, end, view.past):
            self._taken.add((row["occasion"], row["occasion_on"], row["address"]))

    def by_hand(self, greeting: Greeting) -> bool:
        """Whether somebody saw to the birthday, and it is the one that the list of what is due knows of."""
        day, seen_to = greeting.day, self._seen_to.get(f"birthday:{greeting.day.whom.customer_id}")
        return (
            day.kind == "birthday"
            and greeting.row["birthday_on"] == day.on.isoformat()
            and seen_to is not None
            and seen_to["reason"] == "done"
            and seen_to["until_on"] > day.on.isoformat()
        )

    def state(self, greeting: Greeting) -> str | None:
        """The state of its message, or of one to the same person or address for the same; None without any."""
        day = greeting.day
        if day.key in self._keys:
            return self._keys[day.key]
        for row in self._same.get((day.whom.customer_id, day.occasion), ()):
            near = abs((date.fromisoformat(row["occasion_on"]) - day.on).days) <= _SAME_DAYS
            same = (
                row["contact_person_id"] == day.whom.contact_person_id or row["address"] == greeting.address
            )
            if near and same:
                return str(row["state"])
        return None

    def is_first(self, greeting: Greeting) -> bool:
        """Whether nobody else is greeted there for the same on the same day."""
        key = (greeting.day.occasion, greeting.day.on.isoformat(), greeting.address or "")
        first = key not in self._taken
        self._taken.add(key)
        return first
