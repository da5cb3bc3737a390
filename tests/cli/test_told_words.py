"""What answers call things, and what refusals say is wrong, in the words of who reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Crm, Run, beginning

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file


@beginning
def office(crm: Crm) -> None:
    """A customer with a complaint and an order, and one who was merged into it and back."""
    crm.ok("add", "甲公司", "--phone", "13800000001")
    crm.ok("add", "乙公司", "--phone", "13800000002")
    crm.ok("complaint", "open", "甲公司", "漏水", "--severity", "normal")
    crm.ok("merge", "甲公司", "乙公司")
    crm.ok("merge", "undo", "1")


def zh(crm: Crm, *words: str) -> Run:
    return crm("--lang", "zh_CN", *words)


def test_refusals_name_what_is_wrong(office: Crm, tmp_path: Path) -> None:
    policy = tmp_path / "p.toml"
    policy.write_text("[contact]\nlate_warning_hours = 1.5\n", encoding="utf-8")
    cases = {
        ("订单", "新增", "甲公司", "1", "--日期", "明天"): "请检查 --日期。",
        (
            "订单",
            "新增",
            "甲公司",
            "1",
            "--交期",
            "2026-12-01 12:00",
        ): "这里只能写日期，不能带时间：2026-12-01 12:00",
        ("合并", "撤销", "1"): "第1次合并已经撤销。",
        ("规则", "设置", "--文件", str(policy)): "contact.late_warning_hours：应为整数",
        ("投诉", "修改", "1", "没有=1"): "投诉没有可以修改的字段没有。",
        ("投诉", "修改", "1", "严重程度=没有"): "没有不是下列之一：紧急、严重、一般。",
        ("待办", "--截至", "2018"): "2018只是年份，不是具体日期。",
        ("完成", "1"): "今天还没有列出过待办，因此没有第1行。",
    }
    for words, said in cases.items():
        run = zh(office, *words)
        assert run.status in (2, 4, 5) and said in run.err, (words, run.err)


def test_a_list_of_a_past_day_leaves_todays_numbers_alone(office: Crm) -> None:
    office.ok("due")
    office.ok("due", "--as-of", "2026-01-02")
    assert office.ok("done", "1", "--note", "x").out.startswith("Row 1 – ")


def test_a_complaint_is_mended_by_fields_like_a_customer(office: Crm) -> None:
    assert zh(office, "投诉", "修改", "1", "严重程度=紧急", "产品＝空调", "客户要起诉").status == 0
    shown = office.json("complaint", "show", "1")
    assert (shown["severity"], shown["product"]) == ("urgent", "空调")
    assert "客户要起诉" in office.ok("complaint", "show", "1").out


def test_old_words_are_still_taken(office: Crm) -> None:
    assert zh(office, "投诉", "登记", "乙公司", "漏水", "--级别", "紧急").status == 0
    assert zh(office, "分类", "--试算").status == 0
    assert zh(office, "投诉", "列表", "--状态", "待处理").status == 0
    assert zh(office, "导入", "拒绝行", "99").status == 4
    assert zh(office, "投诉", "等待", "2").status == zh(office, "投诉", "恢复", "2").status == 0
    assert zh(office, "跟进", "乙公司", "电话", "问价", "--来电", "--待回复").status == 0


def test_an_import_is_told_in_words_and_counted_by_records(office: Crm, tmp_path: Path, answers: Any) -> None:
    people, complaints = tmp_path / "客户.csv", tmp_path / "投诉台账.csv"
    people.write_text(
        "客户名称,电话,地址,备用一,累计消费,合作时间\n丙公司,13800000003,春熙路1号,壹,5000,2018\n",
        encoding="utf-8",
    )
    complaints.write_text(
        "投诉时间,客户名称,投诉内容,状态\n2026-11-18,甲公司,漏水了,已办结\n2026-11-19,甲公司,又漏水,\n",
        encoding="utf-8",
    )
    run = zh(office, "导入", str(people), str(complaints), "--确认")
    assert run.status == 3 and "只写了年份（" in run.out
    number = office.json("import", "list")[0]["number"]
    shown = zh(office, "导入", "查看", str(number)).out
    assert "客户" in shown and "新建" in shown and "created" not in shown
    answers("n")
    asked = zh(office, "撤销").out
    assert "客户 1，投诉 2" in asked and "订单" not in asked
    zh(office, "修改", "丙公司", "地址=人民路2号")
    people.write_text(people.read_text("utf-8").replace("春熙路1号", "天府大道3号"), encoding="utf-8")
    told = zh(office, "导入", str(people), "--确认").err
    assert "地址已有人改过；保留人民路2号，表格中为天府大道3号。上次导入：春熙路1号。" in told


@pytest.mark.parametrize("typed", [("survey", "wave", "--help"), ("调查", "期次", "--帮助")])
def test_a_noun_of_two_words_has_help(office: Crm, typed: tuple[str, ...]) -> None:
    run = office(*typed)
    assert run.status == 0 and "wave open" in run.out and "wave close" in run.out


def test_an_empty_year_says_so_once(office: Crm) -> None:
    assert zh(office, "日历", "查看", "2030").out == "没有已知的休息日。\n"
    assert office.json("calendar", "show", "2030") == []


def test_what_has_passed_is_refused_or_told(office: Crm) -> None:
    run = zh(office, "修改", "甲公司", "状态=暂停", "暂停至=昨天")
    assert run.status == 5 and "已经过去" in run.err
    run = zh(office, "任务", "新增", "回电", "--期限", "昨天")
    assert run.status == 0 and "时限2026-11-19已过。" in run.err
    assert zh(office, "任务", "新增", "回电", "--期限", "今天").err == ""


def test_what_is_done_says_so_once(office: Crm) -> None:
    office.ok("task", "add", "回电", "--due", "tomorrow")
    office.ok("task", "done", "1")
    assert "100" not in zh(office, "任务", "查看", "1").out


def test_what_was_turned_into_a_task_leads_to_it(office: Crm) -> None:
    office.ok("feedback", "add", "甲公司", "太慢", "--kind", "problem")
    office.ok("feedback", "promote", "1", "task", "--due", "tomorrow")
    run = zh(office, "反馈", "转办", "1", "任务", "--期限", "明天")
    assert run.status == 5 and "任务 查看 1" in run.err


def test_a_complaint_that_changed_hands_is_news_of_a_hand_off(office: Crm) -> None:
    for name, login in (("李娜", "lina"), ("王强", "wangqiang")):
        office.ok("staff", "add", name, "--login", login, "--role", "manager")
    office.ok("handoff", "complaint:1", "--to", "王强")
    office.ok("edit", "乙公司", "--owner", "李娜")
    office.become("wangqiang", group="writers")
    office.ok("handoff", "complaint:1", "--to", "李娜", "--by", "2026-11-20")
    rows = office.json("due", "--owner", "Lee", "--kind", "news")
    assert ["hand-off TS2026-0001" in row["why"] and "note" not in row["why"] for row in rows] == [True]
    (row,) = [row for row in office.json("due", "--owner", "李娜") if row["id"] == "complaint:1:handoff"]
    assert "handed over by 王强" in row["why"]
