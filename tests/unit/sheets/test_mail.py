"""Mails in the forms in which programs write them, and such as nobody should have to open."""

from __future__ import annotations

import base64
import time
from pathlib import Path
from typing import Any

import pytest

from crmcli.sheets.containers.detect import sniff
from crmcli.sheets.containers.mail import read_mail
from crmcli.sheets.containers.mailbox import read_mails
from crmcli.sheets.containers.page_text import text_of_page
from crmcli.sheets.mails.sides import Addresses, Bearer, Sides
from crmcli.sheets.model import Address, Mail, MailFile

HEAD = "From: a@b.example\nTo: c@d.example\nSubject: x\nDate: Tue, 03 Nov 2026 09:12:33 +0800\n"
PLAIN = "Content-Type: text/plain; charset="


def encoded(text: str, charset: str) -> str:
    return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="


def parts(kind: str, *inner: str) -> str:
    return (
        f"Content-Type: multipart/{kind}; boundary=b\n\n"
        + "".join(f"--b\n{one}\n" for one in inner)
        + "--b--\n"
    )


#: A mail as it lies in its file, and what is read of it.
MAILS: list[tuple[str, bytes, dict[str, Any]]] = [
    ("plain", f"{HEAD}\nHello\n\n> quoted\n".encode(), {"text": "Hello\n\n> quoted", "date": "2026-11-03 09:12:33+08:00"}),
    ("GBK called gb2312", f"{HEAD}{PLAIN}gb2312\n\n镕经理，您好\n".encode("gbk"), {"text": "镕经理，您好"}),
    ("an unknown encoding", f"{HEAD}{PLAIN}x-nobody\n\n您好，请问价格是多少\n".encode("gb18030"), {"text": "您好，请问价格是多少"}),
    ("heads in GBK", "From: 张建华 <a@b.example>\nSubject: 报价咨询\nTo: c@d.example\n\nx".encode("gbk"),
     {"subject": "报价咨询", "sender": Address("a@b.example", "张建华")}),
    ("encoded words", f'From: "{encoded("张建华", "gb2312")}" <A@B.example>\nSubject: {encoded("报价", "utf-8")}\n {encoded("咨询", "utf-8")}\n\nx'.encode(),
     {"subject": "报价咨询", "sender": Address("a@b.example", "张建华")}),
    ("a character broken between two words", b"From: a@b.example\nSubject: =?utf-8?B?5oql?= =?utf-8?B?5Lu3?= =?utf-8?Q?=E5=92?= =?utf-8?Q?=A8?=\n\nx",
     {"subject": "报价咨"}),
    ("a page alone", f"{HEAD}Content-Type: text/html; charset=utf-8\n\n<p>您好</p><p>价格?</p>".encode(), {"text": "您好\n\n价格?"}),
    ("both, the plain one empty", (HEAD + parts("alternative", "Content-Type: text/plain\n\n \n", "Content-Type: text/html\n\n<b>Hi</b>")).encode(),
     {"text": "Hi"}),
    ("both", (HEAD + parts("alternative", "Content-Type: text/plain\n\nHi\n", "Content-Type: text/html\n\n<b>Hi there</b>")).encode(), {"text": "Hi"}),
    ("files", (HEAD + parts("mixed", "\nHi\n", f'Content-Type: application/pdf; name="{encoded("图纸.pdf", "gb2312")}"\n\nx',
     "Content-Disposition: attachment; filename*=utf-8''%E6%8A%A5%E4%BB%B7.txt\n\nx", "Content-Type: message/rfc822\n\nSubject: old\n\nx")).encode(),
     {"text": "Hi", "files": (MailFile("图纸.pdf"), MailFile("报价.txt"), MailFile("old.eml"))}),
    ("a picture of a signature, and one beside it", (HEAD + parts("related", 'Content-Type: text/html\n\n<p>Hi<img src="cid:l%40x"></p>\n',
     "Content-Type: image/png; name=logo.png\nContent-ID: <l@x>\n\nx", "Content-Type: image/png; name=hall.png\nContent-ID: <h@x>\n\nx")).encode(),
     {"text": "Hi", "files": (MailFile("logo.png", is_inside=True), MailFile("hall.png"))}),
    ("an answer", f"{HEAD}Message-ID: <2@b>\nIn-Reply-To: <1@b>\nReferences: <0@b> <1@b>\n\nx".encode(),
     {"id": "2@b", "answers": ("1@b", "0@b", "1@b"), "is_answer": True}),
    ("an answer by its subject", "From: a@b.example\nSubject: 回复：报价\n\nx".encode(), {"is_answer": True, "to": ()}),
    ("out of office", f"{HEAD}Auto-Submitted: auto-replied\n\nx".encode(), {"automatic": True}),
    ("a bounce", b"From: MAILER-DAEMON@b.example\nSubject: x\n\nx", {"automatic": True}),
    ("a day that is none", b"From: a@b.example\nDate: Wed, 31 Foo 2026\n\nx", {"date": "Wed, 31 Foo 2026"}),
    ("NUL", f"{HEAD}\nHi\0there".encode(), {"text": "Hi\0there"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "expected"), [case[1:] for case in MAILS], ids=[case[0] for case in MAILS]
)
def test_a_mail_is_read(content: bytes, expected: dict[str, Any]) -> None:
    found = read_mail(content)
    assert found is not None
    assert {name: getattr(found, name) for name in expected} == expected


def test_a_mail_without_a_number_is_known_by_what_it_says() -> None:
    ids = [read_mail(f"{HEAD}\n{text}".encode()) for text in ("a", "a", "b")]
    assert [mail.id == ids[0].id for mail in ids if mail and ids[0]] == [True, True, False]


_DEEP = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3000))


