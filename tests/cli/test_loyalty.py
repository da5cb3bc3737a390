"""The loyalty programme: points from orders to redemptions and back, levels, rewards, referrals, draws, expiry."""

from __future__ import annotations

import os
import random
import subprocess
from typing import Any

import pytest

from crmcli import errors
from tests.acting import PROGRAM
from tests.cli.conftest import Crm, beginning

_NAMES = ("Alpha", "Beta", "Gamma")


@beginning
def club(crm: Crm) -> None:
    """Two members, somebody who is none, and a reward."""
    for n, name in enumerate(_NAMES, 1):
        crm.ok("add", name, "--phone", f"1380000000{n}")
    crm.ok("loyalty", "join", "Alpha", "--since", "2026-01-01")
    crm.ok("loyalty", "join", "Beta")
    crm.ok("loyalty", "rewards", "add", "umbrella", "300", "--stock", "2")


def _balance(crm: Crm, who: str = "Alpha", *more: str) -> int:
    return int(crm.json("loyalty", "show", who, *more)["balance"])


def _moves(crm: Crm, who: str = "Alpha") -> list[tuple[str, int]]:
    """The entries, the oldest first."""
    entries = crm.json("loyalty", "show", who)["entries"]
    return [(entry["kind"], entry["points"]) for entry in reversed(entries)]


def _spent_in_order(crm: Crm, who: str) -> bool:
    """Whether whatever was redeemed came from the lot that expired first of those that held any then."""
    left: dict[int, int] = {}
    turns: dict[int, tuple[str, int]] = {}
    for entry in reversed(crm.json("loyalty", "show", who)["entries"]):
        key = entry["lot_id"] or entry["id"]
        turns.setdefault(key, (entry["expires_on"], key))
        if entry["kind"] == "redeem" and any(n > 0 and turns[lot] < turns[key] for lot, n in left.items()):
            return False
        left[key] = left.get(key, 0) + entry["points"]
    return min(left.values()) >= 0


def test_orders_earn_for_members_whoever_enters_them(club: Crm) -> None:
    (club.folder / "orders.csv").write_text(
        "订单号,客户名称,下单日期,金额\nA1,Alpha,2026-11-02,250.5\nA9,Alpha,2026-11-03,-50\nG1,Gamma,2026-11-02,80\nO1,Alpha,2020-01-01,70\n",
        encoding="utf-8",
    )
    club.ok("import", "orders.csv", "--yes")
    club.ok("purchase", "add", "Alpha", "100", "--at", "2025-12-01")
    club.ok("purchase", "add", "Alpha", "99.99", "--order", "A2", "--status", "ordered")
    assert _moves(club) == [("earn", 250), ("takeback", -50)] and _moves(club, "Gamma") == []
    assert "Points: +99, balance 299." in club.ok("purchase", "edit", "A2", "--status", "paid").out
    club.ok("purchase", "edit", "A2", "--amount", "200")
    assert _moves(club)[3:] == [("earn", 101)]
    assert _balance(club) == 400 and _balance(club, "Alpha", "--as-of", "2026-11-01") == 0
    club.ok("loyalty", "earn", "Alpha", "50", "--for", "questionnaire")
    club.ok("loyalty", "adjust", "Alpha", "--take", "20", "--why", "twice")
    assert _balance(club) == 430
    assert club.json("loyalty", "verify")["ok"]


@pytest.mark.file
def test_a_balance_of_a_sheet_holds_what_was_bought_before_it(club: Crm) -> None:
    (club.folder / "members.csv").write_text(
        "会员编号,姓名,电话,积分\nV1,Delta,13900000001,500\n", encoding="utf-8"
    )
    (club.folder / "orders.csv").write_text(
        "订单号,客户名称,下单日期,金额\nD1,Delta,2026-11-19,80\nD2,Delta,2026-11-20,90\n", encoding="utf-8"
    )
    club.ok("import", "members.csv", "orders.csv", "--yes")
    assert _moves(club, "Delta") == [("opening", 500)]
    club.at("2026-11-20T05:00:00Z")
    club.ok("purchase", "add", "Delta", "70")
    (club.folder / "members.csv").write_text(
        "会员编号,姓名,电话,积分\nV1,Delta,13900000001,520\n", encoding="utf-8"
    )
    club.ok("import", "members.csv", "--yes")
    assert _moves(club, "Delta") == [("opening", 500), ("earn", 70), ("stated", -50)]
    assert _balance(club, "Delta") == 520 and club.json("loyalty", "verify")["ok"]


