"""Customers are asked whether their contact data are still right, and what they answer is done."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli import errors
from tests.cli.conftest import NOW, beginning

from .conftest import Crm

pytestmark = pytest.mark.file


@beginning
def old(crm: Crm) -> None:
    """Four customers whose data nobody looked at for a year, and a new one."""
    crm.at("2025-10-01T02:00:00Z")
    crm.ok("add", "Harbour Ltd", "--phone", "13900000001", "--contact", "Anna Berg")
    crm.ok("contact", "edit", "Anna Berg", "phone=13900000011")
    crm.ok("add", "刘帆", "--phone", "13900000002", "--kind", "person")
    crm.ok("add", "Meadow Ltd", "--phone", "13900000003", "--email", "a@meadow.com")
    crm.ok("add", "Quiet Ltd", "--phone", "13900000004", "status=do_not_contact")
    crm.at(NOW)
    crm.ok("add", "New Ltd", "--phone", "13900000005")
    crm.ok("classify")


def _codes(crm: Crm) -> dict[int, str]:
    return {row["customer_id"]: row["code"] for row in crm.json("verify", "send")["questions"]}


def test_who_is_asked_and_when_again(old: Crm, tmp_path: Any) -> None:
    old.ok("consent", "withdraw", "刘帆", "--channel", "sms")
    assert len(old.json("verify", "send", "--dry-run")["questions"]) == 3
    asked = old.json("verify", "send", "-o", str(tmp_path / "ask.csv"))["questions"]
    assert {row["customer"]: row["by"] for row in asked} == {
        "Harbour Ltd": ["phone", "sms"], "刘帆": ["phone"], "Meadow Ltd": ["phone", "sms", "email"],
    }  # fmt: skip
    assert all(row["code"] in row["text"] and row["phone"] in row["text"] for row in asked)
    assert asked[0]["code"] in (tmp_path / "ask.csv").read_text(encoding="utf-8-sig")
    assert old.json("verify", "send")["left_out"] == {"asked_lately": 3}
    # It stays due until somebody answers.
    assert {row["customer"] for row in old.json("due", "--kind", "verify")} >= {"刘帆", "Meadow Ltd"}
    old.at("2027-01-20T02:00:00Z")
    assert len(old.json("verify", "send")["questions"]) == 3
    old.ok("undo")
    assert len(old.json("verify", "list")) == 3


def test_what_an_answer_does(old: Crm) -> None:
    codes = _codes(old)
    old.ok("verify", "reply", codes[1].lower(), "变更", "phone=13900000012")
    old.ok("核实", "回复", codes[3], "是")
    old.ok("verify", "reply", codes[2], "gone")
    harbour = old.json("show", "1")
    # The phone that was asked about is the contact person's own.
    assert (harbour["phone"], harbour["persons"][0]["phone"]) == ("13900000001", "13900000012")
    assert [old.json("show", str(n))["verified_on"] for n in (1, 3)] == ["2026-11-20"] * 2
    assert old.json("show", "2")["status"] == "closed"
    assert [row["answer"] for row in old.json("verify", "list")] == ["yes", "gone", "changed"]
    old.refuses([
        (("verify", "reply", codes[3], "yes"), errors.Invalid.status),
        (("verify", "reply", "XXXXXX", "yes"), errors.NotFound.status),
    ])  # fmt: skip


def test_a_platform_s_list_comes_back(old: Crm, tmp_path: Any) -> None:
    codes = _codes(old)
    (tmp_path / "replies.csv").write_text(
        f"核实码,回复,新电话\n{codes[1]},不再,\n{codes[2]},TD,\n{codes[3]},{codes[3]} 变更,13900000033\nXXXXXX,是,\n{codes[3]},嗯,\n",
        encoding="utf-8",
    )
    run = old("verify", "import", str(tmp_path / "replies.csv"), "--format", "json")
    assert run.status == errors.REJECTED_ROWS
    assert run.json["data"]["taken"] == {"gone": 1, "stop": 1, "changed": 1}
    assert [row["row"] for row in run.json["data"]["rejected"]] == [5, 6]
    assert old.json("show", "3")["phone"] == "13900000033"
    assert old.json("show", "1")["persons"][0]["left_on"] == "2026-11-20"
    assert [(row["customer"], row["channel"]) for row in old.json("consent", "list")] == [("刘帆", "sms")]


def test_a_platform_s_log_tells_the_code_in_the_words_and_the_time_beside(old: Crm, tmp_path: Any) -> None:
    old.ok("edit", "Harbour Ltd", "phone=13900000011")
    codes = _codes(old)
    old.at("2026-11-24T02:00:00Z")
    (tmp_path / "log.csv").write_text(
        "手机号,回复内容,回复时间\n"
        f"13900000011,{codes[1]} 不再,2026-11-21 09:00\n13900000002,{codes[2].lower()}退订,2026-11-21 18:00\n"
        f"13900000003,{codes[3]} 是的,2026-11-22\n13900000003,是,2026-11-22\n13900000003,{codes[3]} 是,2026-11-01\n",
        encoding="utf-8",
    )
    run = old("verify", "import", str(tmp_path / "log.csv"), "--format", "json")
    assert run.json["data"]["taken"] == {"gone": 1, "stop": 1, "yes": 1}
    assert [row["row"] for row in run.json["data"]["rejected"]] == [5, 6]
    harbour = old.json("show", "1")
    assert (harbour["phone"], harbour["persons"][0]["left_on"]) == (None, "2026-11-21")
    assert old.json("show", "3")["verified_on"] == "2026-11-22"
    assert [row["at"] for row in old.json("consent", "list")] == ["2026-11-21T10:00:00Z"]
    told = old.ok("consent", "list", "刘帆", "--as-of", "2026-11-21 12:00").out
    assert "withdrawn" not in told


def test_mails_answer_like_a_list(old: Crm, tmp_path: Any) -> None:
    codes = _codes(old)
    old.at("2026-11-24T02:00:00Z")
    mail = (
        "From: a@meadow.com\nTo: me@us.cn\nSubject: Re: Thanks\nDate: Sun, 22 Nov 2026 09:00:00 +0800\nMessage-ID: <{n}@m>\n"
        "Content-Type: text/plain; charset=utf-8\n\n{words}\n\n> MARKET {code}\n"
    )
    (tmp_path / "yes.eml").write_text(
        mail.format(n=1, words="是的，谢谢 Thanks", code=codes[3]), encoding="utf-8"
    )
    run = old("verify", "import", str(tmp_path / "yes.eml"), "--format", "json")
    assert run.status == 0 and run.json["data"]["taken"] == {"yes": 1}
    assert old.json("show", "3")["verified_on"] == "2026-11-22"
    (tmp_path / "none.eml").write_text(mail.format(n=2, words="是的", code="?"), encoding="utf-8")
    assert old("verify", "import", str(tmp_path / "none.eml")).status == errors.REJECTED_ROWS


def test_a_contact_confirms_the_data(old: Crm) -> None:
    old.ok("log-contact", "刘帆", "phone", "still the same", "--verified", "--at", "2026-11-19 10:00")
    assert old.json("show", "刘帆")["verified_on"] == "2026-11-19"
    assert (
        old("log-contact", "刘帆", "phone", "rang out", "--missed", "--verified").status
        == errors.Usage.status
    )
    old.step_back()
    assert old.json("show", "刘帆")["verified_on"] is None
