"""What stands for a version of the policy that can't be read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from crmcli import policy
from crmcli.database import shape
from crmcli.database.connection import Database, Record
from crmcli.policy.soundness import sound
from crmcli.queries.wholeness.health import POLICY


def damaged(db: Database) -> list[tuple[Record, list[str]]]:
    """The versions that can't be read, each with the columns that can't."""
    with db.odd_texts():
        rows = db.rows(f"SELECT * FROM {POLICY} ORDER BY id")
    odd = [
        (row, [column for column in shape.specs(POLICY) if not shape.is_whole(POLICY, column, row[column])])
        for row in rows
    ]
    return [(row, columns) for row, columns in odd if columns]


def tables(db: Database, row: Record) -> Mapping[str, Any]:
    """The numbers of a version by its text or by what was made of it, whichever can be read; else those of the last version
    before it that can be; else the default ones."""
    own = _of_text(row["toml"]) or _of_data(row["data"])
    if own:
        return own
    with db.odd_texts():
        before = db.rows(f"SELECT data FROM {POLICY} WHERE id < :id ORDER BY id DESC", {"id": row["id"]})
    return next(filter(None, (_of_data(each["data"]) for each in before)), policy.complete({}))


def _of_text(text: Any) -> Mapping[str, Any] | None:
    try:
        read = policy.complete(policy.parse(text))
    except policy.UNFIT:
        return None
    return read if sound(read) else None


def _of_data(data: Any) -> Mapping[str, Any] | None:
    return policy.complete(json.loads(data)) if shape.is_whole(POLICY, "data", data) else None
