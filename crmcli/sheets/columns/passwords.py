"""Columns of passwords: whatever else a sheet holds, these are never taken in, not even beside a record. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from crmcli.sheets.columns.headers import Header

#: The code of a door is what whoever goes there has to know.
_SECRET = re.compile(
    r"(?:(?<!门禁)(?<!大门)密码|口令|パスワード|비밀번호|пароль"
    r"|(?<![a-z])(?:passwords?|passwd|passphrase|pwd|passwort|kennwort|mot de passe|contrasena|senha|wachtwoord|haslo|parola|losenord|adgangskode))"
    r"(?: ?(?:\d|hash|hashed|salt|md5|digest|encrypted))?$"
)


def without_secrets(
    headers: Sequence[Header], columns: Sequence[Sequence[Any]]
) -> tuple[list[Any], list[str]]:
    """The columns with those of passwords emptied, and the names of these as far as they held anything."""
    found = [
        place
        for place, header in enumerate(headers)
        if _SECRET.search(header.key) and any(cell is not None for cell in columns[place])
    ]
    kept: list[Any] = list(columns)
    for place in found:
        kept[place] = [None] * len(columns[place])
    return kept, [headers[place].shown for place in found]
