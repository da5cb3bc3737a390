"""What an import tells of the progress of orders: states and promised days that are new, words, our own log of steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crmcli import clock, vocabulary
from crmcli.sheets.cells.logs import Progress
from crmcli.workflows import progress
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.job import Job

_STEPS = ("status", "promised_on")
Line = Mapping[str, Any]


def told_state(entry: Entry) -> str | None:
    """The state of an order that a row tells: in its column, else by the words on its progress."""
    words = entry.values.get("progress")
    return entry.values.get("status") or (vocabulary.parse_word("purchase_status", words) if words else None)


class OrderSteps:
    """Collects the steps of one import's orders, and writes them at its end. Of an order that is new here its customer knows."""

    def __init__(self, job: Job) -> None:
        self._job, self._store = job, job.work.store
        self._known: Mapping[int, Sequence[Any]] = {}
        self._new: list[tuple[Line, dict[str, Any]]] = []
        self._changed: dict[Any, tuple[Line, dict[str, Any]]] = {}

    def read(self, lines: Iterable[Line]) -> None:
        """Reads the steps of the orders that rows may be of."""
        self._known = self._store.progress.of_orders(lines)

    def begun(self, entry: Entry, line: Line) -> None:
        """A row that became a new line."""
        if logged := entry.values.get("progress_log"):
            self._new += [(line, self._logged(line, each)) for each in logged]
        elif words := self._words(entry):
            step = progress.step(self._job.work, line, {}, words)
            self._new.append((line, step | {"told_at": step["at"]}))

    def went_on(self, entry: Entry, line: Line, changes: Mapping[str, Any]) -> bool:
        """A row of a known line that changes so; whether it tells a step besides."""
        known = self._known.get(line["id"], ())
        if (logged := entry.values.get("progress_log")) is not None:
            there = {(e["at"], e["status"] or "", e["text"] or "") for e in known}
            fresh = [each for each in logged if (each.at, each.status, each.text) not in there]
            self._new += [(line, self._logged(line, each)) for each in fresh]
            return bool(fresh)
        words, said = self._words(entry), [e["text"] for e in known if e["text"]]
        new = {key: changes[key] for key in _STEPS if changes.get(key)}
        if words and words not in said[-1:]:
            new["text"] = words
        if new:
            self._changed.setdefault(_order(line), (line, {}))[1].update(new)
        return "text" in new

    def write(self) -> None:
        """Writes the steps, of an order whose lines went on together one."""
        logged = {_order(line) for line, _step in self._new}
        changed = [
            progress.step(self._job.work, line, new, new.get("text"))
            for order, (line, new) in self._changed.items()
            # The log of one line tells how all of them came to this.
            if order not in logged
        ]
        self._store.progress.add(self._job.work.op, [*(step for _line, step in self._new), *changed])

    def _words(self, entry: Entry) -> str | None:
        """The words on an order's progress, unless they only name its state."""
        words = str(entry.values.get("progress") or "").strip()
        return words if words and not vocabulary.parse_word("purchase_status", words) else None

    def _logged(self, line: Line, step: Progress) -> dict[str, Any]:
        day = clock.local_date(clock.parse_iso(step.at), self._job.work.zone).isoformat()
        return {
            "purchase_id": line["id"], "at": step.at, "on_day": day, "status": step.status or None,
            "promised_on": step.promised or None, "text": step.text or None, "staff_id": self._job.team.id(step.who),
            "told_at": step.told or None,
        }  # fmt: skip


def _order(line: Line) -> Any:
    """What the lines of one order have in common."""
    return (line["customer_id"], line["order_no"]) if line["order_no"] else line["id"]
