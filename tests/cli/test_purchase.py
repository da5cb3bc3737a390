"""Orders by hand: several lines under one number, and orders that are changed later."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Crm


@pytest.fixture
def shop(crm: Crm) -> Crm:
    """Two customers; the first has an order of two lines."""
    crm.ok("add", "安定物业有限公司")
    crm.ok("add", "青禾餐饮有限公司")
    crm.ok("purchase", "add", "1", "500", "--order", "SO1", "--product", "保洁", "--at", "2026-11-01")
    crm.ok("purchase", "add", "1", "300", "--order", "SO1", "--product", "绿化")
    return crm


def lines(crm: Crm) -> list[Any]:
    return sorted(crm.json("purchase", "list"), key=lambda row: int(row["id"]))


def test_lines_of_one_number_are_one_order_of_one_day(shop: Crm) -> None:
    assert [(row["order_no"], row["ordered_on"]) for row in lines(shop)] == [("SO1", "2026-11-01")] * 2
    standing = shop.json("show", "1")["standing"]
    assert standing["spend_12m"] == 800


def test_the_same_line_again_is_refused(shop: Crm) -> None:
    run = shop("purchase", "add", "1", "300", "--product", "绿化", "--order", "SO1")
    assert (run.status, "already an order SO1" in run.err) == (5, True)
    assert len(lines(shop)) == 2


def test_a_number_of_another_customer_or_year_is_another_order_and_told(shop: Crm) -> None:
    theirs = shop.ok("purchase", "add", "2", "90", "--product", "绿化", "--order", "SO1").err
    assert "安定物业有限公司 (C000001) has an order SO1, too" in theirs
    earlier = shop.ok(
        "purchase", "add", "1", "70", "--product", "绿化", "--order", "SO1", "--at", "2025-12-30"
    ).err
    assert "Order SO1 of 2026-11-01 is another one" in earlier
    assert [(row["id"], row["amount"], row["ordered_on"]) for row in lines(shop)] == [
        (1, 500, "2026-11-01"), (2, 300, "2026-11-01"), (3, 90, "2026-11-20"), (4, 70, "2025-12-30"),
    ]  # fmt: skip
    assert (shop.json("show", "1")["orders"], shop.json("show", "2")["orders"]) == (2, 1)


def test_a_number_of_several_orders_is_never_guessed(shop: Crm, answers: Any) -> None:
    shop.ok("purchase", "add", "2", "90", "--order", "SO1")
    before = lines(shop)
    for words in (("edit", "SO1", "--status", "paid"), ("refund", "SO1")):
        run = shop("purchase", *words)
        assert run.status == 4 and "3  2026-11-20  青禾餐饮有限公司  90.00" in run.err, run.err
    assert lines(shop) == before
    answers("2")
    shop.ok("purchase", "edit", "SO1", "--status", "paid")
    assert [row["status"] for row in lines(shop)] == ["completed", "completed", "paid"]


def test_a_refund_of_a_number_is_of_the_whole_order(shop: Crm) -> None:
    part = shop.json("purchase", "refund", "SO1", "--amount", "600")
    assert (part["ids"], part["refunded"]) == ([1, 2], 600)
    assert [row["refunded"] for row in lines(shop)] == [500, 100]
    run = shop("purchase", "refund", "SO1", "--amount", "200.01")
    assert (run.status, "Only 200.00 of this order" in run.err) == (5, True)
    line = shop.ok("purchase", "refund", "2", "--amount", "50").out
    assert "Refunded 50.00; 150.00 of this line of order SO1 remain." in line
    rest = shop.ok("purchase", "refund", "SO1").out
    assert "Refunded 150.00; 0.00 of the order remain." in rest
    assert shop("purchase", "refund", "SO1").status == 5
    shop.ok("undo")
    assert [row["refunded"] for row in lines(shop)] == [500, 150]
    # The day of a refund isn't before that of any line that it is of.
    shop.refuses([(("purchase", "refund", "SO1", "--at", "2026-10-31"), 5)])


def test_only_what_counts_of_an_order_is_refunded(shop: Crm) -> None:
    shop.ok("purchase", "add", "1", "200", "--order", "SO1", "--at", "2026-11-01", "--status", "refunded")
    assert [row["left"] for row in lines(shop)] == [500, 300, 0]
    run = shop("purchase", "refund", "SO1", "--amount", "800.01")
    assert (run.status, "Only 800.00 of this order" in run.err) == (5, True)
    assert shop.json("purchase", "refund", "SO1")["ids"] == [1, 2]
    assert (shop.json("show", "1")["standing"]["spend_12m"], lines(shop)[2]["refunded"]) == (0, 0)
    run = shop("purchase", "refund", "3")
    assert (run.status, "refunded already" in run.err) == (5, True)


@pytest.mark.parametrize("state", ["ordered", "confirmed", "in_service", "accepted", "cancelled"])
@pytest.mark.file
def test_an_order_that_does_not_count_has_nothing_to_refund(shop: Crm, state: str) -> None:
    shop.ok("purchase", "add", "2", "90", "--status", state)
    run = shop("purchase", "refund", "3")
    assert run.status == 5
    assert "only one that is completed or paid can be refunded" in run.err
    assert "crmcli purchase edit 3 --status paid" in run.err
    shop.ok("purchase", "edit", "3", "--status", "paid")
    assert "Refunded 90.00" in shop.ok("purchase", "refund", "3").out


def test_lines_in_other_currencies_are_refunded_one_by_one(shop: Crm) -> None:
    (shop.folder / "o.csv").write_text(
        "订单编号,客户名称,下单日期,产品,金额,币种\nE1,安定物业有限公司,2026-11-01,保洁,100,CNY\n"
        "E1,安定物业有限公司,2026-11-01,绿化,100,USD\n",
        encoding="utf-8",
    )
    shop.ok("import", str(shop.folder / "o.csv"), "--yes")
    assert shop("purchase", "refund", "E1").status == 4


@pytest.mark.parametrize("separate", [True, False])
def test_numbers_of_an_import_start_again_each_year(shop: Crm, separate: bool) -> None:
    head, rows = "订单编号,客户名称,下单日期,产品,金额", [
        "D003,安定物业有限公司,2025-11-01,保洁,100", "D003,安定物业有限公司,2026-11-01,保洁,100",
        "D003,安定物业有限公司,2026-11-01,绿化,30",
    ]  # fmt: skip
    lists = [[row] for row in rows[:2]] + [rows[1:]] if separate else [rows]
    for number, part in enumerate(lists):
        (shop.folder / f"{number}.csv").write_text("\n".join([head, *part]) + "\n", encoding="utf-8")
        shop.ok("import", str(shop.folder / f"{number}.csv"), "--yes")
    found = [(row["ordered_on"], row["product"], row["amount"]) for row in lines(shop)[2:]]
    assert found == [("2025-11-01", "保洁", 100), ("2026-11-01", "保洁", 100), ("2026-11-01", "绿化", 30)]
    # A corrected day of the year corrects the order.
    (shop.folder / "c.csv").write_text(
        f"{head}\nD003,安定物业有限公司,2025-11-02,保洁,100\n", encoding="utf-8"
    )
    shop.ok("import", str(shop.folder / "c.csv"), "--yes")
    assert [row["ordered_on"] for row in lines(shop)[2:]] == ["2025-11-02", "2026-11-01", "2026-11-01"]


def test_status_and_dates_are_those_of_every_line(shop: Crm) -> None:
    shop.ok("purchase", "edit", "SO1", "--status", "服务中", "--promised", "2026-12-01", "--at", "2026-11-03")
    found = [(row["status"], row["ordered_on"]) for row in lines(shop)]
    assert found == [("in_service", "2026-11-03")] * 2
    assert shop.json("show", "1")["standing"]["spend_12m"] == 0
    shop.ok("undo")
    assert shop.json("show", "1")["standing"]["spend_12m"] == 800


@pytest.mark.file
def test_what_changed_is_told_in_the_readers_words(shop: Crm) -> None:
    words = ("2", "--status", "服务中", "--product", "草坪", "--amount", "400")
    out = shop.ok("purchase", "edit", *words, "--lang", "zh").out
    assert all(f"  {name}  " in out for name in ("状态", "产品", "金额")) and "status" not in out
    assert [row["field"] for row in shop.json("purchase", "edit", "2", "--product", "树")["changed"]] == [
        "product"
    ]


def test_the_rest_is_a_lines_own(shop: Crm) -> None:
    run = shop("purchase", "edit", "SO1", "--amount", "400")
    assert (run.status, "1  2026-11-01  安定物业有限公司  保洁  500.00" in run.err) == (4, True)
    changed = shop.json("purchase", "edit", "2", "--amount", "0.04万", "--product", "养护", "--quantity", "2")
    assert [(c["field"], c["before"], c["after"]) for c in changed["changed"]] == [
        ("product", "绿化", "养护"), ("amount", 300, 400), ("quantity", None, "2"),
    ]  # fmt: skip
    assert shop.json("show", "1")["standing"]["spend_12m"] == 900
    assert "nothing changed" in shop.ok("purchase", "edit", "2", "--amount", "400").out


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("--amount", "200"), 5, "300.00 of this order went back"),
        (("--at", "2026-11-15"), 5, "refund lies between"),
        (("--at", "tomorrow"), 5, "in the future"),
        (("--quantity", "none"), 2, "is no quantity"),
        ((), 2, "Nothing to change"),
    ],
)
@pytest.mark.file
def test_what_refunds_contradict_is_refused(
    shop: Crm, words: tuple[str, ...], status: int, sentence: str
) -> None:
    shop.ok("purchase", "refund", "1", "--amount", "300", "--at", "2026-11-10")
    before = lines(shop)
    run = shop("purchase", "edit", "1", *words)
    assert (run.status, sentence in run.err) == (status, True)
    assert lines(shop) == before


@pytest.mark.parametrize("words", [("add", "1", "-500"), ("add", "1", "-.5"), ("refund", "1", "-20")])
@pytest.mark.file
def test_an_amount_below_zero_is_told_in_a_sentence(shop: Crm, words: tuple[str, ...]) -> None:
    run = shop("purchase", *words)
    assert (run.status, "never below zero" in run.err, "purchase refund" in run.err) == (2, True, True)
    assert "option" not in run.err


@pytest.mark.file
def test_a_new_colleague_is_told_with_their_rights(crm: Crm) -> None:
    assert "Role manager: may do everything" in crm.ok("staff", "add", "王强", "--role", "主管").out
    assert (
        "角色“只读”：可以查看全部数据，不能修改。"
        in crm.ok("--lang", "zh", "staff", "add", "李娜", "--role", "访客").out
    )
    assert crm.json("staff", "add", "张伟")["role"] == "rep"


def test_an_order_tells_what_tier_it_makes_and_puts_no_first_contact_off(crm: Crm) -> None:
    path = crm.folder / "客户.csv"
    path.write_text("客户名称,联系电话,客户等级\n远鑫酒店有限公司,13900000001,A\n", encoding="utf-8")
    crm.ok("import", str(path), "--yes")
    (before,) = crm.json("due", "--team")
    assert "Tier: key → general" in crm.ok("purchase", "add", "远鑫", "500").out
    assert "Tier" not in crm.ok("purchase", "add", "远鑫", "1").out
    (after,) = crm.json("due", "--team")
    assert (after["id"], after["due_at"]) == (before["id"], before["due_at"])
    crm.ok("purchase", "refund", "2")
    assert "Tier: general → key" in crm.ok("purchase", "refund", "1").out


def test_neither_a_return_nor_an_opening_balance_is_an_order(crm: Crm) -> None:
    head = "订单编号,客户名称,下单日期,金额,订单状态"
    (crm.folder / "o.csv").write_text(
        f"{head}\nD1,甲公司,2026-09-01,100,已完成\nD2,甲公司,2026-10-01,-30,已完成\n", encoding="utf-8"
    )
    (crm.folder / "c.csv").write_text("客户名称,电话,累计消费\n甲公司,13800000001,3000\n", encoding="utf-8")
    crm.ok("import", str(crm.folder / "c.csv"), str(crm.folder / "o.csv"), "--yes")
    assert "Latest orders (1 in all)" in crm.ok("show", "甲公司").out
    assert crm.json("show", "甲公司")["orders"] == 1
    assert ["opening balance" in line for line in crm.ok("purchase", "list").out.splitlines()[1:]].count(
        True
    ) == 1
    rows = crm.json("purchase", "list")
    assert sorted((row["opening"], row["product"], row["amount"]) for row in rows) == [
        (0, None, -30), (0, None, 100), (1, None, 3000),
    ]  # fmt: skip


def test_what_was_bought_before_counts_in_totals_alone(shop: Crm) -> None:
    shop.ok("purchase", "opening", "1", "5000", "--orders", "3")
    shop.ok("purchase", "opening", "1", "6000", "--orders", "4")
    assert len(shop.json("find", "--where", "spend_total=6800 and spend_12m=800 and orders_total=5")) == 1
    assert [row["opening_amount"] for row in shop.json("export", "customers")] == [6000, None]
    assert [row["opening"] for row in lines(shop)] == [0, 0, 1] and shop.json("show", "1")["orders"] == 1
    shop.step_back()
    assert shop.json("export", "customers")[0]["opening_amount"] == 5000
