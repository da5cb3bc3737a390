"""Tasks through their life: recurring ones make the next when they are done, checklists say how far they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crmcli import clock, errors
from crmcli.database.connection import Row
from crmcli.i18n import _
from crmcli.store import Work


def repeating(text: str, due_on: str | None, today: date) -> dict[str, Any]:
    """The columns of a task that comes again: its series begins on its deadline, or without one on the rule's first
    day from today. Usage if the words are no rule."""
    from crmcli.dates import recurrence

    start = date.fromisoformat(due_on) if due_on else today
    rule = recurrence.parse(text, start)
    # A deadline that somebody set stands, even on a day that is none of the rule's.
    day = start if due_on else recurrence.first_day(rule, start)
    values = {"repeat_rule": rule, "repeat_from": start.isoformat(), "repeat_on": day.isoformat()}
    return values if due_on else {**values, "due_on": day.isoformat()}


def finish(work: Work, task_id: int) -> int | None:
    """Marks a task done; of a recurring one the next is made, whose id is returned. Invalid if it isn't open.

    The next day follows from the rule, not from when the task was done; days that passed meanwhile are left out, so
    that one task of a series is open at a time.
    """
    row, today = work.store.tasks.get(task_id), work.as_of.on
    work.store.tasks.finish(work.op, task_id, today)
    if not row["repeat_rule"]:
        return None
    from crmcli.dates import recurrence

    start, done = date.fromisoformat(row["repeat_from"]), date.fromisoformat(row["repeat_on"])
    day = recurrence.next_day(row["repeat_rule"], start, done, today)
    if day is None:
        return None
    kept = (
        "title",
        "owner_id",
        "customer_id",
        "department",
        "note",
        "repeat_rule",
        "repeat_from",
        "target_id",
    )
    values = {key: row[key] for key in kept}
    if row["due_at"]:
        time_of_day = clock.parse_iso(row["due_at"]).astimezone(work.zone).time()
        values["due_at"] = clock.iso(clock.at_local(day, time_of_day, work.zone))
    values |= {"due_on": day.isoformat(), "repeat_on": day.isoformat()}
    next_id = work.store.tasks.add(work.op, values, today)
    work.store.tasks.add_steps(work.op, next_id, [step["text"] for step in work.store.tasks.steps(task_id)])
    return next_id


def edit(work: Work, task_id: int, values: Mapping[str, Any]) -> bool:
    """Changes columns of an open task; False if they had these values already. Invalid if one that comes again would be
    left without a deadline."""
    work.store.tasks.require_open(task_id)
    then = {**dict(work.store.tasks.get(task_id)), **values}
    if then["repeat_rule"] and not then["due_on"]:
        raise errors.Invalid(
            _("A task that comes again has a deadline."),
            _("End the series first: crmcli task edit %(id)d --repeat no") % {"id": task_id},
        )
    return work.store.tasks.edit(work.op, task_id, values)


def add_steps(work: Work, task_id: int, texts: Sequence[str]) -> None:
    """More steps for an open task; the percentage follows once the checklist was begun. Invalid for one without words."""
    if not all(text.strip() for text in texts):
        raise errors.Invalid(_("A step needs words."), _("Say what is to be done in it."))
    work.store.tasks.require_open(task_id)
    work.store.tasks.add_steps(work.op, task_id, [text.strip() for text in texts])
    steps = work.store.tasks.steps(task_id)
    if any(step["done_at"] for step in steps):
        work.store.tasks.edit(work.op, task_id, {"percent_done": percent(steps)})


def tick(work: Work, task_id: int, positions: Sequence[int], done: bool) -> None:
    """Ticks steps off a task's checklist, or opens them again; the percentage follows. NotFound if one isn't there,
    Invalid if all of them are so already."""
    work.store.tasks.require_open(task_id)
    steps = {step["position"]: step for step in work.store.tasks.steps(task_id)}
    missing = [n for n in positions if n not in steps]
    if missing:
        raise errors.NotFound(
            _("Task %(id)d has no step %(n)d.") % {"id": task_id, "n": missing[0]},
            _("See: crmcli task show %(id)d") % {"id": task_id},
        )
    # Who ticked a step off first, and when, stands.
    others = [steps[n]["id"] for n in positions if (steps[n]["done_at"] is not None) != done]
    if not others:
        told = (
            _("That was ticked off in task %(id)d already.")
            if done
            else _("That is open in task %(id)d already.")
        )
        raise errors.Invalid(told % {"id": task_id}, _("See: crmcli task show %(id)d") % {"id": task_id})
    work.store.tasks.tick(work.op, others, done)
    work.store.tasks.edit(work.op, task_id, {"percent_done": percent(work.store.tasks.steps(task_id))})


def percent(steps: Sequence[Row]) -> int:
    """How much of a checklist is ticked off, in whole percent, rounded down: 100 only when all is."""
    return 100 * sum(step["done_at"] is not None for step in steps) // len(steps)
