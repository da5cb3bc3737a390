"""Recording a step of a complaint, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crmcli.commands.complaint import views
from crmcli.commands.complaint.lookup import rounds_of
from crmcli.i18n import N_, _, titled
from crmcli.result import Result
from crmcli.service.rounds import STEP_OF, Round, verdict_of
from crmcli.wording import label, shell_word
from crmcli.workflows.complaint_guards import Step

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row

_SAID = {
    "responded": N_("%(number)s: first response recorded."),
    "progress": N_("%(number)s: progress told to the customer."),
    "proposed": N_("%(number)s: solution proposed."),
    "waiting": N_("%(number)s waits for the customer; the time to propose and resolve stands still."),
    "resumed": N_("%(number)s goes on; the time runs again."),
    "answered": N_("%(number)s: the customer's answer is recorded."),
    "severity": N_("%(number)s has another severity; its deadlines are counted anew from the opening."),
    "severity_again": N_(
        "%(number)s has another severity; its deadlines are counted anew from the reopening."
    ),
    "resolved": N_("%(number)s is resolved."),
    "revisited": N_("%(number)s: revisit recorded."),
    "reopened": N_("%(number)s is open again, with new deadlines."),
    "archived": N_("%(number)s is archived."),
    "note": N_("%(number)s: note added."),
    "changed": N_("%(number)s: changed."),
}
#: The clock that a step stops; reports of progress start theirs anew.
_CLOCK_OF = {step: clock for clock, step in STEP_OF.items() if step != "progress"}


def record(
    crm: Context,
    row: Row,
    kind: str,
    text: str | None,
    at: str | None,
    values: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
    *,
    told: bool = False,
) -> None:
    """Records one step and shows what follows from it; with `told` also the words, for they go to the customer."""
    from crmcli.workflows import complaints

    words = (text or "").strip()
    with crm.work(f"{row['number']} {words}".strip()[:60]) as work:
        moment, known = crm.moment(at)
        step = Step(kind, moment, words, data or {}, values or {}, known=known)
        kept = complaints.record(work, row["id"], step)
    row = crm.store.complaints.get(row["id"])
    rounds, events = rounds_of(crm, row)
    verdict = verdict_of(rounds)
    again = step.data.get("result") == "dissatisfied"
    # Each round has deadlines of its own, and the last begins where it was opened again.
    said = f"{kept}_again" if kept == "severity" and len(rounds) > 1 else kept
    # What is known of it is mended with a note, of no words mostly.
    said = "changed" if kept == "note" and values else said
    lines = [_(_SAID[said]) % {"number": row["number"]}]
    answer = step.data.get("satisfied")
    judged = rounds[-2] if again else next((r for r in reversed(rounds) if r.start <= moment), rounds[-1])
    lines += _outcomes(crm, judged, kept, moment, asked=bool(answer))
    if again:
        lines.append(
            _("The customer is dissatisfied: %(number)s is open again, with new deadlines.")
            % {"number": row["number"]}
        )
    lines.append(views.next_step(crm, verdict))
    if answer == "no" and row["state"] == "resolved":
        lines.append(
            _("If it isn't over: crmcli complaint reopen %(number)s") % {"number": shell_word(row["number"])}
        )
    shown = views.as_data(row, verdict, {event.kind for event in events})
    if told:
        lines.insert(0, words + "\n")
        shown["message"] = words
    crm.show(Result(crm.command, data=shown, lines=[line for line in lines if line]))


def _outcomes(crm: Context, judged: Round, kept: str, at: datetime, *, asked: bool) -> list[str]:
    """Whether a step was in time for the clocks that it stops; which is which is told where they differ."""
    clocks = {_CLOCK_OF[kept]: judged.clocks[_CLOCK_OF[kept]]} if kept in _CLOCK_OF else {}
    if kept == "progress":
        clocks["progress"] = judged.report_at(at)
    if asked:
        clocks["satisfaction"] = judged.clocks["satisfaction"]
    said = {name: line for name, each in clocks.items() if (line := views.outcome(crm, each))}
    if len(set(said.values())) < 2:
        return list(said.values())[:1]
    return [titled(label("clock", name), line) for name, line in said.items()]
