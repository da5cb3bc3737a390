"""What stands around a table tells of its rows: the month of orders without a day, the days of a grid of visits; and who has
a number that a list gives twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from crmcli.sheets.reading import read

from .conftest import Crm

# What sheets say is read the same for either engine.
pytestmark = pytest.mark.file
ORDERS = "客户名称,产品,金额\n远鑫酒店,保洁,1200\n晨光科技,保养,800\n"


def written(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def days(crm: Crm) -> list[str]:
    return [row["ordered_at"][:10] for row in crm.json("export", "purchases")]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("2026年3月销售明细.csv", ORDERS, ["2026-03-01", "2026-03-01"]),
        ("sales March 2026.csv", "Customer,Service,Amount\nFernhill Ltd,Cleaning,12\n", ["2026-03-01"]),
        ("a.csv", f"物业费收费明细,,\n月份：2026年3月,,\n{ORDERS.replace('金额', '实收金额')}", ["2026-03-01", "2026-03-01"]),
        ("2026年销售明细.csv", "月份,客户名称,产品,金额\n3月,远鑫酒店,保洁,1\n4月,晨光科技,保养,2\n", ["2026-03-01", "2026-04-01"]),
        ("b.csv", "客户名称,产品,数量,单价,金额,账单月份\n远鑫酒店,保洁,1,5,5,202603\n", ["2026-03-01"]),
        ("c.csv", "账期,客户名称,产品,应收金额\n2026年3月,远鑫酒店,保洁,1\n", ["2026-03-01"]),
    ],
)  # fmt: skip
def test_the_month_of_an_order_stands_around_it(
    crm: Crm, tmp_path: Path, name: str, text: str, expected: list[str]
) -> None:
    crm.ok("import", written(tmp_path, name, text), "--yes", "--create-missing")
    assert days(crm) == expected


@pytest.mark.parametrize("name", ["销售明细.csv", "2026年3月至2026年5月销售.csv"])
def test_orders_without_any_day_are_none(crm: Crm, tmp_path: Path, name: str) -> None:
    said = crm(
        "import",
        written(tmp_path, name, ORDERS),
        "--kind",
        "purchases",
        "--partial",
        "--yes",
        "--create-missing",
    )
    assert days(crm) == []
    assert "--map COLUMN=ordered" in said.out + said.err


def test_customers_of_a_month_are_no_orders(crm: Crm, tmp_path: Path) -> None:
    text = "客户名称,联系人,电话\n远鑫酒店,李雷,13800001234\n"
    crm.ok("import", written(tmp_path, "2026年3月客户名单.csv", text), "--yes")
    assert days(crm) == []
    assert len(crm.json("export", "customers")) == 1


GRID = "{title},,,,,,\n客户名称,业务员,4日,5日,6日,7日,8日\n远鑫酒店,王芳,√,,,○,\n晨光科技,王芳,,送样品,×,,\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GRID.format(title="2026年12月拜访计划"), [("拜访", "2026-12-04"), ("拜访", "2026-12-07"), ("拜访: 送样品", "2026-12-05")]),
        ("2026年12月拜访计划,,,\n客户名称,第1周,第2周,第3周\n远鑫酒店,√,,√\n", [("拜访", "2026-12-04"), ("拜访", "2026-12-18")]),
        ("2026-12-08 拜访安排,,,\n客户名称,周一,周二,周五\n远鑫酒店,√,,√\n", [("拜访", "2026-12-07"), ("拜访", "2026-12-11")]),
        # What was planned for days that are over was made or not: nobody can tell.
        (GRID.format(title="2026年11月拜访计划"), []),
    ],
)  # fmt: skip
def test_planned_visits_become_tasks(tmp_path: Path, text: str, expected: list[tuple[str, str]]) -> None:
    plan = read([Path(written(tmp_path, "a.csv", text))], today=date(2026, 11, 20)).sheets[0]
    assert plan.kind == "tasks"
    assert [(row.values["title"], f"{row.values['due']:%Y-%m-%d}") for row in plan.rows] == expected
    assert all(row.values["customer"] in ("远鑫酒店", "晨光科技") for row in plan.rows)


@pytest.mark.parametrize(
    ("title", "lack"),
    [("拜访计划", "the sheet's or file's name (2026-03)"), ("2026年12月拜访记录", "made or planned")],
)
def test_a_grid_that_lacks_something_is_named(tmp_path: Path, title: str, lack: str) -> None:
    found = read([Path(written(tmp_path, "a.csv", GRID.format(title=title)))], today=date(2026, 11, 20))
    assert [sheet.kind for sheet in found.sheets] == [None]
    assert lack in found.sheets[0].notes[0]


def test_lengths_of_calls_are_no_times(crm: Crm, tmp_path: Path) -> None:
    text = "客户,日期,通话时间,跟进记录\n远鑫酒店,2026-03-01,00:05:31,聊了新套餐\n远鑫酒店,2026-03-02,00:10:00,再聊\n"
    crm.ok("import", written(tmp_path, "a.csv", text), "--yes", "--create-missing")
    found = crm.json("export", "interactions")
    assert [row["occurred_at"][:10] for row in found] == ["2026-03-01", "2026-03-02"]
    assert "00:05:31" in str(found[0])


def test_the_numbers_of_a_chat_decide_their_order(crm: Crm, tmp_path: Path) -> None:
    log = "1/13/26, 9:15 AM - Cia Lee: Hi\n2/1/26, 10:00 PM - Cia Lee: Thanks\n"
    said = crm.ok(
        "import", written(tmp_path, "WhatsApp Chat with Cia Lee.txt", log), "--yes", "--create-missing"
    )
    assert [row["occurred_at"][:10] for row in crm.json("export", "interactions")] == [
        "2026-01-13",
        "2026-02-01",
    ]
    assert "comes first" not in said.err


def test_a_number_of_two_customers_of_a_list_stays_with_the_first(crm: Crm, tmp_path: Path) -> None:
    text = (
        "客户编号,客户名称,联系电话\nA001,远鑫酒店,13800001234\nA001,宏达物流,13800001236\n"
        "A003,蓝天商贸,13800001237\nA003,蓝天商贸有限公司,13800001238\n"
    )
    path = written(tmp_path, "a.csv", text)
    said = crm("import", path, "--yes", "--format", "json")
    assert said.status == 3
    assert "远鑫酒店" in said.out
    numbers = {row["name"]: row["external_id"] for row in crm.json("export", "customers")}
    assert numbers == {"远鑫酒店": "A001", "宏达物流": None, "蓝天商贸": "A003"}
    assert crm("import", path, "--yes", "--strict").status == 0  # the same content again


def test_cards_below_each_other_and_prices_beside_customers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    cards = book.active
    assert cards is not None
    for name, phone in (("凯旋门窗", "13300010001"), ("福康药房", "13300010002")):
        for line in (["客户名称：", name], ["联系人：", "高飞"], ["电话：", phone], []):
            cards.append(line)
    beside = book.create_sheet("价目")
    for row in (
        ["客户", "电话", None, "服务项目", "单价"],
        ["远大建材", "13700010001", None, "保洁", "50元"],
        ["华美装饰", "13700010002"],
    ):
        beside.append(row)
    book.save(tmp_path / "a.xlsx")
    found = read([tmp_path / "a.xlsx"], today=date(2026, 11, 20)).sheets
    assert [(sheet.kind, [row.values["name"] for row in sheet.rows]) for sheet in found] == [
        ("customers", ["凯旋门窗", "福康药房"]), ("customers", ["远大建材", "华美装饰"]), (None, []),
    ]  # fmt: skip


def test_a_person_and_a_phone_in_one_cell_of_an_order(crm: Crm, tmp_path: Path) -> None:
    text = "单位,报名人及电话,课程,缴费金额,报名日期\n远大建材,王强 13600010001,建造师,3200,2026-10-08\n"
    crm.ok("import", written(tmp_path, "a.csv", text), "--yes", "--create-missing")
    assert [(row["name"], row["phone"]) for row in crm.json("export", "contacts")] == [
        ("王强", "13600010001")
    ]
