"""The verbs of crmcli review about customers who wait for approval, and what is decided about them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import clock, errors
from crmcli.actors import REVIEWERS, require_writer
from crmcli.commands.review.shared import app
from crmcli.commands.shared import (
    Limit,
    ShowAll,
    Where,
    context_of,
    customer,
    customer_names,
    example,
    limit_rows,
    only,
)
from crmcli.context import Context
from crmcli.i18n import _, clauses, ngettext, remarked
from crmcli.result import Column, Result, Table
from crmcli.workflows.reviewing import APPROVED, PENDING, REJECTED, Decided

if TYPE_CHECKING:
    from crmcli.matching.duplicates import Pair

Who = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[CUSTOMER]...",
        autocompletion=customer_names,
        help=_("Id, code, phone, name or a unique part of it."),
    ),
]
Everybody = Annotated[bool, typer.Option("--all", "--全部", help=_("Everybody who waits."))]
Import = Annotated[
    int | None,
    typer.Option(
        "--import", "--导入", metavar="NUMBER", help=_("Those whom this import brought and who wait.")
    ),
]


@app.command(
    "queue",
    epilog=example("crmcli review queue", "crmcli 审核 队列 --导入 12", "crmcli review queue --rejected"),
)
def queue(
    ctx: typer.Context,
    rejected: Annotated[
        bool, typer.Option("--rejected", "--已驳回", help=_("Those who were rejected, with the reason."))
    ] = False,
    number: Import = None,
    where: Where = None,
    limit: Limit = None,
    show_all: ShowAll = False,
) -> None:
    """Lists who waits for approval: since when, who or which file brought them, and whom they resemble."""
    crm = context_of(ctx)
    store = crm.store
    with store.db.snapshot():
        found = only(crm, store.reviews.listed(REJECTED if rejected else PENDING), where, "id")
        if number is not None:
            brought = set(_brought(crm, number))
            found = [row for row in found if row["id"] in brought]
        rows = limit_rows(crm, [dict(row) for row in found], limit, show_all)
        ids = [row["id"] for row in rows]
        origins = store.reviews.origins(ids)
        pairs = {} if rejected else _compared(crm, ids)
        others = sorted({i for some in pairs.values() for p in some for i in (p.left_id, p.right_id)})
        names = {row["id"]: row["name"] for row in store.customers.many(others)}
    for row in rows:
        row |= origins[row["id"]]
        row["file"] = Path(row["file"]).name if row["file"] else None
        row["days"] = (crm.today - clock.local_date(clock.parse_iso(row["created_at"]), crm.tz)).days
        alike = [(sum((p.left_id, p.right_id)) - row["id"], p) for p in pairs.get(row["id"], ())]
        row["duplicates"] = [{"id": i, "name": names[i], "score": p.score, "class": p.cls} for i, p in alike]
    crm.show(_listed(crm, rows, len(found), rejected))


@app.command(
    "approve",
    epilog=example(
        "crmcli review approve 12 13", "crmcli review approve --import 3", "crmcli 审核 通过 --全部"
    ),
)
def approve(ctx: typer.Context, who: Who = None, everybody: Everybody = False, number: Import = None) -> None:
    """Approves customers: from now on they are in the contact plan. Those who were rejected may be approved later."""
    _decide(context_of(ctx), who or [], everybody, number, APPROVED)


@app.command(
    "reject", epilog=example("crmcli review reject 12 --reason 同行询价", "crmcli 审核 驳回 12 --原因 重复")
)
def reject(
    ctx: typer.Context,
    reason: Annotated[str, typer.Option("--reason", "--原因", help=_("Why; whoever brought them reads it."))],
    who: Who = None,
    everybody: Everybody = False,
    number: Import = None,
) -> None:
    """Rejects customers who wait: they are kept and can be found, but nobody is told to contact them."""
    _decide(context_of(ctx), who or [], everybody, number=number, verdict=REJECTED, note=reason.strip())


def _compared(crm: Context, ids: list[int]) -> dict[int, list[Pair]]:
    from crmcli.render.progress import bar
    from crmcli.workflows.duplicates.finding import lookalikes

    with bar(_("Comparing")) as tell:
        return lookalikes(crm.store, ids, tell)


def _brought(crm: Context, number: int) -> list[int]:
    if crm.store.imports.batch(number) is None:
        raise errors.NotFound(_("There is no import %(n)d.") % {"n": number}, _("See: crmcli import list"))
    return crm.store.reviews.brought_by(number)


def _chosen(crm: Context, who: list[str], everybody: bool, number: int | None) -> list[int]:
    """The customers that a command names in one of three ways."""
    if bool(who) + everybody + (number is not None) != 1:
        raise errors.Usage(
            _("Say whom: customers, or --all, or --import NUMBER."),
            _("See who waits with: crmcli review queue"),
        )
    if who:
        return list(dict.fromkeys(int(customer(crm, text)["id"]) for text in who))
    waiting = [int(row["id"]) for row in crm.store.reviews.listed(PENDING)]
    if number is None:
        return waiting
    brought = set(_brought(crm, number))
    return [i for i in waiting if i in brought]


def _decide(
    crm: Context, who: list[str], everybody: bool, number: int | None, verdict: str, note: str | None = None
) -> None:
    from crmcli.workflows import reviewing

    require_writer(crm.actor, REVIEWERS)
    ids = _chosen(crm, who, everybody, number)
    rows = {row["id"]: row for row in crm.store.customers.many(ids)}
    decided = Decided([], {})
    if ids:
        told = rows[ids[0]]["name"] if len(ids) == 1 else _count(len(ids))
        with crm.work(f"{told}: {note}" if note else told, roles=REVIEWERS) as work:
            decided = reviewing.decide(work, ids, verdict, note)
    left = [{"id": i, "name": rows[i]["name"], "review_state": state} for i, state in decided.left.items()]
    data = {"review_state": verdict, "ids": decided.ids, "left": left}
    result = Result(crm.command, data, status=errors.REJECTED_ROWS if left else errors.DONE)
    if decided.ids:
        result.lines = [_told(decided.ids, rows, verdict)]
    elif not ids:
        result.lines = [_("Nobody waits for approval.")]
    if left:
        columns = [
            Column("id", _("Id"), "int"),
            Column("name", _("Customer")),
            Column("why", _("Left alone because")),
        ]
        result.tables = [
            Table("left", columns, [{**row, "why": _why_left(row["review_state"])} for row in left])
        ]
    if decided.ids:
        result.after = [_("To take it back: crmcli undo")]
    crm.show(result)


def _count(n: int) -> str:
    return ngettext("%(n)d customer", "%(n)d customers", n) % {"n": n}


def _told(ids: list[int], rows: dict[int, Any], verdict: str) -> str:
    names = rows[ids[0]]["name"] if len(ids) == 1 else _count(len(ids))
    return (_("Approved: %(names)s.") if verdict == APPROVED else _("Rejected: %(names)s.")) % {
        "names": names
    }


def _why_left(state: str | None) -> str:
    words = {
        None: _("never waited for approval"),
        APPROVED: _("approved already"),
        REJECTED: _("rejected already"),
    }
    return words[state]


# -- the list ---------------------------------------------------------------------------------------------------------


def _listed(crm: Context, rows: list[dict[str, Any]], total: int, rejected: bool) -> Result:
    columns = [
        Column("id", _("Id"), "int"),
        Column("name", _("Customer")),
        Column("phone", _("Phone"), "code"),
        Column("days", _("Days"), "int"),
        Column("came", _("From")),
    ]
    more = ("reviewed_on", _("Rejected"), "date") if rejected else ("alike", _("Perhaps the same as"), "text")
    columns.append(Column(*more))
    if rejected:
        columns.append(Column("review_note", _("Why")))
    shown = [{**row, "came": _came(row), "alike": _alike(row["duplicates"])} for row in rows]
    if rejected:
        told = ngettext("%(n)d customer was rejected.", "%(n)d customers were rejected.", total)
        after = [_("Next: crmcli review approve CUSTOMER")]
    else:
        told = ngettext("%(n)d customer waits for approval.", "%(n)d customers wait for approval.", total)
        after = [_("Next: crmcli review approve CUSTOMER …, crmcli review reject CUSTOMER --reason TEXT")]
    may = crm.actor.role in REVIEWERS and rows
    return Result(
        crm.command,
        rows,
        [Table("review", columns, shown)] if rows else [],
        [told % {"n": total}],
        after if may else [],
    )


def _came(row: dict[str, Any]) -> str:
    """Who brought a customer: a person, or an import with the file and row."""
    if row["file"] is None:
        return str(row["by"] or "")
    place = f"{row['file']} {row['sheet']}".strip()
    return _("%(who)s, import %(n)d: %(place)s, row %(row)d") % {
        "who": row["by"],
        "n": row["operation"],
        "place": place,
        "row": row["row"],
    }


def _alike(duplicates: list[dict[str, Any]]) -> str:
    """The two surest of whom a customer resembles."""
    return clauses(remarked(f"{d['id']} {d['name']}", d["score"]) for d in duplicates[:2])
