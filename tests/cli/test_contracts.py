"""What every command keeps: its envelope, its help, undo, --as-of, and what a person may type."""

from __future__ import annotations

import json
import signal
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from crmcli.database.connection import Database
from crmcli.database.location import Location
from crmcli.database.migrations import AUDITED
from crmcli.database.sqlite import SQLite
from crmcli.store import Store
from tests.acting import PROGRAM
from tests.cli.conftest import Crm, beginning
from tests.verbs import verbs

#: Every verb that writes, as `busy` takes it.
WRITING = [
    ("interaction", "edit", "1", "--text", "ho", "--channel", "visit"),  # of the first contact that there was
    ("log-contact", "#1", "phone", "hi", "--next", "+7d"), ("done", "task:1"), ("done", "complaint:1:respond"),
    ("report", "close", "2026-10"), ("snooze", "contact:1", "tomorrow"), ("add", "新客户"), ("edit", "1", "city=成都"),
    ("log-contact", "#1", "email", "hi?", "--in", "--unanswered"),
    ("edit", "1", "--pin", "key", "--reason", "x", "--until", "+30d"), ("merge", "1", "2"),
    ("pool", "release", "1"), ("pool", "claim", "新来的公司"), ("pool", "seen"),
    ("plan", "set", "1", "--every", "30d", "--channel", "email", "--reason", "x"), ("plan", "clear", "1"),
    ("task", "add", "x", "--repeat", "weekly", "--step", "a"), ("task", "edit", "1", "--percent", "50"),
    ("task", "done", "1"), ("task", "cancel", "1"), ("task", "comment", "1", "c"), ("task", "step", "1", "a", "b"),
    ("task", "check", "1", "1"), ("handoff", "task:1", "--to", "Wang"), ("handoff", "complaint:1", "--to", "Wang"),
    ("contact", "add", "1", "周敏", "title=x"), ("contact", "edit", "王芳", "title=x"), ("contact", "leave", "王芳"),
    ("contact", "move", "王芳", "2"),
    ("segment", "save", "east", "city=成都"), ("segment", "remove", "west"),
    ("field", "add", "面积", "--type", "number"), ("field", "remove", "面积"),
    ("purchase", "add", "1", "99"), ("purchase", "refund", "A1"),
    ("purchase", "edit", "A1", "--amount", "300"), ("purchase", "progress", "A1", "in_service", "on their way"),
    ("done", "order:1"), ("purchase", "opening", "1", "5000", "--orders", "3"),
    ("contract", "add", "1", "100", "--instalment", "2027-01-01=100"), ("contract", "pay", "K1"),
    ("contract", "edit", "K1", "--plan", "monthly", "--sites", "Leshan"), ("contract", "renew", "K1"), ("contract", "end", "K1"),
    ("complaint", "open", "1", "late"), ("complaint", "open", "13900000009", "late"),
    ("complaint", "open", "1", "again", "--attach", "1"), ("complaint", "reply", "1", "sorry"),
    ("complaint", "propose", "1", "p"), ("complaint", "progress", "1", "p"), ("complaint", "wait", "1", "photo"),
    ("complaint", "answer", "1", "a"), ("complaint", "resume", "1"), ("complaint", "note", "1", "n"),
    ("complaint", "edit", "1", "--severity", "urgent"), ("complaint", "resolve", "1", "ok"),
    ("complaint", "revisit", "1", "--result", "satisfied"), ("complaint", "reopen", "1", "again"),
    ("complaint", "archive", "1", "--root-cause", "r", "--measure", "m", "--lesson", "l"),
    ("feedback", "add", "1", "good"), ("feedback", "answer", "1", "thanks"), ("feedback", "assign", "1", "--handler", "Wang"),
    ("feedback", "promote", "1", "complaint"), ("feedback", "promote", "1", "task"), ("feedback", "close", "1", "--reason", "x"),
    ("opportunity", "add", "1", "windows"), ("opportunity", "add", "Blue Sky", "windows", "--with", "Ann"),
    ("opportunity", "stage", "1", "needs", "--next", "+3d"), ("opportunity", "edit", "1", "--amount", "9"),
    ("opportunity", "win", "1", "--purchase"), ("opportunity", "lose", "1", "--reason", "price"),
    ("consent", "grant", "1", "care"), ("consent", "withdraw", "1"), ("care", "list", "-o", "care.csv"),
    ("attachment", "add", "1", "photo.jpg"), ("attachment", "remove", "1"),
    ("kb", "add", "q", "a"), ("kb", "edit", "1", "--answer", "b"), ("kb", "retire", "1"),
    ("survey", "form", "add", "visit", "--question", "overall|How?|1-5"), ("survey", "wave", "open", "Q4"),
    ("survey", "wave", "close", "Q3"), ("survey", "record", "1", "--overall", "2"),
    ("review", "approve", "新来的公司"), ("review", "reject", "新来的公司", "--reason", "x"),
    ("staff", "add", "李娜"), ("staff", "edit", "Lee", "--role", "manager"), ("staff", "leave", "Wang", "--to", "Lee"),
    ("staff", "away", "Wang", "+1d..+3d", "--stand-in", "Lee", "--reason", "leave"),
    ("staff", "train", "Lee", "manners", "--theory", "88"), ("staff", "correct-training", "1", "--theory", "90"),
    ("staff", "remove-training", "1"),
    ("policy", "set", "churn.high", "70"), ("policy", "set", "churn.high", "70", "--department", "Service"),
    ("policy", "adopt", "Service"), ("policy", "drop", "Service"), ("policy", "set", "tier[0].all", '["spend_12m >= 1"]'),
    ("calendar", "add", "2027-02-06..2027-02-12 春节", "--make-up", "2027-02-14"), ("calendar", "import", "days.csv"),
    ("calendar", "remove", "2027-02-08"),
    ("rate", "add", "USD", "7.1"), ("rate", "import", "rates.csv"), ("rate", "remove", "USD", "2026-11-20"),
    ("import", "more.csv", "--yes"), ("survey", "import", "answers.csv", "--yes"),
    ("dedupe", "apply", "pairs.xlsx"), ("classify", "--owners"),
    ("loyalty", "join", "2"), ("loyalty", "earn", "1", "50", "--for", "x"), ("loyalty", "adjust", "1", "--add", "5", "--why", "x"),
    ("loyalty", "rewards", "add", "mug", "10"), ("loyalty", "rewards", "edit", "pin", "--stock", "9"), ("loyalty", "cancel", "1"),
    ("loyalty", "redeem", "1", "pin"), ("loyalty", "refer", "1", "2"), ("loyalty", "draw", "spring", "--prize", "mug"),
    ("campaign", "add", "Fair", "--kind", "party", "--from", "2026-12-01"), ("campaign", "edit", "Party", "--place", "hall"),
    ("campaign", "cancel", "Party"), ("campaign", "draw", "Party"), ("campaign", "invite", "Party", "-o", "invite.csv"),
    ("campaign", "answer", "Party", "1", "yes"), ("campaign", "attend", "Party", "1"), ("campaign", "cost", "Party", "9", "--for", "hall"),
    ("trial", "start", "1", "pump", "--days", "9"), ("trial", "extend", "1", "+30d", "--reason", "x"), ("trial", "end", "1", "won"),
    ("done", "trial:1"),
    ("budget", "set", "gifts", "90", "--year", "2026"), ("budget", "spend", "travel", "9", "--minutes", "5", "--customer", "1"),
    ("budget", "edit", "1", "--amount", "8"), ("budget", "remove", "1"),
    ("target", "set", "More", "--metric", "revenue", "--goal", "500", "--by", "2026-12-31"), ("target", "edit", "1", "--goal", "900"),
    ("target", "close", "1"), ("improve", "add", "ring first", "--from-feedback", "1"), ("improve", "edit", "1", "--due", "+3d"),
    ("improve", "done", "1"), ("improve", "cancel", "1"), ("done", "improvement:1"), ("alarm", "seen", "contacts_per_day", "--note", "x"),
    ("retain", "open", "2", "--reason", "price"), ("retain", "open", "--lost", "--yes"),
    ("retain", "step", "1", "gift", "--due", "+3d"), ("retain", "done", "1", "--result", "ok", "--cost", "9", "--minutes", "5"),
    ("retain", "edit", "1", "--reason", "service"), ("retain", "close", "1", "dropped", "--note", "x"), ("done", "retain:1"),
    ("competitor", "add", "Bright"), ("competitor", "edit", "Dark", "--alias", "D"), ("competitor", "note", "Dark", "cheaper"),
    ("opportunity", "edit", "1", "--competitor", "Dark"), ("opportunity", "lose", "1", "--to", "Dark"),
]  # fmt: skip
_RESOLVED = ("complaint", "resolve", "1", "ok")
_PERSON = ("contact", "add", "1", "王芳", "phone=13911829855")
_SIGNED = ("contract", "add", "1", "1200", "--start", "2026-01-01", "--end", "2026-12-31", "--number", "K1")
_SPENT = ("budget", "spend", "visits", "5", "--for", "taxi")
_JOINED, _EARNED = ("loyalty", "join", "1"), ("loyalty", "earn", "1", "500")
_KEPT, _RIVAL = ("retain", "open", "1"), ("competitor", "add", "Dark")
_PIN = ("loyalty", "rewards", "add", "pin", "50", "--stock", "2")
_PARTY = [
    ("consent", "grant", "1", "marketing"),
    (
        "campaign",
        "add",
        "Party",
        "--kind",
        "party",
        "--from",
        "2026-11-20",
        "--text-zh",
        "来吧",
        "--text-en",
        "Come",
    ),
]
#: What is there already when these are tried, for they name it by its number.
_THERE = (_SPENT, _KEPT)
_PILOT = ("policy", "set", "churn.high", "70", "--department", "Service")
_BEFORE = {
    _PILOT: [("staff", "edit", "Wang", "--department", "Service")],
    ("policy", "adopt"): [("staff", "edit", "Wang", "--department", "Service"), _PILOT],
    ("policy", "drop"): [("staff", "edit", "Wang", "--department", "Service"), _PILOT],
    ("alarm", "seen"): [("log-contact", "#1", "phone", "hi", "--at", "2026-10-12")],
    ("campaign", "add"): [],
    ("budget", "edit"): [_SPENT],
    ("budget", "remove"): [_SPENT],
    ("campaign", "invite"): [*_PARTY, ("campaign", "draw", "Party")],
    ("campaign",): _PARTY,
    ("retain", "open", "2"): [("purchase", "add", "2", "50")],
    ("retain", "open", "--lost"): [("purchase", "add", "2", "50", "--at", "2024-11-01")],
    ("retain",): [_KEPT],
    ("done", "retain:1"): [_KEPT],
    ("competitor", "edit"): [_RIVAL],
    ("competitor", "note"): [_RIVAL],
    ("opportunity", "edit", "1", "--competitor"): [_RIVAL],
    ("opportunity", "lose", "1", "--to"): [_RIVAL],
    ("loyalty", "earn"): [_JOINED],
    ("loyalty", "adjust"): [_JOINED],
    ("loyalty", "refer"): [_JOINED],
    ("loyalty", "rewards", "edit"): [_PIN],
    ("loyalty", "redeem"): [_JOINED, _EARNED, _PIN],
    ("loyalty", "cancel"): [_JOINED, _EARNED, _PIN, ("loyalty", "redeem", "1", "pin")],
    ("loyalty", "draw"): [_JOINED, _EARNED],
    ("classify", "--owners"): [("policy", "set", "contact.plan.general.owners", '["Wang"]')],
    ("rate", "remove"): [("rate", "add", "USD", "7.1")],
    ("care", "list"): [("edit", "1", "birthday=1990-11-20", "wechat=lxm")],
    ("done", "order:1"): [("purchase", "progress", "A1", "on their way")],
    ("interaction", "edit"): [("log-contact", "#1", "phone", "hi")],
    ("contract", "pay"): [_SIGNED],
    ("contract", "edit"): [_SIGNED],
    ("contract", "renew"): [_SIGNED],
    ("contract", "end"): [_SIGNED],
    ("pool", "claim"): [("import", "more.csv", "--yes")],
    ("plan", "clear"): [("plan", "set", "1", "--until", "+9d", "--reason", "y")],
    ("task", "check"): [("task", "step", "1", "a", "b")],
    ("complaint", "answer"): [("complaint", "wait", "1", "photo")],
    ("complaint", "resume"): [("complaint", "wait", "1", "photo")],
    ("complaint", "revisit"): [_RESOLVED],
    ("complaint", "reopen"): [_RESOLVED],
    ("complaint", "archive"): [_RESOLVED, ("complaint", "revisit", "1", "--result", "satisfied")],
    ("field", "remove"): [("field", "add", "面积")],
    ("segment", "remove"): [("segment", "save", "west", "city=成都")],
    ("contact", "edit"): [_PERSON],
    ("contact", "leave"): [_PERSON],
    ("contact", "move"): [_PERSON],
    ("calendar", "remove"): [("calendar", "add", "2027-02-08")],
    ("survey", "wave", "close"): [("survey", "wave", "open", "Q3")],
    ("review", "approve"): [("policy", "set", "review.imported", "true"), ("import", "more.csv", "--yes")],
    ("review", "reject"): [("policy", "set", "review.imported", "true"), ("import", "more.csv", "--yes")],
}


