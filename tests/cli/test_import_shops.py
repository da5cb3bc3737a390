"""Exports of shops' platforms and of message programs: who bought is the person, not the courier, the town or the shop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Crm
from .test_import import book, rows, totals

# What sheets say is read the same for either engine.
pytestmark = pytest.mark.file


def taken(crm: Crm, path: Path, *words: str) -> dict[str, int]:
    return totals(crm, str(path), "--create-missing", "--partial", *words)


@pytest.mark.parametrize(
    ("head", "one", "two", "names"),
    [
        (
            ["订单编号", "买家会员名", "买家应付货款", "总金额", "订单状态", "收货人姓名", "收货地址", "联系手机", "订单创建时间", "宝贝标题", "物流公司", "店铺名称"],
            ["T1", "tb_aa", "50.00", "50.00", "交易成功", "茅小雨", "河北省 保定市 莲池区 东风路1号", "13900000011", "2026-11-01 09:11:11", "雨伞", "顺达速递", "晴天旗舰店"],
            ["T2", "tb_bb", "70.00", "70.00", "交易成功", "路远", "天津 天津市 河西区 友谊路5号", "13900000012", "2026-11-02 09:11:11", "雨衣", "顺达速递", "晴天旗舰店"],
            ["茅小雨", "路远"],
        ),
        (
            ["主订单编号", "选购商品", "商品数量", "订单应付金额", "订单提交时间", "收件人", "收件人手机号", "省", "市", "区", "详细地址", "订单状态"],
            ["D1", "围巾", "1", "189.00", "2026-11-05 20:00:01", "柳*青", "13900000021", "江苏省", "苏州市", "吴江区", "**路", "已完成"],
            ["D2", "围巾", "1", "189.00", "2026-11-06 20:00:01", "史岚", "13900000022", "江苏省", "南京市", "玄武区", "长江路1号", "已完成"],
            ["史岚", "柳*青"],
        ),
        (
            ["订单号", "下单时间", "买家昵称", "收货人/提货人", "买家手机号", "全部商品名称", "订单实付金额", "订单退款状态"],
            ["Y1", "2026-11-01 12:34:56", "爱猫", "郝帅", "13900000031", "坚果", "128.00", ""],
            ["Y2", "2026-11-03 12:34:56", "momo", "沈浪", "13900000032", "果脯", "59.90", "部分退款"],
            ["沈浪", "郝帅"],
        ),
    ],
)  # fmt: skip
def test_who_bought_in_a_shop_is_the_person(
    crm: Crm, tmp_path: Path, head: list[str], one: list[str], two: list[str], names: list[str]
) -> None:
    assert taken(crm, book(tmp_path / "a.xlsx", head, one, two)) == {"created": 2}
    customers = rows(crm, "customers")
    assert sorted(row["name"] for row in customers) == names
    assert {row["kind"] for row in customers} == {"person"}
    assert not any(row["external_id"] for row in customers)
    assert taken(crm, book(tmp_path / "b.xlsx", head, one, two)) == {"unchanged": 2}


def test_numbers_written_as_formulas_lose_their_signs(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        '订单编号,收货人姓名,联系手机,总金额,订单创建时间\n"=""391234567890123456""",茅小雨,\'13900000011,5,2026-11-01\n',
        "gb18030",
    )
    assert taken(crm, path) == {"created": 1}
    assert [(r["order_no"], r["customer_phone"]) for r in rows(crm, "purchases")] == [
        ("391234567890123456", "13900000011")
    ]


def test_vouchers_of_a_shop_are_orders_of_their_phones(crm: Crm, tmp_path: Path) -> None:
    head = ["团购券号", "项目名称", "消费时间", "验券门店", "用户手机号", "售价", "购买数量"]
    path = book(
        tmp_path / "a.xlsx",
        head,
        ["1234 5678 9013", "四人套餐", "2026-11-06 19:10", "春熙路店", "13980005678", "298.00", "2"],
    )
    assert taken(crm, path) == {"created": 1}
    (order,) = rows(crm, "purchases")
    assert (order["amount"], order["product"], order["customer"]) == (596, "四人套餐", "13980005678")


