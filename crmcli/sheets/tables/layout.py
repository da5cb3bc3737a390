"""Where the table lies in its sheet: the header under titles, and which rows below it are really rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import Header, header_of, synonyms, without_common_prefix
from crmcli.sheets.columns.shared_words import in_one_language, with_bearers, without_shared_words
from crmcli.sheets.model import Table
from crmcli.sheets.tables.country_signs import country_by_names
from crmcli.sheets.tables.grouped import take_groups
from crmcli.sheets.tables.heading import find_heading, names_again

#: The header is looked for in this many rows from the top.
SEARCHED = 40
_TOTAL = re.compile(
    r"(?:(?:本页|本月|本日|全年|年度|月度|季度|总)?(?:共计|共計|总和|累计|累計|汇总|彙總|平均值?|平均)|[\d\u4e00-\u9fff()（）]{0,10}(?:合计|合計|总计|總計|小计|小計)|(?:sub|grand)?\s*-?total|totals|totalrecords|recordcount|记录总数|总记录数|sum|average)(?:\s*[(（].*[)）])?[:：]?",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(?:填表说明|填写说明|填表|说明|备注|注意事项?|注|提示|制表人?|制单人?|填表人|填报人|审核人?|审批人?|复核|统计人?|统计日期|打印日期?|打印时间|导出时间|截止日期|数据来源|单位负责人|(?:人民币|金额|合计)?大写|签字|签名|盖章|備註|說明|製表|note|notes|prepared by|printed|source|exported|generated)\s*\d*\s*[:：.、]",
    re.IGNORECASE,
)
#: Who made the table, in cells of their own below it.
_SIGNED = re.compile(
    r"(?:制表|制单|填表|填报|审核|审批|复核|统计|批准)人?(?:签字|签名)?|(?:制表|填表|打印|统计|填报)(?:日期|时间)"
)
#: A total told in words: `Total: 40 clients`, `Total clients: 40`, `共 40 家`.
_TOTAL_SENTENCE = re.compile(
    r"(?:合计|合計|总计|總計|小计|小計|共计|共計|总数|總數|(?:sub|grand\s+)?total|sum)\s*[:：(（\d].*|共有?\s*\d+\s*\S{1,4}"
    r"|(?:(?:grand\s+)?total|number|no\.?|count)\s+(?:of\s+)?(?:[a-z]+\s+){0,2}[a-z]+\s*[:=]\s*\d+\.?"
    r"|[\u4e00-\u9fff]{0,4}(?:总|總|人|户|戶|家)[数數]\s*[:：]?\s*\d+\s*\S{0,2}",
    re.IGNORECASE,
)
#: How many records there are, told below them by whatever wrote them.
_COUNTED = re.compile(r"(?:\d+\s*)?records?(?:\(s\))?\s+(?:downloaded|exported|found)", re.IGNORECASE)
#: A footer has no more lines.
_FOOT = 12
_SECTION = re.compile(
    r"※|[*＊#]+\s*[^*＊#]+?\s*[*＊#]+$|[(（]?[一二三四五六七八九十]+[)）]?[、.．]|第[一二三四五六七八九十\d]+[部分章节季页]|[—\-=*]{3,}|共\s*\d+\s*[条页行笔个]|.{0,12}[(（]?以下(?:空白|无正文)|\d{4}\s*年\s*\d{1,2}\s*月(?:份)?$|^\d{1,2}月(?:份)?$"
)


#: What a form explains below its column names: （必填）, (元), 示例; the kind of question in a survey's export.
_EXPLANATION = re.compile(
    r"[(（\[【].{1,20}[)）\]】]|(?:必填|选填|必填项|选填项|required|optional)|(?:open[- ]ended )?response|detractor to promoter|other \(please specify\)|select all that apply|\{\"ImportId\":.*\}",
    re.IGNORECASE,
)
#: What a database's export calls the types of its columns.
_TYPE = re.compile(
    r"n?(?:var)?char2?(?:\s*\(\d+\))?|text|string|(?:big|small|tiny)?int(?:eger)?(?:\(\d+\))?|date(?:time)?|timestamp|time"
    r"|(?:decimal|numeric|number|float|double)(?:\s*\(.*\))?|bool(?:ean)?|文本|字符串?|数字|数值|整数|小数|日期|时间|金额|布尔",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"(?:填写)?(?:示例|样例|范例|例子|例如|example|sample|e\.g\.)\s*[:：]?.{0,12}", re.IGNORECASE
)
#: The unit of all amounts, told above the table.
_UNIT_ABOVE = re.compile(
    r"单位\s*[:：]\s*(?:人民币)?\s*((?:万|千|亿)?元|万|美元|USD|RMB|台币|新台币|港币)", re.IGNORECASE
)


@dataclass(slots=True)
class Layout:
    """The header line(s) and the rows of a table."""

    #: Index of the (lower) header row from 0; -1 where the table has none.
    header_row: int
    headers: list[Header]
    title: str = ""
    #: The texts above the header that stand for themselves, from top to bottom.
    lines: list[str] = field(default_factory=list)
    #: Lines above the header of the form `负责人：刘洋`.
    captions: dict[str, str] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    #: The rows that are sums and so no records.
    sums: list[int] = field(default_factory=list)
    #: The place in its sheet of the table's first row, from 0.
    first_row: int = 0
    #: The country whose language the columns are named in, empty where that tells none; names are joined later.
    country: str = ""
    #: What the lines above say of amounts: `单位：万元` → 万元.
    unit: str = ""


def find_layout(table: Table, header_row: int | None = None) -> Layout | None:
    """The layout of a table, None if it has no header. `header_row` (from 1) is taken as told."""
    top = [table.row(i) for i in range(min(table.height, max(SEARCHED, header_row or 0)))]
    if header_row is not None:
        if not 1 <= header_row <= table.height:
            return None
        return _below(table, top, header_row - 1, None)
    found = find_heading(table, top)
    return _below(table, top, *found) if found else None


def _below(table: Table, top: list[list[Any]], row: int, joined: list[Header] | None) -> Layout:
    named = joined or [header_of(text_of(cell)) for cell in top[row]]
    headers = with_bearers(in_one_language(without_shared_words(without_common_prefix(named))))
    layout = Layout(row, headers, first_row=table.first_row, country=country_by_names(headers))
    _read_above(layout, top[: row - 1 if joined else row])
    fill_merged(table, row + 1)
    fill_dittos(table, row + 1)
    around = (*layout.lines, layout.title, table.sheet, table.file)
    grouped = take_groups(table, layout.headers, row + 1, around)
    choose_rows(table, layout)
    if grouped:
        layout.rows = [place for place in layout.rows if place not in grouped]
    return layout


def _read_above(layout: Layout, lines: list[list[Any]]) -> None:
    """Title and captions from the lines above the header."""
    texts = [text_of(cell) for line in lines for cell in line if isinstance(cell, str)]
    layout.unit = next((found[1] for text in texts if (found := _UNIT_ABOVE.search(text))), "")
    for position, text in enumerate(texts):
        for name, value in re.findall(r"([^\s:：，,;；]{2,8})\s*[:：]\s*([^\s:：，,;；]{1,40})", text):
            layout.captions[header_of(name).key] = value
        if text.endswith((":", "：")) and position + 1 < len(texts):
            layout.captions[header_of(text).key] = texts[position + 1]
    layout.lines = [text for text in texts if not re.search(r"[:：]\s*\S", text)]
    layout.title = next(iter(layout.lines or texts), "")


def fill_merged(table: Table, first_row: int) -> None:
    """Gives every row of a vertically merged cell the cell's value."""
    for (top, left), (bottom, right) in table.merged:
        if top < first_row or bottom == top or left >= len(table.columns) or right - left > 3:
            continue
        column = table.columns[left]
        for row in range(top + 1, min(bottom + 1, table.height)):
            if column[row] is None:
                column[row] = column[top]


