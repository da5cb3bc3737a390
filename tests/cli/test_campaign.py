"""Campaigns: whom they are for, who is held out, invitations that go out once, who came, and what they cost."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import Crm, beginning
from tests.cli.mail_server import DROP
from tests.forked import Running

if TYPE_CHECKING:
    from tests.cli.mail_server import Postman

#: Of these the first, third and eighth may be reached for marketing.
_PEOPLE = {
    "Alpha": ("phone=13800000001", "email=a@x.cn"),
    "Beta": ("phone=13800000002", "status=do_not_contact"),
    "Gamma": ("phone=13800000003", "email=c@x.cn"),
    "Delta": ("phone=13800000004", "preferences=勿推销"),
    "Epsilon": (),
    "Zeta": ("phone=13800000005",),
    "Eta": ("phone=13800000006", "status=closed"),
    "Theta": ("phone=13800000008", "email=a@x.cn", "--force"),
}
_TEXT = "{{ name }}，{{ day }}在{{ place }}恭候。"


@beginning
def hall(crm: Crm) -> None:
    """Customers of whom some agreed, and an event with an invitation."""
    for name, fields in _PEOPLE.items():
        crm.ok("add", name, *fields)
        if name != "Zeta":
            crm.ok("consent", "grant", name, "marketing")
    crm.ok("campaign", "add", "Open day", "--kind", "thank_you", "--from", "2026-12-18", "--place", "Hall 1", "--budget", "1000",
           "--text-zh", _TEXT)  # fmt: skip


def _draw(crm: Crm, *more: str) -> list[str]:
    return [row["customer"] for row in crm.json("campaign", "draw", "open", *more)["drawn"]]


def _show(crm: Crm, *more: str) -> dict[str, Any]:
    found: dict[str, Any] = crm.json("campaign", "show", "open", *more)
    return found


def _counts(crm: Crm, *more: str) -> dict[str, int]:
    return {key: n for key, n in _show(crm, *more)["counts"].items() if n}


def _many(crm: Crm, n: int, start: int = 0) -> None:
    """Customers with an address each who agreed."""
    for i in range(start, start + n):
        crm.ok("add", f"M{i}", f"email=m{i}@x.cn", f"phone=139000{i:05}")
        crm.ok("consent", "grant", f"M{i}", "marketing")


def test_nobody_who_may_not_be_reached_is_drawn_or_invited(hall: Crm) -> None:
    dry = hall.ok("campaign", "draw", "Open day", "--dry-run").out
    assert "3 customers would be drawn" in dry and _counts(hall) == {}
    told = hall.json("campaign", "draw", "Open day")
    assert [row["customer"] for row in told["drawn"]] == ["Alpha", "Gamma", "Theta"]
    assert told["left_out"] == {
        "closed": 1, "do_not_contact": 1, "not_agreed": 1, "refuses": 1, "unreachable": 1,
    }  # fmt: skip
    # Who agrees later is drawn later; who takes it back meanwhile isn't invited.
    hall.ok("consent", "grant", "Zeta", "marketing")
    assert _draw(hall) == ["Zeta"] and _draw(hall) == []
    hall.ok("consent", "withdraw", "Gamma", "marketing")
    run = hall.ok("campaign", "invite", "open", "--channel", "sms", "-o", "sms.csv", "--format", "json").json[
        "data"
    ]
    assert [(row["customer"], row["address"]) for row in run["invitations"]] == [
        ("Alpha", "13800000001"), ("Zeta", "13800000005"), ("Theta", "13800000008"),
    ]  # fmt: skip
    assert run["invitations"][0]["text"] == "Alpha，2026-12-18在Hall 1恭候。" and run["left_out"] == {
        "withdrawn": 1
    }
    assert _counts(hall) == {"drawn": 4, "invited": 3}
    assert (
        "Nobody is to be invited."
        in hall.ok("campaign", "invite", "open", "--channel", "sms", "-o", "b.csv").out
    )
    assert not (hall.folder / "b.csv").exists()
    shown = hall.json("show", "Alpha")
    assert shown["campaigns"][0]["invited_on"] == "2026-11-20"
    assert (shown["interactions"][0]["care"], shown["interactions"][0]["effective"]) == (1, 0)


def test_who_is_held_out_follows_from_the_seed_and_stays(crm: Crm) -> None:
    _many(crm, 20)
    crm.ok(
        "campaign",
        "add",
        "Open day",
        "--kind",
        "促销",
        "--from",
        "2026-12-18",
        "--hold-out",
        "25%",
        "--text-zh",
        "来！",
    )
    told = crm.json("campaign", "draw", "open")
    held = {row["code"] for row in told["drawn"] if row["held_out"] == "yes"}
    codes = sorted(
        (row["code"] for row in told["drawn"]),
        key=lambda c: hashlib.sha256(f"{told['seed']}:{c}".encode()).hexdigest(),
    )
    assert held == set(codes[:5]) and _show(crm)["seed"] == told["seed"]
    _many(crm, 8, 20)
    again = crm.json("campaign", "draw", "open")
    more = {row["code"] for row in again["drawn"] if row["held_out"] == "yes"}
    assert len(again["drawn"]) == 8 and len(more) == 2 and again["seed"] == told["seed"]
    people = {row["code"]: row for row in _show(crm)["participants"]}
    assert {code for code, row in people.items() if row["held_out"]} == held | more
    invited = crm.json("campaign", "invite", "open", "--channel", "email", "-o", "list.xlsx")["invitations"]
    assert {row["code"] for row in invited} == people.keys() - held - more
    # Who is held out and comes all the same is told, and stays held out.
    crm.at("2026-12-18T10:00:00Z")
    one = min(held)
    assert "Held out, and counted as held out all the same: " in crm.ok("campaign", "attend", "open", one).out
    assert _counts(crm) == {"drawn": 28, "held_out": 7, "invited": 21, "came": 1}
    crm.step_back()
    assert _counts(crm) == {"drawn": 28, "held_out": 7, "invited": 21}


@pytest.mark.file
def test_what_is_offered_goes_to_whom_it_fits(crm: Crm) -> None:
    for name, product, days in (
        ("Alpha", "空调保养", 40),
        ("Beta", "保洁", 40),
        ("Gamma", "空调 保养季度", 9),
        ("Delta", "", 0),
    ):
        crm.ok("add", name, f"phone=1380000{len(name)}{days:03}", "--force")
        crm.ok("consent", "grant", name, "marketing", "profiling")
        if product:
            crm.ok(
                "purchase", "add", name, "100", "--product", product, "--at", f"2026-10-{days % 28 + 1:02}"
            )
    crm.ok(
        "campaign", "add", "Spring", "--kind", "promotion", "--from", "2026-12-01", "--product", "空调保养"
    )
    drawn = {row["customer"] for row in crm.json("campaign", "draw", "Spring", "--dry-run")["drawn"]}
    assert {"Alpha", "Gamma"} <= drawn and "Delta" not in drawn
    # Of whom no profile may be made nothing is guessed.
    crm.ok("consent", "withdraw", "Alpha", "profiling")
    assert "Alpha" not in {
        row["customer"] for row in crm.json("campaign", "draw", "Spring", "--dry-run")["drawn"]
    }
    crm.ok("campaign", "edit", "Spring", "--where", "name~Alpha")
    assert [row["customer"] for row in crm.json("campaign", "draw", "Spring", "--dry-run")["drawn"]] == [
        "Alpha"
    ]
    crm.ok("campaign", "edit", "Spring", "--matched")
    assert crm.json("campaign", "draw", "Spring", "--dry-run")["drawn"] == []


@pytest.mark.file
def test_each_invitation_is_sent_at_most_once(hall: Crm, post: Postman) -> None:
    _many(hall, 3)
    assert len(_draw(hall)) == 6
    post.rcpt, post.data = {"m0@x.cn": "550 no such user", "m1@x.cn": "451 later"}, {"m2@x.cn": DROP}
    run = hall("campaign", "send", "open")
    # Theta has Alpha's address.
    assert (
        run.status == 3
        and "the same address is invited already 1" in run.out
        and "Of 1 message nobody knows" in run.out
    )
    assert sorted(post.addresses) == ["a@x.cn", "c@x.cn", "m2@x.cn"]
    assert _counts(hall) == {"drawn": 6, "invited": 2}
    mail = dict(post.mails)["a@x.cn"]
    assert mail["subject"] == "Open day" and mail.get_content().strip() == "Alpha，2026-12-18在Hall 1恭候。"
    post.rcpt, post.data = {}, {}
    run = hall("campaign", "send", "open")
    assert run.status == 3 and run.out.startswith("1 e-mail: sent 1.")
    # What the mail server said no to may follow by another way, never by the same address.
    log = {row["address"]: row for row in hall.json("care", "log")}
    assert {a: row["state"] for a, row in log.items()} == {
        "a@x.cn": "sent", "c@x.cn": "sent", "m0@x.cn": "failed", "m1@x.cn": "sent", "m2@x.cn": "unknown",
    }  # fmt: skip
    assert log["a@x.cn"]["occasion"] == "campaign:1" and "Open day" in hall.ok("care", "log").out
    hall.ok("care", "settle", str(log["m2@x.cn"]["id"]), "sent")
    invited = hall.json("campaign", "invite", "open", "--channel", "sms", "-o", "rest.csv")["invitations"]
    assert [row["customer"] for row in invited] == ["Theta", "M0"]
    assert len(post.mails) == 4 and _counts(hall) == {"drawn": 6, "invited": 6}
    assert hall.json("report", "care")["figures"][0]["n"] == 0
    hall.refuses([(("undo", "--yes", str(hall.json("history", "--limit", "20")[3]["number"])), 5)])


@pytest.mark.file
def test_two_runs_at_once_and_one_that_is_killed_invite_nobody_twice(
    crm: Crm, post: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRMCLI_SMTP_TIMEOUT", "20")
    _many(crm, 3)
    crm.ok("campaign", "add", "Open day", "--kind", "party", "--from", "2026-12-18", "--text-zh", "来！")
    _draw(crm)
    jobs: list[Running] = []

    def begin() -> None:
        jobs.append(Running(("campaign", "send", "open"), os.environ, crm.folder))

    def meanwhile(_address: str) -> None:
        if not jobs:
            begin()
            assert jobs[0].communicate(20)[0] == "2 e-mails: sent 2.\n"

    post.on_data = meanwhile
    assert crm("campaign", "send", "open").out.startswith("3 e-mails: ")
    assert sorted(post.addresses) == ["m0@x.cn", "m1@x.cn", "m2@x.cn"]
    _many(crm, 2, 3)
    _draw(crm)
    post.on_data = lambda _address: jobs[1].kill()
    begin()
    assert jobs[1].communicate(20) == ("", "")
    post.on_data = lambda _address: None
    assert crm.ok("campaign", "send", "open").out.startswith("1 e-mail: sent 1.")
    assert len(post.addresses) == 5 and len(set(post.addresses)) == 5
    crm.at("2026-11-20T02:16:00Z")
    assert "the sending was never noted" in crm("campaign", "send", "open").out
    assert len(post.addresses) == 5


@pytest.mark.file
def test_what_waits_is_not_sent_once_it_may_not_go(hall: Crm, post: Postman) -> None:
    _draw(hall)
    post.rcpt = dict.fromkeys(("a@x.cn", "c@x.cn"), "451 later")
    assert hall("campaign", "send", "open").status == 3
    post.rcpt = {}
    hall.ok("consent", "withdraw", "Alpha", "marketing")
    assert hall.ok("care", "send").out == "There is nothing to send.\n" and post.mails == []
    run = hall("campaign", "send", "open")
    assert run.status == 3 and post.addresses == ["c@x.cn"], run.out
    hall.ok("campaign", "cancel", "open", "--note", "burst pipe")
    hall.refuses([
        (("campaign", "send", "open"), 5), (("campaign", "draw", "open"), 5), (("campaign", "invite", "open"), 5),
        (("campaign", "cancel", "open"), 5), (("campaign", "answer", "open", "Alpha", "yes"), 5),
    ])  # fmt: skip
    assert _show(hall)["state"] == "canceled"
    hall.step_back()
    assert _show(hall)["state"] == "planned"


def test_who_comes_is_noted_by_name_and_by_sheet(hall: Crm) -> None:
    hall.ok("contact", "add", "Alpha", "王芳", "phone=13700000001")
    hall.ok("contact", "add", "Alpha", "李雷")
    _draw(hall)
    assert "signed up" in hall.ok("campaign", "answer", "open", "Alpha", "yes", "--person", "王芳").out
    assert "Not drawn for it: Zeta." in hall.ok("活动", "报名", "open", "Zeta", "谢绝", "--lang", "en").out
    hall.refuses([
        (("campaign", "attend", "open", "Alpha"), 5),  # it has not begun
        (("campaign", "attend", "open"), 2),
        (("campaign", "attend", "open", "Alpha", "Gamma", "--score", "5"), 2),
        (("campaign", "attend", "open", "Alpha", "--absent", "--passed"), 2),
        (("campaign", "answer", "open", "Alpha", "perhaps"), 2),
        (("campaign", "attend", "closed", "Alpha"), 4),
    ])  # fmt: skip
    hall.at("2026-12-20T02:00:00Z")
    (hall.folder / "signed.csv").write_text(
        "签到表,,,,\n公司,姓名,手机,签到,成绩\nAlpha,王芳,13700000001,√,88\nAlpha,李雷,,14:05,\nGamma,,,,\n,,138 0000 0008,是,59.5\n"
        "Nobody Ltd,张三,,是,\nZeta,,13800000003,是,\nDelta,,,是,九十\n,,,,\n合计,,,5,\n",
        encoding="utf-8",
    )
    run = hall("campaign", "attend", "open", "--file", "signed.csv", "--format", "json")
    told = run.json["data"]
    assert run.status == 3 and [(row["row"], row["why"]) for row in told["rejected"]] == [
        (7, "no customer is known by this"),
        (8, "its number, phone or e-mail is of Gamma, its name of Zeta"),
        (9, "九十 is no score from 0 to 100"),
        (11, "no customer is known by this"),
    ]
    people = [
        (p["customer"], p["contact_person"], p["attended"], p["score"], p["attended_on"])
        for p in _show(hall)["participants"]
    ]
    assert people == [
        ("Alpha", "王芳", 1, 88.0, "2026-12-18"), ("Alpha", "李雷", 1, None, "2026-12-18"), ("Gamma", None, 0, None, "2026-12-18"),
        ("Zeta", None, None, None, None), ("Theta", None, 1, 59.5, "2026-12-18"),
    ]  # fmt: skip
    assert _counts(hall) == {"drawn": 3, "yes": 1, "no": 1, "came": 2, "absent": 1}
    # Once more says nothing new; a walk-in and a result are told.
    before = hall.json("history")
    assert hall("campaign", "attend", "open", "--file", "signed.csv").status == 3
    assert hall.json("history") == before
    assert (
        "Not drawn for it: Eta."
        in hall.ok("campaign", "attend", "open", "Eta", "--score", "91", "--passed").out
    )
    assert _counts(hall)["walked_in"] == 1
    assert _counts(hall, "--as-of", "2026-12-17") == {"drawn": 3, "yes": 1, "no": 1}
    (hall.folder / "empty.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    hall.refuses([(("campaign", "attend", "open", "--file", "empty.csv"), 5)])


def test_costs_stand_against_the_budget(hall: Crm) -> None:
    assert "600.00 left" in hall.ok("campaign", "cost", "open", "400", "--for", "hall").out
    told = hall.json(
        "campaign", "cost", "open", "0.07万", "--for", "wine", "--on", "2026-11-18", "--category", "招待"
    )
    assert (told["spent"], told["budget"], told["category"]) == (1100, 1000, "hospitality")
    assert "100.00 over the budget" in hall.ok("campaign", "show", "open").out
    costs = _show(hall)["expenses"]
    assert [(row["what"], row["category"], row["amount"]) for row in costs] == [
        ("wine", "hospitality", 700), ("hall", "event", 400),
    ]  # fmt: skip
    row = hall.json("campaign", "list")[0]
    assert (row["spent_cents"], row["budget_cents"], row["state"]) == (1100, 1000, "planned")
    hall.refuses([
        (("campaign", "cost", "open", "5", "--for", "x", "--on", "2026-12-01"), 5),
        (("campaign", "cost", "open", "-5", "--for", "x"), 2),
    ])  # fmt: skip
    hall.step_back()
    assert _show(hall)["spent"] == 400
    hall.ok("campaign", "edit", "open", "--budget", "")
    assert "there is no budget" in hall.ok("campaign", "cost", "open", "5", "--for", "x").out


@pytest.mark.file
def test_what_is_entered_makes_sense(hall: Crm) -> None:
    new = ("campaign", "add", "New", "--kind", "seminar", "--from", "2026-12-01")
    hall.refuses([
        ((*new, "--to", "2026-11-30"), 5),
        ((*new, "--where", "tier="), 2),
        ((*new, "--text-en", "Dear {{ name"), 5),
        ((*new, "--text-en", "Dear {{ nmae }}"), 5),
        ((*new, "--subject-en", "{{ place }}"), 5),
        ((*new, "--matched"), 2),
        ((*new, "--hold-out", "95%"), 2),
        ((*new, "--survey", "none"), 4),
        (("campaign", "add", "open day", "--kind", "seminar", "--from", "2026-12-01"), 5),
        (("campaign", "add", " ", "--kind", "seminar", "--from", "2026-12-01"), 2),
        (("campaign", "edit", "open", "--place", ""), 5),
        (("campaign", "edit", "open"), 2),
        (("campaign", "invite", "open"), 5),
        (("campaign", "show", "nothing"), 4),
    ])  # fmt: skip
    # The form that ships is stored when it is first used.
    hall.ok("campaign", "add", "Talk", "--kind", "seminar", "--from", "2026-12-01", "--survey", "standard")
    hall.ok("undo")
    changed = hall.json(
        "campaign", "edit", "open", "--to", "2026-12-19", "--subject-zh", "请柬", "--hold-out", "10%"
    )
    assert {row["field"] for row in changed["changed"]} == {"end_on", "subjects", "held_out_percent"}
    hall.ok("campaign", "edit", "open", "--subject-zh", "")
    assert _show(hall)["subjects"] == {} and _show(hall)["texts"] == {"zh": _TEXT}
    hall.ok(*new)
    hall.refuses([(("campaign", "show", "e"), 4), (("campaign", "show", "New", "--as-of", "2026-11-19"), 4)])
    states = [(row["name"], row["state"]) for row in hall.json("campaign", "list", "--as-of", "2026-11-20")]
    assert states == [("Open day", "planned"), ("New", "planned")]
    hall.at("2026-12-19T02:00:00Z")
    assert [row["name"] for row in hall.json("campaign", "list", "--state", "running")] == ["Open day"]
    assert [row["name"] for row in hall.json("活动", "列表", "--状态", "已结束")] == ["New"]


def test_customers_who_are_merged_count_once(hall: Crm) -> None:
    hall.ok("campaign", "edit", "open", "--hold-out", "50%")
    told = hall.json("campaign", "draw", "open")["drawn"]
    held = next(row["customer"] for row in told if row["held_out"] == "yes")
    free = [row["customer"] for row in told if row["held_out"] == "no"]
    hall.ok("merge", free[0], held)
    assert _counts(hall) == {"drawn": 2, "held_out": len(told) - len(free)}
    invited = hall.json("campaign", "invite", "open", "--channel", "sms", "-o", "a.csv")["invitations"]
    assert held not in {row["customer"] for row in invited} and free[0] not in {
        row["customer"] for row in invited
    }
    hall.ok("campaign", "answer", "open", free[0], "yes")
    assert _counts(hall)["yes"] == 1
    hall.ok("merge", "undo", "1")
    assert _counts(hall)["drawn"] == 3
