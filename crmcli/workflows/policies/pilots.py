"""Numbers of the policy that one department tries: begun, adopted by the team, or dropped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from crmcli import errors
from crmcli.i18n import _, series
from crmcli.store import Work
from crmcli.verdicts.pilots import SECTIONS, WHOLE
from crmcli.workflows import classifying
from crmcli.workflows.policies import edit, schema
from crmcli.workflows.policies.adopting import Adopted, adopt, newest


def start(work: Work, department: str, path: str, value: str, first: date, note: str) -> int:
    """A department tries a number from a day on; its pilot's id. A further number joins a pilot that begins the same day or is
    still to begin. PolicyError for what can't be set, Invalid for a number that can't be tried by one department."""
    _refuse_whole(path)
    name = _department(work, department)
    changes = _differing(work, path, value)
    for row in work.store.pilots.open_on(work.day):
        if row["department"] == name:
            return _join(work, row, changes, first)
    values = {"department": name, "changes": changes, "start_on": first.isoformat(), "note": note or None}
    pilot_id = work.store.pilots.add(work.op, values, work.day)
    judge_anew(work)
    return pilot_id


def take_over(work: Work, row: Mapping[str, Any], note: str) -> Adopted:
    """What a pilot tried becomes the team's policy. Invalid for one that is over."""
    _refuse_over(row)
    work.store.pilots.edit(work.op, row["id"], {"outcome": "adopted", "ended_on": work.day})
    text = _with(newest(work.store), row["changes"])
    why = note or _("Pilot %(id)d of %(department)s") % {"id": row["id"], "department": row["department"]}
    adopted = adopt(work, text, why)
    if not adopted.differences:
        judge_anew(work)
    return adopted


def drop(work: Work, row: Mapping[str, Any]) -> classifying.Outcome:
    """A pilot ends, and its customers are judged like all others. Invalid for one that is over."""
    _refuse_over(row)
    work.store.pilots.edit(work.op, row["id"], {"outcome": "dropped", "ended_on": work.day})
    return judge_anew(work)


def judge_anew(work: Work) -> classifying.Outcome:
    """Judges everybody by the pilots that run now."""
    outcome = classifying.compare(work)
    classifying.save(work.store, outcome)
    return outcome


def _refuse_whole(path: str) -> None:
    section = path.partition(".")[0].partition("[")[0]
    if section not in SECTIONS or any(path == one or path.startswith(f"{one}.") for one in WHOLE):
        raise errors.Invalid(
            _("%(path)s holds for the whole team; a department can't try it alone.") % {"path": path},
            _("What judges each customer by itself can be tried: %(known)s.") % {"known": series(SECTIONS)},
        )


def _refuse_over(row: Mapping[str, Any]) -> None:
    if row["ended_on"]:
        raise errors.Invalid(
            _("Pilot %(id)d is over since %(day)s.") % {"id": row["id"], "day": row["ended_on"]},
            _("See: crmcli policy pilots"),
        )


def _department(work: Work, text: str) -> str:
    """The department of this name, of those that people who work here belong to. NotFound for any other."""
    known = sorted(
        {row["department"] for row in work.store.staff.all() if row["active"] and row["department"]}
    )
    found: str | None = next((name for name in known if name.casefold() == text.strip().casefold()), None)
    if found is None:
        raise errors.NotFound(
            _("Nobody here belongs to a department %(text)s.") % {"text": text},
            _("See: crmcli staff list"),
            candidates=known,
        )
    return found


def _differing(work: Work, path: str, value: str) -> dict[str, Any]:
    """What setting a number changes. PolicyError with all its problems, Invalid where it is so already."""
    before = newest(work.store)
    text = edit.set_value(before, path, value)
    if problems := schema.check(text):
        raise schema.refusal(problems, _("Nothing was changed."))
    changes = {place: now for place, _old, now in schema.diff(before, text)}
    if not changes:
        raise errors.Invalid(
            _("%(path)s is %(value)s for the whole team already.") % {"path": path, "value": value},
            _("See: crmcli policy show"),
        )
    return changes


def _join(work: Work, row: Mapping[str, Any], changes: Mapping[str, Any], first: date) -> int:
    """A further number of a pilot that nothing was judged by yet on a day that is over."""
    if row["start_on"] < work.day or row["start_on"] != first.isoformat():
        raise errors.Invalid(
            _("%(department)s tries something since or from %(day)s (pilot %(id)d).")
            % {"department": row["department"], "day": row["start_on"], "id": row["id"]},
            _("End it first: crmcli policy drop %(id)d   or adopt it: crmcli policy adopt %(id)d")
            % {"id": row["id"]},
        )
    both = {**row["changes"], **changes}
    if problems := schema.check(_with(newest(work.store), both)):
        raise schema.refusal(problems, _("Nothing was changed."))
    work.store.pilots.edit(work.op, row["id"], {"changes": both})
    judge_anew(work)
    return int(row["id"])


def _with(text: str, changes: Mapping[str, Any]) -> str:
    """A policy's text with other values at some paths."""
    for path, value in changes.items():
        told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        text = edit.set_value(text, path, told)
    return text
