"""Files that are broken, enormous or strange, each imported by the real program under limits of time and memory."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from crmcli import errors
from tests.acting import PROGRAM
from tests.data.hostile import CASES, Case
from tests.warm import Ended, Warm

pytestmark = pytest.mark.file

#: What any file may take.
SECONDS, MEGABYTES = 60, 1024
ROOT = Path(__file__).parents[2]


@dataclass
class Outcome:
    """What one import did."""

    ended: Ended
    out: str
    err: str
    customers: int
    operations: int


def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ, "CRMCLI_NOW": "2026-11-20T02:00:00Z", "CRMCLI_DB": str(folder / "crm.db"), "CRMCLI_LANG": "en",
        "LOGNAME": "tester", "CRMCLI_CONFIG": str(folder / "none.toml"), "XDG_STATE_HOME": str(folder / "state"),
        "XDG_DATA_HOME": str(folder / "data"),
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip


def count(folder: Path, table: str) -> int:
    with sqlite3.connect(folder / "crm.db") as plain:
        found: int = plain.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
    return found


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Outcome]]]:
    """All imports, running beside one another."""
    base = tmp_path_factory.mktemp("hostile")
    told = environment(base)
    subprocess.run([*PROGRAM, "init", "--name", "Lee"], env=told, cwd=base, check=True, capture_output=True)
    own, programs = threading.local(), list[Warm]()

    def begin() -> None:
        own.program = Warm()
        programs.append(own.program)

    def one(number: int, case: Case) -> Outcome:
        folder = base / str(number)
        (folder / "in").mkdir(parents=True)
        shutil.copy(base / "crm.db", folder / "crm.db")
        words = ["import", str(case.make(folder / "in")), "--yes", "--partial", "--format", "json"]
        ended = own.program.run(words, told | {"CRMCLI_DB": str(folder / "crm.db")}, folder, SECONDS)
        said = ((folder / name).read_text("utf-8", "replace") for name in ("out", "err"))
        outcome = Outcome(ended, *said, count(folder, "customer"), count(folder, "operation"))
        shutil.rmtree(folder)
        return outcome

    with ThreadPoolExecutor(max_workers=2, initializer=begin) as pool:
        yield {case.name: pool.submit(one, number, case) for number, case in enumerate(CASES)}
    for program in programs:
        program.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_file_ends_in_a_sentence(case: Case, outcomes: dict[str, Future[Outcome]]) -> None:
    found = outcomes[case.name].result()
    assert "Traceback" not in found.err + found.out
    assert found.ended.seconds < SECONDS and found.ended.megabytes < MEGABYTES
    if found.ended.status in (errors.DONE, errors.REJECTED_ROWS):
        assert case.good is not None and found.customers >= case.good
    else:
        assert not case.good, found.err
        assert found.ended.status in (errors.Unreadable.status, errors.MissingFile.status), found.err
        assert found.err.startswith("Error: ") and len(found.err) < 1000
        assert (found.customers, found.operations) == (0, 1)


def test_there_are_enough_of_them() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 54
