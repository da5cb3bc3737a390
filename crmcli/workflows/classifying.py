"""Standings: worked out from facts by the rules, stored where they changed; the backlog after an import."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from crmcli.dates.calendars import build
from crmcli.facts import Facts
from crmcli.judging.standing import Standing, released_on
from crmcli.policy import TIERS, VALUE_CLASSES
from crmcli.queries.moved import Moved
from crmcli.queries.standings import BOOKKEEPING, COLUMNS, TRACKED
from crmcli.store import Store, View, Work
from crmcli.verdicts.standings import judge_all
from crmcli.workflows.loyalty.changed import concerns_orders, concerns_points

LIFECYCLES = ("prospect", "new", "active", "lost")
#: Above this many customers one pass over everybody is cheaper than a list of ids.
_FEW = 2_000
#: Above this many they are left to `classify`.
_MANY = 20_000
_compared = itemgetter(*(i for i, column in enumerate(COLUMNS, 1) if column not in BOOKKEEPING))
_NEXT = COLUMNS.index("next_contact_on") + 1
_TRACKED = [(column, COLUMNS.index(column) + 1) for column in TRACKED]


@dataclass(slots=True)
class Outcome:
    """What a classification found: everyone's classes, the rows that differ from the stored ones, the moves."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in TRACKED})
    customers: int = 0
    changed: list[tuple[Any, ...]] = field(default_factory=list)
    moves: list[tuple[int, str, str, str, str]] = field(default_factory=list)
    #: How many customers have their next contact on another day than before.
    replanned: int = 0

    @property
    def moved(self) -> int:
        """How many customers have another tier, value class or stage than before."""
        return len({move[0] for move in self.moves})

    def as_data(self) -> dict[str, Any]:
        """Counts of every class, those at 0 too."""
        keys = {"tier": TIERS, "value_class": VALUE_CLASSES, "lifecycle": LIFECYCLES}
        data: dict[str, Any] = {name: {k: self.counts[name][k] for k in keys[name]} for name in TRACKED}
        return {**data, "customers": self.customers, "moved": self.moved}


def compare(
    view: View,
    ids: Collection[int] | None = None,
    see: Callable[[Facts, Standing], None] | None = None,
) -> Outcome:
    """Judges and compares with what is stored, one customer at a time; `see` is shown each in passing."""
    outcome = Outcome()
    backlog, moved = view.store.standings.backlog(view.at), view.store.moved.of(view.at, ids)
    stored = view.store.standings.stored(ids)
    old = next(stored, None)
    for facts, standing in judge_all(view, ids):
        while old is not None and old[0] < facts.customer_id:
            old = next(stored, None)
        before = old if old is not None and old[0] == facts.customer_id else None
        key = facts.customer_id
        row = _row(facts, standing, view, backlog.get(key), moved.get(key))
        outcome.customers += 1
        if see:
            see(facts, standing)
        for name in TRACKED:
            outcome.counts[name][getattr(standing, name)] += 1
        if before is None or _compared(row) != _compared(before):
            outcome.changed.append(row)
            if before is not None:
                outcome.replanned += row[_NEXT] != before[_NEXT]
                outcome.moves += [
                    (facts.customer_id, view.day, name, before[i], row[i])
                    for name, i in _TRACKED
                    if before[i] != row[i]
                ]
    return outcome


def save(store: Store, outcome: Outcome) -> None:
    """Writes what differs, inside the caller's transaction."""
    store.standings.save(outcome.changed)
    store.standings.record_moves(outcome.moves)


def mend_early(work: Work) -> bool:
    """Takes back what was judged of days to come while a clock was wrong; whether anything was.

    Where operations are later than now, too, it is rather the present clock that is wrong: nothing is taken back by it.
    """
    newest = work.store.history.latest_at()
    return newest <= work.at and work.store.standings.take_back_after(work.day) > 0


def refresh(work: Work, ids: Collection[int]) -> None:
    """Recomputes the standings of customers inside the operation that changed their facts, and settles their points.

    So many that it would keep the writer's lock for long are only marked; `classify` works them out.
    """
    standings, now = work.store.standings, work.present
    earning = concerns_orders(work)
    tiers = work.store.points.tiers(ids) if earning else {}
    if len(ids) > _MANY:
        standings.mark_stale(now.day)
    elif ids:
        chosen = ids if len(ids) <= _FEW else None
        save(work.store, compare(now, chosen))
        standings.touch(now.at, chosen)
    if earning:
        from crmcli.workflows.loyalty.earning import settle  # other commands don't wait for it

        settle(work, ids, tiers)
    elif concerns_points(work):
        from crmcli.workflows.loyalty.ledger import make_up

        make_up(work, ids)


def plan_backlog(view: View, brought: tuple[int, int] | None = None) -> int:
    """Spreads what fell due before its import (or approval) over working days, so much a person and day, by value; also
    the past steps that contacts `brought` by an import (their ids, from and to) tell of customers who were here before.

    The first share is released at once. Returns how many customers were planned.
    """
    calendar = build(view.policy.calendar, view.policy.team.time_zone)[view.policy.contact.calendar]
    days, taken, plan = [view.as_of.on], Counter[Any](), []
    waiting = view.store.standings.unplanned_backlog()
    if brought:
        planned = {row[0] for row in waiting}
        late = view.store.standings.late_steps(*brought, view.day)
        waiting += [row for row in late if row[0] not in planned]
    for customer_id, owner_id, came_on in waiting:
        share = taken[owner_id] // view.policy.backlog.per_day
        taken[owner_id] += 1
        while share >= len(days):
            days.append(calendar.next_workday(days[-1] + timedelta(days=1)))
        plan.append((customer_id, came_on, days[share].isoformat(), view.at))
    view.store.standings.set_backlog(plan)
    return len(plan)


def as_stored(facts: Facts, standing: Standing, view: View) -> dict[str, Any]:
    """A standing as `store.standings.of` reads it, without the backlog."""
    row = dict(zip(("customer_id", *COLUMNS), _row(facts, standing, view, None), strict=True))
    return row | {"contact_reasons": standing.contact_reasons, "terms": json.loads(row["terms"])}


def _row(
    facts: Facts,
    standing: Standing,
    view: View,
    backlog: tuple[str, str] | None,
    moved: Moved | None = None,
) -> tuple[Any, ...]:
    following = standing.next_contact_on
    # Lists of numbers read the same in JSON and in Python, and this takes a third of the time.
    terms = str([[*standing.potential_terms], [*standing.health_terms]])
    return (
        facts.customer_id,
        view.at,
        view.policy.version,
        facts.owner_id,
        standing.tier,
        standing.tier_rule,
        standing.value_class,
        standing.value_rule,
        standing.lifecycle,
        standing.potential,
        standing.health,
        standing.health_band,
        standing.risk,
        standing.risk_level,
        ",".join(standing.risk_signals),
        standing.segment,
        terms,
        facts.spend_12m,
        _text(following),
        moved.to_on
        if moved and moved.due_on == _text(following)
        else _text(released_on(standing, backlog, view.as_of.on)),
        json.dumps(standing.contact_reasons) if standing.contact_reasons else None,
        standing.contact_channel,
        standing.contact_base,
        _text(standing.birthday_on),
        _text(standing.greet_on),
        _text(standing.verify_on),
        _text(standing.stale_on),
    )


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
