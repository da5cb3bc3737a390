"""crmcli undo of imports: whoever changed a record since keeps all of it; every other record goes whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning
from tests.cli.wholeness import column, orders, parts, sound

CUSTOMERS = """客户名称,联系电话,其他电话,联系人,联系人电话,地址,曾用名,积分
远鑫酒店有限公司,13900000001,028-85551111,张三,13700000001,成都市人民路1号,远兴酒店,100
丙丁商贸有限公司,13900000002,028-85552222,李四,13700000002,成都市人民路2号,丁丙商贸,200
"""
COMPLAINTS = """投诉编号,客户名称,投诉时间,投诉内容,级别,首次响应时间,解决时间
T1,远鑫酒店有限公司,2026-11-01 10:00,保洁迟到,一般,2026-11-01 11:00,2026-11-02 10:00
T2,丙丁商贸有限公司,2026-11-18 10:00,漏做一层,一般,2026-11-18 10:30,
"""
ORDERS = """订单号,客户名称,下单日期,产品,金额
S1,远鑫酒店有限公司,2026-10-01,保洁,1000
S1,远鑫酒店有限公司,2026-10-01,打蜡,500
S2,丙丁商贸有限公司,2026-10-02,保洁,700
S2,丙丁商贸有限公司,2026-10-02,消杀,300
"""
REFUNDS = """订单号,客户名称,下单日期,产品,金额,退款金额,状态
S3,远鑫酒店有限公司,2026-10-03,保洁,1000,100,已完成
S4,丙丁商贸有限公司,2026-10-04,保洁,700,70,已完成
"""
ANSWERS = """提交时间,手机,总体满意度,响应速度,意见
2026-11-10 10:00,13900000001,2,3,太慢
2026-11-11 10:00,13900000002,1,2,不好
"""
TASKS = """任务,客户名称,截止日期,状态
送合同,远鑫酒店有限公司,2026-12-01,未完成
寄样品,丙丁商贸有限公司,2026-12-02,未完成
"""
FEEDBACK = """客户名称,反馈时间,反馈类型,反馈内容
远鑫酒店有限公司,2026-11-01 10:00,建议,希望有夜间热线
丙丁商贸有限公司,2026-11-02 10:00,建议,希望发电子发票
"""
VISITS = """客户名称,跟进时间,方式,跟进内容
远鑫酒店有限公司,2026-11-01 10:00,电话,谈续约
丙丁商贸有限公司,2026-11-02 10:00,电话,谈报价
"""


def take_in(crm: Crm, name: str, text: str) -> str:
    """Imports a list; its operation."""
    path = crm.folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    crm.ok("import", str(path), "--yes")
    return str(crm.json("history")[0]["number"])


def taken_back(crm: Crm, number: str) -> dict[str, str]:
    """Undoes an import of which something stays: what became of each customer's row."""
    run = crm("undo", number, "--format", "json")
    assert run.status == errors.REJECTED_ROWS, run.err
    return {row["customer"]: row["outcome"] for row in run.json["data"]["rows"]}


KEPT = {"远鑫酒店有限公司": "kept", "丙丁商贸有限公司": "reversed"}


@beginning
def two(crm: Crm) -> None:
    """Two customers with all that a row of customers can bring."""
    take_in(crm, "客户", CUSTOMERS)


@pytest.mark.parametrize(
    "edit",
    [
        ("complaint", "edit", "T1", "--category", "时效"),
        ("complaint", "edit", "T1", "--severity", "urgent"),
        ("complaint", "revisit", "T1", "--result", "satisfied"),
        ("complaint", "note", "T1", "客户很生气"),
    ],
    ids=lambda words: words[1] + words[-1],
)
def test_a_complaint_keeps_its_steps(two: Crm, edit: tuple[str, ...]) -> None:
    number = take_in(two, "投诉", COMPLAINTS)
    two.ok(*edit)
    before = two.json("complaint", "show", "T1")
    assert taken_back(two, number) == KEPT
    assert two.json("complaint", "show", "T1") == before
    assert [row["number"] for row in two.json("complaint", "list", "--all")] == ["T1"]
    assert len(column(two, "SELECT id FROM complaint_event")) == len(before["events"])
    assert sound(two)


