"""A past day stays as it was, whatever is done later: a day's work, every answer as of its end, later work, compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Crm, beginning

DAY = "2026-11-20"
QUESTIONS = [
    (),
    ("classify",),
    *(("classify", "--explain", name) for name in ("Alpha", "Beta", "Gamma", "Delta", "Epsilon")),
    ("due", "--team", "--all", "--days", "30"),
    ("due", "--all"),
    ("due", "--owner", "Kim", "--all"),
    ("complaint", "list", "--all"),
    ("complaint", "list"),
    ("complaint", "show", "1"),
    ("complaint", "show", "2"),
    ("feedback", "list", "--all"),
    ("task", "list", "--all"),
    ("task", "list"),
    ("opportunity", "list", "--all"),
    ("staff", "trainings"),
    ("consent", "list"),
    ("care", "log"),
    ("campaign", "list"),
    ("campaign", "show", "Fair"),
    ("campaign", "result", "Fair"),
    ("report", "campaigns"),
    ("report", "budget"),
    ("report", "sales"),
    ("report", "handbook"),
    ("budget", "list"),
    ("budget", "expenses"),
    ("report", "loyalty"),
    ("care", "plan"),
    ("care", "plan", "--occasion", "元旦", "--days", "60"),
    ("report", "care"),
    ("consent", "list", "Alpha", "--explain"),
    ("opportunity", "show", "1"),
    ("trial", "list", "--all"),
    ("trial", "show", "1"),
    ("report", "trials"),
    ("target", "list"),
    ("target", "show", "1"),
    ("improve", "list"),
    ("improve", "show", "1"),
    ("alarm", "list"),
    ("review", "sample", "--week", "2026-W47"),
    ("policy", "pilots"),
    ("report", "team"),
    ("report", "scorecard"),
    ("retain", "list", "--all"),
    ("retain", "show", "1"),
    ("report", "retention"),
    ("competitor", "list"),
    ("competitor", "show", "1"),
    ("competitor", "find", "cheaper"),
    ("report", "competitors"),
    ("attachment", "list"),
    *(("show", name) for name in ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Eta")),
    *(("loyalty", "show", name) for name in ("Alpha", "Beta")),
    ("survey", "results"),
    *(("report", name) for name in ("churn", "complaints", "kpi", "tiers", "satisfaction", "response", "data-quality", "pipeline", "recommendations")),
    ("report", "satisfaction", "--by", "owner"),
    ("report", "response", "--by", "person"),
    ("report", "tiers", "--from", "2026-10-01"),
]  # fmt: skip


@beginning
def worked(crm: Any) -> None:
    """A day's work of two people, one row or more of everything that later work may change."""
    crm.at("2026-11-19T01:00:00Z")
    (crm.folder / "plan.txt").write_text("a plan", encoding="utf-8")
    crm.ok("staff", "add", "Kim", "--role", "rep", "--login", "kim")
    for name in ("Alpha", "Beta", "Gamma", "Delta", "Epsilon"):
        crm.ok("add", name)
    crm.ok("purchase", "add", "Alpha", "60000", "--at", "2026-03-01")
    crm.ok("purchase", "add", "Beta", "100", "--at", "2026-05-01")
    crm.ok("purchase", "add", "Beta", "900", "--at", "2026-10-01", "--status", "ordered", "--order", "S3")
    crm.ok("edit", "Beta", "birthday=1980-11-24")
    crm.ok("edit", "Delta", "--owner", "Kim")
    for name in ("Eta", "Theta"):
        crm.ok("add", name)
    crm.ok("purchase", "add", "Theta", "500")
    crm.ok("merge", "Eta", "Theta")
    crm.ok("log-contact", "Beta", "phone", "x", "--next", "2026-11-20", "--at", "2026-11-19 08:00")
    crm.ok("survey", "record", "Beta", "--overall", "1")
    crm.at("2026-11-20T01:00:00Z")
    crm.ok("attachment", "add", "Alpha", "plan.txt")
    crm.ok("complaint", "open", "Alpha", "late", "--severity", "normal", "--handler", "Lee")
    crm.ok("complaint", "open", "Beta", "rude", "--severity", "serious", "--handler", "Kim")
    crm.ok("handoff", "complaint:2", "--to", "Lee", "--by", "2026-11-21")
    crm.ok("feedback", "add", "Gamma", "too slow", "--kind", "problem", "--channel", "phone")
    crm.ok("task", "add", "Write the offer", "--due", "2026-11-21", "--customer", "Gamma")
    crm.ok("task", "add", "Call the printer", "--due", "2026-11-22")
    crm.ok("opportunity", "add", "Alpha", "windows", "--amount", "500", "--next", "+3d", "--at", "2026-11-01")
    crm.ok("opportunity", "add", "Beta", "kitchens", "--owner", "Kim")
    crm.ok("opportunity", "lose", "2", "--reason", "price")
    crm.ok("trial", "start", "Alpha", "pump", "--days", "1")
    crm.ok(
        "target",
        "set",
        "Sell",
        "--metric",
        "orders",
        "--goal",
        "9",
        "--by",
        "2026-12-31",
        "--from",
        "2026-11-01",
    )
    crm.ok("improve", "add", "answer sooner", "--due", "2026-11-25", "--owner", "Kim")
    crm.ok("trial", "start", "Beta", "filter", "--days", "9", "--owner", "Kim")
    crm.ok("retain", "open", "Alpha", "--reason", "price", "--measure", "gift", "--due", "2026-11-22")
    crm.ok("competitor", "add", "Bright")
    crm.ok("competitor", "note", "Bright", "cheaper", "--topic", "price")
    crm.ok("opportunity", "edit", "1", "--competitor", "Bright")
    crm.ok("edit", "Gamma", "--pin", "key", "--reason", "board", "--until", "2027-03-01")
    crm.ok("edit", "Delta", "status=paused", "paused_until=2027-01-15")
    crm.ok("edit", "Epsilon", "stated_tier=potential")
    crm.ok("snooze", "contact:1", "2026-11-25")
    crm.ok("loyalty", "join", "Beta")
    crm.ok("loyalty", "earn", "Beta", "50", "--for", "questionnaire")
    crm.ok("loyalty", "rewards", "add", "pen", "1")
    crm.ok("loyalty", "redeem", "Beta", "pen")
    crm.ok(
        "campaign",
        "add",
        "Fair",
        "--kind",
        "party",
        "--from",
        "2026-11-20",
        "--to",
        "2026-11-30",
        "--budget",
        "9",
        "--where",
        "name~Alpha",
    )
    crm.ok("campaign", "answer", "Fair", "Beta", "yes")
    crm.ok("campaign", "cost", "Fair", "5", "--for", "hall")
    crm.ok("budget", "set", "gifts", "70", "--year", "2026")
    crm.ok("budget", "spend", "gifts", "9", "--customer", "Beta", "--minutes", "5")


