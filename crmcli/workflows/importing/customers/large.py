"""Lists of customers too large to be held as rows: what became of each row, and which rows have to be looked at together.

A first pass over the rows notes their keys. Rows that share one, directly or through others or a known customer, go into
one batch; so every batch can be taken in by itself, and comes to the same customers as all rows at once would.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crmcli.sheets.rows import blocks
from crmcli.store import Store
from crmcli.workflows.importing.customers.candidates import candidate_of
from crmcli.workflows.importing.customers.keys import VALUES, Candidate
from crmcli.workflows.importing.entries import entries_from
from crmcli.workflows.importing.fates import Entry, Fates, judge_problems
from crmcli.workflows.importing.options import KEYS, Options
from crmcli.workflows.importing.own_columns import OwnColumns
from crmcli.workflows.importing.past import Past

#: Names in rows that are still open, by field, in order.
NamesOf = Callable[[list[Entry]], Mapping[str, dict[str, None]]]
#: Who is called like a known customer is looked at together with it, even if the name decides nothing.
_VALUES: Mapping[str, Callable[[Candidate], Iterable[str]]] = {"name": lambda c: (c.name,) if c.name else ()}


@dataclass(slots=True)
class Batch:
    """Rows to be taken in together, in order, by their place among all rows; `stop` is where the next batch begins.

    Rows from `stop` on belong to customers, or are likened to some, that stand before it.
    """

    start: int
    stop: int = 0
    far: list[int] = field(default_factory=list)
    known: set[int] = field(default_factory=set)


class Links:
    """Which of all rows share a key. Keys are noted by their hashes: two alike only put rows together in vain."""

    def __init__(self, options: Options, size: int) -> None:
        chosen = options.customer_keys or KEYS
        self._keys: dict[str, tuple[array[int], array[int]]] = (
            {} if options.mode == "create" else {key: (array("i"), array("q")) for key in chosen}
        )
        self._adders = [
            (_VALUES.get(key, VALUES[key]), rows.append, hashes.append)
            for key, (rows, hashes) in self._keys.items()
        ]
        self._by_name_alone = not options.customer_keys
        self._parent = array("i", range(size))
        #: 0 for rows that are not to be taken in.
        self._open = bytearray(size)
        #: Persons of lists with a phone, and rows that share another key than the name with anybody.
        self._phoned, self._shared = bytearray(size), bytearray(size)
        self._known: list[tuple[array[int], array[int]]] = []

    def add(self, row: int, candidate: Candidate) -> None:
        """Notes the keys of a row that is to be taken in."""
        self._open[row] = 1
        self._phoned[row] = bool(
            candidate.person and candidate.phones and not candidate.loose and not candidate.card
        )
        for values_of, add_row, add_hash in self._adders:
            for value in values_of(candidate):
                add_row(row)
                add_hash(hash(value))

    def tie(self, store: Store) -> None:
        """Ties the rows that share a key with each other or with a known customer."""
        first_of: dict[int, int] = {}
        for key, (rows, hashes) in sorted(self._keys.items(), key=lambda pair: pair[0] == "name"):
            known = self._find_known(store, "folded" if key == "name" else key, set(hashes))
            if key == "name" and self._by_name_alone:
                rows, hashes = self._telling(rows, hashes, set(known[0]))
            holders: dict[int, int] = {}
            for row, value in zip(rows, hashes, strict=True):
                first = holders.setdefault(value, row)
                if first != row:
                    self._shared[first] = self._shared[row] = 1
                    self._union(first, row)
            found = array("i"), array("q")
            for value, customer in zip(*known, strict=True):
                holder = holders[value]
                self._shared[holder] = 1
                found[0].append(holder)
                found[1].append(customer)
                self._union(holder, first_of.setdefault(customer, holder))
            self._known.append(found)
        self._keys.clear()
        self._adders.clear()

    def _find_known(self, store: Store, key: str, wanted: set[int]) -> tuple[array[int], array[int]]:
        """Key and id of the known customers that have one of the wanted keys."""
        known = array("q"), array("q")
        for value, customer in store.imports.holders(key) if wanted else ():
            if (mark := hash(value)) in wanted:
                known[0].append(mark)
                known[1].append(customer)
        return known

    def _telling(
        self, rows: array[int], hashes: array[int], known: set[int]
    ) -> tuple[array[int], array[int]]:
        """The rows whose name may tell who they are. Where two persons of one name have phones of their own, and nobody
        known is called so, the name decides nothing for anyone with a phone: two of them stand for all.
        """
        own: Counter[int] = Counter()
        others = set()
        for row, value in zip(rows, hashes, strict=True):
            if self._phoned[row] and not self._shared[row]:
                own[value] += 1
            else:
                others.add(value)
        kept = array("i"), array("q")
        seen: Counter[int] = Counter()
        for row, value in zip(rows, hashes, strict=True):
            if own[value] > 1 and value not in known and self._phoned[row] and not self._shared[row]:
                seen[value] += 1
                if value not in others or seen[value] > 2:
                    continue
            kept[0].append(row)
            kept[1].append(value)
        return kept

    def _root(self, row: int) -> int:
        parent = self._parent
        while parent[row] != row:
            parent[row] = row = parent[parent[row]]
        return row

    def _union(self, a: int, b: int) -> None:
        keep, drop = sorted((self._root(a), self._root(b)))
        self._parent[drop] = keep

    def batches(self) -> list[Batch]:
        """All rows that are to be taken in, in batches of about SIZE rows: each with the first of those that it is tied
        to.
        """
        size = len(self._open)
        roots = array("i", (self._root(row) for row in range(size)))
        tied = Counter(root for row, root in enumerate(roots) if root != row)
        found = [Batch(0)]
        batch_of = array("i", bytes(4 * size))
        count = 0
        for row, root in enumerate(roots):
            if root != row:
                batch_of[row] = batch_of[root]
            elif self._open[row]:
                if count >= blocks.SIZE:
                    found[-1].stop = row
                    found.append(Batch(row))
                    count = 0
                batch_of[row] = len(found) - 1
                count += 1 + tied[row]
        found[-1].stop = size
        for row, number in enumerate(batch_of):
            if self._open[row] and row >= found[number].stop:
                found[number].far.append(row)
        self._mine = batch_of
        for holders, customers in self._known:
            for row, customer in zip(holders, customers, strict=True):
                found[batch_of[row]].known.add(customer)
        return found

    def of(self, batch: Batch, number: int) -> list[int]:
        """The rows of a batch, in order."""
        near = (
            row for row in range(batch.start, batch.stop) if self._open[row] and self._mine[row] == number
        )
        return [*near, *batch.far]


class Large:
    """The lists of customers of an import of which one at least is large: read once for what is to be known of all rows,
    then batch by batch.
    """

    def __init__(self, fates: Fates, options: Options, own: OwnColumns) -> None:
        self._fates, self._options, self._own = fates, options, own
        self._starts: dict[int, int] = {}
        self._entries: dict[int, list[Entry]] = {}
        self._size = 0
        self._batches: list[Batch] = []
        for sheet in fates.sheets:
            if sheet.kind not in blocks.KINDS:
                continue
            self._starts[id(sheet)] = self._size
            if sheet.blocks is not None:
                fates.pasts[id(sheet)] = Past(sheet)
                self._size += len(sheet.blocks)
            else:
                mine = self._entries[id(sheet)] = [e for e in fates.entries if e.sheet is sheet]
                self._size += len(mine)
        self._links = Links(options, self._size)

    def __len__(self) -> int:
        """How many rows there are."""
        return self._size

    def read(self, sort_out: Callable[[list[Entry]], None], names_of: NamesOf) -> None:
        """The first pass: fates that need no look at customers, names of our people, keys."""
        for past in self._fates.pasts.values():
            for start, rows in past.blocks.all():
                entries = entries_from(past.sheet, enumerate(rows, start), self._options.owner_map, self._own)
                sort_out(entries)
                self._fates.cap()
                for entry in entries:
                    past.see(entry)
                for name, cells in names_of(entries).items():
                    past.names.setdefault(name, {}).update(cells)
                self._note_keys(entries)
        for mine in self._entries.values():
            self._note_keys(mine)

    def _note_keys(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry.open:
                self._links.add(self.number(entry), candidate_of(entry))

    def number(self, entry: Entry) -> int:
        """The place of a row among all rows."""
        return self._starts[id(entry.sheet)] + entry.place

    def batches(self, store: Store) -> Iterator[tuple[Batch, list[Entry]]]:
        """The second pass."""
        self._links.tie(store)
        self._batches = self._links.batches()
        far = sorted(row for batch in self._batches for row in batch.far)
        for past, places in self._by_sheet(far):
            if isinstance(past, Past):
                past.blocks.set_aside(places)
        for number, batch in enumerate(self._batches):
            rows = self._links.of(batch, number)
            yield (
                batch,
                [entry for source, places in self._by_sheet(rows) for entry in self._again(source, places)],
            )

    def batch_of(self, row: int) -> Batch:
        """The batch in whose part of the rows a row stands."""
        return self._batches[bisect_right(self._batches, row, key=lambda batch: batch.start) - 1]

    def _by_sheet(self, rows: Sequence[int]) -> Iterator[tuple[Past | list[Entry], list[int]]]:
        """The places in each sheet of some rows, which are in order."""
        stops = [*list(self._starts.values())[1:], self._size]
        for (sheet, start), stop in zip(self._starts.items(), stops, strict=True):
            places = [row - start for row in rows[bisect_left(rows, start) : bisect_left(rows, stop)]]
            if places:
                yield self._fates.pasts.get(sheet) or self._entries[sheet], places

    def _again(self, source: Past | list[Entry], places: list[int]) -> list[Entry]:
        if not isinstance(source, Past):
            return [source[place] for place in places]
        rows = zip(places, source.blocks.rows(places), strict=True)
        entries = entries_from(source.sheet, rows, self._options.owner_map, self._own, source.hash)
        for entry in entries:
            source.recall(entry)
            if entry.problems:
                judge_problems(entry, self._options.strict)
        return entries