@pytest.mark.file
def test_a_refund_takes_back_and_returns_and_what_it_cannot_take_is_owed(club: Crm) -> None:
    club.ok("purchase", "add", "Alpha", "1000", "--order", "A1")
    club.ok("loyalty", "redeem", "Alpha", "umbrella", "--times", "2")
    assert club.json("loyalty", "rewards", "list")[0]["stock"] == 0
    club.ok("purchase", "refund", "A1")
    told = club.json("loyalty", "show", "Alpha")
    assert (told["balance"], told["owed"]) == (0, 600)
    club.ok("purchase", "add", "Alpha", "700", "--order", "A2")
    told = club.json("loyalty", "show", "Alpha")
    assert (told["balance"], told["owed"]) == (100, 0)
    club.ok("loyalty", "cancel", "1")
    assert _balance(club) == 700 and club.json("loyalty", "rewards", "list")[0]["stock"] == 2
    # Points for money off an order return with the money.
    club.ok("loyalty", "redeem", "Alpha", "--cash", "5", "--order", "A2")
    assert _balance(club) == 200
    club.ok("purchase", "refund", "A2", "--amount", "350")
    assert _balance(club) == 200 + 250 - 350
    club.ok("purchase", "refund", "A2")
    assert _balance(club) == 0 and club.json("loyalty", "show", "Alpha")["owed"] == 0
    for n in range(len(club.json("history")) - 6):
        club.step_back()
        assert club.json("loyalty", "verify")["ok"], n
    assert _balance(club) == 0


@pytest.mark.file
def test_lots_expire_once_the_soonest_go_first_and_what_is_near_is_due(club: Crm) -> None:
    club.at("2025-01-10T04:00:00Z")
    club.ok("loyalty", "earn", "Beta", "100", "--for", "first")
    club.at("2025-02-10T04:00:00Z")
    club.ok("loyalty", "earn", "Beta", "100", "--for", "second")
    club.ok("purchase", "add", "Beta", "9", "--order", "B1")
    club.ok("loyalty", "redeem", "Beta", "--cash", "0.3", "--order", "B1")
    club.at("2027-01-02T04:00:00Z")
    rows = club.json("due", "--team", "--kind", "points")
    assert [(row["id"], row["why"]) for row in rows] == [("points:2", "70 points expire after 2027-01-10")]
    assert club.json("loyalty", "expire", "--dry-run")["soon"] == 70
    club.ok("done", "points:2", "--note", "rang")
    assert club.json("due", "--team", "--kind", "points") == []
    club.at("2027-01-11T04:00:00Z")
    assert _balance(club, "Beta") == 100  # expired whether that is booked or not
    assert club.json("loyalty", "expire", "--dry-run")["expired"] == 70
    assert [club.json("loyalty", "expire")["expired"] for _ in range(2)] == [70, 0]
    assert _balance(club, "Beta") == 100 and _balance(club, "Beta", "--as-of", "2027-01-10") == 170
    club.step_back()
    assert _balance(club, "Beta") == 100 and club.json("loyalty", "expire")["expired"] == 70


