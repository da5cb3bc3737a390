"""Days off and make-up days as people write them: 2027-02-06..2027-02-12 春节, or a whole line of the announcement.

Pure. A day without a year takes it from the days beside it, or from what the sheet says of itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from crmcli.dates.days_off import LONGEST, span_days

_DAY = r"(?:(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})|(\d{4})(\d\d)(\d\d))(?!\d|[-/.]\d{4}(?![-/.年]|\d{4}(?!\d)))\s*[日号]?"
#: What stands behind a day to say which it is: （周六）, 周六, （农历除夕、周五）.
_WEEKDAY = (
    r"\s*(?:\([^()]{0,20}(?:星期|周|週|礼拜)[一二三四五六日天]\)|(?:星期|周|週|礼拜)[一二三四五六日天])?"
)
#: What else stands in brackets behind the first of several days: （除夕）. Behind the last it may say what the day is.
_REMARK = r"(?:\s*\([^()]{0,20}\))?"
_TO = r"\s*起?\s*(?:\.{2,3}|至|到|~|[-–—―]+|\bto\b|\buntil\b)\s*(?:正月)?(?:初?[一二三四五六七八九十]{1,2}|元宵)?\s*"
_SPAN = re.compile(
    rf"(?<!\d){_DAY}{_WEEKDAY}(?:{_REMARK}{_TO}(?:{_DAY}|(\d{{1,2}})(?!\d)\s*[日号]?){_WEEKDAY})?",
    re.IGNORECASE,
)
#: Words that say that a day is off, or that work is made up on it; 调休 alone is either.
_OFF = re.compile(r"放假|假期|休息|节假|法定|节日|公休|周末|双休|^休$|^假$|\boff\b|holiday", re.IGNORECASE)
_WORK = re.compile(
    r"班|工作日|补休|補班|\bwork(?:ing)?[\s-]*days?\b|^work(?:ing)?$|make[\s-]?up", re.IGNORECASE
)
_ONLY_WORK = re.compile(r"调休|調休|补班|補班|上班|补休|補休")
_EITHER = re.compile(r"调休|調休|\bswap", re.IGNORECASE)
#: What stands around a name and is none.
_NOISE = re.compile(
    r"^[一二三四五六七八九十]+、|^(?:\d{4}|今|明|后)年|[自从]$|(?<=[节旦])休$|^止|其中$|放假调休|放假|调休|調休|共?\s*[\d一二三四五六七八九十两]+\s*天|(?:正常)?上班|补班|補班|法定节假日|[,，、;；。:：()（）\[\]【】“”\"]"
)
_COUNT = re.compile(r"(?:共|放假)\s*(\d{1,2})\s*天")
_STOP = re.compile(r"[,，、;；。\s]")
#: Days behind the first of a month that don't repeat it: 2月14日、20日.
_BARE = re.compile(r"([,、和及]\s*)(\d{1,2}\s*[日号]|(?<=[、和及])\d{1,2}(?!\d|\s*[-月/.]))")
_FURTHER = re.compile(rf"(\d{{1,2}}\s*月)\s*\d{{1,2}}\s*[日号]?(?:\s*{_BARE.pattern})+\s*[日号]?")


class Span(NamedTuple):
    """Days from the first to the last, and the words before and behind them."""

    first: date
    last: date
    before: str
    behind: str


@dataclass(slots=True)
class Days:
    """Days off with their names, and make-up days."""

    off: dict[date, str] = field(default_factory=dict)
    work: set[date] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.off or self.work)

    def add(self, first: date, last: date, *, works: bool, name: str = "") -> None:
        """Takes the days from the first to the last in, as one or the other."""
        for day in span_days(first, last):
            if works:
                self.work.add(day)
                self.off.pop(day, None)
            else:
                self.off[day] = name
                self.work.discard(day)

    def update(self, other: Days) -> None:
        """Takes another's days in."""
        self.off |= other.off
        self.work |= other.work


def has_day(text: str) -> bool:
    """Whether a text names a day."""
    return bool(_SPAN.search(_normal(text)))


def read_days(text: str, year: int = 0, beside: date | None = None, *, works: bool = False) -> Days:
    """The days that a text names. `year` is that of days without one, else it is the one next to the day `beside`.

    With `works` they are make-up days unless the text says otherwise. ValueError if it names none, if one can't be, or
    if its year is not told.
    """
    found, days = spans_in(text, year, beside), Days()
    if not found:
        raise ValueError(text)
    name = ""
    # What is said behind each, or behind the next of which something is.
    said, later = list[str](), ""
    alone = dict[date, bool]()
    for span in reversed(found):
        later = span.behind or later
        said.append(later)
    for place, (span, words) in enumerate(zip(found, reversed(said), strict=True)):
        name = span.before or ("" if place and found[place - 1].behind else name)
        kind = _kind(span, name, words)
        works_here = is_work(kind, span.first, works)
        told = _COUNT.search(span.behind) if "连休" not in span.behind else None
        if told and int(told[1]) != (span.last - span.first).days + 1:
            # It says itself that these are not the days it means.
            raise ValueError(text)
        if span.first == span.last and alone.setdefault(span.first, works_here) is not works_here:
            raise ValueError(text)
        days.add(span.first, span.last, works=works_here, name=plain_name(name) or plain_name(words))
    return days


