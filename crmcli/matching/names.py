"""Names of companies and people: when are two the same?

Pure functions of text.
"""

from __future__ import annotations

import re
from functools import lru_cache

from crmcli.matching.text import NOT_WORD, narrow, to_simplified


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


LEGAL_FORM = re.compile(
    r"(?:(?:股份|责任)?有限(?:责任)?公司|有限合伙|股份公司|集团公司|责任公司|总公司|集团|(?<!分)公司)(?=$|.{0,8}(?:分公司|分店|分行|支行|分校|办事处|门店)$)"
)
LEGAL_TOKENS = _set(
    "co ltd limited inc incorporated llc llp lp gmbh corp corporation company plc ag sa sarl srl spa bv nv pty pte kk oy ab as aps"
)
_HONORIFIC = re.compile(r"(?<=..)(?:先生|女士|小姐|太太|夫人)$")
_TITLE_TOKENS = _set("mr mrs ms miss dr prof sir madam")


@lru_cache(maxsize=262144)
def fold_name(name: str) -> str:
    """What decides whether two names are the same: width, script, case, spacing, punctuation, legal form and
    honorific removed. A branch (分公司, 分店) stays apart from its head office. Never empty for a name
    with letters.
    """
    text = to_simplified(narrow(name)).casefold()
    if text.isascii():
        return _fold_western(text)
    bare = NOT_WORD.sub("", text)
    folded = bare
    for _round in range(3):
        shorter = LEGAL_FORM.sub("", folded)
        if shorter == folded or len(shorter) < 2:
            break
        folded = shorter
    folded = _HONORIFIC.sub("", folded)
    if folded and folded[-1].isascii():
        folded = _fold_mixed_end(text, folded)
    return folded or bare


def _fold_western(text: str) -> str:
    tokens = [token for token in NOT_WORD.split(text.replace("'", "").replace("’", "")) if token]
    kept = list(tokens)
    while len(kept) > 1 and kept[0] in _TITLE_TOKENS:
        kept.pop(0)
    while len(kept) > 1 and kept[-1] in LEGAL_TOKENS:
        kept.pop()
    # `Hill and Sons` is `Hill & Sons`, whose sign is gone already.
    kept = [token for i, token in enumerate(kept) if token != "and" or i in (0, len(kept) - 1)]
    return "".join(kept) or text.strip()


def _fold_mixed_end(text: str, folded: str) -> str:
    """Drops a Western legal form behind a Chinese name (某某 Co., Ltd.)."""
    ending = re.search(r"[a-z.,&\s]+$", text)
    if not ending:
        return folded
    tokens = [token for token in NOT_WORD.split(ending[0]) if token]
    while tokens and tokens[-1] in LEGAL_TOKENS and len(folded) > len(tokens[-1]) + 1:
        folded = folded[: -len(tokens.pop())]
    return folded
