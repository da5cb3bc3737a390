"""Whom a campaign is for: worked out on the day, past the one gate, and who of them is held out, by a seed that is kept."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from crmcli import errors
from crmcli.database.connection import Record, Row
from crmcli.i18n import _
from crmcli.judging.drawing import drawn
from crmcli.store import View, Work
from crmcli.verdicts.campaigns import folded
from crmcli.verdicts.reach import Whom, reach
from crmcli.workflows.campaigns.planning import refuse_ended

_PURPOSE = "marketing"


@dataclass(slots=True)
class Audience:
    """Who is new in a campaign's audience and may be reached, how many may not and why, and how many had been drawn before."""

    new: list[Row] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    before: int = 0


def audience(view: View, campaign: Record, actor_id: int | None) -> Audience:
    """A campaign's audience on the view's day: whom its filter finds, or else everybody; where it goes by habits, only whom its
    product matches. `me` in the filter is the campaign's owner, else the actor."""
    known = {row["customer_id"] for row in view.store.campaigns.of([campaign["id"]])}
    asked = _asked(view, campaign, campaign["owner_id"] or actor_id)
    found = Audience(before=len(known.intersection(asked)))
    fresh = [i for i in asked if i not in known]
    may = reach(view, _PURPOSE, None, map(Whom, fresh))
    for row in view.store.customers.many(fresh):
        reason = may[Whom(row["id"])].reason
        if reason:
            found.left_out[reason] += 1
        else:
            found.new.append(row)
    return found


def draw(work: Work, campaign: Record) -> tuple[Audience, list[Row], str | None]:
    """Adds who is new in the audience, and holds some of them out; who was there stays where they are. Returns whom, those held
    out, and the seed. Invalid for a campaign that is over or canceled."""
    refuse_ended(work, campaign)
    found = audience(work, campaign, work.op.actor.id)
    seed = campaign["seed"] or (secrets.token_hex(8) if campaign["held_out_percent"] else None)
    if seed and seed != campaign["seed"] and found.new:
        work.store.campaigns.update(work.op, campaign["id"], {"seed": seed})
    held = hold_out(work, campaign, seed, found.new)
    out = {row["id"] for row in held}
    rows = [(campaign["id"], row["id"], None, 1, int(row["id"] in out), work.day) for row in found.new]
    work.store.campaigns.add_participants(work.op, rows)
    return found, held, seed


def hold_out(view: View, campaign: Record, seed: str | None, new: Sequence[Row]) -> list[Row]:
    """Who of these is held out: as many as bring the share of all to the campaign's, by the least SHA-256 of seed:number."""
    if not seed or not campaign["held_out_percent"]:
        return []
    people = [row for row in folded(view.store.campaigns.of([campaign["id"]])) if row["drawn"]]
    wanted = ((len(people) + len(new)) * campaign["held_out_percent"] + 50) // 100
    missing = max(0, wanted - sum(row["held_out"] for row in people))
    codes = set(drawn(seed, [row["code"] for row in new], missing))
    return [row for row in new if row["code"] in codes]


def goes_by_habits(campaign: Record) -> bool:
    """Whether a campaign is for those whose habits its product matches."""
    return bool(campaign["product"]) and bool(campaign["matched"] or not campaign["audience"])


def _asked(view: View, campaign: Record, me: int | None) -> list[int]:
    from crmcli.workflows.filtering import filtered

    ids = (
        filtered(view, campaign["audience"] or "", me)
        if campaign["audience"]
        else view.store.campaigns.everybody()
    )
    if not goes_by_habits(campaign):
        return ids
    from crmcli.verdicts.buying import matched

    fitting = matched(view, campaign["product"])
    return [i for i in ids if i in fitting]


def nobody(campaign: Record) -> errors.Invalid:
    """That nobody was drawn for a campaign yet."""
    return errors.Invalid(
        _("Nobody was drawn for %(name)s yet.") % {"name": campaign["name"]},
        _("Draw its audience: crmcli campaign draw %(id)d") % {"id": campaign["id"]},
    )
