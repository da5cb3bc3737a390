"""Amounts in every shape that people type, exactly: with signs of currency, units, Chinese numerals."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from crmcli.matching.text import to_simplified
from crmcli.sheets.cells.decimals import plain_numbers

#: How each currency is written, the longer sign first where one holds another.
_CURRENCIES = {
    "TWD": ("nt$", "新台币", "新臺幣", "台币", "twd", "ntd"), "HKD": ("hk$", "港币", "港元", "hkd"),
    "SGD": ("s$", "新加坡元", "新币", "sgd"), "AUD": ("a$", "au$", "澳元", "澳币", "aud"),
    "CAD": ("c$", "ca$", "加元", "加币", "cad"), "NZD": ("nz$", "纽元", "nzd"), "BRL": ("r$", "brl"),
    "USD": ("us$", "美元", "美金", "usd"), "EUR": ("€", "eur", "欧元"), "GBP": ("£", "gbp", "英镑"),
    "JPY": ("日元", "日圆", "jpy", "円"), "KRW": ("韩元", "韩币", "krw", "₩"), "CHF": ("chf", "瑞士法郎"),
    "INR": ("₹", "inr", "卢比"), "THB": ("฿", "thb", "泰铢"), "VND": ("₫", "vnd", "越南盾"),
    "MYR": ("myr", "马币", "令吉"), "RUB": ("₽", "rub", "卢布"), "SEK": ("sek",), "DKK": ("dkk",), "NOK": ("nok",),
    "PLN": ("pln", "zł"), "AED": ("aed", "迪拉姆"), "CNY": ("人民币", "rmb", "cny"),
}  # fmt: skip
_SIGNS = sorted(
    ((sign, code) for code, signs in _CURRENCIES.items() for sign in signs), key=lambda s: -len(s[0])
)
_SYMBOLS = re.compile("|".join([*(re.escape(sign) for sign, _code in _SIGNS), "[¥$]"]), re.IGNORECASE)
#: Where a bare $ is the country's own.
_DOLLARS = frozenset(
    [
        "TW",
        "HK",
        "SG",
        "AU",
        "CA",
        "NZ",
        "MX",
        "CL",
        "CO",
        "AR",
        "BB",
        "BS",
        "BZ",
        "FJ",
        "JM",
        "LR",
        "NA",
        "TT",
    ]
)
_AMOUNT = re.compile(
    r"([+\-]?)(\d+(?:\.\d*)?|\.\d+)(千万|百万|十万|万|千|百|亿|k|w|m)?([元圆块圓]整?|圆整)?", re.IGNORECASE
)
_SCALES = {
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "万": 10**4,
    "千": 1000,
    "百": 100,
    "亿": 10**8,
    "k": 1000,
    "w": 10**4,
    "m": 10**6,
}
#: No amount and no number of points is so large.
TOO_MUCH = 10**13
_FREE = frozenset(("免费", "赠送", "免單", "免单", "free"))


def parse_amount(cell: Any, factor: int = 1, decimal: str = ".") -> Decimal | None:
    """The amount in currency units, exactly: ¥1,234.50, 1234.5元, 0.12万, (1,234.00), 1.234,50; None if it
    is none. `decimal` is the sign before the decimals where the number doesn't tell.
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return Decimal(repr(cell)) * factor
    text = to_simplified(unicodedata.normalize("NFKC", cell)).replace(" ", "").replace("−", "-").lower()
    text = _SYMBOLS.sub("", text)
    negative = text.startswith("(") and text.endswith(")")
    text = text.strip("()").strip("+") if negative else text
    found = _AMOUNT.fullmatch(plain_numbers(text, decimal))
    if not found:
        return Decimal(0) if text in _FREE else _in_words(text, factor)
    try:
        amount = Decimal(found[2]) * _SCALES.get(found[3] or "", 1)
    except InvalidOperation:
        return None
    amount *= 1 if found[3] or found[4] else factor
    return -amount if negative or found[1] == "-" else amount


