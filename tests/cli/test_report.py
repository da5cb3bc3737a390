"""The reports: their figures against a small company worked out by hand, their formats, their files."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from crmcli import errors
from crmcli.figures import kpis
from tests.cli.conftest import beginning

REPORTS = ("churn", "satisfaction", "complaints", "tiers", "kpi")
KPI_KEYS = {
    "satisfaction_mean", "satisfaction_change", "retention_rate", "churn_rate", "repurchase_rate", "referral_rate",
    "complaint_count", "complaint_rate", "complaint_growth", "clock_compliance", "satisfaction_24h",
    "handling_hours", "revisit_satisfaction", "information_timeliness", "contacts_per_salesperson_day",
    "plan_compliance", "plan_content", "average_revenue", "lifetime_value", "lifetime_value_change", "tool_use", "health_distribution",
    "health_average", "data_completeness", "programme_participation", "revenue_12m",
    "customers", "members", "orders_counted", "response_in_time", "win_rate", "days_to_deal", "receivable", "receivable_overdue",
}  # fmt: skip


@beginning
def shop(crm: Any) -> None:
    """Three customers: one steady, one that stopped buying, one that never bought."""
    for name in ("Steady Ltd", "Fading Ltd", "Quiet Ltd"):
        crm.ok("add", name)
    for day, amount in (("2026-01-10", "1000"), ("2026-05-10", "2000.50"), ("2026-11-05", "3000")):
        crm.ok("purchase", "add", "Steady", amount, "--at", day)
    for day in ("2025-12-01", "2026-01-01", "2026-02-01"):
        crm.ok("purchase", "add", "Fading", "500", "--at", day)
    crm.ok("purchase", "add", "Steady", "9999", "--at", "2026-11-06", "--status", "cancelled")
    crm.ok("log-contact", "Steady", "phone", "all well", "--at", "2026-11-19 10:00")


def figures(data: Any) -> dict[str, Any]:
    return {figure["key"]: figure for figure in data["figures"]}


def rows(data: Any, key: str) -> Any:
    return next(table["rows"] for table in data["tables"] if table["key"] == key)


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_works_without_any_data(crm: Any, name: str) -> None:
    data = crm.json("report", name)
    assert data["figures"] and all(
        set(f) == {"key", "value", "n", "unit", "previous", "target", "beyond"} for f in data["figures"]
    )
    for table in data["tables"]:
        assert set(table) == {"key", "columns", "rows"}
        assert all(set(row) == set(table["columns"]) for row in table["rows"])
    out = crm.ok("report", name).out
    assert "—" in out or "Nothing to work these out from yet" in out


@pytest.mark.file
@pytest.mark.parametrize("instant", ["2026-11-20T03:00:00Z", "2026-12-20T03:00:00Z"])
@pytest.mark.parametrize("name", [*REPORTS, "data-quality", "response", "pipeline"])
def test_no_report_lists_a_figure_that_cannot_exist_yet(shop: Any, name: str, instant: str) -> None:
    shop.ok("survey", "record", "Steady", "--overall", "4", "--nps", "9")
    shop.at(instant)
    found = figures(shop.json("report", name))
    absent = {
        kpis.DEFINITIONS[k].title for k, f in found.items() if f["value"] is None and f["previous"] is None
    }
    shown = shop.ok("report", name).out
    listed = next(part for part in shown.split("\n\n") if part.startswith("Figure"))
    assert [line for line in listed.splitlines()[1:] if re.split("  +", line)[0] in absent] == []
    named = shown.replace("\n", " ").partition("Nothing to work these out from yet: ")[2]
    assert [title for title in absent if title not in named] == []


def test_nobody_is_a_member_where_there_is_no_programme(shop: Any, tmp_path: Path) -> None:
    for name, keys in (("kpi", ("members", "programme_participation")), ("tiers", ("members",))):
        assert {figures(shop.json("report", name))[key]["value"] for key in keys} == {None}
    path = tmp_path / "members.csv"
    path.write_text("会员卡号,姓名,手机号,入会日期\nV001,张小明,13900000007,2026-11-01\n", encoding="utf-8")
    shop.ok("import", str(path), "--yes")
    assert figures(shop.json("report", "kpi"))["members"]["value"] == 1


def test_who_came_in_a_sheet_is_no_newcomer_once_called(bare: Any) -> None:
    """Of imported customers only those are new of whom the sheet says since when, whatever happens on the day they came."""
    bare.ok("init", "--name", "Lee")
    bare.at("2026-11-16T10:00:00+08:00")
    sheet = "客户名称,联系电话,建档日期\n甲公司,13800010001,\n乙公司,13800010002,\n丙公司,13800010003,2026-11-16\n"
    (bare.folder / "list.csv").write_text(sheet, encoding="utf-8")
    bare.ok("import", str(bare.folder / "list.csv"), "--yes")
    bare.ok("add", "丁公司", "--phone", "13700001111", "--source", "referral")
    before = figures(bare.json("report", "kpi"))["referral_rate"]
    bare.ok("log-contact", "甲公司", "phone", "talked")
    bare.at("2026-11-17T10:00:00+08:00")
    bare.ok("log-contact", "乙公司", "phone", "talked")
    after = figures(bare.json("report", "kpi"))["referral_rate"]
    assert [(f["value"], f["n"]) for f in (before, after)] == [(0.5, 2)] * 2


@pytest.mark.file
def test_one_thing_has_one_chinese_word(shop: Any) -> None:
    """A source is called like its figure, signs of leaving like in a customer's record, where none is told by nothing."""
    shop.ok("edit", "Quiet", "source=referral")
    assert "来源：转介绍" in shop.ok("show", "Quiet", "--lang", "zh").out
    signs = {row["title"] for row in rows(shop.json("report", "churn", "--lang", "zh"), "signals")}
    assert signs == {"长期无消费", "消费下降", "投诉未办结或超时", "评分偏低", "跟进逾期"}
    assert "流失风险：0 ·" in shop.ok("show", "Steady", "--lang", "zh").out


