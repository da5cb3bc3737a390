"""Purchases (order lines) and their refunds. Money is in cents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.database.connection import Database, Record, Row
from crmcli.database.shape import NO_NUMBER
from crmcli.queries.compared import compared
from crmcli.queries.counted import COUNTED
from crmcli.queries.owned import owned
from crmcli.queries.windows import scope_of

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

COLUMNS = (
    "customer_id", "order_no", "ordered_at", "ordered_on", "product", "quantity", "amount_cents", "currency", "status",
    "promised_on", "author_id", "author", "opening", "orders", "note", "external_id", "custom",
    "created_at",
)  # fmt: skip
_LISTED = (
    "SELECT p.*, c.name AS customer, c.code AS customer_code, c.phone AS customer_phone,"
    " COALESCE((SELECT SUM(r.amount_cents) FROM refund r WHERE r.purchase_id = p.id), 0) AS refunded_cents"
    " FROM purchase p LEFT JOIN customer c ON c.id = p.customer_id"
)
#: What lists tell apart and add up.
_COMPARED = {"purchase": ["purchase.status"], "refund": ["refund.amount_cents"]}


def order_sql(purchase: str) -> str:
    """SQL for which of its customer's orders a line of the table `purchase` is part of: the lines of one number and year
    are one order, for numbers start again each year; a line without a number is an order of its own."""
    return (
        f"COALESCE({purchase}.order_no || ' ' || substr({purchase}.ordered_on, 1, 4),"
        f" '#' || CAST({purchase}.id AS TEXT))"
    )


def left_of(row: Record | Mapping[str, Any]) -> int:
    """What refunds left of a line, in cents: nothing of one whose state says that it was refunded."""
    return 0 if row["status"] == "refunded" else row["amount_cents"] - row["refunded_cents"]


def told_status(row: Record | Mapping[str, Any]) -> str:
    """How far a line's order is, as lists tell it: a line below zero whose money counts is money that went back. Nothing
    is told by an amount that can't be read."""
    given_back = NO_NUMBER < row["amount_cents"] < 0 and row["status"] in COUNTED
    return "refunded" if given_back else str(row["status"])


def orders_of(lines: Iterable[Row]) -> list[list[Row]]:
    """Lines of one customer by the orders that they are part of, in the order in which the first of each comes; a line without a
    number is an order of its own."""
    found: dict[Any, list[Row]] = {}
    for line in lines:
        key = (line["order_no"], numbering_year(line), line["currency"]) if line["order_no"] else line["id"]
        found.setdefault(key, []).append(line)
    return list(found.values())


def numbering_year(line: Record | Mapping[str, Any]) -> str:
    """The year in which the number of a line's order was given."""
    return str(line["ordered_on"])[:4]


