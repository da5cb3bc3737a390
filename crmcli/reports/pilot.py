"""A department that tries other rules beside all others, before and since: did more change with it?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from crmcli import errors
from crmcli.dates.periods import Period
from crmcli.figures.trying import Cell, Compared, compared
from crmcli.i18n import _
from crmcli.queries.surveys import Window
from crmcli.reports import people
from crmcli.reports.model import Report, Sheet
from crmcli.reports.planned import Plan
from crmcli.reports.request import Request
from crmcli.result import Column, Table
from crmcli.verdicts.known_now import JUDGED
from crmcli.verdicts.trainings import team

BY: tuple[str, ...] = ()
RESTS_ON = (*JUDGED, "staff")
#: Fewer days tell nothing of a rhythm.
LEAST_DAYS = 7

#: What was measured in a span: by who tries it and by the others.
Pair = tuple[Cell, Cell]


class _Groups(NamedTuple):
    """Whose customers and complaints are the department's: by the owner at the end."""

    mine: frozenset[str]
    owners: Mapping[int, str | None]

    def has(self, customer_id: int) -> bool:
        return self.owners.get(customer_id) in self.mine

    def split(self, values: Iterable[tuple[int, float]]) -> Pair:
        """Numbers of customers by group."""
        found: tuple[list[float], list[float]] = ([], [])
        for customer_id, value in values:
            found[not self.has(customer_id)].append(value)
        return Cell.of(found[0]), Cell.of(found[1])

    def parts(self, parts: people.Parts) -> Pair:
        """Parts by person, by group."""
        mine, others = (
            people.total({name: part for name, part in parts.items() if (name in self.mine) == inside})
            for inside in (True, False)
        )
        return Cell.share(*mine), Cell.share(*others)


def build(request: Request) -> Report:
    """As many days before the pilot began as it ran by now. Invalid for one that has run under a week."""
    assert request.pilot_id is not None
    row = request.view.store.pilots.get(request.pilot_id)
    before, since = _spans(request, row)
    groups = _groups(request, row["department"])
    found = _measured(request, groups, before, since)
    least = request.view.policy.campaign.min_n
    lines = {key: compared(*_crossed(*pairs), least) for key, pairs in found.items()}
    sheet = Sheet()
    for key, (tried, others) in {"pilot_customers": _sizes(groups)}.items():
        sheet.add(key, tried, tried + others)
    return Report(
        name="pilot",
        title=_("Pilot %(id)d of %(department)s") % {"id": row["id"], "department": row["department"]},
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=since.start,
        end=since.end,
        figures=sheet.figures,
        tables=[_table(lines)],
        notes=[
            *_notes(row, before, since),
            _("Nothing is claimed of fewer than %(n)d (campaign.min_n).") % {"n": least},
        ],
    )


def _spans(request: Request, row: Mapping[str, Any]) -> tuple[Period, Period]:
    first, today = date.fromisoformat(row["start_on"]), request.view.as_of.on
    last = min(today, date.fromisoformat(row["ended_on"]) - timedelta(days=1)) if row["ended_on"] else today
    days = (last - first).days + 1
    if days < LEAST_DAYS:
        raise errors.Invalid(
            _("Pilot %(id)d ran for too short a time (days: fewer than %(n)d); nothing can be compared yet.")
            % {"id": row["id"], "n": LEAST_DAYS},
            _("See: crmcli policy pilots"),
        )
    return Period(first - timedelta(days=days), first - timedelta(days=1)), Period(first, last)


def _groups(request: Request, department: str) -> _Groups:
    view = request.view
    mine = frozenset(row["name"] for row in team(view) if row["department"] == department)
    return _Groups(mine, view.store.people.owners(view.past))


def _sizes(groups: _Groups) -> tuple[int, int]:
    mine = sum(owner in groups.mine for owner in groups.owners.values())
    return mine, len(groups.owners) - mine


def _crossed(before: Pair, since: Pair) -> tuple[Pair, Pair]:
    """Who tries it before and since, and the others."""
    return (before[0], since[0]), (before[1], since[1])


def _measured(
    request: Request, groups: _Groups, before: Period, since: Period
) -> dict[str, tuple[Pair, Pair]]:
    """Each measure before and since."""
    plan = Plan(request, people.first(before), since.end)
    measures: dict[str, Callable[[Period], Pair]] = {
        "contacts": lambda span: _contacts(request, groups, span),
        "plan": lambda span: groups.parts(people.planned(request, plan, span)),
        "clocks": lambda span: groups.parts(people.clocks(request, span)),
        "satisfaction": lambda span: _satisfaction(request, groups, span),
    }
    found = {key: (measure(before), measure(since)) for key, measure in measures.items()}
    return found | _standings(request, groups, before, since)


