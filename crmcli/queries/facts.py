"""Facts of one, some or all customers on a day, by a few grouped queries. It judges nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, tzinfo
from functools import cache
from itertools import pairwise, zip_longest
from statistics import median
from typing import Any

from crmcli import clock
from crmcli.database.connection import Database
from crmcli.facts import Appointment, Facts
from crmcli.figures.rates import Rates
from crmcli.queries.appointments import open_sql
from crmcli.queries.compared import compared
from crmcli.queries.contract_facts import add_contracts, of_contracts
from crmcli.queries.counted import counted_sql
from crmcli.queries.former import Former, then_sql
from crmcli.queries.persons import there
from crmcli.queries.purchases import order_sql
from crmcli.queries.windows import Groups, Scope, Windows, scope_of

#: How many of a customer's needs are known.
NEEDS_KNOWN = " + ".join(
    f"CASE WHEN {need} IS NULL THEN 0 ELSE 1 END"
    for need in ("pain_points", "budget", "decision_chain", "timing", "competitors")
)
_CUSTOMER = (
    "id, created_on, name, kind, status, paused_until, industry, size, owner_id, known_since, imported_on,"
    " cooperation_start, is_member, member_level, source, region, country, city, pinned_tier, pin_until, pin_reason,"
    " stated_tier, stated_on, potential_override, cadence_days, birthday, birthday_calendar, verified_on, review_state, reviewed_on,"
    " plan_channel, plan_reason,"
    f" {NEEDS_KNOWN}"
)
_COLUMNS = [column.strip() for column in _CUSTOMER.removesuffix(NEEDS_KNOWN).split(",")][:-1]
#: The customer's own fields that facts are made of.
CUSTOMER_FIELDS = frozenset(_COLUMNS) | {"pain_points", "budget", "decision_chain", "timing", "competitors"}
#: The tables of what happened to customers, and the column of its day.
_FACT_DAYS = (
    ("interaction", "occurred_on"), ("purchase", "ordered_on"), ("complaint", "opened_on"),
    ("survey_response", "submitted_on"), ("refund", "refunded_on"), ("contract", "signed_on"),
)  # fmt: skip
_FACTS = " UNION ALL ".join(
    f"SELECT customer_id, MIN({column}) AS day FROM {table} GROUP BY customer_id"
    for table, column in _FACT_DAYS
)
#: Per customer `known_on`, as `FactRows.gather` tells it, and `undated`: whether the customer belongs to every day. What
#: happened to an imported one after it came says nothing of since when: then `known_on` is NULL.
KNOWN_SQL = (
    "(SELECT c.id AS customer_id, CASE WHEN c.known_since IS NOT NULL THEN c.known_since"
    " WHEN c.imported_on IS NULL AND (f.day IS NULL OR c.created_on < f.day) THEN c.created_on"
    " WHEN c.imported_on IS NULL OR f.day <= c.imported_on THEN f.day END AS known_on,"
    " CASE WHEN c.known_since IS NULL AND c.imported_on IS NOT NULL AND (f.day IS NULL OR f.day >= c.imported_on)"
    " THEN 1 ELSE 0 END AS undated FROM customer c"
    f" LEFT JOIN (SELECT customer_id, MIN(day) AS day FROM ({_FACTS}) AS d GROUP BY customer_id) AS f"
    " ON f.customer_id = c.id)"
)


#: The days by which records lie in a window of time or in none, each with its table.
WINDOWED = {
    "interaction": "occurred_on",
    "purchase": "ordered_on",
    "complaint": "opened_on",
    "survey_response": "submitted_on",
}


class FactRows:
    """Builds `Facts` from dated rows on or before a day; complaints' verdicts are filled in by the caller.

    Orders in a currency that no rate is known of on their day count in none.
    """

    def __init__(self, db: Database, zone: tzinfo) -> None:
        self._db, self._zone = db, zone

    def gather(
        self,
        on: date,
        at: str,
        *,
        gap_min: int,
        rates: Rates,
        ids: Collection[int] | None = None,
        whole_day: bool = True,
    ) -> Iterator[Facts]:
        """Facts of the customers known on `on`, in order of id; `at` is that day's stored instant.

        Without `whole_day`, what happened after `at` is left out. `gap_min` is how many purchase days give a
        median. Customers whose every dated fact lies later are left out.
        """
        scope, w = scope_of(ids), Windows.ending(on, None if whole_day else at)
        for table, column in WINDOWED.items():
            compared(self._db, [f"r.{column}"], {"r": table}, scope.of("r.customer_id"))
        contacts, agreed, attempts = (
            self._contacts(w, scope),
            self._appointments(w, scope, at),
            self._attempts(w, scope),
        )
        purchases, refunds = self._purchases(w, scope, rates.own), self._refunds(w, scope)
        complaints, surveys = self._complaints(w, scope), self._surveys(w, scope)
        birthdays, later = self._birthdays(scope, on), self._later(on, scope)
        contracts = of_contracts(self._db, w, scope)
        unconfirmed = self._unconfirmed(scope)
        former = {} if whole_day else Former(self._db).fields("customer", at)
        for row in self._db.tuples(f"SELECT {_CUSTOMER} FROM customer WHERE {scope.of('id')} ORDER BY id"):
            key = row[0]
            facts = _base(_as_it_was(row, former[key]) if key in former else row)
            contact, complaint = contacts.last(key), complaints.last(key)
            _add_contacts(facts, contact, attempts.of(key))
            facts.appointments = tuple(self._agreed(row) for row in agreed.of(key))
            orders = purchases.of(key)
            _add_purchases(facts, orders, refunds, w, gap_min, rates)
            if complaint:
                facts.complaints_12m, facts.oldest_complaint_12m_on = complaint[1], _day(complaint[2])
                facts.first_complaint_on, facts.was_answered = _day(complaint[3]), bool(complaint[4])
            answers = surveys.of(key)
            _add_survey(facts, answers, at)
            if facts.birthday is None and key in birthdays:
                facts.birthday, calendar = birthdays[key]
                facts.birthday_calendar = calendar or "solar"
            facts.changes_on, facts.unconfirmed = later.get(key), key in unconfirmed
            agreements = contracts.of(key)
            add_contracts(facts, agreements, on, rates)
            earliest = [
                *([contact[1]] if contact and contact[1] else []),
                *([complaint[3]] if complaint else []),
            ]
            # An order that doesn't count (yet) is a dated fact too; an opening balance has no date of its own.
            ordered = next(
                (day for _key, day, *_order, opening, _n, _counted, _currency in orders if not opening), None
            )
            facts.first_order_on = _day(ordered)
            earliest += [ordered] if ordered else []
            earliest += [answer[1] for answer in answers[:1]]
            earliest += [agreement[1] for agreement in agreements[:1]]
            if _known(facts, on, earliest):
                if not whole_day:
                    # Of a past day nobody knew what would happen to a customer next.
                    facts.changes_on = None
                yield facts

    def undated(self, ids: Collection[int], day: str) -> set[int]:
        """Those of some imported customers of whom nothing by a day tells since when they are known: what comes later may."""
        no_fact = " AND ".join(
            f"NOT EXISTS (SELECT 1 FROM {table} f WHERE f.customer_id = c.id AND f.{column} <= :day{told})"
            for table, column in _FACT_DAYS
            for told in [" AND (f.effective = 1 OR f.imported = 1)" if table == "interaction" else ""]
        )
        sql = f"SELECT c.id FROM customer c WHERE c.imported_on IS NOT NULL AND c.known_since IS NULL AND {no_fact}"
        return {row[0] for row in self._db.rows_in(f"{sql} AND c.id IN ({{ids}})", sorted(ids), {"day": day})}

    def _unconfirmed(self, scope: Scope) -> set[int]:
        """Who has a phone that nobody could read whole."""
        sql = f"SELECT customer_id FROM contact_way WHERE confirmed = 0 AND {scope.of('customer_id')}"
        return {row[0] for row in self._db.tuples(sql)}

    def _contacts(self, w: Windows, scope: Scope) -> Groups:
        """Per customer: first day, last effective, last of ours, last high-level, effective in 90 days and oldest of
        them. A missed call or a greeting recorded here says of nobody since when they are known: they were here already.
        """
        sql = (
            "SELECT customer_id, MIN(CASE WHEN effective = 1 OR imported = 1 THEN occurred_on END), MAX(CASE WHEN effective = 1 THEN occurred_on END),"
            " MAX(CASE WHEN effective = 1 OR care = 1 THEN occurred_on END),"
            " MAX(CASE WHEN effective = 1 AND level = 'high' THEN occurred_on END),"
            " SUM(CASE WHEN effective = 1 AND occurred_on > :quarter THEN 1 ELSE 0 END),"
            " MIN(CASE WHEN effective = 1 AND occurred_on > :quarter THEN occurred_on END)"
            f" FROM interaction WHERE {w.happened('occurred')} AND {scope.of('customer_id')} GROUP BY customer_id"
            " ORDER BY customer_id"
        )
        return Groups(self._db.tuples(sql, w.parameters))

    def _appointments(self, w: Windows, scope: Scope, at: str) -> Groups:
        """What was agreed and is open, the soonest first."""
        columns = "a.customer_id, a.next_on, a.next_at, a.occurred_on, a.next_step"
        sql = open_sql(columns, scope.of, self._zone, until=w.until is not None)
        order = " ORDER BY a.customer_id, a.next_on, a.next_at NULLS FIRST, a.id"
        return Groups(self._db.tuples(sql + order, {**w.parameters, "at": at}))

    def _agreed(self, row: tuple[Any, ...]) -> Appointment:
        _key, on, at, made_on, text = row
        time = clock.time_told(at, self._zone)
        return Appointment(date.fromisoformat(on), time, date.fromisoformat(made_on), text)

    def _attempts(self, w: Windows, scope: Scope) -> Groups:
        """The days of unanswered attempts."""
        sql = (
            f"SELECT DISTINCT customer_id, occurred_on FROM interaction WHERE {w.happened('occurred')}"
            f" AND effective = 0 AND care = 0 AND direction = 'out' AND {scope.of('customer_id')}"
            " ORDER BY customer_id, occurred_on"
        )
        return Groups(self._db.tuples(sql, w.parameters))

    def _refunds(self, w: Windows, scope: Scope) -> dict[int, int]:
        """Per purchase, what was paid back."""
        paid = ["r.amount_cents", "r.refunded_on"]
        compared(self._db, paid, {"r": "refund"}, scope.of("r.customer_id"))
        sql = (
            "SELECT purchase_id, SUM(amount_cents) FROM refund WHERE refunded_on <= :on"
            f" AND {scope.of('customer_id')} GROUP BY purchase_id"
        )
        return {r[0]: r[1] for r in self._db.tuples(sql, {"on": w.on.isoformat()})}

    def _purchases(self, w: Windows, scope: Scope, own: str) -> Groups:
        """Per customer its orders up to the end: day, order, amount, id, opening, orders, whether it counts, and the currency
        where it isn't the team's `own`."""
        compared(self._db, ["purchase.status"], {"purchase": "purchase"}, scope.of("purchase.customer_id"))
        status = then_sql("purchase", "purchase", "status", past=w.until is not None)
        counted = counted_sql("purchase", status.value)
        rows = self._db.tuples(
            f"SELECT customer_id, ordered_on, {order_sql('purchase')}, amount_cents, id, opening, orders,"
            f" CASE WHEN {counted} THEN 1 ELSE 0 END, CASE WHEN currency <> :own THEN currency END"
            f" FROM purchase{status.join}"
            f" WHERE {w.happened('ordered')} AND {scope.of('customer_id')} ORDER BY customer_id, ordered_on",
            {**w.parameters, "own": own, "past": w.until},
        )
        return Groups(rows)

    def _complaints(self, w: Windows, scope: Scope) -> Groups:
        until = " AND e.at <= :until" if w.until else ""
        sql = (
            "SELECT customer_id, SUM(CASE WHEN opened_on > :year THEN 1 ELSE 0 END),"
            " MIN(CASE WHEN opened_on > :year THEN opened_on END), MIN(opened_on), MAX(CASE WHEN EXISTS"
            " (SELECT 1 FROM complaint_event e WHERE e.complaint_id = complaint.id AND e.on_day <= :on"
            f" AND e.kind IN ('responded', 'proposed', 'progress', 'revisited'){until}) THEN 1 ELSE 0 END)"
            f" FROM complaint WHERE {w.happened('opened')} AND {scope.of('customer_id')} GROUP BY customer_id"
            " ORDER BY customer_id"
        )
        return Groups(self._db.tuples(sql, w.parameters))

    def _surveys(self, w: Windows, scope: Scope) -> Groups:
        rows = self._db.tuples(
            "SELECT customer_id, submitted_on, overall, nps, low, settled_at, id, imported, created_at"
            f" FROM survey_response WHERE {w.happened('submitted')} AND customer_id IS NOT NULL AND {scope.of('customer_id')}"
            " ORDER BY customer_id, submitted_at, id",
            w.parameters,
        )
        return Groups(rows)

    def _birthdays(self, scope: Scope, on: date) -> dict[int, tuple[str, str | None]]:
        """A contact person's birthday stands in where the customer, a company, has none."""
        rows = self._db.tuples(
            "SELECT customer_id, birthday, birthday_calendar FROM contact_person p WHERE birthday IS NOT NULL"
            f" AND {there('p', ':on')} AND {scope.of('customer_id')} ORDER BY customer_id, is_key, id DESC",
            {"on": on.isoformat()},
        )
        return {r[0]: (r[1], r[2]) for r in rows}

    def _later(self, on: date, scope: Scope) -> dict[int, date]:
        """The first dated fact after `on` of customers that have one."""
        parts = " UNION ALL ".join(
            f"SELECT customer_id, MIN({column}) AS day FROM {table} WHERE {column} > :on AND {scope.of('customer_id')}"
            " GROUP BY customer_id"
            for table, column in _FACT_DAYS
        )
        first: dict[int, date] = {}
        for key, day in self._db.tuples(
            f"SELECT customer_id, MIN(day) FROM ({parts}) d GROUP BY customer_id", {"on": on.isoformat()}
        ):
            first[key] = date.fromisoformat(day)
        return first