def test_people_added_in_wecom_are_persons_of_whoever_added_them(crm: Crm, tmp_path: Path) -> None:
    head = ["客户名称", "添加人", "添加人帐号", "添加时间", "手机", "企业", "职务"]
    path = book(
        tmp_path / "a.xlsx",
        head,
        ["小鱼儿", "李娜", "LiNa", "2026-10-01 10:00:00", "13011110001", "@微信", ""],
        ["何春燕", "李娜", "LiNa", "2026-09-12 15:30:00", "13011110002", "远新酒店管理有限公司", "采购经理"],
        ["Leo-卖茶叶", "张伟", "ZhangWei", "2026-11-02 18:20:00", "", "", ""],
    )
    assert taken(crm, path) == {"created": 3}
    found = {row["name"]: (row["kind"], row["owner"]) for row in rows(crm, "customers")}
    assert found == {
        "小鱼儿": ("person", "李娜"), "何春燕": ("person", "李娜"), "Leo-卖茶叶": ("person", "张伟"),
    }  # fmt: skip
    assert not rows(crm, "contacts")


@pytest.mark.parametrize("beside", ["创建人", "协同人", "最后修改人", "更新人"])
def test_whoever_wrote_a_record_is_no_contact_person(crm: Crm, tmp_path: Path, beside: str) -> None:
    head = ["客户名称", "客户电话", "负责人", beside]
    lines = [
        ["栖霞安康诊所", "025-85310000", "刘洋", "刘洋"],
        ["雨花石文化传播有限公司", "025-85310001", "刘洋", "陈静"],
    ]
    assert taken(crm, book(tmp_path / "a.xlsx", head, *lines)) == {"created": 2}
    assert not rows(crm, "contacts")


@pytest.mark.parametrize("kind", [("姓名", "昵称"), ("客户姓名", "微信昵称")])
def test_a_nickname_is_a_name_only_where_no_other_stands(
    crm: Crm, tmp_path: Path, kind: tuple[str, str]
) -> None:
    head = [*kind, "手机号", "性别"]
    path = book(
        tmp_path / "a.xlsx",
        head,
        ["温婉", "小婉", "15811110001", "女"],
        ["", "路人甲", "15811110002", ""],
        ["文化", "阿文", "15811110003", "男"],
    )
    assert taken(crm, path) == {"created": 3}
    found = {row["name"]: (row["kind"], row["aliases"]) for row in rows(crm, "customers")}
    assert found["温婉"] == ("person", "小婉")
    assert found["文化"] == ("person", "阿文")
    assert "路人甲" in found


def test_a_short_name_beside_the_full_one_is_found_by(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx", ["客户全称", "客户简称", "性质"], ["宁海海昌五金制品有限公司", "海昌", "个体"]
    )
    assert taken(crm, path) == {"created": 1}
    (customer,) = rows(crm, "customers")
    assert (customer["aliases"], customer["kind"]) == ("海昌", "company")
    log = book(tmp_path / "b.xlsx", ["日期", "客户", "沟通内容"], ["2026-11-02", "海昌", "电话确认样品"])
    assert totals(crm, str(log)) == {"created": 1}
    (contact,) = rows(crm, "interactions")
    assert (contact["customer"], contact["channel"]) == ("宁海海昌五金制品有限公司", "phone")


def test_a_row_without_a_name_is_that_of_the_nickname(crm: Crm, tmp_path: Path) -> None:
    head = ["沟通日期", "客户微信昵称", "微信号", "客户姓名", "沟通内容"]
    path = book(
        tmp_path / "微信沟通记录.xlsx",
        head,
        ["2026-11-08", "向日葵", "xrk_2020", "叶小青", "问样片"],
        ["2026-11-09", "阿杰", "wxid_ajie99", "", "问档期"],
    )
    assert taken(crm, path) == {"created": 2}
    assert sorted((r["customer"], r["channel"]) for r in rows(crm, "interactions")) == [
        ("叶小青", "wechat"),
        ("阿杰", "wechat"),
    ]


