"""The second process that makes search texts beside an import. Run by path: it answers each block on its standard input, and
ends with that.
"""

from __future__ import annotations

import gc
import marshal
import sys
from pathlib import Path
from typing import IO


def put(pipe: IO[bytes], message: bytes) -> None:
    """Sends a message, with its length in front."""
    pipe.write(len(message).to_bytes(8, "big") + message)
    pipe.flush()


def get(pipe: IO[bytes]) -> bytes:
    """The next message; empty where the other side is gone."""
    length = int.from_bytes(pipe.read(8), "big")
    message = pipe.read(length)
    return message if len(message) == length else b""


def main() -> None:
    sys.path.insert(0, str(Path(__file__).parents[3]))
    from crmcli.matching.search_words import texts_of

    gc.disable()
    while message := get(sys.stdin.buffer):
        put(sys.stdout.buffer, marshal.dumps(list(texts_of(marshal.loads(message)))))


if __name__ == "__main__":
    main()
