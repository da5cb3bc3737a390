"""The workbook of rejected rows: their own columns and the reason, ready to be mended and imported again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from crmcli import i18n
from crmcli.context import Context
from crmcli.database.connection import Record
from crmcli.render.workbook import write_tables
from crmcli.result import Column, Table
from crmcli.sheets.plans import SheetPlan
from crmcli.workflows.importing.fates import Entry, Fates, cells_of

#: The title of the column that this workbook adds; the import leaves it out again.
REASON = {"en": "Why rejected", "zh": "导入失败原因"}


def write_rejects(crm: Context, fates: Fates, path: Path | None) -> Path | None:
    """Writes the rejected rows to `path`, or to a free name in the present folder (beside the database where that can't
    be written); returns where, or None if no row was rejected."""
    rejected = fates.rejected()
    if not rejected:
        return None
    tables = [
        _table(s, [e for e in rejected if e.sheet is s])
        for s in fates.sheets
        if any(e.sheet is s for e in rejected)
    ]
    return write_tables(path or _free_name(crm), tables, crm.tz)


def headings(fates: Fates) -> list[tuple[SheetPlan, list[str]]]:
    """The sheets with rejected rows, each with the columns of its sheet in the workbook of rejected rows."""
    first: dict[int, Entry] = {}
    for entry in fates.rejected():
        first.setdefault(id(entry.sheet), entry)
    return [
        (entry.sheet, [*(header for header, _cell in cells_of(entry)), REASON[i18n.words()]])
        for entry in first.values()
    ]


def _free_name(crm: Context) -> Path:
    folder = Path.cwd() if os.access(Path.cwd(), os.W_OK) else crm.location.folder
    number = 1
    while (path := folder / f"crmcli-rejects-{crm.today.isoformat()}-{number}.xlsx").exists():
        number += 1
    return path


def rewrite_rejects(crm: Context, rows: Sequence[Record], path: Path | None) -> Path:
    """Writes the rejected rows of an import that is over to `path`, or to a free name; returns where."""
    tables = []
    for (file, sheet), group in groupby(rows, key=lambda row: (row["file"], row["sheet"])):
        found = list(group)
        headers = [header for header, _cell in json.loads(found[0]["raw"])]
        cells = [[cell for _header, cell in json.loads(row["raw"])] for row in found]
        tables.append(_sheet_table(file, sheet, headers, cells, [row["reason"] or "" for row in found]))
    return write_tables(path or _free_name(crm), tables, crm.tz)


def _table(sheet: SheetPlan, entries: Iterable[Entry]) -> Table:
    found = list(entries)
    cells = [[cell for _header, cell in cells_of(entry)] for entry in found]
    headers = [header for header, _cell in cells_of(found[0])]
    reasons = ["; ".join(entry.reasons) for entry in found]
    return _sheet_table(sheet.file, sheet.sheet, headers, cells, reasons)


def _sheet_table(
    file: str, sheet: str, headers: Sequence[str], cells: Sequence[Sequence[Any]], reasons: Sequence[str]
) -> Table:
    columns = [Column(str(i), header) for i, header in enumerate(headers)]
    columns.append(Column("why", REASON[i18n.words()]))
    rows = [
        {str(i): cell for i, cell in enumerate(row)} | {"why": why}
        for row, why in zip(cells, reasons, strict=True)
    ]
    stem = Path(file).stem
    return Table("rejects", columns, rows, title=f"{stem}-{sheet}" if sheet not in ("", stem) else stem)
