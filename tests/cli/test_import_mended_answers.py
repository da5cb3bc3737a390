"""Survey answers that had to be mended join the form of the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crmcli import errors

from .conftest import Crm
from .test_import import book, rows

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file

ZH = ["提交时间", "客户名称", "客户电话", "总体满意度（1-10分）", "推荐意愿", "最喜欢哪项服务？", "意见建议"]
EN = ["Submitted at", "Customer", "Phone", "Overall satisfaction (1-10)", "Likelihood to recommend", "Which service do you like best?", "Comments"]  # fmt: skip


def mend(path: Path, values: dict[str, Any]) -> None:
    """Writes values into the columns of the one row of a workbook of rows to be mended."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    head = {str(cell.value): cell.column for cell in next(sheet.iter_rows(max_row=20)) if cell.value}
    for name, value in values.items():
        sheet.cell(row=2, column=head[name]).value = value
    workbook.save(path)


@pytest.mark.parametrize("head", [ZH, EN], ids=["zh", "en"])
@pytest.mark.parametrize("words", [(), ("--strict",)], ids=["incomplete", "rejected"])
def test_a_mended_answer_joins_its_form(
    crm: Crm, tmp_path: Path, head: list[str], words: tuple[str, ...]
) -> None:
    crm.ok("add", "甲乙商贸有限公司", "--phone", "13900000001")
    crm.ok("add", "丙丁商贸有限公司", "--phone", "13900000002")
    good = ["2026-11-03 10:00:07", "甲乙商贸有限公司", "13900000001", 9, 8, "保洁", "好"]
    more = ["2026-11-03 12:00:07", "甲乙商贸有限公司", "13900000001", 4, 3, "消杀", "差"]
    bad = ["2026-11-03 11:00:07", "丙丁商贸有限公司", "13900000002", "很多", 3, "消杀", "慢"]
    sheet = str(book(tmp_path / "问卷.xlsx", head, good, more, bad))
    rejects = tmp_path / "mend.xlsx"
    run = crm(
        "import", sheet, "--yes", "--partial", "--rejects", str(rejects), "--kind", "survey_answers", *words
    )
    assert run.status == errors.REJECTED_ROWS, run.err
    mend(rejects, {head[3]: 7})
    mended = crm("import", str(rejects), "--yes", "--format", "json")
    assert mended.status == errors.DONE, mended.err
    found = rows(crm, "survey_answers")
    assert len(found) == 3
    assert {row["form_title"] for row in found} == {"问卷"}
    answered = sorted((row["overall"], row["nps"]) for row in found)
    assert answered == [(4, 3), (7, 3), (9, 8)]
    assert [form["responses"] for form in crm.json("survey", "form", "list")] == [0, 0, 3]


def test_a_kept_record_is_named_in_chinese_and_found_by_that_name(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add", "甲乙商贸有限公司", "--phone", "13900000001")
    sheet = book(
        tmp_path / "跟进.xlsx",
        ["客户名称", "跟进日期", "跟进方式", "跟进内容", "下次跟进"],
        ["甲乙商贸有限公司", "2026-11-03", "电话", "报价", "2026-13-45"],
    )
    rejects = tmp_path / "mend.xlsx"
    run = crm("导入", str(sheet), "--确认", "--退回文件", str(rejects), "--lang", "zh")
    assert run.status == errors.REJECTED_ROWS and "跟进记录:1" in run.out and "interactions" not in run.out
    assert "跟进记录:1" in [cell for row in openpyxl.load_workbook(rejects).active.values for cell in row]
    mend(rejects, {"下次跟进": "2026-12-01"})
    assert crm.ok("导入", str(rejects), "--确认", "--lang", "zh")
    assert [row["next_on"] for row in rows(crm, "interactions")] == ["2026-12-01"]
