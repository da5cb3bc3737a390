"""Which words of customers say that no more shall come."""

from __future__ import annotations

import pytest

from crmcli.judging.opting_out import channel_meant, opts_out
from crmcli.policy import default_policy

_RULES = default_policy().consent


@pytest.mark.parametrize(
    "text",
    ["TD", "退订", "退訂。", " stop ", "Unsubscribe!", "“TD”", "客户回复：TD", "回复 T", "不要再发短信了", "请不要再給我發了",
     "don’t text me again", "Please take me off your list", "ＴＤ"],
)  # fmt: skip
def test_words_that_opt_out(text: str) -> None:
    assert opts_out(text, _RULES)


@pytest.mark.parametrize(
    "text",
    ["", None, "好的", "客户要退订周六的房间", "stop by tomorrow", "T恤什么时候到", "如不想再收到此类邮件，请回复TD",
     "asked how to unsubscribe", "If you want no more messages, answer STOP"],
)  # fmt: skip
def test_words_that_do_not(text: str | None) -> None:
    assert not opts_out(text, _RULES)


@pytest.mark.parametrize(
    ("text", "by", "channel"),
    [("TD", "sms", "sms"), ("不要再打电话", "wechat", "phone"), ("短信和电话都不要再发", "sms", "sms"), ("STOP", None, None)],
)  # fmt: skip
def test_the_channel_that_is_meant(text: str, by: str | None, channel: str | None) -> None:
    assert channel_meant(text, by) == channel
