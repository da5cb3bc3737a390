"""Standard answers, phrases and cases, and where they were used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.database.connection import Database, Row
from crmcli.i18n import _
from crmcli.matching.knowledge_search import Entry, Word, fold, rank, words_of
from crmcli.queries.compared import compared
from crmcli.queries.text import like, lower

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_USES = (
    "(SELECT knowledge_id, COUNT(*) AS times, MAX(at) AS last_at FROM knowledge_use GROUP BY knowledge_id) u"
    " ON u.knowledge_id = k.id"
)
_LISTED = (
    "SELECT k.*, s.name AS author, COALESCE(u.times, 0) AS used, u.last_at AS used_at FROM knowledge k"
    f" LEFT JOIN staff s ON s.id = k.author_id LEFT JOIN {_USES}"
)
#: What `listed` and `search` can filter by, as conditions. Tags stand between commas.
_FILTERS = {
    "kind": "k.kind = :kind",
    "state": "k.state = :state",
    "public": "CAST(k.public AS TEXT) = :public",
    "category": "lower(k.category) = :category",
    "product": "lower(k.product) = :product",
    "tag": "(',' || lower(k.tags) || ',') LIKE :tag ESCAPE '\\'",
}


class Knowledge:
    """Reads and writes the entries. A retired one is kept, and found only if asked for."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # -- reading ----------------------------------------------------------------------------------

    def get(self, entry_id: int) -> Row:
        """One entry with its author and uses; NotFound if there is none."""
        row = self._db.one(f"{_LISTED} WHERE k.id = :id", {"id": entry_id})
        if row is None:
            raise errors.NotFound(
                _("There is no knowledge entry %(id)d.") % {"id": entry_id}, _("See: crmcli kb list")
            )
        return row

    def listed(self, filters: Mapping[str, str | None]) -> list[Row]:
        """Entries by category and title. Filters: kind, state, public (1), category, product, tag; None means any."""
        where, params = self._conditions(filters)
        return self._db.rows(f"{_LISTED}{where} ORDER BY k.category NULLS LAST, k.title_folded, k.id", params)

    def search(self, query: str, filters: Mapping[str, str | None], most: int) -> list[Row]:
        """The `most` best entries for a few words, the best first."""
        where, params = self._conditions(filters)
        words = words_of(query)
        some = {f"p{n}": f"%{part}%" for n, part in enumerate(_parts(words))}
        if not some:
            return []
        held = " OR ".join(f"k.title_folded LIKE :{n} OR k.text_folded LIKE :{n}" for n in some)
        found = self._db.tuples(
            f"SELECT k.id, k.title_folded, k.text_folded, COALESCE(u.times, 0) FROM knowledge k LEFT JOIN {_USES}"
            f"{where + ' AND' if where else ' WHERE'} ({held})",
            {**params, **some},
        )
        ids = [hit.id for hit in rank(query, map(Entry._make, found))][:most]
        rows = {row["id"]: row for row in self._db.rows_in(f"{_LISTED} WHERE k.id IN ({{ids}})", ids)}
        return [rows[i] for i in ids]

    def titled(self, title: str) -> Row | None:
        """The entry in use with this title, in any script, width and case."""
        return self._db.one(
            f"{_LISTED} WHERE k.title_folded = :title AND k.state = 'active' ORDER BY k.id",
            {"title": fold(title)},
        )

    def uses(self, entry_id: int) -> list[Row]:
        """Where an entry was used, the latest first: complaints and feedback with what was said there."""
        return self._db.rows(
            "SELECT u.at, s.name AS staff, c.id AS complaint_id, c.number, f.id AS feedback_id,"
            " COALESCE(c.content, f.content) AS content FROM knowledge_use u LEFT JOIN staff s ON s.id = u.staff_id"
            " LEFT JOIN complaint c ON c.id = u.complaint_id LEFT JOIN feedback f ON f.id = u.feedback_id"
            " WHERE u.knowledge_id = :id ORDER BY u.at DESC, u.id DESC",
            {"id": entry_id},
        )

    def of_complaint(self, complaint_id: int, until: str) -> list[Row]:
        """The entries that were used for a complaint up to an instant, the first used first."""
        return self._db.rows(
            "SELECT k.id, k.kind, k.title FROM knowledge_use x JOIN knowledge k ON k.id = x.knowledge_id"
            " WHERE x.complaint_id = :id AND x.at <= :until ORDER BY x.id",
            {"id": complaint_id, "until": until},
        )

    def _conditions(self, filters: Mapping[str, str | None]) -> tuple[str, dict[str, Any]]:
        chosen = {key: value for key, value in filters.items() if value is not None}
        params: dict[str, Any] = {key: lower(value) for key, value in chosen.items()}
        if "tag" in params:
            params["tag"] = like(f",{params['tag']},")
        conditions = [_FILTERS[key] for key in chosen]
        compared(self._db, conditions, {"k": "knowledge"})
        return f" WHERE {' AND '.join(conditions)}" if conditions else "", params

    # -- writing ----------------------------------------------------------------------------------

    def add(self, op: Operation, values: Mapping[str, Any]) -> int:
        """A new entry of the actor's; needs kind, title and answer."""
        row = {
            **values,
            **_folded(values),
            "state": "active",
            "author_id": op.actor.id,
            "created_at": op.at_text,
            "updated_at": op.at_text,
        }
        return op.insert("knowledge", row)

    def edit(self, op: Operation, entry_id: int, values: Mapping[str, Any]) -> bool:
        """Changes columns; False if they had these values already."""
        old = dict(self.get(entry_id))
        if all(old[key] == value for key, value in values.items()):
            return False
        return op.update(
            "knowledge", entry_id, {**values, **_folded({**old, **values}), "updated_at": op.at_text}
        )

    def use(
        self, op: Operation, entry_id: int, *, complaint_id: int | None = None, feedback_id: int | None = None
    ) -> bool:
        """Notes that an entry served for a complaint or feedback, once for each; False if that is noted already."""
        where = {"entry": entry_id, "complaint": complaint_id, "feedback": feedback_id}
        known = self._db.one(
            "SELECT 1 FROM knowledge_use WHERE knowledge_id = :entry"
            " AND (complaint_id = :complaint OR feedback_id = :feedback)",
            where,
        )
        if known is None:
            row = {
                "knowledge_id": entry_id,
                "complaint_id": complaint_id,
                "feedback_id": feedback_id,
                "staff_id": op.actor.id,
                "at": op.at_text,
            }
            op.insert("knowledge_use", row)
        return known is None


def _parts(words: Sequence[Word]) -> list[str]:
    return list(dict.fromkeys(part for word in words for part in word.parts))


def _folded(values: Mapping[str, Any]) -> dict[str, str]:
    """What a search looks in: the title, and everything else."""
    rest = (values.get(key) for key in ("answer", "category", "product", "tags"))
    return {
        "title_folded": fold(values["title"]),
        "text_folded": fold("\n\n".join(text for text in rest if text)),
    }
