"""crmcli undo: takes an operation back, as far as nothing later stands on it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import asking, errors, naming
from crmcli.actors import MANAGERS, require_writer
from crmcli.catalogue import matter, spoken
from crmcli.commands.shared import ShowAll, context_of, errand, example, local_time, new_app
from crmcli.context import Context
from crmcli.i18n import _, ngettext, series
from crmcli.render import files
from crmcli.result import Column, Result, Table
from crmcli.wording import clean, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.database.connection import Row
    from crmcli.workflows.undoing import Undone

app = new_app()

Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", "--输出", help=_("Write what became of each row to this .xlsx or .csv.")),
]


Yes = Annotated[bool, typer.Option("--yes", "-y", "--确认", help=_("Don't ask."))]


@app.command(epilog=example("crmcli undo", "crmcli undo 12", "crmcli 撤销 12 --确认"))
def undo(
    ctx: typer.Context,
    number: Annotated[
        int | None,
        typer.Argument(metavar="[OPERATION]", help=_("Its number in crmcli history; else your own last.")),
    ] = None,
    output: Output = None,
    show_all: ShowAll = False,
    yes: Yes = False,
) -> None:
    """Takes an operation back. What others changed since is kept, listed, and the exit status is 3.

    On a terminal it says first whose records it is about, and asks where there is more than one row.
    """
    crm = context_of(ctx)
    log = crm.store.history
    target = log.operation(number) if number is not None else log.last_of(crm.actor.id)
    if target is None:
        what = (
            _("There is no operation %(n)s.") % {"n": number}
            if number is not None
            else _("You have nothing to undo.")
        )
        raise errors.NotFound(what, _("See: crmcli history"))
    further = _further_back(crm, target) if number is None else ""
    if further and (yes or not crm.interactive):
        raise errors.Invalid(further, _("To take it back: crmcli undo %(n)d") % {"n": target["number"]})
    if further:
        print(clean(further))
    take_back(crm, target, output=output, show_all=show_all, yes=yes, certain=not further)


def _further_back(crm: Context, target: Row) -> str:
    """What stands between somebody's last step and the operation that would be taken back; empty if they are the same."""
    last = crm.store.history.newest_of(crm.actor.id)
    if last is None or last["number"] <= target["number"]:
        return ""
    told = _(
        "Your last operation, %(last)d (%(undo)s), is an undo or was undone; before it stands operation %(n)d"
        " (%(command)s %(what)s)."
    )
    names = {
        "last": last["number"],
        "undo": spoken(last["command"]),
        "n": target["number"],
        "command": spoken(target["command"]),
        "what": target["summary"],
    }
    return told % names


def take_back(
    crm: Context,
    target: Row,
    merge_id: int | None = None,
    *,
    output: Path | None = None,
    show_all: bool = True,
    yes: bool = False,
    certain: bool = True,
) -> None:
    """Takes an operation (or only this merge of it) back and says what it was and whose. On a terminal it is asked about
    first where it changed more than one row, or where it isn't `certain` that somebody meant it, unless they said `yes`."""
    about, rows = _whose(crm, target, merge_id)
    asked = crm.interactive and not yes and (rows > 1 or not certain)
    if asked and not _agreed(crm, target, about):
        return
    _carry_out(crm, target, [] if asked else about, output=output, show_all=show_all, merge_id=merge_id)


def _whose(crm: Context, target: Row, merge_id: int | None) -> tuple[list[str], int]:
    """What an operation was, which records it changed and whose they are, in lines; and how many rows."""
    from crmcli.workflows.undoing.preview import preview

    with crm.store.db.snapshot():
        found = preview(crm.store, target, merge_id)
    told = {
        "n": target["number"],
        "command": spoken(target["command"]),
        "who": target["actor"],
        "what": matter(target["summary"]),
    }
    line = _("Operation %(n)d: %(command)s by %(who)s, %(at)s %(what)s")
    rows = [f"{label('record', table)} {n}" for table, n in found.rows.items()]
    lines = [(line % {**told, "at": local_time(crm, target["at"])}).rstrip(), "  " + _(", ").join(rows)]
    if found.customers:
        lines.append("  " + _(", ").join(found.customers) + (" …" if found.more else ""))
    return list(map(clean, lines)), found.total


def _agreed(crm: Context, target: Row, about: list[str]) -> bool:
    """Whether an operation may be taken back, which somebody at a terminal is told and asked; refused unasked where
    the answer would change nothing."""
    from crmcli.workflows.undoing import require_undoable

    require_writer(crm.actor, _roles(crm, target))
    require_undoable(crm.store, target)
    print("\n".join(about))
    if asking.agreed(_("Take it back?")):
        return True
    crm.show(Result(crm.command, data={"operation": target["number"]}, lines=[_("Nothing was changed.")]))
    return False


