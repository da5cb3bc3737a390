"""Writes a finished file whole or not at all; one that is open in Excel or read-only is written beside."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from crmcli import errors
from crmcli.i18n import _

_TRIES = 100


def save(path: Path, content: bytes) -> Path:
    """Puts the content at `path`, or at `name (2)` beside it where that can't be replaced, and says where.

    ReadOnly if the folder can't be written, MissingFile if there is none, DiskFull if there is no room.
    """
    if path.is_dir():
        raise errors.Usage(_("This is a folder: %(path)s") % {"path": path}, _("Name a file."))
    if not path.parent.is_dir():
        raise errors.MissingFile(
            _("There is no folder %(path)s") % {"path": path.parent}, _("Make it first.")
        )
    for number in range(1, _TRIES):
        target = path if number == 1 else path.with_name(f"{path.stem} ({number}){path.suffix}")
        if not _is_read_only(target) and _replace(target, content):
            return target
    raise errors.ReadOnly(_("Can't write here: %(path)s") % {"path": path}, _("Name another place."))


def _is_read_only(path: Path) -> bool:
    """Whether a file says that it is not to be written, even to those who could."""
    return path.exists() and not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


def _replace(target: Path, content: bytes) -> bool:
    """False if the file that stands there is held by another program."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(content)
        os.replace(partial, target)
    except PermissionError as error:
        if target.exists():
            return False
        raise errors.ReadOnly(
            _("Can't write here: %(path)s") % {"path": target}, _("Name another place.")
        ) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise errors.DiskFull(
                _("The disk is full; nothing was written."), _("Make room and run the command again.")
            ) from error
        raise errors.ReadOnly(
            _("Can't write here: %(path)s") % {"path": target}, _("Name another place.")
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink()
    return True
