"""Contracts with where they stand on a day, what of them is paid, and what is open. Reads, writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from crmcli.database.connection import Record, Row
from crmcli.figures.instalments import Instalment, Open, unpaid
from crmcli.figures.terms import Term, state
from crmcli.queries.contracts import Paid
from crmcli.store import View


class Account(NamedTuple):
    """A contract on a day. `instalments` are those that are owed: of one that was ended what fell due before its end."""

    row: Record
    term: Term
    state: str
    instalments: list[Instalment]
    paid_cents: int
    open: list[Open]

    @property
    def owner_id(self) -> int | None:
        """Who looks after it: the customer's owner, unless it has one of its own."""
        owner: int | None = self.row["owner_id"] or self.row["customer_owner_id"]
        return owner

    @property
    def open_cents(self) -> int:
        return sum(each.open_cents for each in self.open)

    def as_row(self) -> dict[str, Any]:
        """The contract's columns with where it stands, and what of it is paid and open."""
        return {
            **dict(self.row),
            "state": self.state,
            "paid_cents": self.paid_cents,
            "open_cents": self.open_cents,
        }

    def due(self, on: date) -> list[Open]:
        """What was to be paid by a day and isn't."""
        return [each for each in self.open if each.due_on <= on]


def accounts(view: View, rows: Sequence[Record]) -> list[Account]:
    """Contracts of a list, as they stand at the view's moment."""
    ids = [row["id"] for row in rows]
    billed = view.store.contracts.instalments(ids)
    paid = view.store.contracts.paid(ids, view.day, view.past)
    if view.past is not None:
        rows = view.store.former.then("contract", rows, view.past)
    return [_account(view, row, billed.get(row["id"], []), paid.get(row["id"], Paid())) for row in rows]


def term_of(row: Record) -> Term:
    """The term of a contract of a list."""
    return Term(
        *(
            row[key] and date.fromisoformat(row[key])
            for key in ("start_on", "end_on", "ended_on", "renewed_on")
        )
    )


def _account(view: View, row: Record, billed: Sequence[Row], paid: Paid) -> Account:
    term, on = term_of(row), view.as_of.on
    instalments = [Instalment(date.fromisoformat(each["due_on"]), each["amount_cents"]) for each in billed]
    if term.ended:
        instalments = [each for each in instalments if each.due_on < term.ended]
    if row["opening_cents"] is not None:
        total = paid.cents + row["opening_cents"]
        return Account(row, term, state(term, on), instalments, total, unpaid(instalments, total))
    # What was paid before it came here isn't known: nobody is asked for that, and payments of that time went there.
    before = [each.cents for each in instalments if each.due_on < date.fromisoformat(row["created_on"])]
    behind = paid.cents - paid.early + max(0, paid.early - sum(before))
    left = unpaid(instalments, behind, len(before))
    return Account(row, term, state(term, on), instalments, paid.cents, left)
