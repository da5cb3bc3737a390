"""Who signs up for a campaign, and who came: one by one, or by a sheet that was signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from crmcli import errors
from crmcli.database.connection import Record
from crmcli.i18n import _
from crmcli.store import View, Work
from crmcli.verdicts.campaigns import state_of


class Noted(NamedTuple):
    """What was noted of a customer: whether they had been drawn, are held out, and whether anything differs from before."""

    customer_id: int
    drawn: bool
    held_out: bool
    changed: bool


def answer(work: Work, campaign: Record, about: Record, said: str, person_id: int | None) -> Noted:
    """Notes that a customer signed up (yes) or declined (no); who wasn't drawn takes part from then on. Invalid for a campaign that
    is over or canceled."""
    from crmcli.workflows.campaigns.planning import refuse_ended

    refuse_ended(work, campaign)
    return _note(work, campaign, about, person_id, {"answer": said, "answered_on": work.day})


def attend(
    work: Work, campaign: Record, about: Record, person_id: int | None, told: Mapping[str, Any]
) -> Noted:
    """Notes whether a customer came (`attended`), and what a training brought (`score`, `passed`) as far as it is told; who wasn't
    drawn is there all the same."""
    day = came_on(work, campaign)
    if not told["attended"]:
        told = {**told, "score": None, "passed": None}
    return _note(work, campaign, about, person_id, {"attended_on": day.isoformat(), **told})


def came_on(view: View, campaign: Record) -> date:
    """The day on which somebody came whom one hears of now: today while the campaign runs, else its last day. Invalid for one that
    hasn't begun or is canceled."""
    state = state_of(campaign, view.day)
    if state == "canceled":
        raise errors.Invalid(
            _("%(name)s is canceled.") % {"name": campaign["name"]}, _("See: crmcli campaign list")
        )
    if state == "planned":
        raise errors.Invalid(
            _("%(name)s begins on %(day)s.") % {"name": campaign["name"], "day": campaign["start_on"]},
            _("Who signs up for it: crmcli campaign answer %(id)d CUSTOMER yes") % {"id": campaign["id"]},
        )
    return min(view.as_of.on, date.fromisoformat(campaign["end_on"]))


def _note(
    work: Work, campaign: Record, about: Record, person_id: int | None, values: Mapping[str, Any]
) -> Noted:
    mine = work.store.campaigns.of_customer(about["id"], campaign_id=campaign["id"])[::-1]
    row = _first(mine, person_id)
    if row is None:
        added = (campaign["id"], about["id"], person_id, 0, 0, values.get("attended_on") or work.day)
        row_id, changed = work.store.campaigns.add_participants(work.op, [added])[0], True
    else:
        row_id, changed = row["id"], False
    person = {"contact_person_id": person_id} if person_id else {}
    differs = work.store.campaigns.update_participants(work.op, {row_id: {**person, **_new(row, values)}})
    drawn = any(each["drawn"] for each in mine)
    held_out = any(each["held_out"] for each in mine) and not any(each["invited_on"] for each in mine)
    return Noted(about["id"], drawn, held_out, changed or bool(differs))


def _first(mine: Sequence[Record], person_id: int | None) -> Record | None:
    """The row that is meant: the person's own, else one that names nobody; for whoever is not named the one that was invited, or
    the first."""
    unnamed = [row for row in mine if row["contact_person_id"] is None]
    if person_id:
        own = [row for row in mine if row["contact_person_id"] == person_id]
        return next(iter([*own, *unnamed]), None)
    return next(iter([*(row for row in mine if row["invited_on"]), *unnamed, *mine]), None)


def _new(row: Record | None, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values without the day, where all else stands so already."""
    days = ("answered_on", "attended_on")
    if row is not None and all(row[name] == value for name, value in values.items() if name not in days):
        return {}
    return values
