"""The tiers that sheets state, pinned where an import was asked to."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Crm

GRADES = (
    "客户名称,联系电话,客户等级\n远大酒店,13900000001,重点\n小微店,13900000002,冷淡\n无级店,13900000003,\n"
)


def _pins(crm: Crm) -> dict[str, Any]:
    rows = (crm.json("show", name) for name in ("远大酒店", "小微店", "无级店"))
    return {row["name"]: (row["pinned_tier"], row["pin_until"]) for row in rows}


@pytest.mark.parametrize("option", ["--pin-stated", "--锁定登记类别"])
def test_the_sheets_grade_is_pinned_once_where_that_is_asked(crm: Crm, option: str) -> None:
    path = crm.folder / "k.csv"
    path.write_text(GRADES, encoding="utf-8")
    run = crm.ok("import", str(path), option, "--yes")
    assert "2 customers are pinned to their stated tiers until 2027-02-18." in run.err
    pinned = {"远大酒店": ("key", "2027-02-18"), "小微店": ("cold", "2027-02-18"), "无级店": (None, None)}
    assert _pins(crm) == pinned
    assert "Pinned: key until 2027-02-18: stated in k.csv" in crm.ok("show", "远大酒店").out
    assert crm.json("show", "小微店")["standing"]["tier"] == "cold"
    # Before it came there was no pin.
    assert "Pinned" not in crm.ok("show", "远大酒店", "--as-of", "2026-11-19").out
    # The same again pins nobody again, nor does a list that says the same of them.
    crm.ok("edit", "远大酒店", "--unpin")
    crm.ok("import", str(path), option, "--yes")
    (crm.folder / "more.csv").write_text(
        GRADES.replace("客户等级", "城市,客户等级").replace("1,", "1,成都,"), encoding="utf-8"
    )
    crm("import", str(crm.folder / "more.csv"), option, "--yes")
    assert _pins(crm)["远大酒店"] == (None, None)


def test_pins_of_the_sheets_grade_go_with_their_import(crm: Crm) -> None:
    path = crm.folder / "k.csv"
    path.write_text(GRADES, encoding="utf-8")
    crm.ok("import", str(path), "--yes")
    crm.ok("edit", "小微店", "--pin", "potential", "--reason", "战略", "--until", "2027-06-30")
    run = crm.ok("import", str(path), "--again", "--pin-stated", "--yes")
    assert "1 customer is pinned to the stated tier" in run.err and "1 customer is pinned already" in run.err
    assert _pins(crm)["远大酒店"] == ("key", "2027-02-18")
    assert _pins(crm)["小微店"] == ("potential", "2027-06-30")
    crm.ok("undo")
    assert _pins(crm)["远大酒店"] == (None, None)
    # A changed grade is news.
    path.write_text(GRADES.replace("重点", "一般"), encoding="utf-8")
    crm.ok("import", str(path), "--pin-stated", "--yes")
    assert _pins(crm)["远大酒店"] == ("general", "2027-02-18")


def test_only_a_manager_pins_the_sheets_grade(crm: Crm) -> None:
    (crm.folder / "k.csv").write_text(GRADES, encoding="utf-8")
    crm.ok("staff", "add", "李娜", "--login", "lina")
    crm.become("lina", group="writers")
    crm.refuses([(("import", str(crm.folder / "k.csv"), "--pin-stated", "--yes"), 12)])