def test_mobiles_under_a_customers_number_are_phones(crm: Crm, tmp_path: Path) -> None:
    head = ["呼叫时间", "客户名称", "客户号码", "呼叫类型", "通话小结"]
    lines: list[list[Any]] = [
        ["2026-11-10 09:12:33", "刘桂", "13912340001", "呼入", "问价格"],
        ["2026-11-10 10:12:33", "马军", "13912340002", "呼出", "通知到货"],
    ]
    assert taken(crm, book(tmp_path / "通话记录.xlsx", head, *lines)) == {"created": 2}
    assert [(c["external_id"], c["phone"]) for c in rows(crm, "customers")] == [
        (None, "13912340001"),
        (None, "13912340002"),
    ]
    assert {r["channel"] for r in rows(crm, "interactions")} == {"phone"}


def test_a_list_of_refunds_takes_the_money_back_from_its_orders(crm: Crm, tmp_path: Path) -> None:
    orders = book(
        tmp_path / "a.xlsx", ["订单号", "下单日期", "客户姓名", "实付金额"], ["D1", "2026-11-01", "郝帅", 128]
    )
    back = book(
        tmp_path / "b.xlsx",
        ["退款日期", "订单号", "客户姓名", "退款金额", "退款原因"],
        ["2026-11-05", "D1", "郝帅", 28, "破损"],
    )
    assert taken(crm, orders) == {"created": 1}
    assert taken(crm, back) == {"updated": 1}
    (order,) = rows(crm, "purchases")
    assert order["refunds"].startswith("2026-11-05 · 28.00")


def test_the_region_of_a_customer_tells_its_places(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ["客户名称", "所在地区"],
        ["安康诊所", "江苏省/南京市/栖霞区"],
        ["好再来面馆", "华东"],
    )
    assert taken(crm, path) == {"created": 2}
    places = {row["name"]: (row["province"], row["city"], row["district"]) for row in rows(crm, "customers")}
    assert places == {"安康诊所": ("江苏省", "南京市", "栖霞区"), "好再来面馆": (None, None, None)}


def test_answers_of_nobody_make_no_customer(crm: Crm, tmp_path: Path) -> None:
    head = ["提交答卷时间", "来源", "1、您的姓名", "2、您的手机号", "3、总体满意度", "4、响应速度"]
    path = book(
        tmp_path / "问卷.xlsx",
        head,
        ["2026/11/3 10:12:30", "微信", "何梅", "13708223344", 5, 4],
        ["2026/11/3 12:40:10", "手机提交", "匿名", "", 2, 1],
    )
    assert taken(crm, path) == {"created": 2}
    assert [(row["name"], row["source"]) for row in rows(crm, "customers")] == [("何梅", None)]


def test_two_people_side_by_side_are_named_above_their_tables(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ["第45周跟进情况", *[None] * 6],
        ["张伟", None, None, None, "李娜", None, None],
        ["日期", "客户", "沟通内容", None, "日期", "客户", "沟通内容"],
        ["11.2", "温江鞋业有限公司", "谈样鞋", None, "11.3", "橙子水果店", "谈配送"],
        ["11.4", "黄山模具城", "介绍方案", None, "11.5", "临江家具厂", "寄合同"],
    )
    assert taken(crm, path) == {"created": 4}
    assert sorted((r["author"], r["customer"]) for r in rows(crm, "interactions")) == [
        ("张伟", "温江鞋业有限公司"), ("张伟", "黄山模具城"), ("李娜", "临江家具厂"), ("李娜", "橙子水果店"),
    ]  # fmt: skip


def test_whom_a_platform_hid_is_nobody_known(crm: Crm, tmp_path: Path) -> None:
    head = ["订单编号", "下单时间", "套餐名称", "顾客实付", "收货人", "联系电话"]
    orders = book(
        tmp_path / "o.xlsx",
        head,
        ["M1", "2026-10-01 09:12", "空调清洗", 118, "张*", "138****1234"],
        ["M2", "2026-10-08 11:11", "空调清洗", 236, "张*", "138****1234"],
        ["M3", "2026-10-09 11:11", "沙发清洗", 199, "张三", "13800010005"],
    )
    assert taken(crm, orders) == {"created": 3}
    # A hidden name takes nobody's place.
    again = book(tmp_path / "c.xlsx", ["客户姓名", "手机", "备注"], ["张*", "13800010005", "老客"])
    assert taken(crm, again) == {"updated": 1}
    found = sorted((row["name"], row["note"]) for row in rows(crm, "customers"))
    assert found == [("张*", None), ("张*", None), ("张三", "老客")]