@cache
def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _as_it_was(row: tuple[Any, ...], was: Mapping[str, Any]) -> tuple[Any, ...]:
    """A customer's row with what its dated fields held then."""
    return tuple(was.get(column, value) for column, value in zip_longest(_COLUMNS, row))


def _base(row: tuple[Any, ...]) -> Facts:
    return Facts(
        customer_id=row[0],
        created_on=date.fromisoformat(row[1]),
        name=row[2],
        kind=row[3],
        status=row[4],
        paused_until=_day(row[5]),
        industry=row[6],
        size=row[7],
        owner_id=row[8],
        known_since=_day(row[9]),
        told_since=_day(row[9]),
        imported_on=_day(row[10]),
        cooperation_start=_day(row[11]),
        is_member=bool(row[12]),
        member_level=row[13],
        source=row[14],
        region=row[15],
        country=row[16],
        city=row[17],
        pinned_tier=row[18],
        pin_until=_day(row[19]),
        pin_reason=row[20],
        stated_tier=row[21],
        stated_on=_day(row[22]),
        potential_override=row[23],
        cadence_override_days=row[24],
        birthday=row[25],
        birthday_calendar=row[26] or "solar",
        verified_on=_day(row[27]),
        review_state=row[28],
        reviewed_on=_day(row[29]),
        plan_channel=row[30],
        plan_reason=row[31],
        needs_known=row[32],
    )


