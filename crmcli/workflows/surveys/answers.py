"""Survey answers: checked against their form's scales, stored, tied to the invitation, and a low one flagged for a follow-up."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from crmcli import clock, errors, naming
from crmcli.database.connection import Row
from crmcli.figures.satisfaction import FIVE, TEN
from crmcli.figures.scales import Scale, parse_scale, read_plain
from crmcli.i18n import _, sentences, series
from crmcli.judging import scoring
from crmcli.queries.surveys import STANDARD, Answer
from crmcli.sheets.cells.score_scales import whole_number
from crmcli.sheets.cells.scores import parse_score
from crmcli.sheets.cells.texts import text_of
from crmcli.store import Store, Work
from crmcli.verdicts.reach import Whom
from crmcli.vocabulary import parse_word
from crmcli.workflows import classifying
from crmcli.workflows.opting_out import Said, note
from crmcli.workflows.retention import exits
from crmcli.workflows.surveys import forms, waves
from crmcli.workflows.surveys.waves import check_form

#: What a response keeps itself of the answers to these questions.
_KEPT = (("overall", FIVE), ("nps", TEN), ("comment", "text"))


@dataclass(frozen=True, slots=True)
class Submission:
    """One filled form: answers as typed, by question key, number, word or text.

    `code` is the invitation's. Without one, `wave` alone ties the answer to the customer's invitation, if there is one; without
    either, it answers the customer's invitation to the newest open wave of its form.
    """

    given: Mapping[str, str]
    at: datetime
    on: date
    customer_id: int
    form: str = ""
    wave: str | None = None
    code: str = ""
    touchpoint: str | None = None
    #: What could not be read of a reply, as it was written, by the question's text.
    beside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A stored response. `follow_up` says that somebody must call the customer within the policy's hours."""

    id: int
    customer_id: int
    form: str
    wave: str | None
    low: bool
    follow_up: bool
    #: Whether only the customer and the form told which invitation it answers.
    found: bool = False
    #: What follows, in a line, where the answers opt out.
    opted_out: tuple[str, ...] = ()
    #: What became of the reason for leaving, in a line, where the answers give one.
    reasons: tuple[str, ...] = ()


def record(work: Work, submission: Submission) -> Recorded:
    """Stores a filled form and the customer's standing with it.

    NotFound for a wave that there is none of; Invalid where a question is unknown, a score outside its scale, nothing was
    answered, the code is used up, or the customer answered the wave already.
    """
    invitation = _invitation(work.store, submission)
    customer_id = invitation["customer_id"] if invitation else submission.customer_id
    wave = invitation["wave"] if invitation else _named(work.store, submission.wave)
    _check_first(work.store, customer_id, wave)
    form = _form(work, submission, invitation)
    answers = check(work.store.surveys.questions(form["id"]), submission.given)
    values = {
        "form_id": form["id"],
        "customer_id": customer_id,
        "wave": wave,
        "touchpoint": submission.touchpoint,
        "code": invitation["code"] if invitation else None,
        "submitted_at": clock.iso(submission.at),
        "submitted_on": submission.on.isoformat(),
        "custom": json.dumps(dict(submission.beside), ensure_ascii=False) if submission.beside else None,
        **answers.kept,
    }
    low = scoring.low_score(answers.kept.get("overall"), answers.kept.get("nps"), work.policy.survey)
    response_id = work.store.surveys.add_response(work.op, {**values, "low": int(low)}, answers.rows)
    if invitation:
        work.store.waves.answer(work.op, {invitation["id"]: response_id})
    reasons = exits.lines(exits.note_reasons(work, [response_id]))
    whom = Whom(customer_id)
    said = (Said(whom, text, submission.at, None, "survey") for _question, _score, text in answers.rows)
    opted_out = note(work, said)
    classifying.refresh(work, [customer_id])
    oldest = work.as_of.on - timedelta(days=work.policy.contact.low_score_age_days)
    return Recorded(
        id=response_id,
        customer_id=customer_id,
        form=form["key"],
        wave=wave,
        low=low,
        follow_up=low and submission.on > oldest,
        found=invitation is not None and not (submission.code or submission.wave),
        opted_out=tuple(opted_out),
        reasons=tuple(reasons),
    )


# -- invitations ----------------------------------------------------------------------------------


