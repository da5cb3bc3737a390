"""The verbs of crmcli policy about numbers that one department tries first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.actors import MANAGERS
from crmcli.commands.adopted import adopted_line
from crmcli.commands.delivered import Out, check_target, deliver
from crmcli.commands.policy.shared import app, value_text
from crmcli.commands.shared import Explain, context_of, example, request_of
from crmcli.i18n import _, clauses, ngettext
from crmcli.result import Column, Result, Table
from crmcli.verdicts.pilots import Pilots

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crmcli.context import Context

Which = Annotated[
    str,
    typer.Argument(
        metavar="PILOT", help=_("Its number, as the list shows it, or the department whose pilot runs.")
    ),
]


@app.command("pilots", epilog=example("crmcli policy pilots", "crmcli 规则 试点"))
def list_pilots(ctx: typer.Context) -> None:
    """Lists what departments try or tried before the whole team: since when, and what became of it."""
    crm = context_of(ctx)
    rows = crm.store.pilots.listed(crm.view.day)
    columns = [
        Column("id", _("Id"), "int"),
        Column("department", _("Department")),
        Column("told", _("Tries")),
        Column("start_on", _("Since"), "date"),
        Column("ended_on", _("Ended"), "date"),
        Column("outcome", _("Outcome"), "word", "pilot_outcome"),
        Column("author", _("Who")),
        Column("note", _("Note")),
    ]
    shown = [{**row, "told": _changes(row["changes"])} for row in rows]
    result = Result(crm.command, rows, [Table("pilots", columns, shown)] if rows else [], as_of=crm.as_of)
    if not rows:
        result.lines = [_("No department tries anything.")]
    elif crm.actor.role in MANAGERS and any(row["ended_on"] is None for row in rows):
        result.after = [_("Next: crmcli policy adopt PILOT   or crmcli policy drop PILOT")]
    crm.show(result)


@app.command("compare", epilog=example("crmcli policy compare 2", "crmcli 规则 对比 2 --输出 试点.xlsx"))
def compare(ctx: typer.Context, which: Which, out: Out = None, explain: Explain = False) -> None:
    """Compares a department that tries other rules with all others, before and since it began: contacts, plan, overdue,
    complaints, satisfaction, tiers."""
    from crmcli import reports

    crm = context_of(ctx)
    check_target(crm, out)
    request = request_of(crm, "", "", pilot_id=_found(crm, which)["id"])
    with crm.store.db.snapshot():
        report = reports.build("pilot", request)
    deliver(crm, report, "policy compare", out, explain=explain)


@app.command("adopt", epilog=example("crmcli policy adopt 2", "crmcli 规则 采纳 2 --备注 '跟进更及时'"))
def adopt(
    ctx: typer.Context,
    which: Which,
    note: Annotated[str, typer.Option("--note", "--备注", help=_("Why."))] = "",
) -> None:
    """Makes what a department tried the whole team's policy, as a new version."""
    from crmcli.workflows.policies import pilots

    crm = context_of(ctx)
    with crm.work(which, roles=MANAGERS) as work:
        row = _found(crm, which)
        adopted = pilots.take_over(work, row, note)
    data = {
        "id": row["id"],
        "version": adopted.version,
        "moved": adopted.moved,
        "replanned": adopted.replanned,
    }
    crm.show(Result(crm.command, data, lines=[adopted_line(adopted)]))


@app.command("drop", epilog=example("crmcli policy drop 2", "crmcli 规则 终止 2"))
def drop(ctx: typer.Context, which: Which) -> None:
    """Ends a pilot: its department's customers are judged like all others again."""
    from crmcli.workflows.policies import pilots

    crm = context_of(ctx)
    with crm.work(which, roles=MANAGERS) as work:
        row = _found(crm, which)
        outcome = pilots.drop(work, row)
    line = _("Pilot %(id)d of %(department)s is dropped.") % {
        "id": row["id"],
        "department": row["department"],
    }
    data = {"id": row["id"], "moved": outcome.moved, "replanned": outcome.replanned}
    crm.show(Result(crm.command, data, lines=[line, _moved(outcome.replanned)]))


def _found(crm: Context, text: str) -> dict[str, Any]:
    """The pilot that a number or a department means. NotFound for any other."""
    digits = text.strip().removeprefix("#")
    if digits.isascii() and digits.isdigit():
        return crm.store.pilots.get(int(digits))
    name = text.strip().casefold()
    running = crm.store.pilots.open_on(crm.view.day)
    row = next((row for row in running if row["department"].casefold() == name), None)
    if row is None:
        raise errors.NotFound(
            _("No pilot of %(text)s runs.") % {"text": text}, _("See: crmcli policy pilots")
        )
    return row


def begin(
    crm: Context,
    department: str | None,
    given: tuple[str | None, str | None, Path | None],
    start: str | None,
    note: str,
) -> None:
    """Begins a pilot, as `policy set --department` asks."""
    from crmcli.workflows.policies import pilots

    path, value, file = given
    if not department or path is None or value is None or file is not None:
        raise errors.Usage(
            _("A pilot takes one number, its value and a department."),
            _("Write: crmcli policy set PATH VALUE --department NAME"),
        )
    with crm.work(f"{department}: {path}", roles=MANAGERS) as work:
        first = crm.day(start, ahead=True) if start else crm.today
        if first < crm.today:
            raise errors.Invalid(
                _("A pilot can't begin on a day that is over (%(day)s).") % {"day": first},
                _("Leave --from out."),
            )
        number = pilots.start(work, department, path, value, first, note.strip())
        row = work.store.pilots.get(number)
    told = {
        "id": number,
        "department": row["department"],
        "day": row["start_on"],
        "what": _changes(row["changes"]),
    }
    line = _("Pilot %(id)d: %(department)s tries %(what)s from %(day)s on.") % told
    after = [_("To end it: crmcli policy adopt %(id)d   or crmcli policy drop %(id)d") % {"id": number}]
    crm.show(Result(crm.command, row, lines=[line], after=after))


def told_of(crm: Context, owners: Iterable[int | None]) -> list[str]:
    """A line for each pilot by which the customers of some owners are judged."""
    pilots = Pilots(crm.view)
    found = {row["id"]: row for owner_id in set(owners) if (row := pilots.of(owner_id))}
    return [line(row) for _id, row in sorted(found.items())]


def line(row: Mapping[str, Any]) -> str:
    text = _("By the rules that %(department)s tries since %(day)s (pilot %(id)d): %(what)s")
    told = {
        "department": row["department"],
        "day": row["start_on"],
        "id": row["id"],
        "what": _changes(row["changes"]),
    }
    return text % told


def _changes(changes: Mapping[str, Any]) -> str:
    return clauses(f"{path} = {value_text(path, value)}" for path, value in changes.items())


def _moved(n: int) -> str:
    text = ngettext(
        "%(n)d customer has the next contact on another day.",
        "%(n)d customers have the next contact on another day.",
        n,
    )
    return text % {"n": n}
