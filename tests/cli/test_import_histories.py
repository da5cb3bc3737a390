"""Lists that grow, shrink, are corrected, reordered and numbered anew, from two sources: what is known after each of them.

The rule of identity is written here a second time, as plainly as it can be, and asks the program for nothing: a record is
its customer and number with its day or its words, a person its number with its name or its phone; a row that was applied
before changes nothing; what any other row says is written.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crmcli import errors
from crmcli.sheets.containers import packed, streamed
from crmcli.sheets.rows import blocks

from .conftest import Crm
from .test_import import book, rows

CUSTOMERS = [("北岸茶庄", "13911110001"), ("南岸茶庄", "13911110002"), ("东山面馆", "13911110003")]
Cells = tuple[Any, ...]


class Kind(NamedTuple):
    """How a list of one kind looks, and how its records are exported: what tells one, its day, its words, its value."""

    head: list[str]
    cells: Callable[[dict[str, Any]], list[Any]]
    exported: Callable[[dict[str, Any]], Cells]
    values: list[Any]


def _of_customer(*between: str) -> Callable[[dict[str, Any]], list[Any]]:
    return lambda r: [r["number"], r["day"], *CUSTOMERS[r["whose"]], *(r[name] for name in between)]


KINDS = {
    "purchases": Kind(
        ["订单号", "下单日期", "客户名称", "客户手机号", "产品", "金额"], _of_customer("words", "value"),
        lambda r: (r["customer"], r["order_no"], r["ordered_at"][:10], r["product"], r["amount"]), [100, 250, 700],
    ),
    "complaints": Kind(
        ["投诉编号", "投诉时间", "客户名称", "客户电话", "投诉内容", "严重程度"], _of_customer("words", "value"),
        lambda r: (r["customer"], r["opened_at"][:10], r["content"], r["severity"]), ["normal", "serious", "urgent"],
    ),
    "tasks": Kind(
        ["任务编号", "截止日期", "客户名称", "客户电话", "任务名称", "负责人"], _of_customer("words", "value"),
        lambda r: (r["customer"], r["due"], r["title"], r["owner"]), ["王芳", "李娜", "陈晨"],
    ),
    "feedback": Kind(
        ["反馈编号", "反馈日期", "客户名称", "客户电话", "反馈内容", "评分"], _of_customer("words", "value"),
        lambda r: (r["customer"], r["occurred_at"][:10], r["content"], r["score"]), [1, 3, 5],
    ),
    "interactions": Kind(
        ["跟进编号", "跟进时间", "客户名称", "客户电话", "跟进内容", "跟进结果"], _of_customer("words", "value"),
        lambda r: (r["customer"], r["occurred_at"][:10], r["content"], r["feedback"]), ["有意向", "没意向", "再联系"],
    ),
}  # fmt: skip


@dataclass
class World:
    """What two sources hold, and what the rule makes of their lists."""

    draw: random.Random
    kind: Kind
    sources: tuple[list[dict[str, Any]], list[dict[str, Any]]] = field(default_factory=lambda: ([], []))
    known: list[dict[str, Any]] = field(default_factory=list)
    applied: set[Cells] = field(default_factory=set)
    fresh: int = 0

    def day(self) -> str:
        """A day that nothing else has."""
        self.fresh += 1
        return (date(2025, 1, 1) + timedelta(days=self.fresh)).isoformat()

    def words(self) -> str:
        self.fresh += 1
        return f"第{self.fresh}项服务"

    def next_list(self, source: int) -> list[dict[str, Any]]:
        """The source's list after some days: grown, corrected, with rows left out and in another order."""
        records, draw = self.sources[source], self.draw
        for record in records:
            if draw.random() < 0.4:
                name, value = draw.choice(
                    [("day", self.day()), ("words", self.words()), ("value", draw.choice(self.kind.values))]
                )
                record[name] = value
        for _n in range(draw.randrange(1, 4)):
            # The numbers of each source start from 1.
            whose = draw.randrange(len(CUSTOMERS))
            record = {
                "number": f"N{len(records) + 1}",
                "whose": whose,
                "day": self.day(),
                "words": self.words(),
            }
            records.append(record | {"value": draw.choice(self.kind.values)})
        listed = [dict(record) for record in records if draw.random() < 0.8] or [dict(records[-1])]
        draw.shuffle(listed)
        return listed

    def absorb(self, listed: list[dict[str, Any]]) -> None:
        """The rule."""
        for row in listed:
            content = tuple(sorted(row.items()))
            if content in self.applied:
                continue
            self.applied.add(content)
            same = [
                one
                for one in self.known
                if (one["number"], one["whose"]) == (row["number"], row["whose"])
                and (one["day"] == row["day"] or one["words"] == row["words"])
            ]
            if same:
                same[0].update(row)
            else:
                self.known.append(dict(row))

    def told(self, listed: list[dict[str, Any]]) -> list[list[Any]]:
        return [self.kind.cells(row) for row in listed]


