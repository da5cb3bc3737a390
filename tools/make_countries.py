"""Builds crmcli/data/countries.txt: every country with its names in many languages, its time zones, its currency, and
what it is called in Chinese and English.

Run in development only (`pip install babel`); the result is shipped as data.

    python tools/make_countries.py
"""

from __future__ import annotations

from pathlib import Path

from babel import Locale
from babel.core import UnknownLocaleError, get_global
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies

from crmcli.matching.countries import fold_country

OUTPUT = Path(__file__).parent.parent / "crmcli" / "data" / "countries.txt"
#: Languages in which people name all countries; each country is also known by its own.
LANGUAGES = [
    "en", "zh_Hans", "zh_Hant", "ja", "ko", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk", "hu", "ro",
    "bg", "el", "tr", "ru", "uk", "sr", "hr", "sl", "et", "lv", "lt", "ar", "he", "fa", "hi", "th", "vi", "id", "ms",
]  # fmt: skip
#: What people and registers write beside the names of the tables.
OTHERS = {
    "US": "usa|u.s.|u.s.a.|america|united states of america|the united states|美利坚合众国|美利坚|美",
    "GB": "uk|u.k.|great britain|britain|england|scotland|wales|northern ireland|英格兰|苏格兰|大不列颠|联合王国"
          "|united kingdom of great britain and northern ireland|united kingdom (uk)",
    "CN": "prc|p.r.c.|p.r. china|pr china|people's republic of china|china mainland|mainland china|中国大陆|大陆|中华人民共和国|中国内地|内地|国内",
    "TW": "中国台湾|台湾省|中华民国|taiwan, province of china|taiwan, r.o.c.|taiwan (r.o.c.)|roc|taiwan roc|chinese taipei",
    "HK": "香港|中国香港|hong kong|hongkong|hong kong sar|hksar|香港特别行政区",
    "MO": "澳门|中国澳门|macau|macao|macau sar|macao sar|澳门特别行政区",
    "KR": "korea|south korea|republic of korea|korea, republic of|korea (republic of)|南韩|大韩民国",
    "KP": "korea, democratic people's republic of|朝鲜民主主义人民共和国",
    "DE": "d|brd|federal republic of germany|德意志联邦共和国|deutschland",
    "NL": "holland|the netherlands|荷兰王国",
    "RU": "russian federation|俄国|俄罗斯联邦", "VN": "viet nam", "CZ": "czech republic|捷克共和国", "TR": "turkey|turkiye",
    "AE": "uae|u.a.e.|emirates|阿联酋", "CI": "ivory coast|cote d'ivoire", "MM": "burma", "SZ": "swaziland", "MK": "macedonia",
    "CV": "cape verde", "LA": "lao|lao people's democratic republic|老挝", "SY": "syrian arab republic",
    "IR": "iran, islamic republic of|iran (islamic republic of)", "MD": "moldova, republic of|republic of moldova",
    "BO": "bolivia (plurinational state of)|bolivia, plurinational state of", "TZ": "tanzania, united republic of|united republic of tanzania",
    "VE": "venezuela (bolivarian republic of)|venezuela, bolivarian republic of", "BN": "brunei darussalam",
    "CD": "democratic republic of the congo|congo, democratic republic of the|drc", "CG": "republic of the congo|congo",
    "PS": "palestine, state of|state of palestine|palestine", "VA": "holy see", "FM": "micronesia, federated states of",
    "IE": "eire|republic of ireland", "NZ": "aotearoa", "SA": "ksa|沙特", "CH": "helvetia", "EG": "arab republic of egypt",
    "SG": "新加坡共和国|星加坡", "MY": "马来西亚联邦|大马", "AU": "澳洲", "MX": "墨西哥合众国", "GR": "hellas|el",
    "ZA": "rsa|republic of south africa", "FR": "republique francaise", "AT": "republik osterreich", "PH": "the philippines",
}  # fmt: skip


def names() -> dict[str, set[str]]:
    """The folded names and three-letter codes of each country."""
    codes = sorted(
        code for code in Locale("en").territories if len(code) == 2 and code.isalpha() and code not in _NONE
    )
    found: dict[str, set[str]] = {code: set() for code in codes}
    for code in codes:
        for language in (*LANGUAGES, *get_official_languages(code)):
            try:
                name = Locale.parse(language).territories.get(code)
            except (UnknownLocaleError, ValueError):
                continue
            found[code].add(fold_country(name or ""))
    for alias, meant in get_global("territory_aliases").items():
        if len(alias) == 3 and alias.isalpha() and meant[0] in found:
            found[meant[0]].add(alias.lower())
    for code, words in OTHERS.items():
        if code in found:
            found[code].update(map(fold_country, words.split("|")))
    return found


#: Groups of countries, and codes for tests.
_NONE = frozenset(("EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"))


def main() -> None:
    zones: dict[str, list[str]] = {}
    for zone, code in get_global("zone_territories").items():
        zones.setdefault(code, []).append(zone)
    found = names()
    count: dict[str, int] = {}
    for words in found.values():
        for word in words:
            count[word] = count.get(word, 0) + 1

    lines = []
    for code, words in found.items():
        told = set(map(fold_country, OTHERS.get(code, "").split("|")))
        # A name that two countries have in some language tells nothing, unless it is said to be one's.
        own = sorted(word for word in words if word and (count[word] == 1 or word in told))
        money = next(iter(get_territory_currencies(code, tender=True)), "")
        called = (Locale.parse(language).territories[code] for language in ("zh_Hans", "en"))
        lines.append("\t".join((code, "|".join(own), " ".join(sorted(zones.get(code, ()))), money, *called)))
    OUTPUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
