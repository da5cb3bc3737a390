"""Search texts that a second process makes, and tables that are filled without their indexes, on both engines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crmcli.database.operation import Operation
from crmcli.queries.searching import texts as search_texts
from crmcli.queries.searching.helper import Helper
from crmcli.store import Store
from tests.store.rows import a_customer, all_rows, write

_NAMES = ("远鑫科技有限公司", "D’Arcy & Søn", "章子怡", "重庆银行", "Łódź", "A1云栖b")


@pytest.fixture
def _many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few customers count as very many, in blocks of two."""
    monkeypatch.setattr(search_texts, "_MANY", 1)
    monkeypatch.setattr(search_texts, "_AT_ONCE", 2)
    monkeypatch.setattr(search_texts, "_processors", lambda: 2)


def _add(store: Store, between: Callable[[], None] = lambda: None) -> Callable[[Operation], None]:
    """Adds the names one after the other; each customer gets a contact person after its text was begun."""

    def add(op: Operation) -> None:
        with store.search_texts.helped(len(_NAMES)):
            for name in _NAMES:
                key = op.insert("customer", a_customer(name))
                store.follow(op)
                between()
                person = {"customer_id": key, "name": "李工", "name_folded": "李工", "is_key": 1}
                op.insert("contact_person", {**person, "created_at": op.at_text})

    return add


def _found(store: Store) -> list[str]:
    return [store.customers.get(match.customer_id)["name"] for match in store.search.matches("ligong")]


@pytest.mark.usefixtures("_many")
def test_a_second_process_makes_the_same_texts(store: Store) -> None:
    write(store, _add(store))
    assert store.search_texts.faults() == set()
    assert sorted(_found(store)) == sorted(_NAMES)


@pytest.mark.usefixtures("_many")
def test_texts_are_made_here_when_somebody_ends_that_process(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Helper] = []
    enter = Helper.__enter__

    def noted(helper: Helper) -> Helper:
        started.append(helper)
        return enter(helper)

    monkeypatch.setattr(Helper, "__enter__", noted)
    write(store, _add(store, lambda: started[0].end()))
    assert len(started) == 1
    assert store.search_texts.faults() == set()


@pytest.mark.usefixtures("_many")
def test_what_was_begun_goes_with_its_operation(store: Store) -> None:
    def fail() -> None:
        raise RuntimeError

    before = all_rows(store)
    with pytest.raises(RuntimeError):
        write(store, _add(store, fail))
    assert all_rows(store) == before
    write(store, lambda op: op.insert("customer", a_customer()))
    assert store.search_texts.faults() == set()


def _indexes(store: Store) -> list[str]:
    listed = {
        True: "SELECT sql FROM sqlite_master WHERE tbl_name = 'customer' AND type = 'index' ORDER BY name",
        False: "SELECT indexdef FROM pg_indexes WHERE tablename = 'customer' ORDER BY indexname",
    }
    return [row[0] for row in store.db.rows(listed[store.db.location.path is not None])]


def _fill(store: Store, op: Operation) -> None:
    with store.db.filling("customer", 100_000):
        op.insert("customer", a_customer())


def test_a_table_that_is_filled_has_its_indexes_afterwards(store: Store) -> None:
    before = _indexes(store)
    for _round in range(2):
        write(store, lambda op: _fill(store, op))
        assert _indexes(store) == before != []
    assert len(all_rows(store)["customer"]) == 2


def test_a_table_has_its_indexes_when_filling_it_fails(store: Store) -> None:
    before = _indexes(store)

    def fail(op: Operation) -> None:
        _fill(store, op)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write(store, fail)
    assert (_indexes(store), all_rows(store)["customer"]) == (before, [])
