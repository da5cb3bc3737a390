"""Names of companies and people: when are two the same?

Pure functions of text.
"""

from __future__ import annotations

import re
from functools import lru_cache

from crmcli.matching.legal_forms import (
    LEGAL_TOKENS,
    without_chinese_form,
    without_eastern_form,
    without_legal_form,
)
from crmcli.matching.text import NOT_WORD, narrow, to_simplified, without_accents

_HONORIFICS = ("先生", "女士", "小姐", "太太", "夫人")
_TITLE_TOKENS = frozenset(["mr", "mrs", "ms", "miss", "dr", "prof", "sir", "madam"])
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


@lru_cache(maxsize=16384)
def fold_name(name: str) -> str:
    """What decides whether two names are the same: width, script, case, accents, spacing, punctuation, legal form and
    honorific removed. A branch (分公司, 分店) stays apart from its head office. Never empty for a name
    with letters.
    """
    text = without_accents(to_simplified(narrow(name)).casefold())
    if text.isascii():
        return _fold_western(text)
    text = without_eastern_form(text)
    if _CYRILLIC.match(text):
        text = " ".join(without_legal_form(western_tokens(text)))
    bare = text if text.isalnum() else NOT_WORD.sub("", text)
    folded = bare
    for _round in range(3):
        shorter = without_chinese_form(folded)
        if shorter == folded or len(shorter) < 2:
            break
        folded = shorter
    if len(folded) > 3 and folded.endswith(_HONORIFICS):
        folded = folded[:-2]
    if folded and folded[-1].isascii():
        folded = _fold_mixed_end(text, folded)
    return folded or bare


def western_tokens(text: str) -> list[str]:
    """The words of a name in lower case, without punctuation."""
    return [token for token in NOT_WORD.split(text.replace("'", "").replace("’", "")) if token]


def _fold_western(text: str) -> str:
    kept = western_tokens(text)
    while len(kept) > 1 and kept[0] in _TITLE_TOKENS:
        kept.pop(0)
    kept = without_legal_form(kept)
    # `Hill and Sons` is `Hill & Sons`, whose sign is gone already.
    kept = [token for i, token in enumerate(kept) if token != "and" or i in (0, len(kept) - 1)]
    return "".join(kept) or text.strip()


def _fold_mixed_end(text: str, folded: str) -> str:
    """Drops a Western legal form behind a Chinese name (某某 Co., Ltd.)."""
    ending = re.search(r"(?<![a-z.,&\s])[a-z.,&\s]+$", text)
    if not ending:
        return folded
    tokens = [token for token in NOT_WORD.split(ending[0]) if token]
    while tokens and tokens[-1] in LEGAL_TOKENS and len(folded) > len(tokens[-1]) + 1:
        folded = folded[: -len(tokens.pop())]
    return folded