def test_a_complaint_that_only_a_policy_judged_anew_goes(two: Crm) -> None:
    number = take_in(two, "投诉", COMPLAINTS)
    two.ok("policy", "set", "complaint.normal.resolve_hours", "5")
    two.ok("undo", number)
    assert two.json("complaint", "list", "--all") == []
    assert column(two, "SELECT id FROM complaint_event") == [] and sound(two)


def test_steps_that_an_import_adds_go_with_their_deadlines(two: Crm) -> None:
    take_in(two, "投诉", COMPLAINTS)
    before = two.json("complaint", "show", "T2")
    number = take_in(
        two, "后来", COMPLAINTS.replace("2026-11-18 10:30,", "2026-11-18 10:30,2026-11-19 10:00")
    )
    assert two.json("complaint", "show", "T2")["state"] == "resolved"
    two.ok("complaint", "edit", "T2", "--category", "时效")
    two("undo", number)
    after = two.json("complaint", "show", "T2")
    assert after["events"].pop()["kind"] not in ("opened", "responded", "resolved")
    assert after == before | {"category": "时效"}
    assert [row["state"] for row in two.json("complaint", "list") if row["number"] == "T2"] == ["responded"]
    assert sound(two)


@pytest.mark.parametrize(
    "edit", [("edit", "远鑫", "city=重庆"), ("merge", "远鑫", "远东")], ids=lambda w: w[0]
)
def test_a_customer_keeps_what_its_row_brought(crm: Crm, edit: tuple[str, ...]) -> None:
    crm.ok("add", "远东旅馆", "--phone", "13600000009")
    number = take_in(crm, "客户", CUSTOMERS)
    before = {key: ids for key, ids in parts(crm).items() if key[:2] == ("customer", 2)}
    assert all(before[("customer", 2, part)] for part in ("contact_person", "points_entry", "contact_way"))
    crm.ok(*edit)
    assert taken_back(crm, number) == KEPT
    after = parts(crm)
    assert {key: after[key] & ids for key, ids in before.items()} == before
    assert crm("show", "丙丁").status == errors.NotFound.status and sound(crm)


def test_a_customer_whom_later_records_use_keeps_what_its_row_brought(crm: Crm) -> None:
    number = take_in(crm, "客户", CUSTOMERS)
    before = crm.json("show", "远鑫")
    crm.ok("log-contact", "远鑫", "phone", "来电")
    assert taken_back(crm, number) == KEPT | {"远鑫酒店有限公司": "impossible"}
    after = crm.json("show", "远鑫")
    assert {k: after[k] for k in ("contact_ways", "addresses", "aliases", "persons") if k in before} == {
        k: before[k] for k in ("contact_ways", "addresses", "aliases", "persons") if k in before
    }
    assert sound(crm)


def test_a_customer_who_went_into_another_stays_there(crm: Crm) -> None:
    crm.ok("add", "远东旅馆", "--phone", "13600000009")
    number = take_in(crm, "客户", CUSTOMERS)
    complaints = take_in(crm, "投诉", COMPLAINTS)
    crm.ok("merge", "远东", "远鑫")
    before = parts(crm)
    outcomes = taken_back(crm, complaints)
    assert set(outcomes.values()) == {"kept", "reversed"}
    assert set(taken_back(crm, number).values()) == {"kept", "reversed"}
    after = parts(crm)
    mine = ("customer", 1)
    assert {k: v for k, v in after.items() if k[:2] == mine} == {
        k: v for k, v in before.items() if k[:2] == mine
    }
    assert len(crm.json("complaint", "show", "T1")["events"]) == 3 and sound(crm)


