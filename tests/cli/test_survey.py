"""Forms, answers and results of surveys."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli import errors


@pytest.fixture
def shop(crm: Any) -> Any:
    crm.ok("add", "Harbour Foods", "--phone", "13900000009")
    return crm


def figures(data: Any) -> dict[str, Any]:
    return {figure["key"]: figure for figure in data["figures"]}


@pytest.mark.file
def test_the_standard_form_ships_in_both_languages(crm: Any) -> None:
    assert [form["key"] for form in crm.json("survey", "form", "list")] == ["standard", "exit"]
    english, chinese = (crm.json("survey", "form", "show", "standard", "--lang", x) for x in ("en", "zh_CN"))
    assert [(q["key"], q["scale"]) for q in english] == [(q["key"], q["scale"]) for q in chinese]
    assert {q["key"]: q["scale"] for q in english}["nps"] == "0-10"
    assert chinese[0]["text"].startswith("总体满意度")


@pytest.mark.file
def test_an_unknown_form(crm: Any) -> None:
    run = crm("survey", "form", "show", "nothing")
    assert run.status == errors.NotFound.status and "nothing" in run.err


def test_record_and_low_score(shop: Any) -> None:
    good = shop.json(
        "survey", "record", "Harbour", "--overall", "5", "--nps", "10", "--comment", "quick and kind"
    )
    assert (good["low"], good["follow_up"]) == (False, False)
    run = shop.ok("survey", "record", "Harbour", "--overall", "2", "--answer", "response_speed=1")
    assert "within 24 hours" in run.out
    assert shop.json("survey", "record", "Harbour", "--nps", "6")["low"] is True


def test_an_old_low_score_asks_for_no_follow_up(shop: Any) -> None:
    data = shop.json("survey", "record", "Harbour", "--overall", "1", "--at", "2026-09-01")
    assert (data["low"], data["follow_up"]) == (True, False)


@pytest.mark.file
@pytest.mark.parametrize(
    "words",
    [
        ("--overall", "6"), ("--overall", "0"), ("--overall", "rainy"), ("--overall", "3-4"), ("--nps", "11"), ("--answer", "weather=3"),
        ("--answer", "cooperation=9"), (), ("--overall", "3", "--answer", "overall=4"), ("--overall", "3", "--at", "2026-12-24"),
    ],
)  # fmt: skip
def test_bad_answers_write_nothing(shop: Any, words: tuple[str, ...]) -> None:
    run = shop("survey", "record", "Harbour", *words)
    assert run.status == errors.Invalid.status, run.err
    assert figures(shop.json("survey", "results"))["responses"]["value"] == 0


@pytest.mark.file
def test_an_answer_without_a_value_is_a_usage_error(shop: Any) -> None:
    assert shop("survey", "record", "Harbour", "--answer", "cooperation").status == errors.Usage.status


@pytest.mark.file
def test_an_unknown_customer(crm: Any) -> None:
    assert crm("survey", "record", "Nobody", "--overall", "3").status == errors.NotFound.status


@pytest.mark.file
def test_chinese_names_of_verbs_options_and_questions(shop: Any) -> None:
    shop.ok("调查", "登记", "Harbour", "--总体", "4", "--回答", "响应速度＝3")
    rows = {row["indicator"]: row for row in table(shop.json("调查", "结果"), "indicators")}
    assert (rows["overall"]["mean"], rows["response_speed"]["mean"]) == (4, 3)


def table(data: Any, key: str) -> Any:
    return next(t["rows"] for t in data["tables"] if t["key"] == key)


def test_a_form_of_ones_own(shop: Any) -> None:
    shop.ok(
        "survey", "form", "add", "visit", "--title", "After a visit",
        "--question", "overall|How was it?|1-5", "--question", "tidy|Was it tidy?|1-10", "--question", "more|Anything else?|text",
    )  # fmt: skip
    shop.ok(
        "survey",
        "record",
        "Harbour",
        "--form",
        "visit",
        "--overall",
        "3",
        "--answer",
        "tidy=10",
        "--answer",
        "more=no",
    )
    rows = {
        row["indicator"]: row
        for row in table(shop.json("survey", "results", "--form", "visit"), "indicators")
    }
    assert rows["tidy"]["mean"] == 10 and rows["tidy"]["csat"] is None
    assert "1-10" in rows["tidy"]["title"]
    assert shop("survey", "form", "add", "visit", "--question", "a|b|1-5").status == errors.Invalid.status


@pytest.mark.file
@pytest.mark.parametrize("question", ["a|b|5-1", "a|b|wide", "|b|1-5"])
def test_a_form_with_a_bad_question(crm: Any, question: str) -> None:
    assert crm("survey", "form", "add", "x", "--question", question).status == errors.Invalid.status


@pytest.mark.file
def test_a_form_without_questions_or_with_one_twice(crm: Any) -> None:
    assert crm("survey", "form", "add", "x").status == errors.Invalid.status
    twice = ("--question", "a|b|1-5", "--question", "a|c|1-5")
    assert crm("survey", "form", "add", "x", *twice).status == errors.Invalid.status
    assert crm("survey", "form", "add", "", "--question", "a|b|1-5").status == errors.Usage.status


def test_results_by_wave_and_below_the_smallest_n(shop: Any) -> None:
    shop.ok("survey", "wave", "open", "Q1")
    shop.ok("add", "Port Foods", "--phone", "13900000008")
    shop.ok("survey", "wave", "open", "Q2")
    for who, score, wave in (("Harbour", 5, "Q1"), ("Port", 4, "Q1"), ("Port", 1, "Q2")):
        shop.ok("survey", "record", who, "--overall", str(score), "--nps", "9", "--wave", wave)
    data = shop.json("survey", "results", "--by", "wave")
    found = figures(data)
    assert found["mean_overall"]["value"] == pytest.approx(3.333)
    assert (found["csat_overall"]["value"], found["csat_overall"]["n"]) == (None, 3)
    assert found["response_rate"]["value"] is None
    assert [(row["wave"], row["responses"]) for row in table(data, "by_wave")] == [("Q1", 2), ("Q2", 1)]
    assert figures(shop.json("survey", "results", "--wave", "Q2"))["mean_overall"]["value"] == 1
    assert shop("survey", "results", "--wave", "Q9").status == 4


def test_an_answer_belongs_to_a_wave_that_there_is(shop: Any) -> None:
    shop.refuses([(("survey", "record", "Harbour", "--overall", "4", "--wave", "2026Q4"), 4)])
    shop.ok("survey", "wave", "open", "2026Q4")
    run = shop("survey", "record", "Harbour", "--overall", "4", "--wave", "2026Q3")
    assert run.status == 4 and "There are: 2026Q4." in run.err
    assert shop.json("survey", "record", "Harbour", "--overall", "4", "--wave", "2026q4")["wave"] == "2026Q4"


def test_results_from_five_answers_on(shop: Any) -> None:
    for nps in (10, 9, 8, 7, 0):
        shop.ok("survey", "record", "Harbour", "--overall", "4", "--nps", str(nps))
    found = figures(shop.json("survey", "results"))
    assert found["nps"]["value"] == 20.0 and found["nps"]["unit"] == "points"
    assert found["csat_overall"]["value"] == 1.0


def test_results_of_a_past_day_leave_later_answers_out(shop: Any) -> None:
    shop.ok("survey", "record", "Harbour", "--overall", "5", "--at", "2026-11-01")
    shop.ok("survey", "record", "Harbour", "--overall", "1", "--at", "2026-11-10")
    found = figures(shop.json("survey", "results", "--as-of", "2026-11-05"))
    assert (found["responses"]["value"], found["mean_overall"]["value"]) == (1, 5)


def test_a_recorded_answer_can_be_undone(shop: Any) -> None:
    shop.ok("survey", "record", "Harbour", "--overall", "5")
    shop.ok("undo")
    assert figures(shop.json("survey", "results"))["responses"]["value"] == 0


@pytest.mark.file
def test_a_refused_answer_names_its_question_in_words(shop: Any) -> None:
    run = shop("survey", "record", "Harbour", "--overall", "14", "--lang", "zh")
    assert "14超出“总体满意度”的分值范围" in run.err


@pytest.mark.file
def test_a_code_answered_before_tells_its_first_answers_in_words(shop: Any) -> None:
    code = shop.json("survey", "wave", "open", "Q4")["invitations"][0]["code"]
    shop.ok("survey", "record", "--code", code, "--overall", "2", "--nps", "5")
    told = shop("survey", "record", "--code", code, "--overall", "3", "--lang", "zh").err
    assert "以首次答案为准：总体满意度=2、推荐意愿=5" in told


@pytest.mark.file
@pytest.mark.parametrize("slip", ["6分", "11", "0"])
def test_a_slip_widens_no_scale(shop: Any, tmp_path: Any, slip: str) -> None:
    shop.ok("add", "Meadow Dental")
    path = tmp_path / "answers.csv"
    path.write_text(
        f"Customer,Submitted at,Overall satisfaction\nHarbour Foods,2026-11-01,4分\nMeadow Dental,2026-11-02,{slip}\n",
        encoding="utf-8",
    )
    run = shop("import", str(path), "--yes", "--format", "json")
    assert run.status == errors.REJECTED_ROWS
    assert [row["fields"] for row in run.json["data"]["incomplete"]] == [[{
        "field": "overall", "value": slip,
        "reason": f"overall satisfaction: {slip} is outside its scale. Give a whole number from 1 to 5.",
    }]]  # fmt: skip
    found = shop.json("export", "survey_answers")
    assert [answer["overall"] for answer in found] == [4, None]
    assert found[1]["custom.Overall satisfaction (as written)"] == slip
    assert shop.ok("import", str(path), "--yes", "--format", "json").json["data"]["totals"]["unchanged"] == 2


@pytest.mark.file
def test_a_scale_that_only_the_values_tell_is_told(shop: Any, tmp_path: Any) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(
        "Customer,Submitted at,Overall satisfaction\nHarbour Foods,2026-11-01,8\nHarbour Foods,2026-11-02,9\n"
    )
    run = shop.ok("import", str(path), "--yes", "--format", "json")
    assert any("read as of 10 points" in told for told in run.json["warnings"]), run.json["warnings"]
    assert {q["scale"] for q in shop.json("survey", "form", "show", "form-1")} == {"1-10"}


def _waves_of_others(shop: Any, *names: str) -> None:
    """Opens waves to which only others are invited."""
    for number, name in enumerate(names):
        shop.ok("add", f"Guest of {name}", "--city", name, "--phone", f"1390000002{number}")
        shop.ok("survey", "wave", "open", name, "--city", name)


def test_a_customer_answers_a_wave_once_by_hand(shop: Any) -> None:
    _waves_of_others(shop, "May", "June")
    shop.ok("survey", "record", "Harbour", "--overall", "2", "--wave", "May")
    again = shop("survey", "record", "Harbour", "--overall", "5", "--wave", "may")
    assert again.status == errors.Invalid.status
    assert "answered the wave May on 2026-11-20 already" in again.err and "overall=2" in again.err
    shop.ok("survey", "record", "Harbour", "--overall", "4", "--wave", "June")
    shop.ok("survey", "record", "Harbour", "--overall", "5")
    found = figures(shop.json("survey", "results"))
    assert (found["responses"]["value"], found["mean_overall"]["value"]) == (3, pytest.approx(3.667))


@pytest.mark.parametrize("days", [("2026-11-01", "2026-11-02"), ("2026-11-01 10:00", "2026-11-01 11:00")])
@pytest.mark.parametrize("told", [(), ("--wave", "May"), ("--form", "standard", "--wave", "May")])
def test_a_customer_answers_a_wave_once_by_import(
    shop: Any, tmp_path: Any, days: tuple[str, str], told: tuple[str, ...]
) -> None:
    path = tmp_path / "answers.csv"
    lines = [f"Harbour Foods,{day},{score},May" for day, score in zip(days, (2, 5), strict=True)]
    path.write_text("\n".join(["Customer,Submitted at,Overall satisfaction,Survey wave", *lines]))
    words = ("survey", "import", str(path), *told, "--yes", "--format", "json")
    assert shop(*words).status == errors.Invalid.status
    kept = shop(*words, "--partial")
    assert kept.status == errors.REJECTED_ROWS
    assert [row["reasons"] for row in kept.json["data"]["rejected"]] == [
        ["Row 2 answers the wave May already."]
    ]
    # The first one is unchanged, the second one is refused again, by the day of what is stored.
    again = shop(*words, "--partial").json["data"]
    assert (again["totals"]["unchanged"], again["totals"]["rejected"]) == (1, 1)
    assert "answered the wave May on 2026-11-01 already" in again["rejected"][0]["reasons"][0]
    found = figures(shop.json("survey", "results", "--wave", "May"))
    assert (found["responses"]["value"], found["mean_overall"]["value"]) == (1, 2)


def test_two_answers_of_merged_customers_count_once(shop: Any) -> None:
    shop.ok("add", "Harbor Foods Ltd", "--phone", "13900000001")
    _waves_of_others(shop, "May")
    shop.ok("survey", "record", "Harbour Foods", "--overall", "2", "--wave", "May", "--at", "2026-11-02")
    shop.ok("survey", "record", "Harbor Foods Ltd", "--overall", "4", "--wave", "May", "--at", "2026-11-01")
    shop.ok("merge", "Harbour Foods", "Harbor Foods Ltd")
    data = shop.json("survey", "results")
    assert (figures(data)["responses"]["value"], figures(data)["mean_overall"]["value"]) == (1, 4)
    assert [row["mean"] for row in table(data, "indicators")] == [4]
