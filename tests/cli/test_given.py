"""What is typed for options and words: an empty text clears what may be empty, or is refused by name; none is too long."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Crm, beginning

# Refused before a database is asked.
pytestmark = pytest.mark.file


@beginning
def office(crm: Crm) -> None:
    crm.ok("add", "远鑫酒店", "--phone", "13911829855")
    crm.ok("purchase", "add", "远鑫", "100", "--order", "D1", "--product", "保洁", "--promised", "2026-12-01")
    crm.ok("task", "add", "寄样品", "--due", "2026-11-25 15:00")
    crm.ok("task", "edit", "1", "--forecast", "2026-11-24")
    crm.ok("complaint", "open", "远鑫", "迟到", "--new", "--category", "保洁")
    crm.ok("staff", "add", "李娜", "--department", "销售部", "--email", "li@example.com")
    crm.ok("kb", "add", "问", "答")


@pytest.mark.parametrize("empty", ["", " "])
@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("purchase", "edit", "D1"), "--at"), (("task", "edit", "1"), "--owner"), (("task", "edit", "1"), "--repeat"),
        (("complaint", "edit", "TS2026-0001"), "--at"), (("staff", "edit", "李娜"), "--name"), (("edit", "远鑫"), "--reason"),
        (("edit", "远鑫"), "--until"), (("kb", "edit", "1"), "--title"), (("kb", "edit", "1"), "--complaint"),
        (("purchase", "edit", "D1"), "--status"), (("purchase", "edit", "D1"), "--amount"),
    ],
)  # fmt: skip
def test_an_empty_option_that_clears_nothing_is_refused_by_name(
    office: Crm, words: tuple[str, ...], option: str, empty: str
) -> None:
    office.refuses([((*words, option, empty), 2)])
    assert option in office(*words, option, empty).err
    # Beside what is to be changed, too.
    if words[0] == "purchase":
        office.refuses([((*words, "--note", "neu", option, empty), 2)])


def test_an_empty_option_says_nothing_to_any_command(office: Crm) -> None:
    told = {
        ("add", "新客户"): ("--owner", "--phone"), ("task", "add", "回电"): ("--due", "--customer", "--repeat"),
        ("complaint", "open", "远鑫", "迟到"): ("--handler",), ("log-contact", "远鑫", "phone", "好"): ("--next",),
        ("feedback", "add", "远鑫", "好"): ("--department",), ("staff", "add", "赵"): ("--department",), ("due",): ("--owner",),
    }  # fmt: skip
    office.refuses(((*words, option, ""), 2) for words, options in told.items() for option in options)
    assert "The option --due is empty." in office("task", "add", "回电", "--due", "").err


@pytest.mark.parametrize("empty", ["", " "])
def test_an_empty_text_clears_what_may_be_empty(office: Crm, empty: str) -> None:
    office.ok("purchase", "edit", "D1", "--product", empty, "--promised", empty)
    office.ok("task", "edit", "1", "--due", empty, "--forecast", empty)
    office.ok("complaint", "edit", "TS2026-0001", f"category={empty}")
    office.ok("staff", "edit", "李娜", "--department", empty, "--email", empty)
    office.ok("edit", "远鑫", "--owner", empty)
    (line,) = office.json("purchase", "list")
    assert line["product"] is None
    task = office.json("task", "show", "1")
    assert (task["due_at"], task["due_on"], task["forecast_on"]) == (None, None, None)
    assert office.json("complaint", "show", "TS2026-0001")["category"] is None
    person = next(row for row in office.json("staff", "list") if row["name"] == "李娜")
    assert (person["department"], person["email"]) == (None, None)
    assert office.json("show", "远鑫")["owner"] is None
    # Once more changes nothing, and says so.
    before = office.json("history")
    for words in (
        ("purchase", "edit", "D1", "--product", empty),
        ("task", "edit", "1", "--due", empty),
        ("staff", "edit", "李娜", "--email", empty),
        ("edit", "远鑫", "--owner", empty),
    ):
        assert "nothing changed" in office.ok(*words).out, words
    assert office.json("history") == before


@pytest.mark.parametrize("empty", ["", " "])
def test_an_empty_word_or_day_stands_for_nothing(office: Crm, empty: str) -> None:
    office.refuses(
        (words, 2)
        for words in (
            ("import", empty, "--yes"), ("import", "x.csv", "--form", empty), ("find", empty), ("find", "远鑫", empty), ("history", empty),
            ("add", empty), ("add", "新客户", f"电话={empty}"), ("due", "--as-of", empty), ("--as-of", empty, "show", "远鑫"),
            ("classify", "--as-of", empty), ("report", "kpi", "--from", empty), ("report", "kpi", "--to", empty),
            ("feedback", "summary", "--from", empty), ("policy", "set", "churn.high", "70", "--note", empty),
            ("purchase", "refund", "D1", "--reason", empty), ("due", "--as", empty), ("due", "--db", empty), ("due", "--kind", empty),
            ("due", "--limit", empty), ("merge", "1", "1", "--take", f"phone={empty}"), ("survey", "record", "远鑫", f"overall={empty}"),
        )
    )  # fmt: skip
    assert "The option --kind is empty." in office("due", "--kind", empty).err
    assert office("find", empty, "--lang", "zh").err == "错误：关键词为空。\n请去掉，或写明内容。\n"


def test_a_task_that_comes_again_keeps_its_deadline(office: Crm) -> None:
    office.ok("task", "edit", "1", "--repeat", "weekly")
    office.refuses([(("task", "edit", "1", "--due", ""), 5)])
    office.ok("task", "edit", "1", "--due", "", "--repeat", "no")


def test_what_is_typed_has_a_longest_length(office: Crm) -> None:
    line, text = "长" * 501, "长" * 20_001
    office.refuses(
        (words, 5)
        for words in (
            ("task", "add", line),
            ("task", "step", "1", line),
            ("task", "comment", "1", text),
            ("staff", "add", line),
            ("staff", "edit", "李娜", "--name", line),
            ("add", line),
            ("edit", "远鑫", f"note={text}"),
            ("edit", "远鑫", f"city={line}"),
            ("log-contact", "远鑫", "phone", text),
            ("purchase", "edit", "D1", "--product", line),
            ("complaint", "note", "TS2026-0001", text),
            ("kb", "add", line, "答"),
        )
    )
    assert "TITLE is longer than 500 characters" in office("task", "add", line).err
    office.ok("task", "add", line[:500], "--note", text[:20_000])


@pytest.mark.parametrize("empty", ["", " "])
def test_an_empty_word_for_a_day_is_not_today(office: Crm, empty: str) -> None:
    office.refuses(
        (words, 2)
        for words in (
            ("log-contact", "远鑫", "phone", "好", "--at", empty),
            ("purchase", "add", "远鑫", "100", "--at", empty),
            ("purchase", "refund", "D1", "--at", empty),
            ("complaint", "reply", "TS2026-0001", "好", "--at", empty),
        )
    )


def test_a_colleagues_e_mail_is_one(office: Crm) -> None:
    office.refuses(
        [((*words, "--email", "li"), 5) for words in (("staff", "add", "赵"), ("staff", "edit", "李娜"))]
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("订单", "新增", "远鑫", "-100"), " 订单 退款"), (("purchase", "add", "远鑫", "-100"), "crmcli purchase refund"),
        (("投诉", "修改", "TS2026-0001", "--处理人", "Lee"), " 交接"),
    ],
)  # fmt: skip
def test_the_way_out_is_told_however_a_command_is_named(
    office: Crm, words: tuple[str, ...], told: str
) -> None:
    run = office(*words, "--lang", "en" if words[0].isascii() else "zh")
    assert run.status == 2 and told in run.err
