"""The noun that the files of the budget command share, its options, and the periods that they take."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from crmcli import errors
from crmcli.commands.campaign.shared import names
from crmcli.commands.offers import numbers
from crmcli.commands.shared import cents, customer_names, new_app, word
from crmcli.i18n import _

if TYPE_CHECKING:
    from datetime import date

app = new_app(_("What may be spent on customers, what was spent, and what is left."))

_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
_YEAR = re.compile(r"(\d{4})\s*年?")
#: Words for a month, by how many months it lies before this one.
_MONTHS = {
    "本月": 0,
    "这个月": 0,
    "this month": 0,
    "上月": 1,
    "上个月": 1,
    "last month": 1,
    "下月": -1,
    "下个月": -1,
    "next month": -1,
}
_YEARS = {
    "今年": 0,
    "本年": 0,
    "this year": 0,
    "去年": 1,
    "上年": 1,
    "last year": 1,
    "明年": -1,
    "next year": -1,
}


def money_or_none(text: str) -> int:
    """A parser for an amount that may be nothing, where only time was spent."""
    return 0 if re.fullmatch(r"0+(\.0+)?", text.strip()) else cents(text)


Category = Annotated[
    str,
    typer.Argument(
        parser=word("expense_category"),
        metavar="CATEGORY",
        help=_("What it is spent on: visits, events, gifts, travel …"),
    ),
]
OnlyCategory = Annotated[
    str | None,
    typer.Option(
        "--category", "--类别", parser=word("expense_category"), help=_("Only this sort of expense.")
    ),
]
Year = Annotated[str, typer.Option("--year", "--年", metavar="YEAR", help=_("A year: 2026, this year."))]
Month = Annotated[
    str, typer.Option("--month", "--月", metavar="MONTH", help=_("A month: 2026-11, last month."))
]
Customer = Annotated[
    str | None,
    typer.Option(
        "--customer",
        "--客户",
        metavar="CUSTOMER",
        autocompletion=customer_names,
        help=_("For this customer."),
    ),
]
Complaint = Annotated[
    str | None,
    typer.Option("--complaint", "--投诉", autocompletion=numbers("complaint"), help=_("For this complaint.")),
]
Campaign = Annotated[
    str | None,
    typer.Option("--campaign", "--活动", autocompletion=names, help=_("For this campaign or event.")),
]
Retention = Annotated[
    int | None, typer.Option("--retention", "--挽留", min=0, help=_("For this case of keeping a customer."))
]
Minutes = Annotated[
    int | None,
    typer.Option("--minutes", "--用时", min=0, max=100_000, help=_("The working time it took, in minutes.")),
]
What = Annotated[
    str | None,
    typer.Option("--for", "--what", "--用于", metavar="TEXT", help=_("What it was spent on, in words.")),
]
Note = Annotated[str | None, typer.Option("--note", "--备注", help=_("A note."))]


def period_of(year: str, month: str, today: date) -> str | None:
    """The year (2026) or month (2026-11) that was asked for; None for neither. Usage for both, and for what is none."""
    if year and month:
        raise errors.Usage(_("Give --year or --month, not both."), _("See: crmcli budget list --help"))
    if year:
        return _year(year.strip().lower(), today)
    return _month(month.strip().lower(), today) if month else None


def _year(text: str, today: date) -> str:
    if text in _YEARS:
        return f"{today.year - _YEARS[text]:04d}"
    found = _YEAR.fullmatch(text)
    if found is None or int(found[1]) == 0:
        raise errors.Usage(_("%(text)s is no year.") % {"text": text}, _("Write it like 2026."))
    return found[1]


def _month(text: str, today: date) -> str:
    if text in _MONTHS:
        from crmcli.dates.months import add_months

        return add_months(today.replace(day=1), -_MONTHS[text]).isoformat()[:7]
    found = _MONTH.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) == 0:
        raise errors.Usage(_("%(text)s is no month.") % {"text": text}, _("Write it like 2026-11."))
    return f"{found[1]}-{int(found[2]):02d}"
