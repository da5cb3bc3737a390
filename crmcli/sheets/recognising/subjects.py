"""Whom the rows of a table are about, and whose the numbers in them are, once its columns are known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from crmcli.matching.names import fold_name
from crmcli.sheets.columns.endings import is_number, is_number_of
from crmcli.sheets.columns.fields import TYPES, subject_field
from crmcli.sheets.columns.headers import Header, matches
from crmcli.sheets.recognising.evidence import Profile
from crmcli.sheets.recognising.recognition import OWN_IDS, Claim, Recognition


def take_number_of_the_named(reading: Recognition, headers: list[Header]) -> None:
    """The numbers of what the column of names calls so: 门店编号 beside 门店名称."""
    subject = subject_field(reading.kind or "")
    number = {"name": "external_id", "customer": "customer_no"}[subject]
    named = reading.column_of(subject)
    if named is None or number in reading.fields or reading.kind == "contacts":
        return
    for column, header in enumerate(headers):
        if column not in reading.columns and is_number_of(header.key, headers[named].key):
            reading.columns[column] = Claim(column, number, 0.8, False, header.key)
            return


def take_repeated_number(reading: Recognition, headers: list[Header], profiles: list[Profile]) -> None:
    """The firms' number that comes again with each of several persons of one, and with no other firm."""
    name = reading.column_of("name")
    if (
        reading.kind != "customers"
        or name is None
        or "external_id" in reading.fields
        or profiles[name].filled < 1
    ):
        return
    names = [fold_name(str(cell)) for cell in profiles[name].sample]
    for column, header in enumerate(headers):
        numbers = [str(cell) for cell in profiles[column].sample]
        if column in reading.columns or len(numbers) != len(names) or not _is_own_number(header):
            continue
        if len(set(zip(numbers, names, strict=True))) == len(set(numbers)) == len(set(names)):
            reading.columns[column] = Claim(column, "external_id", 0.8, False, header.key)
            return


def _is_own_number(header: Header) -> bool:
    return any(
        match.field == "external_id" and match.score >= _AS_SURE for match in matches("customers", header)
    )


def take_person_as_subject(reading: Recognition) -> None:
    """Where only persons are named, they are whom the rows are about."""
    subject = subject_field(reading.kind or "")
    person = reading.column_of("contact_person")
    if person is not None and subject not in reading.fields and subject in TYPES[reading.kind or ""]:
        reading.columns[person].field = subject


def take_owner_as_subject(reading: Recognition, headers: list[Header], profiles: list[Profile]) -> None:
    """Where nobody else is named, whoever has the pet or the house is meant: Owner, another in each row."""
    subject = subject_field(reading.kind or "")
    if {subject, "contact_person"} & reading.fields or subject not in TYPES[reading.kind or ""]:
        return
    for column, claim in reading.columns.items():
        each = (
            profiles[column].cells > 2
            and profiles[column].distinct > _MOSTLY
            and profiles[column].filled > _MOSTLY
        )
        if each and headers[column].key in _OWNERS:
            claim.field = subject
            return


_OWNERS = frozenset(("owner", "owners", "owner name", "主人", "所有者", "所有人"))


#: From this score on a column of other names holds short ones (简称), which are names by themselves; below, nicknames.
PLAIN_NAME = 0.9


def take_alias_as_subject(reading: Recognition, least: float) -> None:
    """Where customers have no other name, their short names or nicknames are their names."""
    subject = subject_field(reading.kind or "")
    column = reading.column_of("aliases")
    if column is not None and subject not in reading.fields and reading.columns[column].score >= least:
        reading.columns[column].field = subject


#: A second column is called as surely as the first from this score on.
_AS_SURE = 0.85
#: So many of a column's cells like persons' names make it one of persons.
_MOSTLY = 0.7


def take_persons_where_names_lack(reading: Recognition, claims: list[Claim], profiles: list[Profile]) -> None:
    """Of two columns for the name (Customer, Company) the fuller one names who is meant where the other is empty; one of
    persons beside one of companies whom to ask for there.
    """
    name = reading.column_of("name")
    if reading.kind != "customers" or name is None or "contact_person" in reading.fields:
        return
    firms = profiles[name].company > 0.5 or profiles[name].person < 0.5
    for claim in claims:
        fuller = profiles[claim.column].filled > profiles[name].filled
        fuller |= profiles[claim.column].person > _MOSTLY and profiles[claim.column].company < 0.2 and firms
        if (
            claim.field == "name"
            and claim.score >= _AS_SURE
            and fuller
            and claim.column not in reading.columns
        ):
            reading.columns[claim.column] = replace(claim, field="contact_person")
            return


def take_members_by_number(reading: Recognition, profiles: list[Profile]) -> None:
    """Of members with a number each, who share what stands in the column of companies (Personal), the persons are meant."""
    number, name = reading.column_of("member_no"), reading.column_of("name")
    person = reading.column_of("contact_person")
    if reading.kind != "members" or number is None or name is None or person is None:
        return
    each = profiles[number].cells > 1 and profiles[number].distinct == 1
    if each and profiles[name].distinct < _REPEATED < profiles[person].distinct:
        del reading.columns[name]
        reading.columns[person].field = "name"


#: Names of a list that are fewer than this share of its rows come again and again.
_REPEATED = 0.7


