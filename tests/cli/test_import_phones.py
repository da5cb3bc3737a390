"""Phones of the world in sheets: read by the row's country, the sheet's numbers, the team's country; faxes are none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crmcli import errors

from .conftest import Crm

# What sheets say is read the same for either engine.
pytestmark = pytest.mark.file


def take_in(crm: Crm, path: Path, *lines: str) -> Any:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    run = crm("import", str(path), "--yes", "--partial", "--rejects", str(path.with_suffix(".mend.xlsx")), "--format", "json")  # fmt: skip
    assert run.status in (0, 3), run.err
    return run.json["data"]


def phones(crm: Crm) -> dict[str, str | None]:
    return {row["name"]: row["phone"] for row in crm.json("export", "customers")}


def test_each_row_is_of_its_country(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "list.csv", "company,country,phone",
        "Alpha Ltd,USA,1-421-904-7947", "Beta Ltd,美国,1-361-555-0134 x667", "Gamma Ltd,Japan,(03) 3555-5011",
        "Delta Ltd,Deutschland,0228/1234567", "Epsilon Ltd,,13911829855", "Zeta Ltd,GB,020 7946 0018", "Eta Ltd,France,13911829856",
    )  # fmt: skip
    assert phones(crm) == {
        "Alpha Ltd": "+14219047947", "Beta Ltd": "+13615550134-667", "Gamma Ltd": "+81335555011", "Delta Ltd": "+492281234567",
        "Epsilon Ltd": "13911829855", "Zeta Ltd": "+442079460018", "Eta Ltd": "13911829856",
    }  # fmt: skip


def test_what_cannot_be_completed_stays_beside_and_matches_nobody(crm: Crm, tmp_path: Path) -> None:
    data = take_in(
        crm, tmp_path / "list.csv", "company,country,phone", "Alpha Ltd,Mexico,(5) 555-4729", "Beta Ltd,Mexico,(5) 555-4729",
    )  # fmt: skip
    assert (data["totals"]["created"], data["totals"]["incomplete"], data["possible_duplicates"]) == (
        2,
        2,
        [],
    )
    assert phones(crm) == {"Alpha Ltd": None, "Beta Ltd": None}
    assert "(5) 555-4729" in str(crm.json("show", "Alpha Ltd"))


@pytest.mark.parametrize(
    ("numbers", "first"),
    [
        (["+49 228 1234567", "0731 1234567"], "+497311234567"),
        (["1-421-904-7947", "3615550134"], "+13615550134"),
    ],
)
def test_other_numbers_of_the_sheet_tell(crm: Crm, tmp_path: Path, numbers: list[str], first: str) -> None:
    take_in(crm, tmp_path / "list.csv", "客户名称,电话", f"甲,{numbers[0]}", f"乙,{numbers[1]}")
    assert phones(crm)["乙"] == first


def test_the_teams_country_reads_sheets_and_what_is_typed(crm: Crm, tmp_path: Path) -> None:
    crm.ok("policy", "set", "team.country", "DE")
    take_in(crm, tmp_path / "list.csv", "company,phone", "Alpha GmbH,0228 1234567")
    crm.ok("add", "Bo Tamm", "--phone", "0731/1234567")
    crm.ok("edit", "Bo Tamm", "country=Japan", "phone=(03) 3555-5011")
    crm.ok("edit", "Alpha", "phone=0228 1234568")
    assert phones(crm) == {"Alpha GmbH": "+492281234568", "Bo Tamm": "+81335555011"}
    assert [row["name"] for row in crm.json("find", "0228 1234568")] == ["Alpha GmbH"]
    assert [row["name"] for row in crm.json("find", "0228-123")] == ["Alpha GmbH"]
    assert crm.json("complaint", "open", "0228 1234568", "late")["customer"] == "Alpha GmbH"
    crm.refuses([(("add", "Cy Orr", "--phone", "12345"), errors.Invalid.status)])


def test_chinese_numbers_are_found_as_typed(crm: Crm) -> None:
    crm.ok("add", "远鑫", "--phone", "021-62345678")
    for typed in ("021-62345678", "021 6234 5678", "02162345678", "62345678"):
        assert [row["name"] for row in crm.json("find", typed)] == ["远鑫"], typed


def test_our_own_list_comes_back_under_another_country(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add", "远鑫", "--phone", "13911829855")
    crm.ok("add", "Alpha Ltd", "--phone", "+49 228 1234567")
    crm.ok("policy", "set", "team.country", "US")
    out = tmp_path / "customers.csv"
    crm.ok("export", "customers", "-o", str(out))
    assert crm.ok("import", str(out), "--yes", "--format", "json").json["data"]["totals"]["unchanged"] == 2
    assert phones(crm) == {"远鑫": "13911829855", "Alpha Ltd": "+492281234567"}


def test_faxes_and_pagers_are_no_phones(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "list.csv", "公司名称,电话,传真,Pager",
        "甲地商贸,021-62345678,021-62345679,021-62345670", "乙地商贸,电话:021-62345671 传真:021-62345672,,", "丙地商贸,传真：021-62345673,,",
    )  # fmt: skip
    assert phones(crm) == {"甲地商贸": "021-62345678", "乙地商贸": "021-62345671", "丙地商贸": None}
    for number in ("021-62345679", "021-62345670", "021-62345672", "021-62345673"):
        crm.ok("add", f"新客户{number[-1]}号店", "--phone", number)  # nobody is told apart by it
    for name, number in (
        ("甲地商贸", "021-62345679"),
        ("乙地商贸", "021-62345672"),
        ("丙地商贸", "021-62345673"),
    ):
        assert number in str(crm.json("show", name)), name


def test_further_phones_of_many_countries(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "list.csv", "company,Country,Phone,Mobile",
        "Alpha Ltd,France,05 62 15 66 00,06 12 34 56 78", "Beta Ltd,Germany,030-0074321,0151 23456789",
        "Gamma Ltd,Japan,(03) 3555-5011,090-1234-5678", "Delta Ltd,USA,(512) 757-6000,512-757-6001",
    )  # fmt: skip
    found = {
        name: {
            crm.json("show", name)["phone"],
            *(p["value"] for p in crm.json("show", name)["contact_points"]),
        }
        for name in phones(crm)
    }
    assert found == {
        "Alpha Ltd": {"+33562156600", "+33612345678"}, "Beta Ltd": {"+49300074321", "+4915123456789"},
        "Gamma Ltd": {"+81335555011", "+819012345678"}, "Delta Ltd": {"+15127576000", "+15127576001"},
    }  # fmt: skip
