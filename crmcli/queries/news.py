"""What others recorded of somebody's customers, and until when it was seen.

Who recorded an order or feedback stands in its operation; imports are left out, they have a report of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.database.connection import Database, Row
from crmcli.queries.former import then_sql

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

#: Records made by hand by commands of these names, with who did it and when. SQLite takes cross joins in their order.
_MADE = (
    " FROM operation o CROSS JOIN change h CROSS JOIN {table} r CROSS JOIN customer c{{former}}"
    " WHERE o.command IN ({commands}) AND o.at >= :begin AND h.operation_id = o.id AND h.table_name = '{table}'"
    " AND h.action = 'insert' AND r.id = h.row_id AND c.id = r.customer_id"
)
#: The steps of a record, each with who took it and when, but for those that an import brought.
_STEPS = (
    " FROM {steps} e CROSS JOIN {table} r CROSS JOIN customer c{{former}}"
    " WHERE e.{at} >= :begin AND r.id = e.{table}_id AND c.id = r.customer_id AND NOT EXISTS (SELECT 1 FROM import_batch b WHERE b.at = {imported})"
)
#: Each with customer, owner, what it is, when it was recorded, by whom, and what tells more of it; no news to who made the
#: contact themselves, nor what went out to many at once, nor where it stands, or stood, on the owner's list by itself.
_PIECES = (
    "SELECT c.id AS customer_id, {owner} AS owner_id, 'interaction' AS what, i.recorded_at AS at, i.recorder_id AS by_id,"
    " i.channel AS word, i.content AS text, i.id AS id FROM interaction i CROSS JOIN customer c{former}"
    " WHERE c.id = i.customer_id AND i.imported = 0 AND i.recorded_at >= :begin{mine} AND i.recorder_id <> {owner}"
    " AND (i.author_id IS NULL OR i.author_id <> {owner}) AND NOT (COALESCE(i.received_at, '') > ''"
    " AND (i.answered_at IS NULL OR i.answered_at > i.recorded_at) AND COALESCE(i.answerer_id, {owner}) = {owner})"
    " AND NOT (i.care = 1 AND EXISTS (SELECT 1 FROM outbox b WHERE b.interaction_id = i.id))",
    "SELECT c.id, {owner}, 'complaint', e.recorded_at, e.actor_id, CASE WHEN e.kind = 'note' AND EXISTS (SELECT 1 FROM handoff g"
    " WHERE g.complaint_id = r.id AND g.at = e.recorded_at) THEN 'handoff' ELSE e.kind END, r.number, e.id"
    + _STEPS.format(steps="complaint_event", table="complaint", at="recorded_at", imported="e.recorded_at")
    + " AND NOT (e.kind = 'opened' AND (COALESCE(r.handler_id, 0) = {owner} OR EXISTS (SELECT 1 FROM former h WHERE"
    " h.table_name = 'complaint' AND h.row_id = r.id AND h.field = 'handler_id' AND h.value = CAST({owner} AS TEXT))))",
    "SELECT c.id, {owner}, 'feedback', o.at, o.actor_id, r.kind, r.content, r.id"
    + _MADE.format(table="feedback", commands="'feedback add'")
    + " AND NOT COALESCE(r.handler_id, 0) = {owner}",
    "SELECT c.id, {owner}, 'purchase', o.at, o.actor_id, r.order_no, r.product, r.id"
    + _MADE.format(table="purchase", commands="'purchase add', 'opportunity win', 'contract pay'"),
    "SELECT c.id, {owner}, 'progress', e.at, e.staff_id, e.status, e.text, e.id"
    + _STEPS.format(steps="purchase_event", table="purchase", at="at", imported="e.at")
    + " AND e.at > r.created_at",
    "SELECT c.id, {owner}, 'opportunity', e.at, e.staff_id, e.stage, r.title, e.id"
    + _STEPS.format(steps="opportunity_event", table="opportunity", at="at", imported="r.created_at"),
)
#: Of one person's customers now, found before anything else is read of them.
_MINE = " AND i.recorder_id <> :owner AND +i.customer_id IN (SELECT id FROM customer WHERE owner_id = :owner)"


class News:
    """Reads what others recorded, and keeps what was seen. Instants in UTC, days local, all as ISO text."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def untold(self, begin: str, at: str, owner_id: int | None, past: str | None = None) -> list[Row]:
        """What others recorded between two instants of one person's customers, or of anybody's, and the owner neither saw
        nor followed by a contact of their own; with `past` of whose they were then. The newest first."""
        asked = {"begin": begin, "at": at, "owner": owner_id, "past": past}
        found = [row for row in self._recorded(asked) if row["by_id"] not in (None, row["owner_id"])]
        if not found:
            return []
        known, moved = self._known(asked), self._moved(asked)
        return [
            row
            for row in found
            if row["at"]
            > max(known.get((row["customer_id"], row["owner_id"]), ""), moved.get(row["customer_id"], ""))
        ]

    def _recorded(self, asked: dict[str, str | int | None]) -> list[Row]:
        owner = then_sql("customer", "c", "owner_id", past=asked["past"] is not None)
        whose = f"{owner.value} IS NOT NULL" if asked["owner"] is None else f"{owner.value} = :owner"
        mine = _MINE if asked["owner"] is not None and asked["past"] is None else ""
        parts = (
            f"{piece.format(owner=owner.value, former=owner.join, mine=mine)} AND {whose}"
            for piece in _PIECES
        )
        return self._db.rows(
            f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS n WHERE n.at <= :at ORDER BY n.at DESC, n.customer_id, n.what, n.id DESC",
            asked,
        )

    def _known(self, asked: dict[str, str | int | None]) -> dict[tuple[int, int], str]:
        """By customer and person, until when they know what was recorded: what they saw, or their last own contact."""
        rows = self._db.tuples(
            "SELECT customer_id, staff_id, MAX(at) FROM (SELECT customer_id, staff_id, seen_at AS at FROM news_seen"
            " WHERE :owner IS NULL OR staff_id = :owner UNION ALL SELECT customer_id, recorder_id, recorded_at"
            " FROM interaction WHERE imported = 0 AND recorded_at >= :begin AND recorder_id IS NOT NULL"
            " AND (:owner IS NULL OR recorder_id = :owner)) AS k WHERE at <= :at GROUP BY customer_id, staff_id",
            asked,
        )
        return {(row[0], row[1]): row[2] for row in rows}

    def _moved(self, asked: dict[str, str | int | None]) -> dict[int, str]:
        """By customer, when it last had another owner."""
        rows = self._db.tuples(
            "SELECT row_id, MAX(until_at) FROM former WHERE table_name = 'customer' AND field = 'owner_id'"
            " AND until_at >= :begin AND until_at <= :at GROUP BY row_id",
            asked,
        )
        return {row[0]: row[1] for row in rows}

    def see(self, op: Operation, staff_id: int, customer_id: int) -> None:
        """Somebody has seen all that was recorded of a customer until now."""
        op.insert("news_seen", {"staff_id": staff_id, "customer_id": customer_id, "seen_at": op.at_text})
