"""What happened at the practice company: customers with habits, and the orders, visits and complaints that follow.

Pure: the same day and language give the same company. Times are the team's local ones; amounts are currency units.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeVar

from crmcli.demo.words import Words

T = TypeVar("T")
Span = tuple[int, int]

_SEED = 20
_MEMBERS = 24
_ANSWERS = 40
_COMPLAINTS = 14


class Habit(NamedTuple):
    """How one sort of customer behaves; spans in days unless they count something. `last` is days ago."""

    name: str
    customers: int
    orders: Span
    order_gap: Span
    last_order: Span
    price: float
    visits: Span
    visit_gap: Span
    last_visit: Span
    size: Span


_HABITS = (
    Habit("loyal", 8, (9, 13), (26, 36), (3, 25), 1.3, (5, 7), (18, 30), (2, 20), (2, 3)),
    Habit("steady", 34, (4, 7), (70, 110), (8, 70), 0.8, (2, 4), (35, 60), (5, 50), (0, 2)),
    Habit("growing", 14, (3, 4), (32, 48), (5, 25), 1.0, (3, 4), (18, 26), (2, 20), (2, 3)),
    Habit("slipping", 8, (6, 8), (56, 66), (136, 164), 1.2, (1, 2), (40, 60), (95, 150), (1, 3)),
    Habit("gone", 10, (3, 4), (50, 80), (390, 600), 0.9, (0, 1), (30, 40), (300, 400), (0, 2)),
    Habit("lead", 14, (0, 0), (1, 1), (1, 1), 1.0, (0, 2), (8, 12), (2, 9), (0, 3)),
    Habit("idle", 8, (1, 2), (60, 90), (190, 330), 0.5, (0, 1), (30, 40), (120, 240), (0, 1)),
)


@dataclass(slots=True)
class Order:
    number: str
    day: date
    service: str
    quantity: int
    amount: int
    status: str


@dataclass(slots=True)
class Visit:
    """A contact by the customer's owner."""

    day: date
    channel: str
    text: str
    reaction: str
    step: str
    next_on: date | None
    level: str = ""


@dataclass(slots=True)
class Customer:
    """`short` is the name as colleagues say it, without the legal form."""

    name: str
    short: str
    person: str
    phone: str
    trade: str
    size: str
    address: str
    source: str
    owner: str
    tier: str
    habit: str
    needs: str
    budget: str
    created_on: date
    orders: list[Order] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)


@dataclass(slots=True)
class Complaint:
    number: str
    opened: datetime
    customer: Customer
    text: str
    severity: str
    handler: str
    replied: datetime | None = None
    resolved: datetime | None = None
    verdict: str = ""


@dataclass(slots=True)
class Member:
    number: str
    name: str
    phone: str
    level: str
    points: int
    birthday: date
    since: date
    orders: list[Order] = field(default_factory=list)


@dataclass(slots=True)
class Answer:
    at: datetime
    phone: str
    overall: int
    speed: int
    solving: int
    recommend: int
    comment: str


@dataclass(slots=True)
class Company:
    """Everything that the sheets tell. `staff` own the customers; the first of them handles complaints."""

    words: Words
    today: date
    staff: list[str]
    customers: list[Customer] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


