"""Whole databases from place to place: what arrives is what was sent, and what goes wrong leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from crmcli import errors
from crmcli.actors import Actor
from crmcli.database import migrations
from crmcli.database.location import Location
from crmcli.database.operation import Operation
from crmcli.queries.moved import Moved
from crmcli.queries.pins import Secret
from crmcli.store import Store
from crmcli.workflows import copying
from crmcli.workflows.setup import create
from tests.conftest import Databases
from tests.store.conftest import AT, Ready

LEE = Actor(1, "Lee", "admin", "tester")
#: Texts that a format of lines and tabs, or a quoting of SQL, could change.
ODD = (
    "", " ", "\\N", "\\", "\\\\N", "\\.", "a\tb", "a\nb", "a\r\nb", "\r", "\t", "\n", "'", "''", '"', "%s", "%(x)s", ":x",
    "NULL", "null", "None", "😀👩‍👩‍👧", "𠮷野家", "é", "e\u0301", "\u200b", "\ufeff", "\x01", "\x7f", "x" * 70_000,
)  # fmt: skip
NUMBERS = (0.1, 1e-300, 1.7976931348623157e308, 5e-324, -0.0, 1 / 3, 2.0, 123456789.123456789)
INTEGERS = (0, -1, 2**31, 2**53 + 1, 2**63 - 1, -(2**63))

Dump = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(autouse=True)
def _login(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same login on both engines: nobody's has to be changed on the way."""
    monkeypatch.setenv("LOGNAME", LEE.login)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder beside the test's own database."""
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


@pytest.fixture
def store(made: str) -> Iterator[Store]:
    """A database in which every table has rows, with values that are easily lost on the way."""
    with closing(Store.open(Location.parse(made))) as store:
        with store.operation("fill", LEE, AT) as op:
            _fill(store, op)
        with store.operation("change", LEE, AT) as op:
            op.update("customer", 1, {"note": "\\N\t'changed'\n😀", "city": None})
            op.delete("task", 2)
        yield store


def _fill(store: Store, op: Operation) -> None:
    """A row for every odd text and number, and at least one of everything else, made from the columns' types."""
    for text in ODD:
        key = store.customers.add(op, {"name": "甲", "note": text, "tags": None, "city": ""}, "2026-11-20")
        assert key
    for number in NUMBERS:
        store.customers.add(op, {"name": "乙", "potential_override": number}, "2026-11-20")
    purchase = {
        "customer_id": 1,
        "ordered_at": "2026-11-20T02:00:00Z",
        "ordered_on": "2026-11-20",
        "currency": "CNY",
    }
    for amount in INTEGERS:
        store.purchases.add(op, {**purchase, "amount_cents": amount})
    store.complaints.add(op, {"customer_id": 1, "severity": "normal", "content": "投诉", "opened_at": "2026-11-20T02:00:00Z",
                              "opened_on": "2026-11-20"})  # fmt: skip
    for content in (bytes(range(256)), b"\\x00\\N\t\n", bytes(300_000)):
        store.attachments.add(op, "customer", 1, content, {"name": "图.jpg", "media_type": "image/jpeg"})
    for table, columns in migrations.tables().items():
        if not store.db.count(table) and table in migrations.AUDITED:
            op.insert(table, _row(columns, 1))
            op.insert(table, _row(columns, 2))
    standing = _row(migrations.tables()["standing"], 1) | {
        "customer_id": 1,
        "as_of": "2026-11-20T02:00:00Z",
        "health": 0.1,
    }
    store.db.insert_rows("standing", list(standing), [list(standing.values())])
    store.pins.give(op, 1, Secret("00", "'甲'\\"))
    store.standings.record_moves([(1, "2026-11-20", "tier", "general", None)])
    store.standings.set_backlog([(1, "2026-11-01", "2026-12-01", None)])
    store.moved.add("2026-11-20T02:00:00Z", [(1, Moved("2026-11-20", "2026-11-23", 21))])
    for table in ("day_kept", "month_kept", "alarm_kept"):
        kept = _row(migrations.tables()[table], 1) | {"id": 1}
        store.db.insert_rows(table, list(kept), [list(kept.values())])


