"""Survey answers: checked against their form's scales, stored, and a low one flagged for a follow-up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from crmcli import clock, errors, i18n, scoring
from crmcli.clock import AsOf
from crmcli.database import Row
from crmcli.i18n import _
from crmcli.operation import Operation
from crmcli.policy import Policy
from crmcli.queries.surveys import Answer, Question
from crmcli.store import Store
from crmcli.surveys import INDICATORS
from crmcli.vocabulary import label, parse_word
from crmcli.workflows import classifying

STANDARD = "standard"
TEXT = "text"
FIVE, TEN = "1-5", "0-10"
_SCALE = re.compile(r"(\d{1,3})-(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Submission:
    """One filled form: answers as typed, by question key, word or text."""

    customer_id: int
    form: str
    given: Mapping[str, str]
    at: datetime
    on: date
    wave: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A stored response. `follow_up` says that somebody must call the customer within the policy's hours."""

    id: int
    low: bool
    follow_up: bool


def standard_questions() -> list[Question]:
    """The questions of the form that ships, in the reader's language."""
    words = i18n.words()
    scales = dict.fromkeys(INDICATORS, FIVE) | {"nps": TEN, "comment": TEXT}
    return [(key, label("survey_indicator", key, words), scale) for key, scale in scales.items()]


def parse_question(text: str) -> Question:
    """A question from `key|text|scale`; the scale is 1-5 without one. Invalid if it can't be read."""
    key, _bar, rest = text.partition("|")
    words, _bar, scale = rest.partition("|")
    key, words, scale = key.strip(), words.strip() or key.strip(), scale.strip().lower() or FIVE
    if not key or (scale != TEXT and not _bounds(scale)):
        raise errors.Invalid(
            _("This is no question: %(text)s") % {"text": text},
            _("Write it like speed|How fast did we answer?|1-5, with a scale such as 1-5, 0-10 or text."),
        )
    return parse_word("survey_indicator", key) or key, words, scale


def new_form(store: Store, op: Operation, key: str, title: str, questions: Sequence[str]) -> int:
    """A form of its own; Invalid if the key is taken, or a question is missing, unreadable or there twice."""
    parsed = [parse_question(text) for text in questions]
    if not parsed:
        raise errors.Invalid(_("A form needs a question."), _("Add one with --question 'key|text|1-5'."))
    if len({key for key, _text, _scale in parsed}) < len(parsed):
        raise errors.Invalid(_("Two questions have the same key."), _("Give each its own."))
    if store.surveys.form(key) is not None or key.lower() == STANDARD:
        raise errors.Invalid(
            _("There is already a form %(key)s.") % {"key": key}, _("See: crmcli survey form")
        )
    return store.surveys.add_form(op, key, title, parsed, i18n.language())[0]


def record(store: Store, op: Operation, policy: Policy, as_of: AsOf, submission: Submission) -> Recorded:
    """Stores a filled form and the customer's standing with it.

    Invalid where a question is unknown, a score outside its scale, or nothing was answered.
    """
    form = _form(store, op, submission.form)
    questions = store.surveys.questions(form["id"])
    answers, known = _answers(questions, submission.given)
    low = scoring.low_score(known.get("overall"), known.get("nps"), policy.survey)
    values = {
        "form_id": form["id"],
        "customer_id": submission.customer_id,
        "wave": submission.wave,
        "submitted_at": clock.iso(submission.at),
        "submitted_on": submission.on.isoformat(),
        **known,
        "low": int(low),
    }
    response_id = store.surveys.add_response(op, values, answers)
    classifying.refresh(store, op, policy, as_of, [submission.customer_id])
    oldest = as_of.on - timedelta(days=policy.contact.low_score_age_days)
    return Recorded(response_id, low, low and submission.on > oldest)


def find_form(store: Store, key: str) -> Row:
    """The stored form; NotFound otherwise."""
    form = store.surveys.form(key)
    if form is None:
        raise errors.NotFound(
            _("There is no survey form %(key)s.") % {"key": key}, _("See: crmcli survey form")
        )
    return form


def _form(store: Store, op: Operation, key: str) -> Row:
    """The form; the one that ships is stored when it is first used."""
    if key.lower() == STANDARD and store.surveys.form(STANDARD) is None:
        store.surveys.add_form(
            op, STANDARD, _("Customer satisfaction"), standard_questions(), i18n.language()
        )
    return find_form(store, key)


def _answers(questions: Sequence[Row], given: Mapping[str, str]) -> tuple[list[Answer], dict[str, Any]]:
    """The answers by question id, and what the response itself keeps of them: overall, nps, comment."""
    answers: list[Answer] = []
    known: dict[str, Any] = {}
    for name, text in given.items():
        question = _question(questions, name)
        score = None if question["scale"] == TEXT else _score(question, text)
        answers.append((question["id"], score, text.strip() if score is None else None))
        if (question["key"], question["scale"]) in (("overall", FIVE), ("nps", TEN), ("comment", TEXT)):
            known[question["key"]] = text.strip() if score is None else score
    if not answers:
        raise errors.Invalid(
            _("Nothing was answered."), _("Give at least --overall, --nps or --answer KEY=VALUE.")
        )
    return answers, known


def _question(questions: Sequence[Row], name: str) -> Row:
    """The question with this key, indicator word or text; Invalid with the form's keys otherwise."""
    key = parse_word("survey_indicator", name) or name
    for question in questions:
        if question["key"].lower() in (name.lower(), key.lower()) or question["text"].lower() == name.lower():
            return question
    raise errors.Invalid(
        _("The form has no question %(name)s.") % {"name": name},
        _("It asks: %(keys)s.") % {"keys": ", ".join(question["key"] for question in questions)},
    )


def _score(question: Row, text: str) -> int:
    low, high = _bounds(question["scale"]) or (0, 0)
    if not re.fullmatch(r"\s*\d{1,3}\s*", text) or not low <= int(text) <= high:
        raise errors.Invalid(
            _("%(value)s is outside the scale of %(question)s.")
            % {"value": text, "question": question["key"]},
            _("Give a whole number from %(low)d to %(high)d.") % {"low": low, "high": high},
        )
    return int(text)


def _bounds(scale: str) -> tuple[int, int] | None:
    """Lowest and highest score of a scale like 1-5; None if it isn't one."""
    match = _SCALE.fullmatch(scale)
    return (int(match[1]), int(match[2])) if match and int(match[1]) < int(match[2]) else None
