"""Several people at once, each a process of its own, on both engines: nobody's work is lost, no rule is broken.

The processes meet where it is worst: when each has read what it wants to change and asks for the lock. Some meet
at the start instead, so that whatever else they do overlaps by chance.
"""

from __future__ import annotations

import json
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crmcli.database.location import Location
from crmcli.store import Store
from tests.conftest import Databases
from tests.store.crew import Crew, Done
from tests.store.office import Office


def _statuses(done: list[Done]) -> list[int]:
    return sorted(one.status for one in done)


def _refusal(done: list[Done]) -> str:
    """What the one who was refused was told."""
    (refused,) = [one for one in done if one.status]
    assert refused.status == 5
    assert refused.out == ""
    return refused.err


# -- one customer -----------------------------------------------------------------------------------------------------


def test_edits_of_different_fields_are_both_there(office: Office) -> None:
    done = office.together(
        ("edit", "1", "city=重庆"),
        ("edit", "1", "industry=教育"),
        ("edit", "1", "note=甲"),
        ("edit", "1", "tags=酒店"),
    )
    assert _statuses(done) == [0, 0, 0, 0]
    shown = office("show", "1")
    assert (shown["city"], shown["industry"], shown["note"]) == ("重庆", "教育", "甲")
    assert "酒店" in shown["tags"]
    assert sorted(one.data["version"] for one in done) == [2, 3, 4, 5]
    assert office.value("SELECT version FROM customer WHERE id = 1") == 5


def test_of_two_who_change_the_field_they_saw_one_is_refused(office: Office) -> None:
    done = office.together(
        ("edit", "1", "city=重庆", "--version-seen", "1"), ("edit", "1", "city=北京", "--version-seen", "1")
    )
    assert _statuses(done) == [0, 5]
    assert "changed city meanwhile" in _refusal(done)
    kept = "重庆" if done[0].status == 0 else "北京"
    assert office("show", "1")["city"] == kept
    assert office.value("SELECT version FROM customer WHERE id = 1") == 2


def test_an_edit_that_goes_under_is_still_in_the_history(office: Office) -> None:
    done = office.together(("edit", "1", "city=重庆"), ("edit", "1", "city=北京"), meet="start")
    assert _statuses(done) == [0, 0]
    last = office("show", "1")["city"]
    first = ({"重庆", "北京"} - {last}).pop()
    before = office.column(
        "SELECT before FROM change WHERE table_name = 'customer' AND action = 'update' ORDER BY id"
    )
    assert [json.loads(image)["city"] for image in before] == ["成都", first]


def test_the_same_customer_is_added_once(office: Office) -> None:
    done = office.together(*[("add", "安定贸易", "--phone", "13811110000")] * 3)
    assert _statuses(done) == [0, 5, 5]
    assert all("seems to be there already" in one.err for one in done if one.status)
    assert office.value("SELECT COUNT(*) FROM customer WHERE name = '安定贸易'") == 1


@pytest.mark.parametrize("meet", ["lock", "start"])
def test_codes_and_numbers_are_given_once(office: Office, meet: str) -> None:
    customers: list[Any] = []
    complaints: list[str] = []
    for n in range(3):
        added = office.together(*[("add", f"客户{n}{person}号") for person in "甲乙丙丁"], meet=meet)
        opened = office.together(
            *[("complaint", "open", "1", f"第{n}件{person}") for person in "甲乙丙丁"], meet=meet
        )
        assert _statuses(added + opened) == [0] * 8
        customers += [(one.data["id"], one.data["code"]) for one in added]
        complaints += [one.data["number"] for one in opened]
    assert sorted(customers) == [(n, f"C{n:06d}") for n in range(2, 14)]
    assert sorted(complaints) == [f"TS2026-{n:04d}" for n in range(1, 13)]


