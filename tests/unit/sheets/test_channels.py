"""Channels of contacts that no column tells."""

from __future__ import annotations

import pytest

from crmcli.sheets.chats.channels import channel_of_log, channel_of_text


@pytest.mark.parametrize(
    ("names", "columns", "channel"),
    [
        (["拜访", "", "一月拜访记录"], [], "visit"), (["通话"], ["客户"], "phone"), (["", "微信沟通记录"], [], "wechat"),
        (["Sheet1"], ["呼叫时间", "客户"], "phone"), (["Sheet1"], ["拜访时间", "微信号"], "visit"), (["Calls"], [], "phone"),
        (["Call log"], ["Customer"], "phone"), (["Visits 2026"], [], "visit"), (["拜訪紀錄"], [], "visit"), (["Sheet1"], ["visit date"], "visit"),
        (["电话和微信记录"], ["拜访时间"], ""), (["跟进"], ["客户", "微信号", "联系电话"], ""), (["Sheet1"], ["日期", "内容"], ""), (["Recalls"], [], ""),
    ],
)  # fmt: skip
def test_the_name_of_a_log_tells_its_channel(names: list[str], columns: list[str], channel: str) -> None:
    assert channel_of_log(names, columns) == channel


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("电话确认样品", "phone"), ("打电话没人接", "phone"), ("致电财务", "phone"), ("微信发了报价", "wechat"), ("加微信", "wechat"), ("再次上门量尺寸", "visit"),
        ("拜访王总", "visit"), ("发短信提醒", "sms"), ("Called, wants a price", "phone"), ("visited the site", "visit"),
        ("电话号码换了", ""), ("微信号不对", ""), ("送货完成，客户来电致谢", ""), ("Callum asked", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_text_that_begins_with_a_channel_tells_it(text: str, channel: str) -> None:
    assert channel_of_text(text) == channel
