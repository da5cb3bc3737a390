"""Filters by campaigns: which customers were invited to one or took part in it, and which came."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from crmcli.database.connection import Record
from crmcli.judging.filter_fields import FIELDS
from crmcli.matching.text import search_key
from crmcli.queries.filters.filtered import Narrow
from crmcli.store import View
from crmcli.verdicts.campaigns import as_of, folded
from crmcli.workflows.filter_values import BadValue, predicate


def met(view: View, field: str, op: str, values: Sequence[Any]) -> tuple[Container[int], Narrow]:
    """Whom a test by campaigns finds, by their folded names or (None) by no campaign at all, and what of it the database may
    decide. BadValue for a name that no campaign has."""
    rows = view.store.campaigns.listed(view.day)
    names = {search_key(row["name"]) for row in rows}
    for place, value in enumerate(values):
        if value is not None and "~" not in op and value not in names:
            raise BadValue(place)
    if op.startswith("!"):
        found, _narrow = met(view, field, "~" if "~" in op else "=", values)
        return _Others(found), Narrow()
    if None in values:
        named = met(view, field, "in", [value for value in values if value is not None])[0]
        somewhere = _met(view, field, [row["id"] for row in rows])
        return {
            each for each in view.store.campaigns.everybody() if each in named or each not in somewhere
        }, Narrow()
    matches = predicate(FIELDS[field], "~" if op == "~" else "in", tuple(values))
    chosen = [row["id"] for row in rows if matches(row["name"])]
    return _met(view, field, chosen), Narrow.of_campaigns(chosen)


class _Others:
    """Everybody but some."""

    def __init__(self, some: Container[int]) -> None:
        self._some = some

    def __contains__(self, each: object) -> bool:
        return each not in self._some


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
