"""move, and backup and restore of servers, as people use them."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmcli import errors
from crmcli.database.location import Location
from tests.acting import PROGRAM
from tests.cli.conftest import Crm, beginning
from tests.cli.test_damage import hurt
from tests.conftest import Databases

_READING = (
    ("find",), ("show", "1"), ("complaint", "list", "--all"), ("purchase", "list"), ("due", "--all", "--team"),
    ("export", "all", "--format", "json"), ("policy", "diff"), ("survey", "results"), ("report", "churn"),
)  # fmt: skip


@beginning
def busy(crm: Crm) -> None:
    """A company with something of everything."""
    for words in (
        ("add", "成都远鑫酒店", "--phone", "13911829855", "--contact", "张建华", "--city", "成都"),
        ("add", "O'Neill \\N Ltd", "--note", "tab\there, line\nthere, emoji 😀, 50%"),
        ("log-contact", "#1", "phone", "想了解新套餐", "--next", "+7d"),
        ("purchase", "add", "1", "12800", "--order", "SO1"),
        ("purchase", "refund", "SO1", "--amount", "300.50"),
        ("complaint", "open", "1", "保洁迟到", "--severity", "serious"),
        ("task", "add", "寄样品", "--due", "tomorrow", "--customer", "1"),
        ("survey", "record", "1", "--overall", "2", "--nps", "9", "--comment", "'quoted'"),
        ("feedback", "add", "1", "希望有夜间热线"),
        ("opportunity", "add", "1", "年度保洁", "--amount", "5000"),
        ("opportunity", "lose", "1", "--reason", "price"),
        ("staff", "add", "Wang", "--role", "manager", "--login", "wang"),
        ("policy", "set", "churn.high", "71"),
        ("edit", "1", "city="),
        ("undo",),
    ):
        crm.ok(*words)


def _all(crm: Crm, place: str) -> list[str]:
    # Printed command lines lead back to the place.
    return [crm.ok("--db", place, *words).out.replace(place, "PLACE") for words in _READING]


def _vacant(databases: Databases, place: str) -> bool:
    """Whether nothing of ours is there."""
    location = Location.parse(place)
    if databases.server is None or location.path is not None:
        return location.path is not None and not location.path.exists()
    made = "SELECT COUNT(*) FROM pg_namespace WHERE nspname = 'crmcli'"
    return databases.server.execute(made, location.stem) == [(0,)]


def test_everything_is_there_afterwards(busy: Crm, databases: Databases, tmp_path: Path) -> None:
    """To another place on the same engine, to a file, and back to the first engine."""
    before = _all(busy, busy.place)
    source = busy.place
    for target in (databases.empty(), str(tmp_path / "there.db"), databases.empty()):
        run = busy.ok("--db", source, "move", "--to", target)
        assert "every table arrived as it was.\nThe chain of operations is intact.\n" in run.out
        assert f"  export CRMCLI_DB={target}\n" in run.out
        assert _all(busy, target) == before
        assert "intact" in busy.ok("--db", target, "history", "--verify").out
        source = target
    assert busy.json("--db", source, "add", "下一家")["code"] == "C000003"
    assert busy.json("--db", source, "complaint", "open", "1", "第二件")["number"] == "TS2026-0002"
    assert _all(busy, busy.place) == before


def test_what_was_copied_is_told_to_scripts(busy: Crm, databases: Databases) -> None:
    target = databases.empty()
    told = busy.json("move", "--to", target)
    assert (told["from"], told["to"], told["chain_intact"]) == (busy.place, target, True)
    rows = {table["table"]: table["rows"] for table in told["tables"]}
    assert (rows["customer"], rows["refund"], rows["staff"], rows["operation"]) == (2, 1, 2, 16)
    assert told["rows"] == sum(rows.values())
    assert all(len(table["sha256"]) == 64 for table in told["tables"])


def test_a_broken_chain_is_told_and_goes_along(busy: Crm, databases: Databases) -> None:
    busy.tamper("UPDATE operation SET summary = 'x' WHERE number = 3")
    run = busy.ok("move", "--to", databases.empty())
    assert "The chain of operations was broken before, in operation 3." in run.out


def test_damaged_records_go_along_as_far_as_any_database_holds_them(
    busy: Crm, server: Databases, tmp_path: Path
) -> None:
    hurt(busy, "UPDATE customer SET birthday = 'x' WHERE id = 1")
    hurt(busy, "UPDATE task SET owner_id = 99")
    behind = ["task 1 → staff"]
    if busy.server is None:
        hurt(busy, "UPDATE purchase SET amount_cents = 'x'")
        hurt(busy, "UPDATE customer SET city = CAST(X'410042' AS TEXT) WHERE id = 2")
        hurt(busy, "UPDATE policy_version SET data = '{' WHERE version = 2")
        hurt(busy, "DROP INDEX ix_customer_code")
        hurt(busy, "UPDATE customer SET code = 'C1'")
        odd = ["policy_version 2: data {", "customer 2: city A�B", "purchase 1: amount_cents x"]
        behind = [*odd, *behind, "customer 2: code C1"]
    for target in (server.empty(), str(tmp_path / "there.db")):
        run = busy("move", "--to", target)
        assert run.status == errors.Corrupt.status and f"move --to {target} --damaged" in run.err
        run = busy.ok("move", "--to", target, "--damaged", "--format", "json")
        assert run.json["data"]["left_behind"] == behind
        assert run.json["warnings"] == ["Taken as they are: damaged records customer 1: birthday x"]
        found = busy("--db", target, "doctor")
        assert found.status == errors.Corrupt.status and "customer 1: birthday x" in found.out
        busy.ok("--db", target, "edit", "1", "birthday=1990-01-02")
        assert "71" in busy.ok("--db", target, "policy", "show", "churn.high").out


def test_a_place_that_is_taken_is_refused(busy: Crm, databases: Databases, tmp_path: Path) -> None:
    taken = databases.empty()
    busy.ok("--db", taken, "init", "--name", "Wang")
    before = busy.ok("--db", taken, "staff", "list").out
    for target in (taken, busy.place):
        run = busy("move", "--to", target)
        assert (run.status, run.out) == (5, "")
        assert "There is already a" in run.err
    assert busy.ok("--db", taken, "staff", "list").out == before
    sheet = tmp_path / "客户.csv"
    sheet.write_text("客户名称\n", encoding="utf-8")
    assert busy("move", "--to", str(sheet)).status == 5
    assert sheet.read_text(encoding="utf-8") == "客户名称\n"


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("postgresql://lee:secret@127.0.0.1/x", 2),
        ("mysql://127.0.0.1/x", 2),
        ("postgresql://lee@127.0.0.1:1/x", 11),
        ("/proc/nowhere/crm.db", 21),
    ],
)
def test_a_place_that_can_not_be_is_refused(busy: Crm, target: str, status: int) -> None:
    run = busy("move", "--to", target)
    assert (run.status, run.out) == (status, "")
    assert run.err.startswith("Error: ")
    assert "secret" not in run.err


def test_only_managers_move(busy: Crm, databases: Databases) -> None:
    busy.ok("staff", "add", "Chen", "--role", "rep", "--login", "chen")
    busy.become("chen", group="writers")
    target = databases.empty()
    assert busy("move", "--to", target).status == 12
    assert _vacant(databases, target)


# -- interrupted ------------------------------------------------------------------------------------------------------


class Mover:
    """`move` in a process of its own, towards the server."""

    def __init__(self, crm: Crm, target: str, server: Databases) -> None:
        import psycopg2

        assert server.server is not None
        self.target = target
        self._sessions = psycopg2.connect(server.server.url("postgres"))
        self._sessions.autocommit = True
        self._name = Location.parse(target).stem
        self._process = subprocess.Popen(
            [*PROGRAM, "--db", crm.place, "move", "--to", target],
            env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def stop(self, number: int, seconds: float) -> tuple[int, str]:
        """Sends a signal so long after the beginning of the transaction there; the status and what was said."""
        while self._process.poll() is None and not self._sessions_there():
            pass
        time.sleep(seconds)
        self._process.send_signal(number)
        _out, err = self._process.communicate(timeout=30)
        while self._sessions_there():
            pass
        self._sessions.close()
        return self._process.returncode, err

    def _sessions_there(self) -> int:
        with self._sessions.cursor() as cursor:
            cursor.execute(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = %s AND backend_xid IS NOT NULL",
                (self._name,),
            )
            return int(cursor.fetchone()[0])


@pytest.fixture
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Databases]:
    """The server, whatever engine the test's database is on."""
    made = Databases("postgres", tmp_path, request)
    yield made
    made.drop()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT], ids=["kill", "ctrl-c"])
