"""What a row is never depends on what was read before: grown, corrected and renumbered lists, against the same list at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from crmcli import errors
from crmcli.sheets.rows import blocks

from .conftest import Crm
from .test_import import book, rows

ORDERS = ["订单号", "客户名称", "客户手机号", "下单日期", "产品", "金额"]
MEMBERS = ["会员卡号", "姓名", "手机号", "积分"]
SHOPS = ["客户编号", "客户名称", "联系电话", "城市"]
NORTH, SOUTH = ("北岸茶庄", "13911110001"), ("南岸茶庄", "13911110002")


def take_in(
    crm: Crm, path: Path, head: Sequence[str], *lines: Sequence[Any], words: Sequence[str] = ()
) -> Any:
    sheet = book(path, list(head), *map(list, lines))
    return crm("import", str(sheet), "--yes", "--create-missing", "--format", "json", *words)


def orders(crm: Crm) -> list[tuple[Any, ...]]:
    found = [
        (r["order_no"], r["customer"], r["ordered_at"][:10], r["product"], r["amount"])
        for r in rows(crm, "purchases")
    ]
    return sorted(found, key=repr)


def line(number: str, who: tuple[str, str], day: str, product: str, amount: int) -> list[Any]:
    return [number, *who, day, product, amount]


#: A list, and the one that follows it, which is the truth.
ORDER_LISTS: dict[str, tuple[list[list[Any]], list[list[Any]]]] = {
    "a further line": (
        [line("D1", NORTH, "2026-10-31", "保洁", 1000)],
        [line("D1", NORTH, "2026-10-31", "保洁", 1000), line("D1", NORTH, "2026-10-31", "耗材", 200)],
    ),
    "a further line in front": (
        [line("D1", NORTH, "2026-10-31", "保洁", 1000)],
        [line("D1", NORTH, "2026-10-31", "耗材", 200), line("D1", NORTH, "2026-10-31", "保洁", 1000)],
    ),
    "one of two equal products corrected": (
        [line("D1", NORTH, "2026-10-31", "保洁", 1000), line("D1", NORTH, "2026-10-31", "保洁", 700)],
        [line("D1", NORTH, "2026-10-31", "保洁", 1000), line("D1", NORTH, "2026-10-31", "保洁", 750)],
    ),
    "another day": (
        [line("D1", NORTH, "2026-10-31", "保洁", 1000)],
        [line("D1", NORTH, "2026-11-01", "保洁", 1000)],
    ),
    "another amount": (
        [line("D1", NORTH, "2026-10-31", "保洁", 1000), line("D2", NORTH, "2026-10-31", "保洁", 10)],
        [line("D1", NORTH, "2026-10-31", "保洁", 1200), line("D2", NORTH, "2026-10-31", "保洁", 10)],
    ),
}  # fmt: skip


@pytest.mark.file
@pytest.mark.parametrize("name", ORDER_LISTS)
def test_a_list_read_after_another_comes_to_what_it_says(crm: Crm, tmp_path: Path, name: str) -> None:
    first, then = ORDER_LISTS[name]
    assert take_in(crm, tmp_path / "a.xlsx", ORDERS, *first).status == errors.DONE
    assert take_in(crm, tmp_path / "b.xlsx", ORDERS, *then).status == errors.DONE
    wanted = [(r[0], r[1], r[3], r[4], r[5]) for r in then]
    assert [(n, c, p, a) for n, c, _day, p, a in orders(crm)] == sorted(
        [(n, c, p, a) for n, c, _day, p, a in wanted], key=repr
    )
    again = take_in(crm, tmp_path / "c.xlsx", ORDERS, *then).json["data"]["totals"]
    assert (again["unchanged"], again["rows"]) == (len(then), len(then))


@pytest.mark.file
@pytest.mark.parametrize("words", [(), ("--key", "order_no")])
def test_numbers_that_start_again_are_other_orders(crm: Crm, tmp_path: Path, words: tuple[str, ...]) -> None:
    take_in(crm, tmp_path / "a.xlsx", ORDERS, line("001", NORTH, "2025-12-31", "保洁", 1000), words=words)
    take_in(crm, tmp_path / "b.xlsx", ORDERS, line("001", SOUTH, "2026-01-02", "保洁", 700), words=words)
    assert [(customer, amount) for _n, customer, _day, _p, amount in orders(crm)] == [
        (NORTH[0], 1000),
        (SOUTH[0], 700),
    ]


def test_a_number_of_one_customer_from_another_year_is_another_order(crm: Crm, tmp_path: Path) -> None:
    take_in(crm, tmp_path / "a.xlsx", ORDERS, line("001", NORTH, "2025-12-31", "保洁", 1000))
    take_in(crm, tmp_path / "b.xlsx", ORDERS, line("001", NORTH, "2026-11-02", "维修", 700))
    assert [amount for *_rest, amount in orders(crm)] == [1000, 700]


def test_an_order_that_is_another_customers_is_told_and_not_moved(crm: Crm, tmp_path: Path) -> None:
    take_in(crm, tmp_path / "a.xlsx", ORDERS, line("D1", NORTH, "2026-10-31", "保洁", 1000))
    crm.ok("add", SOUTH[0], "--phone", SOUTH[1])
    run = take_in(
        crm, tmp_path / "b.xlsx", ORDERS, line("D1", SOUTH, "2026-10-31", "保洁", 1100), words=("--partial",)
    )
    assert run.json["data"]["rejected"][0]["reasons"] == [
        "Order D1 of 2026-10-31 is that of C000001 北岸茶庄 here."
    ]
    assert [(customer, amount) for _n, customer, _day, _p, amount in orders(crm)] == [(NORTH[0], 1000)]


def test_an_old_list_beside_a_newer_one_doubles_nothing(crm: Crm, tmp_path: Path) -> None:
    take_in(crm, tmp_path / "a.xlsx", ORDERS, line("D1", NORTH, "2026-10-31", "保洁", 1000))
    book(tmp_path / "b.xlsx", ORDERS, line("D1", NORTH, "2026-10-31", "保洁", 1100))
    crm.ok("import", str(tmp_path / "a.xlsx"), str(tmp_path / "b.xlsx"), "--yes")
    assert [amount for *_rest, amount in orders(crm)] == [1100]


#: Lists of people: the first, the next, and who there is then.
PEOPLE: dict[str, tuple[list[str], list[list[Any]], list[list[Any]]]] = {
    "a member more on a family's phone": (
        MEMBERS, [["M1", "赵一", "13911119991", 10]], [["M1", "赵一", "13911119991", 10], ["M2", "赵二", "13911119991", 20]],
    ),
    "in front of the known one": (
        MEMBERS, [["M1", "赵一", "13911119991", 10]], [["M2", "赵二", "13911119991", 20], ["M1", "赵一", "13911119991", 10]],
    ),
    "a branch of the same name": (
        SHOPS, [["S1", "小小便利店", "", "甲市"]], [["S1", "小小便利店", "", "甲市"], ["S2", "小小便利店", "", "乙市"]],
    ),
    "a shop with the phone of another": (
        SHOPS, [["S1", "小小便利店", "13911110003", "甲市"]],
        [["S1", "小小便利店", "13911110003", "甲市"], ["S2", "小小便利店", "13911110003", "乙市"]],
    ),
}  # fmt: skip


@pytest.mark.file
@pytest.mark.parametrize("name", PEOPLE)
def test_people_are_the_same_whether_their_list_was_read_before(crm: Crm, tmp_path: Path, name: str) -> None:
    head, first, then = PEOPLE[name]
    take_in(crm, tmp_path / "a.xlsx", head, *first)
    take_in(crm, tmp_path / "b.xlsx", head, *then)
    number = "member_no" if head is MEMBERS else "external_id"
    kind = "members" if head is MEMBERS else "customers"
    assert sorted((r["name"], r[number]) for r in rows(crm, kind)) == sorted((r[1], r[0]) for r in then)


#: By kind: a sheet's columns, a row for a customer and a day with the number 1, and the words that come with it.
NUMBERED: dict[str, tuple[list[str], Any]] = {
    "complaints": (
        ["投诉编号", "投诉时间", "客户名称", "客户电话", "投诉内容"], lambda who, day, words: ["1", day, *who, words],
    ),
    "feedback": (
        ["反馈编号", "反馈日期", "客户名称", "客户电话", "反馈类别", "反馈原话"], lambda who, day, words: ["1", day, *who, "建议", words],
    ),
    "tasks": (
        ["任务编号", "截止日期", "客户名称", "客户电话", "任务名称"], lambda who, day, words: ["1", day, *who, words],
    ),
}  # fmt: skip


@pytest.mark.file
@pytest.mark.parametrize("kind", NUMBERED)
@pytest.mark.parametrize(
    ("who", "day", "words", "records"),
    [
        (NORTH, "2026-11-01", "灯不亮", 1), (NORTH, "2026-11-01", "灯一直不亮", 1), (NORTH, "2026-11-02", "灯不亮", 1),
        (NORTH, "2026-11-02", "门打不开", 2), (SOUTH, "2026-11-02", "门打不开", 2), (SOUTH, "2026-11-01", "门打不开", 2),
    ],
)  # fmt: skip
def test_a_number_alone_is_no_record(
    crm: Crm, tmp_path: Path, kind: str, who: tuple[str, str], day: str, words: str, records: int
) -> None:
    head, make = NUMBERED[kind]
    take_in(crm, tmp_path / "a.xlsx", head, make(NORTH, "2026-11-01", "灯不亮"), words=("--kind", kind))
    run = take_in(crm, tmp_path / "b.xlsx", head, make(who, day, words), words=("--kind", kind))
    assert run.status == errors.DONE, run.err
    found = rows(crm, kind)
    assert len(found) == records
    assert {r["customer"] for r in found} == {NORTH[0], who[0]}


# -- what somebody changed since ------------------------------------------------------------------------------------

SHOP = ["客户编号", "客户名称", "联系电话", "城市"]


@pytest.mark.parametrize("large", [False, True], ids=["at once", "block by block"])
def test_a_row_of_a_customer_edited_since_changes_nothing_and_is_told(
    crm: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    for module, name in ((blocks, "LARGE"), (blocks, "LEAST"), (blocks, "SIZE")) if large else ():
        monkeypatch.setattr(module, name, 1)
    line = ["K1", NORTH[0], NORTH[1], "甲市"]
    take_in(crm, tmp_path / "a.xlsx", SHOP, line)
    crm.ok("edit", NORTH[0], "city=乙市")
    run = take_in(crm, tmp_path / "b.xlsx", SHOP, line).json["data"]
    assert run["totals"]["unchanged"] == 1
    (told,) = run["conflicts"]
    assert [told[name] for name in ("customer", "field", "kept", "sheet", "why")] == [
        NORTH[0], "city", "乙市", "甲市", "applied",
    ]  # fmt: skip
    assert [r["city"] for r in rows(crm, "customers")] == ["乙市"]
    text = crm("import", str(tmp_path / "b.xlsx"), "--yes").err
    assert "北岸茶庄: city is 乙市 by now, 甲市 in a row that was imported before" in text
    again = take_in(crm, tmp_path / "c.xlsx", SHOP, line, words=("--again",)).json["data"]
    assert (again["totals"]["updated"], again["conflicts"]) == (1, [])
    assert [r["city"] for r in rows(crm, "customers")] == ["甲市"]


def test_an_imported_row_again_finds_its_customer_under_another_name_and_phone(
    crm: Crm, tmp_path: Path
) -> None:
    take_in(crm, tmp_path / "a.xlsx", SHOP[1:], [NORTH[0], NORTH[1], "甲市"])
    crm.ok("edit", NORTH[0], "name=城北茶庄", "phone=13911110009", "city=乙市")
    take_in(crm, tmp_path / "b.xlsx", SHOP[1:], [NORTH[0], NORTH[1], "甲市"], words=("--again",))
    assert [r["city"] for r in rows(crm, "customers")] == ["甲市"]


#: By kind: what somebody does with the first record, the column that says otherwise, and the field that is told.
BY_HAND: dict[str, tuple[tuple[str, ...], str, str]] = {
    "tasks": (("task", "edit", "1", "--percent", "60"), "完成进度", "percent_done"),
    "complaints": (("complaint", "edit", "1", "--severity", "serious"), "严重程度", "severity"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BY_HAND)
def test_what_a_person_changed_of_a_record_stays_and_is_told(crm: Crm, tmp_path: Path, kind: str) -> None:
    step, column, field = BY_HAND[kind]
    head, make = NUMBERED[kind]
    first, second = ("30%", "40%") if kind == "tasks" else ("一般", "紧急")
    line = make(NORTH, "2026-11-01", "灯不亮")
    take_in(crm, tmp_path / "a.xlsx", [*head, column], [*line, first], words=("--kind", kind))
    crm.ok(*step)
    before = rows(crm, kind)
    run = take_in(crm, tmp_path / "b.xlsx", [*head, column], [*line, second], words=("--kind", kind))
    (told,) = run.json["data"]["conflicts"]
    assert (told["field"], told["why"], told["kept"]) == (field, "edited", before[0][field])
    assert rows(crm, kind) == before


# -- whose a number is ----------------------------------------------------------------------------------------------


@pytest.mark.file
@pytest.mark.parametrize("kind", NUMBERED)
def test_a_number_with_its_day_and_words_of_another_customer_is_told_and_not_moved(
    crm: Crm, tmp_path: Path, kind: str
) -> None:
    head, make = NUMBERED[kind]
    take_in(crm, tmp_path / "a.xlsx", head, make(NORTH, "2026-11-01", "灯不亮"), words=("--kind", kind))
    crm.ok("add", SOUTH[0], "--phone", SOUTH[1])
    run = take_in(
        crm,
        tmp_path / "b.xlsx",
        head,
        make(SOUTH, "2026-11-01", "灯不亮"),
        words=("--kind", kind, "--partial"),
    )
    (reason,) = run.json["data"]["rejected"][0]["reasons"]
    assert NORTH[0] in reason
    assert [r["customer"] for r in rows(crm, kind)] == [NORTH[0]]


@pytest.mark.file
@pytest.mark.parametrize("kind", ["tasks", "feedback"])
@pytest.mark.parametrize(
    ("day", "words", "taken"),
    [("2026-11-02", "灯不亮", True), ("2026-11-01", "门坏了", True), ("2026-11-02", "门坏了", False)],
)
def test_a_number_without_a_customer_is_a_known_record_only_with_its_day_or_words(
    crm: Crm, tmp_path: Path, kind: str, day: str, words: str, taken: bool
) -> None:
    head, make = NUMBERED[kind]
    take_in(crm, tmp_path / "a.xlsx", head, make(NORTH, "2026-11-01", "灯不亮"), words=("--kind", kind))
    line = make(("", ""), day, words)
    run = take_in(crm, tmp_path / "b.xlsx", head, line, words=("--kind", kind, "--partial"))
    assert [r["customer"] for r in rows(crm, kind)] == [NORTH[0]]
    assert run.json["data"]["totals"]["updated" if taken else "rejected"] == 1


_NUMBERED = "客户编号,客户名称,城市,备注\nK1,北岸茶庄,杭州,老店\nK2,北岸茶庄,宁波,新店\n"


@pytest.mark.parametrize("apart", [False, True])
def test_a_row_without_a_number_beside_several_that_have_one(crm: Crm, apart: bool) -> None:
    """Whether they stand in one list or in two: what it says may be stored, else nobody knows whom it means."""
    more = ",北岸茶庄,宁波,新店\n,北岸茶庄,温州,\n"
    (crm.folder / "a.csv").write_text(_NUMBERED + ("" if apart else more), encoding="utf-8")
    files = [_NUMBERED.splitlines()[0] + "\n" + more] if apart else []
    runs = [crm("import", str(crm.folder / "a.csv"), "--yes", "--partial", "--format", "json")]
    for text in files:
        (crm.folder / "b.csv").write_text(text, encoding="utf-8")
        runs.append(crm("import", str(crm.folder / "b.csv"), "--yes", "--partial", "--format", "json"))
    totals = runs[-1].json["data"]["totals"]
    assert (totals["duplicate"] + totals["unchanged"], totals["rejected"]) == (1, 1)
    (rejected,) = runs[-1].json["data"]["rejected"]
    told = " ".join(rejected["reasons"])
    assert "K1" in told and "K2" in told
    kept = [(c["external_id"], c["city"], c["note"]) for c in crm.json("find")]
    assert kept == [("K1", "杭州", "老店"), ("K2", "宁波", "新店")]
