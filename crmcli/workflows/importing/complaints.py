"""Complaints of an import, with the steps that the sheet tells of.

A step whose time of day isn't known is kept, but no clock is judged by it; what the sheet says is done starts no clock.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from crmcli import clock
from crmcli.i18n import _
from crmcli.matching.names import fold_name
from crmcli.sheets.logs import LoggedStep
from crmcli.sheets.model import Problem
from crmcli.sheets.moments import tells_answer
from crmcli.workflows import complaints
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.incoming import stored
from crmcli.workflows.importing.job import Job
from crmcli.workflows.importing.kept import beside, record_id
from crmcli.workflows.importing.reasons import why

_COLUMNS = (
    "number", "external_id", "customer_id", "channel", "severity", "category", "product", "order_no", "content",
    "demand", "accused", "handler_id", "handler", "compensation_cents", "opened_at", "opened_on", "state",
    "cause", "root_cause", "measure", "lesson", "site", "contact_person_id", "revisit_result", "imported", "custom", "note",
    "created_at",
)  # fmt: skip
_EVENT = ("complaint_id", "kind", "at", "on_day", "at_known", "actor_id", "text", "data", "recorded_at")
#: Columns that a later sheet may fill or change.
_CHANGING = (
    "handler_id",
    "handler",
    "compensation_cents",
    "cause",
    "root_cause",
    "measure",
    "revisit_result",
    "note",
    "category",
    "lesson",
    "site",
    "contact_person_id",
)
#: What a mended row may change besides.
_MENDED = ("severity", "channel", "demand", "product", "order_no")
#: Later than any event.
_EVER = "9999"
_STEPS = ("responded", "proposed", "resolved", "revisited")
#: The clock that each of them stops.
_CLOCKS = ("respond", "propose", "resolve", "revisit")
#: The steps that a stated state implies.
_IMPLIED = {
    "responded": ("responded",),
    "proposed": ("responded", "proposed"),
    "resolved": ("resolved",),
    "revisited": ("resolved", "revisited"),
    "archived": ("resolved", "archived"),
    "waiting": ("responded", "waiting"),
}


class Step(NamedTuple):
    """One event to be written."""

    kind: str
    at: str
    on_day: str
    known: bool
    data: Mapping[str, Any]
    text: str | None = None
    #: Who took it; the complaint's handler where the sheet doesn't say.
    actor_id: int | None = None


class ComplaintWriter:
    """Writes the complaints of one import inside its operation."""

    def __init__(self, job: Job) -> None:
        self._job, self._store, self._op, self._policy = job, job.work.store, job.work.op, job.work.policy
        self._team, self._options, self._conflicts = job.team, job.options, job.conflicts
        self._persons: Mapping[int, Sequence[Mapping[str, Any]]] = {}
        #: Known complaints by their numbers, ours and another system's.
        self._numbered: dict[str, list[Mapping[str, Any]]] = {}
        #: Who looks after the customers of complaints that accuse somebody.
        self._owners: Mapping[int, int | None] = {}

    def write(self, entries: Sequence[Entry]) -> None:
        """Writes them all and brings their deadlines in line."""
        accusing = {e.customer_id for e in entries if e.customer_id and e.values.get("accused")}
        self._owners = {row["id"]: row["owner_id"] for row in self._store.customers.many(sorted(accusing))}
        named = {e.customer_id for e in entries if e.customer_id and e.values.get("contact_person")}
        self._persons = self._store.imports.persons(named)
        known = self._known(entries) if self._options.mode != "create" else {}
        kept = self._store.imports.records("complaint", {i for e in entries if (i := record_id(e))})
        new: list[tuple[list[Entry], dict[str, Any], list[Step]]] = []
        place: dict[Any, int] = {}
        changed: list[int] = []
        for entry in entries:
            if not self._is_possible(entry):
                continue
            row, steps = self._row(entry), self._steps(entry)
            if row["accused"] and not any(step.kind == "resolved" for step in steps):
                row["handler_id"] = self._unaccused(entry, row)
            keys = self._keys(row)
            before = kept.get(record_id(entry) or 0) or next((known[k] for k in keys if k in known), None)
            if before is not None:
                changed += self._update(entry, before, row, steps)
                continue
            first = next((place[k] for k in keys if k in place), None)
            if first is not None:
                new[first][0].append(entry)
                continue
            if other := self._of_another(row):
                entry.reject(other)
                continue
            if not self._options.may_add():
                entry.leave_out()
                continue
            if self._options.mode != "create":
                place |= dict.fromkeys(keys, len(new))
            new.append(([entry], row, steps))
        created = self._insert(new)
        complaints.recache(self._job.work, [*created, *changed])

    def _known(self, entries: Sequence[Entry]) -> dict[Any, Mapping[str, Any]]:
        numbers = {str(e.values["external_id"]) for e in entries if e.values.get("external_id")}
        rows = self._store.imports.complaints(numbers, {e.customer_id for e in entries if e.customer_id})
        found = [dict(row) for row in rows]
        for row in found:
            for number in {row["external_id"], row["number"]} - {None}:
                self._numbered.setdefault(number, []).append(row)
        numbered = [row | {"external_id": row["number"]} for row in found]
        return {
            key: row
            for row, other in zip(found, numbered, strict=True)
            for key in (*self._keys(row), *self._keys(other))
        }

    def _keys(self, row: Mapping[str, Any]) -> list[Any]:
        """What identifies a complaint: its customer and number with the day or the words, for numbers start again each
        year; the number alone where it is the chosen key; without one, what it says.
        """
        number, customer = row["external_id"], row["customer_id"]
        if self._options.key_of("complaints"):
            return [number] if number else []
        if number:
            return [(number, customer, row["opened_on"]), (number, customer, row["content"])]
        return [(customer, row["opened_at"], row["content"])]

    def _of_another(self, row: Mapping[str, Any]) -> str:
        """Why a row can't be taken in whose complaint is, by number, day and words, another customer's here."""
        for other in self._numbered.get(row["external_id"] or "", ()):
            same = (other["opened_on"], other["content"]) == (row["opened_on"], row["content"])
            if same and other["customer_id"] != row["customer_id"]:
                bearer = self._store.customers.get(other["customer_id"])
                told = {"number": other["number"], "customer": f"{bearer['code']} {bearer['name']}"}
                return _("Complaint %(number)s is that of %(customer)s here.") % told
        return ""

    def _insert(self, new: Sequence[tuple[list[Entry], dict[str, Any], list[Step]]]) -> range:
        self._number([row for _entries, row, _steps in new])
        ids = self._op.insert_many(
            "complaint", _COLUMNS, [tuple(row.get(c) for c in _COLUMNS) for _e, row, _s in new]
        )
        events = []
        for (entries, row, steps), complaint_id in zip(new, ids, strict=True):
            events += [self._event(complaint_id, step, entries[0], row["handler_id"]) for step in steps]
            entries[0].end("created", row["customer_id"], complaint_id)
            for entry in entries[1:]:
                entry.end("duplicate", row["customer_id"], complaint_id)
        self._op.insert_many("complaint_event", _EVENT, events)
        return ids

    def _number(self, rows: Sequence[dict[str, Any]]) -> None:
        """The sheet's own numbers where they are free, else the next ones of the year."""
        taken = self._store.imports.complaint_numbers({r["external_id"] for r in rows if r["external_id"]})
        wanting: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            if row["external_id"] and row["external_id"] not in taken:
                row["number"] = row["external_id"]
                taken.add(row["number"])
            else:
                wanting[row["opened_on"][:4]].append(row)
        for year, unnumbered in wanting.items():
            first = self._op.allocate(f"complaint_{year}", len(unnumbered))
            for offset, row in enumerate(unnumbered):
                row["number"] = f"TS{year}-{first + offset:04d}"

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

    def _update(
        self, entry: Entry, before: Mapping[str, Any], row: Mapping[str, Any], steps: Sequence[Step]
    ) -> list[int]:
        """Adds what the sheet knows more of a complaint that is known; its id if anything changed."""
        events = self._store.complaints.history(before["id"], _EVER)
        if entry.values.get("steps"):
            had = {(event["kind"], event["at"]) for event in events}
            more = [s for s in steps if (s.kind, s.at) not in had and s.kind != "opened"]
        else:
            kinds = {event["kind"] for event in events}
            more = [s for s in steps if s.kind not in kinds]
        edited = self._store.imports.edited_fields("complaint", [before["id"]]).get(before["id"], {})
        if row["handler_id"] is not None and row["handler_id"] == before["handler_id"]:
            row = {**row, "handler": before["handler"]}  # the same person, by name or as one of the team
        changing = _CHANGING if record_id(entry) is None else (*_CHANGING, *_MENDED)
        changes = {c: row[c] for c in changing if row[c] is not None and row[c] != before[c]}
        if self._accuses(before["accused"], row["handler"]):
            changes = {c: v for c, v in changes.items() if c not in ("handler", "handler_id")}
        if self._options.fills:
            changes = {c: v for c, v in changes.items() if before[c] is None}
        changes = self._conflicts.keep(
            "complaint", before, changes, edited, whose=before["number"], entry=entry
        )
        changes |= beside(entry, before["custom"])
        changed = self._op.update("complaint", before["id"], changes) if changes else False
        self._op.insert_many(
            "complaint_event", _EVENT, [self._event(before["id"], s, entry, row["handler_id"]) for s in more]
        )
        entry.end("updated" if changed or more else "unchanged", before["customer_id"], before["id"])
        return [before["id"]] if changed or more else []

    # -- reading a row --------------------------------------------------------------------------------------------

    def _is_possible(self, entry: Entry) -> bool:
        """A step before the opening is kept, and told, or, if strict, rejects the complaint."""
        opened = entry.values["opened"]
        early = tuple(
            Problem(kind, str(entry.values[kind]), "too_early")
            for kind in _STEPS
            if isinstance(entry.values.get(kind), date) and self._before(entry.values[kind], opened)
        )
        if early and self._options.strict:
            entry.reject(*map(why, early))
        else:
            entry.incomplete += early
        return entry.open

    def _before(self, when: date, other: date) -> bool:
        """Whether a moment is before another; by the day where one tells no time."""
        (at, day), (other_at, other_day) = self._job.instant(when), self._job.instant(other)
        return at < other_at if _is_timed(when) and _is_timed(other) else day < other_day

    def _row(self, entry: Entry) -> dict[str, Any]:
        values = entry.values
        at, day = self._job.instant(values["opened"])
        content = values.get("content") or values.get("category") or values.get("product") or ""
        extra = entry.extra
        person = values.get("contact_person")
        if person and person != values.get("customer", person) and self._person(entry) is None:
            extra = extra | {"contact_person": str(values["contact_person"])}
        handler = values.get("handler")
        if self._accuses(values.get("accused"), handler):
            handler, extra = None, extra | {"handler": str(handler)}
            entry.reasons += (_("Who is accused can't handle it; somebody else does."),)
        return {
            "external_id": values.get("external_id"),
            "customer_id": entry.customer_id,
            "channel": values.get("channel"),
            "severity": values.get("severity") or "normal",
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
            **{
                f: stored(values.get(f))
                for f in (
                    "category",
                    "product",
                    "order_no",
                    "site",
                    "demand",
                    "accused",
                    "cause",
                    "root_cause",
                    "measure",
                    "lesson",
                    "note",
                )
            },
        }

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

    def _logged(self, step: LoggedStep) -> Step:
        """A step as our own export tells it."""
        day = clock.local_date(clock.parse_iso(step.at), self._job.work.zone).isoformat()
        actor = self._team.id(step.actor)
        return Step(
            kind=step.kind,
            at=step.at,
            on_day=day,
            known=step.known,
            data=dict(step.data),
            text=step.text or None,
            actor_id=actor,
        )

    def _person(self, entry: Entry) -> int | None:
        """The customer's contact person whom the row names."""
        folded = fold_name(str(entry.values.get("contact_person") or ""))
        persons = self._persons.get(entry.customer_id or 0, ()) if folded else ()
        return next((p["id"] for p in persons if p["name_folded"] == folded), None)

    def _steps(self, entry: Entry) -> list[Step]:
        """The events that a row tells of, in order; what has no time of its own comes right after the step before."""
        values = entry.values
        if values.get("steps"):
            return [self._logged(step) for step in values["steps"]]
        at, day = self._job.instant(values["opened"])
        told = {"severity": values.get("severity") or "normal"}
        opened = Step("opened", at, day, _is_timed(values["opened"]), told)
        steps, implied = [opened], _IMPLIED.get(str(values.get("status") or ""), ())
        for kind in (*_STEPS, "waiting", "archived"):
            when = values.get(kind)
            data = (
                {"result": values["revisit_result"]}
                if kind == "revisited" and values.get("revisit_result")
                else {}
            )
            if isinstance(when, date):
                at, day = self._job.instant(when)
                steps.append(Step(kind, at, day, _is_timed(when) and opened.known, data))
            elif values.get(f"{kind}_flag") or kind in implied or data:
                steps.append(Step(kind, "", "", False, data))
        if steps[-1].kind == "waiting" and any(s.kind == "resolved" for s in steps):
            steps.pop()
        told |= _untold(entry, any(s.kind in ("resolved", "archived") for s in steps))
        return _in_order(steps)


def _untold(entry: Entry, closed: bool) -> dict[str, str]:
    """The clocks whose steps the sheet has no column for; what is told on the way has never one, but goes on while a
    complaint is open.
    """
    columns = {column.field for column in entry.sheet.columns}
    if any(map(tells_answer, entry.sheet.headers)):
        columns.add("responded")
    names = [name for step, name in zip(_STEPS, _CLOCKS, strict=True) if step not in columns]
    return {"untold": " ".join([*names, *(["progress"] if closed else [])])}


def _in_order(steps: Sequence[Step]) -> list[Step]:
    """Steps without a time take that of the step before; none is before the opening."""
    opened = steps[0]
    done, last = [opened], opened
    for step in steps[1:]:
        if not step.at or step.at < opened.at:
            step = step._replace(at=last.at, on_day=last.on_day, known=False)
        done.append(step)
        last = max(last, step, key=lambda s: s.at)
    return done


def _is_timed(when: Any) -> bool:
    return isinstance(when, datetime)
