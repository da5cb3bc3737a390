"""Time zones: which one a text means, and where a country's clock tells one. Pure functions of text and an instant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crmcli.matching.countries import all_zones, country_code, zones_of_country
from crmcli.matching.text import narrow, to_simplified

#: Countries whose clocks all show one official time, whatever the tables of zones list besides.
_OFFICIAL = {"CN": "Asia/Shanghai"}
#: What programs and people call zones otherwise, folded.
_NAMES = {
    "北京": "Asia/Shanghai", "北京时间": "Asia/Shanghai", "中国标准时间": "Asia/Shanghai", "上海": "Asia/Shanghai", "台北": "Asia/Taipei",
    "香港": "Asia/Hong_Kong", "东京": "Asia/Tokyo", "首尔": "Asia/Seoul", "新加坡": "Asia/Singapore", "迪拜": "Asia/Dubai", "伦敦": "Europe/London",
    "巴黎": "Europe/Paris", "柏林": "Europe/Berlin", "莫斯科": "Europe/Moscow", "纽约": "America/New_York", "芝加哥": "America/Chicago",
    "洛杉矶": "America/Los_Angeles", "悉尼": "Australia/Sydney", "chinastandardtime": "Asia/Shanghai", "taipeistandardtime": "Asia/Taipei",
    "tokyostandardtime": "Asia/Tokyo", "koreastandardtime": "Asia/Seoul", "singaporestandardtime": "Asia/Singapore",
    "indiastandardtime": "Asia/Kolkata", "arabianstandardtime": "Asia/Dubai", "gmtstandardtime": "Europe/London",
    "romancestandardtime": "Europe/Paris", "weuropestandardtime": "Europe/Berlin", "centraleuropeanstandardtime": "Europe/Warsaw",
    "easternstandardtime": "America/New_York", "easterntime": "America/New_York", "centralstandardtime": "America/Chicago",
    "centraltime": "America/Chicago", "mountainstandardtime": "America/Denver", "mountaintime": "America/Denver",
    "pacificstandardtime": "America/Los_Angeles", "pacifictime": "America/Los_Angeles", "auseasternstandardtime": "Australia/Sydney",
    "beijing": "Asia/Shanghai", "utc": "UTC", "gmt": "UTC",
}  # fmt: skip
_IANA = re.compile(r"[A-Za-z]+(?:/[A-Za-z0-9_+\-]+)+")
_OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d{1,2})(?::?00)?")
#: No clock is so many hours ahead of UTC or behind it.
_MOST_HOURS = 14


@lru_cache(maxsize=512)
def zone_name(text: str) -> str | None:
    """The zone (IANA) that a text means: by its name, its city, an offset of whole hours from UTC; None for anything else."""
    words = to_simplified(narrow(text)).strip()
    if len(words) > 100:
        return None
    for name in _IANA.findall(words):
        if found := _by_name().get(name.lower()) or _other_name(name):
            return found
    folded = _folded(words)
    offset = _OFFSET.fullmatch(words.lower().replace(" ", ""))
    if offset and int(offset[2]) <= _MOST_HOURS:
        hours = int(offset[2]) * (1 if offset[1] == "+" else -1)
        # Their names count the other way.
        return f"Etc/GMT{-hours:+d}" if hours else "UTC"
    return _NAMES.get(folded) or _by_city().get(folded)


def zone_of(time_zone: str | None, country: str | None, at: datetime) -> str | None:
    """The zone of a customer: its own, else that of its country if all clocks there show one time at that instant; None where
    nobody knows."""
    if time_zone:
        return zone_name(time_zone)
    return _zone_of_country(country, at) if country else None


@lru_cache(maxsize=512)
def _zone_of_country(country: str, at: datetime) -> str | None:
    code = country_code(country)
    if code is None:
        return None
    zones = zones_of_country(code)
    alike = {at.astimezone(ZoneInfo(name)).utcoffset() for name in zones}
    return _OFFICIAL.get(code) or (zones[0] if len(alike) == 1 else None)


def _other_name(name: str) -> str | None:
    """A zone under a name that it had before: Asia/Calcutta, US/Pacific."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


@cache
def _by_name() -> dict[str, str]:
    return {name.lower(): name for name in all_zones()}


@cache
def _by_city() -> dict[str, str]:
    """Zones by their cities, where a city has but one."""
    return _single((_folded(name.rpartition("/")[2]), name) for name in all_zones())


def _single(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    several = set()
    for city, name in pairs:
        if found.setdefault(city, name) != name:
            several.add(city)
    return {city: name for city, name in found.items() if city not in several}
