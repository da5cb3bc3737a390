"""Normal forms of phones, addresses and names."""

from __future__ import annotations

import pytest

from crmcli.matching.normal_forms import (
    find_phones,
    fold_name,
    initials_of_key,
    is_traditional,
    looks_like_company,
    looks_like_person,
    lost_digits,
    normalize_email,
    normalize_phone,
    normalize_wechat,
    search_key,
    split_phones,
    to_simplified,
)

MOBILE = "13911829855"


@pytest.mark.parametrize(
    "typed",
    [
        MOBILE, 13911829855, 13911829855.0, "139 1182 9855", "139-1182-9855", "+8613911829855",
        "+86 139-1182-9855",
        "0086 13911829855", "8613911829855", "１３９１１８２９８５５", " 13911829855 ", "13911829855.0", "电话：13911829855",
        "(+86)13911829855", "1.3911829855E+10", "tel:+86-139-1182-9855",
    ],
)  # fmt: skip
def test_one_mobile_in_every_shape(typed: str | int | float) -> None:
    assert normalize_phone(typed) == MOBILE


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("(021) 62345678", "021-62345678"),
        ("02162345678", "021-62345678"),
        ("+86 21 6234 5678", "021-62345678"),
        ("86-10-62345678", "010-62345678"),
        ("0755-8888888", "0755-8888888"),
        ("0571 8888 8888转802", "0571-88888888-802"),
        ("88886666", "88886666"),
        ("400-123-4567", "4001234567"),
        ("95588", "95588"),
        ("+886912345678", "+886912345678"),
        ("0912-345-678", "+886912345678"),
        ("+1 415 555 2671", "+14155552671"),
        ("+852 9123 4567", "+85291234567"),
    ],
)
def test_landlines_services_and_numbers_abroad(typed: str, expected: str) -> None:
    assert normalize_phone(typed) == expected


@pytest.mark.parametrize(
    "typed",
    ["12ab", "", "1380", "1391182985", "139118298551", "1.38E+10", "not a phone", True, 1.5, "2024-03-05"],
)
def test_what_is_no_phone(typed: str | float) -> None:
    assert normalize_phone(typed) is None


def test_taiwan_numbers_in_a_taiwanese_sheet() -> None:
    assert normalize_phone("02-2345-6789", "TW") == "+886223456789"
    assert normalize_phone("0912 345 678", "TW") == "+886912345678"
    assert normalize_phone(MOBILE, "TW") == MOBILE


def test_lost_digits_are_noticed_only_where_digits_are_missing() -> None:
    assert lost_digits("1.38E+10")
    assert not lost_digits("1.3911829855E+10")
    assert not lost_digits(MOBILE)


def test_several_phones_in_one_cell() -> None:
    assert split_phones("13800001111/021-62345678转2") == ["13800001111", "021-62345678转2"]
    assert find_phones("13800001111/021-62345678转2") == ["13800001111", "021-62345678-2"]
    assert find_phones("138-0000-1111 021-62345678") == ["13800001111", "021-62345678"]
    assert find_phones("李经理13800001111，王13800002222") == ["13800001111", "13800002222"]
    assert find_phones("13800001111、13800001111") == ["13800001111"]
    assert find_phones("无") == []


@pytest.mark.parametrize(
    "bad", ["not-an-email", "a@b", "a b@c.com", "@c.com", "a@.com", "a@b..com", "", "a@b.c"]
)
def test_what_is_no_email(bad: str) -> None:
    assert normalize_email(bad) is None


def test_emails_are_folded() -> None:
    assert normalize_email(" First.Last@Example.COM;") == "first.last@example.com"
    assert normalize_email("ａ@qq.com") == "a@qq.com"


