"""What becomes of an agreed next step: what settles it, what replaces it, and what leaves it as it is."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.cli.conftest import Crm, beginning


class Talk(NamedTuple):
    """A contact: when, what was agreed, and how it differs from a phone call of Lee's that reached the customer."""

    at: str
    next: str = ""
    step: str = ""
    by: str = "Lee"
    incoming: bool = False
    missed: bool = False
    care: bool = False


#: A Friday; the step is for the Wednesday after.
MADE = Talk("2026-11-20 10:00", "2026-11-25", "报价")
TIMED = MADE._replace(next="2026-11-25 15:00")
DAY = "2026-11-25"

#: Per row: what was agreed, what came then, the days that are open after it.
CASES = [
    # Settled by an effective contact on its day or later,
    ("on its day", MADE, [Talk("2026-11-25 09:00")], []),
    ("later", MADE, [Talk("2026-12-01 09:00")], []),
    # incoming ones too, if they talked,
    ("they called on its day", MADE, [Talk("2026-11-25 09:00", incoming=True)], []),
    ("a colleague spoke to them on its day", MADE, [Talk("2026-11-25 09:00", by="李娜")], []),
    # and where it has a time, not before it,
    ("before its time", TIMED, [Talk("2026-11-25 14:59")], [DAY]),
    ("at its time", TIMED, [Talk("2026-11-25 15:00")], []),
    ("they called before its time", TIMED, [Talk("2026-11-25 14:59", incoming=True)], [DAY]),
    ("they called after its time", TIMED, [Talk("2026-11-25 16:00", incoming=True)], []),
    ("at a time of its day that nobody told", TIMED, [Talk("2026-11-25")], []),
    ("at no told time of the day before", TIMED, [Talk("2026-11-24")], [DAY]),
    # or by an outgoing effective one at most three days before,
    ("three days before", MADE, [Talk("2026-11-22 09:00")], []),
    ("four days before", MADE._replace(at="2026-11-19 10:00"), [Talk("2026-11-21 09:00")], [DAY]),
    # but never on the day it was made,
    ("on the day it was made", MADE._replace(next="2026-11-22"), [Talk("2026-11-20 11:00")], ["2026-11-22"]),
    ("made for the same day", MADE._replace(next="2026-11-20"), [Talk("2026-11-20 11:00")], []),
    # nor early where it has a time.
    ("early where it has a time", TIMED, [Talk("2026-11-24 09:00")], [DAY]),
    # Replaced by the same person's contact, newer by occurrence, that names another dated step,
    ("the same person agrees another", MADE, [Talk("2026-11-20 11:00", "2026-11-30")], ["2026-11-30"]),
    ("a missed call agrees another", MADE, [Talk("2026-11-21 11:00", "2026-11-26", missed=True)], ["2026-11-26"]),
    ("of three the newest", MADE, [Talk("2026-11-20 12:00", "2026-12-02"), Talk("2026-11-20 11:00", "2026-11-28")], ["2026-12-02"]),
    ("its day again", TIMED._replace(next="2026-12-25 15:00"), [Talk("2026-11-21 11:00", "2026-12-25")], ["2026-12-25"]),
    ("an earlier time of the day is another", TIMED, [Talk("2026-11-20 11:00", "2026-11-25 09:00")], [DAY]),
    # Kept by everything else: incoming calls and earlier contacts before its day,
    ("they called before its day", MADE, [Talk("2026-11-24 09:00", incoming=True)], [DAY]),
    ("an earlier contact", MADE._replace(next="2026-12-05"), [Talk("2026-11-25 09:00")], ["2026-12-05"]),
    # care, missed calls, contacts that name a step without a day,
    ("a greeting on its day", MADE, [Talk("2026-11-25 09:00", care=True)], [DAY]),
    ("a missed call on its day", MADE, [Talk("2026-11-25 09:00", missed=True)], [DAY]),
    ("they called in vain", MADE, [Talk("2026-11-25 09:00", incoming=True, missed=True)], [DAY]),
    ("a step without a day shortly before", MADE, [Talk("2026-11-23 09:00", step="等样品")], [DAY]),
    ("a step without a day on its day", MADE, [Talk("2026-11-25 09:00", step="等样品")], []),
    ("a step without a day", MADE, [Talk("2026-11-20 11:00", step="等样品")], [DAY]),
    # a colleague's step, which stands beside it,
    ("a colleague's step", MADE, [Talk("2026-11-20 11:00", "2026-11-30", by="李娜")], [DAY, "2026-11-30"]),
    ("a colleague's step for the same day", MADE, [Talk("2026-11-20 11:00", "2026-11-25", by="李娜")], [DAY, DAY]),
    # and what was dated back to before it was made.
    ("dated back", MADE, [Talk("2026-11-19 09:00")], [DAY]),
    ("dated back with a step of its own", MADE, [Talk("2026-11-19 09:00", "2026-12-01")], [DAY]),
]  # fmt: skip


