"""What causes most complaints, and who or what they come back to."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from crmcli import i18n, vocabulary
from crmcli.dates import periods
from crmcli.figures import kpis
from crmcli.i18n import _, ngettext
from crmcli.reports.complaint_cases import Case, opened
from crmcli.reports.model import Chart, Series
from crmcli.reports.request import Request
from crmcli.result import Column, Table

#: So many complaints of one customer, product or person are a pattern.
_PATTERN = 2


def causes(cases: Sequence[Case]) -> Table:
    """Categories of root causes, the most frequent first, with the share that they make up together."""
    counts = Counter(_label(case.cause) for case in cases if case.cause is not None)
    everyone, so_far, body = sum(counts.values()), 0, []
    for cause, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        so_far += n
        body.append(
            {
                "root_cause": cause,
                "complaints": n,
                "share": kpis.ratio(n, everyone),
                "cumulative": kpis.ratio(so_far, everyone),
            }
        )
    columns = [
        Column("root_cause", _("Root cause")),
        Column("complaints", _("Complaints"), "int"),
        Column("share", _("Share"), "percent"),
        Column("cumulative", _("Cumulative"), "percent"),
    ]
    return Table("root_causes", columns, body, _("Root causes"))


def pareto(table: Table) -> list[Chart]:
    """How many complaints each cause has, and what share the first ones make up together."""
    labels = [row["root_cause"] for row in table.rows]
    counts = Series(_("Complaints"), [row["complaints"] for row in table.rows])
    shares = Series(_("Cumulative"), [row["cumulative"] for row in table.rows])
    return [
        Chart("root_causes", table.title, "bar", labels, [counts]),
        Chart(
            key="root_causes",
            title=_("Root causes, cumulative share"),
            kind="line",
            labels=labels,
            series=[shares],
            unit="share",
        ),
    ]


def _label(cause: str) -> str:
    return vocabulary.label("root_cause", cause, i18n.words()) if cause else _("uncategorised")


def repeated(request: Request, period: periods.Period) -> set[int]:
    """The complaints of a period that are the same again: customer and category, within the policy's days."""
    days = request.view.policy.complaint.repeat_days
    first = (period.start - timedelta(days=days)).isoformat() if period.start else None
    rows = opened(request, first, period.end)
    start = period.start.isoformat() if period.start else ""
    return {row["id"] for row in again(rows, days) if row["opened_on"] >= start}


def again(rows: Iterable[Mapping[str, Any]], days: int) -> list[Mapping[str, Any]]:
    """Those with one of the same customer and category at most `days` before; `rows` are oldest first."""
    last: dict[tuple[int, str], date] = {}
    found = []
    for row in rows:
        if row["category"] is None:
            continue
        key, on = (row["customer_id"], _folded(row["category"])), date.fromisoformat(row["opened_on"])
        if key in last and (on - last[key]).days <= days:
            found.append(row)
        last[key] = on
    return found


def repeat_tables(cases: Sequence[Case], repeats: Collection[int], days: int) -> list[Table]:
    """Customers, products and accused people with two complaints or more, the most first."""
    kinds: list[tuple[str, str, str, Callable[[Case], str | None]]] = [
        ("customer", _("Customers with several complaints"), _("Customer"), lambda c: c.row["customer"]),
        ("product", _("Products with several complaints"), _("Product"), lambda c: c.row["product"]),
        ("accused", _("People accused several times"), _("Accused"), lambda c: c.row["accused"]),
    ]
    return [
        _several(key, title, column, name_of=name_of, cases=cases, repeats=repeats, days=days)
        for key, title, column, name_of in kinds
    ]


def _several(
    key: str,
    title: str,
    column: str,
    name_of: Callable[[Case], str | None],
    cases: Sequence[Case],
    repeats: Collection[int],
    days: int,
) -> Table:
    groups: dict[Any, list[Case]] = {}
    for case in cases:
        name = name_of(case)
        if name and name.strip():
            groups.setdefault(case.row["customer_id"] if key == "customer" else _folded(name), []).append(
                case
            )
    several = sorted(
        (g for g in groups.values() if len(g) >= _PATTERN), key=lambda g: (-len(g), name_of(g[0]))
    )
    body = [
        {
            key: name_of(group[-1]),
            "complaints": len(group),
            "repeated": sum(case.row["id"] in repeats for case in group),
            "called_again": sum(case.calls for case in group),
            "last_on": group[-1].row["opened_on"],
        }
        for group in several
    ]
    columns = [
        Column(key, column),
        Column("complaints", _("Complaints"), "int"),
        Column(
            "repeated",
            ngettext("Same again in %(n)d day", "Same again in %(n)d days", days) % {"n": days},
            "int",
        ),
        Column("called_again", _("Called again"), "int"),
        Column("last_on", _("Last"), "date"),
    ]
    return Table(f"repeat_{key}", columns, body, title)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
