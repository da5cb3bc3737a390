"""Files take their name only when they are whole."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from crmcli import errors
from crmcli.render import saving


def test_a_file_replaces_what_stood_there(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    assert saving.save(path, b"new") == path
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("list.csv", b"new")]


@pytest.mark.parametrize(("number", "error"), [(errno.ENOSPC, errors.DiskFull), (errno.EIO, errors.ReadOnly)])
def test_what_stood_there_stays_if_it_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: type[errors.CrmError]
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")

    def fail(partial: Path, content: bytes) -> int:
        partial.touch()
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