def test_a_move_that_is_broken_off_leaves_nothing(
    crm: Crm, server: Databases, number: int, tmp_path: Path
) -> None:
    if (crm.server is not None) == (number == signal.SIGINT):
        pytest.skip("A program that is broken off is the same one on either engine.")
    sheet = tmp_path / "客户.csv"
    rows = (f"公司{n}有限公司,137{n:08d},成都" for n in range(1500))
    sheet.write_text("\n".join(["客户名称,联系电话,城市", *rows]), encoding="utf-8")
    crm.ok("import", str(sheet), "--yes")
    before = _all(crm, crm.place)
    target, broken_off = server.empty(), 0
    for seconds in (0.0, 0.02, 0.05, 0.1, 0.2):
        status, err = Mover(crm, target, server).stop(number, seconds)
        if not _vacant(server, target):
            # So late that all of it was there.
            break
        broken_off += 1
        assert status == (-signal.SIGKILL if number == signal.SIGKILL else 130), err
        assert number == signal.SIGKILL or err.endswith("Interrupted; nothing was half-done.\n")
    else:
        crm.ok("move", "--to", target)
    assert broken_off >= 1
    assert _all(crm, target) == before
    assert _all(crm, crm.place) == before


# -- backups --------------------------------------------------------------------------------------------------------------


