"""Absences: who is away, who stands in for them, and for whom somebody stands in on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from crmcli import errors
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.store import View, Work
from crmcli.wording import shell_word


def stands_in_for(view: View, staff_id: int) -> list[Row]:
    """The absences of all for whom somebody stands in on the day, also of those for whom an absent one would."""
    return _covered(view.store.absences.on(view.day, view.at), staff_id)


def _covered(absences: Iterable[Row], staff_id: int) -> list[Row]:
    left, found, asked = list(absences), list[Row](), [staff_id]
    while asked:
        who = asked.pop(0)
        mine = [row for row in left if row["stand_in_id"] == who]
        left = [row for row in left if row["stand_in_id"] != who]
        found += mine
        asked += [row["staff_id"] for row in mine]
    return [row for row in found if row["staff_id"] != staff_id]


def begin(work: Work, person: Row, stand_in: Row, days: tuple[date, date], reason: str | None) -> int:
    """Keeps that somebody is away on these days, the first and the last included, and who stands in.

    Invalid where the days are over, the stand-in is nobody else or away as well, or the person is away then already.
    """
    first, last = days
    if last < work.as_of.on:
        raise errors.Invalid(
            _("%(day)s is over.") % {"day": last}, _("Name a day from today on, such as tomorrow..+7d.")
        )
    if person["id"] == stand_in["id"]:
        raise errors.Invalid(
            _("%(name)s can't stand in for themselves.") % {"name": person["name"]},
            _("Name somebody else with --stand-in."),
        )
    for row in work.store.absences.since(first.isoformat(), work.at):
        if row["from_on"] <= last.isoformat() and row["staff_id"] in (person["id"], stand_in["id"]):
            told = {"name": row["person"], "first": row["from_on"], "last": row["until_on"]}
            raise errors.Invalid(
                _("%(name)s is away from %(first)s to %(last)s already.") % told,
                _("Cancel that with: crmcli staff away %(name)s --cancel")
                % {"name": shell_word(row["person"])},
            )
    return work.store.absences.add(
        work.op,
        {
            "staff_id": person["id"],
            "stand_in_id": stand_in["id"],
            "from_on": first.isoformat(),
            "until_on": last.isoformat(),
            "reason": reason,
        },
    )


def cancel(work: Work, person: Row) -> list[Row]:
    """Somebody is back, or not away after all: ends every absence of theirs that is not over. Invalid if there is none."""
    mine = [row for row in _not_over(work) if row["staff_id"] == person["id"]]
    if not mine:
        raise errors.Invalid(
            _("No absence of %(name)s stands.") % {"name": person["name"]}, _("See: crmcli staff away")
        )
    for row in mine:
        work.store.absences.cancel(work.op, row["id"])
    return mine


def pass_on(work: Work, person: Row, to: Row) -> None:
    """Somebody leaves: their own absences are no more, and who takes over stands in where they did."""
    for row in _not_over(work):
        if row["staff_id"] == person["id"] or (row["stand_in_id"], row["staff_id"]) == (
            person["id"],
            to["id"],
        ):
            work.store.absences.cancel(work.op, row["id"])
        elif row["stand_in_id"] == person["id"]:
            work.store.absences.entrust(work.op, row["id"], to["id"])


def _not_over(work: Work) -> list[Row]:
    return work.store.absences.since(work.day, work.at)
