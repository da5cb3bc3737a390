"""Two who mean the same record, each a process of its own, on both engines: the second waits for the writer's lock while
the first, which has it, commits. By then the second has read what was there before.

Either both are recorded, or the second is told in a sentence why not; nothing is there twice and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from crmcli import clock
from crmcli.database.location import Location
from crmcli.store import Store
from tests.store.crew import NOW
from tests.store.office import Office
from tests.store.rows import all_rows

_ROUNDS = 20


def test_a_step_that_waited_for_another_is_recorded_after_it(office: Office) -> None:
    """By the clock the second begins before the first in every round; its instant is that at which it gets the lock."""
    office("complaint", "open", "1", "保洁迟到")
    for n in range(_ROUNDS):
        done = office.behind(
            ("complaint", "progress", "1", f"先{n}"), ("complaint", "progress", "1", f"后{n}")
        )
        assert [one.status for one in done] == [0, 0], (n, done[1].err)
    steps = office.column("SELECT at || ' ' || text FROM complaint_event WHERE kind = 'progress' ORDER BY id")
    begun = clock.parse_iso(NOW)
    words = [word + str(n) for n in range(_ROUNDS) for word in ("先", "后")]
    assert steps == [f"{clock.iso(begun + timedelta(minutes=n))} {word}" for n, word in enumerate(words, 1)]


# -- what is settled is settled once ----------------------------------------------------------------------------------

Words = tuple[str, ...]


class Once(NamedTuple):
    """A command that settles something, and what whoever gives it a second time is told.

    `late` is what is said instead to who begins when it is settled, rather than while it is.
    """

    words: Words
    status: int
    said: str
    given: Sequence[Words] = ()
    late: tuple[int, str] | None = None


_KIM = ("staff", "add", "Kim")
_OPEN = ("complaint", "open", "1", "late")
_LEARNT = ("--root-cause", "rota", "--measure", "standby", "--lesson", "plan")
_PROBLEM = ("feedback", "add", "1", "late", "--kind", "problem")
_SIGNED = ("contract", "add", "1", "1200", "--end", "2027-11-19", "--number", "K1")
_IMPORT = ("import", "new.csv", "--yes")

#: By matter, in the order in which they are given in one office.
_ONCE: dict[str, list[Once]] = {
    "contract": [
        Once(("contract", "renew", "K1"), 5, "is renewed by HT2026-0002 already", [_SIGNED]),
        Once(("contract", "end", "K1"), 5, "was ended on 2026-11-20"),
    ],
    "due": [
        Once(
            ("done", "inbound:1", "--note", "hello"), 5, "does not wait for an answer",
            [("add", "Late Shop"), ("log-contact", "#2", "phone", "hi", "--in", "--missed")],
        ),
        Once(
            ("done", "contact:1"), 5, "is not due before",
            [("log-contact", "#1", "phone", "hi", "--at", "2026-11-19", "--next", "today")],
        ),
        Once(("done", "birthday:1"), 5, "was greeted already", [("edit", "1", "birthday=11-22")]),
        Once(("done", "feedback:1", "--note", "sorry"), 5, "awaits no answer any more", [_PROBLEM]),
        Once(("done", "task:1"), 5, "no longer open", [("task", "add", "report", "--repeat", "daily")]),
        Once(("snooze", "contact:1", "+3d", "--reason", "trip"), 0, "was put off to 2026-11-23 already"),
    ],
    "complaint rows": [
        Once(
            ("done", "complaint:1:handoff"), 5, "or that is done",
            [_KIM, _OPEN, ("handoff", "complaint:1", "--to", "Kim", "--by", "tomorrow")],
        ),
        Once(("done", "complaint:1:respond"), 5, "first response was done already"),
        Once(("done", "complaint:1:progress"), 5, "progress report was done already"),
        Once(("done", "complaint:1:propose"), 5, "proposed solution was done already"),
        Once(("done", "complaint:1:resolve"), 5, "resolution was done already"),
    ],
    "complaint": [
        Once(
            ("complaint", "edit", "1", "--severity", "urgent"), 5, "has this severity already", [_OPEN],
            late=(0, "Nothing differs."),
        ),
        Once(("complaint", "propose", "1", "credit"), 5, "recorded on TS2026-0001 already"),
        Once(("complaint", "wait", "1"), 5, "already waiting"),
        Once(("complaint", "resume", "1"), 5, "is not waiting"),
        Once(("complaint", "resolve", "1"), 5, "already resolved"),
        Once(("complaint", "revisit", "1", "--result", "neutral"), 5, "was revisited already"),
        Once(("complaint", "reopen", "1", "again"), 5, "is not resolved yet"),
        Once(
            ("complaint", "archive", "1", *_LEARNT), 5, "is archived",
            [("complaint", "resolve", "1"), ("complaint", "revisit", "1", "--result", "satisfied")],
        ),
        Once(
            ("complaint", "revisit", "2", "--result", "dissatisfied"), 5, "is not resolved yet",
            [_OPEN, ("complaint", "resolve", "2")],
        ),
        Once(("handoff", "complaint:2", "--to", "Kim"), 5, "is with Kim already", [_KIM]),
    ],
    "feedback": [
        Once(("feedback", "close", "1", "--reason", "settled"), 5, "is closed already", [_PROBLEM]),
        Once(("feedback", "promote", "2", "complaint"), 5, "was promoted already", [_PROBLEM]),
        Once(("feedback", "promote", "3", "task"), 5, "was promoted already", [_PROBLEM]),
        Once(("feedback", "answer", "4", "thanks"), 5, "with these words already", [_PROBLEM]),
        Once(("kb", "retire", "1"), 5, "is retired already", [("kb", "add", "Refund?", "In five days.")]),
        Once(("survey", "wave", "close", "Q4"), 5, "is closed", [("survey", "wave", "open", "Q4")]),
    ],
    "task": [
        Once(("task", "check", "1", "1"), 5, "ticked off", [("task", "add", "pack", "--step", "a", "--step", "b")]),
        Once(("task", "cancel", "1"), 5, "no longer open"),
        Once(("task", "done", "2"), 5, "no longer open", [("task", "add", "report", "--repeat", "daily")]),
        Once(("handoff", "task:3", "--to", "Kim"), 5, "is with Kim already", [_KIM]),
    ],
    "customer": [
        Once(
            ("review", "approve", "2"), 3, "approved already",
            [("policy", "set", "review.imported", "true"), _IMPORT],
        ),
        Once(("review", "reject", "3", "--reason", "rival"), 3, "rejected already"),
        Once(
            ("merge", "1", "2"), 5, "removed or merged meanwhile", late=(2, "one and the same customer")
        ),
        Once(("merge", "undo", "1"), 5, "was undone already", late=(5, "Merge 1 was taken back already")),
        Once(("edit", "1", "city=Oslo"), 0, "nothing changed"),
        Once(("undo", "8"), 5, "was undone already"),
        Once(
            ("purchase", "refund", "SO1"), 5, "refunded already",
            [("purchase", "add", "1", "1000", "--order", "SO1")],
        ),
    ],
    "team": [
        Once(("policy", "set", "churn.high", "71"), 0, "Nothing differs."),
        Once(("staff", "edit", "Kim", "--role", "service"), 0, "nothing changed", [_KIM]),
        Once(("staff", "leave", "Kim", "--to", "Lee"), 5, "left already", [("edit", "1", "--owner", "Kim")]),
    ],
}  # fmt: skip


@pytest.mark.parametrize("matter", _ONCE)
def test_what_is_settled_is_settled_once(office: Office, matter: str) -> None:
    """Twice at the same time and once more later: one operation, and no row differs for the others."""
    _a_file(office)
    for case in _ONCE[matter]:
        for words in case.given:
            office(*words)
        _settles_once(office, case)


def test_an_invitation_is_answered_once(office: Office) -> None:
    code = office("survey", "wave", "open", "Q4")["invitations"][0]["code"]
    _settles_once(
        office, Once(("survey", "record", "--code", code, "--overall", "3"), 5, "was answered on 2026-11-20")
    )


def _settles_once(office: Office, case: Once) -> None:
    count = office.value("SELECT COUNT(*) FROM operation")
    first, second = office.behind(case.words, case.words)
    assert (first.status, second.status) == (0, case.status), (case.words, first.err, second.err)
    assert second.out or case.said in second.err, (case.words, second.err)
    assert office.value("SELECT COUNT(*) FROM operation") == count + 1, case.words
    before = _everything(office)
    third = office.read(*case.words)
    status, said = case.late or (case.status, case.said)
    assert (third.status, said in third.out + third.err) == (status, True), (case.words, third)
    assert "Traceback" not in second.err + third.err
    assert _everything(office) == before, case.words


# -- two different commands on one record -----------------------------------------------------------------------------


class Clash(NamedTuple):
    """Two commands that mean the same record: what came of the second, and what there is afterwards."""

    first: Words
    second: Words
    status: int
    said: str
    sql: str
    left: Any
    given: Sequence[Words] = ()


_STEPS = "SELECT COUNT(*) FROM complaint_event WHERE kind <> 'opened'"
_STATE = "SELECT state FROM complaint WHERE id = 1"

_CLASHES: dict[str, list[Clash]] = {
    "customer": [
        Clash(
            ("log-contact", "#1", "phone", "one"), ("log-contact", "#1", "visit", "two"), 0, "",
            "SELECT COUNT(*) FROM interaction", 2,
        ),
        Clash(
            ("purchase", "refund", "SO1", "--amount", "300"), ("purchase", "refund", "SO1"), 0, "",
            "SELECT SUM(amount_cents) FROM refund", 100_000, [("purchase", "add", "1", "1000", "--order", "SO1")],
        ),
        Clash(
            ("edit", "1", "city=Oslo"), ("edit", "1", "city=Bergen", "--version-seen", "1"), 5, "changed city meanwhile",
            "SELECT city FROM customer WHERE id = 1", "Oslo",
        ),
        Clash(("edit", "1", "city=Rome"), ("undo", "5"), 3, "", "SELECT city FROM customer WHERE id = 1", "Rome"),
        Clash(
            ("review", "approve", "2"), ("review", "reject", "2", "--reason", "rival"), 3, "",
            "SELECT review_state FROM customer WHERE id = 2", "approved",
            [("policy", "set", "review.imported", "true"), _IMPORT],
        ),
        Clash(("done", "contact:2"), ("snooze", "contact:2", "+3d"), 0, "", "SELECT COUNT(*) FROM snooze", 1),
    ],
    "merge": [
        Clash(
            ("merge", "1", str(n)), words, status, said, "SELECT COUNT(*) FROM merge", n - 1, [("add", f"Shop {n}")],
        )
        for n, (words, status, said) in enumerate((
            (("log-contact", "#2", "phone", "hello"), 5, "removed meanwhile"),
            (("purchase", "add", "3", "1000"), 5, "removed meanwhile"),
            (("survey", "record", "4", "--overall", "4"), 5, "removed meanwhile"),
            (("task", "add", "call", "--customer", "5"), 5, "removed meanwhile"),
            (("merge", "6", "1"), 5, "removed or merged meanwhile"),
        ), 2)
    ] + [
        # By its number the one that went finds the one that stayed.
        Clash(
            ("merge", "1", "7"), ("edit", "7", "city=Oslo"), 0, "", "SELECT city FROM customer WHERE id = 1", "Oslo",
            [("add", "Shop 7")],
        ),
        Clash(
            ("merge", "1", "8"), ("complaint", "open", "8", "late"), 0, "", "SELECT customer_id FROM complaint", 1,
            [("add", "Shop 8")],
        ),
    ],
    "complaint": [
        Clash(
            ("complaint", "propose", "1", "one"), ("complaint", "propose", "1", "two"), 0, "", _STEPS, 2,
            [_OPEN],
        ),
        Clash(("complaint", "note", "1", "one"), ("complaint", "edit", "1", "--severity", "urgent"), 0, "", _STEPS, 4),
        Clash(("complaint", "wait", "1"), ("complaint", "progress", "1", "told"), 0, "", _STEPS, 6),
        Clash(("complaint", "answer", "1"), ("complaint", "resume", "1"), 5, "is not waiting", _STEPS, 7),
        Clash(
            ("handoff", "complaint:1", "--to", "Kim"), ("handoff", "complaint:1", "--to", "Wang"), 0, "",
            "SELECT COUNT(*) FROM handoff WHERE from_id = 2 AND to_id = 3", 1, [_KIM, ("staff", "add", "Wang")],
        ),
        Clash(("complaint", "resolve", "1"), ("complaint", "progress", "1", "told"), 5, "already resolved", _STATE, "resolved"),
        Clash(("complaint", "reopen", "1"), ("complaint", "revisit", "1", "--result", "neutral"), 5, "not resolved yet", _STATE, "open"),
        Clash(
            ("complaint", "revisit", "1", "--result", "dissatisfied"), ("complaint", "reopen", "1"), 5, "not resolved yet",
            _STATE, "responded", [("complaint", "resolve", "1")],
        ),
        Clash(
            ("complaint", "archive", "1", *_LEARNT), ("complaint", "reopen", "1"), 5, "is archived", _STATE, "archived",
            [("complaint", "resolve", "1"), ("complaint", "revisit", "1", "--result", "satisfied")],
        ),
    ],
    "feedback": [
        Clash(
            ("feedback", "answer", "1", "one"), ("feedback", "answer", "1", "two"), 0, "",
            "SELECT f.answer || ' ' || a.text FROM feedback f JOIN feedback_answer a ON a.feedback_id = f.id", "one two",
            [_PROBLEM],
        ),
        Clash(
            ("feedback", "close", "2", "--reason", "settled"), ("feedback", "answer", "2", "late"), 0, "",
            "SELECT state || ' ' || close_reason || ' ' || answer FROM feedback WHERE id = 2", "closed settled late", [_PROBLEM],
        ),
        Clash(
            ("feedback", "promote", "3", "complaint"), ("feedback", "close", "3", "--reason", "settled"), 5, "closed already",
            "SELECT close_reason FROM feedback WHERE id = 3", None, [_PROBLEM],
        ),
        Clash(
            ("feedback", "promote", "4", "task"), ("feedback", "promote", "4", "complaint"), 5, "was promoted already",
            "SELECT COUNT(*) FROM complaint", 1, [_PROBLEM],
        ),
        Clash(
            ("kb", "edit", "1", "--title", "Refunds"), ("kb", "edit", "1", "--answer", "In a week."), 0, "",
            "SELECT title || ' ' || answer FROM knowledge", "Refunds In a week.", [("kb", "add", "Refund?", "In five days.")],
        ),
        Clash(("kb", "retire", "1"), ("kb", "edit", "1", "--tags", "money"), 0, "", "SELECT state || tags FROM knowledge", "retiredmoney"),
        Clash(("kb", "add", "Hours?", "9 to 5"), ("kb", "add", "Hours?", "Always"), 5, "has this title already", "SELECT COUNT(*) FROM knowledge", 2),
    ],
    "task": [
        Clash(
            ("task", "check", "1", "1"), ("task", "check", "1", "2"), 0, "", "SELECT percent_done FROM task WHERE id = 1", 100,
            [("task", "add", "pack", "--step", "a", "--step", "b")],
        ),
        Clash(("task", "step", "1", "c"), ("task", "step", "1", "d"), 0, "", "SELECT MAX(position) FROM task_step", 4),
        Clash(("task", "comment", "1", "a"), ("task", "comment", "1", "b"), 0, "", "SELECT COUNT(*) FROM task_comment", 2),
        Clash(
            ("task", "edit", "1", "--percent", "60"), ("task", "edit", "1", "--due", "2026-11-25"), 0, "",
            "SELECT percent_done || ' ' || due_on FROM task", "60 2026-11-25",
        ),
        Clash(
            ("task", "done", "1"), ("task", "edit", "1", "--percent", "70"), 5, "no longer open",
            "SELECT percent_done FROM task", 100,
        ),
        Clash(
            ("task", "cancel", "2"), ("task", "check", "2", "1"), 5, "no longer open",
            "SELECT COUNT(*) FROM task_step WHERE task_id = 2 AND done_at IS NULL", 1, [("task", "add", "call", "--step", "a")],
        ),
    ],
    "team": [
        Clash(
            ("policy", "set", "churn.high", "71"), ("policy", "set", "churn.high", "72"), 0, "",
            "SELECT MAX(version) FROM policy_version", 3,
        ),
        Clash(
            ("staff", "edit", "Kim", "--role", "service"), ("staff", "edit", "Kim", "--email", "kim@example.com"), 0, "",
            "SELECT role || ' ' || email FROM staff WHERE id = 2", "service kim@example.com", [_KIM],
        ),
        Clash(
            ("staff", "leave", "Kim", "--to", "Lee"), ("handoff", "task:1", "--to", "Kim"), 5, "can't take work over",
            "SELECT owner_id FROM task", 1, [("task", "add", "call", "--due", "tomorrow")],
        ),
        Clash(
            ("staff", "leave", "Wang", "--to", "Chen"), ("staff", "leave", "Chen", "--to", "Wang"), 5, "can't take work over",
            "SELECT owner_id FROM customer WHERE id = 1", 4,
            [("staff", "add", "Wang"), ("staff", "add", "Chen"), ("edit", "1", "--owner", "Wang")],
        ),
    ],
    "file": [
        Clash(_IMPORT, _IMPORT, 0, "", "SELECT COUNT(*) FROM customer", 3),
        Clash(("import", "new.csv", "--yes"), ("undo",), 0, "", "SELECT COUNT(*) FROM customer", 1),
    ],
}  # fmt: skip


@pytest.mark.parametrize("matter", _CLASHES)
def test_of_two_who_mean_the_same_record_both_are_heard(office: Office, matter: str) -> None:
    _a_file(office)
    for case in _CLASHES[matter]:
        for words in case.given:
            office(*words)
        first, second = office.behind(case.first, case.second)
        assert (first.status, second.status) == (0, case.status), (case.second, first.err, second.err)
        assert case.said in second.err and "Traceback" not in second.err, (case.second, second.err)
        assert office.value(case.sql) == case.left, (case.first, case.second)


def test_a_wave_that_closes_takes_no_answer_that_waited(office: Office) -> None:
    code = office("survey", "wave", "open", "Q4")["invitations"][0]["code"]
    _closed, answer = office.behind(
        ("survey", "wave", "close", "Q4"), ("survey", "record", "--code", code, "--overall", "3")
    )
    assert (answer.status, office.value("SELECT COUNT(*) FROM survey_response")) == (5, 0)
    assert "The wave Q4 is closed." in answer.err


def _a_file(office: Office) -> None:
    (office.folder / "new.csv").write_text("name,phone\nNew One,13700000001\nNew Two,13700000002\n")


def _everything(office: Office) -> dict[str, Any]:
    with closing(Store.open(Location.parse(office.place))) as store:
        return {"operations": store.db.count("operation"), **all_rows(store)}
