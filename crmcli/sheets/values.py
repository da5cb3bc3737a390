"""Cells to typed values: one converter per column, each distinct cell converted once.

A converter answers with the value, None for an empty cell, `Bad` for one that can't be right, `Aside` for
a word outside a list that nobody closes (it is kept as extra text), or `Parts` where one cell holds
several fields.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from crmcli import vocabulary
from crmcli.matching import normal_forms
from crmcli.sheets.amounts import TOO_MUCH, currency_of, parse_amount, rough_amount
from crmcli.sheets.cells import text_of
from crmcli.sheets.contact_ways import ways_of
from crmcli.sheets.dates import DateContext, parse_birthday, parse_date
from crmcli.sheets.headers import Header
from crmcli.sheets.logs import handovers_of, items_of, refunds_of, remarks_of, steps_of
from crmcli.sheets.relative import day_before
from crmcli.sheets.scores import parse_score


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: What people write into a cell that has nothing to say.
EMPTY_WORDS = _set(
    "- -- — —— / \\ 无 無 空 暂无 暫無 没有 未知 不详 不詳 n/a na none null nil nan #n/a #value! #ref! 待定 未定 待补充 待完善 tbd tba unknown ? ？ . 。 *"
)
_NO_DATE = _set(
    "长期 不定期 未约定 未跟进 不再跟进 无需 无需跟进 未解决 未完成 未回复 未处理 处理中 进行中 未结案 未办结 待回访 未回访 pending open ongoing"
)
#: What survey platforms write for a question without an answer.
_UNANSWERED = frozenset(("(空)", "（空）", "(跳过)", "（跳过）", "跳过", "未作答"))
_YES = _set(
    "是 已 有 对 y yes true 1 √ ✓ ✔ ☑ ● 完成 已完成 已解决 已回复 已处理 已响应 已结案 已办结 有效 接通 已接通 成功 ok done"
)
_NO = _set("否 未 没 不 n no false 0 × ✗ ✘ ☐ 无效 未接通 未接 未解决 未回复 未处理 未完成 失败")


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that can't be right, and the problem's code."""

    reason: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A cell that holds values for several fields; `aside` if its text says more than they do."""

    values: tuple[tuple[str, Any], ...]
    aside: bool = False
    #: What whoever imports is to be told of: `rough` for an amount that isn't exact.
    note: str = ""


class Aside:
    """A cell whose text is kept as it stands, because its field can't hold it."""


ASIDE = Aside()


@dataclass(frozen=True, slots=True)
class Setting:
    """What a converter needs to know of its column and sheet."""

    header: Header
    dates: DateContext
    country: str = "CN"
    scale: int = 5


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
    return Converter(lambda cell: None if cell is None else function(cell, setting, domain))


def is_empty_word(text: str) -> bool:
    """Whether a cell's text only says that there is nothing (-, /, 无, N/A)."""
    return len(text) < 9 and (text.lower() in EMPTY_WORDS or not text.strip("-—_/\\ 　"))


def _plain(cell: Any) -> str:
    """The cell's text in half-width characters, empty for words that mean nothing."""
    text = unicodedata.normalize("NFKC", text_of(cell)).strip()
    return "" if is_empty_word(text) else text


# --- text
# ------------------------------------------------------------------------------------------------------------
# -


def _text(cell: Any, _setting: Setting, _domain: str) -> Any:
    text = text_of(cell)
    return None if text in _UNANSWERED else text or None


def _label(cell: Any, _setting: Setting, _domain: str) -> Any:
    """Short text on one line; words for nothing are empty."""
    text = text_of(cell)
    if not text.isprintable() or "  " in text:
        text = " ".join(text.split())
    return None if is_empty_word(text) else text


#: Names and numbers that rows are found by are no longer than this: a server's indexes hold no more.
_LONGEST_KEY = 500


def _key(cell: Any, setting: Setting, domain: str) -> Any:
    """A label that rows are found by."""
    text = _label(cell, setting, domain)
    if text and len(text) > _LONGEST_KEY:
        return Bad("too_long")
    return Bad("lost_digits") if text and "E+" in text and normal_forms.lost_digits(text) else text


def _words(cell: Any, _setting: Setting, _domain: str) -> Any:
    """Several words: by commas where there are any, for a word may hold other signs (住宿/餐饮)."""
    text = _plain(cell)
    parts = re.split(r"[,、\n]+" if "," in text else r"[;、|/┋\n]+", text)
    return ",".join(dict.fromkeys(part.strip() for part in parts if part.strip())) or None


