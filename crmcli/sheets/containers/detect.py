"""What a file is, by its content and not by its name, and which files of a folder are meant."""

from __future__ import annotations

import re
from pathlib import Path

from crmcli import intake
from crmcli.i18n import _
from crmcli.sheets.columns.exported import is_exported
from crmcli.sheets.containers import mailbox, webarchive

#: Extensions that a folder's files are read for; anything else in it is named in a warning.
EXTENSIONS = frozenset(
    (
        ".xlsx",
        ".xlsm",
        ".xls",
        ".xlsb",
        ".ods",
        ".et",
        ".csv",
        ".tsv",
        ".tab",
        ".txt",
        ".vcf",
        ".htm",
        ".html",
        ".mht",
        ".mhtml",
        ".fods",
        ".slk",
        ".dif",
        *mailbox.SUFFIXES,
    )
)
#: So many control characters are a slip even in a short text.
_STRAY = 8
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def files_of(paths: list[Path]) -> tuple[list[Path], list[str]]:
    """The files to read, folders opened (their subfolders too), and warnings about those left out.

    MissingFile if a named path does not exist; Unreadable if it is a device or a pipe.
    """
    found: list[Path] = []
    warnings: list[str] = []
    for path in paths:
        if path.is_dir():
            _scan(path, found, warnings)
        else:
            found.append(intake.require(path))
    return list(dict.fromkeys(found)), warnings


def _scan(folder: Path, found: list[Path], warnings: list[str]) -> None:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        if any(part.startswith((".", "~$", "__MACOSX")) for part in inside) or not path.is_file():
            continue
        name = path.name.lower()
        if "rejects" in name or "rejected" in name:
            warnings.append(
                _("%(file)s was left out: it holds rejected rows; name it to import it.")
                % {"file": path.name}
            )
        elif path.suffix.lower() in EXTENSIONS or (
            path.suffix.lower() in ("", ".json")
            and sniff(path)[0] in ("workbook", "vcard", "markup", "exported", "mail")
        ):
            found.append(path)
        else:
            warnings.append(_("%(file)s was left out: it is not a spreadsheet.") % {"file": path.name})


def sniff(path: Path) -> tuple[str, bytes]:
    """(container, first bytes): workbook, encrypted, markup, mail, vcard, exported (our own JSON), text, empty or binary."""
    with path.open("rb") as file:
        head = file.read(65536)
    return _container(path, head), head


def _container(path: Path, head: bytes) -> str:
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return "empty"
    if head.startswith(b"PK\x03\x04") or head.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02")):
        return "workbook"
    if head.startswith(_OLE):
        return "encrypted" if _is_encrypted(path) else "workbook"
    if head.startswith(
        (
            b"%PDF",
            b"\x89PNG",
            b"\xff\xd8\xff",
            b"GIF8",
            b"Rar!",
            b"7z\xbc\xaf",
            b"\x1f\x8b",
            b"SQLite format 3",
            b"MZ",
            b"\x7fELF",
        )
    ):
        return "binary"
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"")[:4096].lower()
    if start.startswith(b"begin:vcard"):
        return "vcard"
    if re.match(rb"<(\?xml|!doctype html|html|table|head|meta|body|workbook|!--|div|style|center)", start):
        return "markup"
    if mailbox.is_mail(head) or path.suffix.lower() in mailbox.SUFFIXES:
        return "mail"
    if webarchive.is_archive(head):
        return "markup"
    if is_exported(head):
        return "exported"
    return "text" if _looks_like_text(head) else "binary"


def _is_encrypted(path: Path) -> bool:
    with path.open("rb") as file:
        return _ENCRYPTED in file.read(1 << 20)


def _looks_like_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    zeros = head.count(0)
    if zeros > len(head) * 0.2:  # UTF-16 without a mark: every other byte of its Latin letters is zero
        return max(head[::2].count(0), head[1::2].count(0)) > 0.8 * zeros
    control = sum(head.count(bytes((code,))) for code in (*range(1, 9), *range(14, 27), *range(28, 32)))
    return control <= max(_STRAY, len(head) * 0.01)