def test_a_contact_with_a_customer_who_is_taken_back(office: Office) -> None:
    """Whoever comes first: the customer stays because of the contact, or there is nobody to have contacted."""
    office("add", "误加公司")
    contact, undone = office.together(("log-contact", "#2", "phone", "你好"), ("undo",), meet="lock")
    if contact.status == 0:
        assert undone.status == 3
        assert office.value("SELECT COUNT(*) FROM customer WHERE id = 2") == 1
    else:
        assert (contact.status, undone.status) == (5, 0)
        assert "removed meanwhile" in contact.err
        assert office.value("SELECT COUNT(*) FROM customer WHERE id = 2") == 0


# -- orders -----------------------------------------------------------------------------------------------------------


def test_an_order_is_refunded_once(office: Office) -> None:
    office("purchase", "add", "1", "1000", "--order", "SO1")
    done = office.together(*[("purchase", "refund", "SO1")] * 3)
    assert _statuses(done) == [0, 5, 5]
    assert all("refunded already" in one.err for one in done if one.status)
    assert office.value("SELECT SUM(amount_cents) FROM refund") == 100_000


def test_refunds_in_parts_never_exceed_the_order(office: Office) -> None:
    office("purchase", "add", "1", "1000", "--order", "SO1")
    for _ in range(2):
        done = office.together(*[("purchase", "refund", "SO1", "--amount", "300")] * 4)
        assert {0, 5} >= set(_statuses(done))
    assert office.value("SELECT SUM(amount_cents) FROM refund") == 90_000
    assert "100.00" in _refusal(office.together(("purchase", "refund", "SO1", "--amount", "300")))


def test_an_order_number_is_entered_once(office: Office) -> None:
    done = office.together(*[("purchase", "add", "1", "1000", "--order", "SO1")] * 2)
    assert _statuses(done) == [0, 5]
    assert "already an order SO1" in _refusal(done)
    assert office.value("SELECT COUNT(*) FROM purchase") == 1


# -- complaints, tasks, undo ------------------------------------------------------------------------------------------


def test_a_complaint_is_resolved_once(office: Office) -> None:
    office("complaint", "open", "1", "保洁迟到")
    done = office.together(("complaint", "resolve", "1", "甲"), ("complaint", "resolve", "1", "乙"))
    assert _statuses(done) == [0, 5]
    assert "already resolved" in _refusal(done)
    assert office.value("SELECT COUNT(*) FROM complaint_event WHERE kind = 'resolved'") == 1


def test_of_two_replies_the_second_is_progress(office: Office) -> None:
    office("complaint", "open", "1", "保洁迟到")
    done = office.together(("complaint", "reply", "1", "甲"), ("complaint", "reply", "1", "乙"))
    assert _statuses(done) == [0, 0]
    kinds = office.column("SELECT kind FROM complaint_event ORDER BY id")
    assert kinds == ["opened", "responded", "progress"]


def test_service_work_is_done_once(office: Office) -> None:
    """An answer under a code, the next of a recurring task, a hand-over, a promotion, a list of invitations."""
    office("staff", "add", "Kim", "--role", "rep")
    code = office("survey", "wave", "open", "Q4")["invitations"][0]["code"]
    office("task", "add", "report", "--repeat", "daily")
    office("feedback", "add", "1", "late", "--kind", "problem")
    office("feedback", "add", "1", "dear", "--kind", "problem")
    office("add", "Late Shop", "--phone", "13800138001")
    for words, count in (
        (("survey", "record", "--code", code, "--overall", "3"), "SELECT COUNT(*) FROM survey_response"),
        (("handoff", "task:1", "--to", "Kim", "--by", "tomorrow"), "SELECT COUNT(*) FROM handoff"),
        (("task", "done", "1"), "SELECT COUNT(*) FROM task WHERE state = 'open'"),
        (("feedback", "promote", "1", "complaint"), "SELECT COUNT(*) FROM complaint"),
        (
            ("feedback", "close", "2", "--reason", "settled"),
            "SELECT COUNT(*) FROM feedback WHERE id = 2 AND state = 'closed'",
        ),
    ):
        done = office.together(words, words)
        assert sorted(one.status for one in done) == [0, 5], (words, [one.err for one in done])
        assert office.value(count) == 1, words
    # Nobody is invited by two waves that open at once.
    office.together(("survey", "wave", "open", "A"), ("survey", "wave", "open", "B"))
    asked = office.column("SELECT customer_id FROM survey_invitation")
    assert len(asked) == len(set(asked)) > 1
    office.assert_sound()


