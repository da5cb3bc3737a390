"""What customers are given at contacts: recorded, asked for by the plan of a tier, and counted."""

from __future__ import annotations

import pytest

from crmcli import errors
from tests.cli.conftest import Crm, beginning

pytestmark = pytest.mark.file
_ASKS = "；应提供：方案"


@beginning
def company(crm: Crm) -> None:
    """Two customers who are to be given a proposal every thirty days, of whom nothing else is missing."""
    for name, phone in (("Alpha", "13900000001"), ("Beta", "13900000002")):
        crm.ok("add", name, "--phone", phone, "--kind", "person", "--city", "上海", "--source", "phone")
        crm.ok("edit", name, *(f"{need}=known" for need in ("pain_points", "budget", "decision_chain")))
        crm.ok("edit", name, "timing=known", "competitors=known")
    crm.ok("policy", "set", "contact.plan.general.cadence_days", "30")
    crm.ok("policy", "set", "contact.plan.general.satisfied_by", "effective")
    crm.ok("policy", "set", "contact.plan.general.give", '["proposal"]')
    for name in ("Alpha", "Beta"):
        crm.ok("log-contact", name, "phone", "hello", "--at", "2026-11-20 9:00")


def _content(crm: Crm, month: str) -> tuple[float | None, int]:
    last = {"2026-12": "2026-12-31", "2027-01": "2027-01-31"}[month]
    found = crm.json("report", "kpi", "--from", f"{month}-01", "--as-of", last)["figures"]
    figure = next(each for each in found if each["key"] == "plan_content")
    return figure["value"], figure["n"]


def test_what_is_given_is_kept_shown_and_taken_back(company: Crm) -> None:
    said = company.ok("log-contact", "Alpha", "email", "offer", "--gave", "报价", "--gave", "proposal").out
    assert "none was given" not in said
    assert "The plan asks for proposal in this period" in company.ok("log-contact", "Beta", "phone", "hi").out
    row = company.json("export", "interactions")[-2]
    assert (row["gave"], company.json("show", "Alpha")["interactions"][0]["gave"]) == (
        "proposal,quotation",
        "proposal,quotation",
    )
    assert "方案、报价" in company.ok("show", "Alpha", "--lang", "zh").out
    path = company.folder / "log.xlsx"
    company.ok("export", "interactions", "-o", str(path), "--lang", "zh")
    assert company.json("import", str(path), "--yes")["totals"]["unchanged"] == 4
    told = company.folder / "told.csv"
    told.write_text(
        "客户名称,跟进日期,跟进方式,跟进内容,提供内容\nBeta,2026-11-19,邮件,发了材料,改进建议及报价单\n",
        encoding="utf-8",
    )
    company.ok("import", str(told), "--yes")
    assert [r["gave"] for r in company.json("export", "interactions") if r["gave"]] == [
        "advice,quotation",
        "proposal,quotation",
    ]
    company.step_back()
    assert [r["gave"] for r in company.json("export", "interactions") if r["gave"]] == ["proposal,quotation"]
    assert company("log-contact", "Alpha", "phone", "x", "--gave", "gold").status == errors.Usage.status


def test_the_plan_asks_for_it_and_counts_it(company: Crm) -> None:
    company.at("2026-12-21T02:00:00Z")
    rows = company.json("due", "--kind", "contact", "--lang", "zh")
    assert {row["give"] for row in rows} == {"proposal"} and all(row["why"].endswith(_ASKS) for row in rows)
    # A tick is what its row asks for; a talk without the proposal is a contact by plan all the same.
    company.ok("done", "contact:1")
    company.ok("log-contact", "Beta", "phone", "talked")
    assert [r["gave"] for r in company.json("export", "interactions")[-2:]] == ["proposal", None]
    assert _content(company, "2026-12") == (0.5, 2)
    company.at("2027-01-20T02:00:00Z")
    company.ok("log-contact", "Beta", "email", "sent it", "--gave", "proposal", "--at", "2027-01-10 9:00")
    for name in ("Alpha", "Beta"):
        company.ok("log-contact", name, "phone", "talked")
    assert _content(company, "2027-01") == (0.5, 2)