#: Later work: what somebody did days after.
LATER = {
    "snoozes": [("snooze", "contact:1", "2026-12-20"), ("snooze", "contact:2", "2026-12-20"),
                ("snooze", "task:1", "2026-12-20"), ("snooze", "complaint:1:resolve", "2026-12-20")],
    "severity": [("complaint", "edit", "1", "--severity", "urgent")],
    "complaint steps": [("complaint", "reply", "1", "sorry"), ("complaint", "propose", "2", "free of charge"),
                        ("complaint", "resolve", "2"), ("complaint", "revisit", "2", "--result", "satisfied"),
                        ("handoff", "complaint:1", "--to", "Kim")],
    "complaint edits": [("complaint", "edit", "1", "--category", "timing", "--product", "cleaning", "--order", "SO1",
                         "--demand", "a refund"), ("complaint", "edit", "2", "--accused", "Wang")],
    "complaint lessons": [("complaint", "resolve", "2", "--compensation", "50"),
                          ("complaint", "revisit", "2", "--result", "neutral"),
                          ("complaint", "archive", "2", "--cause", "people", "--root-cause", "rota", "--measure", "standby",
                           "--lesson", "plan")],
    "pins": [("edit", "Gamma", "--unpin"), ("edit", "Alpha", "--pin", "cold", "--reason", "x", "--until", "2027-06-30")],
    "status": [("edit", "Delta", "status=active", "paused_until="), ("edit", "Alpha", "status=closed"),
               ("edit", "Beta", "status=do_not_contact")],
    "stated": [("edit", "Epsilon", "stated_tier=cold"), ("edit", "Delta", "stated_tier=key")],
    "exceptions": [("edit", "Beta", "cadence_days=7"), ("plan", "set", "Beta", "--channel", "email", "--reason", "y"), ("edit", "Beta", "--potential", "90", "--reason", "x"),
                   ("edit", "Beta", "--verified"), ("edit", "Beta", "--owner", "Kim")],
    "first contacts": [("log-contact", name, "phone", "x") for name in ("Gamma", "Delta", "Epsilon", "Eta")],
    "contacts": [("log-contact", "Alpha", "visit", "x", "--next", "+3d"), ("log-contact", "Beta", "phone", "x")],
    "orders": [("purchase", "add", "Beta", "90000"), ("purchase", "refund", "1")],
    "completed": [("purchase", "edit", "S3", "--status", "completed", "--promised", "2026-12-01")],
    "cancelled": [("purchase", "edit", "1", "--status", "cancelled")],
    "owners": [("edit", name, "--owner", "Kim") for name in ("Alpha", "Beta", "Gamma", "Epsilon")],
    "no owners": [("edit", name, "--owner", "none") for name in ("Alpha", "Beta", "Delta")],
    "answers": [("survey", "record", "Alpha", "--overall", "1"), ("feedback", "answer", "1", "sorry"),
                ("feedback", "close", "1", "--reason", "x")],
    "tasks' order": [("task", "edit", "2", "--due", "2026-11-18"), ("task", "edit", "1", "--repeat", "weekly")],
    "tasks": [("task", "done", "1"), ("task", "edit", "2", "--due", "2026-11-27"), ("task", "cancel", "2")],
    "opportunities": [("opportunity", "stage", "1", "proposal", "--next", "none"), ("opportunity", "stage", "2", "needs"),
                      ("opportunity", "edit", "1", "--amount", "900", "--close", "2027-01-31", "--title", "w", "--owner", "Kim"),
                      ("opportunity", "win", "1", "--purchase")],
    "consents": [("consent", "withdraw", "Alpha"), ("consent", "grant", "Beta", "care")],
    "points": [("loyalty", "join", "Alpha"), ("loyalty", "earn", "Alpha", "500"), ("loyalty", "refer", "Alpha", "Epsilon"),
               ("loyalty", "rewards", "add", "mug", "5"), ("loyalty", "redeem", "Beta", "mug"), ("loyalty", "cancel", "1")],
    "campaigns": [("campaign", "answer", "Fair", "Beta", "no"), ("campaign", "answer", "Fair", "Alpha", "yes"),
                  ("campaign", "attend", "Fair", "Beta"), ("campaign", "attend", "Fair", "Gamma"),
                  ("campaign", "cost", "Fair", "50", "--for", "food"), ("campaign", "edit", "Fair", "--to", "2026-12-30", "--budget", ""),
                  ("campaign", "cancel", "Fair"), ("campaign", "add", "Ball", "--kind", "party", "--from", "2026-12-01")],
    "money": [("budget", "set", "gifts", "7", "--year", "2026"), ("budget", "set", "visits", "7", "--month", "2026-11"),
              ("budget", "spend", "visits", "30", "--customer", "Gamma")],
    "trials": [("trial", "extend", "1", "2026-12-20"), ("trial", "end", "2", "declined", "--reason", "x"),
               ("trial", "start", "Gamma", "pump", "--days", "9")],
    "targets": [("target", "edit", "1", "--goal", "4", "--owner", "Kim"), ("target", "close", "1"),
                ("target", "set", "Win", "--metric", "wins", "--goal", "2", "--by", "2026-12-31")],
    "improvements": [("improve", "edit", "1", "--due", "2026-12-20", "--owner", "Lee"), ("improve", "done", "1"),
                     ("improve", "add", "ring first")],
    "retention": [("retain", "done", "1", "--cost", "9"), ("retain", "step", "1", "gift", "--due", "2026-12-20"),
                  ("retain", "close", "1", "lost", "--reason", "service", "--note", "x"), ("retain", "open", "Beta")],
    "competitors": [("competitor", "note", "Bright", "much cheaper"), ("competitor", "add", "Dark"),
                    ("opportunity", "edit", "1", "--competitor", "Dark"), ("opportunity", "lose", "1", "--to", "Bright")],
    "trainings": [("staff", "train", "Kim", "manners")],
    "attachments": [("attachment", "add", "Beta", "plan.txt")],
    "done": [("done", "contact:2"), ("done", "task:1")],
    "policy": [("policy", "set", "churn.silence_days", "10"), ("policy", "set", "backlog.stated_tier_pin_days", "1")],
    "customers": [("add", "Zeta"), ("merge", "Alpha", "Zeta")],
    "leaving": [("staff", "leave", "Kim", "--to", "Lee")],
    "roles": [("staff", "edit", "Kim", "--role", "manager")],
    "left": [("staff", "edit", "Kim", "--left")],
}  # fmt: skip


