"""Answers of an import that belong to a form of ours: columns matched to questions, cells read on their scales, codes
tied to invitations.

A sheet is read so if its form or wave was told, or if it holds codes of our invitations. An answer outside its scale is
kept as it is written beside the others and told; so is a column that is no question of the form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from crmcli import errors, naming
from crmcli.database.connection import Row
from crmcli.i18n import _, clauses, series
from crmcli.matching.as_written import as_written
from crmcli.matching.text import search_key
from crmcli.sheets.cells.scores import SCORED
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.fields import REASON_TITLES
from crmcli.sheets.model import Problem
from crmcli.sheets.rows.plans import SheetPlan
from crmcli.vocabulary import parse_word
from crmcli.wording import shell_word
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.job import Job
from crmcli.workflows.importing.kept import record_id
from crmcli.workflows.surveys import answers as surveys
from crmcli.workflows.surveys import forms
from crmcli.workflows.surveys.waves import check_form

#: Columns that say who answered and when, not what.
_ABOUT = frozenset({"customer", "phone", "submitted", "external_id", "code", "kept", "meant"})
#: Columns that survey tools add: about the answering, not answers.
METADATA = re.compile(
    r"所用时间|用时|时长|来源|(?<![a-z])ip(?![a-z])|总分|序号|编号|答卷|填写|开始|微信昵称|性别|省份|城市|duration|source|browser|language|start|network id|user agent|referer|response type",
    re.IGNORECASE,
)
NUMBERING = re.compile(r"^\s*(?:q?\d+\s*[、.．:：)）]\s*)+", re.IGNORECASE)
_BRACKETS = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]")
_IN_BRACKETS = re.compile(r"[\[【]([^\]】]+)[\]】]\s*$")
_NO_ANSWER = frozenset(
    {"", "-", "--", "/", "(空)", "(跳过)", "跳过", "未作答", "n/a", "(skipped)", "-3", "-2"}
)
#: From here on (of 100) two texts ask the same.
_ALIKE = 82.0


@dataclass(slots=True)
class Matched:
    """A sheet's form, and the question of each of its columns."""

    form: Row
    questions: list[Row]
    columns: dict[int, Row]
    headers: frozenset[str]
    answers: dict[int, surveys.Answers] = field(default_factory=dict)
    invitations: dict[int, Row] = field(default_factory=dict)