class Dice:
    """Draws that are the same on every Python: built on random() alone."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def number(self, span: Span) -> int:
        """A whole number of the span, both ends included."""
        return span[0] + int(self._random() * (span[1] - span[0] + 1))

    def pick(self, items: Sequence[T]) -> T:
        return items[int(self._random() * len(items))]

    def chance(self, share: float) -> bool:
        return self._random() < share

    def shuffled(self, items: Sequence[T]) -> list[T]:
        keys = [(self._random(), index) for index in range(len(items))]
        return [items[index] for _key, index in sorted(keys)]


def build(now: datetime, words: Words) -> Company:
    """The company as it stands at the local time `now`."""
    return _Builder(now, words).build()


class _Builder:
    def __init__(self, now: datetime, words: Words) -> None:
        self._now, self._today, self._words = now, now.date(), words
        self._dice = Dice(_SEED)
        self._people = self._dice.shuffled([self._full(s, g) for g in words.given for s in words.surnames])
        self._phones = iter(self._dice.shuffled(range(100, 1000)))
        self._firms = iter(self._dice.shuffled([f + s for f in words.first for s in words.second]))
        self._order_numbers = iter(range(1, 10_000))

    def build(self) -> Company:
        company = Company(self._words, self._today, [self._people.pop() for _ in range(3)])
        for habit in _HABITS:
            company.customers += [self._customer(habit, company.staff) for _ in range(habit.customers)]
        company.members = [self._member(number) for number in range(_MEMBERS)]
        company.complaints = self._complaints(company)
        company.answers = self._answers(company)
        return company

    # -- who ----------------------------------------------------------------------------------------------------

    def _full(self, surname: str, given: str) -> str:
        words = self._words
        return f"{given} {surname}" if words.joined else surname + given

    def _phone(self) -> str:
        """Ours alone: four digits behind the Chinese prefix, three behind the British one."""
        number = next(self._phones)
        return (
            f"{self._words.phone_prefix}{number}"
            if self._words.joined
            else f"{self._words.phone_prefix}1{number}"
        )

    def _customer(self, habit: Habit, staff: Sequence[str]) -> Customer:
        dice, words = self._dice, self._words
        trade_name, trade = dice.pick(words.trades)
        city, firm = dice.pick(words.cities), next(self._firms)
        short = words.joined.join((firm, trade_name)) if words.joined else city + firm + trade_name
        size = dice.number(habit.size)
        customer = Customer(
            name=short + words.joined + dice.pick(words.suffixes),
            short=short,
            person=self._people.pop(),
            phone=self._phone(),
            trade=trade,
            size=words.sizes[size],
            address=city,
            source=dice.pick(words.sources),
            owner=dice.pick(staff),
            tier=self._stated_tier(habit),
            habit=habit.name,
            needs="",
            budget="",
            created_on=self._today,
        )
        if habit.name in ("growing", "lead") and dice.chance(0.7):
            customer.needs, customer.budget = dice.pick(words.needs), str(dice.number((2, 12)) * 5000)
        customer.orders = self._orders(habit)
        customer.visits = self._visits(habit)
        days = [o.day for o in customer.orders] + [v.day for v in customer.visits]
        known = (1, 3) if habit.name == "lead" else (10, 90)
        customer.created_on = min(days, default=self._today) - timedelta(days=dice.number(known))
        return customer

    def _stated_tier(self, habit: Habit) -> str:
        """The sheet's own grade, which nobody has kept up to date."""
        grades = {"loyal": 0, "growing": 1, "steady": 1, "slipping": 0}
        return self._words.tiers[grades.get(habit.name, 2)] if self._dice.chance(0.8) else ""

    # -- what happened ------------------------------------------------------------------------------------------

    def _days(self, count: Span, gap: Span, last: Span) -> list[date]:
        """The days of a habit, the oldest first."""
        number, day = self._dice.number(count), self._today - timedelta(days=self._dice.number(last))
        days = []
        for _ in range(number):
            days.append(day)
            day -= timedelta(days=self._dice.number(gap))
        return days[::-1]

    def _orders(self, habit: Habit) -> list[Order]:
        dice, words = self._dice, self._words
        orders = []
        for day in self._days(habit.orders, habit.order_gap, habit.last_order):
            service, low, high = dice.pick(words.services)
            amount = round(dice.number((low, high)) * habit.price / 10) * 10
            number = f"SO{day:%y%m}{next(self._order_numbers):04d}"
            orders.append(
                Order(
                    number=number,
                    day=day,
                    service=service,
                    quantity=1,
                    amount=amount,
                    status=dice.pick((words.paid, words.done, words.done)),
                )
            )
        if len(orders) > 4 and dice.chance(0.1):
            orders[1].status = words.refunded
        return orders

    def _visits(self, habit: Habit) -> list[Visit]:
        dice, words = self._dice, self._words
        days = self._days(habit.visits, habit.visit_gap, habit.last_visit)
        visits = [
            Visit(
                day=d,
                channel=dice.pick(words.channels),
                text=dice.pick(words.talk),
                reaction=dice.pick(words.reactions),
                step="",
                next_on=None,
            )
            for d in days
        ]
        if habit.name == "loyal":
            visits[dice.number((0, len(visits) - 1))].level = words.high_level
        if visits and dice.chance(0.6):
            last = visits[-1]
            last.step = dice.pick(words.steps)
            # What was agreed with those who are lost lies long back.
            soon = self._today + timedelta(days=dice.number((-2, 12)))
            last.next_on = (
                soon if soon > last.day and habit.last_visit[0] < 90 else last.day + timedelta(days=14)
            )
        return visits

    def _member(self, number: int) -> Member:
        dice, words, today = self._dice, self._words, self._today
        since = today - timedelta(days=dice.number((200, 900)))
        # Two have their birthday within the week.
        ahead = (2, 5)[number] if number < 2 else dice.number((9, 340))
        birthday = (today + timedelta(days=ahead)).replace(
            year=dice.number((1965, 2001)), day=min(28, (today + timedelta(days=ahead)).day)
        )
        member = Member(
            number=f"VIP{number + 1:04d}",
            name=self._people.pop(),
            phone=self._phone(),
            level=words.levels[0],
            points=0,
            birthday=birthday,
            since=since,
        )
        for day in self._days((1, 6), (30, 70), (5, 120)):
            if day > since:
                service, low, high = dice.pick(words.treats)
                member.orders.append(
                    Order(
                        number="",
                        day=day,
                        service=service,
                        quantity=1,
                        amount=dice.number((low, high)),
                        status=words.done,
                    )
                )
        member.points = sum(order.amount for order in member.orders) + dice.number((0, 20)) * 50
        member.level = words.levels[min(2, member.points // 1500)]
        return member

    def _complaints(self, company: Company) -> list[Complaint]:
        """A year of complaints, the last one unanswered for three hours, the one before answered and unresolved."""
        dice, words = self._dice, self._words
        # The first loyal customer complains during the walk.
        buyers = dice.shuffled(
            [c for c in company.customers[1:] if c.habit in ("loyal", "steady", "slipping")]
        )
        ages = sorted(
            dice.shuffled([timedelta(days=d, hours=2) for d in range(12, 330, 9)])[: _COMPLAINTS - 2],
            reverse=True,
        )
        ages += [timedelta(hours=26), timedelta(hours=3)]
        result = []
        for number, age in enumerate(ages, 1):
            opened = self._now - age
            handler = dice.pick(company.staff)
            case = Complaint(
                number=f"{opened:%Y}-{number:03d}",
                opened=opened,
                customer=buyers[number],
                text=dice.pick(words.grievances),
                severity=dice.pick(words.severities),
                handler=handler,
            )
            if number < len(ages):
                case.replied = opened + timedelta(minutes=dice.pick((20, 35, 45, 55, 130)))
            if number < len(ages) - 1:
                case.resolved = opened + timedelta(hours=dice.number((5, 60)))
                case.verdict = dice.pick((words.verdicts[0], words.verdicts[0], words.verdicts[1]))
            result.append(case)
        result[-1].severity, result[-2].severity = words.severities[0], words.severities[1]
        return result

    def _answers(self, company: Company) -> list[Answer]:
        """Answers of a third of the customers; the ones who slip away say why."""
        dice = self._dice
        asked = [c for c in company.customers if c.habit in ("loyal", "steady", "growing", "slipping")]
        answers = []
        for number, customer in enumerate(dice.shuffled(asked)[:_ANSWERS]):
            at = self._now - timedelta(days=2 + number * 3, hours=dice.number((0, 6)))
            unhappy = customer.habit == "slipping"
            overall = dice.number((1, 3)) if unhappy else dice.pick((5, 5, 5, 4, 4, 4, 4, 3))
            near = [max(1, min(5, overall + dice.number((-1, 1)))) for _ in range(2)]
            recommend = max(0, min(10, overall * 2 + dice.number((-1, 1))))
            comment = dice.pick(self._words.blame if unhappy else self._words.praise)
            answers.append(
                Answer(
                    at=at,
                    phone=customer.phone,
                    overall=overall,
                    speed=near[0],
                    solving=near[1],
                    recommend=recommend,
                    comment=comment,
                )
            )
        return answers
