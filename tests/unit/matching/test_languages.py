"""Which language a word means."""

from __future__ import annotations

import pytest

from crmcli.matching.languages import language_code, near_languages


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("de", "de"), ("German", "de"), ("德文", "de"), ("Deutsch", "de"), ("pt_BR", "pt"), ("zh-Hant-TW", "zh"),
        ("普通话", "zh"), ("國語", "zh"), ("粤语", "yue"), ("English (US)", "en"), ("中文/英文", "zh"), ("id", "id"),
        ("", None), ("qq", None), ("klingonish", None),
    ],
)  # fmt: skip
def test_a_language_is_known_by_its_names_and_codes(text: str, code: str | None) -> None:
    assert language_code(text) == code


def test_exchanged_letters_come_before_other_likenesses() -> None:
    assert near_languages("Germna")[0] == ("de", "german")
    assert near_languages("xyzzy") == []
