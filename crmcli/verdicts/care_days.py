"""The days of care: whose birthday, anniversary or festival it is. Reads, writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from crmcli.dates.festivals import FESTIVALS, anniversary, festivals_between
from crmcli.dates.lunar import kept_between, lunar_year
from crmcli.matching.countries import country_code
from crmcli.policy import TIERS
from crmcli.store import View
from crmcli.verdicts.reach import Whom
from crmcli.vocabulary import parse_word


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


class Feast(NamedTuple):
    """A festival or day of the trade, the countries of the customers who are meant, as written, and their ISO codes."""

    on: date
    kind: str
    occasion: str
    countries: tuple[str, ...]
    codes: tuple[str, ...]


def occasion_of(view: View, text: str) -> str | None:
    """The occasion that a word means: a kind, a festival, a day of the trade by MM-DD or name; None for none."""
    days = view.policy.care.days
    named = next((day for day, name in days.items() if text in (day, name)), None)
    return named or parse_word("care_occasion", text)


def known_occasions(view: View) -> Iterable[str]:
    """Everything that can be greeted for, as it is named."""
    return ("birthday", "anniversary", *FESTIVALS, *view.policy.care.days)


def personal(view: View, first: date, last: date, occasion: str | None) -> Iterator[Day]:
    """The birthdays of customers and contact persons and the anniversaries from one day to another, or those of one kind."""
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


def of_feast(view: View, feast: Feast) -> Iterator[Day]:
    """A festival's day for each customer who is meant: of its countries, and in a tier that is greeted then."""
    for customer_id in _of_tiers(view, feast.countries):
        yield Day(Whom(customer_id), feast.kind, feast.occasion, feast.on, feast.on.year)


def _of_tiers(view: View, countries: Sequence[str]) -> list[int]:
    """The customers of these countries (as written) who are in a tier that is greeted on festivals, at the view's moment."""
    tiers = view.policy.care.tiers
    if view.past is None:
        return view.store.care.of_countries(countries, tiers)
    from crmcli.verdicts.standings import judge_all  # only a past day is judged anew

    ids = view.store.care.of_countries(countries, TIERS)
    return [facts.customer_id for facts, standing in judge_all(view, ids) if standing.tier in tiers]
