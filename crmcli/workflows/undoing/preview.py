"""What taking an operation back would touch, to be told before it is done; reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crmcli.database.connection import Row
from crmcli.store import Store
from crmcli.workflows.duplicates import unmerging

#: So many customers are named.
_NAMED = 5
#: What an import notes of itself, and what goes with a record without being one.
_ASIDE = frozenset({"import_batch", "import_row", "import_mapping"})
#: Rows that are parts of a record, which people count.
_PARTS = frozenset({
    "address", "backlog", "complaint_event", "contact_way", "customer_alias", "customer_search", "feedback_answer",
    "former", "opportunity_event", "purchase_event", "snooze", "survey_answer", "task_comment", "task_step",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Preview:
    """How many records of each table an operation changed, the rows of all tables with their parts, and the first
    customers whom they belong to."""

    rows: dict[str, int]
    total: int
    customers: list[str]
    more: bool


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
    rows, told = Counter[str](), Counter[str]()
    for table, first, last in _apart(spans):
        rows[table] += last - first + 1
        told[table] += last - first + 1
        if table == "purchase":
            # What was bought before it came here is no order.
            told[table] -= store.purchases.openings(first, last)
    order = dict.fromkeys(table for table, _first, _last in spans)
    records = {table: told[table] for table in order if told[table] and table not in _PARTS}
    ids: dict[int, None] = {}
    for table, first, last in spans:
        if len(ids) > _NAMED:
            break
        ids |= dict.fromkeys(store.history.customers_of(table, (first, last), _NAMED + 1))
    names = [row["name"] for row in store.customers.many(list(ids)[:_NAMED])]
    return Preview(records or dict(rows), rows.total(), names, len(ids) > _NAMED)


def _apart(spans: Iterable[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """Ranges of rows by table, those that have rows in common as one."""
    whole: tuple[str, int, int] | None = None
    for table, first, last in sorted(spans):
        if whole and whole[0] == table and first <= whole[2]:
            whole = table, whole[1], max(whole[2], last)
            continue
        if whole:
            yield whole
        whole = table, first, last
    if whole:
        yield whole
