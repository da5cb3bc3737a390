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
    assert [r["plan_channel"] for r in crm.json("plan", "list", "--as-of", "2026-11-30")] == ["email"]
    assert "(quarter's end)" in crm.json("due", "--kind", "contact", "--as-of", "2026-11-30")[0]["why"]
    crm.ok("undo")
    assert crm.json("plan", "list")[0]["paused_until"] == "2026-12-15"
    crm.refuses([
        (("plan", "set", "Alpha", "--reason", "x"), errors.Usage.status),
        (("plan", "set", "Alpha", "--every", "soon", "--reason", "x"), errors.Usage.status),
        (("plan", "set", "Alpha", "--until", "2026-11-01", "--reason", "x"), errors.Usage.status),
    ])  # fmt: skip


def test_the_coming_load_is_spread_and_what_was_agreed_stays(crm: Crm) -> None:
    crm.ok("staff", "add", "Wang")
    crm.ok("policy", "set", "contact.per_day", "2")
    for n in range(4):
        crm.ok("add", f"Firm {n}", "--phone", f"1390000000{n}")
        crm.ok("plan", "set", f"Firm {n}", "--every", "7d", "--reason", "x")
        crm.ok("log-contact", f"Firm {n}", "phone", "hello", *(("--next", "2026-11-27") if n == 3 else ()))

    def load(*more: str) -> list[tuple[str, str, int, int, int, int]]:
        rows = crm.json("due", "--plan", "14d", *more)
        return [tuple(r[k] for k in ("day", "person", "total", "planned", "moved", "agreed")) for r in rows]

    # 27 November is a Friday: one of the planned ones stays beside the agreed one, two move past the weekend.
    spread = [("2026-11-27", "Lee", 2, 1, 0, 1), ("2026-11-30", "Lee", 2, 2, 2, 0)]
    assert load() == load("--owner", "Lee") == load("--team") == spread
    assert load("--owner", "Wang") == []
    crm.ok("staff", "away", "Lee", "2026-11-27", "--stand-in", "Wang")
    assert [row[1] for row in load("--team")] == ["Wang", "Wang"] and load("--owner", "Lee") == []
    crm.ok("policy", "set", "contact.spread_days", "0")
    assert load("--owner", "Wang") == [("2026-11-27", "Wang", 4, 3, 0, 1)]
    assert max(map(len, crm.ok("due", "--plan", "14d", "--team").out.splitlines()[:2])) <= 80
    crm.refuses([(("due", "--plan", "14d", "--explain"), errors.Usage.status)])


def test_the_list_of_a_full_day_moves_what_the_plan_asks_for_and_tells_it(crm: Crm) -> None:
    crm.ok("policy", "set", "contact.per_day", "2")
    for n in range(4):
        crm.ok("add", f"Firm {n}", "--phone", f"1390000000{n}")
        crm.ok("plan", "set", f"Firm {n}", "--every", "7d", "--reason", "x")
        crm.ok("log-contact", f"Firm {n}", "phone", "hello", *(("--next", "2026-11-27") if n == 3 else ()))

    def on(day: str, *more: str) -> list[tuple[int, str, int]]:
        rows = crm.json("due", "--all", "--as-of", day, *more) if day else crm.json("due", "--all", *more)
        return sorted((r["customer_id"], r["due_at"], r["overdue_days"]) for r in rows)

    friday, monday = "2026-11-27", "2026-11-30"
    crm.at("2026-11-27T01:00:00Z")
    assert "2 planned contacts of today moved" in crm.ok("classify").out
    assert "planned" not in crm.ok("classify").out
    stayed, moved = [(1, friday, 0), (4, friday, 0)], [(2, friday, 0), (3, friday, 0)]
    assert on("") == stayed and on("", "--limit", "1") == [(4, friday, 0)]
    told = crm.ok("due").out
    assert "Firm 1 (2026-11-30), Firm 2 (2026-11-30)" in told and "Backlog" not in told
    # One filter, or the forecast, tells the same.
    assert (
        on("", "--where", "name='Firm 1'") == []
        and "Firm 1 (2026" in crm.ok("due", "--where", "name='Firm 1'").out
    )
    loads = [(r["day"], r["planned"], r["moved"], r["agreed"]) for r in crm.json("due", "--plan", "7d")]
    assert loads == [(friday, 1, 0, 1), (monday, 2, 2, 0)]
    assert on("", "--days", "3") == sorted([(n, day, min(late, 0)) for n, day, late in stayed + moved])
    # They come on their new day, are late only after it, and in time on it.
    crm.at("2026-11-30T01:00:00Z")
    crm.ok("classify")
    why = {r["customer_id"]: r["why"] for r in crm.json("due")}
    assert "moved from 2026-11-27 because that day had 4 things to do" in why[2]
    assert "moved from" not in why[1]
    late = [(1, friday, 3), (4, friday, 3)]
    assert on("") == sorted(late + moved) and on("", "--overdue") == late
    assert on("", "--overdue", "--limit", "1") == late[1:]
    assert "2 contacts are over 48 hours late: Firm 3, Firm 0." in crm.ok("due").err
    crm.ok("log-contact", "Firm 1", "phone", "hello")
    kept = crm.json("report", "kpi", "--from", friday, "--to", monday)
    print(kept)
    # Past days stay as they were.
    assert [on(day) for day in ("2026-11-26", friday)] == [[], stayed]
    assert on("2026-11-29") == [(1, friday, 2), (4, friday, 2)]
