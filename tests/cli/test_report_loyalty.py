"""The report on the loyalty programme: members, points and their worth by a past day and now, and its effect on spend."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.cli.conftest import Crm


def _figures(report: dict[str, Any]) -> dict[str, Any]:
    return {f["key"]: f["value"] for f in report["figures"]}


def _rows(report: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return next((table["rows"] for table in report["tables"] if table["key"] == key), [])


def test_members_points_and_what_they_are_worth(crm: Crm) -> None:
    crm.at("2026-01-10T02:00:00Z")
    for n, name in enumerate(("Alpha", "Beta", "Gamma", "Delta"), 1):
        crm.ok("add", name, "--phone", f"1380000000{n}")
    for name in ("Alpha", "Beta"):
        crm.ok("loyalty", "join", name)
    crm.ok("purchase", "add", "Alpha", "400", "--order", "A1")
    crm.ok("loyalty", "rewards", "add", "mug", "100", "--kind", "gift")
    crm.at("2026-06-10T02:00:00Z")
    crm.ok("loyalty", "join", "Gamma")
    crm.ok("loyalty", "refer", "Alpha", "Delta")
    crm.ok("purchase", "add", "Delta", "50")
    crm.ok("loyalty", "redeem", "Alpha", "mug", "--times", "3")
    crm.ok("loyalty", "cancel", "1")
    crm.ok("loyalty", "redeem", "Alpha", "mug", "--times", "3")
    crm.ok("loyalty", "redeem", "Alpha", "--cash", "1", "--order", "A1")
    crm.ok("loyalty", "adjust", "Beta", "--add", "30")
    crm.at("2026-06-11T02:00:00Z")
    # Of what it earned 400 there are 200 left to take back.
    crm.ok("purchase", "refund", "A1")
    now = crm.json("report", "loyalty", "--from", "2026-06-01")
    figures = _figures(now)
    balances = [crm.json("loyalty", "show", name)["balance"] for name in ("Alpha", "Beta", "Gamma", "Delta")]
    told = {"members": 4, "joined": 2, "left": 0, "active": 2}
    assert {key: figures[f"loyalty_{key}"] for key in told} == told
    assert figures["points_open"] == sum(balances) and figures["points_liability"] == sum(balances) / 100
    assert (
        figures["points_adjusted"] == 30 and figures["rewards_taken"] == 3 and figures["referrals_paid"] == 1
    )
    moved = ("points_earned", "points_adjusted", "points_brought")
    assert (
        sum(figures[key] for key in moved) - figures["points_spent"] - figures["points_expired"]
        == sum(balances) - 400
    )
    assert figures["points_owed"] == sum(
        crm.json("loyalty", "show", name)["owed"] for name in ("Alpha", "Beta")
    )
    assert [(row["level"], row["members"], row["open"]) for row in _rows(now, "levels")] == [
        ("regular", 4, sum(balances))
    ]
    mug = _rows(now, "rewards")[0]
    assert (mug["reward"], mug["times"], mug["points"], mug["cash"]) == ("mug", 3, 300, None)
    then = _figures(crm.json("report", "loyalty", "--as-of", "2026-01-31"))
    assert (then["loyalty_members"], then["points_earned"], then["points_open"], then["points_spent"]) == (
        2,
        400,
        400,
        0,
    )
    assert "points_owed" not in then
    alone = crm.json("report", "loyalty", "--where", "name=Alpha")
    assert _figures(alone)["loyalty_members"] == 1 and _figures(alone)["points_open"] == balances[0]
    assert "worth" in crm.ok("report", "loyalty", "--explain").out.lower()


def test_whoever_leaves_is_told_and_what_expired(crm: Crm) -> None:
    crm.at("2026-01-10T02:00:00Z")
    crm.ok("add", "Alpha", "--phone", "13800000001")
    crm.ok("loyalty", "join", "Alpha")
    crm.ok("loyalty", "earn", "Alpha", "70", "--for", "task")
    crm.ok("policy", "set", "campaign.min_n", "1")
    crm.at("2028-01-20T02:00:00Z")
    # Gone on its day, whether or not it is booked.
    assert _figures(crm.json("report", "loyalty"))["points_open"] == 0
    assert _figures(crm.json("report", "loyalty"))["points_used"] == 0
    crm.ok("loyalty", "expire")
    assert _figures(crm.json("report", "loyalty", "--from", "2028-01-01"))["points_expired"] == 70
    assert _figures(crm.json("report", "loyalty"))["loyalty_left"] == 0


@pytest.mark.parametrize("gain", [0, 400])
def test_the_effect_is_told_or_refused(crm: Crm, gain: int) -> None:
    draw, orders = random.Random(4), ["订单号,客户名称,下单日期,金额"]
    firms, cards = ["客户名称,电话"], ["会员编号,客户名称,电话,入会日期"]
    for n in range(80):
        firms.append(f"Firm {n:02d},138{n:08d}")
        if n < 40:
            cards.append(f"M{n},{firms[-1]},2025-07-10")
        for month in range(28):
            year, number = 2024 + month // 12, month % 12 + 1
            more = gain if n < 40 and (year, number) > (2025, 7) else 0
            orders.append(f"S{n}-{month},Firm {n:02d},{year}-{number:02d}-15,{draw.randint(300, 900) + more}")
    for name, lines in (("firms.csv", firms), ("cards.csv", cards), ("orders.csv", orders)):
        (crm.folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    # The last whole month has to lie 12 months after that of joining.
    crm.at("2026-08-02T02:00:00Z")
    crm.ok("import", "firms.csv", "cards.csv", "orders.csv", "--yes")
    out = crm.ok("report", "loyalty").out
    whole = _rows(crm.json("report", "loyalty"), "effect")[0]
    assert whole["members"] > 30 and whole["others"] > 30
    # Members spend the gain in nine of the twelve months after July for which there are orders.
    assert whole["difference"] == pytest.approx(9 * gain, abs=500)
    assert ("No effect on spend is shown" in out) is (gain == 0) and ("grew by" in out) is (gain > 0)
    assert "Nobody was drawn to be a member" in out
    crm.ok("policy", "set", "campaign.min_n", "50")
    refused = crm.ok("report", "loyalty").out
    assert "Nothing is claimed of the effect on spend" in refused and "grew by" not in refused
    assert _rows(crm.json("report", "loyalty"), "effect") == []
