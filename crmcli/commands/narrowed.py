"""What is worked out of some customers alone, whom a filter finds: reports, figures, searches."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from crmcli.commands.shared import chosen
from crmcli.i18n import _

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.reports.model import Report


def narrowed(crm: Context, where: str | None) -> AbstractContextManager[None]:
    """Everybody, or only the customers that a filter finds."""
    ids = chosen(crm, where)
    if ids is None:
        return nullcontext()
    # What is damaged is told of before; a part of it may not show it.
    _ = crm.store.figures
    return crm.store.db.narrowed(ids)


def noted(report: Report, where: str | None) -> Report:
    """The report, which says of whom it is if a filter chose them."""
    if where is None:
        return report
    note = _("Only customers found by: %(filter)s") % {"filter": where}
    return replace(report, notes=[note, *report.notes])
