"""What a column's values say about it: shares of phones, dates, numbers, names … in a sample."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Any

from crmcli import vocabulary
from crmcli.matching.name_kinds import looks_like_company, looks_like_person
from crmcli.matching.online import normalize_email
from crmcli.matching.phones import find_phones
from crmcli.service.reached import without_unreached
from crmcli.sheets.cells.amounts import parse_amount, rough_amount
from crmcli.sheets.cells.dates import looks_like_date, time_of_day
from crmcli.sheets.cells.relative import is_relative
from crmcli.sheets.cells.scores import parse_score, tells_degree
from crmcli.sheets.cells.setting import is_empty_word, without_picture, word_set
from crmcli.sheets.cells.texts import text_of

_LENGTH = re.compile(
    r"(?:\d+(?:\.\d+)?\s*(?:天|小?时|分钟|分(?=\d)|秒|days?|d|hours?|hrs?|h|minutes?|mins?|m|s)\s*)+"
)
#: Answers to a question that a column asks; 0 and 1 are marks only where the column holds both.
_FLAGS = word_set(
    "true false yes no y n t f on off ja nein nej oui non si sí não sim nee tak nie evet hayır да нет 是 否 有 没有 已 未 √ ✓ ✔ ☑ × ✗ ✘ ☐ 对 错"
)
#: What things are counted in: 单位 over such cells names nobody.
_UNITS = word_set(
    "个 箱 件 台 套 只 支 条 张 本 盒 包 袋 瓶 桶 罐 卷 把 块 片 根 双 对 副 组 批 次 项 人 天 月 年 小时 课时 米 千米 公里 厘米 毫米 平方"
    " 平方米 平米 立方 立方米 克 千克 公斤 斤 吨 升 毫升 元 万元 千元 份 辆 间 间夜 晚 kg g t m m2 m² m3 m³ cm mm l ml pcs pc pce ea each"
    " box boxes set sets unit units piece pieces pack packs hour hours day days month months lb lbs oz"
)
#: Numbers that stand for something: #1001, CONT-1, 0016F00002abcDEQAA.
_CODE = re.compile(r"#\s?\d+|[A-Z]{1,8}[-_#]\d+|(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{15,18}", re.ASCII)
#: Cells looked at in each column.
SAMPLE = 200
#: So many characters of a cell tell what it is.
_LOOKED_AT = 1000


@dataclass(slots=True)
class Profile:
    """Shares (0–1) of a column's sampled cells, and what else is typical of them."""

    cells: int = 0
    filled: float = 0.0
    phone: float = 0.0
    mobile: float = 0.0
    email: float = 0.0
    date: float = 0.0
    clock: float = 0.0
    relative: float = 0.0
    number: float = 0.0
    amount: float = 0.0
    score: float = 0.0
    company: float = 0.0
    person: float = 0.0
    prose: float = 0.0
    length: float = 0.0
    flag: float = 0.0
    unit: float = 0.0
    coded: float = 0.0
    distinct: float = 1.0
    examples: tuple[str, ...] = ()
    sample: tuple[Any, ...] = ()

    def counts_up(self) -> bool:
        """Whether the cells are 1, 2, 3 …, perhaps from 1 again: the numbering of the lines, not anything's number."""
        numbers = [
            int(cell)
            for cell in self.sample
            if isinstance(cell, int) or (isinstance(cell, str) and cell.isdecimal())
        ]
        if len(numbers) != self.cells or numbers[:1] not in ([0], [1]):
            return False
        grows = len(numbers) == 1 or len(set(numbers)) > 1
        return grows and all(after in (before + 1, numbers[0]) for before, after in pairwise(numbers))

    def lettered(self) -> float:
        """The share of texts that hold a word beside phones and e-mails."""
        texts = [re.sub(r"\S+@\S+", "", cell) for cell in self.sample if isinstance(cell, str)]
        return sum(any(char.isalpha() for char in text) for text in texts) / self.cells if self.cells else 0.0

    def lasting(self) -> float:
        """The share of cells that are lengths of time with a unit (15分钟, 1.5h)."""
        lengths = sum(bool(_LENGTH.fullmatch(text_of(cell).lower())) for cell in self.sample)
        return lengths / self.cells if self.cells else 0.0

    def counted(self) -> float:
        """The share of cells that are numbers too small for dates, where they are more than marks (0, 1)."""
        small = sum(isinstance(cell, int | float) and not looks_like_date(cell) for cell in self.sample)
        return small / self.cells if self.cells and len(set(self.sample)) > 2 else 0.0

    def words(self, domain: str) -> float:
        """The share of cells that are words of a vocabulary domain."""
        known = sum(
            isinstance(cell, str) and _is_word(domain, without_picture(text_of(cell))) for cell in self.sample
        )
        return known / self.cells if self.cells else 0.0


