"""Logs of chats as messengers write them to text files: who said what when. Pure.

Each program writes in one of a few styles: day and time before name and text on one line (WhatsApp, Skype, KakaoTalk),
day and time beside the name and the text below (QQ, WeChat, DingTalk, Telegram), or a line for each day and the time
alone beside what was said (LINE, WeChat's mail). A log is read in the style in which most is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crmcli.sheets.model import Message

_HALF = r"[ap]\.?[\s\u202f\xa0]?m\.?|[上下]午|凌晨|早上|中午|晚上|午前|午後|오전|오후"
_TIME = (
    rf"(?:(?P<half>{_HALF})[\s\u202f]?)?(?P<hour>\d{{1,2}})[:：.](?P<minute>[0-5]\d)(?:[:：.](?P<second>[0-5]\d))?"
    rf"(?:[\s\u202f\xa0]?(?P<half2>{_HALF}))?(?![\d:])"
)
_WEEKDAY = r"(?:[(（]?(?:星期|周|週|礼拜)?[一二三四五六日天月火水木金土](?:曜日)?[)）]?|[월화수목금토일]요일)"
_DATE = (
    r"(?P<date>\d{4}\s?[-/.年년]\s?\d{1,2}\s?[-/.月월]\s?\d{1,2}(?:[日일]|\.(?=\s))?|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?(?:\d{4}|\d\d)"
    r"|\d{1,2}\.?\s[a-z]{3,9}\.?,?\s\d{4}|[a-z]{3,9}\.?\s\d{1,2},?\s\d{4}|\d{1,2}月\d{1,2}[日号]"
)
#: A day; beside a time it may also stand without its year.
_DAY, _DAY_AND = rf"{_DATE})", rf"{_DATE}|\d{{1,2}}[-/]\d{{1,2}}(?=\s\d))"
_MOMENT = rf"{_DAY_AND}(?:\s?{_WEEKDAY})?(?:\s?[,，T]\s?|\s(?:at|um|à|às|a las)\s|\s){_TIME}"
#: Signs that only steer the direction of writing, and what stands before names that nobody saved.
_STEERING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_WHO = r"(?P<who>[^\s:：][^:：\n]{0,59}?)"
_LINE = r"(?P<who>\S[^\n]{0,59}?)"


class _Style(NamedTuple):
    """How a program writes: a message's first line, and another of its own that ends the one before."""

    first: re.Pattern[str]
    other: re.Pattern[str] | None = None
    #: Whether the days stand on lines of their own.
    by_day: bool = False


