"""How an imported contact was made: its channel, and whether the customer was reached."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from crmcli.sheets.cells.setting import YES
from crmcli.sheets.chats.channels import channel_of_text
from crmcli.sheets.columns.headers import header_of
from crmcli.workflows.importing.entries import cell_of
from crmcli.workflows.importing.fates import Entry

_UNREACHED = re.compile(
    r"未接|没接|没有接|不接|无人接|无应答|没人接|未通|没通|打不通|没打通|未打通|未联系上|没联系上|联系不上|未接听|无人接听|关机|停机|空号|占线|忙音"
    r"|拒接|挂断|未回|没有?回(?![来去家国公到访])|不回(?:复|信|消息|微信|我)|已读不回|未读|未见到|没见到|不在\b|no answer|not reached|unanswered|voicemail|left (?:a )?message|no (?:reply|response)|unreachable|\bmissed\b|\bbusy\b|\bno[- ]show\b|did ?n.t (?:answer|pick up|reply|respond)|not available|call failed|cancel+ed",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"群发|群發|问候|節日|节日祝福|祝福短信|祝福|贺卡|生日快乐|新年好|春节快乐|中秋快乐|推送|宣传资料|mass mail|newsletter|season'?s greetings|happy (?:birthday|new year)",
    re.IGNORECASE,
)
_TWO_WAY = re.compile(
    r"客户(?:回复|表示|反馈|说|希望|要求|同意|确认|咨询|询问)|回复|聊|沟通了|谈|replied|said|asked|agreed"
)


def reached(content: str, *, can_be: bool) -> tuple[int, int]:
    """(effective, care) of an imported contact whose channel can be an effective one or can't: reached in person, or a
    greeting, unless the text says otherwise."""
    if _UNREACHED.search(content):
        return 0, 0
    if _GREETING.search(content) and not _TWO_WAY.search(content):
        return 0, 1
    return (1, 0) if can_be else (0, 1)


def channel_of(entry: Entry, content: str) -> str:
    """The channel of a contact without one: how its text begins, else what its sheet is called, else `other`."""
    if _tells_calls(entry):
        return "phone"
    return channel_of_text(content) or entry.sheet.channel_hint or "other"


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
    if _UNREACHED.search(way) or _NOT_TAKEN.search(way):
        return True
    told = (text for name in telling.lengths if (text := entry.extra.get(name)))
    return any("0" in text and not re.search("[1-9]", text) for text in told)


class _Telling(NamedTuple):
    """Of a sheet's columns those that ask whether a meeting fell out and those with the length of a call; whether any is one that
    only calls have."""

    asked: tuple[str, ...]
    lengths: tuple[str, ...]
    of_calls: bool


@lru_cache(maxsize=64)
def _telling(names: tuple[str, ...]) -> _Telling:
    keys = {name: header_of(name).key for name in names}
    return _Telling(
        asked=tuple(name for name, key in keys.items() if key in _FELL_OUT),
        lengths=tuple(name for name, key in keys.items() if key in _LENGTHS),
        of_calls=not _OF_CALLS.isdisjoint(keys.values()),
    )
