"""What became of a row's fields since: who changed each last, and what stood there before."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from crmcli.database.connection import Row
from crmcli.store import Store

#: Fields that every edit touches.
BOOKKEEPING = frozenset({"version", "updated_at"})


class Later(NamedTuple):
    """The last later change of a field, and what stood there before the first one."""

    change: Row
    left: Any


def later_changes(store: Store, last: int, table: str, ids: Sequence[int]) -> dict[int, dict[str, Later]]:
    """By row and field, what changed after the change `last`; whoever removed a row stands under ''."""
    later: dict[int, dict[str, Later]] = {}
    for change in store.history.later_than(last, table, ids):
        fields = json.loads(change["before"] or "{}") if change["action"] == "update" else {"": None}
        found = later.setdefault(change["row_id"], {})
        found |= {k: Later(change, found[k].left if k in found else v) for k, v in fields.items()}
    return later


def edited_fields(
    row: Row, later: Mapping[str, Later], aside: frozenset[str] = frozenset()
) -> dict[str, Row]:
    """The fields that hold something else by now, and who changed each last: what came and went counts for nothing.

    Fields to be put aside are not looked at.
    """
    return {
        k: by.change for k, by in later.items() if k and k not in BOOKKEEPING | aside and row[k] != by.left
    }
