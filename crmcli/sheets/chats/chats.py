"""Logs of chats as contacts: what was said on one day with one person of the other side is one contact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

from crmcli.i18n import _
from crmcli.matching.phones import find_phones
from crmcli.sheets.cells.date_orders import orders_in
from crmcli.sheets.cells.dates import DateContext, parse_date
from crmcli.sheets.chats.channels import channel_of_log
from crmcli.sheets.chats.parties import Parties, partner_of, strangers_of
from crmcli.sheets.model import Message, Table

#: What the contacts tell, by the names of our own export in English and in Chinese.
_COLUMNS = {
    "external_id": ("Contact no", "跟进编号"), "occurred": ("Contact date", "跟进时间"), "customer": ("Customer name", "客户名称"),
    "phone": ("Customer phone", "客户电话"), "contact_person": ("Contact person", "联系人"), "channel": ("Channel", "跟进方式"),
    "content": ("Content", "跟进内容"), "author": ("Author", "跟进人"), "direction": ("Direction", "呼入/呼出"),
    "effective": ("Effective", "是否有效"),
}  # fmt: skip
_CHINESE = re.compile("[\u4e00-\u9fff]")
#: Channels that a file's name may tell of a chat.
_WRITTEN = frozenset(("wechat", "sms"))


@dataclass(slots=True)
class Contacts:
    """A chat's contacts as a table in the columns of our own export, the row of each in the log, and what is to be told.

    `unclear` names the speakers of whom nobody could say which is the customer; there are no contacts of theirs then.
    """

    table: Table
    headers: list[str]
    numbers: list[int]
    notices: list[str] = field(default_factory=list)
    unclear: tuple[str, ...] = ()


@dataclass(slots=True)
class _Contact:
    """One day's words with one person of the other side."""

    day: str
    partner: str
    stranger: str
    said: list[Message]


def contacts_of(table: Table, messages: Sequence[Message], parties: Parties, today: date) -> Contacts:
    """What a log's messages come to. The days of a log are read as its other days demand."""
    messages, notices = _dated(messages, today)
    found: list[_Contact] = []
    unclear: tuple[str, ...] = ()
    for partner, said in _by_partner(messages).items():
        speakers = list(dict.fromkeys(message.who for message in said))
        partner = partner or partner_of(table.file, speakers)
        parties_here = _with_flags(parties, said)
        strangers = strangers_of(speakers, partner, parties_here)
        if strangers or (partner and all(map(parties_here.is_ours, speakers))):
            found += _folded(said, partner, strangers)
        else:
            unclear = unclear or tuple(speakers)
    found.sort(key=lambda contact: contact.said[0].line)
    place = 1 if _CHINESE.search("".join(message.text for message in messages[:200])) else 0
    channel = channel_of_log((Path(table.file).stem, table.sheet), ())
    rows = [_row(one, parties, channel if channel in _WRITTEN else "chat") for one in found]
    columns = [[row.get(name) for row in rows] for name in _COLUMNS]
    return Contacts(
        table=Table(table.file, table.sheet, list(columns), len(rows)),
        headers=[names[place] for names in _COLUMNS.values()],
        numbers=[one.said[0].line for one in found],
        notices=notices,
        unclear=unclear,
    )


def _dated(messages: Sequence[Message], today: date) -> tuple[list[Message], list[str]]:
    """The messages with their days as 2026-11-29 and their clocks, and what is to be told of the days."""
    texts = list(dict.fromkeys(message.date for message in messages))
    readings = [_Days(texts, replace(_CONTEXT, today=today, day_first=d, year_last=y)) for d, y in _ORDERS]
    proof = orders_in(texts, short=True)
    # What no month can be decides for all of them, as in a column of a sheet.
    refuted = None if proof.decided is None else readings[1] if proof.decided else readings[0]
    best = min((r for r in readings if r is not refuted), key=lambda days: (*days.faults, days.span))
    notices = []
    rivals = [
        r for r in readings[:2] if r is not best and (r is not refuted or (proof.days and proof.months))
    ]
    open_ = next((r for r in rivals if r.faults == best.faults), None)
    if open_ and best is not readings[2]:
        text = next((text for text in texts if open_.moments[text] != best.moments[text]), "")
        told = {"text": text, "date": best.moments.get(text)}
        notice = _("No date tells whether the day or the month comes first: %(text)s is read as %(date)s.")
        notices = [notice % told] if text else []
    return [_on(message, best.moments[message.date]) for message in messages], notices