# --- phones, e-mails
# --------------------------------------------------------------------------------------------------


_PLAIN_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)


def _phone(cell: Any, setting: Setting, _domain: str) -> Any:
    mobile = _PLAIN_MOBILE.fullmatch(cell if type(cell) is str else str(cell))
    if mobile and setting.country == "CN":
        return mobile[0]
    text = _plain(cell)
    if not text:
        return None
    one = normal_forms.normalize_phone(cell if isinstance(cell, int | float) else text, setting.country)
    if one:
        return one
    if normal_forms.lost_digits(text):
        return Bad("lost_digits")
    return _contact_ways(text, setting)


def _contact_ways(text: str, setting: Setting) -> Any:
    """Several phones in one cell, a person's name beside one, or an e-mail or WeChat id where a phone was expected."""
    header = setting.header.shown.lower()
    found = ways_of(text, setting.country, ids=bool(re.search("微信|wechat|联系方式|vx|wx", header)))
    values: list[tuple[str, Any]] = [("phone", found.phones[0])] if found.phones else []
    if found.phones[1:]:
        values.append(("phones", found.phones[1:]))
    values += [(name, value) for name, value in (("email", found.email), ("wechat", found.wechat)) if value]
    if not values:
        return Bad("bad_phone")
    if found.person:
        values.append(("contact_person", found.person))
    return Parts(tuple(values), aside=bool(found.rest) and not found.person)


def _person(cell: Any, setting: Setting, domain: str) -> Any:
    """A person's name; phones and addresses beside it are taken for themselves."""
    text = _label(cell, setting, domain)
    if not text or (sum(char.isdigit() for char in text) < 7 and "@" not in text):
        return text
    found = ways_of(text, setting.country)
    name = " ".join(found.rest)
    values: list[tuple[str, Any]] = [("contact_person", name)] if name else []
    values += [("phone", found.phones[0])] if found.phones else []
    values += [("phones", found.phones[1:])] if found.phones[1:] else []
    values += [(key, value) for key, value in (("email", found.email), ("wechat", found.wechat)) if value]
    return Parts(tuple(values)) if values and len(found.rest) < 2 else text


_PLAIN_EMAIL = re.compile(r"[a-z0-9]{1,40}(?:[._-][a-z0-9]{1,40}){0,2}@(?:[a-z0-9]{1,60}\.){1,2}[a-z]{2,10}")


def _email(cell: Any, _setting: Setting, _domain: str) -> Any:
    if type(cell) is str and _PLAIN_EMAIL.fullmatch(cell):
        return cell
    text = _plain(cell)
    if not text:
        return None
    found = [
        address
        for part in re.split(r"[;,、\s|]+|/(?=\S+@)", text)
        if (address := normal_forms.normalize_email(part))
    ]
    if not found:
        return Bad("bad_email")
    return found[0] if len(found) == 1 else Parts((("email", found[0]),), aside=True)


def _wechat(cell: Any, setting: Setting, _domain: str) -> Any:
    text = _plain(cell)
    if not text:
        return None
    unusable = text in ("是", "同手机", "已加", "手机同号", "同手机号") or len(text) > _LONGEST_KEY
    return normal_forms.normalize_wechat(text) or (ASIDE if unusable else text)


def _emails(cell: Any, _setting: Setting, _domain: str) -> Any:
    """Further e-mails, one or several."""
    text = _plain(cell)
    found = [normal_forms.normalize_email(part) for part in re.split(r"[;,、\s|]+", text) if part]
    return None if not text else tuple(filter(None, found)) or Bad("bad_email")


def _wechats(cell: Any, _setting: Setting, _domain: str) -> Any:
    """Further WeChat names, one or several."""
    parts = [part.strip() for part in re.split(r"[;,、\n]+", _plain(cell))]
    return tuple(normal_forms.normalize_wechat(part) or part for part in parts if part) or None


# --- dates
# ------------------------------------------------------------------------------------------------------------


def _date(cell: Any, setting: Setting, _domain: str) -> Any:
    """A date or a datetime."""
    if isinstance(cell, str):
        text = _plain(cell)
        if not text or text.lower() in _NO_DATE:
            return None
        return parse_date(text, setting.dates) or _day_in_words(text, setting.dates)
    if cell == 0 or isinstance(cell, bool):
        return None
    return parse_date(cell, setting.dates) or Bad("bad_date")


