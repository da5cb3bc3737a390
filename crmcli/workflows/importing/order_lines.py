"""What is known of the orders of some customers, and which of them a row means."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from crmcli.workflows.importing.fates import Entry


class OrderLines:
    """Order lines by number, and those without one by customer, day, product and amount; by the chosen `key` too.

    `taken` holds the known lines that other rows of a sheet are, each with the sheet: lines of one order are told apart
    by all of them, whether they were read before or not.
    """

    def __init__(
        self, rows: Sequence[dict[str, Any]], key: str, taken: Collection[tuple[int, int]] = ()
    ) -> None:
        self._taken = taken
        self._lines: dict[Any, list[tuple[dict[str, Any], int]]] = {}
        self._key = key
        self._bearers: dict[str, list[dict[str, Any]]] = {}
        self._by_id: dict[int | None, dict[str, Any]] = {row["id"]: row for row in rows}
        for row in rows:
            if not row["opening"]:
                self.add(row, 0)

    def add(self, row: dict[str, Any], sheet: int) -> None:
        self._lines.setdefault(line_key(row), []).append((row, sheet))
        if self._key and row[self._key]:
            self._bearers.setdefault(row[self._key], []).append(row)

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
        return [line for line in paid if line["product"] == row["product"]] or paid

    def find(
        self, row: Mapping[str, Any], several: bool, sheet: int, *, by_number: bool = False
    ) -> dict[str, Any] | None:
        """The line that the row means. `several` if its sheet has more lines under the number; a number of the customer
        means the same order if the day or the product agrees, too, or if it is the chosen key.
        """
        number = row["external_id"]
        found = [
            (r, s)
            for r, s in self._lines.get(line_key(row), [])
            if (not number or r["external_id"] in (None, number))
            # Money on its way back is another line, not another price.
            and (r["amount_cents"] < 0) == (row["amount_cents"] < 0)
            and r["customer_id"] == row["customer_id"]
            and (r.get("id", 0), sheet) not in self._taken
            and (by_number or s == sheet or _agrees(r, row))
        ]
        numbered = [r for r, _s in found if number and r["external_id"] == number]
        if numbered:
            return numbered[0]
        if not row["order_no"]:
            return found[0][0] if found else None
        if not several and len(found) == 1:
            return found[0][0]
        same = [(r, s) for r, s in found if (r["product"] or "") == (row["product"] or "")]
        exact = [
            r
            for r, _s in same
            if r["amount_cents"] == row["amount_cents"] and r["quantity"] == row["quantity"]
        ]
        # A second line of one sheet with another amount is another line, not a correction of the first.
        return exact[0] if exact else next((r for r, s in same if s != sheet and len(same) == 1), None)

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
    """Whether the day or the product of two lines of one number is the same; numbers start again each year."""
    one, other = known["product"], row["product"]
    return known["ordered_on"] == row["ordered_on"] or not one or not other or one == other


def line_key(row: Mapping[str, Any]) -> Any:
    return row["order_no"] or (
        row["customer_id"],
        row["ordered_on"],
        row["product"] or "",
        row["amount_cents"],
    )


def order_number(entry: Entry) -> str | None:
    number = entry.values.get("order_no")
    return str(number).strip() if number else None
