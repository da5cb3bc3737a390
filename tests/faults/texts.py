"""Cells and words that were half eaten: every reader of one text, given what it knows and what was made of that at random."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from time import perf_counter
from typing import Any, NamedTuple

from crmcli import clock
from crmcli.dates import calendars, days_off, hours, recurrence, spoken
from crmcli.errors import CrmError
from crmcli.figures.scales import parse_scale
from crmcli.matching import (
    company_names,
    countries,
    eastern_places,
    formulas,
    knowledge_search,
    name_kinds,
    names,
    phones,
    pinyin,
    search_words,
    text,
)
from crmcli.policy import conditions
from crmcli.service.response import parse_wait
from crmcli.sheets.cells import relative, rough_days, typed_days
from crmcli.sheets.cells.dates import DateContext
from crmcli.sheets.cells.score_scales import USUAL_POINTS, Points
from crmcli.sheets.cells.setting import Setting
from crmcli.sheets.chats import chat_lines, parties
from crmcli.sheets.columns import compounds, headers
from crmcli.sheets.columns.fields import TYPES
from crmcli.sheets.containers import delimited, lines, shown, vcard
from crmcli.sheets.recognising import no_customers
from crmcli.sheets.rows.values import converter
from crmcli.sheets.tables import wide
from crmcli.workflows.importing import people
from crmcli.workflows.surveys import forms

TODAY = date(2026, 11, 20)
#: How cells of a sheet are read: in these countries, with either order of day and month and either decimal sign.
_COUNTRIES = ("CN", "US", "DE", "JP", "TW", "IN")

#: What the readers know: each a text of its kind.
SEEDS = (
    """
