"""Tasks of an import, with or without a customer: known by their number elsewhere, else by title, customer and time."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from crmcli.database import Row
from crmcli.workflows.import_customers import stored
from crmcli.workflows.import_fates import Entry
from crmcli.workflows.import_plain import PlainWriter

_FINISHED = 100


class TaskWriter(PlainWriter):
    """Writes the tasks of one import inside its operation."""

    kind = "tasks"
    table = "task"
    columns = (
        "external_id", "title", "owner_id", "customer_id", "department", "due_at", "due_on", "state", "percent_done",
        "forecast_on", "note", "creator_id", "created_at", "created_on", "done_at", "done_on", "custom",
    )  # fmt: skip
    changing = (
        "due_at", "due_on", "state", "percent_done", "forecast_on", "owner_id", "department", "note", "done_at", "done_on",
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
            "external_id": values.get("external_id"), "title": stored(values["title"]), "customer_id": entry.customer_id,
            "owner_id": people.get("owner", None if _names(entry, "owner") else mine),
            "creator_id": people.get("creator", None if entry.sheet.whole else mine),
            "department": values.get("department"), "due_at": due_at, "due_on": due_on, "state": state,
            "percent_done": _FINISHED if percent is None and state == "done" else percent,
            "forecast_on": stored(values.get("forecast_on")), "note": stored(values.get("note")),
            "created_at": created_at or self._op.at_text, "created_on": created_on or self._when.today.isoformat(),
            "done_at": done_at, "done_on": done_on, "custom": self._custom(entry, people),
            # What identifies it where the sheet says so.
            "created": created_at if isinstance(values.get("created"), datetime) else created_on,
        }  # fmt: skip

    def _moment(self, when: Any, noon: bool = False) -> tuple[str | None, str | None]:
        """Instant and day; a bare day has an instant only if it happened (`noon`)."""
        if when is None:
            return None, None
        at, on = self._when.instant(when)
        return (at if noon or isinstance(when, datetime) else None), on

    def _known(self, rows: Sequence[Mapping[str, Any]]) -> Sequence[Row]:
        numbers = {row["external_id"] for row in rows if row["external_id"]}
        return self._store.tasks.known(numbers, {row["title"] for row in rows})

    def _words(self, row: Mapping[str, Any]) -> Hashable:
        return row["title"], row["customer_id"]

    def _same(self, row: Mapping[str, Any], candidates: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
        """By when it was made, if the sheet says; else the only one, or the one with the same deadline."""
        created = row["created"]
        if created:
            return next((c for c in candidates if created in (c["created_at"], c["created_on"])), None)
        if len(candidates) == 1:
            return candidates[0]
        return next((c for c in candidates if c["due_on"] == row["due_on"]), None)

    def _changes(self, row: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
        changes = super()._changes(row, before)
        if self._options.fills and before["due_on"]:
            changes = {c: v for c, v in changes.items() if c not in ("due_at", "due_on")}
        elif "due_on" in changes and before["due_at"] != row["due_at"]:
            changes["due_at"] = row["due_at"]
        if changes.get("state") == "open":
            changes |= {"done_at": None, "done_on": None}
        return changes

    def _whose(self, row: Mapping[str, Any]) -> str:
        return str(row["title"])


def _names(entry: Entry, field: str) -> bool:
    """Whether the sheet has a column for it."""
    return any(column.field == field for column in entry.sheet.columns)
