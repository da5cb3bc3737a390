"""Mails come in by whose addresses are in them: as contacts, or as complaints and feedback with a receipt ready."""

from __future__ import annotations

import mailbox
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning
from tests.cli.test_import import rows, totals

# What mails say is read alike for either engine; one test tries what both do with it.
_FILE = pytest.mark.file
ZHANG, WANG = "张建华 <zhang@yuanxin.example>", "王芳 <wang@ours.example>"


def mail(
    sender: str, to: str, subject: str, text: str, on: str = "03 Nov 2026 09:12:33 +0800", **more: str
) -> EmailMessage:
    """A mail with its number `n`, further heads by name (_ for -), and as `file` the name of a file with it."""
    made = EmailMessage()
    heads = {"From": sender, "To": to, "Subject": subject, "Date": on}
    for name, value in (heads | {k: v for k, v in more.items() if k not in ("n", "file")}).items():
        made[name.replace("_", "-")] = value
    if "n" in more:
        made["Message-ID"] = f"<{more['n']}@mails.example>"
    made.set_content(text)
    if "file" in more:
        made.add_attachment(b"x" * 100, maintype="application", subtype="pdf", filename=more["file"])
    return made


ASKED = mail(ZHANG, WANG, "报价咨询", "您好，请报个价。", n="1", file="图纸.pdf")
ANSWERED = mail(
    WANG, f"{ZHANG}, boss@far.example", "回复: 报价咨询", "每月1200元。\n\n> 您好，请报个价。", "04 Nov 2026 10:00:00 +0800",
    n="2", In_Reply_To="<1@mails.example>",
)  # fmt: skip
GREETED = mail(WANG, ZHANG, "问候", "祝好", "05 Nov 2026 10:00:00 +0800", n="3")
STRANGE = mail("新客 <new@guest.example>", "info@ours.example", "想了解保洁", "您好", n="4")
LATE = mail("li@mail.example", WANG, "投诉：保洁迟到", "又迟到了。", "20 Nov 2026 09:30:00 +0800", n="5")
OTHERS = (
    mail(WANG, "Lee <lee@ours.example>", "开会", "三点", n="6"),
    mail("news@shop.example", WANG, "打折", "买买买", n="7", List_Unsubscribe="<mailto:x@shop.example>"),
    mail("a@far.example", "b@far.example", "x", "y", n="8"),
)


def box(path: Path, *mails: EmailMessage) -> str:
    """A mailbox of these mails."""
    made = mailbox.mbox(path)
    made.clear()
    for one in mails:
        made.add(one)
    made.close()
    return str(path)


def contacts(crm: Crm, *fields: str) -> list[tuple[Any, ...]]:
    return [tuple(row[field] for field in fields) for row in rows(crm, "interactions")]


@beginning
def team(crm: Crm) -> None:
    """Two of us with addresses, a firm of which a person has one, and a person."""
    crm.ok("staff", "edit", "Lee", "--email", "lee@ours.example")
    crm.ok("staff", "add", "王芳", "--email", "wang@ours.example")
    crm.ok("add", "远鑫酒店管理有限公司", "--owner", "王芳")
    crm.ok("contact", "add", "远鑫酒店", "张建华", "email=zhang@yuanxin.example")
    crm.ok("add", "李四", "--kind", "person", "email=li@mail.example")


@_FILE
def test_a_mailbox_is_contacts_with_whose_addresses_are_in_it(team: Crm, tmp_path: Path) -> None:
    file = box(tmp_path / "box.mbox", ASKED, ANSWERED, GREETED, *OTHERS)
    run = team("import", file, "--yes")
    assert run.status == 0
    for told in (
        "1 mail among yourselves was",
        "1 mail that a program wrote",
        "(a@far.example, b@far.example)",
    ):
        assert told in run.err
    firm = "远鑫酒店管理有限公司", "张建华", "email"
    assert contacts(
        team, "customer", "contact_person", "channel", "direction", "effective", "author", "occurred_at", "content"
    ) == [
        (*firm, "in", 1, "王芳", "2026-11-03T01:12:33Z", "报价咨询\n\n您好，请报个价。\n\n附件：图纸.pdf"),
        (*firm, "out", 1, "王芳", "2026-11-04T02:00:00Z", "回复: 报价咨询\n\n每月1200元。\n\n> 您好，请报个价。"),
        (*firm, "out", 0, "王芳", "2026-11-05T02:00:00Z", "问候\n\n祝好"),
    ]  # fmt: skip
    assert [row["name"] for row in team.json("staff", "list")] == ["Lee", "王芳"]


