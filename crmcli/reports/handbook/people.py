"""Who does what in a manual: standard phrases, trainings, roles and their rights."""

from __future__ import annotations

from crmcli.actors import MANAGERS, READERS, REVIEWERS
from crmcli.i18n import _, clauses, series
from crmcli.policy import Policy
from crmcli.reports.handbook.model import Part
from crmcli.reports.handbook.process import days
from crmcli.result import Column, Table
from crmcli.store import View
from crmcli.vocabulary import choices


def phrases(view: View) -> Part:
    """The standard phrases in use."""
    found = view.store.knowledge.listed({"kind": "phrase", "state": "active"})
    rows = [dict(row) for row in found if view.past is None or row["created_at"] <= view.past]
    columns = [Column("category", _("Category")), Column("title", _("Title")), Column("answer", _("Phrase"))]
    lines = [] if rows else [_("The knowledge base has no phrases in use.")]
    return Part("phrases", _("Standard phrases"), lines, [Table("phrases", columns, rows)] if rows else [])


def trainings(p: Policy) -> Part:
    """What each role must have passed, and how it is passed."""
    rules = p.training
    rows = [{"role": role, "topics": series(topics)} for role, topics in rules.required.items() if topics]
    lines = [
        _("Passed from %(theory)d points in theory and %(practice)d in practice, of 100.")
        % {"theory": rules.pass_theory, "practice": rules.pass_practice},
        _("Months that it holds: %(n)d.") % {"n": rules.valid_months}
        if rules.valid_months
        else _("It holds for good."),
        _("A new member of staff has %(time)s; reminded %(before)s before the end.")
        % {"time": days(rules.grace_days), "before": days(rules.remind_days)},
    ]
    if not rows:
        lines.append(_("The policy requires no training."))
    columns = [Column("role", _("Role"), "word", "role"), Column("topics", _("Topics"))]
    return Part("trainings", _("Trainings"), lines, [Table("trainings", columns, rows)] if rows else [])


def roles() -> Part:
    """What each role may do."""
    rows = [{"role": role, "rights": clauses(_rights(role))} for role in choices("role")]
    columns = [Column("role", _("Role"), "word", "role"), Column("rights", _("Rights"))]
    return Part("roles", _("Roles and rights"), tables=[Table("roles", columns, rows)])


def _rights(role: str) -> list[str]:
    if role in READERS:
        return [_("reads, writes nothing")]
    told = [_("reads and records")]
    if role in REVIEWERS:
        told.append(_("approves and rejects customers"))
    if role in MANAGERS:
        told.append(_("changes the policy, the staff and budgets"))
    return told
