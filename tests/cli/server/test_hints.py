"""What a server tells people to type lets a login in, and lets it write, as printed."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run
from tests.cli.hints import printed
from tests.cli.hints.cases import BLANKS, SERVER_HINTS
from tests.cli.server.conftest import Team


def _follow(team: Team, number: int, run: Run, **blanks: str) -> None:
    text = printed.occurrence(SERVER_HINTS[number], run.out + run.err)
    assert text is not None, run
    for line in printed.command_lines(text):
        team.ok(*printed.typed(line, {**BLANKS, **blanks}))


def test_who_made_the_database_lets_a_colleague_in(nobody: Team) -> None:
    run = nobody.ok("init", "--name", "Lee")
    assert nobody.by("lina", "due").status == 12
    _follow(nobody, 0, run, NAME="Lina", LOGIN="lina")
    assert nobody.by("lina", "add", "王小红").status == 0


def test_a_colleague_gets_a_login_after_a_move_to_the_server(nobody: Team) -> None:
    file = str(nobody.folder / "crm.db")
    nobody.ok("--db", file, "init", "--name", "Lee")
    nobody.ok("--db", file, "staff", "add", "Lina", "--role", "rep")
    run = nobody.ok("--db", file, "move", "--to", nobody.place)
    _follow(nobody, 1, run, NAME="Lina", LOGIN="lina")
    assert nobody.by("lina", "add", "王小红").status == 0


def test_a_login_of_nobody_is_let_in(team: Team) -> None:
    team.walled.execute(f"GRANT CONNECT ON DATABASE {team.name} TO PUBLIC")
    _follow(team, 3, team.by("plain", "due"), NAME="Eve")
    assert team.by("plain", "due").status == 0


def test_a_login_that_may_not_connect_is_let_in(team: Team) -> None:
    team.walled.execute(f"REVOKE CONNECT ON DATABASE {team.name} FROM PUBLIC")
    _follow(team, 2, team.by("plain", "due"), NAME="Eve", LOGIN="plain")
    assert team.by("plain", "due").status == 0


def test_a_login_that_only_reads_may_write(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRMCLI_PIN", "2468")
    team.ok("staff", "edit", "Lee", "--pin")
    _follow(team, 4, team.by("vera", "--as", "Lee", "add", "王小红"), NAME="Vera")
    assert team.by("vera", "add", "王小红").status == 0
