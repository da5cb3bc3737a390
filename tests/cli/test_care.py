"""Greetings: whose day it is, what they say, and that each goes out at most once."""

from __future__ import annotations

import os
import sqlite3
import ssl
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import trustme
from openpyxl import load_workbook

from crmcli import errors
from tests.cli.conftest import beginning
from tests.cli.mail_server import DROP, WAIT, Lock, Postman, mail_server
from tests.forked import Running

if TYPE_CHECKING:
    from tests.cli.conftest import Crm

pytestmark = pytest.mark.file


@beginning
def people(crm: Crm) -> None:
    crm.ok("add", "远鑫酒店", "cooperation_start=2020-11-21", "phone=13800000001", "email=info@yx.cn")
    crm.ok("contact", "add", "远鑫酒店", "王芳", "birthday=农历十月十二", "email=wang@yx.cn")
    crm.ok("add", "李雷", "kind=person", "birthday=1990-11-20", "phone=13800000002")
    crm.ok("add", "John Smith", "kind=person", "birthday=--11-22", "email=js@x.com", "country=US")
    crm.ok("add", "韩梅", "kind=person", "birthday=1980-11-20", "email=han@x.cn", "status=do_not_contact")
    crm.ok("add", "无路", "kind=person", "birthday=1980-11-20")
    crm.ok("add", "同址", "kind=person", "birthday=1980-11-20", "phone=13800000002", "--force")


def born_today(crm: Crm, *addresses: str) -> None:
    for address in addresses:
        crm.ok("add", address.partition("@")[0], "kind=person", "birthday=1980-11-20", f"email={address}")


def cared(crm: Crm) -> list[tuple[str, str, int]]:
    """Whom care was noted for, by which channel, and whether it counts as an effective contact."""
    with closing(sqlite3.connect(crm.db)) as plain:
        return plain.execute(
            "SELECT c.name, i.channel, i.effective FROM interaction i JOIN customer c ON c.id = i.customer_id WHERE i.care = 1"
        ).fetchall()


def states(crm: Crm, *words: str) -> dict[str, str]:
    return {row["address"]: row["state"] for row in crm.json("care", "log", *words)}


def test_a_plan_says_who_is_greeted_how_or_why_not(people: Crm) -> None:
    rows = people.json("care", "plan")
    assert [(r["on"][-5:], r["occasion"], r["name"], r["channel"], r["reason"]) for r in rows] == [
        ("11-20", "birthday", "王芳", "email", None),
        ("11-20", "birthday", "李雷", "sms", None),
        ("11-20", "birthday", "韩梅", None, "do_not_contact"),
        ("11-20", "birthday", "无路", None, "unreachable"),
        ("11-20", "birthday", "同址", None, "same_address"),
        ("11-21", "anniversary", "王芳", "email", None),
        ("11-22", "birthday", "John Smith", "email", None),
    ]
    assert [r["customer"] for r in people.json("care", "plan", "--occasion", "感恩节", "--month")] == [
        "John Smith"
    ]
    told = people.ok("关怀", "计划", "--天数", "60", "--lang", "zh").out
    assert "待祝福：邮件 3；短信 1。" in told and "2026-12-25  圣诞节  美国" in told, told
    people.ok("policy", "set", "care.days.11-23", '"店庆日"')
    assert len(people.json("care", "plan", "--occasion", "店庆日")) == 6
    people.refuses([
        (("care", "plan", "--occasion", "nobody's day"), 2),
        (("care", "plan", "--month", "--days", "3"), 2),
        (("care", "list", "--date", "2026-11-10"), 5),
        (("care", "send"), 5),
        (("care", "settle", "7", "sent"), 4),
    ])  # fmt: skip


@pytest.mark.file
def test_the_plan_and_the_days_list_say_whose_consent_is_missing(people: Crm) -> None:
    people.ok("consent", "withdraw", "李雷", "care", "--channel", "sms")
    row = next(r for r in people.json("care", "plan") if r["name"] == "李雷")
    assert (row["channel"], row["reason"]) == (None, "withdrawn")
    assert "to be greeted" not in people.ok("due", "--kind", "birthday").out, "there is the phone"
    people.ok("consent", "withdraw", "李雷", "care")
    told = people.ok("due", "--kind", "birthday").out
    assert "birthday on 2026-11-20, not to be greeted: consent was withdrawn" in told.replace("\n", " ")


@pytest.mark.file
def test_todays_list_has_what_was_missed_yesterday(people: Crm) -> None:
    people.at("2026-11-21T02:00:00Z")
    assert [row["name"] for row in people.json("care", "list")] == ["李雷"]
    assert people.json("care", "list", "--date", "tomorrow") == []
    people.at("2026-11-22T02:00:00Z")
    assert people.json("care", "list") == []
    assert "from 2026-11-21 on" in people("care", "list", "--date", "2026-11-20").err


