"""Large lists are taken in batch by batch, and come to just what they would come to at once."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crmcli.database import engines, migrations, sqlite
from crmcli.database.location import Location
from crmcli.queries.searching import texts as search_texts
from crmcli.sheets.containers import delimited, packed, streamed
from crmcli.sheets.rows import blocks
from crmcli.workflows.importing import fates
from tests.conftest import Databases

from .conftest import Crm, Run
from .test_import import book, rows, table

HEAD = [
    "客户名称",
    "联系人",
    "联系电话",
    "邮箱",
    "客户编号",
    "城市",
    "标签",
    "上级公司",
    "负责人",
    "生日",
    "下次联系日期",
]
MEMBERS = ["会员姓名", "手机号", "会员卡号", "积分"]
CARDS = ["姓名", "公司", "手机", "邮箱"]
PERSONS = ("陈顺方", "杨里顺", "刘智云", "吴美锦")
COMPANIES = tuple(f"{one}商贸有限公司" for one in ("甲乙", "丙丁", "戊己", "庚辛", "壬癸", "子丑"))
#: What may differ: rows of these tables are numbered as they are written, known customers' among new ones'.
_UNNUMBERED = frozenset({"contact_way", "address", "contact_person", "points_entry", "former"})


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes every list a large one, and batches tiny."""

    def shrink() -> None:
        for module, name, value in (
            (blocks, "LARGE", 1), (blocks, "LEAST", 1), (blocks, "SIZE", 7), (packed, "BLOCK", 5), (streamed, "LARGE", 0),
            (sqlite, "_MANY", 1), (search_texts, "_MANY", 1),
        ):  # fmt: skip
            monkeypatch.setattr(module, name, value)

    return shrink


