"""Builds a made-up company of any size through the package's own store: the same seed gives the same company.

    python bench/company.py FILE CUSTOMERS

Per customer ten interactions, three purchases, now and then a complaint, a survey answer or a birthday, spread
over the two years before NOW.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from crmcli import clock, policy
from crmcli.actors import Actor
from crmcli.clock import AsOf
from crmcli.database.location import Location
from crmcli.database.operation import Operation
from crmcli.logins import login_name
from crmcli.queries.customers import name_forms
from crmcli.store import Store, Work
from crmcli.workflows import complaints
from crmcli.workflows.setup import create

#: When the made-up company lives; the bench passes it on as CRMCLI_NOW.
NOW = "2026-11-20T02:00:00Z"
TODAY = date(2026, 11, 20)
LOGIN = login_name()
STAFF = 8
_DAYS = 730
_CHUNK = 10_000

_PLACES = ("成都", "绵阳", "重庆", "西安", "武汉", "长沙", "广州", "杭州", "南京", "郑州")
_SYLLABLES = "远鑫达诚信宏泰恒瑞锦华盛通联创新科智云海天地光明德润丰源凯博雅佳美安康福祥永顺利嘉禾星辰长青金玉龙腾飞跃正大方圆同心和合万里江山松柏春晖"
_TRADES = ("科技", "商贸", "餐饮", "教育", "物流", "装饰", "医疗", "电子")
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
_CHANNELS = ("phone", "wechat", "visit", "email", "meeting", "chat")
_SOURCES = ("website", "wechat", "partner", "exhibition", "referral", "phone")
_SIZES = ("micro", "small", "medium", "large", None)
_TALK = (
    "想了解新套餐的价格和交付时间",
    "对上次服务满意，询问续约",
    "设备出现小问题，已远程解决",
    "约下周上门演示",
    "发了报价单，等内部审批",
)


def build(path: Path, customers: int, seed: int = 1) -> None:
    """A new database at `path` with `customers` customers and all that belongs to them. Standings are not made."""
    draw = random.Random(seed)
    at = clock.parse_iso(NOW)
    actor = Actor(1, "Staff 1", "admin", LOGIN)
    store = create(Location(path), actor.name, LOGIN, at)
    with store.operation("staff", actor, at, policy_version=1) as op:
        for n in range(2, STAFF + 1):
            store.staff.add(op, {"name": f"Staff {n}", "role": "rep", "login": f"{LOGIN}{n}"})
    with store.operation("bench", actor, at, policy_version=1) as op:
        ids = _insert(op, "customer", (customer(n, draw) for n in range(customers)))
        _insert(op, "interaction", (interaction(draw.choice(ids), draw) for _ in range(10 * customers)))
        _insert(op, "purchase", (purchase(draw.choice(ids), n, draw) for n in range(3 * customers)))
        _complaints(store, op, at, [draw.choice(ids) for _ in range(customers // 20)], draw)
        form = op.insert("survey_form", {"key": "bench", "title": "Bench", "created_at": op.at_text})
        _insert(op, "survey_response", (answer(draw.choice(ids), form, draw) for _ in range(customers // 5)))
    store.close()


def customer(n: int, draw: random.Random) -> dict[str, Any]:
    """One customer row: two thirds companies, a third people with birthdays."""
    person = n % 3 == 0
    name = _person(draw) if person else _company(draw)
    born = date(1960, 1, 1) + timedelta(days=draw.randrange(15_000))
    created = _day(draw)
    return {
        **name_forms(name), "code": f"C{n + 1:06d}", "kind": "person" if person else "company",
        "phone": f"199{n:08d}", "email": f"c{n}@example.com" if n % 2 else None, "city": draw.choice(_PLACES),
        "industry": draw.choice(_TRADES), "size": None if person else draw.choice(_SIZES),
        "source": draw.choice(_SOURCES), "owner_id": draw.randint(1, STAFF), "is_member": int(n % 4 == 0),
        "birthday": born.isoformat() if person else None, "pain_points": "成本高" if n % 5 == 0 else None,
        "budget": "10万" if n % 7 == 0 else None, "status": "active", "note": "老客户介绍" if n % 9 == 0 else None,
        "created_at": f"{created}T01:00:00Z", "created_on": created.isoformat(),
        "updated_at": f"{created}T01:00:00Z", "version": 1,
    }  # fmt: skip


def interaction(customer_id: int, draw: random.Random) -> dict[str, Any]:
    """One contact: four in five reach somebody, one in twenty agrees a next step."""
    day = _day(draw)
    kind = draw.random()
    moment = f"{day}T{draw.randint(1, 9):02d}:{draw.randint(0, 59):02d}:00Z"
    return {
        "customer_id": customer_id, "direction": "in" if kind > 0.9 else "out", "channel": draw.choice(_CHANNELS),
        "occurred_at": moment, "occurred_on": day.isoformat(), "recorded_at": moment,
        "author_id": draw.randint(1, STAFF), "recorder_id": 1, "content": draw.choice(_TALK),
        "next_on": (day + timedelta(days=draw.randint(3, 60))).isoformat() if draw.random() < 0.05 else None,
        "level": "high" if draw.random() < 0.1 else None, "effective": int(kind > 0.2), "care": int(kind < 0.1),
        "imported": 0,
    }  # fmt: skip


def purchase(customer_id: int, n: int, draw: random.Random) -> dict[str, Any]:
    """One order, most of them completed, a few large ones."""
    day = _day(draw)
    return {
        "customer_id": customer_id, "order_no": f"SO{n:08d}", "ordered_at": f"{day}T03:00:00Z",
        "ordered_on": day.isoformat(), "product": "标准套餐", "quantity": "1",
        "amount_cents": int(100_000 * draw.paretovariate(1.2)), "currency": "CNY",
        "status": draw.choice(("completed", "completed", "completed", "paid", "cancelled")), "opening": 0, "orders": 1,
        "created_at": f"{day}T03:00:00Z",
    }  # fmt: skip


def answer(customer_id: int, form_id: int, draw: random.Random) -> dict[str, Any]:
    """One survey response, a tenth of them low and not followed up."""
    day = _day(draw)
    overall = draw.choice((1, 3, 3, 4, 4, 4, 5, 5, 5, 5))
    return {
        "form_id": form_id, "customer_id": customer_id, "submitted_at": f"{day}T04:00:00Z",
        "submitted_on": day.isoformat(), "overall": overall, "nps": 2 * overall, "low": int(overall < 3),
        "imported": 0, "created_at": f"{day}T04:00:00Z",
    }  # fmt: skip


def _complaints(store: Store, op: Operation, at: datetime, ids: list[int], draw: random.Random) -> None:
    """Complaints with their events; all but one in twenty were answered, resolved, revisited and archived."""
    rules = policy.default_policy()
    rows, events = [], []
    first = op.allocate("complaint", 0)
    for n, customer_id in enumerate(ids):
        opened = clock.parse_iso(NOW) - timedelta(days=draw.randint(20, _DAYS))
        steps: tuple[str, ...] = ("opened", "responded", "proposed", "resolved", "revisited", "archived")
        if n % 20 == 0:
            opened, steps = clock.parse_iso(NOW) - timedelta(hours=draw.randint(1, 200)), ("opened",)
        day = AsOf.at(opened, clock.zone("Asia/Shanghai")).on.isoformat()
        rows.append({
            "number": f"TS-{n:06d}", "customer_id": customer_id, "severity": draw.choice(("urgent", "serious", "normal")),
            "content": "交付晚了两天，没有人通知", "handler_id": draw.randint(1, STAFF), "opened_at": clock.iso(opened),
            "opened_on": day, "state": "open", "imported": 0, "created_at": clock.iso(opened),
        })  # fmt: skip
        for hours, kind in enumerate(steps):
            moment = clock.iso(opened + timedelta(hours=hours))
            data = {"opened": '{"severity": "normal"}', "revisited": '{"result": "satisfied"}'}.get(kind)
            events.append({
                "complaint_id": first + n, "kind": kind, "at": moment, "on_day": day, "at_known": 1, "actor_id": 1,
                "data": data, "recorded_at": moment,
            })  # fmt: skip
    made = _insert(op, "complaint", iter(rows))
    _insert(op, "complaint_event", iter(events))
    as_of = clock.AsOf.at(at, clock.zone(rules.team.time_zone))
    complaints.recache(Work(store, rules, as_of, op), made)


def _insert(op: Operation, table: str, rows: Iterator[dict[str, Any]]) -> list[int]:
    """Writes rows in pieces, so that building a big company takes little memory; returns their ids."""
    ids: list[int] = []
    piece: list[tuple[Any, ...]] = []
    columns: list[str] = []
    for row in rows:
        columns = columns or list(row)
        piece.append(tuple(row.values()))
        if len(piece) == _CHUNK:
            ids += op.insert_many(table, columns, piece)
            piece = []
    if piece:
        ids += op.insert_many(table, columns, piece)
    return ids


def _company(draw: random.Random) -> str:
    return f"{draw.choice(_PLACES)}{''.join(draw.choices(_SYLLABLES, k=3))}{draw.choice(_TRADES)}有限公司"


def _person(draw: random.Random) -> str:
    return draw.choice(_SURNAMES) + "".join(draw.choices(_SYLLABLES, k=2))


def _day(draw: random.Random) -> date:
    return TODAY - timedelta(days=draw.randrange(_DAYS))


if __name__ == "__main__":
    build(Path(sys.argv[1]), int(sys.argv[2]))
