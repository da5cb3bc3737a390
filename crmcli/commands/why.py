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
from crmcli.result import Column, Result, Table
from crmcli.verdicts.known_now import JUDGED, known_now
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
    from crmcli.judging.explain import explain
    from crmcli.render.explanation import lines
    from crmcli.verdicts import standings

    with crm.store.db.snapshot():
        facts = standings.facts_of(replace(crm.view, policy=policy), row["id"])
        later = known_now(crm.view, JUDGED, [row["id"]])
    if facts is None:
        raise errors.NotFound(
            _("%(name)s was not known yet on that day.") % {"name": row["name"]},
            _("Name a later day with --as-of."),
        )
    explanation = json.loads(json.dumps(explain(facts, policy, crm.as_of.on), default=str))
    if explanation["potential"]["rule"] == "override":
        explanation["potential"]["note"] = row["potential_note"]
    data = {**explanation, "customer": row["name"]}
    told = lines(row["name"], explanation)
    return Result(crm.command, data=data, as_of=crm.as_of, lines=told, known_now=later)


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
