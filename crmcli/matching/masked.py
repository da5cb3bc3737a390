"""Ways to reach somebody of which whoever gave them away hid a part, so that nobody can mend them: they are nobody's."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[+\d -]*[*＊xX•]{2,}[\d -]*")
_SIGN = re.compile("[*＊•]")


def is_masked_number(text: str) -> bool:
    """Whether a text is a number that is hidden in part, or whole: 138****1234."""
    return bool(_NUMBER.fullmatch(text))


def is_masked_id(text: str) -> bool:
    """Whether an e-mail address or a WeChat id is hidden in part: w***@example.com, wx**88."""
    return bool(_SIGN.search(text))


def names_nobody(text: str) -> bool:
    """Whether a text by which somebody is looked for is a number or an address that is hidden in part."""
    is_number = any(map(str.isdigit, text)) and is_masked_number(text)
    return is_number or ("@" in text and is_masked_id(text))
