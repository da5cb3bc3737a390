"""Recorded contacts are put right: what follows from them follows, and nobody's change is overwritten unseen."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning


@beginning
def told(crm: Crm) -> None:
    """A contact of today with a customer who has a contact person, and what was agreed before it."""
    crm.at("2026-11-16T02:00:00Z")
    crm.ok("add", "Harbour Hotel")
    crm.ok("contact", "add", "1", "Ann")
    crm.ok("log-contact", "Harbour", "visit", "first", "--next", "2026-11-20", "--step", "quote")
    crm.at("2026-11-20T02:00:00Z")
    crm.ok("log-contact", "Harbour", "phone", "askd a price", "--next", "+7d")


def _last(crm: Crm) -> dict[str, Any]:
    row: dict[str, Any] = crm.json("interaction", "list", "Harbour")[0]
    return row


def test_what_was_recorded_is_put_right_and_shown_before_and_after(told: Crm) -> None:
    words = (
        "--text",
        "asked a price",
        "--channel",
        "拜访",
        "--with",
        "Ann",
        "--feedback",
        "keen",
        "--level",
        "high",
    )
    changed = told.json("interaction", "edit", "2", *words)
    assert (changed["id"], changed["version"]) == (2, 2)
    assert {c["field"]: (c["before"], c["after"]) for c in changed["changed"]} == {
        "content": ("askd a price", "asked a price"), "channel": ("phone", "visit"), "contact_person": (None, "Ann"),
        "feedback": (None, "keen"), "level": (None, "high"),
    }  # fmt: skip
    assert "nothing changed" in told.ok("interaction", "edit", "2", "--text", "asked a price").out
    told.ok("interaction", "edit", "2", "--with", "", "--feedback", "")
    assert [_last(told)[key] for key in ("contact_person", "feedback", "content")] == [
        None,
        None,
        "asked a price",
    ]
    told.ok("undo", "--yes")
    assert _last(told)["contact_person"] == "Ann"
    out = told.ok("interaction", "edit", "2", "--missed", "--lang", "zh").out
    assert "已修改与Harbour Hotel的跟进记录2。" in out and "有效跟进  是    否" in out


def test_steps_and_standing_follow_a_contact_that_is_put_right(told: Crm) -> None:
    standing = told.json("show", "1")["standing"]
    assert standing["next_contact_on"] == "2026-11-27"
    # Dated before it the earlier step is open, and replaced all the same; not effective it settles nothing.
    told.ok("interaction", "edit", "2", "--missed")
    told.ok("interaction", "edit", "2", "--by", "Lee", "--at", "2026-11-18")
    row = _last(told)
    assert (row["occurred_at"], row["effective"]) == ("2026-11-18T04:00:01Z", 0)
    assert [r["occurred_at"] for r in told.json("interaction", "list", "--as-of", "2026-11-17")] == [
        "2026-11-16T02:00:00Z"
    ]
    told.refuses(
        [
            (("interaction", "edit", "2", "--at", "2026-11-21"), errors.Invalid.status),
            (("interaction", "edit", "1", "--at", "2026-11-21"), errors.Invalid.status),
            (("interaction", "edit", "2"), errors.Usage.status),
            (("interaction", "edit", "2", "--missed", "--reached"), errors.Usage.status),
            (("interaction", "edit", "2", "--text", ""), errors.Usage.status),
            (("interaction", "edit", "9", "--text", "x"), errors.NotFound.status),
            (("interaction", "edit", "2", "--with", "Bob"), errors.NotFound.status),
        ]
    )


def test_whoever_was_reached_after_all_has_been_answered(told: Crm) -> None:
    told.ok("log-contact", "Harbour", "email", "where is it?", "--in", "--unanswered")
    told.ok("log-contact", "Harbour", "phone", "rang", "--missed")
    assert [row["id"] for row in told.json("due", "--kind", "inbound")] == ["inbound:3"]
    told.ok("interaction", "edit", "4", "--reached", "--text", "told them")
    assert told.json("due", "--kind", "inbound") == []
    told.ok("undo", "--yes")
    assert [row["id"] for row in told.json("due", "--kind", "inbound")] == ["inbound:3"]


@pytest.mark.file
def test_who_was_not_reached_is_told_apart_from_a_talk(crm: Crm) -> None:
    crm.ok("add", "安定物业有限公司", "--phone", "13911829855")
    crm.ok("log-contact", "安定", "sms", "Happy new year", "--care")
    said = "By the policy SMS is no effective contact: what came in moves no next one."
    assert said in crm.ok("log-contact", "安定", "sms", "fine", "--in").out
    crm.ok("log-contact", "安定", "phone", "called the boss", "--missed")
    for words in (("interaction", "list"), ("show", "安定"), ("complaint", "open", "安定", "leak")):
        told = [line for line in crm.ok(*words).out.splitlines() if "nobody reached" in line]
        assert len(told) == 1 and "called the boss" in told[0], words
    assert {row["channel"] for row in crm.json("interaction", "list")} == {"phone", "sms"}


@pytest.mark.file
def test_nobodys_change_is_overwritten_unseen(told: Crm) -> None:
    told.ok("interaction", "edit", "2", "--text", "asked a price")
    run = told("interaction", "edit", "2", "--text", "asked twice", "--version-seen", "1")
    assert (run.status, "it was askd a price, it is asked a price, you wrote asked twice" in run.err) == (
        errors.Conflict.status,
        True,
    )
    assert (
        told("interaction", "edit", "2", "--text", "x", "--version-seen", "5").status == errors.Usage.status
    )
    told.ok("interaction", "edit", "2", "--channel", "visit", "--version-seen", "1")
    assert (
        told.json("interaction", "edit", "2", "--text", "asked twice", "--version-seen", "3")["version"] == 4
    )
