"""What came of one campaign: from the audience to who bought, beside those held out; costs, evaluation, what was learnt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from crmcli.figures import kpis
from crmcli.figures.results import Side
from crmcli.figures.statistics import Difference
from crmcli.i18n import _
from crmcli.queries.surveys import Window
from crmcli.reports import campaign_told, satisfaction_tables
from crmcli.reports.currencies import left_out
from crmcli.reports.model import Report, Sheet
from crmcli.reports.request import Request
from crmcli.result import Column, Table
from crmcli.verdicts import campaigns
from crmcli.verdicts.campaign_results import Result, result, spent

BY: tuple[str, ...] = ()
#: The kinds of records that it rests on.
RESTS_ON = ("campaigns", "customers", "orders", "complaints", "survey_responses")


def build(request: Request) -> Report:
    """What came of the campaign that is asked for, by the as-of."""
    view = request.view
    assert request.campaign_id is not None
    row = view.store.campaigns.get(request.campaign_id)
    found = result(view, campaigns.standings(view, [row])[0])
    people = campaigns.as_of(
        view, view.store.campaigns.participants(row["id"], view.day if view.past else None)
    )
    tables = [_shares(found), _spends(found), _evaluation(request, found)]
    if row["kind"] == "training":
        tables += [_learnt(people), _before_and_after(request, found)]
    return Report(
        name="campaign",
        title=found.standing.row["name"],
        as_of=view.as_of,
        zone=view.zone,
        start=found.first,
        end=found.until,
        figures=_figures(found, people).figures,
        tables=[table for table in tables if table.rows],
        notes=[*campaign_told.notes(found, view.policy.campaign), *left_out(request, view.as_of.on)],
    )


def _figures(found: Result, people: Sequence[dict[str, Any]]) -> Sheet:
    sheet, standing, counts = Sheet(), found.standing, found.standing.counts
    sheet.add("campaign_drawn", counts.drawn)
    sheet.add("campaign_held_out", counts.held_out, counts.drawn)
    sheet.add("campaign_invited", counts.invited, counts.drawn)
    sheet.add("campaign_yes", counts.yes, counts.invited)
    sheet.add("campaign_came", counts.came, counts.came + counts.absent)
    if _sides(found):
        sheet.add("campaign_bought", found.buyers, found.outcome.meant.n)
    budget = standing.row["budget_cents"]
    sheet.add("campaign_spent", standing.spent, len(standing.expenses), target=budget)
    sheet.add("cost_per_invited", kpis.ratio(standing.spent, counts.invited), counts.invited)
    sheet.add("cost_per_attendee", kpis.ratio(standing.spent, counts.came), counts.came)
    more = found.outcome.more_buyers if found.word == "more" else None
    sheet.add("cost_per_buyer", kpis.ratio(standing.spent, more), found.outcome.meant.n)
    if standing.row["kind"] == "training":
        passed = [row["passed"] for row in people if row["passed"] is not None]
        scores = [row["score"] for row in people if row["score"] is not None]
        sheet.add("training_passed", kpis.ratio(sum(passed), len(passed)), len(passed))
        sheet.add("training_score", kpis.mean(scores), len(scores))
    return sheet


# -- beside those held out ------------------------------------------------------------------------------------------------


def _sides(found: Result) -> list[tuple[str, str, Side]]:
    sides = [
        ("meant", _("campaign group"), found.outcome.meant),
        ("held_out", _("held-out group"), found.outcome.held_out),
    ]
    return [each for each in sides if each[2].n] if found.days and found.standing.state != "canceled" else []


def _shares(found: Result) -> Table:
    """How many of each side bought, and how far the shares are apart."""
    rows: list[dict[str, Any]] = [
        {"side": key, "title": title, "n": side.n, "buyers": side.buyers, "share": side.share.value,
         "low": side.share.low, "high": side.share.high}
        for key, title, side in _sides(found)
    ]  # fmt: skip
    apart = found.outcome.shares
    if apart.value is not None and not found.is_running:
        rows.append(_apart(apart, share=apart.value, low=apart.low, high=apart.high))
    columns = [
        Column("side", "side"),
        Column("title", _("Customers")),
        Column("n", _("n"), "int"),
        Column("buyers", _("Bought"), "int"),
        Column("share", _("Share"), "percent"),
        Column("low", _("95 % from"), "percent"),
        Column("high", _("95 % to"), "percent"),
        *_p(rows),
    ]
    return Table("bought", columns, rows, _("Who bought"), machine_only=frozenset({"side", "p"}))


def _spends(found: Result) -> Table:
    """What a customer of each side spent on average, buyer or not, and how far that is apart."""
    rows: list[dict[str, Any]] = [
        {"side": key, "title": title, "n": side.n, "mean": _cents(side.spend.value), "low": _cents(side.spend.low),
         "high": _cents(side.spend.high)}
        for key, title, side in _sides(found)
    ]  # fmt: skip
    apart = found.outcome.spends
    if apart.value is not None and not found.is_running:
        rows.append(_apart(apart, mean=_cents(apart.value), low=_cents(apart.low), high=_cents(apart.high)))
    columns = [
        Column("side", "side"),
        Column("title", _("Customers")),
        Column("n", _("n"), "int"),
        Column("mean", _("Per customer"), "money"),
        Column("low", _("95 % from"), "money"),
        Column("high", _("95 % to"), "money"),
        *_p(rows),
    ]
    return Table("spend", columns, rows, _("What they spent"), machine_only=frozenset({"side", "p"}))


def _apart(apart: Difference, **told: Any) -> dict[str, Any]:
    """The row of a difference."""
    shown = None if apart.p is None else campaign_told.p_told(apart.p)
    return {"side": "difference", "title": _("difference"), "p": apart.p, "p_told": shown, **told}


def _p(rows: Sequence[dict[str, Any]]) -> list[Column]:
    known = any(row.get("p") is not None for row in rows)
    return [Column("p", "p", "number"), Column("p_told", "p", "figure")] if known else []


def _cents(value: float | None) -> int | None:
    return None if value is None else int(kpis.rounded(value, "money") or 0)


# -- evaluation and training ----------------------------------------------------------------------------------------------


def _evaluation(request: Request, found: Result) -> Table:
    """How its participants answered its survey since it began, by question."""
    row, store = found.standing.row, request.view.store
    form = next((each["key"] for each in store.surveys.forms() if each["id"] == row["form_id"]), None)
    if form is None:
        return Table("indicators", [], [])
    window = Window(row["start_on"], request.view.day, None, form)
    asked = {each["customer_id"] for each in found.standing.people if not each["held_out"]}
    rows = [
        each for each in store.surveys.responses(window, request.view.past) if each["customer_id"] in asked
    ]
    ids = {each["id"] for each in rows}
    scores = [each for each in store.surveys.scores(window) if each["response_id"] in ids]
    table = satisfaction_tables.indicators_table(request, rows, scores)
    table.title = _("How participants rate it")
    return table


def _learnt(people: Sequence[dict[str, Any]]) -> Table:
    """What each participant of a training reached."""
    told = {1: "yes", 0: "no"}
    rows = [
        {**row, "passed": told.get(row["passed"])}
        for row in people
        if row["attended"] and (row["score"] is not None or row["passed"] is not None)
    ]
    columns = [
        Column("code", _("Number"), "code"),
        Column("customer", _("Customer")),
        Column("contact_person", _("Contact person")),
        Column("score", _("Score"), "number"),
        Column("passed", _("Passed"), "word", "yes_no"),
    ]
    return Table("learnt", columns, rows, _("What was learnt"))


def _before_and_after(request: Request, found: Result) -> Table:
    """Of who came, orders and complaints of as many days before the first day as there are from it on."""
    came = {each["customer_id"] for each in found.standing.people if each["attended"]}
    if not came or not found.days:
        return Table("before_after", [], [])
    figures = request.figures
    spans = {
        "before": (found.first - timedelta(days=found.days), found.first - timedelta(days=1)),
        "after": (found.first, found.until),
    }
    columns: dict[str, dict[str, int]] = {}
    for name, (start, end) in spans.items():
        first, last = start.isoformat(), end.isoformat()
        bought = figures.bought_within(first, last)
        spends = [spent(bought, {"customer_id": each}) for each in came]
        complaints = [
            row["customer_id"] for row in figures.complaints(first, last) if row["customer_id"] in came
        ]
        columns[name] = {
            "buyers": sum(each is not None for each in spends), "spend": sum(each or 0 for each in spends),
            "complaints": len(complaints), "complainers": len(set(complaints)),
        }  # fmt: skip
    return _beside(columns, len(came), found)


def _beside(columns: dict[str, dict[str, int]], n: int, found: Result) -> Table:
    titles = {
        "buyers": _("Customers who bought"), "complaints": _("Complaints"), "complainers": _("Customers who complained"),
    }  # fmt: skip
    rows = [
        {"what": key, "title": title, "before": columns["before"][key], "after": columns["after"][key]}
        for key, title in titles.items()
    ]
    spend = {name: kpis.rounded(each["spend"] / 100, "number") for name, each in columns.items()}
    rows.insert(1, {"what": "spend", "title": _("Spend"), **spend})
    shown = [
        Column("what", "what"),
        Column("title", _("Of who came")),
        Column("before", _("Before"), "number"),
        Column("after", _("After"), "number"),
    ]
    title = _("%(days)d days before and after %(day)s, customers %(n)d")
    told = {"days": found.days, "day": date.isoformat(found.first), "n": n}
    note = _("What differs before and after need not come of the training.")
    return Table("before_after", shown, rows, title % told, machine_only=frozenset({"what"}), note=note)
