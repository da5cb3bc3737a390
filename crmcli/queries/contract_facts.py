"""What contracts tell of customers on a day: what they come to, whether one is in force, and when that changes."""

from __future__ import annotations

from datetime import date
from typing import Any

from crmcli.database.connection import Database
from crmcli.facts import Facts, add_days
from crmcli.figures.rates import Rates
from crmcli.figures.terms import Term, state
from crmcli.queries.compared import compared
from crmcli.queries.former import then_sql
from crmcli.queries.windows import Groups, Scope, Windows


def of_contracts(db: Database, w: Windows, scope: Scope) -> Groups:
    """The contracts signed by then, by customer; the first signed first."""
    days = ["r.signed_on", "r.start_on", "r.end_on", "r.ended_on"]
    compared(db, days, {"r": "contract"}, scope.of("r.customer_id"))
    ended = then_sql("contract", "k", "ended_on", past=w.until is not None)
    rows = db.tuples(
        f"SELECT k.customer_id, k.signed_on, k.start_on, k.end_on, {ended.value}, k.amount_cents, k.opening_cents, k.currency"
        f" FROM contract k{ended.join} WHERE k.signed_on <= :on AND {scope.of('k.customer_id')}"
        " ORDER BY k.customer_id, k.signed_on, k.id",
        {"on": w.on.isoformat(), "past": w.until},
    )
    return Groups(rows)


def add_contracts(facts: Facts, rows: list[tuple[Any, ...]], on: date, rates: Rates) -> None:
    """Adds one customer's contracts, by the rate of the day on which each was signed. What was paid of them nobody knows when
    was bought before, as an opening balance was."""
    for _key, signed, start, end, ended, amount, opening, currency in rows:
        facts.contract_value += rates.cents(amount, currency, signed) or 0
        facts.spend_total += rates.cents(opening or 0, currency, signed) or 0
        term = Term(*(day and date.fromisoformat(day) for day in (start, end, ended)))
        facts.contract_in_force |= state(term, on) == "in_force"
        over = add_days(term.last, 1) if term.last and term.last < date.max else None
        after = [day for day in (term.start, over) if day and day > on]
        facts.changes_on = min([*after, *filter(None, [facts.changes_on])], default=None)
