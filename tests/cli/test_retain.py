"""Customers to keep and to win back: cases from their opening to the rules' verdict, and what of them is due."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning

_DAY = "T02:00:00Z"


@beginning
def bought(crm: Crm) -> None:
    """On 2026-03-20 Alpha and Beta, who bought each month until November, may leave, Gamma, who bought long ago, is lost, and
    Delta never bought. Beta is Kim's."""
    crm.ok("staff", "add", "Kim", "--role", "rep", "--login", "kim")
    crm.at("2025-08-01" + _DAY)
    for n, name in enumerate(("Alpha", "Beta", "Gamma", "Delta"), 1):
        crm.ok("add", name, "--phone", f"1380000000{n}", "--owner", "Kim" if name == "Beta" else "Lee")
    for month in ("08", "09", "10", "11"):
        for name, amount in (("Alpha", "1000"), ("Beta", "3000")):
            crm.at(f"2025-{month}-02{_DAY}")
            crm.ok("purchase", "add", name, amount, "--order", f"{name}{month}")
    crm.ok("purchase", "add", "Gamma", "700", "--at", "2024-11-15", "--order", "G1")
    crm.ok("purchase", "add", "Gamma", "900", "--at", "2023-12-20", "--order", "G2")
    # Whoever was spoken to of late isn't lost.
    crm.at("2026-02-01" + _DAY)
    for name in ("Alpha", "Beta"):
        crm.ok("log-contact", name, "phone", "x")
    crm.at("2026-03-20" + _DAY)
    crm.ok("classify")


@pytest.fixture
def four(bought: Crm) -> Crm:
    """That day."""
    bought.at("2026-03-20" + _DAY)
    return bought


def _states(crm: Crm, *more: str) -> list[tuple[int, str, str]]:
    rows = crm.json("retain", "list", "--all", *more)
    return sorted((row["id"], row["customer"], row["state"]) for row in rows)


def _due(crm: Crm, *more: str) -> list[tuple[str, str, str]]:
    rows = crm.json("due", "--team", "--kind", "retain", "--all", *more)
    return [(row["id"], row["customer"], row["due_at"]) for row in rows]


def test_a_case_keeps_what_was_known_when_it_was_opened(four: Crm) -> None:
    told = four.ok("retain", "open", "Alpha", "--reason", "price", "--measure", "visit", "--due", "+2d").out
    assert "Case 1 for Alpha is opened: visit by 2026-03-22; 4,000.00 at stake." in told
    four.ok("retain", "open", "Gamma")
    shown = four.json("retain", "show", "1")
    standing = four.json("show", "Alpha")["standing"]
    assert (shown["stage"], shown["risk"], shown["value"]) == ("active", standing["risk"], 4000)
    assert shown["signals"] == standing["risk_signals"].split(",") and shown["reason"] == "price"
    assert (shown["state"], shown["owner"], shown["last_on"]) == ("running", "Lee", "2026-06-18")
    # Of a lost customer the twelve months up to its last order count: 700 + 900; the first measure follows the policy's days.
    lost = four.json("retain", "show", "2")
    assert (lost["stage"], lost["value"], lost["measure"], lost["due_on"]) == (
        "lost",
        1600,
        "call",
        "2026-03-23",
    )
    assert lost["last_on"] == "2026-09-16"
    # What is known later changes nothing of it.
    four.ok("purchase", "add", "Alpha", "5", "--at", "2026-03-19", "--order", "late")
    assert four.json("retain", "show", "1")["value"] == 4000


def test_who_has_a_case_never_bought_or_wants_no_contact_is_refused(four: Crm) -> None:
    four.ok("retain", "open", "Alpha")
    four.ok("edit", "Beta", "status=do_not_contact")
    four.ok("consent", "withdraw", "Gamma", "marketing")
    usage, invalid, missing = errors.Usage.status, errors.Invalid.status, errors.NotFound.status
    four.refuses([
        (("retain", "open", "Alpha"), invalid), (("retain", "open", "Delta"), invalid), (("retain", "open", "Beta"), invalid),
        (("retain", "open", "Gamma", "--measure", "offer"), invalid), (("retain", "open", "Nobody"), missing),
        (("retain", "open"), usage), (("retain", "open", "Gamma", "--lost"), usage), (("retain", "open", "--lost", "--high-risk"), usage),
        (("retain", "open", "Gamma", "--limit", "3"), usage), (("retain", "open", "--lost"), usage),
        (("retain", "open", "Gamma", "--reason", "weather"), usage), (("retain", "open", "Gamma", "--due", "2026-03-19"), invalid),
        (("retain", "step", "1", "gift", "--due", "2026-03-19"), invalid), (("retain", "step", "9", "gift", "--due", "+1d"), missing),
        (("retain", "done", "9"), missing), (("retain", "done", "1", "--at", "2026-03-19"), invalid),
        (("retain", "done", "1", "--at", "2026-03-21"), invalid), (("retain", "close", "1", "perhaps"), usage),
        (("retain", "edit", "1"), usage), (("retain", "show", "1", "--as-of", "2026-03-01"), missing), (("retain", "show", "x"), usage),
    ])  # fmt: skip
    assert "wants no contact" in four("retain", "open", "Beta").err
    assert "consent was withdrawn" in four("retain", "open", "Gamma", "--measure", "gift").err
    four.ok("retain", "open", "Gamma", "--measure", "call")


