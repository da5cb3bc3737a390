"""Every command of the program: its names, where help lists it, and its one-line help.

A static table, so that the program's help and a wrong word load no command.
"""

from __future__ import annotations

import importlib
from typing import Any, NamedTuple

from crmcli.i18n import N_, words


class Entry(NamedTuple):
    """A command of the program: its names, where help lists it, its one-line help, its module."""

    name: str
    chinese: str
    section: str
    help: str
    module: str


_DAY, _RECORDS, _SERVICE, _FILES, _INSIGHT, _TEAM, _CARE = (
    N_("Every day"),
    N_("Customers and orders"),
    N_("Service"),
    N_("Files in and out"),
    N_("Rules and reports"),
    N_("Team"),
    N_("The database"),
)

COMMANDS: tuple[Entry, ...] = (
    Entry("due", "待办", _DAY, N_("Whom to contact today and why, and every other thing due."), "due"),
    Entry("log-contact", "跟进", _DAY, N_("Record a contact in one line."), "log_contact"),
    Entry(
        "interaction",
        "跟进记录",
        _DAY,
        N_("Recorded contacts: listed and put right."),
        "interaction",
    ),
    Entry("done", "完成", _DAY, N_("Tick off a row of the due list."), "done"),
    Entry("snooze", "推迟", _DAY, N_("Put a row of the due list off to a later day."), "snooze"),
    Entry("task", "任务", _DAY, N_("Tasks with an owner and a deadline."), "task"),
    Entry("handoff", "交接", _DAY, N_("Give a task or complaint to somebody else."), "handoff"),
    Entry("add", "新增", _RECORDS, N_("Add a customer."), "add"),
    Entry("find", "查找", _RECORDS, N_("Search customers by name, initials, phone or tag."), "find"),
    Entry("segment", "客户群", _RECORDS, N_("Filters that are kept under a name."), "segment"),
    Entry("show", "查看", _RECORDS, N_("Everything about one customer."), "show"),
    Entry("edit", "修改", _RECORDS, N_("Change a customer's fields."), "edit"),
    Entry(
        "contact", "联系人", _RECORDS, N_("The people at a customer: add, change, left, moved."), "contact"
    ),
    Entry(
        "pool",
        "公海",
        _RECORDS,
        N_("Customers whom nobody looks after: listed, claimed, given back."),
        "pool",
    ),
    Entry("plan", "联系计划", _RECORDS, N_("A contact plan of its own for one customer."), "plan"),
    Entry("dedupe", "去重", _RECORDS, N_("Find customers who stand there twice."), "dedupe"),
    Entry("merge", "合并", _RECORDS, N_("Make two records of one customer one."), "merge"),
    Entry(
        "review", "审核", _RECORDS, N_("Approve or reject new customers; check what was recorded."), "review"
    ),
    Entry("purchase", "订单", _RECORDS, N_("Orders and refunds."), "purchase"),
    Entry("contract", "合同", _RECORDS, N_("Contracts, their instalments and renewals."), "contract"),
    Entry(
        "opportunity",
        "商机",
        _RECORDS,
        N_("Possible deals: stages, next steps, won and lost."),
        "opportunity",
    ),
    Entry(
        "retain",
        "挽留",
        _RECORDS,
        N_("Customers to keep or win back: why, what is done, what came of it."),
        "retain",
    ),
    Entry(
        "competitor",
        "竞争对手",
        _RECORDS,
        N_("Competitors: what is noted of them, and for which deals they are in play."),
        "competitor",
    ),
    Entry(
        "trial",
        "试用",
        _RECORDS,
        N_("Products that customers try: until when, and what came of it."),
        "trial",
    ),
    Entry(
        "consent",
        "授权",
        _RECORDS,
        N_("Who agreed to greetings, marketing, surveys, profiling, and who took that back."),
        "consent",
    ),
    Entry(
        "verify",
        "核实",
        _RECORDS,
        N_("Ask customers whether their contact data are still right."),
        "verify",
    ),
    Entry(
        "attachment",
        "附件",
        _RECORDS,
        N_("Files at records: photos, signed contracts, scans."),
        "attachment",
    ),
    Entry("loyalty", "积分", _RECORDS, N_("Members' points: levels, rewards, referrals, draws."), "loyalty"),
    Entry("complaint", "投诉", _SERVICE, N_("Complaints and their deadlines."), "complaint"),
    Entry("feedback", "反馈", _SERVICE, N_("Praise, problems, suggestions and needs."), "feedback"),
    Entry("survey", "调查", _SERVICE, N_("Satisfaction surveys."), "survey"),
    Entry(
        "care",
        "关怀",
        _SERVICE,
        N_("Greetings on birthdays, anniversaries and festivals, each sent once."),
        "care",
    ),
    Entry(
        "campaign",
        "活动",
        _SERVICE,
        N_("Campaigns and events: for whom, invitations, who came, what they cost."),
        "campaign",
    ),
    Entry(
        "budget",
        "预算",
        _SERVICE,
        N_("What may be spent on customers, what was spent, and what is left."),
        "budget",
    ),
    Entry("kb", "知识", _SERVICE, N_("Standard answers, phrases and cases, found by any word."), "kb"),
    Entry("import", "导入", _FILES, N_("Read spreadsheets and address books."), "import_"),
    Entry("export", "导出", _FILES, N_("Write lists to xlsx, csv, json, vcf or ics."), "export"),
    Entry(
        "classify", "分类", _INSIGHT, N_("Work out every customer's tier, value, stage and risk."), "classify"
    ),
    Entry(
        "why", "为何", _INSIGHT, N_("Why a customer stands where it stands, and what would move it."), "why"
    ),
    Entry(
        "report",
        "报表",
        _INSIGHT,
        N_("Churn, satisfaction, complaints, tiers, KPIs, opportunities, data quality."),
        "report",
    ),
    Entry("alarm", "预警", _INSIGHT, N_("What the figures of the last month and quarter warn of."), "alarm"),
    Entry("target", "目标", _INSIGHT, N_("What a figure should be by a day, and how far it is."), "target"),
    Entry(
        "improve",
        "改进",
        _INSIGHT,
        N_("What is to be done better, and whether it was better after."),
        "improve",
    ),
    Entry("rate", "汇率", _INSIGHT, N_("Rates of other currencies, by which their amounts count."), "rate"),
    Entry("policy", "规则", _INSIGHT, N_("The team's numbers: thresholds, cadences, deadlines."), "policy"),
    Entry("field", "字段", _INSIGHT, N_("Fields of customers that the team declares for itself."), "field"),
    Entry(
        "calendar",
        "日历",
        _INSIGHT,
        N_("Public holidays, make-up days, and the team's own days off."),
        "calendar",
    ),
    Entry("staff", "员工", _TEAM, N_("The people of the team."), "staff"),
    Entry("history", "历史", _TEAM, N_("Who changed what, and when."), "history"),
    Entry("undo", "撤销", _TEAM, N_("Take an operation back."), "undo"),
    Entry("init", "初始化", _CARE, N_("Make a new database."), "init"),
    Entry("demo", "演示", _CARE, N_("Build a practice company and walk through a day's work."), "demo"),
    Entry("move", "迁移", _CARE, N_("Copy everything to a server, or back to a file."), "move"),
    Entry("backup", "备份", _CARE, N_("Make a verified copy."), "backup"),
    Entry("restore", "恢复", _CARE, N_("Go back to a copy."), "restore"),
    Entry("doctor", "体检", _CARE, N_("Check everything and say what to do."), "doctor"),
)
_BY_NAME = {entry.name: entry for entry in COMMANDS} | {entry.chinese: entry for entry in COMMANDS}

