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
            stands = shape.stand_in(table, column, value)
            assert shape.is_whole(table, column, stands) or shape.is_no_number(stands), (table, column)


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
    # What only a filter or a sum meets.
    ("UPDATE complaint SET state = 'huge' WHERE id = 1", "complaint list --state archived", (), "complaint 1: state huge"),
    ("UPDATE complaint SET severity = NULL WHERE id = 2", "complaint list --severity serious --as-of 2026-11-20", (), "complaint 2: severity None"),
    ("UPDATE complaint SET closed_on = 'x' WHERE id = 2", "complaint list", ("T2",), "complaint 2: closed_on x"),
    ("UPDATE complaint SET opened_at = 'x' WHERE id = 2", "complaint list", ("T2",), "complaint 2: opened_at x"),
    ("UPDATE complaint SET next_due_at = X'00' WHERE id = 2", "due --all --team", (), "complaint 2: next_due_at 00"),
    ("UPDATE task SET state = 7 WHERE id = 2", "task list", ("寄样品",), "task 2: state 7"),
    ("UPDATE task SET state = NULL WHERE id = 2", "task list --as-of 2026-11-20", ("寄样品",), "task 2: state None"),
    ("UPDATE task SET due_on = 'x' WHERE id = 2", "due", (), "task 2: due_on x"),
    ("UPDATE task SET state = 'x' WHERE id = 1", "handoff", ("送合同",), "task 1: state x"),
    ("UPDATE task SET state = 'x' WHERE id = 1", "task workload", ("Kim",), "task 1: state x"),
    ("UPDATE feedback SET state = NULL WHERE id = 1", "feedback list", ("夜间热线",), "feedback 1: state None"),
    ("UPDATE feedback SET kind = 'x' WHERE id = 1", "feedback list --kind praise --as-of 2026-11-20", (), "feedback 1: kind x"),
    ("UPDATE knowledge SET kind = 5 WHERE id = 1", "kb list --kind phrase", ("短语",), "knowledge 1: kind 5"),
    ("UPDATE knowledge SET kind = 5 WHERE id = 1", "kb find 问题 --kind phrase", (), "knowledge 1: kind 5"),
    ("UPDATE standing SET tier = NULL WHERE customer_id = 1", "find --tier key", ("丙丁",), "standing 1: tier None"),
    ("UPDATE standing SET lifecycle = 'x' WHERE customer_id = 1", "find --stage new", ("丙丁",), "standing 1: lifecycle x"),
    ("UPDATE standing SET contact_from = 'x' WHERE customer_id = 2", "due", (), "standing 2: contact_from x"),
    ("UPDATE standing SET next_contact_on = 'x' WHERE customer_id = 2", "due", (), "standing 2: next_contact_on x"),
    ("UPDATE interaction SET answered_at = 'x' WHERE id = 4", "due", (), "interaction 4: answered_at x"),
    ("UPDATE purchase SET status = NULL WHERE id = 1", "purchase list 1", ("S1",), "purchase 1: status None"),
    ("UPDATE refund SET amount_cents = 'x'", "purchase list", ("700.00", "?"), "refund 1: amount_cents x"),
    ("UPDATE refund SET amount_cents = 'x'", "show 2 --as-of 2026-11-20", ("丙丁",), "refund 1: amount_cents x"),
    ("UPDATE points_entry SET points = 'x' WHERE id = 1", "show 1", ("Points: ?",), "points_entry 1: points x"),
    # Numbers that can't be read.
    ("UPDATE purchase SET amount_cents = 'x' WHERE id = 1", "purchase list 1", ("500.00", "?  completed"), "purchase 1: amount_cents x"),
    ("UPDATE purchase SET amount_cents = 'x' WHERE id = 1", "purchase list 1 --format csv", ("保洁,,CNY,,completed",), "purchase 1: amount_cents x"),
    ("UPDATE standing SET spend_12m = 'x', potential = 'y' WHERE customer_id = 1", "show 1", ("Potential: ?", "12-month spend: ?"), "standing 1: spend_12m x"),
    ("UPDATE task SET percent_done = 'x' WHERE id = 3", "task show 3", ("? % done",), "task 3: percent_done x"),
    ("UPDATE survey_answer SET score = 'x' WHERE id = 1", "survey results", ("overall satisfaction  1",), "survey_answer 1: score x"),
    ("UPDATE complaint SET opened_at = 'x' WHERE id = 1", "complaint show T1", ("Opened: ?",), "complaint 1: opened_at x"),
    # Bytes where a text belongs.
    ("UPDATE customer SET city = X'41FF' WHERE id = 1", "find", ("A�", "丙丁"), "customer 1: city 41ff"),
    ("UPDATE customer SET city = X'41FF' WHERE id = 1", "show 1", ("A�",), "customer 1: city 41ff"),
    ("UPDATE task SET title = X'41FF' WHERE id = 1", "task list --all --format csv", ("A�", "寄样品"), "task 1: title 41ff"),
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
