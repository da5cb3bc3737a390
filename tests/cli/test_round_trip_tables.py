"""Everything that was entered survives an export into an empty database: all tables of both are walked, and what can't
travel is listed with its reason.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from crmcli.database.migrations import tables
from tests.conftest import Databases

from .conftest import At, Crm
from .test_import import book

#: Tables that belong to one database.
OWN = {
    "sequence": "counts the rows of this database",
    "former": "what dated fields held before in this database",
    "operation": "the history of this database", "change": "the history of this database",
    "policy_version": "the policy travels by `policy`", "import_batch": "the imports of this database",
    "import_row": "the imports of this database", "import_mapping": "what was settled for the imports of this database",
    "merge": "who was merged travels as another name", "duplicate_decision": "names records by this database's ids",
    "standing": "follows from the records", "standing_change": "follows from the records",
    "customer_search": "follows from the records",
    "moved_contact": "follows from the plan and the list of each day",
    "backlog": "what fell due before an import is its own backlog", "survey_wave": "goes out only, as invitations",
    "survey_invitation": "goes out only", "knowledge": "goes out only", "knowledge_use": "goes out only",
    "attachment": "goes out only", "attachment_content": "files travel one by one",
    "absence": "who is away of this team", "owner_notice": "what somebody has seen here", "news_seen": "what somebody has seen here",
    "verification": "who was asked by this team",
    "points_entry": "the balance travels, not its ledger", "reward": "is of the ledger", "redemption": "is of the ledger",
    "referral": "is of the ledger", "draw": "is of the ledger", "draw_entrant": "is of the ledger",
    "campaign": "goes out only", "campaign_participant": "goes out only", "expense": "goes out only", "trial": "goes out only",
    "retention_case": "goes out only", "retention_step": "goes out only", "target": "of this team's figures",
    "improvement": "of this team's work", "alarm_seen": "what somebody has seen here", "competitor": "goes out only",
    "competitor_note": "goes out only", "opportunity_competitor": "goes out only", "budget": "of this team's figures",
    "spot_check": "names records by this database's ids", "policy_pilot": "the policy travels by `policy`",
    "closed_month": "figures of this database", "day_kept": "follows from the records", "month_kept": "follows from the records", "alarm_kept": "follows from the records",
}  # fmt: skip
#: Columns that do, in any table, and those of one.
COLUMNS = {
    "id": "numbers of this database", "created_at": "when it was entered here", "created_on": "when it was entered here",
    "updated_at": "when it was changed here", "recorded_at": "when it was entered here", "version": "counts changes here",
    "imported": "how it came here", "imported_on": "how it came here", "stated_on": "when it was stated here",
    "case_folded": "follows from the words", "recorder_id": "who entered it here",
    "clocks": "follows from the steps", "review_state": "approval by this team", "review_note": "approval by this team",
    "reviewed_on": "approval by this team",
    "author": "stands in for author_id", "handler": "stands in for handler_id",
    "code": "given here; the old one is the number in another system", "external_id": "the code, where there was none",
    "survey_form.key": "given here", "survey_form.title": "of a form like its sheet", "survey_form.language": "guessed",
    "survey_form.intro": "goes out to customers only", "survey_form.fingerprint": "follows from the questions",
    "survey_question.scale": "of an imported form as its answers are", "survey_question.key": "given here",
    "survey_question.low_text": "goes out to customers only", "survey_question.high_text": "goes out to customers only",
    "snooze.at": "when it was entered here", "snooze.meant_on": "what it was aimed at here",
    "interaction.next_stood_at": "the merge of which on it stood here", "interaction.next_settles_on": "follows from its day", "complaint.next_due_at": "as-of of the last judgement",
    "opportunity.purchase_id": "names a record by this database's id",
    "task.target_id": "names a record by this database's id", "task.meeting_on": "a meeting of this team",
    "feedback.complaint_id": "names a record by this database's id", "feedback.task_id": "names a record by this database's id",
    "customer.level_until": "from the day on which the level came here", "customer.known_since": "of one entered here the day of entry, which an import is told",
    "staff.login": "who logs in here", "staff.role": "rights are given here",
}  # fmt: skip
#: By table what names its rows.
NAMES = {"customer": "name", "staff": "name", "complaint": "number", "task": "title", "feedback": "content", "opportunity": "title", "training": "topic",
         "contact_person": "name", "purchase": "order_no", "interaction": "occurred_at", "survey_response": "submitted_at",
         "survey_question": "text", "survey_form": "id"}  # fmt: skip


def walked(place: Path) -> dict[str, list[dict[str, Any]]]:
    """All rows but what is this database's own, with names in place of ids."""
    db = sqlite3.connect(place)
    db.row_factory = sqlite3.Row
    rows = {name: [dict(row) for row in db.execute(f"SELECT * FROM {name}")] for name in tables()}
    db.close()
    names = {name: {row["id"]: row[column] for row in rows[name]} for name, column in NAMES.items()}
    found = {}
    for name, columns in tables().items():
        if name in OWN:
            continue
        kept = [c for c in columns if c not in COLUMNS and f"{name}.{c}" not in COLUMNS]
        found[name] = sorted(
            ({c: _named(columns[c], row[c], names) for c in kept} for row in rows[name]),
            key=lambda row: json.dumps(row, ensure_ascii=False, sort_keys=True),
        )
    for row in found["complaint_event"]:
        # A log knows words only.
        row["data"] = {name: str(value) for name, value in json.loads(row["data"] or "{}").items()}
    for row in found["snooze"]:
        about, number, *step = row["item"].split(":")
        table = {"complaint": "complaint", "task": "task", "feedback": "feedback", "inbound": "interaction",
                 "opportunity": "opportunity"}  # fmt: skip
        row["item"] = [about, names[table.get(about, "customer")][int(number)], *step]
    return found


