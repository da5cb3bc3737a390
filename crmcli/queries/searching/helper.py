"""The second process that makes search texts beside an import: this program's side of it."""

from __future__ import annotations

import marshal
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import cast

from crmcli.matching.search_words import Block, texts_of
from crmcli.queries.searching import worker

_WORKER = str(Path(worker.__file__))


class Helper:
    """Makes the texts of one block after another. Texts that it can't make, because somebody ended it, are made here."""

    def __enter__(self) -> Helper:
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-X", "utf8", _WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        # A thread of its own waits for the answers.
        self._asking = ThreadPoolExecutor(1)
        return self

    def __exit__(self, *_error: object) -> None:
        self._asking.shutdown(cancel_futures=True)
        self.end()
        self._child.communicate()

    def end(self) -> None:
        """Ends the process, whatever it is doing."""
        self._child.kill()

    def submit(self, block: Block) -> Future[list[tuple[int, str]]]:
        """The texts to come of the customers of a block, with their ids."""
        return self._asking.submit(self._ask, block)

    def _ask(self, block: Block) -> list[tuple[int, str]]:
        assert self._child.stdin and self._child.stdout
        try:
            worker.put(self._child.stdin, marshal.dumps(block))
            answer = worker.get(self._child.stdout)
        except OSError:
            answer = b""
        if not answer:
            return list(texts_of(block))
        return cast(list[tuple[int, str]], marshal.loads(answer))
