"""Extensions in a column of their own (電話, 分機): each belongs to the phone in the column before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import Header, synonyms
from crmcli.sheets.model import Table

_EXTENSION = frozenset(
    ("分机", "分机号", "分机号码", "内线", "ext", "extension", "phone ext", "phone extension", "ext no")
)
#: Numbers of mobiles have none.
_MOBILE = re.compile(r"\D*(?:(?:86)?1[3-9]\d{9}|(?:886|0)9\d{8})\D*")


def join_extensions(table: Table, headers: Sequence[Header], rows: Sequence[int]) -> None:
    """Puts the extensions behind their phones, where these have none yet."""
    phones = synonyms().kinds["customers"]["phone"]
    for column in range(1, len(headers)):
        if headers[column].key in _EXTENSION and headers[column - 1].key in phones:
            for row in rows:
                _join(table, column, row)


def _join(table: Table, column: int, row: int) -> None:
    phone, extension = text_of(table.columns[column - 1][row]), text_of(table.columns[column][row])
    bare = re.sub(r"[\s\-()]", "", phone)
    has_one = re.search(r"[#转轉x]|分[机機]", bare) or _MOBILE.fullmatch(bare)
    if phone and not has_one and re.fullmatch(r"\d{1,6}", extension):
        table.columns[column - 1][row] = f"{phone}#{extension}"
        table.columns[column][row] = None
