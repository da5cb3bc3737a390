"""Files that are broken, enormous or strange, each imported by the real program under limits of time and memory."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from crmcli import __main__ as program
from crmcli import errors
from tests import acting
from tests.data.hostile import CASES, Case

pytestmark = pytest.mark.file

#: What any file may take.
SECONDS, MEGABYTES = 60, 1024
ROOT = Path(__file__).parents[2]
#: Each import begins with the program loaded: loading it a hundred times takes longer than all files.
FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(
    [
        __name__,
        *(f"crmcli.{name}" for name in ("cli", "program", "database.sqlite", "workflows.importing.run")),
        *(f"crmcli.commands.import_.{name}" for name in ("leaving", "talk", "views")),
        *(
            f"crmcli.sheets.{name}"
            for name in ("detect", "exported", "opendocument", "reading", "webarchive", "workbook")
        ),
    ]
)


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
        "CRMCLI_NOW": "2026-11-20T02:00:00Z", "CRMCLI_DB": str(folder / "crm.db"), "CRMCLI_LANG": "en",
        "LOGNAME": "tester", "CRMCLI_CONFIG": str(folder / "none.toml"), "XDG_STATE_HOME": str(folder / "state"),
        "XDG_DATA_HOME": str(folder / "data"), "PYTHONPATH": str(ROOT),
    }  # fmt: skip


def work(folder: Path, words: tuple[str, ...], told: Connection) -> None:
    """The program, in a process that is new but for what it has loaded; tells the memory that it and its children took."""
    acting.settle()
    os.environ.update(settings(folder))
    os.chdir(folder)
    for stream, mode in ((0, os.O_RDONLY), (1, os.O_WRONLY | os.O_CREAT), (2, os.O_WRONLY | os.O_CREAT)):
        os.dup2(os.open(os.devnull if stream == 0 else ("out", "err")[stream - 1], mode, 0o600), stream)
    sys.argv, leave = ["crmcli", *words], os._exit

    def tell(status: int) -> None:
        took = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        told.send(max(took) / 1024)
        leave(status)

    os._exit = tell  # type: ignore[assignment]
    program.main()


def count(folder: Path, table: str) -> int:
    with sqlite3.connect(folder / "crm.db") as plain:
        found: int = plain.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
    return found


def run(folder: Path, *words: str) -> Outcome:
    """A command in a process of its own, ended when it takes too long, with the memory that it took."""
    began = time.monotonic()
    reading, writing = FORKING.Pipe(duplex=False)
    child = FORKING.Process(target=work, args=(folder, words, writing))
    child.start()
    writing.close()
    child.join(SECONDS)
    child.kill()
    child.join()
    return Outcome(
        child.exitcode or 0,
        (folder / "out").read_text("utf-8", "replace"),
        (folder / "err").read_text("utf-8", "replace"),
        time.monotonic() - began,
        reading.recv() if reading.poll() else 2 * MEGABYTES,
        count(folder, "customer"),
        count(folder, "operation"),
    )


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
