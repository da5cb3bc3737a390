"""Products that customers try: from the first day to won or declined, and what of them is due."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning

_DAY = "T02:00:00Z"


@beginning
def two(crm: Crm) -> None:
    """A trial of ten days from today, and one that was over yesterday and is Kim's."""
    crm.ok("staff", "add", "Kim", "--role", "rep", "--login", "kim")
    crm.ok("add", "Harbour Hotel", "--phone", "13911829855", "--contact", "Ann Lee")
    crm.ok("add", "Summit", "--phone", "13911829856")
    crm.ok(
        "trial", "start", "Harbour", "Pump X1", "--days", "10", "--person", "Ann Lee", "--note", "demo unit"
    )
    crm.ok(
        "trial",
        "start",
        "Summit",
        "filter",
        "--from",
        "2026-11-10",
        "--until",
        "2026-11-19",
        "--owner",
        "Kim",
    )


def _states(crm: Crm, *more: str) -> list[tuple[int, str]]:
    return [(row["id"], row["state"]) for row in crm.json("trial", "list", *more)]


def _due(crm: Crm, *more: str) -> list[tuple[str, str]]:
    rows = crm.json("due", "--kind", "trial", "--all", *more)
    return [(row["id"], row["due_at"]) for row in rows]


def test_a_trial_runs_until_its_last_day_and_then_waits_for_a_word(two: Crm) -> None:
    first = two.json("trial", "show", "1")
    assert (first["start_on"], first["end_on"], first["owner"]) == ("2026-11-20", "2026-11-29", "Lee")
    assert (first["contact_person"], first["note"]) == ("Ann Lee", "demo unit")
    assert _states(two) == [(2, "no_word"), (1, "running")]
    assert _states(two, "--state", "running") == [(1, "running")]
    assert _states(two, "Harbour") == _states(two, "--owner", "Lee") == [(1, "running")]
    two.ok("trial", "start", "Summit", "pump", "--from", "2026-12-01", "--days", "3")
    assert _states(two, "--where", "name=Summit") == [(2, "no_word"), (3, "planned")]
    assert [row["product"] for row in two.json("show", "Summit")["trials"]] == ["filter", "pump"]
    two.at("2026-11-30" + _DAY)
    assert _states(two) == [(2, "no_word"), (1, "no_word"), (3, "planned")]


def test_extending_moves_the_last_day_and_past_days_know_the_one_before(two: Crm) -> None:
    two.at("2026-11-21" + _DAY)
    two.ok("trial", "extend", "2", "2026-12-10", "--reason", "waits for a part")
    two.at("2026-12-10" + _DAY)
    two.ok("trial", "extend", "2", "2026-12-24")
    shown = two.json("trial", "show", "2")
    assert shown["extensions"] == [
        {"on": "2026-11-21", "before": "2026-11-19", "after": "2026-12-10"},
        {"on": "2026-12-10", "before": "2026-12-10", "after": "2026-12-24"},
    ]
    then = two.json("trial", "show", "2", "--as-of", "2026-11-22")
    assert (then["end_on"], then["reason"], len(then["extensions"])) == ("2026-12-10", "waits for a part", 1)
    assert _states(two, "--all", "--as-of", "2026-11-20") == [(2, "no_word"), (1, "running")]
    two.step_back()
    assert two.json("trial", "show", "2")["end_on"] == "2026-12-10"


def test_a_won_trial_names_its_order_or_says_that_it_is_missing(two: Crm) -> None:
    assert "Its order is missing; name it" in two.ok("trial", "end", "1", "won", "--reason", "quiet").out
    two.ok("purchase", "add", "Harbour", "900", "--product", "Pump X2", "--order", "S1")
    two.ok("purchase", "add", "Harbour", "1200", "--product", "pump  x1", "--order", "S2")
    assert "if it is this one: crmcli trial end 1 won --order 2" in two.ok("trial", "end", "1", "won").out
    two.at("2026-11-25" + _DAY)
    assert "missing" not in two.ok("trial", "end", "1", "won", "--order", "S2").out
    shown = two.json("trial", "show", "1")
    assert (shown["state"], shown["ended_on"], shown["reason"], shown["order_no"], shown["purchase_id"]) == (
        "won", "2026-11-20", "quiet", "S2", 2,
    )  # fmt: skip
    assert "had ended so already" in two.ok("trial", "end", "1", "won").out
    # Who decides otherwise has no order of it.
    two.ok("trial", "end", "1", "declined")
    shown = two.json("trial", "show", "1")
    assert (shown["state"], shown["purchase_id"], shown["reason"]) == ("declined", None, None)
    for _each in range(2):
        two.step_back()
    assert two.json("trial", "show", "1")["purchase_id"] is None
    assert _states(two, "--all") == [(2, "no_word"), (1, "won")]


