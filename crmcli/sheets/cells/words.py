"""Cells as words of our vocabularies: yes and no, channels, sizes, states, currencies."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from crmcli import vocabulary
from crmcli.service.ways import way_of
from crmcli.sheets.cells.amounts import currency_of
from crmcli.sheets.cells.setting import (
    ASIDE,
    NO,
    YES,
    Bad,
    Parts,
    Setting,
    asks_for_company,
    label_text,
    plain_text,
    word_set,
)


def read_word(cell: Any, setting: Setting, domain: str) -> Any:
    """A word of a closed list; yes and no mean what the column asks (是否付款)."""
    text = plain_text(cell)
    if text and domain == "purchase_status" and text.lower() in _PLAIN_ANSWERS:
        return _answer_status(text.lower() in YES, setting.header.key)
    found = vocabulary.find_word(domain, text) if text else None
    if found is None and text:
        return Bad("bad_status" if domain == "purchase_status" else "bad_word")
    # What stands around the word is kept.
    more = found is not None and not vocabulary.parse_word(domain, text)
    return Parts((("self", found),), aside=True) if more else found


def read_way(cell: Any, _setting: Setting, domain: str) -> Any:
    """How a contact was made, with who turned to whom where the word says so: 来电, incoming call."""
    text = plain_text(cell)
    if not text:
        return None
    way = way_of(text, partial(vocabulary.find_word, domain))
    if way.channel is None:
        return Bad("bad_word")
    plain = vocabulary.parse_word(domain, text)
    if plain and way.direction is None:
        return way.channel
    told = (("self", way.channel), *((("direction", way.direction),) if way.direction else ()))
    return Parts(told, aside=not plain)


_PLAIN_ANSWERS = word_set("是 否 有 对 不 ja nein oui non y n yes no t f true false 1 0 √ ✓ ✔ ☑ × ✗ ✘ ☐")


#: What an order is by the question that a column answers: (question, status for yes, status for no).
_ASKED = (
    ("退款|退货|退费|refund|return", "refunded", "completed"),
    ("取消|作废|关闭|cancel|void", "cancelled", "completed"),
    ("到账|到帐|付|收款|回款|缴|结清|结算|结账|paid|settled", "paid", "ordered"),
    ("成交|won", "completed", "cancelled"),
    ("", "completed", "ordered"),
)


def _answer_status(is_yes: bool, question: str) -> str:
    return next((yes if is_yes else no) for sign, yes, no in _ASKED if re.search(sign, question))


def read_soft_word(cell: Any, setting: Setting, domain: str) -> Any:
    """A word of a list; other words are kept aside, and what stands behind a word that begins the cell."""
    text = plain_text(cell)
    if text and domain == "customer_kind" and asks_for_company(setting.header.key):
        return "company" if text.lower() in YES else "person" if text.lower() in NO else ASIDE
    if domain == "customer_status" and text.lower() in _PLAIN_ANSWERS:
        return _answer_state(text.lower() in YES, setting.header.key)
    if domain == "complaint_state" and text.lower() in _PLAIN_ANSWERS:
        # 是否关闭 asks for another state than 是否处理; one that isn't reached tells nothing of those before.
        asked = vocabulary.find_word(domain, f"已{_IS.sub('', setting.header.key)}")
        return (asked or "resolved") if text.lower() in YES else None
    found = vocabulary.find_word(domain, text) if text else None
    if found and vocabulary.begins_with(domain, text) and not vocabulary.parse_word(domain, text):
        return Parts((("self", found),), aside=True)
    return (found or ASIDE) if text else None


#: What programs write where nobody was asked how satisfied he is, or hasn't answered.
_NOT_ASKED = word_set("unoffered offered unrated pending 未评价 待评价 未评 暂未评价 未回访 待回访 未邀评 已邀评 未参评") | {
    "not rated", "not offered", "no rating", "no response",
}  # fmt: skip


def read_choice(cell: Any, setting: Setting, domain: str) -> Any:
    """A word of a closed list; a cell without one is not what the column holds."""
    if domain == "revisit_result" and plain_text(cell).lower() in _NOT_ASKED:
        return None
    found = read_soft_word(cell, setting, domain)
    return Bad("bad_word") if found is ASIDE else found


def read_given(cell: Any, _setting: Setting, _domain: str) -> Any:
    """What was given, one thing or several (方案、报价); a cell that names none is not what the column holds."""
    text = plain_text(cell)
    parts = [part for part in re.split(r"[,，、;；/+&和及与\s]+|\band\b", text) if part]
    found = [vocabulary.find_word("given", part) for part in parts]
    told = vocabulary.given_together(filter(None, found))
    if not told:
        return Bad("bad_word") if text else None
    plain = all(vocabulary.parse_word("given", part) for part in parts)
    return told if plain else Parts((("self", told),), aside=True)


def read_plan(cell: Any, _setting: Setting, domain: str) -> Any:
    """How a contract is billed. What else a cell says is kept aside: shares (30%预付), ways to pay (转账)."""
    text = plain_text(cell)
    found = vocabulary.find_word(domain, text) if text and "%" not in text else None
    if found is None:
        return ASIDE if text else None
    return found if vocabulary.parse_word(domain, text) else Parts((("self", found),), aside=True)


_IS = re.compile(r"^(?:is |是否已?)|状态$")


def _answer_state(is_yes: bool, question: str) -> Any:
    """What a customer is that a column calls so (Archived, 是否停用), or calls active no longer."""
    asked = vocabulary.find_word("customer_status", _IS.sub("", question))
    told = asked if is_yes else "paused" if question in _RUNNING else None
    return Parts((("self", told),), aside=True) if told else ASIDE


#: Who is not so is paused; whom we don't work with yet is not.
_RUNNING = frozenset(("active", "is active", "enabled", "启用状态", "是否启用", "是否有效", "启用"))


def read_open_word(cell: Any, _setting: Setting, domain: str) -> Any:
    """The key of a known word, any other word as it stands."""
    text = label_text(cell, _setting, "")
    return (vocabulary.parse_word(domain, text) or text) if text else None


def read_size(cell: Any, _setting: Setting, _domain: str) -> Any:
    """The class of a company's size, by word or by the number of its people."""
    text = plain_text(cell)
    known = vocabulary.parse_word("size", text) if text else None
    # Nobody works alone for 0.
    numbers = [n for number in re.findall(r"\d+", text.replace(",", "")) if (n := int(number))]
    if not text or known or not numbers:
        return known or (None if not text else ASIDE)
    people = numbers[-1] if len(numbers) > 1 else numbers[0]
    name = "micro" if people < 20 else "small" if people < 100 else "medium" if people < 300 else "large"
    return Parts((("size", name),), aside=True)


def read_yes_no(cell: Any, _setting: Setting, _domain: str) -> Any:
    text = plain_text(cell).lower()
    return True if text in YES else False if text in NO else ASIDE if text else None


def read_calendar(cell: Any, _setting: Setting, _domain: str) -> Any:
    text = plain_text(cell).lower()
    return ("lunar" if re.search("农|農|阴|陰|lunar", text) else "solar") if text else None


def read_currency(cell: Any, setting: Setting, _domain: str) -> Any:
    text = plain_text(cell)
    if text == "元":
        return "CNY"
    return currency_of(text, setting.country) or (
        text.upper() if re.fullmatch(r"[A-Za-z]{3}", text) else ASIDE if text else None
    )


def read_zone(cell: Any, _setting: Setting, _domain: str) -> Any:
    """A time zone; what is none that is known stays beside the record."""
    from crmcli.matching.zones import zone_name  # seldom needed

    text = plain_text(cell)
    return (zone_name(text) or ASIDE) if text else None