@pytest.mark.file
def test_levels_rise_at_once_stay_their_time_and_shorten_deadlines(club: Crm) -> None:
    club.ok("policy", "set", "points.level_clock.silver", "0.5")
    club.ok("policy", "set", "points.level_factor.silver", "2")
    club.ok("policy", "set", "points.level_benefit.silver", "5% off")
    assert "Level: silver." in club.ok("purchase", "add", "Alpha", "6000", "--order", "A1").out
    shown = club.ok("loyalty", "show", "Alpha", "--explain").out
    assert (
        "silver (until 2027-11-20 at least)" in shown
        and "5% off" in shown
        and "By policy version 4." in shown
    )
    assert "Points: +20" in club.ok("purchase", "add", "Alpha", "10").out
    number = club.json("complaint", "open", "Alpha", "late", "--severity", "urgent")["number"]
    clocks = club.json("complaint", "show", number, "--explain")["explain"]["clocks"]
    assert {each["budget_hours"] for each in clocks if each["clock"] == "respond"} == {0.5}
    club.ok("purchase", "refund", "A1")
    club.at("2027-11-20T04:00:00Z")
    club.ok("loyalty", "expire")
    assert club.json("loyalty", "show", "Alpha")["level"] == "silver"
    club.at("2027-11-21T20:00:00Z")
    assert club.json("loyalty", "expire")["levels"] == 1
    assert club.json("loyalty", "show", "Alpha")["level"] == "regular"
    assert club.json("loyalty", "show", "Alpha", "--as-of", "2027-11-20")["level"] == "silver"


def test_complaints_of_a_level_that_shortens_deadlines_stand_higher(club: Crm) -> None:
    for name in ("Alpha", "Beta"):
        club.ok("complaint", "open", name, "late", "--severity", "normal")

    def terms(*more: str) -> dict[str, Any]:
        rows = club.json("due", "--team", "--kind", "complaint", *more)
        assert all(row["urgency"] == sum(row["terms"].values()) for row in rows)
        return {row["customer"]: row["terms"].get("level") for row in rows}

    club.ok("policy", "set", "points.level_clock.silver", "0.5")
    assert terms() == {"Alpha": None, "Beta": None}
    club.at("2026-11-21T02:00:00Z")
    club.ok("purchase", "add", "Alpha", "6000")
    assert terms() == {"Alpha": 1, "Beta": None}
    assert "member level 1" in club.ok("due", "--team", "--kind", "complaint", "--explain").out
    assert terms("--as-of", "2026-11-20") == {"Alpha": None, "Beta": None}
    club.ok("policy", "set", "points.level_clock.silver", "1")
    assert terms() == {"Alpha": None, "Beta": None}


@pytest.mark.file
def test_a_coupon_has_a_code_that_is_good_for_a_time(club: Crm) -> None:
    club.ok("loyalty", "earn", "Alpha", "500")
    club.ok(
        "loyalty",
        "rewards",
        "add",
        "ten off",
        "100",
        "--kind",
        "coupon",
        "--valid-days",
        "30",
        "--until",
        "2026-12-31",
    )
    told = club.json("loyalty", "redeem", "Alpha", "ten off")
    assert len(told["code"]) == 8 and told["valid_until"] == "2026-12-20"
    club.ok("loyalty", "rewards", "edit", "ten off", "--points", "150", "--name", "tenner")
    assert [(r["name"], r["points"]) for r in club.json("loyalty", "rewards", "list")] == [
        ("tenner", 150),
        ("umbrella", 300),
    ]


@pytest.mark.file
def test_who_was_referred_is_welcomed_and_their_first_order_pays_the_referrer(club: Crm) -> None:
    club.ok("loyalty", "refer", "Alpha", "Gamma")
    assert (_balance(club), _balance(club, "Gamma")) == (0, 100)
    club.ok("purchase", "add", "Gamma", "50", "--order", "G1")
    assert (_balance(club), _balance(club, "Gamma")) == (200, 150)
    club.ok("purchase", "add", "Gamma", "50")
    assert _balance(club) == 200
    club.ok("purchase", "refund", "G1")
    assert _balance(club) == 0
    club.ok("purchase", "add", "Gamma", "10")
    assert _balance(club) == 200
    club.step_back()
    assert _balance(club) == 0


