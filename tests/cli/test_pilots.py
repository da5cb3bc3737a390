"""Numbers of the policy that one department tries: whom they judge, on which days, what they are compared with, how they end."""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import Any

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning

_PATH = "contact.plan.general.cadence_days"
_SET = ("policy", "set", _PATH, "20", "--department", "Service")


@beginning
def departments(crm: Crm) -> None:
    """Ann of the service and Bo of sales, each with two customers that were spoken to on 1 November."""
    crm.at("2026-10-01T01:00:00Z")
    crm.ok("staff", "add", "Ann", "--login", "ann", "--department", "Service")
    crm.ok("staff", "add", "Bo", "--login", "bo", "--department", "Sales")
    for n in range(4):
        crm.ok("add", f"Firm {n}", "--owner", "Ann" if n < 2 else "Bo", "--phone", f"1380000000{n}")
    crm.at("2026-11-01T01:00:00Z")
    for n in range(4):
        crm.ok("log-contact", f"Firm {n}", "phone", "hello")


@pytest.fixture
def team(departments: Crm) -> Crm:
    departments.at("2026-11-10T01:00:00Z")
    return departments


def _next(crm: Crm, *more: str) -> list[str]:
    """The next contact of each customer, as it is stored or was."""
    return [crm.json("show", f"Firm {n}", *more)["standing"]["next_contact_on"] for n in range(4)]


_USUAL = ["2026-12-31"] * 4
_TRIED = ["2026-11-23"] * 2 + ["2026-12-31"] * 2


def test_the_departments_customers_alone_are_judged_by_it(team: Crm) -> None:
    assert _next(team) == _USUAL
    team.ok(*_SET, "--note", "sooner")
    assert _next(team) == _TRIED
    told = f"By the rules that Service tries since 2026-11-10 (pilot 1): {_PATH} = 20"
    for words in (("show", "Firm 0"), ("why", "Firm 0"), ("classify", "--explain", "Firm 0")):
        assert told in team.ok(*words).out, words
        assert told not in team.ok(*words[:-1], "Firm 2").out
    assert team.json("why", "Firm 1")["pilot"] == 1 and team.json("why", "Firm 3")["pilot"] is None
    team.ok("classify")
    assert _next(team) == _TRIED
    # A day before knows nothing of it, and its own day does for good.
    assert _next(team, "--as-of", "2026-11-09") == _USUAL
    team.at("2026-11-25T01:00:00Z")
    assert told in team.ok("due", "--team", "--kind", "contact").out
    team.ok("policy", "drop", "1")
    assert _next(team) == _USUAL and _next(team, "--as-of", "2026-11-20") == _TRIED
    assert told not in team.ok("due", "--team", "--kind", "contact").out
    assert [(row["id"], row["outcome"]) for row in team.json("policy", "pilots")] == [(1, "dropped")]
    assert team.json("policy", "pilots", "--as-of", "2026-11-20")[0]["outcome"] is None


def test_what_is_taken_back_judges_nobody(team: Crm) -> None:
    team.ok(*_SET)
    team.step_back()
    assert _next(team) == _USUAL and team.json("policy", "pilots") == []
    team.ok(*_SET)
    team.ok("policy", "drop", str(team.json("policy", "pilots")[0]["id"]))
    team.step_back()
    assert _next(team) == _TRIED


def test_the_team_adopts_it_as_a_version(team: Crm) -> None:
    team.ok(*_SET)
    team.ok("policy", "set", "churn.high", "70", "--department", "service")
    assert team.json("policy", "pilots")[0]["changes"] == {_PATH: 20, "churn.high": 70}
    team.ok("policy", "adopt", "1")
    assert _next(team) == ["2026-11-23"] * 4
    shown = {row["path"]: row["value"] for row in team.json("policy", "show", "churn")}
    assert shown["churn.high"] == 70
    assert team.json("policy", "history")[-1]["note"] == "Pilot 1 of Service"
    team.step_back()
    assert _next(team) == _TRIED


