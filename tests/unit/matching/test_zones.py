"""Time zones by their names, cities and offsets, and those that countries tell."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crmcli.matching.zones import zone_name, zone_of


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("europe/berlin", "Europe/Berlin"), ("Berlin", "Europe/Berlin"), ("纽约", "America/New_York"), ("UTC+8", "Etc/GMT-8"),
        ("GMT -03:00", "Etc/GMT+3"), ("utc", "UTC"), ("(GMT+08:00) China Standard Time (Asia/Shanghai)", "Asia/Shanghai"),
        ("Asia/Calcutta", "Asia/Calcutta"), ("Eastern Standard Time", "America/New_York"), ("北京時間", "Asia/Shanghai"),
        ("UTC+5:30", None), ("UTC+99", None), ("Mars/Base", None), ("", None), ("somewhere", None),
    ],
)  # fmt: skip
def test_a_text_means_a_zone(text: str, name: str | None) -> None:
    assert zone_name(text) == name


@pytest.mark.parametrize(
    ("zone", "country", "name"),
    [
        ("Asia/Tokyo", "德国", "Asia/Tokyo"), (None, "德国", "Europe/Berlin"), (None, "中国", "Asia/Shanghai"),
        (None, "US", None), (None, "nowhere", None), (None, None, None),
    ],
)  # fmt: skip
def test_a_country_tells_its_zone_where_it_has_one_time(
    zone: str | None, country: str | None, name: str | None
) -> None:
    assert zone_of(zone, country, datetime(2026, 11, 20, tzinfo=UTC)) == name