def steps_before(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """What has to happen before one of them."""
    return next((steps for verb, steps in _BEFORE.items() if words[: len(verb)] == verb), [])


#: Verbs that change nothing, and (last) those whose effect no undo takes back, or who need a code that is drawn: they have tests
#: of their own.
_OTHERS = """
due, find, report diff, report week, report month, report diagnose, report care, report campaigns, report budget, report sales, report handbook, budget list, budget expenses, report loyalty, campaign result, report trials, trial list, trial show, target list, target show, improve list, improve show, alarm list, alarm show, report retention, report competitors, retain list, retain show, competitor list, competitor show, competitor find, show, why, interaction list, history, doctor, export, report churn, report complaints, report contracts, report data-quality, report kpi, report pipeline, report recommendations,
report response, report satisfaction, report scorecard, report team, report tiers, review sample, dedupe, dedupe review, merge list, review queue, import list,
import show, import rejects, task list, task show, task workload, purchase list, purchase show, complaint list, complaint show,
complaint cases, feedback list, feedback show, feedback summary, kb list, kb find, kb show, survey form list,
survey form show, survey form export, survey wave list, survey wave show, survey results, policy show, policy check,
policy diff, policy history, policy pilots, policy compare, staff list, staff trainings, plan list, pool list,
calendar show, rate list, contact list, contract list, contract show, segment list, segment show, field list, opportunity list, opportunity show,
attachment list, attachment save, loyalty show, loyalty rewards list, loyalty verify, loyalty expire, consent list, verify list, kb export, care plan, care preview, care log, init, demo, move, backup, restore, classify, undo, import undo, merge undo, verify send,
review verdict, verify reply, verify import, care send, care settle, campaign list, campaign show, campaign send
"""


@beginning
def busy(crm: Crm) -> None:
    """One customer with one of everything, and another."""
    write_files(crm.folder)
    for words in (
        ("add", "李小明", "--phone", "13800000001"), ("purchase", "add", "1", "1200", "--order", "A1"),
        ("task", "add", "call", "--due", "tomorrow"), ("complaint", "open", "1", "broken"),
        ("feedback", "add", "1", "please ring first", "--kind", "suggestion"),
        ("opportunity", "add", "1", "kitchens", "--amount", "500"), ("staff", "train", "Lee", "greeting"),
        ("attachment", "add", "1", "scan.pdf"), ("consent", "withdraw", "1", "--channel", "sms"),
        ("trial", "start", "1", "filter", "--days", "1"), ("improve", "add", "answer sooner", "--due", "+0d"),
        ("target", "set", "Sell", "--metric", "orders", "--goal", "9", "--by", "2026-12-31"),
    ):  # fmt: skip
        crm.ok(*words)


def _rows(db: Database, tables: list[str]) -> dict[str, Any]:
    """All rows without their versions; from a server by one statement, for each is a journey there and back."""
    if isinstance(db, SQLite):
        found = {t: db.rows(f"SELECT * FROM {t} ORDER BY id") for t in tables}
        return {
            t: [{k: v for k, v in dict(row).items() if k != "version"} for row in found[t]] for t in tables
        }
    parts = (f"(SELECT jsonb_agg(to_jsonb(t) - 'version' ORDER BY id) FROM {t} t) AS {t}" for t in tables)
    return dict(db.rows(f"SELECT {', '.join(parts)}")[0])


def _kept(busy: Crm) -> dict[str, Any]:
    """All that undo answers for. An import that was taken back stays in the list of imports, how often a customer was
    changed stays counted, and a ledger keeps what was reversed: of it the sums count."""
    with closing(Store.open(Location.parse(busy.place))) as store:
        rows = _rows(store.db, sorted(AUDITED - {"import_batch", "import_row", "points_entry"}))
        sums = store.db.rows(
            "SELECT customer_id, SUM(points) AS points FROM points_entry GROUP BY customer_id"
        )
        return {**rows, "points": {row["customer_id"]: int(row["points"]) for row in sums if row["points"]}}


def _contents(busy: Crm) -> dict[str, Any]:
    """The same, and what is computed from it."""
    computed = (("due", "--team", "--days", "30", "--all"), ("find",), ("complaint", "list", "--all"))
    return {"kept": _kept(busy), **{" ".join(words): busy.json(*words) for words in computed}}


_NOUNS = sorted({words[0] for words in WRITING})


#: How what was written goes back is the same for all: on the server a third of them shows it.
@pytest.mark.parametrize(
    "noun", [pytest.param(noun, marks=pytest.mark.file if n % 3 else ()) for n, noun in enumerate(_NOUNS)]
)
def test_a_change_answers_in_the_envelope_and_undo_leaves_no_trace(busy: Crm, noun: str) -> None:
    busy.ok("add", "王小红")
    busy.ok("staff", "add", "Wang")
    busy.ok("kb", "add", "q0", "a0")
    for words in _THERE:
        busy.ok(*words)
    write_files(busy.folder)
    start = _contents(busy)
    for words in WRITING:
        if words[0] == noun:
            earlier = [step for step in steps_before(words) if step not in _THERE]
            for step in earlier:
                busy.ok(*step)
            before = _contents(busy) if earlier else start
            _changes_and_undoes(busy, words, before)
            for _step in earlier:
                busy.step_back()
            assert not earlier or _contents(busy) == start, words


def write_files(folder: Path) -> None:
    texts = {
        "photo.jpg": "a photo",
        "scan.pdf": "%PDF-1.4",
        "more.csv": "客户名称,电话\n新来的公司,13700000001\n",
        "days.csv": "Date,Holiday\n2027-02-08,Spring\n",
        "rates.csv": "date,currency,rate\n2026-11-01,USD,7.1\n",
        "answers.csv": "提交时间,手机,总体满意度\n2026-11-10 10:00,13800000001,2\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    book = Workbook()
    assert book.active is not None
    book.active.append(["decision 决定", "left_id", "right_id", "note 备注"])
    book.active.append(["merge", 1, 2, ""])
    book.save(folder / "pairs.xlsx")


def _changes_and_undoes(busy: Crm, words: tuple[str, ...], before: dict[str, Any]) -> None:
    answer = busy.ok(*words, "--format", "json")
    assert answer.out == json.dumps(answer.json, ensure_ascii=False, sort_keys=True, indent=2) + "\n", words
    assert sorted(answer.json) == ["as_of", "command", "crmcli", "data", "warnings"], words
    assert answer.json["data"] and not answer.err, words
    after = _contents(busy)
    assert after != before, words
    busy.step_back()
    assert _kept(busy) == before["kept"], words
    # What was taken back can be done again, and is the last thing done then.
    busy.ok("undo", str(busy.json("history")[0]["number"]))
    assert _contents(busy) == after, words
    busy.step_back()
    assert _contents(busy) == before, words


def test_every_verb_is_known_to_write_or_not() -> None:
    """Whoever adds a verb says here whether undo takes it back."""
    paths = {tuple(f"{entry.name} {verb}".split()) for entry, verb, _command in verbs()}
    others = {tuple(path.split()) for path in _OTHERS.split(",")}
    written = {path for path in paths - others if any(words[: len(path)] == path for words in WRITING)}
    assert paths - others == written and others <= paths


@pytest.mark.file
@pytest.mark.parametrize(
    "words", [("add", "X"), ("edit", "1", "city=x"), ("find",), ("undo",), ("history",), ("staff", "list")]
)
def test_as_of_is_refused_where_nothing_is_computed(busy: Crm, words: tuple[str, ...]) -> None:
    history = busy.json("history")
    assert busy("--as-of", "2026-11-01", *words).status == 2
    assert busy(*words, "--as-of", "2026-11-01").status == 2
    assert busy.json("history") == history


@pytest.mark.file
def test_common_options_stand_before_and_behind_a_verb(busy: Crm) -> None:
    assert busy.ok("task", "--format", "json", "list").json["command"] == "task list"
    assert "任务" in busy.ok("task", "--lang", "zh_CN", "--help").out
    run = busy("task", "cancle", "1")
    assert run.status == 2 and "cancel" in run.err


@pytest.mark.file
def test_words_that_a_shell_split_inside_chinese_quotes_are_one(busy: Crm) -> None:
    busy.ok("log-contact", "李小明", "visit", "“met", "the", "director”", "--next", "1/5")
    shown = busy.json("show", "1")
    assert shown["interactions"][0]["content"] == "met the director"
    assert shown["interactions"][0]["next_on"] == "2027-01-05"
    assert busy("log-contact", "#1", "visit", "“never", "closed").status == 2


_REFUSED = (
    (("add", ""), 2), (("add", "  "), 2), (("add", "x" * 501), 5), (("snooze", "contact:99", "tomorrow"), 4),
    (("snooze", "task:99", "tomorrow"), 4), (("snooze", "contact:1:", "tomorrow"), 4), (("snooze", "contact：01", "tomorrow"), 4),
    (("done", "complaint:1:"), 4), (("done", "contact::1"), 4), (("done", "task:1::escalated"), 4), (("done", "contact:1:", "--cancel"), 4),
    (("log-contact", "contact:²", "phone", "hello"), 4), (("snooze", "verify:1:respond", "tomorrow"), 4), (("history", "--operation", "99"), 4), (("due", "-o", "today.pdf"), 2),
    (("complaint", "resume", "1"), 5), (("policy", "set", "churn.high", "many"), 5), (("edit", "1", "cadence_days=0"), 5),
)  # fmt: skip


@pytest.mark.file
def test_a_refusal_says_what_and_what_to_do(busy: Crm) -> None:
    for words, status in _REFUSED:
        run = busy(*words)
        assert run.status == status, (words, run.err)
        assert len(run.err.splitlines()) == 2 and len(run.err) < 300, words


@pytest.mark.file
def test_the_language_of_refusals_is_the_readers(busy: Crm) -> None:
    err = busy("add", "x" * 501, "--lang", "zh_CN").err
    assert "超过500个字符" in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_change_whose_answer_found_no_room_is_saved_and_says_so(busy: Crm) -> None:
    for words, status, hint in ((("add", "王小红"), 22, "crmcli history"), (("find",), 21, "again")):
        with open("/dev/full", "w") as full:
            program = subprocess.run(
                (*PROGRAM, *words),
                stdin=subprocess.DEVNULL,
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert program.returncode == status
        assert hint in program.stderr and "Traceback" not in program.stderr
    assert len(busy.json("find")) == 2


def test_an_interrupted_import_leaves_nothing_and_says_so(busy: Crm) -> None:
    rows = "\n".join(f"公司{n}号,139{n:08d}" for n in range(5_000))
    sheet = busy.folder / "big.csv"
    sheet.write_text(f"客户名称,电话\n{rows}\n", encoding="utf-8")
    program = subprocess.Popen(
        (*PROGRAM, "import", str(sheet), "--yes"), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while program.poll() is None and not _somebody_writes(busy):
        pass
    program.send_signal(signal.SIGINT)
    _out, err = program.communicate()
    assert program.returncode == 130
    assert err.strip() == "Interrupted; nothing was half-done."
    assert len(busy.json("find")) == 1


def _somebody_writes(crm: Crm) -> bool:
    """Whether a transaction has changed something and is not over."""
    if crm.server is None:
        return crm.db.with_name("crm.db-journal").exists()
    name = crm.place.rpartition("/")[2]
    sql = f"SELECT 1 FROM pg_stat_activity WHERE datname = '{name}' AND backend_xid IS NOT NULL"
    return crm.server.execute(sql) != []


def test_money_in_json_is_in_units_everywhere(busy: Crm) -> None:
    busy.ok("complaint", "resolve", "1", "paid", "--compensation", "88.5")
    assert busy.json("purchase", "refund", "A1", "--amount", "200")["refunded"] == 200
    listed = busy.json("purchase", "list")[0]
    assert (listed["amount"], listed["refunded"], listed["customer_id"]) == (1200, 200, 1)
    shown = busy.json("show", "1")
    assert (shown["purchases"][0]["amount"], shown["standing"]["spend_12m"]) == (1200, 1000)
    assert shown["complaints"][0]["compensation"] == 88.5
    assert "_cents" not in busy.ok("show", "1", "--format", "json").out


@pytest.mark.file
def test_csv_of_an_answer_without_rows_is_one_row(busy: Crm) -> None:
    assert busy.ok("task", "add", "x", "--format", "csv").out.splitlines()[0].startswith("id,due_on,")
    assert busy.ok("history", "--verify", "--format", "csv").out == "intact\nTrue\n"