def _named(column: str, value: Any, names: dict[str, dict[int, Any]]) -> Any:
    table = str(column).partition(">")[2]
    return names[table][value] if table in names and value is not None else value


def entered(crm: Crm, folder: Path) -> None:
    """What a team enters, in every state that a record may be in."""
    crm.at("2026-10-01T02:00:00Z")
    for n, name in enumerate(("甲公司", "乙公司", "丙公司", "丁公司", "戊公司"), 1):
        crm.ok("add", name, "--phone", f"1390000000{n}", "--city", "成都")
    crm.ok("add", "孙一鸣", "--phone", "13900000006", "--kind", "person")
    crm.ok("add", "李二妹", "--phone", "13900000006", "--kind", "person", "--force")
    crm.ok("add", "己公司旧名", "--phone", "13900000007")
    crm.ok("add", "己公司", "--phone", "13900000008")
    crm.ok("merge", "C000009", "C000008")
    head = ["客户编号", "客户名称", "联系电话"]
    book(folder / "x.xlsx", head, ["X1", "庚公司", "13900000010"], ["X2", "辛公司", "13900000010"])
    crm.ok("import", str(folder / "x.xlsx"), "--yes")
    crm.ok("complaint", "open", "甲公司", "灯不亮", "--severity", "urgent")
    for step in ("reply", "propose", "resolve"):
        crm.ok("complaint", step, "TS2026-0001", "好的")
    crm.ok("complaint", "open", "乙公司", "门打不开")
    crm.ok("complaint", "reply", "TS2026-0002", "收到")
    crm.ok("complaint", "wait", "TS2026-0002", "等客户")
    crm.ok("log-contact", "乙公司", "phone", "谈", "--next", "2026-12-03", "--step", "寄样品")
    crm.ok("log-contact", "丙公司", "phone", "谈", "--next", "2026-10-09", "--step", "送合同")
    crm.ok("log-contact", "戊公司", "email", "包裹在哪", "--in", "--unanswered")
    crm.ok("edit", "丁公司", "status=paused", "paused_until=2026-12-15")
    crm.ok("task", "add", "整理资料", "--due", "2026-10-05")
    crm.ok("purchase", "add", "甲公司", "1200", "--product", "保洁", "--order", "D1")
    crm.ok("feedback", "add", "乙公司", "希望周末配送")
    crm.ok(
        "opportunity",
        "add",
        "丙公司",
        "年度保洁",
        "--amount",
        "5000",
        "--next",
        "2026-12-04",
        "--step",
        "寄报价",
    )
    crm.ok("opportunity", "stage", "1", "proposal", "--note", "已面谈")
    crm.ok("opportunity", "add", "丁公司", "外墙")
    crm.ok("opportunity", "lose", "2", "--reason", "price")
    crm.ok(
        "consent",
        "grant",
        "甲公司",
        "营销",
        "--channel",
        "sms",
        "--source",
        "paper",
        "--evidence",
        "第 3 页",
        "--notice",
        "可退订",
    )
    crm.ok("consent", "withdraw", "乙公司", "--at", "2026-09-30")
    crm.ok("log-contact", "丙公司", "sms", "TD", "--in")
    crm.ok("staff", "train", "Lee", "服务礼仪", "--theory", "88", "--practice", "90", "--note", "补考")
    survey = [["提交时间", "客户名称", "客户电话", "总体满意度", "推荐意愿", "最喜欢哪项服务？"]]
    survey += [["2026-10-01 09:00:07", "甲公司", "13900000001", 4, 8, "保洁"]]
    book(folder / "问卷.xlsx", *survey)
    crm.ok("import", str(folder / "问卷.xlsx"), "--yes", "--kind", "survey_answers")
    for item in ("contact:5", "task:1", "complaint:1:revisit", "inbound:3", "opportunity:1"):
        crm.ok("snooze", item, "2026-10-20", "--reason", "出差")


