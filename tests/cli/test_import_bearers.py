"""Persons and companies in one list, told apart row by row; a surname, a mail or a number names somebody, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Crm
from .test_import_phones import take_in

# What sheets say is read the same for either engine.
pytestmark = pytest.mark.file


def kinds(crm: Crm) -> dict[str, str]:
    return {row["name"]: row["kind"] for row in crm.json("export", "customers")}


@pytest.mark.parametrize(
    "header", ["Account Name", "Company Name", "Company", "Organization Name", "公司名称", "门店名称", "企业名称", "公司名稱"]
)  # fmt: skip
def test_a_column_of_companies(crm: Crm, tmp_path: Path, header: str) -> None:
    take_in(
        crm, tmp_path / "list.csv", f"{header},City", "Laura Ashworth,Bonn", "Island Corner,Ulm", "李明,成都"
    )
    assert set(kinds(crm).values()) == {"company"}


@pytest.mark.parametrize(
    "header", ["姓名,性别,手机", "姓名,年龄,手机", "客户,性别,手机", "Name,Gender,Phone"]
)
def test_a_column_of_persons(crm: Crm, tmp_path: Path, header: str) -> None:
    take_in(
        crm,
        tmp_path / "list.csv",
        header,
        "小龙女士,女,13911829851",
        "Tom,男,13911829852",
        "王中心,男,13911829853",
    )
    assert set(kinds(crm).values()) == {"person"}


def test_an_often_empty_company(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "list.csv", "First Name,Last Name,Company,Email,Mobile",
        "José,Álvarez,,jose@q.example,+34 91 555 22 82", "Ada,Quill,Fernhill GmbH,ada@q.example,+49 228 1234567",
        ",Tamm,,,+49 731 1234567", ",,,cy@q.example,", ",,,info@q.example,", ",,Anders & Co. KG,,+49 30 1234567", "小明,王,,,13911829855",
    )  # fmt: skip
    assert kinds(crm) == {
        "José Álvarez": "person", "Fernhill GmbH": "company", "Tamm": "person", "cy@q.example": "person",
        "info@q.example": "company", "Anders & Co. KG": "company", "王小明": "person",
    }  # fmt: skip
    assert [p["name"] for p in crm.json("show", "Fernhill")["persons"]] == ["Ada Quill"]


def test_an_often_empty_unit(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "list.csv", "姓名,性别,单位,电话",
        "王建设,男,,13911829851", "李芳,女,甲地丰达商贸,13911829852", "丁中心,男,,13911829854",
    )  # fmt: skip
    assert kinds(crm) == {"王建设": "person", "甲地丰达商贸": "company", "丁中心": "person"}
    assert [p["name"] for p in crm.json("show", "甲地丰达商贸")["persons"]] == ["李芳"]


def test_who_is_missing_in_a_list_of_companies_is_nobody(crm: Crm, tmp_path: Path) -> None:
    lines = [f"甲地{n}号商贸,李{n},139118298{n:02}" for n in range(30)]
    data = take_in(crm, tmp_path / "list.csv", "公司名称,联系人,电话", *lines, ",王五,13911829900")
    assert (data["totals"]["created"], data["totals"]["rejected"]) == (30, 1)


@pytest.mark.parametrize("header", ["Last Name", "Surname", "Family Name", "First Name", "Nachname", "姓氏"])
def test_a_part_of_a_name_is_a_name(crm: Crm, tmp_path: Path, header: str) -> None:
    take_in(crm, tmp_path / "list.csv", f"{header},Email,Mobile", "Quill,quill@q.example,+49 228 1234567", "Tamm,tamm@q.example,+49 731 1234567")  # fmt: skip
    assert kinds(crm) == {"Quill": "person", "Tamm": "person"}


def test_a_middle_name_stands_between(crm: Crm, tmp_path: Path) -> None:
    take_in(crm, tmp_path / "list.csv", "Last Name,First Name,Middle Name,Email", "Quill,Ada,M.,ada@q.example", "Tamm,Bo,,bo@q.example")  # fmt: skip
    assert kinds(crm) == {"Ada M. Quill": "person", "Bo Tamm": "person"}


@pytest.mark.parametrize("header", ["Vorname,Nachname", "Prénom,Nom", "Nombre,Apellidos"])
def test_parts_of_names_in_other_languages(crm: Crm, tmp_path: Path, header: str) -> None:
    rows = ("José,Álvarez,jose@q.example,Lima,Peru", "Ada,Quill,ada@q.example,Bonn,Germany")
    take_in(crm, tmp_path / "list.csv", f"{header},Email,City,Country", *rows)
    assert kinds(crm) == {"José Álvarez": "person", "Ada Quill": "person"}


def test_a_mail_or_a_number_names_somebody_and_a_phone_does_not(crm: Crm, tmp_path: Path) -> None:
    data = take_in(
        crm, tmp_path / "list.csv", "客户编号,客户名称,邮箱,电话",
        "K1,甲地商贸,,13911829851", "K2,,,13911829852", ",,cy@q.example,", ",,,13911829853",
    )  # fmt: skip
    assert set(kinds(crm)) == {"甲地商贸", "K2", "cy@q.example"}
    assert [row["row"] for row in data["rejected"]] == [5]


def test_national_addresses_are_kept(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "list.csv", "name,email", "Ada Quill,ada.wójcik@q.example", "Bo Tamm,иван@пример.рф"
    )
    assert {row["email"] for row in crm.json("export", "customers")} == {
        "ada.wójcik@q.example",
        "иван@пример.рф",
    }


def test_accents_and_legal_forms_make_no_second_customer(crm: Crm, tmp_path: Path) -> None:
    take_in(crm, tmp_path / "list.csv", "Company,City", "Müller GmbH & Co. KG,Bonn")
    take_in(crm, tmp_path / "more.csv", "Company,Industry", "Muller,Food")
    assert len(crm.json("export", "customers")) == 1


def test_a_company_beside_full_names(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "list.csv", "Record ID,First Name,Last Name,Email,Phone Number,Associated Company",
        "101,Ada,Quill,ada@q.example,+49 228 1234567,Fernhill Inc.", "102,,,bo@q.example,,", "103,Cy,,cy@q.example,,", "104,,Dahl,,,",
    )  # fmt: skip
    assert kinds(crm) == {
        "Fernhill Inc.": "company",
        "bo@q.example": "person",
        "Cy": "person",
        "Dahl": "person",
    }
    assert [p["name"] for p in crm.json("show", "Fernhill")["persons"]] == ["Ada Quill"]


def test_a_firm_in_a_phone_book_of_people(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "list.csv", "姓名,手机,公司,职务,邮箱",
        "张三,13911829851,,,", "李四,13911829852,顺达物流,经理,", "王五建材,13911829853,,,wang@q.example",
    )  # fmt: skip
    assert kinds(crm) == {"张三": "person", "顺达物流": "company", "王五建材": "company"}
    assert crm.json("show", "王五建材")["email"] == "wang@q.example"