def test_wechat_ids() -> None:
    assert normalize_wechat("微信号：Li_Ming-88") == "li_ming-88"
    assert normalize_wechat("13911829855") == "13911829855"
    assert normalize_wechat("李明") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("甲地航佳商贸(有限公司)", "甲地航佳商贸"),
        ("甲地航佳商贸（有限公司）", "甲地航佳商贸有限责任公司"),
        ("寧波藍恆會展服務有限公司", "宁波蓝恒会展服务有限公司 "),
        ("李明女士", "李明"),
        ("Acme Co., Ltd.", "ACME"),
        ("明德 Co., Ltd.", "明德"),
        ("Mr. John  Smith", "john smith"),
        ("大河集团有限公司", "大河集团"),
        ("ＡＢＣ（中国）有限公司", "ABC中国"),
        ("臺北光華股份有限公司", "台北光华"),
    ],
)
def test_names_that_are_the_same(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("大河有限公司北京分公司", "大河有限公司"),
        ("大河有限公司北京分公司", "大河有限公司上海分公司"),
        ("张先生", "张"),
        ("大河控股有限公司", "大河有限公司"),
        ("小店（南京路店）", "小店（北京路店）"),
    ],
)
def test_names_that_are_not_the_same(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


@pytest.mark.parametrize("name", ["公司", "集团", "有限公司", "Ltd", "先生", "—"])
def test_a_name_of_nothing_but_a_form_stays_something(name: str) -> None:
    assert fold_name(name) or not any(char.isalnum() for char in name)


def test_search_key_keeps_what_people_type() -> None:
    assert search_key("Ａcme 臺北（總店）") == "acme台北(总店)"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("成都远鑫", "cdyx"), ("重庆火锅", "cqhg"), ("中国银行", "zgyh"), ("厦门港", "xmg"), ("ABC公司",
        "abcgs"), ("單雄", "sx"),
        ("仇明", "qm"), ("解明", "xm"), ("曾明", "zm"), ("区明", "om"), ("查明", "zm"), ("朴明", "pm"),
        ("任明", "rm"),
    ],
)  # fmt: skip
def test_initials(name: str, letters: str) -> None:
    assert initials_of_key(search_key(name)) == letters


def test_scripts() -> None:
    assert to_simplified("臺灣廣東") == "台湾广东"
    assert is_traditional("會員") and not is_traditional("会员") and not is_traditional("member")


@pytest.mark.parametrize("name", ["李明", "欧阳娜娜", "王总", "李女士", "Jane Doe"])
def test_persons(name: str) -> None:
    assert looks_like_person(name) and not looks_like_company(name)


@pytest.mark.parametrize(
    "name", ["甲地丰达商贸有限公司", "丙地大明酒店", "Blue Harbor Ltd.", "丁地第一小学", "明德诊所"]
)
def test_companies(name: str) -> None:
    assert looks_like_company(name) and not looks_like_person(name)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("021-62345678转802", "021-62345678-802"), ("+44 113 496 0113 ext 22", "+441134960113-22"),
        ("02-2999-8888 分機 15", "+886229998888-15"), ("400-123-4567转12", "4001234567-12"),
        ("13800138000转3", "13800138000-3"),
    ],
)  # fmt: skip
def test_a_phone_with_its_extension_as_we_write_it_is_read_again(typed: str, normal: str) -> None:
    assert normalize_phone(typed) == normal
    assert normalize_phone(normal) == normal


@pytest.mark.parametrize("typed", ["02-22223333", "(02)2222-3333", "02 2222 3333", "+886 2 2222 3333"])
def test_an_area_code_of_one_digit_is_taiwanese(typed: str) -> None:
    assert normalize_phone(typed) == "+886222223333"


def test_chinese_area_codes_stay_chinese() -> None:
    assert normalize_phone("022-22223333") == "022-22223333"
    assert normalize_phone("0222-2223333") != "+886222223333"


def test_and_is_its_sign() -> None:
    assert fold_name("Hill and Sons Ltd") == fold_name("Hill & Sons") == fold_name("HILL AND SONS")
    assert fold_name("And") == "and"
