"""What `staff leave` says and writes: how much changed hands, and the sheet that both sign."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmcli.commands.shared import errand
from crmcli.i18n import N_, _, ngettext, series, titled
from crmcli.result import Column, Result, Table

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row
    from crmcli.workflows.leaving import Left

#: What changes hands: its name in JSON and its title, by table.
_KINDS = {
    "customer": ("customers", N_("Their customers")),
    "task": ("tasks", N_("Tasks")),
    "complaint": ("complaints", N_("Complaints")),
    "feedback": ("feedback", N_("Feedback to answer")),
    "contract": ("contracts", N_("Contracts")),
    "interaction": ("inbound", N_("Waiting for an answer")),
    "opportunity": ("opportunities", N_("Opportunities")),
    "trial": ("trials", N_("Trials")),
    "retention_case": ("retention_cases", N_("Customers to keep")),
    "retention_step": ("retention_steps", N_("Measures to keep customers")),
}


def moved_result(crm: Context, person: Row, taker: Row, left: Left, output: Path | None) -> Result:
    """Says what changed hands, and writes the sheet if one is asked for."""
    counts = {key: len(left.moved[table]) for table, (key, _title) in _KINDS.items()}
    lines = [
        _("%(name)s left; %(taker)s took over:") % {"name": person["name"], "taker": taker["name"]},
        *("  " + titled(_(title), str(counts[key])) for key, title in _KINDS.values()),
    ]
    data: dict[str, Any] = {
        "id": person["id"],
        "name": person["name"],
        "to": taker["name"],
        "moved": counts,
        "file": None,
        "for_administrator": left.for_administrator,
    }
    if output:
        data["file"] = str(_write(crm, person, taker, left, output))
        lines.append(_("Wrote %(path)s, to print and sign.") % {"path": data["file"]})
    return Result(crm.command, data=data, lines=lines, after=errand(left.for_administrator))


def left_with_work(names: Sequence[str]) -> list[str]:
    """Warns of people who left with work in hand."""
    text = ngettext(
        "%(names)s left with work in hand; give it to somebody: crmcli staff leave NAME --to OTHER",
        "%(names)s left with work in hand; give it to somebody: crmcli staff leave NAME --to OTHER",
        len(names),
    )
    return [text % {"names": series(names)}] if names else []


def _write(crm: Context, person: Row, taker: Row, left: Left, output: Path) -> Path:
    """A cover with the counts and places to sign, and a sheet for each kind of work."""
    from crmcli.render.workbook import write_tables
    from crmcli.workflows.leaving import sheet_rows

    rows = sheet_rows(crm.view, left.moved)
    sheets = [
        Table(key, _columns(table), rows[table], title=_(title))
        for table, (key, title) in _KINDS.items()
        if rows[table]
    ]
    return write_tables(output, [_cover(crm, person, taker, left), *sheets], crm.tz)


def _cover(crm: Context, person: Row, taker: Row, left: Left) -> Table:
    lines: list[tuple[str, Any]] = [
        (_("Handed over by"), person["name"]),
        (_("Taken over by"), taker["name"]),
        (_("Date"), crm.today.isoformat()),
        *((_(title), len(left.moved[table])) for table, (_key, title) in _KINDS.items()),
        (_("Devices, keys and documents returned"), None),
        (_("Remarks"), None),
        (_("Signature of who hands over"), None),
        (_("Signature of who takes over"), None),
        (_("Signature of the manager"), None),
    ]
    body = [{"item": item, "entry": entry} for item, entry in lines]
    return Table(
        "handover", [Column("item", _("Item")), Column("entry", _("Entry"))], body, title=_("Handover")
    )


def _columns(table: str) -> list[Column]:
    customer = Column("customer", _("Customer"))
    return {
        "customer": [
            Column("code", _("Number")),
            Column("name", _("Customer")),
            Column("contact", _("Contact person")),
            Column("phone", _("Phone")),
            Column("tier", _("Tier"), "word", "tier"),
            Column("next_contact_on", _("Next contact"), "date"),
            Column("agreed", _("Next step")),
            Column("last_words", _("Last words")),
            Column("note", _("Note")),
        ],
        "task": [
            Column("id", _("Number"), "int"),
            Column("title", _("Task")),
            Column("customer", _("Customer")),
            Column("due", _("Due"), "instant"),
            Column("percent_done", _("% done"), "int"),
            Column("note", _("Note")),
        ],
        "complaint": [
            Column("number", _("Number")),
            customer,
            Column("content", _("What happened")),
            Column("severity", _("Severity"), "word", "severity"),
            Column("state", _("State"), "word", "complaint_state"),
            Column("next_due_at", _("Due"), "instant"),
        ],
        "feedback": [
            Column("id", _("Number"), "int"),
            customer,
            Column("content", _("Feedback")),
            Column("occurred_on", _("Date"), "date"),
        ],
        "contract": [
            Column("number", _("Number")),
            customer,
            Column("title", _("Contract")),
            Column("end_on", _("Ends"), "date"),
        ],
        "interaction": [
            customer,
            Column("content", _("What was said")),
            Column("received_at", _("Came in"), "instant"),
        ],
        "opportunity": [
            Column("id", _("Number"), "int"),
            customer,
            Column("title", _("Opportunity")),
            Column("amount_cents", _("Amount"), "money"),
            Column("stage", _("Stage"), "word", "opportunity_stage"),
            Column("next_on", _("Next"), "date"),
            Column("next_step", _("Next step")),
        ],
        "trial": [
            Column("id", _("Number"), "int"),
            customer,
            Column("product", _("Product")),
            Column("end_on", _("Ends"), "date"),
            Column("note", _("Note")),
        ],
        "retention_case": [
            Column("id", _("Number"), "int"),
            customer,
            Column("opened_on", _("Case opened"), "date"),
            Column("reason", _("Reason for leaving"), "word", "leaving_reason"),
            Column("note", _("Note")),
        ],
        "retention_step": [
            Column("id", _("Number"), "int"),
            customer,
            Column("kind", _("Means"), "word", "retention_measure"),
            Column("due_on", _("Due"), "date"),
            Column("what", _("Words")),
        ],
    }[table]
