"""Which rows of a run, and which customers already known, are the same customer?

Pure. Phones decide first, then e-mail, then WeChat, then a unique name; each key is tried for all rows before the
next one, so the order of the rows does not matter. The same key under names that do not fold equal keeps companies
apart and is reported as a possible duplicate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations
from operator import attrgetter

from crmcli.workflows.importing.customers.keys import VALUES, Candidate, in_lists, lines_of, numbers_of
from crmcli.workflows.importing.customers.namesakes import Namesake, is_short_for, persons_among


@dataclass(slots=True)
class Group:
    """Candidates that are one customer: indexes into the list, in order, and the known customer among them."""

    members: list[int]
    existing: int | None = None


@dataclass(slots=True)
class _Joined(Group):
    """A group with all that its members say."""

    names: set[str] = field(default_factory=set)
    contact_persons: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    #: E-mail addresses and WeChat names.
    addresses: set[str] = field(default_factory=set)
    birthdays: set[str] = field(default_factory=set)
    homes: set[str] = field(default_factory=set)
    #: The numbers of its members' cards, and its own in other systems.
    cards: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    person: bool = False
    loose: bool = False
    #: Whether its number is its firm's, whose name isn't told.
    firms: bool = False
    sure: bool = False
    #: The lists in which its persons have lines, with their names there.
    lines: set[tuple[str, str]] = field(default_factory=set)
    #: Its own numbers by list; by an empty name those that are known already.
    numbers: dict[str, set[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Folded:
    """The groups in the order of their first member, and pairs of members that share a key but not a name."""

    groups: list[Group] = field(default_factory=list)
    suspects: list[tuple[str, int, int]] = field(default_factory=list)
    #: Members that say too little to be told which of several, told apart by their own numbers, they mean; by member
    #: those who have the numbers.
    unsure: dict[int, list[int]] = field(default_factory=dict)


def apart(candidates: Sequence[Candidate]) -> Folded:
    """Every candidate a customer of its own."""
    return _Folding(candidates).result()


def fold_by(candidates: Sequence[Candidate], keys: Iterable[str]) -> Folded:
    """Puts those into one group that share any of the keys, in this order, whatever else they say."""
    folding = _Folding(candidates)
    for key in keys:
        folding.join_by(VALUES[key], _same_name)
        folding.join_by(VALUES[key], lambda a, b: True, fates=True)
    return folding.result()


def fold(candidates: Sequence[Candidate]) -> Folded:
    """Puts the candidates into groups. Two known customers never end in one group."""
    folding = _Folding(candidates)
    folding.join_by(VALUES["code"], _plausible)
    for number in ("external_id", "member_no"):
        folding.join_by(VALUES[number], _same_by_number)
    folding.join_by(VALUES["phone"], _same_name)
    folding.join_by(VALUES["phone"], _same_by_phone, fates=True)
    for address in ("emails", "wechats", "socials"):
        folding.join_by(attrgetter(address), _same_by_address, fates=True)
    folding.join_by_name()
    return folding.result()


#: From how alike (0 to 100) two names are one, corrected, where a code says so.
_CORRECTED = 75


def _plausible(a: _Joined, b: _Joined) -> bool:
    """Whether a row may be the customer of its code: another database gives the same codes to others."""
    from rapidfuzz.fuzz import ratio

    return (
        a.sure
        or b.sure
        or bool(a.phones & b.phones)
        or _linked(a, b)
        or any(ratio(one, two) >= _CORRECTED for one in a.names for two in b.names)
    )


def _same_name(a: _Joined, b: _Joined) -> bool:
    return not a.names.isdisjoint(b.names)


def _same_by_number(a: _Joined, b: _Joined) -> bool:
    """A firm is that of whose number its people bear; two of them are not one another."""
    if _same_name(a, b):
        return True
    return a.loose != b.loose if a.firms or b.firms else bool(a.phones & b.phones)


def _linked(a: _Joined, b: _Joined) -> bool:
    """A person who is the other's contact person."""
    return (a.person and not a.names.isdisjoint(b.contact_persons)) or (
        b.person and not b.names.isdisjoint(a.contact_persons)
    )


def _are_two(a: _Joined, b: _Joined) -> bool:
    """Whether one list names both as persons on lines of their own, as a family with one phone, or they have numbers of
    their own: neither name is the other written shorter.
    """
    numbered = any(
        mine and theirs and mine.isdisjoint(theirs) for mine, theirs in ((a.cards, b.cards), (a.own, b.own))
    )
    alike = any(one in two or two in one for one in a.names for two in b.names)
    return (numbered and not alike) or any(
        one_list == list_of_two and one not in two and two not in one
        for one_list, one in a.lines
        for list_of_two, two in b.lines
    )


