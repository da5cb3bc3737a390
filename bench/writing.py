"""Writers that put a database under pressure with real commands, and the check that it kept its word afterwards.

Each writer marks what it writes with a text that exists once, and keeps account of what the program acknowledged.
The check reads the database with the engine's own driver, past the program.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import time
import traceback
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from measure import CRMCLI, ROOT

#: The one customer whom everybody edits.
SHARED = "C000001"
#: Statuses of the program: the database is busy or out of reach for now, so that nothing was acknowledged.
_DONE, _TRY_AGAIN = 0, 11
#: Where each kind of write leaves its mark; an edit leaves its own in the before-image of the next.
_PLACES = {
    "customer": "SELECT id, name FROM {}customer", "interaction": "SELECT id, content FROM {}interaction",
    "complaint": "SELECT id, content FROM {}complaint", "task": "SELECT id, title FROM {}task",
}  # fmt: skip
_BEFORE = "SELECT before FROM {}change WHERE table_name = 'customer' AND row_id = 1 AND action = 'update'"
_NOTE = "SELECT note FROM {}customer WHERE id = 1"
#: Numbers that must run without a gap.
_RUNS = {"operation": "number", "customer": "id", "interaction": "id", "complaint": "id", "task": "id"}
#: Seconds in which a writer may bring its last command to an end, and in which all writers start.
_PATIENCE = 120.0

#: Runs SQL with `{}` before each table's name.
Reader = Callable[[str], Sequence[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Job:
    """What one writer is to do: commands for so many seconds, each in a new process or all in its own. One that
    insists tries a command that was not acknowledged again, as the same operation."""

    number: int
    database: str
    folder: Path
    seconds: float
    in_process: bool = True
    insist: bool = False

    @property
    def env(self) -> dict[str, str]:
        return environment(self.database, self.folder)


@dataclass(frozen=True, slots=True)
class Write:
    """An acknowledged write: its mark, the row's id if the program named it, and when it was (monotonic seconds)."""

    kind: str
    mark: str
    id: int | None
    at: float


@dataclass(slots=True)
class Account:
    """What became of one writer's commands. `slowest` in seconds, all tries of a command together."""

    writes: list[Write] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    retries: int = 0
    repeated: int = 0
    slowest: float = 0.0


@dataclass(slots=True)
class Verdict:
    """Marks that were acknowledged and are not there, that are there twice, that nobody was told of, and whatever
    else is wrong. Good if all are empty."""

    lost: list[str]
    doubled: list[str]
    untold: list[str]
    wrong: list[str]

    @property
    def good(self) -> bool:
        return not (self.lost or self.doubled or self.untold or self.wrong)


def environment(database: str, folder: Path) -> dict[str, str]:
    """What a command needs to be nobody else's."""
    return {
        "PYTHONPATH": str(ROOT), "CRMCLI_NOW": "2026-11-20T02:00:00Z", "CRMCLI_DB": database, "CRMCLI_LANG": "en",
        "CRMCLI_CONFIG": str(folder / "none.toml"), "XDG_STATE_HOME": str(folder),
    }  # fmt: skip


def prepare(database: str, folder: Path) -> None:
    """A new database with the customer whom everybody edits."""
    for words in (("init", "--name", "Bench"), ("add", "Shared customer")):
        status, _out, err = child_run(words, environment(database, folder))
        if status:
            raise RuntimeError(err)


# -- writing ----------------------------------------------------------------------------------------------------


@contextmanager
def writing(jobs: Sequence[Job]) -> Iterator[list[Future[Account]]]:
    """Lets all writers loose at once, each in a process of its own; their accounts come when they are done."""
    processes = multiprocessing.get_context("spawn")
    start = processes.Barrier(len(jobs) + 1)
    with ProcessPoolExecutor(len(jobs), processes, _wait_for, (start,)) as pool:
        accounts = [pool.submit(write, job) for job in jobs]
        start.wait(_PATIENCE)
        yield accounts


def _wait_for(start: Any) -> None:
    import crmcli.cli  # noqa: F401  before the clock runs

    start.wait(_PATIENCE)


def write(job: Job) -> Account:
    """One writer's work."""
    account = Account()
    end = time.monotonic() + job.seconds
    about, count = SHARED, 0
    while time.monotonic() < end:
        count += 1
        mark = f"w{job.number}-{count}"
        for kind, words in _commands(mark, about).items():
            told = _insistently(job, account, kind, mark, words)
            if kind == "customer" and told and told.id:
                about = str(told.id)
            if time.monotonic() >= end:
                break
    return account


