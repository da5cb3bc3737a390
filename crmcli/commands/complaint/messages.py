"""What a customer is told about a complaint, in the policy's words and the customer's language."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from crmcli import errors
from crmcli.commands.shared import local_time
from crmcli.i18n import _
from crmcli.service.messages import fill
from crmcli.service.rounds import Event, answered, verdict_of
from crmcli.verdicts import complaints
from crmcli.workflows.progress import language_of

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row


def message(crm: Context, row: Row, kind: str, text: str, at: datetime) -> str:
    """The first reply, or once the customer was answered the report of progress, filled in.

    Its deadline is the next one after this step. Usage if there is nothing new to report.
    """
    kind = told_as(crm, row, kind, text)
    events = crm.store.complaints.events([row["id"]])[row["id"]]
    language = language_of(crm.store.customers.get(row["customer_id"])["language"])
    template = getattr(crm.policy.message, f"{'progress' if kind == 'progress' else 'reply'}_{language}")
    now = crm.as_of.instant
    past = [event for event in events if event.at <= now]
    rounds = complaints.rounds(row, [*past, Event(kind, at)], complaints.books_of(crm.store), now)
    _clock, due_at = complaints.next_clock(verdict_of(rounds))
    return fill(
        template,
        {
            "customer": row["contact"] or row["customer"],
            "number": row["number"],
            "handler": row["handler_name"] or row["owner"] or crm.actor.name,
            "deadline": _deadline(crm, due_at, now, language),
            "text": text,
        },
    )


def told_as(crm: Context, row: Row, kind: str, text: str) -> str:
    """What a message is kept as: once the customer was answered a reply is progress. Usage if that tells nothing new."""
    events = crm.store.complaints.events([row["id"]])[row["id"]]
    if kind == "responded" and answered(complaints.last_round(events)):
        kind = "progress"
    if kind == "progress" and not text:
        raise errors.Usage(
            _("A report of progress needs what is new."), _("Write it behind the complaint's number.")
        )
    return kind


#: Where no deadline runs, and where the one that ran has passed, in the customer's language.
_SOON = {"zh": "近日", "en": "the next few days"}
_AT_ONCE = {"zh": "下一个工作日", "en": "the next working day"}


def _deadline(crm: Context, due_at: datetime | None, now: datetime, language: str) -> str:
    if due_at is None:
        return _SOON[language]
    return local_time(crm, due_at) if due_at > now else _AT_ONCE[language]