def _kind(span: Span, name: str, later: str) -> str:
    """The words that say what a span is: behind it, else in front of it (调休：9月26日、10月9日), else behind a later one. Of a
    later one it is no make-up day that has a name of its own, or is several days: nobody works those in place of others."""
    told = [span.behind, name if span.before or not span.behind else ""]
    if not _WORK.search(later) or (span.first == span.last and not plain_name(span.before)):
        told.append(later)
    return next((words for words in told if tells_kind(words)), "")


def is_work(words: str, day: date, otherwise: bool = False) -> bool:
    """Whether these words make a day one on which work is made up. 调休 alone does so at a weekend only."""
    if "放假" in words or (_OFF.search(words) and not _WORK.search(words)):
        return False
    if _WORK.search(words):
        return True
    return day.weekday() > 4 if _EITHER.search(words) else otherwise


def tells_kind(words: str) -> bool:
    """Whether the words say that a day is off or worked."""
    return any(pattern.search(words) for pattern in (_OFF, _WORK, _EITHER))


def plain_name(words: str) -> str:
    """A holiday's name without what stands around it."""
    return " ".join(_NOISE.sub(" ", unicodedata.normalize("NFKC", words)).split())


def spans_in(text: str, year: int = 0, beside: date | None = None) -> list[Span]:
    """The spans of days that a text names, in order. ValueError as for `read_days`."""
    text = _FURTHER.sub(lambda found: _BARE.sub(rf"\g<1>{found[1]}\g<2>", found[0]), _normal(text))
    return list(_spans(text, list(_SPAN.finditer(text)), year, beside))


def _spans(text: str, matches: list[re.Match[str]], year: int, beside: date | None) -> Iterator[Span]:
    before = text[: matches[0].start()] if matches else ""
    for place, match in enumerate(matches):
        stop = matches[place + 1].start() if place + 1 < len(matches) else len(text)
        behind = text[match.end() : stop]
        first, last = _ends(match, year, beside)
        behind, heading = _heading(behind, last > first) if stop < len(text) else (behind, "")
        beside = first
        yield Span(first, last, before.strip(" ,，、;；。:："), behind.strip(" ,，、;；。和及"))
        before = heading


def _heading(words: str, several: bool) -> tuple[str, str]:
    """The words without the last of them, and that one, where it belongs to the day that follows: it ends with a colon, or
    stands right before it, apart from what is before (10月1日至7日，补班9月26日)."""
    stripped = words.rstrip()
    last = _STOP.split(words)[-1]
    heading = _STOP.split(stripped)[-1].rstrip(":：") if stripped.endswith((":", "：")) else ""
    if not heading and last and last != words:
        heading = last
    if several and _ONLY_WORK.fullmatch(stripped.strip()):
        # Nobody works for several days in place of others.
        return "", stripped.strip()
    return (stripped[: stripped.rindex(heading)], heading) if heading else (words, "")


def _ends(match: re.Match[str], year: int, beside: date | None) -> tuple[date, date]:
    start, end, bare = match.groups()[:6], match.groups()[6:12], match[13]
    first = _day(start, year, beside)
    last = first.replace(day=int(bare)) if bare else _day(end, 0, first) if any(end) else first
    if year and last.year > year and not _tells_year(start) and not _tells_year(end):
        # 12月31日至1月2日 of a year's list begins in the year before.
        first, last = first.replace(year=year - 1), last.replace(year=year)
    if not 0 <= (last - first).days < LONGEST:
        raise ValueError(match[0])
    return first, last


def _tells_year(parts: Sequence[str | None]) -> bool:
    return bool(parts[0] or parts[3])


def _day(parts: Sequence[str | None], year: int, beside: date | None) -> date:
    """The day of a match's six groups; ValueError if there is no such day, or its year is not told."""
    own, *rest = parts[:3] if parts[1] else parts[3:]
    month, day = (int(part or 0) for part in rest)
    if own or year:
        return date(int(own or year), month, day)
    if beside is None:
        raise ValueError(f"{month}-{day}")
    near = [_in_year(beside.year + offset, month, day) for offset in (0, -1, 1)]
    return min((d for d in near if d), key=lambda d: abs((d - beside).days))


def _in_year(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def year_in(text: str) -> int:
    """The one year that a title or a file's name tells; 0 if it tells none or several."""
    found = set(re.findall(r"(?<!\d)20\d\d(?!\d)", _normal(text)))
    return int(found.pop()) if len(found) == 1 else 0
