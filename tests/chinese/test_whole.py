"""Chinese is whole: help, answers and errors have no English word but those that are meant to be there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.verbs import verbs

_WIDE = "\u2e80-\u9fff\uff00-\uffef"
#: Words in Latin letters that a Chinese reader reads as they are, and why.
ALLOWED = (
    # An invitation's code, before all that one may begin like (CSV…).
    r"[A-Z0-9]{8}{E}|[A-Z0-9]{4}-[A-Z0-9]{4}{E}",
    # Sizes of files, by their units; what browsers call kinds of files.
    r"[KM]?B{E}|(?:text|image|application)/[a-z.+-]+",
    # The program, and what computers and papers call so in every language.
    r"crmcli|CSV|Excel|XML|TOML|UTF-8|PostgreSQL|psql|TLS|SHA-256|RFC 5545|FREQ=[A-Z]+(?:;[A-Z]+=[\w,+-]+)*|bash|zsh|fish|powershell|export CRMCLI_DB=",
    # The codes of currencies, by which banks list them.
    r"(?:USD|JPY|EUR|CNY){E}",
    # Figures by the name that papers give them, behind their Chinese name; columns and grades.
    r"（(?:CSAT|NPS|CES)）|RFM|F[1-5]{E}|–[A-E]{E}",
    # Kinds of files, and files and folders by their names.
    r"json|csv|ids|md|html|xlsx|vcf|ics|[~/]?[\w./~-]*\.(?:xlsx|csv|json|vcf|ics|toml|html|md|db|bak|eml|mbox|txt|docx?|pdf|jpg){E}|/[\w./-]+",
    # Addresses, environment variables, time zones, codes of languages and countries.
    r"postgresql://\S+|[A-Z]+(?:_[A-Z]+)+|PGPASSWORD|[A-Z][a-z]+/[A-Z][a-z]+|（zh_CN）|（en）|zh_CN|en{E}|CN{E}",
    # Settings, facts and values of the policy and of forms, by the names that their files have.
    r"\[[a-z_]+(?:\[\d+\]|\.[a-z]+)?\]|[a-z]+(?:\.[a-z_]+)+|[a-z]+(?:_[a-z0-9]+)+|true|false|churn|[\[\"]+[ab][\"\]]+",
    r"region ==|standard|form-1|overall|cooperation|office{E}|ces{E}|nps{E}|comment|choice:a|visit{E}|text{E}|yes-no",
    # Numbers of things, as they are typed: TS2026-0001, HT2026-0001/1, HY-7, SO26110146, C000012, 2026-W48, contact:3.
    r"TS\d{4}-\d+|HT\d{4}-\d+|HY-7|SO\d+|C\d{6}|\d{4}(?:Q\d|-W\d\d)",
    r"(?:contact|complaint|contract|task|inbound|feedback|birthday|verify|alarm):\d+(?::\w+){0,2}",
    # Days from today, keys to press, logins and groups, initials and pinyin to find by.
    r"\+\d+d|[ylrnsq]{E}|tester|zhou|lina|office|cdyx|yunqi",
    # Values of texts.
    r"\{\{\s+[a-z]+\s+\}\}",
    # Parts of the policy that are at fault.
    r"ISO 4217|tier{E}|all\[\d\]",
    # Parts of the policy that a pilot may change, as they are typed; forms and questions by their keys.
    r"(?:contact|lifecycle|potential|health)(?=、)|exit{E}|competitor{E}|form-\d+",
    # Orders and members by numbers of sheets, currencies, instants of logs, days of the week in calendars.
    r"SO-X|VIP\d+|CNY{E}|\d{4}-\d\d-\d\dT[\d:]+Z|(?:mon|tue|wed|thu|fri|sat|sun){E}",
    # What a server's driver says; hashes.
    r"connection to server [^\n]*|(?:[0-9a-f]{16}|[0-9a-f]{64}){E}",
)  # fmt: skip
#: What an English reader sees in Chinese: the file of the practice company, texts to customers who read Chinese.
_CHINESE_DATA = re.compile(r"练习/|^(?:\w+_)?zh = .*")
#: Where a word in Latin letters ends.
_END = "(?![A-Za-z0-9_-])"
_ALLOWED = re.compile("(?<![A-Za-z0-9_-])(?:" + "|".join(ALLOWED).replace("{E}", _END) + ")")
_LATIN = re.compile(r"[A-Za-z][A-Za-z_-]*")
#: Help shows commands and options by both names; the English one stands in front.
_BOTH = re.compile(r"^  --?\w[-\w]*(?:(?:, | / )--?\w[-\w]*)*|^  [a-z-]+(?: [a-z]+)?, ", re.MULTILINE)
#: A stop of the other script in a Chinese sentence.
_STOPS = re.compile(rf"[{_WIDE}](?:[,;:]|\((?!天\)))(?:\s|$|[{_WIDE}])|[,;)][{_WIDE}]")
_CONTROL = re.compile("\x1b\\[[0-9;?]*[A-Za-z]")


def _walk(folder: Path, manner: str) -> list[tuple[str, int, str]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.chinese.walk", str(folder), manner],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module", params=["terminal", "help"])
def shown(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[str, int, str]]:
    """Every command line of the walk with what it showed on a terminal of 80 columns and in files, or its help."""
    return _walk(tmp_path_factory.mktemp("walk") / "here", request.param)


#: Shows a file of TOML, whose keys and values are the same for everybody; its comments are not.
_TOML = "规则 查看"


def _foreign(typed: str, text: str) -> list[str]:
    if typed == _TOML:
        text = "\n".join(re.findall("(?:[A-Za-z']+ ){2,}[A-Za-z']+", re.sub('(?m)^[^#]*|"[^"]*"', "", text)))
    for word in typed.split():
        # What was typed is told as it was.
        text = text.replace(word, "") if not word.isascii() or "." in word else text
    text = _BOTH.sub("", _CONTROL.sub("", text))
    return sorted({word for word in _LATIN.findall(_ALLOWED.sub(" ", text))})


def test_no_english_word_is_left(shown: list[tuple[str, int, str]]) -> None:
    found = {typed: words for typed, _status, text in shown if (words := _foreign(typed, text))}
    assert found == {}


def test_sentences_have_stops_of_their_own(shown: list[tuple[str, int, str]]) -> None:
    found = {
        typed: stops
        for typed, _status, text in shown
        # Lists in files have stops of their own.
        if "→" not in typed
        and (stops := [line for line in _BOTH.sub("", text).splitlines() if _STOPS.search(line)])
    }
    assert found == {}


def test_no_line_begins_with_a_stop_or_tears_a_word(shown: list[tuple[str, int, str]]) -> None:
    lines = [line for typed, _status, text in shown if typed != _TOML for line in text.splitlines()]
    assert [line for line in lines if line.strip()[:1] in set("，。；：、！？）】》」』”’]")] == []


def test_nothing_failed_as_a_bug(shown: list[tuple[str, int, str]]) -> None:
    assert [typed for typed, status, text in shown if status == 1 or "Traceback" in text] == []


def test_every_option_has_a_chinese_name() -> None:
    missing = [
        f"{entry.name} {verb} {names}"
        for entry, verb, command in verbs()
        for parameter in command.params
        if parameter.param_type_name == "option"
        for names in (parameter.opts, parameter.secondary_opts)
        if names and all(name.isascii() for name in names)
    ]
    assert missing == []


def test_english_has_no_chinese_character(tmp_path: Path) -> None:
    shown = _walk(tmp_path / "here", "english")
    assert len(shown) > 100
    found = {
        typed: lines
        for typed, _status, text in shown
        if (
            lines := [
                line for line in text.splitlines() if re.search(f"[{_WIDE}]", _CHINESE_DATA.sub("", line))
            ]
        )
    }
    assert found == {}
    assert [typed for typed, status, text in shown if status == 1 or "Traceback" in text] == []
