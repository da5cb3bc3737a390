"""The people at a customer: who comes, changes, leaves and goes elsewhere, and where nobody suggests them any more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from .conftest import Crm


@pytest.fixture
def firms(crm: Crm) -> Crm:
    """Two firms; the first has two contact persons, of whom 王芳 is the key one."""
    crm.ok("add", "安定物业有限公司", "--phone", "021-55667788")
    crm.ok("add", "青禾餐饮有限公司")
    crm.ok(
        "contact",
        "add",
        "1",
        "王芳",
        "职务=采购经理",
        "phone=13911829855",
        "birthday=11-21",
        "决策角色=决策人",
    )
    crm.ok("contact", "add", "1", "李强", "email=lq@example.com", "consent=signed 2026")
    return crm


def people(crm: Crm, *words: str) -> list[Any]:
    return [
        (row["id"], row["name"], row["customer_id"], row["is_key"], row["left_on"])
        for row in crm.json("contact", "list", *words)
    ]


def test_the_first_one_is_the_key_one(firms: Crm) -> None:
    assert people(firms) == [(1, "王芳", 1, 1, None), (2, "李强", 1, 0, None)]
    firms.ok("contact", "edit", "李强", "is_key=yes")
    assert [row[3] for row in people(firms, "1")] == [1, 1]
    assert people(firms, "2") == []


@pytest.mark.file
@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("add", "1", "王芳"), 5, "has a contact person called 王芳 already"),
        (("add", "1", "王芳女士"), 5, "already"),
        (("add", "1", " "), 2, "empty"),
        (("add", "1", "周敏", "phone=12"), 5, "is no phone number"),
        (("add", "1", "周敏", "phone=138****1234"), 5, "phone"),
        (("add", "1", "周敏", "street=x"), 5, "there is no field street"),
        (("add", "1", "周敏", "is_key=perhaps"), 5, "is neither yes nor no"),
        (("edit", "王芳", "name="), 5, "needs a name"),
        (("edit", "王芳", "is_key="), 5, "can't be empty"),
        (("edit", "李强", "name=王芳"), 5, "already"),
        (("edit", "王芳"), 2, "Nothing to change"),
        (("edit", "周敏", "title=x"), 4, "No contact person is called 周敏"),
        (("leave", "王芳", "--on", "tomorrow"), 5, "lies ahead"),
        (("move", "王芳", "1"), 5, "is a contact person of 安定物业有限公司"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    firms: Crm, words: tuple[str, ...], status: int, said: str
) -> None:
    before = people(firms, "--left")
    run = firms("contact", *words)
    assert (run.status, said in run.err) == (status, True), run.err
    assert people(firms, "--left") == before


@pytest.mark.file
@pytest.mark.parametrize("who", ["王芳", "王芳女士", "13911829855", "139 1182 9855", "1"])
def test_a_person_is_meant_by_name_way_or_id(firms: Crm, who: str) -> None:
    changed = firms.json("contact", "edit", who, "title=总监")["changed"]
    assert changed == [{"field": "title", "before": "采购经理", "after": "总监"}]


def test_of_namesakes_the_customer_or_the_id_tells(firms: Crm) -> None:
    firms.ok("contact", "add", "2", "王芳")
    run = firms("contact", "leave", "王芳")
    assert run.status == 4 and "1  王芳 (安定物业有限公司)" in run.err
    firms.ok("contact", "leave", "王芳", "--customer", "青禾")
    assert people(firms) == [(1, "王芳", 1, 1, None), (2, "李强", 1, 0, None)]


def test_who_left_is_suggested_nowhere_and_stays_in_the_history(firms: Crm) -> None:
    """Each place that names or reaches somebody, before and after."""
    firms.ok("log-contact", "#1", "phone", "谈续约", "--with", "王芳", "--next", "+1d")

    def suggested() -> dict[str, bool]:
        due = firms.json("due", "--days", "9")
        return {
            "due": any(row["contact"] == "王芳" for row in due),
            "birthday": any(row["kind"] == "birthday" for row in due),
            "dedupe": firms("add", "别的公司", "--phone", "13911829855").status != 0,
            "offered": "王芳" in firms("log-contact", "#1", "phone", "x", "--with", "没有").err,
            "card": "王芳" in firms.ok("export", "contacts", "-o", "cards.vcf", "--force").out
            or "王芳" in (firms.folder / "cards.vcf").read_text(encoding="utf-8"),
        }

    before = suggested()
    assert before == dict.fromkeys(before, True)
    firms.ok("contact", "leave", "王芳", "--on", "2026-11-19")
    assert suggested() == dict.fromkeys(before, False)
    assert "王芳" in firms.ok("find", "13911829855").out + firms.ok("show", "1").out
    assert firms.json("show", "1")["interactions"][0]["contact_person"] == "王芳"
    assert "Former contact person (2026-11-19): 王芳 · 采购经理" in firms.ok("show", "1").out
    opened = firms.json("complaint", "open", "13911829855", "迟到", "--new")["number"]
    assert firms.json("complaint", "show", opened)["contact"] is None
    assert firms("contact", "leave", "王芳").status == 5
    firms.ok("contact", "edit", "王芳", "left_on=")
    assert suggested()["due"]


def test_a_past_day_still_knows_who_was_there(firms: Crm) -> None:
    firms.ok("log-contact", "#1", "phone", "谈续约", "--at", "2026-11-10", "--next", "2026-11-18")
    firms.ok("contact", "leave", "王芳", "--on", "2026-11-19")
    by_day = {
        day: {row["contact"] for row in firms.json("due", "--as-of", day)}
        for day in ("2026-11-18", "2026-11-20")
    }
    assert by_day == {"2026-11-18": {"王芳"}, "2026-11-20": {"李强"}}


def test_who_moves_takes_along_what_is_their_own(firms: Crm) -> None:
    firms.ok("contact", "edit", "王芳", "wechat=wf", "email=wf@anding.example")
    moved = firms.json("contact", "move", "王芳", "青禾", "title=总经理")
    rows = {row["id"]: row for row in firms.json("contact", "list", "--left")}
    new = rows[moved["id"]]
    assert [new[f] for f in ("customer_id", "title", "phone", "wechat", "email", "birthday", "is_key")] == [
        2, "总经理", "13911829855", "wf", None, "--11-21", 1,
    ]  # fmt: skip
    assert (rows[1]["left_on"], rows[1]["moved_to"]) == ("2026-11-20", "青禾餐饮有限公司")
    assert "now at 青禾餐饮有限公司" in firms.ok("show", "1").out
    assert firms.json("show", "13911829855")["id"] == 2
    firms.ok("undo", "--yes")
    assert people(firms, "--left") == [(1, "王芳", 1, 1, None), (2, "李强", 1, 0, None)]


def test_the_telephone_of_the_firm_stays_with_it(firms: Crm) -> None:
    firms.ok("contact", "edit", "王芳", "phone=021-55667788")
    new = firms.json("contact", "move", "王芳", "青禾")["id"]
    assert firms.json("contact", "list", "2")[0]["phone"] is None, new


def test_one_person_at_two_customers_is_told(firms: Crm) -> None:
    told = firms.ok("contact", "add", "2", "王小芳", "phone=13911829855").err
    assert "王芳 at 安定物业有限公司 (C000001) has 13911829855, too: perhaps the same person." in told
    firms.ok("contact", "leave", "王芳")
    assert "too" not in firms.ok("contact", "edit", "王小芳", "phone=13911829856").err
    assert "too" not in firms.ok("contact", "edit", "王小芳", "phone=13911829855").err


def test_lists_come_and_go_with_who_left_and_what_they_agreed_to(firms: Crm, tmp_path: Path) -> None:
    firms.ok("contact", "leave", "王芳", "--on", "2026-11-19")
    book = firms.folder / "people.xlsx"
    firms.ok("export", "contacts", "-o", str(book))
    assert "unchanged 2" in firms.ok("import", str(book), "--yes").out
    there = ("--db", str(tmp_path / "other.db"))
    firms.ok("init", "--name", "Lee", *there)
    firms.ok("import", str(book), "--yes", *there)
    rows = {row["name"]: (row["left_on"], row["consent"]) for row in firms.json("export", "contacts", *there)}
    assert rows == {"王芳": ("2026-11-19", None), "李强": (None, "signed 2026")}


def test_what_only_a_contact_person_has_stays_beside_a_person_who_is_the_customer(crm: Crm) -> None:
    sheet = crm.folder / "people.csv"
    sheet.write_text(
        "公司,姓名,职务,手机,授权同意,决策角色\n安定物业有限公司,王芳,经理,13800138012,,影响者\n,孙小八,店长,13800138013,电话同意,决策人\n",
        encoding="utf-8",
    )
    crm.ok("import", str(sheet), "--yes")
    custom = crm.json("show", "孙小八")["custom"]
    assert custom == {"职务": "店长", "授权同意": "电话同意", "决策角色": "决策人"}


def test_merging_keeps_who_left_apart_from_who_is_there(firms: Crm) -> None:
    firms.ok("contact", "leave", "王芳")
    firms.ok("contact", "add", "2", "王芳")
    firms.ok("merge", "1", "2")
    assert [(row[1], bool(row[4])) for row in people(firms, "1", "--left")] == [
        ("王芳", False), ("李强", False), ("王芳", True),
    ]  # fmt: skip


def test_an_import_tells_of_one_person_at_two_customers(firms: Crm, tmp_path: Path) -> None:
    sheet = tmp_path / "people.csv"
    text = "公司名称,联系人,联系人邮箱,手机\n青禾餐饮有限公司,王小芳,,13911829855\n盛信物流有限公司,陈一,chen@x.example,\n安定物业有限公司,陈一,chen@x.example,\n,,坏的,\n"
    sheet.write_text(text, encoding="utf-8")
    run = firms("import", str(sheet), "--kind", "contacts", "--yes", "--partial", "--format", "json")
    same = run.json["data"]["same_persons"]
    assert [(each["value"], [(p["name"], p["customer"]) for p in each["persons"]]) for each in same] == [
        ("13911829855", [("王芳", "安定物业有限公司"), ("王小芳", "青禾餐饮有限公司")]),
        ("chen@x.example", [("陈一", "安定物业有限公司"), ("陈一", "盛信物流有限公司")]),
    ]
    book = run.json["data"]["rejects_file"]
    assert "Perhaps the same person (13911829855): 王芳 (安定物业有限公司 C000001)" in "".join(
        run.json["warnings"]
    )
    sheets = load_workbook(book)
    assert sheets.sheetnames[-1] == "Perhaps the same persons"
    assert [row[1].value for row in sheets.worksheets[-1].iter_rows(min_row=2)] == [
        "王芳",
        "王小芳",
        "陈一",
        "陈一",
    ]
    # That sheet is no list of persons, and who is known already is told no more.
    again = firms("import", book, "--yes", "--partial", "--format", "json").json["data"]
    assert (again["same_persons"], [each["sheet"] for each in again["files"]]) == ([], ["people"])
    firms.ok("contact", "edit", "李强", "phone=13911829857")
    sheet.write_text("公司名称,联系人,手机\n盛信物流有限公司,陈一,13911829857\n", encoding="utf-8")
    told = firms.json("import", str(sheet), "--kind", "contacts", "--yes")["same_persons"]
    assert [[p["name"] for p in each["persons"]] for each in told] == [["李强", "陈一"]]
