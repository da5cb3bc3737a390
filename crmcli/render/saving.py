"""Files take their name only when they are whole."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from crmcli import errors
from crmcli.i18n import _, series


def check(path: Path, suffixes: Sequence[str]) -> None:
    """Said before anything else is done: Usage for another kind of file, MissingFile without its folder."""
    if path.suffix.lower() not in suffixes:
        raise errors.Usage(
            _("Can't write %(suffix)s files.") % {"suffix": path.suffix or path.name},
            _("Name a file that ends with %(known)s.") % {"known": series(suffixes)},
        )
    _check_folder(path)


def save(path: Path, content: bytes) -> Path:
    """Writes a file and returns where it is: beside `path` where that is locked.

    MissingFile without its folder, DiskFull, or ReadOnly; what stood there before stays then.
    """
    _check_folder(path)
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(content)
        return _put_in_place(partial, path)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise errors.DiskFull(
                _("The disk is full; nothing was written."), _("Make room and run the command again.")
            ) from error
        raise errors.ReadOnly(
            _("Can't write here: %(path)s") % {"path": path}, _("Name another place.")
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink()


def _put_in_place(partial: Path, path: Path) -> Path:
    try:
        os.replace(partial, path)
    except PermissionError:
        # On Windows a file that is open in Excel can't be replaced.
        path = path.with_name(f"{path.stem}-{os.getpid()}{path.suffix}")
        os.replace(partial, path)
    return path


def _check_folder(path: Path) -> None:
    if not path.parent.is_dir():
        raise errors.MissingFile(
            _("There is no folder %(path)s.") % {"path": path.parent}, _("Make it, or name another.")
        )
