"""Databases that can't be used, and copies of those that can, on both engines."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crmcli import errors
from crmcli.database import migrations
from crmcli.database.location import Location
from crmcli.database.operation import Operation
from crmcli.database.sqlite import SQLite
from crmcli.policy import default_policy
from crmcli.store import Store
from crmcli.workflows import copying
from crmcli.workflows.setup import create
from tests.conftest import Databases
from tests.store.conftest import AT, Ready
from tests.store.rows import LEE, a_customer, a_task, all_rows, another, tamper, write

DEFAULT = default_policy()


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRMCLI_LOCK_TIMEOUT", "0.05")
    monkeypatch.setenv("LOGNAME", LEE.login)


@pytest.fixture
def path(made: str) -> Path:
    """The database's file, for tests that are about it."""
    return Path(made)


# -- what can't be used -------------------------------------------------------------------------------------------


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE customer (id INTEGER)")


@pytest.mark.parametrize(
    "make, error",
    [
        (lambda path: None, errors.NoDatabase),
        (lambda path: path.mkdir(), errors.NoDatabase),
        (lambda path: path.touch(), errors.NoDatabase),
        (lambda path: path.write_text("姓名,电话\n" * 100), errors.NoDatabase),
        (_foreign, errors.NoDatabase),
    ],
    ids=["missing", "folder", "empty", "text", "foreign"],
)
@pytest.mark.file
def test_a_file_that_is_not_ours_is_refused_and_left_alone(
    place: str, make: Callable[[Path], Any], error: type[errors.CrmError]
) -> None:
    path = Path(place)
    make(path)
    content = path.read_bytes() if path.is_file() else None
    with pytest.raises(error) as caught:
        Store.open(Location(path))
    assert caught.value.status == 10
    assert (path.read_bytes() if path.is_file() else None) == content


def test_a_server_without_our_tables_is_refused_and_left_alone(server: Databases) -> None:
    place = server.empty()
    assert server.server is not None
    server.server.execute("CREATE TABLE customer (id INTEGER)", Location.parse(place).stem)
    with pytest.raises(errors.Vacant) as caught:
        Store.open(Location.parse(place))
    assert caught.value.status == 10
    with pytest.raises(errors.NoDatabase) as caught:
        Store.open(Location.parse(place + "_missing"))
    assert caught.value.status == 10
    schemas = "SELECT COUNT(*) FROM pg_namespace WHERE nspname = 'crmcli'"
    assert server.server.execute(schemas, Location.parse(place).stem) == [(0,)]


def test_a_newer_database_is_refused(store: Store, databases: Databases) -> None:
    newer = migrations.VERSION + 1
    statement = (
        f"PRAGMA user_version = {newer}"
        if store.db.location.path
        else f"UPDATE server_state SET version = {newer}"
    )
    tamper(store, databases, statement)
    with pytest.raises(errors.NewerSchema) as caught:
        another(store)
    assert caught.value.status == 13


@pytest.mark.file
def test_an_upgrade_keeps_the_state_before_and_what_stands_there(
    store: Store, tmp_path: Path, newer: None
) -> None:
    path, copy = store.db.location.path, tmp_path / "copy.bak"
    assert path is not None
    copying.backup(store, copy)
    content = copy.read_bytes()
    copy.chmod(0o400)
    with closing(Store.open(Location(copy), apart=True)) as apart:
        assert apart.db.schema_version() == migrations.VERSION and apart.db.rows("SELECT * FROM gift") == []
    assert copy.read_bytes() == content
    # Another user's, perhaps, whose upgrade was killed: nobody but them may read it.
    first = path.with_name(f"{path.name}.v{migrations.VERSION - 1}.bak")
    first.write_bytes(b"x")
    Store.open(Location(path)).close()
    with closing(sqlite3.connect(first.with_name(f"{first.stem}-2.bak"))) as kept:
        assert kept.execute("PRAGMA user_version").fetchone() == (migrations.VERSION - 1,)
    assert first.read_bytes() == b"x" and store.db.schema_version() == migrations.VERSION


