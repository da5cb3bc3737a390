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
    wanted = predicate(FIELDS[field], op.removeprefix("!"), tuple(values))
    names = {search_key(row["name"]) for row in rows}
    for place, value in enumerate(values):
        if value is not None and "~" not in op and value not in names:
            raise BadValue(place)
    nobody = None in values
    chosen = [row["id"] for row in rows if nobody or wanted(row["name"])]
    ids = {row["customer_id"] for row in _people(view, chosen) if _MEETS[field](row)}
    if nobody:
        return {row_id for row_id in view.store.campaigns.everybody() if row_id not in ids}, Narrow()
    if view.past is not None:
        return ids, Narrow()
    listed = ", ".join(map(str, chosen)) or "NULL"
    return ids, Narrow(f"c.id IN ({_SELECT} WHERE campaign_id IN ({listed}))", (), False)


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


_MEETS = {"campaign": _takes_part, "attended": lambda row: row["attended"] == 1}
_SELECT = "SELECT customer_id FROM campaign_participant"
