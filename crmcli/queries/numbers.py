"""Numbers that records are called by, made of counters."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from crmcli.database.connection import Database
from crmcli.database.operation import Operation

#: No counter has more digits.
_DIGITS = 15


class Counter(NamedTuple):
    """A counter by its name, the column that its numbers stand in, and what comes before the digits there, of which there
    are at least so many."""

    name: str
    table: str
    column: str
    head: str
    digits: int

    def written(self, number: int) -> str:
        """A number as it stands in the column."""
        return f"{self.head}{number:0{self.digits}d}"


CUSTOMERS = Counter("customer_code", "customer", "code", "C", 6)


def complaints_of(year: str) -> Counter:
    """What numbers a year's complaints."""
    return Counter(f"complaint_{year}", "complaint", "number", f"TS{year}-", 4)


def contracts_of(year: str) -> Counter:
    """What numbers a year's contracts."""
    return Counter(f"contract_{year}", "contract", "number", f"HT{year}-", 4)


def take(
    db: Database,
    op: Operation,
    counter: Counter,
    count: int = 1,
    besides: Collection[str] = (),
    before: int | None = None,
) -> list[str]:
    """The next numbers, none of which a row has, nor one of those `besides`: a sheet may bring numbers that were still to come.
    Rows from the id `before` on need no look: they have theirs from here."""
    numbers = _next(op, counter, count)
    if (besides and not set(besides).isdisjoint(numbers)) or _are_taken(db, counter, numbers, before):
        present = f"SELECT {counter.column} FROM {counter.table} WHERE {counter.column}"
        rows = db.tuples(f"{present} LIKE :head", {"head": f"{counter.head}%"})
        numbers = _next(op, counter, count, _most(counter, [*besides, *(row[0] for row in list(rows))]))
    return numbers


def _are_taken(db: Database, counter: Counter, numbers: list[str], before: int | None) -> bool:
    """Whether any row of an id `before` that has one of these numbers, which follow each other."""
    first, last = numbers[0], numbers[-1]
    older = "" if before is None else f"id < {before} AND "
    present = f"SELECT {counter.column} FROM {counter.table} WHERE {older}{counter.column}"
    if len(first) != len(last):
        return bool(db.rows_in(f"{present} IN ({{ids}})", numbers))
    # One walk through the table, where a large import has put its indexes off: looking for each would be a walk a number.
    between = f"{present} >= :first AND {counter.column} <= :last LIMIT 1"
    return db.one(between, {"first": first, "last": last}) is not None


def _next(op: Operation, counter: Counter, count: int, beyond: int = 0) -> list[str]:
    first = op.allocate(counter.name, count, beyond)
    return [counter.written(first + n) for n in range(count)]


def _most(counter: Counter, texts: Iterable[str]) -> int:
    """The largest number among what stands in the column."""
    digits = (text.removeprefix(counter.head) for text in texts if text.startswith(counter.head))
    return max((int(d) for d in digits if d.isascii() and d.isdecimal() and len(d) <= _DIGITS), default=0)
