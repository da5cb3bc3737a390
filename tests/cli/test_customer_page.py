"""A customer as a page: one to take along, one for the customer."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmcli import errors
from tests.cli.conftest import Crm

_INTERNAL = ("Churn risk", "Potential", "rude", "Tier", "Latest contacts", "Old offer")


@pytest.fixture
def known(crm: Crm) -> None:
    crm.ok("add", "Far East", "--phone", "13911829855", "note=rude")
    crm.ok("log-contact", "Far East", "phone", "They <b>shouted</b>")
    crm.ok(
        "purchase",
        "add",
        "Far East",
        "1200",
        "--product",
        "Lift check",
        "--order",
        "SO1",
        "--status",
        "confirmed",
    )
    crm.ok("purchase", "add", "Far East", "80", "--product", "Old offer", "--at", "2024-01-05")
    crm.ok("complaint", "open", "Far East", "Door stuck", "--severity", "urgent")
    crm.ok("complaint", "propose", "1", "A new door by Friday")
    crm.ok("complaint", "note", "1", "Their fault")


@pytest.mark.file
def test_the_page_for_the_customer_says_nothing_internal(crm: Crm, known: None, tmp_path: Path) -> None:
    mine, theirs = tmp_path / "p.html", tmp_path / "k.html"
    data = crm.json("show", "Far East", "--html", str(mine), "--for-customer", str(theirs))
    assert data == {"id": 1, "html": str(mine), "for_customer": str(theirs)}
    page = theirs.read_text(encoding="utf-8")
    for told in ("SO1", "Lift check", "confirmed", "Door stuck", "A new door by Friday", "2026-11-21 10:00"):
        assert told in page, told
    assert not [word for word in (*_INTERNAL, "Their fault") if word in page]
    whole = mine.read_text(encoding="utf-8")
    assert all(word in whole for word in _INTERNAL) and "<b>shouted" not in whole


@pytest.mark.file
def test_a_page_takes_nobody_elses_place(crm: Crm, known: None, tmp_path: Path) -> None:
    (tmp_path / "p.html").write_text("mine", encoding="utf-8")
    assert crm("show", "Far East", "--html", str(tmp_path / "p.html")).status == errors.Invalid.status
    assert crm("show", "Far East", "--html", str(tmp_path / "p.pdf")).status == errors.Usage.status
    both = str(tmp_path / "q.html")
    assert crm("show", "Far East", "--html", both, "--for-customer", both).status == errors.Usage.status
    assert (tmp_path / "p.html").read_text(encoding="utf-8") == "mine"