class Purchases:
    """Reads and writes purchases."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def openings(self, first: int, last: int) -> int:
        """How many rows of a range of ids are opening balances."""
        sql = "SELECT COUNT(*) FROM purchase WHERE opening = 1 AND id BETWEEN :a AND :b"
        return int(self._db.value(sql, {"a": first, "b": last}))

    def add(self, op: Operation, values: Mapping[str, Any]) -> int:
        """One order line, completed unless said otherwise."""
        return op.insert("purchase", {**_defaults(op), **values})

    def edit(self, op: Operation, purchase_id: int, values: Mapping[str, Any]) -> bool:
        """Changes columns of a line; False if they had these values already."""
        return op.update("purchase", purchase_id, values) if values else False

    def add_many(self, op: Operation, rows: Sequence[Mapping[str, Any]]) -> range:
        """Many order lines at once; their ids in order."""
        defaults = _defaults(op)
        return op.insert_many(
            "purchase", COLUMNS, [tuple((defaults | dict(r)).get(c) for c in COLUMNS) for r in rows]
        )

    def add_refund(self, op: Operation, purchase: Record, amount_cents: int, day: str, reason: str) -> int:
        """Money given back for an order line, on a team-local day."""
        return op.insert(
            "refund",
            {
                "purchase_id": purchase["id"],
                "customer_id": purchase["customer_id"],
                "amount_cents": amount_cents,
                "refunded_on": day,
                "reason": reason,
                "created_at": op.at_text,
            },
        )

    def refunded(self, purchase_id: int) -> int:
        """What was given back for an order line so far."""
        return int(
            self._db.value(
                "SELECT COALESCE(SUM(amount_cents), 0) FROM refund WHERE purchase_id = :id",
                {"id": purchase_id},
            )
        )

    def get(self, purchase_id: int) -> Row | None:
        """One line with its customer and what was refunded of it."""
        return self._db.one(f"{_LISTED} WHERE p.id = :id", {"id": purchase_id})

    def of(self, customer_id: int) -> list[Row]:
        """A customer's lines with what was refunded of each, newest first."""
        self._compared([customer_id])
        return self._db.rows(
            f"{_LISTED} WHERE p.customer_id = :id ORDER BY p.ordered_at DESC, p.id DESC", {"id": customer_id}
        )

    def then(self, customer_id: int, at: str, on: str) -> list[dict[str, Any]]:
        """Like `of`, as they stood at an instant, with what was refunded by its day."""
        from crmcli.queries.former import Former

        happened = [row for row in self.of(customer_id) if row["ordered_at"] <= at]
        rows = Former(self._db).then("purchase", happened, at)
        back: dict[int, int] = {}
        for refund in self.refunds_of([row["id"] for row in rows]):
            if refund["refunded_on"] <= on:
                back[refund["purchase_id"]] = back.get(refund["purchase_id"], 0) + refund["amount_cents"]
        return [row | {"refunded_cents": back.get(row["id"], 0)} for row in rows]

    def count(self, customer_id: int, until: str | None = None) -> int:
        """How many orders a customer has (by an instant), whatever became of them; neither an opening balance
        nor a return (an amount below zero) is one."""
        sql = (
            f"SELECT COUNT(DISTINCT {order_sql('purchase')}) FROM purchase WHERE customer_id = :id AND opening = 0"
            " AND amount_cents >= 0" + ("" if until is None else " AND ordered_at <= :until")
        )
        return int(self._db.value(sql, {"id": customer_id, "until": until}))

    def by_order_no(self, order_no: str) -> list[Row]:
        """The lines of an order number, in the order they were entered."""
        return self._db.rows(f"{_LISTED} WHERE p.order_no = :no ORDER BY p.id", {"no": order_no.strip()})

    def of_many(self, ids: Collection[int]) -> list[Row]:
        """All lines of many customers, by id."""
        rows = self._db.rows_in("SELECT * FROM purchase WHERE customer_id IN ({ids})", sorted(ids))
        return sorted(rows, key=lambda row: int(row["id"]))

    def of_orders(self, numbers: Collection[str]) -> list[Row]:
        """All lines of many order numbers, by id."""
        rows = self._db.rows_in("SELECT * FROM purchase WHERE order_no IN ({ids})", sorted(numbers))
        return sorted(rows, key=lambda row: int(row["id"]))

    def lines_beside(self, ids: Sequence[int]) -> list[Row]:
        """The other lines of the orders of these lines: `id`, and the `target` beside which each stands."""
        return self._db.rows_in(
            "SELECT o.id, p.id AS target FROM purchase p JOIN purchase o ON o.customer_id = p.customer_id"
            " AND o.order_no = p.order_no AND o.ordered_on = p.ordered_on AND o.id <> p.id WHERE p.id IN ({ids})",
            ids,
        )

    def lines_joined(self, span: tuple[int, int], later: tuple[int, int]) -> list[Row]:
        """The lines of one range that stand in an order with a line of another: `id`, and that other line as `target`."""
        return self._db.rows(
            "SELECT o.id, p.id AS target FROM purchase p JOIN purchase o ON o.customer_id = p.customer_id"
            " AND o.order_no = p.order_no AND o.ordered_on = p.ordered_on"
            " WHERE p.id BETWEEN :c AND :d AND o.id BETWEEN :a AND :b ORDER BY o.id",
            {"a": span[0], "b": span[1], "c": later[0], "d": later[1]},
        )

    def of_lines(self, numbers: Collection[str]) -> list[Row]:
        """The lines with these numbers in another system, by id."""
        rows = self._db.rows_in("SELECT * FROM purchase WHERE external_id IN ({ids})", sorted(numbers))
        return sorted(rows, key=lambda row: int(row["id"]))

    def refunds_of(self, ids: Collection[int]) -> list[Row]:
        """The refunds of many lines, oldest first."""
        rows = self._db.rows_in("SELECT * FROM refund WHERE purchase_id IN ({ids})", sorted(ids))
        return sorted(rows, key=lambda row: (row["refunded_on"], row["id"]))

    def _compared(self, ids: Sequence[int] | None) -> None:
        scope = scope_of(ids)
        for table, columns in _COMPARED.items():
            compared(self._db, columns, {table: table}, scope.of(f"{table}.customer_id"))

    def all(self, ids: Sequence[int] | None = None) -> list[Row]:
        """Lines with customer and refunds for a list: all, or those of some customers; oldest first."""
        self._compared(ids)
        if ids is None:
            return owned(self._db.rows(f"{_LISTED} ORDER BY p.ordered_at, p.id"))
        rows = self._db.rows_in(f"{_LISTED} WHERE p.customer_id IN ({{ids}})", ids)
        return sorted(rows, key=lambda row: (row["ordered_at"], row["id"]))


def _defaults(op: Operation) -> dict[str, Any]:
    return {"status": "completed", "opening": 0, "orders": 1, "created_at": op.at_text}