def by_hand(crm: Crm, talk: Talk, name: str = "甲公司") -> Any:
    words = ["log-contact", name, "phone", "谈过", "--at", talk.at, "--by", talk.by]
    words += ["--next", talk.next] if talk.next else []
    words += ["--step", talk.step] if talk.step else []
    flags = {"--in": talk.incoming, "--missed": talk.missed, "--care": talk.care}
    return crm.json(*words, *(flag for flag, given in flags.items() if given))


_HEADS = ("跟进时间", "客户名称", "跟进方式", "跟进内容", "下次跟进时间", "下一步计划", "跟进人", "呼入/呼出", "是否有效", "是否关怀")  # fmt: skip


def by_import(crm: Crm, folder: Path, talks: Iterable[tuple[str, Talk]]) -> None:
    with (folder / "log.csv").open("w", encoding="utf-8", newline="") as sheet:
        writer = csv.writer(sheet)
        writer.writerow(_HEADS)
        for n, (name, talk) in enumerate(talks):
            way, reached = "呼入" if talk.incoming else "呼出", "否" if talk.missed or talk.care else "是"
            said = (talk.next, talk.step, talk.by, way, reached, "是" if talk.care else "否")
            writer.writerow((talk.at, name, "电话", f"谈过{n}", *said))
    crm.ok("import", str(folder / "log.csv"), "--yes")


def open_days(crm: Crm, name: str = "甲公司") -> list[str]:
    reasons = crm.json("show", name)["standing"]["contact_reasons"]
    return [data["due"] for code, data in reasons if code == "follow_up"]


@beginning
def hired(crm: Crm) -> None:
    crm.ok("staff", "add", "李娜", "--role", "销售")
    crm.ok("add", "甲公司")


@pytest.fixture
def team(hired: Crm) -> Crm:
    """Lee and a colleague with one customer, a while later."""
    hired.at("2026-12-10T02:00:00Z")
    return hired


@beginning
def customers(crm: Crm) -> None:
    """One for each case, of its name."""
    crm.ok("staff", "add", "李娜", "--role", "销售")
    rows = [f"{case[0]},1380000{n:04d}" for n, case in enumerate(CASES)]
    (crm.folder / "list.csv").write_text("\n".join(["客户名称,电话", *rows]), encoding="utf-8")
    crm.ok("import", str(crm.folder / "list.csv"), "--yes")


def _are_open_as_expected(crm: Crm) -> None:
    assert {name: open_days(crm, name) for name, *_case in CASES} == {
        name: expected for name, _made, _then, expected in CASES
    }


@pytest.mark.file
def test_by_hand(customers: Crm) -> None:
    customers.at("2026-12-10T02:00:00Z")
    for name, made, then, _expected in CASES:
        for talk in (made, *then):
            by_hand(customers, talk, name)
    _are_open_as_expected(customers)


def test_by_import(customers: Crm, tmp_path: Path) -> None:
    customers.at("2026-12-10T02:00:00Z")
    talks = [(name, talk) for name, made, then, _expected in CASES for talk in (*reversed(then), made)]
    by_import(customers, tmp_path, talks)
    _are_open_as_expected(customers)


