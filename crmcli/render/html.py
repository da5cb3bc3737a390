"""A report, or what is known of a customer, as one HTML file: opens without a network, prints well, its charts are inline
SVG."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from html import escape

from crmcli import i18n
from crmcli.clock import AsOf
from crmcli.i18n import _
from crmcli.render import cells
from crmcli.render.report_text import definitions, figures, for_people, shown
from crmcli.reports.model import Chart, Report, Value
from crmcli.result import Table
from crmcli.wording import clean

_STYLE = """
body { font: 15px/1.5 -apple-system, "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei",
  "Noto Sans CJK SC", sans-serif; color: #1f2933; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
.when { color: #52606d; margin: .2rem 0 1.5rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th { text-align: left; border-bottom: 2px solid #9aa5b1; color: #52606d; font-weight: 600; }
th, td { padding: .25rem .6rem .25rem 0; vertical-align: top; }
td { border-bottom: 1px solid #e4e7eb; overflow-wrap: anywhere; }
th.r, td.r { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.d { white-space: nowrap; }
tr.beyond td { color: #b42318; font-weight: 600; }
.note { color: #52606d; font-size: .85rem; }
figure { margin: .5rem 0; } figcaption { color: #52606d; font-size: .85rem; }
svg { max-width: 100%; height: auto; margin: .5rem 0; } svg text { font-size: 12px; fill: #52606d; }
@media print { body { margin: 0; max-width: none; font-size: 11px; } h2 { break-after: avoid; }
  tr, svg { break-inside: avoid; } thead { display: table-header-group; } }
"""
_BLUE = "#2f6fab"
_WIDTH, _LABELS, _ROW = 720, 180, 24
_HEIGHT, _BOTTOM = 200, 30


def as_html(report: Report) -> str:
    """The whole file."""
    parts = [_table(figures(report.listed), report.zone)]
    for table in report.tables:
        if not table.rows:
            continue
        drawn = "".join(svg(chart) for chart in report.charts if chart.key == table.key)
        parts.append(_section(table.title, drawn + _table(for_people(table, report.zone), report.zone)))
    parts.append(_section(_("Definitions"), _table(definitions(report.figures), report.zone)))
    notes = "".join(f'<p class="note">{_text(note)}</p>' for note in [*report.remarks, *report.unlisted])
    return _file(report.title, report.as_of, notes + "\n".join(parts))


def page(title: str, as_of: AsOf, lines: Sequence[str], tables: Sequence[Table], zone: tzinfo) -> str:
    """A file of its own: lines of text, and tables below each other; one without rows is left out."""
    told = "".join(f"<p>{_text(line)}</p>" for line in lines)
    return _file(title, as_of, told + "\n".join(_section(t.title, _table(t, zone)) for t in tables if t.rows))


def manual(
    title: str,
    as_of: AsOf,
    intro: Sequence[str],
    sections: Sequence[tuple[str, Sequence[str], Sequence[Table], str]],
    zone: tzinfo,
) -> str:
    """A file of its own with a heading for each section: its lines, its tables, and its picture as SVG."""
    parts = [f"<p>{_text(line)}</p>" for line in intro]
    for name, lines, tables, picture in sections:
        told = "".join(f"<p>{_text(line)}</p>" for line in lines)
        parts.append(_section(name, picture + told + "".join(_table(table, zone) for table in tables)))
    return _file(title, as_of, "\n".join(parts))


def text(text: str) -> str:
    """Text as it stands in HTML."""
    return _text(text)


def _file(title: str, as_of: AsOf, inside: str) -> str:
    when = _("As of %(day)s.") % {"day": as_of.told}
    return (
        f'<!DOCTYPE html>\n<html lang="{i18n.language().replace("_", "-")}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_text(title)}</title><style>{_STYLE}</style></head><body>"
        f'<h1>{_text(title)}</h1><p class="when">{_text(when)}</p>{inside}</body></html>\n'
    )


def _section(title: str, content: str) -> str:
    return f"<section><h2>{_text(title)}</h2>{content}</section>"


def _text(text: str) -> str:
    return escape(clean(text))


def _table(table: Table, zone: tzinfo) -> str:
    columns = [c for c in table.columns if c.key not in table.machine_only]
    kinds = ["r" if cells.is_right(c) else "d" if c.kind in ("date", "instant") else "" for c in columns]
    head = "".join(
        f'<th class="{kind}">{_text(c.title)}</th>' for c, kind in zip(columns, kinds, strict=True)
    )
    body = "".join(
        ('<tr class="beyond">' if row.get("beyond") else "<tr>")
        + "".join(
            f'<td class="{kind}">{_text(cells.for_people(c, row.get(c.key), zone))}</td>'
            for c, kind in zip(columns, kinds, strict=True)
        )
        + "</tr>"
        for row in table.rows
    )
    note = f'<p class="note">{_text(table.note)}</p>' if table.note else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


# -- charts ---------------------------------------------------------------------------------------


def svg(chart: Chart) -> str:
    """The chart as inline SVG; empty without any value."""
    values = chart.series[0].values
    if not any(v is not None for v in values):
        return ""
    draw = {"bar": _bars, "line": _line, "scatter": _scatter}[chart.kind]
    return draw(chart, values)


def _bars(chart: Chart, values: Sequence[Value]) -> str:
    most = max((v for v in values if v is not None), default=0) or 1
    room = _WIDTH - _LABELS - 90
    parts = []
    for index, (label, value) in enumerate(zip(chart.labels, values, strict=True)):
        y = index * _ROW
        wide = max(0.0, room * (value or 0) / most)
        parts.append(
            f'<text x="{_LABELS - 8}" y="{y + 16}" text-anchor="end">{_text(_short(label))}</text>'
            f'<rect x="{_LABELS}" y="{y + 4}" width="{wide:.1f}" height="{_ROW - 8}" fill="{_BLUE}"/>'
            f'<text x="{_LABELS + wide + 6:.1f}" y="{y + 16}">{_text(shown(chart.unit, value))}</text>'
        )
    return _frame(chart, len(values) * _ROW, "".join(parts))


def _line(chart: Chart, values: Sequence[Value]) -> str:
    known = [v for v in values if v is not None]
    low, high = (1, 5) if chart.unit == "score" else (min(0, *known), max(known))
    span = (high - low) or 1
    left, top, room = 70, 12, _HEIGHT - _BOTTOM - 12
    step = (_WIDTH - left - 40) / max(1, len(values) - 1)
    points = [
        (left + index * step, top + room * (1 - (value - low) / span))
        for index, value in enumerate(values)
        if value is not None
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{_BLUE}"/>' for x, y in points)
    axis = "".join(
        f'<text x="{left - 10}" y="{y + 4:.1f}" text-anchor="end">{_text(_axis(chart.unit, value))}</text>'
        f'<line x1="{left}" x2="{_WIDTH - 20}" y1="{y:.1f}" y2="{y:.1f}" stroke="#e4e7eb"/>'
        for value, y in ((high, top), (low, top + room))
    )
    every = max(1, -(-len(values) // 12))
    labels = "".join(
        f'<text x="{left + index * step:.1f}" y="{_HEIGHT - 8}" text-anchor="middle">{_text(label)}</text>'
        for index, label in enumerate(chart.labels)
        if index % every == 0
    )
    line = f'<polyline points="{path}" fill="none" stroke="{_BLUE}" stroke-width="2"/>'
    return _frame(chart, _HEIGHT, axis + line + dots + labels)


def _scatter(chart: Chart, xs: Sequence[Value]) -> str:
    """A named dot for each pair, and a cross at the means that parts the field into quarters."""
    dots = [
        (label, x, y)
        for label, x, y in zip(chart.labels, xs, chart.series[1].values, strict=True)
        if x is not None and y is not None
    ]
    left, top, wide, high = 70, 14, _WIDTH - 70 - 150, 300
    x_low, x_span = _stretch([x for _label, x, _y in dots])
    y_low, y_span = _stretch([y for _label, _x, y in dots])

    def at(x: float, y: float) -> tuple[float, float]:
        return left + wide * (x - x_low) / x_span, top + high * (1 - (y - y_low) / y_span)

    middle = at(sum(d[1] for d in dots) / len(dots), sum(d[2] for d in dots) / len(dots))
    lines = (
        f'<rect x="{left}" y="{top}" width="{wide}" height="{high}" fill="none" stroke="#9aa5b1"/>'
        f'<line x1="{middle[0]:.1f}" x2="{middle[0]:.1f}" y1="{top}" y2="{top + high}" stroke="#cbd2d9"/>'
        f'<line x1="{left}" x2="{left + wide}" y1="{middle[1]:.1f}" y2="{middle[1]:.1f}" stroke="#cbd2d9"/>'
    )
    points = "".join(
        f'<circle cx="{at(x, y)[0]:.1f}" cy="{at(x, y)[1]:.1f}" r="4" fill="{_BLUE}"/>'
        f'<text x="{at(x, y)[0] + 8:.1f}" y="{at(x, y)[1] + 4:.1f}">{_text(_short(label))}</text>'
        for label, x, y in dots
    )
    names = (
        f'<text x="{left + wide / 2:.1f}" y="{top + high + 20}" text-anchor="middle">{_text(chart.series[0].name)} →</text>'
        f'<text x="{left - 10}" y="{top + 12}" text-anchor="end">{_text(chart.series[1].name)} ↑</text>'
    )
    return _frame(chart, top + high + 30, lines + points + names)


def _stretch(values: Sequence[float]) -> tuple[float, float]:
    """Where an axis starts, and its length: the values with a tenth of room at both ends."""
    low, high = min(values), max(values)
    room = (high - low) / 10 or 0.1
    return low - room, high - low + 2 * room


def _axis(unit: str, value: int | float) -> str:
    """Money on an axis without its cents."""
    return f"{value / 100:,.0f}" if unit == "money" else shown(unit, value)


def _short(label: str) -> str:
    """A label that fits beside its bar: about 24 narrow or 12 wide characters."""
    if cells.width(label) <= 24:
        return label
    cut = label
    while cells.width(cut) > 23:
        cut = cut[:-1]
    return cut + "…"


def _frame(chart: Chart, height: int, inside: str) -> str:
    title = _text(chart.title)
    return (
        f'<figure><figcaption>{title}</figcaption><svg role="img" aria-label="{title}"'
        f' viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
        f' xmlns="http://www.w3.org/2000/svg">{inside}</svg></figure>'
    )
