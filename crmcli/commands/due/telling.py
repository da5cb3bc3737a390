"""A row of the due list as scripts and sheets read it."""

from __future__ import annotations

from typing import Any

from crmcli.context import Context
from crmcli.i18n import _
from crmcli.wording import label
from crmcli.workflows.due.local_times import call_told
from crmcli.workflows.due.rows import DueRow


def row_data(crm: Context, row: DueRow) -> dict[str, Any]:
    """Everything that a row tells, raw; `local_time` in words."""
    return {
        "id": row.item,
        "kind": row.kind,
        "customer_id": row.customer_id,
        "customer": row.customer,
        "due_at": row.due_at,
        "overdue_days": row.overdue_days,
        "owner": row.owner,
        "channel": row.channel,
        "give": row.give,
        "why": row.why,
        "urgency": row.urgency,
        "terms": dict(row.terms),
        "phone": row.phone,
        "contact": row.contact,
        "last_words": row.last_words,
        "text": row.text,
        "zone": row.zone,
        "local_time": call_told(row, crm.as_of.on, crm.tz),
        "on_behalf_of": row.on_behalf_of,
    }


def describe(row: DueRow) -> str:
    """Why it is due, behind its kind and the absent person whose it is."""
    why = row.why if row.kind == "contact" else f"[{label('due_kind', row.kind)}] {row.why}"
    if row.on_behalf_of is None:
        return why
    return _("for %(name)s: %(why)s") % {"name": row.on_behalf_of, "why": why}


def short_due(crm: Context, row: DueRow) -> str:
    """The deadline as people read it."""
    from crmcli.render.cells import instant

    return instant(row.due_at, crm.tz) if "T" in row.due_at else row.due_at
