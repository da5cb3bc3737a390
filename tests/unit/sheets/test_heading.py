"""Which line names the columns."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from crmcli.sheets.tables.heading import is_data

from .test_layouts import fields, firm, plan_of, values


@pytest.mark.parametrize(
    "cell",
    ["+49 228 1234567", "13900000001", "a@b.cn", "2024-01-02", "2024-01-02T03:23:15.000Z", "1/2/2024", "10:30", "12.50",
     "1,200", 42, 3.5, date(2024, 1, 2), datetime(2024, 1, 1, 9)],
)  # fmt: skip
def test_phones_dates_mails_and_numbers_are_data(cell: Any) -> None:
    assert is_data(cell)


@pytest.mark.parametrize(
    "cell",
    ["电话", "Customer", "2026", 2026, "1月", "2026-03", "第1次跟进", "Phone 2", "10/20", date(2026, 3, 1)],
)
def test_names_years_and_months_are_not(cell: Any) -> None:
    assert not is_data(cell)


@pytest.mark.parametrize(
    "head",
    [
        ["ACCTNM", "KIND", "TELNUM", "SINCE"], ["Klantnaam", "Soort", "Telefoon", "Sinds"], ["编码名", "种", "号", "起"],
    ],
)  # fmt: skip
def test_a_row_of_data_with_a_known_word_is_no_header(tmp_path: Path, head: list[str]) -> None:
    rows = [
        [f"Quill {word} Ltd", "Customer", f"+49 228 123456{i}", "2024-01-02"]
        for i, word in enumerate(("North", "South", "West"))
    ]
    plan = plan_of(tmp_path, "customers", head, *rows)
    assert plan.headers == head and plan.header_row == 1
    assert values(plan, "phone") == [f"+49228123456{i}" for i in range(3)]


def test_a_stray_number_in_a_line_of_names_does_no_harm(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        "客户",
        ["客户名称", "联系人", "手机", "地址", 12],
        [firm(0), "张敏", "13900000001", "中山路1号"],
    )
    assert values(plan, "name") == [firm(0)]


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        (["客户姓名", "联系人", "行业", "省份", "城市", "备注"], ["Customername", "ContactPerson", "Industry", "Province", "City", "Remark"]),
        (["客户姓名", "联系人", "行业", "省份", "城市", "备注"], ["cust_name", "contact", "trade_type", "province", "city", "rem"]),
        (["Customer name", "Contact person", "Industry", "Province", "City", "Note"], ["客户名称", "联系人", "行业", "省份", "城市", "备注"]),
        (["客户姓名", "联系人", "行业", "省份", "城市", "备注"], ["NAME", "CONTACT_NAME", "INDUSTRY__C", "STATE", "CITY", "NOTES"]),
    ],
)  # fmt: skip
def test_codes_below_the_names_are_no_row(tmp_path: Path, head: list[str], codes: list[str]) -> None:
    plan = plan_of(
        tmp_path, "导入模板", head, codes, ["甲乙科技", "张敏", "文化传媒", "福建省", "厦门市", "需要拜访"]
    )
    assert values(plan, "name") == ["甲乙科技"] and values(plan, "contact_person") == ["张敏"]


def test_a_row_of_plain_words_stays_one(tmp_path: Path) -> None:
    head = ["Company", "Contact", "Industry", "City"]
    plan = plan_of(
        tmp_path,
        "customers",
        head,
        ["Customer Care", "Ada Quill", "Service", "Town"],
        ["Tamm Ltd", "Bo Orr", "Tea", "Ulm"],
    )
    assert len(plan.rows) == 2


MONTHS = (
    ["1月", "2月", "3月"], ["2026年1月", "2026年2月", "2026年3月"], ["2026-01", "2026-02", "2026-03"], ["Jan", "Feb", "Mar"],
    ["Jan-26", "Feb-26", "Mar-26"], [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)],
)  # fmt: skip


@pytest.mark.parametrize("months", MONTHS)
@pytest.mark.parametrize("name", ["客户", "Customer"])
def test_month_columns_need_no_other_column_beside_the_name(
    tmp_path: Path, name: str, months: list[Any]
) -> None:
    plan = plan_of(tmp_path, "销售", [name, *months], [firm(0), 100, 200, None], [firm(1), None, 50, 20])
    assert plan.kind == "purchases"
    assert values(plan, "ordered") == [date(2026, month, 1) for month in (1, 2, 2, 3)]
    assert fields(plan)[name] == "customer"


@pytest.mark.parametrize(
    "codes",
    [["FNumber", "FName", "FContact", "FPhone"], ["cust_code", "cust_nm", "ctc_nm", "tel_no"], ["custCode", "custNm", "ctcNm", "telNo"],
     ["varchar(20)", "varchar(50)", "text", "string"], ["文本", "文本", "文本", "数字"]],
)  # fmt: skip
def test_technical_names_and_types_below_a_header_are_no_row(tmp_path: Path, codes: list[str]) -> None:
    head = ["客户编码", "客户名称", "联系人", "联系电话"]
    plan = plan_of(
        tmp_path,
        "客户",
        head,
        codes,
        ["K1", firm(0), "张敏", "13900000001"],
        ["K2", firm(1), "刘洋", "13900000002"],
    )
    assert values(plan, "external_id") == ["K1", "K2"]


def test_words_that_name_columns_in_the_rows_of_a_list_make_no_form(tmp_path: Path) -> None:
    rows = [
        [f"Quill {i} Ltd", word, f"+49 228 123456{i}", "2024-01-02"]
        for i, word in enumerate(("Customer", "Contact", "Status"))
    ]
    plan = plan_of(tmp_path, "list", ["Company", "KIND", "TELNUM", "SINCE"], *rows)
    assert values(plan, "name") == [f"Quill {i} Ltd" for i in range(3)]
