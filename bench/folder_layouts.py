"""Tables put into sheets the way people do: titles, two-line headers, totals, notes, several tables in one sheet."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from bench.folder_company import Company
from bench.folder_sheets import Listing, Row, Sheet, listing, traditional

#: The fields that stand under one name of a two-line header.
_GROUPS = (
    (("contact", "phone", "email", "wechat"), "联系信息", "Contact details"),
    (("created", "owner", "code"), "管理信息", "Administration"),
    (("product", "quantity", "amount"), "消费情况", "Purchase"),
    (("handler", "responded", "resolved"), "处理情况", "Handling"),
    (("channel", "content", "next_on"), "跟进情况", "Follow-up"),
    (("overall", "speed", "attitude", "nps"), "评分", "Scores"),
)


@dataclass
class File:
    """A file of the folder: sheets with the rows that are to be found in them."""

    name: str
    format: str
    sheets: list[Sheet]
    truth: list[dict[str, Any]] = field(default_factory=list)


def files_of(made: Company, formats: dict[str, bool]) -> list[File]:
    """The company's folder; `formats` says of each format whether it holds several sheets and true dates."""
    draw = made.draw
    kinds = [
        "customers",
        *draw.sample(("interactions", "purchases", "complaints", "survey_answers"), draw.randint(1, 4)),
    ]
    if made.trade.people and draw.random() < 0.4:
        kinds[0] = "members"
    files: list[File] = []
    if draw.random() < 0.3:
        files.append(_workbook(made, kinds, formats))
    else:
        files += [_workbook(made, [kind], formats) for kind in kinds]
    return files


def _workbook(made: Company, kinds: list[str], formats: dict[str, bool]) -> File:
    draw = made.draw
    format_ = draw.choice([name for name, several in formats.items() if several or len(kinds) == 1])
    several = formats[format_]
    file = File("", format_, [])
    words = []
    for kind in kinds:
        records = made.records["customers" if kind == "members" else kind]
        parts = _parts(made, kind, records, several)
        for name, part in parts:
            table = listing(made, kind, part, several)
            words.append(table.title)
            _add_sheet(made, file, table, name or table.title, format_)
    _add_noise(made, file, several)
    years = {sheet_year for sheet_year in (getattr(sheet, "year", 0) for sheet in file.sheets) if sheet_year}
    tail = (
        draw.choice(("", "", "(1)", "-最新", "_副本"))
        if made.lang != "en"
        else draw.choice(("", " final", "_v2"))
    )
    company = "" if made.lang == "en" else draw.choice(("", "本公司"))
    stem = (
        words[0]
        if len({*words}) == 1
        else draw.choice(
            ("客户资料汇总", "业务数据", "公司台账") if made.lang != "en" else ("crm data", "all data")
        )
    )
    file.name = f"{company}{traditional(stem) if made.lang == 'tw' else stem}{next(iter(years), '')}{tail}"
    return file


def _parts(made: Company, kind: str, records: list[Any], several: bool) -> list[tuple[str, list[Any]]]:
    """The records in one sheet, or a sheet for each of our people or each year."""
    if several and made.draw.random() < 0.2:
        by: dict[str, list[Any]] = {}
        owner = {
            "interactions": "author",
            "purchases": "author",
            "complaints": "handler",
            "customers": "owner",
        }.get(kind)
        if owner:
            for record in records:
                by.setdefault(record[owner], []).append(record)
            return [(name, part) for name, part in by.items() if len(part) > 2] + [
                ("其他" if made.lang != "en" else "Other", rest)
                for rest in [[r for part in by.values() if len(part) <= 2 for r in part]] if rest
            ]  # fmt: skip
    return [("", records)]


def _add_sheet(made: Company, file: File, table: Listing, name: str, format_: str) -> None:
    draw = made.draw
    file.truth += [row.truth for row in table.rows if row.truth is not None]
    sheet = _laid_out(made, table, merging=format_ not in ("text", "slk", "dif"))
    below = file.sheets[-1] if file.sheets and draw.random() < 0.25 else None
    if below is not None and not below.hidden and not below.hidden_columns:
        start = len(below.grid) + draw.randint(1, 2)
        below.grid += [[] for _ in range(start - len(below.grid))] + sheet.grid
        below.merged += [
            (top + start, left, bottom + start, right) for top, left, bottom, right in sheet.merged
        ]
        sheet = below
    else:
        sheet.name = _free_name(name, file)
        file.sheets.append(sheet)
    if table.year:
        sheet.year = table.year  # type: ignore[attr-defined]


