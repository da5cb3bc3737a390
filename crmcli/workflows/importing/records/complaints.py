"""Complaints of an import, each with the steps that the sheet tells of."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.matching.names import fold_name
from crmcli.queries.numbers import complaints_of, take
from crmcli.workflows import complaints
from crmcli.workflows.importing.customers.incoming import stored
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.job import Job
from crmcli.workflows.importing.records.complaint_steps import Step, StepReader, in_order
from crmcli.workflows.importing.records.plain import PlainWriter
from crmcli.workflows.importing.records.recognising import Traits
from crmcli.workflows.routing import handler_of, matter_of, routed_by

_EVENT = ("complaint_id", "kind", "at", "on_day", "at_known", "actor_id", "text", "data", "recorded_at")
_WORDS = (
    "category", "touchpoint", "product", "order_no", "site", "demand", "accused", "cause", "root_cause", "measure", "lesson", "note",
)  # fmt: skip
#: Later than any event.
_EVER = "9999"


class ComplaintWriter(PlainWriter):
    """Writes the complaints of one import inside its operation."""

    kind = "complaints"
    table = "complaint"
    columns = (
        "number", "external_id", "customer_id", "channel", "severity", "category", "touchpoint", "product", "order_no", "content",
        "demand", "accused", "handler_id", "handler", "compensation_cents", "opened_at", "opened_on", "state",
        "cause", "root_cause", "measure", "lesson", "site", "contact_person_id", "revisit_result", "imported", "custom",
        "note", "created_at",
    )  # fmt: skip
    changing = (
        "external_id", "content", "channel", "severity", "compensation_cents", "contact_person_id", "revisit_result",
        *_WORDS,
    )  # fmt: skip
    defaults: ClassVar[Mapping[str, Any]] = {"severity": "normal"}

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._persons: Mapping[int, Sequence[Mapping[str, Any]]] = {}
        #: Who looks after the customers of complaints that accuse somebody.
        self._owners: Mapping[int, int | None] = {}
        self._steps = StepReader(job)
        #: By row of a new complaint its steps; the complaints that were changed.
        self._steps_of: dict[int, list[Step]] = {}
        self._changed: list[int] = []
        #: The steps whose moments a row corrected: the first of a run is heard.
        self._moved: set[tuple[int, str]] = set()

    def write(self, entries: Sequence[Entry], read_before: Sequence[Entry]) -> None:
        """Writes them all and brings their deadlines in line."""
        rows = [*entries, *read_before]
        accusing = {e.customer_id for e in rows if e.customer_id and e.values.get("accused")}
        self._owners = {row["id"]: row["owner_id"] for row in self._store.customers.many(sorted(accusing))}
        named = {e.customer_id for e in rows if e.customer_id and e.values.get("contact_person")}
        self._persons = self._store.imports.persons(named)
        super().write([entry for entry in entries if self._steps.is_possible(entry)], read_before)
        complaints.recache(self._job.work, self._changed)

    def _known(self, rows: Sequence[Mapping[str, Any]]) -> Sequence[Row]:
        numbers = {row["external_id"] for row in rows if row["external_id"]}
        return self._store.imports.complaints(numbers, {r["customer_id"] for r in rows if r["customer_id"]})

    def _traits(self, row: dict[str, Any]) -> Traits:
        customer_id, words = row["customer_id"], row["content"]
        return Traits(
            numbers=tuple(n for n in dict.fromkeys((row["external_id"], row.get("number"))) if n),
            customer_id=customer_id,
            day=row["opened_on"],
            words=words,
            exact=((customer_id, row["opened_at"], words),),
            near=(customer_id, row["opened_on"], words),
        )

    def _whose(self, row: Mapping[str, Any]) -> str:
        return str(row.get("number") or row["external_id"] or row["content"][:40])

    def _told_of_another(self, other: Mapping[str, Any]) -> str:
        bearer = self._store.customers.get(other["customer_id"])
        told = {"number": self._whose(other), "customer": f"{bearer['code']} {bearer['name']}"}
        return _("Complaint %(number)s is that of %(customer)s here.") % told

    def _said(self, entry: Entry) -> Sequence[str]:
        named = entry.values.get("handler") and not self._accuses(
            entry.values.get("accused"), entry.values["handler"]
        )
        return (*self.changing, *(("handler", "handler_id") if named else ()))

    def _settled(
        self, changes: dict[str, Any], row: Mapping[str, Any], before: Mapping[str, Any]
    ) -> dict[str, Any]:
        if self._accuses(before["accused"], row["handler"]):
            changes = {c: v for c, v in changes.items() if c not in ("handler", "handler_id")}
        # Our own export has our own number.
        ours = changes.get("external_id") == before.get("number")
        return {c: v for c, v in changes.items() if c != "external_id"} if ours else changes

    # -- writing --------------------------------------------------------------------------------------------------

    def _insert(self, new: Sequence[tuple[Entry, dict[str, Any]]]) -> None:
        self._number(new)
        ruled = {id(row): rule for entry, row in new if (rule := self._route(entry, row))}
        super()._insert(new)
        events = []
        for entry, row in new:
            assert entry.target_id is not None
            self._changed.append(entry.target_id)
            for step in self._steps_of[id(row)]:
                if step.kind == "opened":
                    told = {"routed": str(ruled[id(row)])} if id(row) in ruled else {}
                    step = step._replace(data={**step.data, **told, "severity": row["severity"] or "normal"})
                events.append(self._event(entry.target_id, step, entry, row["handler_id"]))
        self._op.insert_many("complaint_event", _EVENT, events)
        self._job.fates.received += [e for e, row in new if not row["imported"] and e.sheet.incoming]

    def _route(self, entry: Entry, row: dict[str, Any]) -> int | None:
        """Gives an open complaint that the sheet says nobody handles to whom the policy's rules name, one that has just come in as
        if it were entered by hand; the rule (from 1)."""
        over = any(step.kind == "resolved" for step in self._steps_of[id(row)])
        work, news = self._job.work, entry.sheet.incoming and not row["imported"]
        told_to = row["handler_id"] or row["handler"]
        if over or entry.sheet.whole or told_to or not (news or work.policy.routing):
            return None
        about = self._store.customers.get(row["customer_id"])
        told = {**row, "severity": row["severity"] or "normal"}
        by_rule = routed_by(work, matter_of("complaint", told, about), row["accused"])
        chosen = handler_of(work, about, told, None) if news else by_rule
        if chosen is None or chosen.staff_id is None:
            return None
        row["handler_id"] = chosen.staff_id
        return chosen.rule

    def _number(self, new: Sequence[tuple[Entry, dict[str, Any]]]) -> None:
        """The sheet's own numbers where they are free, else the next ones of the year; those of mails and forms are nothing to be
        called by."""
        told = {r["external_id"] for _e, r in new if r["external_id"]}
        taken = self._store.imports.complaint_numbers(told)
        wanting: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for entry, row in new:
            if row["external_id"] and row["external_id"] not in taken and not entry.sheet.incoming:
                row["number"] = row["external_id"]
                taken.add(row["number"])
            else:
                wanting[row["opened_on"][:4]].append(row)
        for year, unnumbered in wanting.items():
            numbers = take(self._store.db, self._op, complaints_of(year), len(unnumbered), taken)
            for number, row in zip(numbers, unnumbered, strict=True):
                row["number"] = number

    def _event(self, complaint_id: int, step: Step, entry: Entry, handler: int | None) -> tuple[Any, ...]:
        data = json.dumps(step.data, ensure_ascii=False, sort_keys=True) if step.data else None
        actor_id = step.actor_id if entry.values.get("steps") else handler
        return (
            complaint_id,
            step.kind,
            step.at,
            step.on_day,
            int(step.known),
            actor_id,
            step.text,
            data,
            self._op.at_text,
        )

    def _bring(
        self, entry: Entry, row: dict[str, Any], before: dict[str, Any], changes: dict[str, Any]
    ) -> bool:
        """Adds the steps that the sheet knows more of, and corrects the moments of those that an import brought."""
        steps = self._steps.of(entry)
        if "id" not in before:
            return self._bring_to_new(entry, steps, before)
        events = [dict(event) for event in self._store.complaints.history(before["id"], _EVER)]
        opening = json.loads(events[0]["data"] or "{}")
        new = self._steps.later(entry, _further(entry, steps, events), before, opening)
        self._op.insert_many(
            "complaint_event", _EVENT, [self._event(before["id"], s, entry, row["handler_id"]) for s in new]
        )
        moved = self._move(entry, steps, events, before, changes)
        if "severity" in changes:
            self._set_severity(events, changes["severity"])
        if changes or new or moved:
            self._changed.append(before["id"])
        return bool(new) or moved

    def _bring_to_new(self, entry: Entry, steps: Sequence[Step], row: dict[str, Any]) -> bool:
        """Adds steps to a complaint that is new with an earlier row; its opening stays."""
        known = self._steps_of[id(row)]
        there = [{"kind": s.kind, "at": s.at, "on_day": s.on_day} for s in known]
        new = _further(entry, steps, there)
        for step, event in self._steps.moved(entry, steps, there):
            self._tell(entry, row, step, event)
        self._steps_of[id(row)] = steps = in_order([*known, *new])
        row["opened_at"] = steps[0].at
        return bool(new)

    def _move(
        self,
        entry: Entry,
        steps: Sequence[Step],
        events: Sequence[Mapping[str, Any]],
        before: dict[str, Any],
        changes: dict[str, Any],
    ) -> bool:
        """Corrects the moments of steps; one that a person entered, or that would leave its place, is told."""
        moved = self._steps.moved(entry, steps, events)
        imported = self._store.imports.made_by_import("complaint_event", {event["id"] for _s, event in moved})
        done = False
        for step, event in moved:
            later = [other["at"] for other in events if other["kind"] != "opened"]
            first = step.kind == "opened" and any(at < step.at for at in later)
            early = step.kind != "opened" and step.at < before["opened_at"]
            again = (before["id"], step.kind) in self._moved
            if event["id"] not in imported or first or early or again:
                self._tell(entry, before, step, event)
                continue
            told = {"at": step.at, "on_day": step.on_day, "at_known": int(step.known)}
            done = self._op.update("complaint_event", event["id"], told) or done
            self._moved.add((before["id"], step.kind))
            if step.kind == "opened":
                changes |= {"opened_at": step.at, "opened_on": step.on_day}
        return done

    def _tell(self, entry: Entry, before: Mapping[str, Any], step: Step, event: Mapping[str, Any]) -> None:
        other_day = event["on_day"] != step.on_day
        first, further = (event["on_day"], step.on_day) if other_day else (event["at"], step.at)
        self._job.conflicts.tell_otherwise(entry, {step.kind: (first, further)}, whose=self._whose(before))

    def _set_severity(self, events: Sequence[Mapping[str, Any]], severity: str) -> None:
        """The severity follows from the events: the last of them that tells it is corrected."""
        telling = [e for e in events if "severity" in json.loads(e["data"] or "{}")]
        for event in telling[-1:]:
            data = {**json.loads(event["data"]), "severity": severity}
            self._op.update(
                "complaint_event", event["id"], {"data": json.dumps(data, ensure_ascii=False, sort_keys=True)}
            )

    # -- reading a row --------------------------------------------------------------------------------------------

    def _row(self, entry: Entry) -> dict[str, Any]:
        values, extra = entry.values, entry.extra
        at, day = self._job.instant(values["opened"])
        content = values.get("content") or values.get("category") or values.get("product") or ""
        person = values.get("contact_person")
        if person and person != values.get("customer", person) and self._person(entry) is None:
            # Where no column is theirs they stood beside the customer.
            extra = extra | {entry.column_of("contact_person", "customer"): str(person)}
        handler = values.get("handler")
        if self._accuses(values.get("accused"), handler):
            handler, extra = None, extra | {entry.column_of("handler"): str(handler)}
            if entry.open:
                entry.reasons += (_("Who is accused can't handle it; somebody else does."),)
        row = {
            "external_id": values.get("external_id"),
            "customer_id": entry.customer_id,
            "channel": values.get("channel"),
            "severity": values.get("severity"),
            "content": stored(content),
            "opened_at": at,
            "opened_on": day,
            "state": "open",
            "imported": 1,
            "handler_id": self._team.id(handler),
            "handler": handler,
            "compensation_cents": values.get("compensation"),
            "revisit_result": values.get("revisit_result"),
            "created_at": self._op.at_text,
            "custom": json.dumps(extra, ensure_ascii=False, sort_keys=True) if extra else None,
            "contact_person_id": self._person(entry),
            **{name: stored(values.get(name)) for name in _WORDS},
        }
        steps = self._steps_of[id(row)] = self._steps.of(entry)
        if not values.get("steps"):
            row["opened_at"] = steps[0].at
        # What was entered step by step goes on wherever it is moved to, and so does what has just come in: its revisit is due.
        row["imported"] = int("untold" in steps[0].data)
        if row["accused"] and not any(step.kind == "resolved" for step in steps):
            row["handler_id"] = self._unaccused(entry, row)
        return row

    def _unaccused(self, entry: Entry, row: Mapping[str, Any]) -> int | None:
        """Who handles an open complaint: its handler, else the customer's owner, but whoever imports if that is the
        accused."""
        owner_id, accused = self._owners.get(entry.customer_id or 0), self._team.id(row["accused"])
        if row["handler_id"] is not None or owner_id is None or owner_id != accused:
            return cast("int | None", row["handler_id"])
        return self._op.actor.id if self._op.actor.id != accused else None

    def _accuses(self, accused: str | None, handler: str | None) -> bool:
        """Whether both cells name the same person."""
        if not accused or not handler:
            return False
        staff_id = self._team.id(handler)
        same = staff_id is not None and staff_id == self._team.id(accused)
        return same or fold_name(accused) == fold_name(handler)

    def _person(self, entry: Entry) -> int | None:
        """The customer's contact person whom the row names."""
        folded = fold_name(str(entry.values.get("contact_person") or ""))
        persons = self._persons.get(entry.customer_id or 0, ()) if folded else ()
        return next((p["id"] for p in persons if p["name_folded"] == folded), None)


def _further(entry: Entry, steps: Sequence[Step], known: Sequence[Mapping[str, Any]]) -> list[Step]:
    """The steps that aren't known yet: of our own log each by its moment, else one of each kind."""
    if entry.values.get("steps"):
        had = {(event["kind"], event["at"]) for event in known}
        return [s for s in steps if (s.kind, s.at) not in had and s.kind != "opened"]
    kinds = {event["kind"] for event in known}
    return [s for s in steps if s.kind not in kinds]