def test_it_begins_on_its_day_and_moves_with_people(team: Crm) -> None:
    team.ok(*_SET, "--from", "2026-11-15")
    assert _next(team) == _USUAL
    team.at("2026-11-15T01:00:00Z")
    team.ok("classify")
    assert _next(team) == _TRIED
    team.ok("staff", "edit", "Bo", "--department", "Service")
    assert _next(team) == ["2026-11-23"] * 4
    team.step_back()
    team.ok("edit", "Firm 2", "owner=Ann")
    assert _next(team) == ["2026-11-23"] * 3 + ["2026-12-31"]


@pytest.mark.file
def test_what_holds_for_all_is_refused(team: Crm) -> None:
    team.ok(*_SET)
    invalid = errors.Invalid.status
    team.refuses([
        (("policy", "set", "team.country", "DE", "--department", "Sales"), invalid),
        (("policy", "set", "complaint.urgent.respond_hours", "2", "--department", "Sales"), invalid),
        (("policy", "set", "lifecycle.gap_min_purchases", "5", "--department", "Sales"), invalid),
        (("policy", "set", "churn.high", "0", "--department", "Sales"), errors.PolicyError.status),
        (("policy", "set", "churn.high", "60", "--department", "Sales"), invalid),
        (("policy", "set", "churn.high", "70", "--department", "Moon"), errors.NotFound.status),
        (("policy", "set", "churn.high", "70", "--department", "Sales", "--from", "2026-11-01"), invalid),
        (("policy", "set", "churn.high", "70", "--department", "Service", "--from", "2026-11-12"), invalid),
        (("policy", "set", "churn.high", "70", "--from", "2026-11-12"), 2), (("policy", "set", "--department", "Sales"), 2),
        (("policy", "drop", "9"), errors.NotFound.status), (("policy", "compare", "9"), errors.NotFound.status),
        (("policy", "compare", "1"), invalid),
    ])  # fmt: skip
    team.become("ann", group="writers")
    team.refuses([(("policy", "drop", "1"), errors.NotAllowed.status), (_SET, errors.NotAllowed.status)])
    team.become("tester", group="writers")
    team.ok("policy", "drop", "1")
    team.refuses([(("policy", "drop", "1"), invalid), (("policy", "adopt", "1"), invalid)])


def _compared(crm: Crm, *more: str) -> dict[str, dict[str, Any]]:
    tables = crm.json("policy", "compare", "1", *more)["tables"]
    return {row["key"]: row for row in tables[0]["rows"]}


@pytest.mark.file
def test_it_is_compared_with_the_others_before_and_since(team: Crm) -> None:
    team.ok(*_SET)
    for day, who in ((12, 0), (14, 0), (15, 1), (18, 2), (19, 3)):
        team.at(f"2026-11-{day}T01:00:00Z")
        team.ok("log-contact", f"Firm {who}", "phone", "again")
    found = _compared(team)
    with sqlite3.connect(team.db) as plain:
        days = [
            ("before" if day < "2026-11-10" else "since", owner)
            for day, owner in plain.execute(
                "SELECT i.occurred_on, s.name FROM interaction i JOIN customer c ON c.id = i.customer_id"
                " JOIN staff s ON s.id = c.owner_id WHERE i.occurred_on BETWEEN '2026-10-31' AND '2026-11-19'"
            )
        ]
    counts = Counter(days)
    for key, span, owner in (
        ("before", "before", "Ann"),
        ("since", "since", "Ann"),
        ("others_before", "before", "Bo"),
        ("others_since", "since", "Bo"),
    ):
        assert found["contacts"][key] == pytest.approx(7 * counts[span, owner] / 10 / 2, abs=0.01), key
    assert (found["contacts"]["since_n"], found["contacts"]["word"], found["contacts"]["more"]) == (
        2,
        "few",
        None,
    )
    assert (found["clocks"]["since"], found["clocks"]["since_n"]) == (None, 0)
    before = _compared(team, "--as-of", "2026-11-19")
    team.at("2026-11-30T01:00:00Z")
    team.ok("log-contact", "Firm 0", "phone", "later")
    assert _compared(team, "--as-of", "2026-11-19") == before
    team.ok("policy", "drop", "1")
    assert _compared(team)["contacts"]["since"] == pytest.approx(7 * 3 / 20 / 2, abs=0.01)