#: Later work that shows on a past day, because it is known now: what, and how many records the list of that day says so of.
SAID = {
    "amounts": ([("purchase", "edit", "1", "--amount", "10")], {"orders": 1}),
    "days": ([("purchase", "edit", "2", "--at", "2026-02-01")], {"orders": 1}),
    "birthday removed": ([("edit", "Beta", "birthday=")], {"customers": 1}),
    "birthday changed": ([("edit", "Beta", "birthday=1980-11-28")], {"customers": 1}),
    "fields": ([("edit", "Beta", field) for field in ("industry=hotel", "size=large", "cooperation_start=2020-01-01",
                "city=Leshan", "pain_points=x")], {"customers": 1}),
    "late contact": ([("log-contact", "Gamma", "visit", "x", "--at", "2026-11-20 09:00")], {"contacts": 1}),
    "late order": ([("purchase", "add", "Gamma", "90000", "--at", "2026-06-01")], {"orders": 1}),
    "late refund": ([("purchase", "refund", "1", "--amount", "10", "--at", "2026-11-18")], {"orders": 1}),
    "late step": ([("complaint", "reply", "1", "x", "--at", "2026-11-20 10:00")], {"complaints": 1}),
    "late answer": ([("survey", "record", "Alpha", "--overall", "1", "--at", "2026-11-18")], {"survey_responses": 1}),
    "late stage": ([("opportunity", "stage", "1", "needs", "--at", "2026-11-10")], {"opportunities": 1}),
    "late opportunity": ([("opportunity", "add", "Gamma", "x", "--at", "2026-11-10")], {"opportunities": 1}),
    "late consent": ([("consent", "grant", "Alpha", "care", "--at", "2026-11-10")], {"consents": 1}),
    "late trial": ([("trial", "start", "Gamma", "pump", "--from", "2026-11-10", "--days", "3")], {"trials": 1}),
    "late training": ([("staff", "train", "Kim", "manners", "--on", "2026-11-10")], {"trainings": 1}),
    "removed attachment": ([("attachment", "remove", "1")], {"attachments": 1}),
    "new person": ([("log-contact", "Beta", "phone", "x", "--with", "Ms Wu", "--new-person")], {"customers": 1}),
    "merge": ([("merge", "Alpha", "Beta")], {"merged": 1}),
    "merges": ([("merge", "Gamma", "Epsilon"), ("merge", "Alpha", "Gamma")], {"merged": 2}),
    "taken back": ([("undo",)], {"operations": 1}),
    "unmerged": ([("merge", "undo", "1")], {"customers": 1, "orders": 1, "operations": 1}),
    "name of staff": ([("staff", "edit", "Kim", "--name", "Kimberly")], {"staff": 1}),
    "currency": ([("policy", "set", "team.currency", "USD")], {"settings": 1}),
    "time zone": ([("policy", "set", "team.time_zone", "Europe/Berlin")], {"settings": 1}),
    "everything": ([("edit", "Beta", "city=Leshan"), ("edit", "Gamma", "city=Leshan"), ("merge", "Gamma", "Epsilon"),
                    ("purchase", "edit", "1", "--amount", "10")], {"customers": 2, "orders": 1, "merged": 1}),
    "work that was taken back": ([("merge", "Alpha", "Beta"), ("undo",)], {}),
    "merge with who came later": ([("add", "Zeta"), ("edit", "Zeta", "city=Leshan"), ("merge", "Alpha", "Zeta")], {"customers": 1}),
    "what came later": ([("add", "Zeta"), ("edit", "Zeta", "city=Leshan"), ("purchase", "add", "Zeta", "9"),
                         ("purchase", "edit", "5", "--amount", "8")], {}),
}  # fmt: skip


