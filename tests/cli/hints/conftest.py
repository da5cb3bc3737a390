"""The company of `company.txt`, made once and copied for each case."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from crmcli import cli
from tests.cli.conftest import NOW, Crm

_PEOPLE = "Name,Phone,City\nAnn Smith,13700000001,Leshan\n"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `company.db`, and `init.db`, which has nobody but Lee."""
    folder = tmp_path_factory.mktemp("made")
    lines = Path(__file__).with_name("company.txt").read_text(encoding="utf-8").splitlines()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "CRMCLI_NOW": NOW, "CRMCLI_DB": str(folder / "company.db"), "CRMCLI_LANG": "en", "LOGNAME": "tester",
            "CRMCLI_CONFIG": str(folder / "none.toml"), "XDG_STATE_HOME": str(folder / "state"),
        }.items():  # fmt: skip
            patch.setenv(name, value)
        for number, line in enumerate(lines):
            assert cli.run(shlex.split(line)) == 0, line
            if number == 0:
                shutil.copy(folder / "company.db", folder / "init.db")
    return folder


@pytest.fixture
def at_work(made: Path, bare: Crm) -> Callable[[str], Crm]:
    """The program on a copy of a database, or with "nothing" on none; in the folder `sheets` are some people to import."""

    def start(on: str) -> Crm:
        (bare.folder / "sheets").mkdir()
        (bare.folder / "sheets" / "people.csv").write_text(_PEOPLE, encoding="utf-8")
        if on != "nothing":
            shutil.copy(made / f"{on}.db", bare.db)
            shutil.copy(made / f"{on}.db", bare.folder / "sound.db")
        return bare

    return start
