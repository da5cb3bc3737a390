"""Two records of one customer become one, and two again."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from crmcli import clock
from crmcli.actors import Actor
from crmcli.database import migrations
from crmcli.database.location import Location
from crmcli.store import Store
from crmcli.workflows.duplicates.merging import merge
from crmcli.workflows.undoing import undo
from tests.cli.conftest import Crm, beginning
from tests.working import work_of

_AT = clock.parse_iso("2026-11-20T02:00:00Z")
_TOUCHED = ("version", "updated_at")


@beginning
def two(crm: Crm) -> None:
    """1 is to be kept; 2 has a bit of everything."""
    crm.ok("add", "远鑫科技", "--phone", "13800000001", "--contact", "张建华", "--city", "成都")
    crm.ok("add", "成都远鑫科技有限公司", "--phone", "13800000002", "--email", "a@example.com", "--contact", "张建华", "--force",
           "--tags", "老客户", "--set", "external_id=K7")  # fmt: skip
    crm.ok("log-contact", "#2", "phone", "要报价", "--next", "+3d")
    crm.ok("purchase", "add", "2", "12800", "--product", "物业", "--order", "D1", "--status", "completed")
    crm.ok("complaint", "open", "2", "来晚了", "--severity", "normal")
    crm.ok("feedback", "add", "2", "希望有夜间热线")
    crm.ok("task", "add", "送样品", "--customer", "2", "--due", "+2d")
    crm.ok("opportunity", "add", "2", "外墙清洗", "--with", "张建华")
    crm.ok("consent", "withdraw", "2", "survey", "--contact", "张建华")
    crm.ok("snooze", "contact:2", "+4d")


def _state(place: str) -> dict[str, list[dict[str, Any]]]:
    """All that people wrote and what follows from it, without what every change touches."""
    store = Store.open(Location.parse(place))
    try:
        tables = sorted(migrations.AUDITED | {"standing", "backlog"})
        return {
            table: [
                {k: v for k, v in dict(row).items() if k not in (*_TOUCHED, "as_of")}
                for row in store.db.rows(f"SELECT * FROM {table} ORDER BY 1")
            ]
            for table in tables
        }
    finally:
        store.close()


def test_everything_moves(two: Crm) -> None:
    data = two.json("merge", "1", "2")
    assert (data["survivor_id"], data["loser_id"]) == (1, 2)
    shown = two.json("show", "1")
    assert [c["id"] for c in two.json("find")] == [1]
    assert two.json("complaint", "list")[0]["customer_id"] == 1
    assert two.json("task", "list")[0]["customer_id"] == 1
    assert two.json("feedback", "list")[0]["customer_id"] == 1
    assert "13800000002" in str(shown) and "a@example.com" in str(shown)
    left_behind = {
        (table, row["id"])
        for table, rows in _state(two.place).items()
        for row in rows
        if table != "merge" and 2 in [row.get(c) for c in ("customer_id", "left_id", "right_id", "parent_id")]
    }
    assert left_behind == set()


@pytest.mark.file
def test_values_are_chosen_by_rules_that_are_told(two: Crm) -> None:
    choices = {
        c["field"]: (c["value"], c["taken"], c["rule"]) for c in two.json("merge", "1", "2")["choices"]
    }
    assert choices["name"] == ("远鑫科技", "left", "kept")
    assert choices["email"] == ("a@example.com", "right", "filled")
    assert choices["tags"] == ("老客户", "right", "filled")


@pytest.mark.file
def test_what_was_checked_later_wins(two: Crm) -> None:
    two.ok("edit", "2", "--verified")
    choices = {
        c["field"]: (c["value"], c["rule"]) for c in two.json("merge", "1", "2", "--dry-run")["choices"]
    }
    assert choices["phone"] == ("13800000002", "verified")
    assert len(two.json("find")) == 2


def test_a_choice_can_be_made_by_hand(two: Crm) -> None:
    two.ok("staff", "add", "李娜", "--role", "rep")
    two.ok("edit", "2", "owner=李娜")
    two.ok("merge", "1", "2", "--take", "名称=right", "--take", "phone=right", "--take", "owner=right")
    row = two.json("show", "13800000001")
    assert (row["name"], row["phone"], row["owner"]) == ("成都远鑫科技有限公司", "13800000002", "李娜")
    assert two("merge", "1", "1").status == 2


@pytest.mark.file
def test_a_field_is_called_as_it_is_shown(two: Crm) -> None:
    two.ok("add", "丙集团")
    two.tamper("UPDATE customer SET parent_id = 3 WHERE id = 1")
    for language, field in (("en", "parent"), ("zh", "上级单位")):
        run = two.ok("merge", "1", "2", "--dry-run", "--take", f"{field}=right", "--lang", language)
        assert f"\n{field} " in run.out, run.out


@pytest.mark.file
@pytest.mark.parametrize("take", ["nothing=left", "phone=up", "phone"])
def test_a_choice_that_makes_no_sense(two: Crm, take: str) -> None:
    assert two("merge", "1", "2", "--take", take).status == 2
    assert len(two.json("find")) == 2


def test_a_refusal_to_be_contacted_survives(two: Crm) -> None:
    two.ok("edit", "2", "status=do_not_contact")
    two.ok("merge", "1", "2")
    assert two.json("find")[0]["status"] == "do_not_contact"


@pytest.mark.parametrize("name", ["2", "C000002", "K7", "13800000002", "成都远鑫科技有限公司"])
def test_what_the_other_was_called_finds_the_one_who_stayed(two: Crm, name: str) -> None:
    two.ok("merge", "1", "2")
    assert two.json("show", name)["id"] == 1
    two.ok("edit", name, "industry=酒店")
    assert two.json("show", "1")["industry"] == "酒店"


def test_an_import_finds_the_one_who_stayed(two: Crm, tmp_path: Path) -> None:
    two.ok("merge", "1", "2")
    sheet = tmp_path / "客户.csv"
    sheet.write_text(
        "客户编号,客户名称,行业\nC000002,某某,酒店\n,成都远鑫科技有限公司,餐饮\n", encoding="utf-8"
    )
    two.ok("import", str(sheet), "--yes")
    assert [c["id"] for c in two.json("find")] == [1]


def test_orders_of_the_other_find_the_one_who_stayed(two: Crm, tmp_path: Path) -> None:
    two.ok("merge", "1", "2")
    sheet = tmp_path / "订单.csv"
    sheet.write_text(
        "订单号,客户名称,下单日期,金额\nD9,成都远鑫科技有限公司,2026-10-01,500\n", encoding="utf-8"
    )
    two.ok("import", str(sheet), "--yes")
    assert {p["customer_id"] for p in two.json("purchase", "list")} == {1}


@pytest.mark.parametrize("how", [("merge", "undo", "1"), ("undo",)])
def test_taking_it_back_restores_both(two: Crm, how: tuple[str, ...]) -> None:
    before = _state(two.place)
    two.ok("merge", "1", "2")
    assert _state(two.place) != before
    two.ok(*how)
    assert _state(two.place) == before
    assert two.json("merge", "list") == []


def test_taking_back_the_taking_back_merges_again(two: Crm) -> None:
    two.ok("merge", "1", "2")
    merged = _state(two.place)
    undone = two.json("merge", "undo", "1")
    two.ok("undo", str(undone["operation"] + 1))
    assert _state(two.place) == merged


def test_what_came_since_stays_unless_it_is_the_others(two: Crm) -> None:
    two.ok("merge", "1", "2")
    order = two.json("purchase", "list")[0]["id"]
    two.ok("purchase", "refund", str(order), "--amount", "100")
    two.ok("log-contact", "#1", "phone", "谢谢")
    run = two("merge", "undo", "1")
    assert run.status == 0, run.err
    after = _state(two.place)
    assert [r["customer_id"] for r in after["refund"]] == [2]
    assert [(i["customer_id"], i["content"]) for i in after["interaction"]] == [(2, "要报价"), (1, "谢谢")]


def test_what_was_edited_since_is_kept_and_listed(two: Crm) -> None:
    two.ok("merge", "1", "2")
    two.ok("edit", "1", "email=b@example.com")
    run = two("merge", "undo", "1", "--format", "json")
    assert run.status == 3
    assert [(k["table"], k["field"]) for k in run.json["data"]["kept"]] == [("customer", "email")]
    assert two.json("show", "1")["email"] == "b@example.com"
    assert two.json("show", "2")["email"] == "a@example.com"


def test_merges_on_top_of_each_other_are_taken_back_from_the_top(two: Crm) -> None:
    two.ok("add", "安定贸易")
    before = _state(two.place)
    two.ok("merge", "1", "2")
    two.ok("merge", "3", "1")
    assert two.json("show", "C000002")["id"] == 3
    run = two("merge", "undo", "1")
    assert run.status == 5 and "crmcli merge undo 2" in run.err
    two.ok("merge", "undo", "2")
    two.ok("merge", "undo", "1")
    assert _state(two.place) == before


def test_the_history_of_both_stays_readable(two: Crm) -> None:
    own = {o["number"] for who in ("1", "2") for o in two.json("history", who)}
    two.ok("merge", "1", "2")
    assert own < {o["number"] for o in two.json("history", "1")}


def test_past_standings_of_the_other_come_back(two: Crm) -> None:
    two.ok("purchase", "add", "2", "900000", "--status", "completed")
    moves = two.json("show", "2")
    two.ok("merge", "1", "2")
    two.ok("merge", "undo", "1")
    assert two.json("show", "2") == moves


@pytest.mark.file
def test_a_merge_that_is_not_there(crm: Crm) -> None:
    assert crm("merge", "undo", "7").status == 4
    assert crm("merge", "undo", "x").status == 2


# -- every table -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_merging_and_taking_it_back_changes_nothing_in_any_table(crm: Crm, seed: int) -> None:
    """Every column that may hold a customer's id gets rows of both, whatever the tables are."""
    rng = random.Random(seed)
    store = Store.open(Location.parse(crm.place))
    try:
        with _operation(store, "fill") as op:
            ids = [op.insert("customer", _row("customer", rng, {})) for _n in range(3)]
            store.db.insert_rows("attachment_content", ("id", "digest", "size", "content"), [(1, "", 0, b"")])
            for table in _filled():
                for _n in range(rng.randint(2, 6)):
                    op.insert(table, _row(table, rng, {"customer": ids}))
            store.standings.set_backlog([])
        before = _state(crm.place)
        with _operation(store, "merge") as op:
            merge(work_of(store, op), ids[0], ids[1])
        merged = _state(crm.place)
        assert {t: len(r) for t, r in merged.items() if t in _filled() and t not in _FOLDED} == {
            t: len(r) for t, r in before.items() if t in _filled() and t not in _FOLDED
        }
        assert ids[1] not in {v for t, rows in merged.items() for row in rows for v in _customers_in(t, row)}
        target = store.history.last_of(1)
        assert target is not None
        with _operation(store, "undo") as op:
            result = undo(work_of(store, op), target)
        assert result.kept == []
        assert _state(crm.place) == before
    finally:
        store.close()