@pytest.mark.parametrize(
    "edit", [("purchase", "refund", "2", "--amount", "200"), ("edit", "purchase")], ids=["refund", "import"]
)
def test_an_order_keeps_all_its_lines(two: Crm, edit: tuple[str, ...]) -> None:
    number = take_in(two, "订单", ORDERS)
    if edit[0] == "edit":
        take_in(two, "改价", "订单号,客户名称,下单日期,产品,金额\nS1,远鑫酒店有限公司,2026-10-01,打蜡,550\n")
    else:
        two.ok(*edit)
    run = two("undo", number, "--format", "json")
    assert run.status == errors.REJECTED_ROWS
    assert [row["outcome"] == "reversed" for row in run.json["data"]["rows"]] == [False, False, True, True]
    assert orders(two) == {"S1": 2} and sound(two)


def test_an_order_keeps_its_refunds(two: Crm) -> None:
    number = take_in(two, "退款", REFUNDS)
    assert len(column(two, "SELECT id FROM refund")) == 2
    two.ok("purchase", "refund", "S3", "--amount", "50")
    before = two.json("purchase", "list", "远鑫")
    taken_back(two, number)
    assert two.json("purchase", "list", "远鑫") == before
    assert len(column(two, "SELECT id FROM refund")) == 2 and sound(two)


def test_an_answer_sheet_keeps_its_answers(two: Crm) -> None:
    (two.folder / "答卷.csv").write_text(ANSWERS, encoding="utf-8")
    two.ok("survey", "import", str(two.folder / "答卷.csv"), "--yes")
    number = str(two.json("history")[0]["number"])
    before = parts(two)
    two.ok("log-contact", "远鑫", "phone", "回访低分")
    two.ok("survey", "results")
    settled = column(two, "SELECT id FROM survey_response WHERE settled_at IS NOT NULL")
    assert len(settled) == 1
    assert taken_back(two, number) == KEPT
    left = {key: ids for key, ids in parts(two).items() if key[0].startswith("survey")}
    assert left == {key: ids for key, ids in before.items() if key in left} and len(left) == 2
    two.ok("survey", "results")
    assert sound(two)


@pytest.mark.parametrize(
    ("text", "edit", "table"),
    [
        (TASKS, ("task", "comment", "1", "等回信"), "task"),
        (FEEDBACK, ("feedback", "answer", "1", "可以"), "feedback"),
        (FEEDBACK, ("feedback", "promote", "1", "complaint"), "feedback"),
        (FEEDBACK, ("feedback", "promote", "1", "task"), "feedback"),
    ],
    ids=["task", "answer", "complaint", "promoted"],
)
def test_what_was_worked_on_stays(two: Crm, text: str, edit: tuple[str, ...], table: str) -> None:
    number = take_in(two, "表", text)
    two.ok(*edit)
    assert taken_back(two, number) == KEPT
    assert column(two, f"SELECT id FROM {table}") == [1] and sound(two)


def test_contacts_go_while_their_customer_stays(two: Crm) -> None:
    number = take_in(two, "跟进", VISITS)
    two.ok("undo", number)
    assert column(two, "SELECT id FROM interaction") == [] and sound(two)


def test_a_step_that_a_later_one_stands_on_stays(two: Crm) -> None:
    take_in(two, "投诉", COMPLAINTS)
    number = take_in(
        two, "后来", COMPLAINTS.replace("2026-11-18 10:30,", "2026-11-18 10:30,2026-11-19 10:00")
    )
    two.ok("complaint", "revisit", "T2", "--result", "satisfied")
    before = two.json("complaint", "show", "T2")
    assert taken_back(two, number) == {"丙丁商贸有限公司": "kept"}
    assert two.json("complaint", "show", "T2") == before and sound(two)


