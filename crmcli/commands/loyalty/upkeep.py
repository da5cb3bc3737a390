"""crmcli loyalty: what is booked once a day, and whether the ledger holds together."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from crmcli import errors
from crmcli.commands.loyalty.shared import app
from crmcli.commands.shared import context_of, example
from crmcli.i18n import _, ngettext
from crmcli.result import Column, Result, Table
from crmcli.workflows.loyalty import ledger, levels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.context import Context
    from crmcli.judging.points import Lot


@app.command(
    "expire",
    epilog=example("crmcli loyalty expire", "crmcli loyalty expire --dry-run", "crmcli 积分 到期 --试算"),
)
def expire(
    ctx: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "--试运行", "--试算", help=_("Only shows what would be booked."))
    ] = False,
) -> None:
    """Books the points that expired and the levels whose time is over, as once a day; tells what expires next."""
    crm = context_of(ctx)
    if dry_run:
        lots, fallen = _expired(crm), levels.falling(crm.view)
    else:
        with crm.work() as work:
            lots = ledger.expire(work)
            fallen = levels.fall(work)
    soon = crm.store.points.expiring(crm.today.isoformat(), _last(crm))
    lines = [_line(lots, dry_run=dry_run)]
    if fallen:
        n = len(fallen)
        lines.append(
            (
                ngettext("%(n)d level would be judged anew.", "%(n)d levels would be judged anew.", n)
                if dry_run
                else ngettext("%(n)d level was judged anew.", "%(n)d levels were judged anew.", n)
            )
            % {"n": n}
        )
    data = {
        "expired": sum(lot.left for lot in lots), "lots": len(lots), "dry_run": dry_run,
        "soon": sum(lot.left for lot in soon), "levels": len(fallen),
    }  # fmt: skip
    table = _soon(crm, soon)
    crm.show(Result(crm.command, data=data, lines=lines, tables=[table] if table.rows else []))


def _expired(crm: Context) -> list[Lot]:
    """What expired and isn't booked yet."""
    return crm.store.points.expiring("", (crm.today - timedelta(days=1)).isoformat())


def _last(crm: Context) -> str:
    return (crm.today + timedelta(days=crm.policy.points.preview_days)).isoformat()


def _line(lots: Sequence[Lot], *, dry_run: bool) -> str:
    told = {"points": sum(lot.left for lot in lots), "n": len({lot.customer_id for lot in lots})}
    if not lots:
        return _("Nothing has expired.")
    n = told["n"]
    if dry_run:
        return (
            ngettext(
                "%(points)d points of %(n)d member would expire.",
                "%(points)d points of %(n)d members would expire.",
                n,
            )
            % told
        )
    return (
        ngettext(
            "%(points)d points of %(n)d member expired.", "%(points)d points of %(n)d members expired.", n
        )
        % told
    )


def _soon(crm: Context, lots: Sequence[Lot]) -> Table:
    """What expires in the next days, by day and member."""
    sums: dict[tuple[str, int], int] = {}
    for lot in lots:
        key = lot.expires_on or "", lot.customer_id
        sums[key] = sums.get(key, 0) + lot.left
    people = {row["id"]: row for row in crm.store.customers.many(sorted({c for _d, c in sums}))}
    rows = [
        {"expires_on": day, "code": people[key]["code"], "customer": people[key]["name"], "points": points}
        for (day, key), points in sorted(sums.items())
    ]
    columns = [
        Column("expires_on", _("Good until"), "date"),
        Column("code", _("Number"), "code"),
        Column("customer", _("Customer")),
        Column("points", _("Points"), "int"),
    ]
    title = _("Expiring by %(day)s") % {"day": _last(crm)}
    return Table("soon", columns, rows, title=title)


@app.command("verify", epilog=example("crmcli loyalty verify", "crmcli 积分 核对"))
def verify(ctx: typer.Context) -> None:
    """Rebuilds every lot and balance from the ledger, and tells the first thing that can't be."""
    from crmcli.queries.wholeness.points import first_flaw, totals

    crm = context_of(ctx)
    flaw, sums = first_flaw(crm.store.db), totals(crm.store.db)
    over = sum(lot.left for lot in _expired(crm))
    told = {"entries": sums.entries, "customers": sums.customers, "left": sums.added - sums.taken - over}
    data = {"ok": flaw is None, "flaw": flaw and flaw._asdict(), **sums._asdict()}
    data |= {"left": told["left"], "expired": over}
    if flaw is None:
        line = (
            _(
                "The ledger holds together: entries %(entries)d, customers %(customers)d, points left %(left)d."
            )
            % told
        )
        booked = _("%(points)d more have expired and are not booked: crmcli loyalty expire") % {
            "points": over
        }
        crm.show(Result(crm.command, data=data, lines=[line, *([booked] if over else [])]))
        return
    line = _FLAWS[flaw.kind] % {"id": flaw.id, "customer": flaw.customer_id}
    advice = _("Look at them: crmcli loyalty show %(id)d") % {"id": flaw.customer_id}
    crm.show(Result(crm.command, data=data, lines=[line, advice], status=errors.Corrupt.status))


_FLAWS = {
    "lot": _("Entry %(id)d of customer %(customer)d is against a lot that isn't there."),
    "below": _("Entry %(id)d of customer %(customer)d takes more than its lot held."),
    "balance": _("Entry %(id)d takes the balance of customer %(customer)d below zero."),
    "redemption": _("Redemption %(id)d of customer %(customer)d doesn't agree with its entries."),
}
