"""Interactions of an import: known by their number, else by customer, moment, channel, words and author."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from crmcli.clock import parse_iso
from crmcli.database.connection import Row
from crmcli.matching.names import fold_name
from crmcli.queries.appointments import settles_from
from crmcli.service.reached import reached, tells_unreached
from crmcli.verdicts.reach import Whom
from crmcli.workflows.due.greeting import note_care, note_greeting
from crmcli.workflows.importing.customers.incoming import stored
from crmcli.workflows.importing.entries import is_due_row
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.people import Team, is_personal_name
from crmcli.workflows.importing.records.day_sheet import AgreedSteps
from crmcli.workflows.importing.records.ended_steps import go_on, standing, tell_ended
from crmcli.workflows.importing.records.plain import PlainWriter
from crmcli.workflows.importing.records.reaching import channel_of, direction_of, fell_out, said_of
from crmcli.workflows.importing.records.recognising import Traits
from crmcli.workflows.importing.records.updates import Updates
from crmcli.workflows.opting_out import Said, note

#: What a row says of a contact if it has the field of this name.
_TOLD = {
    "channel": "channel", "direction": "direction", "effective": "effective", "care": "care", "author": "author",
    "author_id": "author", "recorded_at": "recorded", "recorder_id": "recorder", "received_at": "received",
    "answered_at": "answered", "answerer_id": "answerer", "next_ended_at": "next_ended",
}  # fmt: skip


class InteractionWriter(PlainWriter):
    """Writes the interactions of one import inside its operation."""

    kind = "interactions"
    table = "interaction"
    changing = (
        "external_id", "occurred_at", "occurred_on", "content", "contact_person_id", "feedback", "next_step", "next_on",
        "next_at", "level", "gave",
    )  # fmt: skip
    #: Of the contacts' customers, whom they may be made with.
    _persons: Mapping[int, Sequence[Mapping[str, Any]]]
    columns = ()
    defaults: ClassVar[Mapping[str, Any]] = {}

    def write(self, entries: Sequence[Entry], read_before: Sequence[Entry]) -> None:
        ids = {e.customer_id for e in (*entries, *read_before) if e.customer_id}
        self._persons = self._store.imports.persons(ids)
        self._same: list[tuple[Entry, dict[str, Any]]] = []
        super().write(entries, read_before)

    def _take(self, updates: Updates, entry: Entry, row: dict[str, Any], before: dict[str, Any]) -> None:
        """Two results of one customer in the same words are one contact, and each does what its row asks for."""
        super()._take(updates, entry, row, before)
        if is_due_row(entry):
            self._same.append((entry, row))

    def _insert(self, new: Sequence[tuple[Entry, dict[str, Any]]]) -> None:
        results = [*((entry, row) for entry, row in new if is_due_row(entry)), *self._same]
        steps = AgreedSteps(self._job, [entry for entry, _row in results])
        told = [row for entry, row in new if not is_due_row(entry)]
        steps.go_on([row for _entry, row in results])
        before = standing(self._job, {row["customer_id"] for row in told})
        go_on(told, _by_customer(before))
        created = self._store.interactions.add_many(self._op, [row for _entry, row in new])
        for (entry, _row), row_id in zip(new, created, strict=True):
            entry.end("created", entry.customer_id, row_id)
        self._settle([row for _entry, row in results if row["effective"]])
        self._tell([row for _entry, row in [*new, *results]])
        steps.settle(results)
        tell_ended(self._job, before, told)
        self._greet(new, results)
        self._job.fates.warnings += note(self._job.work, _words(row for _entry, row in [*new, *self._same]))

    def _greet(
        self, new: Sequence[tuple[Entry, dict[str, Any]]], results: Sequence[tuple[Entry, dict[str, Any]]]
    ) -> None:
        """The result of a birthday's row is the greeting; so is care, by hand or in a sheet."""
        for customer_id in {e.customer_id for e, _row in results if e.customer_id and _is_birthday(e)}:
            note_greeting(self._job.work, customer_id)
        cared = sorted(
            (row["occurred_on"], row["customer_id"])
            for _entry, row in new
            if row["care"] and row["direction"] == "out" and row["customer_id"]
        )
        note_care(self._job.work, {customer_id: day for day, customer_id in cared})

    def _settle(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """A contact made today answers the low scores that waited for it, and what came in and waits."""
        for row in rows:
            self._store.interactions.answer(self._op, row["customer_id"], self._op.at_text, row["author_id"])
            self._store.surveys.settle_low(self._op, row["customer_id"], self._op.at_text)

    def _tell(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Who was spoken to knows what had become of their orders by then."""
        told: dict[int, str] = {}
        for row in rows:
            if row["effective"] and row["customer_id"]:
                told[row["customer_id"]] = max(row["occurred_at"], told.get(row["customer_id"], ""))
        self._store.progress.tell(self._op, told)

    def _row(self, entry: Entry) -> dict[str, Any]:
        values, due = entry.values, is_due_row(entry)
        at, day = self._job.instant(self._job.work.as_of.instant if due else values["occurred"])
        content = stored(values.get("content")) or ""
        channel = values.get("channel") or ("phone" if due else channel_of(entry, content))
        said = said_of(entry, content)
        effective, care = reached(said, can_be=self._job.work.policy.can_be_effective(channel))
        if fell_out(entry):
            effective = 0
        if values.get("effective") is not None:
            effective = int(bool(values["effective"]))
        if values.get("care") is not None:
            care = int(bool(values["care"]))
        # Our sheet offers what its row asks for: who wasn't reached got none of it.
        offered = not due or bool(effective) or not tells_unreached(said)
        author_id, author = self._author(entry, due)
        person_id, unknown = self._person(entry)
        return {
            **self._moments(entry),
            **self._agreed(values.get("next_on"), day),
            "customer_id": entry.customer_id,
            "direction": direction_of(entry, content),
            "channel": channel,
            "contact_person_id": person_id,
            "occurred_at": at,
            "occurred_on": day,
            "author_id": author_id,
            "author": author,
            "content": content,
            "feedback": stored(values.get("feedback")),
            "next_step": stored(values.get("next_step")),
            "level": values.get("level") if offered else None,
            "gave": values.get("gave") if offered else None,
            "effective": effective,
            "care": care,
            "imported": int(not due),
            "external_id": None if due else values.get("external_id"),
            "custom": self._custom(entry, unknown),
            "of_sheet": author is not None and not values.get("author"),
        }

    def _moments(self, entry: Entry) -> dict[str, Any]:
        """When a contact was recorded, came in and was answered, and by whom, as our own export tells it."""
        values = entry.values
        told = {
            "recorded_at": self._at(values.get("recorded")),
            "recorder_id": self._team.id(values.get("recorder")),
            "received_at": self._at(values.get("received")),
            "answered_at": self._at(values.get("answered")),
            "answerer_id": self._team.id(values.get("answerer")),
            "next_ended_at": self._at(values.get("next_ended")),
        }
        return {name: value for name, value in told.items() if value is not None}

    def _agreed(self, when: date | None, made_on: str) -> dict[str, str | None]:
        """The day of the next step, its instant where the row tells a time, and from when on a contact settles it."""
        at, on = self._job.instant(when) if when else (None, None)
        early = self._job.work.policy.contact.early_days
        return {
            "next_on": on,
            "next_at": at if isinstance(when, datetime) else None,
            "next_settles_on": settles_from(on, made_on, early),
        }

    def _settled(
        self, changes: dict[str, Any], row: Mapping[str, Any], before: Mapping[str, Any]
    ) -> dict[str, Any]:
        if "next_on" in changes:
            changes |= {name: row[name] for name in ("next_at", "next_settles_on")}
        return changes

    def _person(self, entry: Entry) -> tuple[int | None, dict[str, int | None]]:
        """The customer's contact person whom the row names, and a name that is nobody's there."""
        folded = fold_name(str(entry.values.get("contact_person") or ""))
        persons = self._persons.get(entry.customer_id or 0, ())
        found = next((p["id"] for p in persons if p["name_folded"] == folded), None)
        lacking = folded and entry.values.get("customer") and found is None
        return found, {"contact_person": None} if lacking else {}

    def _at(self, when: date | None) -> str | None:
        return None if when is None else self._job.instant(when)[0]

    def _author(self, entry: Entry, due: bool) -> tuple[int | None, str | None]:
        """Who made the contact: the row's word, else the sheet's own person, for a due list the one who imports it."""
        if due:
            return self._op.actor.id, self._op.actor.name
        name = entry.values.get("author") or author_hint(entry, self._team)
        return self._team.id(name), name or None

    def _said(self, entry: Entry) -> Sequence[str]:
        told = (column for column, name in _TOLD.items() if entry.values.get(name) is not None)
        return (*self.changing, *told)

    def _known(self, rows: Sequence[Mapping[str, Any]]) -> Sequence[Row]:
        known = self._store.interactions.of_many({row["customer_id"] for row in rows if row["customer_id"]})
        if self._options.key_of(self.kind):
            known += self._store.interactions.numbered({r["external_id"] for r in rows if r["external_id"]})
        return known

    def _traits(self, row: dict[str, Any]) -> Traits:
        whose, words = row["customer_id"], row["content"] or ""
        author = row["author_id"] or row["author"] or ""
        return Traits(
            numbers=(row["external_id"],) if row["external_id"] else (),
            customer_id=whose,
            day=row["occurred_on"],
            words=words,
            exact=((whose, row["occurred_at"], row["channel"], words, author),),
            # On a sheet of somebody's own the same words are that person's contact.
            near=(whose, row["occurred_on"], words) if words and not row.get("of_sheet") else None,
        )

    def _whose(self, row: Mapping[str, Any]) -> str:
        return f"{row['occurred_on']} {(row['content'] or '')[:40]}".strip()


def _by_customer(steps: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for step in steps:
        found.setdefault(step["customer_id"], []).append(step)
    return found


def _words(rows: Iterable[Mapping[str, Any]]) -> Iterator[Said]:
    """What customers said themselves in contacts of theirs."""
    for row in rows:
        if row["customer_id"]:
            whom = Whom(row["customer_id"], row["contact_person_id"])
            texts = [row["feedback"], *([row["content"]] if row["direction"] == "in" else [])]
            yield from (
                Said(whom, text, parse_iso(row["occurred_at"]), row["channel"])
                for text in filter(None, texts)
            )


def _is_birthday(entry: Entry) -> bool:
    return str(entry.values["external_id"]).startswith("birthday:")


def author_hint(entry: Entry, team: Team) -> str:
    """The person whose sheet this is, if its name is one of the team or reads like a person's."""
    hint = entry.sheet.author_hint or ""
    return hint if hint and (team.knows(hint) or is_personal_name(hint)) else ""
