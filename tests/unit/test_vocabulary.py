"""The words people use for stored values."""

from __future__ import annotations

import pytest

from crmcli import vocabulary


@pytest.mark.parametrize(
    ("domain", "word", "key"),
    [
        ("channel", "上门拜访", "visit"), ("channel", "微信", "wechat"), ("channel", "企业微信",
        "wechat"), ("channel", "電話", "phone"),
        ("channel", "E-Mail", "email"), ("channel", "ＱＱ", "chat"), ("channel", "online chat", "chat"),
        ("purchase_status", "已成交", "completed"),
        ("purchase_status", "已付款", "paid"), ("purchase_status", "未付款", "ordered"),
        ("purchase_status", "已取消", "cancelled"),
        ("purchase_status", "退款", "refunded"), ("purchase_status", "已退款", "refunded"),
        ("purchase_status", "In Progress", "in_service"),
        ("member_level", "金卡會員", "gold"), ("member_level", "鑽石會員", "platinum"), ("severity",
        "非常紧急", "urgent"),
        ("severity", "加急", "urgent"), ("severity", "高", "urgent"), ("severity", "一般", "normal"),
        ("severity", "低", "normal"),
        ("severity", "中", "serious"), ("severity", "嚴重", "serious"), ("severity", "重要", "serious"),
        ("tier", "Ａ类", "key"),
        ("tier", "重点", "key"), ("tier", "vip", "key"), ("tier", "B", "potential"), ("revisit_result",
        "非常滿意", "satisfied"),
        ("revisit_result", "不满意", "dissatisfied"), ("role", "customer service", "service"), ("source",
        "老客户 推荐", "referral"),
    ],
)  # fmt: skip
def test_words_and_their_keys(domain: str, word: str, key: str) -> None:
    assert vocabulary.parse_word(domain, word) == key


@pytest.mark.parametrize(
    ("domain", "word"),
    [("channel", "鸽子"), ("channel", "传真"), ("root_cause", "设备"), ("root_cause", "物流")],
)
def test_a_word_that_says_something_else_has_no_key(domain: str, word: str) -> None:
    assert vocabulary.parse_word(domain, word) is None


def test_the_result_of_a_revisit_and_how_satisfied_somebody_is_are_told_alike() -> None:
    for language in ("en", "zh"):
        told = [
            vocabulary.label("revisit_result", "neutral", language),
            vocabulary.label("satisfied", "partly", language),
        ]
        assert told[0] == told[1]


@pytest.mark.parametrize("domain", list(vocabulary.DOMAINS))
def test_every_key_and_label_is_a_word_of_its_own_key(domain: str) -> None:
    for key in vocabulary.choices(domain):
        for word in (key, vocabulary.label(domain, key, "en"), vocabulary.label(domain, key, "zh")):
            assert vocabulary.parse_word(domain, word) == key


@pytest.mark.parametrize(
    ("domain", "text", "key"),
    [
        ("purchase_status", "未付款（已催）", "ordered"),
        ("purchase_status", "全额退款（客户原因）", "refunded"),
        ("revisit_result", "客户表示不满意", "dissatisfied"),
        ("channel", "用微信沟通的", "wechat"),
        ("purchase_status", "未交付", "ordered"),
        ("purchase_status", "等待买家付款", "ordered"),
        ("purchase_status", "卖家已发货，等待买家确认", "in_service"),
        ("purchase_status", "部分退款（已协商）", "paid"),
        ("purchase_status", "不需要", None),
        ("channel", "Video meeting (Teams)", "meeting"),
        ("purchase_status", "Not completed", None),
        ("severity", "high - production down", "urgent"),
        ("channel", "鸽子", None),
    ],
)
def test_words_inside_a_text(domain: str, text: str, key: str | None) -> None:
    assert vocabulary.find_word(domain, text) == key


def test_labels_in_both_languages() -> None:
    assert vocabulary.label("tier", "key", "en") == "key"
    assert vocabulary.label("tier", "key", "zh") == "重点客户"
    assert vocabulary.label("source", "鸽子", "zh") == "鸽子"
