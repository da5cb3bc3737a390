"""Survey answers of an import: the form is known by its questions, low answers ask for a follow-up."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from crmcli import clock
from crmcli.database.connection import Row
from crmcli.judging import scoring
from crmcli.matching.text import clean_text
from crmcli.queries.surveys import Answer, Question
from crmcli.sheets.columns.fields import REASON_TITLES
from crmcli.sheets.rows.plans import SheetPlan
from crmcli.verdicts.reach import Whom
from crmcli.workflows.importing.customers.incoming import stored
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.job import Job
from crmcli.workflows.importing.kept import seen, targets
from crmcli.workflows.importing.records.known_answers import INDICATORS, KnownAnswers, answers_of
from crmcli.workflows.importing.records.recognising import Recognising, Traits
from crmcli.workflows.importing.records.survey_forms import METADATA, NUMBERING, Matched, SurveyForms
from crmcli.workflows.importing.records.updates import Updates
from crmcli.workflows.importing.records.wave_answers import WaveAnswers
from crmcli.workflows.opting_out import Said, note
from crmcli.workflows.retention import exits
from crmcli.workflows.surveys.answers import refusal

#: What a row says of a response besides its answers.
_SAID = ("overall", "nps", "comment", "wave", "touchpoint", "code", "settled_at", "recorder_id")
#: A row with its response, and the one that it is.
_Meant = tuple[Entry, dict[str, Any], dict[str, Any]]
_NO_NAME = re.compile(r"(?:sheet|worksheet|table|工作表|表)\s*\d*", re.IGNORECASE)


class SurveyWriter:
    """Writes the answers of one import inside its operation."""

    def __init__(self, job: Job, forms: SurveyForms) -> None:
        self._job, self._store, self._op, self._policy = job, job.work.store, job.work.op, job.work.policy
        self._team, self._options, self._forms = job.team, job.options, forms

    def write(self, entries: Sequence[Entry], read_before: Sequence[Entry]) -> None:
        """Writes them form by form; rows that were `read_before` change nothing."""
        by_sheet: dict[int, list[Entry]] = {}
        for entry in (*read_before, *entries):
            by_sheet.setdefault(id(entry.sheet), []).append(entry)
        for group in by_sheet.values():
            self._write_sheet(group[0].sheet, group)

    def _write_sheet(self, sheet: SheetPlan, entries: Sequence[Entry]) -> None:
        matched = self._forms.of(sheet)
        if any(_is_added(column.header) for column in sheet.columns):
            self._settle_scales(sheet)
        questions, headers = _questions(sheet)
        if matched:
            rows = [self._matched_response(entry, sheet, matched) for entry in entries]
        else:
            rows = [self._response(entry, sheet, headers) for entry in entries]
        known = self._known(entries, rows)
        form_id = matched.form["id"] if matched else self._store.surveys.form_of(questions)
        meant = self._meant(entries, rows, known, form_id)
        updates = Updates(self._job, "survey_response", known.values())
        new, further = self._sort(list(zip(entries, rows, meant, strict=True)), updates)
        if new and matched:
            self._insert_matched(matched, new)
        elif new:
            self._insert(sheet, questions, headers, new)
        answers = KnownAnswers(self._job, matched, headers)
        for entry, row in new if further else ():
            answers.begin(entry, row)
        for entry, row, before in further:
            changes = self._judged(updates.judge(entry, before, row, _SAID, _whose(row)), before)
            updates.end(entry, before, changes, more=answers.take(entry, before, _whose(row)))
        updates.write()

    def _sort(
        self, rows: Sequence[_Meant], updates: Updates
    ) -> tuple[list[tuple[Entry, dict[str, Any]]], list[_Meant]]:
        """The rows that become new responses, and those of responses that are known, or new with an earlier row."""
        new: dict[int, tuple[Entry, dict[str, Any]]] = {}
        further: list[_Meant] = []
        # Our own export tells what was stored, whatever that is.
        asked = [row for entry, row, _before in rows if not entry.sheet.whole]
        once = WaveAnswers(self._store, asked)
        for entry, row, before in rows:
            if not entry.open:
                if before.get("id") == entry.target_id:
                    updates.tell(entry, before, row, _SAID, _whose(row))
            elif "id" in before or id(before) in new:
                further.append((entry, row, before))
            elif (invitation := self._forms.answered(entry)) and invitation["response_id"]:
                entry.reject(refusal(invitation))
            elif not self._options.may_add():
                entry.leave_out()
            elif not entry.sheet.whole and (why := once.refusal(entry, row)):
                entry.reject(why)
            else:
                updates.begin(row, _SAID)
                new[id(row)] = entry, row
        return list(new.values()), further

    def _settle_scales(self, sheet: SheetPlan) -> None:
        """Rows to be mended are few: the largest score in them says less of the scale than the form that they come from."""
        for form in self._store.surveys.forms_asking(_questions(sheet)[0]):
            scales = {q["key"]: q["scale"].partition("-")[2] for q in form if q["key"] in INDICATORS}
            largest = {key: int(high) for key, high in scales.items() if high.isdecimal()}
            if all(sheet.scales.get(key, 0) <= scale for key, scale in largest.items()):
                sheet.scales |= largest
                return

    def _known(
        self, entries: Sequence[Entry], rows: Sequence[Mapping[str, Any]]
    ) -> dict[int, dict[str, Any]]:
        """The stored responses that any of the rows may be."""
        if self._options.mode == "create":
            return {}
        stored_rows = self._store.imports.responses({row["submitted_on"] for row in rows})
        known = {row["id"]: dict(row) for row in stored_rows}
        return known | self._store.imports.records("survey_response", targets(entries))

    def _meant(
        self,
        entries: Sequence[Entry],
        rows: Sequence[dict[str, Any]],
        known: Mapping[int, dict[str, Any]],
        form_id: int | None,
    ) -> Sequence[dict[str, Any]]:
        if self._options.mode == "create":
            return rows
        zone = self._job.work.zone

        def traits(row: dict[str, Any]) -> Traits:
            return _traits(row, row.get("form_id", form_id), zone)

        listed = seen(entries, rows, traits)
        for one in listed:
            # A mended row that names somebody else is another response.
            if one.target_id and known[one.target_id]["customer_id"] != one.row["customer_id"]:
                one.target_id = None
        return Recognising(known.values(), traits).meant(listed)

    def _judged(self, changes: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
        """The changes of a response, with whether it is low."""
        now = {**before, **changes}
        low = int(scoring.low_score(now["overall"], now["nps"], self._policy.survey))
        rated = "overall" in changes or "nps" in changes
        return {**changes, "low": low} if rated and low != before["low"] else changes

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
        given = [answers_of(entry, ids, headers) for entry, _row in new]
        for _entry, row in new:
            row["form_id"] = form_id
        self._add(new, given, {id(e): i for e, _row in new if (i := self._forms.answered(e))})

    def _insert_matched(self, matched: Matched, new: Sequence[tuple[Entry, dict[str, Any]]]) -> None:
        given = [matched.answers[id(entry)].rows for entry, _row in new]
        self._add(new, given, matched.invitations)

    def _add(
        self,
        new: Sequence[tuple[Entry, dict[str, Any]]],
        given: Sequence[Sequence[Answer]],
        invitations: Mapping[int, Row],
    ) -> None:
        responses = [(row, answers) for (_entry, row), answers in zip(new, given, strict=True)]
        answered = {}
        for (entry, row), row_id in zip(
            new, self._store.surveys.add_responses(self._op, responses), strict=True
        ):
            if id(entry) in invitations:
                answered[invitations[id(entry)]["id"]] = row_id
            entry.end("created", entry.customer_id, row_id)
            row["id"] = row_id
        self._store.waves.answer(self._op, answered)
        self._job.fates.warnings += note(self._job.work, _words(responses))
        told = exits.note_reasons(self._job.work, [row["id"] for row, _answers in responses])
        self._job.fates.warnings += exits.summary(told)

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
        told: dict[str, Any] = {"wave": values.get("wave"), "touchpoint": values.get("touchpoint")}
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
        elif column.field is None and text and not METADATA.search(text) and not _is_added(column.header):
            key = f"q{len(questions) + 1}"
            questions.append(Question(key, text, "text"))
            headers[key] = column.header
    return questions, headers


def _is_added(header: str) -> bool:
    """Whether it is a column that the workbook of rows to be mended adds."""
    return header in REASON_TITLES.values()


def _to_scale(score: Any, largest: int, wanted: int) -> int | None:
    """A score on another scale, so that it can be judged beside others."""
    if score is None:
        return None
    return (
        int(score)
        if largest == wanted
        else max(0 if wanted == 10 else 1, round(int(score) * wanted / largest))
    )


def _traits(row: Mapping[str, Any], form_id: int | None, zone: tzinfo) -> Traits:
    """What tells a response from others. A nameless one without a time of day is told from none.

    On one day a customer may answer twice: without a time of day the answers themselves tell them apart.
    """
    number = json.loads(row["custom"] or "{}").get("external_id")
    whose = row["submitted_at"], row["customer_id"]
    timed = isinstance(clock.as_told(clock.parse_iso(row["submitted_at"]), zone), datetime)
    said = (*whose, row["overall"], row["nps"], row["comment"])
    named = row["customer_id"] is not None
    return Traits(
        numbers=(str(number),) if number else (),
        customer_id=row["customer_id"],
        day=row["submitted_on"],
        words=row["comment"],
        exact=(whose,) if timed else (said,) if named else (),
        near=(*whose, form_id) if named and form_id is not None else None,
    )


def _whose(row: Mapping[str, Any]) -> str:
    number = json.loads(row["custom"] or "{}").get("external_id") or ""
    return f"{row['submitted_on']} {number}".strip()


def _words(responses: Iterable[tuple[Mapping[str, Any], Sequence[Answer]]]) -> Iterator[Said]:
    """What customers wrote in their answers."""
    for row, answers in responses:
        if row["customer_id"]:
            whom, at = Whom(row["customer_id"]), clock.parse_iso(row["submitted_at"])
            yield from (Said(whom, text, at, None, "survey") for _question, _score, text in answers if text)
