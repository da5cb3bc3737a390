"""Databases that are made once and copied from then on: their tables, their rows, and on a server who may do what.

On a server a copy bears the name under which the first was made, for the group roles are named after it; they stand
in the server and not in the database, so who is in them is put back too.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.kept import let_go
from tests.postgres import Server

#: Fills the empty database at a place, as `--db` names it.
Make = Callable[[str], object]
#: Group role, member, whether it may admit others, and who admitted it.
_Member = tuple[str, str, bool, str]


class Shelf:
    """What is kept to be copied, for one run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._members: dict[tuple[Server, str], set[_Member]] = {}

    def file(self, name: str, place: Path, make: Make) -> None:
        """Puts a copy at a place."""
        kept = self._folder / f"{name}.db"
        if kept.exists():
            shutil.copy(kept, place)
        else:
            make(str(place))
            shutil.copy(place, kept)

    def database(self, name: str, server: Server, make: Make) -> str:
        """Puts a copy on a server, for tester; its name there, which is another one while the first is in use."""
        names = itertools.chain([name], (f"{name}_{n}" for n in itertools.count(2)))
        own = next(n for n in names if not _exists(server, n))
        if (server, own) not in self._members:
            self._keep(own, server, make)
        server.create_database(own, _kept(own), owner="tester")
        server.execute(f"GRANT CONNECT ON DATABASE {own} TO {', '.join(_groups(own))}")
        _settle(server, own, self._members[server, own])
        return own

    def _keep(self, name: str, server: Server, make: Make) -> None:
        server.create_database(name, owner="tester")
        try:
            make(server.url(name, "tester"))
            let_go(name)
            server.execute(f"ALTER DATABASE {name} RENAME TO {_kept(name)}")
        except BaseException:
            server.drop_database(name)
            raise
        self._members[server, name] = _members(server, name)


def _kept(name: str) -> str:
    return f"{name}_kept"


def _groups(name: str) -> tuple[str, str]:
    return f"{name}_writers", f"{name}_readers"


def _exists(server: Server, name: str) -> bool:
    return bool(server.execute(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def _members(server: Server, name: str) -> set[_Member]:
    rows = server.execute(
        "SELECT g.rolname, m.rolname, a.admin_option, b.rolname FROM pg_auth_members a"
        " JOIN pg_roles g ON g.oid = a.roleid JOIN pg_roles m ON m.oid = a.member JOIN pg_roles b ON b.oid = a.grantor"
        f" WHERE g.rolname IN {_groups(name)}"
    )
    return {(group, member, deputy, grantor) for group, member, deputy, grantor in rows}


def _settle(server: Server, name: str, wanted: set[_Member]) -> None:
    """Lets exactly these into the groups; who may admit others first, for they may have admitted some."""
    now = _members(server, name)
    for group, member, _deputy, grantor in now - wanted:
        server.execute(f'REVOKE {group} FROM "{member}" GRANTED BY "{grantor}" CASCADE')
    for group, member, deputy, grantor in sorted(wanted - now, key=lambda held: not held[2]):
        option = " WITH ADMIN OPTION" if deputy else ""
        server.execute(f'GRANT {group} TO "{member}"{option} GRANTED BY "{grantor}"')
