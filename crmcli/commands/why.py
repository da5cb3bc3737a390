"""crmcli why: the story of one customer's standing on one screen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.commands.shared import Who, context_of, customer, example, new_app
from crmcli.i18n import _
from crmcli.queries.purchases import left_of
from crmcli.render.cells import units
from crmcli.result import Column, Result, Table
from crmcli.verdicts.known_now import JUDGED, known_now
from crmcli.verdicts.pilots import Pilots
from crmcli.wording import label

if TYPE_CHECKING:
    from crmcli.context import Context
    from crmcli.database.connection import Record
    from crmcli.policy import Policy

app = new_app()
AS_OF = True


@app.command(
    epilog=example(
        "crmcli why 远鑫",
        "crmcli 为何 远鑫",
        "crmcli why 远鑫 --months 12",
        "crmcli why 远鑫 --as-of 2026-06-30",
    )
)
def why(
    ctx: typer.Context,
    who: Who,
    months: Annotated[
        int,
        typer.Option(
            "--months",
            "--月数",
            min=0,
            max=120,
            help=_("Also how it stood, and its potential's terms, at the ends of so many months."),
        ),
    ] = 0,
) -> None:
    """Tells why a customer stands where it stands, what would move it soonest, and how it came there."""
    crm = context_of(ctx)
    row = customer(crm, who)
    result = explained(crm, row, crm.policy)
    moves = [m for m in crm.store.standings.moves(row["id"]) if m["on_day"] <= crm.as_of.on.isoformat()]
    if moves:
        result.tables = [_moves(moves, people=crm.for_people)]
    result.data |= {"moves": moves}
    if months:
        from crmcli.commands import months_before

        months_before.tell(crm, row["id"], months, result)
    crm.show(result)


def explained(crm: Context, row: Record, policy: Policy) -> Result:
    """Each of a customer's classes and scores by a policy: its terms, their inputs, and the nearest change that would move it."""
    from crmcli.commands.policy.pilots import line as pilot_line
    from crmcli.judging.explain import explain
    from crmcli.render.explanation import lines
    from crmcli.verdicts import standings

    with crm.store.db.snapshot():
        facts = standings.facts_of(replace(crm.view, policy=policy), row["id"])
        later = known_now(crm.view, JUDGED, [row["id"]])
        pilots = Pilots(replace(crm.view, policy=policy))
    if facts is None:
        raise errors.NotFound(
            _("%(name)s was not known yet on that day.") % {"name": row["name"]},
            _("Name a later day with --as-of."),
        )
    pilot, policy = pilots.of(facts.owner_id), pilots.policy(facts.owner_id)
    explanation = json.loads(json.dumps(explain(facts, policy, crm.as_of.on), default=str))
    if explanation["potential"]["rule"] == "override":
        explanation["potential"]["note"] = row["potential_note"]
    data = {**explanation, "customer": row["name"], "pilot": pilot and pilot["id"]}
    data["rates"] = _rates(crm, row["id"], policy)
    told = [
        *lines(row["name"], explanation),
        *map(_rate_told, data["rates"]),
        *([pilot_line(pilot)] if pilot else []),
    ]
    return Result(crm.command, data=data, as_of=crm.as_of, lines=told, known_now=later)


def _rates(crm: Context, customer_id: int, policy: Policy) -> list[dict[str, Any]]:
    """The orders in other currencies: what each comes to, by which rate of which day; None where none is known."""
    rates = replace(crm.view, policy=policy).rates
    orders = crm.store.purchases.then(customer_id, crm.view.at, crm.view.day)
    found = []
    for line in orders:
        if line["currency"] != rates.own:
            rate, left = rates.of(line["currency"], line["ordered_on"]), left_of(line)
            cents = rates.cents(left, line["currency"], line["ordered_on"])
            found.append(
                {
                    "id": line["id"], "ordered_on": line["ordered_on"], "currency": line["currency"], "amount": units(left),
                    "rate": float(rate.number) if rate else None, "since": rate.since if rate else None,
                    "own": rates.own, "comes_to": None if cents is None else units(cents),
                }
            )  # fmt: skip
    return found


def _rate_told(row: Mapping[str, Any]) -> str:
    told = {**row, "amount": f"{row['amount']:,.2f}"}
    if row["rate"] is None:
        return _("Order %(id)d of %(ordered_on)s: %(currency)s %(amount)s, without a rate in no sum") % told
    told["comes_to"] = f"{row['comes_to']:,.2f}"
    text = _(
        "Order %(id)d of %(ordered_on)s: %(currency)s %(amount)s × %(rate)s (rate of %(since)s) = %(comes_to)s %(own)s"
    )
    return text % told


def _moves(moves: Sequence[Mapping[str, Any]], *, people: bool) -> Table:
    """How the customer moved from class to class, the newest first."""
    titles = {"tier": _("Tier"), "value_class": _("Value class"), "lifecycle": _("Lifecycle")}
    columns = [
        Column("on_day", _("Date"), "date"),
        Column("field", _("Class")),
        Column("before", _("Before")),
        Column("after", _("After")),
    ]
    rows = [
        {
            **m,
            "field": titles[m["field"]],
            **{k: label(m["field"], m[k]) for k in ("before", "after") if m[k]},
        }
        for m in reversed(moves)
    ]
    return Table("moves", columns, rows if people else list(reversed(moves)), title=_("Moved"))
