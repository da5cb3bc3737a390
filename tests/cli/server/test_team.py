"""Letting people in and out of a server, and the day's work of those who own nothing there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from crmcli import errors
from tests.cli.server.conftest import Team, sentence
from tests.cli.test_contracts import WRITING, steps_before, write_files
from tests.kept import keep_connections


def test_a_role_brings_its_rights_and_loses_them(team: Team) -> None:
    assert (team.groups("lina"), team.groups("vera")) == ({"writers"}, {"readers"})
    assert team.by("lina", "add", "李小明").status == 0
    assert team.by("vera", "add", "王小红").status == 12
    team.ok("staff", "edit", "Vera", "--role", "rep")
    team.ok("staff", "edit", "Lina", "--role", "viewer")
    assert (team.groups("lina"), team.groups("vera")) == ({"readers"}, {"writers"})
    team.ok("undo")
    assert team.groups("lina") == {"writers"}
    team.ok("staff", "edit", "Lina", "--left")
    team.ok("staff", "edit", "Vera", "--login", "plain")
    assert (team.groups("lina"), team.groups("vera"), team.groups("plain")) == (set(), set(), {"writers"})
    assert team.by("lina", "find").status == 12
    assert team.by("vera", "find").status == 12
    team.ok("staff", "edit", "Lina", "--active")
    assert team.groups("lina") == {"writers"}
    team.ok("staff", "add", "Wang", "--login", "owner")
    team.ok("undo")
    assert team.groups("owner") == set()


def test_who_leaves_loses_the_rights_and_gets_them_back_by_undo(team: Team) -> None:
    team.ok("staff", "leave", "Lina", "--to", "Lee")
    assert team.groups("lina") == set()
    assert team.by("lina", "find").status == 12
    team.ok("undo")
    assert team.groups("lina") == {"writers"}


def test_a_file_has_nobody_to_let_in(team: Team) -> None:
    file = str(team.folder / "own.db")
    team.ok("--db", file, "init", "--name", "Lee")
    assert team.ok("--db", file, "staff", "add", "Wang", "--login", "wang").out.startswith("Added Wang.\n")
    assert team.json("--db", file, "staff", "edit", "Wang", "--left")["for_administrator"] == []


def test_a_login_passes_on_when_its_person_left(team: Team) -> None:
    wang = ("staff", "add", "Wang", "--login", "vera", "--role", "rep")
    assert team(*wang).status == 5 and team.groups("vera") == {"readers"}
    team.ok("staff", "edit", "Vera", "--left")
    team.ok(*wang)
    assert team.groups("vera") == {"writers"}
    assert team("staff", "edit", "Vera", "--active").status == 5


def test_rights_that_are_missing_are_given_by_naming_the_login_again(team: Team) -> None:
    team.walled.execute("CREATE ROLE newbie LOGIN PASSWORD 'newbie-secret'")
    try:
        team.tamper("UPDATE staff SET login = 'newbie' WHERE name = 'Lina'")
        team.ok("staff", "edit", "Lina", "--login", "newbie")
        assert team.by("newbie", "add", "李小明").status == 0
    finally:
        team.walled.execute("DROP ROLE newbie")


def test_a_new_login_is_made_as_the_command_says(team: Team) -> None:
    run = team.ok("staff", "add", "Newbie", "--login", "newbie", "--role", "rep")
    assert "\\password" in run.out
    assert len(team.json("staff", "edit", "Newbie", "--role", "viewer")["for_administrator"]) == 3
    try:
        team.administer(run)
        assert team.by("newbie", "find").status == 0
    finally:
        team.walled.execute("DROP ROLE newbie")


def test_a_manager_who_may_not_grant_hears_what_is_left(team: Team) -> None:
    run = team.by("max", "staff", "add", "Wang", "--login", "plain", "--role", "rep")
    assert run.status == 0 and team.groups("plain") == set()
    team.administer(run)
    assert team.groups("plain") == {"writers"}
    run = team.by("max", "undo")
    assert run.status == 0 and team.groups("plain") == {"writers"}
    team.administer(run)
    assert team.groups("plain") == set()
    # The owner needs no group, and what is no matter of rights leaves nothing to run.
    for words in (("Lee", "--role", "manager"), ("Max", "--email", "max@example.com")):
        assert "psql" not in team.by("max", "staff", "edit", *words).out


def test_nobody_is_somebody_else_by_the_computers_login(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "tester")
    assert team.by("vera", "add", "李小明").status == 12
    assert team.by("lina", "staff", "add", "Wang").status == 12
    team.ok("add", "王小红")
    assert team.by("lina", "add", "李小明").status == 0
    assert [row["actor"] for row in team.json("history")[:2]] == ["Lina", "Lee"]
    assert team.walled.execute("SELECT login FROM crmcli.operation ORDER BY number DESC LIMIT 2", team.name) == [
        ("lina",), ("tester",)
    ]  # fmt: skip


def test_acting_as_somebody_wants_their_pin_and_gives_no_rights(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert team.by("lina", "--as", "Lee", "add", "李小明").status == 12
    monkeypatch.setenv("CRMCLI_PIN", "2468")
    team.ok("staff", "edit", "Lee", "--pin")
    assert team.by("lina", "--as", "Lee", "add", "李小明").status == 0
    # Whoever knows a PIN is still only who the server knows.
    run = team.by("vera", "--as", "Lee", "add", "王小红")
    assert run.status == 12 and "vera may only read" in sentence(run)
    monkeypatch.setenv("CRMCLI_PIN", "1357")
    assert team.by("lina", "--as", "Lee", "add", "王小红").status == 12


def test_what_writes_by_the_commands_passes_the_guards(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whom a rep's file names comes onto the list and goes again; a manager may give up their own place."""
    (team.folder / "c.csv").write_text("客户名称,负责人\n甲公司,王小明\n", encoding="utf-8")
    assert team.by("lina", "import", "c.csv", "--yes").status == 0
    assert "王小明" in [row["name"] for row in team.json("staff", "list")]
    assert team.by("lina", "undo").status == 0
    assert "王小明" not in [row["name"] for row in team.json("staff", "list")]
    monkeypatch.setenv("CRMCLI_PIN", "2468")
    assert team.by("lina", "staff", "edit", "Lina", "--pin").status == 0
    assert team.by("lina", "staff", "edit", "Lina", "--role", "manager").status == 12
    assert team.by("max", "staff", "edit", "Lina", "--pin").status == 0
    # A PIN gives a rep's login no manager's rights, and the history is told by whose login it was.
    team.ok("staff", "edit", "Lee", "--pin")
    run = team.by("lina", "--as", "Lee", "policy", "set", "churn.high", "70")
    assert run.status == 12 and "manager's own login" in sentence(run)
    assert team.by("lina", "--as", "Lee", "add", "乙公司").status == 0
    last = "SELECT actor, login FROM crmcli.operation ORDER BY number DESC LIMIT 1"
    assert team.walled.execute(last, team.name) == [("Lee", "lina")]
    monkeypatch.setenv("CRMCLI_PIN", "1357")
    assert team.by("lina", "--as", "Lee", "find").status == 12
    assert team.walled.execute(last, team.name) == [("Lina", "lina")]
    # A copy by who doesn't own the tables has everything but the PINs.
    assert team.by("max", "backup", "-o", "copy.db").status == 0
    monkeypatch.setenv("CRMCLI_PIN", "2468")
    assert "Lina has no PIN" in team("--db", "copy.db", "--as", "Lina", "find").err
    assert team.by("max", "staff", "edit", "Max", "--role", "rep").status == 0
    assert team.by("max", "policy", "set", "churn.high", "70").status == 12
    team.ok("staff", "edit", "Max", "--role", "manager")
    assert team.by("max", "staff", "leave", "Max", "--to", "Lee").status == 0
    assert team.ok("history", "--verify")