def _same_by_phone(a: _Joined, b: _Joined) -> bool:
    """A family has one phone: persons of other names are one only where something else agrees, too."""
    if _same_name(a, b) or _linked(a, b):
        return True
    if a.person and b.person:
        return not _are_two(a, b) and _agree(a, b)
    return a.loose or b.loose


def _agree(a: _Joined, b: _Joined) -> bool:
    """Whether two persons have a number, an address or the birthday in common, or one is named shorter."""
    return any(
        not mine.isdisjoint(theirs)
        for mine, theirs in (
            (a.own, b.own),
            (a.cards, b.cards),
            (a.addresses, b.addresses),
            (a.birthdays, b.birthdays),
        )
    ) or _shortened(a, b)


def _shortened(a: _Joined, b: _Joined) -> bool:
    """Whether one is named shorter."""
    return any(is_short_for(one, two) or is_short_for(two, one) for one in a.names for two in b.names)


def _same_by_address(a: _Joined, b: _Joined) -> bool:
    """An address may be an office's or a family's: persons with other names and other phones, or on cards of their own, are
    not the same.
    """
    if _same_name(a, b) or _linked(a, b):
        return True
    if a.phones and b.phones and a.phones.isdisjoint(b.phones):
        return False
    if a.person and b.person:
        return not _are_two(a, b) and not (
            a.loose and b.loose and not (a.phones & b.phones or _shortened(a, b))
        )
    return a.loose or b.loose


