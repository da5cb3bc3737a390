"""crmcli demo: the practice company and the walk through its day."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from crmcli import catalogue, errors
from crmcli.demo import agreements, company, sheets, words
from tests.cli.conftest import Crm

# The practice company lies in a file of its own.
pytestmark = pytest.mark.file


@pytest.mark.parametrize(("language", "tier"), [("en", "key"), ("zh_CN", "重点客户")])
def test_the_walk_goes_through_the_day(bare: Crm, tmp_path: Path, language: str, tier: str) -> None:
    folder = tmp_path / "practice"
    run = bare.ok("demo", "--folder", str(folder), "--lang", language)
    typed = [
        line.split(f"{folder}/crm.db ")[1].split()[0]
        for line in run.out.splitlines()
        if line.startswith("$ ")
    ]
    entries = [catalogue.find_entry(word) for word in typed]
    assert [entry and entry.name for entry in entries] == [
        "init", "import", "classify", "due", "complaint", "complaint", "report",
    ]  # fmt: skip
    assert all(
        entry and word == (entry.name if language == "en" else entry.chinese)
        for entry, word in zip(entries, typed, strict=True)
    )
    assert tier in run.out
    team = bare.json("staff", "list", "--db", str(folder / "crm.db"))
    assert len(team) == 4, "the manager and who made the visits"
    assert f"{folder}/crm.db" in run.out.split("report churn" if language == "en" else "报表 流失")[-1]


def test_it_tells_each_step_and_leaves_a_database_that_serves_on(
    bare: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("CRMCLI_AS", "somebody")
        data = bare.json("demo", "--folder", str(tmp_path / "practice"))
    assert [step["status"] for step in data["steps"]] == [0, errors.REJECTED_ROWS, 0, 0, 0, 0, 0]
    assert not bare.db.exists(), "the reader's own"
    db = str(tmp_path / "practice" / "crm.db")
    assert data["db"] == db
    assert len(bare.json("find", "--db", db)) == 120
    assert bare("due", "--check", "--db", db).status == errors.SOMETHING_DUE
    assert bare.json("report", "complaints", "--db", db)["figures"]
    for name, keys in (
        ("pipeline", ("won", "lost", "weighted")),
        ("contracts", ("contracts_ending", "contracts_renewed", "contracts_lost", "receivable_overdue")),
    ):
        figures = {f["key"]: f["value"] for f in bare.json("report", name, "--db", db)["figures"]}
        assert all(value for key, value in figures.items() if key.endswith(keys)), figures
    book = load_workbook(tmp_path / "practice" / "rejects.xlsx")
    assert sum(sheet.max_row - 1 for sheet in book) == 3


def test_broken_off_it_leaves_nothing(bare: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_off(*_arguments: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    monkeypatch.setattr("crmcli.demo.walk.run", broken_off)
    assert bare("demo").status == 130
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["--folder", "full"], errors.Invalid.status), (["--db", "mine.db"], errors.Usage.status)],
)
def test_it_refuses_what_is_in_use(
    bare: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    assert bare("demo", *arguments).status == status
    assert sorted(path.name for path in (tmp_path / "full").iterdir()) == ["mine.txt"]


@pytest.mark.parametrize("day", ["2024-02-29", "2026-01-01", "2026-03-31", "2026-12-31"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_nothing_has_happened_that_lies_ahead(day: str, language: str) -> None:
    now = datetime.fromisoformat(f"{day} 09:30")
    made = company.build(now, words.words(language))
    past = [v.day for c in made.customers for v in c.visits] + [c.created_on for c in made.customers]
    past += [o.day for c in (*made.customers, *made.members) for o in c.orders]
    assert max(past) <= now.date()
    moments = [x.opened for x in made.complaints] + [a.at for a in made.answers]
    moments += [at for x in made.complaints for at in (x.replied, x.resolved) if at]
    assert max(moments) <= now
    signed, deals = agreements.contracts(made), agreements.deals(made)
    assert max(c.signed for c in signed) < now.date() and all(c.signed < c.start <= c.end for c in signed)
    assert max(day for d in deals for day in (d.opened, d.closed) if day) <= now.date()
    assert all(d.opened < (d.closed or d.expected) for d in deals)
    assert all(v.next_on > v.day for c in made.customers for v in c.visits if v.next_on)


def test_the_same_day_gives_the_same_company() -> None:
    now = datetime(2026, 11, 20, 10)
    assert company.build(now, words.CHINESE) == company.build(now, words.CHINESE)
    assert (
        company.build(now, words.CHINESE).customers[0].orders
        != company.build(now.replace(day=1), words.CHINESE).customers[0].orders
    )


def test_phones_and_names_are_ones_own() -> None:
    for material in (words.ENGLISH, words.CHINESE):
        made = company.build(datetime(2026, 11, 20, 10), material)
        everybody = [*made.customers, *made.members]
        assert len({x.phone for x in everybody}) == len({x.name for x in everybody}) == len(everybody)


def test_the_sheets_are_real_files_in_the_readers_language(tmp_path: Path) -> None:
    made = company.build(datetime(2026, 11, 20, 10), words.CHINESE)
    paths = sheets.write(made, tmp_path)
    assert {path.suffix for path in paths} == {".xlsx", ".csv", ".vcf"}
    ledger = (tmp_path / "投诉台账.csv").read_bytes()
    assert "投诉内容" in ledger.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        ledger.decode("utf-8")
