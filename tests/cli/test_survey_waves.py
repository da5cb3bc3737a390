"""Waves: who is asked, who is left out, codes, and answers that come back by them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crmcli import errors
from crmcli.workflows.codes import ALPHABET

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file


@pytest.fixture
def shops(crm: Any) -> Any:
    for number in range(1, 5):
        crm.ok("add", f"Shop {number}", "--phone", f"1380000000{number}")
    return crm


def opened(crm: Any, *words: str) -> dict[str, str]:
    """Opens a wave; the codes by customer."""
    found = crm.json("survey", "wave", "open", *words)["invitations"]
    return {one["customer"]: one["code"] for one in found}


def table(data: Any, key: str) -> Any:
    return next(t["rows"] for t in data["tables"] if t["key"] == key)


def test_a_wave_leaves_out_who_must_not_be_asked(shops: Any) -> None:
    shops.ok("edit", "1", "status=do_not_contact")
    shops.ok("edit", "2", "status=paused", "paused_until=2026-12-31")
    for words in ("勿扰", "不要发问卷"):
        shops.ok("edit", "3", f"preferences={words}")
        assert shops.json("survey", "wave", "open", "Q4", "--dry-run")["customers"] == [4], words
    data = shops.json("survey", "wave", "open", "--every", "季度")
    assert (data["wave"], data["customers"]) == ("2026Q4", [4])
    assert data["left_out"] == {
        "do_not_contact": 1, "closed": 0, "paused": 1, "unapproved": 0, "provisional": 0, "refuses": 1,
        "withdrawn": 0, "not_agreed": 0, "unreachable": 0, "in_this_wave": 0, "asked_lately": 0,
    }  # fmt: skip
    code = data["invitations"][0]["code"]
    assert len(code) == 8 and set(code) <= set(ALPHABET)


def test_a_wave_asks_nobody_whom_the_team_does_not_know_yet(shops: Any, tmp_path: Any) -> None:
    shops.ok("complaint", "open", "13900001111", "No lift")
    shops.ok("--lang", "zh", "complaint", "open", "13900002222", "没人接")
    shops.ok("policy", "set", "review.imported", "true")
    (tmp_path / "a.csv").write_text(
        "Company,Phone\nHarbour Printing Ltd,13911112222\nMeadow Dental Ltd,13911113333\n"
    )
    shops.ok("import", str(tmp_path / "a.csv"), "--yes")
    shops.ok("review", "reject", "8", "--reason", "a test")
    left = shops.json("survey", "wave", "open", "Q4", "--dry-run")["left_out"]
    assert (left["provisional"], left["unapproved"]) == (2, 2)


@pytest.mark.parametrize(
    "words",
    [("--phone", "13900000001"), ("--email", "a@harbour.com"), ("--wechat", "harbour_66"), ("street=东大街8号",),
     ("--contact", "Anna Berg"), ()],
)  # fmt: skip
def test_a_wave_asks_only_who_can_be_reached(crm: Any, words: tuple[str, ...]) -> None:
    crm.ok("add", "Harbour Printing Ltd", *words)
    data = crm.json("survey", "wave", "open", "Q4")
    reached = bool(words) and words[0] != "--contact"
    assert (len(data["customers"]), data["left_out"]["unreachable"]) == ((1, 0) if reached else (0, 1))
    run = crm("survey", "wave", "open", "Q4")
    assert ("without phone, e-mail, WeChat and street: 1" in run.out) == (not reached)


def test_a_contact_person_who_can_be_reached_is_enough(crm: Any, tmp_path: Any) -> None:
    (tmp_path / "a.csv").write_text(
        "客户名称,联系人,联系人电话\n甲乙商贸有限公司,李小红,13900000002\n丙丁商贸有限公司,张小明,\n",
        encoding="utf-8",
    )
    crm.ok("import", str(tmp_path / "a.csv"), "--kind", "contacts", "--yes", "--create-missing")
    assert [one["customer"] for one in crm.json("survey", "wave", "open", "Q4")["invitations"]] == [
        "甲乙商贸有限公司"
    ]


def test_an_imported_answer_is_an_asking_too(shops: Any, tmp_path: Any) -> None:
    (tmp_path / "a.csv").write_text("客户名称,提交时间,整体满意度\nShop 1,2026-11-01,5分\n", encoding="utf-8")
    shops.ok("import", str(tmp_path / "a.csv"), "--yes")
    left = shops.json("survey", "wave", "open", "Q4", "--dry-run")["left_out"]
    assert left["asked_lately"] == 1


def test_the_list_to_send_names_the_contact_person(shops: Any, tmp_path: Any) -> None:
    shops.ok("add", "Harbour Printing Ltd", "--phone", "13911112222", "--contact", "Anna Berg")
    sent = shops.json("survey", "wave", "open", "Q4", "-o", str(tmp_path / "send.csv"))["invitations"]
    assert [one["contact"] for one in sent] == [None] * 4 + ["Anna Berg"]
    assert "Anna Berg" in (tmp_path / "send.csv").read_text(encoding="utf-8-sig")
    # Beside a name stands that person's own phone, where they have one.
    assert sent[-1]["phone"] == "13911112222"
    shops.ok("contact", "edit", "Anna Berg", "phone=13900008888")
    listed = shops.json("survey", "wave", "show", "Q4")["invitations"]
    assert listed[-1]["phone"].endswith("13900008888")


def test_a_teams_own_words_stand_beside_the_indicator(shops: Any) -> None:
    shops.ok("survey", "form", "add", "mine", "--question", "响应速度|我们回电够快吗？|1-5")
    shops.ok("survey", "record", "Shop 1", "--form", "mine", "--answer", "响应速度=4分")
    run = shops.ok("--lang", "zh", "survey", "results")
    assert "响应速度" in run.out and "我们回电够快吗？" in run.out


def test_nobody_is_asked_twice_within_the_policys_days(shops: Any) -> None:
    assert len(opened(shops, "one")) == 4
    shops.ok("add", "Late Shop", "--phone", "13800000005")
    run = shops.ok("survey", "wave", "open", "two")
    assert "asked within 90 days: 4" in run.out and "Invited 1 customer " in run.out
    assert opened(shops, "one") == {}
    # Even with nobody to ask a form that is not there is told.
    assert shops("survey", "wave", "open", "none", "--form", "nosuch").status == 4
    shops.at("2027-02-17T02:00:00Z")
    assert opened(shops, "three") == {}
    shops.at("2027-02-18T02:00:00Z")
    assert len(opened(shops, "three")) == 5
    assert [(w["key"], w["invited"]) for w in shops.json("survey", "wave", "list")] == [
        ("three", 5), ("two", 1), ("one", 4),
    ]  # fmt: skip


def test_rules_choose_by_purchase_complaint_condition_and_filter(shops: Any) -> None:
    shops.ok("purchase", "add", "1", "500", "--at", "2026-11-15")
    shops.ok("purchase", "add", "2", "60000", "--at", "2026-10-01")
    shops.ok("complaint", "open", "3", "broken")
    shops.ok("complaint", "resolve", "1", "mended")

    def asked(*words: str) -> list[int]:
        return list(shops.json("survey", "wave", "open", "x", "--dry-run", *words)["customers"])

    assert asked("--after-purchase", "7") == [1]
    assert asked("--after-purchase", "60", "--where", "spend_12m >= 5万") == [2]
    assert asked("--after-complaint", "14") == [3]
    assert asked("--where", "tier == key") == asked("--tier", "key") == [2]
    assert shops("survey", "wave", "open", "x", "--where", "weather == fine").status == errors.Usage.status
    assert shops("survey", "wave", "open").status == errors.Usage.status


def test_a_code_takes_one_answer(shops: Any) -> None:
    codes = opened(shops, "Q4")
    code = codes["Shop 1"]
    typed = f"{code[:4]}-{code[4:]}".lower()
    data = shops.json("survey", "record", "--code", typed, "--overall", "2", "--answer", "7=6")
    assert (data["customer_id"], data["form"], data["wave"], data["follow_up"]) == (1, "standard", "Q4", True)
    again = shops("survey", "record", "--code", code, "--overall", "5")
    assert again.status == errors.Invalid.status and "overall=2, ces=6" in again.err
    assert (
        shops("survey", "record", "Shop 1", "--wave", "Q4", "--overall", "5").status == errors.Invalid.status
    )
    assert shops("survey", "record", "--code", "NOSUCHXX", "--overall", "5").status == errors.NotFound.status
    shops.ok("survey", "record", "Shop 2", "--wave", "Q4", "--overall", "5")
    assert [w["answered"] for w in shops.json("survey", "wave", "list")] == [2]
    shops.ok("undo")
    shops.ok("survey", "record", "--code", codes["Shop 2"], "--overall", "4")
    shops.ok("survey", "wave", "close", "q4")
    late = shops("survey", "record", "--code", codes["Shop 3"], "--overall", "4")
    assert late.status == errors.Invalid.status and "closed" in late.err
    assert shops("survey", "wave", "open", "Q4").status == errors.Invalid.status


def test_a_form_that_was_answered_stays_whole(shops: Any) -> None:
    code = opened(shops, "Q4")["Shop 1"]
    wave = next(op["number"] for op in shops.json("history") if op["command"] == "survey wave open")
    shops.ok("survey", "record", "--code", code, "--overall", "2")
    assert shops("undo", str(wave)).status == errors.REJECTED_ROWS
    assert len(shops.json("survey", "form", "show", "standard")) == 9
    assert [(w["invited"], w["answered"]) for w in shops.json("survey", "wave", "list")] == [(1, 1)]


def test_the_lists_to_send_and_to_remind(shops: Any, tmp_path: Path) -> None:
    shops.ok("policy", "set", "survey.link", '"https://forms.example/s?code="')
    path = tmp_path / "send.xlsx"
    codes = opened(shops, "Q4", "-o", str(path))
    rows = list(openpyxl.load_workbook(path).active.values)
    assert [(row[0], row[-2], row[-1]) for row in rows[1:]] == [
        (name, code, f"https://forms.example/s?code={code}") for name, code in codes.items()
    ]
    shops.ok("survey", "record", "--code", codes["Shop 1"], "--overall", "4")
    remind = tmp_path / "remind.csv"
    shops.ok("survey", "wave", "show", "Q4", "--unanswered", "-o", str(remind))
    text = remind.read_text(encoding="utf-8-sig")
    assert codes["Shop 1"] not in text and all(codes[f"Shop {n}"] in text for n in (2, 3, 4))
    assert shops("survey", "wave", "show", "Q4", "-o", "list.pdf").status == errors.Usage.status


def test_a_paper_form_and_a_form_to_edit(shops: Any, tmp_path: Path) -> None:
    codes = opened(shops, "Q4", "--lang", "zh_CN")
    paper, toml = tmp_path / "paper.html", tmp_path / "form.toml"
    shops.ok("survey", "form", "export", "--wave", "Q4", "-o", str(paper))
    page = paper.read_text(encoding="utf-8")
    assert page.count("<section>") == 4 and "客户满意度调查" in page
    assert all(f"{code[:4]}-{code[4:]}" in page for code in codes.values())
    shops.ok("survey", "form", "export", "standard", "-o", str(toml))
    shops.ok("survey", "form", "add", str(toml), "--key", "ours")
    standard, ours = (shops.json("survey", "form", "show", key) for key in ("standard", "ours"))
    assert standard == ours
    assert shops("survey", "form", "add", str(toml)).status == errors.Invalid.status
    assert shops("survey", "form", "add", str(tmp_path / "none.toml")).status == errors.MissingFile.status


def test_a_filled_excel_form_comes_back(shops: Any, tmp_path: Path) -> None:
    opened(shops, "Q4")
    path = tmp_path / "fill.xlsx"
    shops.ok("survey", "form", "export", "--wave", "Q4", "-o", str(path))
    book = openpyxl.load_workbook(path)
    sheet = book.active
    for row, answers in ((2, (5, "4分", None, 3, 2, 5, 7, 10, "good")), (3, (2, 1, 1, 1, 1, 1, 1, 0, None))):
        for column, answer in enumerate(answers, 3):
            sheet.cell(row, column, answer)
    book.save(path)
    run = shops.ok("survey", "import", str(path), "--yes", "--format", "json")
    totals = run.json["data"]["totals"]
    assert (totals["created"], totals["skipped"], totals["rejected"]) == (2, 2, 0)
    results = {f["key"]: f for f in shops.json("survey", "results")["figures"]}
    assert [results[key]["value"] for key in ("mean_overall", "ces", "partial_responses", "low_scores")] == [
        3.5,
        4,
        1,
        1,
    ]
    assert shops.json("survey", "wave", "show", "Q4")["answered"] == 2

    sheet.cell(4, 3, 6)
    sheet.cell(5, 1, sheet.cell(2, 1).value)
    sheet.cell(5, 3, 4)
    book.save(path)
    again = shops("survey", "import", str(path), "--yes", "--format", "json")
    assert again.status == errors.Invalid.status
    mend = tmp_path / "mend.xlsx"
    kept = shops(
        "import",
        str(path),
        "--kind",
        "survey_answers",
        "--yes",
        "--partial",
        "--format",
        "json",
        "--rejects",
        str(mend),
    )
    assert kept.status == errors.REJECTED_ROWS
    assert "6 is outside its scale" in kept.out and "was answered on" in kept.out
    assert shops.json("survey", "wave", "show", "Q4")["answered"] == 3
    results = {f["key"]: f for f in shops.json("survey", "results")["figures"]}
    assert (results["mean_overall"]["value"], results["responses"]["value"]) == (3.5, 3)

    # Mended, the answer comes to the response that was kept for it.
    book = openpyxl.load_workbook(mend)
    sheet = book.active
    sheet.delete_rows(next(row for row in range(2, 9) if sheet.cell(row, 3).value == 4))
    sheet.cell(2, 3, 5)
    book.save(mend)
    shops.ok("survey", "import", str(mend), "--yes")
    results = {f["key"]: f for f in shops.json("survey", "results")["figures"]}
    assert (results["mean_overall"]["value"], results["responses"]["value"]) == (4, 3)


def test_a_form_services_export_is_matched_to_the_form(shops: Any, tmp_path: Path) -> None:
    codes = opened(shops, "Q4", "--lang", "zh_CN")
    path = tmp_path / "问卷星.csv"
    path.write_text(
        "序号,提交答卷时间,所用时间,来源,1、您的邀请码：,2、总体满意度（1-5分）,3、请评分—响应速度,4、您有多大可能向他人推荐我们？,5、您的颜色\n"
        f"1,2026/11/19 9:08:10,65秒,微信,{codes['Shop 1']},4,(跳过),9,蓝\n"
        f"2,2026/11/19 9:09:10,65秒,微信,{codes['Shop 2']},很满意,5,11,红\n"
        f"3,2026/11/19 9:10:10,65秒,微信,{codes['Shop 1']},5,5,10,红\n"
        "4,2026/11/19 9:11:10,65秒,微信,XXXXYYYY,5,5,10,红\n",
        encoding="utf-8",
    )
    run = shops("survey", "import", str(path), "--yes", "--partial", "--format", "json")
    assert run.status == errors.REJECTED_ROWS
    told = "\n".join(run.json["warnings"])
    assert "5、您的颜色 is no question of the form standard" in told and "响应速度 → response_speed" in told
    assert [(r["row"], r["fields"][0]["value"], r["fields"][0]["reason"]) for r in run.json["data"]["incomplete"]] == [
        (3, "11", "recommendation: 11 is outside its scale. Give a whole number from 0 to 10."),
    ]  # fmt: skip
    assert {r["row"]: r["reasons"][0] for r in run.json["data"]["rejected"]} == {
        4: f"The code {codes['Shop 1']} was used in row 2 already.",
        5: "No invitation has the code XXXXYYYY.",
    }
    data = shops.json("survey", "results", "--wave", "Q4")
    assert {row["indicator"]: row["mean"] for row in table(data, "indicators")} == {
        "overall": 4.5, "response_speed": 5,
    }  # fmt: skip
    assert [(w["wave"], w["invited"], w["responses"]) for w in table(data, "by_wave")] == [("Q4", 4, 2)]


def test_answers_to_a_told_form_need_no_code(shops: Any, tmp_path: Path) -> None:
    shops.ok("survey", "form", "add", "visit", "--question", "tidy|Was it tidy?|yes-no",
             "--question", "when|When shall we come?|choice:morning|evening")  # fmt: skip
    path = tmp_path / "visit.csv"
    path.write_text(
        "Timestamp,Phone,1. Was it tidy?,2. When shall we come\n2026-11-19,13800000001,Yes,B\n2026-11-19,13800000002,No,morning\n",
        encoding="utf-8",
    )
    shops.ok("survey", "import", str(path), "--form", "visit", "--wave", "May", "--yes")
    data = shops.json("survey", "results", "--form", "visit")
    assert [(c["option"], c["responses"], c["share"]) for c in table(data, "choices")] == [
        ("morning", 1, None), ("evening", 1, None),
    ]  # fmt: skip
    assert [row["mean"] for row in table(data, "indicators")] == [0.5]
    other = tmp_path / "other.csv"
    other.write_text("Timestamp,Phone,Weather\n2026-11-19,13800000001,fine\n", encoding="utf-8")
    run = shops("survey", "import", str(other), "--form", "visit", "--yes")
    assert run.status == errors.Invalid.status and "no column is a question" in run.err


def test_the_last_wave_against_the_one_before(shops: Any, tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    for wave, scores in (("Q2", (2, 3, 2, 3, 2, 3)), ("Q3", (5, 4, 5, 5, 4, 4))):
        month = "05" if wave == "Q2" else "08"
        rows = [
            f"2026-{month}-0{n} 10:00:00,{score},{score},3,{2 * score}" for n, score in enumerate(scores, 1)
        ]
        path.write_text(
            "\n".join(["提交时间,总体满意度,响应速度,产品质量,推荐意愿", *rows]), encoding="utf-8"
        )
        shops.ok(
            "survey", "import", str(path), "--form", "standard", "--wave", wave, "--yes", "--lang", "zh_CN"
        )
    data = shops.json("survey", "results")
    change = {row["figure"]: row for row in table(data, "change")}
    assert (change["mean_overall"]["before"], change["mean_overall"]["now"]) == ("2.50", "4.50")
    # scipy.stats.ttest_ind(..., equal_var=False) and chi2_contingency(..., correction=False) of these scores.
    assert change["mean_overall"]["p"] == pytest.approx(0.0001, abs=5e-5)
    assert change["csat_overall"]["p"] == pytest.approx(0.0005, abs=5e-5)
    assert change["mean_overall"]["significant"] == "yes"
    assert [(p["indicator"], p["importance"]) for p in table(data, "priorities")] == [("response_speed", 1)]
    estimates = {row["figure"]: row for row in table(data, "estimates")}
    assert (estimates["mean_overall"]["n"], estimates["csat_overall"]["interval"]) == (12, "25.4–74.6%")
    page, book = tmp_path / "report.html", tmp_path / "report.xlsx"
    shops.ok("report", "satisfaction", "-o", str(page))
    drawn = page.read_text(encoding="utf-8").partition("Weight against performance")[2]
    assert drawn.partition("</svg>")[0].count("<circle") == 1
    shops.ok("report", "satisfaction", "-o", str(book))
    charts = openpyxl.load_workbook(book)["What to improve first"]._charts
    assert sorted(type(chart).__name__ for chart in charts) == ["BarChart", "ScatterChart"]


def test_an_e_mail_reply_is_recorded(shops: Any, tmp_path: Path) -> None:
    code = opened(shops, "Q4")["Shop 1"]
    path = tmp_path / "reply.eml"

    def reply(subject: str, body: str) -> None:
        head = f"From: a@example.com\nDate: Thu, 19 Nov 2026 10:00:00 +0800\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n"
        path.write_text(head + body, encoding="utf-8")

    reply(f"Re: {code}", "1: 9\n")
    assert shops("survey", "record", "--mail", str(path)).status == errors.Invalid.status
    reply("Re: survey", "1: 5\n")
    assert "no invitation code" in shops("survey", "record", "--mail", str(path)).err
    quoted = "On Wed, Nov 18 2026, Lee wrote:\n> 3: 1\n"
    reply(
        "Re: survey",
        f"my code {code}\n\n1、5分\n2. Response speed： 4\n3: 6分\nnps=9\nPhone: 123\ncomment: a: b\n{quoted}",
    )
    run = shops.ok("survey", "record", "--mail", str(path), "--format", "json")
    assert run.json["data"]["wave"] == "Q4" and "Phone" in run.json["warnings"][0]
    # What is outside its scale costs no answer but its own.
    assert (
        "6分 is outside the scale" in run.json["warnings"][1] and "kept as written" in run.json["warnings"][1]
    )
    assert [v for k, v in shops.json("export", "survey_answers")[0].items() if k.startswith("custom.")] == [
        "6分"
    ]
    answer = shops.json("export", "survey_answers")[0]
    told = {
        key: answer[key]
        for key in ("overall", "response_speed", "nps", "comment", "problem_solving", "submitted_at")
    }
    assert told == {
        "overall": 5, "response_speed": 4, "nps": 9, "comment": "a: b", "problem_solving": None,
        "submitted_at": "2026-11-19T02:00:00Z",
    }  # fmt: skip
    assert shops("survey", "record", "--mail", str(path)).status == errors.Invalid.status


@pytest.mark.parametrize("words", ["STOP", "退订。", "TD\n\n> Re: ZZZZ-ZZZZ"])
def test_an_e_mail_reply_that_only_opts_out_withdraws_the_consent(
    shops: Any, tmp_path: Path, words: str
) -> None:
    code = opened(shops, "Q4")["Shop 1"]
    path = tmp_path / "reply.eml"

    def reply(subject: str, body: str) -> None:
        head = f"From: a@example.com\nDate: Thu, 19 Nov 2026 10:00:00 +0800\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n"
        path.write_text(head + body, encoding="utf-8")

    reply(f"Re: {code}", words)
    run = shops.ok("survey", "record", "--mail", str(path))
    assert "consent by e-mail is withdrawn" in run.out
    [said] = shops.json("consent", "list", "Shop 1")
    assert (said["state"], said["channel"], said["purpose"], said["at"]) == (
        "withdrawn", "email", None, "2026-11-19T02:00:00Z",
    )  # fmt: skip
    assert shops.json("export", "survey_answers") == []
    # The same mail again writes nothing; one operation is taken back.
    assert "had opted out already" in shops.ok("survey", "record", "--mail", str(path)).out
    assert len(shops.json("consent", "list", "Shop 1")) == 1
    shops.step_back()
    assert shops.json("consent", "list", "Shop 1") == []
    # The code may stand in what they reply to alone, but it must be somebody's.
    reply("Re: survey", f"{words}\nOn Wed, Nov 18 2026, Lee wrote:\n> your code: {code}\n")
    assert "is withdrawn" in shops.ok("survey", "record", "--mail", str(path)).out
    reply("Re: ZZZZ-ZZZZ", words.splitlines()[0])
    assert shops("survey", "record", "--mail", str(path)).status == errors.NotFound.status


def test_an_answer_without_a_code_answers_the_newest_open_wave_of_its_form(shops: Any) -> None:
    opened(shops, "Q3")
    shops.ok("policy", "set", "survey.fatigue_days", "1")
    shops.at("2026-11-21T02:00:00Z")
    shops.ok("survey", "form", "add", "short", "--question", "overall|Overall|1-5")
    opened(shops, "Q4")
    run = shops.ok("survey", "record", "Shop 1", "--overall", "4")
    assert "It answers the invitation to the wave Q4" in run.out
    assert [(wave["key"], wave["answered"]) for wave in shops.json("survey", "wave", "list")] == [
        ("Q4", 1), ("Q3", 0),
    ]  # fmt: skip
    # One of another form, or from before anybody was asked, answers none.
    assert shops.json("survey", "record", "Shop 2", "--form", "short", "--overall", "4")["wave"] is None
    assert shops.json("survey", "record", "Shop 2", "--overall", "4", "--at", "2026-11-19")["wave"] is None
    # Whoever answered Q4 may still answer the older one, and no more after that.
    assert shops.json("survey", "record", "Shop 1", "--overall", "5")["wave"] == "Q3"
    assert shops.json("survey", "record", "Shop 1", "--overall", "5")["wave"] is None


def test_a_sheet_of_a_form_answers_the_one_wave_that_can_be_meant(shops: Any, tmp_path: Path) -> None:
    opened(shops, "Q4")
    sheet = tmp_path / "answers.csv"
    sheet.write_text("Company,Submitted,Overall\nShop 1,2026-11-20,4\n", encoding="utf-8")
    for _again in range(2):
        shops.ok("survey", "import", str(sheet), "--form", "standard", "--yes")
        (wave,) = shops.json("survey", "wave", "list")
        assert wave["answered"] == 1
