"""Which country a word means."""

from __future__ import annotations

import pytest

from crmcli.matching.countries import country_code, country_name, country_of_zone


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("DE", "DE de deu Germany germany Deutschland Allemagne 德国 德國 ドイツ +49 49 BRD"),
        ("US", "USA U.S.A. US 美国 美國 America Vereinigte_Staaten États-Unis"),
        ("GB", "UK England 英国 Scotland United_Kingdom"),
        ("CN", "China 中国 中國 PRC 中国大陆 +86"),
        ("TW", "Taiwan 台湾 臺灣 中国台湾"),
        ("KR", "韩国 Korea South_Korea Korea,_Republic_of 대한민국"),
        ("JP", "Japan 日本 JPN"),
        ("MX", "México Mexico 墨西哥"),
    ],
)
def test_a_country_in_many_words(code: str, words: str) -> None:
    named = {word: country_code(word.replace("_", " ")) for word in words.split()}
    assert set(named.values()) == {code}, named


def test_names_beside_codes() -> None:
    assert country_code("Germany (DE)") == country_code("DE - Germany") == "DE"


@pytest.mark.parametrize("word", ["", "Atlantis", "Bayern", "北京", "yes", "1999", "A customer"])
def test_what_is_no_country(word: str) -> None:
    assert country_code(word) is None


def test_zones_lie_in_countries() -> None:
    assert country_of_zone("Europe/Berlin") == "DE"
    assert country_of_zone("Asia/Taipei") == "TW"
    assert country_of_zone("UTC") is None


@pytest.mark.parametrize(
    ("code", "chinese", "english"), [("CN", "中国", "China"), ("DE", "德国", "Germany"), ("??", "??", "??")]
)
def test_a_country_is_called_by_its_name(code: str, chinese: str, english: str) -> None:
    assert (country_name(code, "zh"), country_name(code, "en")) == (chinese, english)
