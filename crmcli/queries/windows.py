"""What the grouped queries of facts are about: which customers, which days, and rows handed out customer by customer."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf
from typing import Any

from crmcli.dates.months import add_months

Rows = Iterator[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Windows:
    """The first days of the windows that end on a day: (D − 12 months, D] and so on.

    `until` is the instant on that day after which nothing has happened yet; None for the whole day.
    """

    on: date
    year: str
    half: str
    quarter: str
    until: str | None = None

    @classmethod
    def ending(cls, on: date, until: str | None = None) -> Windows:
        return cls(
            on,
            add_months(on, -12).isoformat(),
            add_months(on, -6).isoformat(),
            (on - timedelta(days=90)).isoformat(),
            until,
        )

    def happened(self, event: str) -> str:
        """SQL for rows of `event` (a pair of columns, such as occurred_on and occurred_at) up to the end."""
        return f"{event}_on <= :on" + (f" AND {event}_at <= :until" if self.until else "")

    @property
    def parameters(self) -> dict[str, str]:
        named = {"on": self.on.isoformat(), "year": self.year, "quarter": self.quarter}
        return {**named, "until": self.until} if self.until else named


class Groups:
    """The rows of a query ordered by customer, handed out to ascending customers without keeping them all."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._next = next(rows, _END)

    def of(self, customer_id: int) -> list[tuple[Any, ...]]:
        """The customer's rows. Those of customers passed over are gone."""
        row, rows, found = self._next, self._rows, []
        while row[0] <= customer_id:
            if row[0] == customer_id:
                found.append(row)
            row = next(rows, _END)
        self._next = row
        return found

    def last(self, customer_id: int) -> tuple[Any, ...] | None:
        """The customer's last row, if there is one."""
        rows = self.of(customer_id)
        return rows[-1] if rows else None


_END = (inf,)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which customers a query is for, as SQL."""

    ids: str | None

    def of(self, column: str) -> str:
        return "1 = 1" if self.ids is None else f"{column} IN ({self.ids})"


def scope_of(ids: Collection[int] | None) -> Scope:
    return Scope(None if ids is None else ", ".join(str(int(i)) for i in ids) or "NULL")