def _day_in_words(text: str, context: DateContext) -> date | Bad:
    """昨天, 上周五: counted from the day on which the sheet was written, if it tells that."""
    if context.ahead or day_before(text, context.today) is None:
        return Bad("bad_date")
    found = day_before(text, context.written) if context.written else None
    return found or Bad("no_anchor")


def _day(cell: Any, setting: Setting, domain: str) -> Any:
    """A date without a time of day."""
    found = _date(cell, setting, domain)
    return found.date() if isinstance(found, datetime) else found


def _done(cell: Any, setting: Setting, _domain: str) -> Any:
    """When a step was done, or only that it was (`yes`)."""
    text = _plain(cell).lower()
    if text in _YES and not isinstance(cell, date):
        return Parts((("flag", "yes"),))
    if text in _NO:
        return None
    found = _date(cell, setting, "")
    return (
        Parts((("flag", "yes"),), aside=True) if isinstance(found, Bad) and text.startswith("已") else found
    )


def _birthday(cell: Any, setting: Setting, _domain: str) -> Any:
    if not _plain(cell) or cell == 0:
        return None
    found = parse_birthday(cell, setting.dates)
    if found is None:
        return Bad("bad_date")
    lunar = found[1] == "lunar" or re.search("农历|阴历|农曆|陰曆|農曆|lunar", setting.header.shown.lower())
    return Parts((("birthday", found[0]), ("birthday_calendar", "lunar" if lunar else "solar")))


# --- numbers
# ----------------------------------------------------------------------------------------------------------


def _money(cell: Any, setting: Setting, _domain: str) -> Any:
    text = _plain(cell)
    if not text:
        return None
    factor = setting.header.factor
    amount = parse_amount(cell if isinstance(cell, int | float) else text, factor)
    about = rough_amount(text, factor) if amount is None else None
    number = about if amount is None else amount
    if number is None or abs(number) >= TOO_MUCH:
        return Bad("bad_amount")
    cents = int((number * 100).quantize(Decimal(1), ROUND_HALF_UP))
    return cents if about is None else Parts((("self", cents),), aside=True, note="rough")


def _amount(cell: Any, setting: Setting, domain: str) -> Any:
    """An order's amount in cents, with the currency where the cell or the header names a foreign one."""
    cents = _money(cell, setting, domain)
    currency = currency_of(cell) or setting.header.currency
    return (
        Parts((("amount", cents), ("currency", currency)))
        if type(cents) is int and currency not in ("", "CNY")
        else cents
    )


_HAN_DIGITS: dict[str, int | Decimal] = {
    "一": 1,
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "半": Decimal("0.5"),
}


def _quantity(cell: Any, _setting: Setting, _domain: str) -> Any:
    """A decimal number as text; a unit behind it (3个) is kept aside."""
    text = _plain(cell)
    if not text:
        return None
    found = re.match(r"(-?\d[\d,]*(?:\.\d+)?)\s*(\D.{0,11})?$", text)
    if found:
        number = Decimal(found[1].replace(",", ""))
    elif text[0] in _HAN_DIGITS and len(text) <= 3:
        number = Decimal(_HAN_DIGITS[text[0]])
    else:
        return Bad("bad_quantity")
    plain = f"{number.normalize():f}"
    return plain if not (found and found[2]) else Parts((("quantity", plain),), aside=True)


def _integer(cell: Any, _setting: Setting, _domain: str) -> Any:
    """A whole number, such as points; fractions are cut off."""
    text = _plain(cell)
    if not text:
        return None
    found = re.fullmatch(r"(-?\d[\d,]{0,20})(?:\.\d+)?\s*(?:分|点|點|个|次|单|元|pts|points)?", text.lower())
    number = int(found[1].replace(",", "")) if found else None
    return Bad("bad_amount") if number is None or abs(number) >= TOO_MUCH else number


#: The longest time between two contacts that a customer can have, in days.
_MOST_DAYS = 3650


def _days(cell: Any, setting: Setting, domain: str) -> Any:
    """A length of time in whole days."""
    found = _integer(cell, setting, domain)
    return Bad("bad_amount") if isinstance(found, int) and not 1 <= found <= _MOST_DAYS else found


def _share(cell: Any, _setting: Setting, _domain: str) -> Any:
    """A number from 0 to 100."""
    text = _plain(cell)
    number = float(text) if re.fullmatch(r"\d{1,3}(?:\.\d{1,9})?", text) else None
    return None if not text else number if number is not None and number <= 100 else Bad("bad_amount")


