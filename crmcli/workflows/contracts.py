"""Contracts through their life: written down and billed, changed, paid, renewed, ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from crmcli import errors
from crmcli.database.connection import Record, Row
from crmcli.figures.instalments import Instalment, moved
from crmcli.figures.terms import renewed_end
from crmcli.i18n import _
from crmcli.store import View, Work
from crmcli.verdicts.contracts import Account, accounts, term_of
from crmcli.workflows import classifying
from crmcli.workflows.billing import BILLED, bill, billing, known, told
from crmcli.workflows.purchases import moment

#: What of a contract the one that renews it keeps, unless something else is said.
_KEPT = (
    "customer_id", "title", "kind", "amount_cents", "currency", "plan", "sites", "contact_person_id", "owner_id", "note",
)  # fmt: skip


def named(view: View, text: str) -> Row:
    """The contract that is called so: by id, number, the number on the paper, or by its customer. NotFound or Ambiguous
    otherwise."""
    name = text.strip().removeprefix("contract:").removeprefix("#").split(":")[0]
    found = view.store.contracts.numbered(name, view.day) or _by_customer(view, name)
    if not found:
        raise errors.NotFound(
            _("There is no contract %(text)s.") % {"text": text}, _("See: crmcli contract list --all")
        )
    if len(found) > 1:
        raise errors.Ambiguous(
            _("%(n)d contracts match %(text)s.") % {"n": len(found), "text": text},
            _("Use the number in front."),
            candidates=[f"{row['number']}  {row['customer']}  {row['title'] or ''}"[:70] for row in found],
        )
    return found[0]


def _by_customer(view: View, name: str) -> list[Row]:
    """The contracts of the one customer of this name that nobody ended, else all of theirs."""
    customers = [] if name.isdecimal() else view.store.customers.named(name)
    rows = view.store.contracts.listed(view.day, [customers[0]["id"]]) if len(customers) == 1 else []
    return [row for row in rows if row["ended_on"] is None] or list(rows)


def of_customer(view: View, text: str, customer_id: int) -> Row:
    """The contract of a customer that is called so. Invalid for another customer's."""
    row = named(view, text)
    if row["customer_id"] != customer_id:
        raise errors.Invalid(
            _("Contract %(number)s is of %(customer)s.")
            % {"number": row["number"], "customer": row["customer"]},
            _("See: crmcli contract list --all"),
        )
    return row


def account_of(view: View, contract_id: int) -> Account:
    """One contract as it stands; NotFound if it was taken back meanwhile."""
    return accounts(view, [view.store.contracts.get(contract_id, view.day)])[0]


def add(work: Work, values: Mapping[str, Any], typed: Sequence[Instalment] = ()) -> int:
    """A new contract of these columns. Invalid where its days or amounts don't fit, or its paper's number is known of the
    same customer."""
    instalments = billing(values, typed)
    _check_number(work, values["customer_id"], values.get("external_id"), None)
    contract_id = work.store.contracts.add(work.op, values, work.day)
    bill(work, contract_id, instalments)
    classifying.refresh(work, [values["customer_id"]])
    return contract_id


def _check_number(work: Work, customer_id: int, number: str | None, but: int | None) -> None:
    """Invalid if another contract of the customer has this number on its paper."""
    known = work.store.contracts.of_numbers([number]) if number else []
    same = next((k for k in known if k["customer_id"] == customer_id and k["id"] != but), None)
    if same is not None:
        raise errors.Invalid(
            _("Contract %(number)s of this customer has the number %(text)s already.")
            % {"number": same["number"], "text": number},
            _("See: crmcli contract show %(number)s") % {"number": same["number"]},
        )


