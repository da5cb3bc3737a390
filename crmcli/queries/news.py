"""What others recorded of somebody's customers, and until when it was seen.

Who recorded an order or feedback stands in its operation; imports are left out, they have a report of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.database.connection import Database, Row
from crmcli.queries.compared import compared
from crmcli.queries.former import Then, then_sql

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

#: Who made a record by hand, and when.
_MADE = (
    " JOIN change h ON h.table_name = '{table}' AND h.row_id = {alias}.id AND h.action = 'insert'"
    " JOIN operation o ON o.id = h.operation_id AND o.command <> 'import'"
)
#: By a customer's own records where one person's customers are asked for, else by their days. The left table comes first.
_OF_CUSTOMER = "FROM customer c CROSS JOIN {table} {alias}"
_BY_DAY = "FROM {table} {alias} CROSS JOIN customer c"
#: Each with customer, owner, what it is, when it was recorded, by whom, and what tells more of it; no news to who made the
#: contact themselves, nor where it stands on the owner's list by itself.
_PIECES = (
    "SELECT c.id AS customer_id, {owner} AS owner_id, 'interaction' AS what, i.recorded_at AS at, i.recorder_id AS by_id,"
    " i.channel AS word, i.content AS text {interaction}{former} WHERE i.customer_id = c.id AND i.occurred_on >= :since"
    " AND i.imported = 0 AND (i.author_id IS NULL OR i.author_id <> {owner}) AND NOT (COALESCE(i.received_at, '') > ''"
    " AND (i.answered_at IS NULL OR i.answered_at > :at) AND COALESCE(i.answerer_id, {owner}) = {owner})",
    "SELECT c.id, {owner}, 'complaint', e.recorded_at, e.actor_id, e.kind, x.number FROM complaint_event e CROSS JOIN complaint x"
    " CROSS JOIN customer c{former} WHERE e.on_day >= :since AND x.id = e.complaint_id AND c.id = x.customer_id"
    " AND NOT (e.kind = 'opened' AND x.closed_on IS NULL AND x.handler_id IS NOT NULL AND x.handler_id = {owner})"
    " AND NOT EXISTS (SELECT 1 FROM import_batch b WHERE b.at = e.recorded_at)",
    "SELECT c.id, {owner}, 'feedback', o.at, o.actor_id, f.kind, f.content FROM feedback f CROSS JOIN customer c"
    + _MADE.format(table="feedback", alias="f")
    + "{former} WHERE f.occurred_on >= :since AND c.id = f.customer_id"
    " AND NOT (f.state = 'open' AND f.handler_id IS NOT NULL AND f.handler_id = {owner})",
    "SELECT c.id, {owner}, 'purchase', o.at, o.actor_id, p.order_no, p.product {purchase}"
    + _MADE.format(table="purchase", alias="p")
    + "{former} WHERE p.customer_id = c.id AND p.ordered_on >= :since AND p.opening = 0",
    "SELECT c.id, {owner}, 'progress', e.at, e.staff_id, e.status, e.text FROM purchase_event e CROSS JOIN purchase p"
    " CROSS JOIN customer c{former} WHERE e.on_day >= :since AND p.id = e.purchase_id AND c.id = p.customer_id"
    " AND e.at > p.created_at AND NOT EXISTS (SELECT 1 FROM import_batch b WHERE b.at = e.at)",
    "SELECT c.id, {owner}, 'opportunity', e.at, e.staff_id, e.stage, x.title FROM opportunity_event e CROSS JOIN opportunity x"
    " CROSS JOIN customer c{former} WHERE e.on_day >= :since AND x.id = e.opportunity_id AND c.id = x.customer_id"
    " AND NOT EXISTS (SELECT 1 FROM import_batch b WHERE b.at = x.created_at)",
)


class News:
    """Reads what others recorded, and keeps what was seen. Instants in UTC, days local, all as ISO text."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def untold(self, since: str, at: str, owner_id: int | None, past: str | None = None) -> list[Row]:
        """What others recorded by an instant of one person's customers, or of anybody's, that happened on a day or later,
        and that the owner neither saw nor followed by a contact of their own; with `past` of whose they were then. The
        newest first."""
        compared(self._db, ["i.occurred_on"], {"i": "interaction"})
        asked = {"since": since, "at": at, "owner": owner_id, "past": past}
        found = [row for row in self._recorded(asked) if row["by_id"] not in (None, row["owner_id"])]
        if not found:
            return []
        known = self._known(asked)
        moved = self._moved(asked)
        return [
            row
            for row in found
            if row["at"]
            > max(known.get((row["customer_id"], row["owner_id"]), ""), moved.get(row["customer_id"], ""))
        ]

    def _recorded(self, asked: dict[str, str | int | None]) -> list[Row]:
        mine = asked["owner"] is not None and asked["past"] is None
        first = _OF_CUSTOMER if mine else _BY_DAY
        owner = then_sql("customer", "c", "owner_id", past=True) if asked["past"] else Then("", "c.owner_id")
        whose = f"{owner.value} IS NOT NULL" if asked["owner"] is None else f"{owner.value} = :owner"
        parts = (
            piece.format(
                owner=owner.value,
                former=owner.join,
                interaction=first.format(table="interaction", alias="i"),
                purchase=first.format(table="purchase", alias="p"),
            )
            + f" AND {whose}"
            for piece in _PIECES
        )
        return self._db.rows(
            f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS n WHERE n.at <= :at ORDER BY n.at DESC, n.customer_id, n.what",
            asked,
        )

    def _known(self, asked: dict[str, str | int | None]) -> dict[tuple[int, int], str]:
        """By customer and person, until when they know what was recorded: what they saw, or their last own contact."""
        rows = self._db.tuples(
            "SELECT customer_id, staff_id, MAX(at) FROM (SELECT customer_id, staff_id, seen_at AS at FROM news_seen"
            " WHERE :owner IS NULL OR staff_id = :owner UNION ALL SELECT customer_id, recorder_id, recorded_at"
            " FROM interaction WHERE occurred_on >= :since AND imported = 0 AND recorder_id IS NOT NULL"
            " AND (:owner IS NULL OR recorder_id = :owner)) AS k WHERE at <= :at GROUP BY customer_id, staff_id",
            asked,
        )
        return {(row[0], row[1]): row[2] for row in rows}

    def _moved(self, asked: dict[str, str | int | None]) -> dict[int, str]:
        """By customer, when it last had another owner."""
        rows = self._db.tuples(
            "SELECT row_id, MAX(until_at) FROM former WHERE table_name = 'customer' AND field = 'owner_id'"
            " AND until_at >= :since AND until_at <= :at GROUP BY row_id",
            asked,
        )
        return {row[0]: row[1] for row in rows}

    def see(self, op: Operation, staff_id: int, customer_id: int) -> None:
        """Somebody has seen all that was recorded of a customer until now."""
        op.insert("news_seen", {"staff_id": staff_id, "customer_id": customer_id, "seen_at": op.at_text})
