"""How often something comes again: everyday words or an RFC 5545 rule, and the days that follow from it.

Pure: days in, days out. dateutil, which knows the rules, is loaded only when a rule is used. A rule counts from the
day that its series begins; when a task was really done moves nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice

from crmcli.dates.months import add_months
from crmcli.errors import Usage
from crmcli.i18n import N_, _, series

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE = {c: _DAYS[i] for i, c in enumerate("一二三四五六日")} | {"天": "SU"}
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_UNITS = {
    "day": "DAILY", "天": "DAILY", "日": "DAILY", "week": "WEEKLY", "周": "WEEKLY", "星期": "WEEKLY",
    "month": "MONTHLY", "月": "MONTHLY", "year": "YEARLY", "年": "YEARLY",
}  # fmt: skip
_WORDS = {
    "daily": "FREQ=DAILY", "weekly": "FREQ=WEEKLY", "monthly": "FREQ=MONTHLY", "yearly": "FREQ=YEARLY",
    "annually": "FREQ=YEARLY", "quarterly": "FREQ=MONTHLY;INTERVAL=3", "biweekly": "FREQ=WEEKLY;INTERVAL=2",
    "每季": "FREQ=MONTHLY;INTERVAL=3", "每季度": "FREQ=MONTHLY;INTERVAL=3", "每半年": "FREQ=MONTHLY;INTERVAL=6",
    "隔周": "FREQ=WEEKLY;INTERVAL=2", "隔天": "FREQ=DAILY;INTERVAL=2",
    "weekdays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "工作日": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "每个工作日": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "每月底": "FREQ=MONTHLY;BYMONTHDAY=-1", "每月末": "FREQ=MONTHLY;BYMONTHDAY=-1", "每月最后一天": "FREQ=MONTHLY;BYMONTHDAY=-1",
    "every month end": "FREQ=MONTHLY;BYMONTHDAY=-1",
}  # fmt: skip
_EVERY = re.compile(
    r"(?:every|每)(?:隔)?\s*(\d{1,3}|[一二两三四五六七八九十])?\s*个?(day|week|month|year|天|日|周|星期|月|年)s?"
)
_ON_WEEKDAYS = re.compile(r"每?个?(?:周|星期|礼拜)([一二三四五六日天](?:[、,和及/]?[一二三四五六日天])*)")
_ON_MONTH_DAY = re.compile(r"每个?月([1-9]|[12]\d|3[01])[日号]?")
#: The shape of a rule by whole days: what RFC 5545 allows beyond it (hours and less) makes no sense for a deadline.
_PARTS = {
    "FREQ": "DAILY|WEEKLY|MONTHLY|YEARLY", "INTERVAL": r"[1-9]\d{0,3}", "COUNT": r"[1-9]\d{0,4}", "UNTIL": r"\d{8}",
    "WKST": "MO|TU|WE|TH|FR|SA|SU", "BYDAY": "", "BYMONTH": "", "BYMONTHDAY": "", "BYYEARDAY": "", "BYWEEKNO": "",
    "BYSETPOS": "",
}  # fmt: skip
#: A rule without a day for so long is taken to have none.
_HORIZON_MONTHS = 12 * 12


def parse(text: str, start: date) -> str:
    """The rule in RFC 5545's words for what a person typed: weekly, every 2 weeks, 每周一三, 每月15日, FREQ=WEEKLY;BYDAY=MO.

    `start` fills in what the words leave open: 'monthly' is that day of the month, the last one where a month is
    shorter. Usage, in one sentence, if it is no rule or has no day.
    """
    plain = unicodedata.normalize("NFKC", text).replace("週", "周").strip()
    rule = _friendly(" ".join(plain.lower().split()), start) or plain.upper().replace(" ", "").removeprefix(
        "RRULE:"
    )
    rule = re.sub(r"(UNTIL=\d{8})T\d{6}Z?", r"\1", rule)
    wrong = Usage(
        _("This says not how often it repeats: %(text)s") % {"text": text},
        _("Write it like daily, weekly, monthly, 每周一, 每月15日, or FREQ=WEEKLY;BYDAY=MO."),
    )
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    if "FREQ" not in parts or len(parts) < rule.count(";") + 1 or not all(map(_fits, parts, parts.values())):
        raise wrong
    try:
        first = next(_days(rule, start, start), None)
    except (ValueError, TypeError, LookupError, OverflowError) as error:
        # dateutil looks for a 99th Monday as for any other.
        raise wrong from error
    if first is None:
        raise Usage(
            _("This rule has no day from %(start)s on: %(text)s") % {"start": start, "text": text},
            _("Check its UNTIL, months and days."),
        )
    return rule


#: Units of a rule as people say them: alone, and every so many.
_SPOKEN = {
    "DAILY": (N_("every day"), N_("every %(n)d days")),
    "WEEKLY": (N_("every week"), N_("every %(n)d weeks")),
    "MONTHLY": (N_("every month"), N_("every %(n)d months")),
    "YEARLY": (N_("every year"), N_("every %(n)d years")),
}
_WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


def in_words(rule: str) -> str:
    """A rule as people say it: every week, Friday; a rule that has no such words stays as it is."""
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    days = parts.pop("BYDAY", "").split(",")
    every = int(parts.pop("INTERVAL", "1"))
    alone, each = _SPOKEN[parts.pop("FREQ")]
    on_day = _day_of_month(parts)
    if parts or any(day and day not in _DAYS for day in days):
        return rule
    unit = _(alone) if every == 1 else _(each) % {"n": every}
    if on_day:
        return _("%(unit)s, %(day)s") % {"unit": unit, "day": on_day}
    named = series(_(_WEEKDAYS[_DAYS.index(day)]) for day in days if day)
    if not named:
        return unit
    if (every, unit) == (1, _("every week")):
        return _("every %(days)s") % {"days": named}
    return _("%(unit)s on %(days)s") % {"unit": unit, "days": named}


def _day_of_month(parts: dict[str, str]) -> str:
    """The day of a month that a rule names, taken out of its parts: one, or the last one up to it; empty without."""
    days = parts.get("BYMONTHDAY", "").split(",")
    if days == ["-1"] and "BYSETPOS" not in parts:
        del parts["BYMONTHDAY"]
        return _("on the last day")
    if not all(day.isdigit() for day in days) or (len(days) > 1) != (parts.get("BYSETPOS") == "-1"):
        return ""
    del parts["BYMONTHDAY"]
    parts.pop("BYSETPOS", None)
    return _("on day %(n)s") % {"n": days[-1]}


def first_day(rule: str, start: date) -> date:
    """The rule's first day from `start` on; only for a rule that `parse` let through."""
    return next(_days(rule, start, start))