@pytest.mark.file
def test_the_answer_says_what_became_of_it(team: Crm) -> None:
    fates = {
        "settled": Talk("2026-11-25 09:00"),
        "replaced": Talk("2026-11-20 11:00", "2026-11-30"),
        "kept": Talk("2026-11-24 09:00", incoming=True),
    }
    for fate, talk in fates.items():
        by_hand(team, MADE)
        steps = by_hand(team, talk)["steps"]
        assert {name: [step["due"] for step in rows] for name, rows in steps.items() if rows} == {fate: [DAY]}
        team.step_back()
        team.step_back()
    by_hand(team, MADE)
    out = team.ok(
        "log-contact", "甲公司", "phone", "改期", "--at", "2026-11-20 11:00", "--next", "2026-11-30"
    ).out
    assert "Replaced: agreed on 2026-11-20 for 2026-11-25: 报价" in out


@pytest.mark.file
def test_the_answer_to_who_came_in_says_it_too(team: Crm) -> None:
    by_hand(team, MADE._replace(next="2026-12-12"))
    team.ok("log-contact", "甲公司", "email", "包裹在哪", "--in", "--unanswered")
    out = team.ok("done", "inbound:2", "--note", "已发出").out
    assert "Settled: agreed on 2026-11-20 for 2026-12-12: 报价" in out


def test_it_is_settled_by_saying_so(team: Crm) -> None:
    by_hand(team, MADE._replace(next="2027-01-08"))
    words = ("log-contact", "甲公司", "phone", "都谈了", "--settles")
    assert "Settled: agreed on 2026-11-20 for 2027-01-08: 报价" in team.ok(*words).out
    assert open_days(team) == []
    team.step_back()
    assert open_days(team) == ["2027-01-08"]


def test_it_is_cancelled(team: Crm) -> None:
    by_hand(team, MADE._replace(next="2027-01-08"))
    by_hand(team, Talk("2026-11-21 09:00", "2027-01-09", by="李娜"))
    out = team.ok("log-contact", "甲公司", "phone", "不用了", "--next", "none").out
    assert "Cancelled: agreed on 2026-11-20 for 2027-01-08: 报价" in out
    # A colleague's step stands beside it.
    assert open_days(team) == ["2027-01-09"]
    assert "Cancelled: agreed on 2026-11-21 for 2027-01-09" in team.ok("done", "甲公司", "--cancel").out
    assert open_days(team) == []
    assert team("done", "甲公司", "--cancel").status == 5
    # It was open until then.
    past = team.json("classify", "--explain", "甲公司", "--as-of", "2026-12-09")["contact"]["reasons"]
    assert [data["due"] for code, data in past if code == "follow_up"] == ["2027-01-08", "2027-01-09"]
    team.step_back()
    assert open_days(team) == ["2027-01-09"]


@pytest.mark.file
def test_who_names_its_day_again_keeps_its_time_and_words(team: Crm) -> None:
    by_hand(team, MADE._replace(next="2026-12-15 15:00"))
    told = team.ok("log-contact", "甲公司", "phone", "谈过", "--next", "2026-12-15").out
    assert "Still open: agreed on 2026-11-20 for 2026-12-15 15:00: 报价" in told and "Replaced" not in told
    assert "agreed on 2026-12-10 for 2026-12-15 15:00: 报价" in team.ok("show", "甲公司").out


@pytest.mark.parametrize(
    "again",
    [["--next", "2026-12-10 15:00"], ["--next", "2026-12-10"], ["--next", "2026-12-10 15:00", "--missed"], ["--next", "2026-12-10", "--missed"]],
)  # fmt: skip
def test_who_names_its_day_again_on_that_day_keeps_its_time_and_words(team: Crm, again: list[str]) -> None:
    by_hand(team, MADE._replace(next="2026-12-10 15:00"))
    told = team.ok("log-contact", "甲公司", "phone", "四", *again).out
    assert "Still open: agreed on 2026-11-20 for 2026-12-10 15:00: 报价" in told and "Replaced" not in told
    assert "agreed on 2026-12-10 for 2026-12-10 15:00: 报价" in team.ok("show", "甲公司").out


@pytest.mark.file
def test_a_call_in_vain_on_its_day_keeps_its_words(team: Crm) -> None:
    by_hand(team, MADE._replace(next="2026-12-10"))
    team.ok("log-contact", "甲公司", "phone", "四", "--missed", "--next", "2026-12-10")
    assert "agreed on 2026-12-10 for 2026-12-10: 报价" in team.ok("show", "甲公司").out
    # Whoever is reached on its day has kept it; what they agree then is new.
    told = team.ok("log-contact", "甲公司", "phone", "四", "--next", "2026-12-10").out
    assert "Settled: " in told and "for 2026-12-10: 报价" not in team.ok("show", "甲公司").out


