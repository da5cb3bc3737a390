"""A new version of the policy: checked, stored, and everybody judged by it at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from crmcli import policy
from crmcli.i18n import _
from crmcli.store import Store, Work
from crmcli.verdicts.pilots import applied
from crmcli.workflows import classifying
from crmcli.workflows.policies import schema


@dataclass(frozen=True, slots=True)
class Adopted:
    """What came of it: the version in force, how many customers moved, how many have their next contact on another day, and
    what differs from the one before."""

    version: int
    moved: int = 0
    replanned: int = 0
    #: Path, before and after; empty where nothing differs, and then there is no new version.
    differences: tuple[tuple[str, Any, Any], ...] = ()


def adopt(work: Work, text: str, note: str) -> Adopted:
    """Makes a text the policy from now on. PolicyError with all its problems."""
    policies = work.store.policies
    problems = schema.check(text)
    if problems:
        raise schema.refusal(problems, _("Nothing was changed."))
    differences = schema.diff(newest(work.store), text)
    if not differences:
        return Adopted(policies.current_version() or 0)
    refuse_untriable(work, text)
    tables = policy.parse(text)
    version = policies.add(work.op, text, tables, note)
    outcome = classifying.compare(replace(work, policy=policy.Policy.from_dict(tables, version)))
    classifying.save(work.store, outcome)
    return Adopted(version, outcome.moved, outcome.replanned, tuple(differences))


def refuse_untriable(work: Work, text: str) -> None:
    """PolicyError if what a department tries would not be sound together with a text."""
    for row in work.store.pilots.open_on(work.day):
        problems = schema.check_tables(applied(policy.parse(text), row["changes"]))
        if problems:
            told = {"id": row["id"], "department": row["department"]}
            raise schema.refusal(
                problems,
                _("Pilot %(id)d of %(department)s doesn't go with it. End it: crmcli policy drop %(id)d")
                % told,
            )


def newest(store: Store) -> str:
    """The text of the policy in force."""
    row = store.policies.row()
    return str(row["toml"]) if row else policy.default_toml()