#: Which of a day's numbers come first and last, the likeliest first: 29/11/26, 11/29/26, 26/11/29.
_ORDERS = ((True, True), (False, True), (False, False))
_CONTEXT = DateContext(date.min)


class _Days:
    """A log's days, in its order, as one order of their numbers has them."""

    def __init__(self, texts: Sequence[str], context: DateContext) -> None:
        self.moments = {text: parse_date(text, context) for text in texts}
        days = [f"{moment:%Y-%m-%d}" for moment in self.moments.values() if moment]
        later = sum(day > context.today.isoformat() for day in days)
        turns = min(
            sum(day < before for before, day in pairs) for pairs in (pairwise(days), pairwise(days[::-1]))
        )
        #: Days that are none or lie ahead, and how often time turns: some logs begin with the last day.
        self.faults = (len(texts) - len(days) + later, turns)
        first, last = (date.fromisoformat(end(days, default="0001-01-01")) for end in (min, max))
        self.span = (last - first).days


def _on(message: Message, moment: date | None) -> Message:
    """The message at a moment; where its day can't be read, without any."""
    if moment is None:
        return message._replace(date="")
    clock = message.clock or (f"{moment:%H:%M:%S}" if isinstance(moment, datetime) else "")
    return message._replace(date=f"{moment:%Y-%m-%d}", clock=clock)


def _by_partner(messages: Iterable[Message]) -> dict[str, list[Message]]:
    found: dict[str, list[Message]] = {}
    for message in messages:
        found.setdefault(message.partner, []).append(message)
    return found


def _with_flags(parties: Parties, said: Sequence[Message]) -> Parties:
    """The parties with those who are ours because the log says who sent a message."""
    senders = {message.who for message in said if message.sent}
    return replace(parties, ours=lambda name: name in senders or parties.ours(name)) if senders else parties


def _folded(said: Sequence[Message], partner: str, strangers: Sequence[str]) -> Iterable[_Contact]:
    """Contacts by day and person. What we say is said to whoever spoke last that day, else to who answers first."""
    found: dict[tuple[str, str], _Contact] = {}
    alone = strangers[0] if len(strangers) == 1 else ""
    days: dict[str, list[Message]] = {}
    for message in said:
        days.setdefault(message.date, []).append(message)
    for day, messages in days.items():
        there = [message.who for message in messages if message.who in strangers]
        speaks = there[0] if there else alone
        for message in messages:
            speaks = message.who if message.who in strangers else speaks
            contact = found.setdefault((day, speaks), _Contact(day, partner, speaks, []))
            contact.said.append(message)
    return found.values()


def _row(contact: _Contact, parties: Parties, channel: str) -> Mapping[str, str]:
    """A contact's cells. Who reached whom is told by who spoke: nobody was reached unless both did."""
    first = contact.said[0]
    ours = [message.who for message in contact.said if message.who != contact.stranger]
    staff = next((who for who in ours if parties.ours(who)), "")
    customer, person = _customer_of(contact, parties)
    phones = find_phones(customer) if not re.search(r"[^\W\d_]", customer) else []
    told = {
        # A log that is written to a file again holds more of its last day: the number makes it the same contact.
        "external_id": " ".join(
            dict.fromkeys(filter(None, (channel, contact.day, contact.partner, contact.stranger)))
        ),
        "occurred": f"{first.date} {first.clock}".strip() if first.date else "",
        "customer": "" if phones else customer,
        "phone": customer if phones else "",
        "contact_person": person,
        "channel": channel,
        "content": "\n".join(f"{m.clock[:5]} {m.who}: {m.text}".lstrip() for m in contact.said),
        "author": staff,
        "direction": "in" if first.who == contact.stranger else "out",
        "effective": "yes" if ours and len(ours) < len(contact.said) else "no",
    }
    return {name: text for name, text in told.items() if text}


def _customer_of(contact: _Contact, parties: Parties) -> tuple[str, str]:
    """The customer and, where that is somebody else, the person: a group's or firm's name, unless only the person is known."""
    partner, stranger = contact.partner, contact.stranger
    if not partner or not stranger or partner == stranger:
        return stranger or partner, stranger if parties.person(stranger) else ""
    if parties.known(stranger) and not parties.known(partner):
        return stranger, stranger if parties.person(stranger) else ""
    return partner, stranger
