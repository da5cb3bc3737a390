"""The contracts that rows of orders name, as payments of them or as orders of which these are the payments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.job import Job
from crmcli.workflows.importing.records.told_sums import Inside


class Agreed:
    """Finds the contracts before the orders are written: the number of none is kept beside its order."""

    def __init__(self, job: Job, entries: Sequence[Entry]) -> None:
        self._store, self._op = job.work.store, job.work.op
        told = {str(number): None for entry in entries if (number := entry.values.get("contract"))}
        known: dict[tuple[int, str], int] = {}
        for row in self._store.contracts.of_numbers(told) if told else ():
            for number in filter(None, (row["external_id"], row["number"])):
                known[row["customer_id"], number] = row["id"]
        self._inside = Inside(job)
        self._named: list[tuple[Entry, int]] = []
        for entry in entries:
            number = str(entry.values.get("contract") or "")
            contract = known.get((entry.customer_id or 0, number))
            if contract is not None:
                self._named.append((entry, contract))
            elif number:
                entry.keep_beside({"contract": number})

    def name(self) -> None:
        """Ties the orders that were taken in to their contracts, and takes off what a ledger had told as paid before what of
        it they are."""
        self._inside.look({contract for _entry, contract in self._named})
        for entry, contract in self._named:
            if entry.target_id and entry.fate in ("created", "updated", "unchanged"):
                payment = _is_payment(entry)
                if self._store.contracts.name(self._op, entry.target_id, contract, payment=payment):
                    entry.fate = "updated" if entry.fate == "unchanged" else entry.fate
        self._inside.take_off()


#: What a column of money is called that came in for a contract.
_CAME_IN = re.compile(r"回款|收款|到账|实收|\b(?:payments?|received|receipts?|collected)\b", re.IGNORECASE)


def _is_payment(entry: Entry) -> bool:
    """Whether an order is a payment of its contract: its row says so, or its amount is called one."""
    told = entry.values.get("payment")
    return bool(told) if told is not None else bool(_CAME_IN.search(entry.column_of("amount")))
