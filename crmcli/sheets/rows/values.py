"""Cells to typed values: one converter per column, each distinct cell converted once.

A converter answers with the value, None for an empty cell, `Bad` for one that can't be right, `Aside` for
a word outside a list that nobody closes (it is kept as extra text), or `Parts` where one cell holds
several fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from crmcli.matching.firms_and_persons import firm_and_person
from crmcli.matching.masked import is_masked_number
from crmcli.matching.name_kinds import is_addressed, looks_like_person
from crmcli.matching.phones import lost_digits, normalize_phone, phone_in_use, read_phone
from crmcli.sheets.cells.contact_ways import ways_of
from crmcli.sheets.cells.dates import DateContext
from crmcli.sheets.cells.logs import (
    handovers_of,
    items_of,
    moves_of,
    progress_of,
    put_offs_of,
    refunds_of,
    remarks_of,
    steps_of,
)
from crmcli.sheets.cells.numbers import (
    read_amount,
    read_balance,
    read_days,
    read_integer,
    read_money,
    read_percent,
    read_quantity,
    read_score,
    read_share,
)
from crmcli.sheets.cells.setting import (
    ASIDE,
    HIDDEN,
    LONGEST_KEY,
    UNANSWERED,
    Bad,
    Parts,
    Setting,
    is_empty_word,
    label_text,
    plain_text,
)
from crmcli.sheets.cells.terms import read_term
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.cells.words import (
    read_calendar,
    read_choice,
    read_currency,
    read_given,
    read_open_word,
    read_plan,
    read_size,
    read_soft_word,
    read_way,
    read_word,
    read_yes_no,
    read_zone,
)
from crmcli.sheets.rows.day_values import read_birthday, read_date, read_day, read_done, read_until
from crmcli.sheets.rows.online_ways import email_of, emails_of, social_of, websites_of, wechat_of, wechats_of
from crmcli.sheets.tables.addresses import addresses_of
from crmcli.sheets.tables.further_persons import FurtherPerson, persons_of


class Converter(dict[Any, Any]):
    """Converts cells and remembers: `converter[cell]`. True, 1 and 1.0 share an entry, which no field
    minds.
    """

    def __init__(self, convert: Callable[[Any], Any]) -> None:
        super().__init__()
        self.convert = convert

    def __missing__(self, cell: Any) -> Any:
        value = self[cell] = self.convert(cell)
        return value


def converter(kind: str, setting: Setting) -> Converter:
    """The converter for a type of `fields.TYPES` (`word:severity` takes its domain from behind the colon)."""
    name, _colon, domain = kind.partition(":")
    function = _CONVERTERS[name]

    def read(cell: Any) -> Any:
        return None if cell is None else function(cell, setting, domain)

    def read_short(cell: Any) -> Any:
        return Bad("too_long") if type(cell) is str and len(cell) > _LONGEST else read(cell)

    return Converter(read_short if name in _SHAPED else read)


#: What is known by its shape is never so long, and to look for shapes in long texts may take for ever.
_LONGEST = 2_000
_SHAPED = frozenset(
    ("phone", "fax", "person", "persons", "email", "emails", "wechat", "wechats", "social", "date", "day", "done", "birthday", "days",
     "money", "amount", "quantity", "integer", "balance", "score", "share", "percent", "size", "currency")
)  # fmt: skip


# --- text
# ------------------------------------------------------------------------------------------------------------


def _text(cell: Any, _setting: Setting, _domain: str) -> Any:
    text = text_of(cell)
    return None if text in UNANSWERED else text or None


def _opinion(cell: Any, setting: Setting, domain: str) -> Any:
    """What somebody answered in words; who wrote 无 has nothing to say."""
    text = _text(cell, setting, domain)
    return None if text and is_empty_word(text.strip("。.! ")) else text


#: A Chinese name with the mobile behind it: 陈女士 13800031234.
_CALLED, _MOBILE = re.compile(r"(?P<name>.*[\u4e00-\u9fff].*?)[\s,，、:：/]*(?P<phone>1[3-9]\d{9})"), 11


def _key(cell: Any, setting: Setting, domain: str) -> Any:
    """A label that rows are found by."""
    text = label_text(cell, setting, domain)
    if text and len(text) > LONGEST_KEY:
        return Bad("too_long")
    if text and len(text) > _MOBILE and (called := _CALLED.fullmatch(text)):
        return Parts((("self", called["name"]), ("phone", called["phone"])))
    if text and not setting.own and (told := firm_and_person(text)):
        return Parts((("self", told[0]), ("contact_person", told[1])))
    return Bad("lost_digits") if text and "E+" in text and lost_digits(text) else text


#: Labels that say nothing, since everybody in an address book has them.
_EVERYBODY = frozenset(("", "myContacts", "myContact", "*"))


def _words(cell: Any, _setting: Setting, _domain: str) -> Any:
    """Several words: by commas where there are any, for a word may hold other signs (住宿/餐饮). Google's `:::` divides
    labels, a star marks its own, and all contacts have one of these.
    """
    text = plain_text(cell)
    signs = r"\s*:::\s*" if ":::" in text else r"[,、\n]+" if "," in text else r"[;、|/┋\n]+"
    parts = (part.strip(' "').removeprefix("* ").strip() for part in re.split(signs, text))
    return ",".join(dict.fromkeys(part for part in parts if part not in _EVERYBODY)) or None


# --- phones, e-mails
# --------------------------------------------------------------------------------------------------


_PLAIN_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)


def _phone(cell: Any, setting: Setting, _domain: str) -> Any:
    mobile = _PLAIN_MOBILE.fullmatch(cell if type(cell) is str else str(cell))
    if mobile and (setting.country == "CN" or setting.own):
        return mobile[0]
    text = plain_text(cell)
    if not text:
        return None
    if one := _one_phone(cell, text, setting):
        return one
    if lost_digits(text):
        return Bad("lost_digits")
    return _contact_ways(text, setting)


def _one_phone(cell: Any, text: str, setting: Setting) -> str | None:
    if setting.own:
        return read_phone(text, setting.country)
    one = normalize_phone(cell if isinstance(cell, int | float) else text, setting.country)
    return one or (phone_in_use(text, setting.home) if setting.home not in ("", setting.country) else None)


def _fax(cell: Any, setting: Setting, domain: str) -> Any:
    """Fax numbers in our form; what can't be completed to one stays as written."""
    one = _one_phone(cell, text_of(cell), setting)
    texts = (one,) if one else _texts(cell, setting, domain)
    return texts and tuple(_one_phone(text, text, setting) or text for text in texts)


