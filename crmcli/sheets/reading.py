"""Files in, typed rows out: `read` is the door of this package."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from crmcli.errors import CrmError, Unreadable
from crmcli.i18n import _
from crmcli.matching import is_traditional
from crmcli.sheets import delimited, detect, markup, vcard, workbook
from crmcli.sheets.dates import DateContext
from crmcli.sheets.evidence import Profile, looks_like_person, profile
from crmcli.sheets.fields import TYPES
from crmcli.sheets.headers import Header, header_of
from crmcli.sheets.layout import Layout, choose_rows, find_layout
from crmcli.sheets.model import ColumnPlan, Reading, SheetPlan, Table
from crmcli.sheets.recognise import Claim, Names, Recognition, fill, recognise
from crmcli.sheets.rows import type_rows
from crmcli.sheets.wide import join_names, repeated_groups, unfold

#: Files opened ahead of the one that is being typed.
_AHEAD = 3
#: Names that promise a workbook.
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


def read(
    paths: list[Path],
    *,
    today: date,
    kind: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    mapping: dict[str, str] | None = None,
    encoding: str | None = None,
    country: str = "CN",
) -> Reading:
    """Reads files and folders into typed rows.

    `today` completes dates without a year. `kind`, `sheet` (its name), `header_row` (from 1) and `mapping`
    (column name → field, or `-` to leave the column out) overrule what is found. Files that can't be read
    are in `errors`, what was left out in `warnings`. MissingFile for a path that isn't there.
    """
    files, warnings = detect.files_of(paths)
    reading = Reading(warnings=warnings)
    options = _Options(today, kind, sheet, header_row, mapping or {}, country)
    with _without_collector():
        _read_files(files, encoding, options, reading)
    return reading


@contextmanager
def _without_collector() -> Iterator[None]:
    """Millions of fresh objects live here at once; the garbage collector would walk them again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _read_files(files: list[Path], encoding: str | None, options: _Options, reading: Reading) -> None:
    for path, opened in _open_all(files, encoding):
        try:
            tables = opened.result()
            _read_tables(path, tables, options, reading)
        except CrmError as error:
            reading.errors.append((str(path), f"{error.message} {error.hint}".strip()))
        except OSError as error:
            reason = _("%(file)s can't be opened: %(why)s.") % {
                "file": path.name,
                "why": error.strerror or error,
            }
            reading.errors.append((str(path), reason))


class _Options:
    """What the caller told."""

    def __init__(
        self,
        today: date,
        kind: str | None,
        sheet: str | None,
        header_row: int | None,
        mapping: dict[str, str],
        country: str,
    ) -> None:
        self.today, self.kind, self.sheet, self.header_row, self.country = (
            today,
            kind,
            sheet,
            header_row,
            country,
        )
        self.mapping = {header_of(name).key: field for name, field in mapping.items()}


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
    container, _head = detect.sniff(path)
    if container == "workbook":
        return workbook.finish(path, workbook.start(path))
    if container == "markup":
        return markup.read_markup(path, encoding)
    if container == "vcard":
        return [vcard.read_vcards(path, encoding)]
    if container == "text":
        return [delimited.read_text(path, encoding)]
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


def _read_tables(path: Path, tables: list[Table], options: _Options, reading: Reading) -> None:
    if options.sheet is not None:
        tables = [table for table in tables if table.sheet == options.sheet]
        if not tables:
            raise Unreadable(
                _("%(file)s has no sheet %(sheet)s.") % {"file": path.name, "sheet": options.sheet},
                _("Check the sheet's name."),
            )
    plans = [plan for table in tables for plan in plan_sheet(table, options)]
    for table in tables:
        reading.warnings.extend(
            f"{path.name}: {text}" if not text.startswith(path.name) else text for text in table.warnings
        )
    reading.sheets.extend(plans)
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


