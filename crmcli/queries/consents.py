"""Who agreed to what and who took that back, and what else is known of whom somebody wants to reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.database.connection import Database, Row

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_LISTED = (
    "SELECT a.*, c.name AS customer, c.code AS customer_code, c.phone AS customer_phone, p.name AS contact_person, s.name AS recorder FROM consent a"
    " JOIN customer c ON c.id = a.customer_id LEFT JOIN contact_person p ON p.id = a.contact_person_id"
    " LEFT JOIN staff s ON s.id = a.recorder_id"
)
#: The columns of the ledger, without the key and when a row was entered.
FIELDS = (
    "customer_id", "contact_person_id", "purpose", "channel", "granted", "at", "on_day", "source", "evidence", "notice",
    "recorder_id", "custom",
)  # fmt: skip


class Consents:
    """Reads the ledger of consents, and adds to it. `at` is an instant, `on_day` its day; nothing is ever changed."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, op: Operation, rows: Iterable[Mapping[str, Any]]) -> range:
        """Adds rows with the columns of FIELDS, of which those that are left out are empty."""
        values = [(*(row.get(field) for field in FIELDS), op.at_text) for row in rows]
        return op.insert_many("consent", (*FIELDS, "created_at"), values)

    def listed(self, ids: Sequence[int] | None, until: str) -> list[Row]:
        """Rows by an instant with whom they are about, the newest first; of some customers with `ids`."""
        order = " ORDER BY a.at DESC, a.id DESC"
        if ids is None:
            return self._db.rows(f"{_LISTED} WHERE a.at <= :until{order}", {"until": until})
        rows = self._db.rows_in(
            f"{_LISTED} WHERE a.customer_id IN ({{ids}}) AND a.at <= :until", ids, {"until": until}
        )
        return sorted(rows, key=lambda row: (row["at"], row["id"]), reverse=True)

    def exported(self, ids: Sequence[int] | None) -> list[Row]:
        """All rows in the order in which they came, or those of some customers, with whom they are about."""
        rows = (
            self._db.rows(_LISTED)
            if ids is None
            else self._db.rows_in(f"{_LISTED} WHERE a.customer_id IN ({{ids}})", ids)
        )
        return sorted(rows, key=lambda row: int(row["id"]))

    def of(self, ids: Sequence[int], until: str) -> list[Row]:
        """What was said by or of these customers by an instant."""
        return self._db.rows_in(
            "SELECT customer_id, contact_person_id, purpose, channel, granted, at FROM consent"
            " WHERE customer_id IN ({ids}) AND at <= :until",
            ids,
            {"until": until},
        )

    # -- whom one wants to reach ----------------------------------------------------------------------------

    def customers(self, ids: Sequence[int]) -> list[Row]:
        """Of these customers what decides whether they may be reached."""
        return self._db.rows_in(
            "SELECT id, status, paused_until, review_state, tags, preferences, country, phone, email, wechat, street"
            " FROM customer WHERE id IN ({ids})",
            ids,
        )

    def persons(self, ids: Sequence[int]) -> list[Row]:
        """The contact persons of these customers, each customer's in the order in which they are asked for."""
        rows = self._db.rows_in(
            "SELECT id, customer_id, is_key, left_on, phone, email, wechat, NULL AS street FROM contact_person"
            " WHERE customer_id IN ({ids})",
            ids,
        )
        return sorted(rows, key=lambda row: (-row["is_key"], row["id"]))

    def further_ways(self, ids: Sequence[int]) -> list[Row]:
        """Further ways and addresses of these customers and of their contact persons: the `kind` of way, `street` for an
        address, and its value."""
        ways = self._db.rows_in(
            "SELECT customer_id, contact_person_id, kind, value FROM contact_way w"
            " WHERE customer_id IN ({ids}) AND confirmed = 1",
            ids,
        )
        streets = self._db.rows_in(
            "SELECT customer_id, contact_person_id, 'street' AS kind, street AS value FROM address"
            " WHERE customer_id IN ({ids})",
            ids,
        )
        return [*ways, *streets]
