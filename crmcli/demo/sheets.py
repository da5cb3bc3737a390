"""Writes the practice company's files the way offices keep them: each in its own layout, none of them tidy.

Title rows, totals, notes sheets, phones with dashes, four ways to write a date, a GB18030 text file, repeats, and
three rows that cannot be right.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmcli.demo import agreements
from crmcli.demo.company import Company, Customer, Visit
from crmcli.i18n import clauses

if TYPE_CHECKING:
    from openpyxl import Workbook

Row = Sequence[Any]

_REPEATED = 4
_CARDS = 8


def write(company: Company, folder: Path) -> list[Path]:
    """Writes all files into the folder and returns them in order of their names."""
    folder.mkdir(parents=True, exist_ok=True)
    _customers(company, folder)
    for index, name in enumerate(company.staff):
        _VISITS[index](company, name, folder)
    for writer in (_orders, _contracts, _deals, _complaints, _members, _survey, _cards):
        writer(company, folder)
    return sorted(folder.iterdir())


# -- ways to write the same thing --------------------------------------------------------------------------------


def _day(day: date, number: int) -> Any:
    """A date as the `number`-th row has it: typed in one of several ways, or a real date."""
    ways: tuple[Callable[[date], Any], ...] = (
        lambda d: d,
        lambda d: f"{d.year}/{d.month}/{d.day}",
        lambda d: f"{d.year}.{d.month}.{d.day}",
        lambda d: f"{d.year}年{d.month}月{d.day}日",
        lambda d: d,
        lambda d: f"{d:%Y%m%d}",
    )
    return ways[number % len(ways)](day)


def _phone(phone: str, number: int) -> Any:
    """A phone as the `number`-th row has it."""
    if phone.startswith("+"):
        return (phone, phone.replace(" ", "-"), "00" + phone[1:].replace(" ", ""), phone.replace(" ", ""))[
            number % 4
        ]
    wide = phone.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    dashed = f"{phone[:3]}-{phone[3:7]}-{phone[7:]}"
    return (phone, int(phone), dashed, f"+86 {phone}", f"{phone[:3]} {phone[3:7]} {phone[7:]}", wide)[
        number % 6
    ]


def _money(amount: int, number: int) -> Any:
    """An amount as the `number`-th row has it: a number, or text with sign and commas."""
    return (amount, amount, f"{amount:,}.00", f"¥{amount:,}")[number % 4]


def _minute(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


# -- files -------------------------------------------------------------------------------------------------------


def _customers(company: Company, folder: Path) -> None:
    """The master list: a title over merged cells, repeats, a total below, and a sheet of notes."""
    texts = company.words.sheets
    headers = company.words.headers["customers"]
    # Some stand there twice, the second time without the legal form and the phone written otherwise.
    listed = [(c, c.name) for c in company.customers] + [(c, c.short) for c in company.customers[:_REPEATED]]
    rows = [_customer_row(c, name, n) for n, (c, name) in enumerate(listed, 1)]
    title = [texts["customers_title"].format(company=company.words.company)]
    made = [texts["made_on"].format(today=company.today)]
    total = [texts["total"].format(n=len(rows))]
    book = _book()
    sheet = _sheet(book, texts["customer_sheet"], [title, made, [], headers, *rows, total])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(headers))
    _sheet(book, texts["notes_sheet"], [[texts["notes"]]])
    book.save(folder / texts["customers"])


def _customer_row(customer: Customer, name: str, n: int) -> Row:
    return (
        n,
        name,
        customer.person,
        _phone(customer.phone, n),
        customer.trade,
        customer.size,
        customer.address,
        customer.source,
        customer.owner,
        customer.tier,
        _day(customer.created_on, n),
        customer.needs,
        customer.budget,
        "",
    )


def _visits_titled(company: Company, name: str, folder: Path) -> None:
    """A sheet with the person's name in its title, whole customer names, real dates."""
    words = company.words
    rows = [
        (v.day, c.name, c.person, v.channel, v.text, v.reaction, v.step, v.next_on, v.level)
        for c, v in _visits_of(company, name)
    ]
    book = _book()
    title = [words.sheets["visits_title"].format(name=name)]
    _sheet(book, words.sheets["visit_sheet"], [title, words.headers["visits_0"], *rows])
    book.save(folder / words.sheets["visits"].format(name=name, ending="xlsx"))


def _visits_plain(company: Company, name: str, folder: Path) -> None:
    """Five columns, dates as text, customers as colleagues call them; one whom nobody knows."""
    words = company.words
    rows = [
        (_day(v.day, 2), c.short, v.channel, _joined(v), _day(v.next_on, 2) if v.next_on else "")
        for c, v in _visits_of(company, name)
    ]
    stranger = words.first[-1] + words.first[0] + words.joined + words.trades[0][0]
    rows.append((_day(company.today, 2), stranger, words.channels[0], words.talk[0], ""))
    book = _book()
    _sheet(book, words.sheets["visit_sheet"], [words.headers["visits_1"], *rows])
    book.save(folder / words.sheets["visits"].format(name=name, ending="xlsx"))


def _visits_text(company: Company, name: str, folder: Path) -> None:
    """A text file that names customers by phone too."""
    words = company.words
    rows = [
        (f"{v.day:%Y/%m/%d}", c.short, _phone(c.phone, 2), v.channel, _joined(v), v.next_on or "")
        for c, v in _visits_of(company, name)
    ]
    path = folder / words.sheets["visits"].format(name=name, ending="csv")
    _text(path, [words.headers["visits_2"], *rows], "utf-8-sig")


