"""Whose customers are: those nobody contacts, those that are nobody's, and what changed hands. The write door keeps who
owned a customer before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from crmcli.database.connection import Database, Row
from crmcli.queries.compared import compared

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

#: When each customer last had another owner, or none.
_MOVED = (
    "SELECT row_id, MAX(until_at) AS moved_at FROM former WHERE table_name = 'customer' AND field = 'owner_id'"
    " GROUP BY row_id"
)
#: The daily run, which is nobody's own doing.
_DAILY = "(o.command = 'pool release' AND COALESCE(o.summary, '') = '')"
_LAST = (
    "(SELECT MAX(i.occurred_on) FROM interaction i WHERE i.customer_id = c.id AND (i.effective = 1 OR i.care = 1))"
    " AS last_contact_on"
)
_LISTED = (
    f"SELECT c.id, c.code, c.name AS customer, c.owner_id, c.tags, c.cadence_days, c.imported_on, c.created_on, c.city,"
    f" st.tier, st.next_contact_on, m.moved_at, {_LAST}, s.name AS owner FROM customer c"
    f" JOIN standing st ON st.customer_id = c.id LEFT JOIN staff s ON s.id = c.owner_id"
    f" LEFT JOIN ({_MOVED}) m ON m.row_id = c.id"
)


class Owners:
    """Reads who owns customers and who did. Instants in UTC, days local, all as ISO text."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def late(self, day: str, owner_id: int | None) -> list[Row]:
        """Customers of one person, or of anybody, whose next contact was due before a day: only they can go to the pool."""
        compared(self._db, ["st.next_contact_on"], {"st": "standing"})
        return self._db.rows(
            f"{_LISTED} WHERE st.next_contact_on < :day AND c.owner_id IS NOT NULL"
            " AND (:owner IS NULL OR c.owner_id = :owner) ORDER BY c.id",
            {"day": day, "owner": owner_id},
        )

    def nobodys(self) -> list[Row]:
        """Customers that are to be contacted and nobody's."""
        return self._db.rows(
            f"{_LISTED} WHERE c.owner_id IS NULL AND st.next_contact_on IS NOT NULL ORDER BY c.name, c.id"
        )

    def of_tiers(self, tiers: Sequence[str]) -> list[Row]:
        """Customers of these tiers that are to be contacted, with whose they are, by name."""
        return self._db.rows_in(
            "SELECT c.id, c.code, c.name AS customer, c.owner_id, st.tier, s.name AS owner FROM customer c"
            " JOIN standing st ON st.customer_id = c.id LEFT JOIN staff s ON s.id = c.owner_id"
            " WHERE st.next_contact_on IS NOT NULL AND st.tier IN ({ids}) ORDER BY c.name, c.id",
            tiers,
        )

    def load(self) -> dict[int, int]:
        """By person, how many customers that are to be contacted are theirs."""
        return dict(
            self._db.tuples(
                "SELECT c.owner_id, COUNT(*) FROM customer c JOIN standing st ON st.customer_id = c.id"
                " WHERE c.owner_id IS NOT NULL AND st.next_contact_on IS NOT NULL GROUP BY c.owner_id"
            )
        )

    def moved(self, at: str) -> dict[int, str]:
        """By customer, when it last had another owner, or none, by an instant."""
        rows = self._db.tuples(
            "SELECT row_id, MAX(until_at) FROM former WHERE table_name = 'customer' AND field = 'owner_id'"
            " AND until_at <= :at GROUP BY row_id",
            {"at": at},
        )
        return {row[0]: row[1] for row in rows}

    def spoken(self, day: str) -> dict[int, str]:
        """By customer, the last day up to one on which a contact reached it."""
        rows = self._db.tuples(
            "SELECT customer_id, MAX(occurred_on) FROM interaction WHERE occurred_on <= :day AND (effective = 1 OR care = 1)"
            " GROUP BY customer_id",
            {"day": day},
        )
        return {row[0]: row[1] for row in rows}

    def lost_at(self, customer_id: int, staff_id: int) -> str | None:
        """The last instant at which a customer ceased to be somebody's."""
        found = self._db.value(
            "SELECT MAX(until_at) FROM former WHERE table_name = 'customer' AND field = 'owner_id' AND row_id = :id"
            " AND value = :who",
            {"id": customer_id, "who": str(staff_id)},
        )
        return None if found is None else str(found)

    def last_of(self, customer_id: int) -> Row | None:
        """Whose (`owner`) a customer was last before now, and until when (`until_at`); None for one that was nobody's."""
        return self._db.one(
            "SELECT s.name AS owner, f.until_at FROM former f JOIN staff s ON s.id = CAST(f.value AS INTEGER)"
            " WHERE f.table_name = 'customer' AND f.field = 'owner_id' AND f.row_id = :id AND f.value IS NOT NULL"
            " ORDER BY f.until_at DESC, f.id DESC LIMIT 1",
            {"id": customer_id},
        )

    def claims(self, staff_id: int, since: str) -> int:
        """How many customers somebody claimed after an instant and keeps."""
        return int(
            self._db.value(
                "SELECT COUNT(*) FROM operation WHERE command = 'pool claim' AND actor_id = :who AND at > :since"
                " AND undone_by IS NULL",
                {"who": staff_id, "since": since},
            )
        )

    def merged_into(self, ids: Sequence[int]) -> dict[int, int | None]:
        """By customer that was merged into another, whose that one is."""
        rows = self._db.rows_in(
            "SELECT m.loser_id, c.owner_id FROM merge m JOIN customer c ON c.id = m.survivor_id"
            " WHERE m.loser_id IN ({ids})",
            ids,
        )
        return {row[0]: row[1] for row in rows}

    def taken(self, staff_id: int) -> list[Row]:
        """Customers that ceased to be somebody's by another's hand, since they last said that they have seen it, and
        whose they are now (None: nobody's)."""
        seen = self._db.value(
            "SELECT COALESCE(MAX(seen_at), '') FROM owner_notice WHERE staff_id = :who", {"who": staff_id}
        )
        return [*self._gone(staff_id, seen), *self._merged_away(staff_id, seen)]

    def _merged_away(self, staff_id: int, seen: str) -> list[Row]:
        """Customers of somebody's that others merged into one that isn't theirs."""
        rows = self._db.rows(
            "SELECT c.id, c.code, m.loser_name AS customer, s.name AS owner, h.before FROM merge m"
            " JOIN change h ON h.operation_id = m.operation_id AND h.table_name = 'customer' AND h.row_id = m.loser_id"
            " AND h.action = 'delete' JOIN operation o ON o.id = m.operation_id JOIN customer c ON c.id = m.survivor_id"
            " LEFT JOIN staff s ON s.id = c.owner_id WHERE m.at > :seen AND o.undone_by IS NULL"
            " AND (o.actor_id IS NULL OR o.actor_id <> :who) AND (c.owner_id IS NULL OR c.owner_id <> :who) ORDER BY m.id",
            {"who": staff_id, "seen": seen},
        )
        return [row for row in rows if json.loads(row["before"] or "{}").get("owner_id") == staff_id]

    def _gone(self, staff_id: int, seen: str) -> list[Row]:
        """Customers that others gave to somebody else, or to nobody."""
        return self._db.rows(
            "SELECT c.id, c.code, c.name AS customer, s.name AS owner FROM (SELECT row_id, MAX(until_at) AS at FROM former"
            " WHERE table_name = 'customer' AND field = 'owner_id' AND value = :old AND until_at > :seen GROUP BY row_id) f"
            " JOIN customer c ON c.id = f.row_id LEFT JOIN staff s ON s.id = c.owner_id"
            " WHERE (c.owner_id IS NULL OR c.owner_id <> :who) AND EXISTS (SELECT 1 FROM change h"
            " JOIN operation o ON o.id = h.operation_id WHERE h.table_name = 'customer' AND h.row_id = c.id AND o.at = f.at"
            f" AND o.undone_by IS NULL AND (o.actor_id IS NULL OR o.actor_id <> :who OR {_DAILY})) ORDER BY f.at, c.id",
            {"who": staff_id, "old": str(staff_id), "seen": seen},
        )

    def see(self, op: Operation, staff_id: int) -> None:
        """Somebody has seen all that was taken from them until now."""
        op.insert("owner_notice", {"staff_id": staff_id, "seen_at": op.at_text})
