"""A crew of real processes that run commands at the same moment.

Each member waits before its command begins or, which is worse, when it has read everything and is about to ask for
the writer's lock; when all wait (or are through), all are let go at once. Or the second waits while the first holds
the lock, and the clock goes on before it gets it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

_ROOT = Path(__file__).parents[2]
NOW = "2026-11-20T02:00:00Z"


class Done(NamedTuple):
    """What one member's command gave."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The `data` of --format json."""
        return json.loads(self.out)["data"]


class Crew:
    """Processes that wait for commands."""

    def __init__(self, size: int) -> None:
        env = {k: v for k, v in os.environ.items() if not k.startswith("CRMCLI")} | {"PYTHONPATH": str(_ROOT)}
        self._members = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.store.crew"], cwd=_ROOT, env=env, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, text=True,
            )
            for _ in range(size)
        ]  # fmt: skip

    def at_once(
        self, folder: Path, env: Mapping[str, str], *commands: Sequence[str], meet: str = "lock"
    ) -> list[Done]:
        """Runs each command in a process of its own, in this working folder; `meet` is `lock` or `start`."""
        members = self._members[: len(commands)]
        for member, words in zip(members, commands, strict=True):
            _tell(member, {"folder": str(folder), "env": dict(env), "words": list(words), "meet": meet})
        # A command that is refused before it comes so far is through.
        heard = {n: _hear(member) for n, member in enumerate(members)}
        for n, member in enumerate(members):
            if heard[n] is None:
                _tell(member, {})
        return [Done(*(heard[n] or _hear(member) or ())) for n, member in enumerate(members)]

    def behind(
        self, folder: Path, env: Mapping[str, str], commands: Sequence[Sequence[str]], at: Sequence[str]
    ) -> list[Done]:
        """Runs two commands: the second is refused the lock that the first holds, who has changed everything; it waits from then
        on, and gets the lock when the first has committed.

        `at` are the instants at which the second begins, the first has the lock, and the second gets it.
        """
        heard = []
        begins, between, then = ({"CRMCLI_NOW": instant} for instant in at)
        jobs = zip(self._members, commands, (between, begins), ("commit", "queue"), strict=False)
        for member, words, now, meet in jobs:
            _tell(member, {"folder": str(folder), "env": {**env, **now}, "words": list(words), "meet": meet})
            heard.append(_hear(member))
        for n, now in ((1, then), (0, {})):
            if heard[n] is None:
                _tell(self._members[n], now)
        return [Done(*(heard[n] or _hear(self._members[n]) or ())) for n in range(2)]

    def close(self) -> None:
        for member in self._members:
            member.communicate(timeout=30)


def _tell(member: subprocess.Popen[str], message: Mapping[str, Any]) -> None:
    assert member.stdin is not None
    member.stdin.write(json.dumps(message) + "\n")
    member.stdin.flush()


def _hear(member: subprocess.Popen[str]) -> list[Any] | None:
    """The result of a member's command, or None if it waits."""
    assert member.stdout is not None
    line = member.stdout.readline()
    assert line, "a member of the crew died"
    heard: list[Any] | None = json.loads(line)
    return heard


# -- in the processes -------------------------------------------------------------------------------------------------


def _serve() -> None:
    from crmcli import cli
    from tests import acting

    acting.settle()
    pipe, own = sys.stdout, dict(os.environ)

    def wait() -> None:
        """Says so, and goes on when told, with what else is in the environment by then."""
        pipe.write("null\n")
        pipe.flush()
        os.environ.update(json.loads(sys.stdin.readline()))

    for line in iter(sys.stdin.readline, ""):
        job = json.loads(line)
        os.environ.clear()
        os.environ.update(own | job["env"])
        os.chdir(job["folder"])
        with (
            redirect_stdout(StringIO()) as out,
            redirect_stderr(StringIO()) as err,
            _meeting(job["meet"], wait),
        ):
            try:
                status = cli.run(job["words"])
            except Exception:
                status = 1
                traceback.print_exc()
        pipe.write(json.dumps([status, out.getvalue(), err.getvalue()]) + "\n")
        pipe.flush()


@contextmanager
def _meeting(where: str, wait: Any) -> Iterator[None]:
    """Waits at once, or where the command's first write transaction comes by: in front of the `lock`, in the `queue` for
    it, or at the `commit`."""
    from crmcli.database.connection import Database

    if where == "start":
        wait()
        yield
        return
    transaction = Database.transaction
    waited: list[bool] = []

    @contextmanager
    def waiting(self: Database) -> Iterator[None]:
        here = not waited and not self.mode
        if here:
            waited.append(True)
        if here and where == "queue":
            _be_refused(self)
        if here and where != "commit":
            wait()
        with transaction(self):
            yield
            if here and where == "commit":
                wait()

    Database.transaction = waiting  # type: ignore[method-assign]
    try:
        yield
    finally:
        Database.transaction = transaction  # type: ignore[method-assign]


def _be_refused(db: Any) -> None:
    """Asks for the writer's lock without patience, which another process must hold."""
    from crmcli import errors
    from crmcli.database.connection import lock_timeout

    patience = "PRAGMA busy_timeout = {}" if db.location.path else "SET lock_timeout TO {}"
    db.execute(patience.format(1))
    try:
        db.begin(write=True)
    except errors.Locked:
        db.execute(patience.format(int(lock_timeout() * 1000)))
        return
    raise AssertionError("nobody holds the writer's lock")


if __name__ == "__main__":
    _serve()