def _roles(crm: Context, target: Row) -> tuple[str, ...]:
    """Who may take an operation back. One's own takes no more than it took, and no less; a role may be lost since."""
    if target["actor_id"] != crm.actor.id:
        return MANAGERS
    return tuple((target["needs"] or "").split(",")) if target["needs"] else ()


def _carry_out(
    crm: Context,
    target: Row,
    about: list[str],
    *,
    output: Path | None,
    show_all: bool,
    merge_id: int | None,
) -> None:
    """Takes the operation (or only this merge of it) back and shows what came of it, below what is told `about` it; of an
    import, row by row."""
    from crmcli.workflows import classifying, complaints
    from crmcli.workflows.team import settle
    from crmcli.workflows.undoing import undo as reverse

    if output:
        crm.target(output, files.LISTS)
    with crm.work(f"{target['command']} {target['number']}", roles=_roles(crm, target)) as work:
        people = crm.store.staff.all()
        result = reverse(work, target, merge_id)
        left = settle(crm.store, crm.actor, people)
        if result.policy:
            work = replace(work, policy=crm.store.policies.load())
            complaints.rejudge(work)
            classifying.save(crm.store, classifying.compare(work))
        else:
            still = {row["id"] for row in crm.store.customers.many(sorted(result.customers))}
            classifying.refresh(work, still)
    names = {"n": target["number"], "command": spoken(target["command"]), "rows": result.reversed}
    told = ngettext(
        "Undid operation %(n)d (%(command)s): %(rows)d change.",
        "Undid operation %(n)d (%(command)s): %(rows)d changes.",
        result.reversed,
    )
    if result.kept and not result.reversed:
        told = _("Nothing of operation %(n)d (%(command)s) could be taken back; it stands.")
    data = {
        "operation": target["number"],
        "what": target["summary"],
        "reversed": result.reversed,
        "kept": result.kept,
    }
    if result.rows:
        data["rows"] = result.rows
    if left:
        data["for_administrator"] = left
    tables = [_row_table(crm, result)] if result.rows else []
    # The rows of an import tell of their customers themselves.
    kept = [k for k in result.kept if not (result.rows and k["customer_id"])]
    if kept:
        tables.append(_kept_table(_for_readers(crm, kept)))
    lines = [*about, told % names]
    if output:
        written = files.write_list(output, tables or [_kept_table(result.kept)], crm.tz)
        lines.append(_("Wrote %(path)s.") % {"path": written})
    crm.has_all, crm.show_all = True, show_all
    crm.show(
        Result(
            crm.command,
            data=data,
            lines=lines,
            after=errand(left),
            tables=[] if output else tables,
            status=errors.REJECTED_ROWS if result.kept else errors.DONE,
        )
    )


def _for_readers(crm: Context, kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was kept with the names of fields as people read them."""
    named = [{**row, "field": row["field"] and naming.field(row["field"], row["table"])} for row in kept]
    return named if crm.for_people else kept


def _kept_table(kept: list[dict[str, Any]]) -> Table:
    columns = [
        Column("table", _("Table"), "word", "record"),
        Column("row_id", _("Row"), "int"),
        Column("field", _("Field")),
        Column("why", _("Kept because")),
        Column("at", _("When"), "instant"),
    ]
    return Table("kept", columns, kept, title=_("Kept"))


def _row_table(crm: Context, result: Undone) -> Table:
    """What became of an import's rows, those first that could not be taken back."""
    words = {"reversed": _("taken back"), "kept": _("kept"), "impossible": _("not possible")}
    order = list(words)
    named = _parts if crm.for_people else ", ".join
    columns = [
        Column("outcome", _("What became of it")),
        Column("file", _("File")),
        Column("sheet", _("Sheet")),
        Column("row", _("Row"), "int"),
        Column("customer", _("Customer")),
        Column("taken_back", _("Taken back")),
        Column("stays", _("Stays")),
        Column("why", _("Why")),
        Column("who", _("Who")),
        Column("at", _("When"), "instant"),
    ]
    rows = sorted(result.rows, key=lambda row: -order.index(row["outcome"]))
    shown = [
        {
            **row,
            "file": Path(row["file"]).name,
            "outcome": _("partly taken back") if row["taken_back"] else words[row["outcome"]],
            "taken_back": named(row["taken_back"]),
            "stays": named(row["stays"]),
        }
        for row in rows
    ]
    silent = frozenset(key for key in ("taken_back", "stays") if not any(row[key] for row in shown))
    return Table("rows", columns, shown, title=_("Rows of the import"), machine_only=silent)


def _parts(parts: Sequence[str]) -> str:
    """Fields and parts of a record as people read them: `customer.phone`, `contact_person`."""
    told = (part.partition(".") for part in parts)
    return series(
        dict.fromkeys(
            naming.field(name, table) if name else label("record", table) for table, _dot, name in told
        )
    )
