"""What is late among a million complaints, against a bare query: `python bench/complaints.py [--keep FOLDER]`.

Of 1 000 000 complaints 2 000 are open. `due --kind complaint` and `complaint list --breached` are compared with
start-up (`staff list`, which opens the database) plus a sqlite3 script that reads the same rows by index.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from company import LOGIN, NOW, STAFF
from measure import CRMCLI, ROOT, best

from crmcli import clock, policy
from crmcli.actors import Actor
from crmcli.database.location import Location
from crmcli.database.operation import Operation
from crmcli.store import Store, View, Work
from crmcli.workflows import classifying, complaints
from crmcli.workflows.setup import create

COMPLAINTS, OPEN, CUSTOMERS, PIECE = 1_000_000, 2_000, 20_000, 50_000
_COLUMNS = (
    "number", "customer_id", "severity", "content", "handler_id", "opened_at", "opened_on", "state", "closed_on",
    "imported", "created_at",
)  # fmt: skip
_EVENT = ("complaint_id", "kind", "at", "on_day", "at_known", "actor_id", "data", "recorded_at")
_SEVERITIES = ("urgent", "serious", "normal", "normal")
_STEPS = ("opened", "responded", "resolved", "archived")
#: What the two commands show, with nothing around it.
_BARE = (
    "import sqlite3, sys; print(len(sqlite3.connect(sys.argv[1]).execute("
    '"SELECT k.number, k.opened_on, k.severity, k.state, k.next_clock, k.next_due_at, k.content, c.name, h.name'
    " FROM complaint k JOIN customer c ON c.id = k.customer_id LEFT JOIN staff h ON h.id = k.handler_id"
    " WHERE k.next_due_at <= '2026-11-20T15:59:59Z' ORDER BY k.next_due_at\").fetchall()))"
)


def build(path: Path) -> None:
    """A company with a million complaints, one in five hundred of them still open."""
    at = clock.parse_iso(NOW)
    actor = Actor(1, "Staff 1", "admin", LOGIN)
    store = create(Location(path), actor.name, LOGIN, at)
    with store.operation("bench", actor, at, policy_version=1) as op:
        for n in range(2, STAFF + 1):
            store.staff.add(op, {"name": f"Staff {n}", "role": "rep", "login": f"{LOGIN}{n}"})
        for n in range(CUSTOMERS):
            store.customers.add(
                op, {"name": f"客户{n}有限公司", "kind": "company", "owner_id": 1 + n % STAFF}, NOW[:10]
            )
        _complaints(store, op)
    with store.db.transaction():
        as_of = clock.AsOf.at(at, clock.zone("Asia/Shanghai"))
        classifying.save(store, classifying.compare(View(store, policy.default_policy(), as_of)))
    store.close()


def _complaints(store: Store, op: Operation) -> None:
    for start in range(0, COMPLAINTS, PIECE):
        rows, events = [], []
        for n in range(start, start + PIECE):
            row, steps = _one(n)
            rows.append(row)
            events.append(steps)
        ids = op.insert_many("complaint", _COLUMNS, rows)
        op.insert_many("complaint_event", _EVENT, list(_with_ids(ids, events)))
        still_open = [i for i, row in zip(ids, rows, strict=True) if row[7] == "open"]
        as_of = clock.AsOf.at(op.at, clock.zone("Asia/Shanghai"))
        complaints.recache(Work(store, policy.default_policy(), as_of, op), still_open)


def _one(n: int) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
    """A complaint with its steps; every 500th was opened in the last days and nothing happened since."""
    is_open = n % (COMPLAINTS // OPEN) == 0
    now = clock.parse_iso(NOW)
    opened = now - (timedelta(minutes=n // 500 * 3) if is_open else timedelta(minutes=20_000 + n))
    day = clock.local_date(opened, clock.zone("Asia/Shanghai")).isoformat()
    severity = _SEVERITIES[n % 4]
    steps = []
    for number, kind in enumerate(_STEPS[:1] if is_open else _STEPS):
        moment = clock.iso(opened + timedelta(minutes=20 * number))
        data = f'{{"severity": "{severity}", "policy": 1}}' if kind == "opened" else None
        steps.append((kind, moment, day, 1, 1, data, moment))
    state, closed = ("open", None) if is_open else ("archived", day)
    row = (
        f"TS-{n:07d}", 1 + n % CUSTOMERS, severity, "交付晚了两天，没有人通知", 1 + n % STAFF, clock.iso(opened), day, state,
        closed, 0, clock.iso(opened),
    )  # fmt: skip
    return row, steps


def _with_ids(ids: range, events: list[list[tuple[Any, ...]]]) -> Iterator[tuple[Any, ...]]:
    for complaint_id, steps in zip(ids, events, strict=True):
        for step in steps:
            yield complaint_id, *step


def measure(path: Path, rounds: int) -> None:
    """Prints each command's time and its ratio to start-up plus bare query."""
    env = {
        "PYTHONPATH": str(ROOT), "CRMCLI_NOW": NOW, "CRMCLI_DB": str(path), "CRMCLI_LANG": "en",
        "XDG_STATE_HOME": str(path.parent), "CRMCLI_CONFIG": str(path.parent / "none.toml"),
    }  # fmt: skip
    bare = {"bare query": (sys.executable, "-c", _BARE, str(path)), "staff list": (*CRMCLI, "staff", "list")}
    words = (
        "due --kind complaint", "due --kind complaint --team --all", "complaint list --breached", "complaint list",
        "complaint list --breached --format json", "complaint open 客户7有限公司 迟到",
    )  # fmt: skip
    found = best({**bare, **{w: (*CRMCLI, *w.split()) for w in words}}, env, rounds)
    base = found["bare query"].seconds + found["staff list"].seconds
    for name, cost in found.items():
        print(f"  {name:<42}{cost.seconds * 1e3:8.0f} ms{cost.seconds / base:7.2f} × (query + start-up)")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="a folder whose database is made once and used again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        path = (given.keep or Path(temporary)) / "complaints.db"
        if not path.exists():
            build(path)
        measure(path, given.rounds)


if __name__ == "__main__":
    main()
