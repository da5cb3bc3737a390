"""How the messages of care are shown: what was sent, failed, or nobody knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crmcli.commands.care import views
from crmcli.i18n import _, clauses, ngettext
from crmcli.render.cells import units
from crmcli.result import Column, Result, Table
from crmcli.wording import label

if TYPE_CHECKING:
    from crmcli.context import Context


def logged(crm: Context, start: str, end: str, state: str | None = None) -> list[dict[str, Any]]:
    """Messages for days of care from one to another, as they stood at the as-of."""
    view = crm.view
    rows = [dict(row) for row in view.store.outbox.listed(start, end, view.past)]
    if view.past is not None:
        rows = view.store.former.then("outbox", rows, view.past)
    return [message_row(crm, row) for row in rows if state in (None, row["state"])]


def message_row(crm: Context, row: Any) -> dict[str, Any]:
    """A message as a row."""
    kept = {
        key: row[key]
        for key in ("id", "customer_id", "customer", "contact_person", "channel", "address", "subject", "body", "gift",
                    "state", "error", "done_on", "staff")
    }  # fmt: skip
    return {
        **kept,
        "on": row["occasion_on"],
        "occasion": views.occasion(crm, row["occasion"]),
        "cost": units(row["cost_cents"]),
    }


def log_table(rows: Sequence[dict[str, Any]]) -> Table:
    """Messages as a list."""
    columns = [
        Column("id", _("Id"), "int"),
        Column("on", _("Day"), "date"),
        Column("occasion", _("Occasion")),
        Column("customer", _("Customer")),
        Column("contact_person", _("Contact person")),
        Column("channel", _("Channel"), "word", "channel"),
        Column("address", _("Address")),
        Column("state", _("State"), "word", "message_state"),
        Column("done_on", _("Done"), "date"),
        Column("error", _("What went wrong")),
        Column("subject", _("Subject")),
        Column("body", _("Text")),
        Column("gift", _("Gift")),
        Column("cost", _("Cost"), "number"),
        Column("staff", _("Recorder")),
        Column("customer_id", _("Customer number"), "int"),
    ]
    machine = frozenset({"address", "subject", "body", "gift", "cost", "staff", "customer_id"})
    return Table("messages", columns, rows, machine_only=machine, below=("error",))


def sent(crm: Context, ids: Sequence[int], unwritten: Sequence[tuple[str, str, str]]) -> Result:
    """What became of a run's messages; status 3 where one failed, is unknown or couldn't be written (`unwritten`: for whom,
    for what, and why)."""
    rows = [message_row(crm, crm.store.outbox.get(message_id)) for message_id in ids]
    states = Counter(row["state"] for row in rows)
    told = [f"{label('message_state', state)} {n}" for state, n in states.items()]
    text = ngettext("%(n)d e-mail: %(states)s.", "%(n)d e-mails: %(states)s.", len(rows))
    lines = [text % {"n": len(rows), "states": clauses(told)} if rows else _("There is nothing to send.")]
    lines += [
        _("%(customer)s, %(occasion)s: %(why)s.") % {"customer": c, "occasion": o, "why": w}
        for c, o, w in unwritten
    ]
    wrong = [row for row in rows if row["state"] not in ("sent", "sending")]
    waiting = [message_row(crm, row) for row in crm.store.outbox.in_state("unknown")]
    if waiting:
        n = ngettext("Of %(n)d message nobody knows whether it was sent.", "Of %(n)d messages nobody knows whether they were sent.", len(waiting))  # fmt: skip
        lines += [
            n % {"n": len(waiting)},
            _("Look it up at the mail server, then say: crmcli care settle %(id)d sent   or not-sent")
            % {"id": waiting[0]["id"]},
        ]
    shown = {row["id"]: row for row in (*wrong, *waiting)}
    data = {
        "states": dict(states),
        "messages": rows,
        "unknown": [row["id"] for row in waiting],
        "unwritten": [{"customer": customer, "problem": why} for customer, _occasion, why in unwritten],
    }
    tables = [log_table(list(shown.values()))] if shown else []
    return Result(crm.command, data=data, tables=tables, lines=lines, status=3 if shown or unwritten else 0)
