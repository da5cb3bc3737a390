"""Referrals: who brought whom, and what both get for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from crmcli import errors
from crmcli.database.connection import Record, Row
from crmcli.i18n import _
from crmcli.judging.points import refers_in_circle
from crmcli.store import Work
from crmcli.verdicts.points import worth
from crmcli.workflows.loyalty import members
from crmcli.workflows.loyalty.ledger import expire, give, take


def refer(work: Work, referrer: Record, referee: Record) -> int:
    """Notes that one customer brought another, who becomes a member and gets the welcome offer; its points. Invalid for
    oneself, for who was referred or bought before, and where both would have referred each other by others."""
    _refuse(work, referrer, referee)
    referral_id = work.store.loyalty.refer(work.op, referrer["id"], referee["id"], work.day)
    members.join(work, referee, since=None, number=None)
    points = work.policy.points.welcome
    if points:
        give(work, referee["id"], points, "welcome", referral_id=referral_id)
    return points


def _refuse(work: Work, referrer: Record, referee: Record) -> None:
    store, told = work.store.loyalty, {"name": referee["name"], "referrer": referrer["name"]}
    members.require(work, referrer)
    shared = store.ways(referrer["id"]) & store.ways(referee["id"])
    if referrer["id"] == referee["id"] or shared:
        which = ", ".join(sorted(value for _kind, value in shared))
        raise errors.Invalid(
            _("Nobody refers themselves: both are %(which)s.") % {"which": which or referee["name"]},
            _("If they are one customer: crmcli dedupe"),
        )
    known = store.referral_of(referee["id"])
    if known is not None:
        raise errors.Invalid(
            _("%(name)s was referred by %(referrer)s already.") % (told | {"referrer": known["referrer"]}),
            _("See: crmcli loyalty show %(id)d") % {"id": referee["id"]},
        )
    if refers_in_circle(store.referrers(), referrer["id"], referee["id"]):
        raise errors.Invalid(
            _("%(referrer)s came by %(name)s: that would be a circle.") % told,
            _("See: crmcli loyalty show %(id)d") % {"id": referrer["id"]},
        )
    if work.store.purchases.count(referee["id"]):
        raise errors.Invalid(
            _("%(name)s has bought before, and is nobody to be referred.") % told,
            _("See: crmcli show %(id)d") % {"id": referee["id"]},
        )


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
