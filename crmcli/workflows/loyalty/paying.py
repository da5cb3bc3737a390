"""What who referred a customer gets for it: paid by the first order of the one who came, taken back with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from crmcli.database.connection import Row
from crmcli.store import Work
from crmcli.verdicts.points import worth
from crmcli.workflows.loyalty.ledger import expire, give, take


def settle(work: Work, ids: Collection[int], lines: Mapping[int, Row], touched: Collection[int]) -> None:
    """Pays who referred customers on their first order that counts; takes it back where nothing of that is left."""
    for referral in work.store.loyalty.paid(ids):
        line = work.store.points.lines([referral["purchase_id"]]).get(referral["purchase_id"])
        if worth(work, line) <= 0:
            _take_back(work, referral)
    bought = [lines[key] for key in sorted(touched) if key in lines and worth(work, lines[key]) > 0]
    for referral in work.store.loyalty.unpaid(ids):
        theirs = [
            x
            for x in bought
            if x["customer_id"] == referral["referee_id"] and x["ordered_on"] >= referral["made_on"]
        ]
        if theirs:
            _pay(work, referral, theirs[0]["id"])


def _pay(work: Work, referral: Row, purchase_id: int) -> None:
    referrer = referral["referrer_id"]
    points = work.policy.points.referral - work.store.points.referred(referral["id"], referrer)
    if referrer not in work.store.points.members([referrer]):
        return
    if points > 0:
        give(work, referrer, points, "referral", referral_id=referral["id"])
    work.store.loyalty.settle(work.op, referral["id"], purchase_id)


def _take_back(work: Work, referral: Row) -> None:
    referrer = referral["referrer_id"]
    expire(work, [referrer])
    points = work.store.points.referred(referral["id"], referrer)
    own = work.store.points.lots_of_referral(referral["id"])
    take(work, referrer, points, "takeback", own, referral_id=referral["id"])
    work.store.loyalty.settle(work.op, referral["id"], None)
