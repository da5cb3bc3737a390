"""What points are for: rewards and redemptions; referrals; draws. Amounts of money are in cents."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.database.connection import Database, Row

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_REDEEMED = (
    "SELECT r.*, w.name AS reward, w.kind AS reward_kind, c.name AS customer, c.code AS customer_code"
    " FROM redemption r JOIN customer c ON c.id = r.customer_id LEFT JOIN reward w ON w.id = r.reward_id"
)
#: What a redemption took, below zero, and hasn't given back by an instant.
_LEFT = (
    "COALESCE((SELECT SUM(e.points) FROM points_entry e WHERE e.redemption_id = r.id"
    " AND (:past IS NULL OR e.occurred_at <= :past)), 0)"
)
_REFERRED = (
    "SELECT f.*, a.name AS referrer, b.name AS referee FROM referral f JOIN customer a ON a.id = f.referrer_id"
    " JOIN customer b ON b.id = f.referee_id"
)


class Loyalty:
    """Reads and writes rewards, redemptions, referrals and draws."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # -- rewards --------------------------------------------------------------------------------------------------

    def rewards(self) -> list[Row]:
        """All rewards, the cheapest first."""
        return self._db.rows("SELECT * FROM reward ORDER BY points, id")

    def add_reward(self, op: Operation, values: Mapping[str, Any]) -> int:
        """A new reward."""
        return op.insert("reward", {**values, "created_at": op.at_text})

    def edit_reward(self, op: Operation, reward_id: int, values: Mapping[str, Any]) -> bool:
        """Changes columns of a reward; False if they had these values already."""
        return op.update("reward", reward_id, values) if values else False

    # -- redemptions ----------------------------------------------------------------------------------------------

    def redemption(self, redemption_id: int) -> Row | None:
        """One redemption with its reward and customer."""
        return self._db.one(f"{_REDEEMED} WHERE r.id = :id", {"id": redemption_id})

    def redemptions(self, customer_id: int, past: str | None = None) -> list[dict[str, Any]]:
        """What a customer redeemed, the newest first, with how many points of it were `returned`; with `past` as it stood at an
        instant."""
        rows = self._db.rows(
            f"{_REDEEMED.replace('SELECT r.*', f'SELECT r.*, r.points + {_LEFT} AS returned')} WHERE r.customer_id = :id AND (:past IS NULL OR r.redeemed_at <= :past) ORDER BY r.id DESC",
            {"id": customer_id, "past": past},
        )
        return [
            {
                **dict(row),
                "returned": int(row["returned"]),
                "canceled_at": None if past and (row["canceled_at"] or "") > past else row["canceled_at"],
            }
            for row in rows
        ]

    def off_orders(self, customer_ids: Collection[int]) -> list[Row]:
        """The redemptions that took money off orders of these customers and stand, each with the points of it that are still
        `spent`."""
        return self._db.rows_in(
            f"SELECT r.*, -{_LEFT} AS spent FROM redemption r WHERE r.canceled_at IS NULL AND r.purchase_id IS NOT NULL"
            " AND r.customer_id IN ({ids}) ORDER BY r.id",
            sorted(customer_ids),
            {"past": None},
        )

    def canceled_off(self, purchase_ids: Collection[int]) -> list[Row]:
        """The redemptions that took money off orders, told by one of their lines, and don't stand any more."""
        return self._db.rows_in(
            f"{_REDEEMED.replace('SELECT r.*', 'SELECT r.*, p.order_no')} JOIN purchase p ON p.id = r.purchase_id"
            " WHERE r.canceled_at IS NOT NULL AND r.purchase_id IN ({ids}) ORDER BY r.id",
            sorted(purchase_ids),
        )

    def codes(self, codes: Collection[str]) -> set[str]:
        """Of these codes, those that a redemption has."""
        rows = self._db.rows_in("SELECT code FROM redemption WHERE code IN ({ids})", sorted(codes))
        return {row[0] for row in rows}

    def add_redemption(self, op: Operation, values: Mapping[str, Any], day: str) -> int:
        """A new redemption of a day, by the actor."""
        told = {"redeemed_at": op.at_text, "redeemed_on": day, "staff_id": op.actor.id}
        return op.insert("redemption", {**values, **told})

    def cancel(self, op: Operation, redemption_id: int) -> None:
        """Marks a redemption as taken back."""
        op.update("redemption", redemption_id, {"canceled_at": op.at_text})

    # -- referrals ------------------------------------------------------------------------------------------------

    def referrers(self) -> dict[int, int]:
        """By referee, who referred them."""
        return {
            row[0]: row[1]
            for row in self._db.tuples("SELECT referee_id, referrer_id FROM referral ORDER BY id")
        }

    def referral_of(self, referee_id: int, past: str | None = None) -> Row | None:
        """By whom a customer was referred (by an instant)."""
        return self._db.one(
            f"{_REFERRED} WHERE f.referee_id = :id AND (:past IS NULL OR f.made_at <= :past) ORDER BY f.id",
            {"id": referee_id, "past": past},
        )

    def referred_by(self, referrer_id: int, past: str | None = None) -> list[Row]:
        """Whom a customer referred (by an instant)."""
        return self._db.rows(
            f"{_REFERRED} WHERE f.referrer_id = :id AND (:past IS NULL OR f.made_at <= :past) ORDER BY f.id",
            {"id": referrer_id, "past": past},
        )

    def unpaid(self, referee_ids: Collection[int]) -> list[Row]:
        """The referrals of these customers for which nobody was paid yet."""
        return self._db.rows_in(
            "SELECT * FROM referral WHERE purchase_id IS NULL AND referee_id IN ({ids}) ORDER BY id",
            sorted(referee_ids),
        )

    def paid(self, referee_ids: Collection[int]) -> list[Row]:
        """The referrals of these customers for which somebody was paid."""
        return self._db.rows_in(
            "SELECT * FROM referral WHERE purchase_id IS NOT NULL AND referee_id IN ({ids}) ORDER BY id",
            sorted(referee_ids),
        )

    def refer(self, op: Operation, referrer_id: int, referee_id: int, day: str) -> int:
        """A new referral."""
        values = {"referrer_id": referrer_id, "referee_id": referee_id, "made_at": op.at_text, "made_on": day}
        return op.insert("referral", values)

    def settle(self, op: Operation, referral_id: int, purchase_id: int | None) -> None:
        """Says for which order line a referral was paid, None for none."""
        op.update("referral", referral_id, {"purchase_id": purchase_id})

    def ways(self, customer_id: int) -> set[tuple[str, str]]:
        """All phones, e-mail addresses and WeChat names of a customer and of its contact persons, and its folded name."""
        rows = self._db.tuples(
            "SELECT kind, value FROM contact_way WHERE customer_id = :id OR contact_person_id IN"
            " (SELECT id FROM contact_person WHERE customer_id = :id) UNION SELECT 'name', name_folded FROM customer"
            " WHERE id = :id UNION SELECT 'phone', phone FROM customer WHERE id = :id UNION SELECT 'email', email"
            " FROM customer WHERE id = :id UNION SELECT 'wechat', wechat FROM customer WHERE id = :id UNION"
            " SELECT 'phone', phone FROM contact_person WHERE customer_id = :id UNION SELECT 'email', email"
            " FROM contact_person WHERE customer_id = :id",
            {"id": customer_id},
        )
        return {(kind, value) for kind, value in rows if value}

    # -- draws ----------------------------------------------------------------------------------------------------

    def draw(self, name: str) -> Row | None:
        """A draw by its name."""
        return self._db.one("SELECT * FROM draw WHERE name = :name", {"name": name})

    def entrants(self, draw_id: int) -> list[Row]:
        """Who took part in a draw, by the numbers that they had then."""
        return self._db.rows(
            "SELECT e.*, c.name AS customer FROM draw_entrant e LEFT JOIN customer c ON c.id = e.customer_id"
            " WHERE e.draw_id = :id ORDER BY e.code",
            {"id": draw_id},
        )

    def add_draw(
        self, op: Operation, values: Mapping[str, Any], day: str, entrants: Sequence[tuple[Any, ...]]
    ) -> int:
        """A draw with its entrants: customer_id, code, points, and the place of a winner."""
        told = {"drawn_at": op.at_text, "drawn_on": day, "staff_id": op.actor.id}
        draw_id = op.insert("draw", {**values, **told})
        columns = ("draw_id", "customer_id", "code", "points", "place")
        op.insert_many("draw_entrant", columns, [(draw_id, *entrant) for entrant in entrants])
        return draw_id
