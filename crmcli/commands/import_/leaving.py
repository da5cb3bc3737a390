"""What an import leaves out, and why: sheets that are none of ours, and those that nobody could be sure of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from crmcli import errors
from crmcli.commands.import_.words import kind_name
from crmcli.i18n import _, sentences, series, titled
from crmcli.sheets.columns.settled import keys_of
from crmcli.sheets.rows.plans import Reading, SheetPlan
from crmcli.workflows.importing.doubts import kind_option, kinds_instead
from crmcli.workflows.importing.reasons import field_name

#: So many columns are named where none is called nearly so.
_MOST_NAMED = 12


def refuse_unknown_columns(reading: Reading, columns: Iterable[str]) -> None:
    """Usage where a column that was told of is in none of the sheets, with the ones called nearly so."""
    known = {
        key: name
        for sheet in reading.sheets
        for name, key in zip(sheet.headers, keys_of(sheet.headers), strict=True)
        if key
    }
    if not known:
        return
    for name in columns:
        key = keys_of([name])[0]
        if key not in known:
            near = get_close_matches(key, known, 3, 0.5) or list(known)[:_MOST_NAMED]
            raise errors.Usage(
                _("--map: there is no column %(column)s.") % {"column": name},
                _("Columns: %(known)s") % {"known": series(known[key] for key in near)},
            )


def left_out(reading: Reading) -> list[dict[str, str]]:
    """Every sheet that isn't taken in, with the reason and what it lacks."""
    return [
        {"file": Path(sheet.file).name, "sheet": sheet.sheet, "why": why_left_out(sheet)}
        for sheet in reading.sheets
        if sheet.kind is None and sheet.notes
    ]


def left_out_lines(reading: Reading) -> list[str]:
    """The same, a line a sheet."""
    return [
        _("Left out: %(what)s") % {"what": titled(f"{one['file']} {one['sheet']}", one["why"])}
        for one in left_out(reading)
    ]


def why_left_out(sheet: SheetPlan) -> str:
    """What a sheet holds instead, or what it lacks, and how to say otherwise."""
    told = list(sheet.notes)
    if sheet.lacks:
        fields = series(field_name(name) for name in sheet.lacks)
        told.append(
            _("Read as %(kind)s it lacks: %(fields)s.") % {"kind": kind_name(sheet.nearest), "fields": fields}
        )
    if sheet.rivals and not sheet.doubtful:
        kinds = " / ".join(map(kind_option, kinds_instead(sheet)))
        told.append(_("If it is one of these, say: %(option)s") % {"option": kinds})
    return sentences(*told)


def without(reading: Reading, doubtful: Mapping[int, Sequence[str]]) -> Reading:
    """The reading without the sheets with these ids, each with lines that say how to settle what is doubtful of it."""
    sheets = [
        replace(sheet, kind=None, rows=[], blocks=None, notes=list(doubtful[id(sheet)]), doubtful=True)
        if id(sheet) in doubtful
        else sheet
        for sheet in reading.sheets
    ]
    return replace(reading, sheets=sheets)
