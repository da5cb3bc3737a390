"""The process that reads a workbook, begun with its modules loaded: tests read a thousand small ones, and to load the modules
takes longer than to read.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
from multiprocessing.connection import Connection, wait
from pathlib import Path

import pytest

from crmcli.sheets.containers import workbook, worker
from tests.forked import FORKING, TURN

for _name in ("hidden", "comments", "xls_comments", "shown"):
    worker._beside(_name)


class _Reader:
    """One such process, as far as `subprocess` would tell of it."""

    def __init__(self, path: Path, engine: str = "calamine") -> None:
        self._answer, writing = FORKING.Pipe(duplex=False)
        arguments = [str(path), engine, *map(str, workbook._limits(path))]
        self._process = FORKING.Process(target=_read, args=(arguments, writing))
        with TURN:
            self._process.start()
        writing.close()

    def poll(self) -> int | None:
        with TURN:
            return self._process.exitcode

    @property
    def returncode(self) -> int | None:
        return self.poll()

    def kill(self) -> None:
        self._process.kill()

    def communicate(self, timeout: float | None = None) -> tuple[bytes, bytes]:
        found = []
        with self._answer:
            while select.select([self._answer], [], [], timeout)[0]:
                if not (part := os.read(self._answer.fileno(), 1 << 20)):
                    wait([self._process.sentinel])
                    return b"".join(found), b""
                found.append(part)
        raise subprocess.TimeoutExpired("reader", timeout or 0)


def _read(arguments: list[str], writing: Connection) -> None:
    os.dup2(writing.fileno(), 1)
    sys.stdout = os.fdopen(1, "w", closefd=False)
    writing.close()
    worker.main(arguments)


def begin_loaded(patch: pytest.MonkeyPatch) -> None:
    """From now on the program's readers begin so."""
    patch.setattr(workbook, "start", _Reader)