def _any_case(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_DAY_LINE = _any_case(
    rf"[\s\-—–=]*(?:[^\W\d_]{{2,12}}\.?,?\s)?{_DAY}\s?(?:{_WEEKDAY}|[(（]?[a-z]{{2,9}}\.?[)）]?)?[\s\-—–=]*"
)
_STYLES = (
    _Style(
        _any_case(
            rf"\[?{_MOMENT}\]?(?:\s?[-–—|,]\s|\s{{0,4}}){_WHO}\s?[:：](?:\s(?P<text>.*)|(?P<rest>\S.*)?)"
        ),
        _any_case(rf"\[?{_MOMENT}\]?.*"),
    ),
    _Style(_any_case(rf"\[?{_MOMENT}\]?\s{{1,4}}{_LINE}[:：]?")),
    _Style(_any_case(rf"{_LINE}\s{{0,4}}[,，]?\s{{0,4}}[\[(（]?{_MOMENT}[\])）]?\s?[:：]?")),
    _Style(_any_case(rf"{_TIME}\t(?P<who>[^\t]+)\t(?P<text>.*)"), _any_case(rf"{_TIME}\t.*"), by_day=True),
    _Style(_any_case(rf"\[(?P<who>[^\]]+)\]\s\[{_TIME}\]\s(?P<text>.*)"), by_day=True),
    _Style(_any_case(rf"{_TIME}\s?(?:[-–]\s)?{_WHO}\s?[:：]\s(?P<text>.*)"), by_day=True),
    _Style(_any_case(rf"{_LINE}\s{{1,8}}{_TIME}"), by_day=True),
    _Style(_any_case(rf"{_TIME}\s{{1,4}}{_LINE}"), by_day=True),
)
#: A moment on a line of its own, below the name of who speaks.
_ALONE, _NAME = _any_case(_MOMENT), re.compile(r"(\S[^\n:：]{0,39}?)\s?[:：]?")
#: A log tells who spoke within so many lines, and holds so many lines at most for each message.
_EARLY, _LONGEST = 30, 60
#: What programs say themselves, in the name of the partner.
_OF_PROGRAM = _any_case(
    r".*(?:end-to-end|ende-zu-ende|extremo a extremo|de ponta a ponta|de bout en bout|端到端|端對端).*(?:encr|verschl|cifr|cript|chiffr|加密)"
)
#: Speakers that are nobody.
NOBODY = frozenset(
    ("", "系统", "系统消息", "系统提示", "系统通知", "system", "system message", "notification")
)
#: A number or an address behind a name: 李四(12345678), 李四<li@qq.com>, 李四@微信; the sign before a name that nobody
#: saved; and the marks around one.
_BEHIND, _UNSAVED = (
    re.compile(r"\s*(?:[(（]\d{5,11}[)）]|<[^<>\s]+@[^<>\s]+>|@微信|\s[|｜])$"),
    re.compile(r"^[~～]\s?|^【[^】]{1,8}】"),
)
_MARKED = re.compile(r"""<([^<>@]+)>|'([^']+)'|"([^"]+)"|[“「]([^”」]+)[”」]""")
_PARTNER = _any_case(
    r"消息对象\s*[:：]\s*(.+)|\[line\]\s*(?:chat (?:history )?(?:with|in)\s+(.+)|[与與和](.+?)的.*)|(.+)\s님과 카카오톡 대화"
)
_LATER = frozenset(("下午", "晚上", "午後", "오후", "pm"))
_EARLIER = frozenset(("上午", "凌晨", "早上", "午前", "오전", "am"))


def messages_of(text: str) -> list[Message]:
    """The messages of a text, none if it is no log of a chat."""
    partner = _partner_in(text)
    return [message._replace(partner=partner) for message in _messages(text)]


def _messages(text: str) -> list[Message]:
    lines = _with_names([_STEERING.sub("", line).rstrip() for line in text.splitlines()])
    found = max((_read(lines, style) for style in _STYLES), key=len)
    if not found or found[0].line > _EARLY or len(found) * _LONGEST < sum(map(bool, lines)):
        return []
    whole = len(found) > 1 or any(map(_OF_PROGRAM.match, lines[: found[0].line]))
    return found if whole else []


def _with_names(lines: list[str]) -> list[str]:
    """The lines with each name that stands above a moment of its own before that moment, on its line."""
    for at in range(1, len(lines)):
        name = _NAME.fullmatch(lines[at - 1]) if _ALONE.fullmatch(lines[at]) else None
        if name and (at == 1 or not lines[at - 2]):
            lines[at - 1], lines[at] = "", f"{name[1]} {lines[at]}"
    return lines


def _partner_in(text: str) -> str:
    """Whom a chat is with, as the lines above it say; empty if they don't."""
    for line in text[:1000].splitlines()[:_EARLY]:
        if found := _PARTNER.match(_STEERING.sub("", line).strip()):
            return str(next(filter(None, found.groups()))).strip()
    return ""


def _read(lines: Sequence[str], style: _Style) -> list[Message]:
    """The messages that the lines hold in this style; what says nothing is none."""
    found: list[Message] = []
    for at, day, first, below in _pieces(lines, style):
        told = first.groupdict()
        words = [told.get("text") or told.get("rest") or "", *below]
        said = "\n".join(words).strip()
        who = _speaker(told["who"].strip())
        clock = _clock(told)
        if said and who.lower() not in NOBODY and clock and not _OF_PROGRAM.match(f"{who}: {said}"):
            found.append(Message(at, _plain_date(told.get("date") or day), clock, who, said))
    return found


def _speaker(text: str) -> str:
    """Who speaks, without what programs put around and behind a name."""
    name = _UNSAVED.sub("", _BEHIND.sub("", text)).strip()
    marked = _MARKED.fullmatch(name)
    return next(filter(None, marked.groups())).strip() if marked else name


def _pieces(lines: Sequence[str], style: _Style) -> Iterator[tuple[int, str, re.Match[str], list[str]]]:
    """Where each message begins, its day where a line of its own tells it, its first line, and the lines below."""
    day, at = "", 0
    first: re.Match[str] | None = None
    below: list[str] = []
    for number, line in enumerate(lines):
        told = _DAY_LINE.fullmatch(line) if style.by_day and line else None
        found = None if told or (style.by_day and not day) else style.first.fullmatch(line.lstrip())
        if not (told or found or (style.other and style.other.fullmatch(line))):
            below.append(line)
            continue
        if first:
            yield at, day, first, below
        day = told["date"] if told else day
        first, below, at = found, [], number
    if first:
        yield at, day, first, below


def _plain_date(text: str) -> str:
    """A day as sheets write it: 2026년 11월 29일 → 2026-11-29, `2026. 11. 29.` likewise."""
    found = re.fullmatch(r"(\d{4})\s?\D\s?(\d{1,2})\s?\D\s?(\d{1,2})\D?", text)
    return (
        f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else re.sub(r"([-/.])\s", r"\1", text)
    )


def _clock(told: dict[str, str | None]) -> str:
    """The time of day of a line as HH:MM:SS, empty for none that there is."""
    half = re.sub(r"[.\s\u202f\xa0]", "", told["half"] or told["half2"] or "").lower()
    hour = int(told["hour"] or 0)
    if (half in _LATER and hour < 12) or (half == "中午" and hour < 3):
        hour += 12
    elif half in _EARLIER and hour == 12:
        hour = 0
    return f"{hour:02d}:{told['minute']}:{told['second'] or '00'}" if hour < 24 else ""
