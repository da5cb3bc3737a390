"""Lists of contracts as offices keep them: read, read again, taken back, written and read back; and their report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from .conftest import Crm, beginning

LEDGER = """2026年合同台账,,,,,,,,,,,,
序号,合同编号,客户名称,合同名称,签订日期,合同期限起,合同期限止,合同金额（元）,付款方式,已回款,未回款,联系人,备注
1,YX-2026-01,远鑫酒店,年度保洁,2025.12.20,2026/1/1,2026/12/31,"120,000.00",季付,60000,60000,周敏,VIP
2,QH-26-2,青禾餐饮有限公司,地毯清洗,2026年3月5日,2026-3-10,2027年3月9日,3.6万,按月,,,没有这人,
3,QH-26-3,没有这家,外墙,2026-03-05,2026-03-10,2026-04-09,5000,一次性,,,,
4,QH-26-4,青禾餐饮有限公司,外墙,2026-03-05,2026-03-10,2026-02-09,5000,一次性,,,,
5,QH-26-5,青禾餐饮有限公司,外墙,2026-03-05,2026-03-10,2027-02-09,8000,30%预付，70%验收,,,,
合计,,,,,,,"169,000.00",,,,,
"""


@beginning
def office(crm: Crm) -> None:
    """Two customers."""
    crm.ok("add", "远鑫酒店有限公司", "--contact", "周敏")
    crm.ok("add", "青禾餐饮有限公司")


def take(crm: Crm, text: str = LEDGER, name: str = "台账.csv", status: int = 3) -> Any:
    (crm.folder / name).write_text(text, encoding="utf-8")
    run = crm("import", str(crm.folder / name), "--yes", "--partial", "--format", "json")
    assert run.status == status, run.err
    return run.json["data"]


def listed(crm: Crm) -> dict[str, Any]:
    return {row["external_id"]: row for row in crm.json("contract", "list")}


def test_a_ledger_is_known_for_contracts_and_says_what_it_could_not_take(office: Crm) -> None:
    told = take(office)
    assert (told["totals"]["created"], told["totals"]["rejected"], told["files"][0]["kind"]) == (
        3,
        2,
        "contracts",
    )
    reasons = " ".join(str(row) for row in told["rejected"])
    assert "没有这家" in reasons and "end before it begins" in reasons
    known = listed(office)
    first = known["YX-2026-01"]
    assert (first["start_on"], first["end_on"], first["plan"], first["paid"], first["open"], first["contact_person"]) == (
        "2026-01-01", "2026-12-31", "quarterly", 60000, 60000, "周敏",
    )  # fmt: skip
    # Who is nobody's contact person, and a plan in other words, stand beside.
    custom = [office.json("contract", "show", n)["custom"] for n in ("QH-26-2", "QH-26-5")]
    assert custom[0]["联系人"] == "没有这人"
    assert any("30%预付" in text for text in custom[1].values())
    # What fell due before the list came in, of which it says nothing, nobody is asked for.
    assert (known["QH-26-2"]["amount"], known["QH-26-2"]["open"]) == (36000, 9000)
    due = {row["id"] for row in office.json("due", "--team", "--kind", "contract")}
    assert due == {"contract:1:payment", "contract:1:renewal"}


def test_the_same_list_again_changes_nothing_and_a_newer_one_what_it_says(office: Crm) -> None:
    take(office)
    assert take(office)["totals"]["unchanged"] == 3
    newer = LEDGER.replace("60000,60000", "90000,30000").replace("2027年3月9日,3.6万", "2027年4月9日,3.9万")
    assert take(office, newer, "十一月.csv")["totals"]["updated"] == 2
    known = listed(office)
    assert (known["YX-2026-01"]["paid"], known["QH-26-2"]["end_on"]) == (90000, "2027-04-09")
    assert sum(row["amount"] for row in office.json("contract", "show", "QH-26-2")["instalments"]) == 39000
    # A payment that is known here is in the sum of the next list.
    office.ok("contract", "pay", "YX-2026-01", "5000")
    take(office, newer.replace("90000,30000", "100000,20000"), "十二月.csv")
    assert listed(office)["YX-2026-01"]["paid"] == 100000
    for _n in range(4):
        office.step_back()
    assert office.json("contract", "list") == []


_STATES = """合同编号,客户名称,开始日期,结束日期,合同金额,付款方式,合同状态,终止日期,已回款金额,回款日期
A-1,远鑫酒店有限公司,2026-01-01,2026-12-31,120000,按季,执行中,,40000,2026-05-06
A-2,青禾餐饮有限公司,2026-01-01,2026-12-31,12000,按月,已终止,2026-06-30,,
A-3,青禾餐饮有限公司,2026-01-01,2026-12-31,12000,按月,terminated,,,
A-4,青禾餐饮有限公司,2025-01-01,2025-12-31,12000,按月,已续签,,,
A-5,青禾餐饮有限公司,2024-01-01,2024-12-31,12000,按月,到期,,6000,2027-01-01
"""


def test_states_and_payments_of_a_ledger_are_read_and_what_its_days_contradict_is_told(office: Crm) -> None:
    (office.folder / "台账.csv").write_text(_STATES, encoding="utf-8")
    run = office.ok("import", str(office.folder / "台账.csv"), "--yes")
    assert run.err.splitlines() == [
        "The list calls 1 contract ended that is in force by its days: A-3. Say since when: crmcli contract end NUMBER"
        " --on DAY",
        "The list calls 1 contract renewed that is expired by its days: A-4.",
    ]
    known = listed(office)
    assert [known[f"A-{n}"]["state"] for n in range(1, 6)] == [
        "in_force",
        "ended",
        "in_force",
        "expired",
        "expired",
    ]
    assert known["A-2"]["ended_on"] == "2026-06-30"
    customs = [office.json("contract", "show", f"A-{n}")["custom"] or "" for n in (1, 3, 4, 5)]
    assert [("合同状态" in text, "回款日期" in text) for text in customs] == [
        (False, False), (True, False), (True, False), (False, True),
    ]  # fmt: skip

    def payments() -> list[tuple[str, float]]:
        return [(r["ordered_on"], r["amount"]) for r in office.json("contract", "show", "A-1")["payments"]]

    # The oldest first, as orders of their day; what was paid on a day to come is only known to be paid.
    assert payments() == [("2026-05-06", 30000), ("2026-05-06", 10000)]
    assert (known["A-1"]["open"], known["A-5"]["paid"]) == (80000, 6000)
    assert take(office, _STATES, status=0)["totals"]["unchanged"] == 5
    newer = _STATES.replace("40000,2026-05-06", "65000,2026-08-02")
    assert take(office, newer, "八月.csv", status=0)["totals"]["updated"] == 1
    assert payments()[2:] == [("2026-08-02", 20000), ("2026-08-02", 5000)]
    office.ok("import", str(office.folder / "八月.csv"), "--yes", "--again")
    assert len(payments()) == 4 and listed(office)["A-1"]["paid"] == 65000


@pytest.mark.parametrize(
    "head", ["合同编号,订单号,产品,金额,下单日期", "Contract No,Order No,Product,Amount,Order date"]
)
def test_orders_that_name_only_their_contract_are_of_its_customer(office: Crm, head: str) -> None:
    rows = "A-1,SO-9,加急清洗,800,2026-03-05\nX-9,SO-10,地毯,500,2026-03-06\n"
    (office.folder / "合同.csv").write_text(_STATES, encoding="utf-8")
    (office.folder / "订单.csv").write_text(f"{head}\n{rows}", encoding="utf-8")
    files = [str(office.folder / name) for name in ("订单.csv", "合同.csv")]
    told = office("import", *files, "--yes", "--partial", "--format", "json").json["data"]
    assert [r["reasons"] for r in told["rejected"]] == [["No contract has the number X-9."]]
    order = next(r for r in office.json("purchase", "list") if r["order_no"] == "SO-9")
    assert (order["customer"], order["contract"]) == ("远鑫酒店有限公司", "HT2026-0001")


def test_a_list_of_payments_and_the_ledgers_sum_are_no_two_payments(office: Crm) -> None:
    (office.folder / "合同.csv").write_text(_STATES, encoding="utf-8")
    paid = "合同编号,回款日期,回款金额,备注\nA-1,2026-03-02,30000,一季度\nA-3,2026-03-05,1000,\n"
    (office.folder / "回款明细.csv").write_text(paid, encoding="utf-8")
    files = [str(office.folder / name) for name in ("合同.csv", "回款明细.csv")]
    office.ok("import", *files, "--yes")
    told = office.json("contract", "show", "A-1")["payments"]
    assert [(r["ordered_on"], r["amount"]) for r in told] == [("2026-03-02", 30000), ("2026-05-06", 10000)]
    assert (listed(office)["A-1"]["paid"], listed(office)["A-3"]["paid"]) == (40000, 1000)


def _import(crm: Crm, name: str, *lines: str) -> str:
    (crm.folder / name).write_text("\n".join(lines), encoding="utf-8")
    return crm.ok("import", str(crm.folder / name), "--yes").err


_SUM = "合同编号,客户名称,合同金额,开始日期,合同期限,已回款"


@pytest.mark.parametrize(
    ("payments", "paid", "opening"),
    [
        # Until the day of the ledger they are inside its sum, after it they come on top, and more than it told counts.
        (["2026-06-10,A-1,5000"], 18000, 13000),
        (["2026-06-10,A-1,5000", "2026-07-01,A-1,7000"], 18000, 6000),
        (["2026-06-10,A-1,5000", "2026-07-02,A-1,7000"], 25000, 13000),
        (["2026-06-10,A-1,20000"], 20000, 0),
    ],
)
def test_payments_that_come_in_after_a_ledger_are_in_its_sum(
    office: Crm, payments: list[str], paid: int, opening: int
) -> None:
    office.at("2026-07-01T02:00:00Z")
    _import(office, "合同.csv", _SUM, "A-1,远鑫酒店有限公司,72000,2026-05-01,1年,18000")
    office.at("2026-08-01T02:00:00Z")
    told = _import(office, "回款.csv", "回款日期,合同编号,回款金额", *payments)
    (row,) = office.json("export", "contracts")
    assert (listed(office)["A-1"]["paid"], row["opening"]) == (paid, opening)
    line = (
        f"Contract A-1: of these payments {18000 - opening:,.2f} are in the sum that was told by 2026-07-01"
    )
    assert line in " ".join(told.split())
    # A later list goes by the day of the ledger, too, and the first one again changes nothing.
    _import(office, "更多.csv", "回款日期,合同编号,回款金额", "2026-07-20,A-1,100")
    _import(office, "回款.csv", "回款日期,合同编号,回款金额", *payments)
    assert listed(office)["A-1"]["paid"] == paid + 100
    numbers = [one["number"] for one in office.json("history") if one["command"] == "import"]
    for number in sorted(numbers, reverse=True)[:-1]:
        office("undo", str(number))
    assert listed(office)["A-1"]["paid"] == 18000


@pytest.mark.file
def test_the_sum_of_a_later_ledger_is_of_its_day(office: Crm) -> None:
    ledger = (_SUM, "A-1,远鑫酒店有限公司,72000,2026-05-01,1年,18000")
    office.at("2026-07-01T02:00:00Z")
    _import(office, "合同.csv", *ledger)
    office.at("2026-08-01T02:00:00Z")
    _import(office, "合同8.csv", ledger[0], ledger[1].replace("18000", "24000"))
    _import(office, "回款.csv", "回款日期,合同编号,回款金额", "2026-07-20,A-1,6000")
    assert listed(office)["A-1"]["paid"] == 24000
    # What comes with its own ledger is taken off there.
    office.at("2026-09-01T02:00:00Z")
    for name, text in {
        "a.csv": f"{ledger[0]}\n{ledger[1].replace('18000', '30000')}",
        "b.csv": "回款日期,合同编号,回款金额\n2026-08-20,A-1,6000",
    }.items():
        (office.folder / name).write_text(text, encoding="utf-8")
    office.ok("import", *(str(office.folder / name) for name in ("a.csv", "b.csv")), "--yes")
    assert listed(office)["A-1"]["paid"] == 30000


@pytest.mark.file
@pytest.mark.parametrize(
    ("sums", "payments", "wanted"),
    [
        (("", ""), 3, (18000, 30000, [])),
        (("", ""), 8, (48000, 24000, [])),
        ((",已回款", ",18000"), 3, (18000, 54000, ["contract:1:payment"])),
        ((",已回款", ",20000"), 3, (20000, 52000, ["contract:1:payment"])),
        ((",已回款", ",9000"), 3, (18000, 54000, ["contract:1:payment"])),
    ],
)
def test_payments_from_before_a_ledger_came_are_no_later_ones(
    office: Crm, sums: tuple[str, str], payments: int, wanted: tuple[int, int, list[str]]
) -> None:
    head = f"合同编号,甲方,合同金额,签订日期,合同期限,付款方式{sums[0]}"
    ledger = f"{head}\nA-1,远鑫酒店有限公司,72000,2026-05-01,2026.05.01-2027.04.30,按月{sums[1]}\n"
    lines = "".join(f"2026-{5 + n % 6:02}-1{n},A-1,6000\n" for n in range(payments))
    (office.folder / "合同.csv").write_text(ledger, encoding="utf-8")
    (office.folder / "回款.csv").write_text(f"回款日期,合同编号,回款金额\n{lines}", encoding="utf-8")
    office.ok("import", *(str(office.folder / name) for name in ("回款.csv", "合同.csv")), "--yes")
    told = listed(office)["A-1"]
    due = [row["id"] for row in office.json("due", "--team", "--kind", "contract")]
    assert (told["paid"], told["open"], due) == wanted


@pytest.mark.file
@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("form", ["xlsx", "json", "csv"])
def test_what_goes_out_comes_back_unchanged(office: Crm, form: str, language: str) -> None:
    take(office)
    for words in (
        ("contract", "pay", "YX-2026-01", "31000", "--at", "2026-11-02"), ("contract", "renew", "YX-2026-01", "--number", "YX-27"),
        ("contract", "add", "1", "900", "--instalment", "2026-10-01=30%", "--instalment", "2027-03-01=70%", "--owner", "Lee"),
        ("contract", "end", "QH-26-2", "--reason", "搬走"), ("purchase", "add", "2", "77", "--contract", "QH-26-2"),
        ("snooze", "contract:1:payment", "+4d"),
    ):  # fmt: skip
        office.ok(*words)
    form_of = ("--format", "csv") if form == "csv" else ()
    place = office.folder / ("lists" if form == "csv" else f"all.{form}")
    office.ok("export", "--all", "-o", str(place), "--lang", language, *form_of)
    again = office.ok("import", str(place), "--yes", "--format", "json").json["data"]["totals"]
    assert again["unchanged"] == again["rows"] > 9
    office.ok("export", "--diffable", "-o", str(office.folder / "before.txt"))
    before = office.json("contract", "list")
    fresh = ("--db", str(office.folder / "fresh.db"))
    office.ok(*fresh, "init", "--name", "Lee")
    office.ok(*fresh, "import", str(place), "--yes")
    office.ok(*fresh, "export", "--diffable", "-o", str(office.folder / "after.txt"))
    texts = [(office.folder / name).read_text(encoding="utf-8") for name in ("before.txt", "after.txt")]
    assert texts[0] == texts[1]
    told = [
        [(r["number"], r["state"], r["paid"], r["open"], r["renews"]) for r in rows]
        for rows in (before, office.json(*fresh, "contract", "list"))
    ]
    assert told[0] == told[1]


@pytest.mark.file
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_template_that_was_filled_in_is_taken_in(office: Crm, language: str, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    office.ok("import", "--template", "contracts", "-o", str(path), "--lang", language)
    book = openpyxl.load_workbook(path)
    sheet: Any = book.active
    titles = [str(cell.value).removeprefix("*") for cell in sheet[1]]
    row = {
        "合同编号": "A-1", "Contract no": "A-1", "客户名称": "青禾餐饮有限公司", "Customer name": "青禾餐饮有限公司",
        "合同开始日期": "2026-06-01", "Contract start": "2026-06-01", "合同结束日期": "2027-05-31", "Contract end": "2027-05-31",
        "合同金额": 1200, "Contract amount": 1200, "已回款金额": 300, "Paid amount": 300, "付款方式": "按月", "Billing plan": "monthly",
    }  # fmt: skip
    sheet.append([row.get(title) for title in titles])
    book.save(path)
    office.ok("import", str(path), "--yes")
    told = office.json("contract", "show", "A-1")
    assert (told["plan"], told["paid"], len(told["instalments"])) == ("monthly", 300, 12)


@pytest.mark.file
@pytest.mark.parametrize(
    "header",
    [
        "Contract No,Customer,Contract Title,Start Date,End Date,Contract Value,Billing Frequency,Amount Paid",
        "合約編號,客戶名稱,合約名稱,生效日期,到期日期,合約金額,付款方式,累計收款",
        "协议编号,甲方,协议名称,起始日期,终止日期,协议金额,结算周期,已收金额",
    ],
)
def test_headers_of_many_offices(office: Crm, header: str) -> None:
    told = take(
        office, f"{header}\nB-1,青禾餐饮有限公司,清洗,2026-01-01,2026-12-31,2400,monthly,600\n", status=0
    )
    assert told["totals"]["created"] == 1
    known = listed(office)["B-1"]
    assert (known["title"], known["end_on"], known["plan"], known["amount"], known["paid"]) == (
        "清洗", "2026-12-31", "monthly", 2400, 600,
    )  # fmt: skip


@pytest.mark.file
def test_the_report_tells_what_ends_what_was_lost_and_what_is_owed(office: Crm) -> None:
    take(office)
    office.ok("contract", "add", "2", "900", "--start", "2025-11-01", "--end", "2026-10-31", "--owner", "Lee")
    told = office.json("report", "contracts")
    figures = {figure["key"]: figure["value"] for figure in told["figures"]}
    assert figures == {
        "contracts_in_force": 3, "contracts_value": 164000, "contracts_ending": 1, "contracts_renewed": 0, "contracts_lost": 1,
        "renewal_rate": 0, "receivable": 69900, "receivable_overdue": 60900,
    }  # fmt: skip
    tables = {table["key"]: table["rows"] for table in told["tables"]}
    assert [row["external_id"] for row in tables["ending"]] == ["YX-2026-01"]
    assert [row["number"] for row in tables["lost"]] == ["HT2026-0004"]
    owed = {
        row["name"]: (row["age_not_due"], row["age_31_60"], row["age_90_more"])
        for row in tables["receivable"]
    }
    assert owed == {"青禾餐饮有限公司": (9000, 0, 900), "远鑫酒店有限公司": (0, 30000, 30000)}
    assert sum(row["open"] for row in tables["receivable"]) == figures["receivable"]
    key_figures = {figure["key"]: figure["value"] for figure in office.json("report", "kpi")["figures"]}
    assert [key_figures[key] for key in ("receivable", "receivable_overdue")] == [69900, 60900]
    office.ok("contract", "renew", "HT2026-0004")
    after = {f["key"]: f["value"] for f in office.json("report", "contracts", "--by", "owner")["figures"]}
    assert (after["contracts_lost"], after["renewal_rate"]) == (0, 1)
    assert "应收款" in office.ok("报表", "合同", "--lang", "zh").out


@pytest.mark.file
@pytest.mark.parametrize(
    ("columns", "cells", "term"),
    [
        ("合同期限", "2026.3.1-2027.2.28", ("2026-03-01", "2027-02-28")),
        ("服务期限", "2026年3月1日起至12月31日止", ("2026-03-01", "2026-12-31")),
        ("起止日期", "2026/3/1-12/31", ("2026-03-01", "2026-12-31")),
        ("合同期限", "两年", ("2026-02-20", "2028-02-19")),
        ("合同有效期", "18个月", ("2026-02-20", "2027-08-19")),
        ("合同期限（月）", "12", ("2026-02-20", "2027-02-19")),
        ("合同期限(起),合同期限(止)", "2026-03-01,2027-02-28", ("2026-03-01", "2027-02-28")),
        ("Contract Term", "3 years", ("2026-02-20", "2029-02-19")),
    ],
)
def test_a_term_stands_in_one_cell(office: Crm, columns: str, cells: str, term: tuple[str, str]) -> None:
    head = f"合同号,甲方单位,签订日期,{columns},合同金额（元）"
    row = f"HT-88,远鑫酒店有限公司,2026.2.20,{cells},12万"
    told = take(
        office,
        f"{head}\n{row}\nHT-89,青禾餐饮有限公司,2026.2.20,{cells.replace('2026', '2025')},5000\n",
        status=0,
    )
    assert (told["files"][0]["kind"], told["totals"]["created"]) == ("contracts", 2)
    assert tuple(listed(office)["HT-88"][end] for end in ("start_on", "end_on")) == term