def answers(crm: Crm) -> dict[str, Any]:
    """What every question is answered of the day; under `as_known_now` what it says to be known only now."""
    found = {}
    for words in QUESTIONS:
        envelope = crm.ok(*words, "--as-of", DAY, "--format", "json").json
        answer = found[" ".join(words)] = {key: envelope.get(key) for key in ("data", "as_known_now")}
        # It says how often the record was written, not how it stood.
        if isinstance(answer["data"], dict):
            answer["data"].pop("version", None)
    return found


@pytest.fixture(scope="module")
def before_by_engine() -> dict[bool, dict[str, Any]]:
    """The answers at the end of the day, which all that is done later starts from."""
    return {}


#: Kinds of later work that one company can see one after the other: each group is compared once.
TOGETHER = [
    ("snoozes", "severity", "complaint edits", "pins", "exceptions", "orders", "tasks' order", "opportunities", "trials", "targets", "improvements", "trainings", "consents", "points", "roles"),
    ("complaint steps", "status", "stated", "first contacts", "completed", "tasks", "policy", "attachments", "campaigns", "money", "competitors"),
    ("complaint lessons", "contacts", "owners", "cancelled", "answers", "customers", "left"),
    ("done", "no owners", "leaving", "retention"),
]  # fmt: skip


def test_every_kind_of_later_work_is_tried() -> None:
    assert sorted(kind for group in TOGETHER for kind in group) == sorted(LATER)


