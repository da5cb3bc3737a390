"""A report as a Result: figures and tables with bars for people, raw values for json and csv."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Any

from crmcli.figures import kpis
from crmcli.figures.told import told
from crmcli.i18n import _
from crmcli.render import cells
from crmcli.render.machine import rows_of
from crmcli.reports.model import Chart, Figure, Report, Value
from crmcli.result import Column, Result, Table

#: What stands beside a figure beyond its limit; every terminal and printer has it.
BEYOND = "!"
_BAR_CELLS = 16
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_SPARKS = "▁▂▃▄▅▆▇█"


def as_result(report: Report, command: str, form: str, explain: bool = False) -> Result:
    """The report for standard output in one of render.FORMATS. csv holds the figures."""
    # Of thousands of rows it takes as long as showing them.
    result = Result(command, data=as_data(report) if form == "json" else {}, as_of=report.as_of)
    if form in ("json", "csv"):
        # People read it among the remarks.
        result.known_now = report.known_now
    if form == "csv":
        result.tables = [raw_figures(report)]
        return result
    glyphs = form != "table" or _shows_blocks()
    result.lines = [report.title, *report.remarks]
    result.tables = [figures(report.listed)]
    result.tables += [
        _with_chart(table, report.charts, report.zone, glyphs) for table in report.tables if table.rows
    ]
    if explain:
        result.tables.append(definitions(report.figures))
    else:
        result.after = [
            *report.unlisted,
            _("What each figure means: --explain. As a file: -o report.xlsx or report.html."),
        ]
    return result


def as_data(report: Report) -> dict[str, Any]:
    """The stable JSON of a report."""
    return {
        "report": report.name,
        "from": report.start,
        "to": report.end,
        "figures": [
            {
                "key": f.key,
                "value": raw(f, f.value),
                "n": f.n,
                "unit": f.unit,
                "previous": raw(f, f.previous),
                "target": raw(f, f.target) if f.unit == "money" else f.target,
                "beyond": f.beyond,
            }
            for f in report.figures
        ],
        "tables": [
            {"key": t.key, "columns": [c.key for c in t.columns], "rows": rows_of(t)} for t in report.tables
        ],
        "notes": list(report.notes),
    }


def raw(figure: Figure, value: Value) -> Value:
    """A figure's value for machines, to its unit's decimals: cents become units."""
    told = kpis.rounded(value, figure.unit)
    return cells.units(int(told)) if figure.unit == "money" and told is not None else told


def raw_figures(report: Report) -> Table:
    """The figures under their stable keys."""
    keys = ("key", "value", "n", "unit", "previous", "target", "beyond")
    return Table("figures", [Column(key, key) for key in keys], as_data(report)["figures"])


# -- figures for people ---------------------------------------------------------------------------


def figures(of: Sequence[Figure]) -> Table:
    """The figures in words: value, n, the period before, the target."""
    rows = [
        {
            "title": f.title,
            "value": shown(f.unit, f.value),
            "n": "" if f.n is None else str(f.n),
            "previous": "" if f.previous is None else shown(f.unit, f.previous),
            "target": "" if f.target is None else shown(f.unit, f.target),
            "beyond": BEYOND if f.beyond else "",
        }
        for f in of
    ]
    columns = [
        Column("title", _("Figure")),
        Column("value", _("Value"), "figure"),
        Column("n", _("n"), "figure"),
    ]
    if any(row["previous"] for row in rows):
        columns.append(Column("previous", _("Before"), "figure"))
    if any(row["target"] for row in rows):
        columns.append(Column("target", _("Limit"), "figure"))
    if not any(row["beyond"] for row in rows):
        return Table("figures", columns, rows)
    return Table("figures", [*columns, Column("beyond", "")], rows, note=beyond_note())


def beyond_note() -> str:
    """What the mark says."""
    return _("%(mark)s beyond its limit") % {"mark": BEYOND}


def definitions(of: Sequence[Figure]) -> Table:
    """What each figure counts."""
    columns = [Column("title", _("Figure")), Column("definition", _("Definition"))]
    return Table(
        "definitions", columns, [{"title": f.title, "definition": f.definition} for f in of], _("Definitions")
    )


def shown(unit: str, value: Value) -> str:
    """A figure's value in its unit; a dash where there is none."""
    return told(unit, value)


# -- bars and sparklines --------------------------------------------------------------------------


def _shows_blocks() -> bool:
    """Whether the terminal's encoding has the block glyphs (GBK and UTF-8 have)."""
    try:
        (_EIGHTHS + _SPARKS).encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def for_people(table: Table, zone: tzinfo) -> Table:
    """The table with a dash where a share or a mean has no value."""
    open_ended = [c for c in table.columns if c.kind in ("percent", "number")]
    if not open_ended:
        return table
    rows = [
        {**row, **{c.key: cells.for_people(c, row.get(c.key), zone) or cells.NONE for c in open_ended}}
        for row in table.rows
    ]
    columns = [c._replace(kind="figure") if c in open_ended else c for c in table.columns]
    return replace(table, columns=columns, rows=rows)


def _with_chart(table: Table, charts: Sequence[Chart], zone: tzinfo, glyphs: bool) -> Table:
    """The table with its charts: a column of bars, sparklines below."""
    own = [chart for chart in charts if chart.key == table.key]
    table = for_people(table, zone)
    lines = [(c.title, sparkline(c.series[0].values, glyphs)) for c in own if c.kind == "line"]
    notes = [_("%(title)s: %(line)s") % {"title": title, "line": line} for title, line in lines if line]
    table = replace(table, note="\n".join(part for part in (*notes, table.note) if part))
    values = next((c.series[0].values for c in own if c.kind == "bar"), None)
    if values is None:
        return table
    bars = [{**row, "bar": bar(value, values, glyphs)} for row, value in zip(table.rows, values, strict=True)]
    return replace(table, columns=[*table.columns, Column("bar", "", "code")], rows=bars)


def bar(value: Value, among: Sequence[Value], glyphs: bool = True) -> str:
    """A bar whose length is the value's share of the largest."""
    most = max((v for v in among if v is not None), default=0)
    if not value or most <= 0 or value < 0:
        return ""
    eighths = max(1, round(value / most * _BAR_CELLS * 8))
    if not glyphs:
        return "#" * max(1, round(eighths / 8))
    full, rest = divmod(eighths, 8)
    return "█" * full + (_EIGHTHS[rest] if rest else "")


def sparkline(values: Sequence[Value], glyphs: bool = True) -> str:
    """One glyph per value between the smallest and the largest, a space for none; empty without glyphs."""
    known = [v for v in values if v is not None]
    if len(known) < 2 or not glyphs:
        return ""
    low, span = min(known), max(known) - min(known)
    steps = len(_SPARKS) - 1
    return "".join(
        " " if v is None else _SPARKS[round((v - low) / span * steps) if span else steps // 2] for v in values
    )