def test_a_task_is_done_or_cancelled_once(office: Office) -> None:
    office("task", "add", "寄样品")
    done = office.together(("task", "done", "1"), ("task", "cancel", "1"), ("done", "task:1"))
    assert _statuses(done) == [0, 5, 5]
    assert all("no longer open" in one.err for one in done if one.status)
    assert office.value("SELECT COUNT(*) FROM change WHERE table_name = 'task' AND action = 'update'") == 1


@pytest.mark.parametrize("words", [("undo",), ("undo", "3")])
def test_an_operation_is_undone_once(office: Office, words: tuple[str, ...]) -> None:
    office("edit", "1", "city=重庆")
    done = office.together(words, words)
    assert _statuses(done) == [0, 5]
    assert "undone already" in _refusal(done)
    assert office("show", "1")["city"] == "成都"
    assert office.value("SELECT COUNT(*) FROM operation WHERE undoes IS NOT NULL") == 1


# -- files ------------------------------------------------------------------------------------------------------------


def test_a_file_that_two_import_is_taken_in_once(office: Office) -> None:
    rows = [f"公司{n}有限公司,137{n:08d},成都,{n + 1}000,2026-03-{n + 1:02d}" for n in range(20)]
    sheet = office.folder / "客户.csv"
    sheet.write_text(
        "\n".join(["客户名称,联系电话,城市", *(",".join(row.split(",")[:3]) for row in rows)]),
        encoding="utf-8",
    )
    orders = office.folder / "订单.csv"
    lines = (
        f"SO{n},{row.split(',')[0]},{row.split(',')[3]},{row.split(',')[4]}" for n, row in enumerate(rows)
    )
    orders.write_text("\n".join(["订单号,客户名称,金额,下单日期", *lines]), encoding="utf-8")
    done = office.together(*[("import", str(sheet), str(orders), "--yes")] * 3)
    assert _statuses(done) == [0, 0, 0], [one.err for one in done]
    assert office.value("SELECT COUNT(*) FROM customer") == 21
    assert office.value("SELECT COUNT(*) FROM purchase") == 20
    assert office.value("SELECT COUNT(*) FROM import_batch") >= 1
    fates = Counter(office.column("SELECT fate FROM import_row"))
    assert fates["created"] == 40


def test_backups_at_the_same_moment_are_all_whole(office: Office, tmp_path: Path) -> None:
    target = tmp_path / "night.bak"
    done = office.together(*[("backup", "-o", str(target))] * 3, ("add", "夜班公司"), meet="start")
    assert _statuses(done) == [0, 0, 0, 0], [one.err for one in done]
    with closing(Store.open(Location(target))) as copy:
        assert copy.db.integrity() == "ok"
        assert copy.db.count("customer") in (1, 2)
    assert not list(tmp_path.glob(".*partial*"))


def test_what_is_written_beside_a_restore_is_kept_or_comes_after(office: Office, tmp_path: Path) -> None:
    """Nothing that was acknowledged may be in neither the kept file nor the database."""
    office("backup", "-o", str(tmp_path / "copy.bak"))
    office("add", "之后的公司")
    restored, *added = office.together(
        ("restore", str(tmp_path / "copy.bak"), "--yes"), ("add", "甲乙公司"), ("add", "丙丁公司"), ("add", "戊己公司"),
        meet="start",
    )  # fmt: skip
    assert _statuses([restored, *added]) == [0, 0, 0, 0], [restored.err, *(one.err for one in added)]
    with closing(Store.open(Location(Path(office.folder, restored.data["kept"])))) as kept:
        names = {row["name"] for row in kept.db.rows("SELECT name FROM customer")}
    now = set(office.column("SELECT name FROM customer"))
    assert {"甲乙公司", "丙丁公司", "戊己公司", "之后的公司"} <= names | now
    assert "之后的公司" not in now


# -- cron jobs, the team, the policy ----------------------------------------------------------------------------------


