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
#: So many names at least of the first ones are written so where a register's are.
_MOST, _LOOKED_AT = 0.8, 200


def turn_names(table: Table, headers: Sequence[Header], rows: Sequence[int]) -> None:
    """Puts the given names before the family names, in place, in columns of persons whose names nearly all stand turned."""
    for column, header in enumerate(headers):
        cells = table.columns[column]
        if not _PERSONS.fullmatch(header.key) or not _stand_turned([cells[row] for row in rows[:_LOOKED_AT]]):
            continue
        for row in rows:
            if match := _TURNED.fullmatch(text_of(cells[row] or "")):
                cells[row] = f"{match['given']} {match['family']}"


def _stand_turned(cells: Sequence[object]) -> bool:
    """Whether nearly all of them do, and none is a firm with its legal form: Moss, Inc."""
    texts = [text for cell in cells if (text := text_of(cell or ""))]
    found = [text for text in texts if _TURNED.fullmatch(text)]
    return len(found) > 1 and len(found) >= _MOST * len(texts) and not any(map(looks_like_company, found))