@pytest.mark.parametrize(
    ("content", "is_mail"),
    [
        ("hello\nthere\n", False),
        (HEAD + _DEEP, False),
        (HEAD + "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\n" * 6000, False),
        (HEAD + "a:\n" * 30_000 + "\nx", False),
        (HEAD + "Content-Type: text/plain;" + ' a="' * 20_000 + "\n\nx", True),
        (HEAD + "Content-Type: text/html\n\n" + "<" * 500_000, True),
        (HEAD + "Content-Type: text/html\n\n" + "<!--" * 500_000, True),
        ("From: " + '"a\\' * 20_000 + "\nSubject: x\n\nx", True),
        (HEAD + "Message-ID: " + "<a" * 30_000 + "\n\nx", True),
    ],
)
def test_no_mail_takes_long(content: str, is_mail: bool) -> None:
    began = time.process_time()
    assert (read_mail(content.encode()) is not None) is is_mail
    assert time.process_time() - began < 20


def test_a_mailbox_is_divided_at_its_own_lines_alone(tmp_path: Path) -> None:
    path = tmp_path / "Inbox"
    path.write_text(
        f"From a@b.example Tue Nov 03 09:12:33 2026\n{HEAD}\n>From here on\nFrom there on\n\n"
        "From a@b.example Tue Nov 03 09:12:33 2026\nno head stands here\n\n"
        f"From a@b.example Tue Nov 03 09:12:33 2026\n{HEAD}\nBye\n"
    )
    assert sniff(path)[0] == "mail"
    found = read_mails(path)
    assert [(mail.number, mail.text) for mail in found.mails] == [
        (0, "From here on\nFrom there on"),
        (2, "Bye"),
    ]
    assert found.warnings == ["1 mail can't be read and was left out."]


@pytest.mark.parametrize(
    ("content", "container"),
    [
        (HEAD + "\nx", "mail"),
        ("MIME-Version: 1.0\nX-Document-Type: Workbook\nSubject: x\nDate: y\nFrom: z\n\nx", "markup"),
        ("From: <Saved by Blink>\nSubject: x\nDate: y\nMIME-Version: 1.0\n\nx", "markup"),
        ("Subject: x\nName: y\n\nx", "text"),
        ("From,To,Date\na@b.example,c@d.example,2026-11-03\n", "text"),
    ],
)
def test_mails_are_told_from_what_looks_like_them(tmp_path: Path, content: str, container: str) -> None:
    path = tmp_path / "x"
    path.write_text(content)
    assert sniff(path)[0] == container


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<style>p{}</style><p>a&nbsp;&amp; b</p>\n<p>c<br>d</p>", "a & b\n\nc\nd"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc"),
        ("<!--[if mso]><p>no</p><![endif]-->1 < 2<o:p></o:p> <a href='x'>see</a>", "1 < 2 see"),
        ("<title>no</title>a<script>if (a<b) {}</script>b", "ab"),
    ],
)
def test_a_page_is_read_line_by_line(page: str, text: str) -> None:
    assert text_of_page(page) == text


KNOWN = Addresses(
    staff={"wang@ours.example": "Wang"},
    domains=frozenset({"ours.example"}),
    bearers=lambda wanted: {
        address: [Bearer(n, f"Firm {n}")]
        for n, address in enumerate(("one@x.example", "two@y.example", "guest@ours.example"))
        if address in wanted
    },
)


def exchanged(sender: str, *to: str, came_to: str = "") -> list[tuple[str, str, str]]:
    mail = Mail(
        number=0, id="1", date="", sender=Address(sender), to=tuple(map(Address, to)), delivered_to=(came_to,) if came_to else (),
        subject="", text="", files=(), answers=(), is_answer=False, automatic=False,
    )  # fmt: skip
    return [(e.partner.email, e.direction, e.author) for e in Sides([mail], KNOWN).exchanges(mail)]


def test_a_mail_is_with_the_other_side() -> None:
    assert exchanged("one@x.example", "wang@ours.example") == [("one@x.example", "in", "Wang")]
    assert exchanged("wang@ours.example", "z@z.example", "one@x.example") == [
        ("one@x.example", "out", "Wang")
    ]
    # Each customer is told of it; nobody known is whom it is to.
    both = exchanged("info@ours.example", "one@x.example", "two@y.example")
    assert both == [("one@x.example", "out", ""), ("two@y.example", "out", "")]
    assert exchanged("wang@ours.example", "z@z.example", "y@z.example") == [("z@z.example", "out", "Wang")]
    # A customer is one wherever the address ends; a stranger who copies a customer in writes about that one.
    assert exchanged("guest@ours.example", "wang@ours.example") == [("guest@ours.example", "in", "Wang")]
    assert exchanged("z@z.example", "wang@ours.example", "one@x.example") == [("one@x.example", "in", "Wang")]
    # Nobody of ours is known, but the customer, or whose mailbox it is.
    assert exchanged("me@z.example", "one@x.example") == [("one@x.example", "out", "")]
    assert exchanged("z@z.example", "me@z.example", came_to="me@z.example") == [("z@z.example", "in", "")]
    assert (
        exchanged("z@z.example", "y@z.example") == exchanged("wang@ours.example", "info@ours.example") == []
    )
