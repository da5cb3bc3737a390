"""What SQLite finds wrong, in our words."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from crmcli import errors
from crmcli.database.connection import gone
from crmcli.i18n import _


def translate(
    error: sqlite3.DatabaseError, path: Path, *, opened: bool = False
) -> errors.CrmError | sqlite3.DatabaseError:
    """The error in our words, or itself where it can only be a bug. What can't be opened beside an `opened` file is its
    journal."""
    text = str(error).lower()
    named = {"path": path}
    if "foreign key" in text:
        return gone()
    if "pattern too complex" in text:
        return errors.Invalid(_("This is too long to look for."), _("Look for a part of it."))
    if "locked" in text or "busy" in text:
        return errors.Locked(
            _("Another program is using the database: %(path)s") % named, _("Try again in a moment.")
        )
    if "readonly" in text or "read-only" in text:
        return errors.ReadOnly(
            _("The database is read-only: %(path)s") % named,
            _("Make the file and its folder writable, or work on a copy."),
        )
    if "full" in text:
        return errors.DiskFull(
            _("The disk is full; nothing was written."), _("Make room and run the command again.")
        )
    if "not a database" in text:
        return errors.NoDatabase(
            _("This is not a crmcli database: %(path)s") % named, _("Name another file with --db.")
        )
    if "malformed" in text or "corrupt" in text:
        return errors.Corrupt(
            _("The database is damaged: %(path)s") % named,
            _("Run crmcli doctor, and with a backup: crmcli restore FILE"),
        )
    if "disk i/o" in text or (opened and "unable to open" in text):
        return errors.DiskFault(
            _("The disk reports a fault: %(path)s") % named,
            _("Nothing was written. Check the disk, then run the command again."),
        )
    if "unable to open" in text:
        return closed(path)
    return error


def closed(path: Path) -> errors.NoDatabase:
    return errors.NoDatabase(
        _("The database can't be opened: %(path)s") % {"path": path},
        _("Check the folder and its permissions."),
    )