@pytest.mark.file
@pytest.mark.parametrize("group", TOGETHER, ids=" ".join)
def test_later_work_leaves_a_past_day_as_it_was(
    worked: Crm, before_by_engine: dict[bool, dict[str, Any]], group: tuple[str, ...]
) -> None:
    _stays(worked, before_by_engine, group)


#: What is read back differs by kind, how it is read by engine: some kinds show it.
def test_later_work_leaves_a_past_day_as_it_was_on_either_engine(
    worked: Crm, before_by_engine: dict[bool, dict[str, Any]]
) -> None:
    _stays(worked, before_by_engine, TOGETHER[2])


def _before(worked: Crm, before_by_engine: dict[bool, dict[str, Any]]) -> dict[str, Any]:
    if (on_server := worked.server is not None) not in before_by_engine:
        worked.at("2026-11-20T15:59:59Z")
        before_by_engine[on_server] = answers(worked)
    return before_by_engine[on_server]


def _stays(worked: Crm, before_by_engine: dict[bool, dict[str, Any]], group: tuple[str, ...]) -> None:
    before = _before(worked, before_by_engine)
    (worked.folder / "plan.txt").write_text("a plan", encoding="utf-8")
    worked.at("2026-11-24T02:00:00Z")
    worked.ok("classify")
    for kind in group:
        for words in LATER[kind]:
            worked.ok(*words)
    worked.ok("classify")
    after = answers(worked)
    assert {line for line in before if before[line] != after[line]} == set()


@pytest.mark.file
@pytest.mark.parametrize("kind", SAID)
def test_a_past_day_says_what_is_known_only_now(
    worked: Crm, before_by_engine: dict[bool, dict[str, Any]], kind: str
) -> None:
    before, (work, told) = _before(worked, before_by_engine), SAID[kind]
    worked.at("2026-11-24T02:00:00Z")
    for words in work:
        worked.ok(*words)
    worked.ok("classify")
    after = answers(worked)
    silent = {line for line in before if before[line] != after[line] and not after[line]["as_known_now"]}
    assert silent == set()
    assert (after["due --all"]["as_known_now"] or {}) == told


