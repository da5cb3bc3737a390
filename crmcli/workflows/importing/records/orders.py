"""Orders of an import: new lines in bulk, known ones found by what identifies them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from crmcli.i18n import _
from crmcli.queries.counted import COUNTED
from crmcli.queries.purchases import told_status
from crmcli.workflows import purchases
from crmcli.workflows.importing.customers.incoming import stored
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.job import Job
from crmcli.workflows.importing.kept import target, targets
from crmcli.workflows.importing.records.agreed import Agreed
from crmcli.workflows.importing.records.order_lines import OrderLines, order_number
from crmcli.workflows.importing.records.order_progress import OrderSteps, told_state
from crmcli.workflows.importing.records.refunds import Refunds, is_return
from crmcli.workflows.importing.records.updates import Updates

#: What a row says of an order line if it has the field of this name.
_TOLD = {
    "quantity": "quantity", "amount_cents": "amount", "currency": "currency", "status": "status",
    "promised_on": "promised_on", "note": "note", "author": "author", "author_id": "author", "external_id": "external_id",
    "product": "product",
}  # fmt: skip


class OrderWriter:
    """Writes the orders of one import inside its operation; `entry.customer_id` is known by now."""

    def __init__(self, job: Job) -> None:
        self._job, self._store, self._op, self._team = job, job.work.store, job.work.op, job.team
        self._currency, self._options = job.work.policy.team.currency, job.options
        self._refunds, self._steps = Refunds(job), OrderSteps(job)

    def write(self, entries: Sequence[Entry], read_before: Sequence[Entry]) -> None:
        """Order lines: by order number (and product where a number has several lines), else by what they say.

        Rows that were `read_before` change nothing, and tell which of the known lines the others can't be.
        """
        contracts = Agreed(self._job, entries)
        # What takes money back comes after what was paid, wherever it stands.
        rows = [(entry, self._purchase(entry)) for entry in sorted(entries, key=is_return)]
        known = self._known([*read_before, *entries])
        lines = OrderLines(
            known.values(), self._options.key_of("purchases"), _taken([*read_before, *entries])
        )
        updates = Updates(self._job, "purchase", known.values())
        self._steps.read(known.values())
        self._tell_applied(updates, read_before, known)
        several = Counter((id(e.sheet), order_number(e)) for e in (*entries, *read_before))
        if self._options.mode != "create":
            lines.settle([(row, id(entry.sheet)) for entry, row in rows if target(entry) is None])
        new: list[tuple[Entry, dict[str, Any]]] = []
        returns: list[tuple[Entry, dict[str, Any], list[dict[str, Any]]]] = []
        for entry, row in rows:
            is_new = is_return(entry) and self._options.mode != "create" and not lines.returned(row)
            if is_new and (paid := lines.paid(row)):
                returns.append((entry, row, paid))
                continue
            found = self._known_line(lines, entry, row, several)
            if refusal := self._refusal(lines, row, found):
                entry.reject(refusal)
            elif found:
                self._update(updates, entry, row, found[0])
            elif not self._options.may_add():
                entry.leave_out()
            else:
                lines.add(row, id(entry.sheet))
                updates.begin(row, self._said(entry, row))
                new.append((entry, row))
        self._insert(new)
        updates.write()
        self._steps.write()
        self._give_back(returns)
        contracts.name()
        self._tell_currencies([row for _entry, row in new])

    def _tell_applied(
        self, updates: Updates, entries: Sequence[Entry], known: Mapping[int, dict[str, Any]]
    ) -> None:
        """Tells what rows that were applied before say otherwise than their lines do by now."""
        for entry in entries:
            if (before := known.get(entry.target_id or 0)) is not None and not is_return(entry):
                row, said = self._purchase(entry), self._said(entry, before)
                updates.tell(entry, before, row, said, _whose(entry, before))

    def _known(self, entries: Sequence[Entry]) -> dict[int, dict[str, Any]]:
        """The stored lines that any of the rows may be."""
        stored, key = self._store.purchases, self._options.key_of("purchases")
        rows = [
            *self._store.imports.records("purchase", targets(entries)).values(),
            *stored.of_lines({str(n) for e in entries if key and (n := e.values.get("external_id"))}),
            *stored.of_orders({n for e in entries if (n := order_number(e))}),
            *stored.of_many({e.customer_id for e in entries if e.customer_id and not order_number(e)}),
        ]
        return {row["id"]: dict(row) for row in rows}

    def _refusal(self, lines: OrderLines, row: Mapping[str, Any], found: Sequence[Mapping[str, Any]]) -> str:
        """Why a row can't be taken in: nothing tells which of several lines it is, or it is another customer's."""
        if len(found) > 1:
            told = {"n": len(found), "number": row[self._options.key_of("purchases")]}
            return _("%(n)d lines have this number: %(number)s") % told
        if found:
            moved = found[0]["customer_id"] != row["customer_id"]
            return self._of_another(row, found[0]) if moved else ""
        line = lines.of_another(row) if self._options.mode != "create" and row["order_no"] else None
        return self._of_another(row, line) if line else ""

    def _of_another(self, row: Mapping[str, Any], line: Mapping[str, Any]) -> str:
        other = self._store.customers.get(line["customer_id"])
        told = {
            "number": row["order_no"] or row["external_id"],
            "day": row["ordered_on"],
            "customer": f"{other['code']} {other['name']}",
        }
        return _("Order %(number)s of %(day)s is that of %(customer)s here.") % told

    def _update(self, updates: Updates, entry: Entry, row: dict[str, Any], before: dict[str, Any]) -> None:
        changes = updates.judge(entry, before, row, self._said(entry, before), _whose(entry, before))
        more = False
        if "id" in before:
            more = self._refunds.told_beside(entry, {**before, **changes})
            more |= not self._options.fills and self._steps.went_on(entry, before, changes)
        updates.end(entry, before, changes, more=more)

    def _said(self, entry: Entry, before: Mapping[str, Any]) -> list[str]:
        """The columns that a row speaks of; the state of an order of which money went back follows from that, and without
        a number its day is what it is known by.
        """
        told = [column for column, name in _TOLD.items() if entry.values.get(name) is not None]
        told += ["status"] if "status" not in told and told_state(entry) else []
        when = entry.values["ordered"]
        numbered = order_number(entry) or self._options.key_of("purchases") or target(entry) is not None
        same_day = self._job.instant(when)[1] == before["ordered_on"] and not isinstance(when, datetime)
        if numbered and not same_day:
            told += ["ordered_at", "ordered_on"]
        # A line below zero whose money counts is told as refunded, whichever of the counted states it has.
        given_back = told_status(before) == "refunded" and told_state(entry) in (*COUNTED, "refunded")
        stays = before["status"] == "refunded" or given_back
        return [column for column in told if column != "status" or not stays]

    def _insert(self, new: Sequence[tuple[Entry, dict[str, Any]]]) -> None:
        created = self._store.purchases.add_many(self._op, [row for _entry, row in new])
        for (entry, row), row_id in zip(new, created, strict=True):
            entry.end("created", entry.customer_id, row_id)
            row["id"] = row_id
            self._refunds.told_beside(entry, row)
            self._steps.begun(entry, row)

    def _tell_currencies(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._job.fates.warnings += purchases.without_rate(self._job.work, rows)

    def _known_line(
        self, lines: OrderLines, entry: Entry, row: Mapping[str, Any], rows: Mapping[Any, int]
    ) -> list[dict[str, Any]]:
        """The line that is meant; several only where a chosen key doesn't tell which."""
        if self._options.mode == "create":
            return []
        if (own := lines.kept(target(entry), row)) is not None:
            return [own]
        key = self._options.key_of("purchases")
        if key == "external_id":
            return lines.bearers(row[key])
        several = rows[(id(entry.sheet), order_number(entry))] > 1
        found = lines.find(row, several, id(entry.sheet), by_number=bool(key))
        if found is None:
            return lines.alike(row, id(entry.sheet)) if key and not several else []
        return [found]

    def _give_back(self, returns: Sequence[tuple[Entry, dict[str, Any], list[dict[str, Any]]]]) -> None:
        """Books the lines below zero on their orders; what these can't hold stays a line of its own."""
        for entry, row, lines in returns:
            new = self._refunds.give_back(row, lines)
            if new is None:
                entry.end("created", entry.customer_id, self._store.purchases.add_many(self._op, [row])[0])
            else:
                entry.end("updated" if new else "unchanged", entry.customer_id, lines[0]["id"])

    def _purchase(self, entry: Entry) -> dict[str, Any]:
        values = entry.values
        at, day = self._job.instant(values["ordered"])
        name, amount = values.get("author"), int(values.get("amount") or 0)
        status = told_state(entry) or "completed"
        if status == "refunded" and 0 < (values.get("refund") or 0) < amount:
            status = "paid"  # refunded in part
        if amount < 0 and status == "completed":
            status = "paid"  # money that went back, like every line that is called a return
        return {
            "customer_id": entry.customer_id,
            "order_no": order_number(entry),
            "ordered_at": at,
            "ordered_on": day,
            "product": stored(values.get("product")),
            "quantity": values.get("quantity"),
            "amount_cents": amount,
            "currency": values.get("currency") or self._currency,
            "status": status,
            "promised_on": stored(values.get("promised_on")),
            "author": name,
            "author_id": self._team.id(name),
            "note": stored(values.get("note")),
            "external_id": values.get("external_id"),
            "custom": json.dumps(entry.extra, ensure_ascii=False, sort_keys=True) if entry.extra else None,
        }


def _taken(entries: Iterable[Entry]) -> set[tuple[int, int]]:
    return {(i, id(entry.sheet)) for entry in entries if (i := target(entry))}


def _whose(entry: Entry, before: Mapping[str, Any]) -> str:
    return str(
        before["order_no"] or entry.values.get("customer") or before["product"] or before["ordered_on"]
    )