def test_an_order_with_a_line_of_a_later_list_keeps_its_first_lines(two: Crm) -> None:
    first = take_in(two, "订单", ORDERS)
    later = "订单号,客户名称,下单日期,产品,金额\nS2,丙丁商贸有限公司,2026-10-02,除尘,100\n"
    second = take_in(two, "后来", later)
    assert set(taken_back(two, first).values()) == {"kept", "reversed"}
    assert orders(two) == {"S2": 3}
    two.ok("undo", second)
    assert orders(two) == {"S2": 2} and sound(two)


def test_a_first_answer_stays_under_a_second(two: Crm) -> None:
    take_in(two, "反馈", FEEDBACK)
    two.ok("feedback", "answer", "1", "可以")
    number = str(two.json("history")[0]["number"])
    two.ok("feedback", "answer", "1", "下月起")
    before = two.json("feedback", "show", "1")
    assert two("undo", number).status == errors.REJECTED_ROWS
    assert two.json("feedback", "show", "1") == before


def test_what_was_promoted_stays_tied_to_what_it_became(two: Crm) -> None:
    take_in(two, "反馈", FEEDBACK)
    two.ok("feedback", "promote", "1", "complaint")
    number = str(two.json("history")[0]["number"])
    two.ok("complaint", "reply", "1", "已致电")
    run = two("undo", number, "--format", "json")
    assert run.status == errors.REJECTED_ROWS
    assert {(k["table"], k["field"]) for k in run.json["data"]["kept"]} == {
        ("complaint", ""),
        ("feedback", "complaint_id"),
    }
    assert two.json("feedback", "show", "1")["complaint_id"] == 1 and sound(two)


def test_an_answer_that_was_followed_up_stays_with_its_invitation(two: Crm) -> None:
    two.ok("survey", "wave", "open", "Q4")
    (code, *_rest) = column(two, "SELECT code FROM survey_invitation ORDER BY customer_id")
    two.ok("survey", "record", "--code", code, "--overall", "1")
    number = str(two.json("history")[0]["number"])
    two.ok("log-contact", "远鑫", "phone", "回访低分")
    (before,) = two.json("survey", "wave", "list")
    assert two("undo", number).status == errors.REJECTED_ROWS
    assert two.json("survey", "wave", "list") == [before] and before["answered"] == 1
    assert sound(two)


def test_points_that_a_later_sheet_counted_on_stay(two: Crm) -> None:
    number = take_in(two, "再加", CUSTOMERS.replace(",100\n", ",150\n"))
    take_in(two, "再减", CUSTOMERS.replace(",100\n", ",20\n"))
    run = two("undo", number, "--format", "json")
    assert [kept["table"] for kept in run.json["data"]["kept"]] == ["points_entry"]
    assert two.json("show", "远鑫")["points"] == 20 and sound(two)


def test_points_that_were_counted_on_since_stay_with_the_survivor(two: Crm) -> None:
    two.ok("merge", "丙丁", "远鑫")
    merge = str(two.json("history")[0]["number"])
    take_in(two, "再减", CUSTOMERS.replace("远鑫酒店有限公司", "丙丁商贸有限公司").replace(",100\n", ",50\n"))
    run = two("undo", merge, "--format", "json")
    assert run.status == errors.REJECTED_ROWS
    assert ("points_entry", "customer_id") in {(k["table"], k["field"]) for k in run.json["data"]["kept"]}
    assert two.json("show", "丙丁")["points"] == 50 and sound(two)


def test_taking_back_and_again_is_as_before(two: Crm) -> None:
    number = take_in(two, "投诉", COMPLAINTS)
    two.ok("complaint", "edit", "T1", "--severity", "urgent")
    before, shown = parts(two), two.json("complaint", "show", "T1")
    taken_back(two, number)
    two.ok("undo", str(two.json("history")[0]["number"]))
    assert parts(two) == before and two.json("complaint", "show", "T1") == shown and sound(two)


