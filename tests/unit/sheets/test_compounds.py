"""Column names that programs write as one word."""

from __future__ import annotations

import pytest

from crmcli.sheets.columns.headers import header_of


@pytest.mark.parametrize(
    ("shown", "key"),
    [
        ("companyName", "company name"), ("CompanyName", "company name"), ("company_name", "company name"),
        ("COMPANYNAME", "company name"), ("company.name", "company name"), ("company-name", "company name"),
        ("CustomerId", "customer id"), ("customerID", "customer id"), ("CUSTOMERID", "customer id"),
        ("MAILINGPOSTALCODE", "mailing postal code"), ("zip_code", "zip code"), ("ZIPCODE", "zip code"),
        ("AccountNumber__c", "account number"), ("parent_id/name", "parent id name"), ("NumberOfEmployees", "number of employees"),
        ("Phone2", "phone 2"), ("MEMBER_RATING", "member rating"), ("crm.lastActivityDate", "crm last activity date"),
        ("客户_编号", "客户编号"),
    ],
)  # fmt: skip
def test_words_run_together_are_split(shown: str, key: str) -> None:
    assert header_of(shown).key == key
    assert header_of(shown).shown == shown


@pytest.mark.parametrize(
    ("shown", "key"),
    [
        ("WeChat", "wechat"), ("postcode", "postcode"), ("Landline", "landline"), ("Timezone", "timezone"),
        ("State/Province", "state/province"), ("Phone/Mobile", "phone/mobile"), ("Phone 1 - Value", "phone 1 - value"),
        ("Island", "island"), ("Newmarket", "newmarket"), ("Q1. Name", "name"), ("Tel. No.", "tel. no"),
    ],
)  # fmt: skip
def test_known_and_unknown_words_stay_whole(shown: str, key: str) -> None:
    assert header_of(shown).key == key


def test_a_name_that_is_written_with_a_hyphen_or_without_is_one() -> None:
    assert header_of("Follow-up Date").key == header_of("Follow up date").key == header_of("followUpDate").key
    assert header_of("E-mail").key == header_of("e mail").key
