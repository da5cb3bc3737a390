"""Files that are broken, enormous or strange, each imported by the real program under limits of time and memory."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from crmcli import errors
from tests.data.hostile import CASES, Case
from tests.forked import Running

pytestmark = pytest.mark.file

#: What any file may take.
SECONDS, MEGABYTES = 60, 1024
ROOT = Path(__file__).parents[2]
#: As it was before any test: while these imports run, others change it.
_AROUND = dict(os.environ)


@dataclass
class Outcome:
    """What one import did."""

    status: int
    out: str
    err: str
    seconds: float
    megabytes: float
    customers: int
    operations: int


def settings(folder: Path) -> dict[str, str]:
    return {
        **_AROUND, "CRMCLI_NOW": "2026-11-20T02:00:00Z", "CRMCLI_DB": str(folder / "crm.db"), "CRMCLI_LANG": "en",
        "LOGNAME": "tester", "CRMCLI_CONFIG": str(folder / "none.toml"), "XDG_STATE_HOME": str(folder / "state"),
        "XDG_DATA_HOME": str(folder / "data"), "PYTHONPATH": str(ROOT),
    }  # fmt: skip


def count(folder: Path, table: str) -> int:
    with sqlite3.connect(folder / "crm.db") as plain:
        found: int = plain.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
    return found


def run(folder: Path, *words: str) -> Outcome:
    """A command in a process of its own, ended when it takes too long, with the memory that it took."""
    began = time.monotonic()
    running = Running(words, settings(folder), folder)
    out, err = running.communicate(SECONDS)
    seconds = time.monotonic() - began
    counts = count(folder, "customer"), count(folder, "operation")
    return Outcome(running.returncode, out, err, seconds, running.megabytes, *counts)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Outcome]]]:
    """All imports, running beside one another."""
    base = tmp_path_factory.mktemp("hostile")
    assert run(base, "init", "--name", "Lee").status == errors.DONE

    def one(number: int, case: Case) -> Outcome:
        folder = base / str(number)
        (folder / "in").mkdir(parents=True)
        shutil.copy(base / "crm.db", folder / "crm.db")
        words = ("import", str(case.make(folder / "in")), "--yes", "--partial", "--format", "json")
        outcome = run(folder, *words)
        shutil.rmtree(folder)
        return outcome

    with ThreadPoolExecutor(max_workers=2) as pool:
        yield {case.name: pool.submit(one, number, case) for number, case in enumerate(CASES)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_file_ends_in_a_sentence(case: Case, outcomes: dict[str, Future[Outcome]]) -> None:
    found = outcomes[case.name].result()
    assert "Traceback" not in found.err + found.out
    assert found.seconds < SECONDS and found.megabytes < MEGABYTES
    if found.status in (errors.DONE, errors.REJECTED_ROWS):
        assert case.good is not None and found.customers >= case.good
    else:
        assert not case.good, found.err
        assert found.status in (errors.Unreadable.status, errors.MissingFile.status), found.err
        assert found.err.startswith("Error: ") and len(found.err) < 1000
        assert (found.customers, found.operations) == (0, 1)


def test_there_are_enough_of_them() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 54
