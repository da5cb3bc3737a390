"""The words of a command line as they were typed: what input methods write for dashes and quotes, and who asks."""

from __future__ import annotations

import os
from collections.abc import Sequence

#: The variable by which a shell asks what to complete (`complete_bash`), or for its script (`source_bash`).
COMPLETE = "_CRMCLI_COMPLETE"
#: Digits that input methods write.
_DIGITS = str.maketrans("０１２３４５６７８９＃", "0123456789#")
#: Dashes that input methods write for `--`.
_DASHES = str.maketrans({"－": "-", "—": "-", "–": "-", "―": "-", "﹣": "-", "＝": "="})
#: Quotes that input methods write, with what closes them.
_QUOTES = {"“": "”", "「": "」", "『": "』"}


def completion_asked() -> bool:
    """Whether a shell asks for what may stand at the cursor."""
    return os.environ.get(COMPLETE, "").startswith("complete_")


def plain_words(arguments: Sequence[str]) -> list[str]:
    """The words with plain dashes, and without Chinese quotes around them."""
    return [_normalise(word) for word in _joined(arguments)]


def _joined(arguments: Sequence[str]) -> list[str]:
    """The words with those put together again that a shell split inside “Chinese quotes”."""
    words, rest = [], list(arguments)
    while rest:
        word = rest.pop(0)
        close = _QUOTES.get(word[:1])
        if close and not word.endswith(close):
            last = next((i for i, other in enumerate(rest, 1) if other.endswith(close)), 0)
            word = " ".join([word, *rest[:last]])
            del rest[:last]
        words.append(word)
    return words


def _normalise(word: str) -> str:
    """Input-method dashes in front of an option and digits of a number become ASCII; Chinese quotes around a word go away."""
    if (digits := word.translate(_DIGITS)).removeprefix("#").isdecimal():
        return digits
    if word and word[0] in "－—–―﹣":
        head, _equals, tail = word.replace("＝", "=", 1).partition("=")
        head = head.translate(_DASHES)
        # One long dash is how an input method writes two hyphens.
        head = "--" + head.lstrip("-") if word[0] in "—―" or head.startswith("--") else head
        word = head + _equals + tail
    close = _QUOTES.get(word[:1])
    if close and len(word) > 1 and word.find(close) == len(word) - 1:
        word = word[1:-1]
    return word


def option_value(words: Sequence[str], *names: str) -> str | None:
    """An option's value before any parser is loaded: the language must be known first."""
    for index, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in names:
            return value if equals else words[index + 1] if index + 1 < len(words) else None
    return None
