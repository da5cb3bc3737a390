"""What stands around a table says of it: its country, its year, the day it was written on, its author."""

from __future__ import annotations

import re
from datetime import date

from crmcli.matching.name_kinds import looks_like_person
from crmcli.matching.text import is_traditional
from crmcli.sheets.cells.dates import day_in
from crmcli.sheets.model import Table
from crmcli.sheets.recognising.phone_countries import country_by_numbers
from crmcli.sheets.recognising.recognise import Names
from crmcli.sheets.tables.country_signs import countries_told
from crmcli.sheets.tables.layout import Layout


def country_of(layout: Layout, table: Table, otherwise: str) -> str:
    """Taiwan's numbers and years where the header is written in its words and script; else by the sheet's phones."""
    text = " ".join(header.shown for header in layout.headers) + layout.title + table.sheet
    taiwanese = re.search("寶號|統編|統一編號|行動電話|市話|聯絡|連絡|國曆|民國|客訴|品項|承辦", text)
    japanese = re.search("[\u3041-\u30fa]", text)
    if (
        otherwise == "CN"
        and not japanese
        and is_traditional(text)
        and (taiwanese or _has_taiwanese_mobiles(table))
    ):
        told = countries_told(layout.headers, table.columns)
        return next((country for country in told if country in ("HK", "MO")), "TW")
    return country_by_numbers(layout.headers, table.columns, otherwise, layout.country)


_TAIWANESE_MOBILE = re.compile(r"(?:\+?886[\s-]?|0)9\d\d[\s-]?\d{3}[\s-]?\d{3}")


def _has_taiwanese_mobiles(table: Table) -> bool:
    return any(
        isinstance(cell, str) and _TAIWANESE_MOBILE.fullmatch(cell.strip())
        for column in table.columns
        for cell in column[:200]
    )


def year_of(names: Names) -> int:
    """The year that the title, sheet or file name tells, for dates without one; 0 if none."""
    for text in (names.title, names.sheet, names.file):
        found = re.search(r"(?<!\d)((?:19|20)\d\d)(?:\s*年|[-_./]?(?:0?[1-9]|1[0-2])?(?!\d))", text)
        if found:
            return int(found[1])
        republic = re.search(r"(?<!\d)(1\d\d)\s*年", text)
        if republic:
            return int(republic[1]) + 1911
    return 0


#: Lines above a table that tell on which day it was written.
_DAY_CAPTIONS = ("日期", "填报日期", "填表日期", "制表日期", "报告日期", "统计日期", "date", "report date")


def written_on(names: Names, layout: Layout, today: date) -> date | None:
    """The day on which the sheet was written, where its captions, title or names tell it."""
    told = (layout.captions[key] for key in _DAY_CAPTIONS if key in layout.captions)
    days = [day_in(text) for text in (*told, names.title, names.sheet, names.file)]
    return next((day for day in days if day and day <= today), None)


_NOT_IN_NAME = re.compile(
    r"客户|客戶|跟进|跟進|拜访|拜訪|记录|記錄|记录表|表格|沟通|登记|台账|明细|汇总|日报|周报|月报|销售|业务员|业务|工作|名单|资料|信息|回访|洽谈|维护|情况|联系|订单|投诉|客诉|拜訪|紀錄|纪录|資料|會員|業務|訂單|客訴|聯絡|回訪|会员|副本|最新|最终|更新|的|表|\d+|年|月|日|上半|下半|第[一二三四]?季度|[\W_]+"
)


def author_hint(names: Names, layout: Layout) -> str | None:
    """A person's name in the captions, the title, the sheet's or the file's name, else None."""
    for key in (
        "负责人",
        "业务员",
        "销售",
        "销售员",
        "跟进人",
        "拜访人",
        "拜访人员",
        "回访人",
        "记录人",
        "业务代表",
        "客户经理",
        "姓名",
        "销售人员",
        "填表人",
        "填报人",
        "汇报人",
        "报告人",
        "owner",
        "sales rep",
        "salesperson",
    ):
        if key in layout.captions and looks_like_person(layout.captions[key]):
            return layout.captions[key]
    if own := next((text for text in reversed(layout.lines) if _is_plain_name(text)), None):
        return own
    for text in (names.file, names.sheet, names.title):
        parts = [part for part in _NOT_IN_NAME.split(text) if part]
        for part in parts:
            if _is_plain_name(part):
                return part
    western = re.search(r"[-_(（ ]([A-Z][a-z]+ [A-Z][a-z]+)[)）]?$", names.file)
    return western[1] if western else None


def _is_plain_name(text: str) -> bool:
    return bool(re.fullmatch(r"[\u4e00-\u9fff]{2,3}", text)) and looks_like_person(text)
