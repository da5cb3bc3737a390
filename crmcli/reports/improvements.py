"""Improvements measured: their figure in the days before they were done, and in as many after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from crmcli.dates.periods import Period
from crmcli.figures import kpis
from crmcli.figures.improvements import Effect, effect
from crmcli.reports.request import Filtered
from crmcli.reports.targets import figure
from crmcli.store import View


def periods(view: View, done: date) -> tuple[Period, Period]:
    """The days before something was done and those after; its day belongs to neither."""
    days = view.policy.improvement.effect_days
    one = timedelta(days=1)
    return Period(done - timedelta(days=days), done - one), Period(done + one, done + timedelta(days=days))


def measured(view: View, row: Mapping[str, Any], filtered: Filtered) -> Effect | None:
    """What a done improvement did to its figure; None for one that isn't done, or has none."""
    if row["state"] != "done" or not row["metric"]:
        return None
    before, after = periods(view, date.fromisoformat(row["done_on"]))
    rules, key = view.policy.improvement, row["metric"]
    over = after.end < view.as_of.on
    only = {"filter": row["filter"]}
    old = figure(view, key, before, only, filtered)
    new = (
        figure(view, key, Period(after.start, min(after.end, view.as_of.on)), only, filtered)
        if after.start and after.start <= view.as_of.on
        else (None, None)
    )
    unit = kpis.DEFINITIONS[key].unit
    return effect(old, new, over=over, min_n=rules.min_n, share=unit == "share", at_most=key in kpis.AT_MOST)
