"""The steps of the process: who answers for each, by when, on what data, and by which command."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from crmcli.i18n import _, clauses, ngettext, series
from crmcli.policy import Policy
from crmcli.reports.handbook.model import Node, Part, Words
from crmcli.result import Column, Table
from crmcli.wording import label


class Step(NamedTuple):
    """A step: its owners in the policy (None where it has no place for them), deadlines, data, and commands."""

    title: str
    owners: tuple[str, ...] | None
    deadlines: tuple[str, ...]
    data: str
    commands: tuple[str, ...]


def days(number: float) -> str:
    """So many days, in words."""
    return ngettext("%(n)g day", "%(n)g days", int(number)) % {"n": number}


def hours(number: float) -> str:
    """So many hours, in words."""
    return ngettext("%(n)g hour", "%(n)g hours", int(number)) % {"n": number}


def process(p: Policy) -> list[Step]:
    """The steps in their order."""
    return [*_knowing(p), *_caring(p), *_improving(p)]


def _knowing(p: Policy) -> list[Step]:
    approved = [
        told
        for asked, told in (
            (p.review.new, _("new customers wait for approval")),
            (p.review.imported, _("imported customers wait for approval")),
        )
        if asked
    ]
    return [
        Step(
            _("Collect"), p.process.collection,
            (_("recorded within %(time)s of happening") % {"time": hours(p.quality.timely_hours)},),
            _("Name, a phone, e-mail or WeChat, city or region, source, owner; of companies also industry and size."),
            ("import", "add", "log-contact"),
        ),
        Step(
            _("Check the data"), p.process.collection,
            (*approved, _("contact data verified every %(time)s") % {"time": days(p.due.verify_days)}),
            _("What is missing, invalid, doubled or not verified."),
            ("report data-quality", "dedupe", "verify send", "review queue"),
        ),
        Step(
            _("Classify"), p.process.classification, (), _("Orders, contacts, complaints, survey scores, needs, industry, size."),
            ("classify", "why"),
        ),
    ]  # fmt: skip


def _caring(p: Policy) -> list[Step]:
    urgent = p.complaint.urgent
    return [
        Step(
            _("Plan and make contacts"), p.process.maintenance,
            (
                _("a new customer within %(time)s") % {"time": hours(p.contact.new_lead_hours)},
                _("others by the contact plan of their class"),
            ),
            _("Class, last contact, what was agreed, channel, consent."), ("due", "log-contact", "done"),
        ),
        Step(
            _("Care for customers"), p.process.maintenance,
            (
                _("planned %(time)s ahead") % {"time": days(p.due.lead_days)},
                _("sent at most %(time)s late") % {"time": days(p.care.late_days)},
            ),
            _("Birthday, start of cooperation, country, language, consent."), ("care plan", "care send", "care list"),
        ),
        Step(
            _("Handle complaints"), p.process.complaints,
            (
                _("urgent ones answered within %(answer)s, resolved within %(resolve)s")
                % {"answer": hours(urgent.respond_hours), "resolve": hours(urgent.resolve_hours)},
                _("all clocks in their table below"),
            ),
            _("Customer, what happened, severity, order, demand; for the archive root cause, measure and lesson."),
            ("complaint open", "complaint reply", "complaint resolve", "complaint revisit", "complaint archive"),
        ),
        Step(
            _("Ask how satisfied they are"), p.process.surveys,
            (
                _("a low score followed up within %(time)s") % {"time": hours(p.contact.low_score_hours)},
                _("nobody asked twice within %(time)s") % {"time": days(p.survey.fatigue_days)},
            ),
            _("A questionnaire, whom to ask, a way to reach them, consent."),
            ("survey wave open", "survey import", "report satisfaction"),
        ),
    ]  # fmt: skip


def _improving(p: Policy) -> list[Step]:
    return [
        Step(
            _("Keep and win back"), p.process.retention, (),
            _("Churn risk from %(high)d of 100 counts as high; its signals and what is at stake.") % {"high": p.churn.high},
            ("report churn",),
        ),
        Step(
            _("Membership"), None,
            (
                _("months until points expire: %(n)d") % {"n": p.points.expire_months},
                _("told %(time)s before") % {"time": days(p.points.preview_days)},
            ),
            _("Orders, the day of joining, who referred whom."), ("loyalty join", "loyalty redeem", "report loyalty"),
        ),
        Step(
            _("Review the rules"), p.process.review,
            (_("every %(n)d months") % {"n": p.due.policy_review_months},),
            _("Key figures against their limits, complaints' root causes, feedback."),
            ("report kpi", "policy set", "policy history"),
        ),
    ]  # fmt: skip


def picture(p: Policy) -> Part:
    """The whole process as a picture."""
    nodes = [Node(each.title, _who(each), _when(each)) for each in process(p)]
    return Part("picture", _("The process at a glance"), nodes=nodes)


def steps(p: Policy, words: Words) -> Part:
    """Every step with owner, deadline, data and command."""
    rows = [
        {
            "step": each.title, "owner": _who(each), "deadline": _when(each), "data": each.data,
            "command": series(words.command(command) for command in each.commands),
        }
        for each in process(p)
    ]  # fmt: skip
    columns = [
        Column("step", _("Step")),
        Column("owner", _("Owner")),
        Column("deadline", _("Deadline")),
        Column("data", _("Data needed")),
        Column("command", _("Command")),
    ]
    return Part("steps", _("The steps"), tables=[Table("steps", columns, rows)])


def routing(p: Policy) -> Part:
    """Who gets complaints and feedback."""
    rows = [
        {
            "of": label("record", route.of) if route.of else _("complaints and feedback"),
            "where": clauses(_asked(route)) or _("all"),
            "to": series(route.to),
        }
        for route in p.routing
    ]
    columns = [Column("of", _("What")), Column("where", _("Where")), Column("to", _("Goes to"))]
    lines = (
        []
        if rows
        else [
            _(
                "The policy has no rules for who gets complaints and feedback: they go to the customer's owner."
            )
        ]
    )
    return Part(
        "routing",
        _("Who gets complaints and feedback"),
        lines,
        [Table("routing", columns, rows)] if rows else [],
    )


def _asked(route: object) -> Iterable[str]:
    """What a rule asks for, in words."""
    severity, channel = getattr(route, "severity", ""), getattr(route, "channel", "")
    told = {
        _("Category"): getattr(route, "category", ""),
        _("Product"): getattr(route, "product", ""),
        _("Channel"): label("channel", channel) if channel else "",
        _("Severity"): label("severity", severity) if severity else "",
        _("Region"): getattr(route, "area", ""),
    }
    return (f"{name} {value}" for name, value in told.items() if value)


def _who(each: Step) -> str:
    if each.owners is None:
        return _("the policy has no owner for it")
    return series(each.owners) or _("the policy names nobody")


def _when(each: Step) -> str:
    return clauses(each.deadlines) or _("the policy sets no deadline")
