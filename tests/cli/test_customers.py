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


@pytest.mark.file
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


@pytest.mark.file
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


@pytest.mark.file
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
    told = crm.ok("edit", "1", "birthday=05-20", "owner=").out
    assert [line.split()[0] for line in told.splitlines()[3:]] == ["birthday", "owner"]
    assert " 05-20" in told and "--05-20" not in told


def test_edits_of_different_fields_merge_and_of_the_same_conflict(crm: Crm) -> None:
    crm.ok("add", "李小明", "--phone", "13800000001")
    crm.ok("edit", "1", "city=上海", "--version-seen", "1")
    crm.ok("edit", "1", "phone=13800000002", "--version-seen", "1")
    run = crm("edit", "1", "city=北京", "--version-seen", "1")
    assert run.status == 5
    assert "上海" in run.err and "北京" in run.err
    assert crm.json("show", "1")["city"] == "上海"


def test_a_conflict_shows_before_theirs_and_yours(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    crm.ok("add", "李小明", "--city", "成都")
    crm.ok("edit", "1", "city=上海")
    told = "it was 成都, it is 上海, you wrote 北京."
    assert told in crm("edit", "1", "city=北京", "--version-seen", "1").err
    monkeypatch.setattr("crmcli.context.Context.interactive", True)
    for answer, city in ((False, "上海"), (True, "北京")):
        monkeypatch.setattr("crmcli.asking.agreed", lambda _question, said=answer: said)
        run = crm("edit", "1", "city=北京", "--version-seen", "1")
        assert (run.status, told in run.err) == (0 if answer else 5, True)
        assert crm.json("show", "1")["city"] == city


def test_a_version_that_is_not_there_yet_is_refused(crm: Crm) -> None:
    crm.ok("add", "李小明")
    run = crm("edit", "1", "city=北京", "--version-seen", "9")
    assert (run.status, "has no version 9; the newest is 1" in run.err) == (2, True)


@pytest.mark.file
@pytest.mark.parametrize("words", [("owner=",), ("负责人=",), ("--owner", "none"), ("--负责人", "无")])
def test_an_owner_is_released(crm: Crm, words: tuple[str, ...]) -> None:
    crm.ok("add", "李小明")
    assert crm.json("show", "1")["owner"] == "Lee"
    crm.ok("edit", "1", *words)
    assert crm.json("show", "1")["owner"] is None


def test_a_customer_belongs_to_another_but_never_to_itself(crm: Crm) -> None:
    crm.ok("add", "远鑫集团")
    crm.ok("add", "远鑫酒店", "上级单位=远鑫集团")
    assert crm.json("show", "2")["parent"] == "远鑫集团"
    assert "Parent company: 远鑫集团" in crm.ok("show", "2").out
    crm.refuses(
        [(("edit", "1", "parent=2"), 5), (("edit", "1", "parent=1"), 5), (("edit", "2", "parent=nobody"), 4)]
    )
    assert "nothing changed" in crm.ok("edit", "2", "parent=1").out
    crm.ok("edit", "2", "parent=")
    assert crm.json("show", "2")["parent"] is None


def test_columns_of_ones_own_are_edited(crm: Crm, tmp_path: Path) -> None:
    sheet = tmp_path / "a.csv"
    sheet.write_text("客户名称,电话,门禁卡颜色,车位数\n安定物业有限公司,13800000001,红,3\n", encoding="utf-8")
    crm.ok("import", str(sheet), "--yes")
    crm.ok("add", "李小明")
    changed = crm.json("edit", "1", "门禁卡颜色=蓝", "车位数=")["changed"]
    assert [(c["field"], c["before"], c["after"]) for c in changed] == [
        ("门禁卡颜色", "红", "蓝"), ("车位数", "3", None),
    ]  # fmt: skip
    # Others may have it, too; what nobody has is no field.
    crm.ok("edit", "2", "门禁卡颜色=绿")
    # What columns of sheets are called names fields.
    crm.ok("staff", "add", "李雷", "--role", "rep")
    told = crm.json("edit", "2", "业务员=李雷", "手机号=13800000009")["changed"]
    assert [change["field"] for change in told] == ["phone", "owner_id"]
    assert "门禁卡颜色: 绿" in crm.ok("show", "2").out
    refused = crm("edit", "1", "楼层=9").err
    assert "there is no field 楼层." in refused and "Fields are name, kind, external_id" in refused
    assert "cadence_days, plan_channel, plan_reason, owner, parent, and every column" in refused
    assert "it was 红, it is 蓝, you wrote 白" in crm("edit", "1", "门禁卡颜色=白", "--version-seen", "1").err
    crm.ok("edit", "1", "城市=成都", "--version-seen", "1")


@pytest.mark.file
def test_edit_lists_its_fields_and_takes_them_without_dashes(crm: Crm) -> None:
    from crmcli.workflows.customer_input import CustomerInput

    told = crm.ok("edit", "--help").out.split("Options:")[0].replace("\n ", "")
    assert not [name for name in CustomerInput.model_fields if name not in told]
    crm.ok("add", "李小明")


@pytest.mark.file
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("edit", "1", "--phone", "138"), "without dashes: crmcli edit CUSTOMER phone=VALUE"),
        (("修改", "1", "--电话", "138", "--lang", "zh"), "修改 客户 电话=值"),
        (
            ("联系人", "新增", "1", "何总", "--职务", "经理", "--lang", "zh"),
            "联系人 新增 客户 姓名 职务=值",
        ),
        (("purchase", "edit", "6", "status=in progress"), "Write it as an option: --status 'in progress'"),
        (("订单", "修改", "6", "状态=已完成", "--lang", "zh"), "请写成选项：--状态 已完成"),
    ],
)
def test_a_field_or_an_option_in_the_others_form_is_told(
    bare: Crm, words: tuple[str, ...], told: str
) -> None:
    run = bare(*words)
    assert (run.status, told in run.err) == (2, True), run.err


