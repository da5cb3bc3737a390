"""Rows without a name in its column that say all the same who is meant: by another name, a mail or a number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from crmcli import vocabulary
from crmcli.matching.name_kinds import looks_like_company, looks_like_person
from crmcli.sheets.cells.setting import asks_for_company, is_empty_word, word_set
from crmcli.sheets.columns.headers import Header, header_of
from crmcli.sheets.model import Row
from crmcli.sheets.recognising.bearers import bearers_of, names_by_nickname
from crmcli.sheets.recognising.recognition import Recognition

#: Addresses of offices, not of a person.
_OFFICE = re.compile(
    r"(?:info|mail|office|contact|kontakt|kontor|hello|sales|vertrieb|service|support|admin|accounts|billing|post|team|shop|order|orders|hr|jobs|marketing|reception|enquiries)\d*@"
)


def name_by_others(kind: str, values: dict[str, Any], *, persons: bool, companies: bool = True) -> None:
    """Gives the row the name of an address book's company, or, in a list of `persons` too, of the person that it names
    instead; else its mail or its own number. A phone alone is no name. `companies` if the column of customers names companies.
    """
    if kind == "contacts":
        if "customer" in values:
            name = values["name"] = values["customer"]
            values["kind"] = "company" if companies or not looks_like_person(name) else "person"
        elif "email" in values:
            _name_by_mail(values)
        return
    if persons and (person := values.pop("contact_person", None)):
        values["name"] = person
        company = looks_like_company(person) and not looks_like_person(person)
        values.setdefault("kind", "company" if company else "person")
    elif aliases := values.get("aliases"):
        values["name"] = aliases[0]
    elif "email" in values:
        _name_by_mail(values)
    elif number := values.get("external_id") or values.get("member_no"):
        values["name"] = number
        if persons:
            values.setdefault("kind", "person")


def name_by_person(rows: Sequence[Row], headers: Sequence[Header], reading: Recognition) -> None:
    """Of a list of firms and persons with a column for each, names the rows without a firm by the person: the column of
    those to be asked for is another one.
    """
    free = (header for place, header in enumerate(headers) if place not in reading.columns)
    named = next((header.shown for header in free if header.key in _WHOLE_NAMES), "")
    for row in rows if named and reading.kind in ("customers", "members") else ():
        if "name" not in row.values and (name := row.extra.pop(named, "")):
            row.values["name"] = name
            row.values.setdefault("kind", "person")


def settle_beside(rows: Sequence[Row], headers: Sequence[Header], reading: Recognition) -> None:
    """Keeps a count of orders without their total beside its customer, and takes a referrer who is nobody (Instagram) as
    the source.
    """
    _name_whom_they_mean(rows, headers, reading)
    count, referrer = reading.column_of("opening_orders"), reading.column_of("referrer")
    for row in rows if count is not None else ():
        if "opening_orders" in row.values and not row.values.get("opening_amount"):
            row.extra[headers[count or 0].shown] = str(row.values.pop("opening_orders"))
    for row in rows if referrer is not None else ():
        source = vocabulary.find_word("source", str(row.values.get("referrer") or ""))
        if source and "source" not in row.values:
            row.values["source"] = source
            del row.values["referrer"]


#: What stands for a firm where there is none.
_NO_FIRM = word_set(
    "个体 个人 个人客户 自由业 自由業 家管 學生 学生 待業 自由职业 自由职业者 自雇 无业 待业 退休 在家 无单位 无公司 フリーランス 個人事業主 프리랜서 개인"
    " private self individual self-employed selfemployed freelance freelancer independent retired unemployed homemaker"
    " privat privatperson selbständig selbstständig freiberuflich freiberufler rentner particulier indépendant retraité"
    " particular autónomo autônomo jubilado privato zzp"
) | {"self employed", "sole trader", "libero professionista", "independent contractor", "no company"}
_HEAD = re.compile(r"(?:企业)?法人(?:代表)?|法定代表人|负责人")
_SAME_AS_HEAD = re.compile(r"同(?:企业)?(?:法人(?:代表)?|法定代表人|负责人|左)")


def _name_whom_they_mean(rows: Sequence[Row], headers: Sequence[Header], reading: Recognition) -> None:
    """The head of a firm where its contact person is told to be the same (同法人), the person where the firm is told to be
    none (个体), and a person without the firm that a program writes before the name (Fernhill Ltd, Una Brisk).
    """
    head = next(
        (h.shown for c, h in enumerate(headers) if c not in reading.columns and _HEAD.fullmatch(h.key)), ""
    )
    firm = reading.column_of("customer") if reading.kind == "contacts" else None
    for row in rows if firm is not None else ():
        if str(row.values.get("customer") or "").lower() in _NO_FIRM and "name" in row.values:
            row.extra[headers[firm or 0].shown] = row.values.pop("customer")
    for row in rows if {"contact_person", "parent"} & reading.fields else ():
        values = row.values
        if _SAME_AS_HEAD.fullmatch(str(values.get("contact_person") or "")) and row.extra.get(head):
            values["contact_person"] = row.extra[head]
        if str(values.get("name") or "").lower() in _NO_FIRM and "contact_person" in values:
            values["name"], values["kind"] = values.pop("contact_person"), "person"
        for whole, firm in (("name", values.get("parent")), ("contact_person", values.get("name"))):
            if firm and str(values.get(whole) or "").startswith(f"{firm}, "):
                values[whole] = values[whole].removeprefix(f"{firm}, ")


_WHOLE_NAMES = frozenset(("full name", "姓名", "contact name"))


def take_persons_of_firms(rows: Sequence[Row], headers: Sequence[Header], reading: Recognition) -> None:
    """Where a column tells who is a company, a person beside a company is its contact, and the row's number is his; so is a
    nickname.
    """
    asked, number = reading.column_of("kind"), reading.column_of("external_id")
    nick = reading.column_of("aliases")
    if nick is not None and "contact_person" in reading.fields and names_by_nickname(headers[nick].shown):
        for row in rows:
            if {"aliases", "name", "contact_person"} <= row.values.keys():
                row.extra[headers[nick].shown] = "; ".join(row.values.pop("aliases"))
    if asked is None or not (
        asks_for_company(headers[asked].key) or bearers_of(headers, reading) == "company"
    ):
        return
    for row in rows:
        values = row.values
        if values.get("kind") == "person" and "name" in values and "contact_person" in values:
            values["kind"] = "company"
            if number is not None and "external_id" in values:
                row.extra[headers[number].shown] = values.pop("external_id")


def customer_by_other_name(values: dict[str, Any], extra: Mapping[str, str]) -> None:
    """Names the customer of a row that names none by the whole name, else the nickname, that a column beside tells."""
    whole = (text for name, text in extra.items() if text and header_of(name).key in _WHOLE_NAMES)
    told = next(whole, "") or next(
        (text for name, text in extra.items() if text and names_by_nickname(name)), ""
    )
    if told and not is_empty_word(told):
        values["customer"] = told


def number_persons(rows: Sequence[Row], headers: Sequence[Header], reading: Recognition) -> None:
    """Gives the persons without a firm their own numbers, of a column that numbers the persons of a list."""
    if reading.kind != "customers" or reading.persons_number is None:
        return
    name = headers[reading.persons_number].shown
    for row in rows:
        if "contact_person" not in row.values and "external_id" not in row.values and row.extra.get(name):
            row.values["external_id"] = row.extra.pop(name)


def _name_by_mail(values: dict[str, Any]) -> None:
    values["name"] = values["email"]
    values.setdefault("kind", "company" if _OFFICE.match(values["email"]) else "person")