def currency_of(cell: Any, country: str = "CN") -> str:
    """The ISO code of the currency that a text names; empty for none, and for a sign that is the country's own."""
    text = unicodedata.normalize("NFKC", cell).lower() if isinstance(cell, str) else ""
    told = next((code for sign, code in _SIGNS if sign in text), "")
    if not told and "$" in text:
        return "" if country in _DOLLARS else "USD"
    if not told and "¥" in text:
        return "JPY" if country == "JP" else "CNY"
    return told


_ABOUT_BEFORE = re.compile(
    r"^(?:大约|大概|约|约为|约合|近|将近|差不多|大致|左右|about|approx\.?|approximately|ca\.?|~|≈)\s*",
    re.IGNORECASE,
)
_ABOUT_BEHIND = re.compile(r"(?:左右|上下|多|余|\+|以上|出头|不到)$|(?<=[万千百元])(?:多|余)(?=元|块)")


#: A price by time or piece: 5000/月, 300元/次, 3000一个月.
_RATE = re.compile(
    r"\s*(?:(?:/|每|per\s+|a\s+)\s*(?:一?个?)?|一个?)(?:小时|课时|[年月周天日季次人节单套平㎡]|季度|平方?米?|month|year|week|day|hour|person|time|piece)$",
    re.IGNORECASE,
)


def rough_amount(cell: Any, factor: int = 1, decimal: str = ".") -> Decimal | None:
    """The number of an amount that is told roughly: 约3万, 3万左右, 5000多元, 5000/月. None for a range (3-5万)."""
    if not isinstance(cell, str):
        return None
    text = unicodedata.normalize("NFKC", cell).strip()
    bare = _ABOUT_BEHIND.sub("", _ABOUT_BEFORE.sub("", _RATE.sub("", text))).strip()
    bare = re.sub(r"(?<=[\d万千百])[多余](?=[万千百元块])", "", bare)
    return parse_amount(bare, factor, decimal) if bare != text and bare else None


_NUMERALS = (
    {char: i for i, char in enumerate("零一二三四五六七八九")}
    | {char: i for i, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
    | {"两": 2, "〇": 0, "貳": 2}
)
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_WORDS = re.compile(
    r"(?P<whole>[零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖十拾百佰千仟万亿]+)(?P<yuan>[元圆块])?[整正]?"
    r"(?:(?P<jiao>[一二三四五六七八九壹贰叁肆伍陆柒捌玖])角[整正]?)?(?:零?(?P<fen>[一二三四五六七八九壹贰叁肆伍陆柒捌玖])分)?"
)


def _in_words(text: str, factor: int) -> Decimal | None:
    """三万, 壹万贰仟元整, 十二万五: an amount in Chinese numerals."""
    found = _WORDS.fullmatch(text)
    number = _numeral(found["whole"]) if found else None
    if found is None or number is None or len(found["whole"]) < 2:
        return None
    cents = 10 * _NUMERALS.get(found["jiao"] or "", 0) + _NUMERALS.get(found["fen"] or "", 0)
    scaled = factor if not found["yuan"] and not re.search("[万亿]", found["whole"]) else 1
    return Decimal(number * 100 + cents) / 100 * scaled


def _numeral(text: str) -> int | None:
    """The number that Chinese numerals write; None where digits merely follow one another (二〇二四)."""
    total = section = 0
    digit: int | None = None
    last_unit = 1
    for char in text:
        if char in _NUMERALS:
            if digit:
                return None
            digit = _NUMERALS[char]
            last_unit = 1 if digit == 0 else last_unit
            continue
        if char in _UNITS:
            section += (1 if digit is None else digit) * _UNITS[char]
            last_unit = _UNITS[char]
        else:
            scale = 10**4 if char == "万" else 10**8
            total = (
                (total + section + (digit or 0)) * scale
                if char == "亿"
                else total + (section + (digit or 0)) * scale
            )
            section, last_unit = 0, scale
        digit = None
    # A digit behind a unit counts its tenth: 十二万五 is 125 000.
    return total + section + (digit or 0) * max(1, last_unit // 10)
