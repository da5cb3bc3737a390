"""Who acts: by which login, under whose name, and what nobody gets back or takes away without the right to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Crm, beginning

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file

_ROOT = Path(__file__).parents[2]


@beginning
def team(crm: Crm) -> None:
    """Lee is admin, Wang manager, 李娜 a rep; Chen has left. Lee and Chen have the PIN 2468."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRMCLI_PIN", "2468")
        crm.ok("staff", "edit", "Lee", "--pin")
        crm.ok("staff", "add", "Chen", "--role", "manager", "--pin")
    crm.ok("staff", "add", "Wang", "--role", "manager", "--login", "wang")
    crm.ok("staff", "add", "李娜", "--role", "rep", "--login", "lina")
    crm.ok("staff", "edit", "Chen", "--left")


def test_the_environment_names_nobody(crm: Crm) -> None:
    import pwd

    lies = dict.fromkeys(("LOGNAME", "USER", "USERNAME", "LNAME", "SUDO_USER"), "tester")
    script = "from crmcli.__main__ import main; main()"
    run = subprocess.run(
        [sys.executable, "-c", script, "add", "李小明"], env={**os.environ, **lies, "PYTHONPATH": str(_ROOT)},
        capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 12
    assert pwd.getpwuid(os.getuid()).pw_name in run.stderr and "tester" not in run.stderr


_NAMES = [
    # who, under whose name, with which PIN, status, what is said
    ("tester", "Lee", "", 0, ""), ("tester", "Wang", "2468", 12, "Wang has no PIN"), ("tester", "Chen", "2468", 12, "Chen has left"),
    ("lina", "Lee", "", 12, "takes their PIN"), ("lina", "Lee", "1357", 12, "not the PIN of Lee"), ("lina", "Lee", "2468", 0, ""),
    ("lina", "tester", "2468", 0, ""), ("lina", "1", "1357", 12, "not the PIN of Lee"), ("lina", "李娜", "1357", 0, ""),
    ("lina", "Zhao", "2468", 4, "Nobody on the team"),
]  # fmt: skip


def test_who_acts_under_whose_name(team: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    for n, (login, name, pin, status, said) in enumerate(_NAMES, 20):
        team.become(login, group="writers")
        team.at(f"2026-11-{n}T02:00:00Z")
        monkeypatch.setenv("CRMCLI_PIN", pin)
        run = team("task", "add", f"{n}", "--as", name)
        assert (run.status, said in run.err) == (status, True), (login, name, pin, run)
        # Reading takes the same, however the name is given.
        with monkeypatch.context() as patch:
            patch.setenv("CRMCLI_AS", name)
            assert team("due").status == status
    acting = {"Lee", "李娜"}
    assert {row["actor"] for row in team.json("history") if row["command"] == "task add"} == acting


def test_guesses_are_recorded_and_have_to_wait(team: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    team.become("lina", group="writers")

    def tried(pin: str, at: str) -> tuple[int, str]:
        team.at(f"2026-11-20T{at}Z")
        monkeypatch.setenv("CRMCLI_PIN", pin)
        run = team("--as", "Lee", "task", "add", "x")
        return run.status, run.err.partition("\n")[0]

    wrong, wait = "That is not the PIN", "before 2026-11-20 {}."
    steps = [
        ("1111", "03:00:00", 12, wrong), ("2222", "03:00:01", 12, wrong), ("3333", "03:00:02", 12, wrong),
        ("2468", "03:00:03", 12, wait.format("11:01:02")), ("4444", "03:01:02", 12, wrong), ("2468", "03:03:01", 12, wait.format("11:03:02")),
        ("2468", "03:03:02", 0, ""), ("5555", "03:03:03", 12, wrong), ("2468", "03:04:00", 12, wait.format("11:07:03")), ("2468", "03:07:03", 0, ""),
    ]  # fmt: skip
    for pin, at, status, said in steps:
        found = tried(pin, at)
        assert (found[0], said in found[1]) == (status, True), (pin, at, found)
    monkeypatch.delenv("CRMCLI_PIN")
    # Whoever presses the tab key guesses at nothing.
    with monkeypatch.context() as shell:
        words = {"_CRMCLI_COMPLETE": "complete_bash", "COMP_WORDS": "crmcli due --owner W", "COMP_CWORD": "3"}
        for name, value in {**words, "CRMCLI_AS": "Lee", "CRMCLI_PIN": "9999"}.items():
            shell.setenv(name, value)
        assert team().out == "Wang\n"
    guesses = [row for row in team.json("history") if row["command"] == "--as"]
    assert {(row["actor"], row["summary"]) for row in guesses} == {("李娜", "wrong PIN for Lee")} and len(
        guesses
    ) == 5
    # Nobody takes the record back, and it hides nothing of one's own work.
    team.become("tester", group="writers")
    assert team("undo", str(guesses[0]["number"])).status == 5
    assert team.ok("history", "--verify").out.startswith("The chain")


def test_a_pin_is_in_no_list_no_history_and_no_export(team: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRMCLI_PIN", "9753")
    team.ok("staff", "edit", "Lee", "--pin")
    team.ok("export", "all", "-o", "all.json")
    from contextlib import closing

    from crmcli.database.location import Location
    from crmcli.store import Store

    with closing(Store.open(Location.parse(team.place))) as store:
        digests = [row["digest"] for row in store.db.rows("SELECT digest FROM pin ORDER BY id")]
        images = "".join(row["before"] or "" for row in store.db.rows("SELECT before FROM change"))
    numbers = [str(row["number"]) for row in team.json("history")]
    told = [team.ok("history", "--operation", n, "--format", "json").out for n in numbers]
    told += [
        images,
        team.ok("staff", "list", "--format", "json").out,
        Path("all.json").read_text(encoding="utf-8"),
    ]
    assert len(digests) == 3 and not [d for d in digests for text in told if d in text]
    # Undo gives the PIN before back.
    team.ok("undo")
    team.become("lina", group="writers")
    monkeypatch.setenv("CRMCLI_PIN", "2468")
    team.ok("--as", "Lee", "task", "add", "x")


def test_undo_takes_the_right_that_the_command_took(team: Crm) -> None:
    team.become("wang", group="writers")
    team.ok("policy", "set", "churn.high", "70")
    team.ok("add", "李小明")
    team.ok("edit", "1", "--pin", "key", "--until", "2027-06-30", "--reason", "x")
    (team.folder / "c.csv").write_text(
        "客户名称,锁定类别,锁定至,锁定理由\n乙公司,重点,2027-06-30,x\n", encoding="utf-8"
    )
    team.ok("import", "c.csv", "--yes")
    set_it, added, pinned, read = (str(row["number"]) for row in reversed(team.json("history")[:4]))
    team.ok("undo", set_it)
    undone = str(team.json("history")[0]["number"])
    team.become("tester", group="writers")
    team.ok("staff", "edit", "Wang", "--role", "rep")
    team.become("wang", group="writers")
    # What was one's own as a manager; that an undo was; and others'.
    team.refuses([(("undo", pinned), 12), (("undo", read), 12), (("undo", undone), 12), (("undo", "2"), 12)])
    team.become("lina", group="writers")
    team.refuses([(("undo", set_it), 12), (("undo", added), 12)])
    team.become("tester", group="writers")
    team.ok("undo", undone)


def test_nobody_undoes_the_last_manager_or_gives_two_people_one_login(team: Crm) -> None:
    hired = next(str(row["number"]) for row in team.json("history") if row["summary"] == "Wang")
    team.become("wang", group="writers")
    team.ok("staff", "edit", "Lee", "--role", "rep")
    demoted = str(team.json("history")[0]["number"])
    team.refuses([
        (("undo", hired), 5), (("staff", "edit", "Wang", "--left"), 5), (("staff", "edit", "Wang", "--role", "rep"), 5),
        (("staff", "leave", "Wang", "--to", "Lee"), 5), (("staff", "add", "Zhao", "--login", "wang"), 5),
        (("staff", "edit", "李娜", "--login", "tester"), 5),
    ])  # fmt: skip
    assert "work in hand" not in team.ok("staff", "edit", "Lee", "--left").err
    left = str(team.json("history")[0]["number"])
    team.ok("staff", "add", "Zhao", "--login", "tester")
    team.refuses([(("undo", left), 5), (("staff", "edit", "Lee", "--active"), 5)])
    team.ok("undo", demoted)
    # A login without a person is nobody's.
    team.ok("staff", "edit", "Zhao", "--login", "")
    team.ok("staff", "edit", "李娜", "--login", "")


@pytest.mark.parametrize(
    "data", ["", "junk", "null", "[]", "{}", '{"team": {"time_zone": 5}}', '{"team": []}']
)
def test_whatever_the_policy_is_a_command_says_it_in_a_sentence(team: Crm, data: str) -> None:
    team.ok("add", "李小明")
    team.tamper(f"UPDATE policy_version SET data = '{data}'" if data else "DELETE FROM policy_version")
    for words in (
        (),
        ("due",),
        ("add", "x"),
        ("find",),
        ("complaint", "open", "1", "x"),
        ("policy", "show"),
        ("classify",),
        ("undo",),
    ):
        run = team(*words)
        assert "Traceback" not in run.err and run.status in (0, 2, 4, 5, 20), (words, run)
        # What can be shown is shown, and the damage named.
        assert run.status == 0 or "Error: " in run.err or "Shown as far as it can be read." in run.err


@pytest.mark.parametrize("lost", [False, True])
def test_setting_the_policy_puts_it_right(team: Crm, lost: bool) -> None:
    team.tamper("DELETE FROM policy_version" if lost else "UPDATE policy_version SET data = '[]'")
    told = next(row for row in team("doctor", "--format", "json").json["data"] if row["check"] == "policy")
    assert told["state"] == "broken" and "policy set --file" in told["advice"]
    # Its text tells the numbers, and where there is none the default ones stand.
    assert team.json("policy", "set", "churn.high", "72")["mended"] == ([] if lost else [1])
    assert "broken" not in team.ok("doctor").out and "intact" in team.ok("history", "--verify").out
    team.ok("add", "王小红")


def test_a_policy_of_which_nothing_can_be_read_is_put_right(team: Crm) -> None:
    team.ok("policy", "set", "churn.high", "71")
    team.tamper(
        "UPDATE policy_version SET data = X'FF', toml = CAST(X'41FF' AS TEXT), at = 'x' WHERE version = 2"
    )
    told = team.json("policy", "set", "churn.medium", "31")
    assert (told["mended"], told["changed"]) == ([2], ["churn.medium"])
    # The last version before it stands for it.
    assert "60" in team.ok("policy", "show", "churn.high").out and "broken" not in team.ok("doctor").out


def test_history_tells_the_login_behind_another_name(team: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    team.ok("task", "add", "eins")
    team.become("lina", group="writers")
    monkeypatch.setenv("CRMCLI_PIN", "2468")
    team.ok("task", "add", "zwei", "--as", "Lee")
    team.ok("task", "add", "drei")
    told = [(row["actor"], row["login"]) for row in team.json("history")[:3]]
    assert told == [("李娜", "lina"), ("Lee", "lina"), ("Lee", "tester")]
    lines = team.ok("history", "--limit", "3").out.splitlines()[1:]
    assert ["Lee (lina)" in line for line in lines] == [False, True, False]
    assert "Lee（lina）" in team.ok("history", "--lang", "zh").out
