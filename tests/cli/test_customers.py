"""add, find, show, edit: one trusted record per customer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Crm


def test_add_gives_a_code_and_shows_how_to_go_on(crm: Crm) -> None:
    run = crm.ok(
        "add",
        "成都远鑫酒店管理有限公司",
        "--phone",
        "+86 139-1182-9855",
        "--contact",
        "张建华",
        "--city",
        "成都",
    )
    assert "C000001" in run.out
    assert "log-contact C000001" in run.out
    shown = crm.json("show", "1")
    assert (shown["phone"], shown["kind"], shown["owner"]) == ("13911829855", "company", "Lee")
    assert [p["name"] for p in shown["persons"]] == ["张建华"]


def test_a_person_is_recognised_by_the_name(crm: Crm) -> None:
    crm.ok("add", "李小明")
    assert crm.json("show", "李小明")["kind"] == "person"


@pytest.mark.parametrize(
    ("again", "same"),
    [
        (("成都远鑫酒店管理",), "name without its legal form"),
        (("成都遠鑫酒店管理有限公司",), "name in the other script"),
        (("Another Ltd", "--phone", "139 1182 9855"), "phone"),
        (("Another Ltd", "--email", "A@EXAMPLE.com"), "e-mail"),
    ],
)
def test_a_likely_duplicate_is_refused_until_forced(crm: Crm, again: tuple[str, ...], same: str) -> None:
    crm.ok("add", "成都远鑫酒店管理有限公司", "--phone", "13911829855", "--email", "a@example.com")
    run = crm("add", *again)
    assert run.status == 5, same
    assert "成都远鑫" in run.err
    crm.ok("add", *again, "--force")
    assert len(crm.json("find")) == 2


@pytest.mark.parametrize(
    "words",
    [
        ("--phone", "12ab"),
        ("--email", "not-an-email"),
        ("--set", "birthday=2026-02-30"),
        ("--set", "nonsense=1"),
    ],
)
def test_bad_values_write_nothing(crm: Crm, words: tuple[str, ...]) -> None:
    run = crm("add", "甲公司", *words)
    assert run.status == 5
    assert "Traceback" not in run.err
    assert crm.json("find") == []


@pytest.mark.parametrize("term", ["远鑫", "遠鑫", "cdyx", "13911829855", "C000001", "#1", "张建华", "酒店"])
def test_a_customer_is_found_by_any_part(crm: Crm, term: str) -> None:
    crm.ok("add", "成都远鑫酒店管理有限公司", "--phone", "13911829855", "--contact", "张建华")
    crm.ok("add", "广州瑞盛餐饮有限公司", "--phone", "18807295858")
    assert crm.json("show", term)["id"] == 1


def test_an_ambiguous_name_lists_and_never_guesses(crm: Crm) -> None:
    crm.ok("add", "广州瑞盛酒店")
    crm.ok("add", "广州瑞盛餐饮")
    run = crm("show", "瑞盛")
    assert run.status == 4
    assert "酒店" in run.err and "餐饮" in run.err
    assert crm("show", "不存在的公司").status == 4


def test_a_number_is_asked_for_until_it_is_one_of_the_list(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    crm.ok("add", "Anding Trade")
    crm.ok("add", "Anding Media")
    monkeypatch.setattr("crmcli.context.Context.interactive", True)
    answers = iter(["n", "3", "2"])
    # As click gives it: read as a number only where it is told to.
    monkeypatch.setattr("typer.prompt", lambda question, default=None, **more: next(answers))
    assert crm.json("show", "Anding")["name"] == "Anding Media"


def test_an_empty_name_is_nobodys_and_many_are_counted_as_far_as_is_known(crm: Crm, tmp_path: Path) -> None:
    sheet = tmp_path / "many.csv"
    sheet.write_text(
        "客户名称,电话\n" + "".join(f"安定{n}号店,138000{n:05}\n" for n in range(21)), encoding="utf-8"
    )
    crm.ok("import", str(sheet), "--yes")
    assert crm("show", "").status == 2
    assert "At least 20 customers match 安定." in crm("show", "安定").err


def test_percent_and_underscore_are_only_characters(crm: Crm) -> None:
    crm.ok("add", "100%_好")
    crm.ok("add", "别的")
    assert [r["id"] for r in crm.json("find", "%")] == [1]
    assert [r["id"] for r in crm.json("find", "_")] == [1]


def test_edit_shows_before_and_after(crm: Crm) -> None:
    crm.ok("add", "李小明", "--phone", "13800000001")
    changed = crm.json("edit", "李小明", "电话=13800000002", "city=上海", "--verified")["changed"]
    assert {c["field"] for c in changed} == {"phone", "city", "verified_on"}
    shown = crm.json("show", "1")
    assert (shown["phone"], shown["city"], shown["verified_on"]) == ("13800000002", "上海", "2026-11-20")
    assert "nothing changed" in crm.ok("edit", "1", "city=上海").out


def test_edits_of_different_fields_merge_and_of_the_same_conflict(crm: Crm) -> None:
    crm.ok("add", "李小明", "--phone", "13800000001")
    crm.ok("edit", "1", "city=上海", "--version-seen", "1")
    crm.ok("edit", "1", "phone=13800000002", "--version-seen", "1")
    run = crm("edit", "1", "city=北京", "--version-seen", "1")
    assert run.status == 5
    assert "上海" in run.err and "北京" in run.err
    assert crm.json("show", "1")["city"] == "上海"


def test_a_pin_needs_a_reason_and_an_end(crm: Crm) -> None:
    crm.ok("add", "李小明")
    assert crm("edit", "1", "--pin", "重点").status == 2
    assert crm("edit", "1", "--pin", "重点", "--reason", "战略").status == 2
    crm.ok("edit", "1", "--pin", "重点", "--reason", "战略", "--until", "2027-01-31")
    assert crm.json("find", "--tier", "key")[0]["id"] == 1
    crm.at("2027-02-01T02:00:00Z")
    crm.ok("classify")
    assert crm.json("find", "--tier", "key") == []


def test_find_filters_by_owner_and_tag(crm: Crm) -> None:
    crm.ok("staff", "add", "李娜")
    crm.ok("add", "甲公司", "--owner", "李娜", "--tags", "酒店，老客户")
    crm.ok("add", "乙公司")
    assert [r["name"] for r in crm.json("find", "--owner", "李娜")] == ["甲公司"]
    assert [r["name"] for r in crm.json("find", "--tag", "老客户")] == ["甲公司"]
    assert len(crm.json("查找")) == 2
