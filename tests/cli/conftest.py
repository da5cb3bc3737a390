"""Runs commands in this process on a fresh database at a fixed time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crmcli import cli, i18n

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
        self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.folder = folder
        self.db = folder / "crm.db"
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *words: str) -> Run:
        self._capsys.readouterr()
        status = cli.run(words)
        captured = self._capsys.readouterr()
        return Run(status, captured.out, captured.err)

    def ok(self, *words: str) -> Run:
        """Like a call, for a step that must succeed."""
        run = self(*words)
        assert run.status == 0, run.err or run.out
        return run

    def json(self, *words: str) -> Any:
        """The `data` of --format json."""
        return self.ok(*words, "--format", "json").json["data"]

    def at(self, instant: str) -> None:
        """Moves the clock."""
        self._monkeypatch.setenv("CRMCLI_NOW", instant)


@pytest.fixture
def bare(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Crm]:
    """No database yet."""
    for name, value in {
        "CRMCLI_NOW": NOW, "CRMCLI_DB": str(tmp_path / "crm.db"), "CRMCLI_LANG": "en", "LOGNAME": "tester",
        "CRMCLI_CONFIG": str(tmp_path / "none.toml"), "XDG_STATE_HOME": str(tmp_path / "state"),
        "CRMCLI_LOCK_TIMEOUT": "0.2",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("CRMCLI_AS", raising=False)
    yield Crm(tmp_path, capsys, monkeypatch)
    i18n.choose("en")


@pytest.fixture
def crm(bare: Crm) -> Crm:
    """A fresh database with one member of staff, Lee, whose login is the tester's."""
    bare.ok("init", "--name", "Lee")
    return bare
