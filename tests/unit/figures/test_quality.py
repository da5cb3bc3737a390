"""Timely records, the weekly sample, and what is wrong with a customer's record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from crmcli.figures.quality import Record, is_timely, weekly_sample

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("later", "timely"),
    [
        (timedelta(0), True),
        (timedelta(hours=24), True),
        (timedelta(hours=24, seconds=1), False),
        (timedelta(days=3), False),
    ],
)
def test_the_limit_itself_is_in_time(later: timedelta, timely: bool) -> None:
    assert is_timely(NOON, NOON + later, 24) is timely


def test_a_sample_is_the_same_for_the_week_and_another_the_next() -> None:
    records = {"李娜": list(range(100)), "王芳": [7, 3]}
    first = weekly_sample(records, 5, "2026-W47")
    assert first == weekly_sample({"王芳": [3, 7], "李娜": list(reversed(range(100)))}, 5, "2026-W47")
    assert len(first["李娜"]) == 5 and set(first["李娜"]) <= set(range(100))
    assert first["王芳"] == [3, 7]
    assert first["李娜"] != weekly_sample(records, 5, "2026-W48")["李娜"]


# -- customers' records -------------------------------------------------------------------------------------------

TODAY = date(2026, 11, 20)


def record(**values: object) -> Record:
    """A company's record; whatever isn't given is empty."""
    row = dict.fromkeys(Record._fields) | {
        "id": 1,
        "name": "远鑫",
        "kind": "company",
        "status": "active",
        "created_on": "2026-01-05",
    }
    return Record(**(row | values))  # type: ignore[arg-type]


def test_a_company_must_say_more_than_a_person() -> None:
    assert dict(record().filled()) == {
        "name": True, "reachable": False, "place": False, "source": False, "owner": False, "industry": False, "size": False,
    }  # fmt: skip
    person = record(kind="person", wechat="wx", region="西南", source="referral", owner_id=3)
    assert dict(person.filled()) == dict.fromkeys(("name", "reachable", "place", "source", "owner"), True)


@pytest.mark.parametrize(
    ("field", "value", "bad"),
    [
        ("phone", "13911829855", False),
        ("phone", "021-62345678", False),
        ("phone", "+886912345678", False),
        ("phone", "1391182985", True),
        ("phone", "139 1182 9855", True),
        ("email", "a@example.com", False),
        ("email", "a@", True),
        ("size", "huge", True),
        ("status", "gone", True),
        ("birthday", "1990-05-20", False),
        ("birthday", "--02-30", False),
        ("birthday", "--13-01", True),
        ("birthday", "2027-01-01", True),
        ("known_since", "2026-11-20", False),
        ("known_since", "2026-11-21", True),
        ("verified_on", "soon", True),
    ],
)
def test_what_cannot_be_is_named(field: str, value: str, bad: bool) -> None:
    assert list(record(**{field: value}).invalid(TODAY)) == ([(field, value)] if bad else [])


@pytest.mark.parametrize(
    ("values", "unverified"),
    [
        ({"created_on": "2025-11-20"}, False),
        ({"created_on": "2025-11-19"}, True),
        ({"created_on": "2020-01-01", "verified_on": "2026-01-01"}, False),
        ({"created_on": "2020-01-01", "imported_on": "2026-01-01"}, False),
        ({"created_on": "2020-01-01", "verified_on": "2019-01-01", "imported_on": "2025-11-19"}, True),
        ({"created_on": "2020-01-01", "status": "closed"}, False),
    ],
)
def test_a_year_without_verification_counts_from_the_last_time_or_the_import(
    values: dict[str, str], unverified: bool
) -> None:
    assert record(**values).is_unverified(TODAY, 365) is unverified
