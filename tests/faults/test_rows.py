"""A sample of the odd rows, drawn anew for nobody: the same every time. All of them: `tests.faults.long`."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crmcli import errors
from crmcli.database import migrations, shape
from tests.faults import rows
from tests.faults.company import call

_FAULTS, _READERS = 40, 3


def test_odd_rows_end_no_reader(whole: Path) -> None:
    drawn = random.Random(9)
    chosen = drawn.sample(rows.faults(), _FAULTS)
    readers = [drawn.sample(rows.READERS, _READERS) for _ in chosen]
    for fault, run, wrong in rows.walk(whole, chosen, readers):
        assert not wrong, (str(fault), run.words, wrong)


def test_a_company_has_nothing_odd(whole: Path) -> None:
    shutil.copy(whole, whole.with_name("crm.db"))
    run = call("doctor", "--format", "csv")
    assert run.status == errors.DONE and "broken" not in run.out, run.out


@pytest.mark.parametrize("table", migrations.tables())
def test_what_stands_for_a_value_is_none_that_is_odd(table: str) -> None:
    for column in shape.specs(table):
        for value in (None, "x", b"\xff", -1):
            assert shape.is_whole(table, column, shape.stand_in(table, column, value)), (table, column)


#: What is damaged, the list that shows the others, what of these stands in it, and how the damage is called.
_LISTS = [
    ("UPDATE customer SET name = CAST(X'41FF42' AS TEXT) WHERE id = 1", "find", ("A�B", "丙丁"), "customer 1: name"),
    ("UPDATE purchase SET amount_cents = 'much' WHERE id = 1", "purchase list", ("S1", "S2"), "purchase 1: amount_cents much"),
    ("UPDATE purchase SET ordered_on = '9999-99-99' WHERE id = 1", "purchase list", ("S1", "?"), "purchase 1: ordered_on"),
    ("UPDATE complaint SET opened_at = '2026-11-01', opened_on = '2026-11-31' WHERE id = 1", "complaint list --all", ("T1", "T2", "?"), "complaint 1: opened_at 2026-11-01"),
    ("DELETE FROM complaint_event WHERE complaint_id = 1", "complaint show T1", ("保洁迟到",), "complaint 1 (T1)"),
    ("UPDATE complaint SET clocks = 'x' WHERE id = 2", "complaint list", ("T2", "TS2026-0001"), "complaint 2: clocks x"),
    ("UPDATE task SET due_on = 'x', due_at = 'x' WHERE id = 1", "task list --all", ("送合同", "寄样品"), "task 1: due_at x"),
    ("UPDATE feedback SET state = 'huge' WHERE id = 1", "feedback list --all", ("夜间热线", "open"), "feedback 1: state huge"),
    ("UPDATE operation SET at = 'x' WHERE id = 2", "history", ("init", "?"), "operation 2: at x"),
    ("UPDATE standing SET contact_reasons = '[[1]]' WHERE customer_id = 1", "show 1", ("远鑫酒店有限公司",), "standing 1: contact_reasons [[1]]"),
    ("UPDATE policy_version SET data = '{'", "due --all", ("birthday", "丙丁"), "policy_version 1: data {"),
    ("DELETE FROM customer WHERE id = 1", "complaint list --all", ("T2", "T1", "?"), "→ customer"),
    ("UPDATE purchase SET customer_id = 99 WHERE id = 1", "purchase list", ("S2", "?"), "purchase 1 → customer"),
    ("UPDATE task SET customer_id = 99 WHERE id = 1", "task list --all", ("送合同", "寄样品"), "task 1 → customer"),
    ("DELETE FROM policy_version", "due --all", ("birthday", "丙丁"), "policy_version"),
    ("UPDATE customer SET custom = '[' WHERE id = 1", "export customers -o k.csv --force", ("k.csv",), "customer 1: custom ["),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "line", "shown", "named"), _LISTS, ids=lambda value: str(value)[:40])
def test_one_damaged_row_leaves_the_others_to_be_read(
    whole: Path, sql: str, line: str, shown: tuple[str, ...], named: str
) -> None:
    used = whole.with_name("crm.db")
    rows.unguarded(whole, used)
    with closing(sqlite3.connect(used, isolation_level=None)) as plain:
        plain.execute(sql)
    run = call(*line.split())
    assert run.status == errors.Corrupt.status, (run.out, run.err, run.bug)
    assert all(word in run.out for word in shown), run.out
    assert named in run.err and "crmcli doctor" in run.err, run.err
