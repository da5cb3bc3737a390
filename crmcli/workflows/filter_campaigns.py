"""Filters by campaigns: which customers were invited to one or took part in it, and which came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmcli.database.connection import Record
from crmcli.judging.filter_fields import FIELDS
from crmcli.matching.text import search_key
from crmcli.queries.filters.filtered import Narrow
from crmcli.store import View
from crmcli.verdicts.campaigns import as_of, folded
from crmcli.workflows.filter_values import BadValue, predicate


def met(view: View, field: str, op: str, values: Sequence[Any]) -> tuple[set[int], Narrow]:
    """The customers of the campaigns that a test names, by their folded names or (None) of no campaign at all, without its
    negation; and what of it the database may decide. BadValue for a name that no campaign has."""
    rows = view.store.campaigns.listed(view.day)
    names = {search_key(row["name"]) for row in rows}
    for place, value in enumerate(values):
        if value is not None and "~" not in op and value not in names:
            raise BadValue(place)
    named = [value for value in values if value is not None]
    matches = predicate(FIELDS[field], "~" if "~" in op else "in", tuple(named))
    chosen = [row["id"] for row in rows if named and matches(row["name"])]
    ids = _met(view, field, chosen)
    if None in values:
        somewhere = _met(view, field, [row["id"] for row in rows])
        return ids | {each for each in view.store.campaigns.everybody() if each not in somewhere}, Narrow()
    if view.past is not None:
        return ids, Narrow()
    listed = ", ".join(map(str, chosen)) or "NULL"
    return ids, Narrow(f"c.id IN (SELECT customer_id FROM campaign_participant WHERE campaign_id IN ({listed}))")


def _met(view: View, field: str, campaign_ids: Sequence[int]) -> set[int]:
    met_by = _came if field == "attended" else _takes_part
    return {row["customer_id"] for row in _people(view, campaign_ids) if met_by(row)}


def _people(view: View, campaign_ids: Sequence[int]) -> list[dict[str, Any]]:
    """The participants of campaigns as they stand, each customer once for each."""
    rows = as_of(view, view.store.campaigns.of(campaign_ids, view.day))
    return [
        each
        for campaign_id in campaign_ids
        for each in folded([row for row in rows if row["campaign_id"] == campaign_id])
    ]


def _takes_part(row: Record) -> bool:
    """Whether somebody was invited, signed up or came; being drawn alone is no part."""
    return row["invited_on"] is not None or row["answer"] == "yes" or row["attended"] == 1


def _came(row: Record) -> bool:
    return bool(row["attended"])
