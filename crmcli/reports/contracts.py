"""Contracts: which end, were renewed or lost, and what of their instalments is open, by how long it is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from crmcli.dates.periods import Period
from crmcli.figures import kpis
from crmcli.figures.instalments import AGES, age
from crmcli.i18n import _
from crmcli.reports.currencies import contracts_reckoned
from crmcli.reports.model import Report, Sheet
from crmcli.reports.request import Request
from crmcli.result import Column, Table
from crmcli.verdicts.contracts import Account, accounts
from crmcli.wording import label

BY = ("owner",)
#: The kinds of records that it rests on.
RESTS_ON = ("contracts", "orders", "customers")
#: What stands for an age among the columns.
_AGES = {key: f"age_{key.replace('-', '_').replace('+', '_more')}" for key, _days in AGES}


def build(request: Request) -> Report:
    """Contracts as they stand at the period's end; of the whole time up to the as-of without one."""
    period = request.period
    found = _known(request, period.end)
    own = request.view.policy.team.currency
    mine = contracts_reckoned(request.view.rates, found)
    lost, renewed = _over(mine, period)
    sheet = _figures(request, mine, period, lost=lost, renewed=renewed)
    tables = [
        _listed("ending", _("Ending soon"), _ending(request, mine, period.end)),
        _listed("renewed", _("Renewed"), renewed),
        _listed("lost", _("Not renewed"), lost),
        _receivable(mine, period.end, request.by),
    ]
    text = _("Sums are in %(own)s. Contracts in other currencies are in none of them: %(n)d")
    notes = [text % {"own": own, "n": len(found) - len(mine)}] if len(found) > len(mine) else []
    return Report(
        name="contracts",
        title=_("Contracts"),
        as_of=request.view.as_of,
        zone=request.view.zone,
        start=period.start,
        end=period.end,
        figures=sheet.figures,
        tables=[table for table in tables if table.rows],
        notes=notes,
    )


def _known(request: Request, day: date) -> list[Account]:
    """The contracts signed by a day, as they stood at its end."""
    view = replace(request.view, as_of=request.at(day))
    return accounts(view, view.store.contracts.listed(view.day))


def _ending(request: Request, found: Iterable[Account], day: date) -> list[Account]:
    """Those in force that nobody renewed and that end within the days of the first reminder."""
    until = day + timedelta(days=max(request.view.policy.due.contract_days, default=0))
    mine = (each for each in found if each.state == "in_force" and not each.term.renewed)
    return sorted((each for each in mine if each.term.last and each.term.last <= until), key=_last)


def _over(found: Iterable[Account], period: Period) -> tuple[list[Account], list[Account]]:
    """Of the contracts of which the last day lies in a period those that nobody renewed, and those that somebody did."""
    ended = sorted((each for each in found if _was_over(each, period)), key=_last)
    return [e for e in ended if not e.term.renewed], [e for e in ended if e.term.renewed]


def _was_over(each: Account, period: Period) -> bool:
    last = each.term.last
    return last is not None and last < period.end and (period.start is None or last >= period.start)


def _last(each: Account) -> tuple[date, int]:
    return each.term.last or date.max, each.row["id"]


def _figures(
    request: Request,
    found: Sequence[Account],
    period: Period,
    *,
    lost: Sequence[Account],
    renewed: Sequence[Account],
) -> Sheet:
    sheet, on = Sheet(), period.end
    valid = [each for each in found if each.state == "in_force"]
    over = len(lost) + len(renewed)
    known = len(found) or None
    sheet.add("contracts_in_force", len(valid) if known else None, known)
    sheet.add("contracts_value", sum(e.row["amount_cents"] for e in valid) if known else None, len(valid))
    sheet.add("contracts_ending", len(_ending(request, found, on)) if known else None, len(valid))
    sheet.add("contracts_renewed", len(renewed) if over else None, over)
    sheet.add("contracts_lost", len(lost) if over else None, over)
    sheet.add("renewal_rate", kpis.ratio(len(renewed), over), over)
    for key, (value, n) in _open(found, on).items():
        sheet.add(key, value, n)
    return sheet


def outstanding(request: Request, on: date) -> dict[str, tuple[int | None, int]]:
    """What was open of instalments at a day's end, in cents, and what of it was late, each with the instalments; None where
    there was no contract."""
    return _open(contracts_reckoned(request.view.rates, _known(request, on)), on)


def _open(found: Sequence[Account], on: date) -> dict[str, tuple[int | None, int]]:
    parts = [part for each in found for part in each.open]
    late = [part for part in parts if part.due_on < on]
    figures = {"receivable": parts, "receivable_overdue": late}
    return {
        key: (sum(p.open_cents for p in chosen) if found else None, len(chosen))
        for key, chosen in figures.items()
    }


def receivables(request: Request, on: date) -> list[Table]:
    """What is open of instalments at a day's end by how long it is due, by owner."""
    found = contracts_reckoned(request.view.rates, _known(request, on))
    return [_receivable(found, on, "owner")]


def _listed(key: str, title: str, found: Sequence[Account]) -> Table:
    columns = [
        Column("number", _("Contract"), "code"),
        Column("external_id", _("Paper's number"), "code"),
        Column("customer", _("Customer")),
        Column("last_on", _("Ends"), "date"),
        Column("amount", _("Amount"), "money"),
        Column("open", _("Outstanding"), "money"),
        Column("owner", _("Owner")),
        *([Column("reason", _("Why"))] if key == "lost" else []),
        *([Column("renewed_by", _("Renewed by"), "code")] if key == "renewed" else []),
    ]
    rows = [
        {
            **{name: each.row[name] for name in ("number", "external_id", "customer", "owner", "renewed_by")},
            "last_on": each.term.last and each.term.last.isoformat(),
            "amount": each.row["amount_cents"],
            "open": each.open_cents,
            "reason": each.row["end_reason"],
        }
        for each in found
    ]
    keys = [column.key for column in columns]
    return Table(key, columns, [{name: row[name] for name in keys} for row in rows], title)


def _receivable(found: Iterable[Account], on: date, by: str | None) -> Table:
    """What is open by how long it is due, a row for each customer or owner, those who owe the most first."""
    groups: dict[str, dict[str, int]] = {}
    for each in found:
        for part in each.open:
            sums = groups.setdefault(each.row[by or "customer"] or "—", dict.fromkeys(_AGES.values(), 0))
            sums[_AGES[age(part.due_on, on)]] += part.open_cents
    rows: list[dict[str, Any]] = [
        {"name": name, "open": sum(sums.values()), **sums} for name, sums in groups.items()
    ]
    rows.sort(key=lambda row: (-row["open"], row["name"]))
    columns = [
        Column("name", _("Owner") if by else _("Customer")),
        Column("open", _("Outstanding"), "money"),
        *(Column(column, label("receivable_age", key), "money") for key, column in _AGES.items()),
    ]
    return Table("receivable", columns, rows, _("Receivable"))
