"""How a contact was made, by a word for it: 来电, 未接电话, incoming call say more than the channel. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from crmcli.service.reached import tells_unreached, without_unreached


class Way(NamedTuple):
    """The channel, None for a word that names none; who turned to whom (`in`, `out`), None where the word doesn't say; whether it
    says that nobody was reached."""

    channel: str | None
    direction: str | None
    missed: bool


_CAME = re.compile(
    r"客[户戶].{0,4}(?:致[电電]|打|回[电電]|[联聯][系繫]|上[门門])|[来來](?:[电電]|[访訪]|店|社|信|函|[邮郵]|件|消息|微信|短信|[询詢])"
    r"|到[访訪店]|[呼接]入|接[听聽到]|(?<!未)接[电電][话話]|收到|被叫|受電"
    r"|\b(?:incoming|inbound|received|walk-?in)\b|\bcall[ _-]?in\b",
    re.IGNORECASE,
)
_WENT = re.compile(
    r"去[电電访訪信函]|呼出|外呼|[拨撥][出打]|致[电電]|打[电電][话話]|[发發](?:[邮郵]|短信|微信)|主叫|架電"
    r"|\b(?:outgoing|outbound)\b|\b(?:dial|cold[ _-]?call|call[ _-]?out)",
    re.IGNORECASE,
)
#: A call that we missed; 未接电话 is rather one of ours.
_CALLED_US = re.compile(r"\bmissed[ _-]call", re.IGNORECASE)
#: What says by itself only who turned to whom.
_TURNED = re.compile(r"\b(?:incoming|inbound|received|outgoing|outbound)\b", re.IGNORECASE)
#: What of calls alone is told so.
_OF_CALLS = re.compile(
    r"接|关机|停机|空号|占线|忙音|打不?通|打通|无应答|挂断|\b(?:answer|unanswered|voicemail|missed|busy|call|pick)",
    re.IGNORECASE,
)


def way_of(text: str, find: Callable[[str], str | None]) -> Way:
    """What a word for a way to contact somebody says; `find` gives the channel that a word means, if it means one."""
    missed = tells_unreached(text)
    rest = without_unreached(text) if missed else text
    came = _CAME.search(rest) or _CALLED_US.search(text)
    direction = "in" if came else "out" if _WENT.search(rest) else None
    channel = find(text)
    if channel is None and missed:
        channel = (find(rest) if rest else None) or ("phone" if _OF_CALLS.search(text) else None)
    if channel is None and direction and _TURNED.search(text):
        rest = _TURNED.sub("", text).strip()
        channel = find(rest) if rest else "phone"
    return Way(channel, direction, missed)
