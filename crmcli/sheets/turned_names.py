"""Names written as in a register, family name first: `Ortiz, Hannah` is Hannah Ortiz. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crmcli.matching.name_kinds import looks_like_company
from crmcli.sheets.cells import text_of
from crmcli.sheets.headers import Header
from crmcli.sheets.model import Table

_PERSONS = re.compile(
    r"(?:(?:full|customer|client|contact|patient|student|member|guest|attendee|participant|donor|pupil|tenant|resident|employee) )?name"
    r"|customer|client|patient|student|member|contact|guest|donor|kunde|nom|nombre|nome|naam|namn|navn"
)
_WORDS = r"[^\W\d_]+(?:[ '’.-]+[^\W\d_]+)*\.?"
_TURNED = re.compile(rf"(?P<family>{_WORDS}), (?P<given>{_WORDS})")
#: So many names at least are written so where a register's are.
_MOST = 0.8


def turn_names(table: Table, headers: Sequence[Header], rows: Sequence[int]) -> None:
    """Puts the given names before the family names, in place, in columns of persons whose names nearly all stand turned."""
    for column, header in enumerate(headers):
        if not _PERSONS.fullmatch(header.key):
            continue
        cells = {row: text for row in rows if (text := text_of(table.columns[column][row] or ""))}
        found = {row: match for row, text in cells.items() if (match := _TURNED.fullmatch(text))}
        if len(found) < 2 or len(found) < _MOST * len(cells) or any(map(_is_firm, found.values())):
            continue
        for row, match in found.items():
            table.columns[column][row] = f"{match['given']} {match['family']}"


def _is_firm(name: re.Match[str]) -> bool:
    """Whether what stands behind the comma is a legal form or a town: Moss, Inc."""
    return looks_like_company(name[0])
