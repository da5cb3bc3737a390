"""Phone numbers: the one form in which two that are the same are equal.

Pure functions of text. phonenumberslite is loaded only for numbers that the patterns here do not know.
"""

from __future__ import annotations

import re
from functools import lru_cache

from crmcli.matching.text import narrow

_MOBILE = re.compile(r"(?:(?:\+|00)?86|0)?(1[3-9]\d{9})")
_LANDLINE = re.compile(
    r"(?:(?:\+|00)?86)?0?((?<=0)10|(?<=0)2\d|(?<=0)[3-9]\d{2}|(?<=86)10|(?<=86)2\d|(?<=86)[3-9]\d{2})([2-8]\d{6,7})"
)
_SERVICE = re.compile(r"(?:(?:\+|00)?86)?([48]00\d{7}|9[56]\d{3}|100\d{2}|123\d{2})")
#: A local number without its area code; eight digits that are a date are none.
_LOCAL = re.compile(r"(?!20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$)[2-8]\d{6,7}")
_TAIWAN_MOBILE = re.compile(r"(?:(?:\+|00)?886)?0?(9\d{8})")
_TAIWAN_LANDLINE = re.compile(r"0(2\d{8}|[3-8]\d{7,8})")
#: An area code of one digit, set apart: China has none.
_TAIWAN_AREA = re.compile(r"\(?0[2-8](?:\)\s*|\s*-\s*|\s+)[2-9]\d{2,3}[\s\-]?\d{4}")
_ABROAD = re.compile(r"(?:\+|00)([1-9]\d{6,14})")
_EXTENSION = re.compile(
    r"(?:转|轉|分机|分機|内线|內線|ext\.?|x|#|,|-{2,})[:：.号]?\s*(\d{1,6})\s*[)）]?$", re.IGNORECASE
)
#: A number with its extension as we write it ourselves: 021-62345678-802, +441134960113-22.
_WRITTEN = re.compile(
    r"((?:\+?86-?)?0\d{2,3}-\d{7,8}|\+?86-?\d{2,3}-\d{7,8}|\+[1-9]\d{8,14}|[48]00\d{7}|1[3-9]\d{9}|[2-8]\d{6,7})-(\d{1,6})"
)
#: A Chinese mobile or landline inside other text.
_EMBEDDED = re.compile(
    r"(?<!\d)(?:(?:\+?86[\s\-]?)?1[3-9]\d[\s\-]?\d{4}[\s\-]?\d{4}|0\d{2,3}[\s\-]?\d{7,8})(?!\d)"
)
_PUNCTUATION = re.compile(r"[\s\-‐-―−－.()（）\[\]/·]+")
_LABEL = re.compile(
    r"^(?:联系电话|手机号码?|电话|手机|座机|固话|传真|tel|phone|mobile|mob|cell)[:：.\s]*", re.IGNORECASE
)
_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})")
_SEPARATORS = re.compile(
    r"[;；,，、|/\n\r]+|\s{2,}|或者?|和|(?<=\d)\s+(?=(?:\+?86)?1[3-9]\d)|(?<=\d)[)）]?\s*(?:\(|（)?(?=[^\d\s\-+()（）转轉分机機ext#]{1,6}[:：]?\s*1[3-9]\d)"
)


def normalize_phone(value: str | int | float, default_country: str = "CN") -> str | None:
    """The one way this program writes a phone number, or None if the value isn't one.

    Chinese mobiles are the bare 11 digits, Chinese landlines `021-12345678` (with `-802` for an
    extension), service and short numbers their digits, and numbers abroad E.164 (`+886912345678`). Floats
    from spreadsheets are read exactly.
    """
    text = _digits_of(value)
    if text is None:
        return None
    return _normalize_phone_text(text, default_country)


def lost_digits(value: str) -> bool:
    """Whether a number was saved as text such as 1.38E+10, so that its last digits are gone."""
    found = _SCIENTIFIC.fullmatch(value.strip())
    return bool(found and len(found[2] or "") < int(found[3]))


def split_phones(text: str) -> list[str]:
    """The parts of one cell that may each hold a phone, as typed: `13800001111/021-62345678转2` has two."""
    parts = [part.strip(" :：()（）") for part in _SEPARATORS.split(narrow(text))]
    return _join_pieces([part for part in parts if part])


def find_phones(text: str, default_country: str = "CN") -> list[str]:
    """The normal forms of all phones of a cell, in order, without repeats."""
    whole = normalize_phone(text, default_country)
    if whole:
        return [whole]
    found = [normalize_phone(part, default_country) for part in split_phones(text)]
    if not any(found):
        found = [normalize_phone(part, default_country) for part in _EMBEDDED.findall(narrow(text))]
    return list(dict.fromkeys(phone for phone in found if phone))


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


@lru_cache(maxsize=65536)
def _normalize_phone_text(text: str, country: str) -> str | None:
    mobile = _MOBILE.fullmatch(text)
    if mobile and country == "CN":
        return mobile[1]
    text = _LABEL.sub("", text)
    text, extension = _split_extension(text)
    bare = _PUNCTUATION.sub("", text)
    if bare.startswith("+86+86"):
        bare = bare[3:]
    digits = bare[1:] if bare.startswith("+") else bare
    if not digits.isascii() or not digits.isdigit() or not 5 <= len(digits) <= 17:
        return None
    if country == "CN" and _TAIWAN_AREA.fullmatch(text.strip()):
        country = "TW"
    number = _home_number(text, bare, country) or _number_abroad(bare, country)
    return f"{number}-{extension}" if number and extension else number


def _split_extension(text: str) -> tuple[str, str]:
    """The number and its extension, empty if it has none."""
    if written := _WRITTEN.fullmatch(text):
        return written[1], written[2]
    found = _EXTENSION.search(text)
    return (text[: found.start()], found[1]) if found else (text, "")


def _home_number(text: str, bare: str, country: str) -> str | None:
    """Numbers that the patterns know, by the country of the sheet."""
    if country == "TW" and not bare.startswith(("+86", "0086", "86")):
        taiwan = _TAIWAN_MOBILE.fullmatch(bare) or _TAIWAN_LANDLINE.fullmatch(bare)
        if taiwan:
            return "+886" + taiwan[1]
    if country not in ("CN", "TW") and not bare.startswith(("+86", "0086")):
        return None
    mobile = _MOBILE.fullmatch(bare)
    if mobile:
        return mobile[1]
    if re.fullmatch(r"09\d{8}|\+?8869\d{8}|008869\d{8}", bare):
        return "+886" + bare[-9:]
    landline = _LANDLINE.fullmatch(bare)
    if landline:
        return f"0{landline[1]}-{landline[2]}"
    service = _SERVICE.fullmatch(bare)
    if service:
        return service[1]
    split = re.fullmatch(r"\D*([1-9]\d{1,2})\D+([2-8]\d{6,7})\D*", text)
    if split and (split[1] == "10" or split[1][0] == "2" or len(split[1]) == 3):
        return f"0{split[1]}-{split[2]}"
    return bare if _LOCAL.fullmatch(bare) else None


def _number_abroad(bare: str, country: str) -> str | None:
    """E.164 of a number with a country code, or of a local number of another country, if it can exist."""
    abroad = _ABROAD.fullmatch(bare)
    if not abroad and country == "CN":
        return None
    try:
        import phonenumbers
    except ImportError:
        return "+" + abroad[1] if abroad else None
    try:
        number = phonenumbers.parse("+" + abroad[1] if abroad else bare, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
