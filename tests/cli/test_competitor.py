"""Competitors: what is noted of them, for which deals they are in play, and the report on that beside a plain count."""

from __future__ import annotations

import random
import sqlite3
from typing import Any

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning

_DAY = "T02:00:00Z"


@beginning
def two(crm: Crm) -> None:
    """Two competitors, and four opportunities: one in play, one won, one lost to Bright Clean, one lost otherwise."""
    crm.ok("competitor", "add", "Bright Clean", "--alias", "BC", "--note", "the largest here")
    crm.ok("competitor", "add", "洁净公司")
    for n, name in enumerate(("Alpha", "Beta", "Gamma", "Delta"), 1):
        crm.ok("add", name, "--phone", f"1380000000{n}")
        rivals = ("--competitor", "BC", "--competitor", "洁净公司")
        crm.ok("opportunity", "add", name, f"deal {n}", "--amount", f"{n}000", "--at", "2026-11-01", *rivals)
    crm.ok("opportunity", "win", "2")
    crm.ok("opportunity", "lose", "3", "--reason", "price", "--to", "bright clean")
    crm.ok("opportunity", "lose", "4", "--reason", "budget")
    crm.ok("edit", "Beta", "competitors=talks to bright clean and 乙公司")


def test_a_lost_deal_tells_to_whom_and_why(two: Crm) -> None:
    shown = two.json("competitor", "show", "bc")
    assert [(deal["id"], deal["outcome"], deal["reason"]) for deal in shown["deals"]] == [
        (1, "open", None), (2, "won", None), (3, "lost_to", "price"), (4, "lost", "budget"),
    ]  # fmt: skip
    assert [each["name"] for each in shown["named_by"]] == ["Beta"]
    other = two.json("competitor", "show", "洁净")
    assert [(deal["id"], deal["outcome"]) for deal in other["deals"]] == [
        (1, "open"),
        (2, "won"),
        (3, "lost"),
        (4, "lost"),
    ]
    assert two.json("opportunity", "show", "3")["competitors"] == [
        {"competitor": "Bright Clean", "won": True}, {"competitor": "洁净公司", "won": False},
    ]  # fmt: skip
    assert "Lost to: Bright Clean" in two.ok("opportunity", "show", "3").out
    # Without a reason it was the competitor; whoever is named for it alone is in play from then on.
    two.ok("opportunity", "add", "Alpha", "new")
    two.ok("opportunity", "lose", "5", "--to", "BC")
    assert two.json("competitor", "show", "BC")["deals"][-2]["reason"] == "competitor"
    two.ok("opportunity", "edit", "1", "--competitor", "BC")
    assert len(two.json("opportunity", "show", "1")["competitors"]) == 2
    two.step_back()
    two.step_back()
    assert two.json("competitor", "list")[0]["lost_to"] == 1


def test_notes_are_kept_found_and_of_their_day(two: Crm) -> None:
    two.ok(
        "competitor",
        "note",
        "BC",
        "12 per square metre",
        "--topic",
        "price",
        "--source",
        "their offer",
        "--customer",
        "Alpha",
    )
    two.ok("competitor", "note", "洁净公司", "月底前全场八折", "--topic", "促销", "--on", "2026-11-10")
    two.at("2026-11-25" + _DAY)
    two.ok("competitor", "note", "BC", "opens an office in Leshan", "--topic", "people")
    assert [row["text"] for row in two.json("competitor", "find", "八折")] == ["月底前全场八折"]
    assert sorted(row["topic"] for row in two.json("competitor", "find", "bright")) == ["people", "price"]
    assert [row["customer"] for row in two.json("competitor", "find", "square")] == ["Alpha"]
    assert two.json("competitor", "find", "nothing") == []
    assert two.json("competitor", "list")[0]["last_note"] == "opens an office in Leshan"
    then = two.json("competitor", "list", "--as-of", "2026-11-21")
    assert then[0]["last_note"] == "12 per square metre"
    assert two.json("competitor", "find", "office", "--as-of", "2026-11-21") == []
    two.step_back()
    assert two.json("competitor", "find", "office") == []


