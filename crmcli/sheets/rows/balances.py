"""What is still to be paid of an invoice, in a list that tells no states: nothing, a part or all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from crmcli.sheets.cells.setting import Setting
from crmcli.sheets.columns.headers import Header
from crmcli.sheets.model import Row
from crmcli.sheets.rows.values import converter

_OPEN = re.compile(
    r"(?:open|outstanding|remaining|invoice|unpaid) (?:balance|amount|total)|(?:balance|amount|total|sum) (?:due|outstanding|open|remaining|unpaid)|amount still due|balance due"
    r"|未[收付]金额|未[收付]款|未回款(?:金额)?|待[收回]款(?:金额)?|欠款(?:金额)?|剩余应收|未结金额|offener betrag|restbetrag|offen|reste a payer|solde du|saldo pendiente|pendiente de cobro|saldo devedor|da incassare"
)


def settle_by_balance(
    rows: Sequence[Row], headers: Sequence[Header], columns: Sequence[Sequence[Any]], setting: Setting
) -> None:
    """Gives orders without a status the one that their open amount tells: paid, in part, or still to be paid."""
    place = next((i for i, header in enumerate(headers) if _OPEN.fullmatch(header.key)), None)
    if place is None:
        return
    convert = converter("money", setting)
    for row, cell in zip(rows, columns[place], strict=True):
        left, amount = convert[cell] if cell is not None else None, row.values.get("amount")
        if type(left) is int and amount and amount > 0 and "status" not in row.values:
            row.values["status"] = "paid" if left <= 0 else "ordered" if left >= amount else "in_service"
