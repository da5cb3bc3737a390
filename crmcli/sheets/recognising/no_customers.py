"""Rows that are of no customer: a name for whoever happens to buy (散客, walk-in), suppliers in a list of partners. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from crmcli.matching.text import narrow, to_simplified, without_accents
from crmcli.resources import data_text
from crmcli.sheets.cells.setting import NO, YES
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.fields import subject_field
from crmcli.sheets.columns.headers import Header
from crmcli.sheets.model import Row
from crmcli.sheets.recognising.evidence import Profile
from crmcli.sheets.recognising.kin import is_ward

#: What tells who somebody is in spite of such a name.
_WAYS = ("phone", "email", "wechat", "contact_person")


#: Longer texts are no such name.
_LONGEST = 40


@cache
def _collective() -> tuple[frozenset[str], frozenset[str]]:
    """The names, and how they begin: of a large list only what begins so is looked at."""
    names = [line for line in data_text("collective_names.txt").splitlines() if not line.startswith("#")]
    return frozenset(map(_folded, names)), frozenset(name[:2] for name in names)


def _folded(text: str) -> str:
    return " ".join(without_accents(to_simplified(narrow(text)).lower()).split())


def nobodies(cells: Iterable[Any], known: Callable[[str], bool]) -> frozenset[str]:
    """The names in a column that stand for whoever happens to buy, but for those that somebody knows as a customer's."""
    names, beginnings = _collective()
    near = {cell for cell in cells if isinstance(cell, str) and cell[:2].lower() in beginnings}
    found = {text_of(cell) for cell in near if len(cell) < _LONGEST and _folded(cell) in names}
    return frozenset(name for name in found if not known(name))


def of_nobody(kind: str, rows: Sequence[Row], names: frozenset[str]) -> list[Row]:
    """The rows of nobody in particular. One that tells how to reach somebody, or whom to ask for, is that one's: a record
    loses the name, a customer keeps it.
    """
    subject = subject_field(kind)
    found = []
    for row in rows:
        if row.values.get(subject) in names:
            if kind != "survey_answers" and not any(row.values.get(way) for way in _WAYS):
                found.append(row)
            elif subject == "customer":
                del row.values[subject]
    return found


#: Columns that sort a list of business partners, and the words for those who sell to us, work for us or against us.
_SORTS = re.compile(
    r"(?:往来|客户|客商|单位|伙伴|合作伙伴|联系人|公司|企业)?(?:单位)?(?:类型|类别|分类|性质|属性|角色)|(?:客商|往来)(?:类型|属性|性质)|客户/供应商|供应商/客户"
    r"|(?:business )?(?:partner|contact|account|company|party|relation|relationship|organi[sz]ation|entity|client|customer|bp|record) ?(?:type|category|role|group|class|kind|status)?"
    r"|type|category|role|kind|(?:customer|client)/(?:supplier|vendor)|(?:supplier|vendor)/(?:customer|client)|art|typ|rolle|geschaftspartnerart|tipo|type de tiers|categorie|区分|取引区分|取引先区分"
)
_OTHERS = re.compile(
    r"(?:国内|国外|海外|境外|一级|二级|原料|材料|设备|外协|服务|合格|长期|普通)?(?:供应商|供货商|供方|供货单位|承运商|厂商)|员工|职员|内部员工|竞争对手|竞品|(?:\w+ )?(?:suppliers?|vendors?|creditors?)"
    r"|employees?|staff|competitors?|lieferanten?|kreditor(?:en)?|mitarbeiter|wettbewerber|fournisseurs?|concurrent|proveedor(?:es)?|fornecedor(?:es)?|fornitor[ei]|leveranciers?|dostawc[ay]|поставщик|仕入先|외주처|공급(?:업체|사)|매입처"
)
_BOTH = re.compile(
    r"客户|客戶|顾客|客商|购货|采购方|需方|两者|双重|既是|兼|经销|代理|加盟|customer|client|debtor|buyer|both|prospect|lead|partner|reseller|dealer|kunde|debitor|client|cliente|klant|klient|клиент|покупатель|得意先|販売先|고객|매출처"
)
#: Columns of flags of the two sides, in lists that have one for each.
_IS_SUPPLIER = re.compile(
    r"(?:is ?(?:a ?)?)?(?:supplier|vendor)(?: rank)?|是否(?:为)?供应商|供应商标志|lieferant|fournisseur|proveedor|fornitore|fornecedor"
)
_IS_CUSTOMER = re.compile(
    r"(?:is ?(?:a ?)?)?(?:customer|client)(?: rank)?|是否(?:为)?客户|客户标志|kunde|client|cliente"
)