def _add_contacts(facts: Facts, agg: tuple[Any, ...] | None, attempts: list[tuple[Any, ...]]) -> None:
    if agg:
        facts.last_effective_on, facts.last_contact_on = _day(agg[2]), _day(agg[3])
        facts.last_high_level_on, facts.effective_90d = _day(agg[4]), agg[5]
        facts.oldest_effective_90d_on = _day(agg[6])
    last = facts.last_effective_on
    days = [date.fromisoformat(attempt[1]) for attempt in attempts[-2:]]
    facts.last_attempts = tuple(day for day in days if last is None or day > last)


def _add_purchases(
    facts: Facts,
    rows: list[tuple[Any, ...]],
    refunds: Mapping[int, int],
    w: Windows,
    gap_min: int,
    rates: Rates,
) -> None:
    """Totals of those of one customer's purchases that count. An order refunded in full is none, nor is one in a currency that
    no rate is known of."""
    days: dict[str, str] = {}
    total = half = previous = opening_orders = 0
    oldest_year = oldest_half = last = None
    for _key, day, order, amount, row_id, opening, orders, counted, currency in rows:
        left = amount - refunds.get(row_id, 0)
        if not counted or left <= 0 < amount:
            continue
        net = rates.cents(left, currency, day) if currency else left
        if net is None:
            continue
        total += net
        if opening:
            opening_orders += orders
            continue
        if amount >= 0:  # a return is no order
            days.setdefault(order, day)
            last = day
        if day > w.year:
            oldest_year = oldest_year or day
            if day > w.half:
                oldest_half = oldest_half or day
                half += net
            else:
                previous += net
    # An order lies on the day of its first line.
    orders_12m = sum(day > w.year for day in days.values())
    facts.spend_total, facts.orders_total = total, len(days) + opening_orders
    facts.spend_12m, facts.orders_12m, facts.oldest_12m_on = half + previous, orders_12m, _day(oldest_year)
    facts.spend_6m, facts.spend_prev_6m, facts.oldest_6m_on = half, previous, _day(oldest_half)
    distinct = [date.fromisoformat(day) for day in sorted(set(days.values()))]
    facts.purchase_days = len(distinct)
    if distinct:
        facts.first_purchase_on, facts.last_purchase_on = distinct[0], _day(last)
    if len(days) >= gap_min and len(distinct) >= gap_min:
        facts.median_gap_days = float(median((b - a).days for a, b in pairwise(distinct)))


