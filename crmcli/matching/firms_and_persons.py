"""Names that tell a firm and whom one asks for there in one cell: 远鑫物流 李经理, Fernhill Ltd (Mr Brisk)."""

from __future__ import annotations

import re

from crmcli.matching.legal_forms import without_chinese_form
from crmcli.matching.name_kinds import COMPOUND, has_surname, looks_like_company, looks_like_person
from crmcli.matching.text import narrow, to_simplified

_ADDRESS = "总|董|总经理|经理|先生|女士|小姐|太太|老师|主任|主管|会计|园长|校长|院长|店长|厂长|馆长|行长|站长|队长|科长|处长|部长|会长|局长|书记|秘书|助理|老板|老板娘"
#: Those of one character that also end the names of firms are asked for only where the two stand apart.
_SHORT = "工|姐|哥|处|科"
_BEHIND = re.compile(
    rf"(?P<firm>.{{2,}}?)(?:\s*[-—–_/·、,，:：]\s*|\s+|\s*\(\s*)(?P<person>[\u4e00-\u9fff]{{1,3}}(?:{_ADDRESS}|{_SHORT}))\s*\)?"
)
_ADJOINING = re.compile(
    rf"(?P<firm>.{{3,}}?)(?P<person>(?:{'|'.join(COMPOUND)}|[\u4e00-\u9fff])(?:{_ADDRESS}))"
)
_NAMED = re.compile(r"(?P<firm>.{2,}?)\s+(?P<person>[\u4e00-\u9fff]{2,4})")
_TITLED = re.compile(
    r"(?P<firm>.{3,}?)(?:\s+[-–—/]\s+|\s*,\s+|\s*\(\s*)"
    r"(?P<person>(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Hr|Fr|Sr|Sra|Mme)\.? [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*)\s*\)?"
)
#: With what such names end; most names do not.
_LAST = frozenset(word[-1] for word in f"{_ADDRESS}|{_SHORT}".split("|")) | frozenset(")）")


def firm_and_person(text: str) -> tuple[str, str] | None:
    """The firm and the person that a name tells, None if it tells but one of them."""
    text = text.strip()
    if not (text[-1:] in _LAST or " " in text or "\u3000" in text):
        return None
    plain = narrow(text)
    if len(plain) != len(text):
        return None
    simplified = to_simplified(plain)
    for way in (_BEHIND, _ADJOINING, _NAMED, _TITLED):
        found = way.fullmatch(simplified)
        if found and _are_both(way, found["firm"], found["person"]):
            return text[: found.end("firm")], text[found.start("person") : found.end("person")]
    return None


def _are_both(way: re.Pattern[str], firm: str, person: str) -> bool:
    if not looks_like_company(firm) or looks_like_person(firm):
        return False
    if way is _TITLED:
        return True
    # A branch may be called like a person: only behind a legal form a name without a form of address is one.
    return has_surname(person) and (
        way is not _NAMED or (looks_like_person(person) and without_chinese_form(firm) != firm)
    )
