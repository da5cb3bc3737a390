"""Past complaints as cases to learn from, found by the words of what happened and what was learnt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmcli import vocabulary
from crmcli.database.connection import Database, Row
from crmcli.matching.knowledge_search import Entry, fold, rank, words_of
from crmcli.queries.text import lower

_LISTED = (
    "SELECT k.*, c.name AS customer, COALESCE(s.name, k.handler) AS handler_name, (SELECT MAX(e.at) FROM complaint_event e"
    " WHERE e.complaint_id = k.id AND e.kind = 'resolved' AND e.at_known = 1) AS resolved_at"
    " FROM complaint k JOIN customer c ON c.id = k.customer_id LEFT JOIN staff s ON s.id = k.handler_id"
)
_FILTERS = ("category", "cause", "product")
_TOLD = ("demand", "category", "product", "root_cause", "measure", "lesson", "note")


def folded(complaint: Mapping[str, Any] | Row, steps: Sequence[str] = ()) -> str:
    """What a search for cases looks in: the words of the complaint in the first line, those of its `steps` and all else
    in the second."""
    rest = [complaint[key] for key in _TOLD] + list(steps)
    if cause := complaint["cause"]:
        rest += [cause, *(vocabulary.label("root_cause", cause, lang) for lang in ("en", "zh"))]
    return fold(complaint["content"]) + "\n" + fold(" · ".join(text for text in rest if text))


class Cases:
    """Reads past complaints: resolved ones, whose `case_folded` is kept with them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def search(self, query: str, filters: Mapping[str, str | None], most: int) -> list[Row]:
        """The `most` best cases for a few words, the best first; without words the newest.

        Filters: category, cause and product, in any case of the letters; None means any.
        """
        chosen = {key: lower(value) for key in _FILTERS if (value := filters.get(key))}
        where = " AND ".join(["k.case_folded IS NOT NULL", *(f"lower(k.{key}) = :{key}" for key in chosen)])
        if not query.strip():
            return self._db.rows(
                f"{_LISTED} WHERE {where} ORDER BY k.closed_on DESC, k.id DESC LIMIT :most",
                {**chosen, "most": most},
            )
        parts = dict.fromkeys(part for word in words_of(query) for part in word.parts)
        some = {f"p{n}": f"%{part}%" for n, part in enumerate(parts)}
        if not some:
            return []
        held = " OR ".join(f"k.case_folded LIKE :{n}" for n in some)
        found = self._db.tuples(
            f"SELECT k.id, k.case_folded FROM complaint k WHERE {where} AND ({held})", {**chosen, **some}
        )
        entries = (
            Entry(i, title, rest) for i, text in found for title, _line, rest in [text.partition("\n")]
        )
        ids = [hit.id for hit in rank(query, entries)][:most]
        rows = {row["id"]: row for row in self._db.rows_in(f"{_LISTED} WHERE k.id IN ({{ids}})", ids)}
        return [rows[i] for i in ids]
