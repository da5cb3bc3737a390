"""One file that a group of the computer's users work with: real users, where the tests may become them."""

from __future__ import annotations

import importlib
import io
import json
import os
import shutil
import signal
import sqlite3
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from crmcli import cli, logins
from tests.cli.conftest import Crm, Run

pytestmark = [
    pytest.mark.file,
    pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root becomes somebody else"
    ),
]
#: Users who need not be on any list.
_ANN, _BO, _CY = 54321, 54322, 54323


class Desk:
    """A computer with a folder that everybody may use, at which several users work; Cy is not in the group."""

    def __init__(self, folder: Path) -> None:
        import grp

        self.folder = folder
        self.group = next(entry for entry in grp.getgrall() if entry.gr_gid not in (0, os.getegid()))
        self.db = folder / "crm" / "crm.db"

    def by(self, user: int, *words: str) -> Run:
        """What a command gives a user, in a process of their own."""
        status, out, err = json.loads(self.done(user, lambda: _run(words)))
        assert "Traceback" not in err
        return Run(status, out, err)

    def ok(self, user: int, *words: str) -> Run:
        run = self.by(user, *words)
        assert run.status == 0, run
        return run

    def done(self, user: int, act: Callable[[], Any]) -> str:
        """Does something as a user; what it returns, as JSON, or nothing where it was killed."""
        with closing(Child(self, user, act)) as child:
            return child.said()

    def mode(self, path: Path) -> tuple[str, int]:
        found = path.stat()
        return oct(stat.S_IMODE(found.st_mode)), found.st_gid


class Child:
    """A process of a user. What it will load is loaded before it becomes that user, who may not be let in there."""

    def __init__(self, desk: Desk, user: int, act: Callable[[], Any]) -> None:
        reading, writing = os.pipe()
        self._pipe = os.fdopen(reading, encoding="utf-8")
        self.pid = os.fork()
        if self.pid == 0:
            os.close(reading)
            groups = [desk.group.gr_gid] if user != _CY else []
            try:
                importlib.reload(logins)
                os.environ["CRMCLI_DB"] = str(desk.db)
                os.environ["HOME"] = str(desk.folder)
                os.environ["XDG_STATE_HOME"] = str(desk.folder / f"state-{user}")
                os.chdir(desk.folder)
                os.setgroups(groups)
                os.setgid(user)
                os.setuid(user)
                os.umask(0o077)
                os.write(writing, json.dumps(act()).encode())
            finally:
                os._exit(0)
        os.close(writing)

    def said(self) -> str:
        return self._pipe.read()

    def first(self) -> str:
        return self._pipe.readline()

    def close(self) -> None:
        self._pipe.close()
        os.waitpid(self.pid, 0)


def _run(words: tuple[str, ...]) -> tuple[int, str, str]:
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        try:
            status = cli.run(words)
        except Exception as error:
            return 1, "", f"Traceback {error!r}"
    return status, out.getvalue(), err.getvalue()


#: Commands that load what the tests' users need, who can't read root's libraries; and those that were run.
_LOADING = (
    ("add", "x"), ("find",), ("staff", "list"), ("backup", "-o", "copy.bak"), ("restore", "copy.bak", "--yes"), ("undo",), ("history",),
    ("policy", "set", "churn.high", "61"), ("init", "--group", "no such group"), ("--as", "Nobody", "due"), ("due",),
)  # fmt: skip
_loaded: list[tuple[str, ...]] = []


@pytest.fixture
def desk(crm: Crm) -> Iterator[Desk]:
    for words in _LOADING[len(_loaded) :]:
        crm(*words)
        _loaded.append(words)
    folder = Path(tempfile.mkdtemp(prefix="desk-", dir="/tmp"))
    folder.chmod(0o1777)
    yield Desk(folder)
    shutil.rmtree(folder)


@pytest.fixture
def shared(desk: Desk) -> Desk:
    """Ann made a database for the group, and took Bo on as a rep."""
    desk.ok(_ANN, "init", "--name", "Ann", "--group", desk.group.gr_name)
    desk.ok(_ANN, "staff", "add", "Bo", "--role", "rep", "--login", f"#{_BO}")
    return desk


