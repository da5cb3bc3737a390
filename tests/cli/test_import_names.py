"""Short names and other spellings: settled once, a customer is found by them everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crmcli import errors
from crmcli.context import Context

from .conftest import Crm, beginning
from .test_import import book, rows

#: What engines do with it is tried elsewhere.
pytestmark = pytest.mark.file

LOG = ["日期", "客户名称", "跟进方式", "沟通内容"]


@beginning
def firms(crm: Crm) -> None:
    """Two firms with something in common, and one alone."""
    for name in ("成都远鑫酒店物业管理有限公司", "成都博金教育科技有限公司", "重庆远山餐饮管理有限公司"):
        crm.ok("add", name)


def log(path: Path, *names: str) -> str:
    return str(
        book(path, LOG, *([f"2026-11-{n:02d}", name, "电话", f"第{n}次"] for n, name in enumerate(names, 1)))
    )


def whom(crm: Crm) -> dict[str, str]:
    return {row["content"]: row["customer"] for row in rows(crm, "interactions")}


@pytest.mark.parametrize(
    ("name", "candidate"),
    [
        ("远鑫酒店", "C000001"), ("远鑫物业", "C000001"), ("博金", "C000002"), ("博金教育", "C000002"),
        # Part of two, of none, or too short to say anything.
        ("远", None), ("管理", None), ("金博", None), ("教", None),
    ],
)  # fmt: skip
def test_one_strong_candidate_waits_in_the_workbook(
    firms: Crm, tmp_path: Path, name: str, candidate: str | None
) -> None:
    target = tmp_path / "mend.xlsx"
    run = firms(
        "import", log(tmp_path / "a.xlsx", name), "--yes", "--partial", "--rejects", str(target), "--format", "json"
    )  # fmt: skip
    (rejected,) = run.json["data"]["rejected"]
    assert (run.status, rejected["candidate"]) == (errors.REJECTED_ROWS, candidate)
    sheet: Any = openpyxl.load_workbook(target).active
    meant = [cell.value for cell in sheet[1]].count("Meant customer")
    assert meant == bool(candidate)
    if candidate:
        assert sheet.cell(2, len(LOG) + 2).value.startswith(f"{candidate} ")
        firms.ok("import", str(target), "--yes")
        assert whom(firms) == {"第1次": firms.json("show", candidate)["name"]}
        assert firms.json("show", candidate)["aliases"] == [name]


def test_a_told_name_is_kept_and_found_everywhere(firms: Crm, tmp_path: Path) -> None:
    words = ("--customer-map", "小远=远鑫酒店物业", "--customer-map", "博金=2")
    firms.ok("import", log(tmp_path / "a.xlsx", "小远", "博金"), "--yes", *words)
    assert firms.json("show", "小远")["id"] == 1
    assert [c["id"] for c in firms.json("find", "小远")] == [1]
    firms.ok("log-contact", "小远", "phone", "报价")
    firms.ok("import", log(tmp_path / "b.xlsx", "小远", "博金", "小远"), "--yes")
    assert whom(firms)["第3次"] == "成都远鑫酒店物业管理有限公司"
    # A list of customers that calls it so means it, and doesn't rename it.
    firms.ok("import", str(book(tmp_path / "c.xlsx", ["客户名称", "城市"], ["小远", "成都"])), "--yes")
    shown = firms.json("show", "1")
    assert (shown["name"], shown["city"], shown["aliases"]) == (
        "成都远鑫酒店物业管理有限公司",
        "成都",
        ["小远"],
    )
    firms.ok("export", "customers", "-o", str(tmp_path / "all.xlsx"))
    assert firms.json("import", str(tmp_path / "all.xlsx"), "--yes")["totals"]["unchanged"] == 3


def test_a_name_may_mean_a_customer_of_the_same_run(firms: Crm, tmp_path: Path) -> None:
    people = book(tmp_path / "c.xlsx", ["客户名称", "城市"], ["成都新禾物业管理有限公司", "成都"])
    paths = (str(people), log(tmp_path / "a.xlsx", "老新"))
    for wrong, error in (("没有这家", errors.NotFound), ("成都", errors.Ambiguous)):
        assert firms("import", *paths, "--yes", "--customer-map", f"老新={wrong}").status == error.status
    assert rows(firms, "interactions") == []
    firms.ok("import", *paths, "--yes", "--customer-map", "老新=成都新禾物业管理有限公司")
    assert whom(firms) == {"第1次": "成都新禾物业管理有限公司"}
    assert firms.json("show", "老新")["name"] == "成都新禾物业管理有限公司"


def test_a_merge_takes_the_names_along_and_undo_gives_them_back(firms: Crm, tmp_path: Path) -> None:
    firms.ok("import", log(tmp_path / "a.xlsx", "老博"), "--yes", "--customer-map", "老博=2")
    firms.ok("merge", "1", "2")
    assert firms.json("show", "老博")["id"] == 1
    firms.ok("undo")
    assert firms.json("show", "老博")["id"] == 2
    firms.ok("import", "undo", str(firms.json("import", "list")[0]["number"]))
    assert firms("show", "老博").status == errors.NotFound.status


def test_a_name_that_means_nobody_is_an_error(firms: Crm, tmp_path: Path) -> None:
    path = log(tmp_path / "a.xlsx", "小远")
    assert firms("import", path, "--yes", "--customer-map", "小远=没有这家").status == errors.NotFound.status
    assert firms("import", path, "--yes", "--customer-map", "小远=成都").status == errors.Ambiguous.status
    assert firms("import", path, "--yes", "--customer-map", "小远").status == errors.Usage.status
    assert rows(firms, "interactions") == []


def test_the_question_offers_the_candidate(
    firms: Crm, tmp_path: Path, answers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers("y", "n", "y")
    run = firms(
        "import", log(tmp_path / "a.xlsx", "远鑫酒店", "博金", "成都博金教育科技有限公司"), "--partial", "--rejects", str(tmp_path / "r.xlsx")
    )  # fmt: skip
    assert "Is 远鑫酒店 成都远鑫酒店物业管理有限公司 (C000001)?" in run.out
    monkeypatch.setattr(Context, "interactive", False)
    assert run.status == errors.REJECTED_ROWS
    assert whom(firms) == {"第1次": "成都远鑫酒店物业管理有限公司", "第3次": "成都博金教育科技有限公司"}
    assert firms.json("show", "1")["aliases"] == ["远鑫酒店"]
    assert firms.json("show", "2")["aliases"] == []


def test_a_wrong_answer_about_an_owner_is_asked_again(crm: Crm, tmp_path: Path, answers: Any) -> None:
    crm.ok("staff", "add", "王芳")
    (tmp_path / "a.csv").write_text("客户名称,电话,业务员\n远鑫酒店,13911829855,王经理\n", encoding="utf-8")
    answers("小陈", "y", "y")
    run = crm.ok("import", str(tmp_path / "a.csv"))
    assert "Nobody on the team is called 小陈." in run.err
    assert crm.json("show", "1")["owner"] == "王芳"