def plain_code(text: str) -> str:
    """A code as it is stored, from one as people type it: any case, with dashes or spaces."""
    return re.sub(r"[\s\-－—–]", "", text).upper()


def invitation_of(store: Store, code: str) -> Row:
    """The invitation with this code, still unanswered and in an open wave. NotFound or Invalid otherwise."""
    found = store.waves.by_codes([plain_code(code)]).get(plain_code(code))
    if found is None:
        raise _no_invitation(code)
    _check_open(store, found)
    return found


def opt_out(work: Work, code: str, words: str, at: datetime) -> tuple[int, list[str]]:
    """Takes back the consent of whom a code invited, answered or not, and whose reply by e-mail only opts out: the customer's
    id, and what was written, in lines. NotFound for a code of nobody's."""
    found = work.store.waves.by_codes([plain_code(code)]).get(plain_code(code))
    if found is None:
        raise _no_invitation(code)
    customer_id = int(found["customer_id"])
    return customer_id, note(work, [Said(Whom(customer_id), words, at, "email")])


def _no_invitation(code: str) -> errors.NotFound:
    return errors.NotFound(
        _("No invitation has the code %(code)s.") % {"code": code}, _("Look it up: crmcli survey wave list")
    )


def refusal(invitation: Row) -> str:
    """Why an invitation takes no answer, in a sentence; empty if it does."""
    if invitation["response_id"]:
        return _("The code %(code)s was answered on %(day)s already.") % {
            "code": invitation["code"],
            "day": invitation["answered_on"],
        }
    if invitation["closed_at"]:
        return _("The wave %(wave)s is closed.") % {"wave": invitation["wave"]}
    return ""


def answered_already(wave: str, first: Row) -> str:
    """That a customer's first answer to a wave is there, in a sentence."""
    told = {"wave": wave, "day": first["submitted_on"]}
    return _("The customer answered the wave %(wave)s on %(day)s already.") % told


def _check_open(store: Store, invitation: Row) -> None:
    why = refusal(invitation)
    if why:
        raise errors.Invalid(why, _first_stands(store, invitation["response_id"]))


def _check_first(store: Store, customer_id: int, wave: str | None) -> None:
    first = store.surveys.first_answers([customer_id]).get((customer_id, wave.lower())) if wave else None
    if wave and first:
        raise errors.Invalid(answered_already(wave, first), _first_stands(store, first["id"]))


def _first_stands(store: Store, response_id: int | None) -> str:
    """What the answer says that is there already."""
    told = series(
        f"{naming.field(row['key'])}={row['text'] if row['score'] is None else row['score']}"
        for row in (store.surveys.answers_of(response_id) if response_id else [])
    )
    return (
        _("The first answer stands: %(answers)s.") % {"answers": told} if told else _("Nothing was written.")
    )


def _named(store: Store, wave: str | None) -> str | None:
    """A wave as it is called where it was opened, or where answers to it were imported; NotFound if there is none."""
    if wave and store.waves.wave(wave) is None and wave in store.waves.answered():
        return wave
    return str(waves.find(store, wave)["key"]) if wave else None


def _invitation(store: Store, submission: Submission) -> Row | None:
    if submission.code:
        return invitation_of(store, submission.code)
    if not submission.wave:
        asked = waiting(store, submission.customer_id, submission.form or STANDARD, submission.on.isoformat())
        return asked[0] if asked else None
    wave = store.waves.wave(submission.wave)
    if wave is None:
        return None
    for found in store.waves.invited(wave["id"]):
        if found["customer_id"] == submission.customer_id:
            _check_open(store, found)
            return found
    return None


def waiting(store: Store, customer_id: int, form: str, on: str) -> list[Row]:
    """The invitations to open waves of a form that a customer's answer of a day may be to, to the newest wave first."""
    asked = store.waves.waiting(customer_id) if store.waves.any() else []
    first = store.surveys.first_answers([customer_id]) if asked else {}
    return [
        row
        for row in asked
        if row["form"].lower() == form.lower()
        and row["invited_on"] <= on
        and (customer_id, row["wave"].lower()) not in first
    ]


def _form(work: Work, submission: Submission, invitation: Row | None) -> Row:
    wave = work.store.waves.wave(submission.wave) if submission.wave and not invitation else None
    asked = work.store.waves.wave(invitation["wave"]) if invitation else wave
    if asked is None or (submission.form and not invitation):
        return forms.used(work, submission.form or STANDARD)
    check_form(asked, submission.form)
    return forms.find(work.store, asked["form"])