@pytest.mark.file
@pytest.mark.parametrize(
    ("words", "field", "day"),
    [
        (("暂停至=下周三",), "paused_until", "2026-11-25"), (("paused_until=+3d",), "paused_until", "2026-11-23"),
        (("暂停至=1/5",), "paused_until", "2027-01-05"), (("首次合作日期=3月5日",), "cooperation_start", "2026-03-05"),
        (("合作开始=2024/5/6",), "cooperation_start", "2024-05-06"),
    ],
)  # fmt: skip
def test_days_are_typed_as_people_say_them(crm: Crm, words: tuple[str, ...], field: str, day: str) -> None:
    crm.ok("add", "甲公司")
    crm.ok("edit", "甲公司", *words)
    assert crm.json("show", "甲公司")[field] == day
    assert crm("edit", "甲公司", f"{field}=哪天").status == 5
    assert crm.json("add", "乙公司", *words)["id"] == 2
    assert crm.json("show", "乙公司")[field] == day


@pytest.mark.file
@pytest.mark.parametrize(
    ("typed", "stored", "shown", "answered"),
    [
        ("农历十月十四", ("--10-14", "lunar"), "10-14 (lunar)", "10-14"),
        ("农历10-14", ("--10-14", "lunar"), "10-14 (lunar)", "10-14"),
        ("10-14 (lunar)", ("--10-14", "lunar"), "10-14 (lunar)", "10-14"),
        ("农历1990年八月初一", ("1990-08-01", "lunar"), "1990-08-01 (lunar)", "1990-08-01"),
        ("腊月三十", ("--12-30", "lunar"), "12-30 (lunar)", "12-30"),
        ("1980年冬月初八", ("1980-11-08", "lunar"), "1980-11-08 (lunar)", "1980-11-08"),
        ("公历10-14", ("--10-14", "solar"), "10-14", "10-14"),
        ("10月14日", ("--10-14", None), "10-14", "10-14"),
    ],
)
def test_a_birthday_is_typed_as_a_sheet_tells_it(
    crm: Crm, typed: str, stored: tuple[str, str | None], shown: str, answered: str
) -> None:
    crm.ok("add", "赵六", "kind=person", f"birthday={typed}")
    crm.ok("add", "钱七", "kind=person")
    told = crm.ok("edit", "钱七", f"birthday={typed}").out
    line = next(line.split() for line in told.splitlines() if line.startswith("birthday "))
    assert line[-1] == answered
    for name in ("赵六", "钱七"):
        found = crm.json("show", name)
        assert (found["birthday"], found["birthday_calendar"]) == stored
        assert f"Birthday: {shown}" in crm.ok("show", name).out


@pytest.mark.file
def test_the_calendar_given_beside_a_birthday_stands(crm: Crm) -> None:
    crm.ok("add", "赵六", "birthday=10-14", "birthday_calendar=lunar")
    crm.ok("edit", "赵六", "birthday=10-15")
    assert "10-15 (lunar)" in crm.ok("show", "赵六").out
    crm.ok("contact", "add", "赵六", "赵七", "birthday=腊月三十")
    person = crm.json("show", "赵六")["persons"][0]
    assert (person["birthday"], person["birthday_calendar"]) == ("--12-30", "lunar")
    run = crm("edit", "赵六", "birthday=13-40")
    assert (run.status, "10-14 lunar" in run.err) == (5, True)


