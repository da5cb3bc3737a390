"""One bad optional field never costs a row: its text stands beside the record, is told, found, exported and mended."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crmcli import errors
from crmcli.matching.as_written import as_written

from .conftest import Crm
from .test_import import book, table

#: What a row says is read and compared alike on both engines.
pytestmark = pytest.mark.file

#: By kind: a sheet of one row, a column of which can't be read, and what it should have been.
BAD: dict[str, tuple[list[str], list[Any], str, Any]] = {
    "customers": (["客户名称", "联系电话", "邮箱", "城市"], ["远鑫酒店", "13911829855", "没有@", "成都"], "邮箱", "a@b.example"),
    "members": (["会员姓名", "手机", "会员等级", "积分", "生日"], ["林志明", "13900000001", "金卡", 5, "13月40日"], "生日", "5月6日"),
    "contacts": (["公司", "姓名", "职务", "手机", "邮箱"], ["远鑫酒店", "张建华", "经理", "13900000002", "zhang at b"], "邮箱", "z@b.example"),
    "interactions": (
        ["日期", "客户名称", "跟进方式", "沟通内容", "下次跟进时间"], ["2026-11-01", "老客户商行", "电话", "报价", "13月5日"], "下次跟进时间", "2026-12-05",
    ),
    "purchases": (
        ["下单时间", "客户名称", "产品名称", "订单金额", "承诺交付日期"], ["2026-11-01", "老客户商行", "台灯", 120, "11月31日"], "承诺交付日期", "2026-11-30",
    ),
    "complaints": (
        ["投诉时间", "客户名称", "投诉内容", "赔偿金额"], ["2026-11-01", "老客户商行", "漏水", "三瓶水"], "赔偿金额", 30,
    ),
    "tasks": (["任务名称", "截止日期", "客户名称", "执行人", "预计完成日期"], ["寄样品", "2026-12-01", "老客户商行", "Lee", "12月33日"], "预计完成日期", "2026-12-03"),
    "feedback": (
        ["反馈日期", "客户名称", "反馈类别", "反馈原话", "反馈评分"], ["2026-11-01", "老客户商行", "建议", "早点开门", "看心情"], "反馈评分", 4,
    ),
    "survey_answers": (
        ["提交答卷时间", "手机号", "总体满意度", "响应速度", "意见建议"], ["2026-11-10 09:30:11", "13800000001", "看心情", 4, "慢"], "总体满意度", 3,
    ),
}  # fmt: skip


#: Whose those rows are, but those of the customer that is known.
WHOSE = {"customers": "远鑫酒店", "members": "林志明", "contacts": "远鑫酒店"}
#: The lists that tell beside which of their records texts stand.
LISTS = {
    "customers": ("find",), "members": ("find",), "purchases": ("purchase", "list"), "complaints": ("complaint", "list"),
    "tasks": ("task", "list", "--all"), "feedback": ("feedback", "list"),
}  # fmt: skip


def take_in(crm: Crm, path: Path, *words: str) -> Any:
    """The import's answer, with its workbook beside the sheet."""
    return crm(
        "import", str(path), "--yes", "--rejects", str(path.with_suffix(".mend.xlsx")), *words,
        "--format", "json",
    )  # fmt: skip


def stored(crm: Crm, kind: str) -> list[dict[str, Any]]:
    # What a member list has no column for stands in the list of customers.
    exported: list[dict[str, Any]] = crm.json("export", "customers" if kind == "members" else kind)
    return exported


@pytest.fixture
def known(crm: Crm) -> Crm:
    crm.ok("add", "老客户商行", "--phone", "13800000001")
    return crm