def _percent(cell: Any, _setting: Setting, _domain: str) -> Any:
    """How much is done, in percent; a spreadsheet's 80% is the number 0.8."""
    text = _plain(cell)
    found = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)\s*%?", text)
    number = float(found[1]) if found else None
    if number is None or number > 100:
        return ASIDE if text else None
    return round(number * 100) if isinstance(cell, float) and 0 < number < 1 else int(number)


def _log(read: Callable[[str], tuple[Any, ...] | None]) -> Callable[[Any, Setting, str], Any]:
    """Reads a cell with several entries of ours."""

    def convert(cell: Any, _setting: Setting, _domain: str) -> Any:
        text = text_of(cell)
        return (read(text) or ASIDE) if text else None

    return convert


def _score(cell: Any, setting: Setting, _domain: str) -> Any:
    text = _plain(cell)
    if not text or text in _UNANSWERED:
        return None
    score = parse_score(cell, setting.scale)
    return Bad("bad_score") if score is None else score


# --- words
# ------------------------------------------------------------------------------------------------------------


def _word(cell: Any, setting: Setting, domain: str) -> Any:
    """A word of a closed list; yes and no mean what the column asks (是否付款)."""
    text = _plain(cell)
    if text and domain == "purchase_status" and text.lower() in _PLAIN_ANSWERS:
        return _answer_status(text.lower() in _YES, setting.header.key)
    return (vocabulary.find_word(domain, text) or Bad("bad_word")) if text else None


_PLAIN_ANSWERS = _set("是 否 有 对 不 y n yes no true false 1 0 √ ✓ ✔ ☑ × ✗ ✘ ☐")
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


def _soft_word(cell: Any, _setting: Setting, domain: str) -> Any:
    """A word of a list; other words are kept aside."""
    text = _plain(cell)
    return (vocabulary.find_word(domain, text) or ASIDE) if text else None


def _open_word(cell: Any, _setting: Setting, domain: str) -> Any:
    """The key of a known word, any other word as it stands."""
    text = _label(cell, _setting, "")
    return (vocabulary.parse_word(domain, text) or text) if text else None


def _channel(cell: Any, _setting: Setting, domain: str) -> Any:
    """A channel; an unknown one is `other` and its text kept."""
    text = _plain(cell)
    if not text:
        return None
    return vocabulary.find_word(domain, text) or Parts((("channel", "other"),), aside=True)


def _size(cell: Any, _setting: Setting, _domain: str) -> Any:
    """The class of a company's size, by word or by the number of its people."""
    text = _plain(cell)
    known = vocabulary.parse_word("size", text) if text else None
    numbers = [int(number) for number in re.findall(r"\d+", text.replace(",", ""))]
    if not text or known or not numbers:
        return known or (None if not text else ASIDE)
    people = numbers[-1] if len(numbers) > 1 else numbers[0]
    name = "micro" if people < 20 else "small" if people < 100 else "medium" if people < 300 else "large"
    return Parts((("size", name),), aside=True)


def _yes_no(cell: Any, _setting: Setting, _domain: str) -> Any:
    text = _plain(cell).lower()
    return True if text in _YES else False if text in _NO else ASIDE if text else None


def _calendar(cell: Any, _setting: Setting, _domain: str) -> Any:
    text = _plain(cell).lower()
    return ("lunar" if re.search("农|農|阴|陰|lunar", text) else "solar") if text else None


def _currency(cell: Any, _setting: Setting, _domain: str) -> Any:
    text = _plain(cell)
    if text in ("¥", "元", "人民币"):
        return "CNY"
    return currency_of(text) or (
        text.upper() if re.fullmatch(r"[A-Za-z]{3}", text) else ASIDE if text else None
    )


_CONVERTERS: dict[str, Callable[[Any, Setting, str], Any]] = {
    "text": _text, "label": _label, "person": _person, "key": _key, "words": _words, "phone": _phone, "email": _email, "wechat": _wechat,
    "date": _date,
    "day": _day, "done": _done, "birthday": _birthday, "money": _money, "amount": _amount,
    "quantity": _quantity,
    "integer": _integer, "score": _score, "word": _word, "soft": _soft_word, "open": _open_word,
    "channel": _channel,
    "size": _size, "yes_no": _yes_no, "calendar": _calendar, "currency": _currency, "emails": _emails,
    "wechats": _wechats, "days": _days, "share": _share, "percent": _percent, "refunds": _log(refunds_of), "steps": _log(steps_of), "remarks": _log(remarks_of),
    "items": _log(items_of), "handovers": _log(handovers_of),
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
    )
    return replace(
        context, ahead=ahead, month_is_enough=field in ("cooperation_start", "created_on", "member_since")
    )
