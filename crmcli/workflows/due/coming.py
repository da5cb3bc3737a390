"""The load of the coming days: what is due, by person and day, with planned contacts spread where a day is full."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import NamedTuple

from crmcli.store import View
from crmcli.workflows.due.placing import placed
from crmcli.workflows.due.rows import DueRow, Wanted


class Load(NamedTuple):
    """What one person has on one day: planned contacts, of these how many come from an earlier day, contacts that were
    agreed or can't wait, complaints, and all else."""

    day: date
    person: str | None
    planned: int
    moved: int
    agreed: int
    complaints: int
    other: int

    @property
    def total(self) -> int:
        return self.planned + self.agreed + self.complaints + self.other


def coming(view: View, wanted: Wanted) -> list[Load]:
    """The load of each day until the last one that is wanted, what is late on the first; by day, then by person.

    Who is away on the day of something has it done by their stand-in.
    """
    names, found = view.store.staff.names(), defaultdict[tuple[date, int | None], Counter[str]](Counter)
    for row, person, own, day in placed(view, wanted):
        if day <= wanted.until and wanted.owner_id in (None, person):
            counts = found[day, person]
            counts[_column(row)] += 1
            counts["moved"] += day > own or row.moved_from is not None
    loads = [
        Load(
            day, names.get(person or 0), counts["planned"], counts["moved"], agreed=counts["agreed"],
            complaints=counts["complaint"], other=counts["other"],
        )
        for (day, person), counts in found.items()
    ]  # fmt: skip
    return sorted(loads, key=lambda load: (load.day, load.person or ""))


def _column(row: DueRow) -> str:
    if row.kind == "contact":
        return "agreed" if row.planned_from is None else "planned"
    return "complaint" if row.kind == "complaint" else "other"
