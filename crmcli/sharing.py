"""A database that a group of the operating system's users work with: its folder and its file are the group's.

Whoever makes a file in the folder makes it the group's, and SQLite gives its journal the rights of the database: so each
colleague can take back what another's killed program left half done. Backups and exports stay their owner's alone.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from crmcli import errors
from crmcli.i18n import _

_FOLDER, _FILE = 0o2770, 0o660


def group_id(name: str) -> int:
    """The number of a group that we belong to. Usage for an unknown one, and where files have no groups; NotAllowed for a group
    of others."""
    try:
        import grp
    except ImportError as error:
        raise errors.Usage(
            _("Files have no groups on this system."), _("On a server a database is shared by logins.")
        ) from error
    try:
        found = grp.getgrnam(name).gr_gid
    except KeyError as error:
        raise errors.Usage(
            _("There is no group %(name)s on this computer.") % {"name": name},
            _("An administrator makes one with groupadd, and adds people with usermod -aG."),
        ) from error
    if found not in (os.getegid(), *os.getgroups()) and os.geteuid() != 0:
        raise errors.NotAllowed(
            _("You are not in the group %(name)s.") % {"name": name},
            _("An administrator adds you with usermod -aG; it holds from your next login on."),
        )
    return found


def make_folder(folder: Path, group: int) -> None:
    """A folder that is the group's alone; Invalid for one that holds other things, ReadOnly where none can be made."""
    try:
        if folder.exists() and not (is_shared(folder) and folder.stat().st_gid == group):
            if any(folder.iterdir()):
                raise errors.Invalid(
                    _("The folder holds other files, which the group would get: %(path)s") % {"path": folder},
                    _("Give the database a folder of its own, such as --db /srv/crm/crm.db"),
                )
        elif not folder.exists():
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir(mode=0o700)
        _give(folder, group, _FOLDER)
    except OSError as error:
        raise errors.ReadOnly(
            _("The folder can't be given to the group: %(path)s") % {"path": folder},
            _("Name a place in a folder of your own with --db."),
        ) from error


def open_file(path: Path, group: int) -> None:
    """Lets the group read and write a database."""
    _give(path, group, _FILE)


def keep_shared(path: Path) -> None:
    """A file in a shared folder becomes the group's, like the database that it stands in for."""
    if is_shared(path.parent):
        open_file(path, path.parent.stat().st_gid)


def is_shared(folder: Path) -> bool:
    """Whether a folder is a group's, and what is made in it, too."""
    return stat.S_IMODE(folder.stat().st_mode) & _FOLDER == _FOLDER


def unreachable(folder: Path, group: int) -> Path | None:
    """The outermost folder above that lets nobody of the group through; None if the way is free."""
    for above in reversed(folder.resolve().parents):
        found = above.stat()
        through = stat.S_IXGRP if found.st_gid == group else stat.S_IXOTH
        if not found.st_mode & through:
            return above
    return None


def _give(path: Path, group: int, mode: int) -> None:
    if path.stat().st_gid != group:
        os.chown(path, -1, group)
    if stat.S_IMODE(path.stat().st_mode) != mode:
        os.chmod(path, mode)
