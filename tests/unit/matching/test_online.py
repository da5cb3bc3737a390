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
