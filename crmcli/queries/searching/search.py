"""Finding customers: what a search finds in the texts that `texts` keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from crmcli.database.connection import Database
from crmcli.matching.alike import most_alike
from crmcli.matching.chinese_phones import lacks_area
from crmcli.matching.names import fold_name
from crmcli.matching.phones import normalize_phone
from crmcli.matching.pinyin import spelled
from crmcli.matching.search_words import LONGEST, Place, Word, place_of, words_of
from crmcli.matching.text import NOT_WORD, search_key
from crmcli.queries.text import escaped, like

#: Where phones stand that are known to be whole: column, whose, table, further condition.
_PHONES = (
    ("phone", "id", "customer", ""),
    ("value", "customer_id", "contact_way", " AND kind = 'phone' AND confirmed = 1"),
    ("phone", "customer_id", "contact_person", ""),
)
#: So many names are offered where none fits.
_NEAREST = 5
#: So many finds are looked at one by one; where there are more, the search said too little to be exact about it.
_CHECKED = 2_000


class Match(NamedTuple):
    """A customer who answers a search, and where."""

    customer_id: int
    place: Place


class Search:
    """Reads the texts by which customers are found."""

    def __init__(self, db: Database, home: Callable[[], str]) -> None:
        """`home` tells the country of phones without a country's code."""
        self._db, self._home = db, home

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
