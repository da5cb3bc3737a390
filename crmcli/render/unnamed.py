"""Workbooks on their way have no name: nothing of what openpyxl writes meanwhile stays, whatever ends the program."""

from __future__ import annotations

import os
import tempfile
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet import _write_only
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer import excel

#: By these names Linux opens a file again that has no other; elsewhere openpyxl's own temporary files are used.
_OPEN_FILES = "/proc/self/fd"


class _Unnamed(WorksheetWriter):
    """Writes a sheet to a file that is gone with the process."""

    def __init__(self, ws: Any, out: Any = None) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  (until cleanup)
        super().__init__(ws, f"{_OPEN_FILES}/{self._file.fileno()}")

    def cleanup(self) -> None:
        self._file.close()


def new_book(*, write_only: bool = False) -> Workbook:
    """An empty workbook, whose sheets openpyxl writes so where the system can."""
    if os.path.isdir(_OPEN_FILES):
        for module in (excel, _write_only):
            module.WorksheetWriter = _Unnamed  # type: ignore[attr-defined]
    return Workbook(write_only=write_only)
