"""Contracts by hand: written down, paid, renewed, ended; what they make due and what they count as."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Crm, beginning


@beginning
def signed(crm: Crm) -> None:
    """A customer with a contract of a year, billed quarterly, and another customer."""
    crm.ok("add", "安定物业有限公司", "--owner", "Lee", "--contact", "周敏")
    crm.ok("add", "青禾餐饮有限公司")
    crm.ok(
        "contract", "add", "1", "1000.01", "--start", "2026-01-31", "--end", "2027-01-15", "--plan", "quarterly",
        "--number", "AD/2026-7", "--title", "年度保洁", "--contact", "周敏",
    )  # fmt: skip


def open_of(crm: Crm, number: str = "HT2026-0001", *more: str) -> list[tuple[str, float]]:
    rows = crm.json("contract", "show", number, *more)["instalments"]
    return [(row["due_on"], row["open"]) for row in rows]


def found(crm: Crm, where: str) -> list[int]:
    return [row["id"] for row in crm.json("find", "--where", where)]


def due(crm: Crm, *more: str) -> list[tuple[str, str, str]]:
    rows = crm.json("due", "--team", "--kind", "contract", *more)
    return sorted((row["id"], row["due_at"], row["why"]) for row in rows)


def test_a_contract_is_found_by_any_of_its_numbers(signed: Crm) -> None:
    for text in ("HT2026-0001", "ht2026-0001", "ad/2026-7", "1", "#1"):
        told = signed.json("contract", "show", text)
        assert (told["number"], told["contact_person"], told["state"]) == ("HT2026-0001", "周敏", "in_force")
    assert [row["found_in"] for row in signed.json("find", "AD/2026-7")] == ["contract"]
    assert signed.json("show", "HT2026-0001")["contracts"][0]["open"] == 1000.01
    assert open_of(signed) == [
        ("2026-01-31", 250.01), ("2026-04-30", 250.0), ("2026-07-31", 250.0), ("2026-10-31", 250.0),
    ]  # fmt: skip
    who = signed.json("contract", "show", "HT2026-0001")["customer"]
    assert "contract add" in {row["command"] for row in signed.json("history", who)}


def test_payments_settle_the_oldest_and_count_as_orders(signed: Crm) -> None:
    signed.ok("contract", "pay", "AD/2026-7", "300", "--at", "2026-11-10")
    assert open_of(signed)[:2] == [("2026-01-31", 0.0), ("2026-04-30", 200.01)]
    signed.ok("contract", "pay", "AD/2026-7")
    told = signed.json("show", "1")
    assert (told["standing"]["spend_12m"], told["orders"]) == (500.01, 2)
    orders = [
        (row["order_no"], row["contract"], row["amount"]) for row in signed.json("purchase", "list", "1")
    ]
    assert orders == [
        ("HT2026-0001/2", "HT2026-0001", 200.01), ("HT2026-0001/2", "HT2026-0001", 49.99),
        ("HT2026-0001/1", "HT2026-0001", 250.01),
    ]  # fmt: skip
    # Money that goes back is open again; a past day knows what was paid by then.
    signed.ok("purchase", "refund", "HT2026-0001/1", "--amount", "50")
    assert signed.json("contract", "show", "1")["open"] == 550.0
    assert signed.json("--as-of", "2026-11-09", "contract", "list")[0]["open"] == 1000.01
    assert signed.json("--as-of", "2026-11-12", "contract", "list")[0]["open"] == 700.01


def test_an_order_that_names_its_contract_counts_only_where_it_is_paid(signed: Crm) -> None:
    signed.ok("purchase", "add", "1", "250", "--contract", "AD/2026-7", "--order", "SO1")
    signed.ok("purchase", "add", "1", "80", "--order", "SO2")
    assert signed.json("show", "1")["standing"]["spend_12m"] == 80
    signed.ok("purchase", "edit", "SO2", "--contract", "1")
    assert found(signed, "spend_total=0 and orders_total=0") == [1, 2]
    assert [row["order_no"] for row in signed.json("contract", "show", "1")["orders"]] == ["SO1", "SO2"]
    signed.ok("purchase", "edit", "SO1", "--contract", "")
    assert signed.json("show", "1")["standing"]["spend_12m"] == 250
    signed.ok("contract", "pay", "1")
    signed.refuses([(("purchase", "edit", "HT2026-0001/1", "--contract", ""), 5),
        (("purchase", "add", "2", "9", "--contract", "1"), 5), (("purchase", "add", "1", "9", "--contract", "X"), 4),
    ])  # fmt: skip


def test_what_is_owed_and_what_ends_is_due_until_it_is_settled(signed: Crm) -> None:
    payment = (
        "contract:1:payment",
        "2026-01-31",
        "HT2026-0001, AD/2026-7, 年度保洁: instalments 1–4, 1,000.01, since 2026-01-31",
    )
    renewal = (
        "contract:1:renewal",
        "2026-11-16",
        "HT2026-0001, AD/2026-7, 年度保洁 ends on 2027-01-15, in 56 days",
    )
    assert due(signed) == [payment, renewal]
    assert [row[0] for row in due(signed, "--as-of", "2026-11-15")] == ["contract:1:payment"]
    assert due(signed, "--days", "40")[1][1] == "2026-12-16"
    signed.ok("contract", "pay", "1", "1000.01")
    assert due(signed) == [renewal]
    signed.ok("contract", "renew", "1")
    assert due(signed) == []
    assert due(signed, "--days", "60") == [
        ("contract:2:payment", "2027-01-16", "HT2026-0002, 年度保洁: instalment 1, 250.01")
    ]
    # The day before that, nobody had renewed it; an end decided today was open yesterday, too.
    assert [row[0] for row in due(signed, "--as-of", "2026-11-19")] == [
        "contract:1:payment",
        "contract:1:renewal",
    ]
    signed.step_back()
    signed.ok("contract", "end", "1", "--on", "2026-12-31", "--reason", "搬走")
    assert due(signed) == []
    assert renewal[0] in [row[0] for row in due(signed, "--as-of", "2026-11-19")]


@pytest.mark.file
def test_a_tick_says_what_to_do_instead_and_a_delay_holds(signed: Crm) -> None:
    for matter, command in (
        ("payment", "contract pay HT2026-0001"),
        ("renewal", "contract renew HT2026-0001"),
    ):
        run = signed("done", f"contract:1:{matter}")
        assert (run.status, command in run.err) == (2, True)
    signed.ok("snooze", "contract:1:payment", "+3d")
    assert [row[0] for row in due(signed)] == ["contract:1:renewal"]
    assert "contract renew" in signed.ok("due").out + signed.ok("log-contact", "1", "phone", "谈续签").out
    signed.refuses(
        [
            (("done", "contract:1"), 4),
            (("done", "contract:9:payment"), 4),
            (("snooze", "contract:1:x", "+1d"), 4),
        ]
    )


@pytest.mark.file
@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("renew", "1", "--start", "2027-01-15"), 5, "runs until 2027-01-15"),
        (("renew", "1", "--end", "2027-01-01"), 5, "end before it begins"),
        (("edit", "1", "--amount", "10", "--plan", "dated"), 5, "instalments and their days are missing"),
        (("edit", "1", "--instalment", "2026-03-01=10"), 5, "come to 10.00, the contract to 1,000.01"),
        (("edit", "1", "--instalment", "2026-03-01=30%", "--instalment", "2026-06-01=60%"), 2, "make 100%"),
        (("edit", "1", "--end", ""), 5, "needs an end"), (("edit", "1"), 2, "Nothing to change"),
        (("edit", "1", "--start", "1026-01-01"), 5, "at most 1200"), (("edit", "1", "--signed", "2026-12-01"), 5, "lies ahead"),
        (("add", "1", "9", "--instalment", "xx"), 2, "no instalment"), (("add", "1", "0"), 2, "no amount"),
        (("add", "1", "9", "--number", "AD/2026-7"), 5, "has the number AD/2026-7 already"),
        (("add", "1", "9", "--plan", "monthly", "--instalment", "12/1=9"), 2, "dated days"),
        (("pay", "1", "1000.02"), 5, "1,000.01 of contract HT2026-0001 is open"),
        (("pay", "1", "--at", "2026-12-01"), 5, "future"), (("end", "1", "--on", "2025-01-01"), 5, "signed on 2026-01-31 only"),
        (("show", "nothing"), 4, "no contract nothing"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(signed: Crm, words: tuple[str, ...], status: int, said: str) -> None:
    run = signed("contract", *words)
    assert (run.status, said in run.err) == (status, True), run.err


@pytest.mark.file
def test_a_renewal_never_overlaps_however_either_is_changed(signed: Crm) -> None:
    signed.ok("contract", "renew", "1", "--amount", "2000")
    told = signed.json("contract", "show", "2")
    assert (told["start_on"], told["renews"], told["amount"]) == ("2027-01-16", "HT2026-0001", 2000)
    assert signed.json("contract", "show", "1")["renewed_by"] == "HT2026-0002"
    signed.refuses([(("contract", "edit", "1", "--end", "2027-01-16"), 5), (("contract", "edit", "2", "--start", "2027-01-15"), 5),
        (("contract", "renew", "1"), 5), (("contract", "edit", "1", "--end", "", "--plan", "once"), 5),
    ])  # fmt: skip
    signed.ok("contract", "edit", "1", "--end", "2026-12-31")
    signed.ok("contract", "end", "2")
    signed.refuses([(("contract", "end", "2"), 5), (("contract", "renew", "2"), 5)])


@pytest.mark.file
def test_dated_instalments_move_with_the_renewal(signed: Crm) -> None:
    parts = ("--instalment", "2026-01-31=30%", "--instalment", "2026-06-30=70%")
    signed.ok("contract", "edit", "1", *parts, "--amount", "999.99", "--end", "2027-01-30")
    assert open_of(signed) == [("2026-01-31", 299.99), ("2026-06-30", 700.0)]
    signed.ok("contract", "renew", "1", "--amount", "100")
    assert open_of(signed, "2") == [("2027-01-31", 29.99), ("2027-06-30", 70.01)]


@pytest.mark.file
def test_an_ended_contract_owes_what_fell_due_before(signed: Crm) -> None:
    signed.ok("contract", "end", "1", "--on", "2026-07-01")
    told = signed.json("contract", "show", "1")
    assert (told["state"], told["open"]) == ("ended", 500.01)
    assert signed.json("contract", "list", "--state", "in_force") == []


def test_a_contract_in_force_keeps_a_customer_that_bought_before(signed: Crm) -> None:
    for number in ("1", "2"):
        signed.ok("purchase", "add", number, "10", "--at", "2024-11-01")
    stages = [signed.json("show", number)["standing"]["lifecycle"] for number in ("1", "2")]
    assert stages == ["active", "lost"]
    assert found(signed, "contract_in_force=yes") == [1]
    assert found(signed, "contract_value>=1000") == [1]
    signed.ok("contract", "end", "1")
    assert signed.json("show", "1")["standing"]["lifecycle"] == "lost"


def test_contracts_move_with_a_merge_and_back(signed: Crm) -> None:
    signed.ok("merge", "2", "1")
    assert signed.json("show", "2")["contracts"][0]["number"] == "HT2026-0001"
    signed.ok("contract", "pay", "1")
    signed.ok("merge", "undo", "1")
    first = signed.json("show", "1")
    assert (
        first["contracts"][0]["open"],
        first["standing"]["spend_12m"],
        signed.json("show", "2")["contracts"],
    ) == (750.0, 250.01, [])
    assert signed.ok("doctor").status == 0


def test_a_colleague_who_leaves_hands_contracts_over(signed: Crm) -> None:
    signed.ok("staff", "add", "李娜")
    signed.ok("contract", "edit", "1", "--owner", "李娜")
    assert [row["owner"] for row in signed.json("due", "--owner", "李娜", "--kind", "contract")] == [
        "李娜"
    ] * 2
    assert signed.json("staff", "leave", "李娜", "--to", "Lee")["moved"]["contracts"] == 1
    assert signed.json("contract", "list", "--owner", "Lee")[0]["owner"] == "Lee"
    assert [row["owner"] for row in signed.json("contract", "list", "--ending", "60")] == ["Lee"]
    assert signed.json("contract", "list", "--overdue", "--owner", "李娜") == []


@pytest.mark.file
def test_nothing_is_changed_twice(signed: Crm) -> None:
    told: Any = signed.json("contract", "edit", "1", "--title", "年度保洁")
    assert told["changed"] == []
    assert "nothing changed" in signed.ok("contract", "edit", "1", "--plan", "quarterly").out


@pytest.mark.file
def test_instalments_come_to_the_amount_whatever_is_taken_back(signed: Crm) -> None:
    signed.ok("contract", "edit", "1", "--plan", "monthly", "--amount", "500")
    number = str(signed.json("history")[0]["number"])
    signed.ok("contract", "edit", "1", "--plan", "yearly")
    signed("undo", number)
    told = signed.json("contract", "show", "1")
    assert (told["plan"], told["amount"], [row["amount"] for row in told["instalments"]]) == (
        "yearly",
        1000.01,
        [1000.01],
    )
    parts = ("--instalment", "2026-02-01=30%", "--instalment", "2026-06-01=70%")
    signed.ok("contract", "edit", "1", *parts)
    number = str(signed.json("history")[0]["number"])
    signed.ok("contract", "edit", "1", "--instalment", "2026-03-01=50%", "--instalment", "2026-07-01=50%")
    signed("undo", number)
    told = signed.json("contract", "show", "1")
    assert sum(round(row["amount"] * 100) for row in told["instalments"]) == 100001
    assert signed("doctor").status == 0


@pytest.mark.file
def test_the_ends_of_the_calendar_are_days_like_others(signed: Crm) -> None:
    signed.ok("contract", "add", "1", "9", "--start", "1000-01-01", "--end", "9999-12-31")
    assert signed.json("contract", "show", "2")["state"] == "in_force"
    assert signed("contract", "renew", "2").status == 5
    signed.ok("contract", "end", "2", "--on", "1000-01-01")
    assert [
        signed(*words).status
        for words in (("due", "--team"), ("classify",), ("report", "contracts"), ("doctor",))
    ] == [0] * 4
