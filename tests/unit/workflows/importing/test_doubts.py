"""When two kinds can't be told apart, and which columns are guesses."""

from __future__ import annotations

import tomllib

import pytest

from crmcli.sheets.columns.settled import Settled, fingerprint, keys_of, settled_for
from crmcli.sheets.model import Row
from crmcli.sheets.rows.plans import ColumnPlan, SheetPlan
from crmcli.workflows.importing.doubts import doubts, kind_confidence, serious
from crmcli.workflows.importing.mappings import as_toml


def sheet(kind: str, rivals: dict[str, float], *columns: ColumnPlan, confidence: float = 0.8) -> SheetPlan:
    rows = [Row(2, {}, [], [], {})]
    headers = [column.header for column in columns]
    return SheetPlan(
        "a.csv", "a", kind, confidence, 1, list(columns), headers, rows, [], "", None, rivals=rivals
    )


@pytest.mark.parametrize(
    ("rivals", "expected"),
    [
        ({"complaints": 3.3, "interactions": 1.0}, 0.8),
        ({"complaints": 3.34, "interactions": 3.33}, 0.26),
        ({"complaints": 3.3}, 0.8),
        ({}, 0.8),
    ],
)
def test_a_kind_is_as_sure_as_it_is_far_from_the_next(rivals: dict[str, float], expected: float) -> None:
    assert kind_confidence(sheet("complaints", rivals))[0] == pytest.approx(expected, abs=0.01)


def test_lists_of_people_are_no_rivals() -> None:
    close = sheet("customers", {"customers": 3.0, "contacts": 2.99})
    assert kind_confidence(close) == (0.8, "")
    assert doubts([close]) == []


def test_a_weak_column_is_mentioned_and_a_very_weak_one_is_not_acted_upon() -> None:
    columns = [ColumnPlan(i, f"列{i}", "note", sure, "x", ()) for i, sure in enumerate((0.9, 0.45, 0.37))]
    found = doubts([sheet("customers", {}, *columns)])
    assert [(d.column.header if d.column else "", d in serious(found)) for d in found] == [
        ("列1", False),
        ("列2", True),
    ]
    assert "--map '列2=note'" in found[1].option


def test_questions_of_a_survey_are_mentioned_only() -> None:
    column = ColumnPlan(0, "您觉得怎么样", "overall", 0.36, "x", ())
    assert serious(doubts([sheet("survey_answers", {}, column)])) == []


def test_questions_beside_codes_are_a_forms_and_no_guess() -> None:
    question = ColumnPlan(0, "响应速度：我们回复您是否及时？", "response_speed", 0.42, "x", ())
    code = ColumnPlan(1, "邀请码", "code", 1.0, "x", ())
    assert len(doubts([sheet("survey_answers", {}, question)])) == 1
    assert doubts([sheet("survey_answers", {}, question, code)]) == []


def test_what_was_settled_is_for_the_same_columns_however_they_are_written() -> None:
    one = Settled("customers", {"老板": "owner"}, keys_of(["客户名称", "老板"]))
    assert settled_for(["*客户名称（必填）", " 老板 "], [one]) is one
    assert settled_for(["老板", "客户名称"], [one]) is None
    assert (
        fingerprint(["*客户名称（必填）", "老板"])
        == fingerprint(["客户名称", "老板"])
        != fingerprint(["老板", "客户名称"])
    )
    of_a_file = Settled("customers", {"老板": "owner"})
    assert settled_for(["老板", "客户名称", "备注"], [one, of_a_file]) is of_a_file


def test_a_mapping_file_takes_any_column_name() -> None:
    names = ['a"b', "back\\slash", "a = b # c", "a"]
    columns = [ColumnPlan(i, name, None, 0.0, "", ("x\ny",)) for i, name in enumerate([*names, "a", ""])]
    (read,) = tomllib.loads(as_toml([sheet("customers", {}, *columns)]))["sheet"]
    assert list(read["columns"]) == names
