"""Complaints of an import, with the steps that the sheet tells of.

A step whose time of day isn't known is kept, but no clock is judged by it; what the sheet says is done starts no clock.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from crmcli.clock import AsOf
from crmcli.operation import Operation
from crmcli.policy import Policy
from crmcli.store import Store
from crmcli.workflows import complaints
from crmcli.workflows.import_conflicts import Conflicts
from crmcli.workflows.import_customers import stored
from crmcli.workflows.import_fates import Entry
from crmcli.workflows.import_options import Options
from crmcli.workflows.import_people import Team
from crmcli.workflows.import_records import Clock

_COLUMNS = (
    "number", "external_id", "customer_id", "channel", "severity", "category", "product", "order_no", "content",
    "demand", "accused", "handler_id", "handler", "compensation_cents", "opened_at", "opened_on", "state",
    "root_cause", "measure", "revisit_result", "imported", "custom", "note", "created_at",
)  # fmt: skip
_EVENT = ("complaint_id", "kind", "at", "on_day", "at_known", "actor_id", "data", "recorded_at")
#: Columns that a later sheet may fill or change.
_CHANGING = (
    "handler_id",
    "handler",
    "compensation_cents",
    "root_cause",
    "measure",
    "revisit_result",
    "note",
    "category",
)
_STEPS = ("responded", "proposed", "resolved", "revisited")
#: The steps that a stated state implies.
_IMPLIED = {
    "responded": ("responded",), "proposed": ("responded", "proposed"), "resolved": ("resolved",),
    "revisited": ("resolved", "revisited"), "archived": ("resolved", "archived"), "waiting": ("responded", "waiting"),
}  # fmt: skip


class Step(NamedTuple):
    """One event to be written."""

    kind: str
    at: str
    on_day: str
    known: bool
    data: dict[str, Any]


class ComplaintWriter:
    """Writes the complaints of one import inside its operation."""

    def __init__(
        self, store: Store, op: Operation, policy: Policy, as_of: AsOf, team: Team, when: Clock, options: Options,
        conflicts: Conflicts,
    ) -> None:  # fmt: skip
        self._store, self._op, self._policy, self._as_of = store, op, policy, as_of
        self._team, self._when, self._options, self._conflicts = team, when, options, conflicts

    def write(self, entries: Sequence[Entry]) -> None:
        """Writes them all and brings their deadlines in line."""
        known = self._known(entries) if self._options.mode != "create" else {}
        new: list[tuple[list[Entry], dict[str, Any], list[Step]]] = []
        place: dict[Any, int] = {}
        changed: list[int] = []
        for entry in entries:
            row, steps = self._row(entry), self._steps(entry)
            before = next((known[k] for k in _keys(row) if k in known), None)
            if before is not None:
                changed += self._update(entry, before, row, steps)
                continue
            first = next((place[k] for k in _keys(row) if k in place), None)
            if first is not None:
                new[first][0].append(entry)
                continue
            if not self._options.may_add():
                entry.leave_out()
                continue
            if self._options.mode != "create":
                place |= dict.fromkeys(_keys(row), len(new))
            new.append(([entry], row, steps))
        created = self._insert(new)
        complaints.recache(self._store, self._op, self._policy, self._as_of.instant, [*created, *changed])

    def _known(self, entries: Sequence[Entry]) -> dict[Any, Mapping[str, Any]]:
        numbers = {str(e.values["external_id"]) for e in entries if e.values.get("external_id")}
        rows = self._store.imports.complaints(numbers, {e.customer_id for e in entries if e.customer_id})
        return {key: row for row in map(dict, rows) for key in (*_keys(row), row["number"])}

    def _insert(self, new: Sequence[tuple[list[Entry], dict[str, Any], list[Step]]]) -> range:
        self._number([row for _entries, row, _steps in new])
        ids = self._op.insert_many(
            "complaint", _COLUMNS, [tuple(row.get(c) for c in _COLUMNS) for _e, row, _s in new]
        )
        events = []
        for (entries, row, steps), complaint_id in zip(new, ids, strict=True):
            events += [self._event(complaint_id, step, row["handler_id"]) for step in steps]
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

    def _event(self, complaint_id: int, step: Step, actor_id: int | None) -> tuple[Any, ...]:
        data = json.dumps(step.data, ensure_ascii=False, sort_keys=True) if step.data else None
        return (
            complaint_id,
            step.kind,
            step.at,
            step.on_day,
            int(step.known),
            actor_id,
            data,
            self._op.at_text,
        )

    def _update(
        self, entry: Entry, before: Mapping[str, Any], row: Mapping[str, Any], steps: Sequence[Step]
    ) -> list[int]:
        """Adds what the sheet knows more of a complaint that is known; its id if anything changed."""
        had = {event.kind for event in self._store.complaints.events([before["id"]])[before["id"]]}
        more = [s for s in steps if s.kind not in had]
        edited = self._store.imports.edited_fields("complaint", [before["id"]]).get(before["id"], {})
        if row["handler_id"] is not None and row["handler_id"] == before["handler_id"]:
            row = {**row, "handler": before["handler"]}  # the same person, by name or as one of the team
        changes = {c: row[c] for c in _CHANGING if row[c] is not None and row[c] != before[c]}
        if self._options.fills:
            changes = {c: v for c, v in changes.items() if before[c] is None}
        changes = self._conflicts.keep("complaint", before, changes, edited, before["number"], entry)
        changed = self._op.update("complaint", before["id"], changes) if changes else False
        self._op.insert_many(
            "complaint_event", _EVENT, [self._event(before["id"], s, row["handler_id"]) for s in more]
        )
        entry.end("updated" if changed or more else "unchanged", before["customer_id"], before["id"])
        return [before["id"]] if changed or more else []

    # -- reading a row --------------------------------------------------------------------------------------------

    def _row(self, entry: Entry) -> dict[str, Any]:
        values = entry.values
        at, day = self._when.instant(values["opened"])
        content = values.get("content") or values.get("category") or values.get("product") or ""
        extra = entry.extra
        return {
            "external_id": values.get("external_id"), "customer_id": entry.customer_id,
            "channel": values.get("channel"), "severity": values.get("severity") or "normal",
            "content": stored(content), "opened_at": at, "opened_on": day, "state": "open", "imported": 1,
            "handler_id": self._team.id(values.get("handler")), "handler": values.get("handler"),
            "compensation_cents": values.get("compensation"), "revisit_result": values.get("revisit_result"),
            "created_at": self._op.at_text,
            "custom": json.dumps(extra, ensure_ascii=False, sort_keys=True) if extra else None,
            **{f: stored(values.get(f)) for f in ("category", "product", "order_no", "demand", "accused", "root_cause", "measure", "note")},
        }  # fmt: skip

    def _steps(self, entry: Entry) -> list[Step]:
        """The events that a row tells of, in order; what has no time of its own comes right after the step before."""
        values = entry.values
        at, day = self._when.instant(values["opened"])
        opened = Step(
            "opened", at, day, _is_timed(values["opened"]), {"severity": values.get("severity") or "normal"}
        )
        steps, implied = [opened], _IMPLIED.get(str(values.get("status") or ""), ())
        for kind in (*_STEPS, "waiting", "archived"):
            when = values.get(kind)
            data = (
                {"result": values["revisit_result"]}
                if kind == "revisited" and values.get("revisit_result")
                else {}
            )
            if isinstance(when, date):
                at, day = self._when.instant(when)
                steps.append(Step(kind, at, day, _is_timed(when) and opened.known, data))
            elif values.get(f"{kind}_flag") or kind in implied or data:
                steps.append(Step(kind, "", "", False, data))
        if steps[-1].kind == "waiting" and any(s.kind == "resolved" for s in steps):
            steps.pop()
        return _in_order(steps)


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


def _keys(row: Mapping[str, Any]) -> list[Any]:
    """What identifies a complaint: its number elsewhere, else customer, instant and content."""
    if row["external_id"]:
        return [row["external_id"]]
    return [(row["customer_id"], row["opened_at"], row["content"])]
