"""The grouped queries behind the reports. Dates are local days; a window's both ends belong to it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from crmcli.database.connection import Database, Record, Row
from crmcli.figures.rates import Rates
from crmcli.queries.compared import compared
from crmcli.queries.converted import converted
from crmcli.queries.counted import counted_sql
from crmcli.queries.facts import KNOWN_SQL, WINDOWED
from crmcli.queries.former import Former, then_sql
from crmcli.queries.purchases import order_sql
from crmcli.queries.text import RECORDS, UNREAD
from crmcli.queries.windows import scope_of

#: The lines of counted orders up to :end with what refunds dated by it leave of them; one refunded in full is none.
#: Those in a currency that no rate is known of are left out.
_LINES = (
    "(SELECT p.customer_id AS customer_id, p.ordered_on AS ordered_on, {net} AS cents,"
    f" {order_sql('p')} AS number, p.product AS product FROM purchase p{{join}}"
    " LEFT JOIN (SELECT purchase_id, SUM(amount_cents) AS cents FROM refund WHERE refunded_on <= :end"
    " GROUP BY purchase_id) AS r ON r.purchase_id = p.id"
    " WHERE {counted} AND p.opening = 0 AND {known} AND p.ordered_on BETWEEN :start AND :end"
    " AND NOT (p.amount_cents > 0 AND p.amount_cents <= COALESCE(r.cents, 0))) AS lines"
)


class Figures:
    """Counts and sums for reports, in the team's currency by `rates`: of records as they stood at the instant `past`, or as they
    stand now. LookupError where a day by which they are counted is damaged."""

    def __init__(self, db: Database, rates: Rates, past: str | None = None, *, looked: bool = False) -> None:
        # What lies in no window would be missing from every figure, unseen.
        for table, column in {} if looked else {**WINDOWED, "refund": "refunded_on"}.items():
            compared(db, [f"r.{column}"], {"r": table})
        self._db, self._rates, self._past = db, rates, past
        self._money = converted(rates, "p.currency", "p.ordered_on")
        self._status = then_sql("purchase", "p", "status", past=past is not None)
        self._lines = _LINES.format(
            join=self._status.join + self._money.join,
            counted=counted_sql("p", self._status.value),
            known=self._money.counts,
            net=self._money.cents("(p.amount_cents - COALESCE(r.cents, 0))"),
        )
        #: Each order by the day of its first line; a return (an amount below zero) lowers the revenue and is no order.
        self._orders = (
            f"(SELECT MIN(ordered_on) AS ordered_on FROM {self._lines} WHERE cents >= 0"
            " GROUP BY customer_id, number) AS orders"
        )

    def then(self, past: str | None, rates: Rates | None = None) -> Figures:
        """The same at a past instant; None for now."""
        return Figures(self._db, rates or self._rates, past, looked=True)

    def referred(self) -> set[int]:
        """Customers who came by referral."""
        return {
            r[0]
            for r in self._db.tuples(
                "SELECT id FROM customer WHERE source = 'referral' OR referrer IS NOT NULL"
            )
        }

    def filled_fields(self) -> Iterator[tuple[int, int, int]]:
        """Per customer: id, how many core fields are filled, how many it should have (a person fewer)."""
        owner = then_sql("customer", "c", "owner_id", past=self._past is not None)
        rows = self._db.tuples(
            "SELECT c.id, c.kind, c.name, COALESCE(c.phone, c.email, c.wechat), COALESCE(c.city, c.region), c.source,"
            f" {owner.value}, c.industry, c.size FROM customer c{owner.join}",
            {"past": self._past},
        )
        for customer_id, kind, *fields in rows:
            asked = fields[:5] if kind == "person" else fields
            yield customer_id, sum(value is not None for value in asked), len(asked)

    # -- records --------------------------------------------------------------------------------------

    def records(self, columns: Sequence[str], start: str, end: str) -> Iterator[tuple[Any, ...]]:
        """These columns (id the first) of every customer who became known between two days, by id. Of one without any
        dated fact, who belongs to every day, a window with a start asks when the record was made."""
        rows = self._db.tuples(
            f"SELECT {', '.join(columns)} FROM customer JOIN {KNOWN_SQL} AS k ON k.customer_id = id"
            " WHERE known_on BETWEEN :start AND :end OR (:start = '' AND undated = 1)"
            " OR (known_on IS NULL AND created_on BETWEEN :start AND :end) ORDER BY id",
            {"start": start, "end": end},
        )
        former = Former(self._db).fields("customer", self._past) if self._past else {}
        for row in rows:
            was = former.get(row[0])
            yield (
                row
                if was is None
                else tuple(was.get(c, value) for c, value in zip(columns, row, strict=True))
            )

    def owners_of_customers(self, day: str) -> set[int]:
        """Who looked after a customer that was known on a day."""
        return {row[1] for row in self.records(("id", "owner_id"), "", day) if row[1]}

    def unconfirmed_phones(self) -> list[tuple[int, str]]:
        """(customer, text) of every phone that nobody could read whole."""
        rows = self._db.tuples("SELECT customer_id, value FROM contact_way WHERE confirmed = 0 ORDER BY id")
        return [(row[0], row[1]) for row in rows]

    def unread(self) -> list[tuple[int, str]]:
        """(customer, what is kept beside) of every record of a customer with texts that no field could take."""
        tables = ("contact_person", *RECORDS)
        # The plus keeps the tables from being read in the order of their customers, which takes ten times as long.
        parts = (
            f"SELECT customer_id, custom, id FROM {t} WHERE {UNREAD} AND +customer_id > 0" for t in tables
        )
        rows = self._db.tuples(f"SELECT customer_id, custom FROM ({' UNION ALL '.join(parts)}) k ORDER BY id")
        return [(row[0], row[1]) for row in rows]

    def shared_contact_ways(self) -> list[tuple[str, str, int]]:
        """(kind, value, customer) of every phone, e-mail and WeChat name that several customers have."""
        held = " UNION ".join(
            f"SELECT '{kind}' AS kind, {kind} AS value, id AS customer_id FROM customer WHERE {kind} IS NOT NULL"
            for kind in ("phone", "email", "wechat")
        )
        held += " UNION SELECT kind, value, customer_id FROM contact_way WHERE confirmed = 1"
        held += " AND kind IN ('phone', 'email', 'wechat')"
        return [
            (r[0], r[1], r[2])
            for r in self._db.tuples(
                f"WITH held AS ({held}), shared AS (SELECT kind, value FROM held GROUP BY kind, value HAVING COUNT(*) > 1)"
                " SELECT h.kind, h.value, h.customer_id FROM held h"
                " JOIN shared s ON s.kind = h.kind AND s.value = h.value ORDER BY h.kind, h.value, h.customer_id"
            )
        ]

    def owners(self) -> dict[int, tuple[str, bool]]:
        """Name, and whether still here, of every member of staff."""
        active = then_sql("staff", "s", "active", past=self._past is not None)
        rows = self._db.tuples(
            f"SELECT s.id, s.name, {active.value} FROM staff s{active.join}", {"past": self._past}
        )
        return {r[0]: (r[1], bool(r[2])) for r in rows}

    def last_contacts(self, end: str) -> dict[int, str]:
        """The day of each customer's last contact of any kind by `end`."""
        return dict(
            self._db.tuples(
                "SELECT customer_id, MAX(occurred_on) FROM interaction WHERE occurred_on <= :end GROUP BY customer_id",
                {"end": end},
            )
        )

    def nameless_answers(self, start: str, end: str) -> tuple[int, int]:
        """How many survey responses of a window belong to no customer, and how many there are."""
        row = self._db.rows(
            "SELECT COUNT(*) - COUNT(customer_id), COUNT(*) FROM survey_response"
            " WHERE submitted_on BETWEEN :start AND :end",
            {"start": start, "end": end},
        )[0]
        return int(row[0]), int(row[1])

    # -- sales ----------------------------------------------------------------------------------------

    def revenue(self, start: str | None, end: str) -> int:
        """What the counted orders of the window brought in cents, less refunds dated by its end."""
        sql = f"SELECT COALESCE(SUM(cents), 0) FROM {self._lines}"
        return int(self._db.value(sql, self._window(start, end)))

    def orders(self, start: str | None, end: str) -> int:
        """How many counted orders began in the window."""
        sql = f"SELECT COUNT(*) FROM {self._orders} WHERE ordered_on >= :first"
        return int(self._db.value(sql, self._begun(start, end)))

    def of_product(self, product: str, start: str, end: str) -> tuple[int, int]:
        """What the lines of a product in counted orders of the window brought in cents, and how many of them are no returns."""
        sql = f"SELECT COALESCE(SUM(cents), 0), COUNT(CASE WHEN cents >= 0 THEN 1 END) FROM {self._lines} WHERE product = :product"
        row = self._db.tuples(sql, self._window(start, end) | {"product": product})
        return next((int(cents), int(lines)) for cents, lines in row)

    def revenue_by_month(self, start: str, end: str) -> dict[str, int]:
        """`revenue` by the month of the line."""
        sql = f"SELECT substr(ordered_on, 1, 7) AS month, SUM(cents) FROM {self._lines} GROUP BY month"
        return {row[0]: int(row[1]) for row in self._db.tuples(sql, self._window(start, end))}

    def orders_by_month(self, start: str, end: str) -> dict[str, int]:
        """`orders` by the month in which they began."""
        sql = (
            f"SELECT substr(ordered_on, 1, 7) AS month, COUNT(*) FROM {self._orders} WHERE ordered_on >= :first"
            " GROUP BY month"
        )
        return {row[0]: int(row[1]) for row in self._db.tuples(sql, self._begun(start, end))}

    def spend_by_month(self, end: str) -> list[tuple[str, int, int]]:
        """What each customer's lines of counted orders by `end` come to in each month of the lines: month, whose, cents."""
        sql = f"SELECT substr(ordered_on, 1, 7), customer_id, SUM(cents) FROM {self._lines} GROUP BY 1, 2"
        return [(row[0], row[1], int(row[2])) for row in self._db.tuples(sql, self._window(None, end))]

    def bought_within(self, start: str, end: str) -> dict[int, tuple[int, int]]:
        """By customer what the lines of counted orders of a window come to in cents, and how many of them are no returns."""
        sql = (
            "SELECT customer_id, SUM(cents), SUM(CASE WHEN cents >= 0 THEN 1 ELSE 0 END)"
            f" FROM {self._lines} GROUP BY customer_id"
        )
        return {row[0]: (int(row[1]), int(row[2])) for row in self._db.tuples(sql, self._window(start, end))}

    def lines_of(self, ids: Collection[int], start: str, end: str) -> list[tuple[int, str, int]]:
        """The lines of counted orders of some customers in a window, by day: whose, its day, and what is left of it in cents."""
        among = ", ".join(str(int(i)) for i in sorted(ids)) or "NULL"
        sql = f"SELECT customer_id, ordered_on, cents FROM {self._lines} WHERE customer_id IN ({among}) ORDER BY 2, 1, 3"
        return [(row[0], row[1], int(row[2])) for row in self._db.tuples(sql, self._window(start, end))]

    def sold(self, start: str, end: str) -> list[tuple[int, str, int, str, str | None]]:
        """Each line of the counted orders of a window, as it is part of an order: whose, its day, cents, order, product. With the
        earlier lines of orders that have lines in it, for such an order begins before the window."""
        begun = (
            "SELECT order_no || ' ' || substr(ordered_on, 1, 4) FROM purchase"
            " WHERE ordered_on BETWEEN :first AND :end AND order_no IS NOT NULL"
        )
        sql = (
            f"SELECT customer_id, ordered_on, cents, number, product FROM {self._lines}"
            f" WHERE ordered_on >= :first OR number IN ({begun})"
        )
        rows = self._db.tuples(sql, self._begun(start, end))
        return [(row[0], row[1], int(row[2]), row[3], row[4]) for row in rows]

    def first_bought(self, end: str) -> dict[int, str]:
        """The day of each customer's first counted order by `end`; of who bought before the first record of it, an empty one."""
        sql = f"SELECT customer_id, MIN(ordered_on) FROM {self._lines} WHERE cents >= 0 GROUP BY customer_id"
        found = {row[0]: row[1] for row in self._db.tuples(sql, self._window(None, end))}
        opening = self._db.tuples("SELECT DISTINCT customer_id FROM purchase WHERE opening = 1")
        return found | {row[0]: "" for row in opening}

    def places(self) -> dict[int, tuple[str, str | None]]:
        """Each customer's name, and region or else city."""
        rows = self._db.tuples("SELECT id, name, COALESCE(region, city) FROM customer")
        return {row[0]: (row[1], row[2]) for row in rows}

    def owners_over_time(self) -> tuple[dict[int, int], dict[int, list[tuple[str, int | None]]]]:
        """Who looks after each customer, and by customer until which instants somebody else did, the earliest first."""
        rows = self._db.tuples("SELECT id, owner_id FROM customer WHERE owner_id IS NOT NULL")
        now = {row[0]: int(row[1]) for row in rows}
        before: dict[int, list[tuple[str, int | None]]] = {}
        for customer_id, until, value in self._db.tuples(
            "SELECT row_id, until_at, value FROM former WHERE table_name = 'customer' AND field = 'owner_id'"
            " ORDER BY until_at, id"
        ):
            before.setdefault(customer_id, []).append((until, None if value is None else int(value)))
        return now, before

    def sales_targets(self, day: str) -> list[Record]:
        """The targets for revenue (cents) and deals won that run on a day, of everybody or of a person, product or region, as they
        stood at the as-of; those of a department or of a filter are measured elsewhere."""
        rows = self._db.rows(
            "SELECT t.*, s.name AS staff FROM target t LEFT JOIN staff s ON s.id = t.staff_id"
            " WHERE t.metric IN ('revenue', 'wins') AND t.filter IS NULL AND t.department IS NULL AND t.start_on <= :day"
            " AND (:past IS NULL OR t.created_at <= :past) ORDER BY t.due_on, t.id",
            {"day": day, "past": self._past},
        )
        then = Former(self._db).then("target", rows, self._past) if self._past else map(dict, rows)
        return [
            row for row in then if row["due_on"] >= day and not (row["closed_on"] and row["closed_on"] <= day)
        ]

    def bought(self, end: str) -> list[tuple[int, str, str | None]]:
        """Each line of a counted order by `end`, without returns: whose, its day and its product, in this order."""
        sql = f"SELECT customer_id, ordered_on, product FROM {self._lines} WHERE cents >= 0 ORDER BY 1, 2, 3 NULLS FIRST"
        return [(row[0], row[1], row[2]) for row in self._db.tuples(sql, self._window(None, end))]

    def _window(self, start: str | None, end: str) -> dict[str, str]:
        """The bounds of a window; LookupError where one of its lines might be counted, or not, by no state that there is."""
        within = f"p.ordered_on BETWEEN '{start or ''}' AND '{end}'"
        compared(self._db, ["p.status"], {"p": "purchase"}, within)
        return {"start": start or "", "end": end, "currency": self._rates.own, "past": self._past or ""}

    def _begun(self, start: str | None, end: str) -> dict[str, str]:
        """An order that began before the window may have lines in it, all of one year."""
        return self._window(f"{start[:4]}-01-01" if start else None, end) | {"first": start or ""}

    def sales_abroad(self, end: str) -> dict[str, int]:
        """How many orders would count by `end` but for their currency, of which no rate was known on their day, by currency."""
        rows = self._db.tuples(
            f"SELECT p.currency, COUNT(DISTINCT p.customer_id || ' ' || {order_sql('p')})"
            f" FROM purchase p{self._status.join}{self._money.join} WHERE NOT {self._money.counts} AND p.opening = 0"
            f" AND {self._status.value} IN ('completed', 'paid') AND p.ordered_on <= :end"
            " GROUP BY p.currency ORDER BY p.currency",
            {"currency": self._rates.own, "end": end, "past": self._past},
        )
        return {row[0]: int(row[1]) for row in rows}

    def rates_used(self, end: str) -> list[tuple[str, str]]:
        """By which rates orders by `end` count: each with its currency, its first day, the newest first."""
        status = self._status
        rows = self._db.tuples(
            f"SELECT DISTINCT p.currency, rate.column2 FROM purchase p{status.join}{self._money.join}"
            f" WHERE p.currency <> :currency AND rate.column2 IS NOT NULL AND p.opening = 0"
            f" AND {status.value} IN ('completed', 'paid') AND p.ordered_on <= :end"
            " ORDER BY rate.column2 DESC, p.currency",
            {"currency": self._rates.own, "end": end, "past": self._past},
        )
        return [(row[0], row[1]) for row in rows]

    # -- work -----------------------------------------------------------------------------------------

    def eventful_days(self, start: str, end: str, ids: Collection[int] | None = None) -> dict[str, set[int]]:
        """Per day, the customers (or those of `ids`) to whom something happened that moves their next contact."""
        scope = scope_of(ids)
        dated = (
            ("interaction", "customer_id", "occurred_on"),
            ("purchase", "customer_id", "ordered_on"),
            ("survey_response", "customer_id", "submitted_on"),
            *(
                ("customer", "id", day)
                for day in ("created_on", "known_since", "reviewed_on", "paused_until")
            ),
        )
        parts = " UNION ".join(
            f"SELECT {key} AS customer_id, {day} AS day FROM {table} WHERE {day} BETWEEN :start AND :end"
            f" AND {scope.of(key)}"
            for table, key, day in dated
        )
        found: dict[str, set[int]] = {}
        for customer_id, day in self._db.tuples(
            f"SELECT customer_id, day FROM ({parts}) d WHERE customer_id IS NOT NULL",
            {"start": start, "end": end},
        ):
            found.setdefault(day, set()).add(customer_id)
        return found

    def recordings(self, start: str, end: str) -> list[tuple[str, str]]:
        """When each contact of the window happened and was recorded; imported ones apart."""
        return list(
            self._db.tuples(
                "SELECT occurred_at, recorded_at FROM interaction WHERE imported = 0"
                " AND occurred_on BETWEEN :start AND :end",
                {"start": start, "end": end},
            )
        )

    def contacts_by_person(self, start: str, end: str) -> list[Row]:
        """Per person: distinct customers reached, summed over the window's days, and all contacts."""
        return self._db.rows(
            "SELECT person, COUNT(DISTINCT CASE WHEN effective = 1 THEN met END) AS reached,"
            " COUNT(*) AS contacts"
            " FROM (SELECT COALESCE(s.name, i.author) AS person, i.effective AS effective,"
            " i.customer_id || ' ' || i.occurred_on AS met FROM interaction i"
            " LEFT JOIN staff s ON s.id = i.author_id"
            " WHERE i.occurred_on BETWEEN :start AND :end) AS contacts_of_window"
            " WHERE person IS NOT NULL GROUP BY person ORDER BY reached DESC, person",
            {"start": start, "end": end},
        )

    def last_reached(self, end: str) -> dict[int, str]:
        """The day of each customer's last effective contact by `end`."""
        return dict(
            self._db.tuples(
                "SELECT customer_id, MAX(occurred_on) FROM interaction"
                " WHERE effective = 1 AND occurred_on <= :end GROUP BY customer_id",
                {"end": end},
            )
        )

    def staff(self, at: str) -> list[Record]:
        """The staff that were active at an instant: name and role."""
        rows = self._db.rows(
            "SELECT id, name, role, active FROM staff WHERE created_at <= :at ORDER BY name", {"at": at}
        )
        return [row for row in Former(self._db).then("staff", rows, at) if row["active"]]

    def operations_by_person(self, start_at: str, end_at: str) -> list[Row]:
        """How many operations that still stand each member of staff recorded between two instants, copies of the whole
        database apart."""
        return self._db.rows(
            "SELECT s.name AS person, COUNT(*) AS operations FROM operation o"
            " JOIN staff s ON s.id = o.actor_id"
            " WHERE o.at BETWEEN :start AND :end AND o.undone_by IS NULL AND o.undoes IS NULL"
            " AND o.command NOT IN ('move', 'restore')"
            " GROUP BY s.name ORDER BY operations DESC, s.name",
            {"start": start_at, "end": end_at},
        )

    # -- complaints -----------------------------------------------------------------------------------

    def complaints(self, start: str | None, end: str) -> list[Row]:
        """The complaints opened in the window with customer and handler, oldest first."""
        return self._db.rows(
            "SELECT k.*, c.name AS customer, COALESCE(s.name, k.handler) AS handled_by FROM complaint k"
            " JOIN customer c ON c.id = k.customer_id LEFT JOIN staff s ON s.id = k.handler_id"
            " WHERE k.opened_on BETWEEN :start AND :end ORDER BY k.opened_at, k.id",
            {"start": start or "", "end": end},
        )

    def revisits(self, start: str, end: str, at: str) -> list[str | None]:
        """The result of every revisit made in the window and by an instant."""
        rows = self._db.tuples(
            "SELECT data FROM complaint_event WHERE kind = 'revisited' AND on_day BETWEEN :start AND :end AND at <= :at",
            {"start": start, "end": end, "at": at},
        )
        return [json.loads(row[0] or "{}").get("result") for row in rows]

    def complaint_count(self, start: str, end: str) -> int:
        """How many complaints were opened in the window."""
        return int(
            self._db.value(
                "SELECT COUNT(*) FROM complaint WHERE opened_on BETWEEN :start AND :end",
                {"start": start, "end": end},
            )
        )
