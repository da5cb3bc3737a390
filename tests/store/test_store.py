"""The store's contract: all or nothing, before-images, undo, the chain, locks, and files that can't be used."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli import errors, migrations
from crmcli.actors import Actor
from crmcli.location import Location
from crmcli.operation import Operation
from crmcli.queries.customers import name_forms
from crmcli.store import Store
from crmcli.workflows.setup import create
from crmcli.workflows.undoing import undo

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
LEE = Actor(1, "Lee", "admin", "tester")
TABLES = sorted(migrations.AUDITED - {"import_batch", "import_row"})


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRMCLI_LOCK_TIMEOUT", "0.05")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "crm.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with closing(create(Location(path), LEE.name, LEE.login, AT)) as made:
        yield made


def _customer(name: str = "远鑫") -> dict[str, Any]:
    return {
        **name_forms(name), "kind": "company", "status": "active", "is_member": 0, "created_at": "2026-11-20T02:00:00Z",
        "created_on": "2026-11-20", "updated_at": "2026-11-20T02:00:00Z", "version": 1,
    }  # fmt: skip


def _task(title: str = "周报") -> dict[str, Any]:
    return {
        "title": title, "state": "open", "percent_done": 0, "created_at": "2026-11-20T02:00:00Z",
        "created_on": "2026-11-20",
    }  # fmt: skip


def _write(store: Store, change: Callable[[Operation], Any], command: str = "test") -> Any:
    with store.operation(command, LEE, AT, policy_version=1) as op:
        return change(op)


def _rows(store: Store, *, but: tuple[str, ...] = ()) -> dict[str, list[dict[str, Any]]]:
    """Every row of every audited table, without the columns that each edit touches."""
    return {
        table: [
            {k: v for k, v in dict(row).items() if k not in but}
            for row in store.db.rows(f"SELECT * FROM {table} ORDER BY id")
        ]
        for table in TABLES
    }


def _changes(store: Store) -> list[dict[str, Any]]:
    """The changes of the newest operation."""
    number = store.db.value("SELECT MAX(number) FROM operation")
    return [dict(row) for row in store.history.of_operation(number)]


# -- operations ---------------------------------------------------------------------------------------------------


def test_an_operation_that_fails_leaves_nothing(store: Store) -> None:
    def fail(op: Operation) -> None:
        op.update("staff", 1, {"name": "Somebody else"})
        op.insert("customer", _customer())
        raise RuntimeError

    before = _rows(store)
    with pytest.raises(RuntimeError):
        _write(store, fail)
    assert _rows(store) == before
    assert store.db.value("SELECT COUNT(*) FROM operation") == 1
    # Its numbers were not given away either.
    assert _write(store, lambda op: op.insert("customer", _customer())) == 1


def test_an_operation_without_changes_leaves_no_trace(store: Store) -> None:
    assert _write(store, lambda op: op.update("staff", 1, {"name": "Lee"})) is False
    assert store.db.value("SELECT COUNT(*) FROM operation") == 1


def test_an_update_keeps_what_it_changed_and_only_that(store: Store) -> None:
    key = _write(store, lambda op: op.insert("customer", _customer()))
    assert _write(store, lambda op: op.update("customer", key, {"city": "成都", "status": "active"}))
    (change,) = _changes(store)
    assert json.loads(change["before"]) == {"city": None, "updated_at": "2026-11-20T02:00:00Z", "version": 1}
    assert store.customers.get(key)["version"] == 2


def test_inserts_in_one_call_are_one_change_and_take_consecutive_ids(store: Store) -> None:
    columns = list(_task())
    ids = _write(
        store, lambda op: op.insert_many("task", columns, [tuple(_task(f"第{n}").values()) for n in range(5)])
    )
    (change,) = _changes(store)
    assert (change["action"], change["row_id"], change["last_row_id"], change["before"]) == (
        "insert",
        ids[0],
        ids[-1],
        None,
    )
    assert list(ids) == [1, 2, 3, 4, 5]


def test_a_deleted_row_is_kept_whole(store: Store) -> None:
    key = _write(store, lambda op: op.insert("task", _task()))
    row = dict(store.tasks.get(key))
    assert _write(store, lambda op: op.delete("task", key))
    (change,) = _changes(store)
    before = json.loads(change["before"])
    assert before == {k: row[k] for k in before}
    assert set(before) == {r["name"] for r in store.db.rows("PRAGMA table_info(task)")}


def test_an_id_is_never_given_twice(store: Store) -> None:
    first = _write(store, lambda op: op.insert("task", _task()))
    _write(store, lambda op: op.delete("task", first))
    assert _write(store, lambda op: op.insert("task", _task())) == first + 1


@pytest.mark.parametrize("table", ["standing", "meta", "operation", "change", "sequence"])
def test_tables_without_an_audit_are_not_written_through_an_operation(store: Store, table: str) -> None:
    with pytest.raises(ValueError, match=table):
        _write(store, lambda op: op.insert(table, {"id": 1}))


def test_a_row_that_refers_to_nothing_is_refused(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        _write(store, lambda op: op.insert("task", {**_task(), "customer_id": 99}))
    assert store.db.value("SELECT COUNT(*) FROM task") == 0


def test_operations_of_several_writers_form_one_chain(store: Store, path: Path) -> None:
    with closing(Store.open(Location(path))) as other:
        for writer in (store, other, store, other, other, store):
            _write(writer, lambda op: op.insert("task", _task()))
        assert [r["number"] for r in other.db.rows("SELECT number FROM operation ORDER BY id")] == list(
            range(1, 8)
        )
        assert other.history.verify() == []


# -- undo ---------------------------------------------------------------------------------------------------------

_WORDS = st.text("甲乙丙丁ab 1", min_size=1, max_size=6)
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(("insert", "update", "delete")),
        st.sampled_from(("task", "customer", "contact_point")),
        st.integers(0, 7),
        _WORDS,
    ),
    min_size=1,
    max_size=8,
)


#: Columns that every edit changes, undo's own included.
_TOUCHED = ("version", "updated_at")


def _operation(store: Store, number: int) -> sqlite3.Row:
    found = store.history.operation(number)
    assert found is not None
    return found


def _step(store: Store, op: Operation, action: str, table: str, pick: int, text: str) -> None:
    """One change of a random row; a customer in use is not deleted."""
    ids = [r[0] for r in store.db.rows(f"SELECT id FROM {table} ORDER BY id")]
    customers = [r[0] for r in store.db.rows("SELECT id FROM customer ORDER BY id")]
    if action == "insert" or not ids:
        rows = {
            "task": _task(text),
            "customer": _customer(text),
            "contact_point": {
                "customer_id": customers[pick % len(customers)],
                "kind": "phone",
                "value": text,
            },
        }
        op.insert(table, rows[table])
        return
    row_id = ids[pick % len(ids)]
    if action == "update":
        field = {"task": "title", "customer": "name", "contact_point": "value"}[table]
        op.update(table, row_id, {field: text})
    elif table != "customer" or row_id not in _in_use(store, customers[0]):
        op.delete(table, row_id)


def _in_use(store: Store, first: int) -> set[int]:
    """Customers that have points, and the first one, which stays for others to belong to."""
    return {first, *(r[0] for r in store.db.rows("SELECT customer_id FROM contact_point"))}


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=_STEPS, second=_STEPS)
def test_undo_after_a_change_is_as_if_nothing_was(
    store: Store, path: Path, first: list[Any], second: list[Any]
) -> None:
    copy = path.with_name("copy.db")
    shutil.copy(path, copy)
    with closing(Store.open(Location(copy))) as fresh:

        def change(op: Operation, steps: list[Any]) -> None:
            for step in steps:
                _step(fresh, op, *step)

        _write(fresh, lambda op: op.insert("customer", _customer()))
        _write(fresh, lambda op: change(op, first))
        before, number = _rows(fresh, but=_TOUCHED), fresh.standings.head()
        _write(fresh, lambda op: change(op, second))
        if fresh.standings.head() > number:
            undone = _write(fresh, lambda op: undo(fresh, op, _operation(fresh, number + 1)), "undo")
            assert undone.kept == []
        assert _rows(fresh, but=_TOUCHED) == before
        assert fresh.history.verify() == []


def test_undo_keeps_what_somebody_changed_since(store: Store) -> None:
    key = _write(store, lambda op: op.insert("customer", _customer()))
    _write(store, lambda op: op.update("customer", key, {"city": "成都", "industry": "教育"}))
    _write(store, lambda op: op.update("customer", key, {"city": "重庆"}))
    undone = _write(store, lambda op: undo(store, op, _operation(store, 3)), "undo")
    row = store.customers.get(key)
    assert (row["city"], row["industry"]) == ("重庆", None)
    assert [kept["field"] for kept in undone.kept] == ["city"]


def test_an_operation_is_undone_once(store: Store) -> None:
    _write(store, lambda op: op.insert("task", _task()))
    _write(store, lambda op: undo(store, op, _operation(store, 2)), "undo")
    with pytest.raises(errors.Invalid):
        _write(store, lambda op: undo(store, op, _operation(store, 2)), "undo")


# -- the chain ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tampering, broken",
    [
        ('UPDATE change SET before = \'{"city": "北京"}\' WHERE operation_id = 3', [3]),
        ("UPDATE change SET before = NULL WHERE operation_id = 3", [3]),
        ("UPDATE change SET before = '{}', salt = '' WHERE operation_id = 3", [3]),
        ("UPDATE change SET row_id = 7 WHERE operation_id = 3", [3]),
        ("UPDATE change SET table_name = 'task' WHERE operation_id = 3", [3]),
        ("UPDATE change SET operation_id = 2 WHERE operation_id = 3", [2, 3]),
        ("DELETE FROM change WHERE operation_id = 3", [3]),
        ("UPDATE operation SET actor = 'Wang' WHERE number = 3", [3]),
        ("UPDATE operation SET at = '2020-01-01T00:00:00Z' WHERE number = 3", [3]),
        ("UPDATE operation SET command = 'add' WHERE number = 3", [3]),
        ("UPDATE operation SET summary = '' WHERE number = 3", [3]),
        ("UPDATE operation SET hash = 'x' WHERE number = 3", [3, 4]),
        ("DELETE FROM change WHERE operation_id = 3; DELETE FROM operation WHERE number = 3", [4]),
    ],
)
def test_the_chain_shows_tampering(store: Store, path: Path, tampering: str, broken: list[int]) -> None:
    def edit(city: str) -> Callable[[Operation], None]:
        def change(op: Operation) -> None:
            op.summary = city
            op.update("customer", 1, {"city": city})

        return change

    _write(store, lambda op: op.insert("customer", _customer()))
    _write(store, edit("成都"))
    _write(store, edit("重庆"))
    assert store.history.verify() == []
    with closing(sqlite3.connect(path)) as other:
        other.executescript(tampering)
    assert store.history.verify() == broken


def test_an_erased_before_image_keeps_the_chain_whole(store: Store) -> None:
    _write(store, lambda op: op.insert("customer", _customer()))
    _write(store, lambda op: op.update("customer", 1, {"city": "成都"}))
    store.db.execute("UPDATE change SET before = NULL, salt = '' WHERE operation_id = 3")
    assert store.history.verify() == []


# -- locks --------------------------------------------------------------------------------------------------------


def test_a_writer_that_waits_in_vain_is_told_so(store: Store, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(errors.Locked) as caught:
            _write(store, lambda op: op.insert("task", _task()))
        other.execute("ROLLBACK")
    assert caught.value.status == 11
    assert _write(store, lambda op: op.insert("task", _task())) == 1


def test_a_reader_that_stays_costs_the_writer_its_commit_and_nothing_else(store: Store, path: Path) -> None:
    with closing(Store.open(Location(path))) as reader, reader.db.snapshot():
        assert reader.db.value("SELECT COUNT(*) FROM task") == 0
        with pytest.raises(errors.Locked):
            _write(store, lambda op: op.insert("task", _task()))
        assert reader.db.value("SELECT COUNT(*) FROM task") == 0
    assert store.db.value("SELECT COUNT(*) FROM task") == 0
    assert _write(store, lambda op: op.insert("task", _task())) == 1


def test_readers_go_on_while_somebody_writes(store: Store, path: Path) -> None:
    def read_meanwhile(op: Operation) -> int:
        op.insert("task", _task())
        with closing(Store.open(Location(path))) as reader:
            return int(reader.db.value("SELECT COUNT(*) FROM task"))

    assert _write(store, read_meanwhile) == 0


def test_rows_are_fetched_before_they_are_used(store: Store, path: Path) -> None:
    """A reader that is still busy with its rows blocks nobody."""
    rows = store.db.rows("SELECT * FROM staff")
    with closing(Store.open(Location(path))) as other:
        _write(other, lambda op: op.insert("task", _task()))
    assert rows[0]["name"] == "Lee"


# -- files that can't be used -------------------------------------------------------------------------------------


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
def test_a_file_that_is_not_ours_is_refused_and_left_alone(
    path: Path, make: Callable[[Path], Any], error: type[errors.CrmError]
) -> None:
    make(path)
    content = path.read_bytes() if path.is_file() else None
    with pytest.raises(error) as caught:
        Store.open(Location(path))
    assert caught.value.status == 10
    assert (path.read_bytes() if path.is_file() else None) == content


def test_a_newer_database_is_refused(store: Store, path: Path) -> None:
    store.db.execute(f"PRAGMA user_version = {migrations.VERSION + 1}")
    with pytest.raises(errors.NewerSchema) as caught:
        Store.open(Location(path))
    assert caught.value.status == 13


def test_a_read_only_file_is_read_and_not_written(store: Store, path: Path) -> None:
    path.chmod(0o400)
    with closing(Store.open(Location(path))) as reader:
        assert reader.staff.names() == {1: "Lee"}
        with pytest.raises(errors.ReadOnly) as caught:
            _write(reader, lambda op: op.insert("task", _task()))
    assert caught.value.status == 21


def test_damage_is_named(store: Store, path: Path) -> None:
    _write(store, lambda op: op.insert("customer", _customer()))
    store.close()
    size = path.stat().st_size
    with open(path, "rb+") as handle:
        # All but the first page, which says whose file it is.
        handle.seek(4096)
        handle.write(b"\xff" * (size - 4096))
    with pytest.raises(errors.Corrupt) as caught, closing(Store.open(Location(path))) as broken:
        broken.customers.get(1)
    assert caught.value.status == 20


def test_nothing_is_made_over_a_file_that_is_there(store: Store, path: Path) -> None:
    content = path.read_bytes()
    with pytest.raises(errors.Invalid):
        create(path, "Wang", "other", AT)
    assert path.read_bytes() == content
    assert [p.name for p in path.parent.iterdir()] == ["crm.db"]


def test_a_database_is_its_owners_alone(store: Store, path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


# -- backup and restore -------------------------------------------------------------------------------------------


def test_a_backup_is_the_same_private_and_whole(store: Store, tmp_path: Path) -> None:
    _write(store, lambda op: op.insert("customer", _customer()))
    target = store.backup(tmp_path / "copy.bak")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with closing(Store.open(Location(target))) as copy:
        assert _rows(copy) == _rows(store)
        assert copy.history.verify() == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["copy.bak", "crm.db"]


def test_a_backup_beside_a_writer_holds_the_committed_state(store: Store, path: Path, tmp_path: Path) -> None:
    def copy_meanwhile(op: Operation) -> Path:
        op.insert("task", _task())
        with closing(Store.open(Location(path))) as other:
            return other.backup(tmp_path / "copy.bak")

    with closing(Store.open(_write(store, copy_meanwhile))) as copy:
        assert copy.db.value("SELECT COUNT(*) FROM task") == 0


def test_a_backup_that_can_not_be_written_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(errors.ReadOnly) as caught:
        store.backup(tmp_path / "no such folder" / "copy.bak")
    assert caught.value.status == 21


def test_restore_goes_back_to_the_copy(store: Store, tmp_path: Path) -> None:
    _write(store, lambda op: op.insert("customer", _customer()))
    before = _rows(store)
    target = store.backup(tmp_path / "copy.bak")
    _write(store, lambda op: op.update("customer", 1, {"city": "成都"}))
    store.restore(target)
    assert _rows(store) == before
    assert store.history.verify() == []
    assert _write(store, lambda op: op.insert("customer", _customer("新客户"))) == 2


def test_a_bad_copy_is_not_restored(store: Store, tmp_path: Path) -> None:
    before = _rows(store)
    copy = store.backup(tmp_path / "copy.bak")
    with open(copy, "rb+") as handle:
        handle.seek(os.path.getsize(copy) // 2)
        handle.write(b"\xff" * 20_000)
    foreign = tmp_path / "foreign.db"
    _foreign(foreign)
    for source in (copy, foreign, tmp_path / "missing.bak"):
        with pytest.raises(errors.CrmError):
            store.restore(source)
        assert _rows(store) == before