def _contacts(request: Request, groups: _Groups, span: Period) -> Pair:
    """Effective contacts a week and customer."""
    counts = request.view.store.people.reached(*people.window(span))
    days = (span.end - people.first(span)).days + 1
    return groups.split((key, 7 * counts.get(key, 0) / days) for key in groups.owners)


def _satisfaction(request: Request, groups: _Groups, span: Period) -> Pair:
    rows = request.view.store.surveys.responses(Window(*people.window(span)), request.view.past)
    scored = [row for row in rows if row["overall"] is not None and row["customer_id"]]
    return groups.split((row["customer_id"], float(row["overall"])) for row in scored)


def _standings(
    request: Request, groups: _Groups, before: Period, since: Period
) -> dict[str, tuple[Pair, Pair]]:
    """Who is overdue at a span's end, and who rose or fell to another tier in it."""
    days = [people.first(before) - timedelta(days=1), before.end, since.end]
    tiers: list[dict[int, str]] = []
    late: list[list[tuple[int, float]]] = []
    for day in days:
        judged = [(facts.customer_id, standing) for facts, standing in request.judged(day)]
        tiers.append({key: standing.tier for key, standing in judged})
        late.append([(key, float(s.next_contact_on < day)) for key, s in judged if s.next_contact_on])
    moves = [_moves(a, b) for a, b in pairwise(tiers)]
    return {
        "overdue": (groups.split(late[1]), groups.split(late[2])),
        **{
            key: (groups.split((k, float(m == sign)) for k, m in moves[0]), groups.split((k, float(m == sign)) for k, m in moves[1]))
            for key, sign in (("moved_up", 1), ("moved_down", -1))
        },
    }  # fmt: skip


def _moves(before: Mapping[int, str], after: Mapping[int, str]) -> list[tuple[int, int]]:
    """Of each customer whether the tier rose (1), fell (-1) or stayed."""
    order = {"key": 3, "potential": 2, "general": 1, "cold": 0}
    return [
        (key, (order[after[key]] > order[tier]) - (order[after[key]] < order[tier]))
        for key, tier in before.items()
        if key in after
    ]


def _table(lines: Mapping[str, Compared]) -> Table:
    titles = {
        "contacts": _("Contacts a week and customer"), "plan": _("Contact plan kept"), "clocks": _("Complaint deadlines met"),
        "satisfaction": _("Mean satisfaction"), "overdue": _("Customers overdue at the end"), "moved_up": _("Rose to a higher tier"),
        "moved_down": _("Fell to a lower tier"),
    }  # fmt: skip
    words = {
        "few": _("too few to tell"),
        "none": _("no clear difference"),
        "up": _("more than the others"),
        "down": _("less than the others"),
    }
    body = []
    for key, found in lines.items():
        cells = {"before": found.tried_before, "since": found.tried_since, "others_before": found.others_before, "others_since": found.others_since}  # fmt: skip
        row: dict[str, Any] = {
            "key": key,
            "measure": titles[key],
            "verdict": words[found.word],
            "word": found.word,
        }
        for name, cell in cells.items():
            row |= {name: cell.value, f"{name}_n": cell.n}
        more = found.more
        row |= {"more": more and more.value, "low": more and more.low, "high": more and more.high}
        body.append(row)
    return Table(
        "compared",
        _columns(),
        body,
        _("Before and during"),
        machine_only=frozenset({"key", "word"}),
        below=("verdict",),
    )


def _columns() -> list[Column]:
    sides = (
        ("before", _("Before")),
        ("since", _("During")),
        ("others_before", _("Others before")),
        ("others_since", _("Others during")),
    )
    cells = [
        c for key, title in sides for c in (Column(key, title, "number"), Column(f"{key}_n", "n", "int"))
    ]
    return [
        Column("measure", _("Figure")),
        *cells,
        Column("more", _("Changed more by"), "number"),
        Column("low", _("Interval from"), "number"),
        Column("high", _("Interval to"), "number"),
        Column("verdict", _("In words")),
        Column("key", "key"),
        Column("word", "word"),
    ]


def _notes(row: Mapping[str, Any], before: Period, since: Period) -> list[str]:
    told = {"start": since.start, "end": since.end, "first": before.start, "last": before.end}
    text = _(
        "During: %(start)s to %(end)s. Before: as many days, %(first)s to %(last)s. Customers by their owner now, complaints by their handler."
    )
    return [
        text % told,
        _(
            "The interval is of 95 percent. Departments differ in more than their rules: a difference need not come of these."
        ),
    ]
