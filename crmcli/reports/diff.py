"""What moved the figures between two days or two months: by groups of customers, new and lost ones apart, adding up exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from crmcli import i18n
from crmcli.clock import iso
from crmcli.dates.months import add_months
from crmcli.dates.periods import Period
from crmcli.figures import changes, kpis
from crmcli.figures.changes import NOTHING, Amount
from crmcli.figures.rounding import fixed
from crmcli.figures.told import NONE, told
from crmcli.i18n import _
from crmcli.reports.currencies import left_out
from crmcli.reports.days import Days
from crmcli.reports.model import Report, Sheet
from crmcli.reports.request import Request, year_before
from crmcli.reports.snapshot import Snapshot
from crmcli.result import Column, Table
from crmcli.verdicts.known_now import JUDGED
from crmcli.vocabulary import label

BY = ("tier", "owner", "region", "industry")
#: The kinds of records that it rests on.
RESTS_ON = (*JUDGED, "staff")
#: How many single customers are named.
_LARGEST = 10

Amounts = Mapping[int, Amount]


class Part(NamedTuple):
    """Customers whose share in a change is told together: how they came to it, and their group (of moved ones from → to)."""

    kind: str
    group: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One of the two days: the customers known then, their groups, and what each brings to every figure."""

    period: Period
    seen: Snapshot
    groups: Mapping[int, str]
    amounts: Mapping[str, Amounts]


#: The figures that are ratios of two sums; all others are sums.
RATIOS = frozenset({"repurchase_rate", "churn_rate", "health_average", "health_distribution"})


