"""The team's own days off and make-up days in the policy's calendars: what is added, taken away, and what stands there."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from crmcli import vocabulary
from crmcli.dates.calendars import Calendar, public_holidays
from crmcli.dates.days_off import entries, fixed_by_law, parse_entries, spans
from crmcli.errors import NotFound, Usage
from crmcli.i18n import _
from crmcli.policy import Policy
from crmcli.policy.sections import CalendarSpec
from crmcli.sheets.cells.typed_days import Days
from crmcli.store import Work
from crmcli.wording import clean
from crmcli.workflows.policies import edit
from crmcli.workflows.policies.adopting import Adopted, adopt, newest

#: A name longer than this is a remark.
_LONGEST_NAME = 60


class DayRow(NamedTuple):
    """Days that follow each other: kind is `off` or `work`, source `own` or `announced` (the package's table)."""

    calendar: str
    first: date
    last: date
    kind: str
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of a change: the policy's new version, and the days that it added or took away."""

    adopted: Adopted
    rows: list[DayRow]


def chosen(policy: Policy, name: str | None) -> dict[str, CalendarSpec]:
    """The calendars that a change is for: the named one, else all with public holidays, else the contact plan's.

    NotFound if there is none of that name, Usage for one that runs round the clock.
    """
    names = [name] if name else [key for key, spec in policy.calendar.items() if spec.holidays]
    found = {
        key: policy.calendar[key] for key in names or [policy.contact.calendar] if key in policy.calendar
    }
    if not found:
        raise NotFound(
            _("The policy has no calendar %(name)s.") % {"name": name}, _("See: crmcli policy show calendar")
        )
    if any(spec.round_the_clock for spec in found.values()):
        raise Usage(
            _("The calendar %(name)s runs round the clock and has no days off.")
            % {"name": next(iter(found))},
            _("See: crmcli policy show calendar"),
        )
    return found


def days_by_law(specs: Iterable[CalendarSpec], year: int) -> Days:
    """The holidays that the law fixes for a year. Usage where the calendars go by no law that is known here."""
    if not any(spec.holidays == "CN" for spec in specs):
        raise Usage(
            _("The holidays of %(year)d are known for China's calendar only.") % {"year": year},
            _("Take in a list: crmcli calendar import FILE"),
        )
    try:
        return Days(off=fixed_by_law(year))
    except ValueError as error:
        raise Usage(
            _("%(year)d is no year to plan.") % {"year": year}, _("See: crmcli calendar show")
        ) from error


def add(work: Work, days: Days, note: str, name: str | None = None) -> Changed:
    """Enters days off and make-up days. What the calendar knows already is left out."""
    text, rows = newest(work.store), list[DayRow]()
    for key, spec in chosen(work.policy, name).items():
        own = _Own(spec, ZoneInfo(work.policy.team.time_zone))
        fresh = own.add(days)
        rows += _rows(key, fresh.off, fresh.work, "own")
        text = own.written(text, key)
    return Changed(adopt(work, text, note), rows)


def remove(work: Work, days: Collection[date], note: str, name: str | None = None) -> Changed:
    """Takes days out that the team had entered. NotFound if it had entered none of them."""
    text, rows = newest(work.store), list[DayRow]()
    for key, spec in chosen(work.policy, name).items():
        own = _Own(spec, ZoneInfo(work.policy.team.time_zone))
        gone = own.remove(days)
        rows += _rows(key, gone.off, gone.work, "own")
        text = own.written(text, key)
    if not rows:
        raise NotFound(
            _("None of these days was entered by the team."),
            _("See: crmcli calendar show   To work on a public holiday: crmcli calendar add --make-up DAY"),
        )
    return Changed(adopt(work, text, note), rows)


def listed(policy: Policy, first: date, last: date) -> list[DayRow]:
    """The days off and make-up days from one day to another, of every calendar that has some, in order."""
    rows: list[DayRow] = []
    for key, spec in policy.calendar.items():
        for row in () if spec.round_the_clock else _of_calendar(key, spec):
            if row.last >= first and row.first <= last:
                rows.append(row)
    return sorted(rows, key=lambda row: (row.first, row.calendar))


def _of_calendar(key: str, spec: CalendarSpec) -> Iterator[DayRow]:
    off, work = parse_entries(spec.closures), parse_entries(spec.workdays)
    yield from _rows(key, off, work.keys() - off.keys(), "own")
    if spec.holidays:
        known, made_up = public_holidays()
        own = off.keys() | work.keys()
        yield from _rows(key, {d: n for d, n in known.items() if d not in own}, made_up - own, "announced")


def _rows(key: str, off: Mapping[date, str], work: Iterable[date], source: str) -> list[DayRow]:
    days = [("off", *span) for span in spans(off)] + [
        ("work", *span) for span in spans(dict.fromkeys(work, ""))
    ]
    return [DayRow(key, first, last, kind, name, source) for kind, first, last, name in days]


def _one_name(name: str) -> str:
    """A holiday's name, the same in every language; any other as it is."""
    return vocabulary.parse_word("holiday", name) or name


class _Own:
    """The days that the team entered in one calendar."""

    def __init__(self, spec: CalendarSpec, zone: ZoneInfo) -> None:
        self._off, self._work = parse_entries(spec.closures), set(parse_entries(spec.workdays))
        #: The calendar as it is without them.
        self._bare = Calendar(spec._replace(closures=(), workdays=()), zone)

    def add(self, days: Days) -> Days:
        """Takes days in; returns those that were new."""
        off = {day: clean(name)[:_LONGEST_NAME] for day, name in days.off.items()}
        fresh = Days(
            {day: name for day, name in off.items() if not self._is_off(day, name)},
            {day for day in days.work if not self._is_worked(day)},
        )
        self._off = {day: name for day, name in self._off.items() if day not in days.work} | {
            day: name for day, name in fresh.off.items() if not self._bare_off(day, name)
        }
        self._work = (self._work - off.keys()) | {d for d in fresh.work if not self._bare.is_workday(d)}
        return fresh

    def _is_off(self, day: date, name: str) -> bool:
        if day in self._off:
            return not name or _one_name(self._off[day]) == _one_name(name)
        return day not in self._work and self._bare_off(day, name)

    def _bare_off(self, day: date, name: str) -> bool:
        """Whether the day is a public holiday anyway; one without a name is just a day without work."""
        return bool(self._bare.day_off(day)) or (not name and not self._bare.is_workday(day))

    def _is_worked(self, day: date) -> bool:
        return day not in self._off and (day in self._work or self._bare.is_workday(day))

    def remove(self, days: Collection[date]) -> Days:
        """Takes days out; returns those that were there."""
        gone = Days({day: self._off.pop(day) for day in days if day in self._off}, self._work & set(days))
        self._work -= gone.work
        return gone

    def written(self, text: str, key: str) -> str:
        """The policy's text with these days in the calendar of this name."""
        lists = {"closures": entries(self._off), "workdays": entries(dict.fromkeys(self._work, ""))}
        for name, found in lists.items():
            text = edit.set_value(text, f"calendar.{key}.{name}", _toml_list(found))
        return text


def _toml_list(texts: list[str]) -> str:
    """A list as TOML writes it, a line an entry."""
    lines = "".join(f"\n  {json.dumps(text, ensure_ascii=False)}," for text in texts)
    return f"[{lines}\n]" if lines else "[]"
