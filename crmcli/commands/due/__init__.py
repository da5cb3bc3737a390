"""crmcli due: whom to contact today and why, and every other thing due."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from crmcli import errors
from crmcli.actors import MANAGERS
from crmcli.commands.due.following import next_steps
from crmcli.commands.due.telling import describe, row_data, short_due
from crmcli.commands.due.warnings import away_lines, warnings_of
from crmcli.commands.listed import numbered, remember
from crmcli.commands.shared import (
    MOST_DAYS,
    Limit,
    Where,
    chosen,
    context_of,
    days_of,
    example,
    new_app,
    staff_names,
    word,
)
from crmcli.context import Context
from crmcli.i18n import _, clauses, ngettext, titled
from crmcli.result import Column, Result, Table
from crmcli.verdicts.known_now import EVERYTHING, known_now
from crmcli.verdicts.pilots import Pilots
from crmcli.wording import clean, terms
from crmcli.workflows.due.local_times import call_told
from crmcli.workflows.due.queue import Queue, build
from crmcli.workflows.due.rows import KINDS, DueRow, Wanted

app = new_app()
AS_OF = True


@app.command(
    epilog=example(
        "crmcli due",
        "crmcli 待办 --负责人 李娜 --天数 7",
        "crmcli due --kind complaint --explain",
        "crmcli due --team --where 'tier=key'",
        "crmcli due -o today.xlsx",
        "crmcli due --team --plan 14d",
    )
)
def due(
    ctx: typer.Context,
    owner: Annotated[
        str | None,
        typer.Option("--owner", "--负责人", autocompletion=staff_names, help=_("This person's list.")),
    ] = None,
    team: Annotated[bool, typer.Option("--team", "--全队", help=_("Everybody's."))] = False,
    days: Annotated[
        int, typer.Option("--days", "--天数", min=0, max=MOST_DAYS, help=_("Look so many days ahead."))
    ] = 0,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            "--类型",
            parser=word("due_kind"),
            metavar="KIND",
            help=_("Only contact, complaint, task …"),
        ),
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", "--逾期", help=_("Only what is late."))] = False,
    where: Where = None,
    explain: Annotated[
        bool, typer.Option("--explain", "--说明", help=_("The terms of each urgency."))
    ] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check", "--检查", help=_("Only say by the exit status: 0 nothing due, 30 something.")
        ),
    ] = False,
    plan: Annotated[
        str | None,
        typer.Option(
            "--plan", "--计划", help=_("Only the coming load by day and person, so many days: 14d.")
        ),
    ] = None,
    limit: Limit = None,
    show_all: Annotated[
        bool, typer.Option("--all", "--全部", help=_("All rows, not the twenty most urgent."))
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", "--输出", help=_("Write the sheet for the day (.xlsx), or a calendar (.ics).")
        ),
    ] = None,
) -> None:
    """Whom to contact today and why: follow-ups, complaints, tasks, birthdays, the most urgent first.

    The numbers in front serve `done 3`, `snooze 3` and `log-contact 3`.
    """
    crm = context_of(ctx)
    store = crm.store
    if plan is not None:
        if check or overdue or explain or days or limit or show_all or output:
            raise errors.Usage(
                _("--plan counts what is coming and goes with --owner, --team, --kind and --where alone."),
                _("See: crmcli due --help"),
            )
        from crmcli.commands.due.plan import plan_of

        kinds = frozenset(kind or KINDS)
        crm.show(plan_of(crm, whose(crm, owner, team)[0], days_of(plan), kinds, chosen(crm, where)))
        return
    with store.db.snapshot():
        policy = crm.policy
        owner_id, name = whose(crm, owner, team)
        most = limit
        if most is None and not show_all and crm.format == "table" and output is None:
            most = policy.due.rows
        until, missed = crm.as_of.on + timedelta(days=days), hears_of_missed(crm, owner)
        ids = chosen(crm, where)
        only = None if ids is None else frozenset(ids)
        wanted = Wanted(owner_id, until, frozenset(kind or KINDS), overdue, most, missed, only)
        queue = build(crm.view, wanted)
        later = known_now(crm.view, EVERYTHING)
        absent = crm.store.absences.on(crm.view.day, crm.view.at)
        warnings = [] if crm.as_of.explicit else warnings_of(crm, owner_id, asked=owner is not None)
    if check:
        raise typer.Exit(errors.SOMETHING_DUE if queue.rows else errors.DONE)
    if output is not None:
        if output.suffix.lower() == ".ics":
            from crmcli.commands.due.calendar import write_rows

            file = write_rows(crm, output, queue.rows)
            file.known_now = later
            crm.show(file)
            return
        if output.suffix.lower() != ".xlsx":
            raise errors.Usage(
                _("The day's sheet is a workbook, not %(path)s.") % {"path": output},
                _("Name a .xlsx file, or a .ics file for a calendar."),
            )
        from crmcli.commands.due.sheet import write_sheet

        sheet = write_sheet(crm, queue.rows, output)
        sheet.known_now = later
        crm.show(sheet)
        return
    if crm.format == "table":
        remember(crm, queue.rows, wanted.until)
    crm.show_all = True
    result = _result(crm, queue, name, explain=explain, team=owner_id is None)
    result.warnings, result.known_now = warnings, later
    result.after += away_lines(
        [r for r in absent if owner_id is None or owner_id in (r["staff_id"], r["stand_in_id"])]
    )
    crm.show(result)


def whose(crm: Context, owner: str | None, team: bool) -> tuple[int | None, str]:
    """Whose list: the named person's, everybody's, or the actor's; who owns no customer sees the team's."""
    if owner:
        row = crm.store.staff.resolve(owner)
        return row["id"], row["name"]
    if team or crm.actor.id is None or not _owns_customers(crm, crm.actor.id):
        return None, _("the team")
    return crm.actor.id, crm.actor.name


def hears_of_missed(crm: Context, owner: str | None) -> bool:
    """Whether a list tells every missed deadline: the actor's own and the team's do where the actor is a manager."""
    return not owner and crm.actor.role in MANAGERS


def _owns_customers(crm: Context, staff_id: int) -> bool:
    """Whether a person looks after any customer, or did on a past day that was asked for."""
    if not crm.as_of.explicit:
        return crm.store.staff.owns_customers(staff_id)
    return staff_id in crm.store.figures.then(crm.as_of_text).owners_of_customers(crm.view.day)


def _result(crm: Context, queue: Queue, whose: str, *, explain: bool, team: bool) -> Result:
    result = Result(crm.command, as_of=crm.as_of, data=[row_data(crm, row) for row in queue.rows])
    result.tables = [_table(crm, queue.rows, explain=explain, team=team)]
    count = ngettext("%(n)d thing due for %(who)s.", "%(n)d things due for %(who)s.", queue.total)
    result.lines = [titled(str(crm.as_of.on), count % {"n": queue.total, "who": whose})]
    if len(queue.rows) < queue.total:
        result.after.append(
            ngettext(
                "The most urgent is shown; --all shows all.",
                "The %(n)d most urgent are shown; --all shows all.",
                len(queue.rows),
            )
            % {"n": len(queue.rows)}
        )
    if queue.backlog:
        line = ngettext(
            "Backlog from the import: %(n)d customer waits, to be released on %(day)s.",
            "Backlog from the import: %(n)d customers wait; the next are released on %(day)s.",
            queue.backlog,
        )
        result.after.append(line % {"n": queue.backlog, "day": queue.next_release})
    result.after += _moved_away(crm, queue)
    if Pilots(crm.view).any():
        from crmcli.commands.policy.pilots import told_of

        result.after += told_of(crm, (row.owner_id for row in queue.rows if row.kind == "contact"))
    result.after += [
        numbered(_("To send: %(text)s") % {"text": clean(row.text)}, number)
        for number, row in enumerate(queue.rows, 1)
        if row.text
    ]
    if queue.rows and crm.as_of.on == crm.today:
        result.after.append(_("Next: %(commands)s") % {"commands": _(", ").join(next_steps(queue.rows))})
    return result


#: So many customers that moved are named.
_NAMED = 5


def _moved_away(crm: Context, queue: Queue) -> list[str]:
    """Whose contacts moved beyond the list, to which days."""
    moved = sorted(queue.moved.items(), key=lambda each: (each[1].to_on, each[0]))
    if not moved:
        return []
    people = crm.store.due.people([key for key, _move in moved[:_NAMED]], crm.view.day)
    names = [
        _("%(name)s (%(owner)s)") % {"name": clean(people[key]["name"]), "owner": move.to_on}
        for key, move in moved[:_NAMED]
    ]
    line = ngettext(
        "%(n)d planned contact moved to a later day, for its day was full: %(names)s",
        "%(n)d planned contacts moved to later days, for their day was full: %(names)s",
        len(moved),
    )
    told = _(", ").join(names)
    if len(moved) > _NAMED:
        told = _("%(names)s and %(n)d more") % {"names": told, "n": len(moved) - _NAMED}
    return [line % {"n": len(moved), "names": told}]


#: What a screen leaves to the other formats.
_MACHINE = frozenset(
    {"id", "kind", "contact", "channel", "give", "last_words", "overdue_days", "text", "local_time"}
)


def _table(crm: Context, rows: list[DueRow], *, explain: bool, team: bool) -> Table:
    """On a screen the owners are told where several have rows; the other formats tell all."""
    columns = [
        Column("urgency", _("Urg."), "int"),
        Column("due", _("Due"), "code"),
        Column("customer", _("Customer")),
        Column("phone", _("Phone"), "code"),
        Column("owner", _("Owner")),
        Column("why", _("Why")),
        Column("terms", _("Urgency")),
        Column("kind", _("Kind")),
        Column("contact", _("Contact person")),
        Column("channel", _("Channel"), "word", "channel"),
        Column("give", _("To be given"), "word", "gave"),
        Column("last_words", _("Last words")),
        Column("text", _("Text for the customer")),
        Column("local_time", _("Time at the customer")),
        Column("overdue_days", _("Days late"), "int"),
        Column("id", _("Id")),
    ]
    hidden = {"kind", "overdue_days"}
    if crm.format == "table":
        hidden = {*_MACHINE, *(() if team else ("owner",)), *(("phone",) if explain else ())}
    hidden |= set() if explain else {"terms"}
    shown = [
        {**row_data(crm, row), "due": _due(crm, row), "why": _why(crm, row), "terms": terms(row.terms)}
        for row in rows
    ]
    if not any(row.text for row in rows):
        hidden |= {"text"}
    if not any(row["local_time"] for row in shown):
        hidden |= {"local_time"}
    below = ("why", "terms") if explain else ("why",)
    return Table("due", columns, shown, numbered=True, machine_only=frozenset(hidden), below=below)


def _why(crm: Context, row: DueRow) -> str:
    """Why it is due; on a screen with the time at the customer, where that is another one."""
    local = call_told(row, crm.as_of.on, crm.tz) if crm.format == "table" else None
    return clauses(filter(None, (describe(row), local)))


def _due(crm: Context, row: DueRow) -> str:
    """The deadline; on a screen without the present year, which leaves more room for the reason."""
    told = short_due(crm, row)
    return told.removeprefix(f"{crm.as_of.on.year}-") if crm.format == "table" else told
