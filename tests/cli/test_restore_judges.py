"""restore and move look at a database before it takes another's place, and say whose it is."""

from __future__ import annotations

import sqlite3

import pytest

from crmcli import errors
from tests.cli.conftest import At, Crm


@pytest.mark.file
def test_a_damaged_copy_replaces_nothing(crm: Crm) -> None:
    crm.ok("add", "远鑫")
    crm.ok("backup", "-o", "good.bak")
    crm.tamper("UPDATE customer SET birthday = 'x' WHERE id = 1")
    crm.ok("backup", "-o", "bad.bak")
    before = crm.db.read_bytes()
    run = crm("restore", "bad.bak", "--yes")
    assert (run.status, run.out) == (errors.Corrupt.status, "")
    assert "bad.bak is damaged: customer 1: birthday x" in run.err and "--db bad.bak doctor" in run.err
    assert "restore bad.bak --damaged" in run.err and crm.db.read_bytes() == before
    moved = crm("move", "--to", "new.db")
    assert moved.status == errors.Corrupt.status and not (crm.folder / "new.db").exists()
    told = crm.ok("restore", "good.bak", "--yes").out
    assert "the team of Lee, last changed on 2026-11-20, customers: 1" in told
    assert (
        "Lee的团队，最近修改于 2026-11-20，客户数：1" in crm.ok("move", "--to", "new.db", "--lang", "zh").out
    )


@pytest.mark.file
def test_a_damaged_copy_is_taken_if_there_is_no_better_one(crm: Crm) -> None:
    crm.ok("add", "远鑫")
    crm.ok("purchase", "add", "1", "100")
    crm.tamper("UPDATE customer SET birthday = 'x' WHERE id = 1")
    crm.tamper("UPDATE purchase SET amount_cents = 'x', ordered_on = 'x'")
    crm.tamper("UPDATE policy_version SET data = '{'")
    crm.db.rename(crm.folder / "bad.bak")
    crm.ok("init", "--name", "Kim")
    assert crm("restore", "bad.bak", "--damaged").status == errors.Usage.status
    run = crm.ok("restore", "bad.bak", "--damaged", "--yes")
    assert "Lee" in run.out and "before-restore" in run.out and "crmcli doctor" in run.out
    assert (
        "damaged records policy_version 1: data {, customer 1: birthday x" in run.err
        and "another team's" in run.err
    )
    # It is told as it is, not as it is read around; and what can be read goes on.
    assert "purchase 1: ordered_on x" in crm("doctor").out
    assert crm("export", "purchases", "-o", "p.csv").status == errors.Corrupt.status
    assert "远鑫,,C000001,,,,CNY" in (crm.folder / "p.csv").read_text(encoding="utf-8-sig")
    (crm.folder / "torn.bak").write_bytes(crm.db.read_bytes()[:4096] + b"\xff" * 40_960)
    assert crm("restore", "torn.bak", "--damaged", "--yes").status == errors.Corrupt.status


@pytest.mark.file
def test_another_teams_copy_is_told(crm: Crm, at: At) -> None:
    other = str(crm.folder / "other.db")
    at(other).ok("init", "--name", "Kim")
    mine = at(crm.place)
    run = mine.ok("restore", "other.db", "--yes")
    assert "the team of Kim" in run.out and "another team's" in run.err
    assert mine.json("staff", "list")[0]["name"] == "Kim"


@pytest.mark.file
@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("DROP INDEX ix_customer_code", "Indexes,warning,missing: customer (code)"),
        ("CREATE TRIGGER t AFTER UPDATE ON task BEGIN SELECT 1; END", "Tables,warning,triggers that are not crmcli's: t"),
        ("ALTER TABLE snooze DROP COLUMN reason", "Tables,broken,missing: snooze.reason"),
        ("DROP TABLE snooze", "Tables,broken,missing: snooze"),
        ("DELETE FROM change WHERE table_name = 'customer'", "Numbers,broken,the newest history is missing: customer"),
        ("UPDATE staff SET role = 'rep'", "Staff,broken,nobody is left who may manage the team"),
        ("UPDATE standing SET policy_version = 9", "Standings,broken,"),
        ("UPDATE complaint SET state = 'resolved'", "Deadlines,broken,of complaints TS2026-0001"),
        ("UPDATE complaint SET next_due_at = '2026-11-20T00:00:00Z'", "Deadlines,broken,of complaints TS2026-0001"),
        ("UPDATE survey_answer SET score = 99 WHERE score IS NOT NULL", "Survey answers,broken,survey_answer 1"),
        ("UPDATE operation SET at = '2031-01-01T00:00:00Z' WHERE number = 2", "Clock,warning,later than now: operation 2"),
    ],
)  # fmt: skip
def test_doctor_names_what_does_not_agree(crm: Crm, sql: str, found: str) -> None:
    crm.ok("add", "远鑫")
    crm.ok("complaint", "open", "1", "迟到")
    crm.ok("survey", "record", "1", "--overall", "4", "--answer", "response_speed=4")
    with sqlite3.connect(crm.db, isolation_level=None) as plain:
        plain.execute(sql)
    run = crm("doctor", "--format", "csv")
    line = next((line for line in run.out.replace('"', "").splitlines() if line.startswith(found)), None)
    assert line and not line.endswith(","), run.out
    assert run.status == (errors.Corrupt.status if "broken" in run.out else errors.DONE)
