"""Lists of money: gifts, an account's payments in and out, part payments, and what they are in where no column tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Crm
from .test_import_exports import create, customers

# What sheets say is read the same for either engine.
pytestmark = pytest.mark.file


@pytest.mark.parametrize(
    ("head", "row", "giver"),
    [
        ("Donation Date,Donor Name,Donor Email,Donation Amount,Fund,Receipt No,Charity", "2026-03-04,Una Brisk,una@q.example,50,Winter,R-1,Hope for All", "Una Brisk"),
        ("捐赠日期,捐赠人,联系电话,捐赠金额,捐赠项目,受赠单位", "2026-05-01,周慧,13700020001,50,助学,阳光小学", "周慧"),
        ("捐款时间,捐款单位,捐款金额,受助人", "2026-05-01,德馨医药有限公司,50,周慧", "德馨医药有限公司"),
    ],
)  # fmt: skip
def test_whoever_gives_is_the_customer(crm: Crm, tmp_path: Path, head: str, row: str, giver: str) -> None:
    create(crm, tmp_path / "gifts.csv", head, row)
    assert set(customers(crm)) == {giver}
    assert [(r["customer"], r["amount"]) for r in crm.json("export", "purchases")] == [(giver, 50)]


@pytest.mark.parametrize(
    "lines",
    [
        ["Date,Name,Type,Gross,Fee,From Email Address,To Email Address,Transaction ID",
         "15/10/2026,Una Brisk,Website Payment,45.00,-1.50,una@q.example,shop@me.example,T1",
         "16/10/2026,Cable Supplies Ltd,Payment Sent,-300.00,0.00,shop@me.example,sales@cable.example,T2",
         "17/10/2026,,General Withdrawal,-50.00,0.00,shop@me.example,,T3",
         "18/10/2026,Una Brisk,Payment Refund,-5.00,0.00,shop@me.example,una@q.example,T4"],
        ["交易时间,交易类型,交易对方,商品,收/支,金额(元),当前状态,交易单号",
         "2026-10-15 09:12:33,二维码收款,Una Brisk,早餐,收入,¥45.00,已收钱,T1",
         "2026-10-16 10:02:11,商户消费,街角五金,螺丝,支出,¥300.00,支付成功,T2",
         "2026-10-18 10:02:11,二维码收款,Una Brisk,早餐,收入,¥-5.00,已收钱,T4"],
        ["日期,对方户名,收入金额,支出金额,交易流水号", "2026-10-15,Una Brisk,45,,T1", "2026-10-16,街角五金,,300,T2",
         "2026-10-18,Una Brisk,-5,,T4"],
    ],
)  # fmt: skip
def test_money_paid_out_is_nobodys_order(crm: Crm, tmp_path: Path, lines: list[str]) -> None:
    create(crm, tmp_path / "account.csv", *lines)
    assert set(customers(crm)) == {"Una Brisk"}
    found = {row["order_no"]: row["amount"] for row in crm.json("export", "purchases")}
    assert found == {"T1": 45, "T4": -5}


def test_rows_of_money_paid_out_are_told(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "日期,对方户名,收/支,金额,订单号\n2026-10-15,街角五金,支出,300,T2\n2026-10-15,王芳,收入,3,T3\n"
    )
    said = crm("import", str(path), "--dry-run", "--create-missing").err
    assert "1 row tells of money paid out" in said


@pytest.mark.parametrize("word", ["Partially Paid", "partially_paid", "Part paid", "部分付款"])
def test_what_is_paid_in_part_is_not_paid(crm: Crm, tmp_path: Path, word: str) -> None:
    create(
        crm, tmp_path / "a.csv", "Order No,Order Date,Customer,Total,Payment Status", f"A1,2026-10-01,Una Brisk,10,{word}"
    )  # fmt: skip
    assert [row["status"] for row in crm.json("export", "purchases")] == ["in_service"]


@pytest.mark.parametrize(
    ("head", "row", "currency"),
    [
        ("受注番号,受注日,顧客名,電話番号,金額", "J1,2026/10/01,山田太郎,090-1234-5678,22000", "JPY"),
        ("訂單編號,訂單日期,客戶名稱,聯絡電話,金額", "T1,115/10/05,林美惠,0912-345-678,1800", "TWD"),
        ("Bestellnummer;Bestelldatum;Kundennummer;Kunde;Betrag", "B1;05.10.2026;7;Silke Adler;80,00", "EUR"),
        ("订单编号,订单日期,客户名称,联系电话,金额", "C1,2026-10-05,林美惠,13912345678,1800", "CNY"),
        ("Order No,Order Date,Customer,Phone,Amount", "E1,2026-10-05,Una Brisk,+819012345678,1800", "CNY"),
        ("受注番号,受注日,顧客名,電話番号,金額(USD)", "J1,2026/10/01,山田太郎,090-1234-5678,22000", "USD"),
    ],
)  # fmt: skip
def test_amounts_are_in_the_money_of_the_sheets_language(
    crm: Crm, tmp_path: Path, head: str, row: str, currency: str
) -> None:
    create(crm, tmp_path / "orders.csv", head, row)
    assert [found["currency"] for found in crm.json("export", "purchases")] == [currency]


def test_a_guessed_currency_is_told(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("受注番号,受注日,顧客名,金額\nJ1,2026/10/01,山田太郎,22000\n", encoding="utf-8")
    assert "the amounts were taken as JPY" in crm("import", str(path), "--dry-run", "--create-missing").err
