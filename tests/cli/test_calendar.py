"""crmcli calendar: the next year's holidays come in, count everywhere, and can be taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crmcli.dates import calendars
from crmcli.dates.days_off import spans
from tests import holidays
from tests.cli.conftest import Crm, beginning

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file


@pytest.fixture(autouse=True)
def _known_holidays():  # type: ignore[no-untyped-def]
    with holidays.to_2026():
        yield


def _listed(crm: Crm, *words: str) -> list[tuple[str, str, str, str]]:
    rows = crm.json("calendar", "show", *words)
    return [(row["first"], row["last"], row["kind"], row["name"]) for row in rows]


SPRING = ("2027-02-06", "2027-02-12", "off", "春节")


def test_days_are_typed_shown_and_taken_back(crm: Crm) -> None:
    before = crm.json("policy", "show", "calendar")
    run = crm.ok(
        "calendar",
        "add",
        "2027-02-06..2027-02-12",
        "春节",
        "--make-up",
        "2027-02-14,2月20日",
        "--note",
        "announced",
    )
    assert "Policy version 2 is in force" in run.out
    assert _listed(crm, "2027") == [
        SPRING, ("2027-02-14", "2027-02-14", "work", ""), ("2027-02-20", "2027-02-20", "work", ""),
    ]  # fmt: skip
    assert [(v["version"], v["note"]) for v in crm.json("policy", "history")][-1] == (2, "announced")
    assert crm.json("history")[0]["command"] == "calendar add"
    assert "Nothing differs." in crm.ok("日历", "新增", "2027年2月6日至12日 春节", "--调休", "2月14日").out
    assert "Taken out:" in crm.ok("calendar", "remove", "2027-02-10..2027-02-14").out
    assert _listed(crm, "2027") == [
        ("2027-02-06", "2027-02-09", "off", "春节"), ("2027-02-20", "2027-02-20", "work", ""),
    ]  # fmt: skip
    crm.step_back()
    assert len(_listed(crm, "2027")) == 3
    crm.ok("日历", "删除", "2027")
    assert _listed(crm, "2027") == []
    crm.step_back()
    crm.step_back()
    assert crm.json("policy", "show", "calendar") == before


def test_the_days_of_the_law(crm: Crm) -> None:
    assert "not known yet" in crm.ok("due").err and "not known yet" in crm.ok("classify").err
    assert _holidays(crm) == ("warning", "crmcli calendar add 2027")
    crm.ok("calendar", "add", "2027")
    assert crm.ok("due").err == "" and crm.ok("classify").err == ""
    assert _holidays(crm) == ("ok", "")
    assert len(_listed(crm, "2027")) == 7


def _holidays(crm: Crm) -> tuple[str, str]:
    (found,) = [row for row in crm.json("doctor") if row["check"] == "holidays"]
    return found["state"], found["advice"]


def test_a_part_of_a_year_leaves_it_unknown(crm: Crm) -> None:
    told = crm.ok("calendar", "add", "2027-02-06..2027-02-12 春节").out
    assert "2027 counts as known once it is whole" in told
    told = crm.ok("calendar", "add", "2027-01-01..2027-01-03 元旦").out
    assert "with 2027-05-01, 2027-10-01." in told
    assert "not known yet" in crm.ok("due").err


def test_plans_and_clocks_go_by_the_new_days(crm: Crm) -> None:
    crm.at("2026-12-10T02:00:00Z")
    crm.ok("policy", "set", "complaint.normal.calendar", "office")
    crm.ok("add", "远鑫", "--phone", "13800138000")
    crm.ok("log-contact", "远鑫", "phone", "谈续约")
    assert _next_contact(crm) == "2027-02-08"
    crm.ok("calendar", "add", "2027-02-06..2027-02-12 春节", "--make-up", "2027-02-14")
    assert _next_contact(crm) == "2027-02-14"
    crm.at("2027-02-05T09:00:00Z")
    opened = crm.json("complaint", "open", "远鑫", "迟到", "--severity", "normal")
    assert opened["clocks"]["propose"]["due_at"] == "2027-02-14T02:00:00Z"
    assert "02-14" in crm.ok("due", "--days", "30").out


def _next_contact(crm: Crm) -> str:
    return str(crm.json("show", "远鑫")["standing"]["next_contact_on"])


def test_a_past_day_goes_by_the_calendar_then_in_force(crm: Crm) -> None:
    crm.at("2026-12-01T02:00:00Z")
    crm.ok("calendar", "add", "2027-02-06..2027-02-12 春节")
    assert _listed(crm, "2027", "--as-of", "2026-11-25") == []
    assert _listed(crm, "2027", "--as-of", "2026-12-02") == [SPRING]


def test_an_announced_year_can_be_entered_from_a_sheet(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    known, made_up = calendars.public_holidays()
    lines = ["节日,放假开始,放假结束,调休上班"]
    lines += [f"{name},{a},{b}," for a, b, name in spans({d: n for d, n in known.items() if d.year == 2026})]
    lines += [f",,,{day:%Y年%m月%d日}" for day in sorted(made_up) if day.year == 2026]
    (crm.folder / "放假安排.csv").write_text("\n".join(lines), encoding="gb18030")
    old = {d: n for d, n in known.items() if d.year < 2026}, frozenset(d for d in made_up if d.year < 2026)
    expected = _workdays(crm)
    monkeypatch.setattr(calendars, "public_holidays", lambda: old)
    assert _workdays(crm) != expected
    crm.ok("日历", "导入", "放假安排.csv")
    assert _workdays(crm) == expected
    assert _holidays(crm)[0] == "warning"  # The next year is planned from October on.


def _workdays(crm: Crm) -> list[date]:
    """The days of 2026 on which the contact plan's calendar works."""
    from contextlib import closing

    from crmcli.database.location import Location
    from crmcli.store import Store

    with closing(Store.open(Location.parse(crm.place))) as store:
        policy = store.policies.load()
    office = calendars.build(policy.calendar, policy.team.time_zone)["office"]
    days = (date(2026, 1, 1) + timedelta(days=i) for i in range(365))
    return [day for day in days if office.is_workday(day)]


