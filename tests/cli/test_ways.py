"""Words for the way of a contact that say who called whom, and whether anybody answered: typed and in sheets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Crm, beginning
from tests.cli.test_appointments import open_days

DAY = "2026-12-12"


@beginning
def agreed(crm: Crm) -> None:
    crm.ok("add", "甲公司")
    crm.ok("log-contact", "甲公司", "phone", "谈过", "--next", DAY)


@pytest.fixture
def later(agreed: Crm) -> Crm:
    """Two days before what was agreed: whatever Lee reaches them with settles it."""
    agreed.at("2026-12-10T02:00:00Z")
    return agreed


def newest(crm: Crm) -> tuple[Any, ...]:
    row = crm.json("interaction", "list")[0]
    return row["channel"], row["direction"], bool(row["effective"])


#: Per way: channel, direction, whether they were reached, and whether what was agreed is still open.
WAYS = {
    "来电": ("phone", "in", True, True),
    "incoming call": ("phone", "in", True, True),
    "客户来访": ("visit", "in", True, True),
    "去电": ("phone", "out", True, False),
    "电话": ("phone", "out", True, False),
    "未接电话": ("phone", "out", False, True),
    "电话（未接通）": ("phone", "out", False, True),
    "关机": ("phone", "out", False, True),
    "未接来电": ("phone", "in", False, True),
}


def imported(crm: Crm, folder: Path, head: str, row: str) -> None:
    (folder / "log.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    crm.ok("import", str(folder / "log.csv"), "--yes")


@pytest.mark.parametrize("way", WAYS)
def test_a_sheet_says_it_by_the_way(later: Crm, tmp_path: Path, way: str) -> None:
    imported(
        later,
        tmp_path,
        "跟进时间,客户名称,跟进方式,跟进内容,跟进人",
        f"2026-12-10 09:00,甲公司,{way},问价格,Lee",
    )
    *told, is_open = WAYS[way]
    assert newest(later) == tuple(told)
    assert open_days(later) == ([DAY] if is_open else [])


@pytest.mark.file
@pytest.mark.parametrize("way", WAYS)
def test_so_does_who_types_it(later: Crm, way: str) -> None:
    later.ok("log-contact", "甲公司", way, "问价格")
    *told, is_open = WAYS[way]
    assert newest(later) == tuple(told)
    assert open_days(later) == ([DAY] if is_open else [])


@pytest.mark.file
def test_who_called_in_vain_waits(later: Crm) -> None:
    later.ok("log-contact", "甲公司", "未接来电", "")
    assert [row["kind"] for row in later.json("due", "--kind", "inbound")] == ["inbound"]


@pytest.mark.file
@pytest.mark.parametrize("column", ["通话结果", "结果", "Call outcome"])
def test_a_column_of_results_says_that_nobody_answered(later: Crm, tmp_path: Path, column: str) -> None:
    imported(
        later,
        tmp_path,
        f"跟进时间,客户名称,跟进方式,跟进内容,{column}",
        "2026-12-10 09:00,甲公司,电话,问价格,无人接听",
    )
    assert newest(later) == ("phone", "out", False)


@pytest.mark.file
def test_a_text_that_begins_with_the_way_says_it_too(later: Crm, tmp_path: Path) -> None:
    imported(later, tmp_path, "跟进时间,客户名称,跟进内容", "2026-12-10 09:00,甲公司,来电问新的价格")
    assert newest(later) == ("phone", "in", True)


@pytest.mark.file
def test_a_contact_is_put_right_by_the_same_words(later: Crm) -> None:
    later.ok("log-contact", "甲公司", "电话", "问价格")
    assert open_days(later) == []
    number = str(later.json("interaction", "list")[0]["id"])
    later.ok("interaction", "edit", number, "--channel", "来电")
    assert (newest(later), open_days(later)) == (("phone", "in", True), [DAY])
    later.ok("interaction", "edit", number, "--channel", "电话未接")
    assert newest(later)[2] is False


@pytest.mark.file
def test_a_tick_says_it_too(later: Crm) -> None:
    later.at("2026-12-12T02:00:00Z")
    later.ok("done", "甲公司", "--note", "问价格", "--channel", "未接电话")
    assert (newest(later), open_days(later)) == (("phone", "out", False), [DAY])
    later.ok("done", "甲公司", "--note", "问价格", "--channel", "来电")
    assert (newest(later), open_days(later)) == (("phone", "in", True), [])
