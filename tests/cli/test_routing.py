"""Who answers for what: rules of the policy, process owners, the periodic review."""

from __future__ import annotations

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning

pytestmark = pytest.mark.file

_RULES = """
[[routing]]
of = "complaint"
category = "delay"
to = ["Nobody", "Service"]

[[routing]]
severity = "urgent"
area = "Leshan"
to = ["Kim", "Wang"]

[[routing]]
of = "feedback"
category = "need"
to = ["Workshop"]
"""


@beginning
def team(crm: Crm) -> None:
    """Two departments, rules for them, a customer with an owner and one with nobody's."""
    crm.ok("staff", "add", "Kim", "--role", "service", "--department", "Service")
    crm.ok("staff", "add", "Wang", "--role", "manager")
    for name in ("Chen", "Zhao"):
        crm.ok("staff", "add", name, "--role", "service", "--department", "Workshop")
    crm.ok("add", "Alpha", "--phone", "13900000001", "--owner", "Chen", "city=Leshan")
    crm.ok("add", "Beta", "--phone", "13900000002")
    crm.ok("edit", "Beta", "--owner", "none")
    path = crm.folder / "policy.toml"
    path.write_text(crm.ok("policy", "show").out + _RULES, encoding="utf-8")
    crm.ok("policy", "set", "--file", str(path))


def _handler(crm: Crm, *words: str) -> tuple[str, str]:
    """Who handles a new complaint, and why."""
    run = crm.ok("complaint", "open", *words, "--new", "--explain")
    return run.out.partition("; ")[2].partition(" handles")[0], run.out.splitlines()[1]


def test_complaints_go_by_the_first_rule_that_fits(team: Crm) -> None:
    first = "By rule 1 of the policy's version 2 (category = delay)."
    assert _handler(team, "Alpha", "late", "--category", "Delay") == ("Kim", first)
    assert _handler(team, "Alpha", "x", "--severity", "urgent")[0] == "Kim"
    # The accused never handles it; who is named behind them stands in, then the owner.
    assert _handler(team, "Alpha", "x", "--severity", "urgent", "--accused", "Kim")[0] == "Wang"
    assert _handler(team, "Alpha", "x", "--category", "delay", "--accused", "Kim")[0] == "Chen"
    assert _handler(team, "Alpha", "x", "--category", "delay", "--handler", "Zhao")[0] == "Zhao"
    assert _handler(team, "Alpha", "x")[0] == "Chen"
    assert _handler(team, "Beta", "x")[0] == "Lee"
    team.ok("staff", "edit", "Kim", "--left")
    assert _handler(team, "Alpha", "x", "--severity", "urgent")[0] == "Wang"
    # What decided then is told whatever the rules are now.
    team.ok("policy", "set", "routing[0].category", "other")
    assert first in team.ok("complaint", "show", "1", "--explain").out


def test_who_answers_for_complaints_takes_those_of_nobody_and_is_told_of_missed_deadlines(team: Crm) -> None:
    team.ok("policy", "set", "process.complaints", '["Gone", "Zhao"]')
    assert _handler(team, "Beta", "x")[0] == "Zhao"
    assert _handler(team, "Alpha", "y")[0] == "Chen"
    team.at("2026-11-20T04:30:00Z")
    rows = team.json("due", "--owner", "Zhao", "--kind", "complaint")
    assert {row["id"] for row in rows if row["id"].endswith("escalated")} == {
        "complaint:2:respond:escalated", "complaint:2:propose:escalated", "complaint:1:propose:escalated",
    }  # fmt: skip
    assert not any(row["id"].endswith("escalated") for row in team.json("due", "--owner", "Kim"))
    listed = {row["name"]: row["answers_for"] for row in team.json("staff", "list")}
    assert (listed["Zhao"], listed["Kim"]) == ("complaints", None)


def test_feedback_goes_by_the_rules(team: Crm) -> None:
    row = team.json("feedback", "add", "Alpha", "a hotline", "--kind", "need")
    # Of a department with several members whoever comes first takes it.
    assert (row["department"], row["handler"]) == ("Workshop", None)
    assert (
        team.json("feedback", "add", "Alpha", "x", "--kind", "need", "--handler", "Kim")["handler"] == "Kim"
    )
    said = team.ok("feedback", "add", "Alpha", "nice", "--explain").out
    assert "No rule names anybody: it is the customer's owner's." in said


def test_imported_complaints_and_feedback_go_by_the_rules(team: Crm) -> None:
    for name, text in {
        "投诉.csv": "投诉编号,投诉时间,客户名称,投诉内容,投诉类型,处理人\nT1,2026-11-19 09:00,Beta,broken,delay,\n"
        "T2,2026-11-19 09:00,Beta,broken,delay,Chen\nT3,2026-11-19 09:00,Beta,dirty,other,\n",
        "反馈.csv": "反馈编号,反馈日期,客户名称,反馈类别,反馈内容\nF1,2026-11-19,Alpha,需求,a hotline\n",
    }.items():
        (team.folder / name).write_text(text, encoding="utf-8")
        team.ok("import", str(team.folder / name), "--yes")
    handlers = {row["number"]: row["handler"] for row in team.json("complaint", "list")}
    assert handlers == {"T1": "Kim", "T2": "Chen", "T3": None}
    assert "By rule 1" in team.ok("complaint", "show", "T1", "--explain").out
    assert [row["department"] for row in team.json("feedback", "list")] == ["Workshop"]


def test_the_policy_is_reviewed_every_half_year(team: Crm) -> None:
    assert team.json("due", "--team", "--kind", "policy") == []
    team.at("2027-05-20T02:00:00Z")
    assert [row["id"] for row in team.json("due", "--team", "--kind", "policy")] == ["policy:2"]
    assert team.json("due", "--owner", "Kim", "--kind", "policy") == []
    team.ok("snooze", "policy:2", "2027-05-24")
    team.at("2027-05-24T02:00:00Z")
    team.ok("done", "policy:2", "--note", "with the team")
    assert team.json("due", "--team", "--kind", "policy", "--days", "90") == []
    assert team.json("policy", "history")[-1]["note"] == "with the team"
    assert team("done", "policy:3").status == errors.Invalid.status
    team.step_back()
    team.ok("policy", "set", "process.review", '["Kim"]')
    team.at("2028-01-01T02:00:00Z")
    assert len(team.json("due", "--owner", "Kim", "--kind", "policy")) == 1
    assert team.json("due", "--owner", "Wang", "--kind", "policy") == []


def test_a_rule_names_somebody(team: Crm) -> None:
    path = team.folder / "policy.toml"
    text = team.ok("policy", "show").out
    path.write_text(text.replace('["Workshop"]', "[]"), encoding="utf-8")
    run = team("policy", "check", str(path))
    assert run.status != 0 and "routing[2].to: must name somebody" in run.err
