"""Standard answers at the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from crmcli import errors

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Crm
from tests.cli.conftest import beginning


@beginning
def desk(crm: Crm) -> None:
    crm.ok("add", "成都远鑫酒店管理有限公司", "--phone", "13911829855")
    crm.ok("complaint", "open", "远鑫", "发票开错了", "--category", "发票", "--product", "保洁")
    crm.ok(
        "知识",
        "新增",
        "发票抬头怎么改",
        "当月作废重开，\n跨月开红字发票",
        "--分类",
        "发票",
        "--标签",
        "财务，税",
    )
    crm.ok(
        "kb",
        "add",
        "Late delivery",
        "Apologise, name the new date.",
        "--kind",
        "phrase",
        "--category",
        "delivery",
    )


def _ids(rows: list[dict[str, Any]]) -> list[int]:
    return [row["id"] for row in rows]


def test_entries_are_found_by_any_word_and_filter(desk: Crm) -> None:
    for words, ids in {
        ("票",): [1], ("發票",): [1], ("deli",): [2], ("livery",): [], ("财务",): [1], ("date", "票"): [1, 2],
        ("票", "--kind", "话术"): [], ("票", "--category", "发票", "--tag", "税"): [1], ("重开，跨月",): [1],
        ("date", "票", "--limit", "1"): [1],
    }.items():  # fmt: skip
        assert _ids(desk.json("kb", "find", *words)) == ids, words
    (row,) = desk.json("kb", "find", "红字")
    assert (row["kind"], row["tags"], row["author"], row["used"]) == ("question", "财务,税", "Lee", 0)
    assert row["excerpt"] == "当月作废重开， 跨月开红字发票"
    assert _ids(desk.json("kb", "list", "--category", "DELIVERY")) == [2]


def test_a_complaint_and_its_knowledge_know_each_other(desk: Crm) -> None:
    made = desk.json("kb", "add", "开错发票的处理", "两小时内给出重开日期", "--complaint", "TS2026-0001")
    assert (made["kind"], made["category"], made["product"], made["used"]) == ("case", "发票", "保洁", 1)
    assert desk.ok("kb", "edit", "1", "--complaint", "1").out.startswith("Entry 1 is changed")
    assert desk.ok("kb", "edit", "1", "--complaint", "1").out.startswith("Entry 1 was so already")
    shown = desk.json("complaint", "show", "1")
    assert shown["knowledge"] == [
        {"id": 3, "kind": "case", "title": "开错发票的处理"}, {"id": 1, "kind": "question", "title": "发票抬头怎么改"},
    ]  # fmt: skip
    assert "发票抬头怎么改" in desk.ok("complaint", "show", "1").out
    assert _ids(desk.json("kb", "find", "--complaint", "1")) == [1, 3]
    assert _ids(desk.json("kb", "find", "两小时", "--complaint", "1")) == [3]
    (use,) = desk.json("kb", "show", "1")["uses"]
    assert (use["number"], use["content"], use["staff"]) == ("TS2026-0001", "发票开错了", "Lee")


def test_a_changed_entry_is_found_by_its_new_words_and_a_retired_one_no_more(desk: Crm) -> None:
    desk.at("2026-11-21T02:00:00Z")
    row = desk.json("知识", "修改", "1", "--答案", "联系财务部", "--标签", "")
    assert (row["answer"], row["tags"], row["updated_at"]) == ("联系财务部", None, "2026-11-21T02:00:00Z")
    assert (_ids(desk.json("kb", "find", "财务部")), desk.json("kb", "find", "红字")) == ([1], [])
    assert desk.json("kb", "retire", "kb:1")["state"] == "retired"
    assert (desk.json("kb", "find", "财务部"), _ids(desk.json("kb", "list"))) == ([], [2])
    assert _ids(desk.json("kb", "list", "--retired")) == [1]
    desk.ok("undo")
    assert _ids(desk.json("kb", "find", "财务部")) == [1]
    assert "Nothing holds these words" in desk.ok("kb", "find", "鳄鱼").out


_REFUSED = [
    (("find",), 2), (("find", " "), 2), (("find", "x", "--complaint", "2"), 5), (("show", "9"), 4), (("show", "x"), 2),
    (("edit", "1"), 2), (("edit", "1", "--title", " "), 2), (("edit", "1", "--title", "late DELIVERY"), 5),
    (("add", "x", " "), 2), (("add", "發票抬頭怎麼改", "x"), 5), (("add", "x", "y", "--kind", "weird"), 2),
    (("add", "x", "y", "--complaint", "TS2026-0009"), 4),
]  # fmt: skip


@pytest.mark.file
def test_refusals(desk: Crm) -> None:
    """The second complaint has neither category nor product to look under."""
    desk.ok("complaint", "open", "远鑫", "太吵")
    desk.refuses((("kb", *words), status) for words, status in _REFUSED)


@pytest.mark.file
def test_customers_read_what_is_public_on_one_page(crm: Any, tmp_path: Path) -> None:
    page = tmp_path / "faq.html"
    crm.refuses([(("kb", "export", str(page)), errors.Invalid.status)])
    crm.ok("kb", "add", "When does a <b>refund</b> come?", "</script><script>alert(1)</script>", "--public")
    crm.ok("kb", "add", "Margins", "Ours alone")
    crm.ok("kb", "add", "发票抬头怎么改", "当月作废重开", "--category", "发票")
    crm.ok("知识", "修改", "3", "--公开")
    crm.ok("kb", "add", "Old", "gone", "--public")
    crm.ok("kb", "retire", "4")
    assert crm.json("kb", "export", str(page))["entries"] == [3, 1]
    text = page.read_text(encoding="utf-8")
    assert "发票抬头怎么改" in text and "&lt;b&gt;refund" in text and "Ours alone" not in text
    assert text.count("<script>") == 1 and "default-src 'none'" in text
    crm.ok("kb", "edit", "1", "--internal")
    assert [row["id"] for row in crm.json("kb", "list", "--public")] == [3]
