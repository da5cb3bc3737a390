"""Phone numbers: the one form in which two that are the same are equal.

Chinese mobiles are the bare 11 digits, Chinese landlines `021-12345678`, service and short numbers their digits, and
all others E.164 (`+886912345678`); an extension stands behind (`-802`). Pure functions of text. phonenumberslite is
loaded only for numbers that the patterns of China and Taiwan do not know.
"""

from __future__ import annotations

import re
from functools import lru_cache

from crmcli.matching.chinese_phones import chinese_mobile, number_at_home
from crmcli.matching.text import narrow

_PLAIN_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
#: The groups in which Chinese mobiles are written.
_MOBILE_IN_GROUPS = re.compile(r"1[3-9]\d[\s\-]\d{4}[\s\-]\d{4}", re.ASCII)
_ABROAD = re.compile(r"(?:\+|00)([1-9]\d{6,14})")
_EXTENSION = re.compile(
    r"(?:转|轉|分机|分機|内线|內線|内線|;?(?:extension|extn?|durchwahl|poste|ramal|доб|x)(?![a-z])[.=]?|#|,|-{2,})[:：.号]?\s*(\d{1,6})\s*[)）]?$",
    re.IGNORECASE,
)
#: A number with its extension as we write it ourselves: 021-62345678-802, +441134960113-22.
_WRITTEN = re.compile(
    r"((?:\+?86-?)?0\d{2,3}-\d{7,8}|\+?86-?\d{2,3}-\d{7,8}|\+[1-9]\d{8,14}|[48]00\d{7}|1[3-9]\d{9}|[2-8]\d{6,7})-(\d{1,6})"
)
#: A Chinese mobile or landline, or a number with its country's code, inside other text.
_EMBEDDED = re.compile(
    r"(?<!\d)(?:(?:\+?86[\s\-]?)?1[3-9]\d[\s\-]?\d{4}[\s\-]?\d{4}|0\d{2,3}[\s\-]?\d{7,8}|\+[1-9](?:[\s\-().]{0,2}\d){7,14})(?!\d)"
)
#: North America by its groups alone: 1-NNN-NNN-NNNN, and without the 1 where it isn't one of China's 400 numbers.
_NORTH_AMERICA_LONG = re.compile(r"1[\s.\-(]+[2-9]\d\d[\s.\-)/]+\d{3}[\s.\-]+\d{4}")
_NORTH_AMERICA = re.compile(r"\(?(?![48]00)[2-9]\d\d[\s.\-)/]+\d{3}[\s.\-]+\d{4}")
_PUNCTUATION = re.compile(r"[\s\-‐-―−－.()（）\[\]/·'’]+")
_LABEL = re.compile(
    r"^'?(?:联系电话|移动电话|办公电话|公司电话|手机号码?|行动电话|聯絡電話|行動電話|電話|手機|市話|电话|手机|座机|固话"
    r"|telefono|telefone|telefon|telephone|tel|phone|mobile|mobil|handy|mob|cell|office|work|home|whatsapp|[mtpw](?=[:：.]))[:：.\s]*",
    re.IGNORECASE,
)
#: What kind of number it is, in brackets behind it.
_LABEL_BEHIND = re.compile(
    r"\s*\((?:work|office|home|mobile|mob|cell|main|direct|voice|[mohwdc])\)$", re.IGNORECASE
)
_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})")
_SEPARATORS = re.compile(
    r":::|[;；,，、|/\n\r]+|\s{2,}|或者?|和|(?<=\d)\s+(?=(?:\+?86)?1[3-9]\d)|(?<=\d)\s+(?=\+\d)|(?<=\d)[)）]?\s*(?:\(|（)?(?=[^\d\s\-+()（）转轉分机機ext#]{1,6}[:：]?\s*1[3-9]\d)"
)
#: A number of a possible length with as many digits in all is one, though no table lists its range.
_LEAST, _MOST = 9, 13
#: Shorter numbers that begin like their country's code just begin so.
_WITH_CODE = 11
#: So many characters at most are one number with all that people write around it.
_LONGEST_WRITTEN = 200
#: A plus and the fifteen digits of E.164.
_LONGEST = 16


