"""The texts by which customers are found, kept as their records change."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.database.connection import Database
from crmcli.matching.search_words import NOTES, Block, Told, texts_of
from crmcli.queries.text import RECORDS, UNREAD

if TYPE_CHECKING:
    from concurrent.futures import Future

    from crmcli.database.operation import Change
    from crmcli.queries.searching.helper import Helper


class _Source(NamedTuple):
    """A table that tells by what a customer is found: whose it is, and what its columns are to the text."""

    table: str
    owner: str
    columns: Mapping[str, str]
    where: str = "1 = 1"


#: The customer itself comes first.
_SOURCES = (
    _Source("customer", "id", {
        "code": "codes", "external_id": "codes", "member_no": "codes", "name": "names", "phone": "phones", "email": "ways",
        "wechat": "ways", **dict.fromkeys(NOTES, "notes"), "custom": "custom",
    }),
    _Source("customer_alias", "customer_id", {"name": "names"}),
    _Source("contact_person", "customer_id", {
        "name": "names", "phone": "phones", "email": "ways", "wechat": "ways", "note": "notes", "custom": "custom",
    }),
    _Source("contract", "customer_id", {"number": "codes", "external_id": "codes", "custom": "custom"}),
    _Source("opportunity", "customer_id", {"external_id": "codes", "title": "notes"}),
    _Source("contact_way", "customer_id", {"value": "phones"}, "kind = 'phone'"),
    _Source("contact_way", "customer_id", {"value": "ways"}, "kind <> 'phone'"),
    _Source(
        "(" + " UNION ALL ".join(f"SELECT id, customer_id, custom FROM {t} WHERE {UNREAD}" for t in RECORDS) + ") k",
        "customer_id", {"custom": "custom"},
    ),
    _Source("merge", "survivor_id", {"loser_name": "names", "loser_code": "codes", "loser_external_id": "codes"}),
)  # fmt: skip
_OF_CUSTOMER = _SOURCES[0].columns.keys()
#: Columns of the customer whose folded text is within the text by which it is found.
FOUND_BY = _OF_CUSTOMER - {"phone", "custom"}
_TOLD = {source.table for source in _SOURCES}
#: Whose the rows of the other tables are, and what is read of them.
_BELONGING = {table: ("customer_id", frozenset({"custom"})) for table in RECORDS} | {
    source.table: (source.owner, source.columns.keys() | {"kind", "custom"}) for source in _SOURCES[1:]
}


def _spans(source: _Source) -> list[tuple[int, int, int]]:
    """The place of each part in what is told, and from where to where in a row its columns stand."""
    parts = list(source.columns.values())
    firsts = {part: parts.index(part) + 1 for part in parts}
    return [(Told._fields.index(part), first, first + parts.count(part)) for part, first in firsts.items()]


_SPANS = [_spans(source) for source in _SOURCES]


#: Customers whose texts are made at a time.
_AT_ONCE = 2_000
#: From so many new customers on a second process makes their texts, and so many blocks of them may wait for it.
_MANY, _AHEAD = 20_000, 2


class SearchTexts:
    """Makes and keeps the texts."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._helper: Helper | None = None
        #: Texts that are being made.
        self._waiting: deque[Future[list[tuple[int, str]]]] = deque()

    @contextmanager
    def helped(self, customers: int) -> Iterator[None]:
        """While about so many customers are added a second process makes their texts; all are written at the end. For a few,
        or on one processor, it would cost more than it helps."""
        if customers < _MANY or _processors() < 2:
            yield
            return
        from crmcli.queries.searching.helper import Helper

        try:
            with Helper() as self._helper:
                yield
                self._write_waiting(0)
        finally:
            self._helper = None
            self._waiting.clear()

    def anew(self) -> None:
        """Makes the texts of everybody: another version may have told other things."""
        ids = [row[0] for row in self._db.tuples("SELECT id FROM customer ORDER BY id")]
        self._db.execute("DELETE FROM customer_search")
        self._write(ids, known=False)

    def follow(self, changes: Iterable[Change]) -> None:
        """Makes the texts anew of whoever is touched by the changes of an operation."""
        made: list[range] = []
        changed: set[int] = set()
        for change in changes:
            rows = range(change.row_id, (change.last_row_id or change.row_id) + 1)
            if change.table == "customer" and change.action == "insert":
                if made and made[-1].stop == rows.start:
                    rows = range(made.pop().start, rows.stop)
                made.append(rows)
            elif change.table == "customer":
                if change.action == "delete" or not _image(change).keys().isdisjoint(_OF_CUSTOMER):
                    changed.add(change.row_id)
            elif change.table in _BELONGING:
                changed.update(i for i in self._owners(change, rows) if not any(i in new for new in made))
        for new in made:
            self._write(new, known=False)
        self._write(sorted(changed.difference(*made)), known=True)

    def _owners(self, change: Change, rows: range) -> Iterator[int]:
        """Whose rows of another table were changed: those who have them now and those who had them."""
        owner, columns = _BELONGING[change.table]
        image = _image(change)
        if image.get(owner) is not None:
            yield image[owner]
        if change.action == "delete" or (
            change.action == "update" and image.keys().isdisjoint((owner, *columns))
        ):
            # What is gone is nobody's any more.
            return
        # Tasks and feedback may be nobody's.
        which = f"id BETWEEN :first AND :last AND {owner} IS NOT NULL"
        if change.table in RECORDS and change.table not in _TOLD and change.action == "insert":
            which += f" AND {UNREAD}"
        sql = f"SELECT DISTINCT {owner} FROM {change.table} WHERE {which}"
        yield from (row[0] for row in self._db.rows(sql, {"first": rows[0], "last": rows[-1]}))

    def _write(self, ids: Sequence[int], *, known: bool) -> None:
        for start in range(0, len(ids), _AT_ONCE):
            part = ids[start : start + _AT_ONCE]
            if known:
                # What is on its way may be of the same customers.
                self._write_waiting(0)
                self._db.executemany(
                    "DELETE FROM customer_search WHERE customer_id = ?", ((i,) for i in part)
                )
            block = self._block(part)
            if self._helper:
                self._waiting.append(self._helper.submit(block))
                self._write_waiting(_AHEAD)
            else:
                self._insert(texts_of(block))

    def _write_waiting(self, most: int) -> None:
        """Writes the texts that are to be made, until no more than `most` blocks are waited for."""
        while len(self._waiting) > most:
            self._insert(self._waiting.popleft().result())

    def _insert(self, texts: Iterable[tuple[int, str]]) -> None:
        self._db.insert_rows("customer_search", ("customer_id", "words"), texts)

    def _block(self, ids: Sequence[int]) -> Block:
        """What tells who each of the customers is, of those who are there."""
        return [(_SPANS[place], self._read(source, ids)) for place, source in enumerate(_SOURCES)]

    def _read(self, source: _Source, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        sql = f"SELECT {source.owner}, {', '.join(source.columns)} FROM {source.table} WHERE {source.where}"
        if ids[-1] - ids[0] == len(ids) - 1:
            between = f"{sql} AND {source.owner} BETWEEN :first AND :last ORDER BY id"
            return list(self._db.tuples(between, {"first": ids[0], "last": ids[-1]}))
        rows = self._db.rows_in(f"{sql} AND {source.owner} IN ({{ids}}) ORDER BY id", ids)
        return list(map(tuple, rows))

    def unread(self, ids: Sequence[int]) -> list[tuple[int, str]]:
        """(customer, what is kept beside) of the records of customers beside which a text stands that no field could take."""
        parts = (
            f"SELECT customer_id, custom, id FROM {t} WHERE {UNREAD} AND customer_id IN ({{ids}})"
            for t in RECORDS
        )
        rows = [row for part in parts for row in self._db.rows_in(f"{part} ORDER BY id", ids)]
        return [(row[0], row[1]) for row in rows]

    def faults(self) -> Collection[int]:
        """Customers whose text isn't what their records say, and texts of nobody."""
        kept = dict(self._db.tuples("SELECT customer_id, words FROM customer_search"))
        ids = [row[0] for row in self._db.tuples("SELECT id FROM customer ORDER BY id")]
        wrong: set[int] = set()
        for start in range(0, len(ids), _AT_ONCE):
            texts = texts_of(self._block(ids[start : start + _AT_ONCE]))
            wrong.update(i for i, text in texts if kept.pop(i, None) != text)
        return wrong | kept.keys()


def _image(change: Change) -> dict[str, Any]:
    """What a change put something else in place of."""
    found: dict[str, Any] = json.loads(change.before or "{}")
    return found


def _processors() -> int:
    """How many processors this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
