"""What is typed of a trial: its product, and its last day or how long it runs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from crmcli import errors
from crmcli.i18n import _

if TYPE_CHECKING:
    from crmcli.context import Context


def product(text: str) -> str:
    """A product's name as it was typed, without needless spaces; Usage for none."""
    if not text.strip():
        raise errors.Usage(_("The product is missing."), _("See: crmcli trial start --help"))
    return " ".join(text.split())


def last_day(crm: Context, begins: date, until: str | None, days: int | None) -> date:
    """The last day as it was typed; Usage unless it was told in one way."""
    if (until is None) == (days is None):
        raise errors.Usage(
            _("Say until when they try it, in one way."),
            _("Give the last day (--until DAY) or how long (--days N)."),
        )
    return crm.day(until, ahead=True) if until else begins + timedelta(days=(days or 1) - 1)
