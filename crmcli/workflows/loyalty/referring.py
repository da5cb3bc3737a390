"""Referrals: who brought whom, and what the one who came gets for it."""

from __future__ import annotations

from crmcli import errors
from crmcli.database.connection import Record
from crmcli.i18n import _
from crmcli.judging.points import refers_in_circle
from crmcli.store import Work
from crmcli.workflows.loyalty import members
from crmcli.workflows.loyalty.ledger import give


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
