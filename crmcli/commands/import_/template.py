"""The collection templates: empty sheets with drop-downs and notes, which the import reads back without a question."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmcli import errors, i18n, vocabulary
from crmcli.i18n import N_, _, series
from crmcli.saving import save
from crmcli.sheets.columns.export_columns import FIELDS, TITLES, Field

if TYPE_CHECKING:
    from crmcli.context import Context

#: What the program gives or counts itself, and nobody collects.
_NOT_COLLECTED = frozenset({
    "number", "known_since", "opening_amount", "opening_orders", "external_id", "state", "customer_no", "verified_on",
    "pinned_tier", "pin_reason", "pin_until", "pinned_by", "potential_override", "potential_note", "care", "recorded_at",
    "recorder", "received_at", "answerer", "answered_by", "answered_at", "closed_at", "close_reason", "refunds", "steps",
    "creator", "created_at", "done_at", "moves", "next_made_on", "closed_on", "percent_done", "forecast_on", "answer", "adopted", "staff",
    "passed_on", "opening", "instalments", "ended_on", "end_reason", "renews", "contract", "payment", "progress_log",
})  # fmt: skip
#: Behind the named field, what a list of customers doesn't export because it belongs to a contact person.
_BESIDE = {
    ("customers", "kind"): (
        Field("contact_person", "Contact person", "联系人"),
        Field("contact_title", "Contact title", "联系人职务"),
    ),
    ("trainings", "practice"): (Field("result", "Exam result", "考核结果", "word", "exam_result"),),
    # The sum of what came in so far; our own lists have the payments among the orders.
    ("contracts", "amount"): (Field("paid", "Paid amount", "已回款金额", "money"),),
}
#: What of it is collected of some kinds all the same.
_COLLECTED = {("contracts", "number"), ("trainings", "staff")}
_REQUIRED = {
    "customers": {"name"},
    "members": {"name"},
    "contacts": {"name"},
    "interactions": {"occurred_at", "customer"},
    "contracts": {"customer", "start_on", "amount"},
    "purchases": {"ordered_at", "customer", "amount"},
    "complaints": {"opened_at", "customer", "content"},
    "tasks": {"title"},
    "feedback": {"occurred_at", "content"},
    "opportunities": {"title", "customer"},
    "trainings": {"staff", "topic", "held_on"},
    "consents": {"customer", "agreed", "at"},
}
#: The kinds that there is a template of.
KINDS = tuple(_REQUIRED)
_STAFF = frozenset({"owner", "author", "handler", "staff"})
_DAYS = frozenset({"birthday"})
_DIGITS = frozenset({"phone", "phones", "customer_phone", "wechat", "order_no", "member_no"})
_NOTES = {
    "date": N_("A date, such as 2026-11-20."),
    "instant": N_("A date with or without a time, such as 2026-11-20 14:30."),
    "money": N_("An amount in plain figures, such as 12800."),
    "phone": N_("A mobile or landline number."),
    "phones": N_("Further numbers, with / between them."),
    "emails": N_("Further addresses, with ; between them."),
    "wechats": N_("Further WeChat names, with ; between them."),
    "due": N_("The deadline: a day, or a day and a time."),
    "tags": N_("Words with , between them."),
    "customer": N_("The name as it stands in the list of customers."),
}
#: Excel takes no longer list of choices in a cell's rule.
_LONGEST = 255
_LAST_ROW = 1000


def write_template(crm: Context, kind: str, path: Path) -> Path:
    """Writes the empty sheet of a kind in the reader's language; returns where."""
    from openpyxl import Workbook

    if path.suffix.lower() != ".xlsx":
        raise errors.Usage(
            _("A template is an .xlsx file."), _("Name it so: -o %(file)s.xlsx") % {"file": path.stem}
        )
    crm.target(path)
    staff = [row["name"] for row in crm.store.staff.all()]
    book = Workbook()
    sheet: Any = book.active
    sheet.title = TITLES[kind][_language()]
    sheet.freeze_panes = "A2"
    for number, field in enumerate(fields_of(kind), 1):
        _write_column(sheet, number, field, field.key in _REQUIRED[kind], _choices(field, staff))
    content = io.BytesIO()
    book.save(content)
    return save(path, content.getvalue())


def fields_of(kind: str) -> list[Field]:
    """The columns of a kind's template, in order."""
    return [
        one
        for field in FIELDS[kind]
        if field.key not in _NOT_COLLECTED or (kind, field.key) in _COLLECTED
        for one in (field, *_BESIDE.get((kind, field.key), ()))
    ]


def _write_column(sheet: Any, number: int, field: Field, required: bool, choices: Sequence[str]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    title = field.chinese if _language() else field.english
    head = sheet.cell(1, number, ("*" if required else "") + title)
    head.font = Font(bold=True)
    note = _note(field, required, choices)
    if note:
        head.comment = Comment(note, "crmcli")
    column = sheet.column_dimensions[get_column_letter(number)]
    column.width = max(12, 2 * len(title) + 4 if _language() else len(title) + 4)
    if field.kind in ("date", "instant"):
        column.number_format = "yyyy-mm-dd"
    elif field.key in _DIGITS:
        column.number_format = "@"
    if choices:
        _add_list(sheet, get_column_letter(number), field, choices)


def _add_list(sheet: Any, letter: str, field: Field, choices: Sequence[str]) -> None:
    """A drop-down; another word may be written where the list isn't closed."""
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = ",".join(choices)
    if len(listed) > _LONGEST or any("," in word or '"' in word for word in choices):
        return
    rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    rule.showErrorMessage = field.kind == "word" and field.key not in (
        "source",
        "touchpoint",
        "channel",
        "plan_channel",
    )
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{_LAST_ROW}")


def _choices(field: Field, staff: Sequence[str]) -> list[str]:
    domain = "tier" if field.key == "stated_tier" else field.domain if field.kind == "word" else ""
    if field.key in _STAFF:
        return list(staff)
    if field.kind == "calendar":
        return ["公历", "农历"] if _language() else ["solar", "lunar"]
    if field.kind == "flag":
        return ["是", "否"] if _language() else ["yes", "no"]
    return (
        [vocabulary.label(domain, key, i18n.words()) for key in vocabulary.choices(domain)] if domain else []
    )


def _note(field: Field, required: bool, choices: Sequence[str]) -> str:
    parts = [_("Required.")] if required else []
    key = field.key if field.key in _NOTES else "date" if field.key in _DAYS else field.kind
    if key in _NOTES:
        parts.append(_(_NOTES[key]))
    if choices and field.key not in _STAFF:
        parts.append(_("One of: %(choices)s") % {"choices": series(choices)})
    return " ".join(parts)


def _language() -> int:
    """1 for Chinese, 0 for English: the place of a name among a list's two."""
    return int(i18n.words() == "zh")
