"""Lists that this program wrote for scripts, as JSON or as CSV, read as the sheets that it would have written of them."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from crmcli.errors import Unreadable
from crmcli.i18n import _
from crmcli.matching.formulas import unguarded
from crmcli.sheets.columns.export_columns import FIELDS, ONLY_OUT, TITLES
from crmcli.sheets.model import Table

_BEGINNING = re.compile(rb'\{\s*"as_of": [^,]*,\s*"command": "export",\s*"crmcli": \d+,')
#: What rows of survey answers tell beside their columns: their form, and what it asks.
FORM, QUESTIONS = "form_title", "questions"
_CUSTOM = "custom."

Record = Mapping[str, Any]


#: By list the keys by which its rows for scripts are known (`task list`), and what of an export they hold under other names:
#: of several the first that is told. What else they tell is worked out anew, or stands in another list.
_LISTED: dict[str, tuple[frozenset[str], dict[str, tuple[str, ...]]]] = {
    "customers": (
        frozenset(("code", "name", "review_state", "next_contact_on", "found_in")),
        {"number": ("external_id", "code")},
    ),
    "complaints": (
        frozenset(("number", "opened_on", "next_clock", "content")),
        {"opened_at": ("opened_on",)},
    ),
    "tasks": (
        frozenset(("due_on", "due_at", "title", "percent_done", "repeat_rule")),
        {"due": ("due_at", "due_on"), "done_at": ("done_on",)},
    ),
    "feedback": (frozenset(("occurred_on", "occurred_at", "content", "adopted", "task_id")), {}),
    "contracts": (
        frozenset(("number", "external_id", "start_on", "end_on", "renewed_by")),
        {"number": ("external_id", "number")},
    ),
    "opportunities": (
        frozenset(("expected_on", "chance", "opened_on", "next_made_on")),
        {"opened_at": ("opened_on",)},
    ),
    "trainings": (frozenset(("staff", "topic", "held_on", "theory", "practice", "passed_on")), {}),
    "purchases": (
        frozenset(("ordered_on", "order_no", "refunded", "opening")),
        {"ordered_at": ("ordered_on",)},
    ),
}


def is_exported(head: bytes) -> bool:
    """Whether a file begins as our JSON or our CSV for scripts does."""
    return _is_json(head) or _listed_kind(_header(head)) is not None


def _is_json(head: bytes) -> bool:
    return _BEGINNING.match(head.lstrip(b"\xef\xbb\xbf")) is not None


def _header(head: bytes) -> list[str]:
    """The names in the first line of a table in text; none of one that somebody saved in another encoding."""
    try:
        # The bytes may end inside of a character.
        lines = codecs.getincrementaldecoder("utf-8-sig")().decode(head).splitlines()
    except UnicodeDecodeError:
        return []
    return next(csv.reader(lines[:1]), [])


def _listed_kind(names: Sequence[str]) -> str | None:
    """The list whose rows for scripts have columns of these names. Answers to surveys lack their questions there."""
    there = set(names)
    for kind, fields in (FIELDS | ONLY_OUT).items():
        if kind != "survey_answers" and there >= {"id", *(field.key for field in fields if not field.later)}:
            return kind
    return next((kind for kind, (signs, _names) in _LISTED.items() if there >= {"id", *signs}), None)


def read_exported(path: Path) -> list[Table]:
    """A table per list, of survey answers one per form; Unreadable if the file is damaged."""
    try:
        text = path.read_text("utf-8-sig")
        if not _is_json(text[:1000].encode()):
            return list(_of_script(path.name, text))
        data = json.loads(text)["data"]
        lists = data if isinstance(data, dict) else {_kind_of(data): data}
        return [table for kind, rows in lists.items() for table in _tables(path.name, kind, rows)]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unreadable(_("%(file)s is not whole.") % {"file": path.name}, _("Export it again.")) from error


def _of_script(name: str, text: str) -> Iterator[Table]:
    """The table of a list for scripts."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    kind = _listed_kind(rows.fieldnames or ()) or ""
    named = _LISTED[kind][1] if kind in _LISTED else {}
    found = []
    for row in rows:
        told = {key: unguarded(value) if value else None for key, value in row.items()}
        others = {
            key: next(filter(None, map(told.get, keys)), None)
            for key, keys in named.items()
            if key not in told
        }
        found.append({**told, **others})
    return _tables(name, kind, found)


def _kind_of(rows: Sequence[Record]) -> str:
    """The list whose columns the rows have; of one without rows any is right."""
    names = rows[0].keys() if rows else set()
    return next(
        (k for k, fields in (FIELDS | ONLY_OUT).items() if names >= {f.key for f in fields if not f.later}),
        "customers",
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
        return "no" if value in (0, "0") else "yes"
    return str(value).removeprefix("--") if key == "birthday" else value
