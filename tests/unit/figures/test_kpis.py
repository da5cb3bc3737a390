"""The arithmetic of the figures, the periods they are taken over, and the catalogue of definitions."""

from __future__ import annotations

from datetime import date

import pytest

from crmcli.dates import periods
from crmcli.dates.periods import Period
from crmcli.figures import kpis


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(1, 4, 0.25), (0, 4, 0.0), (0, 0, None), (3, 0, None), (None, 4, None), (3, None, None)],
)
def test_ratio_has_no_value_without_a_whole(
    part: int | None, whole: int | None, expected: float | None
) -> None:
    assert kpis.ratio(part, whole) == expected


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [(6, 4, 0.5), (3, 6, -0.5), (0, 5, -1.0), (5, 0, None), (None, 5, None), (5, None, None)],
)
def test_change_needs_a_base(now: int | None, before: int | None, expected: float | None) -> None:
    assert kpis.change(now, before) == expected


def test_difference_of_what_is_known() -> None:
    assert kpis.difference(3, 5) == -2
    assert kpis.difference(None, 5) is None


def test_mean_and_median_of_nothing_are_nothing() -> None:
    assert (kpis.mean([]), kpis.median([])) == (None, None)
    assert (kpis.mean([1, 2, 6]), kpis.median([1, 2, 6]), kpis.median([1, 4])) == (3.0, 2.0, 2.5)


@pytest.mark.parametrize(
    ("average", "margin", "churn", "expected"),
    [
        (100_000, 0.5, 0.2, 250_000.0),
        (100_000, 1.0, 0.0, None),
        (100_000, 1.0, None, None),
        (None, 1.0, 0.2, None),
    ],
)
def test_lifetime_value(
    average: int | None, margin: float, churn: float | None, expected: float | None
) -> None:
    assert kpis.lifetime_value(average, margin, churn) == expected


@pytest.mark.parametrize(
    ("key", "value", "limit", "expected"),
    [
        ("churn_rate", 0.21, 0.2, True),
        ("churn_rate", 0.2, 0.2, False),
        ("repurchase_rate", 0.24, 0.25, True),
        ("repurchase_rate", 0.25, 0.25, False),
        ("complaint_growth", 0.5, 0.15, True),
        ("information_timeliness", 0.94, 0.95, True),
        ("lifetime_value_change", -0.1, 0.05, True),
        ("lifetime_value_change", 0.06, 0.05, False),
        ("phone_wait", 21, 20, True),
        ("churn_rate", None, 0.2, False),
        ("churn_rate", 0.5, None, False),
    ],
)
def test_a_figure_is_beyond_its_limit_on_one_side(
    key: str, value: float | None, limit: float | None, expected: bool
) -> None:
    assert kpis.beyond(key, value, limit) is expected


def test_rounding_by_unit() -> None:
    assert kpis.rounded(-24.7191, "points") == -24.7
    assert kpis.rounded(3.52808, "score") == 3.528
    assert kpis.rounded(0.123456, "share") == 0.1235
    assert kpis.rounded(99.6, "money") == 100 and isinstance(kpis.rounded(99.6, "money"), int)
    assert kpis.rounded(None, "share") is None


def test_every_definition_has_a_unit_that_can_be_rounded() -> None:
    for key, what in kpis.DEFINITIONS.items():
        assert kpis.rounded(1.0, what.unit) is not None, key
        assert what.title and what.text.endswith("."), key


def test_backtest_counts_only_customers_present_on_the_day() -> None:
    result = kpis.backtest(flagged={1, 2, 3, 9}, present={1, 2, 3, 4, 5}, lost_later={2, 3, 4, 8})
    assert (result.flagged, result.flagged_lost, result.left) == (3, 2, 3)
    assert result.precision == pytest.approx(2 / 3)
    assert result.recall == pytest.approx(2 / 3)


def test_backtest_without_warnings_has_no_precision() -> None:
    result = kpis.backtest(set(), {1, 2}, {2})
    assert (result.precision, result.recall) == (None, 0.0)


def test_quintiles_rank_and_keep_equals_together() -> None:
    assert kpis.quintiles([10, 20, 30, 40, 50]) == [1, 2, 3, 4, 5]
    assert kpis.quintiles([7, 7, 7, 7, 7]) == [1, 1, 1, 1, 1]
    assert kpis.quintiles([50, 10]) == [3, 1]
    assert kpis.quintiles([]) == []


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        # Running months beside the same days, whole ones beside whole ones.
        ("2026-11-01", "2026-11-20", ("2026-10-01", "2026-10-20")),
        ("2026-11-01", "2026-11-30", ("2026-10-01", "2026-10-31")),
        ("2026-03-01", "2026-03-30", ("2026-02-01", "2026-02-28")),
        ("2026-09-01", "2026-11-20", ("2026-06-01", "2026-08-20")),
        ("2026-03-01", "2026-03-31", ("2026-02-01", "2026-02-28")),
        ("2026-01-01", "2026-03-31", ("2025-10-01", "2025-12-31")),
        ("2026-11-10", "2026-11-19", ("2026-10-31", "2026-11-09")),
        ("2026-11-10", "2026-11-10", ("2026-11-09", "2026-11-09")),
    ],
)
def test_the_period_before(start: str, end: str, before: tuple[str, str]) -> None:
    found = Period(date.fromisoformat(start), date.fromisoformat(end)).before()
    assert found == Period(*(date.fromisoformat(day) for day in before))


def test_no_period_before_everything() -> None:
    for start in (None, date(1000, 1, 1), date(1000, 5, 5)):
        assert Period(start, date(2026, 11, 20)).before() is None


def test_months_over_a_new_year() -> None:
    assert periods.months_between("2025-11", "2026-02") == ["2025-11", "2025-12", "2026-01", "2026-02"]


def test_by_month_fills_gaps_and_keeps_twelve() -> None:
    assert periods.by_month(["2026-09-30", "2026-11-01", "2026-11-02"], "2026-11-20") == {
        "2026-09": 1, "2026-10": 0, "2026-11": 2,
    }  # fmt: skip
    assert next(iter(periods.by_month(["2024-01-05", "2026-11-01"], "2026-11-20"))) == "2025-12"
    assert periods.by_month([], "2026-11-20") == {}