def _row(columns: migrations.Columns, number: int) -> dict[str, Any]:
    """The least that a table accepts."""
    values = {"int": 1, "text": f"'甲'\\\n{number}", "real": 0.5, "blob": bytes(range(256))}
    specs = migrations.parsed(columns)
    return {name: values[s.type] for name, s in specs.items() if s.required and not s.key}


def _dump(store: Store) -> Dump:
    """Every row of every table, with the types of its values."""
    with store.db.snapshot():
        return {
            table: [
                tuple((type(value).__name__, repr(value)) for value in row) for row in store.db.scan(table)
            ]
            for table in migrations.tables()
        }


def _move(source: Store, target: str, actor: Actor = LEE) -> list[copying.Copied]:
    return copying.move(source, Location.parse(target), actor, AT, lambda done, total: None)[0]


def test_every_table_has_rows_here(store: Store) -> None:
    assert [table for table, rows in _dump(store).items() if not rows] == []


# -- there and back -----------------------------------------------------------------------------------------------


def test_there_and_back_nothing_is_changed(store: Store, server: Databases, folder: Path) -> None:
    """From where it is to the server, from there to a file, and on to another database of the server."""
    before, copied, source = _dump(store), [], store
    with ExitStack() as opened:
        for place in (server.empty(), str(folder / "there.db"), server.empty()):
            copied.append(_move(source, place))
            source = opened.enter_context(closing(Store.open(Location.parse(place))))
            assert _dump(source) == before
            assert source.history.verify() == []
            assert source.health.dangling() == []
    assert copied[0] == copied[1] == copied[2]
    assert {one.table: one.rows for one in copied[0]} == {table: len(rows) for table, rows in before.items()}
    assert _dump(store) == before


def test_numbers_go_on_where_they_were(store: Store, server: Databases, folder: Path) -> None:
    def numbers(place: Store) -> tuple[Any, ...]:
        with place.operation("add", LEE, AT) as op:
            customer = place.customers.get(place.customers.add(op, {"name": "新"}, "2026-11-20"))
            complaint = place.complaints.get(place.complaints.add(op, {
                "customer_id": 1, "severity": "normal", "content": "x", "opened_at": "2026-11-20T02:00:00Z",
                "opened_on": "2026-11-20",
            }))  # fmt: skip
            task = place.tasks.add(op, {"title": "新"}, AT.date())
        number = place.db.value("SELECT MAX(number) FROM operation")
        return customer["id"], customer["code"], complaint["number"], task, number, op.id

    found = []
    places = [server.empty(), str(folder / "there.db")]
    for place in places:
        _move(store, place)
        with closing(Store.open(Location.parse(place))) as there:
            found.append(numbers(there))
            assert there.history.verify() == []
    found.append(numbers(store))
    assert found[0] == found[1] == found[2]
    count = len(ODD) + len(NUMBERS) + 1
    # The deleted task's number is not given again.
    assert found[0][:4] == (count, f"C{count:06d}", "TS2026-0002", 3)


def test_what_others_write_meanwhile_is_there_wholly_or_not_at_all(
    server: Databases, ready: Ready, folder: Path
) -> None:
    """Customers are copied after operations: without one state for all tables, the second would have one too many."""
    with closing(Store.open(Location.parse(ready(server)))) as store:
        written: list[int] = []

        def write(_done: int, _total: int) -> None:
            if len(written) < 20:
                with closing(Store.open(store.db.location)) as other, other.operation("add", LEE, AT) as op:
                    written.append(other.customers.add(op, {"name": "并发"}, "2026-11-20"))

        target = Location(folder / "there.db")
        copying.move(store, target, LEE, AT, write)
        assert written
        with closing(Store.open(target)) as there:
            assert there.db.count("customer") == 0
            assert there.db.count("operation") == 1
            assert there.history.verify() == []
            assert there.db.value("SELECT COUNT(*) FROM sequence WHERE name = 'customer'") == 0