def build(request: Request) -> Report:
    """What is compared is `request.earlier` with the days from `request.start` to `request.end`."""
    later = Period(request.start, request.period.end)
    earlier = request.earlier or later
    days, by = Days(request), request.by or "tier"
    before, after = (moment(request, days, period, by) for period in (earlier, later))
    parts = parts_of(before, after)
    sheet, rows = Sheet(), list[dict[str, Any]]()
    for key in after.amounts:
        whole = changes.total(before.amounts[key].values()), changes.total(after.amounts[key].values())
        old, new = (changes.value(each, is_ratio=key in RATIOS) for each in whole)
        n = whole[1].whole if key in RATIOS else len(after.seen)
        sheet.add(key, _number(new), n, previous=_number(old))
        rows += _lines(key, parts, before, after, whole)
    return Report(
        name="diff",
        title=_("What moved the figures"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=earlier.end,
        end=later.end,
        figures=sheet.figures,
        tables=[_table(rows, by), _largest(request, parts, before, after)],
        notes=[_period_note(earlier, later), _method(), *left_out(request, later.end)],
    )


def moment(request: Request, days: Days, period: Period, by: str) -> Moment:
    """The customers at the end of a period."""
    end = period.end
    seen = days.on(end)
    amounts: dict[str, Amounts] = {}
    if period.start:
        amounts["revenue_month"] = _revenue(request, period.start.isoformat(), end)
        amounts["complaint_count"] = _complaints(request, period)
    amounts["revenue_12m"] = _revenue(request, year_before(end), end)
    present, lost = seen.present, seen.lost
    amounts["customers"] = dict.fromkeys(seen.rows, Amount(1))
    amounts["present"] = dict.fromkeys(present, Amount(1))
    amounts["members"] = dict.fromkeys(seen.with_flag("member"), Amount(1))
    bought, again = seen.with_flag("bought"), seen.with_flag("bought_again")
    amounts["repurchase_rate"] = {key: Amount(int(key in again), 1) for key in bought}
    year = days.on(add_months(end, -12)).present
    amounts["churn_rate"] = {key: Amount(int(key in lost), 1) for key in year}
    scores = seen.scores
    amounts["health_average"] = {key: Amount(score, 1) for key, (score, _band) in scores.items()}
    amounts["health_distribution"] = {
        key: Amount(int(band == "healthy"), 1) for key, (_score, band) in scores.items()
    }
    return Moment(period, seen, _groups(request, seen, by), amounts)


def _revenue(request: Request, start: str, end: date) -> Amounts:
    found = request.figures.bought_within(start, end.isoformat())
    return {key: Amount(cents) for key, (cents, _lines) in found.items()}


def _complaints(request: Request, period: Period) -> Amounts:
    start = period.start.isoformat() if period.start else ""
    found: dict[int, Amount] = {}
    for row in request.figures.complaints(start, period.end.isoformat()):
        found[row["customer_id"]] = found.get(row["customer_id"], NOTHING) + Amount(1)
    return found


def _groups(request: Request, seen: Snapshot, by: str) -> Mapping[int, str]:
    """Each known customer's group as it was on the day, in words."""
    if by == "tier":
        words = i18n.words()
        return {key: label("tier", tier, words) for key, tier in seen.tiers.items()}
    view = request.view_of(seen.on)
    column = "owner_id" if by == "owner" else by
    names = request.view.store.staff.names() if by == "owner" else {}
    figures = view.store.figures.then(iso(view.as_of.instant) if view.as_of.explicit else None, view.rates)
    rows = figures.records(("id", column), "", seen.on.isoformat())
    return {key: str(names.get(value, NONE) if by == "owner" else value or NONE) for key, value in rows}


# -- parts ----------------------------------------------------------------------------------------


def parts_of(before: Moment, after: Moment) -> dict[int, Part]:
    """Of every customer who brings anything to a figure on either day, to which part of the change it belongs."""
    everybody = {key for at in (before, after) for amounts in at.amounts.values() for key in amounts}
    lost_before, lost_after = before.seen.lost, after.seen.lost
    found = {}
    for key in everybody | before.seen.rows.keys() | after.seen.rows.keys():
        old, new = before.groups.get(key, NONE), after.groups.get(key, NONE)
        if key not in before.seen.rows:
            found[key] = Part("new", new)
        elif key not in after.seen.rows:
            found[key] = Part("gone", old)
        elif key in lost_after and key not in lost_before:
            found[key] = Part("lost", new)
        elif key in lost_before and key not in lost_after:
            found[key] = Part("back", new)
        elif old != new:
            found[key] = Part("moved", f"{old} → {new}")
        else:
            found[key] = Part("stayed", new)
    return found


def _lines(
    key: str, parts: Mapping[int, Part], before: Moment, after: Moment, whole: tuple[Amount, Amount]
) -> Iterator[dict[str, Any]]:
    """The lines of one figure, what adds most first; what adds nothing is left out."""
    sums: dict[Part, tuple[Amount, Amount]] = {}
    counted: dict[Part, set[int]] = {}
    for place, at in enumerate((before, after)):
        for customer, amount in at.amounts[key].items():
            part = parts[customer]
            both = list(sums.get(part, (NOTHING, NOTHING)))
            both[place] += amount
            sums[part] = (both[0], both[1])
            counted.setdefault(part, set()).add(customer)
    is_ratio = key in RATIOS
    found = []
    for part, (old, new) in sums.items():
        added = changes.adds(old, new, whole, is_ratio=is_ratio)
        if added == 0:
            continue
        found.append((abs(added or 0), part, old, new, added))
    for _size, part, old, new, added in sorted(found, key=lambda one: (-one[0], one[1])):
        yield _line(key, part, len(counted[part]), (old, new), added)


def _line(
    key: str, part: Part, customers: int, amounts: tuple[Amount, Amount], added: Fraction | None
) -> dict[str, Any]:
    what, is_ratio = kpis.DEFINITIONS[key], key in RATIOS
    old, new = (changes.value(amount, is_ratio=is_ratio) for amount in amounts)
    return {
        "figure": key,
        "title": _(what.title),
        "part": part.kind,
        "group": part.group,
        "customers": customers,
        "before": told(what.unit, _number(old)),
        "after": told(what.unit, _number(new)),
        "adds": NONE if added is None else _signed(what.unit, added),
        "part_before": amounts[0].part,
        "part_after": amounts[1].part,
        "whole_before": amounts[0].whole if is_ratio else None,
        "whole_after": amounts[1].whole if is_ratio else None,
        "added": None if added is None else _number(added),
    }


def _table(rows: Sequence[Mapping[str, Any]], by: str) -> Table:
    machine = ("figure", "part_before", "part_after", "whole_before", "whole_after", "added")
    columns = [
        Column("title", _("Figure")),
        Column("part", _("Part"), "word", "changed_part"),
        Column("group", label("report_field", by, i18n.words())),
        Column("customers", _("Customers"), "int"),
        Column("before", _("Before"), "figure"),
        Column("after", _("After"), "figure"),
        Column("adds", _("Adds"), "figure"),
        *(Column(name, name) for name in machine),
    ]
    return Table("changes", columns, list(rows), _("By groups"), machine_only=frozenset(machine))


def _largest(request: Request, parts: Mapping[int, Part], before: Moment, after: Moment) -> Table:
    """The single customers whose revenue moved most."""
    key = "revenue_month" if "revenue_month" in after.amounts else "revenue_12m"
    old, new = before.amounts[key], after.amounts[key]
    moves = {
        each: new.get(each, NOTHING).part - old.get(each, NOTHING).part for each in old.keys() | new.keys()
    }
    chosen = sorted((each for each in moves if moves[each]), key=lambda each: (-abs(moves[each]), each))
    names = {row["id"]: row["name"] for row in request.view.store.customers.many(chosen[:_LARGEST])}
    body = [
        {
            "customer_id": each,
            "customer": names.get(each, NONE),
            "part": parts[each].kind,
            "group": parts[each].group,
            "before": old.get(each, NOTHING).part,
            "after": new.get(each, NOTHING).part,
            "change": moves[each],
        }
        for each in chosen[:_LARGEST]
    ]
    columns = [
        Column("customer_id", "id", "int"),
        Column("customer", _("Customer")),
        Column("part", _("Part"), "word", "changed_part"),
        Column("group", _("Group")),
        Column("before", _("Before"), "money"),
        Column("after", _("After"), "money"),
        Column("change", _("Difference"), "money"),
    ]
    title = _("Whose revenue moved most: %(figure)s") % {"figure": _(kpis.DEFINITIONS[key].title)}
    return Table("largest", columns, body, title, machine_only=frozenset({"customer_id"}))


def _number(value: Fraction | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def _signed(unit: str, added: Fraction) -> str:
    """What a part adds, with its sign; of shares in percentage points."""
    sign = "-" if added < 0 else "+"
    if unit == "share":
        return f"{sign}{fixed(float(abs(100 * added)), 2)}"
    if unit in ("money", "count"):
        return sign + told(unit, int(abs(added)))
    return sign + fixed(float(abs(added)), 3)


def _method() -> str:
    return _(
        "What the parts add comes to the whole change: a sum by each part's own difference; a share or mean by each part's"
        " (difference of the numerator − figure before × difference of the denominator) ÷ denominator after, shares in percentage points."
    )


def _period_note(earlier: Period, later: Period) -> str:
    if earlier.start and later.start:
        text = _("From %(a)s to %(b)s, against %(c)s to %(d)s.")
        return text % {"a": later.start, "b": later.end, "c": earlier.start, "d": earlier.end}
    return _("%(b)s against %(a)s.") % {"a": earlier.end, "b": later.end}
