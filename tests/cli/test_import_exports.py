"""Exports of other programs: who is meant where the column of names lacks, flags, labels, prefixes, logs of calls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Crm
from .test_import_phones import take_in

# What sheets say is read the same for either engine.
pytestmark = pytest.mark.file


def create(crm: Crm, path: Path, *lines: str) -> Any:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    run = crm("import", str(path), "--yes", "--partial", "--create-missing", "--format", "json")
    assert run.status in (0, 3), run.err
    return run.json["data"]


def customers(crm: Crm) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in crm.json("export", "customers")}


def persons(crm: Crm) -> list[tuple[str, str]]:
    return [(row["customer"], row["name"]) for row in crm.json("export", "contacts")]


@pytest.mark.parametrize(
    "lines",
    [
        ["Ticket ID,Subject,Status,Created time,Requester,Requester email,Company",
         "1,Lid broken,Open,2026-10-01 09:00,Una Brisk,una@q.example,", "2,Late again,Open,2026-10-02 09:00,Bo Tamm,bo@q.example,Fernhill Ltd"],
        ["订单号,下单时间,金额,公司名称,联系人,联系电话", "1,2026-10-01,100,,王芳,13911829855", "2,2026-10-02,100,远鑫贸易有限公司,李明,13911829856"],
        ["Order Number,Order Date,Order Total,First Name (Billing),Last Name (Billing),Company (Billing),Email (Billing),Payment Method Title",
         "1,2026-10-01,10,Una,Brisk,,una@q.example,Card", "2,2026-10-02,10,Bo,Tamm,Fernhill Ltd,bo@q.example,Card"],
    ],
)  # fmt: skip
def test_where_no_firm_is_told_the_person_is_the_customer(crm: Crm, tmp_path: Path, lines: list[str]) -> None:
    create(crm, tmp_path / "rows.csv", *lines)
    kinds = {name: row["kind"] for name, row in customers(crm).items()}
    person, firm = ("王芳", "远鑫贸易有限公司") if "王芳" in kinds else ("Una Brisk", "Fernhill Ltd")
    assert kinds == {person: "person", firm: "company"}
    assert [customer for customer, _name in persons(crm)] == [firm]
    assert all(row["title"] is None for row in crm.json("export", "contacts"))


def test_two_columns_of_names(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "list.csv", "Customer,Company,Phone,Email",
        "Bill Windsock,,(415) 444-6538,bill@q.example", "Cool Cars Ltd,Cool Cars Ltd,(415) 555-9933,cool@q.example",
        "Ann Pike,Pike & Sons,(415) 555-0101,ann@q.example",
    )  # fmt: skip
    assert set(customers(crm)) == {"Bill Windsock", "Cool Cars Ltd", "Pike & Sons"}
    assert persons(crm) == [("Pike & Sons", "Ann Pike")]


def test_a_contacts_name_beside_the_parts_of_a_persons(crm: Crm, tmp_path: Path) -> None:
    data = take_in(
        crm, tmp_path / "list.csv", "*ContactName,AccountNumber,EmailAddress,FirstName,LastName",
        "City Agency,CA-01,info@q.example,Sid,Ray", "Odd Jobs,,,,",
    )  # fmt: skip
    assert (data["rejected"], set(customers(crm))) == ([], {"City Agency", "Odd Jobs"})
    assert persons(crm) == [("City Agency", "Sid Ray")]


def test_a_number_that_several_names_share_is_no_customers(crm: Crm, tmp_path: Path) -> None:
    create(
        crm, tmp_path / "bills.csv", "*ContactName,*InvoiceNumber,*InvoiceDate,Total,*AccountCode",
        "City Agency,INV-1,15/09/2026,115.00,200", "Odd Jobs,INV-2,16/09/2026,57.50,200", "Dale Farm,INV-3,17/09/2026,5.00,200",
    )  # fmt: skip
    assert {row["customer"] for row in crm.json("export", "purchases")} == {
        "City Agency", "Odd Jobs", "Dale Farm",
    }  # fmt: skip
    assert all(row["external_id"] is None for row in customers(crm).values())


@pytest.mark.parametrize("header", ["Is a Company", "is_company", "是否公司"])
def test_a_flag_tells_who_is_a_company(crm: Crm, tmp_path: Path, header: str) -> None:
    take_in(
        crm,
        tmp_path / "list.csv",
        f"Name,{header},Email",
        "Azure Interior,TRUE,a@q.example",
        "Hana Sole,FALSE,h@q.example",
    )
    assert {name: row["kind"] for name, row in customers(crm).items()} == {
        "Azure Interior": "company", "Hana Sole": "person",
    }  # fmt: skip


@pytest.mark.parametrize("header", ["Annual Revenue", "NUMBEROFEMPLOYEES", "Ticker Symbol"])
def test_a_list_with_columns_of_firms(crm: Crm, tmp_path: Path, header: str) -> None:
    take_in(crm, tmp_path / "list.csv", f"ID,NAME,PHONE,{header}", "a1,Edgewater Cross,(512) 555-0160,1000")
    assert customers(crm)["Edgewater Cross"]["kind"] == "company"


def test_forms_of_address_are_no_positions(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "list.csv", "Title,First Name,Last Name,Company,Job Title,Mobile",
        "Mr,Owen,Lark,Lark Freight Inc.,Dispatcher,(206) 555-0180", "Dr,Una,Brisk,Brisk Ltd,,(206) 555-0181",
    )  # fmt: skip
    titles = {row["name"]: row["title"] for row in crm.json("export", "contacts")}
    assert titles == {"Owen Lark": "Dispatcher", "Una Brisk": None}


def test_names_with_a_prefix(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "people.csv", "Person - Name,Person - Organization,Person - Email - Work,Person - Phone - Work",
        "Phyl Year,Big Wheel BV,phyl@q.example,+31 20 555 0144", "Oka Prins,,oka@q.example,",
    )  # fmt: skip
    assert set(customers(crm)) == {"Big Wheel BV", "Oka Prins"}
    deals = tmp_path / "deals.csv"
    deals.write_text(
        "Deal - Title,Deal - Organization,Deal - Stage,Deal - Value,Deal - Expected close date\nX,Big Wheel BV,Won,1200,2026-12-20\n"
    )
    crm.ok("import", str(deals), "--yes")
    won = crm.json("opportunity", "list", "--all")
    assert [(row["title"], row["customer"], row["amount"], row["stage"]) for row in won] == [
        ("X", "Big Wheel BV", 1200, "won")
    ]


def test_a_log_of_calls(crm: Crm, tmp_path: Path) -> None:
    create(
        crm, tmp_path / "calls.csv", "Call ID,Direction,From,To,Contact,Start Time,Duration,Result,Notes",
        "c1,Outgoing,+1 512 555 0100,+1 512 555 0144,Ada Quill,2026-11-02 10:00,00:04:12,Answered,a quote",
        "c2,Incoming,+1 512 555 0160,+1 512 555 0100,Rosa Gonz,2026-11-02 11:00,00:00:00,Missed,",
    )  # fmt: skip
    assert {name: row["phone"] for name, row in customers(crm).items()} == {
        "Ada Quill": "+15125550144", "Rosa Gonz": "+15125550160",
    }  # fmt: skip
    log = crm.json("export", "interactions")
    assert [(r["channel"], r["direction"], r["effective"]) for r in log] == [
        ("phone", "out", 1), ("phone", "in", 0),
    ]  # fmt: skip


def test_a_fax_by_its_label(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "contacts.csv", "First Name,Last Name,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value",
        "Bo,Tamm,Work Fax,+44 20 7946 0322,Work,+44 20 7946 0321",
    )  # fmt: skip
    row = customers(crm)["Bo Tamm"]
    assert (row["phone"], row["phones"], row["fax"]) == ("+442079460321", None, "+442079460322")


def test_days_that_nobody_told(crm: Crm, tmp_path: Path) -> None:
    data = take_in(
        crm, tmp_path / "list.csv", "Name,Phone,Birthday", "Ada Quill,(206) 555-0180,0/0/00", "Bo Tamm,(206) 555-0181,0000-00-00 00:00:00",
        "Cy Orr,(206) 555-0182,4/19/1979",
    )  # fmt: skip
    assert (data["incomplete"], customers(crm)["Cy Orr"]["birthday"]) == ([], "1979-04-19")


def test_kinds_of_questions_below_a_surveys_questions(crm: Crm, tmp_path: Path) -> None:
    data = create(
        crm, tmp_path / "survey.csv", "Respondent ID,End Date,Email Address,How satisfied are you overall?,Any comments?",
        ",,,Response,Open-Ended Response", "114,2026-10-01 09:04,ada@q.example,5,Great", "115,2026-10-02 09:04,bo@q.example,4,Fine",
    )  # fmt: skip
    assert data["totals"]["created"] == 2


def test_the_number_of_a_persons_firm(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "contacts.csv", "Record ID,First Name,Last Name,Email,Associated Company,Primary Associated Company ID",
        "51,Greta,Lind,greta@q.example,Norrvik AB,901", "52,Olof,Berg,olof@q.example,Norrvik AB,901",
    )  # fmt: skip
    assert {name: row["external_id"] for name, row in customers(crm).items()} == {"Norrvik AB": "901"}
    assert {name for _customer, name in persons(crm)} == {"Greta Lind", "Olof Berg"}


def test_our_own_columns_stay_as_they_are(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "contacts.csv", "Name,Given Name,Family Name,Phone 1 - Type,Phone 1 - Value", "Dr. Ulla Renn,Ulla,Renn,Mobile,+49 171 5550123",
    )  # fmt: skip
    before = crm.json("export", "customers")
    crm("export", "all", "-o", str(tmp_path / "all.xlsx"))
    crm("import", str(tmp_path / "all.xlsx"), "--yes", "--partial")
    assert crm.json("export", "customers") == before


@pytest.mark.parametrize(
    "lines",
    [
        ["EmployeeID,LastName,FirstName,Title,HireDate,Address,City,HomePhone,ReportsTo", "1,Davo,Nan,Sales Representative,1992-05-01,5 Elm St,Seattle,(206) 555-9857,2"],
        ["工号,姓名,手机,地址,入职日期,生日", "A01,王芳,13911829855,成都市武侯区一路1号,2020-03-01,1990-01-02"],
    ],
)  # fmt: skip
def test_lists_of_staff_are_left_out(crm: Crm, tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    run = crm("import", str(path), "--yes", "--partial", "--create-missing", "--format", "json")
    assert run.status == 5
    assert crm.json("export", "customers") == []


def test_two_of_one_firm_in_an_export_of_persons(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "list.csv", "Record ID,First Name,Last Name,Email,Company Name",
        "7001,Greta,Lind,greta@q.example,Norrvik AB", "7002,Olof,Berg,olof@q.example,Norrvik AB", "7003,Paul,Oka,paul@q.example,",
    )  # fmt: skip
    assert set(customers(crm)) == {"Norrvik AB", "Paul Oka"}
    assert persons(crm) == [("Norrvik AB", "Greta Lind"), ("Norrvik AB", "Olof Berg")]


def test_a_buyer_with_his_login(crm: Crm, tmp_path: Path) -> None:
    create(
        crm, tmp_path / "orders.csv", "Order ID,Sale Date,Full Name,Buyer,Order Total",
        "31,2026-09-14,Lia Moss,Lia Moss (liamoss),37.00", "32,2026-09-15,Ann Pike,Ann Pike Bakery,21.00",
    )  # fmt: skip
    assert {name: row["kind"] for name, row in customers(crm).items()} == {
        "Lia Moss (liamoss)": "person", "Ann Pike Bakery": "company",
    }  # fmt: skip


@pytest.mark.parametrize("header", ["运费", "运费金额", "運費合計"])
def test_freight_is_what_a_carrier_is_paid(crm: Crm, tmp_path: Path, header: str) -> None:
    create(
        crm,
        tmp_path / "rows.csv",
        f"运单号,发货日期,托运单位,{header}",
        "YD1,2026-05-01,远鑫贸易有限公司,396",
        "YD2,2026-05-02,蓝海建材,350",
    )
    found = [(row["order_no"], row["amount"]) for row in crm.json("export", "purchases")]
    assert found == [("YD1", 396), ("YD2", 350)]


@pytest.mark.parametrize(("word", "tiers"), [("Normal", {None}), ("VIP", {"key", "general"})])
def test_a_priority_that_everybody_has_is_no_tier(
    crm: Crm, tmp_path: Path, word: str, tiers: set[str | None]
) -> None:
    create(
        crm, tmp_path / "outlook.csv", "First Name,Last Name,Company,Business Phone,Priority",
        f"Una,Brisk,Fernhill Ltd,+447700900123,{word}", "Bo,Tamm,Ashdown Ltd,+447700900124,Normal",
    )  # fmt: skip
    assert {row["stated_tier"] for row in customers(crm).values()} == tiers


CONTACTS = ["ID,ACCOUNTID,LASTNAME,FIRSTNAME,TITLE,EMAIL,PHONE", "K1,A1,Brisk,Una,Buyer,una@q.example,+441134960113",
            "K2,A2,Tamm,Bo,Cook,bo@r.example,+441134960114", "K3,A2,Pike,Ann,Chef,ann@r.example,+441134960114"]  # fmt: skip


def test_persons_of_firms_of_which_only_the_number_is_told(crm: Crm, tmp_path: Path) -> None:
    take_in(crm, tmp_path / "contacts.csv", *CONTACTS)
    found = {name: (row["external_id"], row["custom.ACCOUNTID"]) for name, row in customers(crm).items()}
    assert found == {"Una Brisk": (None, "A1"), "Bo Tamm": (None, "A2"), "Ann Pike": (None, "A2")}


def test_persons_go_to_the_firm_of_their_number(crm: Crm, tmp_path: Path) -> None:
    take_in(crm, tmp_path / "accounts.csv", "ID,NAME,PHONE,INDUSTRY", "A1,Fernhill Ltd,+441134960001,Food", "A2,Moss Ltd,+441134960002,Food")  # fmt: skip
    take_in(crm, tmp_path / "contacts.csv", *CONTACTS)
    assert persons(crm) == [
        ("Fernhill Ltd", "Una Brisk"), ("Moss Ltd", "Bo Tamm"), ("Moss Ltd", "Ann Pike"),
    ]  # fmt: skip


def test_a_firm_has_no_birthday_and_not_its_persons_number(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "a.csv", "Record ID,First Name,Last Name,Date of Birth,Account Name,Email",
        "151,Una,Brisk,1979-11-03,Fernhill Ltd,una@q.example", "152,Bo,Tamm,,Moss Ltd,bo@q.example",
    )  # fmt: skip
    firm = customers(crm)["Fernhill Ltd"]
    assert (firm["external_id"], firm["birthday"], firm["custom.Record ID"]) == (None, None, "151")
    assert [row["birthday"] for row in crm.json("export", "contacts")] == ["1979-11-03", None]


def test_a_firm_that_nobody_knows_is_kept_beside_its_daughter(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "a.csv", "客户名称,上级客户", "云栖信息有限公司,云栖集团", "海曙外贸有限公司,云栖信息有限公司"
    )  # fmt: skip
    found = customers(crm)
    assert found["云栖信息有限公司"]["custom.上级客户"] == "云栖集团"
    assert "custom.上级客户" not in {k for k, v in found["海曙外贸有限公司"].items() if v}
    assert found["海曙外贸有限公司"]["parent"] == "云栖信息有限公司"


@pytest.mark.parametrize(
    ("column", "values"), [("Category", ["Sportswear", "Retail"]), ("客户分类", ["餐饮", "学校"])]
)
def test_a_sort_of_firms_is_no_tier(crm: Crm, tmp_path: Path, column: str, values: list[str]) -> None:
    take_in(crm, tmp_path / "a.csv", f"Client,{column}", *(f"Firm {value} Ltd,{value}" for value in values))
    assert [row["stated_tier"] for row in customers(crm).values()] == [None, None]
    assert [row["tags"] for row in customers(crm).values()] == values


def test_activities_beside_a_deal_have_their_own_subject(crm: Crm, tmp_path: Path) -> None:
    create(
        crm, tmp_path / "a.csv", "ID,Subject,Type,Due date,Done,Assigned to user,Deal - Title,Contact person,Organization,Note",
        "101,Call about renewal,Call,2026-11-25,To do,Dana Hill,Fernhill renewal,Una Brisk,Fernhill Ltd,urgent",
    )  # fmt: skip
    assert [(row["title"], row["customer"]) for row in crm.json("export", "tasks")] == [
        ("Call about renewal", "Fernhill Ltd")
    ]
    assert [row["title"] for row in crm.json("export", "contacts")] == [None]


@pytest.mark.parametrize(
    "lines",
    [
        ["Number,Date,Type,Duration", "+441134960113,2026-10-01 09:12:00,Incoming,00:03:12", "+441134960114,2026-10-02 12:00:00,Missed,00:00:00"],
        ["号码,时间,类型,时长", "13512340001,2026-10-01 09:12,呼入,2分12秒", "13512340002,2026-10-01 10:12,呼出,0秒"],
        ["姓名,手机号,通话类型,日期,时间,时长", "李四,13512340001,来电,2026-10-01,09:12,3分12秒", "张三,13512340002,未接听,2026-10-01,10:12,"],
        ["Number,Name,Type,Date,Duration", "+441134960113,Ann Gray,Incoming,2026-10-01 09:12:00,192", "+441134960114,Joe Reed,Rejected,2026-10-02 12:00:00,7"],
    ],
)  # fmt: skip
def test_a_bare_log_of_calls(crm: Crm, tmp_path: Path, lines: list[str]) -> None:
    create(crm, tmp_path / "log.csv", *lines)
    found = crm.json("export", "interactions")
    assert [(row["channel"], row["effective"]) for row in found] == [("phone", 1), ("phone", 0)]
    assert len(customers(crm)) == 2
