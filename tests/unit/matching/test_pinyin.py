"""Names in pinyin."""

from __future__ import annotations

import pytest

from crmcli.matching.pinyin import readings, spelled, spelled_each
from crmcli.matching.text import search_key


@pytest.mark.parametrize(
    ("name", "initials", "syllables"),
    [
        ("杭州云栖数据", "hzyqsj", "hang zhou yun qi shu ju"), ("重庆火锅", "cqhg", "chong qing huo guo"),
        ("中国银行", "zgyh", "zhong guo yin hang"), ("ABC公司", "abcgs", "abc gong si"), ("A1云栖b", "a1yqb", "a1 yun qi b"),
        ("單雄", "sx", "shan xiong"), ("仇明", "qm", "qiu ming"), ("解明", "xm", "xie ming"), ("曾明", "zm", "zeng ming"),
        ("区明", "om", "ou ming"), ("朴明", "pm", "piao ming"), ("任明", "rm", "ren ming"), ("长孙明", "zsm", "zhang sun ming"),
        ("The Bakery", "thebakery", "thebakery"),
    ],
)  # fmt: skip
def test_spelling(name: str, initials: str, syllables: str) -> None:
    assert spelled(search_key(name)) == (initials, f" {syllables}")


def test_many_are_spelled_as_each_alone() -> None:
    words = [
        "杭州云栖",
        "重庆",
        "abc",
        "成都ab",
        "aб成",
        "アイ",
        "单小云",
        "单",
        "长沙单小云",
        "朴",
        "йo",
        "",
        "银行abc1重庆",
    ]
    assert spelled_each(words) == [spelled(word) for word in words]
    assert spelled_each([]) == []


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("yunqi", [" yun qi"]), ("yunq", [" yun q"]), ("xian", [" xian", " xia n", " xi an", " xi a n"]),
        ("fangan", [" fang an", " fang a n", " fan gan", " fan ga n"]),
        ("y", [" y"]), ("hzyq", []), ("yun1", []), ("云栖", []), ("", []),
    ],
)  # fmt: skip
def test_readings(word: str, expected: list[str]) -> None:
    assert readings(word) == expected
