"""Numbers whose meaning another column of their row tells: a fax by its label, the other side of a call by its direction."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crmcli import vocabulary
from crmcli.matching.phones import find_phones
from crmcli.sheets.cells.texts import text_of
from crmcli.sheets.columns.headers import Header, header_of
from crmcli.sheets.model import Table

_VALUE = re.compile(r"(phone|tel|telephone)( \d+)?(?: - value)?")
_FAX = re.compile(r"fax|传真|傳真|pager|寻呼", re.IGNORECASE)
_CALLER, _CALLED = (
    frozenset(("from", "from number", "caller", "caller number", "calling number", "主叫", "主叫号码", "来电号码")),
    frozenset(("to", "to number", "callee", "called number", "dialled number", "dialed number", "被叫", "被叫号码")),
)  # fmt: skip
_DIRECTION = re.compile(r"(?:call )?(?:direction|type)|呼叫(?:方向|类型)|通话类型|呼入/呼出|方向")


def move_faxes(table: Table, headers: list[Header], rows: Sequence[int]) -> None:
    """Puts numbers that the column of labels before them calls a fax into a column of faxes, in place."""
    faxes: list[str | None] = [None] * table.height
    for column in range(1, len(headers)):
        found = _VALUE.fullmatch(headers[column].key)
        stem = f"{found[1]}{found[2] or ''} - " if found else ""
        if not stem or headers[column - 1].key not in (stem + "label", stem + "type"):
            continue
        for row in rows:
            label, number = table.columns[column - 1][row], table.columns[column][row]
            if number is not None and label is not None and _FAX.search(text_of(label)):
                faxes[row] = f"{faxes[row]}; {text_of(number)}" if faxes[row] else text_of(number)
                table.columns[column][row] = None
    _add(table, headers, "Fax", faxes)


def take_other_side(table: Table, headers: list[Header], rows: Sequence[int]) -> None:
    """Of a log of calls with both numbers, puts the customer's, by the direction of the call, into a column of phones."""
    places = [
        next((i for i, header in enumerate(headers) if fits(header.key)), None)
        for fits in (_CALLER.__contains__, _CALLED.__contains__, _DIRECTION.fullmatch)
    ]
    if None in places:
        return
    caller, called, direction = (table.columns[place] for place in places if place is not None)
    ways = {row: vocabulary.find_word("direction", text_of(direction[row] or "")) for row in rows}
    numbers = [text_of(cells[row]) for cells in (caller, called) for row in rows if cells[row] is not None]
    if not any(ways.values()) or sum(bool(find_phones(text)) for text in numbers) < 0.5 * len(numbers):
        return
    phones: list[str | None] = [None] * table.height
    for row, way in ways.items():
        cell = called[row] if way == "out" else caller[row] if way == "in" else None
        phones[row] = text_of(cell) if cell is not None else None
    for place in places[:2]:
        # Both stay beside, under their names.
        if place is not None:
            headers[place] = Header(headers[place].shown, "")
    _add(table, headers, "Phone", phones)


_SENDER = re.compile(
    r"from(?: e ?mail)?(?: address)?|sender e ?mail(?: address)?|发件人|付款方?邮箱"
    r"|(?:absender|von)[ -]e[ -]?mail(?:[ -]adresse)?|(?:de l')?adresse e-?mail de l'expediteur|correo electronico del remitente"
    r"|indirizzo e-?mail (?:del )?mittente|e-?mail do remetente|e-?mailadres afzender"
)
_RECEIVER = re.compile(
    r"to(?: e ?mail)?(?: address)?|recipient e ?mail(?: address)?|收件人|收款方?邮箱"
    r"|(?:empfanger|an)[ -]e[ -]?mail(?:[ -]adresse)?|adresse e-?mail du destinataire|correo electronico del destinatario"
    r"|indirizzo e-?mail (?:del )?destinatario|e-?mail do destinatario|e-?mailadres ontvanger"
)


def is_mailbox(header: Header) -> bool:
    """Whether a column holds the address of one of two sides, of which one is ours."""
    return bool(_SENDER.fullmatch(header.key) or _RECEIVER.fullmatch(header.key))


def take_other_mailbox(table: Table, headers: list[Header], rows: Sequence[int]) -> None:
    """Of payments or mails with both addresses, puts that which isn't our own into a column of e-mails: ours is in each."""
    places = [
        next((i for i, header in enumerate(headers) if names.fullmatch(header.key)), None)
        for names in (_SENDER, _RECEIVER)
    ]
    if places[0] is None or places[1] is None:
        return
    pairs = {
        row: [text_of(table.columns[place][row]).lower() for place in places if place is not None]
        for row in rows
    }
    told = {row: [text for text in pair if "@" in text] for row, pair in pairs.items()}
    filled = [pair for pair in told.values() if pair]
    ours = set.intersection(*map(set, filled)) if len(filled) > 1 else set()
    if len(ours) != 1:
        return
    others: list[str | None] = [None] * table.height
    for row, pair in told.items():
        others[row] = next((text for text in pair if text not in ours), None)
    for column, header in enumerate(headers):
        if column in places:
            headers[column] = Header(header.shown, "")
    _add(table, headers, "Email", others)


def _add(table: Table, headers: list[Header], title: str, cells: list[str | None]) -> None:
    if any(cells):
        headers.append(header_of(title))
        table.columns.append(list(cells))
