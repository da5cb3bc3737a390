"""Files at a record, where the record is shown: a line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli import i18n, vocabulary
from crmcli.i18n import _
from crmcli.result import Column, Result, Table

if TYPE_CHECKING:
    from crmcli.context import Context

#: Columns that only scripts read.
_MORE = ("kind", "record_id", "number", "customer_id", "customer_code", "media_type", "digest")


def attached(crm: Context, kind: str, record_id: int, result: Result) -> Result:
    """The shown record (`kind` is its table) with the files at it, as far as they were there at the as-of."""
    rows = [dict(row) for row in crm.store.attachments.of(kind, record_id, until=crm.view.past)]
    result.data["attachments"] = rows
    if rows:
        result.tables.append(table(rows, _("Attachments"), hidden=("record", "customer")))
    return result


def table(rows: Sequence[Mapping[str, Any]], title: str = "", hidden: Sequence[str] = ()) -> Table:
    """Attachments as a list; what is `hidden` is known where it stands."""
    told = [{**row, "record": record_told(row)} for row in rows]
    columns = [
        Column("id", _("No."), "int"),
        Column("created_at", _("Attached on"), "instant"),
        Column("record", _("Attached to"), "code"),
        Column("customer", _("Customer")),
        Column("name", _("File"), "code"),
        Column("size", _("File size"), "bytes"),
        Column("staff", _("By")),
        Column("note", _("Note")),
        *(Column(key, key) for key in _MORE),
    ]
    empty = {key for key in ("note", "staff") if not any(row[key] for row in rows)}
    return Table("attachments", columns, told, title, machine_only=frozenset({*_MORE, *hidden, *empty}))


def record_told(row: Mapping[str, Any]) -> str:
    """A file's record as commands take it: a complaint's or contract's number, `task:5`; a customer by the code."""
    if row["kind"] in ("complaint", "contract") and row["number"]:
        return str(row["number"])
    if row["kind"] == "customer":
        return str(row["customer_code"])
    number = row["number"] if row["kind"] == "purchase" and row["number"] else row["record_id"]
    return f"{vocabulary.label('attachable', row['kind'], i18n.words())}:{number}"
