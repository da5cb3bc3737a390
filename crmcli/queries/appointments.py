"""Appointments: the steps agreed in contacts with customers, and which of them are open.

An appointment is a contact with `next_on`. It ends by a contact after the one that agreed it that settles or replaces
it, or when somebody says so (`next_ended_at`); everything else leaves it open. Nothing is written when a contact ends
it, so that a contact that is undone, dated back or imported later counts as if it had always been there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta, tzinfo
from typing import TYPE_CHECKING

from crmcli import clock
from crmcli.database.connection import Database, Row

if TYPE_CHECKING:
    from crmcli.database.operation import Operation


def _when(row: str) -> str:
    """When a contact was: a sheet's day without a time counts as noon, but at the latest the import knew of it."""
    return (
        f"CASE WHEN {row}.imported = 1 AND {row}.recorded_at < {row}.occurred_at"
        f" THEN {row}.recorded_at ELSE {row}.occurred_at END"
    )


_AT, _MADE_AT = _when("n"), _when("a")
#: A contact after the one that agreed the step. Of those that an import brought with one instant the order isn't known.
_LATER = f"({_AT} > {_MADE_AT} OR ({_AT} = {_MADE_AT} AND n.id > a.id AND n.imported = 0))"


def _settles(zone: tzinfo) -> str:
    """It reached the customer: on the agreed day or later, or by us shortly before, unless it says only what is to come and
    not when; to the minute where a time was agreed and the contact's is known."""
    days = (date(2026, month, 1) for month in (1, 7))  # summer time, too
    noons = sorted({clock.iso(clock.at_local(day, clock.DAY_ALONE, zone))[10:] for day in days})
    listed = ", ".join(f"'{noon}'" for noon in noons)
    return (
        "n.effective = 1 AND CASE WHEN a.next_at IS NULL"
        " THEN n.occurred_on >= a.next_on OR (n.direction = 'out' AND n.occurred_on >= a.next_settles_on"
        "  AND (n.next_step IS NULL OR n.next_on IS NOT NULL))"
        " ELSE n.occurred_at >= a.next_at"
        f" OR (n.occurred_on = a.next_on AND substr(n.occurred_at, 11) IN ({listed})) END"
    )


_SAME_PERSON = (
    "(n.author_id = a.author_id OR (n.author_id IS NULL AND a.author_id IS NULL"
    " AND COALESCE(n.author, '') = COALESCE(a.author, '')))"
)
#: The same person agreed another step. Several that an import brought with one instant stand beside each other.
_REPLACES = f"n.next_on IS NOT NULL AND {_SAME_PERSON}"
#: The same step, told twice in what an import brought.
_SAME_STEP = (
    f"{_AT} = {_MADE_AT} AND n.imported = 1 AND a.imported = 1 AND n.id > a.id AND n.next_on = a.next_on"
    " AND COALESCE(n.next_at, '') = COALESCE(a.next_at, '') AND COALESCE(n.next_step, '') = COALESCE(a.next_step, '')"
)
#: A row of a log that made a step on its day and names that day again: it agrees on nothing further.
_TOLD_AGAIN = (
    "a.imported = 1 AND a.effective = 1 AND a.next_on = a.occurred_on AND a.next_at IS NULL AND EXISTS ("
    "SELECT 1 FROM interaction n WHERE n.customer_id = a.customer_id AND n.imported = 1 AND n.next_on = a.next_on"
    f" AND n.occurred_on < a.occurred_on AND {_SAME_PERSON}"
    " AND (a.next_step IS NULL OR COALESCE(n.next_step, '') = a.next_step))"
)


