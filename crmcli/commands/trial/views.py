"""How trials are shown: columns, the line that follows a change, one with its extensions and its order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli import clock
from crmcli.i18n import _, series, titled
from crmcli.judging.trials import state
from crmcli.result import Column, Result, Table
from crmcli.wording import clean, label
from crmcli.workflows import purchases
from crmcli.workflows.trials import likely_order

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record, Row

_HIDDEN = frozenset({
    "owner", "customer_id", "contact_person", "ended_on", "reason", "order_no", "purchase_id", "note",
})  # fmt: skip


def columns() -> list[Column]:
    """What scripts get of a trial."""
    return [
        Column("id", _("Id"), "int"),
        Column("customer", _("Customer")),
        Column("product", _("Product")),
        Column("start_on", _("Begins"), "date"),
        Column("end_on", _("Tried until"), "date"),
        Column("state", _("State"), "word", "trial_state"),
        Column("owner", _("Owner")),
        Column("ended_on", _("Decided"), "date"),
        Column("reason", _("Reason")),
        Column("order_no", _("Order"), "code"),
        Column("contact_person", "contact_person"),
        Column("customer_id", "customer_id", "int"),
        Column("purchase_id", "purchase_id", "int"),
        Column("note", "note"),
    ]


def as_row(row: Record, on: date) -> dict[str, Any]:
    """A trial under the columns of lists."""
    return {**dict(row), "state": state(dict(row), on)}


def list_table(rows: Sequence[dict[str, Any]], *, everyone: bool) -> Table:
    """Trials as a list; whose, and how they ended, only where that differs."""
    shown = {"owner"} if everyone else set()
    shown |= {key for key in ("ended_on", "reason", "order_no") if any(row[key] for row in rows)}
    return Table("trials", columns(), rows, machine_only=_HIDDEN - shown)


def changed(crm: Context, trial_id: int, *sentences: str) -> Result:
    """What was done to a trial."""
    row = crm.store.trials.get(trial_id)
    told = {
        "id": trial_id,
        "customer": row["customer"],
        "product": row["product"],
        "end": row["end_on"],
        "outcome": label("trial_state", row["outcome"] or ""),
    }
    return Result(crm.command, data=_data(crm, row), lines=[sentence % told for sentence in sentences])


def missing_order(crm: Context, trial_id: int) -> list[str]:
    """That the order of a won trial isn't known, and which one may be it; nothing for other trials."""
    row = crm.store.trials.get(trial_id)
    if row["outcome"] != "won" or row["purchase_id"]:
        return []
    likely = likely_order(crm.view, row)
    if likely is None:
        told = _(
            "Its order is missing; name it once it is recorded: crmcli trial end %(id)d won --order ORDER"
        )
        return [told % {"id": trial_id}]
    order = purchases.described(likely).replace("%", "%%")
    way = _("Its order is missing; if it is this one: crmcli trial end %(id)d won --order %(order)d")
    return [way % {"id": trial_id, "order": likely["id"]}, f"  {clean(order)}"]


def _data(crm: Context, row: Row) -> dict[str, Any]:
    """A trial as scripts read it."""
    found = as_row(row, crm.as_of.on)
    return {column.key: found[column.key] for column in columns()}


def details(crm: Context, row: Row) -> Result:
    """One trial with its extensions."""
    stands = state(dict(row), crm.as_of.on)
    term = _("%(first)s to %(last)s") % {"first": row["start_on"], "last": row["end_on"]}
    fields = [
        (_("State"), label("trial_state", stands)),
        (_("Trial period"), term),
        (_("Owner"), row["owner"]),
        (_("Contact person"), row["contact_person"]),
        (_("Decided"), row["ended_on"]),
        (_("Reason"), row["reason"]),
        (
            _("Order"),
            row["purchase_id"] and series(filter(None, (row["order_no"], f"#{row['purchase_id']}"))),
        ),
        (_("Note"), row["note"]),
    ]
    moves = _extensions(crm, row)
    lines = [
        f"{row['id']}  {clean(row['product'])}  {clean(row['customer'])}",
        *(titled(name, clean(str(value))) for name, value in fields if value),
    ]
    data = {**_data(crm, row), "extensions": moves}
    tables = [_extension_table(moves)] if moves else []
    return Result(crm.command, data=data, lines=lines, tables=tables, as_of=crm.as_of)


def _extensions(crm: Context, row: Row) -> list[dict[str, Any]]:
    """Each time the last day moved: when, from which to which day."""
    found = [dict(each) for each in crm.store.trials.extended(row["id"], crm.view.past)]
    ends = [*(each["before"] for each in found[1:]), *([row["end_on"]] if found else [])]
    return [
        {"on": crm.local(clock.parse_iso(each["at"])), "before": each["before"], "after": end}
        for each, end in zip(found, ends, strict=True)
    ]


def _extension_table(rows: Sequence[dict[str, Any]]) -> Table:
    cols = [
        Column("on", _("Extended"), "date"),
        Column("before", _("Before"), "date"),
        Column("after", _("After"), "date"),
    ]
    return Table("extensions", cols, rows, title=_("Extensions"))
