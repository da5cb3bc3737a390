"""Snapshots of several days, read from what was kept where they are, else judged; and what of them is worth keeping.

What is read equals what would be judged anew: customers that operations touched since, for the day or earlier, are judged
again, and everybody is where the policy of the day, the currency or the time zone is another.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import date

from crmcli.clock import AsOf
from crmcli.dates.months import add_months
from crmcli.queries.kept import KeptDay
from crmcli.reports import snapshot
from crmcli.reports.request import Request
from crmcli.reports.snapshot import FORMAT, Snapshot
from crmcli.store import Store, View

#: The kind under which they are kept.
CLASSES = "classes"
#: With fewer customers judging is as fast as reading.
WORTH_KEEPING = 500
#: With a larger share of the customers touched, judging everybody is faster.
_SHARE, _FEW = 5, 100


class Days:
    """Snapshots of several days, each made once."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._made: dict[date, Snapshot] = {}

    def keep(self, seen: Snapshot) -> None:
        """Takes over a snapshot that was made while looking at the same customers for something else."""
        self._made[seen.on] = seen
        self._note(seen)

    def on(self, day: date) -> Snapshot:
        if day not in self._made:
            self._made[day] = self.kept(day) or self._judged(day)
        return self._made[day]

    def churn(self, day: date, months: int) -> tuple[float | None, int]:
        """Of those new or active `months` before, the share lost on `day`; and how many they were."""
        return snapshot.churned(self.on(add_months(day, -months)), self.on(day))

    def kept(self, day: date) -> Snapshot | None:
        """A day as it was kept, with those judged anew whom anything touched since; None where it wasn't, or too much is new."""
        request, whole = self._request, _is_whole(self._request.view, day)
        row = request.view.store.kept.day(CLASSES, day.isoformat()) if whole else None
        if row is None or row.format != FORMAT or row.policy_version != request.view_of(day).policy.version:
            return None
        seen = Snapshot.of_bytes(day, row.content, terms_of(request.view.store))
        if seen is None:
            return None
        anew = _touched(request, seen, row.operation_id)
        if len(anew) > max(_FEW, len(seen) // _SHARE):
            return None
        for key in anew:
            seen.rows.pop(key, None)
        judged = request.judged(day, anew) if seen.has_risk else request.classified(day, anew)
        for facts, standing in judged if anew else ():
            seen.add(facts, standing)
        if row.operation_id < request.view.store.kept.last_operation() and len(anew) > len(seen) // 200:
            self._note(seen)
        return seen

    def _judged(self, day: date) -> Snapshot:
        seen = snapshot.of(day, self._request.classified(day))
        self._note(seen)
        return seen

    def _note(self, seen: Snapshot) -> None:
        request = self._request
        if request.customers >= WORTH_KEEPING and _is_whole(request.view, seen.on):
            request.keeping[CLASSES, seen.on.isoformat()] = row_of(request.view_of(seen.on), seen)


def row_of(view: View, seen: Snapshot) -> KeptDay:
    """A snapshot as it is kept."""
    return KeptDay(
        kind=CLASSES,
        day=seen.on.isoformat(),
        format=FORMAT,
        policy_version=view.policy.version,
        operation_id=view.store.kept.last_operation(),
        content=seen.as_bytes(terms_of(view.store)),
    )


def terms_of(store: Store) -> str:
    """What every judgement rests on besides records and policy."""
    return f"{store.policies.currency()} {store.policies.time_zone()}{store.pilots.terms()}"


def _is_whole(view: View, day: date) -> bool:
    """Whether the day is looked at to its end, or today as far as it is, over all customers as they are recorded."""
    as_of = view.as_of
    past = as_of.explicit and AsOf.end_of(day, view.zone).instant != as_of.instant
    return not view.store.db.covered and not (day >= as_of.on and past) and day <= as_of.on


def _touched(request: Request, seen: Snapshot, operation_id: int) -> Set[int]:
    """Who is to be judged anew: where a complaint waits, time alone may have told."""
    return seen.unsettled | request.touched_by(operation_id, seen.on)
