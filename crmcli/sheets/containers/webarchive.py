"""Web archives (MHTML): pages of a sheet inside a mail message, as some systems save them under the name .xls."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import Message

#: How such a file starts: the fields of a mail's head.
_HEAD = re.compile(
    rb"\s*(?:(?:mime-version|from|subject|date|x-[a-z\-]+|content-[a-z\-]+|snapshot-[a-z\-]+)\s*:[^\n]*\n[ \t]*)+",
    re.IGNORECASE,
)


def is_archive(head: bytes) -> bool:
    """Whether a file that starts so is a web archive."""
    fields = _HEAD.match(head[:4096])
    return (
        fields is not None and re.search(rb"^mime-version\s*:", fields[0].lower(), re.MULTILINE) is not None
    )


def pages_of(data: bytes) -> list[tuple[str, bytes, str]]:
    """(name, page, its charset or nothing) of the archive's pages and sheets, in their order."""
    message = email.message_from_bytes(data.lstrip(), policy=email.policy.compat32)
    parts = [
        part
        for part in message.walk()
        if part.get_content_type() in ("text/html", "application/xml", "text/xml")
    ]
    return [(_name(part), page, part.get_content_charset() or "") for part in parts if (page := _page(part))]


def _page(part: Message) -> bytes:
    page = part.get_payload(decode=True)
    return page if isinstance(page, bytes) else b""


def _name(part: Message) -> str:
    """`sheet001` of file:///C:/book.files/sheet001.htm."""
    return re.split(r"[/\\]", str(part.get("Content-Location") or ""))[-1].rpartition(".")[0]
