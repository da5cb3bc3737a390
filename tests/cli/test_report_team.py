"""Each person's work beside what is counted from the rows themselves; scores beside the policy's weights."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning

_PEOPLE = {"Lee": None, "Ann": "Sales", "Bo": "Sales", "Cy": "Service", "Di": "Service"}
_NOVEMBER = ("--from", "2026-11-01", "--to", "2026-11-30")
_WEIGHTS = {
    "plan": 20, "timeliness": 10, "spot_checks": 10, "clocks": 15, "revisits": 10, "wins": 15, "retention": 10, "response": 5,
    "training": 5,
}  # fmt: skip


@beginning
def november(crm: Crm) -> None:
    """Two departments' contacts, complaints, opportunities and checks, drawn with a fixed seed."""
    draw = random.Random(11)
    crm.at("2025-09-01T01:00:00Z")
    for name, department in list(_PEOPLE.items())[1:]:
        crm.ok("staff", "add", name, "--login", name.lower(), "--department", str(department))
    crm.ok("policy", "set", "scorecard.min_people", "2")
    crm.ok("policy", "set", "scorecard.min_weight", "35")
    crm.ok("policy", "set", "training.required.rep", '["Manners"]')
    for n in range(12):
        crm.ok("add", f"Firm {n}", "--owner", list(_PEOPLE)[1 + n % 4], "--phone", f"138000001{n:02}")
        crm.ok("purchase", "add", f"#{n + 1}", str(1000 + n), "--at", "2025-09-01")
    for number in range(70):
        day = 1 + draw.randrange(45)
        happened = datetime(2026, 10, 15, 2) + timedelta(days=day, minutes=draw.randrange(300))
        crm.at(f"{happened + timedelta(hours=draw.choice((0, 1, 23, 24, 30, 80))):%Y-%m-%dT%H:%M:%SZ}")
        more = ("--missed",) if draw.random() < 0.2 else ()
        crm.ok(
            "log-contact",
            f"#{1 + number % 12}",
            "phone",
            f"c {number}",
            "--at",
            f"{happened:%Y-%m-%dT%H:%M:00Z}",
            *more,
        )
        crm.tamper(
            f"UPDATE interaction SET author_id = {2 + draw.randrange(4)}, recorder_id = 2 WHERE id = {number + 1}"
        )
    for number in range(12):
        # Some are kept by later contacts, others are missed.
        crm.at(f"2026-11-{3 + number:02}T05:00:00Z")
        agreed = f"2026-11-{8 + number:02}"
        crm.ok("log-contact", f"#{1 + number}", "phone", "agreed", "--next", agreed, "--by", "Ann")
    crm.tamper("UPDATE interaction SET recorder_id = 2 WHERE content = 'agreed'")
    for number in range(9):
        crm.at(f"2026-11-{2 + 2 * number:02}T01:00:00Z")
        crm.ok(
            "complaint",
            "open",
            f"#{number + 1}",
            "late",
            "--severity",
            "normal",
            "--handler",
            draw.choice(("Ann", "Cy")),
        )
        crm.at(f"2026-11-{2 + 2 * number:02}T0{2 + draw.randrange(7)}:30:00Z")
        crm.ok("complaint", "resolve", str(number + 1), "done")
        crm.at(f"2026-11-{3 + 2 * number:02}T01:00:00Z")
        crm.ok(
            "complaint", "revisit", str(number + 1), "--result", draw.choice(("satisfied", "dissatisfied"))
        )
    for number in range(6):
        crm.ok("opportunity", "add", f"#{4 * (number % 2) + 1}", f"deal {number}")
        ending = ("win", str(number + 1)) if number % 3 else ("lose", str(number + 1), "--reason", "price")
        crm.ok("opportunity", *ending)
    crm.ok("staff", "train", "Ann", "Manners")
    crm.ok("staff", "away", "Bo", "2026-11-28..2026-12-03", "--stand-in", "Di")
    crm.at("2026-12-01T01:00:00Z")
    for week in ("2026-W45", "2026-W46", "2026-W47", "2026-W48"):
        for row in crm.json("review", "sample", "--week", week)["records"]:
            crm.ok("review", "verdict", str(row["id"]), draw.choice(("right", "right", "wrong")))
    # Of the day after the period, and of a week that ends in no November.
    crm.ok("log-contact", "#1", "phone", "later")
    crm.ok("complaint", "open", "#1", "later", "--handler", "Ann")


@pytest.fixture
def company(november: Crm) -> Crm:
    november.at("2026-12-02T01:00:00Z")
    return november


