"""How an imported contact was made: its channel, who turned to whom, and whether it fell out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from crmcli.service.reached import tells_unreached
from crmcli.service.ways import way_of
from crmcli.sheets.cells.setting import YES
from crmcli.sheets.chats.channels import channel_of_text
from crmcli.sheets.columns.headers import header_of
from crmcli.workflows.importing.entries import cell_of
from crmcli.workflows.importing.fates import Entry


def channel_of(entry: Entry, content: str) -> str:
    """The channel of a contact without one: how its text begins, else what its sheet is called, else `other`."""
    if _tells_calls(entry):
        return "phone"
    return channel_of_text(content) or entry.sheet.channel_hint or "other"


def direction_of(entry: Entry, content: str) -> str:
    """Who turned to whom, by the row's own word, else by how its text begins where that tells the channel: 来电问价."""
    told = entry.values.get("direction")
    if told is None and not entry.values.get("channel") and channel_of_text(content):
        told = way_of(content.lstrip()[:_HEAD], lambda _text: None).direction
    return told or "out"


def said_of(entry: Entry, content: str) -> str:
    """All that a row says of whether anybody was reached: what was said, how, and with what result."""
    results = (
        text for name in _telling(tuple(entry.sheet.headers)).results if (text := entry.extra.get(name))
    )
    told = (content, entry.values.get("feedback"), cell_of(entry, "channel"), *results)
    return " ".join(filter(None, told))


#: As much of a text as its beginning is.
_HEAD = 8
#: Columns that say how a contact came out, by folded name.
_RESULTS = re.compile(
    r"结果|接通|联系上|(?:通话|呼叫|拨打|联系)状态|\b(?:result|outcome|disposition|call status|reached|connected|answered)\b"
)
#: Columns with how long a call took, by folded name.
_LENGTHS = frozenset(
    ("duration", "call duration", "talk time", "call length", "通话时长", "时长", "通话时间(秒)", "通话秒数")
)
#: Columns that only calls have, by folded name.
_OF_CALLS = frozenset(
    (
        "recording",
        "recording url",
        "录音",
        "call recording",
        *_LENGTHS,
    )
)


#: How a phone calls the direction of a call that nobody took.
_NOT_TAKEN = re.compile(r"拒|拦截|语音信箱|reject|declin|block", re.IGNORECASE)


def _tells_calls(entry: Entry) -> bool:
    """Whether a row is one of a log of calls, which needs no column to say so."""
    return "direction" in entry.values and _telling(tuple(entry.sheet.headers)).of_calls


#: Columns that ask whether a meeting fell out, by folded name.
_FELL_OUT = frozenset(("canceled", "cancelled", "no show", "是否取消", "已取消", "是否爽约"))


def fell_out(entry: Entry) -> bool:
    """Whether a contact was not made after all: a meeting was cancelled, a call not taken (未接, Missed) or of no length (0,
    00:00:00, 0秒)."""
    telling = _telling(tuple(entry.sheet.headers))
    if any(entry.extra.get(name, "").strip().lower() in YES for name in telling.asked):
        return True
    if "direction" not in entry.values:
        return False
    way = cell_of(entry, "direction")
    if tells_unreached(way) or _NOT_TAKEN.search(way):
        return True
    told = (text for name in telling.lengths if (text := entry.extra.get(name)))
    return any("0" in text and not re.search("[1-9]", text) for text in told)


class _Telling(NamedTuple):
    """Of a sheet's columns those that ask whether a meeting fell out, those with the length of a call and those with how it came
    out; whether any is one that only calls have."""

    asked: tuple[str, ...]
    lengths: tuple[str, ...]
    results: tuple[str, ...]
    of_calls: bool


@lru_cache(maxsize=64)
def _telling(names: tuple[str, ...]) -> _Telling:
    keys = {name: header_of(name).key for name in names}
    return _Telling(
        asked=tuple(name for name, key in keys.items() if key in _FELL_OUT),
        lengths=tuple(name for name, key in keys.items() if key in _LENGTHS),
        results=tuple(name for name, key in keys.items() if _RESULTS.search(key)),
        of_calls=not _OF_CALLS.isdisjoint(keys.values()),
    )
