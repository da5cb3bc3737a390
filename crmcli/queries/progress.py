"""What became of orders step by step: the states that each came into, the days that were promised, words; and who knows of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.database.connection import Database, Record, Row
from crmcli.queries.compared import compared
from crmcli.queries.former import then_sql

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

#: The states of an order that is under way.
UNDER_WAY = ("ordered", "confirmed", "in_service")
EVENT = ("purchase_id", "at", "on_day", "status", "promised_on", "text", "staff_id", "told_at")
_TABLES = {"e": "purchase_event", "p": "purchase", "i": "interaction"}


class Progress:
    """Reads and writes the steps of orders. A step of an order of several lines stands with one of them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def exist(self) -> bool:
        """Whether an order ever had a step, or was promised for a day."""
        asked = ("purchase_event", "purchase WHERE promised_on > ''")
        return any(self._db.value(f"SELECT 1 FROM {rows} LIMIT 1") for rows in asked)

    def events(self, purchase_ids: Iterable[int], until: str | None = None) -> dict[int, list[Row]]:
        """The steps of each of these lines in their order, by an instant with `until`, with who took them."""
        rows = self._db.rows_in(
            "SELECT e.*, s.name AS staff FROM purchase_event e LEFT JOIN staff s ON s.id = e.staff_id"
            " WHERE e.purchase_id IN ({ids})",
            sorted(purchase_ids),
        )
        found: dict[int, list[Row]] = {}
        for row in sorted(rows, key=lambda row: (row["at"], row["id"])):
            if until is None or row["at"] <= until:
                found.setdefault(row["purchase_id"], []).append(row)
        return found

    def of_orders(self, lines: Iterable[Mapping[str, Any]], until: str | None = None) -> dict[int, list[Row]]:
        """By line the steps of its order, with whichever of its lines they stand."""
        listed = list(lines)
        found, by_order = self.events([line["id"] for line in listed], until), dict[Any, list[Row]]()
        for line in listed:
            by_order.setdefault(order_of(line), []).extend(found.get(line["id"], ()))
        return {
            line["id"]: sorted(by_order[order_of(line)], key=lambda e: (e["at"], e["id"])) for line in listed
        }

    def whole(self, purchase_ids: Iterable[int]) -> dict[int, list[Row]]:
        """By line all lines of its order, itself among them, by id."""
        rows = self._db.rows_in(
            "SELECT o.*, p.id AS target FROM purchase p JOIN purchase o ON o.customer_id = p.customer_id AND (o.id = p.id"
            " OR (o.order_no = p.order_no AND SUBSTR(o.ordered_on, 1, 4) = SUBSTR(p.ordered_on, 1, 4)))"
            " WHERE p.id IN ({ids})",
            sorted(set(purchase_ids)),
        )
        found: dict[int, list[Row]] = {}
        for row in sorted(rows, key=lambda row: int(row["id"])):
            found.setdefault(row["target"], []).append(row)
        return found

    def untold(self, at: str, owner: int | None, past: str | None) -> list[Row]:
        """The steps by an instant that customers don't know of, with their lines as they stood, oldest first."""
        compared(self._db, ["e.at", "e.told_at"], _TABLES)
        later = " OR e.told_at > :at" if past else ""
        return self._lines(
            "e.id AS event, e.on_day AS event_on, e.status AS event_status, e.promised_on AS event_promised, e.text AS event_text",
            f"JOIN purchase_event e ON e.purchase_id = p.id WHERE (e.told_at IS NULL{later}) AND e.at <= :at",
            "ORDER BY e.at, e.id",
            {"at": at, "owner": owner, "past": past},
        )

    def late(self, on: str, at: str, owner: int | None, past: str | None) -> list[Row]:
        """The lines of orders under way whose promised day, `late_since`, has passed on a day, and whose customers nobody spoke
        to since; as they stood at an instant."""
        states, was = ", ".join(f"'{state}'" for state in UNDER_WAY), past is not None
        compared(self._db, ["p.promised_on"], _TABLES)
        if not was and not self._db.value(
            "SELECT 1 FROM purchase WHERE promised_on < :on LIMIT 1", {"on": on}
        ):
            return []
        # Only what decides about orders with a promise is looked into: there may be many others, and more contacts.
        promises = "1 = 1" if was else "p.promised_on IS NOT NULL"
        whose = (
            "1 = 1"
            if was
            else "i.customer_id IN (SELECT p.customer_id FROM purchase p WHERE p.promised_on IS NOT NULL)"
        )
        compared(self._db, ["p.status"], _TABLES, promises)
        compared(self._db, ["i.effective", "i.occurred_on"], _TABLES, whose)
        status, promised = (then_sql("purchase", "p", name, past=was) for name in ("status", "promised_on"))
        return self._lines(
            f"{promised.value} AS late_since",
            f"{status.join}{promised.join} WHERE {promised.value} < :on AND {status.value} IN ({states})"
            " AND p.opening = 0 AND p.ordered_at <= :at"
            " AND NOT EXISTS (SELECT 1 FROM interaction i WHERE i.customer_id = p.customer_id AND i.effective = 1"
            f" AND i.occurred_on > {promised.value} AND i.occurred_at <= :at)",
            "ORDER BY p.id",
            {"on": on, "at": at, "owner": owner, "past": past},
        )

    def _lines(self, columns: str, where: str, order: str, values: Mapping[str, Any]) -> list[Row]:
        """Order lines with whose they are and who looks after them: the customer's owner, else who sold."""
        owns = then_sql("customer", "c", "owner_id", past=values["past"] is not None)
        mine = f" AND COALESCE({owns.value}, p.author_id) = :owner" if values["owner"] is not None else ""
        return self._db.rows(
            f"SELECT p.*, c.name AS customer, c.language, COALESCE({owns.value}, p.author_id) AS owner_id, {columns}"
            f" FROM purchase p JOIN customer c ON c.id = p.customer_id{owns.join} {where}{mine} {order}",
            values,
        )

    # -- writing ----------------------------------------------------------------------------------

    def add(self, op: Operation, rows: Sequence[Mapping[str, Any]]) -> None:
        """Steps of orders; each needs purchase_id, at and on_day."""
        op.insert_many("purchase_event", EVENT, [tuple(row.get(c) for c in EVENT) for row in rows])

    def tell(self, op: Operation, told: Mapping[int, str]) -> None:
        """Customers were spoken to, each at an instant: they know what became of their orders by then."""
        rows = self._db.rows_in(
            "SELECT e.id, e.at, p.customer_id FROM purchase_event e JOIN purchase p ON p.id = e.purchase_id"
            " WHERE e.told_at IS NULL AND p.customer_id IN ({ids})",
            sorted(told),
        )
        known = {
            row["id"]: {"told_at": told[row["customer_id"]]}
            for row in rows
            if row["at"] <= told[row["customer_id"]]
        }
        op.update_many("purchase_event", known)

    def tick(self, op: Operation, event_ids: Iterable[int]) -> None:
        """The customer was told of these steps, now."""
        op.update_many("purchase_event", {event_id: {"told_at": op.at_text} for event_id in event_ids})


def order_of(line: Record | Mapping[str, Any]) -> Any:
    """What the lines of one order have in common."""
    number = line["order_no"]
    return (line["customer_id"], number, str(line["ordered_on"])[:4]) if number else line["id"]
