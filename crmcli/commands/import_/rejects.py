"""The workbook of rows to be mended: their own columns, why, and the record that was kept of each, ready to be imported
again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from itertools import count, groupby
from pathlib import Path
from typing import Any

from crmcli import i18n
from crmcli.context import Context
from crmcli.database.connection import Record
from crmcli.i18n import _, remarks
from crmcli.render.workbook import write_tables
from crmcli.result import Column, Table
from crmcli.saving import reserved
from crmcli.sheets.columns.export_columns import SAME_PERSONS
from crmcli.sheets.columns.fields import KEPT_TITLES, MEANT_TITLES, REASON_TITLES
from crmcli.sheets.rows.plans import SheetPlan
from crmcli.workflows.exporting import column_of
from crmcli.workflows.importing.fates import Entry, Fates, cells_of
from crmcli.workflows.importing.kept import code, code_told


def write_rejects(crm: Context, fates: Fates, path: Path | None) -> Path | None:
    """Writes the rejected and the incomplete rows to `path`, else beside the file of the first; None if there are none."""
    rows = fates.to_mend()
    if not rows:
        return None
    tables = [
        _table(sheet, list(found), fates.codes) for sheet, found in groupby(rows, key=lambda e: e.sheet)
    ]
    if fates.same_persons:
        tables.append(_same_persons(fates))
    return _write(crm, tables, path, Path(rows[0].sheet.file))


def _same_persons(fates: Fates) -> Table:
    """Who may be one person at several customers: a row for each of them."""
    rows = [{"value": each["value"], **person} for each in fates.same_persons for person in each["persons"]]
    return Table(
        "same_persons",
        [column_of(field) for field in SAME_PERSONS],
        rows,
        title=_("Perhaps the same persons"),
    )


def headings(fates: Fates) -> list[tuple[SheetPlan, list[str]]]:
    """The sheets with rows to be mended, each with the columns of its sheet in the workbook."""
    return [
        (sheet, [column.title for column in _table(sheet, list(found), {}).columns])
        for sheet, found in groupby(fates.to_mend(), key=lambda e: e.sheet)
    ]


def _own_titles(meant: bool) -> list[str]:
    """The columns that the workbook adds; that of whom a name means only where somebody is likely."""
    added = (REASON_TITLES, MEANT_TITLES, KEPT_TITLES) if meant else (REASON_TITLES, KEPT_TITLES)
    return [titles[i18n.words()] for titles in added]


def _write(crm: Context, tables: Sequence[Table], path: Path | None, file: Path) -> Path:
    """Writes to `path`, else where the rows of `file` may lie."""
    if path:
        return write_tables(path, tables, crm.tz)
    name = f"crmcli-rejects-{crm.today.isoformat()}"
    folder = _folder(file.absolute().parent)
    with reserved(folder / f"{name}-{number}.xlsx" for number in count(1)) as free:
        return write_tables(free, tables, crm.tz)


def _folder(folder: Path) -> Path:
    """Beside the imported file where only its owner reads, for it holds people's data; else in the user's data folder."""
    if not (os.access(folder, os.W_OK) and _is_private(folder)):
        import platformdirs

        return platformdirs.user_data_path("crmcli", appauthor=False, ensure_exists=True)
    return folder


def _is_private(folder: Path) -> bool:
    return os.name == "nt" or not folder.stat().st_mode & 0o077


def rewrite_rejects(crm: Context, rows: Sequence[Record], path: Path | None) -> Path:
    """Writes the rows to be mended of an import that is over to `path`, or to a free name; returns where."""
    tables = []
    for (file, sheet), group in groupby(rows, key=lambda row: (row["file"], row["sheet"])):
        found = list(group)
        headers = [header for header, _cell in json.loads(found[0]["raw"])]
        cells = [
            [*(cell for _header, cell in json.loads(row["raw"])), row["reason"] or "", _code(row)]
            for row in found
        ]
        tables.append(_sheet_table(file, sheet, headers, cells))
    return _write(crm, tables, path, Path(rows[0]["file"]))


def _code(row: Record) -> str | None:
    rejected = row["fate"] == "rejected"
    return None if rejected else code_told(code(row["kind"], row["customer_code"], row["target_id"]))


def _table(sheet: SheetPlan, entries: Sequence[Entry], codes: Mapping[int, str | None]) -> Table:
    meant = any(entry.candidate for entry in entries)
    cells = []
    for entry in entries:
        added = [remarks(entry.faults), entry.candidate, code_told(codes.get(id(entry)))]
        own = added if meant else [added[0], added[-1]]
        cells.append([*(cell for _header, cell in cells_of(entry)), *own])
    headers = [header for header, _cell in cells_of(entries[0])]
    return _sheet_table(sheet.file, sheet.sheet, headers, cells, meant=meant)


def _sheet_table(
    file: str, sheet: str, headers: Sequence[str], cells: Sequence[Sequence[Any]], *, meant: bool = False
) -> Table:
    columns = [Column(str(i), header) for i, header in enumerate((*headers, *_own_titles(meant)))]
    rows = [{str(i): cell for i, cell in enumerate(row)} for row in cells]
    stem = Path(file).stem
    return Table("rejects", columns, rows, title=f"{stem}-{sheet}" if sheet not in ("", stem) else stem)
