"""Which rule says who gets a complaint or feedback."""

from __future__ import annotations

import pytest

from crmcli.judging.routes import Matter, first_fitting
from crmcli.policy.sections import Route

_ROUTES = (
    Route(("a",), of="complaint", category="时效"),
    Route(("b",), channel="phone", severity="urgent"),
    Route(("c",), of="feedback", category="需求"),
    Route(("d",), product="Floor Care"),
    Route(("e",), area="成都"),
)


@pytest.mark.parametrize(
    ("matter", "rule"),
    [
        (Matter("complaint", "时效"), 0), (Matter("feedback", "时效"), None), (Matter("complaint", "時效 "), 0),
        (Matter("complaint", severity="urgent"), None), (Matter("complaint", channel="phone", severity="urgent"), 1),
        (Matter("feedback", "need"), 2), (Matter("complaint", "need"), None),
        (Matter("complaint", product="floorcare"), 3), (Matter("feedback", areas=(None, "四川", "成都市", None)), 4),
        (Matter("complaint", areas=("重庆",)), None),
    ],
)  # fmt: skip
def test_the_first_rule_that_fits(matter: Matter, rule: int | None) -> None:
    assert first_fitting(_ROUTES, matter) == rule


def test_a_rule_without_conditions_fits_everything() -> None:
    assert first_fitting((Route(("a",)),), Matter("feedback")) == 0