def next_day(rule: str, start: date, done: date, today: date) -> date | None:
    """The rule's first day after that of the task that is done, and not past: what was missed does not pile up.

    None if the rule has ended.
    """
    return next((day for day in _days(rule, start, max(done, today)) if day > done and day >= today), None)


def _fits(name: str, value: str) -> bool:
    """Whether a part of a rule is one that we know, with a value of its shape; dateutil judges the numbers."""
    if name not in _PARTS:
        return False
    if _PARTS[name]:
        return re.fullmatch(_PARTS[name], value) is not None
    unit = r"[+-]?\d{0,2}(?:MO|TU|WE|TH|FR|SA|SU)" if name == "BYDAY" else r"[+-]?[1-9]\d{0,2}"
    return re.fullmatch(rf"{unit}(?:,{unit})*", value) is not None


def _friendly(words: str, start: date) -> str | None:
    """The rule that everyday words mean; None if they are none."""
    if words in _WORDS:
        return _clamped(_WORDS[words], start)
    if match := _EVERY.fullmatch(words):
        count = int(_DIGITS.get(match[1], match[1])) if match[1] else 1
        interval = f";INTERVAL={count}" if count != 1 else ""
        return _clamped(f"FREQ={_UNITS[match[2]]}{interval}", start)
    if match := _ON_WEEKDAYS.fullmatch(words):
        return "FREQ=WEEKLY;BYDAY=" + ",".join(_CHINESE[c] for c in match[1] if c in _CHINESE)
    if match := _ON_MONTH_DAY.fullmatch(words):
        return "FREQ=MONTHLY;" + _month_days(int(match[1]))
    return _western_weekdays(words)


def _western_weekdays(words: str) -> str | None:
    """Every Monday; mon, wed and fri."""
    names = re.findall("[a-z]+", words.removeprefix("every ").removeprefix("on "))
    days = [_DAYS[_ENGLISH.index(name[:3])] for name in names if name != "and" and name[:3] in _ENGLISH]
    known = bool(days) and len(days) == sum(name != "and" for name in names)
    return "FREQ=WEEKLY;BYDAY=" + ",".join(days) if known else None


def _clamped(rule: str, start: date) -> str:
    """A rule by months or years that also has its day where a month is shorter, as people count."""
    if start.day <= 28 or "BY" in rule:
        return rule
    if rule.startswith("FREQ=MONTHLY"):
        return f"{rule};{_month_days(start.day)}"
    if rule.startswith("FREQ=YEARLY") and (start.month, start.day) == (2, 29):
        return f"{rule};BYMONTH=2;{_month_days(29)}"
    return rule


def _month_days(day: int) -> str:
    """The day of the month, or the month's last if it has fewer."""
    if day <= 28:
        return f"BYMONTHDAY={day}"
    if day == 31:
        return "BYMONTHDAY=-1"
    return f"BYMONTHDAY={','.join(map(str, range(28, day + 1)))};BYSETPOS=-1"


def _days(rule: str, start: date, after: date) -> Iterator[date]:
    """The rule's days counted from `start`, as far as can matter for `after`."""
    from dateutil.rrule import rrulestr

    # The ends are kept here: dateutil takes one of them only, and a rule that never comes must end too.
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    count, until = parts.pop("COUNT", None), parts.pop("UNTIL", None)
    last = add_months(after, _HORIZON_MONTHS)
    last = min(last, date.fromisoformat(until)) if until else last
    plain = ";".join(f"{name}={value}" for name, value in parts.items())
    found = rrulestr(f"{plain};UNTIL={last:%Y%m%d}", dtstart=datetime.combine(start, time()))
    for moment in islice(found, int(count) if count else None):
        yield moment.date()
