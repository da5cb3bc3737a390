"""What customers bought, line by line, and what is recommended to them. Reads and judges, writes nothing."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from crmcli.dates.months import add_months
from crmcli.figures import recommending
from crmcli.figures.recommending import Histories, Line, Market
from crmcli.matching.text import search_key
from crmcli.policy import Policy
from crmcli.store import View
from crmcli.verdicts.reach import Whom, reach


def bought(view: View, end: date) -> Histories:
    """What each customer bought by a day, line by line; whom nothing is sold to any more is left out."""
    found: defaultdict[int, list[Line]] = defaultdict(list)
    figures = view.store.figures.then(view.past, view.rates)
    for customer_id, day, product in figures.bought(end.isoformat()):
        found[customer_id].append(Line(date.fromisoformat(day), product))
    return found


def held_out(histories: Histories, policy: Policy, end: date) -> tuple[Histories, Histories]:
    """What was bought before the months on which methods are tried, and in them."""
    first = add_months(end, -policy.recommendation.test_months) + timedelta(days=1)
    return recommending.split(histories, first)


def matched(view: View, product: str) -> set[int]:
    """The customers whose habits a product matches: who bought it, or to whom it is recommended by the method that did best in
    the last months. Of whom no profile may be made is in neither."""
    end, rules = view.as_of.on, view.policy.recommendation
    histories = bought(view, end)
    trials = recommending.try_products(*held_out(histories, view.policy, end), rules.products)
    method, market = recommending.best(trials, rules.least_tested, lowest=False), Market(histories)
    wanted = search_key(product)
    found = [
        customer_id
        for customer_id, lines in histories.items()
        if any(wanted in search_key(line.product or "") for line in lines)
        or any(wanted in search_key(p.name) for p in market.products(lines, method, rules.products))
    ]
    may = reach(view, "profiling", None, map(Whom, found))
    return {each.customer_id for each, said in may.items() if said.allowed}