def test_cases_for_a_whole_list_leave_out_who_has_one_and_who_may_not_be_approached(four: Crm) -> None:
    four.ok("policy", "set", "churn.medium", "20")
    four.ok("policy", "set", "churn.high", "35")
    four.ok("classify")
    four.ok("retain", "open", "Alpha", "--measure", "call")
    before = four.ok("retain", "open", "--high-risk", "--dry-run").out
    assert (
        "1 case would be opened." in before
        and "1 has an open case already." in before
        and "Nothing was written." in before
    )
    made = four.json("retain", "open", "--high-risk", "--measure", "visit", "--due", "2026-03-25", "--yes")
    assert [(row["customer"], row["owner"], row["measure"]) for row in made["customers"]] == [
        ("Beta", "Kim", "visit")
    ]
    assert (made["opened"], made["has_one"], made["seed"]) == (1, 1, None)
    four.ok("edit", "Gamma", "status=closed")
    assert four.json("retain", "open", "--lost", "--yes")["left_out"] == {"closed": 1}
    assert _states(four) == [(1, "Alpha", "running"), (2, "Beta", "running")]
    four.step_back()
    assert _states(four, "--where", "owner=Kim") == [(2, "Beta", "running")]


def test_nobody_is_held_out_of_too_few_and_else_drawn_from_a_seed(four: Crm) -> None:
    four.ok("policy", "set", "churn.medium", "20")
    four.ok("policy", "set", "churn.high", "35")
    four.ok("classify")
    told = four.ok("retain", "open", "--high-risk", "--hold-out", "50", "--dry-run").out
    assert "Nobody is held out: that would be 1, and nothing is claimed of fewer than 30" in told
    four.ok("policy", "set", "retain.min_n", "1")
    made = four.json("retain", "open", "--high-risk", "--hold-out", "50%", "--seed", "s1", "--yes")
    out = [row for row in made["customers"] if row["held_out"] == "yes"]
    assert made["seed"] == "s1" and len(out) == 1 and out[0]["measure"] is None
    four.step_back()
    again = four.json("retain", "open", "--high-risk", "--hold-out", "50%", "--seed", "s1", "--yes")
    assert [row["held_out"] for row in again["customers"]] == [row["held_out"] for row in made["customers"]]
    held = next(row["id"] for row in four.json("retain", "list", "--state", "held_out"))
    assert four("retain", "step", str(held), "call", "--due", "+1d").status == errors.Invalid.status
    four.at("2026-04-01" + _DAY)
    assert len(_due(four)) == 1
    assert (
        len(four.json("find", "--where", "retain=held_out"))
        == len(four.json("find", "--where", "retain=open"))
        == 1
    )


