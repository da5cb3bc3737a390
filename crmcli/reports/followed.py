"""How far following everybody's next contact came: the state after a day, and how it is written down."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple


class Planned(NamedTuple):
    """A customer's next contact, and why it is the next one."""

    due: date
    code: str
    #: Of a rhythm that its tier's plan asks something to be given in: what, and its days.
    give: frozenset[str] = frozenset()
    days: int = 0


#: A customer and the day for which a contact was planned.
Which = tuple[int, date]
_Pairs = list[list[int]]


@dataclass(slots=True)
class Followed:
    """The contacts that were planned from a quarter's first day on, and what was next after the day `through`."""

    quarter: date
    through: date
    next: dict[int, Planned] = field(default_factory=dict)
    due: dict[date, set[int]] = field(default_factory=dict)
    #: By customer the days that were agreed when last looked at.
    agreed: dict[int, set[date]] = field(default_factory=dict)
    #: Contacts that were made by their day; and those that are missed once the day `until` is over, if they weren't made.
    made: set[Which] = field(default_factory=set)
    missed: dict[Which, date] = field(default_factory=dict)
    #: The same of contacts whose plan asks for something to be given, and those of them that were made with it.
    asked: set[Which] = field(default_factory=set)
    asked_missed: dict[Which, date] = field(default_factory=dict)
    given: set[Which] = field(default_factory=set)
    #: Who was looked at on the day `through`.
    looked: set[int] = field(default_factory=set)
    #: The operation after which it was kept; None where it was found just now.
    operation_id: int | None = None

    def replace(self, ids: Collection[int], others: Followed) -> None:
        """Takes over what another found of some customers, in place of what is here."""
        gone = set(ids)
        for waiting in self.due.values():
            waiting -= gone
        for day, waiting in others.due.items():
            self.due.setdefault(day, set()).update(waiting)
        for name in ("next", "agreed"):
            _put(getattr(self, name), gone, getattr(others, name))
        for name in ("missed", "asked_missed"):
            mine: dict[Which, date] = getattr(self, name)
            for which in [which for which in mine if which[0] in gone]:
                del mine[which]
            mine |= getattr(others, name)
        for name in ("made", "asked", "given"):
            kept: set[Which] = {which for which in getattr(self, name) if which[0] not in gone}
            setattr(self, name, kept | getattr(others, name))
        self.looked = (self.looked - gone) | others.looked

    # -- as it is kept ------------------------------------------------------------------------------

    def as_bytes(self, terms: str) -> bytes:
        """Compressed JSON: days are counted, what is next of many customers is told once."""
        kinds = sorted({(p.code, *sorted(p.give), p.days) for p in self.next.values()}, key=str)
        place = {kind: n for n, kind in enumerate(kinds)}
        told: dict[str, Any] = {
            "terms": terms,
            "through": self.through.toordinal(),
            "kinds": [[kind[0], list(kind[1:-1]), kind[-1]] for kind in kinds],
            "next": [
                [key, p.due.toordinal(), place[p.code, *sorted(p.give), p.days]]
                for key, p in sorted(self.next.items())
            ],
            "due": [[day.toordinal(), *sorted(ids)] for day, ids in sorted(self.due.items()) if ids],
            "agreed": [
                [key, *sorted(d.toordinal() for d in days)] for key, days in sorted(self.agreed.items())
            ],
            "looked": sorted(self.looked),
            **{name: _pairs(getattr(self, name)) for name in ("made", "asked", "given")},
            **{name: _ended(getattr(self, name)) for name in ("missed", "asked_missed")},
        }
        return zlib.compress(json.dumps(told, separators=(",", ":")).encode(), 1)

    @classmethod
    def of_bytes(cls, quarter: date, content: bytes) -> tuple[Followed | None, str]:
        """What was kept, None if it is damaged; and under which terms."""
        try:
            told = json.loads(zlib.decompress(content))
            return cls._of(quarter, told), told["terms"]
        except (zlib.error, ValueError, KeyError, TypeError, IndexError):
            return None, ""

    @classmethod
    def _of(cls, quarter: date, told: dict[str, Any]) -> Followed:
        day = date.fromordinal
        kinds = [(code, frozenset(give), days) for code, give, days in told["kinds"]]
        found = cls(
            quarter=quarter,
            through=day(told["through"]),
            next={key: Planned(day(due), *kinds[n]) for key, due, n in told["next"]},
            due={day(on): set(ids) for on, *ids in told["due"]},
            agreed={key: set(map(day, days)) for key, *days in told["agreed"]},
            looked=set(told["looked"]),
        )
        for name in ("made", "asked", "given"):
            setattr(found, name, {(key, day(due)) for key, due in told[name]})
        for name in ("missed", "asked_missed"):
            setattr(found, name, {(key, day(due)): day(until) for key, due, until in told[name]})
        return found


def _put(mine: dict[int, Any], gone: set[int], theirs: dict[int, Any]) -> None:
    for key in gone:
        mine.pop(key, None)
    mine |= theirs


def _pairs(found: Iterable[Which]) -> _Pairs:
    return [[key, due.toordinal()] for key, due in sorted(found)]


def _ended(found: dict[Which, date]) -> _Pairs:
    return [[key, due.toordinal(), until.toordinal()] for (key, due), until in sorted(found.items())]