def test_a_plan_of_a_past_day_is_what_it_was_on_that_day(people: Crm) -> None:
    def plan(*more: str) -> list[dict[str, object]]:
        found: list[dict[str, object]] = people.json("care", "plan", "--as-of", "2026-11-20", *more)
        return found

    festival = ("--occasion", "感恩节", "--month")
    before, whom = plan(), plan(*festival)
    assert before == people.json("care", "plan")
    people.at("2026-11-21T02:00:00Z")
    people.ok("staff", "add", "Kim", "--role", "rep", "--login", "kim")
    people.ok("care", "list", "--date", "2026-11-20", "-o", "sms.csv")
    people.ok("consent", "withdraw", "王芳", "care")
    people.ok("edit", "王芳", "--owner", "Kim")
    people.ok("edit", "John", "status=closed")
    people.ok("add", "新来", "kind=person", "birthday=1990-11-21", "phone=13800000009")
    assert plan() == before and plan(*festival) == whom
    now = {row["name"]: row["state"] or row["reason"] for row in people.json("care", "plan", "--days", "2")}
    assert now["王芳"] == "withdrawn" and now["John Smith"] == "closed" and now["新来"] is None
    # What is put right later is known now, and told.
    people.ok("edit", "李雷", "birthday=1980-12-20")
    run = people.ok("care", "plan", "--as-of", "2026-11-20", "--format", "json").json
    assert "李雷" not in {row["name"] for row in run["data"]} and run["as_known_now"] == {"customers": 1}
    assert people("care", "list", "--as-of", "2026-11-20").status == errors.Usage.status


def test_a_greeting_is_in_its_customers_words_and_lacks_nothing(people: Crm) -> None:
    def text(*words: str) -> str:
        return str(people.json("care", "preview", *words)["text"])

    assert text("李雷", "生日") == "李雷您好：祝您生日快乐，身体健康，万事如意！"
    assert text("John", "birthday") == "Dear John Smith, we wish you a very happy birthday!"
    assert text("远鑫", "anniversary").startswith("王芳您好：今天是我们合作 6 周年")
    assert text("远鑫", "春节") == "王芳您好：值此春节，祝您节日快乐，阖家幸福！"
    tier = people.json("show", "李雷")["standing"]["tier"]
    people.ok(
        "policy", "set", f"care.texts.birthday.{tier}_zh", '"{{ name }}，{{ owner }}祝您生日快乐。{{ gift }}"'
    )
    people.ok("policy", "set", f"care.gifts.birthday.{tier}_zh", '{ text = "凭此领茶一份。", cost = 12.5 }')
    written = people.json("care", "preview", "李雷", "生日")
    assert (written["text"], written["cost"]) == ("李雷，Lee祝您生日快乐。凭此领茶一份。", 12.5)
    people.ok("edit", "李雷", "owner=")
    people.refuses(
        [(("care", "preview", "李雷", "生日"), 5), (("care", "preview", "李雷", "anniversary"), 5)]
    )
    assert "the text lacks owner" in people("care", "preview", "李雷", "生日").err
    # Nobody gets a text with a gap: whom it can't be written for is named.
    run = people("care", "list", "-o", "sms.csv")
    assert run.status == 3 and "李雷, birthday: the text lacks owner." in run.out, run.out
    for wrong in ('"{{ name"', '"{{ nmae }}"'):
        assert people("policy", "set", "care.texts.birthday.zh", wrong).status == 5


def test_a_list_is_handed_over_once(people: Crm) -> None:
    assert "birthday" in {row["kind"] for row in people.json("due") if row["customer"] == "李雷"}
    assert [row["name"] for row in people.json("care", "list")] == ["李雷"]
    people.ok("care", "list", "--channel", "sms", "-o", "sms.xlsx")
    cells = list(load_workbook(people.folder / "sms.xlsx").active.iter_rows(values_only=True))
    assert cells[1][:3:2] == ("李雷", None) and cells[1][1] == "13800000002", cells
    assert "birthday" not in {row["kind"] for row in people.json("due") if row["customer"] == "李雷"}
    assert cared(people) == [("李雷", "sms", 0)]
    assert (
        people.ok("care", "list", "-o", "again.xlsx").out == "Nobody is to be greeted.\n\nNothing to show.\n"
    )
    assert not (people.folder / "again.xlsx").exists()
    people.step_back()
    assert cared(people) == []
    # Whom somebody greeted by hand nobody greets again.
    people.ok("log-contact", "李雷", "phone", "生日快乐", "--care")
    assert {row["name"]: row["reason"] for row in people.json("care", "plan")}["李雷"] == "greeted"
    people.step_back()
    assert [row["name"] for row in people.json("care", "list")] == ["李雷"]


