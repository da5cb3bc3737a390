"""What of a row, or of a known customer, tells whose it is, and who shares which of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter


@dataclass(slots=True)
class Candidate:
    """A row, or a known customer (`existing` is its id), as far as telling who it is goes. Names are folded."""

    name: str
    person: bool
    phones: Sequence[str] = ()
    emails: Sequence[str] = ()
    wechats: Sequence[str] = ()
    #: Accounts on social platforms, in normal form.
    socials: Sequence[str] = ()
    #: Our own code, and the number in another system.
    code: str | None = None
    external_id: str | None = None
    #: Folded names of contact persons.
    contact_persons: Iterable[str] = ()
    #: A contact whose company isn't said: whoever has the phone is meant.
    loose: bool = False
    #: A contact of whose firm only the number is said.
    firms: bool = False
    #: A row of an address book: once a key says whose it is, its company's name decides nothing more.
    card: bool = False
    #: Its birthday and its address, folded.
    birthday: str = ""
    home: str = ""
    #: The number of the member's card.
    member_no: str | None = None
    #: Whether its code is right whatever else it says: it names one who was merged into the bearer.
    sure: bool = False
    #: The list of customers in which it is a line; whoever has another line there is somebody else.
    listed: str | None = None
    existing: int | None = None
    #: Of a known customer: its lines in lists of this run that were read before, as (list, name there, own number).
    lines: Sequence[tuple[str, str, str | None]] = ()


#: Where a candidate has the values of each key that may be chosen.
VALUES: dict[str, Callable[[Candidate], Iterable[str]]] = {
    "code": lambda c: (c.code,) if c.code else (),
    "external_id": lambda c: (c.external_id,) if c.external_id else (),
    "member_no": lambda c: (c.member_no,) if c.member_no else (),
    "phone": attrgetter("phones"),
    "email": attrgetter("emails"),
    "wechat": attrgetter("wechats"),
    "name": lambda c: (c.name,) if c.name and not c.loose else (),
}


def meant(
    candidate: Candidate, known: Sequence[Candidate], holders: Mapping[str, Mapping[str, Sequence[int]]]
) -> list[int]:
    """Which of the known a candidate means: those with its first key that anybody has, of several those of its name.

    `holders` gives for each key, in order, the places in `known` by value.
    """
    for key, places in holders.items():
        found = sorted({i for value in VALUES[key](candidate) for i in places.get(value, ())})
        if found:
            return [i for i in found if known[i].name == candidate.name] or found
    return []


def holders(known: Sequence[Candidate], keys: Iterable[str]) -> dict[str, dict[str, list[int]]]:
    """Who of the known has which value of each key."""
    found: dict[str, dict[str, list[int]]] = {key: {} for key in keys}
    for key, places in found.items():
        for i, candidate in enumerate(known):
            for value in VALUES[key](candidate):
                places.setdefault(value, []).append(i)
    return found


def in_lists(candidate: Candidate) -> Iterable[tuple[str, str, str | None]]:
    """Where it stands in lists: itself, or by rows that were read before."""
    own = candidate.listed
    return ((own, candidate.name, candidate.external_id),) if own else candidate.lines


def lines_of(candidate: Candidate) -> set[tuple[str, str]]:
    return {(listed, name) for listed, name, _number in in_lists(candidate)} if candidate.person else set()


def numbers_of(candidate: Candidate) -> dict[str, set[str]]:
    numbers: dict[str, set[str]] = {}
    if candidate.external_id and not candidate.listed and not candidate.card:
        numbers[""] = {candidate.external_id}
    for listed, _name, number in () if candidate.card else in_lists(candidate):
        if number:
            numbers.setdefault(listed, set()).add(number)
    return numbers
