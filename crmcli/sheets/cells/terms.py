"""How long a contract runs, as one cell says it: from one day to another, or so many months."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from crmcli.sheets.cells.dates import parse_date
from crmcli.sheets.cells.setting import Bad, Parts, Setting, plain_text

#: Between two days; a hyphen alone is one only in front of a year, or where the days are written with other signs.
_TO = re.compile(r"\s*(?:起?\s*(?:至|到|~|～|—+|–)|\bto\b|\bbis\b|-(?=\s*\d{4}\s*[-/.年]))\s*", re.IGNORECASE)
_SHORT_TO = re.compile(r"(?<=[\d日])\s*-\s*(?=\d{1,2}[/.月])")
_SPENT = re.compile(
    r"(\d{1,3}|[一二两三四五六七八九十]{1,2}|半)\s*(个?月|年|months?|years?)期?", re.IGNORECASE
)
_DIGITS = {word: n for n, word in enumerate("一二三四五六七八九十", 1)} | {"两": 2}


def read_term(cell: Any, setting: Setting, _domain: str) -> Any:
    """The first and the last day, or `months`; bad_date for what tells neither."""
    text = plain_text(cell)
    if not text or isinstance(cell, date):
        return Bad("bad_date") if text else None
    if text.isdecimal() and setting.header.hint in ("月", "年", "months", "years"):
        text += setting.header.hint
    if spent := _SPENT.fullmatch(text):
        months = _number(spent[1]) * (12 if spent[2][0] in "年yY" else 1)
        return Parts((("months", int(months)),)) if months >= 1 else Bad("bad_date")
    parts = _TO.split(text) if _TO.search(text) else _SHORT_TO.split(text)
    first = _day(parts[0], setting)
    if len(parts) != 2 or first is None:
        return Bad("bad_date")
    last = _day(parts[1].removesuffix("止"), setting) or _day(f"{first.year}-{_plain(parts[1])}", setting)
    return Parts((("start", first), ("end", last))) if last else Bad("bad_date")


def _number(text: str) -> float:
    if text.isdecimal():
        return int(text)
    if text == "半":
        return 0.5
    tens, _ten, ones = text.rpartition("十") if "十" in text else ("", "", text)
    return (_DIGITS.get(tens, 1) * 10 if "十" in text else 0) + _DIGITS.get(ones, 0)


def _plain(text: str) -> str:
    return re.sub(r"[月/.]", "-", text).removesuffix("止").removesuffix("日")


def _day(text: str, setting: Setting) -> date | None:
    found = parse_date(text.removeprefix("自").strip(), replace(setting.dates, ahead=True))
    return found.date() if isinstance(found, datetime) else found