def test_a_backup_goes_back_to_where_it_was_taken(busy: Crm, tmp_path: Path) -> None:
    before = _all(busy, busy.place)
    busy.ok("backup", "-o", "monday.bak")
    assert _all(busy, "monday.bak") == before
    busy.ok("add", "误加公司")
    after = _all(busy, busy.place)
    kept = busy.json("restore", "monday.bak", "--yes")["kept"]
    assert Path(kept).resolve().parent == tmp_path
    assert _all(busy, busy.place) == before
    assert _all(busy, kept) == after
    assert busy.json("add", "下一家")["id"] == 3
    assert "intact" in busy.ok("history", "--verify").out


def test_a_damaged_backup_changes_nothing(busy: Crm, tmp_path: Path) -> None:
    busy.ok("backup", "-o", "monday.bak")
    with open(tmp_path / "monday.bak", "rb+") as file:
        file.seek(200_000)
        file.write(b"\xff" * 50_000)
    before = _all(busy, busy.place)
    assert busy("restore", "monday.bak", "--yes").status == 20
    assert _all(busy, busy.place) == before
    assert not list(tmp_path.glob("*.before-restore"))


def test_dated_backups_rotate(busy: Crm, tmp_path: Path) -> None:
    """Beside the file; those of a server in the working folder, under the name of its database."""
    stem = Location.parse(busy.place).stem
    for hour in range(4, 8):
        busy.at(f"2026-11-20T0{hour}:00:00Z")
        busy.ok("backup", "--keep", "2")
    names = sorted(path.name for path in tmp_path.glob("*.bak"))
    assert names == [f"{stem}-20261120-140000.bak", f"{stem}-20261120-150000.bak"]


def test_a_move_is_no_use_of_the_tool(crm: Crm) -> None:
    crm.ok("add", "李小明")
    crm.ok("move", "--to", str(crm.folder / "there.db"))
    there = crm.ok("--db", str(crm.folder / "there.db"), "report", "kpi", "--format", "csv")
    assert there.out == crm.ok("report", "kpi", "--format", "csv").out