@pytest.mark.parametrize("kind", BAD)
def test_the_row_is_kept_told_and_mended(known: Crm, tmp_path: Path, kind: str) -> None:
    head, row, column, right = BAD[kind]
    bad = row[head.index(column)]
    run = take_in(known, book(tmp_path / "a.xlsx", head, row), "--kind", kind)
    assert (run.status, run.json["data"]["totals"]["rejected"]) == (errors.REJECTED_ROWS, 0), run.err
    (incomplete,) = run.json["data"]["incomplete"]
    assert [field["value"] for field in incomplete["fields"]] == [bad]
    assert run.json["data"]["totals"]["incomplete"] == 1
    before = stored(known, kind)
    assert [r[f"custom.{column}（原文）"] for r in before if r.get(f"custom.{column}（原文）")] == [bad]
    whose = WHOSE.get(kind, "老客户商行")
    found = known.json("find", bad)
    where = "person" if kind == "contacts" else f"{column}（原文）"
    assert [(c["name"], c["found_in"]) for c in found] == [(whose, where)]
    report = known.json("report", "data-quality")
    to_mend = next(table["rows"] for table in report["tables"] if table["key"] == "to_mend")
    assert [f"{column}（原文） {bad}" in r["flaws"] for r in to_mend if r["customer"] == whose] == [True]
    shown = known.ok("feedback", "show", "1") if kind == "feedback" else known.ok("show", whose)
    assert f"{column}（原文）: {bad}" in shown.out
    if kind in LISTS:
        _listed, marked, see = known.ok(*LISTS[kind]).out.partition("no field could take: ")
        assert marked and bad in known.ok(*see.split("See: crmcli ")[1].split()).out

    again = take_in(known, tmp_path / "a.xlsx", "--kind", kind)
    assert (again.status, again.json["data"]["totals"]["incomplete"]) == (0, 0)

    workbook = openpyxl.load_workbook(tmp_path / "a.mend.xlsx")
    sheet: Any = workbook.active
    names = [cell.value for cell in sheet[1]]
    assert names == [*head, "What to mend", "Kept as"]
    sheet.cell(2, 1 + head.index(column)).value = right
    workbook.save(tmp_path / "mended.xlsx")
    mended = take_in(known, tmp_path / "mended.xlsx")
    assert (mended.status, mended.json["data"]["totals"]["updated"]) == (0, 1), mended.err
    after = stored(known, kind)
    assert len(after) == len(before)
    assert not any(key.endswith("（原文）") for r in after for key in r)


#: By kind: a sheet of one row with a word for each choice that nobody knows, and what they should have been.
WORDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "interactions": (
        {"日期": "2026-11-01", "客户名称": "老客户商行", "沟通内容": "谈了合同", "跟进方式": "鸽子甲"}, {"跟进方式": ("channel", "visit", "上门")},
    ),
    "purchases": (
        {"订单号": "A1", "下单时间": "2026-11-01", "客户名称": "老客户商行", "订单金额": 120, "订单状态": "神秘甲"}, {"订单状态": ("status", "paid", "已付款")},
    ),
    "complaints": (
        {"投诉时间": "2026-11-02", "客户名称": "老客户商行", "投诉内容": "漏水", "投诉渠道": "鸽子乙", "处理状态": "神秘乙", "严重程度": "神秘丙"},
        {"投诉渠道": ("channel", "phone", "电话"), "处理状态": ("state", "responded", "已响应"), "严重程度": ("severity", "urgent", "紧急")},
    ),
    "tasks": (
        {"任务名称": "寄样品", "截止日期": "2026-12-01", "客户名称": "老客户商行", "状态": "神秘丁", "完成百分比": "几成"},
        {"状态": ("state", "done", "已完成"), "完成百分比": ("percent_done", 100, "100%")},
    ),
    "feedback": (
        {"反馈日期": "2026-11-01", "客户名称": "老客户商行", "反馈内容": "早点开门", "反馈类型": "神秘戊"}, {"反馈类型": ("kind", "problem", "问题")},
    ),
}  # fmt: skip