class _Folding:
    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._candidates = candidates
        self._parent = list(range(len(candidates)))
        #: Most candidates share nothing with anybody: a group is made when it is first looked at.
        self._groups: dict[int, _Joined] = {}
        self._suspects: list[tuple[str, int, int]] = []
        self._unsure: dict[int, list[int]] = {}
        #: The own numbers that each list names.
        self._listed: dict[str, set[str]] = {}
        for candidate in candidates:
            if candidate.external_id or candidate.lines:
                for listed, _name, number in in_lists(candidate):
                    if number:
                        self._listed.setdefault(listed, set()).add(number)

    def _root(self, i: int) -> int:
        parent = self._parent
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    def _group(self, i: int) -> _Joined:
        """The group that a candidate is in."""
        root = self._root(i)
        if root not in self._groups:
            c = self._candidates[root]
            self._groups[root] = _Joined(
                members=[root],
                existing=c.existing,
                names={c.name},
                contact_persons=set(c.contact_persons),
                phones=set(c.phones),
                addresses={*c.emails, *c.wechats, *c.socials},
                birthdays={c.birthday} if c.birthday else set(),
                homes={c.home} if c.home else set(),
                cards={c.member_no} if c.member_no else set(),
                own={c.external_id} if c.external_id and not c.card else set(),
                person=c.person,
                loose=c.loose,
                firms=c.firms,
                sure=c.sure,
                lines=lines_of(c),
                numbers=numbers_of(c),
            )
        return self._groups[root]

    def join_by(
        self,
        keys: Callable[[Candidate], Iterable[str]],
        same: Callable[[_Joined, _Joined], bool],
        fates: bool = False,
    ) -> None:
        """Joins candidates that share a key, where `same` agrees."""
        shared = _repeated(list(chain.from_iterable(map(keys, self._candidates))))
        if not shared:
            return
        holders: dict[str, list[int]] = {key: [] for key in shared}
        for i, candidate in enumerate(self._candidates):
            for key in keys(candidate):
                if key not in shared:
                    continue
                found = holders[key]
                refused = -1
                for other in found:
                    if self._root(other) == self._root(i) or self._try(other, i, same):
                        break
                    refused = other
                else:
                    found.append(i)
                    if fates and refused >= 0:
                        self._suspects.append((key, refused, i))

    def _try(self, a: int, b: int, same: Callable[[_Joined, _Joined], bool]) -> bool:
        one, two = self._group(a), self._group(b)
        if (one.existing is not None and two.existing is not None) or not same(one, two):
            return False
        if self._differ(one, two):
            return False
        self._union(a, b)
        return True

    def _differ(self, one: _Joined, two: _Joined) -> bool:
        """Whether one list gives them different numbers of their own, be it that it names the known one's, too."""
        return any(
            not mine & theirs and (there == here or bool(mine & self._listed.get(there, set())))
            for a, b in ((one, two), (two, one))
            for here, mine in a.numbers.items()
            for there, theirs in b.numbers.items()
            if there
        )

    def _union(self, a: int, b: int) -> None:
        keep, drop = sorted((self._root(a), self._root(b)))
        one, two = self._group(keep), self._group(drop)
        self._parent[drop] = keep
        del self._groups[drop]
        one.members += two.members
        one.names |= two.names
        one.contact_persons |= two.contact_persons
        one.phones |= two.phones
        one.addresses |= two.addresses
        one.birthdays |= two.birthdays
        one.homes |= two.homes
        one.cards |= two.cards
        one.own |= two.own
        one.lines |= two.lines
        for listed, numbers in two.numbers.items():
            one.numbers[listed] = one.numbers.get(listed, set()) | numbers
        one.person = one.person and two.person
        one.loose = one.loose and two.loose
        one.firms = one.firms and two.firms
        one.existing = two.existing if one.existing is None else one.existing

    def join_by_name(self) -> None:
        """Joins groups of the same name: companies, and persons whom nothing makes two."""
        shared = _repeated([candidate.name for candidate in self._candidates])
        by_name: dict[str, list[int]] = {}
        for i, candidate in enumerate(self._candidates):
            name = candidate.name
            if name in shared and name and not candidate.loose and not self._is_settled_card(i):
                by_name.setdefault(name, []).append(i)
        for members in by_name.values():
            roots = list(dict.fromkeys(self._root(i) for i in members))
            if len(roots) > 1:
                self._join_namesakes(roots)

    def _is_settled_card(self, i: int) -> bool:
        if not self._candidates[i].card:
            return False
        return not all(self._candidates[m].card for m in self._group(i).members)

    def _join_namesakes(self, roots: list[int]) -> None:
        roots = self._without_unsure(roots)
        groups = [self._group(r) for r in roots]
        known = [r for r, g in zip(roots, groups, strict=True) if g.existing is not None]
        if any(g.person for g in groups):
            self._join_persons(roots, groups)
            return
        if len(known) > 1:
            bare = [r for r, g in zip(roots, groups, strict=True) if not g.phones and g.existing is None]
            for other in bare[1:]:
                self._union(bare[0], other)
            self._suspects += [(self._candidates[roots[0]].name, roots[0], r) for r in roots[1:]]
            return
        joined = [roots[0]]
        for other in roots[1:]:
            same = next((r for r in joined if not self._differ(self._group(r), self._group(other))), None)
            if same is None:
                joined.append(other)
                self._suspects.append((self._candidates[roots[0]].name, roots[0], other))
            else:
                self._union(same, other)

    def _without_unsure(self, roots: list[int]) -> list[int]:
        """The namesakes without those who give nothing but a name that several have who have numbers of their own."""
        own = {root: self._group(root).own for root in roots}
        numbered = [root for root in roots if own[root]]
        if not any(own[a].isdisjoint(own[b]) for a, b in combinations(numbered, 2)):
            return roots
        bare = [root for root in roots if not own[root] and self._gives_only_a_name(self._group(root))]
        for root in bare:
            self._unsure |= dict.fromkeys(self._group(root).members, numbered)
        return [root for root in roots if root not in bare]

    def _gives_only_a_name(self, group: _Joined) -> bool:
        said = (self._candidates[member] for member in group.members)
        return group.existing is None and not any(
            c.phones or c.emails or c.wechats or c.socials or c.birthday or c.member_no or c.card
            for c in said
        )

    def _join_persons(self, roots: list[int], groups: Sequence[_Joined]) -> None:
        namesakes = [
            Namesake(
                known=g.existing is not None,
                phones=set(g.phones),
                birthdays=set(g.birthdays),
                homes=set(g.homes),
                lists={listed for listed, _name in g.lines},
            )
            for g in groups
        ]
        found = persons_among(namesakes, lambda i, j: self._differ(groups[i], groups[j]))
        for first, *others in found:
            for other in others:
                self._union(roots[first], roots[other])
        # Two with phones of their own are nobody's surprise.
        bare = [first for first, *_others in found[1:] if not groups[first].phones]
        name = self._candidates[roots[0]].name
        self._suspects += [(name, roots[found[0][0]], roots[i]) for i in bare]

    def result(self) -> Folded:
        groups = [
            self._groups.get(i) or Group([i], self._candidates[i].existing)
            for i, parent in enumerate(self._parent)
            if parent == i
        ]
        for group in self._groups.values():
            group.members.sort()
        # A pair that a later key joined is no suspicion any more.
        suspects = [(k, a, b) for k, a, b in self._suspects if self._root(a) != self._root(b)]
        return Folded(groups, suspects, self._unsure)


def _repeated(keys: Sequence[str]) -> set[str]:
    """Those that come more than once."""
    if len(set(keys)) == len(keys):
        return set()
    return {key for key, times in Counter(keys).items() if times > 1}