_VISITS = (_visits_titled, _visits_plain, _visits_text)


def _visits_of(company: Company, name: str) -> list[tuple[Customer, Visit]]:
    found = [(c, v) for c in company.customers if c.owner == name for v in c.visits]
    return sorted(found, key=lambda pair: pair[1].day)


def _joined(visit: Visit) -> str:
    return clauses(text for text in (visit.text, visit.reaction) if text)


def _orders(company: Company, folder: Path) -> None:
    """Orders with a total at the end, members' small ones on a second sheet; two of them can't be right."""
    words, texts = company.words, company.words.sheets
    sold = sorted(
        ((o.day, o, c) for c in company.customers for o in c.orders), key=lambda x: (x[0], x[1].number)
    )
    rows: list[Row] = [
        (
            o.number,
            _day(o.day, n % 3),
            c.name if n % 3 else c.short,
            o.service,
            o.quantity,
            _money(o.amount, n),
            o.status,
            c.owner,
        )
        for n, (_day_sold, o, c) in enumerate(sold)
    ]
    last = company.customers[0]
    year = company.today.year
    rows.append(("SO-X1", f"{year}-02-30", last.name, words.services[0][0], 1, 3600, words.done, last.owner))
    rows.append(
        (
            "SO-X2",
            company.today,
            last.name,
            words.services[1][0],
            1,
            texts["by_agreement"],
            words.done,
            last.owner,
        )
    )
    total = sum(o.amount for _d, o, _c in sold)
    book = _book()
    _sheet(
        book,
        texts["order_sheet"],
        [words.headers["orders"], *rows, [texts["order_total"], "", "", "", "", total]],
    )
    till = sorted(
        ((o.day, m, o) for m in company.members for o in m.orders), key=lambda x: (x[0], x[1].number)
    )
    _sheet(
        book,
        texts["till_sheet"],
        [words.headers["till"], *[(d, m.name, m.phone, o.service, o.amount) for d, m, o in till]],
    )
    book.save(folder / texts["orders"])


def _contracts(company: Company, folder: Path) -> None:
    """The ledger of contracts, under a title."""
    words = company.words
    rows: list[Row] = [
        (
            x.number,
            x.customer.name,
            x.title,
            x.signed,
            x.start,
            x.end,
            x.amount,
            words.word("billing_plan", x.plan),
            words.word("contract_state", x.state),
            x.paid,
            x.renews,
        )
        for x in agreements.contracts(company)
    ]
    book = _book()
    title = [words.sheets["contracts_title"].format(company=words.company)]
    _sheet(book, words.sheets["contract_sheet"], [title, words.headers["contracts"], *rows])
    book.save(folder / words.sheets["contracts"])


def _deals(company: Company, folder: Path) -> None:
    words = company.words
    rows = [
        (
            x.title,
            x.customer.short,
            words.word("opportunity_stage", x.stage),
            x.amount,
            x.opened,
            x.expected,
            x.customer.owner,
            x.closed or "",
            words.word("lost_reason", x.lost_reason) if x.lost_reason else "",
        )
        for x in agreements.deals(company)
    ]
    _text(folder / words.sheets["deals"], [words.headers["deals"], *rows], "utf-8-sig")


def _complaints(company: Company, folder: Path) -> None:
    words = company.words
    rows = [
        (
            x.number,
            _minute(x.opened),
            x.customer.name,
            x.customer.phone,
            x.text,
            x.severity,
            x.handler,
            _minute(x.replied),
            _minute(x.resolved),
            x.verdict,
        )
        for x in company.complaints
    ]
    _text(folder / words.sheets["complaints"], [words.headers["complaints"], *rows], "gb18030")


def _members(company: Company, folder: Path) -> None:
    words = company.words
    rows = [
        (m.number, m.name, _phone(m.phone, 2), m.level, m.points, m.birthday, f"{m.since:%Y/%m/%d}")
        for m in company.members
    ]
    _text(folder / words.sheets["members"], [words.headers["members"], *rows], "utf-8-sig")


def _survey(company: Company, folder: Path) -> None:
    words = company.words
    rows = [
        (
            n,
            f"{a.at:%Y/%m/%d %H:%M:%S}",
            words.sources[1],
            a.phone,
            a.overall,
            a.speed,
            a.solving,
            a.recommend,
            a.comment,
        )
        for n, a in enumerate(company.answers, 1)
    ]
    book = _book()
    _sheet(book, words.sheets["survey_sheet"], [words.headers["survey"], *rows])
    book.save(folder / words.sheets["survey"])


def _cards(company: Company, folder: Path) -> None:
    """An address book of a few contact persons."""
    lines = []
    for customer in company.customers[:_CARDS]:
        lines += [
            "BEGIN:VCARD",
            "VERSION:3.0",
            f"FN:{customer.person}",
            f"ORG:{customer.name}",
            f"TEL;TYPE=CELL:{customer.phone}",
            "END:VCARD",
        ]
    (folder / company.words.sheets["cards"]).write_text(
        "\r\n".join(lines) + "\r\n", encoding="utf-8", newline=""
    )


# -- containers --------------------------------------------------------------------------------------------------


def _book() -> Workbook:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def _sheet(book: Workbook, name: str, rows: Iterable[Row]) -> Any:
    sheet = book.create_sheet(name)
    for row in rows:
        sheet.append(list(row))
    return sheet


def _text(path: Path, rows: Iterable[Row], encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
