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


@pytest.mark.parametrize(
    ("names", "cells", "author"),
    [
        (
            "审批编号,审批结果,发起人姓名,客户名称,拜访时间,拜访小结",
            "2026,同意,陈晨,宁波东港酒店,2026-11-01 14:00,对养护满意",
            "陈晨",
        ),
        (
            "审批状态,审批结果,提交人姓名,客户名称,走访日期,走访情况",
            "完成,通过,陈晨,宁波东港酒店,2026-11-01,对养护满意",
            "陈晨",
        ),
    ],
)
def test_what_a_manager_decided_is_no_customers_word(
    crm: Crm, tmp_path: Path, names: str, cells: str, author: str
) -> None:
    create(crm, tmp_path / "拜访.csv", names, cells)
    [row] = crm.json("export", "interactions")
    assert (row["author"], row["content"], row["feedback"]) == (author, "对养护满意", None)


def test_a_list_of_calls_calls_the_others_number_so(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(
        "Name,Number,Call Type,Date,Time,Duration\nRita Moss,+15035550101,Incoming,2026-11-10,09:12:33,00:02:15\n",
        encoding="utf-8",
    )
    crm.ok("import", str(path), "--yes", "--create-missing")
    [row] = crm.json("export", "interactions")
    assert (row["customer_phone"], row["direction"]) == ("+15035550101", "in")


def test_what_is_only_masked_says_nothing(crm: Crm, tmp_path: Path) -> None:
    create(crm, tmp_path / "a.csv", "客户姓名,手机,详细地址", "王小梅,13800010001,***")
    assert customers(crm)["王小梅"]["street"] is None


def test_rows_without_a_country_are_in_that_of_most(crm: Crm, tmp_path: Path) -> None:
    create(
        crm, tmp_path / "a.csv", "Name,Cell Phone,Country", "Una Brisk,5035550101,US", "Bo Tamm,5035550103,US",
        "Ann Pike,5035550102,",
    )  # fmt: skip
    assert customers(crm)["Ann Pike"]["phone"] == "+15035550102"


def test_who_marks_only_foreigners_is_at_home(crm: Crm, tmp_path: Path) -> None:
    create(
        crm, tmp_path / "a.csv", "姓名,手机,国家", "余晓,13800010001,", "李一,13800010002,", "Bo Tamm,5035550103,美国",
    )  # fmt: skip
    assert [row["phone"] for row in customers(crm).values()] == ["13800010001", "13800010002", "+15035550103"]


def test_a_count_without_its_total_is_kept_beside(crm: Crm, tmp_path: Path) -> None:
    create(crm, tmp_path / "m.csv", "Name,Mobile,Membership,Visits", "Jin Park,+12065550101,Gold,140")
    row = customers(crm)["Jin Park"]
    assert (row["custom.Visits"], row["opening_orders"]) == ("140", None)


@pytest.mark.parametrize(
    ("told", "source", "referrer"), [("Instagram", "social_media", None), ("Mia Park", None, "Mia Park")]
)
def test_a_place_refers_nobody(
    crm: Crm, tmp_path: Path, told: str, source: str | None, referrer: str | None
) -> None:
    create(crm, tmp_path / "m.csv", "Name,Mobile,Referred By", f"Jin Park,+12065550101,{told}")
    row = customers(crm)["Jin Park"]
    assert (row["source"], row["referrer"]) == (source, referrer)


def test_the_building_is_part_of_an_address(crm: Crm, tmp_path: Path) -> None:
    create(
        crm, tmp_path / "j.csv", "会社名,担当者名,電話番号,都道府県,市区町村,番地,建物名,初回取引日",
        "株式会社みどり,佐藤 花子,03-5555-0101,東京都,港区,芝公園1-2-3,芝ビル5F,2022/04/01",
    )  # fmt: skip
    row = customers(crm)["株式会社みどり"]
    assert (row["street"], row["cooperation_start"]) == ("芝公園1-2-3, 芝ビル5F", "2022-04-01")


@pytest.mark.parametrize(
    ("names", "cells"),
    [
        ("Kunde;Telefon1;Mobil", "Krause GmbH;0421 5550101;0171 5550101"),
        ("Kunde;Tel 1;Tel 2", "Krause GmbH;0421 5550101;0171 5550101"),
    ],
)
def test_numbered_phones_are_phones(crm: Crm, tmp_path: Path, names: str, cells: str) -> None:
    create(crm, tmp_path / "kunden.csv", f"{names};PLZ", f"{cells};28195")
    row = customers(crm)["Krause GmbH"]
    assert {row["phone"], row["phones"]} == {"+494215550101", "+491715550101"}


def test_ids_of_others_are_nobodys_name(crm: Crm, tmp_path: Path) -> None:
    create(
        crm, tmp_path / "companies.csv", "Record ID,Company name,Phone Number,Company Domain Name,Associated Contact IDs",
        "901,Ridgeway Hotels,+1 312 555 0101,ridgeway.example,11;12",
    )  # fmt: skip
    assert persons(crm) == []
    assert customers(crm)["Ridgeway Hotels"]["website"] == "ridgeway.example"


def test_a_list_of_patients_tells_how_often_they_came(crm: Crm, tmp_path: Path) -> None:
    create(
        crm, tmp_path / "患者.csv", "病历号,患者姓名,联系电话,首诊日期,最近就诊时间,就诊次数,消费总额",
        "B1,周婷,13800050001,2024-05-01,2026-10-11,8,12600",
    )  # fmt: skip
    row = customers(crm)["周婷"]
    assert (row["cooperation_start"], row["opening_orders"], row["opening_amount"]) == (
        "2024-05-01",
        8,
        12600,
    )
    assert crm.json("export", "purchases") == []


def test_what_owners_owe_is_no_order(crm: Crm, tmp_path: Path) -> None:
    create(
        crm,
        tmp_path / "业主.csv",
        "房号,业主姓名,联系电话,入住日期,欠费金额",
        "301,郑伟,13800070001,2020-06-01,1500",
    )
    assert crm.json("export", "purchases") == []
    row = customers(crm)["郑伟"]
    assert (row["cooperation_start"], row["custom.欠费金额"]) == ("2020-06-01", "1500")


def test_guests_without_a_firm_are_customers_themselves(crm: Crm, tmp_path: Path) -> None:
    create(
        crm, tmp_path / "stays.csv", "Confirmation No,Guest Name,Arrival Date,Room Type,Total Amount,Company,Email",
        "R1,Hannah Ortiz,2026-10-01,Deluxe,240,,h@q.example", "R2,Max Weber,2026-10-05,Standard,95,Weber Bau GmbH,m@q.example",
    )  # fmt: skip
    assert {name: row["kind"] for name, row in customers(crm).items()} == {
        "Hannah Ortiz": "person",
        "Weber Bau GmbH": "company",
    }
    assert persons(crm) == [("Weber Bau GmbH", "Max Weber")]


@pytest.mark.parametrize(
    ("names", "cells", "phone", "currency", "status"),
    [
        ("Mã đơn hàng,Ngày đặt hàng,Khách hàng,Số điện thoại,Sản phẩm,Thành tiền,Trạng thái",
         "DH1,15/10/2026,Nguyễn Văn An,0901234567,Giặt thảm,2.500.000,Hoàn thành", "+84901234567", "VND", "completed"),
        ("เลขที่คำสั่งซื้อ,วันที่สั่งซื้อ,ชื่อลูกค้า,เบอร์โทรศัพท์,สินค้า,ยอดรวม,สถานะ",
         "DH1,15/10/2026,สมชาย ใจดี,0812345678,ซักพรม,2500,ชำระเงินแล้ว", "+66812345678", "THB", "paid"),
        ("No Pesanan,Tanggal Pesanan,Nama Pelanggan,No HP,Nama Produk,Total Bayar,Status Pesanan",
         "DH1,15/10/2026,Budi Santoso,081234567890,Cuci Karpet,250000,Selesai", "+6281234567890", "IDR", "completed"),
        ("رقم الطلب,تاريخ الطلب,اسم العميل,رقم الهاتف,المنتج,المبلغ,الحالة",
         "DH1,15/10/2026,أحمد علي,+966501234567,تنظيف سجاد,250,مكتمل", "+966501234567", None, "completed"),
    ],
)  # fmt: skip
def test_orders_of_the_south(
    crm: Crm, tmp_path: Path, names: str, cells: str, phone: str, currency: str | None, status: str
) -> None:
    create(crm, tmp_path / "a.csv", names, cells)
    [row] = crm.json("export", "purchases")
    assert (row["order_no"], row["customer_phone"], row["status"]) == ("DH1", phone, status)
    assert row["ordered_at"][:10] == "2026-10-15" and row["product"] and row["amount"]
    assert currency in (None, row["currency"])