2026-11-20|2026/3/5 14:30|11月20日下午3点半|民國113/3/5|农历正月初一|去年10月|12月初|年底|3天后|下周三|next monday|+3d|昨天|Nov 5, 2026|5.11.26|26年8月|20261120|45000.5|2026年第3季度
13900000101|(028) 8555-1234转8|+49 30 1234567|0086-139 0000 0101|1-800-555-0199 x12|tel:+1 415 555 0100|13900000101/028-85551234|传真 028-85551234
¥1,200.50|1.200,50 €|5万|3千5|约2.3亿元|一千二百元|-300 退货|$1 200|1e5|12%|5000/月|USD 30
四星|4分|10/10|非常满意|很好，下次再来|NPS 9|4.5
a@b.cn|王芳 <a.b+c@d.co.uk>; x@y.de|微信:wang_fang88|https://weixin.qq.com/x|QQ 123456
成都远鑫物业服务有限公司（东区）|Müller & Söhne GmbH & Co. KG|株式会社山田|王先生|Ortiz, Hannah|José María O'Neil-Smith|司马相如|Lee Wei Ming
四川省成都市锦江区建设路8号3栋2单元 610000|350 5th Ave, New York, NY 10118|東京都港区芝公園4-2-8|香港九龍彌敦道1號
客户名称*（必填）|companyName|BILLINGSTREET|第一次跟进|满意度（满分10）|金额(万元)|E-mail 1 - Value|Q3、您的电话|1月
09:00-18:00|半小时|2小时15分|20秒|1d 2h|1-5|choice:a\\|b|text|周一至周五 9:00-12:00
每月最后一个周五|weekly|every 2 weeks on mon,thu|FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3|每季度|毎日
spend_12m >= 50000|industry == 酒店|days_without_purchase > 180|2027-02-06..2027-02-12 春节|5月1日至5月3日 劳动节|班
2026-03-05 10:00 opened · 李 · 漏水|3月5日：电话，谈续约；3月9日：拜访|#1 ✓ 列清单|TEL;TYPE=CELL,PREF:13900000101|BDAY:--0229|0.00_);[Red](0.00)|00000|=HYPERLINK("x")|'=1+1
""".replace("\\|", "\0")
    .replace("\n", "|")
    .split("|")
)
SEEDS = [seed.replace("\0", "|") for seed in SEEDS if seed]
_TOKENS = [
    "0", "9" * 25, "9" * 400, "-", "+", ".", ",", "/", ":", ";", "|", "%", "(", ")", "（", "【", "~", "至", "、", "\n", "\t", "\0", "\x1b", "\u202e",
    "\ud800", "\ufeff", "\u3000", "e9", "E+", "nan", "inf", "年", "月", "日", "零", "十", "廿", "百", "万", "亿", "半", "两", "负", "٣", "४", "３", "²",
    "½", "Ⅻ", "①", "İ", "ß", "ſ", "ﬁ", "é", "e\u0301", "한", "ー", "😀", "\U0010ffff", "0001", "9999", "2月30日", "24:61", "1900", "13", "32", "闰", "FREQ=", "BYDAY=99MO", "{", "}", "[", "]", "\\",
]  # fmt: skip


def made(drawn: random.Random) -> str:
    """A text that somebody, or something, may have written."""
    found = drawn.choice(SEEDS)
    for _n in range(drawn.choice((0, 1, 1, 2, 3, 5))):
        at = drawn.randrange(len(found) + 1)
        upto = at + drawn.randint(0, 4)
        match drawn.randrange(6):
            case 0 | 1:
                found = found[:at] + drawn.choice(_TOKENS) + found[upto:]
            case 2:
                found = found[:at] + found[upto:]
            case 3:
                found = found[:at] + chr(drawn.randrange(0x11_0000)) + found[at:]
            case 4:
                other = drawn.choice(SEEDS)
                found = found[:at] + other[drawn.randrange(len(other)) :]
            case 5:
                found = found[:at] + found[at:upto] * drawn.choice((2, 3, 40, 40, 4_000)) + found[upto:]
    return found


def cell(drawn: random.Random) -> object:
    """What may stand in a cell: nearly always a text."""
    if drawn.random() < 0.9:
        return made(drawn)
    number = drawn.choice((0, 1, -1, 12, 45000, 20261120, 13900000101, 10**18, 10**30, -(10**25)))
    return drawn.choice(
        (number, float(number) + drawn.random(), 1e308, -0.0, True, TODAY, date.min, date.max, datetime.min, datetime.max, time(23, 59))
    )  # fmt: skip


def _settings() -> list[Setting]:
    contexts = [
        DateContext(TODAY),
        DateContext(TODAY, year=2025, day_first=True, year_last=True, rough=True, written=TODAY),
        DateContext(TODAY, taiwan=True, ahead=True, since=TODAY, month_is_enough=True, epoch1904=True),
    ]
    header = headers.header_of("客户情况（满分10）")
    return [
        Setting(
            header,
            contexts[i % 3],
            country,
            points=(USUAL_POINTS, Points(0, 10), Points(0, 100))[i % 3],
            own=i == 0,
            decimal=".,"[i % 2],
        )
        for i, country in enumerate(_COUNTRIES)
    ]


def _cells() -> dict[str, Callable[[Any], object]]:
    """By name, what reads a cell of each type in each setting."""
    types = sorted({type_name for fields in TYPES.values() for type_name in fields.values()})
    return {
        f"{type_name} in {setting.country}": converter(type_name, setting).convert
        for type_name in types
        for setting in _settings()
    }


def _words() -> dict[str, Callable[[str], object]]:
    """By name, what reads a text that is no cell."""
    plain = (
        clock.zone, hours.plain_hours, spoken.is_month, spoken.is_holiday,
        parse_scale, parse_wait, phones.find_phones, phones.split_phones, phones.lost_digits, countries.country_code,
        company_names.company_name, company_names.is_city, name_kinds.looks_like_company, name_kinds.looks_like_person, names.fold_name,
        names.western_tokens, eastern_places.hong_kong, eastern_places.japanese, pinyin.readings, knowledge_search.fold, text.clean_text,
        text.search_key, text.without_accents, conditions.compile_condition, forms.parse_question, people.is_personal_name,
        headers.header_of, compounds.split_name, lines.is_lines, wide.dated_entries, typed_days.has_day, typed_days.year_in,
        vcard.unescape, vcard.parse_cards, delimited.sniff_delimiter, delimited.parse, relative.parse_lunar, chat_lines.messages_of,
    )  # fmt: skip
    return {f"{each.__module__}.{each.__name__}": each for each in plain} | {
        "clock.parse_when": lambda said: clock.parse_when(said, TODAY, UTC),
        "clock.parse_when ahead": lambda said: clock.parse_when(said, TODAY, UTC, lean=1),
        "recurrence": lambda said: _walked(said),
        "spoken_day": lambda said: spoken.spoken_day(said, TODAY, 1),
        "day_after": lambda said: relative.day_after(said[:_CELL], TODAY),
        "day_before": lambda said: relative.day_before(said[:_CELL], TODAY),
        "split_names": lambda said: people.split_names(said[:_CELL]),
        "lunar_day": lambda said: relative.lunar_day(said, 2026, TODAY),
        "rough_day": lambda said: rough_days.rough_day(said, 2026),
        "read_days": lambda said: _or_none(typed_days.read_days, said, 2026, TODAY),
        "spans_in": lambda said: _or_none(typed_days.spans_in, said, 2026, TODAY),
        "as_shown": lambda said: shown.as_shown(123, f"0{said}"),
        "searchable": lambda said: search_words.searchable(
            search_words.Told([said], [said], [said], [said], [said], [json.dumps({said: said})])
        ),
        "matches": lambda said: [headers.matches(kind, headers.header_of(said)) for kind in TYPES],
        "partner_of": lambda said: parties.partner_of(
            f"{said[:_NAME].replace('/', ' ')}.txt", ("Ann", "张三")
        ),
        "nobodies": lambda said: no_customers.nobodies([said], lambda _name: False),
        "tells_sides": lambda said: no_customers.tells_sides([said]),
        "guarded": _guarded,
        "days_off": lambda said: _or_none(days_off.parse_entry, said),
        "slot": lambda said: _or_none(calendars.parse_slot, said),
    }


def _walked(said: str) -> object:
    rule = recurrence.parse(said, TODAY)
    return recurrence.in_words(rule), recurrence.next_day(rule, TODAY, TODAY, TODAY)


def _or_none(read: Callable[..., object], *said: object) -> object:
    """What is read by a reader that says with a ValueError that a text is none of its own."""
    try:
        return read(*said)
    except ValueError:
        return None


def _guarded(said: str) -> None:
    if formulas.unguarded(formulas.guarded(said)) != said:
        raise AssertionError("what was guarded came back otherwise")


class Read(NamedTuple):
    """One text, what read it, what escaped that is no refusal, and the seconds that it took."""

    reader: str
    written: object
    escaped: Exception | None
    seconds: float


#: So long is a file's name at most.
_NAME = 250
#: So long are cells at most that are read as days or names.
_CELL = 2_000
#: Readers that say with these that a text is none of theirs.
_REFUSALS: tuple[type[Exception], ...] = (CrmError, conditions.BadCondition)


def walk(drawn: random.Random, count: int) -> Iterator[Read]:
    """So many texts, each read by one reader: half of them of cells, half of words."""
    cells, words = list(_cells().items()), list(_words().items())
    for number in range(count):
        if number % 2:
            yield read(*drawn.choice(cells), cell(drawn))
        else:
            yield read(*drawn.choice(words), made(drawn))


def read(name: str, reader: Callable[[Any], object], written: object) -> Read:
    """One text by one reader."""
    began, escaped = perf_counter(), None
    try:
        reader(written)
    except _REFUSALS:
        pass
    except Exception as error:
        escaped = error
    return Read(name, written, escaped, perf_counter() - began)