_BEGINNING = [
    ("add", "李小明", "--phone", "13800000001"), ("purchase", "add", "1", "1200", "--order", "A1"),
    ("complaint", "open", "1", "broken"), ("feedback", "add", "1", "slow"), ("task", "add", "call", "--due", "tomorrow"), ("add", "王小红"),
    ("staff", "add", "Wang"), ("kb", "add", "q0", "a0"), ("opportunity", "add", "1", "kitchens", "--amount", "500"),
    ("staff", "train", "Lee", "greeting"), ("attachment", "add", "1", "scan.pdf"), ("consent", "grant", "1", "care"),
    ("trial", "start", "1", "filter", "--days", "1"), ("target", "set", "Sell", "--metric", "orders", "--goal", "9", "--by", "2026-12-31"),
    ("improve", "add", "answer sooner", "--due", "+1d"), ("budget", "spend", "visits", "5", "--for", "taxi"), ("retain", "open", "1"),
    ("competitor", "add", "Dark"), ("log-contact", "#1", "phone", "hi", "--at", "2026-10-12"),
]  # fmt: skip
_READING = [
    ("find",), ("due", "--team", "--days", "30", "--all"), ("complaint", "list", "--all"), ("task", "list", "--all"),
    ("feedback", "list"), ("purchase", "list"), ("survey", "results"), ("staff", "list"), ("policy", "show"),
    ("kb", "list"), ("attachment", "list"), ("consent", "list"), ("care", "plan"), ("care", "log"), ("campaign", "list"), ("budget", "list"), ("target", "list"), ("improve", "list"), ("alarm", "list"), ("review", "queue"), ("handoff",), ("report", "kpi"), ("report", "churn"), ("report", "complaints"),
    ("report", "satisfaction"), ("report", "tiers"), ("report", "response"),
]  # fmt: skip
#: What managers alone may do.
_MANAGING = {
    "staff",
    "policy",
    "calendar",
    "--pin",
    "review",
    "field",
    "rate",
    "release",
    "--owners",
    "adjust",
}
_MANAGING_VERBS = {("budget", "set"), ("alarm", "seen"), ("report", "close")}


