"""The tables of one campaign: who takes part, and what was spent."""

from __future__ import annotations

from typing import Any

from crmcli.i18n import _
from crmcli.result import Column, Table


def people_table(rows: list[dict[str, Any]]) -> Table:
    """Who takes part, with the columns that have anything to tell."""
    shown = [
        {
            **row,
            "held_out": "yes" if row["held_out"] else None,
            "attended": _yes_no(row["attended"]),
            "passed": _yes_no(row["passed"]),
        }
        for row in rows
    ]
    columns = [
        Column("code", _("Number"), "code"),
        Column("customer", _("Customer")),
        Column("contact_person", _("Contact person")),
        Column("held_out", _("Held out"), "word", "yes_no"),
        Column("invited_on", _("Invited"), "date"),
        Column("channel", _("Channel"), "word", "channel"),
        Column("message_state", _("Message"), "word", "message_state"),
        Column("answer", _("Answer"), "word", "campaign_answer"),
        Column("attended", _("Came"), "word", "yes_no"),
        Column("score", _("Score"), "number"),
        Column("passed", _("Passed"), "word", "yes_no"),
        Column("owner", _("Owner")),
    ]
    always = ("code", "customer", "owner")
    filled = [c for c in columns if c.key in always or any(row[c.key] is not None for row in shown)]
    return Table("participants", filled, shown, title=_("Participants"), machine_only=frozenset({"owner"}))


def cost_table(rows: list[dict[str, Any]]) -> Table:
    """What was spent."""
    columns = [
        Column("spent_on", _("Date"), "date"),
        Column("category", _("Category"), "word", "expense_category"),
        Column("what", _("What for")),
        Column("amount_cents", _("Amount"), "money"),
        Column("staff", _("Recorder")),
    ]
    return Table("expenses", columns, rows, title=_("Costs"))


def _yes_no(flag: int | None) -> str | None:
    return None if flag is None else "yes" if flag else "no"
