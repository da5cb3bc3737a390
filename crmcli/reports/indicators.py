"""The questions of surveys one by one: n, mean and share of satisfied, each with its 95 % interval."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from crmcli import i18n
from crmcli.database.connection import Row
from crmcli.figures import satisfaction
from crmcli.figures.rounding import fixed, half_up
from crmcli.figures.satisfaction import FIVE
from crmcli.figures.statistics import Estimate
from crmcli.i18n import _, clauses, remarked
from crmcli.policy.sections import Survey
from crmcli.queries.surveys import STANDARD
from crmcli.result import Column, Table
from crmcli.vocabulary import label, parse_word

T = TypeVar("T")
#: Questions that go by the vocabulary's words, however a form asks them.
_NAMED = (*satisfaction.INDICATORS, "nps", "ces")
#: The scale behind a question's words.
_SCALE = re.compile(r"\s*[（(][\d\s–~-]+分?[）)]\s*$")
#: Columns for scripts; people see the intervals in one piece.
_HIDDEN = frozenset({"indicator", "mean_low", "mean_high", "csat_low", "csat_high"})


class Question(NamedTuple):
    """What was asked on which scale. Forms may ask the same on other scales: those stay apart."""

    key: str
    title: str
    scale: str


def scores_by_question(overall: Sequence[int], answers: Iterable[Row]) -> dict[Question, list[int]]:
    """The scores of each question: the standard indicators in their order, then the others.

    `overall` are the responses' overall scores on 1 to 5; recommendation is not an indicator.
    """
    found: dict[Question, list[int]] = {}
    if overall:
        found[Question("overall", _title("overall", "", FIVE), FIVE)] = list(overall)
    for answer in answers:
        if answer["key"] not in ("overall", "nps"):
            found.setdefault(question(answer), []).append(answer["score"])
    return in_order(found)


def question(answer: Row) -> Question:
    """The question of a scored answer."""
    return Question(answer["key"], _title(answer["key"], answer["text"], answer["scale"]), answer["scale"])


def in_order(by_question: dict[Question, T]) -> dict[Question, T]:
    """The standard indicators in their order, then the others."""
    order = {key: place for place, key in enumerate(satisfaction.INDICATORS)}
    return dict(sorted(by_question.items(), key=lambda item: order.get(item[0].key, len(order))))


def _title(key: str, text: str, scale: str) -> str:
    title = label("survey_indicator", key, i18n.words()) if key in _NAMED else text
    return title if scale == FIVE else remarked(title, scale)


def own_words(answers: Iterable[Row]) -> str:
    """How the team's own forms ask what goes by a word of the vocabulary, in a sentence; empty where the words are the
    same."""
    found: dict[str, dict[str, None]] = {}
    for answer in answers:
        named = answer["key"] in _NAMED and answer["form"] != STANDARD
        if named and parse_word("survey_indicator", _SCALE.sub("", answer["text"])) != answer["key"]:
            found.setdefault(question(answer).title, {})[answer["text"]] = None
    asked = [
        _("%(label)s: %(value)s") % {"label": title, "value": " / ".join(texts)}
        for title, texts in found.items()
    ]
    return _("Asked as: %(questions)s") % {"questions": clauses(asked)} if asked else ""


def table(scores: dict[Question, list[int]], policy: Survey, note: str = "") -> Table:
    """One row per question; the share of satisfied only for the scale that it is defined on."""
    columns = [
        Column("indicator", "indicator"),
        Column("title", _("Indicator")),
        Column("n", _("n"), "int"),
        Column("mean", _("Mean"), "number"),
        Column("mean_interval", _("95 % interval")),
        Column("mean_low", ""),
        Column("mean_high", ""),
        Column("csat", _("Satisfied"), "percent"),
        Column("csat_interval", _("95 % interval (%)")),
        Column("csat_low", ""),
        Column("csat_high", ""),
    ]
    body = [_row(question, values, policy) for question, values in scores.items()]
    return Table("indicators", columns, body, _("Indicators"), machine_only=_HIDDEN, note=note)


def _row(question: Question, values: Sequence[int], policy: Survey) -> dict[str, Any]:
    mean = satisfaction.mean(values, question.scale)
    share = satisfaction.csat(values, policy) if question.scale == FIVE else Estimate(None, len(values))
    return {
        "indicator": question.key,
        "title": question.title,
        "n": mean.n,
        "mean": mean.value,
        "mean_interval": interval(mean, 2),
        "mean_low": rounded(mean.low, 3),
        "mean_high": rounded(mean.high, 3),
        "csat": share.value,
        "csat_interval": interval(share, 1, 100),
        "csat_low": rounded(share.low, 4),
        "csat_high": rounded(share.high, 4),
    }


def rounded(value: float | None, decimals: int) -> float | None:
    """The value to so many decimals; None stays None."""
    return None if value is None else half_up(value, decimals)


def interval(estimate: Estimate, decimals: int, factor: int = 1, sign: str = "") -> str:
    """The interval in words, `3.61–4.15`; empty without one."""
    if estimate.low is None or estimate.high is None:
        return ""
    dash = " – " if estimate.low < 0 else "–"
    return f"{fixed(estimate.low * factor, decimals)}{dash}{fixed(estimate.high * factor, decimals)}{sign}"
