"""Words of command lines reach the program as they were, through a shell."""

from __future__ import annotations

import shlex
import sys

import pytest

from crmcli.wording import shell_word


@pytest.mark.parametrize("word", ["远鑫", "Zhang", "a/b-c_1.xlsx", "contact:3", "user@host", "+7d"])
def test_a_plain_word_stays_as_it_is(word: str) -> None:
    assert shell_word(word) == word


@pytest.mark.skipif(sys.platform == "win32", reason="is about the shells of other systems")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "成都 远鑫",
        "O'Neill & Sons",
        'the "best" one',
        "$HOME",
        "a;b",
        "`ls`",
        "corp\\zhao",
        "~",
        "a　b",
        "*",
    ],
)
def test_any_text_is_one_word_for_the_shell(text: str) -> None:
    assert shlex.split(shell_word(text)) == [text]


def test_control_characters_are_left_out() -> None:
    assert "\x1b" not in shell_word("a\x1b[2J")
