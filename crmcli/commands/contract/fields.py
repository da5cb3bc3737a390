"""What is typed of a contract: its options, and the columns that they make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.offers import numbers
from crmcli.commands.shared import assignee, cents, contact_person, new_app, present_names, word
from crmcli.figures.instalments import Instalment
from crmcli.i18n import _

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record, Row

Number = Annotated[
    str,
    typer.Argument(
        metavar="CONTRACT",
        autocompletion=numbers("contract"),
        help=_("Number, the paper's own number, or id."),
    ),
]
Amount = Annotated[
    int | None,
    typer.Option("--amount", "--金额", parser=cents, help=_("In currency units: 12800, 1.28万.")),
]
Start = Annotated[
    str | None, typer.Option("--start", "--开始", metavar="DAY", help=_("First day of its term."))
]
End = Annotated[str | None, typer.Option("--end", "--结束", metavar="DAY", help=_("Last day of its term."))]
Plan = Annotated[
    str | None,
    typer.Option(
        "--plan",
        "--付款方式",
        parser=word("billing_plan"),
        help=_("How it is billed: once, monthly, quarterly, half-yearly, yearly or dated."),
    ),
]
Instalments = Annotated[
    list[str] | None,
    typer.Option(
        "--instalment",
        "--分期",
        metavar="DAY=AMOUNT",
        help=_("A day and what is due on it, or its part (30%); may be given often."),
    ),
]
Paper = Annotated[
    str | None,
    typer.Option("--number", "--合同编号", help=_("The number on the paper; it finds the contract.")),
]
Title = Annotated[str | None, typer.Option("--title", "--名称", help=_("What the contract is called."))]
Kind = Annotated[str | None, typer.Option("--kind", "--类型", help=_("What kind of contract it is."))]
Sites = Annotated[str | None, typer.Option("--sites", "--地点", help=_("Where the service is given."))]
Contact = Annotated[
    str | None, typer.Option("--contact", "--联系人", help=_("The customer's contact person for it."))
]
Owner = Annotated[
    str | None,
    typer.Option(
        "--owner",
        "--负责人",
        autocompletion=present_names,
        help=_("Who looks after it; the customer's owner by default."),
    ),
]
Signed = Annotated[
    str | None, typer.Option("--signed", "--签订", metavar="DAY", help=_("When it was signed."))
]
Note = Annotated[str | None, typer.Option("--note", "--备注", help=_("A note."))]


#: The command, to which the steps that follow belong, too.
app = new_app(_("Contracts with a term and instalments."))


def columns_of(crm: Context, about: Record, given: dict[str, Any]) -> dict[str, Any]:
    """The columns of what was given of a customer's contract; an empty text clears."""
    days = {"start": "start_on", "end": "end_on", "signed": "signed_on"}
    texts = {"number": "external_id", "title": "title", "kind": "kind", "sites": "sites", "note": "note"}
    values: dict[str, Any] = {}
    for name, value in given.items():
        if value is None:
            continue
        text = value.strip() if isinstance(value, str) else value
        if name in days:
            values[days[name]] = crm.day(text, ahead=name == "end").isoformat() if text else None
        elif name in texts:
            values[texts[name]] = text or None
        elif name == "contact":
            values["contact_person_id"] = contact_person(crm, about, text)
        elif name == "owner":
            values["owner_id"] = assignee(crm, text) if text else None
        else:
            values[name] = value
    return values


def instalments_of(crm: Context, texts: Sequence[str] | None, amount: int) -> list[Instalment]:
    """The instalments as typed: each a day and an amount, or all of them parts of the contract's amount in cents, of which
    the last takes what can't be split. Usage for other texts."""
    pairs = [_pair(text) for text in texts or ()]
    shares = [_share(text) for _day, text in pairs]
    days = [crm.day(day, ahead=True) for day, _text in pairs]
    if all(share is None for share in shares):
        return [Instalment(day, cents(text)) for day, (_d, text) in zip(days, pairs, strict=True)]
    parts = [share for share in shares if share is not None]
    if len(parts) < len(shares) or sum(parts) != _WHOLE:
        raise errors.Usage(
            _("The parts of the instalments don't make 100%."),
            _("Give all of them in percent, or all as amounts: --instalment."),
        )
    upto = [amount * sum(parts[: n + 1]) // _WHOLE for n in range(len(parts))]
    return [Instalment(day, end - start) for day, start, end in zip(days, [0, *upto], upto, strict=False)]


#: Parts are counted in hundredths of a percent.
_WHOLE = 10_000


def _share(text: str) -> int | None:
    """A part (30%) in hundredths of a percent; None for an amount."""
    number, percent, _rest = text.replace("％", "%").partition("%")
    if not percent:
        return None
    try:
        return round(float(number) * 100)
    except (ValueError, OverflowError):
        raise _unreadable(text) from None


def _pair(text: str) -> tuple[str, str]:
    day, _sign, amount = text.replace("＝", "=").partition("=")
    if not (day.strip() and amount.strip()):
        raise _unreadable(text)
    return day.strip(), amount.strip()


def _unreadable(text: str) -> errors.Usage:
    return errors.Usage(
        _("%(text)s is no instalment.") % {"text": text}, _("Write a day and an amount: 2026-03-01=30000.")
    )


def with_plan(values: dict[str, Any], texts: Sequence[str] | None, row: Row | None = None) -> dict[str, Any]:
    """The columns with the plan that instalments, once they are typed, make; Usage where another one was typed."""
    if not texts:
        return values
    if values.get("plan", "dated") != "dated":
        raise errors.Usage(
            _("Only a contract that is billed on dated days has instalments of its own."),
            _("Leave out --plan, or --instalment."),
        )
    return values if row and row["plan"] == "dated" else {**values, "plan": "dated"}


def typed(crm: Context, about: Any, given: dict[str, Any], instalment: list[str] | None) -> dict[str, Any]:
    """The columns of what was given, with the plan that instalments make. Invalid for a signing ahead."""
    values = with_plan(columns_of(crm, about, given), instalment)
    signed = values.get("signed_on")
    if signed and signed > crm.today.isoformat():
        raise errors.Invalid(_("%(day)s lies ahead.") % {"day": signed}, _("Check the day: --signed."))
    return values
