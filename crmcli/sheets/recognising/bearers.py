"""Whose names a column of customers holds by what it is called: companies', persons', or either's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from crmcli.sheets.columns.fields import subject_field
from crmcli.sheets.columns.headers import Header, header_of
from crmcli.sheets.recognising.kin import is_kin, is_ward, is_whom_to_call
from crmcli.sheets.recognising.recognition import Recognition

#: So many of the first cells tell whether names are often missing, and what share of them is often.
_LOOKED_AT, _OFTEN = 5000, 0.05

_COMPANIES = re.compile(
    r"公司|企业|单位(?:名称|全称|简称)|^单位$|^客户单位|门店|店名|店铺|商铺|商户|商家|机构|厂商|厂家|酒店名|宾馆名|学校|医院名|宝号|供应商|经销商|代理商|加盟商|品牌商|会社|法人名|取引先|得意先|店舗|商号"
    r"|(?<![a-z])(?:compan(?:y|ies)|organi[sz]ations?|accounts?|business|firm|employer|legal name|trading name|shop|store|supplier|vendor|firma|unternehmen|societe|empresa|azienda)(?![a-z])"
)
_PERSONS = re.compile(
    r"姓名|名字|昵称|^会员$|^姓$|이름|성명|성함|氏名|お名前|名前|^фио$|^ф\.и\.о|фамилия|imie i nazwisko|ad soyad|患者|病人|病患|学员|学生|家长|车主|顾客|宾客|住客|客人|来宾|贵宾|孩子|宝宝|称呼$|^您的(?:姓名|名字)|^your name|^(?:owner|tenant|resident)s?(?: name)?$"
    r"|^(?:收货|收件|来电|投诉|报修|反映|诉求|报名|预约|取件|寄件|承租|投保)(?:人|者)"
    r"|(?<![a-z])(?:gast|gastname|huesped|ospite|hospede|voyageur|first name|last name|full name|given name|surname|family name|person|patient|guest|student|member name|vorname|nachname)(?![a-z])"
)
#: Whose name is a firm's or a person's: Name/Firma.
_EITHER = re.compile(
    r"^(?:name|nom|nombre|姓名|个人|contact|person|customer|client)\s*(?:/|or|oder|ou|或)|(?:/|\b(?:or|oder|ou)\b|或)\s*(?:name|nom|nombre|姓名|个人|person)$"
)
#: Columns that only persons fill.
_PERSONAL = re.compile(
    r"^(?:性别|年龄|性別|年齡|称谓|婚否|婚姻状况|民族|学历|身份证.*|gender|sex|age|salutation|marital status|civilite|anrede|geschlecht|alter|sexe|sexo|genero|edad|sesso|idade|geslacht|leeftijd|plec|wiek|kjonn|kon|cinsiyet|yas|пол|возраст)$"
)
#: Whose firm stands in a column of its own is a person.
_EMPLOYER = re.compile(r"^(?:企业|企业名称|公司|公司名称|工作单位|所在单位|所在公司|所在企业)$")


#: Columns that only firms fill, and those of a person that make the list one of people with their firms.
_OF_FIRMS = re.compile(
    r"annual ?revenue|(?:number of )?employees|number employees|no of employees|account ?number|account source|ticker symbol|ownership|sic(?: code)?|naics(?: code)?|parent id|parent account"
    r"|注册资本|注册资金|统一社会信用代码|纳税人识别号|员工人数|成立日期|法定代表人"
)
_OF_PEOPLE = re.compile(
    r"full name|contact name|title|job title|birth ?date|birthday|date of birth|account ?id|account name|company(?: name)?|职务|职位|生日|出生日期"
)


#: Names of a column that tell nothing of its bearers.
_BARE = frozenset(("name", "名称", "客户名称", "customer", "customer name", "客户"))


def _lists_firms(headers: Sequence[Header]) -> bool:
    keys = [header.key for header in headers]
    return any(map(_OF_FIRMS.fullmatch, keys)) and not any(map(_OF_PEOPLE.fullmatch, keys))


def bearers_of(headers: Sequence[Header], reading: Recognition) -> str:
    """`company` or `person` where the name of the column with the names, or others beside it, tell; else empty."""
    column = reading.column_of(subject_field(reading.kind or ""))
    if column is None:
        # Whoever is named by nickname alone is a person.
        return "person" if any(map(names_by_nickname, (header.shown for header in headers))) else ""
    key = headers[column].key
    others = [header.key for place, header in enumerate(headers) if place != column]
    if _COMPANIES.search(key) and not _EITHER.search(key):
        return "company"
    personal = has_wards(headers, reading) or any(
        _PERSONAL.match(other) or _EMPLOYER.match(other) for other in others
    )
    if not personal and key in _BARE and _lists_firms(headers):
        return "company"
    called = _PERSONS.search(key) or _PERSONS.search(headers[column].shown.lower())
    return "person" if personal or called else ""


def names_firms(headers: Sequence[Header], reading: Recognition) -> bool:
    """Whether the customers of an address book stand in a column of firms."""
    column = reading.column_of("customer")
    return column is not None and bool(_COMPANIES.search(headers[column].key))


#: Names of a column that only persons have, called by nothing else.
_BARE_PERSONS = frozenset(("name", "full name", "姓名"))


def has_wards(headers: Sequence[Header], reading: Recognition) -> bool:
    """Whether the names are those of persons for whom others speak: pupils beside their parents, patients."""
    column = reading.column_of(subject_field(reading.kind or ""))
    if column is None or _COMPANIES.search(headers[column].key) or is_kin(headers[column].key):
        return False
    key = headers[column].key
    others = [header.key for header in headers]
    called = key in _BARE_PERSONS and any(map(is_whom_to_call, others))
    return called or is_ward(key) or any(map(is_kin, others))


_NICKNAME = re.compile(
    "昵称|暱稱|网名|接龙用户|接龙人|旺旺|会员名$|买家账号|nick ?name|screen name", re.IGNORECASE
)


def names_by_nickname(column: str) -> bool:
    """Whether a column of this name holds what somebody calls himself."""
    return bool(_NICKNAME.search(column))


def is_personal(column: str) -> bool:
    """Whether only a person fills a column of this name: 性别, 年龄."""
    return bool(_PERSONAL.match(header_of(column).key))


def has_gaps(reading: Recognition, columns: Sequence[Sequence[Any]]) -> bool:
    """Whether the column with the names is often empty: a list of persons, of whom some have a company."""
    column = reading.column_of(subject_field(reading.kind or ""))
    cells = columns[column][:_LOOKED_AT] if column is not None else ()
    return sum(cell is None for cell in cells) > _OFTEN * len(cells)
