"""What is exported can be imported again, here without a change, elsewhere without a loss."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from crmcli import errors

from .conftest import Crm
from .test_import import COMPLAINTS, CUSTOMERS, ORDERS, book, rows, table, totals

KINDS = ("customers", "members", "contacts", "interactions", "purchases", "complaints", "survey_answers")


@pytest.fixture
def full(crm: Crm, tmp_path: Path) -> Crm:
    """A little of everything."""
    folder = tmp_path / "in"
    folder.mkdir()
    book(
        folder / "客户.xlsx",
        [*CUSTOMERS[0], "车牌号"],
        *([*row, "川A1"] for row in CUSTOMERS[1:]),
        ["瑞景餐饮有限公司", "", "", "", "", "", ""],
    )
    table(folder / "订单.csv", *ORDERS[:3])
    book(folder / "投诉.xlsx", *COMPLAINTS)
    table(
        folder / "会员.csv",
        ["会员姓名", "手机", "会员等级", "积分", "生日"],
        ["林志明", "13900000001", "金卡", 500, "农历五月初六"],
    )
    book(
        folder / "跟进-李娜.xlsx",
        ["日期", "客户", "跟进方式", "沟通内容"],
        ["2026-11-01", "刘帆", "电话", "报价"],
    )
    book(
        folder / "问卷.xlsx",
        ["提交答卷时间", "手机号", "总体满意度", "意见建议"],
        ["2026-11-10 09:30:11", "18877233283", 2, "慢"],
        ["2026-11-10 10:30:11", "13911829855", 5, ""],
    )
    totals(crm, str(folder), "--partial", "--rejects", str(tmp_path / "r.xlsx"))
    crm.ok("log-contact", "刘帆", "phone", "=HYPERLINK 再联系")
    return crm


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_everything_comes_back_unchanged(full: Crm, tmp_path: Path, lang: str) -> None:
    path = tmp_path / "all.xlsx"
    full.ok("export", "all", "-o", str(path), "--lang", lang)
    before = full.json("history")
    found = totals(full, str(path))
    assert set(found) == {"unchanged"}, found
    assert full.json("history") == before


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_lunar_birthdays_and_complaints_of_nobody_stay_so(crm: Crm, tmp_path: Path, lang: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    table(
        folder / "联系人.csv",
        ["公司", "姓名", "职务", "手机", "生日"],
        ["远鑫酒店有限公司", "张建华", "经理", "13911829855", "农历五月初六"],
        ["远鑫酒店有限公司", "王梅", "采购", "13911829856", "5-7"],
    )
    table(
        folder / "客户.csv",
        ["客户名称", "客户类型", "电话", "负责人", "生日"],
        ["远鑫酒店有限公司", "企业", "021-62345678", "李娜", ""],
        ["刘帆", "个人", "18877233283", "李娜", "农历八月初一"],
    )
    table(
        folder / "投诉.csv",
        ["投诉编号", "投诉时间", "客户名称", "投诉内容", "处理人"],
        ["K1", "2026-11-18 09:00", "远鑫酒店有限公司", "脏", ""],
        ["K2", "2026-11-18 10:00", "刘帆", "慢", "王芳"],
    )
    totals(crm, str(folder))
    before = {kind: rows(crm, kind) for kind in KINDS}
    assert [p["birthday_calendar"] for p in before["contacts"]] == ["lunar", "solar"]
    assert [c["handler"] for c in before["complaints"]] == [None, "王芳"]
    path = tmp_path / "all.xlsx"
    crm.ok("export", "all", "-o", str(path), "--lang", lang)
    assert set(totals(crm, str(path))) == {"unchanged"}
    assert {kind: rows(crm, kind) for kind in KINDS} == before


@pytest.mark.parametrize("kind", KINDS)
def test_each_list_comes_back_from_csv(full: Crm, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"{kind}.csv"
    full.ok("export", kind, "-o", str(path))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert set(totals(full, str(path))) == {"unchanged"}


def test_an_empty_database_gets_the_same_lists(
    full: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "all.xlsx"
    full.ok("export", "all", "-o", str(path))
    before = {kind: rows(full, kind) for kind in KINDS}
    monkeypatch.setenv("CRMCLI_DB", str(tmp_path / "other.db"))
    full.ok("init", "--name", "Lee")
    totals(full, str(path))
    own = {"id", "code", "external_id", "customer_id", "form"}
    for kind in KINDS:
        there = [{k: v for k, v in row.items() if k not in own} for row in rows(full, kind)]
        here = [{k: v for k, v in row.items() if k not in own} for row in before[kind]]
        assert sorted(map(str, there)) == sorted(map(str, here)), kind


def test_an_address_book_comes_back(full: Crm, tmp_path: Path) -> None:
    path = tmp_path / "people.vcf"
    full.ok("export", "contacts", "-o", str(path))
    assert set(totals(full, str(path))) == {"unchanged"}


def test_scripts_get_the_models_names(full: Crm, tmp_path: Path) -> None:
    first = full.json("export")[0]
    assert {"id", "code", "external_id", "name", "phone", "owner", "tags"} <= set(first)
    path = tmp_path / "a.json"
    full.ok("export", "purchases", "-o", str(path))
    assert json.loads(path.read_text(encoding="utf-8"))["data"] == rows(full, "purchases")
    assert set(full.json("export", "all")) == set(KINDS)


def test_filters_choose_the_customers_of_every_list(full: Crm) -> None:
    assert {r["owner"] for r in full.json("export", "customers", "--owner", "李娜")} == {"李娜"}
    assert {r["customer"] for r in full.json("export", "purchases", "--owner", "李娜")} == {
        "成都远鑫酒店管理有限公司"
    }


def test_a_text_like_a_formula_stays_text(full: Crm, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    full.ok("export", "interactions", "-o", str(path))
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    cell = next(c for row in sheet.iter_rows() for c in row if str(c.value).startswith("=HYPERLINK"))
    assert cell.data_type == "s"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["customers", "-o", "a.pdf"], errors.Usage.status),
        (["all", "-o", "a.csv"], errors.Usage.status),
        (["purchases", "-o", "a.vcf"], errors.Usage.status),
        (["cars"], errors.Usage.status),
        (["customers", "-o", "none/a.xlsx"], errors.MissingFile.status),
    ],
)
def test_bad_targets(
    crm: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], status: int
) -> None:
    monkeypatch.chdir(tmp_path)
    assert crm("export", *words).status == status
