"""Complaints, tasks and snoozes in the store: what other parts of the program build on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from crmcli import clock
from crmcli.actors import Actor
from crmcli.database.location import Location
from crmcli.database.operation import Operation
from crmcli.store import Store
from crmcli.verdicts import complaints as verdicts
from crmcli.workflows import complaints
from crmcli.workflows.complaint_guards import Step
from crmcli.workflows.undoing import undo
from tests.working import work_of

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
TODAY = date(2026, 11, 20)
LEE = Actor(1, "Lee", "admin", "tester")


@pytest.fixture
def store(made: str) -> Iterator[Store]:
    """A database with one customer."""
    with closing(Store.open(Location.parse(made))) as store:
        with store.operation("test", LEE, NOW) as op:
            store.customers.add(op, {"name": "远鑫"}, TODAY.isoformat())
        yield store


@contextmanager
def writing(store: Store, at: datetime = NOW) -> Iterator[Operation]:
    with store.operation("test", LEE, at) as op:
        yield op


def add(store: Store, op: Operation, at: datetime, **more: Any) -> int:
    values = {"customer_id": 1, "severity": "normal", "content": "x", "opened_at": clock.iso(at)}
    return store.complaints.add(
        op, {**values, "opened_on": clock.local_date(at, clock.zone("Asia/Shanghai")).isoformat(), **more}
    )


def imported(store: Store, opened: datetime, *steps: tuple[str, datetime, bool]) -> int:
    """A complaint of a sheet with its steps, brought up to date."""
    with writing(store) as op:
        values = {"customer_id": 1, "severity": "normal", "content": "x", "opened_at": clock.iso(opened)}
        values |= {"opened_on": opened.date().isoformat(), "imported": 1}
        complaint_id = store.complaints.add(op, values, about={"untold": "satisfaction"})
        for kind, at, known in steps:
            told = {"told_by": "import"} if kind == "resolved" else {}
            day = at.date().isoformat()
            store.complaints.add_event(op, complaint_id, kind, at, day, known=known, data=told)
        complaints.recache(work_of(store, op), [complaint_id])
    return complaint_id


def test_numbers_count_within_the_year_of_opening(store: Store) -> None:
    with writing(store) as op:
        ids = [add(store, op, datetime(year, 6, 1, tzinfo=UTC)) for year in (2025, 2026, 2025)]
        ids.append(add(store, op, NOW, number="K-77"))
    numbers = {row["id"]: row["number"] for row in store.complaints.many(ids)}
    assert list(numbers.values()) == ["TS2025-0001", "TS2026-0001", "TS2025-0002", "K-77"]
    assert [row["id"] for row in store.complaints.numbered("k-77")] == ids[3:]


def test_the_caches_follow_the_events(store: Store) -> None:
    with writing(store) as op:
        values = {"customer_id": 1, "severity": "urgent", "content": "x"}
        key = complaints.open_complaint(work_of(store, op), values, NOW)
    row = store.complaints.get(key)
    assert (row["state"], row["next_clock"], row["next_due_at"]) == (
        "open",
        "respond",
        "2026-11-20T03:00:00Z",
    )
    later = NOW + timedelta(minutes=30)
    for kind, expected in (
        ("responded", ("responded", "propose", "2026-11-20T04:00:00Z", None)),
        # Only the progress report goes on while the customer is waited for, and how satisfied they are is asked.
        ("waiting", ("waiting", "satisfaction", "2026-11-21T02:00:00Z", None)),
        ("resolved", ("resolved", "satisfaction", "2026-11-21T02:00:00Z", "2026-11-20")),
        ("reopened", ("open", "respond", "2026-11-20T03:30:00Z", None)),
    ):
        with writing(store, later) as op:
            complaints.record(work_of(store, op), key, Step(kind, later))
        row = store.complaints.get(key)
        cached = (row["state"], row["next_clock"], row["next_due_at"], row["closed_on"])
        assert cached == expected, kind


def test_a_closed_day_is_the_teams(store: Store) -> None:
    evening = datetime(2026, 3, 1, 17, tzinfo=UTC)  # 01:00 on the 2nd in Shanghai
    key = imported(store, datetime(2026, 3, 1, 1, tzinfo=UTC), ("resolved", evening, True))
    assert store.complaints.get(key)["closed_on"] == "2026-03-02"


def test_an_imported_resolution_starts_no_revisit(store: Store) -> None:
    opened = datetime(2026, 3, 1, 1, tzinfo=UTC)
    key = imported(
        store, opened, ("responded", opened, False), ("resolved", opened + timedelta(hours=90), True)
    )
    row = store.complaints.get(key)
    assert (row["state"], row["next_clock"], row["next_due_at"]) == ("resolved", None, None)
    verdict = verdicts.verdicts(store, [row], NOW)[key]
    assert {name: c.state for name, c in verdict.clocks.items()} == {
        "respond": "none", "propose": "met_late", "progress": "met_late", "resolve": "met_late",
        "satisfaction": "none", "revisit": "none",
    }  # fmt: skip
    # Resolved again since, it is revisited like any other.
    for kind in ("reopened", "resolved"):
        with writing(store, NOW) as op:
            complaints.record(work_of(store, op), key, Step(kind, NOW))
    verdict = verdicts.verdicts(store, [store.complaints.get(key)], NOW)[key]
    assert verdict.clocks["revisit"].state == "open"


def test_a_step_at_an_unknown_time_is_not_judged(store: Store) -> None:
    opened = datetime(2026, 3, 1, 1, tzinfo=UTC)
    key = imported(store, opened, ("resolved", opened, False))
    row = store.complaints.get(key)
    assert (row["state"], row["closed_on"], row["next_due_at"]) == ("resolved", "2026-03-01", None)
    verdict = verdicts.verdicts(store, [row], NOW)[key]
    assert {c.state for c in verdict.clocks.values()} == {"none"}


def test_an_imported_one_can_be_archived_without_a_revisit(store: Store) -> None:
    opened = datetime(2026, 3, 1, 1, tzinfo=UTC)
    key = imported(store, opened, ("resolved", opened, True))
    with writing(store) as op:
        complaints.record(work_of(store, op), key, Step("archived", NOW))
    assert store.complaints.get(key)["state"] == "archived"


def test_a_complaint_of_a_later_hour_today_has_deadlines(store: Store) -> None:
    noon = NOW + timedelta(hours=2)
    key = imported(store, noon)
    assert store.complaints.get(key)["next_due_at"] == clock.iso(noon + timedelta(hours=1))


def test_verdicts_leave_out_what_was_opened_later(store: Store) -> None:
    with writing(store) as op:
        early, late = add(store, op, NOW - timedelta(days=2)), add(store, op, NOW)
    rows = store.complaints.many([early, late])
    assert set(verdicts.verdicts(store, rows, NOW - timedelta(days=1))) == {early}
    assert set(verdicts.verdicts(store, rows, NOW)) == {early, late}


def test_a_note_may_be_of_any_time_since_the_opening(store: Store) -> None:
    with writing(store) as op:
        key = complaints.open_complaint(
            work_of(store, op), {"customer_id": 1, "severity": "normal", "content": "x"},
            NOW - timedelta(hours=3),
        )  # fmt: skip
        complaints.record(work_of(store, op), key, Step("responded", NOW))
        complaints.record(work_of(store, op), key, Step("note", NOW - timedelta(hours=1), "seen"))
        # The note does not stand in the way of a step between it and the response.
        complaints.record(work_of(store, op), key, Step("proposed", NOW))
    kinds = [event.kind for event in store.complaints.events([key])[key]]
    assert kinds == ["opened", "note", "responded", "proposed"]


def test_an_opening_is_not_undone_under_later_steps(store: Store) -> None:
    with writing(store) as op:
        values = {"customer_id": 1, "severity": "urgent", "content": "x"}
        key = complaints.open_complaint(work_of(store, op), values, NOW)
    with writing(store) as op:
        complaints.record(work_of(store, op), key, Step("responded", NOW))
    opening = store.history.operation(3)
    assert opening is not None
    with writing(store) as op:
        undone = undo(work_of(store, op), opening)
    assert [(kept["table"], kept["row_id"], kept["field"]) for kept in undone.kept] == [
        ("complaint", key, "")
    ]
    assert [event.kind for event in store.complaints.events([key])[key]] == ["opened", "responded"]
    assert store.complaints.get(key)["state"] == "responded"


def test_open_tasks_due(store: Store) -> None:
    with writing(store, NOW - timedelta(days=3)) as op:
        for title, due in (
            ("past", "2026-11-18"),
            ("today", "2026-11-20"),
            ("later", "2026-11-25"),
            ("never", None),
        ):
            store.tasks.add(op, {"title": title, "due_on": due}, TODAY)
    with writing(store) as op:
        store.tasks.finish(op, 1, TODAY)

    def titles(*args: Any) -> list[str]:
        return [row["title"] for row in store.tasks.open_due(*args)]

    assert titles(TODAY) == ["today"]
    assert titles(TODAY, 1) == ["today"]
    assert titles(TODAY, 2) == []
    assert titles(TODAY, None, clock.iso(NOW - timedelta(days=1))) == ["past", "today"]
    assert titles(TODAY, None, clock.iso(NOW - timedelta(days=4))) == []


def test_the_latest_snooze_of_a_row_counts(store: Store) -> None:
    with writing(store) as op:
        store.tasks.snooze(op, "contact:1", date(2026, 11, 30), None, 1)
        store.tasks.snooze(op, "contact:1", date(2026, 11, 23), "called", 1)
        store.tasks.snooze(op, "task:4", date(2026, 11, 20), None, 1)
    snoozes = store.tasks.snoozes(TODAY.isoformat(), clock.iso(NOW))
    assert {item: row["until_on"] for item, row in snoozes.items()} == {"contact:1": "2026-11-23"}
    assert store.tasks.snoozes("2026-11-23", clock.iso(NOW)) == {}
    assert store.tasks.snoozes(TODAY.isoformat(), "2026-11-01T00:00:00Z") == {}


def test_feedback_that_waits(store: Store) -> None:
    with writing(store) as op:
        base = {"content": "x", "occurred_at": clock.iso(NOW), "occurred_on": "2026-11-20", "handler_id": 1}
        store.feedback.add(op, {**base, "kind": "problem"})
        store.feedback.add(op, {**base, "kind": "praise"})
    assert [row["id"] for row in store.feedback.open_due(1)] == [1]
    assert store.feedback.open_due(2) == []
    later = NOW + timedelta(days=1)
    with writing(store, later) as op:
        store.feedback.answer(op, 1, "done", None)
    assert store.feedback.open_due() == []
    assert [row["id"] for row in store.feedback.open_due(None, clock.iso(NOW))] == [1]
