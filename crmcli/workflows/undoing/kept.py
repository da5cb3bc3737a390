"""What is told of what an undo left as it is, and why."""

from __future__ import annotations

from typing import Any

from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.wording import label
from crmcli.workflows.undoing.staying import Reason


def customer_of(table: str, row: Any) -> int | None:
    """Whom a row belongs to."""
    if table == "customer":
        return int(row["id"])
    keys = row.keys()
    return row["customer_id"] if "customer_id" in keys else None


def kept_row(table: str, row: Any, name: str, outcome: str, why: str) -> dict[str, Any]:
    """What is told of a row, or of one field of it, that was not taken back."""
    return {
        "table": table,
        "row_id": row["id"],
        "field": name,
        "outcome": outcome,
        "why": why,
        "who": None,
        "at": None,
        "customer_id": customer_of(table, row),
    }


def edited_row(table: str, row: Any, name: str, by: Row) -> dict[str, Any]:
    """The same of what somebody changed since."""
    why = _("changed since by %(who)s") % {"who": by["actor"]}
    return {**kept_row(table, row, name, "kept", why), "who": by["actor"], "at": by["at"]}


def staying_row(table: str, row: Any, reason: Reason, name: str = "") -> dict[str, Any]:
    """The same of a row that stays, for its reason."""
    if reason.by:
        return edited_row(table, row, name, reason.by)
    why = _("used by later records (%(table)s)") % {"table": label("record", reason.user)}
    return kept_row(table, row, name, "impossible", why)


def removed_row(table: str, row_id: int, by: Row | None) -> dict[str, Any]:
    """The same of a row that somebody removed since."""
    gone = kept_row(table, {"id": row_id}, "", "impossible", _("no longer there"))
    return {**gone, "who": by["actor"], "at": by["at"]} if by else gone