def other_partners(headers: Sequence[Header], columns: Sequence[Sequence[Any]]) -> set[int]:
    """The places of the rows of a list of partners that are no customers of ours, where others are."""
    out: set[int] = set()
    for header, cells in zip(headers, columns, strict=True):
        if _SORTS.fullmatch(header.key):
            words = {cell: _is_other(text_of(cell)) for cell in set(cells) if isinstance(cell, str)}
            if any(words.values()) and len(words) <= _MOST_SORTS:
                out |= {place for place, cell in enumerate(cells) if words.get(cell)}
    return out | _by_flags(headers, columns)


#: A column of more different words sorts nothing.
_MOST_SORTS = 60


def tells_sides(texts: Sequence[str]) -> bool:
    """Whether the texts of a column only say who sells and who buys: 客户, 供应商."""
    return bool(texts) and all(_is_other(text) or _SIDE.fullmatch(_folded(text)) for text in texts)


#: What customers are called in such a list.
_SIDE = re.compile(
    r"(?:(?:客户|客戶|供应商|供货商|customers?|clients?|suppliers?|vendors?|both|kunden?|lieferant(?:en)?)[/,、&+\s]*(?:兼|和|及|and)?)+|两者(?:皆是)?|既是客户又是供应商|双重"
)


def _is_other(text: str) -> bool:
    parts = [part for part in re.split(r"[/,、;；+&|和及与\s]+", _folded(text)) if part]
    folded = _folded(text)
    other = bool(_OTHERS.fullmatch(folded)) or any(map(_OTHERS.fullmatch, parts))
    return other and not _BOTH.search(folded)


def _by_flags(headers: Sequence[Header], columns: Sequence[Sequence[Any]]) -> set[int]:
    """The rows whose flags say that somebody is a supplier and no customer."""
    places = [
        next((i for i, header in enumerate(headers) if called.fullmatch(header.key)), None)
        for called in (_IS_SUPPLIER, _IS_CUSTOMER)
    ]
    if None in places:
        return set()
    sold, bought = ([_flag(cell) for cell in columns[place or 0]] for place in places)
    if None in (*sold, *bought):
        return set()
    return {i for i, (sells, buys) in enumerate(zip(sold, bought, strict=True)) if sells and not buys}


def _flag(cell: Any) -> bool | None:
    """Yes or no, by a word or by how often; None for what is neither."""
    text = text_of(cell).lower()
    if text.isdecimal():
        return int(text) > 0
    return True if text in YES else False if text in NO or not text else None


#: What is said, or how much or when, is nobody's name, whoever stands in front: 商家回复.
_SAYS_OR_COUNTS = re.compile(r"(?:回复|答复|回应|评价|内容|金额|日期|时间)$")
#: Where fewer rows name a child, it is something to know of the customer beside it.
_MOSTLY_TOLD = 0.7
#: From this score on a name's words leave no room for what a part of it may mean.
_SURE = 0.65


def names_nobody(key: str, score: float, profile: Profile) -> bool:
    """Whether a column that a part of its name makes a customer's is none: what he said, or a child whom few have."""
    said = score < _SURE and bool(_SAYS_OR_COUNTS.search(key))
    return said or (is_ward(key) and profile.filled < _MOSTLY_TOLD)