_DITTO = frozenset(("同上", "〃", "″", "同前", "ditto"))


def fill_dittos(table: Table, first_row: int) -> None:
    """Puts the value above where a cell says that it is the same."""
    for column in table.columns:
        if _DITTO.isdisjoint(column):
            continue
        for row in range(first_row + 1, table.height):
            if column[row] in _DITTO:
                column[row] = column[row - 1]


# --- rows that are none
# -----------------------------------------------------------------------------------------------


def choose_rows(table: Table, layout: Layout) -> None:
    """Keeps the rows that hold records, not blank, total, note, section and repeated header rows."""
    start = layout.header_row + 1
    headers = [header.last or header.key for header in layout.headers]
    index_columns = {
        column for column, key in enumerate(headers) if key in synonyms().index and key not in ("id", "编号")
    }
    numeric = _numeric_columns(table, start)
    wide = {
        top
        for (top, left), (bottom, right) in table.merged
        if right - left >= max(2, len(headers) // 2) and top >= start and top == bottom
    }
    width, shown = len(table.columns), {header.shown for header in layout.headers}
    for row, line in enumerate(zip(*(cells[start:] for cells in table.columns), strict=True), start):
        if width - line.count(None) > 8 and row >= start + 3 and not _is_suspect(line, shown):
            layout.rows.append(row)
            continue
        cells = [
            (column, cell)
            for column, cell in enumerate(line)
            if cell is not None and column not in index_columns
        ]
        reason = _not_a_row(cells, headers, numeric, row in wide)
        if not reason and len(cells) <= 6 and any(_is_total(line[column]) for column in index_columns):
            reason = "total"
        if not reason and row - start < 3:
            reason = "note" if _explains(cells) else "header" if names_again(cells, layout.headers) else ""
        if not reason:
            layout.rows.append(row)
        elif reason == "total":
            layout.sums.append(row)
    _leave_footer(table, layout)


#: What a program writes below a report, among lines of which each stands alone behind a blank one.
_FOOTER = re.compile(
    r"(?:copyright|confidential information|generated by|report generated|printed on|exported (?:by|on|from)|filtered by|as of)\b|©|\(c\) \d{4}",
    re.IGNORECASE,
)


def _leave_footer(table: Table, layout: Layout) -> None:
    """Takes the lone texts below the last blank line out of the rows, where a program wrote one of them under its report."""
    foot: list[str] = []
    for row in range(table.height - 1, max(layout.header_row, table.height - _FOOT), -1):
        cells = [text_of(cell) for cell in table.row(row) if cell is not None]
        if len(cells) > 1:
            return
        if not cells and foot:
            break
        foot += cells
    else:
        return
    if any(map(_FOOTER.search, foot)):
        layout.rows[:] = [place for place in layout.rows if place < row]


def _is_suspect(line: tuple[Any, ...], shown: set[str]) -> bool:
    """Whether a well-filled line needs a closer look: its first text may be a total's, or repeat the
    header.
    """
    for text in line:
        if type(text) is str:
            break
    else:
        text = ""
    return len(text) < 12 and (text in shown or _is_total(text))


def _is_total(cell: Any) -> bool:
    return isinstance(cell, str) and len(cell) < 12 and bool(_TOTAL.fullmatch("".join(cell.split())))


def _numeric_columns(table: Table, start: int) -> set[int]:
    """Columns whose cells are mostly plain numbers below phone length."""
    result = set()
    for column, cells in enumerate(table.columns):
        sample = [cell for cell in cells[start : start + 200] if cell is not None]
        numbers = sum(isinstance(cell, int | float) and abs(cell) < 10**9 for cell in sample)
        if sample and numbers >= 0.5 * len(sample):
            result.add(column)
    return result


def _not_a_row(cells: list[tuple[int, Any]], headers: list[str], numeric: set[int], is_wide: bool) -> str:
    if not cells or all(isinstance(cell, str) and not cell.strip() for _column, cell in cells):
        return "blank"
    if len(cells) > 6:
        return _crowded(cells, headers)
    texts = [cell for _column, cell in cells if isinstance(cell, str)]
    sums = (_TOTAL.fullmatch("".join(text.split())) or _COUNTED.fullmatch(text) for text in texts[:2])
    if len(texts) <= 2 and any(sums):
        return "total"
    if not texts and not any(isinstance(cell, date | time) for _column, cell in cells) and len(headers) > 2:
        return "total" if all(column in numeric or cell == 0 for column, cell in cells) else ""
    signed = _SIGNED.match(texts[0]) if texts else None
    if signed and texts[0][signed.end() : signed.end() + 1] in ("", ":", "：") and len(cells) <= 6:
        return "note"
    if len(cells) == 1 and texts and (len(headers) > 1):
        return _lone_text(texts[0], is_wide)
    if is_wide or (
        len(texts) == len(cells) and all(_NOTE.match(text) or text.endswith((":", "：")) for text in texts)
    ):
        return "note"
    return _crowded(cells, headers)


def _explains(cells: list[tuple[int, Any]]) -> bool:
    """Whether a line right below the header says how to fill in the columns, or shows an example."""
    texts = [cell.strip() if isinstance(cell, str) else "" for _column, cell in cells]
    if len(texts) > 1 and all(_TYPE.fullmatch(text) for text in texts):
        return True
    return all(_EXPLANATION.fullmatch(text) for text in texts) or bool(_EXAMPLE.fullmatch(texts[0]))


#: When it was printed.
_STAMP = re.compile(
    r"\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?\s+\D{0,4}\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?", re.IGNORECASE
)


def _lone_text(text: str, is_wide: bool) -> str:
    if is_wide or _NOTE.match(text) or _SECTION.match(text) or _STAMP.fullmatch(text) or len(text) > 40:
        return "note"
    return "total" if _TOTAL_SENTENCE.fullmatch(text) else ""


def _crowded(cells: list[tuple[int, Any]], headers: list[str]) -> str:
    """A repeated header, or a total row that holds many sums."""
    # The first cells of records are all different (numbers, names): the others are told apart sooner.
    if len(cells) > 1 and all(
        isinstance(cell, str) and len(cell) < 40 and header_of(cell).key == headers[column]
        for column, cell in reversed(cells[:4])
    ):
        return "header"
    first = cells[0][1]
    return "total" if _is_total(first) else ""
