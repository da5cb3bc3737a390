"""Contracts, their instalments, and the orders that belong to them. Money is in cents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli import errors
from crmcli.database.connection import Database, Row
from crmcli.i18n import _
from crmcli.queries.compared import compared
from crmcli.queries.counted import counted_sql
from crmcli.queries.former import then_sql
from crmcli.queries.numbers import contracts_of, take
from crmcli.queries.owned import owned

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_LISTED = (
    "SELECT k.*, c.name AS customer, c.code AS customer_code, c.owner_id AS customer_owner_id, p.name AS contact_person,"
    " COALESCE(s.name, o.name) AS owner, b.number AS renews,"
    " (SELECT MIN(n.number) FROM contract n WHERE n.renews_id = k.id AND n.signed_on <= :on) AS renewed_by,"
    " (SELECT MIN(n.signed_on) FROM contract n WHERE n.renews_id = k.id AND n.signed_on <= :on) AS renewed_on"
    " FROM contract k LEFT JOIN customer c ON c.id = k.customer_id LEFT JOIN contact_person p ON p.id = k.contact_person_id"
    " LEFT JOIN staff s ON s.id = k.owner_id LEFT JOIN staff o ON o.id = c.owner_id LEFT JOIN contract b ON b.id = k.renews_id"
)
_NAMES = {"k": "contract"}
_ENDING = (
    "k.end_on <= :ends AND k.end_on >= k.created_on AND k.ended_on IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM contract n WHERE n.renews_id = k.id AND n.signed_on <= :on)"
)
#: The plus keeps the planner from walking through all payments for each contract.
_UNPAID = (
    "SELECT i.contract_id FROM contract_instalment i JOIN contract t ON t.id = i.contract_id WHERE i.due_on <= :until"
    " AND (t.ended_on IS NULL OR i.due_on < t.ended_on)"
    " AND (t.opening_cents IS NOT NULL OR i.due_on >= t.created_on)"
    " GROUP BY i.contract_id, t.opening_cents, t.created_on"
    " HAVING SUM(i.amount_cents) > COALESCE(t.opening_cents, 0) + COALESCE((SELECT SUM(p.amount_cents"
    " - COALESCE((SELECT SUM(r.amount_cents) FROM refund r WHERE r.purchase_id = p.id), 0)) FROM contract_order o"
    f" JOIN purchase p ON p.id = o.purchase_id WHERE o.contract_id = i.contract_id AND +o.payment = 1"
    " AND (t.opening_cents IS NOT NULL OR p.ordered_on >= t.created_on)"
    f" AND {counted_sql('p', 'p.status')}), 0)"
)
_ORDER = "ORDER BY k.start_on, k.id"


class Paid(NamedTuple):
    """What was paid of a contract by a day, in cents, refunds taken off; `early` of it before the contract was known here."""

    cents: int = 0
    early: int = 0


class Contracts:
    """Reads and writes contracts. On a day there are those that were signed by then; what renews one only later doesn't
    renew it yet."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # -- reading ----------------------------------------------------------------------------------

    def get(self, contract_id: int, on: str) -> Row:
        """One contract with the names it refers to; NotFound if there is none."""
        rows = self._where("k.id = :id", {"id": contract_id, "on": on})
        if not rows:
            raise errors.NotFound(
                _("There is no contract %(text)s.") % {"text": contract_id},
                _("See: crmcli contract list --all"),
            )
        return rows[0]

    def numbered(self, text: str, on: str) -> list[Row]:
        """Contracts with this id, else this number, else this number on the paper."""
        if text.isascii() and text.isdigit():
            found = self._where("k.id = :id", {"id": int(text), "on": on})
            if found:
                return found
        found = self._where("k.number = :text", {"text": text.upper(), "on": on})
        return found or self._where("LOWER(k.external_id) = LOWER(:text)", {"text": text, "on": on})

    def listed(self, on: str, customer_ids: Sequence[int] | None = None) -> list[Row]:
        """Contracts signed by a day, by their start: all, or those of some customers."""
        compared(self._db, ["k.signed_on"], _NAMES)
        if customer_ids is None:
            return self._where("k.signed_on <= :on", {"on": on})
        rows = self._db.rows_in(
            f"{_LISTED} WHERE k.signed_on <= :on AND k.customer_id IN ({{ids}})", customer_ids, {"on": on}
        )
        return sorted(owned(rows), key=lambda row: (row["start_on"], row["id"]))

    def any(self) -> bool:
        """Whether there is any contract."""
        return self._db.one("SELECT 1 FROM contract LIMIT 1") is not None

    def due(self, on: date, until: date, ahead: int, owner: int | None) -> list[Row]:
        """Contracts of which something may be due by a day, of one person's or everybody's: those that end so many days
        after it, neither renewed nor ended, and those with an instalment by then that isn't paid."""
        params = {"on": on.isoformat(), "until": until.isoformat(), "owner": owner}
        params["ends"] = (until + timedelta(days=min(ahead, (date.max - until).days))).isoformat()
        compared(self._db, ["k.signed_on", "k.end_on", "k.ended_on"], _NAMES)
        compared(self._db, ["i.due_on"], {"i": "contract_instalment"})
        mine = "1 = 1" if owner is None else "COALESCE(k.owner_id, c.owner_id) = :owner"
        return self._where(f"k.signed_on <= :on AND {mine} AND (({_ENDING}) OR k.id IN ({_UNPAID}))", params)

    def of_numbers(self, numbers: Collection[str]) -> list[Row]:
        """Contracts with one of these numbers, their own or the paper's, by id."""
        rows = self._db.rows_in("SELECT * FROM contract WHERE external_id IN ({ids})", sorted(numbers))
        rows += self._db.rows_in("SELECT * FROM contract WHERE number IN ({ids})", sorted(numbers))
        return sorted({row["id"]: row for row in rows}.values(), key=lambda row: int(row["id"]))

    def of_customers(self, ids: Sequence[int]) -> dict[int, list[Row]]:
        """The contracts of customers, without the names that they refer to, by id."""
        rows = self._db.rows_in("SELECT * FROM contract WHERE customer_id IN ({ids}) ORDER BY id", ids)
        found: dict[int, list[Row]] = {}
        for row in rows:
            found.setdefault(row["customer_id"], []).append(row)
        return found

    def _where(self, condition: str, params: Mapping[str, Any]) -> list[Row]:
        return owned(self._db.rows(f"{_LISTED} WHERE {condition} {_ORDER}", params))

    def instalments(self, ids: Collection[int]) -> dict[int, list[Row]]:
        """The instalments of contracts, in their order."""
        rows = self._db.rows_in("SELECT * FROM contract_instalment WHERE contract_id IN ({ids})", sorted(ids))
        found: dict[int, list[Row]] = {}
        for row in sorted(rows, key=lambda row: (row["position"], row["id"])):
            found.setdefault(row["contract_id"], []).append(row)
        return found

    def paid(self, ids: Collection[int], on: str, past: str | None = None) -> dict[int, Paid]:
        """What was paid of contracts by a day; with `past` as orders stood at an instant."""
        status = then_sql("purchase", "p", "status", past=past is not None)
        rows = self._db.rows_in(
            "SELECT k.id, p.ordered_on < k.created_on AS early, SUM(p.amount_cents - COALESCE((SELECT SUM(r.amount_cents)"
            " FROM refund r WHERE r.purchase_id = p.id AND r.refunded_on <= :on), 0)) AS cents FROM contract_order o"
            f" JOIN contract k ON k.id = o.contract_id JOIN purchase p ON p.id = o.purchase_id{status.join}"
            f" WHERE +o.payment = 1 AND p.ordered_on <= :on AND {counted_sql('p', status.value)}"
            " AND o.contract_id IN ({ids}) GROUP BY k.id, p.ordered_on < k.created_on",
            sorted(ids),
            {"on": on, "past": past},
        )
        found: dict[int, Paid] = {}
        for row in rows:
            cents, known = int(row["cents"]), found.get(row["id"], Paid())
            found[row["id"]] = Paid(known.cents + cents, known.early + (cents if row["early"] else 0))
        return found

    def paid_until(self, days: Mapping[int, str], on: str) -> dict[int, int]:
        """What was paid of each contract by a day of its own, in cents, refunds by `on` taken off."""
        rows = self._db.rows_in(
            "SELECT o.contract_id AS id, p.ordered_on, p.amount_cents - COALESCE((SELECT SUM(r.amount_cents) FROM refund r"
            " WHERE r.purchase_id = p.id AND r.refunded_on <= :on), 0) AS cents FROM contract_order o"
            f" JOIN purchase p ON p.id = o.purchase_id WHERE +o.payment = 1 AND {counted_sql('p', 'p.status')}"
            " AND o.contract_id IN ({ids})",
            sorted(days),
            {"on": on},
        )
        found = Counter[int]()
        for row in rows:
            if row["ordered_on"] <= days[row["id"]]:
                found[row["id"]] += int(row["cents"])
        return dict(found)

    def orders(self, contract_id: int, on: str) -> list[Row]:
        """The orders of a contract by a day, the oldest first: payments of its instalments, and those that name it."""
        return self._db.rows(
            "SELECT p.*, o.payment, COALESCE((SELECT SUM(r.amount_cents) FROM refund r WHERE r.purchase_id = p.id"
            " AND r.refunded_on <= :on), 0) AS refunded_cents FROM contract_order o JOIN purchase p ON p.id = o.purchase_id"
            " WHERE o.contract_id = :id AND p.ordered_on <= :on ORDER BY p.ordered_at, p.id",
            {"id": contract_id, "on": on},
        )

    def of_orders(self, purchase_ids: Collection[int] | None) -> dict[int, Row]:
        """By order (of some, or all), the contract that it belongs to: number, id, and whether it is a payment of it."""
        sql = (
            "SELECT o.id, o.purchase_id, o.payment, o.contract_id, k.number FROM contract_order o"
            " JOIN contract k ON k.id = o.contract_id"
        )
        rows = (
            self._db.rows(sql)
            if purchase_ids is None
            else self._db.rows_in(f"{sql} WHERE o.purchase_id IN ({{ids}})", sorted(purchase_ids))
        )
        return {row["purchase_id"]: row for row in rows}

    # -- writing ----------------------------------------------------------------------------------

    def add(self, op: Operation, values: Mapping[str, Any], day: str) -> int:
        """A new contract, with the next number of the year."""
        number = take(self._db, op, contracts_of(day[:4]))[0]
        return op.insert(
            "contract", {"number": number, **values, "created_at": op.at_text, "created_on": day}
        )

    def edit(self, op: Operation, contract_id: int, values: Mapping[str, Any]) -> bool:
        """Changes columns; False if they had these values already."""
        return op.update("contract", contract_id, values) if values else False

    def bill(self, op: Operation, contract_id: int, instalments: Sequence[tuple[str, int]]) -> bool:
        """Makes these (day, cents) a contract's instalments; False if they were."""
        rows = self.instalments([contract_id]).get(contract_id, [])
        told = [
            {"position": position, "due_on": day, "amount_cents": cents}
            for position, (day, cents) in enumerate(instalments, 1)
        ]
        changed = op.update_many(
            "contract_instalment", {row["id"]: new for row, new in zip(rows, told, strict=False)}
        )
        changed += op.delete_many("contract_instalment", [row["id"] for row in rows[len(told) :]])
        columns = ("contract_id", "position", "due_on", "amount_cents")
        added = [(contract_id, *new.values()) for new in told[len(rows) :]]
        op.insert_many("contract_instalment", columns, added)
        return bool(changed or added)

    def name(
        self, op: Operation, purchase_id: int, contract_id: int | None, *, payment: bool = False
    ) -> bool:
        """Says which contract an order belongs to, None for none; False if that stood so."""
        known = self.of_orders([purchase_id]).get(purchase_id)
        if contract_id is None:
            return known is not None and op.delete("contract_order", known["id"])
        values = {"contract_id": contract_id, "payment": int(payment)}
        if known is not None:
            return op.update("contract_order", known["id"], values)
        return bool(op.insert("contract_order", {**values, "purchase_id": purchase_id}))
