"""The handbook: what the policy says and nothing else, by a past day, what changed in words, and the same bytes for the same data."""

from __future__ import annotations

import io
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning


@beginning
def ruled(crm: Crm) -> None:
    """Three versions of the policy, a phrase in use and one that is not."""
    crm.at("2026-11-22T02:00:00Z")
    crm.ok("policy", "set", "process.complaints", '["Lee", "Service"]', "--note", "agreed")
    crm.at("2026-11-25T02:00:00Z")
    crm.ok("policy", "set", "complaint.serious.resolve_hours", "36")
    crm.ok("policy", "set", "training.required.service", '["Manners"]')
    crm.ok("kb", "add", "Late", "We are on our way.", "--kind", "phrase")
    crm.ok("kb", "add", "Gone", "Never say this.", "--kind", "phrase")
    crm.ok("kb", "retire", "2")


def _part(crm: Crm, key: str, table: str, *more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = crm.json("report", "handbook", *more)[key]["tables"].get(table, [])
    return found


def test_it_tells_what_the_policy_says_and_that_it_says_nothing(ruled: Crm) -> None:
    rules = tomllib.loads(ruled.ok("policy", "show").out)
    steps = {row["step"]: row for row in _part(ruled, "steps", "steps")}
    assert steps["Handle complaints"]["owner"] == "Lee, Service"
    assert steps["Classify"]["owner"] == "the policy names nobody"
    assert steps["Classify"]["deadline"] == "the policy sets no deadline"
    assert (
        "365 days" in steps["Check the data"]["deadline"]
        and "crmcli verify send" in steps["Check the data"]["command"]
    )
    clocks = {row["severity"]: row for row in _part(ruled, "clocks", "clocks")}
    for severity in ("urgent", "serious", "normal"):
        for key in (
            "respond_hours",
            "propose_hours",
            "resolve_hours",
            "progress_hours",
            "satisfaction_hours",
            "revisit_hours",
        ):
            assert clocks[severity][key].split()[0] == f"{rules['complaint'][severity][key]:g}", (
                severity,
                key,
            )
    plan = {row["class"]: row["every"] for row in _part(ruled, "plan", "plan")}
    assert plan == {tier: f"{own['cadence_days']} days" for tier, own in rules["contact"]["plan"].items()}
    tiers = _part(ruled, "tiers", "tiers")
    assert [row["class"] for row in tiers] == [rule["key"] for rule in rules["tier"]]
    assert (
        tiers[0]["conditions"] == "spend in 12 months >= 50,000.00"
        and tiers[-1]["conditions"] == "everybody else"
    )
    limits = {row["figure"]: row["limit"] for row in _part(ruled, "figures", "figures")}
    assert limits["Yearly churn rate"] == "at most 20%" and limits["Repurchase rate"] == "at least 25%"
    assert limits["Average health"] == ""
    assert [row["title"] for row in _part(ruled, "phrases", "phrases")] == ["Late"]
    assert [(row["role"], row["topics"]) for row in _part(ruled, "trainings", "trainings")] == [
        ("service", "Manners")
    ]
    rights = {row["role"]: row["rights"] for row in _part(ruled, "roles", "roles")}
    assert (
        rights["viewer"] == "reads, writes nothing"
        and "policy" in rights["manager"]
        and "policy" not in rights["rep"]
    )


def test_every_command_that_it_names_is_one(ruled: Crm) -> None:
    for lang in ("en", "zh"):
        for row in _part(ruled, "steps", "steps", "--lang", lang):
            for line in row["command"].replace("、", ", ").split(", "):
                words = line.removeprefix("crmcli ").split()
                assert "--help" in ruled.ok(*words, "--help").out, line


def test_versions_and_what_changed_in_words(ruled: Crm) -> None:
    log = _part(ruled, "log", "log")
    assert [row["version"] for row in log] == [4, 3, 2, 1]
    assert log[1]["what"] == "resolved (complaint.serious.resolve_hours): 48 → 36"
    assert (
        log[2]["note"] == "agreed"
        and "Lee, Service" in log[2]["what"]
        and log[3]["what"] == "the first version"
    )
    found = _part(ruled, "differences", "differences", "--diff", "2", "3")
    assert [(row["path"], row["before"], row["after"]) for row in found] == [
        ("complaint.serious.resolve_hours", "48", "36")
    ]
    assert found[0]["what"] == "resolved"
    ruled.ok("policy", "set", "tier[0].all", '["spend_12m >= 60000"]')
    changed = _part(ruled, "differences", "differences", "--diff", "4", "5")[0]
    assert (changed["before"], changed["after"]) == (
        "spend in 12 months >= 50,000.00",
        "spend in 12 months >= 60,000.00",
    )
    assert "Nothing differs." in ruled.ok("report", "handbook", "--diff", "2", "2").out
    assert ruled("report", "handbook", "--diff", "1", "9").status == errors.NotFound.status


def test_a_past_day_has_the_rules_of_then(ruled: Crm) -> None:
    then = ("--as-of", "2026-11-23")
    clocks = {row["severity"]: row["resolve_hours"] for row in _part(ruled, "clocks", "clocks", *then)}
    assert clocks["serious"] == "48 hours"
    assert [row["version"] for row in _part(ruled, "log", "log", *then)] == [2, 1]
    assert _part(ruled, "phrases", "phrases", *then) == []


@pytest.mark.file
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_same_manual_is_the_same_file_and_opens(ruled: Crm, lang: str) -> None:
    docx = pytest.importorskip("docx")
    files = []
    for number in (1, 2):
        path = ruled.folder / f"h{number}.docx"
        ruled.at(f"2026-11-27T0{number}:00:00Z")
        ruled.ok("report", "handbook", "-o", str(path), "--as-of", "2026-11-26", "--lang", lang)
        files.append(path.read_bytes())
    assert files[0] == files[1]
    with zipfile.ZipFile(io.BytesIO(files[0])) as packed:
        assert {info.date_time for info in packed.infolist()} == {(2026, 1, 1, 0, 0, 0)}
    book = docx.Document(io.BytesIO(files[0]))
    told = ruled.json("report", "handbook", "--as-of", "2026-11-26", "--lang", lang)
    # A box for each step, then the tables in their order.
    cells = [[cell.text for cell in row.cells] for table in book.tables for row in table.rows]
    boxes = [row[0] for row in cells if len(row) == 1]
    assert len(boxes) == len(told["steps"]["tables"]["steps"]) == 10
    for number, row in enumerate(told["steps"]["tables"]["steps"], 1):
        assert (
            boxes[number - 1].startswith(f"{number}. {row['step']}\n")
            and row["deadline"] in boxes[number - 1]
        )
        assert [row[key] for key in ("step", "owner", "deadline", "data", "command")] in cells


@pytest.mark.file
def test_it_is_written_as_a_page_and_as_text(ruled: Crm) -> None:
    for name in ("h.html", "h.md"):
        ruled.ok("report", "handbook", "-o", str(ruled.folder / name))
    page, text = ((ruled.folder / name).read_text(encoding="utf-8") for name in ("h.html", "h.md"))
    assert (
        page.count("<rect") == 10
        and page.count("<polygon") == 9
        and "http" not in page.replace("http://www.w3.org/2000/svg", "")
    )
    assert (
        "## 7 Clocks of complaints" in text
        and "| urgent | 1 hour |" in text
        and "6. Handle complaints" in text
    )


@pytest.mark.file
def test_without_the_package_it_says_how_to_get_it(
    ruled: Crm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    run = ruled("report", "handbook", "-o", str(tmp_path / "h.docx"))
    assert run.status == errors.Usage.status and "crmcli[word]" in run.err
    assert not (tmp_path / "h.docx").exists()
