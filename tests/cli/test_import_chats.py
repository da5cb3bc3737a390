"""Logs of chats come in as contacts: one for each customer, day and person, with every word."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from crmcli import errors

from .conftest import Crm
from .test_import import book, rows, table, totals

# What sheets say is read alike for either engine.
pytestmark = pytest.mark.file

WHATSAPP = (
    "18/11/26, 14:04 - Messages and calls are end-to-end encrypted.\n"
    "18/11/26, 14:05 - Anna Schmidt: Do you clean on Sundays?\nWe are closed then.\n"
    "18/11/26, 14:07 - 王芳: Yes, we do\n"
    "19/11/26, 09:00 - 王芳: Good morning!\n"
)
QQ = (
    "消息记录（此消息记录为文本格式，不支持重新导入）\n\n消息对象:李四\n\n"
    "2026-11-18 14:05:11 李四(12345678)\n想问价格\n\n2026-11-18 14:06:11 王芳(87654321)\n每月1200\n"
)
TOLD = ("customer", "channel", "direction", "effective", "author", "occurred_at", "content")


def log(path: Path, text: str, encoding: str = "utf-8") -> str:
    path.write_text(text, encoding=encoding)
    return str(path)


def contacts(crm: Crm, *fields: str) -> list[tuple[Any, ...]]:
    return [tuple(row[field] for field in fields or TOLD) for row in rows(crm, "interactions")]


@pytest.fixture(autouse=True)
def people(crm: Crm) -> None:
    crm.ok("staff", "add", "王芳")
    crm.ok("add", "Anna Schmidt", "--kind", "person")
    crm.ok("add", "李四", "--kind", "person")


def test_a_chat_is_a_contact_a_day(crm: Crm, tmp_path: Path) -> None:
    file = log(tmp_path / "WhatsApp Chat with Anna Schmidt.txt", WHATSAPP)
    assert totals(crm, file) == {"created": 2}
    words = "14:05 Anna Schmidt: Do you clean on Sundays?\nWe are closed then.\n14:07 王芳: Yes, we do"
    greeting = "09:00 王芳: Good morning!"
    assert contacts(crm) == [
        ("Anna Schmidt", "chat", "in", 1, "王芳", "2026-11-18T06:05:00Z", words),
        ("Anna Schmidt", "chat", "out", 0, "王芳", "2026-11-19T01:00:00Z", greeting),
    ]
    assert [row["name"] for row in rows(crm, "customers")] == ["Anna Schmidt", "李四"]


def test_a_chat_comes_zipped_with_its_pictures(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat - Anna Schmidt.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_chat.txt", WHATSAPP)
        archive.writestr("00000012-PHOTO.jpg", b"\xff\xd8\xff")
    assert totals(crm, str(path)) == {"created": 2}
    assert {row["customer"] for row in rows(crm, "interactions")} == {"Anna Schmidt"}


def test_the_same_log_again_changes_nothing_and_a_longer_one_goes_on(crm: Crm, tmp_path: Path) -> None:
    name = tmp_path / "WhatsApp Chat with Anna Schmidt.txt"
    totals(crm, log(name, WHATSAPP))
    assert totals(crm, log(name, WHATSAPP)) == {"unchanged": 2}
    assert totals(crm, log(name, f"{WHATSAPP}19/11/26, 10:00 - Anna Schmidt: Hello\n")) == {
        "unchanged": 1,
        "updated": 1,
    }
    assert contacts(crm, "content")[1] == ("09:00 王芳: Good morning!\n10:00 Anna Schmidt: Hello",)
    assert contacts(crm, "effective") == [(1,), (1,)]
    crm.ok("undo", "--yes")
    crm.ok("import", "undo", str(crm.json("import", "list")[-1]["number"]), "--yes")
    assert contacts(crm) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_log_is_read_in_its_encoding(crm: Crm, tmp_path: Path, encoding: str) -> None:
    assert totals(crm, log(tmp_path / "李四.txt", QQ, encoding)) == {"created": 1}
    words = "14:05 李四: 想问价格\n14:06 王芳: 每月1200"
    assert contacts(crm) == [("李四", "chat", "in", 1, "王芳", "2026-11-18T06:05:11Z", words)]


@pytest.mark.parametrize(
    "rows_",
    [
        [
            ["时间", "发送人", "内容"],
            ["2026-11-18 14:05:11", "李四", "想问价格"],
            ["2026-11-18 14:06:11", "王芳", "每月1200"],
        ],
        [
            ["序号", "发送日期", "发送时间", "发送者", "接收者", "消息类型", "消息内容"],
            ["1", "2026/11/18", "14:05:11", "李四", "王芳", "文本", "想问价格"],
            ["2", "2026/11/18", "14:06:11", "王芳", "李四", "文本", "每月1200"],
        ],
        [
            ["date", "name", "message"],
            ["18/11/2026 14:05:11", "李四", "想问价格"],
            ["18/11/2026 14:06:11", "me", "每月1200"],
        ],
        [
            ["IsSender", "StrTime", "NickName", "StrContent"],
            [0, "2026-11-18 14:05:11", "李四", "想问价格"],
            [1, "2026-11-18 14:06:11", "Nobody We Know", "每月1200"],
        ],
    ],
)
def test_a_table_of_messages_is_a_log_too(crm: Crm, tmp_path: Path, rows_: list[list[Any]]) -> None:
    for file in (table(tmp_path / "微信.csv", *rows_), book(tmp_path / "微信记录.xlsx", *rows_)):
        assert totals(crm, str(file)) in ({"created": 1}, {"unchanged": 1})
    [(customer, channel, direction, effective, _author, at, _content)] = contacts(crm)
    assert (customer, channel, direction, effective, at) == (
        "李四",
        "wechat",
        "in",
        1,
        "2026-11-18T06:05:11Z",
    )


def test_a_table_of_several_chats_is_divided(crm: Crm, tmp_path: Path) -> None:
    messages = [
        ["聊天对象", "时间", "发送人", "消息内容"],
        ["李四", "2026-11-18 09:00", "王芳", "早上好"],
        ["Anna Schmidt", "2026-11-18 09:01", "Anna Schmidt", "Hello"],
        ["李四", "2026-11-18 09:02", "李四", "早"],
    ]
    assert totals(crm, str(table(tmp_path / "a.csv", *messages))) == {"created": 2}
    assert sorted(contacts(crm, "customer", "content")) == [
        ("Anna Schmidt", "09:01 Anna Schmidt: Hello"),
        ("李四", "09:00 王芳: 早上好\n09:02 李四: 早"),
    ]


def test_a_group_is_the_customers_whose_name_its_file_has(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add", "Hotel Adler GmbH")
    group = "18/11/26, 14:05 - Bob Miller: hi\n18/11/26, 14:06 - 王芳: hello\n18/11/26, 14:07 - Eve Stone: I agree\n"
    assert totals(crm, log(tmp_path / "WhatsApp Chat with Hotel Adler.txt", group)) == {"created": 2}
    assert contacts(crm, "customer", "content") == [
        ("Hotel Adler GmbH", "14:05 Bob Miller: hi\n14:06 王芳: hello"),
        ("Hotel Adler GmbH", "14:07 Eve Stone: I agree"),
    ]
    assert [row["name"] for row in crm.json("staff", "list")] == ["Lee", "王芳"]


def test_whom_nobody_knows_is_rejected_or_added(crm: Crm, tmp_path: Path) -> None:
    text = "2026-11-18 09:00 - 李四四: 在吗\n2026-11-18 09:01 - 王芳: 在\n"
    file = log(tmp_path / "chat.txt", text)
    run = crm("import", file, "--yes")
    assert run.status == errors.Invalid.status and "李四四" in run.out
    assert totals(crm, file, "--create-missing") == {"created": 1}
    assert contacts(crm, "customer") == [("李四四",)]


def test_who_speaks_by_phone_is_found_by_it(crm: Crm, tmp_path: Path) -> None:
    crm.ok("edit", "李四", "phone=13911829855")
    text = "2026-11-18 09:00 - +86 139 1182 9855: 在吗\n2026-11-18 09:01 - 王芳: 在\n"
    assert totals(crm, log(tmp_path / "chat.txt", text)) == {"created": 1}
    assert contacts(crm, "customer") == [("李四",)]


def test_a_chat_of_two_whom_nobody_knows_is_left_to_somebody(crm: Crm, tmp_path: Path) -> None:
    file = log(tmp_path / "chat.txt", "2026-11-18 09:00 - A. Smith: hi\n2026-11-18 09:01 - B. Jones: hello\n")
    run = crm("import", file, "--yes")
    assert run.status == errors.Invalid.status
    assert "Which of A. Smith, B. Jones is the customer?" in run.err
    assert totals(crm, file, "--owner-map", "B. Jones=王芳", "--create-missing") == {"created": 1}
    assert contacts(crm, "customer", "direction") == [("A. Smith", "in")]


def test_the_days_of_a_log_decide_their_order(crm: Crm, tmp_path: Path) -> None:
    text = "11/8/26, 2:05 PM - 李四: a\n11/8/26, 2:06 PM - 王芳: b\n11/18/26, 9:00 AM - 李四: c\n"
    totals(crm, log(tmp_path / "WhatsApp Chat with 李四.txt", text))
    assert contacts(crm, "occurred_at") == [("2026-11-08T06:05:00Z",), ("2026-11-18T01:00:00Z",)]


def test_a_day_that_is_none_is_rejected_alone(crm: Crm, tmp_path: Path) -> None:
    text = "18/11/26, 14:05 - 李四: a\n31/02/26, 14:06 - 李四: b\n"
    assert totals(crm, log(tmp_path / "李四.txt", text), "--partial") == {"created": 1, "rejected": 1}
