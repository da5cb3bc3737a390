"""Complaints that came closed stay closed, and no clock judges a step of which the sheet knows nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crmcli import errors

from .conftest import Crm
from .test_import import book, rows

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file

ENDED = {"resolved", "revisited", "archived"}


def take_in(crm: Crm, path: Path) -> list[dict[str, Any]]:
    crm.ok("import", str(path), "--yes", "--create-missing")
    return sorted(rows(crm, "complaints"), key=lambda row: str(row["external_id"]))


def due_complaints(crm: Crm) -> list[Any]:
    return [row for row in crm.json("due", "--team") if row["kind"] == "complaint"]


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("处理状态", ("已关闭", "已办结", "已结案（客户撤诉）")),
        ("处理结果", ("已解决", "已结案，补发礼品", "处理完毕")),
        ("Status", ("Closed", "Resolved", "done")),
        ("Ticket status", ("Closed - no fault found", "Resolved by phone", "Completed")),
        ("Company response", ("Closed with non-monetary relief", "Closed without relief", "Closed with explanation")),
    ],
)  # fmt: skip
def test_what_came_closed_stays_closed(crm: Crm, tmp_path: Path, column: str, words: tuple[str, ...]) -> None:
    chinese = not column.isascii()
    head = (
        ["投诉编号", "投诉日期", "客户名称", "投诉内容"]
        if chinese
        else ["Complaint ID", "Date received", "Company", "Issue"]
    )
    lines = [
        [f"T{i}", f"2019-03-0{i + 1}", f"第{i}商贸有限公司", "漏水", word] for i, word in enumerate(words)
    ]
    found = take_in(crm, book(tmp_path / "a.xlsx", [*head, column], *lines))
    assert {row["state"] for row in found} <= ENDED
    assert due_complaints(crm) == []
    longer = [word for word in words if len(word) > 9]
    text = str(found)
    assert [word for word in longer if word not in text] == []


@pytest.mark.parametrize("word", ["处理中", "Open", "In progress", "未结案"])
def test_what_is_open_is_not_closed(crm: Crm, tmp_path: Path, word: str) -> None:
    head = ["投诉编号", "投诉日期", "客户名称", "投诉内容", "处理状态"]
    found = take_in(
        crm, book(tmp_path / "a.xlsx", head, ["T1", "2026-11-18", "甲乙商贸有限公司", "漏水", word])
    )
    assert not {row["state"] for row in found} & ENDED


def test_a_column_of_answers_is_no_state(crm: Crm, tmp_path: Path) -> None:
    head = ["投诉编号", "投诉日期", "客户名称", "投诉内容", "及时响应情况", "是否VIP"]
    lines = [[f"T{i}", "2026-11-18", "甲乙商贸有限公司", f"漏水{i}", "是", "是"] for i in range(3)]
    found = take_in(crm, book(tmp_path / "a.xlsx", head, *lines))
    assert not {row["state"] for row in found} & ENDED


CLOCKS = ("respond", "propose", "progress", "resolve", "revisit")


@pytest.mark.parametrize(
    ("columns", "cells", "judged"),
    [
        (["解决时间"], ["2026-10-03 18:00"], {"resolve"}),
        (["首次响应时间", "解决时间"], ["2026-10-01 09:20", "2026-10-03 18:00"], {"respond", "resolve"}),
        (["首次响应时间"], ["2026-10-01 09:20"], {"respond"}),
        ([], [], set()),
    ],
)
def test_a_step_without_a_column_has_no_clock(
    crm: Crm, tmp_path: Path, columns: list[str], cells: list[str], judged: set[str]
) -> None:
    head = ["投诉编号", "投诉时间", "客户名称", "投诉内容", "处理状态", *columns]
    line = ["T1", "2026-10-01 09:00", "甲乙商贸有限公司", "漏水", "已关闭", *cells]
    (complaint,) = take_in(crm, book(tmp_path / "a.xlsx", head, line))
    clocks = crm.json("complaint", "show", complaint["number"])["clocks"]
    states = {name: each["state"] for name, each in clocks.items()}
    assert {name for name, state in states.items() if state != "none"} == judged
    figures = {f["key"]: f["n"] for f in crm.json("report", "complaints", "--from", "2026-10-01")["figures"]}
    counted = {name for name in ("respond", "propose", "resolve") if figures[f"{name}_compliance"]}
    assert counted == judged & {"respond", "propose", "resolve"}
    assert due_complaints(crm) == []


def test_a_closed_complaint_reopened_here_has_clocks_again(crm: Crm, tmp_path: Path) -> None:
    head = ["投诉编号", "投诉时间", "客户名称", "投诉内容", "处理状态", "解决时间"]
    line = ["T1", "2026-10-01 09:00", "甲乙商贸有限公司", "漏水", "已解决", "2026-10-03 18:00"]
    (complaint,) = take_in(crm, book(tmp_path / "a.xlsx", head, line))
    crm.ok("complaint", "reopen", complaint["number"])
    clocks = crm.json("complaint", "show", complaint["number"])["clocks"]
    assert clocks["respond"]["state"] == "open"


def test_what_no_clock_judges_survives_a_move_by_export(crm: Crm, tmp_path: Path) -> None:
    head = ["投诉编号", "投诉时间", "客户名称", "投诉内容", "处理状态", "解决时间"]
    line = ["T1", "2026-10-01 09:00", "甲乙商贸有限公司", "漏水", "已解决", "2026-10-03 18:00"]
    take_in(crm, book(tmp_path / "a.xlsx", head, line))
    assert "untold=respond propose revisit progress satisfaction" in rows(crm, "complaints")[0]["steps"]


@pytest.mark.parametrize(
    ("opened", "judged"),
    [("2026-11-20 09:30", True), ("2026-11-20 07:00", False), ("2026-11-18 09:00", False)],
)
def test_of_an_open_complaint_only_what_lies_ahead_is_judged(
    crm: Crm, tmp_path: Path, opened: str, judged: bool
) -> None:
    sheet = book(
        tmp_path / "a.xlsx",
        ["投诉编号", "投诉时间", "客户名称", "投诉内容"],
        ["K1", opened, "甲乙商贸", "漏水"],
    )
    crm.ok("import", str(sheet), "--yes", "--create-missing")
    clocks = crm.json("complaint", "show", "K1")["clocks"]
    assert (clocks["propose"]["state"] != "none", clocks["resolve"]["state"] != "none") == (judged, True)


def test_a_deadline_that_had_passed_before_the_import_is_told_as_not_counted(crm: Crm) -> None:
    path = crm.folder / "complaints.csv"
    path.write_text(
        "投诉编号,客户名称,投诉时间,投诉内容,级别\nT1,远鑫酒店,2026-11-10 10:00,迟到,紧急\nT2,远鑫酒店,2026-11-20 10:00,漏做,紧急\n",
        encoding="utf-8",
    )
    take_in(crm, path)
    told = crm.ok("complaint", "show", "T1").out
    assert "Passed before the import, not counted: first response" in told
    assert "not counted" not in crm.ok("complaint", "show", "T2").out
    # Nor is the report of progress that was due by then: the next one is due as if one had been made.
    clocks = crm.json("complaint", "show", "T1")["clocks"]
    assert (clocks["progress"]["state"], clocks["progress"]["due_at"][:10] > "2026-11-20") == ("open", True)
    crm.ok("complaint", "resolve", "T1")
    assert "not counted" not in crm.ok("complaint", "show", "T1").out


def test_a_step_keeps_its_time_where_only_the_day_of_the_opening_is_told(crm: Crm, tmp_path: Path) -> None:
    head = ["投诉编号", "投诉日期", "客户名称", "投诉内容", "首次响应时间", "解决时间"]

    def steps(*cells: str) -> dict[str, Any]:
        line = ["T1", "2026-11-18", "甲乙商贸有限公司", "漏水", *cells]
        take_in(crm, book(tmp_path / "a.xlsx", head, line))
        shown = crm.json("complaint", "show", "T1")
        assert next(event["kind"] for event in shown["events"]) == "opened"
        return {event["kind"]: (event["at"], event["at_known"]) for event in shown["events"]}

    told = {"resolved": ("2026-11-19T07:00:00Z", True)}
    assert told.items() <= steps("", "2026-11-19 15:00").items()
    told["responded"] = ("2026-11-18T01:30:00Z", True)
    # The answer was given before noon, for which a bare day stands.
    assert told.items() <= steps("2026-11-18 09:30", "2026-11-19 15:00").items()
    assert crm.json("complaint", "show", "T1")["clocks"]["respond"]["state"] == "met"
    figures = {one["key"]: one["n"] for one in crm.json("report", "complaints")["figures"]}
    assert figures["respond_compliance"] == 1
    assert {key for key, n in figures.items() if "hours" in key and n} == set()


@pytest.mark.parametrize(
    ("first", "second", "revisited"),
    [
        # What the first sheet and the second tell: state, time of the resolution.
        (("处理中", ""), ("已解决", ""), True),
        (("处理中", ""), ("已解决", "2026-11-20"), True),
        (("处理中", ""), ("已解决", "2026-11-19 16:00"), True),
        (("", "", "K1"), ("已解决", "2026-11-20 15:00"), True),
        (("处理中", ""), ("已回访", "2026-11-19 16:00"), False),
        (("", "", "K1"), ("已解决", "2026-11-12 16:00"), False),
        (("已解决", "2026-11-12 16:00"), ("已解决", "2026-11-12 17:00"), False),
    ],
)
def test_what_came_open_and_a_later_sheet_resolves_is_revisited(
    crm: Crm, tmp_path: Path, first: tuple[str, ...], second: tuple[str, ...], revisited: bool
) -> None:
    head = ["投诉编号", "投诉时间", "客户名称", "投诉内容", "处理状态", "解决时间"]
    line = ["K1", "2026-11-10 09:00", "甲乙商贸有限公司", "漏水"]
    width = 4 if len(first) > 2 else 6
    take_in(crm, book(tmp_path / "a.xlsx", head[:width], [*line, *first[:2]][:width]))
    crm.at("2026-11-21T02:00:00Z")
    take_in(crm, book(tmp_path / "b.xlsx", head, [*line, *second]))
    shown = crm.json("complaint", "show", "K1")
    assert shown["state"] in ENDED
    assert (shown["clocks"]["revisit"]["state"] in ("open", "warned", "breached")) == revisited
    if not second[1]:
        # What has no day of its own is done by now, not as of the opening.
        assert crm.json("complaint", "show", "K1", "--as-of", "2026-11-20")["state"] == "responded"


def test_a_complaint_of_today_alone_is_there_in_the_morning(crm: Crm, tmp_path: Path) -> None:
    """Its hour isn't known, so it may have been any: it is listed, due, shown and answered before noon."""
    crm.at("2026-11-20T01:00:00Z")
    path = tmp_path / "投诉.csv"
    path.write_text("客户名称,投诉时间,投诉内容\n甲乙茶庄,2026-11-20,漏水\n", encoding="utf-8")
    crm.ok("import", str(path), "--yes", "--create-missing")
    assert [row["number"] for row in crm.json("complaint", "list")] == ["TS2026-0001"]
    assert "complaint:1:respond" in [row["id"] for row in crm.json("due", "--team")]
    assert [event["kind"] for event in crm.json("complaint", "show", "1")["events"]] == ["opened"]
    crm.ok("complaint", "reply", "1", "on our way")
    shown = crm.json("complaint", "show", "甲乙茶庄")
    assert [event["kind"] for event in shown["events"]] == ["opened", "responded"]
    assert crm.json("complaint", "list", "--as-of", "2026-11-19") == []
    crm.at("2026-11-20T05:00:00Z")
    assert crm.json("complaint", "show", "1")["state"] == shown["state"] == "responded"


