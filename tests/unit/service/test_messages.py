"""Texts for customers: what is filled in, and what can't be."""

from __future__ import annotations

import pytest

from crmcli.policy import default_policy
from crmcli.service.messages import PLACES, fill, unknown_places

TOLD = {"customer": "Ann", "number": "T1", "handler": "Lee", "deadline": "noon", "text": ""}


@pytest.mark.parametrize(
    ("template", "text", "filled"),
    [
        ("Dear {customer}, {number}. {text} By {deadline}.", "", "Dear Ann, T1. By noon."),
        ("{text} By {deadline}.", "It is ordered", "It is ordered. By noon."),
        ("{text}By {deadline}.", "Is it?", "Is it?By noon."),
        ("{text}{deadline}前", "配件已下单", "配件已下单。noon前"),
        ("{text}", "{number} {else}", "{number} {else}."),
        ("{else} {", "x", "{else} {"),
    ],
)
def test_places_are_filled_once(template: str, text: str, filled: str) -> None:
    assert fill(template, {**TOLD, "text": text}) == filled


@pytest.mark.parametrize(
    ("template", "unknown"),
    [
        (" ".join(f"{{{place}}}" for place in PLACES), []),
        ("{name} and {name} and {}", ["{name}", "{}"]),
        ("{customer", ["{"]),
        ("no places", []),
    ],
)
def test_what_nothing_can_fill_is_named(template: str, unknown: list[str]) -> None:
    assert unknown_places(template) == unknown


def test_every_standard_text_names_complaint_handler_and_deadline() -> None:
    for name, template in default_policy().message._asdict().items():
        assert unknown_places(template) == []
        of_complaints = name.startswith(("reply_", "progress_"))
        wanted = {"number", "handler", "deadline", "text"} if of_complaints else {"number", "text"}
        wanted = {"customer", "handler"} if name.startswith("feedback_") else wanted
        assert wanted <= {place for place in PLACES if f"{{{place}}}" in template}, name
