"""What a word for a way to contact somebody says beside the channel."""

from __future__ import annotations

from functools import partial

import pytest

from crmcli.service.ways import way_of
from crmcli.vocabulary import find_word

#: Per word: the channel, who turned to whom where it says so, whether nobody was reached.
WORDS = [
    ("电话", "phone", None, False),
    ("来电", "phone", "in", False),
    ("客户来电", "phone", "in", False),
    ("电话来电", "phone", "in", False),
    ("客户致电", "phone", "in", False),
    ("呼入", "phone", "in", False),
    ("呼入电话", "phone", "in", False),
    ("來電", "phone", "in", False),
    ("接听电话", "phone", "in", False),
    ("incoming call", "phone", "in", False),
    ("Inbound", "phone", "in", False),
    ("inbound e-mail", "email", "in", False),
    ("去电", "phone", "out", False),
    ("呼出", "phone", "out", False),
    ("外呼", "phone", "out", False),
    ("致电", "phone", "out", False),
    ("拨出", "phone", "out", False),
    ("outgoing call", "phone", "out", False),
    ("客户来访", "visit", "in", False),
    ("到店", "visit", "in", False),
    ("拜访", "visit", None, False),
    ("来信", "letter", "in", False),
    ("收到邮件", "email", "in", False),
    ("来邮", "email", "in", False),
    ("微信来消息", "wechat", "in", False),
    ("电话未接", "phone", None, True),
    ("电话（未接通）", "phone", None, True),
    ("电话(无人接听)", "phone", None, True),
    ("未接", "phone", None, True),
    ("未接电话", "phone", None, True),
    ("未接来电", "phone", "in", True),
    ("未接通", "phone", None, True),
    ("无人接听", "phone", None, True),
    ("没人接", "phone", None, True),
    ("关机", "phone", None, True),
    ("停机", "phone", None, True),
    ("空号", "phone", None, True),
    ("占线", "phone", None, True),
    ("拒接", "phone", None, True),
    ("no answer", "phone", None, True),
    ("voicemail", "phone", None, True),
    ("missed call", "phone", "in", True),
    ("微信未回", "wechat", None, True),
    ("聊", None, None, False),
    ("未知", None, None, False),
]


@pytest.mark.parametrize(("word", "channel", "direction", "missed"), WORDS)
def test_a_word_says_how_and_who_turned_to_whom(
    word: str, channel: str | None, direction: str | None, missed: bool
) -> None:
    assert way_of(word, partial(find_word, "channel")) == (channel, direction, missed)
