"""One mail (RFC 5322 with MIME): whose it is, when it was sent, and what it says.

Heads are read by what stands in them, not by the rules alone: Chinese programs write them in GBK, break characters
between two encoded words and call GBK gb2312. A mail that could fill the memory is none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import EmailMessage
from email.policy import EmailPolicy, compat32
from email.utils import collapse_rfc2231_value, getaddresses, parsedate_to_datetime
from urllib.parse import unquote

from crmcli.errors import Unreadable
from crmcli.matching.online import normalize_email
from crmcli.sheets.containers.delimited import decode
from crmcli.sheets.containers.page_text import text_of_page
from crmcli.sheets.model import Address, Mail, MailFile

#: A mail of more lines, parts, or lines of heads, or with parts inside of more parts, was made to do harm.
_MOST_LINES, _MOST_PARTS, _MOST_HEADS, _DEEPEST = 600_000, 5_000, 20_000, 60
#: Characters that are read of a line of a head, of one that tells how a part is written, and of a text.
_LONGEST_HEAD, _LONGEST_FORM, _LONGEST_TEXT = 1 << 16, 2_000, 1 << 20
#: What Python calls encodings by other names than mails do, or knows too narrowly.
_CODECS = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030", "chinese": "gb18030",
    "big5": "cp950", "x-x-big5": "cp950", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "shift_jis": "cp932",
    "iso-8859-1": "cp1252", "us-ascii": "", "ascii": "", "utf8": "utf-8", "unknown-8bit": "", "default": "",
}  # fmt: skip
#: Whatever Python's readers of mails fail with.
_FAILURES = (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
_IDS = re.compile(r"<([^<>\s]{1,400})>")
_SHOWN = re.compile(rb"""cid:([^\s"'<>)]{1,400})""", re.IGNORECASE)
_BARE = re.compile(r"[^\s,;<>\"'()]+@[^\s,;<>\"'()]+")
_ANSWERS = re.compile(
    r"\s*(?:re|aw|sv|antw|rép|ré|res|回复|回覆|答复|答覆|返信)\s*(?:\[\d+\])?\s*[:：]", re.IGNORECASE
)
_PROGRAMS = re.compile(
    r"(?:mailer-daemon|postmaster|(?:no|do[-_.]?not)[-_.]?reply|bounces?|notifications?)(?:[+\-_.].*)?@",
    re.IGNORECASE,
)
_BULK = frozenset(("bulk", "junk", "list", "auto_reply"))


def read_mail(data: bytes, number: int = 0) -> Mail | None:
    """The mail in these bytes, with its place in its mailbox, from 0; None if it can't be read, or no head stands in front."""
    try:
        message = _message(data)
        return _mail(message, number) if message is not None else None
    except _FAILURES:
        return None


def contents_in(data: bytes) -> list[bytes]:
    """What is in the files with the mail in these bytes, in the order of `Mail.files`; nothing of one that can't be read."""
    try:
        message = _message(data)
        return [_bytes_of(part) for part in _content(message)[1]] if message is not None else []
    except _FAILURES:
        return []


def _message(data: bytes) -> EmailMessage | None:
    counts = (
        (b"\n", _MOST_LINES), (b"\n--", _MOST_PARTS), (b"boundary", _DEEPEST), (b"BOUNDARY", _DEEPEST), (b"Boundary", _DEEPEST),
    )  # fmt: skip
    if any(data.count(sign) > most for sign, most in counts):
        return None
    message = message_from_bytes(data, policy=_limited())
    return message if isinstance(message, EmailMessage) else None


def _limited() -> EmailPolicy:
    """How one mail is read: only so many lines of heads, and of each so many characters."""
    left = iter(range(_MOST_HEADS))

    class Limited(EmailPolicy):
        def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
            if next(left, None) is None:
                raise ValueError
            name, value = super().header_source_parse(list(sourcelines))
            return name, value[: _LONGEST_FORM if name.lower().startswith("content-") else _LONGEST_HEAD]

    return Limited()


def _mail(message: EmailMessage, number: int) -> Mail | None:
    heads: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        heads.setdefault(name.lower(), []).append(str(value))
    if not heads.keys() & {"from", "to", "subject", "date", "message-id"}:
        return None
    sender = next(iter(_addresses(heads.get("from", []) or heads.get("sender", []))), None)
    subject = _words(_first(heads, "subject"))
    body, files = _content(message)
    date = _words(_first(heads, "date"))
    named = _IDS.search(_first(heads, "message-id"))
    return Mail(
        number=number,
        id=named[1] if named else _id_of(date, sender.email if sender else "", subject, body),
        date=_moment(date) or date,
        sender=sender,
        to=tuple(_addresses([*heads.get("to", []), *heads.get("cc", [])])),
        delivered_to=tuple(a.email for a in _addresses(heads.get("delivered-to", []))),
        subject=subject,
        text=body,
        files=tuple(_files(message, files)),
        answers=tuple(_IDS.findall(_first(heads, "in-reply-to") + " " + _first(heads, "references"))),
        is_answer=bool(_first(heads, "in-reply-to").strip() or _ANSWERS.match(subject)),
        automatic=_is_automatic(heads, sender.email if sender else ""),
    )


def _first(heads: dict[str, list[str]], name: str) -> str:
    return heads.get(name, [""])[0]


def _id_of(*parts: str) -> str:
    """What tells a mail without a number of its own from others."""
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def _moment(text: str) -> str:
    """The moment of a head as sheets write it, with its zone if it tells one; empty for none that there is."""
    try:
        at = parsedate_to_datetime(text)
        return at.isoformat(sep=" ", timespec="seconds")
    except (TypeError, ValueError, OverflowError, IndexError):
        return ""


def _is_automatic(heads: dict[str, list[str]], sender: str) -> bool:
    """Whether a program wrote it, to one or to many: an answer while somebody is away, a bounce, a newsletter."""
    told = _first(heads, "auto-submitted").strip().lower()
    precedence = _first(heads, "precedence").strip().lower()
    lists = heads.keys() & {"x-autoreply", "list-unsubscribe", "list-id", "x-failed-recipients"}
    return bool((told and told != "no") or precedence in _BULK or lists or _PROGRAMS.match(sender))


# -- heads --------------------------------------------------------------------------------------------


def _words(raw: str) -> str:
    """A line of a head in words: what is encoded is decoded, what stands there in bytes is read in its encoding."""
    text = re.sub(r"\r?\n[ \t]*", " ", _from_bytes(raw)).strip()
    if "=?" not in text:
        return text
    try:
        pieces = decode_header(text)
    except _FAILURES:
        return text
    parts = [
        piece
        if isinstance(piece, str)
        else decoded(piece, charset)
        if charset
        else piece.decode("raw-unicode-escape", "replace")
        for piece, charset in pieces
    ]
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def _from_bytes(raw: str) -> str:
    """A line of a head of which Python could not read some bytes."""
    if raw.isascii():
        return raw
    return decoded(raw.encode("utf-8", "surrogateescape"), "")


def _addresses(raw: Sequence[str]) -> Iterator[Address]:
    """The addresses of some heads, each once, with the names beside them."""
    seen = set()
    for head in raw:
        text = re.sub(r"\r?\n[ \t]*", " ", _from_bytes(head))[:_LONGEST_HEAD]
        pairs = [pair for pair in getaddresses([text]) if "@" in pair[1]]
        for name, told in pairs or [("", address) for address in _BARE.findall(text)]:
            address = normalize_email(told)
            if address and address not in seen:
                seen.add(address)
                called = _words(name).strip(" '\"")
                yield Address(address, "" if "@" in called else called)


# -- contents -----------------------------------------------------------------------------------------


def decoded(data: bytes, charset: str | None) -> str:
    """The text of bytes in the encoding that a mail tells, else in the one that fits."""
    told = (charset or "").strip().strip("'\"").lower()
    codec = _CODECS.get(told, told)
    if codec:
        try:
            return data.decode(codec)
        except (LookupError, UnicodeError, ValueError):
            pass
    try:
        return decode(data, "")[0]
    except Unreadable:
        return data.decode(codec if codec == "gb18030" else "utf-8", "replace")


def _content(message: EmailMessage) -> tuple[str, list[EmailMessage]]:
    """What a mail says, and the parts that are files."""
    files: list[EmailMessage] = []
    texts = [text for text in _texts(message, files, 0) if text]
    text = "\n\n".join(texts).replace("\r\n", "\n").replace("\r", "\n").strip()
    return text[:_LONGEST_TEXT], files


def _files(message: EmailMessage, parts: Sequence[EmailMessage]) -> Iterator[MailFile]:
    """The files of a mail. A picture that its page shows by its number stands inside the text."""
    pictures = [_IDS.search(str(dict(part.raw_items()).get("Content-ID", ""))) for part in parts]
    shown = _shown_in(message) if any(pictures) else frozenset()
    for part, number in zip(parts, pictures, strict=True):
        is_picture = part.get_content_maintype() == "image"
        yield MailFile(_file_name(part), is_picture and number is not None and number[1] in shown)


def _shown_in(message: EmailMessage) -> frozenset[str]:
    """The numbers of all parts that the pages of a mail show."""
    pages = (part for part in message.walk() if part.get_content_type() == "text/html")
    found = (
        _SHOWN.findall(data) for page in pages if isinstance(data := page.get_payload(decode=True), bytes)
    )
    return frozenset(unquote(name.decode("ascii", "replace")) for names in found for name in names)


def _bytes_of(part: EmailMessage) -> bytes:
    """What is in a file as it was before it was sent; a mail inside of a mail as it stands."""
    inner = next((one for one in part.iter_parts() if isinstance(one, EmailMessage)), None)
    if part.get_content_type() == "message/rfc822" and inner is not None:
        return inner.as_bytes(policy=compat32)
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _texts(part: EmailMessage, files: list[EmailMessage], depth: int) -> Iterator[str]:
    """The texts of a part, in their order; the files in it are added to `files`."""
    kind = part.get_content_maintype()
    if kind == "multipart" and part.is_multipart() and depth < _DEEPEST:
        inner = [one for one in part.iter_parts() if isinstance(one, EmailMessage)]
        found = [list(_texts(one, files, depth + 1)) for one in inner]
        if part.get_content_subtype() == "alternative":
            # Each says the same: the plain one as it was written, unless it is empty.
            plain = [texts for one, texts in zip(inner, found, strict=True) if _is_plain(one)]
            found = next(([texts] for texts in (*plain, *found) if any(texts)), [])
        for texts in found:
            yield from texts
    elif _file_name(part):
        files.append(part)
    elif kind == "text":
        yield _text(part)


def _is_plain(part: EmailMessage) -> bool:
    return part.get_content_type() == "text/plain"


def _file_name(part: EmailMessage) -> str:
    """What a part is called that is a file of its own; empty for a text to be read."""
    told = part.get_param("filename", None, "content-disposition") or part.get_param("name")
    name = _words(collapse_rfc2231_value(told)) if told else ""
    name = re.split(r"[/\\]", name)[-1].strip()
    is_text = part.get_content_maintype() in ("text", "multipart")
    if part.get_content_type() == "message/rfc822":
        inner = next((one for one in part.iter_parts() if isinstance(one, EmailMessage)), None)
        subject = dict(inner.raw_items()).get("Subject", "") if inner else ""
        return name or f"{_words(str(subject))}.eml"
    if name and (part.get_content_disposition() == "attachment" or not is_text or "." in name):
        return name
    return "" if is_text else part.get_content_type()


def _text(part: EmailMessage) -> str:
    """A part's text; a page's words."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    text = decoded(data[: 2 * _LONGEST_TEXT], part.get_content_charset())
    return text_of_page(text) if part.get_content_subtype() == "html" else text.strip()
