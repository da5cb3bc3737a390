"""What a fresh interpreter loads: reading commands stay light, because people wait for them a hundred times a day."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acting import AS_TOLD
from tests.cli.conftest import NOW, Crm

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
_RUN = f"import sys; {AS_TOLD}; from crmcli import cli; cli.run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
_MAIN = (
    f"import sys; {AS_TOLD}; from crmcli.__main__ import main; main(); print(*sys.modules, file=sys.stderr)"
)


def _loaded(program: str, words: tuple[str, ...], db: str) -> set[str]:
    """The modules in memory after a command whose output went into a pipe."""
    environment = {
        **os.environ, "PYTHONPATH": str(_ROOT), "CRMCLI_DB": db, "CRMCLI_NOW": NOW, "LOGNAME": "tester",
        "CRMCLI_LANG": "zh_CN",
    }  # fmt: skip
    done = subprocess.run(
        (sys.executable, "-c", program, *words), env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip()
    return {name.partition(".")[0] for name in done.stderr.splitlines()[-1].split()}


@pytest.fixture
def full(crm: Crm) -> str:
    """A database in which every source of the due list has a row."""
    crm.ok("add", "远鑫科技有限公司", "--phone", "13800000001")
    crm.ok("log-contact", "远鑫", "phone", "要报价", "--next", "today")
    crm.ok("complaint", "open", "远鑫", "来晚了", "--severity", "urgent")
    crm.ok("task", "add", "周报", "--due", "today", "--repeat", "weekly")
    crm.ok("log-contact", "远鑫", "email", "发票呢", "--in", "--unanswered")
    return crm.place


@pytest.mark.parametrize(
    "words",
    [
        ("--help",), ("due", "--help"), ("due",), ("due", "--format", "json"), ("find", "远"), ("find",), ("show", "1"),
        ("complaint", "list"), ("task", "list"), ("task", "show", "1"), ("handoff",), ("history",), ("staff", "list"), (),
    ],
    ids=" ".join,
)  # fmt: skip
def test_reading_loads_nothing_heavy(full: str, words: tuple[str, ...]) -> None:
    assert _loaded(_RUN, words, full) & _HEAVY == set()


def test_the_version_loads_no_command_line_library(full: str) -> None:
    loaded = _loaded(_MAIN, ("--version",), full)
    assert loaded & (_HEAVY | {"typer", "sqlite3"}) == set()


def test_a_command_that_needs_a_heavy_module_shows_it_here(full: str) -> None:
    assert _loaded(_RUN, ("policy", "set", "churn.high", "70"), full) >= {"pydantic", "tomlkit"}


@pytest.mark.parametrize("words", [("check",), ("diff",), ("show",), ("history",)], ids=" ".join)
def test_only_setting_a_value_of_the_policy_loads_what_edits_its_text(
    full: str, words: tuple[str, ...]
) -> None:
    assert "tomlkit" not in _loaded(_RUN, ("policy", *words), full)