def _free_name(name: str, file: File) -> str:
    used = {sheet.name for sheet in file.sheets}
    return next(n for n in (name[:25], *(f"{name[:25]}{i}" for i in range(2, 99))) if n not in used)


def _laid_out(made: Company, table: Listing, merging: bool) -> Sheet:
    draw, width = made.draw, len(table.headers)
    sheet = Sheet("", [])
    index = draw.random() < 0.4
    shift = int(index)
    _put_title(made, table, sheet, width + shift, merging)
    if merging and draw.random() < 0.2:
        _put_two_lines(made, table, sheet, shift)
    elif shift:
        sheet.grid.append(
            [draw.choice(("序号", "No.", "编号")) if made.lang != "en" else "No.", *table.headers]
        )
    else:
        sheet.grid.append(list(table.headers))
    if shift and sheet.grid[-1][0] == "编号":
        sheet.grid[-1][0] = "序号"
    header = len(sheet.grid) - 1
    _put_rows(made, table, sheet, shift, merging, header)
    _put_end(made, table, sheet, shift)
    return sheet


def _put_title(made: Company, table: Listing, sheet: Sheet, width: int, merging: bool) -> None:
    draw = made.draw
    year = f"{table.year}年" if table.year and made.lang != "en" else ""
    if table.year or draw.random() < 0.45:
        sheet.grid.append([f"{year}{table.title}"])
        if merging and width > 1:
            sheet.merged.append((len(sheet.grid) - 1, 0, len(sheet.grid) - 1, width - 1))
        if draw.random() < 0.3:
            words = (
                ("制表人：王经理", "部门：业务一部", "单位：元")
                if made.lang != "en"
                else ("Prepared by: office", "Currency: CNY")
            )
            line = [draw.choice(words)]
            if draw.random() < 0.5:
                line += [None, "制表日期：2026-11-18" if made.lang != "en" else "Printed: 2026-11-18"]
            sheet.grid.append([traditional(c) if made.lang == "tw" and c else c for c in line])
        elif draw.random() < 0.2:
            sheet.grid.append([])


def _put_two_lines(made: Company, table: Listing, sheet: Sheet, shift: int) -> None:
    """Names of groups above the columns they hold; a column without a group is merged over both lines."""
    upper: list[Any] = [None] * (len(table.headers) + shift)
    lower: list[Any] = [None] * (len(table.headers) + shift)
    top = len(sheet.grid)
    if shift:
        upper[0] = "序号" if made.lang != "en" else "No."
        sheet.merged.append((top, 0, top + 1, 0))
    column = shift
    while column < len(upper):
        group = next((g for g in _GROUPS if table.fields[column - shift] in g[0]), None)
        last = column
        while group and last + 1 < len(upper) and table.fields[last + 1 - shift] in group[0]:
            last += 1
        if group and last > column:
            upper[column] = (
                group[2] if made.lang == "en" else traditional(group[1]) if made.lang == "tw" else group[1]
            )
            lower[column : last + 1] = table.headers[column - shift : last + 1 - shift]
            sheet.merged.append((top, column, top, last))
        else:
            upper[column] = table.headers[column - shift]
            sheet.merged.append((top, column, top + 1, column))
            last = column
        column = last + 1
    if any(lower):
        sheet.grid += [upper, lower]
    else:
        sheet.merged = [m for m in sheet.merged if m[0] != top]
        sheet.grid.append(upper)


