"""The quality of the data: each figure against records that were made with one flaw each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.conftest import beginning

from .conftest import Crm


@beginning
def flawed(crm: Crm) -> None:
    """Five customers: a whole one, one with gaps, two who share a phone, one whose values can't be."""
    crm.ok("staff", "add", "王芳", "--role", "rep")
    crm.ok(
        "add", "远鑫酒店有限公司", "--phone", "13911829855", "--city", "成都", "--industry", "酒店", "--size", "medium",
        "--source", "referral",
    )  # fmt: skip
    crm.ok("add", "安定贸易有限公司", "--city", "成都")
    crm.ok("add", "瑞景餐饮有限公司", "--phone", "18877233283", "--owner", "王芳")
    crm.ok("add", "瑞景餐饮有限公司成都分公司", "--phone", "18877233283", "--owner", "王芳", "--force")
    crm.ok("add", "刘帆", "--phone", "13800001111")
    crm.tamper(
        "UPDATE customer SET phone = '1380000', email = 'nobody', birthday = '1990-13-40', owner_id = NULL WHERE id = 5"
    )


def _report(crm: Crm, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = crm.json("report", "data-quality", *words)
    return found


def _figures(crm: Crm, *words: str) -> dict[str, tuple[Any, Any]]:
    return {f["key"]: (f["value"], f["n"]) for f in _report(crm, *words)["figures"]}


def test_every_figure_has_its_n(flawed: Crm) -> None:
    figures = _figures(flawed)
    assert figures["records"] == (5, 5)
    # 7 + 3 + 3 + 3 of 28 of the companies, 2 of 5 of the person.
    assert figures["completeness"] == (pytest.approx(18 / 33, abs=1e-4), 33)
    assert figures["complete_records"] == (0.2, 5)
    assert figures["invalid_values"] == (3, 17)
    assert figures["duplicated_records"] == (2, 5)
    assert figures["without_owner"] == (1, 5)
    assert figures["owner_left"] == (0, 5)
    assert figures["unverified_records"] == (0, 5)
    assert figures["without_contact"] == (0, 5)


def test_completeness_is_the_one_of_the_key_figures(flawed: Crm) -> None:
    kpi = {f["key"]: f["value"] for f in flawed.json("report", "kpi")["figures"]}
    assert _figures(flawed)["completeness"][0] == kpi["data_completeness"]


def test_time_alone_makes_records_unverified_and_customers_forgotten(flawed: Crm) -> None:
    flawed.ok("log-contact", "远鑫酒店有限公司", "phone", "报价")
    flawed.ok("staff", "edit", "王芳", "--left")
    flawed.ok("edit", "刘帆", "status=closed", "email=", "birthday=")
    later = _figures(flawed, "--as-of", "2027-11-21")
    assert later["unverified_records"] == (4, 4)
    assert later["without_contact"] == (4, 4)
    assert later["owner_left"] == (2, 4)
    assert _figures(flawed, "--as-of", "2027-11-19")["without_contact"] == (0, 4)


def test_each_owner_and_each_field_has_a_row(flawed: Crm) -> None:
    tables = {table["key"]: table["rows"] for table in _report(flawed)["tables"]}
    owners = {row["owner"]: row for row in tables["owners"]}
    assert list(owners) == ["Lee", "王芳", None]
    assert (owners["Lee"]["customers"], owners["王芳"]["duplicated"], owners[None]["invalid"]) == (2, 2, 3)
    # For people nobody has a name.
    (unowned,) = [
        line.split()
        for line in flawed.ok("report", "data-quality", "--lang", "zh").out.splitlines()
        if "无人负责  " in line and "%" in line
    ]
    assert unowned[0] == "无人负责"
    fields = {row["field"]: (row["filled"], row["n"]) for row in tables["fields"]}
    assert fields["reachable"] == (4, 5)
    assert fields["industry"] == (1, 4)
    mend = tables["to_mend"]
    assert mend[0]["customer"] == "刘帆"
    assert "远鑫酒店有限公司" not in {row["customer"] for row in mend}


def test_customers_of_a_period_are_looked_at_alone(flawed: Crm) -> None:
    flawed.at("2026-11-25T02:00:00Z")
    flawed.ok("add", "新客户有限公司", "--phone", "18877233283", "--force")
    assert _figures(flawed, "--from", "2026-11-24")["records"] == (1, 1)
    assert _figures(flawed, "--from", "2026-11-24")["duplicated_records"] == (0, 1)


@pytest.mark.file
@pytest.mark.parametrize("suffix", [".xlsx", ".html", ".csv", ".json", ".md"])
def test_it_is_written_as_any_file(flawed: Crm, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"quality{suffix}"
    flawed.ok("report", "data-quality", "-o", str(path))
    if suffix == ".xlsx":
        cells = [c.value for s in openpyxl.load_workbook(path) for row in s.iter_rows() for c in row]
        assert "Likely duplicates" in cells
    elif suffix in (".csv", ".json"):
        assert "duplicated_records" in path.read_text(encoding="utf-8-sig")
    else:
        assert "Likely duplicates" in path.read_text(encoding="utf-8")


def test_an_empty_database_has_no_shares(crm: Crm) -> None:
    assert _figures(crm)["completeness"] == (None, 0)