def test_an_upgrade_makes_anew_what_is_found_by(store: Store, databases: Databases, newer: None) -> None:
    write(store, lambda op: op.insert("customer", a_customer()))
    tamper(store, databases, "UPDATE customer_search SET words = 'as an older version told it'")
    with closing(another(store)) as renewed:
        assert not renewed.search_texts.faults()


def test_an_upgrade_completes_what_is_stored_of_policies(
    store: Store, databases: Databases, newer: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that no command reads the defaults for a section that came since; the versions and their history stay."""
    older = json.loads(store.policies.row(1)["data"])
    del older["pool"]
    older["churn"]["high"] = 63
    older["complete"] = "an older version"
    quoted = json.dumps(older).replace("'", "''")
    tamper(store, databases, f"UPDATE policy_version SET data = '{quoted}'")
    versions, head = store.db.rows("SELECT version, toml, at FROM policy_version"), store.history.verify()
    with closing(another(store)) as renewed:
        monkeypatch.setattr("crmcli.policy.default_dict", lambda: pytest.fail("the defaults were read"))
        policy = renewed.policies.load()
        assert (policy.churn.high, policy.pool.cadences, policy.version) == (63, DEFAULT.pool.cadences, 1)
        assert renewed.db.rows("SELECT version, toml, at FROM policy_version") == versions
        assert renewed.history.verify() == head


def test_an_upgrade_leaves_a_policy_that_is_damaged(store: Store, databases: Databases, newer: None) -> None:
    tamper(store, databases, "UPDATE policy_version SET data = '{broken'")
    with closing(another(store)) as renewed:
        assert renewed.policies.row(1)["data"] == "{broken"


def test_a_server_that_may_only_be_read_is_read_and_not_written(server: Databases, ready: Ready) -> None:
    place = ready(server)
    assert server.server is not None
    server.server.execute(
        f"ALTER DATABASE {Location.parse(place).stem} SET default_transaction_read_only TO on"
    )
    with closing(Store.open(Location.parse(place))) as reader:
        assert reader.staff.names() == {1: "Lee"}
        with pytest.raises(errors.ReadOnly) as caught:
            write(reader, lambda op: op.insert("task", a_task()))
    assert caught.value.status == 21


@pytest.mark.file
def test_a_read_only_file_is_read_and_not_written(store: Store, path: Path) -> None:
    path.chmod(0o400)
    with closing(Store.open(Location(path))) as reader:
        assert reader.staff.names() == {1: "Lee"}
        with pytest.raises(errors.ReadOnly) as caught:
            write(reader, lambda op: op.insert("task", a_task()))
    assert caught.value.status == 21


@pytest.mark.file
def test_damage_is_named(store: Store, path: Path) -> None:
    write(store, lambda op: op.insert("customer", a_customer()))
    store.close()
    size = path.stat().st_size
    with open(path, "rb+") as handle:
        # All but the first page, which says whose file it is.
        handle.seek(4096)
        handle.write(b"\xff" * (size - 4096))
    with pytest.raises(errors.Corrupt) as caught, closing(Store.open(Location(path))) as broken:
        broken.customers.get(1)
    assert caught.value.status == 20


def test_nothing_is_made_over_what_is_there(store: Store, tmp_path: Path) -> None:
    write(store, lambda op: op.insert("customer", a_customer()))
    before, files = all_rows(store), sorted(tmp_path.iterdir())
    with pytest.raises(errors.Invalid):
        create(store.db.location, "Wang", "other", AT)
    assert all_rows(store) == before
    assert sorted(tmp_path.iterdir()) == files


@pytest.mark.file
def test_a_database_is_its_owners_alone(place: str) -> None:
    path = Path(place)
    create(Location(path), LEE.name, LEE.login, AT).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


# -- backup and restore -------------------------------------------------------------------------------------------


def test_a_backup_is_the_same_private_and_whole(store: Store, tmp_path: Path) -> None:
    write(store, lambda op: op.insert("customer", a_customer()))
    files, target = sorted(tmp_path.iterdir()), tmp_path / "copy.bak"
    copying.backup(store, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with closing(Store.open(Location(target))) as copy:
        assert all_rows(copy) == all_rows(store)
        assert copy.history.verify() == []
    assert sorted(tmp_path.iterdir()) == sorted([*files, target])


def test_a_backup_beside_a_writer_holds_the_committed_state(store: Store, tmp_path: Path) -> None:
    def copy_meanwhile(op: Operation) -> None:
        op.insert("task", a_task())
        with closing(another(store)) as other:
            copying.backup(other, tmp_path / "copy.bak")

    write(store, copy_meanwhile)
    with closing(Store.open(Location(tmp_path / "copy.bak"))) as copy:
        assert copy.db.count("task") == 0


def test_a_backup_that_can_not_be_written_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(errors.MissingFile):
        copying.backup(store, tmp_path / "no such folder" / "copy.bak")
    assert not (tmp_path / "no such folder").exists()


def test_restore_goes_back_to_the_copy_and_keeps_what_it_replaces(store: Store, tmp_path: Path) -> None:
    write(store, lambda op: op.insert("customer", a_customer()))
    before = all_rows(store)
    copying.backup(store, tmp_path / "copy.bak")
    write(store, lambda op: op.update("customer", 1, {"city": "成都"}))
    after = all_rows(store)
    with closing(Store.open(Location(tmp_path / "copy.bak"))) as copy:
        copying.restore(store, copy, tmp_path / "kept.db", LEE, AT)
    assert all_rows(store) == before
    assert store.history.verify() == []
    assert write(store, lambda op: op.insert("customer", a_customer("新客户"))) == 2
    with closing(Store.open(Location(tmp_path / "kept.db"))) as kept:
        assert all_rows(kept) == after


def test_nobody_writes_between_the_keeping_and_the_restoring(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add_task() -> None:
        with closing(another(store)) as other:
            write(other, lambda op: op.insert("task", a_task()))

    def keep_and_write(db: Any, target: Path, keep: Any = SQLite.backup) -> None:
        keep(db, target)
        tried.append(target)
        with pytest.raises(errors.Locked):
            add_task()

    def fill_and_write(*given: Any, fill: Any = copying._fill) -> Any:
        copied = fill(*given)
        tried.append(copied)
        with pytest.raises(errors.Locked):
            add_task()
        return copied

    copying.backup(store, tmp_path / "copy.bak")
    tried: list[Any] = []
    monkeypatch.setattr(SQLite, "backup", keep_and_write)
    monkeypatch.setattr(copying, "_fill", fill_and_write)
    with closing(Store.open(Location(tmp_path / "copy.bak"))) as copy:
        copying.restore(store, copy, tmp_path / "kept.db", LEE, AT)
    assert tried
    add_task()
    assert store.db.count("task") == 1


def test_who_reads_while_a_server_is_restored_sees_what_was_there(
    server: Databases, ready: Ready, tmp_path: Path
) -> None:
    with closing(Store.open(Location.parse(ready(server)))) as store:
        write(store, lambda op: op.insert("customer", a_customer()))
        copying.backup(store, tmp_path / "copy.bak")
        write(store, lambda op: op.insert("task", a_task()))
        with closing(Store.open(Location(tmp_path / "copy.bak"))) as copy, closing(another(store)) as reader:
            with reader.db.snapshot():
                assert reader.db.count("staff") == 1
                copying.restore(store, copy, tmp_path / "kept.db", LEE, AT)
                assert (reader.db.count("task"), reader.db.count("customer")) == (1, 1)
            assert (reader.db.count("task"), reader.db.count("customer")) == (0, 1)


def test_a_bad_copy_is_not_restored(store: Store, tmp_path: Path) -> None:
    before = all_rows(store)
    copy = tmp_path / "copy.bak"
    copying.backup(store, copy)
    with open(copy, "rb+") as handle:
        handle.seek(os.path.getsize(copy) // 2)
        handle.write(b"\xff" * 20_000)
    foreign = tmp_path / "foreign.db"
    _foreign(foreign)
    for source in (copy, foreign, tmp_path / "missing.bak"):
        with pytest.raises(errors.CrmError), closing(Store.open(Location(source))) as bad:
            copying.refuse_damaged(bad)
            copying.restore(store, bad, tmp_path / "kept.db", LEE, AT)
        assert all_rows(store) == before
