"""When each customer will buy again, and what; how right such guesses were in the last months."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from crmcli.database.connection import Record
from crmcli.figures import recommending
from crmcli.figures.recommending import DAY_METHODS, Histories, Market, Next, Product, Trial
from crmcli.i18n import N_, _, remarked, series
from crmcli.policy import Policy
from crmcli.reports.currencies import left_out
from crmcli.reports.model import Report, Sheet
from crmcli.reports.request import Request
from crmcli.result import Column, Table
from crmcli.verdicts.buying import bought, held_out
from crmcli.verdicts.reach import Whom, reach
from crmcli.wording import rhythm, share_of

BY: tuple[str, ...] = ()
#: The kinds of records that it rests on.
RESTS_ON = ("customers", "orders", "staff", "operations")
#: What the numbers beside a product are, by the method that names it.
_EVIDENCE = {
    "popular": N_("Beside each product: how many of all customers bought it."),
    "own": N_("Beside each product: on how many of the days with a purchase it was bought."),
    "similar": N_(
        "Beside each product: of those who bought a certain other product of the customer's, how many bought it."
    ),
}
METHODS = {
    "same_gap": N_("same gap as last time"),
    "rhythm": N_("own rhythm (median of the gaps)"),
    "popular": N_("what most customers buy"),
    "own": N_("what the customer bought most often"),
    "similar": N_("what customers buy who bought the same"),
}


class Guess(NamedTuple):
    """A customer's next purchase as it is guessed."""

    customer: Record
    when: Next
    products: Sequence[Product]


def build(request: Request) -> Report:
    """Whoever is expected to buy, by the methods that did best in the months held out before the period's end."""
    end, policy = request.period.end, request.view.policy
    histories = bought(request.view, end)
    days, products = _trials(histories, policy, end)
    least = policy.recommendation.least_tested
    by_day = recommending.best(days, least, lowest=True)
    by_product = recommending.best(products, least, lowest=False)
    guesses = _guesses(request, histories, end, by_day, by_product)
    used = (
        next(trial for trial in days if trial.method == by_day),
        next(trial for trial in products if trial.method == by_product),
    )
    tables = [_table(request, guesses, end)]
    if request.backtest:
        tables.append(_methods(days, products, {by_day, by_product}))
    return Report(
        name="recommendations",
        title=_("Next purchases"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=request.start,
        end=end,
        figures=_figures(guesses, histories, *used).figures,
        tables=[table for table in tables if table.rows],
        notes=[*_notes(policy, used, least), *left_out(request, end)],
    )


def _trials(histories: Histories, policy: Policy, end: date) -> tuple[list[Trial], list[Trial]]:
    rules = policy.recommendation
    before, after = held_out(histories, policy, end)
    return (
        recommending.try_days(before, after, rules.least_days),
        recommending.try_products(before, after, rules.products),
    )


def _guesses(request: Request, histories: Histories, end: date, by_day: str, by_product: str) -> list[Guess]:
    """Who is expected, soonest first; whoever is later than so many gaps has stopped buying and is no longer. Of whom no
    profile may be made nothing is guessed."""
    rules = request.view.policy.recommendation
    market = Market(histories)
    expected = {
        i: when
        for i, lines in histories.items()
        if (when := recommending.next_day(lines, by_day, rules.least_days))
        and (end - when.day).days <= rules.late_gaps * when.gap
    }
    may = reach(request.view, "profiling", None, map(Whom, expected))
    customers = {row["id"]: row for row in request.view.store.customers.many(sorted(expected))}
    guesses = [
        Guess(customers[i], when, market.products(histories[i], by_product, rules.products))
        for i, when in expected.items()
        if may[Whom(i)].allowed and customers[i]["status"] not in ("closed", "do_not_contact")
    ]
    return sorted(guesses, key=lambda guess: (guess.when.day, guess.customer["id"]))


def _figures(guesses: Sequence[Guess], histories: Histories, days: Trial, products: Trial) -> Sheet:
    sheet = Sheet()
    sheet.add("expected", len(guesses), len(histories))
    sheet.add("next_purchase_error", days.value, days.n)
    sheet.add("product_hit_rate", products.value, products.n)
    return sheet


# -- tables ---------------------------------------------------------------------------------------


def _table(request: Request, guesses: Sequence[Guess], end: date) -> Table:
    owners = request.view.store.staff.names()
    columns = [
        Column("code", _("Code")),
        Column("customer", _("Customer")),
        Column("owner", _("Owner")),
        Column("expected_on", _("Next purchase"), "date"),
        Column("why", _("Why")),
        Column("products", _("Products")),
        Column("last_on", "last_on", "date"),
        Column("gap_days", "gap_days", "number"),
        Column("purchase_days", "purchase_days", "int"),
        Column("evidence", "evidence"),
    ]
    body: list[dict[str, Any]] = [
        {
            "code": guess.customer["code"],
            "customer": guess.customer["name"],
            "owner": owners.get(guess.customer["owner_id"] or 0),
            "expected_on": guess.when.day.isoformat(),
            "why": rhythm(guess.when.gap, guess.when.n, (end - guess.when.day).days),
            "products": series(share_of(each.name, each.n, each.of) for each in guess.products),
            "last_on": (guess.when.day - timedelta(days=round(guess.when.gap))).isoformat(),
            "gap_days": guess.when.gap,
            "purchase_days": guess.when.n,
            "evidence": [product._asdict() for product in guess.products],
        }
        for guess in guesses
    ]
    hidden = frozenset({"last_on", "gap_days", "purchase_days", "evidence"})
    return Table("next_purchases", columns, body, title=_("Next purchases"), machine_only=hidden)


def _methods(days: Sequence[Trial], products: Sequence[Trial], used: set[str]) -> Table:
    columns = [
        Column("guess", _("Guess")),
        Column("method", _("Method")),
        Column("n", _("n"), "int"),
        Column("error_days", _("Mean error (days)"), "number"),
        Column("hit_rate", _("Hit"), "percent"),
        Column("key", "key"),
        Column("used", "used"),
    ]
    body = [
        {
            "guess": _("next purchase") if trial.method in DAY_METHODS else _("products"),
            "method": remarked(name, _("used")) if trial.method in used else name,
            "n": trial.n,
            "error_days": trial.value if trial.method in DAY_METHODS else None,
            "hit_rate": None if trial.method in DAY_METHODS else trial.value,
            "key": trial.method,
            "used": trial.method in used,
        }
        for trial in (*days, *products)
        for name in (_(METHODS[trial.method]),)
    ]
    hidden = frozenset({"key", "used"})
    return Table("methods", columns, body, title=_("How the methods did"), machine_only=hidden)


def _notes(policy: Policy, used: tuple[Trial, Trial], least: int) -> list[str]:
    """By which method each is guessed, and why."""
    months = policy.recommendation.test_months
    notes = []
    for trial, what in zip(used, (_("next purchase"), _("products")), strict=True):
        told = {
            "what": what,
            "method": _(METHODS[trial.method]),
            "months": months,
            "n": trial.n,
            "least": least,
        }
        if trial.method in (recommending.SAME_GAP, recommending.POPULAR):
            text = (
                _(
                    "%(what)s by: %(method)s. No other method was better in the last %(months)d months (n = %(n)d)."
                )
                if trial.n >= least
                else _(
                    "%(what)s by: %(method)s. Only %(n)d could be tested; from %(least)d on another may be used."
                )
            )
        else:
            text = _("%(what)s by: %(method)s, the best in the last %(months)d months (n = %(n)d).")
        notes.append(text % told)
    return [*notes, _(_EVIDENCE[used[1].method])]
