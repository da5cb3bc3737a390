"""Province, city and district come from the address where the sheet has no columns for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Crm
from .test_import import book, rows, totals

# What sheets say is read the same for either engine.
pytestmark = pytest.mark.file


def places(crm: Crm) -> list[tuple[str | None, ...]]:
    return [(row["province"], row["city"], row["district"]) for row in rows(crm, "customers")]


def test_places_from_the_address(crm: Crm, tmp_path: Path) -> None:
    head = ["客户名称", "地址"]
    path = book(
        tmp_path / "a.xlsx",
        head,
        ["甲乙商贸有限公司", "四川省成都市武侯区人民南路四段11号"],
        ["丙丁商贸有限公司", "北京东路668号"],
        ["Harbour Cafe", "1 Elm St, 53111 Bonn"],
    )
    totals(crm, str(path))
    assert places(crm) == [("四川省", "成都市", "武侯区"), (None, None, None), (None, "Bonn", None)]
    assert rows(crm, "customers")[0]["street"] == "四川省成都市武侯区人民南路四段11号"
    assert totals(crm, str(path)) == {"unchanged": 3}


def test_a_column_goes_before_the_address_and_a_contradiction_fills_nothing(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ["客户名称", "城市", "地址"],
        ["甲乙商贸有限公司", "成都", "四川省成都市武侯区人民南路四段11号"],
        ["丙丁商贸有限公司", "绵阳", "四川省成都市武侯区人民南路四段12号"],
    )
    totals(crm, str(path))
    assert places(crm) == [("四川省", "成都", "武侯区"), (None, "绵阳", None)]


def test_an_address_never_changes_a_known_city(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add", "甲乙商贸", "--city", "绵阳")
    path = book(tmp_path / "a.xlsx", ["客户名称", "地址"], ["甲乙商贸", "四川省成都市武侯区人民南路四段11号"])
    totals(crm, str(path))
    assert places(crm) == [(None, "绵阳", None)]


def test_the_address_of_an_order_tells_its_new_customers_city(crm: Crm, tmp_path: Path) -> None:
    head = ["订单编号", "下单日期", "客户名称", "金额", "收货地址"]
    path = book(
        tmp_path / "a.xlsx",
        head,
        ["A1", "2026-03-05", "甲乙商贸有限公司", 10, "浙江省杭州市余杭区文一西路1号"],
    )
    totals(crm, str(path), "--create-missing")
    assert places(crm) == [("浙江省", "杭州市", "余杭区")]
