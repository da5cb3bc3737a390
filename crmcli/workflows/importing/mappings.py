"""What columns mean, kept: in a file that people edit, and in the database for the next sheet with the same columns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any

from crmcli import clock, errors, intake
from crmcli.i18n import _
from crmcli.sheets.columns.fields import KEPT_TITLES, MEANT_TITLES, REASON_TITLES, TYPES
from crmcli.sheets.columns.settled import KEPT_BESIDE, LEFT_OUT, Settled, fingerprint, keys_of
from crmcli.sheets.rows.plans import SheetPlan
from crmcli.store import Store, Work
from crmcli.wording import clean, shell_word
from crmcli.workflows.importing.doubts import kind_confidence

#: Where a mapping comes from, beside the day of an import.
FILE = "file"


@dataclass(frozen=True, slots=True)
class Told:
    """What a person said of the sheets: columns by name, the kind; `agreed` holds the ids of plans agreed to wholly."""

    columns: Mapping[str, str]
    kind: bool = False
    agreed: frozenset[int] = frozenset()


def saved(store: Store, zone: tzinfo) -> list[Settled]:
    """What earlier imports settled; the origin is the day."""
    return [
        Settled(
            row["kind"],
            _folded(json.loads(row["columns"])),
            keys_of(json.loads(row["headers"])),
            clock.local_date(clock.parse_iso(row["at"]), zone).isoformat(),
        )
        for row in store.imports.mappings()
    ]


def save(work: Work, sheets: Iterable[SheetPlan], told: Told) -> None:
    """Keeps what somebody told or agreed to of these sheets, for the next ones with the same columns."""
    keys = set(keys_of(told.columns))
    for sheet in sheets:
        whole = id(sheet) in told.agreed or bool(sheet.settled and sheet.settled.origin == FILE)
        columns = {
            c.header: c.field or (LEFT_OUT if c.left_out else KEPT_BESIDE)
            for c in sheet.columns
            if c.header and (keys_of([c.header])[0] in keys or (whole and (c.field or c.why)))
        }
        if sheet.kind and sheet.headers and (columns or told.kind):
            values = {"kind": sheet.kind, "columns": _json(columns), "headers": _json(sheet.headers)}
            work.store.imports.save_mapping(work.op, fingerprint(sheet.headers), values)


def keep_for_rejects(work: Work, sheets: Iterable[tuple[SheetPlan, Sequence[str]]]) -> None:
    """Keeps how sheets were read for the workbooks with these columns that hold their rows to be mended: they are to be
    read alike, and a few rows tell less than a whole sheet.
    """
    for sheet, headers in sheets:
        columns = {
            c.header: c.field or (LEFT_OUT if c.left_out else KEPT_BESIDE) for c in sheet.columns if c.header
        }
        columns |= {title: LEFT_OUT for title in REASON_TITLES.values() if title in headers}
        columns |= {title: "kept" for title in KEPT_TITLES.values() if title in headers}
        columns |= {title: "meant" for title in MEANT_TITLES.values() if title in headers}
        values = {"kind": sheet.kind, "columns": _json(columns), "headers": _json(headers)}
        work.store.imports.save_mapping(work.op, fingerprint(headers), values)


def read_file(path: Path) -> list[Settled]:
    """A mapping file. MissingFile if it isn't there, Invalid if it is no TOML or names what there is not."""
    text = intake.text(path)
    try:
        data = intake.toml(text)
    except ValueError as error:
        raise errors.Invalid(
            _("%(file)s can't be read: %(why)s") % {"file": path, "why": error}, _("Mend that line.")
        ) from error
    sheets = data.get("sheet")
    if not isinstance(sheets, list) or not all(isinstance(sheet, dict) for sheet in sheets):
        raise errors.Invalid(
            _("%(file)s has no [[sheet]].") % {"file": path},
            _("Write one with: crmcli import FILE --save-mapping %(file)s") % {"file": shell_word(path)},
        )
    found = [_sheet_of(path, sheet) for sheet in sheets]
    # The one that names the most columns is the closest.
    return sorted(found, key=lambda settled: -len(settled.columns))


def _sheet_of(path: Path, sheet: Mapping[str, Any]) -> Settled:
    kind, columns = str(sheet.get("kind")), sheet.get("columns")
    if kind not in TYPES:
        raise errors.Invalid(
            _("%(file)s: there is no kind %(kind)s.") % {"file": path, "kind": kind},
            _("Kinds: %(known)s") % {"known": ", ".join(TYPES)},
        )
    columns = columns if isinstance(columns, dict) else {}
    for header, name in columns.items():
        if name not in (*TYPES[kind], LEFT_OUT, KEPT_BESIDE):
            raise errors.Invalid(
                _("%(file)s: %(header)s can't be %(field)s.")
                % {"file": path, "header": header, "field": name},
                _("Fields: %(known)s") % {"known": ", ".join(TYPES[kind])},
            )
    return Settled(kind, _folded(columns), origin=FILE)


def as_toml(sheets: Sequence[SheetPlan]) -> str:
    """The mapping file of these sheets, with confidence and examples as comments."""
    lines = [
        "# "
        + _("What each column means. Change the word behind the equals sign, then import with --mapping."),
        "# " + _('"-" leaves a column out, "" keeps it beside the record.'),
    ]
    for sheet in sheets:
        if not sheet.kind:
            continue
        confidence, _other = kind_confidence(sheet)
        lines += ["", "# " + clean(f"{Path(sheet.file).name}  {sheet.sheet}  {confidence:.0%}"), "[[sheet]]"]
        lines += [f"kind = {_json(sheet.kind)}  # {', '.join(TYPES)}", "[sheet.columns]"]
        seen: set[str] = set()
        for column in sheet.columns:
            if column.header and column.header not in seen:
                seen.add(column.header)
                name = column.field or (LEFT_OUT if column.left_out else KEPT_BESIDE)
                sure = f"{column.confidence:.0%}  " if column.field else ""
                lines.append(
                    f"{_json(column.header)} = {_json(name)}  # {sure}{clean(' | '.join(column.examples))}".rstrip(
                        " #"
                    )
                )
        lines += ["# " + _("Fields: %(known)s") % {"known": ", ".join(TYPES[sheet.kind])}]
    return "\n".join(lines) + "\n"


def _folded(columns: Mapping[str, str]) -> dict[str, str]:
    return {keys_of([header])[0]: name for header, name in columns.items()}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
