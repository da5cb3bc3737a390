"""The one door by which files leave the program: each takes its name only when it is whole, is its owner's alone, and never
takes the place of a database that is open, or of what is no file.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from crmcli import errors
from crmcli.i18n import _, series
from crmcli.partials import beside, held
from crmcli.resources import state_folder

#: What SQLite puts beside its file.
_BESIDE = ("", "-journal", "-wal", "-shm")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
#: Not there on Windows, where nothing needs them.
_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)

#: So many characters of digests are remembered.
_REMEMBERED = 1 << 18

#: Where this run has put something that is there by now, for whoever doesn't get its answer.
written: list[str] = []

_open: list[Path] = []
_cleared: set[Path] = set()


def keep_whole(database: Path) -> Callable[[], None]:
    """Lets no file be written over a database from now on, until what is returned is called."""
    _open.append(database)
    return lambda: _open.remove(database)


def check(path: Path, suffixes: Sequence[str] = (), database: Path | None = None) -> None:
    """Said before anything else is done: Usage for another kind of file, for what is no file, and for a database that is
    open or to be opened; MissingFile without its folder.
    """
    if suffixes and path.suffix.lower() not in suffixes:
        raise errors.Usage(
            _("Can't write %(suffix)s files.") % {"suffix": path.suffix or path.name},
            _("Name a file that ends with %(known)s.") % {"known": series(suffixes)},
        )
    if not path.parent.is_dir():
        raise errors.MissingFile(
            _("There is no folder %(path)s.") % {"path": path.parent}, _("Make it, or name another.")
        )
    if path.is_dir():
        raise errors.Usage(_("This is a folder: %(path)s") % {"path": path}, _("Name a file."))
    if is_device(path):
        raise errors.Usage(
            _("This is a device or a pipe, no file: %(path)s") % {"path": path}, _("Name a file.")
        )
    if any(same(path, whole) for whole in (*_open, database) if whole):
        raise errors.Usage(
            _("This is the database itself: %(path)s") % {"path": path}, _("Name another file.")
        )


def is_device(path: Path) -> bool:
    """Whether what is there is no file, nor a folder, or lies among the devices: a link there leads to whatever a stream of
    ours is, and would be replaced for everybody."""
    devices = Path(os.devnull).parent
    among = devices.is_absolute() and path.parent.resolve() == devices
    return among or (path.exists() and not path.is_file() and not path.is_dir())


def is_foreign(path: Path) -> bool:
    """Whether something is there that this program did not write for this user, or that was changed since."""
    return path.is_file() and path.stat().st_size > 0 and _digest(path) not in _noted()


def refuse_foreign(path: Path) -> None:
    """Occupied unless a file may be replaced."""
    if path not in _cleared and is_foreign(path):
        raise errors.Occupied(
            _("%(path)s was not written by crmcli, or was changed since.") % {"path": path},
            _("Name another file, or replace it with --force."),
        )


def clear(path: Path) -> None:
    """Lets a file be replaced once, whoever wrote it: somebody said so."""
    _cleared.add(path)


def same(path: Path, database: Path) -> bool:
    """Whether both are one file, by whatever name or link, or the path is what belongs to the database."""
    if any(path.resolve() == database.resolve().with_name(database.name + ending) for ending in _BESIDE):
        return True
    with suppress(OSError):
        return path.samefile(database)
    return False


def is_beside(path: Path) -> bool:
    """Whether SQLite would take what is under this name for a part of another database."""
    return path.name.endswith(_BESIDE[1:])


def save(path: Path, content: bytes) -> Path:
    """Writes a file and returns where it is: beside `path` where that is read-only or locked.

    Usage for a place where none may be, MissingFile without its folder, DiskFull, DiskFault or ReadOnly; what stood there
    before stays then.
    """
    with replacing(_free(path) if is_read_only(path) else path) as partial:
        partial.path.write_bytes(content)
    return partial.path


def is_read_only(path: Path) -> bool:
    """Whether a file says that it is not to be written, even to those who could."""
    return path.is_file() and not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


def _free(path: Path) -> Path:
    """The first free name of the form `name (2)`."""
    names = (path.with_name(f"{path.stem} ({number}){path.suffix}") for number in count(2))
    return next(name for name in names if not os.path.lexists(name))


@contextmanager
def reserved(names: Iterator[Path]) -> Iterator[Path]:
    """The first of the names that is free, taken at once, for another run looks for one, too; given back on failure."""
    for path in names:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _FLAGS, 0o600))
        except FileExistsError:
            continue
        except OSError:
            pass  # whoever writes there says why that can't be
        break
    try:
        yield path
    except BaseException:
        path.unlink(missing_ok=True)
        raise


class Partial:
    """A file on its way: at `path`, which is another one in the end."""

    def __init__(self, path: Path) -> None:
        self.path = path


@contextmanager
def replacing(path: Path) -> Iterator[Partial]:
    """A new, empty file beside `path`, which its owner alone may read; at the end it is on the disk and has that name."""
    check(path)
    refuse_foreign(path)
    try:
        with beside(path) as name:
            partial = Partial(name)
            yield partial
            with held(name):
                _flush(name)
                _note(_digest(name))
                partial.path = _put_in_place(name, path)
        # What is in its place by now stays there, even if the disk doesn't confirm its name.
        written.append(str(partial.path))
        _cleared.discard(path)
        _flush(path.parent)
    except OSError as error:
        if error.errno in _FULL:
            raise errors.DiskFull(
                _("The disk is full; the file was not written."), _("Make room and run the command again.")
            ) from error
        if error.errno == errno.EIO:
            raise errors.DiskFault(
                _("The disk reports a fault: %(path)s") % {"path": path},
                _("Check the disk, then run the command again."),
            ) from error
        raise errors.ReadOnly(
            _("Can't write here: %(path)s") % {"path": path}, _("Name another place.")
        ) from error


def _put_in_place(partial: Path, path: Path) -> Path:
    if path.is_file() and not path.is_symlink():
        # Whoever may read the old one may read the new one.
        os.chmod(partial, stat.S_IMODE(path.stat().st_mode))
    try:
        os.replace(partial, path)
    except PermissionError:
        # On Windows a file that is open in Excel can't be replaced.
        path = _free(path)
        os.replace(partial, path)
    return path


def _flush(path: Path) -> None:
    """Waits until a file or folder is on the disk; folders can't be opened on Windows."""
    with suppress(PermissionError):
        handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _digest(path: Path) -> str:
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _noted() -> str:
    """The digests of the files that were written, a line each."""
    try:
        return _notes().read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""


def _note(digest: str) -> None:
    """Remembers a file by its digest. Where nothing can be remembered the next one is asked about."""
    with suppress(OSError):
        notes = _notes()
        notes.parent.mkdir(parents=True, exist_ok=True)
        if notes.exists() and notes.stat().st_size > _REMEMBERED:
            notes.write_text(_noted()[-_REMEMBERED // 2 :], encoding="ascii")
        handle = os.open(notes, os.O_CREAT | os.O_APPEND | os.O_WRONLY | _FLAGS, 0o600)
        with os.fdopen(handle, "a", encoding="ascii") as file:
            file.write(f"{digest}\n")


def _notes() -> Path:
    return state_folder() / "written"
