"""Which rows of a list are one record, and which known record that is?

Pure. A list is judged whole, rows that were applied before among the others, and only then likened to what is known; so
what a row is never depends on what was read before, nor on the order of the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Record = dict[str, Any]


class Traits(NamedTuple):
    """What tells a record from others. Numbers start again each year: beside them the day or the words agree, too."""

    numbers: tuple[str, ...]
    customer_id: int | None
    day: str | None
    words: Hashable
    #: What a record without a number is known by; any of these.
    exact: tuple[Hashable, ...]
    #: What it still has in common with one of which a row corrects something; None for nothing.
    near: Hashable = None


@dataclass(slots=True)
class Seen:
    """A row of the run. `target_id` is the record that it made or changed when it was applied before, or that it mends."""

    row: Record
    traits: Traits
    sheet: int
    target_id: int | None = None


@dataclass(slots=True)
class _Group:
    """Rows that are one record."""

    members: list[Seen]
    known: Record | None = None
    sheets: set[int] = field(default_factory=set)


class Recognising:
    """The known records that rows of a kind may mean. `by_number` where the number alone decides."""

    def __init__(
        self, known: Iterable[Record], traits_of: Callable[[Record], Traits], *, by_number: bool = False
    ) -> None:
        self._by_number = by_number
        self._by_id: dict[int, Record] = {}
        self._traits: dict[int, Traits] = {}
        self._numbered: dict[str, list[int]] = defaultdict(list)
        self._exact: dict[Hashable, list[int]] = defaultdict(list)
        self._near: dict[Hashable, list[int]] = defaultdict(list)
        #: By known record the sheets that have a row for it.
        self._claims: dict[int, set[int]] = defaultdict(set)
        for record in known:
            traits = self._traits[record["id"]] = traits_of(record)
            self._by_id[record["id"]] = record
            _file(traits, record["id"], self._numbered, self._exact)
            if traits.near is not None:
                self._near[traits.near].append(record["id"])

    def meant(self, rows: Sequence[Seen]) -> list[Record]:
        """For each row the record that it is: a known one, else the first row of the run that is it."""
        groups = self._groups(rows)
        for group in groups:
            target = next((s.target_id for s in group.members if s.target_id in self._by_id), None)
            if target is not None:
                self._claim(group, target)
        for like in (_numbered_alike,) if self._by_number else (_same_number, _one_number, _same_words):
            for group in groups:
                if group.known is None and (found := self._likest(group, like)) is not None:
                    self._claim(group, found)
        if not self._by_number:
            self._take_corrections([group for group in groups if group.known is None])
        meant = {id(seen.row): g.known or g.members[0].row for g in groups for seen in g.members}
        return [meant[id(seen.row)] for seen in rows]

    def of_another(self, traits: Traits) -> Record | None:
        """The record of somebody else that has a row's number, day and words; of a row that says not whose it is, any
        that has its number."""
        for i in self._candidates(traits.numbers, self._numbered):
            known = self._traits[i]
            same = known.day == traits.day and known.words == traits.words
            if known.customer_id not in (None, traits.customer_id) and (same or traits.customer_id is None):
                return self._by_id[i]
        return None

    def _groups(self, rows: Sequence[Seen]) -> list[_Group]:
        """The rows, those together that are one record; a record that several rows made or mend is one, too."""
        groups: list[_Group] = []
        numbered: dict[str, list[int]] = defaultdict(list)
        exact: dict[Hashable, list[int]] = defaultdict(list)
        of_target: dict[int, int] = {}
        for seen in rows:
            place = of_target.get(seen.target_id or 0)
            if place is None:
                place = self._group_of(seen, groups, numbered, exact)
            if place is None:
                place = len(groups)
                groups.append(_Group([]))
            groups[place].members.append(seen)
            groups[place].sheets.add(seen.sheet)
            if seen.target_id:
                of_target[seen.target_id] = place
            _file(seen.traits, place, numbered, exact)
        return groups

    def _group_of(
        self,
        seen: Seen,
        groups: Sequence[_Group],
        numbered: Mapping[str, list[int]],
        exact: Mapping[Hashable, list[int]],
    ) -> int | None:
        """The group of a row; what made or changed different records is never one."""
        traits = seen.traits

        def is_one(place: int, like: Callable[[Traits, Traits], bool]) -> bool:
            apart = seen.target_id and any(other.target_id for other in groups[place].members)
            return not apart and any(like(traits, other.traits) for other in groups[place].members)

        if self._by_number:
            same = (p for p in self._candidates(traits.numbers, numbered) if is_one(p, _numbered_alike))
            return next(same, None)
        same = (p for p in self._candidates(traits.numbers, numbered) if is_one(p, _one_number))
        alike = (p for p in self._candidates(traits.exact, exact) if is_one(p, _same_words))
        return next(same, next(alike, None))

    def _candidates(self, keys: Iterable[Hashable], places: Mapping[Any, list[int]]) -> Iterator[int]:
        return (place for key in keys for place in places.get(key, ()))

    def _likest(self, group: _Group, like: Callable[[Traits, Traits], bool]) -> int | None:
        """A known record that one of the rows is like, and no other row of their sheets is."""
        by_words = like is _same_words
        places: Mapping[Any, list[int]] = self._exact if by_words else self._numbered
        for seen in group.members:
            for i in self._candidates(seen.traits.exact if by_words else seen.traits.numbers, places):
                if like(seen.traits, self._traits[i]) and self._claims[i].isdisjoint(group.sheets):
                    return i
        return None

    def _take_corrections(self, groups: Sequence[_Group]) -> None:
        """A row that nothing else is like corrects the one known record that no row of its sheet is, if it is one."""
        waiting: dict[Hashable, list[_Group]] = defaultdict(list)
        for group in groups:
            if (near := group.members[0].traits.near) is not None:
                waiting[near].append(group)
        for near, alike in waiting.items():
            free = [i for i in self._near.get(near, ()) if self._claims[i].isdisjoint(alike[0].sheets)]
            if len(alike) == len(free) == 1:
                row, known = alike[0].members[0].traits, self._traits[free[0]]
                if not _numbers_differ(row, known) and not _days_differ(row, known):
                    self._claim(alike[0], free[0])

    def _claim(self, group: _Group, record_id: int) -> None:
        group.known = self._by_id[record_id]
        self._claims[record_id] |= group.sheets


def _file(
    traits: Traits, place: int, numbered: dict[str, list[int]], exact: dict[Hashable, list[int]]
) -> None:
    for number in traits.numbers:
        if place not in numbered[number][-1:]:
            numbered[number].append(place)
    for key in traits.exact:
        if place not in exact[key][-1:]:
            exact[key].append(place)


def _numbered_alike(_one: Traits, _other: Traits) -> bool:
    """Two with one number, where that is the chosen key."""
    return True


def _same_number(one: Traits, other: Traits) -> bool:
    """Whether two with one number are one whatever else they say: the day and the words are the same."""
    return _one_number(one, other) and one.day == other.day and one.words == other.words


def _one_number(one: Traits, other: Traits) -> bool:
    """Whether two with one number are one: nobody says that they are two customers', and the day or the words agree."""
    if one.customer_id != other.customer_id and None not in (one.customer_id, other.customer_id):
        return False
    same_day = one.day is not None and one.day == other.day
    return same_day or (bool(one.words) and one.words == other.words)


def _same_words(one: Traits, other: Traits) -> bool:
    """Whether two that say the same are one: who has another number is another record."""
    return not _numbers_differ(one, other)


def _numbers_differ(one: Traits, other: Traits) -> bool:
    return bool(one.numbers) and bool(other.numbers) and set(one.numbers).isdisjoint(other.numbers)


def _days_differ(one: Traits, other: Traits) -> bool:
    """Whether two are of different days: the monthly call of June isn't that of May."""
    return None not in (one.day, other.day) and one.day != other.day
