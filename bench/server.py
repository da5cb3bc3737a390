"""A company on a server: moving it there and back against bare COPY, and what a daily command costs.

    python bench/server.py [--customers 100000] [--rounds 7] [--keep FOLDER]

Builds a company in a file, moves it to a private PostgreSQL server that syncs to disk and back to a new file, and
compares with COPY of the same rows out of the server and into empty tables without keys. Then everyday commands on
the server against the same on the file, and how much of their start the driver takes.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from measure import CRMCLI, ROOT, best, run

sys.path.insert(0, str(ROOT))
from tests.postgres import Server, missing

_LOGIN = "bench"
#: What an administrator of a small server would set.
_SETTINGS = {
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "maintenance_work_mem": "256MB",
    "autovacuum": "on",
}


def measure(folder: Path, server: Server, customers: int, rounds: int) -> None:
    file, url = folder / f"{customers}.db", server.url(_LOGIN, _LOGIN)
    env = {
        "PYTHONPATH": str(ROOT), "CRMCLI_NOW": "2026-11-20T02:00:00Z", "CRMCLI_DB": str(file), "CRMCLI_LANG": "en",
        "XDG_STATE_HOME": str(folder), "CRMCLI_CONFIG": str(folder / "none.toml"),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
    }  # fmt: skip
    if not file.exists():
        run((sys.executable, "bench/company.py", str(file), str(customers)), env)
        run((*CRMCLI, "classify"), env)
    back = folder / "back.db"
    back.unlink(missing_ok=True)
    there = run((*CRMCLI, "move", "--to", url), env).seconds
    home = run((*CRMCLI, "move", "--to", str(back)), {**env, "CRMCLI_DB": url}).seconds
    rows, out, into = _bare_copy(url, folder)
    print(f"\n{customers} customers, {rows} rows")
    for name, took, bare in (("file → server", there, into), ("server → file", home, out)):
        print(
            f"  move {name}{took:8.1f} s {rows / took:10.0f} rows/s; bare COPY {bare:5.1f} s: {took / bare:4.1f}×"
        )
    _everyday(env, url, rounds)


def _bare_copy(url: str, folder: Path) -> tuple[int, float, float]:
    """Rows, and the seconds that COPY alone takes to read all of them out and to write them into empty tables."""
    import psycopg2

    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'crmcli'::regnamespace AND relkind = 'r'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute("CREATE SCHEMA bare")
        for table in tables:
            cursor.execute(f"CREATE TABLE bare.{table} (LIKE crmcli.{table})")
        rows, started = 0, time.perf_counter()
        for table in tables:
            with open(folder / table, "wb") as file:
                cursor.copy_expert(f"COPY crmcli.{table} TO STDOUT", file)
                rows += cursor.rowcount
        turned = time.perf_counter()
        for table in tables:
            with open(folder / table, "rb") as file:
                cursor.copy_expert(f"COPY bare.{table} FROM STDIN", file)
        connection.commit()
        ended = time.perf_counter()
        cursor.execute("DROP SCHEMA bare CASCADE")
    for table in tables:
        (folder / table).unlink()
    return rows, turned - started, ended - turned


def _everyday(env: dict[str, str], url: str, rounds: int) -> None:
    words = ("due --limit 50", "find 远", "show 500", "log-contact 500 phone 聊了新套餐")
    fixed = {
        "python -c pass": (sys.executable, "-c", "pass"),
        "import psycopg2": (sys.executable, "-c", "import psycopg2"),
    }
    program = {w: (*CRMCLI, *w.split()) for w in words}
    on_file = best({**fixed, **program}, env, rounds)
    on_server = best(program, {**env, "CRMCLI_DB": url}, rounds)
    start = on_file["python -c pass"].seconds
    driver = on_file["import psycopg2"].seconds - start
    print(f"  {'':<36}{'file ms':>10}{'server ms':>10}{'× file':>8}")
    for name in words:
        file, server = on_file[name].seconds, on_server[name].seconds
        print(f"  {name:<36}{file * 1e3:10.1f}{server * 1e3:10.1f}{server / file:8.1f}")
    share = driver / on_server[words[0]].seconds
    print(
        f"  importing the driver: {driver * 1e3:.1f} ms, {driver / start:.1f}× python -c pass, {share:.0%} of due"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures crmcli on a server, in ratios.")
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7, help="the best of so many rounds counts")
    parser.add_argument("--keep", type=Path, help="build in this folder and keep it")
    chosen = parser.parse_args()
    if missing():
        sys.exit(f"This bench needs PostgreSQL: {missing()}")
    os.environ.pop("CRMCLI_AS", None)
    with tempfile.TemporaryDirectory() as scratch, Server.start(durable=True) as server:
        for name, value in _SETTINGS.items():
            server.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        server.restart()
        server.execute(f"CREATE ROLE {_LOGIN} LOGIN CREATEROLE")
        server.create_database(_LOGIN, owner=_LOGIN)
        folder = chosen.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        measure(folder, server, chosen.customers, chosen.rounds)


if __name__ == "__main__":
    main()