def plan_sheet(table: Table, options: _Options) -> list[SheetPlan]:
    """The sheet understood: usually one plan; two where a list of customers carries its follow-ups in
    columns.
    """
    layout = find_layout(table, options.header_row)
    if layout is None:
        layout = _without_header(table, options.country)
    if layout is None:
        note = _("No table was found in this sheet.")
        return [SheetPlan(table.file, table.sheet, None, 0.0, 0, [], [], [], [note], "", None)]
    join_names(table, layout.headers, layout.rows)
    groups = repeated_groups(layout.headers)
    if not groups:
        return [_plan(table, layout, layout.headers, layout.rows, options, options.kind)]
    log, headers, numbers = unfold(table, layout.headers, layout.rows, groups)
    blanked = _blanked(table, groups)
    profile_plan = _plan(blanked, layout, layout.headers, layout.rows, options, options.kind or "customers")
    log_layout = Layout(layout.header_row, headers, layout.title, layout.captions)
    plans = [_plan(log, log_layout, headers, numbers, options, "interactions", whole=True)]
    fields = {column.field for column in profile_plan.columns} - {None, "name", "phone", "contact_person"}
    if profile_plan.kind in ("customers", "members") and (fields or options.kind == profile_plan.kind):
        plans.insert(0, profile_plan)
    return plans


def _blanked(table: Table, groups: dict[int, dict[str, int]]) -> Table:
    """The table without the columns that became interactions."""
    inside = {column for parts in groups.values() for column in parts.values()}
    columns = [[None] * table.height if i in inside else cells for i, cells in enumerate(table.columns)]
    return Table(table.file, table.sheet, columns, table.height, date1904=table.date1904)


def _plan(
    table: Table,
    layout: Layout,
    headers: list[Header],
    rows: list[int],
    options: _Options,
    kind: str | None,
    whole: bool = False,
) -> SheetPlan:
    columns = table.columns if whole else _rows_only(table.columns, rows)
    country = _country(layout, table, options)
    profiles = [profile(cells, country) for cells in columns]
    names = Names(Path(table.file).stem, table.sheet, layout.title)
    is_vcard = tuple(header.shown for header in headers) == vcard.HEADERS
    reading = recognise(headers, profiles, names, kind or ("contacts" if is_vcard else None))
    if options.mapping and reading.kind:
        _overrule(reading, headers, options.mapping)
    plan = SheetPlan(
        table.file, table.sheet, reading.kind, _confidence(reading), layout.header_row + 1,
        [_column_plan(i, header, reading.columns.get(i), profiles[i]) for i, header in enumerate(headers)],
        [header.shown for header in headers], [], list(reading.notes), layout.title, _author_hint(names,
        layout),
    )  # fmt: skip
    if reading.kind is None:
        plan.notes.append(_("This table is not about customers."))
        return plan
    dates = DateContext(options.today, _year(names), country == "TW", table.date1904)
    typed = type_rows(columns, rows, headers, reading, dates, country)
    plan.rows, plan.scales = typed.rows, typed.scales
    if typed.empty:
        plan.notes.append(_("%(n)d rows have nothing filled in.") % {"n": typed.empty})
    return plan


def _rows_only(columns: list[list[object]], rows: list[int]) -> list[list[object]]:
    if rows and rows[-1] - rows[0] + 1 == len(rows):
        return [cells[rows[0] : rows[-1] + 1] for cells in columns]
    return [[cells[row] for row in rows] for cells in columns]


def _without_header(table: Table, country: str) -> Layout | None:
    """A table without a header line, if its values alone say whom it is about: names beside phones or
    e-mails.
    """
    profiles = [profile(cells, country) for cells in table.columns]
    phones = [p for p in profiles if p.cells >= 2 and (p.phone > 0.8 or p.email > 0.8)]
    people = [p for p in profiles if p.cells >= 2 and p.company + p.person > 0.7]
    if table.height < 2 or not phones or not people:
        return None
    headers = [header_of(_("Column %(n)d") % {"n": i + 1}) for i in range(len(profiles))]
    for i, found in enumerate(profiles):
        guess = "手机" if found.phone > 0.8 else "邮箱" if found.email > 0.8 else ""
        headers[i] = header_of(guess) if guess else headers[i]
    for words, share in (("客户名称", "company"), ("联系人", "person")):
        best = max(range(len(profiles)), key=lambda i: getattr(profiles[i], share))
        if getattr(profiles[best], share) > 0.5:
            headers[best] = header_of(words)
    layout = Layout(-1, headers)
    choose_rows(table, layout)
    return layout


