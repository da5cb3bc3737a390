"""Interactions and purchases of an import: new ones in bulk, known ones found by what identifies them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crmcli.i18n import _, ngettext
from crmcli.matching.names import fold_name
from crmcli.queries.imports import Edited
from crmcli.workflows.importing.fates import Entry, is_due_row
from crmcli.workflows.importing.incoming import stored
from crmcli.workflows.importing.job import Job
from crmcli.workflows.importing.kept import beside, record_id
from crmcli.workflows.importing.options import Options
from crmcli.workflows.importing.order_lines import OrderLines, order_number
from crmcli.workflows.importing.people import Team, is_personal_name
from crmcli.workflows.importing.reaching import channel_of, reached
from crmcli.workflows.importing.refunds import Refunds, is_return

#: Columns of a contact that a later sheet may fill or change.
_CHANGING = ("feedback", "next_step", "next_on", "level")
#: What else identifies a contact, and is a value like any other where its number does.
_IDENTIFYING = ("occurred_at", "occurred_on", "channel", "content", "author_id", "author")


def repeat(
    entry: Entry,
    before: dict[str, Any],
    changes: Mapping[str, Any],
    updates: dict[int, dict[str, Any]],
    options: Options,
    more: bool = False,
) -> None:
    """A row that is known already as `before`: its changes are noted. `more` if it brought something besides."""
    if options.fills:
        changes = {f: v for f, v in changes.items() if before[f] in (None, "")}
    changes = {**changes, **beside(entry, before["custom"])}
    before.update(changes)
    changed = bool(changes) or more
    if "id" not in before:
        entry.end("updated" if changed else "duplicate", entry.customer_id)
        return
    if changes:
        updates[before["id"]] = {**updates.get(before["id"], {}), **changes}
    entry.end("updated" if changed else "unchanged", entry.customer_id, before["id"])


class RecordWriter:
    """Writes what refers to customers; `entry.customer_id` is known by now."""

    def __init__(self, job: Job) -> None:
        self._job, self._store, self._op, self._team = job, job.work.store, job.work.op, job.team
        self._currency, self._options = job.work.policy.team.currency, job.options
        self._conflicts, self._refunds = job.conflicts, Refunds(job)

    # -- interactions ---------------------------------------------------------------------------------------------

    def interactions(self, entries: Sequence[Entry]) -> None:
        """Contacts, identified by customer, instant, channel and content."""
        ids = {e.customer_id for e in entries if e.customer_id}
        persons = self._store.imports.persons(ids)
        key = _number if self._options.key_of("interactions") else _contact_key
        stored_rows = [dict(r) for r in self._store.interactions.of_many(ids)]
        known, by_id = {key(r): r for r in stored_rows}, {r["id"]: r for r in stored_rows}
        new: list[tuple[Entry, dict[str, Any]]] = []
        updates: dict[int, dict[str, Any]] = {}
        for entry in entries:
            row = self._interaction(entry, persons.get(entry.customer_id or 0, ()))
            mended = by_id.get(record_id(entry) or 0)
            found = None if self._options.mode == "create" or key(row) is None else known.get(key(row))
            before = mended or found
            if before is None:
                if not self._options.may_add():
                    entry.leave_out()
                    continue
                known[key(row)] = row
                new.append((entry, row))
                continue
            changing = (*_IDENTIFYING, *_CHANGING) if mended or key is _number else _CHANGING
            values = {f: v for f in changing if (v := row[f]) is not None and v != before[f]}
            repeat(entry, before, values, updates, self._options)
        created = self._store.interactions.add_many(self._op, [row for _entry, row in new])
        for (entry, _row), row_id in zip(new, created, strict=True):
            entry.end("created", entry.customer_id, row_id)
        self._op.update_many("interaction", updates)
        self._settle([row for entry, row in new if is_due_row(entry) and row["effective"]])

    def _settle(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """A contact made today answers the low scores that waited for it, and what came in and waits."""
        for row in rows:
            self._store.interactions.answer(self._op, row["customer_id"], self._op.at_text, row["author_id"])
            self._store.surveys.settle_low(self._op, row["customer_id"], self._op.at_text)

    def _interaction(self, entry: Entry, persons: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        values, due = entry.values, is_due_row(entry)
        at, day = self._job.instant(self._job.work.as_of.instant if due else values["occurred"])
        content = stored(values.get("content")) or ""
        channel = values.get("channel") or ("phone" if due else channel_of(entry, content))
        effective, care = reached(
            channel, f"{content} {values.get('feedback') or ''} {entry.extra.get('channel', '')}"
        )
        if values.get("effective") is not None:
            effective = int(bool(values["effective"]))
        author_id, author = self._author(entry, due)
        person = fold_name(str(values.get("contact_person") or ""))
        if values.get("care") is not None:
            care = int(bool(values["care"]))
        told = {
            "recorded_at": self._at(values.get("recorded")),
            "recorder_id": self._team.id(values.get("recorder")),
            "received_at": self._at(values.get("received")),
            "answered_at": self._at(values.get("answered")),
            "answerer_id": self._team.id(values.get("answerer")),
        }
        return {name: value for name, value in told.items() if value is not None} | {
            "customer_id": entry.customer_id,
            "direction": values.get("direction") or "out",
            "channel": channel,
            "contact_person_id": next((p["id"] for p in persons if p["name_folded"] == person), None),
            "occurred_at": at,
            "occurred_on": day,
            "author_id": author_id,
            "author": author,
            "content": content,
            "feedback": stored(values.get("feedback")),
            "next_step": stored(values.get("next_step")),
            "next_on": stored(values.get("next_on")),
            "level": values.get("level"),
            "effective": effective,
            "care": care,
            "imported": int(not due),
            "external_id": None if due else values.get("external_id"),
            "custom": self._custom(
                entry,
                "contact_person",
                person
                and entry.values.get("customer")
                and not any(p["name_folded"] == person for p in persons),
            ),
        }

    def _at(self, when: date | None) -> str | None:
        return None if when is None else self._job.instant(when)[0]

    def _author(self, entry: Entry, due: bool) -> tuple[int | None, str | None]:
        """Who made the contact: the row's word, else the sheet's own person, for a due list the one who imports it."""
        if due:
            return self._op.actor.id, self._op.actor.name
        name = entry.values.get("author") or author_hint(entry, self._team)
        return self._team.id(name), name or None

    def _custom(self, entry: Entry, field: str, keep: Any) -> str | None:
        """Columns without a place of their own, as JSON."""
        extra = entry.extra | ({field: str(entry.values[field])} if keep else {})
        return json.dumps(extra, ensure_ascii=False, sort_keys=True) if extra else None

    # -- purchases ------------------------------------------------------------------------------------------------

    def purchases(self, entries: Sequence[Entry], read_before: Sequence[Entry]) -> None:
        """Order lines: by order number (and product where a number has several lines), else by what they say.

        Rows that were `read_before` change nothing, and tell which of the known lines the others can't be.
        """
        lines = Counter((id(e.sheet), order_number(e)) for e in (*entries, *read_before))
        taken = {(e.target_id, id(e.sheet)) for e in read_before if e.target_id}
        key = self._options.key_of("purchases")
        mended = {i for e in entries if (i := record_id(e))}
        rows = [
            *self._store.imports.records("purchase", mended).values(),
            *self._store.purchases.of_lines(
                {str(n) for e in entries if key and (n := e.values.get("external_id"))}
            ),
            *self._store.purchases.of_orders({n for e in entries if (n := order_number(e))}),
            *self._store.purchases.of_many(
                {e.customer_id for e in entries if e.customer_id and not order_number(e)}
            ),
        ]
        known_lines = OrderLines([dict(r) for r in {r["id"]: r for r in rows}.values()], key, taken)
        edited = self._store.imports.edited_fields("purchase", [r["id"] for r in rows])
        new: list[tuple[Entry, dict[str, Any]]] = []
        updates: dict[int, dict[str, Any]] = {}
        returns: list[tuple[Entry, dict[str, Any], list[dict[str, Any]]]] = []
        # What takes money back comes after what was paid, wherever it stands.
        for entry in sorted(entries, key=is_return):
            row = self._purchase(entry)
            if is_return(entry) and self._options.mode != "create" and (paid := known_lines.paid(row)):
                returns.append((entry, row, paid))
                continue
            found = self._known_line(known_lines, entry, row, lines)
            if len(found) > 1:
                entry.reject(
                    _("%(n)d lines have this number: %(number)s") % {"n": len(found), "number": row[key]}
                )
                continue
            before = found[0] if found else None
            if before is None and (other := self._of_another(known_lines, row)):
                entry.reject(other)
                continue
            if before is None:
                if not self._options.may_add():
                    entry.leave_out()
                    continue
                known_lines.add(row, id(entry.sheet))
                row["author_id"] = self._team.id(row["author"])
                new.append((entry, row))
                continue
            values = self._of_line(entry, before, row, edited)
            given_back = "id" in before and self._refunds.told_beside(entry, {**before, **values})
            values = {f: v for f, v in values.items() if v is not None and v != before[f]}
            repeat(entry, before, values, updates=updates, options=self._options, more=given_back)
        created = self._store.purchases.add_many(self._op, [row for _entry, row in new])
        for (entry, row), row_id in zip(new, created, strict=True):
            entry.end("created", entry.customer_id, row_id)
            row["id"] = row_id
            self._refunds.told_beside(entry, row)
        self._op.update_many("purchase", updates)
        self._give_back(returns)
        self._tell_currencies([row for _entry, row in new])

    def _tell_currencies(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Says that orders in other currencies than the team's are in no sum."""
        found = Counter(row["currency"] for row in rows if row["currency"] != self._currency)
        if found:
            text = ngettext(
                "%(n)d order is in another currency than %(own)s (%(orders)s): it is kept as it is, and is in no sum.",
                "%(n)d orders are in other currencies than %(own)s (%(orders)s): they are kept as they are, and are in no"
                " sum.",
                found.total(),
            )
            orders = ", ".join(f"{currency} {n}" for currency, n in sorted(found.items()))
            told = {"n": found.total(), "own": self._currency, "orders": orders}
            self._job.fates.warnings.append(text % told)

    def _known_line(
        self, known_lines: OrderLines, entry: Entry, row: Mapping[str, Any], lines: Mapping[Any, int]
    ) -> list[dict[str, Any]]:
        """The line that is meant; several only where a chosen key doesn't tell which."""
        if self._options.mode == "create":
            return []
        if (mended := known_lines.kept(record_id(entry), row)) is not None:
            return [mended]
        key = self._options.key_of("purchases")
        if key == "external_id":
            return known_lines.bearers(row[key])
        several = lines[(id(entry.sheet), order_number(entry))] > 1
        found = known_lines.find(row, several, id(entry.sheet), by_number=bool(key))
        if found is None:
            return known_lines.alike(row, id(entry.sheet)) if key and not several else []
        return [found]

    def _of_another(self, known_lines: OrderLines, row: Mapping[str, Any]) -> str:
        """Why a row can't be taken in whose order is, by its number, day and product, another customer's here."""
        line = known_lines.of_another(row) if self._options.mode != "create" and row["order_no"] else None
        if line is None:
            return ""
        other = self._store.customers.get(line["customer_id"])
        told = {
            "number": row["order_no"],
            "day": row["ordered_on"],
            "customer": f"{other['code']} {other['name']}",
        }
        return _("Order %(number)s of %(day)s is that of %(customer)s here.") % told

    def _of_line(
        self,
        entry: Entry,
        before: Mapping[str, Any],
        row: Mapping[str, Any],
        edited: Mapping[int, Mapping[str, Edited]],
    ) -> dict[str, Any]:
        """What the row says anew of a line that is known, without what a person changed since."""
        fields: tuple[str, ...] = ("status", "promised_on", "note")
        chosen = self._options.key_of("purchases") or record_id(entry) is not None
        if row["order_no"] or chosen:
            fields = ("product", "quantity", "amount_cents", *fields)
        if (row["order_no"] or chosen) and before["ordered_on"] != row["ordered_on"]:
            fields = ("ordered_at", "ordered_on", *fields)
        values = {f: row[f] for f in fields}
        if "id" not in before:
            return values
        whose = before["order_no"] or str(entry.values.get("customer") or "")
        return self._conflicts.keep(
            "purchase", before, values, edited.get(before["id"], {}), whose=whose, entry=entry
        )

    def _give_back(self, returns: Sequence[tuple[Entry, dict[str, Any], list[dict[str, Any]]]]) -> None:
        """Books the lines below zero on their orders; what these can't hold stays a line of its own."""
        for entry, row, lines in returns:
            new = self._refunds.give_back(row, lines)
            if new is None:
                row["author_id"] = self._team.id(row["author"])
                entry.end("created", entry.customer_id, self._store.purchases.add_many(self._op, [row])[0])
            else:
                entry.end("updated" if new else "unchanged", entry.customer_id, lines[0]["id"])

    def _purchase(self, entry: Entry) -> dict[str, Any]:
        values = entry.values
        at, day = self._job.instant(values["ordered"])
        name, amount = values.get("author"), int(values.get("amount") or 0)
        status = values.get("status") or "completed"
        if status == "refunded" and 0 < (values.get("refund") or 0) < amount:
            status = "paid"  # refunded in part
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
            "note": stored(values.get("note")),
            "external_id": values.get("external_id"),
            "custom": self._custom(entry, "", False),
        }


def _contact_key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    author = row["author_id"] or row["author"] or ""
    return row["customer_id"], row["occurred_at"], row["channel"], row["content"] or "", author


def _number(row: Mapping[str, Any]) -> Any:
    return row["external_id"]


def author_hint(entry: Entry, team: Team) -> str:
    """The person whose sheet this is, if its name is one of the team or reads like a person's."""
    hint = entry.sheet.author_hint or ""
    return hint if hint and (team.knows(hint) or is_personal_name(hint)) else ""


_NEEDED = {
    "interactions": ("occurred",),
    "purchases": ("ordered", "amount"),
    "complaints": ("opened",),
    "tasks": ("title",),
    "feedback": ("occurred", "content"),
}


def needed(entry: Entry) -> bool:
    """Rejects a record that lacks what it can't do without; True if it may go on."""
    missing = next((f for f in _NEEDED.get(entry.kind, ()) if entry.values.get(f) is None), None)
    if missing and not is_due_row(entry):
        entry.missing(missing)
    return entry.open
