"""On which side of a mail somebody is, by the address alone: one of us, a customer, or nobody that is known. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from crmcli.sheets.model import Address, Mail

#: In so many mails of a file the same address is that of whose mailbox it is.
_OFTEN = 3


class Bearer(NamedTuple):
    """A customer with an address: its id and name, and the contact person whose address it is, perhaps nobody's."""

    customer_id: int
    name: str
    person: str = ""


def _nobody(_addresses: Collection[str]) -> Mapping[str, Sequence[Bearer]]:
    return {}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Whose the addresses are that the database, and whoever imports, know: of the team by name, of customers, and the domains that only
    ours have."""

    staff: Mapping[str, str] = field(default_factory=dict)
    domains: frozenset[str] = frozenset()
    bearers: Callable[[Collection[str]], Mapping[str, Sequence[Bearer]]] = _nobody


class Exchange(NamedTuple):
    """A mail with one of the other side: `in` or `out`, and whoever of ours wrote or got it, empty where nobody is known."""

    mail: Mail
    partner: Address
    direction: str
    bearers: Sequence[Bearer]
    author: str


class Sides:
    """The sides of the mails of one file."""

    def __init__(self, mails: Sequence[Mail], addresses: Addresses) -> None:
        self._staff, self._domains = addresses.staff, addresses.domains
        everybody = {a.email for mail in mails for a in _all(mail)}
        self._bearers = addresses.bearers(everybody - self._staff.keys())
        self._owners = {a for mail in mails for a in mail.delivered_to} | _always_there(mails)
        self._owners -= self._bearers.keys()

    def is_ours(self, address: str) -> bool:
        """Whether an address is one of us: a colleague's, or of our domain or mailbox and no customer's."""
        if address in self._staff:
            return True
        ours = address in self._owners or address.partition("@")[2] in self._domains
        return ours and address not in self._bearers

    def exchanges(self, mail: Mail) -> list[Exchange]:
        """With whom of the other side a mail was exchanged, one for each customer; nobody where it stayed among ourselves, or
        nobody in it is known."""
        sender = mail.sender
        others = [one for one in mail.to if sender is None or one.email != sender.email]
        strangers = [one for one in others if not self.is_ours(one.email)]
        known = [one for one in strangers if one.email in self._bearers]
        if sender is None:
            return []
        if self.is_ours(sender.email):
            return [self._of(mail, one, "out") for one in self._each(known) or strangers[:1]]
        if sender.email in self._bearers:
            return [self._of(mail, sender, "in")]
        if len(strangers) == len(others) and not mail.delivered_to:
            # Somebody of ours whose address nobody entered wrote to customers; or nobody knows.
            return [self._of(mail, one, "out") for one in self._each(known)]
        return [self._of(mail, one, "in") for one in known[:1] or [sender]]

    def _each(self, known: Sequence[Address]) -> list[Address]:
        """One address of each customer."""
        first: dict[int, Address] = {}
        for one in known:
            first.setdefault(self._bearers[one.email][0].customer_id, one)
        return list(first.values())

    def _of(self, mail: Mail, partner: Address, direction: str) -> Exchange:
        ours = [mail.sender] if direction == "out" and mail.sender else mail.to
        names = [self._staff[one.email] for one in ours if one.email in self._staff]
        names += [self._staff[a] for a in mail.delivered_to if a in self._staff and direction == "in"]
        bearers = self._bearers.get(partner.email, ())
        return Exchange(mail, partner, direction, bearers, names[0] if names else "")


def _all(mail: Mail) -> Iterator[Address]:
    yield from filter(None, (mail.sender, *mail.to))


def _always_there(mails: Sequence[Mail]) -> set[str]:
    """The address that is in every mail of a file, while nobody else is."""
    counts = Counter(address for mail in mails for address in {one.email for one in _all(mail)})
    always = {address for address, n in counts.items() if n == len(mails) >= _OFTEN}
    return always if len(always) == 1 else set()
