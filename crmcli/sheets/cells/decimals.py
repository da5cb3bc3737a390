"""Whether 22,368 is twenty-two thousand or twenty-two: what the numbers of a column and of its sheet prove.

A sign with one, two or more than three digits behind it is the decimal sign, one that comes twice or stands before the other
divides thousands; three digits behind a single sign prove nothing. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

#: What `decimal_sign` answers where a column proves both: its open numbers can't be read.
CONTRADICTED = "?"
_NUMBER = re.compile(r"\d[\d.,']*\d|[.,]\d+", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:[.,']\d{3})+|\d{1,4}(?:,\d{4}){2,}", re.ASCII)
#: What most amounts look like: 1,234.50 proves the point again.
_USUAL = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+", re.ASCII)
#: Signs of currencies whose people write 1,234.50.
_DOTTED = re.compile(r"[¥$£元圆块]|rmb|cny|usd|twd|hkd|gbp", re.IGNORECASE)


def own_sign(number: str) -> str:
    """The decimal sign that a number proves by itself, `,` or `.`; empty where it has none or may be read either way."""
    places = [place for place, char in enumerate(number) if char in ",."]
    if not places:
        return ""
    last = number[places[-1]]
    if number.count(".") and number.count(","):
        return last
    other = "." if last == "," else ","
    if len(places) > 1:
        return other if _GROUPED.fullmatch(number) else ""
    before, behind = number[: places[0]], number[places[0] + 1 :]
    is_open = len(behind) == 3 and 1 <= len(before) <= 3 and before[0] != "0"
    return "" if is_open else last


def two_ways(text: str) -> tuple[str, str] | None:
    """Both readings of an amount that was typed by itself, so that no column tells which: 1,2 is 12 or 1.2, and 1.234 is
    1234 or 1.23. None where it can only be read one way: a comma before three digits divides thousands here.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    for number in _NUMBER.findall(plain):
        whole, comma, behind = number.partition(",")
        if comma and "." not in number and behind.isdecimal() and len(behind) != 3:
            return plain.replace(number, whole + behind), plain.replace(number, f"{whole or 0}.{behind}")
        if number == plain and "." in number and not own_sign(number):
            return number.replace(".", ""), number[:-1]
    return None


@dataclass(slots=True)
class Proof:
    """What a column's numbers prove, each by an example: a decimal comma, a decimal point; `open` may be either."""

    comma: str = ""
    point: str = ""
    open: str = ""

    @property
    def sign(self) -> str:
        """The proven sign, `CONTRADICTED` where both are, empty where none is."""
        return CONTRADICTED if self.comma and self.point else "," if self.comma else "." if self.point else ""


def prove(cells: Iterable[object]) -> Proof:
    """What the texts among the cells prove."""
    proof = Proof()
    for cell in dict.fromkeys(cells):
        if type(cell) is not str or not ("," in cell or ("." in cell and not proof.point)):
            continue
        if proof.point and _USUAL.fullmatch(cell):
            continue
        text = unicodedata.normalize("NFKC", cell).replace(" ", "")
        for number in _NUMBER.findall(text):
            _take(proof, number, text)
    return proof


def _take(proof: Proof, number: str, text: str) -> None:
    sign = own_sign(number)
    if not sign and "," in number and _DOTTED.search(text):
        sign = "."
    if sign == ",":
        proof.comma = proof.comma or number
    elif sign == ".":
        proof.point = proof.point or number
    elif "," in number or "." in number:
        proof.open = proof.open or number


def plain_numbers(text: str, decimal: str = ".") -> str:
    """The text with every number written plainly: no thousands divided, a point before its decimals. What is no number,
    and an open one where the column contradicts itself, stays as it stands.
    """
    if decimal == "." and "," not in text and "'" not in text and text.count(".") < 2:
        return text
    return _NUMBER.sub(lambda found: _plain(found[0], decimal), text)


#: Four decimals as databases write them, or 1,2800 counted in 万.
_FOUR = re.compile(r"\d{1,4},\d{4}", re.ASCII)


def _plain(number: str, decimal: str) -> str:
    if decimal != "," and _FOUR.fullmatch(number):
        return number
    sign = own_sign(number) or decimal
    if sign == CONTRADICTED:
        # A comma left in a number keeps it from being read.
        return number.replace(".", ",")
    whole, point, rest = number.rpartition(sign)
    if not point:
        whole, rest = number, ""
    thousands = whole.replace("'", ",").replace(".", ",")
    if "," in thousands and not _GROUPED.fullmatch(thousands):
        return number
    return thousands.replace(",", "") + (f".{rest}" if point else "")
