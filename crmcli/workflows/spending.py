"""Money that is spent for customers: budgets set, expenses noted, put right, taken away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmcli import errors
from crmcli.database.connection import Record
from crmcli.i18n import _
from crmcli.store import Work


def set_budget(work: Work, category: str, period: str, cents: int, note: str | None) -> bool:
    """What may be spent on a category in a year or month from today on; False if it was so already."""
    before = work.store.expenses.budgets(None).get((category, period))
    if before is not None and before["amount_cents"] == cents and (note is None or note == before["note"]):
        return False
    values = {"category": category, "period": period, "amount_cents": cents, "note": note}
    work.store.expenses.set_budget(work.op, values, work.day)
    return True


def spend(work: Work, values: Mapping[str, Any], complaint: Record | None) -> int:
    """Notes an expense; its id. Invalid for the compensation of a complaint that tells it itself."""
    if complaint is not None and values["category"] == "compensation":
        _refuse_told(complaint)
    return work.store.expenses.add(work.op, values)


def edit(work: Work, row: Record, values: Mapping[str, Any], complaint: Record | None) -> bool:
    """Puts an expense right; False if nothing differs. Invalid like `spend`, and where neither money nor time is left."""
    after = {**dict(row), **values}
    if not after["amount_cents"] and not after["minutes"]:
        raise errors.Invalid(
            _("Expense %(id)d would be neither money nor time.") % {"id": row["id"]},
            _("Take it away with: crmcli budget remove %(id)d") % {"id": row["id"]},
        )
    if complaint is not None and after["category"] == "compensation":
        _refuse_told(complaint)
    return work.store.expenses.update(work.op, row["id"], values)


def _refuse_told(complaint: Record) -> None:
    """Invalid where the compensation stands at the complaint, or can be said when it is resolved."""
    told = {"number": complaint["number"]}
    if complaint["compensation_cents"]:
        raise errors.Invalid(
            _("The compensation of complaint %(number)s stands at it, and counts already.") % told,
            _("See: crmcli complaint show %(number)s") % told,
        )
    if complaint["closed_on"] is None:
        raise errors.Invalid(
            _("What complaint %(number)s is compensated with is said when it is resolved.") % told,
            _("Resolve it with: crmcli complaint resolve %(number)s --compensation AMOUNT") % told,
        )
