"""What was worked out of past days and months and kept. Derived: it may be thrown away at any time, so it isn't audited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crmcli.database.connection import Database


class KeptDay(NamedTuple):
    """The state of all customers at the end of a day: of what kind it is, how it is written down, the policy that judged, the
    operation after which it was made, and itself."""

    kind: str
    day: str
    format: int
    policy_version: int
    operation_id: int
    content: bytes


class KeptMonth(NamedTuple):
    """A month's figures as JSON, with the operation after which they were made."""

    month: str
    format: int
    operation_id: int
    figures: str


class Kept:
    """Reads, replaces and throws away what is kept."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def last_operation(self) -> int:
        """The newest operation that can be seen."""
        return int(self._db.value("SELECT COALESCE(MAX(id), 0) FROM operation"))

    def day(self, kind: str, day: str) -> KeptDay | None:
        """What is kept of a kind and a day."""
        row = self._db.one(
            "SELECT kind, day, format, policy_version, operation_id, content FROM day_kept"
            " WHERE kind = :kind AND day = :day",
            {"kind": kind, "day": day},
        )
        return KeptDay(row[0], row[1], row[2], row[3], row[4], bytes(row[5])) if row else None

    def days(self, kind: str) -> list[tuple[str, str]]:
        """The days of a kind that are kept, each with the instant when that was done."""
        rows = self._db.rows(
            "SELECT day, kept_at FROM day_kept WHERE kind = :kind ORDER BY day", {"kind": kind}
        )
        return [(row[0], row[1]) for row in rows]

    def save(self, days: Sequence[KeptDay], at: str) -> None:
        """Keeps days instead of what was kept of them, inside the caller's transaction."""
        self.forget([(each.kind, each.day) for each in days])
        first = int(self._db.value("SELECT COALESCE(MAX(id), 0) + 1 FROM day_kept"))
        columns = ("id", *KeptDay._fields, "kept_at")
        self._db.insert_rows("day_kept", columns, [(first + n, *each, at) for n, each in enumerate(days)])

    def forget(self, days: Sequence[tuple[str, str]]) -> None:
        """Throws days away, by kind and day."""
        self._db.executemany("DELETE FROM day_kept WHERE kind = ? AND day = ?", days)

    def months(self) -> list[KeptMonth]:
        """The months that are kept, the earliest first."""
        rows = self._db.rows("SELECT month, format, operation_id, figures FROM month_kept ORDER BY month")
        return [KeptMonth(row[0], row[1], row[2], row[3]) for row in rows]

    def save_month(self, kept: KeptMonth, at: str) -> None:
        """Keeps a month instead of what was kept of it, inside the caller's transaction."""
        self._db.execute("DELETE FROM month_kept WHERE month = :month", {"month": kept.month})
        first = int(self._db.value("SELECT COALESCE(MAX(id), 0) + 1 FROM month_kept"))
        self._db.insert_rows("month_kept", ("id", *KeptMonth._fields, "kept_at"), [(first, *kept, at)])
