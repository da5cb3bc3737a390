"""Files take their name only when they are whole."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crmcli import errors, partials, saving


def test_a_file_replaces_what_stood_there(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    saving.save(path, b"old")
    assert saving.save(path, b"new") == path
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("list.csv", b"new")]


@pytest.mark.parametrize(
    ("number", "error"), [(errno.ENOSPC, errors.DiskFull), (errno.EIO, errors.DiskFault)]
)
def test_what_stood_there_stays_if_it_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: type[errors.CrmError]
) -> None:
    path = saving.save(tmp_path / "list.csv", b"old")

    def fail(partial: Path, content: bytes) -> int:
        raise OSError(number, "no")

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(error):
        saving.save(path, b"new")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("list.csv", b"old")]


def test_a_file_that_is_open_elsewhere_is_written_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.csv"
    replace = saving.os.replace

    def locked(source: Path, target: Path) -> None:
        if target == path:
            raise PermissionError
        replace(source, target)

    monkeypatch.setattr(saving.os, "replace", locked)
    written = saving.save(path, b"new")
    assert written != path and written.suffix == ".csv"
    assert [(p, p.read_bytes()) for p in tmp_path.iterdir()] == [(written, b"new")]


@pytest.mark.parametrize(
    ("name", "error"),
    [("list.pdf", errors.Usage), ("list", errors.Usage), ("nowhere/list.XLSX", errors.MissingFile)],
)
def test_a_place_is_refused_before_anything_is_done(
    tmp_path: Path, name: str, error: type[errors.CrmError]
) -> None:
    with pytest.raises(error):
        saving.check(tmp_path / name, (".xlsx", ".csv"))
    assert saving.check(tmp_path / "list.XLSX", (".xlsx", ".csv")) is None


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_is_its_owners_alone_and_one_that_is_written_again_stays_whose_it_was(
    tmp_path: Path,
) -> None:
    path = tmp_path / "list.csv"
    assert _mode(saving.save(path, b"new")) == 0o600
    path.chmod(0o640)
    assert _mode(saving.save(path, b"newer")) == 0o640


def test_a_read_only_file_stays_and_the_new_one_is_written_beside(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    path.chmod(0o444)
    assert [saving.save(path, b"new").name for _round in range(2)] == ["list (2).csv", "list (3).csv"]
    assert path.read_bytes() == b"old"


def test_a_link_is_replaced_and_never_followed(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_bytes(b"theirs")
    path = tmp_path / "list.csv"
    path.symlink_to("theirs")
    saving.clear(path)
    saving.save(path, b"new")
    assert (path.is_symlink(), path.read_bytes(), (tmp_path / "theirs").read_bytes()) == (
        False,
        b"new",
        b"theirs",
    )


#: What may stand where a file is to be written, besides a file.
_ODD: dict[str, Callable[[Path], object]] = {
    "folder": Path.mkdir,
    "pipe": os.mkfifo,
    "link to a device": lambda path: path.symlink_to("/dev/null"),
}


@pytest.mark.parametrize("put", _ODD.values(), ids=_ODD)
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, put: Callable[[Path], object]) -> None:
    put(tmp_path / "list.csv")
    with pytest.raises(errors.Usage):
        saving.save(tmp_path / "list.csv", b"new")
    assert os.listdir(tmp_path) == ["list.csv"]


@pytest.mark.skipif(not Path("/dev/stdout").is_symlink(), reason="there are no streams among the devices")
@pytest.mark.parametrize("name", ["stdout", "list.csv"])
def test_nothing_is_written_among_the_devices(name: str) -> None:
    # Standard output may well be a file, which a link leads to.
    with pytest.raises(errors.Usage):
        saving.check(Path("/dev", name))


#: Ways to name an open database, or what belongs to it.
_NAMES: dict[str, Callable[[Path], Path]] = {
    "itself": lambda database: database,
    "by another path": lambda database: database.parent / "." / ".." / database.parent.name / database.name,
    "by a link": lambda database: _linked(database, os.symlink),
    "by a hard link": lambda database: _linked(database, os.link),
    "its journal": lambda database: database.with_name("crm.db-journal"),
    "its log, which isn't there yet": lambda database: database.with_name("crm.db-wal"),
}


def _linked(database: Path, make: Callable[[Path, Path], object]) -> Path:
    path = database.with_name("link.db")
    make(database, path)
    return path


@pytest.mark.parametrize("name", _NAMES.values(), ids=_NAMES)
def test_nothing_is_written_over_a_database_that_is_open(
    tmp_path: Path, name: Callable[[Path], Path]
) -> None:
    database = tmp_path / "crm.db"
    database.write_bytes(b"data")
    (tmp_path / "crm.db-journal").write_bytes(b"journal")
    path = name(database)
    saving.clear(path)
    let_go = saving.keep_whole(database)
    with pytest.raises(errors.Usage):
        saving.save(path, b"new")
    let_go()
    assert (database.read_bytes(), (tmp_path / "crm.db-journal").read_bytes()) == (b"data", b"journal")
    saving.save(path, b"new")
    assert path.read_bytes() == b"new"


def test_what_somebody_else_wrote_or_changed_is_replaced_only_when_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"theirs")
    with pytest.raises(errors.Occupied):
        saving.save(path, b"new")
    assert (path.read_bytes(), os.listdir(tmp_path)) == (b"theirs", ["list.csv"])
    saving.clear(path)
    saving.save(path, b"new")
    assert path.read_bytes() == b"new"


def test_an_empty_file_and_one_that_was_written_before_are_nobody_elses(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.touch()
    for content in (b"one", b"two", b"three"):
        assert not saving.is_foreign(path)
        saving.save(path, content)
    path.write_bytes(b"three, and mine")
    assert saving.is_foreign(path)
    moved = saving.save(tmp_path / "other.csv", b"four").rename(path)
    assert not saving.is_foreign(moved)


def test_what_is_remembered_stays_small_and_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    notes = tmp_path / "state" / "crmcli" / "written"
    saving.save(tmp_path / "a", b"a")
    assert _mode(notes) == 0o600
    notes.write_text("0" * 300_000 + "\n", encoding="ascii")
    saving.save(tmp_path / "b", b"b")
    saving.save(tmp_path / "b", b"c")
    assert notes.stat().st_size < 150_000


def test_a_free_name_is_taken_at_once_and_given_back_on_failure(tmp_path: Path) -> None:
    names = [tmp_path / f"{number}.xlsx" for number in (1, 2, 3)]
    names[0].write_bytes(b"theirs")
    with saving.reserved(iter(names)) as one, saving.reserved(iter(names)) as other:
        saving.save(one, b"one")
        saving.save(other, b"other")
    assert [path.read_bytes() for path in names] == [b"theirs", b"one", b"other"]
    with pytest.raises(ZeroDivisionError), saving.reserved(iter([*names, tmp_path / "4.xlsx"])) as last:
        assert _mode(last) == 0o600
        raise ZeroDivisionError
    assert not last.exists()


def test_where_nothing_can_be_remembered_a_file_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "state").write_bytes(b"")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    path = saving.save(tmp_path / "a", b"a")
    with pytest.raises(errors.Occupied):
        saving.save(path, b"b")


_DEAD = ".list.csv.0123456789abcdef.crmcli-partial"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="no locks that SQLite could do with")
def test_what_a_killed_writer_left_is_removed_and_what_a_living_one_writes_is_not(tmp_path: Path) -> None:
    kill = (
        "import os, pathlib, signal, sys\nfrom crmcli import partials\n"
        "with partials.beside(pathlib.Path(sys.argv[1])):\n    os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", kill, str(tmp_path / "other.csv")], check=False)
    (tmp_path / f"{_DEAD}-journal").touch()
    others = [tmp_path / name for name in (".list.csv.0123.partial", f"{_DEAD}.txt", _DEAD[1:])]
    for path in others:
        path.touch()
    (tmp_path / _DEAD.replace("0", "f")).symlink_to(others[0])
    with partials.beside(tmp_path / "living.csv") as living:
        assert len(list(tmp_path.glob(".other*"))) == 0
        saving.save(tmp_path / "list.csv", b"new")
        assert living.exists()
    left = {*others, tmp_path / "list.csv", tmp_path / _DEAD.replace("0", "f")}
    assert set(tmp_path.iterdir()) == left
