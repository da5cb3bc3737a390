"""Text files that messengers write, zipped or not: known by their first lines, so that no table is looked through for them."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from crmcli.sheets.chats.chat_lines import messages_of
from crmcli.sheets.columns.headers import header_of, known_score
from crmcli.sheets.containers.delimited import decode
from crmcli.sheets.model import Table

#: A log is known by so many of its first bytes; one is never so large.
_HEAD, _MOST_BYTES = 8192, 1 << 28
#: From this score on a cell is plainly a column's name.
_CALLED = 0.6
_BETWEEN = re.compile(r"[,;\t|，；]")


def read_chat(path: Path, head: bytes, encoding: str | None = None) -> Table | None:
    """The log in a file that begins with `head`, None if it is none. Unreadable if it isn't in the encoding asked for."""
    start = head[:_HEAD]
    whole = start if len(head) < _HEAD else start[: start.rfind(b"\n") + 1]
    if not _may_be_log(_decoded(whole)) or path.stat().st_size > _MOST_BYTES:
        return None
    return _table(path, path.read_bytes(), encoding)


def read_zipped(path: Path, encoding: str | None = None) -> Table | None:
    """The log in an archive whose only text it is, beside pictures and voices; None for any other archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            texts = [part for part in archive.infolist() if part.filename.lower().endswith(".txt")]
            if len(texts) != 1 or texts[0].file_size > _MOST_BYTES:
                return None
            with archive.open(texts[0]) as part:
                # What an archive says of its own size need not be true.
                return _table(path, part.read(_MOST_BYTES), encoding)
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error):
        return None


def _table(path: Path, data: bytes, encoding: str | None) -> Table | None:
    text, warnings = decode(data, path.name, encoding)
    messages = messages_of(text)
    if not messages:
        return None
    height = messages[-1].line + 1
    return Table(str(path), path.stem, [[None] * height], height, warnings=warnings, messages=messages)


def _decoded(data: bytes) -> str:
    """The text of a file's beginning, as far as numbers and signs go."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def _may_be_log(text: str) -> bool:
    """Whether a text begins like a log: not with the names of columns, and with messages."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    cells = [cell for cell in _BETWEEN.split(first) if cell.strip()]
    named = sum(known_score(header_of(cell.strip())) >= _CALLED for cell in cells)
    return not (len(cells) > 1 and named > 1) and bool(messages_of(text))
