"""How the customers are spread over tiers, classes, stages, health and RFM, and how they moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmcli import i18n
from crmcli.facts import Facts
from crmcli.figures import kpis
from crmcli.figures.rounding import half_up
from crmcli.i18n import _
from crmcli.judging.standing import Standing
from crmcli.policy import TIERS, VALUE_CLASSES
from crmcli.reports.currencies import left_out
from crmcli.reports.days import Days
from crmcli.reports.model import Chart, Report, Series, Sheet
from crmcli.reports.request import Request
from crmcli.reports.snapshot import BANDS, Snapshot, counts
from crmcli.result import Column, Table
from crmcli.verdicts.known_now import JUDGED
from crmcli.vocabulary import label

BY = ("owner",)
#: The kinds of records that it rests on.
RESTS_ON = JUDGED

STAGES = ("prospect", "new", "active", "lost")
_SEGMENTS_SHOWN = 20


def build(request: Request) -> Report:
    """The spread on the last day; with --from also who moved since the end of that day."""
    end = request.period.end
    judged = list(request.judged(end))
    before = Days(request).on(request.start) if request.start else None
    tiers = {f.customer_id: s.tier for f, s in judged}
    tables = [
        _spread("tier", _("Tiers"), TIERS, tiers, before.tiers if before else None),
        _spread(
            "value_class",
            _("Value classes"),
            VALUE_CLASSES,
            {f.customer_id: s.value_class for f, s in judged},
            before.values if before else None,
        ),
        _spread(
            "lifecycle",
            _("Stages"),
            STAGES,
            {f.customer_id: s.lifecycle for f, s in judged},
            before.stages if before else None,
        ),
        _bands(judged),
        *([_matrix(before, tiers)] if before else []),
        _rfm(judged),
        _segments(judged),
        _stated(judged),
    ]
    if request.by:
        tables.insert(1, _owners(request, judged))
    return Report(
        name="tiers",
        title=_("Customers by class"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=request.start,
        end=end,
        figures=_figures(judged, before).figures,
        tables=tables,
        charts=_charts(tables),
        notes=[*_notes(before), *left_out(request, end)],
    )


def _figures(judged: Sequence[tuple[Facts, Standing]], before: Snapshot | None) -> Sheet:
    sheet = Sheet()
    scores = [s.health for _f, s in judged if s.health is not None]
    healthy = sum(s.health_band == "healthy" for _f, s in judged)
    old = before.with_health if before else 0
    sheet.add("customers", len(judged), len(judged), previous=len(before) if before else None)
    sheet.add(
        "members",
        kpis.members(sum(f.is_member for f, _s in judged)),
        len(judged),
        previous=kpis.members(before.members) if before else None,
    )
    sheet.add(
        "health_average",
        kpis.mean(scores),
        len(scores),
        previous=kpis.ratio(before.health_sum, old) if before else None,
    )
    sheet.add(
        "health_distribution",
        kpis.ratio(healthy, len(scores)),
        len(scores),
        previous=kpis.ratio(before.bands["healthy"], old) if before else None,
    )
    return sheet


# -- tables ---------------------------------------------------------------------------------------


def _spread(
    key: str, title: str, keys: tuple[str, ...], now: Mapping[int, str], before: Mapping[int, str] | None
) -> Table:
    found, old = counts(now, keys), counts(before, keys) if before is not None else None
    body = [
        {
            key: name,
            "customers": n,
            "share": kpis.ratio(n, len(now)),
            "previous": old[name] if old else None,
        }
        for name, n in found.items()
    ]
    columns = [
        Column(key, _("Class"), "word", key),
        Column("customers", _("Customers"), "int"),
        Column("share", _("Share"), "percent"),
    ]
    if old is not None:
        columns.append(Column("previous", _("Before"), "int"))
    return Table(key, columns, body, title)


def _bands(judged: Sequence[tuple[Facts, Standing]]) -> Table:
    titles = {"healthy": _("healthy"), "watch": _("to watch"), "at_risk": _("at risk")}
    found = counts({f.customer_id: s.health_band for f, s in judged if s.health_band}, BANDS)
    body = [
        {
            "health_band": key,
            "title": titles[key],
            "customers": n,
            "share": kpis.rounded(kpis.ratio(n, sum(found.values())), "share"),
        }
        for key, n in found.items()
    ]
    columns = [
        Column("health_band", "health_band"),
        Column("title", _("Health")),
        Column("customers", _("Customers"), "int"),
        Column("share", _("Share"), "percent"),
    ]
    return Table("health", columns, body, _("Health"), machine_only=frozenset({"health_band"}))


def _matrix(before: Snapshot, now: Mapping[int, str]) -> Table:
    """Tiers then (rows) against tiers now (columns); `none` for customers not known on one of the days."""
    body: list[dict[str, Any]] = []
    ends = (*TIERS, "none")
    for start in ends:
        row: dict[str, Any] = {"tier": start, **dict.fromkeys(ends, 0)}
        for key in before.tiers.keys() | now.keys():
            if before.tiers.get(key, "none") == start:
                row[now.get(key, "none")] += 1
        body.append({**row, "title": _tier_word(start)})
    columns = [
        Column("tier", "tier"),
        Column("title", _("From \\ to")),
        *(Column(key, _tier_word(key), "int") for key in ends),
    ]
    return Table(
        "movements",
        columns,
        body,
        _("Movements since %(day)s") % {"day": before.on.isoformat()},
        machine_only=frozenset({"tier"}),
    )


def _tier_word(key: str) -> str:
    return _("not known") if key == "none" else label("tier", key, i18n.words())


def rfm(facts: Sequence[Facts]) -> list[tuple[int, int, int]]:
    """Recency, frequency and money scores 1 to 5 by quintile, of customers that have bought; 5 is best."""
    recency = kpis.quintiles([f.last_purchase_on.toordinal() if f.last_purchase_on else 0 for f in facts])
    frequency = kpis.quintiles([f.orders_12m for f in facts])
    money = kpis.quintiles([f.spend_12m for f in facts])
    return list(zip(recency, frequency, money, strict=True))


def _rfm(judged: Sequence[tuple[Facts, Standing]]) -> Table:
    scores = rfm([facts for facts, _standing in judged if facts.has_purchased])
    body: list[dict[str, Any]] = []
    for recency in range(5, 0, -1):
        row = [(f, m) for r, f, m in scores if r == recency]
        money = kpis.mean([m for _f, m in row])
        body.append(
            {
                "recency": recency,
                **{f"f{n}": sum(f == n for f, _m in row) for n in range(1, 6)},
                "customers": len(row),
                "money": None if money is None else half_up(money, 1),
            }
        )
    columns = [
        Column("recency", _("Recency"), "int"),
        *(Column(f"f{n}", f"F{n}", "int") for n in range(1, 6)),
        Column("customers", _("Customers"), "int"),
        Column("money", _("Mean M"), "number"),
    ]
    note = _("Quintiles among customers that have bought; 5 is best. Never the basis of the value class.")
    return Table("rfm", columns, body, _("RFM: recency by frequency"), note=note)


def _segments(judged: Sequence[tuple[Facts, Standing]]) -> Table:
    found: dict[str, int] = {}
    for _facts, standing in judged:
        found[standing.segment] = found.get(standing.segment, 0) + 1
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:_SEGMENTS_SHOWN]
    body = [{"segment": key, "customers": n} for key, n in ordered]
    columns = [Column("segment", _("Segment"), "segment"), Column("customers", _("Customers"), "int")]
    return Table("segments", columns, body, _("Largest segments"))


def _stated(judged: Sequence[tuple[Facts, Standing]]) -> Table:
    """What the old sheets said against what the rules say; only customers with a stated tier."""
    pairs: dict[tuple[str, str], int] = {}
    for facts, standing in judged:
        if facts.stated_tier:
            pair = (facts.stated_tier, standing.tier)
            pairs[pair] = pairs.get(pair, 0) + 1
    ordered = sorted(pairs.items(), key=lambda item: (item[0][0], -item[1]))
    body = [{"stated": stated, "tier": tier, "customers": n} for (stated, tier), n in ordered]
    columns = [
        Column("stated", _("Stated"), "word", "tier"),
        Column("tier", _("Computed"), "word", "tier"),
        Column("customers", _("Customers"), "int"),
    ]
    return Table("stated", columns, body, _("Stated tier against computed tier"))


def _owners(request: Request, judged: Sequence[tuple[Facts, Standing]]) -> Table:
    names = request.view.store.staff.names()
    groups: dict[str, dict[str, int]] = {}
    for facts, standing in judged:
        row = groups.setdefault(names.get(facts.owner_id or 0, "—"), dict.fromkeys(TIERS, 0))
        row[standing.tier] += 1
    body = [{"owner": name, **row, "customers": sum(row.values())} for name, row in sorted(groups.items())]
    columns = [
        Column("owner", _("Owner")),
        *(Column(key, _tier_word(key), "int") for key in TIERS),
        Column("customers", _("Customers"), "int"),
    ]
    return Table("by_owner", columns, body, _("Tiers by owner"))


def _charts(tables: Sequence[Table]) -> list[Chart]:
    charts = []
    for table in tables[:5]:
        if table.key not in ("tier", "value_class", "lifecycle", "health"):
            continue
        names = [
            row["title"] if table.key == "health" else label(table.key, row[table.key], i18n.words())
            for row in table.rows
        ]
        series = Series(_("Customers"), [row["customers"] for row in table.rows])
        charts.append(Chart(table.key, table.title, "bar", names, [series]))
    return charts


def _notes(before: Snapshot | None) -> list[str]:
    return [] if before else [_("With --from DAY it also shows who moved between tiers since that day.")]
