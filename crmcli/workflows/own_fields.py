"""Fields of customers that the team declared in its policy: what they hold, and what changes when one comes or goes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crmcli import errors, naming
from crmcli.database.connection import Record
from crmcli.i18n import _, clauses, series
from crmcli.matching.as_written import as_written
from crmcli.policy import Policy
from crmcli.policy.sections import LONGEST_NAME, OwnField
from crmcli.sheets.cells.decimals import two_ways
from crmcli.sheets.cells.own_values import cell_day, own_value, typed_day
from crmcli.store import Work
from crmcli.workflows.policies import edit
from crmcli.workflows.policies.adopting import adopt, newest


def checked(policy: Policy, own: Mapping[str, str], day: Callable[[str], date]) -> dict[str, str]:
    """What was typed for own columns, that of declared fields in its stored form; Invalid names all that they can't hold."""
    wrong, found = [], dict[str, str]()
    for name, text in own.items():
        declared = policy.own_field(name)
        ways = two_ways(text) if declared and (declared.type == "money" or "," in text) else None
        value = own_value(declared, text, typed_day(day)) if declared and text else text
        if ways and declared and declared.type in ("number", "money"):
            told = _("%(field)s '%(value)s' can be read in two ways (write %(one)s or %(other)s)")
            wrong.append(told % {"field": name, "value": text[:40], "one": ways[0], "other": ways[1]})
        elif value is None and declared:
            wrong.append(
                _("%(field)s '%(value)s' %(why)s")
                % {"field": name, "value": text[:40], "why": _why(declared)}
            )
        elif not text and declared and declared.required:
            wrong.append(_("%(field)s can't be empty") % {"field": name})
        else:
            found[declared.name if declared else name] = value or ""
    if wrong:
        raise errors.Invalid(_("%(text)s.") % {"text": clauses(wrong)}, _("See: crmcli field list"))
    return found


def _why(declared: OwnField) -> str:
    return {
        "number": _("is no number"),
        "money": _("is no amount"),
        "date": _("is no date (write 2026-11-20)"),
        "choice": _("is none of: %(known)s") % {"known": series(declared.choices)},
        "flag": _("is neither yes nor no"),
    }[declared.type]


def missing(policy: Policy, own: Mapping[str, Any]) -> list[str]:
    """The required fields that have no value."""
    return [field.name for field in policy.own_fields if field.required and not own.get(field.name)]


@dataclass(slots=True)
class Declared:
    """What came of a new field: the policy's version, and how many values that were there it holds or can't hold."""

    version: int
    held: int = 0
    unread: Counter[str] = field(default_factory=Counter)


def refuse_name(policy: Policy, name: str) -> None:
    """Invalid if a field can't be called so: it is one already, or no command could name it."""
    from crmcli.judging.filter_fields import field_called as filtered_by
    from crmcli.sheets.columns.headers import field_called

    if not OwnField(name, "text").has_a_name:
        raise errors.Usage(
            _("A field can't be called so: %(name)s") % {"name": name},
            _("Leave out = and quotes; %(n)d characters at most.") % {"n": LONGEST_NAME},
        )
    if policy.own_field(name):
        raise errors.Invalid(
            _("The field %(name)s is there already.") % {"name": name},
            _("See: crmcli field list"),
        )
    ours = naming.TYPED.get(name) or (name if name in naming.TYPED.values() else None)
    ours = ours or filtered_by(name) or field_called("customers", name)
    if ours:
        raise errors.Invalid(
            _("%(name)s is a field of every customer already: %(field)s")
            % {"name": name, "field": naming.field(ours)},
            _("Fill it in with: crmcli edit CUSTOMER FIELD=VALUE"),
        )


def declare(work: Work, new: OwnField) -> Declared:
    """Makes a column of the team's own, or one that is new, a field of customers from now on. Values that it can't hold
    stay beside their customers as they are written."""
    text = edit.with_table(newest(work.store), "field", {k: v for k, v in new._asdict().items() if v})
    done = Declared(adopt(work, text, _("field %(name)s") % {"name": new.name}).version)
    for row, own in _with_column(work, new):
        column = next(name for name in own if new.is_called(name))
        held = own_value(new, str(own[column]), cell_day(work.as_of.on))
        left = {name: value for name, value in own.items() if name != column}
        left[as_written(new.name) if held is None else new.name] = own[column] if held is None else held
        done.held += held is not None
        done.unread.update([str(own[column])] if held is None else [])
        work.store.customers.edit(work.op, row["id"], {"custom": json.dumps(left, ensure_ascii=False)})
    return done


def _with_column(work: Work, new: OwnField) -> Iterator[tuple[Record, dict[str, Any]]]:
    """The customers that have a value of it by now, with all their own columns."""
    for row in work.store.customers.with_own_columns():
        own = json.loads(row["custom"])
        if any(map(new.is_called, own)):
            yield row, own


def drop(work: Work, name: str) -> int:
    """Declares a field no longer; the policy's version. Its values stay, as a column like any other."""
    kept = edit.without_table(newest(work.store), "field", name)
    return adopt(work, kept, _("field %(name)s") % {"name": name}).version
