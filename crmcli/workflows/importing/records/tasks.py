"""Tasks of an import, with or without a customer: known by their number elsewhere, else by title, customer and time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar

from crmcli import clock
from crmcli.database.connection import Row
from crmcli.errors import Usage
from crmcli.workflows.importing.customers.incoming import stored
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.records.plain import PlainWriter
from crmcli.workflows.importing.records.recognising import Traits

_FINISHED = 100
_STEP = ("task_id", "position", "text", "done_at", "done_by")
_COMMENT = ("task_id", "at", "author_id", "text")
_HANDOVER = ("task_id", "at", "by_id", "from_id", "to_id", "due_at", "due_on", "note")


class TaskWriter(PlainWriter):
    """Writes the tasks of one import inside its operation."""

    kind = "tasks"
    table = "task"
    columns = (
        "external_id",
        "title",
        "owner_id",
        "customer_id",
        "department",
        "due_at",
        "due_on",
        "state",
        "percent_done",
        "forecast_on",
        "note",
        "creator_id",
        "created_at",
        "created_on",
        "done_at",
        "done_on",
        "repeat_rule",
        "repeat_from",
        "repeat_on",
        "custom",
    )
    changing = (
        "external_id", "title", "customer_id", "due_at", "due_on", "state", "percent_done", "forecast_on", "department",
        "note", "done_at", "done_on", "repeat_rule", "repeat_from", "repeat_on",
    )  # fmt: skip
    defaults: ClassVar[Mapping[str, Any]] = {"state": "open", "percent_done": 0}

    def _row(self, entry: Entry) -> dict[str, Any]:
        values = entry.values
        people = self._people(entry, ("owner", "creator"))
        due_at, due_on = self._moment(values.get("due"))
        done_at, done_on = self._moment(values.get("done"), noon=True)
        created_at, created_on = self._moment(values.get("created"), noon=True)
        percent = values.get("percent_done")
        finished = done_at is not None or percent == _FINISHED
        state = values.get("status") or ("done" if finished else None)
        mine = self._op.actor.id
        return {
            "external_id": values.get("external_id"),
            "title": stored(values["title"]),
            "customer_id": entry.customer_id,
            "owner_id": people.get("owner", None if _names(entry, "owner") else mine),
            "creator_id": people.get("creator", None if entry.sheet.whole else mine),
            "department": values.get("department"),
            "due_at": due_at,
            "due_on": due_on,
            "state": state,
            "percent_done": _FINISHED if percent is None and state == "done" else percent,
            "forecast_on": stored(values.get("forecast_on")),
            "note": stored(values.get("note")),
            "created_at": created_at or self._op.at_text,
            "created_on": created_on or self._job.work.day,
            "done_at": done_at,
            "done_on": done_on,
            "custom": self._custom(entry, people),
            **_series(values),
            # What identifies it where the sheet says so.
            "created": created_at if isinstance(values.get("created"), datetime) else created_on,
        }

    def _insert(self, new: Sequence[tuple[Entry, dict[str, Any]]]) -> None:
        """The new tasks with their checklists, what was said of them, and the hands they went through."""
        super()._insert(new)
        steps: list[tuple[Any, ...]] = []
        comments: list[tuple[Any, ...]] = []
        handovers: list[tuple[Any, ...]] = []
        for entry, _row in new:
            task_id, values, id_of = entry.target_id, entry.values, self._team.id
            for place, item in enumerate(values.get("checklist") or (), 1):
                steps.append((task_id, place, item.text, item.done_at or None, id_of(item.who)))
            comments += [(task_id, r.at, id_of(r.who), r.text) for r in values.get("comments") or ()]
            for given in values.get("handovers") or ():
                # Of somebody who isn't known here nothing can be kept.
                if (receiver := id_of(given.receiver)) is not None:
                    due = (given.due if "T" in given.due else None, self._day(given.due))
                    hands = (id_of(given.by), id_of(given.giver), receiver)
                    handovers.append((task_id, given.at, *hands, *due, given.note or None))
        self._op.insert_many("task_step", _STEP, steps)
        self._op.insert_many("task_comment", _COMMENT, comments)
        self._op.insert_many("handoff", _HANDOVER, handovers)

    def _bring(
        self, entry: Entry, row: dict[str, Any], before: dict[str, Any], changes: dict[str, Any]
    ) -> bool:
        """Adds to a known task what its list says of further steps and remarks, and ticks off what is done by now."""
        told = entry.values
        if "id" not in before or not (told.get("checklist") or told.get("comments")):
            return False
        task_id, id_of = before["id"], self._team.id
        steps_known = self._store.tasks.steps(task_id)
        known = dict(zip(_apart([step["text"] for step in steps_known]), steps_known, strict=True))
        items = told.get("checklist") or ()
        listed = dict(zip(_apart([item.text for item in items]), items, strict=True))
        said = {(remark["at"], remark["text"]) for remark in self._store.tasks.comments(task_id)}
        new = [item for key, item in listed.items() if key not in known]
        steps = [
            (task_id, place, item.text, item.done_at or None, id_of(item.who))
            for place, item in enumerate(new, len(known) + 1)
        ]
        more = [r for r in told.get("comments") or () if (r.at, r.text) not in said]
        self._op.insert_many("task_step", _STEP, steps)
        self._op.insert_many("task_comment", _COMMENT, [(task_id, r.at, id_of(r.who), r.text) for r in more])
        done = {
            known[key]["id"]: {"done_at": item.done_at, "done_by": id_of(item.who)}
            for key, item in listed.items()
            if item.done_at and key in known and not known[key]["done_at"]
        }
        ticked = self._op.update_many("task_step", done)
        return bool(steps or more or ticked)

    def _day(self, due: str) -> str | None:
        """The day of a stored day or instant."""
        return self._job.instant(clock.parse_iso(due))[1] if "T" in due else due or None

    def _moment(self, when: Any, noon: bool = False) -> tuple[str | None, str | None]:
        """Instant and day; a bare day has an instant only if it happened (`noon`)."""
        if when is None:
            return None, None
        at, on = self._job.instant(when)
        return (at if noon or isinstance(when, datetime) else None), on

    def _known(self, rows: Sequence[Mapping[str, Any]]) -> Sequence[Row]:
        numbers = {row["external_id"] for row in rows if row["external_id"]}
        return self._store.tasks.known(numbers, {row["title"] for row in rows})

    def _said(self, entry: Entry) -> Sequence[str]:
        people = [f"{name}_id" for name in ("owner", "creator") if entry.values.get(name)]
        made = ("created_at", "created_on") if entry.values.get("created") else ()
        return (*self.changing, *people, *made)

    def _traits(self, row: dict[str, Any]) -> Traits:
        """Without a number: by when it was made, if the sheet says, else title and deadline; a task that is done is no
        other one's with another deadline."""
        whose = row["title"], row["customer_id"]
        made = (row["created"],) if "created" in row else (row["created_at"], row["created_on"])
        by_deadline = (*whose, row["due_at"] or row["due_on"])
        dated = tuple((*whose, "created", when) for when in made if when)
        ended = "id" in row and row["state"] != "open"
        return Traits(
            numbers=(row["external_id"],) if row["external_id"] else (),
            customer_id=row["customer_id"],
            day=row["due_on"],
            words=row["title"],
            exact=dated if row.get("created") else (by_deadline, *dated),
            near=None if row.get("created") or ended else whose,
        )

    def _settled(
        self, changes: dict[str, Any], row: Mapping[str, Any], before: Mapping[str, Any]
    ) -> dict[str, Any]:
        if self._options.fills and before["due_on"]:
            changes = {c: v for c, v in changes.items() if c not in ("due_at", "due_on")}
        elif "due_on" in changes and before["due_at"] != row["due_at"]:
            changes["due_at"] = row["due_at"]
        if changes.get("state") == "open":
            changes |= {"done_at": None, "done_on": None}
        return changes

    def _whose(self, row: Mapping[str, Any]) -> str:
        return str(row["title"])


def _series(values: Mapping[str, Any]) -> dict[str, str | None]:
    """The rule of a recurring task and its days; nothing where it is no rule, or its days aren't told."""
    keys = ("repeat_rule", "repeat_from", "repeat_on")
    if all(values.get(key) for key in keys):
        from crmcli.dates.recurrence import parse

        with suppress(Usage):
            rule = parse(str(values["repeat_rule"]), values["repeat_from"])
            return {"repeat_rule": rule, **{key: stored(values[key]) for key in keys[1:]}}
    return dict.fromkeys(keys)


def _names(entry: Entry, field: str) -> bool:
    """Whether the sheet has a column for it."""
    return any(column.field == field for column in entry.sheet.columns)


def _apart(texts: Sequence[str]) -> list[tuple[str, int]]:
    """Each text with how often it stood before: a checklist may have two steps of the same words."""
    before: Counter[str] = Counter()
    found = []
    for text in texts:
        found.append((text, before[text]))
        before[text] += 1
    return found
