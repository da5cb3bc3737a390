"""Who is away, and who stands in: what is due of theirs stands on the stand-in's list, and only then."""

from __future__ import annotations

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning


@beginning
def two(crm: Crm) -> None:
    """Kim and Wang, each with a customer whom nobody contacted, a late complaint and a call to answer of Kim's."""
    for name in ("Kim", "Wang", "Zhao"):
        crm.ok("staff", "add", name)
    crm.at("2026-11-16T02:00:00Z")
    crm.ok("add", "Alpha", "--phone", "13900000001", "--owner", "Kim")
    crm.ok("add", "Beta", "--phone", "13900000002", "--owner", "Wang")
    crm.ok("complaint", "open", "Alpha", "late", "--handler", "Kim")
    crm.at("2026-11-23T02:00:00Z")
    crm.ok("classify")


def _rows(crm: Crm, owner: str, *more: str) -> dict[str, str | None]:
    return {row["id"]: row["on_behalf_of"] for row in crm.json("due", "--owner", owner, *more)}


def test_the_rows_of_who_is_away_stand_with_the_stand_in(two: Crm) -> None:
    kims, wangs = _rows(two, "Kim"), _rows(two, "Wang")
    assert set(wangs) == {"contact:2"} and {"contact:1", "complaint:1:respond"} <= set(kims)
    two.ok("staff", "away", "Kim", "2026-11-23..2026-11-24", "--stand-in", "Wang", "--reason", "leave")
    assert _rows(two, "Wang") == wangs | dict.fromkeys(kims, "Kim")
    assert _rows(two, "Wang", "--limit", "1") == {"complaint:1:respond": "Kim"}
    run = two.ok("due", "--owner", "Wang")
    assert "Kim is away from 2026-11-23 to 2026-11-24; Wang stands in." in run.out
    assert "for Kim: " in run.out and "Alpha (Kim)" in run.err + run.out
    assert "Wang stands in." in two.ok("due", "--team").out
    # Back on the day after, and as it was known on the day before.
    assert _rows(two, "Wang", "--as-of", "2026-11-25").keys() == wangs.keys()
    assert _rows(two, "Wang", "--as-of", "2026-11-22").keys() == wangs.keys()
    assert len(two.json("staff", "away")) == 1
    two.ok("staff", "away", "Kim", "--cancel")
    assert _rows(two, "Wang") == wangs and two.json("staff", "away") == []
    two.ok("undo")
    assert _rows(two, "Wang") == wangs | dict.fromkeys(kims, "Kim")
    # Who would stand in is away as well, or leaves.
    two.ok("staff", "away", "Wang", "2026-11-23", "--stand-in", "Zhao")
    assert _rows(two, "Zhao") == dict.fromkeys(wangs, "Wang") | dict.fromkeys(kims, "Kim")
    two.ok("staff", "leave", "Wang", "--to", "Zhao")
    assert _rows(two, "Zhao") == wangs | dict.fromkeys(kims, "Kim")


@pytest.mark.file
def test_what_cannot_be_is_refused(two: Crm) -> None:
    two.ok("staff", "away", "Kim", "+1d..+5d", "--stand-in", "Wang")
    usage, invalid = errors.Usage.status, errors.Invalid.status
    two.refuses([
        (("staff", "away", "Kim", "+5d..+9d", "--stand-in", "Wang"), invalid),
        (("staff", "away", "Zhao", "+5d..+9d", "--stand-in", "Kim"), invalid),
        (("staff", "away", "Zhao", "+5d", "--stand-in", "Zhao"), invalid),
        (("staff", "away", "Zhao", "2026-11-01..2026-11-19", "--stand-in", "Wang"), invalid),
        (("staff", "away", "Zhao", "+5d..+1d", "--stand-in", "Wang"), usage),
        (("staff", "away", "Zhao", "+5d"), usage), (("staff", "away", "Zhao"), usage),
        (("staff", "away", "Zhao", "--cancel"), invalid),
    ])  # fmt: skip
