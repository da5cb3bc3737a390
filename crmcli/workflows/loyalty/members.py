"""Who belongs to the programme, and points that no order brought."""

from __future__ import annotations

from datetime import date
from typing import Any

from crmcli import errors
from crmcli.database.connection import Record
from crmcli.i18n import _
from crmcli.judging.points import LEVELS
from crmcli.store import Work
from crmcli.verdicts.points import balance
from crmcli.workflows.customers import refuse_taken_card
from crmcli.workflows.loyalty import earning
from crmcli.workflows.loyalty.ledger import expire, give, take


def join(work: Work, about: Record, *, since: date | None, number: str | None) -> bool:
    """Makes a customer a member from a day on (today), at the level that they merit; False for one who is. Their orders from
    that day on earn, whenever they are entered. Invalid for a number that another member has."""
    row = work.store.customers.get(about["id"])
    refuse_taken_card(work.store, number, {**dict(row), "is_member": 1})
    values: dict[str, Any] = {"is_member": 1} if not row["is_member"] else {}
    if values or since:
        values["member_since"] = (since or work.as_of.on).isoformat()
    if number:
        values["member_no"] = number
    if not row["member_level"]:
        values["member_level"] = LEVELS[0]
    is_new = not row["is_member"]
    work.store.customers.edit(work.op, row["id"], values)
    earning.settle(work, [row["id"]], work.store.points.tiers([row["id"]]))
    return is_new


def require(work: Work, about: Record) -> None:
    """Invalid for who is no member."""
    if about["id"] not in work.store.points.members([about["id"]]):
        raise errors.Invalid(
            _("%(name)s is no member.") % {"name": about["name"]},
            _("Make them one: crmcli loyalty join %(id)d") % {"id": about["id"]},
        )


def earn(work: Work, about: Record, points: int, note: str, kind: str = "task") -> None:
    """Gives a member points for something that is no order."""
    require(work, about)
    give(work, about["id"], points, kind, note=note or None)


def withdraw(work: Work, about: Record, points: int, note: str) -> None:
    """Takes points from a member. Invalid for more than there are."""
    expire(work, [about["id"]])
    refuse_more(work, about, points)
    take(work, about["id"], points, "adjust", note=note or None)


def refuse_more(work: Work, about: Record, points: int) -> None:
    """Invalid where a customer has fewer points."""
    there = balance(work.present, about["id"])
    if points > there:
        raise errors.Invalid(
            _("%(name)s has %(there)d points, not %(points)d.")
            % {"name": about["name"], "there": there, "points": points},
            _("See: crmcli loyalty show %(id)d") % {"id": about["id"]},
        )