def test_each_mail_goes_out_at_most_once_whatever_the_server_does(crm: Crm, post: Postman) -> None:
    rcpt = {"no@x.cn": "550 no such user", "later@x.cn": "451 try later", "gone@x.cn": DROP}
    data = {"spam@x.cn": "554 no", "busy@x.cn": "452 full", "cut@x.cn": DROP, "slow@x.cn": WAIT}
    born_today(crm, "one@x.cn", *rcpt, *data, "last@x.cn")
    assert crm.ok("care", "send", "--dry-run").out.count("we wish") + len(crm.json("care", "log")) == 0
    post.rcpt, post.data = rcpt, data
    run = crm("care", "send")
    after = {
        "one@x.cn": "sent", "no@x.cn": "failed", "later@x.cn": "planned", "gone@x.cn": "planned", "spam@x.cn": "failed",
        "busy@x.cn": "planned", "cut@x.cn": "unknown", "slow@x.cn": "unknown", "last@x.cn": "sent",
    }  # fmt: skip
    assert run.status == 3 and states(crm) == after, run.out
    assert "Of 2 messages nobody knows" in run.out and "550 no such user" in run.out
    # What came through before is never sent again; what was refused for now is.
    post.rcpt, post.data = {}, {}
    run = crm("care", "send")
    again = dict.fromkeys(("later@x.cn", "gone@x.cn", "busy@x.cn"), "sent")
    assert run.status == 3 and states(crm) == after | again and "Of 2 messages" in run.out
    assert sorted(post.addresses) == sorted({"one@x.cn", "last@x.cn", "cut@x.cn", *again})
    mail = dict(post.mails)["one@x.cn"]
    assert (mail["subject"], mail["from"]) == ("生日快乐", "客服 <care@us.cn>")
    assert mail.get_content().strip() == "one您好：祝您生日快乐，身体健康，万事如意！"
    # Somebody finds out: one had arrived, the other had not and goes out.
    ids = {row["address"]: str(row["id"]) for row in crm.json("care", "log", "--state", "unknown")}
    crm.ok("care", "settle", ids["cut@x.cn"], "sent")
    crm.ok("关怀", "确认", ids["slow@x.cn"], "未发送")
    crm.refuses(
        [
            (("care", "settle", ids["cut@x.cn"], "sent"), 5),
            (("undo", "--yes", str(len(crm.json("history")) - 2)), 5),
        ]
    )
    assert crm.ok("care", "send").out.startswith("1 e-mail: sent 1.")
    assert len(post.mails) == 7 and sorted(row[0] for row in cared(crm)) == sorted(
        address.partition("@")[0] for address, state in states(crm).items() if state == "sent"
    )
    figures = {f["key"]: f["value"] for f in crm.json("report", "care")["figures"]}
    assert figures == {
        "care_planned": 0, "care_sent": 7, "care_handed": 0, "care_failed": 2, "care_unknown": 0, "care_reached": 7,
        "care_cost": 0,
    }  # fmt: skip


