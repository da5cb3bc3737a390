"""Exports of tills, billing and booking programs, by what their columns have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Crm
from .test_import_exports import create, customers, persons

# What sheets say is read the same for either engine.
pytestmark = pytest.mark.file


def orders(crm: Crm) -> dict[str, dict[str, Any]]:
    return {row["order_no"]: row for row in crm.json("export", "purchases")}


@pytest.mark.parametrize(
    "names",
    ["id,Description,Email,Name,Created (UTC),Total Spend,Payment Count,Currency", "id,Notes,Email,Name,Created,Lifetime Spend,Transaction Count,Currency"],
)  # fmt: skip
def test_what_counts_orders_is_a_list_of_customers(crm: Crm, tmp_path: Path, names: str) -> None:
    create(
        crm, tmp_path / "export.csv", names, "c_1,regular,a@q.example,Una Brisk,2025-02-03 10:11,480.00,4,usd"
    )
    row = customers(crm)["Una Brisk"]
    assert (row["external_id"], row["opening_amount"], row["opening_orders"]) == ("c_1", 480, 4)


@pytest.mark.parametrize(
    "names",
    ["Invoice No,Date,Customer,Due Date,Amount,Balance Due", "发票号,开票日期,客户,到期日,金额,未收金额"],
)
def test_what_is_left_to_pay_is_the_state_of_an_invoice(crm: Crm, tmp_path: Path, names: str) -> None:
    create(
        crm, tmp_path / "invoices.csv", names, "I1,2026-01-15,Fernhill Ltd,2026-02-14,850,0",
        "I2,2026-02-15,Fernhill Ltd,2026-03-14,900,900", "I3,2026-03-15,Fernhill Ltd,2026-04-14,900,300",
    )  # fmt: skip
    assert {number: row["status"] for number, row in orders(crm).items()} == {
        "I1": "paid",
        "I2": "ordered",
        "I3": "in_service",
    }
    assert {row["promised_on"] for row in orders(crm).values()} == {None}


def test_a_day_of_delivery_stays_promised(crm: Crm, tmp_path: Path) -> None:
    create(
        crm,
        tmp_path / "o.csv",
        "Order No,Order Date,Customer,Due Date,Amount",
        "A1,2026-01-15,Fernhill Ltd,2026-02-14,850",
    )
    assert orders(crm)["A1"]["promised_on"] == "2026-02-14"


def test_columns_of_names_that_stay_empty_name_nobody(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(
        "User Name,Invitee Name,Invitee First Name,Invitee Last Name,Invitee Email,Event Type Name,Start Date & Time,Location\n"
        "Dana Cole,Mia Torres,,,mia@q.example,Intro call,2026-11-03 10:00 AM,Zoom\n",
        encoding="utf-8",
    )
    crm.ok("import", str(path), "--yes", "--create-missing")
    [row] = crm.json("export", "interactions")
    assert (row["customer"], row["channel"], row["author"]) == ("Mia Torres", "meeting", "Dana Cole")


@pytest.mark.parametrize(
    "names",
    ["Nummer;Name (Unternehmen);Name (Person);Vorname (Person);Ansprechpartner;Telefon", "No;Company;Last Name;First Name;Contact Person;Phone"],
)  # fmt: skip
def test_a_firm_or_a_person_in_columns_of_their_own(crm: Crm, tmp_path: Path, names: str) -> None:
    create(
        crm,
        tmp_path / "a.csv",
        names,
        "10001;Sommer GmbH;;;Frau Huber;089 5550101",
        "10002;;Weiss;Karl;;0821 5550102",
    )
    assert {name: row["kind"] for name, row in customers(crm).items()} == {
        "Sommer GmbH": "company",
        "Karl Weiss": "person",
    }
    assert persons(crm) == [("Sommer GmbH", "Frau Huber")]


@pytest.mark.parametrize(
    ("names", "cells", "phone"),
    [
        ("Ticket ID,Subject,Created time,Full name,Work phone,Mobile phone", "1,Late,2026-10-01 09:00,Una Brisk,,+447700900123", "+447700900123"),
        ("Ticket ID,Subject,Created time,Full name,Work phone,Mobile phone", "1,Late,2026-10-01 09:00,Una Brisk,+442075550101,", "+442075550101"),
        ("投诉编号,投诉时间,投诉人,手机,固定电话,投诉内容", "1,2026-10-01 09:00,李四,,010-62550001,太慢", "010-62550001"),
    ],
)  # fmt: skip
def test_a_record_has_whichever_phone_is_told(
    crm: Crm, tmp_path: Path, names: str, cells: str, phone: str
) -> None:
    create(crm, tmp_path / "tickets.csv", names, cells)
    assert [row["customer_phone"] for row in crm.json("export", "complaints")] == [phone]


def test_members_of_a_shop_have_their_card_and_their_seller(crm: Crm, tmp_path: Path) -> None:
    create(
        crm,
        tmp_path / "会员.csv",
        "姓名,手机号,会员卡,积分,专属导购",
        "余晓,13800010001,金卡,320,周敏",
        "李一,13800010002,银卡,20,周敏",
    )
    told = {row["name"]: (row["member_level"], row["points"]) for row in crm.json("export", "members")}
    assert told == {"余晓": ("gold", 320), "李一": ("silver", 20)}
    assert {row["owner"] for row in customers(crm).values()} == {"周敏"}
