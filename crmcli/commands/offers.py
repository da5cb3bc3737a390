"""What the tab key offers for numbers and names of records: complaints, tasks, orders, feedback, entries, waves, forms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import typer

from crmcli.commands.shared import Offered, context_of, customers_begun
from crmcli.queries.begun import Begun
from crmcli.wording import clean
from crmcli.workflows.complaint_guards import STATES

#: Beside a number so much of what it is.
_SHOWN = 40

#: Complaints and tasks that there is still something to do on.
TO_DO = {"complaint": STATES["note"], "task": ("open",)}

#: What completes an argument or option: values, some with a word on them.
Offer = Callable[[typer.Context, str], list[str | tuple[str, str]]]


def numbers(
    *kinds: str, customers: bool = False, states: Mapping[str, Collection[str]] | None = None
) -> Offer:
    """Offers the numbers of some kinds of records that begin as typed, and with `customers` those that may be named: where
    the kind is the complaint alone, those who have one. Of a kind that has `states` here, records in one of these only.

    Where a kind stands with a colon, its word goes in front of the number (`task:3`).
    """
    within = states or {}

    def offered(ctx: typer.Context, incomplete: str) -> list[str | tuple[str, str]]:
        found: list[str | tuple[str, str]] = []
        crm = context_of(ctx)
        begun = Begun(crm.store.db)
        for kind in kinds:
            word = kind if kind.endswith(":") else ""
            if incomplete.startswith(word) or not incomplete:
                name = kind.removesuffix(":")
                rows = begun.numbers(name, incomplete.removeprefix(word), within.get(name, ()))
                found += [(Offered(word + number), clean(what)[:_SHOWN]) for number, what in rows]
        if customers:
            about = customers_begun(crm, incomplete)
            if kinds == ("complaint",):
                having = begun.complained([row["id"] for row in about], within.get("complaint", ()))
                about = [row for row in about if row["id"] in having]
            found += [Offered(row["name"]) for row in about]
        return found

    return offered
