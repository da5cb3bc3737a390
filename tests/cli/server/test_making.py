"""`init` on a server: who may, what an administrator has to run, and names of every kind."""

from __future__ import annotations

import os
import subprocess

import pytest

from tests.acting import PROGRAM
from tests.cli.server.conftest import Team, sentence


@pytest.mark.parametrize("login", ["postgres", "tester"])
def test_who_may_make_schemas_and_roles_makes_a_database(nobody: Team, login: str) -> None:
    run = nobody.by(login, "init", "--name", "Lee")
    assert run.status == 0 and "staff add NAME --login LOGIN" in run.out
    assert nobody.json("--db", nobody.url(login), "staff", "list")[0]["login"] == login
    assert nobody.by(login, "init").status == 5
    assert "LOGIN" not in nobody.ok("--db", str(nobody.folder / "own.db"), "init").out


@pytest.mark.parametrize("login", ["owner", "plain"])
def test_who_may_not_hears_what_an_administrator_runs_once(nobody: Team, login: str) -> None:
    if login == "owner":
        nobody.walled.execute(f"ALTER DATABASE {nobody.name} OWNER TO owner")
    refused = nobody.by(login, "init")
    assert refused.status == 12 and login in sentence(refused)
    assert nobody.by(login, "init", "--lang", "zh_CN").err.count(";") == refused.err.count(";")
    nobody.administer(refused)
    assert nobody.by(login, "init", "--name", "Lee").status == 0
    assert nobody.by(login, "staff", "add", "Vera", "--login", "vera", "--role", "viewer").status == 0
    assert nobody.groups("vera") == {"readers"}
    assert nobody.by("vera", "find").status == 0


def test_a_database_that_is_missing_is_made_as_the_error_says(nobody: Team) -> None:
    missing = nobody.walled.url("客户 “1”-%25", "tester")
    refused = nobody("--db", missing, "find")
    assert refused.status == 10 and "客户 “1”-%" in sentence(refused)
    try:
        nobody.administer(refused)
        nobody.ok("--db", missing, "init")
        assert nobody("--db", missing, "find").status == 0
        nobody.ok("--db", missing, "backup")
        assert [p.name for p in nobody.folder.glob("*.bak")] == ["客户__1_-_-20261120-100000.bak"]
    finally:
        nobody.walled.drop_database("客户 “1”-%")


def test_a_database_in_another_encoding_is_replaced_as_the_error_says(nobody: Team) -> None:
    execute = nobody.walled.execute
    execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    try:
        refused = nobody("--db", nobody.walled.url("latin", "tester"), "init")
        assert refused.status == 10 and "LATIN1" in sentence(refused)
        nobody.administer(refused)
        nobody.ok("--db", nobody.walled.url("latin_utf8", "tester"), "init")
    finally:
        nobody.walled.drop_database("latin")
        nobody.walled.drop_database("latin_utf8")


@pytest.mark.parametrize("name", ["客户-east side", 'we"ird%?:x&#', "n" * 55])
def test_a_name_of_a_database_may_be_odd(nobody: Team, name: str) -> None:
    from urllib.parse import quote

    quoted = '"' + name.replace('"', '""') + '"'
    nobody.walled.execute(f"CREATE DATABASE {quoted} OWNER tester")
    try:
        url = nobody.walled.url(quote(name, safe=""), "tester")
        nobody.ok("--db", url, "init")
        nobody.ok("--db", url, "staff", "add", "Lina", "--login", "lina")
        nobody.ok("--db", nobody.walled.url(quote(name, safe=""), "lina"), "add", "李小明")
    finally:
        nobody.walled.execute(f"DROP DATABASE {quoted} WITH (FORCE)")


def test_a_name_with_no_room_for_its_groups_is_refused(nobody: Team) -> None:
    nobody.walled.execute(f"CREATE DATABASE {'n' * 56} OWNER tester")
    try:
        assert nobody("--db", nobody.walled.url("n" * 56, "tester"), "init").status == 5
    finally:
        nobody.walled.drop_database("n" * 56)


def test_of_two_who_make_it_at_once_one_does(nobody: Team) -> None:
    words = (*PROGRAM, "init", "--name", "Lee")
    both = [
        subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                         env=os.environ | {"CRMCLI_LOCK_TIMEOUT": "30"})
        for _ in range(2)
    ]  # fmt: skip
    said = [program.communicate()[1] for program in both]
    assert sorted(program.returncode for program in both) == [0, 5], said
    assert "Traceback" not in "".join(said)
    assert len(nobody.json("staff", "list")) == 1
