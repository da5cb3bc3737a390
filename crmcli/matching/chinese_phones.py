"""Phone numbers of China and Taiwan as people there write them: patterns, so that no library is loaded for them.

Pure functions of text.
"""

from __future__ import annotations

import re

#: The area codes of China, those included that went into a neighbour's in the last twenty years.
_AREA = (
    r"10|2[0-57-9]|31\d|335|349|35\d|37\d|39[1-68]|41\d|42[179]|43\d|45\d|46[4789]|47\d|48[23]|51\d|523|527|53\d|543|546"
    r"|55\d|56[1-6]|57\d|580|59\d|63[1-5]|66[0238]|69[12]|701|71\d|72[248]|73\d|74[3-6]|75\d|76[023689]|77\d|79\d"
    r"|81[23678]|82[567]|83\d|85[14-9]|87\d|88[3678]|89\d|90[1-3689]|91[0-79]|93\d|94[13]|95[1-5]|97\d|99\d"
)
_MOBILE = re.compile(r"(?:(?:\+|00)?86|0)?(1[3-9]\d{9})")
_LANDLINE = re.compile(rf"(?:(?:\+|00)?86)?0?(?:(?<=0)|(?<=86))({_AREA})([2-8]\d{{6,7}})")
_SET_APART = re.compile(rf"\D*({_AREA})\D+([2-8]\d{{6,7}})\D*")
_SERVICE = re.compile(r"(?:(?:\+|00)?86)?([48]00\d{7}|9[56]\d{3}|100\d{2}|123\d{2})")
#: A local number without its area code; eight digits that are a date are none.
_LOCAL = re.compile(r"(?!20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$)[2-8]\d{6,7}")
_TAIWAN_MOBILE = re.compile(r"(?:(?:\+|00)?886)?0?(9\d{8})")
_TAIWAN_LANDLINE = re.compile(r"0(2\d{8}|[3-8]\d{7,8})")
#: An area code of one digit, set apart: China has none, and of Taiwan's only 02 and 04 have numbers of eight digits.
_TAIWAN_AREA = re.compile(
    r"\(?0(?:[24](?:\)\s*|\s*-\s*|\s+)[2-9]\d|[3-8](?:\)\s*|\s*-\s*|\s+)[2-9])\d{2}[\s\-]?\d{4}"
)
#: Hong Kong and Macau with their code set apart, the plus left out.
_NEIGHBOUR = re.compile(
    r"\(?(852)\)?[\s\-]+([2-9]\d{3})[\s\-]?(\d{4})|\(?(853)\)?[\s\-]+([268]\d{3})[\s\-]?(\d{4})"
)
_FIRST_GROUP = re.compile(r"\D*(?:86\D+)?(0\d{1,3})\D")


_WITH_AREA = re.compile(r"(0\d{2,3})-(\d{7,8})(?:-\d{1,6})?")
_AT_HOME = re.compile(r"[2-8]\d{6,7}")


def at_home(phone: str) -> str:
    """The number without its area code of a landline in normal form, empty for any other."""
    found = _WITH_AREA.fullmatch(phone)
    return found[2] if found else ""


def lacks_area(phone: str) -> bool:
    """Whether a number in normal form is a landline's of which nobody said the area."""
    return bool(_AT_HOME.fullmatch(phone))


def chinese_mobile(bare: str) -> str | None:
    """The 11 digits of a Chinese mobile, with or without +86."""
    found = _MOBILE.fullmatch(bare)
    return found[1] if found else None


def number_at_home(text: str, bare: str, country: str) -> str | None:
    """The number that the patterns of China (CN) or Taiwan (TW) know; `bare` is the text without punctuation."""
    if country == "CN" and _TAIWAN_AREA.fullmatch(text):
        country = "TW"
    if country == "TW" and not bare.startswith(("+86", "0086", "86")):
        taiwan = _TAIWAN_MOBILE.fullmatch(bare) or _TAIWAN_LANDLINE.fullmatch(bare)
        if taiwan:
            return "+886" + taiwan[1]
    return chinese_number(text, bare)


def chinese_number(text: str, bare: str) -> str | None:
    """A mobile, landline, service or local number of China; Taiwan's mobiles are told by their shape, too."""
    if mobile := chinese_mobile(bare):
        return mobile
    if re.fullmatch(r"09\d{8}|\+?8869\d{8}|008869\d{8}", bare):
        return "+886" + bare[-9:]
    if landline := _landline(text, bare):
        return landline
    if service := _SERVICE.fullmatch(bare):
        return service[1]
    if neighbour := _NEIGHBOUR.fullmatch(text):
        return "+" + "".join(part for part in neighbour.groups() if part)
    if apart := _SET_APART.fullmatch(text):
        return f"0{apart[1]}-{apart[2]}"
    return bare if _LOCAL.fullmatch(bare) else None


def _landline(text: str, bare: str) -> str | None:
    """A number with its area code: one that is set apart (0228 1234567) has to be one that exists."""
    found = _LANDLINE.fullmatch(bare)
    if not found:
        return None
    apart = _FIRST_GROUP.match(text)
    if apart and apart[1] != "0" + found[1]:
        return None
    if len(found[1]) == 2 and len(found[2]) == 7 and not apart:
        return None  # cities whose code has two digits have numbers of eight
    return f"0{found[1]}-{found[2]}"
