"""crmcli due: whom to contact today and why, and every other thing due."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from crmcli import errors, numbering
from crmcli.actors import MANAGERS, REVIEWERS
from crmcli.commands.due.following import next_steps
from crmcli.commands.shared import Limit, context_of, example, new_app, staff_names, word
from crmcli.context import Context
from crmcli.dates.calendars import build as build_calendars
from crmcli.dates.calendars import holiday_warnings
from crmcli.i18n import _, ngettext, titled
from crmcli.result import Column, Result, Table
from crmcli.wording import label, shell_word, terms
from crmcli.workflows.due.queue import Queue, build
from crmcli.workflows.due.rows import KINDS, DueRow, Wanted

app = new_app()
AS_OF = True


@app.command(
    epilog=example(
        "crmcli due",
        "crmcli 待办 --负责人 李娜 --天数 7",
        "crmcli due --kind complaint --explain",
        "crmcli due -o today.xlsx",
    )
)
def due(
    ctx: typer.Context,
    owner: Annotated[
        str | None,
        typer.Option("--owner", "--负责人", autocompletion=staff_names, help=_("This person's list.")),
    ] = None,
    team: Annotated[bool, typer.Option("--team", "--全队", help=_("Everybody's."))] = False,
    days: Annotated[int, typer.Option("--days", "--天数", min=0, help=_("Look so many days ahead."))] = 0,
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
    explain: Annotated[
        bool, typer.Option("--explain", "--说明", help=_("The terms of each urgency."))
    ] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check", "--检查", help=_("Only say by the exit status: 0 nothing due, 30 something.")
        ),
    ] = False,
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
    with store.db.snapshot():
        policy = crm.policy
        owner_id, name = whose(crm, owner, team)
        most = limit
        if most is None and not show_all and crm.format == "table" and output is None:
            most = policy.due.rows
        wanted = Wanted(
            owner_id, crm.as_of.on + timedelta(days=days), frozenset(kind or KINDS), overdue, most
        )
        queue = build(crm.view, wanted)
        warnings = [] if crm.as_of.explicit else _warnings(crm, owner_id)
    if check:
        raise typer.Exit(errors.SOMETHING_DUE if queue.rows else errors.DONE)
    if output is not None:
        if output.suffix.lower() == ".ics":
            from crmcli.commands.due.calendar import write_rows

            crm.show(write_rows(crm, output, queue.rows))
            return
        if output.suffix.lower() != ".xlsx":
            raise errors.Usage(
                _("The day's sheet is a workbook, not %(path)s.") % {"path": output},
                _("Name a .xlsx file, or a .ics file for a calendar."),
            )
        _write_sheet(crm, queue, output)
        return
    if crm.format == "table":
        numbering.remember(crm.location.key, crm.as_of.on.isoformat(), [row.item for row in queue.rows])
    crm.show_all = True
    crm.show(_result(crm, queue, name, warnings, explain))


def whose(crm: Context, owner: str | None, team: bool) -> tuple[int | None, str]:
    """Whose list: the named person's, everybody's, or the actor's; who owns no customer sees the team's."""
    if owner:
        row = crm.store.staff.resolve(owner)
        return row["id"], row["name"]
    if team or crm.actor.id is None or not crm.store.staff.owns_customers(crm.actor.id):
        return None, _("the team")
    return crm.actor.id, crm.actor.name


def _warnings(crm: Context, owner_id: int | None) -> list[str]:
    """What the owner and the managers must know: follow-ups long overdue; standings that need a new judgement."""
    found, today = [], crm.today.isoformat()
    hours = crm.policy.contact.late_warning_hours
    by = (crm.today - timedelta(days=-(-hours // 24))).isoformat()
    late = crm.store.due.late_follow_ups(by, today, None if crm.actor.role in MANAGERS else owner_id)
    if late:
        line = ngettext(
            "%(n)d agreed follow-up is over %(hours)d hours late.",
            "%(n)d agreed follow-ups are over %(hours)d hours late.",
            late,
        )
        found.append(line % {"n": late, "hours": hours})
    stale = crm.store.standings.stale_count(today)
    if stale:
        line = ngettext(
            "%(n)d standing is out of date; run: crmcli classify",
            "%(n)d standings are out of date; run: crmcli classify",
            stale,
        )
        found.append(line % {"n": stale})
    working = build_calendars(crm.policy.calendar, crm.policy.team.time_zone)
    found += holiday_warnings(working.values(), crm.today)
    return found + waiting_for_approval(crm)


def waiting_for_approval(crm: Context) -> list[str]:
    """How many customers wait for approval, to those who may give it."""
    waiting = crm.store.reviews.count() if crm.actor.role in REVIEWERS else 0
    line = ngettext(
        "%(n)d customer waits for approval; see: crmcli review queue",
        "%(n)d customers wait for approval; see: crmcli review queue",
        waiting,
    )
    return [line % {"n": waiting}] if waiting else []


def _result(crm: Context, queue: Queue, whose: str, warnings: list[str], explain: bool) -> Result:
    result = Result(crm.command, as_of=crm.as_of, data=[_data(row) for row in queue.rows], warnings=warnings)
    result.tables = [_table(crm, queue.rows, explain)]
    count = ngettext("%(n)d thing due for %(who)s.", "%(n)d things due for %(who)s.", queue.total)
    result.lines = [titled(str(crm.as_of.on), count % {"n": queue.total, "who": whose})]
    if len(queue.rows) < queue.total:
        result.after.append(_("The %(n)d most urgent are shown; --all shows all.") % {"n": len(queue.rows)})
    if queue.backlog:
        line = _("Backlog from the import: %(n)d customers wait; the next are released on %(day)s.")
        result.after.append(line % {"n": queue.backlog, "day": queue.next_release})
    if queue.rows:
        result.after.append(_("Next: %(commands)s") % {"commands": _(", ").join(next_steps(queue.rows))})
    return result


def _data(row: DueRow) -> dict[str, Any]:
    return {
        "id": row.item,
        "kind": row.kind,
        "customer_id": row.customer_id,
        "customer": row.customer,
        "due_at": row.due_at,
        "overdue_days": row.overdue_days,
        "owner": row.owner,
        "channel": row.channel,
        "why": row.why,
        "urgency": row.urgency,
        "terms": dict(row.terms),
        "phone": row.phone,
        "contact": row.contact,
        "last_words": row.last_words,
    }


def _table(crm: Context, rows: list[DueRow], explain: bool) -> Table:
    columns = [
        Column("urgency", _("Urg."), "int"),
        Column("due", _("Due"), "date"),
        Column("customer", _("Customer")),
        Column("phone", _("Phone"), "code"),
        Column("why", _("Why")),
    ]
    if explain:
        columns = [*columns[:3], Column("why", _("Why")), Column("terms", _("Urgency"))]
    shown = [
        {
            "id": row.item,
            "urgency": row.urgency,
            "due": _soon(crm, row),
            "customer": row.customer,
            "phone": row.phone,
            "why": describe(row),
            "terms": terms(row.terms),
        }
        for row in rows
    ]
    return Table(
        "due", [*columns, Column("id", _("Id"))], shown, numbered=True, machine_only=frozenset({"id"})
    )


def describe(row: DueRow) -> str:
    return row.why if row.kind == "contact" else f"[{label('due_kind', row.kind)}] {row.why}"


def _short_due(crm: Context, row: DueRow) -> str:
    from crmcli.render.cells import instant

    return instant(row.due_at, crm.tz) if "T" in row.due_at else row.due_at


def _soon(crm: Context, row: DueRow) -> str:
    """The deadline without the present year, which leaves more room for the reason."""
    return _short_due(crm, row).removeprefix(f"{crm.as_of.on.year}-")


def _write_sheet(crm: Context, queue: Queue, path: Path) -> None:
    """The day's worksheet: what is due, and empty columns for the result, which import takes back."""
    from crmcli.render.workbook import write_tables

    columns = [
        Column("id", _("Id")),
        Column("kind", _("Kind")),
        Column("customer", _("Customer")),
        Column("contact", _("Contact person")),
        Column("phone", _("Phone")),
        Column("why", _("Why")),
        Column("last_words", _("Last words")),
        Column("due", _("Due"), "date"),
        Column("owner", _("Owner")),
        Column("channel", _("Channel"), "word", "channel"),
        Column("result", _("Result")),
        Column("next_on", _("Next time"), "date"),
    ]
    rows = [
        {
            **_data(row),
            "kind": label("due_kind", row.kind),
            "due": _short_due(crm, row),
            "result": None,
            "next_on": None,
        }
        for row in queue.rows
    ]
    written = write_tables(path, [Table("due", columns, rows, title=_("Due"))], crm.tz)
    line = _("Wrote %(n)d rows to %(path)s; fill in the result and read it back with: crmcli import %(file)s")
    crm.show(
        Result(
            crm.command,
            data={"file": str(written), "rows": len(rows)},
            lines=[line % {"n": len(rows), "path": written, "file": shell_word(written)}],
        )
    )