def test_a_word_that_nobody_knows_is_kept_told_and_mended(known: Crm, tmp_path: Path) -> None:
    (tmp_path / "sheets").mkdir()
    for kind, (row, _right) in WORDS.items():
        book(tmp_path / "sheets" / f"{kind}.xlsx", list(row), list(row.values()))
    run = take_in(known, tmp_path / "sheets")
    wanted = {kind: {as_written(name): row[name] for name in right} for kind, (row, right) in WORDS.items()}
    told = {row["file"]: {f["value"] for f in row["fields"]} for row in run.json["data"]["incomplete"]}
    assert told == {f"{kind}.xlsx": set(texts.values()) for kind, texts in wanted.items()}
    (flaws,) = (
        row["flaws"]
        for table in known.json("report", "data-quality")["tables"]
        if table["key"] == "to_mend"
        for row in table["rows"]
    )
    shown = {
        kind: known.ok(*words).out
        for kind, words in {
            "interactions": ("show", "老客户商行"), "purchases": ("show", "老客户商行"),
            "complaints": ("complaint", "show", "1"), "tasks": ("task", "show", "1"), "feedback": ("feedback", "show", "1"),
        }.items()
    }  # fmt: skip
    for kind, texts in wanted.items():
        (record,) = stored(known, kind)
        assert {name: record.get(f"custom.{name}") for name in texts} == texts
        assert all(
            f"{name} {text}" in flaws and f"{name}: {text}" in shown[kind] for name, text in texts.items()
        )
    assert [c["found_in"] for c in known.json("find", "鸽子乙")] == ["投诉渠道（原文）"]

    workbook = openpyxl.load_workbook(tmp_path / "sheets.mend.xlsx")
    for sheet in workbook.worksheets:
        said = {
            text: right
            for row, words in WORDS.values()
            for name, (*_key, right) in words.items()
            for text in (row[name],)
        }
        for cell in sheet[2]:
            cell.value = said.get(cell.value, cell.value)
    workbook.save(tmp_path / "mended.xlsx")
    assert take_in(known, tmp_path / "mended.xlsx").status == 0
    for kind, (_row, right) in WORDS.items():
        (record,) = stored(known, kind)
        assert {key: record[key] for key, _value, _word in right.values()} == {
            k: v for k, v, _w in right.values()
        }
        assert not any(key.endswith("（原文）") for key in record)


@pytest.mark.parametrize("kind", BAD)
def test_strict_rejects_it(known: Crm, tmp_path: Path, kind: str) -> None:
    head, row, _column, _right = BAD[kind]
    before = stored(known, kind)
    path = book(tmp_path / "a.xlsx", head, row)
    assert take_in(known, path, "--kind", kind, "--strict").status == errors.Invalid.status
    run = take_in(known, path, "--kind", kind, "--strict", "--partial")
    assert (run.status, run.json["data"]["totals"]["rejected"]) == (errors.REJECTED_ROWS, 1)
    assert stored(known, kind) == before


def test_what_is_kept_can_be_seen_found_and_taken_in_again(known: Crm, tmp_path: Path) -> None:
    head, row, _column, _right = BAD["customers"]
    take_in(known, book(tmp_path / "a.xlsx", head, row))
    assert "邮箱（原文）: 没有@" in known.ok("show", "远鑫").out
    assert [c["name"] for c in known.json("find", "没有@")] == ["远鑫酒店"]
    known.ok("export", "customers", "-o", str(tmp_path / "all.xlsx"))
    totals = known.json("import", str(tmp_path / "all.xlsx"), "--yes")["totals"]
    assert (totals["unchanged"], totals["incomplete"]) == (2, 0)


def test_a_phone_that_nobody_can_read_is_usable_and_tells_nobody_apart(known: Crm, tmp_path: Path) -> None:
    head, text = ["客户名称", "联系电话"], "1380 0000 12"
    take_in(known, book(tmp_path / "a.xlsx", head, ["远鑫酒店", text], ["北岸茶庄", text]))
    shown = known.json("show", "远鑫酒店")
    assert (shown["phone"], shown["custom"]) == (None, {})
    assert [(w["value"], w["confirmed"]) for w in shown["contact_points"]] == [(text, 0)]
    assert "1380 0000 12 (unconfirmed)" in known.ok("show", "远鑫酒店").out
    assert [c["name"] for c in known.json("find", "0000 12")] == ["远鑫酒店", "北岸茶庄"]
    asked = {r["kind"]: r for r in known.json("due", "--team", "--days", "90") if r["customer"] == "远鑫酒店"}
    assert {kind: row["phone"] for kind, row in asked.items()} == {"contact": text, "verify": text}
    assert (asked["verify"]["due_at"], text in asked["verify"]["why"]) == ("2026-11-20", True)
    report = known.json("report", "data-quality")
    (mend,) = [
        r for t in report["tables"] if t["key"] == "to_mend" for r in t["rows"] if r["customer"] == "远鑫酒店"
    ]
    assert text in mend["flaws"] and "invalid" in mend["flaw_keys"]
    known.ok("export", "customers", "-o", str(tmp_path / "all.xlsx"))
    assert known.json("import", str(tmp_path / "all.xlsx"), "--yes")["totals"]["unchanged"] == 3
    workbook = openpyxl.load_workbook(tmp_path / "a.mend.xlsx")
    sheet: Any = workbook.active
    sheet.cell(2, 2).value = "13800000007"
    workbook.save(tmp_path / "mended.xlsx")
    take_in(known, tmp_path / "mended.xlsx")
    shown = known.json("show", "远鑫酒店")
    assert (shown["phone"], shown["contact_points"]) == ("13800000007", [])
    asked = known.json("due", "--team", "--days", "90", "--kind", "verify")
    assert [r["customer"] for r in asked] == ["北岸茶庄"]
    known.ok("edit", "北岸茶庄", "phone=13800000008")
    assert known.json("due", "--team", "--days", "90", "--kind", "verify") == []