class SurveyForms:
    """The sheets of one import that hold answers to forms of ours."""

    def __init__(self, job: Job) -> None:
        self._work, self._store, self._options, self._fates = job.work, job.work.store, job.options, job.fates
        self._instant = job.instant
        self._sheets: dict[int, Matched] = {}
        self._codes: dict[str, Row] = {}
        self._told = bool(job.options.form or job.options.wave)
        self._wave = self._told_wave() if job.options.wave else None

    def of(self, sheet: SheetPlan) -> Matched | None:
        """What the sheet was matched to, if it was."""
        return self._sheets.get(id(sheet))

    def read(self) -> None:
        """Matches the sheets and reads their rows: a row is rejected, left out if nothing is answered, or has answers."""
        entries = [e for e in self._fates.entries if e.kind == "survey_answers"]
        asked = bool(entries) and self._store.waves.any()
        if asked:
            codes = {surveys.plain_code(str(e.values["code"])) for e in entries if e.values.get("code")}
            self._codes = self._store.waves.by_codes(sorted(codes))
        if not self._told and not self._codes:
            return
        for sheet in {id(e.sheet): e.sheet for e in entries}.values():
            rows = [e for e in entries if e.sheet is sheet]
            # Our own export says all of its answers, those that are known already among them.
            form = None if sheet.whole and not self._told else self._form(rows)
            if form is not None:
                self._sheets[id(sheet)] = found = self._matched(sheet, form)
                for entry in rows:
                    self._read(entry, found)

    def _told_wave(self) -> Row | None:
        wave = self._store.waves.wave(self._options.wave)
        if wave:
            check_form(wave, self._options.form)
        return wave

    def _form(self, rows: Sequence[Entry]) -> Row | None:
        """The form that was told, the told wave's, or that of the first code of ours."""
        if self._options.form:
            return forms.used(self._work, self._options.form)
        if self._wave is not None:
            return forms.find(self._store, self._wave["form"])
        for entry in rows:
            invitation = self._invitation(entry)
            if invitation is not None:
                return forms.find(self._store, self._store.waves.wave(invitation["wave"])["form"])  # type: ignore[index]
        return None

    def answered(self, entry: Entry) -> Row | None:
        """The invitation that a row of our own export answers, whether its wave is closed or not."""
        return self._invitation(entry) if entry.sheet.whole and self.of(entry.sheet) is None else None

    def _invitation(self, entry: Entry) -> Row | None:
        return self._codes.get(surveys.plain_code(str(entry.values.get("code") or "")))

    def _matched(self, sheet: SheetPlan, form: Row) -> Matched:
        questions = self._store.surveys.questions(form["id"])
        columns, unknown = match(sheet, questions)
        where = f"{sheet.file} / {sheet.sheet}" if sheet.sheet else sheet.file
        if not columns:
            raise errors.Invalid(
                _("%(place)s: no column is a question of the form %(form)s.")
                % {"place": where, "form": form["key"]},
                _("See: crmcli survey form show %(form)s") % {"form": shell_word(form["key"])},
            )
        missing = [q["key"] for q in questions if q["id"] not in {c["id"] for c in columns.values()}]
        tell = self._fates.warnings.append
        for name in unknown:
            tell(
                _("%(place)s: %(column)s is no question of the form %(form)s; it is kept beside the answers.")
                % {"place": where, "column": name, "form": form["key"]}
            )
        told = [
            f"{_header(sheet, i)} → {naming.field(q['key'])}"
            for i, q in columns.items()
            if not _same(_header(sheet, i), q)
        ]
        if told:
            tell(
                _("%(place)s: matched by likeness: %(columns)s.") % {"place": where, "columns": clauses(told)}
            )
        if missing:
            tell(
                _("%(place)s: not asked there: %(keys)s.")
                % {"place": where, "keys": series(map(naming.field, missing))}
            )
        return Matched(form, questions, columns, frozenset(_header(sheet, i) for i in columns))

    def _read(self, entry: Entry, matched: Matched) -> None:
        """The row's answers; what the reader of sheets made of the same cells does not count."""
        found, wrong = [], []
        for index, question in matched.columns.items():
            cell = entry.row.raw[index] if index < len(entry.row.raw) else None
            if text_of(cell).strip().lower().replace("（", "(").replace("）", ")") in _NO_ANSWER:
                continue
            scale = surveys.scale_of(question)
            answer = surveys.read_cell(scale, cell)
            if answer is None:
                wrong.append(_outside(question, _header(entry.sheet, index), text_of(cell)))
            else:
                found.append((question, *answer))
        _replace_problems(entry, wrong)
        if not found and not entry.problems:
            entry.end("skipped")
        else:
            matched.answers[id(entry)] = surveys.kept(found)

    def tie(self) -> None:
        """Gives the open rows their invitation, by code or, in a told wave, by customer; each takes one answer."""
        taken: dict[int, Entry] = {}
        for entry in self._fates.entries:
            matched = self.of(entry.sheet)
            if matched is None or not entry.open:
                continue
            code = str(entry.values.get("code") or "")
            invitation = self._invitation(entry)
            if code and invitation is None:
                entry.reject(_("No invitation has the code %(code)s.") % {"code": code})
            elif invitation is not None:
                self._tie(entry, matched, invitation, taken)

    def tie_by_customer(self, entries: Iterable[Entry]) -> None:
        """The same for rows without a code, once their customers are known; of no told wave where only one can be meant."""
        if self._wave is None:
            self._tie_waiting(entries)
            return
        asked = {row["customer_id"]: row for row in self._store.waves.invited(self._wave["id"])}
        taken: dict[int, Entry] = {}
        for entry in entries:
            matched = self.of(entry.sheet)
            if matched and entry.open and id(entry) not in matched.invitations and entry.customer_id in asked:
                self._tie(entry, matched, asked[entry.customer_id], taken)

    def _tie_waiting(self, entries: Iterable[Entry]) -> None:
        """Ties answers that name no wave to the one invitation that waits for an answer to their form."""
        taken: dict[int, Entry] = {}
        for entry in entries:
            matched = self.of(entry.sheet)
            if not (matched and entry.open and entry.customer_id) or id(entry) in matched.invitations:
                continue
            if entry.values.get("wave") or record_id(entry) is not None or entry.sheet.whole:
                continue
            told = entry.values.get("submitted")
            day = self._instant(told)[1] if told else self._work.day
            asked = surveys.waiting(self._store, entry.customer_id, matched.form["key"], day)
            if len(asked) == 1 and asked[0]["id"] not in taken:
                self._tie(entry, matched, asked[0], taken)

    def _tie(self, entry: Entry, matched: Matched, invitation: Row, taken: dict[int, Entry]) -> None:
        # A mended row comes back to the answer that it mends.
        mends = record_id(entry) is not None and record_id(entry) == invitation["response_id"]
        why = "" if mends else surveys.refusal(invitation)
        first = taken.get(invitation["id"])
        if first is not None:
            why = _("The code %(code)s was used in row %(row)d already.") % {
                "code": invitation["code"],
                "row": first.row.number,
            }
        elif invitation["form_id"] != matched.form["id"]:
            why = _("The code %(code)s is of another form.") % {"code": invitation["code"]}
        if why:
            entry.reject(why)
            return
        taken[invitation["id"]] = entry
        matched.invitations[id(entry)] = invitation
        entry.customer_id = invitation["customer_id"]

    @property
    def wave(self) -> str | None:
        """The told wave as it is called, for answers without a code."""
        return self._wave["key"] if self._wave else self._options.wave or None


