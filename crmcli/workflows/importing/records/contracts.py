"""Contracts of an import: known by their number, the paper's or ours, else by customer, term and amount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from crmcli.database.connection import Row
from crmcli.errors import Invalid
from crmcli.figures.instalments import MONTHS, Instalment
from crmcli.i18n import _, titled
from crmcli.queries.contracts import Paid
from crmcli.queries.numbers import contracts_of, take
from crmcli.workflows.billing import follow
from crmcli.workflows.contracts import account_of, book, check_after
from crmcli.workflows.importing.customers.incoming import stored
from crmcli.workflows.importing.fates import Entry, place
from crmcli.workflows.importing.records.contract_states import keep_doubtful, tell_states
from crmcli.workflows.importing.records.plain import PlainWriter
from crmcli.workflows.importing.records.recognising import Traits

#: What a row says of a contract if it has the field of this name.
_TOLD = {
    "external_id": "external_id", "title": "title", "kind": "kind", "signed_on": "signed", "start_on": "start", "end_on": "end",
    "amount_cents": "amount", "currency": "currency", "plan": "plan", "sites": "sites", "note": "note", "ended_on": "ended",
    "end_reason": "end_reason",
}  # fmt: skip


class ContractWriter(PlainWriter):
    """Writes the contracts of one import inside its operation."""

    kind = "contracts"
    table = "contract"
    columns = (
        "number", "external_id", "customer_id", "title", "kind", "signed_on", "start_on", "end_on", "amount_cents", "currency",
        "plan", "opening_cents", "sites", "contact_person_id", "owner_id", "ended_on", "end_reason", "note", "custom",
        "created_at", "created_on",
    )  # fmt: skip
    changing = (*_TOLD, "customer_id", "contact_person_id", "opening_cents")
    defaults: ClassVar[Mapping[str, Any]] = {"plan": "once"}

    def write(self, entries: Sequence[Entry], read_before: Sequence[Entry]) -> None:
        """Writes them all, bills them, and ties them to the contracts that they renew."""
        numbers = {str(n) for e in (*entries, *read_before) if (n := e.values.get("external_id"))}
        #: Those of the numbers that are ours.
        self._ours = {row["number"] for row in self._store.contracts.of_numbers(numbers)}
        for entry in entries:
            self._refuse(entry)
        told = [entry for entry in entries if entry.open]
        super().write(told, read_before)
        self._tie([entry for entry in entries if entry.target_id and entry.fate in ("created", "updated")])
        self._kept = [
            entry for entry in told if entry.target_id and entry.fate in ("created", "updated", "duplicate")
        ]

    def settle(self) -> None:
        """Books what the rows say was paid, once the payments of this import are known, and tells where days contradict them."""
        told = [
            entry
            for entry in self._kept
            if entry.fate == "created" or (entry.fate == "updated" and not self._options.fills)
        ]
        self._reckon([entry for entry in told if entry.values.get("paid") is not None])
        for entry in told:
            self._pay(entry)
        tell_states(self._job, self._kept)

    def _refuse(self, entry: Entry) -> None:
        start, end = entry.values["start"], entry.values.get("end")
        if end and end < start:
            entry.reject(_("The contract would end before it begins."))
        elif entry.values["amount"] < 0:
            entry.reject(_("A contract has no amount below zero."))
        keep_doubtful(entry, self._job.work.as_of.on)
        day = entry.values.get("paid_on")
        if day and self._paid_on(entry) is None:
            entry.keep_beside({"paid_on": str(day)})

    def _row(self, entry: Entry) -> dict[str, Any]:
        values, day = entry.values, self._job.work.day
        people = self._people(entry, ("owner",))
        number = values.get("external_id")
        start, end = stored(values["start"]), stored(values.get("end"))
        person, unknown = self._person(entry)
        return {
            "number": number if number in self._ours else None,
            "external_id": None if number in self._ours else number,
            "customer_id": entry.customer_id,
            "title": stored(values.get("title")),
            "kind": stored(values.get("kind")),
            "signed_on": stored(values.get("signed")) or min(start, day),
            "start_on": start,
            "end_on": end,
            "amount_cents": int(values["amount"]),
            "currency": values.get("currency") or self._job.work.policy.team.currency,
            "plan": self._plan(values),
            "opening_cents": self._opening(values),
            "sites": stored(values.get("sites")),
            "contact_person_id": person,
            "owner_id": people.get("owner"),
            "ended_on": stored(values.get("ended")),
            "end_reason": stored(values.get("end_reason")),
            "note": stored(values.get("note")),
            "custom": self._custom(entry, {**people, **({"contact_person": None} if unknown else {})}),
            "created_at": self._op.at_text,
            "created_on": day,
        }

    def _plan(self, values: Mapping[str, Any]) -> str | None:
        """The plan that a row tells: one that repeats has an end, and dated instalments come to the amount."""
        parts = values.get("instalments") or ()
        if parts and sum(part.cents for part in parts) == values["amount"]:
            return "dated"
        plan = values.get("plan")
        return None if plan == "dated" or (plan in MONTHS and not values.get("end")) else plan

    def _opening(self, values: Mapping[str, Any]) -> int | None:
        """What was paid before the payments that are known here: told as such, or to be worked out of the sum of all."""
        told = values.get("opening")
        return int(told) if told is not None else None

    def _person(self, entry: Entry) -> tuple[int | None, bool]:
        """The customer's contact person whom a row names, and whether it names somebody who is none."""
        name = entry.values.get("contact_person")
        if not name or not entry.customer_id:
            return None, False
        known = self._store.persons.called(entry.customer_id, str(name))
        return (None, True) if known is None else (int(known["id"]), False)

    def _insert(self, new: Sequence[tuple[Entry, dict[str, Any]]]) -> None:
        """The new contracts, each with a number of ours: that which a list of ours tells, if nobody has it."""
        head = contracts_of(self._job.work.day[:4]).head[:2]
        told = {row["external_id"] for _e, row in new if _is_ours(row["external_id"], head)}
        further = [row for _e, row in new if row["external_id"] not in told]
        numbers = iter(self._numbers(len(further), told))
        for entry, row in new:
            if row["external_id"] in told:
                told.discard(row["external_id"])
                row["number"], row["external_id"] = row["external_id"], None
            else:
                row["number"] = next(numbers, None) or self._numbers(1, told)[0]
            row["opening_cents"] = self._before(entry, 0, row["opening_cents"])
        super()._insert(new)
        for entry, row in new:
            self._bill(entry, row, int(entry.target_id or 0))

    def _numbers(self, count: int, besides: set[str]) -> list[str]:
        counter = contracts_of(self._job.work.day[:4])
        return take(self._store.db, self._op, counter, count, besides) if count else []

    def _before(self, entry: Entry, paid: int, told: int | None) -> int | None:
        """What was paid besides the payments that are known here, where the row tells that or the sum of all; never less
        than nothing."""
        total = entry.values.get("paid")
        if self._paid_on(entry) is not None and told is None:
            return 0
        return told if total is None or told is not None else max(0, int(total) - paid)

    def _bring(
        self, entry: Entry, row: dict[str, Any], before: dict[str, Any], changes: dict[str, Any]
    ) -> bool:
        """Bills a known contract anew where its term, amount or plan changed, and takes in what was paid of it."""
        if "id" not in before:
            return False
        after = {**before, **changes}
        paid = self._store.contracts.paid([before["id"]], self._job.work.day).get(before["id"], Paid()).cents
        opening = self._before(entry, paid, row["opening_cents"])
        more = self._paid_on(entry) is not None and int(entry.values["paid"]) > paid + (
            before["opening_cents"] or 0
        )
        if self._paid_on(entry) is not None:
            # What a day is told of becomes an order; what was paid before stays as it stands.
            opening = before["opening_cents"] or 0
        if opening is not None and opening != before["opening_cents"] and "opening_cents" not in changes:
            changes["opening_cents"] = opening
        return self._bill(entry, after, before["id"]) or more

    def _reckon(self, entries: Sequence[Entry]) -> None:
        """Takes the payments that this import brought off what rows tell as the sum of all."""
        paid = self._store.contracts.paid([int(e.target_id or 0) for e in entries], self._job.work.day)
        for entry in entries:
            if entry.target_id in paid and self._paid_on(entry) is None:
                before = self._before(entry, paid[entry.target_id].cents, entry.values.get("opening"))
                self._op.update("contract", entry.target_id, {"opening_cents": before})

    def _paid_on(self, entry: Entry) -> date | None:
        """The day on which the sum of a row came in, or the last of it; none that lies ahead."""
        day: date | None = entry.values.get("paid_on")
        return (
            day if day and entry.values.get("paid") is not None and day <= self._job.work.as_of.on else None
        )

    def _pay(self, entry: Entry) -> None:
        """Makes an order of what a row says was paid by a day and isn't known yet: the oldest instalments first."""
        day = self._paid_on(entry)
        if day is None:
            return
        now = account_of(self._job.work, int(entry.target_id or 0))
        missing = min(int(entry.values["paid"]) - now.paid_cents, now.open_cents)
        if missing > 0:
            at, on = self._job.instant(day)
            book(self._job.work, now, missing, {"ordered_at": at, "ordered_on": on})

    def _bill(self, entry: Entry, row: Mapping[str, Any], contract_id: int) -> bool:
        """Makes a contract's instalments follow its columns; whether that changed any."""
        told = [Instalment(part.day, part.cents) for part in entry.values.get("instalments") or ()]
        return follow(self._job.work, contract_id, row, told)

    def _tie(self, entries: Sequence[Entry]) -> None:
        """Says which contract each renews, where its row does; a term that would overlap is told instead."""
        named = {str(n): e for e in entries if (n := e.values.get("renews"))}
        known: dict[tuple[int, str], Row] = {}
        for row in self._store.contracts.of_numbers(named):
            known |= {(row["customer_id"], row[name]): row for name in ("external_id", "number") if row[name]}
        for entry in entries:
            before = known.get((entry.customer_id or 0, str(entry.values.get("renews") or "")))
            if before is None or before["id"] == entry.target_id:
                continue
            try:
                full = self._store.contracts.get(before["id"], self._job.work.day)
                check_after(full, entry.values["start"])
            except Invalid as error:
                self._job.fates.warnings.append(titled(place(entry), str(error)))
                continue
            if (
                self._op.update("contract", int(entry.target_id or 0), {"renews_id": before["id"]})
                and entry.fate != "created"
            ):
                entry.fate = "updated"

    def _known(self, rows: Sequence[Mapping[str, Any]]) -> Sequence[Row]:
        numbers = {n for row in rows for n in (row["external_id"], row["number"]) if n}
        ids = {row["customer_id"] for row in rows if row["customer_id"]}
        of_customers = self._store.contracts.of_customers(sorted(ids))
        found = [
            *self._store.contracts.of_numbers(numbers),
            *(k for rows in of_customers.values() for k in rows),
        ]
        return sorted({row["id"]: row for row in found}.values(), key=lambda row: int(row["id"]))

    def _said(self, entry: Entry) -> Sequence[str]:
        told = [column for column, field in _TOLD.items() if entry.values.get(field) is not None]
        if entry.values.get("instalments") and "plan" not in told:
            told.append("plan")
        people = ["owner_id"] if entry.values.get("owner") else []
        return (*told, *people, "customer_id", "contact_person_id", "opening_cents")

    def _traits(self, row: dict[str, Any]) -> Traits:
        """The same number of the same customer is the same contract, whatever else its row says."""
        numbers = tuple(n for n in (row["number"], row["external_id"]) if n)
        return Traits(
            numbers=numbers,
            customer_id=row["customer_id"],
            day=row["start_on"],
            words=numbers[-1] if numbers else row["title"],
            exact=((row["customer_id"], row["start_on"], row["end_on"], row["amount_cents"], row["title"]),),
        )

    def _whose(self, row: Mapping[str, Any]) -> str:
        return str(row["external_id"] or row["number"] or row["title"] or row["start_on"])


def _is_ours(number: str | None, head: str) -> bool:
    """Whether a number looks like one of ours: HT2026-0001."""
    if not number or not number.startswith(head):
        return False
    year, dash, digits = number.removeprefix(head).partition("-")
    return bool(dash) and len(year) == 4 and year.isdecimal() and digits.isdecimal() and number.isascii()
