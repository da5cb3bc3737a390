"""Columns that say to leave somebody alone, beside the one that tells what a customer is: Do not disturb, 是否黑名单."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from crmcli.sheets.cells.setting import YES
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import Header
from crmcli.sheets.model import Row
from crmcli.sheets.recognising.recognition import Recognition

_SAYS = re.compile(r"\bdo not (?:contact|disturb)\b|\bblacklist|勿扰|免打扰|勿联系|拒绝联系|黑名单|拉黑")


def leave_alone(
    rows: Sequence[Row], headers: Sequence[Header], reading: Recognition, columns: Sequence[Sequence[Any]]
) -> None:
    """Marks the customers whom such a column names, whatever another says of them; rows and cells stand side by side."""
    for column, header in enumerate(headers):
        if column not in reading.columns and _SAYS.search(header.key):
            for row, cell in zip(rows, columns[column], strict=True):
                if cell is not None and text_of(cell).strip().lower() in YES:
                    row.values["status"] = "do_not_contact"