def edit(work: Work, row: Row, values: Mapping[str, Any], typed: Sequence[Instalment] = ()) -> dict[str, Any]:
    """Changes columns of a contract and bills it anew where that follows; returns those that differ, and `instalments` if
    those do. Invalid where the term would overlap another's that it renews or that renews it, or less would be left than
    was paid."""
    now = account_of(work, row["id"])
    new = {**dict(now.row), **values}
    differing = {key: value for key, value in values.items() if now.row[key] != value}
    rebilled = typed or not BILLED.isdisjoint(differing)
    instalments = billing(new, typed or _as_they_are(work, now.row, new)) if rebilled else []
    _check_number(work, new["customer_id"], differing.get("external_id"), row["id"])
    if new["amount_cents"] < now.paid_cents:
        raise errors.Invalid(
            _("%(amount)s of this contract was paid already.") % {"amount": told(now.paid_cents)},
            _("Check --amount."),
        )
    _check_neighbours(work, new)
    work.store.contracts.edit(work.op, row["id"], differing)
    if rebilled and bill(work, row["id"], instalments) and not differing:
        differing["instalments"] = len(instalments)
    classifying.refresh(work, [new["customer_id"]])
    return differing


def _as_they_are(work: Work, row: Row, new: Mapping[str, Any]) -> list[Instalment]:
    """The dated instalments of a contract that goes on having some."""
    if new["plan"] != "dated" or row["plan"] != "dated":
        return []
    return known(work, row["id"])


def _check_neighbours(work: Work, new: Mapping[str, Any]) -> None:
    """Invalid where a term overlaps that of the contract before or after it."""
    for row in work.store.contracts.listed("9999-12-31", [new["customer_id"]]):
        if row["id"] == new["renews_id"]:
            check_after(row, date.fromisoformat(new["start_on"]))
        elif row["renews_id"] == new["id"] and not (new["end_on"] and new["end_on"] < row["start_on"]):
            raise errors.Invalid(
                _("Contract %(number)s, which renews it, begins on %(day)s.")
                % {"number": row["number"], "day": row["start_on"]},
                _("Check the days: --start and --end."),
            )


def check_after(row: Row, start: date) -> None:
    """Invalid where a day lies within the term of the contract before, or before it."""
    last = term_of(row).last
    if last is None or start <= last or start <= date.fromisoformat(row["start_on"]):
        raise errors.Invalid(
            _("Contract %(number)s runs until %(day)s.")
            % {"number": row["number"], "day": last or _("nobody knows when")},
            _("The one that renews it begins later: --start."),
        )


def renew(work: Work, row: Row, values: Mapping[str, Any], typed: Sequence[Instalment] = ()) -> int:
    """The contract that follows another: from the day after it, as long and for as much, unless the columns say otherwise.
    Invalid if it was renewed or ended, has no end, or the new term would overlap it."""
    before = account_of(work, row["id"])
    _check_renewable(before)
    begins = values.get("start_on") or _after(before.row)
    check_after(before.row, date.fromisoformat(begins))
    new = {key: before.row[key] for key in _KEPT} | {
        "start_on": begins,
        "signed_on": work.day,
        "opening_cents": 0,
    }
    new |= {**values, "renews_id": row["id"]}
    if "end_on" not in values:
        new["end_on"] = _as_long(before.row, date.fromisoformat(begins))
    new["signed_on"] = min(new["signed_on"], work.day)
    if new["plan"] == "dated" and not typed:
        typed = _moved(before, new)
    return add(work, new, typed)


def _check_renewable(before: Account) -> None:
    row = before.row
    if row["renewed_by"]:
        raise errors.Invalid(
            _("Contract %(number)s is renewed by %(next)s already.")
            % {"number": row["number"], "next": row["renewed_by"]},
            _("See: crmcli contract show %(number)s") % {"number": row["renewed_by"]},
        )
    if row["ended_on"]:
        raise errors.Invalid(
            _("Contract %(number)s was ended on %(day)s.")
            % {"number": row["number"], "day": row["ended_on"]},
            _("Write down a new one: crmcli contract add --help"),
        )
    if not row["end_on"]:
        raise errors.Invalid(
            _("Contract %(number)s has no end after which another one could begin.")
            % {"number": row["number"]},
            _("Give it one: crmcli contract edit %(number)s --end DAY") % {"number": row["number"]},
        )


def _after(row: Row) -> str:
    try:
        return (date.fromisoformat(row["end_on"]) + timedelta(days=1)).isoformat()
    except OverflowError:
        raise _behind_calendar() from None


def _as_long(row: Row, begins: date) -> str:
    start, end = date.fromisoformat(row["start_on"]), date.fromisoformat(row["end_on"])
    try:
        return renewed_end(start, end, begins).isoformat()
    except (OverflowError, ValueError):
        raise _behind_calendar() from None


