"""The child process that opens a workbook: unknown files are read here, under limits of memory and time.

Run by path, with the workbook's path and the limits as arguments; writes one marshalled answer to standard
output.
Imports nothing of crmcli. A file that makes it fail, or die, costs the caller a clear refusal and nothing
else.
"""

from __future__ import annotations

import datetime
import gc
import marshal
import os
import sys
import threading
import zipfile
from collections.abc import Iterable, Iterator
from importlib.machinery import SourceFileLoader
from types import ModuleType
from typing import Any

#: A sheet wider than this holds no table that people made.
MAX_COLUMNS = 512
#: The most cells that are taken from one file.
MAX_CELLS = 60_000_000


def main(arguments: list[str]) -> None:
    """Reads `arguments[0]` with the engine `arguments[1]` under megabytes `[2]` and seconds `[3]`."""
    path, engine, megabytes, seconds = arguments
    _limit(int(megabytes) << 20, int(seconds))
    gc.disable()  # cells hold no cycles, and the process ends soon
    try:
        sheets = list(_calamine(path) if engine == "calamine" else _openpyxl(path))
        answer = {"sheets": sheets, "error": ""}
    except MemoryError:
        answer = {"sheets": [], "error": "memory"}
    except Exception as error:
        answer = {"sheets": [], "error": f"{type(error).__name__}: {error}"[:300]}
    # Version 2 looks for no object that comes twice: there is hardly any, and looking takes as long as writing.
    sys.stdout.buffer.write(marshal.dumps(answer, 2))
    sys.stdout.buffer.flush()
    os._exit(0)  # to give back a million cells one by one would take a tenth of the time


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource
        import signal
    except ImportError:
        return
    # Whoever started this may be gone, and a reader out of memory has been seen to wait forever.
    signal.alarm(seconds + 1)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _calamine(path: str) -> Iterator[dict[str, Any]]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook

    hidden: dict[str, Any] = {}
    comments: dict[str, Any] = {}

    def look() -> None:
        looker = _beside("hidden")
        hidden.update(looker.hidden_of(path))
        reader = _beside("comments")
        comments.update(reader.comments_of(path, looker.parts_of(path)))
        comments.update(reader.cleaned(_beside("xls_comments").comments_in(path)))

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    book = load_workbook(path)
    epoch1904 = _is_1904(path)
    shown = _beside("shown")
    formats = shown.zero_formats(path)
    parts = _beside("hidden").parts_of(path) if formats else {}
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        left = sheet.start[1] if sheet.start else 0
        answer = _sheet(meta.name, sheet.iter_rows() if sheet.start else [], left)
        looking.join()
        ranges = sheet.merged_cell_ranges or (hidden[meta.name].merged if meta.name in hidden else [])
        if formats and meta.name in parts:
            shown.show_zeros(answer["columns"], path, parts[meta.name], formats)
        answer["merged"] = [(tuple(first), tuple(last)) for first, last in ranges]
        found = hidden.get(meta.name)
        answer["hidden"] = meta.visible != SheetVisibleEnum.Visible or bool(found and found.sheet)
        answer["date1904"] = epoch1904
        answer["hidden_rows"] = found.rows if found else []
        answer["hidden_columns"] = found.columns if found else []
        answer["comments"] = comments.get(meta.name, [])
        yield answer


def _beside(name: str) -> Any:
    """The module of this name beside this one, loaded once and without crmcli."""
    if name in sys.modules:
        return sys.modules[name]
    # importlib.util takes longer to load than all that it is asked for here.
    loader = SourceFileLoader(name, os.path.join(os.path.dirname(__file__), f"{name}.py"))
    module = ModuleType(name)
    loader.exec_module(module)
    # Not before it is whole, for two threads look here.
    sys.modules[name] = module
    return module


def _openpyxl(path: str) -> Iterator[dict[str, Any]]:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows = (row[:MAX_COLUMNS] for row in sheet.iter_rows(values_only=True))
        answer = _sheet(sheet.title, rows, 0)
        answer.update(merged=[], hidden=sheet.sheet_state != "visible", date1904=book.epoch.year == 1904)
        answer["hidden_rows"] = answer["hidden_columns"] = answer["comments"] = []
        yield answer


def _sheet(name: str, rows: Iterable[Any], left: int) -> dict[str, Any]:
    """The sheet by columns, without the empty rows at its end."""
    kept: list[Any] = []
    cells = 0
    for row in rows:
        kept.append(row)
        cells += len(row)
        if cells > MAX_CELLS:
            raise MemoryError
    while kept and not _is_filled(kept[-1]):
        kept.pop()
    widths = set(map(len, kept))
    # Most sheets come as wide in all their rows as where they are filled.
    width = (
        widths.pop() if len(widths) == 1 else max((len(row) for row in kept if _is_filled(row)), default=0)
    )
    if left + width > MAX_COLUMNS:
        width = MAX_COLUMNS - left
    padded = kept if all(len(row) == width for row in kept) else [_pad(row, width) for row in kept]
    columns = [[None] * len(kept) for _ in range(left)] + [
        list(column) for column in zip(*padded, strict=True)
    ]
    packed = [_pack(column) for column in columns]
    return {"name": name, "height": len(kept), "columns": packed}


def _is_filled(row: Any) -> bool:
    return any(cell is not None and cell != "" for cell in row)


def _pad(row: Any, width: int) -> list[Any]:
    return list(row[:width]) + [None] * (width - len(row))


def _pack(column: list[Any]) -> tuple[str, Any]:
    """The column in types that marshal knows, and how to read it: `text` (cells joined by NUL, which is many times
    faster than cell by cell), `plain`, or `dated`, where tuples stand for dates."""
    kinds = set(map(type, column))
    if kinds == {str}:
        joined = "\0".join(column)
        if joined.count("\0") == len(column) - 1:
            return "text", joined
    dated = bool(kinds - {str, int, float, bool, type(None)})
    return "dated" if dated else "plain", [_plain(cell) for cell in column]


def _plain(cell: Any) -> Any:
    kind = type(cell)
    if kind is str:
        return cell or None
    if kind is float:
        return (
            int(cell)
            if cell == cell and abs(cell) < 1e15 and cell.is_integer()
            else cell
            if cell == cell
            else None
        )
    if kind is datetime.date:
        return (cell.year, cell.month, cell.day)
    if kind is datetime.datetime:
        return (cell.year, cell.month, cell.day, cell.hour, cell.minute, cell.second, cell.microsecond)
    if kind is datetime.time:
        return (cell.hour, cell.minute, cell.second, 0) if cell.second else (cell.hour, cell.minute)
    if kind is datetime.timedelta:
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        length = (minutes // 60, minutes % 60)
        return (*length, seconds, 0) if seconds else length
    return cell if kind in (int, bool, type(None)) else str(cell)


def _is_1904(path: str) -> bool:
    try:
        with zipfile.ZipFile(path) as archive, archive.open("xl/workbook.xml") as part:
            head = part.read(65536)
    except (OSError, KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return False
    return b'date1904="1"' in head or b'date1904="true"' in head


if __name__ == "__main__":
    main(sys.argv[1:])
