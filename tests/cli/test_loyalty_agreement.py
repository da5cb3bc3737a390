"""Points agree with orders, membership and numbers, in whatever order things happen, and with what is told of them."""

from __future__ import annotations

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning


@beginning
def shop(crm: Crm) -> None:
    """Two members, and somebody who is none."""
    for n, name in enumerate(("Alpha", "Beta", "Gamma"), 1):
        crm.ok("add", name, "--phone", f"1380000000{n}")
    crm.ok("loyalty", "join", "Alpha")
    crm.ok("loyalty", "join", "Beta")
    crm.ok("loyalty", "rewards", "add", "umbrella", "300")


def _stands(crm: Crm, who: str = "Alpha") -> tuple[int, int]:
    """What can be spent, and what is owed."""
    told = crm.json("loyalty", "show", who)
    assert told["balance"] == sum(entry["points"] for entry in told["entries"])
    assert crm.json("loyalty", "verify")["ok"]
    return told["balance"], told["owed"]


def _sheet(crm: Crm, name: str, *lines: str) -> None:
    (crm.folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_money_off_an_order_ends_with_the_order(shop: Crm) -> None:
    shop.ok("loyalty", "earn", "Alpha", "1000")
    shop.ok("purchase", "add", "Alpha", "30", "--order", "Q1")
    shop.ok("loyalty", "redeem", "Alpha", "--cash", "10", "--order", "Q1")
    told = shop.ok("purchase", "edit", "Q1", "--status", "cancelled").out
    assert "Points: +970, balance 1000." in told and "Redemption 1 of Alpha is cancelled." in told
    told = shop.ok("purchase", "edit", "Q1", "--status", "completed").out
    assert "Redemption 1 stays cancelled: its 10.00 are not taken off this order again." in told
    assert "crmcli loyalty redeem 1 --cash 10.00 --order Q1" in told
    assert _stands(shop) == (1030, 0) and "cancelled" in shop.ok("loyalty", "show", "Alpha").out
    shop.refuses([(("loyalty", "cancel", "1"), errors.Invalid.status)])
    shop.ok("loyalty", "earn", "Alpha", "2000")
    shop.ok("loyalty", "redeem", "Alpha", "--cash", "30", "--order", "Q1")
    assert _stands(shop) == (30, 0)
    for balance in (3030, 1030, 1000, 30):
        shop.step_back()
        assert _stands(shop) == (balance, 0)
    assert "cancelled" not in shop.ok("loyalty", "show", "Alpha").out


@pytest.mark.file
def test_what_a_part_of_an_order_gave_back_can_be_taken_off_anew(shop: Crm) -> None:
    shop.ok("loyalty", "earn", "Alpha", "5000")
    shop.ok("purchase", "add", "Alpha", "40", "--order", "Q1", "--product", "one")
    shop.ok("purchase", "add", "Alpha", "40", "--order", "Q1", "--product", "two")
    shop.ok("loyalty", "redeem", "Alpha", "--cash", "20", "--order", "Q1")
    shop.ok("purchase", "edit", "2", "--status", "cancelled")
    assert "1000 points back" in shop.ok("loyalty", "show", "Alpha").out
    shop.ok("purchase", "edit", "2", "--status", "completed")
    assert "71" not in shop("loyalty", "redeem", "Alpha", "--cash", "70.01", "--order", "Q1").out
    assert "Only 70.00" in shop("loyalty", "redeem", "Alpha", "--cash", "70.01", "--order", "Q1").err
    assert _stands(shop) == (5000 + 80 - 1000, 0)


@pytest.mark.parametrize(
    "brings",
    [
        ("loyalty", "cancel", "1"), ("loyalty", "earn", "Alpha", "300"), ("loyalty", "adjust", "Alpha", "--add", "300"),
        ("purchase", "add", "Gamma", "5"), ("purchase", "add", "Alpha", "300"), ("contract", "pay", "K1"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_is_owed_is_settled_by_whatever_brings_points(shop: Crm, brings: tuple[str, ...]) -> None:
    shop.ok("policy", "set", "points.referral", "300")
    shop.ok("loyalty", "refer", "Alpha", "Gamma")
    shop.ok("contract", "add", "1", "300", "--start", "2026-11-20", "--end", "2027-11-19", "--number", "K1")
    shop.ok("purchase", "add", "Alpha", "1000", "--order", "T1")
    shop.ok("loyalty", "redeem", "Alpha", "umbrella", "--times", "2")
    shop.ok("purchase", "refund", "T1")
    assert _stands(shop) == (0, 600)
    left = 0 if brings[1] == "cancel" else 300
    shop.ok(*brings)
    assert _stands(shop) == (0, left)
    shop.step_back()
    assert _stands(shop) == (0, 600)


@pytest.mark.file
def test_what_was_settled_is_told_and_a_balance_of_a_sheet_is_whole(shop: Crm) -> None:
    shop.ok("purchase", "add", "Alpha", "300", "--order", "T1")
    shop.ok("loyalty", "redeem", "Alpha", "umbrella")
    shop.ok("purchase", "refund", "T1")
    told = shop.ok("loyalty", "earn", "Alpha", "50").out
    assert (
        "Points: +50, balance 0. 50 of them make up for what was owed. 250 more are owed: the next that come in"
        in told
    )
    _sheet(shop, "members.csv", "会员编号,姓名,电话,积分", "V1,Alpha,13800000001,120")
    shop.ok("import", "members.csv", "--yes")
    assert _stands(shop) == (120, 0)


@pytest.mark.file
def test_undos_in_any_order_leave_nothing_spendable_and_owed(shop: Crm) -> None:
    shop.ok("loyalty", "rewards", "add", "hat", "150")
    shop.ok("purchase", "add", "Alpha", "200", "--order", "T1")
    shop.ok("loyalty", "redeem", "Alpha", "hat")
    redeemed = shop.json("history")[0]["number"]
    assert shop("undo", str(redeemed - 1)).status == 3
    assert _stands(shop) == (0, 150)
    shop.ok("undo", str(redeemed))
    assert _stands(shop) == (0, 0)
    shop.ok("undo", str(redeemed + 2))
    assert _stands(shop) == (0, 150)
    shop.ok("undo", str(redeemed + 1))
    assert _stands(shop) == (50, 0)


@pytest.mark.parametrize("entered_first", [True, False])
def test_orders_since_the_day_of_joining_earn_whenever_they_are_entered(
    shop: Crm, entered_first: bool
) -> None:
    join = ("loyalty", "join", "Gamma", "--since", "2026-11-01")
    order = ("purchase", "add", "Gamma", "60000", "--order", "A1", "--at", "2026-11-05")
    shop.ok("policy", "set", "points.tier_factor.key", "2")
    shop.ok("policy", "set", "points.level_factor.platinum", "3")
    shop.ok("purchase", "add", "Gamma", "70", "--at", "2026-10-31")
    steps = [order, join] if entered_first else [join, order]
    shop.ok(*steps[0])
    assert "Points: +60000, balance 60000." in shop.ok(*steps[1]).out
    shop.ok("purchase", "edit", "A1", "--amount", "60001")
    assert _stands(shop, "Gamma") == (60001, 0)
    # The level and the tier that the first one brought count from the next on.
    assert "Points: +60," in shop.ok("purchase", "add", "Gamma", "10").out
    shop.step_back()
    shop.step_back()
    shop.step_back()
    assert _stands(shop, "Gamma")[0] == 0


@pytest.mark.file
def test_orders_earn_when_a_sheet_makes_their_customer_a_member(shop: Crm) -> None:
    shop.ok("purchase", "add", "Gamma", "80", "--at", "2026-11-05")
    shop.ok("purchase", "add", "Gamma", "30", "--at", "2026-10-05")
    _sheet(shop, "members.csv", "会员编号,姓名,电话,入会日期", "V3,Gamma,13800000003,2026-11-01")
    shop.ok("import", "members.csv", "--yes")
    assert _stands(shop, "Gamma") == (80, 0)


def test_one_member_number_is_one_customer(shop: Crm) -> None:
    assert "Member no.: 8801" in shop.ok("loyalty", "join", "Alpha", "--number", "8801").out
    invalid = errors.Invalid.status
    shop.refuses([
        (("loyalty", "join", "Beta", "--number", "8801"), invalid), (("loyalty", "join", "Gamma", "--number", "8801"), invalid),
        (("edit", "Beta", "member_no=8801"), invalid), (("edit", "Gamma", "member_no=8809"), invalid),
        (("add", "Delta", "member_no=8809"), invalid),
    ])  # fmt: skip
    shop.ok("edit", "Beta", "会员编号=8802")
    shop.ok("edit", "Beta", "member_no=8802")
    shop.ok("loyalty", "join", "Alpha", "--number", "8803")
    for who, number in (("Alpha", "8803"), ("Beta", "8802")):
        assert shop.json("loyalty", "show", who)["member_no"] == number
        assert f"Member no.: {number}" in shop.ok("show", who).out
    assert {f["check"]: f["state"] for f in shop.json("doctor")}["cards"] == "ok"
    shop.tamper("UPDATE customer SET member_no = '8803' WHERE id = 2")
    run = shop("doctor")
    assert "several customers have one: 8803: 1, 2" in " ".join(run.out.split())


@pytest.mark.file
def test_a_member_number_in_a_sheet_stays_with_who_has_it(shop: Crm) -> None:
    shop.ok("edit", "Alpha", "member_no=8801")
    head = "会员编号,姓名,电话"
    _sheet(
        shop, "one.csv", head, "8801,Delta,13900000004", "8805,Echo,13900000005", "8805,Foxtrot,13900000006"
    )
    told = shop.ok("import", "one.csv", "--yes")
    assert "8801 of Delta (Alpha has it), 8805 of Foxtrot (Echo has it)" in told.err
    # Whoever is refused a number keeps the one they have.
    _sheet(shop, "two.csv", head, "8805,Alpha,13800000001", "8801,Golf,13900000007")
    assert (
        "8805 of Alpha (Echo has it), 8801 of Golf (Alpha has it)"
        in shop.ok("import", "two.csv", "--yes").err
    )
    # Two who change their numbers with each other.
    _sheet(shop, "three.csv", head, "8811,Hotel,13900000008", "8812,India,13900000009")
    _sheet(shop, "four.csv", head, "8812,Hotel,13900000008", "8811,India,13900000009")
    for name in ("three.csv", "four.csv"):
        assert "member number" not in shop.ok("import", name, "--yes").err
    wanted = {"Alpha": "8801", "Echo": "8805", "Golf": None, "Hotel": "8812", "India": "8811"}
    assert {name: shop.json("loyalty", "show", name)["member_no"] for name in wanted} == wanted
    assert "8801" in shop.ok("show", "Golf").out
    shop.ok("edit", "Golf", "member_no=8807")
    assert "8801" not in shop.ok("show", "Golf").out


@pytest.mark.file
@pytest.mark.parametrize("told", ["-20", "-20.5", "abc"])
def test_points_that_cannot_be_are_told_and_kept(shop: Crm, told: str) -> None:
    _sheet(
        shop,
        "members.csv",
        "会员编号,姓名,电话,积分",
        f"V1,Delta,13900000004,{told}",
        "V2,Echo,13900000005,7",
    )
    run = shop("import", "members.csv", "--yes")
    assert run.status == 3 and told in run.out
    assert f": {told}" in shop.ok("show", "Delta").out
    assert (_stands(shop, "Delta"), _stands(shop, "Echo")) == ((0, 0), (7, 0))


@pytest.mark.file
def test_what_comes_back_expired_is_told_and_not_counted(shop: Crm) -> None:
    shop.at("2024-12-07T04:00:00Z")
    shop.ok("loyalty", "earn", "Alpha", "500")
    shop.ok("loyalty", "redeem", "Alpha", "umbrella")
    shop.at("2026-12-08T04:00:00Z")
    told = shop.json("loyalty", "verify")
    assert (told["left"], told["expired"]) == (0, 200)
    assert "200 more have expired and are not booked" in shop.ok("loyalty", "verify").out
    assert "Points: +300, balance 0. 300 of them have expired since." in shop.ok("loyalty", "cancel", "1").out
    told = shop.json("loyalty", "verify")
    assert (told["left"], told["expired"], _stands(shop)) == (0, 0, (0, 0))


@pytest.mark.file
def test_a_dry_run_tells_of_levels_that_would_fall(shop: Crm) -> None:
    shop.ok("purchase", "add", "Alpha", "6000")
    shop.at("2027-11-22T04:00:00Z")
    assert "1 level would be judged anew." in shop.ok("loyalty", "expire", "--dry-run").out
    assert shop.json("loyalty", "expire", "--dry-run")["levels"] == 1
    assert shop.json("loyalty", "show", "Alpha")["level"] == "silver"
    assert shop.json("loyalty", "expire")["levels"] == 1
