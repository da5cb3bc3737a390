"""The team's operating manual, made of its policy and its knowledge: what every step is, who answers for it, and by when.

Nothing is invented: where the policy says nothing, the manual says so.
"""

from __future__ import annotations

from crmcli.i18n import _
from crmcli.reports.handbook.changes import differences, log
from crmcli.reports.handbook.model import Handbook, Part, Words
from crmcli.reports.handbook.people import phrases, roles, trainings
from crmcli.reports.handbook.process import picture, routing, steps
from crmcli.reports.handbook.rules import classes, clocks, figures, plan
from crmcli.store import View

#: The kinds of records that it rests on.
RESTS_ON: tuple[str, ...] = ()


def build(view: View, words: Words) -> Handbook:
    """The manual by the policy in force at the view's moment."""
    parts = [
        picture(view.policy),
        steps(view.policy, words),
        routing(view.policy),
        *classes(view.policy, words),
        plan(view.policy),
        clocks(view.policy),
        figures(view.policy),
        phrases(view),
        trainings(view.policy),
        roles(),
        log(view, words),
    ]
    title = _("Handbook of customer management")
    intro = _("Made from version %(version)d of the policy.") % {"version": view.policy.version}
    return Handbook(title, view.as_of, view.zone, [intro], parts)


def build_difference(view: View, words: Words, old: int, new: int) -> Handbook:
    """What changed between two versions of the policy, in words."""
    title = _("What changed from version %(old)d to version %(new)d of the policy") % {"old": old, "new": new}
    return Handbook(title, view.as_of, view.zone, [], [differences(view, words, old, new)])


__all__ = ["RESTS_ON", "Handbook", "Part", "Words", "build", "build_difference"]
