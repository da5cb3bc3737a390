"""Who calls or writes and waits: recording the wait, the open queue, the report."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Crm, beginning


@beginning
def team(crm: Crm) -> None:
    crm.ok("staff", "add", "李娜", "--role", "客服")
    crm.ok("add", "李小明", "--phone", "13800000001", "--owner", "李娜")


def _waiting(crm: Crm, *words: str) -> list[str]:
    return [row["id"] for row in crm.json("due", "--team", "--kind", "inbound", *words)]


def test_an_unanswered_contact_is_due_until_it_is_answered(team: Crm) -> None:
    told = team.ok("log-contact", "#1", "email", "发票呢", "--in", "--unanswered", "--received", "09:00")
    assert "crmcli done inbound:1" in told.out
    row = team.json("due", "--owner", "李娜", "--kind", "来电")[0]
    assert (row["id"], row["due_at"], row["channel"]) == ("inbound:1", "2026-11-21T01:00:00Z", "email")
    assert _waiting(team, "--as-of", "2026-11-20 08:59") == []
    assert "contact:1" in [row["id"] for row in team.json("due", "--team", "--days", "2")], (
        "nobody has talked with them"
    )
    team.at("2026-11-20T04:00:00Z")
    team.ok("done", "inbound:1", "--note", "已开票")
    assert _waiting(team) == []
    assert _waiting(team, "--as-of", "2026-11-20 11:00") == ["inbound:1"]
    assert team.json("show", "1")["interactions"][0]["content"] == "已开票"
    assert team("done", "inbound:1").status == 5
    team.ok("undo")
    assert _waiting(team) == ["inbound:1"]


def test_any_later_contact_answers_and_an_earlier_or_missed_one_does_not(team: Crm) -> None:
    team.ok("log-contact", "#1", "chat", "在吗", "--in", "--missed", "--received", "09:30")
    team.ok("log-contact", "#1", "phone", "昨天", "--at", "09:00")
    team.ok("log-contact", "#1", "phone", "没人接", "--missed")
    assert _waiting(team) == ["inbound:1"]
    team.ok("due", "--team", "--kind", "inbound")
    team.ok("log-contact", "#1", "chat", "在的")
    assert _waiting(team) == []


def test_a_missed_call_from_us_is_in_no_queue(team: Crm) -> None:
    team.ok("log-contact", "#1", "phone", "没人接", "--missed")
    assert _waiting(team) == []


def _report(crm: Crm, *words: str) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    data = crm.json("report", "response", *words)
    return {f["key"]: f["value"] for f in data["figures"]}, {t["key"]: t["rows"] for t in data["tables"]}


def test_waits_are_reported_by_channel_and_person(team: Crm) -> None:
    for words in (
        ("phone", "价格", "--received", "09:50:10", "--answered", "09:50:25"),
        ("电话", "价格", "--at", "09:40", "--waited", "45秒", "--by", "李娜"),
        ("email", "发票", "--received", "08:00"),
        ("chat", "在吗", "--in", "--unanswered", "--received", "09:58"),
        ("phone", "只是打来", "--in"),
    ):
        team.ok("log-contact", "#1", *words)
    figures, tables = _report(team)
    assert figures == {
        "inbound": 4, "inbound_waiting": 0, "response_in_time": 0.5, "phone_wait": 30.0, "chat_wait": 120.0,
        "email_wait": 2.0,
    }  # fmt: skip
    phone = next(row for row in tables["by_channel"] if row["channel"] == "phone")
    assert (phone["n"], phone["average"], phone["worst"], phone["share"], phone["target"]) == (
        2,
        30,
        45,
        0.5,
        20,
    )
    assert {row["person"]: row["n"] for row in tables["by_person"]} == {"Lee": 3, "李娜": 1}
    then, _tables = _report(team, "--as-of", "2026-11-20 09:59")
    assert (then["inbound"], then["inbound_waiting"], then["chat_wait"]) == (4, 2, None)
    kpi = {f["key"]: f["value"] for f in team.json("report", "kpi")["figures"]}
    assert kpi["response_in_time"] == 0.5


_REFUSED = [
    (("--waited", "bald"), 2), (("--waited", "5s", "--answered", "09:00"), 2), (("--waited", "5s", "--missed"), 2),
    (("--answered", "09:00", "--unanswered"), 2), (("--received", "09:00", "--answered", "08:00"), 5),
    (("--received", "10:30"), 5), (("--received", "09:00", "--answered", "10:30"), 5), (("--received", "25:00"), 2),
]  # fmt: skip


@pytest.mark.file
def test_refusals(team: Crm) -> None:
    team.refuses((("log-contact", "#1", "phone", "x", *words), status) for words, status in _REFUSED)
