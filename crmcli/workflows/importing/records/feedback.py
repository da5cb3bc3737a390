"""Feedback of an import, from customers, from staff or from nobody named, with the answers given to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.sheets.cells.logs import Remark
from crmcli.workflows.feedback import usual_kind
from crmcli.workflows.handoffs import head_of
from crmcli.workflows.importing.customers.incoming import stored
from crmcli.workflows.importing.fates import Entry, place
from crmcli.workflows.importing.records.complaint_steps import is_news
from crmcli.workflows.importing.records.plain import PlainWriter
from crmcli.workflows.importing.records.recognising import Traits
from crmcli.workflows.routing import answerer_of

_PEOPLE = ("staff", "handler", "answered_by")


class FeedbackWriter(PlainWriter):
    """Writes the feedback of one import inside its operation."""

    kind = "feedback"
    table = "feedback"
    columns = (
        "external_id",
        "customer_id",
        "staff_id",
        "channel",
        "kind",
        "score",
        "content",
        "product",
        "touchpoint",
        "department",
        "handler_id",
        "answer",
        "answered_at",
        "answered_by_id",
        "adopted",
        "state",
        "closed_at",
        "close_reason",
        "occurred_at",
        "occurred_on",
        "custom",
        "created_at",
    )
    changing = (
        "external_id", "customer_id", "staff_id", "content", "occurred_at", "occurred_on", "kind", "channel", "score",
        "product", "touchpoint", "department", "handler_id", "answer", "answered_at", "answered_by_id", "adopted", "state", "closed_at",
        "close_reason",
    )  # fmt: skip
    defaults: ClassVar[Mapping[str, Any]] = {"kind": "suggestion", "state": "open"}

    def _row(self, entry: Entry) -> dict[str, Any]:
        values = entry.values
        people = self._people(entry, _PEOPLE)
        at, day = self._job.instant(values["occurred"])
        answered, closed = values.get("answered"), values.get("closed")
        adopted = values.get("adopted")
        return {
            "external_id": values.get("external_id"),
            "customer_id": entry.customer_id,
            "staff_id": people.get("staff"),
            "channel": values.get("channel"),
            "kind": "problem" if _is_complaint(entry) else values.get("kind"),
            "score": values.get("score"),
            "content": stored(values["content"]),
            "product": values.get("product"),
            "touchpoint": values.get("touchpoint"),
            "department": values.get("department"),
            "handler_id": people.get("handler"),
            "answer": stored(values.get("answer")),
            "answered_at": self._job.instant(answered)[0] if answered else None,
            "answered_by_id": people.get("answered_by"),
            "adopted": None if adopted is None else int(adopted),
            "state": values.get("status") or _implied(values),
            "closed_at": self._job.instant(closed)[0] if closed else None,
            "close_reason": stored(values.get("close_reason")),
            "occurred_at": at,
            "occurred_on": day,
            "custom": self._custom(entry, people),
            "created_at": self._op.at_text,
        }

    def _insert(self, new: Sequence[tuple[Entry, dict[str, Any]]]) -> None:
        """The new feedback with the answers after the first."""
        for entry, row in new:
            if row["kind"] is None and row["score"] is not None:
                row["kind"] = usual_kind(row["score"], self._job.work.policy.survey)
                if row["kind"] == "praise":
                    row["state"] = row["state"] or "closed"
            # Our own exports tell who answers, and of what waits for anybody that nobody does.
            if row["handler_id"] is None and row["state"] in (None, "open") and not entry.sheet.whole:
                row |= self._answering(row)
        super()._insert(new)
        open_ = [entry for entry, row in new if row["state"] in (None, "open")]
        self._job.fates.received += [e for e in open_ if is_news(self._job, e, "occurred")]
        for entry, _row in new:
            if _is_complaint(entry) and entry.customer_id:
                self._job.fates.warnings.append(
                    _("%(place)s: called a complaint, kept as a problem. To make it one: %(command)s")
                    % {
                        "place": place(entry),
                        "command": _("crmcli feedback promote %(id)d complaint") % {"id": entry.target_id},
                    }
                )
        answers = [
            (entry.target_id, a) for entry, _row in new for a in entry.values.get("further_answers") or ()
        ]
        self._insert_answers(answers)

    def _answering(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Who answers what was said by a customer or of a department, as when it is entered by hand; nobody of his own for
        what nobody said."""
        if row["department"]:
            head = head_of(self._store, row["department"])
            return {"handler_id": head["id"] if head else None}
        about = self._store.customers.get(row["customer_id"]) if row["customer_id"] else None
        told = {**row, "kind": row["kind"] or self.defaults["kind"]}
        chosen = answerer_of(self._job.work, about, told, None)
        return {"handler_id": chosen.staff_id, "department": chosen.department}

    def _bring(
        self, entry: Entry, row: dict[str, Any], before: dict[str, Any], changes: dict[str, Any]
    ) -> bool:
        """Adds to known feedback the answers that it lacks."""
        told = entry.values.get("further_answers") or ()
        if "id" not in before or not told:
            return False
        known = {(answer["at"], answer["text"]) for answer in self._store.feedback.answers(before["id"])}
        new = [(before["id"], answer) for answer in told if (answer.at, answer.text) not in known]
        self._insert_answers(new)
        return bool(new)

    def _insert_answers(self, answers: Sequence[tuple[int | None, Remark]]) -> None:
        rows = [(i, answer.text, answer.at, self._team.id(answer.who)) for i, answer in answers]
        self._op.insert_many("feedback_answer", ("feedback_id", "text", "at", "staff_id"), rows)

    def _said(self, entry: Entry) -> Sequence[str]:
        # An answer alone opens nothing that is closed again; a closing and praise do close.
        implied = _implied(entry.values) == "answered" and not entry.values.get("status")
        return [c for c in self.changing if c != "state"] if implied else self.changing

    def _settled(
        self, changes: dict[str, Any], row: Mapping[str, Any], before: Mapping[str, Any]
    ) -> dict[str, Any]:
        waits = before["state"] in (None, "open") and changes.get("answer") and "state" not in changes
        return {**changes, "state": "answered"} if waits else changes

    def _known(self, rows: Sequence[Mapping[str, Any]]) -> Sequence[Row]:
        numbers = {row["external_id"] for row in rows if row["external_id"]}
        return self._store.feedback.known(numbers, {row["occurred_on"] for row in rows})

    def _traits(self, row: dict[str, Any]) -> Traits:
        whose = row["customer_id"], row["staff_id"]
        return Traits(
            numbers=(row["external_id"],) if row["external_id"] else (),
            customer_id=row["customer_id"],
            day=row["occurred_on"],
            words=row["content"],
            exact=((*whose, row["occurred_at"], row["content"]),),
            near=(*whose, row["occurred_on"], row["content"]),
        )

    def _whose(self, row: Mapping[str, Any]) -> str:
        return str(row["content"])[:40]


def _is_complaint(entry: Entry) -> bool:
    """Whether a row of feedback is called a complaint."""
    return bool(entry.values.get("kind") == "complaint")


def _implied(values: Mapping[str, Any]) -> str | None:
    """The state that the rest of a row tells of: closed, answered, or praise, which needs no answer."""
    if values.get("closed") or values.get("kind") == "praise":
        return "closed"
    return "answered" if values.get("answer") or values.get("answered") else None
