"""Text in one form for comparing and searching."""

from __future__ import annotations

import pytest

from crmcli.matching.text import initials_of_key, is_traditional, search_key, to_simplified


def test_search_key_keeps_what_people_type() -> None:
    assert search_key("Ａcme 臺北（總店）") == "acme台北(总店)"
    assert search_key("Crème Brûlée Łódź D’Arcy Straße") == "cremebruleelodzd'arcystrasse"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("成都远鑫", "cdyx"), ("重庆火锅", "cqhg"), ("中国银行", "zgyh"), ("厦门港", "xmg"), ("ABC公司",
        "abcgs"), ("單雄", "sx"),
        ("仇明", "qm"), ("解明", "xm"), ("曾明", "zm"), ("区明", "om"), ("查明", "zm"), ("朴明", "pm"),
        ("任明", "rm"),
    ],
)  # fmt: skip
def test_initials(name: str, letters: str) -> None:
    assert initials_of_key(search_key(name)) == letters


def test_scripts() -> None:
    assert to_simplified("臺灣廣東") == "台湾广东"
    assert is_traditional("會員") and not is_traditional("会员") and not is_traditional("member")
