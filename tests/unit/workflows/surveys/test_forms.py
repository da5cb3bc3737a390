"""Forms as TOML files, and the columns of survey tools matched to their questions."""

from __future__ import annotations

import pytest

from crmcli import errors, i18n
from crmcli.figures.scales import parse_scale
from crmcli.sheets.rows.plans import ColumnPlan, SheetPlan
from crmcli.workflows.importing.records.survey_forms import match
from crmcli.workflows.surveys import forms
from crmcli.workflows.surveys.answers import read_cell


def test_a_form_is_written_as_it_is_read():
    text = """
key = "visit"
title = 'The "visit"'
[[question]]
key = "overall"
text = "How was it?"
low = "bad"
[[question]]
key = "colour"
text = "Which?"
options = ["red", "blue, light"]
[[question]]
key = "again"
scale = "yes/no"
"""
    form = forms.parse(text, "visit.toml")
    assert [q.scale for q in form.questions] == ["1-5", "choice:red|blue, light", "yes-no"]
    assert form.questions[2].text == "again" and form.questions[0].low_text == "bad"
    assert forms.parse(forms.as_toml(form), "x.toml") == form


@pytest.mark.parametrize(
    "text, told",
    [
        ("key = ", "f.toml"), ("colour = 1", "colour"), ("key = 1", "key"), ("question = 1", "question"),
        ('[[question]]\nkey = "a"\nscale = "5-1"', "question 1 (a, 5-1)"), ('[[question]]\ntext = "b"', "question 1"),
        ('[[question]]\nkey = "a"\n[[question]]\nkey = "b"\noptions = ["one"]', "question 2"),
        ('[[question]]\nkey = "a"\noptions = "one"', "options"), ('[[question]]\nkey = "a"\nweight = 3', "weight"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_told_with_its_place(text, told):
    with pytest.raises(errors.Invalid) as caught:
        forms.parse(text, "f.toml")
    assert told in str(caught.value) + caught.value.hint


def _standard(language):
    i18n.choose(language)
    try:
        return [{**q._asdict(), "id": n} for n, q in enumerate(forms.shipped().questions)]
    finally:
        i18n.choose("en")


def _matched(headers, language, fields=None):
    plans = [ColumnPlan(i, h, (fields or {}).get(i), 1.0, "", ()) for i, h in enumerate(headers)]
    sheet = SheetPlan("f.xlsx", "s", "survey_answers", 1.0, 1, plans, headers, [], [], "", None)
    columns, unknown = match(sheet, _standard(language))
    return {headers[i]: q["key"] for i, q in columns.items()}, unknown


@pytest.mark.parametrize(
    "header, key",
    [
        ("1、总体满意度（1-5分）", "overall"), ("2、请对以下方面评分—响应速度", "response_speed"), ("Q3. 解决问题能力：您的问题解决得如何？[单选题]", "problem_solving"),
        ("您有多大可能向他人推荐我们？*", "nps"), ("我們讓您輕鬆地辦成了事", "ces"), ("９．您认为我们哪里最需要改进？", "comment"),
        ("product_quality", "product_quality"), ("5.省力程度", "ces"),
    ],
)  # fmt: skip
def test_headers_of_chinese_services(header, key):
    assert _matched([header], "zh_CN") == ({header: key}, [])


@pytest.mark.parametrize(
    "header, key",
    [
        ("Overall satisfaction: how satisfied are you with us?", "overall"), ("Please rate us [Response speed]", "response_speed"),
        ("How likely are you to recommend us", "nps"), ("we made it easy for you to get things done", "ces"),
        ("What should we do better?", "comment"), ("How is it to work with us?", "cooperation"),
    ],
)  # fmt: skip
def test_headers_of_google_forms(header, key):
    assert _matched([header], "en") == ({header: key}, [])


def test_what_is_no_question_is_told_and_no_question_is_taken_twice():
    found, unknown = _matched(
        ["总体满意度", "1、总体满意度：您对我们的总体评价如何？", "您最喜欢的颜色", "来源", "所用时间"],
        "zh_CN",
    )
    assert list(found.values()) == ["overall"] and "您最喜欢的颜色" in unknown
    assert "来源" not in unknown and len(unknown) == 2
    assert _matched(["Shipping and relationship", "来自IP", "IP"], "en") == (
        {},
        ["Shipping and relationship"],
    )


def test_an_indicators_own_word_is_known_in_the_other_language():
    assert _matched(["7、省力程度", "8、售后服务（1-5）"], "en") == (
        {"7、省力程度": "ces", "8、售后服务（1-5）": "after_sales"},
        [],
    )


def test_a_column_known_as_an_indicator_is_that_question():
    assert _matched(["服务满意度"], "zh_CN", {0: "overall"}) == ({"服务满意度": "overall"}, [])
    assert _matched(["Your name"], "en", {0: "customer"}) == ({}, [])


@pytest.mark.parametrize(
    "scale, cell, answer",
    [
        ("1-5", 4.0, 4), ("1-5", "4分", 4), ("1-5", "★★★★☆", 4), ("1-5", "很满意", 5), ("1-5", 6, None), ("1-5", 0, None),
        ("1-5", 4.5, None), ("1-7", "7分", 7), ("1-7", "很满意", None), ("1-7", 8, None), ("0-10", "10 非常愿意", 10), ("0-10", 11, None),
        ("yes-no", "愿意", 1),
    ],
)  # fmt: skip
def test_cells(scale, cell, answer):
    found = read_cell(parse_scale(scale), cell)
    assert found == (None if answer is None else (answer, None))
