"""The store's contract on both engines: all or nothing, before-images, undo, the chain, locks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli import errors
from crmcli.database import migrations
from crmcli.database.connection import Row
from crmcli.database.location import Location
from crmcli.database.operation import Operation
from crmcli.store import Store
from crmcli.workflows.undoing import undo
from tests.conftest import Databases
from tests.store.conftest import Ready
from tests.store.rows import a_customer, a_task, all_rows, another, tamper, write
from tests.working import work_of


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRMCLI_LOCK_TIMEOUT", "0.05")


def _changes(store: Store) -> list[dict[str, Any]]:
    """The changes of the newest operation."""
    number = store.db.value("SELECT MAX(number) FROM operation")
    return [dict(row) for row in store.history.of_operation(number)]


# -- operations ---------------------------------------------------------------------------------------------------


def test_an_operation_that_fails_leaves_nothing(store: Store) -> None:
    def fail(op: Operation) -> None:
        op.update("staff", 1, {"name": "Somebody else"})
        op.insert("customer", a_customer())
        raise RuntimeError

    before = all_rows(store)
    with pytest.raises(RuntimeError):
        write(store, fail)
    assert all_rows(store) == before
    assert store.db.value("SELECT COUNT(*) FROM operation") == 1
    # Its numbers were not given away either.
    assert write(store, lambda op: op.insert("customer", a_customer())) == 1


def test_an_operation_without_changes_leaves_no_trace(store: Store) -> None:
    assert write(store, lambda op: op.update("staff", 1, {"name": "Lee"})) is False
    assert store.db.value("SELECT COUNT(*) FROM operation") == 1


def test_an_update_keeps_what_it_changed_and_only_that(store: Store) -> None:
    key = write(store, lambda op: op.insert("customer", a_customer()))
    assert write(store, lambda op: op.update("customer", key, {"city": "成都", "status": "active"}))
    (change,) = _changes(store)
    assert json.loads(change["before"]) == {"city": None, "updated_at": "2026-11-20T02:00:00Z", "version": 1}
    assert store.customers.get(key)["version"] == 2


def test_inserts_in_one_call_are_one_change_and_take_consecutive_ids(store: Store) -> None:
    columns = list(a_task())
    ids = write(
        store,
        lambda op: op.insert_many("task", columns, [tuple(a_task(f"第{n}").values()) for n in range(5)]),
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
    key = write(store, lambda op: op.insert("task", a_task()))
    row = dict(store.tasks.get(key))
    assert write(store, lambda op: op.delete("task", key))
    (change,) = _changes(store)
    before = json.loads(change["before"])
    assert before == {k: row[k] for k in before}
    assert set(before) == set(migrations.tables()["task"])


def test_an_id_is_never_given_twice(store: Store) -> None:
    first = write(store, lambda op: op.insert("task", a_task()))
    write(store, lambda op: op.delete("task", first))
    assert write(store, lambda op: op.insert("task", a_task())) == first + 1


@pytest.mark.parametrize("table", ["standing", "server_state", "operation", "change", "sequence"])
def test_tables_without_an_audit_are_not_written_through_an_operation(store: Store, table: str) -> None:
    with pytest.raises(ValueError, match=table):
        write(store, lambda op: op.insert(table, {"id": 1}))


def test_a_row_that_refers_to_nothing_is_refused(store: Store) -> None:
    with pytest.raises(errors.Conflict):
        write(store, lambda op: op.insert("task", {**a_task(), "customer_id": 99}))
    assert store.db.value("SELECT COUNT(*) FROM task") == 0


def test_operations_of_several_writers_form_one_chain(store: Store) -> None:
    with closing(another(store)) as other:
        for writer in (store, other, store, other, other, store):
            write(writer, lambda op: op.insert("task", a_task()))
        assert [r["number"] for r in other.db.rows("SELECT number FROM operation ORDER BY id")] == list(
            range(1, 8)
        )
        assert other.history.verify() == []


# -- undo ---------------------------------------------------------------------------------------------------------

_WORDS = st.text("甲乙丙丁ab 1", min_size=1, max_size=6)
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(("insert", "update", "delete")),
        st.sampled_from(("task", "customer", "contact_way")),
        st.integers(0, 7),
        _WORDS,
    ),
    min_size=1,
    max_size=8,
)


#: Columns that every edit changes, undo's own included.
_TOUCHED = ("version", "updated_at")


def _operation(store: Store, number: int) -> Row:
    found = store.history.operation(number)
    assert found is not None
    return found


def _step(store: Store, op: Operation, action: str, table: str, pick: int, text: str) -> None:
    """One change of a random row; a customer in use is not deleted."""
    ids = [r[0] for r in store.db.rows(f"SELECT id FROM {table} ORDER BY id")]
    customers = [r[0] for r in store.db.rows("SELECT id FROM customer ORDER BY id")]
    if action == "insert" or not ids:
        rows = {
            "task": a_task(text),
            "customer": a_customer(text),
            "contact_way": {
                "customer_id": customers[pick % len(customers)],
                "kind": "phone",
                "value": text,
                "confirmed": 1,
            },
        }
        op.insert(table, rows[table])
        return
    row_id = ids[pick % len(ids)]
    if action == "update":
        field = {"task": "title", "customer": "name", "contact_way": "value"}[table]
        op.update(table, row_id, {field: text})
    elif table != "customer" or row_id not in _in_use(store, customers[0]):
        op.delete(table, row_id)


def _in_use(store: Store, first: int) -> set[int]:
    """Customers that have points, and the first one, which stays for others to belong to."""
    return {first, *(r[0] for r in store.db.rows("SELECT customer_id FROM contact_way"))}


@contextmanager
def _without_a_trace(store: Store) -> Iterator[None]:
    """Operations inside join one transaction, which is rolled back."""
    try:
        with store.db.transaction():
            yield
            raise InterruptedError
    except InterruptedError:
        pass


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(first=_STEPS, second=_STEPS)
def test_undo_after_a_change_is_as_if_nothing_was(store: Store, first: list[Any], second: list[Any]) -> None:
    def change(op: Operation, steps: list[Any]) -> None:
        for step in steps:
            _step(store, op, *step)

    with _without_a_trace(store):
        write(store, lambda op: op.insert("customer", a_customer()))
        write(store, lambda op: change(op, first))
        before, number = all_rows(store, but=_TOUCHED), store.db.value("SELECT MAX(number) FROM operation")
        write(store, lambda op: change(op, second))
        if store.history.operation(number + 1) is not None:
            undone = write(store, lambda op: undo(work_of(store, op), _operation(store, number + 1)), "undo")
            assert undone.kept == []
        assert all_rows(store, but=_TOUCHED) == before
        assert store.history.verify() == []
    assert store.db.value("SELECT COUNT(*) FROM operation") == 1


def test_undo_keeps_what_somebody_changed_since(store: Store) -> None:
    key = write(store, lambda op: op.insert("customer", a_customer()))
    write(store, lambda op: op.update("customer", key, {"city": "成都", "industry": "教育"}))
    write(store, lambda op: op.update("customer", key, {"city": "重庆"}))
    undone = write(store, lambda op: undo(work_of(store, op), _operation(store, 3)), "undo")
    row = store.customers.get(key)
    assert (row["city"], row["industry"]) == ("重庆", None)
    assert [kept["field"] for kept in undone.kept] == ["city"]


def test_what_belonged_to_a_row_that_is_gone_stays_away(store: Store) -> None:
    key = write(store, lambda op: op.insert("task", a_task()))
    step = write(store, lambda op: op.insert("task_step", {"task_id": key, "position": 1, "text": "x"}))
    write(store, lambda op: op.delete("task_step", step))
    write(store, lambda op: op.delete("task", key))
    undone = write(store, lambda op: undo(work_of(store, op), _operation(store, 4)), "undo")
    (kept,) = undone.kept
    assert (kept["table"], kept["row_id"], kept["outcome"]) == ("task_step", step, "impossible")
    assert store.db.count("task_step") == 0


def test_a_name_that_another_has_by_now_is_not_given_back(store: Store) -> None:
    person = {"name": "Wang", "role": "rep", "active": 1, "created_at": "2026-11-20T00:00:00Z"}
    key = write(store, lambda op: op.insert("staff", person))
    write(store, lambda op: op.update("staff", key, {"name": "Wang Li", "role": "service"}))
    write(store, lambda op: op.insert("staff", person))
    undone = write(store, lambda op: undo(work_of(store, op), _operation(store, 3)), "undo")
    assert [(kept["field"], kept["outcome"]) for kept in undone.kept] == [("name", "impossible")]
    row = store.history.current("staff", key)
    assert row is not None and (row["name"], row["role"]) == ("Wang Li", "rep")


def test_an_operation_is_undone_once(store: Store) -> None:
    write(store, lambda op: op.insert("task", a_task()))
    write(store, lambda op: undo(work_of(store, op), _operation(store, 2)), "undo")
    with pytest.raises(errors.Invalid):
        write(store, lambda op: undo(work_of(store, op), _operation(store, 2)), "undo")


def test_an_operation_that_somebody_undid_meanwhile_is_not_undone_again(store: Store) -> None:
    write(store, lambda op: op.insert("task", a_task()))
    seen = _operation(store, 2)
    write(store, lambda op: undo(work_of(store, op), seen), "undo")
    with pytest.raises(errors.Invalid):
        write(store, lambda op: undo(work_of(store, op), seen), "undo")


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
def test_the_chain_shows_tampering(
    store: Store, databases: Databases, tampering: str, broken: list[int]
) -> None:
    def edit(city: str) -> Callable[[Operation], None]:
        def change(op: Operation) -> None:
            op.summary = city
            op.update("customer", 1, {"city": city})

        return change

    write(store, lambda op: op.insert("customer", a_customer()))
    write(store, edit("成都"))
    write(store, edit("重庆"))
    assert store.history.verify() == []
    for statement in tampering.split("; "):
        tamper(store, databases, statement)
    assert store.history.verify() == broken


def test_an_erased_before_image_keeps_the_chain_whole(store: Store) -> None:
    write(store, lambda op: op.insert("customer", a_customer()))
    write(store, lambda op: op.update("customer", 1, {"city": "成都"}))
    store.db.execute("UPDATE change SET before = NULL, salt = '' WHERE operation_id = 3")
    assert store.history.verify() == []


# -- locks --------------------------------------------------------------------------------------------------------


def test_a_writer_that_waits_in_vain_is_told_so(store: Store) -> None:
    with closing(another(store)) as other, other.db.transaction(), pytest.raises(errors.Locked) as caught:
        write(store, lambda op: op.insert("task", a_task()))
    assert caught.value.status == 11
    assert write(store, lambda op: op.insert("task", a_task())) == 1


@pytest.mark.file
def test_a_reader_of_a_file_costs_the_writer_its_commit_and_nothing_else(store: Store) -> None:
    with closing(another(store)) as reader, reader.db.snapshot():
        assert reader.db.count("task") == 0
        with pytest.raises(errors.Locked):
            write(store, lambda op: op.insert("task", a_task()))
        assert reader.db.count("task") == 0
    assert store.db.count("task") == 0
    assert write(store, lambda op: op.insert("task", a_task())) == 1


def test_a_reader_of_a_server_keeps_its_state_and_holds_nobody_up(server: Databases, ready: Ready) -> None:
    with closing(Store.open(Location.parse(ready(server)))) as store:
        with closing(another(store)) as reader, reader.db.snapshot():
            assert reader.db.count("task") == 0
            assert write(store, lambda op: op.insert("task", a_task())) == 1
            assert reader.db.count("task") == 0
            assert reader.history.verify() == []
        assert store.db.count("task") == 1


def test_a_snapshot_can_not_be_written_in(store: Store) -> None:
    with store.db.snapshot(), pytest.raises(RuntimeError):
        write(store, lambda op: op.insert("task", a_task()))


def test_readers_go_on_while_somebody_writes(store: Store) -> None:
    def read_meanwhile(op: Operation) -> int:
        op.insert("task", a_task())
        with closing(another(store)) as reader:
            return reader.db.count("task")

    assert write(store, read_meanwhile) == 0


def test_rows_are_fetched_before_they_are_used(store: Store) -> None:
    """A reader that is still busy with its rows blocks nobody."""
    rows = store.db.rows("SELECT * FROM staff")
    with closing(another(store)) as other:
        write(other, lambda op: op.insert("task", a_task()))
    assert rows[0]["name"] == "Lee"
