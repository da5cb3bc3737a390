"""Filters by how somebody's last case of being kept stands: `retain=open`, `retain=none`."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from crmcli.store import View
from crmcli.verdicts.retention import cases


def met(view: View, op: str, values: Sequence[Any]) -> Container[int]:
    """The customers whose last case stands so; None among the values means those that never had one."""
    states: dict[int, str] = {}
    for each in cases(view):
        states.setdefault(each.row["customer_id"], each.state)
    found = {key for key, state in states.items() if state in values}
    if None in values:
        found |= set(view.store.campaigns.everybody()) - states.keys()
    return set(view.store.campaigns.everybody()) - found if op.startswith("!") else found
