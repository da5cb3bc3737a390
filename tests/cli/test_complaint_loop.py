"""A complaint from the call to the lesson: who calls, further calls, templates, what was learnt, what comes back."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import pytest

from crmcli.render.cells import width

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Crm
from tests.cli.conftest import beginning

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file


@beginning
def shop(crm: Crm) -> None:
    """Two customers whose numbers end alike, one with a contact person, and a second member of staff."""
    crm.ok("staff", "add", "李娜", "--role", "客服", "--department", "售后部", "--login", "lina")
    crm.ok("add", "成都远鑫酒店管理有限公司", "--phone", "028-65559855", "--contact", "张建华")
    crm.ok("edit", "1", "phone=028-65551111")
    crm.ok("add", "北京恒达科技有限公司", "--phone", "13911822222")


def events(crm: Crm, number: str) -> list[tuple[str, str | None]]:
    return [(event["kind"], event["text"]) for event in crm.json("complaint", "show", number)["events"]]


# -- who calls -----------------------------------------------------------------------------------------


def test_a_caller_is_found_by_the_last_digits_of_any_number(shop: Crm) -> None:
    # The contact person kept the number that the customer had.
    row = shop.json("complaint", "open", "9855", "漏水")
    assert (row["customer_id"], row["contact"]) == (1, "张建华")
    row = shop.json("complaint", "open", "028-65559855", "又漏水")
    assert (row["customer_id"], row["contact"]) == (1, "张建华")
    assert shop.json("complaint", "open", "2222", "迟到")["customer_id"] == 2
    shop.ok("add", "第三家", "--phone", "13800002222", "--force")
    run = shop("complaint", "open", "2222", "迟到")
    assert (run.status, "13911822222" in run.err, "13800002222" in run.err) == (4, True, True)
    run = shop("complaint", "open", "4321", "迟到")
    assert (run.status, "No phone number ends in 4321." in run.err) == (4, True)
    assert shop("complaint", "open", "没有的公司", "迟到").status == 4
    # Nobody writes an id with zeros in front.
    shop.ok("edit", "2", "phone=13911820001")
    assert shop.json("complaint", "open", "0001", "迟到")["customer_id"] == 2


def test_an_unknown_caller_is_taken_in(shop: Crm) -> None:
    run = shop.ok("complaint", "open", "138 0000 1234", "没人接待")
    assert "Nobody has this number: 13800001234 is a provisional customer now" in run.out
    found = shop.json("show", "13800001234")
    assert (found["name"], found["source"], found["tags"], found["owner"]) == (
        "13800001234", "phone", "provisional", "Lee",
    )  # fmt: skip
    assert shop.json("complaint", "open", "1234", "再次来电")["customer_id"] == found["id"]
    for operation in shop.json("history")[:2]:
        shop.ok("undo", str(operation["number"]))
    assert shop("show", "13800001234").status == 4


def test_a_name_is_kept_and_may_be_somebody_known(shop: Crm) -> None:
    run = shop.ok("complaint", "open", "13800001234", "漏水", "--name", "北京恒达科技公司")
    assert "It may be 北京恒达科技有限公司: then crmcli merge 2 3" in run.out
    assert shop.json("show", "3")["name"] == "北京恒达科技公司"
    # At a number that is known, the name is one more person there.
    assert shop.json("complaint", "open", "13911822222", "漏水", "--name", "王小明")["contact"] == "王小明"
    assert shop.json("complaint", "open", "2222", "漏水", "--name", "王小明")["contact"] == "王小明"
    assert [person["name"] for person in shop.json("show", "2")["persons"]] == ["王小明"]


def test_an_unknown_caller_waits_for_approval_where_the_policy_says_so(shop: Crm) -> None:
    shop.ok("policy", "set", "review.new", "true")
    shop.become("lina", group="writers")
    run = shop.ok("complaint", "open", "13800001234", "漏水")
    assert "It waits for approval by a manager" in run.out
    assert shop.json("show", "13800001234")["review_state"] == "pending"


# -- what is shown, and the further call ------------------------------------------------------------------


def test_the_screen_of_an_opening(shop: Crm) -> None:
    for day in range(1, 6):
        words = f"第{day}次沟通：" + "约好上门检修并带上备件" * 5
        shop.ok(
            "log-contact", "#1", "电话", words, "--at", f"2026-11-1{day} 10:00", "--next", f"2026-12-0{day}"
        )
        shop.ok("purchase", "add", "1", "1280", "--product", "保洁", "--at", f"2026-11-0{day}")
        shop.ok("complaint", "open", "1", f"问题{day}" + "一直没有人来处理" * 9, "--new")
    shop.ok("complaint", "propose", "1", "免费补做一次")
    run = shop.ok("complaint", "open", "1", "漏水", "--severity", "urgent")
    lines = run.out.splitlines()
    assert len(lines) < 25 and max(map(width, lines)) <= 80
    assert "TS2026-0002 first response 1 h 0 min left: 问题2" in run.out
    assert "… and 2 more" in run.out
    assert "2026-11-20  TS2026-0001 免费补做一次" in run.out
    assert "2026-12-05" in run.out
    row = shop.json("complaint", "open", "1", "停电", "--severity", "urgent")
    assert row["left_minutes"] == {
        "respond": 60, "propose": 120, "progress": 1440, "resolve": 1440, "satisfaction": 1440,
    }  # fmt: skip
    past = row["history"]
    assert (len(past["complaints"]), len(past["interactions"]), len(past["orders"])) == (6, 3, 3)
    assert {promise["kind"] for promise in past["promises"]} == {"next_step", "proposal"}
    opening = shop.json("complaint", "show", row["number"])["events"][0]
    assert opening["data"]["shown"] == "2026-11-20T02:00:00Z"


def test_an_opening_shows_orders_and_not_their_lines(crm: Crm) -> None:
    crm.ok("add", "甲公司")
    sheet = crm.folder / "订单.csv"
    sheet.write_text(
        "客户名称,订单号,下单日期,产品,金额\n甲公司,A1,2026-11-02,清洗,300\n甲公司,A1,2026-11-02,滤芯,700\n甲公司,A0,2026-10-02,维保,80.5\n",
        encoding="utf-8",
    )
    crm.ok("import", str(sheet), "--yes")
    for _asks in range(2):
        run = crm.ok("complaint", "open", "甲公司", "慢", "--severity", "normal")
        shown = [line.split() for line in run.out.splitlines() if line.startswith("order ")]
        assert [line[1:5] for line in shown] == [
            ["2026-11-02", "A1", "清洗,", "滤芯"], ["2026-10-02", "A0", "维保", "80.50"],
        ] and "1,000.00" in shown[0]  # fmt: skip
    orders = crm.json("complaint", "open", "甲公司", "慢", "--severity", "normal")["history"]["orders"]
    assert [(order["amount"], order["lines"]) for order in orders] == [(1000, 2), (80.5, 1)]


def test_an_opening_shows_every_step_that_is_open_with_its_time(crm: Crm) -> None:
    crm.ok("add", "甲公司")
    steps = {
        "lina": ("约好", "--next", "2026-11-24 15:00", "--step", "签合同"),
        "zhangwei": ("谈价", "--next", "2026-11-23", "--step", "送报价"),
        "tester": ("谈完了", "--step", "等样品"),
    }
    for login in ("lina", "zhangwei"):
        crm.ok("staff", "add", login, "--login", login, "--role", "rep")
    for login, words in steps.items():
        crm.become(login, group="writers")
        crm.ok("log-contact", "甲公司", "phone", *words)
    run = crm.ok("complaint", "open", "甲公司", "慢")
    promised = [line.split()[1:] for line in run.out.splitlines() if line.startswith("promise ")]
    assert promised == [["2026-11-23", "送报价"], ["2026-11-24", "15:00", "签合同"], ["等样品"]]


def test_a_further_call_attaches_to_what_is_open(shop: Crm) -> None:
    shop.ok("complaint", "open", "1", "漏水")
    run = shop.ok("complaint", "open", "1", "又漏水")
    assert "Was it about TS2026-0001? crmcli undo, then open it with --attach" in run.out
    shop.ok("undo")
    before = shop.json("complaint", "show", "1")
    shop.at("2026-11-20T02:30:00Z")
    assert "called again (1 so far)" in shop.ok("complaint", "open", "1", "还没人来", "--attach", "1").out
    # Somebody else's number may call about it too.
    shop.ok(
        "complaint", "open", "13800001234", "客户家属来电", "--attach", "TS2026-0001", "--channel", "电话"
    )
    row = shop.json("complaint", "show", "1")
    assert (row["called_again"], row["clocks"]) == (2, before["clocks"])
    assert events(shop, "1")[1:] == [("called_again", "还没人来"), ("called_again", "客户家属来电")]
    assert row["events"][2]["data"] == {"channel": "phone", "phone": "13800001234"}
    assert shop("show", "13800001234").status == 4
    # It is no step: what happened before it can still be recorded, and it stands on no closed complaint.
    shop.ok("complaint", "reply", "1", "已致歉", "--at", "10:10")
    shop.ok("complaint", "wait", "1")
    assert (
        "complaint answer TS2026-0001" in shop.ok("complaint", "open", "1", "照片已发", "--attach", "1").out
    )
    assert len(shop.json("complaint", "list", "--all")) == 1


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (
            ("2", "x", "--attach", "1"),
            5,
            "TS2026-0001 is a complaint of 成都远鑫酒店管理有限公司, not of 北京恒达",
        ),
        (("1", "x", "--attach", "1", "--new"), 2, "exclude each other"),
        (("1", "x", "--attach", "1", "--severity", "urgent"), 2, "takes no more than its words"),
        (("1", "x", "--attach", "2"), 5, "TS2026-0002 is already resolved"),
        (("1", "x", "--attach", "99"), 4, "There is no complaint called 99"),
        (("1", "x", "--attach", "1", "--at", "2026-11-19"), 5, "before TS2026-0001 was opened"),
        (("13800001234", "x", "--contact", "张三"), 2, "Name them with --name"),
        (("13800001234", " "), 2, "TEXT is empty"),
    ],
)
def test_what_can_not_be_attached(shop: Crm, words: tuple[str, ...], status: int, sentence: str) -> None:
    shop.ok("complaint", "open", "1", "漏水")
    shop.ok("complaint", "open", "1", "停电")
    shop.ok("complaint", "resolve", "2")
    run = shop("complaint", "open", *words)
    assert (run.status, sentence in run.err, run.out) == (status, True, ""), run.err
    assert len(shop.json("complaint", "list", "--all")) == 2
    assert len(shop.json("find")) == 2


# -- what the customer is told ----------------------------------------------------------------------------


def test_a_template_is_filled_in_shown_and_recorded(shop: Crm) -> None:
    shop.ok("complaint", "open", "9855", "漏水")
    told = shop.json("complaint", "reply", "1", "--template")["message"]
    assert told == (
        "Dear 张建华, we have received your complaint TS2026-0001; Lee is looking after it."
        " You will hear from us by 2026-11-20 12:00. We are sorry for the trouble."
    )
    run = shop("complaint", "reply", "1", "--template")
    assert (run.status, "needs what is new" in run.err) == (2, True)
    shop.ok("edit", "1", "language=中文")
    shop.ok("policy", "set", "message.progress_zh", "{customer}：{text}{deadline}前再告知。{handler}")
    run = shop.ok("complaint", "progress", "1", "配件已下单", "--template")
    assert run.out.splitlines()[0] == "张建华：配件已下单。2026-11-20 12:00前再告知。Lee"
    kinds = [("responded", told), ("progress", "张建华：配件已下单。2026-11-20 12:00前再告知。Lee")]
    assert events(shop, "1")[1:] == kinds
    run = shop("policy", "set", "message.reply_en", "Dear {name}")
    assert (run.status, "{name} is none of {customer}, {number}" in run.err) == (5, True)


# -- hands ----------------------------------------------------------------------------------------------


def test_who_has_it_is_shown_and_is_never_the_accused(shop: Crm) -> None:
    shop.ok("complaint", "open", "1", "漏水")
    shop.ok("handoff", "TS2026-0001", "--department", "售后部", "--by", "11/22", "--note", "需上门")
    run = shop.ok("complaint", "show", "1")
    assert "Handed over: from Lee to 李娜 on 2026-11-20 10:00, to be done by 2026-11-22 (需上门)" in run.out
    assert [row["receiver"] for row in shop.json("complaint", "show", "1")["handoffs"]] == ["李娜"]
    run = shop("complaint", "edit", "1", "--accused", "李娜")
    assert (run.status, "handoff TS2026-0001 --to NAME" in run.err) == (5, True)
    assert "TS2026-0001: changed." in shop.ok("complaint", "edit", "1", "--accused", "Lee").out
    assert shop("handoff", "TS2026-0001", "--to", "Lee").status == 5


# -- what was learnt --------------------------------------------------------------------------------------


def archived(crm: Crm, text: str, *learnt: str, category: str = "准时") -> str:
    number = str(
        crm.json("complaint", "open", "1", text, "--category", category, "--product", "保洁")["number"]
    )
    crm.ok("complaint", "resolve", number)
    crm.ok("complaint", "revisit", number, "--result", "satisfied")
    crm.ok("complaint", "archive", number, *learnt)
    return number


def test_cases_are_found_by_words_and_by_what_caused_them(shop: Crm) -> None:
    first = archived(
        shop,
        "保洁迟到两小时",
        "--cause",
        "流程",
        "--root-cause",
        "排班没有替补",
        "--measure",
        "设替补",
        "--lesson",
        "留人手",
    )
    second = archived(
        shop, "发票开错", "--root-cause", "系统", "--measure", "改模板", "--lesson", "先核对", category="发票"
    )
    shop.ok("complaint", "open", "1", "又迟到了")

    def found(*words: str) -> list[str]:
        return [row["number"] for row in shop.json("complaint", "cases", *words)]

    assert found("遲到") == found("替補") == found("process") == found("--cause", "流程") == [first]
    assert found("票") == found("--category", "发票") == found("--cause", "system") == [second]
    assert found("保洁") == [first, second]
    assert (found("停电"), found("--product", "别的")) == ([], [])
    row = shop.json("complaint", "cases", "迟到")[0]
    assert (row["cause"], row["measure"], row["lesson"]) == ("process", "设替补", "留人手")
    assert (row["hours"], row["revisit_result"]) == (0.0, "satisfied")
    assert "process: 排班没有替补" in shop.ok("complaint", "cases", "迟到").out
    assert "Root cause: system: 系统" in shop.ok("complaint", "show", second).out
    assert shop("complaint", "cases").status == 2
    # Reopened, it is no past case; archived complaints can't be.
    shop.ok("complaint", "resolve", "3")
    assert len(found("迟到")) == 2
    shop.ok("complaint", "reopen", "3")
    assert found("迟到") == [first]


def test_archiving_asks_for_what_was_learnt(shop: Crm) -> None:
    shop.ok("complaint", "open", "1", "漏水")
    shop.ok("complaint", "resolve", "1")
    shop.ok("complaint", "revisit", "1", "--result", "满意")
    run = shop("complaint", "archive", "1")
    assert (run.status, "--root-cause, --measure, --lesson are missing." in run.err) == (2, True)
    run = shop("complaint", "archive", "1", "--root-cause", " ", "--measure", "x", "--lesson", "x")
    assert (run.status, "--root-cause is empty" in run.err) == (2, True)
    assert shop.json("complaint", "show", "1")["state"] == "revisited"


# -- the report -----------------------------------------------------------------------------------------


def test_the_report_tells_causes_repeats_and_calls(shop: Crm) -> None:
    def table(data: Any, key: str) -> Any:
        return next(table["rows"] for table in data["tables"] if table["key"] == key)

    learnt = ("--measure", "x", "--lesson", "x")
    for cause in ("流程", "流程", "我们自己的说法"):
        archived(shop, "迟到", "--cause", cause, "--root-cause", "x", *learnt)
    shop.ok("complaint", "open", "2", "态度差", "--accused", "李娜")
    shop.ok("complaint", "open", "2", "没人接", "--accused", " 李娜 ", "--at", "2026-10-01")
    shop.ok("complaint", "open", "2", "还是没人接", "--attach", "5")
    data = shop.json("report", "complaints")
    assert table(data, "root_causes") == [
        {"root_cause": "process", "complaints": 2, "share": 0.6667, "cumulative": 0.6667},
        {"root_cause": "我们自己的说法", "complaints": 1, "share": 0.3333, "cumulative": 1},
    ]
    assert [(r["customer"], r["complaints"], r["repeated"], r["called_again"]) for r in table(data, "repeat_customer")] == [
        ("成都远鑫酒店管理有限公司", 3, 2, 0), ("北京恒达科技有限公司", 2, 0, 1),
    ]  # fmt: skip
    assert [(r["accused"].strip(), r["complaints"]) for r in table(data, "repeat_accused")] == [("李娜", 2)]
    assert [(r["product"], r["complaints"]) for r in table(data, "repeat_product")] == [("保洁", 3)]
    assert [(r["category"], r["complaints"]) for r in table(data, "by_category")] == [
        ("准时", 3), ("uncategorised", 2),
    ]  # fmt: skip
    assert [(r["month"], r["complaints"], r["change"]) for r in table(data, "by_month")] == [
        ("2026-10", 1, None), ("2026-11", 4, 3),
    ]  # fmt: skip
    found = {figure["key"]: (figure["value"], figure["n"]) for figure in data["figures"]}
    assert (found["called_again"], found["repeated"], found["history_shown"]) == (
        (1, 5),
        (0.6667, 3),
        (0.8, 5),
    )


# -- history that comes in late ---------------------------------------------------------------------------


def test_imported_complaints_get_verdicts_by_their_own_times(shop: Crm) -> None:
    shop.ok("add", "丙公司", "--owner", "李娜")
    sheet = shop.folder / "complaints.csv"
    sheet.write_text(
        "投诉编号,投诉时间,客户名称,投诉内容,严重程度,被投诉人,处理人,首次回复时间,给出方案时间,解决时间,回访结果,根因类别,根本原因\n"
        "K1,2026-10-01 09:00,成都远鑫酒店管理有限公司,保洁迟到,紧急,,李娜,2026-10-01 09:30,2026-10-01 12:00,2026-10-02 08:00,满意,流程,无替补\n"
        "K3,2026-10-04 09:00,丙公司,态度差,一般,李娜,李娜,,,,,,\n"
        "K2,2026-10-03 09:00,北京恒达科技有限公司,态度差,一般,李娜,李娜,2026-10-03 11:00,,,,,\n",
        encoding="utf-8",
    )
    shop.ok("import", str(sheet), "--yes")
    one, two = (shop.json("complaint", "show", number) for number in ("K1", "K2"))
    states = {name: clock["state"] for name, clock in one["clocks"].items()}
    assert (one["severity"], states["respond"], states["propose"], states["resolve"]) == (
        "urgent", "met", "met_late", "met",
    )  # fmt: skip
    assert (one["cause"], one["handler"]) == ("process", "李娜")  # its sheet said so before it was archived
    assert shop.json("complaint", "cases", "替补")[0]["cause"] == "process"
    # Who is accused doesn't handle it, whatever the sheet says.
    assert shop.json("complaint", "show", "K3")["handler"] == "Lee"
    assert (two["handler"], two["accused"], two["clocks"]["respond"]["state"]) == (None, "李娜", "met_late")


def test_the_past_of_an_imported_complaint_calls_nobody_to_a_revisit(crm: Crm) -> None:
    sheet = crm.folder / "complaints.csv"
    sheet.write_text(
        "投诉编号,投诉时间,客户名称,投诉内容,解决时间\nK1,2026-10-01 09:00,甲,漏水,2026-10-01 10:00\n",
        encoding="utf-8",
    )
    crm.ok("import", str(sheet), "--yes", "--create-missing")
    shown = crm.json("complaint", "show", "K1")
    assert shown["clocks"]["revisit"]["state"] == "none"
    # The sheet has no column of the other steps: nobody judges them.
    assert shown["notices"] == []


def test_an_opening_in_the_future_is_sent_back_and_a_step_before_it_is_told(crm: Crm) -> None:
    head = "投诉编号,投诉时间,客户名称,投诉内容,首次回复时间,解决时间\n"
    before = "K1,2026-10-02 09:00,甲,漏水,2026-10-02 08:59,2026-10-01\n"
    day_only = "K2,2026-10-02 15:00,甲,又漏水,2026-10-02,2026-10-03 09:00\n"
    future = "K3,2026-11-21,甲,再漏水,,\n"
    sheet = crm.folder / "complaints.csv"
    sheet.write_text(head + before + day_only + future, encoding="utf-8")
    words = ("import", str(sheet), "--yes", "--create-missing", "--partial", "--format", "json")
    early = [
        "first response: 2026-10-02 08:59:00 is before the complaint.",
        "resolution: 2026-10-01 is before the complaint.",
    ]
    future_too = {4: ["2026-11-21 lies in the future (date of the complaint)."]}
    rejected = crm(*words, "--strict", "--dry-run").json["data"]["rejected"]
    assert {row["row"]: row["reasons"] for row in rejected} == {2: early} | future_too
    run = crm(*words)
    assert run.status == 3
    assert {row["row"]: row["reasons"] for row in run.json["data"]["rejected"]} == future_too
    (incomplete,) = run.json["data"]["incomplete"]
    assert [field["reason"] for field in incomplete["fields"]] == early
    assert sorted(row["number"] for row in crm.json("complaint", "list", "--all")) == ["K1", "K2"]
    # The step is kept, and no deadline is judged by it.
    assert crm.json("complaint", "show", "K1")["clocks"]["respond"]["state"] == "none"


def test_office_time_is_left_in_hours(crm: Crm) -> None:
    crm.ok("policy", "set", "complaint.normal.calendar", "office")
    crm.ok("add", "甲")
    assert "72 h 0 min left" in crm.ok("complaint", "open", "甲", "漏水").out
    assert "2 days left" in crm.ok("complaint", "open", "甲", "漏水", "--severity", "serious", "--new").out


def test_cases_are_found_by_the_words_of_their_steps(shop: Crm) -> None:
    shop.ok("complaint", "open", "1", "地毯清洗后不舒服", "--严重程度", "normal")
    number = shop.json("complaint", "list")[0]["number"]
    shop.ok("complaint", "reply", number, "客户说味道很大")
    shop.ok("complaint", "resolve", number, "通风后异味消失")
    for word in ("味道", "异味"):
        assert [row["number"] for row in shop.json("complaint", "cases", word)] == [number]
    shop.ok("complaint", "note", number, "又来电问除醛")
    assert [row["number"] for row in shop.json("complaint", "cases", "除醛")] == [number]


def test_commands_that_are_named_take_a_number_with_blanks_from_a_sheet(crm: Crm, tmp_path: Path) -> None:
    sheet = tmp_path / "k.csv"
    sheet.write_text(
        "投诉编号,登记时间,客户,内容,状态\nK 1,2026-11-20 09:00,甲公司,水漏,处理中\n", encoding="utf-8"
    )
    crm.ok("import", str(sheet), "--yes", "--create-missing")
    for words in (
        ("done", "complaint:1:satisfaction"),
        ("complaint", "open", "甲公司", "又漏了", "--attach", "K 1"),
        ("complaint", "resume", "K 1"),
        ("complaint", "revisit", "K 1", "好"),
        ("complaint", "revisit", "K 1", "--result", "满意"),
    ):
        run = crm(*words)
        named = [
            line.partition("crmcli ")[2]
            for line in (run.out + run.err).splitlines()
            if "crmcli complaint " in line
        ]
        assert ["K 1" in shlex.split(command) for command in named] == [True], (words, run)
