"""What one cell says of how to reach someone: phones, an e-mail, a WeChat id, the person, in any mixture."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from crmcli.matching.name_kinds import looks_like_person
from crmcli.matching.online import normalize_email
from crmcli.matching.phones import find_phones, normalize_phone, split_phones

_EMBEDDED = re.compile(
    r"(?<![\dA-Za-z_])(?:(?:\+?86[\s\-]?)?1[3-9]\d[\s\-]?\d{4}[\s\-]?\d{4}|\(?0\d{2,3}\)?[\s\-]?\d{7,8}(?:\s*转\s*\d{1,6})?|[48]00[\s\-]?\d{3}[\s\-]?\d{4}|\+[1-9](?:[\s\-().]{0,2}\d){7,14})(?!\d)"
)
_LABEL = re.compile(
    r"^(?:联系电话|手机号码?|联系人|电话|手机|座机|固话|微信号?|wechat|weixin|wx|vx|qq|tel|phone|mobile|email|e-mail|邮箱)\s*[:：\s]\s*|[:：]$",
    re.IGNORECASE,
)
#: What a number is called begins another piece: Phone:(415) 555-9933 Mobile:(415) 555-9934.
_NEXT = re.compile(
    r"(?<=\d)\s+(?=(?:phone|mobile|home|work|office|cell|tel|电话|手机|座机)\s*:)", re.IGNORECASE
)
_SAME = re.compile(r"(?:微信)?(?:与?手机|电话)?同号?(?:微信)?|微信同(?:步|上)|手机同微信|(?:wx|vx|V|v)同号?")
_ID = re.compile(r"[a-z][a-z0-9_\-]{5,19}", re.IGNORECASE)
#: What stands behind one of these is no phone.
_NO_PHONE = re.compile(
    r"(?<![a-z])((?:传真|傳真|telefax|fax|pager|beeper|bp机|bp機|寻呼机?|呼机|f(?=[:：]))(?:号码?|\s*no\.?)?)(?![a-z])[:：.\s]*",
    re.IGNORECASE,
)
_EDGES = " \t\n:：()（）[]【】<>,，;；、/|·-—"


@dataclass(slots=True)
class ContactWays:
    """The contact ways in a cell in normal form, and what else it says."""

    phones: list[str] = field(default_factory=list)
    email: str = ""
    wechat: str = ""
    #: Numbers that are no phones, or what stands for them.
    faxes: list[str] = field(default_factory=list)
    pagers: list[str] = field(default_factory=list)
    #: Words beside them, the name of a person perhaps.
    rest: list[str] = field(default_factory=list)

    @property
    def person(self) -> str:
        """The name or form of address of the one person named, else empty."""
        return self.rest[0] if len(self.rest) == 1 and _is_person(self.rest[0]) else ""


_ADDRESSED = re.compile(
    r"[\u4e00-\u9fff]{1,4}(?:总|經理|经理|先生|女士|小姐|老师|工|姐|哥|主任|老板|店长|处|科|部长|主管|会计|阿姨)"
)


_FIRST_NAME = re.compile("[A-Z][a-z]{1,11}")
#: What a word beside a phone says of the phone rather than of a person.
_PLACES = frozenset((
    "office", "mobile", "home", "work", "main", "tel", "phone", "cell", "direct", "sales", "reception", "hotline", "shop", "store",
    "service", "support", "whatsapp", "line", "skype", "wechat", "day", "night", "private", "handy", "mobil", "movil", "fixe",
))  # fmt: skip


def _is_person(text: str) -> bool:
    name = re.split(r"[(（]", text)[0]
    called = _ADDRESSED.fullmatch(text) or (_FIRST_NAME.fullmatch(text) and text.lower() not in _PLACES)
    return looks_like_person(name) or bool(called)


#: An address behind the name that it is of: Una Brisk (una@q.example).
_BRACKETED = re.compile(r"\s*[(<\[]([^\s()<>\[\]]+@[^\s()<>\[\]]+)[)>\]]")


def ways_of(text: str, country: str = "CN", ids: bool = False) -> ContactWays:
    """What a cell's text holds; `ids` if a bare Latin word is a WeChat id (电话/微信)."""
    found = ContactWays()
    apart = _BRACKETED.sub(r"; \1", unicodedata.normalize("NFKC", text))
    parts = _NO_PHONE.split(_NEXT.sub("; ", apart))
    for label, number in zip(parts[1::2], parts[2::2], strict=True):
        _take_no_phone(found, label, number, country)
    for piece in split_phones(parts[0]):
        phone = normalize_phone(piece, country)
        if phone:
            _add(found.phones, phone)
            continue
        rest = piece
        for number in _EMBEDDED.findall(piece):
            inside = normalize_phone(number, country)
            if inside:
                _add(found.phones, inside)
                rest = rest.replace(number, " ", 1)
        for word in (rest.strip(_EDGES),) if rest == piece else rest.split("  "):
            _take_word(found, word.strip(_EDGES), ids)
    return found


def _take_no_phone(found: ContactWays, label: str, number: str, country: str) -> None:
    """What stands behind `fax` or `pager`: its numbers, or the text as it is written."""
    told = number.strip(_EDGES)
    is_fax = re.match("传真|傳真|fax|telefax|f", label, re.IGNORECASE)
    if told:
        (found.faxes if is_fax else found.pagers).extend(find_phones(told, country) or [told])


def _add(phones: list[str], phone: str) -> None:
    if phone not in phones:
        phones.append(phone)


def _take_word(found: ContactWays, word: str, ids: bool) -> None:
    labelled = bool(re.match(r"微信|wechat|weixin|wx|vx", word, re.IGNORECASE))
    bare = _LABEL.sub("", word).strip(_EDGES)
    if not bare or _LABEL.sub("", bare + ":") == "":
        return
    email = normalize_email(bare)
    if email and not found.email:
        found.email = email
    elif _SAME.fullmatch(bare) and found.phones:
        found.wechat = found.wechat or found.phones[0]
    elif (ids or labelled) and not found.wechat and _ID.fullmatch(bare):
        found.wechat = bare.lower()
    else:
        found.rest.append(bare)