def _put_rows(made: Company, table: Listing, sheet: Sheet, shift: int, merging: bool, header: int) -> None:
    draw, rows = made.draw, table.rows
    blanks = draw.random() < 0.1
    repeats = draw.random() < 0.06
    name = table.fields.index("name")
    grouped = merging and table.kind in ("interactions", "purchases") and draw.random() < 0.15
    if grouped:
        rows = sorted(rows, key=lambda row: str(row.truth and row.truth["name"]))
        _same_spelling(rows, name)
    hide = draw.random() < 0.08
    previous = ""
    for number, row in enumerate(rows, 1):
        if blanks and draw.random() < 0.08:
            sheet.grid.append([])
        if repeats and number % 15 == 0 and header == len(sheet.grid) - number:
            sheet.grid.append(list(sheet.grid[header]))
        cells = [number] * shift + list(row.cells)
        if grouped and row.cells[name] == previous and sheet.grid[-1]:
            cells[name + shift] = None
            top = (
                sheet.merged.pop()
                if sheet.merged
                and sheet.merged[-1][2] == len(sheet.grid) - 1
                and sheet.merged[-1][1] == name + shift
                else None
            )
            start = top[0] if top else len(sheet.grid) - 1
            sheet.merged.append((start, name + shift, len(sheet.grid), name + shift))
        previous = row.cells[name]
        sheet.grid.append(cells)
        if hide and draw.random() < 0.1:
            sheet.hidden_rows.append(len(sheet.grid) - 1)
    if draw.random() < 0.05 and len(table.fields) > 3:
        sheet.hidden_columns.append(len(table.fields) - 1 + shift)


def _same_spelling(rows: list[Row], name: int) -> None:
    first: dict[str, Any] = {}
    for row in rows:
        if row.truth is not None:
            row.cells[name] = first.setdefault(row.truth["name"], row.cells[name])


def _put_end(made: Company, table: Listing, sheet: Sheet, shift: int) -> None:
    draw = made.draw
    chinese = made.lang != "en"
    if "amount" in table.fields and draw.random() < 0.35:
        line: list[Any] = [None] * (len(table.fields) + shift)
        line[0] = draw.choice(("合计", "总计", "合  计")) if chinese else draw.choice(("Total", "TOTAL"))
        amounts = [row.cells[table.fields.index("amount")] for row in table.rows]
        if all(isinstance(amount, int | float) for amount in amounts):
            line[table.fields.index("amount") + shift] = sum(amounts)
            sheet.grid.append(line)
    elif draw.random() < 0.1:
        n = len(table.rows)
        sheet.grid.append([f"共{n}条" if chinese else f"Total: {n} rows"])
    if draw.random() < 0.15:
        words = (
            ("备注：以上数据由各部门填报，如有疑问请联系行政部。", "说明：本表每周五更新", "制表：王经理")
            if chinese
            else ("Note: figures are provisional until month end.", "Source: ERP export")
        )
        sheet.grid.append([])
        sheet.grid.append([traditional(w) if made.lang == "tw" else w for w in (draw.choice(words),)])


def _add_noise(made: Company, file: File, several: bool) -> None:
    """Sheets that are none of ours: instructions, empty ones, statistics, price lists."""
    if not several:
        return
    draw: random.Random = made.draw
    chinese = made.lang != "en"
    noise = (
        Sheet("填表说明" if chinese else "Instructions", [["填表说明" if chinese else "How to fill in this sheet"], ["1. 每周五前填写完毕" if chinese else "1. Complete every Friday"], ["2. 不得删除列" if chinese else "2. Do not delete columns"]]),
        Sheet("Sheet9", []),
        Sheet("统计" if chinese else "Summary", [["月份", "销售额", "环比"], ["1月", 12000, 0.1], ["2月", 9800, -0.18], ["合计", 21800, None]] if chinese else [["Month", "Revenue"], ["Jan", 12000], ["Feb", 9800]]),
        Sheet("价目表" if chinese else "Price list", [["产品名称", "规格", "单价", "库存"], ["甲产品", "大号", 120, 33], ["乙产品", "小号", 80, 12]] if chinese else [["Product", "Unit price", "Stock"], ["Alpha", 120, 33]]),
        Sheet("数据字典" if chinese else "Lists", [["来源", "级别"], ["网络", "A"], ["电话", "B"]] if chinese else [["Source", "Level"], ["Web", "A"]]),
    )  # fmt: skip
    for sheet in noise:
        if draw.random() < 0.12:
            if made.lang == "tw":
                sheet.grid = [
                    [traditional(c) if isinstance(c, str) else c for c in line] for line in sheet.grid
                ]
            file.sheets.insert(draw.choice((0, len(file.sheets))), sheet)
    if len(file.sheets) > 1 and draw.random() < 0.05:
        file.sheets[-1].hidden = True