def test_who_writes_to_a_file_waits_until_it_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRMCLI_LOCK_TIMEOUT", "0.02")
    with closing(create(Location(tmp_path / "crm.db"), LEE.name, LEE.login, AT)) as store:
        refused = []

        def write(_done: int, _total: int) -> None:
            with closing(Store.open(store.db.location)) as other:
                try:
                    with other.operation("add", LEE, AT) as op:
                        other.customers.add(op, {"name": "并发"}, "2026-11-20")
                except errors.Locked:
                    refused.append(1)

        copying.move(
            store, Location(tmp_path / "there.db"), LEE, AT, lambda d, t: None if refused else write(d, t)
        )
        assert refused
        assert store.db.count("customer") == 0


# -- who goes on there ----------------------------------------------------------------------------------------------


def test_the_mover_can_go_on_there(
    tmp_path: Path, server: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server knows logins of its own: the mover's is changed to that, and taken from whoever had it."""
    monkeypatch.setenv("LOGNAME", "wang-desktop")
    with closing(create(Location(tmp_path / "crm.db"), "Lee", "lee-laptop", AT)) as store:
        with store.operation("staff", LEE, AT) as op:
            wang = store.staff.add(op, {"name": "Wang", "role": "manager", "login": "wang-desktop"})
            store.staff.add(op, {"name": "Former", "login": "tester"})
        actor = Actor(wang, "Wang", "manager", "wang-desktop")
        place = Location.parse(server.empty())
        _copied, there = copying.move(store, place, actor, AT, lambda done, total: None)
        assert there == actor._replace(login="tester")
        back = Location(tmp_path / "back.db")
        with closing(Store.open(place)) as moved:
            assert [row["login"] for row in moved.staff.all()] == [None, "lee-laptop", "tester"]
            assert moved.staff.by_login("tester")["name"] == "Wang"  # type: ignore[index]
            assert moved.history.verify() == []
            (row,) = moved.db.rows("SELECT * FROM operation WHERE command = 'move'")
            assert (row["actor"], row["login"]) == ("Wang", "tester")
            copying.move(moved, back, there, AT, lambda done, total: None)
        with closing(Store.open(back)) as again:
            assert again.staff.by_login("wang-desktop")["name"] == "Wang"  # type: ignore[index]
        assert [row["login"] for row in store.staff.all()] == ["tester", "lee-laptop", "wang-desktop"]


# -- what goes wrong ------------------------------------------------------------------------------------------------


def test_a_place_with_something_in_it_is_left_alone(
    store: Store, databases: Databases, tmp_path: Path
) -> None:
    place = databases.empty()
    with closing(create(Location.parse(place), "Wang", "tester", AT)) as there:
        before = _dump(there)
        for target in (place, str(store.db.location)):
            with pytest.raises(errors.Invalid) as caught:
                _move(store, target)
            assert caught.value.status == 5
        assert _dump(there) == before
    foreign = tmp_path / "sheet.csv"
    foreign.write_text("姓名,电话\n")
    with pytest.raises(errors.Invalid):
        _move(store, str(foreign))
    assert foreign.read_text() == "姓名,电话\n"


@pytest.mark.parametrize("trouble", [KeyboardInterrupt, RuntimeError])
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_an_interrupted_move_leaves_the_place_as_it_was(
    store: Store, databases: Databases, tmp_path: Path, trouble: type[BaseException], share: float
) -> None:
    def interrupt(done: int, total: int) -> None:
        if done >= share * total:
            raise trouble

    before, files, place = _dump(store), sorted(tmp_path.iterdir()), Location.parse(databases.empty())
    with pytest.raises(trouble):
        copying.move(store, place, LEE, AT, interrupt)
    assert _nothing_at(databases, place)
    assert sorted(tmp_path.iterdir()) == files
    assert _dump(store) == before
    _move(store, str(place))
    with closing(Store.open(place)) as there:
        assert _dump(there) == before


def _nothing_at(databases: Databases, place: Location) -> bool:
    if databases.server is None:
        return place.path is not None and not place.path.exists()
    made = "SELECT COUNT(*) FROM pg_namespace WHERE nspname = 'crmcli'"
    roles = f"SELECT COUNT(*) FROM pg_roles WHERE rolname LIKE '{place.stem}\\_%'"
    return databases.server.execute(made, place.stem) == databases.server.execute(roles) == [(0,)]


Spoil = Callable[[Iterable[Sequence[Any]]], Iterator[Sequence[Any]]]


def _without_the_last(rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield from list(rows)[:-1]


def _with_another_value(rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    *others, last = rows
    yield from others
    yield [*last[:-1], "something else" if last[-1] is None else None]


def _with_empty_for_null(rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield from ([*row[:-1], row[-1] or ""] for row in rows)


@pytest.mark.parametrize(
    ("table", "spoil"),
    [
        ("customer", _without_the_last),
        ("policy_version", _with_another_value),
        ("contact_way", _with_empty_for_null),
    ],
)
def test_a_damaged_arrival_is_noticed(
    store: Store, databases: Databases, monkeypatch: pytest.MonkeyPatch, table: str, spoil: Spoil
) -> None:
    place = Location.parse(databases.empty())
    kind: Any = type(store.db)
    load = kind.load

    def lossy(db: Any, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        load(db, name, columns, spoil(rows) if name == table else rows)

    monkeypatch.setattr(kind, "load", lossy)
    with pytest.raises(errors.Corrupt, match=table):
        copying.move(store, place, LEE, AT, lambda done, total: None)
    assert _nothing_at(databases, place)


# -- backups of a server, and back again ------------------------------------------------------------------------------


def test_a_backup_of_a_server_is_a_file_that_works(store: Store, tmp_path: Path) -> None:
    copying.backup(store, tmp_path / "copy.bak")
    with closing(Store.open(Location(tmp_path / "copy.bak"))) as copy:
        assert _dump(copy) == _dump(store)
        assert copy.history.verify() == []
        assert copy.db.integrity() == "ok"


def test_a_copy_of_one_engine_restores_the_other(store: Store, server: Databases, folder: Path) -> None:
    """A backup, of a file or a server, goes back into a file and into a server; what was there is kept in a file."""
    copying.backup(store, folder / "copy.bak")
    for n, place in enumerate((server.empty(), str(folder / "there.db"))):
        kept = folder / f"kept-{n}.db"
        with (
            closing(create(Location.parse(place), "Wang", "tester", AT)) as there,
            closing(Store.open(Location(folder / "copy.bak"))) as copy,
        ):
            with there.operation("add", LEE, AT) as op:
                there.customers.add(op, {"name": "被替换的"}, "2026-11-20")
            replaced = _dump(there)
            copying.restore(there, copy, kept, LEE, AT)
            assert _dump(there) == _dump(store)
            assert there.history.verify() == []
            with there.operation("add", LEE, AT) as op:
                assert there.customers.add(op, {"name": "新"}, "2026-11-20") == len(ODD) + len(NUMBERS) + 1
        with closing(Store.open(Location(kept))) as before:
            assert _dump(before) == replaced


def test_an_interrupted_restore_leaves_what_was_there(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copying.backup(store, tmp_path / "copy.bak")
    with store.operation("add", LEE, AT) as op:
        store.customers.add(op, {"name": "之后"}, "2026-11-20")
    before = _dump(store)
    kind = type(store.db)
    monkeypatch.setattr(kind, "replace_by" if store.db.location.path else "load", _interrupted)
    with (
        closing(Store.open(Location(tmp_path / "copy.bak"))) as copy,
        pytest.raises(KeyboardInterrupt),
    ):
        copying.restore(store, copy, tmp_path / "kept.db", LEE, AT)
    assert _dump(store) == before
    with store.operation("add", LEE, AT) as op:
        store.customers.add(op, {"name": "再后"}, "2026-11-20")


def _interrupted(*_given: Any) -> None:
    raise KeyboardInterrupt


def test_who_restores_a_file_on_a_server_can_go_on_there(server: Databases, folder: Path) -> None:
    wang = Actor(1, "Wang", "admin", "wang")
    with closing(create(Location(folder / "crm.db"), "Wang", "wang", AT)) as store:
        copying.backup(store, folder / "copy.bak")
    with (
        closing(create(Location.parse(server.empty()), "Wang", "tester", AT)) as there,
        closing(Store.open(Location(folder / "copy.bak"))) as copy,
    ):
        copying.restore(there, copy, folder / "kept.db", wang, AT)
        assert there.staff.get(1)["login"] == there.db.login() == "tester"
        assert there.history.operations()[0]["command"] == "restore"
        assert there.history.verify() == []