@pytest.mark.file
def test_in_chinese(two: Crm) -> None:
    number = take_in(two, "投诉", COMPLAINTS)
    two.ok("投诉", "修改", "T1", "--级别", "紧急")
    run = two("撤销", number, "--lang", "zh")
    assert run.status == errors.REJECTED_ROWS and "Lee" in run.out
    assert "opened" not in two.ok("投诉", "查看", "T1", "--lang", "zh").out


@pytest.mark.file
def test_a_terminal_is_told_whose_records_go_and_asked(crm: Crm, answers: Any) -> None:
    take_in(crm, "customers", CUSTOMERS)
    before = parts(crm)
    answers("n")
    run = crm.ok("undo")
    assert "Operation 2: import by Lee, 2026-11-20 10:00" in run.out
    assert "customer 2" in run.out and "contact person 2" in run.out
    assert "远鑫酒店有限公司, 丙丁商贸有限公司" in run.out
    assert "Nothing was changed." in run.out and parts(crm) == before
    answers("n")
    assert "Nothing was changed." in crm.ok("import", "undo", "2").out
    answers("否")
    told = crm("undo", "--lang", "zh")
    assert "操作2：导入" in told.out and "要撤销吗？（y 是/n 否）" in told.out
    answers("y")
    assert "Undid operation 2" in crm.ok("undo").out
    assert column(crm, "SELECT id FROM customer") == []


@pytest.mark.file
def test_yes_and_single_rows_ask_nothing(crm: Crm, answers: Any) -> None:
    take_in(crm, "customers", CUSTOMERS)
    answers()
    assert "Undid operation 2" in crm.ok("undo", "--yes").out
    crm.ok("staff", "add", "Wang")
    assert "Take it back" not in crm.ok("undo").out


@pytest.mark.parametrize(("who", "status"), [("Lee", errors.Invalid), ("Wang", errors.NotAllowed)])
def test_what_can_not_be_taken_back_is_refused_unasked(
    crm: Crm, answers: Any, who: str, status: type[errors.CrmError]
) -> None:
    crm.ok("staff", "add", "Wang", "--role", "rep", "--login", "wang")
    number = "1" if who == "Lee" else take_in(crm, "customers", CUSTOMERS)
    if who == "Wang":
        crm.become("wang", group="writers")
    answers("y")
    run = crm("undo", number)
    assert run.status == status.status and "Take it back" not in run.out + run.err


@pytest.mark.file
def test_of_many_customers_the_first_are_named(crm: Crm, answers: Any) -> None:
    take_in(crm, "many", "客户名称,联系电话\n" + "".join(f"第{n}号公司,1390000000{n}\n" for n in range(7)))
    answers("n")
    told = crm.ok("undo").out
    assert "第4号公司 …" in told and "第5号公司" not in told


@pytest.mark.file
def test_taking_back_a_merge_asks_too(crm: Crm, answers: Any) -> None:
    take_in(crm, "customers", CUSTOMERS)
    crm.ok("merge", "1", "2")
    answers("n")
    assert "Nothing was changed." in crm.ok("merge", "undo", "1").out
    assert len(crm.json("merge", "list")) == 1


@pytest.mark.file
def test_undo_after_undo_names_what_is_further_back_and_by_number_does_it_again(crm: Crm) -> None:
    for name in ("甲", "乙", "丙"):
        crm.ok("add", name)
    assert "Undid operation 4 (add)" in crm.ok("undo").out
    for words in (("undo",), ("undo", "--yes")):
        refused = crm(*words)
        assert (refused.status, refused.err.splitlines()[-1]) == (5, "To take it back: crmcli undo 3")
        assert "Your last operation, 5 (undo)," in refused.err and "operation 3 (add 乙)" in refused.err
    assert "Undid operation 3 (add)" in crm.ok("undo", "3").out
    again = crm("undo", "3")
    assert (again.status, again.err.splitlines()[-1]) == (5, "To do it again: crmcli undo 6")
    crm.ok("undo", "6")
    assert [row["name"] for row in crm.json("find")] == ["甲", "乙"]
    undone = {row["number"]: row["undone_by"] for row in crm.json("history")}
    assert undone == {7: None, 6: 7, 5: None, 4: 5, 3: None, 2: None, 1: None}
    # What stands again counts as somebody's work.
    assert crm("undo").err.splitlines()[-1] == "To take it back: crmcli undo 3"
    assert "Undid operation 3 (add)" in crm.ok("undo", "3").out
    assert "Undid operation 2 (add)" in crm.ok("undo", "2").out
    assert crm("undo").status == 4