def _add_survey(facts: Facts, rows: list[tuple[Any, ...]], at: str) -> None:
    if not rows:
        return
    last = rows[-1]
    facts.first_survey_on = _day(rows[0][1])
    facts.last_survey_on, facts.last_overall, facts.last_nps = _day(last[1]), last[2], last[3]
    contacted = facts.last_effective_on
    for row in reversed(rows):
        day = date.fromisoformat(row[1])
        if row[4] and (row[5] is None or row[5] > at) and (contacted is None or contacted <= day):
            facts.low_score_open_on, facts.low_score_response_id = day, row[6]
            imported = facts.imported_on if row[7] else None
            facts.low_score_recorded_on = imported or date.fromisoformat(row[8][:10])
            return


def _known(facts: Facts, on: date, earliest: list[str]) -> bool:
    """Whether the customer was known on `on`: without a start date since its earliest dated fact, or since it was added."""
    if facts.known_since is None:
        by_hand = None if facts.imported_on else facts.created_on
        dated = [*map(date.fromisoformat, earliest), *([by_hand] if by_hand else [])]
        facts.known_since = min(dated, default=None)
        came, later = facts.imported_on, facts.changes_on
        if facts.known_since is None and later and (came is None or later < came):
            # Imported with later facts only: not known yet. One without any belongs to every day, and goes on to when
            # something happens to it here.
            return False
    return facts.known_since is None or facts.known_since <= on
