"""What the tab key offers for numbers and names of records: complaints, tasks, orders, feedback, entries, waves, forms."""

from __future__ import annotations

from collections.abc import Callable

import typer

from crmcli.commands.shared import Offered, context_of, customer_names
from crmcli.queries.begun import Begun
from crmcli.wording import clean

#: Beside a number so much of what it is.
_SHOWN = 40

#: What completes an argument or option: values, some with a word on them.
Offer = Callable[[typer.Context, str], list[str | tuple[str, str]]]


def numbers(*kinds: str, customers: bool = False) -> Offer:
    """Offers the numbers of some kinds of records that begin as typed, and with `customers` those that may be named.

    Where a kind stands with a colon, its word goes in front of the number (`task:3`).
    """

    def offered(ctx: typer.Context, incomplete: str) -> list[str | tuple[str, str]]:
        found: list[str | tuple[str, str]] = []
        begun = Begun(context_of(ctx).store.db)
        for kind in kinds:
            word = kind if kind.endswith(":") else ""
            if incomplete.startswith(word) or not incomplete:
                rows = begun.numbers(kind.removesuffix(":"), incomplete.removeprefix(word))
                found += [(Offered(word + number), clean(what)[:_SHOWN]) for number, what in rows]
        return found + (customer_names(ctx, incomplete) if customers else [])

    return offered
