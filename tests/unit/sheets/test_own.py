"""A column named exactly as we export it is its field; in a stranger's sheet the name alone proves less."""

from __future__ import annotations

import re

import pytest

from crmcli.service.log_words import put_offs_told, steps_told
from crmcli.sheets.cells.logs import (
    STEP_KINDS,
    put_off_line,
    put_offs_of,
    refund_line,
    refunds_of,
    step_line,
    steps_of,
)
from crmcli.sheets.columns.export_columns import FIELDS
from crmcli.sheets.columns.headers import header_of
from crmcli.sheets.columns.own import own_kind
from crmcli.sheets.recognising.claims import fill
from crmcli.sheets.recognising.evidence import profile
from crmcli.vocabulary import choices

DAYS = ["2026-11-01", "2026-11-02", "2026-11-03"]


def _fields(kind: str, columns: dict[str, list[str]]) -> list[str]:
    headers = [header_of(name) for name in columns]
    reading = fill(kind, headers, [profile(list(cells)) for cells in columns.values()])
    return [reading.columns[i].field if i in reading.columns else "" for i in range(len(headers))]


def test_our_own_name_is_proof() -> None:
    names = {"客户名称": ["甲公司", "乙公司", "丙公司"], "备注": DAYS, "预算": DAYS, "负责人": DAYS}
    assert _fields("customers", names)[:3] == ["name", "note", "budget"]


def test_among_other_names_it_is_weighed_by_its_values() -> None:
    others = {f"自定义{n}": ["x", "y", "z"] for n in range(4)}
    assert "note" not in _fields(
        "customers", {"客户名称": ["甲公司", "乙公司", "丙公司"], "备注": DAYS} | others
    )


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("language", ["english", "chinese"])
def test_a_whole_export_is_known_by_its_columns(kind: str, language: str) -> None:
    names = [getattr(field, language) for field in FIELDS[kind]]
    assert own_kind([*names, "自定义"]) == kind
    assert own_kind(names[1:]) is None


def test_logs_are_read_as_they_are_written() -> None:
    reason = "少发一件\n另见合同"
    text = "\n".join([refund_line("2026-11-20", 30005, reason), refund_line("2026-11-21", 1, None)])
    assert refunds_of(text) is not None
    assert [(r.day.isoformat(), r.cents, r.reason) for r in refunds_of(text) or ()] == [
        ("2026-11-20", 30005, reason), ("2026-11-21", 1, ""),
    ]  # fmt: skip
    steps = "\n".join([
        step_line("opened", "2026-11-20T06:30:00Z", True, "Lee", {"severity": "urgent"}, None),
        step_line("note", "2026-11-20T07:00:00Z", False, "", {}, "a · b\nc"),
    ])  # fmt: skip
    assert [(s.kind, s.known, s.actor, dict(s.data), s.text) for s in steps_of(steps) or ()] == [
        ("opened", True, "Lee", {"severity": "urgent"}, ""), ("note", False, "", {}, "a · b\nc"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["打电话道歉", "2026-11-20 已处理", "2026-13-40 · 1.00 · x"])
def test_other_text_is_no_log(text: str) -> None:
    assert refunds_of(text) is None and steps_of(text) is None


def test_what_stands_beside_all_our_columns_is_a_column_of_their_own() -> None:
    names = [field.chinese for field in FIELDS["customers"]]
    columns = {name: [] for name in names} | {"联系人2": ["张三", "李四", "王五"]}
    assert _fields("customers", columns)[-1] == ""


def test_a_log_in_chinese_says_what_its_keys_say() -> None:
    data = {
        "severity": "urgent", "result": "dissatisfied", "satisfied": "partly", "tier": "key", "told_by": "import",
        "untold": "propose revisit progress satisfaction", "policy": "3",
    }  # fmt: skip
    kinds = ["opened", *sorted(STEP_KINDS - {"opened"})]
    log = "\n".join(
        step_line(kind, "2026-11-20T06:30:00Z", kind != "note", "李娜", data, "改期 · 加急\n明天")
        for kind in kinds
    )
    told = steps_told(log)
    assert re.findall("[A-SU-Ya-z]", told) == []
    assert steps_of(told) == steps_of(log) and steps_of(log)


def test_what_was_put_off_is_told_in_chinese() -> None:
    items = [
        *(key for key in choices("due_kind")),
        *(f"complaint:{clock}" for clock in choices("clock")),
        "complaint:resolve:escalated",
    ]
    log = "\n".join(put_off_line("2026-12-01", item, "参展") for item in items)
    told = put_offs_told(log)
    assert re.findall("[A-Za-z]", told) == [] and "投诉:首次响应" in told
    assert put_offs_of(told) == put_offs_of(log) and put_offs_of(log)
