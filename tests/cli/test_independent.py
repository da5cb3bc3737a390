"""Tiers, stages, health, plan and order counts of a random company, worked out anew from its export in plain Python.

Nothing of the program's rules is used: only the export, the days on which the customers came here, and the numbers of
the default policy.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

import pytest

from tests.cli.conftest import Crm

CAME, AGAIN, TODAY = date(2026, 5, 20), date(2026, 8, 10), date(2026, 11, 20)
GRADES = {"重点客户": "key", "潜力客户": "potential", "一般客户": "general", "冷淡客户": "cold"}
CADENCE = {"key": 90, "potential": 30, "general": 60, "cold": 60}


# -- a random company --------------------------------------------------------------------------------------------------


def made(crm: Crm, seed: int) -> dict[str, date]:
    """Fills the database with two imports and half a year of work; the day on which each customer came here."""
    dice = random.Random(seed)
    names = [f"Firm{chr(65 + n)}{chr(75 + n)}" for n in range(14)]
    came = dict.fromkeys(names[:11], CAME) | {name: _day(dice, CAME, AGAIN) for name in names[11:]}
    crm.at("2023-01-01T00:00:00Z")
    crm.ok("init", "--name", "Lee")
    crm.ok("policy", "set", "contact.calendar", "always")
    for day, first in ((CAME, True), (AGAIN, False)):
        for name in [name for name in names[11:] if came[name] <= day and not first]:
            crm.at(f"{came[name]}T01:00:00Z")
            crm.ok("add", name)
        sheets = _sheets(dice, names if not first else names[:11], day, with_customers=first)
        for kind, lines in sheets.items():
            (crm.folder / f"{kind}-{day}.csv").write_text("\n".join(lines), encoding="utf-8")
        crm.at(f"{day}T02:00:00Z")
        crm.ok("import", *(str(crm.folder / f"{kind}-{day}.csv") for kind in sheets), "--yes")
    for day in sorted(_day(dice, AGAIN, TODAY) for _ in range(45)):
        crm.at(f"{day}T03:00:00Z")
        kind = dice.choice(([], [], [], ["--missed"], ["--care"]))
        agreed = ["--next", str(day + timedelta(dice.randint(1, 25)))] if dice.random() < 0.3 else []
        crm.ok("log-contact", dice.choice(names), "phone", "x", *kind, *agreed)
    crm.at(f"{TODAY}T09:00:00Z")
    return came


def _day(dice: random.Random, first: date, last: date) -> date:
    return first + timedelta(dice.randint(1, (last - first).days - 1))


def _sheets(
    dice: random.Random, names: list[str], day: date, *, with_customers: bool
) -> dict[str, list[str]]:
    start = date(2023, 6, 1) if with_customers else CAME
    customers = ["客户名称,电话,客户级别,建档日期,首次合作日期,累计消费"]
    orders = ["客户名称,订单编号,下单日期,产品名称,金额,订单状态"]
    contacts = ["客户名称,跟进日期,跟进方式,跟进内容,下次跟进日期"]
    complaints = ["投诉编号,投诉时间,客户名称,投诉内容,严重程度,首次回复时间,解决时间"]
    for n, name in enumerate(names):
        grade = dice.choice([*GRADES, ""])
        since, began = (_day(dice, start, day) if dice.random() < 0.4 else "" for _ in range(2))
        opening = dice.choice(("", "", "", "3000"))
        customers.append(f"{name},138001380{n:02d},{grade},{since},{began},{opening}")
        for k in range(dice.choice((0, 0, 1, 2, 5, 9))):
            on = _day(dice, start, day - timedelta(70))
            for line in range(dice.choice((1, 1, 2, 3))):
                number = f"S{day.month}{n}-{k}" if dice.random() < 0.9 else ""
                then = min(on + timedelta(line * 20), date(on.year, 12, 31))
                amount = dice.choice((300, 1500, 12_000, 26_000))
                state = dice.choice(("已完成", "已付款", "已完成", "已下单"))
                orders.append(f"{name},{number},{then},P{day.month}{n}-{k}-{line},{amount},{state}")
        for on in {_day(dice, start, day) for _ in range(dice.choice((0, 0, 1, 4)))}:
            said = dice.choice(("聊了需求", "聊了需求", "未接"))
            agreed = on + timedelta(dice.randint(1, 25)) if dice.random() < 0.3 else ""
            contacts.append(f"{name},{on},电话,{said},{agreed}")
        if dice.random() < 0.3:
            on = _day(dice, start, day)
            complaints.append(f"T{day.month}-{n},{on} 09:00,{name},迟到了,一般,{on} 09:10,{on} 12:00")
    found = {"orders": orders, "contacts": contacts, "complaints": complaints}
    return {"customers": customers, **found} if with_customers else found


# -- the same anew -----------------------------------------------------------------------------------------------------


class Contact(NamedTuple):
    """One contact by its local day; `kind` is reached, missed or care."""

    day: date
    kind: str
    agreed: date | None
    author: str | None


class Standing(NamedTuple):
    """What is worked out of a customer on a day; `due` and `code` of its next contact, and the day on which it `stands`."""

    tier: str
    stage: str
    health: int | None
    orders: int
    due: date
    code: str
    lasts: dict[str, date | None]
    #: The days that are agreed and neither settled nor replaced.
    agreed: frozenset[date]
    stands: date


class Customer:
    """One customer out of an export."""

    def __init__(self, row: dict[str, Any], data: dict[str, Any], came: date) -> None:
        own = {k: [r for r in data[k] if r["customer_id"] == row["id"]] for k in data if k != "customers"}
        self.came, self.imported = came, came == CAME
        self.grade, self.opening = row["stated_tier"], row["opening_amount"] or 0
        self.began, self.since = _date(row["cooperation_start"]), _date(row["known_since"])
        #: (day, order, cents, whether it counts)
        self.lines = sorted(
            (
                _local(r["ordered_at"]),
                f"{r['order_no']} {_local(r['ordered_at']).year}" if r["order_no"] else f"#{r['id']}",
                round(r["amount"] * 100),
                r["status"] in ("completed", "paid"),
            )
            for r in own["purchases"]
        )
        contacts = [
            Contact(
                _local(r["occurred_at"]),
                "reached" if r["effective"] else "care" if r["care"] else "missed",
                _date(r["next_on"]),
                r["author"],
            )
            for r in own["interactions"]
        ]
        self.contacts = sorted(contacts, key=lambda c: c.day)
        self.complaints = sorted(_local(r["opened_at"]) for r in own["complaints"])

    def known(self, on: date) -> tuple[bool, date | None]:
        """Whether it was known on a day, and since when."""
        days = [line[0] for line in self.lines[:1]] + [c.day for c in self.contacts[:1]] + self.complaints[:1]
        if not self.imported:
            since = min([self.came, *days])
            return since <= on, since
        if self.since:
            return self.since <= on, self.since
        # Before anything happened to it, one that came without a date belongs to every day, also in retrospect.
        happened = [day for day in days if day <= on]
        return bool(happened) or not days or min(days) >= self.came, min(happened, default=None)

    @cache  # noqa: B019
    def on(self, on: date) -> Standing | None:
        """How it stood at the end of a day; None before it was known."""
        known, since = self.known(on)
        if not known:
            return None
        year, half = _months_before(on, 12), _months_before(on, 6)
        lines = [line for line in self.lines if line[3] and line[0] <= on]
        begun: dict[str, date] = {}
        for day, order, *_rest in lines:
            begun.setdefault(order, day)
        days = sorted(set(begun.values()))
        spend = sum(c for d, _o, c, _k in lines if d > year)
        recent = sum(c for d, _o, c, _k in lines if d > half)
        orders = sum(day > year for day in begun.values())
        # What was bought before its sheet counts from the day that the sheet tells, else from the import.
        bought = bool(lines) or (self.opening > 0 and (self.since or self.came) <= on)
        past = [c for c in self.contacts if c.day <= on]
        reached = max((c.day for c in past if c.kind == "reached"), default=None)
        touched = max((c.day for c in past if c.kind != "missed"), default=None)
        without = max(0, (on - max(since or self.came, self.came)).days)
        quiet = (on - lines[-1][0]).days if lines else without
        silent = (on - reached).days if reached else without
        tier = self._tier(on, bought, spend, self._potential(on, spend, recent), quiet=quiet, silent=silent)
        first = min([*days[:1], *([self.began] if self.began and self.began <= on else [])], default=None)
        gap = median((b - a).days for a, b in pairwise(days)) if len(begun) >= 3 and len(days) >= 3 else None
        limit = 365 if gap is None else min(540, max(90, 3 * gap))
        stage = (
            "prospect" if first is None and not bought
            else "new" if first and (on - first).days <= 90
            else "active" if quiet <= limit or (reached and silent <= CADENCE[tier])
            else "lost"
        )  # fmt: skip
        satisfied = self._satisfied(tier, past, reached, touched)
        last = max(filter(None, (satisfied, reached)), default=None)
        age = max(0, (on - (last or max(since or self.came, self.came))).days)
        health = self._health(on, orders, days[:1], tier, age) if bought else None
        due, code, lasts, agreed, stands = self._next(
            on, tier, since, past, satisfied=satisfied, reached=reached, touched=touched
        )
        return Standing(tier, stage, health, orders, due, code, lasts, agreed, stands)

    def _potential(self, on: date, spend: int, recent: int) -> float:
        before = spend - recent
        most = max(recent, before)
        trend = 30 * (0.5 + (recent - before) / (2 * most)) if most else 15
        talks = sum(c.kind == "reached" and on - timedelta(90) < c.day <= on for c in self.contacts)
        return round(trend + 20 * min(1, talks / 3) + 15, 1)

    def _tier(self, on: date, bought: bool, spend: int, potential: float, *, quiet: int, silent: int) -> str:
        if self.grade and not bought and timedelta(0) <= on - self.came < timedelta(90):
            return str(self.grade)
        deeds = [line[0] for line in self.lines if line[3]] + [
            c.day for c in self.contacts if c.kind == "reached"
        ]
        lately = any(on - timedelta(180) <= day <= on for day in deeds)
        known = (on - (self.known(on)[1] or self.came)).days
        return (
            "key" if spend >= 5_000_000
            else "potential" if potential >= 60 and lately
            else "cold" if quiet >= 180 and silent >= 90 and known > 30
            else "general"
        )  # fmt: skip

    def _satisfied(
        self, tier: str, past: list[Contact], reached: date | None, touched: date | None
    ) -> date | None:
        if tier == "key":  # a meeting at high level: there is none
            return None
        if tier == "cold":
            tries = sorted({c.day for c in past if c.kind == "missed"})[-2:]
            tries = [day for day in tries if reached is None or day > reached]
            if len(tries) == 2 and (tries[1] - tries[0]).days <= 30:
                return tries[1]
        return touched if tier == "general" else reached

    def _health(self, on: date, orders: int, first: list[date], tier: str, age: int) -> int:
        full = 4 * min(365, (on - first[0]).days) / 365 if first else 4
        deals = 0 if not orders else min(1, orders / full) if full else 1
        n = sum(_months_before(on, 12) < day <= on for day in self.complaints)
        ratio = (n / orders if orders else 1) if n else 0
        cadence = CADENCE[tier]
        talk = 1 if age <= cadence else max(0, (3 * cadence - age) / (2 * cadence))
        return int(round(40 * deals, 2) + round(30 * max(0, 1 - ratio / 0.25), 2) + round(30 * talk, 2) + 0.5)

    def _next(
        self, on: date, tier: str, since: date | None, past: list[Contact], *,
        satisfied: date | None, reached: date | None, touched: date | None,
    ) -> tuple[date, str, dict[str, date | None], frozenset[date], date]:  # fmt: skip
        eve = self.came - timedelta(1)
        rhythms = {"cadence": (CADENCE[tier], satisfied)}
        if tier == "key":
            rhythms["working_cadence"] = (30, reached)
        found = [
            (last + timedelta(days) if last else self._never_had(on, since, past, days), code)
            for code, (days, last) in rhythms.items()
        ]
        standing = [c for n, c in enumerate(past) if c.agreed and _stands(c, c.agreed, past[n + 1 :])]
        agreed = frozenset(c.agreed for c in standing)
        found += [(day, "follow_up") for day in agreed]
        ordered = (
            any(day <= on for day, *_rest in self.lines)
            or (self.opening and (self.since or self.came) <= on)
            or (self.began and self.began <= on)
        )
        # Each of the complaints was answered within ten minutes.
        answered = any(day <= on for day in self.complaints)
        told = self.since if self.imported else since
        new = told and (min(self.came, on) - told).days <= 30 and not answered
        if told and new and not touched and not ordered:
            since_when = told if self.imported else max(told, self.came)
            found.append((since_when + timedelta(2), "new_lead"))
        here = [c for c in standing if c.day >= self.came and c.agreed <= c.day + timedelta(CADENCE[tier])]
        since_then = any(self.came <= day <= on for day, _code in found)
        agreed_here = any(c.agreed >= self.came for c in here)
        if self.imported and (since_then or agreed_here):
            # What fell due before it came has no day of its own: what is due since, and what is agreed here, has.
            found = [each for each in found if each[0] > eve]
        due, code = min(found, key=lambda each: each[0])
        # A step of before stands on its day, too, unless another was agreed here.
        stands = due if self.imported and agreed_here else min(due, *agreed, due)
        return due, code, {c: last for c, (_d, last) in rhythms.items()}, agreed, stands

    def _never_had(self, on: date, since: date | None, past: list[Contact], days: int) -> date:
        """It fell due when the customer came at the earliest, of an imported one on the eve of that."""
        if not self.imported:
            return max(self.came, (since or self.came) + timedelta(days))
        eve, told = self.came - timedelta(1), self.since
        only_tried = not any(c.kind != "missed" for c in past) and not any(
            day <= on
            for day in (*(line[0] for line in self.lines), *(c for c in self.complaints if c < self.came))
        )
        bought = self.opening > 0 and since and since <= on
        if not told and (since is None or since >= self.came or (only_tried and not bought)):
            return eve
        return max(eve, (since or self.came) + timedelta(days))


def _stands(made: Contact, agreed: date, later: list[Contact]) -> bool:
    """Whether nothing replaced a step that was agreed, and no talk on its day, later, or three days before settled it."""
    replaced = any(c.agreed and c.author == made.author for c in later)
    return not replaced and not any(
        c.kind == "reached" and (c.day >= agreed or (c.day > made.day and c.day >= agreed - timedelta(3)))
        for c in later
    )


def plan(customers: list[Customer], first: date, last: date) -> tuple[int, int]:
    """Contacts made by the day on which they first fell due, and all of them, looking at every day of half a year."""
    kept, missed = set(), set()
    for customer in customers:
        before: Standing | None = None
        eve: Standing | None = None
        day = first - timedelta(200)
        while day <= last:
            now = customer.on(day)
            made = bool(before and now) and _is_made(customer, before, now, day)
            if before and made and day <= before.due and before.code != "follow_up":
                kept.add((customer, before.due))
            # What was agreed is of its own day: kept by who was reached up to it, missed by what moved it on that day.
            reached = any(c.day == day and c.kind == "reached" for c in customer.contacts)
            moved = any(c.day == day and c.agreed for c in customer.contacts)
            for on in (eve.agreed - now.agreed) if eve and now else ():
                if reached and (day == on or (day < on and not moved)):
                    kept.add((customer, on))
                elif on == day:
                    missed.add((customer, on))
            missed |= {(customer, on) for on in now.agreed if on == day} if now else set()
            eve = now
            # One that was missed before and not made since stays the same contact.
            backlog = bool(before) and customer.imported and before.due < customer.came
            if not (before and now and not made and before.due < day) or backlog:
                before = now
                if now and now.due <= day and now.code != "follow_up":
                    missed.add((customer, now.due))
            day += timedelta(1)

    def counts(customer: Customer, due: date) -> bool:
        return first <= due <= last and not (customer.imported and due < customer.came)

    made = {each for each in kept if counts(*each)}
    return len(made), len(made | {each for each in missed if counts(*each)})


def _is_made(customer: Customer, before: Any, now: Any, day: date) -> bool:
    if before.code in now.lasts:
        return now.lasts.get(before.code) == day
    today = [c for c in customer.contacts if c.day == day and c.kind != "missed"]
    gone = before.due not in now.agreed if before.code == "follow_up" else True
    return bool(today) and gone


def _local(instant: str) -> date:
    return (datetime.fromisoformat(instant.replace("Z", "+00:00")) + timedelta(hours=8)).date()


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError


def _days(seed: int) -> Iterator[date]:
    dice = random.Random(seed)
    yield from (CAME, CAME + timedelta(89), CAME + timedelta(90), AGAIN, TODAY)
    yield from (_day(dice, date(2026, 3, 1), TODAY) for _ in range(4))


# -- compared ----------------------------------------------------------------------------------------------------------


@pytest.mark.file
@pytest.mark.parametrize("seed", range(2))
def test_the_program_and_plain_python_agree(bare: Crm, seed: int) -> None:
    _agree(bare, seed)


def test_they_agree_on_either_engine(bare: Crm) -> None:
    _agree(bare, 2)


def _agree(crm: Crm, seed: int) -> None:
    came = made(crm, seed)
    place = crm.folder / "all.json"
    crm.ok("export", "all", "-o", str(place))
    exported = json.loads(place.read_text(encoding="utf-8"))["data"]
    rows = {row["name"]: row for row in exported["customers"]}
    customers = {name: Customer(row, exported, came[name]) for name, row in rows.items()}
    for on in _days(seed):
        counted = dict.fromkeys(GRADES.values(), 0)
        for name, customer in customers.items():
            expected = customer.on(on)
            if expected is None:
                assert crm("classify", "--explain", name, "--as-of", str(on)).status == 4, (name, on)
                continue
            counted[expected.tier] += 1
            told = crm.json("classify", "--explain", name, "--as-of", str(on))
            health = told["health"] or {"value": None, "inputs": {"orders_12m": expected.orders}}
            found = (told["tier"]["class"], told["lifecycle"]["class"], health["value"], health["inputs"]["orders_12m"],
                     told["contact"]["next_on"])  # fmt: skip
            assert found == (*expected[:4], str(expected.stands)), (name, on)
        assert crm.json("classify", "--dry-run", "--as-of", str(on))["tier"] == counted, on
    for first, last in ((date(2026, 6, 1), date(2026, 8, 31)), (date(2026, 10, 1), date(2026, 10, 31))):
        figures = crm.json("report", "kpi", "--from", str(first), "--to", str(last))["figures"]
        found = {one["key"]: (one["value"], one["n"]) for one in figures}
        made_by_day, planned = plan(list(customers.values()), first, last)
        share = round(made_by_day / planned, 4) if planned else None
        assert found["plan_compliance"] == (share, planned), first
        begun = sum(len({o for d, o, _c, k in c.lines if k and d <= last}) for c in customers.values())
        assert found["orders_counted"][0] == begun
