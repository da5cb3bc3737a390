"""Files on their way: each beside its place under a name of its own, locked while its writer lives. What writers left that were
killed is removed by the next one in the same folder; of another user's files, and where Linux has no locks, all stay.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_NAME = re.compile(r"\..+\.[0-9a-f]{16}\.crmcli-partial")
_JOURNAL = "-journal"
#: So many characters of the name it is to get; of any script, a folder takes that.
_SHOWN = 40
#: Elsewhere such a lock would get in SQLite's way, or keep the file from getting its name.
_LOCKS = sys.platform.startswith("linux")
#: Not there on Windows, where nothing needs them.
_FLAGS = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A new, empty file of its owner alone, by a name that nobody can have put a link under; gone at the end, unless it was
    given another name."""
    _sweep(path.parent)
    partial, handle = _new(path)
    try:
        yield partial
    finally:
        with suppress(OSError):
            partial.unlink()
        if handle is not None:
            os.close(handle)


@contextmanager
def held(partial: Path) -> Iterator[None]:
    """Locks what stands under the name by now, if that is no longer the file that `beside` locked."""
    if not _LOCKS:
        yield
        return
    handle = os.open(partial, _FLAGS)
    try:
        _lock(handle, wait=False)
        yield
    finally:
        os.close(handle)


def _new(path: Path) -> tuple[Path, int | None]:
    """A file of a new name, and the handle that keeps its lock."""
    while True:
        partial = path.with_name(f".{path.name[:_SHOWN]}.{os.urandom(8).hex()}.crmcli-partial")
        handle = os.open(partial, os.O_CREAT | os.O_EXCL | _FLAGS, 0o600)
        if not _LOCKS:
            os.close(handle)
            return partial, None
        _lock(handle, wait=True)
        # Before it was locked somebody may have taken it for a dead writer's.
        if os.fstat(handle).st_nlink:
            return partial, handle
        os.close(handle)


def _sweep(folder: Path) -> None:
    """Removes what dead writers left in a folder."""
    if not _LOCKS:
        return
    with suppress(OSError):
        names = {entry.name for entry in os.scandir(folder) if entry.name.startswith(".")}
        for name in names:
            partial = folder / name.removesuffix(_JOURNAL)
            if _NAME.fullmatch(partial.name) and (partial.name == name or partial.name not in names):
                _remove_dead(folder / name)


def _remove_dead(partial: Path) -> None:
    with suppress(OSError):
        handle = os.open(partial, _FLAGS)
        try:
            if os.fstat(handle).st_uid == os.geteuid() and _lock(handle, wait=False):
                partial.unlink()
                partial.with_name(partial.name + _JOURNAL).unlink(missing_ok=True)
        finally:
            os.close(handle)


def _lock(handle: int, *, wait: bool) -> bool:
    """Whether the lock was to be had; it is given back when the file is closed, be it because its writer was killed."""
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True
