"""What others record of somebody's customers stands on that person's list until it is seen."""

from __future__ import annotations

from openpyxl import load_workbook

from crmcli import errors
from tests.cli.conftest import Crm, beginning


@beginning
def company(crm: Crm) -> None:
    """Lee's customers Alpha and Gamma and Wang's Beta, each spoken with by its owner."""
    crm.ok("staff", "add", "Wang", "--login", "wang", "--role", "rep")
    for n, (name, owner) in enumerate((("Alpha", "Lee"), ("Beta", "Wang"), ("Gamma", "Lee"))):
        crm.ok("add", name, "--phone", f"1390000000{n}", "--owner", owner)
        crm.ok("log-contact", name, "phone", "hello", "--by", owner)


def _news(crm: Crm, owner: str, *more: str) -> dict[str, str]:
    rows = crm.json("due", "--kind", "news", "--owner", owner, *more)
    assert {(row["urgency"], row["overdue_days"]) for row in rows} <= {(2, 0)}
    return {row["customer"]: row["why"] for row in rows}


def _wang(crm: Crm, at: str) -> None:
    crm.at(at)
    crm.become("wang", group="writers")


def _lee(crm: Crm, at: str) -> None:
    crm.at(at)
    crm.become("tester", group="writers")


def test_it_stands_until_it_is_seen_or_followed(company: Crm) -> None:
    _wang(company, "2026-11-21T02:00:00Z")
    company.ok("log-contact", "Alpha", "wechat", "asked for a price")
    company.ok("log-contact", "Beta", "phone", "mine")
    # Who made the contact knows of it, whoever records it.
    company.ok("log-contact", "Gamma", "phone", "of Lee", "--by", "Lee")
    company.at("2026-11-21T03:00:00Z")
    company.ok("complaint", "open", "Gamma", "late", "--handler", "Wang")
    company.ok("feedback", "add", "Alpha", "too dear", "--kind", "problem", "--handler", "Wang")
    company.ok("purchase", "add", "Alpha", "100", "--order", "S-1", "--product", "tea")
    _lee(company, "2026-11-21T04:00:00Z")
    company.ok("log-contact", "Beta", "phone", "of Wang's", "--by", "Wang")
    assert _news(company, "Wang") == {} and _news(company, "Wang", "--as-of", "2026-11-21") == {}
    told = {
        "Alpha": "Wang 11-21 11:00: feedback: problem too dear; Wang 11-21 11:00: order: S-1 tea;"
        " Wang 11-21 10:00: contact: WeChat asked for a price",
        "Gamma": "Wang 11-21 11:00: complaint: opened TS2026-0001",
    }
    assert _news(company, "Lee") == told
    everything = company.json("due", "--owner", "Lee")
    assert [row["kind"] for row in everything][-2:] == ["news", "news"]
    assert company.json("due", "--team", "--kind", "news") == company.json("due", "--kind", "news")
    company.ok("snooze", "动态:1", "tomorrow")
    assert _news(company, "Lee") == {"Gamma": told["Gamma"]}
    company.ok("undo")
    company.ok("done", "news:1")
    assert company("snooze", "news:1", "tomorrow").status == errors.Invalid.status
    company.refuses(
        [(("done", "news:1"), errors.Invalid.status), (("done", "news:2"), errors.Invalid.status)]
    )
    assert set(_news(company, "Lee")) == {"Gamma"}
    company.step_back()
    assert _news(company, "Lee") == told
    company.ok("done", "news:1")
    company.at("2026-11-22T02:00:00Z")
    company.ok("log-contact", "Gamma", "phone", "sorry")
    assert _news(company, "Lee") == {}
    _wang(company, "2026-11-23T02:00:00Z")
    company.ok("complaint", "reply", "TS2026-0001", "on it")
    assert _news(company, "Lee") == {"Gamma": "Wang 11-23 10:00: complaint: responded TS2026-0001"}
    # Past days stay as they were, and what is older than a month is no news.
    assert _news(company, "Lee", "--as-of", "2026-11-21T03:30:00Z") == told
    assert set(_news(company, "Lee", "--as-of", "2026-11-21T04:30:00Z")) == {"Gamma"}
    assert set(_news(company, "Lee", "--as-of", "2026-11-22")) == set()
    company.at("2026-12-30T02:00:00Z")
    assert _news(company, "Lee") == {}


