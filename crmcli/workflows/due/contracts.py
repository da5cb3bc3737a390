"""Rows of the due list about contracts: those that end soon or ended and nobody renewed, and instalments to be paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.figures.terms import reminders
from crmcli.i18n import _, ngettext, series
from crmcli.judging.scoring import urgency_of
from crmcli.service.items import CONTRACT_MATTERS
from crmcli.store import View
from crmcli.verdicts.contracts import Account, accounts
from crmcli.wording import shell_word
from crmcli.workflows.due.rows import DueRow, Wanted

if TYPE_CHECKING:
    from crmcli.database.connection import Row


def contract_rows(view: View, wanted: Wanted) -> Iterator[DueRow]:
    """What is due of contracts, for who looks after them."""
    for each in accounts(view, _candidates(view, wanted)):
        if wanted.owner_id not in (None, each.owner_id):
            continue
        for matter in CONTRACT_MATTERS:
            day = due_on(view, each, matter, wanted.until)
            if day is not None:
                yield _row(view, each, matter, day)


def _candidates(view: View, wanted: Wanted) -> list[Row]:
    """The contracts of which something may be due: of today only those that an index tells."""
    stored = view.store.contracts
    if view.past is None:
        ahead = max(view.policy.due.contract_days, default=0)
        return stored.due(view.as_of.on, wanted.until, ahead, wanted.owner_id)
    return stored.listed(view.day)


def due_on(view: View, each: Account, matter: str, until: date) -> date | None:
    """The day on which something of a contract fell or falls due by another; None if it doesn't."""
    if matter == "payment":
        return next((part.due_on for part in each.open if part.due_on <= until), None)
    if each.row["end_on"] and each.row["end_on"] < each.row["created_on"]:
        # It was over before it came here.
        return None
    marks = reminders(each.term, view.policy.due.contract_days)
    return max((mark for mark in marks if mark <= until), default=None)


def _row(view: View, each: Account, matter: str, day: date) -> DueRow:
    row, overdue = each.row, (view.as_of.on - day).days
    score, parts = urgency_of(view.policy.urgency, "contract", overdue)
    return DueRow(
        item=f"contract:{row['id']}:{matter}",
        kind="contract",
        customer_id=row["customer_id"],
        due_at=day.isoformat(),
        overdue_days=max(0, overdue),
        urgency=score,
        terms=parts,
        why=_payment(view, each, day) if matter == "payment" else _renewal(view, each),
        owner_id=each.owner_id,
    )


def _renewal(view: View, each: Account) -> str:
    """Until when a contract runs or ran, and what it is."""
    left = (each.term.end - view.as_of.on).days if each.term.end else 0
    told = {"contract": _called(each), "day": each.row["end_on"], "n": left}
    if left < 0:
        return _("%(contract)s ended on %(day)s") % told
    ends = ngettext(
        "%(contract)s ends on %(day)s, in %(n)d day", "%(contract)s ends on %(day)s, in %(n)d days", left
    )
    return ends % told


def _payment(view: View, each: Account, day: date) -> str:
    """What of a contract is to be paid: an instalment, or several and since when."""
    parts = each.due(max(day, view.as_of.on))
    told: dict[str, Any] = {
        "contract": _called(each),
        "amount": f"{sum(part.open_cents for part in parts) / 100:,.2f}",
        "n": parts[0].position,
        "last": parts[-1].position,
        "day": parts[0].due_on,
    }
    if len(parts) == 1:
        return _("%(contract)s: instalment %(n)d, %(amount)s") % told
    return _("%(contract)s: instalments %(n)d–%(last)d, %(amount)s, since %(day)s") % told


def _called(each: Account) -> str:
    """Our number of a contract, the paper's own, by which people know it, and its title."""
    return series(filter(None, (each.row["number"], each.row["external_id"], each.row["title"])))


def way_on(view: View, contract_id: int, matter: str) -> str:
    """The sentence with the command that settles what the due list says of a contract."""
    number = shell_word(view.store.contracts.get(contract_id, view.day)["number"])
    if matter == "payment":
        return _("When it is paid: crmcli contract pay %(number)s") % {"number": number}
    return _("Renew it: crmcli contract renew %(number)s   or end it: crmcli contract end %(number)s") % {
        "number": number
    }


def refuse_tick(view: View, contract_id: int, matter: str) -> errors.Usage:
    """What to say where a tick doesn't tell what was paid, or agreed."""
    said = (
        _("A payment says how much came in.")
        if matter == "payment"
        else _("A contract is renewed or ended, not ticked off.")
    )
    return errors.Usage(said, way_on(view, contract_id, matter))
