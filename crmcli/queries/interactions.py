"""Interactions: contacts with customers, in and out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli import errors
from crmcli.database.connection import Database, Row
from crmcli.i18n import _
from crmcli.queries.compared import compared
from crmcli.queries.former import Then, then_sql
from crmcli.queries.owned import owned

if TYPE_CHECKING:
    from crmcli.database.operation import Operation

COLUMNS = (
    "customer_id", "contact_person_id", "direction", "channel", "occurred_at", "occurred_on", "recorded_at",
    "author_id", "author", "recorder_id", "content", "feedback", "next_step", "next_on", "level", "effective", "care",
    "imported", "external_id", "custom", "received_at", "answered_at", "answerer_id", "next_at", "next_settles_on",
    "next_ended_at", "gave",
)  # fmt: skip
_LISTED = (
    "SELECT i.*, c.name AS customer, c.code AS customer_code, c.phone AS customer_phone, p.name AS contact_person"
    " FROM interaction i LEFT JOIN customer c ON c.id = i.customer_id"
    " LEFT JOIN contact_person p ON p.id = i.contact_person_id"
)


def _responsible(past: str | None) -> Then:
    """Who answered, or is to answer, what came in; with `past`, who was to at that instant."""
    answerer = then_sql("interaction", "i", "answerer_id", past=past is not None)
    owner = then_sql("customer", "c", "owner_id", past=past is not None)
    return Then(answerer.join + owner.join, f"COALESCE({answerer.value}, {owner.value}, i.author_id)")


class Interactions:
    """Reads and writes interactions."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, op: Operation, values: Mapping[str, Any]) -> int:
        """One interaction; the actor records it, outgoing and effective unless said otherwise."""
        return op.insert("interaction", {**_defaults(op), **values})

    def add_many(self, op: Operation, rows: Sequence[Mapping[str, Any]]) -> range:
        """Many interactions at once; their ids in order."""
        defaults = _defaults(op)
        return op.insert_many(
            "interaction", COLUMNS, [tuple((defaults | dict(r)).get(c) for c in COLUMNS) for r in rows]
        )

    def edit(self, op: Operation, interaction_id: int, values: Mapping[str, Any]) -> bool:
        """Changes columns; False if they had these values already."""
        return op.update("interaction", interaction_id, values)

    def get(self, interaction_id: int) -> Row:
        """One interaction with its customer's name; NotFound if there is none."""
        row = self._db.one(f"{_LISTED} WHERE i.id = :id", {"id": interaction_id})
        if row is None:
            raise errors.NotFound(
                _("There is no contact %(id)d.") % {"id": interaction_id}, _("See: crmcli interaction list")
            )
        return row

    def waiting(self, owner_id: int | None = None, at: str | None = None) -> list[Row]:
        """Contacts that came in and wait for an answer, those of one person or everybody's, the oldest first; with
        `at`, those that waited then. `responsible_id` is who is to answer: the customer's owner unless said otherwise."""
        compared(self._db, ["i.answered_at"], {"i": "interaction"})
        waited = "i.answered_at IS NULL AND i.received_at > ''"
        if at is not None:
            waited = "i.received_at <= :at AND (i.answered_at IS NULL OR i.answered_at > :at)"
        responsible = _responsible(at)
        return self._db.rows(
            f"SELECT i.id, i.customer_id, i.channel, i.content, i.received_at, {responsible.value} AS responsible_id"
            f" FROM interaction i JOIN customer c ON c.id = i.customer_id{responsible.join} WHERE {waited}"
            f" AND (:owner IS NULL OR {responsible.value} = :owner) ORDER BY i.received_at, i.id",
            {"owner": owner_id, "at": at, "past": at},
        )

    def answer(self, op: Operation, customer_id: int, at: str, staff_id: int | None) -> int:
        """Whatever of a customer's waits by an instant is answered then; returns how much that was."""
        rows = self._db.rows(
            "SELECT id FROM interaction WHERE answered_at IS NULL AND received_at > '' AND received_at <= :at"
            " AND customer_id = :id",
            {"id": customer_id, "at": at},
        )
        answered = {"answered_at": at, "answerer_id": staff_id}
        return op.update_many("interaction", {row["id"]: answered for row in rows}, since=at)

    def inbound(self, start: str, end: str, past: str | None = None) -> list[Row]:
        """Contacts that came in between two days with the instants that say how long they waited, and whose they are
        (or were at a past instant)."""
        responsible = _responsible(past)
        return self._db.rows(
            "SELECT i.channel, i.received_at, i.answered_at, s.name AS person FROM interaction i"
            f" JOIN customer c ON c.id = i.customer_id{responsible.join} LEFT JOIN staff s ON s.id = {responsible.value}"
            " WHERE i.occurred_on BETWEEN :start AND :end AND i.received_at IS NOT NULL ORDER BY i.received_at, i.id",
            {"start": start, "end": end, "past": past},
        )

    def given(
        self, since: str, until: str, past: str | None = None, of: int | None = None
    ) -> list[tuple[int, str, str]]:
        """Customer, day and what was given (`proposal,quotation`) of the contacts of some days, with `past` up to an instant;
        those of one customer or of all."""
        happened = "" if past is None else " AND occurred_at <= :past"
        whose = "" if of is None else " AND customer_id = :of"
        rows = self._db.tuples(
            "SELECT customer_id, occurred_on, gave FROM interaction WHERE occurred_on BETWEEN :since AND :until"
            f" AND gave > ''{happened}{whose} ORDER BY id",
            {"since": since, "until": until, "past": past, "of": of},
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def reached(self, customer_id: int, day: str) -> bool:
        """Whether somebody spoke to a customer on a day: care and vain attempts don't count."""
        return bool(
            self._db.value(
                "SELECT COUNT(*) FROM interaction WHERE customer_id = :id AND occurred_on = :day AND effective = 1",
                {"id": customer_id, "day": day},
            )
        )

    def latest(self, customer_id: int, n: int | None = None, until: str | None = None) -> list[Row]:
        """A customer's last `n` interactions (all without `n`), by an instant if one is given, newest first, with the
        contact person's name."""
        happened = "" if until is None else " AND i.occurred_at <= :until"
        return self._db.rows(
            f"{_LISTED} WHERE i.customer_id = :id{happened} ORDER BY i.occurred_at DESC, i.id DESC"
            + ("" if n is None else " LIMIT :n"),
            {"id": customer_id, "n": n, "until": until},
        )

    def of_many(self, ids: Collection[int]) -> list[Row]:
        """All interactions of many customers, oldest first."""
        rows = self._db.rows_in("SELECT * FROM interaction WHERE customer_id IN ({ids})", sorted(ids))
        return sorted(rows, key=lambda row: (row["occurred_at"], row["id"]))

    def numbered(self, numbers: Collection[str]) -> list[Row]:
        """The interactions with these numbers in another system."""
        return self._db.rows_in("SELECT * FROM interaction WHERE external_id IN ({ids})", sorted(numbers))

    def all(self, ids: Sequence[int] | None = None) -> list[Row]:
        """Interactions with customer and contact person for a list: all, or those of some customers."""
        if ids is None:
            return owned(self._db.rows(f"{_LISTED} ORDER BY i.occurred_at, i.id"))
        rows = self._db.rows_in(f"{_LISTED} WHERE i.customer_id IN ({{ids}})", ids)
        return sorted(rows, key=lambda row: (row["occurred_at"], row["id"]))


def _defaults(op: Operation) -> dict[str, Any]:
    return {
        "direction": "out",
        "channel": "other",
        "effective": 1,
        "care": 0,
        "imported": 0,
        "recorded_at": op.at_text,
        "recorder_id": op.actor.id,
    }