def test_judging_everybody_twice_at_once_records_each_move_once(office: Office) -> None:
    """A year later the customer is lost: one move, whoever of the cron jobs sees it first."""
    office("purchase", "add", "1", "5000")
    office.at("2028-06-01T02:00:00Z")
    done = office.together(*[("classify",)] * 3, ("due",))
    assert _statuses(done) == [0, 0, 0, 0], [one.err for one in done]
    moves = Counter(office.column("SELECT field || ' ' || before || ' ' || after FROM standing_change"))
    assert moves
    assert set(moves.values()) == {1}


def test_a_customer_added_while_everybody_is_judged_has_a_standing(office: Office) -> None:
    office.at("2028-06-01T02:00:00Z")
    done = office.together(
        ("classify",), ("add", "新来公司"), ("due", "--all"), ("log-contact", "#1", "phone", "好")
    )
    assert _statuses(done) == [0, 0, 0, 0], [one.err for one in done]
    assert office.value("SELECT COUNT(*) FROM standing") == 2


def test_changes_of_the_policy_at_once_are_both_in_force(office: Office) -> None:
    done = office.together(("policy", "set", "churn.high", "71"), ("policy", "set", "due.rows", "25"))
    assert _statuses(done) == [0, 0]
    assert sorted(one.data["version"] for one in done) == [2, 3]
    changed = {row["path"]: row["after"] for row in office("policy", "diff")}
    assert changed == {"churn.high": 71, "due.rows": 25}


def test_who_is_added_while_the_policy_changes_is_judged_by_the_new_one(office: Office) -> None:
    """The operations say which policy they went by; a standing by an older one would never be looked at again."""
    done = office.together(
        ("policy", "set", "churn.high", "71"),
        ("add", "新来公司"),
        ("log-contact", "#1", "phone", "好"),
        ("classify",),
    )
    assert _statuses(done) == [0, 0, 0, 0], [one.err for one in done]
    assert set(office.column("SELECT policy_version FROM standing")) == {2}
    changed = office.value("SELECT number FROM operation WHERE command = 'policy set'")
    later = office.column(f"SELECT policy_version FROM operation WHERE number > {changed}")
    assert set(later) <= {2}


def test_a_name_is_given_to_one_person(office: Office) -> None:
    done = office.together(("staff", "add", "Wang"), ("staff", "add", "Wang"))
    assert _statuses(done) == [0, 5]
    office("staff", "add", "Zhang")
    done = office.together(
        ("staff", "edit", "Wang", "--name", "Chen"), ("staff", "edit", "Zhang", "--name", "Chen")
    )
    assert _statuses(done) == [0, 5]
    assert "already somebody called Chen" in _refusal(done)


def test_a_survey_form_is_made_once(office: Office) -> None:
    done = office.together(*[("survey", "form add", "visit", "--question", "overall|How was it?|1-5")] * 2)
    assert _statuses(done) == [0, 5]
    assert office.value("SELECT COUNT(*) FROM survey_form WHERE key = 'visit'") == 1


@pytest.mark.parametrize("meet", ["lock", "start"])
def test_a_database_is_made_once(databases: Databases, tmp_path: Path, crew: Crew, meet: str) -> None:
    office = Office(databases.empty(), tmp_path, crew)
    names = ("Lee", "Wang", "Zhang")
    done = office.together(*[("init", "--name", name) for name in names], meet=meet)
    assert _statuses(done) == [0, 5, 5], [one.err for one in done]
    (first,) = [name for name, one in zip(names, done, strict=True) if one.status == 0]
    assert office.column("SELECT name FROM staff") == [first]
    office.assert_sound()


def test_a_place_is_moved_to_once(office: Office, databases: Databases) -> None:
    target = databases.empty()
    done = office.together(*[("move", "--to", target)] * 2, ("add", "途中的公司"), meet="start")
    assert _statuses(done[:2]) == [0, 5], [one.err for one in done]
    assert done[2].status == 0
    moved = Office(target, office.folder, office._crew)
    assert moved.value("SELECT COUNT(*) FROM customer") in (1, 2)
    moved.assert_sound()
