"""The lists on a customer's screen: contacts, orders, contracts, complaints, answers to surveys, tasks, opportunities, files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from crmcli.commands.agreements import table as consents
from crmcli.commands.attached import table as attachments
from crmcli.commands.beside import unread
from crmcli.commands.order_columns import money_columns, nothing_told, progress_columns, with_left
from crmcli.i18n import _, series
from crmcli.result import Column, Table
from crmcli.wording import contact_channel

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
    found = (
        _contacts(belongings["interactions"]),
        _orders(belongings["purchases"], belongings["orders"], currency),
        _contracts(belongings["contracts"]),
        _complaints(belongings["complaints"]),
        _answers(belongings["surveys"][:RECENT]),
        _tasks(belongings["tasks"]),
        _opportunities(belongings["opportunities"]),
        _campaigns(belongings["campaigns"][:RECENT]),
        _trials(belongings["trials"][:RECENT]),
        _retention(belongings["retention"][:RECENT]),
        consents(belongings["consents"][:RECENT], for_people=True, one=True, title=_("Consents")),
        _files(belongings["attachments"]),
    )
    return [table for table in found if table.rows]


def _list(key: str, title: str, rows: Sequence[Mapping[str, Any]], *columns: Column) -> Table:
    told, texts = _unread(list(map(dict, rows)))
    return Table(key, [*columns, *texts], told, title=title)


def _contacts(contacts: Sequence[Mapping[str, Any]]) -> Table:
    rows = [
        {**row, "next_on": row["next_at"] or row["next_on"], "step": _step(row), "by": contact_channel(row)}
        for row in contacts
    ]
    steps = [Column("step", _("Next step"))] if any(row["step"] for row in rows) else []
    gave = [Column("gave", _("Given"), "word", "gave")] if any(row["gave"] for row in rows) else []
    return _list(
        "interactions",
        _("Latest contacts"),
        rows,
        Column("occurred_on", _("Date"), "date"),
        Column("by", _("Channel")),
        Column("content", _("What was said")),
        *gave,
        Column("next_on", _("Next"), "instant"),
        *steps,
    )


def _orders(lines: Sequence[Mapping[str, Any]], number: int, currency: str) -> Table:
    # An opening balance was bought nobody knows when: it is no order of the day on which it came.
    rows = [dict(with_left(row)) for row in lines if not row["opening"]][:RECENT]
    table = _list(
        "purchases",
        _("Latest orders (%(n)d in all)") % {"n": number},
        rows,
        Column("ordered_on", _("Date"), "date"),
        Column("order_no", _("Order"), "code"),
        Column("product", _("Product")),
        *money_columns("amount_cents"),
        *progress_columns(),
    )
    return replace(table, machine_only=nothing_told(rows, currency))


def _contracts(contracts: Sequence[Mapping[str, Any]]) -> Table:
    columns = [
        Column("number", _("Contract"), "code"),
        Column("title", _("Title")),
        Column("start_on", _("Begins"), "date"),
        Column("end_on", _("Ends"), "date"),
        Column("state", _("State"), "word", "contract_state"),
        Column("amount_cents", _("Amount"), "money"),
        Column("open_cents", _("Outstanding"), "money"),
    ]
    return Table("contracts", columns, contracts, title=_("Contracts"))


def _complaints(complaints: Sequence[Mapping[str, Any]]) -> Table:
    return _list(
        "complaints",
        _("Complaints"),
        complaints,
        Column("number", _("Number")),
        Column("opened_on", _("Opened"), "date"),
        Column("severity", _("Severity"), "word", "severity"),
        Column("state", _("State"), "word", "complaint_state"),
        Column("content", _("What happened")),
    )


def _answers(answers: Sequence[Mapping[str, Any]]) -> Table:
    return _list(
        "surveys",
        _("Surveys"),
        answers,
        Column("submitted_on", _("Date"), "date"),
        Column("overall", _("Overall"), "int"),
        Column("nps", _("Recommendation"), "int"),
        Column("comment", _("Comment")),
    )


def _tasks(tasks: Sequence[Mapping[str, Any]]) -> Table:
    columns = (Column("due_on", _("Due"), "date"), Column("title", _("Task")))
    return _list("tasks", _("Open tasks"), tasks, *columns)


def _files(files: Sequence[Mapping[str, Any]]) -> Table:
    title = _("Latest attachments (%(n)d in all)") % {"n": len(files)}
    return attachments(files[:RECENT], title, hidden=("customer", "staff"))


def _opportunities(deals: Sequence[Mapping[str, Any]]) -> Table:
    return _list(
        "opportunities",
        _("Open opportunities"),
        deals,
        Column("id", _("Number"), "int"),
        Column("title", _("Opportunity")),
        Column("amount_cents", _("Amount"), "money"),
        Column("stage", _("Stage"), "word", "opportunity_stage"),
        Column("expected_on", _("Expected"), "date"),
    )


def _campaigns(rows: Sequence[Mapping[str, Any]]) -> Table:
    flags = {1: "yes", 0: "no", None: None}
    return _list(
        "campaigns",
        _("Campaigns"),
        [{**row, "attended": flags[row["attended"]]} for row in rows],
        Column("start_on", _("Date"), "date"),
        Column("campaign", _("Campaign")),
        Column("invited_on", _("Invited"), "date"),
        Column("answer", _("Answer"), "word", "campaign_answer"),
        Column("attended", _("Came"), "word", "yes_no"),
    )


def _trials(trials: Sequence[Mapping[str, Any]]) -> Table:
    columns = [
        Column("id", _("Number"), "int"),
        Column("product", _("Product")),
        Column("start_on", _("Begins"), "date"),
        Column("end_on", _("Tried until"), "date"),
        Column("state", _("State"), "word", "trial_state"),
        Column("ended_on", _("Decided"), "date"),
    ]
    hidden = frozenset() if any(row["ended_on"] for row in trials) else frozenset({"ended_on"})
    return Table("trials", columns, trials, title=_("Trials"), machine_only=hidden)


def _retention(rows: Sequence[Mapping[str, Any]]) -> Table:
    columns = [
        Column("id", _("Number"), "int"),
        Column("opened_on", _("Case opened"), "date"),
        Column("state", _("State"), "word", "retention_state"),
        Column("reason", _("Reason for leaving"), "word", "leaving_reason"),
        Column("measure", _("Next measure"), "word", "retention_measure"),
        Column("due_on", _("Due"), "date"),
        Column("owner", _("Owner")),
    ]
    return Table("retention", columns, rows, title=_("Keeping the customer"))