def test_what_is_recorded_at_the_second_of_a_day_alone_has_its_minute(crm: Crm) -> None:
    crm.at("2026-11-20T04:00:01Z")
    crm.ok("add", "甲乙茶庄")
    crm.ok("complaint", "open", "甲乙茶庄", "漏水")
    crm.ok("complaint", "reply", "1", "on our way")
    assert "2026-11-20 12:00" in crm.ok("history").out
    crm.at("2026-11-20T04:00:00Z")
    crm.ok("complaint", "progress", "1", "nearly there")


def test_a_complaint_that_a_clock_ahead_opened_is_shown(crm: Crm) -> None:
    crm.ok("add", "甲乙茶庄")
    crm.ok("complaint", "open", "甲乙茶庄", "漏水")
    assert (
        crm("complaint", "show", "甲乙茶庄", "--as-of", "2026-11-20 09:59").status == errors.NotFound.status
    )
    crm.at("2026-11-20T01:58:00Z")
    shown = crm.json("complaint", "show", "1")
    assert (shown["state"], [event["kind"] for event in shown["events"]]) == ("open", ["opened"])
    assert crm("complaint", "reply", "1", "x").status == errors.Invalid.status


@pytest.mark.parametrize(
    ("answered", "resolved", "state"),
    [
        ("20分钟后", "", "responded"), ("within the hour", "", "responded"), ("没回", "", "open"), ("待回复", "", "open"),
        ("当场", "两三天吧", "resolved"), ("当场", "下周吧", "responded"), ("当场", "预计周末", "responded"),
    ],
)  # fmt: skip
def test_a_step_whose_time_cannot_be_read_was_taken_and_no_clock_judges_it(
    crm: Crm, tmp_path: Path, answered: str, resolved: str, state: str
) -> None:
    head = ["投诉编号", "投诉日期", "客户名称", "投诉内容", "回复时间", "解决日期"]
    line = ["T1", "2026-11-18 09:30", "甲乙商贸有限公司", "漏水", answered, resolved]
    run = crm("import", str(book(tmp_path / "a.xlsx", head, line)), "--yes", "--create-missing")
    assert run.status == errors.REJECTED_ROWS
    found = crm.json("complaint", "show", "T1")
    assert found["state"] == state
    assert (found["clocks"]["respond"]["state"] == "none") == (state != "open")
    events = {event["kind"]: event["at_known"] for event in found["events"]}
    assert not any(events.get(kind) for kind in ("responded", "resolved"))


@pytest.mark.file
def test_who_is_no_contact_person_stands_beside_under_the_sheets_own_name(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add", "远鑫物流", "phone=13900000001")
    sheet = tmp_path / "c.csv"
    sheet.write_text("投诉日期,客户,投诉内容\n2026-10-02,远鑫物流 李经理,迟到\n", encoding="utf-8")
    crm.ok("import", str(sheet), "--yes")
    (row,) = crm.json("complaint", "list", "--all")
    assert crm.json("complaint", "show", row["number"])["custom"] == {"客户": "李经理"}
    assert "contact_person" not in crm.ok("投诉", "查看", row["number"], "--lang", "zh").out