def test_what_somebody_says_by_hand_takes_the_place_of_the_text(known: Crm, tmp_path: Path) -> None:
    head = ["客户名称", "邮箱", "首次合作日期", "门禁"]
    take_in(known, book(tmp_path / "a.xlsx", head, ["远鑫酒店", "没有@", "13月5日", "东门"]))
    known.ok("edit", "远鑫酒店", "email=a@b.example")
    assert known.json("show", "远鑫酒店")["custom"] == {"首次合作日期（原文）": "13月5日", "门禁": "东门"}
    known.ok("undo")
    assert len(known.json("show", "远鑫酒店")["custom"]) == 3


def test_a_dry_run_ends_as_the_import_would(known: Crm, tmp_path: Path) -> None:
    head, row, *_ = BAD["customers"]
    whole = ["北岸茶庄", "13800000009", "t@b.example", "成都"]
    nameless = ["", "", "", "成都"]
    for rows, words, status in (
        ([whole], (), errors.DONE),
        ([whole, row], (), errors.REJECTED_ROWS),
        ([whole, nameless], (), errors.Invalid.status),
        ([whole, nameless], ("--partial",), errors.REJECTED_ROWS),
    ):
        path = book(tmp_path / "a.xlsx", head, *rows)
        before = stored(known, "customers")
        assert take_in(known, path, "--dry-run", *words).status == status
        assert stored(known, "customers") == before
        assert take_in(known, path, *words).status == status
        known("undo")


@pytest.mark.parametrize(("mode", "beside"), [(0o700, True), (0o755, False)])
def test_the_workbook_lies_where_only_its_owner_reads(
    known: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, beside: bool
) -> None:
    data = tmp_path / "data"
    monkeypatch.setenv("XDG_DATA_HOME", str(data))
    folder = tmp_path / "sheets"
    folder.mkdir()
    folder.chmod(mode)
    head, row, *_ = BAD["customers"]
    path = table(folder / "a.csv", head, row)
    made = Path(known("import", str(path), "--yes", "--format", "json").json["data"]["rejects_file"])
    assert made.parent == (folder if beside else data / "crmcli")
    assert made.is_file()


#: By kind: a sheet with one row of today, one of tomorrow, and one of another century.
AHEAD: dict[str, list[list[Any]]] = {
    "interactions": [["日期", "客户名称", "跟进方式", "沟通内容"], *([d, "老客户商行", "电话", d] for d in ("2026-11-20", "2026-11-21 09:00", "2062-11-01"))],
    "purchases": [["下单时间", "客户名称", "产品名称", "订单金额"], *([d, "老客户商行", d, 9] for d in ("2026-11-20", "2026-11-21", "2062-11-01"))],
    "complaints": [["投诉时间", "客户名称", "投诉内容"], *([d, "老客户商行", d] for d in ("2026-11-20", "2026-11-21", "2062-11-01"))],
    "feedback": [["反馈日期", "客户名称", "反馈类别", "反馈原话"], *([d, "老客户商行", "建议", d] for d in ("2026-11-20", "2026-11-21", "2062-11-01"))],
    "survey_answers": [
        ["提交答卷时间", "手机号", "总体满意度"], *([d, "13800000001", 4] for d in ("2026-11-20 09:00", "2026-11-21 09:00", "2062-11-01 09:00")),
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", AHEAD)
def test_what_can_not_have_happened_yet_is_rejected(known: Crm, tmp_path: Path, kind: str) -> None:
    run = take_in(known, book(tmp_path / "a.xlsx", *AHEAD[kind]), "--kind", kind, "--partial")
    assert (run.json["data"]["totals"]["created"], run.json["data"]["totals"]["rejected"]) == (1, 2)
    assert all("lies in the future" in row["reasons"][0] for row in run.json["data"]["rejected"])
    assert len(stored(known, kind)) == 1
