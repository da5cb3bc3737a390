"""By which channel contacts were made, where no column tells: a log of calls, a sheet of visits, a text that begins with 电话. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: What a sheet's name or its columns call one sort of contacts, by channel.
_LOGS = {
    "phone": r"通话|电话|電話|呼叫|呼入|呼出|来电|致电|电访|\bphone|\bcalls?\b(?! to action)",
    "visit": r"拜访|拜訪|走访|走訪|家访|面访|上门|来访|来店|到店|外勤|签到|打卡|check(?:ed)?[ -]in|\bvisits?\b|\bvisit(?:ed|ing)?\b",
    "wechat": r"微信|企微|wechat|wecom",
    "sms": r"短信|簡訊|\bsms\b",
    "email": r"邮件往来|邮件记录|\be-?mails? log\b",
    "meeting": r"会议|會議|\bmeetings?\b",
}
_LOG = {channel: re.compile(sign, re.IGNORECASE) for channel, sign in _LOGS.items()}
#: Columns that tell when or what, and so which sort of contact it was.
_TELLING = re.compile(r"时间|日期|内容|情况|记录|纪要|小结|结果|\b(?:time|date|start|notes|summary)\b")
#: The others' own numbers and names hold such words, too: 客户微信号, 来电号码.
_BEGINNINGS = {
    "phone": r"(?:打了?|接)?电话(?!号)|[致去来]电|电联|call(?:ed)?\b|phoned\b",
    "visit": r"上门|登门|拜访|面谈|到店|来访|当面|visit(?:ed)?\b",
    "wechat": r"[加发]?微信(?!号)|wechat",
    "sms": r"发?短信",
    "email": r"发?邮件|e-?mailed\b",
}
_BEGINNING = {
    channel: re.compile(rf"(?:已|再次?|又|通过|今天|下午|上午)?(?:{sign})", re.IGNORECASE)
    for channel, sign in _BEGINNINGS.items()
}


def channel_of_log(names: Iterable[str], columns: Iterable[str]) -> str:
    """The one channel that a sheet's names tell, else the one that its columns of times and contents tell; else empty."""
    for texts in (names, (column for column in columns if _TELLING.search(column))):
        text = " ".join(texts)
        found = [channel for channel, sign in _LOG.items() if sign.search(text)]
        if found:
            return found[0] if len(found) == 1 else ""
    return ""


def channel_of_text(text: str) -> str:
    """The channel that a text of a contact begins with, else empty."""
    head = text.lstrip()[:12]
    return next((channel for channel, sign in _BEGINNING.items() if sign.match(head)), "")