@pytest.mark.parametrize("day", ["2026-12-09", "2026-12-10"])
def test_a_sheet_that_names_its_day_again_keeps_its_words(team: Crm, tmp_path: Path, day: str) -> None:
    by_hand(team, MADE._replace(next="2026-12-10 15:00"))
    by_import(team, tmp_path, [("甲公司", Talk(f"{day} 09:00", "2026-12-10", missed=True))])
    assert f"agreed on {day} for 2026-12-10 15:00: 报价" in team.ok("show", "甲公司").out


@pytest.mark.file
def test_a_colleagues_contact_shortly_before_settles_it_and_never_replaces_it(
    team: Crm, tmp_path: Path
) -> None:
    by_hand(team, MADE)
    steps = by_hand(team, Talk("2026-11-23 10:00", "2026-12-16", "试用", by="李娜"))["steps"]
    assert (len(steps["settled"]), steps["replaced"]) == (1, [])
    assert open_days(team) == ["2026-12-16"]
    team.step_back()
    (tmp_path / "log.csv").write_text(
        "跟进时间,客户名称,跟进方式,跟进内容,下次跟进时间,下一步计划,跟进人\n2026-11-23 10:00,甲公司,电话,谈过,2026-12-16,试用,李娜\n",
        encoding="utf-8",
    )
    run = team.ok("import", str(tmp_path / "log.csv"), "--yes")
    assert "Settled: agreed on 2026-11-20" in run.out + run.err
    assert open_days(team) == ["2026-12-16"]


def test_done_settles_it_and_is_refused_where_nothing_is_due(team: Crm) -> None:
    by_hand(team, MADE._replace(next="2026-12-12"))
    assert team("done", "甲公司").status == 5
    team.at("2026-12-12T01:00:00Z")
    team.ok("done", "甲公司")
    assert open_days(team) == []
    assert team("done", "甲公司").status == 5


@pytest.mark.file
def test_done_ticks_off_a_time_that_is_still_to_come(team: Crm) -> None:
    by_hand(team, MADE._replace(next="2026-12-10 15:00"))
    assert [row["due_at"] for row in team.json("due")] == ["2026-12-10T07:00:00Z"]
    assert "Settled: agreed on 2026-11-20 for 2026-12-10 15:00: 报价" in team.ok("done", "甲公司").out
    assert team.json("due") == []


def due(crm: Crm, day: str) -> list[str]:
    crm.at(f"{day}T02:00:00Z")
    return [row["due_at"] for row in crm.json("due")]


def test_a_snooze_hides_what_it_was_aimed_at_and_nothing_later(crm: Crm) -> None:
    crm.ok("add", "甲公司")
    crm.at("2026-11-24T02:00:00Z")
    # Put off as a new lead; what is agreed for a day before it comes back comes on that day.
    crm.ok("snooze", "甲公司", "2026-12-10")
    crm.ok("log-contact", "甲公司", "phone", "没接", "--missed", "--next", "2026-11-30")
    assert (due(crm, "2026-11-29"), due(crm, "2026-11-30")) == ([], ["2026-11-22"])
    # Aimed at it, the snooze hides it to its end.
    crm.ok("snooze", "甲公司", "2026-12-05")
    assert due(crm, "2026-12-04") == []
    assert due(crm, "2026-12-05") == ["2026-11-22"]


def test_what_came_all_the_same_is_put_off_to_the_same_day(team: Crm) -> None:
    by_hand(team, MADE._replace(next="2026-12-12"))
    team.ok("snooze", "甲公司", "2026-12-20")
    assert due(team, "2026-12-12") == ["2026-12-12"]
    team.ok("due")
    assert "comes back on 2026-12-20" in team.ok("snooze", "1", "2026-12-20").out
    assert (due(team, "2026-12-13"), due(team, "2026-12-20")) == ([], ["2026-12-12"])


