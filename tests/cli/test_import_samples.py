"""A whole company's folder, where one lies beside the project: every figure of its truth is reproduced.

CRMCLI_SAMPLES names the folder; without one these tests have nothing to read.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from .conftest import Crm

SAMPLES = Path(os.environ.get("CRMCLI_SAMPLES") or Path(__file__).parents[3] / "shared" / "samples")
pytestmark = pytest.mark.skipif(not (SAMPLES / "truth.json").is_file(), reason="no folder of samples")


@pytest.fixture
def truth() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))
    return found


def take_in(crm: Crm, tmp_path: Path, *words: str) -> dict[str, Any]:
    run = crm(
        "import",
        str(SAMPLES),
        "--yes",
        "--partial",
        "--rejects",
        str(tmp_path / "r.xlsx"),
        "--as-of",
        "2026-11-20",
        "--format",
        "json",
        *words,
    )
    assert run.status == 3, run.err
    data: dict[str, Any] = run.json["data"]
    return data


def figures(crm: Crm, report: str) -> dict[str, Any]:
    return {f["key"]: f["value"] for f in crm.json("report", report, "--as-of", "2026-11-20")["figures"]}


@pytest.mark.file
def test_every_figure_is_reproduced(crm: Crm, tmp_path: Path, truth: dict[str, Any]) -> None:
    data = take_in(crm, tmp_path, "--strict")
    created = {}
    for file in data["files"]:
        created[file["kind"]] = created.get(file["kind"], 0) + file["created"]
    assert created["customers"] == truth["customers_in_list"]
    assert data["totals"]["duplicate"] == truth["repeated_rows"]
    assert data["totals"]["rejected"] == len(truth["bad_rows"])
    assert created["interactions"] == truth["logs"]
    assert created["purchases"] == truth["orders"]
    kpi, satisfaction, complaints = (figures(crm, r) for r in ("kpi", "satisfaction", "complaints"))
    assert (kpi["customers"], kpi["members"], kpi["orders_counted"]) == (
        truth["customers"],
        truth["members"],
        truth["orders_counted"],
    )
    assert kpi["revenue_12m"] == truth["revenue_12m"]
    assert (satisfaction["responses"], satisfaction["nps"], satisfaction["mean_overall"]) == (
        truth["surveys"],
        truth["nps"],
        truth["mean_overall"],
    )
    assert (complaints["complaints"], complaints["unanswered"], complaints["respond_late"]) == (
        truth["complaints"], truth["complaints_unanswered"], truth["complaints_first_reply_over_2h"],
    )  # fmt: skip


@pytest.mark.file
def test_only_the_row_without_a_name_is_lost_and_all_comes_back_unchanged(
    crm: Crm, tmp_path: Path, truth: dict[str, Any]
) -> None:
    data, kept = take_in(crm, tmp_path), truth["kept"]
    assert (data["totals"]["rejected"], data["totals"]["incomplete"]) == (
        kept["rejected"],
        kept["incomplete"],
    )
    assert len(crm.json("export", "customers")) == kept["customers"]
    reasons = " ".join(field["reason"] for row in data["incomplete"] for field in row["fields"])
    assert all(word in reasons for word in ("phone", "no such date", "e-mail"))
    assert "name is missing" in data["rejected"][0]["reasons"][0]
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").active
    assert sheet is not None and sheet.max_row == 1 + kept["rejected"] + kept["incomplete"]

    before = crm.json("history")
    again = take_in(crm, tmp_path)["totals"]
    assert again["unchanged"] + again["rejected"] == again["rows"]
    assert crm.json("history") == before
    crm.ok("export", "all", "-o", str(tmp_path / "all.xlsx"))
    back = crm.json("import", str(tmp_path / "all.xlsx"), "--yes")["totals"]
    assert back["unchanged"] == back["rows"]
