"""What a file that comes in is: its kind by what it begins with, and a name that is safe to write it under again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from crmcli.matching.text import clean_text

#: So many characters of a name are kept.
_LONGEST = 120
#: What no file system, or no shell, likes in a name.
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
ANY = "application/octet-stream"
_OFFICE = "application/vnd.openxmlformats-officedocument."
#: Media types by the ending of a name.
_BY_ENDING: Mapping[str, str] = {
    "pdf": "application/pdf", "ofd": "application/ofd", "txt": "text/plain", "csv": "text/csv", "html": "text/html", "htm": "text/html",
    "md": "text/markdown", "eml": "message/rfc822", "vcf": "text/vcard", "ics": "text/calendar", "json": "application/json",
    "xml": "application/xml", "rtf": "application/rtf", "zip": "application/zip", "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed", "doc": "application/msword", "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint", "msg": "application/vnd.ms-outlook", "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet", "pptx": f"{_OFFICE}presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp", "heic": "image/heic",
    "tif": "image/tiff", "tiff": "image/tiff", "bmp": "image/bmp", "svg": "image/svg+xml", "dwg": "image/vnd.dwg",
    "mp3": "audio/mpeg", "m4a": "audio/mp4", "wav": "audio/wav", "amr": "audio/amr", "mp4": "video/mp4", "mov": "video/quicktime",
}  # fmt: skip
#: Media types by the first bytes: what a name says otherwise is wrong.
_BY_BYTES = (
    (b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"),
    (b"II*\0", "image/tiff"), (b"MM\0*", "image/tiff"), (b"Rar!\x1a\x07", "application/vnd.rar"),
)  # fmt: skip


def media_type(name: str, content: bytes) -> str:
    """A file's media type (RFC 6838) by its first bytes, else by the ending of its name."""
    ending = PurePosixPath(name).suffix.lower().removeprefix(".")
    known = next((kind for begins, kind in _BY_BYTES if content.startswith(begins)), None)
    return known or _BY_ENDING.get(ending, ANY)


def file_name(text: str) -> str:
    """The last part of a path, of whatever system, as a name that can be written anywhere: without control characters, dots
    in front and characters that a system forbids, and not too long. `file` where nothing is left."""
    last = clean_text(text.replace("\\", "/").rpartition("/")[2])
    name = " ".join(last.split()).translate(_NOT_IN_NAMES).strip(" .")
    if len(name) > _LONGEST:
        end = PurePosixPath(name).suffix[:10]
        name = name[: _LONGEST - len(end)].rstrip(" .") + end
    return name or "file"
