"""Survey forms with their questions, and responses with their answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.database.connection import Database, Record, Row
from crmcli.queries.compared import compared
from crmcli.queries.former import Former

if TYPE_CHECKING:
    from crmcli.database.operation import Operation
#: The key of the form that ships.
STANDARD = "standard"
#: The forms that ship: on satisfaction, and for customers who left.
SHIPPED = (STANDARD, "exit")


class Question(NamedTuple):
    """A question: its key, its text, its scale as `survey_scales` stores it, and what the scale's ends mean."""

    key: str
    text: str
    scale: str
    low_text: str | None = None
    high_text: str | None = None


#: An answer: the question's id, the score or None, the text or None.
Answer = tuple[int, int | None, str | None]

_COLUMNS = (
    "form_id",
    "customer_id",
    "wave",
    "touchpoint",
    "submitted_at",
    "submitted_on",
    "overall",
    "nps",
    "comment",
    "code",
    "low",
    "settled_at",
    "imported",
    "recorder_id",
    "custom",
    "created_at",
)
_RESPONSES = (
    "SELECT r.*, f.key AS form, c.name AS customer, c.owner_id, s.name AS owner,"
    " COALESCE(c.region, c.province) AS region FROM survey_response r"
    " JOIN survey_form f ON f.id = r.form_id LEFT JOIN customer c ON c.id = r.customer_id"
    " LEFT JOIN staff s ON s.id = c.owner_id"
)


#: A customer's answer to a wave counts once, the first one, however many are stored (two customers may have been merged).
_FIRST = (
    "NOT EXISTS (SELECT 1 FROM survey_response o WHERE o.customer_id = r.customer_id AND lower(o.wave) = lower(r.wave)"
    " AND (o.submitted_at < r.submitted_at OR (o.submitted_at = r.submitted_at AND o.id < r.id)))"
)


class Window(NamedTuple):
    """Which responses: submitted from `start` to `end` (days, both in it), of one wave, of one form; None means any."""

    start: str | None = None
    end: str | None = None
    wave: str | None = None
    form: str | None = None


_TESTS = {
    "start": "r.submitted_on >= :start",
    "end": "r.submitted_on <= :end",
    "wave": "r.wave = :wave",
    "form": "f.key = :form",
}


