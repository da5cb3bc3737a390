"""What the practice company agreed and hopes to agree: contracts of its good customers, possible deals of the others.

Pure, with draws of its own: whatever else there is at the company stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from crmcli.dates.months import add_months
from crmcli.demo.company import Company, Customer, Dice

_SEED = 21
_CONTRACTS = 12
_MONTHS_OF = {"quarterly": 3, "monthly": 1}
_STAGES = ("qualification", "needs", "proposal", "negotiation")


@dataclass(frozen=True, slots=True)
class Contract:
    number: str
    customer: Customer
    title: str
    signed: date
    start: date
    end: date
    amount: int
    plan: str
    state: str
    paid: int
    renews: str = ""


@dataclass(frozen=True, slots=True)
class Deal:
    """A possible deal; without a `closed` day it is open."""

    customer: Customer
    title: str
    amount: int
    stage: str
    opened: date
    expected: date
    closed: date | None = None
    lost_reason: str = ""


def contracts(company: Company) -> list[Contract]:
    """A year's contract of each of some customers, one of them renewed, one run out, two about to end."""
    dice = Dice(_SEED)
    signers = [c for c in company.customers if c.habit in ("loyal", "steady")][:_CONTRACTS]
    found = []
    for number, customer in enumerate(signers, 1):
        # How long each has run: the first one is over, the next two end soon.
        days = (380, 340, 310, *range(20, 291, 30))[number - 1]
        found.append(_contract(company, dice, customer, number, company.today - timedelta(days=days)))
    third = found[2]
    start = add_months(third.start, -12)
    before = Contract(
        number=f"{third.number}-1", customer=third.customer, title=third.title, signed=start - timedelta(days=12), start=start,
        end=third.start - timedelta(days=1), amount=third.amount, plan=third.plan, state="renewed", paid=third.amount,
    )  # fmt: skip
    found[2] = _renewing(third, before)
    return [before, *found]


def _renewing(contract: Contract, before: Contract) -> Contract:
    fields = {name: getattr(contract, name) for name in contract.__slots__}
    return Contract(**{**fields, "renews": before.number})


def _contract(company: Company, dice: Dice, customer: Customer, number: int, start: date) -> Contract:
    plan = dice.pick(("quarterly", "quarterly", "monthly"))
    amount = dice.number((1, 4)) * 12_000
    end = add_months(start, 12) - timedelta(days=1)
    parts = 12 // _MONTHS_OF[plan]
    due = sum(add_months(start, n * _MONTHS_OF[plan]) <= company.today for n in range(parts))
    # Every fourth is behind with one payment.
    paid = amount // parts * max(0, due - (number % 4 == 0))
    return Contract(
        number=f"{start:%Y%m}-{number:02d}", customer=customer, title=dice.pick(company.words.services)[0],
        signed=start - timedelta(days=dice.number((5, 25))), start=start, end=end, amount=amount, plan=plan,
        state="expired" if end < company.today else "in_force", paid=paid,
    )  # fmt: skip


def deals(company: Company) -> list[Deal]:
    """Possible deals of those who grow and of leads: in every stage, and won and lost ones of the last months."""
    dice, today = Dice(_SEED + 1), company.today
    found = []
    for number, customer in enumerate(c for c in company.customers if c.habit in ("growing", "lead")):
        stage = (*_STAGES, "won", "lost", "proposal")[number % 7]
        closed = today - timedelta(days=dice.number((3, 80))) if stage in ("won", "lost") else None
        opened = (closed or today) - timedelta(days=dice.number((8, 70)))
        reason = dice.pick(("price", "competitor", "timing")) if stage == "lost" else ""
        found.append(
            Deal(
                customer=customer, title=dice.pick(company.words.services)[0], amount=dice.number((4, 40)) * 2000,
                stage=stage, opened=opened, expected=closed or today + timedelta(days=dice.number((5, 75))), closed=closed,
                lost_reason=reason,
            )
        )  # fmt: skip
    return found
