"""Rows that a thread writes while more are made ready: what fails there comes out as ever, and nothing stays of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crmcli import errors
from crmcli.database.operation import Operation
from crmcli.store import Store
from tests.store.rows import a_customer, all_rows, write

pytestmark = pytest.mark.file
#: As many rows as several statements write.
_ROWS = 1_200


def _insert(op: Operation, owner: int | None = None) -> range:
    rows = [a_customer(f"远鑫{n}") | {"owner_id": owner} for n in range(_ROWS)]
    return op.insert_many("customer", list(rows[0]), [tuple(row.values()) for row in rows])


def test_what_was_given_to_the_thread_is_read_next(store: Store) -> None:
    def fill(op: Operation) -> None:
        with store.db.filling("customer", 100_000):
            for _round in range(2):
                added = _insert(op)
                assert store.db.count("customer") == added.stop - 1

    write(store, fill)
    assert [row["name"] for row in all_rows(store)["customer"]] == [f"远鑫{n}" for n in range(_ROWS)] * 2


def _of_nobody(_store: Store, op: Operation) -> None:
    _insert(op, owner=999)


def _on_a_full_disk(store: Store, _op: Operation) -> None:
    """The first statement ends the transaction, as a disk does that has no room for the journal."""
    store.db.execute(
        "CREATE TEMPORARY TRIGGER full BEFORE INSERT ON customer WHEN NEW.id = 2"
        " BEGIN SELECT RAISE(ROLLBACK, 'disk is full'); END"
    )


def _interrupted(_store: Store, op: Operation) -> None:
    _insert(op)
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("happens", "error"),
    [
        (_of_nobody, errors.Conflict),
        (_on_a_full_disk, errors.DiskFull),
        (_interrupted, KeyboardInterrupt),
    ],
)
def test_nothing_stays_of_what_fails_in_the_thread(
    store: Store, happens: Callable[[Store, Operation], None], error: type[BaseException]
) -> None:
    write(store, lambda op: op.insert("customer", a_customer()))
    before = all_rows(store)

    def fill(op: Operation) -> None:
        with store.db.filling("customer", 100_000):
            happens(store, op)
            _insert(op)

    with pytest.raises(error):
        write(store, fill)
    assert all_rows(store) == before
    assert store.db.integrity() == "ok"
