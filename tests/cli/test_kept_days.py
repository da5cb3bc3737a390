"""What was kept of past days gives the same figures as judging everybody anew, whatever is done in between."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from crmcli.queries.kept import Kept
from crmcli.reports import days
from tests.cli.conftest import Crm

START = date(2026, 8, 3)
QUESTIONS = (
    ("report", "kpi"),
    ("report", "churn"),
    ("report", "kpi", "--from", "2026-07-01", "--to", "2026-07-31"),
    ("report", "tiers", "--from", "2026-07-31"),
)


@pytest.fixture
def keeping(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> Crm:
    """A database of which everything is kept, however few customers it has."""
    monkeypatch.setattr(days, "WORTH_KEEPING", 1)
    return crm


class Walk:
    """Random work of a team, day by day; the same seed gives the same work."""

    def __init__(self, crm: Crm, seed: int) -> None:
        self.crm, self.draw, self.today = crm, random.Random(seed), START
        self.names: list[str] = []
        self.orders = self.complaints = self.files = 0
        self.crm.at(f"{START}T01:00:00Z")
        crm.ok("staff", "add", "Kim", "--role", "rep", "--login", "kim")

    def past(self, most: int = 500) -> str:
        """A day by today, most often of the last weeks."""
        back = self.draw.choice((0, 0, 1, 2, self.draw.randrange(40), self.draw.randrange(most)))
        return (self.today - timedelta(days=back)).isoformat()

    def customer(self) -> str:
        return self.draw.choice(self.names)

    def step(self) -> None:
        """One piece of work; what the program refuses is no work."""
        kinds = [self.add, self.sheet] if len(self.names) < 3 else [
            self.add, self.sheet, self.call, self.call, self.call, self.buy, self.buy, self.buy, self.refund, self.edit,
            self.edit, self.status, self.merge, self.undo, self.complain, self.settle, self.policy, self.contract, self.survey,
            self.correct, self.night, self.night,
        ]  # fmt: skip
        self.draw.choice(kinds)()

    def add(self) -> None:
        self.names.append(f"Customer {len(self.names)}")
        more = self.draw.choice(((), ("cooperation_start=" + self.past(),), ("--owner", "Kim")))
        self.crm.ok("add", self.names[-1], *more)

    def sheet(self) -> None:
        """Imported customers, of some of whom it tells since when they are known."""
        self.files += 1
        lines, first = ["name,customer since,city"], len(self.names)
        for n in range(first, first + self.draw.randrange(1, 4)):
            lines.append(f"Customer {n},{self.draw.choice(('', self.past()))},x")
        self.names += [f"Customer {n}" for n in range(first, first + len(lines) - 1)]
        path = self.crm.folder / f"sheet{self.files}.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        self.crm.ok("import", str(path), "--yes")

    def call(self) -> None:
        more: tuple[str, ...] = self.draw.choice(
            (
                (),
                ("--missed",),
                ("--next", (self.today + timedelta(days=self.draw.randrange(40))).isoformat()),
            )
        )
        self.crm("log-contact", self.customer(), "phone", "x", *more, "--at", self.past())

    def buy(self) -> None:
        self.orders += 1
        amount = str(self.draw.choice((50, 900, 30_000, 200_000)))
        self.crm(
            "purchase", "add", self.customer(), amount, "--order", f"S{self.orders}", "--at", self.past()
        )

    def refund(self) -> None:
        order = f"S{self.draw.randrange(self.orders + 1)}"
        self.crm("purchase", "refund", order, *self.draw.choice(((), ("--amount", "10"))))

    def edit(self) -> None:
        field = self.draw.choice(
            ("stated_tier=key", "--owner=Kim", "cadence_days=20", "plan_channel=visit", "source=referral",
             f"cooperation_start={self.past()}", "budget=9")
        )  # fmt: skip
        self.crm("edit", self.customer(), field)

    def status(self) -> None:
        until = (self.today + timedelta(days=self.draw.randrange(20))).isoformat()
        self.crm(
            "edit",
            self.customer(),
            *self.draw.choice(
                (("status=paused", f"paused_until={until}"), ("status=active",), ("status=closed",))
            ),
        )

    def merge(self) -> None:
        self.crm("merge", self.customer(), self.customer())

    def undo(self) -> None:
        standing = [r for r in self.crm.json("history") if r["undone_by"] is None]
        self.crm("undo", str(self.draw.choice(standing[:4])["number"]))

    def complain(self) -> None:
        self.complaints += 1
        self.crm("complaint", "open", self.customer(), "late", "--severity", "urgent", "--at", self.past(60))

    def settle(self) -> None:
        number = str(self.draw.randrange(self.complaints + 1))
        self.crm("complaint", self.draw.choice(("respond", "propose", "resolve")), number, "done")

    def policy(self) -> None:
        changed = self.draw.choice(
            ("health.healthy=%d", "lifecycle.new_days=%d", "contact.plan.general.cadence_days=%d")
        )
        self.crm("policy", "set", *(changed % self.draw.randrange(30, 90)).split("="))

    def contract(self) -> None:
        end = (self.today + timedelta(days=self.draw.randrange(-200, 200))).isoformat()
        self.crm("contract", "add", self.customer(), "9000", "--signed", self.past(), "--end", end)

    def survey(self) -> None:
        self.crm(
            "survey",
            "record",
            self.customer(),
            "--overall",
            str(self.draw.randrange(1, 6)),
            "--at",
            self.past(),
        )

    def correct(self) -> None:
        """A contact that is told of another day, or an order that is told otherwise."""
        if self.draw.random() < 0.5:
            self.crm("interaction", "edit", str(self.draw.randrange(1, 30)), "--at", self.past())
        else:
            self.crm(
                "purchase",
                "edit",
                f"S{self.draw.randrange(self.orders + 1)}",
                *self.draw.choice((("--status", "cancelled"), ("--amount", "70"))),
            )

    def night(self) -> None:
        self.today += timedelta(days=self.draw.choice((1, 1, 2, 9)))
        self.crm.at(f"{self.today}T01:00:00Z")
        if self.draw.random() < 0.5:
            self.crm.ok("classify")


def answers(crm: Crm) -> Iterator[tuple[tuple[str, ...], Any]]:
    for question in QUESTIONS:
        yield question, crm.json(*question)


def compare(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures with what is kept, and with nothing kept."""
    read = dict(answers(crm))
    with monkeypatch.context() as patch:
        patch.setattr(Kept, "day", lambda *_asked: None)
        patch.setattr(days, "WORTH_KEEPING", 10**9)
        for question, anew in answers(crm):
            told = {one["key"]: (one["value"], one["previous"], one["n"]) for one in anew["figures"]}
            assert {
                one["key"]: (one["value"], one["previous"], one["n"]) for one in read[question]["figures"]
            } == told
            # Only whoever reads what was kept is told what moved since.
            assert {**read[question], "notes": None} == {**anew, "notes": None}, question


@pytest.mark.file
@pytest.mark.parametrize("seed", range(3))
def test_what_is_read_equals_what_is_judged_anew(
    keeping: Crm, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    walk = Walk(keeping, seed)
    for n in range(45):
        walk.step()
        if n % 5 == 4:
            compare(keeping, monkeypatch)
    assert {kind for kind, _day in _kept(keeping)} == {"classes", "plan"}


def test_it_does_on_both_engines(keeping: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    walk = Walk(keeping, 99)
    for _ in range(2):
        for _step in range(12):
            walk.step()
        compare(keeping, monkeypatch)
    assert _kept(keeping)


def _kept(crm: Crm) -> list[tuple[str, str]]:
    from crmcli.database.location import Location
    from crmcli.store import Store

    store = Store.open(Location.parse(crm.place))
    try:
        return [(kind, day) for kind in ("classes", "plan") for day, _at in store.kept.days(kind)]
    finally:
        store.close()
