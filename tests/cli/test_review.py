"""Who waits for approval, what it keeps them from, and who may give it."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli.actors import Actor
from crmcli.policy import Policy
from crmcli.workflows.duplicates.fields import FIELDS, choose
from crmcli.workflows.reviewing import state_of_added, state_of_imported
from tests.cli.conftest import Crm, beginning

_SHEET = """客户名称,联系人,电话,城市,生日
成都远鑫科技有限公司,张建华,13800000001,成都,1980-11-22
安定贸易有限公司,李四,13800000003,成都,
"""


@beginning
def strict(crm: Crm) -> None:
    """A team that approves every new customer, with a rep, and one customer from before."""
    crm.ok("add", "远鑫科技", "--phone", "13800000001")
    crm.ok("policy", "set", "review.new", "true")
    crm.ok("policy", "set", "review.imported", "true")
    crm.ok("staff", "add", "李娜", "--role", "销售", "--login", "lina")


def _import(crm: Crm, text: str, *words: str, name: str = "客户.csv") -> int:
    """Imports a sheet; the number of the import."""
    (crm.folder / name).write_text(text, encoding="utf-8")
    crm.ok("import", name, "--yes", *words)
    return int(crm.json("import", "list")[0]["number"])


def _planned(crm: Crm, *words: str) -> set[int]:
    """Whom the contact plan of the coming year speaks of."""
    kinds = ("--kind", "contact", "--kind", "birthday", "--kind", "verify")
    return {row["customer_id"] for row in crm.json("due", "--team", "--days", "400", *kinds, *words)}


def _states(crm: Crm) -> dict[int, str | None]:
    return {row["id"]: row["review_state"] for row in crm.json("find")}


@pytest.mark.parametrize(
    ("new", "role", "state"),
    [(False, "rep", None), (True, "rep", "pending"), (True, "service", "pending"), (True, "steward", None),
     (True, "manager", None), (True, "admin", None)],
)  # fmt: skip
def test_who_may_approve_waits_for_nobody(new: bool, role: str, state: str | None) -> None:
    policy = Policy.from_dict({"review": {"new": new}}, 1)
    assert state_of_added(policy, Actor(1, "Lee", role, "lee")) == state
    assert state_of_imported(policy) is None
    assert state_of_imported(Policy.from_dict({"review": {"imported": True}}, 1)) == "pending"


@pytest.mark.parametrize(
    ("left", "right", "state"),
    [("pending", None, None), ("rejected", "approved", "approved"), (None, "pending", None),
     ("approved", "rejected", "approved"), ("pending", "rejected", "pending"), ("rejected", "pending", "rejected")],
)  # fmt: skip
def test_who_was_accepted_under_one_record_is_accepted(
    left: str | None, right: str | None, state: str | None
) -> None:
    def record(review: str | None) -> dict[str, Any]:
        decided = {"review_note": f"{review}!", "reviewed_on": "2026-11-01"} if review != "pending" else {}
        return (
            dict.fromkeys(FIELDS) | {"status": "active", "updated_at": "", "review_state": review} | decided
        )

    one, two = record(left), record(right)
    together = one | {choice.field: choice.value for choice in choose(one, two, {})}
    assert together["review_state"] == state
    assert together["review_note"] == (one if one["review_state"] == state else two)["review_note"]


def test_what_an_import_brings_waits_and_is_approved_by_its_number(strict: Crm) -> None:
    number = _import(strict, _SHEET)
    assert _states(strict) == {1: None, 2: "pending", 3: "pending"}
    assert _planned(strict) == _planned(strict, "--as-of", "2026-11-20") == {1}
    queue = strict.json("review", "queue", "--import", str(number))
    assert [(row["id"], row["operation"], row["file"], row["row"], row["by"]) for row in queue] == [
        (2, number, "客户.csv", 2, "Lee"), (3, number, "客户.csv", 3, "Lee"),
    ]  # fmt: skip
    assert [d["id"] for d in queue[0]["duplicates"]] == [1] and queue[1]["duplicates"] == []

    strict.at("2026-11-26T02:00:00Z")
    assert [row["days"] for row in strict.json("review", "queue")] == [6, 6]
    assert strict.json("review", "approve", "--import", str(number))["ids"] == [2, 3]
    assert _planned(strict) == {1, 2, 3}
    assert _planned(strict, "--as-of", "2026-11-25") == {1}
    strict.ok("undo")
    assert _states(strict)[2] == "pending" and _planned(strict) == {1}


def test_an_import_is_taken_back_with_its_approval(strict: Crm) -> None:
    number = _import(strict, _SHEET)
    strict.ok("review", "approve", "--all")
    strict.ok("edit", "3", "industry=酒店")
    run = strict("import", "undo", str(number), "--format", "json")
    assert run.status == 3
    assert {row["outcome"]: row["customer_id"] for row in run.json["data"]["rows"]} == {
        "reversed": 2,
        "kept": 3,
    }
    assert set(_states(strict)) == {1, 3}


def test_known_customers_keep_their_state_when_imported_again(strict: Crm) -> None:
    _import(strict, _SHEET)
    strict.ok("review", "reject", "3", "--reason", "同行")
    _import(strict, _SHEET.replace("成都,\n", "绵阳,\n") + "远鑫科技,,13800000001,重庆,\n", name="again.csv")
    assert _states(strict)[3] == "rejected" and _states(strict)[1] is None


def test_a_customer_made_for_a_record_waits_and_its_complaint_runs(strict: Crm) -> None:
    rows = "客户名称,投诉时间,投诉内容,严重程度\n新都酒店,2026-11-20 09:30,空调坏了,紧急\n"
    _import(strict, rows, "--create-missing", "--kind", "complaints", name="投诉.csv")
    assert _states(strict) == {1: None, 2: "pending"}
    assert {row["customer_id"] for row in strict.json("due", "--team", "--kind", "complaint")} == {2}
    assert _planned(strict) == {1}
    # What it brings to somebody known adds nobody who would wait.
    path = strict.folder / "订单.csv"
    path.write_text("客户名称,日期,金额\n新都酒店,2026-11-01,50\n", encoding="utf-8")
    assert "wait for approval" not in strict.ok("import", str(path), "--yes").out
    path.write_text("客户名称,日期,金额\n天府酒店,2026-11-01,50\n", encoding="utf-8")
    assert "wait for approval" in strict.ok("import", str(path), "--yes", "--create-missing").out


def test_a_rep_waits_for_a_manager(strict: Crm) -> None:
    strict.become("lina", group="writers")
    assert strict.json("add", "天府酒店")["review_state"] == "pending"
    strict.ok("log-contact", "#2", "电话", "要报价", "--next", "+1d")
    assert strict.json("due") == []
    assert "approval" not in strict("due").err
    refused = strict("review", "approve", "2")
    assert refused.status == 12 and "李娜" in refused.err
    assert strict("review", "reject", "2", "--reason", "x").status == 12
    assert strict.json("show", "2")["review_state"] == "pending"

    strict.become("tester", group="writers")
    _import(strict, _SHEET + "天府酒店,,,眉山,\n")
    origins = {row["id"]: (row["by"], row["file"]) for row in strict.json("review", "queue")}
    assert origins == {2: ("李娜", None), 3: ("Lee", "客户.csv"), 4: ("Lee", "客户.csv")}
    strict.ok("undo")
    assert "1 customer waits for approval" in strict("due").err
    assert "1 customer waits for approval" in strict().out
    figures = strict.json("report", "data-quality")["figures"]
    assert {f["key"]: f["value"] for f in figures}["pending_records"] == 1
    strict.ok("review", "approve", "天府酒店")
    assert [
        row["customer_id"] for row in strict.json("due", "--team", "--days", "1", "--kind", "contact")
    ] == [2]


def test_who_is_rejected_stays_and_may_be_approved_later(strict: Crm) -> None:
    _import(strict, _SHEET)
    assert strict("review", "reject", "2").status == 2
    assert strict("review", "reject", "2", "--reason", " ").status == 2
    assert strict.json("review", "reject", "2", "--reason", "重复登记")["ids"] == [2]
    assert "rejected" in strict("find", "成都远鑫").out
    assert "重复登记" in strict("show", "2").out
    assert strict.json("review", "queue", "--rejected")[0]["review_note"] == "重复登记"
    assert _planned(strict) == {1}
    run = strict("review", "approve", "1", "2", "--format", "json")
    assert run.status == 3
    assert run.json["data"]["ids"] == [2]
    assert [(row["id"], row["review_state"]) for row in run.json["data"]["left"]] == [(1, None)]
    assert _planned(strict) == {1, 2}
    assert strict.json("review", "approve", "--all")["ids"] == [3]
    assert "Nobody waits" in strict.ok("review", "approve", "--all").out


@pytest.mark.file
@pytest.mark.parametrize(
    ("words", "status"),
    [((), 2), (("1", "--all"), 2), (("--import", "99"), 4), (("nobody",), 4), (("--import", "x"), 2)],
)
def test_what_cannot_be_decided_is_said(strict: Crm, words: tuple[str, ...], status: int) -> None:
    run = strict("review", "approve", *words)
    assert run.status == status and run.err.startswith("Error: ")