def test_two_jobs_at_once_and_one_that_is_killed_send_nothing_twice(
    crm: Crm, post: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRMCLI_SMTP_TIMEOUT", "20")
    born_today(crm, *(f"a{n}@x.cn" for n in range(3)))
    jobs: list[Running] = []

    def begin() -> None:
        jobs.append(Running(("care", "send"), os.environ, crm.folder))

    def meanwhile(_address: str) -> None:
        if not jobs:
            begin()
            assert jobs[0].communicate(20)[0] == "2 e-mails: sent 2.\n"

    post.on_data = meanwhile
    assert crm("care", "send").out.startswith("3 e-mails: ")
    assert sorted(post.addresses) == ["a0@x.cn", "a1@x.cn", "a2@x.cn"]
    born_today(crm, "b0@x.cn", "b1@x.cn")
    post.on_data = lambda _address: jobs[1].kill()
    begin()
    assert jobs[1].communicate(20) == ("", "")
    post.on_data = lambda _address: None
    # It is under way for all that anybody knows.
    assert crm.ok("care", "send").out.startswith("1 e-mail: sent 1.")
    assert states(crm, "--state", "sending") == {"b0@x.cn": "sending"}
    crm.at("2026-11-20T02:16:00Z")
    run = crm("care", "send")
    assert run.status == 3 and "the sending was never noted" in run.out
    assert sorted(post.addresses)[3:] == ["b0@x.cn", "b1@x.cn"]


def test_what_waits_is_given_up_when_it_may_not_go_any_more(crm: Crm, post: Postman) -> None:
    born_today(crm, "no@x.cn", "late@x.cn")
    post.rcpt = dict.fromkeys(("no@x.cn", "late@x.cn"), "451 later")
    assert crm("care", "send").status == 3
    crm.ok("consent", "withdraw", "no", "care")
    assert crm("care", "send").status == 3
    assert states(crm) == {"no@x.cn": "failed", "late@x.cn": "planned"}
    crm.at("2026-11-22T02:00:00Z")
    crm.ok("care", "send")
    assert states(crm) == {"no@x.cn": "failed", "late@x.cn": "failed"}
    assert states(crm, "--as-of", "2026-11-20")["late@x.cn"] == "planned"
    # A merge, and a birthday that was put right, make no second one.
    crm.ok("add", "other", "kind=person", "birthday=1980-11-22", "email=late@x.cn", "--force")
    crm.ok("merge", "late", "other")
    assert [row["state"] for row in crm.json("care", "plan")] == ["failed"]


def test_nothing_is_sent_where_there_is_no_server(
    crm: Crm, post: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    born_today(crm, "one@x.cn")
    for name, value, status in (
        ("PORT", "1", 11),
        ("PORT", "x", 5),
        ("SENDER", "nobody", 5),
        ("SECURITY", "most", 5),
    ):
        with monkeypatch.context() as told:
            told.setenv(f"CRMCLI_SMTP_{name}", value)
            if name == "SECURITY":
                told.delenv("CRMCLI_SMTP_PORT")
            assert crm("care", "send").status == status, name
    crm.ok("care", "send")
    assert post.addresses == ["one@x.cn"]


#: What the settings say otherwise, how the run ends, and its words. Who isn't let in without a login loses no mail.
_TURNED_AWAY = {
    "wrong password": ({"PASSWORD": "guess"}, 11, "535"),
    "no login": ({"USER": ""}, 3, "530"),
    "untrusted certificate": ({"CA": "/dev/null"}, 11, "its certificate is not trusted"),
    "no TLS": ({"SECURITY": "none"}, 11, ""),
    "the other TLS": ({"SECURITY": "other"}, 11, ""),
}


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_mails_go_by_tls_with_a_login_or_not_at_all(
    crm: Crm, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    born_today(crm, "one@x.cn")
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    trusted = crm.folder / "ca.pem"
    authority.cert_pem.write_to_path(str(trusted))
    (crm.folder / "secret").write_text("right\n", encoding="utf-8")
    with mail_server(Lock(security, context, b"care", b"right")) as (post, port):
        told = {
            "HOST": "127.0.0.1", "PORT": str(port), "SENDER": "care@us.cn", "SECURITY": security, "TIMEOUT": "5", "USER": "care",
            "PASSWORD_FILE": str(crm.folder / "secret"), "CA": str(trusted),
        }  # fmt: skip
        for case, (differing, status, words) in _TURNED_AWAY.items():
            _settings(monkeypatch, told | differing, security)
            run = crm("care", "send")
            said = run.err if status == errors.Unreachable.status else run.out
            assert run.status == status and words in said and "Traceback" not in run.err, (case, run)
            assert run.err.startswith("Error: Nothing was sent, ") == (status == errors.Unreachable.status), (
                case
            )
            assert post.mails == [] and states(crm) == {"one@x.cn": "planned"}, case
        _settings(monkeypatch, told, security)
        crm.ok("care", "send")
        assert post.addresses == ["one@x.cn"] and states(crm) == {"one@x.cn": "sent"}


def _settings(monkeypatch: pytest.MonkeyPatch, told: dict[str, str], security: str) -> None:
    """Sets the mail server's settings; SSL_CERT_FILE names who is trusted."""
    other = "starttls" if security == "tls" else "tls"
    for name in ("USER", "PASSWORD", "PASSWORD_FILE"):
        monkeypatch.delenv(f"CRMCLI_SMTP_{name}", raising=False)
    for name, value in told.items():
        variable = "SSL_CERT_FILE" if name == "CA" else f"CRMCLI_SMTP_{name}"
        monkeypatch.setenv(variable, other if value == "other" else value)


def test_a_password_that_no_login_can_carry_is_refused(
    crm: Crm, post: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    born_today(crm, "one@x.cn")
    monkeypatch.setenv("CRMCLI_SMTP_USER", "care")
    monkeypatch.setenv("CRMCLI_SMTP_PASSWORD", "密码")
    assert crm("care", "send").status == errors.Invalid.status
    monkeypatch.setenv("CRMCLI_SMTP_PASSWORD", "plain")
    run = crm("care", "send")
    assert run.status == errors.Unreachable.status and "Nothing was sent, " in run.err
    assert post.mails == []