@_FILE
def test_the_same_mails_again_change_nothing_however_they_come(team: Crm, tmp_path: Path) -> None:
    for number, one in enumerate((ASKED, GREETED)):
        (tmp_path / f"{number}.eml").write_bytes(bytes(one))
    singles = [str(path) for path in sorted(tmp_path.glob("*.eml"))]
    assert totals(team, *singles) == {"created": 2}
    assert contacts(team, "effective") == [(0,), (0,)]
    # The mailbox has the answer, too: what was asked reached somebody.
    longer = box(tmp_path / "box.mbox", ASKED, ANSWERED, GREETED)
    assert totals(team, longer) == {"created": 1, "updated": 1, "unchanged": 1}
    assert totals(team, longer) == {"unchanged": 3}
    assert contacts(team, "effective") == [(1,), (1,), (0,)]


@_FILE
def test_addresses_that_nobody_knows_wait_to_be_mended_or_are_new_customers(
    team: Crm, tmp_path: Path
) -> None:
    file = box(tmp_path / "box.mbox", STRANGE)
    run = team("import", file, "--yes")
    assert run.status == errors.Invalid.status and "No customer has the e-mail new@guest.example." in run.out
    assert totals(team, file, "--create-missing") == {"created": 1}
    found = next(row for row in rows(team, "customers") if row["email"] == "new@guest.example")
    assert (found["name"], found["kind"]) == ("新客", "person")
    assert contacts(team, "customer", "direction") == [("新客", "in")]


def test_an_address_beside_a_known_one_is_perhaps_that_customers(team: Crm, tmp_path: Path) -> None:
    file = box(tmp_path / "box.mbox", mail("colleague@yuanxin.example", WANG, "x", "y", n="11"))
    rejected = team("import", file, "--yes", "--partial", "--format", "json").json["data"]
    assert [row["candidate"] for row in rejected["rejected"]] == ["C000001"]
    # Mended as the workbook proposes, it is.
    assert totals(team, rejected["rejects_file"]) == {"created": 1}
    assert contacts(team, "customer") == [("远鑫酒店管理有限公司",)]


@_FILE
def test_a_day_that_is_none_sends_the_mail_back(team: Crm, tmp_path: Path) -> None:
    bad = mail(ZHANG, WANG, "x", "y", "Wed, 31 Foo 2026", n="9")
    assert totals(team, box(tmp_path / "box.mbox", ASKED, bad), "--partial") == {"created": 1, "rejected": 1}


@_FILE
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"no head stands here\nat all\n", "holds no mail that can be read"),
        (
            b"From: a@b.example\n" + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 3000,
            "holds no mail",
        ),
        (b"", "is empty"),
    ],
)
def test_what_is_no_mail_is_told(team: Crm, tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "x.eml").write_bytes(content)
    run = team("import", str(tmp_path / "x.eml"), "--yes")
    assert (run.status, told in run.err) == (errors.Unreadable.status, True), run.err
    assert "。 " not in team("import", str(tmp_path / "x.eml"), "--yes", "--lang", "zh_CN").err


def _texts(crm: Crm, *words: str) -> Sequence[tuple[Any, ...]]:
    run = crm("import", *words, "--yes", "--partial", "--format", "json").json
    return [(r["number"], r["to"], r["handler"], r["text"]) for r in run["data"]["receipts"]]


