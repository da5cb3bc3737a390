"""Orders as they are told: head and lines, one total for several, price times quantity, unknown states."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crmcli.matching.as_written import as_written

from .conftest import Crm
from .test_import import book, rows, totals

pytestmark = pytest.mark.file

Lines = list[tuple[str, str | None, str, float]]


def take_in(crm: Crm, path: Path) -> Any:
    run = crm("import", str(path), "--yes", "--partial", "--create-missing", "--format", "json")
    return run.json


def lines(crm: Crm) -> Lines:
    return [
        (row["order_no"], row["product"], row["customer"], row["amount"]) for row in rows(crm, "purchases")
    ]


HEAD = ["单据编号", "单据日期", "购货单位", "商品名称", "金额"]
ENGLISH = ["Order No", "Order Date", "Customer", "Product", "Amount"]


@pytest.mark.parametrize("head", [HEAD, ENGLISH])
def test_a_line_without_number_customer_and_day_is_the_order_aboves(
    crm: Crm, tmp_path: Path, head: list[str]
) -> None:
    path = book(
        tmp_path / "a.xlsx",
        head,
        ["X1", "2026-03-05", "甲乙商贸有限公司", "桌子", 200],
        [None, None, None, "椅子", 100],
        ["X2", "2026-03-06", "丙丁商贸有限公司", "台灯", 50],
    )
    take_in(crm, path)
    assert lines(crm) == [
        ("X1", "桌子", "甲乙商贸有限公司", 200), ("X1", "椅子", "甲乙商贸有限公司", 100), ("X2", "台灯", "丙丁商贸有限公司", 50),
    ]  # fmt: skip


@pytest.mark.parametrize("number_again", [True, False])
@pytest.mark.parametrize("head", [HEAD, ENGLISH])
def test_a_head_with_the_total_of_its_lines_is_not_counted_twice(
    crm: Crm, tmp_path: Path, head: list[str], number_again: bool
) -> None:
    again = "X1" if number_again else None
    path = book(
        tmp_path / "a.xlsx",
        [*head, "Ship to"],
        ["X1", "2026-03-05", "甲乙商贸有限公司", None, 300, "Dock 4"],
        [again, None, None, "桌子", 200, None],
        [again, None, None, "椅子", 100, None],
        ["X2", "2026-03-06", "丙丁商贸有限公司", "台灯", 50, None],
    )
    found = take_in(crm, path)
    assert [(no, product, amount) for no, product, _who, amount in lines(crm)] == [
        ("X1", "桌子", 200), ("X1", "椅子", 100), ("X2", "台灯", 50),
    ]  # fmt: skip
    assert rows(crm, "purchases")[0]["custom.Ship to"] == "Dock 4"
    assert any("total of the lines below" in told for told in found["warnings"])
    assert totals(crm, str(path), "--create-missing") == {"unchanged": 3}


def test_one_total_for_the_lines_of_a_number(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ["Order Number", "Order Date", "Customer", "Item name", "Qty", "Item price", "Total", "Status"],
        ["#7", "2026-03-05", "Ann Lee", "Mug", 1, 40, 110, "paid"],
        ["#7", None, None, "Tea", 2, 30, None, None],
        ["#8", "2026-03-06", "Bo Ray", "Cup", 2, 25, 50, "paid"],
        ["#8", None, None, "Spoon", 1, 0, None, None],
    )
    found = take_in(crm, path)
    assert lines(crm) == [
        ("#7", "Mug", "Ann Lee", 110), ("#7", "Tea", "Ann Lee", 0), ("#8", "Cup", "Bo Ray", 50), ("#8", "Spoon", "Bo Ray", 0),
    ]  # fmt: skip
    assert {row["status"] for row in rows(crm, "purchases")} == {"paid"}
    assert any(
        told.endswith(
            "2 lines without an amount belong to the orders of their numbers, whose totals other lines tell."
        )
        for told in found["warnings"]
    )


@pytest.mark.parametrize(
    ("told", "parts"), [([400, None], [200, 200]), ([400, 400], [200, 200]), ([450, 450], [250, 200])]
)
def test_a_total_that_price_and_quantity_make_is_divided(
    crm: Crm, tmp_path: Path, told: list[Any], parts: list[int]
) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ["订单编号", "下单日期", "客户名称", "商品名称", "数量", "单价", "订单总额"],
        ["B1", "2026-03-05", "甲乙商贸有限公司", "桌子", 1, 200, told[0]],
        ["B1", "2026-03-05", "甲乙商贸有限公司", "椅子", 2, 100, told[1]],
        ["B2", "2026-03-05", "丙丁商贸有限公司", "椅子", 2, 100, 200],
    )
    take_in(crm, path)
    assert [amount for _no, _product, _who, amount in lines(crm)] == [*parts, 200]


def test_a_line_whose_amount_is_bad_gets_no_other(crm: Crm, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        HEAD,
        ["X1", "2026-03-05", "甲乙商贸有限公司", "桌子", 200],
        ["X1", None, None, "椅子", "看合同"],
    )
    crm("import", str(path), "--yes", "--partial", "--create-missing")
    assert [amount for *_line, amount in lines(crm) if amount == 200] == [200]
    assert sum(amount for *_line, amount in lines(crm)) == 200


@pytest.mark.parametrize(
    ("head", "both"),
    [
        (["商品名称", "数量", "单价", "销售日期", "客户名称"], "单价 × 数量"),
        (["商品名称", "购买数量", "销售单价(元)", "销售日期", "客户名称"], "销售单价(元) × 购买数量"),
        (["Product", "Quantity", "Unit Price", "Order Date", "Customer"], "Unit Price × Quantity"),
        (["Product", "Qty", "Price", "Order Date", "Customer"], "Price × Qty"),
    ],
)
def test_price_times_quantity_where_no_amount_stands(
    crm: Crm, tmp_path: Path, head: list[str], both: str
) -> None:
    path = book(
        tmp_path / "a.xlsx",
        head,
        ["桌子", 2, 100.25, "2026-03-05", "甲乙商贸有限公司"],
        ["台灯", 3, 50, "2026-03-06", "丙丁商贸有限公司"],
        ["插座", None, 5, "2026-03-07", "丙丁商贸有限公司"],
    )
    found = take_in(crm, path)
    assert [(product, amount) for _no, product, _who, amount in lines(crm)] == [
        ("桌子", 200.5),
        ("台灯", 150),
    ]
    assert f"No column has the amount: {both} was taken for 2 rows." in "\n".join(found["warnings"])
    assert [line["row"] for line in found["data"]["rejected"]] == [4]
    assert rows(crm, "purchases")[0]["quantity"] == "2"


def test_an_amount_beside_price_and_quantity_is_the_amount(crm: Crm, tmp_path: Path) -> None:
    head = ["商品名称", "数量", "单价", "实收金额", "销售日期", "客户名称"]
    take_in(crm, book(tmp_path / "a.xlsx", head, ["桌子", 2, 100, 180, "2026-03-05", "甲乙商贸有限公司"]))
    assert [amount for *_line, amount in lines(crm)] == [180]


def test_a_price_without_a_quantity_is_the_amount(crm: Crm, tmp_path: Path) -> None:
    head = ["订单编号", "下单日期", "客户名称", "产品", "价格"]
    path = book(
        tmp_path / "a.xlsx",
        head,
        *[[f"B{i}", "2026-03-05", "甲乙商贸有限公司", "桌子", 100 + i] for i in range(3)],
    )
    take_in(crm, path)
    assert [amount for *_line, amount in lines(crm)] == [100, 101, 102]


@pytest.mark.parametrize(
    ("head", "word"),
    [
        (["订单编号", "下单日期", "客户名称", "金额", "订单状态"], "二次加工"),
        (["Order No", "Order Date", "Customer", "Amount", "Order Status"], "Backordered"),
    ],
)
def test_an_unknown_state_is_kept_beside_and_told(
    crm: Crm, tmp_path: Path, head: list[str], word: str
) -> None:
    path = book(
        tmp_path / "a.xlsx",
        head,
        ["A1", "2026-03-05", "甲乙商贸有限公司", 10, word],
        ["A2", "2026-03-06", "丙丁商贸有限公司", 20, "paid"],
    )
    run = crm("import", str(path), "--yes", "--create-missing", "--format", "json")
    (told,) = run.json["data"]["incomplete"]
    assert told["fields"][0]["reason"] == f"Unknown status, the order counts as completed: {word}"
    assert [(row["status"], row[f"custom.{as_written(head[-1])}"]) for row in rows(crm, "purchases")] == [
        ("completed", word),
        ("paid", None),
    ]


@pytest.mark.parametrize(
    "head",
    [
        ["订单编号", "客户编号", "下单日期", "要求交期", "收货单位", "运费", "备注"],
        ["Order ID", "Customer ID", "Order Date", "Required Date", "Customer", "Freight", "Notes"],
    ],
)
def test_orders_without_any_amount_are_orders_that_lack_it(crm: Crm, tmp_path: Path, head: list[str]) -> None:
    path = book(
        tmp_path / "a.xlsx",
        [*head[:5], head[6]],
        *[[f"A{i}", f"K{i}", "2026-03-05", "2026-04-05", "甲乙商贸有限公司", "急"] for i in range(2)],
    )
    found = take_in(crm, path)
    assert [file["kind"] for file in found["data"]["files"]] == ["purchases"]
    assert [line["reasons"] for line in found["data"]["rejected"]] == [["Something is missing: amount"]] * 2
    assert rows(crm, "customers") == []
