"""Whether a customer's words say that no more shall come, and by which channel. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from crmcli.matching.text import narrow, to_simplified
from crmcli.policy.sections import ConsentRules

#: What may stand before a word that opts out where somebody else wrote it down.
_TOLD = re.compile(
    r"^(?:客户|对方)?(?:回复|回覆|回了|回|短信回复|replied|reply|answered)(?:了|说)?[:：\s]*", re.IGNORECASE
)
_MARKS = " \t\r\n.,;:!?。，；：！？、~～…\"'“”‘’「」『』【】[]()（）<>《》"
#: Before a phrase these only tell how one could opt out.
_ONLY_IF = re.compile(r"如|若|要是|想要?退|\bif\b|\bunless\b|\bto\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,.;:!?。，；：！？、\n]")
#: Words for a channel where they tell what shall come no more.
_CHANNELS = (
    ("phone", re.compile(r"打电话|来电|电话|\bcall(?:s|ing)?\b|\bphon", re.IGNORECASE)),
    ("sms", re.compile(r"短信|简讯|\btext(?:s|ing)?\b|\bsms\b", re.IGNORECASE)),
    ("email", re.compile(r"邮件|电邮|\be-?mail", re.IGNORECASE)),
    ("wechat", re.compile(r"微信|\bwechat\b", re.IGNORECASE)),
)


def opts_out(text: str | None, rules: ConsentRules) -> bool:
    """Whether a reply opts out: it is nothing but one of the words for that, or one of the phrases stands in it."""
    told = _folded(text or "")
    if not told:
        return False
    words, phrases = _known(rules)
    if _bare(told) in words or _bare(_TOLD.sub("", told)) in words:
        return True
    return any(_says(told, phrase) for phrase in phrases)


def channel_meant(text: str, by: str | None) -> str | None:
    """The channel that an opt-out names, else that by which it came."""
    named = [channel for channel, pattern in _CHANNELS if pattern.search(_folded(text))]
    return named[0] if len(named) == 1 else by


def _says(text: str, phrase: str) -> bool:
    place = text.find(phrase)
    if place < 0:
        return False
    clause = _CLAUSE.split(text[:place])[-1]
    return not _ONLY_IF.search(clause)


@lru_cache(maxsize=4)
def _known(rules: ConsentRules) -> tuple[frozenset[str], tuple[str, ...]]:
    return (
        frozenset(_bare(_folded(word)) for word in (*rules.stop_words_zh, *rules.stop_words_en)),
        tuple(_folded(phrase) for phrase in (*rules.stop_phrases_zh, *rules.stop_phrases_en)),
    )


def _folded(text: str) -> str:
    return to_simplified(narrow(text)).casefold().replace("’", "'").strip()


def _bare(text: str) -> str:
    return "".join(text.strip(_MARKS).split())
