"""What a manager found of a record of the week's sample."""

from __future__ import annotations

from crmcli import errors
from crmcli.actors import MANAGERS, Actor
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.store import Work
from crmcli.verdicts import checks


def judge(work: Work, interaction_id: int, verdict: str, note: str | None) -> bool:
    """Keeps what was found of a record, or changes it; False if it stood so already.

    NotAllowed for one's own record, Invalid for one outside the sample of its week, and while that week still runs.
    """
    row = work.store.interactions.get(interaction_id)
    if is_own(work.op.actor, row):
        raise errors.NotAllowed(
            _("Record %(id)d is your own; somebody else checks it.") % {"id": interaction_id},
            _("See: crmcli review sample"),
        )
    week = checks.recorded_in(work, row["recorded_at"])
    kept = work.store.checks.of_record(interaction_id, str(week))
    if kept is None:
        _refuse_unasked(work, row)
    values = {"verdict": verdict} | ({} if note is None else {"note": note or None})
    if kept is None:
        work.store.checks.add(
            work.op, {**values, "week": str(week), "interaction_id": interaction_id}, work.day
        )
        return True
    held = {key: kept[key] for key in values}
    if held == values:
        return False
    return work.store.checks.edit(work.op, kept["id"], {**values, "checker_id": work.op.actor.id})


def _refuse_unasked(work: Work, row: Row) -> None:
    week = checks.recorded_in(work, row["recorded_at"])
    if not checks.is_over(work, week):
        raise errors.Invalid(
            _("Record %(id)d was entered this week; the week is checked once it is over.")
            % {"id": row["id"]},
            _("See: crmcli review sample"),
        )
    if row["imported"] or row["id"] not in {one["id"] for one in checks.records(work, week)}:
        raise errors.Invalid(
            _("Record %(id)d is not in the sample of its week, %(week)s.") % {"id": row["id"], "week": week},
            _("See: crmcli review sample --week %(week)s") % {"week": week},
        )


def is_own(actor: Actor, row: Row) -> bool:
    """Whether somebody made a contact or entered it."""
    return actor.id is not None and actor.id in (row["author_id"], row["recorder_id"])


def may_check(actor: Actor) -> bool:
    return actor.role in MANAGERS