def _commands(mark: str, about: str) -> dict[str, tuple[str, ...]]:
    """A round of everyday writes. The new customer's name comes back as its mark."""
    return {
        "customer": ("add", mark, "--force"),
        "interaction": ("log-contact", about, "phone", mark),
        "complaint": ("complaint", "open", about, mark),
        "task": ("task", "add", mark),
        "edit": ("edit", SHARED, f"note={mark}"),
    }


def _insistently(job: Job, account: Account, kind: str, mark: str, words: Sequence[str]) -> Write | None:
    """One write, tried until it is acknowledged where the writer insists."""
    env = job.env | ({"CRMCLI_OPERATION_ID": uuid.uuid4().hex} if job.insist else {})
    perform = in_process_run if job.in_process else child_run
    began = time.monotonic()
    while True:
        status, out, err = perform((*words, "--format", "json"), env)
        now = time.monotonic()
        account.slowest = max(account.slowest, now - began)
        if status != _TRY_AGAIN or not job.insist or now - began > _PATIENCE:
            break
        account.retries += 1
    if status != _DONE or err:
        account.troubles.append(f"{' '.join(words)}: status {status}: {err.strip()}")
    if status != _DONE:
        return None
    data = json.loads(out)["data"]
    account.repeated += bool(data.get("repeated"))
    account.writes.append(Write(kind, mark, None if kind == "edit" else data.get("id"), now))
    return account.writes[-1]


def in_process_run(words: Sequence[str], env: Mapping[str, str]) -> tuple[int, str, str]:
    from crmcli import cli

    os.environ.update(env)
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        try:
            status = cli.run(words)
        except Exception:
            status = 1
            traceback.print_exc()
    return status, out.getvalue(), err.getvalue()


def child_run(words: Sequence[str], env: Mapping[str, str]) -> tuple[int, str, str]:
    child = subprocess.run(
        (*CRMCLI, *words), env={**os.environ, **env}, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=ROOT
    )  # fmt: skip
    return child.returncode, child.stdout, child.stderr


# -- checking ---------------------------------------------------------------------------------------------------


def check(read: Reader, accounts: Sequence[Account], database: str, folder: Path) -> Verdict:
    """What is in the database against what was acknowledged; then the program's own look at it."""
    verdict = Verdict([], [], [], [trouble for account in accounts for trouble in account.troubles])
    writes = [write for account in accounts for write in account.writes]
    for kind, sql in _PLACES.items():
        found = [(mark, row_id) for row_id, mark in read(sql) if mark != "Shared customer"]
        _compare(verdict, kind, found, writes)
    notes = [json.loads(before).get("note") for (before,) in read(_BEFORE)] + [read(_NOTE)[0][0]]
    _compare(verdict, "edit", [(note, None) for note in notes if note], writes)
    for table, column in _RUNS.items():
        count, last = read(f"SELECT COUNT(*), MAX({column}) FROM {{}}{table}")[0]
        if count != last:
            verdict.wrong.append(f"{table}: {count} rows, but the last is number {last}")
    status, out, err = child_run(("doctor", "--format", "json"), environment(database, folder))
    if status != _DONE:
        verdict.wrong.append(f"doctor: status {status}: {err or out}")
    else:
        verdict.wrong += [f"doctor: {f}" for f in json.loads(out)["data"] if f["state"] != "ok"]
    return verdict


def _compare(
    verdict: Verdict, kind: str, found: Sequence[tuple[str, int | None]], writes: Sequence[Write]
) -> None:
    told = {write.mark: write.id for write in writes if write.kind == kind}
    there, times = dict(found), Counter(mark for mark, _id in found)
    for mark, row_id in told.items():
        if mark not in there:
            verdict.lost.append(f"{kind} {mark}")
        elif row_id not in (None, there[mark]):
            verdict.wrong.append(f"{kind} {mark} is number {there[mark]}, but its writer was told {row_id}")
    verdict.doubled += [f"{kind} {mark}" for mark, n in times.items() if n > 1]
    verdict.untold += [f"{kind} {mark}" for mark in times if mark not in told]


def complain(verdict: Verdict) -> None:
    """Prints the first few of everything that is wrong."""
    for name in ("lost", "doubled", "untold", "wrong"):
        for line in getattr(verdict, name)[:5]:
            print(f"  {name}: {line}")
