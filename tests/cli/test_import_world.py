"""Lists of programs from all over the world: what their columns mean, and whose phones are meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Crm
from .test_import_exports import create, customers, persons
from .test_import_phones import take_in

# What sheets say is read the same for either engine.
pytestmark = pytest.mark.file


def only(crm: Crm) -> dict[str, Any]:
    (customer,) = customers(crm).values()
    return customer


def test_lists_that_a_program_writes_into_cells(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "persons.csv", "name,emails,contact_numbers,street",
        'Una Brisk,"[{""label"": ""work"", ""value"": ""una@q.example""}, {""label"": ""home"", ""value"": ""u@r.example""}]",'
        '"[{""label"": ""work"", ""value"": ""+441134960113""}]","[""6 High St"",""""]"',
    )  # fmt: skip
    una = only(crm)
    assert (una["email"], una["emails"]) == ("una@q.example", "u@r.example")
    assert (una["phone"], una["street"]) == ("+441134960113", "6 High St")


@pytest.mark.parametrize(
    ("head", "row", "name"),
    [
        ("birthday,email,name,surname", "12-27,ann@q.example,Ann Mary,Ruiz Gil", "Ann Mary Ruiz Gil"),
        ("Фамилия,Имя,Отчество,Телефон,Город", "Иванов,Пётр,Ильич,+79161234567,Тверь", "Пётр Ильич Иванов"),
        ("name,surname,email", "Ann Ruiz,Ruiz,ann@q.example", "Ann Ruiz"),
    ],
)
def test_names_in_parts(crm: Crm, tmp_path: Path, head: str, row: str, name: str) -> None:
    take_in(crm, tmp_path / "list.csv", head, row)
    assert name in (only(crm)["name"], *(person for _firm, person in persons(crm)))


def test_words_of_russia_poland_and_the_north(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm,
        tmp_path / "a.csv",
        "Компания;Контактное лицо;Телефон;Город;Индекс",
        "ООО Ромашка;Анна Котова;+74951234567;Москва;101000",
    )
    take_in(
        crm,
        tmp_path / "b.csv",
        "Nazwa firmy;Miejscowość;Kod pocztowy;Numer telefonu",
        "Zielony Sad sp. z o.o.;Łódź;90-001;+48426312345",
    )
    take_in(
        crm,
        tmp_path / "c.csv",
        "Kundnamn;Postort;Postnummer;Telefonnummer",
        "Björkö Mekaniska AB;Göteborg;411 01;+46317601234",
    )
    found = customers(crm)
    assert {name: row["city"] for name, row in found.items()} == {
        "ООО Ромашка": "Москва", "Zielony Sad sp. z o.o.": "Łódź", "Björkö Mekaniska AB": "Göteborg",
    }  # fmt: skip
    assert {row["kind"] for row in found.values()} == {"company"}
    assert persons(crm) == [("ООО Ромашка", "Анна Котова")]


def test_numbers_that_lost_the_plus(crm: Crm, tmp_path: Path) -> None:
    """Numbers that can't be of the team's country are of the one whose code they begin with."""
    take_in(
        crm,
        tmp_path / "a.csv",
        "name,email,phone",
        "Una Brisk,una@q.example,923001234567",
        "Bo Tamm,bo@q.example,923112345678",
    )
    assert {row["phone"] for row in customers(crm).values()} == {"+923001234567", "+923112345678"}


def test_a_number_from_abroad_is_none_of_north_america(crm: Crm, tmp_path: Path) -> None:
    crm("policy", "set", "team.country", "US")
    take_in(crm, tmp_path / "a.csv", "name,email,phone", "Una Brisk,una@q.example,018-889-6500")
    una = only(crm)
    assert (una["phone"], una["unconfirmed_phones"]) == (None, "018-889-6500")


def test_whom_to_ask_for_beside_a_firm(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "a.csv", "Customer ID,Customer Name,Business Name,Email",
        "C-1,Una Brisk,Harbour Trading Company,una@q.example", "C-2,Bo Tamm,Fernhill Wholesale Ltd,bo@q.example",
    )  # fmt: skip
    assert persons(crm) == [("Harbour Trading Company", "Una Brisk"), ("Fernhill Wholesale Ltd", "Bo Tamm")]


def test_nobody_was_assigned(crm: Crm, tmp_path: Path) -> None:
    before = crm.json("staff", "list")
    take_in(
        crm,
        tmp_path / "a.csv",
        "Name,Email,Owner",
        "Una Brisk,una@q.example,Unassigned",
        "Bo Tamm,bo@q.example,System",
    )
    assert crm.json("staff", "list") == before
    assert {name: row.get("custom.Owner") for name, row in customers(crm).items()} == {
        "Una Brisk": None,
        "Bo Tamm": "System",
    }


