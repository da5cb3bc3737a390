"""How often a task comes again: everyday words, rules, and the day of the next one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.dates import recurrence
from crmcli.errors import Usage

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("daily", "FREQ=DAILY"),
        ("每天", "FREQ=DAILY"),
        ("weekly", "FREQ=WEEKLY"),
        ("每周", "FREQ=WEEKLY"),
        ("每周一", "FREQ=WEEKLY;BYDAY=MO"),
        ("每週三", "FREQ=WEEKLY;BYDAY=WE"),
        ("每周一、三、五", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        ("every Monday", "FREQ=WEEKLY;BYDAY=MO"),
        ("mon, wed and fri", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        ("每两周", "FREQ=WEEKLY;INTERVAL=2"),
        ("every 3 months", "FREQ=MONTHLY;INTERVAL=3"),
        ("quarterly", "FREQ=MONTHLY;INTERVAL=3"),
        ("每个工作日", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("每月15日", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("每月31号", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("每月底", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        (" rrule:freq=monthly;byday=-1fr ", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("FREQ=DAILY;UNTIL=20261130T235959Z", "FREQ=DAILY;UNTIL=20261130"),
    ],
)
def test_words_and_rules(words: str, rule: str) -> None:
    assert recurrence.parse(words, FRIDAY) == rule


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "every day"),
        ("FREQ=WEEKLY;BYDAY=FR", "every Friday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", "every 2 weeks on Monday, Wednesday"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "every month, on day 15"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "every month, on the last day"),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", "every month, on day 30"),
        ("FREQ=MONTHLY;INTERVAL=3", "every 3 months"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("FREQ=DAILY;UNTIL=20261130", "FREQ=DAILY;UNTIL=20261130"),
    ],
)
def test_rules_are_told_as_people_say_them(rule: str, words: str) -> None:
    assert recurrence.in_words(rule) == words


@pytest.mark.parametrize(
    "words",
    [
        "", "sometimes", "每周八", "每月40日", "every 0 days", "FREQ=HOURLY", "FREQ=DAILY;INTERVAL=0", "BYDAY=MO",
        "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;BYHOUR=9", "FREQ=DAILY;UNTIL=20261340",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;UNTIL=20251231", "FREQ=DAILY\nDTSTART:20200101",
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused_in_one_sentence(words: str) -> None:
    with pytest.raises(Usage) as refused:
        recurrence.parse(words, FRIDAY)
    assert str(refused.value).count("\n") == words.count("\n")
    assert refused.value.hint


@pytest.mark.parametrize(
    ("words", "start", "done", "today", "expected"),
    [
        # In time, early, late: the rule alone says when it comes again.
        ("每周一", "2026-11-16", "2026-11-16", "2026-11-16", "2026-11-23"),
        ("每周一", "2026-11-16", "2026-11-23", "2026-11-20", "2026-11-30"),
        ("每周一", "2026-11-16", "2026-11-16", "2026-11-18", "2026-11-23"),
        # Missed ones don't pile up; one that is due today is not missed yet.
        ("每周一", "2026-11-02", "2026-11-02", "2026-11-20", "2026-11-23"),
        ("每周一", "2026-11-02", "2026-11-02", "2026-11-16", "2026-11-16"),
        ("daily", "2026-11-18", "2026-11-18", "2026-11-20", "2026-11-20"),
        ("daily", "2026-11-20", "2026-11-20", "2026-11-20", "2026-11-21"),
        # Every second week keeps its weeks, whenever it was done.
        ("每2周", "2026-11-02", "2026-11-02", "2026-11-20", "2026-11-30"),
        # Months as people count them, from the day the series began.
        ("monthly", "2026-01-31", "2026-01-31", "2026-02-01", "2026-02-28"),
        ("monthly", "2026-01-31", "2026-02-28", "2026-03-01", "2026-03-31"),
        ("monthly", "2026-01-30", "2026-02-28", "2026-03-01", "2026-03-30"),
        ("yearly", "2024-02-29", "2024-02-29", "2024-03-01", "2025-02-28"),
        ("yearly", "2024-02-29", "2027-02-28", "2027-03-01", "2028-02-29"),
        # A rule by number or by day ends; what was left out counts as well.
        ("FREQ=WEEKLY;COUNT=3", "2026-11-06", "2026-11-13", "2026-11-13", "2026-11-20"),
        ("FREQ=WEEKLY;COUNT=3", "2026-11-06", "2026-11-20", "2026-11-20", None),
        ("FREQ=WEEKLY;COUNT=3", "2026-11-06", "2026-11-06", "2026-11-27", None),
        ("FREQ=DAILY;UNTIL=20261121", "2026-11-20", "2026-11-20", "2026-11-20", "2026-11-21"),
        ("FREQ=DAILY;UNTIL=20261121", "2026-11-20", "2026-11-21", "2026-11-21", None),
    ],
)  # fmt: skip
def test_the_next_one(words: str, start: str, done: str, today: str, expected: str | None) -> None:
    began = date.fromisoformat(start)
    rule = recurrence.parse(words, began)
    found = recurrence.next_day(rule, began, date.fromisoformat(done), date.fromisoformat(today))
    assert (found and found.isoformat()) == expected


def test_the_first_day_is_the_rules_own() -> None:
    assert recurrence.first_day("FREQ=WEEKLY;BYDAY=MO", FRIDAY) == date(2026, 11, 23)
    assert recurrence.first_day("FREQ=WEEKLY;BYDAY=FR", FRIDAY) == FRIDAY


@given(
    st.sampled_from(("daily", "weekly", "每周一三五", "monthly", "每2周", "每月底", "quarterly")),
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.lists(st.integers(-3, 60), min_size=1, max_size=6),
)
def test_a_series_walks_its_rules_days_without_stepping_back(
    words: str, start: date, delays: list[int]
) -> None:
    """However early or late each is done: the next lies behind it, not in the past, and on a day of the rule."""
    rule = recurrence.parse(words, start)
    day = recurrence.first_day(rule, start)
    on_the_rule = set(recurrence._days(rule, start, start + timedelta(days=900)))
    for delay in delays:
        today = day + timedelta(days=delay)
        following = recurrence.next_day(rule, start, day, today)
        assert following is not None
        assert following > day and following >= today
        assert following in on_the_rule
        assert not [d for d in on_the_rule if max(day + timedelta(days=1), today) <= d < following]
        day = following
