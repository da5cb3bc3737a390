"""Runs commands in this process on a fresh database at a fixed time."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crmcli import cli, i18n
from crmcli.context import Context
from tests.conftest import Databases
from tests.kept import keep_connections
from tests.postgres import Server

if TYPE_CHECKING:
    from tests.cli.mail_server import Postman

NOW = "2026-11-20T02:00:00Z"


@dataclass
class Run:
    """What one command line gave."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Crm:
    """Calls the program as `crm("due", "--days", "3")`."""

    def __init__(
        self,
        folder: Path,
        place: str,
        server: Server | None,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        self.folder = folder
        #: The database as `--db` names it, and its file where it is one.
        self.place, self.db = place, folder / "crm.db"
        self.server = server
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *words: str) -> Run:
        self._capsys.readouterr()
        status = cli.run(words)
        captured = self._capsys.readouterr()
        return Run(status, captured.out, captured.err)

    def step_back(self) -> None:
        """Takes back the newest operation that stands, undos aside."""
        standing = (row for row in self.json("history") if row["undone_by"] is None)
        self.ok("undo", str(next(row["number"] for row in standing if not row["command"].endswith("undo"))))

    def ok(self, *words: str) -> Run:
        """Like a call, for a step that must succeed."""
        run = self(*words)
        assert run.status == 0, run.err or run.out
        return run

    def json(self, *words: str) -> Any:
        """The `data` of --format json."""
        return self.ok(*words, "--format", "json").json["data"]

    def refuses(self, cases: Iterable[tuple[tuple[str, ...], int]]) -> None:
        """Each of these command lines ends with its status and an error in words, prints nothing and changes nothing."""
        before = self.json("history")
        for words, status in cases:
            run = self(*words)
            assert (words, run.status, run.out) == (words, status, ""), run.err
            assert run.err.startswith("Error: ") and "Traceback" not in run.err, words
        assert self.json("history") == before

    def become(self, login: str, *, group: str) -> None:
        """Goes on as another login; on a server it is made and put into the database's `writers` or `readers`."""
        self._monkeypatch.setenv("LOGNAME", login)
        if self.server is not None:
            name = self.place.rpartition("/")[2]
            self.server.login(login, f"{name}_{group}")
            self._monkeypatch.setenv("CRMCLI_DB", self.server.url(name, login))

    def tamper(self, sql: str) -> None:
        """Changes the database behind the program's back."""
        if self.server is None:
            with sqlite3.connect(self.db) as plain:
                plain.execute(sql)
        else:
            self.server.execute(f"SET search_path TO crmcli; {sql}", self.place.rpartition("/")[2])

    def at(self, instant: str) -> None:
        """Moves the clock."""
        self._monkeypatch.setenv("CRMCLI_NOW", instant)


@pytest.fixture(scope="module", autouse=True)
def _connections_are_kept() -> Iterator[None]:
    with keep_connections():
        yield


#: Calls the program on the database at a place.
At = Callable[[str], Crm]


@pytest.fixture
def at(
    databases: Databases, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[At]:
    """The tester at a desk, before a database is named."""
    for name, value in {
        "CRMCLI_NOW": NOW, "CRMCLI_LANG": "en", "LOGNAME": "tester",
        "CRMCLI_CONFIG": str(tmp_path / "none.toml"), "XDG_STATE_HOME": str(tmp_path / "state"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "CRMCLI_LOCK_TIMEOUT": "0.2", "PYTHONPATH": str(Path(__file__).parents[2]),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("CRMCLI_AS", raising=False)
    # What goes beside a file goes to the working folder when the database is on a server.
    monkeypatch.chdir(tmp_path)

    def use(place: str) -> Crm:
        monkeypatch.setenv("CRMCLI_DB", place)
        return Crm(tmp_path, place, databases.server, capsys, monkeypatch)

    yield use
    i18n.choose("en")


@pytest.fixture
def bare(at: At, place: str) -> Crm:
    """No database yet."""
    return at(place)


@pytest.fixture
def crm(at: At, databases: Databases) -> Crm:
    """A fresh database with one member of staff, Lee, whose login is the tester's."""
    return at(databases.copy("crm", lambda place: at(place).ok("init", "--name", "Lee")))


def beginning(steps: Callable[[Crm], None]) -> Any:
    """A fixture of its name: a fresh database after these steps, which are taken once and copied from then on."""
    name = f"{steps.__module__.rpartition('.')[2]}_{steps.__name__}"

    @pytest.fixture(name=steps.__name__)
    def begun(at: At, databases: Databases) -> Crm:
        def take(place: str) -> None:
            crm = at(place)
            crm.ok("init", "--name", "Lee")
            steps(crm)

        return at(databases.copy(name, take))

    return begun


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Somebody at a terminal who types these lines."""

    def type_in(*lines: str) -> None:
        monkeypatch.setattr(Context, "interactive", True)
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    return type_in


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postman]:
    """A mail server that the settings name."""
    from tests.cli.mail_server import mail_server  # only what sends needs it

    with mail_server() as (postman, port):
        told = {
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "SENDER": "客服 <care@us.cn>",
            "SECURITY": "none",
            "TIMEOUT": "0.4",
        }
        for name, value in told.items():
            monkeypatch.setenv(f"CRMCLI_SMTP_{name}", value)
        yield postman
