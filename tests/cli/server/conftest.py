"""A team on a server of its own, which wants passwords and offers TLS; everybody's password is `NAME-secret`."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import At, Crm, Run
from tests.conftest import Databases, need_postgres
from tests.postgres import Server
from tests.shelf import Shelf

_LOGINS = {"tester": "CREATEROLE", "owner": "", "plain": "", "lina": "", "vera": "", "max": ""}


@pytest.fixture(scope="session")
def walled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    need_postgres()
    with Server.start(password="postgres-secret") as server:
        data, made = server.folder / "data", make_certificate(tmp_path_factory.mktemp("certificate"))
        for file in (made, made.with_suffix(".key")):
            shutil.copy(file, data)
            os.chown(data / file.name, data.stat().st_uid, data.stat().st_gid)
            (data / file.name).chmod(0o600)
        server.execute("ALTER SYSTEM SET ssl = on")
        server.restart()
        for login, rights in _LOGINS.items():
            server.execute(f"CREATE ROLE {login} LOGIN {rights} PASSWORD '{login}-secret'")
        yield server


def make_certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that is its own root, and its key."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=crm", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "server.key", "-out", "server.crt"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return folder / "server.crt"


class _Walled(Databases):
    def __init__(self, server: Server, shelf: Shelf) -> None:
        self.server = server
        self._shelf = shelf
        self._made = []


@pytest.fixture
def databases(
    walled: Server, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Databases]:
    """Empty databases on the walled server; this user's password file knows every login."""
    for name in [n for n in os.environ if n.startswith("PG")]:
        monkeypatch.delenv(name)
    passwords = tmp_path / "pgpass"
    names = [*_LOGINS, "postgres", "newbie"]
    passwords.write_text("".join(f"*:*:*:{name}:{name}-secret\n" for name in names), encoding="utf-8")
    passwords.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passwords))
    made = _Walled(walled, shelf)
    yield made
    made.drop()


@pytest.fixture(scope="module", autouse=True)
def _connections_are_kept() -> None:
    """They are not: what is tested is how connections come about."""


class Team(Crm):
    """A database on the walled server, at which one login after the other works."""

    @property
    def walled(self) -> Server:
        assert self.server is not None
        return self.server

    @property
    def name(self) -> str:
        return self.place.rpartition("/")[2]

    def url(self, login: str) -> str:
        return self.walled.url(self.name, login)

    def by(self, login: str, *words: str) -> Run:
        """What another login gets."""
        return self("--db", self.url(login), *words)

    def groups(self, login: str) -> set[str]:
        rows = self.walled.execute(
            "SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid"
            f" JOIN pg_roles l ON l.oid = m.member WHERE l.rolname = '{login}'"
        )
        return {row[0].removeprefix(f"{self.name}_") for row in rows if row[0].startswith(f"{self.name}_")}

    def administer(self, run: Run) -> None:
        """Runs what a command says that an administrator is to run."""
        said = run.err or run.out
        told = said.partition("in psql:")[2] or said
        lines = [line for line in told.splitlines() if line.startswith("  ")]
        assert lines, run
        for line in lines:
            if line.startswith("  \\password "):
                login = line.split('"')[1]
                line = f"ALTER ROLE {login} PASSWORD '{login}-secret'"
            self.walled.execute(line)


@pytest.fixture
def nobody(
    bare: Crm, walled: Server, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Team:
    """No tables yet; tester owns the database and may make roles."""
    return Team(bare.folder, bare.place, walled, capsys, monkeypatch)


@pytest.fixture
def team(
    at: At,
    databases: Databases,
    walled: Server,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Team:
    """Tester is Lee, the admin; lina is a rep, vera a viewer, max a manager."""
    made = at(databases.copy("team", lambda place: _hire(at(place))))
    return Team(made.folder, made.place, walled, capsys, monkeypatch)


def _hire(crm: Crm) -> None:
    crm.ok("init", "--name", "Lee")
    for name, login, role in (("Lina", "lina", "rep"), ("Vera", "vera", "viewer"), ("Max", "max", "manager")):
        crm.ok("staff", "add", name, "--login", login, "--role", role)


def sentence(run: Run) -> str:
    """The error, which is one sentence and one hint, with statements behind it if there are any."""
    lines = [line for line in run.err.splitlines() if not line.startswith("  ")]
    assert len(lines) == 2 and lines[0].startswith("Error: "), run
    assert "Traceback" not in run.err and "FATAL" not in run.err and run.out == ""
    return lines[0]