def test_what_makes_no_sense_is_refused(two: Crm) -> None:
    usage, invalid, missing = errors.Usage.status, errors.Invalid.status, errors.NotFound.status
    two.refuses([
        (("competitor", "add", " "), usage), (("competitor", "add", "bc"), invalid), (("competitor", "edit", "BC"), usage),
        (("competitor", "edit", "洁净公司", "--name", "BC"), invalid), (("competitor", "note", "BC", " "), usage),
        (("competitor", "note", "BC", "x", "--on", "+1d"), invalid), (("competitor", "show", "Nobody"), missing),
        (("competitor", "find", " "), usage), (("opportunity", "lose", "1", "--to", "Nobody"), missing),
        (("opportunity", "edit", "1", "--competitor", "Nobody"), missing), (("competitor", "show", "BC", "--as-of", "2026-01-01"), missing),
    ])  # fmt: skip


@pytest.mark.file
def test_the_report_is_what_a_plain_count_gives(crm: Crm) -> None:
    chance = random.Random(4)
    names = ("North", "South", "West")
    for name in names:
        crm.ok("competitor", "add", name)
    crm.ok("add", "Alpha", "--phone", "13800000001")
    for n in range(1, 25):
        rivals = [word for name in names if chance.random() < 0.5 for word in ("--competitor", name)]
        amount = ("--amount", str(chance.randint(1, 9000))) if chance.random() < 0.8 else ()
        crm.ok("opportunity", "add", "Alpha", f"deal {n}", "--at", "2026-11-01", *rivals, *amount)
        end = chance.choice(("open", "win", "lose", "lose to"))
        if end == "win":
            crm.ok("opportunity", "win", str(n), "--at", "2026-11-10")
        elif end == "lose":
            crm.ok(
                "opportunity",
                "lose",
                str(n),
                "--reason",
                chance.choice(("price", "need")),
                "--at",
                "2026-11-10",
            )
        elif end == "lose to":
            crm.ok(
                "opportunity",
                "lose",
                str(n),
                "--to",
                chance.choice(names),
                "--reason",
                "price",
                "--at",
                "2026-11-15",
            )
    with sqlite3.connect(crm.db) as plain:
        deals = {
            row[0]: row for row in plain.execute("SELECT id, stage, closed_on, amount_cents FROM opportunity")
        }
        named = plain.execute(
            "SELECT k.name, o.opportunity_id, o.won FROM opportunity_competitor o JOIN competitor k ON k.id = o.competitor_id"
        ).fetchall()
    report = crm.json("report", "competitors")
    rows = {row["competitor"]: row for row in report["tables"][0]["rows"]}
    for name in names:
        mine = [(deals[key], won) for who, key, won in named if who == name]
        groups: dict[str, list[Any]] = {
            "open": [d for d, _w in mine if d[2] is None],
            "won": [d for d, _w in mine if d[1] == "won"],
            "lost_to": [d for d, won in mine if d[1] == "lost" and won],
        }
        row = rows[name]
        assert {key: row[key] for key in groups} == {key: len(group) for key, group in groups.items()}
        sums = {key: sum(d[3] or 0 for d in group) / 100 for key, group in groups.items()}
        assert (row["open_amount"], row["won_amount"], row["lost_amount"]) == tuple(sums.values())
        ended = len(groups["won"]) + len(groups["lost_to"])
        assert row["win_rate"] == (pytest.approx(len(groups["won"]) / ended, abs=1e-4) if ended else None)
    figures = {each["key"]: each["value"] for each in report["figures"]}
    ids = {key: {k for _who, k, won in named if test(deals[k], won)} for key, test in {
        "deals_contested": lambda d, _w: d[2] is None, "contested_won": lambda d, _w: d[1] == "won",
        "contested_lost": lambda d, won: d[1] == "lost" and won,
    }.items()}  # fmt: skip
    assert {key: figures[key] for key in ids} == {key: len(found) for key, found in ids.items()}
    assert figures["contested_lost"] and figures["contested_won"] and figures["deals_contested"]
    late = crm.json("report", "competitors", "--from", "2026-11-12")
    assert {each["key"]: each["value"] for each in late["figures"]}["contested_won"] == 0
    # Nothing that comes later is in it.
    crm.at("2026-11-25" + _DAY)
    crm.ok("opportunity", "add", "Alpha", "later", "--competitor", "North")
    crm.ok("competitor", "add", "Later")
    again = crm.json("report", "competitors", "--as-of", "2026-11-20")
    assert again["tables"] == report["tables"] and again["figures"] == report["figures"]