def test_a_row_of_the_list_is_put_off_with_what_the_list_showed(crm: Crm) -> None:
    crm.ok("add", "甲公司")
    crm.at("2026-11-24T02:00:00Z")
    crm.ok("due")
    # What the list showed is done; what is agreed since is not what is put off.
    crm.ok("log-contact", "#1", "phone", "谈过", "--next", "2026-11-25")
    crm.ok("snooze", "1", "2026-11-30")
    assert due(crm, "2026-11-25") == ["2026-11-25"]


@pytest.mark.file
def test_a_snooze_by_name_leaves_what_lies_ahead_and_says_so(team: Crm) -> None:
    by_hand(team, MADE._replace(next="2026-12-12"))
    by_hand(team, Talk("2026-12-09 10:00", "2026-12-13 15:00", by="李娜", missed=True))
    out = team.ok("snooze", "甲公司", "2026-12-20").out
    assert out.splitlines() == [
        "甲公司 (contact:1) comes back on 2026-12-20.",
        "It still comes on 2026-12-12: agreed on 2026-11-20 for 2026-12-12: 报价",
        "It still comes on 2026-12-13: agreed on 2026-12-09 for 2026-12-13 15:00",
    ]
    assert (due(team, "2026-12-11"), due(team, "2026-12-12")) == ([], ["2026-12-12"])
    team.at("2026-12-16T02:00:00Z")
    assert "1 contact is over 48 hours late: 甲公司." in team("due").err


@pytest.mark.file
def test_a_step_that_the_list_showed_can_be_put_off_ahead(team: Crm) -> None:
    by_hand(team, MADE._replace(next="2026-12-12"))
    team.ok("due", "--days", "2")
    assert (
        team.ok("snooze", "1", "2026-12-20").out == "Row 1 – 甲公司 (contact:1) comes back on 2026-12-20.\n"
    )
    assert (due(team, "2026-12-12"), due(team, "2026-12-20")) == ([], ["2026-12-12"])


@pytest.mark.file
def test_the_answer_says_that_an_earlier_contact_agrees_nothing_any_more(team: Crm) -> None:
    team.ok("log-contact", "甲公司", "phone", "没接", "--missed", "--next", "2026-12-16")
    words = ("log-contact", "甲公司", "phone", "补记", "--at", "2026-12-09 10:00", "--next", "2026-12-20")
    told = "Not open, for a later contact settled or replaced it: agreed on 2026-12-09 for 2026-12-20"
    assert told in team.ok(*words).out
    assert open_days(team) == ["2026-12-16"]


def test_what_is_agreed_after_an_import_is_no_backlog(crm: Crm) -> None:
    rows = ["客户,联系人,手机,等级", "甲公司,张三,13800000001,A", "丙公司,王五,13800000003,C"]
    (crm.folder / "r.csv").write_text("\n".join(rows), encoding="utf-8")
    crm.at("2026-11-23T01:00:00Z")
    crm.ok("import", str(crm.folder / "r.csv"), "--yes")
    for name in ("甲公司", "丙公司"):
        crm.ok("log-contact", name, "phone", "没接", "--missed", "--next", "tomorrow")
    crm.at("2026-11-27T01:00:00Z")
    rows = crm.json("due")
    assert [(row["customer"], row["due_at"], row["overdue_days"]) for row in rows] == [
        ("甲公司", "2026-11-24", 3), ("丙公司", "2026-11-24", 3),
    ]  # fmt: skip
    assert "2 contacts are over 48 hours late: 甲公司, 丙公司." in crm("due").err
    figures = {one["key"]: (one["value"], one["n"]) for one in crm.json("report", "kpi")["figures"]}
    assert figures["plan_compliance"] == (0, 2)
    assert [row["due_at"] for row in crm.json("due", "--as-of", "2026-11-26")] == ["2026-11-24"] * 2


def test_it_returns_after_a_pause(team: Crm) -> None:
    by_hand(team, MADE._replace(next="2026-12-12"))
    team.ok("edit", "甲公司", "status=paused", "paused_until=2026-12-20")
    team.at("2026-12-20T02:00:00Z")
    team.ok("classify")
    assert open_days(team) == ["2026-12-12"]


