"""The answers of survey responses that are known already: what a row says anew of them is added, corrected or told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmcli.matching.text import clean_text
from crmcli.queries.surveys import Answer
from crmcli.workflows.importing.customers.incoming import stored
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.job import Job
from crmcli.workflows.importing.records.survey_forms import NUMBERING, Matched

INDICATORS = (
    "overall",
    "response_speed",
    "problem_solving",
    "cooperation",
    "product_quality",
    "after_sales",
    "nps",
)


class KnownAnswers:
    """Takes the answers of the rows of one sheet to responses that are known, or new with an earlier row."""

    def __init__(self, job: Job, matched: Matched | None, headers: Mapping[str, str]) -> None:
        self._store, self._op, self._options = job.work.store, job.work.op, job.options
        self._conflicts, self._matched, self._headers = job.conflicts, matched, headers
        #: What the rows of the run said, by response and question.
        self._said: dict[tuple[int, int], Answer] = {}

    def begin(self, entry: Entry, row: Mapping[str, Any]) -> None:
        """Hears the answers of a row that became a new response."""
        self._said |= {(row["id"], answer[0]): answer for answer in self._given(entry, row)}

    def take(self, entry: Entry, before: Mapping[str, Any], whose: str) -> bool:
        """Adds and corrects answers; whether there was any. The first row of a run is heard."""
        changed = False
        there = {a["question_id"]: a for a in self._store.surveys.answers_of(before["id"])}
        for answer in self._given(entry, before):
            question, score, text = answer
            known = there.get(question)
            first = self._said.setdefault((before["id"], question), answer)
            if first != answer:
                self._tell(entry, before, whose=whose, first=first, further=answer)
            elif known is None:
                self._op.insert(
                    "survey_answer",
                    {"response_id": before["id"], "question_id": question, "score": score, "text": text},
                )
                changed = True
            elif (known["score"], known["text"]) != (score, text) and not self._options.fills:
                changed = (
                    self._op.update("survey_answer", known["id"], {"score": score, "text": text}) or changed
                )
        return changed

    def _given(self, entry: Entry, before: Mapping[str, Any]) -> list[Answer]:
        """The answers of a row to the questions of the response's form."""
        if self._matched and self._matched.form["id"] == before["form_id"]:
            return list(self._matched.answers[id(entry)].rows)
        questions = self._store.surveys.questions(before["form_id"])
        by_key = {q["key"]: q["id"] for q in questions if q["key"] in (*INDICATORS, "comment")}
        by_text = {q["text"]: q["id"] for q in questions}
        asked = {h: by_text.get(clean_text(NUMBERING.sub("", h))) for h in self._headers.values()}
        own = {h: i for h, i in asked.items() if i is not None}
        return answers_of(entry, by_key | own, {header: header for header in own})

    def _tell(
        self, entry: Entry, before: Mapping[str, Any], *, whose: str, first: Answer, further: Answer
    ) -> None:
        asked = self._store.surveys.questions(before["form_id"])
        # These stand in the response itself, and are told as its fields.
        questions = {q["id"]: q["text"] for q in asked if q["key"] not in ("overall", "nps", "comment")}
        if first[0] not in questions:
            return
        told = {questions[first[0]]: (_shown(first), _shown(further))}
        self._conflicts.tell_otherwise(entry, told, whose=whose)


def _shown(answer: Answer) -> Any:
    _question, score, text = answer
    return text if score is None else score


def answers_of(entry: Entry, ids: Mapping[str, int], headers: Mapping[str, str]) -> list[Answer]:
    """The answers of a row: scores and the comment by their keys, others by the headers of their questions."""
    answers: list[Answer] = [
        (ids[field], int(entry.values[field]), None)
        for field in INDICATORS
        if field in ids and entry.values.get(field) is not None
    ]
    if "comment" in ids and entry.values.get("comment"):
        answers.append((ids["comment"], None, stored(entry.values["comment"])))
    answers += [
        (ids[key], None, entry.extra[header]) for key, header in headers.items() if entry.extra.get(header)
    ]
    return answers
