"""The public pool: customers whom their owners let wait go back into it, and others claim them.

A customer is in the pool when it is to be contacted and nobody's. It goes there after so many cadences without a contact
that reached it, counted from its last one, from when it got its owner or came here, and never before its owner was warned
for as long as the policy says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from crmcli import clock, errors
from crmcli.actors import MANAGERS
from crmcli.database.connection import Record
from crmcli.i18n import _, ngettext
from crmcli.store import View, Work
from crmcli.verdicts.plans import with_codes
from crmcli.verdicts.standings import judge_all
from crmcli.workflows import classifying


class Waiting(NamedTuple):
    """A customer that goes into the pool, and on which day."""

    row: Mapping[str, Any]
    on: date


def waiting(view: View, owner_id: int | None = None) -> list[Waiting]:
    """Customers of one person, or of anybody, that go into the pool by the end of the time of warning, the first first;
    none for a team without a pool."""
    policy = view.policy.pool
    if not policy.active:
        return []
    ahead = view.as_of.on + timedelta(days=policy.warning_days)
    earliest = _begun_on(view) + timedelta(days=policy.warning_days)
    rows = _rows(view, owner_id)
    found = [Waiting(row, max(on, earliest)) for row in rows if (on := _goes_on(view, row)) is not None]
    return sorted((each for each in found if each.on <= ahead), key=lambda each: (each.on, each.row["id"]))


def nobodys(view: View) -> list[dict[str, Any]]:
    """The customers in the pool, by name."""
    if not view.as_of.explicit:
        return [dict(row) for row in view.store.owners.nobodys()]
    return sorted(
        (row for row in _then(view) if row["owner_id"] is None), key=lambda row: (row["customer"], row["id"])
    )


def _rows(view: View, owner_id: int | None) -> list[dict[str, Any]]:
    """Customers of one person, or of anybody, whose next contact is late: only they can go into the pool."""
    if not view.as_of.explicit:
        return [dict(row) for row in view.store.owners.late(view.day, owner_id)]
    return [
        row
        for row in _then(view)
        if row["owner_id"] is not None
        and owner_id in (None, row["owner_id"])
        and row["next_contact_on"] < view.day
    ]


def _then(view: View) -> list[dict[str, Any]]:
    """The same facts of everybody in a contact plan as they were on a past day."""
    moved, spoken, names = (
        view.store.owners.moved(view.at),
        view.store.owners.spoken(view.day),
        view.store.staff.names(),
    )
    rows = (
        {
            "id": facts.customer_id,
            "customer": facts.name,
            "owner_id": facts.owner_id,
            "owner": names.get(facts.owner_id or 0),
            "cadence_days": facts.cadence_override_days,
            "imported_on": facts.imported_on.isoformat() if facts.imported_on else None,
            "created_on": facts.created_on.isoformat(),
            "tier": standing.tier,
            "next_contact_on": standing.next_contact_on.isoformat(),
            "moved_at": moved.get(facts.customer_id),
            "last_contact_on": spoken.get(facts.customer_id),
        }
        for facts, standing in judge_all(view)
        if standing.next_contact_on is not None
    )
    return with_codes(view, rows)


def _goes_on(view: View, row: Mapping[str, Any]) -> date | None:
    """The day on which a customer goes into the pool unless somebody contacts it; None for one that is kept."""
    policy = view.policy
    tags = set((row["tags"] or "").split(","))
    if row["tier"] in policy.pool.kept_tiers or tags & set(policy.pool.kept_tags):
        return None
    cadence = row["cadence_days"] or policy.contact.plan[row["tier"]].cadence_days
    moved = row["moved_at"] and clock.local_date(clock.parse_iso(row["moved_at"]), view.zone).isoformat()
    since = max(filter(None, (row["last_contact_on"], row["imported_on"] or row["created_on"], moved)))
    return date.fromisoformat(since) + timedelta(days=round(policy.pool.cadences * cadence))


def _begun_on(view: View) -> date:
    """Since when the team has a pool without a break."""
    begun = view.at
    for version in sorted(view.store.policies.versions(), key=lambda row: -row["version"]):
        if version["at"] <= view.at:
            if not view.store.policies.of(version["version"]).pool.active:
                break
            begun = version["at"]
    return clock.local_date(clock.parse_iso(begun), view.zone)


def release_due(work: Work) -> list[Mapping[str, Any]]:
    """Puts every customer into the pool whose day has come; returns them."""
    rows = [each.row for each in waiting(work) if each.on <= work.as_of.on]
    _free(work, [row["id"] for row in rows])
    return rows


def release(work: Work, row: Record) -> None:
    """Puts one customer into the pool. NotAllowed to others than its owner and managers; Invalid for one that is nobody's."""
    if row["owner_id"] is None:
        raise errors.Invalid(
            _("%(name)s is nobody's already.") % {"name": row["name"]}, _("See: crmcli pool list")
        )
    actor = work.op.actor
    if row["owner_id"] != actor.id and actor.role not in MANAGERS:
        raise errors.NotAllowed(
            _("%(name)s is looked after by %(owner)s.") % {"name": row["name"], "owner": row["owner"]},
            _("They, or a manager, can give it back."),
        )
    _free(work, [row["id"]])


def _free(work: Work, ids: Sequence[int]) -> None:
    work.op.update_many("customer", {key: {"owner_id": None} for key in ids})
    classifying.refresh(work, list(ids))


def claim(work: Work, row: Record) -> None:
    """Makes a customer of the pool the actor's own.

    Invalid for one that is somebody's, for who has claimed enough in the period, and for who lost it a short while ago.
    """
    actor = work.op.actor
    policy = work.policy.pool
    if row["owner_id"] is not None:
        raise errors.Invalid(
            _("%(name)s is looked after by %(owner)s.") % {"name": row["name"], "owner": row["owner"]},
            _("See: crmcli pool list"),
        )
    since = clock.iso(work.as_of.instant - timedelta(days=policy.claim_days))
    if actor.id is None or work.store.owners.claims(actor.id, since) >= policy.claims:
        told = ngettext(
            "You have claimed %(n)d customer within %(days)d days, and no more is allowed.",
            "You have claimed %(n)d customers within %(days)d days, and no more is allowed.",
            policy.claims,
        )
        raise errors.Invalid(
            told % {"n": policy.claims, "days": policy.claim_days}, _("See: crmcli pool list")
        )
    lost = work.store.owners.lost_at(row["id"], actor.id)
    if lost is not None:
        free = clock.local_date(clock.parse_iso(lost), work.zone) + timedelta(days=policy.wait_days)
        if work.as_of.on < free:
            raise errors.Invalid(
                _("%(name)s was yours; you can claim it again from %(day)s on.")
                % {"name": row["name"], "day": free},
                _("See: crmcli pool list"),
            )
    work.op.update("customer", row["id"], {"owner_id": actor.id})
    classifying.refresh(work, [row["id"]])
