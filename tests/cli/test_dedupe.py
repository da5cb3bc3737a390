"""Finding customers who stand there twice, and carrying out what is decided about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import Crm, beginning


@beginning
def twice(crm: Crm) -> None:
    """1 and 2 are certainly one, 3 and 4 likely, 5 shares a phone with 1 and 6 is a branch of it."""
    crm.ok(
        "add", "成都远鑫科技有限公司", "--phone", "13800000001", "--email", "a@example.com", "--city", "成都"
    )
    crm.ok("add", "远鑫科技（成都）", "--phone", "13800000001", "--city", "成都", "--force")
    crm.ok("add", "安定酒店", "--phone", "13800000003", "--city", "成都")
    crm.ok(
        "add",
        "成都安定酒店有限公司",
        "--phone",
        "13800000004",
        "--city",
        "成都",
        "--contact",
        "王芳",
        "--force",
    )
    crm.ok("add", "大河广告", "--phone", "13800000001", "--force")
    crm.ok("add", "成都远鑫科技有限公司重庆分公司", "--phone", "13800000001", "--force")


def _pairs(crm: Crm, *words: str) -> dict[tuple[int, int], str]:
    return {(p["left_id"], p["right_id"]): p["class"] for p in crm.json("dedupe", *words)}


def test_pairs_have_a_score_a_class_and_reasons(twice: Crm) -> None:
    first = twice.json("dedupe")[0]
    assert (first["left_id"], first["right_id"], first["class"]) == (1, 2, "certain")
    assert {r["reason"] for r in first["reasons"]} >= {"core_name", "phone", "registered"}
    assert sum(r["points"] for r in first["reasons"]) >= first["score"] >= 90


def test_the_surest_come_first_and_a_branch_never(twice: Crm) -> None:
    pairs = _pairs(twice)
    assert pairs == {(1, 2): "certain", (3, 4): "likely", (1, 5): "possible", (2, 5): "possible"}
    assert next(iter(pairs)) == (1, 2)


@pytest.mark.file
def test_only_some_classes(twice: Crm) -> None:
    assert set(_pairs(twice, "--class", "确定").values()) == {"certain"}
    assert twice("dedupe", "--class", "sure").status == 2


def test_auto_merges_the_certain_ones_in_one_operation(twice: Crm) -> None:
    before = len(twice.json("history"))
    data = twice.json("dedupe", "--auto")
    assert [(m["survivor_id"], m["loser_id"]) for m in data["merged"]] == [(1, 2)]
    assert len(twice.json("history")) == before + 1
    assert (1, 2) not in _pairs(twice)
    twice.ok("undo")
    assert _pairs(twice)[1, 2] == "certain"


def test_three_that_are_one_become_one(crm: Crm) -> None:
    for name in ("成都远鑫科技有限公司", "成都远鑫科技", "成都市远鑫科技"):
        crm.ok("add", name, "--phone", "13800000001", "--force")
    assert len(crm.json("dedupe", "--auto")["merged"]) == 2
    assert [c["id"] for c in crm.json("find")] == [1]
    crm.ok("merge", "undo", "1")
    assert [c["id"] for c in crm.json("find")] == [1, 2]


def test_a_workbook_of_decisions_goes_out_and_back(twice: Crm, tmp_path: Path) -> None:
    path = tmp_path / "review.xlsx"
    twice.ok("dedupe", "-o", str(path))
    decided = _decide(path, {(1, 2): "合并", (1, 5): "不同", (2, 5): "", (3, 4): "later"})
    assert decided == 4
    data = twice.json("dedupe", "apply", str(path))
    assert ([m["loser_id"] for m in data["merged"]], data["different"], data["left"]) == ([2], 1, [])
    assert (1, 5) not in _pairs(twice) and (3, 4) in _pairs(twice)
    # The same again: what was merged is merged, what was decided is decided.
    assert twice.json("dedupe", "apply", str(path)) == {"merged": [], "different": 0, "left": []}


@pytest.mark.file
def test_the_workbook_offers_the_decisions(twice: Crm, tmp_path: Path) -> None:
    twice.ok("dedupe", "-o", str(tmp_path / "r.xlsx"))
    sheet: Any = load_workbook(tmp_path / "r.xlsx").active
    (rule,) = sheet.data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ('"merge,left stays,right stays,different,later"', "A2:A5")


@pytest.mark.file
def test_a_decision_that_nobody_understands_changes_nothing(twice: Crm, tmp_path: Path) -> None:
    path = tmp_path / "review.xlsx"
    twice.ok("dedupe", "-o", str(path))
    _decide(path, {(1, 2): "merge", (3, 4): "perhaps"})
    run = twice("dedupe", "apply", str(path))
    assert run.status == 5 and "perhaps" in run.err
    assert twice.json("merge", "list") == []


@pytest.mark.file
def test_another_workbook_is_refused(crm: Crm, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    assert crm("dedupe", "apply", str(tmp_path / "x.csv")).status == 5
    assert crm("dedupe", "apply", str(tmp_path / "none.xlsx")).status == 4
    assert crm("dedupe", "-o", str(tmp_path / "x.csv")).status == 2


def test_that_two_differ_goes_before_merging_them_over_a_third(twice: Crm, tmp_path: Path) -> None:
    path = tmp_path / "review.xlsx"
    twice.ok("dedupe", "-o", str(path))
    _decide(path, {(1, 2): "merge", (2, 5): "merge", (1, 5): "different"})
    run = twice("dedupe", "apply", str(path), "--format", "json")
    assert run.status == 3
    assert [(e["left_id"], e["right_id"]) for e in run.json["data"]["left"]] == [(2, 5)]


def test_that_two_differ_can_be_undone(twice: Crm, tmp_path: Path) -> None:
    path = tmp_path / "review.xlsx"
    twice.ok("dedupe", "-o", str(path))
    _decide(path, {(3, 4): "n"})
    twice.ok("dedupe", "apply", str(path))
    assert (3, 4) not in _pairs(twice)
    twice.ok("undo")
    assert (3, 4) in _pairs(twice)


def test_reviewing_asks_for_each(twice: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    assert twice("dedupe", "review").status == 2
    answers = iter(["?", "y", "n", "q"])
    monkeypatch.setattr("typer.prompt", lambda *words, **more: next(answers))
    monkeypatch.setattr("crmcli.context.Context.interactive", True)
    run = twice.ok("dedupe", "review")
    assert "成都远鑫科技有限公司" in run.out and "= 13800000001" not in run.err
    assert len(twice.json("merge", "list")) == 1
    assert len(_pairs(twice)) < 4


def _two_that_are_one(crm: Crm) -> None:
    """A short-named record that is older and has less, and the whole one."""
    crm.ok("add", "远鑫科技", "--phone", "13800000001", "--force")
    crm.ok(
        "add",
        "成都远鑫科技有限公司",
        "--phone",
        "13800000001",
        "--email",
        "a@b.cd",
        "--city",
        "成都",
        "--force",
    )


@pytest.mark.file
def test_the_formally_named_record_stays(crm: Crm) -> None:
    _two_that_are_one(crm)
    assert [(m["survivor_id"], m["loser_id"]) for m in crm.json("dedupe", "--auto")["merged"]] == [(2, 1)]
    row = crm.json("show", "1")
    assert (row["id"], row["name"]) == (2, "成都远鑫科技有限公司")


@pytest.mark.file
def test_of_two_alike_in_name_the_fuller_stays(crm: Crm) -> None:
    crm.ok("add", "王芳", "--phone", "13800000001", "--force")
    crm.ok("add", "王芳", "--phone", "13800000001", "--email", "a@b.cd", "--force")
    assert [m["survivor_id"] for m in crm.json("dedupe", "--auto")["merged"]] == [2]


@pytest.mark.file
@pytest.mark.parametrize(
    ("word", "survivor"), [("合并", 2), ("left stays", 1), ("保留左", 1), ("保留右", 2), ("l", 1)]
)
def test_the_workbook_says_who_stays(crm: Crm, tmp_path: Path, word: str, survivor: int) -> None:
    _two_that_are_one(crm)
    path = tmp_path / "review.xlsx"
    crm.ok("dedupe", "-o", str(path))
    sheet: Any = load_workbook(path).active
    titles = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, titles.index("Stays if merged") + 1).value == 2
    _decide(path, {(1, 2): word})
    assert [m["survivor_id"] for m in crm.json("dedupe", "apply", str(path))["merged"]] == [survivor]


@pytest.mark.file
@pytest.mark.parametrize(("answer", "survivor"), [("y", 2), ("l", 1), ("r", 2)])
def test_reviewing_says_who_stays(
    crm: Crm, monkeypatch: pytest.MonkeyPatch, answer: str, survivor: int
) -> None:
    _two_that_are_one(crm)
    asked: list[str] = []
    monkeypatch.setattr("typer.prompt", lambda *words, **more: asked.append(words[0]) or answer)
    monkeypatch.setattr("crmcli.context.Context.interactive", True)
    crm.ok("dedupe", "review")
    assert "y(es, 2 stays)" in asked[0]
    assert [row["id"] for row in crm.json("find")] == [survivor]


def test_adding_asks_by_the_same_points(crm: Crm) -> None:
    crm.ok("add", "成都远鑫科技有限公司", "--phone", "13800000001", "--city", "成都")
    for words in (
        ("远鑫科技（成都）", "--phone", "13800000009"), ("大河广告", "--phone", "13800000001"), ("成都远鑫科技有限公司",),
    ):  # fmt: skip
        assert crm("add", *words).status == 5, words
    crm.ok("add", "成都远鑫科技有限公司重庆分公司", "--phone", "13800000001")
    crm.ok("add", "成都远鑫")


def test_an_import_reports_by_the_same_points(crm: Crm, tmp_path: Path) -> None:
    sheet = tmp_path / "客户.csv"
    sheet.write_text("客户名称,电话\n远鑫酒店,13800000001\n大河广告,13800000001\n", encoding="utf-8")
    (reported,) = crm.json("import", str(sheet), "--yes")["possible_duplicates"]
    (found,) = crm.json("dedupe")
    assert (reported["score"], reported["class"]) == (found["score"], found["class"]) == (50, "possible")


def _decide(path: Path, decisions: dict[tuple[int, int], str]) -> int:
    """Fills in the decision column; returns how many rows there are."""
    book = load_workbook(path)
    sheet: Any = book.active
    titles = [cell.value for cell in sheet[1]]
    left, right = titles.index("left_id"), titles.index("right_id")
    for row in sheet.iter_rows(min_row=2):
        row[0].value = decisions.get((row[left].value, row[right].value))
    book.save(path)
    return int(sheet.max_row) - 1
