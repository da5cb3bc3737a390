"""Ways to reach somebody and addresses beyond the main ones, as an import brings them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from crmcli.matching.as_written import as_written
from crmcli.matching.online import site_key
from crmcli.sheets.tables.addresses import Address
from crmcli.workflows import online_ways
from crmcli.workflows.importing.fates import Entry

#: Ways of which none is the main one, and the columns that hold them.
OTHER_WAYS = {"fax": "fax", "pager": "pager", **online_ways.KINDS}
#: So many digits may be a phone, even if nobody can tell which.
_DIALLED = 5


class Way(NamedTuple):
    """A way to reach somebody beyond the main ones; not `confirmed` where it is no more than a text."""

    kind: str
    value: str
    confirmed: bool = True


def way_key(kind: str, value: str) -> tuple[str, str]:
    """What two ways that are the same have in common: a website may be written in several forms."""
    return kind, site_key(value) if kind == "url" else value


@dataclass(slots=True)
class Beside:
    """What has tables of its own: of the customer, or of one of its contact persons."""

    ways: list[Way] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)

    def take(self, ways: Iterable[Way], addresses: Iterable[Address]) -> None:
        for way in ways:
            alike = (known for known in self.ways if way_key(*known[:2]) == way_key(*way[:2]))
            if all(known.confirmed != way.confirmed for known in alike):
                self.ways.append(way)
        self.addresses += [address for address in addresses if address not in self.addresses]


def unconfirmed_phones(entry: Entry) -> dict[str, str]:
    """Texts of a row that may be phones though nobody can tell which, by the name under which they would be kept."""
    return {
        as_written(p.column): p.value
        for p in entry.incomplete
        if p.field in ("phone", "phones") and p.reason == "bad_phone"
        if sum(char.isdigit() for char in p.value) >= _DIALLED
    }