#: Equal points and persons fold, a decision about the two and a referral between them go, and what the survivor was is kept.
_FOLDED = ("contact_way", "contact_person", "duplicate_decision", "referral", "merge", "former")
_ORDER = (
    "import_batch",
    "contact_person",
    "purchase",
    "complaint",
    "survey_form",
    "survey_question",
    "survey_wave",
    "survey_response",
)


def _filled() -> list[str]:
    rest = migrations.AUDITED - {"customer", "staff", "policy_version", "import_mapping", "segment", *_ORDER}
    return [*_ORDER, *sorted(rest - {"merge"})]


def _operation(store: Store, command: str) -> Any:
    return store.operation(command, Actor(1, "Lee", "admin", "tester"), _AT, policy_version=1)


_serial = iter(range(10**9))


def _row(table: str, rng: random.Random, ids: Mapping[str, list[int]]) -> dict[str, Any]:
    """A row with something in every column that needs it, and in some others."""
    row: dict[str, Any] = {}
    for name, spec in migrations.parsed(migrations.tables()[table]).items():
        if spec.key or (spec.target and spec.target not in ("customer", "staff") and not spec.required):
            continue
        if spec.target == "customer":
            row[name] = rng.choice(ids["customer"]) if "customer" in ids else None
        elif spec.target:
            row[name] = 1
        elif table == "import_row" and name in ("customer_id", "target_id"):
            row[name] = rng.choice(ids["customer"])
        elif spec.required or rng.random() < 0.5:
            row[name] = _value(name, spec.type, rng)
    if table == "snooze":
        row["item"] = f"{rng.choice(('contact', 'birthday', 'verify'))}:{rng.choice(ids['customer'])}"
    if table == "import_row":
        row["kind"] = rng.choice(("customers", "members"))
    return row


