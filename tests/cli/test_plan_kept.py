"""How much of the contact plan was kept: contacts whose day as first due lay in the period and that were made by it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Crm

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file


def kept(crm: Crm, *words: str) -> tuple[Any, Any]:
    found = {one["key"]: one for one in crm.json("report", "kpi", *words)["figures"]}["plan_compliance"]
    return found["value"], found["n"]


AUGUST = ("--from", "2026-08-01", "--to", "2026-08-31")
ADD = ("2026-08-03T02:00:00Z", ("add", "Alpha"))
CALL = ("log-contact", "Alpha", "phone", "x")


@pytest.mark.parametrize(
    ("steps", "asked", "expected"),
    [
        # A new lead is due on 5 August.
        pytest.param([ADD, ("2026-08-04T02:00:00Z", CALL)], AUGUST, (1, 1), id="made before its day"),
        pytest.param([ADD, ("2026-08-05T02:00:00Z", CALL)], AUGUST, (1, 1), id="made on its day"),
        pytest.param([ADD, ("2026-08-03T03:00:00Z", CALL)], AUGUST, (1, 1), id="made on the day it came"),
        pytest.param(
            [ADD, ("2026-08-03T03:00:00Z", (*CALL, "--missed"))],
            AUGUST,
            (0, 1),
            id="nobody was reached at once",
        ),
        pytest.param(
            [ADD, ("2026-08-03T03:00:00Z", (*CALL, "--next", "2026-08-04"))],
            AUGUST,
            (0.5, 2),
            id="made on the day it came, and a step agreed in the same breath missed",
        ),
        pytest.param([ADD, ("2026-08-06T02:00:00Z", CALL)], AUGUST, (0, 1), id="made late"),
        pytest.param([ADD], AUGUST, (0, 1), id="never made, missed once"),
        pytest.param(
            [ADD, ("2026-08-04T02:00:00Z", (*CALL, "--missed"))], AUGUST, (0, 1), id="nobody was reached"
        ),
        pytest.param(
            [
                ADD,
                ("2026-08-05T01:00:00Z", ("snooze", "contact:1", "2026-08-20")),
                ("2026-08-20T02:00:00Z", CALL),
            ],
            AUGUST,
            (0, 1),
            id="a snooze moves no day",
        ),
        pytest.param(
            [
                ADD,
                ("2026-08-04T02:00:00Z", (*CALL, "--next", "2026-08-12")),
                ("2026-08-12T02:00:00Z", CALL),
            ],
            AUGUST,
            (1, 2),
            id="an agreed day is a planned one",
        ),
        pytest.param(
            [
                ADD,
                ("2026-08-04T02:00:00Z", (*CALL, "--next", "2026-09-02")),
                ("2026-08-31T02:00:00Z", CALL),
            ],
            ("--from", "2026-09-01", "--to", "2026-09-30"),
            (1, 1),
            id="made before the period began",
        ),
        pytest.param(
            [ADD, ("2026-08-04T02:00:00Z", CALL)],
            ("--from", "2026-09-01", "--to", "2026-09-30"),
            (None, 0),
            id="nothing fell due",
        ),
        pytest.param(
            [
                ADD,
                ("2026-08-05T02:00:00Z", CALL),
                ("2026-08-10T01:00:00Z", (*CALL, "--next", "今天15:00")),
                ("2026-08-10T07:30:00Z", CALL),
                ("2026-08-11T01:00:00Z", (*CALL, "--next", "今天")),
                ("2026-08-11T02:00:00Z", ("done", "Alpha")),
                ("2026-08-12T01:00:00Z", (*CALL, "--next", "今天15:00")),
                ("2026-08-12T02:00:00Z", (*CALL, "--missed")),
                ("2026-08-12T03:00:00Z", ("done", "Alpha", "--cancel")),
            ],
            AUGUST,
            (1, 3),
            id="agreed for the same day and kept, or cancelled",
        ),
        pytest.param(
            [
                ADD,
                ("2026-08-04T02:00:00Z", (*CALL, "--next", "2026-08-20")),
                ("2026-08-10T02:00:00Z", (*CALL, "--next", "2026-08-24")),
                ("2026-08-24T02:00:00Z", (*CALL, "--missed", "--next", "2026-08-26")),
                (
                    "2026-08-26T02:00:00Z",
                    ("log-contact", "Alpha", "wechat", "x", "--care", "--next", "2026-09-20"),
                ),
            ],
            AUGUST,
            (0.3333, 3),
            id="moved before its day it never was due, moved on it without a talk it is missed",
        ),
        # 60 days after 4 August lies in a week of holidays: the next working day is 8 October.
        pytest.param(
            [ADD, ("2026-08-04T02:00:00Z", CALL)],
            ("--from", "2026-10-01", "--to", "2026-10-31"),
            (0, 1),
            id="the rhythm",
        ),
        pytest.param([ADD], ("--as-of", "2026-08-05 12:00"), (None, 0), id="a day that isn't over"),
        pytest.param([ADD], ("--as-of", "2026-08-05"), (0, 1), id="the end of its day"),
        pytest.param(
            [ADD, ("2026-08-04T02:00:00Z", ("edit", "Alpha", "status=closed"))],
            ("--as-of", "2026-08-04"),
            (None, 0),
            id="in no plan any more",
        ),
    ],
)
def test_made_by_the_day_it_first_fell_due(crm: Crm, steps: Any, asked: Any, expected: Any) -> None:
    for now, words in steps:
        crm.at(now)
        crm.ok(*words)
    crm.at("2026-11-20T02:00:00Z")
    assert kept(crm, *asked) == expected


def test_what_fell_due_before_its_import_is_apart(crm: Crm) -> None:
    (crm.folder / "1.csv").write_text(
        "客户名称,电话,建档日期\nAlpha,13800138001,2026-08-03\nBeta,13800138002,2026-10-25\n",
        encoding="utf-8",
    )
    crm.at("2026-10-26T02:00:00Z")
    crm.ok("import", str(crm.folder / "1.csv"), "--yes")
    crm.at("2026-11-20T02:00:00Z")
    # Alpha's contact was due in August; Beta, a lead of the day before, is due on the 27th.
    assert kept(crm, "--from", "2026-10-01", "--to", "2026-10-31") == (0, 1)
    assert kept(crm, "--from", "2026-08-01", "--to", "2026-10-25") == (None, 0)


@pytest.mark.parametrize(
    ("called", "expected"),
    [("2026-11-25", (1, 1)), ("2026-11-24", (1, 1)), ("2026-11-27", (0, 1)), (None, (0, 1))],
)
def test_what_is_agreed_is_kept_whatever_else_waits(crm: Crm, called: str | None, expected: Any) -> None:
    # Its rhythm is backlog.
    (crm.folder / "1.csv").write_text(
        "客户名称,电话,跟进时间,跟进方式,跟进内容,下次跟进时间\n"
        "Alpha,13800138001,2026-05-09,电话,谈过,2026-11-25\n",
        encoding="utf-8",
    )
    crm.at("2026-11-20T02:00:00Z")
    crm.ok("import", str(crm.folder / "1.csv"), "--yes", "--create-missing")
    if called:
        crm.at(f"{called}T02:00:00Z")
        crm.ok("log-contact", "Alpha", "phone", "x")
    crm.at("2026-11-30T02:00:00Z")
    assert kept(crm, "--from", "2026-11-20", "--to", "2026-11-29") == expected


@pytest.mark.file
def test_a_low_score_since_the_import_goes_before_the_backlog(crm: Crm) -> None:
    lines = "".join(f"公司{n:02}商贸,138000010{n:02},Lee\n" for n in range(70))
    (crm.folder / "1.csv").write_text(f"客户名称,电话,业务员\n{lines}", encoding="utf-8")
    crm.at("2026-11-23T00:40:00Z")
    crm.ok("import", str(crm.folder / "1.csv"), "--yes")
    crm.ok("survey", "record", "公司66商贸", "--overall", "1")
    crm.at("2026-11-24T02:00:00Z")
    row = next(row for row in crm.json("due", "--team") if row["customer"] == "公司66商贸")
    assert (row["due_at"], "low score" in row["why"]) == ("2026-11-24", True)
    crm.at("2026-11-27T02:00:00Z")
    assert "公司66商贸" in crm.ok("due", "--team", "--limit", "1").out
    assert kept(crm, "--from", "2026-11-23", "--to", "2026-11-26") == (0, 1)


def test_the_period_before_stands_beside(crm: Crm) -> None:
    for now, name in (("2026-09-01T02:00:00Z", "Alpha"), ("2026-10-12T02:00:00Z", "Beta")):
        crm.at(now)
        crm.ok("add", name)
    crm.at("2026-10-13T02:00:00Z")
    crm.ok("log-contact", "Beta", "phone", "x")
    crm.at("2026-10-31T02:00:00Z")
    found = crm.json("report", "kpi", "--from", "2026-10-01")["figures"]
    plan = next(one for one in found if one["key"] == "plan_compliance")
    assert (plan["value"], plan["n"], plan["previous"]) == (1, 1, 0)
