"""kill -9 at many moments of writing commands: what was acknowledged is there, what is not there is wholly absent.

Real processes of the real program, which begin with it loaded. Each command is killed at delays spread over its run, and as soon as its
transaction has begun (its rollback journal appears, or the server knows of it).
"""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from crmcli.database.location import Location
from crmcli.store import Store
from tests.conftest import Databases
from tests.forked import Running

_ROOT = Path(__file__).parents[2]
_ROWS = 300
#: Where in a command's run it is killed by time; 1 is where it ended when nobody killed it.
_MOMENTS = (0.6, 0.75, 0.85, 0.9, 0.95, 1.0)
#: Seconds between the journal's appearance and the kill.
_AFTER_JOURNAL = (0.0, 0.0005, 0.001, 0.004, 0.016)
#: Tables whose length tells how much of an operation there is.
_COUNTED = (
    "operation", "change", "customer", "interaction", "complaint", "complaint_event", "standing", "standing_change",
    "backlog", "import_batch", "import_row", "task", "purchase",
)  # fmt: skip

Words = tuple[str, ...]
#: The command to kill, for a number that makes its words unique.
Command = Callable[[int], Words]


class Company:
    """A small database, and the program run on it in processes of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.db = folder, folder / "crm.db"
        self.journal = folder / "crm.db-journal"
        self._environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("PYTHONDONTWRITE", "CRMCLI"))},
            "PYTHONPATH": str(_ROOT), "LOGNAME": "tester",
            "CRMCLI_DB": str(self.db), "CRMCLI_NOW": "2026-11-20T02:00:00Z", "CRMCLI_LANG": "en",
            "XDG_STATE_HOME": str(folder), "CRMCLI_CONFIG": str(folder / "none.toml"),
        }  # fmt: skip
        self.kills: Counter[str] = Counter()

    def start(self, words: Words) -> Running:
        return Running(words, self._environment, self.folder)

    def run(self, *words: str) -> float:
        """A command that must succeed; returns the seconds it took."""
        started = time.perf_counter()
        process = self.start(words)
        out, err = process.communicate(timeout=30)
        assert process.returncode == 0, err or out
        return time.perf_counter() - started

    def kill(self, words: Words, wait: Callable[[Running], None]) -> bool:
        """Kills a command when `wait` returns; whether it had acknowledged its work before."""
        process = self.start(words)
        wait(process)
        process.kill()
        out, err = process.communicate(timeout=30)
        assert process.returncode in (0, -signal.SIGKILL), err
        self.kills["finished" if process.returncode == 0 else "killed"] += 1
        self.kills["hot journal"] += self.journal.exists()
        return bool(out)

    def after_journal(self, seconds: float) -> Callable[[Running], None]:
        """Waits until the command's transaction has begun, and so much longer."""

        def wait(process: Running) -> None:
            while process.poll() is None and not self.journal.exists():
                pass
            time.sleep(seconds)

        return wait

    def state(self) -> tuple[str, Counter[str]]:
        """A digest of every row, and how many rows the tables have. Opening rolls a hot journal back."""
        with closing(sqlite3.connect(self.db)) as connection:
            digest = hashlib.sha256()
            for line in connection.iterdump():
                digest.update(line.encode())
            return digest.hexdigest(), Counter(
                {
                    table: connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
                    for table in _COUNTED
                }
            )


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """On a disk, where a commit takes its time and a kill can fall into it; other tests work in memory."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        yield Path(folder)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    made = Company(tmp_path)
    made.run("init", "--name", "Lee")
    made.run("add", "远鑫科技有限公司", "--phone", "13900000000")
    made.run("log-contact", "远鑫", "phone", "第一次联系")
    return made


def _sheet(folder: Path, n: int) -> str:
    path = folder / f"customers-{n}.csv"
    rows = (f"批次{n}第{i}公司,137{n:03d}{i:05d},成都" for i in range(_ROWS))
    path.write_text("\n".join(("客户名称,联系电话,城市", *rows)), encoding="utf-8")
    return str(path)


def _changed(before: Counter[str], after: Counter[str]) -> dict[str, int]:
    return {table: after[table] - before[table] for table in _COUNTED if after[table] != before[table]}


def _assert_sound(company: Company) -> None:
    with closing(Store.open(Location(company.db))) as store:
        assert store.db.value("PRAGMA integrity_check") == "ok"
        assert store.db.rows("PRAGMA foreign_key_check") == []
        assert store.history.verify() == []


def _kill_at_every_moment(
    company: Company,
    command: Command,
    prepare: Command | None = None,
    after_journal: Sequence[float] = _AFTER_JOURNAL,
    moments: Sequence[float] = _MOMENTS,
) -> None:
    """The command is run once in peace; killed, it must leave exactly that or nothing."""

    def ready(n: int) -> tuple[str, Counter[str]]:
        if prepare:
            company.run(*prepare(n))
        return company.state()

    _digest, before = ready(0)
    seconds = company.run(*command(0))
    if prepare is None:
        seconds = company.run(*command(1))
    whole = _changed(before, company.state()[1])
    if prepare is None:
        whole = {table: n // 2 for table, n in whole.items()}
    waits = [company.after_journal(s) for s in after_journal]
    waits += [lambda _process, at=at: time.sleep(at * seconds) for at in moments]  # type: ignore[misc]
    for n, wait in enumerate(waits, 2):
        digest, before = ready(n)
        acknowledged = company.kill(command(n), wait)
        after_digest, after = company.state()
        _assert_sound(company)
        done = _changed(before, after)
        assert done in ({}, whole), f"half-done at kill {n}"
        if not done:
            assert after_digest == digest
            assert not acknowledged, f"acknowledged and lost at kill {n}"
    assert company.kills["killed"] >= 1
    company.run("add", "最后一家公司")
    company.run("history", "--verify")
    assert not company.journal.exists()


_COMMANDS: dict[str, Command] = {
    "add": lambda n: ("add", f"新客户{n}公司", "--phone", f"1381111{n:04d}"),
    "log-contact": lambda n: ("log-contact", "远鑫", "phone", f"第{n}次", "--next", "+3d"),
    "complaint open": lambda n: ("complaint", "open", "远鑫", f"第{n}件", "--severity", "urgent"),
}


@pytest.mark.parametrize("name", _COMMANDS)
def test_a_killed_command_is_done_or_undone(company: Company, name: str) -> None:
    _kill_at_every_moment(company, _COMMANDS[name])


def test_a_killed_import_is_done_or_undone(company: Company) -> None:
    """At 24 points: half of them from the beginning of its transaction to its end, half from reading the file to the last word."""
    within = [0.005 * n for n in range(12)]
    all_along = [0.4 + 0.05 * n for n in range(12)]
    _kill_at_every_moment(
        company, lambda n: ("import", _sheet(company.folder, n), "--yes"), None, within, all_along
    )
    # Some of the kills must have met the transaction itself, or these tests show nothing.
    assert company.kills["hot journal"] >= 1


def test_a_killed_undo_is_done_or_undone(company: Company) -> None:
    _kill_at_every_moment(company, lambda _n: ("undo",), lambda n: ("add", f"误加{n}公司"))


def test_a_killed_init_leaves_a_whole_database_or_none(tmp_path: Path) -> None:
    for n, delay in enumerate((0.02, 0.04, 0.06, 0.08, 0.11, 0.15, 0.2)):
        folder = tmp_path / str(n)
        folder.mkdir()
        company = Company(folder)
        acknowledged = company.kill(("init", "--name", "Lee"), lambda _process, s=delay: time.sleep(s))  # type: ignore[misc]
        assert company.db.exists() or not acknowledged
        if not company.db.exists():
            company.run("init", "--name", "Lee")
        _assert_sound(company)
        company.run("add", "第一家公司")


# -- a server --------------------------------------------------------------------------------------------------------

#: Seconds between the beginning of a command's transaction on the server and the kill.
_AFTER_LOCK = (0.0, 0.001, 0.003, 0.01, 0.02)


class Client(Company):
    """The program run on a database of a server, where only the client is killed."""

    def __init__(self, folder: Path, databases: Databases) -> None:
        import psycopg2

        super().__init__(folder)
        assert databases.server is not None
        self.location = Location.parse(databases.empty())
        self._environment |= {"CRMCLI_DB": str(self.location), "CRMCLI_LOCK_TIMEOUT": "10"}
        self.sessions = psycopg2.connect(databases.server.url(self.location.stem))
        self.sessions.autocommit = True

    def writers(self) -> int:
        """How many sessions of the program hold something or change something."""
        with self.sessions.cursor() as cursor:
            cursor.execute(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'crmcli' AND backend_xid IS NOT NULL"
            )
            return int(cursor.fetchone()[0])

    def after_lock(self, seconds: float) -> Callable[[Running], None]:
        """Waits until the command holds the writer's lock, and so much longer."""

        def wait(process: Running) -> None:
            while process.poll() is None and not self.writers():
                pass
            time.sleep(seconds)

        return wait

    def counts(self) -> Counter[str]:
        with closing(Store.open(self.location)) as store, store.db.snapshot():
            assert store.history.verify() == []
            assert store.health.dangling() == []
            return Counter({table: store.db.count(table) for table in _COUNTED})


