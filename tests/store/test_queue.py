"""The due list reads no more than it shows; what it shows must be what reading everything would show first."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest

from crmcli.actors import Actor
from crmcli.clock import AsOf, zone
from crmcli.database.location import Location
from crmcli.database.operation import Operation
from crmcli.queries.customers import name_forms
from crmcli.store import Store, View
from crmcli.workflows import classifying
from crmcli.workflows.due.queue import build
from crmcli.workflows.due.rows import KINDS, Wanted
from crmcli.workflows.setup import create
from tests.conftest import Databases

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
TODAY = date(2026, 11, 20)
NOW = AsOf.at(AT, zone("Asia/Shanghai"))
LEE = Actor(1, "Lee", "admin", "tester")


def _fill(store: Store, op: Operation, draw: random.Random) -> None:
    """Customers of two people in all tiers: with next steps, birthdays, old data, and some rows put off."""
    store.staff.add(op, {"name": "Wang", "role": "rep"})
    for n in range(150):
        created = TODAY - timedelta(days=draw.choice((1, 40, 200, 500, 900)))
        born = TODAY + timedelta(days=draw.randint(-40, 40))
        key = op.insert("customer", {
            **name_forms(f"客户{n}"), "kind": "company", "status": "active", "is_member": 0, "owner_id": draw.randint(1, 2),
            "birthday": f"1990-{born:%m-%d}" if draw.random() < 0.4 else None, "created_on": created.isoformat(),
            "created_at": f"{created}T02:00:00Z", "updated_at": f"{created}T02:00:00Z", "version": 1,
        })  # fmt: skip
        day = TODAY - timedelta(days=draw.randint(0, 120))
        if draw.random() < 0.7:
            agreed = (day + timedelta(days=draw.randint(1, 60))).isoformat() if draw.random() < 0.5 else None
            store.interactions.add(op, {
                "customer_id": key, "occurred_at": f"{day}T03:00:00Z", "occurred_on": day.isoformat(), "next_on": agreed,
            })  # fmt: skip
        if draw.random() < 0.5:
            op.insert("purchase", {
                "customer_id": key, "ordered_at": f"{day}T03:00:00Z", "ordered_on": day.isoformat(), "orders": 1,
                "amount_cents": draw.choice((10_000, 2_500_000, 9_000_000)), "currency": "CNY", "status": "paid",
                "opening": 0, "created_at": f"{day}T03:00:00Z",
            })  # fmt: skip
    for n in range(8):
        store.tasks.add(op, {"title": f"任务{n}", "due_on": (TODAY - timedelta(days=n)).isoformat()}, TODAY)
    for item in ("contact:3", "contact:30", "birthday:9", "verify:12", "task:2"):
        store.tasks.snooze(op, item, TODAY + timedelta(days=3), None, 1)


@pytest.fixture(scope="module")
def store(
    engine: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Store]:
    databases = Databases(engine, tmp_path_factory.mktemp("queue"), request)
    with closing(create(Location.parse(databases.empty()), LEE.name, LEE.login, AT)) as made:
        with made.operation("fill", LEE, AT, policy_version=1) as op:
            _fill(made, op, random.Random(7))
            outcome = classifying.compare(View(made, made.policies.load(), NOW))
            classifying.save(made, outcome)
            waiting = [
                (key, TODAY.isoformat(), (TODAY + timedelta(days=key % 5)).isoformat(), None)
                for key in range(20, 60)
            ]
            late = {
                r[0]
                for r in made.db.tuples(
                    "SELECT customer_id FROM standing WHERE next_contact_on < '2026-11-20'"
                )
            }
            made.standings.set_backlog([row for row in waiting if row[0] in late])
        yield made
    databases.drop()


@pytest.mark.parametrize("owner", [None, 1, 2])
@pytest.mark.parametrize("overdue", [False, True])
@pytest.mark.parametrize("days", [0, 7])
@pytest.mark.parametrize("kinds", [KINDS, ("contact",), ("verify", "birthday")])
def test_a_limited_list_is_the_start_of_the_whole(
    store: Store, owner: int | None, overdue: bool, days: int, kinds: tuple[str, ...]
) -> None:
    view = View(store, store.policies.load(), NOW)
    wanted = Wanted(owner, TODAY + timedelta(days=days), frozenset(kinds), overdue)
    whole = build(view, wanted)
    assert whole.total == len(whole.rows)
    assert len({row.item for row in whole.rows}) == len(whole.rows)
    for most in (1, 2, 5, 20, 50, 500):
        limited = build(view, wanted._replace(most=most))
        assert limited.rows == whole.rows[:most]
        assert (limited.total, limited.backlog, limited.next_release) == (
            whole.total,
            whole.backlog,
            whole.next_release,
        )


def test_the_company_of_this_test_has_everything_that_is_sorted(store: Store) -> None:
    whole = build(View(store, store.policies.load(), NOW), Wanted(None, TODAY))
    assert {row.kind for row in whole.rows} == {"contact", "task", "birthday", "verify", "news"}
    assert len({row.urgency for row in whole.rows}) > 10
    assert whole.backlog > 0
