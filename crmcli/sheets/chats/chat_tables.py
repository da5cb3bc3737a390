"""Tables of messages, a row each: when, who, what, and perhaps to whom or in which chat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmcli.sheets.cells.dates import looks_like_date, time_of_day
from crmcli.sheets.cells.setting import YES
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.chats.chat_lines import NOBODY
from crmcli.sheets.chats.parties import Parties
from crmcli.sheets.columns.headers import Header
from crmcli.sheets.model import Message, Table

#: Column names by what they tell, folded. What is said and who says it need one plain name among the two.
_WHEN = frozenset((
    "时间", "日期", "日期时间", "发送时间", "发送日期", "消息时间", "聊天时间", "会话时间", "time", "date", "datetime", "date time", "timestamp",
    "sent at", "sent", "sent on", "sent date", "message time", "message date", "str time", "create time", "fecha", "hora", "datum", "zeit", "heure",
))  # fmt: skip
_SPEAKER = frozenset((
    "发送人", "发送者", "发送方", "发言人", "发言者", "说话人", "消息发送人", "消息发送者", "发送人昵称", "发送者昵称", "发送人姓名",
    "sender", "sender name", "speaker", "talker", "sent by", "absender", "remitente", "expediteur", "remetente", "送信者",
))  # fmt: skip
_NAME = frozenset((
    "昵称", "姓名", "名字", "用户", "用户名", "人员", "发件人", "name", "user", "username", "user name", "nickname", "nick name", "who", "from", "author", "autor",
))  # fmt: skip
_MESSAGE = frozenset((
    "消息", "消息内容", "聊天内容", "聊天记录", "发送内容", "对话内容", "会话内容", "发言内容", "message", "messages", "message text", "message body", "message content",
    "chat message", "msg", "str content", "nachricht", "mensaje", "mensagem", "メッセージ",
))  # fmt: skip
_WORDS = frozenset(("内容", "文本", "正文", "content", "text", "body", "texto", "texte", "本文"))
_RECEIVER = frozenset((
    "接收人", "接收者", "接收方", "收件人", "消息接收人", "接收人姓名", "to", "receiver", "recipient", "recipient name", "receiver name", "sent to", "empfanger",
))  # fmt: skip
_CHAT = frozenset((
    "聊天对象", "聊天对方", "对方", "对方昵称", "好友", "好友昵称", "会话", "会话名称", "会话对象", "群名", "群名称", "群聊名称", "客户", "客户名称", "客户姓名", "customer",
    "customer name", "contact", "contact name", "chat", "chat name", "chat with", "conversation", "conversation name", "room", "remark",
))  # fmt: skip
_SENT = frozenset(
    ("is sender", "issender", "from me", "is from me", "is sent", "是否发送", "是否我方", "是否本人")
)
#: What programs tell beside that nobody asks for.
_BESIDE = frozenset((
    "序号", "编号", "no", "id", "index", "消息id", "消息编号", "消息类型", "类型", "type", "sub type", "msg type", "message type", "msg id", "message id",
    "状态", "status", "是否已读", "已读", "read", "local id", "talker id", "附件", "attachment", "attachments", "media", "平台", "渠道", "platform", "app", "",
))  # fmt: skip


def messages_in(
    table: Table, headers: Sequence[Header], rows: Sequence[int], parties: Parties
) -> list[Message]:
    """The messages of a table, none if its columns are not those of a chat's log. One without a day keeps none."""
    place = _places([header.key for header in headers])
    if place is None:
        return []
    found = []
    for row in rows:
        cells = {name: [table.columns[column][row] for column in columns] for name, columns in place.items()}
        message = _message(row, cells, parties)
        if message.text and message.who.lower() not in NOBODY:
            found.append(message)
    return found if 2 * sum(bool(message.date) for message in found) > len(found) else []


def _places(keys: Sequence[str]) -> dict[str, list[int]] | None:
    """The columns of a log by what they tell; None if it is none, or tells something else, too."""
    place: dict[str, list[int]] = {}
    for column, key in enumerate(keys):
        sort = next((name for name, words in _SORTS.items() if key in words), None)
        if sort is None:
            return None
        place.setdefault(sort, []).append(column)
    who = place.get("speaker") or place.get("name")
    words = place.get("message") or place.get("words")
    plain = "speaker" in place or "message" in place
    return place if plain and who and words and "when" in place and len(place["when"]) < 3 else None


_SORTS = {
    "when": _WHEN, "speaker": _SPEAKER, "name": _NAME, "message": _MESSAGE, "words": _WORDS, "receiver": _RECEIVER, "chat": _CHAT,
    "sent": _SENT, "beside": _BESIDE,
}  # fmt: skip


def _message(row: int, cells: dict[str, list[Any]], parties: Parties) -> Message:
    clock = next((f"{t:%H:%M:%S}" for cell in cells["when"] if (t := time_of_day(cell)) is not None), "")
    day = next((text_of(cell) for cell in cells["when"] if looks_like_date(cell)), "")
    who = text_of((cells.get("speaker") or cells["name"])[0])
    to = text_of(cells["receiver"][0]) if "receiver" in cells else ""
    partner = text_of(cells["chat"][0]) if "chat" in cells else ""
    if to and not partner:
        partner = to if parties.is_ours(who) or not parties.is_ours(to) else who
    return Message(
        line=row,
        date=day,
        clock=clock,
        who=who,
        text=text_of((cells.get("message") or cells["words"])[0]),
        partner=partner,
        sent=any(text_of(cell).lower() in YES for cell in cells.get("sent", ())),
    )
