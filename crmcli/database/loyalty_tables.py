"""What the thirteenth migration adds: what points are for and came from, rewards, referrals, draws, and how long a level lasts."""

from __future__ import annotations

from crmcli.database.first_tables import Columns

TABLES: dict[str, Columns] = {
    # Without `stock` there are always more; a coupon's code is good for `valid_days`.
    "reward": {
        "id": "int#", "name": "text!", "kind": "text!", "points": "int!", "stock": "int", "valid_until": "text",
        "valid_days": "int", "note": "text", "created_at": "text!",
    },
    # `points` is what was spent in all. Without a reward it is money off an order: `cash_cents` in the team's currency.
    "redemption": {
        "id": "int#", "customer_id": "int!>customer", "reward_id": "int>reward", "purchase_id": "int>purchase",
        "times": "int!", "points": "int!", "cash_cents": "int", "code": "text", "valid_until": "text",
        "redeemed_at": "text!", "redeemed_on": "text!", "staff_id": "int>staff", "canceled_at": "text",
    },
    # `purchase_id` is the referee's order for which the referrer was paid.
    "referral": {
        "id": "int#", "referrer_id": "int!>customer", "referee_id": "int!>customer", "purchase_id": "int>purchase",
        "made_at": "text!", "made_on": "text!",
    },
    "draw": {
        "id": "int#", "name": "text!", "prize": "text!", "winners": "int!", "min_points": "int!", "seed": "text!",
        "drawn_at": "text!", "drawn_on": "text!", "staff_id": "int>staff",
    },
    # `code` is the number that the entrant had then, by which the lot falls; `place` that of a winner.
    "draw_entrant": {
        "id": "int#", "draw_id": "int!>draw", "customer_id": "int!>customer", "code": "text!", "points": "int!",
        "place": "int",
    },
}  # fmt: skip
COLUMNS: dict[str, Columns] = {
    # What an entry is about, and the points that its order earned for 10 000 units of the team's currency.
    "points_entry": {"purchase_id": "int", "redemption_id": "int", "referral_id": "int", "rate": "int"},
    # The last day on which a member's level can't fall.
    "customer": {"level_until": "text"},
}
INDEXES: tuple[tuple[str, ...], ...] = (
    ("draw", "name"), ("draw_entrant", "draw_id"), ("draw_entrant", "customer_id"), ("redemption", "customer_id"),
    ("redemption", "reward_id"), ("redemption", "purchase_id"), ("referral", "referrer_id"), ("referral", "referee_id"),
    ("referral", "purchase_id"), ("points_entry", "lot_id"), ("points_entry", "purchase_id"),
    ("points_entry", "redemption_id"), ("points_entry", "referral_id"), ("points_entry", "expires_on"),
)  # fmt: skip
