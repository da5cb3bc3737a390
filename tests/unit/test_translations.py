"""Every message has its Chinese text, with the same placeholders, compiled."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from crmcli import i18n
from tools import translations

_CHINESE = translations.LOCALES / "zh_CN" / "LC_MESSAGES" / "crmcli.po"


def test_translations_are_complete_and_compiled(capsys: pytest.CaptureFixture[str]) -> None:
    status = translations.main(check=True)
    assert capsys.readouterr().out == ""
    assert status == 0


def test_numbers_stand_close_to_what_they_count() -> None:
    counted = "位|个|项|小时|天|条|家|行|人|次|分钟|件|张|份"
    apart = re.compile(rf"(?:%\(\w+\)d|\d) (?:{counted})|[一-鿿] (?:%\(\w+\)d|\d+) ?(?:{counted})")
    lines = [
        line
        for line in _CHINESE.read_text(encoding="utf-8").splitlines()
        if line.startswith(("msgstr", '"')) and "crmcli " not in line and apart.search(line)
    ]
    assert lines == []


#: What is said of several only, or up to a large number.
_SEVERAL = re.compile(
    "match|have th|work in|sheets here|things are wrong|rows on the list|longer than|at most|Only the first|^every|scores ask|of its customers"
)


def test_one_is_told_as_one() -> None:
    """In English what is counted has a plural beside its singular; what counts several stands alone."""
    with _CHINESE.open("rb") as file:
        messages = [message.id for message in read_po(file) if isinstance(message.id, str)]
    counted = re.compile(r"%\((?:n|rows|moved|hours)\)d (?:more )?(?:[a-z]+s|people|entries)\b(?<!is|as)")
    assert [text for text in messages if counted.search(text) and not _SEVERAL.search(text)] == []


@pytest.mark.parametrize(
    ("old", "new", "stale"),
    [
        (rb"Babel \d", b"Babel 9", False),
        ("客户与订单".encode(), "客户或订单".encode(), True),
        (b"nplurals=1", b"nplurals=2", True),
    ],
)
def test_a_catalogue_is_stale_by_what_it_says_not_by_who_wrote_it(
    old: bytes, new: bytes, stale: bool, tmp_path: Path
) -> None:
    folder = tmp_path / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    path = Path(shutil.copy(_CHINESE, folder))
    content, changed = re.subn(old, new, _CHINESE.with_suffix(".mo").read_bytes())
    path.with_suffix(".mo").write_bytes(content)
    assert changed
    found = translations.problems(translations.update(path, translations.collect()), path)
    assert found == (["crmcli.mo is not compiled from crmcli.po"] if stale else [])


@pytest.mark.parametrize(
    ("asked", "environment", "chosen"),
    [
        ("zh", {}, "zh_CN"), ("zh-CN", {}, "zh_CN"), ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
        ("jp", {"LANG": "zh_CN.UTF-8"}, "zh_CN"), (None, {"LANG": "zh_CN.UTF-8"}, "zh_CN"), (None, {"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"), (None, {}, "en"),
    ],
)  # fmt: skip
def test_the_language_is_chosen(
    asked: str | None, environment: dict[str, str], chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CRMCLI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert i18n.choose(asked) == chosen
    i18n.choose("en")


def test_remarks_are_one_sentence() -> None:
    assert i18n.remarks(["The day is missing.", "No such word: x"]) == "The day is missing; No such word: x"
    assert i18n.remarks([]) == ""


def test_a_message_is_chinese_where_chinese_was_chosen() -> None:
    i18n.choose("zh_CN")
    assert i18n._("Customers and orders") != "Customers and orders"
    i18n.choose("en")
    assert i18n._("Customers and orders") == "Customers and orders"