def test_what_an_import_brings_and_what_was_before_is_no_news(company: Crm) -> None:
    _wang(company, "2026-11-21T02:00:00Z")
    log = company.folder / "log.csv"
    log.write_text(
        "客户名称,跟进日期,跟进方式,跟进内容,跟进人\nAlpha,2026-11-20,微信,问价,Wang\n", encoding="utf-8"
    )
    sales = company.folder / "sales.csv"
    sales.write_text("订单号,客户名称,下单日期,产品,金额\nS-2,Alpha,2026-11-20,茶,100\n", encoding="utf-8")
    company.ok("import", str(log), str(sales), "--yes")
    assert _news(company, "Lee") == {}
    company.ok("log-contact", "Beta", "phone", "mine")
    _lee(company, "2026-11-22T02:00:00Z")
    company.ok("edit", "Beta", "owner=Lee")
    assert _news(company, "Lee") == {}
    _wang(company, "2026-11-23T02:00:00Z")
    company.ok("log-contact", "Beta", "visit", "as a favour")
    company.ok("log-contact", "Beta", "phone", "call back", "--in", "--unanswered")
    assert _news(company, "Lee") == {"Beta": "Wang 11-23 10:00: contact: visit as a favour"}
    assert [row["kind"] for row in company.json("due", "--owner", "Lee") if row["customer"] == "Beta"] == [
        "inbound",
        "news",
    ]


def test_a_result_in_the_days_sheet_sees_it_and_is_no_contact(company: Crm) -> None:
    company.ok("log-contact", "Alpha", "phone", "offer", "--next", "2026-11-23")
    _wang(company, "2026-11-21T02:00:00Z")
    company.ok("complaint", "open", "Alpha", "late", "--handler", "Wang")
    _lee(company, "2026-11-21T04:00:00Z")
    sheet = company.folder / "d.xlsx"
    company.ok("due", "--kind", "news", "--owner", "Lee", "-o", str(sheet))
    book = load_workbook(sheet)
    book.active["A2"], book.active["B2"] = "read it", "tomorrow"
    book.save(sheet)
    made = len(company.json("export", "interactions"))
    run = company.ok("import", str(sheet), "--yes")
    assert "The news of Alpha is seen. News takes no result: “read it” is no contact." in run.err
    assert "The next time was left out" in run.err
    assert _news(company, "Lee") == {} and len(company.json("export", "interactions")) == made
    assert "agreed on 2026-11-20 for 2026-11-23" in company.ok("show", "Alpha").out
    company.ok("undo")
    assert set(_news(company, "Lee")) == {"Alpha"}
    # What is left of it since is nothing, and nobody's fault.
    assert "News takes no result: “all” is no contact." in company.ok("done", "news:1", "--note", "all").out
    assert company.json("import", str(sheet), "--yes")["totals"]["unchanged"] == 1


def test_what_stood_on_the_list_by_itself_is_no_news_once_it_is_done(company: Crm) -> None:
    _wang(company, "2026-11-21T02:00:00Z")
    company.ok("complaint", "open", "Alpha", "late", "--handler", "Lee")
    company.ok("feedback", "add", "Alpha", "too dear", "--kind", "problem", "--handler", "Lee")
    company.ok("complaint", "open", "Gamma", "late", "--handler", "Lee")
    _lee(company, "2026-11-22T02:00:00Z")
    company.ok("complaint", "reply", "TS2026-0001", "sorry")
    company.ok("complaint", "propose", "TS2026-0001", "a discount")
    company.ok("complaint", "resolve", "TS2026-0001", "done")
    company.ok("feedback", "answer", "1", "thanks")
    company.ok("handoff", "TS2026-0002", "--to", "Wang")
    assert _news(company, "Lee") == _news(company, "Lee", "--as-of", "2026-11-21T03:30:00Z") == {}


def test_a_greeting_that_went_out_with_many_is_no_news_and_one_by_hand_is(company: Crm) -> None:
    company.ok("edit", "Alpha", "cooperation_start=2020-11-21")
    _wang(company, "2026-11-21T02:00:00Z")
    company.ok("care", "list", "--channel", "sms", "-o", "sms.csv")
    assert [row["customer"] for row in company.json("care", "log", "--state", "handed")] == ["Alpha"]
    assert _news(company, "Lee") == {}
    company.ok("log-contact", "Gamma", "wechat", "flowers", "--care")
    assert list(_news(company, "Lee")) == ["Gamma"]
