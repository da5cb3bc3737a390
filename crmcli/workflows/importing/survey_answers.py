"""Survey answers of an import: the form is known by its questions, low answers ask for a follow-up."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Any

from crmcli import clock
from crmcli.judging import scoring
from crmcli.matching.text import clean_text
from crmcli.queries.surveys import Answer, Question
from crmcli.sheets.plans import SheetPlan
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.incoming import stored
from crmcli.workflows.importing.job import NOON, Job
from crmcli.workflows.importing.kept import beside, record_id
from crmcli.workflows.importing.survey_forms import METADATA, NUMBERING, Matched, SurveyForms
from crmcli.workflows.surveys.answers import refusal

INDICATORS = (
    "overall",
    "response_speed",
    "problem_solving",
    "cooperation",
    "product_quality",
    "after_sales",
    "nps",
)
#: What a mended row may tell of a response.
_MENDED = ("overall", "nps", "comment", "low")
_NO_NAME = re.compile(r"(?:sheet|worksheet|table|工作表|表)\s*\d*", re.IGNORECASE)


class SurveyWriter:
    """Writes the answers of one import inside its operation."""

    def __init__(self, job: Job, forms: SurveyForms) -> None:
        self._job, self._store, self._op, self._policy = job, job.work.store, job.work.op, job.work.policy
        self._team, self._options, self._forms = job.team, job.options, forms

    def write(self, entries: Sequence[Entry]) -> None:
        """Writes them form by form."""
        by_sheet: dict[int, list[Entry]] = {}
        for entry in entries:
            by_sheet.setdefault(id(entry.sheet), []).append(entry)
        for group in by_sheet.values():
            self._write_sheet(group[0].sheet, group)

    def _write_sheet(self, sheet: SheetPlan, entries: Sequence[Entry]) -> None:
        matched = self._forms.of(sheet)
        questions, headers = _questions(sheet)
        if matched:
            rows = [self._matched_response(entry, sheet, matched) for entry in entries]
        else:
            rows = [self._response(entry, sheet, headers) for entry in entries]
        stored_rows = [dict(r) for r in self._store.imports.responses({row["submitted_at"] for row in rows})]
        zone = self._job.work.zone
        known = {_key(row, json.loads(row["custom"] or "{}").get("external_id"), zone) for row in stored_rows}
        kept = self._store.imports.records("survey_response", {i for e in entries if (i := record_id(e))})
        new: list[tuple[Entry, dict[str, Any]]] = []
        for entry, row in zip(entries, rows, strict=True):
            before = kept.get(record_id(entry) or 0)
            if before is not None and before["customer_id"] == row["customer_id"]:
                self._mend(entry, before, row, matched.answers[id(entry)].rows if matched else None)
                continue
            key = _key(row, entry.values.get("external_id"), zone)
            if key and key in known and self._options.mode != "create":
                entry.end("unchanged", entry.customer_id)
                continue
            invitation = self._forms.answered(entry)
            if invitation and invitation["response_id"]:
                entry.reject(refusal(invitation))
                continue
            if not self._options.may_add():
                entry.leave_out()
                continue
            known.add(key)
            new.append((entry, row))
        if new and matched:
            self._insert_matched(matched, new)
        elif new:
            self._insert(sheet, questions, headers, new)

    def _mend(
        self, entry: Entry, before: Mapping[str, Any], row: Mapping[str, Any], given: Sequence[Answer] | None
    ) -> None:
        """Adds to a known response what of its row can be read now."""
        changes = {c: row[c] for c in _MENDED if row[c] is not None and row[c] != before[c]}
        changes |= beside(entry, before["custom"])
        questions = {q["key"]: q["id"] for q in self._store.surveys.questions(before["form_id"])}
        there = self._store.surveys.answered(before["id"])
        answers = _answers(entry, questions, {}) if given is None else given
        more = [(before["id"], *answer) for answer in answers if answer[0] not in there]
        self._op.insert_many("survey_answer", ("response_id", "question_id", "score", "text"), more)
        if changes:
            self._op.update("survey_response", before["id"], changes)
        entry.end("updated" if changes or more else "unchanged", entry.customer_id, before["id"])

    def _insert(
        self,
        sheet: SheetPlan,
        questions: Sequence[Question],
        headers: Mapping[str, str],
        new: Sequence[tuple[Entry, dict[str, Any]]],
    ) -> None:
        language = "zh" if re.search("[\u4e00-\u9fff]", "".join(q.text for q in questions)) else "en"
        form_id, ids = self._store.surveys.ensure_form(
            self._op, sheet.title or _name_of(sheet), questions, language
        )
        responses = [({**row, "form_id": form_id}, _answers(entry, ids, headers)) for entry, row in new]
        answered = {}
        for (entry, _row), row_id in zip(
            new, self._store.surveys.add_responses(self._op, responses), strict=True
        ):
            if invitation := self._forms.answered(entry):
                answered[invitation["id"]] = row_id
            entry.end("created", entry.customer_id, row_id)
        self._store.waves.answer(self._op, answered)

    def _insert_matched(self, matched: Matched, new: Sequence[tuple[Entry, dict[str, Any]]]) -> None:
        responses = [(row, matched.answers[id(entry)].rows) for entry, row in new]
        answered = {}
        for (entry, _row), row_id in zip(
            new, self._store.surveys.add_responses(self._op, responses), strict=True
        ):
            if id(entry) in matched.invitations:
                answered[matched.invitations[id(entry)]["id"]] = row_id
            entry.end("created", entry.customer_id, row_id)
        self._store.waves.answer(self._op, answered)

    def _matched_response(self, entry: Entry, sheet: SheetPlan, matched: Matched) -> dict[str, Any]:
        """The response to a form of ours: its scores as they were asked, its wave by its code."""
        invitation = matched.invitations.get(id(entry))
        own = {"overall": None, "nps": None, "comment": None, **matched.answers[id(entry)].kept}
        low = scoring.low_score(own["overall"], own["nps"], self._policy.survey)
        return {
            **self._response(entry, sheet, {name: name for name in matched.headers}),
            **own,
            "low": int(low),
            "form_id": matched.form["id"],
            "wave": invitation["wave"] if invitation else entry.values.get("wave") or self._forms.wave,
            "code": invitation["code"] if invitation else entry.values.get("code"),
        }

    def _told(self, entry: Entry) -> dict[str, Any]:
        """What our own export tells beside the answers."""
        values = entry.values
        settled, recorder = values.get("settled"), self._team.id(values.get("recorder"))
        told: dict[str, Any] = {"wave": values.get("wave")}
        if settled:
            told["settled_at"] = self._job.instant(settled)[0]
        return told | ({"recorder_id": recorder} if recorder else {})

    def _response(self, entry: Entry, sheet: SheetPlan, headers: Mapping[str, str]) -> dict[str, Any]:
        values = entry.values
        at, day = self._job.instant(values.get("submitted") or self._job.work.as_of.on)
        overall = _to_scale(values.get("overall"), sheet.scales.get("overall", 5), 5)
        nps = _to_scale(values.get("nps"), sheet.scales.get("nps", 10), 10)
        low = scoring.low_score(overall, nps, self._policy.survey)
        custom = {k: v for k, v in entry.extra.items() if k not in headers.values()}
        if values.get("external_id"):
            custom["external_id"] = str(values["external_id"])
        return {
            **self._told(entry),
            "customer_id": entry.customer_id,
            "submitted_at": at,
            "submitted_on": day,
            "overall": overall,
            "nps": nps,
            "comment": stored(values.get("comment")),
            "code": values.get("code"),
            "low": int(low),
            "imported": 1,
            "custom": json.dumps(custom, ensure_ascii=False, sort_keys=True) if custom else None,
        }


def _name_of(sheet: SheetPlan) -> str:
    """What a form without a title is called: like its sheet, or its file where the sheet has no name of its own."""
    named = sheet.sheet and not _NO_NAME.fullmatch(sheet.sheet.strip())
    return str(sheet.sheet) if named else Path(sheet.file).stem


def _questions(sheet: SheetPlan) -> tuple[list[Question], dict[str, str]]:
    """The form's questions in the order of the columns, and the header of each question that is no indicator."""
    questions: list[Question] = []
    headers: dict[str, str] = {}
    for column in sheet.columns:
        text = clean_text(NUMBERING.sub("", str(column.header or "")))
        if column.field in INDICATORS:
            largest = sheet.scales.get(column.field, 10 if column.field == "nps" else 5)
            low = 0 if column.field == "nps" else 1
            questions.append(Question(column.field, text, f"{low}-{largest}"))
        elif column.field == "comment":
            questions.append(Question("comment", text, "text"))
        elif column.field is None and text and not METADATA.search(text):
            key = f"q{len(questions) + 1}"
            questions.append(Question(key, text, "text"))
            headers[key] = column.header
    return questions, headers


def _answers(entry: Entry, ids: Mapping[str, int], headers: Mapping[str, str]) -> list[Answer]:
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


def _to_scale(score: Any, largest: int, wanted: int) -> int | None:
    """A score on another scale, so that it can be judged beside others."""
    if score is None:
        return None
    return (
        int(score)
        if largest == wanted
        else max(0 if wanted == 10 else 1, round(int(score) * wanted / largest))
    )


def _key(row: Mapping[str, Any], external_id: Any, zone: tzinfo) -> Any:
    """What identifies an answer; None for a nameless one without a time of day, which nothing tells from another.

    On one day a customer may answer twice: without a time of day the answers themselves tell them apart.
    """
    key = (row["submitted_at"], row["customer_id"], str(external_id or ""))
    if external_id or clock.parse_iso(row["submitted_at"]).astimezone(zone).time() != NOON:
        return key
    return None if row["customer_id"] is None else (*key, row["overall"], row["nps"], row["comment"])
