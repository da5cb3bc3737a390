"""Every field of a known record is compared: what a list says anew is stored or told, of every kind, and never dropped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crmcli import errors
from tests.conftest import Databases

from .conftest import At, Crm, Run
from .test_import import book, rows

#: What a row says is read and compared alike on both engines.
pytestmark = pytest.mark.file

WHO = ("北岸茶庄", "13911110001")


class List(NamedTuple):
    """A list of one kind with one record, and for each of its columns another value with what is exported then."""

    kind: str
    head: list[str]
    row: list[Any]
    #: By column: the new cell, the exported field, its new value.
    changes: dict[str, tuple[Any, str, Any]]


LISTS = {
    "customers": List(
        "customers",
        ["客户编号", "客户名称", "联系电话", "邮箱", "城市", "行业", "备注", "负责人", "标签", "客户级别", "联系人", "职务", "停车位"],
        ["K1", "北岸茶庄", "13911110001", "a@example.com", "甲市", "餐饮", "周五送货", "王芳", "月结", "A", "陈顺方", "店长", "2"],
        {
            "客户名称": ("北岸茶叶批发行", "name", "北岸茶叶批发行"), "联系电话": ("13911110009", "phone", "13911110009"),
            "邮箱": ("b@example.com", "email", "b@example.com"), "城市": ("乙市", "city", "乙市"), "行业": ("零售", "industry", "零售"),
            "备注": ("周六送货", "note", "周六送货"), "负责人": ("李娜", "owner", "李娜"), "标签": ("现结", "tags", "月结,现结"),
            "客户级别": ("B", "stated_tier", "potential"), "停车位": ("3", "custom.停车位", "3"),
        },
    ),
    "members": List(
        "members", ["会员卡号", "姓名", "手机号", "积分", "会员等级"], ["M1", "赵一凡", "13911119991", 10, "银卡"],
        {
            "姓名": ("赵一帆", "name", "赵一帆"), "手机号": ("13911119992", "phone", "13911119992"),
            "积分": (30, "points", 30), "会员等级": ("金卡", "member_level", "gold"),
        },
    ),
    "contacts": List(
        "contacts", ["姓名", "公司", "手机", "邮箱", "职务", "备注"], ["陈顺方", "北岸茶庄", "13811110001", "c@example.com", "店长", "下午在"],
        {
            "手机": ("13811110002", "phone", "13811110002"), "邮箱": ("d@example.com", "email", "d@example.com"),
            "职务": ("经理", "title", "经理"), "备注": ("上午在", "note", "上午在"),
        },
    ),
    "purchases": List(
        "purchases", ["订单号", "客户名称", "客户手机号", "下单日期", "产品", "数量", "金额", "订单状态", "业务员", "备注", "车牌"],
        ["D1", *WHO, "2026-10-30", "保洁", 2, 1000, "已完成", "王芳", "加急", "A1"],
        {
            "下单日期": ("2026-10-31", "ordered_at", "2026-10-31"), "产品": ("消杀", "product", "消杀"), "数量": (3, "quantity", "3"),
            "金额": (1200, "amount", 1200), "订单状态": ("已取消", "status", "cancelled"), "业务员": ("李娜", "author", "李娜"),
            "备注": ("不急", "note", "不急"), "车牌": ("B2", "custom.车牌", "B2"),
        },
    ),
    "complaints": List(
        "complaints",
        ["投诉编号", "投诉时间", "客户名称", "客户电话", "投诉内容", "严重程度", "投诉渠道", "处理人", "涉及产品", "处理措施", "根本原因", "响应时间", "备注", "楼层"],
        ["T1", "2026-11-01 09:00", *WHO, "灯不亮", "一般", "电话", "王芳", "吊灯", "换灯泡", "老化", "2026-11-01 10:00", "常客", "3"],
        {
            "投诉时间": ("2026-11-01 08:00", "opened_at", "2026-11-01T00:00"), "投诉内容": ("灯一直不亮", "content", "灯一直不亮"),
            "严重程度": ("紧急", "severity", "urgent"), "投诉渠道": ("邮件", "channel", "email"), "处理人": ("李娜", "handler", "李娜"),
            "涉及产品": ("壁灯", "product", "壁灯"), "处理措施": ("换线路", "measure", "换线路"), "根本原因": ("受潮", "root_cause", "受潮"),
            "响应时间": ("2026-11-01 10:30", "responded_at", "2026-11-01T02:30"), "备注": ("新客", "note", "新客"),
            "楼层": ("4", "custom.楼层", "4"),
        },
    ),
    "tasks": List(
        "tasks", ["任务编号", "任务名称", "截止日期", "客户名称", "客户电话", "负责人", "状态", "完成进度", "备注", "难度"],
        ["R1", "寄样品", "2026-12-01", *WHO, "王芳", "进行中", "30%", "两份", "高"],
        {
            "任务名称": ("寄样品和报价", "title", "寄样品和报价"), "截止日期": ("2026-12-02", "due", "2026-12-02"),
            "负责人": ("李娜", "owner", "李娜"), "状态": ("已完成", "state", "done"), "完成进度": ("60%", "percent_done", 60),
            "备注": ("三份", "note", "三份"), "难度": ("低", "custom.难度", "低"),
        },
    ),
    "tasks without a number": List(
        "tasks", ["任务名称", "截止日期", "客户名称", "客户电话", "负责人"], ["寄样品", "2026-12-01", *WHO, "王芳"],
        {
            "任务名称": ("寄报价", "title", "寄报价"), "截止日期": ("2026-12-02", "due", "2026-12-02"),
            "负责人": ("李娜", "owner", "李娜"),
        },
    ),
    "feedback": List(
        "feedback", ["反馈编号", "反馈日期", "客户名称", "客户电话", "反馈类别", "反馈内容", "评分", "处理人", "答复内容", "渠道", "门店"],
        ["F1", "2026-11-02", *WHO, "建议", "希望周末配送", 4, "王芳", "下月开始", "电话", "一店"],
        {
            "反馈日期": ("2026-11-03", "occurred_at", "2026-11-03"), "反馈类别": ("问题", "kind", "problem"),
            "反馈内容": ("希望周六配送", "content", "希望周六配送"), "评分": (3, "score", 3), "处理人": ("李娜", "handler", "李娜"),
            "答复内容": ("下周开始", "answer", "下周开始"), "渠道": ("微信", "channel", "wechat"), "门店": ("二店", "custom.门店", "二店"),
        },
    ),
    "interactions": List(
        "interactions", ["跟进编号", "跟进时间", "客户名称", "客户电话", "跟进方式", "跟进内容", "跟进结果", "跟进人", "下次联系日期", "下一步", "天气"],
        ["G1", "2026-11-02 10:00", *WHO, "电话", "谈续约", "有意向", "王芳", "2026-12-01", "寄合同", "晴"],
        {
            "跟进时间": ("2026-11-02 11:00", "occurred_at", "2026-11-02T03:00"), "跟进方式": ("拜访", "channel", "visit"),
            "跟进内容": ("谈续约和价格", "content", "谈续约和价格"), "跟进结果": ("没意向", "feedback", "没意向"),
            "跟进人": ("李娜", "author", "李娜"), "下次联系日期": ("2026-12-02", "next_on", "2026-12-02"),
            "下一步": ("送合同", "next_step", "送合同"), "天气": ("雨", "custom.天气", "雨"),
        },
    ),
    "interactions without a number": List(
        "interactions", ["跟进时间", "客户名称", "客户电话", "跟进方式", "跟进内容", "跟进结果", "跟进人"],
        ["2026-11-02 10:00", *WHO, "电话", "谈续约", "有意向", "王芳"],
        {
            "跟进方式": ("拜访", "channel", "visit"), "跟进内容": ("谈价格", "content", "谈价格"),
            "跟进结果": ("没意向", "feedback", "没意向"), "跟进人": ("李娜", "author", "李娜"),
        },
    ),
    "survey_answers": List(
        "survey_answers", ["提交时间", "客户名称", "客户电话", "总体满意度", "推荐意愿", "意见建议", "最喜欢哪项服务？"],
        ["2026-11-03 10:00:07", *WHO, 4, 8, "还行", "保洁"],
        {
            "总体满意度": (2, "overall", 2), "推荐意愿": (3, "nps", 3), "意见建议": ("不行", "comment", "不行"),
            "最喜欢哪项服务？": ("消杀", "q4", "消杀"),
        },
    ),
}  # fmt: skip

CASES = [(name, column) for name, one in LISTS.items() for column in one.changes]
IDS = [f"{name} {list(LISTS[name].changes).index(column)}" for name, column in CASES]


def take_in(crm: Crm, path: Path, one: List, *lines: Sequence[Any], words: Sequence[str] = ()) -> Run:
    sheet = book(path, one.head, *map(list, lines))
    run = crm(
        "import", str(sheet), "--yes", "--create-missing", "--kind", one.kind, "--format", "json", *words
    )
    assert run.status == errors.DONE, run.err or run.out
    return run


def changed(one: List, column: str) -> list[Any]:
    return [
        one.changes[column][0] if name == column else cell
        for name, cell in zip(one.head, one.row, strict=True)
    ]


def cell(one: List, column: str) -> Any:
    return one.row[one.head.index(column)]


def told(run: Run) -> str:
    data = run.json
    return "\n".join(
        [*data["warnings"], *(" ".join(map(str, c.values())) for c in data["data"]["conflicts"])]
    )


def exported(crm: Crm, one: List, field: str) -> list[str]:
    return [str(row.get(field, "")) for row in rows(crm, one.kind)]


@pytest.mark.parametrize(("name", "column"), CASES, ids=IDS)
def test_another_value_of_a_field_is_stored(crm: Crm, tmp_path: Path, name: str, column: str) -> None:
    one = LISTS[name]
    _new, field, stored = one.changes[column]
    take_in(crm, tmp_path / "a.xlsx", one, one.row)
    run = take_in(crm, tmp_path / "b.xlsx", one, changed(one, column))
    assert any(str(stored) in value for value in exported(crm, one, field)), run.out
    assert run.json["data"]["totals"]["unchanged"] == run.json["data"]["totals"]["duplicate"] == 0
    again = take_in(crm, tmp_path / "c.xlsx", one, changed(one, column)).json["data"]
    assert (again["totals"]["unchanged"], again["conflicts"]) == (1, [])


@pytest.mark.file  # what is told is the same for either engine
@pytest.mark.parametrize(("name", "column"), CASES, ids=IDS)
def test_two_rows_of_one_list_that_differ_in_a_field(
    crm: Crm, tmp_path: Path, name: str, column: str
) -> None:
    one = LISTS[name]
    _new, _field, stored = one.changes[column]
    run = take_in(crm, tmp_path / "a.xlsx", one, one.row, changed(one, column))
    found = [value for row in rows(crm, one.kind) for value in map(str, row.values())]
    if not any(str(stored) in value for value in found):
        (warning,) = [w for w in run.json["warnings"] if "the first was kept" in w]
        assert f": {column} is " in warning
        assert run.json["data"]["totals"]["duplicate"] == 0


#: What stands in tables of its own is applied again, but not compared for an old row.
UNTOLD = {"积分", "响应时间", "投诉时间", "最喜欢哪项服务？"}
#: Columns that make another record of a row without a number, and those of which a customer has several values.
WORDS = {
    ("tasks without a number", "任务名称"), ("tasks without a number", "截止日期"), ("interactions without a number", "跟进内容"), ("customers", "联系电话"),
    ("customers", "邮箱"), ("customers", "标签"), ("members", "手机号"),
}  # fmt: skip
KNOWN = [case for case in CASES if case not in WORDS]


@pytest.mark.file
@pytest.mark.parametrize(("name", "column"), KNOWN, ids=[IDS[CASES.index(case)] for case in KNOWN])
def test_a_row_that_was_applied_before_is_told_and_applied_again(
    crm: Crm, tmp_path: Path, name: str, column: str
) -> None:
    one = LISTS[name]
    _new, field, stored = one.changes[column]
    take_in(crm, tmp_path / "a.xlsx", one, one.row)
    first = rows(crm, one.kind)
    take_in(crm, tmp_path / "b.xlsx", one, changed(one, column))
    run = take_in(crm, tmp_path / "c.xlsx", one, one.row)
    assert run.json["data"]["totals"]["unchanged"] == 1
    assert len(rows(crm, one.kind)) == len(first)
    assert any(str(stored) in value for value in exported(crm, one, field))
    if column not in UNTOLD:
        (conflict,) = run.json["data"]["conflicts"]
        assert (conflict["why"], conflict["kept"] == conflict["sheet"]) == ("applied", False)
    take_in(crm, tmp_path / "d.xlsx", one, one.row, words=("--again",))
    now = rows(crm, one.kind)
    assert [row[field] for row in now] == [row[field] for row in first]


def test_a_newer_export_brings_further_comments_steps_and_answers(
    crm: Crm, at: At, databases: Databases, tmp_path: Path
) -> None:
    crm.ok("add", WHO[0], "--phone", WHO[1])
    crm.ok("task", "add", "寄样品", "--due", "2026-12-01")
    crm.ok("task", "step", "1", "装箱")
    crm.ok("feedback", "add", WHO[0], "希望周末配送")
    crm.ok("feedback", "answer", "1", "下月开始")
    crm.ok("export", "all", "-o", str(tmp_path / "a.xlsx"))
    crm.at("2026-11-20T03:00:00Z")
    crm.ok("task", "check", "1", "1")
    crm.ok("task", "step", "1", "贴单")
    crm.ok("task", "comment", "1", "明天寄")
    crm.ok("feedback", "answer", "1", "提前到本周")
    crm.ok("export", "all", "-o", str(tmp_path / "b.xlsx"))
    told = _beside(crm)
    other = at(databases.copy("empty", lambda place: at(place).ok("init", "--name", "Lee")))
    other.ok("import", str(tmp_path / "a.xlsx"), "--yes")
    assert _beside(other) != told
    other.ok("import", str(tmp_path / "b.xlsx"), "--yes")
    assert _beside(other) == told


def _beside(crm: Crm) -> list[Any]:
    (task,), (feedback,) = rows(crm, "tasks"), rows(crm, "feedback")
    return [task["checklist"], task["comments"], task["percent_done"], feedback["further_answers"]]


def test_two_peoples_sheets_with_the_same_words_are_two_contacts(crm: Crm, tmp_path: Path) -> None:
    head = ["跟进时间", "客户名称", "客户电话", "跟进方式", "跟进内容"]
    for name in ("王芳", "李娜"):
        sheet = book(tmp_path / f"跟进记录 {name}.xlsx", head, ["2026-11-02", *WHO, "电话", "已联系"])
        crm.ok("import", str(sheet), "--yes", "--create-missing", "--kind", "interactions")
    assert sorted(row["author"] for row in rows(crm, "interactions")) == ["李娜", "王芳"]
