"""crmcli rate: what other currencies come to in the team's, from which day on; kept in the policy."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli import errors
from crmcli.actors import MANAGERS
from crmcli.commands.adopted import adopted_line
from crmcli.commands.currencies import currency as currency_code
from crmcli.commands.shared import context_of, example, new_app
from crmcli.i18n import _
from crmcli.result import Column, Result, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crmcli.context import Context
    from crmcli.workflows.policies.rates import Changed

app = new_app(_("Rates of other currencies, by which their amounts count."))
ALIASES = {"列表": "list", "新增": "add", "导入": "import", "删除": "remove"}
AS_OF = frozenset({"list"})


def _rate(text: str) -> Decimal:
    """A rate above 0."""
    try:
        number = Decimal(text)
    except ArithmeticError:
        number = Decimal(0)
    if not (number.is_finite() and number > 0):
        raise typer.BadParameter(_("%(text)s is no rate.") % {"text": text})
    return number


Currency = Annotated[
    str, typer.Argument(parser=currency_code, metavar="CURRENCY", help=_("Its code or name: USD, 美元."))
]
Note = Annotated[str, typer.Option("--note", "--备注", help=_("Why."))]


@app.command("list", epilog=example("crmcli rate list", "crmcli 汇率 列表 美元"))
def list_rates(
    ctx: typer.Context,
    currency: Annotated[
        str | None,
        typer.Argument(parser=currency_code, metavar="[CURRENCY]", help=_("Only this currency's.")),
    ] = None,
) -> None:
    """Lists the rates, the newest of each currency first. With --as-of as they were known on a past day."""
    crm = context_of(ctx)
    rows = [
        (code, day, Decimal(str(number)))
        for code, days in sorted(crm.policy.rate.items())
        for day, number in sorted(days.items(), reverse=True)
        if currency in (None, code)
    ]
    tables = [_table(crm, rows)] if rows or crm.format != "table" else []
    lines = [] if rows else [_("No rates are known.")]
    crm.show(Result(crm.command, as_of=crm.as_of, tables=tables, lines=lines))


@app.command(
    "add", epilog=example("crmcli rate add USD 7.12", "crmcli 汇率 新增 美元 7.12 --日期 2026-11-01")
)
def add(
    ctx: typer.Context,
    currency: Currency,
    rate: Annotated[
        Decimal,
        typer.Argument(
            parser=_rate, metavar="RATE", help=_("What one unit comes to in the team's currency.")
        ),
    ],
    on: Annotated[
        str | None, typer.Option("--on", "--日期", help=_("From which day on, if not today."))
    ] = None,
    note: Note = "",
) -> None:
    """Enters a rate, as a new version of the policy. Amounts from its day to the next rate's count by it."""
    from crmcli.workflows.policies import rates

    crm = context_of(ctx)
    day = crm.day(on).isoformat() if on else crm.today.isoformat()
    with crm.work(f"{currency} {rate}", roles=MANAGERS) as work:
        changed = rates.add(work, {currency: {day: rate}}, note)
    crm.show(_result(crm, changed))


@app.command("import", epilog=example("crmcli rate import rates.csv", "crmcli 汇率 导入 汇率.xlsx"))
def import_list(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help=_("A sheet (csv, xlsx …) with a day, a currency and a rate a row.")
        ),
    ],
    note: Note = "",
) -> None:
    """Takes rates from a file: a row per day and currency, or a column per currency. The same day again is put right."""
    from crmcli.sheets.rate_lists import read_rate_list
    from crmcli.workflows.policies import rates

    crm = context_of(ctx)
    found = read_rate_list(file, crm.today)
    with crm.work(file.name, roles=MANAGERS) as work:
        changed = rates.add(work, found.rates, note or file.name)
    result = _result(crm, changed)
    if found.rejected:
        rows = [{"row": number, "text": text} for number, text in found.rejected]
        columns = [Column("row", _("Row"), "int"), Column("text", _("Text"))]
        result.tables.append(Table("rejected", columns, rows, title=_("Not understood")))
        result.data["rejected"] = rows
        result.status = errors.REJECTED_ROWS
    crm.show(result)


@app.command("remove", epilog=example("crmcli rate remove USD 2026-11-01"))
def remove(
    ctx: typer.Context,
    currency: Currency,
    on: Annotated[str, typer.Argument(metavar="DAY", help=_("The day of the rate."))],
    note: Note = "",
) -> None:
    """Takes a rate out; amounts of its days count by the one before."""
    from crmcli.workflows.policies import rates

    crm = context_of(ctx)
    with crm.work(f"{currency} {on}", roles=MANAGERS) as work:
        changed = rates.remove(work, currency, crm.day(on).isoformat(), note)
    crm.show(_result(crm, changed))


def _result(crm: Context, changed: Changed) -> Result:
    adopted = changed.adopted
    data: dict[str, Any] = {
        "version": adopted.version,
        "moved": adopted.moved,
        "replanned": adopted.replanned,
        "rates": [{"currency": c, "since": day, "rate": float(number)} for c, day, number in changed.rows],
    }
    if not adopted.differences:
        return Result(crm.command, data=data, lines=[adopted_line(adopted)])
    return Result(crm.command, data=data, lines=[adopted_line(adopted)], tables=[_table(crm, changed.rows)])


def _table(crm: Context, rows: Iterable[tuple[str, str, Decimal]]) -> Table:
    columns = [
        Column("currency", _("Currency"), "code"),
        Column("since", _("Since"), "date"),
        Column("rate", _("In %(own)s") % {"own": crm.store.policies.currency()}, "code"),
    ]
    told = [{"currency": code, "since": day, "rate": f"{number:f}"} for code, day, number in rows]
    return Table("rates", columns, told)