def customers(draw: random.Random, count: int) -> list[list[Any]]:
    """Persons and companies that share names, phones, e-mails and numbers here and there; some lines are no good."""
    found = []
    for n in range(count):
        name = draw.choice(draw.choice((PERSONS, COMPANIES))) if draw.random() < 0.6 else f"商号{n}有限公司"
        phone = f"139{draw.randrange(count):08d}" if draw.random() < 0.7 else ""
        found.append([
            name if draw.random() < 0.97 else "", draw.choice(("", "", *PERSONS)),
            phone if draw.random() < 0.97 else "12", draw.choice(("", f"e{draw.randrange(count)}@example.com")),
            draw.choice(("", "", f"K{draw.randrange(count)}")), draw.choice(("", "成都", "上海")),
            draw.choice(("", "大客户", "老客户,大客户")), draw.choice(("", "", *COMPANIES)),
            draw.choice(("", "王芳", "小李")), draw.choice(("", "1980-05-06")), draw.choice(("", "", "2026-12-01")),
        ])  # fmt: skip
    return [*found, *draw.sample(found, count // 8)]


def write(folder: Path, seed: int) -> None:
    """Customers, members, an address book, orders, contacts and complaints about them."""
    draw = random.Random(seed)
    folder.mkdir()
    listed = customers(draw, 60)
    named = [row[0] or "商号1有限公司" for row in listed]
    table(folder / "客户.csv", HEAD, *listed[:40], *[[""] * len(HEAD)], *listed[40:])
    members = [[draw.choice(PERSONS), f"139{n:08d}", f"M{n}", str(n)] for n in range(0, 24)]
    book(folder / "会员.xlsx", MEMBERS, *members, sheet="会员")
    cards = [[draw.choice(PERSONS), draw.choice(COMPANIES), f"138{n:08d}", ""] for n in range(12)]
    table(folder / "通讯录.csv", CARDS, *cards)
    orders = [[draw.choice(named), f"D{n}", f"2026-03-{n + 1:02d}", 100 + n] for n in range(20)]
    table(folder / "订单.csv", ["客户名称", "订单编号", "下单日期", "金额"], *orders)
    talks = [[draw.choice(named), f"2026-04-{n + 1:02d}", "电话", f"聊了第{n}次", "赵敏"] for n in range(20)]
    table(folder / "跟进.csv", ["客户名称", "跟进日期", "跟进方式", "跟进内容", "跟进人"], *talks)
    wrongs = [[draw.choice(named), f"2026-05-{n + 1:02d}", f"第{n}件坏了", "孙强"] for n in range(8)]
    table(folder / "投诉.csv", ["客户名称", "投诉日期", "投诉内容", "处理人"], *wrongs)


def content(place: str) -> dict[str, list[Any]]:
    """All audited tables."""
    where = Location.parse(place)
    connection = engines.engine(where).connect(where)
    try:
        found = {name: [tuple(row) for row in connection.scan(name)] for name in migrations.AUDITED}
    finally:
        connection.close()
    persons = {row[0]: row[1:4] for row in found["contact_person"]}
    for name in ("contact_way", "address"):
        found[name] = [(*row[:2], persons.get(row[2]), *row[3:]) for row in found[name]]
    return {
        name: sorted(repr(row[1:]) for row in lines) if name in _UNNUMBERED else lines
        for name, lines in found.items()
    }


@pytest.mark.parametrize(
    "options",
    [
        (),
        *(
            pytest.param(options, marks=pytest.mark.file)
            for options in (("--strict",), ("--fill-empty",), ("--key", "phone"), ("--create-only",))
        ),
    ],
)
def test_batches_come_to_the_same(
    crm: Crm,
    databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
    small: Callable[[], None],
    options: tuple[str, ...],
) -> None:
    for seed in (1, 2):
        write(crm.folder / str(seed), seed)
    other = databases.empty()
    found = []
    for place in (crm.place, other):
        monkeypatch.setenv("CRMCLI_DB", place)
        if place == other:
            crm.ok("init", "--name", "Lee")
            small()
        runs = [
            crm("import", str(crm.folder / str(seed)), "--yes", "--partial", "--format", "json", *options)
            for seed in (1, 2)
        ]
        found.append((runs, content(place)))
    (at_once, ours), (in_batches, theirs) = found
    for one, two in zip(at_once, in_batches, strict=True):
        assert one.status == two.status == 3, one.err + two.err
        assert told(one) == told(two)
    for name in migrations.AUDITED:
        assert ours[name] == theirs[name], name
    assert len(ours["customer"]) > 40 and len(ours["complaint"]) > 3


def told(run: Run) -> dict[str, Any]:
    """What an import says, the possible duplicates in any order, and persons without their ids."""
    data: dict[str, Any] = run.json["data"]
    pairs = sorted(map(repr, data.pop("possible_duplicates")))
    for each in data["same_persons"]:
        each["persons"] = [{**person, "id": None} for person in each["persons"]]
    return {**data, "pairs": pairs, "rejects_file": None, "warnings": sorted(run.json["warnings"])}


@pytest.mark.file
def test_rejected_rows_of_all_batches_are_told_and_nothing_is_written(
    crm: Crm, tmp_path: Path, small: Callable[[], None]
) -> None:
    small()
    lines = [[f"商号{n}有限公司", "12" if n in (3, 50) else f"139{n:08d}"] for n in range(60)]
    sheet = table(tmp_path / "a.csv", ["客户名称", "联系电话"], *lines)
    run = crm("import", str(sheet), "--yes", "--strict", "--format", "json")
    assert run.status == 5
    assert [row["row"] for row in run.json["data"]["rejected"]] == [5, 52]
    assert rows(crm, "customers") == []


@pytest.mark.file
def test_an_undone_large_import_leaves_nobody_and_may_come_again(
    crm: Crm, tmp_path: Path, small: Callable[[], None]
) -> None:
    small()
    sheet = table(
        tmp_path / "a.csv",
        ["客户名称", "联系电话"],
        *[[f"商号{n}有限公司", f"139{n:08d}"] for n in range(30)],
    )
    crm.ok("import", str(sheet), "--yes")
    crm.ok("undo")
    assert rows(crm, "customers") == []
    again = crm.ok("import", str(sheet), "--yes", "--format", "json")
    assert again.json["data"]["totals"]["created"] == 30
    once_more = crm.ok("import", str(sheet), "--yes", "--format", "json")
    assert once_more.json["data"]["totals"]["unchanged"] == 30


@pytest.mark.file
def test_of_a_thousand_possible_duplicates_some_are_listed_and_the_others_counted(
    crm: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: Callable[[], None]
) -> None:
    small()
    monkeypatch.setattr(fates, "MOST_TOLD", 3)
    lines = [[f"商号{n}有限公司", "12" if n % 2 else "13900000000"] for n in range(40)]
    run = crm(
        "import",
        str(table(tmp_path / "a.csv", ["客户名称", "联系电话"], *lines)),
        "--yes",
        "--format",
        "json",
    )
    totals = run.json["data"]["totals"]
    assert (totals["created"], totals["incomplete"], len(run.json["data"]["incomplete"])) == (40, 20, 20)
    assert len(run.json["data"]["possible_duplicates"]) == 3
    assert any("more pairs may be the same customer" in line for line in run.json["warnings"])


def test_a_packed_column_is_read_like_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "BLOCK", 4)
    monkeypatch.setattr(packed, "_FEW", 1)
    cells = [None, None, None, None, "a", "b", "c", "d", "x", "x", "x", "x", 1, None, "e\0f", "g", None, "h"]
    column = packed.Packed.of(cells)
    assert list(column) == cells and len(column) == len(cells)
    assert [column[i] for i in range(-3, len(cells))] == [*cells[-3:], *cells]
    assert list(column[2:17]) == cells[2:17] and list(column[2:17][3:]) == cells[5:17]
    assert column.count(None) == cells.count(None)
    for place in (5, 0, 13, 17):
        column[place] = cells[place] = f"new {place}"
    assert list(column) == cells
    assert list(packed.Chosen(column, [1, 5, 17])) == [None, "new 5", "new 17"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "cp950"])
def test_a_streamed_text_is_the_same_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    lines = [
        ["客戶名稱", "聯絡電話", "備註"],
        ["甲乙公司", "13900000001", 'b"c'],
        [],
        ["丙丁公司", "'=1", "兩\n行"],
        ["x"],
    ]
    path = table(tmp_path / "a.csv", *lines, encoding=encoding)
    whole = delimited.read_text(path)
    monkeypatch.setattr(streamed, "LARGE", 0)
    monkeypatch.setattr(packed, "BLOCK", 2)
    found = streamed.read_large(path, None)
    assert found is not None and found.height == whole.height
    assert [list(cells) for cells in found.columns] == whole.columns


def test_a_text_with_a_stray_quotation_mark_is_left_to_the_whole_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streamed, "LARGE", 0)
    path = tmp_path / "a.csv"
    path.write_text('客户名称,联系电话\n"甲乙公司,13900000001\n丙丁公司,13900000002\n', encoding="utf-8")
    assert streamed.read_large(path, None) is None
