"""The public pool: who is warned, what is released when, who may claim it, and that nobody loses a customer unseen."""

from __future__ import annotations

from pathlib import Path

from crmcli import errors
from tests.cli.conftest import Crm, beginning


@beginning
def pooled(crm: Crm) -> None:
    """Three customers of Kim's, one of a kept tag, and a pool."""
    crm.ok("staff", "add", "Kim", "--login", "kim")
    crm.ok("staff", "add", "Zhao", "--login", "zhao")
    for n, name in enumerate(("Alpha", "Beta", "Gamma")):
        crm.ok("add", name, "--phone", f"1390000000{n}", "--owner", "Kim")
        crm.ok("log-contact", name, "phone", "hello")
    crm.ok("edit", "Gamma", "tags=VIP")
    crm.ok("policy", "set", "pool.active", "true")
    crm.ok("policy", "set", "pool.kept_tags", '["VIP"]')


def _at(crm: Crm, day: str) -> None:
    crm.at(f"{day}T02:00:00Z")
    crm.ok("classify")


def _told(crm: Crm) -> list[str]:
    return [line for line in crm.ok("due", "--format", "json").json["warnings"] if "pool" in line]


def test_who_is_not_contacted_goes_to_the_pool_after_a_warning(pooled: Crm) -> None:
    # 2 cadences of 60 days after 20 November.
    _at(pooled, "2027-03-12")
    assert pooled.json("pool", "list", "--warned") == [] and pooled.json("pool", "release") == []
    _at(pooled, "2027-03-13")
    pooled.ok("log-contact", "Beta", "phone", "hello")
    assert [(r["customer"], r["on"]) for r in pooled.json("pool", "list", "--warned")] == [
        ("Alpha", "2027-03-20")
    ]
    pooled.become("kim", group="writers")
    assert _told(pooled) == ["1 customer goes into the pool unless contacted: Alpha (2027-03-20)"]
    pooled.become("tester", group="writers")
    _at(pooled, "2027-03-20")
    assert [r["customer"] for r in pooled.json("pool", "release")] == ["Alpha"]
    assert [r["customer"] for r in pooled.json("pool", "list")] == ["Alpha"]
    pooled.become("kim", group="writers")
    assert _told(pooled) == [
        "1 customer of yours went to others: Alpha (the pool). When you have seen it: crmcli pool seen"
    ]
    pooled.refuses(
        [
            (("pool", "claim", "Alpha"), errors.Invalid.status),
            (("pool", "claim", "Beta"), errors.Invalid.status),
        ]
    )
    assert pooled.json("pool", "seen") == {"seen": 1} and _told(pooled) == []
    pooled.become("zhao", group="writers")
    assert "It was Kim's until 2027-03-20." in pooled.ok("pool", "claim", "Alpha").out
    assert pooled.json("show", "Alpha")["owner"] == "Zhao" and pooled.json("pool", "list") == []
    pooled.refuses([(("pool", "release", "Beta"), errors.NotAllowed.status)])
    pooled.ok("undo")
    assert [r["customer"] for r in pooled.json("pool", "list")] == ["Alpha"]
    # As it was before, and on the days between.
    assert [r["customer"] for r in pooled.json("pool", "list", "--as-of", "2027-03-19")] == []
    warned = pooled.json("pool", "list", "--warned", "--as-of", "2027-03-19")
    assert [(r["customer"], r["owner"], r["on"]) for r in warned] == [("Alpha", "Kim", "2027-03-20")]


def test_limits_and_takeovers(pooled: Crm) -> None:
    pooled.ok("policy", "set", "pool.claims", "1")
    pooled.ok("pool", "release", "Alpha")
    pooled.ok("pool", "release", "Beta")
    pooled.become("zhao", group="writers")
    pooled.ok("pool", "claim", "Alpha")
    pooled.refuses([(("pool", "claim", "Beta"), errors.Invalid.status)])
    # A colleague's customer, however it is taken, is told to them.
    pooled.ok("edit", "Gamma", "--owner", "Zhao")
    pooled.become("kim", group="writers")
    assert (
        "3 customers of yours went to others: Alpha (Zhao), Beta (the pool), Gamma (Zhao)."
        in _told(pooled)[0]
    )
    # Who lost one waits; then it is theirs again.
    pooled.refuses([(("pool", "claim", "Beta"), errors.Invalid.status)])
    _at(pooled, "2026-12-20")
    pooled.ok("pool", "claim", "Beta")
    assert pooled.json("show", "Beta")["owner"] == "Kim"


