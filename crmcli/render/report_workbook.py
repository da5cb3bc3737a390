"""A report as a workbook: figures, a sheet per table, Excel's own charts; the same report, the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, tzinfo
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference, ScatterChart
from openpyxl.chart import Series as ChartSeries
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from crmcli import clock
from crmcli.i18n import _
from crmcli.render import cells
from crmcli.render.report_text import BEYOND, beyond_note
from crmcli.render.unnamed import new_book
from crmcli.reports.model import Chart, Figure, Report, Series, Value
from crmcli.result import Column, Table
from crmcli.wording import clean

_FORMATS = {
    "money": "#,##0.00",
    "percent": "0.0%",
    "int": "#,##0",
    "number": "#,##0.0##",
    "date": "yyyy-mm-dd",
    "instant": "yyyy-mm-dd hh:mm",
}
_UNIT_KINDS = {"money": "money", "share": "percent", "count": "int"}
_BOLD, _TITLE = Font(bold=True), Font(bold=True, size=14)
_HEAD = PatternFill("solid", fgColor="DCE6F1")
_RED, _PINK = Font(bold=True, color="B42318"), PatternFill("solid", fgColor="FDE3E1")
#: A zip entry's time says nothing about the report: it is the earliest one a zip can hold.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_NOT_IN_NAMES = re.compile(r"[\\/*?:\[\]]")
_WIDEST = 48
#: Of the points of a scatter chart.
_COLOURS = ("2F6FAB", "C0562F", "4B8F4B", "8A5AA8", "B8912B", "3A9AA0", "A33D5C", "6B7280")


def as_xlsx(report: Report) -> bytes:
    """The whole file."""
    book = new_book()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    _figures(sheet, report)
    for table in report.tables:
        if table.rows:
            _table(book, table, report)
    for printed in book.worksheets:
        _fit_page(printed)
    book.properties.creator = "crmcli"
    book.properties.created = report.as_of.instant.replace(tzinfo=None)
    return _steady(book, report.as_of.instant)


def _fit_page(sheet: Worksheet) -> None:
    """Printed across, all columns and the chart on one page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _figures(sheet: Worksheet, report: Report) -> None:
    sheet.title = _name(_("Figures"))
    _put(sheet, 1, 1, report.title).font = _TITLE
    _put(sheet, 2, 1, _("As of %(day)s.") % {"day": report.as_of.told})
    notes = [
        *report.remarks,
        *([beyond_note()] if any(f.beyond for f in report.figures) else []),
        *report.unlisted,
    ]
    for number, note in enumerate(notes, 3):
        _put(sheet, number, 1, note)
    top = 4 + len(notes)
    heads = (_("Figure"), _("Value"), _("n"), _("Before"), _("Limit"), "", _("Definition"))
    _head(sheet, top, heads)
    for row, figure in enumerate(report.listed, top + 1):
        _figure(sheet, row, figure)
    for column, width in enumerate((40, 16, 9, 16, 12, 4, 110), 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = f"A{top + 1}"


def _figure(sheet: Worksheet, row: int, figure: Figure) -> None:
    kind = _UNIT_KINDS.get(figure.unit, "number")
    _put(sheet, row, 1, figure.title)
    for column, value in ((2, figure.value), (4, figure.previous), (5, figure.target)):
        cell = _put(
            sheet, row, column, cells.NONE if value is None and column == 2 else _units(figure.unit, value)
        )
        cell.number_format = _FORMATS[kind]
        cell.alignment = Alignment(horizontal="right")
    _put(sheet, row, 3, figure.n)
    _put(sheet, row, 7, figure.definition).alignment = Alignment(indent=1)
    if figure.beyond:
        _put(sheet, row, 6, BEYOND)
        for marked in sheet[row][:6]:
            marked.font, marked.fill = _RED, _PINK


def _units(unit: str, value: Value) -> Value:
    return cells.units(int(value)) if unit == "money" and value is not None else value


# -- tables ---------------------------------------------------------------------------------------


def _table(book: Workbook, table: Table, report: Report) -> None:
    sheet = book.create_sheet(_free_name(book, table.title or table.key))
    columns = [c for c in table.columns if c.key not in table.machine_only]
    _head(sheet, 1, [c.title for c in columns])
    for number, row in enumerate(table.rows, 2):
        for index, column in enumerate(columns, 1):
            cell = _put(sheet, number, index, _value(column, row.get(column.key), report.zone))
            if column.kind in _FORMATS:
                cell.number_format = _FORMATS[column.kind]
    for index, column in enumerate(columns, 1):
        shown = [
            column.title,
            *(cells.for_people(column, row.get(column.key), report.zone) for row in table.rows[:200]),
        ]
        wide = min(_WIDEST, max(cells.width(text) for text in shown) + 3)
        sheet.column_dimensions[get_column_letter(index)].width = wide
    sheet.freeze_panes = "A2"
    last = len(table.rows) + 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    if table.note:
        _put(sheet, last + 2, 1, table.note)
    charts = [chart for chart in report.charts if chart.key == table.key]
    for number, chart in enumerate(charts):
        _chart(sheet, chart, columns, last, 2 + 18 * number)


def _value(column: Column, value: Any, zone: tzinfo) -> Any:
    if value is None:
        return None
    match column.kind:
        case "money":
            return cells.units(int(value))
        case kind if kind in cells.WORDED:
            return cells.in_words(column, str(value))
        case "date":
            return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
        case "instant":
            moment = value if isinstance(value, datetime) else clock.parse_iso(value)
            return clock.as_told(moment, zone)
        case "int" | "number" | "percent":
            return value
    return clean(str(value))


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> Any:
    """Writes a cell; text never becomes a formula."""
    cell = sheet.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _head(sheet: Worksheet, row: int, titles: Any) -> None:
    for column, title in enumerate(titles, 1):
        cell = _put(sheet, row, column, title)
        cell.font, cell.fill = _BOLD, _HEAD


def _name(title: str) -> str:
    return _NOT_IN_NAMES.sub(" ", title)[:31]


def _free_name(book: Workbook, title: str) -> str:
    name, number = _name(title), 2
    while name.lower() in (taken.lower() for taken in book.sheetnames):
        name = f"{_name(title)[:27]} {number}"
        number += 1
    return name


# -- charts ---------------------------------------------------------------------------------------


def _chart(sheet: Worksheet, chart: Chart, columns: list[Column], last: int, top: int) -> None:
    """Excel's chart of the column that holds the chart's values, beside the table."""
    if chart.kind == "scatter":
        _scatter(sheet, chart, columns, last, top)
        return
    where = next(
        (i for i, c in enumerate(columns, 1) if _holds(sheet, i, last, chart.series[0], chart.unit)), None
    )
    if where is None:
        return
    drawn = BarChart() if chart.kind == "bar" else LineChart()
    if isinstance(drawn, BarChart):
        drawn.type, drawn.gapWidth = "bar", 40
        drawn.x_axis.scaling.orientation = "maxMin"
    drawn.y_axis.scaling.min = 0
    drawn.title, drawn.legend = chart.title, None
    drawn.add_data(Reference(sheet, min_col=where, min_row=1, max_row=last), titles_from_data=True)
    for line in drawn.series:
        line.smooth = False
    drawn.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=last))
    # Without this, current Excel hides both axes of a chart that openpyxl wrote.
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.y_axis.number_format = {"share": "0%", "score": "0.0", "number": "0.0"}.get(chart.unit, "#,##0")
    drawn.layout = Layout(manualLayout=ManualLayout(x=0.2, y=0.15, w=0.75, h=0.7))
    drawn.width, drawn.height = 20, 7.5 if chart.kind == "line" else max(7.5, min(20, 0.8 * last))
    sheet.add_chart(drawn, f"{get_column_letter(len(columns) + 2)}{top}")


