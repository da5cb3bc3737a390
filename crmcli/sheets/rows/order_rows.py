"""Rows of orders that make sense only together: lines below their order's head, totals told beside lines, prices of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from crmcli.sheets.cells.setting import Setting
from crmcli.sheets.model import Row
from crmcli.sheets.rows.values import converter

#: What names an order's customer.
_WHO = ("customer", "customer_no", "phone", "email")
#: What else the first line of an order says for those below it.
_SHARED = ("ordered", "status", "currency", "author", "promised_on")


def line_totals(rows: Sequence[Row], cells: Sequence[Any], setting: Setting) -> list[int | None]:
    """Price × quantity of each row in cents, None where either isn't told; `cells` are those of the price's column,
    whose setting is `setting`.
    """
    convert = converter("money", setting)
    return [_times(convert[cell], row.values.get("quantity")) for row, cell in zip(rows, cells, strict=True)]


def _times(cents: Any, quantity: str | None) -> int | None:
    if type(cents) is not int or quantity is None:
        return None
    return int((cents * Decimal(quantity)).quantize(Decimal(1), ROUND_HALF_UP))


def settle_orders(rows: list[Row], lines: Sequence[int | None]) -> tuple[int, int]:
    """Gives the lines of an order what its first one says for all, and each its part of the amount.

    `lines` are the rows' price × quantity, as far as known. Returns how many rows without an amount went to the order
    above them, and how many heads, whose total is that of their lines, were put into the first of these: heads are
    taken out of `rows`.
    """
    groups: dict[str, list[tuple[Row, int | None]]] = {}
    for row, line in zip(rows, lines, strict=True):
        if number := row.values.get("order_no"):
            groups.setdefault(number, []).append((row, line))
    several = [group for group in groups.values() if len(group) > 1]
    for group in several:
        _carry(row for row, _line in group)
    heads = {id(head) for group in several if (head := _put_head_into_lines([row for row, _line in group]))}
    shared = sum(_share(group) for group in several if id(group[0][0]) not in heads)
    rows[:] = [row for row in rows if id(row) not in heads]
    return shared, len(heads)


def _carry(group: Iterable[Row]) -> None:
    """Who ordered and when, for the lines that say nothing of it."""
    first, *others = group
    told = {name: value for name in (*_WHO, *_SHARED) if (value := first.values.get(name)) is not None}
    for row in others:
        bad = {problem.field for problem in row.problems}
        missing = [name for name in _SHARED if name not in row.values and name not in bad]
        if not any(name in row.values or name in bad for name in _WHO):
            missing += _WHO
        row.values |= {name: told[name] for name in missing if name in told}


def _put_head_into_lines(group: list[Row]) -> Row | None:
    """The order's first row, if it has no product and its amount is that of the lines: these say it all."""
    head, *lines = group
    amounts = [row.values["amount"] for row in lines if "amount" in row.values]
    is_head = "product" not in head.values and "quantity" not in head.values and not head.problems
    if not is_head or len(amounts) < len(lines) or not all("product" in row.values for row in lines):
        return None
    if sum(amounts) != head.values.get("amount"):
        return None
    for name, value in head.values.items():
        lines[0].values.setdefault(name, value)
    for name, text in head.extra.items():
        lines[0].extra.setdefault(name, text)
    return head


def _share(group: Sequence[tuple[Row, int | None]]) -> int:
    """Lines without an amount get their part of the total that the first one tells: price × quantity where these make
    the total, else nothing; how many lines that were. A total told on every line is divided likewise, also if it is only
    near what they make.
    """
    totals = [row.values.get("amount") for row, _line in group]
    bare = [row for row, _line in group if "amount" not in row.values]
    if totals[0] is None or any(p.field == "amount" for row in bare for p in row.problems):
        return 0
    known = [line for _row, line in group if line is not None]
    told = totals[0] if set(totals) <= {totals[0], None} else None
    if len(known) == len(group) and told is not None and _is_of_all(told, known, bool(bare)):
        # What the total has more, postage or a discount, is the largest line's.
        known[known.index(max(known))] += told - sum(known)
        for (row, _line), part in zip(group, known, strict=True):
            row.values["amount"] = part
    else:
        for row in bare:
            row.values["amount"] = 0
    return len(bare)


def _is_of_all(told: int, lines: Sequence[int], once: bool) -> bool:
    """Whether an amount is what all lines make; told on each of them, not only `once`, it need only be nearer to that than
    to what any of them makes.
    """
    near = not once and abs(told - sum(lines)) < min(abs(told - line) for line in lines)
    return near or sum(lines) == told


def refunds_alone(rows: Iterable[Row]) -> None:
    """Rows of a list of refunds, which tells no day of the orders, take their money back from the order of their number."""
    for row in rows:
        values = row.values
        if values.get("order_no") and values.get("refund") and "refunded_on" in values:
            values["amount"], values["ordered"] = -values.pop("refund"), values.pop("refunded_on")
            values["status"] = "paid"