@pytest.mark.file
@pytest.mark.parametrize(
    ("lang", "line"),
    [
        (
            "en",
            "As known now. Since then put right, entered or taken back: 1 order, 1 customer merged into another.",
        ),
        ("zh_CN", "以现在所知为准。此后有更正、补录或撤回：1个订单、1位客户并入其他客户。"),
    ],
)
def test_what_is_known_only_now_is_told_in_one_line(worked: Crm, lang: str, line: str) -> None:
    worked.at("2026-11-24T02:00:00Z")
    worked.ok("purchase", "edit", "2", "--amount", "10")
    worked.ok("merge", "Alpha", "Epsilon")
    for words in (("due", "--all"), ("report", "churn"), ("classify",)):
        asked = (*words, "--as-of", DAY, "--lang", lang, "--format")
        assert [worked.ok(*asked, form).out.replace("\n", "").count(line) for form in ("table", "md")] == [
            1,
            1,
        ], words
        csv = worked.ok(*asked, "csv")
        assert (csv.err.replace("\n", "").count(line), line in csv.out) == (1, False), words
    worked.ok("report", "churn", "--as-of", DAY, "--lang", lang, "-o", "churn.html")
    assert (worked.folder / "churn.html").read_text(encoding="utf-8").count(line) == 1
    worked.ok("due", "--as-of", DAY, "--lang", lang, "-o", "due.xlsx")
    # Of whom nothing was changed, nothing is said; nor of the present, and of what a command does not rest on.
    for words in (
        ("show", "Gamma", "--as-of", DAY),
        ("due", "--all"),
        ("report", "response", "--as-of", "2026-11-24"),
    ):
        assert "as_known_now" not in worked.ok(*words, "--format", "json").json, words


@pytest.mark.file
@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("订单号,客户名称,下单日期,金额,状态\nS3,Beta,2026-10-01,900,已完成\n", {}),
        ("订单号,客户名称,下单日期,金额,状态\nS3,Beta,2026-10-01,800,已取消\n", {"orders": 1}),
        ("订单号,客户名称,下单日期,金额,状态\nS8,Delta,2026-04-01,80,已完成\n", {"orders": 1}),
        ("客户名称,行业,负责人\nBeta,酒店,Kim\nZeta,酒店,Kim\n", {"customers": 2}),
        ("客户名称,负责人\nBeta,Kim\n", {}),
        ("客户名称,跟进时间,方式,跟进内容\nGamma,2026-11-18 10:00,上门拜访,谈续约\n", {"contacts": 1}),
        ("客户名称,投诉时间,投诉内容\nGamma,2026-11-18 10:00,迟到\n", {"complaints": 1}),
    ],
)
def test_an_import_is_later_work_like_any_other(
    worked: Crm, before_by_engine: dict[bool, dict[str, Any]], rows: str, told: dict[str, int]
) -> None:
    before = _before(worked, before_by_engine)
    worked.at("2026-11-24T02:00:00Z")
    (worked.folder / "later.csv").write_text(rows, encoding="utf-8")
    worked.ok("import", str(worked.folder / "later.csv"), "--yes")
    after = answers(worked)
    silent = {line for line in before if before[line] != after[line] and not after[line]["as_known_now"]}
    assert silent == set()
    assert (after["due --all"]["as_known_now"] or {}) == told


@pytest.mark.file
def test_what_stays_of_later_work_that_was_taken_back_is_told(
    worked: Crm, before_by_engine: dict[bool, dict[str, Any]]
) -> None:
    before = _before(worked, before_by_engine)
    worked.at("2026-11-24T02:00:00Z")
    (worked.folder / "later.csv").write_text(
        "客户名称,行业\nBeta,酒店\nZeta,酒店\nEta2,酒店\n", encoding="utf-8"
    )
    worked.ok("import", str(worked.folder / "later.csv"), "--yes")
    number = worked.ok("history", "--format", "json").json["data"][0]["number"]
    worked.ok("log-contact", "Zeta", "phone", "x")
    assert worked("undo", str(number)).status == 3
    after = answers(worked)
    assert {
        line for line in before if before[line] != after[line] and not after[line]["as_known_now"]
    } == set()
    assert after["due --all"]["as_known_now"] == {"customers": 1}


