"""Columns, kinds, numbers and dates of real sheets, as an import tells and keeps them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from crmcli import errors

from .conftest import Crm
from .test_import import book, rows, table, totals
from .test_import_conversation import DOUBTFUL

# What sheets say is read the same for either engine.
pytestmark = pytest.mark.file

CUSTOMERS = [
    ["客户编号", "客户名称", "邮箱"],
    ["K01", "甲乙商贸有限公司", "a@q.example"],
    ["K02", "丙丁商贸有限公司", "b@q.example"],
]


def told(crm: Crm, *words: str, status: int = errors.DONE) -> Any:
    run = crm("import", *words, "--yes", "--format", "json")
    assert run.status == status, run.err
    return run.json


def reasons(found: Any) -> list[str]:
    return ["; ".join(one["reasons"]) for one in found["data"]["rejected"]]


@pytest.mark.parametrize(
    ("head", "values"),
    [
        (["顾客ID", "产品名称", "购买日期", "总价"], [["K01", "桌子", "2026-03-05", 200], ["K02", "台灯", "2026-03-06", 150]]),
        (["CUSTOMERNO", "Product", "OrderDate", "Total"], [["K01", "Desk", "2026-03-05", 200], ["K02", "Lamp", "2026-03-06", 150]]),
        (["Customer", "Product", "Order date", "Total"], [["K-01", "Desk", "2026-03-05", 200], ["K-02", "Lamp", "2026-03-06", 150]]),
    ],
)  # fmt: skip
def test_a_number_finds_its_customer_and_never_becomes_one(
    crm: Crm, tmp_path: Path, head: list[str], values: list[Any]
) -> None:
    orders = str(table(tmp_path / "orders.csv", head, *values))
    found = told(crm, orders, "--partial", "--create-missing", status=errors.REJECTED_ROWS)
    numbers = [line[0] for line in values]
    assert reasons(found) == [f"No customer has the number {number}." for number in numbers]
    assert rows(crm, "customers") == []
    people = [
        CUSTOMERS[0],
        *([number, *line[1:]] for number, line in zip(numbers, CUSTOMERS[1:], strict=True)),
    ]
    assert totals(crm, str(book(tmp_path / "客户.xlsx", *people))) == {"created": 2}
    assert totals(crm, orders, "--create-missing") == {"created": 2}
    assert {r["customer"] for r in rows(crm, "purchases")} == {"甲乙商贸有限公司", "丙丁商贸有限公司"}


@pytest.mark.parametrize(
    ("kind", "head", "line"),
    [
        ("interactions", ["Interaction Date", "Interaction Type", "Notes", "Contact Email"], ["2026-03-05", "Call", "Talked about price"]),
        ("purchases", ["Order no", "Order date", "Amount", "Customer Email"], ["A1", "2026-03-05", 10.5]),
        ("complaints", ["投诉编号", "投诉时间", "投诉内容", "客户邮箱"], ["T1", "2026-03-05 10:00", "送错货"]),
    ],
)  # fmt: skip
def test_a_mail_finds_its_customer(
    crm: Crm, tmp_path: Path, kind: str, head: list[str], line: list[Any]
) -> None:
    sheet = str(table(tmp_path / "sheet.csv", head, [*line, "a@q.example"]))
    found = told(crm, sheet, "--partial", status=errors.REJECTED_ROWS)
    assert [file["kind"] for file in found["data"]["files"]] == [kind]
    assert reasons(found) == ["No customer has the e-mail a@q.example."]
    totals(crm, str(book(tmp_path / "客户.xlsx", *CUSTOMERS)))
    assert totals(crm, sheet) == {"created": 1}
    assert [r["customer"] for r in rows(crm, kind)] == ["甲乙商贸有限公司"]


@pytest.mark.parametrize("mistyped", ["客户名秤", "客户"])
def test_a_mistyped_column_is_an_error_that_names_the_closest(
    crm: Crm, tmp_path: Path, mistyped: str
) -> None:
    sheet = str(book(tmp_path / "客户.xlsx", *CUSTOMERS))
    run = crm("import", sheet, "--yes", "--map", f"{mistyped}=name")
    assert run.status == errors.Usage.status
    assert mistyped in run.err and "客户名称" in run.err
    assert rows(crm, "customers") == []
    assert totals(crm, sheet, "--map", "＊客户名称：=name") == {"created": 2}


FILES = {
    "商机.csv": [["商机名称", "商机阶段", "预计金额", "赢率"], ["大单", "报价", 500, "50%"]],
    "products.csv": [["Order date", "Product", "Quantity", "Total", "Order no"], ["2026-03-05", "Tea", 2, 10.5, "A1"], ["2026-03-06", "Cup", 1, 5, "A2"]],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "in"
    place.mkdir()
    book(place / "客户.xlsx", *CUSTOMERS)
    for name, lines in FILES.items():
        table(place / name, *lines)
    return place


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_what_is_left_out_is_named_in_every_mode(crm: Crm, folder: Path, dry: tuple[str, ...]) -> None:
    found = {one["file"]: one["why"] for one in told(crm, str(folder), *dry)["data"]["left_out"]}
    assert "possible deals" in found["商机.csv"]
    assert "orders" in found["products.csv"] and "customer" in found["products.csv"]
    run = crm("import", str(folder), "--yes", *dry)
    assert all(name in run.out + run.err for name in FILES)


def test_nothing_but_what_is_left_out_is_told_too(crm: Crm, tmp_path: Path) -> None:
    sheet = table(tmp_path / "products.csv", *FILES["products.csv"])
    run = crm("import", str(sheet), "--yes")
    assert run.status == errors.Unreadable.status
    assert "lacks: customer" in run.err


def test_a_doubtful_sheet_does_not_stop_the_others(crm: Crm, folder: Path) -> None:
    table(folder / "x.csv", *DOUBTFUL)
    run = crm("import", str(folder), "--yes")
    assert run.status == errors.Invalid.status and rows(crm, "customers") == []
    found = told(crm, str(folder), "--partial", status=errors.REJECTED_ROWS)
    assert found["data"]["totals"]["created"] == 2
    why = {one["file"]: one["why"] for one in found["data"]["left_out"]}
    assert "--kind complaints" in why["x.csv"] and "--kind interactions" in why["x.csv"]
    told(crm, str(folder), "--partial", "--dry-run", status=errors.REJECTED_ROWS)


def test_a_doubtful_sheet_alone_is_refused(crm: Crm, tmp_path: Path) -> None:
    run = crm("import", str(table(tmp_path / "x.csv", *DOUBTFUL)), "--yes", "--partial")
    assert run.status == errors.Invalid.status


@pytest.mark.parametrize(
    ("amounts", "kept", "notice"),
    [
        (("957,5775", "22,368", "12,96"), [957.58, 22.37, 12.96], "the comma stands before the decimals"),
        (("1,234.50", "22,368", "12"), [1234.5, 22368.0, 12.0], ""),
        (("22,368", "1,250", "5"), [22368.0, 1250.0, 5.0], "is read as 22368"),
    ],
)
def test_one_amount_decides_its_column(
    crm: Crm, tmp_path: Path, amounts: tuple[str, ...], kept: list[float], notice: str
) -> None:
    head = ["Order no", "Order date", "Customer", "Amount"]
    lines = [
        [f"A{i}", "2026-03-05", f"Alder {['North', 'South', 'West'][i]} Ltd", amount]
        for i, amount in enumerate(amounts)
    ]
    found = told(crm, str(table(tmp_path / "orders.csv", head, *lines)), "--create-missing")
    assert sorted(r["amount"] for r in rows(crm, "purchases")) == sorted(kept)
    assert notice in " ".join(found["warnings"])


def test_an_amount_that_may_be_a_thousand_times_another_is_not_guessed(crm: Crm, tmp_path: Path) -> None:
    head = ["Order no", "Order date", "Customer", "Amount"]
    lines = [
        [f"A{i}", "2026-03-05", "Alder Ltd", amount] for i, amount in enumerate(("12,96", "12.96", "22,368"))
    ]
    found = told(
        crm,
        str(table(tmp_path / "o.csv", head, *lines)),
        "--create-missing",
        "--partial",
        status=errors.REJECTED_ROWS,
    )
    assert [one["row"] for one in found["data"]["rejected"]] == [4]
    assert any("12,96" in line and "22,368" in line for line in found["warnings"])


def test_a_column_with_both_orders_of_day_and_month_is_told(crm: Crm, tmp_path: Path) -> None:
    head = ["Order no", "Order date", "Customer", "Amount"]
    days = ("04/13/2026", "13/04/2026", "14/04/2026", "05/06/2026")
    lines = [[f"A{i}", day, "Alder Ltd", 10] for i, day in enumerate(days)]
    found = told(crm, str(table(tmp_path / "o.csv", head, *lines)), "--create-missing")
    assert any("05/06/2026 is read as 2026-06-05" in line for line in found["warnings"])
    assert [r["ordered_at"][:10] for r in rows(crm, "purchases")].count("2026-04-13") == 2


def test_both_texts_of_a_contact_are_kept(crm: Crm, tmp_path: Path) -> None:
    head = ["客户名称", "跟进日期", "跟进内容", "跟进结果", "客户反馈"]
    line = ["甲乙商贸有限公司", "2026-03-05", "介绍了新方案", "有意向", "价格偏高"]
    totals(crm, str(book(tmp_path / "跟进.xlsx", head, line)), "--create-missing")
    (row,) = rows(crm, "interactions")
    assert (row["content"], row["feedback"], row["custom.跟进结果"]) == ("介绍了新方案", "价格偏高", "有意向")


def test_an_old_birthday_is_kept_and_told(crm: Crm, tmp_path: Path) -> None:
    sheet = table(
        tmp_path / "c.csv",
        ["name", "birthday", "city"],
        ["Ada Quill", "1900-04-04", "Bonn"],
        ["Bo Tamm", "1999-04-04", "Ulm"],
    )
    found = told(crm, str(sheet))
    assert sorted(r["birthday"] for r in rows(crm, "customers")) == ["1900-04-04", "1999-04-04"]
    assert any("120 years" in line for line in found["warnings"])


def test_labels_of_an_address_book_are_tags(crm: Crm, tmp_path: Path) -> None:
    head = ["Name", "Group Membership", "E-mail 1 - Type", "E-mail 1 - Value"]
    sheet = table(tmp_path / "c.csv", head, ["Ada Quill", "* myContacts", "* Work", "ada@q.example"],
                  ["Bo Tamm", "* myContacts ::: Friends ::: * family", "* Work", "bo@q.example"])  # fmt: skip
    totals(crm, str(sheet))
    assert {r["name"]: r["tags"] or "" for r in rows(crm, "customers")} == {
        "Ada Quill": "",
        "Bo Tamm": "Friends,family",
    }


def test_prices_and_quantities_have_their_columns_decimal_sign(crm: Crm, tmp_path: Path) -> None:
    head = ["Order no", "Order date", "Customer", "Product", "Quantity", "Unit price"]
    lines = [
        ["A1", "2024-03-05", "Alder Ltd", "Tea", "2", "1.250,50"],
        ["A2", "2024-03-06", "Alder Ltd", "Cup", "1,5", "12"],
    ]
    totals(crm, str(table(tmp_path / "o.csv", head, *lines)), "--create-missing")
    assert {r["order_no"]: r["amount"] for r in rows(crm, "purchases")} == {"A1": 2501.0, "A2": 18.0}


def test_dates_with_short_years_and_with_points_are_read_as_their_column_writes_them(
    crm: Crm, tmp_path: Path
) -> None:
    head = ["Order no", "Order date", "Customer", "Amount"]
    american = [["A1", "1/20/26", "Alder Ltd", 10], ["A2", "3/5/26", "Alder Ltd", 10]]
    german = [["B1", "05.03.2026", "Alder Ltd", 10], ["B2", "06.03.2026", "Alder Ltd", 10]]
    for name, lines in (("a.csv", american), ("b.csv", german)):
        totals(crm, str(table(tmp_path / name, head, *lines)), "--create-missing")
    days = {r["order_no"]: r["ordered_at"][:10] for r in rows(crm, "purchases")}
    assert days == {"A1": "2026-01-20", "A2": "2026-03-05", "B1": "2026-03-05", "B2": "2026-03-06"}


@pytest.mark.parametrize("header", ["登录密码", "password", "Password Hash", "パスワード", "Mot de passe"])
def test_passwords_are_never_kept(crm: Crm, tmp_path: Path, header: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        f"name,email,{header},note\nUna Brisk,una@q.example,hunter2,\n,,hunter2,x\n", encoding="utf-8"
    )
    run = crm("import", str(path), "--yes", "--partial", "--rejects", str(tmp_path / "mend.xlsx"))
    assert f"{header}: passwords are not kept" in run.out + run.err
    assert "hunter2" not in json.dumps(crm.json("export", "customers"))
    rows = load_workbook(tmp_path / "mend.xlsx").active.iter_rows(values_only=True)
    assert not any("hunter2" in map(str, row) for row in rows)


#: (kind, head, row, the screen of the record)
_SCREENS = [
    ("complaints", "客户名称,投诉日期,投诉内容", "2026-11-10,漏水", ("complaint", "show", "1")),
    ("feedback", "客户名称,反馈日期,反馈内容", "2026-11-10,希望早上来", ("feedback", "show", "1")),
    ("contracts", "客户名称,合同金额,开始日期,结束日期", "9000,2026-01-01,2026-12-31", ("contract", "show", "HT2026-0001")),
    ("opportunities", "客户名称,商机名称,销售阶段", "年度保洁,报价", ("opportunity", "show", "1")),
    ("purchases", "客户名称,下单日期,金额,产品", "2026-11-10,500,保洁", ("purchase", "show", "1")),
    ("tasks", "客户名称,任务标题,截止日期", "换灯,2026-12-09", ("task", "show", "1")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "head", "row", "screen"), _SCREENS, ids=lambda value: str(value)[:9])
def test_a_column_without_a_field_is_on_the_screen_of_its_record(
    crm: Crm, tmp_path: Path, kind: str, head: str, row: str, screen: tuple[str, ...]
) -> None:
    sheet = tmp_path / "a.csv"
    sheet.write_text(f"{head},门禁\n远鑫酒店,{row},东门刷卡\n", encoding="utf-8")
    crm.ok("import", str(sheet), "--kind", kind, "--yes", "--create-missing")
    assert "门禁: 东门刷卡" in crm.ok(*screen).out
    found = crm.json(*screen)
    assert (found["lines"][0] if kind == "purchases" else found)["custom"] == {"门禁": "东门刷卡"}


def test_a_column_of_times_of_day_is_said_to_be_used(crm: Crm, tmp_path: Path) -> None:
    sheet = tmp_path / "a.csv"
    sheet.write_text(
        "客户,投诉日期,时间,投诉内容,方案\n远鑫酒店,2026-11-10,09:30,漏水,换阀\n", encoding="utf-8"
    )
    columns = crm.json("import", "--explain", str(sheet))["sheets"][0]["columns"]
    assert [(c["field"], c["time_of"]) for c in columns[1:3]] == [("opened", None), (None, "opened")]
    assert "(time of day of opened)" in crm.ok("import", "--explain", str(sheet)).out
    crm.ok("import", str(sheet), "--yes", "--create-missing")
    assert "Measure: 换阀" in crm.ok("complaint", "show", "1").out
