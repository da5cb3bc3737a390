"""The program in processes of its own that begin with it loaded: for tests that start it a hundred times."""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path

from crmcli import __main__ as program
from tests import acting

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(
    [
        __name__, "tests.readers", "python_calamine",
        *(f"crmcli.{name}" for name in ("cli", "program", "database.sqlite", "workflows.importing.run")),
        *(f"crmcli.commands.import_.{name}" for name in ("leaving", "talk", "views")),
        *(f"crmcli.sheets.{name}" for name in ("containers.detect", "columns.exported", "containers.opendocument", "reading", "containers.webarchive", "containers.workbook")),
    ]
)  # fmt: skip

#: How a process ended can be read once, and whoever starts another one reads it of all: one thread at a time.
TURN = threading.Lock()


class Running:
    """One command under way, in a folder and by these settings alone."""

    def __init__(self, words: Sequence[str], settings: Mapping[str, str], folder: Path) -> None:
        self._told = [tempfile.mkstemp() for _stream in ("out", "err")]
        self._memory, writing = FORKING.Pipe(duplex=False)
        paths = [path for _handle, path in self._told]
        self._process = FORKING.Process(target=_work, args=(words, dict(settings), folder, paths, writing))
        with TURN:
            self._process.start()
        writing.close()

    def poll(self) -> int | None:
        """Its status once it ended; −9 if it was killed."""
        with TURN:
            return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()

    def communicate(self, timeout: float) -> tuple[str, str]:
        """What it said on both streams when it ended, or was ended because that took too long."""
        wait([self._process.sentinel], timeout)
        with TURN:
            self._process.kill()
            self._process.join()
        said = []
        for handle, path in self._told:
            os.close(handle)
            said.append(Path(path).read_text("utf-8", "replace"))
            os.unlink(path)
        return said[0], said[1]

    @property
    def returncode(self) -> int:
        return self.poll() or 0

    @property
    def megabytes(self) -> float:
        """The most memory that it or a process of its own took; beyond all if it ended otherwise than by itself."""
        return float(self._memory.recv()) if self._memory.poll() else float("inf")


def _work(
    words: Sequence[str], settings: dict[str, str], folder: Path, said: Sequence[str], memory: Connection
) -> None:
    acting.settle()
    os.environ.clear()
    os.environ.update(settings)
    os.chdir(folder)
    for stream, path in enumerate((os.devnull, *said)):
        os.dup2(os.open(path, os.O_RDWR), stream)
    sys.argv, leave = ["crmcli", *words], os._exit

    def tell(status: int) -> None:
        took = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        memory.send(max(took) / 1024)
        leave(status)

    os._exit = tell  # type: ignore[assignment]
    program.main()
