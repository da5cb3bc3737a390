"""Records damaged behind the program's back: doctor names them, and no command ends in a traceback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from crmcli import errors
from crmcli.database import migrations, shape
from crmcli.database.location import Location
from crmcli.store import Store
from tests.cli.conftest import Crm, beginning
from tests.cli.test_undo import ANSWERS, COMPLAINTS, CUSTOMERS, FEEDBACK, ORDERS, TASKS, VISITS, take_in
from tests.cli.wholeness import PARTS, column

DOCUMENTED = {errors.DONE, errors.NotFound.status, errors.Invalid.status, errors.Corrupt.status}


@beginning
def at_work(crm: Crm) -> None:
    """A record of every kind, with its parts."""
    for name, text in {
        "客户": CUSTOMERS, "投诉": COMPLAINTS, "订单": ORDERS, "任务": TASKS, "反馈": FEEDBACK, "跟进": VISITS,
    }.items():  # fmt: skip
        take_in(crm, name, text)
    (crm.folder / "答卷.csv").write_text(ANSWERS, encoding="utf-8")
    crm.ok("survey", "import", str(crm.folder / "答卷.csv"), "--yes")
    crm.ok("purchase", "refund", "3", "--amount", "50")
    crm.ok("task", "comment", "1", "等回信")
    crm.ok("task", "add", "列清单", "--step", "第一步")
    crm.ok("feedback", "answer", "1", "可以")
    crm.ok("feedback", "answer", "1", "下月起")
    crm.ok("kb", "add", "问题", "答案")
    crm.ok("opportunity", "add", "1", "年度保洁", "--amount", "5000")
    crm.ok("opportunity", "stage", "1", "proposal")
    crm.ok("trial", "start", "1", "净水器", "--days", "1")
    crm.ok("target", "set", "销售", "--metric", "revenue", "--goal", "9000", "--by", "2026-12-31")
    crm.ok("improve", "add", "先打电话", "--due", "+1d", "--metric", "complaint_count")
    crm.ok("competitor", "add", "甲公司")
    crm.ok("competitor", "note", "甲公司", "八折")
    crm.ok("opportunity", "edit", "1", "--competitor", "甲公司")
    crm.ok("retain", "open", "1", "--measure", "gift")
    crm.ok("staff", "train", "Lee", "消防", "--valid", "1y")
    crm.ok("consent", "grant", "1", "care")
    crm.ok("edit", "1", "cooperation_start=2020-11-20")
    crm.ok("care", "list", "-o", "care.csv")
    crm.ok("purchase", "progress", "1", "师傅已出发")
    crm.ok("loyalty", "join", "1")
    crm.ok("loyalty", "earn", "1", "500")
    crm.ok("loyalty", "rewards", "add", "雨伞", "100")
    crm.ok("loyalty", "redeem", "1", "雨伞")
    crm.ok("loyalty", "draw", "春节", "--prize", "雨伞")
    crm.ok("consent", "grant", "1", "marketing")
    crm.ok(
        "campaign",
        "add",
        "联谊",
        "--kind",
        "party",
        "--from",
        "2026-11-20",
        "--budget",
        "90",
        "--text-zh",
        "来吧",
    )
    crm.ok("campaign", "draw", "联谊")
    crm.ok("campaign", "invite", "联谊", "--channel", "sms", "-o", "invite.csv")
    crm.ok("campaign", "answer", "联谊", "1", "yes")
    crm.ok("campaign", "cost", "联谊", "9", "--for", "场地")
    crm.ok("budget", "set", "礼品", "9", "--year", "2026")
    crm.ok("attachment", "add", "1", str(crm.folder / "答卷.csv"))
    crm.ok(
        "contract",
        "add",
        "1",
        "1200",
        "--start",
        "2026-01-01",
        "--end",
        "2026-12-31",
        "--plan",
        "monthly",
        "--number",
        "HT-7",
    )
    crm.ok("purchase", "edit", "1", "--contract", "HT-7")


def hurt(crm: Crm, sql: str) -> None:
    """Changes the database with its references unguarded."""
    crm.tamper(sql if crm.server is None else f"SET session_replication_role = replica; {sql}")


def broken(crm: Crm) -> dict[str, str]:
    """What doctor finds broken, by check; it ends with its documented status."""
    run = crm("doctor", "--format", "json")
    found = {row["check"]: row["detail"] for row in run.json["data"] if row["state"] == "broken"}
    assert run.status == (errors.Corrupt.status if found else errors.DONE), run.err
    return found


def test_whole_records_are_no_finding(at_work: Crm) -> None:
    assert broken(at_work) == {}


def test_a_complaint_without_its_opening(at_work: Crm) -> None:
    hurt(at_work, "DELETE FROM complaint_event WHERE complaint_id = 1 AND kind = 'opened'")
    assert "complaint 1 (T1)" in broken(at_work)["complaints"]
    run = at_work("complaint", "show", "T1")
    assert run.status == errors.Corrupt.status and "保洁迟到" in run.out and "2026-11-02 10:00" in run.out
    assert "complaint 1 (T1)" in run.err and "crmcli doctor" in run.err
    run = at_work("投诉", "查看", "T1", "--lang", "zh")
    assert run.status == errors.Corrupt.status and "体检" in run.err and "complaint 1" in run.err
    at_work.ok("complaint", "show", "T2")


@pytest.mark.file
def test_a_customer_who_is_not_found_by_what_the_records_say(at_work: Crm) -> None:
    hurt(at_work, "UPDATE customer SET name = '另外的名字' WHERE id = 1")
    assert broken(at_work) == {"search": "customer 1"}
    at_work.ok("edit", "1", "名称=改回来")
    assert broken(at_work) == {}
    hurt(at_work, "DELETE FROM customer_search WHERE customer_id = 2")
    assert broken(at_work) == {"search": "customer 2"}


@pytest.mark.file
def test_a_complaint_without_any_step(at_work: Crm) -> None:
    hurt(at_work, "DELETE FROM complaint_event WHERE complaint_id = 1")
    assert set(broken(at_work)) == {"complaints"}
    assert at_work("complaint", "show", "T1").status == errors.Corrupt.status


def test_children_without_a_parent_in_every_table(at_work: Crm) -> None:
    wanted = []
    for table in migrations.tables():
        key = shape.key(table)
        for name, target in migrations.references(table).items():
            # Of one row each, so that every reference is damaged once.
            ids = column(at_work, f"SELECT {key} FROM {table} WHERE {name} IS NOT NULL ORDER BY {key}")
            if ids and key != name:
                hurt(at_work, f"UPDATE {table} SET {name} = 99999 WHERE {key} = {ids[0]}")
                wanted.append(f"{table} {ids[0]} → {target}")
    assert {named.split()[0] for named in wanted} > {part for _table, part, _column in PARTS} - {"address"}
    with closing(Store.open(Location.parse(at_work.place))) as store:
        assert sorted(map(str, store.health.dangling())) == sorted(wanted)
    assert wanted[0] in broken(at_work)["references"]


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("DELETE FROM survey_response WHERE id = 1", "survey_answer 1 → survey_response"),
        ("UPDATE standing SET customer_id = 99 WHERE customer_id = 1", "standing 99 → customer"),
        (
            "INSERT INTO standing_change (id, customer_id, on_day, field) VALUES (99, 99, '2026-11-01', 'tier')",
            "standing_change 99 → customer",
        ),
        (
            "INSERT INTO backlog (customer_id, fell_before, release_on) VALUES (99, '2026-11-01', '2026-11-02')",
            "backlog 99 → customer",
        ),
        (
            "INSERT INTO moved_contact (id, customer_id, due_on, to_on, load, at) VALUES (7, 99, '2026-11-20', '2026-11-23', 21, '2026-11-20T02:00:00Z')",
            "moved_contact 7 → customer",
        ),
        ("UPDATE points_entry SET lot_id = 99 WHERE id = 1", "points_entry 1 → points_entry"),
    ],
)
def test_answers_standings_and_points_of_nobody(at_work: Crm, sql: str, found: str) -> None:
    hurt(at_work, sql)
    assert found in broken(at_work)["references"]


#: Each beside what the others damage.
_IMPOSSIBLE = [
    "interaction.occurred_on = '2026-02-30'", "interaction.occurred_at = '2026-11-01'",
    "purchase.ordered_on = '2026-13-01'", "purchase.promised_on = ''", "complaint.opened_at = '2026-11-01T25:00:00Z'",
    "complaint.clocks = 'x'", "complaint.severity = 'huge'", "complaint_event.at = 'yesterday'",
    "complaint_event.data = '{'", "survey_response.submitted_on = '0000-00-00'", "task.due_on = '1.12.2026'",
    "feedback.occurred_at = '?'", "customer.birthday = '31 May'", "customer.verified_on = '9999-12-31'",
    "customer.custom = '['", "customer.pinned_tier = 'best'", "standing.next_contact_on = 'soon'",
    "refund.refunded_on = '2026-11-31'", "points_entry.expires_on = 'never'", "contact_way.kind = 'x'",
]  # fmt: skip


def test_values_that_can_not_be(at_work: Crm) -> None:
    for change in _IMPOSSIBLE:
        table, _dot, setting = change.partition(".")
        hurt(at_work, f"UPDATE {table} SET {setting}")
    with closing(Store.open(Location.parse(at_work.place))) as store:
        found = {f"{fault.table}.{fault.column} = '{fault.value}'" for fault in store.health.unreadable()}
    assert found == set(_IMPOSSIBLE)
    assert ": birthday 31 May" in broken(at_work)["values"]


@pytest.mark.file
def test_a_number_that_is_none(at_work: Crm) -> None:
    hurt(at_work, "UPDATE purchase SET amount_cents = 'much' WHERE id = 2")
    assert broken(at_work)["values"] == "purchase 2: amount_cents much"
    assert at_work("report", "kpi").status == errors.Corrupt.status


@pytest.mark.file
def test_a_lunar_month_has_a_thirtieth(crm: Crm) -> None:
    take_in(
        crm,
        "生日",
        "客户名称,联系电话,生日\n王小明,13900000001,农历二月三十\n李小红,13900000002,农历1990年八月三十\n",
    )
    assert len(column(crm, "SELECT birthday FROM customer WHERE birthday_calendar = 'lunar'")) == 2
    assert broken(crm) == {}


@pytest.mark.file
def test_the_last_day_of_the_calendar_may_stand_for_never(at_work: Crm) -> None:
    at_work.ok("edit", "远鑫", "--pin", "key", "--reason", "x", "--until", "9999-12-31")
    assert broken(at_work) == {}


#: What is damaged, and the commands that read it.
_READ = {
    "DELETE FROM complaint_event": "complaint list|complaint list --all|complaint show T2|due --all --team|report complaints|export complaints -o k.csv",
    "DELETE FROM complaint": "complaint list --all|complaint show T1|due|report kpi|show 远鑫",
    "UPDATE complaint_event SET at = 'x'": "complaint list --all|complaint show T1|show 远鑫|history|export all -o a.xlsx",
    "UPDATE complaint SET opened_at = 'x', opened_on = 'x'": "complaint list --all|due --all|show 远鑫|report complaints|report churn",
    "UPDATE complaint SET clocks = 'x'": "complaint list|due --all|find|show 丙丁",
    "DELETE FROM survey_response": "survey results|survey form list|show 远鑫|report satisfaction|export all -o a.xlsx",
    "DELETE FROM survey_question": "survey results|survey form list|report satisfaction|export all -o a.xlsx",
    "DELETE FROM survey_form": "survey results|survey form list|show 远鑫|report satisfaction",
    "UPDATE survey_response SET submitted_on = 'x'": "survey results|report satisfaction|report kpi",
    "DELETE FROM customer": "find|find 远鑫|show 远鑫|due --all --team|purchase list|task list --all|feedback list --all|complaint list --all|history|report kpi|export all -o a.xlsx",
    "UPDATE outbox SET occasion_on = 'x'": "care log|care plan|report care",
    "UPDATE consent SET at = 'x'": "consent list|consent list 远鑫 --explain|show 远鑫|survey wave open Q9 --dry-run|export consents -o b.csv",
    "UPDATE training SET valid_until = 'x'": "staff trainings|due|report team",
    "UPDATE attachment SET created_at = 'x', name = X'FF'": "attachment list|attachment save 1 -o a.csv|show 远鑫|export attachments -o b.csv",
    "UPDATE attachment_content SET content = 'x'": "attachment list|attachment save 1 -o a.csv|show 远鑫|due",
    "DELETE FROM attachment_content": "attachment list|attachment save 1 -o a.csv|show 远鑫|due",
    "DELETE FROM staff": "find|history|task show 1|due|feedback show 1|kb show 1",
    "DELETE FROM policy_version": "find|due|complaint list|report kpi",
    "DELETE FROM purchase": "purchase list|purchase list 远鑫|show 远鑫|report kpi|export purchases -o p.csv",
    "UPDATE purchase SET ordered_on = 'x', ordered_at = 'x'": "purchase list 远鑫|show 远鑫|report churn|report kpi|classify --dry-run",
    "UPDATE task SET due_on = 'x', due_at = 'x'": "task list --all|task show 1|due --all|export tasks -o t.csv",
    "DELETE FROM task": "task list --all|task show 1|handoff",
    "UPDATE feedback SET occurred_at = 'x'": "feedback list --all|feedback show 1|feedback summary|report response",
    "UPDATE opportunity SET opened_on = 'x'": "opportunity list|opportunity show 1|report pipeline",
    "UPDATE opportunity_event SET on_day = 'x'": "opportunity show 1",
    "UPDATE trial SET end_on = 'x', outcome = 'x'": "trial list|trial show 1|due --all|show 远鑫|report trials",
    "UPDATE target SET due_on = 'x', start_on = 'x', closed_on = 'x'": "target list|target show 1|report kpi|alarm list",
    "UPDATE improvement SET due_on = 'x', done_on = 'x', state = 'x'": "improve list --all|improve show 1|due --all",
    "UPDATE retention_case SET opened_on = 'x', stage = 'x', signals = 'x', outcome = 'x'": "retain list|retain show 1|due --all|show 远鑫|report retention",
    "UPDATE retention_step SET due_on = 'x', kind = 'x'": "retain show 1|due --all|retain list", "DELETE FROM competitor": "competitor list|opportunity show 1|report competitors",
    "UPDATE competitor_note SET noted_on = 'x'": "competitor list|competitor show 1|report competitors",
    "DELETE FROM feedback": "feedback list --all|feedback show 1|feedback summary",
    "UPDATE interaction SET occurred_at = 'x', occurred_on = 'x'": "show 远鑫|find|due|report kpi|export interactions -o i.csv",
    "UPDATE customer SET custom = '{', birthday = 'x', created_on = 'x'": "show 远鑫|find 远鑫|due|report data-quality|export customers -o c.csv",
    "UPDATE standing SET terms = 'x', contact_reasons = 'x', next_contact_on = 'x'": "show 远鑫|find|due --explain|classify --explain 远鑫",
    "UPDATE points_entry SET points = 'x', expires_on = 'x'": "loyalty show 远鑫|loyalty expire --dry-run|report loyalty|due --all|show 远鑫",
    "DELETE FROM reward": "loyalty show 远鑫|loyalty rewards list", "UPDATE reward SET kind = 'x', points = 'x'": "loyalty rewards list",
    "UPDATE campaign SET start_on = 'x', kind = 'x', texts = 'x', budget_cents = 'x'": "campaign list|campaign show 1|campaign result 1|report campaigns|show 远鑫|campaign invite 1",
    "UPDATE campaign_participant SET answer = 'x', chosen_on = 'x', attended = 'x'": "campaign list|campaign show 1|campaign result 1|report campaigns|show 远鑫",
    "UPDATE expense SET amount_cents = 'x', spent_on = 'x'": "campaign list|campaign show 1|campaign result 1|report campaigns|report budget|budget list|budget expenses", "DELETE FROM campaign": "care log|show 远鑫|campaign list",
    "UPDATE budget SET amount_cents = 'x', period = 'x', category = 'x'": "budget list|report budget",
    "UPDATE draw SET drawn_on = 'x'": "loyalty draw 春节 --again",
    "UPDATE knowledge SET created_at = 'x', kind = 'x'": "kb list|kb show 1|kb find 问题",
}  # fmt: skip


#: Those by which each engine shows that it covers what is damaged, and leaves out what has nothing to belong to.
_COVERED = (
    "DELETE FROM survey_form", "DELETE FROM policy_version", "UPDATE complaint SET clocks = 'x'",
    "UPDATE purchase SET ordered_on = 'x', ordered_at = 'x'",
)  # fmt: skip


@pytest.mark.file
@pytest.mark.parametrize("sql", [sql for sql in _READ if sql not in _COVERED])
def test_reading_what_is_damaged_ends_in_words(at_work: Crm, sql: str) -> None:
    _read(at_work, sql)


@pytest.mark.parametrize("sql", _COVERED)
def test_either_engine_reads_around_what_is_damaged(at_work: Crm, sql: str) -> None:
    _read(at_work, sql)


def _read(crm: Crm, sql: str) -> None:
    hurt(crm, sql)
    assert crm("doctor").status == errors.Corrupt.status
    for line in _READ[sql].split("|"):
        run = crm(*line.split())
        assert run.status in DOCUMENTED, (line, run.err)
        if run.status == errors.Corrupt.status:
            told = run.err.startswith("Error: ") if run.out == "" else "\nShown as far as" in f"\n{run.err}"
            assert told and "crmcli doctor" in run.err, line


#: What would leave its record out of lists, filters and sums, and the commands that have to tell.
_LEFT_OUT = {
    "UPDATE complaint SET state = 'zz'": "complaint list|complaint list --all",
    "UPDATE complaint SET opened_on = 'zz' WHERE id = 1": "report complaints|report kpi",
    "UPDATE purchase SET status = 'zz' WHERE id = 1": "report kpi|classify|classify --dry-run",
    "UPDATE customer SET city = X'FF' WHERE id = 1": "find --city 成都|export customers --city 成都",
    "UPDATE customer SET owner_id = 999999 WHERE id = 1": "find --owner Lee|export customers --owner Lee|due --owner Lee|complaint list --owner Lee",
    "UPDATE customer SET owner_id = 'abc' WHERE id = 1": "find --owner Lee",
    "UPDATE task SET owner_id = 999": "task list|due --owner Lee",
    "UPDATE complaint SET handler_id = 999": "complaint list --handler Lee",
    "UPDATE feedback SET handler_id = 999 WHERE state = 'open'": "due --owner Lee|feedback list --handler Lee",
    # What begins like a day, or is of no month, lies between two days.
    "UPDATE task SET due_on = '2026-13-40'": "task list|due|task workload|task list --format json",
    "UPDATE complaint SET next_due_at = '2026-02-30T10:00:00Z' WHERE id = 2": "due",
    "UPDATE complaint SET closed_on = '2026-11-03x' WHERE id = 2": "complaint list",
    "UPDATE interaction SET occurred_on = '2026-11-05x'": "report churn|show 远鑫|classify",
    "UPDATE purchase SET ordered_on = '2026-11-05x' WHERE id = 1": "purchase list|report kpi|purchase list --format csv",
    "UPDATE survey_response SET submitted_on = '2026-13-01'": "survey results|report satisfaction",
    "UPDATE feedback SET occurred_on = '2026-11-31'": "feedback summary",
    "UPDATE refund SET refunded_on = '2026-11-5'": "report kpi|classify",
    "UPDATE operation SET at = '2026-13-40'": "history",
}  # fmt: skip


@contextmanager
def hurt_meanwhile(crm: Crm, sql: str) -> Iterator[None]:
    """Changes a column of a table, and at the end back."""
    table, name = re.findall(r"UPDATE (\w+) SET (\w+)", sql)[0]
    crm.tamper(f"CREATE TABLE kept AS SELECT id, {name} FROM {table}")
    hurt(crm, sql)
    yield
    hurt(crm, f"UPDATE {table} SET {name} = kept.{name} FROM kept WHERE kept.id = {table}.id")
    crm.tamper("DROP TABLE kept")


def test_nobody_is_left_out_unsaid_for_a_value_that_can_not_be(at_work: Crm) -> None:
    for sql, lines in _LEFT_OUT.items():
        if at_work.server is not None and re.search(r"X'|_id = '", sql):
            continue  # what a server's columns don't take
        with hurt_meanwhile(at_work, sql):
            for line in lines.split("|"):
                run = at_work(*line.split())
                told = (run.status, "crmcli doctor" in run.err)
                assert told == (errors.Corrupt.status, True), (sql, line, run.err)


def test_a_copy_of_damaged_records_says_so(at_work: Crm) -> None:
    assert "and checked" in at_work.ok("backup").out
    hurt(at_work, "UPDATE purchase SET status = 'zz' WHERE id = 1")
    run = at_work.ok("backup", "-o", str(at_work.folder / "b.bak"), "--format", "json")
    assert run.json["data"]["damaged"] == ["purchase 1: status zz"]
    assert run.json["warnings"] == ["Copied as they are: damaged records purchase 1: status zz"]
    run = at_work.ok("备份", "--输出", str(at_work.folder / "c.bak"), "--lang", "zh")
    assert "校验" not in run.out and "体检" in run.out and "purchase 1: status zz" in run.err


@pytest.mark.file
def test_a_bug_is_not_taken_for_damage(at_work: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("crmcli.queries.complaints.Complaints.listed", fail)
    with pytest.raises(ZeroDivisionError):
        at_work("complaint", "list")


#: Damage, and the command that puts it right: on a server texts hold no bytes, and numbers no text.
_MENDED = (
    ("UPDATE contact_person SET consent = X'41FF' WHERE id = 1", ("contact", "edit", "1", "consent=短信"), "A\ufffd"),
    ("UPDATE customer SET city = X'41FF' WHERE id = 1", ("edit", "1", "city=成都"), "A\ufffd"),
    ("UPDATE purchase SET amount_cents = X'41FF' WHERE id = 1", ("purchase", "edit", "1", "--amount", "500"), "A\ufffd"),
    ("UPDATE purchase SET amount_cents = 'x' WHERE id = 1", ("purchase", "edit", "1", "--amount", "500"), "x"),
)  # fmt: skip


@pytest.mark.file
@pytest.mark.parametrize(("sql", "words", "before"), _MENDED)
def test_what_is_put_right_by_hand_is_shown_as_it_was(
    at_work: Crm, sql: str, words: tuple[str, ...], before: str
) -> None:
    hurt(at_work, sql)
    assert before in at_work.ok(*words).out and broken(at_work) == {}


def test_damage_of_a_dated_field_leaves_no_past(at_work: Crm) -> None:
    hurt(at_work, "UPDATE purchase SET status = 'huge' WHERE id = 1")
    at_work.ok("purchase", "edit", "1", "--status", "completed")
    assert broken(at_work) == {}