def normalize_phone(value: str | int | float, country: str = "CN") -> str | None:
    """The one way this program writes a phone number, or None if the value isn't a whole one.

    `country` (ISO code) is where a number without a country's code belongs; where it is not China, a number that can't
    be one there may still be a Chinese mobile. Floats from spreadsheets are read exactly.
    """
    text = _digits_of(value)
    if text is None or len(text) > _LONGEST_WRITTEN:
        return None
    return _normalize_phone_text(text, country)


def read_phone(text: str, country: str) -> str | None:
    """Like `normalize_phone`, for texts that may be written by this program: our own form means itself anywhere."""
    own = normalize_phone(text)
    return own if own == text else normalize_phone(text, country)


def phone_in_use(text: str, country: str) -> str | None:
    """The normal form of a number that is of a range in use in a country, else None."""
    number = normalize_phone(text, country)
    if number is None or not number.startswith("+"):
        return number
    import phonenumbers

    return number if phonenumbers.is_valid_number(phonenumbers.parse(number.partition("-")[0])) else None


def may_be_mobile(phone: str) -> bool:
    """Whether a number in its normal form may be one person's own: a Chinese landline is an office's, of a number abroad
    nobody can tell."""
    return phone.startswith("+") or _PLAIN_MOBILE.fullmatch(phone) is not None


def lost_digits(value: str) -> bool:
    """Whether a number was saved as text such as 1.38E+10, so that its last digits are gone."""
    found = _SCIENTIFIC.fullmatch(value.strip())
    return bool(found and len(found[2] or "") < int(found[3]))


def split_phones(text: str) -> list[str]:
    """The parts of one cell that may each hold a phone, as typed: `13800001111/021-62345678转2` has two."""
    parts = [part.strip(" :：()（）") for part in _SEPARATORS.split(narrow(text))]
    return _join_pieces([part for part in parts if part])


def find_phones(text: str, country: str = "CN") -> list[str]:
    """The normal forms of all phones of a cell, in order, without repeats."""
    whole = normalize_phone(text, country)
    if whole:
        return [whole]
    found = [normalize_phone(part, country) for part in split_phones(text)]
    if not any(found):
        found = [normalize_phone(part, country) for part in _EMBEDDED.findall(narrow(text))]
    return list(dict.fromkeys(phone for phone in found if phone))


def is_north_american(text: str) -> bool:
    """Whether a number's groups tell that it is one of North America (1-NNN-NNN-NNNN, (NNN) NNN-NNNN)."""
    number = _split_extension(_LABEL.sub("", text))[0].strip()
    return bool(_NORTH_AMERICA_LONG.fullmatch(number) or _NORTH_AMERICA.fullmatch(number))


_ENDS_PHONE = re.compile(r"(?:转|轉|分机|分機|ext\.?)\s*\d{1,6}", re.IGNORECASE)


def _is_torn_mobile(first: str, rest: str) -> bool:
    """Whether two pieces are a mobile written `138 0000 1111`."""
    return bool(re.fullmatch(r"1[3-9]\d", first) and re.fullmatch(r"\d{4}[ \-]?\d{4}", rest))


def _join_pieces(parts: list[str]) -> list[str]:
    """Mends numbers that a separator inside them tore apart (`021/6234 5678`)."""
    joined: list[str] = []
    for part in parts:
        if joined and re.fullmatch(r"0\d{2,3}", joined[-1]):
            joined[-1] += "-" + part
        elif joined and (_ENDS_PHONE.fullmatch(part) or _is_torn_mobile(joined[-1], part)):
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def _digits_of(value: str | int | float) -> str | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value == value and abs(value) < 1e15 and value.is_integer() else None
    if value.isascii() and value.isdigit():
        return value
    text = narrow(value).strip()
    scientific = _SCIENTIFIC.fullmatch(text)
    if scientific:
        return None if lost_digits(text) else str(int(float(text)))
    return text[:-2] if re.fullmatch(r"\d{7,15}\.0", text) else text


