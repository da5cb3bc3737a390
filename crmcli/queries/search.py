"""Finding customers: the text by which each is found, kept as its records change, and what a search finds in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.database.connection import Database, Row
from crmcli.matching.alike import most_alike
from crmcli.matching.chinese_phones import lacks_area
from crmcli.matching.names import fold_name
from crmcli.matching.phones import normalize_phone
from crmcli.matching.pinyin import spelled
from crmcli.matching.search_words import LONGEST, Place, Told, Word, place_of, searchable_each, words_of
from crmcli.matching.text import NOT_WORD, search_key
from crmcli.queries.text import escaped, like

if TYPE_CHECKING:
    from crmcli.database.operation import Change

#: What people wrote about a customer.
NOTES = ("note", "tags", "pain_points", "budget", "decision_chain", "timing", "competitors", "preferences")


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
    _Source("contact_way", "customer_id", {"value": "phones"}, "kind = 'phone'"),
    _Source("contact_way", "customer_id", {"value": "ways"}, "kind <> 'phone'"),
    _Source("merge", "survivor_id", {"loser_name": "names", "loser_code": "codes", "loser_external_id": "codes"}),
)  # fmt: skip
_OF_CUSTOMER = _SOURCES[0].columns.keys()
#: Whose the rows of the other tables are, and what is read of them.
_BELONGING = {source.table: (source.owner, source.columns.keys() | {"kind"}) for source in _SOURCES[1:]}
#: Where phones stand that are known to be whole: column, whose, table, further condition.
_PHONES = (
    ("phone", "id", "customer", ""),
    ("value", "customer_id", "contact_way", " AND kind = 'phone' AND confirmed = 1"),
    ("phone", "customer_id", "contact_person", ""),
)
#: So many names are offered where none fits.
_NEAREST = 5
#: Customers whose texts are made at a time.
_AT_ONCE = 2_000
#: So many finds are looked at one by one; where there are more, the search said too little to be exact about it.
_CHECKED = 2_000


class Match(NamedTuple):
    """A customer who answers a search, and where."""

    customer_id: int
    place: Place


class Search:
    """Reads and keeps the texts by which customers are found."""

    def __init__(self, db: Database, home: Callable[[], str]) -> None:
        """`home` tells the country of phones without a country's code."""
        self._db, self._home = db, home

    # -- finding --------------------------------------------------------------------------------------------------

    def phones(self, text: str) -> list[str]:
        """The stored forms that a phone as typed may have: by the team's country, and as we write it ourselves."""
        found = dict.fromkeys((normalize_phone(text, self._home()), normalize_phone(text)))
        return [phone for phone in found if phone]

    def matches(self, term: str, enough: int | None = None) -> list[Match]:
        """Everyone who answers all words of a search, the best first; where they are very many, `enough` of them.

        Where nobody does, a name is looked for without its legal form.
        """
        words = self.words(term)
        found = self._answering(words, enough)
        folded = words_of(fold_name(term), ())
        return found if found or folded == words else self._answering(folded, enough)

    def words(self, term: str) -> list[Word]:
        """What is searched for by a term."""
        return words_of(term, self.phones(term))

    def _answering(self, words: Sequence[Word], enough: int | None) -> list[Match]:
        if not words:
            return []
        where, params = _condition(words)
        sql = f"FROM customer_search WHERE {where}"
        rows = self._db.rows(f"SELECT customer_id, words {sql} LIMIT {_CHECKED + 1}", params)
        if len(rows) > _CHECKED:
            every = (
                rows[:enough] if enough else self._db.tuples(f"SELECT customer_id {sql} ORDER BY 1", params)
            )
            return list(map(Match, (row[0] for row in every), repeat(Place.NAME)))
        start = f"\n{words[0].needles[0]}"
        found = [(place_of(text, words), not text.startswith(start), i) for i, text in rows]
        return [Match(i, p) for p, _begins, i in sorted((p, b, i) for p, b, i in found if p is not None)]

    def with_our_area(self, text: str) -> str | None:
        """A landline without area code with the one of most of our customers' landlines; None if the text isn't one or none is
        known."""
        known = self.landlines() if lacks_area(text) else ()
        areas = Counter(phone.partition("-")[0] for phone, _customer in known)
        return f"{min(areas, key=lambda area: (-areas[area], area))}-{text}" if areas else None

    def landlines(self) -> list[tuple[str, int]]:
        """Landlines with their area codes, each with the customer whose, or whose contact person's, it is."""
        sql = " UNION ".join(
            f"SELECT {column}, {owner} FROM {table} WHERE {column} LIKE '0%-%'{more}"
            for column, owner, table, more in _PHONES
        )
        return [(row[0], row[1]) for row in self._db.rows(f"{sql} ORDER BY 1, 2")]

    def nearest(self, term: str) -> list[int]:
        """Customers whose names sound like a term by which nobody is found, else are spelled almost like it."""
        key = NOT_WORD.sub("", search_key(term))
        folded = fold_name(term)
        if not 1 < len(folded) <= LONGEST:
            return []
        sounds = spelled(key).syllables
        rows = self._db.rows(
            f"SELECT customer_id FROM customer_search WHERE words LIKE :s ESCAPE '\\' ORDER BY 1 LIMIT {_NEAREST}",
            {"s": like(sounds)},
        )
        if rows and not key.isascii():
            return [row[0] for row in rows]
        found = {name: i for i, name in enumerate(most_alike(folded, self._names_like(folded), _NEAREST))}
        near = self._db.rows_in(
            "SELECT name_folded, id FROM customer WHERE name_folded IN ({ids})", list(found)
        )
        return [row[1] for row in sorted(near, key=lambda row: (found[row[0]], row[1]))][:_NEAREST]

    def _names_like(self, folded: str) -> list[str]:
        """The folded names that may be almost like one: they have two characters after each other in common with it, or, of
        Latin letters, of which many names have two, one of the first two.
        """
        pairs = {folded[i : i + 2] for i in range(len(folded) - 1)}
        patterns = [f"{escaped(folded[:1])}%", f"{escaped(folded[1:2])}%", f"_{escaped(folded[1:2])}%"]
        if not folded.isascii():
            patterns = [like(pair) for pair in sorted(pairs)] + patterns[:1]
        params = {f"p{i}": pattern for i, pattern in enumerate(patterns)}
        some = " OR ".join(f"name_folded LIKE :{name} ESCAPE '\\'" for name in params)
        return [
            row[0]
            for row in self._db.tuples(f"SELECT DISTINCT name_folded FROM customer WHERE {some}", params)
        ]

    # -- keeping --------------------------------------------------------------------------------------------------

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
        if owner in image:
            yield image[owner]
        if change.action == "delete" or (
            change.action == "update" and image.keys().isdisjoint((owner, *columns))
        ):
            # What is gone is nobody's any more.
            return
        sql = f"SELECT DISTINCT {owner} FROM {change.table} WHERE id BETWEEN :first AND :last"
        yield from (row[0] for row in self._db.rows(sql, {"first": rows[0], "last": rows[-1]}))

    def _write(self, ids: Sequence[int], *, known: bool) -> None:
        for start in range(0, len(ids), _AT_ONCE):
            part = ids[start : start + _AT_ONCE]
            if known:
                self._db.executemany(
                    "DELETE FROM customer_search WHERE customer_id = ?", ((i,) for i in part)
                )
            self._db.insert_rows("customer_search", ("customer_id", "words"), self._texts(part))

    def _texts(self, ids: Sequence[int]) -> Iterator[tuple[int, str]]:
        """The texts of those of the customers who are there."""
        found: dict[int, Told] = {}
        for source in _SOURCES:
            rows = self._read(source, ids)
            if source.table == "customer":
                found = {row[0]: Told._make([] for _part in Told._fields) for row in rows}
            spans = [(Told._fields.index(part), first, last) for part, first, last in _spans(source)]
            for row in map(tuple, rows):
                told = found[row[0]]
                for place, first, last in spans:
                    told[place].extend(filter(None, row[first:last]))
        return zip(found, searchable_each(list(found.values())), strict=True)

    def _read(self, source: _Source, ids: Sequence[int]) -> list[Row]:
        sql = f"SELECT {source.owner}, {', '.join(source.columns)} FROM {source.table} WHERE {source.where}"
        if ids[-1] - ids[0] == len(ids) - 1:
            between = f"{sql} AND {source.owner} BETWEEN :first AND :last ORDER BY id"
            return self._db.rows(between, {"first": ids[0], "last": ids[-1]})
        return self._db.rows_in(f"{sql} AND {source.owner} IN ({{ids}}) ORDER BY id", ids)

    def faults(self) -> Collection[int]:
        """Customers whose text isn't what their records say, and texts of nobody."""
        kept = dict(self._db.tuples("SELECT customer_id, words FROM customer_search"))
        ids = [row[0] for row in self._db.tuples("SELECT id FROM customer ORDER BY id")]
        wrong: set[int] = set()
        for start in range(0, len(ids), _AT_ONCE):
            wrong.update(
                i for i, text in self._texts(ids[start : start + _AT_ONCE]) if kept.pop(i, None) != text
            )
        return wrong | kept.keys()


def _spans(source: _Source) -> Iterator[tuple[str, int, int]]:
    """From where to where in a row the columns of each part stand."""
    parts = list(source.columns.values())
    for part in dict.fromkeys(parts):
        first = parts.index(part) + 1
        yield part, first, first + parts.count(part)


def _image(change: Change) -> dict[str, Any]:
    """What a change put something else in place of."""
    found: dict[str, Any] = json.loads(change.before or "{}")
    return found


def _condition(words: Sequence[Word]) -> tuple[str, dict[str, Any]]:
    """What the texts of those who may answer the words hold."""
    params: dict[str, Any] = {}
    parts = []
    for i, word in enumerate(words):
        patterns = [*map(like, word.needles), *(like(f"\n{line}\n") for line in word.lines)]
        names = {f"w{i}_{j}": pattern for j, pattern in enumerate(patterns)}
        params |= names
        parts.append("(" + " OR ".join(f"words LIKE :{name} ESCAPE '\\'" for name in names) + ")")
    return " AND ".join(parts), params
