"""Amounts in other currencies: they count by the rate of their day, wherever something is summed up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning

_ORDERS = """订单号,客户名称,下单日期,金额,币种,订单状态
A1,Harbour Hotel,2026-09-01,100.55,USD,已完成
A2,Harbour Hotel,2026-10-15,10000,JPY,已完成
A3,Harbour Hotel,2026-10-16,500,CNY,已完成
A4,Harbour Hotel,2026-10-17,700,EUR,已完成
"""
_RATES = "date,currency,rate\n2026-08-01,USD,7.1\n2026-10-01,美元,7.2\n2026-10-01,100日元,4.85\n,USD,1\n"


@beginning
def abroad(crm: Crm) -> None:
    """A customer with orders in four currencies, a contract and an opportunity in dollars."""
    crm.ok("add", "Harbour Hotel")
    (crm.folder / "orders.csv").write_text(_ORDERS, encoding="utf-8")
    (crm.folder / "rates.csv").write_text(_RATES, encoding="utf-8")
    run = crm.ok("import", str(crm.folder / "orders.csv"), "--yes")
    assert "in no sum until rates are known" in run.err + run.out
    crm.ok(
        "contract", "add", "1", "1000", "--currency", "USD", "--start", "2026-09-01", "--end", "2027-08-31"
    )
    crm.ok("opportunity", "add", "1", "kitchens", "--amount", "100", "--currency", "美元")


def _figures(crm: Crm, report: str, *words: str) -> dict[str, Any]:
    return {figure["key"]: figure["value"] for figure in crm.json("report", report, *words)["figures"]}


def test_amounts_count_by_the_rate_of_their_day(abroad: Crm) -> None:
    assert _figures(abroad, "kpi")["revenue_12m"] == 500
    run = abroad("rate", "import", str(abroad.folder / "rates.csv"), "--format", "json")
    assert (run.status, run.json["data"]["moved"], len(run.json["data"]["rejected"])) == (
        errors.REJECTED_ROWS,
        1,
        1,
    )
    # 100.55 × 7.1 + 10000 × 0.0485 + 500; euros have no rate.
    spend = 1698.91
    kpi = abroad.json("report", "kpi")
    assert next(f["value"] for f in kpi["figures"] if f["key"] == "revenue_12m") == spend
    notes = "\n".join(kpi["notes"])
    assert "JPY 0.0485 (2026-10-01), USD 7.1 (2026-08-01)" in notes and "none of them: EUR 1" in notes
    assert abroad.json("show", "1")["standing"]["spend_12m"] == spend
    for where, found in ((f"spend_total={spend}", 1), ("spend_12m>1698.91", 0), ("orders_12m=3", 1)):
        assert len(abroad.json("find", "--where", where)) == found, where
    told = abroad.json("why", "1")["rates"]
    assert [(row["currency"], row["rate"], row["since"], row["comes_to"]) for row in told] == [
        ("EUR", None, None, None), ("JPY", 0.0485, "2026-10-01", 485), ("USD", 7.1, "2026-08-01", 713.91),
    ]  # fmt: skip
    assert "× 7.1 (rate of 2026-08-01) = 713.91 CNY" in abroad.ok("classify", "--explain", "1").out
    # A contract by the day it was signed, an open deal by today's.
    assert _figures(abroad, "contracts")["contracts_value"] == 7100
    assert _figures(abroad, "pipeline")["pipeline_amount"] == 720
    # Nobody is told to wait for a rate that is known; what went back is reckoned like its order.
    abroad.ok("purchase", "refund", "A1", "--amount", "50.55")
    assert _figures(abroad, "kpi")["revenue_12m"] == 355 + 485 + 500
    abroad.step_back()
    abroad.step_back()
    assert _figures(abroad, "kpi")["revenue_12m"] == 500 and abroad.json("rate", "list") == []


@pytest.mark.file
def test_rates_are_known_from_the_day_they_were_entered(abroad: Crm) -> None:
    abroad.at("2026-11-25T02:00:00Z")
    abroad.ok("rate", "add", "USD", "7", "--on", "2026-08-01")
    assert _figures(abroad, "kpi")["revenue_12m"] == 500 + 703.85
    assert _figures(abroad, "kpi", "--as-of", "2026-11-22")["revenue_12m"] == 500
    assert abroad.json("rate", "list", "--as-of", "2026-11-22") == []
    assert abroad.json("rate", "list", "美元") == [{"currency": "USD", "since": "2026-08-01", "rate": "7"}]
    # The same rate again changes nothing, another one of the day takes its place.
    assert abroad.json("rate", "add", "USD", "7.00", "--on", "2026-08-01")["version"] == 2
    abroad.ok("rate", "add", "USD", "7.1", "--on", "2026-08-01")
    abroad.ok("rate", "remove", "USD", "2026-08-01")
    assert abroad.json("rate", "list") == []
    invalid, usage, missing = errors.Invalid.status, errors.Usage.status, errors.NotFound.status
    abroad.refuses([
        (("rate", "add", "USD", "0"), usage), (("rate", "add", "nonsense", "7"), usage), (("rate", "add", "CNY", "7"), invalid),
        (("rate", "add", "USD", "7.12345678901"), invalid), (("rate", "remove", "USD", "2026-08-01"), missing),
        (("rate", "import", "nowhere.csv"), errors.MissingFile.status),
    ])  # fmt: skip


@pytest.mark.file
def test_a_list_may_have_a_column_for_each_currency(abroad: Crm, tmp_path: Path) -> None:
    sheet = tmp_path / "中间价.csv"
    sheet.write_text(
        "人民币汇率中间价\n日期,美元,100日元,XYZ说明\n2026-10-01,7.1055,4.85,\n2026-10-08,7.1102,,x\n",
        encoding="utf-8",
    )
    abroad.ok("rate", "import", str(sheet))
    assert [(r["currency"], r["since"], r["rate"]) for r in abroad.json("rate", "list")] == [
        ("JPY", "2026-10-01", "0.0485"), ("USD", "2026-10-08", "7.1102"), ("USD", "2026-10-01", "7.1055"),
    ]  # fmt: skip


def test_an_order_is_put_right_in_another_currency(abroad: Crm) -> None:
    abroad.ok("rate", "add", "USD", "7", "--on", "2026-08-01")
    spend = abroad.json("show", "1")["standing"]["spend_12m"]
    run = abroad.ok("purchase", "edit", "A3", "--amount", "100", "--currency", "美元", "--lang", "zh")
    assert "  币种  CNY     USD" in run.out and "  金额  500.00  100.00" in run.out
    assert abroad.json("show", "1")["standing"]["spend_12m"] == spend - 500 + 700
    assert _figures(abroad, "kpi")["revenue_12m"] == spend + 200
    run = abroad.ok("purchase", "edit", "A3", "--currency", "EUR")
    assert "1 order is in another currency than CNY (EUR 1)" in run.err
    assert abroad.json("show", "1")["standing"]["spend_12m"] == pytest.approx(spend - 500)
    abroad.ok("undo", "--yes")
    assert abroad.json("show", "1")["standing"]["spend_12m"] == spend + 200
    assert "is no currency" in abroad("purchase", "edit", "A3", "--currency", "shells").err


def test_a_payment_stays_in_the_currency_of_its_contract(abroad: Crm) -> None:
    paid = abroad.json("contract", "pay", "1", "10")
    line = abroad.json("purchase", "list")[0]["id"]
    assert paid and abroad("purchase", "edit", str(line), "--currency", "CNY").status == errors.Invalid.status