def test_after_a_merge_both_stand(team: Crm) -> None:
    team.ok("add", "乙公司")
    by_hand(team, MADE._replace(next="2026-12-20"))
    team.ok("log-contact", "乙公司", "phone", "谈过", "--at", "2026-12-01", "--next", "2026-12-22")
    team.ok("merge", "甲公司", "乙公司")
    assert open_days(team) == ["2026-12-20", "2026-12-22"]
    team.at("2026-12-20T02:00:00Z")
    team.ok("log-contact", "甲公司", "phone", "谈过", "--next", "2026-12-30")
    assert open_days(team) == ["2026-12-30"]
    team.step_back()
    team.step_back()
    assert open_days(team) == ["2026-12-20"]


def test_what_an_import_brings_late_is_backlog(team: Crm, tmp_path: Path) -> None:
    by_import(team, tmp_path, [("甲公司", MADE)])
    assert open_days(team) == [DAY]
    assert "hours late" not in team("due").err


@pytest.mark.parametrize(
    ("rows", "standing", "made"),
    [
        # The day of what was agreed, told again by a row before it, by the one that made it, and with no row that made it.
        (["11-02,聊了,11-15", "11-09,报价,11-15", "11-15,谈好,"], [], (1, 1)),
        (["11-02,聊了,11-15", "11-15,谈好,11-15"], [], (1, 1)),
        (["11-02,聊了,11-15", "11-09,报价,11-15", "11-15,谈好,11-15"], [], (1, 1)),
        (["11-02,聊了,11-15", "11-09,报价,11-15"], ["2026-11-15"], (0, 1)),
        # What was agreed on its own day for the first time stands.
        (["11-15,谈好,11-15"], ["2026-11-15"], (0, 1)),
    ],
)
def test_a_day_that_a_log_tells_again_is_agreed_once(
    crm: Crm, tmp_path: Path, rows: list[str], standing: list[str], made: tuple[int, int]
) -> None:
    crm.at("2026-11-01T02:00:00Z")
    (tmp_path / "a.csv").write_text("客户名称,电话\n甲公司,13800000001", encoding="utf-8")
    crm.ok("import", str(tmp_path / "a.csv"), "--yes")
    told = (row.split(",") for row in rows)
    lines = [f"甲公司,2026-{day},电话,{said},{again and f'2026-{again}'}" for day, said, again in told]
    (tmp_path / "b.csv").write_text(
        "\n".join(["客户名称,跟进日期,跟进方式,跟进内容,下次跟进日期", *lines]), encoding="utf-8"
    )
    crm.at("2026-11-20T02:00:00Z")
    crm.ok("import", str(tmp_path / "b.csv"), "--yes")
    assert open_days(crm) == standing
    figures = crm.json("report", "kpi", "--from", "2026-11-01", "--to", "2026-11-19")["figures"]
    (kept,) = [(one["value"], one["n"]) for one in figures if one["key"] == "plan_compliance"]
    assert kept == (made[0] / made[1], made[1])


#: The same old step, in a log or in a list of customers, of somebody whose rhythm falls due on the day after the import.
OLD = {
    "contacts": [
        "客户名称,跟进日期,跟进方式,跟进内容,下次跟进日期",
        "乙公司,2026-09-21,电话,聊了需求,2026-10-03",
    ],
    "customers": ["客户名称,电话,最后跟进时间,下次跟进时间", "乙公司,13800000002,2026-09-21,2026-10-03"],
}


@pytest.mark.parametrize("kind", OLD)
def test_an_old_step_stands_on_its_own_day_after_the_import_as_on_it(
    crm: Crm, tmp_path: Path, kind: str
) -> None:
    sheets = {"customers": ["客户名称,电话", "乙公司,13800000002"]} | {kind: OLD[kind]}
    for name, lines in sheets.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
    crm.at("2026-11-19T02:00:00Z")
    crm.ok("import", *(str(tmp_path / f"{name}.csv") for name in sheets), "--yes")
    told = []
    for day in (19, 20, 22, 23):
        crm.at(f"2026-11-{day}T03:00:00Z")
        if day != 22:
            crm.ok("classify")
        (row,) = crm.json("due")
        told.append((row["due_at"], row["urgency"], crm.ok("due").err.count("over 48 hours late: 乙公司")))
        assert [each["due_at"] for each in crm.json("due", "--as-of", f"2026-11-{day}")] == ["2026-10-03"]
    # As backlog it warns nobody; what fell due on the 20th does.
    assert told == [
        ("2026-10-03", 60, 0),
        ("2026-10-03", 60, 0),
        ("2026-10-03", 60, 0),
        ("2026-10-03", 60, 1),
    ]
    crm.ok("log-contact", "乙公司", "phone", "没接", "--missed", "--next", "2026-12-01")
    assert [row["due_at"] for row in crm.json("due")] == ["2026-11-20"]
    crm.ok("log-contact", "乙公司", "phone", "谈了")
    assert crm.json("due") == []


