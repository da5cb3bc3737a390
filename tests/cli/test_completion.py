"""Shell completion offers commands in both languages, options, staff, tags and customers."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Crm, beginning


def _offered(crm: Crm, monkeypatch: pytest.MonkeyPatch, line: str) -> list[str]:
    with monkeypatch.context() as shell:
        shell.setenv("_CRMCLI_COMPLETE", "complete_bash")
        shell.setenv("COMP_WORDS", line)
        shell.setenv("COMP_CWORD", str(line.count(" ")))
        run = crm()
    assert (run.status, run.err) == (0, "")
    return run.out.splitlines()


@beginning
def company(crm: Crm) -> None:
    for name in ("李娜", "李明", "Irene Lee"):
        crm.ok("staff", "add", name)
    crm.ok("add", "甲公司", "--tags", "酒店,老客户", "--phone", "13800138000")
    crm.ok("add", "Acme Tools")


@pytest.mark.file
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("crmcli du", ["due"]),
        ("crmcli 投", ["投诉"]),
        ("crmcli complaint resu", ["resume"]),
        ("crmcli due --ow", ["--owner"]),
        ("crmcli due --负", ["--负责人"]),
        ("crmcli due --owner 李", ["李娜", "李明"]),
        ("crmcli find --tag 老", ["老客户"]),
        ("crmcli show jg", ["甲公司"]),
        ("crmcli complaint open 甲", ["甲公司"]),
        ("crmcli log-contact 8000", ["甲公司"]),
        ("crmcli merge 1 Acme", ["'Acme Tools'"]),
        ("crmcli merge Acme", ["'Acme Tools'"]),
        ("crmcli history 甲", ["甲公司"]),
        ("crmcli import l", ["list"]),
        ("crmcli import s", ["show", "sheets"]),
        ("crmcli 导入 列", ["列表"]),
        ("crmcli import list --a", ["--all", "--as"]),
        ("crmcli policy show churn.me", ["churn.medium"]),
        ("crmcli dedupe ", ["review", "apply", "审核", "应用"]),
        ("crmcli --lang zh dedupe ", ["审核", "应用"]),
        ("crmcli --lang zh 合并 ", ["列表", "拆分", "撤销"]),
        ("crmcli --lang zh dedupe r", ["review"]),
        ("crmcli merge u", ["undo"]),
        ("crmcli survey wave ", ["open", "list", "show", "close"]),
        ("crmcli survey 期次 开", ["开启"]),
        ("crmcli add 乙 --tags 酒店,老", ["酒店,老客户"]),
        ("crmcli find --tier ", ["key", "potential", "general", "cold"]),
        ("crmcli --lang zh find --tier ", ["重点客户", "潜力客户", "一般客户", "冷淡客户"]),
        ("crmcli 查找 --语言 zh --类别 潜", ["潜力客户"]),
        ("crmcli --lang zh find --tier k", ["key"]),
        ("crmcli due --kind c", ["contact", "complaint", "contract", "check"]),
        ("crmcli --lang zh due --kind 投", ["投诉"]),
        ("crmcli log-contact 甲公司 em", ["email"]),
        ("crmcli complaint list --severity u", ["urgent"]),
        ("crmcli due --as I", ["'Irene Lee'"]),
        ("crmcli due ——负责人 李", ["李娜", "李明"]),
        ("crmcli due --format c", ["csv"]),
        ("crmcli bogus ", []),
        ("crmcli survey bogus ", []),
    ],
)
def test_what_is_offered(
    company: Crm, monkeypatch: pytest.MonkeyPatch, line: str, offered: list[str]
) -> None:
    (company.folder / "sheets").mkdir()
    assert sorted(_offered(company, monkeypatch, line)) == sorted(offered)


#: What may be wrong with a database, or with where it is looked for.
_TROUBLES: dict[str, Callable[[Crm], dict[str, str]]] = {
    "missing": lambda crm: {"CRMCLI_DB": str(crm.folder / "none.db")},
    "folder": lambda crm: {"CRMCLI_DB": str(crm.folder)},
    "garbage": lambda crm: {"CRMCLI_DB": _file(crm, "bad.db", b"garbage" * 1000)},
    "damaged": lambda crm: {
        "CRMCLI_DB": _file(crm, "half.db", crm.db.read_bytes()[:4096] + b"\xff" * 200_000)
    },
    "server away": lambda crm: {"CRMCLI_DB": "postgresql://x@127.0.0.1:1/crm"},
    "no address": lambda crm: {"CRMCLI_DB": "postgresql://x@127.0.0.1:port/crm"},
    "settings": lambda crm: {"CRMCLI_CONFIG": _file(crm, "config.toml", b"db = ["), "CRMCLI_DB": ""},
}
_SHELLS = ("bash", "zsh", "fish", "powershell")


def _file(crm: Crm, name: str, content: bytes) -> str:
    (crm.folder / name).write_bytes(content)
    return str(crm.folder / name)


def _silent(crm: Crm, monkeypatch: pytest.MonkeyPatch, shell: str, line: str) -> bool:
    with monkeypatch.context() as asking:
        for name, value in {
            "_CRMCLI_COMPLETE": f"complete_{shell}", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" ")),
            "_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        }.items():  # fmt: skip
            asking.setenv(name, value)
        run = crm()
    # Where nothing is offered zsh is told to offer files.
    return (run.status, run.out.removeprefix("_files\n"), run.err) == (0, "", "")


@pytest.mark.file
@pytest.mark.parametrize("trouble", _TROUBLES)
def test_trouble_is_never_told(company: Crm, monkeypatch: pytest.MonkeyPatch, trouble: str) -> None:
    for name, value in _TROUBLES[trouble](company).items():
        monkeypatch.setenv(name, value)
    for shell in _SHELLS:
        for line in ("crmcli due --owner ", "crmcli show 甲", "crmcli find --tag ", "crmcli due --as "):
            assert _silent(company, monkeypatch, shell, line), (shell, line)


def test_a_broken_policy_is_never_told(company: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    company.tamper("UPDATE policy_version SET data = '{', toml = 'churn = ['")
    assert _offered(company, monkeypatch, "crmcli due --owner 李") == ["李娜", "李明"]
    assert company("due").status != 0


@pytest.mark.file
def test_a_lock_is_never_told(company: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(company.db, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert all(_silent(company, monkeypatch, shell, "crmcli due --owner ") for shell in _SHELLS)


#: How each shell is asked for what it would offer behind a line, by the script that it was given.
_ASK = {
    "bash": "source ./script; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1));"
    ' _crmcli_completion crmcli; printf "%s\\n" "${{COMPREPLY[@]}}"',
    "zsh": 'compdef() {{ }}; _files() {{ }}; _arguments() {{ print -r -- "$@" }};'
    " source ./script; words=({words}); CURRENT=$#words; _crmcli_completion",
    "fish": "source ./script; complete -C '{line}'",
}
_START = {"bash": ("--norc", "-c"), "zsh": ("-f", "-c"), "fish": ("--no-config", "-c")}


@pytest.mark.file
@pytest.mark.parametrize("shell", _ASK)
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("crmcli", "due", "--owner", "I"), ["Irene Lee"]),
        (("crmcli", "import", "li"), ["list"]),
        (("crmcli", "--lang", "zh", "find", "--tier", "潜"), ["潜力客户"]),
        (("crmcli", "show", "acme"), ["Acme Tools"]),
        (("crmcli", "--db", "none.db", "due", "--owner", ""), []),
    ],
)
def test_in_a_real_shell(
    company: Crm, monkeypatch: pytest.MonkeyPatch, shell: str, words: tuple[str, ...], offered: list[str]
) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    (company.folder / "script").write_text(company.ok("--show-completion", shell).out, encoding="utf-8")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(company.folder))
    quoted = " ".join(shlex.quote(word) for word in words)
    line = _ASK[shell].format(words=quoted, line=" ".join(words))
    run = subprocess.run([program, *_START[shell], line], capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stderr) == (0, "")
    found = [text.strip("'").partition("\t")[0] for text in run.stdout.splitlines() if text]
    if shell == "zsh":
        found = re.findall('"([^"]*)"', run.stdout)
    if shell == "fish" and not offered:
        # With nothing offered fish goes on to files.
        found = [text for text in found if text != "script" and not (company.folder / text).exists()]
    assert found == offered


def test_without_a_database_nothing_is_offered(bare: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _offered(bare, monkeypatch, "crmcli due --owner 李") == []


def test_the_script_is_printed(bare: Crm) -> None:
    assert "_CRMCLI_COMPLETE" in bare("--show-completion", "bash").out


@beginning
def busy(crm: Crm) -> None:
    """A record of each kind that has a number, and a finished one of those that end."""
    crm.ok("add", "甲公司", "--phone", "13800138000")
    crm.ok("add", "乙公司")
    for title in ("寄样品", "打电话", "写周报"):
        crm.ok("task", "add", title)
    crm.ok("task", "done", "2")
    crm.ok("complaint", "open", "甲公司", "迟到", "--new")
    crm.ok("complaint", "open", "乙公司", "漏水", "--new")
    crm.ok("purchase", "add", "甲公司", "100", "--order", "SO 7", "--product", "保洁")
    crm.ok("purchase", "add", "甲公司", "50", "--order", "SO8")
    crm.ok("feedback", "add", "甲公司", "好")
    crm.ok("kb", "add", "发票抬头", "当月作废")
    crm.ok("survey", "wave", "open", "2026Q4")
    crm.ok("contact", "add", "甲公司", "王芳", "title=经理")
    crm.ok("segment", "save", "久未联系", "last_contact<-60d")


_BEGUN = [
    ("complaint show ", ["TS2026-0002", "TS2026-0001"]), ("complaint reply ts2026-0002", ["TS2026-0002"]), ("投诉 回复 甲", ["甲公司"]),
    ("complaint open 甲公司 x --attach TS", ["TS2026-0002", "TS2026-0001"]), ("handoff TS2026-0001", ["TS2026-0001"]),
    ("handoff task:", ["task:3", "task:1"]), ("done TS2026-0001", ["TS2026-0001"]), ("snooze task:3", ["task:3"]),
    ("task show ", ["3", "1", "2"]), ("任务 完成 1", ["1"]), ("purchase refund SO", ["SO8", "'SO 7'"]), ("订单 修改 so8", ["SO8"]),
    ("purchase add 甲公司 9 --order SO8", ["SO8"]), ("complaint open 甲公司 x --order SO8", ["SO8"]), ("feedback answer ", ["1"]),
    ("kb show ", ["1"]), ("kb find x --complaint TS2026-0001", ["TS2026-0001"]), ("survey wave show 2026", ["2026Q4"]),
    ("survey record 甲公司 --wave ", ["2026Q4"]), ("survey results --wave 2026q", ["2026Q4"]), ("import x.csv --wave 20", ["2026Q4"]),
    ("survey record 甲公司 --form st", ["standard"]), ("task show 9", []),
    ("contact leave 王", ["王芳"]), ("客户群 删除 ", ["久未联系"]), ("purchase refund 100%", []),
]  # fmt: skip


def test_numbers_of_records_are_offered(busy: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [(line, _offered(busy, monkeypatch, f"crmcli {line}")) for line, _wanted in _BEGUN] == _BEGUN


def test_records_are_offered_on_which_the_verb_can_be_used(
    busy: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy.ok("complaint", "resolve", "2")
    busy.ok("complaint", "revisit", "2", "--result", "satisfied")
    busy.ok("complaint", "wait", "1")
    one, two = ["TS2026-0001"], ["TS2026-0002"]
    wanted = [
        ("complaint progress ", one), ("complaint resume ", one), ("complaint wait ", []), ("complaint revisit ", two),
        ("complaint archive ", two), ("complaint note ", one + two), ("complaint resolve 公司", ["甲公司"]),
        ("complaint reopen 公司", ["乙公司"]), ("task done ", ["3", "1"]), ("complaint open 甲公司 x --attach T", one),
    ]  # fmt: skip
    assert [(line, _offered(busy, monkeypatch, f"crmcli {line}")) for line, _wanted in wanted] == wanted
    busy.ok("complaint", "archive", "2", "--root-cause", "x", "--measure", "y", "--lesson", "z")
    wanted = [(f"complaint {verb} TS", one) for verb in ("note", "edit")] + [
        ("complaint show TS", one + two),
        ("snooze TS", one),
    ]
    assert [(line, _offered(busy, monkeypatch, f"crmcli {line}")) for line, _wanted in wanted] == wanted


def test_numbers_are_offered_with_what_they_are(busy: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_CRMCLI_COMPLETE", "complete_zsh")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "crmcli task show ")
    assert "寄样品" in busy().out
