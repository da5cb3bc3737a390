"""Whether a contact reached its customer, by its words, typed or in a sheet. Pure."""

from __future__ import annotations

import re

_UNREACHED = re.compile(
    r"未接|没接|没有接|不接|无人接|无应答|没人接|未通|没通|打不通|没打通|未打通|未联系上|没联系上|联系不上|未接听|无人接听|关机|停机|空号|占线|忙音"
    r"|拒接|挂断|未回(?!款|收)|没有?回(?![来去家国公到访])|不回(?:复|信|消息|微信|我)|已读不回|未读|未见到|没见到|不在\b|no answer|not reached|unanswered|voicemail|left (?:a )?message|no (?:reply|response)|unreachable|\bmissed\b|\bbusy\b|\bno[- ]show\b|did ?n.t (?:answer|pick up|reply|respond)|not available|call failed|cancel+ed",
    re.IGNORECASE,
)
_UNREACHED_WHOLLY = re.compile(rf"(?:{_UNREACHED.pattern})[通听到]?", re.IGNORECASE)
_GREETING = re.compile(
    r"群发|群發|问候|節日|节日祝福|祝福短信|祝福|贺卡|生日快乐|新年好|春节快乐|中秋快乐|推送|宣传资料|mass mail|newsletter|season'?s greetings|happy (?:birthday|new year)",
    re.IGNORECASE,
)
_TWO_WAY = re.compile(
    r"客户(?:回复|表示|反馈|说|希望|要求|同意|确认|咨询|询问)|回复|聊|沟通了|谈|replied|said|asked|agreed"
)


def tells_unreached(text: str) -> bool:
    """Whether the words of a contact say that nobody was reached: 没接, no answer."""
    return _UNREACHED.search(text) is not None


def without_unreached(text: str) -> str:
    """What a text says beside that nobody was reached: 电话（未接通） → 电话."""
    left = _UNREACHED_WHOLLY.sub("", text)
    return re.sub(r"[（(\[【]\s*[)）\]】]", "", left).strip(" ,，、:：;；/|-–—_")


def reached(content: str, *, can_be: bool) -> tuple[int, int]:
    """(effective, care) of a contact of a sheet whose channel can be an effective one or can't: reached in person, or a
    greeting, unless the text says otherwise."""
    if tells_unreached(content):
        return 0, 0
    if _GREETING.search(content) and not _TWO_WAY.search(content):
        return 0, 1
    return (1, 0) if can_be else (0, 1)
