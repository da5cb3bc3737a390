"""A contact plan of its own for one customer: rhythm, channel, a day before which nobody contacts it, each with a reason."""

from __future__ import annotations

from crmcli import errors
from tests.cli.conftest import Crm


def test_an_exception_goes_before_the_tier_and_tells_its_reason(crm: Crm) -> None:
    crm.ok("add", "Alpha", "--phone", "13900000001", "--email", "a@example.org")
    crm.ok("log-contact", "Alpha", "phone", "hello")
    crm.ok("plan", "set", "Alpha", "--every", "10天", "--channel", "邮件", "--reason", "quarter's end")
    crm.at("2026-12-01T02:00:00Z")
    row = crm.json("due", "--kind", "contact")[0]
    assert (row["due_at"], row["channel"]) == ("2026-11-30", "email") and "(quarter's end)" in row["why"]
    assert "quarter's end" in crm.ok("why", "Alpha").out and "quarter's end" in crm.ok("show", "Alpha").out
    assert [r["plan_reason"] for r in crm.json("plan", "list")] == ["quarter's end"]
    crm.ok("plan", "set", "Alpha", "--until", "2026-12-15", "--reason", "closed for repairs")
    assert crm.json("due", "--kind", "contact") == []
    assert crm.json("due", "--kind", "contact", "--as-of", "2026-12-15")[0]["channel"] == "email"
    crm.ok("plan", "clear", "Alpha")
    assert crm.json("plan", "list") == [] and crm.json("show", "Alpha")["status"] == "active"
    # As it was before.
    assert "(quarter's end)" in crm.json("due", "--kind", "contact", "--as-of", "2026-11-30")[0]["why"]
    crm.ok("undo")
    assert crm.json("plan", "list")[0]["paused_until"] == "2026-12-15"
    crm.refuses([
        (("plan", "set", "Alpha", "--reason", "x"), errors.Usage.status),
        (("plan", "set", "Alpha", "--every", "soon", "--reason", "x"), errors.Usage.status),
        (("plan", "set", "Alpha", "--until", "2026-11-01", "--reason", "x"), errors.Usage.status),
    ])  # fmt: skip
