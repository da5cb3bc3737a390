"""Lists that this program exported as JSON, read as the sheets that it would have written of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from crmcli.errors import Unreadable
from crmcli.i18n import _
from crmcli.sheets.columns.export_columns import FIELDS, ONLY_OUT, TITLES
from crmcli.sheets.model import Table

_BEGINNING = re.compile(rb'\{\s*"as_of": [^,]*,\s*"command": "export",\s*"crmcli": \d+,')
#: What rows of survey answers tell beside their columns: their form, and what it asks.
FORM, QUESTIONS = "form_title", "questions"
_CUSTOM = "custom."

Record = Mapping[str, Any]


def is_exported(head: bytes) -> bool:
    """Whether a file begins as our JSON does."""
    return _BEGINNING.match(head.lstrip(b"\xef\xbb\xbf")) is not None


def read_exported(path: Path) -> list[Table]:
    """A table per list, of survey answers one per form; Unreadable if the file is damaged."""
    try:
        data = json.loads(path.read_text("utf-8-sig"))["data"]
        lists = data if isinstance(data, dict) else {_kind_of(data): data}
        return [table for kind, rows in lists.items() for table in _tables(path.name, kind, rows)]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unreadable(_("%(file)s is not whole.") % {"file": path.name}, _("Export it again.")) from error


def _kind_of(rows: Sequence[Record]) -> str:
    """The list whose columns the rows have; of one without rows any is right."""
    names = rows[0].keys() if rows else set()
    return next(
        (k for k, fields in (FIELDS | ONLY_OUT).items() if names >= {f.key for f in fields}), "customers"
    )


def _tables(name: str, kind: str, rows: Sequence[Record]) -> Iterator[Table]:
    by_form: dict[str, list[Record]] = {}
    for row in rows:
        by_form.setdefault(json.dumps([row.get(FORM), row.get(QUESTIONS)]), []).append(row)
    for mine in by_form.values():
        columns = _columns(kind, mine)
        cells = [[title, *(_cell(kind, key, row.get(key)) for row in mine)] for key, title in columns.items()]
        title = str(mine[0].get(FORM) or TITLES[kind][0])
        yield Table(file=name, sheet=title, columns=cells, height=len(mine) + 1)


def _columns(kind: str, rows: Sequence[Record]) -> dict[str, str]:
    """The title of each column by its key, as a sheet has them: ours, the questions of a form, and those without a field."""
    beside = dict.fromkeys(key for row in rows for key in row if key.startswith(_CUSTOM))
    ours = {field.key: field.english for field in (FIELDS | ONLY_OUT)[kind]}
    asked = {question["key"]: question["text"] for question in rows[0].get(QUESTIONS) or ()}
    return {**ours, **asked, **{key: key.removeprefix(_CUSTOM) for key in beside}}


def _cell(kind: str, key: str, value: Any) -> Any:
    """A value as a sheet has it: a moment as one, a flag as a word."""
    field = next((f for f in (FIELDS | ONLY_OUT)[kind] if f.key == key), None)
    if field is None or value is None:
        return value
    if field.kind == "instant" and "T" in value:
        return datetime.fromisoformat(value)
    if field.kind == "flag":
        return "yes" if value else "no"
    return str(value).removeprefix("--") if key == "birthday" else value
