"""Opportunities by hand: from the first talk to won or lost, and what of them is due."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning


@beginning
def two(crm: Crm) -> None:
    """An opportunity of a customer who came with it, and another."""
    crm.ok("opportunity", "add", "Harbour Hotel", "kitchen cleaning", "--with", "Ann Lee", "--phone", "13911829855",
           "--amount", "12.8万", "--close", "2026-12-31", "--source", "exhibition", "--at", "2026-11-01")  # fmt: skip
    crm.ok("opportunity", "add", "Harbour", "windows", "--amount", "500", "--stage", "需求确认")


def _due(crm: Crm, *more: str) -> list[str]:
    return [row["id"] for row in crm.json("due", "--team", "--kind", "opportunity", *more)]


def test_the_customer_of_an_opportunity_is_added_with_it(two: Crm) -> None:
    row = two.json("show", "Harbour")
    assert (row["name"], row["phone"], row["source"]) == ("Harbour Hotel", "13911829855", "exhibition")
    assert [person["name"] for person in row["persons"]] == ["Ann Lee"]
    assert [(o["title"], o["contact_person"]) for o in row["opportunities"]] == [
        ("kitchen cleaning", "Ann Lee"),
        ("windows", None),
    ]
    # Who is called almost so may be meant.
    two.refuses([(("opportunity", "add", "Harbor Hotel", "x"), errors.NotFound.status)])
    two.ok("opportunity", "add", "Harbor Hotel", "x", "--new")
    assert len(two.json("find", "--all")) == 2


def test_stages_take_days_which_add_up_to_the_whole_life(two: Crm) -> None:
    two.at("2026-11-25T02:00:00Z")
    for words in ("proposal --at 2026-11-08", "negotiation --at 2026-11-20", "proposal --at 2026-11-22"):
        two.ok("opportunity", "stage", "kitchen", *words.split())
    shown = two.json("opportunity", "show", "1")
    assert [(s["stage"], s["days"]) for s in shown["stages"]] == [
        ("qualification", 7), ("proposal", 12), ("negotiation", 2), ("proposal", 3),
    ]  # fmt: skip
    assert (shown["days_in_all"], shown["days"], shown["weighted"]) == (24, 3, 64000)
    two.ok("opportunity", "win", "1", "--at", "2026-11-24")
    two.at("2027-02-01T02:00:00Z")
    assert two.json("opportunity", "show", "1")["days_in_all"] == 23
    # What had happened by a day stays.
    then = two.json("opportunity", "show", "1", "--as-of", "2026-11-21")
    assert (then["stage"], then["days_in_all"], then["closed_on"]) == ("negotiation", 20, None)
    # What is over goes on where it is taken up again.
    two.ok("opportunity", "stage", "1", "negotiation")
    again = two.json("opportunity", "show", "1")
    assert (again["closed_on"], again["days_in_all"]) == (None, 92)


def test_winning_records_the_order_and_losing_its_reason(two: Crm) -> None:
    run = two.ok("opportunity", "win", "1", "--amount", "12万", "--order", "S9", "--status", "paid")
    assert "Its order is recorded: 1." in run.out
    order = two.json("purchase", "list")[0]
    assert (order["order_no"], order["amount"], order["product"], order["status"]) == (
        "S9", 120000, "kitchen cleaning", "paid",
    )  # fmt: skip
    assert two.json("opportunity", "show", "1")["purchase_id"] == order["id"]
    two.ok("policy", "set", "lists.lost_reasons", '["price", "老板换人"]')
    two.ok("opportunity", "lose", "2", "--reason", "老板换人", "--note", "out of our hands")
    lost = two.json("opportunity", "list", "--stage", "lost")[0]
    assert (lost["id"], lost["lost_reason"]) == (2, "老板换人")
    assert two.json("opportunity", "list") == []
    # The loss, the policy, the win with its order.
    for _each in range(3):
        two.step_back()
    assert two("purchase", "list", "--format", "ids").out == ""
    assert [row["id"] for row in two.json("opportunity", "list")] == [1, 2]


def test_whatever_is_taken_back_a_stage_is_that_of_the_last_step(two: Crm) -> None:
    two.ok("opportunity", "stage", "1", "needs")
    middle = two.json("history")[0]["number"]
    two.ok("opportunity", "stage", "1", "proposal")
    last = two.json("history")[0]["number"]
    two("undo", str(middle))
    assert two.json("opportunity", "show", "1")["stage"] == "proposal"
    two("undo", str(last))
    shown = two.json("opportunity", "show", "1")
    assert (shown["stage"], [s["stage"] for s in shown["stages"]]) == ("qualification", ["qualification"])
    assert "opportunity stage" in {row["command"] for row in two.json("history", "Harbour")}


def test_what_makes_no_sense_is_refused(two: Crm) -> None:
    two.ok("opportunity", "lose", "2", "--reason", "price")
    usage, invalid, missing = errors.Usage.status, errors.Invalid.status, errors.NotFound.status
    two.refuses([
        (("opportunity", "lose", "1"), usage), (("opportunity", "lose", "1", "--reason", "weather"), usage),
        (("opportunity", "stage", "1", "won"), usage), (("opportunity", "stage", "1", "nonsense"), usage),
        (("opportunity", "stage", "1", "qualification"), invalid), (("opportunity", "lose", "2", "--reason", "price"), invalid),
        (("opportunity", "stage", "1", "proposal", "--at", "2026-10-31"), invalid),
        (("opportunity", "stage", "1", "proposal", "--at", "+3d"), invalid), (("opportunity", "edit", "1"), usage),
        (("opportunity", "edit", "1", "--step", "call"), usage), (("opportunity", "edit", "1", "--next", "2026-11-01"), invalid),
        (("opportunity", "show", "9"), missing), (("opportunity", "show", "gardens"), missing), (("opportunity", "show", "n"), missing),
        (("opportunity", "add", "13900000009", "x"), missing), (("opportunity", "add", "1", "x", "--at", "+1d"), invalid),
        (("opportunity", "add", "1", "x", "--phone", "13911829856"), usage), (("opportunity", "add", "1", "x", "--stage", "lost"), usage),
        (("opportunity", "win", "2", "--amount", "0"), usage), (("opportunity", "edit", "2", "--with", "Nobody"), missing),
    ])  # fmt: skip


def test_a_next_step_is_due_until_somebody_did_it(two: Crm) -> None:
    two.ok("opportunity", "edit", "1", "--next", "+3d", "--step", "send the quotation")
    assert _due(two) == []
    two.at("2026-11-23T02:00:00Z")
    two.refuses(
        [
            (("done", "opportunity:2"), errors.Invalid.status),
            (("done", "opportunity:1:idle"), errors.Invalid.status),
        ]
    )
    assert _due(two) == ["opportunity:1"]
    assert (
        "agreed on 2026-11-20 for 2026-11-23: send the quotation"
        in two.ok("due", "--kind", "opportunity").out
    )
    two.ok("snooze", "opportunity:1", "+1d")
    assert _due(two) == []
    two.at("2026-11-24T02:00:00Z")
    two.ok("done", "opportunity:1")
    assert two.json("opportunity", "show", "1")["steps"][-1]["note"] == "send the quotation"
    assert _due(two) == []
    # Whoever is spoken to on its day or later is asked no more.
    two.ok("opportunity", "edit", "2", "--next", "+2d", "--step", "call")
    two.ok("log-contact", "Harbour", "phone", "sooner")
    two.at("2026-11-27T02:00:00Z")
    assert _due(two) == ["opportunity:2"]
    two.ok("log-contact", "Harbour", "phone", "as agreed")
    assert _due(two) == []
    assert _due(two, "--as-of", "2026-11-26") == ["opportunity:2"]


def test_a_next_step_may_have_a_time_of_day(two: Crm) -> None:
    early = ("opportunity", "edit", "1", "--next", "2026-11-20 09:59")
    two.refuses([(early, errors.Invalid.status)])
    out = two.ok("opportunity", "edit", "1", "--next", "下周一15点", "--step", "visit").out
    assert "Next step: 2026-11-23 15:00 visit" in out
    assert "2026-11-23 15:00" in two.ok("opportunity", "list").out
    two.at("2026-11-23T02:00:00Z")
    assert two.json("due", "--team", "--kind", "opportunity")[0]["due_at"] == "2026-11-23T07:00:00Z"
    assert "agreed on 2026-11-20 for 2026-11-23 15:00: visit" in two.ok("due", "--kind", "opportunity").out
    two.ok("due", "--team", "-o", str(two.folder / "due.ics"))
    assert "DTSTART:20261123T070000Z" in (two.folder / "due.ics").read_text(encoding="utf-8")
    # Whoever is spoken to before is still to be visited.
    two.ok("log-contact", "Harbour", "phone", "coming")
    assert _due(two) == ["opportunity:1"]
    two.at("2026-11-23T08:00:00Z")
    two.ok("log-contact", "Harbour", "visit", "seen")
    assert _due(two) == []
    two.ok("opportunity", "edit", "1", "--next", "+1d")
    assert two.json("opportunity", "show", "1", "--as-of", "2026-11-21")["next_on"] == "2026-11-23T07:00:00Z"
    two.ok("undo", "--yes")
    assert two.json("opportunity", "show", "1")["next_on"] == "2026-11-23T07:00:00Z"


def test_what_nobody_does_anything_about_is_idle(two: Crm) -> None:
    # The first stood since 1 November, but is known here since the 20th only.
    assert _due(two) == []
    two.ok("policy", "set", "opportunity.stage[1].idle_days", "3")
    two.at("2026-11-23T02:00:00Z")
    assert _due(two) == ["opportunity:2:idle"]
    assert [row["id"] for row in two.json("opportunity", "list", "--idle")] == [2]
    two.ok("opportunity", "stage", "2", "qualification", "--at", "2026-11-22")
    two.ok("opportunity", "stage", "2", "needs")
    two.at("2026-12-04T02:00:00Z")
    assert sorted(_due(two)) == ["opportunity:1:idle", "opportunity:2:idle"]
    assert two("done", "opportunity:1:idle").status == errors.Usage.status
    two.ok("done", "opportunity:1:idle", "--note", "asked the owner")
    assert _due(two) == ["opportunity:2:idle"]
    two.ok("log-contact", "Harbour", "phone", "hello")
    assert _due(two) == []
    two.at("2026-12-20T02:00:00Z")
    two.ok("edit", "Harbour", "status=paused")
    assert _due(two) == []


def test_who_leaves_hands_their_opportunities_over(two: Crm) -> None:
    two.ok("staff", "add", "Kim")
    two.ok("opportunity", "edit", "1", "--owner", "Kim")
    two.ok("opportunity", "lose", "2", "--reason", "price")
    me = next(row["name"] for row in two.json("staff", "list") if row["name"] != "Kim")
    assert two.json("staff", "leave", "Kim", "--to", me)["moved"]["opportunities"] == 1
    assert two.json("opportunity", "list")[0]["owner"] == me


@pytest.mark.file
@pytest.mark.parametrize(
    ("stages", "said"),
    [
        ('[{key = "won", percent = 5}]', "opportunity.stage[0].key"),
        ('[{key = "a", percent = 5}, {key = "a", percent = 9}]', "opportunity.stage[1].key"),
        ('[{key = "a", percent = 101}]', "opportunity.stage[0].percent"),
        ('[{key = "a"}]', "opportunity.stage[0].percent"),
        ("[]", "opportunity.stage"),
    ],
)
def test_stages_are_checked(crm: Crm, tmp_path: Any, stages: str, said: str) -> None:
    text = tmp_path / "policy.toml"
    text.write_text(f"[opportunity]\nstage = {stages}\n", encoding="utf-8")
    run = crm("policy", "check", str(text))
    assert run.status == errors.Invalid.status and said in run.out + run.err


@pytest.mark.file
def test_stages_are_the_team_s_own(two: Crm, tmp_path: Any) -> None:
    text = tmp_path / "policy.toml"
    text.write_text('[[opportunity.stage]]\nkey = "立项"\npercent = 20\n\n[[opportunity.stage]]\nkey = "报价"\npercent = 60\n', encoding="utf-8")  # fmt: skip
    two.ok("policy", "set", "--file", str(text))
    # What is in a stage that the team no longer has keeps it, without a chance.
    assert [(row["stage"], row["chance"]) for row in two.json("opportunity", "list")] == [
        ("qualification", None),
        ("needs", None),
    ]
    two.ok("opportunity", "stage", "1", "报价")
    row = two.json("opportunity", "show", "1")
    assert (row["stage"], row["chance"], row["weighted"]) == ("报价", 0.6, 76800)
    assert [r["id"] for r in two.json("opportunity", "list", "--stage", "needs")] == [2]


def test_the_report_of_opportunities(two: Crm) -> None:
    for words in ("stage 1 proposal --at 2026-11-10", "win 1 --at 2026-11-15", "lose 2 --reason price"):
        two.ok("opportunity", *words.split())
    two.ok("opportunity", "add", "Harbour", "gardens", "--amount", "1000", "--stage", "negotiation")
    data = two.json("report", "pipeline")
    figures = {figure["key"]: figure["value"] for figure in data["figures"]}
    assert figures == {
        "opportunities_open": 1, "pipeline_amount": 1000, "pipeline_weighted": 800, "opportunities_idle": 0,
        "opportunities_opened": 3, "opportunities_won": 1, "won_amount": 128000, "opportunities_lost": 1, "win_rate": 0.5,
        "days_to_deal": 14,
    }  # fmt: skip
    tables = {table["key"]: table["rows"] for table in data["tables"]}
    passages = {row["stage"]: (row["entered"], row["went_on"], row["lost"]) for row in tables["conversion"]}
    assert passages == {
        "qualification": (1, 1, 0), "needs": (1, 0, 1), "proposal": (1, 1, 0), "negotiation": (1, 0, 0),
    }  # fmt: skip
    assert [(row["lost_reason"], row["count"]) for row in tables["lost_reasons"]] == [("price", 1)]
    assert (tables["owners"][0]["won"], tables["owners"][0]["win_rate"]) == (1, 0.5)
    # A past day is as it was.
    then = {f["key"]: f["value"] for f in two.json("report", "pipeline", "--as-of", "2026-11-12")["figures"]}
    assert (then["opportunities_open"], then["pipeline_weighted"], then["win_rate"]) == (1, 64000, None)
    kpi = {f["key"]: f for f in two.json("report", "kpi")["figures"]}
    assert (kpi["days_to_deal"]["value"], kpi["days_to_deal"]["beyond"]) == (14, False)


_SHEET = """商机编号,商机名称,客户名称,商机阶段,商机金额,预计成交日期,创建时间,输单原因,下次跟进时间,赢率
S1,年度保洁,甲乙科技有限公司,需求确定,5万,2026-12-01,2026-10-01,,2026-11-25,30%
S2,外墙,丙丁集团有限公司,输单,500,2026-11-05,2026-10-01,价格高,,0
S3,地毯,丙丁集团有限公司,样品测试,800,2026-12-05,2026-10-01,,2026-11-01,40%
S4,石材,丙丁集团有限公司,赢单,900,2026-11-10,2026-10-01,,,100%
"""


def _take_in(crm: Crm, name: str, text: str) -> Any:
    path = crm.folder / name
    path.write_text(text, encoding="utf-8")
    return crm("import", str(path), "--yes", "--create-missing", "--format", "json")


def test_a_sheet_of_another_program_comes_in(crm: Crm) -> None:
    run = _take_in(crm, "商机.csv", _SHEET)
    assert run.status == 0 and "样品测试" in run.json["warnings"][-1]
    rows = {row["external_id"]: row for row in crm.json("opportunity", "list", "--all")}
    assert {key: (row["stage"], row["chance"], row["amount"]) for key, row in rows.items()} == {
        "S1": ("needs", 0.3, 50000), "S2": ("lost", 0, 500), "S3": ("样品测试", None, 800), "S4": ("won", 1, 900),
    }  # fmt: skip
    assert (rows["S2"]["lost_reason"], rows["S2"]["closed_on"]) == ("price", "2026-11-05")
    shown = crm.json("opportunity", "show", "S4")
    assert [(s["stage"], s["days"]) for s in shown["stages"]] == [("qualification", 40), ("won", 0)]
    # What had passed before it came is nobody's due; what is agreed for a day ahead is.
    crm.at("2026-11-25T02:00:00Z")
    assert _due(crm) == [f"opportunity:{rows['S1']['id']}"]
    # The same sheet changes nothing, another stage of a number is a step of that one.
    assert _take_in(crm, "商机.csv", _SHEET).json["data"]["totals"]["unchanged"] == 4
    later = _SHEET.replace("需求确定", "商务谈判").replace("样品测试", "赢单").replace("5万", "6万")
    assert _take_in(crm, "新.csv", later).json["data"]["totals"]["updated"] == 2
    shown = crm.json("opportunity", "show", "S1")
    assert (shown["stage"], shown["amount"], [s["days"] for s in shown["stages"]]) == (
        "negotiation",
        60000,
        [55, 0],
    )
    assert crm.json("opportunity", "show", "S3")["closed_on"] == "2026-11-25"
    crm.ok("undo")
    assert crm.json("opportunity", "show", "S1")["stage"] == "needs"
    # What somebody did since stays, and is told.
    crm.ok("opportunity", "stage", "S1", "proposal")
    data = _take_in(crm, "再.csv", later.replace("6万", "7万")).json["data"]
    assert [c["field"] for c in data["conflicts"]] == ["stage"], data["conflicts"]
    shown = crm.json("opportunity", "show", "S1")
    assert (shown["stage"], shown["amount"]) == ("proposal", 70000)
    crm.step_back()
    crm.step_back()
    crm.step_back()
    assert crm.json("opportunity", "list", "--all") == [] and crm.json("find") == []


_ENDED = """商机编号,商机名称,客户名称,商机阶段,商机金额,创建时间,商机结束日期
S1,年度保洁,甲乙科技有限公司,赢单,5万,2026-10-01,
S2,外墙,甲乙科技有限公司,输单,500,2026-10-01,
S3,地毯,甲乙科技有限公司,赢单,800,2026-10-01,2026-11-02
"""


def test_what_ended_nobody_knows_when_is_in_no_month(crm: Crm) -> None:
    _take_in(crm, "商机.csv", _ENDED)
    shown = crm.json("opportunity", "show", "S1")
    assert (shown["closed_on"], shown["days_in_all"], [s["days"] for s in shown["stages"]]) == (
        None,
        None,
        [None, None],
    )
    assert "nobody told when" in crm.ok("opportunity", "show", "S1").out

    def figures(*words: str) -> list[Any]:
        data = crm.json("report", "pipeline", *words)
        found = {figure["key"]: figure["value"] for figure in data["figures"]}
        assert any("nobody told" in note for note in data["notes"]) == ("--as-of" not in words)
        return [
            found[key]
            for key in ("opportunities_open", "opportunities_won", "opportunities_lost", "days_to_deal")
        ]

    assert figures() == [0, 2, 1, 32]
    assert figures("--from", "2026-11-01") == [0, 1, 0, 32]
    # Nor was it open since it came up, for all that anybody can tell.
    assert figures("--as-of", "2026-09-30") == [0, 0, 0, None]
    assert [row["external_id"] for row in crm.json("opportunity", "list", "--as-of", "2026-10-15")] == ["S3"]
    # A copy knows no more than that, and a later sheet, or somebody, may tell the day.
    crm.ok("export", "opportunities", "-o", str(crm.folder / "out.csv"))
    assert crm.json("import", str(crm.folder / "out.csv"), "--yes")["totals"]["unchanged"] == 3
    _take_in(crm, "later.csv", _ENDED.replace("10-01,\nS2", "10-01,2026-10-11\nS2"))
    assert crm.json("opportunity", "show", "S1")["days_in_all"] == 10
    crm.step_back()
    crm.ok("opportunity", "lose", "S2", "--reason", "price", "--at", "2026-11-01")
    assert crm.json("opportunity", "show", "S2")["days_in_all"] == 31
    crm.step_back()
    assert [crm.json("opportunity", "show", key)["closed_on"] for key in ("S1", "S2")] == [None, None]
    assert crm("opportunity", "win", "S3").status == errors.Invalid.status


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_export_comes_back_unchanged(two: Crm, lang: str) -> None:
    two.ok(
        "opportunity",
        "stage",
        "1",
        "proposal",
        "--note",
        "谈过 · twice\n好",
        "--next",
        "2026-11-23 15:00",
        "--step",
        "call",
    )
    two.ok("opportunity", "lose", "2", "--reason", "price", "--note", "别家便宜")
    before = two.json("export", "opportunities"), two.json("opportunity", "show", "1")
    for name in ("a.xlsx", "a.csv", "a.json"):
        path = str(two.folder / name)
        two.ok("export", "opportunities", "-o", path, "--lang", lang)
        totals = two.json("import", path, "--yes")["totals"]
        assert totals["unchanged"] == totals["rows"] == 2, name
    assert (two.json("export", "opportunities"), two.json("opportunity", "show", "1")) == before
