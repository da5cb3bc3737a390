"""How satisfied a customer is so far is asked by hour 24; what nobody told is not shown as if they had."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Crm
from .test_import import book

HEAD = ["投诉编号", "投诉时间", "客户名称", "投诉内容", "处理状态"]


@pytest.fixture
def shop(crm: Crm) -> Crm:
    """A customer with a complaint, opened on 20 November at 10:00."""
    crm.ok("add", "成都远鑫酒店管理有限公司", "--phone", "13911829855", "--contact", "张建华")
    crm.ok("complaint", "open", "远鑫", "保洁迟到两小时")
    return crm


def asked(crm: Crm) -> list[Any]:
    return [row["id"] for row in crm.json("due", "--team") if row["id"].endswith(":satisfaction")]


def figure(crm: Crm, report: str) -> tuple[float | None, int]:
    found = next(f for f in crm.json("report", report)["figures"] if f["key"] == "satisfaction_24h")
    return found["value"], found["n"]


def clocks(crm: Crm, which: str = "1") -> dict[str, str]:
    row = crm.json("complaint", "show", which)
    return {name: clock["state"] for name, clock in row["clocks"].items()}


@pytest.mark.parametrize("steps", [(), (("resolve", "1"),)])
def test_it_is_due_at_hour_24_resolved_or_not(shop: Crm, steps: tuple[tuple[str, ...], ...]) -> None:
    for step in steps:
        shop.ok("complaint", *step)
    assert asked(shop) == []
    shop.at("2026-11-21T01:00:00Z")
    assert asked(shop) == ["complaint:1:satisfaction"]
    run = shop("done", "complaint:1:satisfaction")
    assert (run.status, "--satisfied yes" in run.err) == (2, True)
    run = shop.ok("complaint", "progress", "1", "已排期", "--satisfied", "yes")
    twice = shop("done", "complaint:1:satisfaction")
    assert (twice.status, "was done already" in twice.err) == (5, True)
    assert "On time: it was due 2026-11-21 10:00." in run.out
    assert asked(shop) == []
    assert (figure(shop, "complaints"), figure(shop, "kpi")) == ((1.0, 1), (1.0, 1))


def test_a_report_that_came_late_says_so_and_counts_at_once(shop: Crm) -> None:
    def told() -> tuple[int, ...]:
        tables = shop.json("report", "complaints")["tables"]
        rows = next(table["rows"] for table in tables if table["key"] == "clocks")
        return next((row["met"], row["late"], row["missed"]) for row in rows if row["clock"] == "progress")

    shop.at("2026-11-21T01:00:00Z")
    shop.ok("complaint", "progress", "1", "已排期")
    shop.at("2026-11-22T06:00:00Z")
    assert told() == (0, 0, 1)
    lines = shop.ok("complaint", "progress", "1", "配件晚到", "--satisfied", "yes").out.splitlines()
    assert lines[1:3] == [
        "progress report: Late: it was due 2026-11-22 09:00.",
        "24-hour satisfaction: Late: it was due 2026-11-21 10:00.",
    ]
    assert told() == (0, 1, 0)
    shop.ok("complaint", "resolve", "1")
    assert told() == (0, 1, 0)


def test_an_answer_is_a_report_of_progress_too(shop: Crm) -> None:
    shop.at("2026-11-20T12:00:00Z")
    row = shop.json("complaint", "progress", "1", "--satisfied", "部分满意")
    assert row["clocks"]["progress"]["due_at"] == "2026-11-21T12:00:00Z"
    shown = shop.ok("--lang", "zh", "complaint", "show", "1").out
    assert "[满意度：一般]" in shown
    assert figure(shop, "complaints") == (0.0, 1)
    assert shop("complaint", "progress", "1").status == 2


def test_an_earlier_revisit_answers_and_reopens_with_the_first_response_met(shop: Crm) -> None:
    shop.ok("complaint", "resolve", "1")
    shop.at("2026-11-20T05:00:00Z")
    shop.ok("complaint", "revisit", "1", "--result", "不满意")
    assert figure(shop, "complaints") == (0.0, 1)
    # The new round asks anew; who complained again was answered then and there.
    assert (clocks(shop)["satisfaction"], clocks(shop)["respond"]) == ("open", "met")


def test_a_late_revisit_is_no_answer_by_hour_24(shop: Crm) -> None:
    shop.ok("complaint", "resolve", "1")
    shop.at("2026-11-22T05:00:00Z")
    shop.ok("complaint", "revisit", "1", "--result", "满意")
    assert (clocks(shop)["satisfaction"], figure(shop, "complaints")) == ("met_late", (None, 0))


def test_a_customer_who_is_not_satisfied_with_the_end_can_have_it_reopened(shop: Crm) -> None:
    shop.ok("complaint", "resolve", "1")
    run = shop.ok("complaint", "progress", "1", "--satisfied", "no")
    assert "crmcli complaint reopen TS2026-0001" in run.out
    shop.ok("complaint", "revisit", "1", "--result", "satisfied")
    assert shop("complaint", "progress", "1", "--satisfied", "yes").status == 5


@pytest.mark.file
def test_every_report_of_progress_is_explained_and_no_verdict_contradicts_its_figures(shop: Crm) -> None:
    for at, words in (("2026-11-21T01:00:00Z", "已排期"), ("2026-11-22T05:00:00Z", "已到货")):
        shop.at(at)
        shop.ok("complaint", "progress", "1", words)
    shop.at("2026-11-22T06:00:00Z")
    shop.ok("complaint", "resolve", "1")
    row = shop.json("complaint", "show", "1", "--explain")
    told = [clock for clock in row["explain"]["clocks"] if clock["clock"] == "progress"]
    assert [(c["state"], c["over_seconds"]) for c in told] == [("met", 0), ("met_late", 4 * 3600), ("met", 0)]
    progress = row["clocks"]["progress"]
    assert (progress["state"], progress["due_at"], progress["done_at"]) == (
        "met_late",
        "2026-11-22T01:00:00Z",
        "2026-11-22T05:00:00Z",
    )


@pytest.mark.file
def test_a_deadline_at_closing_time_is_late_by_the_clock_on_the_wall(shop: Crm) -> None:
    shop.ok("policy", "set", "complaint.urgent.calendar", "office")
    shop.at("2026-11-20T09:00:00Z")  # Friday 17:00: an hour is left
    shop.ok("complaint", "open", "远鑫", "停电", "--severity", "urgent", "--new")
    shop.at("2026-11-20T12:00:00Z")
    shop.ok("complaint", "reply", "2", "已致歉")
    run = shop.ok("complaint", "show", "2", "--explain")
    assert "first response: met late" in run.out
    assert "1 h 00 min used, 2 h 00 min past the deadline outside working time" in run.out


@pytest.mark.file
def test_a_revisit_without_its_result_names_the_words(shop: Crm) -> None:
    shop.ok("complaint", "resolve", "1")
    run = shop("--lang", "zh", "complaint", "revisit", "1", "满意")
    assert (run.status, "不满意" in run.err) == (2, True)
    assert "投诉 回访 TS2026-0001 --结果 满意" in run.err


@pytest.mark.parametrize("when", ["now", "2026-11-19", "2026-11-18 15:00"])
def test_what_came_open_and_is_resolved_here_is_revisited(crm: Crm, tmp_path: Path, when: str) -> None:
    line = ["T1", "2026-11-18 09:00", "甲乙商贸有限公司", "漏水", "处理中"]
    crm.ok("import", str(book(tmp_path / "a.xlsx", HEAD, line)), "--yes", "--create-missing")
    assert clocks(crm, "T1")["satisfaction"] == "none", "its hour had passed, and no column tells of it"
    crm.ok("complaint", "resolve", "T1", *(() if when == "now" else ("--at", when)))
    assert clocks(crm, "T1")["revisit"] != "none"


@pytest.mark.file
def test_a_time_of_day_that_nobody_told_is_not_shown(crm: Crm, tmp_path: Path) -> None:
    line = ["T1", "2026-11-18", "甲乙商贸有限公司", "漏水", "处理中"]
    crm.ok("import", str(book(tmp_path / "a.xlsx", HEAD, line)), "--yes", "--create-missing")
    crm.ok("complaint", "open", "甲乙", "停电", "--at", "2026-11-18", "--new")
    crm.ok("complaint", "reply", "2", "已致歉", "--at", "2026-11-18")
    for which in ("1", "2"):
        shown = crm.ok("complaint", "show", which, "--explain").out
        assert "2026-11-18" in shown and "12:00" not in shown
    lists = (("complaint", "list"), ("due", "--team", "--all"))
    assert all("12:00" not in crm.ok(*words).out for words in lists)
    # A day without a time of day stands where its step was taken.
    crm.ok("complaint", "open", "甲乙", "漏水", "--at", "2026-11-18 09:00", "--new")
    crm.ok("complaint", "reply", "3", "已致歉", "--at", "2026-11-18")
    events = crm.ok("complaint", "show", "3").out.split("Events")[1]
    assert events.index("opened") < events.index("responded")
    kept = crm.json("complaint", "show", "2")["events"]
    assert [event["at_known"] for event in kept] == [False, False]
