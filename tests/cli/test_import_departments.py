"""Whose department a bare column is: the person's beside whom it stands, or ours beside the owner."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Crm
from .test_import import rows, table, totals

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file


@pytest.mark.parametrize(
    ("names", "cells", "theirs", "ours"),
    [
        ("Company,Contact Name,Department,Phone", "Adler Ltd,Ann Fox,Buying,13911829855", "Buying", None),
        ("Given Name,Family Name,Department,Company,Phone", "Ann,Fox,Buying,Adler Ltd,13911829855", "Buying", None),
        ("First Name,Department,Company,Phone", "Ann,Buying,Adler Ltd,13911829855", "Buying", None),
        ("Customer,Contact,Phone,Owner,Department", "Adler Ltd,Ann Fox,13911829855,Lee Wong,Field Sales", None, "Field Sales"),
        ("客户名称,联系人,部门,职务,手机", "甲乙酒店,王小梅,采购部,经理,13911829855", "采购部", None),
        ("客户名称,联系人,手机,负责人,部门", "甲乙酒店,王小梅,13911829855,李娜,销售一部", None, "销售一部"),
        ("客户名称,联系人,联系人部门,手机,所属部门", "甲乙酒店,王小梅,采购部,13911829855,销售一部", "采购部", "销售一部"),
        ("客户名称,手机,部门", "甲乙酒店,13911829855,销售一部", None, "销售一部"),
    ],
)  # fmt: skip
def test_a_bare_department_is_of_whom_it_stands_beside(
    crm: Crm, tmp_path: Path, names: str, cells: str, theirs: str | None, ours: str | None
) -> None:
    sheet = str(table(tmp_path / "a.csv", names.split(","), cells.split(",")))
    assert totals(crm, sheet) == {"created": 1}
    named = not names.startswith("客户名称,手机")
    assert [row["department"] for row in rows(crm, "contacts")] == ([theirs] if named else [])
    assert [row["department"] for row in rows(crm, "customers")] == [ours]
    assert totals(crm, sheet) == {"unchanged": 1}
