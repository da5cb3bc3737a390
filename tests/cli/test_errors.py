"""Every bad end: one sentence, the documented status, never a traceback."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from crmcli.database import migrations
from tests.cli.conftest import Crm


def _clear(run: object) -> None:
    assert "Traceback" not in run.err  # type: ignore[attr-defined]
    assert run.err.strip()  # type: ignore[attr-defined]


def test_no_database(bare: Crm) -> None:
    run = bare("find")
    _clear(run)
    assert run.status == 10
    assert "crmcli init" in run.err


@pytest.mark.file
@pytest.mark.parametrize("content", [b"", b"just text, no database", b"PK\x03\x04 something else"])
def test_not_our_database(bare: Crm, content: bytes) -> None:
    bare.db.write_bytes(content)
    run = bare("find")
    _clear(run)
    assert run.status == 10
    assert bare.db.read_bytes() == content


@pytest.mark.file
def test_another_programs_database(bare: Crm) -> None:
    with sqlite3.connect(bare.db) as other:
        other.execute("CREATE TABLE t (x)")
    assert bare("find").status == 10


def test_a_newer_schema(crm: Crm) -> None:
    crm.tamper("PRAGMA user_version = 999" if crm.server is None else "UPDATE server_state SET version = 999")
    run = crm("find")
    _clear(run)
    assert run.status == 13


def test_an_older_schema_is_brought_up_to_date(bare: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as first:
        first.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:1])
        first.setattr(migrations, "VERSION", 1)
        bare.ok("init", "--name", "Lee")
    bare.ok("add", "安定物业有限公司", "--contact", "王芳")
    bare.ok("contact", "leave", "王芳")
    bare.ok("segment", "save", "all", "name!=none")
    assert [row["left_on"] for row in bare.json("contact", "list", "--left")] == ["2026-11-20"]
    # What the year and the server of the tests lack is none of the tables.
    assert {f["check"] for f in bare.json("doctor") if f["state"] != "ok"} <= {"holidays", "server"}


@pytest.mark.file
def test_locked(crm: Crm) -> None:
    other = sqlite3.connect(crm.db, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    run = crm("add", "李小明")
    other.close()
    _clear(run)
    assert run.status == 11
    assert crm.json("find") == []


@pytest.mark.file
def test_read_only(crm: Crm) -> None:
    crm.db.chmod(0o444)
    run = crm("add", "李小明")
    _clear(run)
    assert run.status == 21
    assert crm.json("find") == []


@pytest.mark.file
def test_corrupt(crm: Crm) -> None:
    for n in range(60):
        crm.ok("add", f"客户{n}号公司", "--force")
    data = bytearray(crm.db.read_bytes())
    for page in range(2, len(data) // 4096):
        data[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    crm.db.write_bytes(data)
    run = crm("find")
    _clear(run)
    assert run.status == 20


def test_init_never_overwrites(crm: Crm) -> None:
    crm.ok("add", "李小明")
    assert crm("init").status == 5
    assert len(crm.json("find")) == 1


def test_a_server_is_refused_without_showing_its_password(bare: Crm) -> None:
    run = bare("--db", "postgresql://me:secret@host/db", "find")
    assert run.status == 2
    assert "secret" not in run.err


@pytest.mark.file
@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("nope",), 2),
        (("find", "--nope"), 2),
        (("find", "--format", "xml"), 2),
        (("show",), 2),
        (("show", "999"), 4),
        (("log-contact", "#1", "telepathy", "x"), 2),
        (("log-contact", "#1", "phone", "x", "--at", "2026-13-01"), 2),
        (("log-contact", "#1", "phone", "x", "--at", "2026-12-01"), 5),
        (("log-contact", "#1", "phone", "x", "--next", "yesterday"), 5),
        (("log-contact", "#1", "phone", "x", "--with", "nobody"), 4),
        (("complaint", "open", "1"), 2),
        (("staff",), 2),
        (("add",), 2),
        (("edit", "1"), 2),
        (("edit", "1", "nonsense"), 2),
        (("edit", "1", "nonsense=1"), 5),
        (("edit", "1", "name="), 5),
    ],
)
def test_bad_input(crm: Crm, words: tuple[str, ...], status: int) -> None:
    crm.ok("add", "李小明")
    before = crm.json("history")
    run = crm(*words)
    _clear(run)
    assert run.status == status, run.err
    assert crm.json("history") == before


@pytest.mark.file
def test_input_method_dashes_and_quotes_are_understood(crm: Crm) -> None:
    crm.ok("新增", "李小明", "——phone", "13800000001")
    assert crm.json("find")[0]["phone"] == "13800000001"
    assert crm.ok("查找", "－－format", "json").json["data"][0]["id"] == 1


@pytest.mark.file
def test_a_misspelt_command_is_guessed_but_not_run(crm: Crm) -> None:
    run = crm("complain")
    assert run.status == 2
    assert "complaint" in run.err


@pytest.mark.file
@pytest.mark.parametrize(
    ("language", "words", "told"),
    [
        ("en", ("pool", "zzz"), "There is no command pool zzz. There are: "),
        ("zh", ("公海", "甲乙"), "没有命令公海 甲乙。现有：列表、"),
        ("en", ("loyalty", "draw", "x", "--people", "2"), "There is no option --people.\n"),
        ("zh", ("积分", "抽奖", "x", "--人数", "2"), "没有选项 --人数。\n"),
        ("zh", ("积分", "抽奖", "x", "--名", "2"), "没有选项 --名。您是不是想输入：--名额？"),
    ],
)
def test_a_word_that_is_none_is_guessed_or_all_are_named(
    bare: Crm, language: str, words: tuple[str, ...], told: str
) -> None:
    run = bare("--lang", language, *words)
    assert run.status == 2
    assert told in run.err


def test_the_config_file_names_the_database(
    bare: Crm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'db = "{tmp_path / "other.db"}"\n', encoding="utf-8")
    monkeypatch.setenv("CRMCLI_CONFIG", str(config))
    monkeypatch.delenv("CRMCLI_DB")
    bare.ok("init", "--name", "Lee")
    assert (tmp_path / "other.db").is_file()
    config.write_text("not toml [", encoding="utf-8")
    assert bare("find").status == 5


@pytest.mark.file
def test_the_language_comes_from_option_environment_or_config(
    bare: Crm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('lang = "zh_CN"\n', encoding="utf-8")
    monkeypatch.setenv("CRMCLI_CONFIG", str(config))
    monkeypatch.delenv("CRMCLI_LANG")
    assert "数据库" in bare("find").err
    monkeypatch.setenv("CRMCLI_LANG", "en")
    assert "There is no database" in bare("find").err
    assert "数据库" in bare("find", "--lang", "zh").err
