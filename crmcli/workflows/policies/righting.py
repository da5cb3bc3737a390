"""Puts stored versions of the policy right that can't be read. For `policy set` only."""

from __future__ import annotations

import json
from itertools import count

import tomlkit

from crmcli import policy
from crmcli.database.operation import Operation
from crmcli.queries.wholeness.versions import damaged, tables
from crmcli.store import Store


def mend(store: Store, op: Operation) -> list[int]:
    """Puts the versions right that can't be read, by as much of them as can be, and returns their numbers; without any
    version left the default numbers are the first."""
    mended: list[int] = []
    for row, columns in damaged(store.db):
        told = tables(store.db, row)
        version = _free(store) if "version" in columns else int(row["version"])
        values = {
            "version": version,
            "toml": tomlkit.dumps({key: value for key, value in told.items() if key != "complete"}),
            "data": json.dumps(told, ensure_ascii=False, default=str),
            "at": op.at_text,
        }
        op.update("policy_version", row["id"], {column: values.get(column) for column in columns})
        mended.append(version)
        store.policies.forget()
    if store.policies.current_version() is None:
        store.policies.add(op, policy.default_toml(), policy.default_dict(), "")
    return mended


def _free(store: Store) -> int:
    """The least number that no version has."""
    taken = {row["version"] for row in store.policies.versions()}
    return next(number for number in count(1) if number not in taken)
