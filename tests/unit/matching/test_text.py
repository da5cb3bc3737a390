"""Text in one form for comparing and searching."""

from __future__ import annotations

from crmcli.matching.text import is_traditional, search_key, to_simplified


def test_search_key_keeps_what_people_type() -> None:
    assert search_key("Ａcme 臺北（總店）") == "acme台北(总店)"
    assert search_key("Crème Brûlée Łódź D’Arcy Straße") == "cremebruleelodzd'arcystrasse"


def test_scripts() -> None:
    assert to_simplified("臺灣廣東") == "台湾广东"
    assert is_traditional("會員") and not is_traditional("会员") and not is_traditional("member")
