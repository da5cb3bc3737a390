"""Exported rows without the ids of their database: the same wherever the data are moved to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmcli.result import Table
from crmcli.sheets.columns.export_columns import NAMES
from crmcli.store import Store

Row = dict[str, Any]


def records(store: Store, table: Table, rows: Sequence[Row]) -> list[tuple[str, Row]]:
    """A list's `rows` (as scripts get them) without the ids of this database, each with the key that names it: the
    customer's number and what tells the customer's records apart. The same wherever the data are moved to."""
    numbers = store.exports.numbers()
    found = []
    for row, full in zip(rows, table.rows, strict=True):
        number = full.get("number") if "customer_id" not in full else numbers.get(full["customer_id"], "")
        names = [str(full.get(name) or "") for name in NAMES[table.key]]
        record = {key: value for key, value in row.items() if key not in table.machine_only}
        if table.key == "survey_answers":
            record["form_title"] = full["form_title"]
        found.append((" / ".join(name for name in (number, *names) if name), record))
    return found
