"""Every way a command can end badly: one class each, carrying its exit status.

The sentence says what happened; `hint` says what to do next. `cli.py` is the only place that
turns an error into output and a status. The table in README.md is compared with these classes.
"""

from __future__ import annotations

from typing import Any, ClassVar


class CrmError(Exception):
    """A failure that the person at the keyboard can understand and act on."""

    status: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "", **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details


class Usage(CrmError):
    """The command's words or an option's value make no sense."""

    status = 2


class NotFound(CrmError):
    """What was named does not exist."""

    status = 4


class Ambiguous(NotFound):
    """Several things have that name; `details["candidates"]` lists them."""


class MissingFile(NotFound):
    """An input file that was named is not there."""


class Invalid(CrmError):
    """The input breaks a rule; nothing was written."""

    status = 5


class Unreadable(Invalid):
    """A file is empty, broken, encrypted, or holds no table with a header."""


class PolicyError(Invalid):
    """The team's policy can't be used."""


class Conflict(Invalid):
    """Somebody else changed the same field meanwhile."""


class NoDatabase(CrmError):
    """There is no database at the place, or it is not one of ours."""

    status = 10


class Vacant(NoDatabase):
    """There is nothing at the place yet."""


class Locked(CrmError):
    """Another program holds the database."""

    status = 11


class Unreachable(CrmError):
    """The server does not answer."""

    status = 11


class Dropped(CrmError):
    """The server broke off the connection or the transaction; nothing was saved, and running it again may do."""

    status = 11


class Unsure(CrmError):
    """The connection broke while saving, and nobody can say whether it was saved."""

    status = 11


class NotAllowed(CrmError):
    """The actor may not do this."""

    status = 12


class NewerSchema(CrmError):
    """A newer crmcli made or upgraded the database."""

    status = 13


class Corrupt(CrmError):
    """The file, or a record in it, is damaged."""

    status = 20


class DiskFull(CrmError):
    """There is no room to write."""

    status = 21


class DiskFault(CrmError):
    """The disk can't be read or written, though there may be room."""

    status = 21


class ReadOnly(CrmError):
    """The file or its folder can't be written."""

    status = 21


class Untold(CrmError):
    """The change is saved, but its answer or its file couldn't be written, or the disk didn't confirm it."""

    status = 22


class Occupied(Invalid):
    """A file would take the place of one that somebody else wrote or changed."""


class AlreadyDone(CrmError):
    """The operation with the caller's id was saved before: nothing is left to do. `details["number"]` names it."""

    status = 0


#: Seconds before each further try when a server broke something off.
PATIENCE = (0.1, 0.3, 1.0, 2.0, 4.0, 8.0)

#: Statuses that are not errors.
DONE, REJECTED_ROWS, SOMETHING_DUE, INTERRUPTED = 0, 3, 30, 130
