"""Many people write at once: what each engine bears, and whether it loses anything.

    python bench/writers.py [--processes 8] [--seconds 10] [--children]

Several processes write to one new database for a while, first in a SQLite file, then on a private PostgreSQL server
that syncs to disk: customers, contacts, complaints, tasks, and edits of one customer whom all share. Afterwards
everything that was acknowledged must be there once, numbers must run without a gap, and doctor must find nothing.
The status is 1 if anything is wrong. With --children every command is a program of its own, as people start them.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import writing
from measure import ROOT

sys.path.insert(0, str(ROOT))
from tests.postgres import Server, missing


def on_sqlite(folder: Path, chosen: argparse.Namespace) -> bool:
    path = folder / "bench.db"

    def read(sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute(sql.format("")).fetchall()

    return pressed("SQLite", str(path), folder, chosen, read)


def on_postgres(folder: Path, chosen: argparse.Namespace) -> bool:
    with Server.start(durable=True) as server:
        url = server.create_database("bench")

        def read(sql: str) -> list[tuple[Any, ...]]:
            return server.execute(sql.format("crmcli."), "bench")

        return pressed("PostgreSQL", url, folder, chosen, read)


def pressed(
    engine: str, database: str, folder: Path, chosen: argparse.Namespace, read: writing.Reader
) -> bool:
    """Lets the writers loose on one database; prints its line of the table, and says whether all is well."""
    writing.prepare(database, folder)
    jobs = [
        writing.Job(n, database, folder, chosen.seconds, in_process=not chosen.children)
        for n in range(chosen.processes)
    ]
    with writing.writing(jobs) as futures:
        accounts = [future.result() for future in futures]
    verdict = writing.check(read, accounts, database, folder)
    idle = [
        f"writer {job.number} wrote nothing" for job, a in zip(jobs, accounts, strict=True) if not a.writes
    ]
    verdict.wrong += idle
    _line(engine, accounts, chosen.seconds, verdict)
    writing.complain(verdict)
    return verdict.good


def _line(engine: str, accounts: Sequence[writing.Account], seconds: float, verdict: writing.Verdict) -> None:
    each = sorted(len(account.writes) for account in accounts)
    slowest = max(account.slowest for account in accounts)
    print(
        f"  {engine:<12}{sum(each) / seconds:9.1f}{each[0]:8}{statistics.median(each):8.0f}{each[-1]:8}"
        f"{slowest:9.2f}{len(verdict.lost):7}{len(verdict.doubled):9}{len(verdict.wrong + verdict.untold):7}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Lets many processes write to one database at once.")
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--children", action="store_true", help="start the program anew for every command")
    chosen = parser.parse_args()
    print(f"{chosen.processes} processes, {chosen.seconds:.0f} s")
    print(f"  {'':<12}{'writes/s':>9}{'fewest':>8}{'median':>8}{'most':>8}{'slowest':>9}{'lost':>7}{'doubled':>9}{'wrong':>7}")  # fmt: skip
    good = True
    with tempfile.TemporaryDirectory() as scratch:
        good &= on_sqlite(Path(scratch), chosen)
        if reason := missing():
            print(f"  PostgreSQL: {reason}")
            good = False
        else:
            good &= on_postgres(Path(scratch), chosen)
    sys.exit(not good)


if __name__ == "__main__":
    main()
