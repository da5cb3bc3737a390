"""Where the tests' processes work: files in memory, modules compiled once, and Ctrl-C heard.

The first two are for speed alone. What a person set is left alone: a TMPDIR, and Python's own habit of keeping what it compiled.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

_ROOT = Path(__file__).parents[1]
#: Linux keeps this folder in memory; so much must be free in it.
_MEMORY, _ROOM = Path("/dev/shm"), 2 << 30


def memory() -> Path | None:
    """A folder in memory, where this machine has one with room in it."""
    usable = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM
    return _MEMORY if usable else None


def settle() -> None:
    """For this process and those that it starts."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell starts what runs in the background so; tests of Ctrl-C want it heard.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    place = memory()
    if place and "TMPDIR" not in os.environ:
        os.environ["TMPDIR"] = tempfile.tempdir = str(place)
    if sys.dont_write_bytecode:
        # Hundreds of processes begin here; each would compile the program and its libraries again.
        kept = _ROOT / "__pycache__"
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(kept)
        sys.dont_write_bytecode = False
