"""Logs of chats in the styles of many programs; tables, lists and logs of other things are none."""

from __future__ import annotations

import pytest

from crmcli.sheets.chats.chat_lines import messages_of

#: Each log, and what is read of it: day as written, clock, who, text.
LOGS: dict[str, tuple[str, list[tuple[str, str, str, str]]]] = {
    "WhatsApp on Android": (
        "28/11/26, 14:04 - Messages and calls are end-to-end encrypted. Tap: learn more.\n"
        "28/11/26, 14:05 - Anna Schmidt: Hello, do you clean?\n\nOn Sundays: yes?\n"
        "28/11/26, 14:07 - Lee Wong added Bob\n"
        "28/11/26, 14:08 - Lee Wong: <Media omitted>\n",
        [
            ("28/11/26", "14:05:00", "Anna Schmidt", "Hello, do you clean?\n\nOn Sundays: yes?"),
            ("28/11/26", "14:08:00", "Lee Wong", "<Media omitted>"),
        ],
    ),
    "WhatsApp on iPhone": (
        "[28/11/26, 2:05:11\u202fPM] Anna: \u200eMessages and calls are end-to-end encrypted. No one can read them.\n"
        "\u200e[28/11/26, 2:05:11\u202fPM] ~\u202fAnna: Hi\n[28/11/26, 12:06:11\u202fAM] Lee: \u200eimage omitted\n",
        [("28/11/26", "14:05:11", "Anna", "Hi"), ("28/11/26", "00:06:11", "Lee", "image omitted")],
    ),
    "WhatsApp in German": (
        "28.11.26, 14:05 - Anna: Guten Tag\n28.11.26, 14:06 - +49 171 1234567: Hallo\n",
        [("28.11.26", "14:05:00", "Anna", "Guten Tag"), ("28.11.26", "14:06:00", "+49 171 1234567", "Hallo")],
    ),
    "WhatsApp in Spanish": (
        "8/11/26, 2:05 p. m. - Ana: Hola\n8/11/26, 12:06 a. m. - Luis: Buenas\n",
        [("8/11/26", "14:05:00", "Ana", "Hola"), ("8/11/26", "00:06:00", "Luis", "Buenas")],
    ),
    "WhatsApp in Chinese": (
        "2026/11/28 下午2:05 - 李四: 你好：在吗\n2026/11/28 晚上8:06 - 王芳: 在的\n",
        [("2026-11-28", "14:05:00", "李四", "你好：在吗"), ("2026-11-28", "20:06:00", "王芳", "在的")],
    ),
    "KakaoTalk on phones": (
        "2026년 11월 28일 오후 2:05, Anna : 안녕하세요\n2026년 11월 28일 오전 9:06, Lee : 네\n",
        [("2026-11-28", "14:05:00", "Anna", "안녕하세요"), ("2026-11-28", "09:06:00", "Lee", "네")],
    ),
    "KakaoTalk on computers": (
        "Anna 님과 카카오톡 대화\n저장한 날짜 : 2026-11-28 14:05:11\n\n"
        "--------------- 2026년 11월 28일 토요일 ---------------\n[Anna] [오후 2:05] 안녕\n[Lee] [오후 2:06] 네\n",
        [("2026-11-28", "14:05:00", "Anna", "안녕"), ("2026-11-28", "14:06:00", "Lee", "네")],
    ),
    "LINE": (
        "[LINE] 與李四的聊天記錄\n儲存日期：2026/11/28 14:05\n\n2026/11/27（五）\n14:05\t李四\t你好\n還在嗎\n"
        "2026/11/28（六）\n14:06\t王芳\t在\n14:07\t李四已收回訊息\n",
        [("2026-11-27", "14:05:00", "李四", "你好\n還在嗎"), ("2026-11-28", "14:06:00", "王芳", "在")],
    ),
    "QQ": (
        "消息记录（此消息记录为文本格式，不支持重新导入）\n\n================\n消息对象:李四\n================\n\n"
        "2026-11-28 14:05:11 李四(12345678)\n你好\n价格：多少\n\n2026-11-28 14:06:11 【管理员】王芳<wang@qq.com>\n1200\n",
        [("2026-11-28", "14:05:11", "李四", "你好\n价格：多少"), ("2026-11-28", "14:06:11", "王芳", "1200")],
    ),
    "WeChat, name first": (
        "王芳 2026-11-28 14:05:11\n您好\n\n李四 2026-11-28 14:06:11\n好\n",
        [("2026-11-28", "14:05:11", "王芳", "您好"), ("2026-11-28", "14:06:11", "李四", "好")],
    ),
    "WeChat by mail": (
        "—————  2026-11-28  —————\n\n王芳  14:05\n\n您好\n\n李四  14:06\n\n好的\n",
        [("2026-11-28", "14:05:00", "王芳", "您好"), ("2026-11-28", "14:06:00", "李四", "好的")],
    ),
    "Telegram": (
        "Anna, [28.11.26 14:05]\nHello\nLee, [28.11.26 14:06]\nHi\n",
        [("28.11.26", "14:05:00", "Anna", "Hello"), ("28.11.26", "14:06:00", "Lee", "Hi")],
    ),
    "a shop's messenger": (
        "李四 (2026-11-28 14:05:11):\n在吗\n小店客服 (2026-11-28 14:06:11):\n在的\n",
        [("2026-11-28", "14:05:11", "李四", "在吗"), ("2026-11-28", "14:06:11", "小店客服", "在的")],
    ),
    "WeCom, without years": (
        "李四@微信 11-27 14:05:11\n报价呢\n王芳 11-28 14:06:11\n稍后\n",
        [("11-27", "14:05:11", "李四", "报价呢"), ("11-28", "14:06:11", "王芳", "稍后")],
    ),
    "DingTalk": (
        "王芳 11月27日 14:05\n@李四 明天过去\n李四 11月28日 下午2:06\n好\n",
        [("11月27日", "14:05:00", "王芳", "@李四 明天过去"), ("11月28日", "14:06:00", "李四", "好")],
    ),
    "names above their moments": (
        "李四：\n2026-11-28 14:05:11\n报价呢\n\n王芳：\n2026-11-28 14:06:11\n稍后\n",
        [("2026-11-28", "14:05:11", "李四", "报价呢"), ("2026-11-28", "14:06:11", "王芳", "稍后")],
    ),
    "days, then times before names": (
        "2026年11月28日 星期六\n14:05 李四\n报价呢\n14:06 王芳\n稍后\n",
        [("2026-11-28", "14:05:00", "李四", "报价呢"), ("2026-11-28", "14:06:00", "王芳", "稍后")],
    ),
    "marked names, and what the program says": (
        "2026-11-28 14:05:11 '李四'\n报价呢\n2026-11-28 14:06:11 '系统'\n李四撤回了一条消息\n"
        "2026-11-28 14:07:11 <王芳>\n稍后\n",
        [("2026-11-28", "14:05:11", "李四", "报价呢"), ("2026-11-28", "14:07:11", "王芳", "稍后")],
    ),
    "a line between name and moment": (
        "李四 | 2026-11-28 14:05\n报价呢\n王芳 | 2026-11-28 14:06\n稍后\n",
        [("2026-11-28", "14:05:00", "李四", "报价呢"), ("2026-11-28", "14:06:00", "王芳", "稍后")],
    ),
    "one message below what the program says": (
        "28/11/26, 14:04 - Messages and calls are end-to-end encrypted.\n28/11/26, 14:05 - Anna: Hello\n",
        [("28/11/26", "14:05:00", "Anna", "Hello")],
    ),
}


@pytest.mark.parametrize("program", LOGS)
def test_a_log_is_read_in_its_programs_style(program: str) -> None:
    text, expected = LOGS[program]
    assert [(m.date, m.clock, m.who, m.text) for m in messages_of(text)] == expected


@pytest.mark.parametrize(
    ("program", "partner"), [("QQ", "李四"), ("LINE", "李四"), ("KakaoTalk on computers", "Anna")]
)
def test_a_log_may_tell_whom_it_is_with(program: str, partner: str) -> None:
    assert {m.partner for m in messages_of(LOGS[program][0])} == {partner}


def test_a_message_stands_on_its_line() -> None:
    assert [m.line for m in messages_of(LOGS["QQ"][0])] == [6, 10]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "客户名称,电话,日期\n甲公司,13900000001,2026-11-28 14:05:11\n乙公司,13900000002,2026-11-28 14:06:11\n",
        "Minutes of 2026-11-28 14:05\nWe talked of prices: they stay.\n",
        "2026-11-28 14:05:11\n2026-11-28 14:06:11\n",
        "Monday\n14:05\tAnna\tno day is told\n14:06\tLee\tnowhere\n",
    ],
)
def test_what_is_no_log_has_no_messages(text: str) -> None:
    assert messages_of(text) == []
