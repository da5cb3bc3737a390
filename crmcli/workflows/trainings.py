"""Entering and correcting trainings: when one was passed and until when that holds follows from the policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from crmcli import errors
from crmcli.figures.passes import is_passed, usual_end
from crmcli.i18n import _
from crmcli.store import Work


def add(work: Work, values: Mapping[str, Any]) -> int:
    """Keeps that somebody took part; needs staff_id, topic and held_on. Without a `valid_until` a pass holds as long as usual.
    Invalid for a day ahead."""
    row = {"theory": None, "practice": None, **values}
    _refuse_ahead(work, row["held_on"])
    row["passed_on"] = _passed_on(work, row)
    if row["passed_on"] is None:
        row["valid_until"] = None
    elif "valid_until" not in row:
        end = usual_end(work.policy.training, date.fromisoformat(row["passed_on"]))
        row["valid_until"] = end and end.isoformat()
    _refuse_backwards(row)
    return work.store.trainings.add(work.op, row)


def correct(work: Work, training_id: int, values: Mapping[str, Any]) -> bool:
    """Puts right what was entered; False if it stood so already. Another score or day decides anew whether it was passed."""
    before = dict(work.store.trainings.get(training_id))
    row = {**before, **values}
    _refuse_ahead(work, row["held_on"])
    changes = dict(values)
    if {"theory", "practice", "held_on"} & values.keys():
        row["passed_on"] = changes["passed_on"] = _passed_on(work, row)
        if row["passed_on"] is None:
            row["valid_until"] = changes["valid_until"] = None
        elif before["passed_on"] is None and "valid_until" not in values:
            end = usual_end(work.policy.training, date.fromisoformat(row["passed_on"]))
            row["valid_until"] = changes["valid_until"] = end and end.isoformat()
    _refuse_backwards(row)
    return work.store.trainings.edit(work.op, training_id, changes)


def _passed_on(work: Work, row: Mapping[str, Any]) -> str | None:
    passed = is_passed(work.policy.training, row["theory"], row["practice"])
    return str(row["held_on"]) if passed else None


def _refuse_ahead(work: Work, held_on: str) -> None:
    if held_on > work.day:
        raise errors.Invalid(
            _("%(day)s lies in the future: a training is entered once it was held.") % {"day": held_on},
            _("Nothing was written."),
        )


def _refuse_backwards(row: Mapping[str, Any]) -> None:
    if row["valid_until"] and row["valid_until"] < row["held_on"]:
        raise errors.Invalid(
            _("The pass would end on %(end)s, before the training on %(day)s.")
            % {"end": row["valid_until"], "day": row["held_on"]},
            _("Nothing was written."),
        )