@pytest.fixture
def connected() -> Iterator[None]:
    """Passwords take a server long, and who was let in once is told apart by what it may do there."""
    with keep_connections():
        yield


@pytest.mark.usefixtures("connected")
def test_every_command_works_for_a_login_that_owns_nothing(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(team.folder)
    for words in _BEGINNING:
        team.ok(*words)
    for words in WRITING:
        managing = bool(_MANAGING & {*words}) or words[:2] in _MANAGING_VERBS
        if managing:
            assert team.by("lina", *words).status == 12, words
        monkeypatch.setenv("CRMCLI_DB", team.url("max" if managing else "lina"))
        # What is there from the beginning has the numbers that the words name.
        steps = (*(step for step in steps_before(words) if step not in _BEGINNING), words)
        for step in steps:
            team.ok(*step)
        for _step in steps:
            team.step_back()
    monkeypatch.setenv("CRMCLI_DB", team.url("lina"))
    for words in (*_READING, ("classify",), ("backup",), ("doctor",), ("history", "--verify")):
        team.ok(*words)


@pytest.mark.usefixtures("connected")
def test_a_viewer_reads_everything_and_backs_it_up(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(team.folder)
    for words in _BEGINNING:
        team.ok(*words)
    read = [team.ok(*words).out for words in _READING]
    monkeypatch.setenv("CRMCLI_DB", team.url("vera"))
    assert [team.ok(*words).out for words in _READING] == read
    for words in (("show", "1"), ("history", "--verify"), ("doctor",), ("backup",), ("export", "customers")):
        team.ok(*words)
    copy = next(team.folder.glob("*.bak"))
    assert {row["name"] for row in team.json("--db", str(copy), "find")} == {"李小明", "王小红"}
    write_files(team.folder)
    at_once = [words for words in WRITING if not steps_before(words)]
    assert {words: team(*words).status for words in at_once} == dict.fromkeys(at_once, 12)


def test_only_the_owner_restores(team: Team) -> None:
    team.ok("backup", "-o", "copy.db")
    team.ok("add", "李小明")
    run = team.by("max", "restore", "copy.db", "--yes")
    assert run.status == 12 and "tester" in sentence(run)
    assert len(team.json("find")) == 1
    team.ok("restore", "copy.db", "--yes")
    assert team.json("find") == []
    assert team.by("lina", "add", "王小红").status == 0


def test_a_server_takes_no_damaged_records_and_a_copy_holds_them_as_they_are(team: Team) -> None:
    team.ok("backup", "-o", "copy.db")
    with sqlite3.connect(team.folder / "copy.db", isolation_level=None) as plain:
        plain.execute("UPDATE staff SET created_at = 'x'")
    run = team("restore", "copy.db", "--damaged", "--yes")
    assert run.status == errors.Invalid.status and "staff 1: created_at x" in run.err
    team.tamper("UPDATE policy_version SET data = '{'")
    run = team("backup", "-o", "odd.db")
    assert run.status == errors.Corrupt.status and "policy_version 1: data {" in run.err
    assert not (team.folder / "odd.db").exists()


def test_doctor_tells_of_the_server(team: Team) -> None:
    for login, rights in (
        ("tester", "this login writes"),
        ("lina", "this login writes"),
        ("vera", "only reads"),
    ):
        found = team.json("--db", team.url(login), "doctor")[0]
        assert found["check"] == "server"
        assert found["detail"].startswith("PostgreSQL 1") and "encrypted" in found["detail"]
        assert rights in found["detail"]
        # Servers of tests are in a hurry.
        assert found["state"] == "warning" and "fsync" in found["advice"]
