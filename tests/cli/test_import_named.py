"""Customers made on the way: whom rows of orders and contacts name comes in with all that the row says of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Crm
from .test_import import book, rows, totals

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file

ORDERS = ["订单编号", "下单日期", "客户名称", "客户编号", "金额"]
ENGLISH = ["Order Number", "Order Date", "Customer Name", "Customer ID", "Amount"]


def by_number(crm: Crm) -> dict[str, str]:
    return {row["external_id"]: row["name"] for row in rows(crm, "customers")}


def buyers(crm: Crm) -> dict[str, str]:
    """Order number → number of the customer it belongs to."""
    return {row["order_no"]: row["customer_no"] for row in rows(crm, "purchases")}


@pytest.mark.parametrize("head", [ORDERS, ENGLISH])
@pytest.mark.parametrize("names", [("陈静", "陈静"), ("Ann Lee", "Ann Lee"), ("小小便利店", "小小便利店")])
def test_two_of_one_name_with_numbers_stay_two(
    crm: Crm, tmp_path: Path, head: list[str], names: tuple[str, str]
) -> None:
    first = book(
        tmp_path / "a.xlsx",
        head,
        ["A1", "2026-03-05", names[0], "H-17", 10],
        ["A2", "2026-03-06", names[1], "H-18", 20],
    )
    assert totals(crm, str(first), "--create-missing") == {"created": 2}
    assert by_number(crm) == {"H-17": names[0], "H-18": names[1]}
    later = book(
        tmp_path / "b.xlsx",
        head,
        ["A3", "2026-04-05", names[1], "H-18", 30],
        ["A4", "2026-04-06", names[0], "H-17", 40],
        ["A5", "2026-04-06", names[0], "H-19", 50],
    )
    assert totals(crm, str(later), "--create-missing") == {"created": 3}
    assert buyers(crm) == {"A1": "H-17", "A2": "H-18", "A3": "H-18", "A4": "H-17", "A5": "H-19"}


def test_a_number_outlives_the_name_but_not_name_and_phone(crm: Crm, tmp_path: Path) -> None:
    crm.ok(
        "import",
        str(book(tmp_path / "c.xlsx", ["客户编号", "客户名称", "电话"], ["K-1", "天天饭店", "13900000001"])),
        "--yes",
    )
    head = [*ORDERS, "电话"]
    path = book(
        tmp_path / "a.xlsx",
        head,
        ["A1", "2026-03-05", "天天酒楼", "K-1", 10, None],
        ["A2", "2026-03-06", "天天酒楼", "K-1", 20, "13900000001"],
        ["A3", "2026-03-06", "蓝海汽修", "K-1", 20, "13900000009"],
    )  # fmt: skip
    run = crm("import", str(path), "--yes", "--partial", "--format", "json")
    assert [line["row"] for line in run.json["data"]["rejected"]] == [4]
    assert buyers(crm) == {"A1": "K-1", "A2": "K-1"}


def test_the_number_of_another_system_contradicts_nothing(crm: Crm, tmp_path: Path) -> None:
    crm.ok(
        "import",
        str(book(tmp_path / "c.xlsx", ["客户编号", "客户名称"], ["KH-001", "甲乙商贸有限公司"])),
        "--yes",
    )
    path = book(tmp_path / "a.xlsx", ORDERS, ["A1", "2026-03-05", "甲乙商贸", "55312", 10])
    assert totals(crm, str(path)) == {"created": 1}
    (order,) = rows(crm, "purchases")
    assert (order["customer"], order["custom.客户编号"]) == ("甲乙商贸有限公司", "55312")


def test_a_new_customer_has_all_that_the_row_says(crm: Crm, tmp_path: Path) -> None:
    head = [
        *ENGLISH,
        "Phone",
        "Email",
        "Region",
        "City",
        "Address",
        "Postcode",
        "Contact Person",
        "Job Title",
        "Gift wrap",
    ]
    line: list[Any] = ["A1", "2026-03-05", "Brightwater Ltd", "77", 10]
    line += [
        "+44 20 7946 0018",
        "desk@brightwater.example",
        "South",
        "Leeds",
        "1 Mill Lane",
        "LS1 4AP",
        "Ann Lee",
        "Buyer",
        "yes",
    ]
    assert totals(crm, str(book(tmp_path / "a.xlsx", head, line)), "--create-missing") == {"created": 1}
    (customer,) = rows(crm, "customers")
    said = {
        field: customer[field]
        for field in ("external_id", "phone", "email", "region", "city", "street", "postcode")
    }
    assert said == {
        "external_id": "77", "phone": "+442079460018", "email": "desk@brightwater.example", "region": "South",
        "city": "Leeds", "street": "1 Mill Lane", "postcode": "LS1 4AP",
    }  # fmt: skip
    (person,) = rows(crm, "contacts")
    assert (person["name"], person["title"]) == ("Ann Lee", "Buyer")
    assert rows(crm, "purchases")[0]["custom.Gift wrap"] == "yes"


def test_the_region_of_a_chinese_order_is_its_new_customers(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        [*ORDERS, "地区", "行业"],
        ["A1", "2026-03-05", "甲乙商贸有限公司", "5", 10, "华东", "餐饮"],
    )
    totals(crm, str(path), "--create-missing")
    (customer,) = rows(crm, "customers")
    assert (customer["region"], customer["industry"]) == ("华东", "餐饮")


def test_an_order_that_names_but_a_mail_finds_and_makes_its_customer(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add", "Harbour Cafe", "--email", "buy@harbour.example")
    head = ["Order Number", "Order Date", "Email", "Total"]
    path = book(
        tmp_path / "a.xlsx",
        head,
        ["A1", "2026-03-05", "Buy@Harbour.example", 10],
        ["A2", "2026-03-06", "kim@lake.example", 20],
        ["A3", "2026-03-07", "kim@lake.example", 30],
    )
    run = crm("import", str(path), "--yes", "--partial", "--format", "json")
    assert run.json["data"]["totals"]["rejected"] == 2
    assert "No customer has the e-mail kim@lake.example." in run.json["data"]["rejected"][0]["reasons"][0]
    assert totals(crm, str(path), "--create-missing") == {"created": 2, "unchanged": 1}
    orders = {row["order_no"]: row["customer"] for row in rows(crm, "purchases")}
    assert orders == {"A1": "Harbour Cafe", "A2": "kim@lake.example", "A3": "kim@lake.example"}


def test_a_phone_that_a_known_customer_lacks_stays_beside_the_order(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add", "甲乙商贸")
    path = book(
        tmp_path / "a.xlsx",
        ["订单编号", "下单日期", "客户名称", "电话", "金额"],
        ["A1", "2026-03-05", "甲乙商贸", "13900000001", 10],
    )
    totals(crm, str(path))
    assert rows(crm, "purchases")[0]["custom.电话"] == "13900000001"


def test_a_new_customer_of_a_contact_keeps_number_and_person(crm: Crm, tmp_path: Path) -> None:
    head = ["日期", "客户名称", "客户编号", "联系人", "电话", "跟进内容"]
    path = book(
        tmp_path / "a.xlsx", head, ["2026-03-05", "甲乙商贸有限公司", "K5", "刘帆", "13900000001", "谈续约"]
    )
    totals(crm, str(path), "--create-missing")
    assert by_number(crm) == {"K5": "甲乙商贸有限公司"}
    assert [row["name"] for row in rows(crm, "contacts")] == ["刘帆"]


@pytest.mark.parametrize("named", ["13800000001", "138 0000 0001", "+86 13800000001", "INFO@yx.cn"])
@pytest.mark.parametrize(
    "head, told",
    [
        (("客户", "日期", "产品", "金额"), ("2026-11-20", "维保", 1200)),
        (("客户编号", "下单日期", "产品", "金额"), ("2026-11-20", "维保", 1200)),
        (("客户", "日期", "方式", "内容"), ("2026-11-20", "电话", "谈续约")),
        (("客户", "日期", "投诉内容"), ("2026-11-20", "漏水")),
        (("客户", "用途", "渠道", "是否同意", "日期"), ("营销", "短信", "是", "2026-11-20")),
    ],
)
def test_a_row_may_name_its_customer_by_phone_or_mail_alone(
    crm: Crm, tmp_path: Path, head: tuple[str, ...], told: tuple[object, ...], named: str
) -> None:
    crm.ok("add", "远鑫酒店", "phone=13800000001", "email=info@yx.cn")
    path = str(book(tmp_path / "a.xlsx", list(head), [named, *told], ["13800000009", *told]))
    assert totals(crm, path, "--partial") == {"created": 1, "rejected": 1}
    assert [row["name"] for row in rows(crm, "customers")] == ["远鑫酒店"]


def test_a_phone_of_several_is_ambiguous_and_a_number_of_ones_own_goes_first(
    crm: Crm, tmp_path: Path
) -> None:
    crm.ok("add", "甲店", "phone=13800000001", "external_id=A-1")
    crm.ok("add", "乙店", "phone=13800000001", "--force")
    crm.ok("add", "丙店", "external_id=13800000001")
    head = ["客户", "日期", "方式", "内容"]
    path = str(book(tmp_path / "a.xlsx", head, ["13800000001", "2026-11-19", "电话", "来电"]))
    assert totals(crm, path) == {"created": 1}
    assert crm.json("show", "丙店")["interactions"][0]["content"] == "来电"
    crm.ok("edit", "丙店", "external_id=B-1")
    path = str(book(tmp_path / "b.xlsx", head, ["13800000001", "2026-11-20", "电话", "又来电"]))
    assert totals(crm, path, "--partial") == {"rejected": 1}
