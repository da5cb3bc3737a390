"""What became of the rows of a large sheet, kept in a few bytes each."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from crmcli.i18n import remarks
from crmcli.sheets.rows.plans import SheetPlan

if TYPE_CHECKING:
    from crmcli.workflows.importing.fates import Entry

FATES = ("created", "updated", "unchanged", "duplicate", "rejected", "skipped")
#: In place of a fate: the row is still to be taken in; it has nothing filled in.
_OPEN, _EMPTY = 254, 255
_HASH = 16


class Past:
    """The rows of one large sheet. Those to be mended are kept as they were."""

    def __init__(self, sheet: SheetPlan) -> None:
        assert sheet.blocks is not None
        self.sheet, self.blocks = sheet, sheet.blocks
        size = len(self.blocks)
        self._fates = bytearray([_EMPTY]) * size
        self._hashes = bytearray(_HASH * size)
        self._customers = array("q", bytes(8 * size))
        self._reasons: dict[int, str] = {}
        self._rejected: dict[int, Entry] = {}
        self._incomplete: dict[int, Entry] = {}
        #: Of rows that are taken in again the operation that took them in, and what came of them.
        self._again: dict[int, tuple[int, int | None]] = {}
        #: Names of our people in the rows that are taken in, by field.
        self.names: dict[str, dict[str, None]] = {}

    def see(self, entry: Entry) -> None:
        """Notes a row at the first pass, with the fate that it may have already."""
        self._hashes[_HASH * entry.place : _HASH * (entry.place + 1)] = bytes.fromhex(entry.hash)
        self._fates[entry.place] = _OPEN
        if entry.applied and entry.open:
            self._again[entry.place] = entry.applied, entry.target_id
        if not entry.open:
            self.end(entry)

    def recall(self, entry: Entry) -> None:
        """Tells a row that is read a second time what became of it when it was applied before."""
        entry.applied, entry.target_id = self._again.get(entry.place, (0, None))

    def hash(self, place: int) -> str:
        return self._hashes[_HASH * place : _HASH * (place + 1)].hex()

    def is_open(self, place: int) -> bool:
        return self._fates[place] == _OPEN

    def end(self, entry: Entry) -> None:
        """Keeps the fate of a row."""
        self._fates[entry.place] = FATES.index(entry.fate)
        self._customers[entry.place] = entry.customer_id or 0
        if entry.fate == "rejected":
            self._rejected[entry.place] = entry
        elif entry.is_incomplete:
            self._incomplete[entry.place] = entry
        if faults := entry.faults:
            self._reasons[entry.place] = remarks(faults)

    def renew(self, customers: Collection[int]) -> None:
        """Rows of these customers that brought nothing new did so."""
        same, new = FATES.index("unchanged"), FATES.index("updated")
        for place, customer in enumerate(self._customers):
            if customer in customers and self._fates[place] == same:
                self._fates[place] = new

    def rejected(self) -> list[Entry]:
        return [entry for _place, entry in sorted(self._rejected.items())]

    def incomplete(self) -> list[Entry]:
        return [entry for _place, entry in sorted(self._incomplete.items())]

    def counts(self) -> Counter[str]:
        """How many rows ended in each way."""
        found = Counter(self._fates)
        return Counter({fate: found[i] for i, fate in enumerate(FATES)})

    def touched(self) -> Iterator[int]:
        """The customers that rows made or changed."""
        wanted = {FATES.index("created"), FATES.index("updated")}
        return (c for fate, c in zip(self._fates, self._customers, strict=True) if fate in wanted)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Every row as a batch keeps it, in the order of the sheet; the last value is the row itself if it is to be mended."""
        for place, fate in enumerate(self._fates):
            if fate == _EMPTY:
                continue
            customer = self._customers[place] or None
            to_mend = self._rejected.get(place) or self._incomplete.get(place)
            yield (
                self.sheet.file,
                self.sheet.sheet or "",
                self.blocks.number(place),
                self.sheet.kind,
                FATES[fate],
                self._reasons.get(place),
                customer,
                customer,
                self.hash(place),
                to_mend,
            )
