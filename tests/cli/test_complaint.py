"""Complaints at the command line: the closed loop, its refusals, its shapes for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests import holidays
from tests.cli.conftest import beginning

if TYPE_CHECKING:
    from tests.cli.conftest import Crm

CLOCKS = {"respond", "propose", "progress", "resolve", "satisfaction", "revisit"}


@beginning
def shop(crm: Crm) -> None:
    """Two customers with owners, and a second member of staff."""
    crm.ok("staff", "add", "李娜", "--role", "客服", "--login", "lina")
    crm.ok("add", "成都远鑫酒店管理有限公司", "--phone", "13911829855", "--contact", "张建华")
    crm.ok("add", "北京恒达科技有限公司", "--phone", "13911829856", "--owner", "李娜")


def opened(crm: Crm, *more: str) -> Any:
    return crm.json("complaint", "open", "远鑫", "保洁迟到两小时", *more)


def states(row: Any) -> dict[str, str]:
    return {name: clock["state"] for name, clock in row["clocks"].items()}


def test_opening_shows_number_deadlines_and_history(shop: Crm) -> None:
    shop.ok("log-contact", "远鑫", "电话", "约好周一保洁")
    opened(shop)
    run = shop.ok("complaint", "open", "远鑫", "又迟到了", "--severity", "严重", "--channel", "电话")
    assert run.out.splitlines()[0] == "TS2026-0002: complaint of 成都远鑫酒店管理有限公司; Lee handles it."
    assert "first response     2026-11-20 11:00" in run.out
    assert "resolution         2026-11-22 10:00" in run.out
    assert "TS2026-0001" in run.out
    assert "约好周一保洁" in run.out


@pytest.mark.file
def test_a_row_for_scripts(shop: Crm) -> None:
    row = opened(shop, "--severity", "urgent", "--category", "准时", "--order", "DD1", "--contact", "张建华")
    assert row["number"] == "TS2026-0001"
    assert (row["customer_id"], row["customer"]) == (1, "成都远鑫酒店管理有限公司")
    assert (row["severity"], row["state"], row["opened_at"]) == ("urgent", "open", "2026-11-20T02:00:00Z")
    assert (row["category"], row["order_no"], row["contact"]) == ("准时", "DD1", "张建华")
    assert set(row["clocks"]) == CLOCKS
    respond = {"due_at": "2026-11-20T03:00:00Z", "done_at": None, "state": "open", "known": True}
    assert row["clocks"]["respond"] == respond
    assert row["clocks"]["resolve"]["due_at"] == "2026-11-21T02:00:00Z"
    assert row["clocks"]["revisit"] == {"due_at": None, "done_at": None, "state": "none", "known": True}
    shown = shop.json("complaint", "show", "1")
    assert [event["kind"] for event in shown["events"]] == ["opened"]
    listed = shop.json("complaint", "list")
    assert [(r["id"], r["clocks"]) for r in listed] == [(1, shown["clocks"])]


def test_numbers_that_a_sheet_brought_are_not_given_again(shop: Crm) -> None:
    sheet = shop.folder / "投诉.csv"
    told = ("TS2026-0002,2026-11-01 10:00,迟到", "TS2026-0001,2026-11-02 10:00,漏扫", ",2026-11-03 10:00,吵")
    rows = "".join(f"北京恒达科技有限公司,{each}\n" for each in told)
    sheet.write_text("客户名称,投诉编号,投诉时间,投诉内容\n" + rows, encoding="utf-8")
    shop.ok("import", str(sheet), "--yes")
    assert opened(shop)["number"] == "TS2026-0004"
    # Nor, by a counter that somebody set back, the id of a row.
    shop.tamper("UPDATE sequence SET next = 1")
    assert opened(shop)["number"] == "TS2026-0005" and shop.json("add", "新客户")["code"] == "C000003"
    numbers = [row["number"] for row in shop.json("complaint", "list", "--all")]
    assert sorted(numbers) == [f"TS2026-000{n}" for n in range(1, 6)]
    shop.tamper("DELETE FROM sequence")
    sheet.write_text("客户名称,电话\n新来有限公司,13900000021\n又来有限公司,13900000022\n", encoding="utf-8")
    shop.ok("import", str(sheet), "--yes")
    assert [row["code"] for row in shop.json("find", "来有限公司")] == ["C000004", "C000005"]
    # A counter at its end is damage, and nothing is numbered by it.
    shop.tamper(f"UPDATE sequence SET next = {2**63 - 1} WHERE name = 'customer_code'")
    sheet.write_text("客户名称,电话\n再来有限公司,13900000023\n", encoding="utf-8")
    assert shop("import", str(sheet), "--yes").status == 20
    assert shop.json("find", "再来有限公司") == []


def test_the_loop_to_the_archive(shop: Crm) -> None:
    opened(shop, "--severity", "normal")
    shop.at("2026-11-20T02:30:00Z")
    assert "On time: it was due 2026-11-20 11:00." in shop.ok("complaint", "reply", "远鑫", "已致歉").out
    shop.at("2026-11-20T05:00:00Z")
    assert "Late: it was due 2026-11-20 12:00." in shop.ok("complaint", "propose", "1", "免费补做").out
    shop.at("2026-11-21T01:00:00Z")
    run = shop.ok("complaint", "progress", "complaint:1:progress", "已排期", "--满意", "部分满意")
    assert "Next: progress report by 2026-11-22 09:00." in run.out
    shop.at("2026-11-21T06:00:00Z")
    assert "Next: revisit by 2026-11-22 14:00." in shop.ok("complaint", "resolve", "TS2026-0001").out
    assert shop.json("complaint", "list") == []
    shop.at("2026-11-21T07:00:00Z")
    row = shop.json("complaint", "revisit", "ts2026-0001", "--result", "满意")
    assert (row["state"], row["revisit_result"]) == ("revisited", "satisfied")
    shop.ok(
        "complaint", "archive", "1", "--root-cause", "无替补", "--measure", "设替补", "--lesson", "预留人手"
    )
    row = shop.json("complaint", "show", "1")
    assert states(row) == {
        "respond": "met", "propose": "met_late", "progress": "met", "resolve": "met", "satisfaction": "met",
        "revisit": "met",
    }  # fmt: skip
    assert (row["state"], row["lesson"], row["next_clock"]) == ("archived", "预留人手", None)


def test_a_second_reply_is_progress_told(shop: Crm) -> None:
    opened(shop)
    shop.ok("complaint", "reply", "1", "已致歉")
    assert "progress told" in shop.ok("complaint", "reply", "1", "配件明天到").out
    for nothing_new in ((), ("",), (" ",)):
        assert shop("complaint", "reply", "1", *nothing_new).status == 2
    assert shop("done", "complaint:1:respond").status == 5
    kinds = [event["kind"] for event in shop.json("complaint", "show", "1")["events"]]
    assert kinds == ["opened", "responded", "progress"]


@pytest.mark.file
@pytest.mark.parametrize(
    "steps, kinds, state",
    [
        (("wait", "reply", "resume"), ["waiting", "responded", "resumed"], "responded"),
        (("progress", "reply"), ["progress", "progress"], "responded"),
        (("propose", "reply"), ["proposed", "progress"], "proposed"),
        (("resolve", "reopen", "reply"), ["resolved", "reopened", "responded"], "responded"),
    ],
)
def test_the_first_reply_is_the_first_words_of_a_round(
    shop: Crm, steps: tuple[str, ...], kinds: list[str], state: str
) -> None:
    opened(shop)
    for step in steps:
        shop.ok("complaint", step, "1", "x")
    row = shop.json("complaint", "show", "1")
    assert ([event["kind"] for event in row["events"]][1:], row["state"]) == (kinds, state)


def test_waiting_stops_the_time_to_resolve_but_not_to_respond(shop: Crm) -> None:
    opened(shop)
    waiting = shop.json("complaint", "wait", "1", "等客户提供照片")
    assert waiting["state"] == "waiting"
    assert states(waiting) == {
        "respond": "open", "propose": "paused", "progress": "open", "resolve": "paused",
        "satisfaction": "open", "revisit": "none",
    }  # fmt: skip
    shop.at("2026-11-20T07:00:00Z")
    resumed = shop.json("complaint", "resume", "1")
    assert resumed["clocks"]["resolve"]["due_at"] == "2026-11-23T07:00:00Z"
    assert states(resumed)["respond"] == "breached"


def test_a_dissatisfied_customer_reopens_it(shop: Crm) -> None:
    opened(shop)
    shop.ok("complaint", "resolve", "1", "--compensation", "0.02万")
    shop.at("2026-11-20T08:00:00Z")
    run = shop.ok("complaint", "revisit", "1", "还是慢", "--result", "不满意")
    assert "The customer is dissatisfied: TS2026-0001 is open again" in run.out
    row = shop.json("complaint", "show", "1")
    assert (row["state"], row["compensation"], row["revisit_result"]) == ("responded", 200, "dissatisfied")
    # Whoever says so is on the line: that is the first response of the new round.
    assert (states(row)["respond"], states(row)["propose"]) == ("met", "open")
    assert row["clocks"]["propose"]["due_at"] == "2026-11-20T10:00:00Z"
    # How the first round went stays on the screen.
    assert [states({"clocks": clocks})["propose"] for clocks in row["earlier_rounds"]] == ["met"]
    assert "Deadlines of round 1" in shop.ok("complaint", "show", "1").out
    kinds = ["opened", "resolved", "revisited", "reopened", "responded"]
    assert [e["kind"] for e in row["events"]] == kinds
    shop.at("2026-11-22T08:00:00Z")
    shop.ok("complaint", "resolve", "1")
    shop.ok("complaint", "revisit", "1", "--result", "satisfied")
    for day, expected in ((), [0.5, 2]), (("--as-of", "2026-11-20"), [0.0, 1]):
        report = shop.json("report", "complaints", *day)["figures"]
        found = next(each for each in report if each["key"] == "revisit_satisfaction")
        assert [found["value"], found["n"]] == expected, "each revisit counts, by what had happened by then"


@pytest.mark.parametrize(
    ("steps", "words", "sentence"),
    [
        ([], ["resume", "1"], "is not waiting for the customer"),
        ([], ["revisit", "1", "--result", "满意"], "is not resolved yet"),
        ([], ["reopen", "1"], "is not resolved yet"),
        ([["wait", "1"]], ["wait", "1"], "is already waiting"),
        ([["resolve", "1"]], ["reply", "1"], "is already resolved"),
        ([["resolve", "1"]], ["archive", "1"], "has not been revisited yet"),
        ([], ["reply", "1", "--at", "2026-11-19"], "before TS2026-0001 was opened (2026-11-20 10:00)"),
        ([], ["reply", "1", "--at", "tomorrow"], "has not happened yet"),
        (
            [["propose", "1", "补做", "--at", "12:00"]],
            ["wait", "1", "x", "--at", "11:00"],
            "before the last step",
        ),
        ([], ["open", "远鑫", "x", "--at", "明天"], "can't be opened in the future"),
    ],
)
@pytest.mark.file
def test_what_makes_no_sense_is_refused(
    shop: Crm, steps: list[list[str]], words: list[str], sentence: str
) -> None:
    opened(shop)
    shop.at("2026-11-20T06:00:00Z")
    for step in steps:
        shop.ok("complaint", *step)
    before = shop.json("complaint", "show", "1")
    run = shop("complaint", *words)
    assert (run.status, run.out) == (5, "")
    assert sentence in run.err
    assert shop.json("complaint", "show", "1") == before


@pytest.mark.file
@pytest.mark.parametrize("hour", ["00:30", "09:00", "12:00", "15:00"])
def test_any_hour_of_a_day_alone_is_after_its_opening(shop: Crm, hour: str) -> None:
    shop.at("2026-11-21T02:00:00Z")
    shop.ok("complaint", "open", "远鑫", "迟到", "--at", "2026-11-20")
    shop.ok("complaint", "wait", "1", "x", "--at", "2026-11-20")
    shop.ok("complaint", "resume", "1", "--at", f"2026-11-20 {hour}")
    shop.ok("complaint", "reply", "1", "y", "--at", f"2026-11-20 {hour}")
    told = shop.json("complaint", "show", "1")
    assert (told["events"][0]["kind"], told["state"] in ("responded", "waiting")) == ("opened", True)
    assert shop("complaint", "reply", "1", "z", "--at", "2026-11-19 23:59").status == 5
    lines = shop.ok("complaint", "show", "1").out.partition("Events")[2].splitlines()
    assert "opened" in lines[2]
    shop.ok("doctor")


@pytest.mark.file
def test_what_the_customer_was_told_can_be_recorded_later(shop: Crm) -> None:
    opened(shop)
    shop.at("2026-11-20T06:00:00Z")
    shop.ok("complaint", "resolve", "1", "--at", "13:00")
    assert states(shop.json("complaint", "show", "1"))["respond"] == "met_late"
    run = shop.ok("complaint", "reply", "1", "已致电", "--at", "10:30")
    assert "first response recorded" in run.out
    shop.ok("complaint", "progress", "1", "配件已订", "--satisfied", "yes", "--at", "12:00")
    told = shop.json("complaint", "show", "1")
    kinds = ["opened", "responded", "progress", "resolved"]
    assert ([e["kind"] for e in told["events"]], told["state"]) == (kinds, "resolved")
    assert (states(told)["respond"], states(told)["satisfaction"]) == ("met", "met")
    run = shop("complaint", "reply", "1", "x")
    assert (run.status, "is already resolved" in run.err) == (5, True), "what comes now is of a resolved one"


def test_nothing_is_recorded_on_an_archived_one(shop: Crm) -> None:
    opened(shop)
    shop.ok("complaint", "resolve", "1")
    shop.ok("complaint", "revisit", "1", "--result", "neutral")
    shop.ok("complaint", "archive", "1", "--root-cause", "a", "--measure", "b", "--lesson", "c")
    for verb in ("reply", "reopen", "note"):
        run = shop("complaint", verb, "1", "x")
        assert (run.status, "is archived" in run.err) == (5, True), verb


@pytest.mark.file
def test_missing_words_are_named_without_a_terminal(shop: Crm) -> None:
    opened(shop)
    shop.ok("complaint", "resolve", "1")
    run = shop("complaint", "revisit", "1")
    assert (run.status, "--result is missing" in run.err) == (2, True)
    shop.ok("complaint", "revisit", "1", "--result", "satisfied")
    run = shop("complaint", "archive", "1", "--root-cause", "x")
    assert (run.status, "--measure, --lesson are missing" in run.err) == (2, True)


def test_the_accused_never_handles_it(shop: Crm) -> None:
    run = shop("complaint", "open", "远鑫", "态度差", "--accused", "lina", "--handler", "李娜")
    assert (run.status, "李娜 is accused" in run.err) == (5, True)
    # The customer's owner is accused, so the one who records it handles it.
    row = shop.json("complaint", "open", "恒达", "态度差", "--accused", "李娜")
    assert row["handler"] == "Lee"
    assert shop.json("complaint", "open", "恒达", "迟到")["handler"] == "李娜"
    run = shop("complaint", "open", "远鑫", "态度差", "--accused", "lee")
    assert (run.status, "Lee is accused" in run.err) == (5, True)


def test_naming_a_complaint(shop: Crm) -> None:
    opened(shop)
    assert shop.json("complaint", "show", "13911829855")["id"] == 1
    opened(shop)
    run = shop("complaint", "reply", "远鑫")
    assert (run.status, "TS2026-0002" in run.err) == (4, True)
    assert shop("complaint", "reply", "恒达").status == 4
    assert shop("complaint", "reply", "99").status == 4
    assert shop("complaint", "reply", "没有的公司").status == 4
    # Only one of the two suits a revisit.
    shop.ok("complaint", "resolve", "2")
    assert shop.json("complaint", "revisit", "远鑫", "--result", "满意")["id"] == 2


def test_list_filters_and_order(shop: Crm) -> None:
    opened(shop, "--severity", "normal")
    opened(shop, "--at", "11/18 09:00", "--severity", "serious")
    shop.ok("complaint", "open", "恒达", "发票错了", "--severity", "紧急", "--at", "09:30")
    shop.ok("complaint", "resolve", "1")

    def ids(*words: str) -> list[int]:
        return [row["id"] for row in shop.json("complaint", "list", *words)]

    assert ids() == [2, 3]
    assert sorted(ids("--all")) == [1, 2, 3]
    assert ids("--breached") == [2]
    assert ids("--state", "已解决") == [1]
    assert ids("--severity", "紧急") == [3]
    assert ids("--customer", "恒达") == [3]
    assert ids("--owner", "李娜") == [3]
    assert ids("--handler", "Lee") == [2]
    assert ids("--to", "11/18") == [2]
    assert ids("--from", "11/20") == [3]
    shop.at("2026-11-22T02:00:00Z")
    assert 1 in ids("--breached"), "an overdue revisit is a missed deadline too"


def test_as_of_sees_what_had_happened_by_then(shop: Crm) -> None:
    opened(shop, "--at", "11/18 09:00")
    opened(shop)
    shop.ok("complaint", "resolve", "1", "--compensation", "50")
    past = shop.json("complaint", "list", "--as-of", "2026-11-18 09:30")
    assert [(row["id"], row["state"], row["compensation"]) for row in past] == [(1, "open", None)]
    assert past[0]["clocks"]["respond"]["state"] == "open"
    assert states(shop.json("complaint", "show", "1", "--as-of", "2026-11-19"))["respond"] == "breached"
    assert shop.json("complaint", "show", "1", "--as-of", "2026-11-19")["events"][-1]["kind"] == "opened"
    assert shop("complaint", "show", "2", "--as-of", "2026-11-19").status == 4


@pytest.mark.file
def test_explain_tells_where_a_deadline_comes_from(shop: Crm) -> None:
    opened(shop, "--severity", "serious")
    shop.ok("complaint", "wait", "1")
    shop.at("2026-11-20T04:00:00Z")
    shop.ok("complaint", "resume", "1")
    run = shop.ok("complaint", "show", "1", "--explain")
    assert "Round 1: policy version 1, serious, calendar “always” (Asia/Shanghai)" in run.out
    assert (
        "resolution: open; 48 h 00 min from 2026-11-20 10:00, paused 2026-11-20 10:00 to 2026-11-20 12:00,"
        " warning 2026-11-22 02:24, due 2026-11-22 12:00, 0 h 00 min used, 48 h 00 min left"
    ) in run.out
    explained = shop.json("complaint", "show", "1", "--explain")["explain"]
    assert explained["policy_version"] == 1
    resolve = {term["clock"]: term for term in explained["clocks"]}["resolve"]
    assert resolve["budget_hours"] == 48
    assert resolve["pauses"] == [["2026-11-20T02:00:00Z", "2026-11-20T04:00:00Z"]]
    assert [(p["state"], p["seconds"] / 3600, p["ahead"]) for p in resolve["timeline"]] == [
        ("paused", 2, False), ("running", 48, True),
    ]  # fmt: skip


@pytest.mark.file
def test_explain_tells_nights_holidays_and_make_up_days(shop: Crm) -> None:
    shop.at("2026-09-30T08:00:00Z")
    shop.ok("policy", "set", "complaint.urgent.calendar", "office")
    opened(shop, "--severity", "urgent")
    shop.at("2026-10-09T09:00:00Z")
    clocks = shop.json("complaint", "show", "1", "--explain")["explain"]["clocks"]
    resolve = {term["clock"]: term for term in clocks}["resolve"]
    kinds = [(p["state"], p["name"]) for p in resolve["timeline"]]
    assert kinds == [
        ("running", None), ("outside", None), ("holiday", "National Day"), ("outside", None), ("running", None),
        ("outside", None), ("running", None), ("running", None), ("outside", None), ("running", "make_up"),
    ]  # fmt: skip
    running = sum(p["seconds"] for p in resolve["timeline"] if p["state"] == "running")
    assert running == resolve["budget_seconds"] == resolve["used_seconds"] + resolve["left_seconds"]
    out = shop.ok("complaint", "show", "1", "--explain").out
    assert "2026-10-01 00:00  2026-10-08 00:00  day off (National Day)" in out
    # Every list measures it by the same calendar, and says so.
    late = "TS2026-0001 first response: 18 h 0 min late (working time)"
    for words in (("due",), ("due", "--as-of", "2026-10-09 17:00")):
        assert late in " ".join(shop.ok(*words, "--format", "csv").out.split()), words
    assert "first response 18 h 0 min late" in shop.ok("complaint", "open", "远鑫", "x", "--new").out


def test_at_the_very_second_of_a_deadline_a_step_is_in_time(shop: Crm) -> None:
    opened(shop)
    for now, told in (
        ("2026-11-20T02:59:30Z", "less than 1 min left"),
        ("2026-11-20T03:00:00Z", "less than 1 min left"),
        ("2026-11-20T03:00:01Z", "less than 1 min late"),
        ("2026-11-20T03:01:00Z", "1 min late"),
    ):
        for words in ((), ("--as-of", now)):
            shop.at(now)
            assert f"first response: {told}" in " ".join(
                shop.ok("due", "--format", "csv", *words).out.split()
            )
        breached = [row["id"] for row in shop.json("complaint", "list", "--breached")]
        assert breached == ([] if "left" in told else [1]), now
    shop.at("2026-11-20T03:00:00Z")
    assert "On time" in shop.ok("complaint", "reply", "1", "马上来").out


def test_later_policies_and_tiers_judge_nothing_anew(shop: Crm) -> None:
    shop.ok("policy", "set", "complaint.normal.tier.general.respond_hours", "0.5")
    before = opened(shop)
    assert before["clocks"]["respond"]["due_at"] == "2026-11-20T02:30:00Z"
    # In the very second of the opening, and later.
    shop.ok("policy", "set", "complaint.normal.tier.general.respond_hours", "0.25")
    shop.at("2026-11-20T02:10:00Z")
    shop.ok("policy", "set", "complaint.normal.resolve_hours", "5")
    spent = ("purchase", "add", "远鑫", "60000", "--status", "paid")
    shop.ok(*spent)
    assert shop.json("show", "1")["standing"]["tier"] == "key"
    row = shop.json("complaint", "show", "1", "--explain")
    assert {k: c["due_at"] for k, c in row["clocks"].items()} == {
        k: c["due_at"] for k, c in before["clocks"].items()
    }
    assert {(c["policy_version"], c["tier"]) for c in row["explain"]["clocks"]} == {(2, "general")}
    again = opened(shop)["clocks"]
    assert (again["respond"]["due_at"], again["resolve"]["due_at"]) == (
        "2026-11-20T03:10:00Z",
        "2026-11-20T07:10:00Z",
    )
    # A reopening is a beginning of its own.
    shop.ok("complaint", "resolve", "1")
    assert shop.json("complaint", "reopen", "1")["clocks"]["resolve"]["due_at"] == "2026-11-20T07:10:00Z"
    past = shop.json("complaint", "show", "1", "--as-of", "2026-11-20 10:05")
    assert past["clocks"]["resolve"] == before["clocks"]["resolve"]


def test_taking_a_policy_back_mends_its_deadlines(shop: Crm) -> None:
    shop.ok("policy", "set", "complaint.normal.resolve_hours", "5")
    assert opened(shop)["clocks"]["resolve"]["due_at"] == "2026-11-20T07:00:00Z"
    number = next(op["number"] for op in shop.json("history") if op["command"] == "policy set")
    shop.ok("undo", str(number))
    (listed,) = shop.json("complaint", "list")
    assert listed["clocks"]["resolve"]["due_at"] == "2026-11-23T02:00:00Z"
    assert listed["clocks"] == shop.json("complaint", "show", "1")["clocks"]


@pytest.mark.file
def test_another_severity_counts_from_the_reopening(shop: Crm) -> None:
    opened(shop)
    shop.ok("complaint", "resolve", "1")
    shop.ok("complaint", "reopen", "1")
    run = shop.ok("complaint", "edit", "1", "--severity", "urgent")
    assert "its deadlines are counted anew from the reopening" in run.out


@pytest.mark.file
def test_another_severity_counts_from_the_opening(shop: Crm) -> None:
    opened(shop, "--severity", "normal")
    shop.at("2026-11-21T03:00:00Z")
    run = shop.ok("complaint", "edit", "1", "要起诉", "--severity", "紧急", "--category", "法律")
    assert "its deadlines are counted anew from the opening" in run.out
    row = shop.json("complaint", "show", "1")
    assert (row["severity"], row["category"]) == ("urgent", "法律")
    assert row["clocks"]["resolve"] == {
        "due_at": "2026-11-21T02:00:00Z",
        "done_at": None,
        "state": "breached",
        "known": True,
    }
    assert shop.json("complaint", "show", "1", "--as-of", "2026-11-20 12:00")["severity"] == "normal"
    assert "Nothing differs" in shop.ok("complaint", "edit", "1", "--severity", "urgent").out
    assert shop("complaint", "edit", "1").status == 2


def test_the_customers_answer_ends_the_waiting(shop: Crm) -> None:
    opened(shop)
    shop.ok("complaint", "wait", "1", "等照片")
    shop.at("2026-11-20T07:00:00Z")
    row = shop.json("投诉", "客户答复", "1", "照片已发")
    assert (row["state"], row["clocks"]["resolve"]["due_at"]) == ("open", "2026-11-23T07:00:00Z")
    assert shop.ok("complaint", "answer", "1", "又来电").status == 0


def test_stored_clocks_are_what_the_events_say(shop: Crm) -> None:
    for steps in (
        (),
        ("reply",),
        ("wait",),
        ("reply", "propose"),
        ("resolve",),
        ("resolve", "reopen"),
        ("progress",),
    ):
        number = str(opened(shop, "--at", "11/18 09:00")["id"])
        for minute, step in enumerate(steps):
            shop.ok("complaint", step, number, "x", "--at", f"11/18 09:{30 + minute}")
    now = "2026-11-20 10:00"
    assert shop.json("complaint", "list", "--all") == shop.json("complaint", "list", "--all", "--as-of", now)
    assert shop.json("complaint", "list", "--breached") == shop.json(
        "complaint", "list", "--breached", "--as-of", now
    )
    assert shop.json("due", "--kind", "complaint") == shop.json("due", "--kind", "complaint", "--as-of", now)


@pytest.mark.parametrize(
    ("opened_at", "steps", "now", "listed"),
    [
        # At ten to midnight the first answer, then the proposal, end after it.
        ("2026-11-20 23:50", (), "2026-11-20T15:51:00Z", ["respond"]),
        ("2026-11-20 23:50", ("reply",), "2026-11-20T15:51:00Z", ["propose"]),
        # What is called to mind stands there, what has days doesn't.
        ("2026-11-20 03:00", ("reply", "propose"), "2026-11-20T04:00:00Z", []),
        ("2026-11-20 03:00", ("reply", "propose"), "2026-11-20T15:30:00Z", ["resolve", "satisfaction"]),
    ],
)  # fmt: skip
def test_what_ends_after_midnight_and_presses_is_on_the_list(
    shop: Crm, opened_at: str, steps: tuple[str, ...], now: str, listed: list[str]
) -> None:
    shop.at("2026-11-20T15:50:00Z" if "23" in opened_at else "2026-11-19T19:10:00Z")
    opened(shop, "--severity", "urgent", "--at", opened_at)
    for step in steps:
        shop.ok("complaint", step, "远鑫", "已致歉")
    shop.at(now)
    rows = shop.json("due", "--kind", "complaint")
    assert {row["id"].split(":")[2] for row in rows} == set(listed)


def test_a_missed_deadline_comes_to_the_managers_once(shop: Crm) -> None:
    shop.ok("complaint", "open", "恒达", "发票错了")
    shop.at("2026-11-20T02:50:00Z")
    assert shop.json("due", "--kind", "complaint", "--owner", "Lee") == []
    (warned,) = shop.json("due", "--kind", "complaint", "--owner", "李娜")
    assert warned["id"] == "complaint:1:respond"
    shop.at("2026-11-20T03:30:00Z")
    (own,) = shop.json("due", "--kind", "complaint", "--owner", "李娜")
    (escalated,) = shop.json("due", "--kind", "complaint", "--owner", "Lee")
    assert (own["id"], escalated["id"]) == ("complaint:1:respond", "complaint:1:respond:escalated")
    assert "handled by 李娜" in escalated["why"]
    assert [row["id"] for row in shop.json("due", "--kind", "complaint", "--team")] == ["complaint:1:respond"]
    told = shop.json("complaint", "show", "1")["notices"]
    assert [(n["kind"], n["clock"], n["at"]) for n in told] == [
        ("warned", "respond", "2026-11-20T02:48:00Z"), ("escalated", "respond", "2026-11-20T03:00:00Z"),
    ]  # fmt: skip
    # What waits behind it is missed, too, and said to be no more than that; only the managers hear of each.
    shop.at("2026-11-20T04:30:00Z")
    both = ["complaint:1:respond:escalated", "complaint:1:propose:escalated"]
    assert [row["id"] for row in shop.json("due", "--kind", "complaint", "--owner", "Lee")] == both
    shown = shop.ok("complaint", "show", "1").out
    assert "missed: first response" in shown and "managers" not in shown
    # What the manager puts off stays on the list of who handles it.
    for item in both:
        shop.ok("snooze", item, "tomorrow")
    assert shop.json("due", "--kind", "complaint", "--owner", "Lee") == []
    assert len(shop.json("due", "--kind", "complaint", "--owner", "李娜")) == 1
    shop.ok("doctor")


@pytest.mark.file
@pytest.mark.parametrize("handler", ["Boss", "李娜"])
def test_a_manager_who_looks_after_no_customer_hears_of_every_missed_deadline(
    shop: Crm, handler: str
) -> None:
    shop.ok("staff", "add", "Boss", "--role", "manager", "--login", "boss")
    shop.ok("complaint", "open", "恒达", "发票错了", "--handler", handler)
    shop.at("2026-11-20T04:30:00Z")
    shop.become("boss", group="writers")
    for asked in ((), ("--team",)):
        found = [row["id"] for row in shop.json("due", "--kind", "complaint", *asked)]
        assert found == ["complaint:1:respond", "complaint:1:propose:escalated"], asked


@pytest.mark.file
def test_what_its_handler_puts_off_stays_with_the_managers(shop: Crm) -> None:
    """Missed, that is: until then it is the handler's own; and a manager's word holds for the managers."""
    shop.ok("staff", "add", "Boss", "--role", "manager", "--login", "boss")
    shop.ok("staff", "edit", "李娜", "--login", "lina")
    shop.ok("complaint", "open", "恒达", "发票错了", "--handler", "李娜")
    shop.become("lina", group="writers")
    shop.ok("snooze", "complaint:1:respond", "2026-12-20")
    shop.at("2026-11-20T02:30:00Z")
    shop.become("boss", group="writers")
    assert shop.json("due", "--kind", "complaint", "--team") == []
    shop.at("2026-11-20T03:30:00Z")
    for asked in ((), ("--team",)):
        (row,) = shop.json("due", "--kind", "complaint", *asked)
        assert row["id"] == "complaint:1:respond:escalated", asked
        assert row["why"].startswith("李娜 put it off to 2026-12-20: ") and "handled by 李娜" in row["why"]
    shop.become("lina", group="writers")
    assert shop.json("due", "--kind", "complaint") == []
    shop.become("boss", group="writers")
    shop.ok("snooze", "complaint:1:respond:escalated", "2026-12-01")
    assert shop.json("due", "--kind", "complaint", "--team") == []


@pytest.mark.file
def test_a_late_hand_off_that_is_put_off_stays_with_the_managers(shop: Crm) -> None:
    shop.ok("staff", "add", "Boss", "--role", "manager", "--login", "boss")
    shop.ok("staff", "edit", "李娜", "--login", "lina")
    shop.ok("complaint", "open", "恒达", "发票错了", "--handler", "Lee")
    shop.ok("handoff", "complaint:1", "--to", "李娜", "--by", "2026-11-20", "--note", "查发票")
    shop.become("lina", group="writers")
    shop.ok("snooze", "complaint:1:handoff", "2026-12-20")
    shop.at("2026-11-21T02:00:00Z")
    shop.become("boss", group="writers")
    found = {row["id"]: row["why"] for row in shop.json("due", "--kind", "complaint", "--team")}
    assert found["complaint:1:handoff:escalated"].startswith("李娜 put it off to 2026-12-20: ")


@pytest.mark.file
@holidays.to_2026()
def test_past_the_known_holidays_it_is_said(shop: Crm) -> None:
    shop.ok("policy", "set", "complaint.normal.calendar", "office")
    shop.at("2026-11-30T02:00:00Z")
    assert "Public holidays" not in shop.ok("complaint", "open", "远鑫", "x", "--severity", "urgent").err
    assert "Public holidays" not in shop.ok("complaint", "open", "远鑫", "y").err
    shop.at("2027-01-04T02:00:00Z")
    for words in (("complaint", "open", "远鑫", "迟到"), ("complaint", "show", "3"), ("due",)):
        assert "Public holidays of 2027 are not known" in shop(*words).err, words
    shop.ok("calendar", "add", "2027")
    assert "Public holidays" not in shop("complaint", "open", "远鑫", "迟到").err


def test_undo_takes_a_step_back_with_its_deadlines(shop: Crm) -> None:
    opened(shop)
    before = shop.json("complaint", "show", "1")
    shop.ok("complaint", "resolve", "1", "--compensation", "50")
    shop.ok("undo")
    assert shop.json("complaint", "show", "1") == before
    assert [row["id"] for row in shop.json("complaint", "list")] == [1]


@pytest.mark.file
def test_in_chinese(shop: Crm) -> None:
    shop.ok("投诉", "登记", "远鑫", "保洁迟到", "--级别", "紧急", "--渠道", "电话", "--诉求", "道歉")
    shop.ok("投诉", "回复", "远鑫", "已致电")
    row = shop.json("投诉", "查看", "远鑫")
    assert (row["severity"], row["channel"], row["demand"]) == ("urgent", "phone", "道歉")
    assert "紧急" in shop.ok("投诉", "列表", "--lang", "zh_CN").out
    run = shop("complaint", "open", "远鑫", "x", "--severity", "很怪")
    assert (run.status, run.out) == (2, "")


@pytest.mark.file
def test_the_list_of_open_ones_fits_a_terminal(shop: Crm) -> None:
    opened(shop)
    lines = shop.ok("complaint", "list", "--lang", "zh_CN").out.splitlines()
    assert lines[1].split() == [
        "TS2026-0001",
        "一般",
        "首次响应",
        "2026-11-20",
        "11:00",
        "进行中",
        "成都远鑫酒店管理有限公司",
    ]


@pytest.mark.file
def test_csv_keeps_keys(shop: Crm) -> None:
    opened(shop)
    head, row = shop.ok("complaint", "list", "--format", "csv").out.splitlines()
    assert head.startswith("id,number,opened_on,severity,state,next_clock,next_due_at")
    assert row.startswith("1,TS2026-0001,2026-11-20,normal,open,respond,2026-11-20T03:00:00Z,open,")