@pytest.mark.file
def test_a_draw_is_kept_with_its_seed_and_can_be_drawn_again(club: Crm) -> None:
    for name, points in (("Alpha", "500"), ("Beta", "600")):
        club.ok("loyalty", "earn", name, points)
    told = club.json("loyalty", "draw", "spring", "--prize", "mug", "--winners", "1", "--min-points", "500")
    club.ok("loyalty", "earn", "Alpha", "1")
    assert club.json("loyalty", "draw", "spring", "--again") == told
    assert [each["code"] for each in told["entrants"]] == ["C000001", "C000002"]
    club.ok("merge", "Beta", "Alpha")
    assert (
        club.json("loyalty", "draw", "spring", "--again")["winners"][0]["code"] == told["winners"][0]["code"]
    )


@pytest.mark.file
def test_what_cannot_be_is_refused(club: Crm) -> None:
    club.ok("loyalty", "earn", "Alpha", "400")
    club.ok("loyalty", "draw", "spring", "--prize", "mug")
    club.ok("loyalty", "rewards", "add", "old", "1", "--until", "2026-11-19")
    club.ok("loyalty", "refer", "Alpha", "Gamma")
    club.ok("loyalty", "redeem", "Alpha", "umbrella")
    club.ok("loyalty", "cancel", "1")
    club.ok("add", "Twin", "--phone", "13800000009")
    club.ok("edit", "Twin", "email=a@b.cn")
    club.ok("edit", "Alpha", "email=a@b.cn")
    club.ok("add", "Outside", "--phone", "13800000008")
    invalid, usage = errors.Invalid.status, errors.Usage.status
    club.refuses([
        (("loyalty", "earn", "Outside", "5"), invalid),
        (("loyalty", "adjust", "Alpha", "--take", "401"), invalid),
        (("loyalty", "adjust", "Alpha"), usage),
        (("loyalty", "redeem", "Alpha", "umbrella", "--times", "2"), invalid),
        (("loyalty", "redeem", "Alpha", "umbrella", "--times", "3"), invalid),
        (("loyalty", "redeem", "Alpha", "old"), invalid),
        (("loyalty", "redeem", "Alpha", "nothing"), errors.NotFound.status),
        (("loyalty", "redeem", "Alpha"), usage),
        (("loyalty", "redeem", "Alpha", "--cash", "1", "--order", "X"), errors.NotFound.status),
        (("loyalty", "cancel", "1"), invalid), (("loyalty", "cancel", "9"), errors.NotFound.status),
        (("loyalty", "rewards", "add", "Umbrella", "5"), invalid),
        (("loyalty", "rewards", "edit", "umbrella"), usage),
        (("loyalty", "refer", "Alpha", "Alpha"), invalid), (("loyalty", "refer", "Alpha", "Twin"), invalid),
        (("loyalty", "refer", "Beta", "Gamma"), invalid), (("loyalty", "refer", "Gamma", "Alpha"), invalid),
        (("loyalty", "refer", "Outside", "Beta"), invalid),
        (("loyalty", "draw", "spring", "--prize", "mug"), invalid), (("loyalty", "draw", "summer"), usage),
        (("loyalty", "draw", "summer", "--prize", "mug", "--winners", "9"), invalid),
        (("loyalty", "draw", "autumn", "--again"), errors.NotFound.status), (("done", "points:1"), invalid),
    ])  # fmt: skip


@pytest.mark.file
def test_a_merge_keeps_lots_and_takes_them_apart_again(club: Crm) -> None:
    club.ok("loyalty", "earn", "Alpha", "100")
    club.ok("loyalty", "earn", "Beta", "250")
    club.ok("loyalty", "refer", "Alpha", "Gamma")
    club.ok("merge", "Alpha", "Beta")
    assert _balance(club) == 350
    club.ok("loyalty", "redeem", "Alpha", "umbrella")
    club.ok("merge", "undo", "1")
    assert (_balance(club), _balance(club, "Beta")) == (0, 50)
    assert club.json("loyalty", "verify")["ok"]
    club.ok("loyalty", "cancel", "1")
    assert (_balance(club), _balance(club, "Beta")) == (100, 250)


