"""Opportunities of an import: known by their number elsewhere, else by title, customer and the day they came up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from crmcli import clock
from crmcli.database.connection import Record, Row
from crmcli.i18n import _, series
from crmcli.judging.pipeline import is_dated, is_over
from crmcli.matching.names import fold_name
from crmcli.workflows.importing.customers.incoming import stored
from crmcli.workflows.importing.fates import Entry
from crmcli.workflows.importing.job import Job
from crmcli.workflows.importing.records.plain import PlainWriter
from crmcli.workflows.importing.records.recognising import Traits
from crmcli.workflows.opportunities import reason_of, stage_of, stages_told

_EVENT = ("opportunity_id", "stage", "at", "on_day", "reason", "note", "staff_id", "at_known")
#: A step as its columns are stored, but for whose it is.
Step = tuple[str, str, str, str | None, str | None, int | None, int | None]


class OpportunityWriter(PlainWriter):
    """Writes the opportunities of one import inside its operation."""

    kind = "opportunities"
    table = "opportunity"
    columns = (
        "external_id", "customer_id", "contact_person_id", "title", "amount_cents", "currency", "stage", "expected_on",
        "owner_id", "source", "next_step", "next_on", "next_at", "next_made_on", "lost_reason", "note", "custom", "opened_at", "opened_on",
        "closed_on", "creator_id", "created_at",
    )  # fmt: skip
    changing = (
        "external_id", "title", "amount_cents", "currency", "expected_on", "source", "contact_person_id", "next_step", "next_on",
        "next_at", "next_made_on", "note", "stage",
    )  # fmt: skip
    defaults: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._policy = job.work.policy
        self._unknown: dict[str, None] = {}
        #: The rows that take a known opportunity into another stage.
        self._moving: set[int] = set()
        self._persons: Mapping[int, Sequence[Mapping[str, Any]]] = {}

    def write(self, entries: Sequence[Entry], read_before: Sequence[Entry]) -> None:
        """Like any kind; stages that the policy doesn't have are kept as they were written, and told."""
        named = {e.customer_id for e in entries if e.customer_id and e.values.get("contact_person")}
        self._persons = self._store.imports.persons(named)
        super().write(entries, read_before)
        if self._unknown:
            told = {"stages": series(self._unknown), "known": stages_told(self._policy)}
            self._job.fates.warnings.append(
                _("Stages that the policy doesn't have are kept as written: %(stages)s. It has: %(known)s")
                % told
            )

    def _row(self, entry: Entry) -> dict[str, Any]:
        values = entry.values
        people = self._people(entry, ("owner",))
        opened_at, opened_on = self._opened(values)
        next_at, next_on = self._agreed(values.get("next_on"))
        made_on = stored(values.get("next_made_on")) or (self._job.work.day if next_on else None)
        return {
            "external_id": values.get("external_id"),
            "customer_id": entry.customer_id,
            "contact_person_id": self._person(entry),
            "title": stored(values.get("title")) or str(values.get("customer") or _("Opportunity")),
            "amount_cents": values.get("amount"),
            "currency": values.get("currency"),
            # Of our own log the steps tell it.
            "stage": None if values.get("moves") else self._stage(entry),
            "expected_on": stored(values.get("expected_on")),
            "owner_id": people.get("owner", None if entry.sheet.whole else self._owner(entry)),
            "source": values.get("source"),
            "next_step": stored(values.get("next_step")),
            "next_on": next_on,
            "next_at": next_at,
            "next_made_on": made_on,
            "note": stored(values.get("note")),
            "opened_at": opened_at,
            "opened_on": opened_on,
            "creator_id": self._op.actor.id,
            "created_at": self._op.at_text,
            "custom": self._custom(entry, people),
        }

    def _agreed(self, when: date | None) -> tuple[str | None, str | None]:
        """The instant of the next step where the row tells a time of day, and its day."""
        if when is None:
            return None, None
        at, on = self._job.instant(when)
        return (at if isinstance(when, datetime) else None), on

    def _opened(self, values: Mapping[str, Any]) -> tuple[str, str]:
        """When it came up: what our log or the sheet says, if that has passed, else now; not after the day on which it ended."""
        told = [self._instant_of(move.at) for move in values.get("moves") or ()][:1]
        told += [self._job.instant(when) for when in (values.get("opened"),) if when and not told]
        ended = (
            [self._job.instant(values["closed"])] if values.get("closed") and not values.get("moves") else []
        )
        return min([*told, *ended, (self._op.at_text, self._job.work.day)])

    def _instant_of(self, at: str) -> tuple[str, str]:
        """A stored instant with its day."""
        return self._job.instant(clock.parse_iso(at))

    def _owner(self, entry: Entry) -> int | None:
        """Whose an opportunity is of which the sheet doesn't say: its customer's owner's."""
        row = self._store.customers.get(entry.customer_id) if entry.customer_id else None
        return (row["owner_id"] if row else None) or self._op.actor.id

    def _person(self, entry: Entry) -> int | None:
        """The customer's contact person of the name in the row, if there is one."""
        folded = fold_name(str(entry.values.get("contact_person") or ""))
        persons = self._persons.get(entry.customer_id or 0, ()) if folded else ()
        return next((p["id"] for p in persons if p["name_folded"] == folded), None)

    # -- stages -----------------------------------------------------------------------------------

    def _stage(self, entry: Entry) -> str | None:
        """The stage that a row names, one that the policy doesn't have as it is written."""
        text = str(entry.values.get("stage") or "").strip()
        if not text:
            return None
        key = stage_of(self._policy, text)
        if key is None:
            self._unknown[text] = None
        return key or text

    def _steps(self, entry: Entry, row: Mapping[str, Any]) -> list[Step]:
        """The steps that a new opportunity took: those of our log, else that it came up, and how it ended."""
        if moves := entry.values.get("moves"):
            return [self._logged(move) for move in moves]
        stage = self._stage(entry) or self._policy.opportunity.stage[0].key
        mine = self._op.actor.id
        if not is_over(stage):
            return [(stage, row["opened_at"], row["opened_on"], None, None, mine, None)]
        begun, ended = self._policy.opportunity.stage[0].key, self._told_end(entry)
        opened = row["opened_at"], row["opened_on"]
        # On which day nobody knows: it was over by then for all that anybody can tell.
        end = self._moved(entry, stage, ended or opened, row)
        return [(begun, *opened, None, None, mine, None), (*end[:-1], None if ended else 0)]

    def _told_end(self, entry: Entry) -> tuple[str, str] | None:
        """When an opportunity ended: on the day that the sheet says, else the one that was expected; None if it has neither, or
        one ahead."""
        when = entry.values.get("closed") or entry.values.get("expected_on")
        told = self._job.instant(when) if when else None
        return told if told and told[1] <= self._job.work.day else None

    def _moved(self, entry: Entry, stage: str, when: tuple[str, str], row: Mapping[str, Any]) -> Step:
        """How an opportunity came to its stage at an instant of a day, not before the last step."""
        at, day = when
        reason = str(entry.values.get("lost_reason") or "").strip() if stage == "lost" else ""
        found = reason_of(self._policy, reason) if reason else None
        return (
            stage,
            max(at, row["opened_at"]),
            max(day, row["opened_on"]),
            found or reason or None,
            None,
            self._op.actor.id,
            None,
        )

    def _logged(self, move: Any) -> Step:
        day = self._instant_of(move.at)[1]
        words = move.reason or None, move.note or None
        return move.stage, move.at, day, *words, self._team.id(move.who), None if move.known else 0

    def _insert(self, new: Sequence[tuple[Entry, dict[str, Any]]]) -> None:
        """The new opportunities with their steps."""
        steps = [self._steps(entry, row) for entry, row in new]
        for (_entry, row), own in zip(new, steps, strict=True):
            stage, _at, day, reason = own[-1][:4]
            row |= {"stage": stage, "closed_on": day if is_over(stage) else None}
            row["lost_reason"] = reason if stage == "lost" else None
            row["currency"] = row["currency"] or self._policy.team.currency
        super()._insert(new)
        events = [
            (entry.target_id, *step) for (entry, _row), own in zip(new, steps, strict=True) for step in own
        ]
        self._op.insert_many("opportunity_event", _EVENT, events)

    def _bring(
        self, entry: Entry, row: dict[str, Any], before: dict[str, Any], changes: dict[str, Any]
    ) -> bool:
        """Takes a known opportunity into the stage that its row names, or adds the steps of our log that it lacks."""
        if "id" not in before:
            return False
        area, known = self._store.opportunities, self._store.opportunities.events([before["id"]])
        there = {(event["at"], event["stage"]) for event in known.get(before["id"], ())}
        if moves := entry.values.get("moves"):
            steps = [self._logged(move) for move in moves if (move.at, move.stage) not in there]
        else:
            last = known[before["id"]][-1]
            if id(row) not in self._moving:
                return self._date(entry, before, last)
            now = self._op.at_text, self._job.work.day
            when = (self._told_end(entry) if is_over(row["stage"]) else None) or now
            steps = [self._moved(entry, row["stage"], when, _since(last))]
        for step in steps:
            event = dict(zip(_EVENT[1:], step, strict=True)) | {"staff_id": self._op.actor.id}
            area.step(self._op, before["id"], event)
            before["stage"] = event["stage"]
        # A log may tell of steps before those that are known.
        area.settle(self._op, [before["id"]] if steps else [])
        return bool(steps)

    def _date(self, entry: Entry, before: Mapping[str, Any], last: Record) -> bool:
        """Tells a known opportunity on which day it ended, where nobody had; whether the row says it."""
        ended = self._told_end(entry)
        if ended is None or is_dated(last["at_known"]) or self._stage(entry) != last["stage"]:
            return False
        at, day = (max(told, known) for told, known in zip(ended, (last["at"], last["on_day"]), strict=True))
        self._store.opportunities.dated(self._op, before, {"at": at, "on_day": day})
        return True

    # -- which is which ---------------------------------------------------------------------------

    def _known(self, rows: Sequence[Mapping[str, Any]]) -> Sequence[Row]:
        numbers = {row["external_id"] for row in rows if row["external_id"]}
        return self._store.opportunities.known(numbers, {row["title"] for row in rows})

    def _said(self, entry: Entry) -> Sequence[str]:
        told = entry.values
        people = ("owner_id",) if told.get("owner") else ()
        unsaid = {"next_made_on"} if not told.get("next_on") else set()
        return (*(c for c in self.changing if c not in unsaid), *people)

    def _traits(self, row: dict[str, Any]) -> Traits:
        whose = row["title"], row["customer_id"]
        return Traits(
            numbers=(row["external_id"],) if row["external_id"] else (),
            customer_id=row["customer_id"],
            day=row["opened_on"],
            words=row["title"],
            exact=((*whose, row["opened_on"]),),
            near=whose,
        )

    def _settled(
        self, changes: dict[str, Any], row: Mapping[str, Any], before: Mapping[str, Any]
    ) -> dict[str, Any]:
        if "stage" in changes:
            # A step of its own, unless somebody has taken it elsewhere since.
            self._moving.add(id(row))
        if "next_on" in changes:
            changes |= {"next_at": row["next_at"]}
        if "next_made_on" in changes and "next_on" not in changes and before["next_made_on"]:
            # The same step was agreed when it first came.
            changes = {column: value for column, value in changes.items() if column != "next_made_on"}
        return {column: value for column, value in changes.items() if column != "stage"}

    def _whose(self, row: Mapping[str, Any]) -> str:
        return str(row["title"])


def _since(last: Record) -> dict[str, str]:
    """The last step of a known opportunity, which a further one comes after."""
    return {"opened_at": last["at"], "opened_on": last["on_day"]}
