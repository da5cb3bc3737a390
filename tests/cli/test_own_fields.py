"""Fields of customers that the team declares: adopted, typed, imported, edited, asked for and taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crmcli import errors
from tests.cli.conftest import Crm

_SHEET = """客户名称,电话,合同到期日,面积(㎡),套餐,是否开票,年费
远鑫酒店有限公司,13900001111,2027-03-01,1200,基础,是,"12,000.50"
和美物业有限公司,13900001112,待定,约800平,全包,否,8千
三木贸易有限公司,13900001113,,300,豪华,不清楚,6000元
"""
_FIELDS = (
    ("合同到期日", "--type", "date"), ("面积", "--type", "number"), ("是否开票", "--type", "是否"), ("年费", "--type", "money"),
    ("套餐", "--type", "choice", "--choice", "基础", "--choice", "全包", "--required"),
)  # fmt: skip


def _take(crm: Crm, folder: Path, text: str) -> Any:
    (folder / "a.csv").write_text(text, encoding="utf-8")
    return crm("import", str(folder / "a.csv"), "--yes", "--format", "json")


def _own(crm: Crm, who: str) -> dict[str, str]:
    return dict(crm.json("show", who)["custom"])


@pytest.fixture
def adopted(crm: Crm, tmp_path: Path) -> list[dict[str, Any]]:
    _take(crm, tmp_path, _SHEET)
    return [crm.json("field", "add", *words) for words in _FIELDS]


def test_a_column_is_adopted_with_the_values_that_fit(crm: Crm, adopted: list[dict[str, Any]]) -> None:
    assert [(row["held"], row["unread"]) for row in adopted] == [
        (1, {"待定": 1}), (2, {"约800平": 1}), (2, {"不清楚": 1}), (3, {}), (2, {"豪华": 1}),
    ]  # fmt: skip
    assert _own(crm, "远鑫") == {
        "合同到期日": "2027-03-01", "面积": "1200", "套餐": "基础", "是否开票": "yes", "年费": "12000.50",
    }  # fmt: skip
    assert _own(crm, "和美")["面积（原文）"] == "约800平"
    found = crm.json("find", "--where", "面积>500 and 年费>=1万 and 合同到期日<2027/4/1 and 是否开票=是")
    assert [row["name"] for row in found] == ["远鑫酒店有限公司"]
    assert crm("find", "--where", "合同到期日<很快").status == errors.Usage.status
    for operation in range(7, 2, -1):
        crm.ok("undo", str(operation))
    assert _own(crm, "和美")["面积(㎡)"] == "约800平" and crm.json("field", "list") == []


def test_sheets_bring_what_fits_and_keep_the_rest(
    crm: Crm, adopted: list[dict[str, Any]], tmp_path: Path
) -> None:
    crm.ok("edit", "三木", "年费=7000", "合同到期日=明天")
    mended = (
        _SHEET.replace("豪华", "全包")
        .replace("约800平", "810")
        .replace("待定", "随时")
        .replace("6000元", "6500")
    )
    run = _take(crm, tmp_path, mended)
    assert run.status == errors.REJECTED_ROWS and run.json["data"]["totals"]["incomplete"] == 2
    kept = _own(crm, "和美")
    assert (kept["面积"], kept["合同到期日（原文）"]) == ("810", "随时") and "面积（原文）" not in kept
    # What somebody typed stays, what they left alone is the sheet's.
    assert {"年费": "7000.00", "套餐": "全包", "合同到期日": "2026-11-21"}.items() <= _own(
        crm, "三木"
    ).items()
    crm.ok("export", "customers", "-o", str(tmp_path / "all.xlsx"))
    again = crm("import", str(tmp_path / "all.xlsx"), "--yes", "--format", "json")
    assert again.json["data"]["totals"]["unchanged"] == 3


@pytest.mark.file
def test_what_a_field_cannot_hold_or_be_called_is_refused(crm: Crm, adopted: list[dict[str, Any]]) -> None:
    assert "套餐" in crm("add", "新客户有限公司").err
    assert (
        crm.ok("add", "新客户有限公司", "套餐=全包", "面积=1.2万") and _own(crm, "新客户")["面积"] == "12000"
    )
    for words in ("合同到期日=很快", "套餐=豪华", "面积=大", "是否开票=也许", "套餐="):
        assert crm("edit", "远鑫", words).status == errors.Invalid.status, words
    for name in ("城市", "city", "面积", "最近消费", "手机号码"):
        assert crm("field", "add", name).status == errors.Invalid.status, name
    for words in (("a=b",), ("x", "--type", "choice"), ("x", "--choice", "a"), ("电话（原文）",)):
        assert crm("field", "add", *words).status == errors.Usage.status, words
    tables = {table["key"]: table["rows"] for table in crm.json("report", "data-quality")["tables"]}
    missing = [row for row in tables["fields"] if row["field"] == "custom.套餐"]
    assert [(row["n"], row["filled"]) for row in missing] == [(4, 3)]
    crm.ok("field", "remove", "套餐")
    assert "套餐" in _own(crm, "远鑫") and crm.ok("edit", "远鑫", "套餐=豪华")