def test_a_group_shares_a_file_and_each_acts_as_themselves(
    shared: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = shared.group.gr_gid
    assert shared.mode(shared.db.parent) == ("0o2770", group)
    assert shared.mode(shared.db) == ("0o660", group)
    monkeypatch.setenv("LOGNAME", f"#{_ANN}")
    shared.ok(_BO, "add", "李小明")
    shared.ok(_ANN, "add", "王小红")
    history = json.loads(shared.ok(_BO, "history", "--format", "json").out)["data"]
    assert [row["actor"] for row in history[:2]] == ["Ann", "Bo"]
    for words in (
        ("staff", "add", "Cy"),
        ("policy", "set", "churn.high", "70"),
        ("staff", "edit", "Bo", "--role", "admin"),
        ("undo", "1"),
    ):
        assert shared.by(_BO, *words).status in (5, 12), words
    refused = shared.by(_BO, "--as", "Ann", "add", "x")
    assert refused.status == 12 and "Ann has no PIN" in refused.err
    # What is copied is its owner's alone.
    copy = Path(json.loads(shared.ok(_BO, "backup", "--format", "json").out)["data"]["file"])
    assert (stat.S_IMODE(copy.stat().st_mode), copy.stat().st_uid) == (0o600, _BO)
    assert shared.by(_ANN, "--db", str(copy), "find").status == 10
    # Who is not in the group gets nothing, and a sentence.
    for words in (("find",), ("add", "x")):
        run = shared.by(_CY, *words)
        assert run.status == 10 and run.err.startswith("Error: The database can't be opened"), run


def test_what_a_killed_colleague_left_is_rolled_back_by_any_member(shared: Desk) -> None:
    shared.ok(_BO, "add", "李小明")
    journal = shared.db.with_name("crm.db-journal")

    def half() -> None:
        plain = sqlite3.connect(shared.db, isolation_level=None)
        # So little room that changed pages go to the file, and what they held to the journal, before the end.
        plain.execute("PRAGMA cache_size = 1")
        plain.execute("BEGIN IMMEDIATE")
        plain.execute("UPDATE customer SET name = 'spoilt'")
        plain.execute("UPDATE policy_version SET toml = toml || toml || toml, data = data || data")
        plain.executemany("INSERT INTO sequence VALUES (?, ?)", [(f"{n}" * 50, n) for n in range(500)])
        os.kill(os.getpid(), signal.SIGKILL)

    assert shared.done(_BO, half) == ""
    assert shared.mode(journal) == ("0o660", shared.group.gr_gid) and journal.stat().st_uid == _BO
    assert journal.read_bytes()[:8] == bytes.fromhex("d9d505f920a163d7")
    found = json.loads(shared.ok(_ANN, "find", "--format", "json").out)["data"]
    assert [row["name"] for row in found] == ["李小明"] and not journal.exists()
    shared.ok(_ANN, "add", "王小红")


def test_a_lock_that_is_not_given_is_told_in_time(shared: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRMCLI_LOCK_TIMEOUT", "0.3")
    for begin, commands in (
        ("BEGIN EXCLUSIVE", (("find",), ("add", "x"))),
        ("BEGIN; SELECT * FROM staff", (("add", "x"),)),
    ):
        reading, pipe = os.pipe()

        def hold(begin: str = begin, pipe: int = pipe) -> None:
            plain = sqlite3.connect(shared.db, isolation_level=None)
            for statement in begin.split(";"):
                cursor = plain.execute(statement)
            os.write(pipe, b"held\n")
            signal.pause()
            del cursor

        holder = Child(shared, _BO, hold)
        os.read(reading, 5)
        try:
            for words in commands:
                begun = time.monotonic()
                run = shared.by(_ANN, *words)
                assert run.status == 11 and time.monotonic() - begun < 2, (begin, words, run)
        finally:
            os.kill(holder.pid, signal.SIGKILL)
            holder.close()
            os.close(reading)
            os.close(pipe)
    assert json.loads(shared.ok(_ANN, "find", "--format", "json").out)["data"] == []


def test_what_a_group_can_not_get(desk: Desk) -> None:
    name = desk.group.gr_name
    (desk.folder / "full").mkdir()
    (desk.folder / "full" / "letter.txt").write_text("x")
    os.chown(desk.folder / "full", _ANN, _ANN)
    # Another group's.
    shutil.copytree(desk.folder / "full", desk.folder / "others")
    os.chown(desk.folder / "others", _ANN, _ANN)
    (desk.folder / "others").chmod(0o2770)
    cases = [
        (_ANN, ("--db", "crm/crm.db", "init", "--group", "no-such-group"), 2, "no group no-such-group"),
        (_CY, ("--db", "crm/crm.db", "init", "--group", name), 12, f"not in the group {name}"),
        (_ANN, ("--db", "full/crm.db", "init", "--group", name), 5, "holds other files"),
        (_ANN, ("--db", "others/crm.db", "init", "--group", name), 5, "holds other files"),
        (_BO, ("--db", "/proc/crm/crm.db", "init", "--group", name), 21, "can't be given"),
        (_ANN, ("--db", "postgresql://x@127.0.0.1:1/y", "init", "--group", name), 2, "On a server"),
    ]  # fmt: skip
    for user, words, status, said in cases:
        run = desk.by(user, *words)
        assert (run.status, said in run.err, run.out) == (status, True, ""), (words, run)
    assert not desk.db.parent.exists()
    (desk.folder / "home").mkdir(mode=0o700)
    os.chown(desk.folder / "home", _ANN, _ANN)
    assert (
        "home lets nobody else through"
        in desk.ok(_ANN, "--db", "home/crm/crm.db", "init", "--group", name).out
    )


def test_an_old_copy_of_somebody_else_stops_no_backup(shared: Desk) -> None:
    shared.ok(_ANN, "staff", "edit", "Bo", "--role", "manager")
    # Each removes their own files alone.
    shared.db.parent.chmod(0o3770)
    old = shared.db.with_name("crm-20250101-000000.bak")
    old.touch()
    run = shared.ok(_BO, "backup", "--keep", "1")
    assert "Backed up to" in run.out and f"may not remove: {old}" in run.err and old.exists(), run


def test_a_copy_in_a_shared_folder_takes_the_place_of_the_file(shared: Desk) -> None:
    shared.ok(_ANN, "backup", "-o", str(shared.folder / "copy.bak"))
    shared.db.unlink()
    shared.ok(_ANN, "restore", str(shared.folder / "copy.bak"), "--yes")
    assert shared.mode(shared.db) == ("0o660", shared.group.gr_gid)
    shared.ok(_BO, "add", "x")
