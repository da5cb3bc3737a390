"""Money that went back on orders, as an import tells of it: lines below zero, columns of refunds, our own log of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from crmcli.queries.counted import COUNTED
from crmcli.workflows.importing.customers.incoming import stored
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.job import Job

Line = Mapping[str, Any]


def is_return(entry: Entry) -> bool:
    """Whether the row takes money back that was paid on the order of its number."""
    return bool(entry.values.get("order_no")) and (entry.values.get("amount") or 0) < 0


def went_back(entry: Entry) -> bool:
    """Whether the row tells on which day the money of a refunded order went back."""
    return entry.values.get("status") == "refunded" and bool(entry.values.get("refunded_on"))


def _told(row: Line, lines: Sequence[Line]) -> str:
    """What a line below zero says besides its money: its note, and what stands in columns that its order fills otherwise."""
    known = [json.loads(line["custom"] or "{}") for line in lines]
    beside = json.loads(row["custom"] or "{}").items()
    new = (f"{name}: {text}" for name, text in beside if all(other.get(name) != text for other in known))
    return "; ".join(filter(None, (row["note"], *new)))


class Refunds:
    """Writes the refunds of one import inside its operation, each with its own day; what is known is not given back twice."""

    def __init__(self, job: Job) -> None:
        self._store, self._op, self._options = job.work.store, job.work.op, job.options

    def give_back(self, row: Line, lines: Sequence[Line]) -> bool | None:
        """Books a line below zero on the lines of its order; whether that was new, None where they can't hold so much."""
        cents, day = -row["amount_cents"], row["ordered_on"]
        known = self._store.purchases.refunds_of([line["id"] for line in lines])
        same_day = [refund["amount_cents"] for refund in known if refund["refunded_on"] == day]
        if self._options.fills or cents in (*same_day, sum(same_day)):
            return False
        given = Counter[int]()
        for refund in known:
            given[refund["purchase_id"]] += refund["amount_cents"]
        told = _told(row, lines)
        left = {line["id"]: max(0, line["amount_cents"] - given[line["id"]]) for line in lines}
        if cents > sum(left.values()):
            return None
        for line in lines:
            part = min(cents, left[line["id"]])
            cents -= part
            if part:
                self._store.purchases.add_refund(self._op, line, part, day, told)
            if part and part == left[line["id"]]:
                self._op.update("purchase", line["id"], {"status": "refunded"})
        return True

    def told_beside(self, entry: Entry, row: Line) -> bool:
        """Writes what the columns of a row say was given back of its order and isn't known yet; whether there was any."""
        if entry.values.get("refunds"):
            return self._log(entry, row)
        whole = went_back(entry)
        cents = entry.values.get("refund") or (row["amount_cents"] if whole else 0)
        if not (whole or row["status"] in COUNTED) or cents <= 0 or self._options.fills:
            return False
        known = self._store.purchases.refunded(row["id"])
        day = stored(entry.values.get("refunded_on")) or row["ordered_on"]
        if cents <= known:
            return False
        self._store.purchases.add_refund(self._op, row, cents - known, day, "")
        if cents == row["amount_cents"]:
            self._op.update("purchase", row["id"], {"status": "refunded"})
        return True

    def _log(self, entry: Entry, row: Line) -> bool:
        """Writes the dated refunds of our own export that aren't known yet; whether there were any."""
        known = Counter(
            (r["refunded_on"], r["amount_cents"], r["reason"] or "")
            for r in self._store.purchases.refunds_of([row["id"]])
        )
        told = Counter((r.day.isoformat(), r.cents, r.reason) for r in entry.values["refunds"])
        new = list((told - known).elements())
        for day, cents, reason in new:
            self._store.purchases.add_refund(self._op, row, cents, day, reason)
        return bool(new)
