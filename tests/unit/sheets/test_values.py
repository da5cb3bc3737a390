"""Cells to typed values."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from crmcli.sheets.cells.amounts import parse_amount
from crmcli.sheets.cells.dates import DateContext
from crmcli.sheets.cells.score_scales import Points, points_of
from crmcli.sheets.cells.scores import parse_score
from crmcli.sheets.cells.setting import ASIDE, Bad, Parts, Setting
from crmcli.sheets.columns.headers import header_of
from crmcli.sheets.rows.values import converter


def convert(kind: str, cell: Any, header: str = "列", scale: int = 5) -> Any:
    setting = Setting(header_of(header), DateContext(date(2026, 11, 20)), points=Points(1, scale))
    return converter(kind, setting)[cell]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("¥1,234.50", "1234.50"), ("￥１，２３４．５０", "1234.50"), ("1234.5元", "1234.5"), ("0.12万",
        "1200"), ("3万元", "30000"), ("NT$1,200", "1200"),
        ("(1,234.00)", "-1234.00"), ("-5", "-5"), ("1.234,50", "1234.50"), ("2.5k", "2500"), ("1,234",
        "1234"), (1935.64, "1935.64"),
        (0.1, "0.1"), (7, "7"), ("免费", "0"), ("1亿", "100000000"), ("人民币500圆整", "500"),
    ],
)  # fmt: skip
def test_amounts(typed: object, amount: str) -> None:
    assert parse_amount(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["十几块", "1-2万", "1,23,4", "--", "abc", "2024-03-05", True])
def test_what_is_no_amount(typed: object) -> None:
    assert parse_amount(typed) is None


def test_money_is_exact_cents_in_the_units_of_the_header() -> None:
    assert convert("money", 1935.6400000000001) == 193564
    assert convert("money", "0.259228万") == 259228
    assert convert("money", 12.5, "合同金额（万元）") == 12_500_000
    assert convert("money", "3000元", "合同金额（元）") == 300_000
    assert convert("money", "很多") == Bad("bad_amount")
    assert convert("money", "-") is None


def test_a_foreign_currency_is_kept_beside_the_amount() -> None:
    assert convert("amount", "NT$100") == Parts((("amount", 10_000), ("currency", "TWD")))
    assert convert("amount", 100, "金额(美元)") == Parts((("amount", 10_000), ("currency", "USD")))
    assert convert("amount", "¥100") == 10_000


def test_phone_cells() -> None:
    assert convert("phone", 13911829855) == "13911829855"
    assert convert("phone", "１３９１１８２９８５５") == "13911829855"
    assert convert("phone", "12ab") == Bad("bad_phone")
    assert convert("phone", "1.38E+10") == Bad("lost_digits")
    assert convert("phone", "无") is None
    assert convert("phone", "13800000001/13800000002") == Parts(
        (("phone", "13800000001"), ("phones", ["13800000002"]))
    )
    assert convert("phone", "13800000001（李经理）") == Parts(
        (("phone", "13800000001"), ("contact_person", "李经理"))
    )
    assert convert("phone", "a@b.cn") == Parts((("email", "a@b.cn"),))
    assert convert("phone", "li_ming88", "电话/微信") == Parts((("wechat", "li_ming88"),))
    assert convert("phone", "li_ming88", "电话") == Bad("bad_phone")


def test_email_cells() -> None:
    assert convert("email", "A@B.cn") == "a@b.cn"
    assert convert("email", "not-an-email") == Bad("bad_email")
    assert convert("email", "a@b.cn; c@d.cn") == Parts((("email", "a@b.cn"), ("emails", ("c@d.cn",))))


@pytest.mark.parametrize(
    ("typed", "score"),
    [("5分", 5), (4, 4), ("5 非常满意", 5), ("很满意", 5), ("非常不满意", 1), ("一般", 3), ("★★★★☆", 4),
    ("A.满意", 4), ("4.0", 4), ("4.5", None), ("9", None), ("好吃", None), ("4/5", 4), ("4 out of 5", 4), ("4/10", None)],
)  # fmt: skip
def test_scores_of_five(typed: object, score: int | None) -> None:
    assert parse_score(typed, 5) == score


def test_scores_of_ten_and_unanswered_questions() -> None:
    assert convert("score", 9, scale=10) == 9
    assert convert("score", "很满意", scale=10) == 10
    assert convert("score", "(空)") is None
    refused = Bad("off_scale", "Give a whole number from 1 to 10.")
    assert convert("score", "11", scale=10) == convert("score", "0", scale=10) == refused
    assert convert("score", "rainy", scale=10) == Bad("bad_score")


@pytest.mark.parametrize(
    ("header", "cells", "points"),
    [
        # A slip widens no scale, whatever it is and however few answers there are.
        ("总体满意度", ["4分", "6分"], (1, 5, False)), ("总体满意度", ["4分", 11], (1, 5, False)),
        ("总体满意度", [5, 4, 5, 3, 6, 55], (1, 5, False)), ("Overall", ["很满意", 2], (1, 5, False)),
        # What nearly all say is the scale; one slip beyond it changes nothing again.
        ("总体满意度", ["9分", "8分", "10分"], (0, 10, True)), ("Overall", [9, 8, 10, 7, 4], (0, 10, True)),
        ("Overall", [9, 8, 10, 7, 11], (0, 10, True)), ("Overall", [95, 88, 60, 8, 100], (0, 100, True)),
        # The column's name tells.
        ("总体满意度（1-10分）", [4, 3], (0, 10, False)), ("总体满意度(满分100)", [4, 80], (0, 100, False)),
        ("满意度（0–5）", [0, 5], (0, 5, False)), ("Overall (out of 10)", [4], (0, 10, False)),
        ("Overall (1-5)", [4, 6, 5], (1, 5, False)), ("Overall (1-5)", [9, 8, 10], (0, 10, True)),
    ],
)  # fmt: skip
def test_the_scale_of_a_column(header: str, cells: list[Any], points: tuple[int, int, bool]) -> None:
    assert points_of("overall", header_of(header), cells, own=False) == Points(*points)


def test_a_list_of_our_own_has_no_slips() -> None:
    assert points_of("overall", header_of("Overall"), [4, 8], own=True) == Points(1, 10)
    assert points_of("nps", header_of("NPS"), [4, 11], own=False) == Points(0, 10)


def test_dates_of_cells() -> None:
    assert convert("date", "2025-13-45") == Bad("bad_date")
    assert convert("date", "待定") is None
    assert convert("day", datetime(2024, 3, 5, 9)) == Parts((("self", date(2024, 3, 5)),), note="only_day")
    assert convert("date", 0) is None


def test_a_step_done_at_an_unknown_time() -> None:
    assert convert("done", "是") == Parts((("flag", "yes"),))
    assert convert("done", "否") is None
    assert convert("done", "处理中") is None
    assert convert("done", "2024-3-5 10:00") == datetime(2024, 3, 5, 10)
    assert convert("done", "已电话回复") == Parts((("flag", "yes"),), aside=True)


def test_words() -> None:
    assert convert("word:severity", "特急") == "urgent"
    assert convert("word:severity", "紫色") == Bad("bad_word")
    assert convert("soft:customer_status", "合作中") == "active"
    assert convert("soft:customer_status", "紫色") is ASIDE
    assert convert("open:source", "抖音") == "social_media"
    assert convert("open:source", "老王家") == "老王家"
    assert convert("channel:channel", "鸽子") == convert("choice:task_state", "鸽子") == Bad("bad_word")
    assert convert("choice:task_state", "已完成（待验收）") == "done"
    assert convert("percent", "七成") == Bad("bad_percent")
    assert convert("size", "约120人") == Parts((("size", "medium"),), aside=True)
    assert convert("yes_no", "未接通") is False


def test_numbers() -> None:
    assert convert("integer", "1,200分") == 1200
    assert convert("integer", "不少") == Bad("bad_amount")
    assert convert("integer", "99999999999999999999") == Bad("bad_amount")
    assert convert("quantity", 3) == "3"
    assert convert("quantity", "2.50") == "2.5"
    assert convert("quantity", "3个") == Parts((("quantity", "3"),), aside=True)
    assert convert("quantity", "若干") == Bad("bad_quantity")


def test_text_is_cleaned_but_not_changed() -> None:
    assert convert("label", " 甲地（丰达）\n商贸\x00 ") == "甲地（丰达） 商贸"
    assert convert("label", "N/A") is None
    assert convert("text", "无") == "无"
    assert convert("label", 12.0) == "12"


def test_a_name_or_number_too_long_to_be_found_by_is_refused() -> None:
    assert convert("key", " 远鑫 ") == "远鑫"
    assert convert("key", "无") is None
    assert convert("key", "长" * 500) == "长" * 500
    assert convert("key", "长" * 501) == Bad("too_long")
    assert convert("wechat", "长" * 501) is ASIDE


def test_days_in_words_need_the_day_of_the_sheet() -> None:
    written = DateContext(date(2026, 11, 20), written=date(2026, 3, 5))
    assert converter("date", Setting(header_of("跟进时间"), written))["昨天"] == date(2026, 3, 4)
    assert convert("date", "昨天") == Bad("no_anchor")
    assert convert("date", "某天") == Bad("bad_date")


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("5000/月", 500000),
        ("300元/次", 30000),
        ("3000一个月", 300000),
        ("约3万", 3000000),
        ("1200 per month", 120000),
    ],
)
def test_amounts_told_roughly_are_kept_beside_their_number(typed: str, cents: int) -> None:
    assert convert("amount", typed) == Parts((("self", cents),), aside=True, note="rough")


@pytest.mark.parametrize("typed", ["3-5万", "5000/", "/月", "月"])
def test_a_range_is_no_amount(typed: str) -> None:
    assert convert("amount", typed) == Bad("bad_amount")


@pytest.mark.parametrize(
    ("typed", "score"),
    [("四星", 4), ("三颗星", 3), ("五星好评", 5), ("五分", 5), ("七星", None), ("星", None)],
)
def test_stars_in_words(typed: str, score: int | None) -> None:
    assert parse_score(typed, 5) == score


def test_a_mobile_with_spaces_beside_another_is_whole() -> None:
    assert convert("phone", "138 1373 6765/13813736760") == Parts(
        (("phone", "13813736765"), ("phones", ["13813736760"]))
    )
