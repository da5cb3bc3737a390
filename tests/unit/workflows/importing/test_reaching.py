"""Did an imported contact reach the customer?"""

from __future__ import annotations

import pytest

from crmcli.policy import default_policy
from crmcli.service.reached import reached


@pytest.mark.parametrize(
    ("channel", "content", "expected"),
    [
        ("phone", "沟通了续约", (1, 0)),
        ("visit", "", (1, 0)),
        ("phone", "未接", (0, 0)),
        ("phone", "打了两次，无人接听", (0, 0)),
        ("phone", "no answer, left a message", (0, 0)),
        ("wechat", "群发中秋祝福", (0, 1)),
        ("wechat", "发了节日问候，客户回复感谢并询价", (1, 0)),
        ("wechat", "没回", (0, 0)),
        ("wechat", "发了没回", (0, 0)),
        ("wechat", "已读不回", (0, 0)),
        ("wechat", "消息未读", (0, 0)),
        ("wechat", "sent the offer, no response", (0, 0)),
        ("wechat", "谈了报价，王总下周回公司后定", (1, 0)),
        ("phone", "聊了续约，他还没回公司", (1, 0)),
        ("phone", "未回款的下周付", (1, 0)),
        ("sms", "通知", (0, 1)),
        ("other", "跟进中", (1, 0)),
    ],
)
def test_reached(channel: str, content: str, expected: tuple[int, int]) -> None:
    assert reached(content, can_be=default_policy().can_be_effective(channel)) == expected
