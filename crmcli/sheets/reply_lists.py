"""Lists of replies that carry a code, as SMS and mail platforms write them: a code, an answer, and what was told with it. Where no
column has the code it stands in the answer, as people were asked to write it; mails that answer are read alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crmcli import intake
from crmcli.errors import Unreadable
from crmcli.i18n import _
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.mails.own_words import own_lines
from crmcli.sheets.model import Mail, Table
from crmcli.sheets.reading import tables_of

#: What a column is called that holds each of these.
_COLUMNS: Mapping[str, frozenset[str]] = {
    "code": frozenset(("核实码", "代码", "编码", "码", "code", "verification code")),
    "answer": frozenset(
        ("回复", "答复", "回复内容", "答案", "结果", "answer", "reply", "message", "text", "response")
    ),
    "phone": frozenset(("新电话", "电话", "手机", "新手机", "phone", "new phone", "mobile")),
    "email": frozenset(("新邮箱", "邮箱", "email", "e-mail", "new email", "new e-mail")),
    "wechat": frozenset(("新微信", "微信", "wechat", "new wechat")),
    "at": frozenset(
        (
            "回复时间",
            "回复日期",
            "答复时间",
            "时间",
            "接收时间",
            "上行时间",
            "replied at",
            "received at",
            "time",
            "date",
        )
    ),
}
#: A code, which is drawn from letters and digits that aren't taken for each other.
_CODE = re.compile(r"(?<![0-9A-Za-z])[2-9A-HJ-NP-Za-hj-np-z]{6}(?![0-9A-Za-z])")  # fmt: skip
_HEADER_WITHIN = 30


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """A row: where it stands, its code (or what may be one) and answer as written, when it came if that is told, and the fields
    that it tells."""

    number: int
    codes: tuple[str, ...]
    answer: str
    at: str = ""
    fields: dict[str, str] = field(default_factory=dict)


def read_reply_list(path: Path) -> list[ReplyRow]:
    """The replies of a file. MissingFile, or Unreadable if no table of it has codes and answers."""
    intake.require(path)
    found = [row for table in tables_of(path) for row in _rows(table)]
    if not found:
        raise Unreadable(
            _("%(file)s has no codes with answers.") % {"file": path.name},
            _("Write one reply a row under the columns: code, answer."),
        )
    return found


def _rows(table: Table) -> list[ReplyRow]:
    if table.mails:
        return [row for row in map(_of_mail, table.mails) if row]
    rows = [table.row(i) for i in range(table.height)]
    for place, row in enumerate(rows[:_HEADER_WITHIN]):
        columns = _named(row)
        if "answer" not in columns:
            continue
        told = [(n, _cells(each, columns)) for n, each in enumerate(rows[place + 1 :], place + 2)]
        if "code" in columns or any(_CODE.search(cells["answer"]) for _n, cells in told):
            return [
                _read(table.first_row + n, cells) for n, cells in told if cells.get("code") or cells["answer"]
            ]
    return []


def _of_mail(mail: Mail) -> ReplyRow | None:
    """The reply of a mail, whose code may stand in what it answers; None for one without a code, or by a program."""
    words = "\n".join(own_lines(mail.text)).strip()
    found = tuple(
        dict.fromkeys(code for text in (words, mail.subject, mail.text) for code in _CODE.findall(text))
    )
    return ReplyRow(mail.number + 1, found, words, mail.date) if found and not mail.automatic else None


def _read(number: int, cells: dict[str, str]) -> ReplyRow:
    answer, at, code = cells.pop("answer"), cells.pop("at", ""), cells.pop("code", "")
    if code:
        return ReplyRow(number, (code,), answer, at, {name: text for name, text in cells.items() if text})
    # Without a code beside, a phone is the one that the answer came from.
    return ReplyRow(number, tuple(_CODE.findall(answer)), answer, at)


def _named(row: Sequence[Any]) -> dict[str, int]:
    plain = [unicodedata.normalize("NFKC", text_of(cell)).strip().lower() for cell in row]
    return {name: plain.index(title) for name, known in _COLUMNS.items() for title in plain if title in known}


def _cells(row: Sequence[Any], columns: Mapping[str, int]) -> dict[str, str]:
    return {name: text_of(row[place]).strip() for name, place in columns.items()}