@pytest.mark.file
@pytest.mark.parametrize(
    ("damage", "flaw"),
    [
        ("UPDATE points_entry SET points = 100 WHERE id = 1", "below"),
        ("UPDATE points_entry SET lot_id = 99 WHERE id = 2", "lot"),
        ("UPDATE redemption SET points = 7", "redemption"),
        ("INSERT INTO points_entry (id, customer_id, kind, points, occurred_at, occurred_on) VALUES"
         " (9, 1, 'adjust', -900, '2026-11-20T00:00:00Z', '2026-11-20')", "balance"),
    ],
)  # fmt: skip
def test_verify_tells_the_first_thing_that_cannot_be(club: Crm, damage: str, flaw: str) -> None:
    club.ok("loyalty", "earn", "Alpha", "400")
    club.ok("loyalty", "redeem", "Alpha", "umbrella")
    club.tamper(damage)
    run = club("loyalty", "verify", "--format", "json")
    assert run.status == errors.Corrupt.status and run.json["data"]["flaw"]["kind"] == flaw


@pytest.mark.file
def test_whatever_is_done_balances_are_their_ledgers(club: Crm) -> None:
    """A hundred random steps, some taken back: nothing below zero, and the ledger holds together."""
    dice = random.Random(7)
    for n in range(60):
        who = dice.choice(_NAMES[:2])
        step: tuple[Any, ...] = dice.choice([
            ("purchase", "add", who, str(dice.randint(50, 900)), "--order", f"R{n}"),
            ("purchase", "add", who, str(dice.randint(50, 900)), "--order", f"R{n}"),
            ("loyalty", "redeem", who, "umbrella"), ("loyalty", "cancel", str(dice.randint(1, 5))),
            ("purchase", "refund", f"R{dice.randint(0, n)}"), ("purchase", "refund", f"R{dice.randint(0, n)}", "--amount", "40"),
            ("loyalty", "redeem", who, "--cash", "2", "--order", f"R{dice.randint(0, n)}"), ("undo",),
        ])  # fmt: skip
        club.at(f"2026-12-{1 + n // 3:02d}T04:00:00Z")
        club(*step)
    assert club.json("loyalty", "verify")["ok"]
    for who in _NAMES[:2]:
        told = club.json("loyalty", "show", who)
        assert told["balance"] == sum(entry["points"] for entry in told["entries"]) >= 0
        assert _spent_in_order(club, who)
        for day in ("2026-12-05", "2026-12-10", "2026-12-15"):
            then = club.json("loyalty", "show", who, "--as-of", day)
            entries = [
                entry
                for entry in told["entries"]
                if entry["occurred_on"] <= day or entry["kind"] == "reversal"
            ]
            assert then["balance"] == sum(entry["points"] for entry in then["entries"]) >= 0
            assert {entry["id"] for entry in then["entries"]} <= {entry["id"] for entry in entries}


def test_members_who_redeem_at_once_never_go_below_zero(club: Crm) -> None:
    club.ok("loyalty", "rewards", "add", "pin", "70")
    for day, points in (("2026-11-18", "250"), ("2026-11-20", "150")):
        club.at(f"{day}T04:00:00Z")
        club.ok("loyalty", "earn", "Alpha", points)
    told = {**os.environ, "CRMCLI_DB": club.place, "CRMCLI_LOCK_TIMEOUT": "60"}
    words = [("redeem", "Alpha", "pin")] * 6 + [("earn", "Alpha", "10")] * 2
    running = [
        subprocess.Popen([*PROGRAM, "loyalty", *line], env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for line in words
    ]  # fmt: skip
    statuses = [process.wait() for process in running]
    assert statuses[6:] == [0, 0] and set(statuses) <= {0, errors.Invalid.status}
    told_now = club.json("loyalty", "show", "Alpha")
    assert told_now["balance"] == 420 - 70 * statuses[:6].count(0) >= 0
    assert _spent_in_order(club, "Alpha")
    assert club.json("loyalty", "verify")["ok"]