def take_in(crm: Crm, path: Path, kind: str, head: list[str], lines: list[list[Any]]) -> dict[str, int]:
    sheet = book(path, ["序号", *head], *([n, *line] for n, line in enumerate(lines, 1)))
    run = crm("import", str(sheet), "--yes", "--create-missing", "--kind", kind, "--format", "json")
    assert run.status == errors.DONE, run.err
    counts: dict[str, int] = run.json["data"]["totals"]
    return counts


def _live_through(crm: Crm, folder: Path, name: str, seed: int, steps: int) -> None:
    kind = KINDS[name]
    world = World(random.Random(f"{name} {seed}"), kind)
    for step in range(steps):
        listed = world.next_list(world.draw.randrange(2))
        take_in(crm, folder / f"{step}.xlsx", name, kind.head, world.told(listed))
        world.absorb(listed)
        wanted = [_as_exported(name, record) for record in world.known]
        assert sorted(map(kind.exported, rows(crm, name))) == sorted(wanted), f"list {step}"
        world.draw.shuffle(listed)
        counts = take_in(crm, folder / f"{step} again.xlsx", name, kind.head, world.told(listed))
        assert counts["unchanged"] == counts["rows"] == len(listed)


def _as_exported(name: str, record: dict[str, Any]) -> Cells:
    number = (record["number"],) if name == "purchases" else ()
    return (CUSTOMERS[record["whose"]][0], *number, record["day"], record["words"], record["value"])


@pytest.mark.file
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", KINDS)
def test_a_history_of_lists(crm: Crm, tmp_path: Path, name: str, seed: int) -> None:
    _live_through(crm, tmp_path, name, seed, steps=4)


@pytest.mark.parametrize("name", ["purchases", "complaints"])
def test_a_history_on_each_engine(crm: Crm, tmp_path: Path, name: str) -> None:
    _live_through(crm, tmp_path, name, seed=99, steps=3)


# -- people ---------------------------------------------------------------------------------------------------------

PEOPLE = {
    "members": ["会员卡号", "姓名", "手机号", "积分"], "customers": ["客户编号", "客户名称", "联系电话", "城市"],
}  # fmt: skip
#: By kind how a person is exported.
FOUND = {"members": ("member_no", "name", "points"), "customers": ("external_id", "name", "city")}
SURNAMES, NAMES = "赵钱孙李周吴郑王冯陈", "伟芳娜敏静丽强磊军洋"
VALUES: dict[str, list[Any]] = {"members": [10, 20, 30], "customers": ["成都", "绵阳", "德阳"]}


def _person(draw: random.Random, values: list[Any], number: int, phones: list[str]) -> dict[str, Any]:
    """A person of the list, perhaps of a family with one phone."""
    name = f"{SURNAMES[number % 10]}{NAMES[number % 10]}{NAMES[number // 10 % 10]}"
    phone = draw.choice(phones) if phones and draw.random() < 0.3 else f"139{number:08d}"
    return {"number": f"M{number}", "name": name, "phone": phone, "value": draw.choice(values)}