def _scatter(sheet: Worksheet, chart: Chart, columns: list[Column], last: int, top: int) -> None:
    """A named series for each row: Excel labels its points no other way."""
    xs, ys = (
        next(i for i in range(1, len(columns) + 1) if _holds(sheet, i, last, series, chart.unit))
        for series in chart.series
    )
    drawn = ScatterChart()
    drawn.style, drawn.title = 13, chart.title
    for row in range(2, last + 1):
        point = ChartSeries(
            Reference(sheet, min_col=ys, min_row=row),
            Reference(sheet, min_col=xs, min_row=row),
            title=str(sheet.cell(row, 1).value),
        )
        point.marker.symbol, point.marker.size = "circle", 9
        point.graphicalProperties.line.noFill = True
        point.marker.graphicalProperties.solidFill = _COLOURS[(row - 2) % len(_COLOURS)]
        drawn.series.append(point)
    drawn.x_axis.title, drawn.y_axis.title = chart.series[0].name, chart.series[1].name
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.x_axis.number_format, drawn.y_axis.number_format = "0%", "0.0"
    drawn.width, drawn.height = 20, 10
    sheet.add_chart(drawn, f"{get_column_letter(len(columns) + 2)}{top}")


def _holds(sheet: Worksheet, column: int, last: int, series: Series, unit: str) -> bool:
    """Whether the column's cells are the series' values."""
    wanted = [_units(unit, value) for value in series.values]
    return [sheet.cell(row, column).value for row in range(2, last + 1)] == wanted


# -- the file -------------------------------------------------------------------------------------


def _steady(book: Workbook, instant: datetime) -> bytes:
    """The saved workbook without the time of its saving, which openpyxl writes into the file and the zip."""
    saved, steady = io.BytesIO(), io.BytesIO()
    book.save(saved)
    stamp = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = stamp.sub(rb"\g<1>" + clock.iso(instant).encode(), content)
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = 0o600 << 16
            new.writestr(entry, content)
    return steady.getvalue()
