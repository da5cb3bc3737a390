"""A disk that fails in the middle of a command: what is told is true, whichever call fails.

The real program, traced; the operating system is made to answer single calls with an error.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from crmcli import errors

pytestmark = pytest.mark.file
_ROOT = Path(__file__).parents[2]
_PROGRAM = (sys.executable, "-m", "crmcli")
#: Calls that fail once, at their first, second … time: those that write pages, wait for the disk, and end the journal.
FAILING = [
    *(("fdatasync", "EIO", n) for n in range(1, 7)), ("unlink", "EIO", 1), ("unlink", "ENOSPC", 1),
    *(("pwrite64", "ENOSPC", n) for n in (1, 9, 25, 50, 75)), *(("pwrite64", "EIO", n) for n in (1, 40)),
]  # fmt: skip


def _can_trace() -> bool:
    tool = shutil.which("strace")
    return (
        bool(tool)
        and subprocess.run([str(tool), "-o", os.devnull, "true"], capture_output=True).returncode == 0
    )


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CRMCLI")}
    return kept | {
        "PYTHONPATH": str(_ROOT), "CRMCLI_DB": str(folder / "crm.db"), "CRMCLI_NOW": "2026-11-20T02:00:00Z",
        "CRMCLI_LANG": "en", "CRMCLI_CONFIG": str(folder / "none.toml"), "XDG_STATE_HOME": str(folder),
    }  # fmt: skip


def _failing(
    folder: Path, call: str, fault: str, time: int, *words: str
) -> tuple[subprocess.CompletedProcess[str], bool]:
    """A command of which one call is answered by an error, and whether it came to that."""
    inject = f"inject={call}:error={fault}:when={time}"
    run = subprocess.run(
        ["strace", "-f", "-qq", "-o", str(folder / "trace"), "-e", f"trace={call}", "-e", inject, *_PROGRAM, *words],
        env=_environment(folder), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return run, "INJECTED" in (folder / "trace").read_text()


def _customers(database: Path) -> int:
    with closing(sqlite3.connect(database)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return int(plain.execute("SELECT COUNT(*) FROM customer").fetchone()[0])


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("failing")
    subprocess.run(
        [*_PROGRAM, "init", "--name", "Lee"], env=_environment(folder), check=True, capture_output=True
    )
    shutil.copy(folder / "crm.db", folder / "kept.db")
    return folder


_TRACED = pytest.mark.skipif(not _can_trace(), reason="needs strace, and the right to trace")


@_TRACED
@pytest.mark.parametrize(("call", "fault", "time"), FAILING)
def test_what_is_told_of_a_failing_disk_is_true(company: Path, call: str, fault: str, time: int) -> None:
    shutil.copy(company / "kept.db", company / "crm.db")
    (company / "crm.db-journal").unlink(missing_ok=True)
    run, failed = _failing(company, call, fault, time, "add", "Alpha")
    saved = _customers(company / "crm.db") == 1
    assert run.returncode in ((0, errors.Untold.status) if saved else (errors.DiskFull.status,)), run.stderr
    assert failed or run.returncode == 0
    assert ("Saved as operation 2" in run.stderr) == (run.returncode == errors.Untold.status)


@_TRACED
@pytest.mark.parametrize("time", range(1, 11))
def test_restore_tells_which_state_a_failing_disk_left(company: Path, time: int) -> None:
    """Two copies and a rename later the last wait may fail, when all is in place."""
    shutil.copy(company / "kept.db", company / "old.bak")
    shutil.copy(company / "kept.db", company / "crm.db")
    for left in company.glob("*.before-restore*"):
        left.unlink()
    subprocess.run([*_PROGRAM, "add", "Alpha"], env=_environment(company), check=True, capture_output=True)
    run, _failed = _failing(company, "fdatasync", "EIO", time, "restore", str(company / "old.bak"), "--yes")
    restored = _customers(company / "crm.db") == 0
    assert run.returncode in ((0, errors.Untold.status) if restored else (errors.DiskFull.status,)), (
        run.stderr
    )


@_TRACED
@pytest.mark.parametrize("time", [1, 2])
def test_no_file_is_lost_to_a_failing_disk(company: Path, time: int) -> None:
    """The wait for the new file fails, or that for its name: the old one is there, or the new one, whole."""
    shutil.copy(company / "kept.db", company / "crm.db")
    words = ("export", "customers", "-o", str(company / "list.csv"))
    subprocess.run([*_PROGRAM, *words], env=_environment(company), check=True, capture_output=True)
    before = (company / "list.csv").read_bytes()
    subprocess.run([*_PROGRAM, "add", "Alpha"], env=_environment(company), check=True, capture_output=True)
    run, failed = _failing(company, "fsync", "EIO", time, *words)
    assert (run.returncode, failed) == (errors.DiskFault.status, True), run.stderr
    assert ((company / "list.csv").read_bytes() == before) == (time == 1)
    assert b"Alpha" in (company / "list.csv").read_bytes() or time == 1
    assert not list(company.glob(".*partial"))