def _next_people(
    draw: random.Random, values: list[Any], people: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    for person in people:
        if draw.random() < 0.3:
            person["value"] = draw.choice(values)
        elif draw.random() < 0.2:
            person["name"] = f"{person['name'][:2]}{draw.choice('杰超涛明')}"
    for _n in range(draw.randrange(1, 4)):
        people.append(_person(draw, values, len(people) + 1, [p["phone"] for p in people]))
    listed = [dict(person) for person in people if draw.random() < 0.8] or [dict(people[-1])]
    draw.shuffle(listed)
    return listed


@pytest.mark.file
@pytest.mark.parametrize("large", [False, True], ids=["at once", "block by block"])
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", PEOPLE)
def test_a_history_of_people(
    crm: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, seed: int, large: bool
) -> None:
    for module, name, value in (
        (blocks, "LARGE", 1), (blocks, "LEAST", 1), (blocks, "SIZE", 3), (packed, "BLOCK", 2), (streamed, "LARGE", 0),
    ) if large else ():  # fmt: skip
        monkeypatch.setattr(module, name, value)
    draw, people, known = random.Random(f"{kind} {seed}"), [], {}
    applied: set[Cells] = set()
    for step in range(4):
        listed = _next_people(draw, VALUES[kind], people)
        take_in(crm, tmp_path / f"{step}.xlsx", kind, PEOPLE[kind], [list(p.values()) for p in listed])
        for person in listed:
            if (content := tuple(person.values())) not in applied:
                known[person["number"]] = person
            applied.add(content)
        found = [tuple(r[name] for name in FOUND[kind]) for r in rows(crm, kind)]
        wanted = [(p["number"], p["name"], p["value"]) for p in known.values()]
        assert sorted(found) == sorted(wanted), f"list {step}"
        draw.shuffle(listed)
        lines = [list(p.values()) for p in listed]
        counts = take_in(crm, tmp_path / f"{step} again.xlsx", kind, PEOPLE[kind], lines)
        assert counts["unchanged"] == counts["rows"] == len(listed)


# -- orders without a number, and equal products --------------------------------------------------------------------


@pytest.mark.file
@pytest.mark.parametrize("seed", range(4))
def test_a_history_of_orders_without_a_number(crm: Crm, tmp_path: Path, seed: int) -> None:
    head = ["下单日期", "客户名称", "客户手机号", "产品", "金额"]
    draw, known = random.Random(seed), {}
    applied: set[Cells] = set()
    for step in range(4):
        listed = [
            (day, whose, product, draw.randrange(1, 999))
            for day in ("2026-10-01", "2026-10-02")
            for whose in range(2)
            for product in ("保洁", "消杀")
            if draw.random() < 0.7
        ]
        draw.shuffle(listed)
        lines = [[day, *CUSTOMERS[whose], product, amount] for day, whose, product, amount in listed]
        take_in(crm, tmp_path / f"{step}.xlsx", "purchases", head, lines)
        known |= {row[:3]: row[3] for row in listed if row not in applied}
        applied |= set(listed)
        found = {
            (r["ordered_at"][:10], r["customer"], r["product"]): r["amount"] for r in rows(crm, "purchases")
        }
        assert found == {(d, CUSTOMERS[w][0], p): amount for (d, w, p), amount in known.items()}
        assert len(rows(crm, "purchases")) == len(known)


@pytest.mark.file
@pytest.mark.parametrize("seed", range(4))
def test_equal_products_of_one_order_are_told_apart_by_their_place(
    crm: Crm, tmp_path: Path, seed: int
) -> None:
    head = ["订单号", "下单日期", "客户名称", "客户手机号", "产品", "金额"]
    draw = random.Random(seed)
    amounts = [100 * n for n in range(1, 4)]
    for step in range(4):
        lines = [["D1", "2026-10-01", *CUSTOMERS[0], "保洁", amount] for amount in amounts]
        take_in(crm, tmp_path / f"{step}.xlsx", "purchases", head, lines)
        assert sorted(r["amount"] for r in rows(crm, "purchases")) == sorted(amounts)
        place = draw.randrange(len(amounts))
        amounts[place] += 7
        amounts += [1000 + step] if draw.random() < 0.5 else []