#: Sheets that agree a step for the day of their import, without a time, with a customer of Lee's.
TODAY = [
    ["客户名称,电话,负责人,下次跟进时间", "甲公司,13800000001,Lee,2026-12-10"],
    ["客户名称,跟进日期,跟进方式,跟进内容,跟进人,下次跟进时间", "甲公司,2026-12-10,电话,谈,Lee,2026-12-10"],
]


@pytest.mark.parametrize("sheet", TODAY, ids=["customers", "contacts"])
def test_a_step_imported_for_today_is_made_before_what_comes_after_the_import(
    team: Crm, tmp_path: Path, sheet: list[str]
) -> None:
    (tmp_path / "a.csv").write_text("\n".join(sheet), encoding="utf-8")
    team.at("2026-12-10T00:00:00Z")
    team.ok("import", str(tmp_path / "a.csv"), "--yes")
    team.at("2026-12-10T00:30:00Z")
    earlier = team.json("log-contact", "甲公司", "phone", "补记", "--at", "2026-12-10 07:30")
    assert [row["due"] for row in earlier["steps"]["kept"]] == ["2026-12-10"]
    team.step_back()
    # The morning's call finds it, and what is agreed in it stands.
    told = team.json("log-contact", "甲公司", "phone", "改期", "--next", "2026-12-12")["steps"]
    assert [row["due"] for row in told["settled"]] == ["2026-12-10"]
    assert open_days(team) == ["2026-12-12"]
    team.at("2026-12-10T09:00:00Z")
    team.ok("classify")
    assert open_days(team) == ["2026-12-12"]
    assert team.json("import", str(tmp_path / "a.csv"), "--yes")["totals"]["unchanged"] == 1


def test_a_list_of_customers_agrees_a_time_and_what_for(crm: Crm, tmp_path: Path) -> None:
    """As a sheet of contacts does; what is planned for no day stays beside its customer."""
    rows = [
        "客户名称,电话,负责人,最后跟进时间,下次跟进时间,下次跟进内容",
        "甲公司,13800000001,Lee,2026-11-10,2026-11-20 11:00,送样",
        "乙公司,13800000002,Lee,,,再看看",
    ]

    def take() -> dict[str, int]:
        (tmp_path / "a.csv").write_text("\n".join(rows), encoding="utf-8")
        told = crm.json("import", str(tmp_path / "a.csv"), "--kind", "customers", "--yes")
        return {fate: n for fate, n in told["totals"].items() if n and fate != "rows"}

    assert take() == {"created": 2}
    assert "agreed on 2026-11-10 for 2026-11-20 11:00: 送样" in crm.ok("due").out
    assert crm.json("show", "乙公司")["custom"] == {"下次跟进内容": "再看看"}
    kept = crm.json("log-contact", "甲公司", "phone", "还没到点")["steps"]["kept"]
    assert [(row["due"], row["text"]) for row in kept] == [("2026-11-20T03:00:00Z", "送样")]
    assert take() == {"unchanged": 2}
    # Another time, or something else to be done, is another step.
    for told in ("2026-11-20 14:00,送样", "2026-11-20 14:00,签约"):
        rows[1] = f"甲公司,13800000001,Lee,2026-11-10,{told}"
        take()
        (line,) = [line for line in crm.ok("due").out.splitlines() if "甲公司" in line and "11-20" in line]
        assert told.replace(",", ": ") in line