def _contact_ways(text: str, setting: Setting) -> Any:
    """Several phones in one cell, a fax or a person's name beside one, or an e-mail or WeChat id where a phone was
    expected.
    """
    if several := _several_persons(text, setting):
        return several
    header = setting.header.shown.lower()
    found = ways_of(text, setting.country, ids=bool(re.search("微信|wechat|联系方式|vx|wx", header)))
    values: list[tuple[str, Any]] = [("phone", found.phones[0])] if found.phones else []
    if found.phones[1:]:
        values.append(("phones", found.phones[1:]))
    values += [(name, value) for name, value in (("email", found.email), ("wechat", found.wechat)) if value]
    values += [(name, tuple(told)) for name, told in (("fax", found.faxes), ("pager", found.pagers)) if told]
    if not values:
        return HIDDEN if is_masked_number(text) else Bad("bad_phone")
    if found.person:
        values.append(("contact_person", found.person))
    return Parts(tuple(values), aside=bool(found.rest) and not found.person)


def _several_persons(text: str, setting: Setting) -> Parts | None:
    """Persons of whom each has a phone: 张经理13800001111/李工13800002222. The first is whom one asks for."""
    found = persons_of(text.replace("/", ";"), setting.country)
    if len(found) < 2 or not all(person.name and len(person.ways.phones) == 1 for person in found):
        return None
    first, *rest = found
    return Parts((("contact_person", first.name), ("phone", first.ways.phones[0]), ("persons", tuple(rest))))


def _several_names(text: str) -> Any:
    """Several persons by their names alone: 张总、刘会计. The first is whom one asks for."""
    names = [part for part in re.split(r"\s*[、,，;；/&]\s*", text) if part]
    if len(names) < 2 or text.isascii() or not all(is_addressed(n) or looks_like_person(n) for n in names):
        return text
    first, *rest = names
    return Parts((("contact_person", first), ("persons", tuple(map(FurtherPerson, rest)))))