def test_measures_are_due_ticked_off_put_off_and_settled_by_the_contact_that_they_are(four: Crm) -> None:
    four.ok("retain", "open", "Alpha", "--measure", "visit", "--due", "2026-03-22")
    four.ok("retain", "step", "1", "offer", "--due", "2026-03-24", "--what", "10 % off", "--owner", "Kim")
    four.ok("retain", "step", "1", "call", "--due", "2026-03-30")
    assert _due(four) == []
    four.at("2026-03-24" + _DAY)
    assert _due(four) == [("retain:1", "Alpha", "2026-03-22"), ("retain:2", "Alpha", "2026-03-24")]
    assert [row["id"] for row in four.json("due", "--owner", "Kim", "--kind", "retain")] == ["retain:2"]
    # A call is no visit; and the call that is due later is none yet.
    assert "measure" not in four.ok("log-contact", "Alpha", "phone", "rang").out
    four.ok("snooze", "retain:2", "2026-03-26")
    assert "That was measure 1 to keep Alpha: visit." in four.ok("log-contact", "Alpha", "visit", "went").out
    assert _due(four) == []
    four.at("2026-03-26" + _DAY)
    assert (
        "Measure 2 to keep Alpha was taken: offer."
        in four.ok("done", "retain:2", "--note", "they like it").out
    )
    assert four("done", "retain:2").status == errors.Invalid.status
    four.ok("retain", "done", "3", "--result", "they stay", "--cost", "120", "--minutes", "45")
    shown = four.json("retain", "show", "1")
    assert [(s["id"], s["done_on"], s["result"]) for s in shown["steps"]] == [
        (1, "2026-03-24", None), (2, "2026-03-26", "they like it"), (3, "2026-03-26", "they stay"),
    ]  # fmt: skip
    assert [s["interaction_id"] is not None for s in shown["steps"]] == [True, False, True]
    assert (shown["spent"], shown["minutes"]) == (120, 45)
    assert [row["channel"] for row in four.json("show", "Alpha")["interactions"]][:2] == ["phone", "visit"]
    then = four.json("retain", "show", "1", "--as-of", "2026-03-25")
    assert [s["done_on"] for s in then["steps"]] == ["2026-03-24", None, None] and then["spent"] == 0
    four.step_back()
    assert four.json("retain", "show", "1")["spent"] == 0


def test_the_rules_decide_by_purchases_and_by_the_last_day_and_a_persons_word_stands_beside(
    four: Crm,
) -> None:
    for name in ("Alpha", "Beta", "Gamma"):
        four.ok("retain", "open", name)
    four.ok("purchase", "add", "Alpha", "10", "--order", "same day")
    assert _states(four)[0] == (1, "Alpha", "running")
    four.at("2026-04-10" + _DAY)
    four.ok("purchase", "add", "Alpha", "50", "--order", "A9")
    four.ok("retain", "close", "3", "lost", "--reason", "competitor", "--note", "bought elsewhere")
    assert _states(four) == [(1, "Alpha", "kept"), (2, "Beta", "running"), (3, "Gamma", "lost")]
    assert four("retain", "step", "1", "call", "--due", "+1d").status == errors.Invalid.status
    shown = four.json("retain", "show", "3")
    assert (shown["verdict"], shown["outcome"], shown["close_note"]) == (
        "running",
        "lost",
        "bought elsewhere",
    )
    assert "By the rules it is open until 2026-09-16." in four.ok("retain", "show", "3").out
    four.at("2026-06-18" + _DAY)
    four.ok("purchase", "add", "Gamma", "20", "--order", "G9")
    assert _states(four)[1:] == [(2, "Beta", "running"), (3, "Gamma", "lost")]
    assert four.json("retain", "show", "3")["verdict"] == "won_back"
    four.at("2026-06-19" + _DAY)
    told = four.ok("retain", "show", "2", "--explain").out
    assert "By the rules: lost on 2026-06-18." in told and "How it stood on 2026-06-18: " in told
    # By any day before, and by orders that came only later, nothing of that shows.
    assert _states(four, "--as-of", "2026-04-09") == [
        (1, "Alpha", "running"),
        (2, "Beta", "running"),
        (3, "Gamma", "running"),
    ]
    assert four.json("find", "--where", "retain=lost and name=Beta")[0]["name"] == "Beta"
    assert four.json("find", "--where", "retain=none")[0]["name"] == "Delta"


def test_cases_follow_a_merge_a_leaver_and_the_page_of_their_customer(four: Crm) -> None:
    four.ok("retain", "open", "Beta", "--measure", "gift", "--due", "2026-03-21")
    assert [row["state"] for row in four.json("show", "Beta")["retention"]] == ["running"]
    assert "Keeping the customer" in four.ok("show", "Beta").out
    left = four.json("staff", "leave", "Kim", "--to", "Lee")
    assert (left["moved"]["retention_cases"], left["moved"]["retention_steps"]) == (1, 1)
    four.at("2026-03-22" + _DAY)
    assert [row["owner"] for row in four.json("due", "--kind", "retain")] == ["Lee"]
    four.ok("merge", "Alpha", "Beta")
    assert _states(four) == [(1, "Alpha", "running")]
    four.step_back()
    assert _states(four) == [(1, "Beta", "running")]


@pytest.mark.file
def test_somebody_at_a_terminal_sees_for_whom_and_is_asked(four: Crm, answers: Any) -> None:
    answers("n")
    assert "Nothing was changed." in four.ok("retain", "open", "--lost").out
    assert _states(four) == []
    answers("y")
    assert "1 case was opened." in four.ok("retain", "open", "--lost").out
    assert _states(four) == [(1, "Gamma", "running")]
