"""crmcli merge: makes two records of one customer one; list and undo take care of merges made."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from crmcli import errors, naming
from crmcli.commands.shared import (
    Limit,
    ShowAll,
    context_of,
    customer,
    customer_names,
    example,
    limit_rows,
    new_app,
    row_id,
)
from crmcli.commands.taken import taken_lines
from crmcli.context import Context
from crmcli.i18n import N_, _, ngettext
from crmcli.result import Column, Result, Table

app = new_app()
#: Fields that are stored under another name than they are typed by.
_COLUMN_OF = {"owner": "owner_id", "parent": "parent_id"}
#: What Chinese calls the two.
_SIDES = {"左": "left", "右": "right", "左边": "left", "右边": "right"}
VERBS = new_app(_("Merges made before."))
VERB_ALIASES = {"列表": "list", "撤销": "undo", "拆分": "undo"}

#: Why a value stays, as `merge_fields` names it.
_RULES = {
    "asked": N_("as asked"), "kept": N_("of the one who is kept"), "filled": N_("the other is empty"),
    "verified": N_("verified later"), "newer": N_("the newer record"), "earliest": N_("the earlier day"),
    "latest": N_("the later"), "joined": N_("both together"), "refusal": N_("wants no contact"),
    "accepted": N_("was accepted"),
}  # fmt: skip


@app.command(
    "merge",
    epilog=example(
        "crmcli merge 12 345",
        "crmcli merge 远鑫 345 --take phone=right --take name=left",
        "crmcli 合并 12 345",
    ),
)
def merge(
    ctx: typer.Context,
    keep: Annotated[
        str, typer.Argument(metavar="KEEP", autocompletion=customer_names, help=_("The customer who stays."))
    ],
    other: Annotated[
        str,
        typer.Argument(
            metavar="OTHER", autocompletion=customer_names, help=_("The customer who goes into it.")
        ),
    ],
    take: Annotated[
        list[str] | None,
        typer.Option(
            "--take",
            "--取",
            metavar="FIELD=left|right",
            help=_("Whose value stays: left is KEEP, right OTHER."),
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "--试运行", "--试算", help=_("Only show what would be chosen."))
    ] = False,
) -> None:
    """Merges OTHER into KEEP: everything that belongs to OTHER moves, its id and code find KEEP from then on.

    Merges made before: crmcli merge list

    To take one apart again: crmcli merge undo MERGE
    """
    from crmcli.workflows import classifying
    from crmcli.workflows.customers import assignments
    from crmcli.workflows.duplicates.fields import FIELDS, choose
    from crmcli.workflows.duplicates.merging import merge as carry_out
    from crmcli.workflows.taken import taken_by

    crm = context_of(ctx)
    asked = assignments(take or [], clears=False).items()
    columns = {field: _COLUMN_OF.get(field) or naming.key(field, FIELDS) or field for field, _side in asked}
    sides = {columns[field]: _SIDES.get(side, side) for field, side in asked}
    left, right = customer(crm, keep), customer(crm, other)
    if dry_run:
        rows = crm.store.imports.customers({left["id"], right["id"]})
        choices = [c.as_data() for c in choose(rows[left["id"]], rows[right["id"]], sides)]
        data = {"survivor_id": left["id"], "loser_id": right["id"], "choices": choices}
        crm.show(Result(crm.command, data, [_choices(crm, choices)], [_("Nothing was changed.")]))
        return
    with crm.work(f"{left['name']} ← {right['name']}") as work:
        made = carry_out(work, left["id"], right["id"], sides)
        classifying.refresh(work, [left["id"]])
        taken = taken_by(work)
    choices = [c.as_data() for c in made.choices]
    moved = sum(made.moved.values())
    line = ngettext(
        "Merged %(other)s (%(code)s) into %(name)s: %(n)d record moved.",
        "Merged %(other)s (%(code)s) into %(name)s: %(n)d records moved.",
        moved,
    )
    data = {
        "id": made.id,
        "survivor_id": left["id"],
        "loser_id": right["id"],
        "moved": made.moved,
        "choices": choices,
    }
    crm.show(
        Result(
            crm.command,
            data,
            [_choices(crm, choices)] if choices else [],
            lines=[line % {"other": right["name"], "code": right["code"], "name": left["name"], "n": moved}],
            after=[*taken_lines(taken), _("To take it back: crmcli merge undo %(id)d") % {"id": made.id}],
        )
    )


@VERBS.command("list", epilog=example("crmcli merge list", "crmcli 合并 列表"))
def list_(ctx: typer.Context, limit: Limit = None, show_all: ShowAll = False) -> None:
    """Lists the merges that stand, newest first."""
    crm = context_of(ctx)
    rows = [
        {**dict(row), "choices": json.loads(row["choices"])}
        for row in limit_rows(crm, crm.store.merges.listed(), limit, show_all)
    ]
    columns = [
        Column("id", _("No."), "int"),
        Column("at", _("When"), "instant"),
        Column("actor", _("Who")),
        Column("survivor_id", _("Survivor's id"), "int"),
        Column("survivor", _("Survivor")),
        Column("loser_name", _("Merged into it")),
        Column("loser_code", _("Its code")),
        Column("loser_id", _("Its id"), "int"),
    ]
    hidden = ("derived", "loser_folded", "operation_id")
    data = [{k: v for k, v in row.items() if k not in hidden} for row in rows]
    crm.show(Result(crm.command, data, [Table("merges", columns, rows)]))


@VERBS.command("undo", epilog=example("crmcli merge undo 3", "crmcli 合并 撤销 3"))
def undo(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=_("Its number in crmcli merge list."))],
    yes: Annotated[bool, typer.Option("--yes", "-y", "--确认", help=_("Don't ask."))] = False,
) -> None:
    """Takes a merge back: both customers are as before. What was edited since is kept and listed; what came since
    stays with the one who was kept, unless it refers to a record of the other."""
    from crmcli.commands.undo import take_back

    crm = context_of(ctx)
    row = crm.store.merges.get(row_id(number, "merge"))
    target = crm.store.history.operation(row["operation"]) if row else None
    if row is None and crm.store.history.of_row("merge", row_id(number, "merge")):
        raise errors.Invalid(
            _("Merge %(n)s was taken back already.") % {"n": number}, _("See: crmcli merge list")
        )
    if row is None or target is None:
        raise errors.NotFound(_("There is no merge %(n)s.") % {"n": number}, _("See: crmcli merge list"))
    take_back(crm, target, row["id"], yes=yes)


def _persons(choice: dict[str, Any], staff: dict[int, str]) -> dict[str, Any]:
    return {side: naming.person(choice["field"], choice[side], staff) for side in ("left", "right", "value")}


def _choices(crm: Context, choices: list[dict[str, Any]]) -> Table:
    names = crm.store.staff.names()
    columns = [
        Column("field", _("Field")),
        Column("left", _("Survivor")),
        Column("right", _("Other")),
        Column("value", _("Now")),
        Column("why", _("Because")),
    ]
    reader = crm.reader
    rows = [
        {
            **(reader.change("customer", c) if crm.for_people else {**c, **_persons(c, names)}),
            "why": _(_RULES[c["rule"]]),
        }
        for c in choices
    ]
    return Table("choices", columns, rows, title=_("Fields that differed"))
