"""What `done` and `snooze` take a customer or a complaint's number for, and whom the list tells by name."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Crm

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file

WAITS = ("log-contact", "乙公司", "wechat", "在吗", "--in", "--unanswered")
OPENED = ("complaint", "open", "乙公司", "迟到")
TASK = ("task", "add", "寄样", "--customer", "乙公司", "--due", "today")
BORN = ("edit", "乙公司", "birthday=11-26")


@pytest.mark.parametrize(
    ("steps", "words", "told"),
    [
        pytest.param([WAITS], ("done", "乙公司", "--note", "回了"), "乙公司 is answered.", id="who waits"),
        pytest.param([BORN], ("done", "乙公司"), "birthday greeting to 乙公司", id="a birthday ahead"),
        pytest.param([OPENED], ("done", "乙公司"), "TS2026-0001: first response is done.", id="a complaint"),
        pytest.param([OPENED], ("done", "ts2026-0001"), "TS2026-0001: first response is done.", id="its number"),
        pytest.param(
            [OPENED], ("snooze", "TS2026-0001", "tomorrow"), "complaint:1:respond) comes back", id="put off"
        ),
        pytest.param(
            [OPENED], ("snooze", "complaint:1:nonsense", "tomorrow"), "are: respond, propose", id="no step"
        ),
        pytest.param([OPENED], ("done", "complaint:1:nonsense"), "are: respond, propose", id="no step done"),
        pytest.param([TASK], ("snooze", "task:1:x", "tomorrow"), "no task:1:x on", id="a task has no step"),
        pytest.param([TASK], ("snooze", "乙公司", "tomorrow"), "(task:1) comes back", id="a task put off"),
        pytest.param(
            [WAITS, ("log-contact", "乙公司", "phone", "x", "--missed", "--next", "today")],
            ("done", "乙公司"), "Contact with 乙公司 is recorded", id="the contact first",
        ),
        pytest.param(
            [WAITS, TASK], ("done", "乙公司"), "乙公司 has 2 rows on the list: inbound:2, task:1.", id="several"
        ),
        pytest.param(
            [TASK, ("snooze", "task:1", "tomorrow")], ("done", "乙公司"), "not due before 2027", id="put off before"
        ),
        pytest.param(
            [OPENED, ("complaint", "resolve", "1", "送到了"), ("complaint", "revisit", "1", "--result", "satisfied")],
            ("done", "TS2026-0001"), "TS2026-0001 has no deadline that runs.", id="nothing runs",
        ),
        pytest.param([OPENED], ("done", "complaint:1"), "TS2026-0001: first response is done.", id="its id"),
        pytest.param(
            [OPENED], ("snooze", "complaint：1", "tomorrow"), "complaint:1:respond) comes back", id="its id put off"
        ),
        pytest.param([], ("done", "complaint:9"), "no complaint", id="no such id"),
        pytest.param([TASK], ("done", "任务：1"), "Task done", id="its kind in Chinese"),
        pytest.param([OPENED], ("snooze", "投诉:1", "tomorrow"), "complaint:1:respond) comes", id="another kind"),
        pytest.param(
            [WAITS, TASK], ("snooze", "乙公司", "in 2 days"), "crmcli snooze inbound:2 'in 2 days'", id="put one off"
        ),
        pytest.param([], ("done", "TS2026-0009"), "TS2026-0009", id="no such complaint"),
    ],
)  # fmt: skip
def test_a_name_stands_for_what_is_on_the_list(
    crm: Crm, steps: list[tuple[str, ...]], words: tuple[str, ...], told: str
) -> None:
    crm.ok("add", "乙公司")
    crm.ok("log-contact", "乙公司", "phone", "聊")
    for step in steps:
        crm.ok(*step)
    run = crm(*words)
    assert told in run.out + run.err
    assert "Traceback" not in run.err


def test_who_was_greeted_does_not_come_back(crm: Crm) -> None:
    crm.ok("add", "戊公司")
    crm.ok("log-contact", "戊公司", "phone", "聊")
    crm.ok("edit", "戊公司", "birthday=11-26")
    crm.ok("done", "birthday:1")
    for days in ("0", "10", "30"):
        assert crm.json("due", "--days", days) == []


def test_twenty_late_ones_are_named_and_the_others_listed_by_a_command(crm: Crm) -> None:
    names = [f"公司{n:02d}" for n in range(1, 23)]
    crm.ok("staff", "add", "李娜", "--login", "lina", "--role", "销售")
    (crm.folder / "c.csv").write_text(
        "\n".join(["客户名称,负责人,建档日期", *(f"{n},李娜,2026-11-20" for n in names)]), encoding="utf-8"
    )
    crm.ok("import", str(crm.folder / "c.csv"), "--yes")
    crm.at("2026-11-26T02:00:00Z")
    told = next(line for line in crm("due").err.splitlines() if "hours late" in line)
    named = ", ".join(f"{name} (李娜)" for name in names[2:])
    assert told == (
        f"22 contacts are over 48 hours late: {named} and 2 more."
        " All of them: crmcli due --team --kind contact --overdue --all"
    )
    assert len(crm.json("due", "--team", "--kind", "contact", "--overdue", "--all")) == 22
    hers = "crmcli due --owner 李娜 --kind contact --overdue --all"
    assert f" All of them: {hers}" in crm("due", "--owner", "李娜").err
    assert len(crm.json(*hers.split()[1:])) == 22
    crm.become("lina", group="writers")
    assert " All of them: crmcli due --kind contact --overdue --all" in crm("due").err
    assert len(crm.json("due", "--kind", "contact", "--overdue", "--all")) == 22
