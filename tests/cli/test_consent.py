"""Consent: what is recorded, what follows from it, and that who withdrew is asked nothing."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli import errors

pytestmark = pytest.mark.file


def _verdicts(crm: Any, who: str = "1") -> dict[tuple[str, str | None], str | None]:
    rows = crm.json("consent", "list", who, "--explain")["verdicts"]
    return {(row["purpose"], row["channel"]): row["reason"] for row in rows}


def test_what_was_said_last_counts(crm: Any) -> None:
    crm.ok("add", "Shop", "--phone", "13900000001")
    assert _verdicts(crm)["care", "sms"] is None and _verdicts(crm)["marketing", "sms"] == "not_agreed"
    crm.ok(
        "consent", "grant", "1", "marketing", "--source", "纸质", "--evidence", "form 7", "--at", "2026-11-18"
    )
    crm.ok("consent", "withdraw", "1", "--channel", "sms", "--at", "2026-11-19")
    found = _verdicts(crm)
    assert (found["marketing", "phone"], found["marketing", "sms"], found["care", "sms"]) == (None, "withdrawn", "withdrawn")  # fmt: skip
    crm.ok("授权", "同意", "1", "营销，关怀", "--渠道", "短信")
    found = _verdicts(crm)
    assert (found["marketing", "sms"], found["care", "sms"], found["survey", "sms"]) == (
        None,
        None,
        "withdrawn",
    )
    # A past day knows nothing of what came later.
    past = crm.json("consent", "list", "1", "--explain", "--as-of", "2026-11-18")
    assert [row["source"] for row in past["consents"]] == ["paper"]
    crm.ok("undo")
    assert _verdicts(crm)["care", "sms"] == "withdrawn"


def test_a_contact_person_speaks_for_themselves_and_for_whom_is_asked(crm: Any) -> None:
    crm.ok("add", "Harbour Printing Ltd", "--phone", "13900000001", "--contact", "Anna Berg")
    crm.ok("contact", "add", "1", "Bo Lind", "phone=13900000002")
    crm.ok("consent", "withdraw", "1", "survey", "--contact", "Bo Lind")
    assert crm.json("survey", "wave", "open", "Q4", "--dry-run")["customers"] == [1]
    crm.ok("consent", "withdraw", "1", "survey", "--contact", "Anna Berg")
    assert crm.json("survey", "wave", "open", "Q4", "--dry-run")["left_out"]["withdrawn"] == 1
    crm.ok("contact", "leave", "Anna Berg")
    crm.at("2026-11-20T03:00:00Z")
    crm.ok("consent", "grant", "1", "survey", "--contact", "Bo Lind")
    assert crm.json("survey", "wave", "open", "Q4", "--dry-run")["customers"] == [1]


def test_paper_consents_of_many_are_one_line(crm: Any) -> None:
    for n in "123":
        crm.ok("add", f"Shop {n}", "--phone", f"1390000000{n}")
    crm.ok("edit", "3", "tags=fair")
    crm.ok("consent", "grant", "care", "marketing", "--where", "tag=fair", "--source", "paper")
    assert [(row["customer"], row["purpose"]) for row in crm.json("consent", "list")] == [
        ("Shop 3", "marketing"), ("Shop 3", "care"),
    ]  # fmt: skip
    crm.refuses([
        (("consent", "grant", "1"), errors.Usage.status),
        (("consent", "grant", "1", "everything else"), errors.Usage.status),
        (("consent", "grant"), errors.Usage.status),
        (("consent", "grant", "care", "--where", "tag=fair", "--contact", "Ann"), errors.Usage.status),
        (("consent", "grant", "1", "care", "--channel", "pigeon"), errors.Usage.status),
        (("consent", "grant", "1", "care", "--evidence", "attachment:9"), errors.NotFound.status),
        (("consent", "withdraw", "1", "--at", "2026-11-21"), errors.Invalid.status),
        (("consent", "list", "--explain"), errors.Usage.status),
    ])  # fmt: skip
