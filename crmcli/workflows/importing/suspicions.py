"""Who may be one customer after an import: each two by name, and how much speaks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmcli.store import Store
from crmcli.workflows.duplicates.finding import compared
from crmcli.workflows.importing.customers.incoming import Incoming


def describe(store: Store, suspicions: list[dict[str, Any]]) -> None:
    """Says who each two are, and how much speaks for their being one, by the same weights as everywhere."""
    # Who was skipped is no customer.
    suspicions[:] = [s for s in suspicions if all(one["id"] for one in s["customers"])]
    pairs = [(s["customers"][0]["id"], s["customers"][1]["id"]) for s in suspicions]
    for suspicion, pair in zip(suspicions, compared(store, pairs), strict=True):
        suspicion |= {"score": pair.score if pair else 0, "class": pair.cls if pair else None}


def name_pairs(suspicions: Sequence[dict[str, Any]], *, written: bool = False) -> None:
    """Names the two of each; if `written` only where both are written by now."""
    for suspicion in suspicions:
        pair = suspicion.get("pair", ())
        if pair and not (written and any(isinstance(one, Incoming) and not one.id for one in pair)):
            suspicion["customers"] = [_shown(one) for one in suspicion.pop("pair")]


def _shown(one: Incoming | Mapping[str, Any]) -> dict[str, Any]:
    return (
        {"id": one.id, "name": one.name}
        if isinstance(one, Incoming)
        else {"id": one["id"], "name": one["name"]}
    )
