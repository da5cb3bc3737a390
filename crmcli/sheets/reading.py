"""Files in, typed rows out: `read` is the door of this package."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path

from crmcli.errors import CrmError, Unreadable
from crmcli.i18n import _, sentences, series, titled
from crmcli.sheets.cells.texts import letters
from crmcli.sheets.chats import chat_files
from crmcli.sheets.chats.parties import Parties
from crmcli.sheets.columns import exported
from crmcli.sheets.columns.headers import header_of, synonyms
from crmcli.sheets.columns.settled import Settled
from crmcli.sheets.containers import delimited, detect, mailbox, markup, streamed, vcard, workbook
from crmcli.sheets.mails.sides import Addresses
from crmcli.sheets.model import Table
from crmcli.sheets.planning import fields_for, plan_sheet
from crmcli.sheets.rows.plans import Reading, SheetPlan
from crmcli.sheets.tabled import Hints

__all__ = ["fields_for", "read", "tables_of"]

#: Files opened ahead of the one that is being typed.
_AHEAD = 3
#: Names that promise a workbook.
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


def read(
    paths: list[Path],
    *,
    today: date,
    now: datetime | None = None,
    kind: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    mapping: dict[str, str] | None = None,
    encoding: str | None = None,
    country: str = "CN",
    settled: list[Settled] | None = None,
    parties: Parties | None = None,
    addresses: Addresses | None = None,
) -> Reading:
    """Reads files and folders into typed rows.

    `today` completes dates without a year; what a sheet for the day agrees for a time before `now` (aware, in the team's zone)
    is over. `kind`, `sheet` (its name), `header_row` (from 1) and `mapping`
    (column name → field, or `-` to leave the column out) overrule what is found, and what was `settled` before does
    where neither speaks. `parties` knows whose the names in chats are, `addresses` those in mails. Files that can't be read
    are in `errors`, what was left out in `warnings`. MissingFile for a path that isn't there.
    """
    files, warnings = detect.files_of(paths)
    reading = Reading(warnings=warnings)
    folded = {header_of(name).key: field for name, field in (mapping or {}).items()}
    hints = Hints(
        today=today,
        now=now,
        kind=kind,
        sheet=sheet,
        header_row=header_row,
        mapping=folded,
        country=country,
        settled=settled or [],
        parties=parties or Parties(),
        addresses=addresses or Addresses(),
    )
    _read_files(files, encoding, hints, reading)
    return reading


def _read_files(files: list[Path], encoding: str | None, hints: Hints, reading: Reading) -> None:
    #: Mails of a file each by their folder: they are read together, as a mailbox is.
    single: dict[Path, list[Table]] = {}
    for path, opened in _open_all(files, encoding):
        synonyms()  # takes a moment when first asked for, and the file isn't read yet
        with _told_of(path, reading):
            tables = opened.result()
            if tables and len(tables[0].mails) == 1:
                single.setdefault(path.parent, []).append(tables[0])
            else:
                _read_tables(path, tables, hints, reading)
    for folder, mails in single.items():
        box = mailbox.joined(folder.absolute(), mails)
        with _told_of(Path(box.file), reading):
            _read_tables(Path(box.file), [box], hints, reading)


@contextmanager
def _told_of(path: Path, reading: Reading) -> Iterator[None]:
    """For reading one file: why it can't be read is kept beside what the others hold."""
    try:
        yield
    except CrmError as error:
        reading.errors.append((str(path), sentences(error.message, error.hint)))
    except OSError as error:
        reason = _("%(file)s can't be opened: %(why)s.") % {
            "file": path.name,
            "why": error.strerror or error,
        }
        reading.errors.append((str(path), reason))


def _open_all(files: list[Path], encoding: str | None) -> Iterator[tuple[Path, Future[list[Table]]]]:
    """Each file with its tables to come; a few are opened ahead, since workbooks are read by child
    processes.
    """
    with ThreadPoolExecutor(max_workers=2) as pool:
        waiting: list[tuple[Path, Future[list[Table]]]] = []
        for path in files:
            waiting.append((path, pool.submit(tables_of, path, encoding)))
            if len(waiting) > _AHEAD:
                yield waiting.pop(0)
        yield from waiting


def tables_of(path: Path, encoding: str | None = None) -> list[Table]:
    """The raw sheets of one file. Unreadable if it is empty, encrypted, damaged or no table at all."""
    container, head = detect.sniff(path)
    if container == "workbook":
        log = chat_files.read_zipped(path, encoding) if path.suffix.lower() not in _WORKBOOKS else None
        return [log] if log else workbook.finish(path, workbook.start(path))
    if container == "markup":
        return markup.read_markup(path, encoding)
    if container == "exported":
        return exported.read_exported(path)
    if container == "mail":
        return [mailbox.read_mails(path)]
    if container == "vcard":
        return [vcard.read_vcards(path, encoding)]
    if container == "text":
        return [
            chat_files.read_chat(path, head, encoding)
            or streamed.read_large(path, encoding)
            or delimited.read_text(path, encoding)
        ]
    if container == "empty":
        raise Unreadable(_("%(file)s is empty.") % {"file": path.name}, _("Export it again."))
    if container == "encrypted":
        raise Unreadable(
            _("%(file)s is protected by a password.") % {"file": path.name},
            _("Save it without a password and import that."),
        )
    raise _not_a_table(path)


def _not_a_table(path: Path) -> Unreadable:
    return Unreadable(
        _("%(file)s is neither a workbook nor a table.") % {"file": path.name},
        _("Export it again as .xlsx or .csv."),
    )


def _tell(path: Path, tables: list[Table], plans: list[SheetPlan], reading: Reading) -> None:
    """What a person would want to know of the sheets that are taken in: hidden ones, values that were completed."""
    taken = {plan.sheet for plan in plans if plan.kind and plan.filled}
    for table in tables:
        if table.sheet not in taken:
            continue
        place = f"{path.name} {table.sheet}" if len(tables) > 1 else path.name
        if table.hidden:
            reading.warnings.append(
                _("%(sheet)s: this sheet is hidden; it was read, too.") % {"sheet": place}
            )
        if table.hidden_rows:
            rows = series(str(row + 1) for row in table.hidden_rows[:10])
            more = " …" if len(table.hidden_rows) > 10 else ""
            reading.warnings.append(
                _("%(sheet)s: hidden or filtered rows were read, too: %(rows)s.")
                % {"sheet": place, "rows": rows + more}
            )
        if columns := [
            letters(i) for i in table.hidden_columns if any(c is not None for c in table.columns[i])
        ]:
            reading.warnings.append(
                _("%(sheet)s: hidden columns were read, too: %(columns)s.")
                % {"sheet": place, "columns": series(columns)}
            )
    for plan in plans:
        place = f"{path.name} {plan.sheet}" if len(tables) > 1 else path.name
        reading.warnings += [titled(place, notice) for notice in plan.notices]
        if plan.blocks:
            plan.blocks.when_read(partial(_add_notices, reading, place))


def _add_notices(reading: Reading, place: str, notices: list[str], _empty: int) -> None:
    reading.warnings += [titled(place, notice) for notice in notices]


def _read_tables(path: Path, tables: list[Table], hints: Hints, reading: Reading) -> None:
    if hints.sheet is not None:
        tables = [table for table in tables if table.sheet == hints.sheet]
        if not tables:
            raise Unreadable(
                _("%(file)s has no sheet %(sheet)s.") % {"file": path.name, "sheet": hints.sheet},
                _("Check the sheet's name."),
            )
    plans = [plan for table in tables for plan in plan_sheet(table, hints)]
    for table in tables:
        reading.warnings.extend(
            f"{path.name}: {text}" if not text.startswith(path.name) else text for text in table.warnings
        )
    reading.sheets.extend(plans)
    _tell(path, tables, plans, reading)
    if any(plan.kind for plan in plans):
        return
    if any(plan.header_row for plan in plans):
        reading.warnings.append(
            _("%(file)s was left out: none of its tables is about customers.") % {"file": path.name}
        )
    elif not any(table.height for table in tables):
        raise Unreadable(_("%(file)s is empty.") % {"file": path.name}, _("Export it again."))
    elif path.suffix.lower() in _WORKBOOKS and detect.sniff(path)[0] == "text":
        raise _not_a_table(path)
    else:
        raise Unreadable(
            _("No header was found in %(file)s.") % {"file": path.name},
            _("Say its row with --header-row, or name the columns."),
        )