def test_a_killed_client_of_a_server_is_done_or_undone(tmp_path: Path, server: Databases) -> None:
    """What was begun goes away with the connection, and so does the lock: the next command need not wait."""
    client = Client(tmp_path, server)
    with closing(client.sessions):
        client.run("init", "--name", "Lee")
        before = client.counts()
        seconds = client.run("import", _sheet(tmp_path, 0), "--yes")
        whole = _changed(before, client.counts())
        waits = [client.after_lock(s) for s in _AFTER_LOCK]
        waits += [lambda _process, at=at: time.sleep(at * seconds) for at in _MOMENTS[-3:]]  # type: ignore[misc]
        caught = 0
        for n, wait in enumerate(waits, 1):
            before = client.counts()
            killed = client.kills["killed"]
            acknowledged = client.kill(("import", _sheet(tmp_path, n), "--yes"), wait)
            caught += client.kills["killed"] > killed and n <= len(_AFTER_LOCK)
            # Nobody's lock: this one comes after whatever the server still does for the dead.
            client.run("task", "add", f"第{n}件")
            done = _changed(before + Counter({"task": 1, "operation": 1, "change": 1}), client.counts())
            assert done in ({}, whole), f"half-done at kill {n}"
            assert done or not acknowledged, f"acknowledged and lost at kill {n}"
        # Some of the kills must have met the transaction itself.
        assert caught >= 1
