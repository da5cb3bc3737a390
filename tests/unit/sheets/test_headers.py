"""Column names."""

from __future__ import annotations

import pytest

from crmcli.sheets.columns.fields import TYPES
from crmcli.sheets.columns.headers import header_of, known_score, matches, synonyms


@pytest.mark.parametrize(
    ("shown", "key"),
    [
        ("*联系电话（必填）：", "联系电话"), ("1、您的手机号", "您的手机号"), ("Q1. 您的建议",
        "您的建议"), ("客户\n名称", "客户名称"), ("【客户名称】", "客户名称"),
        ("電子郵件", "电子邮件"), ("Phone No.", "phone no"), ("Customer_Name", "customer name"),
        ("金额：元", "金额"), ("产品/服务", "产品/服务"),
        ("２、整体满意度（１-５分）", "整体满意度"), ("Order #", "order no"),
    ],
)  # fmt: skip
def test_decoration_is_lost(shown: str, key: str) -> None:
    assert header_of(shown).key == key


def test_units_and_scales_are_kept_apart() -> None:
    assert header_of("合同金额（万元）").factor == 10_000
    assert header_of("合同金额/万元").factor == 10_000
    assert header_of("金额(USD)").currency == "USD"
    assert header_of("金额").factor == 1
    assert header_of("整体满意度（1-5分）").scale == 5
    assert header_of("推荐（0-10）").scale == 10
    assert header_of("服务态度(满分100)").scale == 100
    assert header_of("整体满意度").scale == 0


@pytest.mark.parametrize(
    ("kind", "header", "field"),
    [
        ("customers", "往来单位", "name"), ("customers", "客户联系电话号码", "phone"), ("customers",
        "Sales Rep.", "owner"),
        ("customers", "所属行业", "industry"), ("customers", "累计消费金额（元）", "opening_amount"),
        ("members", "紅利點數", "points"),
        ("purchases", "价税合计", "amount"), ("interactions", "洽談記錄", "content"), ("interactions", "谈了什么", "content"), ("interactions",
        "Next Follow-up", "next_on"),
        ("complaints", "首响时间", "responded"), ("complaints", "Date Resolved", "resolved"),
        ("survey_answers", "6、您有多大可能把我们推荐给同行？（0-10）", "nps"),
        ("survey_answers", "答题日期", "submitted"), ("survey_answers", "作答时间", "submitted"),
        ("contacts", "Job Title", "title"),
    ],
)  # fmt: skip
def test_names_and_their_fields(kind: str, header: str, field: str) -> None:
    best = max(matches(kind, header_of(header)), key=lambda match: match.score)
    assert best.field == field


@pytest.mark.parametrize("header", ["单价", "账户余额", "欠款", "累计积分", "响应时长", "来源详情"])
def test_names_that_only_look_alike(header: str) -> None:
    assert not matches("purchases", header_of(header)) and not matches("complaints", header_of(header))


def test_every_field_of_the_table_has_a_type() -> None:
    table = synonyms()
    for kind, fields in table.kinds.items():
        assert set(fields) <= set(TYPES[kind]), kind
        assert set(fields) >= {name for name in TYPES[kind] if name not in ("phones", "birthday_calendar")}, (
            kind
        )


def test_a_field_name_is_its_own_header() -> None:
    for kind, fields in TYPES.items():
        for name in set(fields) - {"phones"}:
            if synonyms().kinds[kind].get(name):
                assert name in {match.field for match in matches(kind, header_of(name))}, (kind, name)


def test_what_is_known_as_a_header() -> None:
    assert known_score(header_of("客户名称")) == 1
    assert known_score(header_of("姓名")) >= 0.6
    assert known_score(header_of("甲地丰达商贸")) == 0


def test_words_of_other_things_are_whole_words() -> None:
    assert [
        m.field for m in matches("customers", header_of("Administration Account Manager", "Account Manager"))
    ] == ["owner"]
    assert matches("customers", header_of("Age")) == []
    assert matches("purchases", header_of("Tax amount")) == []


def test_the_lower_of_two_header_lines_counts_before_the_group() -> None:
    found = matches("complaints", header_of("处理情况 客诉处理完成时间", "客诉处理完成时间"))
    assert max(found, key=lambda match: match.score).field == "resolved"
    assert "measure" not in {match.field for match in found}
