"""After a contact or a complaint one line says what of the customer is missing or not verified, the most useful first."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Crm

pytestmark = pytest.mark.file


def test_what_is_missing_is_asked_for_in_turn(crm: Crm) -> None:
    crm.ok("add", "Harbour Hotel")
    crm.ok("field", "add", "floors", "--type", "number", "--required")

    def asked() -> tuple[str, list[str]] | None:
        gap = crm.json("log-contact", "Harbour", "phone", "hello")["missing"]
        return gap and (gap["code"], gap["what"])

    assert asked() == ("ways", [])
    crm.ok("edit", "Harbour", "phone=13911829855")
    crm.at("2027-12-01T02:00:00Z")
    crm.ok("classify")
    assert asked() == ("verify", ["2027-11-20"])
    crm.ok("edit", "Harbour", "--verified")
    assert asked() == ("person", [])
    crm.ok("contact", "add", "Harbour", "Ann Lee")
    assert asked() == ("fields", ["place", "source", "industry", "size", "custom.floors"])
    told = crm.ok("complaint", "open", "Harbour", "late").out
    assert "Not known of them: city. Enter it with: crmcli edit C000001 FIELD=VALUE" in told
    crm.ok("edit", "Harbour", "city=Leshan", "source=website", "industry=hotel", "size=small", "floors=3")
    assert asked() is None
    crm.ok("edit", "Harbour", "--pin", "key", "--reason", "x", "--until", "+30d")
    assert asked() == ("fields", ["pain_points", "budget", "decision_chain", "timing", "competitors"])
    crm.ok("edit", "Harbour", "status=do_not_contact")
    assert asked() is None


def test_a_tick_asks_where_it_was_a_contact(crm: Crm) -> None:
    crm.ok("add", "Harbour Hotel", "--phone", "13911829855")
    crm.ok("task", "add", "call", "--customer", "Harbour")
    assert crm.json("done", "task:1")["missing"] is None
    crm.at("2026-11-22T02:00:00Z")
    assert crm.json("done", "Harbour")["missing"] == {"code": "person", "what": []}
