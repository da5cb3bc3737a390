"""A crew of real processes that run commands at the same moment.

Each member waits before its command begins or, which is worse, when it has read everything and is about to ask for
the writer's lock; when all wait (or are through), all are let go at once.
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

    pipe, own = sys.stdout, dict(os.environ)

    def wait() -> None:
        pipe.write("null\n")
        pipe.flush()
        sys.stdin.readline()

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
    """Waits at once, or in front of the first lock that the command asks for."""
    from crmcli.database.connection import Database

    if where == "start":
        wait()
        yield
        return
    transaction = Database.transaction
    waited: list[bool] = []

    def waiting(self: Database) -> Any:
        if not waited and not self.mode:
            waited.append(True)
            wait()
        return transaction(self)

    Database.transaction = waiting  # type: ignore[method-assign]
    try:
        yield
    finally:
        Database.transaction = transaction  # type: ignore[method-assign]


if __name__ == "__main__":
    _serve()