@lru_cache(maxsize=8192)
def _normalize_phone_text(text: str, country: str) -> str | None:
    if country == "CN" and _PLAIN_MOBILE.fullmatch(text):
        return text
    text, extension = _split_extension(_LABEL_BEHIND.sub("", _LABEL.sub("", text)))
    bare = _PUNCTUATION.sub("", text)
    if bare.startswith("+86+86"):
        bare = bare[3:]
    digits = bare[1:] if bare.startswith("+") else bare
    if not digits.isascii() or not digits.isdigit() or not 5 <= len(digits) <= 17:
        return None
    number = _whole_number(text.strip(), bare, country)
    return f"{number}-{extension}" if number and extension else number


def _split_extension(text: str) -> tuple[str, str]:
    """The number and its extension, empty if it has none."""
    if written := _WRITTEN.fullmatch(text):
        return written[1], written[2]
    found = _EXTENSION.search(text)
    return (text[: found.start()], found[1]) if found else (text, "")


def _whole_number(text: str, bare: str, country: str) -> str | None:
    abroad = _ABROAD.fullmatch(bare)
    if bare.startswith(("+86", "0086")):
        return number_at_home(text, bare, "CN") or _number_of("+" + abroad[1] if abroad else bare, "CN")
    if abroad:
        return _number_of("+" + abroad[1], country)
    if _NORTH_AMERICA_LONG.fullmatch(text):
        return _number_of(bare, "US")
    if country not in ("CN", "TW"):
        return _number_elsewhere(text, bare, country)
    if country == "TW" and (number := _with_its_code(bare, country)):
        return number
    return _number_of(bare, "US") if _NORTH_AMERICA.fullmatch(text) else number_at_home(text, bare, country)


def _number_elsewhere(text: str, bare: str, country: str) -> str | None:
    """A number of another country; where no table of it lists the range, the 11 digits of a mobile are Chinese."""
    plain = _PLAIN_MOBILE.fullmatch(text) and not _has_north_american_numbers(country)
    if not plain and not _MOBILE_IN_GROUPS.fullmatch(text):
        return _with_its_code(bare, country) or _number_of(bare, country) or _chinese_elsewhere(bare)
    return _number_of(bare, country, valid=True) or bare


def _with_its_code(bare: str, country: str) -> str | None:
    """A number that begins with its country's code, the plus left out or lost by a spreadsheet."""
    import phonenumbers

    code = str(phonenumbers.country_code_for_region(country))
    whole = len(bare) >= _WITH_CODE and bare.startswith(code)
    return _number_of("+" + bare, country, valid=True) if whole else None


def _chinese_elsewhere(bare: str) -> str | None:
    """A Chinese mobile, perhaps with 86 in front: a zero is dialled before other countries' numbers."""
    return None if bare.startswith("0") else chinese_mobile(bare)


def _has_north_american_numbers(country: str) -> bool:
    import phonenumbers

    return bool(phonenumbers.country_code_for_region(country) == 1)


def _number_of(bare: str, country: str, *, valid: bool = False) -> str | None:
    """E.164 of a number that is of a possible length for its country, or, if so asked, of a range in use there."""
    import phonenumbers

    try:
        number = phonenumbers.parse(bare, country)
    except phonenumbers.NumberParseException:
        return None
    written = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    if phonenumbers.is_valid_number(number):
        return written if len(written) <= _LONGEST else None
    reason = phonenumbers.is_possible_number_with_reason(number)
    if valid or reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    if written.startswith(
        "+10"
    ):  # no area code of North America begins with 0, numbers of other countries do
        return None
    return written if _LEAST <= len(written) - 1 <= _MOST else None