def _person(cell: Any, setting: Setting, domain: str) -> Any:
    """A person's name; phones and addresses beside it are taken for themselves."""
    text = label_text(cell, setting, domain)
    if not text or (sum(char.isdigit() for char in text) < 7 and "@" not in text):
        return text and _several_names(text)
    if several := _several_persons(text, setting):
        return several
    found = ways_of(text, setting.country)
    name = " ".join(found.rest)
    values: list[tuple[str, Any]] = [("contact_person", name)] if name else []
    values += [("phone", found.phones[0])] if found.phones else []
    values += [("phones", found.phones[1:])] if found.phones[1:] else []
    values += [(key, value) for key, value in (("email", found.email), ("wechat", found.wechat)) if value]
    return Parts(tuple(values)) if values and len(found.rest) < 2 else text


def _persons(cell: Any, setting: Setting, _domain: str) -> Any:
    """Further persons; ways to reach nobody in particular are the customer's."""
    found = persons_of(text_of(cell), setting.country)
    if not any(any(person[:2]) or person.ways.phones for person in found):
        return ASIDE if found else None
    nobody = [person.ways for person in found if not person.name]
    values = (
        ("persons", tuple(person for person in found if person.name)),
        ("phones", tuple(phone for ways in nobody for phone in ways.phones)),
        ("emails", tuple(ways.email for ways in nobody if ways.email)),
        ("wechats", tuple(ways.wechat for ways in nobody if ways.wechat)),
    )
    unread = any(p.ways.rest or p.ways.faxes or p.ways.pagers or (p.title and not p.name) for p in found)
    return Parts(tuple(pair for pair in values if pair[1]), aside=unread)


def _texts(cell: Any, _setting: Setting, _domain: str) -> Any:
    """One or several texts as they are written."""
    parts = (" ".join(part.split()) for part in re.split(r"[;；\n]+", text_of(cell)))
    return tuple(part for part in parts if not is_empty_word(part)) or None


def _log(read: Callable[[str], tuple[Any, ...] | None]) -> Callable[[Any, Setting, str], Any]:
    """Reads a cell with several entries of ours."""

    def convert(cell: Any, _setting: Setting, _domain: str) -> Any:
        text = text_of(cell)
        return (read(text) or ASIDE) if text else None

    return convert


_CONVERTERS: dict[str, Callable[[Any, Setting, str], Any]] = {
    "text": _text, "opinion": _opinion, "label": label_text, "person": _person, "persons": _persons, "key": _key, "words": _words, "phone": _phone, "email": email_of, "wechat": wechat_of,
    "date": read_date,
    "day": read_day, "until": read_until, "term": read_term, "done": read_done, "birthday": read_birthday, "money": read_money, "amount": read_amount,
    "quantity": read_quantity,
    "integer": read_integer, "balance": read_balance, "score": read_score, "word": read_word, "choice": read_choice, "soft": read_soft_word, "plan": read_plan, "open": read_open_word, "given": read_given,
    "channel": read_word, "way": read_way,
    "size": read_size, "zone": read_zone, "yes_no": read_yes_no, "calendar": read_calendar, "currency": read_currency, "emails": emails_of, "texts": _texts, "social": social_of, "websites": websites_of,
    "wechats": wechats_of, "days": read_days, "share": read_share, "fax": _fax, "percent": read_percent, "refunds": _log(refunds_of), "put_offs": _log(put_offs_of), "steps": _log(steps_of), "remarks": _log(remarks_of), "moves": _log(moves_of), "progress": _log(progress_of),
    "items": _log(items_of), "handovers": _log(handovers_of), "addresses": _log(addresses_of),
}  # fmt: skip


def far_date_context(context: DateContext, field: str) -> DateContext:
    """The context for one field: next steps lie ahead, a start may be a month."""
    ahead = field in (
        "next_on",
        "next_contact_on",
        "promised_on",
        "due",
        "forecast_on",
        "paused_until",
        "pin_until",
        "end",
        "valid",
    )
    return replace(
        context,
        ahead=ahead,
        month_is_enough=field in ("cooperation_start", "created_on", "member_since", "last_contact_on"),
        rough=field in ("ordered", "occurred"),
    )