def _is_word(domain: str, text: str) -> bool:
    """Whether a cell is a word of a domain; a way that reached nobody (未接来电) is a channel's word like any other."""
    told = vocabulary.find_word(domain, text)
    return bool(told or (domain == "channel" and vocabulary.find_word(domain, without_unreached(text))))


def profile(column: list[Any], country: str = "CN") -> Profile:
    """The profile of the first SAMPLE cells that say something."""
    sample = []
    for cell in column:
        if cell is not None and not (isinstance(cell, str) and is_empty_word(cell)):
            sample.append(cell[:_LOOKED_AT] if type(cell) is str else cell)
            if len(sample) == SAMPLE:
                break
    if not sample:
        return Profile()
    texts = [text_of(cell) for cell in sample]
    found = Profile(
        len(sample), examples=tuple(dict.fromkeys(text[:40] for text in texts[:12]))[:3], sample=tuple(sample)
    )
    found.filled = len(sample) / max(1, min(len(column), SAMPLE))
    found.distinct = len(set(texts)) / len(texts)
    found.length = sum(map(len, texts)) / len(texts)
    _count(found, sample, texts, country)
    return found


def _count(found: Profile, sample: list[Any], texts: list[str], country: str) -> None:
    size = len(sample)
    phones = [
        find_phones(text, country) if 5 < len(text) < 60 and not isinstance(cell, date) else []
        for cell, text in zip(sample, texts, strict=True)
    ]
    found.phone = (
        sum(
            bool(numbers) and _mostly_phone(text, cell)
            for numbers, text, cell in zip(phones, texts, sample, strict=True)
        )
        / size
    )
    found.mobile = sum(any(map(_is_mobile, numbers)) for numbers in phones) / size
    found.email = sum("@" in text and bool(normalize_email(text)) for text in texts) / size
    found.date = sum(map(looks_like_date, sample)) / size
    found.relative = sum(map(is_relative, sample)) / size
    found.clock = (
        sum(
            isinstance(cell, time)
            or (isinstance(cell, str) and len(cell) < 12 and time_of_day(cell) is not None)
            for cell in sample
        )
        / size
    )
    found.number = (
        sum(
            isinstance(cell, int | float) or text.replace(".", "", 1).isdigit()
            for cell, text in zip(sample, texts, strict=True)
        )
        / size
    )
    found.amount = sum(not isinstance(cell, date | time) and _is_amount(cell) for cell in sample) / size
    found.score = sum(_is_score(cell) for cell in sample) / size
    found.flag = _flags(texts)
    found.unit = sum(text.lower() in _UNITS for text in texts) / size
    found.coded = sum(bool(_CODE.fullmatch(text)) for text in texts) / size
    found.company = sum(looks_like_company(text) for text in texts) / size
    found.person = sum(map(looks_like_person, texts)) / size
    found.prose = (
        sum(
            (len(text) > 12 and "://" not in text[:9])
            or (len(text) > 6 and bool(re.search("[，。,；;！!]", text)))
            for text in texts
        )
        / size
    )


def _flags(texts: list[str]) -> float:
    """The share of plain answers."""
    told = {text.lower() for text in texts}
    known = _FLAGS | {"0", "1"} if told >= {"0", "1"} else _FLAGS
    return sum(text.lower() in known for text in texts) / len(texts)


def _is_amount(cell: Any) -> bool:
    return parse_amount(cell) is not None or rough_amount(cell) is not None


def _is_mobile(number: str) -> bool:
    return (len(number) == 11 and number[0] == "1") or number.startswith("+8869")


def _mostly_phone(text: str, cell: Any) -> bool:
    """Whether a cell with a phone in it is about the phone: short numbers that may be anything else don't
    count.
    """
    digits = sum(char.isdigit() for char in text)
    if isinstance(cell, int | float) and digits < 10:
        return False
    return digits >= 7 and digits >= len(text.replace(" ", "")) * 0.5


def _is_score(cell: Any) -> bool:
    if isinstance(cell, date | time):
        return False
    text = text_of(cell)
    return parse_score(cell, 10) is not None and (len(text) < 15 or tells_degree(text))
