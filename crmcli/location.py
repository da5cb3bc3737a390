"""Where a database is: a file, or a server by URL.

Printed, it never holds a password: a URL with one is refused, because command lines and settings are read by others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from crmcli import errors
from crmcli.i18n import _

_SERVER = re.compile(r"postgres(?:ql)?://", re.IGNORECASE)
_PASSWORD = re.compile(r"://[^/?#]*:[^/?#@]*@|[?&]password=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Location:
    """A database's place: `path` for a file, else `url`."""

    path: Path | None = None
    url: str = ""

    @classmethod
    def parse(cls, text: str) -> Location:
        """A location as a user names it; Usage for a URL that isn't PostgreSQL's or that holds a password."""
        if "://" not in text:
            return cls(path=Path(text).expanduser())
        if not _SERVER.match(text):
            raise errors.Usage(
                _("Not a database's address: %(url)s") % {"url": without_password(text)},
                _("Name a file, or postgresql://user@host/database."),
            )
        if _PASSWORD.search(text):
            raise errors.Usage(
                _("A password doesn't belong in an address: %(url)s") % {"url": without_password(text)},
                _("Keep it in ~/.pgpass, a service file or PGPASSWORD."),
            )
        return cls(url=text)

    @property
    def folder(self) -> Path:
        """Where files that go with the database are put: beside a file; for a server, the working folder."""
        return self.path.parent if self.path else Path()

    @property
    def stem(self) -> str:
        """How files that go with the database begin: the name of the file or of the server's database."""
        if self.path:
            return self.path.stem
        return self.url.partition("://")[2].partition("?")[0].partition("/")[2] or "crm"

    @property
    def key(self) -> str:
        """The same text for the same database, whatever the working folder."""
        return str(self.path.resolve()) if self.path else self.url

    def __str__(self) -> str:
        return str(self.path) if self.path else self.url


def without_password(url: str) -> str:
    """The URL with what looks like a password left out."""
    url = re.sub(r"(://[^/?#:]*):[^/?#]*@", r"\1@", url)
    return re.sub(r"([?&])password=[^&]*", r"\1password=…", url, flags=re.IGNORECASE)