def test_kpi_has_every_key(shop: Any) -> None:
    assert set(figures(shop.json("report", "kpi"))) == KPI_KEYS


def test_revenue_orders_and_repurchase(shop: Any) -> None:
    found = figures(shop.json("report", "kpi"))
    assert found["revenue_12m"]["value"] == 7500.5
    assert (found["orders_counted"]["value"], found["customers"]["value"]) == (6, 3)
    assert (found["repurchase_rate"]["value"], found["repurchase_rate"]["n"]) == (1.0, 2)


def test_a_refund_lowers_the_revenue_from_its_day_on(shop: Any) -> None:
    order = next(row for row in shop.json("purchase", "list", "Steady") if row["ordered_on"] == "2026-05-10")
    shop.ok("purchase", "refund", str(order["id"]), "--amount", "500.25", "--at", "2026-11-10")
    assert figures(shop.json("report", "kpi"))["revenue_12m"]["value"] == 7000.25
    assert figures(shop.json("report", "kpi", "--as-of", "2026-11-09"))["revenue_12m"]["value"] == 7500.5


def test_a_past_day_leaves_later_facts_out(shop: Any) -> None:
    found = figures(shop.json("report", "kpi", "--as-of", "2026-05-31"))
    assert (found["orders_counted"]["value"], found["revenue_12m"]["value"]) == (5, 4500.5)


def test_churn_names_who_fades_and_why(shop: Any) -> None:
    at_risk = rows(shop.json("report", "churn", "--as-of", "2026-04-20"), "at_risk")
    fading = next(row for row in at_risk if row["customer"] == "Fading Ltd")
    assert "silence" in fading["signals"] and fading["value"] == 1500 and fading["measure"]


def test_backtest_compares_warnings_with_who_left(shop: Any) -> None:
    found = figures(shop.json("report", "churn", "--backtest", "2026-04-20"))
    assert (found["flagged_lost"]["value"], found["left"]["value"], found["recall"]["value"]) == (1, 1, 1.0)


def test_tiers_show_who_moved(shop: Any) -> None:
    data = shop.json("report", "tiers", "--from", "2026-03-01", "--by", "owner")
    moved = rows(data, "movements")
    assert sum(n for row in moved for key, n in row.items() if isinstance(n, int)) >= 3
    assert sum(row["customers"] for row in rows(data, "lifecycle")) == 3
    assert {row["lifecycle"]: row["customers"] for row in rows(data, "lifecycle")}["lost"] == 1


