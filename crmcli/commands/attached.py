"""Files at a record, where the record is shown: a line each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli import i18n, vocabulary
from crmcli.i18n import _
from crmcli.result import Column, Result, Table

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row

#: Columns that only scripts read.
_MORE = ("kind", "record_id", "number", "customer_id", "customer_code", "media_type", "digest")


def attached(crm: Context, kind: str, record_id: int, result: Result) -> Result:
    """The shown record (`kind` is its table) with the files at it, as far as they were there at the as-of."""
    rows = files_of(crm, kind, record_id)
    result.data["attachments"] = rows
    if rows:
        result.tables.append(table(rows, _("Attachments"), hidden=("record", "customer")))
    return result


def files_of(crm: Context, kind: str, record_id: int) -> list[dict[str, Any]]:
    """The files at a record as far as they were there at the as-of, the newest first; at a customer those at all its records,
    too."""
    return told(crm, crm.store.attachments.of(kind, record_id, until=crm.view.past))


def told(crm: Context, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Attachments with their `record` as commands take it: a complaint's or contract's number, a customer's code, `task:5`."""
    language = i18n.words() if crm.for_people else "en"
    return [{**row, "record": _record(row, language)} for row in map(dict, rows)]


def _record(row: Mapping[str, Any], language: str) -> str:
    if row["kind"] in ("complaint", "contract") and row["number"]:
        return str(row["number"])
    if row["kind"] == "customer":
        return str(row["customer_code"])
    number = row["number"] if row["kind"] == "purchase" and row["number"] else row["record_id"]
    return f"{vocabulary.label('attachable', row['kind'], language)}:{number}"


def table(rows: Sequence[Mapping[str, Any]], title: str = "", hidden: Sequence[str] = ()) -> Table:
    """Attachments as a list; what is `hidden` is known where it stands."""
    columns = [
        Column("id", _("No."), "int"),
        Column("name", _("File")),
        Column("size", _("File size"), "bytes"),
        Column("record", _("Attached to"), "code"),
        Column("customer", _("Customer")),
        Column("created_at", _("Attached on"), "instant"),
        Column("staff", _("By")),
        Column("note", _("Note")),
        *(Column(key, key) for key in _MORE),
    ]
    empty = {key for key in ("note", "staff") if not any(row[key] for row in rows)}
    return Table("attachments", columns, rows, title, machine_only=frozenset({*_MORE, *hidden, *empty}))
