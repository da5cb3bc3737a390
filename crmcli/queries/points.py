"""The ledger of points: lots and the entries against them; rewards, redemptions, referrals and draws. Money is in cents.

An entry without a `lot_id` is a lot; what is left of it is the sum of its own entry and all against it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from crmcli.database.connection import Database, Row
from crmcli.judging.points import Lot
from crmcli.queries.compared import compared
from crmcli.queries.former import then_sql

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_ENTRY = (
    "customer_id", "lot_id", "kind", "points", "occurred_at", "occurred_on", "expires_on", "note", "purchase_id",
    "redemption_id", "referral_id", "rate",
)  # fmt: skip
_LOT = "COALESCE(e.lot_id, e.id)"
LOTS = (
    f"SELECT s.lot AS id, s.customer_id, l.expires_on, s.points FROM (SELECT {_LOT} AS lot, e.customer_id,"
    " SUM(e.points) AS points FROM points_entry e WHERE {which} GROUP BY 1, 2) AS s"
    " JOIN points_entry l ON l.id = s.lot WHERE s.points <> 0"
)
BY_THEN = "(:past IS NULL OR e.occurred_at <= :past)"
#: An order line with what was refunded of it, and whether it names a contract of which it is no payment: then it never counts.
_LINES = (
    "SELECT p.id, p.customer_id, p.product, p.amount_cents, p.currency, p.status, p.ordered_on, p.ordered_at, p.opening,"
    " COALESCE((SELECT SUM(r.amount_cents) FROM refund r WHERE r.purchase_id = p.id), 0) AS refunded_cents,"
    " CASE WHEN EXISTS (SELECT 1 FROM contract_order o WHERE o.purchase_id = p.id AND o.payment = 0) THEN 1 ELSE 0 END"
    " AS named FROM purchase p"
)


class Points:
    """Reads and writes the ledger."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def exist(self) -> bool:
        """Whether there are any entries."""
        return self._db.one("SELECT 1 FROM points_entry LIMIT 1") is not None

    # -- lots -----------------------------------------------------------------------------------------------------

    def lots(self, ids: Collection[int], past: str | None = None) -> dict[int, list[Lot]]:
        """The lots of customers of which anything is left (or owed), by customer; with `past` as of that instant."""
        wanted = ", ".join(str(int(i)) for i in ids) or "NULL"
        compared(
            self._db, ["e.points", "e.expires_on"], {"e": "points_entry"}, f"e.customer_id IN ({wanted})"
        )
        which = f"e.customer_id IN ({{ids}}) AND {BY_THEN}"
        rows = self._db.rows_in(LOTS.replace("{which}", which), sorted(ids), {"past": past})
        found: dict[int, list[Lot]] = {}
        for row in rows:
            found.setdefault(row["customer_id"], []).append(_lot(row))
        return found

    def expiring(self, first: str, last: str, ids: Collection[int] | None = None) -> list[Lot]:
        """The lots with something left that expire between two days, both included, in order."""
        span = "l.expires_on BETWEEN :first AND :last AND l.lot_id IS NULL AND l.points > 0"
        sql = (
            "SELECT l.id, l.customer_id, l.expires_on, l.points + COALESCE((SELECT SUM(e.points) FROM points_entry e"
            f" WHERE e.lot_id = l.id), 0) AS points FROM points_entry l WHERE {span}"
        )
        params = {"first": first, "last": last}
        if ids is None:
            rows = self._db.rows(sql, params)
        else:
            rows = self._db.rows_in(f"{sql} AND l.customer_id IN ({{ids}})", sorted(ids), params)
        return sorted((_lot(row) for row in rows if row["points"] > 0), key=lambda lot: lot.turn)

    def reminded(self, first: str, last: str, past: str | None) -> list[Row]:
        """What expires between two days of customers who are in touch with us: by lot customer_id, expires_on, points, owner_id,
        and spoken_on, the last day on which they were contacted. With `past` as it stood at an instant."""
        compared(self._db, ["e.points", "e.expires_on"], {"e": "points_entry"})
        owner, status = (
            then_sql("customer", "c", name, past=past is not None) for name in ("owner_id", "status")
        )
        return self._db.rows(
            "SELECT s.*, (SELECT MAX(i.occurred_on) FROM interaction i WHERE i.customer_id = s.customer_id"
            " AND i.direction = 'out' AND (:past IS NULL OR i.occurred_at <= :past)) AS spoken_on FROM"
            " (SELECT l.id, l.customer_id, l.expires_on, l.points + COALESCE((SELECT SUM(e.points) FROM points_entry e"
            f" WHERE e.lot_id = l.id AND {BY_THEN}), 0) AS points, {owner.value} AS owner_id FROM points_entry l"
            f" JOIN customer c ON c.id = l.customer_id{owner.join}{status.join} WHERE l.expires_on BETWEEN :first AND :last"
            f" AND l.lot_id IS NULL AND l.points > 0 AND {BY_THEN.replace('e.', 'l.')} AND {status.value} = 'active')"
            " AS s WHERE s.points > 0 ORDER BY s.customer_id, s.expires_on, s.id",
            {"first": first, "last": last, "past": past},
        )

    def balances(self, day: str, least: int) -> list[Row]:
        """Members with at least so many points that are good on a day: id, code, name and points, by their number."""
        lots = LOTS.replace("{which}", "1 = 1") + " AND (l.expires_on IS NULL OR l.expires_on >= :day)"
        return self._db.rows(
            "SELECT c.id, c.code, c.name, SUM(b.points) AS points FROM"
            f" ({lots}) AS b JOIN customer c ON c.id = b.customer_id WHERE c.is_member = 1"
            " GROUP BY c.id, c.code, c.name HAVING SUM(b.points) >= :least ORDER BY c.code",
            {"day": day, "least": least},
        )

    # -- entries --------------------------------------------------------------------------------------------------

    def entries(self, customer_id: int, past: str | None = None) -> list[Row]:
        """A customer's entries, the newest first."""
        return self._db.rows(
            f"SELECT e.* FROM points_entry e WHERE e.customer_id = :id AND {BY_THEN} ORDER BY e.id DESC",
            {"id": customer_id, "past": past},
        )

    def moved(self, span: tuple[int, int], ids: Collection[int], lines: Collection[int]) -> list[Row]:
        """By customer what a range of entries adds to (or takes from) their points; what expired was gone before. With it how
        much of that was `settled` against what orders owed, other than those of some lines, and how much that came back was
        `lapsed` already."""
        own = ", ".join(str(int(i)) for i in lines) or "NULL"
        taken = (
            f"e.kind = 'takeback' AND e.purchase_id IS NOT NULL AND (e.purchase_id IN ({own})) IS NOT TRUE"
        )
        came = (
            f"EXISTS (SELECT 1 FROM points_entry b WHERE b.id BETWEEN :a AND :b AND {_LOT.replace('e.', 'b.')} = e.lot_id"
            " AND b.points > 0 AND b.id < e.id)"
        )
        return self._db.rows_in(
            "SELECT e.customer_id, SUM(CASE WHEN e.kind = 'expire' THEN 0 ELSE e.points END) AS points,"
            f" SUM(CASE WHEN {taken} THEN -e.points ELSE 0 END) AS settled,"
            f" SUM(CASE WHEN e.kind = 'expire' AND {came} THEN -e.points ELSE 0 END) AS lapsed FROM points_entry e"
            " WHERE e.id BETWEEN :a AND :b AND e.customer_id IN ({ids}) GROUP BY e.customer_id"
            " HAVING SUM(CASE WHEN e.kind = 'expire' THEN 0 ELSE 1 END) > 0 ORDER BY e.customer_id",
            sorted(ids),
            {"a": span[0], "b": span[1]},
        )

    def add(self, op: Operation, rows: Iterable[Mapping[str, Any]]) -> range:
        """Further entries, each of a customer, a kind, a number of points and what else it says."""
        told = [tuple(row.get(column) for column in _ENTRY) for row in rows]
        return op.insert_many("points_entry", _ENTRY, told)

    def of_purchases(self, ids: Collection[int]) -> list[Row]:
        """By order line what it earned these customers so far, by which rate, and what of that expired: customer_id,
        purchase_id, points, rate, expired."""
        return self._db.rows_in(
            "SELECT e.customer_id, e.purchase_id, SUM(CASE WHEN e.kind = 'expire' THEN 0 ELSE e.points END) AS points,"
            " MAX(e.rate) AS rate, SUM(CASE WHEN e.kind = 'expire' THEN -e.points ELSE 0 END) AS expired"
            " FROM points_entry e WHERE e.customer_id IN ({ids}) AND e.purchase_id IS NOT NULL"
            " GROUP BY e.customer_id, e.purchase_id ORDER BY e.purchase_id, e.customer_id",
            sorted(ids),
        )

    def lots_of_purchases(self, ids: Collection[int]) -> dict[int, list[int]]:
        """The lots that order lines brought, by line."""
        rows = self._db.rows_in(
            "SELECT id, purchase_id FROM points_entry WHERE purchase_id IN ({ids}) AND lot_id IS NULL",
            sorted(ids),
        )
        found: dict[int, list[int]] = {}
        for row in rows:
            found.setdefault(row["purchase_id"], []).append(row["id"])
        return found

    def lots_of_referral(self, referral_id: int) -> list[int]:
        """The lots that a referral brought."""
        rows = self._db.rows(
            "SELECT id FROM points_entry WHERE referral_id = :id AND lot_id IS NULL", {"id": referral_id}
        )
        return [row["id"] for row in rows]

    def brought_by(self, lots: Collection[int]) -> dict[int, int]:
        """By lot the order line that brought it, where one did."""
        rows = self._db.rows_in(
            "SELECT id, purchase_id FROM points_entry WHERE purchase_id IS NOT NULL AND id IN ({ids})",
            sorted(lots),
        )
        return {row["id"]: row["purchase_id"] for row in rows}

    def of_redemption(self, redemption_id: int) -> list[Row]:
        """By lot what a redemption took and hasn't given back, the last to expire first: lot_id, customer_id, points."""
        rows = self._db.rows(
            "SELECT e.lot_id, e.customer_id, l.expires_on, -SUM(e.points) AS points FROM points_entry e JOIN points_entry l"
            " ON l.id = e.lot_id WHERE e.redemption_id = :id GROUP BY e.lot_id, e.customer_id, l.expires_on"
            " HAVING SUM(e.points) < 0",
            {"id": redemption_id},
        )
        return sorted(rows, key=lambda row: (row["expires_on"] or "A", row["lot_id"]), reverse=True)

    def referred(self, referral_id: int, customer_id: int) -> int:
        """What a referral brought a customer so far, whatever became of it."""
        sql = (
            "SELECT COALESCE(SUM(points), 0) FROM points_entry"
            " WHERE customer_id = :customer AND referral_id = :id AND kind <> 'expire'"
        )
        return int(self._db.value(sql, {"id": referral_id, "customer": customer_id}))

    def lines(self, ids: Collection[int]) -> dict[int, Row]:
        """Order lines by id, with what was refunded of each and whether it is only named by a contract."""
        return {row["id"]: row for row in self._db.rows_in(f"{_LINES} WHERE p.id IN ({{ids}})", sorted(ids))}

    def lines_of(self, customer_ids: Collection[int]) -> set[int]:
        """All order lines of customers."""
        rows = self._db.rows_in("SELECT id FROM purchase WHERE customer_id IN ({ids})", sorted(customer_ids))
        return {row["id"] for row in rows}

    def order_lines(self, purchase_id: int) -> list[Row]:
        """All lines of the order that a line belongs to."""
        return self._db.rows(
            f"{_LINES} JOIN purchase o ON o.id = :id WHERE p.id = o.id OR (p.order_no = o.order_no"
            " AND p.customer_id = o.customer_id AND substr(p.ordered_on, 1, 4) = substr(o.ordered_on, 1, 4))",
            {"id": purchase_id},
        )

    def stated_at(self, ids: Collection[int]) -> dict[int, tuple[str, str]]:
        """By customer the last day and instant at which a sheet told the whole balance: what was bought until then is in it."""
        rows = self._db.rows_in(
            "SELECT customer_id, MAX(occurred_on) AS day, MAX(occurred_at) AS at FROM points_entry"
            " WHERE kind IN ('opening', 'stated') AND customer_id IN ({ids}) GROUP BY customer_id",
            sorted(ids),
        )
        return {row["customer_id"]: (row["day"], row["at"]) for row in rows}

    # -- members --------------------------------------------------------------------------------------------------

    def members(self, ids: Collection[int]) -> dict[int, Row]:
        """Of customers, those who are members: id, level, until when it can't fall, and since when they are members."""
        rows = self._db.rows_in(
            "SELECT id, code, name, member_level, level_until, member_since FROM customer"
            " WHERE is_member = 1 AND id IN ({ids})",
            sorted(ids),
        )
        return {row["id"]: row for row in rows}

    def ledgered(self, ids: Collection[int]) -> set[int]:
        """Of customers, those who have entries."""
        rows = self._db.rows_in(
            "SELECT DISTINCT customer_id FROM points_entry WHERE customer_id IN ({ids})", sorted(ids)
        )
        return {row[0] for row in rows}

    def tiers(self, ids: Collection[int]) -> dict[int, str]:
        """The tiers of customers as they were last judged."""
        rows = self._db.rows_in(
            "SELECT customer_id, tier FROM standing WHERE customer_id IN ({ids})", sorted(ids)
        )
        return {row[0]: row[1] for row in rows}

    def tier_moves(self, ids: Collection[int]) -> dict[int, list[Row]]:
        """The moves between tiers of customers, each in order: on_day, before."""
        rows = self._db.rows_in(
            "SELECT customer_id, on_day, before FROM standing_change WHERE field = 'tier' AND customer_id IN ({ids})"
            " ORDER BY customer_id, on_day, id",
            sorted(ids),
        )
        found: dict[int, list[Row]] = {}
        for row in rows:
            found.setdefault(row["customer_id"], []).append(row)
        return found

    def falling(self, day: str) -> list[int]:
        """Members whose level's time is over before a day, or who have one above the lowest and no time told."""
        rows = self._db.rows(
            "SELECT id FROM customer WHERE is_member = 1 AND (level_until < :day OR (level_until IS NULL"
            " AND member_level IS NOT NULL AND member_level <> 'regular')) ORDER BY id",
            {"day": day},
        )
        return [row[0] for row in rows]

    def levels(self, ids: Collection[int], past: str | None) -> dict[int, str]:
        """The levels of members among customers, with `past` as they stood at that instant."""
        then = {
            name: then_sql("customer", "c", name, past=past is not None)
            for name in ("is_member", "member_level")
        }
        rows = self._db.rows_in(
            f"SELECT c.id, {then['member_level'].value} AS level FROM customer c{''.join(t.join for t in then.values())}"
            f" WHERE {then['is_member'].value} = 1 AND {then['member_level'].value} IS NOT NULL AND c.id IN ({{ids}})",
            sorted(ids),
            {"past": past} if past is not None else {},
        )
        return {row["id"]: row["level"] for row in rows}

    def membership(self, customer_id: int, past: str | None) -> Row | None:
        """Whether a customer is (was) a member, with level, its time and since when."""
        fields = {
            name: then_sql("customer", "c", name, past=past is not None)
            for name in ("is_member", "member_since", "member_level", "level_until")
        }
        return self._db.one(
            "SELECT c.id, c.code, c.name, c.member_no, "
            + ", ".join(f"{then.value} AS {name}" for name, then in fields.items())
            + f" FROM customer c{''.join(then.join for then in fields.values())} WHERE c.id = :id",
            {"id": customer_id, "past": past},
        )


def _lot(row: Mapping[str, Any] | Row) -> Lot:
    return Lot(row["id"], row["customer_id"], row["expires_on"], int(row["points"]))