def test_rfm_is_among_those_who_bought(crm: Any) -> None:
    crm.ok("add", "Buyer Ltd")
    crm.ok("purchase", "add", "Buyer Ltd", "100")
    crm.ok("add", "Old friend Ltd", "cooperation_start=2024-01-01")
    assert sum(row["customers"] for row in rows(crm.json("report", "tiers"), "rfm")) == 1


def test_a_complaint_opened_again_counts_alike_in_figures_and_tables(shop: Any) -> None:
    shop.at("2026-11-18T01:00:00Z")
    shop.ok("complaint", "open", "Steady", "late", "--severity", "serious")
    shop.at("2026-11-18T09:00:00Z")
    shop.ok("complaint", "resolve", "1")
    shop.ok("complaint", "revisit", "1", "--result", "dissatisfied")
    data = shop.json("report", "complaints")
    found, clocks = figures(data), {row["clock"]: row for row in rows(data, "clocks")}
    for clock in ("respond", "propose", "resolve"):
        assert found[f"{clock}_compliance"]["value"] == clocks[clock]["compliance"], clock
    assert (found["respond_compliance"]["value"], found["respond_compliance"]["n"]) == (0.5, 2)
    assert (found["respond_met"]["value"], found["respond_late"]["value"], found["unanswered"]["value"]) == (
        1,
        1,
        0,
    )
    shop.ok("complaint", "resolve", "1")
    shop.ok("complaint", "reopen", "1")
    assert figures(shop.json("report", "complaints"))["unanswered"]["value"] == 1


def test_revisits_count_in_the_period_they_were_made_in(shop: Any) -> None:
    shop.at("2026-10-30T01:00:00Z")
    shop.ok("complaint", "open", "Steady", "late")
    shop.ok("complaint", "resolve", "1")
    shop.at("2026-11-02T01:00:00Z")
    shop.ok("complaint", "revisit", "1", "--result", "satisfied")
    for month, n in (("2026-10", 0), ("2026-11", 1)):
        for name in ("complaints", "kpi"):
            data = shop.json("report", name, "--from", f"{month}-01", "--to", f"{month}-30")
            assert figures(data)["revisit_satisfaction"]["n"] == n, (name, month)
    assert [
        row["revisits"] for row in rows(shop.json("report", "complaints", "--from", "2026-11-01"), "revisits")
    ] == [1, 0, 0]


