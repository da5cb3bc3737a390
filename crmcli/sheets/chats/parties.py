"""Who of those who speak in a chat is the customer: whom the file names, else who is none of us. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from crmcli.matching.names import fold_name

#: What a log calls whoever wrote it to a file.
_SELF = frozenset(
    ("me", "you", "myself", "我", "我方", "本人", "自己", "ich", "du", "yo", "tu", "tú", "eu", "voce", "você", "moi", "vous", "自分", "나")
)  # fmt: skip
_TOOL = r"(?:whats ?app|wechat|企业微信|企微|微信|qq|tim|钉钉|飞书|line|telegram|skype|旺旺|千牛|kakao ?talk|signal|viber|teams)"
_TALK = r"(?:聊天|对话|對話|沟通|消息|会话|會話)"
#: How programs and people call the file of a chat.
_CALLED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:{_TOOL}[\s\-_]{{0,3}})?chat(?:verlauf)?s?(?:\s+(?:history|log|de whatsapp|whatsapp))?\s*(?:\b(?:with|in|mit|con|com|avec|met)\b|[-–_])\s*(?P<who>.+)",
        r"(?:conversa do|discussion|conversation)\s+whatsapp\s+(?:com|avec|with)\s+(?P<who>.+)",
        r"[与與和跟][「“《]?(?P<who>.+?)[」”》]?的.*",
        rf"(?:{_TOOL}[\s\-_]{{0,3}})?{_TALK}(?:记录|紀錄|記錄|内容)?\s?[-–_—:：(（【]\s?(?P<who>.+?)[)）】]?",
        rf"(?P<who>.+?)[\s\-_—的]{{0,3}}(?:{_TOOL})?[\s\-_]{{0,3}}{_TALK}(?:记录|紀錄|記錄|内容)?.*",
    )
)
#: What is put behind a file's name: its date, its number as a copy.
_BEHIND = re.compile(r"[\s\-_]{0,3}(?:\(\d+\)|\d{4}[-_.年]?\d{1,2}[-_.月]?(?:\d{1,2}日?)?(?:[-_]\d+)?)$")


@dataclass(frozen=True, slots=True)
class Parties:
    """Whom the database knows by a name: one of us, a customer or its contact person, such a person."""

    ours: Callable[[str], bool] = lambda _name: False
    known: Callable[[str], bool] = lambda _name: False
    person: Callable[[str], bool] = lambda _name: False

    def is_ours(self, name: str) -> bool:
        """Whether a speaker is one of us."""
        return name.casefold() in _SELF or self.ours(name)


def partner_of(file: str, speakers: Collection[str]) -> str:
    """The other party of a chat by its file's name: a speaker whom it holds, else whom it names; empty if it doesn't."""
    path = Path(file)
    stem = path.parent.name if path.stem.strip("_").lower() == "chat" else path.stem
    folded = fold_name(stem)
    named = [who for who in speakers if fold_name(who) and fold_name(who) in folded]
    if len(named) == 1:
        return named[0]
    bare = _BEHIND.sub("", stem).strip()
    return next((found["who"].strip() for call in _CALLED if (found := call.fullmatch(bare))), "")


def strangers_of(speakers: Collection[str], partner: str, parties: Parties) -> list[str]:
    """The speakers on the customers' side; empty where nobody could tell who of them that is."""
    others = [who for who in speakers if not parties.is_ours(who)]
    if partner in others and len(speakers) == 2:
        return [partner]
    if len(others) < len(speakers) or partner or len(others) == 1:
        return others
    known = [who for who in others if parties.known(who)]
    return known if len(known) == 1 else []
