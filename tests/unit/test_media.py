"""Kinds and names of files that come in from anywhere."""

from __future__ import annotations

import pytest

from crmcli.media import ANY, file_name, media_type


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("signed.PDF", b"%PDF-1.7", "application/pdf"), ("photo.pdf", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("list.xlsx", b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("letter.eml", b"From: a", "message/rfc822"), ("readme", b"x", ANY), ("a.xyz", b"x", ANY), (".pdf", b"x", ANY),
    ],
)  # fmt: skip
def test_first_bytes_say_more_than_the_ending(name: str, content: bytes, kind: str) -> None:
    assert media_type(name, content) == kind


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("合同.pdf", "合同.pdf"), ("/etc/passwd", "passwd"), ("C:\\files\\a b.txt", "a b.txt"), ("../../x", "x"), ("..", "file"),
        (".bashrc", "bashrc"), ("", "file"), ("a\x1b[31m\n.txt", "a[31m .txt"), ('a<b>:"|?*.txt', "a_b______.txt"), ("a\u202egpj.exe", "agpj.exe"),
        ("长" * 300 + ".docx", "长" * 115 + ".docx"),
    ],
)  # fmt: skip
def test_a_name_can_be_written_anywhere(text: str, name: str) -> None:
    assert file_name(text) == name