def _overrule(reading: Recognition, headers: list[Header], mapping: dict[str, str]) -> None:
    """Columns as the caller named them; a field told twice stays with the last column."""
    for column, header in enumerate(headers):
        name = mapping.get(header.key)
        if name is None:
            continue
        reading.columns = {
            c: claim for c, claim in reading.columns.items() if c != column and claim.field != name
        }
        if name in TYPES[reading.kind or ""]:
            reading.columns[column] = Claim(column, name, 1.0, True, "told")


def _column_plan(index: int, header: Header, claim: Claim | None, found: Profile) -> ColumnPlan:
    if claim is None:
        return ColumnPlan(index, header.shown, None, 0.0, "", found.examples)
    return ColumnPlan(
        index, header.shown, claim.field, round(min(1.0, claim.score), 2), claim.why, found.examples
    )


def _confidence(reading: Recognition) -> float:
    """0–1: how much speaks for the kind; 0.5 is a guess."""
    if reading.kind is None:
        return 0.0
    return round(min(1.0, 0.35 + reading.points / 12), 2) if reading.points else 1.0


def _country(layout: Layout, table: Table, options: _Options) -> str:
    """Taiwan's numbers and years where the header is written in its words and script."""
    text = " ".join(header.shown for header in layout.headers) + layout.title + table.sheet
    taiwanese = re.search("寶號|統編|統一編號|行動電話|市話|聯絡|連絡|國曆|民國|客訴|品項|承辦", text)
    return "TW" if options.country == "CN" and taiwanese and is_traditional(text) else options.country


def _year(names: Names) -> int:
    """The year that the title, sheet or file name tells, for dates without one; 0 if none."""
    for text in (names.title, names.sheet, names.file):
        found = re.search(r"(?<!\d)((?:19|20)\d\d)(?:\s*年|[-_./]?(?:0?[1-9]|1[0-2])?(?!\d))", text)
        if found:
            return int(found[1])
        republic = re.search(r"(?<!\d)(1\d\d)\s*年", text)
        if republic:
            return int(republic[1]) + 1911
    return 0


_NOT_IN_NAME = re.compile(
    r"客户|客戶|跟进|跟進|拜访|拜訪|记录|記錄|记录表|表格|沟通|登记|台账|明细|汇总|日报|周报|月报|销售|业务员|业务|工作|名单|资料|信息|回访|洽谈|维护|情况|联系|订单|投诉|客诉|会员|副本|最新|最终|更新|的|表|\d+|年|月|日|上半|下半|第[一二三四]?季度|[\W_]+"
)


def _author_hint(names: Names, layout: Layout) -> str | None:
    """A person's name in the captions, the title, the sheet's or the file's name, else None."""
    for key in (
        "负责人",
        "业务员",
        "销售",
        "销售员",
        "跟进人",
        "客户经理",
        "姓名",
        "销售人员",
        "填表人",
        "填报人",
        "owner",
        "sales rep",
        "salesperson",
    ):
        if key in layout.captions and looks_like_person(layout.captions[key]):
            return layout.captions[key]
    for text in (names.file, names.sheet, names.title):
        parts = [part for part in _NOT_IN_NAME.split(text) if part]
        for part in parts:
            if re.fullmatch(r"[\u4e00-\u9fff]{2,3}", part) and looks_like_person(part):
                return part
    western = re.search(r"[-_(（ ]([A-Z][a-z]+ [A-Z][a-z]+)[)）]?$", names.file)
    return western[1] if western else None


def fields_for(kind: str, headers: list[str]) -> dict[str, str]:
    """Column name → field for bare headers of a known kind, as `read` would map them without looking at
    values.
    """
    parsed = [header_of(text) for text in headers]
    reading = fill(kind, parsed, [Profile() for _header in parsed])
    return {headers[column]: claim.field for column, claim in sorted(reading.columns.items())}
