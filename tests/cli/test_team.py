"""staff, policy, history, undo, backup, restore, doctor, and who may do what."""

from __future__ import annotations

import os
import stat

import pytest

from crmcli import errors, policy
from crmcli.workflows.policies import edit
from tests.cli.conftest import Crm


def test_an_unknown_login_reads_but_does_not_write(crm: Crm) -> None:
    crm.ok("add", "李小明")
    crm.become("stranger", group="readers")
    assert len(crm.json("find")) == 1
    run = crm("add", "王小红")
    assert run.status == 12
    assert "stranger" in run.err


def test_roles_and_pins(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRMCLI_PIN", "2468")
    crm.ok("staff", "add", "李娜", "--role", "销售", "--login", "lina", "--pin")
    crm.ok("add", "甲公司", "--as", "李娜")
    assert crm.json("history")[0]["actor"] == "李娜"
    monkeypatch.setenv("CRMCLI_PIN", "0000")
    assert crm("add", "乙公司", "--as", "李娜").status == 12
    crm.become("lina", group="writers")
    refused = crm("policy", "set", "churn.high", "70")
    assert refused.status == 12
    assert "李娜 (sales representative)" in refused.err
    assert crm("staff", "add", "新人").status == 12
    crm.ok("add", "乙公司")


@pytest.mark.file
@pytest.mark.parametrize("word", ["维修", "师傅", "保洁员", "technician", "客服"])
def test_who_does_the_work_at_customers_is_customer_service(crm: Crm, word: str) -> None:
    crm.ok("staff", "add", "小陈", "--role", word)
    assert crm.json("staff", "list")[-1]["role"] == "service"


def test_staff_names_are_unique_and_resolved_by_part(crm: Crm) -> None:
    crm.ok("staff", "add", "李娜")
    crm.ok("staff", "add", "李明")
    assert crm("staff", "add", "李娜").status == 5
    run = crm("due", "--owner", "李")
    assert run.status == 4 and "李明" in run.err
    crm.ok("due", "--owner", "娜")


def test_nothing_is_given_to_who_has_left(crm: Crm) -> None:
    crm.ok("add", "甲公司")
    crm.ok("staff", "add", "小周")
    crm.ok("task", "add", "寄样品")
    crm.ok("feedback", "add", "甲公司", "希望有夜间热线")
    crm.ok("complaint", "open", "甲公司", "迟到")
    crm.ok("staff", "leave", "小周", "--to", "Lee")
    before = crm.ok("history").out
    for words in (
        ("edit", "甲公司", "--owner", "小周"), ("edit", "甲公司", "owner=小周"), ("add", "乙公司", "--owner", "小周"),
        ("task", "add", "x", "--owner", "小周"), ("task", "edit", "1", "--owner", "小周"),
        ("feedback", "add", "甲公司", "x", "--handler", "小周"), ("feedback", "assign", "1", "--handler", "小周"),
        ("feedback", "promote", "1", "task", "--owner", "小周"), ("complaint", "open", "甲公司", "x", "--handler", "小周"),
        ("handoff", "task:1", "--to", "小周"), ("handoff", "complaint:1", "--to", "小周"),
    ):  # fmt: skip
        run = crm(*words)
        assert (run.status, "小周" in run.err) == (5, True), words
    assert crm.ok("history").out == before
    # Whose work it was is found by name all the same.
    assert crm.ok("find", "--owner", "小周").status == 0


def test_a_policy_is_versioned_and_takes_effect(crm: Crm) -> None:
    crm.ok("add", "李小明")
    crm.ok("purchase", "add", "1", "12000")
    assert crm.json("find")[0]["tier"] != "key"
    changed = crm.json("policy", "set", "tier[0].all", '["spend_12m >= 10000"]')
    assert (changed["version"], changed["moved"]) == (2, 1)
    assert crm.json("find")[0]["tier"] == "key"
    assert [v["version"] for v in crm.json("policy", "history")] == [1, 2]
    assert crm.json("policy", "diff", "1", "2")[0]["path"] == "tier[0].all"
    assert crm.json("classify", "--as-of", "2026-11-19")["tier"]["key"] == 0


@pytest.mark.file
def test_every_fault_of_a_policy_is_listed(crm: Crm) -> None:
    path = crm.folder / "broken.toml"
    faults = {
        "lifecycle.new_days": '"soon"', "churn.high": "600", "health.healthy": "-1", "survey.min_n": "0", "points.per_unit": '"x"',
        "team.currency": '"QQQ"', "team.time_zone": '"Mars/Base"',
    }  # fmt: skip
    path.write_text("\n".join(f"{place} = {value}" for place, value in faults.items()))
    for words in (("policy", "check", str(path)), ("policy", "set", "--file", str(path))):
        run = crm(*words)
        assert run.status == errors.Invalid.status
        assert [place for place in faults if f"\n  {place}: " not in run.err] == []


@pytest.mark.file
def test_policy_show_has_the_comments_of_the_readers_language(crm: Crm) -> None:
    chinese, english = crm.ok("policy", "show", "--lang", "zh").out, crm.ok("policy", "show").out
    assert "团队时区" in chinese and "the team's time zone" not in chinese
    assert "the team's time zone" in english and "团队时区" not in english
    # What is shown can be adopted again.
    path = crm.folder / "policy.toml"
    path.write_text(english, encoding="utf-8")
    assert crm.json("policy", "set", "--file", str(path))["changed"] == []


@pytest.mark.file
def test_a_broken_policy_is_refused_with_its_place(crm: Crm) -> None:
    for path, value in (
        ("churn.hihg", "70"),
        ("tier[0].all", '["spend12 >= 1"]'),
        ("complaint.urgent.respond_hours", "0"),
    ):
        run = crm("policy", "set", path, value)
        assert run.status == 5, path
    broken = crm.folder / "broken.toml"
    broken.write_text("[churn\n", encoding="utf-8")
    assert crm("policy", "check", str(broken)).status == 5
    assert crm("policy", "check", str(crm.folder / "none.toml")).status == 4
    assert crm("classify", "--dry-run", "--policy", str(broken)).status == 5
    crm.ok("policy", "check")
    assert len(crm.json("policy", "history")) == 1


def test_what_is_shown_of_a_policy_can_be_set_again(crm: Crm) -> None:
    text = policy.default_toml()
    for part in ("contact", "lists", "tier", "due", "calendar", "consent", "channel"):
        rows = crm.json("policy", "show", part)
        assert rows, part
        for row in rows:
            again = edit.set_value(text, row["path"], str(row["value"]))
            assert policy.parse(again) == policy.parse(text), row
    crm.ok("policy", "set", "due.contract_days", "[60, 7]")
    assert "due.contract_days  [60, 7]" in crm.ok("policy", "show", "due.contract_days").out
    refused = crm("policy", "set", "due.contract_days", "true").err
    assert "due.contract_days is now [60, 7]; true is of another kind." in refused


def test_the_number_of_a_version_that_was_undone_is_not_given_again(crm: Crm) -> None:
    for value in ("61", "62"):
        crm.ok("policy", "set", "churn.high", value)
    crm.ok("undo")
    assert [v["version"] for v in crm.json("policy", "history")] == [1, 2]
    assert crm.json("policy", "set", "churn.high", "63")["version"] == 4
    # What was undone comes back under its own number.
    (undone,) = [row["number"] for row in crm.json("history") if row["command"] == "undo"]
    crm.ok("undo", str(undone))
    assert [v["version"] for v in crm.json("policy", "history")] == [1, 2, 3, 4]


def test_trying_a_policy_changes_nothing(crm: Crm) -> None:
    crm.ok("add", "李小明")
    tried = crm.folder / "new.toml"
    text = crm.ok("policy", "show").out.replace('"days_known > 30"', '"days_known > 10"')
    tried.write_text(text, encoding="utf-8")
    assert crm.json("classify", "--dry-run", "--policy", str(tried))["customers"] == 1
    assert len(crm.json("policy", "history")) == 1
    assert crm("classify", "--policy", str(tried)).status == 2


@pytest.mark.file
def test_a_tried_policy_tells_who_would_move_and_whose_contacts_grow(crm: Crm) -> None:
    crm.ok("staff", "add", "王芳", "--role", "rep")
    for name, owner in (
        ("青禾餐饮有限公司", "Lee"),
        ("安定物业有限公司", "Lee"),
        ("远鑫贸易有限公司", "王芳"),
    ):
        crm.ok("add", name, "--owner", owner)
    crm.ok("purchase", "add", "青禾餐饮", "30000")
    crm.ok("log-contact", "青禾餐饮", "phone", "聊了新套餐")
    tried = crm.folder / "new.toml"
    text = crm.ok("policy", "show").out.replace("spend_12m >= 50000", "spend_12m >= 20000", 1)
    tried.write_text(text, encoding="utf-8")
    told = crm.json("classify", "--dry-run", "--policy", str(tried), "--weeks", "9")
    assert [(row["name"], row["owner"], row["before"], row["after"]) for row in told["moved_customers"]] == [
        ("青禾餐饮有限公司", "Lee", "general", "key")
    ]
    # Every 60 days until now; a key customer every 30, from today's contact on.
    weekly = {
        row["owner"]: (row["customers"], row["present"], row["tried"]) for row in told["weekly_contacts"]
    }
    assert weekly == {"Lee": (2, 0.2, 0.4), "王芳": (1, 0.1, 0.1)}
    coming = [(row["present"], row["tried"]) for row in told["coming_contacts"] if row["owner"] == "Lee"]
    assert coming == [(1, 1), (0, 0), (0, 0), (0, 0), (0, 1), (0, 0), (0, 0), (0, 0), (2, 2)]
    assert crm("classify", "--weeks", "4").status == 2


@pytest.mark.file
def test_why_tells_the_months_before_as_each_day_was_judged(crm: Crm) -> None:
    crm.at("2026-07-05T02:00:00Z")
    crm.ok("add", "青禾餐饮有限公司")
    crm.ok("purchase", "add", "青禾餐饮", "30000")
    crm.at("2026-11-20T02:00:00Z")
    crm.ok("edit", "青禾餐饮", "--potential", "80", "--reason", "新店扩张")
    told = crm.json("why", "青禾餐饮", "--months", "6")
    assert (told["potential"]["value"], told["potential"]["note"]) == (80, "新店扩张")
    days = ["2026-11-20", "2026-10-31", "2026-09-30", "2026-08-31", "2026-07-31"]
    assert [row["on"] for row in told["months"]] == days
    for row in told["months"]:
        then = crm.json("why", "青禾餐饮", "--as-of", row["on"])
        assert [then[key]["class"] for key in ("tier", "value_class", "lifecycle")] == [
            row["tier"], row["value_class"], row["lifecycle"],
        ]  # fmt: skip
        assert then["potential"]["terms"] == {key: row[key] for key in then["potential"]["terms"]}
        assert then["potential"]["value"] == row["potential"]


@pytest.mark.file
def test_classify_counts_every_class_even_at_zero(crm: Crm) -> None:
    data = crm.json("classify")
    assert data == {
        "customers": 0, "moved": 0, "delayed": 0, "alarms": 0,
        "tier": dict.fromkeys(("key", "potential", "general", "cold"), 0),
        "value_class": dict.fromkeys(("important", "develop", "general", "low"), 0),
        "lifecycle": dict.fromkeys(("prospect", "new", "active", "lost"), 0),
    }  # fmt: skip


@pytest.mark.file
def test_an_explanation_names_rule_inputs_thresholds_and_the_nearest_change(crm: Crm) -> None:
    crm.ok("add", "李小明")
    crm.ok("purchase", "add", "1", "48000")
    explained = crm.json("classify", "--explain", "李小明")
    tier = explained["tier"]
    assert explained["policy_version"] == 1
    assert tier["failed"][0]["conditions"][0] == {
        "fact": "spend_12m", "op": ">=", "threshold": 5000000, "value": 4800000, "holds": False,
    }  # fmt: skip
    assert tier["nearest"]["to"] == 5000000 and tier["nearest"]["gives"] == "key"
    assert "48,000.00" in crm.ok("classify", "--explain", "李小明").out


def test_undo_takes_back_the_last_operation(crm: Crm) -> None:
    crm.ok("add", "李小明", "--phone", "13800000001")
    crm.ok("edit", "1", "city=上海")
    crm.step_back()
    assert crm.json("show", "1")["city"] is None
    crm.step_back()
    assert crm.json("find") == []
    assert crm("undo", "1").status == 5
    assert crm("undo", "99").status == 4


def test_undo_keeps_what_somebody_changed_since(crm: Crm) -> None:
    crm.ok("add", "李小明")
    crm.ok("edit", "1", "city=上海", "industry=酒店")
    number = crm.json("history")[0]["number"]
    crm.ok("edit", "1", "city=北京")
    run = crm("undo", str(number), "--format", "json")
    assert run.status == 3
    assert [k["field"] for k in run.json["data"]["kept"]] == ["city"]
    shown = crm.json("show", "1")
    assert (shown["city"], shown["industry"]) == ("北京", None)


def test_an_undo_can_be_undone(crm: Crm) -> None:
    crm.ok("add", "李小明", "--phone", "13800000001")
    before = crm.json("show", "1")
    crm.step_back()
    crm.ok("undo", str(crm.json("history")[0]["number"]))
    after = crm.json("show", "1")
    assert after["name"] == before["name"] and after["phone"] == before["phone"]


def test_history_shows_fields_and_verifies_its_chain(crm: Crm) -> None:
    crm.ok("add", "李小明")
    crm.ok("edit", "1", "city=上海")
    number = crm.json("history", "李小明")[0]["number"]
    fields = {
        row["field"]: (row["before"], row["after"]) for row in crm.json("history", "--operation", str(number))
    }
    assert fields["city"] == (None, "上海")
    crm.ok("history", "--verify")
    crm.tamper("UPDATE change SET before = replace(before, 'null', '\"北京\"') WHERE action = 'update'")
    assert crm("history", "--verify").status == 20
    assert crm("doctor").status == 20


def test_backup_and_restore_keep_what_they_replace(crm: Crm) -> None:
    crm.ok("add", "李小明")
    saved = crm.json("backup")["file"]
    crm.ok("add", "王小红")
    assert crm("restore", saved).status == 2
    kept = crm.json("restore", saved, "--yes")["kept"]
    assert [r["name"] for r in crm.json("find")] == ["李小明"]
    assert len(crm.json("--db", kept, "find")) == 2
    for file in (saved, kept):
        assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    assert crm("restore", str(crm.folder / "none.bak"), "--yes").status == 4
    (crm.folder / "junk.bak").write_text("junk", encoding="utf-8")
    junk = crm("restore", str(crm.folder / "junk.bak"), "--yes")
    assert (junk.status, junk.err.splitlines()[-1]) == (10, "Name another file.")


def test_backups_rotate(crm: Crm) -> None:
    for minute in range(4):
        crm.at(f"2026-11-20T02:0{minute}:00Z")
        crm.ok("backup", "--keep", "2")
    assert len(list(crm.folder.glob("*-20261120-10????.bak"))) == 2


@pytest.mark.file
def test_only_a_manager_removes_backups(crm: Crm) -> None:
    crm.ok("staff", "add", "访客", "--role", "viewer", "--login", "guest")
    for minute in range(16):
        crm.at(f"2026-11-20T02:{minute:02d}:00Z")
        removed = crm.json("backup", "--keep", "15")["removed"]
    assert len(removed) == 1
    crm.become("guest", group="readers")
    crm.at("2026-11-20T03:00:00Z")
    assert crm.json("backup")["removed"] == []
    assert crm("backup", "--keep", "1").status == 12
    assert len(list(crm.folder.glob("*-20261120-1?????.bak"))) == 16


@pytest.mark.file
@pytest.mark.parametrize("words", [("backup", "-o"), ("report", "tiers", "-o"), ("restore", "--yes")])
def test_the_database_itself_is_no_file_to_write_or_to_restore(crm: Crm, words: tuple[str, ...]) -> None:
    crm.ok("add", "李小明")
    database = crm.db
    link = crm.folder / "link.html"
    link.symlink_to(database)
    for path in (database, link, crm.folder / "." / database.name):
        assert crm(*words, str(path)).status == 2
    assert [r["name"] for r in crm.json("find")] == ["李小明"]


def test_doctor_finds_a_standing_that_does_not_equal_its_recomputation(crm: Crm) -> None:
    crm.ok("add", "李小明")
    states = {row["check"]: row["state"] for row in crm.json("doctor")}
    assert states["standings"] == "ok" and states["references"] == "ok"
    crm.tamper("UPDATE standing SET tier = 'key'")
    run = crm("doctor", "--format", "json")
    assert run.status == 20
    assert {row["check"]: row["state"] for row in run.json["data"]}["standings"] == "broken"
    crm.ok("classify")
    assert crm("doctor").status == 0


def test_purchases_refunds_and_money(crm: Crm) -> None:
    crm.ok("add", "李小明")
    crm.ok("purchase", "add", "1", "0.5万", "--order", "A1", "--status", "已付款")
    crm.ok("purchase", "add", "1", "1,234.56", "--order", "A2", "--at", "2026-11-01")
    assert crm("purchase", "add", "1", "10", "--order", "A1").status == 5
    assert crm("purchase", "add", "1", "-5").status == 2
    assert crm("purchase", "refund", "A1", "--amount", "6000").status == 5
    crm.ok("purchase", "refund", "A1", "--amount", "1000")
    assert crm.json("find")[0]["spend_12m"] == 5234.56
    crm.ok("purchase", "refund", "A1")
    assert crm.json("find")[0]["spend_12m"] == 1234.56
    assert crm("purchase", "refund", "A1").status == 5
    assert crm("purchase", "refund", "none").status == 4
    assert crm("purchase", "add", "1", "10", "--at", "2027-01-01").status == 5


def test_the_team_keeps_somebody_who_manages_it(crm: Crm) -> None:
    for words in (("--left",), ("--role", "rep"), ("--login", "elsewhere"), ("--login", "")):
        run = crm("staff", "edit", "Lee", *words)
        assert run.status == 5 and "Nobody would be left" in run.err
    crm.ok("staff", "add", "Wang", "--role", "manager", "--login", "wang")
    crm.ok("staff", "edit", "Lee", "--role", "rep")
    assert crm("staff", "edit", "Wang", "--left").status == 12


def test_what_made_or_moved_the_database_is_not_undone(crm: Crm) -> None:
    crm.ok("move", "--to", str(crm.folder / "there.db"))
    at = ("--db", str(crm.folder / "there.db"))
    assert crm(*at, "undo").status == 4
    crm.ok(*at, "add", "李小明")
    crm.ok(*at, "undo")
    assert crm(*at, "undo", "1").status == 5


@pytest.mark.file
def test_a_copy_of_another_place_can_be_worked_with(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who restores it is known there: as the person who had the login, else as the one who manages."""
    crm.ok("backup", "-o", "copy.db")
    monkeypatch.setenv("LOGNAME", "elsewhere")
    for place in ("new.db", "other.db"):
        at = ("--db", str(crm.folder / place))
        if place == "other.db":
            crm.ok(*at, "init", "--name", "Chen")
        crm.ok(*at, "restore", "copy.db", "--yes")
        crm.ok(*at, "add", "李小明")
        assert crm.json(*at, "history")[0]["actor"] == "Lee"


@pytest.mark.parametrize(
    ("words", "locale", "country"),
    [
        ((), "C.UTF-8", "CN"), ((), "en_US.UTF-8", "CN"), ((), "de_DE.UTF-8", "DE"), ((), "zh_TW.UTF-8", "TW"),
        (("--time-zone", "Europe/Berlin"), "zh_CN.UTF-8", "DE"), (("--time-zone", "UTC"), "fr_FR", "FR"),
        (("--country", "日本"), "de_DE.UTF-8", "JP"),
    ],
)  # fmt: skip
@pytest.mark.file
def test_the_teams_country_is_told_or_guessed(
    crm: Crm, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], locale: str, country: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    at = ("--db", str(crm.folder / "there.db"))
    made = crm.ok(*at, "init", "--name", "Chen", *words)
    money = {"CN": "CNY", "DE": "EUR", "FR": "EUR", "TW": "TWD", "JP": "JPY"}[country]
    shown = crm.ok(*at, "policy", "show").out
    assert f'country = "{country}"' in shown and f'currency = "{money}"' in shown
    assert (f"numbers of {country}" in made.out) is (country != "CN")


@pytest.mark.file
def test_the_teams_country_is_asked_for(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    at = ("--db", str(crm.folder / "there.db"))
    assert crm(*at, "init", "--name", "Chen", "--country", "Atlantis").status == 2
    monkeypatch.setattr("crmcli.context.Context.interactive", True)
    answers = iter(["Chen", "德国"])
    monkeypatch.setattr("typer.prompt", lambda question, default=None, **more: next(answers))
    crm.ok(*at, "init")
    assert 'country = "DE"' in crm.ok(*at, "policy", "show").out


def test_a_command_line_with_an_id_is_done_once(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRMCLI_OPERATION_ID", "attempt-1")
    crm.ok("add", "李小明", "--phone", "13800000001")
    # How it is shown makes no difference; without the id the customer would be refused as a duplicate.
    repeated = crm.json("add", "李小明", "--phone", "13800000001", "--lang", "zh")
    assert repeated == {"operation": 2, "repeated": True}
    crm.ok("task", "add", "周报")
    crm.ok("task", "add", "月报")
    assert len(crm.json("task", "list")) == 2
    monkeypatch.setenv("CRMCLI_OPERATION_ID", "attempt-2")
    assert crm("add", "李小明", "--phone", "13800000001").status == 5
