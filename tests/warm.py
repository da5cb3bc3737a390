"""The program in processes of its own that begin with its modules loaded, for tests that need a hundred of them.

Run as a module, it forks itself for each command line that it is told, and tells how that ended.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

_ROOT = Path(__file__).parents[1]
_MEGABYTE = 1 << 10  # of what the system counts in kilobytes


class Ended(NamedTuple):
    """How a process ended: its status, or minus the signal that ended it; the time and the memory that it took."""

    status: int
    seconds: float
    megabytes: float


class Warm:
    """Runs one command line after another; what they print is in the files `out` and `err` of their folder."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.warm"],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self, words: Sequence[str], environment: Mapping[str, str], folder: Path, seconds: float
    ) -> Ended:
        """A command line in a folder, ended when it takes too long."""
        assert self._process.stdin and self._process.stdout
        print(
            json.dumps([list(words), dict(environment), str(folder), seconds]),
            file=self._process.stdin,
            flush=True,
        )
        return Ended(*json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        self._process.communicate()


def _serve() -> None:
    from crmcli.commands import import_  # noqa: F401
    from crmcli.sheets import headers, reading  # noqa: F401
    from crmcli.workflows.importing import run  # noqa: F401

    headers.synonyms()
    for line in sys.stdin:
        words, environment, folder, seconds = json.loads(line)
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            _become(words, environment, folder)
        watch = threading.Timer(seconds, os.kill, (child, 9))
        watch.start()
        _pid, status, usage = os.wait4(child, 0)
        watch.cancel()
        ended = os.waitstatus_to_exitcode(status), time.monotonic() - began, usage.ru_maxrss / _MEGABYTE
        print(json.dumps(ended), flush=True)


def _become(words: list[str], environment: dict[str, str], folder: str) -> Any:
    """Becomes the program, and ends."""
    from crmcli.__main__ import main
    from tests import acting

    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for stream, (name, flags) in enumerate(
        ((os.devnull, os.O_RDONLY), ("out", os.O_WRONLY), ("err", os.O_WRONLY))
    ):
        os.dup2(os.open(name, flags | os.O_CREAT, 0o600), stream)
    sys.stdin = os.fdopen(
        0, encoding="utf-8", closefd=False
    )  # what is buffered was told to the process before
    acting.settle()
    sys.argv = ["crmcli", *words]
    status = 1
    try:
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    _serve()