def test_a_row_that_is_not_understood_is_told(crm: Crm) -> None:
    (crm.folder / "list.csv").write_text(
        "Date,Holiday\n2027-01-01,New Year\n31/31/2027,None\n2027-02-05,除夕（下午半天）\n", encoding="utf-8"
    )
    run = crm("calendar", "import", "list.csv", "--format", "json")
    assert run.status == 3
    assert run.json["data"]["rejected"] == [
        {"row": 3, "text": "31/31/2027 None"},
        {"row": 4, "text": "2027-02-05 除夕（下午半天）"},
    ]
    assert _listed(crm, "2027") == [("2027-01-01", "2027-01-01", "off", "New Year")]


def test_each_calendar_with_public_holidays_gets_them(crm: Crm) -> None:
    for path, value in (("hours.mon", '["20:00-06:00"]'), ("holidays", "CN")):
        crm.ok("policy", "set", f"calendar.night.{path}", value)
    crm.ok("calendar", "add", "2027-02-08 春节")
    assert {row["calendar"] for row in crm.json("calendar", "show", "2027")} == {"office", "night"}
    crm.ok("calendar", "remove", "2027-02-08", "--calendar", "night")
    assert [row["calendar"] for row in crm.json("calendar", "show", "2027")] == ["office"]


def test_a_public_holiday_can_be_worked(crm: Crm) -> None:
    crm.ok("calendar", "add", "--make-up", "2026-12-05,2026-10-02")
    own = [row for row in crm.json("calendar", "show", "2026") if row["source"] == "own"]
    assert [(row["first"], row["kind"]) for row in own] == [("2026-10-02", "work"), ("2026-12-05", "work")]


def test_what_is_refused(crm: Crm) -> None:
    (crm.folder / "none.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    crm.refuses([
        (("calendar", "add"), 2), (("calendar", "add", "春节"), 2), (("calendar", "add", "2027-02-30"), 2),
        (("calendar", "add", "2300"), 2), (("calendar", "add", "2027-02-08", "--calendar", "moon"), 4),
        (("calendar", "add", "2027-02-08", "--calendar", "always"), 2), (("calendar", "remove", "2026-10-01"), 4),
        (("calendar", "import", "absent.csv"), 4), (("calendar", "import", "none.csv"), 5),
        (("calendar", "add", "2027", "--as-of", "2026-01-01"), 2), (("calendar", "add", "2027-02-05 下午 除夕"), 2),
        (("calendar", "add", "2027-02-05", "上午半天"), 2), (("calendar", "add", "2027-02-05 from 14:00"), 2),
        (("calendar", "add", "2027-02-08", "--make-up", "2027-02-14 half a day"), 2),
        (("policy", "set", "calendar.office.closures", '["2027-02-05 下午"]'), 5),
    ])  # fmt: skip
    crm.ok("staff", "add", "李娜", "--role", "rep")
    assert crm("calendar", "add", "2027", "--as", "李娜").status == 12


@pytest.mark.parametrize(
    "words",
    [("calendar", "add", ""), ("calendar", "add", " "), ("snooze", "task:1", ""), ("due", "--as-of", " ")],
)
def test_nothing_is_no_day(crm: Crm, words: tuple[str, ...]) -> None:
    crm.ok("task", "add", "x")
    before = crm.ok("history").out
    assert crm(*words).status == 2
    assert crm.ok("history").out == before


@beginning
def settled(crm: Crm) -> None:
    crm.ok("add", "甲公司", "city=成都", "country=CN")
    crm.ok("task", "add", "寄样品")
    crm.ok("purchase", "add", "甲公司", "100")
    crm.ok("complaint", "open", "甲公司", "迟到", "--new")
    crm.ok("kb", "add", "问", "答")
    crm.ok("calendar", "add", "2027-02-05..2027-02-08 春节")
    crm.ok("calendar", "add", "2027")
    crm.ok("policy", "set", "churn.high", "70")


@pytest.mark.parametrize(
    "again",
    [
        ("calendar", "add", "2027"), ("calendar", "add", "2027", "--lang", "zh"), ("calendar", "add", "2027-02-05..2027-02-08 Spring Festival"),
        ("calendar", "add", "2027年5月1日至2日 五一"), ("policy", "set", "churn.high", "70"), ("policy", "set", "churn.high", "70", "--note", "x"),
        ("staff", "edit", "Lee", "--role", "admin"), ("edit", "甲公司", "city=成都", "--owner", "Lee"), ("edit", "甲公司", "国家=cn"),
        ("task", "edit", "1", "--owner", "Lee", "--percent", "0"), ("purchase", "edit", "1", "--amount", "100"),
        ("complaint", "edit", "TS2026-0001", "severity=normal"), ("kb", "edit", "1", "--title", "问"),
    ],
)  # fmt: skip
def test_what_is_so_already_makes_no_version_and_no_operation(settled: Crm, again: tuple[str, ...]) -> None:
    before = settled.json("history"), settled.json("policy", "history")
    told = settled.ok(*again).out
    assert any(
        words in told for words in ("Nothing differs", "没有差异", "nothing changed", "was so already")
    )
    assert (settled.json("history"), settled.json("policy", "history")) == before