def test_it_travels_with_its_time_and_its_end(team: Crm, tmp_path: Path) -> None:
    by_hand(team, TIMED._replace(next="2026-12-30 15:00"))
    by_hand(team, Talk("2026-12-01 09:00", "2026-12-29", by="李娜"))
    team.ok("log-contact", "甲公司", "phone", "不用了", "--by", "李娜", "--next", "none")
    team.ok("export", "interactions", "-o", str(tmp_path / "log.xlsx"))
    team.ok("import", str(tmp_path / "log.xlsx"), "--yes")
    told = [row for row in team.json("export", "interactions") if row["next_on"]]
    assert [row["next_on"] for row in told] == ["2026-12-30T07:00:00Z", "2026-12-29"]
    assert [bool(row["next_ended_at"]) for row in told] == [False, True]
    assert team.json("import", str(tmp_path / "log.xlsx"), "--yes")["totals"]["unchanged"] == 3


def test_it_is_on_the_list_of_its_day_when_a_pause_is_over(crm: Crm) -> None:
    """Nobody judged the customers anew meanwhile."""
    crm.ok("add", "远鑫酒店")
    crm.ok("edit", "远鑫酒店", "status=paused", "paused_until=2026-11-26")
    told = crm.ok("log-contact", "远鑫酒店", "phone", "聊了", "--next", "2026-11-24").out
    assert "Next contact: 2026-11-26 – agreed on 2026-11-20 for 2026-11-24\n" in told
    assert crm.json("due", "--days", "3") == []
    crm.at("2026-11-26T02:00:00Z")
    assert [(row["id"], row["due_at"][:10]) for row in crm.json("due")] == [("contact:1", "2026-11-26")]
    assert "2026-11-24" in crm.json("due")[0]["why"]


@pytest.mark.file
def test_an_import_says_what_it_did_to_steps_that_were_agreed(crm: Crm) -> None:
    for name in ("Alpha", "Beta", "Gamma"):
        crm.ok("add", name)
        crm.ok("log-contact", name, "phone", "x", "--next", "2026-11-25", "--step", "quote")
    crm.at("2026-11-27T02:00:00Z")
    (crm.folder / "跟进记录.csv").write_text(
        "客户名称,跟进时间,跟进方式,跟进内容,下次跟进时间,跟进人\nAlpha,2026-11-25,电话,聊了,,Lee\n"
        "Beta,2026-11-21,电话,改期,2026-12-01,Lee\nGamma,2026-11-21,电话,未接,,Lee\n",
        encoding="utf-8",
    )
    told = crm.ok("import", str(crm.folder / "跟进记录.csv"), "--yes").err.splitlines()
    agreed = "agreed on 2026-11-20 for 2026-11-25: quote"
    assert told == [f"Alpha: Settled: {agreed}", f"Beta: Replaced: {agreed}", f"Gamma: Still open: {agreed}"]


@pytest.mark.file
def test_a_part_of_the_day_stands_in_front_of_what_was_agreed(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "跟进记录.csv"
    rows = ("甲乙茶庄,2026-11-20 09:00,电话,谈续约,明天上午,报价", "Lee Ltd,2026-11-20,电话,谈,11月28日晚上,")
    path.write_text(
        "\n".join(("客户名称,跟进时间,方式,跟进内容,下次跟进时间,下一步", *rows)), encoding="utf-8"
    )
    crm.ok("import", str(path), "--yes", "--create-missing")
    agreed = ("tomorrow morning", "offer"), ("下周三下午", ""), ("明天中午", "报价"), ("+3d", "报价")
    for day, step in agreed:
        crm.ok("log-contact", "Lee Ltd", "phone", "x", "--next", day, *(("--step", step) if step else ()))
    found = [(row["next_on"], row["next_step"]) for row in crm.json("export", "interactions")]
    assert sorted(found) == [
        ("2026-11-21", "morning, offer"),
        ("2026-11-21", "上午，报价"),
        ("2026-11-21T04:00:00Z", "报价"),
        ("2026-11-23", "报价"),
        ("2026-11-25", "下午"),
        ("2026-11-28", "晚上"),
    ]
    crm.ok("opportunity", "add", "Lee Ltd", "windows", "--next", "+3d 15:00", "--step", "offer")
    (deal,) = crm.json("opportunity", "list")
    assert (deal["next_on"], deal["next_step"]) == ("2026-11-23T07:00:00Z", "offer")
