"""Printed command lines about people's records, figures and scores."""

from __future__ import annotations

from tests.cli.conftest import Crm
from tests.cli.hints.cases import case


def _wang(crm: Crm) -> None:
    crm.ok("staff", "edit", "Wang", "--login", "wang")
    crm.become("wang", group="writers")


def _a_week_later(crm: Crm) -> None:
    """Wang entered two contacts in the week that is over."""
    _wang(crm)
    crm.ok("log-contact", "#1", "phone", "one")
    crm.ok("log-contact", "#2", "phone", "two")
    crm.become("tester", group="writers")
    crm.at("2026-11-24T02:00:00Z")


def _scored(crm: Crm) -> None:
    crm.at("2026-12-02T02:00:00Z")


_V = {"VERDICT": "right", "结论": "属实"}
_TRIED = "policy set churn.high 70 --department Service"
_ONE = {"PILOT": "1", "试点": "1"}
CASES = [
    case("Next: crmcli review verdict %(id)d VERDICT", "review sample", before=_a_week_later, blanks=_V),
    case("See: crmcli review sample --week %(week)s", "done check:202647", before=_a_week_later),
    case("See: crmcli review sample", "log-contact '#3' phone mine", "review verdict 3 right", before=_a_week_later),
    case("To check them: crmcli review sample", "log-contact '#3' phone mine", "report kpi"),
    case("Your own: crmcli %(command)s", "report team --person Lee",
         before=_wang),
    *(case(line, "report scorecard --person Wang", before=_scored) for line in (
        "crmcli report team --person %(name)s --from %(start)s --to %(end)s",
        "crmcli review sample --person %(name)s --week %(week)s",
        "crmcli complaint list --all --handler %(name)s --from %(start)s --to %(end)s",
        "crmcli complaint list --all --handler %(name)s",
        "crmcli opportunity list --all --owner %(name)s",
        "crmcli find --owner %(name)s --stage %(lost)s",
        "crmcli report response --by %(person)s --from %(start)s --to %(end)s",
        "crmcli staff trainings %(name)s",
    )),
    case("See: crmcli policy pilots", "policy drop 9"),
    case("Next: crmcli policy adopt PILOT   or crmcli policy drop PILOT", _TRIED, "policy pilots", blanks=_ONE, status=(0, 5)),
    case("To end it: crmcli policy adopt %(id)d   or crmcli policy drop %(id)d", _TRIED, status=(0, 5)),
    case("End it first: crmcli policy drop %(id)d   or adopt it: crmcli policy adopt %(id)d", _TRIED,
         "policy set churn.high 71 --department Service --from +3d", status=(0, 5)),
    case("Pilot %(id)d of %(department)s doesn't go with it. End it: crmcli policy drop %(id)d",
         "policy set churn.high 35 --department Service", "policy set churn.medium 40"),
    case("Write: crmcli policy set PATH VALUE --department NAME", "policy set --department Service",
         blanks={"NAME": "Service", "名称": "Service"}),
]  # fmt: skip
