"""Recorded contacts that are put right: what was said, how, when, with whom, and whether anybody was reached."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from crmcli import clock, errors
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.naming import Reader
from crmcli.queries.appointments import settles_from
from crmcli.store import Store, Work
from crmcli.workflows import classifying
from crmcli.workflows.contacts import follow
from crmcli.workflows.customers import Clash

#: What is put right as it was given; the rest follows from what was.
_PLAIN = ("content", "channel", "direction", "contact_person_id", "feedback", "level")


def correct(work: Work, row: Row, given: Mapping[str, Any]) -> dict[str, Any]:
    """Puts a contact right; what differs now. `given` has of content, channel, direction, contact_person_id, feedback, level, author_id, `at`
    (an instant) and `reached` what is to be changed.

    Steps that it settles or replaces follow it, and whoever it reaches now has been answered; what it had answered stays so.
    Invalid in the future, after the step that it agreed, and for one that was answered before it came in.
    """
    values = {name: given[name] for name in _PLAIN if name in given}
    if "author_id" in given:
        values |= {"author_id": given["author_id"], "author": None}
    if "at" in given:
        values |= _moved(work, row, given["at"])
    if given.keys() & {"channel", "reached"}:
        values |= _reach(work, row, given)
    differing = {name: value for name, value in values.items() if row[name] != value}
    if not differing:
        return {}
    work.store.interactions.edit(work.op, row["id"], differing)
    if differing.get("effective"):
        now = dict(row) | differing
        follow(work, row["customer_id"], now["occurred_at"], now["answered_at"], now["author_id"])
    classifying.refresh(work, [row["customer_id"]])
    return differing


def _moved(work: Work, row: Row, at: datetime) -> dict[str, Any]:
    """The columns of another moment."""
    moment, day = clock.iso(at), clock.local_date(at, work.zone).isoformat()
    if at > work.as_of.instant:
        raise errors.Invalid(_("A contact can't lie in the future."), _("Check when it was: --at."))
    if (row["next_on"] and row["next_on"] < day) or (row["next_at"] and row["next_at"] <= moment):
        raise errors.Invalid(_("The next contact would be before this one."), _("Check when it was: --at."))
    values = {"occurred_at": moment, "occurred_on": day}
    if row["next_on"]:
        early = work.policy.contact.early_days
        values["next_settles_on"] = settles_from(row["next_on"], day, early) or day
    if row["received_at"] is not None and row["received_at"] == row["occurred_at"]:
        if row["answered_at"] and row["answered_at"] < moment:
            raise errors.Invalid(
                _("It can't be answered before it came in, or in the future."), _("Check when it was: --at.")
            )
        values["received_at"] = moment
    return values


def _reach(work: Work, row: Row, given: Mapping[str, Any]) -> dict[str, int]:
    """Whether it is an effective contact, and care, by its channel and by whether anybody was reached."""
    policy = work.policy
    could, can = (policy.can_be_effective(c) for c in (row["channel"], given.get("channel", row["channel"])))
    # By a channel that can be no effective contact news was sent, which stands as care.
    reached = given.get("reached", bool(row["effective"] or row["care"] or not could))
    greeted = bool(row["care"]) and could
    told = reached and not can and given.get("direction", row["direction"]) == "out"
    return {"effective": int(reached and can and not greeted), "care": int(greeted or told)}


# -- what somebody else put right meanwhile ----------------------------------------------------------------


def version_of(store: Store, interaction_id: int) -> int:
    """How often a contact was written: 1 as it was recorded, one more with every change."""
    return 1 + len(_changes(store, interaction_id))


def refuse_overwriting(store: Store, row: Row, seen: int, given: Mapping[str, Any], reader: Reader) -> None:
    """Conflict if somebody changed one of the given columns since version `seen`; Usage if there is no such version yet."""
    changes = _changes(store, row["id"])
    if seen > len(changes) + 1:
        told = {"id": row["id"], "seen": seen, "version": len(changes) + 1}
        raise errors.Usage(
            _("Contact %(id)d has no version %(seen)d; the newest is %(version)d.") % told,
            _("See: crmcli interaction list"),
        )
    found = list(_clashes(changes[max(0, seen - 1) :], row, given, reader))
    if found:
        raise errors.Conflict(
            str(found[0]),
            _("Look at it, then edit again: crmcli interaction list"),
            candidates=list(map(str, found[1:])),
        )


def _clashes(changes: Collection[Row], row: Row, given: Mapping[str, Any], reader: Reader) -> list[Clash]:
    found: dict[str, Clash] = {}
    for change in changes:
        image = json.loads(change["before"] or "{}")
        for name in image.keys() & given.keys() - found.keys():
            values = (image[name], row[name], given[name])
            if row[name] not in (image[name], given[name]):
                told = (reader.value("interaction", name, value) for value in values)
                found[name] = Clash(name, change["actor"], *told)
    return list(found.values())


def _changes(store: Store, interaction_id: int) -> list[Row]:
    return [
        change
        for change in store.history.of_row("interaction", interaction_id)
        if change["action"] == "update"
    ]
