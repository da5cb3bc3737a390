"""What the commands about orders say, and which order or line is meant where a number has several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli import naming
from crmcli.asking import choose
from crmcli.database import shape
from crmcli.i18n import _
from crmcli.render.cells import money, units
from crmcli.result import Column, Result, Table
from crmcli.wording import label
from crmcli.workflows import purchases

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row


def show_changes(
    crm: Context,
    order: str,
    changed: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]],
    warnings: Sequence[str] = (),
    after: Sequence[str] = (),
) -> None:
    """What differs in each line, and what came of it."""
    rows = [
        {
            "id": row["id"],
            "field": field.removesuffix("_cents"),
            "before": _told(field, row[field]),
            "after": _told(field, value),
        }
        for row, values in changed
        for field, value in values.items()
        if field != "ordered_at"
    ]
    columns = [
        Column("id", _("Id"), "int"),
        Column("field", _("Field")),
        Column("before", _("Before")),
        Column("after", _("After")),
    ]
    line = _("Changed %(name)s.") if rows else _("%(name)s had these values already; nothing changed.")
    told = [
        {
            **row,
            "field": naming.field(row["field"]) if crm.for_people else row["field"],
            **{key: _shown(row["field"], row[key]) for key in ("before", "after")},
        }
        for row in rows
    ]
    tables = [Table("changes", columns, told)] if rows else []
    crm.show(
        Result(
            crm.command,
            data={"ids": [row["id"] for row, _v in changed], "changed": rows},
            tables=tables,
            lines=[line % {"name": order}, *after],
            warnings=list(warnings),
        )
    )


def _told(field: str, value: Any) -> Any:
    """A value as scripts read it; what was damaged before as far as it can be."""
    return units(value) if field == "amount_cents" and isinstance(value, int) else shape.readable(value)


def _shown(field: str, value: Any) -> Any:
    """A value as people read it; scripts have units of the currency and keys of states."""
    if field == "amount" and isinstance(value, (int, float)):
        return money(round(value * 100))
    return label("purchase_status", value) if field == "status" else value


def show_refund(crm: Context, lines: Sequence[Row], back: purchases.Refunded, moved: list[str]) -> None:
    """What went back, of several lines how much of which, and what is left of that which was named."""
    named = lines[0]
    beside = len(lines) == 1 and len(purchases.whole(crm.store, named)) > 1
    text = (
        _("Refunded %(amount)s; %(left)s of this line of order %(number)s remain.")
        if beside
        else _("Refunded %(amount)s; %(left)s of the order remain.")
    )
    told = {"amount": money(back.total), "left": money(back.left), "number": named["order_no"]}
    rows = [{"id": row["id"], "product": row["product"], "refunded_cents": part} for row, part in back.parts]
    columns = [
        Column("id", _("Id"), "int"),
        Column("product", _("Product")),
        Column("refunded_cents", _("Refunded"), "money"),
    ]
    data = {"id": named["id"], "ids": [row["id"] for row in rows], "refunded": units(back.total)}
    tables = [Table("refunds", columns, rows)] if len(lines) > 1 else []
    crm.show(Result(crm.command, data, tables, [text % told, *moved]))


def lines_of(crm: Context, text: str) -> list[Row]:
    """The lines of the order that is meant. Ambiguous if the number is that of several orders; on a terminal they are
    offered to choose from."""
    rows = purchases.named(crm.store, text)
    found = purchases.orders(rows)
    if len(found) == 1:
        return found[0]
    if not crm.interactive:
        raise purchases.several(rows, text)
    head = _("%(n)d orders have the number %(text)s:") % {"n": len(found), "text": text}
    return found[choose(head, [purchases.described(lines[0]) for lines in found])]


def one_of(crm: Context, lines: Sequence[Row], text: str) -> Row:
    """The line of an order that is meant: chosen on a terminal, else Ambiguous."""
    if not crm.interactive:
        raise purchases.several(lines, text)
    head = _("%(n)d lines have the order number %(text)s:") % {"n": len(lines), "text": text}
    return lines[choose(head, list(map(purchases.described, lines)))]
