"""What contracts bill: their instalments as typed, planned or told by a list, always to the cent of their amount."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crmcli import errors
from crmcli.database.connection import Row
from crmcli.figures.instalments import MONTHS, MOST, Instalment, moved, planned
from crmcli.i18n import _
from crmcli.store import Work

#: What a contract's instalments follow from.
BILLED = frozenset({"plan", "start_on", "end_on", "amount_cents"})


def billing(values: Mapping[str, Any], typed: Sequence[Instalment]) -> list[Instalment]:
    """The instalments of a contract with these columns: as typed, or of its plan. Invalid if they don't come to its
    amount, or the plan can't be followed."""
    start, end = (values[key] and date.fromisoformat(values[key]) for key in ("start_on", "end_on"))
    if end and end < start:
        raise errors.Invalid(
            _("The contract would end before it begins."), _("Check the days: --start and --end.")
        )
    if values["plan"] == "dated":
        return _dated(typed, values["amount_cents"])
    if values["plan"] in MONTHS and end is None:
        raise errors.Invalid(
            _("A contract that is billed again and again needs an end."), _("Say it with --end.")
        )
    try:
        return planned(values["plan"], start, end, values["amount_cents"])
    except ValueError:
        raise errors.Invalid(
            _("There are at most %(n)d instalments.") % {"n": MOST}, _("Check the days: --start and --end.")
        ) from None


def _dated(typed: Sequence[Instalment], amount: int) -> list[Instalment]:
    total = sum(each.cents for each in typed)
    if not typed:
        raise errors.Invalid(
            _("The instalments and their days are missing."),
            _("Give each with --instalment DAY=AMOUNT."),
        )
    if total != amount:
        raise errors.Invalid(
            _("The instalments come to %(total)s, the contract to %(amount)s.")
            % {"total": told(total), "amount": told(amount)},
            _("Check the amounts: --instalment."),
        )
    return sorted(typed, key=lambda each: each.due_on)


def bill(work: Work, contract_id: int, instalments: Sequence[Instalment]) -> bool:
    """Makes these the contract's instalments; False if they were."""
    rows = [(each.due_on.isoformat(), each.cents) for each in instalments]
    return work.store.contracts.bill(work.op, contract_id, rows)


def follow(work: Work, contract_id: int, row: Mapping[str, Any], told: Sequence[Instalment] = ()) -> bool:
    """Makes a contract's instalments follow its columns where no command said both; False if they did. Dated ones are those
    that are told, if they come to the amount, else the known ones sharing it; what can't be billed as planned is billed once."""
    start, end = (row[key] and date.fromisoformat(row[key]) for key in ("start_on", "end_on"))
    plan, amount = row["plan"] or "once", row["amount_cents"]
    if plan == "dated":
        parts = sorted(told, key=lambda part: part.due_on)
        if sum(part.cents for part in parts) != amount:
            parts = known(work, contract_id)
        if sum(part.cents for part in parts):
            return bill(work, contract_id, moved(parts, start, start, amount))
    try:
        return bill(work, contract_id, planned(plan, start, end, amount))
    except ValueError:
        return bill(work, contract_id, planned("once", start, end, amount))


def settle(work: Work, changes: Sequence[Row]) -> None:
    """Makes the instalments of the contracts that these changes touched follow their columns again: where only some of the
    changes could be taken back, the two may differ."""
    contracts = (c for c in changes if c["table_name"] == "contract" and c["action"] == "update")
    ids = {c["row_id"] for c in contracts if not BILLED.isdisjoint(json.loads(c["before"]))}
    for change in changes:
        if change["table_name"] == "contract_instalment" and change["action"] == "delete":
            ids.add(json.loads(change["before"])["contract_id"])
    touched = [c["row_id"] for c in changes if c["table_name"] == "contract_instalment"]
    ids |= {row["contract_id"] for row in work.store.imports.records("contract_instalment", touched).values()}
    for contract_id, row in work.store.imports.records("contract", ids).items():
        follow(work, contract_id, row)


def known(work: Work, contract_id: int) -> list[Instalment]:
    """The instalments of a contract that is kept."""
    rows = work.store.contracts.instalments([contract_id]).get(contract_id, [])
    return [Instalment(date.fromisoformat(each["due_on"]), each["amount_cents"]) for each in rows]


def told(cents: int) -> str:
    """An amount in a sentence."""
    return f"{cents / 100:,.2f}"