def test_an_edit_tells_of_others_with_that_phone(crm: Crm) -> None:
    crm.ok("add", "甲公司", "--phone", "13800000001")
    crm.ok("add", "乙公司", "--phone", "13800000002")
    told = crm.ok("edit", "乙公司", "phone=13800000001").err
    assert "甲公司 (C000001) has 13800000001, too." in told
    assert crm.ok("edit", "乙公司", "city=成都").err == ""


@pytest.mark.file
@pytest.mark.parametrize("word", ["status=", "kind=", "状态= ", "类型="])
def test_what_every_customer_has_is_never_cleared(crm: Crm, word: str) -> None:
    crm.ok("add", "甲公司")
    run = crm("edit", "甲公司", word)
    assert (run.status, "can't be empty." in run.err) == (5, True), run
    assert crm("log-contact", "甲公司", "phone", " ").status == 2


@pytest.mark.file
def test_only_a_lead_is_to_be_contacted_within_48_hours(crm: Crm) -> None:
    assert "48 hours" in crm.ok("add", "甲公司").out
    assert "48 hours" not in crm.ok("add", "乙公司", "cooperation_start=2025-01-01").out


@pytest.mark.file
def test_a_pin_ends_on_a_later_day(crm: Crm) -> None:
    crm.ok("add", "甲公司")
    assert crm("edit", "甲公司", "--pin", "key", "--reason", "x", "--until", "yesterday").status == 2
    assert [row["command"] for row in crm.json("history")][:1] == ["add"]