def _all(data: Any) -> dict[str, dict[str, Any]]:
    """By person or department, what all tables say."""
    found = defaultdict[str, dict[str, Any]](dict)
    for table in data["tables"]:
        for row in table["rows"]:
            if who := row.get("person", row.get("department")):
                found[who] |= row
    return found


def _figures(data: Any) -> dict[str, tuple[Any, Any]]:
    return {one["key"]: (one["value"], one["n"]) for one in data["figures"]}


@pytest.mark.file
def test_what_each_did_is_what_the_rows_say(company: Crm) -> None:
    work = _all(company.json("report", "team", *_NOVEMBER))
    with sqlite3.connect(company.db) as plain:
        names = dict(plain.execute("SELECT id, name FROM staff"))
        contacts, reached, timely = (
            Counter[str](),
            defaultdict[str, set[tuple[int, str]]](set),
            defaultdict[str, list[bool]](list),
        )
        for author, whom, day, effective, happened, kept in plain.execute(
            "SELECT author_id, customer_id, occurred_on, effective, occurred_at, recorded_at FROM interaction"
        ):
            if day.startswith("2026-11"):
                contacts[names[author]] += 1
                if effective:
                    reached[names[author]].add((whom, day))
                late = datetime.fromisoformat(kept) - datetime.fromisoformat(happened)
                timely[names[author]].append(late <= timedelta(hours=24))
        checked = defaultdict[str, list[bool]](list)
        for author, verdict in plain.execute(
            "SELECT i.author_id, k.verdict FROM spot_check k JOIN interaction i ON i.id = k.interaction_id"
            " WHERE k.week BETWEEN '2026-W44' AND '2026-W48'"
        ):
            checked[names[author]].append(verdict == "right")
        operations = Counter(
            names[row[0]]
            for row in plain.execute(
                "SELECT actor_id FROM operation WHERE at >= '2026-10-31T16:00:00Z' AND at < '2026-11-30T16:00:00Z'"
                " AND undone_by IS NULL AND undoes IS NULL"
            )
        )
        owned = Counter(names[row[0]] for row in plain.execute("SELECT owner_id FROM customer"))
    assert sum(contacts.values()) > 30 and sum(map(len, checked.values())) > 20
    for name in _PEOPLE:
        row = work[name]
        assert (row["contacts"], row["reached"]) == (contacts[name], len(reached[name])), name
        assert (row["information_timeliness_n"], row["spot_check_pass_n"]) == (
            len(timely[name]),
            len(checked[name]),
        )
        assert row["information_timeliness"] == _share(timely[name]) and row["spot_check_pass"] == _share(
            checked[name]
        )
        assert (row["customers"], row["operations"]) == (owned[name], operations[name])
        assert row["away"] == (3 if name == "Bo" else 0)
        assert row["missing"] == (0 if name in ("Ann", "Lee") else 1)


def _share(found: list[bool]) -> Any:
    return pytest.approx(sum(found) / len(found), abs=1e-4) if found else None


def test_the_parts_add_up_to_the_key_figures(company: Crm) -> None:
    data, kpi = (
        company.json("report", "team", *_NOVEMBER),
        _figures(company.json("report", "kpi", *_NOVEMBER)),
    )
    team, rows = _figures(data), list(_all(data).values())
    shares = (
        "plan_compliance",
        "information_timeliness",
        "clock_compliance",
        "revisit_satisfaction",
        "response_in_time",
    )
    for key in shares:
        assert team[key] == kpi[key], key
        n = sum(row[f"{key}_n"] for row in rows)
        assert n == kpi[key][1]
        good = sum(round((row[key] or 0) * row[f"{key}_n"]) for row in rows)
        assert (good / n if n else None) == (kpi[key][0] and pytest.approx(kpi[key][0], abs=1e-4))
    assert kpi["plan_compliance"][1] and kpi["clock_compliance"][1] and kpi["revisit_satisfaction"][1] == 9
    assert team["tool_use"] == kpi["tool_use"]
    # Each person's plan is that of their customers alone.
    for name in ("Ann", "Di"):
        own = _figures(company.json("report", "kpi", *_NOVEMBER, "--where", f"owner={name}"))[
            "plan_compliance"
        ]
        row = _all(data)[name]
        assert (row["plan_compliance"], row["plan_compliance_n"]) == own
    # A manager's own list, and the team's as a manager sees it, tells what others missed as well; Di stands in for Bo.
    workload = _all(company.json("report", "team"))
    for name in ("Ann", "Bo", "Cy"):
        assert workload[name]["due"] == len(company.json("due", "--owner", name, "--all")) > 0
    departments = _all(company.json("report", "team", *_NOVEMBER, "--by", "department"))
    assert set(departments) == {"Sales", "Service", "—"}
    for key in ("contacts", "customers", "plan_compliance_n", "clock_compliance_n"):
        assert sum(row[key] for row in departments.values()) == sum(row[key] for row in rows), key