#: What the bare program shows.
_TODAY = "due.today"


def load(entry: Entry) -> Any:
    """The module of a command."""
    return _module(entry.module)


def load_today() -> Any:
    """The module that shows today in ten lines."""
    return _module(_TODAY)


def _module(name: str) -> Any:
    return importlib.import_module(f"crmcli.commands.{name}")


def chinese_verbs(entry: Entry) -> dict[str, str]:
    """The verbs of a command with their Chinese names, the first where there are several."""
    module = load(entry)
    names = getattr(module, "VERB_ALIASES", None) or getattr(module, "ALIASES", {})
    return {verb: chinese for chinese, verb in reversed(names.items())}


def spoken(path: str) -> str:
    """A command as people of the language call it: `complaint open`, 投诉 登记. Any other text as it is."""
    if path == "--as":
        # Of what was recorded before a command began.
        return path if words() == "en" else "--身份"
    name, _space, verb = path.partition(" ")
    entry = find_entry(name)
    if words() == "en" or entry is None:
        return path
    return " ".join(filter(None, (entry.chinese, chinese_verbs(entry).get(verb, verb) if verb else "")))


def matter(summary: str | None) -> str:
    """What an operation was about, in the reader's language also where that is another operation (`undo`: import 2)."""
    path, _space, number = (summary or "").rpartition(" ")
    return f"{spoken(path)} {number}" if path and number.isdigit() else summary or ""


def find_entry(name: str) -> Entry | None:
    """The command with this English or Chinese name."""
    return _BY_NAME.get(name)
