"""Whether the ledger of points holds together, by one walk of the database over all entries for each question."""

from __future__ import annotations

from typing import NamedTuple

from crmcli.database.connection import Database

_LOT = "COALESCE(e.lot_id, e.id)"
#: What an entry can't be, each with the first one that is: its id and its customer. Each rests on those before it.
_FLAWS = {
    # The lot is gone, or another customer's.
    "lot": (
        "SELECT e.id, e.customer_id FROM points_entry e LEFT JOIN points_entry l ON l.id = e.lot_id"
        " WHERE e.lot_id IS NOT NULL AND (l.id IS NULL OR l.customer_id <> e.customer_id OR l.lot_id IS NOT NULL)"
        " ORDER BY e.id LIMIT 1"
    ),
    # A lot was spent before it was there, or beyond what it held.
    "below": (
        "SELECT s.id, s.customer_id FROM (SELECT e.id, e.customer_id, SUM(e.points) OVER (PARTITION BY"
        f" {_LOT} ORDER BY e.id) AS rest, l.points AS began FROM points_entry e JOIN points_entry l ON l.id = {_LOT})"
        " AS s WHERE s.rest < 0 AND s.began > 0 ORDER BY s.id LIMIT 1"
    ),
    # A balance that was below zero: older records took from no lot in particular. Where all was taken from lots, none of which
    # was ever below zero, no balance was.
    "balance": (
        "SELECT s.id, s.customer_id FROM (SELECT e.id, e.customer_id, SUM(e.points) OVER (PARTITION BY"
        " e.customer_id ORDER BY e.id) AS rest FROM points_entry e WHERE e.customer_id IN (SELECT t.customer_id FROM"
        " points_entry t WHERE t.lot_id IS NULL AND t.points <= 0)) AS s WHERE s.rest < 0 ORDER BY s.id LIMIT 1"
    ),
    # What a redemption says was spent isn't what its entries took: the first entry, and its customer.
    "redemption": (
        "SELECT r.id, r.customer_id FROM redemption r LEFT JOIN (SELECT redemption_id, -SUM(CASE WHEN points < 0 AND"
        " kind = 'redeem' THEN points ELSE 0 END) AS taken, -SUM(points) AS rest FROM points_entry"
        " WHERE redemption_id IS NOT NULL GROUP BY redemption_id) AS t ON t.redemption_id = r.id"
        " WHERE COALESCE(t.taken, 0) <> r.points OR t.rest < 0 OR (r.canceled_at IS NOT NULL AND t.rest <> 0)"
        " ORDER BY r.id LIMIT 1"
    ),
}


class Flaw(NamedTuple):
    """What is wrong, with which entry (or redemption), and whose it is."""

    kind: str
    id: int
    customer_id: int


class Totals(NamedTuple):
    """All entries: how many, whose, what came in, and what went out."""

    entries: int
    customers: int
    added: int
    taken: int


def first_flaw(db: Database) -> Flaw | None:
    """The first thing in the ledger that can't be; None for a whole one."""
    for kind, sql in _FLAWS.items():
        row = db.one(sql)
        if row is not None:
            return Flaw(kind, row[0], row[1])
    return None


def totals(db: Database) -> Totals:
    """What the ledger comes to."""
    row = db.one(
        "SELECT COUNT(*), COUNT(DISTINCT customer_id), COALESCE(SUM(CASE WHEN points > 0 THEN points ELSE 0 END), 0),"
        " COALESCE(SUM(CASE WHEN points < 0 THEN -points ELSE 0 END), 0) FROM points_entry"
    )
    assert row is not None
    return Totals(*map(int, row))
