"""Decisions about pairs: asked for on the terminal, or written to a workbook and read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmcli import errors, i18n, intake, naming
from crmcli.asking import ask
from crmcli.i18n import _
from crmcli.result import Column, Table

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Row
    from crmcli.matching.duplicates import Pair
    from crmcli.naming import Reader
    from crmcli.workflows.duplicates.deciding import Decision

#: What people write for each decision; the first of each language is offered to pick from.
_WORDS = {
    "merge": ("merge", "合并", "same", "相同", "y", "yes", "是"),
    "left": ("left stays", "保留左", "left", "左", "l"),
    "right": ("right stays", "保留右", "right", "右", "r"),
    "different": ("different", "不同", "n", "no", "否", "不是同一客户"),
    "": ("later", "以后再说", "s", "skip", "跳过"),
}
_OFFERED = {
    "en": ("merge", "left stays", "right stays", "different", "later"),
    "zh": ("合并", "保留左", "保留右", "不同", "以后再说"),
}
#: First characters of Chinese answers, as the keys that they mean.
_KEYS = {"是": "y", "左": "l", "右": "r", "否": "n", "不": "n", "跳": "s", "退": "q"}
#: Titles by which the workbook is known again: in English, in Chinese, and in both as they once were.
_DECISION, _LEFT, _RIGHT, _NOTE = "decision", "left_id", "right_id", "note"
_TITLES = {
    _DECISION: ("decision", "决定", "decision 决定"), _LEFT: ("left_id", "左编号"), _RIGHT: ("right_id", "右编号"),
    _NOTE: ("note", "备注", "note 备注"),
}  # fmt: skip
#: Columns of the terminal for each record.
_HALF = 30
#: And for the name of a field.
_NAME = 12
_SHOWN = (
    "code", "name", "kind", "phone", "email", "wechat", "city", "street", "birthday", "owner", "tags", "verified_on",
    "updated_at", "note",
)  # fmt: skip


def decide(crm: Context, pair: Pair, headline: str) -> Decision | None:
    """Shows both records and asks what to do; None if that was enough for now."""
    from crmcli.workflows.duplicates.deciding import DIFFERENT, MERGE, Decision, kept_of

    left, right = (crm.store.customers.get(i) for i in (pair.left_id, pair.right_id))
    print(f"\n{headline}")
    _show_both(crm.reader, left, right)
    stays = kept_of(left, right)
    sides = {"y": stays, "l": pair.left_id, "r": pair.right_id}
    question = _("The same? y(es, %(id)d stays) l(eft stays) r(ight stays) n(o) s(kip) q(uit)") % {
        "id": stays
    }
    while True:
        answer = _KEYS.get(key := ask(question, "s").lower()[:1], key)
        if answer in sides:
            return Decision(pair.left_id, pair.right_id, MERGE, keep_id=sides[answer])
        if answer in ("n", "s"):
            return Decision(pair.left_id, pair.right_id, DIFFERENT if answer == "n" else "")
        if answer == "q":
            return None


def _show_both(reader: Reader, left: Row, right: Row) -> None:
    from crmcli.render.cells import width, wrap
    from crmcli.wording import clean

    for field in ("id", *_SHOWN):
        name = naming.field(field)
        one, two = (clean(str(reader.value("customer", field, row[field]) or "")) for row in (left, right))
        if not one and not two:
            continue
        mark = "=" if one == two else " "
        cells = zip_longest((name,), wrap(one, _HALF), wrap(two, _HALF), fillvalue="")
        for first, ours, theirs in cells:
            print(
                f"  {mark} {first}{' ' * (_NAME - width(first))} {ours}{' ' * (_HALF - width(ours))}  {theirs}"
            )


def _title(name: str) -> str:
    return _TITLES[name][i18n.words() == "zh"]


def write_decisions(crm: Context, path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """A workbook with a row per pair and a column to pick the decision in; returns where it was written."""
    from crmcli.render.workbook import write_tables
    from crmcli.workflows.duplicates.deciding import kept_of

    columns = [
        Column("decision", _title(_DECISION), choices=_OFFERED[i18n.words()]),
        Column("score", _("Score"), "int"),
        Column("class", _("Class")),
        Column("left_id", _title(_LEFT), "int"),
        Column("left", _("Customer")),
        Column("left_phone", _("Phone")),
        Column("left_city", _("City")),
        Column("right_id", _title(_RIGHT), "int"),
        Column("right", _("The other")),
        Column("right_phone", _("Phone")),
        Column("right_city", _("City")),
        Column("stays", _("Stays if merged"), "int"),
        Column("why", _("Why")),
        Column("note", _title(_NOTE)),
    ]
    ids = sorted({row[side] for row in rows for side in ("left_id", "right_id")})
    known = {row["id"]: row for row in crm.store.customers.many(ids)}
    full = [
        {
            **row,
            "stays": kept_of(known[row["left_id"]], known[row["right_id"]]),
            **{f"{s}_{f}": known[row[f"{s}_id"]][f] for s in ("left", "right") for f in ("phone", "city")},
        }
        for row in rows
    ]
    return write_tables(path, [Table("duplicates", columns, full, title=_("Duplicates"))], crm.tz)


def read_decisions(path: Path) -> list[Decision]:
    """The decisions of the rows that say one.

    Invalid if the workbook is none of ours, or a decision or an id can't be read: nothing is carried out then.
    """
    from crmcli.sheets.reading import tables_of

    for table in tables_of(intake.require(path)):
        titles = [str(cell or "").strip() for cell in table.row(0)] if table.height else []
        places = {
            name: titles.index(title) for name, known in _TITLES.items() for title in known if title in titles
        }
        if {_DECISION, _LEFT, _RIGHT} <= places.keys():
            found = [_decision(table.row(n), places, n + 1) for n in range(1, table.height)]
            return [decision for decision in found if decision]
    raise errors.Invalid(
        _("%(file)s holds no decisions.") % {"file": path.name},
        _("Write the workbook with: crmcli dedupe -o review.xlsx"),
    )


def _decision(row: Sequence[Any], places: Mapping[str, int], number: int) -> Decision | None:
    from crmcli.workflows.duplicates.deciding import MERGE, Decision

    said = str(row[places[_DECISION]] or "").strip().lower()
    if not said:
        return None
    verdict = next((v for v, words in _WORDS.items() if said in words), None)
    try:
        left, right = (int(float(row[places[side]])) for side in (_LEFT, _RIGHT))
    except (TypeError, ValueError):
        verdict, left, right = None, 0, 0
    if verdict is None:
        raise errors.Invalid(
            _("Row %(n)d: %(text)s is no decision about two customers.") % {"n": number, "text": said},
            _("Write merge, left stays, right stays, different or nothing."),
        )
    note = str(row[places[_NOTE]] or "").strip() if _NOTE in places else ""
    keep = {"left": left, "right": right}.get(verdict)
    return Decision(left, right, MERGE if keep else verdict, note or None, keep) if verdict else None
