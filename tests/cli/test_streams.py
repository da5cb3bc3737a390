"""Standard streams that are closed or full: what was done is done, and the status says so; nothing ends in a traceback."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.acting import PROGRAM
from tests.cli.conftest import Crm

pytestmark = [pytest.mark.file, pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")]

_PROGRAM = shlex.join(PROGRAM)
#: How a shell starts the program, and whether its answer can be read then.
_STREAMS = {
    "<&-": True,
    "2>&-": True,
    "2>/dev/full": True,
    "<&- 2>&-": True,
    ">&-": False,
    ">/dev/full": False,
    ">&- 2>&-": False,
    ">/dev/full 2>/dev/full": False,
    "<&- >&- 2>&-": False,
}


def _run(crm: Crm, words: str, streams: str) -> tuple[int, str]:
    run = subprocess.run(
        ["sh", "-c", f"{_PROGRAM} {words} {streams}"],
        env={**os.environ, "CRMCLI_DB": str(crm.db)},
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in run.stderr
    return run.returncode, run.stdout


@pytest.mark.parametrize("streams", _STREAMS)
@pytest.mark.parametrize("words", ["find", "--version", "nothing-of-the-kind"])
def test_reading(crm: Crm, words: str, streams: str) -> None:
    crm.ok("add", "李小明")
    well = 2 if words.startswith("nothing") else 0
    status, out = _run(crm, words, streams)
    if _STREAMS[streams]:
        assert (status, bool(out)) == (well, not well)
    else:
        assert status == (well or 21)


@pytest.mark.parametrize("streams", _STREAMS)
def test_writing(crm: Crm, streams: str) -> None:
    assert _run(crm, "add 李小明", streams)[0] == (0 if _STREAMS[streams] else 22)
    assert [row["name"] for row in crm.json("find")] == ["李小明"]
    refused, _out = _run(crm, "add 李小明", streams)
    assert refused == 5
    crm.ok("doctor")


def test_what_is_written_without_an_operation_is_told(crm: Crm) -> None:
    crm.ok("backup", "-o", "good.bak")
    for words in (
        "export customers -o c.csv",
        "restore good.bak --yes",
        "move --to there.db",
        "--db new.db init --name Kim",
    ):
        assert _run(crm, words, ">/dev/full")[0] == 22, words
    run = crm("--db", "new.db", "find")
    assert run.status == 0 and (crm.folder / "c.csv").exists() and (crm.folder / "there.db").exists()
