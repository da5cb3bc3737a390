"""What becomes of feedback: an answer, a closing, or a complaint or task that takes the matter on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.i18n import _
from crmcli.wording import shell_word

if TYPE_CHECKING:
    from crmcli.database.connection import Row
    from crmcli.policy.sections import Survey
    from crmcli.store import Store, Work


def usual_kind(score: int | None, policy: Survey) -> str:
    """What feedback is that nobody calls anything: praise of the satisfied, a problem of those with a low score, else a
    suggestion.
    """
    if score is None:
        return "suggestion"
    return (
        "praise" if score >= policy.satisfied_from else "problem" if score <= policy.low_max else "suggestion"
    )


def answer(work: Work, feedback: Row, text: str, adopted: bool | None, entry: Row | None) -> bool:
    """Records an answer and the knowledge entry it was taken from; False if there was an answer before.

    Without words of its own the answer is the entry's. Invalid without either.
    """
    words = text.strip() or (entry["answer"] if entry is not None else "")
    if not words:
        raise errors.Invalid(
            _("The answer needs words."), _("Write them behind the number, or take an entry with --kb.")
        )
    if entry is not None:
        work.store.knowledge.use(work.op, entry["id"], feedback_id=feedback["id"])
    given = work.store.feedback.get(feedback["id"])
    before = [given["answer"], *(row["text"] for row in work.store.feedback.answers(feedback["id"]))]
    if words in before and adopted in (None, given["adopted"]):
        raise errors.Invalid(
            _("Feedback %(id)d was answered with these words already.") % {"id": feedback["id"]},
            _("See: crmcli feedback show %(id)d") % {"id": feedback["id"]},
        )
    return work.store.feedback.answer(work.op, feedback["id"], words, adopted)


def close(work: Work, feedback: Row, reason: str | None, adopted: bool | None) -> None:
    """Closes feedback. Invalid if it is closed, or has no answer and no reason is given for that."""
    feedback = work.store.feedback.get(feedback["id"])  # as it is under the lock
    if feedback["state"] == "closed":
        raise errors.Invalid(
            _("Feedback %(id)d is closed already.") % {"id": feedback["id"]}, _("See: crmcli feedback list")
        )
    if feedback["state"] == "open" and not reason:
        raise errors.Invalid(
            _("Feedback %(id)d has no answer yet.") % {"id": feedback["id"]},
            _("Answer it, or say why it gets none with --reason."),
        )
    values = {} if adopted is None else {"adopted": int(adopted)}
    work.store.feedback.close(work.op, feedback["id"], {"close_reason": reason, **values})


def to_complaint(work: Work, feedback: Row, values: Mapping[str, Any]) -> int:
    """Opens a complaint now from what the customer said. It takes the matter on: open feedback is closed by it."""
    from crmcli.workflows import complaints

    feedback = _unpromoted(work.store, feedback["id"])
    if feedback["customer_id"] is None:
        raise errors.Invalid(
            _("Feedback %(id)d is from staff; only a customer's can become a complaint.")
            % {"id": feedback["id"]},
            _("Make it a task: crmcli feedback promote %(id)d task") % {"id": feedback["id"]},
        )
    own = {key: feedback[key] for key in ("customer_id", "content", "channel", "touchpoint", "product")}
    complaint_id = complaints.open_complaint(work, {**own, **values}, work.as_of.instant)
    link = {"complaint_id": complaint_id}
    if feedback["state"] == "open":
        work.store.feedback.close(work.op, feedback["id"], link)
    else:
        work.store.feedback.edit(work.op, feedback["id"], link)
    return complaint_id


def to_task(work: Work, feedback: Row, values: Mapping[str, Any]) -> int:
    """Makes a task of what was said; the feedback still awaits its answer."""
    feedback = _unpromoted(work.store, feedback["id"])
    own = {
        "title": feedback["content"],
        "customer_id": feedback["customer_id"],
        "department": feedback["department"],
    }
    task_id = work.store.tasks.add(work.op, {**own, **values}, work.as_of.on)
    work.store.feedback.edit(work.op, feedback["id"], {"task_id": task_id})
    return task_id


def _unpromoted(store: Store, feedback_id: int) -> Row:
    """The feedback as it is under the operation's lock. Invalid if a complaint or a task took the matter on already."""
    feedback = store.feedback.get(feedback_id)
    if feedback["complaint_id"] is not None:
        see = _("See: crmcli complaint show %(number)s") % {"number": shell_word(feedback["complaint"])}
    elif feedback["task_id"] is not None:
        see = _("See: crmcli task show %(id)d") % {"id": feedback["task_id"]}
    else:
        return feedback
    raise errors.Invalid(_("Feedback %(id)d was promoted already.") % {"id": feedback["id"]}, see)