def take_number_of_lines(reading: Recognition, headers: list[Header], profiles: list[Profile]) -> None:
    """Where several people are in one order (an event's tickets), each line's own number is that of its order."""
    number = reading.column_of("order_no")
    if reading.kind != "purchases" or number is None or profiles[number].distinct == 1:
        return
    orders = list(map(str, profiles[number].sample))
    named = [column for column, header in enumerate(headers) if header.key in _PEOPLE]
    told = (reading.column_of(name) for name in ("email", "phone", "customer"))
    people = (list(map(str, profiles[column].sample)) for column in (*told, *named) if column is not None)
    if not any(
        len(set(orders)) < len(set(zip(orders, who, strict=True)))
        for who in people
        if len(who) == len(orders)
    ):
        return
    for column, header in enumerate(headers):
        each = profiles[column].distinct == profiles[column].filled == 1
        if column not in reading.columns and each and is_number(header.key) and _IN_ORDER.search(header.key):
            del reading.columns[number]
            reading.columns[column] = Claim(column, "order_no", 0.8, False, header.key)
            return


#: Whom a line of an order is for.
_PEOPLE = frozenset(("full name", "attendee name", "参会人", "参会人姓名"))
_IN_ORDER = re.compile("attendee|ticket|line|item|barcode|参会|票|明细|子订单|行号")
#: A column that is plainly called the customer's number is it, whatever the names beside it say.
_NAMED_SO = 0.95


def leave_shared_numbers(reading: Recognition, profiles: list[Profile]) -> None:
    """A number that customers of different names share is none of a customer's (an account of the books, a price list)."""
    for number_field, name_field in (("customer_no", "customer"), ("external_id", "name")):
        number, name = reading.column_of(number_field), reading.column_of(name_field)
        if number is None or name is None or reading.columns[number].score >= _NAMED_SO:
            continue
        numbers = {str(cell) for cell in profiles[number].sample}
        names = {fold_name(str(cell)) for cell in profiles[name].sample}
        if numbers and len(numbers) < _SHARED * len(names) and profiles[number].filled > _FULL:
            del reading.columns[number]


#: Fewer numbers than this share of the names are shared; a name may be written in several ways.
_SHARED = 0.6
#: Where it is mostly empty, few have one.
_FULL = 0.9
_OF_PERSON = re.compile(r"(?:contact|lead|person|user|联系人|用户)")


#: Names of a column with whom a person of an export of persons belongs to.
_BELONGS_TO = re.compile(
    r"(?:associated|primary|related|linked|parent) (?:company|account|organi[sz]ation)|primary associated company|account name|sales accounts?"
    r"|organi[sz]ation name|(?:所属|关联|所在)(?:公司|客户|单位|企业|账户)(?:名称)?"
)


def lists_people(reading: Recognition, headers: Sequence[Header]) -> bool:
    """Whether a list of customers is a program's export of persons, each with the name of his firm."""
    name = reading.column_of("name")
    return name is not None and bool(_BELONGS_TO.fullmatch(headers[name].key))


def leave_numbers_of_persons(reading: Recognition, headers: list[Header], profiles: list[Profile]) -> None:
    """A number that belongs to the person beside a company is not the company's, and is kept beside."""
    number, name = reading.column_of("external_id"), reading.column_of("name")
    if {"customer", "customer_no", "contact_person"} <= reading.fields:
        caller = reading.column_of("customer_no")
        if caller is not None and _OF_PERSON.match(headers[caller].key):
            del reading.columns[caller]
    if name is None or "contact_person" not in reading.fields or _take_company_id(reading, headers, number):
        return
    if number is None:
        return
    again = profiles[name].cells >= 8 and profiles[name].distinct < 0.9 <= profiles[number].distinct
    # Of an export of persons: whoever works for the same firm has another number.
    persons = profiles[name].distinct < 1 == profiles[number].distinct
    again |= headers[number].key in OWN_IDS and (persons or lists_people(reading, headers))
    if again or _OF_PERSON.match(headers[number].last or headers[number].key):
        del reading.columns[number]
        reading.persons_number = number


def numbers_firms(reading: Recognition, headers: Sequence[Header], profiles: Sequence[Profile]) -> bool:
    """Whether the numbers beside persons whose firms aren't named are those of the firms: called so, or shared by several."""
    number = reading.column_of("customer_no") if reading.kind == "contacts" else None
    name = reading.column_of("name")
    if number is None or name is None or "customer" in reading.fields:
        return False
    return (
        bool(_COMPANY_ID.fullmatch(headers[number].key))
        or profiles[number].distinct < profiles[name].distinct
    )


_COMPANY_ID = re.compile(r"(?:.* )?(?:company|account|organi[sz]ation) id$")


def _take_company_id(reading: Recognition, headers: list[Header], number: int | None) -> bool:
    """Whether another column than the record's own id has the company's number: that is the customer's, the other the
    person's.
    """
    if number is not None and headers[number].key not in OWN_IDS:
        return False
    for column, header in enumerate(headers):
        if column not in reading.columns and _COMPANY_ID.fullmatch(header.key):
            reading.columns.pop(-1 if number is None else number, None)
            reading.persons_number = number
            reading.columns[column] = Claim(column, "external_id", 0.8, False, header.key)
            return True
    return False


_SECOND = re.compile(r"(?<!\d)[2-9](?!\d)|[二三四五]|其他|备用|另|second|other|alt")


def take_mobile_first(reading: Recognition, headers: list[Header], profiles: list[Profile]) -> None:
    """The column with the most mobiles is the phone, one of a second person (联系人2电话) only if there is no other;
    the others are further phones.
    """
    columns = [column for column, claim in reading.columns.items() if claim.field in ("phone", "phones")]
    if len(columns) < 2:
        return
    first = [column for column in columns if not _SECOND.search(headers[column].key)] or columns
    best = max(
        first, key=lambda column: (round(profiles[column].mobile * profiles[column].filled, 1), -column)
    )
    further = "phones" if "phones" in TYPES[reading.kind or ""] else ""
    for column in columns:
        reading.columns[column].field = "phone" if column == best else further
        if column != best and not further:
            del reading.columns[column]
            reading.further_phones.append(column)
