"""The workbook of rejected rows: their own columns and the reason, ready to be mended and imported again."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from crmcli import i18n
from crmcli.render.workbook import write_tables
from crmcli.result import Column, Table
from crmcli.sheets.model import SheetPlan
from crmcli.workflows.import_fates import Entry, Report

#: The titles of the columns that this workbook adds; the import leaves the reason out again.
_REASON = {"en": "Why rejected", "zh": "导入失败原因"}
_AUTHOR = {"en": "Author", "zh": "跟进人"}


def write_rejects(report: Report, path: Path | None, today: date, otherwise: Path) -> Path | None:
    """Writes the rejected rows to `path`, or to a free name in the present folder (or in `otherwise` where that can't be
    written); returns where, or None if no row was rejected."""
    rejected = report.rejected()
    if not rejected:
        return None
    tables = [
        _table(s, [e for e in rejected if e.sheet is s])
        for s in report.sheets
        if any(e.sheet is s for e in rejected)
    ]
    return write_tables(path or _free_name(today, otherwise), tables)


def _free_name(today: date, otherwise: Path) -> Path:
    folder = Path.cwd() if os.access(Path.cwd(), os.W_OK) else otherwise
    number = 1
    while (path := folder / f"crmcli-rejects-{today.isoformat()}-{number}.xlsx").exists():
        number += 1
    return path


def _table(sheet: SheetPlan, entries: Iterable[Entry]) -> Table:
    words = i18n.words()
    headers = [str(h or "") for h in sheet.headers]
    author = _has_lost_author(sheet)
    columns = [Column(str(i), header) for i, header in enumerate(headers)]
    if author:
        columns.append(Column("author", _AUTHOR[words]))
    columns.append(Column("why", _REASON[words]))
    rows = []
    for entry in entries:
        row: dict[str, Any] = {str(i): cell for i, cell in enumerate(entry.row.raw)}
        rows.append(row | {"author": sheet.author_hint, "why": "; ".join(entry.reasons)})
    stem = Path(sheet.file).stem
    return Table(
        "rejects", columns, rows, title=f"{stem}-{sheet.sheet}" if sheet.sheet not in ("", stem) else stem
    )


def _has_lost_author(sheet: SheetPlan) -> bool:
    """Whether the author stood only in the file's name or title, which the workbook doesn't keep."""
    return (
        bool(sheet.author_hint)
        and sheet.kind == "interactions"
        and all(c.field != "author" for c in sheet.columns)
    )
