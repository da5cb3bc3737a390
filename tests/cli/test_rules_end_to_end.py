"""What the program says of a small random company, against facts and rules worked out anew in plain Python."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.cli.conftest import Crm

ZONES = ("Asia/Shanghai", "America/New_York")
START, STEPS = date(2024, 1, 10), 40


@dataclass
class Customer:
    """What happened to one customer, by local day."""

    name: str
    known: date
    #: (day, cents, order number, whether it counts)
    orders: list[tuple[date, int, str, bool]] = field(default_factory=list)
    refunds: list[tuple[date, str, int]] = field(default_factory=list)
    #: (instant, kind, next day); kind is reached, missed or care
    contacts: list[tuple[datetime, str, date | None]] = field(default_factory=list)


class Company:
    """Acts at random through the command line and remembers what it did."""

    def __init__(self, crm: Crm, seed: int, zone: str) -> None:
        self.crm, self.random, self.zone = crm, random.Random(seed), ZoneInfo(zone)
        self.customers: list[Customer] = []
        self.now = datetime.combine(START, time(9), UTC)
        self.orders = 0
        self._at(self.now)
        crm.ok("init", "--time-zone", zone)
        for step in range(STEPS):
            self._at(
                self.now
                + timedelta(minutes=self.random.choice((30, 1440, self.random.randint(1, 60 * 1440))))
            )
            if step % 12 == 0:
                self._add()
            else:
                self.random.choice((self._buy, self._buy, self._talk, self._talk, self._refund))(
                    self.random.choice(self.customers)
                )

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def _at(self, now: datetime) -> None:
        self.now = now
        self.crm.at(now.strftime("%Y-%m-%dT%H:%M:%SZ"))

    def _add(self) -> None:
        name = f"Firm{'ABCDEFG'[len(self.customers)] * 3}"
        self.crm.ok("add", name)
        self.customers.append(Customer(name, self.today))

    def _past(self) -> datetime:
        return (
            self.now if self.random.random() < 0.7 else self.now - timedelta(days=self.random.randint(1, 200))
        )

    def _buy(self, who: Customer) -> None:
        self.orders += 1
        at, number = self._past(), f"S{self.orders}"
        cents = self.random.choice((199_999, 200_000, 2_000_000, 5_000_000, self.random.randint(1, 900_000)))
        status = self.random.choice(("completed", "paid", "completed", "ordered"))
        self.crm.ok(
            "purchase",
            "add",
            who.name,
            f"{cents / 100:.2f}",
            "--order",
            number,
            "--status",
            status,
            "--at",
            self._text(at),
        )
        who.orders.append((at.astimezone(self.zone).date(), cents, number, status != "ordered"))

    def _refund(self, who: Customer) -> None:
        done = {number for _day, number, _cents in who.refunds}
        whole = [order for order in who.orders if order[3] and order[2] not in done]
        if not whole:
            return
        _day, cents, number, _counted = self.random.choice(whole)
        part = self.random.choice((cents, cents // 2))
        if part:
            self.crm.ok("purchase", "refund", number, "--amount", f"{part / 100:.2f}")
            who.refunds.append((self.today, number, part))

    def _talk(self, who: Customer) -> None:
        kind, at = self.random.choice(("reached", "reached", "missed", "care")), self._past()
        agreed = at.astimezone(self.zone).date() + timedelta(days=5) if self.random.random() < 0.3 else None
        words = ["log-contact", who.name, "phone", "x", "--at", self._text(at)]
        words += {"reached": [], "missed": ["--missed"], "care": ["--care"]}[kind]
        self.crm.ok(*words, *(["--next", agreed.isoformat()] if agreed else []))
        who.contacts.append((at.replace(second=0), kind, agreed))

    def _text(self, at: datetime) -> str:
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")

    def known(self, who: Customer) -> date:
        days = [day for day, *_ in who.orders] + [at.astimezone(self.zone).date() for at, *_ in who.contacts]
        return min([who.known, *days])


def months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError


def expected(company: Company, who: Customer, on: date) -> dict[str, Any]:
    """Facts and classes of a customer at the end of a day."""
    year, half = months_before(on, 12), months_before(on, 6)
    orders = []
    for day, cents, number, counted in who.orders:
        net = cents - sum(c for refunded, n, c in who.refunds if n == number and refunded <= on)
        if counted and day <= on and net > 0:
            orders.append((day, net))
    days = sorted({day for day, _ in orders})
    talks = sorted(
        ((at, kind, agreed) for at, kind, agreed in who.contacts if at.astimezone(company.zone).date() <= on),
        key=lambda talk: talk[0],
    )
    reached = [at.astimezone(company.zone).date() for at, kind, _ in talks if kind == "reached"]
    spend, spend_half = sum(c for d, c in orders if d > year), sum(c for d, c in orders if d > half)
    before, count = spend - spend_half, sum(d > year for d, _ in orders)
    recent = sum(day > on - timedelta(days=90) for day in reached)
    most = max(spend_half, before)
    trend = 30 * (0.5 + (spend_half - before) / (2 * most)) if most else 15
    potential = trend + 20 * min(1, recent / 3) + 7.5 + 7.5
    without = max(0, (on - who.known).days)
    quiet = (on - days[-1]).days if days else without
    silent = (on - max(reached)).days if reached else without
    active = [*days[-1:], *([max(reached)] if reached else [])]
    tier = (
        "key" if spend >= 5_000_000
        else "potential" if potential >= 60 and active and (on - max(active)).days <= 180
        else "cold" if quiet >= 180 and silent >= 90 and (on - company.known(who)).days > 30
        else "general"
    )  # fmt: skip
    gap = median((b - a).days for a, b in pairwise(days)) if len(days) >= 3 else None
    limit = 365 if gap is None else min(540, max(90, 3 * gap))
    cadence = {"key": 90, "potential": 30}.get(tier, 60)
    stage = (
        "prospect" if not days
        else "new" if (on - days[0]).days <= 90
        else "active" if quiet <= limit or (reached and silent <= cadence)
        else "lost"
    )  # fmt: skip
    agreed = None
    for at, kind, next_on in talks:
        day = at.astimezone(company.zone).date()
        if agreed and kind == "reached" and day > agreed[0] and day >= agreed[1] - timedelta(days=3):
            agreed = None
        agreed = (day, next_on) if next_on else agreed
    return {
        "spend_12m": spend, "orders_12m": count, "spend_6m": spend_half, "spend_prev_6m": before, "effective_90d": recent,
        "first": days[0] if days else None, "last": days[-1] if days else None, "gap": gap, "tier": tier, "stage": stage,
        "agreed": agreed and agreed[1],
    }  # fmt: skip


def told(explanation: dict[str, Any]) -> dict[str, Any]:
    """The same keys out of `classify --explain`."""
    potential, stage = explanation["potential"]["inputs"], explanation["lifecycle"]["inputs"]
    tier = explanation["tier"]
    conditions = [c for rule in tier["failed"] for c in rule["conditions"]] + tier["conditions"]
    reasons = dict(explanation["contact"]["reasons"])
    return {
        "spend_12m": next(c["value"] for c in conditions if c["fact"] == "spend_12m"),
        "orders_12m": explanation["health"]["inputs"]["orders_12m"] if stage["first_purchase_on"] else 0,
        **{key: potential[key] for key in ("spend_6m", "spend_prev_6m", "effective_90d")},
        "first": _day(stage["first_purchase_on"]), "last": _day(stage["last_purchase_on"]),
        "gap": stage["median_gap_days"], "tier": tier["class"], "stage": explanation["lifecycle"]["class"],
        "agreed": _day(reasons["follow_up"]["due"]) if "follow_up" in reasons else None,
    }  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def boundaries(company: Company) -> list[date]:
    """Days on which something just does or just does not count any more."""
    days = {
        day + timedelta(days=n)
        for who in company.customers
        for day, *_ in who.orders
        for n in (89, 90, 91, 180, 365, 366)
    }
    days |= {date(2024, 2, 29), date(2025, 2, 28)}
    return company.random.sample(sorted(day for day in days if START < day < company.today), 5)


@pytest.mark.parametrize(
    "seed, zone",
    [(0, ZONES[0]), *(pytest.param(seed, ZONES[seed % 2], marks=pytest.mark.file) for seed in range(1, 4))],
)
def test_a_random_company(bare: Crm, seed: int, zone: str) -> None:
    company = Company(bare, seed, zone)
    for on in [*boundaries(company), company.today]:
        known = [who for who in company.customers if company.known(who) <= on]
        tiers = bare.json("classify", "--dry-run", "--as-of", on.isoformat())
        assert tiers["customers"] == len(known)
        for who in known:
            explanation = bare.json("classify", "--explain", who.name, "--as-of", on.isoformat())
            assert told(explanation) == expected(company, who, on), (who.name, on)
    assert bare.ok("doctor").status == 0


def test_a_past_day_stays_what_it_was(bare: Crm) -> None:
    company = Company(bare, 11, ZONES[0])
    on = (company.today - timedelta(days=40)).isoformat()
    questions = [
        ["classify"],
        ["due", "--team", "--all"],
        ["report", "churn"],
        ["report", "tiers"],
        ["report", "kpi"],
    ]

    def answers() -> list[str]:
        return [bare.ok(*words, "--as-of", on, "--format", "json").out for words in questions]

    before = answers()
    bare.ok("purchase", "add", company.customers[0].name, "60000")
    bare.ok("log-contact", company.customers[1].name, "visit", "x", "--next", "+3d")
    bare.ok("complaint", "open", company.customers[0].name, "x", "--severity", "urgent")
    bare.ok("survey", "record", company.customers[1].name, "--overall", "1")
    bare.ok("policy", "set", "churn.silence_days", "100")
    bare.ok("classify")
    assert answers() == before


def test_an_instant_is_not_its_whole_day(bare: Crm) -> None:
    bare.ok("init", "--name", "Lee")
    bare.ok("add", "Alpha")
    bare.ok("purchase", "add", "Alpha", "60000", "--at", "2026-11-18 15:00")
    bare.ok("log-contact", "Alpha", "visit", "x", "--at", "2026-11-18 15:00")
    bare.ok("log-contact", "Alpha", "visit", "x", "--at", "2026-11-17 15:00")
    for at, tier, contacts in (
        ("2026-11-18 14:59", "general", 1),
        ("2026-11-18 15:00", "key", 2),
        ("2026-11-18", "key", 2),
    ):
        explanation = bare.json("classify", "--explain", "Alpha", "--as-of", at)
        assert (explanation["tier"]["class"], explanation["potential"]["inputs"]["effective_90d"]) == (
            tier,
            contacts,
        ), at


def test_one_order_in_several_lines_is_one_order_and_lasts_to_its_last_line(crm: Crm, tmp_path: Path) -> None:
    sheet = tmp_path / "orders.csv"
    lines = [f"Alpha,S1,2026-{month:02}-05,Service {month},100,已完成" for month in (1, 4, 8)]
    sheet.write_text(
        "\n".join(["客户名称,订单编号,下单日期,产品名称,金额,订单状态", *lines]), encoding="utf-8"
    )
    crm.ok("add", "Alpha")
    crm.ok("import", str(sheet), "--yes")
    explanation = crm.json("classify", "--explain", "Alpha")
    facts = explanation["lifecycle"]["inputs"]
    assert (facts["first_purchase_on"], facts["last_purchase_on"]) == ("2026-01-05", "2026-08-05")
    assert facts["median_gap_days"] is None
    assert explanation["health"]["inputs"]["orders_12m"] == 1


def test_a_new_lead_stays_due_until_somebody_is_reached(crm: Crm) -> None:
    crm.ok("add", "Alpha")
    crm.ok("log-contact", "Alpha", "phone", "no answer", "--missed")
    for now in ("2026-11-24T02:00:00Z", "2027-03-24T02:00:00Z"):
        crm.at(now)
        crm.ok("classify")
        assert [row["due_at"] for row in crm.json("due")] == ["2026-11-22"]
    crm.ok("log-contact", "Alpha", "phone", "talked")
    assert crm.json("due") == []


def test_two_unanswered_calls_satisfy_a_cold_customers_plan_for_good(crm: Crm) -> None:
    crm.at("2026-01-05T02:00:00Z")
    crm.ok("add", "Alpha")
    crm.ok("log-contact", "Alpha", "phone", "x")
    for day in ("2026-06-01", "2026-06-03"):
        crm.at(f"{day}T02:00:00Z")
        crm.ok("log-contact", "Alpha", "phone", "no answer", "--missed")
    # 60 days after the second one is a Sunday.
    for day in ("2026-08-05", "2026-11-20"):
        crm.at(f"{day}T02:00:00Z")
        explanation = crm.json("classify", "--explain", "Alpha")
        assert explanation["contact"]["next_on"] == "2026-08-03", day


@pytest.mark.parametrize(
    "later, due", [("2026-11-20 09:59", ["2026-11-23"]), ("2026-11-20 09:00", ["2026-11-23"])]
)
def test_an_agreed_step_is_settled_by_no_contact_of_the_same_day(
    crm: Crm, later: str, due: list[str]
) -> None:
    crm.ok("add", "Alpha")
    crm.ok("log-contact", "Alpha", "phone", "x", "--next", "2026-11-23", "--at", "2026-11-20 09:30")
    crm.ok("log-contact", "Alpha", "visit", "x", "--at", later)
    assert [row["due_at"] for row in crm.json("due", "--days", "5")] == due


def test_an_imported_customer_is_known_since_an_order_that_does_not_count_yet(
    crm: Crm, tmp_path: Path
) -> None:
    (tmp_path / "1.csv").write_text("客户名称,城市\nAlpha,成都\n", encoding="utf-8")
    (tmp_path / "2.csv").write_text(
        "客户名称,订单编号,下单日期,金额,订单状态\nAlpha,S1,2026-11-15,100,已下单\n", encoding="utf-8"
    )
    crm.ok("import", str(tmp_path / "1.csv"), str(tmp_path / "2.csv"), "--yes")
    assert crm.json("classify", "--explain", "Alpha")["tier"]["class"] == "general"


def test_a_customer_is_known_since_the_earliest_of_all_its_facts(crm: Crm) -> None:
    crm.ok("add", "Alpha")
    for day in ("2026-11-02", "2026-11-12"):
        crm.ok("survey", "record", "Alpha", "--overall", "4", "--at", day)
    assert crm.json("classify", "--explain", "Alpha")["contact"]["inputs"]["known_from"] == "2026-11-02"


def test_a_standing_that_stays_is_still_of_the_day_it_was_looked_at(crm: Crm) -> None:
    crm.at("2026-01-05T02:00:00Z")
    crm.ok("add", "Alpha")
    for now, words in (
        ("2026-02-11T02:00:00Z", ["log-contact", "Alpha", "phone", "x", "--missed"]),
        ("2026-03-11T02:00:00Z", ["purchase", "add", "Alpha", "5", "--status", "ordered"]),
        ("2026-04-11T02:00:00Z", ["purchase", "add", "Alpha", "5", "--status", "cancelled"]),
    ):
        crm.at(now)
        crm.ok(*words)
        assert {finding["check"]: finding["state"] for finding in crm.json("doctor")}["standings"] == "ok", (
            now
        )
