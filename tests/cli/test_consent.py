"""Consent: what is recorded, what follows from it, and that who withdrew is asked nothing."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli import errors

pytestmark = pytest.mark.file


def _verdicts(crm: Any, who: str = "1") -> dict[tuple[str, str | None], str | None]:
    rows = crm.json("consent", "list", who, "--explain")["verdicts"]
    return {(row["purpose"], row["channel"]): row["reason"] for row in rows}


def test_what_was_said_last_counts(crm: Any) -> None:
    crm.ok("add", "Shop", "--phone", "13900000001")
    assert _verdicts(crm)["care", "sms"] is None and _verdicts(crm)["marketing", "sms"] == "not_agreed"
    crm.ok(
        "consent", "grant", "1", "marketing", "--source", "纸质", "--evidence", "form 7", "--at", "2026-11-18"
    )
    crm.ok("consent", "withdraw", "1", "--channel", "sms", "--at", "2026-11-19")
    found = _verdicts(crm)
    assert (found["marketing", "phone"], found["marketing", "sms"], found["care", "sms"]) == (None, "withdrawn", "withdrawn")  # fmt: skip
    crm.ok("授权", "同意", "1", "营销，关怀", "--渠道", "短信")
    found = _verdicts(crm)
    assert (found["marketing", "sms"], found["care", "sms"], found["survey", "sms"]) == (
        None,
        None,
        "withdrawn",
    )
    # A past day knows nothing of what came later.
    past = crm.json("consent", "list", "1", "--explain", "--as-of", "2026-11-18")
    assert [row["source"] for row in past["consents"]] == ["paper"]
    crm.ok("undo")
    assert _verdicts(crm)["care", "sms"] == "withdrawn"


def test_a_contact_person_speaks_for_themselves_and_for_whom_is_asked(crm: Any) -> None:
    crm.ok("add", "Harbour Printing Ltd", "--phone", "13900000001", "--contact", "Anna Berg")
    crm.ok("contact", "add", "1", "Bo Lind", "phone=13900000002")
    crm.ok("consent", "withdraw", "1", "survey", "--contact", "Bo Lind")
    assert crm.json("survey", "wave", "open", "Q4", "--dry-run")["customers"] == [1]
    crm.ok("consent", "withdraw", "1", "survey", "--contact", "Anna Berg")
    assert crm.json("survey", "wave", "open", "Q4", "--dry-run")["left_out"]["withdrawn"] == 1
    crm.ok("contact", "leave", "Anna Berg")
    crm.at("2026-11-20T03:00:00Z")
    crm.ok("consent", "grant", "1", "survey", "--contact", "Bo Lind")
    assert crm.json("survey", "wave", "open", "Q4", "--dry-run")["customers"] == [1]


def test_paper_consents_of_many_are_one_line(crm: Any) -> None:
    for n in "123":
        crm.ok("add", f"Shop {n}", "--phone", f"1390000000{n}")
    crm.ok("edit", "3", "tags=fair")
    crm.ok("consent", "grant", "care", "marketing", "--where", "tag=fair", "--source", "paper")
    assert [(row["customer"], row["purpose"]) for row in crm.json("consent", "list")] == [
        ("Shop 3", "marketing"), ("Shop 3", "care"),
    ]  # fmt: skip
    crm.refuses([
        (("consent", "grant", "1"), errors.Usage.status),
        (("consent", "grant", "1", "everything else"), errors.Usage.status),
        (("consent", "grant"), errors.Usage.status),
        (("consent", "grant", "care", "--where", "tag=fair", "--contact", "Ann"), errors.Usage.status),
        (("consent", "grant", "1", "care", "--channel", "pigeon"), errors.Usage.status),
        (("consent", "grant", "1", "care", "--evidence", "attachment:9"), errors.NotFound.status),
        (("consent", "withdraw", "1", "--at", "2026-11-21"), errors.Invalid.status),
        (("consent", "list", "--explain"), errors.Usage.status),
    ])  # fmt: skip


def test_words_that_opt_out_take_consent_back_at_once(crm: Any, tmp_path: Any) -> None:
    for n in "123":
        crm.ok("add", f"Shop {n}", "--phone", f"1390000000{n}")
    assert "opts out" in crm.ok("log-contact", "#1", "sms", "TD", "--in").out
    assert "opts out" not in crm.ok("log-contact", "#1", "sms", "TD").out
    crm.ok("survey", "record", "2", "--overall", "4", "--comment", "以后不要再发问卷")
    (tmp_path / "log.csv").write_text(
        "日期,客户名称,跟进方式,来往方向,沟通内容\n2026-11-10,Shop 3,微信,呼入,不要再发了\n2026-11-11,Shop 3,微信,呼出,不要再发了\n",
        encoding="utf-8",
    )
    told = crm.ok("import", str(tmp_path / "log.csv"), "--yes")
    assert "opts out" in told.out + told.err
    rows = crm.json("consent", "list")
    assert {(row["customer"], row["purpose"], row["channel"]) for row in rows} == {
        ("Shop 1", None, "sms"), ("Shop 2", "survey", None), ("Shop 3", None, "wechat"),
    }  # fmt: skip
    assert len(rows) == 3
    crm.ok("undo")
    assert len(crm.json("consent", "list")) == 2


def test_a_reminder_leaves_out_who_withdrew_since(crm: Any, tmp_path: Any) -> None:
    crm.ok("add", "Shop 1", "--phone", "13900000001")
    crm.ok("add", "Shop 2", "--phone", "13900000002", "--email", "a@b.com")
    crm.ok("survey", "wave", "open", "Q4")
    crm.ok("consent", "withdraw", "1", "survey")
    crm.ok("consent", "withdraw", "2", "--channel", "email")
    found = crm.json("survey", "wave", "show", "Q4", "--unanswered")["invitations"]
    assert [(row["customer"], row["email"], row["by"]) for row in found] == [
        ("Shop 2", None, ["phone", "sms"])
    ]


def test_a_sheet_of_paper_consents(crm: Any, tmp_path: Any) -> None:
    crm.ok("add", "Shop 1", "--phone", "13900000001")
    (tmp_path / "paper.csv").write_text(
        "客户,用途,渠道,同意/撤回,日期,来源,证据\n"
        "Shop 1,营销、关怀,短信,同意,2026-11-03,纸质,3号盒\n"  # one row for each purpose
        "Shop 1,,,撤回,2026-11-04,电话,\n"
        "Shop 1,画册,,同意,2026-11-04,电话,\n"  # nobody knows this purpose
        "Shop 1,,,同意,2026-11-04,电话,\n"  # nor what this is about
        "Shop 1,营销,飞鸽,同意,2026-11-04,电话,\n",
        encoding="utf-8",
    )
    words = ("import", str(tmp_path / "paper.csv"), "--yes", "--partial", "--format", "json")
    totals = crm(*words).json["data"]["totals"]
    assert (totals["created"], totals["rejected"]) == (3, 3)
    assert crm(*words).json["data"]["totals"]["created"] == 0
    assert [(row["purpose"], row["channel"], row["state"]) for row in crm.json("consent", "list")] == [
        (None, None, "withdrawn"), ("care", "sms", "granted"), ("marketing", "sms", "granted"),
    ]  # fmt: skip
    assert {reason for reason in _verdicts(crm).values()} <= {"withdrawn"}


def test_a_plain_list_of_who_agreed_is_no_list_of_contacts(crm: Any, tmp_path: Any) -> None:
    crm.ok("add", "Shop 1", "--phone", "13900000001")
    path = tmp_path / "sms.csv"
    path.write_text("客户,渠道,同意,日期,备注\nShop 1,短信,否,2026-11-04,不要再发\n", encoding="utf-8")
    assert crm("import", str(path), "--yes", "--format", "json").json["data"]["totals"]["created"] == 1
    assert [(row["channel"], row["state"]) for row in crm.json("consent", "list")] == [("sms", "withdrawn")]
    path.write_text("客户,渠道,同意,日期\nShop 1,短信,是,2026-11-05\n", encoding="utf-8")
    refused = crm("import", str(path), "--yes")
    assert refused.status == 5 and "Say what they agreed to." in refused.out
    # Where it says more, agreeing is a part of what was talked about.
    path.write_text("客户,渠道,同意,日期,内容\nShop 1,电话,是,2026-11-05,谈续约\n", encoding="utf-8")
    assert crm("import", str(path), "--yes", "--format", "json").json["data"]["totals"]["created"] == 1
    assert len(crm.json("export", "interactions")) == 1
