"""Trainings and exams of an import, of the team's people: known by the person, the topic and the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from crmcli.actors import MANAGERS
from crmcli.database.connection import Row
from crmcli.figures.passes import end_of_span, is_for_good, is_passed, usual_end
from crmcli.i18n import _
from crmcli.verdicts.trainings import folded
from crmcli.workflows.importing.customers.incoming import stored
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.records.plain import PlainWriter
from crmcli.workflows.importing.records.recognising import Traits


class TrainingWriter(PlainWriter):
    """Writes the trainings of one import inside its operation."""

    kind = "trainings"
    table = "training"
    columns = (
        "staff_id",
        "topic",
        "held_on",
        "theory",
        "practice",
        "passed_on",
        "valid_until",
        "note",
        "custom",
        "created_at",
    )
    changing = ("staff_id", "topic", "held_on", "theory", "practice", "passed_on", "valid_until", "note")
    defaults: ClassVar[Mapping[str, Any]] = {}

    def write(self, entries: Sequence[Entry], read_before: Sequence[Entry]) -> None:
        """Like every kind; but only a manager enters trainings, and each row is about one person of the team."""
        for entry in entries:
            self._judge(entry)
        mine = [entry for entry in entries if entry.open]
        if mine:
            self._op.needs = MANAGERS
        super().write(mine, read_before)

    def _judge(self, entry: Entry) -> None:
        """Rejects a row that can't be kept for whom it names, or for who reads it in."""
        name = str(entry.values["staff"])
        if self._op.actor.role not in MANAGERS:
            entry.reject(_("Only a manager enters trainings."))
        elif self._team.id(name) is None:
            entry.reject(
                _("Nobody on the team is called %(name)s. Say who is meant with --owner-map.")
                % {"name": name}
            )

    def _row(self, entry: Entry) -> dict[str, Any]:
        values = entry.values
        held = self._job.instant(values["held"])[1]
        passed_on = self._passed_on(entry, held)
        return {
            "staff_id": self._team.id(str(values["staff"])),
            "topic": stored(values["topic"]),
            "held_on": held,
            "theory": values.get("theory"),
            "practice": values.get("practice"),
            "passed_on": passed_on,
            "valid_until": self._valid_until(entry, passed_on),
            "note": stored(values.get("note")),
            "custom": self._custom(entry, {}),
            "created_at": self._op.at_text,
        }

    def _passed_on(self, entry: Entry, held: str) -> str | None:
        """Since when it counts: as the sheet says, else by its scores."""
        values = entry.values
        if values.get("passed") or entry.sheet.whole:
            return _day(values.get("passed"))
        rules = self._job.work.policy.training
        by_scores = is_passed(rules, values.get("theory"), values.get("practice"))
        result = values.get("result")
        return held if (by_scores if result is None else result == "passed") else None

    def _valid_until(self, entry: Entry, passed_on: str | None) -> str | None:
        """The last day of a pass: as the sheet says, as a day or a time, else as long as usual."""
        if passed_on is None:
            return None
        told = entry.values.get("valid")
        if isinstance(told, str):
            since = date.fromisoformat(passed_on)
            return None if is_for_good(told) else _day(end_of_span(told, since))
        if isinstance(told, date) or entry.sheet.whole:
            return _day(told)
        return _day(usual_end(self._job.work.policy.training, date.fromisoformat(passed_on)))

    def _said(self, entry: Entry) -> Sequence[str]:
        """What follows from other columns is said where these are."""
        told = [c for c in ("theory", "practice", "note") if entry.values.get(c) is not None]
        judged = {"theory", "practice", "result", "passed"} & entry.values.keys() or entry.sheet.whole
        ends = "valid" in entry.values or entry.sheet.whole
        return (
            "staff_id", "topic", "held_on", *told, *(("passed_on",) if judged else ()), *(("valid_until",) if ends else ()),
        )  # fmt: skip

    def _settled(
        self, changes: dict[str, Any], row: Mapping[str, Any], before: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Until when a pass holds follows where it is passed now, or no more."""
        return {"valid_until": row["valid_until"], **changes} if "passed_on" in changes else changes

    def _known(self, rows: Sequence[Mapping[str, Any]]) -> Sequence[Row]:
        return self._store.trainings.known({row["held_on"] for row in rows})

    def _traits(self, row: dict[str, Any]) -> Traits:
        topic = folded(row["topic"])
        return Traits(
            numbers=(),
            customer_id=None,
            day=row["held_on"],
            words=topic,
            exact=((row["staff_id"], topic, row["held_on"]),),
        )

    def _whose(self, row: Mapping[str, Any]) -> str:
        return str(row["topic"])


def _day(when: date | None) -> str | None:
    return None if when is None else when.isoformat()
