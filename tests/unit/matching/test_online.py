"""Normal forms of e-mail addresses and WeChat ids."""

from __future__ import annotations

import pytest

from crmcli.matching.online import normalize_email, normalize_wechat


@pytest.mark.parametrize(
    "bad", ["not-an-email", "a@b", "a b@c.com", "@c.com", "a@.com", "a@b..com", "", "a@b.c"]
)
def test_what_is_no_email(bad: str) -> None:
    assert normalize_email(bad) is None


def test_emails_are_folded() -> None:
    assert normalize_email(" First.Last@Example.COM;") == "first.last@example.com"
    assert normalize_email("ａ@qq.com") == "a@qq.com"


def test_wechat_ids() -> None:
    assert normalize_wechat("微信号：Li_Ming-88") == "li_ming-88"
    assert normalize_wechat("13911829855") == "13911829855"
    assert normalize_wechat("李明") is None


@pytest.mark.parametrize(
    "address", ["ada.wójcik@q.example", "иван@пример.рф", "müller@bücher.example", "用户@例子.中国"]
)
def test_addresses_in_other_scripts(address: str) -> None:
    assert normalize_email(address) == address


@pytest.mark.parametrize(
    "typed", ["'ada@q.example'", "ada@q.example.", "<ada@q.example>", "mailto:ada@q.example"]
)
def test_what_stands_around_an_address_is_no_part_of_it(typed: str) -> None:
    assert normalize_email(typed) == "ada@q.example"


@pytest.mark.parametrize("typed", ["邮箱ada@q.example", "李明abc@qq.com"])
def test_a_word_run_together_with_an_address_is_none(typed: str) -> None:
    assert normalize_email(typed) is None