def test_a_risk_is_no_tier(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm,
        tmp_path / "a.csv",
        "client_id,name,country,risk_level",
        "C001,Fernhill Ltd,GB,High",
        "C002,Moss GmbH,DE,Low",
    )
    assert {row["stated_tier"] for row in customers(crm).values()} == {None}


def test_a_number_that_all_share_is_nobodys(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "a.csv", "name,email,user_id", "Una Brisk,una@q.example,1", "Bo Tamm,bo@q.example,1"
    )
    assert {name: row["external_id"] for name, row in customers(crm).items()} == {
        "Una Brisk": None,
        "Bo Tamm": None,
    }


def test_sorts_of_things_are_no_customers(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text(
        "invoice_id,created_on,invoice_item_name,type,total_price\n1,2026-01-05,pump,Equipment,90\n2,2026-01-06,pipe,Material,12\n"
    )
    run = crm("import", str(path), "--yes", "--partial", "--create-missing")
    assert run.status != 0
    assert customers(crm) == {}


def test_leads_with_a_value_and_a_stage_are_a_pipeline(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        "id,title,description,lead_value,status,lead_pipeline_stage_id,expected_close_date\n1,A wish,For a pump,500,1,5,2026-12-01\n"
    )
    run = crm("import", str(path), "--yes", "--partial", "--create-missing")
    assert (run.status, "possible deals" in run.err) == (5, True)


def test_the_title_of_an_order_is_nobodys_position(crm: Crm, tmp_path: Path) -> None:
    create(
        crm,
        tmp_path / "a.csv",
        "invoiceNo,invoiceDate,amount,parentName,title",
        "A-1,2026-09-01,12,Una Brisk,Pump service",
        "A-2,2026-09-02,13,Bo Tamm,Pipe check",
    )
    assert all("custom.title" not in row for row in customers(crm).values())


@pytest.mark.parametrize(
    ("codec", "head", "row", "name"),
    [
        ("cp1251", "Клиент;Телефон;Город", "Котова Анна;+79161234568;Москва", "Котова Анна"),
        ("cp1250", "Nazwa firmy;Miejscowość;Telefon", "Zielony Śnieg sp. z o.o.;Łódź;+48426312345", "Zielony Śnieg sp. z o.o."),
        ("cp1252", "Kundenname;Straße;Ort;Telefon", "Müller GmbH;Höhe 5;Köln;+49221123456", "Müller GmbH"),
    ],
)  # fmt: skip
def test_code_pages_of_europe(crm: Crm, tmp_path: Path, codec: str, head: str, row: str, name: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(f"{head}\n{row}\n".encode(codec))
    assert crm("import", str(path), "--yes").status == 0
    assert set(customers(crm)) == {name}


def test_a_first_column_called_id_is_no_old_format(crm: Crm, tmp_path: Path) -> None:
    take_in(crm, tmp_path / "a.csv", "ID;Nom;Email", "37;Una Brisk;una@q.example", "38;Bo Tamm;bo@q.example")
    assert set(customers(crm)) == {"Una Brisk", "Bo Tamm"}


def test_semicolons_beside_cells_of_many_lines(crm: Crm, tmp_path: Path) -> None:
    lines = "a, b, c, d\ne, f, g, h\ni, j, k, l\nm, n, o, p"
    take_in(
        crm,
        tmp_path / "a.csv",
        "Name;Email;Notes",
        f'Una Brisk;una@q.example;"{lines}"',
        f'Bo Tamm;bo@q.example;"{lines}"',
    )
    assert {name: row["note"] for name, row in customers(crm).items()} == {
        "Una Brisk": lines,
        "Bo Tamm": lines,
    }


def test_members_with_numbers_are_no_firm(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "members.csv", "first_name,last_name,country_code,mobile,business_name,member_no,branch_id",
        "UNA,BRISK,233,0534615780,PERSONAL,231,NULL", "BO,TAMM,233,NULL,PERSONAL,216,NULL", "ANN,PIKE,233,0559992828,PERSONAL,242,NULL",
    )  # fmt: skip
    found = customers(crm)
    assert {name: row["phone"] for name, row in found.items()} == {
        "UNA BRISK": "+233534615780",
        "BO TAMM": None,
        "ANN PIKE": "+233559992828",
    }
    assert {row["member_no"] for row in crm.json("export", "members")} == {"231", "216", "242"}
    assert [row for row in found.values() if row["country"] or row.get("custom.branch_id")] == []


@pytest.mark.parametrize(
    ("head", "row", "phone", "kind"),
    [
        ("이름,전화번호,주소", "김유빈,010-3903-3944,서오릉로15길 15-10", "+821039033944", "person"),
        (
            "会社名,電話番号,郵便番号,住所",
            "株式会社みなと,03-3555-5011,100-0001,千代田区1-1",
            "+81335555011",
            "company",
        ),
        ("Navn,Kontaktinfo,Fra-adresse", "Kari Nordmann,92341234,Storgata 1", "+4792341234", "person"),
    ],
)
def test_countries_by_the_words_of_their_sheets(
    crm: Crm, tmp_path: Path, head: str, row: str, phone: str, kind: str
) -> None:
    take_in(
        crm,
        tmp_path / "list.csv",
        head,
        row,
        row.replace("김유빈", "박지원").replace("みなと", "さくら").replace("Kari", "Ola"),
    )
    assert {(found["phone"], found["kind"]) for found in customers(crm).values()} == {(phone, kind)}


def test_a_country_by_the_ends_of_its_addresses(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm,
        tmp_path / "a.csv",
        "name,email,phone",
        "Una Brisk,una@q.at,0732 674566",
        "Bo Tamm,bo@r.at,07229 705510",
    )
    assert {row["phone"] for row in customers(crm).values()} == {"+43732674566", "+437229705510"}


def test_what_is_no_website_nor_source(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "a.csv", "Business Name,Website Status,Phone,Source URL",
        "Moss Dental,No website,+43732670878,https://q.example", "Haar & Co,Broken website,+436769677886,https://r.example",
    )  # fmt: skip
    assert {(row["website"], row["source"]) for row in customers(crm).values()} == {(None, None)}


def test_customers_with_what_they_owe(crm: Crm, tmp_path: Path) -> None:
    """Without a day of their own the rows are no orders, and nobody is lost."""
    take_in(
        crm, tmp_path / "a.csv", "Customer_ID,Customer_Name,Phone,Due_Date,Amount,Payment_Status,Last_Payment_Date",
        "V-1,Una Brisk,+919876543210,2026-10-15,12500,PAID,2026-10-10", "V-4,Bo Tamm,+919833445566,2026-10-22,15000,UNPAID,",
    )  # fmt: skip
    assert {row["external_id"] for row in customers(crm).values()} == {"V-1", "V-4"}


def test_the_number_of_an_assistant(crm: Crm, tmp_path: Path) -> None:
    card = ["BEGIN:VCARD", "VERSION:3.0", "FN:Una Brisk", "TEL;type=CELL:+441134960113", "item1.TEL:+441134960114",
            "item1.X-ABLabel:AssistantPhone", r'NOTE:so \"called\"', "END:VCARD"]  # fmt: skip
    take_in(crm, tmp_path / "a.vcf", *card)
    una = only(crm)
    assert (una["phone"], una["phones"], una["note"]) == ("+441134960113", None, 'so "called"')
    assert una["custom.X-ABLABEL AssistantPhone"] == "+441134960114"


def test_yes_and_no_of_other_languages_are_no_persons(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "a.csv", "Firma;Email;Vorname;Nachname;Ist Ansprechpartner", "Moss GmbH;una@q.example;Una;Brisk;Ja",
        "Moss GmbH;bo@q.example;Bo;Tamm;Nein",
    )  # fmt: skip
    assert persons(crm) == [("Moss GmbH", "Una Brisk"), ("Moss GmbH", "Bo Tamm")]


def test_an_export_of_several_things(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "contacts.csv", "Person - Name*,Person - Phone,Person - Email (Work),Organization - Name*,Organization - Address,Deal - Title,Deal - Value",
        "Una Brisk,+441134960113,una@q.example,Fernhill Ltd,3 High St,A big wish,1000", "Bo Tamm,+441134960114,bo@q.example,Moss Ltd,4 High St,A wish,20",
    )  # fmt: skip
    assert persons(crm) == [("Fernhill Ltd", "Una Brisk"), ("Moss Ltd", "Bo Tamm")]
    assert {row["title"] for row in crm.json("export", "contacts")} == {None}
    assert {row["custom.Deal - Title"] for row in crm.json("export", "contacts")} == {"A big wish", "A wish"}
    assert customers(crm)["Fernhill Ltd"]["street"] == "3 High St"


def test_our_own_mailbox_is_nobodys(crm: Crm, tmp_path: Path) -> None:
    create(
        crm, tmp_path / "a.csv", "Date,Name,Type,Gross,From Email Address,To Email Address,Transaction ID",
        "15/01/2026,Una Brisk,Website Payment,100.00,una@q.example,shop@me.example,T1", "16/01/2026,Bo Tamm,Website Payment,50.00,bo@q.example,shop@me.example,T2",
    )  # fmt: skip
    found = customers(crm)
    assert {name: (row["email"], row["emails"]) for name, row in found.items()} == {
        "Una Brisk": ("una@q.example", None), "Bo Tamm": ("bo@q.example", None),
    }  # fmt: skip


def test_codes_that_an_apostrophe_keeps_text(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "a.csv", "Customer ID,Name,Email,Zip,City", "'123,Una Brisk,una@q.example,'1234AB,'s-Hertogenbosch",
        "'901,Bo Tamm,bo@q.example,'01420,Breda",
    )  # fmt: skip
    found = customers(crm)
    assert {(row["external_id"], row["postcode"]) for row in found.values()} == {
        ("123", "1234AB"),
        ("901", "01420"),
    }
    assert found["Una Brisk"]["city"] == "'s-Hertogenbosch"


def test_refunded_amounts_are_no_days(crm: Crm, tmp_path: Path) -> None:
    data = create(
        crm, tmp_path / "a.csv", "id,Created (UTC),Amount,Amount Refunded,Converted Amount Refunded,Status,Customer Email",
        "ch_1,2026-01-05 10:00,120.00,0.00,0.00,Paid,una@q.example", "ch_2,2026-01-07 10:00,12.00,12.00,12.00,Refunded,una@q.example",
    )  # fmt: skip
    assert data["totals"]["incomplete"] == 0


def test_the_amount_of_one_unit_is_a_price(crm: Crm, tmp_path: Path) -> None:
    create(
        crm, tmp_path / "a.csv", "*ContactName,*InvoiceNumber,*InvoiceDate,*Description,*Quantity,*UnitAmount",
        "Moss Agency,INV-1,13/03/2026,Windows,2,50.00", "Fernhill Ltd,INV-2,14/03/2026,Ladders,1,20.00",
    )  # fmt: skip
    assert {row["order_no"]: row["amount"] for row in crm.json("export", "purchases")} == {
        "INV-1": 100,
        "INV-2": 20,
    }
    assert customers(crm)["Moss Agency"]["kind"] == "company"


def test_a_second_persons_number_stays_theirs(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "a.csv", "Name,Email,PRIMARY CONTACT NUMBER,SECONDARY CONTACT NAME,SECONDARY CONTACT NUMBER",
        "Una Brisk,una@q.example,+441134960113,Bo Tamm,+441134960114",
    )  # fmt: skip
    una = only(crm)
    assert (una["phone"], una["phones"]) == ("+441134960113", None)


def test_streets_in_the_filled_one_of_two_columns(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm,
        tmp_path / "a.csv",
        "Name,Email,Address,Building Number,Street,Post code",
        "Una Brisk,una@q.example,,12,Main St,LS1 4AP",
    )
    una = only(crm)
    assert (una["street"], una["postcode"]) == ("12 Main St", "LS1 4AP")


def test_an_order_is_of_the_day_it_was_made(crm: Crm, tmp_path: Path) -> None:
    create(
        crm, tmp_path / "orders.csv", "Name,Email,Financial Status,Paid at,Total,Created at,Lineitem name,Billing Name",
        "#1001,una@q.example,paid,2026-01-20 10:00:00 +0000,95,2026-01-15 09:00:00 +0000,Lamp,Una Brisk",
        "#1002,bo@q.example,pending,,15,2026-01-16 09:00:00 +0000,Pen,Bo Tamm",
    )  # fmt: skip
    assert {row["order_no"]: row["ordered_at"][:10] for row in crm.json("export", "purchases")} == {
        "#1001": "2026-01-15", "#1002": "2026-01-16",
    }  # fmt: skip


def test_british_numbers_by_their_groups(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "a.csv", "Name,Email,Phone,Town", "Hartley & Sons,jo@q.example,020 7946 0958,London",
        "Bramble Bakery,sam@q.example,07700 900123,Leeds",
    )  # fmt: skip
    assert {row["phone"] for row in customers(crm).values()} == {"+442079460958", "+447700900123"}


def test_a_firms_number_beside_each_of_its_persons(crm: Crm, tmp_path: Path) -> None:
    take_in(
        crm, tmp_path / "a.csv", "Kundennummer;Firma;Email;Vorname;Nachname", "4711;Spiel Huber;jo@q.example;Jo;Huber",
        "4711;Spiel Huber;ma@q.example;Ma;Huber", "4712;Buch am Markt;eva@r.example;Eva;Lang",
    )  # fmt: skip
    assert {name: row["external_id"] for name, row in customers(crm).items()} == {
        "Spiel Huber": "4711",
        "Buch am Markt": "4712",
    }
