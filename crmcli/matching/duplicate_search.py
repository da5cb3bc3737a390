"""Which customers are worth comparing: the search for duplicates among all. Pure.

Names are compared letter by letter (rapidfuzz) only inside blocks of records that share something, in batches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract

from crmcli.matching.duplicates import CLASSES, Pair, compare
from crmcli.matching.profiles import Profile

#: A phone or address that more customers than this share is a switchboard or an agency: it proves nothing.
SHARED_BY = 5
#: A name that more customers than this have is looked at only where something else is the same too.
_NAMESAKES = 40
#: In a big block each record is compared with so many that follow it in the order of names.
WINDOW = 200
#: How alike (0 to 100) two names must be to be scored: where nothing else, little else, something telling is shared.
NEARLY, ALIKE, LOOSELY = 88, 74, 55


def find_pairs(
    profiles: Sequence[Profile], tell: Callable[[int, int], None] = lambda done, total: None
) -> list[Pair]:
    """Every pair worth a look, the surest first. `tell` hears how many of how many steps are done."""
    forget_shared(profiles)
    found = _scored(profiles, tell)
    found.sort(key=lambda p: (-p.score, CLASSES.index(p.cls), p.left_id, p.right_id))
    return found


def _scored(profiles: Sequence[Profile], tell: Callable[[int, int], None]) -> list[Pair]:
    seen: set[int] = set()
    found: list[Pair] = []
    count = len(profiles)
    steps = list(candidates(profiles))
    for number, pairs in enumerate(steps):
        tell(number, len(steps))
        for i, j in pairs:
            key = i * count + j
            if key not in seen:
                seen.add(key)
                pair = compare(profiles[i], profiles[j])
                if pair:
                    found.append(pair)
    return found


def forget_shared(profiles: Sequence[Profile]) -> None:
    """Drops phones, e-mails, WeChat ids and accounts elsewhere that too many share."""
    for name in ("phones", "emails", "wechats", "socials"):
        values = attrgetter(name)
        counts: dict[str, int] = defaultdict(int)
        for one in profiles:
            for value in values(one):
                counts[value] += 1
        shared = {value for value, n in counts.items() if n > SHARED_BY}
        for one in profiles if shared else ():
            if not shared.isdisjoint(values(one)):
                setattr(one, name, tuple(v for v in values(one) if v not in shared))


Indexes = Iterator[tuple[int, int]]


def candidates(profiles: Sequence[Profile]) -> Iterator[Indexes]:
    """The steps of the search, each giving pairs of indexes (the lower first); steps repeat each other's pairs."""
    yield _all_pairs(profiles, _identifiers)
    yield _all_pairs(profiles, _same_names)
    yield _all_pairs(profiles, _homes_and_birthdays)
    for keys, cutoff in BLOCKS:
        yield _alike_pairs(profiles, keys, cutoff)


def _identifiers(p: Profile) -> Iterator[str]:
    yield from p.phones
    yield from p.emails
    yield from (f"w{w}" for w in p.wechats)
    yield from p.socials


def _same_names(p: Profile) -> Iterator[str]:
    yield p.full
    if p.core != p.full:
        yield p.core


def _homes_and_birthdays(p: Profile) -> Iterator[str]:
    """What is so telling of a person that even one whose name was written quite otherwise is looked at."""
    if not p.person:
        return
    if p.birthday:
        yield f"b{p.birthday}"
    for word in p.core.split(" "):
        if p.birthday:
            yield f"y{p.birthday[:4]}{word[:3]}"
            yield f"d{p.birthday[-5:]}{word[:3]}"
        if p.postcode:
            yield f"z{p.postcode}{word[:3]}"
    if p.street and p.postcode:
        yield f"h{p.postcode}{p.street[:5]}"


# What few but records of one customer share, and a slip of the finger leaves half of: names may differ much.


def _by_street(p: Profile) -> Iterator[str]:
    if p.street:
        # Every town has a road of the people.
        yield f"s{p.city}{p.street[:6]}"
        yield f"e{p.city}{p.street[-6:]}"


def _by_phone(p: Profile) -> Iterator[str]:
    for phone in p.phones:
        yield "h" + phone[:8]
        yield "t" + phone[-7:]


def _by_person(p: Profile) -> Iterator[str]:
    for email in p.emails:
        yield "m" + email.partition("@")[0][:6]
    for contact in p.contact_persons:
        yield "k" + contact


def _by_day_or_place(p: Profile) -> Iterator[str]:
    """What many share: names must be much alike."""
    if p.birthday:
        yield p.birthday[:7]
        yield p.birthday[4:]
    if p.postcode:
        yield f"z{p.postcode}"


def _by_name(p: Profile) -> Iterator[str]:
    """Halves of a name, one of which a slip of the finger leaves whole. Chinese persons differ by one character."""
    if p.core.isascii():
        for word in p.core.split(" "):
            yield ("p" if p.person else "c") + word[:3]
    elif not p.person:
        yield p.core[:2]
        yield "2" + p.core[2:4]


#: The ways of putting records into blocks, each with how alike names must be there.
BLOCKS: tuple[tuple[Callable[[Profile], Iterator[str]], int], ...] = (
    (_by_street, LOOSELY),
    (_by_phone, LOOSELY),
    (_by_person, LOOSELY),
    (_by_day_or_place, ALIKE),
    (_by_name, NEARLY),
)


def blocks(profiles: Sequence[Profile], keys: Callable[[Profile], Iterator[str]]) -> Iterator[list[int]]:
    """Indexes of the records that share a key; those of a big block in the order of their names."""
    # Most keys are of one record alone, for which a list would take more room than all the rest.
    found: dict[str, int | list[int]] = {}
    for index, one in enumerate(profiles):
        for key in set(keys(one)):
            there = found.get(key)
            if there is None:
                found[key] = index
            elif isinstance(there, int):
                found[key] = [there, index]
            else:
                there.append(index)
    for block in found.values():
        if not isinstance(block, int):
            if len(block) > WINDOW:
                block.sort(key=lambda i: profiles[i].core)
            yield block


def _all_pairs(profiles: Sequence[Profile], keys: Callable[[Profile], Iterator[str]]) -> Indexes:
    for block in blocks(profiles, keys):
        if len(block) <= _NAMESAKES:
            for place, i in enumerate(block):
                for j in block[place + 1 :]:
                    yield (i, j) if i < j else (j, i)


def _alike_pairs(
    profiles: Sequence[Profile], keys: Callable[[Profile], Iterator[str]], cutoff: int
) -> Indexes:
    """Pairs of a block whose names are alike, each record compared with a batch of those that follow it."""
    for block in blocks(profiles, keys):
        names = [profiles[i].core for i in block]
        for place, i in enumerate(block[:-1]):
            following = names[place + 1 : place + 1 + WINDOW]
            for _name, _score, offset in extract(
                names[place], following, scorer=ratio, processor=None, score_cutoff=cutoff, limit=None
            ):
                j = block[place + 1 + offset]
                yield (i, j) if i < j else (j, i)
