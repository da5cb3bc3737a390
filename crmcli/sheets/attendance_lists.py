"""Sheets that people signed at an event, or platforms write of it: who came, of which customer, and what a training brought them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crmcli import intake
from crmcli.errors import Unreadable
from crmcli.i18n import _
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import field_called
from crmcli.sheets.model import Table
from crmcli.sheets.reading import tables_of

#: What columns are called that only such a sheet has; all others are called as in lists of contact persons.
_COLUMNS: Mapping[str, frozenset[str]] = {
    "came": frozenset(("签到", "是否签到", "到场", "是否到场", "出席", "是否出席", "参加", "是否参加", "到会", "签名", "签到时间", "出席情况", "came", "attended", "attendance", "present", "signed in", "check-in", "checked in", "signature")),
    "score": frozenset(("分数", "成绩", "得分", "考试成绩", "培训成绩", "考核成绩", "score", "result score", "points", "mark")),
    "result": frozenset(("结果", "是否合格", "考核结果", "考试结果", "是否通过", "result", "exam result", "passed", "pass")),
    "person": frozenset(("参会人", "参会人员", "参加人", "学员", "学员姓名", "参训人", "嘉宾", "attendee", "participant", "attendee name")),
    "customer": frozenset(("参会单位", "参训单位", "来宾单位", "客户单位", "attendee company")),
}  # fmt: skip
#: By the field of a list of contact persons, what it is here.
_FIELDS = {
    "customer": "customer",
    "customer_no": "number",
    "name": "person",
    "phone": "phone",
    "email": "email",
}
_NAMES = ("number", "phone", "email", "customer", "person")
_HEADER_WITHIN = 30
#: What says that somebody stayed away; anything else in the column, a signature or a time, that they came.
_ABSENT = re.compile(
    r"否|不|未.*|没.*|缺席|缺|请假|x|×|✗|✘|n|no|false|0|absent|no[- ]?show|did not .*|-+|/", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """A row: where it stands, who it names (customer's number, phone, email, customer, person; as written), whether they came, and
    the score and result as written."""

    number: int
    named: Mapping[str, str]
    came: bool
    score: str = ""
    result: str = ""


def read_attendance(path: Path) -> list[AttendanceRow]:
    """The rows of a file that name somebody. MissingFile, or Unreadable if no table of it names customers."""
    intake.require(path)
    found = [row for table in tables_of(path) for row in _rows(table)]
    if not found:
        raise Unreadable(
            _("%(file)s names no customers.") % {"file": path.name},
            _("Write one a row under columns such as: customer, name, phone, came, score."),
        )
    return found


def _rows(table: Table) -> list[AttendanceRow]:
    rows = [table.row(i) for i in range(table.height)]
    for place, row in enumerate(rows[:_HEADER_WITHIN]):
        columns = _named(row)
        if len(columns) > 1 and columns.keys() & set(_NAMES):
            return [
                _row(table.first_row + number, cells)
                for number, each in enumerate(rows[place + 1 :], place + 2)
                if any((cells := _cells(each, columns)).get(name) for name in _NAMES)
            ]
    return []


def _row(number: int, cells: Mapping[str, str]) -> AttendanceRow:
    came = True
    if "came" in cells:
        came = bool(cells["came"]) and _ABSENT.fullmatch(cells["came"]) is None
    named = {name: cells[name] for name in _NAMES if cells.get(name)}
    return AttendanceRow(number, named, came, cells.get("score", ""), cells.get("result", ""))


def _named(row: Sequence[Any]) -> dict[str, int]:
    """The columns of a row of titles, by what they hold."""
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        title = unicodedata.normalize("NFKC", text_of(cell)).strip().rstrip(":*").lower()
        own = next((name for name, known in _COLUMNS.items() if title in known), None)
        field = own or (_FIELDS.get(field_called("contacts", title) or "") if title else None)
        if field:
            found.setdefault(field, place)
    return found


def _cells(row: Sequence[Any], columns: Mapping[str, int]) -> dict[str, str]:
    return {name: text_of(row[place]).strip() for name, place in columns.items()}
