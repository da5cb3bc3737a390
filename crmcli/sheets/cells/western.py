"""Text in one of Windows' code pages for Europe: Cyrillic, Central European or Western. Pure."""

from __future__ import annotations

import re

#: Bytes that stand beside each other in Cyrillic words; elsewhere in Europe letters with marks stand alone.
_RUN, _ALONE = re.compile(rb"[\xa8\xb8\xc0-\xff]{2,}"), re.compile(rb"[\x80-\xff]")
_CYRILLIC_SHARE = 0.7
#: Signs of Western text that make no sense beside a letter: there they are Polish or Hungarian letters; ř beside ě are Czech.
_CENTRAL = re.compile(r"[a-zó][³¹¿œŸæêñ]?[³¹¿¼¾Ÿ](?![\d.,])|[³¹¿¯£¥][a-zêñó]")
_CZECH = (frozenset("øì"), frozenset("øè"), frozenset("ìù"))
_LOOKED_AT = 200_000


def code_page(data: bytes) -> str:
    """The most likely code page of bytes that are no Unicode and no Chinese."""
    head = data[:_LOOKED_AT]
    high = len(_ALONE.findall(head))
    if high and sum(map(len, _RUN.findall(head))) > _CYRILLIC_SHARE * high:
        return "cp1251"
    text = head.decode("cp1252", errors="replace")
    found = set(text)
    central = len(_CENTRAL.findall(text)) > 0.1 * high or any(pair <= found for pair in _CZECH)
    return "cp1250" if central else "cp1252"