def test_complaints_in_time_late_and_unanswered(shop: Any) -> None:
    shop.at("2026-11-18T01:00:00Z")
    for text in ("late", "rude", "dirty"):
        shop.ok("complaint", "open", "Steady", text, "--category", text, "--severity", "serious")
    numbers = [row["number"] for row in shop.json("complaint", "list")]
    shop.at("2026-11-18T01:30:00Z")
    shop.ok("complaint", "reply", numbers[0], "sorry")
    shop.at("2026-11-18T04:00:00Z")
    shop.ok("complaint", "reply", numbers[1], "sorry")
    shop.at("2026-11-20T02:00:00Z")
    data = shop.json("report", "complaints")
    found = figures(data)
    assert [found[k]["value"] for k in ("complaints", "unanswered", "respond_met", "respond_late")] == [
        3,
        1,
        1,
        1,
    ]
    assert found["respond_compliance"]["value"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["respond_hours"]["value"] == 1.8
    assert {row["category"]: row["complaints"] for row in rows(data, "by_category")} == {
        "late": 1,
        "rude": 1,
        "dirty": 1,
    }
    then = figures(shop.json("report", "complaints", "--as-of", "2026-11-18 09:45"))
    assert (then["unanswered"]["value"], then["respond_met"]["value"]) == (2, 1)
    assert figures(shop.json("report", "complaints", "--to", "2026-11-17"))["complaints"]["value"] == 0


def test_a_period_stands_beside_the_one_before(shop: Any) -> None:
    for day, score in (("2026-10-10", "2"), ("2026-11-10", "4")):
        shop.ok("survey", "record", "Steady", "--overall", score, "--at", day)
    found = figures(shop.json("report", "satisfaction", "--from", "2026-11-01"))
    assert (found["mean_overall"]["value"], found["mean_overall"]["previous"]) == (4, 2)
    assert figures(shop.json("report", "kpi"))["satisfaction_change"]["value"] == 2


def test_low_scores_count_until_somebody_reaches_the_customer(shop: Any) -> None:
    shop.ok("survey", "record", "Quiet", "--overall", "1", "--at", "2026-11-18")
    assert figures(shop.json("report", "satisfaction"))["low_scores_open"]["value"] == 1
    shop.ok("log-contact", "Quiet", "phone", "made it good")
    assert figures(shop.json("report", "satisfaction"))["low_scores_open"]["value"] == 0


@pytest.mark.file
@pytest.mark.parametrize(
    "words",
    [
        ("kpi", "-o", "report.pdf"), ("kpi", "-o", "report"), ("complaints", "--by", "weather"), ("kpi", "--by", "owner"),
        ("complaints", "--from", "2026-11-10", "--to", "2026-11-01"), ("satisfaction", "--from", "2026-13-01"),
    ],
)  # fmt: skip
def test_impossible_questions_are_usage_errors(shop: Any, words: tuple[str, ...]) -> None:
    assert shop("report", *words).status == errors.Usage.status


@pytest.mark.file
def test_explain_prints_every_definition(shop: Any) -> None:
    out = shop.ok("report", "kpi", "--explain").out
    assert "Customers with two or more counted orders in 12 months" in out


@pytest.mark.file
def test_csv_holds_the_figures(shop: Any) -> None:
    out = shop.ok("report", "kpi", "--format", "csv").out
    found = {row["key"]: row for row in csv.DictReader(io.StringIO(out))}
    assert found["revenue_12m"]["value"] == "7500.5"
    assert found["revisit_satisfaction"]["value"] == ""


@pytest.mark.file
def test_chinese_names(shop: Any) -> None:
    assert figures(shop.json("报表", "指标"))["customers"]["value"] == 3


# -- files


@pytest.mark.file
@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("suffix", ["xlsx", "html", "json", "csv", "md"])
def test_a_file_has_the_same_bytes_each_time(shop: Any, name: str, suffix: str) -> None:
    path = shop.folder / f"report.{suffix}"
    shop.ok("report", name, "--as-of", "2026-11-20", "-o", str(path))
    first = path.read_bytes()
    shop.at("2026-11-25T08:00:00Z")
    shop.ok("report", name, "--as-of", "2026-11-20", "-o", str(path))
    assert first and path.read_bytes() == first


@pytest.mark.file
def test_the_workbook_has_the_figures_tables_and_charts(shop: Any) -> None:
    import openpyxl

    path = shop.folder / "kpi.xlsx"
    shop.ok("report", "kpi", "-o", str(path))
    book = openpyxl.load_workbook(path)
    cells = {row[0].value: row[1].value for row in book["Figures"].iter_rows(min_row=6)}
    assert cells["Revenue, 12 months"] == 7500.5
    assert "Satisfied at revisit" not in cells
    assert any("Satisfied at revisit" in str(row[0].value) for row in book["Figures"].iter_rows(max_row=5))
    months = book["The last twelve months"]
    assert [cell.value for cell in months[1]] == ["Month", "Revenue", "Orders", "Complaints"]
    assert len(months._charts) == 2


@pytest.mark.file
def test_a_figure_beyond_its_limit_is_marked_wherever_it_is_shown(shop: Any) -> None:
    import openpyxl

    assert {key for key, f in figures(shop.json("report", "kpi")).items() if f["beyond"]} == {
        "contacts_per_salesperson_day"
    }
    marked = [line for line in shop.ok("report", "kpi").out.splitlines() if line.rstrip().endswith(" !")]
    assert [line[:19] for line in marked] == ["Customers contacted"]
    assert "! beyond its limit" in shop.ok("report", "kpi").out
    assert "!" not in shop.ok("report", "tiers").out
    shop.ok("report", "kpi", "-o", str(shop.folder / "kpi.html"))
    text = (shop.folder / "kpi.html").read_text(encoding="utf-8")
    assert re.findall(r'<tr class="beyond"><td class="">([^<]*)', text) == [
        "Customers contacted per person and day"
    ]
    shop.ok("report", "kpi", "-o", str(shop.folder / "kpi.xlsx"))
    sheet = openpyxl.load_workbook(shop.folder / "kpi.xlsx")["Figures"]
    red = {row[0].value for row in sheet.iter_rows(min_row=6) if row[1].font.color and row[5].value == "!"}
    assert red == {"Customers contacted per person and day"}


@pytest.mark.file
def test_segments_say_what_is_not_known_in_words(shop: Any) -> None:
    shop.ok("edit", "Steady", "industry=hotels", "size=small")
    codes = [row["segment"] for row in rows(shop.json("report", "tiers"), "segments")]
    assert codes == ["?–?–D", "?–?–E", "hotels–small–D"]
    assert "industry unknown–size unknown–D" in shop.ok("report", "tiers").out
    assert "行业未知–规模未知–D" in shop.ok("report", "tiers", "--lang", "zh").out
    assert "hotels–小型–D" in shop.ok("report", "tiers", "--lang", "zh").out


@pytest.mark.file
def test_text_in_a_workbook_is_never_a_formula(shop: Any) -> None:
    import openpyxl

    shop.ok("survey", "record", "Steady", "--overall", "3", "--comment", "=1+1")
    path = shop.folder / "s.xlsx"
    shop.ok("report", "satisfaction", "-o", str(path))
    words = openpyxl.load_workbook(path)["In their own words"]
    assert (words["E2"].value, words["E2"].data_type) == ("=1+1", "s")


@pytest.mark.file
def test_html_stands_alone_and_escapes(shop: Any) -> None:
    shop.ok("survey", "record", "Steady", "--overall", "3", "--comment", "<script>alert(1)</script>")
    path = shop.folder / "s.html"
    shop.ok("report", "satisfaction", "-o", str(path))
    text = path.read_text(encoding="utf-8")
    assert "<svg" in text and "&lt;script&gt;" in text and "<script" not in text
    assert not re.search(r"(?:src|href)=|@import|url\(", text)


@pytest.mark.file
def test_the_json_file_is_what_the_screen_shows(shop: Any) -> None:
    path = shop.folder / "kpi.json"
    shop.ok("report", "kpi", "-o", str(path))
    assert json.loads(path.read_text(encoding="utf-8"))["data"] == shop.json("report", "kpi")


@pytest.mark.file
def test_a_read_only_file_is_written_beside_and_said_so(shop: Any) -> None:
    path: Path = shop.folder / "kpi.html"
    path.write_text("mine")
    path.chmod(0o444)
    run = shop.ok("report", "kpi", "-o", str(path))
    assert "kpi (2).html" in run.out and "beside" in run.err
    assert path.read_text() == "mine"


@pytest.mark.file
def test_a_folder_that_is_not_there(shop: Any) -> None:
    assert (
        shop("report", "kpi", "-o", str(shop.folder / "none" / "kpi.html")).status
        == errors.MissingFile.status
    )


# -- what a terminal can show


@pytest.mark.file
def test_bars_use_glyphs_that_gbk_has(shop: Any) -> None:
    out = shop.ok("report", "tiers").out
    assert "█" in out
    out.encode("gbk")


@pytest.mark.file
def test_no_reading_command_loads_openpyxl_for_the_screen(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for name in [n for n in sys.modules if n.split(".")[0] == "openpyxl"]:
        monkeypatch.delitem(sys.modules, name)
    shop.ok("report", "kpi")
    assert "openpyxl" not in sys.modules


def test_a_report_of_chosen_customers_knows_only_them(shop: Any) -> None:
    shop.ok("complaint", "open", "Fading", "late again")
    steady = shop.json("report", "kpi", "--where", "name~Steady")
    found = figures(steady)
    assert {key: found[key]["value"] for key in ("customers", "revenue_12m", "complaint_count")} == {
        "customers": 1, "revenue_12m": 6000.5, "complaint_count": 0,
    }  # fmt: skip
    assert "Only customers found by: name~Steady" in steady["notes"]
    # The connection is kept between commands here: everybody is there again, and can be written.
    shop.ok("complaint", "open", "Steady", "noise")
    assert figures(shop.json("report", "kpi"))["complaint_count"]["value"] == 2
    for name in (*REPORTS, "response", "contracts", "pipeline", "data-quality"):
        whole, all_chosen = shop.json("report", name), shop.json("report", name, "--where", "name!=nobody")
        assert all_chosen["notes"].pop(0) == "Only customers found by: name!=nobody"
        assert all_chosen == whole, name
