"""The outbox: messages that are planned, went out, or of which nobody knows whether they did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.database.connection import Database, Row
from crmcli.i18n import _

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

_LISTED = (
    "SELECT m.*, c.code AS customer_code, c.name AS customer, p.name AS contact_person, s.name AS staff, o.name AS owner"
    " FROM outbox m JOIN customer c ON c.id = m.customer_id LEFT JOIN staff o ON o.id = c.owner_id LEFT JOIN contact_person p ON p.id = m.contact_person_id"
    " LEFT JOIN staff s ON s.id = m.staff_id"
)
FIELDS = (
    "key", "kind", "occasion", "occasion_on", "customer_id", "contact_person_id", "channel", "address", "subject", "body",
    "gift", "cost_cents", "state", "done_at", "done_on",
)  # fmt: skip


class Outbox:
    """Reads and writes messages."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, message_id: int) -> Row:
        """One message with whom it is for; NotFound if there is none."""
        row = self._db.one(f"{_LISTED} WHERE m.id = :id", {"id": message_id})
        if row is None:
            raise errors.NotFound(
                _("There is no message %(id)d.") % {"id": message_id}, _("See: crmcli care log")
            )
        return row

    def listed(self, start: str, end: str, at: str | None = None) -> list[Row]:
        """Messages for occasions from one day to another, the newest first; those that were planned by an instant."""
        known = "" if at is None else " AND m.planned_at <= :at"
        return self._db.rows(
            f"{_LISTED} WHERE m.occasion_on >= :start AND m.occasion_on <= :end{known}"
            " ORDER BY m.occasion_on DESC, m.id DESC",
            {"start": start, "end": end, "at": at},
        )

    def in_state(self, state: str) -> list[Row]:
        """All messages of a state, the oldest first."""
        return self._db.rows(f"{_LISTED} WHERE m.state = :state ORDER BY m.id", {"state": state})

    def of(self, customer_ids: Sequence[int], start: str, end: str, at: str | None = None) -> list[Row]:
        """The messages to these customers for occasions between two days; those that were planned by an instant."""
        return self._between("customer_id", customer_ids, start, end, at)

    def to_addresses(
        self, addresses: Sequence[str], start: str, end: str, at: str | None = None
    ) -> list[Row]:
        """The messages to these addresses for occasions between two days; those that were planned by an instant."""
        return self._between("address", addresses, start, end, at)

    def _between(self, column: str, values: Sequence[Any], start: str, end: str, at: str | None) -> list[Row]:
        known = "" if at is None else " AND planned_at <= :at"
        return self._db.rows_in(
            "SELECT id, key, occasion, occasion_on, customer_id, contact_person_id, address, state FROM outbox"
            f" WHERE {column} IN ({{ids}}) AND occasion_on >= :start AND occasion_on <= :end{known}",
            values,
            {"start": start, "end": end} | ({} if at is None else {"at": at}),
        )

    def add(self, op: Operation, rows: Iterable[Mapping[str, Any]], on: str) -> range:
        """New messages with the columns of FIELDS, of which those that are left out are empty; their keys must be new."""
        columns = (*FIELDS, "planned_at", "planned_on", "staff_id")
        rest = (op.at_text, on, op.actor.id)
        return op.insert_many("outbox", columns, [(*(row.get(f) for f in FIELDS), *rest) for row in rows])

    def update(self, op: Operation, message_id: int, values: Mapping[str, Any]) -> None:
        op.update("outbox", message_id, values)
