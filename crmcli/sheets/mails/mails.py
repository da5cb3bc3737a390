"""Mails as the rows of a sheet in the columns of our own export: contacts, or what customers wrote as complaints or feedback."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from crmcli.i18n import _, ngettext, sentences, series
from crmcli.sheets.columns.export_columns import FIELDS
from crmcli.sheets.mails.sides import Addresses, Exchange, Sides
from crmcli.sheets.model import Mail, Table

#: The kinds that mails may be, and what each has of them.
COLUMNS = {
    "interactions": (
        "external_id", "occurred_at", "customer", "email", "contact_person", "channel", "content", "author", "direction", "effective",
    ),
    "complaints": ("number", "opened_at", "customer", "email", "contact_person", "channel", "content"),
    "feedback": ("external_id", "occurred_at", "customer", "email", "channel", "content"),
}  # fmt: skip
#: Columns beside those of our export, in English and in Chinese. A name beside an address says whose it is, and is no
#: proof of it: it is kept beside the record, and is the name of a customer that is made of it.
_BESIDE = {"email": ("Customer email", "客户邮箱"), "correspondent": ("Correspondent", "往来人")}
_CHINESE = re.compile("[\u4e00-\u9fff]")
#: So many addresses that nobody knows are told.
_MOST_TOLD = 5


@dataclass(slots=True)
class MailRows:
    """The rows of mails as a table, their headers, the place of each in its mailbox, the mails with files by that place, and what
    is to be told."""

    table: Table
    headers: list[str]
    numbers: list[int]
    with_files: dict[int, Mail]
    notices: list[str] = field(default_factory=list)


def rows_of(table: Table, kind: str, addresses: Addresses) -> MailRows:
    """What the mails of a file come to as rows of this kind, one of COLUMNS. As complaints and feedback only what the other side
    wrote is taken. What is left out is told."""
    sides = Sides(table.mails, addresses)
    answered = {number for mail in table.mails for number in mail.answers}
    rows: list[Mapping[str, str]] = []
    numbers: list[int] = []
    left: dict[str, list[Mail]] = {}
    for mail in table.mails:
        found = sides.exchanges(mail)
        why = _why_left_out(mail, found, kind, sides)
        if why:
            left.setdefault(why, []).append(mail)
            continue
        for exchange in found:
            rows.append(_row(exchange, kind, mail.is_answer or mail.id in answered))
            numbers.append(mail.number)
    said = "".join(f"{mail.subject}{mail.text[:200]}" for mail in table.mails[:200])
    titles = _titles(kind, 1 if _CHINESE.search(said) else 0)
    columns = [[row.get(name) for row in rows] for name in titles]
    return MailRows(
        table=Table(table.file, table.sheet, list(columns), len(rows)),
        headers=list(titles.values()),
        numbers=numbers,
        with_files={mail.number: mail for mail in table.mails if mail.files},
        notices=_notices(left),
    )


def _titles(kind: str, place: int) -> dict[str, str]:
    """The title of each column by its key."""
    titles = {column.key: (column.english, column.chinese) for column in FIELDS[kind]} | _BESIDE
    return {key: titles[key][place] for key in (*COLUMNS[kind], "correspondent")}


def _why_left_out(mail: Mail, found: Sequence[Exchange], kind: str, sides: Sides) -> str:
    if not found:
        inside = mail.sender is not None and sides.is_ours(mail.sender.email)
        return "inside" if inside else "unclear"
    if mail.automatic and not any(exchange.bearers for exchange in found):
        return "programs"
    return "ours" if kind != "interactions" and found[0].direction == "out" else ""


def _row(exchange: Exchange, kind: str, is_exchanged: bool) -> Mapping[str, str]:
    """A mail's cells. Who wrote was reached, or reached us, once one mail answers another and no program wrote it."""
    mail, bearers = exchange.mail, exchange.bearers
    alone = bearers[0] if len(bearers) == 1 else None
    number = mail.id if exchange.direction == "in" else f"{mail.id} {exchange.partner.email}"
    told = {
        "external_id": number,
        "number": number,
        "occurred_at": mail.date,
        "opened_at": mail.date,
        "customer": alone.name if alone else "",
        "email": exchange.partner.email,
        "contact_person": alone.person if alone else "",
        "correspondent": "" if alone else exchange.partner.name,
        "channel": "email",
        "content": _content(mail),
        "author": exchange.author,
        "direction": exchange.direction,
        "effective": "yes" if is_exchanged and not mail.automatic else "no",
    }
    return {name: text for name, text in told.items() if text}


def _content(mail: Mail) -> str:
    """Subject, text, and what the files with it are called."""
    files = ""
    if mail.files:
        names = list(dict.fromkeys(file.name for file in mail.files))
        chinese = _CHINESE.search("".join((mail.subject, mail.text, *names)))
        files = f"附件：{'、'.join(names)}" if chinese else f"Attachments: {', '.join(names)}"
    return "\n\n".join(filter(None, (mail.subject, mail.text, files)))


def _notices(left: Mapping[str, Sequence[Mail]]) -> list[str]:
    """What of the mails was left out, and why."""
    told: Mapping[str, Callable[[int], str]] = {
        "inside": lambda n: ngettext(
            "%(n)d mail among yourselves was left out.", "%(n)d mails among yourselves were left out.", n
        ),
        "programs": lambda n: ngettext(
            "%(n)d mail that a program wrote, of nobody who is known, was left out.",
            "%(n)d mails that programs wrote, of nobody who is known, were left out.",
            n,
        ),
        "ours": lambda n: ngettext(
            "%(n)d mail that one of you wrote was left out.",
            "%(n)d mails that some of you wrote were left out.",
            n,
        ),
        "unclear": lambda n: sentences(
            ngettext(
                "%(n)d mail was left out: nobody in it is a customer or one of you (%(names)s).",
                "%(n)d mails were left out: nobody in them is a customer or one of you (%(names)s).",
                n,
            ),
            _("Give your people their addresses: crmcli staff edit NAME --email ADDRESS"),
        ),
    }
    return [
        text(len(mails)) % {"n": len(mails), "names": _named(mails)}
        for why, text in told.items()
        if (mails := left.get(why))
    ]


def _named(mails: Sequence[Mail]) -> str:
    """The addresses in these mails, the first of them."""
    names = list(dict.fromkeys(one.email for mail in mails for one in (mail.sender, *mail.to) if one))
    return series([*names[:_MOST_TOLD], *(["…"] if len(names) > _MOST_TOLD else [])]) or _("no address")
