"""Where a database is: a file, or a server by URL.

Printed, it never holds a password: a URL with one is refused, because command lines and settings are read by others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from crmcli import errors
from crmcli.i18n import _

_SERVER = re.compile(r"postgres(?:ql)?:", re.IGNORECASE)
#: A password before the host; it may hold what should have been encoded (a number there is rather a port).
_BEFORE_HOST = re.compile(r"(://[^/?#@:\[]*):(?!\d+(?:[,/?]|$)).*@")
#: A password among the settings of a URL or of a psql-like list. `sslpassword` opens a client's key.
_SETTING = re.compile(r"(?<![a-z])((?:ssl)?password\s*=\s*)(?:'[^']*'|[^&\s]*)", re.IGNORECASE)
#: What doesn't belong in the name of a file.
_ODD = re.compile(r"[^\w.-]")


@dataclass(frozen=True, slots=True)
class Location:
    """A database's place: `path` for a file, else `url`."""

    path: Path | None = None
    url: str = ""

    @classmethod
    def parse(cls, text: str) -> Location:
        """A location as a user names it; Usage for a URL that isn't PostgreSQL's or that holds a password."""
        shown = without_password(text)
        if shown != text:
            raise errors.Usage(
                _("A password doesn't belong in an address: %(url)s") % {"url": shown},
                _("Keep it in ~/.pgpass, a service file or PGPASSWORD."),
            )
        if not _SERVER.match(text) and "://" not in text:
            return cls(path=Path(text).expanduser())
        scheme, slashes, rest = text.partition("://")
        if not slashes or not _SERVER.fullmatch(f"{scheme}:"):
            raise errors.Usage(
                _("Not a database's address: %(url)s") % {"url": text},
                _("Name a file, or postgresql://user@host/database."),
            )
        return cls(url=f"{scheme.lower()}://{rest}")

    @property
    def folder(self) -> Path:
        """Where files that go with the database are put: beside a file; for a server, the working folder."""
        return self.path.parent if self.path else Path()

    @property
    def stem(self) -> str:
        """How files that go with the database begin: the name of the file or of the server's database."""
        if self.path:
            return self.path.stem
        name = self.url.partition("://")[2].partition("?")[0].partition("/")[2]
        return _ODD.sub("_", _decoded(name)) or "crm"

    @property
    def several(self) -> bool:
        """Whether several servers are named: one of them may be about to take over."""
        return "," in self.url.partition("?")[0]

    @property
    def key(self) -> str:
        """The same text for the same database, whatever the working folder."""
        return str(self.path.resolve()) if self.path else self.url

    def __str__(self) -> str:
        return str(self.path) if self.path else self.url


def without_password(text: str) -> str:
    """An address with what looks like a password left out; what holds none stays as it is."""
    text = _BEFORE_HOST.sub(r"\1@", text)
    # libpq reads the names of settings decoded.
    shown = _SETTING.sub(r"\1…", text)
    if shown == text and _SETTING.search(decoded := _decoded(text)):
        return _SETTING.sub(r"\1…", decoded)
    return shown


def _decoded(text: str) -> str:
    """The text with what is percent-encoded in clear."""
    if "%" not in text:
        return text
    # Imported only here: most addresses need it not.
    from urllib.parse import unquote

    return unquote(text)
