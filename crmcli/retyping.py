"""Command lines that the program prints lead back to where this run was: a typed --db goes along, and a typed --lang
where the computer speaks another language."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crmcli import i18n
from crmcli.catalogue import find_entry
from crmcli.result import Result
from crmcli.wording import shell_word

_PLACE = ("--db", "--数据库")
_LANGUAGE = ("--lang", "--语言")
#: Where a command line begins in a text, and its next word.
_BEGIN = re.compile(r"\bcrmcli (?=([\w-]+))")


class Retyping:
    """What of a run's words every further command line needs."""

    def __init__(self, words: Sequence[str], config: Mapping[str, Any]) -> None:
        self._options = " ".join(_kept(words, _foreign(config)))

    def text(self, text: str) -> str:
        """A text with the options in each of its command lines, but in those that name a database of their own."""
        return _BEGIN.sub(self._begun, text) if self._options else text

    def result(self, result: Result) -> Result:
        """A result's sentences with the options in their command lines, unless these are for elsewhere."""
        if self._options and not result.elsewhere:
            for lines in (result.lines, result.after, result.warnings):
                lines[:] = map(self.text, lines)
        return result

    def _begun(self, match: re.Match[str]) -> str:
        word = match[1]
        own = word in _PLACE or not (find_entry(word) or word.startswith("-"))
        return match[0] if own else f"{match[0]}{self._options} "


def _foreign(config: Mapping[str, Any]) -> bool:
    """Whether the program would speak another language without --lang."""
    usual = os.environ.get("CRMCLI_LANG") or config.get("lang")
    return i18n.resolve(i18n.known_or_locale(usual)) != i18n.language()


def _kept(words: Sequence[str], foreign: bool) -> Iterator[str]:
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        for names in (_PLACE, _LANGUAGE) if foreign else (_PLACE,):
            # What was left out is said to be by the error itself.
            if name in names and (value := value if equals else next(rest, "")):
                yield f"{names[i18n.words() == 'zh']} {shell_word(value)}"
