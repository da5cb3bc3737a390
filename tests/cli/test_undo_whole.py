"""Whatever came in by lists and whatever was done with it since: after an undo every record is whole or gone."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from tests.cli.conftest import Crm
from tests.cli.wholeness import PARTS, Parts, additions, column, orders, parts, sound

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file

_NAMES = ("远鑫酒店有限公司", "丙丁商贸有限公司", "戊己物业有限公司", "庚辛餐饮有限公司", "壬癸教育有限公司")
_PHONES = {name: f"1390000000{n}" for n, name in enumerate(_NAMES)}

Pick = random.Random
Rows = Iterator[tuple[object, ...]]


def _customers(pick: Pick) -> Rows:
    yield "客户名称", "联系电话", "其他电话", "联系人", "地址", "曾用名", "积分", "累计消费"
    for n, name in enumerate(pick.sample(_NAMES, 3)):
        extra = (
            f"028-8555{n}{pick.randrange(100, 1000)}",
            f"张{'一二三四五'[n]}",
            f"人民路{n}号",
            f"旧{name}",
        )
        yield (name, _PHONES[name], *extra, pick.choice((0, 50, 100)), pick.choice(("", 900)))


def _complaints(pick: Pick) -> Rows:
    yield "投诉编号", "客户名称", "联系电话", "投诉时间", "投诉内容", "级别", "首次响应时间", "解决时间"
    for n in pick.sample(range(1, 9), 3):
        name, answered = _NAMES[n % 5], pick.random() < 0.6
        done = f"2026-11-0{n} 15:00" if answered and pick.random() < 0.5 else ""
        first = f"2026-11-0{n} 11:00" if answered else ""
        yield f"K{n}", name, _PHONES[name], f"2026-11-0{n} 10:00", f"问题{n}", "一般", first, done


def _orders(pick: Pick) -> Rows:
    yield "订单号", "客户名称", "联系电话", "下单日期", "产品", "金额", "退款金额"
    for n in pick.sample(range(1, 9), 3):
        name = _NAMES[n % 5]
        for product in pick.sample(("保洁", "打蜡", "消杀"), 2):
            yield f"S{n}", name, _PHONES[name], f"2026-10-0{n}", product, 1000, pick.choice(("", 100))


def _answers(pick: Pick) -> Rows:
    yield "提交时间", "客户名称", "手机", "总体满意度", "响应速度", "意见"
    for n in pick.sample(range(1, 9), 3):
        name = _NAMES[n % 5]
        yield f"2026-11-1{n} 10:00", name, _PHONES[name], pick.randint(1, 5), pick.randint(1, 5), f"意见{n}"


def _tasks(pick: Pick) -> Rows:
    yield "任务", "客户名称", "联系电话", "截止日期", "状态"
    for n in pick.sample(range(1, 9), 2):
        yield f"任务{n}", _NAMES[n % 5], _PHONES[_NAMES[n % 5]], f"2026-12-0{n}", "未完成"


def _feedback(pick: Pick) -> Rows:
    yield "客户名称", "联系电话", "反馈时间", "反馈类型", "反馈内容"
    for n in pick.sample(range(1, 9), 2):
        yield _NAMES[n % 5], _PHONES[_NAMES[n % 5]], f"2026-11-0{n} 10:00", "建议", f"建议{n}"


def _visits(pick: Pick) -> Rows:
    yield "客户名称", "联系电话", "跟进时间", "方式", "跟进内容"
    for n in pick.sample(range(1, 9), 3):
        yield _NAMES[n % 5], _PHONES[_NAMES[n % 5]], f"2026-11-0{n} 10:00", "电话", f"谈话{n}"


def _opportunities(pick: Pick) -> Rows:
    yield "商机编号", "商机名称", "客户名称", "联系电话", "商机阶段", "商机金额", "预计成交日期"
    for n in pick.sample(range(1, 9), 2):
        name = _NAMES[n % 5]
        yield (
            f"O{n}",
            f"商机{n}",
            name,
            _PHONES[name],
            pick.choice(["初步沟通", "报价", "赢单"]),
            100 * n,
            f"2026-12-0{n}",
        )


_LISTS = (_customers, _complaints, _orders, _answers, _tasks, _feedback, _visits, _opportunities)

#: What people do with a record: its table, and the command; `{}` is its id, `{other}` another one's.
_WORK = {
    "customer": (
        "edit {} city=重庆", "log-contact {} phone 来电 --next +7d --step 报价", "merge {} {other}", "merge {} {other}",
        "purchase add {} 300 --order H{}", "complaint open {} 又迟到 --new", "task add 回电 --customer {}",
    ),
    "complaint": (
        "complaint edit {} --severity urgent", "complaint note {} 很生气", "complaint reply {} 已致电",
        "complaint resolve {} 已返工", "complaint reopen {}", "complaint edit {} --category 时效",
    ),
    "purchase": ("purchase refund {} --amount 10",),
    "opportunity": (
        "opportunity stage {} proposal", "opportunity stage {} needs", "opportunity win {} --purchase",
        "opportunity lose {} --reason price", "opportunity edit {} --amount 70 --next +3d",
    ),
    "task": ("task comment {} 等回信", "task done {}", "task edit {} --percent 60"),
    "feedback": ("feedback answer {} 可以", "feedback promote {} complaint", "feedback promote {} task", "feedback close {}"),
}  # fmt: skip


def _take_in(crm: Crm, pick: Pick, made: Callable[[Pick], Rows]) -> None:
    lines = [",".join(map(str, row)) for row in made(pick)]
    path = crm.folder / f"{made.__name__}-{pick.randrange(10**9)}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    run = crm("import", str(path), "--yes", "--create-missing", "--partial")
    assert run.status in (0, 3), run.err


def _work_on(crm: Crm, pick: Pick) -> None:
    table = pick.choice([*_WORK, "complaint", "customer"])
    ids = column(crm, f"SELECT id FROM {table} ORDER BY id")
    if ids:
        line = pick.choice(_WORK[table]).format(*[pick.choice(ids)] * 2, other=pick.choice(ids))
        # What doesn't fit the record's state is refused.
        assert crm(*line.split()).status in (0, 2, 4, 5), line


def _torn(before: Parts, after: Parts, made: set[tuple[str, int]]) -> list[tuple[str, int, str]]:
    """The records that lost parts but stay, or went without their parts.

    What an operation added to a record that it had not made may go; what others added may not.
    """
    left = {name: set[int]() for _table, name, _column in PARTS}
    for (_table, _id, name), ids in after.items():
        left[name] |= ids
    torn = []
    for (table, row_id, name), ids in before.items():
        own = ids if (table, row_id) in made else {i for i in ids if (name, i) not in made}
        there = (table, row_id, name) in after
        if (own - left[name]) if there else (own & left[name]):
            torn.append((table, row_id, name))
    return torn


@pytest.mark.parametrize("seed", range(6))
def test_every_record_is_whole_or_gone(crm: Crm, seed: int) -> None:
    pick = random.Random(seed)
    for made in [_customers, *pick.sample(_LISTS, 4)]:
        _take_in(crm, pick, made)
        for _step in range(3):
            _work_on(crm, pick)
    imports = [op["number"] for op in crm.json("history") if op["command"] == "import"]
    for number in pick.sample(imports, 3):
        before, lines = parts(crm), orders(crm)
        run = crm("undo", str(number), "--format", "json")
        assert run.status in (0, 3), run.err
        assert _torn(before, parts(crm), additions(crm, number)) == [], (number, run.json["data"]["kept"])
        assert {no: n for no, n in orders(crm).items() if n != lines[no]} == {}
        assert sound(crm), crm.json("doctor")
    for key in column(crm, "SELECT id FROM complaint"):
        shown, listed = crm.json("complaint", "show", str(key)), crm.json("complaint", "list", "--all")
        (row,) = [row for row in listed if row["id"] == key]
        assert (shown["state"], shown["severity"]) == (row["state"], row["severity"])
