"""What a shell may offer for a number or name of which the beginning is typed: the newest records that begin so."""

from __future__ import annotations

from collections.abc import Collection

from crmcli.database.connection import Database
from crmcli.queries.text import escaped, lower

#: Nobody reads more.
_MOST = 30
#: Per kind the number that its commands take, a word on it, and where both stand; open ones come first.
_NUMBERS = {
    "complaint": ("number", "content", "complaint", "CASE WHEN closed_on IS NULL THEN 0 ELSE 1 END, id DESC"),
    "task": ("id", "title", "task", "CASE WHEN state = 'open' THEN 0 ELSE 1 END, id DESC"),
    "order": ("order_no", "MAX(product)", "purchase", "MAX(id) DESC"),
    "contract": ("number", "title", "contract", "id DESC"),
    "feedback": ("id", "content", "feedback", "CASE WHEN state = 'open' THEN 0 ELSE 1 END, id DESC"),
    "opportunity": ("id", "title", "opportunity", "CASE WHEN closed_on IS NULL THEN 0 ELSE 1 END, id DESC"),
    "interaction": ("id", "content", "interaction", "id DESC"),
    "trial": ("id", "product", "trial", "CASE WHEN outcome IS NULL THEN 0 ELSE 1 END, id DESC"),
    "retain": ("id", "opened_on", "retention_case", "CASE WHEN outcome IS NULL THEN 0 ELSE 1 END, id DESC"),
    "target": ("id", "name", "target", "CASE WHEN closed_on IS NULL THEN 0 ELSE 1 END, id DESC"),
    "improvement": ("id", "title", "improvement", "CASE WHEN state = 'open' THEN 0 ELSE 1 END, id DESC"),
    "training": ("id", "topic", "training", "id DESC"),
    "attachment": ("id", "name", "attachment", "id DESC"),
    "entry": ("id", "title", "knowledge", "id DESC"),
    "wave": ("key", "key", "survey_wave", "id DESC"),
    "person": ("name", "title", "contact_person", "CASE WHEN left_on IS NULL THEN 0 ELSE 1 END, id DESC"),
    "segment": ("name", "filter", "segment", "name"),
    "form": ("key", "title", "survey_form", "id DESC"),
}


class Begun:
    """Reads the numbers and names that begin in some way, each with a word on it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def numbers(self, kind: str, text: str, states: Collection[str] = ()) -> list[tuple[str, str]]:
        """Those of a kind (complaint, task, order, contract, feedback, opportunity, entry, wave …) that begin with a text in any case, the open
        and the newest first; only those in some `states` where any are named."""
        number, word, table, order = _NUMBERS[kind]
        group = " GROUP BY order_no" if kind == "order" else ""
        rows = self._db.tuples(
            f"SELECT CAST({number} AS TEXT), COALESCE({word}, '') FROM {table}"
            f" WHERE lower(CAST({number} AS TEXT)) LIKE :begun ESCAPE '\\'{_within(states)}{group} ORDER BY {order} LIMIT {_MOST}",
            {"begun": escaped(lower(text)) + "%"},
        )
        return [(row[0], row[1]) for row in rows]

    def complained(self, ids: Collection[int], states: Collection[str]) -> set[int]:
        """Which of some customers have a complaint in one of the states."""
        rows = self._db.rows_in(
            f"SELECT DISTINCT customer_id FROM complaint WHERE customer_id IN ({{ids}}){_within(states)}",
            sorted(ids),
        )
        return {row["customer_id"] for row in rows}


def _within(states: Collection[str]) -> str:
    """The states are words of the vocabulary."""
    listed = ", ".join(f"'{state}'" for state in states)
    return f" AND state IN ({listed})" if listed else ""
