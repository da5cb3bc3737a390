"""Before, during or after the service: where complaints, feedback and answers to surveys come from."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning

pytestmark = pytest.mark.file


@beginning
def told(crm: Crm) -> None:
    """One of each, with a touchpoint."""
    crm.ok("add", "Alpha", "--phone", "13900000001")
    crm.ok("complaint", "open", "Alpha", "late", "--touchpoint", "售后")
    crm.ok("feedback", "add", "Alpha", "no price list", "--kind", "problem", "--touchpoint", "pre_sale")
    crm.ok("survey", "record", "Alpha", "--overall", "4", "--touchpoint", "售中")


def _by(crm: Crm, report: str, period: str = "2026-11-01") -> dict[str, int]:
    run = crm.ok("report", report, "--by", "touchpoint", "--from", period, "--format", "json").json
    tables: dict[str, list[dict[str, Any]]] = {table["key"]: table["rows"] for table in run["data"]["tables"]}
    count = "complaints" if report == "complaints" else "responses"
    return {row["touchpoint"]: row[count] for row in tables["by_touchpoint"]}


def test_reports_count_by_touchpoint(told: Crm) -> None:
    assert (_by(told, "complaints"), _by(told, "satisfaction")) == ({"after_sale": 1}, {"in_sale": 1})
    summary = told.json("feedback", "summary")["by"]["touchpoint"]
    assert [(row["key"], row["now"]) for row in summary] == [("pre_sale", 1)]
    # A complaint that feedback became keeps it; another word of the policy's takes its place.
    told.ok("feedback", "promote", "1", "complaint")
    assert _by(told, "complaints") == {"after_sale": 1, "pre_sale": 1}
    told.refuses([(("complaint", "edit", "1", "--touchpoint", "安装"), errors.Usage.status)])
    told.ok("policy", "set", "lists.touchpoints", '["pre_sale", "安装"]')
    told.ok("complaint", "edit", "1", "触点=安装")
    assert _by(told, "complaints") == {"安装": 1, "pre_sale": 1}
    told.step_back()
    assert _by(told, "complaints") == {"after_sale": 1, "pre_sale": 1}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_touchpoints_come_in_and_go_out(told: Crm, lang: str) -> None:
    path = told.folder / "all.xlsx"
    told.ok("export", "all", "-o", str(path), "--lang", lang)
    assert {k for k, v in told.json("import", str(path), "--yes")["totals"].items() if v} == {
        "rows",
        "unchanged",
    }
    sheet = told.folder / "投诉.csv"
    sheet.write_text(
        "投诉编号,投诉时间,客户名称,投诉内容,触点\nT1,2026-11-19,Alpha,灯不亮,售后服务\nT2,2026-11-19,Alpha,漏水,安装\n",
        encoding="utf-8",
    )
    told.ok("import", str(sheet), "--yes")
    assert _by(told, "complaints") == {"after_sale": 2, "安装": 1}
