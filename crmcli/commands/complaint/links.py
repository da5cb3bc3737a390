"""What else the database knows of a complaint: further calls, who had it, the feedback that it came from, knowledge used, files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.commands.attached import attached
from crmcli.commands.kb.views import complaint_table
from crmcli.commands.shared import local_time
from crmcli.commands.task.views import handoff_data
from crmcli.i18n import _, remarked
from crmcli.result import Result

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row


def attach(crm: Context, complaint_id: int, result: Result) -> None:
    """Adds all of it to a complaint that is shown."""
    hands = crm.store.handoffs.of_complaint(complaint_id, crm.as_of_text)
    again = sum(event["kind"] == "called_again" for event in result.data["events"])
    result.data["called_again"] = again
    # The complaint's state is that of the as-of, not what is stored.
    result.data["handoffs"] = [handoff_data(row) | {"state": result.data["state"]} for row in hands]
    if again:
        result.lines.append(_("Called again: %(n)d") % {"n": again})
    result.lines += [_given(crm, row) for row in hands[-1:]]
    sources = crm.store.feedback.promoted(complaint_id=complaint_id)
    entries = crm.store.knowledge.of_complaint(complaint_id, crm.as_of_text)
    result.data["feedback"] = [row["id"] for row in sources]
    result.data["knowledge"] = [dict(row) for row in entries]
    result.lines += [_("From feedback %(id)d: %(content)s") % dict(row) for row in sources]
    if entries:
        result.tables.append(complaint_table(entries))
    attached(crm, "complaint", complaint_id, result)


def _given(crm: Context, row: Row) -> str:
    """Who has it since when, from whom, until when and why."""
    told = {"name": row["receiver"], "giver": row["giver"] or "—", "day": local_time(crm, row["at"])}
    text = _("Handed over: from %(giver)s to %(name)s on %(day)s") % told
    if row["due_on"]:
        done = _(", done") if row["done_at"] and row["done_at"] <= crm.as_of_text else ""
        due = local_time(crm, row["due_at"]) if row["due_at"] else row["due_on"]
        text += _(", to be done by %(day)s") % {"day": due} + done
    return remarked(text, row["note"]) if row["note"] else text
