"""Sheets of many trades: call centres, studios, hotels, schools; what stands in a column stays what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Crm
from .test_import import book, rows, totals

# What sheets say is read the same for either engine.
pytestmark = pytest.mark.file


def taken(crm: Crm, path: Path) -> dict[str, int]:
    return totals(crm, str(path), "--create-missing", "--partial")


@pytest.mark.parametrize("said", ["来电内容", "咨询内容"])
def test_calls_that_come_in_are_contacts_made(crm: Crm, tmp_path: Path, said: str) -> None:
    head = ["来电时间", "来电号码", "客户姓名", "业务类型", said, "受理坐席", "处理状态"]
    path = book(
        tmp_path / "a.xlsx",
        head,
        ["2026-11-01 09:00:11", "13511110001", "尤勇", "咨询", "问安装时间", "陈静", "已处理"],
        ["2026-11-01 09:12:40", "13511110002", "牛莉", "投诉", "安装师傅没来", "陈静", "处理中"],
    )
    assert taken(crm, path) == {"created": 2}
    found = [(row["channel"], row["author"], row["content"]) for row in rows(crm, "interactions")]
    assert found == [("phone", "陈静", "问安装时间"), ("phone", "陈静", "安装师傅没来")]


@pytest.mark.parametrize("columns", [("紧急联系人", "紧急联系电话"), ("紧急联络人", "紧急联系人电话")])
def test_whom_to_call_in_need_is_no_contact_person(
    crm: Crm, tmp_path: Path, columns: tuple[str, str]
) -> None:
    head = ["会员姓名", "性别", "手机", "卡号", "开卡日期", *columns]
    path = book(
        tmp_path / "会员表.xlsx",
        head,
        ["柏林", "男", "13712340001", "F0001", "2026-01-01", "柏强", "13712340009"],
        ["景甜", "女", "13712340002", "F0002", "2026-06-01", None, None],
    )
    assert taken(crm, path) == {"created": 2}
    assert not rows(crm, "contacts")
    first = next(row for row in rows(crm, "customers") if row["name"] == "柏林")
    assert (first["phone"], first["phones"]) == ("13712340001", None)
    assert [first[f"custom.{column}"] for column in columns] == ["柏强", "13712340009"]


def test_contracted_rates_make_no_orders(crm: Crm, tmp_path: Path) -> None:
    head = ["协议单位", "协议编号", "联系人", "联系电话", "协议价", "签订日期", "有效期至"]
    path = book(
        tmp_path / "a.xlsx",
        head,
        ["楚天旅行社", "XY-01", "舒经理", "027-87650001", 268, "2026-01-01", "2026-12-31"],
        ["光谷软件园管委会", "XY-02", "明主任", "13971000001", 298, "2026-03-01", "2027-02-28"],
    )
    assert taken(crm, path) == {"created": 2}
    assert not rows(crm, "purchases")
    assert {row["custom.协议价"] for row in rows(crm, "customers")} == {"268", "298"}


def test_a_story_with_several_days_is_told_day_by_day(crm: Crm, tmp_path: Path) -> None:
    head = ["客户", "意向产品", "首次接触", "跟进记录", "负责人"]
    path = book(
        tmp_path / "2026台账.xlsx",
        head,
        ["精诚建材", "卷材", "9.5", "9.5 微信加好友；9.12 上门送样；10.8 电话催结果", "刘洋"],
        ["第二中学", "课桌", "10.11", "10.11 电话介绍\n10.20 量尺寸", "刘洋"],
    )
    assert taken(crm, path) == {"created": 5}
    found = [(row["occurred_at"][:10], row["channel"]) for row in rows(crm, "interactions")]
    assert sorted(found) == [
        ("2026-09-05", "wechat"), ("2026-09-12", "visit"), ("2026-10-08", "phone"), ("2026-10-11", "phone"),
        ("2026-10-20", "other"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "phone", "kept"),
    [
        (["客戶名稱", "電話", "分機", "地址"], "(02)2700-1234", "+886227001234-105"),
        (["客户名称", "座机", "分机号", "地址"], "028-85506666", "028-85506666-105"),
        (["客户名称", "手机", "分机号", "地址"], "13900000001", "13900000001"),
    ],
)
def test_an_extension_belongs_to_the_phone_before_it(
    crm: Crm, tmp_path: Path, head: list[str], phone: str, kept: str
) -> None:
    address = "台北市大安區信義路三段10號" if kept[0] == "+" else "武侯区人民南路1号"
    path = book(
        tmp_path / "a.xlsx", head, ["牙醫診所" if kept[0] == "+" else "牙科诊所", phone, 105, address]
    )
    assert taken(crm, path) == {"created": 1}
    (customer,) = rows(crm, "customers")
    assert customer["phone"] == kept


def test_orders_of_a_member_find_it_by_its_card(crm: Crm, tmp_path: Path) -> None:
    members = book(tmp_path / "会员.xlsx", ["会员卡号", "会员姓名", "积分"], ["800001", "杜娟", 120])
    orders = book(
        tmp_path / "流水.xlsx",
        ["流水号", "消费时间", "会员卡号", "消费项目", "实付金额"],
        ["L1", "2026-11-01 14:20", "800001", "护理", 298],
        ["L2", "2026-11-02 10:00", "800009", "按摩", 158],
    )
    assert taken(crm, members) == {"created": 1}
    assert taken(crm, orders) == {"created": 1, "rejected": 1}
    assert [row["customer"] for row in rows(crm, "purchases")] == ["杜娟"]


def test_a_short_name_is_added_with_a_word_of_whom_it_may_mean(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add", "成都远新酒店管理有限公司")
    path = book(tmp_path / "a.xlsx", ["日期", "客户", "沟通内容"], ["2026-11-02", "远新", "谈布草"])
    run = crm("import", str(path), "--yes", "--create-missing", "--format", "json")
    assert any("C000001 成都远新酒店管理有限公司" in line for line in run.json["warnings"])


def test_repairs_are_complaints_whose_times_are_of_their_day(crm: Crm, tmp_path: Path) -> None:
    head = ["报修时间", "房号", "业主姓名", "联系电话", "报修内容", "报修方式", "维修人", "完成时间", "维修结果", "业主评价"]  # fmt: skip
    path = book(
        tmp_path / "a.xlsx",
        head,
        ["2026-11-01 08:10", "1-301", "滕飞", "13712300001", "水管漏水", "电话", "陈静", "11:00", "已修复", "满意"],
        ["2026-11-02 21:30", "2-102", "沐恩", "13712300002", "门禁坏", "微信", "陈静", "次日10:00", "已修复", "一般"],
        ["2026-11-18 09:00", "3-502", "佟丽", "13712300003", "墙面渗水", "前台", None, None, None, None],
    )  # fmt: skip
    assert taken(crm, path) == {"created": 3}
    found = [(row["resolved_at"], row["handler"], row["channel"]) for row in rows(crm, "complaints")]
    assert found == [
        ("2026-11-01T03:00:00Z", "陈静", "phone"), ("2026-11-03T02:00:00Z", "陈静", "wechat"), (None, None, "visit"),
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["签到人", "打卡人"])
def test_whoever_checks_in_at_a_customer_made_the_visit(crm: Crm, tmp_path: Path, who: str) -> None:
    path = book(
        tmp_path / "拜访签到.xlsx",
        ["签到时间", who, "部门", "签到地点", "拜访对象", "备注"],
        ["2026-11-11 09:20", "李娜", "销售部", "天府大道1号", "天府软件园有限公司", "洽谈保洁"],
        ["2026-11-11 14:05", "李娜", "销售部", "武侯区", "华西口腔诊所", "送合同"],
    )
    assert taken(crm, path) == {"created": 2}
    assert {(row["author"], row["channel"]) for row in rows(crm, "interactions")} == {("李娜", "visit")}
    assert not rows(crm, "contacts")


@pytest.mark.parametrize("before", ["原负责人", "前任负责人", "旧业务员"])
def test_whoever_looked_after_a_customer_before_is_not_its_owner(
    crm: Crm, tmp_path: Path, before: str
) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ["客户", "电话", before, "现负责人"],
        ["天目湖宾馆", "0519-87980001", "王强", "李娜"],
    )
    assert taken(crm, path) == {"created": 1}
    (customer,) = rows(crm, "customers")
    assert (customer["owner"], customer[f"custom.{before}"]) == ("李娜", "王强")


def test_the_sum_of_the_scores_is_no_score(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "满意度评分表.xlsx",
        ["客户", "1.产品质量(10分)", "2.响应速度(10分)", "总分(20)", "建议与意见"],
        ["澄江线缆", 9, 8, 17, "价格"],
        ["紫砂壶厂", 7, 6, 13, ""],
    )
    assert taken(crm, path) == {"created": 2}
    found = [(row.get("overall"), row["product_quality"]) for row in rows(crm, "survey_answers")]
    assert found == [(None, 9), (None, 7)]