@pytest.mark.parametrize(
    "back", [("merge", "undo", "1"), ("import", "undo", "2")], ids=lambda words: words[0]
)
def test_undo_after_another_undo_keeps_what_came_before_it(
    crm: Crm, answers: Any, back: tuple[str, ...]
) -> None:
    # Of the import something can be taken back.
    take_in(crm, "customers", f"{CUSTOMERS.rstrip()}\n丁丁文具店,13700000099,,,,,,\n")
    crm.ok("add", "北方医院")
    crm.ok("merge", "1", "2")
    crm.ok("log-contact", "北方医院", "phone", "谈续约")
    contact = crm.json("history")[0]["number"]
    crm(*back)
    assert crm("undo").err.splitlines()[-1] == f"To take it back: crmcli undo {contact}"
    answers("n")
    told = crm.ok("undo").out
    assert f"operation {contact} (log-contact 北方医院" in told and "Nothing was changed." in told
    assert len(column(crm, "SELECT id FROM interaction")) == 1
    answers("y")
    assert f"Undid operation {contact}" in crm.ok("undo").out


def test_what_could_not_be_taken_back_at_all_is_not_marked_as_undone(crm: Crm) -> None:
    number = take_in(crm, "customers", CUSTOMERS)
    for code in ("1", "2"):
        crm.ok("purchase", "add", code, "100")
    run = crm("undo", str(number))
    assert run.status == 3 and "could be taken back; it stands." in run.out
    crm.ok("undo", "4")
    crm.ok("undo", "3")
    crm.ok("undo", str(number))


def test_an_edit_that_was_done_again_keeps_an_imported_record(crm: Crm) -> None:
    number = take_in(crm, "customers", CUSTOMERS)
    crm.ok("edit", "1", "city=重庆")
    crm.ok("undo")
    crm.ok("undo", "4")
    assert taken_back(crm, number) == {"远鑫酒店有限公司": "kept", "丙丁商贸有限公司": "reversed"}


@pytest.mark.file
def test_what_stays_is_told_without_names_of_tables(crm: Crm) -> None:
    take_in(crm, "customers", CUSTOMERS)
    crm.ok("log-contact", "#1", "phone", "谈续约")
    kept = crm("--lang", "zh", "undo", "2").out
    assert "跟进记录" in kept and "interaction" not in kept
    assert "interaction" not in crm("--lang", "zh", "history", "--operation", "3").out


@pytest.mark.file
def test_history_tells_customers_by_name_and_scripts_their_number(crm: Crm) -> None:
    for name in ("远鑫酒店有限公司", "远鑫分店有限公司"):
        crm.ok("add", name)
    crm.ok("edit", "远鑫分店", "parent=远鑫酒店有限公司")
    assert crm("--lang", "zh", "history", "--operation", "4").out.count("远鑫酒店有限公司") == 1
    changes = crm.json("history", "--operation", "4")
    assert {"parent_id": 1}.items() <= {c["field"]: c["after"] for c in changes}.items()


