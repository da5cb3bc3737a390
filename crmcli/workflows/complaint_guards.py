"""What may be recorded on a complaint, and when: each refusal is one sentence with the way out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, tzinfo
from typing import Any

from crmcli import clock, errors
from crmcli.clock import AsOf
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.service.rounds import UNRESOLVED, Event
from crmcli.store import Store
from crmcli.wording import shell_word

_RESOLVED = ("resolved", "revisited")
#: What may be recorded out of order: it moves no clock.
ASIDE = ("note", "called_again")
#: What may be recorded after what came later, for it ends nothing: a call is written down when there is time for it.
LATE = ("responded", "proposed", "progress")
#: What the customer was told or said: of these each word counts once.
_TOLD = ("responded", "proposed", "progress", "answered")
#: The states in which a step can be recorded.
STATES: dict[str, tuple[str, ...]] = {
    "responded": UNRESOLVED,
    "proposed": UNRESOLVED,
    "progress": UNRESOLVED,
    "asked": (*UNRESOLVED, "resolved"),
    "waiting": ("open", "responded", "proposed"),
    "resumed": ("waiting",),
    "answered": UNRESOLVED,
    "resolved": UNRESOLVED,
    "revisited": _RESOLVED,
    "reopened": _RESOLVED,
    "archived": _RESOLVED,
    "note": (*UNRESOLVED, *_RESOLVED),
    "called_again": UNRESOLVED,
    "severity": (*UNRESOLVED, *_RESOLVED),
}


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to a complaint: an event of `clocks` (or a note), and the columns that it fills.

    `known` is False where only the day was told.
    """

    kind: str
    at: datetime
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    known: bool = True

    @property
    def asks(self) -> str:
        """The key of the states in which it can be recorded: how satisfied a customer is so far is asked after the
        resolution, too."""
        return "asked" if "satisfied" in self.data else self.kind


def _typed(row: Row) -> dict[str, str]:
    """Its number for a command line: one from a sheet may have blanks."""
    return {"number": shell_word(row["number"])}


def check_state(row: Row, kind: str) -> None:
    """Invalid if a step of this kind can't be recorded in the complaint's state."""
    number, typed, state = {"number": row["number"]}, _typed(row), row["state"]
    if state == "archived":
        raise errors.Invalid(
            _("%(number)s is archived; nothing more can be recorded on it.") % number,
            _("Open a new complaint with: crmcli complaint open %(code)s “what happened”")
            % {"code": row["customer_code"]},
        )
    if kind == "archived" and state == "resolved" and not row["imported"]:
        raise errors.Invalid(
            _("%(number)s has not been revisited yet.") % number,
            _("Ask the customer, then: crmcli complaint revisit %(number)s --result satisfied") % typed,
        )
    if state in STATES[kind]:
        return
    if kind == "resumed":
        raise errors.Invalid(
            _("%(number)s is not waiting for the customer.") % number,
            _("See: crmcli complaint show %(number)s") % typed,
        )
    if state == "waiting":
        raise errors.Invalid(
            _("%(number)s is already waiting for the customer.") % number,
            _("Go on with: crmcli complaint resume %(number)s") % typed,
        )
    if state in UNRESOLVED:
        raise errors.Invalid(
            _("%(number)s is not resolved yet.") % number,
            _("First: crmcli complaint resolve %(number)s") % typed,
        )
    if dict(row).get("then"):
        raise errors.Invalid(
            _("%(number)s was resolved by then.") % number,
            _("Give the day and the time with --at, such as: 11/20 14:30"),
        )
    raise errors.Invalid(
        _("%(number)s is already resolved.") % number,
        _("If the customer is not content: crmcli complaint reopen %(number)s") % typed,
    )


def check_new(row: Row, step: Step) -> None:
    """Invalid if a step says only what was recorded before: each revisit counts in the reports, each severity anew."""
    number, typed = {"number": row["number"]}, _typed(row)
    if step.kind == row["state"] == "revisited" and step.data.get("result") == row["revisit_result"]:
        raise errors.Invalid(
            _("%(number)s was revisited already, with the same result.") % number,
            _("Add what was said with: crmcli complaint note %(number)s “TEXT”") % typed,
        )
    if step.kind == "severity" and step.data["severity"] == row["severity"]:
        raise errors.Invalid(
            _("%(number)s has this severity already.") % number,
            _("See: crmcli complaint show %(number)s") % typed,
        )


def check_repeated(row: Row, step: Step, last: Row | None, zone: tzinfo) -> None:
    """Invalid if the last step of the same day said the same: it was recorded twice, or by two at once."""
    if last is None or step.kind not in _TOLD or not (step.text or step.data or step.kind == "answered"):
        return
    said = (last["text"] or "", json.loads(last["data"] or "{}"), last["on_day"])
    same = said == (step.text, dict(step.data), clock.local_date(step.at, zone).isoformat())
    if same and last["kind"] == step.kind:
        raise errors.Invalid(
            _("This was recorded on %(number)s already.") % {"number": row["number"]},
            _("See: crmcli complaint show %(number)s") % _typed(row),
        )


def placed(step: Step, events: Sequence[Event], zone: tzinfo) -> Step:
    """The step; one of which only the day was told comes after what is known of that day."""
    last = max(event.at for event in events if event.kind not in ASIDE)
    same_day = clock.local_date(last, zone) == clock.local_date(step.at, zone)
    return replace(step, at=max(last, step.at)) if same_day and not step.known else step


def earliest(event: Event, zone: tzinfo) -> datetime:
    """The first instant at which something may have happened: of what only the day was told, that day's beginning."""
    return event.at if event.known else clock.at_local(clock.local_date(event.at, zone), time(), zone)


def check_time(row: Row, step: Step, events: Sequence[Event], as_of: AsOf, zone: tzinfo) -> None:
    """Invalid if a step is in the future, before the opening, or (but for what stands aside, or may come late) before the
    last of the `events`, the first of which is the opening."""
    if step.at > as_of.instant:
        raise errors.Invalid(_("What has not happened yet can't be recorded."), _("Leave --at out for now."))
    hint = _("Give the day and the time with --at, such as: 11/20 14:30")
    if step.at < earliest(events[0], zone):
        raise errors.Invalid(
            _("That is before %(number)s was opened (%(when)s).")
            % {"number": row["number"], "when": clock.shown(events[0].at, zone)},
            hint,
        )
    last = max((e for e in events if e.kind not in ASIDE), key=lambda event: earliest(event, zone))
    if step.kind not in (*ASIDE, *LATE) and step.at < earliest(last, zone):
        raise errors.Invalid(
            _("That is before the last step of %(number)s (%(when)s).")
            % {"number": row["number"], "when": clock.shown(last.at, zone)},
            hint,
        )


def check_accused(
    store: Store, accused: str | None, handler_id: int, handler: str, hint: str | None = None
) -> None:
    """Invalid if the accused and the handler are the same person."""
    if accused and is_accused(store, accused, handler_id, handler):
        raise errors.Invalid(
            _("%(name)s is accused and can't handle the complaint.") % {"name": handler},
            hint or _("Name somebody else with --handler."),
        )


def is_accused(store: Store, accused: str, staff_id: int, name: str) -> bool:
    """Whether the words for the accused mean this member of staff."""
    from crmcli.matching.names import fold_name

    if fold_name(accused) == fold_name(name):
        return True
    try:
        return bool(store.staff.resolve(accused)["id"] == staff_id)
    except errors.NotFound:
        return False
