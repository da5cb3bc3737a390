"""What the loyalty programme comes to, summed up for reports: members, points and rewards as they stood at an instant.

Days are local, a window's both ends belong to it, and `past` is the instant up to which everything counts (None for now).
"""

from __future__ import annotations

from typing import NamedTuple

from crmcli.database.connection import Database, Row
from crmcli.queries.compared import compared
from crmcli.queries.former import then_sql
from crmcli.queries.points import BY_THEN, LOTS


class Window(NamedTuple):
    """The days from `first` (empty: since ever) to `last`."""

    first: str
    last: str
    past: str | None

    @property
    def parameters(self) -> dict[str, str | None]:
        return self._asdict()


class Member(NamedTuple):
    """A member, with the level and the day of joining, as far as they are told."""

    id: int
    level: str | None
    since: str | None


class Programme:
    """Counts and sums of the loyalty programme. LookupError where what they are counted by is damaged."""

    def __init__(self, db: Database) -> None:
        compared(db, ["e.points", "e.occurred_on", "e.expires_on", "e.kind"], {"e": "points_entry"})
        self._db = db

    # -- members ------------------------------------------------------------------------------------------------------

    def members(self, past: str | None) -> list[Member]:
        """Everybody who is (was) a member."""
        member, level, since = (
            then_sql("customer", "c", name, past=past is not None)
            for name in ("is_member", "member_level", "member_since")
        )
        rows = self._db.tuples(
            f"SELECT c.id, {level.value}, {since.value} FROM customer c{member.join}{level.join}{since.join}"
            f" WHERE {member.value} = 1 ORDER BY c.id",
            {"past": past},
        )
        return [Member(*row) for row in rows]

    def ceased(self, first_at: str, last_at: str) -> set[int]:
        """The customers who ceased to be members between two instants, whether or not they are some again."""
        rows = self._db.tuples(
            "SELECT DISTINCT c.id FROM former f JOIN customer c ON c.id = f.row_id WHERE f.table_name = 'customer'"
            " AND f.field = 'is_member' AND f.value = '1' AND f.until_at BETWEEN :first AND :last",
            {"first": first_at, "last": last_at},
        )
        return {row[0] for row in rows}

    # -- points -------------------------------------------------------------------------------------------------------

    def moved(self, window: Window) -> list[tuple[int, str, str, int]]:
        """By customer, month and kind of entry, what the entries of a window come to."""
        rows = self._db.tuples(
            "SELECT e.customer_id, substr(e.occurred_on, 1, 7), e.kind, SUM(e.points) FROM points_entry e"
            f" WHERE e.occurred_on BETWEEN :first AND :last AND {BY_THEN} GROUP BY 1, 2, 3",
            window.parameters,
        )
        return [(row[0], row[1], row[2], int(row[3])) for row in rows]

    def balances(self, day: str, past: str | None) -> dict[int, int]:
        """By customer the points that are good on a day, as `judging.points.usable` adds them up."""
        lots = LOTS.replace("{which}", BY_THEN)
        rows = self._db.tuples(
            "SELECT b.customer_id, SUM(CASE WHEN b.points < 0 OR b.expires_on IS NULL OR b.expires_on >= :day"
            f" THEN b.points ELSE 0 END) FROM ({lots}) AS b GROUP BY b.customer_id",
            {"day": day, "past": past},
        )
        return {row[0]: int(row[1]) for row in rows if row[1] > 0}

    def used_up(self, day: str, past: str | None) -> tuple[int, int, int]:
        """Of the lots whose time was over before a day: how many customers had any, what was redeemed of them, and what
        expired, booked or not."""
        spent = "SUM(CASE WHEN e.kind IN ('redeem', 'return') THEN -e.points ELSE 0 END)"
        over = "SUM(CASE WHEN e.kind = 'expire' THEN 0 ELSE e.points END)"
        row = self._db.one(
            "SELECT COUNT(DISTINCT s.customer_id), COALESCE(SUM(s.spent), 0), COALESCE(SUM(s.over), 0) FROM"
            f" (SELECT l.customer_id, {spent} AS spent, {over} AS over FROM points_entry e"
            " JOIN points_entry l ON l.id = COALESCE(e.lot_id, e.id)"
            f" WHERE l.points > 0 AND l.expires_on < :day AND {BY_THEN}"
            " GROUP BY l.id, l.customer_id) AS s WHERE s.over >= 0",
            {"day": day, "past": past},
        )
        assert row is not None
        return int(row[0]), int(row[1]), int(row[2])

    def referrals_paid(self, window: Window) -> int:
        """For how many referrals points were given in a window."""
        sql = (
            "SELECT COUNT(DISTINCT e.referral_id) FROM points_entry e WHERE e.kind = 'referral' AND e.points > 0"
            f" AND e.occurred_on BETWEEN :first AND :last AND {BY_THEN}"
        )
        return int(self._db.value(sql, window.parameters))

    def buyers(self) -> list[int]:
        """The customers whose orders earned points."""
        rows = self._db.tuples(
            "SELECT DISTINCT customer_id FROM points_entry WHERE purchase_id IS NOT NULL ORDER BY customer_id"
        )
        return [row[0] for row in rows]

    # -- rewards ------------------------------------------------------------------------------------------------------

    def taken(self, window: Window) -> list[Row]:
        """What was redeemed in a window and stood at its instant: by reward (None: money off orders) reward, kind, times,
        points and cash_cents, the most points first."""
        return self._db.rows(
            "SELECT w.name AS reward, w.kind, SUM(r.times) AS times, SUM(r.points) AS points,"
            " SUM(COALESCE(r.cash_cents, 0)) AS cash_cents FROM redemption r LEFT JOIN reward w ON w.id = r.reward_id"
            " WHERE r.redeemed_on BETWEEN :first AND :last AND (:past IS NULL OR r.redeemed_at <= :past)"
            " AND (r.canceled_at IS NULL OR r.canceled_at > :past) GROUP BY w.id, w.name, w.kind"
            " ORDER BY SUM(r.points) DESC, w.name",
            window.parameters,
        )