@pytest.mark.file
def test_a_bad_option_is_told_before_anything_is_asked(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmcli.context.Context.interactive", True)
    monkeypatch.setattr("typer.prompt", lambda question, **more: pytest.fail("asked in vain"))
    assert crm("add", "--phone", "12").status == 5
    assert crm("add", "--owner", "Nobody").status == 4


@pytest.mark.file
def test_a_mistyped_phone_is_asked_again(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmcli.context.Context.interactive", True)
    answers = iter(["安定物业", "1391182985", "13911829855", "", "成都", ""])
    monkeypatch.setattr("typer.prompt", lambda question, **more: next(answers))
    crm.ok("add")
    shown = crm.json("show", "1")
    assert (shown["name"], shown["phone"], shown["city"]) == ("安定物业", "13911829855", "成都")


def test_a_pin_needs_a_reason_and_an_end(crm: Crm) -> None:
    crm.ok("add", "李小明")
    assert crm("edit", "1", "--pin", "重点").status == 2
    assert crm("edit", "1", "--pin", "重点", "--reason", "战略").status == 2
    crm.ok("edit", "1", "--pin", "重点", "--reason", "战略", "--until", "2027-01-31")
    assert crm.json("find", "--tier", "key")[0]["id"] == 1
    assert "until 2027-01-31: 战略" in crm.ok("show", "1", "--as-of", "2027-01-31").out
    crm.at("2027-02-01T02:00:00Z")
    assert "until 2027-01-31 (no longer): 战略" in crm.ok("show", "1").out
    crm.ok("classify")
    assert crm.json("find", "--tier", "key") == []


@pytest.mark.file
@pytest.mark.parametrize(
    ("language", "cells"),
    [("en", ["Tier", "key", "general", "1"]), ("zh", ["客户类别", "重点客户", "一般客户", "1"])],
)
def test_what_moved_is_told_in_the_words_of_the_classes(
    crm: Crm, monkeypatch: pytest.MonkeyPatch, language: str, cells: list[str]
) -> None:
    crm.ok("add", "张三", "stated_tier=key")
    crm.at("2027-02-24T02:00:00Z")
    monkeypatch.setenv("CRMCLI_LANG", language)
    out = crm.ok("classify").out
    assert cells in [line.split() for line in out.splitlines()]


def test_find_filters_by_owner_and_tag(crm: Crm) -> None:
    crm.ok("staff", "add", "李娜")
    crm.ok("add", "甲公司", "--owner", "李娜", "--tags", "酒店，老客户")
    crm.ok("add", "乙公司")
    assert [r["name"] for r in crm.json("find", "--owner", "李娜")] == ["甲公司"]
    assert [r["name"] for r in crm.json("find", "--tag", "老客户")] == ["甲公司"]
    assert len(crm.json("查找")) == 2


def test_the_stated_grade_is_taken_by_its_names(crm: Crm) -> None:
    crm.ok("add", "甲公司", "电话=13800000001", "等级=B", "--city", "成都")
    row = crm.json("show", "1")
    assert (row["phone"], row["stated_tier"], row["city"]) == ("13800000001", "potential", "成都")
    for name, grade, stored in (
        ("客户级别", "A", "key"),
        ("级别", "C", "general"),
        ("登记类别", "B", "potential"),
    ):
        crm.ok("edit", "1", f"{name}={grade}")
        assert crm.json("show", "1")["stated_tier"] == stored
    told = crm.ok("edit", "1", "等级=A", "--lang", "zh").out
    assert "潜力客户" in told and "重点客户" in told


@pytest.mark.file
def test_a_word_behind_a_name_is_a_field(crm: Crm) -> None:
    assert "Not FIELD=VALUE: Smith" in crm("add", "Ann", "Smith").err
    assert "there is no field 面积." in crm("add", "甲公司", "面积=3").err
    assert "没有字段面积。" in crm("add", "甲公司", "面积=3", "--lang", "zh").err


def test_show_tells_until_when_a_pause_lasts_and_at_what_time_they_are_called(crm: Crm) -> None:
    crm.ok("add", "甲公司", "status=paused", "paused_until=2026-12-20")
    crm.ok("log-contact", "甲公司", "phone", "约", "--next", "2026-12-22 15:00")
    out = crm.ok("show", "甲公司").out
    assert "Paused until: 2026-12-20" in out
    assert "2026-12-22 15:00" in out


def test_a_number_of_another_system_is_one_customers(crm: Crm) -> None:
    crm.ok("add", "远鑫酒店", "external_id=E1")
    crm.ok("add", "安定贸易", "external_id=E2")
    crm.ok("merge", "远鑫酒店", "安定贸易")
    crm.ok("add", "春晓物业")
    crm.refuses(
        (words, 5)
        for number in ("E1", "E2", "C000001")
        for words in (
            ("edit", "春晓物业", f"external_id={number}"),
            ("add", "新都酒店", f"external_id={number}", "--force"),
        )
    )
    told = crm("edit", "春晓物业", "external_id=E2").err
    assert "is that of 远鑫酒店 (C000001)" in told and "crmcli merge C000001 C000003" in told
    crm.ok("edit", "远鑫酒店", "external_id=E1")


@pytest.mark.file
def test_countries_and_languages_are_known_ones(crm: Crm) -> None:
    crm.ok("add", "Hotel Sonne", "country=Germany", "language=de-AT")
    for command in (("edit", "Hotel Sonne"), ("add", "Other Hotel")):
        run = crm(*command, "country=Chian", "language=Germna")
        assert run.status == 5 and "(perhaps CN (china)" in run.err and "(perhaps de (german))" in run.err
    for typed, kept in (("德国", "德国"), ("de", "DE"), ("deu", "deu"), ("0049", "DE")):
        crm.ok("edit", "Hotel Sonne", f"国家={typed}")
        assert crm.json("show", "Hotel Sonne")["country"] == kept
    crm.ok("edit", "Hotel Sonne", "国家=+41", "语言=粤语")
    customer = crm.json("show", "Hotel Sonne")
    assert (customer["country"], customer["language"]) == ("CH", "粤语")


def test_a_parent_shows_what_its_branches_come_to(crm: Crm) -> None:
    for name, above in (("总公司", ""), ("分店", "总公司"), ("子店", "分店"), ("别家", "")):
        crm.ok("add", name, f"parent={above}" if above else "city=成都")
    for name, amount in (("总公司", "100"), ("子店", "250.5"), ("别家", "9")):
        crm.ok("purchase", "add", name, amount)
    crm.ok("complaint", "open", "分店", "迟到")
    shown = crm.json("show", "总公司")
    assert shown["group"] | {"last_contact_on": None} == {
        "customers": 3, "spend_12m": 350.5, "orders_12m": 2, "complaints_open": 1, "last_contact_on": None
    }  # fmt: skip
    assert [row["name"] for row in shown["branches"]] == ["分店", "子店"]
    assert (
        "With its branches (2): 12-month spend: 350.50 · Open complaints: 1" in crm.ok("show", "总公司").out
    )
    assert [row["name"] for row in crm.json("show", "分店")["branches"]] == ["子店"]
    assert crm.json("show", "子店")["group"] is None
