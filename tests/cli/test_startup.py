"""What a fresh interpreter loads: reading commands stay light, because people wait for them a hundred times a day."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acting import AS_TOLD
from tests.cli.conftest import NOW, Crm, beginning

_ROOT = Path(__file__).parents[2]
_HEAVY = {
    "pydantic",
    "openpyxl",
    "sqlite_utils",
    "rich",
    "dateutil",
    "chinese_calendar",
    "python_calamine",
    "phonenumbers",
    "rapidfuzz",
    "tomlkit",
}
#: Runs one command line after the other, and tells after each what is in memory by then.
_RUN = f"""
import json, sys
{AS_TOLD}
from crmcli import cli
for words in json.loads(sys.argv[1]):
    cli.run(words)
    print(json.dumps([" ".join(words), *sys.modules]), file=sys.stderr)
"""
_MAIN = (
    f"import json, sys; {AS_TOLD}; from crmcli.__main__ import main; main();"
    " print(json.dumps(['', *sys.modules]), file=sys.stderr)"
)


def _loaded(program: str, db: str, *words: str) -> dict[str, set[str]]:
    """The modules in memory after each command of a process whose output went into a pipe."""
    environment = {
        **os.environ, "PYTHONPATH": str(_ROOT), "CRMCLI_DB": db, "CRMCLI_NOW": NOW, "LOGNAME": "tester",
        "CRMCLI_LANG": "zh_CN",
    }  # fmt: skip
    done = subprocess.run(
        (sys.executable, "-c", program, *words), env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip()
    told = (json.loads(line) for line in done.stderr.splitlines() if line.startswith('["'))
    return {line: {name.partition(".")[0] for name in names} for line, *names in told}


def _run(db: str, *lines: str) -> dict[str, set[str]]:
    return _loaded(_RUN, db, json.dumps([line.split() for line in lines]))


@beginning
def full(crm: Crm) -> None:
    """A database in which every source of the due list has a row."""
    crm.ok("add", "远鑫科技有限公司", "--phone", "13800000001")
    crm.ok("log-contact", "远鑫", "phone", "要报价", "--next", "today")
    crm.ok("complaint", "open", "远鑫", "来晚了", "--severity", "urgent")
    crm.ok("task", "add", "周报", "--due", "today", "--repeat", "weekly")
    crm.ok("log-contact", "远鑫", "email", "发票呢", "--in", "--unanswered")


_READING = (
    "--help", "due --help", "due", "due --format json", "find 远", "find", "show 1", "complaint list", "task list",
    "task show 1", "handoff", "history", "staff list", "",
)  # fmt: skip


def test_reading_loads_nothing_heavy(full: Crm) -> None:
    loaded = _run(full.place, *_READING)
    assert {line: names & _HEAVY for line, names in loaded.items()} == {line: set() for line in _READING}


def test_the_version_loads_no_command_line_library(full: Crm) -> None:
    loaded = _loaded(_MAIN, full.place, "--version")[""]
    assert loaded & (_HEAVY | {"typer", "sqlite3"}) == set()


@pytest.mark.file
def test_setting_a_value_of_the_policy_alone_loads_what_edits_its_text(full: Crm) -> None:
    others = ("policy check", "policy diff", "policy show", "policy history")
    loaded = _run(full.place, *others, "policy set churn.high 70")
    assert [line for line in others if "tomlkit" in loaded[line]] == []
    # A command that needs a heavy module shows it here.
    assert loaded["policy set churn.high 70"] >= {"pydantic", "tomlkit"}
