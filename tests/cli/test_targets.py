"""Files that commands write: what somebody else wrote or changed stays, unless it is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Crm

pytestmark = pytest.mark.file

#: What writes a file, by its last words and the file's name; each can be done twice.
_WRITERS = (
    (("report", "tiers", "-o"), "tiers.html"),
    (("report", "churn", "--out"), "churn.xlsx"),
    (("export", "customers", "-o"), "customers.csv"),
    (("export", "all", "-o"), "all.xlsx"),
    (("export", "customers", "--diffable", "-o"), "customers.txt"),
    (("export", "due", "-o"), "due.ics"),
    (("due", "-o"), "today.xlsx"),
    (("due", "-o"), "today.ics"),
    (("dedupe", "-o"), "pairs.xlsx"),
    (("backup", "-o"), "copy.bak"),
    (("import", "--template", "customers", "-o"), "empty.xlsx"),
    (("import", "sheet.csv", "--yes", "--save-mapping"), "mapping.toml"),
    (("survey", "form", "export", "standard", "-o"), "form.toml"),
    (("survey", "form", "export", "standard", "-o"), "form.html"),
)


@pytest.fixture
def busy(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> Crm:
    monkeypatch.chdir(crm.folder)
    Path("sheet.csv").write_text("客户名称,电话\n远鑫酒店,13800001111\n,13800002222\n", encoding="utf-8")
    assert crm("import", "sheet.csv", "--yes", "--partial", "--rejects", "mend.xlsx").status == 3
    crm.ok("staff", "add", "李娜")
    crm.ok("staff", "add", "王强")
    return crm


@pytest.mark.parametrize(("words", "name"), _WRITERS, ids=[f"{' '.join(w)} {n}" for w, n in _WRITERS])
def test_what_somebody_else_wrote_stays_unless_it_is_said(
    busy: Crm, words: tuple[str, ...], name: str
) -> None:
    path = Path(name)
    path.write_bytes(b"theirs")
    run = busy(*words, name)
    assert (run.status, path.read_bytes()) == (5, b"theirs")
    assert "--force" in run.err
    busy.ok(*words, name, "--force")
    written = path.read_bytes()
    assert written != b"theirs"
    busy.ok(*words, name)
    path.write_bytes(written + b" and mine")
    assert busy(*words, name).status == 5
    assert path.read_bytes() == written + b" and mine"


#: What changes the database and writes a file: neither happens.
_CHANGES = (
    ("undo", "-o", "theirs.xlsx"),
    ("import", "undo", "2", "-o", "theirs.xlsx"),
    ("staff", "leave", "李娜", "--to", "王强", "-o", "theirs.xlsx"),
    ("survey", "wave", "open", "2026Q4", "-o", "theirs.xlsx"),
    ("import", "more.csv", "--yes", "--partial", "--rejects", "theirs.xlsx"),
)


@pytest.mark.parametrize("words", _CHANGES, ids=" ".join)
def test_nothing_is_changed_where_the_file_may_not_be_written(busy: Crm, words: tuple[str, ...]) -> None:
    Path("more.csv").write_text("客户名称,电话\n新来的公司,13800003333\n,13800004444\n", encoding="utf-8")
    Path("theirs.xlsx").write_bytes(b"theirs")
    before = busy.json("history")
    assert busy(*words).status == 5
    assert (busy.json("history"), Path("theirs.xlsx").read_bytes()) == (before, b"theirs")
    assert busy(*words, "--force").status in (0, 3)
    assert Path("theirs.xlsx").read_bytes() != b"theirs"


def test_a_file_of_an_exported_folder_that_was_changed_stays(busy: Crm) -> None:
    busy.ok("export", "--all", "-o", "all")
    busy.ok("export", "--all", "-o", "all")
    Path("all/customers.xlsx").write_bytes(b"mine")
    assert busy("export", "--all", "-o", "all").status == 5
    assert Path("all/customers.xlsx").read_bytes() == b"mine"
    busy.ok("export", "--all", "-o", "all", "--force")


@pytest.mark.parametrize(("answer", "stays"), [("n", True), ("y", False)])
def test_on_a_terminal_it_is_asked(
    busy: Crm, answers: Callable[..., object], answer: str, stays: bool
) -> None:
    Path("tiers.html").write_bytes(b"theirs")
    answers(answer)
    busy("report", "tiers", "-o", "tiers.html")
    assert (Path("tiers.html").read_bytes() == b"theirs") is stays


def test_in_chinese_it_is_asked_in_chinese(busy: Crm, answers: Callable[..., object]) -> None:
    Path("tiers.html").write_bytes(b"theirs")
    answers("是")
    run = busy("--lang", "zh", "report", "tiers", "-o", "tiers.html")
    assert "要替换吗？（y 是/n 否）" in run.err + run.out
    assert Path("tiers.html").read_bytes() != b"theirs"