def test_an_order_long_after_a_trial_is_not_proposed(two: Crm) -> None:
    two.ok("trial", "end", "2", "won", "--at", "2026-11-19")
    two.at("2026-12-20" + _DAY)
    two.ok("purchase", "add", "Summit", "50", "--product", "filter")
    assert "Its order is missing; name it" in two.ok("trial", "end", "2", "won").out
    two.ok("policy", "set", "trial.order_days", "31")
    assert "--order 1" in two.ok("trial", "end", "2", "won").out


def test_what_makes_no_sense_is_refused(two: Crm) -> None:
    two.ok("purchase", "add", "Harbour", "9", "--product", "Pump X1", "--order", "S1", "--at", "2026-11-01")
    two.ok("purchase", "add", "Harbour", "9", "--product", "Pump X1", "--order", "S2")
    two.ok("trial", "end", "1", "won", "--order", "S2")
    two.ok("trial", "start", "Harbour", "Pump X1", "--days", "5")
    usage, invalid, missing = errors.Usage.status, errors.Invalid.status, errors.NotFound.status
    two.refuses([
        (("trial", "start", "Harbour", "x"), usage), (("trial", "start", "Harbour", " ", "--days", "3"), usage),
        (("trial", "start", "Harbour", "x", "--days", "3", "--until", "+3d"), usage),
        (("trial", "start", "Harbour", "x", "--days", "0"), usage), (("trial", "start", "Nobody", "x", "--days", "3"), missing),
        (("trial", "start", "Harbour", "x", "--until", "2026-11-19"), invalid),
        (("trial", "start", "Summit", "Filter", "--days", "3"), invalid),
        (("trial", "start", "Summit", "x", "--days", "3", "--person", "Nobody"), missing),
        (("trial", "extend", "1", "+90d"), invalid), (("trial", "extend", "2", "2026-11-19"), invalid),
        (("trial", "extend", "2", "2026-11-15"), invalid), (("trial", "extend", "9", "+9d"), missing),
        (("trial", "end", "2", "perhaps"), usage), (("trial", "end", "2", "won", "--at", "+1d"), invalid),
        (("trial", "end", "2", "won", "--at", "2026-11-09"), invalid), (("trial", "end", "2", "won", "--order", "S2"), invalid),
        (("trial", "end", "3", "won", "--order", "S1"), invalid), (("trial", "end", "3", "won", "--order", "S2"), invalid),
        (("trial", "end", "3", "declined", "--order", "S2"), usage), (("trial", "end", "3", "won", "--order", "S9"), missing),
        (("trial", "show", "x"), usage), (("trial", "show", "1", "--as-of", "2026-11-01"), missing),
    ])  # fmt: skip


#: What happens on which day, and since when the first trial (last day 2026-11-29) then stands on the list; None: it doesn't.
_ASKED: dict[str, tuple[list[tuple[str, ...]], str | None]] = {
    "nothing": ([], "2026-11-29"),
    "a contact before": ([("2026-11-28", "log-contact", "Harbour", "phone", "x")], "2026-11-29"),
    "a contact since": ([("2026-11-30", "log-contact", "Harbour", "phone", "x")], "2026-12-07"),
    "nobody reached": (
        [("2026-11-30", "log-contact", "Harbour", "phone", "no answer", "--missed")],
        "2026-11-29",
    ),
    "ticked": ([("2026-11-29", "done", "trial:1")], "2026-12-06"),
    "ticked, nobody reached": ([("2026-11-29", "done", "trial:1", "--note", "没接电话")], "2026-11-29"),
    "extended": ([("2026-11-29", "trial", "extend", "1", "2026-12-04")], "2026-12-04"),
    "ended": ([("2026-11-29", "trial", "end", "1", "declined")], None),
    "put off": ([("2026-11-29", "snooze", "trial:1", "2026-12-20")], None),
    "earlier": ([("2026-11-21", "policy", "set", "trial.follow_up_days", "3")], "2026-11-26"),
    "at once": ([("2026-11-21", "policy", "set", "trial.follow_up_days", "90")], "2026-11-20"),
    "customer paused": ([("2026-11-21", "edit", "1", "status=paused")], None),
}


@pytest.mark.file
@pytest.mark.parametrize("case", _ASKED)
def test_the_customer_is_asked_until_there_is_a_word(two: Crm, case: str) -> None:
    steps, due = _ASKED[case]
    for day, *words in steps:
        two.at(day + _DAY)
        two.ok(*words)
    if due is not None:
        two.at(max(due, "2026-12-07") + _DAY)
        assert _due(two) == [("trial:1", due)]
        assert _due(two, "--owner", "Lee", "--as-of", "2026-11-19") == []
    else:
        two.at("2026-12-08" + _DAY)
        assert _due(two) == []


