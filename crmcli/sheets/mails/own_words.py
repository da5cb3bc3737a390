"""What somebody wrote in a mail, apart from the message that they answer."""

from __future__ import annotations

import re

#: Where the reply ends and what it answers is repeated.
_QUOTED = re.compile(
    r"\s*>|\s*-{2,}\s*(original message|原始邮件|原邮件)|on .{5,120} wrote:\s*$|.{0,120}(写道|寫道)[:：]\s*$|_{5,}",
    re.IGNORECASE,
)


def own_lines(text: str) -> list[str]:
    """The lines above the quoted message."""
    lines = []
    for line in text.splitlines():
        if _QUOTED.match(line):
            break
        lines.append(line)
    return lines
