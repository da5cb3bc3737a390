"""What taking an operation back would touch, to be told before it is done; reads only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from crmcli.database.connection import Row
from crmcli.store import Store
from crmcli.workflows.duplicates import unmerging

#: So many customers are named.
_NAMED = 5
#: What an import notes of itself, and what goes with a record without being one.
_ASIDE = frozenset({"import_batch", "import_row", "import_mapping"})


@dataclass(frozen=True, slots=True)
class Preview:
    """How many rows of each table an operation changed, and the first customers whom they belong to."""

    rows: dict[str, int]
    customers: list[str]
    more: bool

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def preview(store: Store, target: Row, merge_id: int | None = None) -> Preview:
    """What an operation (or only this merge of it) changed. Rows that it changed twice count once."""
    changes = store.history.of_operation(target["number"])
    if merge_id is not None:
        changes = unmerging.part_of(changes, merge_id)
    spans = dict.fromkeys(
        (c["table_name"], c["row_id"], c["last_row_id"] or c["row_id"])
        for c in changes
        if c["table_name"] not in _ASIDE
    )
    rows = Counter[str]()
    for table, first, last in spans:
        rows[table] += last - first + 1
    ids: dict[int, None] = {}
    for table, first, last in spans:
        if len(ids) > _NAMED:
            break
        ids |= dict.fromkeys(store.history.customers_of(table, (first, last), _NAMED + 1))
    names = [row["name"] for row in store.customers.many(list(ids)[:_NAMED])]
    return Preview(dict(rows), names, len(ids) > _NAMED)