def test_rows_stand_on_the_list_of_whoever_looks_after_the_trial(two: Crm) -> None:
    assert _due(two) == [] and _due(two, "--owner", "Kim") == [("trial:2", "2026-11-19")]
    assert [row["why"] for row in two.json("due", "--kind", "trial", "--team", "--all")] == [
        "filter: over since 2026-11-19, no word yet"
    ]
    run = two.ok("log-contact", "Summit", "phone", "hello")
    assert "Traceback" not in run.err
    early = two("done", "trial:1")
    assert early.status == errors.Invalid.status and "not to be asked now" in early.err
    assert two("snooze", "trial:9", "+1d").status == errors.NotFound.status
    assert "comes on 2026-11-29, for it is not due before" in two.ok("snooze", "trial:1", "+1d").out
    two.ok("staff", "leave", "Kim", "--to", "Lee")
    assert two.json("trial", "show", "2")["owner"] == "Lee"


@pytest.mark.file
def test_contacts_by_number_say_how_the_row_ends_and_files_hold_it(two: Crm) -> None:
    two.at("2026-11-29" + _DAY)
    assert _due(two) == [("trial:1", "2026-11-29")]
    two.ok("due", "--kind", "trial")
    said = two.ok("log-contact", "1", "phone", "needs a week").out
    assert "When they decide: crmcli trial end 1 OUTCOME" in said
    two.at("2026-12-06" + _DAY)
    two.ok("due", "-o", "due.ics")
    assert "Pump X1: over since 2026-11-29" in (two.folder / "due.ics").read_text(encoding="utf-8").replace(
        "\r\n ", ""
    )
    two.ok("due", "--kind", "trial", "-o", "due.xlsx")


def test_trials_move_with_a_merge(two: Crm) -> None:
    two.ok("merge", "Harbour", "Summit")
    assert [row["id"] for row in two.json("show", "Harbour")["trials"]] == [2, 1]
    two.step_back()
    assert [row["id"] for row in two.json("show", "Harbour")["trials"]] == [1]


@pytest.fixture
def tried(two: Crm) -> Crm:
    """Four trials: won with an order of which a part went back, declined, over without a word, running."""
    two.ok("purchase", "add", "Summit", "1000", "--product", "filter", "--order", "S1")
    two.ok("trial", "end", "2", "won", "--order", "S1")
    two.ok("trial", "start", "Summit", "Pump X1", "--from", "2026-10-01", "--until", "2026-10-31")
    two.ok("trial", "end", "3", "declined", "--at", "2026-10-11")
    two.ok("trial", "start", "Harbour", "filter", "--from", "2026-10-05", "--until", "2026-11-01")
    two.at("2026-11-25" + _DAY)
    two.ok("purchase", "refund", "S1", "--amount", "100")
    return two


def _figures(crm: Crm, *more: str) -> dict[str, Any]:
    return {each["key"]: each["value"] for each in crm.json("report", "trials", *more)["figures"]}


def test_the_report_tells_how_many_buy_and_how_sure_that_is(tried: Crm) -> None:
    assert _figures(tried) == {
        "trials_started": 4, "trials_running": 1, "trials_won": 1, "trials_declined": 1, "trials_no_word": 1,
        "trial_conversion": 0.3333, "trial_days": 11, "trial_revenue": 900,
    }  # fmt: skip
    by_product, by_month = tried.json("report", "trials")["tables"]
    pump, filters = by_product["rows"]
    assert (pump["product"], pump["started"], pump["running"], pump["declined"], pump["conversion"], pump["n"]) == (
        "Pump X1", 2, 1, 1, 0, 1,
    )  # fmt: skip
    # Wilson's interval of 1 of 2.
    assert (filters["conversion"], filters["n"], filters["low"], filters["high"]) == (0.5, 2, 0.0945, 0.9055)
    assert filters["revenue"] == 900
    assert [(row["month"], row["started"]) for row in by_month["rows"]] == [("2026-10", 2), ("2026-11", 2)]
    assert _figures(tried, "--from", "2026-11-01")["trials_started"] == 2
    [by_owner] = tried.json("report", "trials", "--by", "owner")["tables"]
    assert [(row["owner"], row["started"]) for row in by_owner["rows"]] == [("Kim", 1), ("Lee", 3)]
    assert tried("report", "trials", "--by", "tier").status == errors.Usage.status


def test_the_report_of_a_past_day_is_that_days(tried: Crm) -> None:
    assert _figures(tried, "--as-of", "2026-11-20")["trial_revenue"] == 1000
    tried.ok("trial", "end", "1", "won")
    tried.ok("purchase", "edit", "S1", "--status", "cancelled")
    then, now = _figures(tried, "--as-of", "2026-11-24"), _figures(tried)
    assert (then["trials_running"], then["trials_won"], then["trial_revenue"]) == (1, 1, 1000)
    assert (now["trials_running"], now["trials_won"], now["trial_revenue"]) == (0, 2, 0)
