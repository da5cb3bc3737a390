"""A PostgreSQL primary dies while people write, and its standby takes over: is anything lost or done twice?

    python bench/failover.py [--rounds 3] [--processes 4] [--seconds 8] [--pause 1]

Each round starts a primary and a synchronous standby, both private and both syncing to disk, and lets writers loose
on an address that names the two. In the middle the primary is killed (-9), and a moment later the standby is
promoted. A writer whose command ends with status 11 tries it again as the same operation. Afterwards the promoted
server must hold everything that was acknowledged, each once, and nothing else; the status is 1 if it doesn't.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import writing
from measure import ROOT

sys.path.insert(0, str(ROOT))
from tests.postgres import Server, missing

_DATABASE = "bench"


@dataclass(frozen=True, slots=True)
class Round:
    """What one failover gave. Times in seconds: from the kill, and from the promotion, to the next write."""

    accounts: list[writing.Account]
    verdict: writing.Verdict
    outage: float
    after_promotion: float


def fail_over(folder: Path, chosen: argparse.Namespace) -> Round:
    """One round, on servers and with a database of its own."""
    with Server.start(durable=True) as primary:
        primary.create_database(_DATABASE)
        writing.prepare(primary.url(_DATABASE), folder)
        with primary.standby() as standby:
            hosts = ",".join(f"127.0.0.1:{server.port}" for server in (primary, standby))
            both = f"postgresql://{primary.superuser}@{hosts}/{_DATABASE}?target_session_attrs=read-write"
            jobs = [
                writing.Job(n, both, folder, chosen.seconds, insist=True) for n in range(chosen.processes)
            ]
            with writing.writing(jobs) as futures:
                time.sleep(chosen.seconds / 2)
                primary.kill()
                killed = time.monotonic()
                time.sleep(chosen.pause)
                standby.promote()
                promoted = time.monotonic()
                accounts = [future.result() for future in futures]

            def read(sql: str) -> list[tuple[Any, ...]]:
                return standby.execute(sql.format("crmcli."), _DATABASE)

            verdict = writing.check(read, accounts, both, folder)
    after = [write.at for account in accounts for write in account.writes if write.at > promoted]
    before = [write.at for account in accounts for write in account.writes if write.at <= killed]
    if not before or not after:
        verdict.wrong.append("nothing was written before the crash, or nothing after it")
    first = min(after, default=float("nan"))
    return Round(accounts, verdict, first - killed, first - promoted)


def _line(number: int, found: Round) -> None:
    verdict = found.verdict
    written = sum(len(account.writes) for account in found.accounts)
    retries = sum(account.retries for account in found.accounts)
    repeated = sum(account.repeated for account in found.accounts)
    print(
        f"  {number:<7}{written:>12}{retries:>9}{repeated:>10}{len(verdict.lost):>7}{len(verdict.doubled):>9}"
        f"{len(verdict.wrong + verdict.untold):>7}{found.outage:>10.2f}{found.after_promotion:>17.2f}"
    )
    writing.complain(verdict)


def main() -> None:
    parser = argparse.ArgumentParser(description="Kills a primary under writers and promotes its standby.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=8.0, help="how long writers write in a round")
    parser.add_argument(
        "--pause", type=float, default=1.0, help="seconds between the crash and the promotion"
    )
    chosen = parser.parse_args()
    if reason := missing():
        sys.exit(f"PostgreSQL: {reason}")
    print(f"  {'round':<7}{'acknowledged':>12}{'retries':>9}{'repeated':>10}{'lost':>7}{'doubled':>9}{'wrong':>7}{'outage s':>10}{'after promotion':>17}")  # fmt: skip
    good = True
    for number in range(1, chosen.rounds + 1):
        with tempfile.TemporaryDirectory() as scratch:
            found = fail_over(Path(scratch), chosen)
        _line(number, found)
        good &= found.verdict.good
    sys.exit(not good)


if __name__ == "__main__":
    main()