def test_children_who_share_a_parents_phone_are_two(crm: Crm, tmp_path: Path) -> None:
    head = ["学员姓名", "家长", "家长电话", "所报班型", "实缴学费", "缴费日期"]
    path = book(
        tmp_path / "学费.xlsx",
        head,
        ["王子涵", "王建军", "13500001111", "数学思维", 4800, "2026-03-01"],
        ["王子睿", "王建军", "13500001111", "少儿英语", 6800, "2026-09-05"],
        ["王子涵", "王建军", "13500001111", "少儿英语", 6800, "2026-09-05"],
        ["豆豆", "王建军", "13500001111", "少儿英语", 6800, "2026-09-05"],
    )
    assert taken(crm, path) == {"created": 4}
    told = sorted((row["customer"], row["amount"]) for row in rows(crm, "purchases"))
    assert told == [("王子涵", 4800), ("王子涵", 6800), ("王子睿", 6800), ("豆豆", 6800)]


def test_children_who_share_a_parents_address_are_two(crm: Crm, tmp_path: Path) -> None:
    head = [
        "Submission Date",
        "Camper First Name",
        "Camper Last Name",
        "Guardian First Name",
        "Guardian Last Name",
        "Guardian Email",
        "Total Due",
    ]
    one = ["2026-04-03 08:40:12", "Bo", "Castell", "Marisa", "Castell", "m@example.com", "$320.00"]
    path = book(tmp_path / "camp.xlsx", head, one, ["2026-04-03 08:52:47", "Lux", *one[2:]])
    assert taken(crm, path) == {"created": 2}
    assert sorted(row["name"] for row in rows(crm, "customers")) == ["Bo Castell", "Lux Castell"]


@pytest.mark.file
@pytest.mark.parametrize(
    "head",
    ["姓名,家长姓名,家长电话", "学生姓名,家长姓名,家长手机", "宝宝姓名,家长姓名,家长电话", "孩子姓名,家长姓名,联系电话", "姓名,監護人姓名,監護人電話",
     "Child name,Parent name,Parent phone", "Name,Guardian,Guardian phone", "姓名,监护人,监护人电话", "姓名,父亲,父亲电话", "Pupil,Mother's name,Mother's phone"],
)  # fmt: skip
def test_children_are_the_customers_and_a_parent_the_contact_person(
    crm: Crm, tmp_path: Path, head: str
) -> None:
    path = book(
        tmp_path / "a.xlsx",
        head.split(","),
        ["王子涵", "王建军", "13500001111"],
        ["王子睿", "王建军", "13500001111"],
        ["豆豆", "李芳", "13500002222"],
    )
    assert taken(crm, path) == {"created": 3}
    assert {row["kind"] for row in rows(crm, "customers")} == {"person"}
    told = [(row["customer"], row["name"], row["phone"]) for row in rows(crm, "contacts")]
    phone = "13500001111"
    assert told == [
        ("王子涵", "王建军", phone),
        ("王子睿", "王建军", phone),
        ("豆豆", "李芳", "13500002222"),
    ]


@pytest.mark.parametrize(
    ("head", "kind"),
    [("宠物名,主人姓名,主人电话", "person"), ("Pet name,Owner,Phone", "person"), ("名称,上级单位,电话", "company"),
     ("Name,Parent company,Phone", "company"), ("学员姓名,紧急联系人,手机", "person"), ("Name,Emergency contact,Phone", "person")],
)  # fmt: skip
def test_whoever_stands_beside_a_name_tells_whose_it_is(
    crm: Crm, tmp_path: Path, head: str, kind: str
) -> None:
    lines = [
        ["小一", "王建军", "13500001111"],
        ["豆豆", "李芳", "13500002222"],
        ["咪咪", "赵敏", "13500003333"],
    ]
    assert taken(crm, book(tmp_path / "a.xlsx", head.split(","), *lines)) == {"created": 3}
    assert {row["kind"] for row in rows(crm, "customers")} == {kind}
    names = {row["name"] for row in rows(crm, "customers")}
    assert names == {line[1 if "主人" in head or "Owner" in head else 0] for line in lines}
