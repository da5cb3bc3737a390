"""Halves go up whatever they are stored as, and every place that shows a figure rounds alike."""

from __future__ import annotations

from datetime import UTC

import pytest

from crmcli.figures.kpis import kept, rounded
from crmcli.figures.rounding import fixed, half_up, percent
from crmcli.render.cells import for_machines, for_people
from crmcli.render.report_text import raw, shown
from crmcli.reports.model import Sheet
from crmcli.result import Column


@pytest.mark.parametrize(
    ("value", "decimals", "wanted"),
    [
        (89.35, 1, 89.4), (89.25, 1, 89.3), (89.349, 1, 89.3), (2.675, 2, 2.68), (0.5, 0, 1.0), (1.5, 0, 2.0), (2.5, 0, 3.0),
        (-2.5, 0, -3.0), (-89.35, 1, -89.4), (-0.04, 1, 0.0), (0.0, 2, 0.0), (1.005, 2, 1.01), (12_345_678_901.005, 2, 12_345_678_901.01),
        (sum((22.1, 33.05, 20.1, 14.1)), 1, 89.4), (0.89345, 4, 0.8935),
    ],
)  # fmt: skip
def test_a_half_goes_up(value: float, decimals: int, wanted: float) -> None:
    assert half_up(value, decimals) == wanted
    assert str(half_up(value, decimals)) != "-0.0"


def test_every_place_rounds_alike() -> None:
    assert (fixed(1234.25, 1), percent(0.8935)) == ("1,234.3", "89.4%")
    assert shown("share", 0.8935) == for_people(Column("x", "x", "percent"), 0.8935, UTC) == "89.4%"
    assert shown("score", 4.125) == for_people(Column("x", "x", "number"), 4.125, UTC) == "4.13"
    # What machines get to more decimals isn't what people see rounded once more.
    for value, kind, unit, told, seen in (
        (101 / 26, "number", "score", 3.885, "3.88"), (6 / 11, "percent", "share", 0.5455, "54.5%"),
        (0.8935, "percent", "share", 0.8935, "89.4%"),
    ):  # fmt: skip
        column = Column("x", "x", kind)
        assert (for_machines(column, value), for_people(column, value, UTC)) == (told, seen)
        assert shown(unit, kept(value, unit)) == seen
    sheet = Sheet()
    sheet.add("mean_overall", 101 / 26)
    assert (sheet.figures[0].value, raw(sheet.figures[0], sheet.figures[0].value)) == (101 / 26, 3.885)
    assert (rounded(2.5, "count"), rounded(4.0005, "score"), rounded(None, "share")) == (3, 4.001, None)
