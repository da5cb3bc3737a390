"""Products that customers try: which, until when, and what came of it. Money is in cents."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.database.connection import Database, Row
from crmcli.i18n import _
from crmcli.queries.compared import compared
from crmcli.queries.former import then_sql
from crmcli.queries.owned import owned

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_DATED = ("end_on", "outcome", "ended_on", "reason", "purchase_id", "owner_id")
_TABLES = {"t": "trial", "i": "interaction"}
#: What `listed` can filter by, as conditions.
_FILTERS = {
    "id": "x.id = :id",
    "customer_id": "x.customer_id = :customer_id",
    "owner_id": "x.owner_id = :owner_id",
}


def _listed(*, past: bool) -> str:
    """SQL for all trials with the names that they refer to; `owner_id` is the customer's owner where it has none of its own."""
    then = {name: then_sql("trial", "t", name, past=past) for name in _DATED}
    owner, status = (then_sql("customer", "c", name, past=past) for name in ("owner_id", "status"))
    values = ", ".join(f"{then[name].value} AS {name}" for name in _DATED[:-1])
    joins = "".join(each.join for each in (*then.values(), owner, status))
    known = "(t.start_on <= :on OR t.created_at <= :past)" if past else "1 = 1"
    return (
        "SELECT x.*, s.name AS owner, p.order_no FROM (SELECT t.id, t.customer_id, t.contact_person_id, t.product, t.start_on,"
        f" t.note, t.creator_id, t.created_at, {values}, {then['owner_id'].value} AS own_owner_id,"
        f" COALESCE({then['owner_id'].value}, {owner.value}) AS owner_id, {status.value} AS customer_status,"
        " c.name AS customer, h.name AS contact_person FROM trial t LEFT JOIN customer c ON c.id = t.customer_id"
        f" LEFT JOIN contact_person h ON h.id = t.contact_person_id{joins} WHERE {known}) AS x"
        " LEFT JOIN staff s ON s.id = x.owner_id LEFT JOIN purchase p ON p.id = x.purchase_id"
    )


class Trials:
    """Reads and writes trials."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, trial_id: int) -> Row:
        """One trial; NotFound if there is none."""
        found = self.listed({"id": trial_id})
        if not found:
            raise errors.NotFound(
                _("There is no trial %(id)d.") % {"id": trial_id}, _("See: crmcli trial list --all")
            )
        return found[0]

    def exist(self) -> bool:
        """Whether there are any."""
        return self._db.value("SELECT 1 FROM trial LIMIT 1") is not None

    def listed(self, filters: Mapping[str, Any], on: str = "", past: str | None = None) -> list[Row]:
        """Trials, those without an outcome first, by their last day; with `past` as they stood at that instant of a day.

        Filters: id, customer_id, owner_id. None means any.
        """
        chosen = {k: v for k, v in filters.items() if v is not None}
        conditions = [_FILTERS[k] for k in chosen]
        read = ["t.start_on", "t.end_on", "t.ended_on", "t.outcome", "t.owner_id"]
        own = [f"t.{key} = {int(chosen[key])}" for key in ("id", "customer_id") if key in chosen]
        compared(self._db, read, _TABLES, " AND ".join(own) or "1 = 1")
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        order = "ORDER BY CASE WHEN x.outcome IS NULL THEN 0 ELSE 1 END, x.end_on, x.id"
        given = chosen | ({"on": on, "past": past} if past is not None else {})
        return owned(self._db.rows(f"{_listed(past=past is not None)} {where} {order}", given))

    def asked(self, last: str, on: str, past: str | None) -> list[Row]:
        """Undecided trials that end by a day, of customers who are in touch with us, with the last day on which each customer
        was reached (`spoken_on`)."""
        compared(
            self._db,
            ["t.start_on", "t.end_on", "t.outcome", "t.owner_id", "i.effective", "i.occurred_on"],
            _TABLES,
        )
        until = "" if past is None else " AND i.occurred_at <= :past"
        given = {"last": last} | ({"on": on, "past": past} if past is not None else {})
        return owned(
            self._db.rows(
                "SELECT y.*, (SELECT MAX(i.occurred_on) FROM interaction i WHERE i.customer_id = y.customer_id AND"
                f" i.effective = 1{until}) AS spoken_on FROM ({_listed(past=past is not None)} WHERE x.outcome IS NULL"
                " AND x.end_on <= :last AND x.customer_status = 'active') AS y ORDER BY y.end_on, y.id",
                given,
            )
        )

    def extended(self, trial_id: int, past: str | None = None) -> list[Row]:
        """Each time that a trial's last day moved, in order: `at`, and the day that stood `before`; by an instant with `past`."""
        until = "" if past is None else " AND until_at <= :past"
        return self._db.rows(
            "SELECT until_at AS at, value AS before FROM former WHERE table_name = 'trial' AND row_id = :id"
            f" AND field = 'end_on'{until} ORDER BY until_at, id",
            {"id": trial_id} | ({"past": past} if past is not None else {}),
        )

    def of_orders(self, ids: Collection[int]) -> dict[int, int]:
        """By order line the trial that it came of, where it came of one."""
        rows = self._db.rows_in("SELECT id, purchase_id FROM trial WHERE purchase_id IN ({ids})", sorted(ids))
        return {row["purchase_id"]: row["id"] for row in rows}

    def orders(self, ids: Collection[int], on: str, past: str | None) -> dict[int, Row]:
        """Order lines by id with what was refunded of each by a day; with `past` in the state that they had at that instant."""
        status = then_sql("purchase", "p", "status", past=past is not None)
        rows = self._db.rows_in(
            f"SELECT p.id, p.ordered_on, p.amount_cents, p.currency, {status.value} AS status, COALESCE((SELECT"
            " SUM(r.amount_cents) FROM refund r WHERE r.purchase_id = p.id AND r.refunded_on <= :on), 0) AS refunded_cents"
            f" FROM purchase p{status.join} WHERE p.id IN ({{ids}})",
            sorted(ids),
            {"on": on} | ({"past": past} if past is not None else {}),
        )
        return {row["id"]: row for row in rows}

    # -- writing ----------------------------------------------------------------------------------

    def add(self, op: Operation, values: Mapping[str, Any], day: str) -> int:
        """A new trial of the actor's making; needs customer_id, product, start_on and end_on."""
        made = {"creator_id": op.actor.id, "created_at": op.at_text, "created_on": day}
        return op.insert("trial", {**values, **made})

    def edit(self, op: Operation, trial_id: int, values: Mapping[str, Any]) -> bool:
        """Changes columns; False if they had these values already."""
        return op.update("trial", trial_id, values)