def _outside(question: Row, header: str, text: str) -> Problem:
    return Problem(question["key"], text, "off_scale", header, surveys.allowed(surveys.scale_of(question)))


def _replace_problems(entry: Entry, wrong: Sequence[Problem]) -> None:
    """Keeps what is `wrong` by the form beside the answers, and forgets what was by the usual scales."""
    usual = [p for p in entry.problems if p.field in (*SCORED, "comment")]
    forgotten = {as_written(p.column or p.field) for p in usual}
    entry.problems = [*(p for p in entry.problems if p not in usual), *wrong]
    entry.extra = {name: text for name, text in entry.extra.items() if name not in forgotten}
    entry.extra |= {as_written(p.column): p.value for p in wrong}


# -- columns and questions ------------------------------------------------------------------------


def match(sheet: SheetPlan, questions: Sequence[Row]) -> tuple[dict[int, Row], list[str]]:
    """The question of each column, the likeliest pairs first, and the names of columns that are none."""
    columns = [
        c
        for c in sheet.columns
        if c.field not in _ABOUT and str(c.header or "").strip() and c.header not in REASON_TITLES.values()
    ]
    pairs = sorted(
        (
            (-_likeness(str(c.header), c.field, q), c.index, n)
            for c in columns
            for n, q in enumerate(questions)
        ),
    )
    found: dict[int, Row] = {}
    used: set[int] = set()
    for unlike, index, number in pairs:
        if -unlike >= _ALIKE and index not in found and number not in used:
            found[index] = questions[number]
            used.add(number)
    unknown = [str(c.header) for c in columns if c.index not in found and not METADATA.search(str(c.header))]
    return dict(sorted(found.items())), unknown


def _likeness(header: str, name: str | None, question: Row) -> float:
    """How alike a column and a question are, 0 to 100: by their words, else by the indicator that both are."""
    from rapidfuzz.fuzz import ratio

    if _same(header, question):
        return 101.0
    ours, theirs = _wordings(question["text"]) | {question["key"].lower()}, _wordings(header)
    best = max((ratio(a, b) for a in ours for b in theirs), default=0.0)
    named = name == question["key"] or any(
        parse_word("survey_indicator", one) == question["key"] for one in theirs
    )
    return max(best, 95.0) if named else best


def _same(header: str, question: Row) -> bool:
    return bool(_plain(header) in (_plain(question["text"]), question["key"].lower()))


def _wordings(text: str) -> set[str]:
    """A question's text whole, and the parts that stand for it: before and behind a colon or dash, a matrix's row."""
    row = _IN_BRACKETS.search(text)
    parts = [text, *re.split(r"[：:—–|?？。]+", NUMBERING.sub("", text)), *(row.groups() if row else ())]
    return {plain for part in parts if len(plain := _plain(part)) >= 2}


def _plain(text: str) -> str:
    """Without numbering, brackets, punctuation, width, script and case."""
    bare = _BRACKETS.sub("", NUMBERING.sub("", text)) or text
    return re.sub(r"[\W_]+", "", search_key(bare))


def _header(sheet: SheetPlan, index: int) -> str:
    return next(str(c.header) for c in sheet.columns if c.index == index)