def _value(name: str, kind: str, rng: random.Random) -> Any:
    if name in ("custom", "data", "counts", "files"):
        return "{}"
    if name.endswith("_on") or name in ("on_day", "birthday"):
        return f"2025-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    if name == "at" or name.endswith("_at"):
        return f"2025-{rng.randint(1, 12):02}-01T00:00:00Z"
    if name in ("code", "number", "key"):
        return f"X{next(_serial)}"
    return (
        rng.choice((0, 1))
        if kind == "int"
        else rng.random()
        if kind == "real"
        else rng.choice(("a", "b", "c"))
    )


def _customers_in(table: str, row: Mapping[str, Any]) -> Iterator[int]:
    columns = [c for t, c in migrations.REFERENCES["customer"] if t == table]
    columns += ["id"] if table == "customer" else []
    columns += ["customer_id", "target_id"] if table == "import_row" else []
    yield from (row[c] for c in columns)
    if table == "snooze":
        yield int(row["item"].partition(":")[2])


def test_every_table_that_may_refer_to_a_customer_is_filled() -> None:
    """What the test above fills is all that may refer to a customer."""
    tables = {t for t, _column in migrations.REFERENCES["customer"]} - {"customer", "merge"}
    assert tables <= set(_filled())


@pytest.mark.file
def test_rows_of_one_sheet_are_none_newer(crm: Crm, tmp_path: Path) -> None:
    sheet = tmp_path / "customers.csv"
    sheet.write_text(
        "客户名称,电话\n远鑫科技有限公司,13800000001\n安定物业有限公司,13800000002\n", encoding="utf-8"
    )
    crm.ok("import", str(sheet), "--yes")
    choices = {c["field"]: c["rule"] for c in crm.json("merge", "1", "2", "--dry-run")["choices"]}
    assert choices["phone"] == "kept"
