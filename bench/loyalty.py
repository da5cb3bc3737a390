"""A ledger of a million entries at 100 000 customers: `python bench/loyalty.py [--keep FOLDER]`.

`loyalty verify` has to walk it in 10 seconds; `loyalty show` of one member is compared with start-up (`staff list`).
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import company
from measure import CRMCLI, ROOT, best

from crmcli import clock
from crmcli.actors import Actor
from crmcli.database.location import Location
from crmcli.dates.months import add_months
from crmcli.store import Store

CUSTOMERS, ENTRIES, PIECE = 100_000, 1_000_000, 50_000
_COLUMNS = (
    "customer_id",
    "lot_id",
    "kind",
    "points",
    "occurred_at",
    "occurred_on",
    "expires_on",
    "purchase_id",
    "rate",
)
_VERIFY = "loyalty verify"


def build(path: Path) -> None:
    """The made-up company, a quarter of it members, whose orders earned points and who redeemed some."""
    company.build(path, CUSTOMERS)
    draw = random.Random(2)
    store = Store.open(Location(path))
    at = clock.parse_iso(company.NOW)
    with store.operation("bench", Actor(1, "Staff 1", "admin", company.LOGIN), at, policy_version=1) as op:
        members = [
            row[0] for row in store.db.tuples("SELECT id FROM customer WHERE is_member = 1 ORDER BY id")
        ]
        since = {key: company.TODAY - timedelta(days=draw.randrange(700)) for key in members}
        op.update_many("customer", {key: {"member_since": day.isoformat()} for key, day in since.items()})
        lines = store.db.tuples(
            "SELECT p.id, p.customer_id, p.ordered_on, p.amount_cents FROM purchase p JOIN customer c ON c.id = p.customer_id"
            " WHERE c.is_member = 1 AND p.status IN ('completed', 'paid')"
        )
        earned = [_lot(key, "earn", cents // 100, day, line, 10_000) for line, key, day, cents in lines]
        lots = op.insert_many("points_entry", _COLUMNS, earned)
        first, tasks = lots.stop, list(_tasks(members, ENTRIES * 3 // 5 - len(earned), draw))
        for start in range(0, len(tasks), PIECE):
            op.insert_many("points_entry", _COLUMNS, tasks[start : start + PIECE])
        spent = list(_spent(tasks, first, ENTRIES - len(earned) - len(tasks), draw))
        for start in range(0, len(spent), PIECE):
            op.insert_many("points_entry", _COLUMNS, spent[start : start + PIECE])
    store.close()


def _lot(key: int, kind: str, points: int, day: str, line: int | None, rate: int | None) -> tuple[Any, ...]:
    expires = add_months(clock.date.fromisoformat(day), 24).isoformat()
    return key, None, kind, points, f"{day}T03:00:00Z", day, expires, line, rate


def _tasks(members: list[int], n: int, draw: random.Random) -> Iterator[tuple[Any, ...]]:
    for _number in range(n):
        day = company.TODAY - timedelta(days=draw.randrange(30, 730))
        yield _lot(draw.choice(members), "task", draw.randint(10, 500), day.isoformat(), None, None)


def _spent(lots: list[tuple[Any, ...]], first: int, n: int, draw: random.Random) -> Iterator[tuple[Any, ...]]:
    """A part of so many lots was taken by hand."""
    day = company.TODAY.isoformat()
    for place in sorted(draw.sample(range(len(lots)), n)):
        key, points, expires = lots[place][0], lots[place][3], lots[place][6]
        yield (
            key,
            first + place,
            "adjust",
            -draw.randint(1, points),
            f"{day}T01:00:00Z",
            day,
            expires,
            None,
            None,
        )


def measure(path: Path, rounds: int) -> None:
    """Prints each command's time, its processor time, and its ratio to start-up."""
    env = {
        "PYTHONPATH": str(ROOT), "CRMCLI_NOW": company.NOW, "CRMCLI_DB": str(path), "CRMCLI_LANG": "en",
        "XDG_STATE_HOME": str(path.parent), "CRMCLI_CONFIG": str(path.parent / "none.toml"),
    }  # fmt: skip
    quick = {words: (*CRMCLI, *words.split()) for words in ("staff list", "loyalty show C000005")}
    whole = {words: (*CRMCLI, *words.split()) for words in (_VERIFY, "report loyalty")}
    found = {**best(quick, env, rounds), **best(whole, env, 2)}
    base = found["staff list"].seconds
    for name, cost in found.items():
        told = f"{cost.seconds:8.2f} s{cost.processor:8.2f} s processor{cost.seconds / base:8.2f} × start-up"
        print(f"  {name:<24}{told}{cost.memory / 1e6:8.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="a folder whose database is made once and used again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        path = (given.keep or Path(temporary)) / "loyalty.db"
        if not path.exists():
            build(path)
        measure(path, given.rounds)


if __name__ == "__main__":
    main()
