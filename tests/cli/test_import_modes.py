"""What an import may change, what decides who is meant, and what became of every row, also after it is taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crmcli import errors

from .conftest import Crm
from .test_import import book, rows, totals

HEAD = ["客户名称", "联系电话", "邮箱", "微信", "城市", "客户编号"]
FIRST: list[list[Any]] = [
    HEAD,
    ["甲乙商贸有限公司", "13900000001", "a@example.com", "", "成都", "K1"],
    ["丙丁商贸有限公司", "13900000002", "", "", "", "K2"],
]


@pytest.fixture
def known(crm: Crm, tmp_path: Path) -> Crm:
    """Two customers, imported."""
    totals(crm, str(book(tmp_path / "first.xlsx", *FIRST)))
    return crm


def of(crm: Crm, name: str) -> dict[str, Any]:
    (found,) = [row for row in rows(crm, "customers") if row["name"] == name]
    return found


def test_a_further_contact_is_news_of_a_known_customer(known: Crm, tmp_path: Path) -> None:
    head, count = ["客户名称", "最近跟进日期", "下次跟进日期"], iter(range(9))

    def take(last: str, following: str) -> dict[str, int]:
        path = tmp_path / f"{next(count)}.xlsx"
        lines = ["甲乙商贸有限公司", last, following], ["丙丁商贸有限公司", "", ""]
        return totals(known, str(book(path, head, *lines)))

    assert take("2026-11-01", "2026-12-05") == {"updated": 1, "unchanged": 1}
    assert take("2026-11-01", "2026-12-15") == {"updated": 1, "unchanged": 1}
    assert take("2026-11-01", "2026-12-15") == {"unchanged": 2}
    assert take("2026-11-11", "2026-12-15") == {"updated": 1, "unchanged": 1}
    reached = [row["occurred_at"][:10] for row in rows(known, "interactions") if row["effective"]]
    assert sorted(reached) == ["2026-11-01", "2026-11-11"]


def test_create_only_matches_nothing_and_folds_nothing(known: Crm, tmp_path: Path) -> None:
    again = book(tmp_path / "again.xlsx", *FIRST, FIRST[1])
    assert totals(known, str(again), "--create-only") == {"created": 3}
    assert [row["phone"] for row in rows(known, "customers")].count("13900000001") == 3


def test_update_only_adds_nobody_and_says_so(known: Crm, tmp_path: Path) -> None:
    newer = book(
        tmp_path / "b.xlsx",
        HEAD,
        ["甲乙商贸有限公司", "13900000001", "", "", "上海", ""],
        ["戊己商贸有限公司", "13900000003", "", "", "", ""],
    )
    assert totals(known, str(newer), "--update-only") == {"updated": 1, "skipped": 1}
    assert of(known, "甲乙商贸有限公司")["city"] == "上海"
    assert len(rows(known, "customers")) == 2
    number = known.json("import", "list")[0]["number"]
    fates = {
        r["row"]: (r["fate"], bool(r["reason"]))
        for r in known.json("import", "show", str(number))["row_fates"]
    }
    assert fates == {2: ("updated", False), 3: ("skipped", True)}


def test_update_only_changes_known_orders_and_skips_those_of_strangers(known: Crm, tmp_path: Path) -> None:
    head = ["订单号", "下单日期", "客户名称", "产品", "金额", "状态"]
    totals(
        known,
        str(book(tmp_path / "o.xlsx", head, ["A1", "2026-10-01", "甲乙商贸有限公司", "保洁", 100, "已付款"])),
    )
    later = book(
        tmp_path / "p.xlsx", head,
        ["A1", "2026-10-01", "甲乙商贸有限公司", "保洁", 100, "已退款"],
        ["A2", "2026-10-02", "甲乙商贸有限公司", "保洁", 70, "已付款"],
        ["A3", "2026-10-02", "陌生客户有限公司", "保洁", 70, "已付款"],
    )  # fmt: skip
    assert totals(known, str(later), "--update-only") == {"updated": 1, "skipped": 2}
    assert [(r["order_no"], r["status"]) for r in rows(known, "purchases")] == [("A1", "refunded")]


def test_fill_empty_gives_only_what_is_lacking(known: Crm, tmp_path: Path) -> None:
    newer = book(
        tmp_path / "b.xlsx", HEAD,
        ["甲乙商贸有限公司", "13900000001", "other@example.com", "jiayi_shop", "上海", ""],
        ["丙丁商贸有限公司", "13900000002", "c@example.com", "", "杭州", ""],
        ["戊己商贸有限公司", "13900000003", "", "", "", ""],
    )  # fmt: skip
    assert totals(known, str(newer), "--fill-empty") == {"created": 1, "updated": 2}
    first, second = of(known, "甲乙商贸有限公司"), of(known, "丙丁商贸有限公司")
    assert (first["email"], first["wechat"], first["city"]) == ("a@example.com", "jiayi_shop", "成都")
    assert (second["email"], second["city"]) == ("c@example.com", "杭州")


@pytest.mark.parametrize(
    ("key", "row"),
    [
        ("phone", ["全新名字有限公司", "13900000001", "", "", "北京", ""]),
        ("email", ["全新名字有限公司", "13900000009", "a@example.com", "", "北京", ""]),
        ("external_id", ["全新名字有限公司", "13900000009", "", "", "北京", "K1"]),
        ("code", ["全新名字有限公司", "13900000009", "", "", "北京", "C000001"]),
        ("name", ["甲乙商贸", "13900000009", "", "", "北京", ""]),
    ],
)
def test_the_chosen_key_alone_decides(known: Crm, tmp_path: Path, key: str, row: list[str]) -> None:
    assert totals(known, str(book(tmp_path / "b.xlsx", HEAD, row)), "--key", key) == {"updated": 1}
    found = rows(known, "customers")
    assert len(found) == 2
    assert found[0]["city"] == "北京"
    # What isn't the key is a value like any other; names that fold equal stay as they are.
    assert found[0]["name"] == ("甲乙商贸有限公司" if key == "name" else "全新名字有限公司")


def test_another_key_than_the_shared_one_makes_another_customer(known: Crm, tmp_path: Path) -> None:
    same_phone = book(
        tmp_path / "b.xlsx", HEAD, ["甲乙商贸有限公司", "13900000001", "new@example.com", "", "", ""]
    )
    assert totals(known, str(same_phone), "--key", "email") == {"created": 1}


def test_a_key_of_several_customers_is_no_key(known: Crm, tmp_path: Path) -> None:
    known.ok("add", "第三家公司", "--phone", "13900000001", "--force")
    sheet = book(tmp_path / "b.xlsx", HEAD, ["没见过的名字", "13900000001", "", "", "", ""])
    run = known("import", str(sheet), "--yes", "--key", "phone", "--format", "json")
    assert run.status == errors.Invalid.status
    assert "第三家公司" in run.json["data"]["rejected"][0]["reasons"][0]


@pytest.mark.file
def test_a_skipped_row_resembles_nobody(known: Crm, tmp_path: Path) -> None:
    sheet = book(tmp_path / "b.xlsx", HEAD, ["没见过的公司", "13900000001", "", "", "", ""])
    run = known("import", str(sheet), "--yes", "--update-only", "--format", "json")
    assert run.json["data"]["possible_duplicates"] == []


def test_another_person_with_the_same_phone_is_another_customer(crm: Crm, tmp_path: Path) -> None:
    head = ["学员姓名", "家长电话", "微信"]
    crm.ok("import", str(book(tmp_path / "a.xlsx", head, ["王小明", "13800138001", "wxm88"])), "--yes")
    run = crm.ok("import", str(book(tmp_path / "b.xlsx", head, ["王小红", "13800138001", ""])), "--yes")
    assert "王小明" in run.err and "王小红" in run.err
    assert [r["name"] for r in rows(crm, "customers")] == ["王小明", "王小红"]


@pytest.mark.file
@pytest.mark.parametrize(
    ("name", "wechat"), [("王晓明", "wxm88"), ("王明", "wxm88"), ("王小明明", ""), ("王先生", "")]
)
def test_a_person_is_renamed_where_something_else_agrees(
    crm: Crm, tmp_path: Path, name: str, wechat: str
) -> None:
    head = ["学员姓名", "家长电话", "微信"]
    crm.ok("import", str(book(tmp_path / "a.xlsx", head, ["王小明", "13800138001", "wxm88"])), "--yes")
    crm.ok("import", str(book(tmp_path / "b.xlsx", head, [name, "13800138001", wechat])), "--yes")
    assert len(rows(crm, "customers")) == 1


@pytest.mark.file
def test_modes_exclude_each_other(known: Crm, tmp_path: Path) -> None:
    sheet = str(book(tmp_path / "b.xlsx", *FIRST))
    assert known("import", sheet, "--yes", "--create-only", "--fill-empty").status == 2
    assert known("import", sheet, "--yes", "--update-only", "--create-missing").status == 2
    assert known("import", sheet, "--yes", "--key", "shoe size").status == 2


@pytest.mark.file
def test_a_conflict_has_three_values(known: Crm, tmp_path: Path) -> None:
    known.ok("edit", "甲乙商贸有限公司", "city=重庆")
    newer = book(tmp_path / "b.xlsx", HEAD, ["甲乙商贸有限公司", "13900000001", "", "", "上海", ""])
    run = known("import", str(newer), "--yes", "--format", "json")
    (conflict,) = run.json["data"]["conflicts"]
    assert [conflict[k] for k in ("field", "kept", "sheet", "last_imported")] == [
        "city",
        "重庆",
        "上海",
        "成都",
    ]
    assert of(known, "甲乙商贸有限公司")["city"] == "重庆"


def test_what_a_person_entered_first_was_imported_by_nobody(known: Crm, tmp_path: Path) -> None:
    known.ok("add", "庚辛商贸有限公司", "--phone", "13900000004", "--city", "西安")
    known.ok("edit", "庚辛商贸有限公司", "city=咸阳")
    sheet = book(tmp_path / "b.xlsx", HEAD, ["庚辛商贸有限公司", "13900000004", "", "", "宝鸡", ""])
    (conflict,) = known("import", str(sheet), "--yes", "--format", "json").json["data"]["conflicts"]
    assert (conflict["kept"], conflict["last_imported"]) == ("咸阳", None)


def test_a_field_that_an_import_filled_after_the_edit_is_the_sheets_again(known: Crm, tmp_path: Path) -> None:
    known.ok("edit", "甲乙商贸有限公司", "city=")
    for city in ("上海", "北京"):
        sheet = book(tmp_path / f"{city}.xlsx", HEAD, ["甲乙商贸有限公司", "13900000001", "", "", city, ""])
        assert totals(known, str(sheet)) == {"updated": 1}
    assert of(known, "甲乙商贸有限公司")["city"] == "北京"


ORDER = ["订单号", "下单日期", "客户名称", "产品", "金额", "状态"]


def test_a_later_export_that_takes_the_money_back_refunds_the_order(known: Crm, tmp_path: Path) -> None:
    first = ["A1", "2026-10-01", "甲乙商贸有限公司", "保洁", 1200, "已付款"]
    totals(known, str(book(tmp_path / "o.xlsx", ORDER, first)))
    back = book(tmp_path / "p.xlsx", ORDER, [*first[:4], -1200, "已退款"])
    assert totals(known, str(back)) == {"updated": 1}
    (order,) = rows(known, "purchases")
    assert (order["status"], order["amount"]) == ("refunded", 1200)
    # The older export again doesn't bring the money back.
    assert totals(known, str(tmp_path / "o.xlsx")) == {"unchanged": 1}
    last = str(known.json("history")[0]["number"])
    changed = known.json("history", "--operation", last)
    assert ("status", "paid", "refunded") in [(c["field"], c["before"], c["after"]) for c in changed]


def test_a_refund_that_grew_is_added_to(known: Crm, tmp_path: Path) -> None:
    head = [*ORDER, "退款金额"]
    for refund, fate in ((300, "created"), (500, "updated"), (500, "unchanged")):
        sheet = book(
            tmp_path / f"{refund}.xlsx",
            head,
            ["A1", "2026-10-01", "甲乙商贸有限公司", "保洁", 1200, "已付款", refund],
        )
        assert totals(known, str(sheet)) == {fate: 1}
    (order,) = known.json("purchase", "list")
    assert order["refunded"] == 500


@pytest.mark.file
def test_contacts_and_orders_keep_the_sheets_author_and_time(known: Crm, tmp_path: Path) -> None:
    log = ["跟进时间", "客户名称", "跟进方式", "跟进内容", "跟进人"]
    book(tmp_path / "log.xlsx", log, ["2025-03-01 09:30", "甲乙商贸有限公司", "电话", "聊了续约", "王芳"])
    book(
        tmp_path / "o.xlsx",
        [*ORDER, "业务员"],
        ["A1", "2025-03-02", "甲乙商贸有限公司", "保洁", 5, "已付款", "李娜"],
    )
    totals(known, str(tmp_path / "log.xlsx"), str(tmp_path / "o.xlsx"))
    (contact,), (order,) = rows(known, "interactions"), rows(known, "purchases")
    assert (contact["author"], contact["occurred_at"]) == ("王芳", "2025-03-01T01:30:00Z")
    assert (order["author"], order["ordered_at"][:10]) == ("李娜", "2025-03-02")


# -- what became of the rows ----------------------------------------------------------------------------------------


@pytest.mark.file
def test_rows_to_be_mended_can_be_written_again(known: Crm, tmp_path: Path) -> None:
    bad = book(
        tmp_path / "b.xlsx",
        HEAD,
        ["戊己商贸有限公司", "12", "", "", "", ""],
        ["庚辛商贸有限公司", "13900000005", "", "", "", ""],
    )
    known("import", str(bad), "--yes", "--partial", "--rejects", str(tmp_path / "first-rejects.xlsx"))
    number = str(known.json("import", "list")[0]["number"])
    target = tmp_path / "rejects.xlsx"
    assert known.json("import", "rejects", number, "-o", str(target)) == {"file": str(target), "rows": 1}
    first, second = (openpyxl.load_workbook(p).active for p in (tmp_path / "first-rejects.xlsx", target))
    assert first is not None and second is not None
    assert [[c.value for c in r] for r in first.iter_rows()] == [
        [c.value for c in r] for r in second.iter_rows()
    ]
    second["B2"].value = "13900000006"
    assert second.parent is not None
    second.parent.save(target)
    assert totals(known, str(target)) == {"updated": 1}
    assert known("import", "rejects", str(int(number) - 1)).status == 4


def test_an_import_is_undone_one_way_and_row_by_row(known: Crm, tmp_path: Path) -> None:
    newer = book(
        tmp_path / "b.xlsx", HEAD,
        ["甲乙商贸有限公司", "13900000001", "", "", "上海", ""],
        ["丙丁商贸有限公司", "13900000002", "", "", "杭州", ""],
        ["戊己商贸有限公司", "13900000003", "", "", "", ""],
        ["庚辛商贸有限公司", "13900000004", "", "", "", ""],
        ["壬癸商贸有限公司", "13900000005", "", "", "", ""],
    )  # fmt: skip
    totals(known, str(newer))
    number = str(known.json("import", "list")[0]["number"])
    known.ok("edit", "丙丁商贸有限公司", "city=苏州")
    known.ok("edit", "戊己商贸有限公司", "city=无锡")
    known.ok("log-contact", "庚辛商贸有限公司", "phone", "来电")
    run = known("import", "undo", number, "--format", "json")
    assert run.status == errors.REJECTED_ROWS
    fates = {r["customer"]: (r["outcome"], r["who"], r["at"]) for r in run.json["data"]["rows"]}
    now = "2026-11-20T02:00:00Z"
    assert fates == {
        "甲乙商贸有限公司": ("reversed", None, None), "丙丁商贸有限公司": ("kept", "Lee", now),
        "戊己商贸有限公司": ("kept", "Lee", now), "庚辛商贸有限公司": ("impossible", None, None),
        "壬癸商贸有限公司": ("reversed", None, None),
    }  # fmt: skip
    cities = {r["name"]: r["city"] for r in rows(known, "customers")}
    assert cities == {
        "甲乙商贸有限公司": "成都", "丙丁商贸有限公司": "苏州", "戊己商贸有限公司": "无锡", "庚辛商贸有限公司": None,
    }  # fmt: skip
    assert known.json("import", "list")[0]["undone_by"] is not None
    assert known("undo", number).status == errors.Invalid.status


def test_undo_and_import_undo_are_one(known: Crm, tmp_path: Path) -> None:
    number = str(known.json("import", "list")[0]["number"])
    target = tmp_path / "rows.csv"
    run = known.ok("undo", number, "-o", str(target))
    assert "taken back" in target.read_text(encoding="utf-8-sig") and "taken back" not in run.out
    assert known("import", "undo", number).status == errors.Invalid.status
    assert rows(known, "customers") == []
    assert totals(known, str(tmp_path / "first.xlsx")) == {"created": 2}


@pytest.mark.file
def test_only_imports_are_undone_as_imports(known: Crm) -> None:
    known.ok("add", "庚辛商贸有限公司")
    number = str(known.json("history")[0]["number"])
    for verb in ("undo", "show", "rejects"):
        assert known("import", verb, number).status == 4
    assert len(rows(known, "customers")) == 3


def test_answers_that_were_undone_can_be_taken_in_again(known: Crm, tmp_path: Path) -> None:
    sheet = book(
        tmp_path / "s.xlsx",
        ["提交时间", "手机", "总体满意度", "意见"],
        ["2026-11-01 10:00", "13900000001", 5, "好"],
        ["2026-11-02 10:00", "13900000002", 4, ""],
    )
    known.ok("survey", "import", str(sheet), "--yes")
    known.ok("undo")
    run = known.ok("survey", "import", str(sheet), "--yes", "--format", "json")
    assert run.json["data"]["totals"]["created"] == 2


@pytest.mark.file
def test_a_file_called_like_a_verb_is_a_file(
    known: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = "客户名称,联系电话\n戊己商贸有限公司,13900000003\n"
    Path("show").write_text(text, encoding="utf-8")
    assert known.json("import", "show", "--yes")["totals"]["created"] == 1
    assert known.json("import", "列表")[0]["files"] == ["show"]
    assert known.json("--format", "json", "import", "./show", "--yes")["totals"]["unchanged"] == 1
    assert "import list" in known.ok("import", "--help").out
    assert known("import").status == 2
