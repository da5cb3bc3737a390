"""What the end of a column name makes of it."""

from __future__ import annotations

import pytest

from crmcli.sheets.columns.endings import is_number_of
from crmcli.sheets.columns.headers import header_of, matches


def best(kind: str, shown: str) -> str:
    found = matches(kind, header_of(shown))
    return max(found, key=lambda match: match.score).field if found else ""


@pytest.mark.parametrize(
    ("kind", "shown", "field"),
    [
        ("customers", "Contact ID", "external_id"), ("customers", "顾客ID", "external_id"), ("customers", "往来单位编号", "external_id"),
        ("customers", "CompanyNo", "external_id"), ("purchases", "顾客ID", "customer_no"), ("purchases", "client_ref", "customer_no"),
        ("interactions", "CONTACTID", "customer_no"), ("tasks", "联系人编号", "customer_no"), ("members", "会员ID", "member_no"),
        ("contacts", "Account ID", "customer_no"), ("contacts", "Contact ID", ""), ("customers", "Owner ID", ""),
        ("purchases", "Product ID", ""), ("purchases", "商品编码", ""), ("purchases", "业务员编号", ""), ("complaints", "Agent No", ""),
    ],
)  # fmt: skip
def test_the_number_of_something_is_its_number(kind: str, shown: str, field: str) -> None:
    assert best(kind, shown) == field


@pytest.mark.parametrize(
    ("kind", "shown", "field"),
    [
        ("customers", "Lead Owner", "owner"), ("customers", "companyOwner", "owner"), ("interactions", "Call Owner", "author"),
        ("purchases", "Deal owner", "author"), ("complaints", "Ticket Owner", "handler"), ("tasks", "Task Owner", "owner"),
        ("customers", "客户所有者", "owner"), ("customers", "Business Owner", "contact_person"), ("interactions", "Pet Owner", "customer"),
    ],
)  # fmt: skip
def test_the_owner_of_a_record_is_one_of_our_people(kind: str, shown: str, field: str) -> None:
    # Whoever owns a pet or a business is no colleague; what else he is, the values say.
    found = best(kind, shown)
    assert found == field if field != "customer" else found not in ("author", "owner")


@pytest.mark.parametrize(
    "shown",
    [
        "Phone 1 - Type", "E-mail 2 - Label", "Address 1 - Type", "E-mail Type", "Owner Email", "业务员电话", "客户经理手机",
        "Assistant's Phone", "紧急联系人电话", "May we contact you?", "Last heard from", "Sales Rep Phone", "Company Owner Mobile",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["customers", "contacts", "interactions"])
def test_marks_and_other_peoples_numbers_are_kept_beside(kind: str, shown: str) -> None:
    assert best(kind, shown) == ""


@pytest.mark.parametrize(("shown", "field"), [("联系号码", "phone"), ("Contact Number", "phone"), ("Billing Postal Code", "postcode"),
                                              ("微信号", "wechat"), ("门牌号", "street")])  # fmt: skip
def test_ways_to_reach_somebody_are_numbers_themselves(shown: str, field: str) -> None:
    assert best("customers", shown) == field


@pytest.mark.parametrize("shown", ["会员卡 到期日", "会员卡 剩余次数", "Membership Card Expiry Date"])
def test_what_a_card_has_is_not_its_number(shown: str) -> None:
    assert best("members", shown) != "member_no"


@pytest.mark.parametrize(("number", "name", "same"), [
    ("门店编号", "门店名称", True), ("店铺代码", "店铺", True), ("site no", "site name", True), ("供应商编号", "门店名称", False),
    ("编号", "名称", False), ("门店电话", "门店名称", False),
])  # fmt: skip
def test_the_number_of_what_another_column_names(number: str, name: str, same: bool) -> None:
    assert is_number_of(header_of(number).key, header_of(name).key) is same