def open_sql(columns: str, whose: Callable[[str], str], zone: tzinfo, *, until: bool) -> str:
    """A query for appointments `a` that are open on the day :on at the instant :at; `whose` says of which customers, as
    a condition on a column. With `until`, contacts after the instant :until have not happened yet.

    The first look at each customer's last effective contact only spares the others most of the work.
    """
    happened = "{0}.occurred_on <= :on" + (" AND {0}.occurred_at <= :until" if until else "")
    return (
        f"SELECT {columns} FROM interaction a LEFT JOIN (SELECT i.customer_id, MAX(i.occurred_on) AS last_on"
        f" FROM interaction i WHERE i.effective = 1 AND {happened.format('i')} AND {whose('i.customer_id')} GROUP BY i.customer_id) reached"
        f" ON reached.customer_id = a.customer_id WHERE a.next_on IS NOT NULL AND {happened.format('a')}"
        f" AND {whose('a.customer_id')}"
        " AND (a.next_ended_at IS NULL OR a.next_ended_at > :at)"
        " AND (reached.last_on IS NULL OR reached.last_on <= a.occurred_on OR reached.last_on < a.next_on"
        " OR a.next_at IS NOT NULL OR a.next_stood_at IS NOT NULL)"
        f" AND NOT ({_TOLD_AGAIN})"
        " AND NOT EXISTS (SELECT 1 FROM interaction n WHERE n.customer_id = a.customer_id"
        f" AND n.occurred_on >= a.occurred_on AND {happened.format('n')}"
        " AND (a.next_stood_at IS NULL OR n.recorded_at > a.next_stood_at)"
        f" AND (({_LATER} AND (({_settles(zone)}) OR ({_REPLACES}))) OR ({_SAME_STEP} AND {_REPLACES})))"
    )


def settles_from(next_on: str | None, made_on: str, early_days: int) -> str | None:
    """The first day on which a contact of ours settles a step: so many days before its own, but after the day it was
    made on."""
    if next_on is None:
        return None
    early = date.fromisoformat(next_on) - timedelta(days=early_days)
    return max(early, date.fromisoformat(made_on) + timedelta(days=1)).isoformat()


class Appointments:
    """Reads which appointments are open, and ends those that somebody says are."""

    def __init__(self, db: Database, zone: tzinfo) -> None:
        self._db, self._zone = db, zone

    def open(self, ids: Collection[int], on: str, at: str) -> list[Row]:
        """The open appointments of some customers, the soonest first."""
        listed = ", ".join(str(int(i)) for i in ids)
        sql = open_sql("a.*", lambda column: f"{column} IN ({listed})", self._zone, until=False)
        rows = self._db.rows(sql, {"on": on, "at": at})
        return sorted(rows, key=lambda row: (row["next_on"], row["id"]))

    def kept_at_once(self, start: str, end: str, until: str) -> dict[str, set[int]]:
        """Per day, the customers with whom a step was agreed for that very day and kept on it, as known at an instant."""
        found: dict[str, set[int]] = {}
        for customer_id, day in self._db.tuples(
            "SELECT a.customer_id, a.occurred_on FROM interaction a JOIN interaction n ON n.customer_id = a.customer_id"
            " AND n.occurred_on = a.occurred_on WHERE a.occurred_on BETWEEN :start AND :end AND a.next_on = a.occurred_on"
            f" AND n.effective = 1 AND n.occurred_at <= :until AND {_LATER}"
            f" AND (a.next_ended_at = n.occurred_at OR ({_settles(self._zone)}))",
            {"start": start, "end": end, "until": until},
        ):
            found.setdefault(day, set()).add(customer_id)
        return found

    def end(self, op: Operation, rows: Sequence[Row], at: str) -> None:
        """These are open no longer since an instant."""
        op.update_many("interaction", {row["id"]: {"next_ended_at": at} for row in rows})

    def keep(self, op: Operation, ids: Collection[int]) -> None:
        """These stand whatever this operation records: only what is recorded later ends them."""
        op.update_many("interaction", {each: {"next_stood_at": op.at_text} for each in ids})

    def stand(self, op: Operation, ids: Collection[int], on: str) -> None:
        """Those that some customers have open stand: only what is recorded from now on ends them."""
        self.keep(op, [row["id"] for row in self.open(ids, on, op.at_text)])
