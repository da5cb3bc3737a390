"""How contracts are shown: lists, and one with its instalments and payments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.commands.beside import beside, texts
from crmcli.commands.shared import in_units
from crmcli.i18n import _, remarked, series, titled
from crmcli.render.cells import money
from crmcli.result import Column, Result, Table
from crmcli.wording import clean, label
from crmcli.workflows.contracts import account_of

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.verdicts.contracts import Account

_MORE = (
    "customer_id", "customer_code", "title", "kind", "signed_on", "plan", "ended_on", "end_reason", "renews", "renewed_by",
    "contact_person", "sites", "note", "currency",
)  # fmt: skip


def list_table(found: Sequence[Account], title: str = "", *, one_customer: bool = False) -> Table:
    """Contracts as a list."""
    columns = [
        Column("number", _("Contract"), "code"),
        Column("external_id", _("Paper's number"), "code"),
        Column("customer", _("Customer")),
        Column("start_on", _("Begins"), "date"),
        Column("end_on", _("Ends"), "date"),
        Column("state", _("State"), "word", "contract_state"),
        Column("amount", _("Amount"), "money"),
        Column("paid", _("Paid"), "money"),
        Column("open", _("Outstanding"), "money"),
        Column("owner", _("Owner")),
        Column("id", "id", "int"),
        *(Column(key, key) for key in _MORE),
    ]
    rows = [
        {
            **each.as_row(),
            "amount": each.row["amount_cents"],
            "paid": each.paid_cents,
            "open": each.open_cents,
        }
        for each in found
    ]
    empty = {key for key in ("external_id", "owner") if not any(row[key] for row in rows)}
    hidden = {"id", *_MORE, *empty} | ({"customer"} if one_customer else set())
    return Table("contracts", columns, rows, title=title, machine_only=frozenset(hidden))


def details(crm: Context, account: Account, lines: Sequence[str] = ()) -> Result:
    """One contract with its instalments, what was paid, and the orders that name it."""
    row = account.row
    orders = crm.store.contracts.orders(row["id"], crm.view.day)
    open_of = {each.position: each for each in account.open}
    billed = [
        {
            "position": n,
            "due_on": each.due_on.isoformat(),
            "amount_cents": each.cents,
            "open_cents": open_of[n].open_cents if n in open_of else 0,
        }
        for n, each in enumerate(account.instalments, 1)
    ]
    told = [
        {**dict(order), "left_cents": order["amount_cents"] - order["refunded_cents"]} for order in orders
    ]
    payments, named = ([o for o in told if bool(o["payment"]) == paid] for paid in (True, False))
    data = in_units(account.as_row()) | {"custom": texts(row)}
    data |= {"instalments": [in_units(each) for each in billed]}
    data |= {"payments": [in_units(o) for o in payments], "orders": [in_units(o) for o in named]}
    tables = [
        _billed(billed),
        _orders("payments", payments, _("Paid")),
        _orders("orders", named, _("Orders")),
    ]
    return Result(
        crm.command,
        data=data,
        lines=[*lines, *_head(account)],
        tables=[table for table in tables if table.rows],
    )


def _head(account: Account) -> list[str]:
    row = account.row
    term = f"{row['start_on']} – {row['end_on'] or _('no end')}"
    parts = [
        titled(_("Term"), remarked(term, label("contract_state", account.state))),
        titled(_("Amount"), remarked(money(row["amount_cents"]), label("billing_plan", row["plan"]))),
        titled(_("Paid"), money(account.paid_cents)),
        titled(_("Outstanding"), money(account.open_cents)),
    ]
    if row["opening_cents"] is None:
        parts.append(_("what was paid before %(day)s is not known") % {"day": row["created_on"]})
    names = {
        "external_id": _("Paper's number"), "kind": _("Kind"), "sites": _("Sites"), "contact_person": _("Contact person"),
        "owner": _("Owner"), "signed_on": _("Signed"), "renews": _("Renews"), "renewed_by": _("Renewed by"),
        "ended_on": _("Ended"), "end_reason": _("Why"), "note": _("Note"),
    }  # fmt: skip
    more = [titled(title, clean(row[key])) for key, title in names.items() if row[key]]
    head = series(clean(text) for text in (row["number"], row["customer"], row["title"]) if text)
    lines = [head, "  " + " · ".join(parts), *(["  " + " · ".join(more)] if more else [])]
    return [*lines, *("  " + text for text in beside(row))]


def _billed(rows: Sequence[dict[str, Any]]) -> Table:
    columns = [
        Column("position", _("Instalment"), "int"),
        Column("due_on", _("Due"), "date"),
        Column("amount_cents", _("Amount"), "money"),
        Column("open_cents", _("Outstanding"), "money"),
    ]
    return Table("instalments", columns, rows, _("Instalments"))


def _orders(key: str, rows: Sequence[dict[str, Any]], title: str) -> Table:
    columns = [
        Column("ordered_on", _("Date"), "date"),
        Column("order_no", _("Order"), "code"),
        Column("left_cents", _("Amount"), "money"),
        Column("note", _("Note")),
    ]
    return Table(key, columns, rows, title)


def changed(crm: Context, contract_id: int, sentence: str, told: Mapping[str, str] | None = None) -> Result:
    """What was done to a contract, and how it stands."""
    account = account_of(crm.view, contract_id)
    named = {"number": account.row["number"], "name": account.row["customer"], **(told or {})}
    return details(crm, account, [sentence % named])
