"""The sales report, worked out anew from plain rows; its parts add up to the whole; owners of their day; targets; past days."""

from __future__ import annotations

import random
import sqlite3
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest

from tests.cli.conftest import Crm, beginning

_PLACES = ("Leshan", "Chengdu", "")
_PRODUCTS = ("pump", "filter", "")


def _figures(report: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {f["key"]: (f["value"], f["n"]) for f in report["figures"]}


def _rows(report: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return next((table["rows"] for table in report["tables"] if table["key"] == key), [])


@beginning
def shop(crm: Crm) -> None:
    """Three people, two dozen customers of whom some change hands, and two years of random orders, refunds and returns."""
    dice = random.Random(11)
    crm.at("2024-10-01T02:00:00Z")
    for name in ("Ann", "Bob"):
        crm.ok("staff", "add", name, "--role", "rep")
    firms = ["客户名称,电话,城市,负责人,累计消费"]
    orders = ["订单号,客户名称,下单日期,产品名称,金额,订单状态"]
    for n in range(24):
        name = f"Firm {n:02d}"
        owner = dice.choice(("Ann", "Bob", ""))
        firms.append(f"{name},138{n:08d},{dice.choice(_PLACES)},{owner},{dice.choice(('', '', '700'))}")
        for k in range(dice.choice((0, 1, 4, 12))):
            on = date(2024, 11, 1) + timedelta(dice.randrange(749))
            for line in range(dice.choice((1, 1, 2))):
                number = f"S{n}-{k}"
                day = min(on + timedelta(line * 20), date(on.year, 12, 31), date(2026, 11, 20))
                amount = f"{dice.randint(1, 99_999) / 100:.2f}"
                state = dice.choice(("已完成", "已付款", "已完成", "已下单"))
                orders.append(f"{number},{name},{day},{dice.choice(_PRODUCTS)},{amount},{state}")
    for file, lines in (("firms.csv", firms), ("orders.csv", orders)):
        (crm.folder / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    crm.ok("import", "firms.csv", "--yes")
    for at, name, owner in (
        ("2025-06-15", "Firm 03", "Bob"),
        ("2026-03-10", "Firm 03", "Ann"),
        ("2026-08-01", "Firm 07", "none"),
    ):
        crm.at(f"{at}T04:00:00Z")
        crm.ok("edit", name, "--owner", owner)
    crm.at("2026-11-20T02:00:00Z")
    crm.ok("import", "orders.csv", "--yes")
    crm.ok("purchase", "add", "Firm 01", "500", "--order", "R1", "--at", "2026-10-02", "--product", "pump")
    crm.ok("purchase", "refund", "R1", "--amount", "120.50", "--at", "2026-11-10")
    crm.ok("purchase", "add", "Firm 02", "300", "--order", "R2", "--at", "2026-11-03")
    crm.ok("purchase", "refund", "R2", "--at", "2026-11-05")
    for name, how in (("Firm 03", "win"), ("Firm 04", "win"), ("Firm 05", "lose")):
        crm.ok(
            "opportunity", "add", name, "windows", "--amount", "900", "--owner", "Ann", "--at", "2026-11-02"
        )
        crm.ok("opportunity", how, "1" if name == "Firm 03" else "2" if name == "Firm 04" else "3", *(() if how == "win" else ("--reason", "price")))  # fmt: skip


class _Plain:
    """The rows of a database in plain Python, as sales count them."""

    def __init__(self, crm: Crm) -> None:
        db = sqlite3.connect(crm.db)
        self.staff = dict(db.execute("SELECT id, name FROM staff"))
        self.owner = dict(db.execute("SELECT id, owner_id FROM customer"))
        self.place = dict(db.execute("SELECT id, COALESCE(region, city) FROM customer"))
        self.former = db.execute(
            "SELECT row_id, until_at, value FROM former WHERE table_name = 'customer' AND field = 'owner_id' ORDER BY until_at, id"
        ).fetchall()
        self.orders = db.execute(
            "SELECT id, customer_id, order_no, ordered_on, amount_cents, product, status, opening FROM purchase"
        ).fetchall()
        self.refunds = db.execute("SELECT purchase_id, amount_cents, refunded_on FROM refund").fetchall()
        db.close()

    def owner_on(self, customer: int, day: str) -> str:
        # The team's day ends at 16:00 of Greenwich.
        end = f"{day}T15:59:59.999999Z"
        owner = next(
            (was for row, until, was in self.former if row == customer and until > end), self.owner[customer]
        )
        return self.staff[int(owner)] if owner else "—"

    def window(self, start: str, end: str) -> tuple[list[tuple[int, str, int, str | None]], dict[Any, str]]:
        """The lines of a window (whose, day, cents, product), and the orders that began in it by their first day."""
        lines, orders = [], defaultdict(list)
        for key, customer, number, day, cents, product, status, opening in self.orders:
            back = sum(c for order, c, on in self.refunds if order == key and on <= end)
            if (
                opening
                or status not in ("completed", "paid", "refunded")
                or not f"{start[:4]}-01-01" <= day <= end
            ):
                continue
            if status == "refunded" and sum(c for order, c, _on in self.refunds if order == key) < cents:
                continue
            if cents > 0 and cents <= back:
                continue
            if cents - back >= 0:
                orders[customer, (number, day[:4]) if number else key].append(day)
            if day >= start:
                lines.append((customer, day, cents - back, product))
        return lines, {key: min(days) for key, days in orders.items() if min(days) >= start}


@pytest.mark.file
@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-11-01", "2026-11-20"), ("2025-03-01", "2025-12-31"), ("2026-01-05", "2026-08-17")],
)
def test_the_report_is_what_the_rows_come_to(shop: Crm, start: str, end: str) -> None:
    plain = _Plain(shop)
    lines, orders = plain.window(start, end)
    report = shop.json("report", "sales", "--from", start, "--to", end)
    figures = _figures(report)
    revenue = sum(cents for _c, _d, cents, _p in lines)
    assert figures["sales_revenue"] == (revenue / 100, len(orders))
    assert figures["average_order"] == (int(revenue / len(orders) + 0.5) / 100, len(orders))
    keys = {
        "person": lambda line: plain.owner_on(line[0], line[1]),
        "product": lambda line: line[3] or "—",
        "region": lambda line: plain.place[line[0]] or "—",
        "month": lambda line: line[1][:7],
    }
    for by, key in keys.items():
        sums: dict[str, int] = defaultdict(int)
        for line in lines:
            sums[key(line)] += line[2]
        told = {row[by]: row["revenue"] for row in _rows(report, f"by_{by}") if row["revenue"]}
        assert told == {name: cents / 100 for name, cents in sums.items() if cents}, by
        # To the cent.
        assert round(sum(row["revenue"] for row in _rows(report, f"by_{by}")) * 100) == revenue, by
        if by != "product":
            assert sum(row["orders"] for row in _rows(report, f"by_{by}")) == len(orders), by
    firsts: dict[int, str] = {}
    for customer, day in ((c, d) for c, d, cents, _p in plain.window("0001-01-01", end)[0] if cents >= 0):
        firsts[customer] = min(firsts.get(customer, day), day)
    opened = {row[1] for row in plain.orders if row[7]}
    totals: dict[int, int] = defaultdict(int)
    for customer, _day, cents, _product in lines:
        totals[customer] += cents
    new = sum(
        cents
        for customer, cents in totals.items()
        if customer not in opened and firsts.get(customer, start) >= start
    )
    assert figures["revenue_new"][0] == new / 100 and figures["revenue_repeat"][0] == (revenue - new) / 100
    largest = sorted(totals.values(), reverse=True)[:10]
    assert [row["revenue"] for row in _rows(report, "largest")] == [cents / 100 for cents in largest if cents]
    assert figures["top_share"][0] == pytest.approx(sum(largest) / revenue, abs=0.0001)


@pytest.mark.file
@pytest.mark.parametrize(
    ("start", "end", "before", "earlier"),
    [
        ("2026-11-01", "2026-11-20", ("2026-10-01", "2026-10-20"), ("2025-11-01", "2025-11-20")),
        ("2026-02-01", "2026-02-28", ("2026-01-01", "2026-01-31"), ("2025-02-01", "2025-02-28")),
        ("2026-03-05", "2026-03-14", ("2026-02-23", "2026-03-04"), ("2025-03-05", "2025-03-14")),
    ],
)
def test_a_period_lies_beside_the_one_before_and_the_year_before(
    shop: Crm, start: str, end: str, before: tuple[str, str], earlier: tuple[str, str]
) -> None:
    plain, report = _Plain(shop), shop.json("report", "sales", "--from", start, "--to", end, "--by", "person")
    sums = [sum(line[2] for line in plain.window(*each)[0]) for each in ((start, end), before, earlier)]
    rows = _rows(report, "by_person")
    for column, whole in zip(("revenue", "before", "earlier"), sums, strict=True):
        assert round(sum(row[column] for row in rows) * 100) == whole, column
    beside = next(row for row in _rows(report, "compared") if row["figure"] == "Revenue")
    assert (beside["now"], beside["before"] or 0, beside["earlier"] or 0) == tuple(
        cents / 100 for cents in sums
    )


def test_wins_targets_and_a_past_day(shop: Crm) -> None:
    figures = _figures(shop.json("report", "sales"))
    assert figures["opportunities_won"] == (2, 3) and figures["won_amount"] == (1800, 2)
    ann = next(row for row in _rows(shop.json("report", "sales"), "by_person") if row["person"] == "Ann")
    assert (ann["won"], ann["win_rate"]) == (2, pytest.approx(2 / 3, abs=0.001))
    told = "id, name, metric, staff_id, goal, start_on, due_on, created_at, created_on"
    whose = "(SELECT id FROM staff WHERE name = 'Ann')"
    for values in (
        f"1, 'Ann sells', 'revenue', {whose}, 200000, '2026-10-01', '2026-12-31', '2026-10-01T00:00:00Z', '2026-10-01'",
        f"2, 'Ann wins', 'wins', {whose}, 4, '2026-11-01', '2026-11-30', '2026-11-01T00:00:00Z', '2026-11-01'",
        "3, 'over', 'wins', NULL, 4, '2026-08-01', '2026-08-30', '2026-08-01T00:00:00Z', '2026-08-01'",
    ):
        shop.tamper(f"INSERT INTO target ({told}) VALUES ({values})")
    report = shop.json("report", "sales")
    found = {row["target"]: row for row in _rows(report, "targets")}
    sold = shop.json("report", "sales", "--from", "2026-10-01", "--by", "person")
    of_ann = next((row["revenue"] for row in _rows(sold, "by_person") if row["person"] == "Ann"), 0)
    assert set(found) == {"Ann sells", "Ann wins"}
    assert (found["Ann sells"]["goal"], found["Ann sells"]["reached"]) == (2000, of_ann)
    assert found["Ann sells"]["time_gone"] == pytest.approx(51 / 92, abs=0.001)
    assert (found["Ann wins"]["wins"], found["Ann wins"]["attained"]) == (2, 0.5)
    before = shop.json("report", "sales", "--as-of", "2026-11-20")
    shop.at("2026-11-25T02:00:00Z")
    shop.ok("purchase", "add", "Firm 01", "90000", "--order", "L1")
    shop.ok("edit", "Firm 03", "--owner", "Bob")
    shop.ok("opportunity", "add", "Firm 06", "doors", "--amount", "5")
    assert shop.json("report", "sales", "--as-of", "2026-11-20") == before


def test_orders_in_other_currencies_count_by_their_rate_or_are_told(shop: Crm) -> None:
    before = _figures(shop.json("report", "sales"))["sales_revenue"][0]
    shop.ok("purchase", "add", "Firm 01", "100", "--order", "U1", "--currency", "USD")
    assert _figures(shop.json("report", "sales"))["sales_revenue"][0] == before
    assert "USD 1" in shop.ok("report", "sales").out
    shop.ok("rate", "add", "USD", "7", "--on", "2026-11-01")
    assert _figures(shop.json("report", "sales"))["sales_revenue"][0] == pytest.approx(before + 700)
