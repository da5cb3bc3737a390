"""Survey forms: those that ship, those of a team as TOML files or built question by question."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crmcli import errors, i18n, intake
from crmcli.database.connection import Row
from crmcli.figures.scales import Scale, choice_of, parse_scale
from crmcli.i18n import _, series
from crmcli.queries.surveys import SHIPPED, STANDARD, Question
from crmcli.resources import data_text
from crmcli.store import Store, Work
from crmcli.vocabulary import parse_word

_FORM_KEYS = {"key", "title", "language", "intro", "question"}
_QUESTION_KEYS = {"key", "text", "scale", "options", "low", "high"}


@dataclass(frozen=True, slots=True)
class Form:
    """A form with its questions in their order. `intro` stands above them on paper."""

    key: str
    title: str
    questions: tuple[Question, ...]
    language: str
    intro: str | None = None


def shipped(key: str = STANDARD) -> Form:
    """A form that ships, in the reader's language."""
    return parse(data_text(f"survey_{key}_{i18n.words()}.toml"), f"survey_{key}.toml")


def find(store: Store, key: str) -> Row:
    """The stored form; NotFound otherwise."""
    form = store.surveys.form(key)
    if form is None:
        known = series(
            [*SHIPPED, *(row["key"] for row in store.surveys.forms() if row["key"] not in SHIPPED)]
        )
        raise errors.NotFound(
            _("There is no survey form %(key)s.") % {"key": key},
            _("There are: %(known)s.") % {"known": known},
        )
    return form


def load(store: Store, key: str) -> Form:
    """A form as it is stored, or the one that ships; NotFound otherwise."""
    if key.lower() in SHIPPED and store.surveys.form(key.lower()) is None:
        return shipped(key.lower())
    row = find(store, key)
    questions = tuple(
        Question(*(question[name] for name in Question._fields))
        for question in store.surveys.questions(row["id"])
    )
    return Form(row["key"], row["title"], questions, row["language"] or i18n.language(), row["intro"])


def used(work: Work, key: str) -> Row:
    """The stored form; one that ships is stored when it is first used."""
    if key.lower() in SHIPPED and work.store.surveys.form(key.lower()) is None:
        _insert(work, shipped(key.lower()))
    return find(work.store, key)


def add(work: Work, form: Form) -> int:
    """A form of the team's own; Invalid if the key is taken, or a question is missing or there twice."""
    if not form.questions:
        raise errors.Invalid(_("A form needs a question."), _("Add one with --question 'key|text|1-5'."))
    if not form.key.strip():
        raise errors.Invalid(_("A form needs a key."), _("Give it one with --key."))
    keys = [question.key.lower() for question in form.questions]
    if len(set(keys)) < len(keys):
        twice = next(key for key in keys if keys.count(key) > 1)
        raise errors.Invalid(
            _("Two questions have the key %(key)s.") % {"key": twice}, _("Give each its own.")
        )
    if work.store.surveys.form(form.key) is not None or form.key.lower() in SHIPPED:
        raise errors.Invalid(
            _("There is already a form %(key)s.") % {"key": form.key},
            _("Choose another key; a form that was asked never changes."),
        )
    return _insert(work, form)


def _insert(work: Work, form: Form) -> int:
    return work.store.surveys.add_form(
        work.op, form.key, form.title, questions=form.questions, language=form.language, intro=form.intro
    )[0]


# -- written by people ----------------------------------------------------------------------------


def parse_question(text: str) -> Question:
    """A question from `key|text|scale`; the scale is 1-5 without one. Invalid if it can't be read."""
    key, _bar, rest = text.partition("|")
    words, _bar, scale = rest.partition("|")
    return _question(key.strip(), words.strip() or key.strip(), parse_scale(scale or "1-5"), repr(text))


def _question(
    key: str, text: str, scale: Scale | None, place: str, *, low: str | None = None, high: str | None = None
) -> Question:
    if not key or scale is None:
        raise errors.Invalid(
            _("This is no question: %(text)s") % {"text": place},
            _(
                "Scales: 1-5, 1-7, 0-10 and the like, yes-no, choice:a|b, text. For example: speed|How fast?|1-5"
            ),
        )
    return Question(parse_word("survey_indicator", key) or key, text, str(scale), low, high)


def read(path: Path) -> Form:
    """The form of a TOML file. MissingFile, or Invalid with the place of what is wrong."""
    if not path.exists():
        raise errors.MissingFile(
            _("There is no file %(path)s.") % {"path": path},
            _("Write one with: crmcli survey form export standard -o form.toml"),
        )
    return parse(intake.text(path), path.name)


def parse(text: str, place: str) -> Form:
    """The form of a TOML text."""
    try:
        table = intake.toml(text)
    except ValueError as error:
        raise errors.Invalid(
            _("%(place)s: can't be read: %(why)s") % {"place": place, "why": error},
            _("Mend it there."),
        ) from None
    _only(table, _FORM_KEYS, place)
    questions = table.get("question", [])
    if not isinstance(questions, list) or not all(isinstance(one, dict) for one in questions):
        raise _wrong(f"{place}: question")
    parsed = tuple(_parsed(one, f"{place}: question {n}") for n, one in enumerate(questions, 1))
    key = _word(table, "key", place) or Path(place).stem
    language = _word(table, "language", place) or i18n.language()
    return Form(key, _word(table, "title", place) or key, parsed, language, _word(table, "intro", place))


def _parsed(table: Mapping[str, Any], place: str) -> Question:
    _only(table, _QUESTION_KEYS, place)
    key, scale = _word(table, "key", place) or "", _word(table, "scale", place) or "1-5"
    if "options" in table:
        options = table["options"]
        if not isinstance(options, list) or not all(isinstance(one, str) for one in options):
            raise _wrong(f"{place}: options")
        found = choice_of(options)
    else:
        found = parse_scale(scale)
    told = f"{place} ({key}, {scale})" if key else place
    low, high = _word(table, "low", place), _word(table, "high", place)
    return _question(key, _word(table, "text", place) or key, found, told, low=low, high=high)


def _only(table: Mapping[str, Any], known: set[str], place: str) -> None:
    for name in table:
        if name not in known:
            raise errors.Invalid(
                _("%(place)s: unknown key %(name)s.") % {"place": place, "name": name},
                _("Known: %(known)s.") % {"known": series(sorted(known))},
            )


def _word(table: Mapping[str, Any], name: str, place: str) -> str | None:
    value = table.get(name)
    if value is not None and not isinstance(value, str):
        raise _wrong(f"{place}: {name}")
    return value.strip() or None if value else None


def _wrong(place: str) -> errors.Invalid:
    return errors.Invalid(
        _("%(place)s is not of the right kind.") % {"place": place},
        _("See how the standard form is written: crmcli survey form export standard -o form.toml"),
    )


def as_toml(form: Form) -> str:
    """The form as `read` reads it."""
    lines = [
        f"{name} = {_quoted(value)}"
        for name, value in (
            ("key", form.key),
            ("title", form.title),
            ("language", form.language),
            ("intro", form.intro),
        )
        if value
    ]
    for question in form.questions:
        scale = parse_scale(question.scale)
        lines += ["", "[[question]]", f"key = {_quoted(question.key)}", f"text = {_quoted(question.text)}"]
        if scale and scale.options:
            lines.append(f"options = [{', '.join(map(_quoted, scale.options))}]")
        else:
            lines.append(f"scale = {_quoted(question.scale)}")
        ends = (("low", question.low_text), ("high", question.high_text))
        lines += [f"{name} = {_quoted(text)}" for name, text in ends if text]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are among TOML's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
