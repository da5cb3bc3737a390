"""Workbooks (.xlsx, .xls, .xlsb, .ods): the parent's side of the reading child process."""

from __future__ import annotations

import datetime
import marshal
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

from crmcli.errors import Unreadable
from crmcli.i18n import _
from crmcli.sheets.containers.packed import Packed
from crmcli.sheets.model import Table

#: From this many rows on columns are kept packed.
LARGE = 120_000
_WORKER = Path(__file__).with_name("worker.py")
#: Bounds for the child: a base, more for larger files, and a ceiling.
_BASE_MEGABYTES, _MOST_MEGABYTES, _MEGABYTES_PER_MEGABYTE = 640, 6144, 40
_BASE_SECONDS, _SECONDS_PER_MEGABYTE = 25, 4


def start(path: Path, engine: str = "calamine") -> subprocess.Popen[bytes]:
    """Starts reading a workbook in a child process; `finish` takes the answer."""
    megabytes, seconds = _limits(path)
    command = [
        sys.executable,
        "-P",
        "-X",
        "utf8",
        str(_WORKER),
        str(path),
        engine,
        str(megabytes),
        str(seconds),
    ]
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, close_fds=True
    )


def finish(path: Path, child: subprocess.Popen[bytes]) -> list[Table]:
    """The sheets of a workbook. Unreadable if neither reader can make sense of it within the limits."""
    answer = _answer(path, child)
    if answer["error"] not in ("", "time") and _is_zip(path) and "Password" not in answer["error"]:
        second = _answer(path, start(path, "openpyxl"))
        answer = second if not second["error"] else answer
    if answer["error"]:
        raise _refusal(path, answer["error"])
    return [_table(path, sheet) for sheet in answer["sheets"]]


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"PK"


def _limits(path: Path) -> tuple[int, int]:
    size = path.stat().st_size >> 20
    megabytes = min(_MOST_MEGABYTES, _BASE_MEGABYTES + _MEGABYTES_PER_MEGABYTE * size)
    return megabytes, _BASE_SECONDS + _SECONDS_PER_MEGABYTE * size


def _answer(path: Path, child: subprocess.Popen[bytes]) -> dict[str, Any]:
    try:
        output, _stderr = child.communicate(timeout=_limits(path)[1])
    except subprocess.TimeoutExpired:
        return {"sheets": [], "error": "time"}
    finally:
        if child.poll() is None:
            child.kill()
            child.communicate()
    if child.returncode or not output:
        return {"sheets": [], "error": "memory" if child.returncode else "empty"}
    answer: dict[str, Any] = marshal.loads(output)
    return answer


def _refusal(path: Path, error: str) -> Unreadable:
    name = {"file": path.name}
    if "Password" in error or "ncrypt" in error or "password" in error:
        return Unreadable(
            _("%(file)s is protected by a password.") % name, _("Save it without a password and import that.")
        )
    if error in ("memory", "time"):
        return Unreadable(
            _("%(file)s needs more memory or time to open than a real sheet does; it was not read.") % name,
            _("Copy its cells into a new workbook, or save it as CSV."),
        )
    return Unreadable(
        _("%(file)s is damaged or is not a workbook.") % name,
        _("Open it in Excel and save it again as .xlsx."),
    )


#: So many cells tell whether a column's words come again.
_SAMPLE = 1_000


def _table(path: Path, sheet: dict[str, Any]) -> Table:
    waiting = sheet["columns"][::-1]
    sheet["columns"] = []
    columns: list[list[Any]] = []
    while waiting:
        cells = _unpack(*waiting.pop())
        # A packed column is read like a list, and nothing adds to one or takes away.
        columns.append(cells if sheet["height"] < LARGE else cast(list[Any], Packed.of(cells)))
    return Table(
        file=str(path),
        sheet=sheet["name"],
        columns=columns,
        height=sheet["height"],
        merged=sheet["merged"],
        date1904=sheet["date1904"],
        hidden=sheet["hidden"],
        hidden_rows=tuple(row for row in sheet["hidden_rows"] if row < sheet["height"]),
        hidden_columns=tuple(column for column in sheet["hidden_columns"] if column < len(columns)),
        comments=[comment for comment in sheet["comments"] if comment[0] < sheet["height"]],
    )


def _unpack(form: str, cells: Any) -> list[Any]:
    """A column as the child packed it."""
    if form in ("text", "plain"):
        return _once(cells.split("\0") if form == "text" else cells)
    known: dict[tuple[int, ...], Any] = {}
    return [_moment(cell, known) if type(cell) is tuple else cell for cell in cells]


def _once(cells: list[Any]) -> list[Any]:
    """The cells, empty ones as None; of words that come again, as cities and trades do, each is kept once."""
    if len(set(cells[:_SAMPLE])) * 2 > _SAMPLE:
        return [cell if cell != "" else None for cell in cells] if "" in cells else cells
    words: dict[Any, Any] = {"": None}
    return [words.setdefault(cell, cell) if type(cell) is str else cell for cell in cells]


def _moment(parts: tuple[int, ...], known: dict[tuple[int, ...], Any]) -> Any:
    if parts not in known:
        known[parts] = _make_moment(parts)
    return known[parts]


def _make_moment(parts: tuple[int, ...]) -> Any:
    if len(parts) == 3:
        return datetime.date(*parts)
    if len(parts) == 2:
        return datetime.time(*parts) if parts[0] < 24 else f"{parts[0]}:{parts[1]:02d}"
    if len(parts) == 4:
        return datetime.time(*parts) if parts[0] < 24 else "{}:{:02d}:{:02d}".format(*parts)
    year, month, day, hour, minute, second, _microsecond = parts
    moment = datetime.datetime.combine(datetime.date(year, month, day), datetime.time(hour, minute, second))
    return moment + datetime.timedelta(seconds=1) if parts[6] >= 500_000 else moment
