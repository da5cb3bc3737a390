"""The lists on a customer's screen: contacts, orders, contracts, complaints, answers to surveys, tasks, opportunities."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from crmcli.commands.beside import unread
from crmcli.commands.order_columns import money_columns, nothing_told, with_left
from crmcli.i18n import _, series
from crmcli.result import Column, Table

#: So many of a kind are shown.
RECENT = 5


def _step(contact: Mapping[str, Any]) -> str:
    """What is to come next, and where no day is told the words that stand for one: soon."""
    words = ()
    if contact["custom"] and not contact["next_on"]:
        from crmcli.sheets.columns.headers import field_called  # seldom needed

        beside = json.loads(contact["custom"]).items()
        words = tuple(text for name, text in beside if field_called("interactions", name) == "next_on")
    return series(dict.fromkeys(filter(None, (contact["next_step"], *words))))


def _unread(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[Column]]:
    """The rows with what no field of theirs could take, and the column for that where there is any."""
    told = [{**row, "unread": series(unread(row))} for row in rows]
    return told, [Column("unread", _("As written"))] if any(row["unread"] for row in told) else []


def tables(belongings: dict[str, Any], currency: str) -> list[Table]:
    """What happened to a customer, those of its kinds that it has."""
    # An opening balance was bought nobody knows when: it is no order of the day on which it came.
    contacts = [
        {**row, "next_on": row["next_at"] or row["next_on"], "step": _step(row)}
        for row in belongings["interactions"]
    ]
    contacts, contact_texts = _unread(contacts)
    complaints, complaint_texts = _unread([dict(row) for row in belongings["complaints"]])
    answers, answer_texts = _unread([dict(row) for row in belongings["surveys"][:RECENT]])
    tasks, task_texts = _unread([dict(row) for row in belongings["tasks"]])
    deals, deal_texts = _unread([dict(row) for row in belongings["opportunities"]])
    step_columns = [Column("step", _("Next step"))] if any(row["step"] for row in contacts) else []
    orders, order_texts = _unread(
        [dict(with_left(row)) for row in belongings["purchases"] if not row["opening"]][:RECENT]
    )
    found = [
        Table(
            "interactions",
            [
                Column("occurred_on", _("Date"), "date"),
                Column("channel", _("Channel"), "word", "channel"),
                Column("content", _("What was said")),
                Column("next_on", _("Next"), "instant"),
                *step_columns,
                *contact_texts,
            ],
            contacts,
            title=_("Latest contacts"),
        ),
        Table(
            "purchases",
            [
                Column("ordered_on", _("Date"), "date"),
                Column("order_no", _("Order"), "code"),
                Column("product", _("Product")),
                *money_columns("amount_cents"),
                Column("status", _("Status"), "word", "purchase_status"),
                *order_texts,
            ],
            orders,
            title=_("Latest orders (%(n)d in all)") % {"n": belongings["orders"]},
            machine_only=nothing_told(orders, currency),
        ),
        Table(
            "contracts",
            [
                Column("number", _("Contract"), "code"),
                Column("title", _("Title")),
                Column("start_on", _("Begins"), "date"),
                Column("end_on", _("Ends"), "date"),
                Column("state", _("State"), "word", "contract_state"),
                Column("amount_cents", _("Amount"), "money"),
                Column("open_cents", _("Outstanding"), "money"),
            ],
            belongings["contracts"],
            title=_("Contracts"),
        ),
        Table(
            "complaints",
            [
                Column("number", _("Number")),
                Column("opened_on", _("Opened"), "date"),
                Column("severity", _("Severity"), "word", "severity"),
                Column("state", _("State"), "word", "complaint_state"),
                Column("content", _("What happened")),
                *complaint_texts,
            ],
            complaints,
            title=_("Complaints"),
        ),
        Table(
            "surveys",
            [
                Column("submitted_on", _("Date"), "date"),
                Column("overall", _("Overall"), "int"),
                Column("nps", _("Recommendation"), "int"),
                Column("comment", _("Comment")),
                *answer_texts,
            ],
            answers,
            title=_("Surveys"),
        ),
        Table(
            "tasks",
            [Column("due_on", _("Due"), "date"), Column("title", _("Task")), *task_texts],
            tasks,
            title=_("Open tasks"),
        ),
        Table(
            "opportunities",
            [
                Column("id", _("Number"), "int"),
                Column("title", _("Opportunity")),
                Column("amount_cents", _("Amount"), "money"),
                Column("stage", _("Stage"), "word", "opportunity_stage"),
                Column("expected_on", _("Expected"), "date"),
                *deal_texts,
            ],
            deals,
            title=_("Open opportunities"),
        ),
    ]
    return [table for table in found if table.rows]
