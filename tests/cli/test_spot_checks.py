"""The week's random sample of records: the same for everybody, checked once by somebody else, told in due and in reports."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from crmcli import errors
from tests.cli.conftest import Crm, beginning

_WEEK = "2026-W47"


@beginning
def recorded(crm: Crm) -> None:
    """Kim recorded nine contacts in a week, Lee one of that week and one of the next."""
    crm.at("2026-11-16T01:00:00Z")
    crm.ok("staff", "add", "Kim", "--login", "kim")
    for n in (1, 2, 3):
        crm.ok("add", f"Hotel {n}", "--owner", "Kim", "--phone", f"1380000000{n}")
    crm.become("kim", group="writers")
    for n in range(9):
        crm.at(f"2026-11-{16 + n // 2}T0{n}:00:00Z")
        crm.ok("log-contact", f"Hotel {n % 3 + 1}", "phone", f"word {n}", "--next", "+9d")
    crm.become("tester", group="writers")
    # Happened in the week before, entered in this one.
    crm.ok("log-contact", "Hotel 1", "email", "of mine", "--at", "2026-11-13")
    crm.at("2026-11-23T01:00:00Z")
    crm.ok("log-contact", "Hotel 2", "phone", "the week after")


@pytest.fixture
def team(recorded: Crm) -> Crm:
    """On the Monday after."""
    recorded.at("2026-11-23T01:00:00Z")
    return recorded


def _sample(crm: Crm, *more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = crm.json("review", "sample", *more)["records"]
    return found


def _drawn(ids: list[int]) -> list[int]:
    """The sample as anybody can work it out."""
    return sorted(sorted(ids, key=lambda key: hashlib.sha256(f"{_WEEK} {key}".encode()).hexdigest())[:5])


def _due(crm: Crm, *more: str) -> list[tuple[str, str]]:
    return [(row["id"], row["why"]) for row in crm.json("due", "--kind", "check", *more)]


def test_the_sample_is_the_same_for_everybody_and_on_any_day(team: Crm) -> None:
    drawn = _sample(team)
    assert [row["id"] for row in drawn] == [*_drawn(list(range(1, 10))), 10]
    assert drawn[-1]["person"] == "Lee" and drawn[0]["person"] == "Kim"
    assert [row["id"] for row in _sample(team, "--as-of", "2026-11-22", "--week", _WEEK)] == [
        row["id"] for row in drawn
    ]
    # By Tuesday there were four; what came later is in no sample of that day.
    assert [row["id"] for row in _sample(team, "--week", "this week", "--as-of", "2026-11-17")] == [
        1,
        2,
        3,
        4,
    ]
    team.become("kim", group="writers")
    assert _sample(team, "--week", "last week") == drawn
    assert _sample(team, "--person", "Lee") == drawn[-1:]
    week = {
        row["id"] for row in _rows(team, "records_to_check", "--to", "2026-11-22", "--from", "2026-11-01")
    }
    assert week == {row["id"] for row in drawn}


def _rows(crm: Crm, table: str, *more: str) -> list[dict[str, Any]]:
    tables = crm.json("report", "kpi", *more)["tables"]
    return next(found["rows"] for found in tables if found["key"] == table)  # type: ignore[no-any-return]


def test_somebody_else_checks_each_record_once_and_may_change_it(team: Crm) -> None:
    first, second = (row["id"] for row in _sample(team)[:2])
    assert _due(team) == [("check:202647", "check 5 records of the week 2026-W47")]
    run = team.ok("review", "verdict", str(first), "right")
    assert "4 records of the week 2026-W47 are left." in run.out
    team.ok("review", "verdict", str(second), "right", "--note", "asked them")
    assert "was right already" in team.ok("review", "verdict", str(second), "right").out
    team.at("2026-11-24T01:00:00Z")
    team.ok("review", "verdict", f"#{second}", "incomplete")
    assert _people(team) == [("Kim", 5, 2, 0.5), ("Lee", 1, 0, None)]
    assert _people(team, "--week", _WEEK, "--as-of", "2026-11-23") == [("Kim", 5, 2, 1), ("Lee", 1, 0, None)]
    assert _sample(team)[1]["note"] == "asked them" and _sample(team)[1]["checker"] == "Lee"
    team.step_back()
    assert _people(team) == [("Kim", 5, 2, 1), ("Lee", 1, 0, None)]
    for row in _sample(team)[2:5]:
        team.ok("review", "verdict", str(row["id"]), "wrong")
    # Their own one is left, and nobody else's list has it.
    assert _due(team) == []


def _people(crm: Crm, *more: str) -> list[tuple[str, int, int, float | None]]:
    people = crm.json("review", "sample", *more)["people"]
    return [(row["person"], row["drawn"], row["n"], row["pass_rate"]) for row in people]


def test_nobody_checks_their_own_or_what_was_not_drawn(team: Crm) -> None:
    out = next(n for n in range(1, 10) if n not in _drawn(list(range(1, 10))))
    verdict = ("review", "verdict")
    team.refuses([
        ((*verdict, "10", "right"), errors.NotAllowed.status), ((*verdict, "11", "right"), errors.NotAllowed.status),
        ((*verdict, str(out), "right"), errors.Invalid.status), ((*verdict, "99", "right"), errors.NotFound.status),
        ((*verdict, "1", "so so"), 2), ((*verdict, "one", "right"), 2), (("done", "check:202647"), errors.Usage.status),
        (("review", "sample", "--week", "2026-W60"), 2), (("review", "sample", "--week", "2027-W02"), 2),
        (("review", "sample", "-o", "x.csv"), 2),
    ])  # fmt: skip
    team.become("kim", group="writers")
    assert _due(team) == []
    team.refuses([((*verdict, "1", "right"), errors.NotAllowed.status)])


def test_a_week_is_checked_once_it_is_over(team: Crm) -> None:
    team.become("kim", group="writers")
    team.ok("log-contact", "Hotel 3", "phone", "new")
    team.become("tester", group="writers")
    team.refuses([(("review", "verdict", "12", "right"), errors.Invalid.status)])
    team.ok("snooze", "check:202647", "2026-11-25")
    assert _due(team) == []
    team.at("2026-11-30T01:00:00Z")
    assert _due(team) == [("check:202648", "check 1 record of the week 2026-W48")]
    assert _due(team, "--as-of", "2026-11-26")[0][0] == "check:202647"
    assert date.fromisoformat(team.json("due", "--kind", "check")[0]["due_at"]) == date(2026, 11, 30)


@pytest.mark.file
def test_the_list_prints_with_an_empty_column(team: Crm) -> None:
    team.ok("review", "sample", "-o", "check.xlsx", "--lang", "zh_CN")
    sheet = load_workbook(team.folder / "check.xlsx").active
    assert sheet is not None
    table = [[cell for cell in row] for row in sheet.iter_rows(values_only=True)]
    head = next(row for row in table if "客户" in row)
    verdict = head.index("抽查结论")
    below = table[table.index(head) + 1 :]
    assert len(below) == 6 and all(row[verdict] is None for row in below)
    assert "word" in str(below[0][head.index("沟通内容")])
