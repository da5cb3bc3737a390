"""Channels are the policy's: which there are, which can be an effective contact, and within what each is answered."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning

pytestmark = pytest.mark.file


@beginning
def company(crm: Crm) -> None:
    """A customer, and a channel of the team's own that no effective contact comes by, answered within two hours."""
    crm.ok("add", "Alpha", "--phone", "13900000001")
    crm.ok("policy", "set", "channel.茶会.effective", "false")
    crm.ok("policy", "set", "channel.茶会.answer_hours", "2")


def _log(crm: Crm) -> list[tuple[str, int, int]]:
    return [(r["channel"], r["effective"], r["care"]) for r in crm.json("export", "interactions")]


def test_contacts_by_the_policys_channels(company: Crm) -> None:
    said = company.ok("log-contact", "Alpha", "茶会", "invited").out
    assert "By the policy 茶会 is no effective contact" in said
    for channel in ("小红书", "official_account", "In-Person Interview", "在线表单"):
        company.ok("log-contact", "Alpha", channel, "talked", "--in")
    company.ok("policy", "set", "channel.sms.effective", "true")
    company.ok("log-contact", "Alpha", "sms", "agreed on Friday")
    assert _log(company) == [
        ("茶会", 0, 1),
        ("xiaohongshu", 1, 0),
        ("official_account", 1, 0),
        ("interview", 1, 0),
        ("online_form", 0, 0),
        ("sms", 1, 0),
    ]
    company.ok("policy", "set", "channel.letter.active", "false")
    for words in (
        ("log-contact", "Alpha", "letter", "wrote"),
        ("log-contact", "Alpha", "鸽子", "sent"),
        ("complaint", "open", "Alpha", "late", "--channel", "letter"),
        ("feedback", "add", "Alpha", "good", "--channel", "letter"),
        ("feedback", "list", "--channel", "letter"),
        ("plan", "set", "Alpha", "--channel", "letter", "--reason", "asked"),
    ):
        run = company(*words)
        assert (run.status, run.out) == (errors.Usage.status, ""), words
        assert "phone, visit, wechat" in run.err and "茶会" in run.err and "letter," not in run.err, words
    run = company("edit", "Alpha", "plan_channel=letter")
    assert run.status == errors.Invalid.status and "茶会" in run.err
    assert company("log-contact", "Alpha", "信函", "写了", "--lang", "zh").err.startswith("错误：")


def test_who_came_in_is_answered_within_the_channels_time(company: Crm) -> None:
    for channel in ("茶会", "小红书"):
        company.ok("log-contact", "Alpha", channel, "any news?", "--in", "--unanswered", "--at", "9:30")
    rows = company.json("due", "--kind", "inbound")
    assert {r["channel"]: r["due_at"] for r in rows} == {
        "茶会": "2026-11-20T03:30:00Z",
        "xiaohongshu": "2026-11-21T01:30:00Z",
    }


def test_they_come_in_and_go_out(company: Crm) -> None:
    path = company.folder / "log.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                ("客户名称", "跟进日期", "跟进方式", "跟进内容"),
                ("Alpha", "2026-11-02", "茶会", "来了"),
                ("Alpha", "2026-11-03", "抖音私信", "问了价格"),
                ("Alpha", "2026-11-04", "鸽子", "谈了合同"),
            ]
        )
    told = company("import", str(path), "--yes", "--format", "json").json["data"]
    assert [f["reason"] for row in told["incomplete"] for f in row["fields"]] == [
        "Unknown word (channel): 鸽子"
    ]
    assert _log(company) == [("茶会", 0, 1), ("douyin", 1, 0), ("other", 1, 0)]
    company.ok("plan", "set", "Alpha", "--channel", "茶会", "--reason", "likes it")
    assert [r["name"] for r in company.json("find", "--where", "plan_channel=茶会")] == ["Alpha"]
    # A tick is a talk, whatever was suggested.
    whole = company.folder / "all.xlsx"
    company.ok("export", "all", "-o", str(whole))
    again = company.json("import", str(whole), "--yes")["totals"]
    assert not again["created"] + again["updated"] + again["rejected"]
    company.ok("doctor")
    # A tick is a talk, whatever was suggested.
    company.at("2027-01-05T02:00:00Z")
    assert company.json("due", "--kind", "contact")[0]["channel"] == "茶会"
    company.ok("done", "contact:1", "--note", "talked")
    assert _log(company)[-1] == ("other", 1, 0)


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("channel.电话.effective", "true", "channel.电话: that is the channel phone"),
        ("channel.phone.answer_hours", "0", "channel.phone.answer_hours: must be more than 0"),
        ("contact.plan.cold.channel", "sms", "sms is no effective contact, which this plan asks for"),
        ("contact.channel.follow_up", "pigeon", "contact.channel.follow_up: pigeon is none of phone"),
        ("channel.phone.active", "false", "contact.channel.follow_up: phone is none of visit"),
    ],
)
def test_what_makes_no_sense_is_refused(company: Crm, path: str, value: str, told: str) -> None:
    run = company("policy", "set", path, value)
    assert run.status == errors.Invalid.status and told in run.err, run.err


def test_what_is_refused_names_channels_in_the_language(company: Crm) -> None:
    unknown = company("policy", "set", "contact.channel.follow_up", "pigeon", "--lang", "zh").err
    assert "pigeon不在电话、拜访、微信" in unknown and "phone" not in unknown
    no_contact = company("policy", "set", "contact.plan.cold.channel", "sms", "--lang", "zh").err
    assert "短信" in no_contact and "sms" not in no_contact


def test_a_policy_from_before_has_the_usual_ones(company: Crm) -> None:
    text = company.ok("policy", "show").out
    old = text[: text.index("[channel]")] + text[text.index("[[tier]]") :]
    path = Path(company.folder / "old.toml")
    path.write_text(old[: old.index('[channel."茶会"]')], encoding="utf-8")
    company.ok("policy", "set", "--file", str(path))
    company.ok("log-contact", "Alpha", "微博", "talked")
    assert company("log-contact", "Alpha", "茶会", "talked").status == errors.Usage.status
    company.ok("policy", "set", "channel.下午茶.effective", "true")
    for channel in ("下午茶", "phone"):
        company.ok("log-contact", "Alpha", channel, "talked")


@pytest.mark.file
def test_a_tick_is_by_the_channel_that_was_said(crm: Crm) -> None:
    """Without one by that of the list, and never by one that reaches nobody in person."""
    crm.ok("add", "Ann", "--phone", "13900000003")
    crm.ok("add", "Bea", "--phone", "13900000008")
    crm.ok("log-contact", "Ann", "phone", "waits", "--in", "--missed")
    crm.ok("edit", "Bea", "birthday=1980-11-24")
    crm.ok("task", "add", "Sort the samples")
    crm.at("2026-11-23T02:00:00Z")
    for words, error in (
        (("contact:2", "--channel", "letter"), errors.Invalid),
        (("contact:2", "--channel", "fax"), errors.Usage),
        (("contact:2", "--channel", "visit", "--cancel"), errors.Usage),
        (("task:1", "--channel", "phone"), errors.Usage),
    ):
        assert crm("done", *words).status == error.status, words
    assert "(visit)" in crm.ok("done", "contact:2", "--channel", "上门").out
    crm.ok("done", "inbound:1", "--note", "sent it", "--channel", "email")
    crm.ok("done", "birthday:2", "--channel", "sms")
    told = [(row["customer"], row["channel"]) for row in crm.json("export", "interactions")]
    assert told == [("Ann", "phone"), ("Bea", "visit"), ("Ann", "email"), ("Bea", "sms")]