def test_what_was_learnt_of_an_imported_complaint_is_of_the_day_of_its_archive(crm: Crm) -> None:
    path = crm.folder / "投诉.csv"
    path.write_text(
        "投诉编号,客户名称,投诉时间,投诉内容,根因类别\nT1,远鑫酒店,2026-11-18 10:00,迟到,\n", encoding="utf-8"
    )
    crm.ok("import", str(path), "--yes", "--create-missing")
    crm.at("2026-11-24T02:00:00Z")
    crm.ok("complaint", "resolve", "T1")
    crm.ok("complaint", "revisit", "T1", "--result", "satisfied")
    crm.at("2026-11-26T02:00:00Z")
    archive = ("--cause", "people", "--root-cause", "rota", "--measure", "standby", "--lesson", "plan")
    crm.ok("complaint", "archive", "T1", *archive, "--at", "2026-11-25 09:00")

    def causes(on: str) -> list[str]:
        tables = crm.json("report", "complaints", "--as-of", on)["tables"]
        return [row["root_cause"] for row in next(t["rows"] for t in tables if t["key"] == "root_causes")]

    assert (causes("2026-11-24"), causes("2026-11-25")) == ([], ["people"])
    told = [
        crm.json("complaint", "show", "T1", "--as-of", day)["lesson"] for day in ("2026-11-24", "2026-11-25")
    ]
    assert told == [None, "plan"]


@pytest.mark.file
def test_everything_agrees_whom_a_past_day_knew(crm: Crm) -> None:
    """Dateless customers of an import belong to every day, as its backlog doesn't; those with facts to the days since."""
    lists = {
        "客户": "客户名称,联系电话\n" + "".join(f"第{n}号公司,139000000{n}\n" for n in range(10, 40)),
        "跟进": "客户名称,跟进时间,方式,跟进内容\n丁丁有限公司,2026-03-02 10:00,电话,谈续约\n",
        "订单": "订单号,客户名称,下单日期,产品,金额\nS1,戊戊有限公司,2026-05-04,保洁,1000\n",
    }
    crm.ok("add", "己己有限公司")
    for name, text in lists.items():
        (crm.folder / f"{name}.csv").write_text(text, encoding="utf-8")
        crm.ok("import", str(crm.folder / f"{name}.csv"), "--yes", "--create-missing")
    crm.at("2026-11-24T02:00:00Z")
    for day, known in {"2026-03-01": 30, "2026-03-02": 31, "2026-11-19": 32, "2026-11-20": 33}.items():
        customers, records = (
            _figure(crm, "kpi", "customers", day),
            _figure(crm, "data-quality", "records", day),
        )
        shown = sum(crm("show", str(n), "--as-of", day).status == 0 for n in range(1, 34))
        assert (day, customers, records, shown) == (day, known, known, known)
    waiting = {
        day: crm.ok("due", "--team", "--as-of", day).out.count("Backlog")
        for day in ("2026-11-19", "2026-11-20")
    }
    assert waiting == {"2026-11-19": 0, "2026-11-20": 1}


@pytest.mark.file
def test_what_happens_here_to_who_came_without_a_day_takes_no_past_day_away(crm: Crm) -> None:
    (crm.folder / "客户.csv").write_text("客户名称,联系电话\n远鑫酒店,13900000010\n", encoding="utf-8")
    crm.ok("import", str(crm.folder / "客户.csv"), "--yes")

    def known() -> list[tuple[float, float, int]]:
        return [
            (
                _figure(crm, "kpi", "customers", day),
                _figure(crm, "data-quality", "records", day),
                crm("show", "远鑫", "--as-of", day).status,
            )
            for day in ("2026-03-01", "2026-11-19", "2026-11-20")
        ]

    for words in (
        ("log-contact", "远鑫", "phone", "谈过"),
        ("purchase", "add", "远鑫", "100"),
        ("complaint", "open", "远鑫", "迟到"),
    ):
        assert known() == [(1, 1, 0)] * 3, words
        crm.ok(*words)
        crm.at("2026-11-24T02:00:00Z")
    assert known() == [(1, 1, 0)] * 3
    # A talk that was had before, and is entered later, dates the customer all the same.
    crm.ok("log-contact", "远鑫", "phone", "谈过", "--at", "2026-11-01 10:00")
    assert known() == [(0, 0, 4), (1, 1, 0), (1, 1, 0)]


@pytest.mark.parametrize("word", ["status=closed", "owner=", "status=do_not_contact"])
def test_what_is_decided_later_leaves_a_past_days_data_quality(crm: Crm, word: str) -> None:
    for name in ("甲公司", "乙公司"):
        crm.ok("add", name)
    crm.at("2026-11-24T02:00:00Z")
    before = crm.json("report", "data-quality", "--as-of", "2026-11-21")
    crm.ok("edit", "甲公司", word)
    assert crm.json("report", "data-quality", "--as-of", "2026-11-21") == before
    assert crm.json("report", "data-quality")["figures"] != before["figures"]


