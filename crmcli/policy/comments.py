"""The comments of a policy's text in one language. Pure.

A comment in two is written `# 中文 | English`, or with its English on a line of its own below, which begins `# |`.
What has no bar is somebody's own remark, and stays whatever the language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: A line of TOML up to its comment: texts in quotes may hold the sign.
_CODE = re.compile(r"""(?:[^"'#]|"(?:\\.|[^"\\])*"|'[^']*')*""")
_WIDE = re.compile("[\u2e80-\u9fff]")
_BELOW = "# | "


def in_one_language(toml: str, chinese: bool) -> str:
    """The text with its comments in Chinese or English alone."""
    return "\n".join(_lines(toml.split("\n"), chinese))


def _lines(lines: list[str], chinese: bool) -> Iterator[str]:
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith(_BELOW):
            if not chinese:
                yield f"# {line.removeprefix(_BELOW)}"
        elif chinese or not (line.startswith("#") and below.startswith(_BELOW)):
            yield _one(line, chinese)


def _one(line: str, chinese: bool) -> str:
    code = _CODE.match(line)
    end = code.end() if code else len(line)
    left, bar, right = line[end + 1 :].partition("|")
    if not bar or bool(_WIDE.search(left)) == bool(_WIDE.search(right)):
        return line
    ruled = left.lstrip().startswith("---") and not chinese
    return f"{line[:end]}# {'---- ' if ruled else ''}{(left if chinese else right).strip()}"
