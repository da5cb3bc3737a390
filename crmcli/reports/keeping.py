"""Keeps what a report worked out of past days, so that the next one reads it: never an operation, never waited for.

It may fail for any reason (somebody else writes, the login may only read, the disk is full): then the next report works it
out again. What is kept is thrown away again when nothing will ask for it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import date, timedelta

from crmcli import clock
from crmcli.dates.periods import ends_month
from crmcli.errors import CrmError
from crmcli.queries.kept import KeptDay, KeptMonth
from crmcli.reports.days import CLASSES
from crmcli.store import Store

#: Days that end no month are kept so long after they were worked out.
_KEPT_DAYS = 8


def save(store: Store, kept: Collection[KeptDay], months: Sequence[KeptMonth] = ()) -> bool:
    """Keeps days and months in a transaction of their own that waits for nobody; whether it did."""
    if not (kept or months) or store.db.covered:
        return False
    with suppress(CrmError), store.db.impatient(), store.db.transaction():
        at = clock.now()
        store.kept.save(sorted(kept), clock.iso(at))
        for month in months:
            store.kept.save_month(month, clock.iso(at))
        store.kept.forget(_needless(store, clock.iso(at - timedelta(days=_KEPT_DAYS))))
        return True
    return False


def _needless(store: Store, before: str) -> list[tuple[str, str]]:
    """The days that end no month and were worked out long ago."""
    return [
        (CLASSES, day)
        for day, kept_at in store.kept.days(CLASSES)
        if kept_at < before and not ends_month(date.fromisoformat(day))
    ]