# -- answers --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answers:
    """Checked answers: rows by question id, and what the response itself keeps of them (overall, nps, comment)."""

    rows: list[Answer]
    kept: dict[str, Any]


def check(questions: Sequence[Row], given: Mapping[str, str]) -> Answers:
    """Answers as typed, against the questions. Invalid where one is unknown, twice, or outside its scale."""
    found: dict[int, tuple[Row, int | None, str | None]] = {}
    for name, text in given.items():
        question = _question(questions, name)
        if question["id"] in found:
            raise errors.Invalid(
                _("%(key)s is answered twice.") % {"key": naming.field(question["key"])},
                _("Give each answer once."),
            )
        answer = read_cell(scale_of(question), text)
        if answer is None:
            raise errors.Invalid(*_outside(question, text))
        found[question["id"]] = (question, *answer)
    if not found:
        raise errors.Invalid(
            _("Nothing was answered."), _("Give at least --overall, --nps or --answer KEY=VALUE.")
        )
    return kept(found.values())


def read_cell(scale: Scale, cell: Any) -> tuple[int | None, str | None] | None:
    """(score, text) of an answer as people write it: also 5分, ★★★★, 很满意 on scales to 5 and 10; None if outside the
    scale."""
    text = text_of(cell)
    found = read_plain(scale, text)
    if found is not None or scale.kind != "points":
        return found
    if scale.high not in (5, 10) and not any(char.isdigit() for char in text):
        return None
    score = parse_score(cell, scale.high)
    return (score, None) if score is not None and score >= scale.low else None


def unasked(store: Store, invitation: Row, given: Mapping[str, str]) -> list[str]:
    """What of the answers is to no question of the invitation's form."""
    questions = store.surveys.questions(invitation["form_id"])
    return [name for name in given if _find(questions, name) is None]


def off_scale(store: Store, invitation: Row, given: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """By name, what of the answers to the invitation's form lies outside its scale: the question's text, and why."""
    questions = store.surveys.questions(invitation["form_id"])
    found = {name: question for name in given if (question := _find(questions, name))}
    return {
        name: (question["text"], sentences(*_outside(question, given[name])))
        for name, question in found.items()
        if read_cell(scale_of(question), given[name]) is None
    }


def _outside(question: Row, text: str) -> tuple[str, str]:
    """What is wrong with an answer outside its scale, and what may be answered."""
    told = {"value": text, "question": naming.field(question["key"])}
    return _("%(value)s is outside the scale of %(question)s.") % told, allowed(scale_of(question))


def kept(answers: Any) -> Answers:
    """The rows of (question, score, text), and what the response keeps of them."""
    rows: list[Answer] = []
    own: dict[str, Any] = {}
    for question, score, text in answers:
        rows.append((question["id"], score, text))
        if (question["key"], question["scale"]) in _KEPT:
            own[question["key"]] = text if score is None else score
    return Answers(rows, own)


def scale_of(question: Row) -> Scale:
    """A stored question's scale; what can't be read is free text."""
    return parse_scale(question["scale"]) or Scale("text")


def allowed(scale: Scale) -> str:
    """What may be answered, in a sentence."""
    if scale.kind == "choice":
        return _("Choose one of: %(options)s.") % {"options": series(scale.options)}
    if scale.kind == "yes-no":
        return _("Answer yes or no.")
    return whole_number(scale.low, scale.high)


def _find(questions: Sequence[Row], name: str) -> Row | None:
    """The question with this key, indicator word, text or number."""
    key = parse_word("survey_indicator", name) or name
    for question in questions:
        if question["key"].lower() in (name.lower(), key.lower()) or question["text"].lower() == name.lower():
            return question
    if name.isascii() and name.isdigit() and 1 <= int(name) <= len(questions):
        return questions[int(name) - 1]
    return None


def _question(questions: Sequence[Row], name: str) -> Row:
    """The question that is meant; Invalid with the form's keys otherwise."""
    found = _find(questions, name)
    if found is None:
        raise errors.Invalid(
            _("The form has no question %(name)s.") % {"name": name},
            _("It asks: %(keys)s.") % {"keys": series(question["key"] for question in questions)},
        )
    return found