def _behind_calendar() -> errors.Invalid:
    return errors.Invalid(
        _("The contract would end behind the calendar's last day."), _("Say when it ends: --end.")
    )


def _moved(before: Account, new: Mapping[str, Any]) -> list[Instalment]:
    start, begins = (date.fromisoformat(row["start_on"]) for row in (before.row, new))
    try:
        return moved(before.instalments, start, begins, new["amount_cents"])
    except (OverflowError, ValueError):
        raise _behind_calendar() from None


def end(work: Work, row: Row, day: date, reason: str) -> None:
    """Notes that a contract is in force no more from a day on, and isn't to be renewed. Invalid if it was ended already, or
    that day lies before its signing."""
    now = account_of(work, row["id"]).row
    if now["ended_on"]:
        raise errors.Invalid(
            _("Contract %(number)s was ended on %(day)s.")
            % {"number": now["number"], "day": now["ended_on"]},
            _("See: crmcli contract show %(number)s") % {"number": now["number"]},
        )
    if day.isoformat() < now["signed_on"]:
        raise errors.Invalid(
            _("The contract was signed on %(day)s only.") % {"day": now["signed_on"]},
            _("Check the day: --on."),
        )
    work.store.contracts.edit(work.op, row["id"], {"ended_on": day.isoformat(), "end_reason": reason or None})
    classifying.refresh(work, [now["customer_id"]])


def pay(work: Work, row: Row, amount: int | None, at: datetime, note: str | None) -> list[tuple[int, int]]:
    """Money that came in for a contract, by default what is open of its oldest instalment, the oldest first: an order a
    touched instalment. Returns their positions and cents. Invalid if that is more than is open, or the day lies ahead."""
    now = account_of(work, row["id"])
    when = moment(at, work.op.at, work.zone)
    _check_known(now.row, when["ordered_on"])
    asked = amount if amount is not None else (now.open[0].open_cents if now.open else 0)
    if not 0 < asked <= now.open_cents:
        raise errors.Invalid(
            _("%(open)s of contract %(number)s is open.")
            % {"open": told(now.open_cents), "number": now.row["number"]},
            _("See: crmcli contract show %(number)s") % {"number": now.row["number"]},
        )
    parts = book(work, now, asked, when, note)
    classifying.refresh(work, [now.row["customer_id"]])
    return parts


def _check_known(row: Record, day: str) -> None:
    """Invalid for a payment of a time of which nobody knows what was paid: it is in what counts as settled."""
    if row["opening_cents"] is None and day < row["created_on"]:
        raise errors.Invalid(
            _("What was paid of contract %(number)s before %(day)s isn't known and counts as settled.")
            % {"number": row["number"], "day": row["created_on"]},
            _("Give a later day: --at."),
        )


def book(
    work: Work, now: Account, cents: int, when: dict[str, Any], note: str | None = None
) -> list[tuple[int, int]]:
    """Makes orders of money that came in at a moment (its columns), at most what is open, the oldest instalment first;
    returns their positions and cents. The caller judges the customer anew."""
    parts = _parts(now, cents)
    for position, part in parts:
        order = _payment(work, now.row, position, part) | when
        purchase_id = work.store.purchases.add(work.op, {**order, "note": note})
        work.store.contracts.name(work.op, purchase_id, now.row["id"], payment=True)
    return parts


def _parts(now: Account, asked: int) -> list[tuple[int, int]]:
    """How much of a payment goes to which of the open instalments."""
    parts = []
    for each in now.open:
        part = min(asked, each.open_cents)
        if part:
            parts.append((each.position, part))
        asked -= part
    return parts


def _payment(work: Work, row: Row, position: int, cents: int) -> dict[str, Any]:
    """The columns of an order for what was paid of an instalment: each instalment is an order of its own."""
    return {
        "customer_id": row["customer_id"],
        "order_no": f"{row['number']}/{position}",
        "product": row["title"] or row["kind"],
        "amount_cents": cents,
        "currency": row["currency"],
        "status": "paid",
        "author_id": work.op.actor.id,
    }
