"""Mails in files: one as mail programs save it (.eml), or many as they export a mailbox (.mbox), read one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from crmcli.errors import Unreadable
from crmcli.i18n import _, ngettext, titled
from crmcli.sheets.containers.mail import contents_in, read_mail
from crmcli.sheets.model import Mail, Table

#: The names that promise mails.
SUFFIXES = (".eml", ".mbox", ".mbx")
#: Bytes that are read of one mail; the characters of all that are kept; bytes that are read of a line at a time.
_MOST_BYTES, _MOST_KEPT, _LINE = 1 << 25, 1 << 28, 1 << 16
_FIELD = rb"[!-9;-~]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*"
#: How a mail begins, how one begins in a mailbox, and fields that only mails have.
_HEAD = re.compile(rb"(?:%s)+" % _FIELD)
_ENVELOPE = re.compile(rb"From [^\n]*\d{4}[^\n]*\r?\n>?[!-9;-~]{1,60}:")
_BEGINNING = re.compile(rb"From [^\n]*\d{2}:\d{2}[^\n]*\d{4}|From \S+@\S+[ \r\n]")
_OF_MAILS = tuple(
    re.compile(rb"^%s\s*:" % name, re.IGNORECASE | re.MULTILINE)
    for name in (
        b"from",
        b"to|cc|bcc",
        b"date",
        b"message-id",
        b"received|return-path|delivered-to",
        b"subject",
    )
)
#: Pages and sheets that programs save in the form of a mail.
_OF_PAGES = re.compile(
    rb"^(?:snapshot-content-location|content-location|x-document-type|x-maf)", re.IGNORECASE | re.MULTILINE
)


def is_mail(head: bytes) -> bool:
    """Whether a file that begins so is a mail or a mailbox."""
    start = head.lstrip(b"\xef\xbb\xbf\r\n")[:16384]
    if _ENVELOPE.match(start):
        return True
    fields = _HEAD.match(start.replace(b"\r\n", b"\n"))
    if fields is None or _OF_PAGES.search(fields[0]) or re.match(rb"from:\s*<saved by", fields[0].lower()):
        return False
    return sum(bool(one.search(fields[0])) for one in _OF_MAILS) >= 3


def read_mails(path: Path) -> Table:
    """The mails of a file; which of them can't be read, or are too long to be read whole, is told. Unreadable if it holds none,
    or more than fit."""
    mails: list[Mail] = []
    broken, cut, kept = 0, 0, 0
    with path.open("rb") as file:
        for number, (data, is_whole, offset) in enumerate(_mails_in(file)):
            mail = read_mail(data, number)
            broken += mail is None
            cut += mail is not None and not is_whole
            if mail is not None:
                mails.append(mail._replace(source=str(path), offset=offset, is_whole=is_whole))
                kept += len(mail.text)
            if kept > _MOST_KEPT:
                raise Unreadable(
                    _("%(file)s holds too many mails.") % {"file": path.name},
                    _("Export it in several parts, a year each."),
                )
    if not mails:
        raise Unreadable(
            _("%(file)s holds no mail that can be read.") % {"file": path.name},
            _("Save it again with your mail program, as .eml or .mbox."),
        )
    return _table(str(path), path.stem, mails, _told(broken, cut))


def contents_of(mail: Mail) -> list[bytes]:
    """What is in the files with a mail, in their order, read anew from the file that it came in; nothing if that is gone, or holds
    another by now."""
    try:
        with open(mail.source, "rb") as file:
            file.seek(mail.offset)
            data = next(_mails_in(file))[0]
    except OSError:
        return []
    return contents_in(data)


def joined(folder: Path, tables: Sequence[Table]) -> Table:
    """Files of one mail each as the mailbox that their folder is; a single one stays itself."""
    if len(tables) == 1:
        return tables[0]
    mails = [table.mails[0]._replace(number=number) for number, table in enumerate(tables)]
    warnings = [titled(Path(table.file).name, text) for table in tables for text in table.warnings]
    return _table(str(folder), folder.name, mails, warnings)


def _table(file: str, name: str, mails: list[Mail], warnings: list[str]) -> Table:
    """Mails as a sheet: to whoever looks for cells it is an empty one."""
    height = mails[-1].number + 1
    return Table(file, name, [[None] * height], height, warnings=warnings, mails=mails)


def _told(broken: int, cut: int) -> list[str]:
    told = []
    if broken:
        text = ngettext(
            "%(n)d mail can't be read and was left out.",
            "%(n)d mails can't be read and were left out.",
            broken,
        )
        told.append(text % {"n": broken})
    if cut:
        text = ngettext(
            "%(n)d mail is so large that its end was not read.",
            "%(n)d mails are so large that their ends were not read.",
            cut,
        )
        told.append(text % {"n": cut})
    return told


def _mails_in(file: IO[bytes]) -> Iterator[tuple[bytes, bool, int]]:
    """The bytes of each mail from where the file stands, whether these are all of them, and where it begins. A mailbox puts a line
    `From …` before each, and a sign before lines of the mails themselves that begin so."""
    begins = file.tell()
    first = file.readline(_LINE).removeprefix(b"\xef\xbb\xbf")
    while first and not first.strip():
        first = file.readline(_LINE)
    is_box = first.startswith(b"From ")
    lines, size, above = [b"" if is_box else first], len(first), b""
    here = file.tell()
    while line := file.readline(_LINE):
        if is_box and not above.strip() and _BEGINNING.match(line):
            yield b"".join(lines), size <= _MOST_BYTES, begins
            lines, size, above = [], 0, line
            begins, here = here, here + len(line)
            continue
        here += len(line)
        size += len(line)
        if size <= _MOST_BYTES:
            quoted = is_box and line.startswith(b">") and line.lstrip(b">").startswith(b"From ")
            lines.append(line[1:] if quoted else line)
        above = line
    yield b"".join(lines), size <= _MOST_BYTES, begins
