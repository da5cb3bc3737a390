"""A customer as a page: one to take along, and one for the customer, which says nothing internal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmcli import clock
from crmcli.commands.order_columns import money_columns, nothing_told, progress_columns, with_left
from crmcli.i18n import _, series, titled
from crmcli.result import Column, Result, Table
from crmcli.service.rounds import UNRESOLVED
from crmcli.wording import clean

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record

#: Steps of a complaint whose words the customer was told.
_TOLD = ("responded", "proposed", "progress")
#: Orders that are under way, and so many days of others.
_UNDER_WAY, _DAYS = ("ordered", "confirmed", "in_service"), 365


def pages(
    crm: Context, row: Record, belongings: Mapping[str, Any], shown: Result, wanted: Mapping[str, Path | None]
) -> Result:
    """Writes the pages that are `wanted`, `html` with what is `shown` and `for_customer`; the answer says where they are."""
    from crmcli.render.html import page
    from crmcli.saving import save

    made = {
        "html": lambda: (shown.lines[1:], shown.tables),
        "for_customer": lambda: ([_whom_to_ask(row)], _for_customer(crm, belongings)),
    }
    written = {}
    for kind, path in wanted.items():
        if path:
            lines, tables = made[kind]()
            text = page(row["name"], crm.as_of, [line.strip() for line in lines if line], tables, crm.tz)
            written[kind] = str(save(path, text.encode()))
    told = [_("Written: %(paths)s") % {"paths": series(written.values())}]
    return replace(shown, data={"id": row["id"], **written}, lines=told, tables=[], after=[])


def _whom_to_ask(row: Record) -> str:
    return titled(_("Looked after by"), clean(row["owner"])) if row["owner"] else ""


def _for_customer(crm: Context, belongings: Mapping[str, Any]) -> list[Table]:
    points = [{"points": belongings["points"]}] if belongings["points"] else []
    return [
        _orders(crm, belongings["purchases"]),
        _complaints(crm, belongings["complaints"]),
        Table("points", [Column("points", _("Points"), "int")], points, title=_("Your points")),
    ]


def _orders(crm: Context, lines: list[dict[str, Any]]) -> Table:
    """Orders under way, and those of the last year."""
    since = (crm.as_of.on - timedelta(days=_DAYS)).isoformat()
    mine = (row for row in lines if not row["opening"])
    rows = [dict(with_left(row)) for row in mine if row["status"] in _UNDER_WAY or row["ordered_on"] >= since]
    columns = [
        Column("ordered_on", _("Date"), "date"),
        Column("order_no", _("Order"), "code"),
        Column("product", _("Product")),
        *money_columns("amount_cents"),
        *progress_columns(),
    ]
    silent = nothing_told(rows, crm.store.policies.currency())
    return Table("orders", columns, rows, title=_("Your orders"), machine_only=silent)


def _complaints(crm: Context, complaints: list[dict[str, Any]]) -> Table:
    """What isn't resolved yet: what the customer was told last, and until when it is promised."""
    from crmcli.verdicts.complaints import due_shown, verdicts

    ids = [row["id"] for row in complaints if row["state"] in UNRESOLVED]
    found = verdicts(crm.store, crm.store.complaints.many(ids), crm.as_of.instant)
    rows = []
    for row in complaints:
        if row["id"] in found:
            steps = crm.store.complaints.history(row["id"], crm.view.at, clock.iso(crm.as_of.latest(crm.tz)))
            told = [step for step in steps if step["kind"] in _TOLD and step["text"]]
            due = due_shown(found[row["id"]].clocks["resolve"], crm.tz)
            rows.append({**row, "told": told[-1]["text"] if told else None, "due": due})
    columns = [
        Column("number", _("Number")),
        Column("opened_on", _("Opened"), "date"),
        Column("content", _("What happened")),
        Column("told", _("What we told you")),
        Column("due", _("To be resolved by"), "instant"),
    ]
    return Table("complaints", columns, rows, title=_("Your open complaints"))
