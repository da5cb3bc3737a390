"""Many people earn and redeem the same members' points at once: does the ledger hold?

    python bench/points.py [--processes 8] [--seconds 10]

On a file and on a private PostgreSQL server, each process earns, redeems, takes money off orders, refunds these and
cancels what it redeemed, for so long. Then the ledger is read past the program: no lot and no balance was ever below
zero, each redemption took from the lot that expired first, and every balance that the program tells is the sum of its
entries. The status is 1 if it isn't so.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import writing
from measure import ROOT

sys.path.insert(0, str(ROOT))
from tests.postgres import Server, missing

_MEMBERS = ("Alpha Ltd", "Beta Ltd", "Gamma Ltd")
_COLUMNS = "id, customer_id, lot_id, kind, points, expires_on, redemption_id"
#: Statuses of steps that can't be: too few points, an order that is refunded, a redemption that is cancelled or none.
_REFUSED = {4, 5}


def prepare(database: str, folder: Path) -> None:
    """Three members with points that expire on different days, and a reward."""
    writing.prepare(database, folder)
    run = partial(writing.in_process_run, env=writing.environment(database, folder))
    lines: list[tuple[str, ...]] = [("loyalty", "rewards", "add", "pin", "70")]
    for name in _MEMBERS:
        lines += [("add", name), ("loyalty", "join", name, "--since", "2026-01-01")]
        lines += [("loyalty", "earn", name, "200", "--for", "welcome")]
    for words in lines:
        status, _out, err = run(words)
        if status:
            raise RuntimeError(err)


def work(database: str, folder: Path, seconds: float, number: int) -> Counter[int]:
    """One process's steps, counted by status."""
    dice, statuses, count = random.Random(number), Counter[int](), 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        count += 1
        who, order = dice.choice(_MEMBERS), f"W{number}-{count}"
        step = dice.choice((
            ("purchase", "add", who, str(dice.randint(20, 200)), "--order", order),
            ("loyalty", "earn", who, str(dice.randint(5, 60)), "--for", "visit"),
            ("loyalty", "redeem", who, "pin"), ("loyalty", "redeem", who, "pin", "--times", "2"),
            ("loyalty", "redeem", who, "--cash", "1", "--order", f"W{number}-{dice.randint(1, count)}"),
            ("purchase", "refund", f"W{number}-{dice.randint(1, count)}"),
            ("loyalty", "cancel", str(dice.randint(1, 40))),
        ))  # fmt: skip
        env = writing.environment(database, folder) | {"CRMCLI_LOCK_TIMEOUT": "60"}
        # The later it is, the later expires what is earned now.
        env["CRMCLI_NOW"] = f"2026-11-{20 + min(9, count // 5):02d}T02:00:00Z"
        statuses[writing.in_process_run(step, env)[0]] += 1
    return statuses


def faults(entries: Iterable[Sequence[Any]], told: dict[int, int]) -> list[str]:
    """What is wrong in the ledger, recomputed from its entries alone, in their order."""
    left: dict[int, dict[int, int]] = defaultdict(dict)
    turn: dict[int, tuple[str, int]] = {}
    found = []
    for entry_id, customer, lot, kind, points, expires, _redemption in entries:
        lots, key = left[customer], lot or entry_id
        turn.setdefault(key, (expires, key))
        if kind == "redeem" and any(n > 0 and turn[other] < turn[key] for other, n in lots.items()):
            found.append(f"entry {entry_id} was not taken from the lot that expires first")
        lots[key] = lots.get(key, 0) + points
        if lots[key] < 0 or sum(lots.values()) < 0:
            found.append(f"entry {entry_id} leaves less than nothing")
    sums = {customer: sum(lots.values()) for customer, lots in left.items()}
    return found + [
        f"customer {c}: {told[c]} is told, {n} are there" for c, n in sums.items() if told[c] != n
    ]


def measure(
    name: str, database: str, folder: Path, chosen: argparse.Namespace, server: Server | None
) -> bool:
    """Lets all loose on one database and says what came of it."""
    prepare(database, folder)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(chosen.processes, spawn) as pool:
        steps = partial(work, database, folder, chosen.seconds)
        statuses = sum(pool.map(steps, range(chosen.processes)), Counter[int]())
    sql = f"SELECT {_COLUMNS} FROM {'crmcli.' if server else ''}points_entry ORDER BY id"
    if server:
        entries: list[Any] = [*server.execute(sql, "bench")]
    else:
        with closing(sqlite3.connect(database)) as file:
            entries = file.execute(sql).fetchall()
    run = partial(
        writing.in_process_run,
        env=writing.environment(database, folder) | {"CRMCLI_NOW": "2026-11-29T08:00:00Z"},
    )
    told = {}
    for customer in _MEMBERS:
        data = json.loads(run(("loyalty", "show", customer, "--format", "json"))[1])["data"]
        told[data["id"]] = data["balance"]
    wrong = faults(entries, told)
    if run(("loyalty", "verify"))[0]:
        wrong.append("loyalty verify finds something")
    wrong += [
        f"{n} steps ended with status {status}"
        for status, n in statuses.items()
        if status not in {0, *_REFUSED}
    ]
    print(
        f"{name}: {sum(statuses.values())} steps, {statuses[0]} done, {len(entries)} entries; balances {[*told.values()]}"
    )
    for line in wrong[:5]:
        print(f"  wrong: {line}")
    return not wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=10.0)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        good = measure("file", str(folder / "points.db"), folder, chosen, None)
        if missing():
            print(f"no server: {missing()}")
            return int(not good)
        with Server.start(durable=True) as server:
            server.create_database("bench")
            good &= measure("server", server.url("bench"), folder, chosen, server)
    return int(not good)


if __name__ == "__main__":
    raise SystemExit(main())
