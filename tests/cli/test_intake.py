"""What is no file, is too large, or no text that can be read: a sentence from every command that reads one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Crm

pytestmark = pytest.mark.file

COMMANDS = [
    ("import", "FILE", "--yes"), ("import", "list.csv", "--mapping", "FILE", "--yes"), ("survey", "import", "FILE", "--yes"),
    ("survey", "record", "--mail", "FILE"), ("survey", "form", "add", "FILE"), ("calendar", "import", "FILE"),
    ("dedupe", "apply", "FILE"), ("policy", "check", "FILE"), ("policy", "set", "--file", "FILE"),
    ("classify", "--dry-run", "--policy", "FILE"), ("restore", "FILE", "--yes"),
]  # fmt: skip
NO_FILES: dict[str, Callable[[Path], object]] = {
    "pipe.toml": os.mkfifo,
    "device.toml": lambda path: path.symlink_to("/dev/zero"),
    "folder.toml": Path.mkdir,
    "nothing.toml": lambda path: None,
    "dangling.toml": lambda path: path.symlink_to("/nowhere"),
}
TEXTS = {
    "levels.toml": b"a = " + b"[" * 3000 + b"]" * 3000,
    "levels2.toml": b".".join([b"a"] * 3000) + b" = 1",
    "digits.toml": b"[churn]\nhigh = " + b"9" * 5000,
    "fewer digits.toml": b"[churn]\nhigh = " + b"9" * 4000,
    "nul.toml": b"\0\1[churn]\n",
    "two bytes.toml": "[churn]\nhigh = 70\n".encode("utf-16"),
    "half.toml": b"[churn]\nhigh = 7"[:-3] + "高".encode()[:2],
    "far.eml": b"Date: Fri, 20 Nov 20100000000000000000026 10:00:00 +0800\nSubject: ABCD-EFGH\n\n1: 5\n",
    "large.toml": b"# x\n" * 1_300_000,
}


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_what_is_no_file_is_refused(crm: Crm, words: tuple[str, ...]) -> None:
    (crm.folder / "list.csv").write_text("Name,Phone\nAlpha,13800000001\n", encoding="utf-8")
    before = crm.ok("history").out
    for name, make in NO_FILES.items():
        make(crm.folder / name)
        if (words == COMMANDS[0] and name == "folder.toml") or ("form" in words and name == "dangling.toml"):
            continue  # folders are imported; what is no file may be the key of a form
        run = crm(*(name if word == "FILE" else word for word in words))
        assert run.status == (4 if name in ("nothing.toml", "dangling.toml") else 5), (name, run)
        assert run.err.startswith("Error: ") and len(run.err) < 250, (name, run.err)
    assert crm.ok("history").out == before


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_what_can_not_be_read_is_refused(crm: Crm, words: tuple[str, ...]) -> None:
    (crm.folder / "list.csv").write_text("Name,Phone\nAlpha,13800000001\n", encoding="utf-8")
    before = crm.ok("history").out
    for name, content in TEXTS.items():
        if name == "large.toml" and words[0] in ("import", "survey", "dedupe", "calendar"):
            continue  # a table may be large
        (crm.folder / name).write_bytes(content)
        run = crm(*(name if word == "FILE" else word for word in words))
        assert run.status in (4, 5, 10), (name, run)
        assert run.err.startswith("Error: ") and len(run.err) < 300, (name, run.err)
    assert crm.ok("history").out == before


@pytest.mark.parametrize(
    "name", ["levels.toml", "levels2.toml", "digits.toml", "nul.toml", "two bytes.toml", "half.toml"]
)
def test_a_config_file_that_can_not_be_read_is_refused(
    crm: Crm, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = crm.folder / "config.toml"
    path.write_bytes(TEXTS[name])
    monkeypatch.setenv("CRMCLI_CONFIG", str(path))
    run = crm("find")
    assert (run.status, run.err.count("\n")) == (5, 2), run.err


@pytest.mark.parametrize(
    "text", ["db = 5", "lang = ['zh']", "as = {a = 1}", "db = ''", "lang = 7", "as = 1.5"]
)
def test_a_config_file_of_odd_values_ends_in_no_traceback(
    crm: Crm, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    path = crm.folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("CRMCLI_CONFIG", str(path))
    run = crm("find")
    assert "Traceback" not in run.err and run.status in (0, 2, 4, 5, 10, 16), run


@pytest.mark.parametrize("ending", ["-journal", "-wal", "-shm"])
def test_no_database_takes_the_name_of_another_ones_journal(crm: Crm, ending: str) -> None:
    for words in (("move", "--to", f"crm.db{ending}"), ("--db", f"new.db{ending}", "init", "--name", "X")):
        assert crm(*words).status == 5
    assert {path.name for path in crm.folder.iterdir() if path.name.endswith(ending)} == set()