class Surveys:
    """Reads and writes surveys."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # -- forms ----------------------------------------------------------------------------------------

    def forms(self) -> list[Row]:
        """All forms with how many questions and responses they have."""
        return self._db.rows(
            "SELECT f.id, f.key, f.title, f.language,"
            " (SELECT COUNT(*) FROM survey_question q WHERE q.form_id = f.id) AS questions,"
            " (SELECT COUNT(*) FROM survey_response r WHERE r.form_id = f.id) AS responses"
            " FROM survey_form f ORDER BY f.id"
        )

    def form(self, key: str) -> Row | None:
        """The form with this key, whatever its case."""
        return self._db.one(
            "SELECT * FROM survey_form WHERE lower(key) = :key ORDER BY id", {"key": key.lower()}
        )

    def has_wave(self, wave: str) -> bool:
        """Whether any answer is of this round: of an open or closed wave of ours, or named so by an import."""
        return bool(self._db.one("SELECT id FROM survey_response WHERE wave = :wave LIMIT 1", {"wave": wave}))

    def questions(self, form_id: int) -> list[Row]:
        return self._db.rows(
            "SELECT * FROM survey_question WHERE form_id = :id ORDER BY position, id", {"id": form_id}
        )

    def ensure_form(
        self,
        op: Operation,
        title: str,
        questions: Sequence[Question],
        language: str | None,
        key: str | None = None,
    ) -> tuple[int, dict[str, int]]:
        """The form with exactly these questions, made if there is none: its id, its questions' ids by key."""
        found = self.form_of(questions)
        if found is None:
            return self.add_form(op, key or self._free_key(), title, questions, language)
        return found, {row["key"]: row["id"] for row in self.questions(found)}

    def add_form(
        self,
        op: Operation,
        key: str,
        title: str,
        questions: Sequence[Question],
        language: str | None,
        intro: str | None = None,
    ) -> tuple[int, dict[str, int]]:
        """A new form under a key that must be free."""
        form_id = op.insert(
            "survey_form",
            {
                "key": key,
                "title": title,
                "language": language,
                "intro": intro,
                "fingerprint": fingerprint(questions),
                "created_at": op.at_text,
            },
        )
        ids = op.insert_many(
            "survey_question",
            ("form_id", "position", *Question._fields),
            [(form_id, position, *question) for position, question in enumerate(questions, 1)],
        )
        return form_id, {
            question.key: question_id for question, question_id in zip(questions, ids, strict=True)
        }

    def _free_key(self) -> str:
        taken = {row["key"] for row in self._db.rows("SELECT key FROM survey_form")}
        number = len(taken) + 1
        while f"form-{number}" in taken:
            number += 1
        return f"form-{number}"

    # -- responses ------------------------------------------------------------------------------------

    def add_response(self, op: Operation, values: Mapping[str, Any], answers: Sequence[Answer]) -> int:
        """A response with its answers; `low` in the values says that it asks for a follow-up."""
        return self.add_responses(op, [(values, answers)])[0]

    def add_responses(
        self, op: Operation, responses: Sequence[tuple[Mapping[str, Any], Sequence[Answer]]]
    ) -> range:
        """Many responses at once; returns their ids in order."""
        defaults = {"low": 0, "imported": 0, "recorder_id": op.actor.id, "created_at": op.at_text}
        rows = [
            tuple({**defaults, **values}.get(column) for column in _COLUMNS) for values, _answers in responses
        ]
        ids = op.insert_many("survey_response", _COLUMNS, rows)
        answers = [
            (response_id, *answer)
            for response_id, (_values, given) in zip(ids, responses, strict=True)
            for answer in given
        ]
        op.insert_many("survey_answer", ("response_id", "question_id", "score", "text"), answers)
        return ids

    def forms_asking(self, questions: Sequence[Question]) -> list[list[Row]]:
        """The questions of each form that asks just these, on whatever scales."""
        first = {"text": questions[0].text} if questions else {"text": None}
        rows = self._db.rows(
            "SELECT form_id FROM survey_question WHERE position = 1 AND text = :text ORDER BY form_id", first
        )
        asked = [(q.key, q.text) for q in questions]
        found = [self.questions(row["form_id"]) for row in rows]
        return [form for form in found if [(q["key"], q["text"]) for q in form] == asked]

    def form_of(self, questions: Sequence[Question]) -> int | None:
        """The form with exactly these questions, if there is one."""
        mark = {"mark": fingerprint(questions)}
        found = self._db.one("SELECT id FROM survey_form WHERE fingerprint = :mark ORDER BY id", mark)
        return found["id"] if found else None

    def low_open(self, ids: Sequence[int], at: str) -> list[Row]:
        """The low answers of some customers by an instant that nobody has followed up: whose, and when given and entered."""
        return self._db.rows_in(
            "SELECT r.customer_id, r.submitted_on, r.created_at FROM survey_response r WHERE r.low = 1"
            " AND r.customer_id IN ({ids}) AND r.submitted_at <= :at AND r.created_at <= :at"
            " AND (r.settled_at IS NULL OR r.settled_at > :at)"
            " AND NOT EXISTS (SELECT 1 FROM interaction i WHERE i.customer_id = r.customer_id AND i.effective = 1"
            " AND i.occurred_on > r.submitted_on AND i.occurred_at <= :at)",
            ids,
            {"at": at},
        )

    def settle_low(self, op: Operation, customer_id: int, at: str, until: str | None = None) -> int:
        """Marks a customer's low answers (up to an instant, if one is given) as followed up; how many there were."""
        rows = self._db.rows(
            "SELECT id FROM survey_response WHERE customer_id = :id AND low = 1 AND settled_at IS NULL"
            " AND submitted_at <= COALESCE(:until, submitted_at) ORDER BY id",
            {"id": customer_id, "until": until},
        )
        return op.update_many("survey_response", {row["id"]: {"settled_at": at} for row in rows})

    def responses(self, window: Window, past: str | None = None) -> Sequence[Record]:
        """The responses of a window, the first first, with customer and owner (or who it was at a past instant)."""
        where, params = _chosen(window)
        compared(self._db, ["r.submitted_on"], {"r": "survey_response"})
        rows = self._db.rows(f"{_RESPONSES} WHERE {where} ORDER BY r.submitted_on, r.id", params)
        return rows if past is None else Former(self._db).then("survey_response", rows, past)

    def first_answers(self, customer_ids: Sequence[int]) -> dict[tuple[int, str], Row]:
        """The first response of each of these customers to each wave: by customer and the wave's name in lower case."""
        rows = self._db.rows_in(
            "SELECT id, customer_id, wave, submitted_at, submitted_on FROM survey_response"
            " WHERE customer_id IN ({ids}) AND wave IS NOT NULL",
            customer_ids,
        )
        ordered = sorted(rows, key=lambda row: (row["submitted_at"], row["id"]), reverse=True)
        return {(row["customer_id"], row["wave"].lower()): row for row in ordered}

    def scores(self, window: Window) -> list[Row]:
        """Every scored answer of those responses: response_id, key, text and scale of the question, its form's key, score."""
        where, params = _chosen(window)
        return self._db.rows(
            "SELECT a.response_id, q.key, q.text, q.scale, f.key AS form, a.score FROM survey_answer a"
            " JOIN survey_question q ON q.id = a.question_id JOIN survey_response r ON r.id = a.response_id"
            f" JOIN survey_form f ON f.id = r.form_id WHERE {where} AND a.score IS NOT NULL"
            " ORDER BY a.response_id, q.position, a.id",
            params,
        )

    def partial(self, window: Window) -> int:
        """How many of those responses leave a question open that isn't one for free text."""
        where, params = _chosen(window)
        asked = "SELECT COUNT(*) FROM survey_question q WHERE q.form_id = r.form_id AND q.scale <> 'text'"
        answered = (
            "SELECT COUNT(DISTINCT q.id) FROM survey_answer a JOIN survey_question q ON q.id = a.question_id"
            " WHERE a.response_id = r.id AND q.scale <> 'text'"
        )
        return int(
            self._db.value(
                "SELECT COUNT(*) FROM survey_response r JOIN survey_form f ON f.id = r.form_id"
                f" WHERE {where} AND ({answered}) < ({asked})",
                params,
            )
        )

    def answers_of(self, response_id: int) -> list[Row]:
        """One response's answers with key, text and scale of their questions, in the form's order."""
        return self._db.rows(
            "SELECT a.id, a.question_id, q.key, q.text AS question, q.scale, a.score, a.text FROM survey_answer a"
            " JOIN survey_question q ON q.id = a.question_id WHERE a.response_id = :id ORDER BY q.position, a.id",
            {"id": response_id},
        )

    def chosen(self, window: Window) -> list[Row]:
        """Every choice in those responses: key, text and scale of the question, and the option."""
        where, params = _chosen(window)
        return self._db.rows(
            "SELECT q.key, q.text AS question, q.scale, a.text FROM survey_question q"
            " JOIN survey_answer a ON a.question_id = q.id JOIN survey_response r ON r.id = a.response_id"
            f" JOIN survey_form f ON f.id = r.form_id WHERE {where}"
            " AND q.scale LIKE 'choice:%' AND a.text IS NOT NULL ORDER BY q.form_id, q.position, a.id",
            params,
        )

    def of_customer(self, customer_id: int) -> list[Row]:
        """One customer's responses, newest first."""
        return self._db.rows(
            f"{_RESPONSES} WHERE r.customer_id = :id ORDER BY r.submitted_at DESC, r.id DESC",
            {"id": customer_id},
        )


def fingerprint(questions: Iterable[Question]) -> str:
    """The same for the same keys, texts and scales in the same order."""
    text = json.dumps([list(question[:3]) for question in questions], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _chosen(window: Window) -> tuple[str, dict[str, str]]:
    """The condition of the responses of a window, each customer's first to a wave, and its parameters."""
    params = {name: value for name, value in window._asdict().items() if value is not None}
    return " AND ".join([_FIRST, *(_TESTS[name] for name in params)]), params