def test_mails_are_complaints_that_are_routed_and_have_a_receipt_ready(team: Crm, tmp_path: Path) -> None:
    policy = team.ok("policy", "show").out
    (tmp_path / "policy.toml").write_text(
        f'{policy}\n[[routing]]\nchannel = "email"\nto = ["王芳"]\n', "utf-8"
    )
    team.ok("policy", "set", "--file", str(tmp_path / "policy.toml"))
    file = box(tmp_path / "box.mbox", LATE, ANSWERED)
    told = (
        "Dear 李四, we have received your complaint TS2026-0001; 王芳 is looking after it."
        " You will hear from us by 2026-11-20 11:30. We are sorry for the trouble."
    )
    assert _texts(team, file, "--kind", "complaints") == [("TS2026-0001", "li@mail.example", "王芳", told)]
    complaint = team.json("complaint", "show", "TS2026-0001")
    assert (complaint["opened_at"], complaint["channel"]) == ("2026-11-20T01:30:00Z", "email")
    assert complaint["content"] == "投诉：保洁迟到\n\n又迟到了。"
    assert complaint["clocks"]["respond"]["state"] == "open"
    assert totals(team, file, "--kind", "complaints") == {"unchanged": 1}
    # What is old is history: no clock, no receipt.
    old = box(tmp_path / "old.mbox", ASKED)
    assert _texts(team, old, "--kind", "complaints") == []
    assert team.json("complaint", "show", "2")["clocks"]["respond"]["state"] == "none"
    refused = box(tmp_path / "refused.mbox", mail("li@mail.example", WANG, "a", "b", n="10"), STRANGE)
    assert team("import", refused, "--kind", "complaints", "--yes").status == errors.Invalid.status
    team.ok("import", "undo", str(team.json("import", "list")[-1]["number"]), "--yes")
    assert [row["number"] for row in team.json("complaint", "list", "--all")] == ["TS2026-0002"]


@_FILE
def test_forms_are_complaints_or_feedback_with_a_receipt_ready(team: Crm, tmp_path: Path) -> None:
    form = tmp_path / "留言表单.csv"
    form.write_text(
        "提交时间,姓名,联系方式,留言内容,问题类型\n2026-11-20 09:30:00,李四,li@mail.example,发票开错了,发票问题\n"
        "2026-11-19 09:30:00,远鑫酒店管理有限公司,13900000001,周日也开门吧,建议\n",
        "utf-8",
    )
    [first, second] = _texts(team, str(form))
    assert first[:3] == ("TS2026-0001", "li@mail.example", "Lee")
    assert (second[1:3], "by the next working day" in second[3]) == (("13900000001", "王芳"), True)
    said = team.ok("import", str(form), "--kind", "feedback", "--yes").out
    assert "feedback 2 → 13900000009" not in said
    assert (
        "feedback 2 → 13900000001: Dear 远鑫酒店管理有限公司, thank you for writing to us; 王芳 will answer you."
        in said
    )
    # It is shown again for whoever asks.
    again = team.json("feedback", "show", "2", "--receipt")
    assert f"feedback 2 → 13900000001: {again['text']}" in said
    assert team.ok("feedback", "show", "2", "--receipt").out.strip() == again["text"]


def test_files_of_mails_are_attached_to_what_the_mails_become(team: Crm, tmp_path: Path) -> None:
    asked = mail(ZHANG, f"{WANG}, li@mail.example", "图纸", "见附件", n="20", file="图纸.pdf")
    asked.add_attachment(b"", maintype="application", subtype="pdf", filename="空.pdf")
    asked.add_attachment(b"y" * 2_000_000, maintype="video", subtype="mp4", filename="现场.mp4")
    signed = mail("li@mail.example", WANG, "x", "y", n="21", file="图纸.pdf")
    team.ok("policy", "set", "attachment.max_mb", "1")
    file = box(tmp_path / "box.mbox", ANSWERED, asked, signed)
    assert totals(team, file, "--dry-run") == {"created": 3}
    assert team.json("attachment", "list") == []
    run = team("import", file, "--yes")
    assert "Attached 2 files of mails." in run.out
    assert (
        "row 2: 空.pdf is empty. The mail is there without it." in run.err
        and "现场.mp4 is too large" in run.err
    )
    there = [
        ("图纸.pdf", 100, "interaction", "李四"),
        ("图纸.pdf", 100, "interaction", "远鑫酒店管理有限公司"),
    ]
    fields = "name", "size", "kind", "customer"
    assert [tuple(row[f] for f in fields) for row in team.json("attachment", "list")] == there
    # Each comes once, however its mail comes again; undo takes all of them back.
    assert team("import", file, "--yes", "--again", "--format", "json").json["data"]["attached"] == 0
    team.ok("undo", "--yes")
    assert (team.json("attachment", "list"), contacts(team, "customer")) == ([], [])
    assert "attached" in team.json("import", file, "--kind", "complaints", "--yes")
    assert {row["kind"] for row in team.json("attachment", "list")} == {"complaint"}
