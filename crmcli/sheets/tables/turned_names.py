"""Names written as in a register, family name first: `Ortiz, Hannah` is Hannah Ortiz. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crmcli.matching.legal_forms import without_legal_form
from crmcli.matching.name_kinds import looks_like_company
from crmcli.matching.names import western_tokens
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import Header
from crmcli.sheets.model import Table

_PERSONS = re.compile(
    r"(?:(?:full|customer|client|contact|patient|student|member|guest|attendee|participant|donor|pupil|tenant|resident|owner|employee) )?name"
    r"|customer|client|patient|student|member|contact|guest|donor|tenant|resident|owner|kunde|nom|nombre|nome|naam|namn|navn"
)
_WORDS = r"[^\W\d_]+(?:(?:[ '’.-]+| & )[^\W\d_]+)*\.?"
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


_KIND = re.compile(
    r"kontaktart|anrede|salutation|civilite|(?:customer|contact|client) type|客户类型|客户性质"
)
_OF_PERSON = re.compile(
    r"privat.*|person|individual|consumer|个人|herrn?|frau|mr|mrs|ms|miss|mme|monsieur|madame", re.IGNORECASE
)


def join_second_names(table: Table, headers: Sequence[Header], rows: Sequence[int]) -> None:
    """Puts the given name of a person (Name 2) before the family name (Name 1), in place, in rows that a column calls a
    person's; a firm's second name is joined where it is its legal form alone, and stays otherwise.
    """
    one, two = (
        next((c for c, header in enumerate(headers) if header.key == f"name {n}"), None) for n in (1, 2)
    )
    kinds = [c for c, header in enumerate(headers) if _KIND.fullmatch(header.key)]
    if one is None or two is None:
        return
    for row in rows:
        family, given = (text_of(table.columns[c][row] or "") for c in (one, two))
        called = (text_of(table.columns[c][row] or "").strip(" .") for c in kinds)
        if family and given and any(map(_OF_PERSON.fullmatch, called)):
            table.columns[one][row], table.columns[two][row] = f"{given} {family}", None
        elif family and given and without_legal_form(western_tokens(f"x {given.lower()}")) == ["x"]:
            table.columns[one][row], table.columns[two][row] = f"{family} {given}", None


def _stand_turned(cells: Sequence[object]) -> bool:
    """Whether nearly all of them do, firms and single words aside, and none is a firm with its legal form: Moss, Inc."""
    texts = [text for cell in cells if (text := text_of(cell or ""))]
    found = [text for text in texts if _TURNED.fullmatch(text)]
    others = [text for text in texts if not looks_like_company(text) and len(text.split()) > 1]
    return len(found) > 1 and len(found) >= _MOST * len(others) and not any(map(looks_like_company, found))
