"""What is due as a calendar file."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path

from crmcli import clock
from crmcli.context import Context
from crmcli.i18n import _, ngettext, titled
from crmcli.render.calendar import Event, ics_bytes
from crmcli.result import Result
from crmcli.saving import save
from crmcli.wording import label
from crmcli.workflows.due.queue import build
from crmcli.workflows.due.rows import KINDS, DueRow, Wanted


def write_due(crm: Context, path: Path, owner_id: int | None, days: int) -> Result:
    """Writes everything due up to so many days ahead, of one person or of everybody."""
    with crm.store.db.snapshot():
        wanted = Wanted(owner_id, crm.as_of.on + timedelta(days=days), frozenset(KINDS) - {"news"})
        rows = build(crm.view, wanted).rows
    return write_rows(crm, path, rows)


def write_rows(crm: Context, path: Path, rows: list[DueRow]) -> Result:
    """Writes rows of the due list as entries of a calendar. Their ids carry the database's, and stay the same."""
    identity = hashlib.sha256(crm.store.exports.identity().encode()).hexdigest()[:16]
    events = [_event(crm, row, identity) for row in rows]
    written = save(crm.target(path), ics_bytes(events, _("Customers due"), crm.as_of.instant))
    line = ngettext("Wrote %(n)d entry to %(path)s", "Wrote %(n)d entries to %(path)s", len(rows)) % {
        "n": len(rows),
        "path": written,
    }
    return Result(crm.command, data={"file": str(written), "rows": len(rows)}, lines=[line])


def _event(crm: Context, row: DueRow, identity: str) -> Event:
    """A late entry begins when it was due and lasts until now, so that it is seen today."""
    start = _moment(row.due_at)
    now = crm.as_of.instant if isinstance(start, datetime) else crm.as_of.on
    what = row.why if row.kind == "task" or not row.customer else None
    summary = " ".join(filter(None, (f"[{label('due_kind', row.kind)}]", row.customer, what)))
    told = {
        "": row.why,
        _("Contact person"): row.contact,
        _("Phone"): row.phone,
        _("Owner"): row.owner,
        _("Last words"): row.last_words,
        _("Id"): row.item,
    }
    lines = [titled(title, text) if title else text for title, text in told.items() if text]
    return Event(
        uid=f"{row.item.replace(':', '-')}@{identity}.crmcli",
        start=start,
        until=now,
        summary=summary,
        description="\n".join(lines),
        category=row.kind,
    )


def _moment(text: str) -> date | datetime:
    return clock.parse_iso(text) if "T" in text else date.fromisoformat(text)
