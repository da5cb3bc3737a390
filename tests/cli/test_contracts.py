"""What every command keeps: its envelope, its help, undo, --as-of, and what a person may type."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.conftest import Crm

_PROGRAM = (sys.executable, "-m", "crmcli")


_WRITING = [
    ("log-contact", "1", "phone", "hi", "--next", "+7d"), ("done", "task:1"), ("done", "complaint:1:respond"),
    ("snooze", "contact:1", "tomorrow"), ("task", "add", "x"), ("task", "edit", "1", "--percent", "50"),
    ("task", "done", "1"), ("task", "cancel", "1"), ("add", "新客户"), ("edit", "1", "city=成都"),
    ("log-contact", "1", "email", "hi?", "--in", "--unanswered"),
    ("edit", "1", "--pin", "key", "--reason", "x", "--until", "+30d"), ("purchase", "add", "1", "99"),
    ("purchase", "refund", "A1"), ("complaint", "open", "1", "late"), ("complaint", "reply", "1", "sorry"),
    ("complaint", "wait", "1", "photo"), ("complaint", "note", "1", "n"), ("complaint", "resolve", "1", "ok"),
    ("feedback", "add", "1", "good"), ("feedback", "answer", "1", "thanks"),
    ("feedback", "promote", "1", "complaint"), ("feedback", "close", "1", "--reason", "x"), ("kb", "add", "q", "a"),
    ("survey", "record", "1", "--overall", "2"),
    ("staff", "add", "李娜"), ("staff", "edit", "Lee", "--role", "manager"), ("policy", "set", "churn.high", "70"),
    ("policy", "set", "tier[0].all", '["spend_12m >= 1"]'),
]  # fmt: skip
_READING = [
    ("find",), ("due", "--team", "--days", "30", "--all"), ("complaint", "list", "--all"), ("task", "list", "--all"),
    ("feedback", "list"), ("kb", "list"), ("purchase", "list"), ("survey", "results"), ("staff", "list"), ("policy", "show"),
    ("report", "kpi"), ("report", "churn"), ("report", "complaints"), ("report", "satisfaction"), ("report", "tiers"),
]  # fmt: skip


@pytest.fixture
def busy(crm: Crm) -> Crm:
    """One customer with one of everything."""
    for words in (
        ("add", "李小明", "--phone", "13800000001"), ("purchase", "add", "1", "1200", "--order", "A1"),
        ("task", "add", "call", "--due", "tomorrow"), ("complaint", "open", "1", "broken"),
        ("feedback", "add", "1", "please ring first", "--kind", "suggestion"),
    ):  # fmt: skip
        crm.ok(*words)
    return crm


@pytest.mark.parametrize("words", _WRITING, ids=" ".join)
def test_a_change_answers_in_the_envelope_and_undo_leaves_no_trace(busy: Crm, words: tuple[str, ...]) -> None:
    before = {reading: busy.ok(*reading, "--format", "json").out for reading in _READING}
    answer = busy.ok(*words, "--format", "json")
    assert answer.out == json.dumps(answer.json, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    assert sorted(answer.json) == ["as_of", "command", "crmcli", "data", "warnings"]
    assert answer.json["data"] and not answer.err
    assert {reading: busy.ok(*reading, "--format", "json").out for reading in _READING} != before
    busy.ok("undo")
    assert {reading: busy.ok(*reading, "--format", "json").out for reading in _READING} == before


@pytest.mark.parametrize(
    "words", [("add", "X"), ("edit", "1", "city=x"), ("find",), ("undo",), ("history",), ("staff", "list")]
)
def test_as_of_is_refused_where_nothing_is_computed(busy: Crm, words: tuple[str, ...]) -> None:
    history = busy.json("history")
    assert busy("--as-of", "2026-11-01", *words).status == 2
    assert busy(*words, "--as-of", "2026-11-01").status == 2
    assert busy.json("history") == history


def test_common_options_stand_before_and_behind_a_verb(busy: Crm) -> None:
    assert busy.ok("task", "--format", "json", "list").json["command"] == "task list"
    assert "任务" in busy.ok("task", "--lang", "zh_CN", "--help").out
    run = busy("task", "cancle", "1")
    assert run.status == 2 and "cancel" in run.err


def test_words_that_a_shell_split_inside_chinese_quotes_are_one(busy: Crm) -> None:
    busy.ok("log-contact", "李小明", "visit", "“met", "the", "director”", "--next", "1/5")
    shown = busy.json("show", "1")
    assert shown["interactions"][0]["content"] == "met the director"
    assert shown["interactions"][0]["next_on"] == "2027-01-05"
    assert busy("log-contact", "1", "visit", "“never", "closed").status == 2


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("add", ""), 5), (("add", "  "), 5), (("add", "x" * 501), 5), (("snooze", "contact:99", "tomorrow"), 4),
        (("snooze", "task:99", "tomorrow"), 4), (("history", "--operation", "99"), 4), (("due", "-o", "today.pdf"), 2),
        (("complaint", "resume", "1"), 5), (("policy", "set", "churn.high", "many"), 5), (("edit", "1", "cadence_days=0"), 5),
    ],
)  # fmt: skip
def test_a_refusal_says_what_and_what_to_do(busy: Crm, words: tuple[str, ...], status: int) -> None:
    run = busy(*words)
    assert run.status == status, run.err
    assert len(run.err.splitlines()) == 2 and len(run.err) < 300


def test_the_language_of_refusals_is_the_readers(busy: Crm) -> None:
    err = busy("add", "x" * 501, "--lang", "zh_CN").err
    assert "超过500个字符" in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_change_whose_answer_found_no_room_is_saved_and_says_so(busy: Crm) -> None:
    for words, hint in ((("add", "王小红"), "crmcli history"), (("find",), "again")):
        with open("/dev/full", "w") as full:
            program = subprocess.run(
                (*_PROGRAM, *words),
                stdin=subprocess.DEVNULL,
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert program.returncode == 21
        assert hint in program.stderr and "Traceback" not in program.stderr
    assert len(busy.json("find")) == 2


def test_an_interrupted_import_leaves_nothing_and_says_so(busy: Crm) -> None:
    rows = "\n".join(f"公司{n}号,139{n:08d}" for n in range(60_000))
    sheet = busy.folder / "big.csv"
    sheet.write_text(f"客户名称,电话\n{rows}\n", encoding="utf-8")
    program = subprocess.Popen(
        (*_PROGRAM, "import", str(sheet), "--yes"), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with suppress(subprocess.TimeoutExpired):
        program.wait(0.7)
    program.send_signal(signal.SIGINT)
    _out, err = program.communicate()
    assert program.returncode == 130
    assert err.strip() == "Interrupted; nothing was half-done."
    assert len(busy.json("find")) == 1


def test_money_in_json_is_in_units_everywhere(busy: Crm) -> None:
    busy.ok("complaint", "resolve", "1", "paid", "--compensation", "88.5")
    assert busy.json("purchase", "refund", "A1", "--amount", "200")["refunded"] == 200
    listed = busy.json("purchase", "list")[0]
    assert (listed["amount"], listed["refunded"], listed["customer_id"]) == (1200, 200, 1)
    shown = busy.json("show", "1")
    assert (shown["purchases"][0]["amount"], shown["standing"]["spend_12m"]) == (1200, 1000)
    assert shown["complaints"][0]["compensation"] == 88.5
    assert "_cents" not in busy.ok("show", "1", "--format", "json").out


def test_csv_of_an_answer_without_rows_is_one_row(busy: Crm) -> None:
    assert busy.ok("task", "add", "x", "--format", "csv").out.splitlines()[0].startswith("id,due_on,")
    assert busy.ok("history", "--verify", "--format", "csv").out == "intact\nTrue\n"
