"""The due queue: who comes when, why, and how rows are worked off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crmcli.commands import listed
from tests.cli.conftest import Crm


def _items(crm: Crm, *words: str) -> list[str]:
    return [row["id"] for row in crm.json("due", *words)]


def test_a_new_customer_is_due_within_48_hours_and_stays_overdue(crm: Crm) -> None:
    crm.ok("add", "李小明", "--phone", "13800000001")
    assert _items(crm) == []
    assert _items(crm, "--days", "2") == ["contact:1"]
    crm.at("2026-11-25T02:00:00Z")
    row = crm.json("due")[0]
    assert (row["due_at"], row["overdue_days"], row["customer"], row["phone"]) == (
        "2026-11-22",
        3,
        "李小明",
        "13800000001",
    )
    assert "48 hours" in row["why"]


def test_the_agreed_next_step_wins_until_a_later_contact_settles_it(crm: Crm) -> None:
    crm.ok("add", "李小明")
    crm.ok("log-contact", "李小明", "电话", "要报价", "--next", "+3d", "--step", "报价")
    assert crm.json("due", "--days", "3")[0]["due_at"] == "2026-11-23"
    crm.at("2026-11-21T02:00:00Z")
    crm.ok("log-contact", "李小明", "phone", "已报价")
    assert _items(crm, "--days", "30") == []


def test_an_unanswered_call_settles_nothing(crm: Crm) -> None:
    crm.ok("add", "李小明")
    crm.ok("log-contact", "李小明", "电话", "要报价", "--next", "+3d")
    crm.at("2026-11-23T02:00:00Z")
    crm.ok("log-contact", "李小明", "电话", "没人接", "--missed")
    assert _items(crm) == ["contact:1"]


@pytest.mark.file
@pytest.mark.parametrize(("day", "wanted"), [("", ["contact:1", "contact:2"]), ("2026-11-18", ["contact:2"])])
def test_who_answers_or_complains_before_anybody_spoke_stays_a_new_lead(
    crm: Crm, tmp_path: Path, day: str, wanted: list[str]
) -> None:
    (tmp_path / "c.csv").write_text(
        "客户名称,电话,建档日期\n甲公司,13800000001,2026-11-19\n乙公司,13800000002,2026-11-19\n",
        encoding="utf-8",
    )
    crm.ok("import", str(tmp_path / "c.csv"), "--yes")
    crm.ok("survey", "record", "甲公司", "--overall", "5", "--at", day or "today")
    crm.ok("complaint", "open", "乙公司", "灯坏了")
    assert sorted(_items(crm, "--days", "1", "--kind", "contact")) == wanted


@pytest.mark.file
@pytest.mark.parametrize("words", [("--missed",), ("--in", "--missed"), ("--care",)])
def test_who_came_without_a_day_and_was_not_reached_is_no_new_lead(
    crm: Crm, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "c.csv").write_text("客户名称,电话,等级\n甲公司,13800000001,潜在客户\n", encoding="utf-8")
    crm.ok("import", str(tmp_path / "c.csv"), "--yes")
    crm.at("2026-11-24T02:00:00Z")
    before = crm.json("due", "--kind", "contact")
    assert before[0]["overdue_days"] == 5
    crm.ok("log-contact", "甲公司", "phone", "没人接", *words)
    after = crm.json("due", "--kind", "contact")
    assert [(row["due_at"], row["why"]) for row in after] == [(row["due_at"], row["why"]) for row in before]


def test_rows_are_numbered_and_the_numbers_work(crm: Crm) -> None:
    for name in ("甲公司", "乙公司"):
        crm.ok("add", name)
    crm.ok("task", "add", "周报", "--due", "today")
    crm.at("2026-11-24T02:00:00Z")
    out = crm.ok("due").out
    assert "3 things due" in out
    order = _items(crm)
    assert f"\n{order.index('task:1') + 1}. [task] 周报" in crm.ok().out
    number = order.index("contact:2") + 1
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    crm.ok("log-contact", f" {number}".translate(wide), "微信", "聊过")
    assert "contact:2" not in _items(crm)
    crm.ok("done", str(order.index("task:1") + 1).translate(wide))
    assert _items(crm) == ["contact:1"]


def test_the_numbers_of_a_list_belong_to_who_saw_it_and_to_its_day(crm: Crm) -> None:
    crm.ok("staff", "add", "李娜", "--login", "lina", "--role", "销售")
    crm.ok("add", "甲公司")
    crm.ok("add", "乙公司", "--owner", "李娜")
    crm.at("2026-11-24T02:00:00Z")
    crm.ok("due", "--kind", "contact")
    crm.become("lina", group="writers")
    assert crm("done", "1").status == 4
    crm.ok("due")
    assert crm.ok("done", "1").out.startswith("Row 1 – Contact with 乙公司 is recorded (other).")
    crm.become("tester", group="writers")
    assert crm.ok("snooze", "1", "tomorrow").out.startswith("Row 1 – 甲公司 (contact:1) comes back")
    crm.at("2026-11-25T02:00:00Z")
    # Yesterday's number is no customer's id.
    for words in (("done", "1"), ("log-contact", "1", "phone", "x"), ("snooze", "1", "tomorrow")):
        run = crm(*words)
        assert (run.status, "no row 1" in run.err) == (4, True), words
    crm.ok("due", "--as-of", "2026-11-24")
    assert crm("done", "1").status == 4


@pytest.mark.file
def test_a_number_that_is_no_row_records_on_nobody(crm: Crm) -> None:
    for n in range(1, 4):
        crm.ok("add", f"公司{n}号")
    nothing_listed = crm("log-contact", "3", "phone", "谈过")
    # Nor is a longer one anybody's id, but a number of their own it may be.
    assert crm("log-contact", "0003", "phone", "谈过").status == 4
    crm.ok("edit", "2", "external_id=0003")
    assert crm.json("log-contact", "0003", "phone", "谈过")["customer"] == "公司2号"
    crm.at("2026-11-24T02:00:00Z")
    crm.ok("due", "--limit", "1")
    beyond = [
        crm(*words)
        for words in (("log-contact", "2", "phone", "谈过"), ("done", "2"), ("snooze", "2", "tomorrow"))
    ]
    assert [run.status for run in (nothing_listed, *beyond)] == [4, 4, 4, 4]
    assert "No list was shown to you today yet, so there is no row 3." in nothing_listed.err
    assert "or its id as '#3'." in nothing_listed.err
    assert all("Your last list of today had 1 row, and so no row 2." in run.err for run in beyond)
    for words in (("log-contact", "15812345678", "phone", "x"), ("done", "15812345678")):
        assert "No customer is called 15812345678." in crm(*words).err, words
    assert crm.json("log-contact", "#2", "phone", "谈过")["customer"] == "公司2号"
    assert "公司2号" in crm.ok("show", "2").out


@pytest.mark.file
def test_what_add_find_and_show_print_is_never_a_row(crm: Crm) -> None:
    crm.ok("add", "甲公司")
    crm.ok("add", "乙公司")
    crm.at("2026-11-24T02:00:00Z")
    crm.ok("snooze", "甲公司", "tomorrow")
    crm.ok("due")
    # Row 1 is the second customer; what the others print is the code.
    assert crm.json("log-contact", "1", "phone", "谈过")["customer"] == "乙公司"
    assert crm.json("log-contact", "C000001", "phone", "谈过")["customer"] == "甲公司"
    for words in (("add", "丙公司"), ("find", "甲公司"), ("show", "甲公司")):
        out = crm.ok(*words).out.split()
        assert any("C00000" in word for word in out), words
        assert not {"1", "3", "(3)", "contact:1", "contact:3"} & set(out), words


def test_done_and_snooze_take_a_customer(crm: Crm) -> None:
    crm.ok("add", "甲公司", "--phone", "13800000001")
    crm.at("2026-11-24T02:00:00Z")
    assert "甲公司 (contact:1) comes back on 2026-11-25" in crm.ok("snooze", "13800000001", "tomorrow").out
    assert crm.ok("done", "C000001", "--note", "谈过").out.startswith(
        "Contact with 甲公司 is recorded (phone)."
    )
    run = crm("done", "甲公司")
    assert (run.status, "not due before 2027-01-25" in run.err) == (5, True)
    assert crm("done", "不知道").status == 4


def test_what_is_put_off_comes_no_sooner_than_it_is_due(crm: Crm) -> None:
    crm.ok("add", "甲公司")
    crm.ok("add", "乙公司", "status=closed")
    crm.ok("task", "add", "周报", "--due", "+9d")
    crm.ok("log-contact", "甲公司", "phone", "谈过")
    for item, told in {
        "甲公司": "甲公司 (contact:1) comes on 2027-01-19, for it is not due before.",
        "verify:1": "甲公司 (verify:1) comes on 2027-11-20, for it is not due before.",
        "task:1": "周报 (task:1) comes on 2026-11-29, for it is not due before.",
    }.items():
        assert told in crm.ok("snooze", item, "+5d").out
    assert "comes back on 2026-11-30." in crm.ok("snooze", "task:1", "+10d").out
    crm.ok("task", "done", "1")
    crm.ok("complaint", "open", "甲公司", "漏水", "--new")
    crm.ok("complaint", "reply", "1", "马上")
    for item in ("task:1", "complaint:1:respond", "乙公司", "birthday:1"):
        run = crm("snooze", item, "+12d")
        assert (run.status, "is done, or never due." in run.err) == (5, True), run


@pytest.mark.file
def test_a_list_longer_than_any_has_numbers_to_its_end(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(1, 4):
        crm.ok("add", f"公司{n}号")
    crm.at("2026-11-24T02:00:00Z")
    crm.ok("due")
    monkeypatch.setattr(listed, "_DIGITS", 0)
    assert crm.ok("done", "3").out.startswith("Row 3 – Contact with 公司3号 is recorded (other).")
    assert crm("done", "33").status == 4


@pytest.mark.file
def test_a_new_contact_person_is_added_if_wanted(crm: Crm, answers: Any) -> None:
    crm.ok("add", "甲公司")
    run = crm("log-contact", "甲公司", "phone", "谈过", "--with", "王芳")
    assert (run.status, "--new-person" in run.err) == (4, True)
    assert (
        "Added the contact person 王芳."
        in crm.ok("log-contact", "甲公司", "phone", "x", "--with", "王芳", "--new-person").out
    )
    answers("n")
    assert crm("log-contact", "甲公司", "phone", "谈过", "--with", "李雷").status == 4
    answers("y")
    crm.ok("log-contact", "甲公司", "phone", "谈过", "--with", "李雷")
    assert [row["name"] for row in crm.json("show", "甲公司")["persons"]] == ["王芳", "李雷"]
    crm.ok("undo", "--yes")
    assert [row["name"] for row in crm.json("show", "甲公司")["persons"]] == ["王芳"]


def test_an_unknown_row_is_not_found(crm: Crm) -> None:
    assert crm("done", "7").status == 4
    assert crm("done", "task:99").status == 4
    assert crm("done", "nonsense:1").status == 4
    assert crm("snooze", "contact:x", "tomorrow").status == 4


def test_snoozed_rows_come_back_with_their_own_deadline(crm: Crm) -> None:
    crm.ok("add", "李小明")
    crm.at("2026-11-25T02:00:00Z")
    crm.ok("snooze", "contact:1", "+2d", "--reason", "出差")
    assert _items(crm) == []
    crm.at("2026-11-27T02:00:00Z")
    assert crm.json("due")[0]["overdue_days"] == 5
    assert crm("snooze", "contact:1", "today").status == 2


def test_a_low_score_comes_in_time_though_its_customer_was_put_off_before(crm: Crm) -> None:
    crm.ok("add", "李小明")
    crm.at("2026-11-25T02:00:00Z")
    crm.ok("snooze", "contact:1", "+5d")
    crm.at("2026-11-26T02:00:00Z")
    crm.ok("survey", "record", "李小明", "--overall", "1")
    crm.at("2026-11-27T02:00:00Z")
    assert _items(crm) == ["contact:1"]
    assert "low score" in crm.json("due")[0]["why"]
    # Whoever puts it off now knows of it; and a day before the score it was off the list.
    crm.ok("snooze", "contact:1", "+2d")
    assert _items(crm) == []
    assert crm.json("due", "--as-of", "2026-11-25") == []


@pytest.mark.file
def test_a_policy_says_whom_it_has_contacted_on_another_day(crm: Crm) -> None:
    crm.ok("add", "李小明", "stated_tier=cold")
    crm.ok("log-contact", "李小明", "电话", "谈过")
    run = crm.ok("policy", "set", "contact.plan.cold.cadence_days", "45", "--format", "json").json["data"]
    assert (run["moved"], run["replanned"]) == (0, 1)
    out = crm.ok("policy", "set", "contact.plan.cold.cadence_days", "50").out
    assert "1 customer is to be contacted on another day than before." in out
    # Channels are called as lists call them, in either language.
    changed = crm.ok("policy", "set", "contact.channel.follow_up", "微信").out
    assert changed.splitlines()[-1].split() == ["contact.channel.follow_up", "phone", "wechat"]


def test_complaint_clocks_stand_above_everything(crm: Crm) -> None:
    crm.ok("add", "李小明")
    crm.ok("complaint", "open", "李小明", "漏水", "--severity", "紧急")
    crm.at("2026-11-22T04:00:00Z")
    rows = crm.json("due")
    assert rows[0]["id"] == "complaint:1:respond"
    assert rows[0]["urgency"] > rows[-1]["urgency"]
    crm.ok("done", rows[0]["id"], "--note", "已回电")
    assert crm.json("complaint", "show", "1")["clocks"]["respond"]["state"] == "met_late"
    assert crm("done", "complaint:1:revisit").status == 2


@pytest.mark.file
def test_urgency_is_the_sum_of_its_terms(crm: Crm) -> None:
    crm.ok("add", "李小明")
    crm.at("2026-11-25T02:00:00Z")
    row = crm.json("due")[0]
    assert row["urgency"] == sum(row["terms"].values())


def test_a_birthday_shows_a_week_ahead_and_once(crm: Crm) -> None:
    crm.ok("add", "李小明", "--set", "birthday=1990-11-25")
    crm.ok("log-contact", "#1", "phone", "hello")
    assert _items(crm, "--kind", "生日") == ["birthday:1"]
    crm.ok("done", "birthday:1")
    assert crm("done", "birthday:1").status == 5
    for day in ("2026-11-20", "2026-11-25", "2026-12-01"):
        crm.at(f"{day}T02:00:00Z")
        assert _items(crm, "--kind", "生日") == []
    crm.at("2027-11-20T02:00:00Z")
    crm.ok("classify")
    assert _items(crm, "--kind", "生日") == ["birthday:1"]


@pytest.mark.file
def test_a_greeting_by_any_way_is_the_birthdays(crm: Crm) -> None:
    # A Sunday: it is greeted for on Friday the 27th.
    crm.ok("add", "李小明", "--set", "birthday=1990-11-29")
    row = crm.json("due", "--kind", "生日")[0]["id"]
    crm.ok("log-contact", "李小明", "wechat", "双十一优惠", "--care")
    crm.at("2026-11-27T02:00:00Z")
    crm.ok("log-contact", "李小明", "phone", "谈续约")
    assert _items(crm, "--kind", "生日") == [row]
    for words in (("wechat", "生日快乐", "--care"), ("phone", "生日快乐")):
        crm.ok("due", "--kind", "生日")
        crm.ok("log-contact", "李小明" if "--care" in words else "1", *words)
        assert _items(crm, "--kind", "生日") == []
        crm.ok("undo", "--yes")
        assert _items(crm, "--kind", "生日") == [row]
    (crm.folder / "c.csv").write_text(
        "客户,日期,方式,内容\n李小明,2026-11-27,微信,祝您生日快乐\n", encoding="utf-8"
    )
    crm.ok("import", str(crm.folder / "c.csv"), "--yes")
    assert _items(crm, "--kind", "生日") == []


@pytest.mark.file
def test_a_birthday_moves_to_the_working_day_before_and_stays_a_week(crm: Crm) -> None:
    # A Sunday.
    crm.ok("add", "李小明", "--set", "birthday=1990-11-29")
    found = crm.json("due", "--kind", "生日")
    assert [(row["due_at"], row["why"]) for row in found] == [("2026-11-27", "birthday on 2026-11-29")]
    for day, late in {"2026-11-28": 1, "2026-12-06": 9}.items():
        crm.at(f"{day}T02:00:00Z")
        assert [row["overdue_days"] for row in crm.json("due", "--kind", "生日", "--overdue")] == [late]
        assert [row["id"] for row in crm.json("due", "--kind", "生日", "--as-of", day)] == ["birthday:1"]
    assert crm("done", "birthday:1").status == 0
    crm.ok("undo", "--yes")
    crm.at("2026-12-07T02:00:00Z")
    crm.ok("classify")
    assert _items(crm, "--kind", "生日") == []
    assert crm("done", "birthday:1").status == 5


def test_who_has_bought_is_no_new_lead(crm: Crm) -> None:
    crm.ok("add", "甲公司")
    crm.ok("purchase", "add", "甲公司", "1200")
    crm.ok("add", "乙公司", "--set", "cooperation_start=2024-05-01")
    crm.ok("add", "丙公司")
    assert _items(crm, "--days", "3") == ["contact:3"]


def test_a_row_tells_its_owner_contact_person_channel_and_last_words(crm: Crm) -> None:
    crm.ok("add", "甲公司", "--owner", "Lee", "--contact", "王芳", "--phone", "13911829855")
    crm.ok("log-contact", "甲公司", "wechat", "要新套餐", "--next", "today")
    for form in ("csv", "md"):
        out = crm.ok("due", "--team", "--format", form).out
        assert all(text in out for text in ("Lee", "王芳", "phone", "2026-11-20 要新套餐")), form


def test_the_last_words_are_those_of_the_last_contact_that_has_any(crm: Crm) -> None:
    crm.ok("add", "甲公司")
    crm.ok("log-contact", "甲公司", "phone", "要新套餐", "--at", "2026-11-18")
    crm.ok("log-contact", "甲公司", "phone", " ", "--missed", "--next", "today")
    assert [row["last_words"] for row in crm.json("due")] == ["2026-11-18 要新套餐"]


def test_the_last_words_are_those_of_the_latest_hour_that_has_come(crm: Crm) -> None:
    crm.ok("add", "甲公司")
    crm.ok("log-contact", "甲公司", "phone", "下午的话", "--at", "2026-11-19 15:00", "--next", "today")
    crm.ok("log-contact", "甲公司", "phone", "上午的话，补记", "--at", "2026-11-19 09:00")
    told = [
        crm.json("due", "--days", "90", *words)[0]["last_words"]
        for words in ((), ("--as-of", "2026-11-19T12:00"))
    ]
    assert told == ["2026-11-19 下午的话", "2026-11-19 上午的话，补记"]


@pytest.mark.file
@pytest.mark.parametrize(
    ("ways", "channel"),
    [
        ((), None), (("--phone", "13911829855"), "phone"), (("--email", "a@example.com"), "email"), (("--wechat", "wx_jia"), "wechat"),
        (("--email", "a@example.com", "--wechat", "wx_jia"), "wechat"),
    ],
)  # fmt: skip
def test_no_channel_is_suggested_by_which_nobody_can_be_reached(
    crm: Crm, ways: tuple[str, ...], channel: str | None
) -> None:
    crm.ok("add", "甲公司", *ways)
    crm.at("2026-11-24T02:00:00Z")
    (row,) = crm.json("due")
    assert (row["kind"], row["channel"]) == ("contact", channel)
    told = crm.ok("done", "contact:1").out
    assert (
        f"is recorded ({ {'email': 'e-mail', 'wechat': 'WeChat', None: 'other'}.get(channel, channel) })"
        in told
    )


@pytest.mark.file
def test_a_contact_with_who_is_not_to_be_contacted_is_kept_and_told(crm: Crm) -> None:
    crm.ok("add", "甲公司", "status=do_not_contact")
    run = crm.ok("log-contact", "甲公司", "phone", "来电确认退订")
    assert run.err == "甲公司 is not to be contacted; no contact is due.\n"
    assert "甲公司已标为勿联系" in crm.ok("log-contact", "甲公司", "电话", "好", "--lang", "zh").err
    assert len(crm.json("show", "甲公司")["interactions"]) == 2


@pytest.mark.file
def test_a_persons_list_warns_of_that_persons_late_contacts(crm: Crm) -> None:
    crm.ok("staff", "add", "李娜")
    for name, owner in (("甲公司", "Lee"), ("乙公司", "李娜")):
        crm.ok("add", name, "--owner", owner)
    crm.at("2026-11-26T02:00:00Z")
    crm.ok("classify")
    told = {words: crm("due", *words).err for words in ((), ("--owner", "李娜"), ("--owner", "Lee"))}
    assert "2 contacts are over 48 hours late: 甲公司, 乙公司 (李娜)." in told[()]
    assert "1 contact is over 48 hours late: 乙公司 (李娜)." in told["--owner", "李娜"]
    assert "1 contact is over 48 hours late: 甲公司." in told["--owner", "Lee"]


@pytest.mark.file
def test_what_a_changed_rule_made_due_is_late_only_some_time_after_the_change(crm: Crm) -> None:
    for name, day in (("甲公司", "2026-10-13"), ("乙公司", "2026-09-13")):
        crm.ok("add", name)
        crm.ok("log-contact", name, "phone", "谈过", "--at", day)
    crm.at("2026-12-03T06:00:00Z")
    crm.ok("policy", "set", "contact.plan.general.cadence_days", "45")
    told = {
        "2026-12-03T09:00:00Z": "1 contact is over 48 hours late: 乙公司.",
        "2026-12-05T05:00:00Z": "1 contact is over 48 hours late: 乙公司.",
        "2026-12-05T06:00:00Z": "2 contacts are over 48 hours late: 乙公司, 甲公司.",
    }
    for at, line in told.items():
        crm.at(at)
        assert line in crm("due").err


def test_data_are_to_be_verified_after_a_year(crm: Crm) -> None:
    crm.ok("add", "李小明")
    crm.at("2027-11-20T02:00:00Z")
    crm.ok("classify")
    assert "verify:1" in _items(crm)
    crm.ok("done", "verify:1")
    assert "verify:1" not in _items(crm)


def test_a_low_score_opens_a_follow_up(crm: Crm) -> None:
    crm.ok("add", "李小明")
    crm.ok("log-contact", "#1", "phone", "hello", "--at", "2026-11-18")
    crm.ok("survey", "record", "1", "--overall", "2", "--nps", "3")
    rows = crm.json("due", "--days", "1")
    assert [r["id"] for r in rows] == ["contact:1"]
    assert "low score" in rows[0]["why"]
    crm.ok("log-contact", "#1", "phone", "道歉并补做")
    assert _items(crm, "--days", "1") == []


def test_mine_by_default_and_the_team_for_who_owns_nothing(crm: Crm) -> None:
    crm.ok("staff", "add", "李娜")
    crm.ok("add", "甲公司", "--owner", "李娜")
    crm.at("2026-11-24T02:00:00Z")
    assert _items(crm) == ["contact:1"]
    crm.ok("add", "乙公司")
    assert _items(crm) == []
    assert _items(crm, "--owner", "李娜") == ["contact:1"]
    assert _items(crm, "--team") == ["contact:1"]


@pytest.mark.file
def test_check_speaks_by_status(crm: Crm) -> None:
    assert crm("due", "--check").status == 0
    crm.ok("add", "李小明")
    crm.at("2026-11-24T02:00:00Z")
    assert crm("due", "--check").status == 30


def test_a_past_day_is_reproduced(crm: Crm) -> None:
    crm.ok("add", "李小明")
    crm.at("2026-11-24T02:00:00Z")
    before: Any = crm.json("due", "--as-of", "2026-11-23")
    crm.ok("log-contact", "#1", "phone", "聊过")
    assert crm.json("due", "--as-of", "2026-11-23") == before
    assert [r["id"] for r in before] == ["contact:1"]
    assert crm.json("due", "--as-of", "2026-11-19") == []


def test_paused_and_closed_customers_are_left_in_peace(crm: Crm) -> None:
    crm.ok("add", "甲公司")
    crm.ok("add", "乙公司")
    crm.ok("edit", "1", "status=暂停", "paused_until=2026-12-01")
    crm.ok("edit", "2", "status=closed")
    crm.at("2026-11-30T02:00:00Z")
    crm.ok("classify")
    assert _items(crm) == []
    crm.at("2026-12-01T02:00:00Z")
    crm.ok("classify")
    assert _items(crm) == ["contact:1"]


@pytest.mark.file
@pytest.mark.parametrize(
    "words",
    [("--kind", "nonsense"), ("--limit", "0"), ("--days", "-1"), ("--as-of", "2026-02-30"), ("--owner",)],
)
def test_impossible_options_are_usage_errors(crm: Crm, words: tuple[str, ...]) -> None:
    assert crm("due", *words).status == 2


@pytest.mark.file
def test_bare_crmcli_says_what_to_type_next(bare: Crm) -> None:
    assert "crmcli init" in bare.ok().out
    bare.ok("init", "--name", "Lee")
    bare.ok("add", "李小明")
    out = bare.ok().out
    assert "1 customer" in out
    assert len(out.splitlines()) <= 10


@pytest.mark.file
def test_a_follow_up_two_days_late_warns_its_owner_and_the_manager(crm: Crm) -> None:
    crm.ok("staff", "add", "李娜", "--login", "lina", "--role", "销售")
    crm.ok("staff", "add", "张伟", "--login", "zhangwei", "--role", "销售")
    crm.ok("add", "甲公司", "--owner", "李娜")
    crm.ok("log-contact", "#1", "phone", "要报价", "--next", "2026-11-21")
    crm.at("2026-11-23T15:59:00Z")
    assert "hours late" not in crm("due").err
    crm.at("2026-11-23T16:00:00Z")
    crm.ok("classify")
    assert "1 contact is over 48 hours late: 甲公司 (李娜)." in crm("due").err
    crm.become("lina", group="writers")
    assert "1 contact is over 48 hours late: 甲公司." in crm("due").err
    crm.become("zhangwei", group="writers")
    assert "48 hours late" not in crm("due", "--owner", "张伟").err


@pytest.mark.file
def test_what_was_agreed_for_a_time_is_late_from_that_time_on(crm: Crm) -> None:
    for name, when in (("甲公司", "2026-11-23 15:00"), ("乙公司", "2026-11-23")):
        crm.ok("add", name)
        crm.ok("log-contact", name, "phone", "要报价", "--next", when)
    told = []
    for instant in ("2026-11-25T06:59:00Z", "2026-11-25T07:00:00Z", "2026-11-25T16:00:00Z"):
        crm.at(instant)
        crm.ok("classify")
        told.append([line for line in crm("due").err.splitlines() if "hours late" in line])
    assert told == [
        [],
        ["1 contact is over 48 hours late: 甲公司."],
        ["2 contacts are over 48 hours late: 甲公司, 乙公司."],
    ]


def test_what_was_put_off_is_shown_ahead_when_it_comes_back(crm: Crm) -> None:
    crm.ok("add", "甲公司")
    crm.ok("task", "add", "周报", "--due", "today")
    crm.ok("snooze", "甲公司", "2026-11-25")
    crm.ok("snooze", "task:1", "2026-11-24")
    assert [_items(crm, "--days", str(days)) for days in (0, 3, 4, 5)] == [
        [], [], ["task:1"], ["contact:1", "task:1"],
    ]  # fmt: skip
    assert crm.json("due", "--days", "4")[0]["why"] == "put off to 2026-11-24: 周报"
    crm.at("2026-11-24T02:00:00Z")
    assert [row["why"] for row in crm.json("due")] == ["周报"]


@pytest.mark.file
def test_any_late_contact_is_told_by_name(crm: Crm) -> None:
    for n in range(1, 8):
        crm.ok("add", f"公司{n}号")
    crm.at("2026-11-25T02:00:00Z")
    told = f"7 contacts are over 48 hours late: {', '.join(f'公司{n}号' for n in range(1, 8))}."
    assert told in crm("due").err
    crm.ok("snooze", "公司1号", "+9d")
    crm.ok("log-contact", "公司2号", "phone", "谈过")
    assert "5 contacts are over 48 hours late: 公司3号" in crm("due").err
    crm.ok("task", "add", "整理", "--due", "2026-11-20")
    assert "5 contacts are over" in crm("due", "--kind", "task").err


def test_a_row_tells_when_to_call_where_clocks_show_another_time(crm: Crm) -> None:
    crm.ok("add", "Berlin GmbH", "country=Germany")
    crm.ok("add", "York Inc", "country=USA")  # where several times are shown nobody guesses
    crm.ok("add", "LA Inc", "country=USA", "time_zone=los angeles")
    crm.ok("add", "甲公司", "country=中国", "时区=北京时间")
    crm.ok("log-contact", "Berlin", "phone", "x", "--next", "2026-11-21 17:00")
    told = {row["customer"]: (row["zone"], row["local_time"]) for row in crm.json("due", "--days", "3")}
    assert told == {
        "Berlin GmbH": ("Europe/Berlin", "10:00 there = 17:00 here"),
        "York Inc": (None, None),
        "LA Inc": ("America/Los_Angeles", "09:00 there = 11-21 01:00 here"),
        "甲公司": (None, None),
    }
    assert "对方10:00＝我方17:00" in crm.ok("due", "--days", "3", "--lang", "zh").out
    assert "Time at the customer" in crm.ok("due", "--days", "3", "--format", "md").out
    assert "Europe/Berlin (by the country)" in crm.ok("show", "Berlin").out
    assert [row["name"] for row in crm.json("find", "--where", "time_zone=America/Los_Angeles")] == ["LA Inc"]
    crm.refuses([(("edit", "1", "time_zone=nowhere"), 5)])
