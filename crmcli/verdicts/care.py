"""Who is greeted on which day, for what, by which channel, or why not. Reads and judges, writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from crmcli.database.connection import Row
from crmcli.dates.festivals import FESTIVALS, anniversary, festivals_between
from crmcli.dates.lunar import kept_between, lunar_year
from crmcli.judging.reach import Reach
from crmcli.matching.countries import country_code
from crmcli.store import View
from crmcli.verdicts.reach import Whom, reach

#: By channel the way that it needs.
_WAYS = {"email": "email", "sms": "phone", "phone": "phone", "wechat": "wechat"}
#: A second greeting for the same within so many days of the first is the same one, whatever its key: a birthday that was
#: put right, a customer who was merged with another.
_SAME_DAYS = 60


class Day(NamedTuple):
    """A day of care: whose (a customer as a whole or a contact person), for what of which kind, and in which year of it."""

    whom: Whom
    kind: str
    occasion: str
    on: date
    year: int
    years: int | None = None

    @property
    def key(self) -> str:
        """What makes its message one: never twice for one occasion and year."""
        person = self.whom.contact_person_id
        of = f"c{self.whom.customer_id}" if person is None else f"p{person}"
        return f"{self.occasion}:{of}:{self.year}"


class Greeting(NamedTuple):
    """A day of care with what is known of whom it is about. Without a channel `reason` says why; `state` is that of its
    message, if there is one."""

    day: Day
    row: Row
    name: str
    channel: str | None
    address: str | None
    reason: str
    state: str | None = None

    @property
    def open(self) -> bool:
        """Whether it is still to be written."""
        return self.state is None and not self.reason


class Feast(NamedTuple):
    """A festival or day of the trade, the countries of the customers who are meant, as written, and their ISO codes."""

    on: date
    kind: str
    occasion: str
    countries: tuple[str, ...]
    codes: tuple[str, ...]


def occasion_of(view: View, text: str) -> str | None:
    """The occasion that a word means: a kind, a festival, a day of the trade by MM-DD or name; None for none."""
    from crmcli.vocabulary import parse_word

    days = view.policy.care.days
    named = next((day for day, name in days.items() if text in (day, name)), None)
    return named or parse_word("care_occasion", text)


def planned(
    view: View, first: date, last: date, occasion: str | None = None, *, with_feasts: bool = False
) -> list[Greeting]:
    """The greetings from one day to another, in order: birthdays and anniversaries, those of festivals and days of the trade
    with `with_feasts`, or those for one occasion."""
    days = list(_personal(view, first, last, occasion))
    for feast in feasts(view, first, last) if occasion or with_feasts else ():
        if occasion in (None, feast.occasion, feast.kind):
            days += _of_feast(view, feast)
    return judged(view, sorted(days, key=lambda day: (day.on, day.kind, day.whom.customer_id, day.key)))


# -- days ----------------------------------------------------------------------------------------------------


def _personal(view: View, first: date, last: date, occasion: str | None) -> Iterator[Day]:
    wanted = view.policy.care.occasions
    if "birthday" in wanted and occasion in (None, "birthday"):
        yield from _birthdays(view, first, last)
    if "anniversary" in wanted and occasion in (None, "anniversary"):
        yield from _anniversaries(view, first, last)


def _birthdays(view: View, first: date, last: date) -> Iterator[Day]:
    kept = kept_between(first, last)
    for row in view.store.care.birthdays({text for _calendar, text in kept}):
        calendar = row["birthday_calendar"] or "solar"
        for on in kept.get((calendar, row["birthday"][-5:]), ()):
            year = lunar_year(on) if calendar == "lunar" else on.year
            whom = Whom(row["customer_id"], row["contact_person_id"])
            yield Day(whom, "birthday", "birthday", on, year)


def _anniversaries(view: View, first: date, last: date) -> Iterator[Day]:
    days = _each(first, last)
    short = {"02-29"} if any(f"{day:%m-%d}" == "02-28" for day in days) else set()
    for row in view.store.care.anniversaries({f"{day:%m-%d}" for day in days} | short):
        for on in days:
            years = anniversary(row["cooperation_start"], on)
            if years is not None:
                yield Day(Whom(row["customer_id"]), "anniversary", "anniversary", on, on.year, years)


def _each(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def feasts(view: View, first: date, last: date) -> list[Feast]:
    """The festivals and days of the trade from one day to another that any customer is greeted for, in order."""
    care = view.policy.care
    found: dict[tuple[date, str, str], list[str]] = {}
    codes = {written: _country(view, written) for written in view.store.care.countries()}
    for written, country in codes.items():
        if "festival" in care.occasions:
            festivals = care.festivals.get(country, care.festivals.get("other", ()))
            for on, name in festivals_between(first, last, festivals, country, care.moving):
                found.setdefault((on, "festival", name), []).append(written)
        if "day" in care.occasions:
            for on in _each(first, last):
                if f"{on:%m-%d}" in care.days:
                    found.setdefault((on, "day", f"{on:%m-%d}"), []).append(written)
    return [
        Feast(*key, tuple(countries), tuple(sorted({codes[written] for written in countries})))
        for key, countries in sorted(found.items())
    ]


def _country(view: View, written: str) -> str:
    """The ISO code of a customer's country; the team's where none is written, or nobody knows which it is."""
    return (country_code(written) if written else None) or view.policy.team.country


def _of_feast(view: View, feast: Feast) -> Iterator[Day]:
    for customer_id in view.store.care.of_countries(feast.countries, view.policy.care.tiers):
        yield Day(Whom(customer_id), feast.kind, feast.occasion, feast.on, feast.on.year)


# -- verdicts ------------------------------------------------------------------------------------------------


def judged(view: View, days: Sequence[Day]) -> list[Greeting]:
    """The days with whom they are about, and by which channel they may be greeted."""
    customers = view.store.care.customers(list(dict.fromkeys(day.whom.customer_id for day in days)))
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
    ]
    return _once(view, found)


def _reached(view: View, day: Day, row: Row, person: Row | None, may: Reach) -> Greeting:
    """A greeting by the first channel of care that the gate and the known ways allow."""
    ways = row if person is None else person
    channel = next((c for c in view.policy.care.channels if c in may.channels and ways[_WAYS[c]]), None)
    address = None if channel is None else ways[_WAYS[channel]]
    reason = "" if channel else may.reason or "no_channel"
    return Greeting(day, row, _name(row, person), channel, address, reason)


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


def _name(row: Row, person: Row | None) -> str:
    """Whom a greeting addresses: the person, at a company the one who is asked for, else the customer."""
    if person is not None:
        return str(person["name"])
    return str(row["contact"] or row["name"]) if row["kind"] == "company" else str(row["name"])


class _Sent:
    """The messages that there are already, and the addresses that are taken while greetings are gone through."""

    def __init__(self, view: View, found: Sequence[Greeting]) -> None:
        self._keys: dict[str, str] = {}
        self._same: dict[tuple[int, str], list[Row]] = {}
        self._taken: set[tuple[str, str, str]] = set()
        self._seen_to: dict[str, Row] = {}
        if not found:
            return
        span = timedelta(days=_SAME_DAYS)
        start, end = (
            (day + by).isoformat() for day, by in ((found[0].day.on, -span), (found[-1].day.on, span))
        )
        customers = {each.day.whom.customer_id for each in found}
        for row in view.store.outbox.of(sorted(customers), start, end):
            self._keys[row["key"]] = row["state"]
            self._same.setdefault((row["customer_id"], row["occasion"]), []).append(row)
        self._seen_to = view.store.tasks.latest_snoozes([f"birthday:{key}" for key in customers])
        addresses = {each.address for each in found if each.address}
        for row in view.store.outbox.to_addresses(sorted(addresses), start, end):
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


def known_occasions(view: View) -> Iterable[str]:
    """Everything that can be greeted for, as it is named."""
    return ("birthday", "anniversary", *FESTIVALS, *view.policy.care.days)


def refusal(view: View, whom: Whom, channel: str) -> str:
    """Why somebody may not be greeted by a channel; empty where they may."""
    found = reach(view, "care", channel, [whom]).get(whom)
    return "gone" if found is None else found.reason