@pytest.mark.file
def test_a_past_day_is_reproduced(company: Crm) -> None:
    def parts(name: str, *more: str) -> Any:
        data = company.json("report", name, *more, "--as-of", "2026-12-01")
        return data["figures"], data["tables"]

    before = parts("team", *_NOVEMBER), parts("scorecard", "--month", "2026-11")
    company.at("2026-12-20T01:00:00Z")
    company.ok("log-contact", "#2", "phone", "news")
    company.ok(
        "review",
        "verdict",
        str(company.json("review", "sample", "--week", "2026-W48")["records"][0]["id"]),
        "incomplete",
    )
    company.ok("edit", "#1", "owner=Di")
    assert (parts("team", *_NOVEMBER), parts("scorecard", "--month", "2026-11")) == before


def _scores(crm: Crm, *more: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    data = crm.json("report", "scorecard", "--month", "2026-11", *more)
    terms = defaultdict[str, dict[str, Any]](dict)
    for row in next(table["rows"] for table in data["tables"] if table["key"] == "terms"):
        terms[row["person"]][row["term"]] = row
    scores = next(table["rows"] for table in data["tables"] if table["key"] == "scores")
    return {row["person"]: row for row in scores}, terms


@pytest.mark.file
def test_a_score_is_the_weighted_mean_of_what_exists(company: Crm) -> None:
    company.ok("policy", "set", "scorecard.min_weight", "20")
    company.at("2027-01-05T01:00:00Z")
    company.ok("policy", "set", "scorecard.min_weight", "60")
    scores, terms = _scores(company, "--as-of", "2026-12-02")
    work = _all(company.json("report", "team", *_NOVEMBER, "--as-of", "2026-12-02"))
    of = {"plan": "plan_compliance", "timeliness": "information_timeliness", "spot_checks": "spot_check_pass",
          "clocks": "clock_compliance", "revisits": "revisit_satisfaction"}  # fmt: skip
    assert scores["Ann"]["score"] is not None
    for name in ("Ann", "Bo", "Cy", "Di"):
        total = weights = 0.0
        for key, row in terms[name].items():
            if key in of:
                assert row["n"] == work[name][f"{of[key]}_n"]
            enough = row["n"] >= (1 if key == "training" else 5)
            assert (row["value"] is not None) == enough == (row["why"] is None), (name, key)
            if enough:
                total, weights = total + _WEIGHTS[key] * row["value"], weights + _WEIGHTS[key]
        assert scores[name]["covered"] == pytest.approx(weights / 100)
        expected = 100 * total / weights if weights >= 35 else None
        assert scores[name]["score"] == (expected and pytest.approx(expected, abs=0.06)), name
    assert terms["Ann"]["wins"]["n"] == 6 and terms["Ann"]["wins"]["value"] == pytest.approx(4 / 6, abs=1e-4)
    assert terms["Ann"]["retention"]["n"] == 3 and terms["Ann"]["retention"]["value"] is None
    assert terms["Ann"]["training"]["value"] == 1 and terms["Bo"]["training"]["value"] == 0


@pytest.mark.file
def test_people_are_put_in_an_order_where_enough_have_a_score(company: Crm) -> None:
    scores, _terms = _scores(company)
    ranked = sorted((row["rank"], -row["score"]) for row in scores.values() if row["rank"])
    assert len(ranked) >= 2 and [score for _rank, score in ranked] == sorted(score for _rank, score in ranked)
    company.ok("policy", "set", "scorecard.min_people", "9")
    told = company.ok("report", "scorecard", "--month", "本月").out
    assert "No order: 0 of the people have a score, under 9." in told and "Place" not in told


def test_others_see_themselves_only(company: Crm) -> None:
    months = company.json("report", "scorecard", "--person", "Ann", "--month", "11月")
    rows = next(table["rows"] for table in months["tables"] if table["key"] == "months")
    assert [row["month"] for row in rows] == [f"2026-{n:02}" for n in range(6, 12)]
    company.become("ann", group="writers")
    for name in ("team", "scorecard"):
        data = company.json("report", name)
        assert set(_all(data)) == {"Ann"}
        assert company("report", name, "--person", "Bo").status == errors.NotAllowed.status
    assert company("report", "team", "--by", "department").status == errors.NotAllowed.status
    assert company("report", "scorecard", "--month", "2027-03").status == 2
    assert company("report", "scorecard", "--month", "soon").status == 2