def test_nothing_is_given_back_to_who_has_left(crm: Crm) -> None:
    crm.ok("staff", "add", "李娜")
    crm.ok("add", "远鑫酒店", "--owner", "李娜")
    crm.ok("add", "丙丁商贸", "--owner", "李娜")
    crm.ok("task", "add", "寄样品", "--owner", "李娜")
    crm.ok("merge", "远鑫酒店", "丙丁商贸")
    crm.ok("edit", "远鑫酒店", "--owner", "Lee")
    edited = crm.json("history")[0]["number"]
    crm.ok("task", "edit", "1", "--owner", "Lee")
    handed = crm.json("history")[0]["number"]
    crm.ok("staff", "edit", "李娜", "--left")
    for number, owner in ((edited, ("show", "远鑫酒店")), (handed, ("task", "show", "1"))):
        run = crm("undo", str(number))
        assert run.status == errors.REJECTED_ROWS and "李娜 has left" in run.out
        assert crm.json(*owner)["owner"] == "Lee"
    run = crm("merge", "undo", "1", "--lang", "zh")
    assert run.status == errors.REJECTED_ROWS and "李娜已离职" in run.out and "owner_id" not in run.out
    assert crm.json("show", "丙丁商贸")["owner"] is None
    # With who comes back, everything is as before.
    crm.ok("staff", "edit", "李娜", "--active")
    crm.ok("edit", "远鑫酒店", "--owner", "李娜")
    crm.ok("staff", "leave", "李娜", "--to", "Lee")
    crm.ok("undo")
    assert crm.json("show", "远鑫酒店")["owner"] == "李娜"


@pytest.mark.file
@pytest.mark.parametrize(
    "words",
    [
        ("add", "新都酒店", "--contact", "张建华"), ("log-contact", "远鑫", "phone", "好", "--next", "+3d"), ("merge", "1", "2"),
        ("complaint", "open", "远鑫", "迟到", "--new"), ("task", "add", "寄样品", "--step", "一", "--step", "二"),
        ("edit", "远鑫", "phone=13911829856"), ("policy", "set", "churn.high", "70"),
    ],
)  # fmt: skip
def test_an_undo_tells_whose_it_was_and_counts_like_the_history(crm: Crm, words: tuple[str, ...]) -> None:
    take_in(crm, "customers", CUSTOMERS)
    crm.ok(*words)
    operation = crm.json("history")[0]
    run = crm.ok("undo")
    head, *_lines, last = run.out.splitlines()
    told = f"Operation {operation['number']}: {operation['command']} by Lee, 2026-11-20 10:00 {operation['summary']}"
    assert head == told.strip() and last.startswith(f"Undid operation {operation['number']} ")
    assert last.endswith(f": {operation['changes']} change{'s' * (operation['changes'] != 1)}.")
    assert ("远鑫酒店有限公司" in run.out) == (words[0] not in ("add", "task", "policy"))


@pytest.mark.file
def test_an_undone_import_counts_like_the_history(crm: Crm) -> None:
    take_in(crm, "customers", CUSTOMERS)
    changes = crm.json("history")[0]["changes"]
    assert crm.json("undo")["reversed"] == changes


@pytest.mark.file
def test_of_a_row_that_partly_stays_it_is_told_what_went_back(crm: Crm, tmp_path: Path) -> None:
    crm.ok("add", "福临大酒店", "phone=13900000001", "industry=酒店")
    sheet = tmp_path / "a.csv"
    head = "客户名称,联系人,电话,行业,城市,备注"
    sheet.write_text(f"{head}\n福临大酒店,李经理,13822223333,餐饮,武汉,急\n", encoding="utf-8")
    crm.ok("import", str(sheet), "--key", "name", "--yes")
    crm.ok("log-contact", "福临大酒店", "phone", "聊", "--with", "李经理")
    crm.ok("edit", "福临大酒店", "note=好说话")
    run = crm("undo", "3", "--yes", "--lang", "zh")
    assert run.status == errors.REJECTED_ROWS
    assert all(word in run.out for word in ("部分撤回", "电话", "行业", "城市", "联系人、备注"))
    assert "note" not in run.out
    assert [crm.json("show", "福临大酒店")[name] for name in ("phone", "industry", "city", "note")] == [
        "13900000001", "酒店", None, "好说话",
    ]  # fmt: skip