def _figure(crm: Crm, report: str, key: str, day: str) -> float:
    figures = crm.json("report", report, "--as-of", day)["figures"]
    return next(float(f["value"]) for f in figures if f["key"] == key)


def test_what_an_undo_took_back_never_was(worked: Crm) -> None:
    before = answers(worked)
    worked.at("2026-11-20T05:00:00Z")
    worked.ok("edit", "Beta", "status=closed")
    worked.at("2026-11-24T02:00:00Z")
    worked.ok("undo")
    after = answers(worked)
    assert {line for line in before if before[line]["data"] != after[line]["data"]} == set()
    assert after["due --all"]["as_known_now"] == {"customers": 1, "operations": 1}


def test_an_instant_lies_before_or_behind_a_change(worked: Crm) -> None:
    def tier(at: str) -> str:
        return str(worked.json("classify", "--explain", "Gamma", "--as-of", at)["tier"]["rule"])

    assert [tier(f"2026-11-20 0{hour}:00") for hour in (8, 9)] == ["tier[3]", "pin"]
    worked.at("2026-11-24T02:00:00Z")
    worked.ok("edit", "Gamma", "--unpin")
    assert [tier(at) for at in ("2026-11-20", "2026-11-24 09:59", "2026-11-24 10:00")] == [
        "pin",
        "pin",
        "tier[3]",
    ]


def test_show_tells_a_past_day(worked: Crm) -> None:
    worked.at("2026-11-24T02:00:00Z")
    worked.ok("edit", "Gamma", "status=closed", "--unpin")
    worked.ok("log-contact", "Gamma", "phone", "they are closing down")
    then = worked.ok("show", "Gamma", "--as-of", DAY).out
    assert "As of 2026-11-20." in then and "Tier: key" in then and "Status: active" in then
    assert "closing down" not in then and "closing down" in worked.ok("show", "Gamma").out
    head = worked.ok("show", "Gamma", "--as-of", f"{DAY} 15:30").out.splitlines()[0]
    assert head == "As of 2026-11-20 15:30."
    run = worked("show", "Gamma", "--as-of", "2026-11-01")
    assert run.status == 4 and "wasn't known on 2026-11-01" in run.err


@pytest.mark.file
@pytest.mark.parametrize(
    "words",
    ["find Alpha", "export customers", "feedback summary", "feedback show 1", "task workload", "task show 1",
     "survey wave list", "kb list", "purchase list", "complaint cases x", "add Zeta", "edit Alpha city=Leshan"],
)  # fmt: skip
def test_what_can_not_be_told_of_a_past_day_says_why(worked: Crm, words: str) -> None:
    for typed in ([*words.split(), "--as-of", DAY], ["--as-of", DAY, *words.split()]):
        run = worked(*typed)
        assert (run.status, run.out) == (2, "")
        assert "takes no --as-of: it works on the records as they stand now" in run.err


def test_what_becomes_backlog_later_leaves_a_past_day_as_it_was(crm: Crm, tmp_path: Path) -> None:
    customers = tmp_path / "k.csv"
    customers.write_text(
        "客户名称,电话,首次合作日期\n甲公司,13900000001,2024-01-01\n乙公司,13900000002,2024-01-01\n",
        encoding="utf-8",
    )
    contacts = tmp_path / "g.csv"
    contacts.write_text(
        "客户,日期,联系方式,沟通内容\n甲公司,2026-10-13,电话,谈过\n乙公司,2026-11-13,电话,谈过\n",
        encoding="utf-8",
    )
    crm.ok("policy", "set", "backlog.per_day", "1")
    crm.at("2026-11-30T01:00:00Z")
    crm.ok("import", str(customers), str(contacts), "--yes")
    crm.at("2026-12-03T06:00:00Z")
    # By this the first contact fell due before the import; it is planned as backlog the next morning.
    crm.ok("policy", "set", "contact.plan.general.cadence_days", "45")
    before = crm.json("due", "--as-of", "2026-12-03")
    crm.at("2026-12-04T00:10:00Z")
    crm.ok("classify")
    assert [row["customer"] for row in before] and crm.json("due", "--as-of", "2026-12-03") == before
