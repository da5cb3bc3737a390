"""Normal forms of phones."""

from __future__ import annotations

import pytest

from crmcli.matching.phones import (
    find_phones,
    is_north_american,
    lost_digits,
    normalize_phone,
    read_phone,
    split_phones,
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


@pytest.mark.parametrize(
    ("typed", "country", "expected"),
    [
        ("1-421-904-7947", "CN", "+14219047947"),
        ("1 (421) 904-7947", "CN", "+14219047947"),
        ("1.421.904.7947", "TW", "+14219047947"),
        ("(421)904-7947", "CN", "+14219047947"),
        ("421.904.7947x123", "CN", "+14219047947-123"),
        ("1-361-555-0134 x667", "US", "+13615550134-667"),
        ("361 555-0134 extension 12", "US", "+13615550134-12"),
        ("001-421-904-7947", "CN", "+14219047947"),
        ("3615550134", "US", "+13615550134"),
        ("13615550134", "US", "+13615550134"),
        ("801-5550162", "US", "+18015550162"),
        ("(604) 555-4729", "CA", "+16045554729"),
        ("(03) 3555-5011", "JP", "+81335555011"),
        ("0228/1234567", "DE", "+492281234567"),
        ("030-0074321", "DE", "+49300074321"),
        ("+49 (0) 228 1234567", "CN", "+492281234567"),
        ("p:+49 228 1234567", "CN", "+492281234567"),
        ("'+49 228 1234567", "CN", "+492281234567"),
        ("+49 228 1234567 (mobile)", "CN", "+492281234567"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("02 1234567", "IT", "+39021234567"),
        ("010-1234-5678", "KR", "+821012345678"),
        ("98765 43210", "IN", "+919876543210"),
        ("8 (495) 123-45-67", "RU", "+74951234567"),
        ("852-91234567", "CN", "+85291234567"),
        ("(870)-931-0505", "CN", "+18709310505"),
        ("tel:+1-201-555-0123;ext=12", "CN", "+12015550123-12"),
        ("492281234567", "DE", "+492281234567"),
        ("33562156600", "FR", "+33562156600"),
        ("9198765432", "IN", "+919198765432"),
        ("8613911829855", "HK", "13911829855"),
        ("9123 4567", "HK", "+85291234567"),
    ],
)
def test_a_number_is_one_of_its_country(typed: str, country: str, expected: str) -> None:
    assert normalize_phone(typed, country) == expected
    assert normalize_phone(expected, country) == expected


@pytest.mark.parametrize("country", ["HK", "SG", "TW", "GB", "JP"])
def test_where_it_can_be_no_other_the_mobile_is_chinese(country: str) -> None:
    assert normalize_phone(MOBILE, country) == MOBILE


def test_three_four_four_is_a_chinese_mobile_in_north_america_too() -> None:
    assert normalize_phone("138 1234 5678", "US") == "13812345678"


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("(5) 555-4729", "MX"), ("555 0134", "US"), ("2967 542", "FR"), ("801-5550162", "CN"), ("0228 1234567", "CN"),
        ("(03) 3555-5011", "CN"), ("0801-5550162", "CN"), ("02 12 34 56 78", "CN"), ("0222-2223333", "CN"),
        ("12345", "DE"), ("85.57.00.07", "FR"), ("014427427427", "GB"), ("+999123456789", "CN"), ("传真:021-62345678", "CN"), ("x667", "US"),
    ],
)  # fmt: skip
def test_what_cannot_be_completed_is_no_number(typed: str, country: str) -> None:
    assert normalize_phone(typed, country) is None


@pytest.mark.parametrize(
    "written", [MOBILE, "021-62345678", "021-62345678-802", "+492281234567", "4001234567"]
)
def test_our_own_form_means_itself_in_any_country(written: str) -> None:
    assert read_phone(written, "US") == written
    assert read_phone("0228 1234567", "DE") == "+492281234567"


def test_numbers_with_a_code_are_found_in_text() -> None:
    assert find_phones("Call +49 228 1234567 (Ada)") == ["+492281234567"]
    assert find_phones("+49 228 1234567 ::: +49 731 1234567") == ["+492281234567", "+497311234567"]
    assert find_phones("+49 228 1234567 +49 731 1234567") == ["+492281234567", "+497311234567"]


@pytest.mark.parametrize(
    ("typed", "american"),
    [("1-421-904-7947", True), ("(421) 904-7947 x5", True), ("400-123-4567", False), ("138-1234-5678", False), ("4219047947", False)],
)  # fmt: skip
def test_groups_tell_north_america(typed: str, american: bool) -> None:
    assert is_north_american(typed) is american
