"""What became of orders: kept step by step, due until their customers were told, late promises among it."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning

_NEXT_DAY = "2026-11-26T02:00:00Z"


@beginning
def shop(crm: Crm) -> None:
    """An order of two lines that is promised, and a customer who reads English."""
    crm.ok("add", "安定物业有限公司", "--phone", "13911829855")
    crm.ok("edit", "1", "language=English")
    for product in ("保洁", "绿化"):
        crm.ok("purchase", "add", "1", "500", "--order", "SO1", "--product", product, "--status", "ordered",
               "--promised", "2026-11-25")  # fmt: skip


def _due(crm: Crm, *more: str) -> list[tuple[str, str]]:
    rows = crm.json("due", "--team", "--kind", "order", *more)
    return [(row["id"], row["text"]) for row in rows]


def test_a_step_is_due_with_its_words_until_the_customer_was_told(shop: Crm) -> None:
    assert _due(shop) == []
    run = shop.ok(
        "purchase",
        "progress",
        "SO1",
        "in",
        "service",
        "the",
        "fitters",
        "are",
        "here",
        "--promised",
        "2026-11-27",
    )
    told = (
        "Dear 安定物业有限公司, news of your order SO1: in service. the fitters are here. We expect it to be done on"
        " 2026-11-27. Please ask us whatever you want to know. "
    )
    assert told.strip() in run.out
    assert [item for item, _text in _due(shop)] == ["order:1"] and _due(shop)[0][1].startswith(told)
    assert f"Row 1 – To send: {told}" in shop.ok("due", "--kind", "order").out
    assert [row["status"] for row in shop.json("purchase", "list")] == ["in_service"] * 2
    # Words alone are a step, too; both are told by one contact, which may come from a sheet.
    shop.ok("purchase", "progress", "2", "half of it is done")
    ((_item, text),) = _due(shop)
    assert "the fitters are here. 绿化: half of it is done." in text
    shop.at("2026-11-20T03:00:00Z")
    shop.ok("log-contact", "1", "phone", "nobody there", "--missed")
    assert len(_due(shop)) == 1
    sheet = shop.folder / "contacts.csv"
    sheet.write_text(
        "客户名称,跟进时间,跟进方式,跟进内容\n安定物业有限公司,2026-11-20 10:30,电话,说了进度\n",
        encoding="utf-8",
    )
    shop.ok("import", str(sheet), "--yes")
    assert _due(shop) == [] and len(_due(shop, "--as-of", "2026-11-20 10:15")) == 1
    shop.step_back()
    assert len(_due(shop)) == 1
    shop.ok("done", "order:1", "--note", "wrote to them")
    assert _due(shop) == []
    shop.refuses(
        [(("done", "order:2"), errors.Invalid.status), (("done", "order:9"), errors.NotFound.status)]
    )
    steps = shop.json("purchase", "show", "SO1")["steps"]
    assert [(s["status"], s["promised_on"], s["text"], bool(s["told_at"])) for s in steps] == [
        ("in_service", "2026-11-27", "the fitters are here", True), (None, None, "half of it is done", True),
        (None, None, "wrote to them", True),
    ]  # fmt: skip
    shop.step_back()
    assert len(_due(shop)) == 1


def test_what_is_done_promises_nothing_and_stands_behind_what_came_before(shop: Crm) -> None:
    shop.ok("purchase", "progress", "SO1", "in_service", "师傅已出发", "--promised", "2026-12-13")
    shop.ok("purchase", "progress", "SO1", "completed")
    ((_item, text),) = _due(shop)
    assert "news of your order SO1: 师傅已出发. completed. Please" in text and "2026-12-13" not in text


def test_an_order_whose_lines_differ_is_told_once_line_by_line(shop: Crm) -> None:
    shop.ok("purchase", "edit", "SO1", "--status", "completed")
    assert "SO1: completed." in _due(shop)[0][1]
    shop.ok("purchase", "edit", "2", "--status", "cancelled")
    ((item, text),) = _due(shop)
    assert item == "order:1" and "SO1: 保洁: completed; 绿化: cancelled." in text
    shop.ok("edit", "安定", "language=中文")
    assert "SO1 最新进展：保洁已完成；绿化已取消。" in _due(shop)[0][1]
    shown = shop.json("purchase", "show", "SO1")
    assert [(line["product"], line["status"]) for line in shown["lines"]] == [
        ("保洁", "completed"), ("绿化", "cancelled"),
    ]  # fmt: skip
    assert [step["product"] for step in shown["steps"]] == [None, "绿化"]
    shop.ok("done", "order:2")
    assert _due(shop) == []
    shop.ok("purchase", "progress", "2", "in_service", "--promised", "2026-12-05")
    ((item, text),) = _due(shop)
    assert item == "order:2" and "绿化服务中（预计 2026-12-05 完成）" in text


def test_what_the_customer_did_is_no_news_to_them(shop: Crm) -> None:
    shop.ok("purchase", "edit", "SO1", "--status", "paid")
    assert _due(shop) == [] and len(shop.json("purchase", "show", "SO1")["steps"]) == 1
    shop.ok("purchase", "edit", "SO1", "--status", "cancelled")
    assert "cancelled" in _due(shop)[0][1]
    shop.refuses([(("purchase", "progress", "SO1"), errors.Usage.status)])


def test_a_promise_that_has_passed_is_due_once(shop: Crm) -> None:
    assert _due(shop) == []
    shop.at(_NEXT_DAY)
    ((item, text),) = _due(shop)
    assert item == "order:1" and "SO1 was promised for 2026-11-25 and is late" in text
    shop.ok("snooze", "order:1", "+1d")
    assert _due(shop) == []
    shop.step_back()
    shop.ok("log-contact", "#1", "phone", "told them")
    assert _due(shop) == [] and len(_due(shop, "--as-of", "2026-11-26 09:00")) == 1
    shop.step_back()
    shop.ok("done", "order:1")
    assert _due(shop) == []
    # Another day is news, and late again once it has passed.
    shop.ok("purchase", "progress", "SO1", "--promised", "2026-11-28")
    assert "2026-11-28" in _due(shop)[0][1]
    shop.ok("done", "order:1")
    shop.at("2026-11-29T02:00:00Z")
    assert "late" in _due(shop)[0][1]
    shop.ok("purchase", "edit", "SO1", "--status", "completed")
    assert "completed" in _due(shop)[0][1]


_SHEET = """订单号,客户名称,下单日期,金额,{state},物流状态,预计交付日期
A1,安定物业有限公司,2026-11-01,100,{first},{words},2026-11-10
A2,安定物业有限公司,2026-11-02,200,已下单,,2026-12-24
"""


def _take_in(crm: Crm, name: str, **told: str) -> Any:
    path = crm.folder / name
    path.write_text(_SHEET.format(**{"state": "订单状态", **told}), encoding="utf-8")
    return crm.json("import", str(path), "--yes")["totals"]


def test_orders_of_a_sheet_go_on(shop: Crm) -> None:
    _take_in(shop, "a.csv", first="已下单", words="在途，周五到")
    # What came with it isn't news, nor what had passed by then.
    assert _due(shop) == []
    first = shop.json("purchase", "show", "A1")
    assert (first["status"], first["promised_on"], first["steps"][0]["text"]) == (
        "ordered",
        "2026-11-10",
        "在途，周五到",
    )
    _take_in(shop, "b.csv", first="服务中", words="已到苏州")
    assert [item for item, _text in _due(shop)] == [f"order:{first['id']}"]
    assert "in service. 已到苏州" in _due(shop)[0][1]
    shop.step_back()
    assert _due(shop) == []
    # The words may be the state.
    _take_in(shop, "c.csv", state="业务说明", first="x", words="已发货")
    again = shop.json("purchase", "show", "A1")
    assert (again["status"], [s["text"] for s in again["steps"]]) == ("in_service", ["在途，周五到", None])
    page = shop.folder / "page.html"
    shop.ok("show", "1", "--for-customer", str(page))
    assert "在途，周五到" in page.read_text(encoding="utf-8") and "在途，周五到" in shop.ok("show", "1").out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_export_of_orders_brings_their_steps(shop: Crm, lang: str) -> None:
    shop.ok("purchase", "progress", "SO1", "confirmed", "谈过 · twice", "--promised", "2026-11-29")
    shop.ok("done", "order:1")
    shop.ok("purchase", "progress", "SO1", "in_service")
    shop.ok("snooze", "order:1", "+1d")
    before = shop.json("export", "purchases")
    for name in ("o.xlsx", "o.csv", "o.json"):
        path = str(shop.folder / name)
        shop.ok("export", "purchases", "-o", path, "--lang", lang)
        totals = shop.json("import", path, "--yes")["totals"]
        assert totals["unchanged"] == totals["rows"] == 2, name
    assert shop.json("export", "purchases") == before
    for _order in range(4):
        shop.step_back()
    assert shop.json("purchase", "show", "SO1")["steps"] == []
    # What an undo took back comes again from the list.
    totals = shop.json("import", path, "--yes", "--again")["totals"]
    assert totals["updated"] == 2 and shop.json("export", "purchases") == before


def test_the_steps_of_orders_move_with_a_merge(shop: Crm) -> None:
    shop.ok("add", "青禾餐饮有限公司")
    shop.ok("purchase", "progress", "SO1", "in_service")
    shop.ok("merge", "2", "1")
    assert [row["customer"] for row in shop.json("due", "--team", "--kind", "order")] == ["青禾餐饮有限公司"]
    shop.step_back()
    assert [row["customer"] for row in shop.json("due", "--team", "--kind", "order")] == ["安定物业有限公司"]
