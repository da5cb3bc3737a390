"""Province, city and district out of the text of an address, where it tells them plainly. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from crmcli.matching.eastern_places import hong_kong, hong_kong_in_english, japanese
from crmcli.matching.text import to_simplified
from crmcli.resources import data_text

#: The parts that an address may tell.
PLACES = ("province", "city", "district", "postcode")
#: A country, and the part of it that a firm divides it into: 西南区, 华东大区.
_COUNTRY = re.compile(
    r"^(?:中华人民共和国|中国)?(?:(?:华[东南西北中]|[西东][南北]|[东西南北]部)(?:大区|片区|地区|区))?(?:\d{6})?"
)
#: A district's name; what only ends like one is none: 锦绣小区, 中心区域, 人民路商业区.
_IN_NAME = "(?:(?![省路街道巷号弄镇村园栋厦座室])[\u4e00-\u9fff])"
_DISTRICT = re.compile(
    rf"(?:市辖区)?((?!省)[\u4e00-\u9fff]{_IN_NAME}{{0,8}}?(?:自治县|自治旗|(?<![小社校厂景院墅宅库片])区|(?<!自治)县|(?<!自治)旗)"
    rf"|工业园区|[\u4e00-\u9fff]{_IN_NAME}{{1,4}}?市)(?![域间块位号楼栋场\dA-Za-z])"
)
_AMERICAN = re.compile(
    r",\s*(?P<city>[A-Z][A-Za-z .'’-]+),\s*(?P<province>[A-Z]{2})\s+(?P<postcode>\d{5}(?:-\d{4})?)(?:,\s*(?:USA?|United States))?$"
)
_BRITISH = re.compile(
    r",\s*(?P<city>[A-Z][A-Za-z .'’-]+?),?\s+(?P<postcode>[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?:,\s*(?:UK|United Kingdom|England|Scotland|Wales))?$"
)
_EUROPEAN = re.compile(
    r",\s*(?:[A-Z]{1,2}-)?(?P<postcode>\d{4,5}(?: ?[A-Z]{2}(?=\s))?|\d{3} \d{2})\s+(?P<city>[A-ZÀ-Þ][^\d,]+?)(?:,\s*[A-Z][a-z]+)?$"
)


def missing_places(address: str, told: Mapping[str, str | None]) -> dict[str, str]:
    """What the address tells of those of the PLACES that nobody told; nothing if it contradicts one that is told."""
    if all(told[part] for part in PLACES[:3]):
        return {}
    found = places_of(address)
    agrees = all(not (said := told[part]) or said in place or place in said for part, place in found.items())
    return {part: place for part, place in found.items() if not told[part]} if agrees else {}


def places_of(address: str) -> dict[str, str]:
    """Province, city, district, postcode, as far as the address tells them, as it writes them; a province that goes without saying by its official name."""
    text = "".join(address.split())
    if not text.isascii() and re.search(r"[\u4e00-\u9fff]", text):
        return japanese(text) or hong_kong(text) or _chinese(text)
    for shape in (_AMERICAN, _BRITISH, _EUROPEAN):
        if found := shape.search(" ".join(address.split())):
            return {name: value.strip() for name, value in found.groupdict().items() if value}
    return hong_kong_in_english(" ".join(address.split()))


def _chinese(text: str) -> dict[str, str]:
    folded = to_simplified(text)
    if len(folded) != len(text):
        return {}
    start = _COUNTRY.match(folded)
    place = start.end() if start else 0
    found: dict[str, str] = {}
    if (province := _province_at(folded, place)) and _goes_on(folded, province):
        found["province"], place = text[province.start() : province.end()], province.end()
        own = next((name for name in _own_cities() if province[0].startswith(name)), "")
        if own:
            found["city"] = found["province"]
            again = re.compile(f"{own}(?P<ending>市)?").match(folded, place)
            place = again.end() if again and _goes_on(folded, again) else place
    if "city" not in found and (city := _cities().match(folded, place)) and _goes_on(folded, city):
        found["city"], place = text[city.start() : city.end()], city.end()
        found.setdefault("province", _province_of().get(city["name"], ""))
    if district := _DISTRICT.match(folded, place):
        # A 市 without a city above it stands for itself.
        part = "city" if district[1].endswith("市") and "city" not in found else "district"
        found[part] = text[district.start(1) : district.end(1)]
    return {name: value for name, value in found.items() if value}


def _goes_on(text: str, found: re.Match[str]) -> bool:
    """Whether a place's name stands for the place: with its ending, at the text's end, or before another place (北京朝阳区),
    not in a street's name (北京东路).
    """
    rest = text[found.end() :]
    if found["ending"] or not rest:
        return True
    return any(shape.match(rest) for shape in (_DISTRICT, _cities()))


@cache
def _table() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Province, its ending, its cities."""
    lines = (line.split() for line in data_text("places.txt").splitlines() if line and line[0] != "#")
    return tuple((*line[0].partition("-")[::2], tuple(line[1:])) for line in lines)


def _province_at(text: str, place: int) -> re.Match[str] | None:
    """The province that is named there, with its own ending or none: 吉林市 is a city of 吉林省."""
    found = _provinces().match(text, place)
    if not found or not found["ending"] or (found["name"], found["ending"]) in _endings():
        return found
    return None


@cache
def _endings() -> frozenset[tuple[str, str]]:
    own = {(name, ending) for name, ending, _cities in _table()}
    shorter = {(name, end) for name, ending in own if ending.endswith("自治区") for end in ("自治区", "省")}
    return frozenset(own | shorter)


@cache
def _provinces() -> re.Pattern[str]:
    names = "|".join(name for name, _ending, _cities in _table())
    endings = "|".join(sorted({ending for _name, ending, _cities in _table()}, key=len, reverse=True))
    return re.compile(f"(?P<name>{names})(?P<ending>{endings}|市)?")


@cache
def _own_cities() -> tuple[str, ...]:
    return tuple(name for name, _ending, cities in _table() if not cities)


@cache
def _cities() -> re.Pattern[str]:
    names = sorted((city for _name, _ending, cities in _table() for city in cities), key=len, reverse=True)
    return re.compile(f"(?P<name>{'|'.join(names)})(?P<ending>市|地区|盟|(?<=州)|(?<=县)|(?<=林区))?")


@cache
def _province_of() -> dict[str, str]:
    # Addresses in Taiwan begin with the city.
    return {city: name + ending for name, ending, cities in _table() if name != "台湾" for city in cities}
