"""Competitors: what is noted of them, and for which opportunities they are in play."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.database.connection import Database, Row
from crmcli.i18n import _
from crmcli.matching.text import search_key
from crmcli.queries.compared import compared
from crmcli.wording import shell_word

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_NOTES = (
    "SELECT n.*, k.name AS competitor, c.name AS customer, s.name AS staff FROM competitor_note n"
    " JOIN competitor k ON k.id = n.competitor_id LEFT JOIN customer c ON c.id = n.customer_id"
    " LEFT JOIN staff s ON s.id = n.staff_id"
)
_TABLES = {"k": "competitor", "n": "competitor_note", "o": "opportunity_competitor"}


def names_of(row: Row) -> list[str]:
    """What a competitor is called: its name, and its further ones."""
    return [row["name"], *filter(None, (row["aliases"] or "").split(","))]


class Competitors:
    """Reads and writes competitors."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def listed(self, day: str | None = None) -> list[Row]:
        """All competitors by name; with a day those that were kept by then."""
        compared(self._db, ["k.created_on"], _TABLES)
        return self._db.rows(
            "SELECT * FROM competitor WHERE (:day IS NULL OR created_on <= :day) ORDER BY name, id",
            {"day": day},
        )

    def named(self, text: str) -> Row:
        """The competitor of this name or further name, or this id, or the only one whose name has the text in it. NotFound or
        Ambiguous otherwise."""
        wanted, rows = search_key(text.strip()), self.listed()
        found = [row for row in rows if wanted in map(search_key, names_of(row))]
        found = found or [row for row in rows if str(row["id"]) == text.strip()]
        found = found or [
            row for row in rows if wanted and any(wanted in search_key(n) for n in names_of(row))
        ]
        if len(found) == 1:
            return found[0]
        names = [f"{row['id']}  {row['name']}" for row in found or rows]
        if not found:
            raise errors.NotFound(
                _("No competitor is called %(name)s.") % {"name": text},
                _("Add it with: crmcli competitor add %(name)s") % {"name": shell_word(text)},
                candidates=names,
            )
        raise errors.Ambiguous(
            _("%(n)d competitors match %(text)s.") % {"n": len(found), "text": text},
            _("See: crmcli competitor list"),
            candidates=names,
        )

    def notes(
        self, competitor_id: int | None = None, on: str | None = None, past: str | None = None
    ) -> list[Row]:
        """What was noted of one competitor, or of all, the latest first; with a day and an instant by then."""
        compared(self._db, ["n.noted_on"], _TABLES)
        return self._db.rows(
            f"{_NOTES} WHERE (:competitor IS NULL OR n.competitor_id = :competitor) AND (:day IS NULL OR n.noted_on <= :day)"
            " AND (:past IS NULL OR n.created_at <= :past) ORDER BY n.noted_on DESC, n.id DESC",
            {"competitor": competitor_id, "day": on, "past": past},
        )

    def in_play(
        self, opportunity_ids: Collection[int] | None = None, day: str | None = None
    ) -> dict[int, list[Row]]:
        """By opportunity the competitors that were named for it (by a day with one), in the order in which they were."""
        compared(self._db, ["o.named_on"], _TABLES)
        among = "" if opportunity_ids is None else f" AND o.opportunity_id IN ({_numbers(opportunity_ids)})"
        rows = self._db.rows(
            "SELECT o.*, k.name AS competitor FROM opportunity_competitor o JOIN competitor k ON k.id = o.competitor_id"
            f" WHERE (:day IS NULL OR o.named_on <= :day){among} ORDER BY o.id",
            {"day": day},
        )
        found: dict[int, list[Row]] = {}
        for row in rows:
            found.setdefault(row["opportunity_id"], []).append(row)
        return found

    def wanted_by(self) -> list[Row]:
        """The customers whose needs name competitors: id, code, name, and the words."""
        return self._db.rows(
            "SELECT id, code, name, competitors FROM customer WHERE competitors IS NOT NULL AND competitors <> '' ORDER BY id"
        )

    # -- writing ----------------------------------------------------------------------------------

    def add(self, op: Operation, values: Mapping[str, Any], day: str) -> int:
        """A new competitor of the actor's; needs a name."""
        made = {"creator_id": op.actor.id, "created_at": op.at_text, "created_on": day}
        return op.insert("competitor", {**values, **made})

    def edit(self, op: Operation, competitor_id: int, values: Mapping[str, Any]) -> bool:
        """Changes columns; False if they had these values already."""
        return op.update("competitor", competitor_id, values)

    def note(self, op: Operation, values: Mapping[str, Any]) -> int:
        """A note of the actor's; needs competitor_id, text and noted_on."""
        return op.insert("competitor_note", {**values, "staff_id": op.actor.id, "created_at": op.at_text})

    def name_for(self, op: Operation, opportunity_id: int, competitor_id: int, day: str) -> None:
        """Notes that a competitor is in play for an opportunity, once."""
        known = self.in_play([opportunity_id]).get(opportunity_id, ())
        if all(row["competitor_id"] != competitor_id for row in known):
            values = {"opportunity_id": opportunity_id, "competitor_id": competitor_id, "won": 0}
            op.insert("opportunity_competitor", {**values, "named_on": day, "staff_id": op.actor.id})

    def lost_to(self, op: Operation, opportunity_id: int, competitor_id: int | None) -> None:
        """Notes which of the competitors in play got an opportunity; None for none of them."""
        rows = self.in_play([opportunity_id]).get(opportunity_id, ())
        op.update_many(
            "opportunity_competitor",
            {row["id"]: {"won": int(row["competitor_id"] == competitor_id)} for row in rows},
        )


def _numbers(ids: Collection[int]) -> str:
    return ", ".join(str(int(i)) for i in sorted(ids)) or "NULL"
