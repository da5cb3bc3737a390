"""What each number of the policy is, in words: the comment that stands behind it in its text. Pure."""

from __future__ import annotations

import re

from crmcli.policy.comments import in_one_language

_TABLE = re.compile(r"(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#\s*(.*))?")
_NUMBER = re.compile(r"""([\w.\-"]+)\s*=\s*((?:[^"'#]|"(?:\\.|[^"\\])*"|'[^']*')*)(?:#\s*(.*))?""")
_INDEX = re.compile(r"\[\d+\]")


class Meanings:
    """The words of one language for numbers by their paths (`churn.high`, `tier[0].all`)."""

    def __init__(self, toml: str, *, chinese: bool) -> None:
        self._own: dict[str, str] = {}
        self._like: dict[tuple[str, str], str] = {}
        table, counts = "", dict[str, int]()
        for line in in_one_language(toml, chinese).split("\n"):
            if found := _TABLE.fullmatch(line.strip()):
                table = found[2]
                if found[1] == "[[":
                    counts[table] = counts.get(table, -1) + 1
                    table = f"{table}[{counts[table]}]"
                self._note(table, found[3])
            elif found := _NUMBER.fullmatch(line.strip()):
                self._note(f"{table}.{found[1]}" if table else found[1], found[3])

    def _note(self, path: str, comment: str | None) -> None:
        if comment:
            self._own[path] = comment.strip()
            self._like.setdefault(_kin(path), comment.strip())

    def of(self, path: str) -> str:
        """What a number is, by its own comment, that of a number of this name in its part, or of the table that holds it; empty
        where nothing says it."""
        table = path.rpartition(".")[0]
        return self._own.get(path) or self._like.get(_kin(path)) or self._own.get(table, "")


def _kin(path: str) -> tuple[str, str]:
    """The part of the policy and the last name of a path, by which numbers are alike."""
    plain = _INDEX.sub("", path)
    return plain.partition(".")[0], plain.rpartition(".")[2]