def test_whoever_takes_a_customer_is_told_whose_it_was_and_the_colleague_by_their_list(
    pooled: Crm, tmp_path: Path
) -> None:
    pooled.ok("add", "Beta 2", "--phone", "13900000077", "--owner", "Zhao")
    pooled.become("zhao", group="writers")
    assert "Kim looks after them" in pooled.ok("log-contact", "Alpha", "phone", "hello").out
    pooled.ok("log-contact", "Gamma", "phone", "hello", "--next", "today")
    assert "Kim looks after them" in pooled.ok("done", "contact:3").out
    pooled.at("2026-11-20T02:01:00Z")
    sheet = tmp_path / "a.csv"
    sheet.write_text("客户名称,电话,负责人\nAlpha,13900000000,Zhao\n", encoding="utf-8")
    assert "no longer be a colleague's: Alpha (Kim)" in pooled.ok("import", str(sheet), "--dry-run").err
    assert pooled.json("import", str(sheet), "--yes")["taken"] == [
        {"id": 1, "customer": "Alpha", "before": "Kim"}
    ]
    assert "until now, who is told of it: Beta (Kim)" in pooled.ok("merge", "Beta 2", "Beta").out
    pooled.become("kim", group="writers")
    assert "2 customers of yours went to others: Alpha (Zhao), Beta (Zhao)." in _told(pooled)[0]
    pooled.at("2026-11-20T02:02:00Z")
    pooled.ok("pool", "seen")
    assert _told(pooled) == []


def test_customers_go_by_command_to_whom_the_policy_names_for_their_tier(pooled: Crm) -> None:
    pooled.ok("staff", "edit", "Zhao", "--department", "Care")
    pooled.ok("staff", "add", "Wang", "--login", "wang", "--department", "Care")
    pooled.ok("edit", "Beta", "--owner", "none")
    pooled.ok("edit", "Gamma", "--owner", "Wang")
    assert "classify --owners" not in pooled.ok("classify").out
    pooled.ok("policy", "set", "contact.plan.general.owners", '["Care", "Nobody"]')
    assert "2 customers are not with whom the policy names" in pooled.ok("classify").out
    pooled.become("kim", group="writers")
    pooled.refuses([(("classify", "--owners"), errors.NotAllowed.status)])
    pooled.become("tester", group="writers")
    run = pooled.ok("classify", "--owners", "--dry-run", "--format", "json").json
    assert "by: Nobody" in run["warnings"][0] and pooled.json("show", "Beta")["owner"] is None
    assert pooled.json("classify", "--owners") == run["data"]
    # The fewest first: Wang has one already.
    assert [(r["customer"], r["before"], r["owner"]) for r in run["data"]] == [
        ("Alpha", "Kim", "Zhao"),
        ("Beta", None, "Zhao"),
    ]
    assert pooled.json("classify", "--owners") == []
    pooled.become("kim", group="writers")
    assert "Alpha (Zhao)" in _told(pooled)[0]
    pooled.refuses([(("classify", "--owners", "--as-of", "2026-11-01"), errors.Usage.status)])


def test_a_new_pool_warns_before_it_takes(crm: Crm) -> None:
    crm.ok("add", "Alpha", "--phone", "13900000001")
    crm.at("2027-08-02T02:00:00Z")
    crm.ok("policy", "set", "pool.active", "true")
    crm.ok("classify")
    assert crm.json("pool", "release") == []
    assert crm.json("pool", "list", "--warned")[0]["on"] == "2027-08-09"
    _at(crm, "2027-08-09")
    assert [r["customer"] for r in crm.json("pool", "release")] == ["Alpha"]
    assert "went to others" in _told(crm)[0]
