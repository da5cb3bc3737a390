"""Printed command lines about alarms, targets and improvements."""

from __future__ import annotations

from tests.cli.conftest import Crm
from tests.cli.hints.cases import case


def _target(crm: Crm) -> None:
    crm.ok("target", "set", "Sell", "--metric", "orders", "--goal", "9", "--by", "2026-12-31")


def _behind(crm: Crm) -> None:
    crm.ok(
        "target",
        "set",
        "Sell",
        "--metric",
        "orders",
        "--goal",
        "9",
        "--by",
        "2026-12-31",
        "--from",
        "2026-10-01",
    )


def _closed(crm: Crm) -> None:
    _target(crm)
    crm.ok("target", "close", "1")


def _improvement(crm: Crm) -> None:
    crm.ok("improve", "add", "ring first", "--due", "+1d")


def _done(crm: Crm) -> None:
    _improvement(crm)
    crm.ok("improve", "done", "1")


def _quiet(crm: Crm) -> None:
    crm.ok("log-contact", "#1", "phone", "hi", "--at", "2026-10-12")


def _as_rep(crm: Crm) -> None:
    _quiet(crm)
    crm.ok("staff", "add", "New Rep", "--login", "newrep", "--role", "rep")
    crm.become("newrep", group="writers")


def _decided(crm: Crm) -> None:
    _target(crm)
    crm.ok("task", "add", "call them", "--meeting", "2026-11-16")
    crm.ok("improve", "add", "ring first", "--meeting", "2026-11-16")


def _troubled(crm: Crm) -> None:
    """Something wrong of every kind that a diagnosis names."""
    for number, value in (
        ("diagnosis.min_n", "1"),
        ("churn.medium", "5"),
        ("churn.high", "9"),
        ("training.required.service", '["Manners"]'),
        ("training.grace_days", "0"),
    ):
        crm.ok("policy", "set", number, value)
    for n in (1, 2):
        crm.ok("complaint", "open", "#1", f"late {n}", "--at", "2026-11-10")
        number = crm.json("complaint", "open", "#2", f"dirty {n}", "--at", "2026-11-10")["number"]
        crm.ok("complaint", "resolve", number, "cleaned", "--at", "2026-11-11")
        crm.ok("complaint", "revisit", number, "--result", "satisfied", "--at", "2026-11-12")
        crm.ok("complaint", "archive", number, "--root-cause", "process", "--measure", "m", "--lesson", "l")
    crm.ok("survey", "record", "#1", "--overall", "1", "--at", "2026-11-12")
    crm.ok("staff", "add", "Quiet", "--role", "service", "--department", "Night")
    crm.ok("staff", "edit", "Lee", "--department", "Day")
    crm.ok("staff", "add", "Silent", "--role", "rep")
    for n in range(11):
        crm.ok("task", "add", f"stuck {n}", "--owner", "Quiet", "--due", "2026-11-18")


CASES = [
    case("See: crmcli alarm list", "alarm seen budget"),
    case("See: crmcli alarm show %(key)s", "alarm seen contacts_per_day", before=_as_rep),
    case("When you have seen it: crmcli alarm seen %(key)s", "alarm show contacts_per_day", before=_quiet),
    case("crmcli report kpi --from %(start)s --to %(end)s", "alarm list", before=_quiet),
    case("crmcli target list", "alarm list", before=_behind, shows="Sell"),
    case("%(n)d alarm nobody has seen: crmcli alarm list", "classify", before=_quiet),
    case("See: crmcli target list --all", "target show 9", "target close 1", before=_closed, shows="Sell"),
    case(
        "See: crmcli target list",
        "target set Sell --metric orders --goal 9 --by 2026-12-31",
        before=_target,
        shows="Sell",
    ),
    case("See: crmcli target set --help", "target set x --metric revenue --goal much --by 2026-12-31"),
    case("See: crmcli target edit --help", "target edit 1", before=_target),
    case("See: crmcli target show %(id)d", "target show 1 --as-of 2020-01-01", before=_target, shows="Sell"),
    case(
        "How far each is: crmcli target list",
        "report kpi",
        before=lambda crm: crm.ok(
            "target", "set", "Fair", "--metric", "complaint_rate", "--goal", "1%", "--by", "2026-12-31"
        ),
        shows="Fair",
    ),
    case(
        "Near ones: %(names)s. All of them: crmcli report kpi --explain",
        "target set x --metric nosuch --goal 9 --by 2026-12-31",
    ),
    case(
        "See: crmcli improve list --all", "improve show 9", "improve done 1", before=_done, shows="ring first"
    ),
    case("See: crmcli improve add --help", "improve add x --where city=Leshan"),
    case("See: crmcli improve edit --help", "improve edit 1", before=_improvement),
    case("See: crmcli improve done --help", "improve done 1 --at 2027-01-01", before=_improvement),
    case(
        "See: crmcli improve show %(id)d",
        "improve show 1 --as-of 2020-01-01",
        before=_improvement,
        shows="ring first",
    ),
    case(
        "What it did shows in %(n)d day: crmcli improve show %(id)d",
        "improve done 1",
        shows="ring first",
        before=lambda crm: (
            crm.ok("policy", "set", "improvement.effect_days", "1"),
            crm.ok("improve", "add", "ring first", "--metric", "complaint_count"),
        ),
    ),
    case("See: crmcli survey results", "improve add x --survey 99"),
    *(
        case(hint, "report diagnose", before=_troubled)
        for hint in (
            "crmcli complaint list --breached",
            "crmcli due --team --kind contact",
            "crmcli due --team --kind contact --overdue",
            "crmcli report churn",
            "crmcli report complaints --from %(start)s",
            "crmcli report satisfaction --from %(start)s",
            "crmcli report kpi --from %(start)s",
            "crmcli report data-quality",
            "crmcli handoff --all",
            "crmcli staff trainings",
            "Note what is to be done better: crmcli improve add --help",
        )
    ),
    case(
        "Keep what a meeting decides with: crmcli task add TITLE --owner NAME --due DAY --meeting today",
        "report month",
    ),
    *(
        case(hint, "report week", before=_decided)
        for hint in (
            "crmcli task show %(id)d",
            "crmcli improve show %(id)d",
            "crmcli target show %(id)d",
        )
    ),
    *(
        case(hint, "report month", before=_troubled)
        for hint in (
            "All of them: crmcli complaint list --breached",
            "All of them: crmcli report churn",
            "All of them: crmcli task list --team --overdue",
        )
    ),
    case(
        "Like: crmcli report diff 2026-09 2026-10",
        "report diff 2026-10 2026-09",
        "report diff 2026-09 2026-10-31",
    ),
    case("See: crmcli report close --help", "--as-of 2026-10-31 report close 2026-09"),
    case("Close one with: crmcli report close last", "report close"),
    case("See: crmcli report kpi --month %(month)s", "report close 2026-10"),
]
