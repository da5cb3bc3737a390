"""What is known of the orders of some customers, and which of their lines a row means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from crmcli.queries.purchases import numbering_year
from crmcli.workflows.importing.fates import Entry


class OrderLines:
    """Order lines by number, and those without one by customer and day; by the chosen `key` too.

    `taken` holds the known lines that other rows of a sheet are, each with the sheet: lines of one order are told apart
    by all of them, whether they were read before or not.
    """

    def __init__(self, rows: Iterable[dict[str, Any]], key: str, taken: set[tuple[int, int]]) -> None:
        self._taken = taken
        #: By row of the run the known line that says just the same.
        self._settled: dict[int, dict[str, Any]] = {}
        self._lines: dict[Any, list[tuple[dict[str, Any], int]]] = {}
        self._key = key
        self._bearers: dict[str, list[dict[str, Any]]] = {}
        self._by_id: dict[int | None, dict[str, Any]] = {}
        for row in rows:
            self._by_id[row["id"]] = row
            if not row["opening"]:
                self.add(row, 0)

    def add(self, row: dict[str, Any], sheet: int) -> None:
        self._lines.setdefault(_order_key(row), []).append((row, sheet))
        if self._key and row[self._key]:
            self._bearers.setdefault(row[self._key], []).append(row)

    def settle(self, rows: Sequence[tuple[dict[str, Any], int]]) -> None:
        """Finds for rows, each with its sheet, the known lines that say the same, and then, by their place, those of the
        same product that they correct: where a sheet has a row for each.
        """
        left: dict[Any, list[dict[str, Any]]] = {}
        found: dict[Any, dict[str, Any] | None] = {}
        for row, sheet in rows:
            order = sheet, row["customer_id"], row["external_id"], _order_key(row)
            key = *order, _exact_key(row)
            if key not in found:
                found[key] = self._take(sheet, self._known_alike(row, sheet, _exact_key)[:1])
            if (line := found[key]) is not None:
                self._settled[id(row)] = line
            elif row["order_no"] or row["product"]:
                left.setdefault((*order, _product(row)), []).append(row)
        for (sheet, *_order), corrected in left.items():
            known = self._known_alike(corrected[0], sheet, _product)
            if len(known) <= len(corrected):
                for row, line in zip(corrected, known, strict=False):
                    self._take(sheet, [line])
                    self._settled[id(row)] = line

    def _known_alike(
        self, row: Mapping[str, Any], sheet: int, key: Callable[[Mapping[str, Any]], Any]
    ) -> list[dict[str, Any]]:
        """The known lines of the row's order that have the same `key`, and that no row of its sheet is."""
        return [r for r, s in self._free(row, sheet) if s == 0 and key(r) == key(row)]

    def _take(self, sheet: int, lines: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
        self._taken.update((line["id"], sheet) for line in lines)
        return lines[0] if lines else None

    def _free(self, row: Mapping[str, Any], sheet: int) -> list[tuple[dict[str, Any], int]]:
        """The lines of the row's order, each with its sheet, that no other row of its own is."""
        number = row["external_id"]
        return [
            (r, s)
            for r, s in self._lines.get(_order_key(row), [])
            if (not number or r["external_id"] in (None, number))
            # Numbers start again each year, unless the number is what one has chosen to go by.
            and (
                self._key
                or (number and r["external_id"] == number)
                or numbering_year(r) == numbering_year(row)
            )
            # Money on its way back is another line, not another price.
            and (r["amount_cents"] < 0) == (row["amount_cents"] < 0)
            and r["customer_id"] == row["customer_id"]
            and (r.get("id", 0), sheet) not in self._taken
        ]

    def kept(self, record_id: int | None, row: Mapping[str, Any]) -> dict[str, Any] | None:
        """The line to which a mended row comes back, if it is the same customer's."""
        found = self._by_id.get(record_id)
        return found if found and found["customer_id"] == row["customer_id"] else None

    def bearers(self, number: str | None) -> list[dict[str, Any]]:
        """The lines that have the chosen key's value."""
        return self._bearers.get(number, []) if number else []

    def paid(self, row: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The lines of the row's order on which money was paid by its customer: those of its product, if there are any."""
        paid = [
            line
            for line, _sheet in self._lines.get(row["order_no"], [])
            if line["amount_cents"] > 0 and line["customer_id"] == row["customer_id"]
        ]
        # What goes back in January may be of December's order.
        paid = [line for line in paid if numbering_year(line) == numbering_year(row)] or paid
        return [line for line in paid if line["product"] == row["product"]] or paid

    def returned(self, row: Mapping[str, Any]) -> bool:
        """Whether a line below zero that the row's order couldn't hold is known, just as the row tells it."""
        same = ("customer_id", "ordered_on", "amount_cents", "product")
        known = self._lines.get(row["order_no"], [])
        return any(sheet == 0 and all(line[key] == row[key] for key in same) for line, sheet in known)

    def find(
        self, row: Mapping[str, Any], several: bool, sheet: int, *, by_number: bool = False
    ) -> dict[str, Any] | None:
        """The line that the row means. `several` if its sheet has more lines under the number; a number of the customer
        means the same order if the day or the product agrees, too, or if it is the chosen key.
        """
        if (line := self._settled.get(id(row))) is not None:
            return line
        found = [(r, s) for r, s in self._free(row, sheet) if by_number or s == sheet or _agrees(r, row)]
        number = row["external_id"]
        if numbered := [r for r, _s in found if number and r["external_id"] == number]:
            return numbered[0]
        if row["order_no"] and not several and len(found) == 1:
            return found[0][0]
        same = [(r, s) for r, s in found if _product(r) == _product(row)]
        if exact := [r for r, _s in same if _exact_key(r) == _exact_key(row)]:
            return exact[0]
        # A second line of one sheet with another amount is another line, not a correction of the first.
        single = len(same) == 1 and bool(row["order_no"])
        return next((r for r, s in same if s != sheet and single), None)

    def alike(self, row: Mapping[str, Any], sheet: int) -> list[dict[str, Any]]:
        """The customer's known lines of the number with the row's product, of which nothing tells the row's."""
        return [
            r
            for r, s in self._lines.get(row["order_no"], ())
            if s != sheet and r["customer_id"] == row["customer_id"] and r["product"] == row["product"]
        ]

    def of_another(self, row: Mapping[str, Any]) -> dict[str, Any] | None:
        """Another customer's line of the same number, day and product: which of the two it is, somebody has to say."""
        return next(
            (
                r
                for r, _sheet in self._lines.get(row["order_no"], ())
                if r["customer_id"] != row["customer_id"]
                and r["ordered_on"] == row["ordered_on"]
                and r["product"] == row["product"]
                and (r["product"] or r["amount_cents"] == row["amount_cents"])
            ),
            None,
        )


def _agrees(known: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether the day or the product of two lines of one number is the same."""
    one, other = known["product"], row["product"]
    return known["ordered_on"] == row["ordered_on"] or not one or not other or one == other


def _order_key(row: Mapping[str, Any]) -> Any:
    """What the lines of an order have in common; one without a number is the customer's of that day."""
    return row["order_no"] or (row["customer_id"], row["ordered_on"])


def _product(row: Mapping[str, Any]) -> str:
    return row["product"] or ""


def _exact_key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells lines of one order apart."""
    quantity = row["quantity"] if row["order_no"] else None
    return _product(row), row["amount_cents"], quantity


def order_number(entry: Entry) -> str | None:
    number = entry.values.get("order_no")
    return str(number).strip() if number else None