def due(crm: Crm) -> list[tuple[Any, ...]]:
    rows = crm.json("due", "--days", "90", "--all")
    return sorted((r["kind"], r["customer"] or "", r["why"]) for r in rows)


@pytest.mark.file  # its tables are walked in the file
@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
def test_everything_survives(crm: Crm, at: At, databases: Databases, tmp_path: Path, form: str) -> None:
    entered(crm, tmp_path)
    crm.at("2026-10-02T02:00:00Z")
    target = tmp_path / ("all.json" if form == "json" else "all")
    words = ("all",) if form == "json" else ("--all", *(("--format", "csv") if form == "csv" else ()))
    crm.ok("export", *words, "-o", str(target))
    source = Path(crm.place)
    before, waiting = walked(source), due(crm)
    again = crm.json("import", str(target), "--yes")["totals"]
    assert again["unchanged"] == again["rows"]
    other = at(databases.copy("empty", lambda place: at(place).ok("init", "--name", "Lee")))
    other.ok("import", str(target), "--yes")
    after = walked(Path(other.place))
    for name, rows in before.items():
        assert after[name] == (_with_old_names(rows) if name == "customer_alias" else rows), name
    assert due(other) == waiting


def test_a_list_for_scripts_changes_nothing(crm: Crm, tmp_path: Path) -> None:
    entered(crm, tmp_path)
    crm.ok("task", "add", "回电", "--due", "2026-10-05 15:00")
    crm.ok("log-contact", "甲公司", "phone", "谈", "--with", "张建华", "--new-person")
    crm.ok("purchase", "refund", "D1", "--amount", "200")
    exports = [
        ("export", kind)
        for kind in (
            "customers",
            "contacts",
            "interactions",
            "purchases",
            "complaints",
            "tasks",
            "feedback",
            "opportunities",
        )
    ]
    lists = [
        ("find",),
        ("complaint", "list", "--all"),
        ("task", "list", "--all"),
        ("feedback", "list"),
        ("purchase", "list"),
        ("opportunity", "list", "--all"),
    ]
    for words in (*exports, *lists):
        sheet = tmp_path / "list.csv"
        sheet.write_text(crm.ok(*words, "--format", "csv").out, encoding="utf-8")
        totals = crm.json("import", str(sheet), "--yes")["totals"]
        assert (totals["unchanged"], totals["incomplete"]) == (totals["rows"], 0), (words, totals)


def _with_old_names(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The other names with that of the one who was merged."""
    merged = {"customer_id": "己公司", "name": "己公司旧名", "name_folded": "己公司旧名"}
    return sorted([*rows, merged], key=lambda row: json.dumps(row, ensure_ascii=False, sort_keys=True))


def test_the_list_of_what_stays_names_tables_and_columns_that_are_there() -> None:
    columns = {column for found in tables().values() for column in found}
    full = {f"{name}.{column}" for name, found in tables().items() for column in found}
    assert set(OWN) <= set(tables())
    assert set(COLUMNS) <= columns | full


def test_a_csv_of_several_forms_is_refused(crm: Crm, tmp_path: Path) -> None:
    for n, question in enumerate(("最喜欢哪项服务？", "还缺什么？")):
        rows = [["提交时间", "总体满意度", question], [f"2026-09-30 10:00:0{n + 1}", 4, "保洁"]]
        crm.ok("import", str(book(tmp_path / f"{n}.xlsx", *rows)), "--yes", "--kind", "survey_answers")
    crm.refuses(
        [(("export", "survey_answers", "--format", "csv"), 2), (("export", "all", "--format", "csv"), 2)]
    )
    assert len(crm.json("export", "survey_answers")) == 2
